//! What each paragraph of a draft is: title, addressee, levels, body, attachments, signature, date, end.
//!
//! A draft is a list of [`Line`]s, blank ones left out. [`recognise`] judges by content and by what the
//! draft's own form hints at, and gives every line exactly one [`Piece`]: nothing of the text is lost.

mod body;
mod edges;
pub(super) mod looks;

use super::style::Style;
use std::ops::Range;

/// What a draft's own form says about a paragraph. It is a hint: content decides where it can.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// A heading of the draft: 0 is the title, 1 the first level.
    pub heading: Option<u8>,
    /// Set in the middle.
    pub center: bool,
    /// Set at the right.
    pub right: bool,
    /// Larger than the body.
    pub large: bool,
    /// Red.
    pub red: bool,
    /// The mark that an automatic number shows.
    pub mark: Option<crate::text::mark::Style>,
    /// Numbered or bulleted automatically: the number is not in the text.
    pub list: bool,
}

/// A paragraph of a draft that is not blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its text without spaces at either end.
    pub text: String,
    /// Where it stood: the line of a text, the paragraph of a document, from 1.
    pub number: usize,
    /// What its form hints at.
    pub hint: Hint,
}

impl Line {
    /// A line without hints.
    pub fn new(text: impl Into<String>, number: usize) -> Self {
        Line { text: text.into(), number, hint: Hint::default() }
    }
}

/// Lines that are one paragraph of the official document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What they are.
    pub style: Style,
    /// Which lines, as indices: one, or the several lines of a title.
    pub lines: Range<usize>,
    /// How many bytes at the start of the first line have a format of their own: the sentence of a
    /// heading that runs into its text, or a label. The level of such a heading is `level`.
    pub lead: usize,
    /// The level of the heading that runs into its text.
    pub level: Option<u8>,
}

impl Piece {
    fn new(style: Style, line: usize) -> Self {
        Piece { style, lines: line..line + 1, lead: 0, level: None }
    }
}

/// Recognises the parts of a draft. Every line belongs to exactly one piece, in order.
///
/// ```
/// use hongtou::format::{Style, recognise::{Line, recognise}};
/// let draft = ["工作总结", "一、主要做法", "（一）加强学习。全年集中学习12次。", "某某社区", "2024年12月20日"];
/// let lines: Vec<_> = draft.iter().enumerate().map(|(i, text)| Line::new(*text, i + 1)).collect();
/// let styles: Vec<_> = recognise(&lines).iter().map(|piece| piece.style).collect();
/// assert_eq!(styles, [Style::Title, Style::Level(1), Style::Body, Style::Signature, Style::Date]);
/// ```
pub fn recognise(lines: &[Line]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let end = edges::imprint(lines);
    if lines.first().is_some_and(|line| looks::attachment_mark(&line.text)) {
        body::attachments(lines, 0..end, &mut pieces);
        edges::imprint_pieces(lines, end, &mut pieces);
        return pieces;
    }
    let head = edges::head(lines.get(..end).unwrap_or_default(), &mut pieces);
    let titled = edges::title(lines.get(..end).unwrap_or_default(), head, &mut pieces);
    let (closing, attachments) = edges::closing(lines, titled..end);
    body::body(lines, titled..closing.start, &mut pieces);
    edges::signature(lines, closing, &mut pieces);
    body::attachments(lines, attachments, &mut pieces);
    edges::imprint_pieces(lines, end, &mut pieces);
    pieces
}
