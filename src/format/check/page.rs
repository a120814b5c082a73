//! PG, PN: paper, type area, lines, body form, page numbers.

use super::model::{Class, Model, Section};
use super::{Report, millimetres};
use crate::error::{DocPlace, Story};
use crate::format::page::{NumberPlace, Profile};
use crate::format::wording::Role;
use crate::wml;
use crate::xml::ns;

/// Half a millimetre more than the standard's ±1 mm, in twips.
const MARGIN: i32 = 62;

pub(super) fn judge(model: &Model<'_>, profile: &Profile, report: &mut Report) {
    for (number, section) in model.sections.iter().enumerate() {
        paper(number, section, profile, report);
        if !section.landscape {
            area(number, section, profile, report);
        }
    }
    lines(model, profile, report);
    body_form(model, report);
    colour(model, report);
    page_numbers(model, profile, report);
}

fn whole(section: usize) -> DocPlace {
    DocPlace { section: u32::try_from(section + 1).ok(), ..DocPlace::story(Story::Body) }
}

fn paper(number: usize, section: &Section, profile: &Profile, report: &mut Report) {
    let page = &profile.page;
    let (Some(width), Some(height)) = (section.width, section.height) else {
        report.at("PG01", whole(number), "：没有写明纸张", ": no paper size is given");
        return;
    };
    let near = |a: i32, b: i32| (a - b).abs() <= 60;
    let upright = near(width, page.width) && near(height, page.height);
    let across = section.landscape && near(width, page.height) && near(height, page.width);
    if !upright && !across {
        let size = format!("{}×{} ", millimetres(width), millimetres(height));
        report.at("PG01", whole(number), format!("：现为{size}毫米"), format!(": it is {size}mm"));
    }
}

fn area(number: usize, section: &Section, profile: &Profile, report: &mut Report) {
    let page = &profile.page;
    // The other reading of the standard counts to the ink.
    let inkgrid = Profile::inkgrid().page;
    let (Some(top), Some(left)) = (section.top, section.left) else { return };
    let left = left + section.gutter;
    let near = |a: i32, b: i32| (a - b).abs() <= MARGIN;
    let top_fits = near(top.abs(), page.top) || near(top.abs(), inkgrid.top);
    if !top_fits || !near(left, page.left) {
        let zh = format!("：现为上{}毫米、左{}毫米", millimetres(top), millimetres(left));
        let en = format!(": top {} mm, left {} mm", millimetres(top), millimetres(left));
        report.at("PG02", whole(number), zh, en);
    }
    let sizes = (section.width, section.height, section.right, section.bottom);
    let (Some(width), Some(height), Some(right), Some(bottom)) = sizes else { return };
    let (width, height) = (width - left - right, height - top.abs() - bottom.abs());
    let high = near(height, page.text_height()) || near(height, inkgrid.text_height());
    if !near(width, page.text_width()) || !high {
        let size = format!("{}×{}", millimetres(width), millimetres(height));
        report.at("PG03", whole(number), format!("：现为{size}毫米"), format!(": it is {size} mm"));
    }
}

/// The pitch of the body's lines, in twips.
fn pitch(section: &Section, paragraph: &super::model::Paragraph) -> Option<i32> {
    let form = &paragraph.form;
    let size = paragraph.main_form().size.unwrap_or(21);
    // A line of a Chinese font is about 1.3 times as high as its size.
    let natural = size * 13;
    let gridded = |height: i32| match section.grid.filter(|_| form.on_grid != Some(false)) {
        Some(pitch) if pitch > 0 => (height + pitch - 1) / pitch * pitch,
        _ => height,
    };
    match (form.line, form.line_rule.as_deref()) {
        (Some(line), Some("exact")) => Some(line),
        (Some(line), Some("atLeast")) => Some(gridded(natural.max(line))),
        (Some(line), _) => Some(gridded(natural) * line / 240),
        (None, _) => Some(gridded(natural)),
    }
    .filter(|pitch| *pitch > 0)
}

fn lines(model: &Model<'_>, profile: &Profile, report: &mut Report) {
    let mut counts: std::collections::BTreeMap<i32, usize> = Default::default();
    for (index, paragraph) in model.of(Role::Body) {
        let Some(section) = model.section_of(index).filter(|s| !s.landscape) else { continue };
        let (Some(height), Some(top), Some(bottom)) = (section.height, section.top, section.bottom) else {
            continue;
        };
        if let Some(pitch) = pitch(section, paragraph) {
            // A line fits when its ink does: a little less than its pitch.
            let lines = (height - top.abs() - bottom.abs() + pitch / 12) / pitch;
            *counts.entry(lines).or_default() += paragraph.text.text.chars().count();
        }
    }
    let Some((lines, _)) = counts.into_iter().max_by_key(|(_, weight)| *weight) else { return };
    if lines != profile.body.lines {
        report.whole("PG04", format!("：现约{lines}行"), format!(": it has about {lines}"));
    }
}

/// One size and one font for the body: what most of it has, and the paragraphs that differ.
fn body_form(model: &Model<'_>, report: &mut Report) {
    let key = |p: &super::model::Paragraph| {
        let form = p.main_form();
        (form.size.unwrap_or(21), form.font.clone().unwrap_or_default())
    };
    let running = || model.of(Role::Body).filter(|(_, p)| p.text.text.trim().chars().count() >= 15);
    let mut counts: std::collections::HashMap<(i32, String), usize> = Default::default();
    for (_, paragraph) in running() {
        *counts.entry(key(paragraph)).or_default() += paragraph.text.text.chars().count();
    }
    let total: usize = counts.values().sum();
    let Some((most, weight)) =
        counts.iter().max_by_key(|(k, weight)| (**weight, std::cmp::Reverse((*k).clone())))
    else {
        return;
    };
    // Where nothing prevails, nothing deviates.
    if weight * 3 < total * 2 {
        return;
    }
    let mut before = false;
    for (index, paragraph) in running() {
        let own = key(paragraph);
        let differs = own.0 != most.0 || !super::fonts::alike(&own.1, &most.1);
        if differs && !before {
            let points = |size: i32| f64::from(size) / 2.0;
            let zh = format!(
                "：此段{}磅{}，其余多为{}磅{}",
                points(own.0),
                super::fonts::shown(&own.1),
                points(most.0),
                super::fonts::shown(&most.1)
            );
            let en =
                format!(": {} pt {} here, {} pt {} elsewhere", points(own.0), own.1, points(most.0), most.1);
            report.paragraph("PG06", index, zh, en);
        }
        before = differs;
    }
}

fn colour(model: &Model<'_>, report: &mut Report) {
    for (index, paragraph) in model.body() {
        let judged = matches!(
            paragraph.role,
            Role::Title | Role::Addressee | Role::Body | Role::Level(_) | Role::Signature | Role::Date
        );
        if !judged {
            continue;
        }
        let coloured = |form: &super::effective::Form| {
            let color = form.color.as_deref().unwrap_or("auto");
            let dark = |c: &str| {
                let channel = |r| c.get(r).and_then(|h| u8::from_str_radix(h, 16).ok()).unwrap_or(0);
                channel(0..2) < 0x40 && channel(2..4) < 0x40 && channel(4..6) < 0x40
            };
            let highlight = form.highlight.as_deref().is_some_and(|h| h != "none");
            highlight || !(color == "auto" || dark(color))
        };
        let seen = |run: &&super::model::Run| {
            paragraph.text.text.get(run.text.clone()).is_some_and(|text| !text.trim().is_empty())
        };
        let tree = model.parts.get(paragraph.part).map(|part| &part.tree);
        let linked = |run: &super::model::Run| {
            tree.is_some_and(|tree| tree.ancestors(run.node).any(|n| tree.is(n, ns::w("hyperlink"))))
        };
        let found = paragraph.runs.iter().filter(seen).find(|run| coloured(&run.form) && !linked(run));
        if let Some(run) = found {
            let chars = |byte| paragraph.text.chars_before(byte) as usize;
            report.words("PG07", index, chars(run.text.start)..chars(run.text.end));
        }
    }
}

/// The footers that hold a page number, by kind of page.
fn page_numbers(model: &Model<'_>, profile: &Profile, report: &mut Report) {
    let mut found = Vec::new();
    for (index, paragraph) in model.paragraphs.iter().enumerate() {
        let Some(part) = model.parts.get(paragraph.part) else { continue };
        if paragraph.place.story != Story::Footer && paragraph.place.story != Story::Textbox {
            continue;
        }
        let code = wml::instructions(&part.tree, paragraph.node).text;
        let simple = part
            .tree
            .descendants(paragraph.node)
            .filter_map(|n| part.tree.attribute(n, ns::w("instr")))
            .any(|code| names_page(&code));
        if names_page(&code) || simple {
            found.push((index, paragraph));
        }
    }
    if found.is_empty() {
        let pages = model.body().map(|(_, p)| p.text.text.chars().count()).sum::<usize>() > 800;
        if pages {
            report.whole("PN01", "：没有页码", ": there is none");
        }
        return;
    }
    for &(index, paragraph) in &found {
        let text: String = paragraph.text.text.chars().filter(|c| !c.is_whitespace()).collect();
        let dashes = |c: char| matches!(c, '—' | '–' | '―');
        let around = text.trim_matches(|c: char| c.is_ascii_digit());
        let bare = text.chars().all(|c| c.is_ascii_digit()) || text.is_empty();
        let good = text.starts_with(dashes) && text.ends_with(dashes);
        if !good && (bare || !around.is_empty()) {
            let zh = if text.is_empty() { String::new() } else { format!("：现为“{text}”") };
            report.paragraph("PN01", index, zh, format!(": it is “{text}”"));
        }
    }
    if profile.number.place == NumberPlace::Outer {
        outer(model, &found, report);
    }
}

fn names_page(code: &str) -> bool {
    code.split_whitespace().any(|word| word.eq_ignore_ascii_case("PAGE"))
}

fn outer(model: &Model<'_>, found: &[(usize, &super::model::Paragraph)], report: &mut Report) {
    let centred = found.iter().find(|(_, p)| p.form.alignment.as_deref() == Some("center"));
    let framed = found.iter().any(|(_, p)| p.place.story == Story::Textbox);
    let (index, zh, en) = match centred {
        Some((index, _)) => (Some(*index), "：现为居中", ": it is centred"),
        None if !model.even_and_odd && !framed => {
            (found.first().map(|(i, _)| *i), "：单双页没有区分", ": odd and even pages are alike")
        }
        None => return,
    };
    if let Some(index) = index {
        let lower = model.class == Class::Material;
        report.paragraph("PN02", index, zh, en);
        if lower {
            report.lower();
        }
    }
}
