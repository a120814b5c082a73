"""Cases: what Jinja2 can do."""

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from document import add, case, fill, grid, OFFICE, W


@case("format-method")
def _(d):
    add(
        d,
        "{{ '{:,.2f}'.format(x) }} {{ '{:.1%}'.format(r) }} {{ '{:05d}'.format(n) }} {{ '{:>6}|{:<6}|{:^6}'.format('a', 'b', 'c') }}",
    )
    add(
        d,
        "{{ '{0} {1} {0}'.format('a', 'b') }} {{ '{name}: {n:+d}'.format(name='N', n=n) }} {{ '{:,}'.format(big) }}",
    )
    add(
        d,
        "{{ \"{:.3f}\".format(x) }} {{ '{:e}'.format(x) }} {{ '{:x} {:o} {:b}'.format(255, 8, 5) }} {{ '{:*^9}'.format('mid') }} {{ '{{}}'.format() }}",
    )
    return {"x": 1234567.891, "r": 0.1234, "n": 42, "big": 9876543210}


@case("format-filter")
def _(d):
    add(
        d,
        "{{ '%s has %d'|format(name, n) }} {{ '%.2f'|format(x) }} {{ '%05d|%5s|%-5s|%x'|format(n, 'a', 'b', 255) }} {{ '%d%%'|format(n) }}",
    )
    return {"name": "Ann", "n": 7, "x": 3.14159}


@case("filters-of-text")
def _(d):
    add(
        d,
        "{{ s|upper }} {{ s|lower }} {{ s|title }} {{ s|capitalize }} [{{ padded|trim }}] {{ s|length }} {{ s|reverse }}",
    )
    add(
        d,
        "{{ s|replace('o', '0') }} {{ s|replace('l', 'L', 1) }} [{{ s|center(20) }}] {{ s|first }}{{ s|last }} {{ long|wordcount }}",
    )
    add(
        d,
        "{{ long|truncate(15) }} {{ long|truncate(15, True) }} {{ long|truncate(15, True, '…') }} {{ 'a b/c'|urlencode }}",
    )
    add(
        d,
        "{{ nothing|default('dash') }} {{ ''|default('empty', true) }} {{ s|d('x') }} {{ 'x  y'|striptags }} {{ lines|indent(2) }}",
    )
    add(
        d,
        "{{ 1234567|filesizeformat }} {{ 42|string ~ 'x' }} {{ '42'|int + 1 }} {{ '3.5'|float * 2 }} {{ 'x'|int(9) }}",
    )
    return {"s": "hello World", "padded": "  in  ", "long": "the quick brown fox jumps", "lines": "a\nb"}


@case("filters-of-lists")
def _(d):
    add(
        d,
        "{{ n|join(', ') }} {{ n|sum }} {{ n|min }} {{ n|max }} {{ n|first }} {{ n|last }} {{ n|length }} {{ n|sort|join(' ') }} {{ n|sort(reverse=true)|join(' ') }}",
    )
    add(
        d,
        "{{ n|unique|join(' ') }} {{ n|reverse|join(' ') }} {{ n|select('odd')|join(' ') }} {{ n|reject('odd')|join(' ') }} {{ n|map('string')|join('+') }}",
    )
    add(
        d,
        "{{ people|map(attribute='name')|join('/') }} {{ people|selectattr('vip')|map(attribute='name')|join(',') }} {{ people|rejectattr('vip')|map(attribute='name')|join(',') }} {{ people|selectattr('age', '>', 30)|list|length }} {{ people|sort(attribute='age')|map(attribute='name')|join }}",
    )
    add(
        d,
        "{% for g in people|groupby('team') %}{{ g.grouper }}: {{ g.list|map(attribute='name')|join('+') }}; {% endfor %}{% for team, list in people|groupby('team') %}{{ team }}={{ list|length }} {% endfor %}",
    )
    add(
        d,
        "{% for b in n|batch(3, '-') %}[{{ b|join(' ') }}]{% endfor %} {% for s in n|slice(2) %}({{ s|join(' ') }}){% endfor %} {{ people|sum(attribute='age') }} {{ people|join(', ', attribute='name') }}",
    )
    add(
        d,
        "{{ (3.14159)|round(2) }} {{ 2.5|round(0, 'floor')|int }} {{ 2.1|round(method='ceil')|int }} {{ -3|abs }} {{ n|list|length }} {{ people|map(attribute='nick', default='none')|join(' ') }}",
    )
    person = lambda name, age, team, vip: {"name": name, "age": age, "team": team, "vip": vip}
    return {
        "n": [3, 1, 2, 3],
        "people": [person("Ann", 30, "x", True), person("Bo", 31, "y", False), person("Cy", 25, "x", True)],
    }


@case("methods-of-python")
def _(d):
    add(
        d,
        "{{ s.upper() }} {{ s.lower() }} {{ s.title() }} {{ s.capitalize() }} [{{ ' x '.strip() }}] {{ s.replace('o', '0') }} {{ s.split(' ')[1] }} {{ s.split()|length }} {{ '-'.join(list) }}",
    )
    add(
        d,
        "{{ s.startswith('he') }} {{ s.endswith('x') }} {{ s.find('W') }} {{ s.count('l') }} {{ s.isdigit() }} {{ '12'.isdigit() }} {{ 'ab'.rstrip('b') }} {{ 'ab'.lstrip('a') }}",
    )
    add(
        d,
        "{{ s[0] }}{{ s[-1] }} {{ s[1:4] }} {{ s[::-1] }} {{ list[1:]|join }} {{ list[:2]|join }} {{ list.count('a') }} {{ s.rfind('o') }} {{ 'a,b'.split(',')|join('+') }}",
    )
    return {"s": "hello World", "list": ["a", "b", "c"]}


@case("expressions")
def _(d):
    add(
        d,
        "{{ a + b }} {{ a - b }} {{ a * b }} {{ a // b }} {{ a % b }} {{ a ** 2 }} {{ -a }} {{ (a + b) * 2 }} {{ 7 / 2 }} {{ a ~ b ~ 'x' }} {{ 'ab' * 2 }} {{ ([1] + [2])|join }}",
    )
    add(
        d,
        "{{ a > b and not b > a or false }} {{ a == 7 }} {{ a != 7 }} {{ 1 <= 2 <= 3 }} {{ 'x' in 'xyz' }} {{ 5 not in [1, 2] }} {{ true and false }} {{ none is none }}",
    )
    add(
        d,
        "{{ a is even }} {{ a is odd }} {{ a is divisibleby 7 }} {{ zzz is defined }} {{ zzz is undefined }} {{ s is string }} {{ a is number }} {{ l is sequence }} {{ m is mapping }} {{ l is iterable }} {{ a is eq 7 }} {{ a is gt 3 }} {{ a in l }} {{ 'ABC' is upper }} {{ 'abc' is lower }} {{ true is true }} {{ a is integer }} {{ 1.5 is float }} {{ true is boolean }}",
    )
    add(
        d,
        "{{ {'k': 1}['k'] }} {{ [1, 2, 3][1] }} {{ (1, 2)|join('-') }} {{ range(3)|join(',') }} {{ range(1, 7, 2)|join(',') }} {{ dict(a=1).a }} {{ '\\'quoted\\'' }}",
    )
    return {"a": 7, "b": 2, "s": "s", "l": [7], "m": {"k": 1}}


@case("loops")
def _(d):
    add(
        d,
        "{% for x in l %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }} {% endfor %}",
    )
    add(
        d,
        "{% for x in l %}{{ loop.cycle('odd', 'even') }} {% endfor %}{% for x in l if x > 1 %}{{ x }}{% endfor %} {% for x in l %}{{ loop.previtem if loop.previtem is defined else '^' }}<{{ x }}<{{ loop.nextitem if not loop.last else '$' }} {% endfor %}",
    )
    add(
        d,
        "{% for a, b in pairs %}{{ a }}={{ b }} {% endfor %}{% for x in [1, 1, 2] %}{% if loop.changed(x) %}{{ x }}{% endif %}{% endfor %}",
    )
    add(
        d,
        "{% for n in tree recursive %}{{ n.name }}{% if n.children %}({{ loop(n.children) }}){% endif %} {% endfor %}",
    )
    add(
        d,
        "{% for x in [] %}never{% else %}empty{% endfor %} {% for i in range(1, 4) %}{% for j in range(i) %}{{ i * j }}{{ ' ' if not loop.last }}{% endfor %};{% endfor %} {% for a, (b, c) in [[1, [2, 3]]] %}{{ a }}{{ b }}{{ c }}{% endfor %}",
    )
    tree = [
        {
            "name": "a",
            "children": [
                {"name": "b", "children": []},
                {"name": "c", "children": [{"name": "d", "children": []}]},
            ],
        },
        {"name": "e", "children": []},
    ]
    return {"l": [1, 2, 3], "pairs": [["a", 1], ["b", 2]], "tree": tree}


@case("macros")
def _(d):
    add(
        d,
        "{% macro money(x, unit='€') %}{{ '{:,.2f}'.format(x) }} {{ unit }}{% endmacro %}{{ money(1234.5) }}, {{ money(2, '$') }}, {{ money(x=3, unit='£') }}",
    )
    add(
        d,
        "{% macro row(person) %}{{ person.name }} ({{ person.age }}){% endmacro %}{% for p in people %}{{ row(p) }}{{ '; ' if not loop.last }}{% endfor %}",
    )
    add(
        d,
        "{% macro quoted() %}“{{ caller() }}”{% endmacro %}{% call quoted() %}said {{ people[0].name }}{% endcall %}",
    )
    add(d, "{% filter upper %}shout {{ people[0].name }}{% endfilter %}")
    return {"people": [{"name": "Ann", "age": 30}, {"name": "Bo", "age": 31}]}


@case("macro-of-paragraphs")
def _(d):
    add(d, "{%p macro section(s) %}")
    add(d, "{{ s.title }}", style="Heading 1")
    add(d, "{{ s.text }}")
    add(d, "{%p endmacro %}")
    add(d, "{%p for s in sections %}")
    add(d, "{{p section(s) }}")
    add(d, "{%p endfor %}")
    return {"sections": [{"title": "One", "text": "First"}, {"title": "Two", "text": "Second"}]}


@case("text-box")
def _(d):
    p = d.add_paragraph()
    box = (
        '<w:r xmlns:w="%s" xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape id="s1" style="width:100pt;height:50pt">'
        "<v:textbox><w:txbxContent>%s</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    paragraphs = ["{{ title }}", "{%p for x in list %}", "{{ x }}", "{%p endfor %}"]
    p._p.append(parse_xml(box % (W, "".join(f"<w:p><w:r><w:t>{t}</w:t></w:r></w:p>" for t in paragraphs))))
    add(d, "Body {{ title }}")
    return {"title": "Boxed", "list": ["a", "b"]}


@case("hyperlink")
def _(d):
    p = add(d, "See ")
    ident = d.part.relate_to("http://example.com/", OFFICE + "/hyperlink", is_external=True)
    p._p.append(
        parse_xml(
            f'<w:hyperlink {nsdecls("w")} xmlns:r="{OFFICE}" r:id="{ident}"><w:r><w:t>{{{{ name }}}}’s page</w:t></w:r></w:hyperlink>'
        )
    )
    fill(p, " for {{ name }}.")
    return {"name": "Ann"}


@case("chinese-report")
def _(d):
    add(d, "{{ 单位 }}{{ 年度 }}年工作总结", style="Title")
    add(d, "{%p for 项 in 工作 %}")
    add(
        d,
        "{{ loop.index }}. {{ 项.名称 }}：{{ 项.次数 }}次{% if 项.人数 %}，{{ '{:,}'.format(项.人数) }}人次{% endif %}。",
    )
    add(d, "{%p endfor %}")
    grid(
        d,
        ["名称", "次数"],
        ["{%tr for 项 in 工作 %}", ""],
        ["{{ 项.名称 }}", "{{ 项['次数'] }}"],
        ["{%tr endfor %}", ""],
    )
    return {
        "单位": "香港路社区",
        "年度": 2024,
        "工作": [{"名称": "培训", "次数": 12, "人数": 3000}, {"名称": "宣传", "次数": 5, "人数": 0}],
    }
