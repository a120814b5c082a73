//! Properties carried over to what is written anew.

use crate::xml::{NodeId, Tree, ns};

/// A paragraph's properties for another paragraph: without the section that ends there, without the tracked
/// change of properties and of the mark.
pub fn paragraph_properties(tree: &Tree<'_>, properties: NodeId) -> String {
    let mut out = tree.source().get(tree.start_tag(properties)).unwrap_or("").to_string();
    if tree.end_tag(properties).is_empty() {
        return out;
    }
    for child in tree.children(properties) {
        if tree.is(child, ns::w("sectPr")) || tree.is(child, ns::w("pPrChange")) {
            continue;
        }
        if tree.is(child, ns::w("rPr")) {
            out.push_str(&mark_properties(tree, child));
        } else {
            out.push_str(tree.raw(child));
        }
    }
    out.push_str(&format!("</{}>", tree.raw_name(properties)));
    out
}

fn mark_properties(tree: &Tree<'_>, properties: NodeId) -> String {
    let tracked = |n: &NodeId| {
        ["ins", "del", "moveFrom", "moveTo", "rPrChange"].iter().any(|name| tree.is(*n, ns::w(name)))
    };
    let kept: String = tree.children(properties).filter(|n| !tracked(n)).map(|n| tree.raw(n)).collect();
    let name = tree.raw_name(properties);
    if kept.is_empty() { String::new() } else { format!("<{name}>{kept}</{name}>") }
}

/// What may follow `w:highlight` in run properties (ECMA-376 part 1, 17.3.2.28).
const AFTER_HIGHLIGHT: &[&str] = &[
    "u",
    "effect",
    "bdr",
    "shd",
    "fitText",
    "vertAlign",
    "rtl",
    "cs",
    "em",
    "lang",
    "eastAsianLayout",
    "specVanish",
    "oMath",
    "rPrChange",
];

/// The start tag of a run like another one, with its properties, highlighted in yellow.
pub fn highlighted(tree: &Tree<'_>, run: NodeId) -> String {
    let prefix = tree.prefix(run);
    let highlight = format!("<{prefix}highlight {prefix}val=\"yellow\"/>");
    let mut out = tree.source().get(tree.start_tag(run)).unwrap_or("").to_string();
    out.push_str(&format!("<{prefix}rPr>"));
    let mut written = false;
    if let Some(properties) = tree.child(run, ns::w("rPr")) {
        for child in
            tree.children(properties).filter(|&c| !tree.is_text(c) && !tree.is(c, ns::w("highlight")))
        {
            let name = tree.name(child);
            let after = name.ns != crate::xml::Ns::W || AFTER_HIGHLIGHT.contains(&name.local);
            if after && !written {
                out.push_str(&highlight);
                written = true;
            }
            out.push_str(tree.raw(child));
        }
    }
    if !written {
        out.push_str(&highlight);
    }
    out.push_str(&format!("</{prefix}rPr>"));
    out
}
