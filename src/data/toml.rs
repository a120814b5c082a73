//! TOML, read into template values; numbers and dates keep their text as in YAML.

use super::limits::{Limits, MAX_PROBLEMS};
use super::map::{KeyList, Map};
use super::scalar;
use super::source::Source;
use crate::error::{Entry, Error, Problem, Result, catalogue::data as entries};
use minijinja::value::Value;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads a file.
pub(crate) fn read(source: Source, limits: &Limits) -> Result<Value> {
    let (table, errors) = DeTable::parse_recoverable(source.text);
    let problems = first_of_each_line(&source, &errors)
        .map(|(message, range)| syntax(&source, message, range, limits))
        .collect();
    if let Some(error) = Error::from_problems(problems) {
        return Err(error);
    }
    let mut reader = Reader { source, limits: *limits, values: 0 };
    reader.table(table.get_ref(), table.span(), 1)
}

/// After a fault the parser often stumbles again on the same line; the first says it all.
fn first_of_each_line<'e>(
    source: &Source,
    errors: &'e [toml::de::Error],
) -> impl Iterator<Item = (&'e str, Range<usize>)> {
    let mut errors: Vec<_> = errors.iter().map(|e| (e.message(), e.span().unwrap_or(0..0))).collect();
    errors.sort_by_key(|(_, range)| range.start);
    errors.dedup_by(|next, first| !source.slice(first.1.start..next.1.start).contains('\n'));
    errors.into_iter().take(MAX_PROBLEMS)
}

struct Reader<'a> {
    source: Source<'a>,
    limits: Limits,
    values: usize,
}

impl Reader<'_> {
    fn table(&mut self, table: &DeTable, range: Range<usize>, depth: usize) -> Result<Value> {
        self.check(range, depth)?;
        // The parser sorts keys by name; a report wants them as they stand in the file.
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let mut keys = KeyList::default();
        let mut values = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            if keys.push(key.get_ref()).is_ok() {
                values.push(self.value(value, depth + 1)?);
            }
        }
        Ok(Value::from_object(Map::new(keys.finish(), values.into())))
    }

    fn value(&mut self, value: &Spanned<DeValue>, depth: usize) -> Result<Value> {
        let written = self.source.slice(value.span());
        match value.get_ref() {
            DeValue::Table(table) => self.table(table, value.span(), depth),
            DeValue::Array(items) => {
                self.check(value.span(), depth)?;
                let items: Result<Vec<Value>> =
                    items.iter().map(|item| self.value(item, depth + 1)).collect();
                Ok(Value::from_object(items?))
            }
            scalar => {
                self.check(value.span(), 0)?;
                Ok(match scalar {
                    DeValue::String(text) => Value::from(text.as_ref()),
                    DeValue::Boolean(truth) => Value::from(*truth),
                    DeValue::Integer(number) => integer(number.as_str(), number.radix(), written),
                    _ => scalar::number(written).unwrap_or_else(|| Value::from(written)),
                })
            }
        }
    }

    fn check(&mut self, range: Range<usize>, depth: usize) -> Result<()> {
        self.values += 1;
        if self.values > self.limits.values {
            let problem = self.source.problem(&entries::TOO_MANY_VALUES, range);
            return Err(problem.arg("limit", self.limits.values).into());
        }
        if depth > self.limits.depth {
            return Err(self
                .source
                .problem(&entries::TOO_DEEP, range)
                .arg("limit", self.limits.depth)
                .into());
        }
        Ok(())
    }
}

/// `1_000` and `0xFF` are numbers in TOML; `+5` keeps its text.
fn integer(digits: &str, radix: u32, written: &str) -> Value {
    if radix != 10 {
        return i64::from_str_radix(digits, radix).map_or_else(|_| Value::from(written), Value::from);
    }
    scalar::number(&written.replace('_', "")).unwrap_or_else(|| Value::from(written))
}

fn syntax(source: &Source, message: &str, range: Range<usize>, limits: &Limits) -> Problem {
    let words = source.slice(range.clone());
    let line = source.slice(0..range.start).rfind('\n').map_or(0, |i| i + 1);
    let rest = source.slice(line..source.text.len());
    let full_width =
        rest.lines().next().unwrap_or_default().find(['＝', '“', '”', '＂', '［', '］', '，', '：', '＃']);
    let outside = |at: &usize| !inside_quotes(rest.get(..*at).unwrap_or_default());
    if let Some(at) = full_width.filter(outside) {
        let at = line + at;
        let length = source.slice(at..source.text.len()).chars().next().map_or(0, char::len_utf8);
        let found = source.slice(at..at + length).to_string();
        return source.problem(&entries::TOML_FULL_WIDTH, at..at + length).arg("found", found);
    }
    let entry = entry(message, words);
    let problem = source.problem(entry, range);
    if std::ptr::eq(entry, &entries::TOO_DEEP) { problem.arg("limit", limits.depth) } else { problem }
}

fn inside_quotes(before: &str) -> bool {
    before.matches('"').count() % 2 == 1 || before.matches('\'').count() % 2 == 1
}

/// The parser has no kinds of errors, only words.
fn entry(message: &str, words: &str) -> &'static Entry {
    let has = |parts: &[&str]| parts.iter().any(|part| message.contains(part));
    if has(&["duplicate key"]) {
        &entries::TOML_DUPLICATE
    } else if has(&["recurs"]) {
        &entries::TOO_DEEP
    } else if has(&["unquoted key"]) && !words.is_ascii() {
        &entries::TOML_CHINESE_KEY
    } else if has(&["with no value", "missing value"]) || (words.is_empty() && has(&["must be quoted"])) {
        &entries::TOML_VALUE_MISSING
    } else if has(&["must be quoted", "invalid boolean", "missing string opening"]) {
        &entries::TOML_UNQUOTED
    } else if has(&["escape"]) {
        &entries::TOML_ESCAPE
    } else if has(&["unclosed", "basic string", "literal string"]) {
        &entries::TOML_UNCLOSED
    } else if has(&[
        "leading zero",
        "mantissa",
        "fraction",
        "exponent",
        "between digits",
        "sign",
        "date",
        "radix",
    ]) {
        &entries::TOML_NUMBER
    } else {
        &entries::TOML_SYNTAX
    }
}
