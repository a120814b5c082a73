"""Builds small Word documents with python-docx: what the cases of this folder are made with."""

import io
import re
import zipfile

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def blank():
    """A document with a few styles and two lists, far smaller than python-docx's own."""

    def style(kind, ident, name, more=""):
        return f'<w:style w:type="{kind}" w:styleId="{ident}"{more}><w:name w:val="{name}"/></w:style>'

    def level(i, form, text):
        return f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'

    def numbering(i, levels):
        return (
            f'<w:abstractNum w:abstractNumId="{i}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )

    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{TYPE}.styles+xml"/>'
        f'<Override PartName="/word/numbering.xml" ContentType="{TYPE}.numbering+xml"/>'
        f'<Override PartName="/word/settings.xml" ContentType="{TYPE}.settings+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/numbering" Target="numbering.xml"/>'
        f'<Relationship Id="rId3" Type="{OFFICE}/settings" Target="settings.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{OFFICE}"><w:body><w:sectPr>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440"'
        ' w:header="720" w:footer="720" w:gutter="0"/></w:sectPr></w:body></w:document>',
        "word/settings.xml": f'<w:settings xmlns:w="{W}"/>',
        "word/styles.xml": f'<w:styles xmlns:w="{W}">'
        + style("paragraph", "Normal", "Normal", ' w:default="1"')
        + style("paragraph", "Title", "Title")
        + style("paragraph", "Heading1", "heading 1")
        + style("paragraph", "Header", "header")
        + style("paragraph", "Footer", "footer")
        + style("table", "TableGrid", "Table Grid")
        + "</w:styles>",
        "word/numbering.xml": f'<w:numbering xmlns:w="{W}">'
        + numbering(0, level(0, "decimal", "%1.") + level(1, "lowerLetter", "%2)"))
        + numbering(1, level(0, "bullet", "•"))
        + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        + '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)
    out.seek(0)
    return Document(out)


def add(parent, *pieces, style=None, num=None):
    """A paragraph. A piece is text, or (text, format): b, i, u, a colour, a size in points, or several."""
    p = parent.add_paragraph(style=style) if style else parent.add_paragraph()
    return fill(p, *pieces, num=num)


def fill(p, *pieces, num=None):
    for piece in pieces:
        text, form = piece if isinstance(piece, tuple) else (piece, "")
        run = p.add_run(text)
        for word in form.split():
            if word == "b":
                run.bold = True
            elif word == "i":
                run.italic = True
            elif word == "u":
                run.underline = True
            elif word.isdigit() and len(word) < 3:
                run.font.size = Pt(int(word))
            else:
                run.font.color.rgb = RGBColor.from_string(word)
    if num:
        ident, level = num
        properties = p._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{ident}"/></w:numPr>')
        )
    return p


def grid(parent, *rows):
    """A table. A cell is text, a piece, or a list of paragraphs."""
    columns = max(len(row) for row in rows)
    width = {"width": Pt(450)} if hasattr(parent, "is_linked_to_previous") else {}
    table = parent.add_table(rows=0, cols=columns, **width)
    table.style = "Table Grid"
    for row in rows:
        cells = table.add_row().cells
        for cell, content in zip(cells, row):
            paragraphs = content if isinstance(content, list) else [content]
            for i, piece in enumerate(paragraphs):
                fill(cell.paragraphs[0] if i == 0 else cell.add_paragraph(), *([piece] if piece else []))
        # A short row has fewer cells.
        for cell in list(table.rows[-1]._tr.tc_lst)[len(row) :]:
            table.rows[-1]._tr.remove(cell)
    return table


def shade(cell, colour):
    cell._tc.get_or_add_tcPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>')
    )


def footnotes(d, texts):
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    def one(i, text):
        return (
            f'<w:footnote w:id="{i}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {text}</w:t>'
            "</w:r></w:p></w:footnote>"
        )

    mark = '<w:footnote w:type="{}" w:id="{}"><w:p><w:r><w:{}/></w:r></w:p></w:footnote>'
    xml = (
        f'<w:footnotes xmlns:w="{W}">'
        + mark.format("separator", 0, "separator")
        + mark.format("continuationSeparator", 1, "continuationSeparator")
        + "".join(one(i + 2, text) for i, text in enumerate(texts))
        + "</w:footnotes>"
    )
    part = Part(PackURI("/word/footnotes.xml"), f"{TYPE}.footnotes+xml", xml.encode(), d.part.package)
    d.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def note(p, ident):
    p._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="{ident}"/></w:r>'))


def save(source, target, properties):
    """The same bytes for the same content: fixed times; without `properties` no core properties either."""
    core = "docProps/core.xml"
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for item in archive.infolist():
            content = archive.read(item.filename)
            if not properties and item.filename == core:
                continue
            if not properties and item.filename in ("[Content_Types].xml", "_rels/.rels"):
                content = re.sub(rb"<[^<>]*%s[^<>]*/>" % core.encode(), b"", content)
            entry = zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, content)


CASES = {}


def case(name, **options):
    """Keeps a function as a case: it puts a template into the empty document it is given and returns the data."""

    def keep(function):
        CASES[name] = (function, options)
        return function

    return keep
