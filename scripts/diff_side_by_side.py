#!/usr/bin/env python3
"""Compares the same pair of documents with hongtou and with Docxodus, and prints a Markdown table.

The pair is made from the reports of fixtures/seeds: 2,000 paragraphs of Chinese text, 10 % of them edited (a
figure, a word, a sentence added, a piece dropped). Each engine runs in a process of its own, three times; the
fastest time and the highest peak memory count. Docxodus is measured from inside its process, without the start
of Python, and hongtou as a whole program. "Whole words" is the share of the replaced words and figures that the
redline shows as the author replaced them: the old one struck out, the new one inserted, no less and no more.

    cargo build --release
    pip install 'python-redlines[docxodus]'
    scripts/diff_side_by_side.py target/release/hongtou [FOLDER]
"""

import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
import zipfile

PARAGRAPHS, ROUNDS = 2000, 3
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Words that share a character with what takes their place.
WORDS = [
    ("工作", "工程"), ("活动", "行动"), ("提高", "提升"), ("建设", "建立"), ("组织", "组建"),
    ("学习", "研学"), ("宣传", "宣讲"), ("管理", "治理"), ("推进", "推动"), ("加强", "增强"),
]  # fmt: skip


def sentences():
    folder = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "seeds"
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))
    return [s for s in re.findall(r"[^。；;！？\n>]{6,}[。；;]", text) if not re.search(r"[<&\d]", s)]


def paragraph(dice, pool):
    text = ""
    while len(text) < 100:
        text += dice.choice(pool)[:-1] + f"，共{dice.randrange(10, 5000)}人次。"
    return text


def write(paragraphs, path):
    font = '<w:rPr><w:rFonts w:ascii="仿宋_GB2312" w:hAnsi="仿宋_GB2312" w:eastAsia="仿宋_GB2312"/><w:sz w:val="32"/></w:rPr>'
    body = "".join(f"<w:p><w:r>{font}<w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    office = "application/vnd.openxmlformats"
    schemas = "http://schemas.openxmlformats.org"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{schemas}/package/2006/content-types"><Default Extension="rels" '
        f'ContentType="{office}-package.relationships+xml"/><Override PartName="/word/document.xml" '
        f'ContentType="{office}-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{schemas}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{schemas}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{NAMESPACE}"><w:body>{body}<w:sectPr/></w:body></w:document>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + text)


def make(folder):
    """Writes the pair; returns the words replaced: place of the paragraph, old word, new word."""
    dice, pool = random.Random(11), sentences()
    old = [paragraph(dice, pool) for _ in range(PARAGRAPHS)]
    new, replaced = list(old), []
    for at in sorted(dice.sample(range(PARAGRAPHS), PARAGRAPHS // 10)):
        text, kind = old[at], dice.randrange(4)
        known = next(((a, b) for a, b in WORDS if a in text), None)
        if kind == 0:
            number = re.search(r"\d+", text)[0]
            known = (number, str(int(number) + dice.randrange(1, 70)))
        if kind < 2 and known:
            new[at] = text.replace(*known, 1)
            replaced.append((at, *known))
        elif kind == 2:
            new[at] = text + dice.choice(pool)
        else:
            new[at] = text[:30] + text[50:]
    write(old, folder / "old.docx")
    write(new, folder / "new.docx")
    return replaced


def shown(path):
    """For each paragraph, what was struck out and what was inserted."""
    root = ET.fromstring(zipfile.ZipFile(path).read("word/document.xml"))
    out = []
    for p in root.iter(f"{W}p"):
        pieces = []
        for child in p:
            kind = child.tag.removeprefix(W)
            if kind not in ("ins", "del", "r"):
                continue
            text = "".join(t.text or "" for t in child.iter() if t.tag in (f"{W}t", f"{W}delText"))
            if pieces and pieces[-1][0] == kind:
                pieces[-1][1] += text
            elif text:
                pieces.append([kind, text])
        out.append({(kind, text) for kind, text in pieces})
    return out


def whole(path, replaced):
    paragraphs = shown(path)
    if len(paragraphs) != PARAGRAPHS:
        sys.exit(f"{path} has {len(paragraphs)} paragraphs, not {PARAGRAPHS}")
    hits = sum(("del", old) in paragraphs[at] and ("ins", new) in paragraphs[at] for at, old, new in replaced)
    return hits / len(replaced)


def run(command):
    """The output and the peak memory (MiB) of a program, and how long it ran (s)."""
    begun = time.perf_counter()
    with tempfile.NamedTemporaryFile("r") as usage:
        timed = ["/usr/bin/time", "-f", "%M", "-o", usage.name, *map(str, command)]
        done = subprocess.run(timed, check=True, stdout=subprocess.PIPE, text=True)
        seconds = time.perf_counter() - begun
        return done.stdout, int(usage.read().split()[-1]) / 1024, seconds


def docxodus(old, new, out):
    from python_redlines import DocxodusEngine

    engine, pair = DocxodusEngine(), (pathlib.Path(old).read_bytes(), pathlib.Path(new).read_bytes())
    begun = time.perf_counter()
    redline = engine.run_redline("hongtou", *pair)[0]
    print(json.dumps(time.perf_counter() - begun))
    pathlib.Path(out).write_bytes(redline)


def main():
    if sys.argv[1:2] == ["--docxodus"]:
        return docxodus(*sys.argv[2:])
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else temporary)
        folder.mkdir(parents=True, exist_ok=True)
        replaced = make(folder)
        pair = [folder / "old.docx", folder / "new.docx"]
        results = []
        ours, theirs = folder / "hongtou.docx", folder / "docxodus.docx"
        runs = [run([sys.argv[1], "diff", *pair, "-o", ours]) for _ in range(ROUNDS)]
        results.append(("hongtou", min(r[2] for r in runs), max(r[1] for r in runs), whole(ours, replaced)))
        runs = [run([sys.executable, __file__, "--docxodus", *pair, theirs]) for _ in range(ROUNDS)]
        seconds = min(json.loads(r[0]) for r in runs)
        results.append(("Docxodus", seconds, max(r[1] for r in runs), whole(theirs, replaced)))
    print(f"| {PARAGRAPHS:,} paragraphs, 10 % edited | time | peak memory | whole words |  |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, seconds, peak, share in results:
        ratio = "" if name == "hongtou" else f"{seconds / results[0][1]:.0f} × as long"
        print(f"| {name} | {seconds:.2f} s | {peak:.0f} MiB | {share:.0%} | {ratio} |")


if __name__ == "__main__":
    main()
