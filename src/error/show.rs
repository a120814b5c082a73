//! How problems are shown: text for people, JSON for programs.

use super::{Problem, Severity};
use serde_json::{Map, Value};
use std::fmt;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A language of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// How wide the line with the words at fault may be, in columns.
const SNIPPET_WIDTH: usize = 76;

/// The part of a paragraph around the words at fault, cut to a terminal's width, and the columns
/// under which to mark them. Control characters are shown as blanks.
#[derive(Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The text, with … where it was cut.
    pub text: String,
    /// Columns before the mark.
    pub indent: usize,
    /// Columns of the mark, at least 1.
    pub width: usize,
}

impl Snippet {
    /// Cuts `line` around the characters `start..end`.
    pub fn new(line: &str, start: usize, end: usize) -> Self {
        let chars: Vec<char> = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let end = end.min(chars.len()).max(start.min(chars.len()));
        let start = start.min(end);
        let width = |c: &[char]| c.iter().map(|c| c.width().unwrap_or(0)).sum::<usize>();
        let (mut from, mut to) = (start, end);
        let mut used = width(chars.get(from..to).unwrap_or(&[]));
        // Grow to both sides in turn, the left a little less than the right.
        loop {
            let before = from.checked_sub(1).and_then(|i| chars.get(i));
            let after = chars.get(to);
            let w = before.and_then(|c| c.width()).unwrap_or(0) + after.and_then(|c| c.width()).unwrap_or(0);
            if (before.is_none() && after.is_none()) || used + w > SNIPPET_WIDTH {
                break;
            }
            used += w;
            from -= usize::from(before.is_some());
            to += usize::from(after.is_some());
        }
        let mut text = String::new();
        if from > 0 {
            text.push('…');
        }
        let head: String = chars.get(from..start).unwrap_or(&[]).iter().collect();
        let marked: String = chars.get(start..end).unwrap_or(&[]).iter().collect();
        text.push_str(&head);
        let indent = text.width();
        text.push_str(&marked);
        text.extend(chars.get(end..to).unwrap_or(&[]));
        if to < chars.len() {
            text.push('…');
        }
        Snippet { text, indent, width: marked.width().max(1) }
    }
}

impl Problem {
    /// The problem as outsiders rely on it.
    pub fn json(&self, lang: Lang) -> Value {
        let mut map = Map::new();
        map.insert("code".into(), self.code().into());
        map.insert("severity".into(), self.severity.as_str().into());
        map.insert("message".into(), self.message(lang).into());
        if let Some(help) = self.help(lang) {
            map.insert("help".into(), help.into());
        }
        if let Some(file) = &self.file {
            map.insert("file".into(), file.as_str().into());
        }
        if let Some(place) = &self.place {
            map.insert("place".into(), place.json());
        }
        if let Some(text) = &self.text {
            map.insert("text".into(), text.as_str().into());
        }
        Value::Object(map)
    }

    /// The problem for a reader: message, file and place, the text with the fault marked, help.
    pub fn display(&self, lang: Lang) -> impl fmt::Display + '_ {
        One(self, lang)
    }
}

struct One<'a>(&'a Problem, Lang);

impl fmt::Display for One<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let One(problem, lang) = *self;
        let zh = lang == Lang::Zh;
        let severity = match (problem.severity, zh) {
            (Severity::Error, true) => "错误",
            (Severity::Warning, true) => "警告",
            (Severity::Info, true) => "提示",
            (severity, false) => severity.as_str(),
        };
        write!(f, "{severity}[{}]: {}", problem.code(), problem.message(lang))?;
        let place = problem.place().map(|p| p.words(lang));
        match (problem.get_file(), place) {
            (Some(file), Some(place)) => write!(f, "\n  --> {file} {place}")?,
            (Some(file), None) => write!(f, "\n  --> {file}")?,
            (None, Some(place)) => write!(f, "\n  --> {place}")?,
            (None, None) => {}
        }
        if let Some((line, mark)) = problem.get_context() {
            let snippet = Snippet::new(line, mark.start, mark.end);
            write!(f, "\n   |\n   | {}\n   | ", snippet.text)?;
            write!(f, "{:indent$}{}", "", "^".repeat(snippet.width), indent = snippet.indent)?;
        }
        if let Some(help) = problem.help(lang) {
            write!(f, "\n   = {}: {help}", if zh { "办法" } else { "help" })?;
        }
        Ok(())
    }
}

pub(super) struct All<'a>(pub &'a [Problem], pub Lang);

impl fmt::Display for All<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n\n")?;
            }
            fmt::Display::fmt(&One(problem, self.1), f)?;
        }
        Ok(())
    }
}
