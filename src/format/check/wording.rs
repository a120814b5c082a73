//! The rules of wording, asked about a document's paragraphs.

use super::model::{Class, Model};
use super::{Change, Report};
use crate::error::{Severity, Story};
use crate::format::wording::{self, Draft, Line, Role, Safety};
use crate::text::date;

pub(super) fn judge(model: &Model<'_>, report: &mut Report) {
    let judged: Vec<usize> = model
        .paragraphs
        .iter()
        .enumerate()
        .filter(|(_, p)| !p.fallback && !p.text.text.trim().is_empty() && p.place.story != Story::Comment)
        .map(|(index, _)| index)
        .collect();
    let lines: Vec<Line<'_>> = judged.iter().filter_map(|&index| line(model, index)).collect();
    let draft = Draft { formal: model.class == Class::Formal, lines, date: date_of(model) };
    for found in wording::findings(&draft, &report.options.lexicon) {
        let Some(&index) = judged.get(found.line) else { continue };
        let (zh, en) = found.note.unwrap_or_default();
        report.words_with(found.code, index, found.range, zh, en);
        if found.info {
            report.severity(Severity::Info);
        }
        let Some(last) = report.findings.last_mut() else { continue };
        if let Some((range, with, safety)) = found.fix {
            last.safe = safety == Safety::Safe;
            last.changes.push(Change { range, with });
            last.changes.extend(found.twin.map(|(range, with)| Change { range, with }));
        }
    }
}

fn line<'m>(model: &'m Model<'_>, index: usize) -> Option<Line<'m>> {
    let paragraph = model.paragraphs.get(index)?;
    let place = &paragraph.place;
    let story = match place.story {
        Story::Header => wording::Story::Header,
        Story::Footer => wording::Story::Footer,
        Story::Footnote | Story::Endnote => wording::Story::Note,
        Story::Textbox => wording::Story::TextBox,
        Story::Comment => wording::Story::Comment,
        _ if place.table.is_some() => wording::Story::Table,
        _ => wording::Story::Body,
    };
    let number = |n: Option<u32>| n.and_then(|n| usize::try_from(n).ok());
    let cell = || Some((number(place.table)?, number(place.row)?, number(place.column)?));
    // What is short and no sentence is no running text: a caption, a line of a cover.
    let text = paragraph.text.text.as_str();
    let running = text.chars().count() > 20 || text.contains(['。', '，', '；', '：']);
    let role = match paragraph.role {
        Role::Body if !running => Role::Other,
        role => role,
    };
    Some(Line { text, role, story, cell: cell() })
}

/// The date under the document.
fn date_of(model: &Model<'_>) -> Option<(i32, u8, u8)> {
    let (_, paragraph) = model.of(Role::Date).last()?;
    let date = date::parse(paragraph.text.text.trim()).ok()?;
    Some((i32::from(date.year), date.month?, date.day?))
}
