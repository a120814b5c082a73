//! Words that were cut otherwise only because their neighbour changed.
//!
//! 不断/深化 became 不断深入, which the dictionary holds as one word. The reader sees 深化 → 深入. So
//! where both sides of a change begin (or end) alike up to a boundary of words on one side, the other
//! side's word is cut there too; but never so that a single character of a word is left over.

use super::tokens::{Role, Token};
use std::ops::Range;

/// Byte positions inside tokens where they are to be cut, on the old and the new side.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cuts {
    pub old: Vec<usize>,
    pub new: Vec<usize>,
}

/// One side of a change.
struct Side<'a> {
    text: &'a str,
    tokens: &'a [Token],
    /// The change's range in bytes.
    range: Range<usize>,
}

impl<'a> Side<'a> {
    fn of(text: &'a str, all: &'a [Token], range: &Range<usize>) -> Option<Self> {
        let tokens = all.get(range.clone())?;
        let range = tokens.first()?.start as usize..tokens.last()?.end as usize;
        Some(Side { text, tokens, range })
    }

    fn changed(&self) -> &'a str {
        self.text.get(self.range.clone()).unwrap_or("")
    }

    fn is_boundary(&self, at: usize) -> bool {
        at == self.range.start || at == self.range.end || self.tokens.iter().any(|t| t.start as usize == at)
    }

    /// Whether what stays changed between two cuts reads as words.
    fn reads(&self, left: usize, right: usize) -> bool {
        let rest = self.text.get(left..right).unwrap_or("");
        let whole = self.is_boundary(left) && self.is_boundary(right);
        rest.is_empty() || whole || rest.chars().count() >= 2 && self.cut_words(left, right)
    }

    /// Whether only words are cut, no numbers, and none of a word's ends is a single character.
    fn cut_words(&self, left: usize, right: usize) -> bool {
        [left, right].iter().all(|&at| {
            let cut = self.tokens.iter().find(|t| (t.start as usize) < at && at < t.end as usize);
            cut.is_none_or(|t| {
                let chars = |a: usize, b: usize| self.text.get(a..b).map_or(0, |s| s.chars().count());
                t.role == Role::Word && chars(t.start as usize, at) >= 2 && chars(at, t.end as usize) >= 2
            })
        })
    }
}

/// Adds the cuts that make a change smaller.
pub(super) fn find(
    old: (&str, &[Token], &Range<usize>),
    new: (&str, &[Token], &Range<usize>),
    cuts: &mut Cuts,
) {
    let (Some(a), Some(b)) = (Side::of(old.0, old.1, old.2), Side::of(new.0, new.1, new.2)) else { return };
    let head = common_head(&a, &b);
    let tail = common_tail(&a, &b, head);
    for (head, tail) in [(head, tail), (head, 0), (0, tail)] {
        let (left, right) =
            ((a.range.start + head, b.range.start + head), (a.range.end - tail, b.range.end - tail));
        let whole = |side: &Side<'_>, l, r| side.is_boundary(l) && side.is_boundary(r) && l < r;
        let smaller = head + tail > 0
            && (whole(&a, left.0, right.0)
                || whole(&b, left.1, right.1)
                || left.0 == right.0 && left.1 == right.1);
        if smaller && a.reads(left.0, right.0) && b.reads(left.1, right.1) {
            cuts.old.extend([left.0, right.0].into_iter().filter(|&at| !a.is_boundary(at)));
            cuts.new.extend([left.1, right.1].into_iter().filter(|&at| !b.is_boundary(at)));
            return;
        }
    }
}

/// The longest common beginning that ends at a boundary of either side.
fn common_head(a: &Side<'_>, b: &Side<'_>) -> usize {
    let mut best = 0;
    let mut at = 0;
    for (x, y) in a.changed().chars().zip(b.changed().chars()) {
        if x != y {
            break;
        }
        at += x.len_utf8();
        if a.is_boundary(a.range.start + at) || b.is_boundary(b.range.start + at) {
            best = at;
        }
    }
    best
}

fn common_tail(a: &Side<'_>, b: &Side<'_>, head: usize) -> usize {
    let limit = a.range.len().min(b.range.len()) - head;
    let mut best = 0;
    let mut at = 0;
    for (x, y) in a.changed().chars().rev().zip(b.changed().chars().rev()) {
        if x != y || at + x.len_utf8() > limit {
            break;
        }
        at += x.len_utf8();
        if a.is_boundary(a.range.end - at) || b.is_boundary(b.range.end - at) {
            best = at;
        }
    }
    best
}
