//! Printing dates.

use super::{Date, Time};
use crate::text::decimal::Decimal;
use crate::text::numeral::{self, Case};
use std::fmt;

/// Why a date cannot be printed as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormatError {
    /// The pattern has a directive that is none: `%K`, or `%` at its end.
    UnknownDirective(String),
    /// The pattern asks with this directive for what the date does not have: a day, a month, a time.
    Missing(String),
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FormatError::UnknownDirective(directive) => {
                write!(f, "{directive} is no directive of a date format")
            }
            FormatError::Missing(directive) => write!(f, "the date has nothing for {directive}"),
        }
    }
}

impl std::error::Error for FormatError {}

/// Patterns with a name.
const NAMED: &[(&str, &str)] = &[("cn", "%EY年%Em月%Ed日"), ("iso", "%Y-%m-%d")];

/// How a number is padded.
#[derive(Clone, Copy)]
enum Pad {
    Zero,
    Space,
    None,
    /// In Chinese numerals.
    Chinese,
    /// In Chinese digits: 二〇二四.
    ChineseDigits,
}

impl Date {
    /// Prints the date by a pattern.
    ///
    /// As in C's `strftime`: `%Y` 2024, `%y` 24, `%m` 12, `%d` 20, `%e` the day padded by a blank, `%H`
    /// `%M` `%S`, `%I` and `%p` (上午, 下午), `%j` day of the year, `%u` weekday 1 to 7 (Monday is 1), `%w`
    /// 0 to 6 (Sunday is 0), `%A` 星期五, `%a` 周五, `%B` 十二月, `%b` 12月, `%q` quarter, `%F` is
    /// `%Y-%m-%d`, `%T` is `%H:%M:%S`, `%R` is `%H:%M`, `%z` +0800, `%%`. After `%`, `-` leaves padding out,
    /// `_` pads with blanks, `0` with noughts. `E` writes in Chinese: `%EY` 二〇二四, `%Em` 十二, `%Ed` 二十,
    /// and so for `y`, `H`, `M`, `S`, `q`.
    /// The pattern `cn` is 二〇二四年十二月二十日, `iso` is 2024-12-20.
    pub fn format(&self, pattern: &str) -> Result<String, FormatError> {
        let pattern = NAMED.iter().find(|(name, _)| *name == pattern).map_or(pattern, |(_, full)| full);
        // `YYYY年` is another program's pattern, and would be printed as it is.
        if !pattern.contains('%') {
            return Err(FormatError::UnknownDirective(pattern.to_owned()));
        }
        let mut out = String::with_capacity(pattern.len() + 16);
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('%') {
            out.push_str(before);
            let length = self.directive(after, &mut out)?;
            rest = after.get(length..).unwrap_or("");
        }
        out.push_str(rest);
        Ok(out)
    }

    /// The date as exactly as it is known: 2024年12月20日, 2024年12月, 2024年.
    pub fn long(&self) -> String {
        let mut out = format!("{}年", self.year);
        if let Some(month) = self.month {
            out.push_str(&format!("{month}月"));
        }
        if let Some(day) = self.day {
            out.push_str(&format!("{day}日"));
        }
        out
    }

    /// The same in Chinese numerals: 二〇二四年十二月二十日.
    pub fn long_chinese(&self) -> String {
        let mut out = format!("{}年", numeral::spell_digits(&self.year.to_string()));
        for (part, word) in [(self.month, "月"), (self.day, "日")] {
            if let Some(part) = part {
                out.push_str(&spell(part.into()));
                out.push_str(word);
            }
        }
        out
    }

    /// Prints one directive, which stands after a `%`, and gives its length.
    fn directive(&self, text: &str, out: &mut String) -> Result<usize, FormatError> {
        let mut chars = text.chars();
        let first = chars.next();
        let flag = first.filter(|c| matches!(c, '-' | '_' | '0' | 'E' | 'O'));
        let letter = if flag.is_some() { chars.next() } else { first };
        let length = flag.map_or(0, char::len_utf8) + letter.map_or(0, char::len_utf8);
        let written = || format!("%{}", text.get(..length).unwrap_or(""));
        let letter = letter.ok_or_else(|| FormatError::UnknownDirective(written()))?;
        if let Some(full) = expansion(letter).filter(|_| flag.is_none()) {
            out.push_str(&self.format(full).map_err(|_| FormatError::Missing(written()))?);
            return Ok(length);
        }
        let done = if let Some((value, width)) = self.number(letter) {
            value.map(|value| push_number(out, value, width, pad(flag, letter)))
        } else if flag.is_none() {
            let text = self.text(letter).ok_or_else(|| FormatError::UnknownDirective(written()))?;
            text.map(|text| out.push_str(&text))
        } else {
            return Err(FormatError::UnknownDirective(written()));
        };
        done.ok_or_else(|| FormatError::Missing(written()))?;
        Ok(length)
    }

    /// What a directive that prints a number prints, and how many digits wide; the inner `None` is a
    /// part that the date does not have.
    fn number(&self, letter: char) -> Option<(Option<u16>, usize)> {
        let time = |part: fn(Time) -> u8| self.time.map(part).map(u16::from);
        Some(match letter {
            'Y' => (Some(self.year), 4),
            'y' => (Some(self.year % 100), 2),
            'm' => (self.month.map(u16::from), 2),
            'd' | 'e' => (self.day.map(u16::from), 2),
            'H' => (time(|t| t.hour), 2),
            'I' => (time(|t| (t.hour + 11) % 12 + 1), 2),
            'M' => (time(|t| t.minute), 2),
            'S' => (time(|t| t.second), 2),
            'j' => (self.day_of_year(), 3),
            'u' => (self.weekday().map(u16::from), 1),
            'w' => (self.weekday().map(|day| u16::from(day % 7)), 1),
            'q' => (self.quarter().map(u16::from), 1),
            _ => return None,
        })
    }

    /// What a directive that prints words prints; the inner `None` is a part that the date does not have.
    fn text(&self, letter: char) -> Option<Option<String>> {
        let weekday = || self.weekday().and_then(|day| WEEKDAYS.get(usize::from(day - 1)));
        Some(match letter {
            'A' => weekday().map(|day| format!("星期{day}")),
            'a' => weekday().map(|day| format!("周{day}")),
            'B' => self.month.map(|month| format!("{}月", spell(month.into()))),
            'b' => self.month.map(|month| format!("{month}月")),
            'p' => self.time.map(|t| if t.hour < 12 { "上午" } else { "下午" }.to_string()),
            'z' => self.time.map(|t| t.offset.map_or(String::new(), offset)),
            '%' => Some("%".to_string()),
            _ => return None,
        })
    }
}

const WEEKDAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];

/// Directives that stand for several.
fn expansion(letter: char) -> Option<&'static str> {
    match letter {
        'F' => Some("%Y-%m-%d"),
        'T' => Some("%H:%M:%S"),
        'R' => Some("%H:%M"),
        _ => None,
    }
}

fn pad(flag: Option<char>, letter: char) -> Pad {
    match (flag, letter) {
        (Some('E' | 'O'), 'Y' | 'y') => Pad::ChineseDigits,
        (Some('E' | 'O'), _) => Pad::Chinese,
        (Some('-'), _) => Pad::None,
        (Some('_'), _) | (None, 'e') => Pad::Space,
        _ => Pad::Zero,
    }
}

fn push_number(out: &mut String, value: u16, width: usize, pad: Pad) {
    out.push_str(&match pad {
        Pad::Zero => format!("{value:0width$}"),
        Pad::Space => format!("{value:width$}"),
        Pad::None => value.to_string(),
        Pad::Chinese => spell(value),
        Pad::ChineseDigits => numeral::spell_digits(&format!("{value:0width$}")),
    });
}

fn spell(number: u16) -> String {
    numeral::spell(Decimal::from(i64::from(number)), Case::Lower).unwrap_or_default()
}

fn offset(minutes: i16) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}{:02}", minutes.abs() / 60, minutes.abs() % 60)
}
