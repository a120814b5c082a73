//! LV: the marks of levels, their order and their fonts.

use super::Report;
use super::fonts;
use super::model::{Model, Paragraph};
use crate::format::fonts::FontSet;
use crate::format::page::Profile;
use crate::format::wording::Role;
use crate::text::mark::{Mark, Style};

pub(super) fn judge(model: &Model<'_>, profile: &Profile, report: &mut Report) {
    let marked: Vec<(usize, &Paragraph, Mark, usize)> = model
        .body()
        .filter(|(_, p)| matches!(p.role, Role::Body | Role::Level(_)))
        .filter_map(|(index, p)| {
            let text = p.text.text.trim_start();
            let blanks = p.text.text.chars().count() - text.chars().count();
            let (mark, rest) = Mark::split(text)?;
            let length = text.chars().count() - rest.chars().count();
            // A number before a unit or more digits is no mark.
            let figure = rest.starts_with(|c: char| c.is_ascii_digit())
                && matches!(mark.style, Style::Arabic | Style::ArabicComma);
            (!figure && !rest.trim().is_empty()).then_some((index, p, mark, blanks + length))
        })
        .collect();
    forms(&marked, report);
    order(&marked, report);
    lone(&marked, report);
    heading_fonts(model, profile, report);
    heading_ends(model, report);
}

type Marked<'m> = (usize, &'m Paragraph, Mark, usize);

/// Marks that are not those of the official format.
fn forms(marked: &[Marked<'_>], report: &mut Report) {
    let has_fourth = marked.iter().any(|(_, _, mark, _)| mark.style == Style::ArabicParen);
    for (index, paragraph, mark, end) in marked {
        let text: Vec<char> = paragraph.text.text.chars().collect();
        let start = text.iter().take_while(|c| c.is_whitespace()).count();
        let range = start..*end;
        let written: String = text.get(range.clone()).unwrap_or_default().iter().collect();
        let next = text.get(*end).copied().unwrap_or(' ');
        match mark.style {
            Style::ParenthesizedDigit | Style::ParenthesizedChinese | Style::DigitStop => {
                let wanted = match mark.style {
                    Style::ParenthesizedDigit => Style::ArabicParen,
                    Style::ParenthesizedChinese => Style::ChineseParen,
                    _ => Style::Arabic,
                };
                report.words("LV02", *index, range.clone());
                if let Some(fixed) = wanted.write(mark.number) {
                    report.fix_at(range, fixed, false);
                }
            }
            Style::Circled if !has_fourth => report.words("LV02", *index, range),
            Style::ChineseParen | Style::ArabicParen => {
                if written.contains(['(', ')']) {
                    report.words("LV04", *index, range.clone());
                    report.fix_at(range.clone(), written.replace('(', "（").replace(')', "）"), true);
                }
                if matches!(next, '、' | '.' | '．' | ',' | '，') {
                    report.words("LV03", *index, range.start..*end + 1);
                    report.fix_at(*end..*end + 1, String::new(), false);
                }
            }
            Style::Chinese if matches!(next, '、' | '，' | ',' | '.') => {
                report.words("LV03", *index, range.start..*end + 1);
                report.fix_at(*end..*end + 1, String::new(), false);
            }
            Style::Chinese if !mark.proper => report.words("LV03", *index, range),
            Style::ArabicComma => {
                report.words("LV03", *index, range.clone());
                report.fix_at(range, format!("{}. ", mark.number), false);
            }
            Style::Arabic if written.ends_with('．') => {
                report.words("LV03", *index, range.clone());
                report.fix_at(range, format!("{}. ", mark.number), false);
            }
            _ => {}
        }
    }
}

fn level(style: Style) -> Option<usize> {
    Some(match style {
        Style::Chinese => 1,
        Style::ChineseParen | Style::ParenthesizedChinese => 2,
        Style::Arabic | Style::ArabicComma | Style::DigitStop => 3,
        Style::ArabicParen | Style::ParenthesizedDigit | Style::ArabicHalfParen => 4,
        Style::Circled => 5,
    })
}

/// Levels are not skipped, and numbers run on.
fn order(marked: &[Marked<'_>], report: &mut Report) {
    let uses_second = marked.iter().any(|(_, _, mark, _)| level(mark.style) == Some(2));
    let mut stack: Vec<(usize, u32)> = Vec::new();
    for (index, paragraph, mark, end) in marked {
        let Some(level) = level(mark.style) else { continue };
        let start = paragraph.text.text.chars().take_while(|c| c.is_whitespace()).count();
        while stack.last().is_some_and(|(open, _)| *open > level) {
            stack.pop();
        }
        match stack.last_mut() {
            Some((open, last)) if *open == level => {
                let runs_on = mark.number == *last + 1;
                // A list that begins anew is another list.
                if !runs_on && mark.number != 1 {
                    let zh = format!("：上一个是{last}，这里是{}", mark.number);
                    let en = format!(": {} follows {last}", mark.number);
                    report.words_with("LV05", *index, start..*end, zh, en);
                } else if !runs_on && level <= 2 && *last == 1 && mark.number == 1 {
                    report.words_with("LV05", *index, start..*end, "：与上一个重复", ": it is repeated");
                }
                *last = mark.number;
            }
            before => {
                let above = before.map(|(open, _)| *open);
                let skips = above.is_some_and(|above| level > above + 1);
                let allowed = above == Some(1) && level == 3 && !uses_second;
                if skips && !allowed && level != 5 {
                    report.words("LV01", *index, start..*end);
                }
                if mark.number != 1 && level <= 2 {
                    let zh = format!("：第一个就是{}", mark.number);
                    report.words_with(
                        "LV05",
                        *index,
                        start..*end,
                        zh,
                        format!(": it begins with {}", mark.number),
                    );
                }
                stack.push((level, mark.number));
            }
        }
    }
}

/// A level with one item only is no level.
fn lone(marked: &[Marked<'_>], report: &mut Report) {
    // The open levels: the level, how many items, and the first of them.
    let mut stack: Vec<(usize, usize, usize, std::ops::Range<usize>)> = Vec::new();
    let close = |stack: &mut Vec<(usize, usize, usize, std::ops::Range<usize>)>,
                 above: usize,
                 report: &mut Report| {
        while stack.last().is_some_and(|(open, ..)| *open > above) {
            if let Some((_, 1, index, range)) = stack.pop().filter(|_| !stack.is_empty()) {
                report.words("LV08", index, range);
                report.severity(crate::error::Severity::Info);
            }
        }
    };
    for (index, paragraph, mark, end) in marked {
        let Some(level) = level(mark.style) else { continue };
        close(&mut stack, level, report);
        match stack.last_mut() {
            Some((open, count, ..)) if *open == level => *count += 1,
            _ => {
                let start = paragraph.text.text.chars().take_while(|c| c.is_whitespace()).count();
                stack.push((level, 1, *index, start..*end));
            }
        }
    }
    close(&mut stack, 0, report);
}

fn heading_fonts(model: &Model<'_>, profile: &Profile, report: &mut Report) {
    for (index, paragraph) in model.body() {
        let Role::Level(level @ 1..=4) = paragraph.role else { continue };
        let Some(wanted) = profile.levels.get(usize::from(level) - 1) else { continue };
        let text = paragraph.text.text.trim();
        // Without a mark of its level the role is a guess from its form.
        if Mark::split(text).is_none() {
            continue;
        }
        let form = paragraph.first_form();
        let font = form.font.as_deref().unwrap_or("");
        let fits = fonts::class(font) == Some(wanted.font)
            || profile.fonts.chain(wanted.font).iter().any(|name| name == font);
        let own_line = text.chars().count() <= 40 && !text.contains('。');
        let judged = own_line || (level <= 2 && paragraph.lead > 0);
        if judged && !fits {
            let names = fonts::name(wanted.font);
            let zh = format!(
                "：{}级标题应为{}，现为{}",
                ["一", "二", "三", "四"].get(usize::from(level) - 1).unwrap_or(&""),
                names.0,
                fonts::shown(font)
            );
            let en = format!(": level {level} wants {}, it is {font}", names.1);
            report.paragraph("LV06", index, zh, en);
        }
    }
}

/// A heading on a line of its own ends without a stop.
fn heading_ends(model: &Model<'_>, report: &mut Report) {
    for (index, paragraph) in model.body() {
        let text = paragraph.text.text.trim_end();
        let form = paragraph.first_form();
        let set_apart = form.bold == Some(true)
            || matches!(fonts::class(form.font.as_deref().unwrap_or("")), Some(FontSet::Hei | FontSet::Kai));
        let marked =
            Mark::split(text.trim_start()).is_some_and(|(mark, _)| level(mark.style).is_some_and(|l| l <= 2));
        let heading = matches!(paragraph.role, Role::Level(1..=2)) || (marked && set_apart);
        if !heading {
            continue;
        }
        let length = text.chars().count();
        let inner = text.chars().filter(|c| "。；，".contains(*c)).count();
        if length <= 30 && inner == 1 && text.ends_with(['。', '；', '，']) {
            report.words("LV07", index, length - 1..length);
            report.fix_at(length - 1..length, String::new(), false);
        }
    }
}
