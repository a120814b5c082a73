"""Validates every document of a folder with the Open XML SDK; an error fails.

usage: validate.py FOLDER

A document that was made from one that is at fault itself (FOLDER/inputs/NAME for FOLDER/NAME) may keep the
faults of its input, but add none.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from documents import documents, input_of


def validator():
    scope = Path(os.environ["HONGTOU_CI_CACHE"]) / "node_modules/@xarsh"
    found = [p for p in scope.glob("ooxml-validator-*/ooxml-validator*") if os.access(p, os.X_OK)]
    if not found:
        sys.exit(f"no validator below {scope}: run .ci/install")
    return found[0]


def errors(program, path):
    """The validator's errors of one file."""
    run = subprocess.run([program, path], capture_output=True, text=True, timeout=120)
    try:
        return json.loads(run.stdout)["errors"]
    except (json.JSONDecodeError, KeyError):
        return [{"description": f"the validator said: {run.stdout}{run.stderr}".strip()}]


def added(program, path, folder):
    """The errors of a document that its input does not have."""
    found = errors(program, path)
    source = input_of(path, folder)
    if not found or source is None:
        return found
    known = Counter(e.get("description") for e in errors(program, source))
    fresh = []
    for error in found:
        if known[error.get("description")] > 0:
            known[error.get("description")] -= 1
        else:
            fresh.append(error)
    return fresh


def main():
    folder, program = Path(sys.argv[1]), validator()
    paths = list(documents(folder))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda path: added(program, path, folder), paths))
    faulty = 0
    for path, found in zip(paths, results):
        faulty += bool(found)
        for error in found[:5]:
            place = " ".join(filter(None, (error.get("path"), error.get("xPath"))))
            print(f"{path.relative_to(folder)}: {error['description']} {place}".rstrip())
        if len(found) > 5:
            print(f"{path.relative_to(folder)}: … and {len(found) - 5} more")
    print(f"{len(paths)} documents validated, {faulty} at fault")
    return 1 if faulty or not paths else 0


sys.exit(main())
