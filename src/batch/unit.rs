//! One report of a batch: its record, its name, and what is wrong with it.

use super::input::Draft;
use super::name::Names;
use super::{Batch, group, path, print};
use crate::data::records::Record;
use crate::error::catalogue::{batch as b, template as t};
use crate::error::{Place, Problem, Severity};
use crate::template::{self, Field, Missing};
use minijinja::value::{Value, ValueKind};
use std::collections::HashMap;

/// How it went with a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Its report is there.
    Done,
    /// Its data are at fault; no report was written.
    Failed,
    /// Someone has edited the report; it was left as it is.
    Kept,
}

impl Status {
    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Done => "done",
            Status::Failed => "failed",
            Status::Kept => "kept",
        }
    }
}

/// What became of a unit.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// Its number in the batch, from 1.
    pub number: u64,
    /// Its name.
    pub unit: String,
    /// The report's file name.
    pub file: String,
    /// How it went.
    pub status: Status,
    /// The fields that its data lack.
    pub missing: Vec<String>,
    /// Errors and warnings.
    pub problems: Vec<Problem>,
}

/// A unit before it is filled in.
#[derive(Debug)]
pub(super) struct Unit {
    pub number: u64,
    pub label: String,
    pub file: String,
    pub data: Value,
    pub records: Vec<Record>,
    pub problems: Vec<Problem>,
    key: Option<String>,
}

/// The units of a batch in order; of a part of it, those of the part, named as in the whole.
pub(super) struct Units<'a> {
    batch: &'a Batch,
    drafts: Box<dyn Iterator<Item = Draft> + Send + 'a>,
    names: Names,
    seen: HashMap<u128, u64>,
    number: u64,
}

impl<'a> Units<'a> {
    pub(super) fn new(batch: &'a Batch) -> Self {
        let extension = if batch.template.package().has_macros() { "docm" } else { "docx" };
        Units {
            batch,
            drafts: batch.input.drafts(),
            names: Names::new(extension),
            seen: HashMap::new(),
            number: 0,
        }
    }

    fn unit(&mut self, draft: Draft) -> Unit {
        let Draft { data, records, key, mut problems } = draft;
        let data = self.batch.schema.as_ref().map_or(data.clone(), |schema| schema.conform(&data));
        let number = self.number;
        let label = key.clone().unwrap_or_else(|| format!("{number:04}"));
        problems.extend(self.duplicate(&data, records.first(), key.as_deref()));
        let wanted = match &self.batch.pattern {
            None => label.clone(),
            Some(pattern) => pattern.name(&data, number).unwrap_or_else(|error| {
                problems.extend(error.into_problems().into_iter().map(|p| located(p, records.first(), None)));
                label.clone()
            }),
        };
        let named = self.names.give(&wanted, number);
        problems.extend(named.problems.into_iter().map(|p| located(p, records.first(), None)));
        Unit { number, label, file: named.file, data, records, problems, key }
    }

    /// A unit that stands twice: an error where the user said what identifies a unit.
    fn duplicate(&mut self, data: &Value, record: Option<&Record>, key: Option<&str>) -> Option<Problem> {
        let key = key?;
        let number = self.number;
        let first = *self.seen.entry(print::of_bytes(key.as_bytes())).or_insert(number);
        if first == number {
            return None;
        }
        let given = self.batch.input.has_given_key();
        let severity = if given { Severity::Error } else { Severity::Warning };
        let problem = Problem::new(&b::DUPLICATE_UNIT).arg("unit", key).arg("first", first);
        let field = self.batch.input.key_field(data);
        Some(located(problem.severity(severity), record, field))
    }
}

impl Iterator for Units<'_> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        loop {
            let draft = self.drafts.next()?;
            self.number += 1;
            let unit = self.unit(draft);
            if self.batch.options.shard.has(unit.number) {
                return Some(unit);
            }
        }
    }
}

/// A problem with the cell of a field, else the place of its record.
fn located(problem: Problem, record: Option<&Record>, field: Option<&str>) -> Problem {
    match record {
        Some(record) => {
            let place = field.and_then(|field| record.place_of(field)).unwrap_or_else(|| record.place());
            problem.file(record.file()).at(place)
        }
        None => problem,
    }
}

impl Unit {
    pub(super) fn has_errors(&self) -> bool {
        self.problems.iter().any(|p| p.get_severity() == Severity::Error)
    }

    /// What rendering needs beside the record: last year's data. `problems` gets what is odd about them.
    pub(super) fn options(&mut self, batch: &Batch) -> template::Options {
        let mut options = batch.options.render.clone();
        let Some(key) = self.key.as_deref().filter(|_| batch.input.has_prior()) else {
            return options;
        };
        let problem = match batch.input.prior_of(key) {
            Some((prior, count)) => {
                options.prior = Some(prior);
                (count > 1 && !batch.input.is_grouped()).then(|| Problem::new(&b::PRIOR_DUPLICATE))
            }
            None => Some(Problem::new(&b::PRIOR_MISSING)),
        };
        let field = batch.input.key_field(&self.data);
        self.problems.extend(problem.map(|p| located(p.arg("unit", key), self.records.first(), field)));
        options
    }

    /// The fingerprint of all that the report is made from.
    pub(super) fn fingerprint(&self, batch: &Batch, options: &template::Options) -> u128 {
        let mut pieces = print::Pieces::default();
        pieces.text(&format!("{:032x}", batch.common));
        pieces.value(&self.data);
        pieces.value(&options.prior.clone().unwrap_or_default());
        pieces.finish()
    }

    /// Notes what rendering found, each with the cell it comes from.
    pub(super) fn take(&mut self, batch: &Batch, found: Vec<Problem>) {
        for problem in found {
            let traced = self.traced(batch, &problem);
            for problem in traced {
                if !self.problems.contains(&problem) && !self.is_explained(&problem) {
                    self.problems.push(problem);
                }
            }
        }
    }

    /// Whether a gap is where the cell could not be read, which has been said.
    fn is_explained(&self, problem: &Problem) -> bool {
        let same = |known: &Problem| {
            known.get_severity() == Severity::Error
                && known.place() == problem.place()
                && known.get_file() == problem.get_file()
                && known.code() != b::FIELD_MISSING.code
        };
        let precise = matches!(problem.place(), Some(Place::Cell { .. }));
        problem.code() == b::FIELD_MISSING.code && precise && self.problems.iter().any(same)
    }

    /// The names of the fields that are missing.
    pub(super) fn missing(&self) -> Vec<String> {
        let missing = self.problems.iter().filter(|p| {
            [&b::FIELD_MISSING, &b::COLUMN_MISSING, &t::MISSING_FIELD, &t::ODD_NAME]
                .iter()
                .any(|e| e.code == p.code())
        });
        let mut names: Vec<String> = missing.filter_map(|p| p.get_arg("name").map(str::to_string)).collect();
        names.dedup();
        names
    }

    /// A problem of the template's with its data, as problems of the data's cells.
    fn traced(&self, batch: &Batch, problem: &Problem) -> Vec<Problem> {
        let is_missing = [&t::MISSING_FIELD, &t::ODD_NAME].iter().any(|e| e.code == problem.code());
        let Some(field) = field_of(batch, problem) else {
            return vec![problem.clone()];
        };
        let places = path::expand(&self.data, &field.name);
        if !is_missing {
            let odd = |value: &Value| value.kind() == ValueKind::String && group::number(value).is_none();
            let at = places.iter().find(|(_, value)| value.as_ref().is_some_and(odd)).or(places.first());
            return vec![match at {
                Some((name, _)) => self.at_cell(problem.clone(), name),
                None => problem.clone(),
            }];
        }
        let gaps = places.iter().filter(|(_, value)| value.is_none());
        let found: Vec<Problem> = gaps
            .map(|(name, _)| {
                let absent = self.cell(name).is_none() && self.has_cells();
                let entry = if absent { &b::COLUMN_MISSING } else { &b::FIELD_MISSING };
                let missing = Problem::new(entry).arg("name", name).severity(problem.get_severity());
                self.at_cell(missing, name)
            })
            .collect();
        if found.is_empty() { vec![problem.clone()] } else { found }
    }

    fn has_cells(&self) -> bool {
        self.records.iter().any(Record::has_cells)
    }

    /// The record and the cell of a value.
    fn cell(&self, name: &str) -> Option<(&Record, Place)> {
        // Of a group, the unit's number stands in the name.
        let of_group = group::UNITS.iter().find_map(|units| {
            let (index, rest) = name.strip_prefix(units)?.strip_prefix('[')?.split_once(']')?;
            Some((index.parse::<usize>().ok()?, rest.trim_start_matches('.')))
        });
        if let Some((index, rest)) = of_group {
            let record = self.records.get(index)?;
            return Some((record, record.place_of(rest)?));
        }
        self.records.iter().rev().find_map(|record| Some((record, record.place_of(name)?)))
    }

    fn at_cell(&self, problem: Problem, name: &str) -> Problem {
        match self.cell(name) {
            Some((record, place)) => problem.file(record.file()).at(place),
            None => located(problem, self.records.first(), None),
        }
    }

    pub(super) fn outcome(self, status: Status) -> Outcome {
        let missing = self.missing();
        Outcome {
            number: self.number,
            unit: self.label,
            file: self.file,
            status,
            missing,
            problems: self.problems,
        }
    }

    /// For each field: nothing, a number, or a text, for telling a text among numbers.
    pub(super) fn texts<'a>(&self, fields: &'a [Field]) -> Vec<(usize, Option<(&'a str, String)>)> {
        let scalars = fields.iter().enumerate().filter(|(_, f)| !f.name.contains("[]"));
        let told = scalars.filter_map(|(i, field)| {
            let value = path::find(&self.data, &field.name)?;
            let text = path::text(&value)?;
            let plain = text.trim_end_matches(['%', '％']).replace([',', '，'], "");
            let number = crate::text::decimal::Decimal::parse(plain.trim()).is_some();
            Some((i, (!number).then_some((field.name.as_str(), text))))
        });
        told.collect()
    }

    pub(super) fn text_among_numbers(&self, name: &str, text: &str) -> Problem {
        let problem = Problem::new(&b::TEXT_AMONG_NUMBERS).arg("name", name).arg("text", text);
        self.at_cell(problem, name)
    }
}

/// The field that a problem of rendering is about.
fn field_of<'a>(batch: &'a Batch, problem: &Problem) -> Option<&'a Field> {
    let place = problem.place()?;
    let name = problem.get_arg("name")?;
    let last = |name: &str| name.rsplit(['.', ']']).next().unwrap_or_default().to_string();
    let wanted = last(name);
    let here = || batch.fields.iter().filter(|field| field.places.contains(place));
    here()
        .find(|field| field.name == name)
        .or_else(|| here().find(|field| last(&field.name) == wanted && !wanted.is_empty()))
        .or_else(|| batch.fields.iter().find(|field| field.name == name))
}

/// Whether gaps are no errors.
pub(super) fn tolerates_gaps(options: &template::Options) -> bool {
    options.missing != Missing::Error
}
