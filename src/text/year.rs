//! Years in running text, and the blanks left for them: 2025年, 二〇二五年, 〔2025〕, 2025-12-20, 202_年, 20××年.
//!
//! ```
//! use hongtou::text::year;
//! let text = "2025年度工作总结（202_年1月）";
//! let found = year::find(text);
//! assert_eq!((&text[found[0].span.clone()], found[0].year), ("2025年度", Some(2025)));
//! assert_eq!((&text[found[1].span.clone()], found[1].year), ("202_年", None));
//! ```

use super::{numeral, punct};
use std::ops::Range;

/// Where a year stands, which says whether it goes with the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Setting {
    /// In the text: 2025年.
    Plain,
    /// The start or end of a span of several years: 2021—2025年.
    Span,
    /// In a name: 《2025年工作要点》.
    Name,
    /// In the number of a document or standard: 〔2025〕12号.
    Number,
}

/// A year, or the blank left for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The bytes: digits with 年 or 年度 where they follow.
    pub span: Range<usize>,
    /// The year; absent for a blank.
    pub year: Option<u16>,
    /// Where it stands.
    pub setting: Setting,
}

/// Every year and blank of a text, from left to right.
///
/// Four digits count as a year when 年 follows, in a date (2025-12-20), in the brackets of a document's number,
/// at either end of a span, or alone in the text. A blank is 20 and up to two digits with marks (`_`, ×, x, *)
/// or blanks in place of the rest, or marks before 年, 月 and 日.
pub fn find(text: &str) -> Vec<Mention> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let found = if is_digit(first) || numeral::sign(first).is_some() || is_mark(first) {
            digits(text, at)
        } else {
            Err(first.len_utf8())
        };
        match found {
            Ok(mention) => {
                at = mention.span.end;
                out.push(mention);
            }
            Err(skip) => at += skip.max(first.len_utf8()),
        }
    }
    out
}

fn is_digit(c: char) -> bool {
    punct::narrow(c).is_ascii_digit()
}

fn is_chinese_digit(c: char) -> bool {
    matches!(numeral::sign(c), Some(numeral::Sign::Digit(_)))
}

fn is_mark(c: char) -> bool {
    matches!(c, '_' | '＿' | '×' | 'x' | 'X' | 'Ｘ' | '*' | '＊' | '✕')
}

fn run(text: &str, at: usize, of: impl Fn(char) -> bool) -> (usize, usize) {
    let part = text.get(at..).unwrap_or("").chars().take_while(|&c| of(c));
    part.fold((at, 0), |(end, count), c| (end + c.len_utf8(), count + 1))
}

/// The year or blank that starts here, or how many bytes to skip.
fn digits(text: &str, at: usize) -> Result<Mention, usize> {
    let arabic = run(text, at, is_digit);
    let (end, count) = if arabic.1 > 0 { arabic } else { run(text, at, is_chinese_digit) };
    let before = text.get(..at).unwrap_or("");
    let skip = end.max(at) - at;
    if before.ends_with(|c: char| c.is_ascii_alphanumeric() || is_digit(c) || matches!(c, '.' | '_' | '/')) {
        return Err(skip.max(run(text, at, |c| is_mark(c) || is_digit(c)).0 - at));
    }
    let rest = text.get(end..).unwrap_or("");
    if count == 4 {
        return year(text, at..end).ok_or(skip);
    }
    blank(text, at, end, count, rest).ok_or(skip.max(run(text, at, is_mark).0 - at))
}

fn year(text: &str, span: Range<usize>) -> Option<Mention> {
    let digits = text.get(span.clone())?;
    let value: i128 = match digits.chars().next().filter(|c| is_digit(*c)) {
        Some(_) => digits.chars().map(punct::narrow).collect::<String>().parse().ok()?,
        None => numeral::parse(digits)?.to_integer()?,
    };
    let year = u16::try_from(value).ok().filter(|year| (1900..2100).contains(year))?;
    let (before, after) = (text.get(..span.start)?, text.get(span.end..)?);
    let setting = setting(before, after);
    let end = span.end + mark(after);
    let alone = before.trim().is_empty() && after.trim().is_empty();
    let dated = separated(after) || after.starts_with(['届', '春', '秋', '学', '财']);
    let known = end > span.end
        || alone
        || dated
        || heads(before, after)
        || matches!(setting, Setting::Span | Setting::Number);
    known.then_some(Mention { span: span.start..end, year: Some(year), setting })
}

/// Whether four digits open a line as a title's year does: 2025社区工作总结.
fn heads(before: &str, after: &str) -> bool {
    let opens = before.trim_end_matches([' ', '\u{3000}']);
    let next = after.trim_start().chars().next().filter(|c| punct::is_han(*c));
    let counts = "个人名次份元件户家条项万亿千百余多场期位年月日号级".chars();
    (opens.is_empty() || opens.ends_with(['\n', '\u{2029}']))
        && next.is_some_and(|c| !counts.clone().any(|m| m == c))
}

/// The bytes of 年 or 年度 at the start.
fn mark(after: &str) -> usize {
    match after.strip_prefix('年') {
        Some(rest) if rest.starts_with('度') && !rest.starts_with("度过") => "年度".len(),
        Some(_) => "年".len(),
        None => 0,
    }
}

/// Whether a month follows: `-12`, `/1/31`, `.12`.
fn separated(after: &str) -> bool {
    let Some(rest) = after.strip_prefix(['-', '/', '.', '．', '－']) else { return false };
    let (end, count) = run(rest, 0, is_digit);
    let month = rest.get(..end).map(|t| t.chars().map(punct::narrow).collect::<String>());
    (1..=2).contains(&count)
        && month.and_then(|m| m.parse::<u8>().ok()).is_some_and(|month| (1..=12).contains(&month))
}

const DASHES: [char; 9] = ['-', '—', '–', '－', '~', '～', '至', '到', '─'];

fn setting(before: &str, after: &str) -> Setting {
    if is_within(before, '《', '》') {
        return Setting::Name;
    }
    let any = |c: char| is_digit(c) || is_chinese_digit(c);
    let past = after.get(mark(after)..).unwrap_or("");
    let next = past.trim_start_matches(DASHES);
    let ahead = next.len() < past.len() && run(next, 0, any).1 == 4;
    let head = before.trim_end_matches(DASHES);
    let digits = head.trim_end_matches('年').chars().rev().take_while(|&c| any(c)).count();
    let behind = head.len() < before.len() && digits == 4;
    if ahead || behind {
        // 2024—2025学年 is one year of a school.
        let last = if ahead { next.get(run(next, 0, any).0..).unwrap_or("") } else { after };
        return if last.starts_with("学年") { Setting::Plain } else { Setting::Span };
    }
    let bracketed = before.ends_with(['〔', '[', '［', '【']) && after.starts_with(['〕', ']', '］', '】']);
    let round = before.ends_with(['（', '(']) && after.starts_with(['）', ')']) && numbered(after);
    if bracketed || round { Setting::Number } else { Setting::Plain }
}

/// Whether `）12号` follows.
fn numbered(after: &str) -> bool {
    let rest = after.trim_start_matches(['）', ')']);
    let (end, count) = run(rest, 0, is_digit);
    count > 0 && rest.get(end..).is_some_and(|rest| rest.starts_with('号'))
}

/// Whether the end of a text is within a pair of marks that is still open.
pub(super) fn is_within(before: &str, open: char, close: char) -> bool {
    match before.rfind(open) {
        Some(at) => !before.get(at..).unwrap_or("").contains(close),
        None => false,
    }
}

/// `202_`, `20xx`, `20××年`, `20  年`, `二〇二×年`, `××月`.
fn blank(text: &str, at: usize, digits_end: usize, count: usize, rest: &str) -> Option<Mention> {
    let mention = |end: usize| {
        let end = end + mark(text.get(end..).unwrap_or(""));
        Some(Mention { span: at..end, year: None, setting: Setting::Plain })
    };
    let (end, marks) = run(text, digits_end, is_mark);
    let behind = text.get(end..).unwrap_or("");
    if count == 0 {
        let part = behind.chars().next().filter(|c| matches!(c, '年' | '月' | '日'));
        let end = end + part.filter(|_| marks > 0 && !behind.starts_with("年级"))?.len_utf8();
        return Some(Mention { span: at..end, year: None, setting: Setting::Plain });
    }
    let century = text.get(at..digits_end).is_some_and(|digits| {
        let plain: String = digits.chars().map(punct::narrow).collect();
        plain.starts_with("20")
            || plain.starts_with("二〇")
            || plain.starts_with("二○")
            || plain.starts_with("二零")
    });
    if !century || count > 3 {
        return None;
    }
    if marks > 0 {
        let underscore = rest.starts_with(['_', '＿']);
        let fits = count + marks == 4 && !behind.starts_with(|c: char| c.is_ascii_alphanumeric());
        return (underscore || fits || behind.starts_with('年')).then(|| mention(end)).flatten();
    }
    let (end, spaces) = run(text, digits_end, |c| c == ' ' || c == '\u{3000}');
    let open = count == 2 && spaces > 0 || count == 3 && (1..=4).contains(&spaces);
    (open && text.get(end..).is_some_and(|t| t.starts_with('年'))).then(|| mention(end)).flatten()
}
