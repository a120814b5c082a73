//! LO05: a stray digit or letter at the end of the title.

use super::super::scan::Text;
use super::super::{Finding, Role};

const KINDS: &[&str] = &[
    "总结",
    "报告",
    "汇报",
    "方案",
    "计划",
    "要点",
    "通知",
    "通报",
    "请示",
    "意见",
    "纪要",
    "简报",
    "材料",
    "说明",
    "讲话",
    "制度",
    "办法",
    "规定",
    "细则",
    "倡议书",
    "预案",
    "自查",
    "函",
];
/// 方案A and 计划B may be meant.
const LETTERED: &[&str] = &["方案", "计划", "预案", "材料"];

pub(super) fn stray_end(text: &Text<'_>, out: &mut Vec<Finding>) {
    if text.of.role != Role::Title {
        return;
    }
    let last = text.last();
    let start = text.run_back(last, |c| c.is_ascii_alphanumeric());
    let before = text.run_back(start, |c| c == ' ');
    let kind = text.ends_any(before, KINDS);
    let length = last - start;
    let lettered = text.at(start).is_ascii_alphabetic() && text.ends_any(before, LETTERED).is_some();
    if kind.is_some()
        && (length == 1 || length == 2 && text.slice(start..last).iter().all(char::is_ascii_digit))
        && !lettered
    {
        out.push(text.finding("LO05", start..last).suggest(before..last, ""));
    }
}
