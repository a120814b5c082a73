//! A comparison for the terminal: findings, figures, years, then every change in its words.

use super::Comparison;
use super::change::{Change, Kind};
use crate::error::{Lang, Place};
use std::fmt;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A comparison as text: each change with its place and the words around it.
#[derive(Clone, Copy, Debug)]
pub struct Terminal<'c> {
    pub(super) comparison: &'c Comparison,
    pub(super) lang: Lang,
    pub(super) color: bool,
    pub(super) width: usize,
}

impl Comparison {
    /// The comparison for a terminal of `width` columns.
    pub fn terminal(&self, lang: Lang, color: bool, width: usize) -> Terminal<'_> {
        Terminal { comparison: self, lang, color, width: width.max(20) }
    }
}

/// A blank paragraph that came or went.
fn is_blank(change: &Change) -> bool {
    let text = if change.kind == Kind::Inserted { &change.new } else { &change.old };
    matches!(change.kind, Kind::Inserted | Kind::Deleted) && text.trim().is_empty()
}

const RED: &str = "\x1b[31;9m";
const GREEN: &str = "\x1b[32;4m";
pub(super) const BOLD: &str = "\x1b[1m";
const RESET: &str = "\x1b[0m";

impl fmt::Display for Terminal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let changes = &self.comparison.changes;
        self.overview(f)?;
        if changes.is_empty() {
            return writeln!(f, "{}", self.word("没有改动", "no change"));
        }
        let mut heading = String::new();
        let mut at = 0;
        while let Some(change) = changes.get(at) {
            if change.expected {
                at += 1;
                continue;
            }
            let place = self.place(change);
            if place != heading {
                writeln!(f, "{}", self.paint(BOLD, &place))?;
                heading = place;
            }
            let blank = changes.iter().skip(at).take_while(|c| c.kind == change.kind && is_blank(c)).count();
            if blank > 1 {
                let came = change.kind == Kind::Inserted;
                let what = if came {
                    self.word("新增空段", "blank paragraphs added:")
                } else {
                    self.word("删除空段", "blank paragraphs removed:")
                };
                writeln!(f, "  {what} {blank}")?;
            } else {
                self.change(change, f)?;
            }
            at += blank.max(1);
        }
        writeln!(f, "{}", self.summary(changes.len()))
    }
}

impl Terminal<'_> {
    pub(super) fn word(&self, zh: &'static str, en: &'static str) -> &'static str {
        if self.lang == Lang::Zh { zh } else { en }
    }

    pub(super) fn paint(&self, style: &str, text: &str) -> String {
        if self.color && !text.is_empty() { format!("{style}{text}{RESET}") } else { text.to_string() }
    }

    fn place(&self, change: &Change) -> String {
        let words = |place: &Option<crate::error::DocPlace>| {
            place.as_ref().map(|place| Place::Document(place.clone()).words(self.lang))
        };
        match (words(&change.place), words(&change.old_place)) {
            (Some(new), Some(old)) if change.kind == Kind::Moved => format!("{old} → {new}"),
            (Some(new), _) => new,
            (None, Some(old)) => format!("{}{old}", self.word("原", "old ")),
            (None, None) => String::new(),
        }
    }

    fn change(&self, change: &Change, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (minus, plus) = (self.gone(&change.old), self.came(&change.new));
        let line = match change.kind {
            Kind::Moved => {
                let label = self.word("移动", "moved");
                let text =
                    self.clip(if change.new.is_empty() { &change.old } else { &change.new }, self.width - 10);
                format!("{label} {text}")
            }
            Kind::Formatting
                if change.place.as_ref().is_some_and(|p| p.paragraph.is_none() && p.table.is_none()) =>
            {
                self.word("页面设置改变", "page setup changed").to_string()
            }
            Kind::Formatting => {
                format!("{} {}", self.word("格式", "format"), self.clip(&change.new, self.width - 10))
            }
            Kind::Table => {
                let label = match (change.old.is_empty(), change.new.is_empty()) {
                    (true, _) => self.word("表格新增", "added to the table"),
                    (_, true) => self.word("表格删除", "removed from the table"),
                    _ => self.word("表格", "table"),
                };
                format!("{label} {minus}{plus}")
            }
            _ => format!("{}{minus}{plus}{}", change.before, change.after),
        };
        writeln!(f, "  {}", line.replace(['\n', '\r'], "↵"))
    }

    fn gone(&self, text: &str) -> String {
        match (text.is_empty(), self.color) {
            (true, _) => String::new(),
            (false, true) => self.paint(RED, text),
            (false, false) => format!("[-{text}-]"),
        }
    }

    fn came(&self, text: &str) -> String {
        match (text.is_empty(), self.color) {
            (true, _) => String::new(),
            (false, true) => self.paint(GREEN, text),
            (false, false) => format!("{{+{text}+}}"),
        }
    }

    /// A text that fits some columns; a Chinese character takes two.
    pub(super) fn clip(&self, text: &str, columns: usize) -> String {
        if text.width() <= columns {
            return text.to_string();
        }
        let mut out = String::new();
        let mut used = 1;
        for c in text.chars() {
            used += c.width().unwrap_or(0);
            if used > columns {
                break;
            }
            out.push(c);
        }
        out.push('…');
        out
    }

    fn summary(&self, count: usize) -> String {
        let share = (self.comparison.copied * 100.0).round();
        match self.lang {
            Lang::Zh => format!("共{count}处改动；未改动的文字占{share}%"),
            Lang::En => format!("{count} changes; {share}% of the text is unchanged"),
        }
    }
}
