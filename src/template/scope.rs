//! Where a block's tags come to stand: whole rows, whole cells, whole paragraphs, or a stretch of text.
//!
//! One rule. `A` is the lowest common ancestor of *all* tags of a block. Each tag climbs to a child of `A`. It
//! may leave a container only at its edge (nothing but tags, marks and properties between it and the
//! container's start or end); runs, hyperlinks, insertions and smart tags are split instead; cells and rows
//! are left freely when `A` is a row or a table. Where `A` holds paragraphs and a tag stands in mid-text, all
//! tags of the block stay in their paragraphs: the block is a stretch of text with its paragraph marks. A
//! prefix (`p`, `tr`, `tc`, `r`) sets `A`'s level; then the same rule.

use super::lexer::Level;
use super::part::Part;
use super::tag::{Block, Matched, Tag, What};
use super::writer::{IdKind, Mark};
use crate::error::{Problem, catalogue::template as t};
use crate::xml::{NodeId, Ns, Tree, ns};
use std::collections::HashMap;
use std::ops::Range;

/// Where a tag is written.
#[derive(Clone, Debug)]
pub(super) struct Position {
    /// The byte of the part at which it is written.
    pub at: usize,
    /// What must be closed before it and opened again after it.
    pub close: String,
    pub open: String,
    /// The element whose child the tag becomes.
    pub parent: NodeId,
    /// True when it stands in the text it was found in.
    pub in_place: bool,
}

/// How a node counts when we ask whether anything stands before a tag.
#[derive(Clone, Copy, PartialEq)]
enum Class {
    /// Properties and marks: nothing.
    Nothing,
    /// Counts by what it holds.
    Container,
    /// Something.
    Content,
}

fn class(tree: &Tree<'_>, node: NodeId) -> Class {
    let name = tree.name(node);
    if name.ns != Ns::W {
        return Class::Content;
    }
    match name.local {
        "p" | "r" | "t" | "hyperlink" | "ins" | "moveTo" | "smartTag" | "customXml" | "sdt"
        | "sdtContent" | "tc" | "tr" | "tbl" | "dir" | "bdo" => Class::Container,
        "bookmarkStart"
        | "bookmarkEnd"
        | "commentRangeStart"
        | "commentRangeEnd"
        | "permStart"
        | "permEnd"
        | "proofErr"
        | "lastRenderedPageBreak"
        | "moveFromRangeStart"
        | "moveFromRangeEnd"
        | "moveToRangeStart"
        | "moveToRangeEnd"
        | "customXmlInsRangeStart"
        | "customXmlInsRangeEnd"
        | "customXmlDelRangeStart"
        | "customXmlDelRangeEnd"
        | "tblGrid"
        | "sectPr" => Class::Nothing,
        local if local.ends_with("Pr") || local == "tblPrEx" => Class::Nothing,
        _ => Class::Content,
    }
}

/// True for an element that may be cut in two around a tag.
fn splittable(tree: &Tree<'_>, node: NodeId) -> bool {
    let name = tree.name(node);
    name.ns == Ns::W
        && matches!(
            name.local,
            "t" | "r" | "hyperlink" | "ins" | "moveTo" | "smartTag" | "customXml" | "dir" | "bdo"
        )
}

/// Which part of its block a tag is.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    Opening,
    Branch,
    Closing,
}

/// Why a tag cannot go where the rule sends it.
enum Stuck {
    /// In mid-text of its paragraph.
    MidText,
    /// There is something before a branch in its row or cell.
    Branch,
    /// Inside a container that can be neither split nor left.
    Inside,
}

/// The places of all tags of a part.
pub(super) struct Scopes<'a> {
    part: &'a Part,
    /// The text node of each tag.
    nodes: Vec<Option<NodeId>>,
    /// Tags by the text node they stand in.
    by_node: HashMap<NodeId, Vec<usize>>,
    /// The beginnings (true) and ends of complex fields.
    fields: Vec<(usize, bool)>,
    pub positions: Vec<Option<Position>>,
    /// Stretches that become a value and print nothing where they stand: `set` blocks and macros of plain text.
    pub captured: Vec<Range<usize>>,
    /// The level of what a print tag prints, where that is more than text.
    pub markup: HashMap<usize, Level>,
}

impl<'a> Scopes<'a> {
    pub(super) fn new(part: &'a Part) -> Self {
        let nodes: Vec<_> = part.tags.iter().map(|tag| part.tree.node_at(tag.range.start)).collect();
        let mut by_node: HashMap<NodeId, Vec<usize>> = HashMap::new();
        for (i, node) in nodes.iter().enumerate() {
            if let Some(node) = node {
                by_node.entry(*node).or_default().push(i);
            }
        }
        Scopes {
            fields: fields(&part.tree),
            positions: vec![None; nodes.len()],
            part,
            nodes,
            by_node,
            captured: Vec::new(),
            markup: HashMap::new(),
        }
    }

    fn tree(&self) -> &'a Tree<'static> {
        &self.part.tree
    }

    fn tag(&self, i: usize) -> Option<&'a Tag> {
        self.part.tags.get(i)
    }

    fn node(&self, i: usize) -> Option<NodeId> {
        self.nodes.get(i).copied().flatten()
    }

    /// The nearest element of a name around a node, inside the node's story.
    fn around(&self, node: NodeId, local: &str) -> Option<NodeId> {
        let tree = self.tree();
        let story = |n: &NodeId| tree.is(*n, ns::w("txbxContent"));
        tree.ancestors(node).take_while(|n| !story(n)).find(|&n| tree.is(n, ns::w(local)))
    }

    /// Places the tags of a block, or says why that cannot be.
    pub(super) fn place(&mut self, block: &Matched, problems: &mut Vec<Problem>) {
        let nodes: Option<Vec<NodeId>> = block.tags.iter().map(|&i| self.node(i)).collect();
        let Some(nodes) = nodes else { return };
        if let Some(problem) = self.crosses(block) {
            problems.push(problem);
            return;
        }
        let level = block.tags.iter().filter_map(|&i| self.tag(i)?.level).max();
        let ancestor = match self.ancestor(&nodes, level) {
            Ok(ancestor) => ancestor,
            Err(()) => {
                let marked = block.tags.iter().filter_map(|&i| self.tag(i)).find(|tag| tag.level == level);
                problems.extend(marked.map(|tag| tag.problem(&t::NOT_IN_TABLE).arg("tag", tag.written())));
                return;
            }
        };
        if let Err((i, stuck)) = self.place_in(block, ancestor, level) {
            problems.push(self.explain(block, i, &stuck));
        }
    }

    fn crosses(&self, block: &Matched) -> Option<Problem> {
        let (&first, &last) = (block.tags.first()?, block.tags.last()?);
        let (open, close) = (self.tag(first)?, self.tag(last)?);
        let odd =
            block.tags.iter().filter_map(|&i| self.tag(i)).any(|tag| {
                tag.spot.textbox != open.spot.textbox || tag.spot.place.note != open.spot.place.note
            });
        odd.then(|| {
            let problem =
                open.problem(&t::CROSSES_STORY).arg("open", open.written()).arg("close", close.written());
            close.spot.name_place(open.spot.name_place(problem, "from"), "to")
        })
    }

    /// `A`: the lowest common ancestor, lifted to the level that a prefix asks for.
    fn ancestor(&self, nodes: &[NodeId], level: Option<Level>) -> Result<NodeId, ()> {
        let tree = self.tree();
        let lifted: Vec<NodeId> = match level {
            None => nodes.to_vec(),
            Some(Level::Run) => nodes.iter().map(|&n| self.around(n, "r").unwrap_or(n)).collect(),
            Some(Level::Paragraph) => nodes.iter().map(|&n| self.around(n, "p").unwrap_or(n)).collect(),
            Some(Level::Cell) => {
                nodes.iter().map(|&n| self.around(n, "tc").ok_or(())).collect::<Result<_, _>>()?
            }
            Some(Level::Row) => {
                nodes.iter().map(|&n| self.around(n, "tr").ok_or(())).collect::<Result<_, _>>()?
            }
        };
        let first = lifted.first().copied().ok_or(())?;
        let common = std::iter::once(first)
            .chain(tree.ancestors(first))
            .find(|&a| lifted.iter().all(|&n| tree.contains(a, n)))
            .ok_or(())?;
        // With a prefix, all tags may share the run, paragraph, cell or row: the block is around it.
        let itself = level.is_some() && lifted.contains(&common);
        Ok(if itself { tree.parent(common).unwrap_or(common) } else { common })
    }

    fn place_in(
        &mut self,
        block: &Matched,
        ancestor: NodeId,
        level: Option<Level>,
    ) -> Result<(), (usize, Stuck)> {
        let tree = self.tree();
        let first = block.tags.first().and_then(|&i| self.node(i)).unwrap_or(ancestor);
        if level.is_none() && (tree.is_text(ancestor) || tree.is(ancestor, ns::w("t"))) {
            for &i in &block.tags {
                let position = self.in_place(i);
                self.set(i, position);
            }
            return Ok(());
        }
        let inside_paragraph = self.around(first, "p").is_some_and(|p| tree.contains(p, ancestor));
        if inside_paragraph {
            return self.climb_all(block, ancestor, level, true);
        }
        let ancestor = self.whole_row(block, ancestor, level);
        match self.climb_all(block, ancestor, level, false) {
            Err((_, Stuck::MidText)) if level.is_none() => self.stretch(block, ancestor),
            other => other,
        }
    }

    /// From a row's first cell to its last is the row.
    fn whole_row(&self, block: &Matched, ancestor: NodeId, level: Option<Level>) -> NodeId {
        let tree = self.tree();
        let row = tree.is(ancestor, ns::w("tr"));
        if !row || level.is_some() || block.tags.len() != 2 {
            return ancestor;
        }
        let cells: Vec<NodeId> = tree
            .descendants(ancestor)
            .filter(|&n| tree.is(n, ns::w("tc")))
            .filter(|&n| self.around(n, "tr") == Some(ancestor))
            .collect();
        let holds = |cell: Option<&NodeId>, i: Option<&usize>| match (cell, i.and_then(|&i| self.node(i))) {
            (Some(&cell), Some(node)) => tree.contains(cell, node),
            _ => false,
        };
        let whole = holds(cells.first(), block.tags.first()) && holds(cells.last(), block.tags.last());
        if whole { tree.parent(ancestor).unwrap_or(ancestor) } else { ancestor }
    }

    fn climb_all(
        &mut self,
        block: &Matched,
        ancestor: NodeId,
        level: Option<Level>,
        inline: bool,
    ) -> Result<(), (usize, Stuck)> {
        let mut found = Vec::with_capacity(block.tags.len());
        for (n, &i) in block.tags.iter().enumerate() {
            let role = match n {
                0 => Role::Opening,
                n if n + 1 == block.tags.len() => Role::Closing,
                _ => Role::Branch,
            };
            let position = self.climb(i, ancestor, role, level, inline).map_err(|stuck| (i, stuck))?;
            found.push((i, position));
        }
        for (i, position) in found {
            self.set(i, position);
        }
        Ok(())
    }

    fn set(&mut self, i: usize, position: Option<Position>) {
        if let Some(slot) = self.positions.get_mut(i) {
            *slot = position;
        }
    }

    fn in_place(&self, i: usize) -> Option<Position> {
        let parent = self.tree().parent(self.node(i)?)?;
        let at = self.tag(i)?.range.start;
        Some(Position { at, close: String::new(), open: String::new(), parent, in_place: true })
    }

    /// Moves a tag up to a child of `ancestor`.
    fn climb(
        &self,
        i: usize,
        ancestor: NodeId,
        role: Role,
        level: Option<Level>,
        inline: bool,
    ) -> Result<Option<Position>, Stuck> {
        let tree = self.tree();
        let (Some(tag), Some(node)) = (self.tag(i), self.node(i)) else { return Ok(None) };
        let mut position = match self.in_place(i) {
            Some(position) => position,
            None => return Ok(None),
        };
        let (mut before, mut after) = (tag.range.start, tag.range.end);
        for container in tree.ancestors(node).take_while(|&c| c != ancestor) {
            let range = tree.range(container);
            let content = tree.content(container);
            let free_before =
                !position.split() && !self.any_content(container, content.start..before, !inline);
            let free_after = !position.split() && !self.any_content(container, after..content.end, !inline);
            let free = self.leaves_freely(container, ancestor, level);
            let side = match (free_before, free_after, free, role) {
                (false, _, true, Role::Branch) if !tree.is(container, ns::w("p")) => {
                    return Err(Stuck::Branch);
                }
                (true, true, _, Role::Closing) if !self.ends_section(container) => Some(range.end),
                (true, ..) => Some(range.start),
                (_, true, false, _) => Some(range.end),
                (_, _, true, Role::Closing) => Some(range.end),
                (_, _, true, _) => Some(range.start),
                _ => None,
            };
            match side {
                Some(at) => {
                    let parent = tree.parent(container).unwrap_or(container);
                    position =
                        Position { at, close: String::new(), open: String::new(), parent, in_place: false };
                    (before, after) = (at, at);
                }
                None if splittable(tree, container) => {
                    position.close.push_str(&close_tag(tree, container));
                    position.open.insert_str(0, &open_tag(tree, container));
                    position.parent = tree.parent(container).unwrap_or(container);
                    position.in_place = false;
                }
                None if tree.is(container, ns::w("p")) => return Err(Stuck::MidText),
                None => return Err(Stuck::Inside),
            }
        }
        Ok(Some(position))
    }

    /// Cells and rows are left freely when `ancestor` is a row or table; with a prefix, so is what lies
    /// below the level it names.
    fn leaves_freely(&self, container: NodeId, ancestor: NodeId, level: Option<Level>) -> bool {
        let tree = self.tree();
        let is = |n, local| tree.is(n, ns::w(local));
        let in_table = is(ancestor, "tr") || is(ancestor, "tbl") || self.holds_rows_or_cells(ancestor);
        // A nested table inside a cell is not left freely.
        let own = in_table && !is(container, "tbl");
        match level {
            _ if own && (is(container, "tc") || is(container, "tr")) => true,
            // What stands in a cell or row that is left whole goes with it.
            _ if own
                && self
                    .around(container, "tc")
                    .is_some_and(|tc| tc != ancestor && tree.contains(ancestor, tc)) =>
            {
                true
            }
            Some(Level::Paragraph) => is(container, "p") || self.around(container, "p").is_some(),
            _ => false,
        }
    }

    /// A content control around rows or cells.
    fn holds_rows_or_cells(&self, node: NodeId) -> bool {
        let tree = self.tree();
        tree.is(node, ns::w("sdtContent"))
            && tree.children(node).any(|c| tree.is(c, ns::w("tr")) || tree.is(c, ns::w("tc")))
    }

    fn ends_section(&self, node: NodeId) -> bool {
        let tree = self.tree();
        tree.is(node, ns::w("p"))
            && tree.child(node, ns::w("pPr")).is_some_and(|pr| tree.child(pr, ns::w("sectPr")).is_some())
    }

    /// True when something stands inside `node` within a range of bytes.
    pub(super) fn any_content(&self, node: NodeId, range: Range<usize>, blanks_are_nothing: bool) -> bool {
        let tree = self.tree();
        if range.is_empty() {
            return false;
        }
        tree.children(node).any(|child| {
            let own = tree.range(child);
            if own.end <= range.start || own.start >= range.end {
                return false;
            }
            if tree.is_text(child) {
                let in_text = tree.is(node, ns::w("t"));
                return in_text
                    && self.text_content(
                        child,
                        own.start.max(range.start)..own.end.min(range.end),
                        blanks_are_nothing,
                    );
            }
            match class(tree, child) {
                Class::Nothing => false,
                Class::Content => true,
                Class::Container => self.any_content(child, range.clone(), blanks_are_nothing),
            }
        })
    }

    /// Notes the stretches that become values.
    pub(super) fn note_captures(&mut self, blocks: &[Matched]) {
        for block in blocks.iter().filter(|b| matches!(b.block, Block::Set | Block::Macro)) {
            let ends = (block.tags.first().copied(), block.tags.last().copied());
            let (Some(first), Some(last)) = ends else { continue };
            let in_place =
                |i: usize| self.positions.get(i).and_then(|p| p.as_ref()).is_some_and(|p| p.in_place);
            if let (Some(open), Some(close)) = (self.tag(first), self.tag(last))
                && in_place(first)
                && in_place(last)
            {
                self.captured.push(open.range.start..close.range.end);
            }
        }
        self.captured.sort_by_key(|r| r.start);
    }

    /// The captured stretch that holds a byte.
    pub(super) fn captured_at(&self, byte: usize) -> Option<&Range<usize>> {
        let after = self.captured.partition_point(|r| r.start <= byte);
        self.captured.get(after.checked_sub(1)?).filter(|r| r.contains(&byte))
    }

    /// True when a stretch of a text node holds more than tags that print nothing.
    fn text_content(&self, node: NodeId, range: Range<usize>, blanks_are_nothing: bool) -> bool {
        let mut at = range.start;
        let something = |from: usize, to: usize| {
            let text = self.tree().source().get(from..to.max(from)).unwrap_or("");
            if blanks_are_nothing { !text.trim().is_empty() } else { !text.is_empty() }
        };
        for &i in self.by_node.get(&node).map_or(&[][..], |list| list) {
            let Some(tag) = self.tag(i) else { continue };
            if tag.range.end <= range.start || tag.range.start >= range.end {
                continue;
            }
            if let Some(captured) = self.captured_at(tag.range.start) {
                if something(at, captured.start) {
                    return true;
                }
                at = captured.end.max(at);
                continue;
            }
            let own_markup = self.markup.contains_key(&i);
            if (tag.prints() && !own_markup) || something(at, tag.range.start) {
                return true;
            }
            at = tag.range.end.max(at);
        }
        something(at, range.end)
    }

    /// All tags of the block stay in their paragraphs, which must be children of `ancestor`.
    fn stretch(&mut self, block: &Matched, ancestor: NodeId) -> Result<(), (usize, Stuck)> {
        let tree = self.tree();
        let mut found = Vec::new();
        for (n, &i) in block.tags.iter().enumerate() {
            let Some(node) = self.node(i) else { continue };
            let Some(p) = self.around(node, "p") else { return Err((i, Stuck::Inside)) };
            if tree.parent(p) != Some(ancestor) {
                return Err((i, Stuck::Inside));
            }
            let closing = n + 1 == block.tags.len();
            let alone = !self.any_content(p, tree.content(p), true) && !self.ends_section(p);
            let slid = if alone { self.slide(p, closing) } else { None };
            let position = match slid {
                Some(position) => Some(position),
                None => self.climb(i, p, Role::Opening, None, true).map_err(|stuck| (i, stuck))?,
            };
            found.push((i, position));
        }
        for (i, position) in found {
            self.set(i, position);
        }
        Ok(())
    }

    /// A tag alone in its paragraph slides into the neighbour's text: the end of the one before, or the start
    /// of the one after.
    fn slide(&self, p: NodeId, closing: bool) -> Option<Position> {
        let tree = self.tree();
        let parent = tree.parent(p)?;
        // A paragraph that holds only tags goes as well: the neighbour is the next one that stays.
        let mut at = Some(p);
        let to = loop {
            let next =
                at.and_then(|n| if closing { previous_sibling(tree, n) } else { next_element(tree, n) });
            let next = next.filter(|&n| tree.is(n, ns::w("p")))?;
            let range = tree.range(next);
            let from = self.part.tags.partition_point(|tag| tag.range.start < range.start);
            let tags = self.part.tags.get(from).is_some_and(|tag| tag.range.start < range.end);
            if !tags || self.any_content(next, tree.content(next), true) || self.ends_section(next) {
                break next;
            }
            at = Some(next);
        };
        debug_assert_eq!(tree.parent(to), Some(parent));
        let at = if closing {
            let end = tree.end_tag(to);
            (!end.is_empty()).then_some(end.start)?
        } else {
            match tree.child(to, ns::w("pPr")) {
                Some(pr) => tree.range(pr).end,
                None if tree.end_tag(to).is_empty() => return None,
                None => tree.start_tag(to).end,
            }
        };
        Some(Position { at, close: String::new(), open: String::new(), parent: to, in_place: false })
    }

    /// Places a print tag whose value is more than text: it must stand alone at its level.
    pub(super) fn place_markup(&mut self, i: usize, level: Level, problems: &mut Vec<Problem>) {
        let Some(node) = self.node(i) else { return };
        self.markup.insert(i, level);
        let local = match level {
            Level::Run => "r",
            Level::Paragraph => "p",
            Level::Cell => "tc",
            Level::Row => "tr",
        };
        let target = self.around(node, local).and_then(|n| self.tree().parent(n));
        let placed = target.map(|target| self.climb(i, target, Role::Opening, None, level == Level::Run));
        match placed {
            Some(Ok(position)) => self.set(i, position),
            _ => {
                let words = level_words(level);
                let tag = self.tag(i);
                problems.extend(tag.map(|tag| {
                    tag.problem(&t::MARKUP_IN_EXPRESSION)
                        .arg("name", tag.inside().trim())
                        .phrase("level", words.0, words.1)
                }));
            }
        }
    }

    /// True when a tag stands in a cell.
    pub(super) fn in_cell(&self, i: usize) -> bool {
        self.node(i).is_some_and(|n| self.around(n, "tc").is_some())
    }

    /// A print stays where it was written.
    pub(super) fn place_text(&mut self, i: usize) {
        let position = self.in_place(i);
        self.set(i, position);
    }

    /// `break` and `continue` are written at the level of their loop; an `if` that holds nothing else goes with
    /// them.
    pub(super) fn place_control(&mut self, i: usize, blocks: &[Matched]) {
        let holds =
            |b: &&Matched| b.tags.first().is_some_and(|&f| f < i) && b.tags.last().is_some_and(|&l| l > i);
        // Inner blocks end first.
        let chain: Vec<&Matched> = blocks.iter().filter(holds).collect();
        let Some(at) = chain.iter().position(|b| b.block == Block::For) else { return };
        let (inner, outer) = chain.split_at(at);
        let opening = outer.first().and_then(|b| b.tags.first());
        let Some(level) = opening.and_then(|&f| self.positions.get(f)?.clone()) else { return };
        if level.in_place {
            self.place_text(i);
            return;
        }
        let empty = inner.last().filter(|b| self.holds_only_tags(b));
        match empty {
            // The whole `if` stands at the gap to which its opening climbs.
            Some(block) => {
                let (Some(&first), Some(&last)) = (block.tags.first(), block.tags.last()) else { return };
                if let Ok(position) = self.climb(first, level.parent, Role::Opening, None, false) {
                    for n in first..=last {
                        self.set(n, position.clone());
                    }
                }
            }
            None => {
                let position = self.climb(i, level.parent, Role::Closing, None, false).ok().flatten();
                self.set(i, position);
            }
        }
    }

    /// True when nothing stands between a block's first and last tag but other tags.
    fn holds_only_tags(&self, block: &Matched) -> bool {
        let ends =
            (block.tags.first().and_then(|&i| self.tag(i)), block.tags.last().and_then(|&i| self.tag(i)));
        let (Some(first), Some(last)) = ends else { return false };
        let nodes: Option<Vec<NodeId>> = block.tags.iter().map(|&i| self.node(i)).collect();
        let Some(Ok(common)) = nodes.map(|nodes| self.ancestor(&nodes, None)) else { return false };
        let common =
            if self.tree().is_text(common) { self.tree().parent(common).unwrap_or(common) } else { common };
        !self.any_content(common, first.range.end..last.range.start, false)
    }

    /// A statement by itself leaves a paragraph that holds nothing else; with a prefix, the row or cell too.
    pub(super) fn place_single(&mut self, i: usize) {
        let (Some(tag), Some(node)) = (self.tag(i), self.node(i)) else { return };
        let mut position = self.in_place(i);
        let local = match tag.level {
            Some(Level::Row) => "tr",
            Some(Level::Cell) => "tc",
            Some(Level::Run) => "r",
            _ => "p",
        };
        let tree = self.tree();
        let empty = |n: &NodeId| !self.any_content(*n, tree.content(*n), true);
        // A row that holds nothing else goes too.
        let row = self.around(node, "tr").filter(|n| local == "p" && empty(n));
        if let Some(target) = row.or_else(|| self.around(node, local))
            && !self.any_content(target, tree.content(target), true)
        {
            let range = tree.range(target);
            if self.captured.iter().any(|c| range.contains(&c.start)) {
                // Among stretches that become values it stays, so that the order stays.
                self.captured.push(tag.range.clone());
                self.captured.sort_by_key(|r| r.start);
                self.set(i, position);
                return;
            }
            let parent = tree.parent(target).unwrap_or(target);
            let at = range.start;
            position =
                Some(Position { at, close: String::new(), open: String::new(), parent, in_place: false });
        }
        self.set(i, position);
    }

    /// Tags keep their order: one that stands before another that has climbed out climbs with it, and one
    /// that stands after another that was moved on moves on too.
    pub(super) fn keep_order(&mut self) {
        // What prints stays where its text is.
        let moves = |scopes: &Self, i: usize| {
            scopes.markup.contains_key(&i) || scopes.tag(i).is_some_and(|tag| !tag.prints())
        };
        let order: Vec<usize> = (0..self.positions.len())
            .filter(|&i| moves(self, i) && self.positions.get(i).is_some_and(Option::is_some))
            .collect();
        let at = |scopes: &Self, i: usize| scopes.positions.get(i).cloned().flatten();
        for pair in order.windows(2).rev() {
            let [i, n] = pair else { continue };
            let (Some(this), Some(next)) = (at(self, *i), at(self, *n)) else { continue };
            let origin = self.tag(*i).map_or(0, |tag| tag.range.start);
            if this.at > next.at && next.at < origin && self.captured_at(origin).is_none() {
                self.set(*i, Some(next.without_split()));
            }
        }
        for pair in order.windows(2) {
            let [n, i] = pair else { continue };
            let (Some(before), Some(this)) = (at(self, *n), at(self, *i)) else { continue };
            let origin = self.tag(*i).map_or(0, |tag| tag.range.start);
            if before.at > this.at && self.captured_at(origin).is_none() {
                self.set(*i, Some(before.without_split()));
            }
        }
    }

    fn explain(&self, block: &Matched, i: usize, stuck: &Stuck) -> Problem {
        let (first, last) =
            (block.tags.first().copied().unwrap_or(i), block.tags.last().copied().unwrap_or(i));
        let (Some(open), Some(close), Some(at)) = (self.tag(first), self.tag(last), self.tag(i)) else {
            return Problem::new(&t::CANNOT_PLACE);
        };
        if matches!(stuck, Stuck::Branch) {
            return at.problem(&t::DIFFERENT_BRANCH).arg("word", at.written());
        }
        cannot_place(open, close)
    }

    /// The proof that whatever the data, the part stays well-formed: at all tags of a block the same elements
    /// are open, and blocks nest in the order in which they are written.
    pub(super) fn verify(&self, blocks: &[Matched], problems: &mut Vec<Problem>) {
        for block in blocks {
            let mut stacks =
                block.tags.iter().filter_map(|&i| Some(self.stack(self.positions.get(i)?.as_ref()?)));
            let first = stacks.next();
            if stacks.any(|stack| Some(&stack) != first.as_ref()) {
                self.report(block, problems);
            }
        }
        for (i, tag) in self.part.tags.iter().enumerate().filter(|(_, tag)| tag.what == What::LoopControl) {
            let around = blocks.iter().find(|b| {
                b.block == Block::For
                    && b.tags.first().is_some_and(|&f| f < i)
                    && b.tags.last().is_some_and(|&l| l > i)
            });
            let Some(block) = around else { continue };
            let stack = |i: usize| self.positions.get(i).and_then(|p| p.as_ref()).map(|p| self.stack(p));
            if stack(i) != block.tags.first().and_then(|&f| stack(f))
                && let Some(open) = block.tags.first().and_then(|&f| self.tag(f))
            {
                problems.push(cannot_place(open, tag));
            }
        }
        let mut order: Vec<usize> = (0..self.positions.len())
            .filter(|&i| self.positions.get(i).is_some_and(|p| p.is_some()))
            .collect();
        order.sort_by_key(|&i| self.positions.get(i).and_then(|p| p.as_ref()).map_or(0, |p| p.at));
        let rank: HashMap<usize, usize> = order.iter().enumerate().map(|(rank, &i)| (i, rank)).collect();
        let mut open: Vec<usize> = Vec::new();
        let ends: HashMap<usize, &Matched> =
            blocks.iter().filter_map(|b| Some((*b.tags.last()?, b))).collect();
        let starts: HashMap<usize, &Matched> =
            blocks.iter().filter_map(|b| Some((*b.tags.first()?, b))).collect();
        for &i in &order {
            if starts.contains_key(&i) {
                open.push(i);
            } else if let Some(block) = ends.get(&i) {
                let sorted = block
                    .tags
                    .windows(2)
                    .all(|w| rank.get(w.first().unwrap_or(&0)) <= rank.get(w.last().unwrap_or(&0)));
                if open.pop() != block.tags.first().copied() || !sorted {
                    self.report(block, problems);
                }
            }
        }
    }

    fn report(&self, block: &Matched, problems: &mut Vec<Problem>) {
        let ends =
            (block.tags.first().and_then(|&i| self.tag(i)), block.tags.last().and_then(|&i| self.tag(i)));
        if let (Some(open), Some(close)) = ends {
            problems.push(cannot_place(open, close));
        }
    }

    /// The elements that are open where a tag is written, complex fields included.
    fn stack(&self, position: &Position) -> Vec<(Ns, &str)> {
        let tree = self.tree();
        let chain = std::iter::once(position.parent).chain(tree.ancestors(position.parent));
        let mut stack: Vec<(Ns, &str)> = chain.map(|n| (tree.name(n).ns, tree.name(n).local)).collect();
        let depth = self.fields_open_at(position.at);
        stack.extend(std::iter::repeat_n((Ns::W, "fldChar"), depth));
        stack
    }

    /// How many complex fields of its paragraph are open at a byte.
    fn fields_open_at(&self, at: usize) -> usize {
        let tree = self.tree();
        if self.fields.is_empty() {
            return 0;
        }
        let Some(node) = tree.node_at(at.saturating_sub(1)) else { return 0 };
        let Some(p) = std::iter::once(node).chain(tree.ancestors(node)).find(|&n| tree.is(n, ns::w("p")))
        else {
            return 0;
        };
        let range = tree.range(p);
        if range.end <= at {
            return 0;
        }
        let from = self.fields.partition_point(|(start, _)| *start < range.start);
        let inside = self.fields.iter().skip(from).take_while(|(start, _)| *start < at);
        inside.fold(0, |depth: usize, (_, begins)| if *begins { depth + 1 } else { depth.saturating_sub(1) })
    }
}

fn next_element(tree: &Tree<'_>, node: NodeId) -> Option<NodeId> {
    std::iter::successors(tree.next_sibling(node), |&n| tree.next_sibling(n)).find(|&n| !tree.is_text(n))
}

fn previous_sibling(tree: &Tree<'_>, node: NodeId) -> Option<NodeId> {
    tree.children(tree.parent(node)?).take_while(|&n| n != node).filter(|&n| !tree.is_text(n)).last()
}

/// The beginnings and ends of complex fields, by the byte at which they stand.
fn fields(tree: &Tree<'_>) -> Vec<(usize, bool)> {
    let one = |node: NodeId| match tree.attribute(node, ns::w("fldCharType")).as_deref() {
        Some("begin") => Some((tree.range(node).start, true)),
        Some("end") => Some((tree.range(node).start, false)),
        _ => None,
    };
    let marks = tree.descendants(tree.root()).filter(|&n| tree.is(n, ns::w("fldChar")));
    marks.filter_map(one).collect()
}

impl Position {
    fn split(&self) -> bool {
        !self.close.is_empty()
    }

    fn without_split(&self) -> Position {
        Position { close: String::new(), open: String::new(), in_place: false, ..self.clone() }
    }
}

/// A level in both languages.
pub(super) fn level_words(level: Level) -> (&'static str, &'static str) {
    match level {
        Level::Run => ("文字格式", "run"),
        Level::Paragraph => ("段落", "paragraph"),
        Level::Cell => ("单元格", "cell"),
        Level::Row => ("表格行", "row"),
    }
}

fn cannot_place(open: &Tag, close: &Tag) -> Problem {
    let advice = match (open.spot.place.table.is_some(), close.spot.place.table.is_some()) {
        (true, true) => (
            "请把两个标签放在同一个表格里：要重复整行，就放在同一行（或各占一行）；要重复几格，就放在同一行的两格里",
            "put both tags into one table: for rows into the same row or into rows of their own, for cells into two cells of one row",
        ),
        (false, false) => (
            "请让两个标签各自单独成段，或者放在同一段里；不要放进超链接、域、内容控件的中间",
            "let each tag stand alone in a paragraph, or both in one paragraph, and not in the middle of a hyperlink, field or content control",
        ),
        _ => (
            "两个标签要么都放在表格里，要么都放在表格外面单独成段",
            "put both tags into the table, or both outside it in paragraphs of their own",
        ),
    };
    let problem = open.problem(&t::CANNOT_PLACE).arg("open", open.written()).arg("close", close.written());
    close.spot.name_place(problem, "where").phrase("advice", advice.0, advice.1)
}

fn close_tag(tree: &Tree<'_>, node: NodeId) -> String {
    format!("</{}>", tree.raw_name(node))
}

/// What opens a second half: the start tag and the properties.
pub(super) fn open_tag(tree: &Tree<'_>, node: NodeId) -> String {
    if tree.is(node, ns::w("t")) {
        return format!("<{} xml:space=\"preserve\">", tree.raw_name(node));
    }
    let tag = tree.start_tag(node);
    let mut out = tree.source().get(tag.clone()).unwrap_or("").to_string();
    // The second half of a tracked change is another one.
    let tracked = matches!(tree.name(node).local, "ins" | "del" | "moveTo" | "moveFrom");
    if let Some(id) = tree.attribute_range(node, ns::w("id")).filter(|_| tracked) {
        let mut fresh = String::new();
        Mark::FreshId(IdKind::Revision).write(&mut fresh);
        out.replace_range(id.start - tag.start..id.end - tag.start, &fresh);
    }
    let properties =
        tree.children(node).filter(|&c| tree.name(c).ns == Ns::W && tree.name(c).local.ends_with("Pr"));
    for pr in properties {
        out.push_str(tree.raw(pr));
    }
    out
}

/// True for a block that is placed with others: not one that only the lexer knows.
pub(super) fn is_block_tag(tag: &Tag) -> bool {
    matches!(tag.what, What::Open(_) | What::Branch(_) | What::Close(_))
}

/// The level of a captured body, from where its opening tag came to stand.
pub(super) fn level_of(tree: &Tree<'_>, position: &Position) -> Option<Level> {
    let name = tree.name(position.parent);
    if position.in_place {
        return None;
    }
    Some(match name.local {
        "tbl" => Level::Row,
        "tr" => Level::Cell,
        "p" | "hyperlink" | "ins" | "moveTo" | "smartTag" | "r" => Level::Run,
        _ => Level::Paragraph,
    })
}
