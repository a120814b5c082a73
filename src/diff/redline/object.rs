//! What is no text, told apart by what a reader sees of it.

use super::document::{Document, Part};
use super::flat::{Seen, is_own_bookmark, is_recomputed};
use crate::diff::tokens::{Hash, hash};
use crate::xml::{NodeId, Ns, ns};

/// A key that two objects share when a reader would call them the same, whatever their ids.
///
/// What text boxes hold is left out: it is compared as a story of its own.
pub(super) fn key(document: &Document<'_>, part: &Part<'_>, node: NodeId) -> u64 {
    let mut key = Hash::default();
    let drawn =
        matches!(part.local(node), "drawing" | "pict" | "object") || part.tree.name(node).ns == Ns::Mc;
    if drawn {
        picture(document, part, node, &mut key);
    } else {
        element(document, part, node, &mut key);
    }
    key.0
}

/// The key of an element without its content: its name and attributes.
pub(super) fn own_key(document: &Document<'_>, part: &Part<'_>, node: NodeId) -> u64 {
    let mut key = Hash::default();
    attributes(document, part, node, &mut key);
    key.0
}

/// What a reader sees of it.
pub(super) fn seen(part: &Part<'_>, node: NodeId) -> Seen {
    let name = part.tree.name(node);
    if name.ns == Ns::M {
        return Seen::Thing("〔公式〕");
    }
    if name.ns == Ns::Mc {
        return Seen::Thing("〔图形〕");
    }
    match name.local {
        "br" => Seen::Text("\n".into()),
        "ptab" => Seen::Text("\t".into()),
        "drawing" | "pict" => Seen::Thing("〔图片〕"),
        "object" => Seen::Thing("〔嵌入对象〕"),
        "footnoteReference" => Seen::Thing("〔脚注〕"),
        "endnoteReference" => Seen::Thing("〔尾注〕"),
        "commentReference" => Seen::Thing("〔批注〕"),
        "sym" => Seen::Thing("〔符号〕"),
        "footnoteRef" | "endnoteRef" | "annotationRef" | "separator" | "continuationSeparator" => {
            Seen::Thing("")
        }
        _ => {
            let texts = part.tree.descendants(node).filter(|&n| part.local(n) == "t");
            Seen::Text(texts.map(|t| part.tree.string(t)).collect())
        }
    }
}

fn element(document: &Document<'_>, part: &Part<'_>, node: NodeId, key: &mut Hash) {
    let tree = &part.tree;
    if tree.is_text(node) {
        key.add(hash(tree.text(node).as_bytes()));
        return;
    }
    if matches!(part.local(node), "rPr" | "proofErr" | "lastRenderedPageBreak")
        || tree.is(node, ns::m("ctrlPr"))
    {
        return;
    }
    attributes(document, part, node, key);
    let recomputed = part.local(node) == "fldSimple"
        && tree.attribute(node, ns::w("instr")).is_some_and(|code| is_recomputed(&code));
    if !recomputed {
        for child in tree.children(node) {
            if !tree.is_text(child) || !tree.text(child).trim().is_empty() {
                element(document, part, child, key);
            }
        }
    }
    key.add(0);
}

fn attributes(document: &Document<'_>, part: &Part<'_>, node: NodeId, key: &mut Hash) {
    let tree = &part.tree;
    key.add(hash(tree.name(node).local.as_bytes()));
    let mut sum = 0_u64;
    for (name, range) in tree.attributes(node) {
        let value = tree.source().get(range).unwrap_or("");
        let value = match name.ns {
            Ns::R => target(document, part, value),
            Ns::W14 | Ns::W15 => continue,
            _ if name.local == "anchor" && is_own_bookmark(value) => continue,
            _ if name.local.starts_with("rsid")
                || matches!(name.local, "id" | "history" | "dirty" | "space") =>
            {
                continue;
            }
            _ => hash(value.as_bytes()),
        };
        // Attributes have no order.
        let mut one = Hash(hash(name.local.as_bytes()));
        one.add(value);
        sum = sum.wrapping_add(one.0);
    }
    key.add(sum);
}

/// What a relationship leads to: a part's content, or an address.
fn target(document: &Document<'_>, part: &Part<'_>, id: &str) -> u64 {
    match part.relationships.iter().find(|r| r.id == id) {
        Some(r) if r.external => hash(r.target.as_bytes()),
        Some(r) => document.media(&r.target),
        None => 0,
    }
}

/// A drawing: what it shows and how large, but not where its file or its ids are.
fn picture(document: &Document<'_>, part: &Part<'_>, node: NodeId, key: &mut Hash) {
    let tree = &part.tree;
    let (mut shown, mut size, mut boxes) = (0_u64, 0, 0_u64);
    let mut skip = None;
    for inner in tree.descendants(node) {
        if skip.is_some_and(|outer| tree.contains(outer, inner)) || tree.is_text(inner) {
            continue;
        }
        let name = tree.name(inner);
        match (name.ns, name.local) {
            (Ns::W, "txbxContent") => (skip, boxes) = (Some(inner), boxes + 1),
            (Ns::Mc, "Fallback") if tree.name(node).ns == Ns::Mc => skip = Some(inner),
            (Ns::Wp, "extent") => size = extent(part, inner),
            (Ns::Dgm, "relIds") => {
                let data = tree.attribute(inner, ns::r("dm"));
                shown = shown.wrapping_add(data.map_or(0, |id| target(document, part, &id)));
            }
            _ => {
                for (attribute, range) in
                    tree.attributes(inner).filter(|(attribute, _)| attribute.ns == Ns::R)
                {
                    if matches!(attribute.local, "embed" | "link" | "id" | "pict")
                        && name.local != "hlinkClick"
                    {
                        shown = shown.wrapping_add(target(
                            document,
                            part,
                            tree.source().get(range).unwrap_or(""),
                        ));
                    }
                }
            }
        }
    }
    [hash(b"drawing"), shown, size, boxes.min(1)].into_iter().for_each(|value| key.add(value));
}

/// A drawing's size in points, one after the decimal point dropped.
fn extent(part: &Part<'_>, node: NodeId) -> u64 {
    let side = |name| {
        let value = part.tree.attribute(node, ns::none(name)).and_then(|v| v.parse::<u64>().ok());
        value.unwrap_or(0) / 25_400
    };
    side("cx") << 32 | side("cy")
}

/// The stories in a drawing: every `w:txbxContent`, with whether it is the copy for older readers.
pub(super) fn text_boxes(part: &Part<'_>, node: NodeId) -> Vec<(NodeId, bool)> {
    let tree = &part.tree;
    let mut found: Vec<(NodeId, bool)> = Vec::new();
    for inner in tree.descendants(node).filter(|&n| tree.is(n, ns::w("txbxContent"))) {
        if found.last().is_some_and(|(outer, _)| tree.contains(*outer, inner)) {
            continue;
        }
        let copy = tree.ancestors(inner).take_while(|&a| a != node).any(|a| tree.is(a, ns::mc("Fallback")));
        found.push((inner, copy));
    }
    found
}
