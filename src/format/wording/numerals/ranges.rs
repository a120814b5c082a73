//! NU05 to NU07: what a range must repeat, and digits with 十 百 千.

use super::super::Finding;
use super::super::punctuation::range::spans;
use super::super::scan::{Text, is_digit, value};
use crate::text::decimal::Decimal;
use std::ops::Range;

/// The signs of a range.
fn is_sign(c: char) -> bool {
    matches!(c, '~' | '～' | '—' | '–' | '-' | '－')
}

fn number(text: &Text<'_>, range: Range<usize>) -> Option<Decimal> {
    Decimal::parse(&text.string(range))
}

/// NU05: 80～90%
pub(super) fn per_cent(text: &Text<'_>, out: &mut Vec<Finding>) {
    for span in spans(text, is_sign) {
        let end = span.to.end;
        if matches!(text.at(end), '%' | '％' | '‰') {
            let sign = text.at(end).to_string();
            out.push(text.finding("NU05", span.from.start..end + 1).suggest(span.sign..span.sign, sign));
        }
    }
}

/// NU06: 3～5万元
pub(super) fn magnitude(text: &Text<'_>, out: &mut Vec<Finding>) {
    for span in spans(text, |c| is_sign(c) || matches!(c, '至' | '到')) {
        let unit = text.at(span.to.end);
        if !matches!(unit, '万' | '亿') {
            continue;
        }
        let rising =
            number(text, span.from.clone()).zip(number(text, span.to.clone())).is_some_and(|(a, b)| a < b);
        if rising {
            let finding = text
                .finding("NU06", span.from.start..span.to.end + 1)
                .suggest(span.sign..span.sign, unit.to_string());
            out.push(if matches!(text.at(span.sign), '至' | '到') { finding.info() } else { finding });
        }
    }
}

/// What 千 and 百 make a unit of measure with, or another word.
const UNITS: &[char] =
    &['克', '米', '瓦', '伏', '卡', '赫', '帕', '字', '安', '焦', '分', '升', '牛', '欧', '比', '乏', '吨'];

/// NU07: 3千多份
pub(super) fn with_unit_digit(text: &Text<'_>, out: &mut Vec<Finding>) {
    for at in text.places(|c| matches!(c, '十' | '百' | '千')) {
        let start = text.run_back(at, is_digit);
        let next = text.at(at + 1);
        if at == start
            || at - start > 3
            || matches!(text.back(start, 1), '.' | '-' | '第')
            || text.back(start, 1).is_ascii_alphabetic()
        {
            continue;
        }
        let unit = UNITS.contains(&next)
            || text.starts(at, "百度")
            || text.starts(at, "十大")
            || text.starts(at, "百强")
            || text.starts(at, "百家")
            || text.starts(at, "千里");
        let Some(count) = value(text.slice(start..at)).filter(|_| !unit) else { continue };
        let size = match text.at(at) {
            '十' => 10,
            '百' => 100,
            _ => 1000,
        };
        // 3千万 is 3000万.
        out.push(text.finding("NU07", start..at + 1).suggest(start..at + 1, (count * size).to_string()));
    }
}
