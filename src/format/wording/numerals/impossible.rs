//! NU12: figures that cannot be.

use super::super::punctuation::range::spans;
use super::super::scan::{EDGE, Text, is_digit, value};
use super::super::{Finding, Role};
use crate::text::date::Date;
use crate::text::decimal::Decimal;
use crate::text::measure;
use crate::text::punct::is_han;

/// Months, days, hours and years that the calendar does not have.
pub(super) fn calendar(text: &Text<'_>, out: &mut Vec<Finding>) {
    if text.of.role == Role::Date {
        return; // SG04
    }
    for at in text.places(|c| matches!(c, '年' | '月' | '时' | '点')) {
        let start = text.run_back(at, is_digit);
        let Some(number) = value(text.slice(start..at)) else { continue };
        if matches!(text.back(start, 1), '.' | ',' | '_' | '×' | '*')
            || text.back(start, 1).is_ascii_alphabetic()
        {
            continue;
        }
        match text.at(at) {
            '年' => year(text, start, at, number, out),
            '月' => month_and_day(text, start, at, number, out),
            _ => hour(text, start, at, number, out),
        }
    }
}

/// What follows a count of years and no year.
const AGES: &[&str] = &[
    "历史",
    "文明",
    "以来",
    "来",
    "前",
    "后",
    "间",
    "以",
    "多",
    "左右",
    "不",
    "的历史",
    "之",
    "大计",
    "古",
    "传承",
    "沧桑",
    "老",
    "一遇",
];

fn year(text: &Text<'_>, start: usize, at: usize, number: u32, out: &mut Vec<Finding>) {
    let month_end = text.run(at + 1, is_digit);
    let dated = text.at(month_end) == '月' && month_end > at + 1 || text.at(at + 1) == '度';
    let age =
        text.starts_any(at + 1, AGES).is_some() || matches!(text.back(start, 1), '前' | '约' | '近' | '第');
    let wrong = match at - start {
        4 => {
            !age && (2100..=9999).contains(&number) && (dated || number < 3000)
                || dated && (1..1800).contains(&number)
        }
        5 => dated && (20000..=20999).contains(&number),
        _ => false,
    };
    if wrong {
        out.push(text.finding("NU12", start..at + 1).note("年份不合常理", "not a year that is meant"));
    }
}

fn month_and_day(text: &Text<'_>, start: usize, at: usize, month: u32, out: &mut Vec<Finding>) {
    let day_end = text.run(at + 1, is_digit);
    let day = value(text.slice(at + 1..day_end)).filter(|_| matches!(text.at(day_end), '日' | '号'));
    let year_end = start.saturating_sub(1);
    let year_start = text.run_back(year_end, is_digit);
    let year = (text.back(start, 1) == '年').then(|| value(text.slice(year_start..year_end))).flatten();
    let year = year.filter(|y| (1000..=9999).contains(y));
    if at - start > 2 || (day.is_none() && year.is_none()) {
        return;
    }
    let end = if day.is_some() { day_end + 1 } else { at + 1 };
    // Without its year February may have 29 days.
    let known = u16::try_from(year.unwrap_or(2024)).unwrap_or(2024);
    let fits = match day {
        Some(day) => Date::new(known, month, day).is_ok(),
        None => (1..=12).contains(&month),
    };
    if !fits {
        out.push(
            text.finding("NU12", start..end).note("历法中没有这个日期", "the calendar has no such date"),
        );
    }
}

fn hour(text: &Text<'_>, start: usize, at: usize, hour: u32, out: &mut Vec<Finding>) {
    let minute_end = text.run(at + 1, is_digit);
    let minute = value(text.slice(at + 1..minute_end)).filter(|_| text.at(minute_end) == '分');
    let at_day = matches!(text.back(start, 1), '日' | '午' | '晚' | '晨' | '间');
    let timed = minute.is_some() && (text.at(at) == '时' || at_day)
        || at_day && "整半，。至前开".contains(text.at(at + 1));
    let wrong = hour > 24 || minute.is_some_and(|m| m > 59);
    if timed && wrong && at - start <= 2 {
        let end = if minute.is_some() { minute_end + 1 } else { at + 1 };
        out.push(text.finding("NU12", start..end).note("没有这个时刻", "there is no such time of day"));
    }
}

/// Shares of a whole, which cannot pass 100 %; growth, completion and cover of provisions can.
const SHARES: &[&str] = &[
    "受教育率",
    "参与率",
    "满意率",
    "满意度",
    "知晓率",
    "合格率",
    "及格率",
    "普及率",
    "出勤率",
    "到会率",
    "办结率",
    "签订率",
    "建档率",
    "入户率",
    "参会率",
    "参训率",
    "优秀率",
    "达标率",
    "投票率",
    "支持率",
    "覆盖率",
    "占比",
    "入学率",
    "巩固率",
    "参保率",
    "识别率",
    "准确率",
    "处置率",
    "整改率",
    "回收率",
];
const OTHER_COVER: &[&str] = &["拨备覆盖率", "利息覆盖率", "流动性覆盖率", "拨备", "保障"];

/// What may stand between the name of a share and its figure.
const TOLD: &str = "达到为是在至超过约均升提高了";

/// 居民受教育率达180%
pub(super) fn share(text: &Text<'_>, out: &mut Vec<Finding>) {
    for at in text.places(|c| matches!(c, '%' | '％')) {
        let start = text.run_back(at, |c| is_digit(c) || c == '.');
        if is_over_whole(text.slice(start..at)) && is_share(text, start) {
            out.push(
                text.finding("NU12", start..at + 1)
                    .note("这样的比率不会超过100%", "a share of this kind cannot pass 100 %"),
            );
        }
    }
}

fn is_over_whole(digits: &[char]) -> bool {
    let text: String = digits.iter().collect();
    Decimal::parse(&text).is_some_and(|number| number > Decimal::from(100_i64))
}

/// Whether the figure is told of a share.
fn is_share(text: &Text<'_>, figure: usize) -> bool {
    let from = figure.saturating_sub(6).max(text.clause(figure).start);
    let name = (from..=figure)
        .rev()
        .find_map(|end| text.ends_any(end, SHARES).map(|(_, length)| (end - length, end)));
    let Some((start, end)) = name else { return false };
    let told = text.slice(end..figure).iter().all(|c| TOLD.contains(*c));
    let cover = [start, end].into_iter().any(|at| text.ends_any(at, OTHER_COVER).is_some());
    told && !cover
}

/// 30～15天: from large to small.
pub(super) fn falling(text: &Text<'_>, out: &mut Vec<Finding>) {
    for span in spans(text, |c| matches!(c, '～' | '~' | '—')) {
        let (Some(from), Some(to)) =
            (value(text.slice(span.from.clone())), value(text.slice(span.to.clone())))
        else {
            continue;
        };
        let years = text.at(span.to.end) == '年' && span.from.len() == 4 && span.to.len() == 4;
        let rest = text.string(span.to.end..span.to.end + 4);
        let counted = text.at(span.sign) != '—'
            && measure::at_start(&rest).is_some_and(|m| {
                !matches!(m, "月" | "日" | "号" | "年" | "小时" | "页" | "个月" | "点" | "分")
            });
        if from > to && (years || counted) {
            out.push(
                text.finding("NU12", span.from.start..span.to.end)
                    .note("范围的起点大于终点", "the range runs from large to small"),
            );
        }
    }
}

/// 1,2345份, 3,00人: groups of digits that are none.
pub(super) fn groups(text: &Text<'_>, out: &mut Vec<Finding>) {
    let mut at = 0;
    while at < text.len() {
        if !is_digit(text.at(at)) {
            at += 1;
            continue;
        }
        let end = text.run(at, |c| is_digit(c) || matches!(c, ','));
        let parts: Vec<&[char]> = text.slice(at..end).split(|c| *c == ',').collect();
        let rest = text.string(end..end + 4);
        let counted = measure::at_start(&rest).is_some() || matches!(text.at(end), '万' | '亿' | '余' | '多');
        let before = text.back(at, 1);
        let free = (is_han(before) || before == EDGE || matches!(before, '，' | '、' | '。' | '：' | '（'))
            && !matches!(before, '第' | '图' | '表');
        if parts.len() > 1 && counted && free && broken(&parts) {
            out.push(
                text.finding("NU12", at..end).note("千分位分隔有误", "the digits are not in groups of three"),
            );
        }
        at = end.max(at + 1);
    }
}

fn broken(parts: &[&[char]]) -> bool {
    let [first, rest @ ..] = parts else { return false };
    let wrong = |part: &&&[char]| part.len() != 3;
    let odd = rest.iter().filter(wrong).count();
    if odd == 0 || parts.iter().any(|part| part.is_empty()) {
        return false;
    }
    let some_right = rest.len() > odd;
    let long = rest.iter().any(|part| part.len() > 3) && (1..=3).contains(&first.len());
    let noughts = rest.iter().filter(wrong).all(|part| part.len() < 3 && part.iter().all(|c| *c == '0'));
    some_right || long || noughts
}
