//! CS08: headings of like grammar.

use super::super::rules::Reading;
use super::super::scan::{Text, is_blank};
use super::super::{Finding, Role};
use crate::text::mark::Mark;

/// CS08: 强化了卫生保洁 among 加强舆论宣传, 完善制度.
pub(super) fn like_grammar(reading: &Reading<'_>, out: &mut Vec<Finding>) {
    for level in 1..=3 {
        let headings: Vec<&Text<'_>> =
            reading.of_role(Role::Level(level)).filter(|text| text.last() - text.first() <= 30).collect();
        let with: Vec<&&Text<'_>> = headings.iter().filter(|text| has_le(text).is_some()).collect();
        if headings.len() < 3 || with.len() * 2 >= headings.len() {
            continue;
        }
        for text in with {
            if let Some(at) = has_le(text) {
                out.push(
                    text.finding("CS08", at..at + 1)
                        .suggest(at..at + 1, "")
                        .note("同级标题宜用同样的句式", "headings of one level should have one form")
                        .info(),
                );
            }
        }
    }
}

/// Where 了 stands behind the verb at the start.
fn has_le(text: &Text<'_>) -> Option<usize> {
    let trimmed = text.of.text.trim_start_matches(|c| is_blank(c) || c == '>');
    let rest = Mark::split(trimmed).map_or(trimmed, |(_, rest)| rest);
    let start = text.len() - rest.chars().count();
    (text.at(start + 2) == '了' && text.at(start + 3) != '解' && text.last() > start + 3).then_some(start + 2)
}
