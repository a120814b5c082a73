//! The arena of byte ranges.

use super::name::{Name, Ns};
use super::wellformed::{Attributes, Fault, RawAttribute, characters, check_name, check_references, fault};
use super::{MAX_DEPTH, escape};
use crate::error::{Problem, Result, catalogue};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A node of a [`Tree`]: an element, or text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

const TEXT: u32 = u32::MAX;
const CDATA: u32 = u32::MAX - 1;

/// 24 bytes: where it begins, where its content begins, where it ends, its parent, the first node after its
/// subtree, and its name.
#[derive(Clone, Copy, Debug)]
struct Node {
    start: u32,
    content: u32,
    end: u32,
    parent: u32,
    next: u32,
    name: u32,
}

#[derive(Clone, Debug)]
struct TreeName {
    ns: Ns,
    local: Box<str>,
}

/// Where a prefix is bound: the nodes `from..to`.
#[derive(Clone, Debug)]
struct Binding {
    from: u32,
    to: u32,
    ns: Ns,
}

/// A part as a tree of byte ranges over its text. Nodes stand in document order.
///
/// ```
/// use hongtou::xml::{ns, Tree};
/// let tree = Tree::parse("a.xml", r#"<p xmlns="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><r/></p>"#)?;
/// assert!(tree.is(tree.root(), ns::w("p")));
/// assert_eq!(tree.children(tree.root()).count(), 1);
/// # Ok::<(), hongtou::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Tree<'s> {
    source: Cow<'s, str>,
    nodes: Vec<Node>,
    names: Vec<TreeName>,
    bindings: HashMap<Box<str>, Vec<Binding>>,
    uris: Vec<Box<str>>,
}

impl<'s> Tree<'s> {
    /// Parses the text of the part `part`, nesting at most [`MAX_DEPTH`] deep.
    ///
    /// # Errors
    /// One problem with line and column when the text is not well-formed.
    pub fn parse(part: &str, source: impl Into<Cow<'s, str>>) -> Result<Self> {
        Self::parse_within(part, source, MAX_DEPTH)
    }

    /// Parses with a limit of depth of the caller's.
    pub fn parse_within(part: &str, source: impl Into<Cow<'s, str>>, depth: usize) -> Result<Self> {
        let source = source.into();
        let built = Builder::new(&source, depth).and_then(|mut b| b.run().map(|()| b.done()));
        match built {
            Ok((nodes, names, bindings, uris)) => Ok(Tree { source, nodes, names, bindings, uris }),
            Err(Stop::Fault(f)) => Err(fault(part, &source, f.at, f.zh, f.en).into()),
            Err(Stop::Deep) => {
                Err(Problem::new(&catalogue::xml::TOO_DEEP).arg("part", part).arg("limit", depth).into())
            }
            Err(Stop::Doctype) => Err(Problem::new(&catalogue::xml::DOCTYPE).arg("part", part).into()),
        }
    }

    /// The text that was parsed.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The same tree over a text of its own.
    pub fn into_owned(self) -> Tree<'static> {
        let Tree { source, nodes, names, bindings, uris } = self;
        Tree { source: Cow::Owned(source.into_owned()), nodes, names, bindings, uris }
    }

    /// Gives the text back.
    pub fn into_source(self) -> Cow<'s, str> {
        self.source
    }

    /// The root element.
    pub fn root(&self) -> NodeId {
        NodeId(0)
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Never true of a parsed tree.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    fn node(&self, id: NodeId) -> Node {
        let root = Node { start: 0, content: 0, end: 0, parent: 0, next: 0, name: TEXT };
        self.nodes.get(id.0 as usize).copied().unwrap_or(root)
    }

    /// True for text, CDATA included.
    pub fn is_text(&self, id: NodeId) -> bool {
        self.node(id).name >= CDATA
    }

    /// True for a CDATA section.
    pub fn is_cdata(&self, id: NodeId) -> bool {
        self.node(id).name == CDATA
    }

    /// An element's name; of text, an empty one.
    pub fn name(&self, id: NodeId) -> Name<'_> {
        match self.names.get(self.node(id).name as usize) {
            Some(name) => Name { ns: name.ns, local: &name.local },
            None => Name { ns: Ns::None, local: "" },
        }
    }

    /// True when the node is the element `name`.
    pub fn is(&self, id: NodeId, name: Name<'_>) -> bool {
        self.name(id) == name
    }

    /// The namespace URI of an [`Ns::Other`].
    pub fn uri(&self, ns: Ns) -> Option<&str> {
        match ns {
            Ns::Other(i) => self.uris.get(usize::from(i)).map(|u| &**u),
            _ => None,
        }
    }

    /// The element around a node; the root has none.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        (id.0 != 0).then(|| NodeId(self.node(id).parent))
    }

    /// The elements around a node, the nearest first.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.parent(id), move |&p| self.parent(p))
    }

    /// The children of an element, text included.
    pub fn children(&self, id: NodeId) -> Children<'_, 's> {
        Children { tree: self, at: id.0 + 1, end: self.node(id).next }
    }

    /// The first child element with a name.
    pub fn child(&self, id: NodeId, name: Name<'_>) -> Option<NodeId> {
        self.children(id).find(|&c| self.is(c, name))
    }

    /// Every node below an element, in document order.
    pub fn descendants(&self, id: NodeId) -> Descendants {
        Descendants { at: id.0 + 1, end: self.node(id).next }
    }

    /// True when `inner` is `outer` or lies in it.
    pub fn contains(&self, outer: NodeId, inner: NodeId) -> bool {
        inner.0 >= outer.0 && inner.0 < self.node(outer).next.max(outer.0 + 1)
    }

    /// The node's sibling after it.
    pub fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        let parent = self.parent(id)?;
        let next = self.node(id).next;
        (next < self.node(parent).next).then_some(NodeId(next))
    }

    /// The innermost node that covers a byte of the source.
    pub fn node_at(&self, byte: usize) -> Option<NodeId> {
        let after = self.nodes.partition_point(|n| n.start as usize <= byte);
        let mut id = NodeId(u32::try_from(after.checked_sub(1)?).ok()?);
        loop {
            let node = self.node(id);
            if byte < node.end as usize {
                return Some(id);
            }
            id = self.parent(id)?;
        }
    }

    /// The whole node: from its first byte to after its last.
    pub fn range(&self, id: NodeId) -> Range<usize> {
        let node = self.node(id);
        node.start as usize..node.end as usize
    }

    /// An element's start tag (the whole element when it is empty); empty for text.
    pub fn start_tag(&self, id: NodeId) -> Range<usize> {
        let node = self.node(id);
        node.start as usize..node.content as usize
    }

    /// An element's end tag; empty when the element is written `<a/>`.
    pub fn end_tag(&self, id: NodeId) -> Range<usize> {
        let node = self.node(id);
        let end = node.end as usize;
        if node.content == node.end || self.is_text(id) {
            return end..end;
        }
        let inside = self.source.get(node.content as usize..end).unwrap_or("");
        let start = inside.rfind("</").map_or(end, |i| node.content as usize + i);
        start..end
    }

    /// What stands between an element's tags.
    pub fn content(&self, id: NodeId) -> Range<usize> {
        let start = self.node(id).content as usize;
        start..self.end_tag(id).start.max(start)
    }

    /// The bytes of a node as they stand.
    pub fn raw(&self, id: NodeId) -> &str {
        self.source.get(self.range(id)).unwrap_or("")
    }

    /// The element's name as written, prefix included.
    pub fn raw_name(&self, id: NodeId) -> &str {
        let tag = self.source.get(self.start_tag(id)).unwrap_or("");
        let name = tag.get(1..).unwrap_or("");
        name.split([' ', '\t', '\n', '\r', '/', '>']).next().unwrap_or("")
    }

    /// The prefix as written, with its colon; empty without one.
    pub fn prefix(&self, id: NodeId) -> &str {
        let name = self.raw_name(id);
        name.find(':').and_then(|i| name.get(..=i)).unwrap_or("")
    }

    /// The characters of a text node, references resolved.
    pub fn text(&self, id: NodeId) -> Cow<'_, str> {
        let raw = self.raw(id);
        match self.node(id).name {
            TEXT => escape::unescape(raw),
            CDATA => Cow::Borrowed(
                raw.strip_prefix("<![CDATA[").and_then(|r| r.strip_suffix("]]>")).unwrap_or(raw),
            ),
            _ => Cow::Borrowed(""),
        }
    }

    /// All characters below an element.
    pub fn string(&self, id: NodeId) -> String {
        self.descendants(id).filter(|&d| self.is_text(d)).map(|d| self.text(d)).collect()
    }

    fn raw_attributes(&self, id: NodeId) -> Attributes<'_> {
        let tag = self.start_tag(id);
        let at = tag.start + 1 + self.raw_name(id).len();
        let close = if self.source.get(..tag.end).is_some_and(|s| s.ends_with("/>")) { 2 } else { 1 };
        let end = tag.end.saturating_sub(close);
        Attributes::new(&self.source, at.min(end), end)
    }

    fn resolve(&self, prefix: &str, id: NodeId) -> Ns {
        if prefix == "xml" {
            return Ns::Xml;
        }
        let Some(bindings) = self.bindings.get(prefix) else { return Ns::None };
        bindings.iter().rev().find(|b| b.from <= id.0 && id.0 < b.to).map_or(Ns::None, |b| b.ns)
    }

    fn find(&self, id: NodeId, name: Name<'_>) -> Option<RawAttribute<'_>> {
        self.raw_attributes(id).filter_map(|a| a.ok()).find(|a| match a.name.split_once(':') {
            None => name.ns == Ns::None && a.name == name.local,
            Some((prefix, local)) => local == name.local && self.resolve(prefix, id) == name.ns,
        })
    }

    /// An attribute's value, references resolved.
    pub fn attribute(&self, id: NodeId, name: Name<'_>) -> Option<Cow<'_, str>> {
        self.find(id, name).map(|a| escape::unescape(a.value))
    }

    /// Where an attribute's value stands, without its quotes.
    pub fn attribute_range(&self, id: NodeId, name: Name<'_>) -> Option<Range<usize>> {
        self.find(id, name).map(|a| a.value_at..a.value_at + a.value.len())
    }

    /// Every attribute but namespace declarations: name, where its value stands.
    pub fn attributes(&self, id: NodeId) -> impl Iterator<Item = (Name<'_>, Range<usize>)> {
        self.raw_attributes(id).filter_map(move |a| {
            let a = a.ok()?;
            let name = match a.name.split_once(':') {
                None if a.name == "xmlns" => return None,
                None => Name::new(Ns::None, a.name),
                Some(("xmlns", _)) => return None,
                Some((prefix, local)) => Name::new(self.resolve(prefix, id), local),
            };
            Some((name, a.value_at..a.value_at + a.value.len()))
        })
    }

    /// The prefix, with its colon, under which a namespace can be written inside `id`; empty where it is
    /// the default namespace, `None` where no prefix is bound.
    pub fn prefix_for(&self, ns: Ns, id: NodeId) -> Option<String> {
        let mut found: Vec<&str> = self
            .bindings
            .keys()
            .filter(|prefix| self.resolve(prefix, id) == ns)
            .map(|prefix| &**prefix)
            .collect();
        found.sort_unstable_by_key(|p| std::cmp::Reverse(*p));
        found.first().map(|p| if p.is_empty() { String::new() } else { format!("{p}:") })
    }
}

/// The children of an element.
#[derive(Clone, Debug)]
pub struct Children<'t, 's> {
    tree: &'t Tree<'s>,
    at: u32,
    end: u32,
}

impl Iterator for Children<'_, '_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        if self.at >= self.end {
            return None;
        }
        let id = NodeId(self.at);
        self.at = self.tree.node(id).next.max(self.at + 1);
        Some(id)
    }
}

/// The nodes below an element.
#[derive(Clone, Debug)]
pub struct Descendants {
    at: u32,
    end: u32,
}

impl Iterator for Descendants {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        (self.at < self.end).then(|| {
            self.at += 1;
            NodeId(self.at - 1)
        })
    }
}

enum Stop {
    Fault(Fault),
    Deep,
    Doctype,
}

impl From<Fault> for Stop {
    fn from(f: Fault) -> Self {
        Stop::Fault(f)
    }
}

type Built = (Vec<Node>, Vec<TreeName>, HashMap<Box<str>, Vec<Binding>>, Vec<Box<str>>);

/// Names that are found again without hashing.
const RECENT: usize = 256;

fn slot(name: &str) -> usize {
    let sum = name.bytes().fold(name.len(), |sum, b| sum.wrapping_mul(31).wrapping_add(usize::from(b)));
    sum % RECENT
}

/// Turns events into nodes and checks what the reader does not.
struct Builder<'s> {
    source: &'s str,
    depth: usize,
    nodes: Vec<Node>,
    names: Vec<TreeName>,
    /// Names seen lately: the name as written, the epoch of bindings, its number.
    recent: Vec<(&'s str, u32, u32)>,
    ids: HashMap<(Ns, &'s str), u32>,
    epoch: u32,
    /// The bindings in force, the innermost last.
    scope: HashMap<&'s str, Vec<Ns>>,
    bindings: HashMap<Box<str>, Vec<Binding>>,
    /// Prefixes that an open element declares.
    declared: Vec<(u32, Vec<&'s str>)>,
    uris: Vec<Box<str>>,
    open: Vec<u32>,
    closed: bool,
}

impl<'s> Builder<'s> {
    fn new(source: &'s str, depth: usize) -> std::result::Result<Self, Stop> {
        if u32::try_from(source.len()).is_err() {
            return Err(Fault::new(0, "超过 4 GB", "larger than 4 GB").into());
        }
        characters(source)?;
        if source.starts_with('\u{feff}') {
            return Err(Fault::new(0, "字节顺序标记重复", "a byte-order mark inside the text").into());
        }
        Ok(Builder {
            source,
            depth,
            nodes: Vec::with_capacity(source.len() / 40),
            names: Vec::new(),
            recent: vec![("", u32::MAX, 0); RECENT],
            ids: HashMap::new(),
            epoch: 0,
            scope: HashMap::new(),
            bindings: HashMap::new(),
            declared: Vec::new(),
            uris: Vec::new(),
            open: Vec::new(),
            closed: false,
        })
    }

    fn done(self) -> Built {
        (self.nodes, self.names, self.bindings, self.uris)
    }

    fn run(&mut self) -> std::result::Result<(), Stop> {
        let mut reader = Reader::from_str(self.source);
        reader.config_mut().check_end_names = true;
        let mut from = 0;
        loop {
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(_) => {
                    let at = usize::try_from(reader.error_position()).unwrap_or(from);
                    return Err(
                        Fault::new(at, "标签不配对或不完整", "a tag that does not match or is cut").into()
                    );
                }
            };
            let to = usize::try_from(reader.buffer_position()).unwrap_or(from);
            match event {
                Event::Start(_) => self.element(from, to, false)?,
                Event::Empty(_) => self.element(from, to, true)?,
                Event::End(_) => self.close(to),
                Event::Text(_) => self.text(from, to, TEXT)?,
                Event::GeneralRef(_) => self.text(from, to, TEXT)?,
                Event::CData(_) => self.text(from, to, CDATA)?,
                Event::Comment(_) => self.comment(from, to)?,
                Event::Decl(_) if from == 0 => self.declaration(to)?,
                Event::Decl(_) => {
                    return Err(
                        Fault::new(from, "XML 声明不在开头", "an XML declaration not at the start").into()
                    );
                }
                Event::PI(_) => self.instruction(from, to)?,
                Event::DocType(_) => return Err(Stop::Doctype),
                Event::Eof => break,
            }
            from = to;
        }
        match (self.open.is_empty(), self.closed) {
            (true, true) => Ok(()),
            (true, false) => Err(Fault::new(from, "没有内容", "no root element").into()),
            _ => Err(Fault::new(from, "内容在这里中断，后面缺失", "it breaks off here").into()),
        }
    }

    /// The XML declaration: `version`, then `encoding` and `standalone` where they are wanted.
    fn declaration(&self, to: usize) -> std::result::Result<(), Stop> {
        let wrong = || Fault::new(0, "XML 声明不合规定", "an invalid XML declaration");
        let mut names = Vec::new();
        for attribute in Attributes::new(self.source, 5, to.saturating_sub(2)) {
            names.push(attribute.map_err(|_| wrong())?.name);
        }
        let sound = matches!(
            names.as_slice(),
            ["version"] | ["version", "encoding" | "standalone"] | ["version", "encoding", "standalone"]
        );
        if sound { Ok(()) } else { Err(wrong().into()) }
    }

    /// A processing instruction has a target, which is not `xml`.
    fn instruction(&self, from: usize, to: usize) -> std::result::Result<(), Stop> {
        let inside = self.source.get(from + 2..to.saturating_sub(2)).unwrap_or("");
        let target = inside.split([' ', '\t', '\r', '\n']).next().unwrap_or("");
        check_name(target, from + 2)?;
        if target.eq_ignore_ascii_case("xml") {
            return Err(Fault::new(from, "XML 声明不在开头", "an XML declaration not at the start").into());
        }
        Ok(())
    }

    fn comment(&self, from: usize, to: usize) -> std::result::Result<(), Stop> {
        let inner = self.source.get(from + 4..to.saturating_sub(3)).unwrap_or("");
        if inner.contains("--") || inner.ends_with('-') {
            return Err(Fault::new(from, "注释里有“--”", "“--” in a comment").into());
        }
        Ok(())
    }

    fn text(&mut self, from: usize, to: usize, kind: u32) -> std::result::Result<(), Stop> {
        let raw = self.source.get(from..to).unwrap_or("");
        let Some(&parent) = self.open.last() else {
            let blank = kind == TEXT && raw.trim_matches([' ', '\t', '\n', '\r']).is_empty();
            return if blank {
                Ok(())
            } else {
                Err(Fault::new(from, "正文之外有文字", "text outside the root element").into())
            };
        };
        if kind == TEXT {
            if raw.starts_with('&') {
                check_references(raw, from)?;
            }
            if let Some(i) = raw.find("]]>") {
                return Err(Fault::new(from + i, "文字里有“]]>”", "“]]>” in text").into());
            }
            // Text is cut by the reader at every reference: join the pieces.
            if let Some(last) = self.nodes.last_mut()
                && last.name == TEXT
                && last.end as usize == from
                && last.parent == parent
            {
                last.end = to as u32;
                return Ok(());
            }
        }
        let next = self.nodes.len() as u32 + 1;
        self.nodes.push(Node {
            start: from as u32,
            content: from as u32,
            end: to as u32,
            parent,
            next,
            name: kind,
        });
        Ok(())
    }

    fn element(&mut self, from: usize, to: usize, empty: bool) -> std::result::Result<(), Stop> {
        if self.open.is_empty() && self.closed {
            return Err(Fault::new(from, "有两个根元素", "a second root element").into());
        }
        if self.open.len() >= self.depth {
            return Err(Stop::Deep);
        }
        let id = self.nodes.len() as u32;
        let tag = self.source.get(from..to).unwrap_or("");
        let raw_name =
            tag.get(1..).unwrap_or("").split([' ', '\t', '\n', '\r', '/', '>']).next().unwrap_or("");
        let (at, end) = (from + 1 + raw_name.len(), to.saturating_sub(1 + usize::from(empty)));
        if at < end {
            self.attributes(id, at, end)?;
        }
        let name = self.intern(raw_name, from)?;
        let parent = self.open.last().copied().unwrap_or(0);
        self.nodes.push(Node {
            start: from as u32,
            content: to as u32,
            end: to as u32,
            parent,
            next: id + 1,
            name,
        });
        self.open.push(id);
        if empty {
            self.close(to);
        }
        Ok(())
    }

    fn close(&mut self, to: usize) {
        let Some(id) = self.open.pop() else { return };
        let next = self.nodes.len() as u32;
        if let Some(node) = self.nodes.get_mut(id as usize) {
            node.end = to as u32;
            node.next = next;
        }
        if self.declared.last().is_some_and(|(by, _)| *by == id) {
            let (_, prefixes) = self.declared.pop().unwrap_or_default();
            for prefix in prefixes {
                if let Some(list) = self.scope.get_mut(prefix) {
                    list.pop();
                }
                let bound = self
                    .bindings
                    .get_mut(prefix)
                    .and_then(|list| list.iter_mut().rev().find(|b| b.from == id));
                if let Some(binding) = bound {
                    binding.to = next;
                }
            }
            self.epoch += 1;
        }
        self.closed |= self.open.is_empty();
    }

    fn attributes(&mut self, id: u32, at: usize, end: usize) -> std::result::Result<(), Stop> {
        let mut seen: Vec<&'s str> = Vec::new();
        let mut many: HashSet<&'s str> = HashSet::new();
        let mut prefixed = false;
        for attribute in Attributes::new(self.source, at, end) {
            let attribute = attribute?;
            if attribute.value.contains(['&', '<']) {
                check_references(attribute.value, attribute.value_at)?;
            }
            // A root may declare forty prefixes; a hostile element, a million attributes.
            let twice =
                if seen.len() < 64 { seen.contains(&attribute.name) } else { !many.insert(attribute.name) };
            if twice {
                return Err(Fault::new(attribute.value_at, "属性重复", "an attribute stands twice").into());
            }
            seen.push(attribute.name);
            if seen.len() == 64 {
                many.extend(&seen);
            }
            match attribute.name.split_once(':') {
                None if attribute.name == "xmlns" => self.declare(id, "", attribute)?,
                Some(("xmlns", prefix)) => self.declare(id, prefix, attribute)?,
                Some(_) => prefixed = true,
                None => {}
            }
        }
        if prefixed {
            self.unique(&seen, at)?;
        }
        Ok(())
    }

    /// Prefixes must be bound, and no two attributes may have one expanded name.
    fn unique(&self, seen: &[&str], at: usize) -> std::result::Result<(), Stop> {
        let mut expanded: HashSet<(Ns, &str)> = HashSet::new();
        for (prefix, local) in seen.iter().filter_map(|name| name.split_once(':')) {
            if prefix == "xmlns" {
                continue;
            }
            let Some(ns) = self.lookup(prefix) else {
                return Err(Fault::new(at, "前缀没有声明", "a prefix that is not declared").into());
            };
            if !expanded.insert((ns, local)) {
                return Err(Fault::new(at, "属性重复", "an attribute stands twice").into());
            }
        }
        Ok(())
    }

    fn declare(
        &mut self,
        id: u32,
        prefix: &'s str,
        attribute: RawAttribute<'s>,
    ) -> std::result::Result<(), Stop> {
        let uri = escape::unescape(attribute.value);
        if uri.is_empty() && !prefix.is_empty() {
            return Err(Fault::new(attribute.value_at, "命名空间为空", "an empty namespace").into());
        }
        let ns = match Ns::known(&uri) {
            Some(ns) => ns,
            None => self.other(&uri, attribute.value_at)?,
        };
        if self.lookup(prefix) != Some(ns) {
            self.epoch += 1;
        }
        self.scope.entry(prefix).or_default().push(ns);
        self.bindings.entry(prefix.into()).or_default().push(Binding { from: id, to: u32::MAX, ns });
        match self.declared.last_mut() {
            Some((by, list)) if *by == id => list.push(prefix),
            _ => self.declared.push((id, vec![prefix])),
        }
        Ok(())
    }

    fn other(&mut self, uri: &str, at: usize) -> std::result::Result<Ns, Stop> {
        let index = match self.uris.iter().position(|u| &**u == uri) {
            Some(i) => i,
            None => {
                self.uris.push(uri.into());
                self.uris.len() - 1
            }
        };
        match u16::try_from(index) {
            Ok(i) if i < 4096 => Ok(Ns::Other(i)),
            _ => Err(Fault::new(at, "命名空间过多", "too many namespaces").into()),
        }
    }

    /// The binding in force: the last one that is still open.
    fn lookup(&self, prefix: &str) -> Option<Ns> {
        if prefix == "xml" {
            return Some(Ns::Xml);
        }
        let bound = self.scope.get(prefix).and_then(|list| list.last().copied());
        bound.or_else(|| prefix.is_empty().then_some(Ns::None))
    }

    fn intern(&mut self, raw: &'s str, at: usize) -> std::result::Result<u32, Stop> {
        let slot = slot(raw);
        if let Some((name, epoch, index)) = self.recent.get(slot)
            && *epoch == self.epoch
            && *name == raw
        {
            return Ok(*index);
        }
        let index = self.intern_anew(raw, at)?;
        if let Some(recent) = self.recent.get_mut(slot) {
            *recent = (raw, self.epoch, index);
        }
        Ok(index)
    }

    fn intern_anew(&mut self, raw: &'s str, at: usize) -> std::result::Result<u32, Stop> {
        check_name(raw, at + 1)?;
        let (prefix, local) = raw.split_once(':').unwrap_or(("", raw));
        let Some(ns) = self.lookup(prefix) else {
            return Err(Fault::new(at + 1, "前缀没有声明", "a prefix that is not declared").into());
        };
        let index = *self.ids.entry((ns, local)).or_insert_with(|| {
            self.names.push(TreeName { ns, local: local.into() });
            self.names.len() as u32 - 1
        });
        Ok(index)
    }
}
