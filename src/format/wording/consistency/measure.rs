//! CS06: one measure with two figures in one document.

use super::super::Finding;
use super::super::rules::Reading;
use super::super::scan::{Text, is_clause_end};
use crate::text::decimal::Decimal;
use crate::text::measure;
use crate::text::number;
use crate::text::punct::is_han;
use std::collections::HashMap;
use std::ops::Range;

/// A stated figure.
struct Stated<'t, 'a> {
    text: &'t Text<'a>,
    range: Range<usize>,
    value: Decimal,
}

/// Words between a name and its figure.
const FILLER: &[&str] = &[
    "总人数",
    "人数",
    "总数",
    "数量",
    "共计",
    "累计",
    "共有",
    "现有",
    "达到",
    "合计",
    "总计",
    "共",
    "有",
    "达",
    "为",
    "数",
    "约",
    "近",
    "计",
];
/// Words before a name that do not belong to it.
const LEAD: &[&str] = &[
    "辖区内",
    "目前",
    "全年",
    "现有",
    "共有",
    "累计",
    "共计",
    "登记",
    "统计",
    "辖区",
    "截至目前",
    "年内",
    "已有",
    "拥有",
    "共",
    "现",
    "有",
    "其中",
    "我社区",
    "我局",
    "社区",
];
/// What says that the figure is of another time or place, or of a part.
const OTHER: &[&str] = &[
    "同比",
    "较上",
    "较去",
    "比上",
    "比去",
    "上年",
    "去年",
    "上半年",
    "下半年",
    "季度",
    "月",
    "增加",
    "减少",
    "新增",
    "增长",
    "下降",
    "其中",
    "原有",
    "目标",
    "计划",
    "力争",
    "预计",
    "每",
    "各",
    "人均",
    "第",
    "以上",
    "不少于",
    "不超过",
    "平均",
];
/// Verbs with which a name tells of one event among several.
const EVENTS: &[&str] = &[
    "开展", "组织", "举办", "发放", "召开", "参加", "参与", "培训", "慰问", "投入", "完成", "签订", "清理",
    "走访", "排查", "受理", "安排", "新建", "建成", "悬挂", "张贴", "出动", "整治", "检查", "吸引", "帮扶",
    "接待", "调解", "救助", "修建", "购置", "配备",
];
/// Units of a stock: what there is, not what happened.
const STOCK: &[&str] = &[
    "人",
    "名",
    "户",
    "家",
    "个",
    "栋",
    "间",
    "处",
    "平方公里",
    "平方米",
    "亩",
    "支",
    "座",
    "所",
    "公里",
    "辆",
    "台",
];

/// CS06: 志愿者120人……志愿者150人.
pub(super) fn one_value(reading: &Reading<'_>, out: &mut Vec<Finding>) {
    let mut known: HashMap<(String, &'static str), Stated<'_, '_>> = HashMap::new();
    for text in &reading.texts {
        let stated = if text.of.cell.is_some() {
            Vec::new()
        } else if text.is_body() {
            in_text(text)
        } else {
            Vec::new()
        };
        for (name, unit, stated) in stated {
            let Some(first) = known.get(&(name.clone(), unit)) else {
                known.insert((name, unit), stated);
                continue;
            };
            if first.value != stated.value {
                let (a, b) = (first.value.normalize(), stated.value.normalize());
                out.push(stated.text.finding("CS06", stated.range).note(
                    format!("“{name}”前文是{a}{unit}，这里是{b}{unit}"),
                    format!("{name}: {a} before, {b} here"),
                ));
            }
        }
    }
}

fn in_text<'t, 'a>(text: &'t Text<'a>) -> Vec<(String, &'static str, Stated<'t, 'a>)> {
    let mut out = Vec::new();
    if !text.kinds.has(super::super::scan::Kinds::DIGIT) {
        return out;
    }
    let written = text.of.text;
    for number in number::find(written) {
        let Some(unit) =
            written.get(number.span.end..).and_then(measure::at_start).filter(|u| STOCK.contains(u))
        else {
            continue;
        };
        let chars = |byte: usize| written.get(..byte).map_or(0, |s| s.chars().count());
        let (start, end) = (chars(number.whole.start), chars(number.span.end));
        let clause = text.run_back(start, |c| !is_clause_end(c) && c != '、');
        if number.ordinal
            || number.after.is_some()
            || number.before.is_some_and(|m| m != number::Modifier::Reached)
        {
            continue;
        }
        let sentence = text.string(text.sentence(start));
        let Some(name) = name_of(text, clause..start) else { continue };
        if OTHER.iter().any(|word| sentence.contains(word)) {
            continue;
        }
        let range = clause..end + unit.chars().count();
        out.push((name, unit, Stated { text, range, value: number.value }));
    }
    out
}

/// The name before a figure, without fillers; only what names a stock.
fn name_of(text: &Text<'_>, range: Range<usize>) -> Option<String> {
    let mut name: String = text.string(range).trim().to_string();
    while let Some(rest) = FILLER.iter().find_map(|word| name.strip_suffix(word)) {
        name = rest.to_string();
    }
    // 我区现有注册志愿者
    for has in ["现有", "共有", "拥有", "设有", "建有"] {
        if let Some((_, rest)) = name.rsplit_once(has) {
            name = rest.to_string();
        }
    }
    while let Some(rest) = LEAD.iter().find_map(|word| name.strip_prefix(word)) {
        name = rest.to_string();
    }
    let count = name.chars().count();
    let plain = name.chars().all(is_han) && (3..=10).contains(&count);
    (plain && !EVENTS.iter().any(|verb| name.contains(verb))).then_some(name)
}
