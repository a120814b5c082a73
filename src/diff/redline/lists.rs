//! Styles and lists that the redline takes over from the old document.

use super::document::raw_relationships;
use super::imports::{Imports, append};
use crate::xml::{Edits, Ns, Tree, ns};
use std::collections::HashMap;

impl Imports<'_, '_> {
    /// The new document's styles with those that only the old one has.
    pub(super) fn styles_part(&mut self) -> Option<(String, Vec<u8>)> {
        if self.new_styles.is_empty() {
            return None;
        }
        let (old_name, new_name) =
            (self.old.formats.styles_part.clone()?, self.new.formats.styles_part.clone()?);
        let (old, _) = self.old.package.tree(&old_name).ok()?;
        let (new, encoding) = self.new.package.tree(&new_name).ok()?;
        let mut added = String::new();
        let new_styles = std::mem::take(&mut self.new_styles);
        for node in old.children(old.root()).filter(|&n| old.is(n, ns::w("style"))) {
            let id = old.attribute(node, ns::w("styleId")).unwrap_or_default();
            let Some((_, new_id)) = new_styles.iter().find(|(o, _)| *o == *id) else { continue };
            let mut edits = Edits::new();
            let base = old.range(node).start;
            let mut put = |range: Option<std::ops::Range<usize>>, value: &str| {
                if let Some(range) = range {
                    edits.replace(range.start - base..range.end - base, value);
                }
            };
            put(old.attribute_range(node, ns::w("styleId")), new_id);
            put(old.attribute_range(node, ns::w("default")), "0");
            strip_extensions(&old, node, |range| put(Some(range), ""));
            for child in old.descendants(node).filter(|&c| !old.is_text(c)) {
                let value = old.attribute(child, ns::w("val")).unwrap_or_default().into_owned();
                let mapped = match old.name(child).local {
                    "basedOn" | "next" | "link" => self.styles.get(&value).cloned(),
                    "numId" => self.list(&value),
                    _ => None,
                };
                if let Some(mapped) = mapped {
                    put(old.attribute_range(child, ns::w("val")), &mapped);
                }
            }
            added.push_str(&edits.apply(old.raw(node))?);
        }
        let text = append(&new, &foreign(&old, &new, &added)?)?;
        Some((new_name, encoding.encode(&text)))
    }

    /// The new document's lists with those of the old one that are in use.
    pub(super) fn numbering_part(&mut self) -> Option<(String, Vec<u8>)> {
        if self.new_lists.is_empty() {
            return None;
        }
        let old_name = self.old.formats.numbering.part.clone()?;
        let (old, _) = self.old.package.tree(&old_name).ok()?;
        let Some(new_name) = self.new.formats.numbering.part.clone() else {
            let main = self.new.main.name.clone();
            let kind = raw_relationships(self.old.package, &self.old.main.name)
                .into_values()
                .find(|r| r.target == old_name)?
                .kind;
            let name = self.copy_part(&old_name);
            self.relate(&main, &kind, &name, false);
            // The whole part came over: the lists are renumbered in it.
            let bytes = renumbered(&old, &self.new_lists)?;
            if let Some(part) = self.parts.get_mut(&name) {
                part.bytes = bytes.into_bytes();
            }
            return None;
        };
        let (new, encoding) = self.new.package.tree(&new_name).ok()?;
        let (definitions, lists) = self.list_definitions(&old, &new)?;
        let first = new.children(new.root()).find(|&n| new.is(n, ns::w("num")));
        let mut edits = Edits::new();
        let (definitions, lists) = (foreign(&old, &new, &definitions)?, foreign(&old, &new, &lists)?);
        let end = new.end_tag(new.root()).start;
        let last = new.children(new.root()).filter(|&n| new.is(n, ns::w("num"))).last();
        edits.insert(first.map_or(end, |n| new.range(n).start), definitions);
        edits.insert(last.map_or(end, |n| new.range(n).end), lists);
        let text = edits.apply(new.source())?;
        Some((new_name, encoding.encode(&text)))
    }

    fn list_definitions(&self, old: &Tree<'_>, new: &Tree<'_>) -> Option<(String, String)> {
        let ids = new.children(new.root()).filter(|&n| new.is(n, ns::w("abstractNum")));
        let highest = ids.filter_map(|n| new.attribute(n, ns::w("abstractNumId"))?.parse::<u32>().ok()).max();
        let mut next = highest.map_or(0, |id| id + 1);
        let (mut definitions, mut lists) = (String::new(), String::new());
        let mut known: HashMap<String, u32> = HashMap::new();
        for (old_id, new_id) in &self.new_lists {
            let node = old.children(old.root()).find(|&n| {
                old.is(n, ns::w("num")) && old.attribute(n, ns::w("numId")).as_deref() == Some(old_id)
            })?;
            let definition = old.child(node, ns::w("abstractNumId"))?;
            let definition_id = old.attribute(definition, ns::w("val"))?.into_owned();
            let fresh = *known.entry(definition_id.clone()).or_insert_with(|| {
                next += 1;
                next - 1
            });
            if fresh + 1 == next && !definitions.contains(&format!("\"{fresh}\"")) {
                let source = old.children(old.root()).find(|&n| {
                    old.is(n, ns::w("abstractNum"))
                        && old.attribute(n, ns::w("abstractNumId")).as_deref() == Some(definition_id.as_str())
                })?;
                definitions.push_str(&self.definition(old, source, fresh)?);
            }
            let base = old.range(node).start;
            let mut edits = Edits::new();
            let mut put = |range: std::ops::Range<usize>, value: String| {
                edits.replace(range.start - base..range.end - base, value);
            };
            strip_extensions(old, node, |range| put(range, String::new()));
            put(old.attribute_range(node, ns::w("numId"))?, new_id.clone());
            put(old.attribute_range(definition, ns::w("val"))?, fresh.to_string());
            lists.push_str(&edits.apply(old.raw(node))?);
        }
        Some((definitions, lists))
    }

    fn definition(&self, old: &Tree<'_>, node: crate::xml::NodeId, id: u32) -> Option<String> {
        let base = old.range(node).start;
        let mut edits = Edits::new();
        let local = |range: std::ops::Range<usize>| range.start - base..range.end - base;
        edits.replace(local(old.attribute_range(node, ns::w("abstractNumId"))?), id.to_string());
        strip_extensions(old, node, |range| edits.delete(local(range)));
        for child in old.descendants(node).filter(|&c| !old.is_text(c)) {
            match old.name(child).local {
                "pStyle" | "lvlPicBulletId" => edits.delete(local(old.range(child))),
                "numStyleLink" | "styleLink" => {
                    let value = old.attribute(child, ns::w("val")).unwrap_or_default();
                    if let (Some(style), Some(range)) =
                        (self.styles.get(&*value), old.attribute_range(child, ns::w("val")))
                    {
                        edits.replace(local(range), style.clone());
                    }
                }
                _ => {}
            }
        }
        edits.apply(old.raw(node))
    }
}

/// Finds the attributes that only later versions of Word know: another part may not declare them.
fn strip_extensions(
    tree: &Tree<'_>,
    node: crate::xml::NodeId,
    mut delete: impl FnMut(std::ops::Range<usize>),
) {
    for inner in std::iter::once(node).chain(tree.descendants(node)).filter(|&n| !tree.is_text(n)) {
        for (name, range) in tree.attributes(inner) {
            if !matches!(name.ns, Ns::W | Ns::None | Ns::R | Ns::Xml) {
                delete(super::carry::whole_attribute(tree.source(), &range));
            }
        }
    }
}

fn renumbered(old: &Tree<'_>, lists: &[(String, String)]) -> Option<String> {
    let mut edits = Edits::new();
    for node in old.children(old.root()).filter(|&n| old.is(n, ns::w("num"))) {
        let id = old.attribute(node, ns::w("numId")).unwrap_or_default();
        match lists.iter().find(|(o, _)| *o == *id) {
            Some((_, new)) => edits.replace(old.attribute_range(node, ns::w("numId"))?, new.clone()),
            None => edits.delete(old.range(node)),
        }
    }
    edits.apply(old.source())
}

/// Elements of one part, fit to stand in another: each declares the prefixes that the other binds otherwise.
fn foreign(from: &Tree<'_>, to: &Tree<'_>, elements: &str) -> Option<String> {
    let missing = super::carry::Prefixes::between(from, to).all_declared();
    if missing.is_empty() || elements.is_empty() {
        return Some(elements.to_string());
    }
    let root = super::carry::fragment(elements, &super::carry::declarations(from))?;
    let tree = Tree::parse("fragment", root).ok()?;
    let mut edits = Edits::new();
    for child in tree.children(tree.root()).filter(|&c| !tree.is_text(c)) {
        edits.insert(tree.start_tag(child).start + 1 + tree.raw_name(child).len(), missing.clone());
    }
    let content = tree.content(tree.root());
    let text = edits.apply(tree.source())?;
    let grown = text.len() - tree.source().len();
    text.get(content.start..content.end + grown).map(str::to_string)
}
