//! PU09 to PU11: rows of titles and quoted names.

use super::super::Finding;
use super::super::scan::Text;
use crate::text::punct::closing;
use std::ops::Range;

/// A row of quoted items that follow one another with 、 or nothing between.
struct Row {
    /// The seams: where the item before closes, whether 、 stands there.
    seams: Vec<(usize, bool)>,
    range: Range<usize>,
}

/// PU10: 、 between some items of a row and not between others.
pub(super) fn uneven(text: &Text<'_>, out: &mut Vec<Finding>) {
    for row in rows(text) {
        let with = row.seams.iter().filter(|(_, comma)| *comma).count();
        if with > 0 && with < row.seams.len() {
            let minority = with * 2 <= row.seams.len();
            let seam = row.seams.iter().find(|(_, comma)| *comma == minority);
            let finding = text.finding("PU10", row.range.clone());
            out.push(match seam {
                Some((at, true)) if with == 1 => finding.suggest(at + 1..at + 2, ""),
                Some((at, false)) if with + 1 == row.seams.len() => finding.suggest(at + 1..at + 1, "、"),
                _ => finding,
            });
        }
    }
}

/// PU09: 、 between titles or quotes; once for each document, as it is only 通常.
pub(super) fn superfluous(texts: &[Text<'_>], out: &mut Vec<Finding>) {
    let mut first: Option<(&Text<'_>, usize)> = None;
    let mut count = 0;
    for text in texts {
        for row in rows(text) {
            if row.seams.iter().all(|(_, comma)| *comma) {
                count += row.seams.len();
                first = first.or_else(|| row.seams.first().map(|(at, _)| (text, *at)));
            }
        }
    }
    if let Some((text, at)) = first {
        out.push(
            text.finding("PU09", at + 1..at + 2)
                .note(format!("全文共{count}处"), format!("{count} in the document"))
                .suggest(at + 1..at + 2, "")
                .info(),
        );
    }
}

fn rows(text: &Text<'_>) -> Vec<Row> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let open = text.at(at);
        if !matches!(open, '“' | '《') {
            at += 1;
            continue;
        }
        let row = row(text, at, open);
        at = row.range.end;
        if !row.seams.is_empty() {
            out.push(row);
        }
    }
    out
}

fn row(text: &Text<'_>, start: usize, open: char) -> Row {
    let mut row = Row { seams: Vec::new(), range: start..start + 1 };
    let mut at = start;
    while let Some(close) = item_end(text, at, open) {
        row.range.end = close + 1;
        let comma = text.at(close + 1) == '、';
        let next = close + 1 + usize::from(comma);
        if text.at(next) != open || item_end(text, next, open).is_none() {
            break;
        }
        row.seams.push((close, comma));
        at = next;
    }
    row
}

/// Where an item closes; one with a sentence inside is none.
fn item_end(text: &Text<'_>, at: usize, open: char) -> Option<usize> {
    let close = closing(open)?;
    let end = text.run(at + 1, |c| c != close && c != open && !matches!(c, '。' | '；' | '！' | '？'));
    (text.at(end) == close && end - at <= 40).then_some(end)
}

/// What follows a name that is no work.
const NO_WORK_AFTER: &[&str] = &["主题活动", "系列活动", "活动", "称号", "荣誉称号", "奖项", "主题教育"];
/// How a name ends that is no work.
const NO_WORK_END: &[&str] = &[
    "许可证",
    "身份证",
    "工作证",
    "毕业证",
    "资格证",
    "居住证",
    "登记证",
    "合格证",
    "营业执照",
    "奖状",
    "荣誉证书",
    "学位证",
    "驾驶证",
    "残疾证",
    "不动产权证",
    "结婚证",
    "户口簿",
    "系列活动",
    "主题活动",
    "志愿服务活动",
];
/// How works end: what follows them names no activity of that name.
const WORK_END: &[&str] = &[
    "方案",
    "办法",
    "手册",
    "规定",
    "条例",
    "纲要",
    "通知",
    "意见",
    "法",
    "决定",
    "制度",
    "细则",
    "章程",
    "规划",
    "要点",
    "宣言",
    "倡议书",
    "公约",
    "典",
    "计划",
    "标准",
    "规范",
    "指南",
    "准则",
    "规则",
    "报告",
    "讲话",
    "选编",
    "读本",
];

/// PU11: 《》 on what is no work.
pub(super) fn no_work(text: &Text<'_>, out: &mut Vec<Finding>) {
    for at in text.places(|c| c == '《') {
        let Some(end) = item_end(text, at, '《') else { continue };
        let work = text.ends_any(end, WORK_END).is_some();
        let after = text.starts_any(end + 1, NO_WORK_AFTER).is_some() || is_prize(text, end + 1);
        let within = text.ends_any(end, NO_WORK_END).is_some();
        if (after && !work) || within {
            let finding = text.finding("PU11", at..end + 1);
            let quoted = ["“", "”"];
            out.push(finding.suggest(at..at + 1, quoted[0]).twin(end..end + 1, quoted[1]));
        }
    }
}

/// 《…》奖, but not 奖励, 奖惩.
fn is_prize(text: &Text<'_>, at: usize) -> bool {
    text.at(at) == '奖' && !"励惩补金学助优罚".contains(text.at(at + 1))
}
