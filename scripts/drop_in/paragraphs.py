"""Cases: blocks of paragraphs."""

from docx.enum.text import WD_BREAK

from document import add, case, grid


@case("p-if")
def _(d):
    add(d, "Before")
    add(d, "{%p if shown %}")
    add(d, "Shown ", ("bold", "b"))
    add(d, "Shown too")
    add(d, "{%p endif %}")
    add(d, "{%p if hidden %}")
    add(d, "Never")
    add(d, "{%p endif %}")
    add(d, "After")
    return {"shown": True, "hidden": False}


@case("p-if-elif-else")
def _(d):
    for kind in ["a", "b", "c"]:
        add(d, "{%%p if '%s' == 'a' %%}" % kind)
        add(d, "first %s" % kind)
        add(d, "{%%p elif '%s' == 'b' and n > 2 %%}" % kind)
        add(d, "second %s" % kind)
        add(d, "second again")
        add(d, "{%p else %}")
        add(d, "third %s" % kind)
        add(d, "{%p endif %}")
    return {"n": 3}


@case("p-for")
def _(d):
    add(d, "People:")
    add(d, "{%p for p in people %}")
    add(d, "{{ loop.index }}. {{ p.name }}", style="Heading 1")
    add(d, "{{ p.text }}")
    add(d, "{%p endfor %}")
    add(d, "End")
    return {"people": [{"name": "Ann", "text": "Ann’s text"}, {"name": "Bo", "text": "Bo’s text"}]}


@case("p-for-nested")
def _(d):
    add(d, "{%p for g in groups %}")
    add(d, "{{ g.name }}")
    add(d, "{%p if g.items_ %}")
    add(d, "{%p for i in g.items_ %}")
    add(d, "{{ loop.index }}/{{ loop.length }} {{ i }}")
    add(d, "{%p endfor %}")
    add(d, "{%p else %}")
    add(d, "nothing")
    add(d, "{%p endif %}")
    add(d, "{%p endfor %}")
    return {
        "groups": [
            {"name": "A", "items_": ["x", "y"]},
            {"name": "B", "items_": []},
            {"name": "C", "items_": ["z"]},
        ]
    }


@case("p-for-else")
def _(d):
    for source in ["some", "no"]:
        add(d, "{%%p for x in %s %%}" % source)
        add(d, "{{ x }}")
        add(d, "{%p else %}")
        add(d, "Nothing at all")
        add(d, "{%p endfor %}")
    return {"some": [1, 2], "no": []}


@case("p-for-dict-items")
def _(d):
    add(d, "{%p for key, value in prices.items() %}")
    add(d, "{{ key }}: {{ value }}")
    add(d, "{%p endfor %}")
    add(d, "{% for k in prices %}{{ k }} {% endfor %}")
    add(d, "{% for k in prices.keys() %}{{ k }} {% endfor %}{% for v in prices.values() %}{{ v }} {% endfor %}")
    add(d, "{% for k, v in prices|dictsort %}{{ k }}={{ v }};{% endfor %}")
    add(d, "{{ prices.get('apple') }} {{ prices.get('kiwi', 'none') }} {{ prices|length }}")
    return {"prices": {"pear": 2, "apple": 1, "fig": 30}}


@case("p-for-around-a-table")
def _(d):
    add(d, "{%p for t in tables %}")
    add(d, "{{ t.title }}")
    grid(d, ["name", "n"], ["{%tr for r in t.rows %}", ""], ["{{ r.name }}", "{{ r.n }}"], ["{%tr endfor %}", ""])
    add(d, "after the table")
    add(d, "{%p endfor %}")
    row = lambda name, n: {"name": name, "n": n}
    return {
        "tables": [{"title": "T1", "rows": [row("a", 1), row("b", 2)]}, {"title": "T2", "rows": [row("c", 3)]}]
    }


@case("p-if-around-a-table")
def _(d):
    for name in ["shown", "hidden"]:
        add(d, "{%%p if %s %%}" % name)
        grid(d, ["{{ x }}", name])
        add(d, "{%p endif %}")
    add(d, "End")
    return {"shown": True, "hidden": False, "x": "X"}


@case("p-set-and-with")
def _(d):
    add(d, "{%p set name = first ~ ' ' ~ last %}")
    add(d, "{{ name }}")
    add(d, "{%p with n = 3, m = 4 %}")
    add(d, "{{ n * m }}")
    add(d, "{%p endwith %}")
    add(
        d,
        "{% set total = namespace(n=0) %}{% for i in numbers %}{% set total.n = total.n + i %}{% endfor %}{{ total.n }}",
    )
    add(d, "{% set greeting %}Hello {{ first }}{% endset %}{{ greeting }}! {{ greeting|upper }}")
    return {"first": "Ann", "last": "Lee", "numbers": [1, 2, 3.5]}


@case("p-page-breaks-in-a-loop")
def _(d):
    add(d, "{%p for x in pages %}")
    add(d, "Page {{ x }}")
    add(d, "{%p if not loop.last %}")
    d.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    add(d, "{%p endif %}")
    add(d, "{%p endfor %}")
    return {"pages": [1, 2, 3]}


@case("p-numbered-lists")
def _(d):
    add(d, "{%p for g in groups %}")
    add(d, "{{ g.name }}", num=(1, 0))
    add(d, "{%p for i in g.list %}")
    add(d, "{{ i }}", num=(1, 1))
    add(d, "{%p endfor %}")
    add(d, "{%p endfor %}")
    add(d, "{%p for b in bullets %}")
    add(d, "{{ b }}", num=(2, 0))
    add(d, "{%p endfor %}")
    return {"groups": [{"name": "A", "list": ["x", "y"]}, {"name": "B", "list": ["z"]}], "bullets": ["one", "two"]}


@case("p-comments")
def _(d):
    add(d, "Before{# a remark in the text #} and after")
    add(d, "{#p the whole paragraph goes #}")
    grid(
        d,
        ["a", "b", "{#tc this cell goes #}"],
        ["{#tr this row goes #}", "", ""],
        ["c", "d", "{#tc and this #}"],
    )
    add(d, "End")
    return {}
