//! What a single line looks like.

use crate::format::place::width;
use crate::text::date;

/// Kinds of documents, with which titles end.
const KINDS: [&str; 40] = [
    "总结",
    "报告",
    "汇报",
    "通知",
    "通报",
    "请示",
    "批复",
    "意见",
    "决定",
    "决议",
    "公告",
    "通告",
    "公报",
    "命令",
    "议案",
    "纪要",
    "函",
    "方案",
    "计划",
    "规划",
    "要点",
    "办法",
    "规定",
    "制度",
    "细则",
    "条例",
    "章程",
    "讲话",
    "发言",
    "材料",
    "简报",
    "信息",
    "名单",
    "清单",
    "规则",
    "说明",
    "标准",
    "预案",
    "倡议书",
    "承诺书",
];

/// Endings of organs' names.
const ORGANS: [&str; 44] = [
    "委员会",
    "人民政府",
    "办公室",
    "领导小组",
    "指挥部",
    "管委会",
    "居委会",
    "村委会",
    "社区",
    "街道",
    "局",
    "厅",
    "部",
    "委",
    "办",
    "会",
    "院",
    "校",
    "所",
    "站",
    "中心",
    "处",
    "科",
    "室",
    "公司",
    "集团",
    "大学",
    "学院",
    "中学",
    "小学",
    "医院",
    "银行",
    "党组",
    "党委",
    "支部",
    "总队",
    "支队",
    "大队",
    "法院",
    "镇",
    "府",
    "办事处",
    "组织",
    "协会",
];

/// A title: short, ends with a kind of document or without a mark, is no level and no sentence.
pub(super) fn title(text: &str) -> bool {
    let plain = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let plain = plain.strip_suffix(['）', ')']).and_then(|t| t.rfind(['（', '(']).and_then(|i| t.get(..i)));
    let plain = plain.unwrap_or(text.trim_end_matches(|c: char| c.is_ascii_digit()));
    width(text) <= 70.0 && !sentence(text) && KINDS.iter().any(|kind| plain.ends_with(kind))
}

/// The heading of a table of contents.
pub(super) fn contents(text: &str) -> bool {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    ["目录", "目次"].contains(&text.as_str())
}

/// Holds or ends with a mark that only sentences have.
pub(super) fn sentence(text: &str) -> bool {
    text.contains(['。', '；', ';', '！', '？']) || text.ends_with(['：', ':', '，', ','])
}

/// An organ's name and nothing else.
pub(in crate::format) fn organ(text: &str) -> bool {
    let short = width(text) <= 32.0 && width(text) >= 2.0;
    short
        && !text.contains(['。', '，', '；', '：', ':', ',', ';'])
        && ORGANS.iter().any(|end| text.ends_with(end))
}

/// Whether a title names the organ that it is from: `香港路社区2024年度…总结`, `2024年度某县水利局…总结`.
pub(in crate::format) fn names_organ(text: &str) -> bool {
    const AREAS: [&str; 6] = ["工业区", "开发区", "园区", "新区", "村", "乡"];
    let ends = || ORGANS.iter().chain(&AREAS);
    let name = |piece: &str| {
        ends().any(|end| piece.strip_suffix(*end).is_some_and(|before| before.chars().count() >= 2))
    };
    let before_year = text.split(|c: char| c.is_ascii_digit()).next().unwrap_or("");
    let before_matter = text.split("关于").next().unwrap_or("");
    let own_line = text.split('\n').any(name);
    let long = ends().filter(|end| end.chars().count() > 1);
    // 某县水利局: an area, then an office.
    let office = text
        .find(['省', '市', '县', '区'])
        .is_some_and(|at| text.get(at..).is_some_and(|rest| rest.contains(['局', '厅', '委', '办', '处'])));
    own_line
        || office
        || name(before_year)
        || name(before_matter)
        || long.into_iter().any(|end| text.find(end).is_some_and(|at| at > 3))
}

/// 主送机关: names and a colon.
pub(super) fn addressee(text: &str) -> bool {
    let Some(names) = text.strip_suffix(['：', ':']) else { return false };
    let lead_in = ["如下", "以下", "下列", "为", "是", "有", "要求", "明确", "包括"];
    width(names) <= 120.0
        && !names.contains(['。', '；', '！', '？', '：', ':'])
        && !lead_in.iter().any(|end| names.ends_with(end))
        && names.split(['、', '，', ',']).all(name_of_organ)
}

fn name_of_organ(name: &str) -> bool {
    let name = name.trim();
    let all = [
        "单位",
        "部门",
        "机构",
        "企业",
        "区",
        "县",
        "市",
        "省",
        "乡",
        "村",
        "同志",
        "代表",
        "党工委",
        "分局",
    ];
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    !name.is_empty() && width(name) <= 30.0 && (ends(&ORGANS) || ends(&all))
}

/// 成文日期 on a line of its own.
pub(in crate::format) fn date_line(text: &str) -> bool {
    let text = text.replace([' ', '\u{3000}'], "");
    text.contains('年') && text.contains('月') && width(&text) <= 14.0 && date::parse(&text).is_ok()
}

/// 发文字号.
pub(super) fn number(text: &str) -> bool {
    let first = text.split(['\t', '\u{3000}', ' ']).next().unwrap_or("");
    let open = first.find(['〔', '[', '［', '【', '（', '(']);
    let Some((code, rest)) = open.map(|at| first.split_at(at)) else { return false };
    let year: String = rest.chars().skip(1).take_while(char::is_ascii_digit).collect();
    !code.is_empty() && width(code) <= 12.0 && (2..=4).contains(&year.len()) && rest.contains('号')
}

/// 份号, 密级, 紧急程度.
pub(super) fn copy_number(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit())
}

pub(super) fn secrecy(text: &str) -> bool {
    let grade = ["绝密", "机密", "秘密", "特急", "加急", "平急", "特提"];
    grade.iter().any(|grade| text.starts_with(grade)) && width(text) <= 9.0
}

/// 附件 and its number on the attachment's page.
pub(super) fn attachment_mark(text: &str) -> bool {
    let rest = text.strip_prefix("附件").map(|rest| rest.trim().trim_end_matches(['：', ':']));
    rest.is_some_and(|rest| {
        rest.chars().count() <= 2
            && rest.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
    })
}

/// 附件说明: the label and how long it is in bytes.
pub(super) fn attachment_note(text: &str) -> bool {
    ["附件：", "附件:", "附：", "附:"]
        .iter()
        .any(|label| text.strip_prefix(label).is_some_and(|rest| !rest.trim().is_empty()))
}

/// 出席：, 请假：, 列席：; the label's bytes.
pub(super) fn attendance(text: &str) -> Option<usize> {
    let label =
        ["出席", "请假", "列席", "参加", "缺席", "主持"].iter().find(|label| text.starts_with(**label))?;
    let rest = text.get(label.len()..)?;
    let rest = ["人员", "单位", "人"].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let after = rest.strip_prefix(['：', ':'])?;
    Some(text.len() - after.len())
}

/// 第一章 and 第一节 of rules: the level.
pub(super) fn chapter(text: &str) -> Option<u8> {
    let rest = text.strip_prefix('第')?;
    let end = rest.find(|c: char| !"一二三四五六七八九十百零〇0123456789".contains(c))?;
    let level = match rest.get(end..)?.chars().next()? {
        '章' | '编' | '部' => 1,
        '节' => 2,
        _ => return None,
    };
    (end > 0 && width(text) <= 40.0 && !sentence(text)).then_some(level)
}

/// 附注: in brackets.
pub(super) fn note(text: &str) -> bool {
    text.starts_with(['（', '(']) && text.ends_with(['）', ')'])
}
