//! The parts beside the main one: styles, settings, footers, relationships, content types.

use super::hints::Forms;
use crate::error::{DocPlace, Problem, Result, Story, catalogue};
use crate::format::build::Document;
use crate::format::page::Profile;
use crate::package::{Limits, Package};
use crate::wml;
use crate::xml::{Edits, NodeId, Tree, ns};

pub(super) const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
pub(super) const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
const CONTENT_TYPES: &str = "[Content_Types].xml";

/// A changed or new part.
type Change = (String, Vec<u8>);
/// A footer's relationship, and the pages it is for.
pub(super) type Footer = (String, &'static str);

/// The parts of an empty document that we built: what a restyled document takes over.
pub(super) struct Own {
    package: Package,
    styles: String,
}

/// A part that the document does not have and that it gets from us.
struct Fresh {
    part: String,
    bytes: Vec<u8>,
    id: String,
    /// The last word of the relationship's type: `footer`, `styles` …
    kind: &'static str,
}

impl Own {
    pub(super) fn build(profile: &Profile) -> Result<Own> {
        let package = Package::from_bytes(Document::new("").build(profile)?, &Limits::default())?;
        let styles = String::from_utf8(package.read("word/styles.xml")?).unwrap_or_default();
        Ok(Own { package, styles })
    }

    /// The footers' relationships with their kinds, and the changed and new parts.
    pub(super) fn changes(&self, package: &Package) -> Result<(Vec<Footer>, Vec<Change>)> {
        let mut changes = Vec::new();
        let mut fresh = Vec::new();
        match related(package, "styles")? {
            Some(part) => changes.push(self.styles_part(package, &part)?),
            None => fresh.push(self.fresh(package, "styles", "word/styles.xml")?),
        }
        match related(package, "fontTable")? {
            Some(part) => changes.push(self.fonts_part(package, &part)?),
            None => fresh.push(self.fresh(package, "fontTable", "word/fontTable.xml")?),
        }
        let mut footers = Vec::new();
        if !keeps_footers(package)? {
            for (kind, own) in [("default", "word/footer1.xml"), ("even", "word/footer2.xml")] {
                if self.package.contains(own) {
                    let mut footer = self.fresh(package, "footer", own)?;
                    footer.part = beside(package, &format!("footer-gw-{kind}.xml"));
                    footer.id = format!("rIdGw{kind}");
                    footers.push((footer.id.clone(), kind));
                    fresh.push(footer);
                }
            }
            let even = footers.len() > 1;
            match related(package, "settings")? {
                Some(part) if even => changes.extend(settings(package, &part)?),
                None => fresh.push(self.fresh(package, "settings", "word/settings.xml")?),
                Some(_) => {}
            }
        }
        if !fresh.is_empty() {
            changes.push(relationships(package, &fresh)?);
            changes.push(content_types(package, &fresh)?);
            changes.extend(fresh.into_iter().map(|fresh| (fresh.part, fresh.bytes)));
        }
        Ok((footers, changes))
    }

    fn fresh(&self, package: &Package, kind: &'static str, own: &str) -> Result<Fresh> {
        let part = beside(package, &format!("{kind}-gw.xml"));
        Ok(Fresh { part, bytes: self.package.read(own)?, id: format!("rIdGw{kind}"), kind })
    }

    /// The document's font table with the stand-ins for our fonts.
    fn fonts_part(&self, package: &Package, part: &str) -> Result<Change> {
        let (tree, encoding) = package.tree(part)?;
        let (own, _) = self.package.tree("word/fontTable.xml")?;
        let name = |tree: &Tree<'_>, font: NodeId| {
            tree.attribute(font, ns::w("name")).map(std::borrow::Cow::into_owned).unwrap_or_default()
        };
        let known: Vec<String> = tree.children(tree.root()).map(|font| name(&tree, font)).collect();
        let missing: String = own
            .children(own.root())
            .filter(|font| own.is(*font, ns::w("font")) && !known.contains(&name(&own, *font)))
            .map(|font| own.raw(font))
            .collect();
        let mut edits = Edits::new();
        if tree.prefix(tree.root()) == "w:" {
            append(&tree, &mut edits, &missing);
        }
        apply(part, edits, &tree, &encoding)
    }

    /// The document's styles with ours, which replace those of an earlier run.
    fn styles_part(&self, package: &Package, part: &str) -> Result<Change> {
        let (tree, encoding) = package.tree(part)?;
        let own = Tree::parse("styles.xml", self.styles.as_str())?;
        let mut edits = Edits::new();
        for style in tree.children(tree.root()).filter(|style| is_ours(&tree, *style)) {
            edits.delete(tree.range(style));
        }
        let ours: String = own
            .children(own.root())
            .filter(|style| is_ours(&own, *style))
            .map(|style| own.raw(style).replace(r#"<w:basedOn w:val="Normal"/>"#, ""))
            .collect();
        append(&tree, &mut edits, &ours);
        apply(part, edits, &tree, &encoding)
    }
}

/// A name in the folder of the main part.
fn beside(package: &Package, name: &str) -> String {
    match package.main_part().rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{name}"),
        None => name.to_string(),
    }
}

fn is_ours(tree: &Tree<'_>, style: NodeId) -> bool {
    tree.is(style, ns::w("style"))
        && tree.attribute(style, ns::w("styleId")).is_some_and(|id| id.starts_with("Gw"))
}

/// Adds elements at the end of the root, which may be written `<root/>`.
fn append(tree: &Tree<'_>, edits: &mut Edits, xml: &str) {
    let root = tree.root();
    let end = tree.end_tag(root);
    if !end.is_empty() {
        edits.insert(end.start, xml);
        return;
    }
    let tag = tree.start_tag(root);
    edits.replace(tag.end.saturating_sub(2)..tag.end, format!(">{xml}</{}>", tree.raw_name(root)));
}

fn apply(part: &str, edits: Edits, tree: &Tree<'_>, encoding: &crate::xml::Encoding) -> Result<Change> {
    let text = edits.apply(tree.source()).ok_or_else(|| Problem::new(&catalogue::format::NOT_BUILT))?;
    Ok((part.to_string(), encoding.encode(&text)))
}

/// What the document's own styles say of its paragraphs.
pub(super) fn forms(package: &Package) -> Result<Forms> {
    match related(package, "styles")? {
        Some(part) => Ok(Forms::read(&package.tree(&part)?.0)),
        None => Ok(Forms::default()),
    }
}

/// The part to which the main part has a relationship of a kind.
fn related(package: &Package, kind: &str) -> Result<Option<String>> {
    let relations = package.relationships(package.main_part())?;
    let found = relations.into_iter().find(|relation| relation.kind == kind);
    Ok(found.map(|relation| relation.target).filter(|part| package.contains(part)))
}

/// Footers that say more than a page number are the user's text and stay.
fn keeps_footers(package: &Package) -> Result<bool> {
    for relation in package.relationships(package.main_part())? {
        if relation.kind == "footer" && package.contains(&relation.target) {
            let (tree, _) = package.tree(&relation.target)?;
            let bare = |c: char| c.is_ascii_digit() || c.is_whitespace() || "第页共—–―－-/·~～".contains(c);
            let paragraphs = wml::paragraphs(&tree, &DocPlace::story(Story::Footer));
            if !paragraphs.iter().all(|p| wml::text(&tree, p.node).text.chars().all(bare)) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn relationships(package: &Package, fresh: &[Fresh]) -> Result<Change> {
    let part = crate::package::relationships_part(package.main_part());
    let entry = |prefix: &str, fresh: &Fresh| {
        let target = fresh.part.rsplit('/').next().unwrap_or_default();
        let (id, kind) = (&fresh.id, fresh.kind);
        format!(r#"<{prefix}Relationship Id="{id}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"/>"#)
    };
    if !package.contains(&part) {
        let entries: String = fresh.iter().map(|fresh| entry("", fresh)).collect();
        let xmlns = "http://schemas.openxmlformats.org/package/2006/relationships";
        return Ok((
            part,
            format!(r#"<Relationships xmlns="{xmlns}">{entries}</Relationships>"#).into_bytes(),
        ));
    }
    let (tree, encoding) = package.tree(&part)?;
    let mut edits = Edits::new();
    let mut added = String::new();
    for fresh in fresh {
        let old = tree.children(tree.root()).find(|relation| {
            tree.attribute(*relation, ns::none("Id")).is_some_and(|known| known == fresh.id.as_str())
        });
        if let Some(old) = old {
            edits.delete(tree.range(old));
        }
        added.push_str(&entry(tree.prefix(tree.root()), fresh));
    }
    append(&tree, &mut edits, &added);
    apply(&part, edits, &tree, &encoding)
}

fn content_types(package: &Package, fresh: &[Fresh]) -> Result<Change> {
    let (tree, encoding) = package.tree(CONTENT_TYPES)?;
    let mut edits = Edits::new();
    let prefix = tree.prefix(tree.root());
    let entries: String = fresh
        .iter()
        .filter(|fresh| !package.contains(&fresh.part))
        .map(|Fresh { part, kind, .. }| {
            format!(r#"<{prefix}Override PartName="/{part}" ContentType="{TYPES}.{kind}+xml"/>"#)
        })
        .collect();
    append(&tree, &mut edits, &entries);
    apply(CONTENT_TYPES, edits, &tree, &encoding)
}

/// Odd and even pages have footers of their own.
fn settings(package: &Package, part: &str) -> Result<Option<Change>> {
    let (tree, encoding) = package.tree(part)?;
    if tree.child(tree.root(), ns::w("evenAndOddHeaders")).is_some() {
        return Ok(None);
    }
    let earlier = |node: &NodeId| EARLIER.iter().any(|name| tree.is(*node, ns::w(name)));
    let mut edits = Edits::new();
    let setting = format!("<{}evenAndOddHeaders/>", tree.prefix(tree.root()));
    let mut children = tree.children(tree.root()).filter(|child| !tree.is_text(*child));
    match (tree.children(tree.root()).filter(earlier).last(), children.next()) {
        (Some(last), _) => edits.insert(tree.range(last).end, setting),
        (None, Some(first)) => edits.insert(tree.range(first).start, setting),
        (None, None) => append(&tree, &mut edits, &setting),
    }
    apply(part, edits, &tree, &encoding).map(Some)
}

/// Settings that stand before `w:evenAndOddHeaders` (ECMA-376 part 1, 17.15.1.78).
const EARLIER: [&str; 47] = [
    "writeProtection",
    "view",
    "zoom",
    "removePersonalInformation",
    "removeDateAndTime",
    "doNotDisplayPageBoundaries",
    "displayBackgroundShape",
    "printPostScriptOverText",
    "printFractionalCharacterWidth",
    "printFormsData",
    "embedTrueTypeFonts",
    "embedSystemFonts",
    "saveSubsetFonts",
    "saveFormsData",
    "mirrorMargins",
    "alignBordersAndEdges",
    "bordersDoNotSurroundHeader",
    "bordersDoNotSurroundFooter",
    "gutterAtTop",
    "hideSpellingErrors",
    "hideGrammaticalErrors",
    "activeWritingStyle",
    "proofState",
    "formsDesign",
    "attachedTemplate",
    "linkStyles",
    "stylePaneFormatFilter",
    "stylePaneSortMethod",
    "documentType",
    "mailMerge",
    "revisionView",
    "trackRevisions",
    "doNotTrackMoves",
    "doNotTrackFormatting",
    "documentProtection",
    "autoFormatOverride",
    "styleLockTheme",
    "styleLockQFSet",
    "defaultTabStop",
    "autoHyphenation",
    "consecutiveHyphenLimit",
    "hyphenationZone",
    "doNotHyphenateCaps",
    "showEnvelope",
    "summaryLength",
    "clickAndTypeStyle",
    "defaultTableStyle",
];
