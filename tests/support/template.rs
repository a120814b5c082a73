//! Templates built from readable files.

use super::docx::zip;
use super::notation;
use std::collections::BTreeMap;
use std::path::Path;

/// The prefixes that `body.xml` and its like may use.
pub const NAMESPACES: &str = concat!(
    r#" xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#,
    r#" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#,
    r#" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing""#,
    r#" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main""#,
    r#" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture""#,
    r#" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math""#,
    r#" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006""#,
    r#" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml""#,
    r#" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape""#,
    r#" xmlns:v="urn:schemas-microsoft-com:vml""#,
    r#" xmlns:o="urn:schemas-microsoft-com:office:office" mc:Ignorable="w14""#,
);

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

const STYLES: &str = concat!(
    r#"<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>"#,
    r#"<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>"#,
    r#"<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>"#,
    r#"<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/></w:style>"#,
);

const NUMBERING: &str = concat!(
    r#"<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>"#,
    r#"<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>"#,
    r#"<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>"#,
    r#"</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#,
);

/// A grey pixel.
const PIXEL: &[u8] = &[
    0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8,
    0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 10, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0x68, 0, 0, 0,
    0x82, 0, 0x81, 0x77, 0xcd, 0x72, 0xb6, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

/// The pieces of a template, each the children of its part's root.
#[derive(Clone, Debug, Default)]
pub struct Template {
    /// The whole of `word/document.xml`; else it is made of `body`.
    pub document: Option<Vec<u8>>,
    pub body: String,
    /// `header1`, `footer1`, `footnotes`, `endnotes`, `comments`, `numbering`, `styles` and what they hold.
    pub parts: BTreeMap<String, String>,
    /// Hyperlinks of the document: in each line an id and a target.
    pub links: String,
    /// A `.dotx` instead of a `.docx`.
    pub is_template: bool,
}

/// What a part is.
struct Kind {
    /// Where it stands: the part's name, with `{}` for the case's name of it.
    path: &'static str,
    /// The root's name and its namespaces.
    root: &'static str,
    namespaces: &'static str,
    /// The relationship that leads to it, from the package or from the document.
    relationship: &'static str,
    of_package: bool,
    content_type: &'static str,
}

const fn word(root: &'static str, relationship: &'static str, content_type: &'static str) -> Kind {
    Kind { path: "word/{}.xml", root, namespaces: NAMESPACES, relationship, of_package: false, content_type }
}

const CORE: &str = concat!(
    r#" xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties""#,
    r#" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/""#,
);
const APP: &str = r#" xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties""#;
const CUSTOM: &str = concat!(
    r#" xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties""#,
    r#" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes""#,
);
const CHART: &str = concat!(
    r#" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart""#,
    r#" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main""#,
);

const KINDS: [(&str, Kind); 11] = [
    ("header", word("w:hdr", "header", "wordprocessingml.header+xml")),
    ("footer", word("w:ftr", "footer", "wordprocessingml.footer+xml")),
    ("footnotes", word("w:footnotes", "footnotes", "wordprocessingml.footnotes+xml")),
    ("endnotes", word("w:endnotes", "endnotes", "wordprocessingml.endnotes+xml")),
    ("comments", word("w:comments", "comments", "wordprocessingml.comments+xml")),
    ("numbering", word("w:numbering", "numbering", "wordprocessingml.numbering+xml")),
    ("styles", word("w:styles", "styles", "wordprocessingml.styles+xml")),
    (
        "core",
        Kind {
            path: "docProps/{}.xml",
            root: "cp:coreProperties",
            namespaces: CORE,
            relationship: "core-properties",
            of_package: true,
            content_type: "core-properties+xml",
        },
    ),
    (
        "app",
        Kind {
            path: "docProps/{}.xml",
            root: "Properties",
            namespaces: APP,
            relationship: "extended-properties",
            of_package: true,
            content_type: "extended-properties+xml",
        },
    ),
    (
        "custom",
        Kind {
            path: "docProps/{}.xml",
            root: "Properties",
            namespaces: CUSTOM,
            relationship: "custom-properties",
            of_package: true,
            content_type: "custom-properties+xml",
        },
    ),
    (
        "chart",
        Kind {
            path: "word/charts/{}.xml",
            root: "c:chartSpace",
            namespaces: CHART,
            relationship: "chart",
            of_package: false,
            content_type: "drawingml.chart+xml",
        },
    ),
];

/// The kind of a part that a case calls `header1`, `core` and so on.
fn kind_of(name: &str) -> &'static Kind {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let found = KINDS.iter().find(|(known, _)| *known == stem);
    found.map(|(_, kind)| kind).unwrap_or_else(|| panic!("no part is called {name}"))
}

impl Kind {
    fn path(&self, name: &str) -> String {
        self.path.replace("{}", name)
    }

    fn content_type(&self) -> String {
        let family = if self.relationship == "core-properties" { "package" } else { "officedocument" };
        format!("application/vnd.openxmlformats-{family}.{}", self.content_type)
    }

    /// The relationship that leads to the part.
    fn relationship(&self, name: &str) -> String {
        let path = self.path(name);
        let target = if self.of_package { &path } else { path.trim_start_matches("word/") };
        let found = relationship(&format!("rId_{name}"), self.relationship, target);
        let package = "http://schemas.openxmlformats.org/package/2006/relationships/metadata";
        if self.relationship == "core-properties" { found.replace(OFFICE, package) } else { found }
    }
}

const NOTE_SEPARATORS: &str = concat!(
    r#"<w:NOTE w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:NOTE>"#,
    r#"<w:NOTE w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:NOTE>"#,
);

impl Template {
    /// Reads the files of a case's folder.
    pub fn read(folder: &Path) -> Template {
        let text = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
        let mut template =
            Template { document: std::fs::read(folder.join("document.xml")).ok(), ..Self::default() };
        template.body = match (text("body.txt"), text("body.xml")) {
            (Some(notation), None) => notation::body(&notation),
            (None, Some(xml)) => xml,
            (None, None) if template.document.is_some() => String::new(),
            _ => panic!("{}: one of body.txt, body.xml and document.xml", folder.display()),
        };
        for (kind, _) in &KINDS {
            for name in ["", "1", "2", "3"].map(|n| format!("{kind}{n}")) {
                let notation = text(&format!("{name}.txt")).map(|t| notation::body(&t));
                if let Some(content) = notation.or_else(|| text(&format!("{name}.xml"))) {
                    template.parts.insert(name, content);
                }
            }
        }
        template.links = text("links.txt").unwrap_or_default();
        template
    }

    /// A template with a body only.
    pub fn of_body(body: impl Into<String>) -> Template {
        Template { body: body.into(), ..Template::default() }
    }

    /// The package.
    pub fn build(&self) -> Vec<u8> {
        let mut parts = self.parts.clone();
        parts.entry("styles".into()).or_insert_with(|| STYLES.into());
        if self.uses("numPr") {
            parts.entry("numbering".into()).or_insert_with(|| NUMBERING.into());
        }
        let mut entries = vec![
            ("[Content_Types].xml".to_string(), self.content_types(&parts).into_bytes()),
            ("_rels/.rels".to_string(), self.package_relationships(&parts)),
            ("word/document.xml".to_string(), self.main()),
            ("word/_rels/document.xml.rels".to_string(), self.relationships(&parts)),
        ];
        for (name, content) in &parts {
            entries.push((kind_of(name).path(name), part(name, content)));
            if content.contains("rIdImage") || content.contains("rIdLink") {
                entries.push((format!("word/_rels/{name}.xml.rels"), relationships(&self.targets(content))));
            }
        }
        if self.uses("rIdImage") {
            entries.push(("word/media/image1.png".into(), PIXEL.to_vec()));
        }
        zip(&entries)
    }

    /// A Strict document's relationships are Strict too.
    fn package_relationships(&self, parts: &BTreeMap<String, String>) -> Vec<u8> {
        let main = relationship("rId1", "officeDocument", "word/document.xml");
        let mut list = vec![if self.uses("purl.oclc.org") { main.replace(OFFICE, STRICT) } else { main }];
        let others = parts.keys().filter(|name| kind_of(name).of_package);
        list.extend(others.map(|name| kind_of(name).relationship(name)));
        relationships(&list)
    }

    fn uses(&self, what: &str) -> bool {
        let document = self.document.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
        document.contains(what) || self.body.contains(what) || self.parts.values().any(|p| p.contains(what))
    }

    fn main(&self) -> Vec<u8> {
        if let Some(document) = &self.document {
            return document.clone();
        }
        let section =
            if self.body.trim_end().ends_with("</w:sectPr>") { String::new() } else { self.section() };
        format!("{DECLARATION}<w:document{NAMESPACES}><w:body>{}{section}</w:body></w:document>", self.body)
            .into_bytes()
    }

    /// Headers 1, 2 and 3 are those of all, first and even pages.
    fn section(&self) -> String {
        let mut out = String::from("<w:sectPr>");
        for (n, pages) in [("1", "default"), ("2", "first"), ("3", "even")] {
            for kind in
                ["header", "footer"].iter().filter(|kind| self.parts.contains_key(&format!("{kind}{n}")))
            {
                out.push_str(&format!("<w:{kind}Reference w:type=\"{pages}\" r:id=\"rId_{kind}{n}\"/>"));
            }
        }
        out.push_str("<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1440\" w:right=\"1440\"");
        out.push_str(" w:bottom=\"1440\" w:left=\"1440\" w:header=\"851\" w:footer=\"992\" w:gutter=\"0\"/>");
        if self.parts.keys().any(|name| name.ends_with('2')) {
            out.push_str("<w:titlePg/>");
        }
        out + "</w:sectPr>"
    }

    fn content_types(&self, parts: &BTreeMap<String, String>) -> String {
        let main = if self.is_template { "template" } else { "document" };
        let mut out = format!(
            "{DECLARATION}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
             <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/>\
             <Override PartName=\"/word/document.xml\" ContentType=\"{WORD}.{main}.main+xml\"/>"
        );
        for name in parts.keys() {
            let kind = kind_of(name);
            let (path, content_type) = (kind.path(name), kind.content_type());
            out.push_str(&format!("<Override PartName=\"/{path}\" ContentType=\"{content_type}\"/>"));
        }
        out + "</Types>"
    }

    fn relationships(&self, parts: &BTreeMap<String, String>) -> Vec<u8> {
        let document = self.document.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
        let mut list = self.targets(&format!("{document}{}", self.body));
        list.extend(self.links.lines().filter_map(|line| line.split_once(' ')).map(|(id, to)| link(id, to)));
        let others = parts.keys().filter(|name| !kind_of(name).of_package);
        list.extend(others.map(|name| kind_of(name).relationship(name)));
        if self.uses("purl.oclc.org") {
            list.iter_mut().for_each(|r| *r = r.replace(OFFICE, STRICT));
        }
        relationships(&list)
    }

    /// What a part may point to: `rIdLink` and `rIdImage`.
    fn targets(&self, content: &str) -> Vec<String> {
        let mut list = Vec::new();
        if content.contains("rIdLink") {
            list.push(link("rIdLink", "https://example.com/"));
        }
        if content.contains("rIdImage") {
            list.push(relationship("rIdImage", "image", "media/image1.png"));
        }
        list
    }
}

fn part(name: &str, content: &str) -> Vec<u8> {
    let Kind { root, namespaces, .. } = kind_of(name);
    let before = match name {
        "footnotes" | "endnotes" => NOTE_SEPARATORS.replace("NOTE", name.trim_end_matches('s')),
        _ => String::new(),
    };
    format!("{DECLARATION}<{root}{namespaces}>{before}{content}</{root}>").into_bytes()
}

fn link(id: &str, target: &str) -> String {
    relationship(id, "hyperlink", target).replace("/>", " TargetMode=\"External\"/>")
}

fn relationship(id: &str, kind: &str, target: &str) -> String {
    format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
}

fn relationships(list: &[String]) -> Vec<u8> {
    let namespace = "http://schemas.openxmlformats.org/package/2006/relationships";
    format!("{DECLARATION}<Relationships xmlns=\"{namespace}\">{}</Relationships>", list.concat())
        .into_bytes()
}
