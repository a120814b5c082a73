//! What changed between two rows of tokens, as a reader would say it.

use super::chain::{Match, heaviest};
use super::similarity::HashedMap;
use super::tokens::{Hash, Role, Token};
use similar::algorithms::{Capture, diff_slices_deadline};
use std::ops::Range;
use std::time::Instant;

/// A stretch of both sides: equal, or changed (where one of the ranges may be empty).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Whether both ranges are equal, token by token.
    pub equal: bool,
    /// The tokens of the old side.
    pub old: Range<usize>,
    /// The tokens of the new side.
    pub new: Range<usize>,
}

/// Compares two rows of tokens: equal stretches and changes by turns.
///
/// Equal sentences hold the rest; between them the shortest edit is found, moved to where a clause
/// begins or ends, and joined where little stands between two changes.
pub fn compare(old: &[Token], new: &[Token], deadline: Option<Instant>) -> Vec<Edit> {
    let mut edits = Row::default();
    let (mut o, mut n) = (0, 0);
    for (old_range, new_range) in sentences_kept(old, new) {
        shortest(old, new, o..old_range.start, n..new_range.start, deadline, &mut edits);
        (o, n) = (old_range.end, new_range.end);
        edits.equal(old_range, new_range);
    }
    shortest(old, new, o..old.len(), n..new.len(), deadline, &mut edits);
    let mut edits = edits.0;
    slide(&mut edits, old, new);
    peel(join(edits, old), old, new)
}

/// The share of the longer side that stays, 0 to 1, in characters.
pub fn kept(edits: &[Edit], old: &[Token], new: &[Token]) -> f32 {
    let chars = |tokens: &[Token], range: Range<usize>| {
        tokens.get(range).map_or(0, |t| t.iter().map(|t| t.chars).sum::<u32>())
    };
    let equal: u32 = edits.iter().filter(|e| e.equal).map(|e| chars(old, e.old.clone())).sum();
    equal as f32 / chars(old, 0..old.len()).max(chars(new, 0..new.len())).max(1) as f32
}

/// Edits as they are collected: neighbours of one sort become one.
#[derive(Default)]
struct Row(Vec<Edit>);

impl Row {
    fn push(&mut self, equal: bool, old: Range<usize>, new: Range<usize>) {
        if old.is_empty() && new.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(last) if last.equal == equal => (last.old.end, last.new.end) = (old.end, new.end),
            _ => self.0.push(Edit { equal, old, new }),
        }
    }

    fn equal(&mut self, old: Range<usize>, new: Range<usize>) {
        self.push(true, old, new);
    }
}

/// The shortest edit within a region.
fn shortest(
    old: &[Token],
    new: &[Token],
    o: Range<usize>,
    n: Range<usize>,
    deadline: Option<Instant>,
    out: &mut Row,
) {
    let keys = |tokens: &[Token], range: &Range<usize>| {
        tokens.get(range.clone()).map_or(Vec::new(), |t| t.iter().map(|t| t.key).collect())
    };
    let (a, b) = (keys(old, &o), keys(new, &n));
    let mut capture = Capture::new();
    let Ok(()) = diff_slices_deadline(similar::Algorithm::Myers, &mut capture, &a, &b, deadline);
    for op in capture.ops() {
        let (tag, old, new) = op.as_tag_tuple();
        let shift = |range: Range<usize>, by: usize| range.start + by..range.end + by;
        out.push(tag == similar::DiffTag::Equal, shift(old, o.start), shift(new, n.start));
    }
}

/// Sentences of five tokens or more that occur once on each side, in the heaviest order.
fn sentences_kept(old: &[Token], new: &[Token]) -> Vec<(Range<usize>, Range<usize>)> {
    if old.len().min(new.len()) < 12 {
        return Vec::new();
    }
    let (a, b) = (sentences(old), sentences(new));
    let mut seen: HashedMap<u64, (u32, u32, usize)> = HashedMap::default();
    for (index, sentence) in a.iter().enumerate() {
        seen.entry(sentence.key).or_insert((0, 0, index)).0 += 1;
    }
    for sentence in &b {
        if let Some(entry) = seen.get_mut(&sentence.key) {
            entry.1 += 1;
        }
    }
    let once = |(index, sentence): (usize, &Sentence)| {
        let &(o, n, at) = seen.get(&sentence.key)?;
        let long = sentence.range.len() >= 5;
        (o == 1 && n == 1 && long).then_some(Match { old: at, new: index, weight: sentence.chars as f32 })
    };
    let matches: Vec<Match> = b.iter().enumerate().filter_map(once).collect();
    let range = |m: Match| Some((a.get(m.old)?.range.clone(), b.get(m.new)?.range.clone()));
    heaviest(matches).into_iter().filter_map(range).collect()
}

/// A sentence, its tokens and the hash of their keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its tokens.
    pub range: Range<usize>,
    /// Equal for equal sentences.
    pub key: u64,
    /// How many characters.
    pub chars: u32,
}

/// Cuts a row of tokens after each mark that ends a sentence (and the quotes that close behind it).
pub fn sentences(tokens: &[Token]) -> Vec<Sentence> {
    let mut out = Vec::new();
    let (mut start, mut ended) = (0, false);
    let mut cut = |range: Range<usize>| {
        let part = tokens.get(range.clone()).unwrap_or(&[]);
        let mut hash = Hash::default();
        part.iter().for_each(|t| hash.add(t.key));
        if !part.is_empty() {
            out.push(Sentence { range, key: hash.0, chars: part.iter().map(|t| t.chars).sum() });
        }
    };
    for (index, token) in tokens.iter().enumerate() {
        let goes_on = match token.role {
            Role::Sentence => true,
            Role::Mark => false,
            _ => false,
        };
        if ended && !goes_on {
            cut(start..index);
            start = index;
        }
        ended = token.role == Role::Sentence || token.role == Role::Paragraph;
    }
    cut(start..tokens.len());
    out
}

/// How well a change may begin or end between two tokens.
fn boundary(tokens: &[Token], at: usize) -> u32 {
    let Some(before) = at.checked_sub(1).and_then(|i| tokens.get(i)) else { return 6 };
    let Some(after) = tokens.get(at) else { return 6 };
    match (before.role, after.role) {
        (Role::Paragraph, _) | (_, Role::Paragraph) => 6,
        (Role::Sentence, after) if after != Role::Sentence => 5,
        (Role::Clause, after) if after < Role::Clause => 4,
        (Role::Mark, Role::Word | Role::Number) => 3,
        (Role::Space, _) => 2,
        _ => 1,
    }
}

/// Moves each pure insertion and deletion between its equal neighbours to where it reads best.
fn slide(edits: &mut [Edit], old: &[Token], new: &[Token]) {
    for at in 0..edits.len() {
        let Some([before, rest @ ..]) = edits.get_mut(at.saturating_sub(1)..) else { continue };
        if at == 0 {
            continue;
        }
        let Some((edit, after)) = rest.split_first_mut() else { continue };
        let mut none = Edit { equal: true, old: edit.old.end..edit.old.end, new: edit.new.end..edit.new.end };
        let after = after.first_mut().unwrap_or(&mut none);
        if edit.equal || !before.equal || !after.equal {
            continue;
        }
        if edit.old.is_empty() {
            let by = best_shift(new, &edit.new, before.new.len(), after.new.len());
            shift(before, edit, after, by);
        } else if edit.new.is_empty() {
            let by = best_shift(old, &edit.old, before.old.len(), after.old.len());
            shift(before, edit, after, by);
        }
    }
}

fn shift(before: &mut Edit, edit: &mut Edit, after: &mut Edit, by: isize) {
    for end in [
        &mut before.old.end,
        &mut before.new.end,
        &mut edit.old.start,
        &mut edit.new.start,
        &mut edit.old.end,
        &mut edit.new.end,
        &mut after.old.start,
        &mut after.new.start,
    ] {
        *end = end.saturating_add_signed(by);
    }
}

/// How far a stretch of tokens slides so that it begins and ends best.
fn best_shift(tokens: &[Token], range: &Range<usize>, left: usize, right: usize) -> isize {
    let key = |i: usize| tokens.get(i).map(|t| t.key);
    let mut lowest = 0;
    while lowest < left && key(range.start - lowest - 1) == key(range.end - lowest - 1) {
        lowest += 1;
    }
    let mut highest = 0;
    while highest < right && key(range.start + highest) == key(range.end + highest) {
        highest += 1;
    }
    let score = |by: isize| {
        let at = |i: usize| boundary(tokens, i.saturating_add_signed(by));
        at(range.start) + at(range.end)
    };
    let here = score(0);
    // At most 200 places each way: a row of equal marks could slide for ever.
    let places = -(lowest.min(200) as isize)..=highest.min(200) as isize;
    places
        .map(|by| (score(by), by))
        .filter(|&(s, _)| s > here)
        .max_by_key(|&(s, by)| (s, -by.abs()))
        .map_or(0, |(_, by)| by)
}

/// Joins changes between which little stands: a particle or a blank, or a chance word amid long changes.
fn join(edits: Vec<Edit>, old: &[Token]) -> Vec<Edit> {
    let size = |edit: &Edit| edit.old.len().max(edit.new.len());
    let mut out = Row::default();
    for (at, edit) in edits.iter().enumerate() {
        let neighbours = at.checked_sub(1).and_then(|i| edits.get(i)).zip(edits.get(at + 1));
        let joins = edit.equal
            && neighbours.is_some_and(|(before, after)| {
                let between = old.get(edit.old.clone()).unwrap_or(&[]);
                is_little(between) && two_sided(before, after)
                    || is_chance(between, size(before).min(size(after)))
            });
        out.push(edit.equal && !joins, edit.old.clone(), edit.new.clone());
    }
    out.0
}

/// Parts a replacement from whole sentences that went or came behind it.
///
/// `[-80%。组织走访-][+85%+]。` reads `[-80%-][+85%+]。[-组织走访。-]`: the mark behind stays in its first place.
fn peel(edits: Vec<Edit>, old: &[Token], new: &[Token]) -> Vec<Edit> {
    let mut out = Row::default();
    let mut edits = edits.into_iter().peekable();
    while let Some(edit) = edits.next() {
        let mark = edits.peek().filter(|_| !edit.equal && !edit.old.is_empty() && !edit.new.is_empty());
        let mark = mark.map(|after| (after.old.start, after.new.start));
        let cut = mark.and_then(|(o, n)| {
            let of_old = mark_within(old, &edit.old, edit.new.len(), o).map(|at| (at, n));
            of_old.or_else(|| mark_within(new, &edit.new, edit.old.len(), n).map(|at| (o, at)))
        });
        let (Some((o, n)), Some((mark_old, mark_new))) = (cut, mark) else {
            out.push(edit.equal, edit.old, edit.new);
            continue;
        };
        out.push(false, edit.old.start..o, edit.new.start..n);
        out.push(true, o..o + 1, n..n + 1);
        out.push(false, o + 1..mark_old + 1, n + 1..mark_new + 1);
        if let Some(after) = edits.peek_mut() {
            (after.old.start, after.new.start) = (mark_old + 1, mark_new + 1);
        }
    }
    out.0
}

/// The first place in a range of the mark that stands at `mark`, not far behind a stretch of `size` tokens.
fn mark_within(tokens: &[Token], range: &Range<usize>, size: usize, mark: usize) -> Option<usize> {
    let mark = tokens.get(mark).filter(|t| matches!(t.role, Role::Sentence | Role::Clause))?;
    let limit = range.start + 2 * size + 2;
    let mut places = (range.start + 1..limit.min(range.end)).filter(|&at| range.end - at > 3);
    places.find(|&at| tokens.get(at).is_some_and(|t| t.key == mark.key))
}

/// Whether two changes would read as one replacement.
fn two_sided(before: &Edit, after: &Edit) -> bool {
    let has = |f: fn(&Edit) -> &Range<usize>| !f(before).is_empty() || !f(after).is_empty();
    has(|e| &e.old) && has(|e| &e.new)
}

fn is_little(between: &[Token]) -> bool {
    between.len() <= 2 && between.iter().all(|t| matches!(t.role, Role::Particle | Role::Space))
}

/// Whether a few common words stayed equal by chance between two long changes (of `size` tokens).
fn is_chance(between: &[Token], size: usize) -> bool {
    let weight: usize = between
        .iter()
        .map(|t| match t.role {
            Role::Particle | Role::Space | Role::Mark | Role::Clause => 1,
            Role::Word if t.chars == 1 => 1,
            Role::Word => 3,
            _ => 100,
        })
        .sum();
    weight <= 3 && size >= 4 * weight.max(1)
}
