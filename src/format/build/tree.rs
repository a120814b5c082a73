//! A small tree for the parts that we built ourselves: what docx-rs cannot express is added here,
//! and every element's children are put into the order that the schema wants.
//!
//! Users' documents never pass through it; those keep their bytes.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// A node of a built part. Text is kept as written, escaped.
pub(super) enum Node {
    Element(Element),
    Text(String),
}

/// An element. Attributes' values are kept as written, escaped.
pub(super) struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

impl Element {
    /// The root of a part or fragment; `None` when it is no XML.
    pub(super) fn parse(xml: &str) -> Option<Element> {
        let mut reader = Reader::from_str(xml);
        let mut stack = vec![Element::new("")];
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) => stack.push(Element::read(&start)?),
                Event::Empty(start) => {
                    let element = Element::read(&start)?;
                    stack.last_mut()?.children.push(Node::Element(element));
                }
                Event::End(_) => {
                    let element = stack.pop()?;
                    stack.last_mut()?.children.push(Node::Element(element));
                }
                Event::Text(text) => {
                    let text = String::from_utf8(text.to_vec()).ok()?;
                    stack.last_mut()?.children.push(Node::Text(text));
                }
                Event::GeneralRef(entity) => {
                    let text = format!("&{};", String::from_utf8(entity.to_vec()).ok()?);
                    stack.last_mut()?.children.push(Node::Text(text));
                }
                Event::Eof => break,
                _ => {}
            }
        }
        let mut roots = stack.pop()?;
        roots.children.drain(..).find_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    fn new(name: &str) -> Element {
        Element { name: name.into(), attributes: Vec::new(), children: Vec::new() }
    }

    fn read(start: &BytesStart<'_>) -> Option<Element> {
        let mut element = Element::new(std::str::from_utf8(start.name().as_ref()).ok()?);
        for attribute in start.attributes() {
            let attribute = attribute.ok()?;
            let name = std::str::from_utf8(attribute.key.as_ref()).ok()?.to_string();
            let value = std::str::from_utf8(&attribute.value).ok()?.to_string();
            element.attributes.push((name, value));
        }
        Some(element)
    }

    /// An attribute's value as written.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The child elements.
    pub(super) fn elements(&mut self) -> impl Iterator<Item = &mut Element> {
        self.children.iter_mut().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Changes the first child element of a name, made where there is none.
    pub(super) fn edit(&mut self, name: &str, change: impl FnOnce(&mut Element)) {
        if !self.elements().any(|element| element.name == name) {
            self.children.push(Node::Element(Element::new(name)));
        }
        if let Some(element) = self.elements().find(|element| element.name == name) {
            change(element);
        }
    }

    /// Adds elements written as XML.
    pub(super) fn add(&mut self, xml: &str) {
        if let Some(wrapper) = Element::parse(&format!("<x>{xml}</x>")) {
            self.children.extend(wrapper.children);
        }
    }

    /// The part, with its declaration.
    pub(super) fn part(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            out.extend([" ", name, "=\"", value, "\""]);
        }
        if self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        for node in &self.children {
            match node {
                Node::Element(element) => element.write(out),
                Node::Text(text) => out.push_str(text),
            }
        }
        out.extend(["</", &self.name, ">"]);
    }
}
