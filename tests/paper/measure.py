#!/usr/bin/env python3
"""Measures the documents that tests/format.rs writes, on paper.

  usage: FONTCONFIG_FILE=FONTS/fonts.conf measure.py FOLDER    (fonts.sh makes FONTS)
  FOLDER is what HONGTOU_OUT named: filled/ holds every kind and template, paper/ drafts of many lengths, lengths/
  every kind with titles and names of many lengths, overlap/ a last page of every fill.
  exit: 0 everything holds, 1 something does not
"""
import glob, html, json, os, re, subprocess, sys, tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
CHECK = os.path.join(HERE, "check_page.py")


def checked(path, keep):
    name = os.path.basename(path)
    profile = "plain" if name.startswith(("函", "命令")) else "auto"
    run = subprocess.run([sys.executable, CHECK, path, "--json", "--keep", keep, "--profile", profile],
                         capture_output=True, text=True)
    return json.loads(run.stdout)


def near(what, expected, got, within):
    ok = got is not None and abs(got - expected) <= within
    return [] if ok else [f"{what}: expected {expected}±{within}, got {got}"]


def letter(result):
    """10.1: the mark 30 mm below the paper's edge, double red lines of 170 mm, the second 20 mm from the foot,
    no number on page 1."""
    red = result["red"]
    rules = [rule["y"] for rule in red["rules"]]
    wrong = near("mark below the paper's edge", 30, red["ink"][1], 1)
    wrong += near("first double line", 42.6, rules[0], 1) + near("second double line", 277, rules[-1], 1)
    wrong += near("double line's left end", 20, red["rule_x"][0], 1) + near("right end", 190, red["rule_x"][1], 1)
    return wrong + (["page 1 bears a number"] if "pageno" in result["per_page"][0] else [])


def order(result):
    """10.2: the mark 20 mm below the type area's upper edge."""
    return near("mark below the type area's edge", 57, result["red"]["ink"][1], 1.5)


# What a house has otherwise on purpose: lines, block, the page number's place, the fonts of digits.
HOUSE = ("5.2.1", "5.2.2", "5.2.3", "7.5", "7.3.1", "7.3.3", "7.3.5")


def faults(path, keep):
    os.makedirs(keep, exist_ok=True)
    result = checked(path, keep)
    wrong = [f"{c['clause']} {c['item']}: expected {c['expected']}, got {c['actual']}"
             for c in result["checks"] if c["status"] == "FAIL"
             and not (path.endswith("-house.docx") and c["clause"] in HOUSE)]
    name = os.path.basename(path)
    if name.startswith("函"):
        wrong += letter(result)
    if name.startswith("命令"):
        wrong += order(result)
    return wrong


def overlaps(path, keep):
    """7.4.1: the end stands below all text of the last page."""
    pdf = os.path.join(keep, os.path.basename(path)[:-5] + ".pdf")
    words = subprocess.run(["pdftotext", "-bbox-layout", pdf, "-"], capture_output=True, text=True).stdout
    last = re.findall(r"<page .*?</page>", words, re.S)[-1]
    lines = [(float(y), html.unescape("".join(re.findall(r"<word[^>]*>(.*?)</word>", line))))
             for y, line in re.findall(r'<line[^>]*yMin="([\d.]+)"[^>]*>(.*?)</line>', last, re.S)]
    end = min((y for y, text in lines if text.startswith("抄送")), default=None)
    text = [y for y, text in lines if text.startswith("第")]
    return ["the end covers text"] if end is None or text and max(text) + 16 > end else []


def main():
    folder = sys.argv[1]
    keep = tempfile.mkdtemp()
    bad = 0
    paths = [path for name in ("filled", "paper", "lengths") for path in sorted(glob.glob(os.path.join(folder, name, "*.docx")))]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda path: faults(path, os.path.join(keep, os.path.basename(os.path.dirname(path)))), paths)
        for path, wrong in zip(paths, results):
            bad += bool(wrong)
            print("FAIL" if wrong else "ok  ", os.path.relpath(path, folder), *wrong, sep="  ", flush=True)
    fills = sorted(glob.glob(os.path.join(folder, "overlap", "*.docx")))
    subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "--outdir", keep, *fills], capture_output=True)
    for path in fills:
        wrong = overlaps(path, keep)
        bad += bool(wrong)
        print("FAIL" if wrong else "ok  ", os.path.basename(path), *wrong, sep="  ")
    return 1 if bad else 0


sys.exit(main())
