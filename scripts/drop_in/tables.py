"""Cases: rows, columns, cells."""

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from document import add, case, fill, grid, shade


@case("tr-for")
def _(d):
    grid(
        d,
        [("Name", "b"), ("Price", "b"), ("No.", "b")],
        ["{%tr for r in rows %}", "", ""],
        ["{{ r.name }}", ("{{ r.price }}", "i"), "{{ loop.index }}"],
        ["{%tr endfor %}", "", ""],
        ["Sum", "{{ rows|sum(attribute='price') }}", ""],
    )
    return {"rows": [{"name": "a", "price": 10}, {"name": "b", "price": 5}, {"name": "c", "price": 1}]}


@case("tr-for-without-rows")
def _(d):
    grid(
        d,
        ["Name", "Price"],
        ["{%tr for r in rows %}", ""],
        ["{{ r.name }}", "{{ r.price }}"],
        ["{%tr endfor %}", ""],
    )
    add(d, "End")
    return {"rows": []}


@case("tr-for-if-else")
def _(d):
    grid(
        d,
        ["{%tr for r in rows %}", ""],
        ["{%tr if r.kind == 'head' %}", ""],
        [("{{ r.name }}", "b"), "head"],
        ["{%tr elif r.kind == 'foot' %}", ""],
        [("{{ r.name }}", "i"), "foot"],
        ["{%tr else %}", ""],
        ["{{ r.name }}", "row"],
        ["{%tr endif %}", ""],
        ["{%tr endfor %}", ""],
    )
    return {"rows": [{"kind": k, "name": n} for k, n in [("head", "H"), ("", "x"), ("", "y"), ("foot", "F")]]}


@case("tr-for-nested")
def _(d):
    grid(
        d,
        ["Group", "Item"],
        ["{%tr for g in groups %}", ""],
        [("{{ g.name }}", "b"), "{{ g.list|length }}"],
        ["{%tr for i in g.list %}", ""],
        ["{{ loop.index }}", "{{ i }}"],
        ["{%tr endfor %}", ""],
        ["{%tr endfor %}", ""],
    )
    return {"groups": [{"name": "A", "list": ["x", "y"]}, {"name": "B", "list": []}, {"name": "C", "list": ["z"]}]}


@case("tr-if")
def _(d):
    for name in ["shown", "hidden"]:
        grid(
            d, [name, "1"], ["{%%tr if %s %%}" % name, ""], ["{{ x }}", "2"], ["{%tr endif %}", ""], ["last", "3"]
        )
        add(d, "")
    return {"shown": 1, "hidden": 0, "x": "X"}


@case("tr-several-rows-a-turn")
def _(d):
    grid(
        d,
        ["{%tr for p in people %}", ""],
        ["Name", "{{ p.name }}"],
        ["Age", "{{ p.age }}"],
        ["Notes", "{% for n in p.notes %}{{ n }}{{ ', ' if not loop.last }}{% endfor %}"],
        ["{%tr endfor %}", ""],
    )
    return {"people": [{"name": "Ann", "age": 30, "notes": ["a", "b"]}, {"name": "Bo", "age": 31, "notes": []}]}


@case("tc-for")
def _(d):
    grid(
        d,
        ["Name", "{%tc for c in columns %}", ("{{ c }}", "b"), "{%tc endfor %}"],
        ["{%tr for r in rows %}", "", "", ""],
        ["{{ r.label }}", "{%tc for c in r.cells %}", "{{ c }}", "{%tc endfor %}"],
        ["{%tr endfor %}", "", "", ""],
    )
    rows = [{"label": l, "cells": [l + str(i) for i in range(5)]} for l in ["x", "y", "z"]]
    return {"columns": ["c%d" % i for i in range(5)], "rows": rows}


@case("tc-for-fewer-columns")
def _(d):
    grid(
        d,
        ["{%tc for c in columns %}", "{{ c }}", "{%tc endfor %}", "last"],
        ["{%tc for c in columns %}", "{{ loop.index }}", "{%tc endfor %}", "n"],
    )
    return {"columns": ["only"]}


@case("tc-if")
def _(d):
    grid(
        d,
        ["a", "{%tc if wide %}", "b", "{%tc endif %}", "c"],
        ["1", "{%tc if wide %}", "2", "{%tc endif %}", "3"],
    )
    return {"wide": False}


@case("cellbg")
def _(d):
    table = grid(
        d,
        ["Name", "State"],
        ["{%tr for r in rows %}", ""],
        ["{{ r.name }}", "{% cellbg r.colour %}{{ r.state }}"],
        ["{%tr endfor %}", ""],
        ["{% cellbg 'FFFF00' %}fixed", "plain"],
    )
    shade(table.cell(2, 1), "CCCCCC")
    return {
        "rows": [
            {"name": "a", "colour": "FF0000", "state": "bad"},
            {"name": "b", "colour": "00FF00", "state": "good"},
        ]
    }


@case("colspan")
def _(d):
    grid(
        d,
        ["{% colspan columns|length %}{{ title }}"],
        ["{%tc for c in columns %}", "{{ c }}", "{%tc endfor %}"],
        ["{%tr for r in rows %}", "", ""],
        ["{%tc for c in r %}", "{{ c }}", "{%tc endfor %}"],
        ["{%tr endfor %}", "", ""],
    )
    return {"title": "Wide", "columns": ["a", "b", "c", "d"], "rows": [[1, 2, 3, 4], [5, 6, 7, 8]]}


@case("hm")
def _(d):
    grid(
        d,
        ["x", "{%tc for c in columns %}", "{% hm %}Head", "{%tc endfor %}"],
        ["y", "{%tc for c in columns %}", "{{ c }}", "{%tc endfor %}"],
    )
    return {"columns": ["a", "b", "c"]}


@case("hm-of-a-wide-cell")
def _(d):
    table = grid(
        d,
        ["{%tc for c in columns %}", "{% hm %}{{ title }}", "", "{%tc endfor %}"],
        ["{%tc for c in columns %}", "{{ c }}1", "{{ c }}2", "{%tc endfor %}"],
    )
    row = table.rows[0]._tr
    row.tc_lst[1].get_or_add_tcPr().append(parse_xml(f'<w:gridSpan {nsdecls("w")} w:val="2"/>'))
    row.remove(row.tc_lst[2])
    return {"title": "Head", "columns": ["a", "b"]}


@case("vm")
def _(d):
    grid(
        d,
        ["Group", "Item", "n"],
        ["{%tr for i in list %}", "", ""],
        ["{% vm %}{{ group }}", "{{ i.name }}", "{{ i.n }}"],
        ["{%tr endfor %}", "", ""],
    )
    return {"group": "All", "list": [{"name": "a", "n": 1}, {"name": "b", "n": 2}, {"name": "c", "n": 3}]}


@case("vm-nested")
def _(d):
    grid(
        d,
        ["Group", "Item", "Note"],
        ["{%tr for g in groups %}", "", ""],
        ["{%tr for i in g.list %}", "", ""],
        ["{% vm %}{{ g.name }}", "{{ i }}", "{% vm %}{{ g.note }}"],
        ["{%tr endfor %}", "", ""],
        ["{%tr endfor %}", "", ""],
    )
    return {
        "groups": [{"name": "A", "note": "n1", "list": ["x", "y"]}, {"name": "B", "note": "n2", "list": ["z"]}]
    }


@case("dynamic-table")
def _(d):
    grid(
        d,
        ["Task", "{%tc for q in quarters %}", "{% cellbg q.colour %}{{ q.name }}", "{%tc endfor %}", "Sum"],
        ["{%tr for t in tasks %}", "", "", "", ""],
        [
            "{{ t.name }}",
            "{%tc for n in t.values_ %}",
            "{{ '{:,}'.format(n) }}",
            "{%tc endfor %}",
            "{{ t.values_|sum }}",
        ],
        ["{%tr endfor %}", "", "", "", ""],
        ["{% colspan quarters|length + 1 %}Total", "{{ tasks|map(attribute='values_')|map('sum')|sum }}"],
    )
    return {
        "quarters": [{"name": "Q%d" % i, "colour": c} for i, c in enumerate(["FFAAAA", "AAFFAA", "AAAAFF"], 1)],
        "tasks": [{"name": "plan", "values_": [1000, 20, 3]}, {"name": "do", "values_": [4, 5000, 6]}],
    }


@case("nested-tables")
def _(d):
    table = grid(d, ["{%tr for o in orders %}", ""], ["{{ o.name }}", "Lines"], ["{%tr endfor %}", ""])
    cell = table.cell(1, 1)
    grid(cell, ["{%tr for l in o.lines %}", ""], ["{{ l.item }}", "{{ l.n }}"], ["{%tr endfor %}", ""])
    cell.add_paragraph("{{ o.lines|length }} lines")
    line = lambda item, n: {"item": item, "n": n}
    return {
        "orders": [{"name": "O1", "lines": [line("a", 1), line("b", 2)]}, {"name": "O2", "lines": [line("c", 3)]}]
    }


@case("cells-with-paragraph-loops")
def _(d):
    grid(
        d,
        [
            "People",
            [
                "{%p for p in people %}",
                "{{ p.name }}",
                "{%p if p.vip %}",
                ("VIP", "b"),
                "{%p endif %}",
                "{%p endfor %}",
                "end",
            ],
        ],
        ["In line", "{% for p in people %}{{ p.name }}; {% endfor %}"],
    )
    return {"people": [{"name": "Ann", "vip": True}, {"name": "Bo", "vip": False}]}


@case("invoice")
def _(d):
    fill(d.sections[0].header.paragraphs[0], "{{ seller.name }} — invoice {{ number }}")
    add(d, "To {{ buyer.name }}", style="Title")
    add(d, "{%p if buyer.vat %}")
    add(d, "VAT number {{ buyer.vat }}")
    add(d, "{%p endif %}")
    grid(
        d,
        ["Item", "Count", "Price", "Amount"],
        ["{%tr for l in lines %}", "", "", ""],
        [
            "{{ l.item }}{% if l.note %} ({{ l.note }}){% endif %}",
            "{{ l.count }}",
            "{{ '{:.2f}'.format(l.price) }}",
            "{{ '{:,.2f}'.format(l.count * l.price) }}",
        ],
        ["{%tr endfor %}", "", "", ""],
        [
            "{% colspan 3 %}Total",
            "{% set ns = namespace(t=0) %}{% for l in lines %}{% set ns.t = ns.t + l.count * l.price %}{% endfor %}{{ '{:,.2f}'.format(ns.t) }}",
        ],
    )
    add(d, "Due in {{ terms|default(30) }} days{% if late %}, late{% endif %}.")
    return {
        "seller": {"name": "ACME"},
        "buyer": {"name": "Bob", "vat": "DE123"},
        "number": "2024-007",
        "lines": [
            {"item": "Bolt", "count": 1000, "price": 1.5, "note": "M6"},
            {"item": "Nut", "count": 3, "price": 0.25, "note": ""},
        ],
        "late": False,
    }
