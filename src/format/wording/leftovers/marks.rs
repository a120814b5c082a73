//! LO03 and LO04: marks of templates and tools, residue of the web and of Markdown.

use super::super::Finding;
use super::super::scan::{Text, is_blank, is_digit, is_opening};
use crate::text::mark::Mark;
use crate::text::punct::is_han;

/// Marks that open and close: {{单位}}, {% if %}, ${x}, «x».
const PAIRS: &[(&str, &str)] = &[
    ("{{", "}}"),
    ("{%", "%}"),
    ("{#", "#}"),
    ("｛｛", "｝｝"),
    ("${", "}"),
    ("«", "»"),
    ("<<", ">>"),
    ("#{", "}"),
];
/// Words that tools and drafts leave.
const WORDS: &[&str] = &[
    "错误!未找到引用源",
    "错误！未找到引用源",
    "错误!未定义书签",
    "错误！未定义书签",
    "错误!未指定书签",
    "Error! Reference source not found",
    "Error! Bookmark not defined",
    "单击此处输入",
    "点击此处输入",
    "单击或点击此处输入",
    "单击此处添加",
    "点击此处添加",
    "单击此处编辑",
    "此处填写",
    "请在此输入",
    "请在此处填写",
    "此处插入",
];
/// What 【】 and [] hold when they keep a place.
const PENDING: &[&str] = &["待", "请填", "请输", "请补", "此处", "填写", "插入", "需补", "TODO", "占位"];

/// LO03: {{单位名称}}, 【待补】, TODO, lost references.
pub(super) fn template(text: &Text<'_>, out: &mut Vec<Finding>) {
    let mut at = 0;
    while at < text.len() {
        let end = mark_end(text, at);
        match end {
            Some(end) => {
                out.push(text.finding("LO03", at..end));
                at = end;
            }
            None => at += 1,
        }
    }
}

fn mark_end(text: &Text<'_>, at: usize) -> Option<usize> {
    const LONGEST: usize = 120;
    match text.at(at) {
        '{' | '｛' | '$' | '«' | '<' | '#' => {
            let (_, close) = PAIRS.iter().find(|(open, _)| text.starts(at, open))?;
            let inner = at + 2;
            let end = text.find(inner, close).filter(|end| *end <= at + LONGEST)?;
            let name = text.slice(inner - usize::from(text.at(at) == '«')..end);
            let holds = name.iter().any(|c| c.is_alphanumeric());
            // 《》 typed as << >>, shifts in code.
            let tag = !matches!(text.at(at), '<' | '«')
                || name.len() <= 20 && !name.iter().any(|c| matches!(c, ' ' | '，' | '。' | '<' | ';'));
            (holds && tag).then_some(end + close.chars().count())
        }
        '【' | '[' | '［' => {
            let (_, _) = text.starts_any(at + 1, PENDING)?;
            let end = text.run(at + 1, |c| !matches!(c, '】' | ']' | '］' | '。'));
            let waits = text.at(at + 1) != '待' || is_waiting(text, at + 1);
            (waits && text.at(end) != '。' && end < text.len() && end - at <= 40).then_some(end + 1)
        }
        'T' => {
            let (_, length) = text.starts_any(at, &["TODO", "TBD", "TBC"])?;
            let alone =
                !text.back(at, 1).is_ascii_alphanumeric() && !text.at(at + length).is_ascii_alphanumeric();
            let pending = matches!(text.at(at + length), ':' | '：' | '）' | ')')
                || text.first() == at && text.last() == at + length;
            (alone && pending && text.prose || alone && text.last() - text.first() == length)
                .then_some(at + length)
        }
        '错' | 'E' | '单' | '点' | '此' | '请' => {
            text.starts_any(at, WORDS).map(|(_, length)| at + length)
        }
        _ => None,
    }
}

/// 待填, 待补, 待核; not 待遇, 待业.
fn is_waiting(text: &Text<'_>, at: usize) -> bool {
    "填补核定确完更写录查改续提插】]".contains(text.at(at + 1))
}

/// Entities and elements of web pages.
const WEB: &[&str] = &[
    "&nbsp;",
    "&nbsp",
    "&amp;",
    "&lt;",
    "&gt;",
    "&quot;",
    "&ldquo;",
    "&rdquo;",
    "&mdash;",
    "&hellip;",
    "&middot;",
    "<br>",
    "<br/>",
    "<br />",
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<span>",
    "</span>",
    "<strong>",
    "</strong>",
    "<b>",
    "</b>",
];
/// Halves of entities.
const HALVES: &[&str] = &["nbsp;", "amp;", "ldquo;", "rdquo;", "mdash;", "hellip;", "quot;"];
/// Names of sites from which texts are copied.
const SITES: &[&str] = &[
    "第一范文网",
    "范文网",
    "百度文库",
    "豆丁网",
    "道客巴巴",
    "原创力文档",
    "文库网",
    "无忧考网",
    "公文网整理",
    "本文来自网络",
    "本文来源于网络",
    "更多范文",
    "范文大全",
    "点击下载",
];

/// LO04: what stands at the start of a paragraph, and what stands anywhere.
pub(super) fn residue(text: &Text<'_>, out: &mut Vec<Finding>) {
    at_start(text, out);
    for at in text.places(|c| "&<nalrmhq".contains(c)) {
        let word = match text.at(at) {
            '&' | '<' => text.starts_any(at, WEB),
            _ if text.back(at, 1) == '&' || text.back(at, 1).is_ascii_alphabetic() => None,
            _ => text.starts_any(at, HALVES),
        };
        let Some((word, length)) = word.filter(|_| text.prose || matches!(text.at(at), '&' | 'n')) else {
            continue;
        };
        if word == "&nbsp" && text.at(at + 5) == ';' {
            continue;
        }
        let space = word.contains("nbsp");
        let finding = text.finding("LO04", at..at + length);
        out.push(if space { finding.mend(at..at + length, "") } else { finding });
    }
    emphasis(text, out);
}

/// > # * - ` at the start of a paragraph.
fn at_start(text: &Text<'_>, out: &mut Vec<Finding>) {
    let first = text.first();
    let mark = text.at(first);
    if text.in_table() || !">＞#*-`+".contains(mark) || first >= text.last() {
        return;
    }
    let end = text.run(first, |c| c == mark);
    let next = text.at(end);
    let spaced = is_blank(next);
    let after = text.at(text.run(end, is_blank));
    let residue = match mark {
        '>' | '＞' => after != '=' && !(is_digit(next) && is_amount(text, end)),
        '#' => {
            spaced
                && end - first <= 6
                && (is_han(after) || is_digit(after) || is_opening(after) || after.is_ascii_alphabetic())
                && text.prose
        }
        '*' | '-' | '+' => {
            spaced && end - first == 1 && (is_han(after) || is_opening(after)) && text.prose && next == ' '
        }
        _ => text.prose && end - first != 2,
    };
    if residue && text.prose {
        let stop = text.run(end, |c| c == ' ');
        out.push(text.finding("LO04", first..end).mend(first..stop, ""));
    }
}

/// >90%: greater than; >1.抓好 and >2024年 are lines that were quoted.
fn is_amount(text: &Text<'_>, at: usize) -> bool {
    let end = text.run(at, is_digit);
    let year = end - at == 4 && text.at(end) == '年';
    !year && Mark::split(&text.string(at..at + 6)).is_none()
}

/// **重点** and __重点__
fn emphasis(text: &Text<'_>, out: &mut Vec<Finding>) {
    let mut at = 0;
    while let Some(start) =
        (at..text.len()).find(|i| matches!(text.at(*i), '*' | '_') && text.at(i + 1) == text.at(*i))
    {
        let mark = text.at(start);
        let inside = start + 2;
        at = text.run(start, |c| c == mark);
        let end = text.run(inside, |c| c != mark && c != '\n');
        let closes = text.at(end) == mark && text.at(end + 1) == mark && text.at(end + 2) != mark;
        if at == inside
            && closes
            && end > inside
            && end - inside <= 60
            && text.slice(inside..end).iter().any(|c| is_han(*c))
            && !is_blank(text.at(inside))
        {
            let finding = text.finding("LO04", start..end + 2);
            out.push(finding.mend(start..inside, "").twin(end..end + 2, ""));
            at = end + 2;
        }
    }
}

/// LO04: names of the sites from which a text was copied.
pub(super) fn sites(text: &Text<'_>, out: &mut Vec<Finding>) {
    for at in text.places(|c| "第范百豆道原文无公本更点".contains(c)) {
        let Some((_, length)) = text.starts_any(at, SITES) else { continue };
        if text.starts(at, "范文网") && text.ends(at, "第一") {
            continue;
        }
        out.push(text.finding("LO04", at..at + length));
    }
}
