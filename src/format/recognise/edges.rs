//! Head, title, addressee, signature, date and end of a draft.

use super::{Line, Piece, looks};
use crate::format::place::width;
use crate::format::style::Style;
use std::ops::Range;

/// How many lines a head has at most.
const HEAD: usize = 12;

fn text(lines: &[Line], at: usize) -> &str {
    lines.get(at).map_or("", |line| line.text.as_str())
}

/// 版头: everything down to the line of the document number. Gives the first line below it.
pub(super) fn head(lines: &[Line], pieces: &mut Vec<Piece>) -> usize {
    let Some(number) = (0..lines.len().min(HEAD)).find(|&at| looks::number(text(lines, at))) else {
        return 0;
    };
    let above = |at: usize| {
        let line = text(lines, at);
        looks::copy_number(line) || looks::secrecy(line) || signer(line) || mark(line)
    };
    if !(0..number).all(above) {
        return 0;
    }
    for at in 0..=number {
        let line = text(lines, at);
        pieces.push(Piece::new(
            match line {
                _ if at == number && signer_after(line) => Style::NumberAndSigner,
                _ if at == number => Style::DocNumber,
                _ if looks::copy_number(line) => Style::CopyNumber,
                _ if looks::secrecy(line) => Style::Secrecy,
                _ if signer(line) => Style::Signers,
                _ => Style::Mark,
            },
            at,
        ));
    }
    number + 1
}

/// A mark is an organ's name, with or without 文件.
fn mark(line: &str) -> bool {
    width(line) <= 40.0 && !looks::sentence(line)
}

fn signer(line: &str) -> bool {
    line.starts_with("签发人")
}

fn signer_after(line: &str) -> bool {
    line.contains("签发人")
}

/// 标题 and 主送机关. Gives the first line of the body.
pub(super) fn title(lines: &[Line], from: usize, pieces: &mut Vec<Piece>) -> usize {
    let end = title_end(lines, from);
    if end > from {
        pieces.push(Piece { lines: from..end, ..Piece::new(Style::Title, from) });
    }
    if looks::addressee(text(lines, end)) {
        pieces.push(Piece::new(Style::Addressee, end));
        return end + 1;
    }
    end
}

/// One line past the title; `from` when there is none.
fn title_end(lines: &[Line], from: usize) -> usize {
    let Some(first) = lines.get(from) else { return from };
    let fits = |line: &Line| {
        let marked = crate::text::mark::Mark::split(&line.text).is_some() && line.hint.heading != Some(0);
        width(&line.text) <= 70.0 && !looks::sentence(&line.text) && !marked
    };
    if !fits(first) || looks::addressee(&first.text) || looks::contents(&first.text) {
        return from;
    }
    let formed = |line: &Line| match line.hint.heading {
        Some(level) => level == 0,
        None => line.hint.center || line.hint.large,
    };
    if formed(first) || first.hint.heading.is_some() {
        let near = |at: usize| match (lines.get(at - 1), lines.get(at)) {
            (Some(before), Some(line)) => fits(line) && formed(line) && line.number <= before.number + 2,
            _ => false,
        };
        let more = (from + 1..from + 5).take_while(|&at| near(at)).count();
        let stop = (from..=from + more).find(|&at| looks::title(text(lines, at)));
        return stop.unwrap_or(from + more) + 1;
    }
    // Plain text: the title ends at the first of four lines that looks like a title's end.
    let stop = (from..from + 4)
        .take_while(|&at| lines.get(at).is_some_and(fits))
        .find(|&at| looks::title(text(lines, at)));
    match stop {
        Some(at) => at + 1,
        None if lines.get(from + 1).is_some_and(|next| looks::addressee(&next.text)) => from + 1,
        None => from,
    }
}

/// The first line of the end (版记); the number of lines when there is none.
pub(super) fn imprint(lines: &[Line]) -> usize {
    let mut from = lines.len();
    while from > 0 && lines.len() - from < 6 && imprint_line(text(lines, from - 1)) {
        from -= 1;
    }
    from
}

fn imprint_line(line: &str) -> bool {
    line.starts_with("抄送") || line.starts_with("主送：") || (line.ends_with("印发") && line.contains('年'))
}

pub(super) fn imprint_pieces(lines: &[Line], from: usize, pieces: &mut Vec<Piece>) {
    for at in from..lines.len() {
        let printer = text(lines, at).ends_with("印发");
        pieces.push(Piece::new(if printer { Style::Printer } else { Style::Imprint }, at));
    }
}

/// Signature, date and note; and the attachments that follow them.
pub(super) fn closing(lines: &[Line], within: Range<usize>) -> (Range<usize>, Range<usize>) {
    let attached = within.clone().find(|&at| looks::attachment_mark(text(lines, at))).unwrap_or(within.end);
    let attached = if attached == within.start { within.end } else { attached };
    let dated = (within.start..attached).rev().take(6).find(|&at| looks::date_line(text(lines, at)));
    let from = match dated {
        Some(date) => date - signers(lines, within.start, date),
        None => attached - signers(lines, within.start, attached).min(1),
    };
    // What follows the date and is no note belongs to the body: the date was one in the text.
    let follows = dated.map_or(0, |date| attached - date - 1);
    let noted = dated.is_some_and(|date| (date + 1..attached).all(|at| looks::note(text(lines, at))));
    if follows > 0 && !noted {
        return (attached..attached, attached..within.end);
    }
    (from..attached, attached..within.end)
}

/// How many lines before `end` are names of the organs that sign.
fn signers(lines: &[Line], start: usize, end: usize) -> usize {
    let signs = |at: usize| {
        lines.get(at).is_some_and(|line| {
            let short = width(&line.text) <= 26.0 && !looks::sentence(&line.text);
            let numbered = crate::text::mark::Mark::split(&line.text).is_some();
            !numbered
                && !looks::attachment_note(&line.text)
                && (looks::organ(&line.text) || (short && line.hint.right))
        })
    };
    (start + 1..end).rev().take(4).take_while(|&at| signs(at)).count()
}

/// The pieces of signature, date and note.
pub(super) fn signature(lines: &[Line], range: Range<usize>, pieces: &mut Vec<Piece>) {
    let mut named = false;
    for at in range {
        let line = text(lines, at);
        let style = if looks::date_line(line) {
            Style::Date
        } else if looks::note(line) {
            Style::Note
        } else if named {
            Style::NextSignature
        } else {
            named = true;
            Style::Signature
        };
        pieces.push(Piece::new(style, at));
    }
}
