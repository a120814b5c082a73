//! Two folders of many units' reports: which belong together, what changed in each, and which are alike.

pub mod alike;
mod index;
mod names;
mod pairs;

use super::{Comparison, Options, documents as compare};
use crate::convert::Converter;
use crate::error::{Error, Problem, Result};
use crate::jobs::{Cancel, Observer, in_order};
use crate::package::{AtomicFile, Limits, Package};
use crate::wml::{paragraphs, stories_of, text};
use alike::{Alike, Print};
use std::collections::HashSet;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

pub use names::{Pattern, unit};
pub use pairs::{Document, Pair, Pairs, documents, pair};

/// How to compare two folders.
#[derive(Clone, Debug)]
pub struct Job {
    /// How to compare two documents.
    pub options: Options,
    /// How much of a file is read.
    pub limits: Limits,
    /// What opens old formats.
    pub converter: Converter,
    /// How a unit stands in file names, where that must be said.
    pub key: Option<Pattern>,
    /// So many units at a time.
    pub workers: usize,
}

/// What came of one unit.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The new document's name, with `/` between folders.
    pub name: String,
    /// The old document; absent where the unit has none.
    pub old: Option<PathBuf>,
    /// The new document.
    pub new: PathBuf,
    /// The redline's name in the folder of results; absent where it could not be written.
    pub redline: Option<String>,
    /// How many changes there are.
    pub changes: usize,
    /// The share (0 to 1) of the new text that is as last year.
    pub copied: f64,
    /// What a reviewer should look at.
    pub findings: Vec<Problem>,
    /// What went wrong, or what a reader should know of the comparison.
    pub problems: Vec<Problem>,
    /// Whether the unit could not be compared.
    pub failed: bool,
}

/// What came of two folders.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Units with both documents: those that failed first, then by findings, then by how much changed.
    pub rows: Vec<Row>,
    /// Old documents whose unit sent no new one.
    pub only_old: Vec<Document>,
    /// New documents whose unit had no old one.
    pub only_new: Vec<Document>,
    /// Pairs of new documents that are alike, by name, the most alike first.
    pub alike: Vec<(String, String, Alike)>,
}

/// Compares the documents of two folders and writes a redline of each pair, `index.html` and `index.json`
/// into `out`. A unit that fails stops no other.
///
/// # Errors
/// A folder cannot be read, the key fits no name, or an index cannot be written.
pub fn folders(
    old: &Path,
    new: &Path,
    out: &Path,
    job: &Job,
    cancel: &Cancel,
    observer: &dyn Observer,
) -> Result<Report> {
    let found = pair(documents(old, Some(out))?, documents(new, Some(out))?, job.key.as_ref())?;
    let tasks = tasks(&found, out);
    let (mut rows, mut names, mut prints) = (Vec::new(), Vec::new(), Vec::new());
    observer.begin("比较", "comparing", Some(tasks.len() as u64));
    let mut done = 0;
    in_order(
        tasks.into_iter(),
        job.workers,
        cancel,
        |task| task.run(job),
        |(row, print)| {
            done += 1;
            observer.progress(done);
            if let Some(print) = print {
                names.push(row.name.clone());
                prints.push(print);
            }
            if row.old.is_some() || row.failed {
                rows.push(row);
            }
            ControlFlow::Continue(())
        },
    );
    observer.end();
    rows.sort_by(|a, b| {
        let rank = |row: &Row| (row.failed, row.findings.len());
        rank(b).cmp(&rank(a)).then(a.copied.total_cmp(&b.copied)).then_with(|| a.name.cmp(&b.name))
    });
    let name = |unit: usize| names.get(unit).cloned().unwrap_or_default();
    let alike = alike::alike(&prints).into_iter().map(|a| (name(a.units.0), name(a.units.1), a)).collect();
    let report = Report { rows, only_old: found.only_old, only_new: found.only_new, alike };
    write(&out.join("index.json"), report.json().as_bytes())?;
    write(&out.join("index.html"), report.html().as_bytes())?;
    Ok(report)
}

struct Task {
    old: Option<Document>,
    new: Document,
    target: PathBuf,
    redline: String,
}

fn tasks(found: &Pairs, out: &Path) -> Vec<Task> {
    let mut taken: HashSet<String> = HashSet::new();
    let mut task = |old: Option<&Document>, new: &Document| {
        let mut redline = format!("{}.docx", new.name);
        let mut number = 2;
        while old.is_some() && !taken.insert(redline.to_lowercase()) {
            redline = format!("{}-{number}.docx", new.name);
            number += 1;
        }
        Task { old: old.cloned(), new: new.clone(), target: out.join(&redline), redline }
    };
    let pairs = found.pairs.iter().map(|pair| (Some(&pair.old), &pair.new));
    pairs.chain(found.only_new.iter().map(|new| (None, new))).map(|(old, new)| task(old, new)).collect()
}

impl Task {
    fn run(self, job: &Job) -> (Row, Option<Print>) {
        let mut row = Row {
            name: self.new.name.clone(),
            old: self.old.as_ref().map(|old| old.path.clone()),
            new: self.new.path.clone(),
            ..Row::default()
        };
        let new = match open(&self.new, job, &mut row) {
            Ok(new) => new,
            Err(error) => return (fail(row, error), None),
        };
        let print = print(&new).ok();
        let Some(old) = &self.old else { return (row, print) };
        match self.compare(old, &new, job, &mut row) {
            Ok(()) => (row, print),
            Err(error) => (fail(row, error), print),
        }
    }

    fn compare(&self, old: &Document, new: &Package, job: &Job, row: &mut Row) -> Result<()> {
        let old = open(old, job, row)?;
        let comparison = compare(&old, new, &job.options)?;
        crate::package::check_not_input(&self.target, [self.new.path.as_path()])?;
        write(&self.target, &comparison.redline(new)?)?;
        row.redline = Some(self.redline.clone());
        row.changes = comparison.changes.len();
        row.copied = comparison.copied;
        row.findings = findings(&comparison).to_vec();
        row.problems.extend(comparison.problems);
        Ok(())
    }
}

/// What a reviewer should look at in the new document.
fn findings(comparison: &Comparison) -> &[Problem] {
    &comparison.findings
}

fn fail(mut row: Row, error: Error) -> Row {
    row.failed = true;
    row.problems.extend(error.into_problems());
    row
}

fn open(document: &Document, job: &Job, row: &mut Row) -> Result<Package> {
    let opened = job.converter.open(&document.path, &job.limits)?;
    row.problems.extend(opened.converted);
    Ok(opened.package)
}

/// The fingerprints of a document's body.
fn print(package: &Package) -> Result<Print> {
    let (tree, _) = package.tree(package.main_part())?;
    let parts = stories_of(package, &tree)?;
    let Some(body) = parts.first() else { return Ok(Print::default()) };
    let all = paragraphs(&tree, &body.place());
    let read = all.iter().filter(|p| !p.fallback);
    let texts: Vec<String> = read.map(|p| text(&tree, p.node).text).collect();
    Ok(Print::new(texts.iter().map(String::as_str)))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(bytes).map_err(|e| file.failed(&e))?;
    file.commit()
}
