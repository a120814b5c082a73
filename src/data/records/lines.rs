//! JSON Lines: a record on each line.

use super::bytes::Bytes;
use super::{Fault, Mark, Origin, Record};
use crate::data::json::{self, Shape};
use crate::data::limits::Limits;
use crate::data::source::Source;
use crate::error::{Problem, catalogue::data as entries};
use minijinja::value::{Value, ValueKind};
use std::io::{BufRead, Read};
use std::sync::Arc;

/// A file of JSON Lines.
#[derive(Debug)]
pub(super) struct Lines {
    bytes: Bytes,
    file: Arc<str>,
    limits: Limits,
}

impl Lines {
    pub(super) fn new(bytes: Bytes, name: &str, limits: Limits) -> Self {
        Lines { bytes, file: name.into(), limits }
    }

    /// The records from a mark on, or all of them.
    pub(super) fn records(&self, from: Option<Mark>) -> impl Iterator<Item = Record> + Send + '_ {
        let mark = from.unwrap_or(Mark { offset: self.bytes.start(), line: 1 });
        let reader = self.bytes.reader(mark.offset);
        let (reader, failed) = match reader {
            Ok(reader) => (Some(reader), None),
            Err(error) => (None, Some(error)),
        };
        Iter { lines: self, reader, failed, mark, shape: None, line: Vec::new() }
    }
}

struct Iter<'a> {
    lines: &'a Lines,
    reader: Option<Box<dyn BufRead + Send>>,
    failed: Option<std::io::Error>,
    /// Where the next line starts.
    mark: Mark,
    shape: Shape,
    line: Vec<u8>,
}

impl Iter<'_> {
    fn record(&self, mark: Mark, data: Value, problems: Vec<Problem>) -> Record {
        let line = u32::try_from(mark.line).unwrap_or(u32::MAX);
        let faults = problems.into_iter().map(|problem| Fault { field: None, problem }).collect();
        let origin = Origin::Line { file: Arc::clone(&self.lines.file), line, column: 1 };
        Record { data, faults, origin, mark }
    }

    /// Reads a line, at most as long as the limit on files.
    fn fill(&mut self) -> std::io::Result<usize> {
        self.line.clear();
        let limit = self.lines.limits.bytes.saturating_add(1);
        match &mut self.reader {
            Some(reader) => reader.by_ref().take(limit).read_until(b'\n', &mut self.line),
            None => Ok(0),
        }
    }

    fn parse(&mut self, mark: Mark) -> Record {
        let lines = self.lines;
        if self.line.len() as u64 > lines.limits.bytes {
            self.reader = None;
            let problem = Problem::new(&entries::TOO_LARGE).file(&*lines.file);
            return self.record(mark, Value::UNDEFINED, vec![problem.arg("limit", lines.limits.bytes >> 20)]);
        }
        let text = lines.bytes.text(&self.line);
        let text = text.trim_end_matches(['\n', '\r']);
        let source = Source { name: &lines.file, text, line: usize::try_from(mark.line).unwrap_or(1) };
        match json::read_line(source, &lines.limits, &mut self.shape) {
            Ok(value) if value.kind() == ValueKind::Map => self.record(mark, value, Vec::new()),
            Ok(_) => {
                let problem = source.problem(&entries::LINE_NOT_MAPPING, 0..text.len());
                self.record(mark, Value::UNDEFINED, vec![problem])
            }
            Err(error) => self.record(mark, Value::UNDEFINED, error.into_problems()),
        }
    }
}

impl Iterator for Iter<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            let mark = self.mark;
            let read = match self.failed.take().map_or_else(|| self.fill(), Err) {
                Ok(0) => return None,
                Ok(read) => read,
                Err(error) => {
                    self.reader = None;
                    let problem = crate::data::unreadable(&self.lines.file, &error);
                    return Some(self.record(mark, Value::UNDEFINED, vec![problem]));
                }
            };
            self.mark = Mark { offset: mark.offset + read as u64, line: mark.line + 1 };
            if !self.line.trim_ascii().is_empty() {
                return Some(self.parse(mark));
            }
        }
    }
}
