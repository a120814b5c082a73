//! Records for many documents: from workbooks, CSV, JSON, JSON Lines, YAML, TOML and folders.
//!
//! [`open`] reads what is needed to know the columns and to say what was skipped; then
//! [`Source::records`] gives the records in order, as often as it is called, and [`Source::at`] any
//! one of them again by its [`Mark`]. CSV and JSON Lines are read from the file each time, so memory
//! stays flat whatever their length; everything else is in memory whole.
//!
//! A cell arrives as its reader sees it: number formats applied, `80%` and `3.20` as texts, dates as
//! they are shown (the filters for dates know the whole date), formulas by their stored result, empty
//! cells missing. For `.xlsx` and `.xls` this is what Excel in Chinese shows, only that whole numbers
//! keep all their digits; for `.ods` it is the text that the file says is shown. A record knows the
//! cell of each of its values: [`Record::place_of`].
//!
//! Title rows above the header, blank rows, totals, remarks below the table, rows of examples and
//! rows that hold only their number are left out, and [`Source::notes`] says so. A header may be
//! several rows deep: the column 预算 in the group 经费 is `经费.预算`, as is a column of that name.
//! Other sheets of a workbook that have the key's column become lists, named like the sheet, of the
//! rows that belong to the record.
//!
//! ```
//! use hongtou::data::records::{Options, Source};
//! let csv = "××县基层单位情况\n单位,人数\n香港街道,12\n海恒社区,007\n合计,19\n";
//! let source = Source::from_bytes(csv.as_bytes(), "情况.csv", &Options::default())?;
//! assert_eq!(source.columns(), ["单位", "人数"]);
//! let second = source.records().nth(1).unwrap();
//! assert_eq!(second.data().to_string(), "{'单位': '海恒社区', '人数': '007'}");
//! assert_eq!(source.records().count(), 2);
//! assert_eq!(source.notes().len(), 1); // the total was left out
//! # Ok::<(), hongtou::Error>(())
//! ```

mod bytes;
mod csv;
mod header;
mod lines;
mod list;
mod name;
mod opener;
mod sheets;
mod table;

use super::{Format, Kind, Limits, extension, sniff};
use crate::error::{Error, Place, Problem, Result, catalogue::data as entries};
use bytes::Bytes;
use minijinja::value::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use table::Table;

/// What the user says about the data.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The sheet with a row for each record; otherwise the first that has a header.
    pub sheet: Option<String>,
    /// The first and last row of the header, counted from 1; otherwise it is found.
    pub header_rows: Option<(usize, usize)>,
    /// The column that identifies a record and ties the rows of other sheets to it.
    pub key: Option<String>,
    /// Limits on what is read into memory.
    pub limits: Limits,
}

/// A problem of a record; the others are not touched by it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The value it is about, such as `人数` or `活动[3].人数`; `None` if about the record.
    pub field: Option<String>,
    /// The problem, with its place.
    pub problem: Problem,
}

/// Where a record can be read again; of use only to the source that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mark {
    offset: u64,
    line: u64,
}

/// A record: its data, what is wrong with it, and where it comes from.
#[derive(Clone, Debug)]
pub struct Record {
    data: Value,
    faults: Vec<Fault>,
    origin: Origin,
    mark: Mark,
}

#[derive(Clone, Debug)]
enum Origin {
    /// A place in a text.
    Line { file: Arc<str>, line: u32, column: u32 },
    /// A row of a table by itself; the row is counted from 0.
    Row { table: Arc<Table>, row: usize },
    /// A row of a workbook's first table, with the rows of other sheets.
    Sheets { book: Arc<sheets::Sheets>, record: usize },
}

impl Record {
    /// The data for the template: a mapping, or undefined if the record could not be read.
    pub fn data(&self) -> &Value {
        &self.data
    }

    /// The problems of the record. A value at fault is missing in the data.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Where the record can be read again.
    pub fn mark(&self) -> Mark {
        self.mark
    }

    /// The file.
    pub fn file(&self) -> &str {
        match &self.origin {
            Origin::Line { file, .. } => file,
            Origin::Row { table, .. } => &table.file,
            Origin::Sheets { book, .. } => book.file(),
        }
    }

    /// Where the record starts.
    pub fn place(&self) -> Place {
        match &self.origin {
            Origin::Line { line, column, .. } => Place::Line { line: *line, column: *column },
            Origin::Row { table, row } => table.place(*row, table.columns.first().map_or(0, |c| c.index)),
            Origin::Sheets { book, record } => book.place(*record),
        }
    }

    /// Whether its values have cells, or fields of a row: [`Record::place_of`] knows them.
    pub fn has_cells(&self) -> bool {
        !matches!(self.origin, Origin::Line { .. })
    }

    /// The cell of a value, named as in templates: `人数`, `经费.预算`, `活动[3].人数`. In a text file
    /// it is the line and the number of the field. `None` where the data has no such value, or no
    /// cells.
    pub fn place_of(&self, field: &str) -> Option<Place> {
        match &self.origin {
            Origin::Line { .. } => None,
            Origin::Row { table, row } => Some(table.place(*row, table.column(field)?)),
            Origin::Sheets { book, record } => book.place_of(*record, field),
        }
    }
}

/// Records in order.
pub type Records<'a> = Box<dyn Iterator<Item = Record> + Send + 'a>;

/// One file of records.
#[derive(Debug)]
pub struct Source {
    file: Arc<str>,
    body: Body,
    notes: Vec<Problem>,
}

#[derive(Debug)]
enum Body {
    List(list::List),
    Lines(lines::Lines),
    Csv(csv::Csv),
    Sheets(Arc<sheets::Sheets>),
}

/// Opens a file, or every file of a folder in the order of their names; hidden files, Word documents
/// and the locks of open workbooks (`~$…`) are left out.
///
/// # Errors
///
/// A file cannot be read, is of no known kind, has no header that can be found, or two columns of one
/// name. The problems of all files of a folder come together. What is wrong with a single record is
/// not an error here: see [`Record::faults`].
pub fn open(path: &Path, options: &Options) -> Result<Vec<Source>> {
    if !path.is_dir() {
        return Ok(vec![Source::open(path, options)?]);
    }
    let name = path.display().to_string();
    let files = files_of(path).map_err(|error| super::unreadable(&name, &error))?;
    if files.is_empty() {
        return Err(Problem::new(&entries::FOLDER_EMPTY).file(name).into());
    }
    let (mut sources, mut problems) = (Vec::new(), Vec::new());
    for file in files {
        match Source::open(&file, options) {
            Ok(source) => sources.push(source),
            Err(error) => problems.extend(error.into_problems()),
        }
    }
    Error::from_problems(problems).map_or(Ok(sources), Err)
}

fn files_of(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let other =
            ["docx", "doc", "docm", "dotx", "dotm", "wps", "pdf"].contains(&extension(&path).as_str());
        if path.is_file() && !(name.starts_with(['.', '~']) || other) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

impl Source {
    /// Opens one file. What it is decides its content, then its name.
    ///
    /// # Errors
    ///
    /// As [`open`].
    pub fn open(path: &Path, options: &Options) -> Result<Source> {
        let name = path.display().to_string();
        let head = bytes::head(path, &name)?;
        match kind(&head, path) {
            Kind::Csv | Kind::Tsv => {
                Source::csv(Bytes::of_file(path, &name, &options.limits)?, &name, options)
            }
            Kind::JsonLines => Source::lines(Bytes::of_file(path, &name, &options.limits)?, &name, options),
            kind => Source::whole(&super::read_whole(path, &name, &options.limits)?, kind, &name, options),
        }
    }

    /// Reads bytes; `name` stands for the file, and its extension helps to recognise the format.
    ///
    /// # Errors
    ///
    /// As [`open`].
    pub fn from_bytes(bytes: &[u8], name: &str, options: &Options) -> Result<Source> {
        match kind(bytes, Path::new(name)) {
            Kind::Csv | Kind::Tsv => Source::csv(Bytes::of_memory(bytes, name)?, name, options),
            Kind::JsonLines => Source::lines(Bytes::of_memory(bytes, name)?, name, options),
            kind => Source::whole(bytes, kind, name, options),
        }
    }

    fn csv(bytes: Bytes, name: &str, options: &Options) -> Result<Source> {
        let (csv, notes) = csv::Csv::open(bytes, name, options)?;
        Ok(Source { file: name.into(), body: Body::Csv(csv), notes })
    }

    fn lines(bytes: Bytes, name: &str, options: &Options) -> Result<Source> {
        let lines = lines::Lines::new(bytes, name, options.limits);
        Ok(Source { file: name.into(), body: Body::Lines(lines), notes: Vec::new() })
    }

    fn whole(bytes: &[u8], kind: Kind, name: &str, options: &Options) -> Result<Source> {
        if bytes.len() as u64 > options.limits.bytes {
            return Err(super::too_large(name, &options.limits));
        }
        let format = match kind {
            Kind::Json => Format::Json,
            Kind::Yaml => Format::Yaml,
            Kind::Toml => Format::Toml,
            kind => {
                let (book, notes) = sheets::Sheets::read(bytes, kind, name, options)?;
                return Ok(Source { file: name.into(), body: Body::Sheets(Arc::new(book)), notes });
            }
        };
        let list = list::List::read(&super::decode::decode(bytes, name)?, format, name, &options.limits)?;
        Ok(Source { file: name.into(), body: Body::List(list), notes: Vec::new() })
    }

    /// The file, as it was named.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The columns of a table, and the lists that other sheets give; empty for JSON, YAML and TOML.
    pub fn columns(&self) -> Vec<String> {
        match &self.body {
            Body::List(_) | Body::Lines(_) => Vec::new(),
            Body::Csv(csv) => csv.table().names(),
            Body::Sheets(book) => book.names(),
        }
    }

    /// What was left out or taken in spite of a doubt: totals, hidden sheets and rows, columns
    /// without a name.
    pub fn notes(&self) -> &[Problem] {
        &self.notes
    }

    /// The records in order, from the start.
    pub fn records(&self) -> Records<'_> {
        match &self.body {
            Body::List(list) => Box::new(list.records()),
            Body::Lines(lines) => Box::new(lines.records(None)),
            Body::Csv(csv) => Box::new(csv.records(None)),
            Body::Sheets(book) => Box::new((0..book.count()).map(|i| sheets::record(book, i))),
        }
    }

    /// A record that was given before; `None` if the file no longer has it.
    pub fn at(&self, mark: Mark) -> Option<Record> {
        let index = usize::try_from(mark.offset).ok();
        match &self.body {
            Body::List(list) => list.record(index?),
            Body::Lines(lines) => lines.records(Some(mark)).next(),
            Body::Csv(csv) => csv.records(Some(mark)).next(),
            Body::Sheets(book) => index.filter(|&i| i < book.count()).map(|i| sheets::record(book, i)),
        }
    }
}

/// What a file is: its content where that is beyond doubt, else its extension.
fn kind(head: &[u8], path: &Path) -> Kind {
    use Kind::{Csv, Html, Json, JsonLines, Toml, Tsv, Yaml};
    let found = sniff(head);
    if !matches!(found, Json | JsonLines | Yaml | Toml | Csv | Tsv) {
        return found;
    }
    match (extension(path).as_str(), found) {
        (_, Html | JsonLines) => found,
        ("csv" | "tsv" | "tab", Json) => Json,
        ("csv", _) => Csv,
        ("tsv" | "tab", _) => Tsv,
        ("jsonl" | "ndjson", _) => JsonLines,
        ("json", _) => Json,
        ("yaml" | "yml", _) => Yaml,
        ("toml", _) => Toml,
        // A workbook by its name only: what is in it is a table of text.
        ("xls" | "xlsx" | "et" | "ods", Yaml) => Csv,
        _ => found,
    }
}
