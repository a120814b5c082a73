//! Numbers, cut out before words.

use super::{char_at, dictionary};

/// Whether a number written in Chinese characters can start with this one.
pub(super) fn starts_in_han(c: char) -> bool {
    c == '第' || numeral(c)
}

/// The end of the number that starts at `at`; `before` is the character before it.
pub(super) fn at(text: &str, at: usize, before: Option<char>) -> Option<usize> {
    let first = char_at(text, at)?;
    match first {
        '0'..='9' | '０'..='９' => {
            date(text, at).or_else(|| figures(text, at).map(|end| unit(text, at, end)))
        }
        '+' | '-' | '−' | '－' | '＋' if signs(before) => {
            let start = at + first.len_utf8();
            figures(text, start).map(|end| unit(text, start, end))
        }
        '第' => ordinal(text, at),
        c if numeral(c) => in_han(text, at),
        _ => None,
    }
}

fn signs(before: Option<char>) -> bool {
    !before.is_some_and(|c| {
        c.is_alphanumeric() && !super::is_han(c) || matches!(c, ')' | '）' | '%' | '_' | '-' | '+')
    })
}

fn figure(c: char) -> bool {
    matches!(c, '0'..='9' | '０'..='９')
}

fn numeral(c: char) -> bool {
    matches!(
        c,
        '〇' | '零'
            | '○'
            | '一'
            | '二'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '百'
            | '千'
            | '万'
            | '亿'
            | '两'
            | '壹'
            | '贰'
            | '叁'
            | '肆'
            | '伍'
            | '陆'
            | '柒'
            | '捌'
            | '玖'
            | '拾'
            | '佰'
            | '仟'
    )
}

fn magnitude(c: char) -> bool {
    matches!(c, '十' | '百' | '千' | '万' | '亿' | '拾' | '佰' | '仟')
}

fn run(text: &str, at: usize, of: impl Fn(char) -> bool) -> usize {
    text.get(at..).unwrap_or("").chars().take_while(|&c| of(c)).map(char::len_utf8).sum::<usize>() + at
}

/// A date or time in figures: `2026/1/31`, `2026-01-31`, `2026.1.31`, `8:30`.
fn date(text: &str, at: usize) -> Option<usize> {
    let part = |at: usize, least: usize, most: usize| {
        let end = run(text, at, |c| c.is_ascii_digit());
        (least..=most).contains(&(end - at)).then_some(end)
    };
    let after = |at: usize, mark: char| (char_at(text, at) == Some(mark)).then(|| at + mark.len_utf8());
    if let Some(year) = part(at, 4, 4) {
        let mark = char_at(text, year).filter(|c| matches!(c, '/' | '-' | '.'))?;
        let month = part(after(year, mark)?, 1, 2)?;
        return part(after(month, mark)?, 1, 2);
    }
    let minutes = part(after(part(at, 1, 2)?, ':')?, 2, 2)?;
    Some(after(minutes, ':').and_then(|at| part(at, 2, 2)).unwrap_or(minutes))
}

/// Figures with grouping commas and decimal points: `3,000`, `3.12`, `1.2.3`.
fn figures(text: &str, at: usize) -> Option<usize> {
    let mut end = run(text, at, figure);
    if end == at {
        return None;
    }
    while let Some(mark) = char_at(text, end) {
        let after = end + mark.len_utf8();
        let next = run(text, after, figure);
        let joins = match mark {
            '.' | '．' => next > after,
            ',' => next == after + 3 && text.get(after..next).is_some_and(|t| t.is_ascii()),
            _ => false,
        };
        if !joins {
            break;
        }
        end = next;
    }
    Some(end)
}

/// Extends figures by their magnitude, per cent sign, year mark or the blank of a year (`202_`).
fn unit(text: &str, start: usize, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or("");
    let count = text.get(start..end).map_or(0, |t| t.chars().count());
    let Some(next) = rest.chars().next() else { return end };
    match next {
        '%' | '％' | '‰' => end + next.len_utf8(),
        '_' | '×' | 'x' | 'X' | 'Ｘ' if (2..=3).contains(&count) => {
            blank_year(text, end, next, count).unwrap_or(end)
        }
        '年' if count == 4 => year_mark(text, end),
        c if magnitude(c) => {
            let end = run(text, end, magnitude);
            if char_at(text, end) == Some('元') { end + '元'.len_utf8() } else { end }
        }
        _ => end,
    }
}

fn blank_year(text: &str, end: usize, mark: char, count: usize) -> Option<usize> {
    let stop = run(text, end, |c| c == mark);
    let width = text.get(end..stop)?.chars().count();
    let year = char_at(text, stop) == Some('年');
    if !(count + width == 4 && (year || mark == '_') || year && mark == '_') {
        return None;
    }
    Some(if year { year_mark(text, stop) } else { stop })
}

fn year_mark(text: &str, at: usize) -> usize {
    let end = at + '年'.len_utf8();
    let degree = text.get(end..).is_some_and(|t| t.starts_with('度') && !t.starts_with("度过"));
    if degree { end + '度'.len_utf8() } else { end }
}

/// `第3季度`, `第十四届`: 第, a number and the counter behind it.
fn ordinal(text: &str, at: usize) -> Option<usize> {
    let start = at + '第'.len_utf8();
    let figures = run(text, start, figure);
    let end = if figures > start { figures } else { run(text, start, numeral) };
    if end == start {
        return None;
    }
    let counters = [
        "季度", "阶段", "届", "次", "批", "期", "章", "节", "条", "款", "项", "轮", "名", "位", "号", "页",
        "年", "卷",
    ];
    let rest = text.get(end..)?;
    let counter =
        counters.iter().find(|counter| rest.starts_with(**counter)).map_or(0, |counter| counter.len());
    if figures == start && counter == 0 && dictionary::reaches_past(text, at, end) {
        return None;
    }
    Some(end + counter)
}

/// A number in Chinese characters; one that a word of the dictionary goes beyond is none (三十六计).
fn in_han(text: &str, at: usize) -> Option<usize> {
    let end = run(text, at, numeral);
    let run = text.get(at..end)?;
    if run == "百" {
        return per_cent(text, end);
    }
    let count = run.chars().count();
    let digits = run.chars().all(|c| !magnitude(c) && c != '两');
    if digits && count == 4 && char_at(text, end) == Some('年') {
        return Some(year_mark(text, end));
    }
    let zero = run.chars().any(|c| matches!(c, '〇' | '零')) && count >= 3;
    let composed = count >= 2 && run.chars().any(magnitude) && run.chars().any(|c| !magnitude(c));
    if !(zero || composed) || matches!(run, "万一" | "万两") || dictionary::reaches_past(text, at, end) {
        return None;
    }
    Some(end)
}

/// `百分之八十`.
fn per_cent(text: &str, hundred: usize) -> Option<usize> {
    let rest = text.get(hundred..)?;
    let start = hundred + if rest.starts_with("分之") { "分之".len() } else { return None };
    let end = run(text, start, |c| numeral(c) || c == '点' || figure(c));
    (end > start).then_some(end)
}
