//! A strict reader of XML for the tests, which shares nothing with the one in `src/xml`.
//!
//! It follows the grammar of XML 1.0 and Namespaces in XML 1.0 as far as a part of a Word document needs:
//! no DOCTYPE, the five entities and character references only.

use std::collections::{HashMap, HashSet};

/// An element with its name in canonical spelling: `w:p` whatever the prefix in the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Element {
    pub name: String,
    /// Canonical names and values, in the order of the file; without namespace declarations.
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// The child elements.
    pub fn elements(&self) -> impl DoubleEndedIterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|e| e.name == name)
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The attribute `w:val` of a child.
    pub fn val(&self, child: &str) -> Option<&str> {
        self.child(child)?.attribute("w:val")
    }

    /// The characters that stand directly in the element.
    pub fn text(&self) -> String {
        let text = |node: &Node| match node {
            Node::Text(text) => Some(text.clone()),
            Node::Element(_) => None,
        };
        self.children.iter().filter_map(text).collect()
    }

    /// Calls `see` for the element and everything below it, in document order; `see` says whether to go on
    /// below.
    pub fn walk<'e>(&'e self, see: &mut dyn FnMut(&'e Element) -> bool) {
        if see(self) {
            for child in self.elements() {
                child.walk(see);
            }
        }
    }
}

const PREFIXES: &[(&str, &str)] = &[
    ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "w"),
    ("http://purl.oclc.org/ooxml/wordprocessingml/main", "w"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "r"),
    ("http://purl.oclc.org/ooxml/officeDocument/relationships", "r"),
    ("http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing", "wp"),
    ("http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", "wp"),
    ("http://schemas.openxmlformats.org/drawingml/2006/main", "a"),
    ("http://purl.oclc.org/ooxml/drawingml/main", "a"),
    ("http://schemas.openxmlformats.org/drawingml/2006/picture", "pic"),
    ("http://schemas.openxmlformats.org/markup-compatibility/2006", "mc"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/math", "m"),
    ("http://schemas.microsoft.com/office/word/2010/wordml", "w14"),
    ("http://schemas.microsoft.com/office/word/2010/wordprocessingShape", "wps"),
    ("urn:schemas-microsoft-com:vml", "v"),
    ("urn:schemas-microsoft-com:office:office", "o"),
    ("http://schemas.openxmlformats.org/package/2006/relationships", "rel"),
    ("http://schemas.openxmlformats.org/package/2006/content-types", "ct"),
    ("http://www.w3.org/XML/1998/namespace", "xml"),
];

/// The text of a part: UTF-8, or UTF-16 with its byte-order mark.
pub fn decode(bytes: &[u8]) -> Result<String, String> {
    let wide = |unit: fn([u8; 2]) -> u16, bytes: &[u8]| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16(&units).map_err(|e| e.to_string())
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => wide(u16::from_be_bytes, rest),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).map_err(|e| e.to_string()),
        _ => String::from_utf8(bytes.to_vec()).map_err(|e| e.to_string()),
    }
}

/// Reads a document, or says what is wrong with it and where.
pub fn parse(text: &str) -> Result<Element, String> {
    let mut reader = Reader { text, at: 0, open: Vec::new(), scopes: Vec::new(), root: None };
    reader.run().map_err(|what| {
        let upto = text.get(..reader.at).unwrap_or(text);
        let near: String = upto.chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
        format!("{what} after {near:?}")
    })?;
    reader.root.ok_or_else(|| "no root element".into())
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// The open elements with their raw names.
    open: Vec<(Element, &'t str)>,
    scopes: Vec<HashMap<&'t str, String>>,
    root: Option<Element>,
}

type Step = Result<(), String>;

fn fail<T>(what: impl Into<String>) -> Result<T, String> {
    Err(what.into())
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn is_name_start(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '_' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}' | '\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}')
}

fn is_name_char(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}' | '\u{2040}')
}

fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, what: &str) -> bool {
        let found = self.rest().starts_with(what);
        self.at += if found { what.len() } else { 0 };
        found
    }

    /// What stands before `end`, which is passed over.
    fn until(&mut self, end: &str) -> Result<&'t str, String> {
        let Some(len) = self.rest().find(end) else { return fail(format!("“{end}” is missing")) };
        let found = &self.rest()[..len];
        self.at += len + end.len();
        Ok(found)
    }

    fn space(&mut self) -> bool {
        let len = self.rest().find(|c| !is_space(c)).unwrap_or(self.rest().len());
        self.at += len;
        len > 0
    }

    fn run(&mut self) -> Step {
        if let Some(bad) = self.text.chars().find(|&c| !is_xml_char(c)) {
            return fail(format!("the character {bad:?} is forbidden"));
        }
        if self.rest().starts_with("<?xml") {
            self.declaration()?;
        }
        while !self.rest().is_empty() {
            if self.eat("<!--") {
                let comment = self.until("-->")?;
                if comment.contains("--") || comment.ends_with('-') {
                    return fail("“--” in a comment");
                }
            } else if self.eat("<?") {
                let target = self.until("?>")?.split(is_space).next().unwrap_or("");
                if target.eq_ignore_ascii_case("xml") || !target.starts_with(is_name_start) {
                    return fail("a processing instruction without a proper target");
                }
            } else if self.eat("<![CDATA[") {
                let text = self.until("]]>")?;
                self.push_text(text)?;
            } else if self.rest().starts_with("<!") {
                return fail("a declaration");
            } else if self.eat("</") {
                self.close()?;
            } else if self.eat("<") {
                self.start()?;
            } else {
                self.characters()?;
            }
        }
        if self.open.is_empty() { Ok(()) } else { fail("an element is not closed") }
    }

    fn declaration(&mut self) -> Step {
        self.eat("<?xml");
        let inside = self.until("?>")?;
        let known = inside.starts_with(is_space) && inside.contains("version=");
        if known { Ok(()) } else { fail("a bad XML declaration") }
    }

    fn characters(&mut self) -> Step {
        let len = self.rest().find('<').unwrap_or(self.rest().len());
        let raw = &self.rest()[..len];
        self.at += len;
        if raw.contains("]]>") {
            return fail("“]]>” in text");
        }
        let text = resolve(raw)?;
        self.push_text(&text)
    }

    fn push_text(&mut self, text: &str) -> Step {
        let Some((element, _)) = self.open.last_mut() else {
            return if text.chars().all(is_space) { Ok(()) } else { fail("text outside the root") };
        };
        match element.children.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ => element.children.push(Node::Text(text.to_string())),
        }
        Ok(())
    }

    fn name(&mut self) -> Result<&'t str, String> {
        let len = self.rest().find(|c| !(is_name_char(c) || c == ':')).unwrap_or(self.rest().len());
        let name = &self.rest()[..len];
        self.at += len;
        let good = |part: &str| part.starts_with(is_name_start);
        let proper = match name.split_once(':') {
            Some((prefix, local)) => good(prefix) && good(local) && !local.contains(':'),
            None => good(name),
        };
        if proper { Ok(name) } else { fail(format!("“{name}” is no name")) }
    }

    fn start(&mut self) -> Step {
        let raw = self.name()?;
        let mut attributes: Vec<(&str, String)> = Vec::new();
        let empty = loop {
            let spaced = self.space();
            if self.eat("/>") {
                break true;
            } else if self.eat(">") {
                break false;
            } else if !spaced {
                return fail("no space before an attribute");
            }
            let attribute = self.attribute()?;
            if attributes.iter().any(|(name, _)| *name == attribute.0) {
                return fail(format!("the attribute {} twice", attribute.0));
            }
            attributes.push(attribute);
        };
        if self.open.is_empty() && self.root.is_some() {
            return fail("a second root");
        }
        let element = self.resolved(raw, attributes)?;
        self.open.push((element, raw));
        if empty { self.end() } else { Ok(()) }
    }

    fn attribute(&mut self) -> Result<(&'t str, String), String> {
        let name = self.name()?;
        self.space();
        if !self.eat("=") {
            return fail(format!("the attribute {name} has no value"));
        }
        self.space();
        let quote = if self.eat("\"") { "\"" } else { "'" };
        if quote == "'" && !self.eat("'") {
            return fail(format!("the value of {name} is not quoted"));
        }
        let raw = self.until(quote)?;
        if raw.contains('<') {
            return fail(format!("“<” in the value of {name}"));
        }
        Ok((name, resolve(raw)?))
    }

    /// The element with canonical names; its declarations come into force.
    fn resolved(&mut self, raw: &str, attributes: Vec<(&'t str, String)>) -> Result<Element, String> {
        let mut scope = HashMap::new();
        for (name, value) in &attributes {
            match name.strip_prefix("xmlns") {
                Some("") => drop(scope.insert("", value.clone())),
                Some(prefix) if prefix.starts_with(':') && value.is_empty() => {
                    return fail(format!("the prefix {prefix} bound to nothing"));
                }
                Some(prefix) => drop(prefix.strip_prefix(':').map(|p| scope.insert(p, value.clone()))),
                None => {}
            }
        }
        self.scopes.push(scope);
        let mut element = Element { name: self.canonical(raw, true)?, ..Element::default() };
        let mut seen = HashSet::new();
        for (name, value) in attributes.into_iter().filter(|(name, _)| !is_declaration(name)) {
            let name = self.canonical(name, false)?;
            if !seen.insert(name.clone()) {
                return fail(format!("the attribute {name} twice under two prefixes"));
            }
            element.attributes.push((name, value));
        }
        Ok(element)
    }

    fn canonical(&self, raw: &str, element: bool) -> Result<String, String> {
        let (prefix, local) = raw.split_once(':').unwrap_or(("", raw));
        if prefix == "xml" {
            return Ok(raw.to_string());
        }
        if prefix.is_empty() && !element {
            return Ok(local.to_string());
        }
        let bound = self.scopes.iter().rev().find_map(|scope| scope.get(prefix));
        match bound {
            None if prefix.is_empty() => Ok(local.to_string()),
            None => fail(format!("the prefix {prefix} is not declared")),
            Some(uri) if uri.is_empty() => Ok(local.to_string()),
            Some(uri) => match PREFIXES.iter().find(|(known, _)| known == uri) {
                Some((_, prefix)) => Ok(format!("{prefix}:{local}")),
                None => Ok(format!("{{{uri}}}{local}")),
            },
        }
    }

    fn close(&mut self) -> Step {
        let name = self.name()?;
        self.space();
        if !self.eat(">") {
            return fail("“>” is missing");
        }
        match self.open.last() {
            Some((_, raw)) if *raw == name => self.end(),
            Some((_, raw)) => fail(format!("<{raw}> is closed by </{name}>")),
            None => fail(format!("</{name}> closes nothing")),
        }
    }

    fn end(&mut self) -> Step {
        self.scopes.pop();
        let Some((element, _)) = self.open.pop() else { return fail("nothing to close") };
        match self.open.last_mut() {
            Some((parent, _)) => parent.children.push(Node::Element(element)),
            None => self.root = Some(element),
        }
        Ok(())
    }
}

fn is_declaration(name: &str) -> bool {
    name == "xmlns" || name.starts_with("xmlns:")
}

/// Resolves the references of a text.
fn resolve(raw: &str) -> Result<String, String> {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once(';') else { return fail("“&” is not escaped") };
        out.push(reference(name)?);
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

fn reference(name: &str) -> Result<char, String> {
    let number = match name.strip_prefix('#').map(|n| n.strip_prefix('x').ok_or(n)) {
        Some(Ok(hex)) => u32::from_str_radix(hex, 16).ok(),
        Some(Err(decimal)) => decimal.parse().ok(),
        None => ["lt<", "gt>", "amp&", "quot\"", "apos'"]
            .iter()
            .find_map(|entity| entity.strip_prefix(name).filter(|c| c.len() == 1)?.chars().next())
            .map(u32::from),
    };
    match number.and_then(char::from_u32).filter(|&c| is_xml_char(c)) {
        Some(c) => Ok(c),
        None => fail(format!("“&{name};” is no reference")),
    }
}
