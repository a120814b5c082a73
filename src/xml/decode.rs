//! Bytes of a part to text and back.

use crate::error::{Problem, Result, catalogue};
use encoding_rs::{Encoding as Charset, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// How a part's bytes spell its text, kept so that an edited part is written as it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding {
    charset: &'static Charset,
    bom: bool,
}

/// The text of a part and how it was spelt.
#[derive(Clone, Debug)]
pub struct Decoded<'a> {
    /// The text, without a byte-order mark.
    pub text: Cow<'a, str>,
    /// The spelling.
    pub encoding: Encoding,
}

/// Decodes a part: byte-order mark, then UTF-16 by its first bytes, then the declaration, else UTF-8
/// (XML 1.0, appendix F).
pub fn decode<'a>(part: &str, bytes: &'a [u8]) -> Result<Decoded<'a>> {
    let (charset, skip) = match Charset::for_bom(bytes) {
        Some((charset, len)) => (charset, len),
        None => (sniff(part, bytes)?, 0),
    };
    let body = bytes.get(skip..).unwrap_or(&[]);
    let encoding = Encoding { charset, bom: skip > 0 };
    if charset == UTF_8 {
        return match std::str::from_utf8(body) {
            Ok(text) => Ok(Decoded { text: Cow::Borrowed(text), encoding }),
            Err(e) => Err(bad_bytes(part, body, e.valid_up_to())),
        };
    }
    match charset.decode_without_bom_handling_and_without_replacement(body) {
        Some(text) => Ok(Decoded { text, encoding }),
        None => Err(bad_bytes(part, body, 0)),
    }
}

fn bad_bytes(part: &str, body: &[u8], at: usize) -> crate::Error {
    let before = String::from_utf8_lossy(body.get(..at).unwrap_or(&[])).into_owned();
    super::wellformed::fault(part, &before, before.len(), "字符编码不对", "bytes that are no text").into()
}

fn sniff(part: &str, bytes: &[u8]) -> Result<&'static Charset> {
    match bytes {
        [b'<', 0, ..] => return Ok(UTF_16LE),
        [0, b'<', ..] => return Ok(UTF_16BE),
        _ => {}
    }
    let head = bytes.get(..bytes.len().min(200)).unwrap_or(&[]);
    let Some(label) = declared(head) else { return Ok(UTF_8) };
    match Charset::for_label(label.as_bytes()) {
        // A declaration of UTF-16 in single bytes is wrong in itself; the bytes decide.
        Some(c) if c == UTF_16LE || c == UTF_16BE => Ok(UTF_8),
        Some(charset) => Ok(charset),
        None => Err(Problem::new(&catalogue::xml::UNKNOWN_ENCODING)
            .arg("part", part)
            .arg("encoding", label)
            .into()),
    }
}

fn declared(head: &[u8]) -> Option<String> {
    let text: String = head.iter().map(|&b| b as char).collect();
    let decl = text.strip_prefix("<?xml")?;
    let decl = decl.get(..decl.find("?>")?)?;
    let value = decl.get(decl.find("encoding")? + 8..)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next()?;
    value.get(1..)?.split(quote).next().map(str::to_string)
}

impl Encoding {
    /// UTF-8 without a byte-order mark.
    pub const PLAIN: Encoding = Encoding { charset: UTF_8, bom: false };

    /// The bytes that a part of this spelling begins with.
    pub fn bom(&self) -> &'static [u8] {
        match (self.bom, self.charset) {
            (false, _) => b"",
            (true, c) if c == UTF_16LE => b"\xff\xfe",
            (true, c) if c == UTF_16BE => b"\xfe\xff",
            (true, _) => b"\xef\xbb\xbf",
        }
    }

    /// True when the text's UTF-8 bytes are written as they are.
    pub fn is_utf8(&self) -> bool {
        self.charset == UTF_8
    }

    /// Spells text as the part was found, byte-order mark included. Characters that the charset lacks
    /// become references.
    pub fn encode(&self, text: &str) -> Vec<u8> {
        let mut out = self.bom().to_vec();
        if self.charset == UTF_16LE {
            out.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        } else if self.charset == UTF_16BE {
            out.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        } else {
            out.extend_from_slice(&self.charset.encode(text).0);
        }
        out
    }
}
