//! Records from JSON, YAML and TOML: a list of mappings, several documents, or one mapping.

use super::{Mark, Origin, Record};
use crate::data::limits::Limits;
use crate::data::source::Source;
use crate::data::{Format, json, no_mapping, toml, yaml};
use crate::error::{Error, Place, Problem, Result, catalogue::data as entries};
use minijinja::value::{Value, ValueKind};
use std::sync::Arc;

/// Mappings in memory, each with the line where it starts where that is known.
#[derive(Debug)]
pub(super) struct List {
    file: Arc<str>,
    items: Vec<(Value, u32)>,
}

impl List {
    pub(super) fn read(text: &str, format: Format, name: &str, limits: &Limits) -> Result<Self> {
        let source = Source::new(name, text.strip_prefix('\u{FEFF}').unwrap_or(text));
        if source.text.trim().is_empty() {
            return Err(Problem::new(&entries::EMPTY).file(name).into());
        }
        let documents = match format {
            Format::Json => vec![(json::read(source, limits)?, 1)],
            Format::Yaml => documents(source, limits)?,
            Format::Toml => vec![(only_table(toml::read(source, limits)?), 1)],
        };
        let mut items = Vec::new();
        for (value, line) in documents {
            match value.kind() {
                ValueKind::Map => items.push((value, line)),
                ValueKind::Seq => items.extend(mappings(&value, line, name)?),
                _ => return Err(no_mapping(&source, format, &value)),
            }
        }
        Ok(List { file: name.into(), items })
    }

    pub(super) fn records(&self) -> impl Iterator<Item = Record> + Send + '_ {
        (0..self.items.len()).filter_map(|index| self.record(index))
    }

    pub(super) fn record(&self, index: usize) -> Option<Record> {
        let (data, line) = self.items.get(index)?;
        let origin = Origin::Line { file: Arc::clone(&self.file), line: *line, column: 1 };
        let mark = Mark { offset: index as u64, line: u64::from(*line) };
        Some(Record { data: data.clone(), faults: Vec::new(), origin, mark })
    }
}

fn documents(source: Source, limits: &Limits) -> Result<Vec<(Value, u32)>> {
    let (mut values, mut problems) = (Vec::new(), Vec::new());
    for document in yaml::Documents::new(source, limits) {
        match document {
            Ok(document) => values.push((document.value, line(&source, document.offset))),
            Err(error) => problems.extend(error.into_problems()),
        }
    }
    Error::from_problems(problems).map_or(Ok(values), Err)
}

fn line(source: &Source, offset: usize) -> u32 {
    match source.place(offset) {
        Place::Line { line, .. } => line,
        _ => 1,
    }
}

/// TOML has no list at the top: a single list of tables stands for it.
fn only_table(value: Value) -> Value {
    let mut pairs = value.as_object().and_then(|object| object.try_iter_pairs()).into_iter().flatten();
    match (pairs.next(), pairs.next()) {
        (Some((_, list)), None) if is_list_of_mappings(&list) => list,
        _ => value,
    }
}

fn is_list_of_mappings(value: &Value) -> bool {
    value.kind() == ValueKind::Seq
        && value.try_iter().is_ok_and(|mut items| items.all(|item| item.kind() == ValueKind::Map))
}

fn mappings(list: &Value, line: u32, name: &str) -> Result<Vec<(Value, u32)>> {
    let (mut items, mut problems) = (Vec::new(), Vec::new());
    for (i, item) in list.try_iter().into_iter().flatten().enumerate() {
        if item.kind() == ValueKind::Map {
            items.push((item, line));
        } else {
            problems.push(Problem::new(&entries::ITEM_NOT_MAPPING).file(name).arg("number", i + 1));
        }
    }
    problems.truncate(crate::data::limits::MAX_PROBLEMS);
    Error::from_problems(problems).map_or(Ok(items), Err)
}
