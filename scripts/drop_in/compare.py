#!/usr/bin/env python3
"""Fills every template of tests/docxtpl with docxtpl and with hongtou and shows where they differ.

    python3 scripts/docxtpl_compare.py [--hongtou PATH] [--agreed] [NAME…]

Text, formats, the shape of tables, spans, merges, shading, headers, footers, footnotes and properties are
compared. With --agreed the names of the cases on which both agree are printed, nothing else. A template that
docxtpl cannot fill, or that it fills with a file that is no XML, is shown as such.
"""

import argparse
import difflib
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile

from docxtpl import DocxTemplate
from lxml import etree

from build import CASES, FOLDER

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def value(element, path):
    for name in path.split("/"):
        element = element.find(W + name) if element is not None else None
    return element


def run_format(run):
    properties = run.find(W + "rPr")
    if properties is None:
        return ""
    words = []
    for e in properties:
        name = etree.QName(e).localname
        if name in ("b", "i", "u", "color", "sz"):
            words.append(name if name in "bi" else f"{name}={e.get(W + 'val')}")
    return " ".join(words)


def pieces(parent, form, out):
    for e in parent:
        if not isinstance(e.tag, str):
            continue
        name = etree.QName(e).localname
        if name == "r":
            pieces(e, run_format(e), out)
        elif name == "t":
            out.append((form, e.text or ""))
        elif name == "br":
            out.append((form, "<br>" if e.get(W + "type") in (None, "textWrapping") else f"<{e.get(W + 'type')}>"))
        elif name == "tab" and etree.QName(parent).localname == "r":
            out.append((form, "<tab>"))
        elif name == "footnoteReference":
            out.append(("", f"<footnote {e.get(W + 'id')}>"))
        elif name == "txbxContent":
            out.append(("", "<box:" + " ¶ ".join(blocks(e)) + ">"))
        elif name not in ("pPr", "rPr"):
            if (e.text or "").strip():
                out.append(("", f"<stray text {e.text.strip()!r} in {name}>"))
            pieces(e, form, out)
        if (e.tail or "").strip():
            out.append(("", f"<stray text {e.tail.strip()!r}>"))


def paragraph(p):
    found = []
    if (p.text or "").strip():
        found.append(("", f"<stray text {p.text.strip()!r}>"))
    pieces(p, "", found)
    joined = []
    for form, text in found:
        if not text:
            continue
        if joined and joined[-1][0] == form:
            joined[-1][1] += text
        else:
            joined.append([form, text])
    text = "".join(f"⟨{form}:{text}⟩" if form else text for form, text in joined)
    words = []
    style = value(p, "pPr/pStyle")
    number = value(p, "pPr/numPr")
    if style is not None and style.get(W + "val") not in ("Header", "Footer"):
        words.append(style.get(W + "val"))
    if number is not None:
        words.append("num=%s/%s" % (value(number, "numId").get(W + "val"), value(number, "ilvl").get(W + "val")))
    if value(p, "pPr/sectPr") is not None:
        words.append("section")
    return (f"<p {' '.join(words)}>" if words else "") + (text or "∅")


def blocks(parent):
    out = []
    for e in parent:
        if e.tag == W + "p":
            out.append(paragraph(e))
        elif e.tag == W + "tbl":
            grid = value(e, "tblGrid")
            out.append(f"<table {len(grid) if grid is not None else '?'}>")
            for row in e.findall(W + "tr"):
                out.append("| " + " | ".join(map(cell, row.findall(W + "tc"))) + " |")
            stray = [
                c for c in e if isinstance(c.tag, str) and c.tag not in (W + "tblPr", W + "tblGrid", W + "tr")
            ]
            out.extend(f"<stray {etree.QName(c).localname} in a table>" for c in stray)
    return out


def cell(tc):
    marks = ""
    span = value(tc, "tcPr/gridSpan")
    if span is not None and span.get(W + "val") != "1":
        marks += f"<span {span.get(W + 'val')}>"
    merge = value(tc, "tcPr/vMerge")
    if merge is not None:
        marks += "<vm start>" if merge.get(W + "val") == "restart" else "<vm>"
    shade = value(tc, "tcPr/shd")
    if shade is not None:
        marks += f"<bg {shade.get(W + 'fill')}>"
    inner = blocks(tc)
    return marks + ("" if inner == ["∅"] else " ¶ ".join(inner) if inner else "<no paragraph>")


def dump(path):
    lines = []
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if n.startswith("word/")]
        stories = ["word/document.xml"] + sorted(
            n for n in names if "/header" in n or "/footer" in n or "/footnotes" in n
        )
        for name in stories:
            root = etree.fromstring(archive.read(name))
            body = root.find(W + "body")
            notes = root.findall(W + "footnote")
            found = (
                blocks(root if body is None else body)
                if not notes
                else [
                    f"<note {n.get(W + 'id')}>" + " ¶ ".join(blocks(n)) for n in notes if n.get(W + "type") is None
                ]
            )
            if name != "word/document.xml":
                lines.append(f"--- {name.split('/')[-1]}")
            lines.extend(found)
        if "docProps/core.xml" in archive.namelist():
            for e in etree.fromstring(archive.read("docProps/core.xml")):
                if etree.QName(e).localname in ("title", "creator", "subject", "description") and e.text:
                    lines.append(f"{etree.QName(e).localname}: {e.text or ''}")
    return lines


def peer(name, data, autoescape):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "peer.docx"
        try:
            template = DocxTemplate(FOLDER / name / "template.docx")
            template.render(data, autoescape=autoescape)
            template.save(path)
            return dump(path)
        except Exception as error:  # noqa: BLE001: whatever it raises is shown
            return [f"docxtpl fails: {type(error).__name__}: {error}"]


def ours(binary, name):
    folder = FOLDER / name
    options = json.loads((folder / "options.json").read_text()) if (folder / "options.json").exists() else {}
    command = [binary, "render", folder / "template.docx", folder / "data.json", "--lang", "en"]
    command += ["--missing", options["missing"]] if "missing" in options else []
    with tempfile.TemporaryDirectory() as out:
        path = pathlib.Path(out) / "ours.docx"
        done = subprocess.run([*command, "-o", path], capture_output=True, text=True)
        if done.returncode:
            return ["hongtou fails:"] + done.stderr.splitlines()
        try:
            found = dump(path)
        except etree.XMLSyntaxError as error:
            found = [f"hongtou writes broken XML: {error}"]
        return found + [f"stderr: {line}" for line in done.stderr.splitlines() if "missing" not in options]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hongtou", default="target/debug/hongtou", help="the binary")
    parser.add_argument("--agreed", action="store_true", help="only the names of the cases on which both agree")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    differ = 0
    for name in arguments.names or CASES:
        data = json.loads((FOLDER / name / "data.json").read_text(encoding="utf-8"))
        theirs = peer(name, data, CASES[name][1].get("autoescape", False))
        mine = ours(arguments.hongtou, name)
        if theirs == mine:
            if arguments.agreed:
                print(name)
            continue
        differ += 1
        if not arguments.agreed:
            print(f"\n=== {name}: - docxtpl, + hongtou")
            for line in difflib.ndiff(theirs, mine):
                if not line.startswith("?"):
                    print(line)
    if not arguments.agreed:
        print(f"\n{differ} of {len(arguments.names or CASES)} differ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
