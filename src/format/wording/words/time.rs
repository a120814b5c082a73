//! WD06 to WD08: relative time, requests in a report, length.

use super::super::rules::Reading;
use super::super::scan::{EDGE, Text, is_digit};
use super::super::{Finding, Role};
use crate::text::punct::is_han;

/// Time that moves with the reader, and what follows when it does not.
const RELATIVE: &[(&str, &[&str])] =
    &[("今年", &["以来"]), ("去年", &["同期"]), ("本年度", &[]), ("新的一年", &[]), ("近日", &["点"])];

/// WD06: 今年 in a report that names its year; once for a document.
pub(in super::super) fn relative(reading: &Reading<'_>, out: &mut Vec<Finding>) {
    if !names_its_year(reading) {
        return;
    }
    let mut found = reading.body().filter(|text| text.prose).flat_map(|text| {
        text.places(|c| matches!(c, '今' | '去' | '本' | '新' | '近')).filter_map(move |at| {
            let (word, not_before) = RELATIVE.iter().find(|(word, _)| text.starts(at, word))?;
            let end = at + word.chars().count();
            let stands = text.starts_any(end, not_before).is_none()
                && !in_comparison(text, at)
                && !inside_quotes(text, at)
                && !year_before(text, at);
            (stands && (*word != "近日" || text.is_word(at..end))).then_some((text, at..end))
        })
    });
    if let Some((text, range)) = found.next() {
        let count = 1 + found.count();
        out.push(
            text.finding("WD06", range)
                .note(
                    format!("全文共{count}处相对时间，宜写明年份"),
                    format!("{count} in the document: name the year"),
                )
                .info(),
        );
    }
}

/// 较去年, 与去年相比, 比去年: a term of statistics.
fn in_comparison(text: &Text<'_>, at: usize) -> bool {
    matches!(text.back(at, 1), '较' | '比' | '与' | '和' | '同' | '从')
}

/// 在2025年……力争新的一年里: the sentence has said which.
fn year_before(text: &Text<'_>, at: usize) -> bool {
    let start = text.sentence(at).start;
    (start + 5..=at)
        .any(|end| text.at(end - 1) == '年' && text.slice(end - 5..end - 1).iter().all(|c| is_digit(*c)))
}

pub(in super::super) fn inside_quotes(text: &Text<'_>, at: usize) -> bool {
    let before = text.slice(0..at);
    let opened = before.iter().rposition(|c| matches!(c, '“' | '《'));
    let closed = before.iter().rposition(|c| matches!(c, '”' | '》'));
    opened.is_some_and(|open| closed.is_none_or(|close| close < open))
}

/// Whether the title or the first paragraphs say which year it is about.
fn names_its_year(reading: &Reading<'_>) -> bool {
    let first = reading.texts.iter().filter(|text| text.of.role == Role::Title).chain(reading.body().take(3));
    first.into_iter().any(has_year)
}

/// A year, also one that is still blank: 2024年, 202_, 20xx年.
fn has_year(text: &Text<'_>) -> bool {
    text.places(|c| c == '2').filter(|at| text.at(at + 1) == '0' && !is_digit(text.back(*at, 1))).any(|at| {
        let end = text.run(at + 2, |c| is_digit(c) || matches!(c, '_' | 'x' | 'X' | '×'));
        let blank = !text.slice(at + 2..end).iter().all(|c| is_digit(*c));
        (end == at + 4 && text.at(end) == '年') || (end > at + 2 && blank)
    })
}

/// What asks for something.
const REQUESTS: &[&str] = &[
    "请予拨付",
    "请予批准",
    "请予批复",
    "请予批示",
    "请予审批",
    "请批示",
    "请批复",
    "请审批",
    "妥否",
    "当否",
    "请予解决",
    "请给予解决",
    "请予支持为盼",
    "请予核拨",
    "请核准",
];

/// WD07: a request in a report; the closing phrase of another kind of document.
pub(in super::super) fn request(reading: &Reading<'_>, out: &mut Vec<Finding>) {
    let title = reading.title();
    let title = title.trim_end_matches(|c: char| !is_han(c));
    let report = (title.ends_with("报告") || title.ends_with("总结") || title.ends_with("汇报"))
        && !title.ends_with("请示报告");
    let body: Vec<&Text<'_>> = reading.body().collect();
    if report {
        for text in &body {
            let asked = text.places(|c| matches!(c, '请' | '妥' | '当')).find_map(|at| {
                let (_, length) = text.starts_any(at, REQUESTS)?;
                let opens = matches!(
                    text.back(at, 1),
                    EDGE | '，' | '。' | '；' | '：' | '\u{3000}' | ' ' | '现' | '特' | '恳' | '敬'
                );
                (opens && !inside_quotes(text, at)).then_some(at..at + length)
            });
            if let Some(range) = asked {
                let finding = text
                    .finding("WD07", range)
                    .note("报告（总结）不得夹带请示事项", "a report must not carry a request");
                out.push(if reading.formal { finding } else { finding.info() });
                return;
            }
        }
    }
    closing(title, &body, out);
}

/// Closing phrases: the phrase, the kinds that it closes.
const CLOSINGS: &[(&str, &[&str])] = &[
    ("特此报告", &["报告", "汇报", "总结", "情况"]),
    ("特此通知", &["通知"]),
    ("特此通报", &["通报"]),
    ("特此通告", &["通告"]),
    ("特此公告", &["公告"]),
    ("特此函告", &["函"]),
    ("特此函复", &["函"]),
    ("特此函达", &["函"]),
    ("特此请示", &["请示"]),
    ("特此批复", &["批复"]),
];
const KINDS: &[&str] =
    &["报告", "通知", "通报", "通告", "公告", "函", "请示", "批复", "总结", "汇报", "意见", "方案"];

fn closing(title: &str, body: &[&Text<'_>], out: &mut Vec<Finding>) {
    if !KINDS.iter().any(|kind| title.ends_with(kind)) {
        return;
    }
    for text in body.iter().rev().filter(|text| text.last() > 0).take(2) {
        let found = text.places(|c| c == '特').find_map(|at| {
            let (phrase, kinds) = CLOSINGS.iter().find(|(phrase, _)| text.starts(at, phrase))?;
            Some((at..at + phrase.chars().count(), kinds))
        });
        if let Some((range, _)) = found.filter(|(_, kinds)| !kinds.iter().any(|kind| title.ends_with(kind))) {
            out.push(
                text.finding("WD07", range)
                    .note("结语与文种不符", "the closing phrase belongs to another kind of document")
                    .info(),
            );
            return;
        }
    }
}

/// The most characters of a sentence.
const SENTENCE: usize = 120;
/// The most characters of a document that a local body issues.
const DOCUMENT: usize = 5000;

/// WD08: a sentence over 120 characters without a semicolon to rest at; a document over 5,000 characters.
pub(in super::super) fn length(reading: &Reading<'_>, out: &mut Vec<Finding>) {
    let mut total = 0;
    for text in reading.body() {
        total += text.chars.iter().filter(|c| is_han(**c)).count();
        if text.len() <= SENTENCE || !text.prose {
            continue;
        }
        let mut start = text.first();
        while start < text.len() {
            let end = text.run(start, |c| !matches!(c, '。' | '？' | '！' | '；' | '：' | '\n' | ';'));
            let count = text.slice(start..end).iter().filter(|c| is_han(**c)).count();
            let enumerates = text.slice(start..end).iter().filter(|c| **c == '、').count() > 8;
            if count > SENTENCE && !enumerates {
                out.push(
                    text.finding("WD08", start..end)
                        .note(
                            format!("本句{count}字，宜拆成几句"),
                            format!("a sentence of {count} characters"),
                        )
                        .info(),
                );
            }
            start = end + 1;
        }
    }
    if reading.formal
        && total > DOCUMENT
        && let Some(text) = reading.body().next()
    {
        out.push(
            text.finding("WD08", text.first()..text.last())
                .note(
                    format!("全文约{total}字，超过{DOCUMENT}字"),
                    format!("{total} characters in all, over {DOCUMENT}"),
                )
                .info(),
        );
    }
}
