//! PU04 and PU05: marks without their other half, and a mark inside its like.

use super::super::Finding;
use super::super::scan::{EDGE, Text, is_blank, is_full_mark, is_numeral};
use crate::text::punct::{closing, is_han, opening};

/// A mark that has no other half in its paragraph.
struct Loose {
    /// Which of the texts.
    text: usize,
    at: usize,
    mark: char,
}

/// How many paragraphs further the other half of a mark may stand.
const REACH: usize = 8;
/// The same for quotation marks: a quotation may be long.
const LONG_REACH: usize = 40;

/// PU04 and PU05 over the whole draft: a quotation or bracket may run over several paragraphs.
pub(super) fn pairs(texts: &[Text<'_>], out: &mut Vec<Finding>) {
    let mut loose = Vec::new();
    for (index, text) in texts.iter().enumerate().filter(|(_, text)| text.prose) {
        in_paragraph(text, index, &mut loose, out);
    }
    settle(texts, &mut loose);
    for mark in loose {
        let Some(text) = texts.get(mark.text) else { continue };
        let (zh, en) = match (closing(mark.mark), opening(mark.mark)) {
            (Some(close), _) => (
                format!("缺少与“{}”配对的“{close}”", mark.mark),
                format!("no {close} closes this {}", mark.mark),
            ),
            (_, Some(open)) => (
                format!("缺少与“{}”配对的“{open}”", mark.mark),
                format!("no {open} opens for this {}", mark.mark),
            ),
            _ => continue,
        };
        out.push(text.finding("PU04", mark.at..mark.at + 1).note(zh, en));
    }
}

fn is_pair_mark(c: char) -> bool {
    "“”‘’（）()《》〈〉〔〕【】".contains(c)
}

/// A bracket of either width as the full-width one.
fn wide(c: char) -> char {
    match c {
        '(' => '（',
        ')' => '）',
        _ => c,
    }
}

/// Pairs the marks of a paragraph; what is left over goes to `loose`.
fn in_paragraph(text: &Text<'_>, index: usize, loose: &mut Vec<Loose>, out: &mut Vec<Finding>) {
    let mut stack: Vec<(usize, char)> = Vec::new();
    let mut lost: Vec<usize> = Vec::new();
    for at in text.places(is_pair_mark) {
        let mark = wide(text.at(at));
        let Some(open) = opening(mark) else {
            stack.push((at, mark));
            continue;
        };
        match stack.iter().rposition(|(_, m)| *m == open) {
            Some(found) => {
                lost.extend(stack.drain(found + 1..).map(|(at, _)| at));
                if let Some((start, _)) = stack.pop() {
                    inside_itself(text, start, at, &stack, out);
                }
            }
            None => lost.push(at),
        }
    }
    lost.extend(stack.into_iter().map(|(at, _)| at));
    lost.retain(|at| !is_single(text, *at) && !text.is_shielded(*at));
    lost.sort_unstable();
    turned(text, &mut lost, out);
    loose.extend(lost.into_iter().map(|at| Loose { text: index, at, mark: wide(text.at(at)) }));
}

/// Two quotation marks that face the same way (”两委”) are one fault: the first or the second is turned.
fn turned(text: &Text<'_>, lost: &mut Vec<usize>, out: &mut Vec<Finding>) {
    let mut at = 0;
    while let (Some(&a), Some(&b)) = (lost.get(at), lost.get(at + 1)) {
        let mark = text.at(a);
        if text.at(b) != mark || !matches!(mark, '”' | '“') {
            at += 1;
            continue;
        }
        let (wrong, right) = if mark == '”' { (a, "“") } else { (b, "”") };
        let note = (format!("应为“{right}”"), format!("should be {right}"));
        out.push(
            text.finding("PU04", wrong..wrong + 1).suggest(wrong..wrong + 1, right).note(note.0, note.1),
        );
        lost.drain(at..at + 2);
    }
}

/// Marks that need no other half: 1） 一） a), an apostrophe, a bracket of code, a smiling face.
fn is_single(text: &Text<'_>, at: usize) -> bool {
    let (before, after) = (text.back(at, 1), text.at(at + 1));
    match text.at(at) {
        '）' => is_item_sign(text, at),
        ')' => is_item_sign(text, at) || before.is_ascii_graphic() || after.is_ascii_graphic(),
        '(' => before.is_ascii_graphic() || after.is_ascii_graphic() && !is_han(before),
        '’' => before.is_ascii_alphanumeric() || after.is_ascii_digit(),
        '‘' => after.is_ascii_digit(),
        _ => false,
    }
}

/// 1） 12) 一） a): the bracket behind the number of an item.
fn is_item_sign(text: &Text<'_>, at: usize) -> bool {
    let counts = |c: char| c.is_ascii_digit() || is_numeral(c) || matches!(c, '①'..='⑳' | '０'..='９');
    let letter = text.back(at, 1).is_ascii_alphabetic();
    let start = if letter { at - 1 } else { text.run_back(at, counts) };
    let head = text.back(start, 1);
    let opens = is_blank(head)
        || matches!(head, EDGE | ';' | ',')
        || is_full_mark(head) && !matches!(head, '（' | '(');
    (1..=3).contains(&(at - start)) && opens
}

/// PU05: the pair that closes here stands directly in one of its own kind.
fn inside_itself(text: &Text<'_>, start: usize, end: usize, stack: &[(usize, char)], out: &mut Vec<Finding>) {
    let mark = wide(text.at(start));
    if stack.last().is_none_or(|(_, outer)| *outer != mark) || text.at(start) == '(' {
        return;
    }
    // The outer pair must close too; else it is a lost mark (PU04).
    let closes = text.places(|c| Some(c) == closing(mark)).filter(|at| *at > end).count();
    if closes == 0 || is_small_bracket(text, start, end) {
        return;
    }
    let inner = match mark {
        '“' => Some(("‘", "’")),
        '《' => Some(("〈", "〉")),
        _ => None,
    };
    let finding = text.finding("PU05", start..end + 1);
    out.push(match inner {
        Some((open, close)) => finding.suggest(start..start + 1, open).twin(end..end + 1, close),
        None => finding,
    });
}

/// （见第（二）项）, （市、区）, （试行）: a bracket that belongs to the name before it.
fn is_small_bracket(text: &Text<'_>, start: usize, end: usize) -> bool {
    let inside = text.slice(start + 1..end);
    text.at(start) == '（' && (inside.len() <= 6 || !inside.iter().any(|c| is_han(*c)))
}

/// Takes out what finds its other half in a paragraph near by, and quotations that open every paragraph.
fn settle(texts: &[Text<'_>], loose: &mut Vec<Loose>) {
    let mut gone = vec![false; loose.len()];
    for i in 0..loose.len() {
        let Some(open) = loose.get(i).filter(|l| closing(l.mark).is_some()) else { continue };
        let reach = if matches!(open.mark, '“' | '‘' | '【') { LONG_REACH } else { REACH };
        let cell = texts.get(open.text).and_then(|t| t.of.cell);
        for (j, close) in loose.iter().enumerate().skip(i + 1) {
            if close.text > open.text + reach {
                break;
            }
            let fits = closing(open.mark) == Some(close.mark) && !gone.get(j).copied().unwrap_or(true);
            let together = close.text > open.text && texts.get(close.text).is_some_and(|t| t.of.cell == cell);
            if fits && together {
                for k in [i, j] {
                    if let Some(flag) = gone.get_mut(k) {
                        *flag = true;
                    }
                }
                break;
            }
        }
    }
    // A quotation of several paragraphs opens each and closes once.
    for (loose, flag) in loose.iter().zip(&mut gone) {
        let opens = |index: usize| texts.get(index).is_some_and(|text| text.at(text.first()) == '“');
        *flag |= loose.mark == '“' && opens(loose.text + 1);
    }
    let mut flags = gone.into_iter();
    loose.retain(|_| !flags.next().unwrap_or(false));
}
