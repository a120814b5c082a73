//! LO01 and LO02: years and other places that nobody has filled in.

use super::super::Finding;
use super::super::rules::Reading;
use super::super::scan::{EDGE, Text, is_blank, is_digit};
use crate::text::punct::is_han;
use std::ops::Range;

fn is_cross(c: char) -> bool {
    "xX×ｘＸ*＊○?？".contains(c)
}

fn is_line(c: char) -> bool {
    matches!(c, '_' | '＿')
}

/// How many blanks make a document a form that is meant to be filled in.
const FORM: usize = 5;

/// LO01 and LO02.
pub(super) fn blanks(reading: &Reading<'_>, out: &mut Vec<Finding>) {
    let mut years = Vec::new();
    let mut others = Vec::new();
    for text in &reading.texts {
        let marks = super::super::scan::Kinds::SYMBOL
            .and(super::super::scan::Kinds::CROSS)
            .and(super::super::scan::Kinds::LATIN)
            .and(super::super::scan::Kinds::ODD)
            .and(super::super::scan::Kinds::HAN);
        if text.kinds.any(marks) && text.last() > 0 {
            let found = years_of(text);
            others_of(text, &found, &mut others);
            years.extend(found.into_iter().map(|range| (text, range)));
        }
    }
    // A contract or an application form with lines to write on is no forgotten draft.
    let lines = others.iter().filter(|(text, range)| is_form_blank(text, range)).count();
    let lines = lines + years.iter().filter(|(text, range)| is_line(text.at(range.start))).count();
    let form = lines >= FORM;
    for (text, range) in years {
        if !(form && is_line(text.at(range.start))) {
            out.push(text.finding("LO01", range));
        }
    }
    for (text, range) in others {
        if !(form && is_form_blank(text, &range)) {
            out.push(text.finding("LO02", range));
        }
    }
}

fn is_form_blank(text: &Text<'_>, range: &Range<usize>) -> bool {
    let blank = text.slice(range.clone());
    blank.iter().any(|c| is_line(*c)) || blank.iter().any(|c| is_blank(*c)) && blank.contains(&'年')
}

/// 202_, 20_年, 20xx, 20××年, 二〇××年, XX年度, ____年度.
fn years_of(text: &Text<'_>) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let mark = text.at(at);
        if !(is_line(mark) || is_cross(mark)) {
            at += 1;
            continue;
        }
        let end = text.run(at, |c| c == mark);
        if let Some(start) = year_start(text, at, end) {
            let end = end + usize::from(text.at(end) == '年');
            out.push(start..end);
        }
        at = end;
    }
    out
}

/// Where the year starts whose blank is this, if it is one.
fn year_start(text: &Text<'_>, at: usize, end: usize) -> Option<usize> {
    let digits = text.run_back(at, is_digit);
    let (known, blank) = (at - digits, end - at);
    let before = text.back(digits, 1);
    let next = text.at(end);
    let year = next == '年';
    if text.is_shielded(at)
        || before.is_ascii_alphabetic()
        || matches!(before, '_' | '-' | '.' | '/')
        || next.is_ascii_alphanumeric()
    {
        return None;
    }
    let century = text.starts(digits, "20") || text.starts(digits, "19");
    if known == 2 && century || known == 3 && text.starts(digits, "20") {
        let whole = known + blank == 4;
        let line = is_line(text.at(at))
            && (year || !is_digit(next))
            && (year || whole && (is_han(next) || matches!(next, EDGE | '-' | '）' | ')')));
        let cross = !is_line(text.at(at))
            && whole
            && (year || is_han(next) || matches!(next, '-' | '/' | '.' | '〕' | ']'));
        return (line && blank <= 6 || cross).then_some(digits);
    }
    if known == 0 && year {
        let chinese = text.ends(at, "二〇") || text.ends(at, "二○") || text.ends(at, "二零");
        if chinese && blank == 2 {
            return at.checked_sub(2);
        }
        // XX年度, ____年度; ××年 in another place is LO02.
        return (blank >= 2 && text.starts(end, "年度") && !is_digit(before)).then_some(at);
    }
    None
}

/// What a blank name is followed by.
const NAMED: &[&str] = &[
    "省", "市", "县", "区", "镇", "乡", "村", "街道", "社区", "局", "委", "办", "厅", "处", "科", "所", "站",
    "校", "院", "公司", "单位", "部门", "路", "号", "园区", "中心", "学校", "集团", "同志", "主任", "书记",
    "局长", "项目", "人次", "人", "元", "万元", "份", "次", "个", "户", "项", "期",
];
/// What an anonymous 某某 stands before when it is a body and no person.
const BODIES: &[&str] = &[
    "省", "市", "县", "区", "镇", "乡", "村", "街道", "社区", "局", "厅", "公司", "单位", "部门", "园区",
    "学校", "集团", "中心",
];

fn others_of<'t, 'a>(
    text: &'t Text<'a>,
    years: &[Range<usize>],
    out: &mut Vec<(&'t Text<'a>, Range<usize>)>,
) {
    let taken = |range: &Range<usize>| years.iter().any(|y| y.start < range.end && range.start < y.end);
    if let Some(range) = empty_date(text) {
        out.push((text, range));
        return;
    }
    let mut at = 0;
    while at < text.len() {
        let mark = text.at(at);
        let end = match mark {
            '某' => text.run(at, |c| c == '某'),
            _ if is_line(mark) || is_cross(mark) && !matches!(mark, '?' | '？') => {
                text.run(at, |c| c == mark)
            }
            _ => {
                at += 1;
                continue;
            }
        };
        let range = at..end;
        if !taken(&range) && is_open(text, at, end, mark) {
            out.push((text, range));
        }
        at = end;
    }
}

/// Whether it stands for a name or a number that is to come.
fn is_open(text: &Text<'_>, at: usize, end: usize, mark: char) -> bool {
    let (before, next, length) = (text.back(at, 1), text.at(end), end - at);
    if text.is_shielded(at) || before.is_ascii_alphanumeric() || next.is_ascii_alphanumeric() {
        return false;
    }
    let named = || text.starts_any(end, NAMED).is_some();
    match mark {
        '某' => length == 2 && text.starts_any(end, BODIES).is_some() && !is_surname_place(text, at),
        '*' | '＊' | '○' => length >= 2 && named() && before != mark && text.prose,
        _ if is_line(mark) => {
            length >= 2
                && (is_han(before) || is_han(next) || matches!(before, '：' | ':' | '（' | '“' | '《'))
                && text.prose
        }
        // X月X日; a single × may be a sign.
        _ if length == 1 => matches!(next, '月' | '日') && text.prose && !is_digit(text.back(at, 1)),
        _ => {
            length <= 8
                && (named() || matches!(next, '月' | '日') || is_number_place(text, at, next))
                && !text.starts(end, "世纪")
        }
    }
}

/// 李某某局长 is a person.
fn is_surname_place(text: &Text<'_>, at: usize) -> bool {
    let before = text.back(at, 1);
    is_han(before) && !"由在到对和与向从，为的县市省区镇乡".contains(before)
}

/// 电话：××××, 〔2024〕××号
fn is_number_place(text: &Text<'_>, at: usize, next: char) -> bool {
    let labels =
        ["电话：", "电话:", "手机：", "编号：", "人数：", "金额：", "联系人：", "姓名：", "〕", "第"];
    text.ends_any(at, &labels).is_some() && (next == EDGE || matches!(next, '）' | '，' | '。' | '；' | '号'))
}

/// 　年　月　日 without digits.
fn empty_date(text: &Text<'_>) -> Option<Range<usize>> {
    let year = text.find(0, "年")?;
    let gap = |c: char| is_blank(c) || is_line(c);
    let month = text.run(year + 1, gap);
    let day = text.run(month + 1, gap);
    let open = month > year + 1 && text.at(month) == '月' && day > month + 1 && text.at(day) == '日';
    let start = text.run_back(year, |c| gap(c) || is_digit(c));
    let filled = text.slice(start..year).iter().filter(|c| is_digit(**c)).count() == 4;
    let alone = start == 0 || !is_han(text.back(start, 1)) || text.back(start, 1) == '于';
    (open && alone && !text.in_table())
        .then(|| if filled { year + 1..day + 1 } else { text.run(start, is_blank).min(year)..day + 1 })
}
