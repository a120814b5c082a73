//! JSON, read straight into template values.
//!
//! A reader of our own, because digits must survive (an ID of 25 digits, `3.20`), because a key
//! that stands twice is an error with both places, and because faults are told in a clerk's words.
//! A fault that can be read past (a full-width colon, a comment, a comma too many) is noted and
//! reading goes on, so that all of them are reported together.

mod fault;
mod string;

use super::limits::{Limits, MAX_PROBLEMS};
use super::map::{KeyList, Keys, Map};
use super::scalar;
use super::source::Source;
use crate::error::{Entry, Error, Problem, Result, catalogue::data as entries};
use minijinja::value::Value;
use std::ops::Range;
use std::sync::Arc;

/// Reads one value, which must be all there is.
pub(crate) fn read(source: Source, limits: &Limits) -> Result<Value> {
    let mut reader = Reader::new(source, limits);
    let value = reader.document(&mut None);
    reader.finish(value)
}

/// Reads the value of one line among many that probably have the same keys.
pub(crate) fn read_line(source: Source, limits: &Limits, shape: &mut Shape) -> Result<Value> {
    let mut reader = Reader::new(source, limits);
    let value = reader.document(shape);
    reader.finish(value)
}

/// Where keys are shared with the mapping read before at the same place.
pub(crate) type Shape = Option<Arc<Keys>>;

/// Reads values from a text. A step that answers `None` has met a fault that cannot be read past;
/// the fault is among the problems.
pub(super) struct Reader<'a> {
    source: Source<'a>,
    limits: Limits,
    at: usize,
    depth: usize,
    values: usize,
    problems: Vec<Problem>,
    /// The values of all open lists and mappings.
    stack: Vec<Value>,
    /// Where the keys of all open mappings start.
    spots: Vec<usize>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: Source<'a>, limits: &Limits) -> Self {
        Reader {
            source,
            limits: *limits,
            at: 0,
            depth: 0,
            values: 0,
            problems: Vec::new(),
            stack: Vec::new(),
            spots: Vec::new(),
        }
    }

    /// The value, unless there were problems.
    pub(super) fn finish(self, value: Option<Value>) -> Result<Value> {
        match Error::from_problems(self.problems) {
            Some(error) => Err(error),
            None => Ok(value.unwrap_or(Value::UNDEFINED)),
        }
    }

    fn document(&mut self, shape: &mut Shape) -> Option<Value> {
        self.skip_space()?;
        let value = self.value(shape)?;
        self.skip_space()?;
        match self.peek() {
            None => Some(value),
            Some(b'{') => self.stop(&entries::JSON_SECOND_VALUE, self.here()),
            Some(_) => self.stop(&entries::JSON_TRAILING, self.here()),
        }
    }

    pub(super) fn value(&mut self, shape: &mut Shape) -> Option<Value> {
        self.values += 1;
        if self.values > self.limits.values {
            let problem = self.source.problem(&entries::TOO_MANY_VALUES, self.here());
            self.problems.push(problem.arg("limit", self.limits.values));
            return None;
        }
        match self.peek() {
            Some(b'"') => self.string().map(|text| Value::from(text.as_ref())),
            Some(b'{') => self.nested(|reader| reader.object(shape)),
            Some(b'[') => self.nested(Reader::list),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => self.odd_value(shape),
            None => self.stop(&entries::JSON_ENDS_EARLY, self.here()),
        }
    }

    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Option<Value>) -> Option<Value> {
        if self.depth >= self.limits.depth {
            let problem = self.source.problem(&entries::TOO_DEEP, self.here());
            self.problems.push(problem.arg("limit", self.limits.depth));
            return None;
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn list(&mut self) -> Option<Value> {
        let open = self.at;
        let base = self.stack.len();
        let mut shape = None;
        self.at += 1;
        self.skip_space()?;
        while !self.closes(b']')? {
            let item = self.value(&mut shape)?;
            self.stack.push(item);
            self.between(b']', open)?;
        }
        let items: Vec<Value> = self.stack.drain(base..).collect();
        Some(Value::from_object(items))
    }

    fn object(&mut self, shape: &mut Shape) -> Option<Value> {
        let open = self.at;
        let (base, spot) = (self.stack.len(), self.spots.len());
        let mut keys = KeyList::like(shape.take());
        self.at += 1;
        self.skip_space()?;
        while !self.closes(b'}')? {
            let start = self.at;
            let key = self.key()?;
            match keys.push(&key) {
                Ok(()) => self.spots.push(start),
                Err(before) => self.duplicate(&key, start, spot + before)?,
            }
            self.skip_space()?;
            self.colon()?;
            let value = self.value(&mut None)?;
            if self.spots.len() - spot > self.stack.len() - base {
                self.stack.push(value);
            }
            self.between(b'}', open)?;
        }
        let keys = keys.finish();
        *shape = Some(Arc::clone(&keys));
        self.spots.truncate(spot);
        Some(Value::from_object(Map::new(keys, self.stack.drain(base..).collect())))
    }

    fn duplicate(&mut self, key: &str, start: usize, first: usize) -> Option<()> {
        let first = self.source.place(self.spots.get(first).copied().unwrap_or_default());
        let problem = self.source.problem(&entries::DUPLICATE_KEY, start..self.at);
        self.note(super::duplicate_of(problem, key, &first))
    }

    /// Whether the list or mapping ends here; if so, steps over its end.
    fn closes(&mut self, end: u8) -> Option<bool> {
        if self.twin() != Some(end) {
            return Some(false);
        }
        self.step(end)?;
        Some(true)
    }

    /// After an item: a comma and the next item, or the end of the list or mapping.
    fn between(&mut self, end: u8, open: usize) -> Option<()> {
        self.skip_space()?;
        let comma = self.at;
        match self.twin() {
            Some(b',') => {
                self.step(b',')?;
                self.skip_space()?;
                if self.twin() == Some(end) {
                    self.fault(&entries::JSON_COMMA_BEFORE_END, comma..comma + 1)?;
                }
            }
            Some(byte) if byte == end => {}
            Some(b'"' | b'{' | b'[') => self.fault(&entries::JSON_COMMA_MISSING, self.here())?,
            Some(_) => return self.stop(&entries::JSON_COMMA_MISSING, self.here()),
            None => return self.stop(&entries::JSON_UNCLOSED, open..open + 1),
        }
        Some(())
    }

    fn colon(&mut self) -> Option<()> {
        match self.twin() {
            Some(b':') => self.step(b':')?,
            _ => return self.stop(&entries::JSON_COLON_MISSING, self.here()),
        }
        self.skip_space()
    }

    fn number(&mut self) -> Option<Value> {
        let start = self.at;
        let part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+' | b'_');
        while self.peek().is_some_and(part) {
            self.at += 1;
        }
        let text = self.source.slice(start..self.at);
        if is_number(text) {
            return Some(scalar::json_number(text));
        }
        self.fault(&entries::JSON_NUMBER, start..self.at)?;
        Some(Value::from(text))
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.source.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a str {
        self.source.slice(self.at..self.source.text.len())
    }

    /// The range of the next character.
    fn here(&self) -> Range<usize> {
        let length = self.rest().chars().next().map_or(0, char::len_utf8);
        self.at..self.at + length
    }

    /// Notes a problem that can be read past; `None` if there have been enough of them.
    fn note(&mut self, problem: Problem) -> Option<()> {
        self.problems.push(problem);
        (self.problems.len() < MAX_PROBLEMS).then_some(())
    }

    fn fault(&mut self, entry: &'static Entry, range: Range<usize>) -> Option<()> {
        self.note(self.source.problem(entry, range))
    }

    /// Notes a fault that ends reading.
    fn stop<T>(&mut self, entry: &'static Entry, range: Range<usize>) -> Option<T> {
        self.problems.push(self.source.problem(entry, range));
        None
    }
}

/// JSON's grammar of numbers: `-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?`.
fn is_number(text: &str) -> bool {
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let mantissa = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}
