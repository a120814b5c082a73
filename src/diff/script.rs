//! The whole comparison of two rows of blocks: what stays, goes, comes, and moves.

use super::align::{Alignment, Block, Link, align};
use super::edits::{self, Edit, Sentence};
use super::resegment::{self, Cuts};
use super::tokens::{By, Hash, Ignore, MARK, Role, Token, Tokenizer};
use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::time::Instant;

/// The least length of a sentence that is known again elsewhere, in characters.
const MOVES: u32 = 8;

/// How to compare.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Settings {
    /// The units of a change.
    pub by: By,
    /// What counts for nothing.
    pub ignore: Ignore,
    /// When to stop looking for the best answer.
    pub deadline: Option<Instant>,
}

/// What happens to a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// It stays.
    Equal,
    /// It goes.
    Delete,
    /// It comes.
    Insert,
    /// It goes elsewhere; the number joins both ends.
    MoveFrom(u32),
    /// It comes from elsewhere.
    MoveTo(u32),
}

/// A stretch of a group's text; `old` is empty where text comes, `new` where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What happens.
    pub act: Act,
    /// Bytes of the group's old text.
    pub old: Range<usize>,
    /// Bytes of the group's new text.
    pub new: Range<usize>,
}

/// One step of the comparison, with what changed inside.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The blocks.
    pub link: Link,
    /// The move that takes the whole block elsewhere.
    pub moved: Option<u32>,
    /// The old blocks' texts, each with [`MARK`] behind it; empty for blocks that are the same.
    pub old: String,
    /// The new blocks' texts, each with [`MARK`] behind it.
    pub new: String,
    /// What happens to the text; the last piece of changed text is the mark that stays.
    pub pieces: Vec<Piece>,
}

/// The comparison of two rows of blocks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Script {
    /// Every block of both sides, in order.
    pub groups: Vec<Group>,
    /// Whether the deadline made it coarser.
    pub coarse: bool,
    /// How many moves there are: their numbers are below this one.
    pub moves: u32,
}

/// Compares two rows of blocks. Moves are numbered from `first_move`.
///
/// ```
/// use hongtou::diff::{align::Block, script::{compare, Act, Settings}, tokens::hash};
/// let block = |text: &'static str| {
///     Block { key: hash(text.as_bytes()), text, objects: &[], zones: &[], kind: 0, holder: 0, splits: true }
/// };
/// let (old, new) = ([block("签订责任书1621份。")], [block("签订责任书1698份。")]);
/// let script = compare(&old, &new, &Settings::default(), 0);
/// let group = &script.groups[0];
/// let gone = group.pieces.iter().find(|piece| piece.act == Act::Delete).unwrap();
/// assert_eq!(&group.old[gone.old.clone()], "1621");
/// ```
pub fn compare(old: &[Block<'_>], new: &[Block<'_>], settings: &Settings, first_move: u32) -> Script {
    let Alignment { links, moves, coarse } = align(old, new, settings.deadline);
    let moved_from: HashMap<usize, u32> = moves.iter().zip(first_move..).map(|(m, id)| (m.0, id)).collect();
    let moved_to: HashMap<usize, u32> = moves.iter().zip(first_move..).map(|(m, id)| (m.1, id)).collect();
    let mut writer =
        Writer { tokenizer: Tokenizer::new(settings.by, settings.ignore), settings, blocks: (old, new) };
    let mut drafts: Vec<Draft> = Vec::with_capacity(links.len());
    for link in links {
        let moved = match &link {
            Link::Deleted { old } => moved_from.get(old),
            Link::Inserted { new } => moved_to.get(new),
            _ => None,
        };
        drafts.push(writer.draft(link, moved.copied()));
    }
    writer.compare_moved(&mut drafts);
    let moves = sentence_moves(&mut drafts, first_move + moves.len() as u32);
    let coarse = coarse || settings.deadline.is_some_and(|deadline| Instant::now() >= deadline);
    Script { groups: drafts.into_iter().map(Draft::finish).collect(), coarse, moves }
}

/// Compares one old and one new block that belong together.
pub fn pair(old: &[Block<'_>], new: &[Block<'_>], settings: &Settings) -> Group {
    let mut writer =
        Writer { tokenizer: Tokenizer::new(settings.by, settings.ignore), settings, blocks: (old, new) };
    writer.draft(Link::Changed { old: 0..old.len(), new: 0..new.len() }, None).finish()
}

/// A group whose pieces are still tokens.
struct Draft {
    link: Link,
    moved: Option<u32>,
    old: Side,
    new: Side,
    edits: Vec<Edit>,
    /// Moved sentences, as ranges of tokens.
    from: Vec<(Range<usize>, u32)>,
    to: Vec<(Range<usize>, u32)>,
}

#[derive(Default)]
struct Side {
    text: String,
    tokens: Vec<Token>,
}

struct Writer<'a> {
    tokenizer: Tokenizer,
    settings: &'a Settings,
    blocks: (&'a [Block<'a>], &'a [Block<'a>]),
}

impl Writer<'_> {
    fn draft(&mut self, link: Link, moved: Option<u32>) -> Draft {
        let (old, new) = match &link {
            Link::Same { .. } => (0..0, 0..0),
            Link::Changed { old, new } => (old.clone(), new.clone()),
            Link::Deleted { old } => (*old..*old + 1, 0..0),
            Link::Inserted { new } => (0..0, *new..*new + 1),
        };
        let mut old = self.side(self.blocks.0, old);
        let mut new = self.side(self.blocks.1, new);
        let mut edits = edits_of(&link, &old.tokens, &new.tokens, self.settings.deadline);
        if self.settings.by == By::Word && self.resegment(&mut old, &mut new, &edits) {
            edits = edits_of(&link, &old.tokens, &new.tokens, self.settings.deadline);
        }
        Draft { link, moved, old, new, edits, from: Vec::new(), to: Vec::new() }
    }

    /// Cuts words again that only a changed neighbour had joined; `true` if there were any.
    fn resegment(&self, old: &mut Side, new: &mut Side, edits: &[Edit]) -> bool {
        let mut cuts = Cuts::default();
        for edit in edits.iter().filter(|edit| !edit.equal && !edit.old.is_empty() && !edit.new.is_empty()) {
            resegment::find(
                (&old.text, &old.tokens, &edit.old),
                (&new.text, &new.tokens, &edit.new),
                &mut cuts,
            );
        }
        self.cut_again(old, &cuts.old);
        self.cut_again(new, &cuts.new);
        !(cuts.old.is_empty() && cuts.new.is_empty())
    }

    fn cut_again(&self, side: &mut Side, cuts: &[usize]) {
        for &at in cuts {
            let index = side.tokens.partition_point(|t| (t.end as usize) <= at);
            let Some(token) = side.tokens.get(index).copied().filter(|t| (t.start as usize) < at) else {
                continue;
            };
            let part = |start, end| self.tokenizer.token(&side.text, start, end, token.role);
            let parts = [part(token.start as usize, at), part(at, token.end as usize)];
            // What is in a link keeps a key of its own.
            if part(token.start as usize, token.end as usize).key == token.key {
                side.tokens.splice(index..index + 1, parts);
            }
        }
    }

    fn side(&mut self, blocks: &[Block<'_>], range: Range<usize>) -> Side {
        let mut text = String::new();
        let (mut objects, mut zones) = (Vec::new(), Vec::new());
        for block in blocks.get(range).unwrap_or(&[]).iter().filter(|block| block.splits) {
            objects.extend(block.objects.iter().map(|&(at, key)| (at + text.len() as u32, key)));
            let base = text.len() as u32;
            zones.extend(block.zones.iter().map(|&(start, end, key)| (start + base, end + base, key)));
            text.push_str(block.text);
            text.push(MARK);
        }
        let mut tokens = self.tokenizer.cut(&text);
        let mut objects = objects.into_iter().peekable();
        for token in &mut tokens {
            while objects.next_if(|object| object.0 < token.start).is_some() {}
            if token.role == Role::Object
                && let Some(object) = objects.next_if(|object| object.0 == token.start)
            {
                let mut hash = Hash(object.1);
                hash.add(1);
                token.key = hash.0;
            }
        }
        for (start, end, key) in zones {
            let first = tokens.partition_point(|t| t.end <= start);
            for token in tokens.iter_mut().skip(first).take_while(|t| t.start < end) {
                let mut hash = Hash(token.key);
                hash.add(key);
                token.key = hash.0;
            }
        }
        Side { text, tokens }
    }
}

impl Writer<'_> {
    /// Finds what of moved blocks stayed as it was: only that moved, the rest was edited.
    fn compare_moved(&self, drafts: &mut [Draft]) {
        let ends = |drafts: &[Draft], side: fn(&Draft) -> bool| -> HashMap<u32, usize> {
            let ids = drafts.iter().enumerate().filter(|(_, draft)| side(draft));
            ids.filter_map(|(index, draft)| Some((draft.moved?, index))).collect()
        };
        let from = ends(drafts, |draft| matches!(draft.link, Link::Deleted { .. }));
        let to = ends(drafts, |draft| matches!(draft.link, Link::Inserted { .. }));
        for (id, from) in from {
            let (Some(a), Some((to, b))) =
                (drafts.get(from), to.get(&id).and_then(|&to| Some((to, drafts.get(to)?))))
            else {
                continue;
            };
            let edits = edits_between(&a.old.tokens, &b.new.tokens, self.settings.deadline);
            let equal: Vec<Edit> = edits.into_iter().filter(|edit| edit.equal).collect();
            if let Some(draft) = drafts.get_mut(from) {
                draft.from = equal.iter().map(|edit| (edit.old.clone(), id)).collect();
            }
            if let Some(draft) = drafts.get_mut(to) {
                draft.to = equal.iter().map(|edit| (edit.new.clone(), id)).collect();
            }
        }
    }
}

/// The edits of a group. The marks that end both sides stay.
fn edits_of(link: &Link, old: &[Token], new: &[Token], deadline: Option<Instant>) -> Vec<Edit> {
    let whole = |equal, old, new| vec![Edit { equal, old, new }];
    match link {
        Link::Same { .. } => Vec::new(),
        Link::Deleted { .. } => whole(false, 0..old.len(), 0..0),
        Link::Inserted { .. } => whole(false, 0..0, 0..new.len()),
        Link::Changed { .. } => edits_between(old, new, deadline),
    }
}

fn edits_between(old: &[Token], new: &[Token], deadline: Option<Instant>) -> Vec<Edit> {
    let (Some((_, a)), Some((_, b))) = (old.split_last(), new.split_last()) else { return Vec::new() };
    let mut edits = edits::compare(a, b, deadline);
    match edits.last_mut() {
        Some(last) if last.equal => (last.old.end, last.new.end) = (old.len(), new.len()),
        _ => edits.push(Edit { equal: true, old: a.len()..old.len(), new: b.len()..new.len() }),
    }
    edits
}

/// Finds sentences again that went in one place and came in another.
fn sentence_moves(drafts: &mut [Draft], first: u32) -> u32 {
    let mut gone: HashMap<u64, VecDeque<(usize, Range<usize>)>> = HashMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        for sentence in
            inside(&draft.old.tokens, draft.edits.iter().map(|e| &e.old), &draft.edits, &draft.from)
        {
            gone.entry(sentence.key).or_default().push_back((index, sentence.range));
        }
    }
    let mut found = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        for sentence in inside(&draft.new.tokens, draft.edits.iter().map(|e| &e.new), &draft.edits, &draft.to)
        {
            if let Some(from) = gone.get_mut(&sentence.key).and_then(VecDeque::pop_front) {
                found.push((from, (index, sentence.range)));
            }
        }
    }
    let mut next = first;
    for ((from, from_range), (to, to_range)) in found {
        if let Some(draft) = drafts.get_mut(from) {
            draft.from.push((from_range, next));
        }
        if let Some(draft) = drafts.get_mut(to) {
            draft.to.push((to_range, next));
        }
        next += 1;
    }
    next
}

/// The long sentences that lie whole within the changed ranges of one side.
fn inside<'a>(
    tokens: &[Token],
    ranges: impl Iterator<Item = &'a Range<usize>>,
    edits: &[Edit],
    moved: &[(Range<usize>, u32)],
) -> Vec<Sentence> {
    let changed: Vec<&Range<usize>> = ranges
        .zip(edits)
        .filter(|(range, edit)| !edit.equal && !range.is_empty())
        .map(|(range, _)| range)
        .collect();
    if changed.iter().all(|range| range.len() < 4) {
        return Vec::new();
    }
    let mut sentences = edits::sentences(tokens);
    sentences.retain_mut(|sentence| {
        let plain = |t: &Token| !matches!(t.role, Role::Paragraph | Role::Object);
        sentence.chars >= MOVES
            && tokens.get(sentence.range.clone()).is_some_and(|t| t.iter().all(plain))
            && changed
                .iter()
                .any(|range| range.start <= sentence.range.start && sentence.range.end <= range.end)
            && !moved
                .iter()
                .any(|(range, _)| range.start < sentence.range.end && sentence.range.start < range.end)
    });
    sentences
}

impl Draft {
    fn finish(self) -> Group {
        let mut pieces = Vec::with_capacity(self.edits.len() + 2);
        for edit in &self.edits {
            if edit.equal {
                pieces.push(Piece {
                    act: Act::Equal,
                    old: self.old.bytes(&edit.old),
                    new: self.new.bytes(&edit.new),
                });
                continue;
            }
            let went = |id: Option<u32>| id.map_or(Act::Delete, Act::MoveFrom);
            let came = |id: Option<u32>| id.map_or(Act::Insert, Act::MoveTo);
            for (range, id) in cut(&edit.old, &self.from) {
                pieces.push(Piece {
                    act: went(id),
                    old: self.old.bytes(&range),
                    new: self.new.bytes(&(edit.new.start..edit.new.start)),
                });
            }
            for (range, id) in cut(&edit.new, &self.to) {
                pieces.push(Piece {
                    act: came(id),
                    old: self.old.bytes(&(edit.old.end..edit.old.end)),
                    new: self.new.bytes(&range),
                });
            }
        }
        Group { link: self.link, moved: self.moved, old: self.old.text, new: self.new.text, pieces }
    }
}

impl Side {
    /// The bytes of some tokens; what was ignored belongs to the token before it.
    fn bytes(&self, range: &Range<usize>) -> Range<usize> {
        let start = |index: usize| match index {
            0 => 0,
            _ => self.tokens.get(index).map_or(self.text.len(), |t| t.start as usize),
        };
        start(range.start)..start(range.end)
    }
}

/// Cuts a changed range at the sentences that moved.
fn cut(range: &Range<usize>, moved: &[(Range<usize>, u32)]) -> Vec<(Range<usize>, Option<u32>)> {
    let mut out = Vec::new();
    let mut at = range.start;
    let mut inside: Vec<_> =
        moved.iter().filter(|(m, _)| range.start <= m.start && m.end <= range.end).collect();
    inside.sort_by_key(|(m, _)| m.start);
    for (sentence, id) in inside {
        if at < sentence.start {
            out.push((at..sentence.start, None));
        }
        out.push((sentence.clone(), Some(*id)));
        at = sentence.end;
    }
    if at < range.end {
        out.push((at..range.end, None));
    }
    out
}
