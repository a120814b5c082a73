//! Reading the XML of workbooks: events by local name, text with its references resolved.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::borrow::Cow;

/// An event that matters. Names are local: prefixes differ between writers.
pub(super) enum Step<'a> {
    Open(BytesStart<'a>),
    Close,
    Text(Cow<'a, str>),
}

/// Steps through a part. An element without content opens and closes.
pub(super) struct Steps<'a> {
    reader: Reader<&'a [u8]>,
    /// How many elements are open.
    pub depth: usize,
    close_next: bool,
}

impl<'a> Steps<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Steps { reader: Reader::from_str(text), depth: 0, close_next: false }
    }

    /// The next step; `Ok(None)` at the end, `Err` where the part is no XML.
    pub(super) fn next(&mut self) -> Result<Option<Step<'a>>, ()> {
        if std::mem::take(&mut self.close_next) {
            self.depth -= 1;
            return Ok(Some(Step::Close));
        }
        loop {
            match self.reader.read_event().map_err(drop)? {
                Event::Start(element) => {
                    self.depth += 1;
                    return Ok(Some(Step::Open(element)));
                }
                Event::Empty(element) => {
                    self.depth += 1;
                    self.close_next = true;
                    return Ok(Some(Step::Open(element)));
                }
                Event::End(_) => {
                    self.depth = self.depth.checked_sub(1).ok_or(())?;
                    return Ok(Some(Step::Close));
                }
                Event::Text(text) => return Ok(Some(Step::Text(utf8(text.into_inner())?))),
                Event::CData(text) => return Ok(Some(Step::Text(utf8(text.into_inner())?))),
                Event::GeneralRef(reference) => {
                    let c = resolve(&reference).ok_or(())?;
                    return Ok(Some(Step::Text(Cow::Owned(c.to_string()))));
                }
                Event::Eof if self.depth == 0 => return Ok(None),
                Event::Eof => return Err(()),
                _ => {}
            }
        }
    }

    /// All text up to the end of the element that was just opened, that of the elements in `without`
    /// left out.
    pub(super) fn text(&mut self, without: &[&[u8]]) -> Result<String, ()> {
        let outer = self.depth;
        let mut skipped: Option<usize> = None;
        let mut out = String::new();
        while self.depth >= outer {
            match self.next()?.ok_or(())? {
                Step::Open(element)
                    if skipped.is_none() && without.contains(&element.local_name().as_ref()) =>
                {
                    skipped = Some(self.depth);
                }
                Step::Close if skipped.is_some_and(|depth| self.depth < depth) => skipped = None,
                Step::Text(text) if skipped.is_none() => out.push_str(&text),
                _ => {}
            }
        }
        Ok(out)
    }
}

fn utf8(bytes: Cow<'_, [u8]>) -> Result<Cow<'_, str>, ()> {
    match bytes {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(drop),
        Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).map_err(drop),
    }
}

fn resolve(name: &[u8]) -> Option<char> {
    match name {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        [b'#', b'x', digits @ ..] => {
            char::from_u32(u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?)
        }
        [b'#', digits @ ..] => char::from_u32(std::str::from_utf8(digits).ok()?.parse().ok()?),
        _ => None,
    }
}

/// An attribute by its local name.
pub(super) fn attribute(element: &BytesStart, name: &[u8]) -> Option<String> {
    let mut attributes = element.attributes();
    let attributes = attributes.with_checks(false);
    let found = attributes.flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let raw = std::str::from_utf8(&found.value).ok()?;
    quick_xml::escape::unescape(raw).ok().map(Cow::into_owned)
}

/// Whether an attribute of truth says yes.
pub(super) fn flag(element: &BytesStart, name: &[u8]) -> bool {
    attribute(element, name).is_some_and(|value| value == "1" || value == "true" || value == "on")
}
