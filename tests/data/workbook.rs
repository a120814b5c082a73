//! Workbooks for tests from a compact notation.
//!
//! Each line is a row, cells parted by `|`, nothing is no cell. `12` is a number, `12@0.00` one with
//! a format, `!#REF!` an error, `?` a formula without result, `TRUE` a truth, else a text (`\n` a line
//! break). `#merge A1:B1`, `#hide` (the row before), `#1904` are directives; a sheet whose name begins
//! with `-` is hidden.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::{SimpleFileOptions, ZipWriter};

/// The bytes of an `.xlsx` with these sheets.
pub fn xlsx(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut formats = vec!["General".to_string()];
    let parts: Vec<String> = sheets.iter().map(|(_, rows)| sheet(rows, &mut formats)).collect();
    let date_1904 = sheets.iter().any(|(_, rows)| rows.contains("#1904"));
    let mut book =
        format!("<workbook xmlns:r=\"r\"><workbookPr date1904=\"{}\"/><sheets>", u8::from(date_1904));
    let mut relations = String::from("<Relationships>");
    for (i, (name, _)) in sheets.iter().enumerate() {
        let state = if name.starts_with('-') { "hidden" } else { "visible" };
        let name = name.trim_start_matches('-');
        write!(book, "<sheet name=\"{name}\" sheetId=\"{i}\" state=\"{state}\" r:id=\"r{i}\"/>").unwrap();
        write!(
            relations,
            "<Relationship Id=\"r{i}\" Type=\"x/worksheet\" Target=\"worksheets/sheet{i}.xml\"/>"
        )
        .unwrap();
    }
    relations += "<Relationship Id=\"s\" Type=\"x/styles\" Target=\"/xl/styles.xml\"/></Relationships>";
    let mut styles = String::from("<styleSheet><numFmts>");
    for (i, code) in formats.iter().enumerate() {
        write!(styles, "<numFmt numFmtId=\"{}\" formatCode=\"{}\"/>", 200 + i, escape(code)).unwrap();
    }
    styles += "</numFmts><cellXfs>";
    for i in 0..formats.len() {
        write!(styles, "<xf numFmtId=\"{}\"/>", 200 + i).unwrap();
    }
    styles += "</cellXfs></styleSheet>";
    let mut files = vec![
        ("_rels/.rels".to_string(), "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".to_string()),
        ("xl/workbook.xml".to_string(), book + "</sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels".to_string(), relations),
        ("xl/styles.xml".to_string(), styles),
    ];
    files.extend(parts.into_iter().enumerate().map(|(i, xml)| (format!("xl/worksheets/sheet{i}.xml"), xml)));
    archive(&files)
}

/// A zip archive.
pub fn archive(files: &[(String, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn sheet(rows: &str, formats: &mut Vec<String>) -> String {
    let (mut xml, mut merged) = (String::new(), String::new());
    let mut number = 0;
    for line in rows.trim_matches('\n').lines() {
        let line = line.trim();
        if let Some(area) = line.strip_prefix("#merge ") {
            write!(merged, "<mergeCell ref=\"{area}\"/>").unwrap();
        } else if line == "#hide" {
            xml = xml.replace(&format!("<row r=\"{number}\""), &format!("<row hidden=\"1\" r=\"{number}\""));
        } else if line != "#1904" {
            number += 1;
            write!(xml, "<row r=\"{number}\">").unwrap();
            for (column, text) in line.split('|').enumerate().map(|(i, text)| (i, text.trim())) {
                if !text.is_empty() {
                    xml += &cell(&format!("{}{number}", char::from(b'A' + column as u8)), text, formats);
                }
            }
            xml += "</row>";
        }
    }
    format!("<worksheet><sheetData>{xml}</sheetData><mergeCells>{merged}</mergeCells></worksheet>")
}

fn cell(name: &str, text: &str, formats: &mut Vec<String>) -> String {
    let (value, code) = text.split_once('@').unwrap_or((text, "General"));
    if value.parse::<f64>().is_ok() && (text != "@") {
        let style = formats.iter().position(|known| known == code).unwrap_or_else(|| {
            formats.push(code.to_string());
            formats.len() - 1
        });
        return format!("<c r=\"{name}\" s=\"{style}\"><v>{value}</v></c>");
    }
    match text {
        "?" => format!("<c r=\"{name}\"><f>A1</f><v></v></c>"),
        "TRUE" | "FALSE" => format!("<c r=\"{name}\" t=\"b\"><v>{}</v></c>", u8::from(text == "TRUE")),
        text if text.starts_with("!#") => format!("<c r=\"{name}\" t=\"e\"><v>{}</v></c>", &text[1..]),
        text => {
            let text = escape(&text.replace("\\n", "\n"));
            format!(
                "<c r=\"{name}\" t=\"inlineStr\"><is><r><t xml:space=\"preserve\">{text}</t></r><rPh><t>x</t></rPh></is></c>"
            )
        }
    }
}
