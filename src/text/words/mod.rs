//! Chinese text as words, by dictionary.
//!
//! [`words`] cuts a text into numbers, Chinese words, words of an alphabet, punctuation and blanks,
//! without loss: the ranges follow one another and cover the text. Numbers are cut out first and
//! stay whole with sign, decimals, per cent, ordinal and year (`-3.2`, `80%`, `第3季度`, `2024年`,
//! `1000万元`); Chinese words are the most probable route through a dictionary (that of jieba, with
//! our own list beside it), with no guessing at words that it does not hold.
//!
//! ```
//! use hongtou::text::words::words;
//! let text = "党的二十大以来，签订协议29份，提高3.2%";
//! let cut: Vec<&str> = words(text).iter().map(|word| word.of(text)).collect();
//! assert_eq!(cut, ["党", "的", "二十大", "以来", "，", "签订协议", "29", "份", "，", "提高", "3.2%"]);
//! ```

mod dictionary;
mod number;

use std::ops::Range;

/// What a stretch of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// A number, with its sign, decimals, magnitude, per cent sign, ordinal or year mark.
    Number,
    /// A Chinese word.
    Han,
    /// A word of an alphabet, with its digits: `COVID-19`, `PM2.5`.
    Latin,
    /// A punctuation mark or symbol, or a row of the same one (`……`).
    Punctuation,
    /// One blank: a space of any width, a tab, a line break.
    Space,
    /// Any other character.
    Other,
}

/// A word of a text: its range in bytes and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Word {
    /// The first byte.
    pub start: usize,
    /// The byte behind the last one.
    pub end: usize,
    /// What it is.
    pub class: Class,
}

impl Word {
    /// The range in bytes.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The word's text, taken from the text that was cut.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }
}

/// Cuts a text into words that follow one another and cover it.
pub fn words(text: &str) -> Vec<Word> {
    let mut out = Vec::with_capacity(text.len() / 5 + 4);
    Cutter::default().cut(text, &mut out);
    out
}

/// Cuts many texts with the same scratch memory.
#[derive(Default)]
pub struct Cutter {
    route: dictionary::Route,
}

impl Cutter {
    /// Appends the words of a text to `out`; ranges count from the text's own start.
    pub fn cut(&mut self, text: &str, out: &mut Vec<Word>) {
        let mut at = 0;
        let mut before = None;
        while let Some(first) = char_at(text, at) {
            let end = if let Some(end) = number::at(text, at, before) {
                out.push(Word { start: at, end, class: Class::Number });
                end
            } else if is_han(first) || first.is_alphabetic() {
                let end = block_end(text, at);
                self.route.cut(text, at..end, out);
                end
            } else {
                let (end, class) = mark(text, at, first);
                out.push(Word { start: at, end, class });
                end
            };
            before = text.get(at..end).and_then(|cut| cut.chars().next_back());
            at = end;
        }
    }
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// Whether a character is a Chinese one (an ideograph, 〇 or 々).
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '〇' | '々' | '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}')
}

/// The end of a stretch of Chinese characters and letters that no number interrupts.
fn block_end(text: &str, start: usize) -> usize {
    let mut before = None;
    let mut in_latin = false;
    for (offset, c) in text.get(start..).unwrap_or("").char_indices() {
        let at = start + offset;
        if is_han(c) {
            if offset > 0 && number::starts_in_han(c) && number::at(text, at, before).is_some() {
                return at;
            }
            in_latin = false;
        } else if c.is_alphabetic() {
            in_latin = true;
        } else if !(in_latin && joins_latin(text, at, c)) {
            return at;
        }
        before = Some(c);
    }
    text.len()
}

/// Whether a character that is no letter belongs to the word of an alphabet before it.
fn joins_latin(text: &str, at: usize, c: char) -> bool {
    let next = || char_at(text, at + c.len_utf8());
    c.is_ascii_digit()
        || matches!(c, '_' | '\'' | '’') && next().is_some_and(|n| n.is_ascii_alphanumeric())
        || matches!(c, '-' | '.') && next().is_some_and(|n| n.is_ascii_digit())
        || is_combining(c)
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// A blank, a mark or another character at `start`: where it ends and what it is.
fn mark(text: &str, start: usize, first: char) -> (usize, Class) {
    let mut end = start + first.len_utf8();
    if first.is_whitespace() {
        return (end, Class::Space);
    }
    let rest = text.get(end..).unwrap_or("");
    if matches!(first, '…' | '—' | '.' | '_' | '-' | '*' | '=' | '·' | '~' | '＿') {
        end += rest.chars().take_while(|&c| c == first).map(char::len_utf8).sum::<usize>();
    } else {
        end += rest.chars().take_while(|&c| is_combining(c)).map(char::len_utf8).sum::<usize>();
    }
    (end, if is_punctuation(first) { Class::Punctuation } else { Class::Other })
}

/// Whether a character is a punctuation mark or a symbol of running text.
pub fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' | '\u{3001}'..='\u{3004}'
            | '\u{3008}'..='\u{3020}' | '\u{3030}' | '\u{FE10}'..='\u{FE6F}' | '\u{FF01}'..='\u{FF0F}'
            | '\u{FF1A}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF40}' | '\u{FF5B}'..='\u{FF65}' | '·' | '×' | '÷'
            | '\u{2460}'..='\u{24FF}' | '\u{25A0}'..='\u{27BF}' | '§' | '±' | '°' | '¥')
}
