//! Figures of a report: a number with its unit and what it counts.
//!
//! ```
//! use hongtou::text::quantity;
//! let text = "全年共集中学习29次，发放各类宣传资料3000多份，投资近1000万元，居民受教育率达80%。";
//! let found: Vec<_> = quantity::counts(text).collect();
//! let told: Vec<String> = found
//!     .iter()
//!     .map(|q| format!("{} {} {}", quantity::label(text, q), q.value, q.unit))
//!     .collect();
//! assert_eq!(told, ["集中学习 29 次", "各类宣传资料 3000 份", "投资 10000000 元", "居民受教育率 80 %"]);
//! ```

mod label;
mod vocabulary;

pub use label::{Trend, label, trend};

use super::decimal::Decimal;
use super::number::{self, Number, Script};
use super::words::{self, Class};
use super::{mark, measure, year};
use std::ops::Range;

/// What a number is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// It counts or measures something.
    Count,
    /// It is a year.
    Year,
    /// It names rather than counts: a day, an ordinal, the number of a document, part of a name, a level's mark.
    Name,
}

/// A number of a text with its unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// The bytes of the number: sign, digits, 万, %, 余; of a year with 年 or 年度.
    pub span: Range<usize>,
    /// The bytes of the unit behind it; empty where there is none, or where it is in the number (%).
    pub unit_span: Range<usize>,
    /// The unit: 次, 元, 公里/小时, `%`; empty where there is none.
    pub unit: String,
    /// The value in units: 1000万元 is 10000000, 80% and 百分之八十 are 80.
    pub value: Decimal,
    /// The power of ten of 万 and 亿 that it is written with.
    pub power: i32,
    /// Whether it is written in Chinese numerals.
    pub chinese: bool,
    /// What it is for.
    pub purpose: Purpose,
    /// The end of the quantity before it in the same clause, where a label cannot begin earlier.
    floor: usize,
}

/// Every number of a text, from left to right.
pub fn find(text: &str) -> Vec<Quantity> {
    let years = year::find(text);
    let mut out: Vec<Quantity> = Vec::new();
    for number in number::find(text) {
        // A number that is part of a name is part of a label, too; a day is not.
        let cuts = |q: &&Quantity| {
            q.purpose == Purpose::Count || matches!(q.unit.as_str(), "月" | "日" | "号" | "季度")
        };
        let floor = out.iter().rev().find(cuts).map_or(0, |q| q.unit_span.end.max(q.span.end));
        let year = years.iter().find(|y| y.span.start <= number.span.start && number.span.end <= y.span.end);
        if let Some(year) = year {
            if year.year.is_some() {
                out.push(quantity(text, &number, year.span.clone(), Purpose::Year, floor));
            }
            continue;
        }
        let purpose = if names(text, &number) { Purpose::Name } else { Purpose::Count };
        out.push(quantity(text, &number, number.span.clone(), purpose, floor));
    }
    share_units(text, &mut out);
    out
}

/// The numbers of a text that count something.
pub fn counts(text: &str) -> impl Iterator<Item = Quantity> {
    find(text).into_iter().filter(|quantity| quantity.purpose == Purpose::Count)
}

fn quantity(text: &str, number: &Number, span: Range<usize>, purpose: Purpose, floor: usize) -> Quantity {
    let (value, unit, unit_span) = match number.power {
        -2 => (number.digits, "%".to_string(), span.end..span.end),
        -3 | -4 => (number.digits, "‰".to_string(), span.end..span.end),
        _ if purpose == Purpose::Year => (number.value, String::new(), span.end..span.end),
        _ => {
            let (unit, at) = unit(text, span.end);
            (number.value, unit, at)
        }
    };
    let chinese = number.script == Script::Chinese;
    Quantity { span, unit_span, unit, value, power: number.power.max(0), chinese, purpose, floor }
}

/// The unit behind a number.
fn unit(text: &str, end: usize) -> (String, Range<usize>) {
    let rest = text.get(end..).unwrap_or("");
    let blank = rest.len() - rest.strip_prefix([' ', '\u{A0}']).unwrap_or(rest).len();
    let body = rest.get(blank..).unwrap_or("");
    let mut length = unit_length(body);
    if length == 0 {
        return (String::new(), end..end);
    }
    if let Some(per) = body.get(length..).and_then(|rest| rest.strip_prefix(['/', '／'])) {
        let more = unit_length(per);
        if more > 0 {
            length += body.len() - length - per.len() + more;
        }
    }
    let start = end + blank;
    (body.get(..length).unwrap_or("").to_string(), start..start + length)
}

/// How many bytes of a unit stand at the start: a measure word, letters of a unit, ℃.
fn unit_length(text: &str) -> usize {
    let known = measure::at_start(text).map_or(0, str::len);
    let other = vocabulary::UNITS.iter().filter(|unit| text.starts_with(**unit)).map(|unit| unit.len()).max();
    let longest = known.max(other.unwrap_or(0));
    if text.get(longest..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
    {
        return 0;
    }
    // A one-character measure that begins a longer word is none: 部门, 面向, 大型.
    let first = text.chars().next().map_or(0, char::len_utf8);
    let joined = vocabulary::NO_UNITS.iter().any(|word| text.starts_with(word));
    if longest > 0 {
        return if longest == first && joined { 0 } else { longest };
    }
    0
}

/// A range's first figure (3—5次) counts in the unit of its second.
fn share_units(text: &str, all: &mut [Quantity]) {
    for at in 1..all.len() {
        let Some([first, second]) = all.get_mut(at - 1..=at) else { continue };
        let between = text.get(first.span.end..second.span.start).unwrap_or("");
        if first.unit.is_empty() && matches!(between, "-" | "—" | "–" | "－" | "~" | "～" | "至" | "到")
        {
            first.unit.clone_from(&second.unit);
        }
    }
}

/// Whether a number names rather than counts.
fn names(text: &str, number: &Number) -> bool {
    let before = text.get(..number.span.start).unwrap_or("");
    let after = text.get(number.span.end..).unwrap_or("");
    number.ordinal
        || dated(before, after, number)
        || year::is_within(before, '《', '》')
        || quoted(before, after)
        || is_level(text, before, after, number)
        || before.ends_with(['·', '/', '〔', '[', ':'])
        || after.starts_with(['·', ':', '〕', '/'])
        || after.starts_with("号") && !after.starts_with("号召")
        || before.ends_with(|c: char| c.is_ascii_alphabetic() || c == '.')
        || after.starts_with(|c: char| c.is_ascii_uppercase()) && unit_length(after) == 0
        || before.ends_with(['-', '－'])
            && before.trim_end_matches(['-', '－']).ends_with(|c: char| c.is_ascii_alphanumeric())
        || number.script == Script::Chinese && after.starts_with('大')
        || number.script == Script::Chinese && in_a_word(text, number)
}

/// Whether a number is part of a date or a time.
fn dated(before: &str, after: &str, number: &Number) -> bool {
    let whole = number.power == 0 && number.after.is_none() && number.value.scale() == 0;
    let part = after.starts_with(['月', '日', '时', '点'])
        || after.starts_with("分") && before.ends_with(['时', '点'])
        || after.starts_with(['-', '.', '/']) && dotted(after)
        || before.ends_with(['-', '.', '/'])
            && before.trim_end_matches(['-', '.', '/']).ends_with(|c: char| c.is_ascii_digit());
    whole && part && !after.starts_with("时代")
}

fn dotted(after: &str) -> bool {
    let rest = after.get(1..).unwrap_or("");
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && rest.get(digits..).is_some_and(|rest| rest.starts_with(['-', '.', '/', '月']))
}

/// Whether a number stands in short quotes, as names do: “三个代表”, “12345”.
fn quoted(before: &str, after: &str) -> bool {
    let open = before.char_indices().rev().take(12).find(|(_, c)| matches!(c, '“' | '”' | '"'));
    let closed = after.chars().take(12).any(|c| matches!(c, '”' | '"'));
    open.is_some_and(|(_, c)| c != '”') && closed
}

/// Whether a number is the mark of a level: 一、 （二） 3. ⑷.
fn is_level(text: &str, before: &str, after: &str, number: &Number) -> bool {
    let line = before.rfind('\u{2029}').map_or(0, |at| at + '\u{2029}'.len_utf8());
    let head = before.get(line..).unwrap_or("").trim_start();
    if head.is_empty() || head == "（" || head == "(" {
        let start = before.len() - head.len();
        let marked = text.get(start..).and_then(mark::Mark::split);
        return marked.is_some_and(|(_, rest)| text.len() - rest.len() >= number.span.end);
    }
    before.ends_with(['（', '(']) && after.starts_with(['）', ')']) && number.power == 0
}

/// Whether a Chinese numeral is part of a word: 三个代表, 十八大, 一体化.
fn in_a_word(text: &str, number: &Number) -> bool {
    let from = text.get(..number.span.start).unwrap_or("").rfind(['，', '。', '；', '、', '\n']).unwrap_or(0);
    let piece = text.get(from..).unwrap_or("");
    let end = (number.span.end - from + 30).min(piece.len());
    let end = (end..=piece.len()).find(|&at| piece.is_char_boundary(at)).unwrap_or(piece.len());
    let piece = piece.get(..end).unwrap_or("");
    words::words(piece).iter().any(|word| {
        let (start, end) = (word.start + from, word.end + from);
        let holds = start <= number.span.start && number.span.end <= end;
        let counted = measure::at_start(text.get(number.span.end..).unwrap_or("")).map_or(0, str::len);
        holds && word.class == Class::Han && (end > number.span.end + counted || start < number.span.start)
    })
}
