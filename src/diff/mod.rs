//! Comparing drafts: by structure, and in words.
//!
//! [`documents`] compares two Word documents. The [`Comparison`] holds what changed, as a reviewer would say
//! it, and the redline: the new document with real tracked changes, of which accepting all gives the new
//! document and rejecting all the old one.
//!
//! ```no_run
//! use hongtou::diff::{Options, documents};
//! use hongtou::package::{Limits, Package};
//! let open = |path: &str| Package::open(path.as_ref(), &Limits::default());
//! let (old, new) = (open("去年.docx")?, open("今年.docx")?);
//! let comparison = documents(&old, &new, &Options::default())?;
//! std::fs::write("修订稿.docx", comparison.redline(&new)?).unwrap();
//! # Ok::<(), hongtou::Error>(())
//! ```

pub mod align;
mod anchors;
pub mod chain;
pub mod change;
pub mod edits;
pub mod figure;
mod figures;
pub mod folder;
mod heads;
mod html;
mod json;
mod overview;
pub mod passage;
mod redline;
mod resegment;
mod review;
pub mod script;
pub mod similarity;
mod summary;
mod terminal;
pub mod tokens;
pub mod years;

use crate::convert::Converter;
use crate::error::{Error, Problem, Result, catalogue};
use crate::package::{Limits, Package};
use change::{Change, Copied};
use passage::Passage;
use std::io::Cursor;
use std::path::Path;
use std::time::{Duration, Instant};
use tokens::{By, Ignore};
use years::Years;

pub use terminal::Terminal;

/// What changes that a document already tracks mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Existing {
    /// They have been made.
    #[default]
    Accept,
    /// They have not been made.
    Reject,
}

/// How to compare two documents.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The units of a change.
    pub by: By,
    /// Differences of text that count for nothing.
    pub ignore: Ignore,
    /// Formats count for nothing.
    pub ignore_formatting: bool,
    /// Lists' labels count for nothing.
    pub ignore_numbering: bool,
    /// What earlier tracked changes mean.
    pub existing: Existing,
    /// Who made the changes; `hongtou` where absent.
    pub author: Option<String>,
    /// When, as `2026-01-31T08:00:00Z`; the new document's modified time where absent.
    pub date: Option<String>,
    /// The years of the two reports; found in their titles, dates and texts where absent.
    pub years: Option<Years>,
    /// How long to look for the best answer; without limit where absent. 30 seconds by default.
    pub time_limit: Option<Duration>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            by: By::default(),
            ignore: Ignore::default(),
            ignore_formatting: false,
            ignore_numbering: false,
            existing: Existing::default(),
            author: None,
            date: None,
            years: None,
            time_limit: Some(Duration::from_secs(30)),
        }
    }
}

impl Options {
    fn settings(&self, deadline: Option<Instant>) -> script::Settings {
        script::Settings { by: self.by, ignore: self.ignore, deadline }
    }
}

/// What two documents differ in.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Every change: the body's in order, then those of the other stories.
    pub changes: Vec<Change>,
    /// What a reviewer should look at in the new document, by place: years that did not roll over, blanks,
    /// figures that stand unchanged or are missing. Not the changes themselves.
    pub findings: Vec<Problem>,
    /// What a reader should know of the comparison itself.
    pub problems: Vec<Problem>,
    /// The share (0 to 1) of the new text's characters in paragraphs unchanged from the old.
    pub copied: f64,
    /// The paragraphs that stand in both documents as they were, blank ones left out.
    pub unchanged: Vec<Copied>,
    /// The years of the two reports, given or found; absent where the documents tell none.
    pub years: Option<Years>,
    /// Both texts, side by side.
    pub passages: Vec<Passage>,
    redline: Redline,
}

/// The parts of the new package that the redline changes or adds.
#[derive(Clone, Debug)]
struct Redline {
    parts: Vec<(String, Vec<u8>)>,
}

impl Comparison {
    /// The redline as a file's bytes. `new` is the package that was compared as the new one.
    ///
    /// # Errors
    /// The archive cannot be written.
    pub fn redline(&self, new: &Package) -> Result<Vec<u8>> {
        let out = new.write_with(Cursor::new(Vec::new()), &self.redline.parts);
        let unsound = || Problem::new(&catalogue::diff::REDLINE_UNSOUND).arg("part", new.main_part());
        Ok(out.map_err(|_| unsound())?.into_inner())
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// Compares two files; the second value is the new document's package, from which the redline is written.
///
/// # Errors
/// Either file cannot be read; the problems name it.
pub fn files(old: &Path, new: &Path, options: &Options, limits: &Limits) -> Result<(Comparison, Package)> {
    let converter = Converter::find();
    let (a, b) = match (converter.open(old, limits), converter.open(new, limits)) {
        (Ok(a), Ok(b)) => (a, b),
        (a, b) => {
            let problems = [a.err(), b.err()].into_iter().flatten().flat_map(Error::into_problems).collect();
            let none = || Problem::new(&catalogue::diff::REDLINE_UNSOUND).arg("part", new.display()).into();
            return Err(Error::from_problems(problems).unwrap_or_else(none));
        }
    };
    let mut comparison = documents(&a.package, &b.package, options)?;
    comparison.problems.extend([a.converted, b.converted].into_iter().flatten());
    Ok((comparison, b.package))
}

/// Compares two documents.
///
/// # Errors
/// A part of either cannot be read.
pub fn documents(old: &Package, new: &Package, options: &Options) -> Result<Comparison> {
    redline::compare(old, new, options)
}
