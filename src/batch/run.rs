//! Writing the reports: filled in parallel, taken in the order of the units.

use super::archive::Archive;
use super::check::Check;
use super::folder::{Failure, Folder, Need, Stored};
use super::journal::{Anew, Entry};
use super::report::Writer;
use super::unit::{Outcome, Status, Unit, Units, tolerates_gaps};
use super::{Batch, Observer, print};
use crate::error::{Error, Problem, Result, catalogue::batch as b, catalogue::package as p};
use crate::jobs;
use crate::package::io_problem;
use std::collections::HashSet;
use std::io::{self, Cursor, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Where the reports go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Files of a folder, which is made if it is not there.
    Folder(PathBuf),
    /// A zip archive.
    Zip(PathBuf),
}

/// A report that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Planned {
    /// The unit's number in the batch, from 1.
    pub number: u64,
    /// The unit's name.
    pub unit: String,
    /// The report's file name.
    pub file: String,
}

/// How many units there are and how it went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Units that were come to.
    pub units: u64,
    /// Reports that are there, written now or before.
    pub done: u64,
    /// Reports that an earlier run had completed.
    pub resumed: u64,
    /// Units whose data are at fault.
    pub failed: u64,
    /// Reports that someone has edited and that were left as they are.
    pub kept: u64,
    /// The batch was stopped before its end.
    pub cancelled: bool,
}

/// What a worker hands over.
struct Made {
    outcome: Outcome,
    bytes: Vec<u8>,
    entry: Option<Entry>,
    resumed: bool,
    failure: Option<Error>,
}

impl Made {
    fn new(outcome: Outcome) -> Self {
        Made { outcome, bytes: Vec::new(), entry: None, resumed: false, failure: None }
    }
}

impl Batch {
    /// Each unit and the name of its report, in order; a unit that cannot be filled in has one too.
    pub fn plan(&self) -> impl Iterator<Item = Planned> + '_ {
        Units::new(self).map(|unit| Planned { number: unit.number, unit: unit.label, file: unit.file })
    }

    /// Writes the reports. `each` sees the outcome of every unit, in order.
    ///
    /// # Errors
    /// The output cannot be written, or another run is writing to the same folder. Reports that are complete
    /// stay so.
    pub fn write(
        &self,
        check: &Check,
        target: &Target,
        observer: &dyn Observer,
        mut each: impl FnMut(&Outcome),
    ) -> Result<Summary> {
        match target {
            Target::Folder(path) => {
                let folder = Folder::open(path, &self.options)?;
                let result = self.run_folder(&folder, check, observer, &mut each);
                folder.clean();
                result
            }
            Target::Zip(path) => {
                crate::package::check_not_input(path, self.options.inputs.iter().map(PathBuf::as_path))?;
                self.run_archive(Archive::create(path)?, check, observer, &mut each)
            }
        }
    }

    fn run_folder(
        &self,
        folder: &Folder,
        check: &Check,
        observer: &dyn Observer,
        each: &mut dyn FnMut(&Outcome),
    ) -> Result<Summary> {
        let (mut tables, places) = folder.tables()?;
        let mut journal = folder.begin_journal()?;
        let mut made_files = HashSet::new();
        let mut take = |made: &Made| {
            if let Some(entry) = made.entry {
                made_files.insert(print::of_bytes(made.outcome.file.as_bytes()));
                Anew::note(&mut journal, &made.outcome.file, entry)?;
            }
            tables.add(&made.outcome)
        };
        let make = |unit| self.make_file(folder, unit);
        let summary = self.run(check, observer, each, make, &mut take)?;
        if summary.cancelled {
            return Ok(summary);
        }
        let [csv, csv_place, json, json_place] = places;
        let failed = |e: &io::Error| io_problem(&p::CANNOT_WRITE, e).file(csv_place.display().to_string());
        tables.finish(&summary).map_err(|e| failed(&e))?;
        std::fs::rename(csv, &csv_place).map_err(|e| failed(&e))?;
        std::fs::rename(json, json_place).map_err(|e| failed(&e))?;
        folder.finish(journal, &made_files)?;
        Ok(summary)
    }

    fn run_archive(
        &self,
        mut archive: Archive,
        check: &Check,
        observer: &dyn Observer,
        each: &mut dyn FnMut(&Outcome),
    ) -> Result<Summary> {
        let (csv, json) = (Shared::default(), Shared::default());
        let memory = |e: &io::Error| io_problem(&p::CANNOT_WRITE, e);
        let mut tables =
            Writer::new(Box::new(csv.clone()), Box::new(json.clone())).map_err(|e| memory(&e))?;
        let mut stopped = None;
        let mut take = |made: &Made| {
            if made.outcome.status == Status::Done
                && let Err(error) = archive.add(&made.outcome.file, &made.bytes)
            {
                stopped = Some(error);
                return Err(io::Error::other("stopped"));
            }
            tables.add(&made.outcome)
        };
        let summary = self.run(check, observer, each, |unit| self.make_bytes(unit), &mut take);
        if let Some(error) = stopped {
            return Err(error);
        }
        let summary = summary?;
        if !summary.cancelled {
            tables.finish(&summary).map_err(|e| memory(&e))?;
            archive.finish(&csv.bytes(), &json.bytes())?;
        }
        Ok(summary)
    }

    /// Makes every report and takes it in order; ends at the first failure that will befall all.
    fn run(
        &self,
        check: &Check,
        observer: &dyn Observer,
        each: &mut dyn FnMut(&Outcome),
        make: impl Fn(Unit) -> Made + Sync,
        take: &mut dyn FnMut(&Made) -> io::Result<()>,
    ) -> Result<Summary> {
        let mut summary = Summary::default();
        let mut stopped: Option<Error> = None;
        let written = |e: &io::Error| io_problem(&p::CANNOT_WRITE, e);
        for (unit, problem) in &self.input.stray {
            let outcome = stray(unit, problem);
            summary.units += 1;
            summary.failed += 1;
            take(&Made::new(outcome)).map_err(|e| written(&e))?;
        }
        observer.begin("生成报告", "writing", Some(check.units));
        let odd = |number| check.odd.get(&number).cloned().unwrap_or_default();
        jobs::in_order(Units::new(self), self.workers(), &self.options.cancel, make, |mut made| {
            made.outcome.problems.extend(odd(made.outcome.number));
            if let Some(error) = made.failure.take() {
                stopped = Some(error);
                return ControlFlow::Break(());
            }
            summary.count(&made);
            each(&made.outcome);
            observer.progress(summary.units);
            match take(&made) {
                Ok(()) => ControlFlow::Continue(()),
                Err(e) => {
                    stopped = Some(written(&e).into());
                    ControlFlow::Break(())
                }
            }
        });
        observer.end();
        summary.cancelled = self.options.cancel.is_cancelled();
        stopped.map_or(Ok(summary), Err)
    }

    /// Fills the template, if the data allow it.
    fn rendered(&self, unit: &mut Unit, options: &crate::template::Options) -> Option<Vec<u8>> {
        let mut bytes = Cursor::new(Vec::with_capacity(32 << 10));
        match self.template.render_value(unit.data.clone(), options, &mut bytes) {
            Ok(report) => {
                unit.take(self, report.missing);
                (!unit.has_errors()).then(|| bytes.into_inner())
            }
            Err(error) => {
                unit.take(self, error.into_problems());
                None
            }
        }
    }

    /// Prepares a unit; of one that cannot be filled in, all problems are found.
    fn prepared(&self, unit: &mut Unit) -> Option<crate::template::Options> {
        let options = unit.options(self);
        if unit.has_errors() || unit.data.is_undefined() {
            self.rehearse(unit, &options);
            return None;
        }
        Some(options)
    }

    fn make_bytes(&self, mut unit: Unit) -> Made {
        let options = self.prepared(&mut unit);
        let bytes = options.and_then(|options| self.rendered(&mut unit, &options));
        let status = if bytes.is_some() { Status::Done } else { Status::Failed };
        Made { bytes: bytes.unwrap_or_default(), ..Made::new(unit.outcome(status)) }
    }

    fn make_file(&self, folder: &Folder, mut unit: Unit) -> Made {
        let Some(options) = self.prepared(&mut unit) else {
            return Made::new(unit.outcome(Status::Failed));
        };
        let input = unit.fingerprint(self, &options);
        if let Need::Complete(entry) = folder.need(&unit.file, input) {
            if tolerates_gaps(&options) {
                self.rehearse(&mut unit, &options);
            }
            let made = Made::new(unit.outcome(Status::Done));
            return Made { entry: Some(entry), resumed: true, ..made };
        }
        let Some(bytes) = self.rendered(&mut unit, &options) else {
            return Made::new(unit.outcome(Status::Failed));
        };
        let named = |entry| vec![Problem::new(entry).arg("file", &unit.file)];
        let (status, entry, problems, failure) = match folder.store(&unit.file, input, &bytes) {
            Ok(Stored::Written(entry)) => (Status::Done, Some(entry), Vec::new(), None),
            Ok(Stored::Edited) => (Status::Kept, None, named(&b::EDITED), None),
            Ok(Stored::Input) => (Status::Failed, None, named(&b::IS_INPUT), None),
            Err(Failure::Report(error)) => (Status::Failed, None, error.into_problems(), None),
            Err(Failure::Batch(error)) => (Status::Failed, None, Vec::new(), Some(error)),
        };
        unit.problems.extend(problems);
        Made { entry, failure, ..Made::new(unit.outcome(status)) }
    }
}

fn stray(unit: &str, problem: &Problem) -> Outcome {
    Outcome {
        number: 0,
        unit: unit.to_string(),
        file: String::new(),
        status: Status::Failed,
        missing: Vec::new(),
        problems: vec![problem.clone()],
    }
}

impl Summary {
    /// Of a batch that was stopped before its first report.
    pub fn stopped() -> Self {
        Summary { cancelled: true, ..Summary::default() }
    }

    fn count(&mut self, made: &Made) {
        self.units += 1;
        self.resumed += u64::from(made.resumed);
        match made.outcome.status {
            Status::Done => self.done += 1,
            Status::Failed => self.failed += 1,
            Status::Kept => self.kept += 1,
        }
    }
}

/// Bytes in memory that are read when all is written.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn bytes(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
