//! The records of a batch: one source after the other, joined by a key, or gathered into groups; each with
//! last year's record of the same unit.

use super::group;
use super::path;
use super::print;
use crate::data::records::{Mark, Record, Source};
use crate::data::schema::KEYS;
use crate::error::{Error, Problem, Result, catalogue::batch as b};
use minijinja::value::Value;
use std::collections::HashMap;
use std::path::PathBuf;

pub use crate::data::records::Options as ReadOptions;

/// Opens files and folders, one after the other.
///
/// # Errors
/// As [`records::open`](crate::data::records::open); the problems of all files come together.
pub fn open(paths: &[PathBuf], options: &ReadOptions) -> Result<Vec<Source>> {
    let (mut sources, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        match crate::data::records::open(path, options) {
            Ok(found) => sources.extend(found),
            Err(error) => problems.extend(error.into_problems()),
        }
    }
    Error::from_problems(problems).map_or(Ok(sources), Err)
}

/// Where a record can be read again.
#[derive(Clone, Copy, Debug)]
struct Spot {
    source: u32,
    mark: Mark,
}

/// How records make reports.
#[derive(Debug)]
enum Plan {
    /// A report for each record, in order.
    Each,
    /// A report for each key, from the records of all files; ordered by group, then as they were read.
    Joined(Vec<(u32, Spot)>),
    /// A report for each value of a field.
    Grouped(Vec<(u32, Spot)>),
}

/// The data of a batch.
#[derive(Debug)]
pub struct Input {
    pub(super) sources: Vec<Source>,
    prior: Option<Prior>,
    plan: Plan,
    join: Join,
    /// Records that belong to no report.
    pub(super) stray: Vec<(String, Problem)>,
}

#[derive(Debug)]
struct Prior {
    sources: Vec<Source>,
    by_key: HashMap<u128, Vec<Spot>>,
}

/// What one report is made from.
#[derive(Debug)]
pub(super) struct Draft {
    pub data: Value,
    pub records: Vec<Record>,
    /// The unit's or group's name, if the data have it.
    pub key: Option<String>,
    /// Problems found while the records were put together.
    pub problems: Vec<Problem>,
}

/// What says how the records are put together.
#[derive(Clone, Debug, Default)]
pub struct Join {
    /// The field that identifies a unit. With several files it joins their records.
    pub key: Option<String>,
    /// One report for each value of this field.
    pub group_by: Option<String>,
    /// Fields that are the same for every report, written `年度=2024`; they win over the data.
    pub settings: Vec<String>,
}

impl Input {
    /// Puts records together. `prior` are last year's, if there are any.
    ///
    /// # Errors
    /// What identifies a unit is unknown although last year's data are to be joined; a setting cannot be
    /// read.
    pub fn new(sources: Vec<Source>, prior: Option<Vec<Source>>, join: &Join) -> Result<Input> {
        let empty = Value::from_pairs(std::iter::empty::<(String, Value)>());
        for setting in &join.settings {
            crate::data::apply_setting(&empty, setting)?;
        }
        let mut input =
            Input { sources, prior: None, plan: Plan::Each, join: join.clone(), stray: Vec::new() };
        input.plan = match (&join.group_by, &join.key) {
            (Some(field), _) => Plan::Grouped(input.index(field, &b::GROUP_MISSING)),
            (None, Some(key)) if input.sources.len() > 1 => Plan::Joined(input.index(key, &b::KEY_MISSING)),
            _ => Plan::Each,
        };
        input.prior = prior.map(|sources| input.prior_index(sources)).transpose()?;
        Ok(input)
    }

    /// What reading left out or doubts.
    pub fn notes(&self) -> Vec<Problem> {
        let prior = self.prior.iter().flat_map(|prior| &prior.sources);
        self.sources.iter().chain(prior).flat_map(|source| source.notes().to_vec()).collect()
    }

    pub(super) fn is_grouped(&self) -> bool {
        matches!(self.plan, Plan::Grouped(_))
    }

    pub(super) fn has_prior(&self) -> bool {
        self.prior.is_some()
    }

    /// Every record's group and spot, by group in the order of their first record.
    fn index(&mut self, field: &str, missing: &'static crate::error::Entry) -> Vec<(u32, Spot)> {
        let mut numbers: HashMap<u128, u32> = HashMap::new();
        let mut spots = Vec::new();
        for (i, source) in self.sources.iter().enumerate() {
            for record in source.records() {
                let spot = Spot { source: u32::try_from(i).unwrap_or(u32::MAX), mark: record.mark() };
                let Some(text) = path::text_at(&self.with_settings(record.data()), field) else {
                    let label = self.key_of(record.data()).unwrap_or_default();
                    let problem = match record.faults().first() {
                        Some(fault) => fault.problem.clone(),
                        None => Problem::new(missing)
                            .arg("name", field)
                            .file(record.file())
                            .at(record.place_of(field).unwrap_or_else(|| record.place())),
                    };
                    self.stray.push((label, problem));
                    continue;
                };
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                let number = *numbers.entry(print::of_bytes(text.as_bytes())).or_insert(next);
                spots.push((number, spot));
            }
        }
        spots.sort_by_key(|(number, _)| *number);
        spots
    }

    fn prior_index(&self, sources: Vec<Source>) -> Result<Prior> {
        let mut by_key: HashMap<u128, Vec<Spot>> = HashMap::new();
        let mut records = 0usize;
        for (i, source) in sources.iter().enumerate() {
            for record in source.records() {
                records += 1;
                let key = match &self.join.group_by {
                    Some(field) => path::text_at(record.data(), field),
                    None => self.key_of(record.data()),
                };
                let spot = Spot { source: u32::try_from(i).unwrap_or(u32::MAX), mark: record.mark() };
                if let Some(key) = key {
                    by_key.entry(print::of_bytes(key.as_bytes())).or_default().push(spot);
                }
            }
        }
        if by_key.is_empty() && records > 0 {
            return Err(Problem::new(&b::NO_KEY).phrase("what", "上一年的数据", "last year's data").into());
        }
        by_key.shrink_to_fit();
        Ok(Prior { sources, by_key })
    }

    /// The name by which a record's unit is known.
    fn key_of(&self, data: &Value) -> Option<String> {
        match &self.join.key {
            Some(key) => path::text_at(data, key),
            None => KEYS.iter().find_map(|key| path::text_at(data, key)),
        }
    }

    /// The field that holds the unit's name in this record.
    pub(super) fn key_field<'a>(&'a self, data: &Value) -> Option<&'a str> {
        match (&self.join.group_by, &self.join.key) {
            (Some(field), _) | (None, Some(field)) => Some(field),
            _ => KEYS.into_iter().find(|key| path::text_at(data, key).is_some()),
        }
    }

    /// Whether the user said what identifies a unit.
    pub(super) fn has_given_key(&self) -> bool {
        self.join.key.is_some()
    }

    fn with_settings(&self, data: &Value) -> Value {
        self.join
            .settings
            .iter()
            .fold(data.clone(), |data, setting| crate::data::apply_setting(&data, setting).unwrap_or(data))
    }

    /// The drafts of all reports, in order.
    pub(super) fn drafts(&self) -> Box<dyn Iterator<Item = Draft> + Send + '_> {
        match &self.plan {
            Plan::Each => Box::new(self.sources.iter().flat_map(Source::records).map(|r| self.single(r))),
            Plan::Joined(spots) => Box::new(spots.chunk_by(|a, b| a.0 == b.0).map(|s| self.joined(s))),
            Plan::Grouped(spots) => Box::new(spots.chunk_by(|a, b| a.0 == b.0).map(|s| self.grouped(s))),
        }
    }

    fn single(&self, record: Record) -> Draft {
        let data = self.with_settings(record.data());
        let key = self.key_of(&data);
        let mut problems = faults(&record);
        if let (Some(name), None) = (&self.join.key, &key) {
            let place = record.place_of(name).unwrap_or_else(|| record.place());
            problems.push(Problem::new(&b::KEY_MISSING).arg("name", name).file(record.file()).at(place));
        }
        Draft { data, records: vec![record], key, problems }
    }

    fn read<'a>(&'a self, spots: &'a [(u32, Spot)]) -> impl Iterator<Item = (u32, Record)> + 'a {
        spots.iter().filter_map(|(_, spot)| {
            let source = self.sources.get(spot.source as usize)?;
            Some((spot.source, source.at(spot.mark)?))
        })
    }

    /// Records of one unit from several files, later ones over earlier ones.
    fn joined(&self, spots: &[(u32, Spot)]) -> Draft {
        let mut draft =
            Draft { data: Value::UNDEFINED, records: Vec::new(), key: None, problems: Vec::new() };
        let mut seen = Vec::new();
        for (source, record) in self.read(spots) {
            draft.problems.extend(faults(&record));
            if seen.contains(&source) {
                let unit = self.key_of(record.data()).unwrap_or_default();
                let place = self.join.key.as_deref().and_then(|key| record.place_of(key));
                let problem = Problem::new(&b::DUPLICATE_UNIT).arg("unit", unit).arg("first", seen.len());
                draft.problems.push(problem.file(record.file()).at(place.unwrap_or_else(|| record.place())));
                continue;
            }
            seen.push(source);
            draft.data = match draft.data.is_undefined() {
                true => record.data().clone(),
                false => crate::data::merge(&draft.data, &present(record.data())),
            };
            draft.records.push(record);
        }
        draft.data = self.with_settings(&draft.data);
        draft.key = self.key_of(&draft.data);
        draft
    }

    fn grouped(&self, spots: &[(u32, Spot)]) -> Draft {
        let field = self.join.group_by.as_deref().unwrap_or_default();
        let records: Vec<Record> = self.read(spots).map(|(_, record)| record).collect();
        let problems = records.iter().flat_map(faults).collect();
        let members: Vec<Value> = records.iter().map(|r| self.with_settings(r.data())).collect();
        let key = members.first().and_then(|data| path::text_at(data, field));
        Draft { data: group::data(field, &members), records, key, problems }
    }

    /// Last year's record of a unit, or last year's group.
    pub(super) fn prior_of(&self, key: &str) -> Option<(Value, usize)> {
        let prior = self.prior.as_ref()?;
        let spots = prior.by_key.get(&print::of_bytes(key.as_bytes()))?;
        let mut records =
            spots.iter().filter_map(|spot| prior.sources.get(spot.source as usize)?.at(spot.mark));
        let data = match &self.join.group_by {
            Some(field) => group::data(field, &records.map(|r| r.data().clone()).collect::<Vec<_>>()),
            None => records.next()?.data().clone(),
        };
        Some((data, spots.len()))
    }
}

/// The values that are there: a later file's empty cell does not blot out an earlier one's.
fn present(data: &Value) -> Value {
    let pairs = data.as_object().and_then(|object| object.try_iter_pairs()).into_iter().flatten();
    Value::from_pairs(pairs.filter(|(_, value)| !value.is_undefined() && !value.is_none()))
}

fn faults(record: &Record) -> Vec<Problem> {
    record.faults().iter().map(|fault| fault.problem.clone().file_if_none(record.file())).collect()
}
