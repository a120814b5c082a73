//! Word documents as the tests see them: built from readable files, and opened from bytes.

use super::notation;
use super::xml::{self, Element};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipArchive, ZipWriter};

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
    /// A `.dotx` instead of a `.docx`.
    pub is_template: bool,
}

/// What a part is: its root, its kind of relationship and its content type.
fn kind_of(name: &str) -> (&'static str, &'static str) {
    match name.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "header" => ("hdr", "header"),
        "footer" => ("ftr", "footer"),
        "footnotes" => ("footnotes", "footnotes"),
        "endnotes" => ("endnotes", "endnotes"),
        "comments" => ("comments", "comments"),
        "numbering" => ("numbering", "numbering"),
        "styles" => ("styles", "styles"),
        _ => panic!("no part is called {name}"),
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
        for kind in ["header", "footer", "footnotes", "endnotes", "comments", "numbering", "styles"] {
            for name in ["", "1", "2", "3"].map(|n| format!("{kind}{n}")) {
                let notation = text(&format!("{name}.txt")).map(|t| notation::body(&t));
                if let Some(content) = notation.or_else(|| text(&format!("{name}.xml"))) {
                    template.parts.insert(name, content);
                }
            }
        }
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
            ("_rels/.rels".to_string(), self.package_relationships()),
            ("word/document.xml".to_string(), self.main()),
            ("word/_rels/document.xml.rels".to_string(), self.relationships(&parts)),
        ];
        for (name, content) in &parts {
            entries.push((format!("word/{name}.xml"), part(name, content)));
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
    fn package_relationships(&self) -> Vec<u8> {
        let main = relationship("rId1", "officeDocument", "word/document.xml");
        relationships(&[if self.uses("purl.oclc.org") { main.replace(OFFICE, STRICT) } else { main }])
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
            let (_, kind) = kind_of(name);
            out.push_str(&format!(
                "<Override PartName=\"/word/{name}.xml\" ContentType=\"{WORD}.{kind}+xml\"/>"
            ));
        }
        out + "</Types>"
    }

    fn relationships(&self, parts: &BTreeMap<String, String>) -> Vec<u8> {
        let document = self.document.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
        let mut list = self.targets(&format!("{document}{}", self.body));
        for name in parts.keys() {
            list.push(relationship(&format!("rId_{name}"), kind_of(name).1, &format!("{name}.xml")));
        }
        if self.uses("purl.oclc.org") {
            list.iter_mut().for_each(|r| *r = r.replace(OFFICE, STRICT));
        }
        relationships(&list)
    }

    /// What a part may point to: `rIdLink` and `rIdImage`.
    fn targets(&self, content: &str) -> Vec<String> {
        let mut list = Vec::new();
        if content.contains("rIdLink") {
            let link = relationship("rIdLink", "hyperlink", "https://example.com/");
            list.push(link.replace("/>", " TargetMode=\"External\"/>"));
        }
        if content.contains("rIdImage") {
            list.push(relationship("rIdImage", "image", "media/image1.png"));
        }
        list
    }
}

fn part(name: &str, content: &str) -> Vec<u8> {
    let (root, _) = kind_of(name);
    let before = match name {
        "footnotes" | "endnotes" => NOTE_SEPARATORS.replace("NOTE", name.trim_end_matches('s')),
        _ => String::new(),
    };
    format!("{DECLARATION}<w:{root}{NAMESPACES}>{before}{content}</w:{root}>").into_bytes()
}

fn relationship(id: &str, kind: &str, target: &str) -> String {
    format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
}

fn relationships(list: &[String]) -> Vec<u8> {
    let namespace = "http://schemas.openxmlformats.org/package/2006/relationships";
    format!("{DECLARATION}<Relationships xmlns=\"{namespace}\">{}</Relationships>", list.concat())
        .into_bytes()
}

/// A zip archive with fixed dates.
pub fn zip(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    for (name, bytes) in entries {
        writer.start_file(name, options).unwrap_or_else(|e| panic!("{name}: {e}"));
        writer.write_all(bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
    }
    writer.finish().unwrap_or_else(|e| panic!("{e}")).into_inner()
}

/// A package, opened.
pub struct Package {
    /// Names and bytes, in the archive's order.
    pub entries: Vec<(String, Vec<u8>)>,
}

/// A part of a document that holds text.
pub struct Story {
    /// The part's name.
    pub part: String,
    pub root: Element,
}

impl Package {
    pub fn open(bytes: &[u8]) -> Result<Package, String> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
        let mut entries = Vec::new();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).map_err(|e| e.to_string())?;
            let mut content = Vec::new();
            file.read_to_end(&mut content).map_err(|e| format!("{}: {e}", file.name()))?;
            entries.push((file.name().to_string(), content));
        }
        Ok(Package { entries })
    }

    pub fn part(&self, name: &str) -> Option<&[u8]> {
        self.entries.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, bytes)| bytes.as_slice())
    }

    /// A part as a tree; an error says which part.
    pub fn tree(&self, name: &str) -> Result<Element, String> {
        let bytes = self.part(name).ok_or_else(|| format!("{name} is missing"))?;
        let text = xml::decode(bytes).map_err(|e| format!("{name}: {e}"))?;
        xml::parse(&text).map_err(|e| format!("{name}: {e}"))
    }

    /// Ids, kinds and targets of a part's internal relationships.
    pub fn relationships(&self, part: &str) -> Vec<(String, String, String)> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let rels = if folder.is_empty() {
            format!("_rels/{file}.rels")
        } else {
            format!("{folder}/_rels/{file}.rels")
        };
        let Ok(root) = self.tree(&rels) else { return Vec::new() };
        let get = |e: &Element, name: &str| e.attribute(name).unwrap_or("").to_string();
        let target = |target: String| match target.strip_prefix('/') {
            Some(absolute) => absolute.to_string(),
            None if folder.is_empty() => target,
            None => resolve(folder, &target),
        };
        root.elements()
            .map(|e| {
                let external = e.attribute("TargetMode") == Some("External");
                let kind = get(e, "Type").rsplit('/').next().unwrap_or("").to_string();
                let to = get(e, "Target");
                (get(e, "Id"), kind, if external { to } else { target(to) })
            })
            .collect()
    }

    /// The main part's name.
    pub fn main(&self) -> Result<String, String> {
        let list = self.relationships("");
        let main = list.into_iter().find(|(_, kind, _)| kind == "officeDocument");
        main.map(|(_, _, target)| target).ok_or_else(|| "no main part".to_string())
    }

    /// The body first, then headers, footers, notes and comments.
    pub fn stories(&self) -> Result<Vec<Story>, String> {
        let main = self.main()?;
        let mut parts = vec![main.clone()];
        let related = self.relationships(&main);
        for kind in ["header", "footer", "footnotes", "endnotes", "comments"] {
            let mut found: Vec<&String> =
                related.iter().filter(|(_, k, _)| k == kind).map(|(_, _, target)| target).collect();
            found.sort();
            parts.extend(found.into_iter().filter(|p| self.part(p).is_some()).cloned());
        }
        parts.dedup();
        parts.into_iter().map(|part| Ok(Story { root: self.tree(&part)?, part })).collect()
    }
}

fn resolve(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = folder.split('/').collect();
    for step in target.split('/') {
        match step {
            ".." => drop(path.pop()),
            "." => {}
            step => path.push(step),
        }
    }
    path.join("/")
}
