//! Opening a workbook of records: which sheet has a row for each, which others belong to it, and
//! what is to be said about what was left out.

use super::Options;
use super::header::{Column, Head, SAMPLE};
use super::sheets::{List, Part, Sheets, key_of};
use super::table::{Kind, Table};
use crate::data::limits::MAX_PROBLEMS;
use crate::data::sheet::{Area, CellKind, Row, Sheet, Tab, Workbook, letters, place};
use crate::error::{Entry, Error, Problem, Result, catalogue::data as entries};
use minijinja::value::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// Names of columns that identify a unit, the likeliest first.
const KEYS: [&str; 5] = ["单位", "单位名称", "名称", "name", "Name"];

/// Sheets of such names say how to fill in the others.
const GUIDES: [&str; 6] = ["说明", "须知", "封面", "目录", "示例", "README"];

/// Opens the sheets of a workbook and notes what is to be said about them.
pub(super) struct Opener<'a> {
    file: Arc<str>,
    options: &'a Options,
    notes: Vec<Problem>,
}

/// A sheet that was read but not yet looked into.
struct Unread {
    tab: Tab,
    sheet: Sheet,
}

/// A table, and its columns of one name, which are an error if the sheet is used.
type Found = (Part, Vec<Problem>);

impl<'a> Opener<'a> {
    pub(super) fn new(name: &str, options: &'a Options) -> Self {
        Opener { file: name.into(), options, notes: Vec::new() }
    }

    pub(super) fn open(mut self, mut book: Workbook) -> Result<(Sheets, Vec<Problem>)> {
        let mut sheets = self.read(&mut book)?;
        let main = self.main(&mut sheets)?;
        let mut lists = Vec::new();
        for unread in sheets {
            lists.extend(self.list(unread, &main)?);
        }
        let sheets = self.join(main, lists);
        Ok((sheets, self.notes))
    }

    /// Every sheet that has content and is not hidden; the one that was asked for even so.
    fn read(&mut self, book: &mut Workbook) -> Result<Vec<Unread>> {
        let tabs = book.tabs();
        let wanted = self.options.sheet.as_deref().map(str::trim);
        if let Some(sheet) = wanted
            && !tabs.iter().any(|tab| tab.name.trim() == sheet)
        {
            let names: Vec<&str> = tabs.iter().map(|tab| &*tab.name).collect();
            let problem = Problem::new(&entries::NO_SHEET).file(&*self.file).arg("sheet", sheet);
            return Err(problem.arg("sheets", names.join("、")).into());
        }
        let mut sheets = Vec::new();
        for (position, tab) in tabs.into_iter().enumerate() {
            if tab.hidden && wanted != Some(tab.name.trim()) {
                self.note(&entries::SHEET_HIDDEN, &tab.name);
                continue;
            }
            let sheet = book.sheet(position)?;
            if !sheet.rows.is_empty() {
                sheets.push(Unread { tab, sheet });
            }
        }
        Ok(sheets)
    }

    /// Takes out the sheet that was asked for, else the first that looks like a table and has a
    /// header, a guide or a sheet of one column only if there is nothing else.
    fn main(&mut self, sheets: &mut Vec<Unread>) -> Result<Part> {
        let wanted = self.options.sheet.as_deref().map(str::trim);
        let doubt = |unread: &Unread| {
            let guide = GUIDES.iter().any(|word| unread.tab.name.contains(word));
            guide || unread.sheet.rows.iter().all(|row| row.cells.len() < 2)
        };
        let mut order: Vec<usize> = (0..sheets.len()).collect();
        order.sort_by_key(|&i| sheets.get(i).is_some_and(doubt));
        if wanted.is_some() {
            order.retain(|&i| sheets.get(i).is_some_and(|unread| Some(unread.tab.name.trim()) == wanted));
        }
        let several = order.len() > 1;
        let mut problems = Vec::new();
        for i in order {
            let Some(unread) = sheets.get_mut(i) else { continue };
            match self.part(unread, self.options.header_rows) {
                Ok((part, duplicates)) => {
                    checked(duplicates)?;
                    if several {
                        let name = Arc::clone(&unread.tab.name);
                        self.note(&entries::SHEET_USED, &name);
                    }
                    sheets.remove(i);
                    return Ok(part);
                }
                Err(error) => problems.extend(error.into_problems()),
            }
        }
        let empty = || Problem::new(&entries::NO_ROWS).file(&*self.file).into();
        Err(Error::from_problems(problems).unwrap_or_else(empty))
    }

    /// A sheet other than the first; without a header or a key it is left out.
    fn list(&mut self, mut unread: Unread, main: &Part) -> Result<Option<List>> {
        let noted = self.notes.len();
        let name = &Arc::clone(&unread.tab.name);
        let (part, duplicates) = match self.part(&mut unread, None) {
            Ok(found) => found,
            Err(error) if error.problems().iter().all(|p| p.code() == entries::NO_HEADER.code) => {
                self.note(&entries::SHEET_NO_HEADER, name);
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let Some((main_key, own_key)) = self.key(main, &part) else {
            // What was left out of a sheet that is not used is of no interest.
            self.notes.truncate(noted);
            self.note(&entries::SHEET_NO_KEY, name);
            return Ok(None);
        };
        checked(duplicates)?;
        Ok(Some(List { name: name.trim().into(), part, main_key, own_key, rows: HashMap::new() }))
    }

    /// The columns that tie a sheet to the first: of the name that was given, else of the likeliest
    /// that both have.
    fn key(&self, main: &Part, part: &Part) -> Option<(usize, usize)> {
        let both = |name: &str| Some((main.table.column(name)?, part.table.column(name)?));
        if let Some(key) = &self.options.key {
            return both(key);
        }
        let identifying = || {
            let names = main.table.names();
            names.iter().filter_map(|name| both(name)).find(|(column, _)| identifies(main, *column))
        };
        KEYS.into_iter().find_map(both).or_else(identifying)
    }

    fn join(&mut self, mut main: Part, mut lists: Vec<List>) -> Sheets {
        for list in &mut lists {
            let known: HashSet<String> =
                main.rows.iter().filter_map(|row| key_of(row, list.main_key)).collect();
            let (mut unknown, mut empty) = (Vec::new(), Vec::new());
            for (i, row) in list.part.rows.iter().enumerate() {
                match key_of(row, list.own_key) {
                    Some(key) if known.contains(&key) => list.rows.entry(key).or_default().push(i),
                    Some(_) => unknown.push(row),
                    None => empty.push(row),
                }
            }
            for (entry, rows) in [(&entries::KEY_UNKNOWN, unknown), (&entries::KEY_EMPTY, empty)] {
                let Some(first) = rows.first() else { continue };
                let problem = Problem::new(entry).at(list.part.table.place(first.index, list.own_key));
                let key = key_of(first, list.own_key).unwrap_or_default();
                let problem = problem.file(&*self.file).arg("key", key).arg("sheet", &list.name);
                self.notes.push(problem.arg("count", rows.len()));
            }
        }
        let given = self.options.key.as_deref();
        let key = given.into_iter().chain(KEYS).find_map(|name| main.table.column(name));
        let names: Vec<Arc<str>> = lists.iter().map(|list| Arc::clone(&list.name)).collect();
        main.table.add_lists(&names);
        Sheets { key: key.or(lists.first().map(|list| list.main_key)), main, lists }
    }

    fn note(&mut self, entry: &'static Entry, sheet: &str) {
        self.notes.push(Problem::new(entry).file(&*self.file).arg("sheet", sheet));
    }

    /// The table of a sheet: its header, its records, what is skipped.
    fn part(&mut self, unread: &mut Unread, header_rows: Option<(usize, usize)>) -> Result<Found> {
        let Unread { tab, sheet } = unread;
        let sample = match header_rows {
            Some((_, last)) => sheet.rows.partition_point(|row| row.index < last),
            None => sheet.rows.len().min(SAMPLE),
        };
        let rows = sheet.rows.get(..sample).unwrap_or_default();
        let top = above(&sheet.merged, rows.last().map_or(0, |row| row.index));
        let head = Head { file: &self.file, sheet: &tab.name, rows, merged: &top };
        let (header, duplicates) = head.find(header_rows)?;
        let count = sheet.rows.len();
        let below = sheet.rows.partition_point(|row| row.index <= *header.rows.end());
        let table = Table::new(Arc::clone(&self.file), Some(Arc::clone(&tab.name)), header);
        let mut rows = std::mem::take(&mut sheet.rows).split_off(below.min(count));
        self.doubts(&table, &rows, &tab.name);
        self.fill_down(&mut rows, &sheet.merged)?;
        let rows = self.records(&table, rows, &tab.name);
        if rows.len().saturating_mul(table.columns.len()) > self.options.limits.values {
            return Err(self.too_many().into());
        }
        Ok((Part { table, rows }, duplicates))
    }

    fn too_many(&self) -> Problem {
        let limit = self.options.limits.values;
        Problem::new(&entries::TOO_MANY_VALUES).file(&*self.file).arg("limit", limit)
    }

    /// The value of cells that are merged downwards holds for each of their rows.
    fn fill_down(&self, rows: &mut [Row], merged: &[Area]) -> Result<()> {
        let mut left = self.options.limits.values;
        for area in merged.iter().filter(|area| area.bottom > area.top) {
            let Ok(top) = rows.binary_search_by_key(&area.top, |row| row.index) else { continue };
            let Some(cell) = rows.get(top).and_then(|row| row.cell(area.left)).cloned() else { continue };
            let below = rows.iter_mut().skip(top + 1).take_while(|row| row.index <= area.bottom);
            for row in below {
                left = left.checked_sub(1).ok_or_else(|| self.too_many())?;
                if let Err(at) = row.cells.binary_search_by_key(&area.left, |cell| cell.column) {
                    row.cells.insert(at, cell.clone());
                }
            }
        }
        Ok(())
    }

    /// The rows that are records.
    fn records(&mut self, table: &Table, rows: Vec<Row>, sheet: &str) -> Vec<Row> {
        let mut records = Vec::with_capacity(rows.len());
        let (mut hidden, mut skipped) = (0, 0);
        let mut first = true;
        for row in rows {
            match table.kind(&row, std::mem::take(&mut first)) {
                Kind::Record => {
                    hidden += usize::from(row.hidden);
                    records.push(row);
                }
                Kind::Other(note) if skipped < MAX_PROBLEMS => {
                    skipped += 1;
                    self.notes.push(*note);
                }
                Kind::Blank | Kind::Other(_) => {}
            }
        }
        if hidden > 0 {
            let problem = Problem::new(&entries::ROWS_HIDDEN).file(&*self.file);
            self.notes.push(problem.arg("sheet", sheet).arg("count", hidden));
        }
        records
    }

    /// Columns with content but without a name are not read; numbers that are too long for Excel
    /// have lost their end.
    fn doubts(&mut self, table: &Table, rows: &[Row], sheet: &str) {
        let last = table.columns.last().map_or(0, |column| column.index);
        let mut named: Vec<Option<&Column>> = vec![None; last + 1];
        for column in &table.columns {
            if let Some(slot) = named.get_mut(column.index) {
                *slot = Some(column);
            }
        }
        let mut found: BTreeMap<usize, Problem> = BTreeMap::new();
        for row in rows {
            for cell in &row.cells {
                let column = named.get(cell.column).copied().flatten();
                if column.is_some() && !(cell.kind == CellKind::Number && has_long_number(&cell.value)) {
                    continue;
                }
                found.entry(cell.column).or_insert_with(|| {
                    let problem = match column {
                        None => Problem::new(&entries::COLUMN_UNNAMED).arg("column", letters(cell.column)),
                        Some(column) => {
                            Problem::new(&entries::DIGITS_LOST).arg("name", column.path.join("."))
                        }
                    };
                    problem.file(&*self.file).at(place(sheet, row.index, cell.column))
                });
            }
        }
        self.notes.extend(found.into_values());
    }
}

fn checked(problems: Vec<Problem>) -> Result<()> {
    Error::from_problems(problems).map_or(Ok(()), Err)
}

/// Whether a column tells the records apart by texts.
fn identifies(main: &Part, column: usize) -> bool {
    let mut keys: HashSet<String> = HashSet::new();
    let is_new = |row: &Row| {
        let text =
            row.cell(column).filter(|cell| cell.kind == CellKind::Text).and_then(|_| key_of(row, column));
        text.is_some_and(|key| keys.insert(key))
    };
    !main.rows.is_empty() && main.rows.iter().all(is_new)
}

/// Whether a number has more than 15 digits before the point.
fn has_long_number(value: &Value) -> bool {
    match value.as_i64() {
        Some(number) => number.unsigned_abs() >= 1_000_000_000_000_000,
        None => value.as_str().is_some_and(|text| {
            let whole = text.split('.').next().unwrap_or_default();
            whole.len() > 15 && whole.bytes().filter(u8::is_ascii_digit).count() > 15
        }),
    }
}

/// The most merged areas that a header is read with.
const MOST_AREAS: usize = 1000;

/// The merged areas that begin in the first rows.
fn above(merged: &[Area], last: usize) -> Vec<Area> {
    merged.iter().filter(|area| area.top <= last).take(MOST_AREAS).copied().collect()
}
