//! What is found in JSON that is none: the marks of a Chinese keyboard, comments, single quotes,
//! names without quotes, the words of Python and JavaScript.

use super::{Reader, Shape};
use crate::error::catalogue::data as entries;
use minijinja::value::Value;
use std::borrow::Cow;

/// The ASCII mark that a full-width one stands for, or the character itself.
fn ascii_twin(c: char) -> char {
    match c {
        '：' => ':',
        '，' | '、' => ',',
        '｛' => '{',
        '｝' => '}',
        '［' | '【' => '[',
        '］' | '】' => ']',
        '“' | '”' | '＂' | '„' => '"',
        '‘' | '’' | '＇' => '\'',
        c => c,
    }
}

impl<'a> Reader<'a> {
    /// The next byte; of a full-width mark, its ASCII twin.
    pub(super) fn twin(&self) -> Option<u8> {
        match self.peek()? {
            byte if byte.is_ascii() => Some(byte),
            byte => {
                let twin = self.rest().chars().next().map(ascii_twin).filter(char::is_ascii);
                Some(twin.and_then(|c| u8::try_from(c).ok()).unwrap_or(byte))
            }
        }
    }

    /// Steps over a mark; notes it if it is the full-width one. Afterwards the reader stands where
    /// it would stand after the ASCII mark.
    pub(super) fn step(&mut self, mark: u8) -> Option<()> {
        let here = self.here();
        let end = here.end;
        if here.len() > 1 {
            self.full_width(char::from(mark))?;
        }
        self.at = end;
        Some(())
    }

    fn full_width(&mut self, twin: char) -> Option<()> {
        let range = self.here();
        let found = self.source.slice(range.clone());
        let problem = self.source.problem(&entries::JSON_FULL_WIDTH, range);
        self.note(problem.arg("found", found).arg("twin", twin))
    }

    /// Steps over blanks, and over comments and full-width blanks, which are faults.
    pub(super) fn skip_space(&mut self) -> Option<()> {
        loop {
            match self.peek() {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                Some(b'/' | b'#') => self.comment()?,
                Some(0xC2 | 0xE3 | 0xEF) if self.rest().starts_with(['\u{A0}', '\u{3000}', '\u{FEFF}']) => {
                    let rest = self.rest();
                    let length =
                        rest.len() - rest.trim_start_matches(['\u{A0}', '\u{3000}', '\u{FEFF}']).len();
                    self.fault(&entries::WIDE_BLANK, self.at..self.at + length)?;
                    self.at += length;
                }
                _ => return Some(()),
            }
        }
    }

    fn comment(&mut self) -> Option<()> {
        let rest = self.rest();
        let length = if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("//") || rest.starts_with('#') {
            rest.find('\n').unwrap_or(rest.len())
        } else {
            return self.stop(&entries::JSON_UNEXPECTED, self.here());
        };
        self.fault(&entries::JSON_COMMENT, self.at..self.at + length)?;
        self.at += length;
        Some(())
    }

    /// A key, whose quotes may be wrong.
    pub(super) fn key(&mut self) -> Option<Cow<'a, str>> {
        match (self.peek(), self.twin()) {
            (Some(b'"'), _) => self.string(),
            (_, Some(b'"')) => self.curly_string(),
            (_, Some(b'\'')) => self.single_string(),
            (None, _) => self.stop(&entries::JSON_ENDS_EARLY, self.here()),
            (_, Some(b':' | b',' | b'{' | b'[' | b']')) => self.stop(&entries::JSON_KEY_MISSING, self.here()),
            _ => {
                let word = self.word(|c| c.is_whitespace() || c == ':' || c == '"');
                if word.is_empty() {
                    return self.stop(&entries::JSON_UNEXPECTED, self.here());
                }
                self.fault(&entries::JSON_UNQUOTED, self.at - word.len()..self.at)?;
                Some(Cow::Borrowed(word))
            }
        }
    }

    /// A value that begins like none of JSON's.
    pub(super) fn odd_value(&mut self, shape: &mut Shape) -> Option<Value> {
        match self.twin() {
            Some(b'"') => return self.curly_string().map(Value::from),
            Some(b'\'') => return self.single_string().map(Value::from),
            Some(open @ (b'{' | b'[')) if self.here().len() > 1 => {
                self.full_width(char::from(open))?;
                self.at += self.here().len() - 1;
                return match open {
                    b'{' => self.nested(|reader| reader.object(shape)),
                    _ => self.nested(Reader::list),
                };
            }
            Some(b',' | b'}' | b']' | b':') => return self.stop(&entries::JSON_VALUE_MISSING, self.here()),
            Some(b'+' | b'.') => return self.number(),
            _ => {}
        }
        let word = self.word(|c| matches!(c, '\n' | ',' | '"'));
        let range = self.at - word.len()..self.at;
        match word {
            "true" => Some(Value::from(true)),
            "false" => Some(Value::from(false)),
            "null" => Some(Value::UNDEFINED),
            "" => self.stop(&entries::JSON_UNEXPECTED, self.here()),
            "True" | "False" | "None" | "NaN" | "Infinity" | "undefined" | "TRUE" | "FALSE" | "NULL" => {
                self.fault(&entries::JSON_FOREIGN_WORD, range)?;
                Some(Value::UNDEFINED)
            }
            _ => {
                self.fault(&entries::JSON_UNQUOTED, range)?;
                Some(Value::from(word))
            }
        }
    }

    /// Characters up to the next bracket or what else ends the word, without blanks behind.
    fn word(&mut self, ends: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c: char| {
            let twin = ascii_twin(c);
            ends(twin) || "{}[]".contains(twin)
        });
        let word = rest.get(..length.unwrap_or(rest.len())).unwrap_or(rest).trim_end();
        self.at += word.len();
        word
    }

    /// A string in curly or full-width quotes; either kind of quote ends it.
    fn curly_string(&mut self) -> Option<Cow<'a, str>> {
        self.full_width('"')?;
        self.quoted_by(|c| ascii_twin(c) == '"')
    }

    fn single_string(&mut self) -> Option<Cow<'a, str>> {
        self.fault(&entries::JSON_SINGLE_QUOTES, self.here())?;
        self.quoted_by(|c| ascii_twin(c) == '\'')
    }

    fn quoted_by(&mut self, closes: impl Fn(char) -> bool) -> Option<Cow<'a, str>> {
        let open = self.here();
        let rest = self.source.slice(open.end..self.source.text.len());
        match rest.char_indices().find(|&(_, c)| closes(c) || c == '\n') {
            Some((length, c)) if c != '\n' => {
                self.at = open.end + length + c.len_utf8();
                Some(Cow::Borrowed(rest.get(..length).unwrap_or_default()))
            }
            _ => self.stop(&entries::JSON_STRING_UNCLOSED, open),
        }
    }
}
