//! A tag: what it says, where it stands and what it means.

use super::fold::Code;
use super::lexer::Level;
use crate::error::{DocPlace, Entry, Problem, catalogue::template as t};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// A tag of a part.
#[derive(Clone, Debug)]
pub(super) struct Tag {
    pub what: What,
    pub level: Option<Level>,
    /// The code for the expression engine, without keyword for prints.
    pub code: Code,
    pub spot: Spot,
    /// Where the tag stands in its (healed) part, in bytes.
    pub range: Range<usize>,
}

/// Where a tag stands, for people.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub place: DocPlace,
    /// The text box, if it stands in one: its number in the part.
    pub textbox: Option<u32>,
    /// In `mc:Fallback`: a copy of what is reported elsewhere.
    pub fallback: bool,
    /// The paragraph's text.
    pub line: Arc<str>,
    /// The tag in it, in characters and in bytes.
    pub chars: Range<usize>,
    pub bytes: Range<usize>,
    /// The tag's inside in it, in bytes.
    pub inner: Range<usize>,
}

/// What a tag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Print,
    Comment,
    Literal,
    /// `raw` or `endraw`: gone once the lexer has read it.
    Raw,
    Open(Block),
    Branch(Branch),
    Close(Block),
    /// `set x = …`, `do …`.
    Single,
    /// `break`, `continue`.
    LoopControl,
    /// A property of the cell or list around it.
    Special(Special),
    /// Reported; left out of everything else.
    Faulty,
}

/// A block statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    For,
    If,
    With,
    Macro,
    Call,
    Filter,
    Set,
}

/// A tag that sets a property of what it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Special {
    /// `cellbg c`: the cell's background.
    CellBackground,
    /// `colspan n`: how many columns the cell covers.
    ColumnSpan,
    /// `hm`: the loop's cells become one.
    MergeHorizontally,
    /// `vm`: the loop's cells in this column become one.
    MergeVertically,
    /// `restart`: numbered lists count anew from here.
    Restart,
}

/// A tag between a block's opening and its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Branch {
    Else,
    Elif,
}

impl Block {
    const ALL: [(&'static str, &'static str, Block); 7] = [
        ("for", "endfor", Block::For),
        ("if", "endif", Block::If),
        ("with", "endwith", Block::With),
        ("macro", "endmacro", Block::Macro),
        ("call", "endcall", Block::Call),
        ("filter", "endfilter", Block::Filter),
        ("set", "endset", Block::Set),
    ];

    pub(super) fn opened_by(word: &str) -> Option<Block> {
        Self::ALL.iter().find(|(open, ..)| *open == word).map(|(_, _, b)| *b)
    }

    pub(super) fn closed_by(word: &str) -> Option<Block> {
        Self::ALL.iter().find(|(_, close, _)| *close == word).map(|(_, _, b)| *b)
    }

    pub(super) fn open_word(self) -> &'static str {
        Self::ALL.iter().find(|(.., b)| *b == self).map_or("", |(open, ..)| open)
    }

    pub(super) fn close_word(self) -> &'static str {
        Self::ALL.iter().find(|(.., b)| *b == self).map_or("", |(_, close, _)| close)
    }

    /// True for a block whose body becomes a value.
    pub(super) fn captures(self) -> bool {
        matches!(self, Block::Macro | Block::Call | Block::Filter | Block::Set)
    }

    /// True for a block whose body may be written more than once.
    pub(super) fn repeats(self) -> bool {
        matches!(self, Block::For | Block::Macro | Block::Call | Block::Set)
    }
}

impl Tag {
    /// The tag as written.
    pub(super) fn written(&self) -> String {
        self.spot.line.get(self.spot.bytes.clone()).unwrap_or("").to_string()
    }

    /// The inside as written.
    pub(super) fn inside(&self) -> &str {
        self.spot.line.get(self.spot.inner.clone()).unwrap_or("")
    }

    /// Whether it is written between `{%` and `%}`.
    pub(super) fn has_percent(&self) -> bool {
        let opening = self.spot.line.get(self.spot.bytes.start..self.spot.inner.start);
        opening.is_some_and(|opening| opening.contains(['%', '％']))
    }

    /// Whether it is a statement, in whatever braces.
    pub(super) fn is_statement(&self) -> bool {
        !matches!(self.what, What::Print | What::Comment | What::Literal)
    }

    /// The first word of a statement's code.
    pub(super) fn word(&self) -> &str {
        self.code.text.split_whitespace().next().unwrap_or("")
    }

    /// True when the tag writes something where it stands.
    pub(super) fn prints(&self) -> bool {
        matches!(self.what, What::Print | What::Literal | What::Faulty)
    }

    /// A problem that marks the whole tag.
    pub(super) fn problem(&self, entry: &'static Entry) -> Problem {
        self.spot.problem(entry, self.spot.chars.clone())
    }

    /// Says of a problem that it stands at this tag.
    pub(super) fn place(&self, problem: Problem) -> Problem {
        self.spot.mark(problem, self.spot.chars.clone())
    }

    /// A problem that marks a stretch of the code.
    pub(super) fn problem_at(&self, entry: &'static Entry, code: Range<usize>) -> Problem {
        let inside = self.inside();
        let chars = |byte: usize| inside.get(..byte.min(inside.len())).map_or(0, |s| s.chars().count());
        let opening = self.spot.line.get(self.spot.bytes.start..self.spot.inner.start);
        let base = self.spot.chars.start + opening.map_or(0, |s| s.chars().count());
        let start = base + chars(self.code.origin(code.start));
        let end = match code.end.checked_sub(1) {
            Some(last) if code.end > code.start => base + chars(self.code.origin(last)) + 1,
            _ => start + 1,
        };
        let end = end.min(self.spot.chars.end).max(start);
        self.spot.problem(entry, if end > start { start..end } else { self.spot.chars.clone() })
    }
}

/// How many characters of a line a problem keeps on either side of its words, and of the words.
const WINDOW: usize = 200;

impl Spot {
    /// A problem that marks a stretch of the paragraph, in characters.
    pub(super) fn problem(&self, entry: &'static Entry, chars: Range<usize>) -> Problem {
        self.mark(Problem::new(entry), chars)
    }

    fn mark(&self, problem: Problem, chars: Range<usize>) -> Problem {
        let mut place = self.place.clone();
        place.start = u32::try_from(chars.start).ok();
        place.end = u32::try_from(chars.end).ok();
        // A window of the line, found from the tag: a paragraph may be long and have a problem at every tag.
        let tag = self.line.get(self.bytes.start..).unwrap_or("");
        let skipped = chars.start.saturating_sub(self.chars.start);
        let at = self.bytes.start + tag.char_indices().nth(skipped).map_or(tag.len(), |(i, _)| i);
        let (before, after) = self.line.split_at_checked(at).unwrap_or((&self.line, ""));
        let head: Vec<char> = before.chars().rev().take(WINDOW).collect();
        let shown = chars.len().min(WINDOW);
        let words: String = after.chars().take(shown).collect();
        let tail = after.chars().take(shown + WINDOW);
        let window: String = head.iter().rev().copied().chain(tail).collect();
        let mark = head.len()..head.len() + shown;
        problem.at(place).text(words).context(window, mark)
    }

    /// The place in both languages, as an argument of a message.
    pub(super) fn name_place(&self, problem: Problem, name: &'static str) -> Problem {
        use crate::error::{Lang, Place};
        let place = Place::from(self.place.clone());
        problem.phrase(name, place.words(Lang::Zh), place.words(Lang::En))
    }
}

/// Matches blocks: each opening with its branches and its end.
#[derive(Clone, Debug)]
pub(super) struct Matched {
    pub block: Block,
    /// Indices of tags: the opening, the branches, the end.
    pub tags: Vec<usize>,
}

/// A story: its part, its text box, its note.
type StoryKey = (usize, Option<u32>, Option<u32>);

/// Matches the blocks of the tags of some parts, each story for itself. Indices are those within a part;
/// blocks are in the order of their ends, inner before outer.
pub(super) fn match_blocks(parts: &[&[Tag]], problems: &mut Vec<Problem>) -> Vec<Vec<Matched>> {
    let tags: Vec<(usize, &Tag)> =
        parts.iter().enumerate().flat_map(|(part, tags)| tags.iter().map(move |tag| (part, tag))).collect();
    let mut matcher = Matcher {
        tags: &tags,
        matched: Vec::new(),
        open: HashMap::new(),
        used: HashSet::new(),
        found: Vec::new(),
    };
    for (i, (_, tag)) in tags.iter().enumerate() {
        matcher.tag(i, tag);
    }
    matcher.end();
    // What is stored twice, in a choice and its fallback, is reported once.
    let fallback = |i: usize| tags.get(i).is_some_and(|(_, tag)| tag.spot.fallback);
    problems.extend(matcher.found.into_iter().filter(|(i, _)| !fallback(*i)).map(|(_, problem)| problem));
    let mut base = 0;
    let mut matched = vec![Vec::new(); parts.len()];
    for (part, (list, own)) in parts.iter().zip(&mut matched).enumerate() {
        let inside =
            |m: &&Matched| m.tags.first().and_then(|&i| tags.get(i)).is_some_and(|(p, _)| *p == part);
        let local = |m: &Matched| Matched { block: m.block, tags: m.tags.iter().map(|i| i - base).collect() };
        own.extend(matcher.matched.iter().filter(inside).map(local));
        base += list.len();
    }
    matched
}

struct Matcher<'a> {
    tags: &'a [(usize, &'a Tag)],
    matched: Vec<Matched>,
    open: HashMap<StoryKey, Vec<Matched>>,
    /// Ends that a crossing has used up.
    used: HashSet<usize>,
    /// Problems with the tag that they stand at.
    found: Vec<(usize, Problem)>,
}

impl Matcher<'_> {
    fn get(&self, i: usize) -> Option<&Tag> {
        self.tags.get(i).map(|(_, tag)| *tag)
    }

    fn story(&self, i: usize) -> StoryKey {
        let of = |(part, tag): &(usize, &Tag)| (*part, tag.spot.textbox, tag.spot.place.note);
        self.tags.get(i).map_or((0, None, None), of)
    }

    fn tag(&mut self, i: usize, tag: &Tag) {
        let story = self.story(i);
        let open = self.open.entry(story).or_default();
        match tag.what {
            What::Open(block) => open.push(Matched { block, tags: vec![i] }),
            What::Branch(branch) => {
                let fits =
                    |m: &Matched| m.block == Block::If || (m.block == Block::For && branch == Branch::Else);
                let has_else = |m: &Matched| {
                    let branch = |&n: &usize| {
                        self.tags.get(n).is_some_and(|(_, t)| t.what == What::Branch(Branch::Else))
                    };
                    m.tags.iter().any(branch)
                };
                match open.last_mut() {
                    Some(m) if fits(m) => {
                        if has_else(m) {
                            let problem = tag.problem(&t::SECOND_ELSE).arg("block", m.block.open_word());
                            self.found.push((i, problem.arg("word", tag.word())));
                        }
                        m.tags.push(i);
                    }
                    _ => {
                        let within =
                            if branch == Branch::Else { "if…endif / for…endfor" } else { "if…endif" };
                        let problem =
                            tag.problem(&t::MISPLACED_BRANCH).arg("word", tag.word()).arg("within", within);
                        self.found.push((i, problem));
                    }
                }
            }
            What::Close(block) if !self.used.contains(&i) => self.close(i, tag, block),
            What::LoopControl | What::Special(Special::MergeHorizontally | Special::MergeVertically)
                if !open.iter().any(|m| m.block == Block::For) =>
            {
                self.found.push((i, tag.problem(&t::LOOP_CONTROL).arg("word", tag.word())));
            }
            _ => {}
        }
    }

    fn close(&mut self, i: usize, tag: &Tag, block: Block) {
        let story = self.story(i);
        let open = self.open.entry(story).or_default();
        let Some(at) = open.iter().rposition(|m| m.block == block) else {
            self.stray(i, tag, block);
            return;
        };
        // What was opened after it and never closed is at fault, not this end.
        let left = open.split_off(at + 1);
        let closed = open.pop();
        let left = left.into_iter().filter(|m| !self.crosses(i, tag, m)).collect();
        self.unclosed(left);
        if let Some(mut m) = closed {
            m.tags.push(i);
            self.matched.push(m);
        }
    }

    /// What was opened inside ends outside: a crossing.
    fn crosses(&mut self, i: usize, tag: &Tag, inner: &Matched) -> bool {
        let mut depth = 0usize;
        let rest = self.tags.iter().enumerate().skip(i + 1).filter(|(n, _)| self.story(*n) == self.story(i));
        let end = rest.into_iter().find(|(n, (_, t))| match t.what {
            What::Open(block) if block == inner.block => {
                depth += 1;
                false
            }
            What::Close(block) if block == inner.block && !self.used.contains(n) => {
                depth = depth.wrapping_sub(1);
                depth == usize::MAX
            }
            _ => false,
        });
        let opening = inner.tags.first().and_then(|&f| self.get(f)).cloned();
        let (Some((end, _)), Some(opening)) = (end, opening) else { return false };
        self.used.insert(end);
        let problem =
            tag.problem(&t::MISMATCHED_END).arg("close", tag.written()).arg("open", opening.written());
        let problem = opening.spot.name_place(problem, "where").arg("wanted", inner.block.close_word());
        self.found.push((i, problem));
        true
    }

    /// An end without its opening: perhaps that stands in another story.
    fn stray(&mut self, i: usize, tag: &Tag, block: Block) {
        let key = self.story(i);
        let elsewhere = self.open.iter_mut().filter(|(k, _)| **k != key).find_map(|(_, open)| {
            let at = open.iter().rposition(|m| m.block == block)?;
            let crosses = open.get(at)?.tags.first().copied();
            open.remove(at);
            crosses
        });
        let problem = match elsewhere.and_then(|first| self.get(first)) {
            Some(opening) => {
                let problem = opening
                    .problem(&t::CROSSES_STORY)
                    .arg("open", opening.written())
                    .arg("close", tag.written());
                tag.spot.name_place(opening.spot.name_place(problem, "from"), "to")
            }
            None => {
                tag.problem(&t::UNEXPECTED_END).arg("close", tag.written()).arg("open", block.open_word())
            }
        };
        self.found.push((i, problem));
    }

    fn unclosed(&mut self, left: Vec<Matched>) {
        for (first, block) in left.iter().filter_map(|m| Some((*m.tags.first()?, m.block))) {
            if let Some(tag) = self.get(first) {
                let problem = tag
                    .problem(&t::UNCLOSED_BLOCK)
                    .arg("open", tag.written())
                    .arg("close", block.close_word());
                self.found.push((first, problem));
            }
        }
    }

    fn end(&mut self) {
        let mut left: Vec<Matched> = self.open.drain().flat_map(|(_, open)| open).collect();
        left.sort_by_key(|m| m.tags.first().copied());
        self.unclosed(left);
    }
}
