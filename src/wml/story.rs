//! The parts of a document that hold text to read.

use crate::error::{DocPlace, HeaderKind, Result, Story};
use crate::package::Package;
use crate::xml::{Name, Tree, ns};

/// A part with a story in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryPart {
    /// The part's name.
    pub part: String,
    /// Its story.
    pub story: Story,
    /// Of a header or footer: the section that uses it first, from 1, and for which pages.
    pub used_by: Option<(u32, HeaderKind)>,
}

impl StoryPart {
    /// A place that names the story.
    pub fn place(&self) -> DocPlace {
        let mut place = DocPlace::story(self.story);
        if let Some((section, kind)) = self.used_by {
            place.section = Some(section);
            place.kind = Some(kind);
        }
        place
    }
}

/// The stories of a document: the body first, then headers and footers in the order in which sections use
/// them, then unused ones, then notes and comments. A relationship to a part that is missing is left out.
///
/// # Errors
/// The main part or its relationships are not well-formed.
pub fn stories(package: &Package) -> Result<Vec<StoryPart>> {
    let (tree, _) = package.tree(package.main_part())?;
    stories_of(package, &tree)
}

/// As [`stories`], with the tree of the main part at hand.
///
/// # Errors
/// The relationships of the main part are not well-formed.
pub fn stories_of(package: &Package, tree: &Tree<'_>) -> Result<Vec<StoryPart>> {
    let main = package.main_part();
    let relationships = package.relationships(main)?;
    let mut found = vec![StoryPart { part: main.to_string(), story: Story::Body, used_by: None }];
    let mut add = |part: &str, story, used_by| {
        if package.bytes(part).is_some() && !found.iter().any(|s| s.part == part) {
            found.push(StoryPart { part: part.to_string(), story, used_by });
        }
    };
    for (id, used_by) in references(tree) {
        let target = relationships.iter().find(|r| r.id == id && !r.external);
        if let Some((story, target)) = target.and_then(|r| Some((header_story(&r.kind)?, &r.target))) {
            add(target, story, Some(used_by));
        }
    }
    for r in relationships.iter().filter(|r| !r.external) {
        if let Some(story) = header_story(&r.kind) {
            add(&r.target, story, None);
        }
    }
    for (kind, story) in
        [("footnotes", Story::Footnote), ("endnotes", Story::Endnote), ("comments", Story::Comment)]
    {
        for r in relationships.iter().filter(|r| r.kind == kind && !r.external) {
            add(&r.target, story, None);
        }
    }
    Ok(found)
}

fn header_story(kind: &str) -> Option<Story> {
    match kind {
        "header" => Some(Story::Header),
        "footer" => Some(Story::Footer),
        _ => None,
    }
}

/// The header and footer references of every section, with the section's number.
fn references(tree: &Tree<'_>) -> Vec<(String, (u32, HeaderKind))> {
    let mut found = Vec::new();
    let mut section = 0;
    for node in tree.descendants(tree.root()) {
        let name = tree.name(node);
        if name == ns::w("sectPr") && tree.parent(node).is_some_and(|p| !tree.is(p, ns::w("sectPrChange"))) {
            section += 1;
        } else if name == ns::w("headerReference") || name == ns::w("footerReference") {
            let kind = match tree.attribute(node, ns::w("type")).as_deref() {
                Some("first") => HeaderKind::First,
                Some("even") => HeaderKind::Even,
                _ => HeaderKind::Default,
            };
            const ID: Name<'static> = ns::r("id");
            if let Some(id) = tree.attribute(node, ID) {
                found.push((id.into_owned(), (section.max(1), kind)));
            }
        }
    }
    found
}
