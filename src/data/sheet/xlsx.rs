//! Workbooks of Excel 2007 and later, and of WPS (ECMA-376 part 1, 18).

use super::archive::{Archive, damaged};
use super::styles::{self, CellFormat};
use super::xml::{Step, Steps, attribute, flag};
use super::{Cell, CellKind, Count, MAX_COLUMNS, Row, Sheet, Tab, area, position, seen};
use crate::data::limits::Limits;
use crate::data::scalar;
use crate::error::Result;
use minijinja::value::Value;
use quick_xml::events::BytesStart;
use std::collections::HashMap;

/// A workbook, its formats and shared texts.
pub(crate) struct Xlsx<'a> {
    archive: Archive<'a>,
    name: String,
    limits: Limits,
    sheets: Vec<(Tab, String)>,
    formats: Vec<CellFormat>,
    texts: Vec<Value>,
    date_1904: bool,
}

impl<'a> Xlsx<'a> {
    pub(super) fn open(bytes: &'a [u8], name: &str, limits: &Limits) -> Result<Self> {
        let mut archive = Archive::open(bytes, name, limits)?;
        let broken = |part: &str| damaged(name, part);
        let main = main_part(&mut archive)?;
        let text = archive.text(&main)?.ok_or_else(|| broken(&main))?;
        let (tabs, date_1904) = workbook(&text).map_err(|()| broken(&main))?;
        let relations = relations(&mut archive, &main)?;
        let target = |kind: &str| relations.values().find(|r| r.kind == kind).map(|r| r.target.clone());
        let formats = match target("styles").map(|part| archive.text(&part)).transpose()?.flatten() {
            Some(text) => styles::read(&text).map_err(|()| broken("styles.xml"))?,
            None => Vec::new(),
        };
        let texts = match target("sharedStrings").map(|part| archive.text(&part)).transpose()?.flatten() {
            Some(text) => shared_texts(&text).map_err(|()| broken("sharedStrings.xml"))?,
            None => Vec::new(),
        };
        let part = |id: &str| relations.get(id).filter(|r| r.kind == "worksheet").map(|r| r.target.clone());
        let sheets = tabs.into_iter().filter_map(|(tab, id)| Some((tab, part(&id)?))).collect();
        Ok(Xlsx { archive, name: name.to_string(), limits: *limits, sheets, formats, texts, date_1904 })
    }

    pub(super) fn tabs(&self) -> Vec<Tab> {
        self.sheets.iter().map(|(tab, _)| tab.clone()).collect()
    }

    pub(super) fn sheet(&mut self, position: usize) -> Result<Sheet> {
        let Some((_, part)) = self.sheets.get(position) else {
            return Ok(Sheet::default());
        };
        let part = part.clone();
        let text = self.archive.text(&part)?.ok_or_else(|| damaged(&self.name, &part))?;
        let mut reader = SheetReader {
            book: self,
            steps: Steps::new(&text),
            sheet: Sheet::default(),
            count: Count::new(&self.name, &self.limits),
        };
        let read = reader.read();
        let sheet = reader.sheet;
        match read {
            Ok(()) => Ok(sheet),
            Err(Stop::Damaged) => Err(damaged(&self.name, &part)),
            Err(Stop::Limit(error)) => Err(error),
        }
    }
}

/// Where a package says its workbook is.
fn main_part(archive: &mut Archive) -> Result<String> {
    let roots = relations(archive, "")?;
    let main = roots.into_values().find(|relation| relation.kind == "officeDocument");
    let main = main.map(|relation| relation.target).filter(|part| archive.contains(part));
    Ok(main.unwrap_or_else(|| "xl/workbook.xml".to_string()))
}

/// A relationship: the last word of its type, and the part it leads to.
struct Relation {
    kind: String,
    target: String,
}

fn relations(archive: &mut Archive, part: &str) -> Result<HashMap<String, Relation>> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let separator = if folder.is_empty() { "" } else { "/" };
    let name = format!("{folder}{separator}_rels/{file}.rels");
    let Some(text) = archive.text(&name)? else {
        return Ok(HashMap::new());
    };
    let mut found = HashMap::new();
    let mut steps = Steps::new(&text);
    while let Ok(Some(step)) = steps.next() {
        let Step::Open(element) = step else { continue };
        let get = |name: &[u8]| attribute(&element, name);
        if let (Some(id), Some(kind), Some(target)) = (get(b"Id"), get(b"Type"), get(b"Target")) {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_string();
            found.insert(id, Relation { kind, target: resolve(folder, &target) });
        }
    }
    Ok(found)
}

/// A target is relative to the folder of its part unless it begins with a slash.
fn resolve(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|step| !step.is_empty()).collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}

/// The tabs with the ids of their relationships, and whether days count from 1904.
fn workbook(text: &str) -> std::result::Result<(Vec<(Tab, String)>, bool), ()> {
    let (mut tabs, mut date_1904) = (Vec::new(), false);
    let mut steps = Steps::new(text);
    while let Some(step) = steps.next()? {
        let Step::Open(element) = step else { continue };
        match element.local_name().as_ref() {
            b"workbookPr" => date_1904 = flag(&element, b"date1904"),
            b"sheet" => {
                let name = attribute(&element, b"name").unwrap_or_default();
                let hidden = attribute(&element, b"state").is_some_and(|state| state != "visible");
                let id = attribute(&element, b"id").unwrap_or_default();
                tabs.push((Tab { name: name.into(), hidden }, id));
            }
            _ => {}
        }
    }
    Ok((tabs, date_1904))
}

fn shared_texts(text: &str) -> std::result::Result<Vec<Value>, ()> {
    let mut texts = Vec::new();
    let mut steps = Steps::new(text);
    while let Some(step) = steps.next()? {
        if matches!(step, Step::Open(element) if element.local_name().as_ref() == b"si") {
            texts.push(shown_text(&steps.text(&[b"rPh"])?));
        }
    }
    Ok(texts)
}

/// A text without the blanks around it; undefined if there is nothing to see.
fn shown_text(text: &str) -> Value {
    let text = unescape(text);
    seen(&text).map_or(Value::UNDEFINED, Value::from)
}

/// `_x000D_` stands for the character of that code; line ends become `\n`.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let code = from.get(2..6).filter(|_| from.get(6..7) == Some("_"));
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                rest = from.get(7..).unwrap_or_default();
            }
            None => {
                out.push_str("_x");
                rest = from.get(2..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    if out.contains('\r') { out.replace("\r\n", "\n").replace('\r', "\n") } else { out }
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

struct SheetReader<'b, 'a> {
    book: &'b Xlsx<'a>,
    steps: Steps<'b>,
    sheet: Sheet,
    count: Count<'b>,
}

impl SheetReader<'_, '_> {
    fn read(&mut self) -> std::result::Result<(), Stop> {
        while let Some(step) = self.steps.next()? {
            let Step::Open(element) = step else { continue };
            match element.local_name().as_ref() {
                b"row" => self.row(&element)?,
                b"mergeCell" => self.sheet.merged.extend(attribute(&element, b"ref").and_then(|r| area(&r))),
                _ => {}
            }
        }
        Ok(())
    }

    fn row(&mut self, element: &BytesStart) -> std::result::Result<(), Stop> {
        let next = self.sheet.rows.last().map_or(0, |row| row.index + 1);
        let index =
            attribute(element, b"r").and_then(|r| r.parse::<usize>().ok()).map_or(next, |r| r.max(1) - 1);
        let mut row = Row { index: index.max(next), hidden: flag(element, b"hidden"), cells: Vec::new() };
        let outer = self.steps.depth;
        while self.steps.depth >= outer {
            match self.steps.next()?.ok_or(())? {
                Step::Open(element) if element.local_name().as_ref() == b"c" => {
                    self.cell(&element, &mut row)?
                }
                _ => {}
            }
        }
        if !row.cells.is_empty() {
            self.sheet.rows.push(row);
        }
        Ok(())
    }

    fn cell(&mut self, element: &BytesStart, row: &mut Row) -> std::result::Result<(), Stop> {
        let (mut column, mut format, mut kind) = (None, 0, String::new());
        for attribute in element.attributes().with_checks(false).flatten() {
            let value = std::str::from_utf8(&attribute.value).unwrap_or_default();
            match attribute.key.as_ref() {
                b"r" => column = position(value).map(|(_, column)| column),
                b"s" => format = value.parse().unwrap_or(0),
                b"t" => kind = value.to_string(),
                _ => {}
            }
        }
        let next = row.cells.last().map_or(0, |cell| cell.column + 1);
        let column = column.unwrap_or(next);
        let (formula, content) = self.content()?;
        if column < next || column >= MAX_COLUMNS {
            return Ok(());
        }
        if let Some((kind, value)) = self.book.value(&kind, format, formula, &content) {
            self.count.cell().map_err(Stop::Limit)?;
            row.cells.push(Cell { column, kind, value });
        }
        Ok(())
    }

    /// Whether the cell has a formula, and the text of its value.
    fn content(&mut self) -> std::result::Result<(bool, String), Stop> {
        let outer = self.steps.depth;
        let (mut formula, mut content) = (false, String::new());
        while self.steps.depth >= outer {
            let Step::Open(element) = self.steps.next()?.ok_or(())? else { continue };
            match element.local_name().as_ref() {
                b"v" => content = self.steps.text(&[])?,
                b"is" => content = self.steps.text(&[b"rPh"])?,
                b"f" => formula = true,
                _ => {}
            }
        }
        Ok((formula, content))
    }
}

impl Xlsx<'_> {
    /// What a cell shows; `None` if nothing.
    fn value(&self, kind: &str, format: usize, formula: bool, content: &str) -> Option<(CellKind, Value)> {
        match kind {
            "s" => {
                let text = self.texts.get(content.trim().parse::<usize>().ok()?)?;
                (!text.is_undefined()).then(|| (CellKind::Text, self.text(format, text)))
            }
            "str" | "inlineStr" => {
                let text = shown_text(content);
                (!text.is_undefined()).then(|| (CellKind::Text, self.text(format, &text)))
            }
            "b" => Some((CellKind::Truth, Value::from(matches!(content.trim(), "1" | "true")))),
            "e" => Some((CellKind::Error, Value::from(content.trim()))),
            "d" => {
                seen(content).map(|text| (CellKind::Date, Value::from(text.trim_end_matches("T00:00:00"))))
            }
            _ if content.trim().is_empty() => formula.then_some((CellKind::NoResult, Value::UNDEFINED)),
            _ => Some(self.number(format, content.trim())),
        }
    }

    fn text(&self, format: usize, text: &Value) -> Value {
        let shown = self.formats.get(format).zip(text.as_str()).and_then(|(f, text)| f.format.text(text));
        shown.map_or_else(|| text.clone(), Value::from)
    }

    fn number(&self, format: usize, content: &str) -> (CellKind, Value) {
        let format = self.formats.get(format);
        let general = format.is_none_or(|format| format.general);
        // Short numbers that are written as they show need no format.
        if general
            && content.len() <= 11
            && let Some(value) = scalar::number(content)
        {
            return (CellKind::Number, value);
        }
        let Ok(number) = content.parse::<f64>() else {
            return (CellKind::Text, Value::from(content));
        };
        styles::number(format, number, self.date_1904)
    }
}
