"""Cases: fields, everywhere in a document."""

from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from document import add, case, fill, footnotes, grid, note


@case("fields")
def _(d):
    add(d, "{{ company }}", style="Title")
    add(d, "Dear {{ person.title }} {{ person.name }}, you live at {{ person['address'] }}.")
    add(d, "First: {{ items[0] }}, last: {{ items[-1] }}, second's code: {{ rows[1].code }}.")
    add(d, ("{{ company }}", "b FF0000"), " and ", ("{{ person.name }}", "i u"), ".")
    return {
        "company": "World company",
        "person": {"title": "Ms", "name": "Łukasz Żółć", "address": "1, rue de l’Église"},
        "items": ["a", "b", "c"],
        "rows": [{"code": "X1"}, {"code": "X2"}],
    }


@case("fields-without-blanks")
def _(d):
    add(d, "{{name}}|{{ name}}|{{name }}|{%if yes%}on{%else%}off{%endif%}|{%for i in list%}{{i}};{%endfor%}")
    return {"name": "N", "yes": True, "list": [1, 2]}


@case("fields-cut-by-runs")
def _(d):
    add(d, "A{", ("{ na", "b"), ("me }", "i"), "}B")
    p = add(d, "{{ na")
    p._p.append(parse_xml(f'<w:proofErr {nsdecls("w")} w:type="spellStart"/>'))
    fill(p, "me")
    p._p.append(parse_xml(f'<w:proofErr {nsdecls("w")} w:type="spellEnd"/>'))
    fill(p, " }} {", "% if yes %", "}yes{%", " endif", " %}")
    return {"name": "N", "yes": True}


@case("fields-with-curly-quotes")
def _(d):
    add(d, "{{ person[‘name’] }} {{ “%s-%s”|format(a, b) }} {% if a == “1” %}one{% else %}more{% endif %}")
    return {"person": {"name": "N"}, "a": "1", "b": 2}


@case("fields-in-headers-and-footers", autoescape=True)
def _(d):
    section = d.sections[0]
    section.different_first_page_header_footer = True
    d.settings.odd_and_even_pages_header_footer = True
    fill(section.header.paragraphs[0], "{{ title }} of {{ year }}")
    add(section.header, "{% for w in words %}{{ w }}{% if not loop.last %}, {% endif %}{% endfor %}")
    fill(section.first_page_header.paragraphs[0], "First: {{ title|upper }}")
    fill(section.even_page_header.paragraphs[0], "Even: {{ title|lower }}")
    fill(section.footer.paragraphs[0], "© {{ company }} — {{ '<&>' }}")
    add(section.footer, "{%p if year > 2000 %}")
    add(section.footer, "this century")
    add(section.footer, "{%p endif %}")
    grid(section.first_page_footer, ["{{ title }}", "{{ company }}"])
    add(d, "Body {{ title }}")
    d.add_section(WD_SECTION.NEW_PAGE)
    add(d, "Second section")
    d.sections[1].header.is_linked_to_previous = False
    fill(d.sections[1].header.paragraphs[0], "Second: {{ title }}")
    return {"title": "Annual Report", "year": 2024, "company": "Contoso R&D", "words": ["one", "two", "three"]}


@case("fields-in-properties", properties=True)
def _(d):
    d.core_properties.title = "{{ title }}"
    d.core_properties.author = "{{ author }}"
    d.core_properties.subject = "{{ title|lower }}"
    d.core_properties.comments = "{% if draft %}draft{% else %}final{% endif %}"
    add(d, "{{ title }}")
    return {"title": "Report", "author": "Ms Li & Co", "draft": True}


@case("fields-in-footnotes")
def _(d):
    footnotes(d, ["Note by {{ author }}: {% if draft %}draft{% else %}final{% endif %}", "{{ source|title }}"])
    note(add(d, "{{ title }}"), 2)
    note(add(d, "Second"), 3)
    return {"title": "Report", "author": "Li", "draft": False, "source": "the daily news"}


@case("fields-missing-are-blank", missing="blank")
def _(d):
    add(d, "[{{ nothing }}] [{{ person.nothing }}] [{{ nothing|default('–') }}]")
    add(d, "{% if nothing %}yes{% else %}no{% endif %} {% for x in nothing %}x{% endfor %}.")
    add(d, "{%p for x in nothing %}")
    add(d, "{{ x }}")
    add(d, "{%p endfor %}")
    return {"person": {}}
