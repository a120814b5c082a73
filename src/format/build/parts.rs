//! What docx-rs cannot express: the default style, fonts' stand-ins, line-breaking rules, settings,
//! the title and language. Everything is added to parts that we built ourselves.

use super::docx::{carrier, fonts};
use super::order;
use super::shape::{NAMESPACES, box_xml};
use super::table::table_xml;
use super::tree::{Element, Node};
use super::{Block, Document};
use crate::error::{Problem, Result, catalogue};
use crate::format::fonts::CLASSES;
use crate::format::page::{Pitch, Profile};
use crate::format::settle;
use crate::format::style::Style;
use crate::format::written;
use crate::format::{FontSet, NumberPlace};
use docx_rs::{BuildXML, XMLDocx};
use std::collections::HashMap;

/// The parts of a package by name.
pub(super) type Parts = Vec<(String, Vec<u8>)>;

const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

impl Document {
    /// XML holds no control characters but tab and line feed, and no U+FFFE or U+FFFF.
    pub(super) fn check_characters(&self) -> Result<()> {
        let allowed = |c: char| matches!(c, '\t' | '\n') || (c >= ' ' && c != '\u{FFFE}' && c != '\u{FFFF}');
        for paragraph in self.blocks.iter().flat_map(Block::paragraphs) {
            let text = paragraph.text();
            if let Some((at, c)) = text.chars().enumerate().find(|(_, c)| !allowed(*c)) {
                let problem = Problem::new(&catalogue::format::BAD_CHARACTER)
                    .arg("code", format!("U+{:04X}", u32::from(c)))
                    .context(text.clone(), at..at + 1);
                return Err(problem.into());
            }
        }
        Ok(())
    }
}

/// The parts to be packed, in schema order.
pub(super) fn finish(built: XMLDocx, document: &Document, profile: &Profile) -> Result<Parts> {
    let mut parts: Parts = vec![
        ("word/document.xml".into(), body(&built.document, document, profile)?),
        ("word/styles.xml".into(), styles(&built.styles, profile)?),
        ("word/settings.xml".into(), settings(profile).into_bytes()),
        ("word/fontTable.xml".into(), font_table(profile).into_bytes()),
        ("docProps/core.xml".into(), core(&document.title).into_bytes()),
        ("docProps/app.xml".into(), app().into_bytes()),
    ];
    for (index, footer) in built.footers.iter().enumerate() {
        parts.push((format!("word/footer{}.xml", index + 1), settled(footer)?));
    }
    let relations = only_written(&built.document_rels, "Target", "word/", &parts)?;
    parts.push(("word/_rels/document.xml.rels".into(), relations));
    parts.push(("_rels/.rels".into(), only_written(&built.rels, "Target", "", &parts)?));
    let types = only_written(&built.content_type, "PartName", "", &parts)?;
    parts.push(("[Content_Types].xml".into(), types));
    Ok(parts)
}

fn parse(part: &[u8]) -> Result<Element> {
    let parsed = std::str::from_utf8(part).ok().and_then(Element::parse);
    parsed.ok_or_else(|| Problem::new(&catalogue::format::NOT_BUILT).into())
}

/// The main part, with the tables and boxes for which docx-rs left a paragraph.
fn body(part: &[u8], document: &Document, profile: &Profile) -> Result<Vec<u8>> {
    let mut root = parse(part)?;
    for (name, uri) in NAMESPACES {
        if root.attribute(name).is_none() {
            root.attributes.push((name.into(), uri.into()));
        }
    }
    root.edit("w:body", |body| fill(body, document, profile));
    order::settle(&mut root);
    let part = root.part();
    let settled = if document.literal { settle::settle(&part, profile)? } else { None };
    Ok(settled.unwrap_or(part).into_bytes())
}

/// Puts tables and boxes where their paragraphs stand for them.
fn fill(body: &mut Element, document: &Document, profile: &Profile) {
    let carries = |block: &Block| match block {
        Block::Table(_) => true,
        Block::Paragraph(paragraph) => !paragraph.boxes.is_empty(),
    };
    let carried = document.blocks.iter().enumerate().filter(|(_, block)| carries(block));
    let carried: HashMap<String, &Block> = carried.map(|(index, block)| (carrier(index), block)).collect();
    if carried.is_empty() {
        return;
    }
    let mut boxes = 0;
    for element in body.elements() {
        match element.attribute("w14:paraId").and_then(|id| carried.get(id)) {
            Some(Block::Table(table)) => {
                if let Some(table) = Element::parse(&table_xml(table, profile)) {
                    *element = table;
                }
            }
            Some(Block::Paragraph(paragraph)) => {
                for text_box in &paragraph.boxes {
                    boxes += 1;
                    element.add(&box_xml(text_box, boxes, profile));
                }
            }
            None => {}
        }
    }
}

fn settled(part: &[u8]) -> Result<Vec<u8>> {
    let mut root = parse(part)?;
    order::settle(&mut root);
    Ok(root.part().into_bytes())
}

/// Keeps the relationships or content types whose part is written.
fn only_written(part: &[u8], attribute: &str, folder: &str, parts: &Parts) -> Result<Vec<u8>> {
    let mut root = parse(part)?;
    root.children.retain(|node| match node {
        Node::Element(element) => element.attribute(attribute).is_none_or(|target| {
            let path = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_string(),
                None => format!("{folder}{target}"),
            };
            parts.iter().any(|(name, _)| *name == path)
        }),
        Node::Text(_) => false,
    });
    Ok(root.part().into_bytes())
}

fn styles(part: &[u8], profile: &Profile) -> Result<Vec<u8>> {
    let mut root = parse(part)?;
    for element in root.elements() {
        match (element.name.as_str(), element.attribute("w:styleId").map(str::to_string)) {
            ("w:docDefaults", _) => defaults(element, profile),
            (_, Some(id)) if id == "Normal" => normal(element, profile),
            (_, Some(id)) => named(element, &id, profile),
            _ => {}
        }
    }
    root.add(BASICS);
    order::settle(&mut root);
    Ok(root.part().into_bytes())
}

/// Styles that Word expects to find: the default character and table styles, and no list.
const BASICS: &str = concat!(
    r#"<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">"#,
    r#"<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>"#,
    r#"<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>"#,
    r#"<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>"#,
    r#"<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>"#,
    r#"<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>"#,
    r#"<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>"#,
    r#"<w:uiPriority w:val="99"/><w:semiHidden/></w:style>"#,
);

/// Line-breaking rules of Chinese text, and no widow control, which would take lines off the grid.
const BREAKING: &str = concat!(
    r#"<w:widowControl w:val="0"/><w:kinsoku/><w:wordWrap/><w:overflowPunct/>"#,
    r#"<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:adjustRightInd w:val="0"/>"#
);

fn defaults(element: &mut Element, profile: &Profile) {
    let size = profile.body.size;
    let run = format!(
        r#"{}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>"#,
        xml(&fonts(FontSet::Body, profile))
    );
    let replace = |properties: &mut Element, with: &str| {
        properties.children.clear();
        properties.add(with);
    };
    element.edit("w:rPrDefault", |defaults| defaults.edit("w:rPr", |properties| replace(properties, &run)));
    element
        .edit("w:pPrDefault", |defaults| defaults.edit("w:pPr", |properties| replace(properties, BREAKING)));
}

fn normal(element: &mut Element, profile: &Profile) {
    element.attributes.push(("w:default".into(), "1".into()));
    let tracking = format!(r#"<w:spacing w:val="{}"/>"#, profile.body.tracking);
    element.edit("w:rPr", |properties| properties.add(&tracking));
    let (line, snap) = match profile.body.pitch {
        Pitch::Exact(twips) => (format!(r#"w:line="{twips}" w:lineRule="exact""#), 0),
        Pitch::Grid(_) => (r#"w:line="240" w:lineRule="auto""#.to_string(), 1),
    };
    let form = format!(r#"<w:snapToGrid w:val="{snap}"/><w:spacing {line}/><w:jc w:val="both"/>"#);
    element.edit("w:pPr", |properties| properties.add(&form));
}

/// Our own styles: marked as custom; indents that are counted in characters.
fn named(element: &mut Element, id: &str, profile: &Profile) {
    element.attributes.push(("w:customStyle".into(), "1".into()));
    let Some(style) = Style::from_id(id) else {
        let run_only = |node: &Node| !matches!(node, Node::Element(e) if e.name == "w:pPr");
        element.children.retain(run_only);
        return;
    };
    let first = style.spec(profile).first_chars;
    element.edit("w:pPr", |properties| {
        properties.add(BREAKING);
        if first > 0 {
            let chars = ("w:firstLineChars".to_string(), first.to_string());
            properties.edit("w:ind", |indent| indent.attributes.push(chars));
        }
    });
}

fn xml(element: &impl BuildXML) -> String {
    String::from_utf8(element.build()).unwrap_or_default()
}

fn settings(profile: &Profile) -> String {
    let even = match profile.number.place {
        NumberPlace::Outer => "<w:evenAndOddHeaders/>",
        NumberPlace::Center => "",
    };
    let stop = profile.body.character * 2;
    format!(
        concat!(
            r#"{}<w:settings xmlns:w="{}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="{}"/>{}"#,
            r#"<w:characterSpacingControl w:val="doNotCompress"/>"#,
            r#"<w:noLineBreaksAfter w:lang="zh-CN" w:val="{}"/><w:noLineBreaksBefore w:lang="zh-CN" w:val="{}"/>"#,
            r#"<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/>"#,
            r#"<w:ulTrailSpace/><w:doNotExpandShiftReturn/><w:useFELayout/>"#,
            r#"<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>"#,
            r#"</w:compat>{}<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"#
        ),
        DECLARATION,
        MAIN,
        stop,
        even,
        NO_BREAK_AFTER,
        NO_BREAK_BEFORE,
        written::variables(&profile.blanks)
    )
}

/// Marks that do not end a line (GB/T 15834, 5.1.9), and marks that do not begin one (5.1.1 to 5.1.8).
const NO_BREAK_AFTER: &str = "‘“（〔［｛《〈「『【〖￥$([{";
const NO_BREAK_BEFORE: &str = "、。，；：？！…—～·’”）〕］｝》〉」』】〗％‰℃°′″!%),.:;?]}";

fn font_table(profile: &Profile) -> String {
    let mut names: Vec<(&str, Option<&str>)> = vec![("Times New Roman", None)];
    for set in CLASSES {
        let chain = profile.fonts.chain(set);
        for (at, name) in chain.iter().enumerate() {
            let next = chain.get(at + 1).map(String::as_str);
            if !names.iter().any(|(known, _)| known == name) {
                names.push((name, next));
            }
        }
    }
    let fonts: String = names.iter().map(|(name, stand_in)| font(name, *stand_in)).collect();
    format!(r#"{DECLARATION}<w:fonts xmlns:w="{MAIN}">{fonts}</w:fonts>"#)
}

fn font(name: &str, stand_in: Option<&str>) -> String {
    let charset = if name.is_ascii() && stand_in.is_none() && name.contains("Times") { "00" } else { "86" };
    let stand_in = stand_in.map(|n| format!(r#"<w:altName w:val="{}"/>"#, escape(n))).unwrap_or_default();
    format!(
        r#"<w:font w:name="{}">{stand_in}<w:charset w:val="{charset}"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>"#,
        escape(name)
    )
}

fn core(title: &str) -> String {
    format!(
        concat!(
            r#"{}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties""#,
            r#" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/""#,
            r#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"#,
            r#"<dc:title>{}</dc:title><dc:creator></dc:creator><dc:language>zh-CN</dc:language></cp:coreProperties>"#
        ),
        DECLARATION,
        escape(title)
    )
}

fn app() -> String {
    format!(
        r#"{DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>hongtou</Application></Properties>"#
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
