//! Trying every record before anything is written.

use super::unit::{Unit, Units};
use super::{Batch, Observer};
use crate::error::{Entry, Problem, Severity, catalogue::batch as b};
use crate::jobs;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

/// So many rows of the table are kept.
const MOST_ROWS: usize = 10_000;

/// A text counts as odd among at least so many numbers, and so many times as many as there are texts.
const FEWEST_NUMBERS: u64 = 5;
const TIMES: u64 = 4;

/// Texts that may turn out to be odd are kept for so many units.
const MOST_TEXTS: usize = 50;

/// What is one problem of all when every unit has it.
const COMMON: [&Entry; 4] = [&b::COLUMN_MISSING, &b::FIELD_MISSING, &b::KEY_MISSING, &b::NAME_FIELD];

/// A row of the table of problems.
#[derive(Clone, Debug)]
pub struct Row {
    /// The unit's number, from 1; 0 for what concerns all.
    pub number: u64,
    /// The unit's name.
    pub unit: String,
    /// The problem, with its file and cell.
    pub problem: Problem,
}

/// What trying all records found.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Check {
    /// How many units there are.
    pub units: u64,
    /// How many of them cannot be filled in.
    pub failed: u64,
    /// The problems, in the order of the units.
    pub rows: Vec<Row>,
    /// How many more problems there are than rows were kept.
    pub more: u64,
    /// The pass was stopped before its end.
    pub cancelled: bool,
    /// The units that cannot be filled in.
    faulty: HashSet<u64>,
    /// Warnings that only the whole of the records shows, by the unit's number.
    pub(super) odd: HashMap<u64, Vec<Problem>>,
}

/// How often a field is a number, and where it is a text.
#[derive(Default)]
struct Texts {
    numbers: u64,
    texts: u64,
    first: Vec<Row>,
}

struct Tried {
    unit: Unit,
    texts: Vec<(usize, Option<Problem>)>,
}

impl Batch {
    /// Tries to fill in every record and writes nothing.
    pub fn check(&self, observer: &dyn Observer) -> Check {
        let mut check = Check::default();
        for (unit, problem) in &self.input.stray {
            check.failed += 1;
            check.add(Row { number: 0, unit: unit.clone(), problem: problem.clone() });
        }
        let mut texts: HashMap<usize, Texts> = HashMap::new();
        observer.begin("检查数据", "checking", None);
        let work = |unit| self.tried(unit);
        jobs::in_order(Units::new(self), self.workers(), &self.options.cancel, work, |tried: Tried| {
            check.take(tried, &mut texts);
            observer.progress(check.units);
            ControlFlow::Continue(())
        });
        observer.end();
        check.cancelled = self.options.cancel.is_cancelled();
        check.collapse();
        check.tell_odd(texts);
        check
    }

    fn tried(&self, mut unit: Unit) -> Tried {
        let options = unit.options(self);
        self.rehearse(&mut unit, &options);
        let texts = unit
            .texts(&self.fields)
            .into_iter()
            .map(|(field, text)| (field, text.map(|(name, text)| unit.text_among_numbers(name, &text))));
        Tried { texts: texts.collect(), unit }
    }

    /// Renders to nowhere, and notes what is wrong.
    pub(super) fn rehearse(&self, unit: &mut Unit, options: &crate::template::Options) {
        if unit.data.is_undefined() {
            return;
        }
        match self.template.rehearse(unit.data.clone(), options) {
            Ok(report) => unit.take(self, report.missing),
            Err(error) => unit.take(self, error.into_problems()),
        }
    }
}

impl Check {
    fn add(&mut self, row: Row) {
        if self.rows.len() < MOST_ROWS {
            self.rows.push(row);
        } else {
            self.more += 1;
        }
    }

    fn take(&mut self, tried: Tried, texts: &mut HashMap<usize, Texts>) {
        let Tried { unit, texts: told } = tried;
        self.units += 1;
        if unit.has_errors() {
            self.failed += 1;
            self.faulty.insert(unit.number);
        }
        let row = |problem| Row { number: unit.number, unit: unit.label.clone(), problem };
        for (field, problem) in told {
            let texts = texts.entry(field).or_default();
            match problem {
                None => texts.numbers += 1,
                Some(problem) => {
                    texts.texts += 1;
                    if texts.first.len() < MOST_TEXTS {
                        texts.first.push(row(problem));
                    }
                }
            }
        }
        for problem in &unit.problems {
            self.add(row(problem.clone()));
        }
    }

    /// What every unit lacks, such as a column, is one problem and not one for each.
    fn collapse(&mut self) {
        let common = |row: &Row| {
            let code = row.problem.code();
            let entry = COMMON.into_iter().find(|entry| entry.code == code)?;
            Some((entry, row.problem.get_arg("name").unwrap_or_default().to_string()))
        };
        let mut counts: HashMap<(&str, String), u64> = HashMap::new();
        for (entry, name) in self.rows.iter().filter_map(common) {
            *counts.entry((entry.code, name)).or_default() += 1;
        }
        // Of very many units not all rows are kept.
        let enough = self.units.min(MOST_ROWS as u64 / 100).max(2);
        let everywhere = |count: u64| count == self.units || (self.more > 0 && count >= enough);
        counts.retain(|_, count| everywhere(*count));
        if self.units < 2 || counts.is_empty() {
            return;
        }
        let mut told = HashSet::new();
        self.rows.retain_mut(|row| {
            let Some((entry, name)) = common(row) else { return true };
            if !counts.contains_key(&(entry.code, name.clone())) {
                return true;
            }
            if !told.insert((entry.code, name.clone())) {
                return false;
            }
            let problem = Problem::new(entry).arg("name", name).severity(row.problem.get_severity());
            let problem = match row.problem.get_file() {
                Some(file) => problem.file(file),
                None => problem,
            };
            *row = Row { number: 0, unit: String::new(), problem };
            true
        });
        self.rows.sort_by_key(|row| row.number);
    }

    fn tell_odd(&mut self, texts: HashMap<usize, Texts>) {
        let mut found: Vec<(usize, Texts)> = texts.into_iter().collect();
        found.sort_by_key(|(field, _)| *field);
        for (_, texts) in found {
            if texts.texts == 0 || texts.numbers < FEWEST_NUMBERS || texts.numbers < TIMES * texts.texts {
                continue;
            }
            for row in texts.first {
                self.odd.entry(row.number).or_default().push(row.problem.clone());
                self.add(row);
            }
        }
        self.rows.sort_by_key(|row| row.number);
    }

    /// Whether the unit with this number cannot be filled in.
    pub fn is_faulty(&self, number: u64) -> bool {
        self.faulty.contains(&number)
    }

    /// Whether any unit or record is at fault.
    pub fn has_errors(&self) -> bool {
        self.failed > 0 || self.rows.iter().any(|row| row.problem.get_severity() == Severity::Error)
    }
}
