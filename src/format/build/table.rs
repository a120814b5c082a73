//! Tables.

use super::docx::paragraph_xml;
use super::{Cell, Rules, Table};
use crate::format::page::Profile;
use std::fmt::Write;

/// The table's XML.
pub(super) fn table_xml(table: &Table, profile: &Profile) -> String {
    let total: i32 = table.widths.iter().sum();
    let mut out = format!(
        concat!(
            r#"<w:tbl><w:tblPr><w:tblW w:w="{}" w:type="dxa"/><w:jc w:val="center"/>{}<w:tblLayout w:type="fixed"/>"#,
            r#"<w:tblCellMar><w:left w:w="{}" w:type="dxa"/><w:right w:w="{}" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>"#
        ),
        total,
        borders(table.rules, profile),
        margin(table.rules),
        margin(table.rules)
    );
    for width in &table.widths {
        let _ = write!(out, r#"<w:gridCol w:w="{width}"/>"#);
    }
    out.push_str("</w:tblGrid>");
    for row in &table.rows {
        out.push_str("<w:tr>");
        let mut column = 0;
        for cell in row {
            out.push_str(&cell_xml(cell, &table.widths, column, profile));
            column += cell.span.max(1);
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
    out
}

fn margin(rules: Rules) -> i32 {
    match rules {
        Rules::Grid => 108,
        Rules::None | Rules::Imprint => 0,
    }
}

fn cell_xml(cell: &Cell, widths: &[i32], column: usize, profile: &Profile) -> String {
    let width: i32 = widths.iter().skip(column).take(cell.span.max(1)).sum();
    let span = if cell.span > 1 { format!(r#"<w:gridSpan w:val="{}"/>"#, cell.span) } else { String::new() };
    let mut out = format!(
        r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>"#
    );
    for paragraph in &cell.paragraphs {
        out.push_str(&paragraph_xml(paragraph, profile));
    }
    if cell.paragraphs.is_empty() {
        out.push_str("<w:p/>");
    }
    out.push_str("</w:tc>");
    out
}

/// Horizontal lines only for the end of the document: 0.35 mm outside, 0.25 mm inside (7.4.1).
fn borders(rules: Rules, profile: &Profile) -> String {
    let line = |side: &str, size: i32| {
        format!(r#"<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>"#)
    };
    let (outer, inner) = (profile.imprint.outer_rule, profile.imprint.inner_rule);
    let sides: String = match rules {
        Rules::None => return String::new(),
        Rules::Imprint => [("top", outer), ("bottom", outer), ("insideH", inner)]
            .map(|(side, size)| line(side, size))
            .concat(),
        Rules::Grid => {
            ["top", "left", "bottom", "right", "insideH", "insideV"].map(|side| line(side, 4)).concat()
        }
    };
    format!("<w:tblBorders>{sides}</w:tblBorders>")
}
