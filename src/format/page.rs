//! The numbers of GB/T 9704-2012, in one place.
//!
//! Lengths are twips (1/20 pt; 1 mm = 56.693 twips) unless a name says otherwise, font sizes are
//! half-points, tracking is twips. Every field names the clause it comes from; where the standard
//! leaves room, the value is the one that was measured on paper.

use super::fonts::{FontSet, Fonts};

/// One millimetre in twips.
pub const TWIPS_PER_MM: f64 = 1440.0 / 25.4;

/// The page: paper and the place of the type area (版心), clauses 5.1 and 5.2.1.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Width of the paper; A4 is 210 mm (5.1).
    pub width: i32,
    /// Height of the paper; A4 is 297 mm (5.1).
    pub height: i32,
    /// 天头, the margin above the type area: 37±1 mm (5.2.1).
    pub top: i32,
    /// The margin right of the type area, derived: 210 − 28 − 156 = 26 mm.
    pub right: i32,
    /// The margin below the type area, derived: 297 − 37 − 225 = 35 mm.
    pub bottom: i32,
    /// 订口, the binding margin left of the type area: 28±1 mm (5.2.1).
    pub left: i32,
}

impl Page {
    /// The width of the type area; 156 mm in the standard (5.2.1).
    pub fn text_width(&self) -> i32 {
        self.width - self.left - self.right
    }

    /// The height of the type area; 225 mm in the standard (5.2.1).
    pub fn text_height(&self) -> i32 {
        self.height - self.top - self.bottom
    }
}

/// How lines are spaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pitch {
    /// Every line is exactly so high.
    Exact(i32),
    /// Lines sit on a grid of this pitch.
    Grid(i32),
}

impl Pitch {
    /// From one line to the next.
    pub fn twips(self) -> i32 {
        match self {
            Pitch::Exact(twips) | Pitch::Grid(twips) => twips,
        }
    }
}

/// Lines and characters of the body, clauses 3.1, 3.2, 5.2.2 and 5.2.3.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Lines on a page: 22 (5.2.3).
    pub lines: i32,
    /// Characters in a line: 28 (5.2.3).
    pub characters: i32,
    /// Size of the body: 3号, 16 pt (5.2.2).
    pub size: i32,
    /// Tracking that makes 28 characters of 16 pt fit into 156 mm.
    pub tracking: i32,
    /// From line to line: a character's height and 7/8 of a 3号 character (3.2).
    pub pitch: Pitch,
    /// One character (一字): the type area's width over its characters.
    pub character: i32,
    /// Digits and Latin letters in a Latin font (a frequent house rule) instead of the body font.
    pub latin: Option<String>,
}

/// One level of headings, clause 7.3.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// The font's class.
    pub font: FontSet,
    /// Bold is a house rule for levels two and three; the standard has none.
    pub bold: bool,
    /// Its size where it is not the body's (a house rule).
    pub size: Option<i32>,
}

/// Blank lines and characters, each a number of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blanks {
    /// Between the red line and the title: 2 (7.3.1).
    pub before_title: i32,
    /// Below the title: 1 (7.3.2).
    pub after_title: i32,
    /// Above 附件说明: 1 (7.3.4).
    pub before_note: i32,
    /// Above the signature: 1 (7.3.5.2).
    pub before_signature: i32,
    /// Above a signature with a seal: room for the seal (7.3.5.1).
    pub before_seal: i32,
    /// Characters at the start of a paragraph: 2 (7.3.3).
    pub first_line: i32,
    /// Characters right of the signature: 2 (7.3.5.2).
    pub signature: i32,
    /// Characters from the name's first to the date's first: 2 (7.3.5.2).
    pub date: i32,
    /// Characters right of a date with a seal: 4 (7.3.5.1).
    pub seal: i32,
}

impl Default for Blanks {
    fn default() -> Self {
        Blanks {
            before_title: 2,
            after_title: 1,
            before_note: 1,
            before_signature: 1,
            before_seal: 2,
            first_line: 2,
            signature: 2,
            date: 2,
            seal: 4,
        }
    }
}

/// Where the page number stands, clause 7.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberPlace {
    /// Odd pages right, even pages left, one character in (the standard).
    Outer,
    /// In the middle of every page (a house rule).
    Center,
}

/// The page number, clause 7.5.
#[derive(Clone, Debug, PartialEq)]
pub struct PageNumber {
    /// Where it stands.
    pub place: NumberPlace,
    /// 4号, 14 pt.
    pub size: i32,
    /// One character of its size, the distance from the type area's side.
    pub indent: i32,
    /// From the paper's lower edge to the footer's last line, measured: puts the dash 7 mm below the
    /// type area.
    pub footer: i32,
    /// The footer's exact line.
    pub line: i32,
}

/// The head (版头), clause 7.2.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Size of the organ's mark (7.2.4 leaves it open).
    pub mark_size: i32,
    /// Before the mark, measured: its top edge comes 35 mm below the type area's (7.2.4).
    pub mark_before: i32,
    /// Before the mark of an order: its top edge comes 20 mm below the type area's (10.2).
    pub order_mark_before: i32,
    /// The mark's exact line.
    pub mark_line: i32,
    /// Thickness of the red line in eighths of a point; not regulated (7.2.7).
    pub rule: i32,
    /// From the document number's line to the red line in points, measured: 4 mm (7.2.7).
    pub rule_space: i32,
    /// The red, RRGGBB.
    pub red: String,
}

/// The end (版记), clause 7.4.
#[derive(Clone, Debug, PartialEq)]
pub struct Imprint {
    /// 4号, 14 pt (7.4.2, 7.4.3).
    pub size: i32,
    /// One character of that size.
    pub character: i32,
    /// The exact line of its text.
    pub line: i32,
    /// From the paper's lower edge to the last line, measured: on the lower edge of the type area (7.4.1).
    pub foot: i32,
    /// The first and last line in eighths of a point: 0.35 mm (7.4.1).
    pub outer_rule: i32,
    /// The lines between in eighths of a point: 0.25 mm (7.4.1).
    pub inner_rule: i32,
}

/// The letter's layout (信函格式), clause 10.1.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    /// From the paper's upper edge to the mark's box, measured: the mark's top edge is 30 mm down.
    pub mark_top: i32,
    /// Length of the double red lines: 170 mm.
    pub width: i32,
    /// From the mark to the first double line in points, measured: 4 mm.
    pub rule_space: i32,
    /// The double lines' width in eighths of a point.
    pub rule: i32,
    /// From the paper's upper edge to the second double line, 20 mm above the lower edge.
    pub foot_rule: i32,
    /// From the type area's upper edge to the line of the document number, measured: the number is
    /// 7/8 of a 3号 character below the first double line.
    pub number_before: i32,
}

impl Imprint {
    /// The room that `lines` lines of text and their rules take, in twips.
    pub(crate) fn height(&self, lines: i32) -> i32 {
        lines * self.line + 60
    }
}

/// Everything that decides how a document looks.
///
/// ```
/// use hongtou::format::Profile;
/// let exact = Profile::exact();
/// assert_eq!(exact.body.lines * exact.body.pitch.twips(), 12738);
/// assert!(exact.body.lines * exact.body.pitch.twips() <= exact.page.text_height());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The profile's name.
    pub name: String,
    /// The page.
    pub page: Page,
    /// The body.
    pub body: Body,
    /// Size of the title: 2号, 22 pt (7.3.1).
    pub title_size: i32,
    /// The title's class of font: 小标宋 (7.3.1).
    pub title_font: FontSet,
    /// A bold title is a house rule.
    pub title_bold: bool,
    /// Exact line of the title where lines are exact; the page's lines stay on their pitch.
    pub title_line: i32,
    /// 一、 （一） 1. （1） and the fifth level ①.
    pub levels: [Level; 5],
    /// Blank lines and characters.
    pub blanks: Blanks,
    /// The page number.
    pub number: PageNumber,
    /// The head.
    pub head: Head,
    /// The end.
    pub imprint: Imprint,
    /// The letter's layout.
    pub letter: Letter,
    /// The fonts of each class.
    pub fonts: Fonts,
}

impl Profile {
    /// The default: margins as the standard states them, an exact pitch of 579 twips, of which 22
    /// fit into 225 mm.
    pub fn exact() -> Self {
        Profile {
            name: "exact".into(),
            page: Page { width: 11906, height: 16838, top: 2098, right: 1474, bottom: 1984, left: 1588 },
            body: Body {
                lines: 22,
                characters: 28,
                size: 32,
                tracking: -5,
                pitch: Pitch::Exact(579),
                character: 316,
                latin: None,
            },
            title_size: 44,
            title_font: FontSet::Title,
            title_bold: false,
            title_line: 579,
            levels: [
                Level { font: FontSet::Hei, bold: false, size: None },
                Level { font: FontSet::Kai, bold: false, size: None },
                Level { font: FontSet::Body, bold: false, size: None },
                Level { font: FontSet::Body, bold: false, size: None },
                Level { font: FontSet::Body, bold: false, size: None },
            ],
            blanks: Blanks::default(),
            number: PageNumber { place: NumberPlace::Outer, size: 28, indent: 280, footer: 1446, line: 280 },
            head: Head {
                mark_size: 52,
                mark_before: 1860,
                order_mark_before: 1010,
                mark_line: 640,
                rule: 12,
                rule_space: 8,
                red: "FF0000".into(),
            },
            imprint: Imprint {
                size: 28,
                character: 280,
                line: 500,
                foot: 1950,
                outer_rule: 8,
                inner_rule: 6,
            },
            letter: Letter {
                mark_top: 1588,
                width: 9638,
                rule_space: 9,
                rule: 18,
                foot_rule: 15704,
                number_before: 448,
            },
            fonts: Fonts::gb2312(),
        }
    }

    /// The reading of GB/T 33476.2: 天头 is measured to the glyph, lines sit on a grid of 592 twips,
    /// and the ink of a full page is 225 mm high.
    pub fn inkgrid() -> Self {
        let exact = Profile::exact();
        Profile {
            name: "inkgrid".into(),
            page: Page { top: 1960, bottom: 1847, ..exact.page },
            body: Body { pitch: Pitch::Grid(592), ..exact.body },
            title_line: 592,
            head: Head {
                mark_before: exact.head.mark_before + 146,
                order_mark_before: exact.head.order_mark_before + 146,
                ..exact.head
            },
            letter: Letter { number_before: 612, ..exact.letter },
            ..exact
        }
    }

    /// A built-in profile by its name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "exact" => Some(Profile::exact()),
            "inkgrid" => Some(Profile::inkgrid()),
            _ => None,
        }
    }

    /// The pitch of the page's grid. Lines of an exact height keep off the grid, but programs set what it leaves
    /// of the page above the first line: theirs leaves nothing.
    pub(crate) fn grid_pitch(&self) -> i32 {
        match self.body.pitch {
            Pitch::Exact(twips) => {
                let height = self.page.text_height();
                height / (height / twips.max(1)).max(1)
            }
            Pitch::Grid(twips) => twips,
        }
    }

    /// `n` blank lines.
    pub(crate) fn lines(&self, n: i32) -> i32 {
        n * self.body.pitch.twips()
    }

    /// `n` characters of the body.
    pub(crate) fn characters(&self, n: i32) -> i32 {
        n * self.body.character
    }
}

impl Default for Profile {
    fn default() -> Self {
        Profile::exact()
    }
}
