//! What a file is, whatever it is called.

use super::decode;
use std::io::{Cursor, Read};

/// The kinds of files that are given as data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// JSON.
    Json,
    /// JSON Lines: an object on each line.
    JsonLines,
    /// YAML, or any text that is nothing else.
    Yaml,
    /// TOML.
    Toml,
    /// Values separated by commas, semicolons or bars.
    Csv,
    /// Values separated by tabs.
    Tsv,
    /// A workbook of Excel 2007 and later (`.xlsx`, `.xlsm`).
    Xlsx,
    /// A binary workbook of Excel 2007 and later (`.xlsb`).
    Xlsb,
    /// A workbook of Excel 97 (`.xls`, `.et`).
    Xls,
    /// A workbook of OpenDocument (`.ods`).
    Ods,
    /// A Word document (`.docx`).
    Docx,
    /// An old Word document (`.doc`, `.wps`).
    Doc,
    /// An Office file that is locked with a password.
    Encrypted,
    /// A web page; some systems export one and call it `.xls`.
    Html,
    /// An archive that is cut off or spoilt.
    Damaged,
    /// Nothing that is known.
    Unknown,
}

impl Kind {
    /// Whether `batch` reads records from it and `render` does not.
    pub fn is_table(self) -> bool {
        matches!(
            self,
            Kind::JsonLines | Kind::Csv | Kind::Tsv | Kind::Xlsx | Kind::Xlsb | Kind::Xls | Kind::Ods
        )
    }

    /// What it is called, in Chinese and English.
    pub(crate) fn name(self) -> (&'static str, &'static str) {
        match self {
            Kind::Json => ("JSON", "JSON"),
            Kind::JsonLines => ("JSON Lines（每行一条记录）", "JSON Lines (a record on each line)"),
            Kind::Yaml => ("YAML", "YAML"),
            Kind::Toml => ("TOML", "TOML"),
            Kind::Csv => ("CSV 表格", "a CSV table"),
            Kind::Tsv => ("制表符分隔的表格", "a table separated by tabs"),
            Kind::Xlsx => ("Excel 工作簿（.xlsx）", "an Excel workbook (.xlsx)"),
            Kind::Xlsb => ("Excel 二进制工作簿（.xlsb）", "a binary Excel workbook (.xlsb)"),
            Kind::Xls => ("Excel 97-2003 工作簿（.xls）", "an Excel 97-2003 workbook (.xls)"),
            Kind::Ods => ("OpenDocument 工作簿（.ods）", "an OpenDocument workbook (.ods)"),
            Kind::Docx => ("Word 文档", "a Word document"),
            Kind::Doc => ("旧版 Word 或 WPS 文档", "an old Word or WPS document"),
            Kind::Encrypted => ("加了密码的 Office 文件", "an Office file with a password"),
            Kind::Html => ("网页", "a web page"),
            Kind::Damaged => ("不完整的文件", "an incomplete file"),
            Kind::Unknown => ("无法识别的文件", "an unknown kind of file"),
        }
    }
}

/// Recognises a file by its content; of a text file the first 64 KiB suffice.
///
/// ```
/// use hongtou::data::{Kind, sniff};
/// assert_eq!(sniff("单位,人数\n香港街道,12\n".as_bytes()), Kind::Csv);
/// assert_eq!(sniff("单位: 香港街道\n".as_bytes()), Kind::Yaml);
/// ```
pub fn sniff(bytes: &[u8]) -> Kind {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zip(bytes);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return ole(bytes);
    }
    let Some(encoded) = decode::recognise(bytes) else {
        return Kind::Unknown;
    };
    let body = bytes.get(encoded.mark..).unwrap_or_default();
    let (text, _) = encoded.encoding.decode_without_bom_handling(body);
    sniff_text(&text)
}

fn zip(bytes: &[u8]) -> Kind {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return Kind::Damaged;
    };
    let has = |prefix: &str| archive.file_names().any(|name| name.replace('\\', "/").starts_with(prefix));
    if has("xl/workbook.bin") {
        return Kind::Xlsb;
    }
    if has("xl/") {
        return Kind::Xlsx;
    }
    if has("word/") {
        return Kind::Docx;
    }
    let mut media_type = String::new();
    if let Ok(entry) = archive.by_name("mimetype") {
        // The longest of the known media types has 80 letters.
        let _ = entry.take(100).read_to_string(&mut media_type);
    }
    if media_type.contains("opendocument.spreadsheet") { Kind::Ods } else { Kind::Unknown }
}

/// The names of an OLE file's streams stand in its directory as UTF-16.
fn ole(bytes: &[u8]) -> Kind {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if has("EncryptedPackage") {
        Kind::Encrypted
    } else if has("Workbook") || has("Book\0") {
        Kind::Xls
    } else if has("WordDocument") {
        Kind::Doc
    } else {
        Kind::Unknown
    }
}

fn sniff_text(text: &str) -> Kind {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let first = lines.next().unwrap_or_default();
    let second = lines.next().unwrap_or_default();
    if is_html(first) {
        return Kind::Html;
    }
    if is_toml(first, second) {
        return Kind::Toml;
    }
    if first.starts_with('{') && first.ends_with('}') && second.starts_with('{') {
        return Kind::JsonLines;
    }
    if first.starts_with(['{', '[', '｛']) {
        return Kind::Json;
    }
    separated(text, first, second).unwrap_or(Kind::Yaml)
}

fn is_html(first: &str) -> bool {
    let start: String = first.chars().take(9).collect::<String>().to_ascii_lowercase();
    ["<!doctype", "<html", "<head", "<table", "<meta"].iter().any(|tag| start.starts_with(tag))
}

/// `键 = 值`, or a heading in brackets with such a line below.
fn is_toml(first: &str, second: &str) -> bool {
    let heading = first.starts_with('[') && first.ends_with(']') && !first.contains(['{', ',']);
    let line = if heading { second } else { first };
    let Some((key, _)) = line.split_once('=') else {
        return heading && second.starts_with('[') && is_heading(second) && is_heading(first);
    };
    let key = key.trim();
    !key.is_empty()
        && !key.starts_with(['{', '[', '<', '-', '?'])
        && !key.contains([':', '：', ',', '\t', '|'])
}

fn is_heading(line: &str) -> bool {
    let name = line.trim_matches(['[', ']']).trim();
    line.ends_with(']') && name.chars().all(|c| c.is_alphanumeric() || "._- ".contains(c)) && {
        name.chars().any(char::is_alphabetic)
    }
}

/// A table has its separator equally often in its first two lines, and is no mapping of YAML.
fn separated(text: &str, first: &str, second: &str) -> Option<Kind> {
    if first.contains(": ") || first.ends_with(':') || first.starts_with("- ") || text.starts_with("---") {
        return None;
    }
    for (separator, kind) in [('\t', Kind::Tsv), (',', Kind::Csv), (';', Kind::Csv), ('|', Kind::Csv)] {
        let count = first.matches(separator).count();
        if count > 0 && (second.is_empty() || second.matches(separator).count() == count || kind == Kind::Tsv)
        {
            return Some(kind);
        }
    }
    None
}
