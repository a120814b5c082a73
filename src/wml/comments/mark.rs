//! The marks of comments in the body (17.13.4.2 to 17.13.4.5), and the runs that must be cut for them.

use super::anchor::Anchor;
use super::spelling::Prefix;
use crate::wml::{ParagraphText, Source, TextPiece};
use crate::xml::{Edits, NodeId, Ns, Tree, escape_attribute, ns};
use std::collections::BTreeMap;
use std::ops::Range;

/// Bytes of a run's tag and properties beyond which it is not cut, since each cut repeats them.
const LONGEST_HEAD: usize = 16 << 10;

/// Siblings that are looked at to see whether something stands at an edge.
const FARTHEST: usize = 64;

/// What stands around runs in a paragraph and may hold marks of comments as well.
const AROUND_RUNS: &[&str] =
    &["hyperlink", "ins", "moveTo", "smartTag", "customXml", "sdt", "sdtContent", "fldSimple", "dir", "bdo"];

/// What stands beside runs and text without being seen.
const UNSEEN: &[&str] =
    &["rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "fldData", "lastRenderedPageBreak"];

/// Which end of a range.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    Start,
    End,
}

impl Edge {
    fn of(self, range: Range<usize>) -> usize {
        if self == Edge::Start { range.start } else { range.end }
    }
}

/// What must be closed before a mark and opened again behind it.
#[derive(Clone, Copy)]
enum Cut {
    Nothing,
    /// A run, between its children.
    Run(NodeId),
    /// A run, in the characters of its `w:t`.
    Text {
        run: NodeId,
        element: NodeId,
        cdata: bool,
    },
    /// A paragraph written `<w:p/>`, opened for good.
    EmptyParagraph(NodeId),
}

/// A place for a mark.
#[derive(Clone, Copy)]
struct Point {
    /// The byte of the source.
    at: usize,
    /// The element whose child the mark becomes.
    parent: NodeId,
    cut: Cut,
    /// The byte behind the child of the paragraph around it.
    outside: usize,
}

/// How marks at one byte follow each other: ends (inner ones first) with their references, then comments on
/// nothing, then starts (outer ones first).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    End { started: std::cmp::Reverse<usize> },
    Reference,
    Both,
    Start { ends: std::cmp::Reverse<usize> },
}

struct Site {
    cut: Cut,
    marks: Vec<(Turn, String)>,
}

/// The marks of all comments, gathered before the source is changed.
pub(super) struct Marks<'t, 's> {
    tree: &'t Tree<'s>,
    style: Option<&'t str>,
    sites: BTreeMap<usize, Site>,
    /// The `w:t` that are cut: true when one of the cuts is beside white space.
    texts: BTreeMap<NodeId, bool>,
    /// The greatest id of the part, once it is known.
    greatest_id: Option<u64>,
}

impl<'t, 's> Marks<'t, 's> {
    /// `style` is the character style of references.
    pub fn new(tree: &'t Tree<'s>, style: Option<&'t str>) -> Self {
        Marks { tree, style, sites: BTreeMap::new(), texts: BTreeMap::new(), greatest_id: None }
    }

    /// Marks what a comment is about.
    pub fn add(&mut self, anchor: &Anchor, id: i64) {
        let ends = anchor.range.as_ref().and_then(|(text, bytes)| self.ends(anchor.paragraph, text, bytes));
        let (start, end) = ends.unwrap_or_else(|| whole(self.tree, anchor.paragraph));
        if start.at == end.at {
            let marks = self.all(start.parent, id);
            return self.put(start, Turn::Both, marks);
        }
        let mark = range_mark(self.tree, start.parent, "commentRangeStart", id);
        self.put(start, Turn::Start { ends: std::cmp::Reverse(end.at) }, mark);
        let mut mark = range_mark(self.tree, end.parent, "commentRangeEnd", id);
        let reference = self.reference(anchor.paragraph, id);
        // A link, a control or an insertion may go or be refreshed: the reference stands behind it.
        if end.parent == anchor.paragraph {
            mark.push_str(&reference);
        } else {
            let behind = Point { at: end.outside, parent: anchor.paragraph, cut: Cut::Nothing, ..end };
            self.put(behind, Turn::Reference, reference);
        }
        self.put(end, Turn::End { started: std::cmp::Reverse(start.at) }, mark);
    }

    /// All marks of a comment on nothing, as children of `parent`.
    pub fn all(&self, parent: NodeId, id: i64) -> String {
        let mut out = range_mark(self.tree, parent, "commentRangeStart", id);
        out.push_str(&range_mark(self.tree, parent, "commentRangeEnd", id));
        out.push_str(&self.reference(parent, id));
        out
    }

    fn reference(&self, parent: NodeId, id: i64) -> String {
        let Prefix { prefix: p, declaration } = Prefix::inside(self.tree, parent);
        let mut out = format!("<{p}r{declaration}>");
        if let Some(style) = self.style {
            out.push_str(&format!("<{p}rPr><{p}rStyle {p}val=\""));
            escape_attribute(style, &mut out);
            out.push_str(&format!("\"/></{p}rPr>"));
        }
        out.push_str(&format!("<{p}commentReference {p}id=\"{id}\"/></{p}r>"));
        out
    }

    fn put(&mut self, point: Point, turn: Turn, mark: String) {
        let site = self.sites.entry(point.at).or_insert(Site { cut: point.cut, marks: Vec::new() });
        site.marks.push((turn, mark));
    }

    fn ends(
        &mut self,
        paragraph: NodeId,
        text: &ParagraphText,
        bytes: &Range<usize>,
    ) -> Option<(Point, Point)> {
        let first = text.piece_at(bytes.start)?;
        let last = text.piece_at(bytes.end.checked_sub(1)?)?;
        let start = source_of(first, bytes.start, Edge::Start);
        let end = source_of(last, bytes.end, Edge::End);
        let start = self.point(paragraph, first, start, Edge::Start);
        let end = self.point(paragraph, last, end, Edge::End);
        for (point, byte) in [(start, bytes.start), (end, bytes.end)] {
            if let Cut::Text { element, .. } = point.cut {
                *self.texts.entry(element).or_default() |= beside_space(&text.text, byte);
            }
        }
        Some((start, end))
    }

    /// The place for a mark before or behind the character at a byte of the source.
    fn point(&self, paragraph: NodeId, piece: &TextPiece, at: usize, edge: Edge) -> Point {
        let tree = self.tree;
        let mut path: Vec<NodeId> = tree.ancestors(piece.node).take_while(|&n| n != paragraph).collect();
        path.reverse();
        path.push(piece.node);
        let around = path.iter().take_while(|&&n| is_one_of(tree, n, AROUND_RUNS)).count();
        let outside = path.first().map_or(at, |&n| tree.range(n).end);
        let parent = around.checked_sub(1).and_then(|i| path.get(i)).copied().unwrap_or(paragraph);
        let mut inside = path.iter().copied().skip(around);
        if let (Some(run), Some(child)) = (inside.next(), inside.next())
            && let Some((at, cut)) = self.cut(run, child, piece, at, edge)
        {
            return Point { at, parent, cut, outside };
        }
        // At the edge of the run, and of what stands around it as far as nothing is seen in between.
        let mut level = around.min(path.len().saturating_sub(1));
        while let Some(up) = level.checked_sub(1)
            && let (Some(&outer), Some(&inner)) = (path.get(up), path.get(level))
            && (tree.is(outer, ns::w("sdt")) || outermost(tree, outer, inner, edge))
        {
            level = up;
        }
        let parent = level.checked_sub(1).and_then(|up| path.get(up)).copied().unwrap_or(paragraph);
        let at = path.get(level).map_or(at, |&n| edge.of(tree.range(n)));
        Point { at, parent, cut: Cut::Nothing, outside }
    }

    /// How a run is cut at a byte; none where nothing of it would be left on one side, or it is no run.
    fn cut(
        &self,
        run: NodeId,
        child: NodeId,
        piece: &TextPiece,
        at: usize,
        edge: Edge,
    ) -> Option<(usize, Cut)> {
        let tree = self.tree;
        if !tree.is(run, ns::w("r")) || head_length(tree, run) > LONGEST_HEAD {
            return None;
        }
        if tree.is(child, ns::w("t")) && tree.parent(piece.node) == Some(child) {
            let cdata = tree.is_cdata(piece.node);
            let node = tree.range(piece.node);
            let inner =
                if cdata { node.start + "<![CDATA[".len()..node.end - "]]>".len() } else { node.clone() };
            let beside = at == edge.of(inner.clone());
            let at = if beside { edge.of(node) } else { at };
            let content = tree.content(child);
            if content.start < at && at < content.end {
                return Some((at, Cut::Text { run, element: child, cdata: cdata && !beside }));
            }
        }
        let at = edge.of(tree.range(child));
        (!outermost(tree, run, child, edge)).then_some((at, Cut::Run(run)))
    }

    /// The changes to the part's source.
    pub fn into_edits(mut self) -> Edits {
        let tree = self.tree;
        let mut edits = Edits::new();
        let texts = std::mem::take(&mut self.texts).into_iter();
        let tags: BTreeMap<NodeId, String> =
            texts.map(|(text, spaced)| (text, text_tag(tree, text, spaced))).collect();
        for (&text, tag) in &tags {
            edits.replace(tree.start_tag(text), tag.as_str());
        }
        for (at, mut site) in std::mem::take(&mut self.sites) {
            site.marks.sort_by_key(|(turn, _)| *turn);
            let (before, behind) = self.around(site.cut, &tags);
            let marks: String = site.marks.into_iter().map(|(_, mark)| mark).collect();
            let replaced = if let Cut::EmptyParagraph(_) = site.cut { at..at + "/>".len() } else { at..at };
            edits.replace(replaced, format!("{before}{marks}{behind}"));
        }
        edits
    }

    /// What closes before the marks of a cut and opens behind them.
    fn around(&mut self, cut: Cut, tags: &BTreeMap<NodeId, String>) -> (String, String) {
        let tree = self.tree;
        match cut {
            Cut::Nothing => (String::new(), String::new()),
            Cut::EmptyParagraph(node) => (">".into(), format!("</{}>", tree.raw_name(node))),
            Cut::Run(run) => (format!("</{}>", tree.raw_name(run)), self.head(run)),
            Cut::Text { run, element, cdata } => {
                let (close, open) = if cdata { ("]]>", "<![CDATA[") } else { ("", "") };
                let tag = tags.get(&element).map_or("", String::as_str);
                (
                    format!("{close}</{}></{}>", tree.raw_name(element), tree.raw_name(run)),
                    format!("{}{tag}{open}", self.head(run)),
                )
            }
        }
    }

    /// A run's tag and its properties once more; a tracked change of them under an id of its own.
    fn head(&mut self, run: NodeId) -> String {
        let tree = self.tree;
        let mut out = tree.source().get(tree.start_tag(run)).unwrap_or("").to_string();
        let Some(properties) = properties(tree, run, "rPr") else { return out };
        let change = tree.child(properties, ns::w("rPrChange"));
        match change.and_then(|change| tree.attribute_range(change, ns::w("id"))) {
            Some(id) => {
                let range = tree.range(properties);
                out.push_str(tree.source().get(range.start..id.start).unwrap_or(""));
                out.push_str(&self.fresh_id().to_string());
                out.push_str(tree.source().get(id.end..range.end).unwrap_or(""));
            }
            None => out.push_str(tree.raw(properties)),
        }
        out
    }

    fn fresh_id(&mut self) -> u64 {
        let tree = self.tree;
        let greatest = self.greatest_id.unwrap_or_else(|| {
            let ids =
                tree.descendants(tree.root()).filter_map(|n| tree.attribute(n, ns::w("id"))?.parse().ok());
            ids.max().unwrap_or(0)
        });
        let fresh = greatest.saturating_add(1);
        self.greatest_id = Some(fresh);
        fresh
    }
}

/// The ends of all that a paragraph holds.
fn whole(tree: &Tree<'_>, paragraph: NodeId) -> (Point, Point) {
    let range = tree.range(paragraph);
    let point = |at, cut| Point { at, parent: paragraph, cut, outside: at };
    if tree.end_tag(paragraph).is_empty() {
        let both = point(range.end.saturating_sub("/>".len()), Cut::EmptyParagraph(paragraph));
        return (both, both);
    }
    let content = tree.content(paragraph);
    let properties = properties(tree, paragraph, "pPr").map(|n| tree.range(n).end);
    (point(properties.unwrap_or(content.start), Cut::Nothing), point(content.end, Cut::Nothing))
}

/// The byte of the source before or behind a character; `byte` is that of the text.
fn source_of(piece: &TextPiece, byte: usize, edge: Edge) -> usize {
    match piece.kind {
        Source::Verbatim => piece.source.start + byte.saturating_sub(piece.text.start),
        Source::Reference | Source::Element => edge.of(piece.source.clone()),
    }
}

fn range_mark(tree: &Tree<'_>, parent: NodeId, name: &str, id: i64) -> String {
    let Prefix { prefix, declaration } = Prefix::inside(tree, parent);
    format!("<{prefix}{name}{declaration} {prefix}id=\"{id}\"/>")
}

fn is_one_of(tree: &Tree<'_>, node: NodeId, names: &[&str]) -> bool {
    let name = tree.name(node);
    name.ns == Ns::W && names.contains(&name.local)
}

/// An element's properties: its first child, or none.
fn properties(tree: &Tree<'_>, node: NodeId, name: &str) -> Option<NodeId> {
    tree.children(node).find(|&n| !tree.is_text(n)).filter(|&n| tree.is(n, ns::w(name)))
}

/// True when nothing that is seen stands between a child and the edge of the element around it.
fn outermost(tree: &Tree<'_>, outer: NodeId, child: NodeId, edge: Edge) -> bool {
    let seen = |&n: &NodeId| n == child || !(tree.is_text(n) || is_one_of(tree, n, UNSEEN));
    match edge {
        Edge::Start => tree.children(outer).take(FARTHEST).find(seen) == Some(child),
        Edge::End => {
            let mut behind = std::iter::successors(tree.next_sibling(child), |&n| tree.next_sibling(n));
            !behind.by_ref().take(FARTHEST).any(|n| seen(&n)) && behind.next().is_none()
        }
    }
}

/// Bytes that a cut of a run repeats.
fn head_length(tree: &Tree<'_>, run: NodeId) -> usize {
    let properties = properties(tree, run, "rPr").map_or(0, |n| tree.range(n).len());
    tree.start_tag(run).len() + properties
}

fn beside_space(text: &str, byte: usize) -> bool {
    let (before, behind) = text.split_at_checked(byte).unwrap_or((text, ""));
    before.ends_with(char::is_whitespace) || behind.starts_with(char::is_whitespace)
}

/// The tag of a `w:t` that is cut: white space at the cut must not be lost, and none that was dropped so far
/// may come to light.
fn text_tag(tree: &Tree<'_>, element: NodeId, spaced: bool) -> String {
    let range = tree.start_tag(element);
    let tag = tree.source().get(range.clone()).unwrap_or("");
    let space = crate::xml::Name::new(Ns::Xml, "space");
    let text = tree.string(element);
    if !spaced && (text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace)) {
        return tag.to_string();
    }
    let mut edits = Edits::new();
    match tree.attribute_range(element, space) {
        Some(value) => edits.replace(value.start - range.start..value.end - range.start, "preserve"),
        None => edits.insert(tag.len().saturating_sub(1), " xml:space=\"preserve\""),
    }
    edits.apply(tag).unwrap_or_else(|| tag.to_string())
}
