"""Cases: runs, and text within a paragraph."""

from document import add, case, grid


@case("r-if")
def _(d):
    add(d, "I ", "{%r if yes %}", ("really", "b"), ("{%r else %}", "i"), ("not", "i"), "{%r endif %}", " agree.")
    add(
        d,
        "I ",
        "{%r if not yes %}",
        ("really", "b"),
        ("{%r else %}", "i"),
        ("not", "i"),
        "{%r endif %}",
        " agree.",
    )
    return {"yes": True}


@case("r-for")
def _(d):
    add(d, "List: ", "{%r for x in list %}", ("{{ x }}", "b"), (" ", ""), "{%r endfor %}", "end")
    return {"list": ["a", "b", "c"]}


@case("r-print")
def _(d):
    add(d, "Before {{r text }} after")
    add(d, ("bold {{r text }}", "b"))
    return {"text": "R"}


@case("text-if-in-line")
def _(d):
    add(
        d,
        "My house is {% if town %}in town{% else %}in the country{% endif %}, {% if a == 1 %}one{% elif a == 2 %}two{% else %}many{% endif %}.",
    )
    add(d, "{{ 'yes' if town else 'no' }}, {{ a if a is defined else '-' }}, {{ 'x' if a > 5 }}.")
    add(d, ("{% if town %}", ""), ("bold ", "b"), ("italic ", "i"), "{% endif %}end")
    return {"town": True, "a": 2}


@case("text-merged-lines")
def _(d):
    add(d, "My house is located")
    add(d, "{%- if town -%}")
    add(d, "\u00a0in an urban area")
    add(d, "{%- else -%}")
    add(d, "\u00a0in the country")
    add(d, "{%- endif -%}")
    add(d, "\u00a0and I love it.")
    add(d, "Left alone")
    return {"town": True}


@case("text-merged-lines-else")
def _(d):
    add(d, "My house is located")
    add(d, "{%- if town -%}")
    add(d, "\u00a0in an urban area")
    add(d, "{%- else -%}")
    add(d, "\u00a0in the country")
    add(d, "{%- endif -%}")
    add(d, "\u00a0and I love it.")
    return {"town": False}


@case("text-literal-delimiters")
def _(d):
    add(d, "A field is written {_{ name }_}, a statement {_% if %_}; here it is {{ name }}.")
    add(d, "{% raw %}{{ not a field }} {% nor this %}{% endraw %} {{ '{{ quoted }}' }}")
    add(d, "100 %, {a}, 50% }, { b } and { {")
    return {"name": "N"}


@case("text-newlines-and-tabs")
def _(d):
    add(d, ("{{ lines }}", "b"), " after")
    add(d, "a{{ tab }}b")
    grid(d, ["{{ lines }}", "{{ tab }}"])
    return {"lines": "one\ntwo\n\nfour", "tab": "x\ty"}


@case("text-special-characters", autoescape=True)
def _(d):
    add(d, "{{ html }} {{ html|e }} {{ quotes }} {{ emoji }}")
    add(d, "{% if 1 < 2 and 3 > 2 %}less & more{% endif %} {% if a != b %}differ{% endif %}")
    grid(d, ["{{ html }}", "{{ quotes }}"])
    return {
        "html": "<b>R&D</b> a < b && c > d",
        "quotes": "\"double\" 'single' “curly”",
        "emoji": "😀 ê 中文 ﷽",
        "a": 1,
        "b": 2,
    }


@case("text-escaped")
def _(d):
    add(d, "{{ html|e }} {{ html|escape }} {{ plain|safe }}")
    add(d, "{% autoescape true %}{{ html }}{% endautoescape %}")
    return {"html": "<b>&</b>", "plain": "plain"}


@case("text-blanks-are-kept")
def _(d):
    add(d, "[{{ a }}][ {{ b }} ][{{ empty }}]{{ a }}{{ b }}.")
    add(d, "x {{ b }}", (" y", "b"), " {{ b }} ")
    return {"a": "  two before and after  ", "b": "b", "empty": ""}


@case("text-of-numbers")
def _(d):
    add(d, "{{ i }} {{ f }} {{ negative }} {{ big }} {{ s }} {{ small }}")
    return {"i": 42, "f": 3.25, "negative": -7, "big": 123456789012345, "s": "007", "small": 0.001}
