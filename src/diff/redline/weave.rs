//! Weaving both documents into one: block by block, as edits to the new document's part.

use super::carry::Carrier;
use super::document::{Document, Part, mix};
use super::ending::{Tail, settle_end};
use super::flat::{Flat, flatten};
use super::imports::Imports;
use super::paragraph::Mark;
use crate::diff::align::{Block, Link};
use crate::diff::change::Change;
use crate::diff::passage::Passage;
use crate::diff::script::{Act, Group, Settings, compare};
use crate::diff::tokens::{MARK, Tokenizer, hash};
use crate::wml::track::Stamp;
use crate::xml::{NodeId, Ns};
use std::collections::BTreeMap;
use std::ops::Range;

/// What a whole comparison shares: options, ids, what is taken over, what was found.
pub(super) struct State<'a, 'p> {
    pub settings: Settings,
    pub formatting: bool,
    pub numbering: bool,
    pub stamp: Stamp,
    pub imports: Imports<'a, 'p>,
    pub changes: Vec<Change>,
    pub passages: Vec<Passage>,
    pub moves: u32,
    pub coarse: bool,
    /// Characters of new paragraphs that are as they were, and of all.
    pub copied: (u64, u64),
    /// The change that tells of each move.
    pub travels: BTreeMap<u32, usize>,
    /// Notes that both documents have, to be compared: kind, old id, new id.
    pub note_pairs: Vec<(super::document::NoteKind, String, String)>,
    /// Whether nothing is told: the copy of a text box for older readers.
    pub silent: bool,
}

/// One document's part that is compared.
#[derive(Clone, Copy)]
pub(super) struct Side<'a, 'p> {
    pub document: &'a Document<'p>,
    pub part: &'a Part<'p>,
}

/// Weaves one part.
pub(super) struct Weaver<'w, 'a, 'p> {
    pub old: Side<'a, 'p>,
    pub new: Side<'a, 'p>,
    pub state: &'w mut State<'a, 'p>,
    pub carrier: Carrier<'a, 'p>,
    /// The prefix, with its colon, of WordprocessingML in the new part.
    pub w: String,
    /// Edits to the new part: by start, in the order in which they were made.
    edits: BTreeMap<(usize, usize, usize), String>,
    made: usize,
}

/// A block of a story.
pub(super) struct Node {
    pub node: NodeId,
    pub holder: NodeId,
    pub flat: Option<Flat>,
    /// A table's text.
    table: String,
    pub key: u64,
    pub kind: u16,
}

const PARAGRAPH: u16 = 0;
const TABLE: u16 = 1;
const OTHER: u16 = 2;
/// A paragraph whose mark ends a section.
const SECTION: u16 = 3;

impl Node {
    /// A paragraph by itself.
    pub fn paragraph(node: NodeId, holder: NodeId, flat: Flat) -> Self {
        Node { node, holder, flat: Some(flat), table: String::new(), key: 0, kind: PARAGRAPH }
    }

    /// The text of a paragraph (flat) or of a table.
    pub fn text(&self) -> &str {
        self.flat.as_ref().map_or(&self.table, |flat| &flat.text)
    }

    pub fn is_paragraph(&self) -> bool {
        matches!(self.kind, PARAGRAPH | SECTION)
    }
}

/// A paragraph of the redline, not yet written.
pub(super) struct Line {
    pub mark: Mark,
    pub content: String,
}

impl<'w, 'a, 'p> Weaver<'w, 'a, 'p> {
    pub fn new(old: Side<'a, 'p>, new: Side<'a, 'p>, state: &'w mut State<'a, 'p>) -> Self {
        let tree = &new.part.tree;
        let w = tree.prefix_for(Ns::W, tree.root()).unwrap_or_else(|| "w:".into());
        let carrier = Carrier::new(old.part, new.part);
        Weaver { old, new, state, carrier, w, edits: BTreeMap::new(), made: 0 }
    }

    /// Adds an edit to the new part.
    pub fn edit(&mut self, range: Range<usize>, text: String) {
        self.made += 1;
        let last = usize::from(!range.is_empty());
        // At one place insertions come before a replacement that starts there.
        self.edits.insert((range.start, last << 60 | self.made, range.end), text);
    }

    /// The new part's bytes of a range with the edits inside it, which are used up.
    pub fn copy(&mut self, range: Range<usize>) -> String {
        let source = self.new.part.tree.source();
        let inside: Vec<_> = self
            .edits
            .range((range.start + 1, 0, 0)..(range.end, 0, 0))
            .filter(|((_, _, end), _)| *end < range.end)
            .map(|(key, _)| *key)
            .collect();
        let mut out = String::new();
        let mut at = range.start;
        for key in inside {
            if let Some(text) = self.edits.remove(&key) {
                out.push_str(source.get(at..key.0).unwrap_or(""));
                out.push_str(&text);
                at = key.2.max(at);
            }
        }
        out.push_str(source.get(at..range.end).unwrap_or(""));
        out
    }

    /// The part's text with every edit; `None` when nothing changed.
    pub fn finish(mut self) -> Option<Option<String>> {
        (!self.edits.is_empty()).then(|| self.spliced())
    }

    /// The part's text with every edit; `None` where two overlap.
    fn spliced(&mut self) -> Option<String> {
        if self.carrier.used {
            let mut edits = Vec::new();
            self.carrier.prefixes.complete(&self.new.part.tree, &mut edits);
            edits.into_iter().for_each(|(range, text)| self.edit(range, text));
        }
        let source = self.new.part.tree.source();
        let mut out = String::with_capacity(source.len() * 9 / 8);
        let mut at = 0;
        for ((start, _, end), text) in &self.edits {
            out.push_str(source.get(at..*start)?);
            out.push_str(text);
            at = *end;
        }
        out.push_str(source.get(at..)?);
        Some(out)
    }

    /// Compares what two elements hold: bodies, cells, text boxes, notes, headers.
    pub fn container(&mut self, old: Option<NodeId>, new: NodeId) {
        let plan = self.plan(old, new);
        self.weave(plan, new);
    }

    /// Which block of the one is which of the other.
    pub fn plan(&mut self, old: Option<NodeId>, new: NodeId) -> Plan {
        let olds = old.map_or_else(Vec::new, |old| self.blocks(self.old, old));
        let news = self.blocks(self.new, new);
        let script = {
            let (a, b) = (views(&olds), views(&news));
            compare(&a, &b, &self.state.settings, self.state.moves)
        };
        self.state.moves = script.moves.max(self.state.moves);
        self.state.coarse |= script.coarse;
        let (groups, tail) = settle_end(script, &olds, &news, &self.state.settings);
        self.pair_lists(&groups, &olds, &news);
        Plan { groups, tail, olds, news }
    }

    fn blocks(&self, side: Side<'a, 'p>, container: NodeId) -> Vec<Node> {
        let mut out = Vec::new();
        let tokenizer = Tokenizer::new(self.state.settings.by, self.state.settings.ignore);
        self.collect(side, container, &tokenizer, &mut out);
        out
    }

    fn collect(&self, side: Side<'a, 'p>, container: NodeId, tokenizer: &Tokenizer, out: &mut Vec<Node>) {
        let tree = &side.part.tree;
        for child in tree.children(container) {
            let node = |kind, table: String, key, flat| Node {
                node: child,
                holder: container,
                flat,
                table,
                key,
                kind,
            };
            match side.part.local(child) {
                "p" => {
                    let flat = flatten(side.document, side.part, child);
                    let ends = flat
                        .properties
                        .is_some_and(|pr| tree.child(pr, crate::xml::ns::w("sectPr")).is_some());
                    let kind = if ends { SECTION } else { PARAGRAPH };
                    let key = mix(&[u64::from(kind), content_key(tokenizer, &flat)]);
                    out.push(node(kind, String::new(), key, Some(flat)));
                }
                "tbl" => {
                    let (text, key) = self.table_text(side, child, tokenizer);
                    out.push(node(TABLE, text, key, None));
                }
                "sdt" | "sdtContent" | "customXml" => self.collect(side, child, tokenizer, out),
                "altChunk" => out.push(node(OTHER, String::new(), hash(tree.raw(child).as_bytes()), None)),
                _ => {}
            }
        }
    }

    /// A table's text and key: those of its cells' paragraphs.
    pub fn table_text(&self, side: Side<'a, 'p>, table: NodeId, tokenizer: &Tokenizer) -> (String, u64) {
        let (mut text, mut keys) = (String::new(), Vec::new());
        for node in side.part.tree.descendants(table) {
            match side.part.local(node) {
                "tr" => keys.push(1),
                "tc" => keys.push(2),
                "p" => {
                    let flat = flatten(side.document, side.part, node);
                    keys.push(content_key(tokenizer, &flat));
                    text.push_str(&flat.text);
                    text.push('\n');
                }
                _ => {}
            }
        }
        (text, mix(&keys))
    }

    /// Learns which old list is which new one from paragraphs that correspond.
    fn pair_lists(&mut self, groups: &[Group], olds: &[Node], news: &[Node]) {
        if self.state.imports.same_formats() {
            return;
        }
        for group in groups {
            let (old, new) = match &group.link {
                Link::Same { old, new } => (*old, *new),
                Link::Changed { old, new } => (old.start, new.start),
                _ => continue,
            };
            let list = |side: Side<'a, 'p>, nodes: &[Node], index: usize| {
                let properties = nodes.get(index)?.flat.as_ref()?.properties?;
                super::format::numbering_of(&side.part.tree, properties)
            };
            if let (Some(a), Some(b)) = (list(self.old, olds, old), list(self.new, news, new)) {
                self.state.imports.same_list(&a, &b);
            }
        }
    }

    /// Writes a plan as edits to the new part.
    pub fn weave(&mut self, plan: Plan, container: NodeId) {
        let Plan { groups, tail, olds, news } = plan;
        let mut cursor = Cursor::at_start(self, &news, container);
        let mut tail_lines: Vec<Line> = Vec::new();
        for (index, group) in groups.iter().enumerate() {
            let in_tail = index >= tail.from;
            let lines = match &group.link {
                Link::Same { old, new } => self.same(olds.get(*old), news.get(*new), in_tail),
                Link::Changed { old, new } => self.changed(group, old.clone(), new.clone(), &olds, &news),
                Link::Deleted { old } => self.gone(group, olds.get(*old), &mut cursor),
                Link::Inserted { new } => self.come(group, news.get(*new)),
            };
            if !in_tail {
                self.put_lines(lines.unwrap_or_default(), cursor.at);
            } else {
                tail_lines.extend(lines.unwrap_or_default());
            }
            cursor.after(self.new, &news, group, container);
        }
        super::paragraph::shift_marks(&mut tail_lines);
        self.put_lines(tail_lines, cursor.at);
    }

    /// Puts each paragraph where its new one stood; old ones before the new one that follows, else at `end`.
    fn put_lines(&mut self, lines: Vec<Line>, end: usize) {
        let mut text = String::new();
        for line in lines {
            let new = line.mark.new_paragraph();
            text.push_str(&self.write_line(line));
            if let Some(new) = new {
                let range = self.new.part.tree.range(new);
                self.edit(range, std::mem::take(&mut text));
            }
        }
        if !text.is_empty() {
            self.edit(end..end, text);
        }
    }

    pub fn write_lines(&mut self, lines: Vec<Line>) -> String {
        lines.into_iter().map(|line| self.write_line(line)).collect()
    }

    /// Text that is the same on both sides: its format may differ, and what its objects hold.
    fn same(&mut self, old: Option<&Node>, new: Option<&Node>, in_tail: bool) -> Option<Vec<Line>> {
        let (old, new) = (old?, new?);
        if new.kind == TABLE {
            self.table(old.node, new.node);
            return None;
        }
        let (Some(a), Some(b)) = (&old.flat, &new.flat) else { return None };
        let seen = new.text().chars().count() as u64;
        self.state.copied.0 += seen;
        self.state.copied.1 += seen;
        self.note_same(old, new);
        self.pair_objects(a, b);
        let alike = self.state.imports.same_formats()
            && self.old.part.tree.raw(old.node) == self.new.part.tree.raw(new.node);
        let pieces = whole_piece(old.text(), new.text());
        let changed = !alike && self.format_differs(old, new);
        if !changed && !in_tail {
            return None;
        }
        let lines = self.lines(&pieces, &[old], &[new]);
        if changed {
            self.note_format(old, new);
        }
        Some(lines)
    }

    fn changed(
        &mut self,
        group: &Group,
        old: Range<usize>,
        new: Range<usize>,
        olds: &[Node],
        news: &[Node],
    ) -> Option<Vec<Line>> {
        let (a, b): (Vec<&Node>, Vec<&Node>) =
            (olds.get(old)?.iter().collect(), news.get(new)?.iter().collect());
        if let ([a], [b]) = (a.as_slice(), b.as_slice())
            && !b.is_paragraph()
        {
            if b.kind == TABLE {
                self.table(a.node, b.node);
            }
            return None;
        }
        self.state.copied.1 += b.iter().map(|node| node.text().chars().count() as u64).sum::<u64>();
        self.pair_changed_objects(group, &a, &b);
        self.note_changes(group, &a, &b);
        if let ([a], [b]) = (a.as_slice(), b.as_slice()) {
            self.note_formats_of_pieces(&group.pieces, a, b);
        }
        Some(self.lines(&group.pieces, &a, &b))
    }

    /// A block that only the old document has.
    fn gone(&mut self, group: &Group, old: Option<&Node>, cursor: &mut Cursor) -> Option<Vec<Line>> {
        let old = old?;
        self.carrier.keep_within(old.node, &mut self.state.imports);
        if old.is_paragraph() {
            self.note_changes(group, &[old], &[]);
            return Some(self.lines(&group.pieces, &[old], &[]));
        }
        if old.kind == TABLE {
            self.note_table(Some((old.node, old.text())), None);
            let text = self.old_table(old.node);
            self.edit(cursor.at..cursor.at, text);
        }
        None
    }

    /// A block that only the new document has.
    fn come(&mut self, group: &Group, new: Option<&Node>) -> Option<Vec<Line>> {
        let new = new?;
        self.state.copied.1 += new.text().chars().count() as u64;
        if new.is_paragraph() {
            self.note_changes(group, &[], &[new]);
            return Some(self.lines(&group.pieces, &[], &[new]));
        }
        if new.kind == TABLE {
            self.note_table(None, Some((new.node, new.text())));
            self.new_table(new.node);
        }
        None
    }
}

/// Where old blocks go among the new ones.
struct Cursor {
    at: usize,
    /// Where each new block starts, to find the next one.
    starts: Vec<(usize, bool)>,
}

impl Cursor {
    fn at_start(weaver: &Weaver<'_, '_, '_>, news: &[Node], container: NodeId) -> Self {
        let tree = &weaver.new.part.tree;
        let starts: Vec<(usize, bool)> =
            news.iter().map(|node| (tree.range(node.node).start, node.holder == container)).collect();
        let content = tree.content(container);
        let section = tree.children(container).find(|&c| weaver.new.part.local(c) == "sectPr");
        let end = section.map_or(content.end, |s| tree.range(s).start);
        Cursor { at: starts.first().map_or(end, |first| first.0), starts }
    }

    /// Moves behind a new block; out of a content control where the next block stands outside it.
    fn after(&mut self, new: Side<'_, '_>, news: &[Node], group: &Group, container: NodeId) {
        let last = match &group.link {
            Link::Same { new, .. } | Link::Inserted { new } => *new,
            Link::Changed { new, .. } => new.end.saturating_sub(1),
            Link::Deleted { .. } => return,
        };
        if let Some(node) = news.get(last) {
            self.at = new.part.tree.range(node.node).end;
        }
        let inside = news.get(last).is_some_and(|node| node.holder != container);
        if let Some(&(next, true)) = self.starts.get(last + 1).filter(|_| inside) {
            self.at = next;
        }
    }
}

/// Two stories' blocks, and which is which.
pub(super) struct Plan {
    groups: Vec<Group>,
    tail: Tail,
    olds: Vec<Node>,
    news: Vec<Node>,
}

impl Plan {
    /// The paragraphs whose marks stay: old and new.
    pub fn marks_that_stay(&self) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        let pair = |old: usize, new: usize| Some((self.olds.get(old)?.node, self.news.get(new)?.node));
        self.groups.iter().filter_map(move |group| match &group.link {
            Link::Same { old, new } => pair(*old, *new),
            Link::Changed { old, new } => pair(old.end.checked_sub(1)?, new.end.checked_sub(1)?),
            _ => None,
        })
    }
}

/// The blocks as alignment sees them.
pub(super) fn views(nodes: &[Node]) -> Vec<Block<'_>> {
    let mut holders: std::collections::HashMap<NodeId, u32> = std::collections::HashMap::new();
    nodes
        .iter()
        .map(|node| {
            let next = holders.len() as u32;
            // The end of a section is no half of another paragraph.
            let holder = if node.kind == SECTION { node.node } else { node.holder };
            Block {
                key: node.key,
                text: node.text(),
                objects: node.flat.as_ref().map_or(&[], |flat| flat.objects.as_slice()),
                zones: node.flat.as_ref().map_or(&[], |flat| flat.zones.as_slice()),
                kind: node.kind,
                holder: *holders.entry(holder).or_insert(next),
                splits: node.is_paragraph(),
            }
        })
        .collect()
}

fn content_key(tokenizer: &Tokenizer, flat: &Flat) -> u64 {
    let mut keys = vec![tokenizer.key(&flat.text)];
    keys.extend(flat.objects.iter().map(|object| object.1));
    keys.extend(flat.zones.iter().flat_map(|zone| [u64::from(zone.0), u64::from(zone.1), zone.2]));
    mix(&keys)
}

/// The piece that says all of a paragraph stays.
fn whole_piece(old: &str, new: &str) -> Vec<crate::diff::script::Piece> {
    let mark = MARK.len_utf8();
    vec![crate::diff::script::Piece { act: Act::Equal, old: 0..old.len() + mark, new: 0..new.len() + mark }]
}
