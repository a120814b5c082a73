//! Workbooks of OpenDocument: the text that each cell shows stands in the file.

use super::archive::{Archive, damaged};
use super::format::dated;
use super::xml::{Step, Steps, attribute};
use super::{Area, Cell, CellKind, Count, MAX_COLUMNS, MAX_ROWS, Row, Sheet, Tab, seen};
use crate::data::limits::Limits;
use crate::data::scalar;
use crate::error::Result;
use minijinja::value::Value;
use quick_xml::events::BytesStart;
use std::collections::HashSet;

const CONTENT: &str = "content.xml";

/// A workbook, all of it read.
pub(crate) struct Ods {
    sheets: Vec<(Tab, Sheet)>,
}

impl Ods {
    pub(super) fn open(bytes: &[u8], name: &str, limits: &Limits) -> Result<Self> {
        let mut archive = Archive::open(bytes, name, limits)?;
        let text = archive.text(CONTENT)?.ok_or_else(|| damaged(name, CONTENT))?;
        let mut reader = Reader {
            steps: Steps::new(&text),
            hidden: HashSet::new(),
            sheets: Vec::new(),
            row: 0,
            count: Count::new(name, limits),
        };
        match reader.read() {
            Ok(()) => Ok(Ods { sheets: reader.sheets }),
            Err(Stop::Damaged) => Err(damaged(name, CONTENT)),
            Err(Stop::Limit(error)) => Err(error),
        }
    }

    pub(super) fn tabs(&self) -> Vec<Tab> {
        self.sheets.iter().map(|(tab, _)| tab.clone()).collect()
    }

    pub(super) fn take_sheet(&mut self, position: usize) -> Sheet {
        self.sheets.get_mut(position).map(|(_, sheet)| std::mem::take(sheet)).unwrap_or_default()
    }
}

enum Stop {
    Damaged,
    Limit(crate::Error),
}

impl From<()> for Stop {
    fn from((): ()) -> Self {
        Stop::Damaged
    }
}

type Read<T = ()> = std::result::Result<T, Stop>;

struct Reader<'a> {
    steps: Steps<'a>,
    /// The styles of tables that are not shown.
    hidden: HashSet<String>,
    sheets: Vec<(Tab, Sheet)>,
    /// The row that comes next.
    row: usize,
    count: Count<'a>,
}

impl Reader<'_> {
    fn read(&mut self) -> Read {
        let mut style = String::new();
        while let Some(step) = self.steps.next()? {
            let Step::Open(element) = step else { continue };
            match element.local_name().as_ref() {
                b"style" => style = attribute(&element, b"name").unwrap_or_default(),
                b"table-properties" if attribute(&element, b"display").is_some_and(|d| d == "false") => {
                    self.hidden.insert(style.clone());
                }
                b"table" => {
                    let name = attribute(&element, b"name").unwrap_or_default();
                    let hidden = attribute(&element, b"style-name").is_some_and(|s| self.hidden.contains(&s));
                    self.sheets.push((Tab { name: name.into(), hidden }, Sheet::default()));
                    self.row = 0;
                }
                b"table-row" if !self.sheets.is_empty() => self.row(&element)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn row(&mut self, element: &BytesStart) -> Read {
        let repeated = repeated(element, b"number-rows-repeated");
        let hidden = attribute(element, b"visibility").is_some_and(|v| v != "visible");
        let outer = self.steps.depth;
        let mut cells = Vec::new();
        let mut column = 0;
        while self.steps.depth >= outer {
            let Step::Open(element) = self.steps.next()?.ok_or(())? else { continue };
            if matches!(element.local_name().as_ref(), b"table-cell" | b"covered-table-cell") {
                column += self.cells(&element, column, &mut cells)?;
            }
        }
        let first = self.row;
        self.row = self.row.saturating_add(repeated);
        if cells.is_empty() {
            return Ok(());
        }
        for index in first..self.row.min(MAX_ROWS) {
            for _ in &cells {
                self.count.cell().map_err(Stop::Limit)?;
            }
            if let Some((_, sheet)) = self.sheets.last_mut() {
                sheet.rows.push(Row { index, hidden, cells: cells.clone() });
            }
        }
        Ok(())
    }

    /// A cell and its repetitions; gives how many columns they take.
    fn cells(&mut self, element: &BytesStart, column: usize, cells: &mut Vec<Cell>) -> Read<usize> {
        let repeated = repeated(element, b"number-columns-repeated");
        let spans = [b"number-rows-spanned".as_slice(), b"number-columns-spanned"];
        let [rows, columns] = spans.map(|name| self::repeated(element, name));
        if (rows > 1 || columns > 1)
            && let Some((_, sheet)) = self.sheets.last_mut()
        {
            let (bottom, right) = (self.row.saturating_add(rows - 1), column.saturating_add(columns - 1));
            sheet.merged.push(Area { top: self.row, left: column, bottom, right });
        }
        let text = self.shown()?;
        if let Some((kind, value)) = value(element, &text) {
            for column in column..column.saturating_add(repeated).min(MAX_COLUMNS) {
                self.count.cell().map_err(Stop::Limit)?;
                cells.push(Cell { column, kind, value: value.clone() });
            }
        }
        Ok(repeated)
    }

    /// The paragraphs of the cell that was just opened, comments left out.
    fn shown(&mut self) -> Read<String> {
        let outer = self.steps.depth;
        let mut paragraphs: Vec<String> = Vec::new();
        while self.steps.depth >= outer {
            let Step::Open(element) = self.steps.next()?.ok_or(())? else { continue };
            match element.local_name().as_ref() {
                b"p" => {
                    let text = self.paragraph()?;
                    paragraphs.push(text);
                }
                b"annotation" => drop(self.steps.text(&[])?),
                _ => {}
            }
        }
        Ok(paragraphs.join("\n"))
    }

    fn paragraph(&mut self) -> Read<String> {
        let outer = self.steps.depth;
        let mut text = String::new();
        while self.steps.depth >= outer {
            match self.steps.next()?.ok_or(())? {
                Step::Text(piece) => text.push_str(&piece),
                Step::Open(element) => match element.local_name().as_ref() {
                    b"s" => text.extend(std::iter::repeat_n(' ', repeated(&element, b"c").min(1000))),
                    b"tab" => text.push('\t'),
                    b"line-break" => text.push('\n'),
                    _ => {}
                },
                Step::Close => {}
            }
        }
        Ok(text)
    }
}

fn repeated(element: &BytesStart, name: &[u8]) -> usize {
    attribute(element, name).and_then(|count| count.parse().ok()).unwrap_or(1).clamp(1, MAX_ROWS)
}

/// The kind is LibreOffice's own where it says more, as of errors; the last attribute is it.
fn value(element: &BytesStart, text: &str) -> Option<(CellKind, Value)> {
    let mut kinds = Vec::new();
    for attribute in element.attributes().with_checks(false).flatten() {
        if attribute.key.local_name().as_ref() == b"value-type" {
            kinds.push(attribute.value.to_vec());
        }
    }
    let is = |kind: &[u8]| kinds.iter().any(|own| own == kind);
    let formula = attribute(element, b"formula").is_some();
    let Some(text) = seen(text) else {
        let unknown = formula && kinds.is_empty();
        return unknown.then_some((CellKind::NoResult, Value::UNDEFINED));
    };
    if is(b"error") || (formula && (text.starts_with("Err:") || text.starts_with('#'))) {
        return Some((CellKind::Error, Value::from(text)));
    }
    if is(b"boolean") {
        return Some((CellKind::Truth, Value::from(attribute(element, b"boolean-value")? == "true")));
    }
    if is(b"date") {
        let exact = attribute(element, b"date-value").unwrap_or_default();
        return Some((CellKind::Date, dated(text, exact.trim_end_matches("T00:00:00"))));
    }
    if is(b"float") || is(b"percentage") || is(b"currency") {
        return Some((CellKind::Number, scalar::number(text).unwrap_or_else(|| Value::from(text))));
    }
    Some((CellKind::Text, Value::from(text)))
}
