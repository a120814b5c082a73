//! What each paragraph style says under a profile.

use super::fonts::FontSet;
use super::page::{NumberPlace, Pitch, Profile};
use super::style::Style;

/// Alignment of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Both,
    Left,
    Center,
    Right,
    Distribute,
}

/// How a style sets its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// As the body.
    Body,
    /// Exactly so many twips.
    Exact(i32),
    /// As high as its text.
    Single,
}

/// A tab stop, twips from the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    Left(i32),
    Right(i32),
}

/// What a paragraph style says, in the units of [`Profile`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spec {
    pub font: FontSet,
    pub size: i32,
    pub bold: bool,
    pub tracking: i32,
    pub red: bool,
    pub align: Align,
    pub line: Line,
    pub before: i32,
    pub after: i32,
    pub left: i32,
    pub right: i32,
    /// First line in hundredths of a character.
    pub first_chars: i32,
    /// Hanging indent in twips.
    pub hanging: i32,
    pub stop: Option<Stop>,
    /// The red line of the head below the paragraph.
    pub ruled: bool,
    pub outline: Option<usize>,
    pub keep_next: bool,
}

impl Style {
    /// What the style says under a profile.
    pub(crate) fn spec(self, profile: &Profile) -> Spec {
        let base = Spec {
            font: FontSet::Body,
            size: profile.body.size,
            bold: false,
            tracking: profile.body.tracking,
            red: false,
            align: Align::Both,
            line: Line::Body,
            before: 0,
            after: 0,
            left: 0,
            right: 0,
            first_chars: 0,
            hanging: 0,
            stop: None,
            ruled: false,
            outline: None,
            keep_next: false,
        };
        match self {
            Style::CopyNumber | Style::Blank => Spec { align: Align::Left, ..base },
            Style::Secrecy => Spec { font: FontSet::Hei, align: Align::Left, ..base },
            Style::Mark | Style::JointMark | Style::OrderMark | Style::LetterMark | Style::JointTop => {
                self.mark(base, profile)
            }
            Style::DocNumber | Style::OrderNumber | Style::LetterNumber => self.number(base, profile),
            Style::NumberAndSigner | Style::NumberAndSigners | Style::Signers => self.number(base, profile),
            Style::AttachmentNote | Style::AttachmentFirst | Style::AttachmentNext => {
                self.attachments(base, profile)
            }
            Style::Signature | Style::NextSignature | Style::Date => self.end(base, profile),
            Style::Attendance | Style::Note | Style::AttachmentMark => self.end(base, profile),
            Style::SealedSignature | Style::NextSealedSignature | Style::SealedDate => {
                self.end(base, profile)
            }
            Style::Stamp | Style::StampDate => self.end(base, profile),
            Style::Imprint | Style::Printer | Style::Anchor | Style::Tiny => self.foot(base, profile),
            Style::PageNumber | Style::EvenPageNumber => self.page_number(base, profile),
            _ => self.text(base, profile),
        }
    }

    /// The organ's mark (7.2.4, 10.1, 10.2).
    fn mark(self, base: Spec, profile: &Profile) -> Spec {
        let head = &profile.head;
        let mark = Spec {
            font: FontSet::Title,
            size: head.mark_size,
            tracking: 0,
            red: true,
            align: Align::Center,
            line: Line::Exact(head.mark_line),
            ..base
        };
        match self {
            Style::Mark => {
                Spec { before: (head.mark_before - profile.lines(3)).max(0), after: profile.lines(2), ..mark }
            }
            Style::OrderMark => Spec { before: head.order_mark_before, after: profile.lines(2), ..mark },
            Style::JointMark => Spec { align: Align::Distribute, ..mark },
            Style::JointTop => {
                Spec { line: Line::Exact((head.mark_before - profile.lines(3)).max(20)), size: 2, ..mark }
            }
            _ => mark,
        }
    }

    /// The document's number, with the signers of an upward document (7.2.5, 7.2.6, 10.1, 10.2).
    fn number(self, base: Spec, profile: &Profile) -> Spec {
        let number = Spec { align: Align::Left, tracking: 0, ..base };
        let after = profile.lines(profile.blanks.before_title);
        let ruled = Spec { after, ruled: true, ..number.clone() };
        let line = profile.body.characters;
        match self {
            Style::DocNumber => Spec { align: Align::Center, ..ruled },
            // 左空一字, and the name one character from the right.
            Style::NumberAndSigner => {
                Spec { first_chars: 100, stop: Some(Stop::Right(profile.characters(line - 1))), ..ruled }
            }
            // Two names of three characters a line: “签发人：” and 3 + 1 + 3, one from the right.
            Style::NumberAndSigners => {
                Spec { first_chars: 100, stop: Some(Stop::Left(profile.characters(line - 12))), ..ruled }
            }
            Style::Signers => Spec { stop: Some(Stop::Left(profile.characters(line - 12))), ..number },
            Style::LetterNumber => Spec {
                before: profile.letter.number_before,
                stop: Some(Stop::Right(profile.page.text_width())),
                ..number
            },
            _ => Spec { align: Align::Center, after: profile.lines(2), ..number },
        }
    }

    /// Title, addressee, text and headings (7.3.1 to 7.3.3).
    fn text(self, base: Spec, profile: &Profile) -> Spec {
        match self {
            Style::Title | Style::AttachmentTitle => Spec {
                font: profile.title_font,
                bold: profile.title_bold,
                size: profile.title_size,
                tracking: 0,
                align: Align::Center,
                line: title_line(profile),
                after: profile.lines(profile.blanks.after_title),
                outline: Some(0).filter(|_| self == Style::AttachmentTitle),
                keep_next: true,
                ..base
            },
            Style::Addressee => base,
            Style::Level(level) => {
                let index = usize::from(level.clamp(1, 5)) - 1;
                let at = profile.levels.get(index).copied();
                Spec {
                    font: at.map_or(FontSet::Body, |level| level.font),
                    bold: at.is_some_and(|level| level.bold),
                    size: at.and_then(|level| level.size).unwrap_or(base.size),
                    first_chars: profile.blanks.first_line * 100,
                    outline: Some(index),
                    keep_next: true,
                    ..base
                }
            }
            Style::TableText => Spec { line: Line::Single, tracking: 0, align: Align::Center, ..base },
            _ => Spec { first_chars: profile.blanks.first_line * 100, ..base },
        }
    }

    /// 左空二字编排“附件”二字, a colon, and names that align under each other: “附件：” is three
    /// characters wide, “1. ” one and a half (7.3.4).
    fn attachments(self, base: Spec, profile: &Profile) -> Spec {
        let (left, hanging, blank) = match self {
            Style::AttachmentNote => (10, 6, profile.blanks.before_note),
            Style::AttachmentFirst => (13, 9, profile.blanks.before_note),
            _ => (13, 3, 0),
        };
        Spec {
            align: Align::Left,
            left: profile.characters(left) / 2,
            hanging: profile.characters(hanging) / 2,
            before: profile.lines(blank),
            ..base
        }
    }

    /// Signature, date, note, attendance, attachment (7.3.5 to 7.3.7, 10.3).
    fn end(self, base: Spec, profile: &Profile) -> Spec {
        match self {
            Style::Signature => {
                let before = profile.lines(profile.blanks.before_signature);
                Spec { align: Align::Left, before, keep_next: true, ..base }
            }
            Style::NextSignature => Spec { align: Align::Left, keep_next: true, ..base },
            Style::Date => Spec { align: Align::Left, ..base },
            // Two blank lines leave room for the seal, which reaches up to a line below the text (7.3.5.1).
            Style::SealedSignature => {
                let before = profile.lines(profile.blanks.before_seal);
                Spec { before, keep_next: true, ..sealed(base, profile) }
            }
            Style::NextSealedSignature => Spec { keep_next: true, ..sealed(base, profile) },
            Style::SealedDate => sealed(base, profile),
            Style::Stamp => Spec { before: profile.lines(2), ..sealed(base, profile) },
            Style::StampDate => Spec { before: profile.lines(1), ..sealed(base, profile) },
            Style::AttachmentMark => {
                Spec { font: FontSet::Hei, align: Align::Left, after: profile.lines(1), ..base }
            }
            // 左空二字编排“出席”, continuation under the first character after the colon.
            Style::Attendance => Spec { left: profile.characters(5), hanging: profile.characters(3), ..base },
            _ => Spec { first_chars: profile.blanks.first_line * 100, ..base },
        }
    }

    /// The end of the document (7.4) and lines that only carry something.
    fn foot(self, base: Spec, profile: &Profile) -> Spec {
        let imprint = &profile.imprint;
        let line = Spec {
            size: imprint.size,
            tracking: 0,
            line: Line::Exact(imprint.line),
            left: imprint.character,
            right: imprint.character,
            ..base.clone()
        };
        match self {
            // “抄送：” and the lines below hang after the colon.
            Style::Imprint => Spec { left: 4 * imprint.character, hanging: 3 * imprint.character, ..line },
            Style::Printer => Spec {
                align: Align::Left,
                stop: Some(Stop::Right(profile.page.text_width() - imprint.character)),
                ..line
            },
            Style::Anchor => Spec { tracking: 0, line: Line::Exact(imprint.height(2)), ..base },
            _ => Spec { size: 2, tracking: 0, line: Line::Exact(20), ..base },
        }
    }

    /// 页码 (7.5).
    fn page_number(self, base: Spec, profile: &Profile) -> Spec {
        let number = &profile.number;
        let (align, left, right) = match (number.place, self) {
            (NumberPlace::Center, _) => (Align::Center, 0, 0),
            (NumberPlace::Outer, Style::EvenPageNumber) => (Align::Left, number.indent, 0),
            (NumberPlace::Outer, _) => (Align::Right, 0, number.indent),
        };
        let (font, line) = (FontSet::Song, Line::Exact(number.line));
        Spec { font, size: number.size, tracking: 0, align, line, left, right, ..base }
    }
}

/// 右空四字, or what the house has.
fn sealed(base: Spec, profile: &Profile) -> Spec {
    Spec { align: Align::Right, right: profile.characters(profile.blanks.seal), ..base }
}

fn title_line(profile: &Profile) -> Line {
    match profile.body.pitch {
        Pitch::Exact(_) => Line::Exact(profile.title_line),
        Pitch::Grid(_) => Line::Body,
    }
}
