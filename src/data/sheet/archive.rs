//! The zip archive of a workbook: parts by name, with limits on what is read.

use super::super::decode;
use super::super::limits::Limits;
use crate::error::{Error, Problem, Result, catalogue::data as entries};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The most entries of an archive.
const MAX_ENTRIES: usize = 10_000;

/// An archive of which parts are read as text.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    name: String,
    limit: u64,
    /// Bytes that may still be read.
    left: u64,
}

impl<'a> Archive<'a> {
    pub(super) fn open(bytes: &'a [u8], name: &str, limits: &Limits) -> Result<Self> {
        match ZipArchive::new(Cursor::new(bytes)) {
            Ok(zip) if zip.len() <= MAX_ENTRIES => {
                // What is packed may grow; four times the limit on a file bounds the sum of the parts.
                let left = limits.bytes.saturating_mul(4);
                Ok(Archive { zip, name: name.to_string(), limit: limits.bytes, left })
            }
            _ => Err(damaged(name, "")),
        }
    }

    pub(super) fn contains(&self, part: &str) -> bool {
        self.entry(part).is_some()
    }

    /// Names ignore case, and some writers part folders by backslashes.
    fn entry(&self, part: &str) -> Option<String> {
        let same = |name: &&str| name.replace('\\', "/").trim_start_matches('/').eq_ignore_ascii_case(part);
        self.zip.file_names().find(same).map(str::to_string)
    }

    /// The text of a part; `None` if there is none.
    pub(super) fn text(&mut self, part: &str) -> Result<Option<String>> {
        let Some(entry) = self.entry(part) else { return Ok(None) };
        let file = self.zip.by_name(&entry).map_err(|_| damaged(&self.name, part))?;
        let most = self.limit.min(self.left);
        let mut bytes = Vec::new();
        file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| damaged(&self.name, part))?;
        let read = bytes.len() as u64;
        if read > most {
            return Err(Problem::new(&entries::TOO_LARGE).file(&self.name).arg("limit", most >> 20).into());
        }
        self.left -= read;
        text(bytes).map(Some).ok_or_else(|| damaged(&self.name, part))
    }
}

fn text(bytes: Vec<u8>) -> Option<String> {
    let encoded = decode::recognise(&bytes)?;
    if encoded.mark == 0 && encoded.encoding == encoding_rs::UTF_8 {
        return String::from_utf8(bytes).ok();
    }
    let body = bytes.get(encoded.mark..)?;
    let text = encoded.encoding.decode_without_bom_handling_and_without_replacement(body)?;
    Some(text.into_owned())
}

/// The workbook is damaged; `part` names the part that is.
pub(in crate::data) fn damaged(name: &str, part: &str) -> Error {
    let (zh, en) = match part {
        "" => ("压缩包不完整".to_string(), "the archive is incomplete".to_string()),
        part => (format!("{part} 无法读取"), format!("{part} cannot be read")),
    };
    Problem::new(&entries::DAMAGED).file(name).phrase("detail", zh, en).into()
}
