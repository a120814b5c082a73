//! Building official documents.
//!
//! A [`Document`] is a list of paragraphs with named styles. docx-rs turns it into the parts of a
//! package, `parts` adds what docx-rs cannot express (font fallbacks, line-breaking rules, the
//! schema's order), `pack` writes the container, the same bytes for the same document.

mod docx;
mod order;
mod pack;
mod parts;
mod shape;
mod table;
mod tree;

use super::page::Profile;
use super::place::Side;
use super::style::{Style, TextStyle};
use crate::error::Result;
pub(super) use shape::NAMESPACES;

/// A stretch of text in one format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The text; `\n` is a line break, `\t` a tab.
    pub text: String,
    /// A character style over the paragraph's.
    pub style: Option<TextStyle>,
}

/// A paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Its style.
    pub style: Style,
    /// Its text.
    pub runs: Vec<Run>,
    /// Where the line stands, instead of where the style puts it.
    pub side: Option<Side>,
    /// Begins a page.
    pub page_break: bool,
    /// A double red line of a letter below or above the paragraph.
    pub rule: Option<LetterRule>,
    /// Boxes that stand on the page where this paragraph is.
    pub boxes: Vec<TextBox>,
}

impl Paragraph {
    /// A paragraph of one format.
    pub fn new(style: Style, text: impl Into<String>) -> Self {
        Paragraph {
            style,
            runs: vec![Run { text: text.into(), style: None }],
            side: None,
            page_break: false,
            rule: None,
            boxes: Vec::new(),
        }
    }

    /// A heading that runs into its text: the sentence in the level's font, the rest in the body's
    /// (7.3.3).
    pub fn run_in(level: u8, heading: impl Into<String>, text: impl Into<String>) -> Self {
        let heading = Run { text: heading.into(), style: Some(TextStyle::Level(level)) };
        let mut paragraph = Paragraph::new(Style::Body, text);
        paragraph.runs.insert(0, heading);
        paragraph
    }

    /// Sets the line's place.
    #[must_use]
    pub fn at(mut self, side: Side) -> Self {
        self.side = Some(side);
        self
    }

    /// Puts the paragraph at the top of a page.
    #[must_use]
    pub fn on_new_page(mut self) -> Self {
        self.page_break = true;
        self
    }

    /// Adds text in a format of its own.
    #[must_use]
    pub fn run(mut self, text: impl Into<String>, style: Option<TextStyle>) -> Self {
        self.runs.push(Run { text: text.into(), style });
        self
    }

    /// Puts a box on the page where the paragraph is.
    #[must_use]
    pub fn with_box(mut self, text_box: TextBox) -> Self {
        self.boxes.push(text_box);
        self
    }

    /// Adds a double red line.
    #[must_use]
    pub fn ruled(mut self, rule: LetterRule) -> Self {
        self.rule = Some(rule);
        self
    }

    /// The paragraph's text.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

/// The double red lines of a letter (10.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterRule {
    /// Below the mark, the thick line over the thin one.
    Head,
    /// Near the page's foot, the thin line over the thick one.
    Foot,
}

/// Where a box stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// On the lower edge of the type area, for the end of the document (7.4.1).
    TypeAreaFoot,
    /// The mark and the first double line of a letter (10.1).
    LetterHead,
    /// The second double line of a letter (10.1).
    LetterFoot,
}

impl Anchor {
    /// What a screen reader says of the box.
    fn name(self) -> &'static str {
        match self {
            Anchor::TypeAreaFoot => "版记",
            Anchor::LetterHead => "信函版头",
            Anchor::LetterFoot => "信函红色双线",
        }
    }
}

/// A box at a fixed place of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextBox {
    /// Where it stands.
    pub anchor: Anchor,
    /// What it holds; the last block is a paragraph.
    pub blocks: Vec<Block>,
}

/// Which lines a table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// None.
    None,
    /// Those of the end of a document (7.4.1).
    Imprint,
    /// All.
    Grid,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// How many columns it takes.
    pub span: usize,
    /// Its paragraphs.
    pub paragraphs: Vec<Paragraph>,
}

impl Cell {
    /// A cell of one column.
    pub fn new(paragraphs: Vec<Paragraph>) -> Self {
        Cell { span: 1, paragraphs }
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The columns' widths in twips.
    pub widths: Vec<i32>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// Its lines.
    pub rules: Rules,
}

/// A piece of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
}

impl Block {
    /// The paragraphs in it, those of cells and boxes too.
    fn paragraphs(&self) -> Vec<&Paragraph> {
        match self {
            Block::Paragraph(paragraph) => {
                let boxed = paragraph.boxes.iter().flat_map(|b| &b.blocks).flat_map(Block::paragraphs);
                std::iter::once(paragraph).chain(boxed).collect()
            }
            Block::Table(table) => table.rows.iter().flatten().flat_map(|cell| &cell.paragraphs).collect(),
        }
    }
}

/// A document to be built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The title property, read aloud by screen readers and shown in the window.
    pub title: String,
    /// The body.
    pub blocks: Vec<Block>,
    /// Whether the first page bears a number; a letter's does not (10.1).
    pub first_number: bool,
    /// The text is final, not a template's: titles are broken and signatures placed by their length.
    pub literal: bool,
}

impl Document {
    /// An empty document.
    pub fn new(title: impl Into<String>) -> Self {
        Document { title: title.into(), blocks: Vec::new(), first_number: true, literal: false }
    }

    /// Adds a paragraph.
    #[must_use]
    pub fn push(mut self, paragraph: Paragraph) -> Self {
        self.blocks.push(Block::Paragraph(paragraph));
        self
    }

    /// Adds a block.
    #[must_use]
    pub fn block(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    /// The document as a `.docx`, the same bytes for the same input.
    ///
    /// # Errors
    /// `F001` when a text holds characters that XML does not allow.
    pub fn build(&self, profile: &Profile) -> Result<Vec<u8>> {
        self.check_characters()?;
        let built = docx::build(self, profile);
        pack::pack(&parts::finish(built, self, profile)?)
    }
}
