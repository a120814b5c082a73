//! PU01 to PU03: half-width stops, brackets and quotes in Chinese.

use super::super::Finding;
use super::super::scan::{EDGE, Text, is_blank, is_closing, is_digit, is_full_mark, is_numeral, is_opening};
use crate::text::mark::Mark;
use crate::text::punct::{full_twins, is_han};
use std::ops::Range;

/// PU01: , ; : ? ! . beside a Chinese character.
pub(super) fn stops(text: &Text<'_>, out: &mut Vec<Finding>) {
    if !text.prose {
        return;
    }
    for at in text.places(|c| matches!(c, ',' | ';' | ':' | '?' | '!' | '.')) {
        let mark = text.at(at);
        if text.is_shielded(at) || !beside_chinese(text, at) || is_other(text, at, mark) {
            continue;
        }
        let Some(full) = full_twins(mark).first() else { continue };
        let end = text.run(at + 1, |c| c == ' ');
        let end = if is_han(text.at(end)) || is_opening(text.at(end)) { end } else { at + 1 };
        let finding = text.finding("PU01", at..at + 1);
        // 约翰.史密斯 may want a dot instead.
        let name = mark == '.' && is_han(text.at(at + 1));
        out.push(if name {
            finding.suggest(at..end, full.to_string())
        } else {
            finding.mend(at..end, full.to_string())
        });
    }
}

/// Whether a Chinese character or mark is beside it, on the left before all.
fn beside_chinese(text: &Text<'_>, at: usize) -> bool {
    let (before, after) = (text.back(at, 1), text.at(at + 1));
    let left = is_han(before) || is_closing(before) || matches!(before, '％' | '①'..='⑳');
    let right = is_han(after) || is_opening(after) || matches!(after, '①'..='⑳');
    match text.at(at) {
        '.' => left && (right || after == EDGE || is_blank(after) || is_closing(after)),
        ':' => left || right && !is_digit(before),
        _ => left || right,
    }
}

/// What is no stop: part of a number, of a row of marks, a sign of a level, a footnote's colon.
fn is_other(text: &Text<'_>, at: usize, mark: char) -> bool {
    let (before, after) = (text.back(at, 1), text.at(at + 1));
    if is_stop(before) || is_stop(after) || after == '=' || before == '\\' {
        return true; // a row of marks is PU06 or PU07
    }
    let starts_level = || {
        text.slice(text.first()..at).iter().all(|c| is_numeral(*c) || matches!(c, '(' | '（' | ')' | '）'))
    };
    match mark {
        '.' => is_numeral(before) && starts_level(),
        ',' => is_numeral(before) && starts_level(),
        _ => false,
    }
}

fn is_stop(c: char) -> bool {
    ",;:?!.，。、；：？！".contains(c)
}

/// PU02: ( ) round Chinese, or a pair of one half-width and one full-width bracket.
pub(super) fn brackets(text: &Text<'_>, out: &mut Vec<Finding>) {
    if !text.prose {
        return;
    }
    let mut open = Vec::new();
    for at in text.places(|c| matches!(c, '(' | ')' | '（' | '）')) {
        match text.at(at) {
            '(' | '（' => open.push(at),
            _ => {
                let Some(start) = open.pop() else { continue };
                let mixed = (text.at(start) == '(') != (text.at(at) == ')');
                let half = text.at(start) == '(' && text.at(at) == ')' && is_remark(text, start + 1..at);
                let half = half && !is_operand(text, start, at);
                if (mixed || half) && !is_level_sign(text, start) && !text.is_shielded(start) {
                    out.push(widened(text, start, at));
                }
            }
        }
    }
}

fn widened(text: &Text<'_>, start: usize, end: usize) -> Finding {
    let finding = text.finding("PU02", start..end + 1);
    match (text.at(start), text.at(end)) {
        ('(', ')') => finding.mend(start..start + 1, "（").twin(end..end + 1, "）"),
        ('(', _) => finding.mend(start..start + 1, "（"),
        _ => finding.mend(end..end + 1, "）"),
    }
}

/// Whether what stands in the brackets is Chinese and no formula.
fn is_remark(text: &Text<'_>, inside: Range<usize>) -> bool {
    let inside = text.slice(inside);
    inside.iter().any(|c| is_han(*c)) && !inside.iter().any(|c| matches!(c, '=' | '^' | '∑' | '*' | '÷'))
}

/// (价值%) / (成本%): brackets of a formula.
fn is_operand(text: &Text<'_>, start: usize, end: usize) -> bool {
    let before = text.back(text.run_back(start, |c| c == ' '), 1);
    let after = text.at(text.run(end + 1, |c| c == ' '));
    let operator = |c: char| "/*+=×÷^".contains(c);
    operator(before) || operator(after)
}

/// (一) and (1) at the start belong to the levels.
fn is_level_sign(text: &Text<'_>, start: usize) -> bool {
    text.first() == start && Mark::split(&text.string(start..(start + 8))).is_some()
}

/// PU03: " and ' beside Chinese.
pub(super) fn quotes(text: &Text<'_>, out: &mut Vec<Finding>) {
    if !text.prose {
        return;
    }
    double_quotes(text, out);
    single_quotes(text, out);
}

fn double_quotes(text: &Text<'_>, out: &mut Vec<Finding>) {
    let mut open: Option<usize> = None;
    for at in text.places(|c| matches!(c, '"' | '“' | '”')) {
        if text.is_shielded(at) {
            continue;
        }
        match (text.at(at), open) {
            ('"', None) if is_digit(text.back(at, 1)) && !later_quote(text, at) => {} // 5"
            ('"' | '“', None) => open = Some(at),
            ('"' | '”', Some(start)) => {
                open = None;
                push_pair(text, start, at, ('“', '”'), out);
            }
            _ => open = None,
        }
    }
    if let Some(start) = open.filter(|at| text.at(*at) == '"' && touches_chinese(text, *at)) {
        out.push(text.finding("PU03", start..start + 1));
    }
}

/// Whether an odd number of straight quotes does not follow: then this one opens.
fn later_quote(text: &Text<'_>, at: usize) -> bool {
    text.find(at + 1, "\"").is_some()
}

fn single_quotes(text: &Text<'_>, out: &mut Vec<Finding>) {
    let mut open: Option<usize> = None;
    for at in text.places(|c| c == '\'') {
        let letter = |c: char| c.is_ascii_alphanumeric();
        if text.is_shielded(at) || letter(text.back(at, 1)) && (letter(text.at(at + 1)) || open.is_none()) {
            continue; // an apostrophe, feet, minutes
        }
        match open.take() {
            None => open = Some(at),
            Some(start) => push_pair(text, start, at, ('‘', '’'), out),
        }
    }
}

fn push_pair(text: &Text<'_>, start: usize, end: usize, curly: (char, char), out: &mut Vec<Finding>) {
    let straight = |at: usize| matches!(text.at(at), '"' | '\'');
    let chinese = text.slice(start + 1..end).iter().any(|c| is_han(*c))
        || touches_chinese(text, start)
        || touches_chinese(text, end);
    if !chinese || !(straight(start) || straight(end)) {
        return;
    }
    let finding = text.finding("PU03", start..end + 1);
    let (open, close) = (curly.0.to_string(), curly.1.to_string());
    out.push(match (straight(start), straight(end)) {
        (true, true) => finding.mend(start..start + 1, open).twin(end..end + 1, close),
        (true, false) => finding.mend(start..start + 1, open),
        _ => finding.mend(end..end + 1, close),
    });
}

fn touches_chinese(text: &Text<'_>, at: usize) -> bool {
    [text.back(at, 1), text.at(at + 1)].into_iter().any(|c| is_han(c) || is_full_mark(c))
}
