//! NU08: approximate numbers.

use super::super::Finding;
use super::super::scan::{EDGE, Text, is_digit, small_numeral};
use crate::text::measure;

/// Measure words before which adjacent numerals are no estimate but two things: 一、二季度.
const ORDINAL: &[&str] = &[
    "季度", "月", "年级", "楼", "层", "号", "条", "款", "期", "届", "批", "组", "班", "章", "节", "类", "级",
    "档", "产业", "线", "等", "标段", "轮", "阶段", "环", "中", "小", "版", "部", "卷", "册", "师", "团",
    "连", "排", "区", "队", "医院", "把手", "方面", "段", "维", "站", "所", "院", "处", "标", "联",
];

/// 三、四次
pub(super) fn adjacent(text: &Text<'_>, out: &mut Vec<Finding>) {
    for at in text.places(|c| c == '、') {
        let (Some(first), Some(second)) = (small_numeral(text.back(at, 1)), small_numeral(text.at(at + 1)))
        else {
            continue;
        };
        let before = text.back(at, 2);
        let rest = text.string(at + 2..at + 6);
        let big = matches!(text.at(at + 2), '十' | '百' | '千' | '万');
        let counted = big || measure::at_start(&rest).is_some();
        let listed = matches!(
            before,
            '第' | '、' | EDGE | '。' | '；' | '\u{3000}' | '（' | '(' | ' ' | '星' | '周' | '十' | '：'
        ) || small_numeral(before).is_some();
        let ordinal = !big && text.starts_any(at + 2, ORDINAL).is_some();
        if second == first + 1 && counted && !listed && !ordinal {
            out.push(
                text.finding("NU08", at - 1..at + 2)
                    .suggest(at..at + 1, "")
                    .note("相邻数字表示概数时不加顿号", "an estimate takes no mark between its numerals"),
            );
        }
    }
}

/// Words before a number that make it an estimate, with what they must not follow.
const BEFORE: &[&str] = &["大约", "大概", "将近", "接近", "超过", "约", "近", "逾"];
/// What before 约 or 近 makes another word.
const OTHER: &[char] = &[
    '节', '预', '签', '公', '条', '合', '契', '违', '制', '集', '履', '特', '邀', '附', '最', '邻', '亲',
    '靠', '临', '远', '大', '将', '接',
];
const AROUND: &[&str] = &["左右", "上下", "以上"];
/// Units of time: 近10多年来 is recent years.
const TIME: &[char] = &['年', '月', '天', '日', '周', '个'];

/// 约500人左右, 近1000余万元, 几十多个
pub(super) fn doubled(text: &Text<'_>, out: &mut Vec<Finding>) {
    let mut at = 0;
    while at < text.len() {
        let c = text.at(at);
        if is_digit(c) && !is_digit(text.back(at, 1)) {
            at = around(text, at, out);
        } else {
            if c == '几'
                && matches!(text.at(at + 1), '十' | '百' | '千' | '万')
                && matches!(text.at(at + 2), '多' | '余')
            {
                out.push(redundant(text, at, at + 3, (at + 2, at + 3)));
            }
            at += 1;
        }
    }
}

/// A figure with an estimating word on both sides; gives where the figure ends.
fn around(text: &Text<'_>, start: usize, out: &mut Vec<Finding>) -> usize {
    let digits = text.run(start, |c| is_digit(c) || matches!(c, '.' | ','));
    let (word, length) = text.ends_any(start, BEFORE).unwrap_or(("", 0));
    let word_start = start - length;
    let estimate = length > 0 && !(length == 1 && OTHER.contains(&text.back(word_start, 1)));
    let unit = text.run(digits, |c| matches!(c, '十' | '百' | '千' | '万' | '亿'));
    let over = matches!(text.at(unit), '余' | '多').then_some(unit);
    let mut end = unit + usize::from(over.is_some());
    end = text.run(end, |c| matches!(c, '万' | '亿'));
    let measure_end = end + measure::at_start(&text.string(end..end + 4)).map_or(0, |m| m.chars().count());
    let measure_end = measure_end + usize::from(text.at(end) == '万' && text.at(measure_end) == '元');
    let around =
        text.starts_any(measure_end, AROUND).filter(|(w, _)| *w != "以上" || matches!(word, "超过" | "逾"));
    let timed = matches!(word, "近") && TIME.contains(&text.at(end));
    if let Some(over) = over.filter(|_| estimate && !timed) {
        out.push(redundant(text, word_start, over + 1, (over, over + 1)));
    } else if let Some((_, length)) = around.filter(|_| estimate && measure_end > start) {
        out.push(redundant(text, word_start, measure_end + length, (measure_end, measure_end + length)));
    } else if let (Some(over), Some((w, length))) = (over, text.starts_any(measure_end, AROUND))
        && w != "以上"
    {
        out.push(redundant(text, start, measure_end + length, (over, over + 1)));
    }
    digits.max(start + 1)
}

fn redundant(text: &Text<'_>, start: usize, end: usize, extra: (usize, usize)) -> Finding {
    text.finding("NU08", start..end)
        .suggest(extra.0..extra.1, "")
        .note("表示概数的词重复", "two words say that the number is an estimate")
}
