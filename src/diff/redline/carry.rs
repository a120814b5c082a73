//! Carrying elements of the old document over into the new one's parts.

use super::document::{NoteKind, Part};
use super::imports::Imports;
use crate::xml::{Edits, NodeId, Ns, Tree, ns};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

/// The namespace declarations of a root: prefix (empty for the default) and URI, as written.
pub(super) fn declarations(tree: &Tree<'_>) -> BTreeMap<String, String> {
    declared_by(tree.source().get(tree.start_tag(tree.root())).unwrap_or(""))
}

fn declared_by(tag: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let mut rest = tag;
    while let Some(at) = rest.find("xmlns") {
        let before = rest.get(..at).unwrap_or("");
        rest = rest.get(at + 5..).unwrap_or("");
        let Some((name, value)) = rest.split_once('=') else { break };
        let value = value.trim_start();
        let Some(quote) = value.chars().next().filter(|&c| matches!(c, '"' | '\'')) else { continue };
        let uri = value.get(1..).unwrap_or("").split(quote).next().unwrap_or("");
        let name = name.trim();
        if before.ends_with(char::is_whitespace)
            && (name.is_empty() || name.starts_with(':'))
            && !name.contains(' ')
        {
            out.insert(name.trim_start_matches(':').to_string(), uri.to_string());
        }
    }
    out
}

/// A root with namespace declarations around some elements.
pub(super) fn fragment(elements: &str, declared: &BTreeMap<String, String>) -> Option<String> {
    let mut root = String::from("<fragment-root");
    for (prefix, uri) in declared {
        declare(&mut root, prefix, uri);
    }
    root.push('>');
    root.push_str(elements);
    root.push_str("</fragment-root>");
    Some(root)
}

fn declare(out: &mut String, prefix: &str, uri: &str) {
    let colon = if prefix.is_empty() { "" } else { ":" };
    let quote = if uri.contains('"') { '\'' } else { '"' };
    out.push_str(&format!(" xmlns{colon}{prefix}={quote}{uri}{quote}"));
}

/// How the prefixes of one part stand to those of another.
#[derive(Clone, Debug, Default)]
pub(super) struct Prefixes {
    /// Declared by the one only: the other's root can declare them, too.
    pub missing: BTreeMap<String, String>,
    /// Bound otherwise there: each element that is carried must declare them.
    pub clashing: BTreeMap<String, String>,
    /// Prefixes that readers of the one may ignore, and readers of the other may not yet.
    pub ignorable: Vec<String>,
}

impl Prefixes {
    pub fn between(from: &Tree<'_>, to: &Tree<'_>) -> Self {
        let (there, here) = (declarations(to), declarations(from));
        let mut prefixes = Prefixes::default();
        for (prefix, uri) in here {
            match there.get(&prefix) {
                Some(known) if *known == uri => {}
                None if !prefix.is_empty() => drop(prefixes.missing.insert(prefix, uri)),
                _ => drop(prefixes.clashing.insert(prefix, uri)),
            }
        }
        let ignorable = |tree: &Tree<'_>| -> Vec<String> {
            let list = tree.attribute(tree.root(), ns::mc("Ignorable")).unwrap_or_default();
            list.split_whitespace().map(str::to_string).collect()
        };
        prefixes.ignorable = ignorable(from);
        let known = ignorable(to);
        let declared = |p: &String| {
            prefixes.missing.contains_key(p) || there.contains_key(p) && !prefixes.clashing.contains_key(p)
        };
        prefixes.ignorable.retain(|p| !known.contains(p) && declared(p));
        prefixes
    }

    /// Declarations of everything that the other part lacks or binds otherwise.
    pub fn all_declared(&self) -> String {
        let mut out = String::new();
        self.missing.iter().chain(&self.clashing).for_each(|(prefix, uri)| declare(&mut out, prefix, uri));
        out
    }

    /// Adds to a root what it lacks.
    pub fn complete(&self, tree: &Tree<'_>, edits: &mut Vec<(Range<usize>, String)>) {
        let mut added = String::new();
        self.missing.iter().for_each(|(prefix, uri)| declare(&mut added, prefix, uri));
        let root = tree.root();
        if !self.ignorable.is_empty() {
            let list = self.ignorable.join(" ");
            match tree.attribute_range(root, ns::mc("Ignorable")) {
                Some(range) => edits.push((range.end..range.end, format!(" {list}"))),
                None => {
                    let bound = tree.prefix_for(Ns::Mc, root).filter(|p| !p.is_empty());
                    let own = self.missing.iter().find(|(_, uri)| Ns::known(uri) == Some(Ns::Mc));
                    let prefix = bound.or_else(|| own.map(|(prefix, _)| format!("{prefix}:")));
                    added.push_str(&prefix.map_or(String::new(), |p| format!(" {p}Ignorable=\"{list}\"")));
                }
            }
        }
        if !added.is_empty() {
            let at = tree.start_tag(root).start + 1 + tree.raw_name(root).len();
            edits.push((at..at, added));
        }
    }
}

/// What becomes of the text in what is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Text {
    /// It stays text.
    Plain,
    /// It is marked as deleted.
    Deleted,
}

/// Carries elements from an old part into a new one.
pub(super) struct Carrier<'a, 'p> {
    pub from: &'a Part<'p>,
    pub to: String,
    pub prefixes: Prefixes,
    declared: String,
    /// Whether anything was carried.
    pub used: bool,
    /// The ends of bookmarks and of comments' ranges that are carried.
    kept: HashSet<NodeId>,
}

impl<'a, 'p> Carrier<'a, 'p> {
    pub fn new(from: &'a Part<'p>, to: &Part<'_>) -> Self {
        let prefixes = Prefixes::between(&from.tree, &to.tree);
        let mut declared = String::new();
        prefixes.clashing.iter().for_each(|(prefix, uri)| declare(&mut declared, prefix, uri));
        Carrier { from, to: to.name.clone(), prefixes, declared, used: false, kept: HashSet::new() }
    }

    /// Keeps the bookmarks and comments' ranges whose both ends lie in an element that is carried whole, but
    /// no bookmark whose name the new document has.
    pub fn keep_within(&mut self, node: NodeId, imports: &mut Imports<'_, '_>) {
        let tree = &self.from.tree;
        let mut open: Vec<(NodeId, &str, String)> = Vec::new();
        for inner in tree.descendants(node).filter(|&n| is_point(self.from.local(n))) {
            let local = self.from.local(inner);
            let id = tree.attribute(inner, ns::w("id")).unwrap_or_default().into_owned();
            if let Some(kind) = local.strip_suffix("Start") {
                let free = kind != "bookmark"
                    || tree.attribute(inner, ns::w("name")).is_some_and(|name| imports.free_bookmark(&name));
                if free {
                    open.push((inner, kind, id));
                }
            } else if let Some(kind) = local.strip_suffix("End")
                && let Some(at) = open.iter().position(|(_, k, i)| *k == kind && *i == id)
            {
                self.kept.extend([open.remove(at).0, inner]);
            }
        }
    }

    /// Whether a point is carried.
    pub fn keeps(&self, point: NodeId) -> bool {
        self.kept.contains(&point)
    }

    /// An element of the old part, ids and names mapped, as it can stand in the new part.
    pub fn element(&mut self, node: NodeId, text: Text, imports: &mut Imports<'_, '_>) -> String {
        self.used = true;
        let tree = &self.from.tree;
        let base = tree.range(node).start;
        let mut edits = Edits::new();
        let local = |range: Range<usize>| range.start - base..range.end - base;
        let mut shapes = HashMap::new();
        let mut skipped = None;
        for inner in std::iter::once(node).chain(tree.descendants(node)).filter(|&n| !tree.is_text(n)) {
            if skipped.is_some_and(|outer| tree.contains(outer, inner)) {
                continue;
            }
            let name = self.from.local(inner);
            let known = tree.is(inner, ns::v("shapetype"))
                && tree
                    .attribute(inner, ns::none("id"))
                    .is_some_and(|id| !imports.first_shape_type(&self.to, &id));
            if known || is_point(name) && !self.kept.contains(&inner) {
                edits.delete(local(tree.range(inner)));
                skipped = Some(inner);
                continue;
            }
            for (range, value) in self.mapped(inner, &mut shapes, imports) {
                edits.replace(local(range), value);
            }
            let top = tree.parent(inner).is_some_and(|run| tree.parent(run) == Some(node) || run == node)
                || inner == node;
            if text == Text::Deleted && top && matches!(name, "t" | "instrText") {
                rename(tree, inner, if name == "t" { "delText" } else { "delInstrText" }, |range, with| {
                    edits.replace(local(range), with);
                });
            }
        }
        let raw = tree.raw(node);
        let mut out = edits.apply(raw).unwrap_or_else(|| raw.to_string());
        let declared = format!("{}{}", self.declared, self.declared_around(node));
        if !declared.is_empty() {
            out.insert_str(1 + tree.raw_name(node).len(), &declared);
        }
        out
    }

    /// Declarations that stand between the root and the element.
    fn declared_around(&self, node: NodeId) -> String {
        let tree = &self.from.tree;
        let mut all = BTreeMap::new();
        let around: Vec<NodeId> = tree.ancestors(node).filter(|&a| a != tree.root()).collect();
        for &outer in around.iter().rev() {
            let tag = tree.source().get(tree.start_tag(outer)).unwrap_or("");
            if tag.contains("xmlns") {
                all.extend(declared_by(tag));
            }
        }
        let own = declared_by(tree.source().get(tree.start_tag(node)).unwrap_or(""));
        let mut out = String::new();
        for (prefix, uri) in all
            .iter()
            .filter(|(prefix, _)| !own.contains_key(*prefix) && !self.prefixes.clashing.contains_key(*prefix))
        {
            declare(&mut out, prefix, uri);
        }
        out
    }

    /// The attributes of an element that must read otherwise in the new part.
    ///
    /// `shapes` holds the new ids of shapes of the element that is carried.
    fn mapped(
        &self,
        node: NodeId,
        shapes: &mut HashMap<String, String>,
        imports: &mut Imports<'_, '_>,
    ) -> Vec<(Range<usize>, String)> {
        let tree = &self.from.tree;
        let mut out = Vec::new();
        let local = self.from.local(node);
        for (name, range) in tree.attributes(node) {
            let value = tree.source().get(range.clone()).unwrap_or("");
            let mapped = match (name.ns, name.local) {
                (Ns::R, _) => imports.relationship(&self.to, &self.from.name, value),
                (Ns::W14, "paraId" | "textId") => {
                    out.push((whole_attribute(tree.source(), &range), String::new()));
                    None
                }
                (Ns::W, "val") => match local {
                    "pStyle" | "rStyle" | "tblStyle" => imports.style(value).map(str::to_string),
                    "numId" => imports.list(value),
                    "id" => Some(imports.fresh().to_string()),
                    _ => None,
                },
                (Ns::W, "id") => match (NoteKind::of_reference(local), local) {
                    (Some(kind), _) => imports.note(kind, value),
                    (None, "commentRangeStart" | "commentRangeEnd") => imports.note(NoteKind::Comment, value),
                    (None, "bookmarkStart" | "bookmarkEnd") => {
                        Some((1_800_000_000 + value.parse::<u32>().unwrap_or(0) % 1_000_000).to_string())
                    }
                    _ => None,
                },
                (Ns::None, "id") if tree.is(node, ns::wp("docPr")) => Some(imports.fresh().to_string()),
                (Ns::None, "id") if tree.is(node, ns::v("shapetype")) => Some(format!("{value}_old")),
                (Ns::None, "type") if tree.name(node).ns == Ns::V && value.starts_with('#') => {
                    Some(format!("{value}_old"))
                }
                (Ns::None, "id") | (Ns::O, "spid") if tree.name(node).ns == Ns::V && !value.is_empty() => {
                    let fresh = format!("{value}_{}", imports.fresh());
                    shapes.insert(value.to_string(), fresh.clone());
                    Some(fresh)
                }
                (Ns::None, "ShapeID") => shapes.get(value).cloned(),
                _ => None,
            };
            out.extend(mapped.map(|value| (range, value)));
        }
        out
    }
}

fn is_point(name: &str) -> bool {
    matches!(
        name,
        "bookmarkStart" | "bookmarkEnd" | "commentRangeStart" | "commentRangeEnd" | "permStart" | "permEnd"
    )
}

/// An attribute with its name and the blank before it, from where its value stands.
pub(super) fn whole_attribute(source: &str, value: &Range<usize>) -> Range<usize> {
    let before = source.get(..value.start).unwrap_or("");
    let name = before.rfind('=').unwrap_or(value.start);
    let start = before.get(..name).and_then(|b| b.trim_end().rfind(char::is_whitespace)).unwrap_or(name);
    start..value.end + 1
}

/// Gives an element another local name.
pub(super) fn rename(tree: &Tree<'_>, node: NodeId, local: &str, mut edit: impl FnMut(Range<usize>, String)) {
    let (name, prefix) = (tree.raw_name(node), tree.prefix(node));
    let start = tree.range(node).start + 1;
    edit(start..start + name.len(), format!("{prefix}{local}"));
    let end = tree.end_tag(node);
    if !end.is_empty() {
        edit(end.start + 2..end.start + 2 + name.len(), format!("{prefix}{local}"));
    }
}
