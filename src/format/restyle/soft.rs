//! Soft breaks: the lines of a paragraph that text from the web or from other programs has.

use crate::format::draft::BLANKS;
use crate::format::recognise::Hint;
use crate::wml::ParagraphText;
use crate::xml::{NodeId, Ns, Tree, ns};
use std::ops::Range;

/// The lines that a paragraph's soft breaks make, each with the bytes that are its own: those of running text
/// become paragraphs; a title's or a heading's stay as they are, and so does what cannot be cut.
pub(super) fn soft_lines(
    tree: &Tree<'_>,
    paragraph: NodeId,
    text: &ParagraphText,
    hint: Hint,
) -> Vec<(Range<usize>, Range<usize>)> {
    let whole = &text.text;
    let set = hint.center || hint.heading.is_some() || hint.list;
    let mut starts = vec![0];
    if !set && whole.contains('\n') && divisible(tree, paragraph, text) {
        let mut at = 0;
        for line in whole.split_inclusive('\n') {
            let blank = line.len() - line.trim_start_matches(SOFT).len();
            if at > 0 && blank < line.len() {
                starts.push(at + blank);
            }
            at += line.len();
        }
    }
    let blanks: &[char] = if starts.len() > 1 { &SOFT } else { &BLANKS };
    let ends = starts.iter().skip(1).copied().chain([whole.len()]);
    let line = |(start, end): (&usize, usize)| {
        let part = whole.get(*start..end).unwrap_or_default();
        let left = part.len() - part.trim_start_matches(blanks).len();
        let right = part.trim_end_matches(blanks).len().max(left);
        (*start..end, start + left..start + right)
    };
    let lines: Vec<_> = starts.iter().zip(ends).map(line).collect();
    // A first line of nothing but blanks belongs to the next.
    match lines.as_slice() {
        [(first, blank), (second, inner), rest @ ..] if blank.is_empty() => {
            let joined = (first.start..second.end, inner.clone());
            [joined].into_iter().chain(rest.iter().cloned()).collect()
        }
        _ => lines,
    }
}

/// Spaces and soft breaks.
const SOFT: [char; 11] =
    ['\n', ' ', '\t', '\r', '\u{C}', '\u{3000}', '\u{A0}', '\u{200B}', '\u{FEFF}', '\u{2002}', '\u{2003}'];

/// Every run stands in the paragraph itself, and nothing but text and breaks in it.
fn divisible(tree: &Tree<'_>, paragraph: NodeId, text: &ParagraphText) -> bool {
    let plain = tree.children(paragraph).all(|child| {
        let name = tree.name(child);
        tree.is_text(child) || name.ns == Ns::W && ["pPr", "r", "proofErr"].contains(&name.local)
    });
    let inside = tree.descendants(paragraph).skip(1).all(|node| {
        let name = tree.name(node);
        let breaks_page = name.local == "br" && tree.attribute(node, ns::w("type")).is_some();
        tree.is_text(node) || name.ns != Ns::W || !(TIED.contains(&name.local) || breaks_page)
    });
    plain
        && inside
        && text.pieces.iter().all(|piece| tree.ancestors(piece.node).any(|node| node == paragraph))
}

/// What ties a paragraph's lines together.
const TIED: [&str; 9] =
    ["fldChar", "sectPr", "numPr", "ins", "del", "moveFrom", "moveTo", "pPrChange", "drawing"];
