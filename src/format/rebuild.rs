//! From a draft to a document in the official format.

use super::build::{Anchor, Block, Cell, Document, NAMESPACES, Paragraph, Rules, Run, Table, TextBox};
use super::draft::{self, BLANKS, Draft, Dropped, Syntax};
use super::page::Profile;
use super::recipe;
use super::recognise::{Line, Piece, recognise};
use super::style::{Style, TextStyle};
use crate::error::Result;
use crate::package::{Limits, Package};

/// A part of a draft as it was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// What it is.
    pub style: Style,
    /// The level of a heading that runs into its text.
    pub level: Option<u8>,
    /// The line of the text or the paragraph of the document, from 1.
    pub number: usize,
    /// Its text.
    pub text: String,
}

/// A draft in the official format.
#[derive(Clone, Debug)]
pub struct Formatted {
    /// The Word file.
    pub bytes: Vec<u8>,
    /// What each part was taken for.
    pub parts: Vec<Recognised>,
    /// What was layout only and is gone.
    pub dropped: Dropped,
}

/// Formats a text or Markdown draft.
///
/// # Errors
/// `F001` when the text holds characters that Word cannot store, `F008` and `F009` when it is no text that can
/// be read.
///
/// ```
/// use hongtou::format::{Profile, Style, rebuild::format_text};
/// let draft = "工作总结\n\n一、主要做法\n全年学习12次。\n某某社区居民委员会\n2024年12月20日";
/// let formatted = format_text(draft.as_bytes(), None, &Profile::exact())?;
/// assert_eq!(formatted.parts[0].style, Style::Title);
/// assert_eq!(formatted.dropped.blank_lines, 1);
/// # Ok::<(), hongtou::Error>(())
/// ```
pub fn format_text(bytes: &[u8], syntax: Option<Syntax>, profile: &Profile) -> Result<Formatted> {
    let text = draft::decode(bytes)?;
    let syntax = syntax.unwrap_or_else(|| draft::syntax(&text));
    let draft = draft::read(&text, syntax);
    let pieces = recognise(&draft.lines);
    let parts = parts(&draft.lines, &pieces);
    let dropped = Dropped { joined_lines: joined(&pieces), ..draft.dropped };
    Ok(Formatted { bytes: document(draft, &pieces, profile).build(profile)?, parts, dropped })
}

/// How many lines became part of the one before.
pub(super) fn joined(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| piece.lines.len().saturating_sub(1)).sum()
}

/// The recognised parts, for showing.
pub(super) fn parts(lines: &[Line], pieces: &[Piece]) -> Vec<Recognised> {
    let part = |piece: &Piece| Recognised {
        style: piece.style,
        level: piece.level,
        number: lines.get(piece.lines.start).map_or(0, |line| line.number),
        text: text_of(lines, piece),
    };
    pieces.iter().map(part).collect()
}

fn text_of(lines: &[Line], piece: &Piece) -> String {
    lines.get(piece.lines.clone()).unwrap_or_default().iter().map(|line| line.text.as_str()).collect()
}

fn document(mut draft: Draft, pieces: &[Piece], profile: &Profile) -> Document {
    let lines = std::mem::take(&mut draft.lines);
    let title = pieces.iter().find(|piece| piece.style == Style::Title);
    let mut document = Document::new(title.map(|title| text_of(&lines, title)).unwrap_or_default());
    document.literal = true;
    let mut tables = draft.tables.into_iter().peekable();
    let mut end = Vec::new();
    head_room(pieces, &mut document);
    let marks: Vec<&Piece> = pieces.iter().filter(|piece| piece.style == Style::Mark).collect();
    for piece in pieces {
        while let Some((_, table)) = tables.next_if(|(at, _)| *at <= piece.lines.start) {
            document.blocks.push(Block::Table(fitted(table, profile)));
        }
        let paragraph = paragraph(&lines, piece);
        match piece.style {
            Style::Mark if marks.len() > 1 => {
                if marks.first().is_some_and(|first| first.lines == piece.lines) {
                    document
                        .blocks
                        .extend(joint_mark(marks.iter().map(|mark| text_of(&lines, mark)), profile));
                }
            }
            Style::Imprint | Style::Printer => end.push(paragraph),
            _ => document.blocks.push(Block::Paragraph(paragraph)),
        }
    }
    document.blocks.extend(tables.map(|(_, table)| Block::Table(fitted(table, profile))));
    if !end.is_empty() {
        document.blocks.push(Block::Paragraph(imprint(end, profile)));
    }
    document
}

/// A draft's table as wide as the profile's type area.
fn fitted(mut table: Table, profile: &Profile) -> Table {
    let width = profile.page.text_width();
    for column in &mut table.widths {
        *column = (i64::from(*column) * i64::from(width) / i64::from(draft::WIDTH)) as i32;
    }
    table
}

/// The names of a joint document, 文件 to the right of them where the last one has it (7.2.4).
fn joint_mark(marks: impl Iterator<Item = String>, profile: &Profile) -> Vec<Block> {
    let mut names: Vec<String> = marks.collect();
    let suffix = names.last_mut().and_then(|last| {
        let name = last.strip_suffix("文件")?.trim_end_matches(BLANKS).to_string();
        *last = name;
        Some("文件")
    });
    names.retain(|name| !name.is_empty());
    let names = names.into_iter().map(|name| Paragraph::new(Style::JointMark, name)).collect();
    recipe::joint_mark(names, suffix, profile)
}

/// The mark's place counts on three lines above it, of which the draft has some.
fn head_room(pieces: &[Piece], document: &mut Document) {
    let above = pieces.iter().take_while(|piece| piece.style != Style::Mark).count();
    if pieces.iter().any(|piece| piece.style == Style::Mark) {
        for _ in above..3 {
            document.blocks.push(Block::Paragraph(Paragraph::new(Style::Blank, "")));
        }
    }
}

fn paragraph(lines: &[Line], piece: &Piece) -> Paragraph {
    let text = text_of(lines, piece);
    let (lead, rest) = text.split_at_checked(piece.lead).unwrap_or(("", &text));
    let paragraph = match (piece.style, piece.level) {
        (_, Some(level)) => Paragraph::run_in(level, lead, rest),
        (Style::Attendance, _) => {
            let mut paragraph = Paragraph::new(piece.style, rest);
            paragraph.runs.insert(0, Run { text: lead.into(), style: Some(TextStyle::Label) });
            paragraph
        }
        (Style::NumberAndSigner, _) => number_and_signer(&text),
        (Style::Printer, _) => Paragraph::new(piece.style, tabbed(&text)),
        _ => Paragraph::new(piece.style, text),
    };
    if piece.style == Style::AttachmentMark { paragraph.on_new_page() } else { paragraph }
}

/// Spaces between two things on one line are a tab.
fn tabbed(text: &str) -> String {
    match text.find(BLANKS) {
        Some(at) => {
            let (left, right) = text.split_at(at);
            format!("{left}\t{}", right.trim_start_matches(BLANKS))
        }
        None => text.to_string(),
    }
}

fn number_and_signer(text: &str) -> Paragraph {
    let text = tabbed(text);
    match text.rfind(['：', ':']) {
        Some(at) => {
            let colon = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            let (label, name) = text.split_at(at + colon);
            Paragraph::new(Style::NumberAndSigner, label).run(name, Some(TextStyle::Name))
        }
        None => Paragraph::new(Style::NumberAndSigner, text),
    }
}

/// The XML of 版记 with these texts, with the prefixes that it uses declared.
pub(super) fn imprint_xml(lines: &[Line], pieces: &[Piece], profile: &Profile) -> Result<String> {
    let paragraphs = pieces.iter().map(|piece| paragraph(lines, piece)).collect();
    let mut document = Document::new("");
    document.literal = true;
    document.blocks.push(Block::Paragraph(imprint(paragraphs, profile)));
    let package = Package::from_bytes(document.build(profile)?, &Limits::default())?;
    let (tree, _) = package.tree(package.main_part())?;
    let body = tree.children(tree.root()).next();
    let built = body.and_then(|body| tree.children(body).next()).map(|paragraph| tree.raw(paragraph));
    let declared: String = NAMESPACES.iter().map(|(name, uri)| format!(" {name}=\"{uri}\"")).collect();
    Ok(built.unwrap_or_default().replacen("<w:p>", &format!("<w:p{declared}>"), 1))
}

/// 版记 at the foot of the last page.
fn imprint(paragraphs: Vec<Paragraph>, profile: &Profile) -> Paragraph {
    let rows = paragraphs.into_iter().map(|paragraph| vec![Cell::new(vec![paragraph])]).collect();
    let table = Table { widths: vec![profile.page.text_width()], rows, rules: Rules::Imprint };
    let blocks = vec![Block::Table(table), Block::Paragraph(Paragraph::new(Style::Tiny, ""))];
    Paragraph::new(Style::Anchor, "").with_box(TextBox { anchor: Anchor::TypeAreaFoot, blocks })
}
