//! Many reports from one template: names, checking before writing, parallel filling, going on after a stop.
//!
//! A [`Batch`] is a compiled [`Template`] and an [`Input`] of records. [`Batch::check`] tries every record
//! without writing anything and gives all problems by unit and cell; [`Batch::write`] makes the reports, in
//! parallel and in the order of the records. One bad unit never stops the others. Only one record at a time
//! is in memory for each worker, so memory does not grow with their number (a workbook is in memory whole).
//!
//! ```
//! use hongtou::batch::{Batch, Input, Join, Options, Target};
//! use hongtou::data::records::{self, Source};
//! # let bytes = hongtou::template::doc_example();
//! let template = hongtou::Template::from_bytes(bytes)?;
//! let csv = "单位\n香港路社区\n海恒社区\n";
//! let source = Source::from_bytes(csv.as_bytes(), "单位.csv", &records::Options::default())?;
//! let input = Input::new(vec![source], None, &Join::default())?;
//! let batch = Batch::new(template, input, Options::default())?;
//! let check = batch.check(&());
//! assert_eq!((check.units, check.rows.len()), (2, 0));
//! let dir = std::env::temp_dir().join("hongtou-doc-batch");
//! # std::fs::remove_dir_all(&dir).ok();
//! let summary = batch.write(&check, &Target::Folder(dir.clone()), &(), |_| {})?;
//! assert_eq!((summary.done, summary.failed), (2, 0));
//! assert!(dir.join("香港路社区.docx").exists());
//! # std::fs::remove_dir_all(&dir).ok();
//! # Ok::<(), hongtou::Error>(())
//! ```

mod archive;
mod check;
mod folder;
mod group;
mod input;
mod journal;
mod name;
mod path;
mod print;
mod report;
mod run;
mod unit;

use crate::data::schema::Schema;
use crate::error::{Problem, Result, catalogue::batch as b};
pub use crate::jobs::Observer;
use crate::jobs::{self, Cancel};
use crate::template::{Field, Template};
pub use check::{Check, Row};
pub use group::{COUNT, SUMS, UNITS};
pub use input::{Input, Join, ReadOptions, open};
pub use name::{MAX_NAME, safe_name};
pub use report::{CSV_NAME, JSON_NAME};
pub use run::{Planned, Summary, Target};
use std::path::PathBuf;
pub use unit::{Outcome, Status};

/// A part of a batch: every `of`-th record, counted so that part 1 has the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    number: u64,
    of: u64,
}

impl Default for Shard {
    fn default() -> Self {
        Shard { number: 1, of: 1 }
    }
}

impl Shard {
    /// Reads `2/4`.
    ///
    /// # Errors
    /// It is no such text, or the first number is not 1 to the second.
    pub fn parse(text: &str) -> Result<Shard> {
        let parts = text.split_once('/').map(|(n, of)| (n.trim().parse(), of.trim().parse()));
        match parts {
            Some((Ok(number), Ok(of))) if (1..=of).contains(&number) => Ok(Shard { number, of }),
            _ => Err(Problem::new(&b::BAD_SHARD).arg("value", text).into()),
        }
    }

    /// Whether the unit with this number, counted from 1, belongs to the part.
    pub fn has(&self, unit: u64) -> bool {
        unit % self.of == self.number % self.of
    }

    /// `1of4`; empty for a whole batch.
    fn suffix(&self) -> String {
        if self.of == 1 { String::new() } else { format!("-{}of{}", self.number, self.of) }
    }
}

/// How a batch is run.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// How each report is rendered. Last year's data come from the [`Input`].
    pub render: crate::template::Options,
    /// The pattern of file names, such as `{{单位}}{{年度}}年度工作总结`; else the unit's name.
    pub name: Option<String>,
    /// The number of threads; 0 for as many as there are cores.
    pub jobs: usize,
    /// The part of the batch to do.
    pub shard: Shard,
    /// Leave what an earlier run completed from the same inputs.
    pub resume: bool,
    /// Overwrite reports that someone has edited.
    pub force: bool,
    /// Have every file on the disk before the next begins.
    pub sync: bool,
    /// Files that are never overwritten: the template, the data.
    pub inputs: Vec<PathBuf>,
    /// Stops the batch from outside.
    pub cancel: Cancel,
}

/// A template, its records, and how to fill the one with the others.
#[derive(Debug)]
pub struct Batch {
    template: Template,
    fields: Vec<Field>,
    /// Where cells are to be read as the template means them.
    schema: Option<Schema>,
    input: Input,
    options: Options,
    pattern: Option<name::Pattern>,
    /// The fingerprint of what all reports have in common.
    common: u128,
}

impl Batch {
    /// Puts a batch together.
    ///
    /// # Errors
    /// The pattern of file names cannot be read.
    pub fn new(template: Template, input: Input, options: Options) -> Result<Batch> {
        let pattern = options.name.as_deref().map(name::Pattern::new).transpose()?;
        let mut pieces = print::Pieces::default();
        pieces.text(env!("CARGO_PKG_VERSION"));
        pieces.text(&format!("{:?} {}", options.render.missing, options.render.update_fields));
        pieces.package(template.package());
        let common = pieces.finish();
        let schema = Some(Schema::of(&template)).filter(Schema::conforms);
        Ok(Batch { fields: template.fields(), schema, template, input, options, pattern, common })
    }

    /// The data.
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// The template.
    pub fn template(&self) -> &Template {
        &self.template
    }

    /// How it is run.
    pub fn options(&self) -> &Options {
        &self.options
    }

    fn workers(&self) -> usize {
        if self.options.jobs == 0 { jobs::cores() } else { self.options.jobs }
    }
}
