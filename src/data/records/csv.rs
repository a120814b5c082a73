//! Tables of text: CSV and its kin, in UTF-8, GB18030 or UTF-16, with any usual separator.

use super::bytes::Bytes;
use super::header::{Head, Header, SAMPLE};
use super::table::{Kind, Table};
use super::{Fault, Mark, Options, Origin, Record};
use crate::data::scalar;
use crate::data::sheet::{Cell, CellKind, Row, seen};
use crate::error::{Problem, Result, catalogue::data as entries};
use ::csv::{ByteRecord, Reader, ReaderBuilder, Terminator};
use minijinja::value::Value;
use std::io::{BufRead, Read};
use std::sync::Arc;

/// The separators that are tried.
const SEPARATORS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// So many bytes show the separator.
const HEAD: usize = 64 << 10;

/// A record that runs over more lines than this has a quote that is never closed.
const MOST_LINES: u64 = 500;

/// The bytes that part fields and rows.
#[derive(Clone, Copy, Debug)]
struct Marks {
    separator: u8,
    line_end: u8,
}

/// A table of text whose header is known.
#[derive(Debug)]
pub(super) struct Csv {
    bytes: Bytes,
    marks: Marks,
    table: Arc<Table>,
    /// Where the first row below the header starts.
    first: Mark,
}

impl Csv {
    /// Finds separator and header, and reads all rows once for what is to be noted.
    pub(super) fn open(bytes: Bytes, name: &str, options: &Options) -> Result<(Self, Vec<Problem>)> {
        let unreadable = |error: std::io::Error| crate::Error::from(crate::data::unreadable(name, &error));
        let mut bytes = bytes;
        let start = Mark { offset: bytes.start(), line: 1 };
        let mut head = Vec::new();
        bytes
            .reader(start.offset)
            .map_err(unreadable)?
            .take(HEAD as u64)
            .read_to_end(&mut head)
            .map_err(unreadable)?;
        let (separator, start) = match declared(&head) {
            Some((separator, length)) => (separator, Mark { offset: start.offset + length, line: 2 }),
            None => (detect(&head), start),
        };
        let marks = Marks { separator, line_end: line_end(&head) };
        // The second byte of a character in GB18030 may be a bar.
        if separator == b'|' {
            bytes = bytes.decoded(name, &options.limits)?;
        }
        let mut rows = Rows::new(&bytes, marks, start).map_err(unreadable)?;
        let mut sample: Vec<(Row, Mark)> = Vec::new();
        while sample.len() < SAMPLE
            && let Some(next) = rows.next()
        {
            sample.push((next.row, next.after));
        }
        let header = header(&sample, &bytes.text(&head), name, options)?;
        let last = *header.rows.end();
        let first = sample.iter().rev().find(|(row, _)| row.index <= last).map_or(start, |(_, after)| *after);
        let table = Table::new(name.into(), None, header);
        let csv = Csv { bytes, marks, table: Arc::new(table), first };
        let notes = csv.notes();
        Ok((csv, notes))
    }

    pub(super) fn table(&self) -> &Table {
        &self.table
    }

    fn notes(&self) -> Vec<Problem> {
        let Ok(rows) = Rows::new(&self.bytes, self.marks, self.first) else {
            return Vec::new();
        };
        let mut notes = Vec::new();
        for (i, next) in rows.enumerate() {
            if let Kind::Other(note) = self.table.kind(&next.row, i == 0) {
                notes.push(*note);
            }
            if notes.len() >= crate::data::limits::MAX_PROBLEMS {
                break;
            }
        }
        notes
    }

    /// The records from a mark on, or all of them.
    pub(super) fn records(&self, from: Option<Mark>) -> impl Iterator<Item = Record> + Send + '_ {
        let start = from.unwrap_or(self.first);
        let (rows, failed) = match Rows::new(&self.bytes, self.marks, start) {
            Ok(rows) => (Some(rows), None),
            Err(error) => (None, Some(self.failed(start, &error))),
        };
        let mut first = start == self.first;
        let records = rows.into_iter().flatten().filter_map(move |next| {
            let kind = self.table.kind(&next.row, std::mem::take(&mut first));
            matches!(kind, Kind::Record).then(|| self.record(next))
        });
        failed.into_iter().chain(records)
    }

    fn record(&self, next: Next) -> Record {
        let Next { row, mark, fault, width, .. } = next;
        let mut faults = self.table.faults(&row);
        faults.extend(fault.map(|problem| Fault { field: None, problem: problem.file(&*self.table.file) }));
        let expected = self.table.columns.last().map_or(0, |column| column.index + 1);
        if row.cells.iter().any(|cell| cell.column >= expected) {
            let problem = Problem::new(&entries::ROW_TOO_WIDE).file(&*self.table.file);
            let problem = problem.at(self.table.place(row.index, expected));
            let problem = problem.arg("found", width).arg("expected", expected);
            faults.push(Fault { field: None, problem });
        }
        let data = self.table.data(&row, &[]);
        Record { data, faults, origin: Origin::Row { table: Arc::clone(&self.table), row: row.index }, mark }
    }

    fn failed(&self, mark: Mark, error: &std::io::Error) -> Record {
        let problem = crate::data::unreadable(&self.table.file, error);
        let origin = Origin::Line { file: Arc::clone(&self.table.file), line: 1, column: 1 };
        Record { data: Value::UNDEFINED, faults: vec![Fault { field: None, problem }], origin, mark }
    }
}

fn header(sample: &[(Row, Mark)], head: &str, name: &str, options: &Options) -> Result<Header> {
    let rows: Vec<Row> = sample.iter().map(|(row, _)| row.clone()).collect();
    if rows.is_empty() {
        return Err(Problem::new(&entries::EMPTY).file(name).into());
    }
    let wide =
        rows.iter().all(|row| row.cells.len() == 1) && head.lines().next().is_some_and(|l| l.contains('，'));
    if wide {
        return Err(Problem::new(&entries::SEPARATOR_FULL_WIDTH).file(name).into());
    }
    let head = Head { file: name, sheet: name, rows: &rows, merged: &[] };
    let (header, duplicates) = head.find(options.header_rows)?;
    crate::Error::from_problems(duplicates).map_or(Ok(header), Err)
}

/// `sep=;` in the first line, as Excel reads it; and the length of that line.
fn declared(head: &[u8]) -> Option<(u8, u64)> {
    let line = head.split_inclusive(|&b| b == b'\n').next()?;
    match line.trim_ascii() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] => Some((*separator, line.len() as u64)),
        _ => None,
    }
}

/// The separator that parts the largest share of rows into the same number of fields, more than one.
fn detect(head: &[u8]) -> u8 {
    let line_end = line_end(head);
    let score = |separator: &u8| {
        let mut reader = builder(Marks { separator: *separator, line_end }).from_reader(head);
        let mut counts: Vec<usize> =
            reader.byte_records().flatten().take(60).map(|record| record.len()).collect();
        // The last record may be cut.
        counts.pop_if(|_| head.len() >= HEAD);
        let share = |count: usize| {
            let alike = counts.iter().filter(|&&other| other == count).count();
            (alike * 1000 / counts.len().max(1), count)
        };
        counts.iter().filter(|&&count| count > 1).map(|&count| share(count)).max().unwrap_or_default()
    };
    // Of equal ones the first.
    SEPARATORS.into_iter().rev().max_by_key(score).unwrap_or(b',')
}

/// Lines end in `\n` (a `\r` before it is a blank at the end of the field), or in `\r` alone where
/// there is no `\n`.
fn builder(marks: Marks) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    let terminator = Terminator::Any(marks.line_end);
    builder.has_headers(false).flexible(true).delimiter(marks.separator).terminator(terminator);
    builder
}

fn line_end(head: &[u8]) -> u8 {
    if head.contains(&b'\r') && !head.contains(&b'\n') { b'\r' } else { b'\n' }
}

/// A row that was read, and where it is.
struct Next {
    row: Row,
    mark: Mark,
    /// Where the next row starts.
    after: Mark,
    width: usize,
    fault: Option<Problem>,
}

/// The rows that are not empty.
struct Rows<'a> {
    bytes: &'a Bytes,
    reader: Reader<Box<dyn BufRead + Send>>,
    marks: Marks,
    start: Mark,
    record: ByteRecord,
}

impl<'a> Rows<'a> {
    fn new(bytes: &'a Bytes, marks: Marks, start: Mark) -> std::io::Result<Self> {
        let reader = builder(marks).from_reader(bytes.reader(start.offset)?);
        Ok(Rows { bytes, reader, marks, start, record: ByteRecord::new() })
    }

    /// Where the reader stands.
    fn mark(&self) -> Mark {
        let position = self.reader.position();
        // Lines are counted by `\n`; without any, records are lines.
        let lines = if self.marks.line_end == b'\r' { position.record() } else { position.line() - 1 };
        Mark { offset: self.start.offset + position.byte(), line: self.start.line + lines }
    }

    fn row(&self, index: usize) -> Row {
        let mut cells = Vec::new();
        for (column, field) in self.record.iter().enumerate() {
            if let Some(text) = seen(&self.bytes.text(field)) {
                cells.push(cell(column, text));
            }
        }
        Row { index, hidden: false, cells }
    }
}

impl Iterator for Rows<'_> {
    type Item = Next;

    fn next(&mut self) -> Option<Next> {
        loop {
            let before = self.mark();
            let fault = match self.reader.read_byte_record(&mut self.record) {
                Ok(false) => return None,
                Ok(true) => None,
                // Only reading itself can fail: fields are bytes and rows of any length.
                Err(error) => match error.into_kind() {
                    ::csv::ErrorKind::Io(error) => Some(crate::data::unreadable("", &error)),
                    _ => return None,
                },
            };
            let after = self.mark();
            // Blank lines before a row belong to it.
            let breaks: u64 = self.record.iter().flatten().filter(|&&b| b == b'\n').count() as u64;
            let line = after.line.saturating_sub(breaks + 1).max(before.line);
            let row = self.row(usize::try_from(line).unwrap_or(1).saturating_sub(1));
            if row.cells.is_empty() && fault.is_none() {
                continue;
            }
            let unclosed = breaks > MOST_LINES;
            let at = crate::error::Place::Line { line: u32::try_from(line).unwrap_or(u32::MAX), column: 1 };
            let fault = fault.or_else(|| unclosed.then(|| Problem::new(&entries::CSV_QUOTE_UNCLOSED).at(at)));
            return Some(Next { row, mark: before, after, width: self.record.len(), fault });
        }
    }
}

/// A field as Excel would show it; `="007"` is what Excel writes to keep a text.
fn cell(column: usize, text: &str) -> Cell {
    let kept = text.strip_prefix("=\"").and_then(|text| text.strip_suffix('"'));
    match kept.map_or_else(|| scalar::number(text), |_| None) {
        Some(number) => Cell { column, kind: CellKind::Number, value: number },
        None => Cell {
            column,
            kind: CellKind::Text,
            value: Value::from(kept.unwrap_or(text).replace("\r\n", "\n")),
        },
    }
}
