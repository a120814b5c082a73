//! The profile that a document of ours was written with, read from its styles and its page.
//!
//! Filling a template needs it: where names and a date stand depends on the page and the sizes that the template
//! has, be they a house's or changed by hand in Word.

use super::page::{Blanks, Profile};
use super::style::Style;
use crate::error::Result;
use crate::package::Package;
use crate::xml::{Name, NodeId, Tree, ns};

/// The variable of the document that holds what no style says.
const INDENTS: &str = "hongtou.indents";

/// Where names and dates stand, as a variable of the document; empty for what the standard says.
pub(super) fn variables(blanks: &Blanks) -> String {
    let own = [blanks.signature, blanks.date, blanks.seal];
    let standard = Blanks::default();
    if own == [standard.signature, standard.date, standard.seal] {
        return String::new();
    }
    let [signature, date, seal] = own;
    format!(r#"<w:docVars><w:docVar w:name="{INDENTS}" w:val="{signature} {date} {seal}"/></w:docVars>"#)
}

impl Profile {
    /// The profile that a document in our styles was written with; `None` for any other document.
    ///
    /// # Errors
    /// Those of reading XML.
    ///
    /// ```
    /// use hongtou::format::{self, Kind, Options, Profile};
    /// use hongtou::package::{Limits, Package};
    /// let mut profile = Profile::exact();
    /// profile.title_size = 36;
    /// let template = format::new(Kind::Notice, &Options { profile, ..Options::default() })?;
    /// let package = Package::from_bytes(template, &Limits::default())?;
    /// assert_eq!(Profile::of_document(&package)?.map(|profile| profile.title_size), Some(36));
    /// # Ok::<(), hongtou::Error>(())
    /// ```
    pub fn of_document(package: &Package) -> Result<Option<Profile>> {
        let relations = package.relationships(package.main_part())?;
        let part = |kind: &str| {
            let found = relations.iter().find(|relation| relation.kind == kind && !relation.external);
            found.map(|relation| relation.target.as_str()).filter(|part| package.contains(part))
        };
        let Some(styles) = part("styles") else { return Ok(None) };
        let (tree, _) = package.tree(styles)?;
        let mut profile = Profile::exact();
        if !read_styles(&tree, &mut profile) {
            return Ok(None);
        }
        let (main, _) = package.tree(package.main_part())?;
        read_page(&main, &mut profile);
        if let Some(settings) = part("settings") {
            read_indents(&package.tree(settings)?.0, &mut profile.blanks);
        }
        Ok(Some(profile))
    }
}

/// What the styles say; whether they are ours.
fn read_styles(tree: &Tree<'_>, profile: &mut Profile) -> bool {
    let find = |style: Style| {
        tree.children(tree.root()).find(|node| {
            tree.is(*node, ns::w("style"))
                && tree.attribute(*node, ns::w("styleId")).is_some_and(|id| id == style.id())
        })
    };
    let Some(body) = find(Style::Body) else { return false };
    let run = |style: NodeId, name: &str| number(tree, style, &["rPr", name], "val");
    let form = |style: NodeId, name: &str, attribute: &str| number(tree, style, &["pPr", name], attribute);
    profile.body.size = run(body, "sz").unwrap_or(profile.body.size);
    let chars = form(body, "ind", "firstLineChars").filter(|chars| *chars > 0);
    if let (Some(chars), Some(first)) = (chars, form(body, "ind", "firstLine")) {
        profile.body.character = (first * 100 / chars).max(1);
    }
    if let Some(size) = find(Style::Title).and_then(|title| run(title, "sz")) {
        profile.title_size = size;
    }
    if let Some(size) = find(Style::Mark).and_then(|mark| run(mark, "sz")) {
        profile.head.mark_size = size;
    }
    if let Some(imprint) = find(Style::Imprint) {
        let end = &mut profile.imprint;
        end.size = run(imprint, "sz").unwrap_or(end.size);
        end.character = end.size * 10;
        end.line = form(imprint, "spacing", "line").unwrap_or(end.line);
    }
    true
}

/// The last section's page.
fn read_page(tree: &Tree<'_>, profile: &mut Profile) {
    let body = tree.child(tree.root(), ns::w("body"));
    let Some(section) = body.and_then(|body| tree.child(body, ns::w("sectPr"))) else { return };
    let size = |attribute| number(tree, section, &["pgSz"], attribute);
    let margin = |attribute| number(tree, section, &["pgMar"], attribute);
    let page = &mut profile.page;
    page.width = size("w").unwrap_or(page.width);
    page.height = size("h").unwrap_or(page.height);
    page.left = margin("left").unwrap_or(page.left);
    page.right = margin("right").unwrap_or(page.right);
    page.top = margin("top").unwrap_or(page.top);
    page.bottom = margin("bottom").unwrap_or(page.bottom);
    let (width, character) = (page.text_width(), profile.body.character.max(1));
    profile.body.characters = ((width + character / 2) / character).clamp(1, 200);
}

fn read_indents(tree: &Tree<'_>, blanks: &mut Blanks) {
    let variable = tree.descendants(tree.root()).find(|node| {
        tree.is(*node, ns::w("docVar"))
            && tree.attribute(*node, ns::w("name")).is_some_and(|name| name == INDENTS)
    });
    let value = variable.and_then(|node| tree.attribute(node, ns::w("val")));
    let numbers: Vec<i32> =
        value.iter().flat_map(|value| value.split(' ')).filter_map(|n| n.parse().ok()).collect();
    if let [signature, date, seal] = numbers.as_slice() {
        let within = |n: i32| n.clamp(0, 10);
        (blanks.signature, blanks.date, blanks.seal) = (within(*signature), within(*date), within(*seal));
    }
}

/// A number within what a page can hold, at the end of a path of children.
fn number(tree: &Tree<'_>, from: NodeId, path: &[&str], attribute: &str) -> Option<i32> {
    let end = path.iter().try_fold(from, |node, name| tree.child(node, ns::w(name)))?;
    let name: Name<'_> = ns::w(attribute);
    let value = tree.attribute(end, name)?;
    value.parse::<f64>().ok().map(|n| n as i32).filter(|n| (0..40_000).contains(n))
}
