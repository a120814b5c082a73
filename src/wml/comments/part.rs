//! The comments part (11.3.2), and how the main part comes to have one.

use super::spelling::{self, Prefix};
use crate::error::Result;
use crate::package::{CONTENT_TYPES, Package, relationships_part};
use crate::text::date;
use crate::xml::{Edits, Encoding, Tree, decode, escape_attribute, escape_text, forbidden, ns};
use std::collections::BTreeSet;

const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";
const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments";
const STRICT_TYPE: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships/comments";
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// The greatest id that Word reads (17.18.10 in 32 bits).
const GREATEST_ID: i64 = i32::MAX as i64;
/// Characters of an author's name and of initials beyond which Word calls a file damaged.
const LONGEST_AUTHOR: usize = 255;
const LONGEST_INITIALS: usize = 9;

/// The styles of comments, as far as the document has them. Their ids differ from language to language, their
/// names do not.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// The character style of the mark.
    pub reference: Option<String>,
    /// The paragraph style of the text.
    pub text: Option<String>,
}

/// Finds the styles of comments.
///
/// # Errors
/// The styles or the relationships of the main part are not well-formed.
pub(super) fn styles(package: &Package) -> Result<Styles> {
    let mut found = Styles::default();
    let relationships = package.relationships(package.main_part())?;
    let part = relationships.iter().find(|r| r.kind == "styles" && package.bytes(&r.target).is_some());
    let Some(part) = part else { return Ok(found) };
    let (tree, _) = package.tree(&part.target)?;
    for style in tree.children(tree.root()).filter(|&n| tree.is(n, ns::w("style"))) {
        let name = tree.child(style, ns::w("name")).and_then(|n| tree.attribute(n, ns::w("val")));
        let id = tree.attribute(style, ns::w("styleId")).map(|id| id.into_owned());
        match name.unwrap_or_default().to_lowercase().as_str() {
            "annotation reference" => found.reference = found.reference.or(id),
            "annotation text" => found.text = found.text.or(id),
            _ => {}
        }
    }
    Ok(found)
}

/// Who made a comment, and when: attributes without a prefix.
pub(super) struct Signature(Vec<(&'static str, String)>);

impl Signature {
    pub fn new(author: &str, date: Option<&str>) -> Self {
        let author: String = clean(author).chars().take(LONGEST_AUTHOR).collect();
        let initials = author.split_whitespace().filter_map(|word| word.chars().next());
        let initials: String = initials.take(LONGEST_INITIALS).collect();
        let mut attributes = vec![("author", author)];
        if let Some(date) = date.and_then(date_time) {
            attributes.push(("date", date));
        }
        if !initials.is_empty() {
            attributes.push(("initials", initials));
        }
        Signature(attributes)
    }
}

/// A date as XML Schema's `dateTime` has it; midnight where the text has no time of day.
fn date_time(text: &str) -> Option<String> {
    let (day, rest) = text.split_at_checked("2024-12-20".len())?;
    let shaped = shape(day) == "0000-00-00" && date::parse(day).is_ok();
    if !shaped || rest.is_empty() {
        return shaped.then(|| format!("{day}T00:00:00Z"));
    }
    let (time, rest) = rest.split_at_checked("T10:30:00".len())?;
    let (seconds, zone) = rest.split_at(rest.find(['Z', '+', '-']).unwrap_or(rest.len()));
    let zone_ok = matches!(shape(zone).as_str(), "" | "Z" | "+00:00" | "-00:00");
    let fraction =
        seconds.strip_prefix('.').is_none_or(|f| !f.is_empty() && f.bytes().all(|b| b.is_ascii_digit()));
    let fraction = fraction && (seconds.is_empty() || seconds.starts_with('.'));
    let known = date::parse(&format!("{day}{time}")).is_ok();
    (shape(time) == "T00:00:00" && known && zone_ok && fraction).then(|| text.to_string())
}

/// A text with every digit made a zero.
fn shape(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
}

/// A text with U+FFFD for what XML forbids.
fn clean(text: &str) -> String {
    text.chars().map(|c| if forbidden(c) { '\u{fffd}' } else { c }).collect()
}

/// The comments of a document, and those that are added.
pub(super) struct CommentsPart {
    name: String,
    found: Option<(Tree<'static>, Encoding)>,
    related: bool,
    strict: bool,
    prefix: Prefix,
    taken: BTreeSet<i64>,
    next: i64,
    added: String,
}

impl CommentsPart {
    /// Reads the comments of a package, or finds a name for them. `main` is its main part.
    ///
    /// # Errors
    /// The comments or the relationships are not well-formed.
    pub fn find(package: &Package, main: &Tree<'_>) -> Result<Self> {
        let relationships = package.relationships(package.main_part())?;
        let related =
            relationships.iter().find(|r| r.kind == "comments" && !r.external && !r.target.is_empty());
        let name = related.map_or_else(|| fresh_name(package), |r| r.target.clone());
        let found = if package.contains(&name) { Some(read(package, &name)?) } else { None };
        let mut taken = ids(main, &["commentRangeStart", "commentRangeEnd", "commentReference"]);
        let mut prefix = Prefix::own();
        if let Some((tree, _)) = &found {
            taken.extend(ids(tree, &["comment"]));
            prefix = Prefix::inside(tree, tree.root());
        }
        let next = taken.last().map_or(0, |&id| id.clamp(-1, GREATEST_ID) + 1);
        let (related, strict) = (related.is_some(), spelling::is_strict(main));
        Ok(CommentsPart { name, found, related, strict, prefix, taken, next, added: String::new() })
    }

    /// An id above all others, as long as there are any.
    pub fn fresh_id(&mut self) -> i64 {
        loop {
            if self.next > GREATEST_ID {
                self.next = 0;
            }
            let id = self.next;
            self.next += 1;
            if self.taken.insert(id) {
                return id;
            }
        }
    }

    /// Adds a comment; each line of the text is a paragraph.
    pub fn push(&mut self, id: i64, signature: &Signature, styles: &Styles, text: &str) {
        let Prefix { prefix: p, declaration } = &self.prefix;
        let out = &mut self.added;
        out.push_str(&format!("<{p}comment{declaration} {p}id=\"{id}\""));
        for (name, value) in &signature.0 {
            out.push_str(&format!(" {p}{name}=\""));
            escape_attribute(value, out);
            out.push('"');
        }
        out.push('>');
        let text = clean(text).replace("\r\n", "\n").replace('\r', "\n");
        for (index, line) in text.split('\n').enumerate() {
            out.push_str(&format!("<{p}p>"));
            styled(out, p, "pPr", "pStyle", styles.text.as_deref());
            if index == 0 {
                out.push_str(&format!("<{p}r>"));
                styled(out, p, "rPr", "rStyle", styles.reference.as_deref());
                out.push_str(&format!("<{p}annotationRef/></{p}r>"));
            }
            run(out, p, line);
            out.push_str(&format!("</{p}p>"));
        }
        out.push_str(&format!("</{p}comment>"));
    }

    /// The parts that change.
    ///
    /// # Errors
    /// The relationships or the content types are not well-formed.
    pub fn write(self, package: &Package) -> Result<Vec<(String, Vec<u8>)>> {
        let mut changes = Vec::new();
        let is_new = self.found.is_none();
        match &self.found {
            Some((tree, encoding)) => {
                let mut edits = Edits::new();
                spelling::append(tree, tree.root(), &self.added, &mut edits);
                let text = edits.apply(tree.source()).unwrap_or_default();
                changes.push((self.name.clone(), encoding.encode(&text)));
            }
            None => {
                let ns = spelling::namespace(self.strict);
                let text = format!("{DECLARATION}<w:comments xmlns:w=\"{ns}\">{}</w:comments>", self.added);
                changes.push((self.name.clone(), text.into_bytes()));
            }
        }
        if !self.related {
            changes.push(self.relate(package)?);
        }
        if is_new && package.content_type(&self.name) != Some(CONTENT_TYPE) {
            changes.push(self.declare(package)?);
        }
        Ok(changes)
    }

    /// The main part's relationships with one to the comments.
    fn relate(&self, package: &Package) -> Result<(String, Vec<u8>)> {
        let main = package.main_part();
        let part = relationships_part(main);
        let kind = if self.strict { STRICT_TYPE } else { TYPE };
        let target = self.name.rsplit('/').next().unwrap_or(&self.name);
        if package.bytes(&part).is_none() {
            let root = "Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";
            let one = format!("<Relationship Id=\"rId1\" Type=\"{kind}\" Target=\"{target}\"/>");
            return Ok((part, format!("{DECLARATION}<{root}>{one}</Relationships>").into_bytes()));
        }
        let id = fresh_relationship(package)?;
        let (tree, encoding) = package.tree(&part)?;
        let p = tree.prefix(tree.root());
        let one = format!("<{p}Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>");
        let mut edits = Edits::new();
        spelling::append(&tree, tree.root(), &one, &mut edits);
        let text = edits.apply(tree.source()).unwrap_or_default();
        Ok((part, encoding.encode(&text)))
    }

    /// The content types with that of the comments.
    fn declare(&self, package: &Package) -> Result<(String, Vec<u8>)> {
        let (tree, encoding) = package.tree(CONTENT_TYPES)?;
        let mut edits = Edits::new();
        let named = |node: &_| {
            let part = tree.attribute(*node, ns::none("PartName"));
            part.is_some_and(|p| p.trim_start_matches('/').eq_ignore_ascii_case(&self.name))
        };
        let stands = tree.children(tree.root()).find(named);
        match stands.and_then(|node| tree.attribute_range(node, ns::none("ContentType"))) {
            Some(value) => edits.replace(value, CONTENT_TYPE),
            None => {
                let mut one = format!("<{}Override PartName=\"/", tree.prefix(tree.root()));
                escape_attribute(&self.name, &mut one);
                one.push_str(&format!("\" ContentType=\"{CONTENT_TYPE}\"/>"));
                spelling::append(&tree, tree.root(), &one, &mut edits);
            }
        }
        let text = edits.apply(tree.source()).unwrap_or_default();
        Ok((CONTENT_TYPES.to_string(), encoding.encode(&text)))
    }
}

/// The part as a tree, whatever its name ends with.
fn read(package: &Package, name: &str) -> Result<(Tree<'static>, Encoding)> {
    let bytes = package.read(name)?;
    let decoded = decode(name, &bytes)?;
    let text = decoded.text.into_owned();
    Ok((Tree::parse_within(name, text, package.limits().max_xml_depth)?, decoded.encoding))
}

/// A name in the main part's folder that no entry has.
fn fresh_name(package: &Package) -> String {
    let folder =
        package.main_part().rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let plain = format!("{folder}comments.xml");
    let numbered = (1..=u32::MAX).map(|n| format!("{folder}comments{n}.xml"));
    std::iter::once(plain.clone()).chain(numbered).find(|name| !package.contains(name)).unwrap_or(plain)
}

/// An id that no relationship of the main part has.
fn fresh_relationship(package: &Package) -> Result<String> {
    let taken = package.relationships(package.main_part())?;
    let number = |id: &str| id.strip_prefix("rId")?.parse::<u32>().ok();
    let greatest = taken.iter().filter_map(|r| number(&r.id)).max().unwrap_or(0);
    let mut ids = (greatest.saturating_add(1)..=u32::MAX).chain(1..=u32::MAX).map(|n| format!("rId{n}"));
    Ok(ids.find(|id| taken.iter().all(|r| r.id != *id)).unwrap_or_default())
}

/// The ids of some elements of a part.
fn ids(tree: &Tree<'_>, names: &[&str]) -> BTreeSet<i64> {
    let named = |&n: &_| names.iter().any(|name| tree.is(n, ns::w(name)));
    let nodes = tree.descendants(tree.root()).filter(named);
    nodes.filter_map(|n| tree.attribute(n, ns::w("id"))?.trim().parse().ok()).collect()
}

fn styled(out: &mut String, p: &str, properties: &str, element: &str, style: Option<&str>) {
    let Some(style) = style else { return };
    out.push_str(&format!("<{p}{properties}><{p}{element} {p}val=\""));
    escape_attribute(style, out);
    out.push_str(&format!("\"/></{p}{properties}>"));
}

/// A run with a line of text; a tab is an element.
fn run(out: &mut String, p: &str, line: &str) {
    if line.is_empty() {
        return;
    }
    out.push_str(&format!("<{p}r>"));
    for (index, stretch) in line.split('\t').enumerate() {
        if index > 0 {
            out.push_str(&format!("<{p}tab/>"));
        }
        if !stretch.is_empty() {
            out.push_str(&format!("<{p}t xml:space=\"preserve\">"));
            escape_text(stretch, out);
            out.push_str(&format!("</{p}t>"));
        }
    }
    out.push_str(&format!("</{p}r>"));
}
