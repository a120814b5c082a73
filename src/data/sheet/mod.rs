//! Workbooks: what their cells show.
//!
//! A sheet is read whole, row by row; empty cells take no room. For `.xlsx` every number format is
//! applied as Excel applies it; for `.ods` the text that the file says is shown is taken; for `.xls`
//! the format records are read and applied in the same way.

mod archive;
mod format;
mod ods;
mod styles;
mod xls;
mod xlsx;
mod xml;

use super::limits::Limits;
use super::sniff::Kind;
use crate::error::{Place, Problem, Result, catalogue::data as entries};
pub(super) use archive::damaged;
use minijinja::value::Value;
use std::sync::Arc;

/// The most columns of a sheet (XFD).
pub(crate) const MAX_COLUMNS: usize = 16_384;

/// The most rows of a sheet.
pub(crate) const MAX_ROWS: usize = 1_048_576;

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CellKind {
    Text,
    Number,
    Date,
    Truth,
    /// An error of a formula; the value is its name, such as `#REF!`.
    Error,
    /// A formula whose result the file does not hold.
    NoResult,
}

/// A cell that is not empty.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    /// Counted from 0.
    pub column: usize,
    pub kind: CellKind,
    /// What is shown, for templates.
    pub value: Value,
}

/// A row with its cells that are not empty, from left to right.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Counted from 0.
    pub index: usize,
    pub hidden: bool,
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell of a column.
    pub(crate) fn cell(&self, column: usize) -> Option<&Cell> {
        let at = self.cells.binary_search_by_key(&column, |cell| cell.column).ok()?;
        self.cells.get(at)
    }
}

/// Merged cells; rows and columns counted from 0, ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    pub top: usize,
    pub left: usize,
    pub bottom: usize,
    pub right: usize,
}

/// A sheet's rows in order, empty ones left out, and its merged cells.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub rows: Vec<Row>,
    pub merged: Vec<Area>,
}

/// A sheet's name and whether its tab is hidden.
#[derive(Clone, Debug)]
pub(crate) struct Tab {
    pub name: Arc<str>,
    pub hidden: bool,
}

/// A workbook of which sheets are read when asked for.
pub(crate) enum Workbook<'a> {
    Xlsx(xlsx::Xlsx<'a>),
    Ods(ods::Ods),
    Xls(xls::Xls),
}

impl<'a> Workbook<'a> {
    /// Opens the bytes of a workbook; `name` stands for the file in problems.
    pub(crate) fn open(bytes: &'a [u8], kind: Kind, name: &str, limits: &Limits) -> Result<Self> {
        match kind {
            Kind::Xlsx => xlsx::Xlsx::open(bytes, name, limits).map(Workbook::Xlsx),
            Kind::Ods => ods::Ods::open(bytes, name, limits).map(Workbook::Ods),
            Kind::Xls => xls::Xls::open(bytes, name, limits).map(Workbook::Xls),
            Kind::Xlsb => {
                let (zh, en) = kind.name();
                Err(Problem::new(&entries::UNSUPPORTED).file(name).phrase("kind", zh, en).into())
            }
            kind => Err(super::unsuited(kind, name)),
        }
    }

    /// The tabs in order.
    pub(crate) fn tabs(&self) -> Vec<Tab> {
        match self {
            Workbook::Xlsx(book) => book.tabs(),
            Workbook::Ods(book) => book.tabs(),
            Workbook::Xls(book) => book.tabs(),
        }
    }

    /// Reads a sheet by its position among the tabs.
    pub(crate) fn sheet(&mut self, position: usize) -> Result<Sheet> {
        match self {
            Workbook::Xlsx(book) => book.sheet(position),
            Workbook::Ods(book) => Ok(book.take_sheet(position)),
            Workbook::Xls(book) => book.sheet(position),
        }
    }
}

/// Counts cells against the limit on values.
pub(crate) struct Count<'a> {
    left: usize,
    limit: usize,
    name: &'a str,
}

impl<'a> Count<'a> {
    fn new(name: &'a str, limits: &Limits) -> Self {
        Count { left: limits.values, limit: limits.values, name }
    }

    fn cell(&mut self) -> Result<()> {
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                Err(Problem::new(&entries::TOO_MANY_VALUES).file(self.name).arg("limit", self.limit).into())
            }
        }
    }
}

/// A column's letters: A, Z, AA.
pub(crate) fn letters(column: usize) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    letters.into_iter().rev().collect()
}

/// A cell's name, such as `C7`; row and column counted from 0.
pub(crate) fn cell_name(row: usize, column: usize) -> String {
    format!("{}{}", letters(column), row + 1)
}

/// The place of a cell.
pub(crate) fn place(sheet: &str, row: usize, column: usize) -> Place {
    Place::Cell { sheet: sheet.to_string(), cell: cell_name(row, column) }
}

/// Row and column, from 0, of a name such as `C7`.
pub(crate) fn position(name: &str) -> Option<(usize, usize)> {
    let split = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = name.split_at(split);
    let mut column = 0usize;
    for c in letters.bytes() {
        let letter = c.to_ascii_uppercase().checked_sub(b'A').filter(|&l| l < 26)?;
        column = column.checked_mul(26)?.checked_add(usize::from(letter) + 1)?;
    }
    let row: usize = digits.parse().ok()?;
    let inside = (1..=MAX_COLUMNS).contains(&column) && (1..=MAX_ROWS).contains(&row);
    inside.then(|| (row - 1, column - 1))
}

/// The area of a name such as `B2:D4`.
pub(crate) fn area(name: &str) -> Option<Area> {
    let (from, to) = name.split_once(':')?;
    let ((top, left), (bottom, right)) = (position(from)?, position(to)?);
    (top <= bottom && left <= right).then_some(Area { top, left, bottom, right })
}

/// Text without the blanks around it, which no reader sees; `None` if nothing is left.
pub(crate) fn seen(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty()).then_some(text)
}
