//! A paragraph as the rules read it: its characters, what kinds of them it holds, its words.

use super::shield::{is_code, shield};
use super::{Finding, Line, Role, Safety, Story};
use crate::text::numeral::{self, Sign};
use crate::text::punct::is_han;
use crate::text::words::words;
use std::cell::OnceCell;
use std::ops::Range;

/// Kinds of characters that a paragraph holds, so that a rule is asked only where it can answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Kinds(u16);

impl Kinds {
    pub(super) const NONE: Kinds = Kinds(0);
    /// Chinese characters.
    pub(super) const HAN: Kinds = Kinds(1);
    /// Digits, half- or full-width.
    pub(super) const DIGIT: Kinds = Kinds(1 << 1);
    /// ASCII stops: , ; : ? ! .
    pub(super) const HALF_STOP: Kinds = Kinds(1 << 2);
    /// Chinese stops: ，。、；：？！
    pub(super) const STOP: Kinds = Kinds(1 << 3);
    /// Brackets and curly quotes of any kind.
    pub(super) const PAIR: Kinds = Kinds(1 << 4);
    /// Straight quotes.
    pub(super) const STRAIGHT: Kinds = Kinds(1 << 5);
    /// Dashes, tildes, ellipses, dots within words.
    pub(super) const DASH: Kinds = Kinds(1 << 6);
    /// Other ASCII marks: _ * # > ` { $ % / \ @ & <
    pub(super) const SYMBOL: Kinds = Kinds(1 << 7);
    /// Blanks of any width.
    pub(super) const SPACE: Kinds = Kinds(1 << 8);
    /// Latin letters, half-width.
    pub(super) const LATIN: Kinds = Kinds(1 << 9);
    /// Characters that have no business in a text, full-width letters, and rare symbols.
    pub(super) const ODD: Kinds = Kinds(1 << 10);
    /// × and ○
    pub(super) const CROSS: Kinds = Kinds(1 << 11);

    fn of(c: char) -> Kinds {
        match c {
            '0'..='9' => Kinds::DIGIT,
            ',' | ';' | ':' | '?' | '!' | '.' => Kinds::HALF_STOP,
            '(' | ')' | '[' | ']' => Kinds::PAIR,
            '"' | '\'' => Kinds::STRAIGHT,
            '-' | '~' => Kinds::DASH,
            ' ' | '\t' | '\n' | '\u{3000}' => Kinds::SPACE,
            'a'..='z' | 'A'..='Z' => Kinds::LATIN,
            '!'..='~' => Kinds::SYMBOL,
            '，' | '。' | '、' | '；' | '：' | '？' | '！' => Kinds::STOP,
            '“' | '”' | '‘' | '’' | '（' | '）' | '《' | '》' | '〈' | '〉' | '〔' | '〕' | '【' | '】' => {
                Kinds::PAIR
            }
            '—' | '–' | '―' | '‐' | '－' | '～' | '…' | '·' | '・' | '•' | '‧' => {
                Kinds::DASH
            }
            '×' | '○' | '＊' | '＿' | '〇' => Kinds::CROSS,
            '\u{4E00}'..='\u{9FFF}' => Kinds::HAN,
            _ if is_han(c) => Kinds::HAN,
            _ => Kinds::ODD,
        }
    }

    /// Both.
    pub(super) const fn and(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    /// Whether all of these are here.
    pub(super) fn has(self, wanted: Kinds) -> bool {
        self.0 & wanted.0 == wanted.0
    }

    /// Whether any of these is here.
    pub(super) fn any(self, wanted: Kinds) -> bool {
        self.0 & wanted.0 != 0
    }
}

/// A paragraph.
pub(super) struct Text<'a> {
    /// Its number in the draft.
    pub(super) line: usize,
    /// The paragraph itself.
    pub(super) of: Line<'a>,
    /// Its characters.
    pub(super) chars: Vec<char>,
    /// What kinds of characters it holds.
    pub(super) kinds: Kinds,
    /// Addresses, file names, tags of templates, where punctuation is not prose.
    shielded: Vec<Range<usize>>,
    /// Whether it is Chinese prose, and neither a foreign text nor code.
    pub(super) prose: bool,
    /// Whether it holds code.
    pub(super) code: bool,
    /// Whether it holds more of ASCII than of Chinese.
    pub(super) mostly_ascii: bool,
    words: OnceCell<Vec<Range<usize>>>,
}

/// What stands for the character before the first and after the last one.
pub(super) const EDGE: char = '\0';

impl<'a> Text<'a> {
    pub(super) fn new(line: usize, of: Line<'a>) -> Self {
        let mut chars = Vec::with_capacity(of.text.len() / 2);
        let (mut kinds, mut han, mut latin, mut ascii) = (Kinds::NONE, 0_usize, 0_usize, 0_usize);
        for c in of.text.chars() {
            let kind = Kinds::of(c);
            kinds = kinds.and(kind);
            han += usize::from(kind == Kinds::HAN);
            latin += usize::from(kind == Kinds::LATIN);
            ascii += usize::from(c.is_ascii_graphic());
            chars.push(c);
        }
        let code = kinds.any(Kinds::SYMBOL.and(Kinds::HALF_STOP).and(Kinds::STRAIGHT))
            && latin > 1
            && is_code(of.text);
        let mostly_ascii = ascii > han;
        let prose = han > 0 && han * 3 >= latin && !code;
        let shielded =
            if kinds.any(Kinds::SYMBOL.and(Kinds::HALF_STOP)) { shield(&chars) } else { Vec::new() };
        Text { line, of, chars, kinds, shielded, prose, code, mostly_ascii, words: OnceCell::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// The character at a place; [`EDGE`] beyond the end.
    pub(super) fn at(&self, at: usize) -> char {
        self.chars.get(at).copied().unwrap_or(EDGE)
    }

    /// The character `back` places before this one; [`EDGE`] before the start.
    pub(super) fn back(&self, at: usize, back: usize) -> char {
        at.checked_sub(back).map_or(EDGE, |at| self.at(at))
    }

    /// The characters of a range, what lies outside left out.
    pub(super) fn slice(&self, range: Range<usize>) -> &[char] {
        let end = range.end.min(self.len());
        self.chars.get(range.start.min(end)..end).unwrap_or(&[])
    }

    /// The text of a range.
    pub(super) fn string(&self, range: Range<usize>) -> String {
        self.slice(range).iter().collect()
    }

    /// Whether these characters stand here.
    pub(super) fn starts(&self, at: usize, with: &str) -> bool {
        let mut here = self.chars.get(at..).unwrap_or(&[]).iter();
        with.chars().all(|c| here.next() == Some(&c))
    }

    /// Whether these characters end here.
    pub(super) fn ends(&self, end: usize, with: &str) -> bool {
        let mut here = self.chars.get(..end.min(self.len())).unwrap_or(&[]).iter().rev();
        with.chars().rev().all(|c| here.next() == Some(&c))
    }

    /// The first of some words that stands here, with its length.
    pub(super) fn starts_any<'w>(&self, at: usize, words: &[&'w str]) -> Option<(&'w str, usize)> {
        words.iter().find(|word| self.starts(at, word)).map(|word| (*word, word.chars().count()))
    }

    /// The first of some words that ends here, with its length.
    pub(super) fn ends_any<'w>(&self, end: usize, words: &[&'w str]) -> Option<(&'w str, usize)> {
        words.iter().find(|word| self.ends(end, word)).map(|word| (*word, word.chars().count()))
    }

    /// Where these characters stand next.
    pub(super) fn find(&self, from: usize, what: &str) -> Option<usize> {
        let first = what.chars().next()?;
        let rest = self.chars.get(from..)?;
        rest.iter()
            .enumerate()
            .filter(|(_, c)| **c == first)
            .map(|(i, _)| from + i)
            .find(|&at| self.starts(at, what))
    }

    /// The places of a character.
    pub(super) fn places(&self, of: impl Fn(char) -> bool) -> impl Iterator<Item = usize> {
        self.chars.iter().enumerate().filter(move |(_, c)| of(**c)).map(|(i, _)| i)
    }

    /// Where a run of such characters ends.
    pub(super) fn run(&self, from: usize, of: impl Fn(char) -> bool) -> usize {
        from + self.chars.get(from..).unwrap_or(&[]).iter().take_while(|c| of(**c)).count()
    }

    /// Where a run of such characters that ends here starts.
    pub(super) fn run_back(&self, end: usize, of: impl Fn(char) -> bool) -> usize {
        let before = self.chars.get(..end.min(self.len())).unwrap_or(&[]);
        end.min(self.len()) - before.iter().rev().take_while(|c| of(**c)).count()
    }

    /// The first character that is no blank.
    pub(super) fn first(&self) -> usize {
        self.run(0, is_blank)
    }

    /// Behind the last character that is no blank.
    pub(super) fn last(&self) -> usize {
        self.run_back(self.len(), is_blank)
    }

    /// Whether a place lies in an address, a file name or a tag.
    pub(super) fn is_shielded(&self, at: usize) -> bool {
        !self.shielded.is_empty() && self.shielded.iter().any(|range| range.contains(&at))
    }

    /// The clause around a place: up to the stops on both sides, these left out.
    pub(super) fn clause(&self, at: usize) -> Range<usize> {
        self.run_back(at, |c| !is_clause_end(c))..self.run(at, |c| !is_clause_end(c))
    }

    /// The sentence around a place.
    pub(super) fn sentence(&self, at: usize) -> Range<usize> {
        self.run_back(at, |c| !is_sentence_end(c))..self.run(at, |c| !is_sentence_end(c))
    }

    /// The words of the text, in order; they cover it.
    pub(super) fn words(&self) -> &[Range<usize>] {
        self.words.get_or_init(|| {
            let (mut at, mut out) = (0, Vec::new());
            for word in words(self.of.text) {
                let length = word.of(self.of.text).chars().count();
                out.push(at..at + length);
                at += length;
            }
            out
        })
    }

    /// Whether no word lies across this place.
    pub(super) fn is_boundary(&self, at: usize) -> bool {
        let words = self.words();
        let next = words.partition_point(|word| word.start < at);
        at >= self.len() || words.get(next).is_some_and(|word| word.start == at)
    }

    /// Whether exactly this range is a word.
    pub(super) fn is_word(&self, range: Range<usize>) -> bool {
        let words = self.words();
        words.get(words.partition_point(|word| word.start < range.start)).is_some_and(|word| *word == range)
    }

    /// Whether it stands in a table.
    pub(super) fn in_table(&self) -> bool {
        self.of.cell.is_some() || matches!(self.of.role, Role::Cell) || self.of.story == Story::Table
    }

    /// Whether it is running text.
    pub(super) fn is_body(&self) -> bool {
        matches!(self.of.role, Role::Body | Role::Level(_)) && self.of.cell.is_none()
    }

    /// A finding here.
    pub(super) fn finding(&self, code: &'static str, range: Range<usize>) -> Finding {
        Finding { code, line: self.line, range, note: None, fix: None, twin: None, info: false }
    }
}

impl Finding {
    pub(super) fn note(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.note = Some((zh.into(), en.into()));
        self
    }

    /// A fix of punctuation, spacing or a stray character.
    pub(super) fn mend(mut self, range: Range<usize>, with: impl Into<String>) -> Self {
        self.fix = Some((range, with.into(), Safety::Safe));
        self
    }

    /// A fix that changes words.
    pub(super) fn suggest(mut self, range: Range<usize>, with: impl Into<String>) -> Self {
        self.fix = Some((range, with.into(), Safety::Unsafe));
        self
    }

    pub(super) fn twin(mut self, range: Range<usize>, with: impl Into<String>) -> Self {
        self.twin = Some((range, with.into()));
        self
    }

    pub(super) fn info(mut self) -> Self {
        self.info = true;
        self
    }
}

pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\u{A0}' | '\u{3000}')
}

pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// 一 to 九, 十, 两, 〇, 百, 千, 万, 亿.
pub(super) fn is_numeral(c: char) -> bool {
    numeral::sign(c).is_some() && !matches!(c, '○')
}

/// 一 to 九, 两.
pub(super) fn small_numeral(c: char) -> Option<u8> {
    match numeral::sign(c) {
        Some(Sign::Digit(digit)) if digit > 0 => Some(digit),
        _ => None,
    }
}

/// The value of a short numeral: 三, 十二, 五.
pub(super) fn numeral_value(chars: &[char]) -> Option<u32> {
    if chars.is_empty() || chars.len() > 4 {
        return None;
    }
    let text: String = chars.iter().collect();
    u32::try_from(numeral::parse(&text)?.to_integer()?).ok()
}

/// The value of some digits.
pub(super) fn value(chars: &[char]) -> Option<u32> {
    if chars.is_empty() || chars.len() > 9 {
        return None;
    }
    chars.iter().try_fold(0_u32, |sum, c| Some(sum * 10 + c.to_digit(10)?))
}

pub(super) fn is_clause_end(c: char) -> bool {
    matches!(c, '，' | '。' | '；' | '：' | '？' | '！' | ',' | ';' | '?' | '!' | '\n' | EDGE)
}

pub(super) fn is_sentence_end(c: char) -> bool {
    matches!(c, '。' | '？' | '！' | '\n')
}

/// A mark that belongs to Chinese text.
pub(super) fn is_full_mark(c: char) -> bool {
    "，。、；：？！".contains(c) || is_opening(c) || is_closing(c)
}

pub(super) fn is_opening(c: char) -> bool {
    "“‘（《〈〔【".contains(c)
}

pub(super) fn is_closing(c: char) -> bool {
    "”’）》〉〕】".contains(c)
}
