//! CS04: the number of things announced against the number listed.

use super::super::rules::Reading;
use super::super::scan::{Text, is_digit, is_numeral, numeral_value, value};
use super::super::{Finding, Role};
use crate::text::mark::{Mark, Style};
use std::ops::Range;

/// What can be announced.
const THINGS: &[&str] = &[
    "个方面",
    "方面",
    "项工作",
    "项措施",
    "项任务",
    "项要求",
    "件实事",
    "件事",
    "点意见",
    "点要求",
    "点建议",
    "点体会",
    "点做法",
    "条措施",
    "条意见",
    "条建议",
    "个问题",
    "大举措",
    "项举措",
    "项重点工作",
    "个环节",
    "种情况",
    "类问题",
    "大任务",
    "个重点",
    "点",
    "项",
    "条",
];
/// What says that the list follows.
const FOLLOWS: &[&str] = &["以下", "下列", "如下", "下述", "下面", "这"];

/// An announcement: how many, where.
struct Announced {
    count: u32,
    range: Range<usize>,
}

/// CS04: 做了以下三项工作：, and four follow.
pub(super) fn announced(reading: &Reading<'_>, out: &mut Vec<Finding>) {
    for (i, text) in reading.texts.iter().enumerate() {
        if !text.is_body() || !text.prose {
            continue;
        }
        for announced in announcements(text) {
            let colon = text.run(announced.range.end, |c| !matches!(c, '：' | ':' | '。' | '，' | '；'));
            let stops = matches!(text.at(colon), '：' | ':' | '。') && colon <= announced.range.end + 8;
            if !stops && colon < text.last() {
                continue;
            }
            let inline = inline_count(text, colon);
            let listed =
                inline.or_else(|| if text.last() <= colon + 1 { following(reading, i) } else { None });
            if let Some(listed) = listed.filter(|n| *n != announced.count && *n >= 2) {
                out.push(text.finding("CS04", announced.range).note(
                    format!("说是{}项，列出{listed}项", announced.count),
                    format!("{} announced, {listed} listed", announced.count),
                ));
            }
        }
    }
}

fn announcements(text: &Text<'_>) -> Vec<Announced> {
    let mut out = Vec::new();
    for at in text.places(|c| matches!(c, '以' | '下' | '如' | '这')) {
        let Some((_, length)) = text.starts_any(at, FOLLOWS) else { continue };
        let start = at + length;
        let end = text.run(start, |c| is_numeral(c) || is_digit(c));
        let Some((_, thing)) = text.starts_any(end, THINGS) else { continue };
        let number = text.slice(start..end);
        let count = value(number).or_else(|| numeral_value(number)).filter(|n| (2..=20).contains(n));
        // 以下几项, 这两点 in the middle of an argument
        let told = text.at(at) != '这' || matches!(text.at(end + thing), '：' | ':');
        if let Some(count) = count.filter(|_| told && !text.starts(end + thing, "以")) {
            out.push(Announced { count, range: at..end + thing });
        }
    }
    out
}

/// 一是…二是…三是, （1）…（2）, ①…② in the same paragraph.
fn inline_count(text: &Text<'_>, from: usize) -> Option<u32> {
    let numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let run = |sign: &dyn Fn(usize, &str) -> String| {
        let mut at = from;
        let mut count = 0;
        for (i, numeral) in numerals.iter().enumerate() {
            let Some(found) = text.find(at, &sign(i + 1, numeral)) else { break };
            at = found + 1;
            count += 1;
        }
        count
    };
    let counts = [
        run(&|_, n| format!("{n}是")),
        run(&|i, _| format!("（{i}）")),
        run(&|i, _| format!("({i})")),
        run(&|i, _| Style::Circled.write(u32::try_from(i).unwrap_or(1)).unwrap_or_default()),
        run(&|_, n| format!("第{n}，")),
    ];
    counts.into_iter().max().filter(|n| *n >= 2)
}

/// How many marked paragraphs follow, with their sub-items between.
fn following(reading: &Reading<'_>, after: usize) -> Option<u32> {
    let lines = reading.texts.get(after + 1..)?;
    let mut lines = lines.iter().filter(|text| text.last() > 0);
    let first = mark(lines.next()?)?;
    if first.number != 1 {
        return None;
    }
    let mut count = 1;
    for text in lines {
        match mark(text) {
            Some(mark) if mark.style == first.style && mark.number == count + 1 => count += 1,
            Some(mark) if mark.style == first.style => return None,
            Some(mark) if mark.style < first.style => break,
            _ if matches!(text.of.role, Role::Signature | Role::Date | Role::Attachment) => break,
            _ => {}
        }
    }
    Some(count)
}

fn mark(text: &Text<'_>) -> Option<Mark> {
    Mark::split(text.of.text.trim_start()).map(|(mark, _)| mark)
}
