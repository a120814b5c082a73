//! PU13 and PU14: the mark behind ordinal words, the end of a paragraph.

use super::super::scan::{EDGE, Text, is_numeral};
use super::super::{Finding, Role};
use crate::text::mark::Mark;
use crate::text::punct::is_han;

/// Words that number what follows and want ，.
const ORDINALS: &[&str] =
    &["首先", "其次", "再次", "最后", "其一", "其二", "其三", "第一", "第二", "第三", "第四", "第五"];

/// PU13: 首先、
pub(super) fn ordinal_comma(text: &Text<'_>, out: &mut Vec<Finding>) {
    for at in text.places(|c| c == '、') {
        let Some((_, length)) = text.ends_any(at, ORDINALS) else { continue };
        let start = at - length;
        let before = text.back(start, 1);
        let next = text.at(at + 1);
        let opens = before == EDGE || matches!(before, '。' | '；' | '：' | '，' | '\u{3000}' | ' ');
        // 第一、二、三产业; 首先、其次
        let joined = is_numeral(next) || matches!(next, '第' | '其' | '再' | '最');
        if opens && !joined {
            out.push(text.finding("PU13", start..at + 1).suggest(at..at + 1, "，").info());
        }
    }
}

/// PU14: a paragraph of the body that just stops.
///
/// Where many do, the paragraphs are lines of a copied page or the items of lists: nothing is said of them.
pub(super) fn open_end(texts: &[Text<'_>], out: &mut Vec<Finding>) {
    let (mut open, mut closed) = (Vec::new(), 0);
    for (i, text) in texts.iter().enumerate() {
        if text.of.role != Role::Body || text.of.cell.is_some() || !text.prose {
            continue;
        }
        let (first, last) = (text.first(), text.last());
        let Some(at) = last.checked_sub(1).filter(|_| last > first + 25) else { continue };
        let next = texts.get(i + 1..).and_then(|rest| rest.iter().find(|t| t.last() > 0));
        match text.at(at) {
            '；' | '，' | '、' if ends_series(text, next) => {
                out.push(text.finding("PU14", at..last).suggest(at..last, "。"));
            }
            end if is_han(end) || end.is_ascii_digit() => {
                if has_sentences(text, first, at) && !leads_on(text, last) {
                    open.push(text.finding("PU14", at..last).suggest(last..last, "。").note(
                        "段末没有标点，或一句话被断成了两段",
                        "no mark at the end, or a sentence cut in two",
                    ));
                }
            }
            _ => closed += 1,
        }
    }
    if open.len() * 8 <= closed || open.len() == 1 {
        out.append(&mut open);
    }
}

/// 可以表述为, 如图4所示, 见附件2: what follows is a formula, a figure, a list.
fn leads_on(text: &Text<'_>, last: usize) -> bool {
    let words = [
        "为", "得", "到", "得到", "所示", "如下", "是", "即", "如", "有", "及", "和", "的", "由", "与", "则",
        "附后",
    ];
    let word = words.iter().find_map(|w| text.ends(last, w).then(|| w.chars().count()));
    word.is_some_and(|length| text.is_word(last - length..last) || length > 1)
        || text.slice(last.saturating_sub(8)..last).contains(&'见')
}

/// Whether it is prose: a full sentence before the last one, or a sentence with several commas.
fn has_sentences(text: &Text<'_>, first: usize, end: usize) -> bool {
    let inside = text.slice(first..end);
    let full = inside.iter().any(|c| matches!(c, '。' | '！' | '？'));
    full || inside.iter().filter(|c| **c == '，').count() >= 2
}

/// Whether nothing of the same series follows.
fn ends_series(text: &Text<'_>, next: Option<&Text<'_>>) -> bool {
    let Some(next) = next else { return true };
    match next.of.role {
        Role::Level(_) => !is_item(next) || is_item(text) != is_item(next),
        Role::Signature | Role::Date | Role::Attachment | Role::EndMatter => true,
        _ => false,
    }
}

fn is_item(text: &Text<'_>) -> bool {
    Mark::split(text.of.text.trim_start())
        .is_some_and(|(mark, _)| mark.style > crate::text::mark::Style::Chinese)
}
