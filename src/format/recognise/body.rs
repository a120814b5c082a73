//! Levels, body, attachment note and attachments of a draft.

use super::{Line, Piece, looks};
use crate::format::place::width;
use crate::format::style::Style;
use crate::text::mark::{self, Mark};
use std::collections::HashMap;
use std::ops::Range;

/// A sentence that runs into its text is a heading up to this width, in characters.
const HEADING: f64 = 30.0;
/// A marked line that ends with a colon is a heading up to this width, and leads on to what follows above it.
const COLON: f64 = 12.0;
/// A line of its own is a heading up to this width.
const OWN_LINE: f64 = 60.0;

/// Headings and paragraphs of the body.
pub(super) fn body(lines: &[Line], range: Range<usize>, pieces: &mut Vec<Piece>) {
    let mut levels = Levels::default();
    let mut noted = false;
    for at in range {
        let Some(line) = lines.get(at) else { return };
        let piece = match looks::attendance(&line.text) {
            Some(lead) if width(&line.text) > 4.0 && line.text.contains('、') => {
                Piece { lead, ..Piece::new(Style::Attendance, at) }
            }
            _ if looks::attachment_note(&line.text) => attachment_note(lines, at),
            _ if noted && is_list_item(&line.text) => Piece::new(Style::AttachmentNext, at),
            _ => levels.piece(line, at),
        };
        noted = matches!(piece.style, Style::AttachmentFirst | Style::AttachmentNext);
        pieces.push(piece);
    }
}

/// 附件说明: a list of several begins with a number.
fn attachment_note(lines: &[Line], at: usize) -> Piece {
    let several = lines.get(at + 1).is_some_and(|next| is_list_item(&next.text));
    Piece::new(if several { Style::AttachmentFirst } else { Style::AttachmentNote }, at)
}

fn is_list_item(text: &str) -> bool {
    let numbered = Mark::split(text).is_some_and(|(mark, _)| {
        matches!(mark.style, mark::Style::Arabic | mark::Style::ArabicComma) && mark.number > 1
    });
    numbered && !looks::sentence(text)
}

/// 附件 on pages of their own: mark, title, body.
pub(super) fn attachments(lines: &[Line], range: Range<usize>, pieces: &mut Vec<Piece>) {
    let mut at = range.start;
    while at < range.end {
        pieces.push(Piece::new(Style::AttachmentMark, at));
        let next = (at + 1..range.end)
            .find(|&line| lines.get(line).is_some_and(|line| looks::attachment_mark(&line.text)))
            .unwrap_or(range.end);
        let mut from = at + 1;
        let titled = lines.get(from).filter(|_| from < next).is_some_and(|line| {
            width(&line.text) <= 60.0 && !looks::sentence(&line.text) && Mark::split(&line.text).is_none()
        });
        if titled {
            pieces.push(Piece::new(Style::AttachmentTitle, from));
            from += 1;
        }
        body(lines, from..next, pieces);
        at = next;
    }
}

/// Which level each form of mark is in this draft.
///
/// 一、 （一） 1. （1） and their look-alikes (㈠ 1、 ⒈ 1）) mean what the standard says; ⑴ and ①, which
/// stand for any level in drafts, are as deep as where they first appear.
#[derive(Default)]
struct Levels {
    known: HashMap<mark::Style, u8>,
    open: u8,
}

impl Levels {
    fn piece(&mut self, line: &Line, at: usize) -> Piece {
        let split = Mark::split(&line.text).filter(|(_, rest)| !rest.is_empty());
        let split = split.filter(|(mark, rest)| is_level(*mark, rest)).map(|(mark, rest)| (mark.style, rest));
        let Some((mark, rest)) = split.or(line.hint.mark.map(|mark| (mark, line.text.as_str()))) else {
            return unmarked(line, at);
        };
        let level = self.level(mark);
        self.open = level;
        let marked = line.text.len() - rest.len();
        if width(&line.text) <= OWN_LINE && !ends_sentence(rest) {
            return Piece::new(Style::Level(level), at);
        }
        let lead = marked + heading_sentence(rest);
        if lead == 0 {
            return Piece::new(Style::Body, at);
        }
        Piece { lead, level: Some(level), ..Piece::new(Style::Body, at) }
    }

    fn level(&mut self, style: mark::Style) -> u8 {
        if let Some(level) = self.known.get(&style) {
            return *level;
        }
        let level = match style {
            mark::Style::Chinese => 1,
            mark::Style::ChineseParen | mark::Style::ParenthesizedChinese => 2,
            mark::Style::Arabic | mark::Style::ArabicComma | mark::Style::DigitStop => 3,
            mark::Style::ArabicParen | mark::Style::ArabicHalfParen => 4,
            _ => (self.open + 1).min(5),
        };
        self.known.insert(style, level);
        level
    }
}

/// 一、二、三产业 and 1.5 are no levels; nor is a number that only begins a sentence.
fn is_level(mark: Mark, rest: &str) -> bool {
    !(mark.style == mark::Style::Chinese
        && Mark::split(rest).is_some_and(|(next, _)| next.style == mark.style))
}

/// A paragraph without a mark: a heading where the draft's form says so.
fn unmarked(line: &Line, at: usize) -> Piece {
    match line.hint.heading.or(looks::chapter(&line.text)) {
        Some(level @ 1..) if !looks::sentence(&line.text) => Piece::new(Style::Level(level.min(5)), at),
        _ => Piece::new(Style::Body, at),
    }
}

/// Ends or is broken by a mark that ends sentences.
fn ends_sentence(text: &str) -> bool {
    let colon = text.ends_with(['：', ':']) && width(text) > COLON;
    text.contains(['。', '；', ';', '！', '？']) || colon
}

/// The bytes of the first sentence when it is short enough for a heading; none of them otherwise.
fn heading_sentence(text: &str) -> usize {
    let end = text.char_indices().find(|(_, c)| matches!(c, '。' | '：' | '；' | ';' | '！' | '？'));
    match end {
        Some((at, '。')) if at + '。'.len_utf8() < text.len() => {
            let sentence = text.get(..at).unwrap_or("");
            if width(sentence) <= HEADING { at + '。'.len_utf8() } else { 0 }
        }
        _ => 0,
    }
}
