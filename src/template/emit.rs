//! Turns a healed and placed part into source for the expression engine.
//!
//! Raw XML is literal text; tags stand between delimiters that XML cannot contain; and control characters
//! carry notes to the [writer](super::writer), which keeps for any data what the text alone cannot: ids stay
//! unique, a cell ends with a paragraph, a table without rows goes.

use super::expr::Info;
use super::lexer::Level;
use super::marks;
use super::part::Part;
use super::scope::{Scopes, open_tag};
use super::statement::{PRINT, STATEMENT};
use super::tag::{Block, Branch, Matched, Special, Tag, What};
use super::writer::{Context, Grid, IdKind, Mark};
use crate::wml;
use crate::xml::{Name, NodeId, Ns, Tree, escape_attribute, ns, unescape};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

/// Which source is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavor {
    /// What renders.
    Fast,
    /// What renders with `--missing mark`: every print is noted, a missing list has one turn.
    Mark,
    /// What finds every problem: no XML, every expression by itself.
    Diagnose,
}

/// A change at a place of the part. Changes at one place are written in the order of `class`.
struct Splice {
    range: Range<usize>,
    class: Class,
    what: Piece,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    /// Notes after an element.
    After,
    /// Notes at the start of an element's content.
    InsideStart,
    Tag,
    /// Notes before an element.
    Before,
    /// Notes at the end of an element's content.
    InsideEnd,
    Replace,
}

enum Piece {
    Text(String),
    Mark(Mark),
    /// A tag, with what closes and opens around it.
    Tag(usize, String, String),
    /// Code of ours: a statement, or what is printed.
    Statement(&'static str),
    Print(String),
    /// A tag outside the text of paragraphs.
    Extra(usize),
    /// A relationship's target.
    Link(usize),
    /// The content of a note, to its own part: the collection, and the note's range in its part.
    Note(usize, Range<usize>),
}

/// A part ready to be written as source.
pub(super) struct Emitter<'a> {
    part: &'a Part,
    scopes: &'a Scopes<'a>,
    blocks: &'a [Matched],
    splices: Vec<Splice>,
    removed: HashSet<NodeId>,
    /// Those of them that nothing removed holds, until they are taken out.
    outermost: Vec<NodeId>,
    /// Paragraphs at a section's end whose properties the writer gives.
    sectioned: HashSet<NodeId>,
    /// Marks that have moved out of a block.
    moved: HashSet<NodeId>,
    /// What has moved to before or after a tag.
    before: HashMap<usize, String>,
    after: HashMap<usize, String>,
    /// Tags that open a capture of plain text, and those that close one.
    text_captures: HashMap<usize, bool>,
}

/// What emission shares over the parts of a template.
#[derive(Default)]
pub(super) struct Shared {
    pub contexts: Vec<Context>,
    pub grids: Vec<Grid>,
    pub fillers: Vec<String>,
    pub sections: Vec<(String, String)>,
    /// Ids may come more than once.
    pub repeats: bool,
    /// Lists count anew somewhere.
    pub restarts: bool,
    /// The lists that paragraph styles bring.
    pub style_lists: HashMap<String, (String, String)>,
    /// Notes whose content stands where their reference is, by collection.
    pub dynamic: BTreeSet<(usize, NodeId)>,
}

/// A note: its collection, its element, its range, whether it holds tags.
pub(super) type NoteEntry = (usize, NodeId, Range<usize>, bool);

/// The parts with notes: what a reference names.
#[derive(Default)]
pub(super) struct NoteIndex {
    /// (kind, id) → collection, the note's element, its range, whether it holds tags.
    pub notes: HashMap<(IdKind, String), NoteEntry>,
}

impl<'a> Emitter<'a> {
    pub(super) fn new(
        part: &'a Part,
        scopes: &'a Scopes<'a>,
        blocks: &'a [Matched],
        notes: &NoteIndex,
        shared: &mut Shared,
    ) -> Self {
        let mut emitter = Emitter {
            part,
            scopes,
            blocks,
            splices: Vec::new(),
            removed: HashSet::new(),
            outermost: Vec::new(),
            sectioned: HashSet::new(),
            moved: HashSet::new(),
            before: HashMap::new(),
            after: HashMap::new(),
            text_captures: HashMap::new(),
        };
        emitter.captures();
        emitter.remove_emptied();
        let plan = marks::plan(part, scopes, blocks, &emitter.outermost);
        let repeated = emitter.repeated_regions();
        emitter.move_halves(&plan);
        emitter.take_out(&plan);
        emitter.tags();
        emitter.preserve_space();
        emitter.guard_tables(shared);
        emitter.guard_cells(shared);
        emitter.sections(shared);
        emitter.specials();
        emitter.unbind();
        emitter.restarts(shared);
        emitter.extras();
        let fresh = scopes.positions.iter().flatten().any(|p| p.open.contains('\u{2}'));
        shared.repeats |= fresh || !repeated.is_empty();
        emitter.note_references(notes, &repeated, shared);
        emitter.repeat_ids(&plan, &repeated);
        emitter.splices.sort_by_key(|splice| (splice.range.start, splice.class));
        emitter
    }

    fn tree(&self) -> &'a Tree<'static> {
        &self.part.tree
    }

    fn push(&mut self, range: Range<usize>, class: Class, what: Piece) {
        self.splices.push(Splice { range, class, what });
    }

    fn note(&mut self, at: usize, class: Class, mark: Mark) {
        self.push(at..at, class, Piece::Mark(mark));
    }

    fn captures(&mut self) {
        for block in self.blocks.iter().filter(|b| b.block.captures()) {
            let (Some(&first), Some(&last)) = (block.tags.first(), block.tags.last()) else { continue };
            let in_place =
                self.scopes.positions.get(first).and_then(|p| p.as_ref()).is_some_and(|p| p.in_place);
            if in_place {
                self.text_captures.insert(first, true);
                self.text_captures.insert(last, false);
            }
        }
    }

    /// True when every tag in a node is written outside it, and there is at least one.
    fn all_tags_left(&self, node: NodeId) -> bool {
        let range = self.tree().range(node);
        let from = self.part.tags.partition_point(|tag| tag.range.start < range.start);
        let mut any = false;
        for (i, tag) in self.part.tags.iter().enumerate().skip(from) {
            if tag.range.start >= range.end {
                break;
            }
            any = true;
            if matches!(tag.what, What::Comment | What::Raw | What::Special(_)) {
                continue;
            }
            if self.scopes.captured_at(tag.range.start).is_some() {
                continue;
            }
            let Some(Some(position)) = self.scopes.positions.get(i) else { return false };
            if self.tree().contains(node, position.parent) {
                return false;
            }
        }
        any
    }

    /// Paragraphs, rows, cells and content controls that held only tags go; the marks in them stay.
    fn remove_emptied(&mut self) {
        let tree = self.tree();
        let mut candidates: BTreeSet<NodeId> = BTreeSet::new();
        for tag in &self.part.tags {
            let Some(node) = tree.node_at(tag.range.start) else { continue };
            let story = |n: &NodeId| !tree.is(*n, ns::w("txbxContent"));
            candidates.extend(tree.ancestors(node).take_while(story).filter(|&n| {
                let name = tree.name(n);
                name.ns == Ns::W
                    && matches!(name.local, "r" | "p" | "tc" | "tr" | "tbl" | "sdt" | "hyperlink")
            }));
        }
        // Document order: an outer node comes before what it holds.
        let mut until = 0;
        for node in candidates {
            let range = tree.range(node);
            if range.start < until {
                self.removed.insert(node);
            } else if self.is_emptied(node) && self.all_tags_left(node) {
                until = range.end;
                self.removed.insert(node);
                self.outermost.push(node);
            }
        }
    }

    /// Takes the emptied nodes out. The marks in them stay on their side of the tags.
    fn take_out(&mut self, plan: &marks::Plan) {
        let tree = self.tree();
        for node in std::mem::take(&mut self.outermost) {
            let range = tree.range(node);
            let from = self.part.tags.partition_point(|tag| tag.range.start < range.start);
            let placed = |i: &usize| self.scopes.positions.get(*i).is_some_and(Option::is_some);
            let tags: Vec<usize> = (from..self.part.tags.len())
                .take_while(|&i| self.part.tags.get(i).is_some_and(|tag| tag.range.start < range.end))
                .filter(placed)
                .collect();
            let mut kept = String::new();
            for mark in self.marks(node) {
                let at = tree.range(mark).start;
                let text = &self.mark_text(plan, mark);
                let follows = |&&i: &&usize| self.part.tags.get(i).is_some_and(|tag| tag.range.start > at);
                match (tags.iter().find(follows), tags.last()) {
                    (Some(&next), _) => self.before.entry(next).or_default().push_str(text),
                    (None, Some(&last)) => self.after.entry(last).or_default().push_str(text),
                    (None, None) => kept.push_str(text),
                }
            }
            self.push(range, Class::Replace, Piece::Text(kept));
        }
    }

    fn is_emptied(&self, node: NodeId) -> bool {
        let tree = self.tree();
        let run = tree.is(node, ns::w("r")) || tree.is(node, ns::w("hyperlink"));
        let ends_section = tree.is(node, ns::w("p"))
            && tree.child(node, ns::w("pPr")).is_some_and(|pr| tree.child(pr, ns::w("sectPr")).is_some());
        let whole = tree.content(node);
        let comments_only = self.only_comments(node);
        let asked = !comments_only
            || !tree.is(node, ns::w("tr")) && !tree.is(node, ns::w("tc"))
            || self.asked_by_comment(node);
        !ends_section && asked && self.left_within_table(node) && !self.scopes.any_content(node, whole, !run)
    }

    /// A cell goes with tags that went to its row, a row with tags that went to its table; where they went
    /// farther, it stays.
    fn left_within_table(&self, node: NodeId) -> bool {
        let tree = self.tree();
        let (outer, level) = match tree.name(node).local {
            "tc" => ("tr", Level::Cell),
            "tr" => ("tbl", Level::Row),
            _ => return true,
        };
        let Some(outer) = around(tree, node, outer) else { return true };
        let range = tree.range(node);
        let from = self.part.tags.partition_point(|tag| tag.range.start < range.start);
        let tags =
            self.part.tags.iter().enumerate().skip(from).take_while(|(_, tag)| tag.range.start < range.end);
        let placed = |i: usize| self.scopes.positions.get(i).and_then(|p| p.as_ref());
        tags.into_iter().any(|(i, tag)| {
            (tag.what == What::Comment && tag.level == Some(level))
                || placed(i).is_some_and(|p| tree.contains(outer, p.parent))
        })
    }

    /// Paragraphs that end a section and hold a value that may become several paragraphs: only the last of
    /// these ends the section.
    fn sections(&mut self, shared: &mut Shared) {
        let tree = self.tree();
        let mut done = HashSet::new();
        for tag in self.part.tags.iter().filter(|tag| tag.what == What::Print && tag.code.text.contains('|'))
        {
            let Some(p) = tree.node_at(tag.range.start).and_then(|n| around(tree, n, "p")) else { continue };
            let Some(properties) = tree.child(p, ns::w("pPr")) else { continue };
            let ends_section = tree.child(properties, ns::w("sectPr")).is_some();
            if !ends_section || !done.insert(p) || self.removed.contains(&p) || self.is_cut(p) {
                continue;
            }
            self.sectioned.insert(p);
            shared
                .sections
                .push((wml::paragraph_properties(tree, properties), tree.raw(properties).to_string()));
            let range = tree.range(p);
            self.note(range.start, Class::Before, Mark::SectionStart(shared.sections.len() - 1));
            self.push(tree.range(properties), Class::Replace, Piece::Text(String::new()));
            self.note(range.end, Class::After, Mark::SectionEnd);
        }
    }

    /// True when a block begins or ends in a node without its partner.
    fn is_cut(&self, node: NodeId) -> bool {
        let range = self.tree().range(node);
        let inside = |i: &usize| self.part.tags.get(*i).is_some_and(|tag| range.contains(&tag.range.start));
        self.blocks.iter().any(|block| {
            let n = block.tags.iter().filter(|i| inside(i)).count();
            n > 0 && n < block.tags.len()
        })
    }

    fn tags_in(&self, node: NodeId) -> impl Iterator<Item = &Tag> {
        let range = self.tree().range(node);
        let from = self.part.tags.partition_point(|tag| tag.range.start < range.start);
        self.part.tags.iter().skip(from).take_while(move |tag| tag.range.start < range.end)
    }

    fn only_comments(&self, node: NodeId) -> bool {
        self.tags_in(node).all(|tag| tag.what == What::Comment)
    }

    /// A row or cell goes for a comment only with its prefix: `{#tr #}`.
    fn asked_by_comment(&self, node: NodeId) -> bool {
        let level = if self.tree().is(node, ns::w("tr")) { Level::Row } else { Level::Cell };
        self.tags_in(node).any(|tag| tag.level == Some(level))
    }

    fn marks(&self, node: NodeId) -> Vec<NodeId> {
        let tree = self.tree();
        let is_mark = |n: &NodeId| {
            let name = tree.name(*n);
            name.ns == Ns::W
                && (name.local.starts_with("bookmark")
                    || name.local.starts_with("perm")
                    || name.local.contains("Range"))
        };
        tree.descendants(node).filter(is_mark).filter(|n| !self.moved.contains(n)).collect()
    }

    fn in_removed(&self, at: usize) -> bool {
        let tree = self.tree();
        let Some(node) = tree.node_at(at) else { return false };
        std::iter::once(node).chain(tree.ancestors(node)).any(|n| self.removed.contains(&n))
    }

    fn tags(&mut self) {
        for (i, tag) in self.part.tags.iter().enumerate() {
            let position = self.scopes.positions.get(i).and_then(|p| p.clone());
            let gone = self.in_removed(tag.range.start);
            match position {
                Some(p) if !p.in_place && p.at != tag.range.start => {
                    if !gone {
                        self.push(tag.range.clone(), Class::Replace, Piece::Text(String::new()));
                    }
                    self.push(p.at..p.at, Class::Tag, Piece::Tag(i, p.close, p.open));
                }
                Some(p) => self.push(tag.range.clone(), Class::Tag, Piece::Tag(i, p.close, p.open)),
                None if matches!(tag.what, What::Comment | What::Raw | What::Special(_)) && !gone => {
                    self.push(tag.range.clone(), Class::Replace, Piece::Text(String::new()));
                }
                None => {}
            }
        }
    }

    /// A `w:t` with a tag in it keeps the blanks at its ends.
    fn preserve_space(&mut self) {
        let tree = self.tree();
        let mut last = None;
        for tag in &self.part.tags {
            let Some(t) = tree.node_at(tag.range.start).and_then(|n| tree.parent(n)) else { continue };
            if last.replace(t) == Some(t) || self.in_removed(tag.range.start) {
                continue;
            }
            if tree.attribute(t, Name::new(Ns::Xml, "space")).is_none() {
                let at = tree.range(t).start + 1 + tree.raw_name(t).len();
                self.push(at..at, Class::Before, Piece::Text(" xml:space=\"preserve\"".into()));
            }
        }
    }

    /// The nodes that hold a tag as a child, of one name.
    fn parents(&self, local: &str) -> BTreeSet<NodeId> {
        let tree = self.tree();
        let placed = self.scopes.positions.iter().flatten().filter(|p| !p.in_place).map(|p| p.parent);
        // A content control around rows or cells stands for the table or row.
        let lifted = placed.filter_map(|n| {
            let transparent =
                |n: &NodeId| matches!(tree.name(*n).local, "sdtContent" | "sdt" | "ins" | "customXml");
            std::iter::once(n).chain(tree.ancestors(n)).find(|n| !transparent(n))
        });
        let mut found: BTreeSet<NodeId> = lifted.filter(|&n| tree.is(n, ns::w(local))).collect();
        found.retain(|n| !self.removed.contains(n));
        found
    }

    /// The contents of content controls around paragraphs that some tag touches.
    fn controls(&self) -> BTreeSet<NodeId> {
        let tree = self.tree();
        let mut found = BTreeSet::new();
        for tag in &self.part.tags {
            let Some(node) = tree.node_at(tag.range.start) else { continue };
            let control = |n: &NodeId| tree.is(*n, ns::w("sdtContent"));
            found.extend(
                tree.ancestors(node).filter(control).filter(|&n| {
                    tree.children(n).any(|c| tree.is(c, ns::w("p")) || tree.is(c, ns::w("tbl")))
                }),
            );
        }
        found
    }

    /// True when a tag is written as a child of a node.
    fn holds_tags(&self, node: NodeId) -> bool {
        self.scopes.positions.iter().flatten().any(|p| p.parent == node && !p.in_place)
    }

    /// Content controls around rows or cells go when these do.
    fn guard_controls(&mut self, table: NodeId) {
        let tree = self.tree();
        let controls: Vec<NodeId> = tree
            .descendants(table)
            .filter(|&n| {
                tree.is(n, ns::w("sdt"))
                    && around(tree, n, "tbl") == Some(table)
                    && !self.removed.contains(&n)
            })
            .filter(|&n| tree.descendants(n).any(|c| tree.is(c, ns::w("tr")) || tree.is(c, ns::w("tc"))))
            .filter(|&n| {
                tree.child(n, ns::w("sdtContent")).is_some_and(|c| {
                    tree.children(c).any(|c| tree.is(c, ns::w("tr")) || tree.is(c, ns::w("tc")))
                })
            })
            .collect();
        for control in controls {
            let range = tree.range(control);
            self.note(range.start, Class::Before, Mark::ControlStart);
            self.note(range.end, Class::After, Mark::TableEnd);
        }
    }

    fn guard_tables(&mut self, shared: &mut Shared) {
        let tree = self.tree();
        let row_scopes = self.parents("tr");
        let mut tables = self.parents("tbl");
        // The grid follows cells that repeat and cells that are gone.
        let gone = self.removed.iter().filter(|&&n| tree.is(n, ns::w("tc")));
        let rows = row_scopes.iter().chain(gone);
        let gridded: BTreeSet<NodeId> =
            rows.filter_map(|&n| around(tree, n, "tbl")).filter(|n| !self.removed.contains(n)).collect();
        tables.extend(&gridded);
        for table in tables {
            let range = tree.range(table);
            self.note(range.start, Class::Before, Mark::TableStart);
            self.note(range.end, Class::After, Mark::TableEnd);
            self.guard_controls(table);
            let grid = gridded.contains(&table);
            if grid && let Some(node) = tree.child(table, ns::w("tblGrid")) {
                let index = shared.grids.len();
                shared.grids.push(Grid::read(tree, node));
                self.push(tree.range(node), Class::Replace, Piece::Mark(Mark::Grid(index)));
            }
            for row in rows_of(tree, table) {
                if !self.removed.contains(&row) {
                    self.guard_row(row, row_scopes.contains(&row), grid);
                }
            }
        }
    }

    fn guard_row(&mut self, row: NodeId, scoped: bool, grid: bool) {
        let tree = self.tree();
        let range = tree.range(row);
        if scoped {
            self.note(range.start, Class::Before, Mark::RowStart);
            self.note(range.end, Class::After, Mark::RowEnd);
        } else {
            self.note(range.start, Class::Before, Mark::Row);
        }
        let mut column = 0;
        for cell in cells_of(tree, row) {
            let pr = tree.child(cell, ns::w("tcPr")).and_then(|pr| tree.child(pr, ns::w("gridSpan")));
            let span =
                pr.and_then(|n| tree.attribute(n, ns::w("val"))?.parse().ok()).unwrap_or(1usize).clamp(1, 63);
            // A control around it is held back until it has a cell.
            let controlled = tree.ancestors(cell).take_while(|&n| n != row).any(|n| tree.is(n, ns::w("sdt")));
            if (scoped || grid || controlled) && !self.removed.contains(&cell) {
                self.note(tree.range(cell).start, Class::Before, Mark::Cell { column, span });
            }
            column += span;
        }
    }

    /// Containers whose paragraphs may vanish: they must not be left without one at the end.
    fn guard_cells(&mut self, shared: &mut Shared) {
        let tree = self.tree();
        let mut guarded: BTreeSet<NodeId> = BTreeSet::new();
        let container = |n: NodeId| {
            tree.ancestors(n).find(|&a| {
                let name = tree.name(a);
                name.ns == Ns::W
                    && matches!(
                        name.local,
                        "tc" | "txbxContent" | "hdr" | "ftr" | "footnote" | "endnote" | "comment" | "body"
                    )
            })
        };
        let controls = self.controls();
        guarded.extend(
            controls.iter().filter(|&&n| {
                blocks_of(tree, n).iter().any(|b| self.removed.contains(b)) || self.holds_tags(n)
            }),
        );
        let holders = ["tc", "txbxContent", "hdr", "ftr", "footnote", "endnote", "comment"];
        for local in holders {
            guarded.extend(self.parents(local));
        }
        guarded.extend(
            self.removed.iter().filter_map(|&n| container(n)).filter(|&n| !tree.is(n, ns::w("body"))),
        );
        guarded.extend(
            self.parents("tbl").into_iter().filter_map(container).filter(|&n| !tree.is(n, ns::w("body"))),
        );
        guarded.retain(|n| !self.removed.contains(n));
        for holder in guarded {
            let content = tree.content(holder);
            let start = tree.child(holder, ns::w("tcPr")).map_or(content.start, |pr| tree.range(pr).end);
            let mut filler = None;
            for node in blocks_of(tree, holder) {
                let paragraph = tree.is(node, ns::w("p"));
                if paragraph && filler.is_none() {
                    filler = Some(filler_of(tree, node));
                }
                if !self.removed.contains(&node) {
                    let mark = if paragraph { Mark::Paragraph } else { Mark::Table };
                    self.note(tree.range(node).start, Class::Before, mark);
                }
            }
            let index = shared.fillers.len();
            shared.fillers.push(filler.unwrap_or_else(|| format!("<{}p/>", tree.prefix(holder))));
            self.note(start, Class::InsideStart, Mark::CellStart(index));
            self.note(content.end, Class::InsideEnd, Mark::CellEnd);
        }
    }

    /// A content control that is filled is no longer bound to the data store (ECMA-376 part 1, 17.5.2.6): on
    /// opening, Word would put what is stored there, the tag, in the place of the value.
    fn unbind(&mut self) {
        let tree = self.tree();
        let filled = self.part.tags.iter().filter(|tag| !matches!(tag.what, What::Comment));
        let nodes = filled.filter_map(|tag| tree.node_at(tag.range.start));
        let mut controls: BTreeSet<NodeId> =
            nodes.flat_map(|n| tree.ancestors(n).filter(|&a| tree.is(a, ns::w("sdt")))).collect();
        controls.retain(|n| !self.removed.contains(n));
        for control in controls {
            let Some(properties) = tree.child(control, ns::w("sdtPr")) else { continue };
            let bound = |&n: &NodeId| tree.name(n).local == "dataBinding";
            for binding in tree.children(properties).filter(bound) {
                self.push(tree.range(binding), Class::Replace, Piece::Text(String::new()));
            }
        }
    }

    /// docxtpl's tags for cells: background, span, merging.
    fn specials(&mut self) {
        let tree = self.tree();
        let mut cells: std::collections::BTreeMap<NodeId, Vec<(usize, Special)>> = Default::default();
        for (i, tag) in self.part.tags.iter().enumerate() {
            let What::Special(special) = tag.what else { continue };
            let cell = tree.node_at(tag.range.start).and_then(|n| around(tree, n, "tc"));
            if let Some(cell) = cell.filter(|_| special != Special::Restart) {
                cells.entry(cell).or_default().push((i, special));
            }
        }
        for (cell, specials) in cells {
            self.cell_properties(cell, &specials);
        }
    }

    fn cell_properties(&mut self, cell: NodeId, specials: &[(usize, Special)]) {
        let tree = self.tree();
        let p = tree.prefix(cell);
        let found = tree.child(cell, ns::w("tcPr"));
        // `<w:tcPr/>` gives way to one with content.
        let properties = found.filter(|&pr| !tree.end_tag(pr).is_empty());
        if let Some(empty) = found.filter(|_| properties.is_none()) {
            self.push(tree.range(empty), Class::Replace, Piece::Text(String::new()));
        }
        let at = tree.start_tag(cell).end;
        if properties.is_none() {
            self.push(at..at, Class::InsideStart, Piece::Text(format!("<{p}tcPr>")));
        }
        // In the order of the schema: span, vertical merge, shading.
        let has = |wanted| specials.iter().find(|(_, s)| *s == wanted).map(|(i, _)| *i);
        if let Some(i) = has(Special::ColumnSpan) {
            let (open, close) = (format!("<{p}gridSpan {p}val=\""), "\"/>".to_string());
            self.property(cell, "gridSpan", vec![Piece::Tag(i, open, close)]);
        } else if has(Special::MergeHorizontally).is_some() {
            let open = Piece::Text(format!("<{p}gridSpan {p}val=\""));
            self.property(
                cell,
                "gridSpan",
                vec![
                    open,
                    Piece::Print(format!("loop.length * {}", span_of(tree, cell))),
                    Piece::Text("\"/>".into()),
                ],
            );
        }
        if has(Special::MergeVertically).is_some() {
            let open = Piece::Text(format!("<{p}vMerge {p}val=\""));
            let value = Piece::Print("'restart' if loop.first else 'continue'".into());
            self.property(cell, "vMerge", vec![open, value, Piece::Text("\"/>".into())]);
        }
        if let Some(i) = has(Special::CellBackground) {
            let open = format!("<{p}shd {p}val=\"clear\" {p}color=\"auto\" {p}fill=\"");
            self.property(cell, "shd", vec![Piece::Tag(i, open, "\"/>".into())]);
        }
        if properties.is_none() {
            self.push(at..at, Class::InsideStart, Piece::Text(format!("</{p}tcPr>")));
        }
        let range = tree.range(cell);
        if has(Special::MergeHorizontally).is_some() {
            self.push(range.start..range.start, Class::Tag, Piece::Statement("if loop.first"));
            self.push(range.end..range.end, Class::After, Piece::Statement("endif"));
        }
        if has(Special::MergeVertically).is_some() {
            let start = properties.map_or(at, |pr| tree.range(pr).end);
            let end = tree.content(cell).end;
            self.push(start..start, Class::InsideStart, Piece::Statement("if loop.first"));
            self.push(end..end, Class::InsideEnd, Piece::Statement("else"));
            self.push(end..end, Class::InsideEnd, Piece::Mark(Mark::Paragraph));
            let filler = tree.child(cell, ns::w("p")).map_or(format!("<{p}p/>"), |n| filler_of(tree, n));
            self.push(end..end, Class::InsideEnd, Piece::Text(filler));
            self.push(end..end, Class::InsideEnd, Piece::Statement("endif"));
        }
    }

    /// Puts a property into a cell's, in place of an old one or where the schema wants it.
    fn property(&mut self, cell: NodeId, name: &str, pieces: Vec<Piece>) {
        const ORDER: &[&str] = &["cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd"];
        let tree = self.tree();
        let rank = |local: &str| ORDER.iter().position(|n| *n == local).unwrap_or(ORDER.len());
        let at = match tree.child(cell, ns::w("tcPr")).filter(|&pr| !tree.end_tag(pr).is_empty()) {
            None => tree.start_tag(cell).end,
            Some(properties) => {
                let mut children = tree.children(properties).filter(|&n| !tree.is_text(n));
                if let Some(old) = tree.child(properties, ns::w(name)) {
                    self.push(tree.range(old), Class::Replace, Piece::Text(String::new()));
                    tree.range(old).start
                } else if let Some(next) = children.find(|&n| rank(tree.name(n).local) > rank(name)) {
                    tree.range(next).start
                } else {
                    tree.end_tag(properties).start
                }
            }
        };
        for piece in pieces {
            self.push(at..at, Class::InsideStart, piece);
        }
    }

    /// Lists that count anew: the numbering of every paragraph after such a tag, to the end of its loop.
    fn restarts(&mut self, shared: &mut Shared) {
        let tree = self.tree();
        let tags: Vec<(usize, &Tag)> = self
            .part
            .tags
            .iter()
            .enumerate()
            .filter(|(_, tag)| tag.what == What::Special(Special::Restart))
            .collect();
        let Some((_, first)) = tags.first() else { return };
        let from = first.range.start;
        for (_, tag) in &tags {
            let p = tree.node_at(tag.range.start).and_then(|n| around(tree, n, "p"));
            let at = p.map_or(tag.range.start, |p| tree.range(p).start);
            self.push(at..at, Class::Tag, Piece::Mark(Mark::Restart));
        }
        shared.restarts = true;
        let start_of = |p: NodeId| tree.range(p).end > from;
        for p in tree.descendants(tree.root()).filter(|&n| tree.is(n, ns::w("p")) && start_of(n)) {
            self.renumber(p, shared);
        }
    }

    fn renumber(&mut self, p: NodeId, shared: &Shared) {
        let tree = self.tree();
        let Some(properties) = tree.child(p, ns::w("pPr")) else { return };
        if let Some((id, _)) = wml::paragraph_numbering(tree, properties) {
            let node = tree.child(properties, ns::w("numPr")).and_then(|n| tree.child(n, ns::w("numId")));
            if let Some(range) = node.and_then(|n| tree.attribute_range(n, ns::w("val"))) {
                self.push(range, Class::Replace, Piece::Mark(Mark::List(id)));
            }
            return;
        }
        let Some(style) = tree.child(properties, ns::w("pStyle")) else { return };
        let Some(name) = tree.attribute(style, ns::w("val")) else { return };
        let Some((id, level)) = shared.style_lists.get(&*name) else { return };
        let w = tree.prefix(p);
        let follows = |n: &NodeId| {
            !matches!(
                tree.name(*n).local,
                "pStyle" | "keepNext" | "keepLines" | "pageBreakBefore" | "framePr" | "widowControl"
            )
        };
        let next = tree.children(properties).filter(|&n| !tree.is_text(n)).find(follows);
        let at = next.map_or(tree.end_tag(properties).start, |n| tree.range(n).start);
        let head = format!("<{w}numPr><{w}ilvl {w}val=\"{level}\"/><{w}numId {w}val=\"");
        self.push(at..at, Class::InsideStart, Piece::Text(head));
        self.push(at..at, Class::InsideStart, Piece::Mark(Mark::List(id.clone())));
        self.push(at..at, Class::InsideStart, Piece::Text(format!("\"/></{w}numPr>")));
    }

    /// Tags in attributes and field instructions, and targets of relationships.
    fn extras(&mut self) {
        let mut around = None;
        for (k, extra) in self.part.extras.iter().enumerate() {
            if extra.link.is_some() {
                continue;
            }
            if around.replace(&extra.around) != Some(&extra.around) {
                self.note(extra.around.start, Class::InsideStart, Mark::ValueStart);
                self.note(extra.around.end, Class::After, Mark::ValueEnd);
            }
            self.push(extra.tag.range.clone(), Class::Tag, Piece::Extra(k));
        }
        for (number, link) in self.part.links.iter().enumerate() {
            self.push(link.at.clone(), Class::Replace, Piece::Link(number));
        }
    }

    /// References to notes whose content is written where they stand.
    fn note_references(&mut self, notes: &NoteIndex, repeated: &[Range<usize>], shared: &mut Shared) {
        if notes.notes.is_empty() {
            return;
        }
        let tree = self.tree();
        for node in tree.descendants(tree.root()) {
            let kind = match (tree.name(node).ns, tree.name(node).local) {
                (Ns::W, "footnoteReference") => IdKind::Footnote,
                (Ns::W, "endnoteReference") => IdKind::Endnote,
                (Ns::W, "commentReference") => IdKind::Comment,
                _ => continue,
            };
            let Some(range) = tree.attribute_range(node, ns::w("id")) else { continue };
            let id = tree.source().get(range.clone()).unwrap_or("").to_string();
            let Some((collection, note, content, tags)) = notes.notes.get(&(kind, id.clone())) else {
                continue;
            };
            let start = tree.range(node).start;
            if !*tags && !within(repeated, start) {
                continue;
            }
            shared.repeats = true;
            shared.dynamic.insert((*collection, *note));
            let mark = if kind == IdKind::Comment { IdKind::CommentReference } else { kind };
            self.push(range, Class::Replace, Piece::Mark(Mark::Id(mark, id)));
            let end = tree.range(node).end;
            self.push(end..end, Class::After, Piece::Note(*collection, content.clone()));
        }
    }

    /// What may be written more than once. Marks of which only one half is inside a block move out of it.
    fn repeated_regions(&self) -> Vec<Range<usize>> {
        let at = |i: Option<&usize>| i.and_then(|&i| self.scopes.positions.get(i)?.as_ref()).map(|p| p.at);
        let repeating = self.blocks.iter().filter(|block| block.block.repeats());
        let regions = repeating.filter_map(|block| Some(at(block.tags.first())?..at(block.tags.last())?));
        merged(regions.filter(|region| !region.is_empty()).collect())
    }

    /// Moves halves of marks out of blocks that hold only them.
    fn move_halves(&mut self, plan: &marks::Plan) {
        let tree = self.tree();
        for one in &plan.moves {
            self.moved.insert(one.node);
            let text = self.mark_text(plan, one.node);
            match (one.table.map(|table| tree.range(table)), one.before) {
                (Some(table), true) => self.push(table.start..table.start, Class::Before, Piece::Text(text)),
                (Some(table), false) => self.push(table.end..table.end, Class::Tag, Piece::Text(text)),
                // Beside the tag, outside the block: whatever the tag closes there is closed.
                (None, true) => self.before.entry(one.tag).or_default().push_str(&text),
                (None, false) => self.after.entry(one.tag).or_default().push_str(&text),
            }
            if !self.in_removed(tree.range(one.node).start) {
                self.push(tree.range(one.node), Class::Replace, Piece::Text(String::new()));
            }
        }
    }

    /// A mark as it is written: its ids noted where they may come again.
    fn mark_text(&self, plan: &marks::Plan, node: NodeId) -> String {
        let tree = self.tree();
        if plan.repeated.contains(&node) { with_ids(tree, node) } else { tree.raw(node).to_string() }
    }

    /// Ids in what may be written more than once.
    fn repeat_ids(&mut self, plan: &marks::Plan, repeated: &[Range<usize>]) {
        let tree = self.tree();
        if repeated.is_empty() {
            return;
        }
        let filled: HashSet<usize> = self.part.extras.iter().map(|e| e.around.start).collect();
        for node in tree.descendants(tree.root()) {
            let start = tree.range(node).start;
            let passed = tree.is_text(node) || self.moved.contains(&node) || self.in_removed(start);
            let again = match marks::half(tree, node) {
                Some(_) => plan.repeated.contains(&node),
                None => within(repeated, start),
            };
            if passed || !again {
                continue;
            }
            for (attribute, kind) in ids_of(tree, node) {
                if let Some(range) =
                    tree.attribute_range(node, attribute).filter(|r| !filled.contains(&r.start))
                {
                    let value = tree.source().get(range.clone()).unwrap_or("").to_string();
                    self.push(range, Class::Replace, Piece::Mark(Mark::Id(kind, value)));
                }
            }
        }
    }

    /// Writes a stretch of the part as source.
    pub(super) fn write(&self, within: Range<usize>, notes: &[NoteStream<'_>], sink: &mut Sink<'_>) {
        let source = self.tree().source();
        let (mut at, mut captured) = (within.start, within.start);
        let from = self.splices.partition_point(|s| s.range.start < within.start);
        for splice in self.splices.get(from..).unwrap_or(&[]) {
            if splice.range.start >= within.end {
                break;
            }
            if splice.range.start < at {
                // Inside something that is gone: tags keep their order, and captured text its place.
                if let Piece::Tag(i, ..) = &splice.what {
                    if sink.text_depth > 0 {
                        sink.literal(source.get(captured..splice.range.start).unwrap_or(""));
                    }
                    self.tag(*i, sink);
                    captured = splice.range.end;
                }
                continue;
            }
            sink.literal(source.get(at..splice.range.start).unwrap_or(""));
            at = splice.range.end;
            match &splice.what {
                Piece::Text(text) => sink.literal(text),
                Piece::Mark(mark) => sink.mark(mark),
                Piece::Tag(i, close, open) => {
                    sink.literal(close);
                    self.tag(*i, sink);
                    sink.literal(open);
                }
                Piece::Statement(code) => sink.raw_statement(code),
                Piece::Print(code) => sink.raw_print(code),
                Piece::Extra(k) => self.extra(*k, sink),
                Piece::Link(number) => self.link(*number, sink),
                Piece::Note(collection, range) => {
                    if let Some(stream) = notes.get(*collection) {
                        stream.write(range.clone(), sink);
                    }
                }
            }
        }
        sink.literal(source.get(at..within.end).unwrap_or(""));
    }

    /// The whole part.
    pub(super) fn whole(&self) -> Range<usize> {
        0..self.tree().source().len()
    }

    /// A tag outside the text of paragraphs stays where it is.
    fn extra(&self, k: usize, sink: &mut Sink<'_>) {
        let Some(extra) = self.part.extras.get(k) else { return };
        let i = self.part.tags.len() + k;
        let code = extra.tag.code.text.trim_end();
        match extra.tag.what {
            What::Print => {
                if sink.flavor != Flavor::Diagnose {
                    let context =
                        Context { tag: sink.base + i, name: name_of(&extra.tag), ..Context::default() };
                    sink.context(context);
                }
                sink.print(code, i, false);
                sink.mark(&Mark::ContextEnd);
            }
            What::Open(_) | What::Branch(_) | What::Close(_) | What::Single | What::LoopControl => {
                let code = sink.statement_code(&extra.tag, code, i);
                sink.statement(&code, i);
            }
            _ => {}
        }
    }

    /// A relationship's target: its text and its tags, between notes that make a relationship of it.
    fn link(&self, number: usize, sink: &mut Sink<'_>) {
        let Some(link) = self.part.links.get(number) else { return };
        sink.mark(&Mark::LinkStart(sink.first_link + number));
        let mut at = 0;
        for (k, extra) in self.part.extras.iter().enumerate() {
            let Some((_, range)) = extra.link.as_ref().filter(|(n, _)| *n == number) else { continue };
            let mut text = String::new();
            escape_attribute(link.target.get(at..range.start).unwrap_or(""), &mut text);
            sink.literal(&text);
            self.extra(k, sink);
            at = range.end;
        }
        let mut text = String::new();
        escape_attribute(link.target.get(at..).unwrap_or(""), &mut text);
        sink.literal(&text);
        sink.mark(&Mark::LinkEnd);
    }

    fn tag(&self, i: usize, sink: &mut Sink<'_>) {
        let Some(tag) = self.part.tags.get(i) else { return };
        sink.literal(self.before.get(&i).map_or("", String::as_str));
        self.tag_alone(i, tag, sink);
        sink.literal(self.after.get(&i).map_or("", String::as_str));
    }

    fn tag_alone(&self, i: usize, tag: &Tag, sink: &mut Sink<'_>) {
        let capture = self.text_captures.get(&i).copied();
        if capture == Some(false) {
            sink.text_depth = sink.text_depth.saturating_sub(1);
            sink.raw_statement("endautoescape");
        }
        let code = tag.code.text.trim_end();
        match tag.what {
            What::Print => self.print(i, code, sink),
            What::Special(special) => sink.special(special, i),
            What::Open(_) | What::Branch(_) | What::Close(_) | What::Single | What::LoopControl => {
                let code = sink.statement_code(tag, code, i);
                sink.statement(&code, i);
            }
            What::Comment | What::Literal | What::Raw | What::Faulty => {}
        }
        if capture == Some(true) {
            sink.text_depth += 1;
            sink.raw_statement("autoescape true");
        } else if matches!(tag.what, What::Open(block) if block.captures()) && sink.flavor != Flavor::Diagnose
        {
            sink.out.push_str(super::engine::token());
        }
    }

    fn print(&self, i: usize, code: &str, sink: &mut Sink<'_>) {
        let markup = self.scopes.markup.contains_key(&i);
        let in_text = sink.text_depth > 0 || sink.flavor == Flavor::Diagnose;
        if in_text || markup || !sink.wants_context(i) {
            sink.print(code, i, markup);
            return;
        }
        let mut context = self.context(i);
        context.tag = sink.base + i;
        sink.context(context);
        sink.print(code, i, markup);
        sink.mark(&Mark::ContextEnd);
    }

    /// What a value that breaks out of its run must close and open: computed once for each tag.
    fn context(&self, i: usize) -> Context {
        let tree = self.tree();
        let tag = self.part.tags.get(i);
        let t = tag.and_then(|tag| tree.node_at(tag.range.start)).and_then(|n| tree.parent(n));
        let name = tag.map(name_of).unwrap_or_default();
        let mut context = t.map(|t| context_of(tree, t, name)).unwrap_or_default();
        let p = t.and_then(|t| around(tree, t, "p"));
        let section = p.filter(|p| !self.sectioned.contains(p)).and_then(|p| tree.child(p, ns::w("pPr")));
        if section.is_some_and(|pr| tree.child(pr, ns::w("sectPr")).is_some()) {
            // Only the last paragraph may end the section, and which that is is not known here.
            context.paragraph = None;
        }
        context
    }
}

/// The field that a tag prints, for 【待填：字段】.
fn name_of(tag: &Tag) -> String {
    tag.inside().split('|').next().unwrap_or("").trim().to_string()
}

/// True when one of some sorted ranges holds a byte.
fn within(ranges: &[Range<usize>], at: usize) -> bool {
    let after = ranges.partition_point(|r| r.start <= at);
    after.checked_sub(1).and_then(|i| ranges.get(i)).is_some_and(|r| r.contains(&at))
}

/// The notes of a part, written where their references stand.
pub(super) struct NoteStream<'a> {
    pub collection: usize,
    pub kind: IdKind,
    pub emitter: &'a Emitter<'a>,
    /// The number of the part's first tag, and what its tags use.
    pub base: usize,
    pub infos: &'a [Info],
}

impl NoteStream<'_> {
    fn write(&self, range: Range<usize>, sink: &mut Sink<'_>) {
        sink.mark(&Mark::StreamStart(self.collection));
        let mut inner = Sink {
            flavor: sink.flavor,
            base: self.base,
            infos: self.infos,
            first_link: sink.first_link,
            shared: sink.shared,
            out: sink.out,
            spans: sink.spans,
            text_depth: 0,
        };
        // The note's own id is the one that its reference got.
        let tree = self.emitter.tree();
        let id = tree.node_at(range.start).and_then(|n| tree.attribute_range(n, ns::w("id")));
        match id {
            Some(id) => {
                self.emitter.write(range.start..id.start, &[], &mut inner);
                inner.mark(&Mark::NoteId(self.kind));
                self.emitter.write(id.end..range.end, &[], &mut inner);
            }
            None => self.emitter.write(range, &[], &mut inner),
        }
        inner.mark(&Mark::StreamEnd);
    }
}

/// Ranges joined where they overlap, in order.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|r| r.start);
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

/// Where a part's source is written, and how.
pub(super) struct Sink<'s> {
    pub flavor: Flavor,
    /// The number of the part's first tag.
    pub base: usize,
    pub infos: &'s [Info],
    /// The number of the part's first link.
    pub first_link: usize,
    pub shared: &'s mut Shared,
    pub out: &'s mut String,
    pub spans: &'s mut Vec<(Range<usize>, usize)>,
    /// How many captures of plain text are open.
    pub text_depth: usize,
}

impl Sink<'_> {
    fn info(&self, i: usize) -> Option<&Info> {
        self.infos.get(i)
    }

    /// Macros and recursive loops can be called from the template only, not from an expression by itself.
    fn is_bare(&self, i: usize) -> bool {
        self.info(i).is_some_and(|info| info.bare)
    }

    fn mark(&mut self, mark: &Mark) {
        if self.flavor != Flavor::Diagnose {
            mark.write(self.out);
        }
    }

    /// A plain field is text; what is filtered or computed may break out of its run.
    fn wants_context(&self, i: usize) -> bool {
        self.flavor == Flavor::Mark || !self.info(i).is_some_and(|info| info.simple)
    }

    fn context(&mut self, context: Context) {
        self.shared.contexts.push(context);
        self.mark(&Mark::Context(self.shared.contexts.len() - 1));
    }

    fn print(&mut self, code: &str, i: usize, markup: bool) {
        let id = self.base + i;
        let bare = markup || self.is_bare(i);
        let code = match self.flavor {
            Flavor::Diagnose if !bare => format!("__e({id})"),
            Flavor::Mark if !bare && !self.info(i).is_some_and(|info| info.simple) => format!("__try({id})"),
            _ => code.to_string(),
        };
        self.wrapped(PRINT, &code, i);
    }

    pub(super) fn literal(&mut self, text: &str) {
        if self.text_depth > 0 {
            self.out.push_str(&unescape(text));
        } else if self.flavor != Flavor::Diagnose {
            self.out.push_str(text);
        }
    }

    fn wrapped(&mut self, (open, close): (&str, &str), code: &str, i: usize) {
        self.out.push_str(open);
        self.out.push(' ');
        let from = self.out.len();
        self.out.push_str(code);
        self.spans.push((from..self.out.len(), self.base + i));
        self.out.push(' ');
        self.out.push_str(close);
    }

    fn statement(&mut self, code: &str, i: usize) {
        self.wrapped(STATEMENT, code, i);
    }

    /// The value of a cell's property.
    fn special(&mut self, special: Special, i: usize) {
        let function = match special {
            Special::CellBackground => "__fill",
            Special::ColumnSpan => "__span",
            _ => return,
        };
        let id = self.base + i;
        let code = match (self.flavor, self.info(i)) {
            (Flavor::Diagnose, _) => format!("{function}(__e({id}))"),
            (Flavor::Mark, Some(info)) if !info.simple => format!("{function}(__try({id}))"),
            (_, Some(info)) => format!("{function}({})", info.code),
            _ => return,
        };
        self.wrapped(PRINT, &code, i);
    }

    fn raw_statement(&mut self, code: &str) {
        self.out.push_str(&format!("{} {code} {}", STATEMENT.0, STATEMENT.1));
    }

    fn raw_print(&mut self, code: &str) {
        if self.flavor != Flavor::Diagnose {
            self.out.push_str(&format!("{} {code} {}", PRINT.0, PRINT.1));
        }
    }

    /// The code of a statement, its expression replaced where the flavor asks for it.
    fn statement_code(&self, tag: &Tag, code: &str, i: usize) -> String {
        let (id, simple) = (self.base + i, self.info(i).is_some_and(|info| info.simple));
        let call = match self.flavor {
            _ if self.is_bare(i) => None,
            Flavor::Fast => None,
            Flavor::Diagnose => Some(format!("__e({id})")),
            Flavor::Mark if simple => None,
            Flavor::Mark => Some(format!("__try({id})")),
        };
        match tag.what {
            What::Open(Block::For) => loop_code(code, call, self.flavor),
            What::Open(Block::If) | What::Branch(Branch::Elif) => match call {
                Some(call) => format!("{} {call}", tag.word()),
                None => code.to_string(),
            },
            What::Single => match call {
                Some(call) => set_code(code, &call),
                None => code.to_string(),
            },
            _ => code.to_string(),
        }
    }
}

/// The code of a loop: its list replaced; with marks, a missing list has one turn.
fn loop_code(code: &str, call: Option<String>, flavor: Flavor) -> String {
    let Some((head, list, tail)) = split_loop(code) else { return code.to_string() };
    let list = call.unwrap_or_else(|| list.to_string());
    match flavor {
        Flavor::Fast => format!("{head} in __each({list}){tail}"),
        Flavor::Mark => format!("{head} in __each(__list({list})){tail}"),
        Flavor::Diagnose => format!("{head} in {list}{tail}"),
    }
}

/// `for x in list if cond recursive` → (`for x`, `list`, ` if cond recursive`).
pub(super) fn split_loop(code: &str) -> Option<(&str, &str, &str)> {
    let at = find_word(code, "in")?;
    let (head, rest) = (code.get(..at)?, code.get(at + 2..)?);
    let cut = find_word(rest, "if").or_else(|| find_word(rest, "recursive")).unwrap_or(rest.len());
    Some((head.trim_end(), rest.get(..cut)?.trim(), rest.get(cut..)?)).filter(|(_, l, _)| !l.is_empty())
}

/// Where a word stands by itself outside strings and brackets, or a conditional expression's `if`.
fn find_word(code: &str, word: &str) -> Option<usize> {
    let mut depth = 0i32;
    let mut at = 0;
    while let Some(rest) = code.get(at..).filter(|r| !r.is_empty()) {
        if let Some(len) = super::lexer::string_len(rest) {
            at += len;
            continue;
        }
        let c = rest.chars().next()?;
        let boundary = code.get(..at).and_then(|b| b.chars().next_back()).is_none_or(|b| b.is_whitespace());
        let after = rest.get(word.len()..).and_then(|r| r.chars().next());
        if depth == 0 && boundary && rest.starts_with(word) && after.is_none_or(|a| a.is_whitespace()) {
            return Some(at);
        }
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        at += c.len_utf8();
    }
    None
}

/// The code of `set a = x` or `do f(x)` with its expression replaced.
fn set_code(code: &str, call: &str) -> String {
    match code.split_once('=') {
        Some((head, _)) if code.trim_start().starts_with("set ") => format!("{} = {call}", head.trim_end()),
        _ => format!("set __done = {call}"),
    }
}

/// Grid columns that a cell covers.
fn span_of(tree: &Tree<'_>, cell: NodeId) -> usize {
    let span = tree.child(cell, ns::w("tcPr")).and_then(|pr| tree.child(pr, ns::w("gridSpan")));
    span.and_then(|n| tree.attribute(n, ns::w("val"))?.parse().ok()).unwrap_or(1usize).clamp(1, 63)
}

fn around(tree: &Tree<'_>, node: NodeId, local: &str) -> Option<NodeId> {
    tree.ancestors(node).find(|&n| tree.is(n, ns::w(local)))
}

/// The rows of a table, those in content controls included, nested tables' not.
fn rows_of(tree: &Tree<'_>, table: NodeId) -> Vec<NodeId> {
    tree.descendants(table)
        .filter(|&n| tree.is(n, ns::w("tr")) && around(tree, n, "tbl") == Some(table))
        .collect()
}

fn cells_of(tree: &Tree<'_>, row: NodeId) -> Vec<NodeId> {
    tree.descendants(row).filter(|&n| tree.is(n, ns::w("tc")) && around(tree, n, "tr") == Some(row)).collect()
}

/// The paragraphs and tables that stand directly in a container, content controls looked into.
fn blocks_of(tree: &Tree<'_>, holder: NodeId) -> Vec<NodeId> {
    let mut found = Vec::new();
    for child in tree.children(holder) {
        let name = tree.name(child);
        match name.local {
            "p" | "tbl" if name.ns == Ns::W => found.push(child),
            "sdt" | "sdtContent" | "ins" | "customXml" => found.extend(blocks_of(tree, child)),
            _ => {}
        }
    }
    found
}

/// An empty paragraph with the properties of another.
fn filler_of(tree: &Tree<'_>, p: NodeId) -> String {
    let name = tree.raw_name(p);
    let properties =
        tree.child(p, ns::w("pPr")).map_or(String::new(), |pr| wml::paragraph_properties(tree, pr));
    format!("<{name}>{properties}</{name}>")
}

fn context_of(tree: &Tree<'_>, t: NodeId, name: String) -> Context {
    let mut context = Context { prefix: tree.prefix(t).to_string(), name, ..Context::default() };
    let mut chain = vec![t];
    chain.extend(tree.ancestors(t).take_while(|&n| !tree.is(n, ns::w("p"))));
    let close: String = chain.iter().map(|&n| format!("</{}>", tree.raw_name(n))).collect();
    let open: String = chain.iter().rev().map(|&n| open_tag(tree, n)).collect();
    let whole = chain
        .iter()
        .all(|&n| matches!(tree.name(n).local, "t" | "r" | "hyperlink" | "ins" | "moveTo" | "smartTag"));
    let p = chain.last().and_then(|&n| tree.parent(n));
    if let Some(p) = p.filter(|_| whole) {
        // A paragraph that ends a section gets its properties from the writer.
        let own = tree.child(p, ns::w("pPr")).filter(|&pr| tree.child(pr, ns::w("sectPr")).is_none());
        let properties = own.map_or(String::new(), |pr| wml::paragraph_properties(tree, pr));
        let p_name = tree.raw_name(p);
        context.paragraph = Some((format!("{close}</{p_name}>"), format!("<{p_name}>{properties}{open}")));
    }
    if let [t, r, ..] = chain.as_slice() {
        let (r_name, t_name) = (tree.raw_name(*r), tree.raw_name(*t));
        let run = open_tag(tree, *r);
        let marked = wml::highlighted(tree, *r);
        context.run = Some((
            format!("</{t_name}></{r_name}>{marked}<{t_name} xml:space=\"preserve\">"),
            format!("</{t_name}></{r_name}>{run}<{t_name} xml:space=\"preserve\">"),
        ));
    }
    context
}

/// A mark as it stands, its ids noted as ones that may come again.
fn with_ids(tree: &Tree<'_>, node: NodeId) -> String {
    let whole = tree.range(node);
    let mut ids: Vec<(Range<usize>, IdKind)> = ids_of(tree, node)
        .into_iter()
        .filter_map(|(name, kind)| Some((tree.attribute_range(node, name)?, kind)))
        .collect();
    ids.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut out = tree.raw(node).to_string();
    for (range, kind) in ids {
        let value = tree.source().get(range.clone()).unwrap_or("").to_string();
        let mut note = String::new();
        Mark::Id(kind, value).write(&mut note);
        out.replace_range(range.start - whole.start..range.end - whole.start, &note);
    }
    out
}

/// The attributes of an element that must be unique in the document.
fn ids_of<'t>(tree: &'t Tree<'_>, node: NodeId) -> Vec<(Name<'t>, IdKind)> {
    let name = tree.name(node);
    let mut found = Vec::new();
    match (name.ns, name.local) {
        (Ns::W, "bookmarkStart") => {
            found.push((ns::w("id"), IdKind::Bookmark));
            found.push((ns::w("name"), IdKind::BookmarkName));
        }
        (Ns::W, "bookmarkEnd") => found.push((ns::w("id"), IdKind::BookmarkEnd)),
        (Ns::W, "commentRangeStart") => found.push((ns::w("id"), IdKind::Comment)),
        (Ns::W, "commentRangeEnd") => found.push((ns::w("id"), IdKind::CommentEnd)),
        (Ns::W, "permStart") => found.push((ns::w("id"), IdKind::Permission)),
        (Ns::W, "permEnd") => found.push((ns::w("id"), IdKind::PermissionEnd)),
        (Ns::W, "ins" | "del" | "moveFrom" | "moveTo" | "rPrChange" | "pPrChange") => {
            found.push((ns::w("id"), IdKind::Revision));
        }
        (Ns::Wp, "docPr") => found.push((ns::none("id"), IdKind::Drawing)),
        (Ns::W, "id") if tree.parent(node).is_some_and(|p| tree.is(p, ns::w("sdtPr"))) => {
            found.push((ns::w("val"), IdKind::Control));
        }
        (Ns::V, "shape" | "rect" | "oval" | "line" | "group" | "roundrect") => {
            found.push((ns::none("id"), IdKind::Shape));
        }
        _ => {}
    }
    if name.ns == Ns::W && matches!(name.local, "p" | "tr") {
        found.push((ns::w14("paraId"), IdKind::Paragraph));
    }
    found
}
