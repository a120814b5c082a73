"""The documents that the judges look at: each content once, under its name in the folder."""

import hashlib
from pathlib import Path

EXTENSIONS = {".docx", ".docm", ".dotx", ".dotm"}
# What stands in FOLDER/inputs/NAME is the file that FOLDER/NAME was made from.
INPUTS = "inputs"


def documents(folder):
    """Every document below `folder`, sorted by name; of identical ones the first."""
    seen = set()
    for path in sorted(Path(folder).rglob("*")):
        relative = path.relative_to(folder)
        if path.suffix.lower() not in EXTENSIONS or not path.is_file() or relative.parts[0] == INPUTS:
            continue
        digest = hashlib.sha256(path.read_bytes()).digest()
        if digest not in seen:
            seen.add(digest)
            yield path


def input_of(path, folder):
    """The file that a document was made from, where the tests left it."""
    source = Path(folder) / INPUTS / path.relative_to(folder)
    return source if source.is_file() else None
