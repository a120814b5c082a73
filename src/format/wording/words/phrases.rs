//! WD03 to WD05: look-alikes by context, 的 for 地, clashing and blended phrases.

use super::super::Finding;
use super::super::scan::{Text, is_clause_end, is_digit};

/// WD03: look-alikes that the neighbours tell apart.
pub(super) fn look_alikes(text: &Text<'_>, out: &mut Vec<Finding>) {
    for at in text.places(|c| matches!(c, '截' | '的' | '反' | '必' | '渡')) {
        let slip = match text.at(at) {
            '截' => until(text, at),
            '的' => comrade(text, at),
            '反' => reflect(text, at),
            '必' => need(text, at),
            _ => cross(text, at),
        };
        if let Some((length, right)) = slip {
            let wrong = text.string(at..at + length);
            out.push(
                text.finding("WD03", at..at + length)
                    .note(format!("“{wrong}”疑为“{right}”"), format!("{wrong} is probably {right}"))
                    .suggest(at..at + length, right)
                    .info(),
            );
        }
    }
}

/// 截止2024年12月20日: 截至 takes a time, 截止 none.
fn until(text: &Text<'_>, at: usize) -> Option<(usize, &'static str)> {
    let length = if text.starts(at, "截止到") { 3 } else { 2 };
    let next = at + length;
    let dated = is_digit(text.at(next)) && {
        let end = text.run(next, |c| is_digit(c) || matches!(c, '.' | '-'));
        matches!(text.at(end), '年' | '月')
    };
    let time = text.starts_any(
        next,
        &["今年", "去年", "本月", "上月", "本年", "年末", "发稿", "昨日", "今日", "昨天", "今天", "现在"],
    );
    (text.starts(at, "截止") && (dated || time.is_some())).then_some((length, "截至"))
}

/// 在做好宣传学习的同志，: 的同时
fn comrade(text: &Text<'_>, at: usize) -> Option<(usize, &'static str)> {
    if !text.starts(at, "的同志，") {
        return None;
    }
    let clause = text.clause(at).start;
    let verb = text.starts(clause, "在")
        && text
            .starts_any(
                clause + 1,
                &[
                    "做好", "抓好", "推进", "完成", "加强", "开展", "落实", "搞好", "强化", "保证", "确保",
                    "注重", "努力", "加快", "抓",
                ],
            )
            .is_some();
    let goes_on = text.slice(at + 4..at + 24).iter().any(|c| matches!(c, '还' | '也' | '又' | '更' | '积'));
    (verb && goes_on).then_some((3, "的同时"))
}

/// 反应情况: 反映
fn reflect(text: &Text<'_>, at: usize) -> Option<(usize, &'static str)> {
    let objects = [
        "情况",
        "问题",
        "民意",
        "诉求",
        "意见",
        "社情民意",
        "困难",
        "群众",
        "出了",
        "出来",
        "的问题",
        "的情况",
    ];
    let other = "学敏良应核链理急激".contains(text.back(at, 1));
    (text.starts(at, "反应") && !other && text.starts_any(at + 2, &objects).is_some()).then_some((2, "反映"))
}

/// 必需加强: 必须
fn need(text: &Text<'_>, at: usize) -> Option<(usize, &'static str)> {
    let verbs = [
        "加强",
        "要",
        "坚持",
        "严格",
        "做到",
        "认真",
        "进一步",
        "高度",
        "按照",
        "遵守",
        "立即",
        "牢固",
        "坚决",
        "全面",
        "充分",
        "切实",
    ];
    (text.starts(at, "必需") && text.starts_any(at + 2, &verbs).is_some()).then_some((2, "必须"))
}

/// 渡过春节: 度过
fn cross(text: &Text<'_>, at: usize) -> Option<(usize, &'static str)> {
    let time = [
        "了一个",
        "了愉快",
        "了美好",
        "了难忘",
        "春节",
        "节日",
        "假期",
        "佳节",
        "暑假",
        "寒假",
        "晚年",
        "周末",
    ];
    (text.starts(at, "渡过") && text.starts_any(at + 2, &time).is_some()).then_some((2, "度过"))
}

/// Words that say how, when 的 stands between them and a verb.
const HOW: &[&str] = &[
    "有效",
    "规范",
    "积极",
    "主动",
    "认真",
    "切实",
    "不断",
    "深入",
    "顺利",
    "圆满",
    "全面",
    "及时",
    "扎实",
    "稳步",
    "大力",
    "充分",
    "严格",
    "有力",
    "极大",
    "明显",
    "多多",
    "更好",
    "最大限度",
    "广泛",
    "持续",
    "高效",
    "妥善",
    "努力",
    "自觉",
    "准确",
    "迅速",
    "有序",
    "科学",
    "合理",
    "细致",
    "热情",
    "耐心",
    "成功",
    "稳定",
    "逐步",
    "显著",
];
/// Verbs that cannot be meant as nouns.
const PURE: &[&str] = &[
    "进行",
    "做好",
    "抓好",
    "搞好",
    "投身",
    "投入到",
    "办好",
    "用好",
    "管好",
    "打好",
    "走好",
    "当好",
    "守好",
];
/// Verbs that are verbs when 了 follows.
const WITH_LE: &[&str] = &[
    "完成", "开展", "推进", "推动", "促进", "提高", "增强", "加强", "落实", "解决", "改善", "调动", "保障",
    "维护", "发挥", "组织", "实施", "履行", "提升", "处理", "化解", "调解", "遏制", "防止", "避免", "减少",
    "降低", "控制", "带动", "激发", "丰富", "拓展", "扩大", "整治", "清理", "宣传", "普及", "打击", "弘扬",
    "营造", "优化", "强化", "巩固",
];

/// WD04: 有效的进行了整治
pub(super) fn adverb(text: &Text<'_>, out: &mut Vec<Finding>) {
    for at in text.places(|c| c == '的') {
        if text.ends_any(at, HOW).is_none() {
            continue;
        }
        let pure = text.starts_any(at + 1, PURE);
        let with_le =
            text.starts_any(at + 1, WITH_LE).filter(|(_, n)| matches!(text.at(at + 1 + n), '了' | '着'));
        // 规范的完成各项任务
        let object = text.starts_any(
            at + 1,
            &["完成各项", "完成了", "投身于", "落实到", "完成任务", "开展工作", "推进各项", "完成上级"],
        );
        if pure.or(with_le).or(object).is_some() {
            out.push(text.finding("WD04", at..at + 1).suggest(at..at + 1, "地").info());
        }
    }
}

/// A verb and a noun that do not go together: verb, noun, a better verb.
const CLASHES: &[(&str, &str, &str)] = &[
    ("加大", "意识", "增强"),
    ("扩大", "意识", "增强"),
    ("提升", "步伐", "加快"),
    ("提高", "步伐", "加快"),
    ("加强", "步伐", "加快"),
    ("加快", "水平", "提高"),
    ("加大", "水平", "提高"),
    ("加大", "认识", "提高"),
    ("加大", "素质", "提高"),
    ("加快", "力度", "加大"),
    ("扩大", "力度", "加大"),
    ("提高", "力度", "加大"),
];

/// WD05: clashing and blended phrases.
pub(super) fn clashes(text: &Text<'_>, out: &mut Vec<Finding>) {
    for at in text.places(|c| matches!(c, '加' | '扩' | '提' | '围' | '大')) {
        match text.at(at) {
            '围' => blended(text, at, out),
            '大' => congress(text, at, out),
            _ => clash(text, at, out),
        }
    }
}

fn clash(text: &Text<'_>, at: usize, out: &mut Vec<Finding>) {
    const REACH: usize = 10;
    let from = at + 2;
    let end = text.run(from, |c| !is_clause_end(c) && c != '、').min(from + REACH);
    for (verb, noun, better) in CLASHES {
        if !text.starts(at, verb) {
            continue;
        }
        // The noun must end the phrase: 加大意识宣传力度 is about 力度.
        let Some(noun_at) = (from..end).find(|i| text.starts(*i, noun)) else { continue };
        let after = noun_at + noun.chars().count();
        let another = text.slice(from..noun_at).contains(&'力')
            || text.slice(from..noun_at).windows(2).any(|w| {
                matches!(w, ['提', '高' | '升'] | ['增', '强'] | ['加', '强' | '快'] | ['培', '训' | '养'])
            });
        if is_clause_end(text.at(after)) && !another {
            let words = text.string(at..after);
            out.push(
                text.finding("WD05", at..after)
                    .note(
                        format!("“{verb}”与“{noun}”搭配不当，宜用“{better}”"),
                        format!("{verb} does not go with {noun} in {words}; {better} does"),
                    )
                    .suggest(at..at + 2, *better)
                    .info(),
            );
        }
    }
}

/// 围绕以…为指导
fn blended(text: &Text<'_>, at: usize, out: &mut Vec<Finding>) {
    if !text.starts(at, "围绕以") {
        return;
    }
    let sentence = text.sentence(at).end.min(at + 80);
    let ends = ["为指导", "为中心", "为核心", "为目标", "为主线", "为主题", "为重点", "为引领", "为抓手"];
    if (at + 3..sentence).any(|i| text.starts_any(i, &ends).is_some()) {
        out.push(
            text.finding("WD05", at..at + 3)
                .suggest(at..at + 3, "以")
                .note("“围绕……”与“以……为”杂糅", "two phrases are blended")
                .info(),
        );
    }
}

/// 十八大会议精神
fn congress(text: &Text<'_>, at: usize, out: &mut Vec<Finding>) {
    let numbered = text.ends_any(at, &["十六", "十七", "十八", "十九", "二十"]);
    let Some((_, length)) = numbered.filter(|_| text.starts(at, "大会议")) else { return };
    out.push(
        text.finding("WD05", at - length..at + 3)
            .suggest(at + 1..at + 3, "")
            .note("“大”已指大会", "大 already stands for the congress")
            .info(),
    );
}
