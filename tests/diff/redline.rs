//! Redlines of generated documents: accepting every change gives the new document, rejecting the old one, with
//! formats, table shapes, notes, comments and both copies of text boxes.

use crate::Dice;
use hongtou::diff::{Options, documents};
use hongtou::package::{Limits, Package};
use hongtou::wml::track::{View, has_changes, resolve};
use hongtou::xml::{NodeId, Ns, Tree, ns};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

// ---- documents to compare ---------------------------------------------------------------------------------

#[derive(Clone, Debug, PartialEq)]
enum Inline {
    Text(String, Format),
    Tab,
    Footnote(String),
    Comment(String),
    Box(Vec<Paragraph>),
    Link(String),
    Page(String),
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Format {
    bold: bool,
    size: u32,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Paragraph {
    style: Option<&'static str>,
    align: Option<&'static str>,
    list: bool,
    inlines: Vec<Inline>,
}

#[derive(Clone, Debug, PartialEq)]
enum Block {
    Paragraph(Paragraph),
    Table(Vec<Vec<Cell>>),
    Control(Vec<Paragraph>),
}

#[derive(Clone, Debug, PartialEq)]
struct Cell {
    span: usize,
    blocks: Vec<Block>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Document {
    body: Vec<Block>,
    header: Option<Vec<Paragraph>>,
    footer: Vec<Paragraph>,
}

// ---- writing them ------------------------------------------------------------------------------------------

#[derive(Default)]
struct Writer {
    footnotes: String,
    comments: String,
    notes: usize,
    boxes: usize,
    shift: usize,
}

const NAMESPACES: &str = concat!(
    r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
    r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" "#,
    r#"xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" "#,
    r#"xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" "#,
    r#"xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" "#,
    r#"xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" "#,
    r#"xmlns:v="urn:schemas-microsoft-com:vml""#
);

impl Writer {
    fn paragraph(&mut self, p: &Paragraph) -> String {
        let mut out = String::from("<w:p><w:pPr>");
        if let Some(style) = p.style {
            write!(out, r#"<w:pStyle w:val="{style}"/>"#).unwrap();
        }
        if p.list {
            out += r#"<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>"#;
        }
        if let Some(align) = p.align {
            write!(out, r#"<w:jc w:val="{align}"/>"#).unwrap();
        }
        out += "</w:pPr>";
        for inline in &p.inlines {
            out += &self.inline(inline);
        }
        out + "</w:p>"
    }

    fn inline(&mut self, inline: &Inline) -> String {
        match inline {
            Inline::Text(text, format) => {
                let bold = if format.bold { "<w:b/>" } else { "" };
                let size = if format.size > 0 {
                    format!(r#"<w:sz w:val="{}"/>"#, format.size)
                } else {
                    String::new()
                };
                let own = if bold.is_empty() && size.is_empty() {
                    String::new()
                } else {
                    format!("<w:rPr>{bold}{size}</w:rPr>")
                };
                format!(r#"<w:r>{own}<w:t xml:space="preserve">{text}</w:t></w:r>"#)
            }
            Inline::Tab => "<w:r><w:tab/></w:r>".into(),
            Inline::Footnote(text) => {
                let id = self.note();
                let p = self.paragraph(&plain(text));
                write!(self.footnotes, r#"<w:footnote w:id="{id}">{p}</w:footnote>"#).unwrap();
                format!(r#"<w:r><w:footnoteReference w:id="{id}"/></w:r>"#)
            }
            Inline::Comment(text) => {
                let id = self.note();
                let p = self.paragraph(&plain(text));
                write!(self.comments, r#"<w:comment w:id="{id}" w:author="甲">{p}</w:comment>"#).unwrap();
                format!(
                    concat!(
                        r#"<w:commentRangeStart w:id="{0}"/><w:commentRangeEnd w:id="{0}"/>"#,
                        r#"<w:r><w:commentReference w:id="{0}"/></w:r>"#
                    ),
                    id
                )
            }
            Inline::Box(paragraphs) => self.text_box(paragraphs),
            Inline::Link(text) => {
                format!(
                    r#"<w:hyperlink w:anchor="a"><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:hyperlink>"#
                )
            }
            Inline::Page(text) => format!(
                concat!(
                    r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>"#,
                    r#"<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{}</w:t></w:r>"#,
                    r#"<w:r><w:fldChar w:fldCharType="end"/></w:r>"#
                ),
                text
            ),
        }
    }

    fn note(&mut self) -> usize {
        self.notes += 1;
        self.notes + self.shift
    }

    fn text_box(&mut self, paragraphs: &[Paragraph]) -> String {
        self.boxes += 1;
        let id = self.boxes + self.shift;
        let content: String = paragraphs.iter().map(|p| self.paragraph(p)).collect();
        format!(
            concat!(
                r#"<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="914400" cy="914400"/>"#,
                r#"<wp:docPr id="{id}" name="b{id}"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">"#,
                r#"<wps:wsp><wps:cNvSpPr/><wps:spPr/><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"#,
                r#"</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict>"#,
                r#"<v:shape id="s{id}"><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape></w:pict>"#,
                r#"</mc:Fallback></mc:AlternateContent></w:r>"#
            ),
            id = id,
            content = content
        )
    }

    fn blocks(&mut self, blocks: &[Block]) -> String {
        blocks.iter().map(|block| self.block(block)).collect()
    }

    fn block(&mut self, block: &Block) -> String {
        match block {
            Block::Paragraph(p) => self.paragraph(p),
            Block::Control(ps) => {
                let inner: String = ps.iter().map(|p| self.paragraph(p)).collect();
                format!(
                    "<w:sdt><w:sdtPr><w:alias w:val=\"c\"/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"
                )
            }
            Block::Table(rows) => {
                let width =
                    rows.iter().map(|row| row.iter().map(|c| c.span).sum::<usize>()).max().unwrap_or(1);
                let mut out = String::from("<w:tbl><w:tblPr/><w:tblGrid>");
                out += &r#"<w:gridCol w:w="1000"/>"#.repeat(width);
                out += "</w:tblGrid>";
                for row in rows {
                    out += "<w:tr>";
                    for cell in row {
                        let span = if cell.span > 1 {
                            format!(r#"<w:gridSpan w:val="{}"/>"#, cell.span)
                        } else {
                            String::new()
                        };
                        write!(out, "<w:tc><w:tcPr>{span}</w:tcPr>{}</w:tc>", self.blocks(&cell.blocks))
                            .unwrap();
                    }
                    out += "</w:tr>";
                }
                out + "</w:tbl>"
            }
        }
    }
}

/// A document as a file. `shift` moves its ids, as another program would have given them.
fn docx(document: &Document, shift: usize) -> Vec<u8> {
    let mut writer = Writer { shift, ..Writer::default() };
    let body = writer.blocks(&document.body);
    let header =
        document.header.as_ref().map(|ps| ps.iter().map(|p| writer.paragraph(p)).collect::<String>());
    let footer: String = document.footer.iter().map(|p| writer.paragraph(p)).collect();
    let reference = header.as_ref().map_or("", |_| r#"<w:headerReference w:type="default" r:id="rId3"/>"#);
    let main = format!(
        r#"<w:document {NAMESPACES}><w:body>{body}<w:sectPr>{reference}<w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>"#
    );
    let mut parts = vec![
        ("word/document.xml", main),
        ("word/footnotes.xml", format!("<w:footnotes {NAMESPACES}>{}</w:footnotes>", writer.footnotes)),
        ("word/comments.xml", format!("<w:comments {NAMESPACES}>{}</w:comments>", writer.comments)),
        ("word/footer1.xml", format!("<w:ftr {NAMESPACES}>{footer}</w:ftr>")),
        (
            "word/numbering.xml",
            format!(
                r#"<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#
            ),
        ),
    ];
    parts.extend(header.map(|header| ("word/header1.xml", format!("<w:hdr {NAMESPACES}>{header}</w:hdr>"))));
    package(&parts)
}

fn package(parts: &[(&str, String)]) -> Vec<u8> {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml.";
    let mut types = String::from(
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>"#,
    );
    let base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut relations = String::from(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    );
    for (name, _) in parts {
        let stem = name.trim_start_matches("word/").trim_end_matches(".xml");
        let (kind, id) = match stem {
            "document" => ("document.main", ""),
            "footnotes" => ("footnotes", "rId1"),
            "comments" => ("comments", "rId2"),
            "header1" => ("header", "rId3"),
            "footer1" => ("footer", "rId4"),
            _ => ("numbering", "rId5"),
        };
        write!(types, r#"<Override PartName="/{name}" ContentType="{word}{kind}+xml"/>"#).unwrap();
        if !id.is_empty() {
            write!(relations, r#"<Relationship Id="{id}" Type="{base}/{kind}" Target="{stem}.xml"/>"#)
                .unwrap();
        }
    }
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let mut put = |name: &str, text: &str| {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    put("[Content_Types].xml", &(types + "</Types>"));
    put(
        "_rels/.rels",
        &format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{base}/officeDocument" Target="word/document.xml"/></Relationships>"#
        ),
    );
    put("word/_rels/document.xml.rels", &(relations + "</Relationships>"));
    parts.iter().for_each(|(name, text)| put(name, text));
    zip.finish().unwrap().into_inner()
}

/// A document of plain paragraphs.
pub fn plain_docx<S: AsRef<str>>(paragraphs: &[S]) -> Vec<u8> {
    let body = paragraphs.iter().map(|text| Block::Paragraph(plain(text.as_ref()))).collect();
    docx(&Document { body, ..Document::default() }, 0)
}

fn plain(text: &str) -> Paragraph {
    Paragraph { inlines: vec![Inline::Text(text.into(), Format::default())], ..Paragraph::default() }
}

// ---- reading them back --------------------------------------------------------------------------------------

/// Everything a reader sees of a package, changes taken or refused: paragraphs with formats, table shapes, notes
/// in the order of their references, text boxes in both copies, running titles.
fn seen(bytes: &[u8], view: View) -> String {
    let package = Package::from_bytes(bytes.to_vec(), &Limits::default()).unwrap();
    let part = |name: &str| {
        let (tree, _) = package.tree(name).unwrap();
        let resolved = resolve(&tree, view);
        Tree::parse(name, resolved).unwrap()
    };
    let main = part("word/document.xml");
    let mut out = String::new();
    let mut reader = Reader { out: &mut out, references: Vec::new() };
    reader.content(&main, main.root(), 0);
    let references = std::mem::take(&mut reader.references);
    let relationships = package.relationships("word/document.xml").unwrap();
    for (kind, id) in references {
        let part_name = &relationships.iter().find(|r| r.kind == format!("{kind}s")).unwrap().target;
        let tree = part(part_name);
        let note =
            tree.children(tree.root()).find(|&n| tree.attribute(n, ns::w("id")).as_deref() == Some(&id));
        writeln!(out, "{kind}:").unwrap();
        Reader { out: &mut out, references: Vec::new() }.content(&tree, note.expect("the note is there"), 1);
    }
    let mut running = Vec::new();
    for node in main.descendants(main.root()).filter(|&n| main.name(n).local.ends_with("erReference")) {
        if main.name(node).local.starts_with("foot") && !main.name(node).local.starts_with("footer") {
            continue;
        }
        let id = main.attribute(node, ns::r("id")).unwrap();
        let target = &relationships.iter().find(|r| r.id == id).unwrap().target;
        let tree = part(target);
        let mut text = String::new();
        Reader { out: &mut text, references: Vec::new() }.content(&tree, tree.root(), 1);
        if text.lines().any(|line| line.contains('「') && !line.ends_with("「」")) {
            running.push(format!("{}\n{text}", main.name(node).local));
        }
    }
    running.sort();
    out + &running.concat()
}

struct Reader<'o> {
    out: &'o mut String,
    references: Vec<(String, String)>,
}

impl Reader<'_> {
    fn content(&mut self, tree: &Tree<'_>, node: NodeId, depth: usize) {
        for child in tree.children(node).filter(|&c| !tree.is_text(c)) {
            let name = tree.name(child);
            match (name.ns, name.local) {
                (Ns::W, "p") => self.paragraph(tree, child, depth),
                (Ns::W, "tc") => {
                    let span =
                        tree.child(child, ns::w("tcPr")).and_then(|pr| tree.child(pr, ns::w("gridSpan")));
                    let span =
                        span.and_then(|s| tree.attribute(s, ns::w("val"))).unwrap_or("1".into()).into_owned();
                    writeln!(self.out, "{}cell {span}", "  ".repeat(depth)).unwrap();
                    self.content(tree, child, depth + 1);
                }
                (Ns::W, "tbl" | "tr") => {
                    writeln!(self.out, "{}{}", "  ".repeat(depth), name.local).unwrap();
                    self.content(tree, child, depth + 1);
                }
                (Ns::W, "sectPr" | "tblPr" | "tblGrid" | "trPr" | "tcPr") => {}
                _ => self.content(tree, child, depth),
            }
        }
    }

    fn paragraph(&mut self, tree: &Tree<'_>, node: NodeId, depth: usize) {
        let own = tree.child(node, ns::w("pPr"));
        let value = |name: &str| {
            let child = own.and_then(|pr| tree.child(pr, ns::w(name)));
            child.and_then(|c| tree.attribute(c, ns::w("val"))).map_or(String::new(), |v| v.into_owned())
        };
        let list = own.is_some_and(|pr| tree.child(pr, ns::w("numPr")).is_some());
        let mut text = String::new();
        let mut boxes = Vec::new();
        self.inlines(tree, node, &mut text, &mut boxes);
        // A link that was cut in two reads as one.
        let text = text.replace("][", "");
        let head = format!("{}p[{},{},{list}]", "  ".repeat(depth), value("pStyle"), value("jc"));
        writeln!(self.out, "{head}「{text}」").unwrap();
        for inner in boxes {
            writeln!(self.out, "{}box", "  ".repeat(depth)).unwrap();
            self.content(tree, inner, depth + 1);
        }
    }

    fn inlines(&mut self, tree: &Tree<'_>, node: NodeId, text: &mut String, boxes: &mut Vec<NodeId>) {
        for child in tree.children(node).filter(|&c| !tree.is_text(c)) {
            let name = tree.name(child);
            match (name.ns, name.local) {
                (Ns::W, "t") => {
                    let format = tree.child(node, ns::w("rPr"));
                    let bold = format.is_some_and(|pr| tree.child(pr, ns::w("b")).is_some());
                    let size = format.and_then(|pr| tree.child(pr, ns::w("sz")));
                    let size = size
                        .and_then(|s| tree.attribute(s, ns::w("val")))
                        .map_or(String::new(), |v| v.into_owned());
                    for c in tree.string(child).chars() {
                        write!(text, "{}{size}{c}", if bold { "*" } else { "" }).unwrap();
                    }
                }
                (Ns::W, "tab") => text.push('\t'),
                (Ns::W, "footnoteReference" | "commentReference") => {
                    let kind = name.local.trim_end_matches("Reference").to_string();
                    let id = tree.attribute(child, ns::w("id")).unwrap().into_owned();
                    write!(text, "<{kind}>").unwrap();
                    self.references.push((kind, id));
                }
                (Ns::W, "txbxContent") => boxes.push(child),
                (Ns::W, "instrText") => write!(text, "<{}>", tree.string(child)).unwrap(),
                (Ns::W, "hyperlink") => {
                    let mut inner = String::new();
                    self.inlines(tree, child, &mut inner, boxes);
                    if !inner.is_empty() {
                        write!(text, "[{inner}]").unwrap();
                    }
                }
                (Ns::W, "pPr" | "rPr") => {}
                _ => self.inlines(tree, child, text, boxes),
            }
        }
    }
}

// ---- chance --------------------------------------------------------------------------------------------------

const SENTENCES: &[&str] = &[
    "全年开展环境卫生整治36次，清理楼道杂物120处。",
    "组织志愿者入户走访，登记困难家庭42户。",
    "社区食堂新增座位60个，日均就餐210人次。",
    "完善议事协商制度，召开居民代表会议8次。",
    "加强消防安全检查，更换灭火器350具；",
    "举办读书分享会，参加青少年95名。",
    "推进垃圾分类工作，准确率达到92.5%。",
    "邀请民警讲解防诈骗知识，发放资料1800份。",
    "修缮健身步道1.2公里，方便群众出行。",
    "建立帮扶台账，做到底数清、情况明。",
];

fn text(dice: &mut Dice) -> String {
    (0..1 + dice.roll(3)).map(|_| SENTENCES[dice.roll(SENTENCES.len())]).collect()
}

fn paragraph(dice: &mut Dice, rich: bool) -> Paragraph {
    let mut p = Paragraph {
        style: [None, None, Some("1")][dice.roll(3)],
        align: [None, None, Some("center")][dice.roll(3)],
        list: dice.roll(6) == 0,
        inlines: Vec::new(),
    };
    for _ in 0..1 + dice.roll(2) {
        p.inlines.push(Inline::Text(text(dice), format(dice)));
        if rich && dice.roll(3) == 0 {
            p.inlines.push(inline(dice));
        }
    }
    if dice.roll(12) == 0 {
        p.inlines.clear();
    }
    p
}

fn format(dice: &mut Dice) -> Format {
    Format { bold: dice.roll(5) == 0, size: [0, 0, 32][dice.roll(3)] }
}

fn inline(dice: &mut Dice) -> Inline {
    match dice.roll(6) {
        0 => Inline::Tab,
        1 => Inline::Footnote(text(dice)),
        2 => Inline::Comment(text(dice)),
        3 => Inline::Box((0..1 + dice.roll(2)).map(|_| paragraph(dice, false)).collect()),
        4 => Inline::Link(text(dice)),
        _ => Inline::Page(dice.roll(9).to_string()),
    }
}

fn cell(dice: &mut Dice, nested: bool) -> Cell {
    let mut blocks: Vec<Block> = Vec::new();
    if nested && dice.roll(12) == 0 {
        blocks.push(table(dice, false));
    }
    blocks.extend((0..1 + dice.roll(2)).map(|_| Block::Paragraph(paragraph(dice, false))));
    Cell { span: 1, blocks }
}

fn table(dice: &mut Dice, nested: bool) -> Block {
    let width = 1 + dice.roll(4);
    let mut rows: Vec<Vec<Cell>> =
        (0..1 + dice.roll(5)).map(|_| (0..width).map(|_| cell(dice, nested)).collect()).collect();
    if width > 2 && dice.roll(3) == 0 {
        rows[0].truncate(width - 1);
        rows[0][0].span = 2;
    }
    Block::Table(rows)
}

fn block(dice: &mut Dice) -> Block {
    match dice.roll(8) {
        0 => table(dice, true),
        1 => Block::Control((0..1 + dice.roll(2)).map(|_| paragraph(dice, false)).collect()),
        _ => Block::Paragraph(paragraph(dice, true)),
    }
}

fn document(dice: &mut Dice) -> Document {
    let mut body: Vec<Block> = (0..3 + dice.roll(12)).map(|_| block(dice)).collect();
    body.push(Block::Paragraph(paragraph(dice, true)));
    let running = |dice: &mut Dice| (0..1 + dice.roll(2)).map(|_| paragraph(dice, false)).collect::<Vec<_>>();
    Document { body, header: (dice.roll(2) == 0).then(|| running(dice)), footer: running(dice) }
}

// ---- edits ---------------------------------------------------------------------------------------------------

fn edit(document: &mut Document, dice: &mut Dice) {
    let at = dice.roll(document.body.len());
    match dice.roll(12) {
        0 => document.body.insert(at, block(dice)),
        1 if document.body.len() > 2 => drop(document.body.remove(at)),
        2 => {
            let moved = document.body.remove(at);
            let to = dice.roll(document.body.len() + 1);
            document.body.insert(to, moved);
        }
        3 => split(&mut document.body, at, dice),
        4 => merge(&mut document.body, at),
        5 => {
            document.header =
                if document.header.is_some() { None } else { Some(vec![paragraph(dice, false)]) }
        }
        6 => document.footer = vec![paragraph(dice, false)],
        _ => edit_block(&mut document.body[at], dice),
    }
    // A body, like a cell, ends with a paragraph.
    if !matches!(document.body.last(), Some(Block::Paragraph(_))) {
        document.body.push(Block::Paragraph(paragraph(dice, false)));
    }
}

fn edit_block(block: &mut Block, dice: &mut Dice) {
    match block {
        Block::Paragraph(p) => edit_paragraph(p, dice),
        Block::Control(ps) => {
            let at = dice.roll(ps.len());
            edit_paragraph(&mut ps[at], dice);
        }
        Block::Table(rows) => edit_table(rows, dice),
    }
}

fn edit_table(rows: &mut Vec<Vec<Cell>>, dice: &mut Dice) {
    let at = dice.roll(rows.len());
    let width = rows[at].len();
    match dice.roll(5) {
        0 => rows.insert(at, (0..width).map(|_| cell(dice, false)).collect()),
        1 if rows.len() > 1 => drop(rows.remove(at)),
        2 => {
            let column = dice.roll(rows.iter().map(Vec::len).min().unwrap() + 1);
            rows.iter_mut().for_each(|row| row.insert(column, cell(dice, false)));
        }
        3 if rows.iter().all(|row| row.len() > 1) => {
            let column = dice.roll(rows.iter().map(Vec::len).min().unwrap());
            rows.iter_mut().for_each(|row| drop(row.remove(column)));
        }
        _ => {
            let column = dice.roll(width);
            let blocks = &mut rows[at][column].blocks;
            let inner = dice.roll(blocks.len());
            match dice.roll(3) {
                0 => blocks.insert(inner, Block::Paragraph(paragraph(dice, false))),
                _ => edit_block(&mut blocks[inner], dice),
            }
        }
    }
}

fn edit_paragraph(p: &mut Paragraph, dice: &mut Dice) {
    if p.inlines.is_empty() {
        p.inlines.push(Inline::Text(text(dice), format(dice)));
        return;
    }
    let at = dice.roll(p.inlines.len());
    match (dice.roll(8), &mut p.inlines[at]) {
        (0, _) => p.align = [None, Some("center"), Some("right")][dice.roll(3)],
        (1, _) => p.style = [None, Some("1"), Some("2")][dice.roll(3)],
        (2, _) => p.inlines.insert(at, inline(dice)),
        (3, _) => drop(p.inlines.remove(at)),
        (4, Inline::Text(_, f)) => *f = format(dice),
        (_, Inline::Text(text, _)) => *text = edit_text(text, dice),
        (_, Inline::Box(ps)) => {
            let inner = dice.roll(ps.len());
            edit_paragraph(&mut ps[inner], dice);
        }
        (_, Inline::Footnote(text) | Inline::Comment(text) | Inline::Link(text)) => {
            *text = edit_text(text, dice)
        }
        (_, other) => *other = inline(dice),
    }
}

fn edit_text(text: &str, dice: &mut Dice) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (a, b) = (dice.roll(chars.len() + 1), dice.roll(chars.len() + 1));
    let head: String = chars[..a.min(b)].iter().collect();
    let tail: String = chars[a.max(b)..].iter().collect();
    match dice.roll(3) {
        0 => format!("{head}{}{tail}", dice.roll(5000)),
        1 => format!("{}{}", SENTENCES[dice.roll(SENTENCES.len())], chars.iter().collect::<String>()),
        _ => format!("{head}新增{tail}"),
    }
}

fn split(body: &mut Vec<Block>, at: usize, dice: &mut Dice) {
    let Block::Paragraph(p) = &mut body[at] else { return };
    let Some(Inline::Text(text, format)) = p.inlines.last_mut() else { return };
    let cut = text.char_indices().map(|(i, _)| i).nth(dice.roll(text.chars().count()));
    let Some(cut) = cut else { return };
    let rest = Paragraph { inlines: vec![Inline::Text(text.split_off(cut), *format)], ..p.clone() };
    body.insert(at + 1, Block::Paragraph(rest));
}

fn merge(body: &mut Vec<Block>, at: usize) {
    if let (Some(Block::Paragraph(_)), Some(Block::Paragraph(next))) = (body.get(at), body.get(at + 1)) {
        let next = next.clone();
        body.remove(at + 1);
        if let Block::Paragraph(p) = &mut body[at] {
            p.inlines.extend(next.inlines);
        }
    }
}

// ---- the tests -----------------------------------------------------------------------------------------------

pub fn open(bytes: &[u8]) -> Package {
    Package::from_bytes(bytes.to_vec(), &Limits::default()).unwrap()
}

fn check(old: &[u8], new: &[u8], name: &str) {
    let (a, b) = (open(old), open(new));
    let comparison = documents(&a, &b, &Options::default()).unwrap();
    let redline = comparison.redline(&b).unwrap();
    assert_eq!(
        redline,
        documents(&a, &b, &Options::default()).unwrap().redline(&b).unwrap(),
        "{name}: not deterministic"
    );
    let (accepted, rejected) = (seen(&redline, View::Accept), seen(&redline, View::Reject));
    for (have, want, view) in
        [(accepted, seen(new, View::Accept), "accepted"), (rejected, seen(old, View::Accept), "rejected")]
    {
        if have != want {
            let same = have.lines().zip(want.lines()).take_while(|(a, b)| a == b).count();
            let show =
                |text: &str| text.lines().skip(same.saturating_sub(1)).take(3).collect::<Vec<_>>().join("\n");
            panic!("{name} {view}, line {same}:\nwant\n{}\nhave\n{}", show(&want), show(&have));
        }
    }
}

#[test]
fn redlines_of_edited_documents_give_both_sides() {
    for seed in 1..=100u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let old = document(&mut dice);
        let mut new = old.clone();
        for _ in 0..1 + dice.roll(8) {
            edit(&mut new, &mut dice);
        }
        check(&docx(&old, 0), &docx(&new, seed as usize % 3), &format!("seed {seed}"));
    }
}

#[test]
fn redlines_of_unrelated_documents_give_both_sides() {
    for seed in 1..=60u64 {
        let mut dice = Dice(seed.wrapping_mul(0xD134_2543_DE82_EF95));
        let (old, new) = (document(&mut dice), document(&mut dice));
        check(&docx(&old, 0), &docx(&new, 0), &format!("seed {seed}"));
    }
}

#[test]
fn a_document_does_not_differ_from_itself_under_other_ids() {
    for seed in 1..=25u64 {
        let mut dice = Dice(seed.wrapping_mul(0x2545_F491_4F6C_DD1D));
        let one = document(&mut dice);
        let (a, b) = (docx(&one, 0), docx(&one, 7));
        let comparison = documents(&open(&a), &open(&b), &Options::default()).unwrap();
        assert!(comparison.changes.is_empty(), "seed {seed}: {:?}", comparison.changes);
        let redline = comparison.redline(&open(&b)).unwrap();
        let package = open(&redline);
        assert!(!has_changes(&package.tree("word/document.xml").unwrap().0), "seed {seed}");
    }
}

#[test]
fn a_redline_compared_with_its_sides_has_no_change() {
    for seed in 1..=60u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let old = document(&mut dice);
        let mut new = old.clone();
        (0..4).for_each(|_| edit(&mut new, &mut dice));
        let (old, new) = (open(&docx(&old, 0)), open(&docx(&new, 0)));
        let comparison = documents(&old, &new, &Options::default()).unwrap();
        let redline = open(&comparison.redline(&new).unwrap());
        let again = documents(&redline, &new, &Options::default()).unwrap();
        assert!(again.changes.is_empty(), "seed {seed}: {:?}", again.changes);
    }
}

#[test]
fn what_readers_may_ignore_in_the_old_document_they_may_in_the_redline() {
    let main = |ignorable: &str, run: &str| {
        let w14 = r#"xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml""#;
        let body =
            format!("<w:body><w:p>{run}<w:r><w:t>全年开展活动。</w:t></w:r></w:p><w:sectPr/></w:body>");
        let text = format!("<w:document {NAMESPACES} {w14}{ignorable}>{body}</w:document>");
        open(&package(&[("word/document.xml", text)]))
    };
    let drawn = r#"<w:r><w:pict w14:anchorId="7007A62F"><v:shape id="a"/></w:pict></w:r>"#;
    let (old, new) = (main(r#" mc:Ignorable="w14""#, drawn), main("", ""));
    let redline = documents(&old, &new, &Options::default()).unwrap().redline(&new).unwrap();
    let (package, name) = (open(&redline), "word/document.xml");
    let (tree, _) = package.tree(name).unwrap();
    assert!(tree.source().contains("w14:anchorId"), "{}", tree.source());
    assert_eq!(tree.attribute(tree.root(), ns::mc("Ignorable")).as_deref(), Some("w14"));
}
