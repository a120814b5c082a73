"""Cases: what cannot work. Each error says what to write instead."""

from document import add, case, fill, grid


@case("error-percent-format")
def _(d):
    add(d, "{{ '%.2f' % x }} {{ 'No. %s' % n }}")
    return {"x": 1.5, "n": "7"}


@case("error-changing-a-list")
def _(d):
    add(d, "{% set seen = [] %}{% for x in list %}{% do seen.append(x) %}{% endfor %}{{ seen|length }}")
    add(d, "{% for x in list %}{% if seen.append(x) %}{% endif %}{% endfor %}")
    return {"list": [1], "seen": []}


@case("error-dates-of-python")
def _(d):
    add(d, "{{ day.strftime('%d/%m/%Y') }} {{ day|strftime('%Y') }} {{ now().year }} {{ datetime.now() }}")
    return {"day": "2024-12-20"}


@case("error-other-files")
def _(d):
    add(d, "{% include 'a.docx' %} {% import 'm' as m %} {% from 'm' import x %}")
    add(d, "{% extends 'base' %}{% block body %}x{% endblock %}")
    return {}


@case("error-translations")
def _(d):
    add(d, "{% trans %}Hello{% endtrans %} {{ _('Hello') }} {{ gettext('Hello') }}")
    return {}


@case("error-functions-of-python")
def _(d):
    add(
        d,
        "{{ len(list) }} {{ sum(list) }} {{ str(n) }} {{ int('3') }} {{ round(1.5) }} {{ max(1, 2) }} {{ sorted(list)|join }}",
    )
    add(
        d,
        "{% for i, x in enumerate(list) %}{{ i }}{% endfor %}{% for a, b in zip(list, list) %}{{ a }}{% endfor %}",
    )
    return {"list": [1], "n": 1}


@case("error-methods-of-python")
def _(d):
    add(d, "{{ '7'.zfill(3) }} {{ s.ljust(9) }} {{ s.center(9) }} {{ day.isoformat() }} {{ s.nothing() }}")
    return {"s": "s", "day": "2024-12-20"}


@case("error-undefined-in-header")
def _(d):
    fill(d.sections[0].header.paragraphs[0], "{{ titel }}")
    grid(d, ["{%tr for r in rows %}"], ["{{ r.nmae }}"], ["{%tr endfor %}"])
    return {"title": "T", "rows": [{"name": "a"}, {"name": "b"}]}
