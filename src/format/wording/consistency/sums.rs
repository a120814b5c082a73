//! CS05 in sentences: 共…其中…, and rates.

use super::super::Finding;
use super::super::scan::Text;
use crate::text::decimal::Decimal;
use crate::text::measure;
use crate::text::number::{self, Number};
use std::ops::Range;

/// A figure with its measure word.
struct Figure {
    value: Decimal,
    unit: &'static str,
    /// Of characters, the measure word included.
    range: Range<usize>,
    exact: bool,
}

fn figures(text: &Text<'_>, sentence: Range<usize>) -> Vec<Figure> {
    let written = text.string(sentence.clone());
    number::find(&written).filter_map(|number| figure(&written, &number, sentence.start)).collect()
}

fn figure(written: &str, number: &Number, offset: usize) -> Option<Figure> {
    let rest = written.get(number.span.end..)?;
    let unit = if number.is_share() { "%" } else { measure::at_start(rest)? };
    let start = offset + written.get(..number.span.start)?.chars().count();
    let length = written.get(number.span.clone())?.chars().count()
        + if unit == "%" { 0 } else { unit.chars().count() };
    let exact = number.before.is_none_or(|m| m == number::Modifier::Reached)
        && number.after.is_none()
        && !number.ordinal;
    Some(Figure { value: number.value, unit, range: start..start + length, exact })
}

/// 共12次，其中宣传5次、清扫6次: the parts close to the whole but not equal to it, or one above it.
pub(super) fn parts(text: &Text<'_>, out: &mut Vec<Finding>) {
    let mut from = 0;
    while let Some(within) = text.find(from, "其中") {
        from = within + 2;
        let sentence = text.run_back(within, |c| c != '。')..text.run(within, |c| !matches!(c, '。' | '；'));
        let before = figures(text, sentence.start..within);
        let Some(whole) = before.last().filter(|f| f.exact && within - f.range.end <= 2) else { continue };
        let after = figures(text, within..sentence.end);
        let parts: Vec<&Figure> = after.iter().take_while(|f| f.unit == whole.unit && f.exact).collect();
        if parts.is_empty() || parts.len() < after.len() || text.slice(within..sentence.end).contains(&'等')
        {
            continue;
        }
        judge(text, whole, &parts, out);
    }
}

fn judge(text: &Text<'_>, whole: &Figure, parts: &[&Figure], out: &mut Vec<Finding>) {
    let Some(sum) = parts.iter().try_fold(Decimal::ZERO, |sum, f| sum.checked_add(f.value)) else { return };
    let end = parts.last().map_or(whole.range.end, |f| f.range.end);
    let finding = |zh: String, en: String| text.finding("CS05", whole.range.start..end).note(zh, en);
    if let Some(part) = parts.iter().find(|f| f.value > whole.value) {
        let (a, b) = (part.value.normalize(), whole.value.normalize());
        out.push(finding(
            format!("其中一项{a}大于总数{b}"),
            format!("a part, {a}, is larger than the whole, {b}"),
        ));
        return;
    }
    let Some(gap) = whole.value.checked_sub(sum).map(Decimal::abs) else { return };
    // 其中 seldom lists all: only parts that nearly make the whole were meant to.
    let near = gap.checked_mul(Decimal::from(10_i64)).is_some_and(|tenfold| tenfold <= whole.value);
    if parts.len() >= 2 && near && !gap.is_zero() {
        let (a, b) = (sum.normalize(), whole.value.normalize());
        out.push(finding(
            format!("分项相加是{a}，总数写{b}"),
            format!("the parts sum to {a}, the whole says {b}"),
        ));
    }
}

/// Pairs of words that name a whole and its part.
const PAIRS: &[(&str, &str)] = &[
    ("应到", "实到"),
    ("应参加", "实参加"),
    ("应参加", "实际参加"),
    ("发放", "回收"),
    ("发出", "收回"),
    ("发放", "收回"),
    ("受理", "办结"),
    ("应检", "实检"),
    ("应征", "实征"),
    ("排查", "整改"),
];
const RATES: &[&str] =
    &["到会率", "出勤率", "参会率", "回收率", "办结率", "参训率", "参检率", "整改率", "收回率"];

/// 应到50人，实到48人，到会率90%: a rate that is not its part by its whole.
pub(super) fn rates(text: &Text<'_>, out: &mut Vec<Finding>) {
    for (name, at) in text
        .places(|c| c == '率')
        .filter_map(|end| text.ends_any(end + 1, RATES).map(|(name, _)| (name, end + 1)))
    {
        let sentence =
            text.run_back(at, |c| !matches!(c, '。' | '；'))..text.run(at, |c| !matches!(c, '。' | '；'));
        let all = figures(text, sentence.clone());
        let Some(rate) =
            all.iter().find(|f| f.unit == "%" && f.range.start >= at && f.range.start <= at + 3 && f.exact)
        else {
            continue;
        };
        let before = |word: &str| {
            let found = (sentence.start..at).find(|i| text.starts(*i, word))?;
            all.iter().find(|f| f.range.start > found && f.unit != "%" && f.range.start - found <= 14)
        };
        let pair = PAIRS.iter().find_map(|(whole, part)| before(whole).zip(before(part)));
        let Some((whole, part)) =
            pair.filter(|(a, b)| a.exact && b.exact && a.unit == b.unit && a.range != b.range)
        else {
            continue;
        };
        let decimals = rate.value.scale();
        let Some(right) = part.value.checked_div(whole.value, decimals.max(2)) else { continue };
        // Cut off instead of rounded is a habit, no fault.
        let slack = Decimal::new(1, decimals.max(2));
        let close = right.checked_sub(rate.value).map(Decimal::abs).zip(slack).is_some_and(|(d, s)| d <= s);
        if !close && part.value <= whole.value {
            let percent = right.shift(2).map_or_else(String::new, |p| p.normalize().to_string());
            out.push(
                text.finding("CS05", rate.range.clone())
                    .note(format!("{name}应为{percent}%"), format!("{name} comes to {percent} %")),
            );
        }
    }
}
