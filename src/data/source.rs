//! A text that is read, and how its places are told to a person.

use crate::error::{Entry, Place, Problem};
use std::ops::Range;

/// Lines longer than this are cut around the words at fault before a problem keeps them.
const KEPT: usize = 300;

/// A text with its file's name.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    /// The file's name, as the user gave it.
    pub name: &'a str,
    /// The text, without a byte-order mark.
    pub text: &'a str,
    /// The number of the text's first line in the file: 1 unless a part of the file is read.
    pub line: usize,
}

impl<'a> Source<'a> {
    /// The text of a whole file.
    pub(crate) fn new(name: &'a str, text: &'a str) -> Self {
        Source { name, text, line: 1 }
    }

    /// A problem at a range of bytes: its place, its line and its words.
    pub(crate) fn problem(&self, entry: &'static Entry, range: Range<usize>) -> Problem {
        let (start, line) = self.line_at(range.start);
        let before = self.slice(start..range.start).chars().count();
        let end = range.end.clamp(range.start, (start + line.len()).max(range.start));
        let words = self.slice(range.start..end);
        let length = words.chars().count().max(1);
        let skipped = before.saturating_sub(KEPT / 2);
        let kept: String = line.chars().skip(skipped).take(KEPT).collect();
        let mark = before - skipped;
        Problem::new(entry)
            .file(self.name)
            .at(self.place(range.start))
            .text(words.chars().take(KEPT).collect::<String>())
            .context(kept, mark..(mark + length).min(KEPT))
    }

    /// The line and column of a byte, both from 1, the column in characters.
    pub(crate) fn place(&self, offset: usize) -> Place {
        let (start, _) = self.line_at(offset);
        let line = self.line + count_lines(self.slice(0..start));
        let column = self.slice(start..offset).chars().count() + 1;
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Place::Line { line: number(line), column: number(column) }
    }

    /// The offset of the line around a byte, and the line without its end.
    fn line_at(&self, offset: usize) -> (usize, &'a str) {
        let start = self.slice(0..offset).rfind(['\n', '\r']).map_or(0, |i| i + 1);
        let rest = self.slice(start..self.text.len());
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        (start, rest.get(..length).unwrap_or(rest))
    }

    /// The text of a range; what is no range of whole characters is empty.
    pub(crate) fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or("")
    }

    /// The lines with the offset of each, without their ends.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &'a str)> {
        let mut offset = 0;
        self.text.split_inclusive('\n').map(move |line| {
            let start = offset;
            offset += line.len();
            (start, line.trim_end_matches(['\n', '\r']))
        })
    }
}

/// Line ends: `\n`, `\r\n`, and a `\r` by itself.
fn count_lines(text: &str) -> usize {
    let bytes = text.as_bytes();
    let feeds = bytes.iter().filter(|&&b| b == b'\n').count();
    let returns = bytes.iter().filter(|&&b| b == b'\r').count();
    feeds + returns - text.matches("\r\n").count()
}
