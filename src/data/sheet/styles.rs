//! The number formats that the cells of an `.xlsx` refer to.

use super::CellKind;
use super::format::{NumberFormat, built_in};
use super::xml::{Step, Steps, attribute};
use minijinja::value::Value;
use std::collections::HashMap;

/// A format as cells use it.
#[derive(Debug, Default)]
pub(super) struct CellFormat {
    pub format: NumberFormat,
    /// Numbers show as they are.
    pub general: bool,
}

/// The formats in the order of `cellXfs`, which is what a cell's `s` counts.
pub(super) fn read(text: &str) -> Result<Vec<CellFormat>, ()> {
    let mut codes: HashMap<u32, String> = HashMap::new();
    let mut formats = Vec::new();
    let mut in_cells = None;
    let mut steps = Steps::new(text);
    while let Some(step) = steps.next()? {
        match step {
            Step::Open(element) => match element.local_name().as_ref() {
                b"numFmt" => {
                    let id = attribute(&element, b"numFmtId").and_then(|id| id.parse().ok());
                    if let (Some(id), Some(code)) = (id, attribute(&element, b"formatCode")) {
                        codes.insert(id, code);
                    }
                }
                b"cellXfs" => in_cells = Some(steps.depth),
                b"xf" if in_cells.is_some() => {
                    let id = attribute(&element, b"numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                    formats.push(cell_format(codes.get(&id).map_or(built_in(id), String::as_str)));
                }
                _ => {}
            },
            Step::Close if in_cells.is_some_and(|depth| steps.depth < depth) => in_cells = None,
            _ => {}
        }
    }
    Ok(formats)
}

/// A format from its code.
pub(super) fn cell_format(code: &str) -> CellFormat {
    CellFormat { format: NumberFormat::parse(code), general: code.eq_ignore_ascii_case("general") }
}

/// A number as its cell shows it.
pub(super) fn number(format: Option<&CellFormat>, number: f64, date_1904: bool) -> (CellKind, Value) {
    let plain = CellFormat::default();
    let display = format.unwrap_or(&plain).format.number(number, date_1904);
    (if display.is_date { CellKind::Date } else { CellKind::Number }, display.value)
}
