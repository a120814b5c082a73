//! The checks that the event reader leaves out (XML 1.0; Namespaces in XML 1.0).

use super::escape::{forbidden, reference};
use crate::error::{Problem, catalogue};

/// A fault at a byte of the source.
#[derive(Debug)]
pub(super) struct Fault {
    pub at: usize,
    pub zh: &'static str,
    pub en: &'static str,
}

impl Fault {
    pub(super) fn new(at: usize, zh: &'static str, en: &'static str) -> Self {
        Fault { at, zh, en }
    }
}

/// The problem for a fault, with line and column counted in characters from 1.
pub(super) fn fault(part: &str, source: &str, at: usize, zh: &'static str, en: &'static str) -> Problem {
    let before = source.get(..at.min(source.len())).unwrap_or(source);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    Problem::new(&catalogue::xml::NOT_WELL_FORMED)
        .arg("part", part)
        .arg("line", line)
        .arg("column", column)
        .phrase("detail", zh, en)
}

/// Finds a character that XML forbids, anywhere in the source.
pub(super) fn characters(source: &str) -> Result<(), Fault> {
    let suspicious = |b: &u8| (*b < 0x20 && !matches!(*b, b'\t' | b'\n' | b'\r')) || *b == 0xef;
    let bytes = source.as_bytes();
    let mut from = 0;
    while let Some(i) = bytes.get(from..).and_then(|rest| rest.iter().position(suspicious)) {
        let at = from + i;
        let c = source.get(at..).and_then(|s| s.chars().next()).unwrap_or('\0');
        if forbidden(c) {
            return Err(Fault::new(at, "含有 XML 不允许的控制字符", "a character that XML forbids"));
        }
        from = at + c.len_utf8();
    }
    Ok(())
}

/// An attribute as it stands in a start tag: byte ranges of the source.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawAttribute<'s> {
    pub name: &'s str,
    pub value: &'s str,
    pub value_at: usize,
}

/// Walks the attributes of a start tag; `body` is what follows the element's name, at byte `at`.
pub(super) struct Attributes<'s> {
    source: &'s str,
    at: usize,
    end: usize,
}

impl<'s> Attributes<'s> {
    pub(super) fn new(source: &'s str, at: usize, end: usize) -> Self {
        Attributes { source, at, end }
    }

    fn byte(&self) -> Option<u8> {
        self.source.as_bytes().get(self.at).copied().filter(|_| self.at < self.end)
    }

    fn skip_space(&mut self) -> bool {
        let from = self.at;
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        self.at > from
    }

    fn one(&mut self) -> Result<RawAttribute<'s>, Fault> {
        let from = self.at;
        while self
            .byte()
            .is_some_and(|b| !matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b'=' | b'"' | b'\'' | b'<' | b'&'))
        {
            self.at += 1;
        }
        let name = self.source.get(from..self.at).unwrap_or("");
        check_name(name, from)?;
        self.skip_space();
        if self.byte() != Some(b'=') {
            return Err(Fault::new(self.at, "属性没有值", "an attribute without a value"));
        }
        self.at += 1;
        self.skip_space();
        let quote = match self.byte() {
            Some(q @ (b'"' | b'\'')) => q,
            _ => return Err(Fault::new(self.at, "属性值没有引号", "an attribute's value without quotes")),
        };
        let value_at = self.at + 1;
        let rest = self.source.as_bytes().get(value_at..self.end).unwrap_or(&[]);
        let Some(len) = rest.iter().position(|&b| b == quote) else {
            return Err(Fault::new(self.at, "属性值的引号没有配对", "an attribute's value is not closed"));
        };
        self.at = value_at + len + 1;
        let value = self.source.get(value_at..value_at + len).unwrap_or("");
        Ok(RawAttribute { name, value, value_at })
    }
}

impl<'s> Iterator for Attributes<'s> {
    type Item = Result<RawAttribute<'s>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        let spaced = self.skip_space();
        match self.byte() {
            None => None,
            Some(_) if !spaced => {
                let at = self.at;
                self.at = self.end;
                Some(Err(Fault::new(at, "属性之间缺少空格", "no space between attributes")))
            }
            Some(_) => {
                let one = self.one();
                if one.is_err() {
                    self.at = self.end;
                }
                Some(one)
            }
        }
    }
}

/// Checks that a name is one (a pragmatic reading of XML 1.0, 2.3: no ASCII but letters, digits and `_-.:`), and
/// so is what follows its prefix (Namespaces in XML, 4).
pub(super) fn check_name(name: &str, at: usize) -> Result<(), Fault> {
    let good = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    let first = |c: char| good(c) && !c.is_ascii_digit() && !matches!(c, '-' | '.' | ':');
    let colons = name.bytes().filter(|&b| b == b':').count();
    let parts = name.split(':').all(|part| part.starts_with(first));
    if parts && name.chars().all(good) && colons <= 1 {
        Ok(())
    } else {
        Err(Fault::new(at, "名称不合规定", "an invalid name"))
    }
}

/// Checks the references of text or of an attribute's value, and that a value holds no `<`.
pub(super) fn check_references(text: &str, at: usize) -> Result<(), Fault> {
    let mut from = 0;
    while let Some(i) = text.get(from..).and_then(|t| t.find(['&', '<'])) {
        let here = from + i;
        let rest = text.get(here + 1..).unwrap_or("");
        if text.as_bytes().get(here) == Some(&b'<') {
            return Err(Fault::new(at + here, "属性值里有“<”", "“<” in an attribute's value"));
        }
        let name = rest.split(';').next().unwrap_or("");
        if name.len() == rest.len() || reference(name).is_none() {
            return Err(Fault::new(
                at + here,
                "“&”没有转义，或引用了不存在的实体",
                "an unescaped “&” or an undefined entity",
            ));
        }
        from = here + 1 + name.len();
    }
    Ok(())
}
