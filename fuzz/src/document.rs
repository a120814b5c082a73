//! Documents in a notation of one byte for each step, so that the fuzzer finds tables and runs by itself.
//!
//! Lines are paragraphs. Within them: TAB ends a run (the next one is bold), `\x01` and `\x02` begin and end a
//! table, `\x03` begins a row, `\x04` a cell, `\x05` and `\x06` begin and end a hyperlink, `\x07` is a page
//! break, `\x0e` and `\x0f` begin and end a content control of paragraphs, `\x10` begins a bookmark, `\x11` ends
//! it, `\x12` and `\x13` begin and end an insertion, `\x14` begins a field and `\x15` ends it, `\x16` and `\x17`
//! begin and end a text box. What follows the first `\x0c` is the header's.

use hongtou::package::{Limits, Package};
use hongtou::xml::{Name, NodeId, Ns, Tree};

/// The data of every render.
pub const DATA: &str = r#"{"a": "x", "b": 2, "c": "<&>\n\t", "d": {"k": 1, "l": [1, 2]}, "e": [], "f": 0.5,
    "l": [1, 2, 3], "n": null, "r": [{"a": 1, "b": "q"}, {"a": 2, "b": "{{ a }}"}], "t": true, "名": "值"}"#;

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const V: &str = "urn:schemas-microsoft-com:vml";

pub const CONTENT_TYPES: &str = concat!(
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
    r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
    r#"<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" "#,
    r#"ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#,
);

pub const RELATIONSHIPS: &str = concat!(
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1""#,
    r#" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument""#,
    r#" Target="word/document.xml"/></Relationships>"#,
);

const MAIN_RELATIONSHIPS: &str = concat!(
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1""#,
    r#" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header""#,
    r#" Target="header1.xml"/></Relationships>"#,
);

/// The main part around a body.
pub fn main_part(body: &str) -> String {
    format!("<w:document {}><w:body>{body}</w:body></w:document>", namespaces())
}

fn namespaces() -> String {
    format!("xmlns:w=\"{W}\" xmlns:r=\"{OFFICE}\" xmlns:v=\"{V}\"")
}

/// A package around a body and a header.
pub fn package(body: &str, header: &str) -> Vec<u8> {
    let section = "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId1\"/></w:sectPr>";
    let body = main_part(&format!("{body}{section}"));
    let header = format!("<w:hdr {}>{header}</w:hdr>", namespaces());
    let parts = [
        ("[Content_Types].xml", "@t"),
        ("_rels/.rels", "@r"),
        ("word/document.xml", &body),
        ("word/_rels/document.xml.rels", MAIN_RELATIONSHIPS),
        ("word/header1.xml", &header),
    ];
    let mut description = Vec::new();
    for (name, content) in parts {
        description.extend_from_slice(name.as_bytes());
        description.push(0);
        description.extend_from_slice(content.as_bytes());
        description.push(0);
    }
    super::archive::build(&description)
}

const FIELD: &str = concat!(
    r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"#,
    r#"<w:r><w:fldChar w:fldCharType="separate"/></w:r>"#,
);

/// What is open while the body is written.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Open {
    Control,
    Table,
    Row,
    Box,
    Cell,
    Paragraph,
    Link,
    Insertion,
    Run,
}

impl Open {
    fn tags(self) -> (&'static str, &'static str) {
        match self {
            Open::Control => ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
            Open::Table => ("<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>", "</w:tbl>"),
            Open::Row => ("<w:tr>", "</w:tr>"),
            Open::Box => (
                "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>",
                "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>",
            ),
            Open::Cell => ("<w:tc><w:tcPr/>", "</w:tc>"),
            Open::Paragraph => ("<w:p>", "</w:p>"),
            Open::Link => ("<w:hyperlink r:id=\"rId1\">", "</w:hyperlink>"),
            Open::Insertion => ("<w:ins w:id=\"7\" w:author=\"a\">", "</w:ins>"),
            Open::Run => ("<w:r><w:t xml:space=\"preserve\">", "</w:t></w:r>"),
        }
    }
}

struct Writer {
    out: String,
    open: Vec<Open>,
}

impl Writer {
    fn begin(&mut self, what: Open) {
        self.out.push_str(what.tags().0);
        self.open.push(what);
    }

    fn end(&mut self) {
        let Some(what) = self.open.pop() else { return };
        // A cell, a row and a table are sound by themselves.
        match what {
            Open::Cell | Open::Box if !self.out.ends_with("</w:p>") => self.out.push_str("<w:p/>"),
            Open::Row if self.out.ends_with("<w:tr>") => self.out.push_str("<w:tc><w:p/></w:tc>"),
            Open::Table if !self.out.ends_with("</w:tr>") => {
                self.out.push_str("<w:tr><w:tc><w:p/></w:tc></w:tr>")
            }
            Open::Control if self.out.ends_with("<w:sdtContent>") => self.out.push_str("<w:p/>"),
            _ => {}
        }
        self.out.push_str(what.tags().1);
    }

    /// Closes what is open down to the innermost `what`, which stays; all of it if there is none.
    fn down_to(&mut self, what: &[Open]) {
        while self.open.last().is_some_and(|open| !what.contains(open)) {
            self.end();
        }
    }

    /// Opens what a block of paragraphs wants.
    fn blocks(&mut self) {
        self.down_to(&[Open::Control, Open::Table, Open::Row, Open::Box, Open::Cell]);
        if self.open.last() == Some(&Open::Table) {
            self.begin(Open::Row);
        }
        if self.open.last() == Some(&Open::Row) {
            self.begin(Open::Cell);
        }
    }

    fn paragraph(&mut self) {
        if !self.open.iter().rev().take_while(|o| **o > Open::Cell).any(|o| *o == Open::Paragraph) {
            self.blocks();
            self.begin(Open::Paragraph);
        }
    }

    fn close(&mut self, what: Open) {
        if self.open.contains(&what) {
            self.down_to(&[what]);
            self.end();
        }
    }

    fn step(&mut self, c: char) {
        match c {
            '\n' => {
                self.paragraph();
                self.down_to(&[Open::Paragraph]);
                self.end();
            }
            '\t' => self.mark(""),
            '\u{1}' => {
                self.blocks();
                self.begin(Open::Table);
            }
            '\u{2}' => self.close(Open::Table),
            '\u{3}' | '\u{4}' => {
                let wanted: &[Open] = if c == '\u{3}' { &[Open::Table] } else { &[Open::Table, Open::Row] };
                if self.open.contains(&Open::Table) {
                    self.down_to(wanted);
                    self.blocks();
                }
            }
            '\u{5}' | '\u{12}' => {
                self.paragraph();
                self.down_to(&[Open::Paragraph]);
                self.begin(if c == '\u{5}' { Open::Link } else { Open::Insertion });
            }
            '\u{16}' => {
                self.mark("");
                self.begin(Open::Box);
            }
            '\u{17}' => self.close(Open::Box),
            '\u{6}' => self.close(Open::Link),
            '\u{13}' => self.close(Open::Insertion),
            '\u{e}' => {
                self.blocks();
                self.begin(Open::Control);
            }
            '\u{f}' => self.close(Open::Control),
            '\u{7}' => self.mark("<w:r><w:br w:type=\"page\"/></w:r>"),
            '\u{14}' => self.mark(FIELD),
            '\u{15}' => self.mark("<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"),
            '\u{10}' => self.mark("<w:bookmarkStart w:id=\"1\" w:name=\"b\"/>"),
            '\u{11}' => self.mark("<w:bookmarkEnd w:id=\"1\"/>"),
            _ => self.character(c),
        }
    }

    fn mark(&mut self, xml: &str) {
        self.paragraph();
        self.down_to(&[Open::Paragraph, Open::Link, Open::Insertion]);
        self.out.push_str(xml);
    }

    fn character(&mut self, c: char) {
        self.paragraph();
        if self.open.last() != Some(&Open::Run) {
            self.begin(Open::Run);
        }
        hongtou::xml::escape_text(c.encode_utf8(&mut [0; 4]), &mut self.out);
    }
}

/// The body and the header that the bytes describe, if they are text and nest no deeper than documents do.
pub fn stories(bytes: &[u8]) -> Option<(String, String)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (body, header) = text.split_once('\u{c}').unwrap_or((text, "\n"));
    Some((story(body)?, story(header)?))
}

fn story(text: &str) -> Option<String> {
    let mut writer = Writer { out: String::new(), open: Vec::new() };
    for c in text.chars().filter(|c| !hongtou::xml::forbidden(*c) || (*c as u32) < 0x18) {
        writer.step(c);
        if writer.open.len() > 60 {
            return None;
        }
    }
    writer.down_to(&[]);
    Some(writer.out)
}

/// Every part is as well-formed as it was in the template.
pub fn check(bytes: &[u8], template: &Package) {
    let package =
        Package::from_bytes(bytes.to_vec(), &Limits::default()).expect("what was written opens again");
    for name in package.names().filter(|name| name.ends_with(".xml") || name.ends_with(".rels")) {
        let carried = || template.contains(name) && template.tree(name).is_err();
        if let Err(error) = package.tree(name) {
            assert!(carried(), "{name} is not well-formed: {error}");
        }
    }
}

/// As [`check`], of a template that [`stories`] made: sound, and so must be what comes of it.
pub fn check_structure(bytes: &[u8], template: &Package) {
    check(bytes, template);
    let package = Package::from_bytes(bytes.to_vec(), &Limits::default()).expect("it opened before");
    let (tree, _) = package.tree(package.main_part()).expect("it was well-formed before");
    structure(&tree);
}

fn structure(tree: &Tree<'_>) {
    fn w(local: &str) -> Name<'_> {
        Name::new(Ns::W, local)
    }
    for id in tree.descendants(tree.root()) {
        let parent = tree.parent(id).expect("a descendant has a parent");
        if tree.is_text(id) {
            let blank = tree.text(id).trim().is_empty();
            let texts = ["t", "instrText", "delText"];
            assert!(
                blank || texts.iter().any(|t| tree.is(parent, w(t))),
                "text in {}",
                tree.raw_name(parent)
            );
        }
        let elements: Vec<NodeId> = tree.children(id).filter(|c| !tree.is_text(*c)).collect();
        let last = elements.last().map(|c| tree.name(*c).local);
        if tree.is(id, w("tc")) || tree.is(id, w("txbxContent")) {
            assert!(
                matches!(last, Some("p" | "sdt" | "bookmarkStart" | "bookmarkEnd")),
                "{last:?} ends: {}",
                tree.raw(id)
            );
        }
        let has = |name: &str| elements.iter().any(|c| tree.is(*c, w(name)) || tree.is(*c, w("sdt")));
        assert!(!tree.is(id, w("tr")) || has("tc"), "a row without a cell");
        assert!(!tree.is(id, w("tbl")) || has("tr"), "a table without a row");
        assert!(!tree.is(id, w("p")) || !tree.is(parent, w("p")), "a paragraph in a paragraph");
        assert!(!tree.is(id, w("r")) || !tree.is(parent, w("r")), "a run in a run");
        assert!(!tree.is(id, w("sdtContent")) || !elements.is_empty(), "an empty content control");
    }
}
