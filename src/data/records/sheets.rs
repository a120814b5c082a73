//! Records from a workbook: a sheet with a row for each, and other sheets whose rows a key ties to
//! them.

use super::header::text_of;
use super::opener::Opener;
use super::table::Table;
use super::{Fault, Mark, Options, Origin, Record};
use crate::data::merge::{Segment, parse_path};
use crate::data::sheet::{Row, Workbook};
use crate::data::sniff::Kind as FileKind;
use crate::error::{Place, Problem, Result};
use minijinja::value::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// A sheet's table and the rows of it that are records.
#[derive(Debug)]
pub(super) struct Part {
    pub table: Table,
    pub rows: Vec<Row>,
}

/// A sheet whose rows belong to the records.
#[derive(Debug)]
pub(super) struct List {
    pub name: Arc<str>,
    pub part: Part,
    /// The key's column in the first table.
    pub main_key: usize,
    /// The key's column in this table.
    pub own_key: usize,
    /// The rows of each key, in order.
    pub rows: HashMap<String, Vec<usize>>,
}

/// A workbook of records.
#[derive(Debug)]
pub(super) struct Sheets {
    pub main: Part,
    pub lists: Vec<List>,
    /// The column that names a record, if one does.
    pub key: Option<usize>,
}

impl Sheets {
    pub(super) fn read(
        bytes: &[u8],
        kind: FileKind,
        name: &str,
        options: &Options,
    ) -> Result<(Self, Vec<Problem>)> {
        let book = Workbook::open(bytes, kind, name, &options.limits)?;
        Opener::new(name, options).open(book)
    }

    pub(super) fn file(&self) -> &str {
        &self.main.table.file
    }

    pub(super) fn count(&self) -> usize {
        self.main.rows.len()
    }

    pub(super) fn names(&self) -> Vec<String> {
        let lists = self.lists.iter().map(|list| list.name.to_string());
        let columns =
            self.main.table.names().into_iter().filter(|name| !self.lists.iter().any(|l| *l.name == **name));
        columns.chain(lists).collect()
    }

    /// The rows of a list that belong to a record.
    fn rows_of<'a>(&self, list: &'a List, record: usize) -> Vec<&'a Row> {
        let key = self.main.rows.get(record).and_then(|row| key_of(row, list.main_key));
        let rows = key.and_then(|key| list.rows.get(&key)).map_or(&[][..], Vec::as_slice);
        rows.iter().filter_map(|&i| list.part.rows.get(i)).collect()
    }

    pub(super) fn place(&self, record: usize) -> Place {
        let column = self.key.or(self.main.table.columns.first().map(|column| column.index));
        let row = self.main.rows.get(record).map_or(0, |row| row.index);
        self.main.table.place(row, column.unwrap_or(0))
    }

    pub(super) fn place_of(&self, record: usize, field: &str) -> Option<Place> {
        if let Some(column) = self.main.table.column(field) {
            return Some(self.main.table.place(self.main.rows.get(record)?.index, column));
        }
        let path = parse_path(field).ok()?;
        let (Segment::Key(name), Segment::Index(index)) = (path.first()?, path.get(1)?) else {
            return None;
        };
        let list = self.lists.iter().find(|list| *list.name == **name)?;
        let row = *self.rows_of(list, record).get(*index)?;
        let key = |segment: &Segment| if let Segment::Key(key) = segment { Some(key.clone()) } else { None };
        let rest: Vec<String> = path.iter().skip(2).filter_map(key).collect();
        let table = &list.part.table;
        let column = if rest.is_empty() { Some(list.own_key) } else { table.column(&rest.join(".")) };
        Some(table.place(row.index, column?))
    }
}

/// A record of a workbook, with the rows of its lists.
pub(super) fn record(book: &Arc<Sheets>, index: usize) -> Record {
    let mark = Mark { offset: index as u64, line: 0 };
    let origin = Origin::Sheets { book: Arc::clone(book), record: index };
    let Some(row) = book.main.rows.get(index) else {
        return Record { data: Value::UNDEFINED, faults: Vec::new(), origin, mark };
    };
    let mut faults = book.main.table.faults(row);
    let mut lists = Vec::with_capacity(book.lists.len());
    for list in &book.lists {
        let rows = book.rows_of(list, index);
        for (i, row) in rows.iter().enumerate() {
            let within = |fault: Fault| Fault {
                field: Some(format!("{}[{i}].{}", list.name, fault.field.unwrap_or_default())),
                ..fault
            };
            faults.extend(list.part.table.faults(row).into_iter().map(within));
        }
        let items: Vec<Value> = rows.iter().map(|row| list.part.table.data(row, &[])).collect();
        lists.push(Value::from_object(items));
    }
    Record { data: book.main.table.data(row, &lists), faults, origin, mark }
}

/// The text by which rows are tied together.
pub(super) fn key_of(row: &Row, column: usize) -> Option<String> {
    let text = super::name::clean(&text_of(&row.cell(column)?.value));
    (!text.is_empty()).then_some(text)
}
