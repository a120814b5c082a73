//! PU06 to PU08: doubled and clashing marks, ellipses and dashes, 、 before a conjunction.

use super::super::Finding;
use super::super::scan::{EDGE, Text, is_blank, is_clause_end, is_closing, is_digit, is_numeral, is_opening};
use crate::text::punct::{full_twins, is_han};

fn is_stop(c: char) -> bool {
    "，。、；：？！".contains(c)
}

fn is_half_stop(c: char) -> bool {
    matches!(c, ',' | ';' | ':')
}

fn wide(c: char) -> char {
    full_twins(c).first().copied().unwrap_or(c)
}

/// PU06: two stops in a row, also with blanks between.
pub(super) fn doubled(text: &Text<'_>, out: &mut Vec<Finding>) {
    let mut at = 0;
    while at < text.len() {
        let c = text.at(at);
        if !(is_stop(c) || is_half_stop(c)) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        let mut marks = vec![wide(c)];
        loop {
            let next = text.run(end, |c| c == ' ');
            let mark = text.at(next);
            if next > end + 1 {
                break; // a place to write
            }
            if !(is_stop(mark) || is_half_stop(mark)) || text.is_shielded(next) {
                break;
            }
            marks.push(wide(mark));
            end = next + 1;
        }
        let any_full = text.slice(at..end).iter().any(|c| is_stop(*c));
        if (any_full || is_han(text.back(at, 1)) && text.prose) && clashes(&marks) && !after_level(text, at) {
            out.push(mended(text, at, end, &marks));
        }
        at = end;
    }
}

/// Whether such a row is a fault: two or more marks but for ？！ and up to three of them, and 。。。.
fn clashes(marks: &[char]) -> bool {
    let loud = marks.iter().all(|m| matches!(m, '？' | '！'));
    let dots = marks.iter().all(|m| *m == '。');
    marks.len() > 1 && !(loud && marks.len() <= 3) && !(dots && marks.len() >= 3)
}

/// 一、， at the start is a fault of the level's sign.
fn after_level(text: &Text<'_>, at: usize) -> bool {
    let first = text.first();
    at > first
        && text.slice(first..at).iter().all(|c| is_numeral(*c) || is_digit(*c) || matches!(c, '（' | '）'))
}

fn mended(text: &Text<'_>, at: usize, end: usize, marks: &[char]) -> Finding {
    let finding = text.finding("PU06", at..end);
    match marks {
        [first, rest @ ..] if rest.iter().all(|m| m == first) => {
            let keep =
                if matches!(first, '？' | '！') { first.to_string().repeat(3) } else { first.to_string() };
            finding.mend(at..end, keep)
        }
        [.., last @ ('。' | '？' | '！')] => finding.suggest(at..end, last.to_string()),
        _ => finding,
    }
}

/// PU07: ... 。。。 a single … or — between Chinese, --, and …… with 等.
pub(super) fn ellipsis_and_dash(text: &Text<'_>, out: &mut Vec<Finding>) {
    if !text.prose {
        return;
    }
    let mut at = 0;
    while at < text.len() {
        let c = text.at(at);
        let end = text.run(at, |n| n == c);
        let row = end - at;
        match c {
            '.' | '。' if row >= 3 => dots(text, at, end, out),
            '…' => dots(text, at, end, out),
            '—' | '―' if row == 1 => single_dash(text, at, out),
            '-' if row == 2 && between_han(text, at, end) => {
                out.push(text.finding("PU07", at..end).mend(at..end, "——"));
            }
            _ => {}
        }
        at = end;
    }
}

fn dots(text: &Text<'_>, at: usize, end: usize, out: &mut Vec<Finding>) {
    let (before, after) = (text.back(at, 1), text.at(end));
    let row = end - at;
    let chinese = is_han(before) || is_closing(before) || is_han(after) || is_stop(before);
    let leader = text.at(at) != '…' && row > 6
        || is_digit(after)
        || is_digit(text.at(text.run(end, is_blank)))
        || text.in_table();
    if !chinese || leader || text.is_shielded(at) {
        return;
    }
    let finding = text.finding("PU07", at..end);
    let wait = text.starts_any(end, &["等"]).is_some() && text.is_boundary(end);
    if wait || text.ends(at, "等") {
        out.push(finding.suggest(at..end, ""));
    } else if text.at(at) != '…' || row % 2 == 1 {
        out.push(finding.mend(at..end, "……"));
    }
}

fn between_han(text: &Text<'_>, at: usize, end: usize) -> bool {
    is_han(text.back(at, 1)) && (is_han(text.at(end)) || is_opening(text.at(end)))
}

/// A single — is a sign of connection between short names (北京—上海); between long phrases it is half a dash.
fn single_dash(text: &Text<'_>, at: usize, out: &mut Vec<Finding>) {
    const LONG: usize = 6;
    let prose = |c: char| is_han(c) && !is_clause_end(c);
    let left = at - text.run_back(at, prose);
    let right = text.run(at + 1, prose) - at - 1;
    if left >= LONG && right >= LONG {
        out.push(text.finding("PU07", at..at + 1).suggest(at..at + 1, "——"));
    }
}

/// What 、 must not stand before.
const AFTER_COMMA: &[&str] = &["等", "和", "以及", "及其", "及", "与"];

/// PU08: 、 before 等, 和, 及 or a full stop.
pub(super) fn comma_before_and(text: &Text<'_>, out: &mut Vec<Finding>) {
    for at in text.places(|c| c == '、') {
        let numbered = text.slice(text.first()..at).iter().all(|c| is_numeral(*c) || is_digit(*c));
        if text.back(at, 1) == EDGE || numbered {
            continue; // 五、与投诉有关的请求
        }
        let word =
            text.starts_any(at + 1, AFTER_COMMA).filter(|(_, length)| text.is_word(at + 1..at + 1 + length));
        let length = if text.at(at + 1) == '。' { 1 } else { word.map_or(0, |(_, length)| length) };
        if length > 0 {
            out.push(text.finding("PU08", at..at + 1 + length).suggest(at..at + 1, ""));
        }
    }
}
