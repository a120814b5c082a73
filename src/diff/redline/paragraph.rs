//! Paragraphs of the redline: their marks, properties and the order of what they hold.

use super::carry::Text;
use super::flat::Flat;
use super::format::Formats;
use super::run::Writer;
use super::weave::{Line, Node, Weaver};
use crate::diff::script::{Act, Piece};
use crate::diff::tokens::MARK;
use crate::xml::NodeId;
use std::ops::Range;

/// What becomes of a paragraph's mark; paragraphs are their `w:p`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// It stays.
    Stay {
        /// The old paragraph.
        old: NodeId,
        /// The new one.
        new: NodeId,
    },
    /// It comes.
    Come {
        /// The new paragraph.
        new: NodeId,
        /// Whether it comes from elsewhere.
        moved: bool,
    },
    /// It goes.
    Go {
        /// The old paragraph.
        old: NodeId,
        /// Whether it goes elsewhere.
        moved: bool,
    },
    /// It is the new document's, and no change of it is shown: a cell of a row that comes.
    Plain {
        /// The new paragraph.
        new: NodeId,
    },
    /// It is the old document's, and no change of it is shown: a cell of a row that goes.
    PlainOld {
        /// The old paragraph.
        old: NodeId,
    },
}

impl Mark {
    /// The new paragraph in whose place the redline's paragraph stands.
    pub fn new_paragraph(self) -> Option<NodeId> {
        match self {
            Mark::Stay { new, .. } | Mark::Come { new, .. } | Mark::Plain { new } => Some(new),
            Mark::Go { .. } | Mark::PlainOld { .. } => None,
        }
    }
}

/// At a story's end the mark that comes or goes is the one before: the last one stays.
pub(super) fn shift_marks(lines: &mut [Line]) {
    let Some(Mark::Stay { old, new }) = lines.first().map(|line| line.mark) else { return };
    let last = lines.len().saturating_sub(1);
    let end = match lines.last().map(|line| line.mark) {
        Some(Mark::Come { new, .. }) => Mark::Stay { old, new },
        Some(Mark::Go { old, .. }) => Mark::Stay { old, new },
        _ => return,
    };
    if let Some(first) = lines.first_mut() {
        first.mark = match end {
            Mark::Stay { new: n, .. } if n != new => Mark::Come { new, moved: false },
            _ => Mark::Go { old, moved: false },
        };
    }
    if let Some(line) = lines.get_mut(last) {
        line.mark = end;
    }
}

/// Where the paragraphs of one side of a group lie in its text.
struct Rows<'n> {
    nodes: &'n [&'n Node],
}

impl<'n> Rows<'n> {
    /// The stretches of paragraphs in a range: which, its bytes, and whether its mark is in the range.
    fn within(&self, range: &Range<usize>) -> Vec<(&'n Node, Range<usize>, bool)> {
        let mut out = Vec::new();
        let mut start = 0;
        for node in self.nodes {
            let length = node.text().len();
            let (from, to) = (range.start.max(start), range.end.min(start + length));
            let mark = range.start <= start + length && range.end >= start + length + MARK.len_utf8();
            if from < to || mark {
                let from = from.min(start + length).max(start);
                out.push((*node, from - start..to.max(from) - start, mark));
            }
            start += length + MARK.len_utf8();
        }
        out
    }
}

impl Weaver<'_, '_, '_> {
    /// The paragraphs of a group, as the pieces of its text say.
    pub fn lines(&mut self, pieces: &[Piece], olds: &[&Node], news: &[&Node]) -> Vec<Line> {
        let (old_rows, new_rows) = (Rows { nodes: olds }, Rows { nodes: news });
        let mut writer = Writer::default();
        writer.learn_wraps(pieces, olds, news);
        let mut lines = Vec::new();
        let mut old_marks = 0;
        for piece in pieces {
            let (rows, range) = match piece.act {
                Act::Delete | Act::MoveFrom(_) => (&old_rows, &piece.old),
                _ => (&new_rows, &piece.new),
            };
            let mut at = piece.old.start;
            for (node, bytes, mark) in rows.within(range) {
                let Some(flat) = &node.flat else { continue };
                let length = bytes.len();
                match piece.act {
                    Act::Delete | Act::MoveFrom(_) => {
                        self.old_stretch(&mut writer, flat, bytes, mark, piece.act)
                    }
                    Act::Equal if piece.old.len() == piece.new.len() => {
                        let old = olds.get(old_marks).and_then(|node| node.flat.as_ref());
                        let start: usize =
                            olds.iter().take(old_marks).map(|n| n.text().len() + MARK.len_utf8()).sum();
                        let old = old.and_then(|old| Some((old, at.checked_sub(start)?)));
                        self.new_stretch(&mut writer, flat, bytes, mark, piece.act, old);
                    }
                    _ => self.new_stretch(&mut writer, flat, bytes, mark, piece.act, None),
                }
                at += length;
                if !mark {
                    continue;
                }
                at += MARK.len_utf8();
                let old = olds.get(old_marks).map(|node| node.node);
                let mark = match (piece.act, old) {
                    (Act::Equal, Some(old)) => Mark::Stay { old, new: node.node },
                    (Act::Delete, _) => Mark::Go { old: node.node, moved: false },
                    (Act::MoveFrom(_), _) => Mark::Go { old: node.node, moved: true },
                    (Act::MoveTo(_), _) => Mark::Come { new: node.node, moved: true },
                    _ => Mark::Come { new: node.node, moved: false },
                };
                old_marks += usize::from(!matches!(mark, Mark::Come { .. }));
                let content = self.take_line(&mut writer);
                lines.push(Line { mark, content });
            }
        }
        lines
    }

    /// A paragraph of the redline, written.
    pub fn write_line(&mut self, line: Line) -> String {
        let w = self.w.clone();
        let (start, properties) = match line.mark {
            Mark::Stay { old, new } => {
                let change = self.paragraph_differs(old, new).then(|| self.old_properties(old));
                (self.new_tag(new), self.new_properties(new, None, change))
            }
            Mark::Come { new, moved } => {
                let mark = if moved { "moveTo" } else { "ins" };
                (self.new_tag(new), self.new_properties(new, Some(mark), None))
            }
            Mark::Plain { new } => (self.new_tag(new), self.new_properties(new, None, None)),
            Mark::Go { old, moved } => {
                let mark = if moved { "moveFrom" } else { "del" };
                ((format!("<{w}p>"), format!("</{w}p>")), self.carried_properties(old, Some(mark)))
            }
            Mark::PlainOld { old } => {
                ((format!("<{w}p>"), format!("</{w}p>")), self.carried_properties(old, None))
            }
        };
        format!("{}{properties}{}{}", start.0, line.content, start.1)
    }

    fn new_tag(&self, paragraph: NodeId) -> (String, String) {
        let tree = &self.new.part.tree;
        let tag = tree.source().get(tree.start_tag(paragraph)).unwrap_or("");
        let open = tag.strip_suffix("/>").map_or(tag.to_string(), |open| format!("{open}>"));
        (open, format!("</{}>", tree.raw_name(paragraph)))
    }

    /// Whether a paragraph's own format changed.
    pub fn paragraph_differs(&self, old: NodeId, new: NodeId) -> bool {
        let key = |side: super::weave::Side<'_, '_>, node, effective| {
            let own = side.part.tree.child(node, crate::xml::ns::w("pPr"));
            side.document.formats.paragraph_key(&side.part.tree, own, self.state.numbering, effective)
        };
        self.state.formatting
            && key(self.old, old, false) != key(self.new, new, false)
            && key(self.old, old, true) != key(self.new, new, true)
    }

    /// Whether the format of text that stayed changed anywhere in a paragraph.
    pub fn format_differs(&self, old: &Node, new: &Node) -> bool {
        if self.paragraph_differs(old.node, new.node) {
            return true;
        }
        let (Some(a), Some(b)) = (&old.flat, &new.flat) else { return false };
        self.state.formatting && a.text == b.text && !self.format_changes(a, b, 0..b.text.len(), 0).is_empty()
    }

    /// Where the format of a stretch that stayed changed, in bytes; `at` is where it began in the old paragraph.
    pub fn format_changes(
        &self,
        old: &Flat,
        new: &Flat,
        range: Range<usize>,
        at: usize,
    ) -> Vec<Range<usize>> {
        let mut out: Vec<Range<usize>> = Vec::new();
        for unit in self.units(new, range, false, Some((old, at))) {
            if unit.change.is_some() {
                match out.last_mut() {
                    Some(last) if last.end == unit.start => last.end = unit.end,
                    _ => out.push(unit.start..unit.end),
                }
            }
        }
        out
    }

    /// The old paragraph's properties inside a `w:pPrChange`.
    fn old_properties(&mut self, old: NodeId) -> String {
        let w = self.w.clone();
        let attributes = self.state.stamp.attributes(&w);
        let mut inner = String::new();
        for child in self.children_of_properties(self.old, old) {
            if !matches!(self.old.part.local(child), "rPr" | "sectPr" | "pPrChange") {
                inner.push_str(&self.carrier.element(child, Text::Plain, &mut self.state.imports));
            }
        }
        format!("<{w}pPrChange{attributes}><{w}pPr>{inner}</{w}pPr></{w}pPrChange>")
    }

    fn children_of_properties(&self, side: super::weave::Side<'_, '_>, paragraph: NodeId) -> Vec<NodeId> {
        let tree = &side.part.tree;
        let own = tree.child(paragraph, crate::xml::ns::w("pPr"));
        own.map_or_else(Vec::new, |own| tree.children(own).filter(|&c| !tree.is_text(c)).collect())
    }

    fn mark_element(&mut self, mark: Option<&str>) -> String {
        let w = self.w.clone();
        mark.map_or(String::new(), |mark| format!("<{w}{mark}{}/>", self.state.stamp.attributes(&w)))
    }

    /// The new paragraph's properties with a mark, and with what they were before.
    fn new_properties(&mut self, new: NodeId, mark: Option<&str>, change: Option<String>) -> String {
        let w = self.w.clone();
        let part = self.new.part;
        if mark.is_none() && change.is_none() {
            let own = part.tree.child(new, crate::xml::ns::w("pPr"));
            return own.map_or(String::new(), |own| self.copy(part.tree.range(own)));
        }
        let mark = self.mark_element(mark);
        let (mut plain, mut run, mut section) = (String::new(), String::new(), String::new());
        for child in self.children_of_properties(self.new, new) {
            match part.local(child) {
                "rPr" => run = part.tree.source().get(part.tree.content(child)).unwrap_or("").to_string(),
                "sectPr" => section = self.copy(part.tree.range(child)),
                "pPrChange" => {}
                _ => plain.push_str(part.tree.raw(child)),
            }
        }
        assemble(&w, &plain, &format!("{mark}{run}"), &section, &change.unwrap_or_default())
    }

    /// The old paragraph's properties, as they can stand in the new part.
    fn carried_properties(&mut self, old: NodeId, mark: Option<&str>) -> String {
        let w = self.w.clone();
        let mark = self.mark_element(mark);
        let part = self.old.part;
        let (mut plain, mut run, mut section) = (String::new(), String::new(), String::new());
        for child in self.children_of_properties(self.old, old) {
            match part.local(child) {
                "rPr" => {
                    for inner in part.tree.children(child).filter(|&c| !part.tree.is_text(c)) {
                        run.push_str(&self.carrier.element(inner, Text::Plain, &mut self.state.imports));
                    }
                }
                "sectPr" => section = self.carrier.element(child, Text::Plain, &mut self.state.imports),
                "pPrChange" => {}
                _ => plain.push_str(&self.carrier.element(child, Text::Plain, &mut self.state.imports)),
            }
        }
        assemble(&w, &plain, &format!("{mark}{run}"), &section, "")
    }

    /// The style of a paragraph, for what its runs inherit.
    pub fn style_of(side: super::weave::Side<'_, '_>, flat: &Flat) -> String {
        Formats::paragraph_style(&side.part.tree, flat.properties)
    }
}

/// `w:pPr` in the schema's order.
fn assemble(w: &str, plain: &str, run: &str, section: &str, change: &str) -> String {
    let run = if run.is_empty() { String::new() } else { format!("<{w}rPr>{run}</{w}rPr>") };
    if plain.is_empty() && run.is_empty() && section.is_empty() && change.is_empty() {
        return String::new();
    }
    format!("<{w}pPr>{plain}{run}{section}{change}</{w}pPr>")
}
