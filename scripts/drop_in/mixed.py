"""Cases: what people try beyond the documentation, and whole documents."""

from document import add, case, fill, grid, shade


@case("tr-in-the-data-row")
def _(d):
    grid(d, ["Name", "n"], ["{%tr for r in rows %}{{ r.name }}", "{{ r.n }}{%tr endfor %}"], ["end", ""])
    return {"rows": [{"name": "a", "n": 1}, {"name": "b", "n": 2}]}


@case("p-in-one-paragraph")
def _(d):
    add(d, "{%p if yes %}Here is my paragraph{%p endif %}")
    add(d, "{%p if not yes %}Never{%p endif %}")
    add(d, "End")
    return {"yes": True}


@case("p-statements-with-percent-and-braces")
def _(d):
    add(d, "{%p set half = n // 2 %}")
    add(d, "{%p set d = {'a': 1, 'b': {'c': n % 4}} %}")
    add(d, "{{ half }} {{ d.a }} {{ d['b']['c'] }} {{ {'k': '}'}['k'] }} {{ '%}' }} {{ '}}' }}")
    add(d, "{%p for x in list if x % 2 %}")
    add(d, "{{ x }}: {{ x % 3 }} %")
    add(d, "{%p endfor %}")
    grid(d, ["{%tr for x in list if x % 2 == 0 %}"], ["{{ x }}%"], ["{%tr endfor %}"])
    return {"n": 7, "list": [1, 2, 3, 4]}


@case("p-tags-with-other-words")
def _(d):
    add(d, "Before {%p if yes %} these words go with their paragraph")
    add(d, "inside")
    add(d, "these too {%p endif %}")
    add(d, "End")
    return {"yes": True}


@case("p-in-headers")
def _(d):
    header = d.sections[0].header
    fill(header.paragraphs[0], "{%p for l in lines %}")
    add(header, "{{ loop.index }}: {{ l }}")
    add(header, "{%p endfor %}")
    table = grid(
        header, ["a", "b"], ["{%tr for l in lines %}", ""], ["{{ l }}", "{{ l|length }}"], ["{%tr endfor %}", ""]
    )
    add(header, "last")
    shade(table.cell(0, 0), "DDDDDD")
    add(d, "Body")
    return {"lines": ["one", "three"]}


@case("cell-properties-where-there-are-none")
def _(d):
    table = grid(d, ["{% cellbg c %}coloured", "{% colspan n %}wide"], ["a", "b", "c"])
    first, second = table.rows[0]._tr.tc_lst[:2]
    first.remove(first.tcPr)
    for e in list(second.tcPr):
        second.tcPr.remove(e)
    return {"c": "0000FF", "n": 2}


@case("cell-properties-in-loops")
def _(d):
    grid(
        d,
        ["{%tr for r in rows %}", "", ""],
        [
            "{% vm %}{{ label }}",
            "{% cellbg r.c %}{{ r.a }}",
            ["{% cellbg '%06d' % 0 %}".replace("'%06d' % 0", "'000000'") + "{{ r.b }}", "second"],
        ],
        ["{%tr if loop.last %}", "", ""],
        ["{% colspan 2 %}{% cellbg 'EEEEEE' %}sum", "{{ rows|sum(attribute='b') }}"],
        ["{%tr endif %}", "", ""],
        ["{%tr endfor %}", "", ""],
    )
    return {"label": "L", "rows": [{"c": "FF0000", "a": "x", "b": 1}, {"c": "00FF00", "a": "y", "b": 2}]}


@case("tables-side-by-side-in-loops")
def _(d):
    outer = grid(
        d,
        ["{%tc for t in tables %}", "{{ t.name }}", "{%tc endfor %}"],
        ["{%tc for t in tables %}", "", "{%tc endfor %}"],
    )
    cell = outer.cell(1, 1)
    grid(cell, ["{%tr for r in t.rows %}"], ["{{ r }}"], ["{%tr endfor %}"])
    cell.add_paragraph("")
    return {"tables": [{"name": "A", "rows": [1, 2]}, {"name": "B", "rows": [3]}]}


@case("rows-from-dict-items")
def _(d):
    grid(
        d,
        ["Group", "Name", "Value"],
        ["{%tr for group, list in groups.items() %}", "", ""],
        ["{%tr for name, value in list.items() %}", "", ""],
        ["{{ group if loop.first else '' }}", "{{ name }}", "{{ '{:,.1f}'.format(value) }}"],
        ["{%tr endfor %}", "", ""],
        ["{%tr endfor %}", "", ""],
    )
    return {"groups": {"A": {"x": 1000.25, "y": 2}, "B": {"z": -3.5}}}


@case("rows-in-batches")
def _(d):
    grid(
        d,
        ["{%tr for line in names|batch(3, '') %}", "", ""],
        ["{{ line[0] }}", "{{ line[1] }}", "{{ line[2] }}"],
        ["{%tr endfor %}", "", ""],
    )
    return {"names": list("abcdefg")}


@case("sections-of-a-contract")
def _(d):
    add(d, "{{ title|upper }}", style="Title")
    add(d, "between {{ parties|map(attribute='name')|join(' and ') }}")
    add(d, "{%p for a in articles %}")
    add(d, "Article {{ loop.index }} – {{ a.title }}", style="Heading 1")
    add(d, "{%p if a.text is string %}")
    add(d, "{{ a.text }}")
    add(d, "{%p else %}")
    add(d, "{%p for t in a.text %}")
    add(d, "{{ '%d.%d'|format(loop.index, loop.length) }} {{ t }}")
    add(d, "{%p endfor %}")
    add(d, "{%p endif %}")
    add(d, "{%p endfor %}")
    grid(
        d,
        [
            "{%tc for p in parties %}",
            ["{{ p.name }}", "{% if p.agent %}by {{ p.agent }}{% endif %}"],
            "{%tc endfor %}",
        ],
    )
    return {
        "title": "Lease",
        "parties": [{"name": "Ann", "agent": ""}, {"name": "Bo", "agent": "Cy"}],
        "articles": [{"title": "Object", "text": "A flat"}, {"title": "Price", "text": ["per month", "per year"]}],
    }


@case("text-if-over-formats")
def _(d):
    add(d, "a {% if yes %}", ("bold ", "b"), "plain {% else %}", ("italic", "i"), " never{% endif %} z")
    add(d, ("{% for x in list %}", "b"), ("{{ x }}", "i"), (", ", "u"), ("{% endfor %}", "b"), "end")
    return {"yes": True, "list": [1, 2]}
