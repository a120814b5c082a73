#!/usr/bin/env python3
"""Builds the templates of tests/docxtpl with python-docx.

    python3 scripts/drop_in/build.py [NAME…]

Each function in the modules of this folder that is marked `case` is one: its name is the folder's. `compare.py`
fills every template with docxtpl and with hongtou and shows where they differ. `cargo test --test docxtpl` needs
neither.
"""

import datetime
import io
import json
import pathlib
import sys

import errors  # noqa: F401: the modules register their cases
import fields  # noqa: F401
import language  # noqa: F401
import mixed  # noqa: F401
import paragraphs  # noqa: F401
import tables  # noqa: F401
import text  # noqa: F401
from document import CASES, blank, save

FOLDER = pathlib.Path(__file__).resolve().parent.parent.parent / "tests" / "docxtpl"


def write(name):
    function, options = CASES[name]
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    document = blank()
    document.core_properties.modified = datetime.datetime(2024, 1, 1)
    data = function(document)
    out = io.BytesIO()
    document.save(out)
    save(out, folder / "template.docx", options.get("properties", False))
    (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if "missing" in options:
        (folder / "options.json").write_text(json.dumps({"missing": options["missing"]}) + "\n")


def main():
    for name in sys.argv[1:] or CASES:
        write(name)


if __name__ == "__main__":
    main()
