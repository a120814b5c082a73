//! PU12: the sign of a range.

use super::super::Finding;
use super::super::scan::{Text, is_digit, value};
use std::ops::Range;

/// Two numbers with a sign between them.
pub(in super::super) struct Span {
    /// The first number's digits, with decimals.
    pub(in super::super) from: Range<usize>,
    /// The sign.
    pub(in super::super) sign: usize,
    /// The second number's digits.
    pub(in super::super) to: Range<usize>,
}

fn in_number(c: char) -> bool {
    is_digit(c) || c == '.'
}

/// The spans of a text: digits, one of these signs, digits; none that is part of a code, a date or a number
/// of several parts.
pub(in super::super) fn spans<'t>(
    text: &'t Text<'_>,
    is_sign: fn(char) -> bool,
) -> impl Iterator<Item = Span> + 't {
    text.places(is_sign).filter_map(move |sign| {
        let from = text.run_back(sign, in_number)..sign;
        let to = sign + 1..text.run(sign + 1, in_number);
        let plain = |r: &Range<usize>| is_digit(text.at(r.start)) && is_digit(text.back(r.end, 1));
        let (before, after) = (text.back(from.start, 1), text.at(to.end));
        let part = |c: char| {
            c.is_ascii_alphanumeric()
                || matches!(c, '-' | '–' | '—' | '/' | '_' | '+' | '*' | ':' | '\\' | '#' | '~' | '〔' | '№')
        };
        let whole = plain(&from) && plain(&to) && !part(before) && !part(after) && !text.is_shielded(sign);
        whole.then_some(Span { from, sign, to })
    })
}

/// Units of time; a span of them takes —.
const TIME: &[&str] = &["年", "月", "日", "时", "世纪"];
/// What counts or measures; a span of values takes ～.
const VALUES: &[&str] = &[
    "天",
    "个",
    "人",
    "名",
    "次",
    "户",
    "家",
    "份",
    "岁",
    "小时",
    "分钟",
    "秒",
    "周",
    "万",
    "亿",
    "元",
    "米",
    "公里",
    "千米",
    "厘米",
    "毫米",
    "公斤",
    "千克",
    "克",
    "吨",
    "亩",
    "公顷",
    "平方",
    "立方",
    "%",
    "％",
    "℃",
    "度",
    "倍",
    "件",
    "篇",
    "场",
    "期",
    "门",
    "课时",
    "学时",
    "工作日",
    "支",
    "处",
    "条",
    "台",
    "辆",
    "张",
    "本",
    "字",
    "分",
    "点",
    "步",
    "种",
    "类",
    "项",
    "座",
    "间",
    "瓶",
    "袋",
    "桶",
    "升",
    "毫升",
];

/// PU12: a hyphen between two numbers before one unit; a half-width tilde.
pub(super) fn sign(text: &Text<'_>, out: &mut Vec<Finding>) {
    if !text.prose {
        return;
    }
    for span in spans(text, |c| matches!(c, '-' | '‐' | '–' | '－')) {
        let after = span.to.end;
        let time = text.starts_any(after, TIME).is_some();
        let count = text.starts_any(after, VALUES).is_some();
        if !(time || count) || is_score(text, &span) || is_address(text, &span) {
            continue;
        }
        let sign = if time { "—" } else { "～" };
        let range = span.from.start..span.to.end + 1;
        out.push(text.finding("PU12", range).suggest(span.sign..span.sign + 1, sign));
    }
    for span in spans(text, |c| c == '~') {
        out.push(text.finding("PU12", span.from.start..span.to.end).mend(span.sign..span.sign + 1, "～"));
    }
}

/// 3-2分, 第1-3: what is no range of counts.
fn is_score(text: &Text<'_>, span: &Span) -> bool {
    let (from, to) = (value(text.slice(span.from.clone())), value(text.slice(span.to.clone())));
    let falling = matches!((from, to), (Some(a), Some(b)) if a >= b) && text.at(span.to.end) != '月';
    falling
        || text.back(span.from.start, 1) == '第'
        || text.starts(span.to.end, "年级")
        || text.starts(span.to.end, "点")
}

/// 3-2号楼, 5-101室, 文〔2024〕3-5号, 1-3楼: numbers of houses, roads and lines.
fn is_address(text: &Text<'_>, span: &Span) -> bool {
    let words = ["号", "楼", "栋", "幢", "单元", "室", "层", "街", "路", "线", "类别"];
    text.starts_any(span.to.end, &words).is_some() || "号楼栋幢路图表".contains(text.back(span.from.start, 1))
}
