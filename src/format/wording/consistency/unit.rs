//! CS01, LO08 and CS07: one unit, called by one name.

use super::super::rules::Reading;
use super::super::scan::{Text, is_numeral};
use super::super::words::time::inside_quotes;
use super::super::{Finding, Role};
use crate::text::punct::is_han;

/// What a unit calls itself after 我, and the family of bodies that it belongs to.
const SELF: &[(&str, Family)] = &[
    ("社区", Family::Community),
    ("居委会", Family::Community),
    ("街道", Family::Town),
    ("镇", Family::Town),
    ("乡", Family::Town),
    ("村", Family::Village),
    ("园区", Family::Park),
    ("局", Family::Bureau),
    ("厅", Family::Bureau),
    ("校", Family::School),
    ("院", Family::Institute),
    ("公司", Family::Company),
    ("集团", Family::Company),
];

/// Bodies that may well call themselves by each other's names belong to one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Community,
    Town,
    Village,
    Park,
    Bureau,
    School,
    Institute,
    Company,
}

/// How names of units end, and their family.
const ENDS: &[(&str, Family)] = &[
    ("社区居委会", Family::Community),
    ("社区", Family::Community),
    ("街道办事处", Family::Town),
    ("街道", Family::Town),
    ("镇", Family::Town),
    ("乡", Family::Town),
    ("村委会", Family::Village),
    ("村", Family::Village),
    ("工业园区", Family::Park),
    ("开发区", Family::Park),
    ("工业区", Family::Park),
    ("园区", Family::Park),
    ("局", Family::Bureau),
    ("厅", Family::Bureau),
    ("小学", Family::School),
    ("中学", Family::School),
    ("大学", Family::School),
    ("学校", Family::School),
    ("学院", Family::School),
    ("医院", Family::Institute),
    ("研究院", Family::Institute),
    ("公司", Family::Company),
    ("集团", Family::Company),
];

/// Names of a school, an institute and a hospital overlap (我院).
fn agree(a: Family, b: Family) -> bool {
    let taught = |f| matches!(f, Family::School | Family::Institute);
    a == b || taught(a) && taught(b)
}

/// A self-name: where it stands and of what family it is.
fn self_names<'t>(text: &'t Text<'_>) -> impl Iterator<Item = (usize, usize, Family)> + 't {
    text.places(|c| c == '我').filter_map(move |at| {
        let (name, family) = SELF.iter().find(|(name, _)| text.starts(at + 1, name))?;
        let end = at + 1 + name.chars().count();
        // 我国, 我市 and 我县 name an area; 我局部 and 我校正 are other words.
        let other = matches!(
            (*name, text.at(end)),
            ("局", '部' | '限' | '面' | '势')
                | ("校", '正' | '对' | '验' | '准')
                | ("院", '士')
                | ("乡", '村' | '镇')
                | ("镇", '定')
                | ("村", '镇')
        );
        (!other && !inside_quotes(text, at)).then_some((at, end, *family))
    })
}

/// The unit that a line names: its words and family.
fn unit_of(line: &str) -> Option<(String, Family)> {
    let head: String = line.chars().take_while(|c| is_han(*c)).collect();
    let head = head.split("关于").next().unwrap_or("");
    let mut best: Option<(usize, Family)> = None;
    for (end, family) in ENDS {
        if let Some(at) = head.find(end) {
            let stop = at + end.len();
            if best.is_none_or(|(b, _)| stop < b) && stop > end.len().min(3) {
                best = Some((stop, *family));
            }
        }
    }
    let (stop, family) = best?;
    Some((head.get(..stop)?.to_string(), family))
}

/// The family that title or signature name.
fn named_family(reading: &Reading<'_>) -> Option<Family> {
    let title = reading.title();
    // 202_社区…总结
    let words =
        title.trim_start_matches(|c: char| !is_han(c)).trim_start_matches("年度").trim_start_matches('年');
    let from_title = unit_of(words).map(|(_, family)| family);
    from_title.or_else(|| {
        reading.of_role(Role::Signature).find_map(|t| unit_of(t.of.text.trim()).map(|(_, family)| family))
    })
}

/// CS01: the self-name in the text is of another kind than the unit in the title; LO08: one among many is.
pub(super) fn self_name(reading: &Reading<'_>, out: &mut Vec<Finding>) {
    let found: Vec<(&Text<'_>, usize, usize, Family)> = reading
        .body()
        .flat_map(|text| self_names(text).map(move |(at, end, family)| (text, at, end, family)))
        .collect();
    let named = named_family(reading);
    let Some(main) = named.or_else(|| majority(&found)) else { return };
    let agreeing = found.iter().filter(|(.., family)| agree(*family, main)).count();
    let strangers: Vec<_> = found.iter().filter(|(.., family)| !agree(*family, main)).collect();
    if named.is_some() && agreeing == 0 {
        if let Some((text, at, end, _)) = strangers.first() {
            let name = text.string(*at..*end);
            out.push(text.finding("CS01", *at..*end).note(
                format!("正文自称“{name}”，与标题或署名的单位不是一类"),
                format!("the text calls the unit {name}, the title or signature another kind"),
            ));
        }
    } else if strangers.len() * 2 <= agreeing || named.is_some() {
        for (text, at, end, _) in strangers {
            let name = text.string(*at..*end);
            out.push(text.finding("LO08", *at..*end).note(
                format!("“{name}”与本单位不是一类，疑为他单位文字"),
                format!("{name} is another kind of unit: text of another unit?"),
            ));
        }
    }
}

fn majority(found: &[(&Text<'_>, usize, usize, Family)]) -> Option<Family> {
    let count = |family: Family| found.iter().filter(|(.., f)| agree(*f, family)).count();
    let (.., first) = found.iter().max_by_key(|(.., family)| count(*family))?;
    (count(*first) >= 3).then_some(*first)
}

/// Pairs of characters that tell different bodies apart.
const TELLING: &str =
    "东西南北中上下左右前后内外大小新老旧高低一二三四五六七八九十省市县区镇乡村男女分总甲乙丙丁";

/// CS07: a name that differs from the unit's own by one character (香港路社区, 香巷路社区).
pub(super) fn near_names(reading: &Reading<'_>, out: &mut Vec<Finding>) {
    let lines = reading.texts.iter().filter(|t| matches!(t.of.role, Role::Title | Role::Signature));
    let Some((name, _)) =
        lines.filter_map(|t| unit_of(t.of.text.trim())).find(|(name, _)| name.chars().count() >= 4)
    else {
        return;
    };
    let own: Vec<char> = name.chars().collect();
    for text in reading.texts.iter().filter(|t| !matches!(t.of.role, Role::Addressee)) {
        for at in near(text, &own) {
            out.push(
                text.finding("CS07", at..at + own.len())
                    .suggest(at..at + own.len(), name.clone())
                    .note(format!("与“{name}”只差一字"), format!("differs from {name} by one character"))
                    .info(),
            );
        }
    }
}

/// Where a name of equal length stands that differs in one character, neither the first kind of telling one.
fn near(text: &Text<'_>, own: &[char]) -> Vec<usize> {
    let (Some(last), length) = (own.last(), own.len()) else { return Vec::new() };
    let ends = text.places(|c| c == *last).filter_map(|end| (end + 1).checked_sub(length));
    ends.filter(|&at| {
        let here = text.slice(at..at + length);
        let mut differ = here.iter().zip(own).filter(|(a, b)| a != b);
        let Some((a, b)) = differ.next() else { return false };
        // The first character may belong to the word before; the kind at the end tells bodies apart.
        let inner = here.first() == own.first() && here.get(length - 2..) == own.get(length - 2..);
        let telling = |c: &char| TELLING.contains(*c) || !is_han(*c) || is_numeral(*c);
        differ.next().is_none() && inner && !(telling(a) && telling(b)) && is_han(*a)
    })
    .collect()
}

/// What shows that 市区 is the two levels and no part of the town.
const LEVELS: &[&str] =
    &["布置", "安排", "要求", "部署", "下达", "两级", "文明办", "有关部门", "统一", "党委", "各级", "检查"];
/// What may stand before the two levels; after other words 市区 is the town.
const BEFORE_LEVELS: &str = "了按照据对把的成实行及和由经";

/// CS07: 市、区 and 市区 for the two levels.
pub(super) fn levels(reading: &Reading<'_>, out: &mut Vec<Finding>) {
    if !reading.body().any(|text| text.find(0, "市、区").is_some()) {
        return;
    }
    for text in reading.body() {
        for at in text.places(|c| c == '市').filter(|at| text.at(at + 1) == '区') {
            let before = text.back(at, 1);
            let town = is_han(before) && !BEFORE_LEVELS.contains(before);
            if !town && text.starts_any(at + 2, LEVELS).is_some() {
                out.push(
                    text.finding("CS07", at..at + 2)
                        .suggest(at + 1..at + 1, "、")
                        .note("前文写作“市、区”", "市、区 elsewhere in this text")
                        .info(),
                );
            }
        }
    }
}
