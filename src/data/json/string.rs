//! JSON's strings and their escapes.

use super::Reader;
use crate::error::catalogue::data as entries;
use std::borrow::Cow;

impl<'a> Reader<'a> {
    /// A string; its opening quote is the next byte.
    pub(super) fn string(&mut self) -> Option<Cow<'a, str>> {
        let open = self.at;
        self.at += 1;
        let start = self.at;
        if self.run() == Some(b'"') {
            let text = self.source.slice(start..self.at);
            self.at += 1;
            return Some(Cow::Borrowed(text));
        }
        let mut text = self.source.slice(start..self.at).to_string();
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Some(Cow::Owned(text));
                }
                Some(b'\\') => text.push(self.escape()?),
                Some(b'\n' | b'\r') => {
                    return self.stop(&entries::JSON_LINE_IN_STRING, open..self.at);
                }
                // Other control characters are the template's to refuse: it knows the field.
                Some(byte) => {
                    text.push(char::from(byte));
                    self.at += 1;
                }
                None => return self.stop(&entries::JSON_STRING_UNCLOSED, open..self.at),
            }
            let from = self.at;
            self.run();
            text.push_str(self.source.slice(from..self.at));
        }
    }

    /// Moves on to the next quote, backslash or control character, and tells which.
    fn run(&mut self) -> Option<u8> {
        let bytes = self.source.text.as_bytes().get(self.at..).unwrap_or_default();
        let length = bytes.iter().position(|&b| b == b'"' || b == b'\\' || b < 0x20);
        self.at += length.unwrap_or(bytes.len());
        self.peek()
    }

    fn escape(&mut self) -> Option<char> {
        let start = self.at;
        let letter = self.source.text.as_bytes().get(start + 1).copied();
        self.at += 2;
        Some(match letter {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'u') => return self.unicode(start),
            _ => {
                self.at = start + 1;
                self.fault(&entries::JSON_ESCAPE, start..start + 1 + self.here().len())?;
                '\\'
            }
        })
    }

    /// `\u` and four digits, twice for characters beyond U+FFFF.
    fn unicode(&mut self, start: usize) -> Option<char> {
        let first = self.four_digits();
        let code = match first {
            Some(high @ 0xD800..=0xDBFF) if self.rest().starts_with("\\u") => {
                self.at += 2;
                match self.four_digits() {
                    Some(low @ 0xDC00..=0xDFFF) => Some(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)),
                    _ => None,
                }
            }
            other => other,
        };
        match code.and_then(char::from_u32) {
            Some(c) => Some(c),
            None => {
                self.fault(&entries::JSON_ESCAPE, start..self.at)?;
                Some('\u{FFFD}')
            }
        }
    }

    fn four_digits(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}
