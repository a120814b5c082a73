//! Where a table's header is and what its columns are called.
//!
//! A person skips the title and the line with the unit and the date, and reads the first row that
//! names the columns, together with the row below it where the names are in groups. So do we, from
//! the first rows alone; what cannot be decided is an error that asks for `--header-row`.

use super::name::{self, Path};
use crate::data::limits::MAX_PROBLEMS;
use crate::data::sheet::{Area, Cell, CellKind, Row, cell_name, place};
use crate::error::{Problem, Result, catalogue::data as entries};
use minijinja::value::Value;
use std::collections::HashMap;
use std::ops::RangeInclusive;

/// The header is looked for in so many rows that are not empty.
pub(super) const SAMPLE: usize = 40;

/// The most columns with a name.
const MAX_COLUMNS: usize = 2000;

/// The most rows of a header.
const DEEPEST: usize = 3;

/// A column with a name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Column {
    /// Counted from 0.
    pub index: usize,
    /// Its name, with the names of its groups before it.
    pub path: Path,
}

/// A table's header.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// Its rows, counted from 0.
    pub rows: RangeInclusive<usize>,
    pub columns: Vec<Column>,
}

/// What the header is read from.
pub(super) struct Head<'a> {
    /// The file and the sheet, for problems.
    pub file: &'a str,
    pub sheet: &'a str,
    /// The first rows that are not empty.
    pub rows: &'a [Row],
    pub merged: &'a [Area],
}

impl Head<'_> {
    /// Finds the header, and the columns of one name in it; `given` are its rows, counted from 1, if
    /// the user says.
    pub(super) fn find(&self, given: Option<(usize, usize)>) -> Result<(Header, Vec<Problem>)> {
        let rows = match given {
            Some((first, last)) => first.saturating_sub(1)..=last.saturating_sub(1),
            None => {
                let first = self.first_row().ok_or_else(|| self.no_header())?;
                first..=self.last_row(first)
            }
        };
        let columns = self.columns(&rows);
        if columns.is_empty() {
            return Err(self.no_header().into());
        }
        if columns.len() > MAX_COLUMNS {
            let problem = Problem::new(&entries::TOO_MANY_COLUMNS).file(self.file).arg("sheet", self.sheet);
            return Err(problem.arg("found", columns.len()).arg("limit", MAX_COLUMNS).into());
        }
        let duplicates = self.duplicates(&rows, &columns);
        Ok((Header { rows, columns }, duplicates))
    }

    fn no_header(&self) -> Problem {
        Problem::new(&entries::NO_HEADER).file(self.file).arg("sheet", self.sheet)
    }

    fn first_row(&self) -> Option<usize> {
        let width = self.rows.iter().map(|row| row.cells.len()).max()?;
        let row = self.rows.iter().find(|row| self.names_columns(row, width))?;
        Some(row.index)
    }

    /// Whether a row names columns: nearly all texts, wide enough, no line of labels such as
    /// “填报单位：…”.
    fn names_columns(&self, row: &Row, width: usize) -> bool {
        let filled = row.cells.len();
        let named = row.cells.iter().filter(|cell| is_name(cell)).count();
        let covered: usize = row.cells.iter().map(|cell| self.span(row.index, cell.column)).sum();
        let labels = row.cells.iter().filter(|cell| is_label(cell)).count();
        let enough = filled >= 2 || (width == 1 && self.merged_over(row.index, 0).is_none());
        let has_text = row.cells.iter().any(|cell| cell.kind == CellKind::Text);
        enough
            && has_text
            && labels * 2 < filled
            && named * 5 >= filled * 4
            && covered.max(filled) * 2 >= width
    }

    /// How many columns the cell covers.
    fn span(&self, row: usize, column: usize) -> usize {
        self.merged_over(row, column).map_or(1, |area| area.right - area.left + 1)
    }

    fn merged_over(&self, row: usize, column: usize) -> Option<&Area> {
        let covers = |area: &&Area| {
            (area.top..=area.bottom).contains(&row) && (area.left..=area.right).contains(&column)
        };
        self.merged.iter().find(covers)
    }

    fn row(&self, index: usize) -> Option<&Row> {
        self.rows.iter().find(|row| row.index == index)
    }

    /// Cells merged downwards, and groups with names below them, make the header deeper.
    fn last_row(&self, first: usize) -> usize {
        let mut last = first;
        while last - first + 1 < DEEPEST {
            let Some(row) = self.row(last) else { break };
            let down = row.cells.iter().filter_map(|cell| self.merged_over(last, cell.column));
            let deepest = down.map(|area| area.bottom).max().unwrap_or(last).min(first + DEEPEST - 1);
            if deepest > last && self.all_names(last + 1) {
                last = deepest;
            } else if self.row(last + 1).is_some_and(|below| self.names_below(row, below)) {
                last += 1;
            } else {
                break;
            }
        }
        last
    }

    fn all_names(&self, index: usize) -> bool {
        self.row(index).is_none_or(|row| row.cells.iter().all(is_name))
    }

    /// Whether a row holds the names within the groups of the row above it: all texts, none below
    /// the first column, some below a group or a gap.
    fn names_below(&self, above: &Row, below: &Row) -> bool {
        let Some(first) = above.cells.first() else { return false };
        let fills_gap = |cell: &Cell| above.cell(cell.column).is_none() && cell.column > first.column;
        let under_group =
            |cell: &Cell| self.merged_over(above.index, cell.column).is_some_and(|a| a.left < a.right);
        let outside = |cell: &Cell| {
            let right = below.cell(cell.column + 1).is_some() && above.cell(cell.column + 1).is_none();
            !(fills_gap(cell) || under_group(cell) || right)
        };
        below.cells.iter().all(is_name)
            && below.cell(first.column).is_none()
            && below.cells.iter().any(|cell| fills_gap(cell) || under_group(cell))
            && !below.cells.iter().any(outside)
    }

    fn columns(&self, rows: &RangeInclusive<usize>) -> Vec<Column> {
        let within = || self.rows.iter().filter(|row| rows.contains(&row.index));
        let mut indices: Vec<usize> =
            within().flat_map(|row| row.cells.iter().map(|cell| cell.column)).collect();
        indices.sort_unstable();
        indices.dedup();
        let deep = rows.end() > rows.start();
        let named = indices.into_iter().filter_map(|index| {
            let mut texts: Vec<String> = Vec::new();
            for row in within() {
                let text = self.heading(row, index, deep && row.index < *rows.end());
                if let Some(text) = text.filter(|text| texts.last() != Some(text)) {
                    texts.push(text);
                }
            }
            Some(Column { index, path: name::path(&texts)? })
        });
        named.collect()
    }

    /// The name of a column in a row of the header; `group` looks to the left for the group that
    /// goes on over this column.
    fn heading(&self, row: &Row, column: usize, group: bool) -> Option<String> {
        let text = |cell: &Cell| Some(name::clean(&text_of(&cell.value))).filter(|text| !text.is_empty());
        if let Some(cell) = row.cell(column) {
            return text(cell);
        }
        if !group {
            return None;
        }
        match self.merged_over(row.index, column) {
            Some(area) if area.top < row.index => None,
            Some(area) => row.cell(area.left).and_then(text),
            // Without merged cells a group goes on until the next name.
            None if self.merged.is_empty() => {
                row.cells.iter().rev().find(|cell| cell.column < column).and_then(text)
            }
            None => None,
        }
    }

    /// Two columns of one name, or a column named like a group, are an error.
    fn duplicates(&self, rows: &RangeInclusive<usize>, columns: &[Column]) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut names: HashMap<&[String], usize> = HashMap::new();
        let mut groups: HashMap<&[String], usize> = HashMap::new();
        for column in columns {
            let path = column.path.as_slice();
            let above = || (1..path.len()).filter_map(|length| path.get(..length));
            let first = names.get(path).or_else(|| groups.get(path));
            let first = first.or_else(|| above().find_map(|group| names.get(group)));
            if let Some(first) = first.filter(|_| problems.len() < MAX_PROBLEMS) {
                let problem = Problem::new(&entries::DUPLICATE_COLUMN).file(self.file);
                let problem = problem.at(place(self.sheet, *rows.end(), column.index));
                let problem = problem.arg("name", path.join("."));
                problems.push(problem.arg("first", cell_name(*rows.end(), *first)));
            }
            names.entry(path).or_insert(column.index);
            for group in above() {
                groups.entry(group).or_insert(column.index);
            }
        }
        problems
    }
}

/// The text of a value as a template prints it.
pub(super) fn text_of(value: &Value) -> String {
    if value.is_undefined() { String::new() } else { value.to_string() }
}

/// A text, or a year.
fn is_name(cell: &Cell) -> bool {
    match cell.kind {
        CellKind::Text => true,
        CellKind::Number => cell.value.as_i64().is_some_and(|year| (1900..2100).contains(&year)),
        _ => false,
    }
}

/// `填报单位：…`: something before a colon and, unless the line is to be filled in, after it.
fn is_label(cell: &Cell) -> bool {
    cell.value.as_str().is_some_and(|text| {
        let text = text.trim();
        text.find(['：', ':']).is_some_and(|at| at > 0 && !text.contains('\n'))
    })
}
