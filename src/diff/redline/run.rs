//! Runs of the redline: what stays, comes and goes within a paragraph.

use super::carry::Text;
use super::document::Part;
use super::flat::{Flat, Kind, Span};
use super::weave::{Node, Weaver};
use crate::diff::script::{Act, Piece};
use crate::diff::tokens::MARK;
use crate::xml::{NodeId, escape_text, ns};
use std::collections::HashMap;
use std::ops::Range;

/// A stretch of a span, and the old run properties where its format changed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    pub span: usize,
    pub start: usize,
    pub end: usize,
    /// `Some` where the format changed: the old run's `w:rPr`, if it has one.
    pub change: Option<Option<NodeId>>,
}

/// A wrapper that stands open: of the new document (`true`) or the old, which, and how it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Open {
    new: bool,
    node: NodeId,
    end: String,
}

/// A paragraph's content as it is written.
#[derive(Default)]
pub(super) struct Writer {
    out: String,
    open: Vec<Open>,
    /// The tracked change that stands open.
    change: Option<&'static str>,
    /// The move whose range stands open: its number, whether from, and the range's id.
    range: Option<(u32, bool, u32)>,
    /// Old wrappers that a new one continues.
    continued: HashMap<NodeId, NodeId>,
}

impl Writer {
    /// Learns which old wrapper is which new one, from text that stays in both.
    pub fn learn_wraps(&mut self, pieces: &[Piece], olds: &[&Node], news: &[&Node]) {
        if olds.iter().all(|node| node.flat.as_ref().is_none_or(|flat| flat.wraps.is_empty())) {
            return;
        }
        for piece in pieces.iter().filter(|p| p.act == Act::Equal && p.old.len() == p.new.len()) {
            for (offset, new) in wraps_within(news, &piece.new) {
                let at = piece.old.start + (offset - piece.new.start);
                let Some((_, old)) = wraps_within(olds, &(at..at + 1)).into_iter().next() else { continue };
                if old.1 == new.1 {
                    self.continued.insert(old.0, new.0);
                }
            }
        }
    }
}

/// The innermost wrappers of a range of a group's text: where each begins in it, its node and key.
fn wraps_within(nodes: &[&Node], range: &Range<usize>) -> Vec<(usize, (NodeId, u64))> {
    let mut out = Vec::new();
    let mut base = 0;
    for node in nodes {
        if let Some(flat) = &node.flat {
            for span in &flat.spans {
                let (start, end) = (base + span.start as usize, base + span.end as usize);
                if start < range.end
                    && end > range.start
                    && let Some(wrap) = span.wrap.and_then(|w| flat.wraps.get(usize::from(w)))
                {
                    out.push((start.max(range.start), (wrap.node, wrap.key)));
                }
            }
        }
        base += node.text().len() + MARK.len_utf8();
    }
    out
}

fn element_of(act: Act) -> Option<&'static str> {
    match act {
        Act::Equal => None,
        Act::Insert => Some("ins"),
        Act::Delete => Some("del"),
        Act::MoveFrom(_) => Some("moveFrom"),
        Act::MoveTo(_) => Some("moveTo"),
    }
}

impl<'a, 'p> Weaver<'_, 'a, 'p> {
    /// The spans of a stretch, cut to it; where `old` is given, cut where the format changed.
    pub fn units(
        &self,
        flat: &Flat,
        range: Range<usize>,
        mark: bool,
        old: Option<(&Flat, usize)>,
    ) -> Vec<Unit> {
        let mut out = Vec::new();
        let first = flat.spans.partition_point(|span| (span.end as usize) < range.start);
        for (index, span) in flat.spans.iter().enumerate().skip(first) {
            let (start, end) = (span.start as usize, span.end as usize);
            if start > range.end || start == range.end && !(mark && span.kind == Kind::Point) {
                break;
            }
            let cut = matches!(span.kind, Kind::Text);
            let inside = if cut { start.max(range.start) < end.min(range.end) } else { start >= range.start };
            if !inside {
                continue;
            }
            let whole = Unit { span: index, start, end, change: None };
            let unit = if cut {
                Unit { start: start.max(range.start), end: end.min(range.end), ..whole }
            } else {
                whole
            };
            match old.filter(|_| cut && self.state.formatting) {
                Some((old, at)) => {
                    self.cut_by_format(flat, span, unit, old, at + unit.start - range.start, &mut out)
                }
                None => out.push(unit),
            }
        }
        out
    }

    /// Cuts a stretch of text where its format changed; `at` is where it begins in the old paragraph.
    fn cut_by_format(&self, new: &Flat, span: &Span, unit: Unit, old: &Flat, at: usize, out: &mut Vec<Unit>) {
        let mut start = unit.start;
        while start < unit.end {
            let position = at + start - unit.start;
            let index = old.spans.partition_point(|s| s.end as usize <= position);
            let found = old.spans.get(index..).unwrap_or(&[]).iter().find(|s| s.start < s.end);
            let found = found.filter(|s| s.start as usize <= position);
            let end = found.map_or(unit.end, |s| unit.end.min(start + (s.end as usize - position)));
            let change = found.and_then(|s| self.run_differs(old, s, new, span));
            match out.last_mut() {
                Some(last) if last.span == unit.span && last.end == start && last.change == change => {
                    last.end = end
                }
                _ => out.push(Unit { start, end, change, ..unit }),
            }
            start = end.max(start + 1);
        }
    }

    /// The old run's properties where they differ from the new one's.
    fn run_differs(&self, old: &Flat, a: &Span, new: &Flat, b: &Span) -> Option<Option<NodeId>> {
        let properties =
            |part: &Part<'_>, run: Option<NodeId>| run.and_then(|run| part.tree.child(run, ns::w("rPr")));
        let (x, y) = (properties(self.old.part, a.run), properties(self.new.part, b.run));
        let raw = |part: &'a Part<'p>, pr: Option<NodeId>| pr.map_or("", |pr| part.tree.raw(pr));
        if self.state.imports.same_formats() && raw(self.old.part, x) == raw(self.new.part, y) {
            return None;
        }
        let (of_old, of_new) = (&self.old.document.formats, &self.new.document.formats);
        let (old_tree, new_tree) = (&self.old.part.tree, &self.new.part.tree);
        if of_old.run_key(old_tree, x, None) == of_new.run_key(new_tree, y, None) {
            return None;
        }
        let (p, q) = (Self::style_of(self.old, old), Self::style_of(self.new, new));
        let differs = of_old.run_key(old_tree, x, Some(&p)) != of_new.run_key(new_tree, y, Some(&q));
        differs.then_some(x)
    }

    /// Writes a stretch of the new paragraph.
    pub fn new_stretch(
        &mut self,
        writer: &mut Writer,
        flat: &Flat,
        range: Range<usize>,
        mark: bool,
        act: Act,
        old: Option<(&Flat, usize)>,
    ) {
        let units = self.units(flat, range, mark, old);
        self.write_units(writer, flat, &units, act, true);
    }

    /// Writes a stretch of the old paragraph.
    pub fn old_stretch(
        &mut self,
        writer: &mut Writer,
        flat: &Flat,
        range: Range<usize>,
        mark: bool,
        act: Act,
    ) {
        let mut units = self.units(flat, range, mark, None);
        units.retain(|unit| {
            flat.spans.get(unit.span).is_some_and(|s| s.kind != Kind::Point || self.carrier.keeps(s.node))
        });
        self.write_units(writer, flat, &units, act, false);
    }

    fn write_units(&mut self, writer: &mut Writer, flat: &Flat, units: &[Unit], act: Act, new: bool) {
        let mut at = 0;
        while let Some((unit, span)) = units.get(at).and_then(|u| Some((u, flat.spans.get(u.span)?))) {
            let mut end = at + 1;
            if span.run.is_some() {
                while units.get(end).is_some_and(|u| {
                    u.change == unit.change
                        && flat.spans.get(u.span).is_some_and(|s| s.run == span.run && s.wrap == span.wrap)
                }) {
                    end += 1;
                }
            }
            let group = units.get(at..end).unwrap_or(&[]);
            let act = if span.kind == Kind::Point { Act::Equal } else { act };
            self.enter(writer, flat, span, act, new);
            let text = match span.run {
                Some(run) => self.run(flat, run, group, act, new),
                None => self.beside(span, act, new),
            };
            writer.out.push_str(&text);
            at = end;
        }
    }

    /// Opens and closes wrappers, changes and ranges of moves so that a span can stand next.
    fn enter(&mut self, writer: &mut Writer, flat: &Flat, span: &Span, act: Act, new: bool) {
        let wanted = self.wrappers(writer, flat, span, new);
        let element = element_of(act);
        let common =
            writer.open.iter().zip(&wanted).take_while(|(a, b)| a.node == b.1 && a.new == b.0).count();
        let rewraps = common < writer.open.len() || common < wanted.len();
        if writer.change != element || rewraps || self.move_changes(writer, act) {
            self.close_change(writer);
        }
        while writer.open.len() > common {
            if let Some(open) = writer.open.pop() {
                writer.out.push_str(&open.end);
            }
        }
        for &(of_new, node) in wanted.get(common..).unwrap_or(&[]) {
            let (start, end) = self.wrapper_tags(node, of_new);
            writer.out.push_str(&start);
            writer.open.push(Open { new: of_new, node, end });
        }
        self.set_range(writer, act);
        if writer.change.is_none()
            && let Some(element) = element
        {
            let w = self.w.clone();
            writer.out.push_str(&format!("<{w}{element}{}>", self.state.stamp.attributes(&w)));
            writer.change = Some(element);
        }
    }

    fn move_changes(&self, writer: &Writer, act: Act) -> bool {
        match act {
            Act::MoveFrom(id) | Act::MoveTo(id) => writer.range.is_none_or(|r| r.0 != id),
            Act::Equal => writer.range.is_some(),
            _ => false,
        }
    }

    fn close_change(&self, writer: &mut Writer) {
        if let Some(element) = writer.change.take() {
            writer.out.push_str(&format!("</{}{element}>", self.w));
        }
    }

    /// Opens and closes the range of a move; what was edited in a moved paragraph stays inside it.
    fn set_range(&mut self, writer: &mut Writer, act: Act) {
        let wanted = match act {
            Act::MoveFrom(id) => Some((id, true)),
            Act::MoveTo(id) => Some((id, false)),
            Act::Equal => None,
            _ => writer.range.map(|r| (r.0, r.1)),
        };
        if writer.range.map(|r| (r.0, r.1)) == wanted {
            return;
        }
        self.close_range(writer);
        if let Some((id, from)) = wanted {
            let w = self.w.clone();
            let name = if from { "moveFromRangeStart" } else { "moveToRangeStart" };
            let range = self.state.stamp.id();
            let rest = self.state.stamp.of_range(&w);
            writer.out.push_str(&format!("<{w}{name} {w}id=\"{range}\"{rest} {w}name=\"move{id}\"/>"));
            writer.range = Some((id, from, range));
        }
    }

    fn close_range(&self, writer: &mut Writer) {
        if let Some((_, from, id)) = writer.range.take() {
            let name = if from { "moveFromRangeEnd" } else { "moveToRangeEnd" };
            writer.out.push_str(&format!("<{}{name} {}id=\"{id}\"/>", self.w, self.w));
        }
    }

    /// Ends a paragraph: its content.
    pub fn take_line(&mut self, writer: &mut Writer) -> String {
        self.close_change(writer);
        while let Some(open) = writer.open.pop() {
            writer.out.push_str(&open.end);
        }
        self.close_range(writer);
        std::mem::take(&mut writer.out)
    }

    /// The wrappers around a span, the outermost first: whose each is, and its node.
    fn wrappers(&self, writer: &Writer, flat: &Flat, span: &Span, new: bool) -> Vec<(bool, NodeId)> {
        let mut out = Vec::new();
        let mut at = span.wrap;
        while let Some(wrap) = at.and_then(|w| flat.wraps.get(usize::from(w))) {
            match writer.continued.get(&wrap.node).filter(|_| !new) {
                Some(&continued) => {
                    // The new wrapper brings the ones around it.
                    let mut chain = vec![(true, continued)];
                    let tree = &self.new.part.tree;
                    let around = tree.ancestors(continued).take_while(|&a| self.new.part.local(a) != "p");
                    chain.extend(around.filter(|&a| is_wrapper(self.new.part.local(a))).map(|a| (true, a)));
                    out.extend(chain);
                    break;
                }
                None => out.push((new, wrap.node)),
            }
            at = wrap.outer;
        }
        out.reverse();
        // What goes from between two stretches of one content control goes inside it.
        let inside =
            writer.open.last().is_some_and(|open| open.new && self.new.part.local(open.node) == "sdt");
        if !new && out.is_empty() && inside {
            return writer.open.iter().map(|open| (open.new, open.node)).collect();
        }
        out
    }

    /// The tags of a wrapper, with a content control's properties.
    fn wrapper_tags(&mut self, node: NodeId, new: bool) -> (String, String) {
        let part = if new { self.new.part } else { self.old.part };
        let tree = &part.tree;
        let inner = tree.child(node, ns::w("sdtContent"));
        let range = tree.range(node);
        let (head, tail) = match inner {
            Some(inner) => (range.start..tree.content(inner).start, tree.content(inner).end..range.end),
            None => (tree.start_tag(node), tree.end_tag(node)),
        };
        if new {
            let raw = |range| tree.source().get(range).unwrap_or("").to_string();
            return (raw(head), raw(tail));
        }
        let whole = self.carrier.element(node, Text::Plain, &mut self.state.imports);
        let end = tree.source().get(tail).unwrap_or("").to_string();
        // The head is what stands up to the end of the innermost start tag.
        let name = inner.map_or("", |inner| tree.raw_name(inner));
        let start = whole.find(&format!("<{name}")).unwrap_or(0);
        let length = whole.get(start..).and_then(|rest| rest.find('>')).map_or(0, |at| at + 1);
        let head = whole.get(..start + length).unwrap_or("").to_string();
        (head, end)
    }

    /// A run, or a part of it.
    fn run(&mut self, flat: &Flat, run: NodeId, units: &[Unit], act: Act, new: bool) -> String {
        let change = units.first().and_then(|unit| unit.change);
        if change.is_none() && covers(flat, run, units) {
            return self.whole_run(run, act, new);
        }
        let w = self.w.clone();
        let mut out = format!("<{w}r>");
        out.push_str(&self.run_properties(run, change, new));
        for unit in units {
            if let Some(span) = flat.spans.get(unit.span) {
                let text = self.unit(flat, span, unit, act, new);
                out.push_str(&text);
            }
        }
        out.push_str(&format!("</{w}r>"));
        out
    }

    fn whole_run(&mut self, run: NodeId, act: Act, new: bool) -> String {
        if new {
            let range = self.new.part.tree.range(run);
            return self.copy(range);
        }
        let text = if act == Act::Delete { Text::Deleted } else { Text::Plain };
        self.carrier.element(run, text, &mut self.state.imports)
    }

    fn run_properties(&mut self, run: NodeId, change: Option<Option<NodeId>>, new: bool) -> String {
        let part = if new { self.new.part } else { self.old.part };
        let own = part.tree.child(run, ns::w("rPr"));
        if !new {
            return own.map_or(String::new(), |own| {
                self.carrier.element(own, Text::Plain, &mut self.state.imports)
            });
        }
        let inner = own.map_or("", |own| part.tree.source().get(part.tree.content(own)).unwrap_or(""));
        let Some(old) = change else {
            return own.map_or(String::new(), |own| part.tree.raw(own).to_string());
        };
        let w = self.w.clone();
        let before = match old {
            Some(old) => self.carrier.element(old, Text::Plain, &mut self.state.imports),
            None => format!("<{w}rPr/>"),
        };
        let attributes = self.state.stamp.attributes(&w);
        format!("<{w}rPr>{inner}<{w}rPrChange{attributes}>{before}</{w}rPrChange></{w}rPr>")
    }

    fn unit(&mut self, flat: &Flat, span: &Span, unit: &Unit, act: Act, new: bool) -> String {
        let w = self.w.clone();
        let name = if act == Act::Delete { "delText" } else { "t" };
        let written = |text: &str| {
            let mut out = format!("<{w}{name} xml:space=\"preserve\">");
            escape_text(text, &mut out);
            out.push_str(&format!("</{w}{name}>"));
            out
        };
        match span.kind {
            Kind::Text => written(flat.text.get(unit.start..unit.end).unwrap_or("")),
            Kind::Char(c) => written(c.encode_utf8(&mut [0; 4])),
            _ if new => {
                let range = self.new.part.tree.range(span.node);
                self.copy(range)
            }
            _ => {
                let text = if act == Act::Delete { Text::Deleted } else { Text::Plain };
                self.carrier.element(span.node, text, &mut self.state.imports)
            }
        }
    }

    /// What stands beside runs.
    fn beside(&mut self, span: &Span, act: Act, new: bool) -> String {
        let part = if new { self.new.part } else { self.old.part };
        if part.local(span.node) == "fldSimple" && act != Act::Equal {
            return self.spelt_field(span.node, act, new);
        }
        if new {
            let range = part.tree.range(span.node);
            return self.copy(range);
        }
        self.carrier.element(span.node, Text::Plain, &mut self.state.imports)
    }

    /// A simple field, spelt with runs: those can come and go.
    fn spelt_field(&mut self, field: NodeId, act: Act, new: bool) -> String {
        let w = self.w.clone();
        let part = if new { self.new.part } else { self.old.part };
        let code = if act == Act::Delete { "delInstrText" } else { "instrText" };
        let mut out = format!(
            "<{w}r><{w}fldChar {w}fldCharType=\"begin\"/></{w}r><{w}r><{w}{code} xml:space=\"preserve\">"
        );
        escape_text(&part.tree.attribute(field, ns::w("instr")).unwrap_or_default(), &mut out);
        out.push_str(&format!("</{w}{code}></{w}r><{w}r><{w}fldChar {w}fldCharType=\"separate\"/></{w}r>"));
        for run in part.tree.children(field).filter(|&c| part.local(c) == "r") {
            out.push_str(&self.whole_run(run, act, new));
        }
        out.push_str(&format!("<{w}r><{w}fldChar {w}fldCharType=\"end\"/></{w}r>"));
        out
    }
}

fn is_wrapper(local: &str) -> bool {
    matches!(local, "hyperlink" | "smartTag" | "sdt" | "customXml" | "dir" | "bdo")
}

/// Whether some units are all that a run holds.
fn covers(flat: &Flat, run: NodeId, units: &[Unit]) -> bool {
    let (Some(first), Some(last)) = (units.first(), units.last()) else { return false };
    let of_run =
        |index: Option<usize>| index.and_then(|i| flat.spans.get(i)).is_some_and(|s| s.run == Some(run));
    let starts_whole = flat.spans.get(first.span).is_some_and(|s| first.start == s.start as usize);
    let ends_whole = flat.spans.get(last.span).is_some_and(|s| last.end == s.end as usize);
    starts_whole && ends_whole && !of_run(first.span.checked_sub(1)) && !of_run(Some(last.span + 1))
}
