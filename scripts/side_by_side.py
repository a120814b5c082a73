#!/usr/bin/env python3
"""The job of side_by_side.sh: its files, its runs, its table.

The job: a title, 10 paragraphs with 20 fields, a table of 50 rows and 6 columns; 200 records, a file each, into
a new folder. Each engine gets the same document with tags in its own notation, opens it once where it can, and
has the records in memory when the clock starts. Several rounds are run in one process and the fastest counts,
so that other programs' work does not; the peak memory is that of the whole process.

    side_by_side.py make FOLDER             writes the templates and the records
    side_by_side.py docxtpl FOLDER ROUNDS   runs docxtpl (the other engines have programs of their own)
    side_by_side.py table FOLDER            prints the Markdown table of the results
"""

import json
import pathlib
import re
import shutil
import sys
import time

RECORDS, ROWS, COLUMNS, PARAGRAPHS = 200, 50, 6, 10


def template(path, loop_start, loop_end, field, cell):
    from docx import Document

    document = Document()
    document.add_heading(field("title"), 0)
    for i in range(PARAGRAPHS):
        p = document.add_paragraph(f"During the year {field(f'a{i}')} meetings were held, ")
        p.add_run(f"{field(f'b{i}')} people").bold = True
        p.add_run(" took part, and the work went on as planned in every department of the office.")
    table = document.add_table(rows=0, cols=COLUMNS, style="Table Grid")
    for row in [
        [f"Column {c}" for c in range(COLUMNS)],
        *loop_start,
        [cell(f"c{c}") for c in range(COLUMNS)],
        *loop_end,
    ]:
        cells = table.add_row().cells
        for c, text in enumerate(row):
            cells[c].text = text
    document.save(path)


def make(folder):
    pad = [""] * (COLUMNS - 1)
    # hongtou reads docxtpl's template as it is.
    template(
        folder / "docxtpl.docx",
        [["{%tr for row in rows %}", *pad]],
        [["{%tr endfor %}", *pad]],
        lambda name: "{{ %s }}" % name,
        lambda name: "{{ row.%s }}" % name,
    )

    def braces(name):
        # The first cell of the row opens the loop, the last one closes it.
        first, last = name == "c0", name == f"c{COLUMNS - 1}"
        return ("{#rows}" if first else "") + "{%s}" % name + ("{/rows}" if last else "")

    template(folder / "braces.docx", [], [], lambda name: "{%s}" % name, braces)

    def record(n):
        fields = {"title": f"Report {n}"}
        for i in range(PARAGRAPHS):
            fields[f"a{i}"] = n + i
            fields[f"b{i}"] = (n + 1) * (i + 7)
        fields["rows"] = [{f"c{c}": f"value {r}.{c} of {n}" for c in range(COLUMNS)} for r in range(ROWS)]
        return fields

    records = {"records": [record(n) for n in range(RECORDS)]}
    (folder / "records.json").write_text(json.dumps(records))


def docxtpl(folder, rounds):
    from docxtpl import DocxTemplate

    records = json.loads((folder / "records.json").read_text())["records"]
    seconds = []
    for r in range(rounds):
        out = folder / "out" / "docxtpl" / str(r)
        out.mkdir(parents=True)
        start = time.perf_counter()
        document = DocxTemplate(folder / "docxtpl.docx")
        for n, record in enumerate(records):
            document.render(record, autoescape=True)
            document.save(out / f"{n:04}.docx")
        seconds.append(time.perf_counter() - start)
    print(json.dumps(seconds))


def sound(path):
    """The words of a filled document, to see that each engine did the same job."""
    import zipfile

    with zipfile.ZipFile(path) as archive:
        xml = archive.read("word/document.xml").decode()
    cells = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<w:tc>.*?</w:tc>", xml, re.S)]
    text = re.sub(r"<[^>]+>", "", xml)
    return re.sub(r"\s+", "", text), len(cells)


def table(folder):
    results = []
    for path in sorted(folder.glob("*.seconds")):
        seconds = min(json.loads(path.read_text().splitlines()[-1]))
        usage = path.with_suffix(".time").read_text()
        peak = int(re.search(r"Maximum resident set size \(kbytes\): (\d+)", usage)[1]) / 1024
        label = path.with_suffix(".label").read_text().strip()
        results.append((path.stem, label, RECORDS / seconds, peak))
    one, every = (next(r for r in results if r[0].startswith(prefix)) for prefix in ("1-", "2-"))
    expected = sound(folder / "out" / "hongtou" / "0" / "0007.docx")
    job = f"{RECORDS} reports: title, {2 * PARAGRAPHS} fields in {PARAGRAPHS} paragraphs, table of {ROWS} × {COLUMNS}"
    print(f"| {job} | reports a second | peak memory | {one[1]} | {every[1]} |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, label, speed, peak in results:
        peers = name not in (one[0], every[0])
        ratios = [f"{ours[2] / speed:,.0f} ×" if peers else "" for ours in (one, every)]
        print(f"| {label} | {speed:,.0f} | {peak:,.0f} MiB | {ratios[0]} | {ratios[1]} |")
        sample = folder / "out" / name.split("-", 1)[1] / "0" / "0007.docx"
        if sound(sample) != expected:
            sys.exit(f"{sample} holds other words than hongtou's")


def main():
    command, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    if command == "make":
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        make(folder)
    elif command == "docxtpl":
        docxtpl(folder, int(sys.argv[3]))
    elif command == "table":
        table(folder)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
