//! What the redline shows, told as changes; and what objects hold, compared in their turn.

use super::document::NoteKind;
use super::flat::{Flat, Kind as SpanKind};
use super::object::text_boxes;
use super::weave::{Node, Side, Weaver};
use crate::diff::change::{Change, Kind};
use crate::diff::figures::Sides;
use crate::diff::passage::{Fate, Passage, Stretch};
use crate::diff::script::{Act, Group, Piece};
use crate::diff::tokens::{MARK, OBJECT};
use crate::error::{DocPlace, Story};
use crate::xml::{NodeId, Ns, ns};
use std::ops::Range;

/// Characters of context that a change is shown with.
const CONTEXT: usize = 16;

impl<'a, 'p> Weaver<'_, 'a, 'p> {
    fn record(&mut self, change: Change) -> Option<usize> {
        if self.state.silent {
            return None;
        }
        self.state.changes.push(change);
        Some(self.state.changes.len() - 1)
    }

    /// Records text that stayed.
    pub fn note_same(&mut self, old: &Node, new: &Node) {
        if self.state.silent {
            return;
        }
        let all = |node: &Node| shown(&[node], &(0..node.text().len()));
        let stretch = Stretch { fate: Fate::Same, old: all(old), new: all(new), change: None };
        let (place, old_place) = (self.new.part.place(new.node), self.old.part.place(old.node));
        let stretches = vec![stretch];
        let passage = Passage { place: Some(place), old_place: Some(old_place), stretches };
        self.state.passages.push(passage);
    }

    /// Records a paragraph of a table that came or went.
    pub fn note_cell(&mut self, node: &Node, fate: Fate) {
        if self.state.silent {
            return;
        }
        let text = shown(&[node], &(0..node.text().len()));
        let came = fate == Fate::Came;
        let place = if came { self.new.part.place(node.node) } else { self.old.part.place(node.node) };
        let (old, new) = if came { (String::new(), text) } else { (text, String::new()) };
        // The change was told before its cells.
        let change = self.state.changes.len().checked_sub(1);
        let stretches = vec![Stretch { fate, old, new, change }];
        let (place, old_place) = if came { (Some(place), None) } else { (None, Some(place)) };
        self.state.passages.push(Passage { place, old_place, stretches });
    }

    /// Records the changes of a group's text.
    pub fn note_changes(&mut self, group: &Group, olds: &[&Node], news: &[&Node]) {
        let sides = Sides::new(&group.old, &group.new);
        let pieces = sides.refined(&group.pieces, self.state.settings.by);
        let mut stretches = Vec::new();
        let mut at = 0;
        while let Some(piece) = pieces.get(at) {
            at += 1;
            let (change, second) = match piece.act {
                Act::Equal => (None, None),
                Act::MoveFrom(id) | Act::MoveTo(id) => (self.note_move(id, piece, olds, news, &sides), None),
                Act::Delete => match pieces.get(at).filter(|next| next.act == Act::Insert) {
                    Some(next) => {
                        at += 1;
                        let both = Piece { act: Act::Insert, old: piece.old.clone(), new: next.new.clone() };
                        (self.note(&both, olds, news, &sides), Some(next))
                    }
                    None => (self.note(piece, olds, news, &sides), None),
                },
                Act::Insert => (self.note(piece, olds, news, &sides), None),
            };
            for piece in std::iter::once(piece).chain(second) {
                stretches.push(stretch(piece, olds, news, change));
            }
        }
        if !self.state.silent {
            let (old_place, place) = (whole_place(self.old, olds), whole_place(self.new, news));
            self.state.passages.push(Passage { place, old_place, stretches });
        }
    }

    fn note(&mut self, piece: &Piece, olds: &[&Node], news: &[&Node], sides: &Sides<'_>) -> Option<usize> {
        let change = self.change(piece, olds, news, sides);
        self.record(change)
    }

    fn change(&self, piece: &Piece, olds: &[&Node], news: &[&Node], sides: &Sides<'_>) -> Change {
        let (old, new) = (shown(olds, &piece.old), shown(news, &piece.new));
        let (kind, figure) = sides.told(&piece.old, &piece.new);
        let place = place(self.new, news, &piece.new);
        let old_place = place_of_old(self.old, olds, &piece.old);
        let (before, after) =
            if news.is_empty() { context(olds, &piece.old) } else { context(news, &piece.new) };
        Change { kind, place, old_place, old, new, before, after, figure, expected: false }
    }

    /// One end of a move: the change is complete when both are known.
    fn note_move(
        &mut self,
        id: u32,
        piece: &Piece,
        olds: &[&Node],
        news: &[&Node],
        sides: &Sides<'_>,
    ) -> Option<usize> {
        let end = Change { figure: None, ..self.change(piece, olds, news, sides) };
        if self.state.silent {
            return None;
        }
        let from = matches!(piece.act, Act::MoveFrom(_));
        match self.state.travels.get(&id).copied() {
            None => {
                self.state.travels.insert(id, self.state.changes.len());
                let end = Change { kind: Kind::Moved, ..end };
                let (place, old_place) =
                    if from { (None, end.old_place.clone()) } else { (end.place.clone(), None) };
                self.record(Change { place, old_place, ..end })
            }
            Some(index) => {
                if let Some(known) = self.state.changes.get_mut(index) {
                    if from {
                        known.old.push_str(&end.old);
                        known.old_place = known.old_place.take().or(end.old_place);
                    } else {
                        known.new.push_str(&end.new);
                        known.place = known.place.take().or(end.place);
                    }
                }
                Some(index)
            }
        }
    }

    /// Records that the format of text changed, in text that stayed the same.
    pub fn note_format(&mut self, old: &Node, new: &Node) {
        let Some(b) = &new.flat else { return };
        let length = b.text.len();
        if self.paragraph_differs(old.node, new.node) {
            self.note_formats(old, new, vec![(0..length, 0)]);
        } else {
            self.note_formats_within(old, new, &(0..length), 0);
        }
    }

    /// Records the formats that changed in the stretches of a paragraph that stayed.
    pub fn note_formats_of_pieces(&mut self, pieces: &[Piece], old: &Node, new: &Node) {
        if self.paragraph_differs(old.node, new.node) {
            self.note_formats(old, new, vec![(0..new.text().len(), 0)]);
            return;
        }
        for piece in pieces.iter().filter(|p| p.act == Act::Equal && p.old.len() == p.new.len()) {
            let end = piece.new.end.min(new.text().len());
            self.note_formats_within(old, new, &(piece.new.start.min(end)..end), piece.old.start);
        }
    }

    fn note_formats_within(&mut self, old: &Node, new: &Node, range: &Range<usize>, at: usize) {
        let (Some(a), Some(b)) = (&old.flat, &new.flat) else { return };
        let changes = self.format_changes(a, b, range.clone(), at);
        let ranges = changes.into_iter().map(|r| (r.clone(), at + r.start - range.start)).collect();
        self.note_formats(old, new, ranges);
    }

    fn note_formats(&mut self, old: &Node, new: &Node, ranges: Vec<(Range<usize>, usize)>) {
        for (range, at) in ranges {
            let text = shown(&[new], &range);
            // The format of blanks within text is not seen.
            if text.trim().is_empty() && !new.text().trim().is_empty() {
                continue;
            }
            let (before, after) = context(&[new], &range);
            let place = place(self.new, &[new], &range);
            let old_place = place_of_old(self.old, &[old], &(at..at + range.len()));
            self.record(Change {
                kind: Kind::Formatting,
                place,
                old_place,
                old: text.clone(),
                new: text,
                before,
                after,
                ..Change::default()
            });
        }
    }

    /// Records a paragraph that went.
    pub fn note_gone(&mut self, paragraph: NodeId) {
        let flat = super::flat::flatten(self.old.document, self.old.part, paragraph);
        let text = flat.shown(&(0..flat.text.len()));
        if text.is_empty() {
            return;
        }
        let old_place = Some(self.old.part.place(paragraph));
        let (before, after) = (String::new(), String::new());
        self.record(Change {
            kind: Kind::Deleted,
            place: None,
            old_place,
            old: text,
            new: String::new(),
            before,
            after,
            ..Change::default()
        });
    }

    /// Records that a section's page changed.
    pub fn note_section(&mut self, old: u32, new: u32) {
        let place = |section| Some(DocPlace { section: Some(section), ..DocPlace::story(Story::Body) });
        let (place, old_place) = (place(new), place(old));
        self.record(Change { kind: Kind::Formatting, place, old_place, ..Change::default() });
    }

    /// Records a table, row or cell that came or went.
    pub fn note_table(&mut self, old: Option<(NodeId, &str)>, new: Option<(NodeId, &str)>) {
        self.note_table_as(Kind::Table, old, new);
    }

    /// Records a change of a table, row or cell.
    pub fn note_table_as(&mut self, kind: Kind, old: Option<(NodeId, &str)>, new: Option<(NodeId, &str)>) {
        let at = |side: Side<'a, 'p>, node: Option<(NodeId, &str)>| {
            let (node, _) = node?;
            let first = side.part.tree.descendants(node).find(|&n| side.part.local(n) == "p")?;
            let mut place = side.part.place(first);
            place.paragraph = None;
            if side.part.local(node) == "tbl" {
                (place.row, place.column) = (None, None);
            } else if side.part.local(node) == "tr" {
                place.column = None;
            }
            Some(place)
        };
        let text = |node: Option<(NodeId, &str)>| {
            node.map_or(String::new(), |(_, text)| text.trim_end().replace(OBJECT, ""))
        };
        let change = Change {
            kind,
            place: at(self.new, new),
            old_place: at(self.old, old),
            old: text(old),
            new: text(new),
            ..Change::default()
        };
        self.record(change);
    }

    /// Compares what the objects of one paragraph hold on both sides.
    pub fn pair_objects(&mut self, a: &Flat, b: &Flat) {
        if a.objects.is_empty() || b.objects.is_empty() {
            return;
        }
        for (x, y) in a.objects.iter().zip(&b.objects) {
            self.pair_object((a, x.0), (b, y.0));
        }
    }

    /// Compares what the objects hold that stay in text that changed.
    pub fn pair_changed_objects(&mut self, group: &Group, olds: &[&Node], news: &[&Node]) {
        for piece in group.pieces.iter().filter(|piece| piece.act == Act::Equal) {
            let (a, b) = (objects_within(olds, &piece.old), objects_within(news, &piece.new));
            for (x, y) in a.into_iter().zip(b) {
                self.pair_object(x, y);
            }
        }
    }

    fn pair_object(&mut self, old: (&Flat, u32), new: (&Flat, u32)) {
        let find = |(flat, at): (&Flat, u32)| {
            flat.spans
                .iter()
                .find(|s| s.start == at && s.end > at && s.kind != SpanKind::Point)
                .map(|s| s.node)
        };
        let (Some(a), Some(b)) = (find(old), find(new)) else { return };
        if let Some(kind) = NoteKind::of_reference(self.new.part.local(b)) {
            let id = |side: Side<'a, 'p>, node| {
                side.part.tree.attribute(node, ns::w("id")).map(|v| v.into_owned())
            };
            if let (Some(x), Some(y)) = (id(self.old, a), id(self.new, b)) {
                self.state.note_pairs.push((kind, x, y));
            }
            return;
        }
        let drawn = matches!(self.new.part.local(b), "drawing" | "pict" | "object");
        if drawn || self.new.part.tree.name(b).ns == Ns::Mc {
            self.pair_boxes(a, b);
        }
    }

    /// Text boxes are stored twice: both copies are compared, one is told of.
    fn pair_boxes(&mut self, old: NodeId, new: NodeId) {
        let (olds, news) = (text_boxes(self.old.part, old), text_boxes(self.new.part, new));
        for copy in [false, true] {
            let these = news.iter().filter(|b| b.1 == copy).map(|b| b.0);
            let mut those: Vec<NodeId> = olds.iter().filter(|b| b.1 == copy).map(|b| b.0).collect();
            if those.is_empty() {
                those = olds.iter().map(|b| b.0).collect();
            }
            for (a, b) in those.into_iter().zip(these) {
                let before = self.state.silent;
                self.state.silent |= copy;
                self.container(Some(a), b);
                self.state.silent = before;
            }
        }
    }
}

fn objects_within<'n>(nodes: &[&'n Node], range: &Range<usize>) -> Vec<(&'n Flat, u32)> {
    let mut out = Vec::new();
    let mut base = 0;
    for node in nodes {
        if let Some(flat) = &node.flat {
            let inside = flat.objects.iter().filter(|o| range.contains(&(base + o.0 as usize)));
            out.extend(inside.map(|o| (flat, o.0)));
        }
        base += node.text().len() + MARK.len_utf8();
    }
    out
}

/// Where a range of a group's text is, for a reader.
fn place(side: Side<'_, '_>, nodes: &[&Node], range: &Range<usize>) -> Option<DocPlace> {
    let mut base = 0;
    for node in nodes {
        let length = node.text().len();
        if range.start <= base + length {
            let flat = node.flat.as_ref()?;
            let mut place = side.part.place(node.node);
            let local = |at: usize| flat.seen_before(at.saturating_sub(base).min(length));
            (place.start, place.end) = (Some(local(range.start)), Some(local(range.end)));
            return Some(place);
        }
        base += length + MARK.len_utf8();
    }
    None
}

fn place_of_old(side: Side<'_, '_>, nodes: &[&Node], range: &Range<usize>) -> Option<DocPlace> {
    place(side, nodes, range)
}

/// A stretch of a group's text as a reader sees it; paragraphs are lines.
fn shown(nodes: &[&Node], range: &Range<usize>) -> String {
    let mut out = String::new();
    let mut base = 0;
    for node in nodes {
        let Some(flat) = &node.flat else { continue };
        let end = base + flat.text.len();
        let (from, to) = (range.start.max(base), range.end.min(end));
        if from < to {
            out.push_str(&flat.shown(&(from - base..to - base)));
        }
        base = end + MARK.len_utf8();
        if range.start < base && range.end >= base {
            out.push('\n');
        }
    }
    match out.strip_suffix('\n') {
        Some(text) if !text.trim().is_empty() => text.to_string(),
        _ => out,
    }
}

/// What stands before and behind a stretch in its paragraph.
fn context(nodes: &[&Node], range: &Range<usize>) -> (String, String) {
    let mut base = 0;
    let (mut before, mut after) = (String::new(), String::new());
    for node in nodes {
        let Some(flat) = &node.flat else { continue };
        let end = base + flat.text.len();
        if (base..=end).contains(&range.start) {
            let at = range.start - base;
            let from = flat
                .text
                .get(..at)
                .map_or(0, |text| text.char_indices().rev().nth(2 * CONTEXT).map_or(0, |(i, _)| i));
            before = flat.shown(&(from..at));
        }
        if (base..=end).contains(&range.end) {
            let at = range.end - base;
            let rest = flat.text.get(at..).unwrap_or("");
            let length = rest.char_indices().nth(2 * CONTEXT).map_or(rest.len(), |(i, _)| i);
            after = flat.shown(&(at..at + length));
        }
        base = end + MARK.len_utf8();
    }
    let skipped = before.chars().count().saturating_sub(CONTEXT);
    (before.chars().skip(skipped).collect(), after.chars().take(CONTEXT).collect())
}

/// A piece as a reader sees it side by side.
fn stretch(piece: &Piece, olds: &[&Node], news: &[&Node], change: Option<usize>) -> Stretch {
    let (fate, old, new) = match piece.act {
        Act::Equal => (Fate::Same, true, true),
        Act::Delete => (Fate::Gone, true, false),
        Act::Insert => (Fate::Came, false, true),
        Act::MoveFrom(_) => (Fate::MovedAway, true, false),
        Act::MoveTo(_) => (Fate::MovedHere, false, true),
    };
    let text = |wanted: bool, nodes: &[&Node], range: &Range<usize>| {
        if wanted { lines(nodes, range) } else { String::new() }
    };
    Stretch { fate, old: text(old, olds, &piece.old), new: text(new, news, &piece.new), change }
}

/// Where the first paragraph of some is.
fn whole_place(side: Side<'_, '_>, nodes: &[&Node]) -> Option<DocPlace> {
    nodes.first().map(|node| side.part.place(node.node))
}

/// A stretch of a group's text as a reader sees it; paragraphs but the last end with a line break.
fn lines(nodes: &[&Node], range: &Range<usize>) -> String {
    let mut out = String::new();
    let mut base = 0;
    for (index, node) in nodes.iter().enumerate() {
        let Some(flat) = &node.flat else { continue };
        let end = base + flat.text.len();
        let (from, to) = (range.start.max(base), range.end.min(end));
        if from < to {
            out.push_str(&flat.shown(&(from - base..to - base)));
        }
        base = end + MARK.len_utf8();
        if range.start < base && range.end >= base && index + 1 < nodes.len() {
            out.push('\n');
        }
    }
    out
}
