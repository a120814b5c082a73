"""Has LibreOffice convert every document of a folder to PDF; one that gives none fails.

usage: open.py FOLDER
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from documents import documents

BATCH = 40
SECONDS = 300


def convert(batch, work):
    """Converts (number, path) pairs in one run; returns those that gave no PDF."""
    work = Path(tempfile.mkdtemp(dir=work))
    copies = []
    for number, path in batch:
        copy = work / f"{number}{path.suffix.lower()}"
        shutil.copyfile(path, copy)
        copies.append(copy)
    profile = f"-env:UserInstallation={(work / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(work)]
    try:
        subprocess.run(command + [str(c) for c in copies], capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        pass
    return [pair for pair, copy in zip(batch, copies) if not copy.with_suffix(".pdf").exists()]


def main():
    folder = Path(sys.argv[1])
    paths = list(documents(folder))
    pairs = list(enumerate(paths))
    batches = [pairs[i : i + BATCH] for i in range(0, len(pairs), BATCH)]
    with tempfile.TemporaryDirectory() as work:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            failed = [pair for rest in pool.map(lambda batch: convert(batch, work), batches) for pair in rest]
        # What fell with its batch is tried once more, alone.
        failed = [pair for pair in failed if convert([pair], work)]
    for _, path in failed:
        print(f"{path.relative_to(folder)}: LibreOffice makes no PDF of it")
    print(f"{len(paths)} documents opened, {len(failed)} could not be")
    return 1 if failed or not paths else 0


sys.exit(main())
