//! Automatic numbers: what mark a paragraph shows that is not in its text.

use crate::error::{Problem, Result, catalogue};
use crate::package::Package;
use crate::text::mark;
use crate::wml::{paragraph_numbering, style_numbering};
use crate::xml::{Edits, NodeId, Tree, ns};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

/// A list and a level in it, by their ids.
pub(super) type Level = (String, String);

/// The automatic numbers of a document.
#[derive(Default)]
pub(super) struct Numbering {
    styles: HashMap<String, Level>,
    marks: HashMap<Level, mark::Style>,
    part: Option<String>,
    used: RefCell<BTreeSet<Level>>,
}

impl Numbering {
    pub(super) fn read(package: &Package) -> Result<Self> {
        let relations = package.relationships(package.main_part())?;
        let part = relations.into_iter().find(|r| r.kind == "numbering" && package.contains(&r.target));
        let Some(part) = part.map(|relation| relation.target) else { return Ok(Numbering::default()) };
        let (tree, _) = package.tree(&part)?;
        let mut marks = HashMap::new();
        for (num, abstract_num) in lists(&tree) {
            for level in tree.children(abstract_num).filter(|node| tree.is(*node, ns::w("lvl"))) {
                let id = tree.attribute(level, ns::w("ilvl")).unwrap_or_default().into_owned();
                if let Some(style) = shown(&tree, level) {
                    marks.insert((num.clone(), id), style);
                }
            }
        }
        let styles = style_numbering(package)?;
        Ok(Numbering { styles, part: Some(part), marks, ..Numbering::default() })
    }

    /// The list that the paragraph's style brings, where the paragraph names none itself.
    pub(super) fn of_style(&self, tree: &Tree<'_>, paragraph: NodeId) -> Option<&Level> {
        let properties = tree.child(paragraph, ns::w("pPr"));
        if properties.is_some_and(|pr| tree.child(pr, ns::w("numPr")).is_some()) {
            return None;
        }
        let style = properties.and_then(|pr| value(tree, pr, "pStyle"))?;
        self.styles.get(&style).filter(|(list, _)| list != "0")
    }

    /// The mark that a paragraph shows by itself.
    pub(super) fn mark(&self, tree: &Tree<'_>, paragraph: NodeId) -> Option<mark::Style> {
        let own = tree.child(paragraph, ns::w("pPr")).and_then(|pr| paragraph_numbering(tree, pr));
        let level = own.as_ref().or_else(|| self.of_style(tree, paragraph))?;
        let mark = self.marks.get(level).copied();
        if mark.is_some() {
            self.used.borrow_mut().insert(level.clone());
        }
        mark
    }

    /// The numbering part, where nothing stands between the marks that were seen and their text.
    pub(super) fn change(&self, package: &Package) -> Result<Option<(String, Vec<u8>)>> {
        let used = self.used.borrow();
        let Some(part) = self.part.as_ref().filter(|_| !used.is_empty()) else { return Ok(None) };
        let (tree, encoding) = package.tree(part)?;
        let mut edits = Edits::new();
        let mut done = BTreeSet::new();
        for (num, abstract_num) in lists(&tree) {
            for level in tree.children(abstract_num).filter(|node| tree.is(*node, ns::w("lvl"))) {
                let id = tree.attribute(level, ns::w("ilvl")).unwrap_or_default().into_owned();
                if used.contains(&(num.clone(), id)) && done.insert(tree.range(level).start) {
                    close_up(&tree, level, &mut edits);
                }
            }
        }
        let text = edits.apply(tree.source()).ok_or_else(|| Problem::new(&catalogue::format::NOT_BUILT))?;
        Ok(Some((part.clone(), encoding.encode(&text))))
    }
}

/// Every list with its definition.
fn lists<'t>(tree: &'t Tree<'_>) -> impl Iterator<Item = (String, NodeId)> + 't {
    let definitions: HashMap<String, NodeId> = tree
        .children(tree.root())
        .filter(|node| tree.is(*node, ns::w("abstractNum")))
        .filter_map(|node| Some((tree.attribute(node, ns::w("abstractNumId"))?.into_owned(), node)))
        .collect();
    tree.children(tree.root()).filter(|node| tree.is(*node, ns::w("num"))).filter_map(move |node| {
        let id = tree.attribute(node, ns::w("numId"))?.into_owned();
        Some((id, *definitions.get(&value(tree, node, "abstractNumId")?)?))
    })
}

/// The form of mark that a level shows; none for bullets and numbers such as 1.1.
fn shown(tree: &Tree<'_>, level: NodeId) -> Option<mark::Style> {
    let pattern = value(tree, level, "lvlText")?;
    let first = match value(tree, level, "numFmt")?.as_str() {
        "decimal" | "decimalFullWidth" => "1",
        "chineseCounting" | "chineseCountingThousand" | "japaneseCounting" | "taiwaneseCounting" => "一",
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => "①",
        _ => return None,
    };
    if pattern.matches('%').count() != 1 {
        return None;
    }
    let at = pattern.find('%')?;
    let rest = pattern.get(at + 2..)?;
    mark::Style::of(&format!("{}{first}{rest}", pattern.get(..at)?))
}

/// `w:suff` stands behind these (17.9.6).
const BEFORE: [&str; 5] = ["start", "numFmt", "lvlRestart", "pStyle", "isLgl"];

fn close_up(tree: &Tree<'_>, level: NodeId, edits: &mut Edits) {
    let w = tree.prefix(level);
    let nothing = format!("<{w}suff {w}val=\"nothing\"/>");
    let before = |node: &NodeId| BEFORE.iter().any(|name| tree.is(*node, ns::w(name)));
    if let Some(old) = tree.child(level, ns::w("suff")) {
        edits.replace(tree.range(old), nothing);
    } else if let Some(last) = tree.children(level).filter(before).last() {
        edits.insert(tree.range(last).end, nothing);
    }
}

fn value(tree: &Tree<'_>, node: NodeId, name: &str) -> Option<String> {
    let child = tree.child(node, ns::w(name))?;
    tree.attribute(child, ns::w("val")).map(std::borrow::Cow::into_owned)
}
