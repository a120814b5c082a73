//! The document as docx-rs writes it.

use super::{Block, Document, LetterRule, Paragraph, Run};
use crate::format::page::{Pitch, Profile};
use crate::format::place::Side;
use crate::format::spec::{Align, Line, Spec, Stop};
use crate::format::style::{Style, TEXT_STYLES, TextStyle, styles};
use crate::format::{FontSet, NumberPlace};
use docx_rs::{
    AlignmentType, BorderType, BreakType, BuildXML, CharacterSpacingValues, DocGrid, DocGridType, Docx,
    Footer, LineSpacing, LineSpacingType, PageMargin, PageNum, ParagraphBorder, ParagraphBorderPosition,
    ParagraphBorders, RunFonts, SpecialIndentType, StyleType, Tab, TabValueType, XMLDocx,
};

/// Builds every part that docx-rs can.
pub(super) fn build(document: &Document, profile: &Profile) -> XMLDocx {
    let page = &profile.page;
    let margin = PageMargin {
        top: page.top,
        left: page.left,
        bottom: page.bottom,
        right: page.right,
        header: 851,
        footer: profile.number.footer,
        gutter: 0,
    };
    let mut docx = Docx::new().page_size(unsigned(page.width), unsigned(page.height)).page_margin(margin);
    docx.document.section_property = docx.document.section_property.clone().doc_grid(grid(profile));
    docx.settings = docx.settings.clone().character_spacing_control(CharacterSpacingValues::DoNotCompress);
    for style in styles() {
        docx = docx.add_style(paragraph_style(style, profile));
    }
    for style in TEXT_STYLES {
        docx = docx.add_style(text_style(style, profile));
    }
    for (index, block) in document.blocks.iter().enumerate() {
        docx = docx.add_paragraph(match block {
            Block::Paragraph(paragraph) if paragraph.boxes.is_empty() => paragraph_of(paragraph, profile),
            Block::Paragraph(paragraph) => paragraph_of(paragraph, profile).id(carrier(index)),
            Block::Table(_) => docx_rs::Paragraph::new().id(carrier(index)),
        });
    }
    if !document.first_number {
        docx = docx.first_footer(Footer::new().add_paragraph(docx_rs::Paragraph::new()));
    }
    footers(docx, profile).build()
}

/// The id of the paragraph that stands for a block which docx-rs cannot write.
pub(super) fn carrier(index: usize) -> String {
    format!("block{index}")
}

/// A block's XML, for tables and boxes.
pub(super) fn block_xml(block: &Block, profile: &Profile) -> String {
    match block {
        Block::Paragraph(paragraph) => paragraph_xml(paragraph, profile),
        Block::Table(table) => super::table::table_xml(table, profile),
    }
}

/// A paragraph's XML; boxes within boxes are not written.
pub(super) fn paragraph_xml(paragraph: &Paragraph, profile: &Profile) -> String {
    String::from_utf8(paragraph_of(paragraph, profile).build()).unwrap_or_default()
}

fn footers(docx: Docx, profile: &Profile) -> Docx {
    let docx = docx.footer(Footer::new().add_paragraph(number(Style::PageNumber)));
    match profile.number.place {
        NumberPlace::Outer => docx.even_footer(Footer::new().add_paragraph(number(Style::EvenPageNumber))),
        NumberPlace::Center => docx,
    }
}

/// `— 1 —`
fn number(style: Style) -> docx_rs::Paragraph {
    docx_rs::Paragraph::new()
        .style(style.id())
        .add_run(text_run("— "))
        .add_page_num(PageNum::new())
        .add_run(text_run(" —"))
}

fn grid(profile: &Profile) -> DocGrid {
    let pitch = usize::try_from(profile.grid_pitch()).unwrap_or(0);
    DocGrid::new().grid_type(DocGridType::Lines).line_pitch(pitch)
}

fn paragraph_of(paragraph: &Paragraph, profile: &Profile) -> docx_rs::Paragraph {
    let mut out = docx_rs::Paragraph::new().style(paragraph.style.id());
    match paragraph.side {
        Some(Side::Left(left)) => out = out.indent(Some(left), None, None, None),
        Some(Side::Right(right)) => {
            out = out.indent(None, None, Some(right), None).align(AlignmentType::Right);
        }
        None => {}
    }
    if paragraph.page_break {
        out = out.page_break_before(true);
    }
    if let Some(rule) = paragraph.rule {
        out.property = out.property.set_borders(double_rule(rule, profile));
    }
    paragraph.runs.iter().filter(|run| !run.text.is_empty()).fold(out, |out, run| out.add_run(run_of(run)))
}

fn run_of(run: &Run) -> docx_rs::Run {
    let out = text_run(&run.text);
    match run.style {
        Some(style) => out.style(style.id()),
        None => out,
    }
}

/// Text whose quotes, dashes and dots take the Chinese font.
fn text_run(text: &str) -> docx_rs::Run {
    let mut out = docx_rs::Run::new().fonts(RunFonts::new().hint("eastAsia"));
    for (line, part) in text.split('\n').enumerate() {
        if line > 0 {
            out = out.add_break(BreakType::TextWrapping);
        }
        for (tab, piece) in part.split('\t').enumerate() {
            if tab > 0 {
                out = out.add_tab();
            }
            if !piece.is_empty() {
                out = out.add_text(piece);
            }
        }
    }
    out
}

/// The fonts of a class, for every script.
pub(super) fn fonts(set: FontSet, profile: &Profile) -> RunFonts {
    let font = profile.fonts.first(set);
    let latin = profile.body.latin.as_deref().unwrap_or(font);
    RunFonts::new().ascii(latin).hi_ansi(latin).cs(latin).east_asia(font).hint("eastAsia")
}

fn paragraph_style(style: Style, profile: &Profile) -> docx_rs::Style {
    let spec = style.spec(profile);
    let mut out = docx_rs::Style::new(style.id(), StyleType::Paragraph)
        .name(style.name())
        .based_on("Normal")
        .next(style.next().id())
        .fonts(fonts(spec.font, profile))
        .size(usize::try_from(spec.size).unwrap_or(0))
        .align(alignment(spec.align))
        .line_spacing(line_spacing(&spec, profile))
        .indent(Some(spec.left), special(&spec, profile), Some(spec.right), None)
        .snap_to_grid(matches!((profile.body.pitch, spec.line), (Pitch::Grid(_), Line::Body)));
    out.run_property = out.run_property.character_spacing(spec.tracking);
    if spec.bold {
        out = out.bold();
    }
    if spec.red {
        out = out.color(&profile.head.red);
    }
    if let Some(stop) = spec.stop {
        out.paragraph_property = out.paragraph_property.add_tab(tab(stop));
    }
    if spec.ruled {
        out.paragraph_property = out.paragraph_property.set_borders(rule(profile));
    }
    if let Some(level) = spec.outline {
        out = out.outline_lvl(level);
    }
    if spec.keep_next {
        out.paragraph_property = out.paragraph_property.keep_next(true);
    }
    out
}

fn text_style(style: TextStyle, profile: &Profile) -> docx_rs::Style {
    let (font, bold) = style.face(profile);
    let out =
        docx_rs::Style::new(style.id(), StyleType::Character).name(style.name()).fonts(fonts(font, profile));
    let out = match style.size(profile) {
        Some(size) => out.size(usize::try_from(size).unwrap_or(0)),
        None => out,
    };
    if bold { out.bold() } else { out }
}

fn alignment(align: Align) -> AlignmentType {
    match align {
        Align::Both => AlignmentType::Both,
        Align::Left => AlignmentType::Left,
        Align::Center => AlignmentType::Center,
        Align::Right => AlignmentType::Right,
        Align::Distribute => AlignmentType::Distribute,
    }
}

fn tab(stop: Stop) -> Tab {
    let (kind, at) = match stop {
        Stop::Left(at) => (TabValueType::Left, at),
        Stop::Right(at) => (TabValueType::Right, at),
    };
    Tab::new().val(kind).pos(usize::try_from(at).unwrap_or(0))
}

/// A double red line of a letter (10.1).
fn double_rule(rule: LetterRule, profile: &Profile) -> ParagraphBorders {
    let letter = &profile.letter;
    let (position, kind) = match rule {
        LetterRule::Head => (ParagraphBorderPosition::Bottom, BorderType::ThickThinSmallGap),
        LetterRule::Foot => (ParagraphBorderPosition::Top, BorderType::ThinThickSmallGap),
    };
    let line = ParagraphBorder::new(position)
        .val(kind)
        .size(usize::try_from(letter.rule).unwrap_or(0))
        .space(usize::try_from(if rule == LetterRule::Head { letter.rule_space } else { 0 }).unwrap_or(0))
        .color(&profile.head.red);
    ParagraphBorders::with_empty().set(line)
}

/// The red line of the head (7.2.7).
fn rule(profile: &Profile) -> ParagraphBorders {
    let head = &profile.head;
    let line = ParagraphBorder::new(ParagraphBorderPosition::Bottom)
        .size(usize::try_from(head.rule).unwrap_or(0))
        .space(usize::try_from(head.rule_space).unwrap_or(0))
        .color(&head.red);
    ParagraphBorders::with_empty().set(line)
}

fn special(spec: &Spec, profile: &Profile) -> Option<SpecialIndentType> {
    match (spec.first_chars, spec.hanging) {
        (0, 0) => None,
        (0, hanging) => Some(SpecialIndentType::Hanging(hanging)),
        (chars, _) => Some(SpecialIndentType::FirstLine(chars * profile.body.character / 100)),
    }
}

fn line_spacing(spec: &Spec, profile: &Profile) -> LineSpacing {
    let spacing = LineSpacing::new().before(unsigned(spec.before)).after(unsigned(spec.after));
    match (spec.line, profile.body.pitch) {
        (Line::Body, Pitch::Exact(twips)) | (Line::Exact(twips), _) => {
            spacing.line_rule(LineSpacingType::Exact).line(twips)
        }
        _ => spacing.line_rule(LineSpacingType::Auto).line(240),
    }
}

fn unsigned(twips: i32) -> u32 {
    u32::try_from(twips).unwrap_or(0)
}
