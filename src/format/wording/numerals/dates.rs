//! NU01 to NU04: years, dates, and names made of a date.

use super::super::scan::{EDGE, Text, is_digit, is_numeral, numeral_value, value};
use super::super::{Finding, Role};
use crate::text::punct::is_han;
use std::ops::Range;

/// NU01: 24年度, 24年3月, and 24年 at the start of a title.
pub(super) fn short_year(text: &Text<'_>, out: &mut Vec<Finding>) {
    for at in text.places(|c| c == '年') {
        let start = text.run_back(at, is_digit);
        let before = text.back(start, 1);
        if at - start != 2 || before.is_ascii_alphanumeric() || ".-～~—〇第_/+".contains(before) {
            continue;
        }
        let next = text.at(at + 1);
        let month_end = text.run(at + 1, is_digit);
        let month = text.at(month_end) == '月'
            && value(text.slice(at + 1..month_end)).is_some_and(|m| (1..=12).contains(&m));
        let part = matches!(next, '度' | '底' | '初' | '末') && !text.starts(at + 1, "度过");
        let heads_title = text.of.role == Role::Title
            && start == text.first()
            && is_han(next)
            && !matches!(next, '来' | '前' | '后' | '间' | '以');
        if part || month || heads_title {
            let start = start - usize::from(matches!(before, '’' | '\''));
            out.push(text.finding("NU01", start..at + 1).suggest(at - 2..at - 2, "20"));
        }
    }
}

/// NU02: 2024年03月05日 in running text.
pub(super) fn leading_zero(text: &Text<'_>, out: &mut Vec<Finding>) {
    if text.of.role == Role::Date {
        return; // SG03
    }
    let zero =
        |at: usize, unit: char| text.at(at) == '0' && is_digit(text.at(at + 1)) && text.at(at + 2) == unit;
    for at in text.places(|c| c == '月') {
        let padded_month = text.back(at, 3) == '年' && zero(at - 2, '月');
        let padded_day = zero(at + 1, '日') && is_digit(text.back(at, 1));
        if !padded_month && !padded_day {
            continue;
        }
        let month = text.run_back(at, is_digit);
        let end = if padded_day || text.at(text.run(at + 1, is_digit)) == '日' {
            text.run(at + 1, is_digit) + 1
        } else {
            at + 1
        };
        let year = if text.back(month, 1) == '年' { text.run_back(month - 1, is_digit) } else { month };
        let day = if padded_day { text.string(at + 2..end) } else { text.string(at + 1..end) };
        let plain = format!("{}月{day}", text.string(month + usize::from(padded_month)..at));
        out.push(text.finding("NU02", year..end).suggest(month..end, plain));
    }
}

/// NU03: 二〇二四年12月, 2024年十二月, 3月12号, 二零二四年.
pub(super) fn two_systems(text: &Text<'_>, out: &mut Vec<Finding>) {
    for at in text.places(|c| c == '年' || c == '月') {
        let left = if is_digit(text.back(at, 1)) {
            text.run_back(at, is_digit)
        } else {
            text.run_back(at, is_numeral)
        };
        let (arabic, width) = (is_digit(text.back(at, 1)), at - left);
        if width == 0 {
            continue;
        }
        let year = text.at(at) == '年';
        let right = text.run(at + 1, |c| is_digit(c) || is_numeral(c));
        let unit = text.at(right);
        let follows = right > at + 1
            && (year && unit == '月' || !year && matches!(unit, '日' | '号'))
            && right - at <= 4;
        let mixed = follows
            && is_digit(text.at(at + 1)) != arabic
            && (!year || width == 4)
            && all_alike(text, at + 1..right);
        if mixed && !is_lunar(text, left) {
            out.push(
                text.finding("NU03", left..right + 1)
                    .note("同一日期中混用两种数字", "two systems of numerals in one date"),
            );
        } else if !year && unit == '号' && follows && arabic && is_date_number(text, left, right) {
            out.push(
                text.finding("NU03", left..right + 1)
                    .suggest(right..right + 1, "日")
                    .note("日期用“日”不用“号”", "a date takes 日, not 号"),
            );
        } else if year && width == 4 && !arabic {
            spelled_nought(text, left, at, out);
        }
    }
}

/// 二零二四年: 〇 in a year.
fn spelled_nought(text: &Text<'_>, left: usize, at: usize, out: &mut Vec<Finding>) {
    let year = text.slice(left..at);
    if !year.contains(&'零') || year.iter().any(|c| matches!(c, '十' | '百' | '千' | '万')) {
        return;
    }
    let right: String = year.iter().map(|c| if *c == '零' { '〇' } else { *c }).collect();
    out.push(
        text.finding("NU03", left..at + 1)
            .suggest(left..at, right)
            .note("年份中的零写作“〇”", "the nought of a year is written 〇"),
    );
}

fn all_alike(text: &Text<'_>, range: Range<usize>) -> bool {
    let part = text.slice(range);
    part.iter().all(|c| is_digit(*c)) || part.iter().all(|c| is_numeral(*c))
}

fn is_lunar(text: &Text<'_>, left: usize) -> bool {
    text.slice(left.saturating_sub(6)..left)
        .windows(2)
        .any(|w| matches!(w, ['农', '历'] | ['阴', '历'] | ['旧', '历']))
}

/// 3月12号 is a date; 3月12号楼, 3月12号令 may be something else.
fn is_date_number(text: &Text<'_>, left: usize, right: usize) -> bool {
    let month = text.run(left, is_digit);
    let day = value(text.slice(month + 1..right));
    let house = "楼线令文院公车台井路门馆厅地机炉仓".contains(text.at(right + 1));
    day.is_some_and(|d| (1..=31).contains(&d)) && !house
}

/// Days that are known by their date, as (month, day).
const KNOWN: &[(u32, u32)] = &[
    (1, 10),
    (1, 28),
    (3, 3),
    (3, 5),
    (3, 8),
    (3, 12),
    (3, 15),
    (3, 18),
    (3, 22),
    (3, 23),
    (4, 7),
    (4, 15),
    (4, 22),
    (4, 23),
    (4, 26),
    (5, 1),
    (5, 4),
    (5, 8),
    (5, 10),
    (5, 12),
    (5, 15),
    (5, 18),
    (5, 19),
    (5, 20),
    (5, 25),
    (5, 30),
    (5, 31),
    (6, 1),
    (6, 5),
    (6, 6),
    (6, 8),
    (6, 14),
    (6, 16),
    (6, 17),
    (6, 25),
    (6, 26),
    (7, 1),
    (7, 7),
    (8, 1),
    (8, 8),
    (8, 12),
    (8, 15),
    (8, 19),
    (9, 3),
    (9, 8),
    (9, 10),
    (9, 11),
    (9, 18),
    (9, 20),
    (9, 30),
    (10, 1),
    (10, 16),
    (10, 17),
    (11, 9),
    (11, 20),
    (11, 25),
    (12, 1),
    (12, 3),
    (12, 4),
    (12, 5),
    (12, 9),
    (12, 12),
    (12, 13),
];

/// What a date's name is followed by.
const EVENTS: &[&str] = &[
    "义务植树",
    "植树",
    "消费者",
    "国际",
    "世界",
    "全国",
    "禁毒",
    "反恐",
    "防灾",
    "爱路",
    "爱国",
    "护士",
    "助残",
    "艾滋",
    "法治",
    "法制",
    "宪法",
    "志愿",
    "学雷锋",
    "妇女",
    "劳动",
    "青年",
    "儿童",
    "环境",
    "知识产权",
    "国家安全",
    "运动",
    "事件",
    "事变",
    "讲话",
    "惨案",
    "战役",
    "起义",
    "晚会",
    "消防",
    "国防",
    "公祭",
    "扶贫",
    "抗战",
    "烈士",
    "大走访",
    "宣传日",
    "宣传周",
    "活动日",
    "主题日",
    "主题党日",
    "纪念日",
    "献血",
    "地震",
    "特大",
    "爆炸",
];

/// NU04: 3。12义务植树, 3.15消费者权益日, 五·四.
pub(super) fn date_name(text: &Text<'_>, out: &mut Vec<Finding>) {
    for at in text.places(|c| "。、.．・•‧·∙".contains(c)) {
        if is_digit(text.back(at, 1)) && is_digit(text.at(at + 1)) {
            in_digits(text, at, out);
        } else if text.at(at) != '、'
            && text.at(at) != '。'
            && is_numeral(text.back(at, 1))
            && is_numeral(text.at(at + 1))
        {
            in_characters(text, at, out);
        }
    }
}

fn in_digits(text: &Text<'_>, at: usize, out: &mut Vec<Finding>) {
    let (start, end) = (text.run_back(at, is_digit), text.run(at + 1, is_digit));
    let (Some(month), Some(day)) = (value(text.slice(start..at)), value(text.slice(at + 1..end))) else {
        return;
    };
    let mark = text.at(at);
    let before = text.back(start, 1);
    let alone = !before.is_ascii_alphanumeric()
        && !".·。-—第表图".contains(before)
        && !matches!(text.at(end), '.' | '．' | '%' | '％' | '-');
    let date = (1..=12).contains(&month) && (1..=31).contains(&day) && at - start <= 2 && end - at <= 3;
    if mark == '·' || !date || !alone || text.is_shielded(at) {
        return;
    }
    let quoted = matches!(before, '“' | '"') && matches!(text.at(end), '”' | '"');
    let event_at = end + usize::from(quoted);
    let event = text.starts_any(event_at, EVENTS).is_some();
    let known = KNOWN.contains(&(month, day));
    let sure = match mark {
        '。' => true,
        '、' => event && known && before != '、',
        _ => known && (quoted || event) || quoted && event,
    };
    if sure {
        let finding = text.finding("NU04", start..end);
        let name = format!("{month}·{day}");
        out.push(if quoted {
            finding.suggest(start..end, name)
        } else {
            finding.suggest(start..end, format!("“{name}”"))
        });
    }
}

/// In Chinese numerals the dot stands only after 一, 十一, 十二 (一·二八, “一二·九”), where the parts could be
/// read otherwise.
fn in_characters(text: &Text<'_>, at: usize, out: &mut Vec<Finding>) {
    let (start, end) = (text.run_back(at, is_numeral), text.run(at + 1, is_numeral));
    let (month, day) = (text.slice(start..at), text.slice(at + 1..end));
    let month_value = match month {
        ['一', '一'] => Some(11),
        ['一', '二'] => Some(12),
        [_, _] if month.first() != Some(&'十') => None,
        _ => numeral_value(month),
    };
    let sane = month_value.is_some_and(|m| (1..=12).contains(&m)) && (1..=3).contains(&day.len());
    let right_dot = text.at(at) == '·';
    let needed = matches!(month_value, Some(1 | 11 | 12));
    if !sane
        || needed && right_dot
        || is_han(text.back(start, 1)) && text.back(start, 1) != EDGE && !needed && !right_dot
    {
        return;
    }
    let name = if needed {
        format!("{}·{}", text.string(start..at), text.string(at + 1..end))
    } else {
        text.string(start..at) + &text.string(at + 1..end)
    };
    out.push(text.finding("NU04", start..end).suggest(start..end, name));
}
