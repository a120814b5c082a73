//! What a file is that is no Word document, told from its first bytes.

use crate::error::Problem;
use crate::error::catalogue::{Entry, package as p};

/// Signatures of document-security software, at the start of the file.
const LOCKED: &[&[u8]] = &[
    b"%TSD-Header",
    b"b\x14#e",
    b"\x62\x14\x23\x65",
    b"E-SafeNet",
    b"<DRMHEAD",
    b"DRMONE",
    b"\x99\x1a\x2b\x3cESafe",
];

/// True for a file that begins like a zip archive.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// The problem that names what the bytes are.
pub(super) fn problem(bytes: &[u8]) -> Problem {
    if let Some(entry) = kind(bytes) {
        return Problem::new(entry);
    }
    let text = std::str::from_utf8(bytes.get(..bytes.len().min(4096)).unwrap_or(&[]));
    let printable = text.is_ok_and(|t| !t.chars().any(|c| c.is_control() && !c.is_whitespace()));
    let (zh, en) = if printable {
        ("它是一个纯文本文件", "it is a text file")
    } else {
        ("无法识别的文件类型", "its type is not known")
    };
    Problem::new(&p::NOT_WORD).phrase("detail", zh, en)
}

fn kind(bytes: &[u8]) -> Option<&'static Entry> {
    if bytes.is_empty() {
        return Some(&p::EMPTY);
    }
    if LOCKED.iter().any(|magic| bytes.starts_with(magic)) {
        return Some(&p::LOCKED);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(ole(bytes));
    }
    if owner_file(bytes) {
        return Some(&p::OWNER_FILE);
    }
    let head = bytes.get(..bytes.len().min(2048)).unwrap_or(&[]);
    let head = String::from_utf8_lossy(head).to_lowercase();
    let head = head.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']);
    let starts = |prefix: &[&str]| prefix.iter().any(|p| head.starts_with(p));
    if starts(&["{\\rtf"]) {
        Some(&p::RTF)
    } else if starts(&["%pdf"]) {
        Some(&p::PDF)
    } else if head.contains("word.document") || head.contains("pkg:package") || head.contains("worddocument")
    {
        Some(&p::FLAT_XML)
    } else if starts(&["<!doctype html", "<html", "mime-version:", "<head", "<body", "<meta"])
        || head.contains("<html")
    {
        Some(&p::WEB_PAGE)
    } else {
        None
    }
}

/// Which program's compound file it is, by the names of its streams (MS-CFB 2.6: UTF-16LE).
fn ole(bytes: &[u8]) -> &'static Entry {
    let has = |name: &str| {
        let wanted: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wanted.len()).any(|w| w == wanted)
    };
    if has("EncryptedPackage") {
        &p::ENCRYPTED
    } else if has("WordDocument") || has("CONTENTS") || has("MatOST") {
        &p::OLD_WORD
    } else if has("Workbook") || has("Book") {
        &p::WORKBOOK
    } else if has("PowerPoint Document") {
        &p::PRESENTATION
    } else {
        &p::OLD_WORD
    }
}

/// Word's owner file: 162 bytes, a name's length, the name in one byte a character and in two.
fn owner_file(bytes: &[u8]) -> bool {
    let Some(&len) = bytes.first() else { return false };
    (bytes.len() == 162 || bytes.len() == 165) && len > 0 && len < 54 && bytes.contains(&0)
}

/// What a sound zip is whose main part is no Word document.
pub(super) fn other_package(mimetype: Option<&[u8]>, content_types: &str) -> Problem {
    let entry = match mimetype {
        Some(m) if m.starts_with(b"application/vnd.oasis.opendocument.spreadsheet") => &p::WORKBOOK,
        Some(m) if m.starts_with(b"application/vnd.oasis.opendocument.presentation") => &p::PRESENTATION,
        Some(m) if m.starts_with(b"application/vnd.oasis.opendocument") => &p::OPEN_DOCUMENT,
        _ if content_types.contains("spreadsheetml") || content_types.contains("ms-excel") => &p::WORKBOOK,
        _ if content_types.contains("presentationml") || content_types.contains("ms-powerpoint") => {
            &p::PRESENTATION
        }
        _ => &p::NO_MAIN,
    };
    Problem::new(entry)
}
