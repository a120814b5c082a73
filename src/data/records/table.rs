//! Rows of a table to records: which rows are records, and how their cells make a mapping.

use super::Fault;
use super::header::{Column, Header, text_of};
use crate::data::map::{KeyList, Keys, Map};
use crate::data::sheet::{Cell, CellKind, Row, place};
use crate::error::{Place, Problem, catalogue::data as entries};
use minijinja::value::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// A table's name and columns, shared by its records.
#[derive(Debug)]
pub(super) struct Table {
    /// The file, for problems.
    pub file: Arc<str>,
    /// The sheet; `None` for a text file, whose places are lines.
    pub sheet: Option<Arc<str>>,
    /// From left to right.
    pub columns: Vec<Column>,
    by_name: HashMap<String, usize>,
    layout: Layout,
}

/// The shape of a record: columns and groups of them, in order.
#[derive(Debug, Default)]
struct Layout {
    keys: Arc<Keys>,
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Column(usize),
    Group(Layout),
    /// The rows of another sheet, by its position among the lists.
    List(usize),
}

/// What a row is.
pub(super) enum Kind {
    Record,
    Blank,
    /// A total, a footnote, a row of column numbers, a row with nothing but its number.
    Other(Box<Problem>),
}

impl Table {
    /// A table of its own; columns of one name are for the caller to refuse.
    pub(super) fn new(file: Arc<str>, sheet: Option<Arc<str>>, header: Header) -> Self {
        let paths: Vec<(&[String], usize)> =
            header.columns.iter().map(|c| (c.path.as_slice(), c.index)).collect();
        let layout = layout(&paths);
        let by_name = header.columns.iter().map(|column| (column.path.join("."), column.index)).collect();
        Table { file, sheet, columns: header.columns, by_name, layout }
    }

    /// The names of the columns, groups and names joined by dots.
    pub(super) fn names(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.path.join(".")).collect()
    }

    /// The column with a name.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The cells of a row that are in a column with a name.
    fn named<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = (&'a Column, &'a Cell)> {
        let column = |cell: &Cell| {
            let at = self.columns.binary_search_by_key(&cell.column, |column| column.index).ok()?;
            self.columns.get(at)
        };
        row.cells.iter().filter_map(move |cell| Some((column(cell)?, cell)))
    }

    /// Adds lists to the records, each under a name; a column of that name gives way.
    pub(super) fn add_lists(&mut self, names: &[Arc<str>]) {
        let mut keys = KeyList::default();
        let mut parts = Vec::new();
        let layout = std::mem::take(&mut self.layout);
        for (name, part) in layout.keys.names().zip(layout.parts) {
            if !names.iter().any(|list| **list == *name) && keys.push(name).is_ok() {
                parts.push(part);
            }
        }
        for (i, name) in names.iter().enumerate() {
            if keys.push(name).is_ok() {
                parts.push(Part::List(i));
            }
        }
        self.layout = Layout { keys: keys.finish(), parts };
    }

    /// The mapping of a row, with the lists that belong to it.
    pub(super) fn data(&self, row: &Row, lists: &[Value]) -> Value {
        Value::from_object(build(&self.layout, row, lists))
    }

    /// What is wrong with a row's cells: errors of formulas, formulas without result.
    pub(super) fn faults(&self, row: &Row) -> Vec<Fault> {
        let faulty = |cell: &Cell| matches!(cell.kind, CellKind::Error | CellKind::NoResult);
        let fault = |(column, cell): (&Column, &Cell)| {
            let field = column.path.join(".");
            let entry = if cell.kind == CellKind::Error { &entries::ERROR_CELL } else { &entries::NO_RESULT };
            let problem = Problem::new(entry).arg("name", &field).arg("error", text_of(&cell.value));
            Fault {
                field: Some(field),
                problem: problem.file(&*self.file).at(self.place(row.index, column.index)),
            }
        };
        self.named(row).filter(|(_, cell)| faulty(cell)).map(fault).collect()
    }

    /// Where a cell is, row and column counted from 0: in a workbook its name, in a text the line
    /// and the number of the field.
    pub(super) fn place(&self, row: usize, column: usize) -> Place {
        let number = |n: usize| u32::try_from(n + 1).unwrap_or(u32::MAX);
        match &self.sheet {
            Some(sheet) => place(sheet, row, column),
            None => Place::Line { line: number(row), column: number(column) },
        }
    }

    /// What a row below the header is; `first` is the one right below it.
    pub(super) fn kind(&self, row: &Row, first: bool) -> Kind {
        let mut cells = self.named(row);
        let Some((column, cell)) = cells.next() else {
            return Kind::Blank;
        };
        let text = text_of(&cell.value);
        let single = cells.next().is_none() && self.columns.len() > 1;
        let note = |entry| {
            let problem = Problem::new(entry).file(&*self.file).at(self.place(row.index, column.index));
            Kind::Other(Box::new(problem.arg("text", text.chars().take(20).collect::<String>())))
        };
        if self.is_total(row) {
            note(&entries::TOTAL_SKIPPED)
        } else if EXAMPLES.iter().any(|word| text.starts_with(word)) {
            note(&entries::EXAMPLE_SKIPPED)
        } else if !single && self.is_header(row) {
            note(&entries::HEADER_AGAIN_SKIPPED)
        } else if single && is_footnote(&text) {
            note(&entries::FOOTNOTE_SKIPPED)
        } else if single && is_counter(column) && cell.kind == CellKind::Number {
            note(&entries::NUMBER_ONLY_SKIPPED)
        } else if first && self.numbers_columns(row) {
            note(&entries::COLUMN_NUMBERS_SKIPPED)
        } else {
            Kind::Record
        }
    }

    /// 合计, 总计 and the like in the first cells with a text.
    fn is_total(&self, row: &Row) -> bool {
        let texts = self.columns.iter().take(3).filter_map(|column| row.cell(column.index));
        let first = texts.into_iter().find(|cell| cell.kind == CellKind::Text);
        first.is_some_and(|cell| {
            let word: String = text_of(&cell.value).chars().filter(|c| c.is_alphanumeric()).collect();
            TOTALS.contains(&word.to_lowercase().as_str())
        })
    }

    /// The header once more, as at the top of a printed page.
    fn is_header(&self, row: &Row) -> bool {
        self.named(row).all(|(column, cell)| {
            cell.kind == CellKind::Text
                && column.path.last() == Some(&super::name::clean(&text_of(&cell.value)))
        })
    }

    /// 甲 乙 1 2 3: letters, then numbers, that count the columns.
    fn numbers_columns(&self, row: &Row) -> bool {
        let cells: Vec<&Cell> = self.columns.iter().filter_map(|column| row.cell(column.index)).collect();
        if cells.len() < 3 || cells.len() < self.columns.len() {
            return false;
        }
        let letter = |(i, cell): &(usize, &&Cell)| {
            let text = cell.value.as_str();
            text.is_some() && (text == LETTERS.get(*i).copied() || (*i == 0 && text == Some("栏次")))
        };
        let letters = cells.iter().enumerate().take_while(letter).count();
        let numbers = cells.get(letters..).unwrap_or_default();
        !numbers.is_empty() && (1..).zip(numbers).all(|(n, cell)| cell.value.as_i64() == Some(n))
    }
}

const LETTERS: [&str; 4] = ["甲", "乙", "丙", "丁"];

const TOTALS: [&str; 13] = [
    "合计",
    "总计",
    "共计",
    "小计",
    "总和",
    "总分",
    "总数",
    "汇总",
    "累计",
    "平均",
    "平均值",
    "total",
    "sum",
];

/// How a row of examples begins, in a form that shows how to fill it in.
const EXAMPLES: [&str; 4] = ["示例", "（示例", "(示例", "【示例"];

/// What stands below a table by itself: remarks, who filled it in.
fn is_footnote(text: &str) -> bool {
    let starts = ["注", "备注", "说明", "填表", "填报", "制表", "审核", "联系人", "负责人", "*", "※", "Note"];
    starts.iter().any(|start| {
        let rest = text.trim_start().strip_prefix(start);
        rest.is_some_and(|rest| {
            text.contains(['：', ':']) || rest.starts_with(|c: char| !c.is_alphanumeric())
        })
    })
}

/// A column that only counts the rows.
fn is_counter(column: &Column) -> bool {
    column.path.last().is_some_and(|name| ["序号", "编号", "序", "No", "No.", "#"].contains(&name.as_str()))
}

fn layout(columns: &[(&[String], usize)]) -> Layout {
    let mut keys = KeyList::default();
    let mut parts = Vec::new();
    for (path, index) in columns {
        let Some((name, rest)) = path.split_first() else { continue };
        if keys.push(name).is_err() {
            continue;
        }
        if rest.is_empty() {
            parts.push(Part::Column(*index));
            continue;
        }
        let group: Vec<(&[String], usize)> = columns
            .iter()
            .filter(|(path, _)| path.first() == Some(name))
            .filter_map(|(path, index)| Some((path.get(1..)?, *index)))
            .collect();
        parts.push(Part::Group(layout(&group)));
    }
    Layout { keys: keys.finish(), parts }
}

fn build(layout: &Layout, row: &Row, lists: &[Value]) -> Map {
    let value = |part: &Part| match part {
        Part::Column(index) => row.cell(*index).map_or(Value::UNDEFINED, shown),
        Part::Group(group) => Value::from_object(build(group, row, &[])),
        Part::List(i) => lists.get(*i).cloned().unwrap_or_else(|| Value::from_object(Vec::<Value>::new())),
    };
    Map::new(Arc::clone(&layout.keys), layout.parts.iter().map(value).collect())
}

/// What a template gets; of a cell without a value, nothing.
fn shown(cell: &Cell) -> Value {
    match cell.kind {
        CellKind::Error | CellKind::NoResult => Value::UNDEFINED,
        _ => cell.value.clone(),
    }
}
