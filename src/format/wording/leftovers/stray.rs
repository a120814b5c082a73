//! LO06: stray and invisible characters.

use super::super::scan::{EDGE, Text, is_blank, is_digit, is_full_mark, is_numeral, is_opening};
use super::super::words::time::inside_quotes;
use super::super::{Finding, Role};
use crate::text::mark::Mark;
use crate::text::punct::is_han;

/// Characters without width, or that are none.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FEFF}' | '\u{2028}' | '\u{2029}'
        | '\u{0}'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{FFF9}'..='\u{FFFB}')
}

/// LO06: zero-width, control and broken characters; no-break spaces between Chinese.
pub(super) fn invisible(text: &Text<'_>, out: &mut Vec<Finding>) {
    for at in text.places(|c| is_invisible(c) || matches!(c, '\u{A0}' | '\u{FFFD}' | '\u{E000}'..='\u{F8FF}'))
    {
        let c = text.at(at);
        let code = format!("U+{:04X}", u32::from(c));
        // What stands beside it when all that is stray is gone.
        let gone = |c: char| is_invisible(c) || matches!(c, '\u{A0}' | ' ');
        let (before, after) = (text.back(text.run_back(at, gone), 1), text.at(text.run(at, gone)));
        let finding = text.finding("LO06", at..at + 1);
        let finding = match c {
            // Emoji are joined by it.
            '\u{200D}' | '\u{200C}' if !chinese(before) || !chinese(after) => continue,
            '\u{A0}' if chinese(before) && chinese(after) => finding.mend(at..at + 1, ""),
            '\u{A0}' => continue,
            '\u{FFFD}' => finding.note("原来的字符已经丢失", "the character that stood here is lost"),
            // Symbol fonts: bullets, boxes to tick.
            '\u{F000}'..='\u{F0FF}' => continue,
            '\u{E000}'..='\u{F8FF}' => finding.note(
                format!("私用区字符{code}，换一台电脑可能不显示"),
                format!("private-use character {code}"),
            ),
            _ => finding
                .note(format!("看不见的字符{code}"), format!("invisible character {code}"))
                .mend(at..at + 1, ""),
        };
        out.push(finding);
    }
}

fn chinese(c: char) -> bool {
    is_han(c) || is_full_mark(c)
}

/// LO06: a half-width space between Chinese, or before a mark.
pub(super) fn spaces(text: &Text<'_>, out: &mut Vec<Finding>) {
    if !text.prose || is_laid_out(text) {
        return;
    }
    let first = text.first();
    let body = matches!(text.of.role, Role::Body | Role::Level(_) | Role::Note) && !text.in_table();
    let mut at = first;
    while at < text.last() {
        if text.at(at) != ' ' {
            at += 1;
            continue;
        }
        let end = text.run(at, |c| c == ' ');
        let (before, after) = (text.back(at, 1), text.at(end));
        let before_mark = is_han(before) && "，。、；：？！）”》".contains(after);
        let between =
            body && is_han(before) && is_han(after) && !is_parting(text, at, end) && !inside_quotes(text, at);
        let after_mark = body
            && !follows_sign(text, at)
            && matches!(before, '，' | '。' | '；' | '、')
            && (is_han(after) || is_opening(after));
        if end - at <= 2 && (before_mark || between || after_mark) {
            out.push(text.finding("LO06", at..end).mend(at..end, ""));
        }
        at = end;
    }
}

/// Whether blanks are used for layout: signature lines, contents, columns, names in rows.
fn is_laid_out(text: &Text<'_>) -> bool {
    let roles = matches!(
        text.of.role,
        Role::Signature | Role::Date | Role::Head | Role::EndMatter | Role::Header | Role::Cell
    );
    let (first, last) = (text.first(), text.last());
    let inner = text.slice(first..last);
    let gaps =
        inner.iter().zip(inner.iter().skip(1)).filter(|(a, b)| is_blank(**a) && !is_blank(**b)).count();
    // 第四条　市、县: the blank behind the number of an article is none of layout.
    let number = if inner.first() == Some(&'第') {
        inner.iter().take(8).position(|c| *c == '\u{3000}').map_or(0, |i| i + 1)
    } else {
        0
    };
    let wide = inner.iter().skip(number).any(|c| matches!(c, '\t' | '\u{3000}'))
        || inner.windows(3).any(|w| w.iter().all(|c| *c == ' '));
    let stops = inner.iter().filter(|c| matches!(c, '，' | '。' | '；' | ',' | ';')).count();
    roles || wide || gaps > 2 + stops
}

/// A blank that parts: 第一章 总则, 一 概述, 目 录, a heading's sign, names.
fn is_parting(text: &Text<'_>, at: usize, end: usize) -> bool {
    let left = text.run_back(at, |c| !is_blank(c) && !is_full_mark(c));
    let right = text.run(end, |c| !is_blank(c) && !is_full_mark(c));
    let head = text.slice(left..at);
    let numbered = matches!(
        head,
        ['第', .., '章' | '节' | '条' | '款' | '编' | '部' | '分' | '篇' | '讲' | '课' | '项' | '届' | '期']
    ) || head.iter().all(|c| is_numeral(*c) || is_digit(*c));
    let labelled =
        left == text.first() && matches!(head, ['附', '件'] | ['附'] | ['图', ..] | ['表', ..] | ['注']);
    let spread = at - left == 1 || right - end == 1;
    let sentence = text.chars.iter().any(|c| matches!(c, '，' | '。' | '；'));
    numbered || labelled || spread || follows_sign(text, at) || !sentence
}

/// Whether only the sign of a level stands before: 一、 加强宣传.
fn follows_sign(text: &Text<'_>, at: usize) -> bool {
    Mark::split(&text.string(text.first()..at)).is_some_and(|(_, rest)| rest.trim().is_empty())
}

/// LO06: look-alikes: ー for 一, O for 0 and l for 1 in a number, ○ for 〇 in a year.
pub(super) fn look_alikes(text: &Text<'_>, out: &mut Vec<Finding>) {
    for at in text.places(|c| "ーOolI○囗⼀丨".contains(c)) {
        let (before, after) = (text.back(at, 1), text.at(at + 1));
        let right = match text.at(at) {
            'ー' | '⼀'
                if !kana(before) && !kana(after) && (after == '、' || is_han(before) || is_han(after)) =>
            {
                "一"
            }
            'O' | 'o' if is_digit(before) && (is_digit(after) || after == '年') && !in_code(text, at) => "0",
            'l' | 'I'
                if is_digit(before)
                    && (is_digit(after) || matches!(after, '年' | '月' | '日'))
                    && !in_code(text, at) =>
            {
                "1"
            }
            '○' if is_year(text, at) => "〇",
            _ => continue,
        };
        let wrong = text.at(at);
        out.push(
            text.finding("LO06", at..at + 1)
                .suggest(at..at + 1, right)
                .note(format!("“{wrong}”疑为“{right}”"), format!("{wrong} looks like {right}")),
        );
    }
}

fn kana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}')
}

/// 二○二四
fn is_year(text: &Text<'_>, at: usize) -> bool {
    let in_year = |c: char| is_numeral(c) || c == '○';
    let (start, end) = (text.run_back(at, in_year), text.run(at, in_year));
    end - start == 4 && text.at(end) == '年'
}

/// Whether the digits belong to a code: more than a year's worth, or with other letters.
fn in_code(text: &Text<'_>, at: usize) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let (start, end) = (text.run_back(at, part), text.run(at, part));
    let token = text.slice(start..end);
    let letters = token.iter().filter(|c| c.is_ascii_alphabetic()).count();
    let unit = "年月日人次份元万个户%名家".contains(text.at(end));
    letters > 1 || token.len() > 6 || !unit || text.at(end) == EDGE
}
