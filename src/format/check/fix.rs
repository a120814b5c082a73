//! Mends what can be mended: words in their runs, the page in its section.

use super::model::Model;
use super::{Change, Finding, Options, findings};
use crate::error::{Problem, Result, catalogue};
use crate::format::page::Page;
use crate::package::{Limits, Package};
use crate::wml::{ParagraphText, Source};
use crate::xml::{Edits, Tree, escape_text, ns};
use std::io::Cursor;
use std::ops::Range;

/// How much is mended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// What changes no word: punctuation, spaces, the page.
    #[default]
    Safe,
    /// Marks of levels and words too.
    Unsafe,
}

/// A mended document.
#[derive(Clone, Debug)]
pub struct Fixed {
    /// The document's bytes.
    pub bytes: Vec<u8>,
    /// What was mended.
    pub mended: Vec<Finding>,
    /// What is left.
    pub left: Vec<Finding>,
}

/// Mending may bring up what it hid; ordinary text settles in one round.
const ROUNDS: usize = 4;

/// Mends a document as far as `level` allows. What is mended is silent in a further check, and nothing else
/// of the document changes.
///
/// # Errors
/// As [`check`](super::check()).
pub fn fix(package: &Package, options: &Options, level: Level) -> Result<Fixed> {
    let mut mended = Vec::new();
    let mut current: Option<(Vec<u8>, Package)> = None;
    for _ in 0..ROUNDS {
        let source = current.as_ref().map_or(package, |(_, package)| package);
        let model = Model::read(source, options.class)?;
        let found = findings(&model, options);
        let (todo, _): (Vec<Finding>, Vec<Finding>) =
            found.into_iter().partition(|finding| is_mendable(finding, level));
        let (changes, done) = mend(&model, options, &todo)?;
        if changes.is_empty() {
            break;
        }
        mended.extend(done);
        let unwritable = || Problem::new(&catalogue::format::NOT_BUILT);
        let bytes =
            source.write_with(Cursor::new(Vec::new()), &changes).map_err(|_| unwritable())?.into_inner();
        let next = Package::from_bytes(bytes.clone(), &Limits::default())?;
        current = Some((bytes, next));
    }
    let (bytes, left) = match current {
        Some((bytes, package)) => (bytes, super::check(&package, options)?.findings),
        None => {
            let unwritable = || Problem::new(&catalogue::format::NOT_BUILT);
            let bytes = package.write_with(Cursor::new(Vec::new()), &[]).map_err(|_| unwritable())?;
            (bytes.into_inner(), super::check(package, options)?.findings)
        }
    };
    Ok(Fixed { bytes, mended, left })
}

fn is_mendable(finding: &Finding, level: Level) -> bool {
    let words = !finding.changes.is_empty() && (finding.safe || level == Level::Unsafe);
    words || matches!(finding.rule.code, "PG01" | "PG02" | "PG03")
}

type Parts = Vec<(String, Vec<u8>)>;

/// The parts as they are to be, and what is mended by them. Of two mends that overlap the first is made.
fn mend(model: &Model<'_>, options: &Options, todo: &[Finding]) -> Result<(Parts, Vec<Finding>)> {
    let mut edits: Vec<Edits> = model.parts.iter().map(|_| Edits::new()).collect();
    let mut taken: Vec<Vec<Range<usize>>> = model.parts.iter().map(|_| Vec::new()).collect();
    let mut done = Vec::new();
    for finding in todo {
        let Some(paragraph) = finding.paragraph.and_then(|index| model.paragraphs.get(index)) else {
            continue;
        };
        let (Some(part), Some(edits), Some(taken)) =
            (model.parts.get(paragraph.part), edits.get_mut(paragraph.part), taken.get_mut(paragraph.part))
        else {
            continue;
        };
        let splices: Option<Vec<_>> =
            finding.changes.iter().map(|change| splices(&part.tree, &paragraph.text, change)).collect();
        let Some(splices) = splices else { continue };
        let splices: Vec<(Range<usize>, String)> = splices.into_iter().flatten().collect();
        let overlaps = |(range, _): &(Range<usize>, String)| {
            taken.iter().any(|t| range.start <= t.end && t.start <= range.end)
        };
        if splices.is_empty() || splices.iter().any(overlaps) {
            continue;
        }
        for (range, with) in splices {
            taken.push(range.clone());
            edits.replace(range, with);
        }
        done.push(finding.clone());
    }
    page(model, &options.profile.page, todo, edits.first_mut(), &mut done);
    let mut parts = Vec::new();
    for (part, edits) in model.parts.iter().zip(edits) {
        if edits.is_empty() {
            continue;
        }
        let unsound = || Problem::new(&catalogue::format::NOT_BUILT);
        let text = edits.apply(part.tree.source()).ok_or_else(unsound)?;
        parts.push((part.name.clone(), part.encoding.encode(&text)));
    }
    Ok((parts, done))
}

/// The splices that change some characters of a paragraph: the first run takes the new words, the others lose
/// theirs. `None` where the characters are not all spelled in `w:t`.
fn splices(tree: &Tree<'_>, text: &ParagraphText, change: &Change) -> Option<Vec<(Range<usize>, String)>> {
    let byte = |chars: usize| text.text.char_indices().nth(chars).map_or(text.text.len(), |(byte, _)| byte);
    let range = byte(change.range.start)..byte(change.range.end);
    let mut escaped = String::new();
    escape_text(&change.with, &mut escaped);
    if range.is_empty() {
        let piece = text.piece_at(range.start).or(text.pieces.last())?;
        if piece.kind == Source::Element {
            return None;
        }
        let at = match text.source_at(range.start) {
            Some(at) => at,
            None => piece.source.end,
        };
        return Some(vec![(at..at, escaped)]);
    }
    let mut out = Vec::new();
    let pieces = text.pieces.iter().filter(|p| p.text.start < range.end && range.start < p.text.end);
    for piece in pieces {
        let source = match piece.kind {
            Source::Element if !is_blank_element(tree, piece.node) => return None,
            Source::Element | Source::Reference => piece.source.clone(),
            Source::Verbatim => {
                let from = range.start.max(piece.text.start) - piece.text.start;
                let to = range.end.min(piece.text.end) - piece.text.start;
                piece.source.start + from..piece.source.start + to
            }
        };
        // New words stand in text, not in the place of a tab.
        let words = if piece.kind == Source::Element { String::new() } else { std::mem::take(&mut escaped) };
        out.push((source, words));
    }
    escaped.is_empty().then_some(out)
}

fn is_blank_element(tree: &Tree<'_>, node: crate::xml::NodeId) -> bool {
    tree.is(node, ns::w("tab")) || tree.is(node, ns::w("softHyphen"))
}

/// Upright sections get the paper and the margins of the profile.
fn page(
    model: &Model<'_>,
    page: &Page,
    todo: &[Finding],
    edits: Option<&mut Edits>,
    done: &mut Vec<Finding>,
) {
    let (Some(edits), Some(part)) = (edits, model.parts.first()) else { return };
    let tree = &part.tree;
    let faults: Vec<&Finding> =
        todo.iter().filter(|f| matches!(f.rule.code, "PG01" | "PG02" | "PG03")).collect();
    if faults.is_empty() {
        return;
    }
    done.extend(faults.into_iter().cloned());
    for node in model.sections.iter().filter(|s| !s.landscape).filter_map(|s| s.node) {
        let values: [(&str, &[(&str, i32)]); 2] = [
            ("pgSz", &[("w", page.width), ("h", page.height)]),
            (
                "pgMar",
                &[
                    ("top", page.top),
                    ("right", page.right),
                    ("bottom", page.bottom),
                    ("left", page.left),
                    ("gutter", 0),
                ],
            ),
        ];
        for (name, attributes) in values {
            let Some(child) = tree.child(node, ns::w(name)) else { continue };
            for (attribute, value) in attributes {
                if let Some(range) = tree.attribute_range(child, ns::w(attribute)) {
                    edits.replace(range, value.to_string());
                }
            }
        }
    }
}
