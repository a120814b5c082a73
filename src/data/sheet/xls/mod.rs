//! Workbooks of Excel 97 to 2003, and of WPS (`.et`) ([MS-XLS]); those of Excel 5 and 95 too.
//!
//! Values, number formats, merged cells, hidden sheets and rows are read; nothing else.

mod compound;
mod text;

use super::archive::damaged;
use super::styles::{CellFormat, cell_format, number};
use super::{Area, Cell, CellKind, Count, Row, Sheet, Tab, seen};
use crate::data::limits::Limits;
use crate::error::{Problem, Result, catalogue::data as entries};
use compound::{u16_at, u32_at};
use minijinja::value::Value;
use std::collections::{BTreeMap, HashMap};
use text::{Pieces, short_text};

/// Kinds of records.
mod kind {
    pub const FORMULA: u16 = 0x06;
    pub const EOF: u16 = 0x0A;
    pub const DATE_1904: u16 = 0x22;
    pub const FILE_PASS: u16 = 0x2F;
    pub const CONTINUE: u16 = 0x3C;
    pub const BOUND_SHEET: u16 = 0x85;
    pub const MUL_RK: u16 = 0xBD;
    pub const RICH_TEXT: u16 = 0xD6;
    pub const XF: u16 = 0xE0;
    pub const MERGED: u16 = 0xE5;
    pub const SHARED_TEXTS: u16 = 0xFC;
    pub const SHARED_TEXT: u16 = 0xFD;
    pub const NUMBER: u16 = 0x203;
    pub const LABEL: u16 = 0x204;
    pub const TRUTH_OR_ERROR: u16 = 0x205;
    pub const TEXT_RESULT: u16 = 0x207;
    pub const ROW: u16 = 0x208;
    pub const RK: u16 = 0x27E;
    pub const FORMAT: u16 = 0x41E;
    pub const BOF: u16 = 0x809;
}

/// A workbook whose sheets are read when asked for.
pub(crate) struct Xls {
    stream: Vec<u8>,
    name: String,
    limits: Limits,
    /// Each sheet with the byte where it starts.
    sheets: Vec<(Tab, usize)>,
    formats: Vec<CellFormat>,
    texts: Vec<Value>,
    date_1904: bool,
    modern: bool,
}

impl Xls {
    pub(super) fn open(bytes: &[u8], name: &str, limits: &Limits) -> Result<Self> {
        let stream =
            compound::stream(bytes, &["Workbook", "Book"]).ok_or_else(|| damaged(name, "Workbook"))?;
        let mut book = Xls {
            stream,
            name: name.to_string(),
            limits: *limits,
            sheets: Vec::new(),
            formats: Vec::new(),
            texts: Vec::new(),
            date_1904: false,
            modern: true,
        };
        book.globals()?;
        Ok(book)
    }

    pub(super) fn tabs(&self) -> Vec<Tab> {
        self.sheets.iter().map(|(tab, _)| tab.clone()).collect()
    }

    pub(super) fn sheet(&self, position: usize) -> Result<Sheet> {
        let Some((_, start)) = self.sheets.get(position) else {
            return Ok(Sheet::default());
        };
        let mut reader = SheetReader {
            book: self,
            rows: BTreeMap::new(),
            hidden: HashMap::new(),
            merged: Vec::new(),
            waiting: None,
            count: Count::new(&self.name, &self.limits),
        };
        let mut depth = 0usize;
        for (kind, data) in Records::new(&self.stream, *start) {
            match kind {
                // A chart within the sheet is a stream of its own.
                kind::BOF => depth += 1,
                kind::EOF if depth <= 1 => break,
                kind::EOF => depth -= 1,
                kind if depth == 1 => reader.record(kind, data)?,
                _ => {}
            }
        }
        Ok(reader.finish())
    }

    fn globals(&mut self) -> Result<()> {
        let stream = std::mem::take(&mut self.stream);
        let mut codes: HashMap<u16, String> = HashMap::new();
        let mut used: Vec<u16> = Vec::new();
        let mut records = Records::new(&stream, 0).peekable();
        while let Some((kind, data)) = records.next() {
            match kind {
                kind::BOF => self.modern = u16_at(data, 0).is_none_or(|version| version >= 0x600),
                kind::FILE_PASS => {
                    let (zh, en) = super::Kind::Encrypted.name();
                    return Err(Problem::new(&entries::ENCRYPTED)
                        .file(&self.name)
                        .phrase("kind", zh, en)
                        .into());
                }
                kind::DATE_1904 => self.date_1904 = u16_at(data, 0) == Some(1),
                kind::BOUND_SHEET => self.sheets.extend(self.tab(data)),
                kind::FORMAT => {
                    let text = data.get(2..).and_then(|text| short_text(text, self.modern, self.modern));
                    codes.extend(u16_at(data, 0).zip(text));
                }
                kind::XF => used.push(u16_at(data, 2).unwrap_or(0)),
                kind::SHARED_TEXTS => {
                    let mut pieces = vec![data];
                    while let Some((_, more)) = records.next_if(|(kind, _)| *kind == kind::CONTINUE) {
                        pieces.push(more);
                    }
                    self.texts = shared_texts(pieces);
                }
                kind::EOF => break,
                _ => {}
            }
        }
        let format = |id: &u16| match codes.get(id) {
            Some(code) if !(14..=58).contains(id) || code.contains('"') => cell_format(code),
            // The built-in ones stand in the file in the language of the program that wrote it.
            _ => cell_format(super::format::built_in(u32::from(*id))),
        };
        self.formats = used.iter().map(format).collect();
        self.stream = stream;
        Ok(())
    }

    fn tab(&self, data: &[u8]) -> Option<(Tab, usize)> {
        let (state, sheet_kind) = (*data.get(4)?, *data.get(5)?);
        let name = short_text(data.get(6..)?, false, self.modern)?;
        (sheet_kind == 0).then(|| {
            (Tab { name: name.into(), hidden: state & 3 != 0 }, u32_at(data, 0).unwrap_or(0) as usize)
        })
    }
}

fn shared_texts(pieces: Vec<&[u8]>) -> Vec<Value> {
    let mut pieces = Pieces::new(pieces);
    let mut texts = Vec::new();
    pieces.u32();
    let count = pieces.u32().unwrap_or(0);
    for _ in 0..count {
        let Some(text) = pieces.text() else { break };
        texts.push(seen(&text.replace("\r\n", "\n")).map_or(Value::UNDEFINED, Value::from));
    }
    texts
}

/// The records of a stream from a byte on.
struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    fn new(stream: &'a [u8], at: usize) -> Self {
        Records { stream, at }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at.checked_add(2)?)?);
        let start = self.at + 4;
        let data = self.stream.get(start..start.checked_add(length)?)?;
        self.at = start + length;
        Some((kind, data))
    }
}

struct SheetReader<'a> {
    book: &'a Xls,
    rows: BTreeMap<usize, Vec<Cell>>,
    hidden: HashMap<usize, ()>,
    merged: Vec<Area>,
    /// The formula whose text comes in the next record.
    waiting: Option<(usize, usize, usize)>,
    count: Count<'a>,
}

impl SheetReader<'_> {
    fn record(&mut self, kind: u16, data: &[u8]) -> Result<()> {
        let found = match kind {
            kind::ROW => {
                let flags = u16_at(data, 12).unwrap_or(0);
                let row = u16_at(data, 0).filter(|_| flags & 0x20 != 0);
                self.hidden.extend(row.map(|row| (usize::from(row), ())));
                return Ok(());
            }
            kind::MERGED => {
                self.merged.extend(data.get(2..).unwrap_or_default().chunks_exact(8).filter_map(merged));
                return Ok(());
            }
            kind::MUL_RK => return self.several(data),
            kind::TEXT_RESULT => self.text_result(data),
            kind => self.single(kind, data),
        };
        match found {
            Some((row, cell)) => self.push(row, cell),
            None => Ok(()),
        }
    }

    fn push(&mut self, row: usize, cell: Cell) -> Result<()> {
        self.count.cell()?;
        self.rows.entry(row).or_default().push(cell);
        Ok(())
    }

    fn single(&mut self, kind: u16, data: &[u8]) -> Option<(usize, Cell)> {
        let [row, column, format] = [0, 2, 4].map(|at| u16_at(data, at).map(usize::from));
        let (row, column, format) = (row?, column?, format?);
        let rest = data.get(6..)?;
        let (kind, value) = match kind {
            kind::SHARED_TEXT => {
                let text = self.book.texts.get(u32_at(rest, 0)? as usize)?;
                (CellKind::Text, self.text(format, text.as_str()?))
            }
            kind::LABEL | kind::RICH_TEXT => {
                let text = short_text(rest, true, self.book.modern)?;
                (CellKind::Text, self.text(format, seen(&text)?))
            }
            kind::NUMBER => self.number(format, f64_at(rest)?),
            kind::RK => self.number(format, rk(u32_at(rest, 0)?)),
            kind::TRUTH_OR_ERROR => truth_or_error(*rest.first()?, *rest.get(1)? != 0),
            kind::FORMULA => match (rest.get(6..8)?, rest.first()?, rest.get(2)?) {
                ([0xFF, 0xFF], 0, _) => {
                    self.waiting = Some((row, column, format));
                    return None;
                }
                ([0xFF, 0xFF], 1, &truth) => truth_or_error(truth, false),
                ([0xFF, 0xFF], 2, &code) => truth_or_error(code, true),
                ([0xFF, 0xFF], ..) => return None,
                _ => self.number(format, f64_at(rest)?),
            },
            _ => return None,
        };
        Some((row, Cell { column, kind, value }))
    }

    fn text_result(&mut self, data: &[u8]) -> Option<(usize, Cell)> {
        let (row, column, format) = self.waiting.take()?;
        let text = short_text(data, true, self.book.modern)?;
        Some((row, Cell { column, kind: CellKind::Text, value: self.text(format, seen(&text)?) }))
    }

    /// Several numbers in neighbouring cells.
    fn several(&mut self, data: &[u8]) -> Result<()> {
        let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) else { return Ok(()) };
        for (i, six) in data.get(4..).unwrap_or_default().chunks_exact(6).enumerate() {
            let (Some(format), Some(packed)) = (u16_at(six, 0), u32_at(six, 2)) else { break };
            let (kind, value) = self.number(usize::from(format), rk(packed));
            self.push(usize::from(row), Cell { column: usize::from(first) + i, kind, value })?;
        }
        Ok(())
    }

    fn number(&self, format: usize, value: f64) -> (CellKind, Value) {
        number(self.book.formats.get(format), value, self.book.date_1904)
    }

    fn text(&self, format: usize, text: &str) -> Value {
        let shown = self.book.formats.get(format).and_then(|format| format.format.text(text));
        shown.map_or_else(|| Value::from(text), Value::from)
    }

    fn finish(self) -> Sheet {
        let rows = self.rows.into_iter().map(|(index, mut cells)| {
            cells.sort_by_key(|cell| cell.column);
            cells.dedup_by_key(|cell| cell.column);
            Row { index, hidden: self.hidden.contains_key(&index), cells }
        });
        Sheet { rows: rows.collect(), merged: self.merged }
    }
}

fn merged(data: &[u8]) -> Option<Area> {
    let [top, bottom, left, right] = [0, 2, 4, 6].map(|at| u16_at(data, at).map(usize::from));
    let area = Area { top: top?, left: left?, bottom: bottom?, right: right? };
    (area.top <= area.bottom && area.left <= area.right).then_some(area)
}

fn f64_at(bytes: &[u8]) -> Option<f64> {
    Some(f64::from_le_bytes(bytes.get(..8)?.try_into().ok()?))
}

/// A number packed into 30 bits: the top of a float or an integer, perhaps in hundredths.
fn rk(packed: u32) -> f64 {
    let number = if packed & 2 != 0 {
        f64::from((packed as i32) >> 2)
    } else {
        f64::from_bits(u64::from(packed & !3) << 32)
    };
    if packed & 1 != 0 { number / 100.0 } else { number }
}

fn truth_or_error(code: u8, is_error: bool) -> (CellKind, Value) {
    if !is_error {
        return (CellKind::Truth, Value::from(code != 0));
    }
    let name = match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        _ => "#ERROR!",
    };
    (CellKind::Error, Value::from(name))
}
