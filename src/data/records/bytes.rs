//! The bytes of a long text: in a file that is read again each time, or in memory.

use crate::data::decode;
use crate::data::limits::Limits;
use crate::data::source::Source;
use crate::error::{Error, Result};
use encoding_rs::{Encoding, GB18030, UTF_8};
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// So many bytes decide what a file is.
const HEAD: u64 = 64 << 10;

/// A text whose lines end in the byte `\n`: UTF-8 or GB18030.
#[derive(Clone, Debug)]
pub(super) struct Bytes {
    place: Stored,
    encoding: &'static Encoding,
    /// The length of the byte-order mark.
    start: u64,
}

#[derive(Clone, Debug)]
enum Stored {
    File(PathBuf),
    Memory(Arc<[u8]>),
}

/// The beginning of a file.
pub(super) fn head(path: &Path, name: &str) -> Result<Vec<u8>> {
    let unreadable = |error: io::Error| Error::from(crate::data::unreadable(name, &error));
    let mut head = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(HEAD).read_to_end(&mut head).map_err(unreadable)?;
    // A workbook is known by what stands at its end.
    if head.starts_with(b"PK") || head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return crate::data::read_whole(path, name, &Limits::default());
    }
    Ok(head)
}

impl Bytes {
    /// A file; it is read through once to know its encoding.
    pub(super) fn of_file(path: &Path, name: &str, limits: &Limits) -> Result<Self> {
        let file = File::open(path).map_err(|error| crate::data::unreadable(name, &error))?;
        match is_utf8(BufReader::with_capacity(HEAD as usize, file)) {
            Ok(Some(start)) => Ok(Bytes { place: Stored::File(path.to_path_buf()), encoding: UTF_8, start }),
            Ok(None) => {
                let bytes = crate::data::read_whole(path, name, limits)?;
                let mut known = Bytes::of_memory(&bytes, name)?;
                if known.encoding == GB18030 {
                    known.place = Stored::File(path.to_path_buf());
                }
                Ok(known)
            }
            Err(error) => Err(crate::data::unreadable(name, &error).into()),
        }
    }

    /// Bytes in memory; encodings other than UTF-8 and GB18030 are decoded at once.
    pub(super) fn of_memory(bytes: &[u8], name: &str) -> Result<Self> {
        let text = decode::decode(bytes, name)?;
        match decode::recognise(bytes) {
            Some(known) if known.encoding == GB18030 || matches!(text, Cow::Borrowed(_)) => Ok(Bytes {
                place: Stored::Memory(bytes.into()),
                encoding: known.encoding,
                start: known.mark as u64,
            }),
            _ => Ok(Bytes { place: Stored::Memory(text.as_bytes().into()), encoding: UTF_8, start: 0 }),
        }
    }

    /// The same text in memory as UTF-8.
    pub(super) fn decoded(&self, name: &str, limits: &Limits) -> Result<Self> {
        if self.encoding == UTF_8 {
            return Ok(self.clone());
        }
        let mut bytes = Vec::new();
        let read =
            self.reader(self.start).and_then(|reader| reader.take(limits.bytes).read_to_end(&mut bytes));
        read.map_err(|error| crate::data::unreadable(name, &error))?;
        let text = decode::decode_as(&bytes, self.encoding, Source::new(name, ""))?;
        Ok(Bytes { place: Stored::Memory(text.into_bytes().into()), encoding: UTF_8, start: 0 })
    }

    /// Where the text starts.
    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// Reads from a byte on.
    pub(super) fn reader(&self, offset: u64) -> io::Result<Box<dyn BufRead + Send>> {
        match &self.place {
            Stored::File(path) => {
                let mut file = File::open(path)?;
                file.seek(SeekFrom::Start(offset))?;
                Ok(Box::new(BufReader::with_capacity(HEAD as usize, file)))
            }
            Stored::Memory(bytes) => {
                let mut cursor = Cursor::new(Arc::clone(bytes));
                cursor.set_position(offset);
                Ok(Box::new(cursor))
            }
        }
    }

    /// The text of some bytes.
    pub(super) fn text<'a>(&self, bytes: &'a [u8]) -> Cow<'a, str> {
        if self.encoding == UTF_8 {
            return String::from_utf8_lossy(bytes);
        }
        self.encoding.decode_without_bom_handling(bytes).0
    }
}

/// The length of the byte-order mark if the whole text is UTF-8 without zero bytes.
fn is_utf8(mut reader: impl BufRead) -> io::Result<Option<u64>> {
    let mut rest: Vec<u8> = Vec::new();
    let mut start = None;
    loop {
        let chunk = reader.fill_buf()?;
        if chunk.is_empty() {
            return Ok(rest.is_empty().then_some(start.unwrap_or(0)));
        }
        if chunk.contains(&0) {
            return Ok(None);
        }
        let length = chunk.len();
        rest.extend_from_slice(chunk);
        if rest.len() >= 3 && start.is_none() {
            start = Some(if rest.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 });
        }
        match std::str::from_utf8(&rest) {
            Ok(_) => rest.clear(),
            // A character may be cut by the end of the chunk.
            Err(error) if error.error_len().is_none() => drop(rest.drain(..error.valid_up_to())),
            Err(_) => return Ok(None),
        }
        reader.consume(length);
    }
}
