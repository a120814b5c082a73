//! NU09 to NU11: full-width digits, like things in like form, units of measure.

use super::super::Finding;
use super::super::scan::{Text, is_digit, small_numeral};
use crate::text::punct::{is_han, narrow};

fn is_wide(c: char) -> bool {
    matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

/// NU09: １２次, and .5 without its nought.
pub(super) fn wide_digits(text: &Text<'_>, out: &mut Vec<Finding>) {
    let mut at = 0;
    while at < text.len() {
        if !is_wide(text.at(at)) {
            at += 1;
            continue;
        }
        let digit = |c: char| is_wide(c) || c.is_ascii_digit();
        let mut end = text.run(at, is_wide);
        while text.at(end) == '．' && digit(text.at(end + 1)) || is_wide(text.at(end)) {
            end += 1;
        }
        let half: String = text.slice(at..end).iter().map(|c| narrow(*c)).collect();
        out.push(text.finding("NU09", at..end).mend(at..end, half));
        at = end;
    }
}

pub(super) fn bare_point(text: &Text<'_>, out: &mut Vec<Finding>) {
    for at in text.places(|c| c == '.') {
        let before = text.back(at, 1);
        let starts = is_han(before) || matches!(before, '（' | '(' | '，' | '、' | '～');
        let end = text.run(at + 1, is_digit);
        let counted = matches!(text.at(end), '%' | '％' | '万' | '亿' | '元' | '个')
            || is_han(text.at(end))
            || end == text.len();
        if starts && (at + 2..at + 4).contains(&end) && text.prose && counted && text.at(end) != '.' {
            out.push(text.finding("NU09", at..end).suggest(at..at, "0"));
        }
    }
}

/// What reports count events and people in.
const COUNTERS: &[&str] =
    &["人次", "场次", "户次", "次", "期", "场", "份", "人", "名", "户", "家", "起", "篇", "件", "例"];

/// NU10: 开展清扫12次、培训四期: both systems for counts in one sentence.
pub(super) fn like_in_like_form(text: &Text<'_>, out: &mut Vec<Finding>) {
    for at in text.places(|c| small_numeral(c).is_some_and(|n| n > 1) || c == '十') {
        let end = text.run(at, |c| small_numeral(c).is_some() || c == '十');
        let Some((_, length)) = text.starts_any(end, COUNTERS) else { continue };
        let after = end + length;
        let closes = matches!(text.at(after), '，' | '、' | '。' | '；' | '\0');
        let before = text.back(at, 1);
        if !closes
            || !is_han(before)
            || small_numeral(before).is_some()
            || "第每几数十百千这前后头".contains(before)
        {
            continue;
        }
        let sentence = text.sentence(at);
        let each = text.slice(sentence.start..at).iter().rev().take(6).any(|c| *c == '每');
        // 三四次 is an estimate.
        let estimate = end - at > 1 && !text.slice(at..end).contains(&'十');
        if !each && !estimate && has_arabic_count(text, sentence) {
            out.push(
                text.finding("NU10", at..after)
                    .note("同一句中同类数量用了两种数字", "counts of one kind in two systems of numerals"),
            );
        }
    }
}

fn has_arabic_count(text: &Text<'_>, sentence: std::ops::Range<usize>) -> bool {
    let mut at = sentence.start;
    while at < sentence.end {
        let end = text.run(at, is_digit);
        if end > at {
            let counter = text.starts_any(end, COUNTERS).map(|(_, length)| end + length);
            if counter.is_some_and(|after| matches!(text.at(after), '，' | '、' | '。' | '；' | '\0'))
                && is_han(text.back(at, 1))
                && text.back(at, 1) != '第'
            {
                return true;
            }
        }
        at = end.max(at + 1);
    }
    false
}

/// Units that are no longer used, or written otherwise: wrong, right, what must not follow.
const UNITS: &[(&str, &str, &[&str])] = &[
    ("公分", "厘米", &[]),
    ("市斤", "斤（或千克）", &[]),
    ("华里", "千米", &[]),
    ("英吋", "英寸", &[]),
    ("公升", "升", &[]),
    (
        "平方",
        "平方米",
        &["米", "公里", "千米", "厘米", "分米", "毫米", "英", "公", "根", "数", "和", "差", "厘", "码", "寸"],
    ),
    ("立方", "立方米", &["米", "厘米", "分米", "毫米", "公", "根", "厘"]),
    ("㎡", "平方米", &[]),
    ("KM", "千米", &[]),
    ("Km", "千米", &[]),
    ("㎞", "千米", &[]),
    ("Kg", "千克", &[]),
    ("KG", "千克", &[]),
    ("㎏", "千克", &[]),
    ("㎝", "厘米", &[]),
    ("㎜", "毫米", &[]),
    ("㎥", "立方米", &[]),
];

/// NU11: 500平方, 20KM
pub(super) fn units(text: &Text<'_>, out: &mut Vec<Finding>) {
    for start in text.places(is_digit).filter(|at| !is_digit(text.at(at + 1))).map(|at| at + 1) {
        let at = text.run(start, |c| matches!(c, ' ' | '万' | '亿' | '多' | '余'));
        let Some((wrong, right, not_before)) = UNITS.iter().find(|(wrong, _, _)| text.starts(at, wrong))
        else {
            continue;
        };
        let end = at + wrong.chars().count();
        let other = text.starts_any(end, not_before).is_some() || text.at(end).is_ascii_alphanumeric();
        if !other && text.prose {
            let finding = text.finding("NU11", at..end);
            out.push(if right.contains('（') { finding } else { finding.suggest(at..end, *right) });
        }
    }
}
