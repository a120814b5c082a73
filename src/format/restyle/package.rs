//! The parts beside the main one: styles, settings, footers, relationships, content types.

use super::hints::Forms;
use crate::error::{DocPlace, Problem, Result, Story, catalogue};
use crate::format::NumberPlace;
use crate::format::build::Document;
use crate::format::page::Profile;
use crate::package::{Limits, Package};
use crate::wml;
use crate::xml::{Edits, NodeId, Tree, ns};

pub(super) const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
pub(super) const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const FOOTER_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml";
const CONTENT_TYPES: &str = "[Content_Types].xml";

/// A changed or new part.
type Change = (String, Vec<u8>);
/// A footer's relationship, and the pages it is for.
pub(super) type Footer = (String, &'static str);

/// The parts of an empty document that we built: what a restyled document takes over.
pub(super) struct Own {
    styles: String,
    odd: Vec<u8>,
    even: Option<Vec<u8>>,
}

impl Own {
    pub(super) fn build(profile: &Profile) -> Result<Own> {
        let package = Package::from_bytes(Document::new("").build(profile)?, &Limits::default())?;
        let styles = package.read("word/styles.xml")?;
        let even = match profile.number.place {
            NumberPlace::Outer => Some(package.read("word/footer2.xml")?),
            NumberPlace::Center => None,
        };
        Ok(Own {
            styles: String::from_utf8(styles).unwrap_or_default(),
            odd: package.read("word/footer1.xml")?,
            even,
        })
    }

    /// The footers' relationships with their kinds, and the changed parts.
    pub(super) fn changes(&self, package: &Package) -> Result<(Vec<Footer>, Vec<Change>)> {
        let mut changes = vec![self.styles_part(package)?];
        let mut footers = Vec::new();
        if keeps_footers(package)? {
            return Ok((footers, changes));
        }
        let folder = package.main_part().rsplit_once('/').map_or("", |(folder, _)| folder);
        let even = self.even.as_ref().map(|bytes| ("even", bytes));
        for (kind, bytes) in [("default", &self.odd)].into_iter().chain(even) {
            let name = format!("footer-gw-{kind}.xml");
            let part = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            footers.push((format!("rIdGw{kind}"), kind));
            changes.push((part, bytes.clone()));
        }
        changes.push(relationships(package, &footers)?);
        changes.push(content_types(package, &changes)?);
        if self.even.is_some() {
            changes.extend(settings(package)?);
        }
        Ok((footers, changes))
    }

    /// The document's styles with ours, which replace those of an earlier run.
    fn styles_part(&self, package: &Package) -> Result<Change> {
        let part =
            related(package, "styles")?.ok_or_else(|| Problem::new(&catalogue::format::FOREIGN_FORM))?;
        let (tree, encoding) = package.tree(&part)?;
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
        apply(&part, edits, &tree, &encoding)
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

fn relationships(package: &Package, footers: &[(String, &str)]) -> Result<Change> {
    let part = crate::package::relationships_part(package.main_part());
    let (tree, encoding) = package.tree(&part)?;
    let mut edits = Edits::new();
    for (id, kind) in footers {
        let old = tree.children(tree.root()).find(|relation| {
            tree.attribute(*relation, ns::none("Id")).is_some_and(|known| known == id.as_str())
        });
        if let Some(old) = old {
            edits.delete(tree.range(old));
        }
        let prefix = tree.prefix(tree.root());
        let relation = format!(
            r#"<{prefix}Relationship Id="{id}" Type="{RELATIONSHIPS}/footer" Target="footer-gw-{kind}.xml"/>"#
        );
        append(&tree, &mut edits, &relation);
    }
    apply(&part, edits, &tree, &encoding)
}

fn content_types(package: &Package, changes: &[Change]) -> Result<Change> {
    let (tree, encoding) = package.tree(CONTENT_TYPES)?;
    let mut edits = Edits::new();
    let prefix = tree.prefix(tree.root());
    for (part, _) in changes.iter().filter(|(part, _)| part.contains("footer-gw-") && !package.contains(part))
    {
        let entry = format!(r#"<{prefix}Override PartName="/{part}" ContentType="{FOOTER_TYPE}"/>"#);
        append(&tree, &mut edits, &entry);
    }
    apply(CONTENT_TYPES, edits, &tree, &encoding)
}

/// Odd and even pages have footers of their own. Nothing when the document has no settings.
fn settings(package: &Package) -> Result<Option<Change>> {
    let Some(part) = related(package, "settings")? else { return Ok(None) };
    let (tree, encoding) = package.tree(&part)?;
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
    apply(&part, edits, &tree, &encoding).map(Some)
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
