//! CS02 and CS03: one year, and two different ones in a comparison.

use super::super::rules::Reading;
use super::super::scan::{Text, is_clause_end, is_digit, is_numeral, is_sentence_end, value};
use super::super::{Finding, Role};
use std::ops::Range;

/// A year of four digits before 年.
fn years<'t>(text: &'t Text<'_>) -> impl Iterator<Item = (Range<usize>, u32)> + 't {
    text.places(|c| c == '年').filter_map(move |at| {
        let start = text.run_back(at, is_digit);
        let year = value(text.slice(start..at)).filter(|y| at - start == 4 && (1900..2100).contains(y))?;
        Some((start..at + 1, year))
    })
}

/// The year of the title.
fn title_year(reading: &Reading<'_>) -> Option<u32> {
    let mut found = reading.of_role(Role::Title).flat_map(|text| years(text).map(|(_, year)| year));
    let year = found.next()?;
    // A title that names two years compares or spans them.
    found.all(|other| other == year).then_some(year)
}

/// What closes a lead-in.
const LEAD_IN: &[&str] = &["总结如下", "汇报如下", "报告如下", "情况如下", "通报如下", "总结于下"];

/// CS02: the title's year against the lead-in's and the date's; what is done in a year that is to come.
pub(super) fn one_year(reading: &Reading<'_>, out: &mut Vec<Finding>) {
    let title = title_year(reading);
    if let Some(title) = title {
        lead_in(reading, title, out);
        title_against_date(reading, title, out);
    }
    if let Some((year, _, _)) = reading.date.filter(|(y, _, _)| (1900..2100).contains(y)) {
        let year = u32::try_from(year).unwrap_or(0);
        reading.body().for_each(|text| ahead(text, year, out));
    }
}

fn lead_in(reading: &Reading<'_>, title: u32, out: &mut Vec<Finding>) {
    for text in reading.body().take(12) {
        let Some(end) = LEAD_IN.iter().find_map(|phrase| text.find(0, phrase)) else { continue };
        let sentence = text.sentence(end);
        let Some(start) = text.find(sentence.start, "现将").filter(|at| *at < end) else { continue };
        let mut named = years(text).filter(|(range, _)| range.start > start && range.start < end);
        if let (Some((range, year)), None) = (named.next(), named.next())
            && year != title
        {
            out.push(
                text.finding("CS02", range)
                    .note(format!("标题写的是{title}年"), format!("the title says {title}")),
            );
        }
        return;
    }
}

/// A summary of a year that has not come.
fn title_against_date(reading: &Reading<'_>, title: u32, out: &mut Vec<Finding>) {
    let past = ["总结", "汇报", "报告", "述职"];
    let text = reading.title();
    let plans = text.contains("计划")
        || text.contains("打算")
        || text.contains("规划")
        || text.contains("预算")
        || text.contains("安排");
    let Some((year, _, _)) = reading.date.filter(|_| !plans && past.iter().any(|word| text.contains(word)))
    else {
        return;
    };
    if i64::from(title) > i64::from(year)
        && let Some((text, range)) =
            reading.of_role(Role::Title).find_map(|text| years(text).next().map(|(range, _)| (text, range)))
    {
        out.push(
            text.finding("CS02", range)
                .note(format!("晚于成文日期{year}年"), format!("later than the date, {year}")),
        );
    }
}

/// Words of what is to come.
const PLANS: &[&str] = &[
    "将",
    "拟",
    "计划",
    "预计",
    "力争",
    "确保",
    "目标",
    "要",
    "规划",
    "届时",
    "下一步",
    "到",
    "争取",
    "打算",
    "至",
    "前",
    "有效期",
    "期限",
    "底",
    "任期",
    "起",
    "施行",
    "实施",
    "生效",
];
/// Words of what is done.
const DONE: &[&str] = &["了", "已", "共开展", "共组织", "共举办", "累计"];

/// A year after the document's own, told as past.
fn ahead(text: &Text<'_>, date: u32, out: &mut Vec<Finding>) {
    for (range, _) in years(text).filter(|(range, year)| {
        *year > date && !matches!(text.back(range.start, 1), '离' | '距' | '到' | '至')
    }) {
        let sentence = text.sentence(range.start);
        let holds =
            |words: &[&str]| (sentence.start..sentence.end).any(|at| text.starts_any(at, words).is_some());
        if holds(DONE) && !holds(PLANS) {
            out.push(text.finding("CS02", range).note(
                format!("晚于成文日期{date}年，所述却已完成"),
                format!("later than the date, {date}, but told as done"),
            ));
        }
    }
}

/// A year, filled in or blank, or a word for one.
fn year_here(text: &Text<'_>, at: usize) -> Option<usize> {
    for word in ["今年", "去年", "本年度"] {
        if text.starts(at, word) {
            return Some(at + word.chars().count());
        }
    }
    if !text.starts(at, "20") && !text.starts(at, "19") || is_digit(text.back(at, 1)) {
        return None;
    }
    let end = text.run(at, |c| is_digit(c) || matches!(c, 'x' | 'X' | '×' | '_' | '＿'));
    (text.at(end) == '年' && (3..=8).contains(&(end - at))).then_some(end + 1)
}

/// CS03: 20xx年度的工作在20xx年度的基础上; 2024年较2024年.
pub(super) fn both_sides(text: &Text<'_>, out: &mut Vec<Finding>) {
    let mut last: Option<Range<usize>> = None;
    let mut at = 0;
    while at < text.len() {
        if is_sentence_end(text.at(at)) || text.at(at) == '；' {
            last = None;
        }
        let Some(end) = year_here(text, at) else {
            at += 1;
            continue;
        };
        if let Some(first) =
            last.take().filter(|first| same(text, first, &(at..end)) && compares(text, at, end))
        {
            out.push(
                text.finding("CS03", first.start..end).note("前后是同一年", "the same year on both sides"),
            );
        }
        last = Some(at..end);
        at = end;
    }
}

fn same(text: &Text<'_>, a: &Range<usize>, b: &Range<usize>) -> bool {
    text.slice(a.clone()) == text.slice(b.clone())
        && b.start - a.end <= 40
        && !part_of_year(text, a.end)
        && !part_of_year(text, b.end)
}

/// 上半年, 3月, 第一季度: parts of a year can be compared.
fn part_of_year(text: &Text<'_>, end: usize) -> bool {
    let end = if text.at(end) == '度' { end + 1 } else { end };
    text.starts_any(
        end,
        &["上半年", "下半年", "第", "一季度", "二季度", "三季度", "四季度", "初", "末", "底", "前", "同期"],
    )
    .is_some()
        || is_digit(text.at(end))
        || matches!(text.at(text.run(end, is_numeral)), '月')
}

/// Whether the second year is what the first is compared with.
fn compares(text: &Text<'_>, at: usize, end: usize) -> bool {
    let clause = text.run(end, |c| !is_clause_end(c));
    let after = |what: &str| text.find(end, what).is_some_and(|found| found < clause + 1);
    if text.ends_any(at, &["较", "相比", "对比", "相较于", "相对于", "较之"]).is_some() {
        return true;
    }
    if text.ends(at, "比") {
        return !text.ends(at, "占比") && !text.ends(at, "同比");
    }
    if text.ends_any(at, &["与", "同", "和"]).is_some() {
        return after("相比") || after("比较") || after("对比");
    }
    text.ends(at, "在") && after("基础上")
}
