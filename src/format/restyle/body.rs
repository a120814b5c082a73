//! The paragraphs of a document: our styles, no hand-made formatting, no spaces for indents.

use super::hints::Forms;
use super::numbering::Numbering;
use super::soft::soft_lines;
use crate::error::{DocPlace, Result, Story};
use crate::format::draft::{BLANKS, Dropped};
use crate::format::page::Profile;
use crate::format::rebuild::imprint_xml;
use crate::format::recognise::{Hint, Line, Piece, recognise};
use crate::format::style::{Style, TextStyle};
use crate::wml::{self, ParagraphText, Source};
use crate::xml::{Edits, Name, NodeId, Ns, Tree, ns};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// A paragraph of the body that holds text, or a line of one whose lines become paragraphs.
struct Written {
    node: NodeId,
    text: Rc<ParagraphText>,
    /// Bytes of the paragraph's text that are this line's.
    part: Range<usize>,
    /// Those of them without the spaces around.
    inner: Range<usize>,
}

/// What the body's paragraphs became.
pub(super) struct Restyled {
    pub lines: Vec<Line>,
    pub pieces: Vec<Piece>,
    pub dropped: Dropped,
}

/// Restyles every paragraph of the body; tables, text boxes and pictures stay as they are.
pub(super) fn restyle(
    tree: &Tree<'_>,
    (forms, numbering): (&Forms, &Numbering),
    profile: &Profile,
    edits: &mut Edits,
) -> Result<Restyled> {
    let Read { written, lines, dropped, siblings } = read(tree, forms, numbering, edits);
    let pieces = recognise(&lines);
    let end = imprint(tree, &lines, &pieces, &written, profile, edits)?;
    let is_mark = |at: usize| pieces.get(at).is_some_and(|piece| piece.style == Style::Mark);
    let above = pieces.iter().position(|piece| piece.style == Style::Mark).unwrap_or(0);
    for (at, piece) in pieces.iter().enumerate().take(end) {
        let joined = at > above && is_mark(at);
        let room = if joined { Some(0) } else { mark_room(above, profile).filter(|_| at == above) };
        for line in piece.lines.clone() {
            if let Some(paragraph) = written.get(line) {
                let last = line + 1 == piece.lines.end && !(is_mark(at) && is_mark(at + 1));
                let siblings = &siblings;
                Work { tree, siblings, numbering, profile, edits, piece, last, room }.paragraph(paragraph);
            }
        }
    }
    Ok(Restyled { lines, pieces, dropped })
}

/// The body's paragraphs that hold text.
struct Read {
    written: Vec<Written>,
    lines: Vec<Line>,
    dropped: Dropped,
    siblings: Siblings,
}

/// Reads the body's paragraphs, and deletes those that are blank.
fn read(tree: &Tree<'_>, forms: &Forms, numbering: &Numbering, edits: &mut Edits) -> Read {
    let mut written = Vec::new();
    let mut lines = Vec::new();
    let mut dropped = Dropped::default();
    let paragraphs = wml::paragraphs(tree, &DocPlace::story(Story::Body));
    let mut siblings = Siblings::of(tree, &paragraphs);
    for paragraph in &paragraphs {
        if paragraph.textbox.is_some() || paragraph.place.table.is_some() || paragraph.fallback {
            continue;
        }
        if forms.contents(tree, paragraph.node) {
            continue;
        }
        let text = wml::text(tree, paragraph.node);
        if text.text.trim_matches(BLANKS).is_empty() {
            dropped.blank_lines += usize::from(blank(tree, paragraph.node, &mut siblings, edits));
            continue;
        }
        let mark = numbering.mark(tree, paragraph.node);
        let hint = Hint { mark, ..forms.hint(tree, paragraph.node) };
        let text = Rc::new(text);
        for (part, inner) in soft_lines(tree, paragraph.node, &text, hint) {
            dropped.spaced_lines += usize::from(inner.len() < part.len());
            lines.push(Line {
                text: text.text.get(inner.clone()).unwrap_or_default().to_string(),
                number: paragraph.place.paragraph.map_or(0, |n| n as usize),
                hint,
            });
            written.push(Written { node: paragraph.node, text: Rc::clone(&text), part, inner });
        }
    }
    Read { written, lines, dropped, siblings }
}

/// Moves 抄送 and 印发 into a box at the foot of the last page, where they are plain text. Gives how many
/// pieces stand before them.
fn imprint(
    tree: &Tree<'_>,
    lines: &[Line],
    pieces: &[Piece],
    written: &[Written],
    profile: &Profile,
    edits: &mut Edits,
) -> Result<usize> {
    let is_end = |piece: &&Piece| matches!(piece.style, Style::Imprint | Style::Printer);
    let from = pieces.len() - pieces.iter().rev().take_while(is_end).count();
    let end = pieces.get(from..).unwrap_or_default();
    let paragraphs: Vec<&Written> = end.iter().filter_map(|piece| written.get(piece.lines.start)).collect();
    let Some(first) = paragraphs.first() else { return Ok(from) };
    if !paragraphs.iter().all(|paragraph| hollow(tree, paragraph.node)) {
        return Ok(pieces.len());
    }
    edits.insert(tree.range(first.node).start, imprint_xml(lines, end, profile)?);
    for paragraph in paragraphs {
        edits.delete(tree.range(paragraph.node));
    }
    Ok(from)
}

/// The mark's style counts on three lines above it: the room before it where the document has fewer.
fn mark_room(above: usize, profile: &Profile) -> Option<i32> {
    let above = i32::try_from(above).unwrap_or(3);
    (above < 3).then(|| (profile.head.mark_before - profile.lines(above)).max(0))
}

/// Deletes a paragraph that holds nothing but spaces, unless something hangs on it: a section, a break,
/// a mark, a picture, or the gap between two tables. Gives whether it went.
fn blank(tree: &Tree<'_>, paragraph: NodeId, siblings: &mut Siblings, edits: &mut Edits) -> bool {
    let empty = hollow(tree, paragraph);
    let beside_table = |sibling: Option<NodeId>| sibling.is_none_or(|s| !tree.is(s, ns::w("p")));
    let gap = beside_table(siblings.before(paragraph)) && beside_table(siblings.after(paragraph));
    if empty && !gap {
        edits.delete(tree.range(paragraph));
        siblings.remove(paragraph);
    }
    empty && !gap
}

/// Holds nothing but plain text, or spaces.
fn hollow(tree: &Tree<'_>, paragraph: NodeId) -> bool {
    tree.descendants(paragraph).skip(1).all(|node| {
        let name = tree.name(node);
        tree.is_text(node) || name.ns == Ns::W && HOLLOW.contains(&name.local)
    })
}

/// Properties and runs of text.
const HOLLOW: [&str; 24] = [
    "pPr",
    "rPr",
    "r",
    "t",
    "tab",
    "proofErr",
    "pStyle",
    "jc",
    "ind",
    "spacing",
    "rFonts",
    "sz",
    "szCs",
    "b",
    "bCs",
    "color",
    "lang",
    "snapToGrid",
    "widowControl",
    "adjustRightInd",
    "kern",
    "lastRenderedPageBreak",
    "tabs",
    "outlineLvl",
];

fn elements(tree: &Tree<'_>, parent: Option<NodeId>) -> Vec<NodeId> {
    parent.map_or(Vec::new(), |parent| tree.children(parent).filter(|c| !tree.is_text(*c)).collect())
}

/// The elements before and after each element that stands beside a paragraph.
struct Siblings(HashMap<NodeId, (Option<NodeId>, Option<NodeId>)>);

impl Siblings {
    fn of(tree: &Tree<'_>, paragraphs: &[wml::Paragraph]) -> Self {
        let mut known = HashMap::new();
        for paragraph in paragraphs {
            if !known.contains_key(&paragraph.node) {
                let all = elements(tree, tree.parent(paragraph.node));
                for (at, node) in all.iter().enumerate() {
                    let before = at.checked_sub(1).and_then(|at| all.get(at)).copied();
                    known.insert(*node, (before, all.get(at + 1).copied()));
                }
            }
        }
        Siblings(known)
    }

    /// Takes an element that is deleted out of the row.
    fn remove(&mut self, node: NodeId) {
        let (before, after) = (self.before(node), self.after(node));
        if let Some((_, next)) = before.and_then(|before| self.0.get_mut(&before)) {
            *next = after;
        }
        if let Some((previous, _)) = after.and_then(|after| self.0.get_mut(&after)) {
            *previous = before;
        }
    }

    fn before(&self, node: NodeId) -> Option<NodeId> {
        self.0.get(&node).and_then(|(before, _)| *before)
    }

    fn after(&self, node: NodeId) -> Option<NodeId> {
        self.0.get(&node).and_then(|(_, after)| *after)
    }
}

struct Work<'a, 's> {
    tree: &'a Tree<'s>,
    siblings: &'a Siblings,
    numbering: &'a Numbering,
    profile: &'a Profile,
    edits: &'a mut Edits,
    piece: &'a Piece,
    /// The last line of its piece.
    last: bool,
    /// The room before the mark.
    room: Option<i32>,
}

impl Work<'_, '_> {
    fn paragraph(&mut self, paragraph: &Written) {
        if paragraph.part.start == 0 {
            self.properties(paragraph.node);
        }
        self.spaces(paragraph);
        self.runs(paragraph);
    }

    /// Our style instead of the paragraph's properties; lists, sections and tracked changes stay.
    fn properties(&mut self, paragraph: NodeId) {
        let w = self.tree.prefix(paragraph).to_string();
        let mut own = format!("<{w}pStyle {w}val=\"{}\"/>", self.piece.style.id());
        if self.piece.style == Style::AttachmentMark && !self.breaks_before(paragraph) {
            own.push_str(&format!("<{w}pageBreakBefore/>"));
        }
        let Some(properties) = self.tree.child(paragraph, ns::w("pPr")) else {
            let at = self.tree.start_tag(paragraph).end;
            let rest = self.after_kept("", &w);
            self.edits.insert(at, format!("<{w}pPr>{own}{rest}</{w}pPr>"));
            return;
        };
        let list = match self.numbering.of_style(self.tree, paragraph) {
            Some((list, level)) => {
                format!("<{w}numPr><{w}ilvl {w}val=\"{level}\"/><{w}numId {w}val=\"{list}\"/></{w}numPr>")
            }
            None => String::new(),
        };
        let kept: String =
            self.tree.children(properties).filter(|c| self.keeps(*c)).map(|c| self.tree.raw(c)).collect();
        if self.tree.child(properties, ns::w("sectPr")).is_some() {
            self.around_section(properties, &format!("{own}{list}"));
            return;
        }
        let (before, after) = split_kept(self.tree, properties, &kept);
        let before = format!("{before}{list}");
        let rest = self.after_kept(&before, &w);
        let range = self.tree.range(properties);
        self.edits.replace(range, format!("<{w}pPr>{own}{before}{rest}{after}</{w}pPr>"));
    }

    /// Direct properties that follow those kept: no gap within a title of several paragraphs, and the
    /// body's indents instead of a list's.
    fn after_kept(&self, kept: &str, w: &str) -> String {
        let mut out = String::new();
        let before = self.room.filter(|_| self.piece.style == Style::Mark);
        let before = before.map(|room| format!(" {w}before=\"{room}\"")).unwrap_or_default();
        let after = if self.last { String::new() } else { format!(" {w}after=\"0\"") };
        if !(before.is_empty() && after.is_empty()) {
            out.push_str(&format!("<{w}spacing{before}{after}/>"));
        }
        if kept.contains("numPr") && matches!(self.piece.style, Style::Body | Style::Level(_)) {
            let characters = self.profile.blanks.first_line;
            let first = self.profile.characters(characters);
            let chars = characters * 100;
            out.push_str(&format!(
                "<{w}ind {w}left=\"0\" {w}firstLine=\"{first}\" {w}firstLineChars=\"{chars}\"/>"
            ));
        }
        out
    }

    /// The section's properties are edited elsewhere: only what stands around them changes here.
    fn around_section(&mut self, properties: NodeId, own: &str) {
        self.edits.insert(self.tree.start_tag(properties).end, own);
        for child in self.tree.children(properties).filter(|child| !self.tree.is_text(*child)) {
            if !self.keeps(child) {
                self.edits.delete(self.tree.range(child));
            }
        }
    }

    fn keeps(&self, property: NodeId) -> bool {
        let name = self.tree.name(property);
        match (name.ns, name.local) {
            (Ns::W, "numPr" | "sectPr" | "pPrChange") => true,
            (Ns::W, "rPr") => {
                TRACKED.iter().any(|tracked| self.tree.child(property, ns::w(tracked)).is_some())
            }
            _ => false,
        }
    }

    fn breaks_before(&self, paragraph: NodeId) -> bool {
        let page_break = |node: NodeId| {
            self.tree.descendants(node).any(|d| {
                self.tree.is(d, ns::w("sectPr"))
                    || self.tree.is(d, ns::w("br"))
                        && self.tree.attribute(d, ns::w("type")).is_some_and(|kind| kind == "page")
            })
        };
        page_break(paragraph) || self.siblings.before(paragraph).is_some_and(page_break)
    }

    /// Deletes the spaces around the text, and the signs of indents by spaces.
    fn spaces(&mut self, paragraph: &Written) {
        let (text, part, inner) = (&paragraph.text, &paragraph.part, &paragraph.inner);
        for range in [part.start..inner.start, inner.end..part.end] {
            for piece in text.pieces.iter() {
                let start = piece.text.start.max(range.start);
                let end = piece.text.end.min(range.end);
                if start < end {
                    let source = match piece.kind {
                        Source::Verbatim => {
                            let from = piece.source.start + (start - piece.text.start);
                            from..from + (end - start)
                        }
                        _ => piece.source.clone(),
                    };
                    self.edits.delete(source);
                }
            }
        }
    }

    /// The runs lose their formatting; the lead gets its character style.
    fn runs(&mut self, paragraph: &Written) {
        let part = &paragraph.part;
        let lead = paragraph.inner.start..paragraph.inner.start + self.piece.lead;
        let style = match (self.piece.level, self.piece.style) {
            (Some(level), _) => Some(TextStyle::Level(level)),
            (None, Style::Attendance) => Some(TextStyle::Label),
            _ => None,
        };
        let runs = runs(self.tree, &paragraph.text);
        let ours = |range: &Range<usize>| range.start < part.end && range.end > part.start;
        let only = |range: &Range<usize>| range.is_empty() && part.contains(&range.start);
        for (run, range) in runs.into_iter().filter(|(_, range)| ours(range) || only(range)) {
            let start = range.start.max(part.start);
            let inside = start < lead.end && !lead.is_empty();
            let style = style.filter(|_| inside);
            let plain = self.run_properties(run, None);
            let styled = self.run_properties(run, style);
            if part.start > 0 && range.start <= part.start && part.start < range.end {
                self.begin(paragraph, run, range.start < part.start, &styled);
            }
            if range.start >= part.start {
                self.set_properties(run, &styled);
            }
            let cut = lead.end;
            if style.is_some() && start < cut && cut < range.end.min(part.end) {
                self.split(&paragraph.text, run, cut, &plain);
            }
        }
    }

    /// Begins a paragraph at a line: before a run, or within one.
    fn begin(&mut self, line: &Written, run: NodeId, within: bool, properties: &str) {
        let w = self.tree.prefix(run).to_string();
        let rest = self.after_kept("", &w);
        let style = self.piece.style.id();
        let own = format!("<{w}p><{w}pPr><{w}pStyle {w}val=\"{style}\"/>{rest}</{w}pPr>");
        if !within {
            self.edits.insert(self.tree.range(run).start, format!("</{w}p>{own}"));
            return;
        }
        let at = line.part.start;
        let Some(source) = line.text.source_at(at) else { return };
        let verbatim = line.text.piece_at(at).is_some_and(|piece| piece.kind != Source::Element);
        let (close, open) = if verbatim {
            (format!("</{w}t>"), format!("<{w}t xml:space=\"preserve\">"))
        } else {
            (String::new(), String::new())
        };
        self.edits.insert(source, format!("{close}</{w}r></{w}p>{own}<{w}r>{properties}{open}"));
    }

    /// Ends a run at a byte of the paragraph's text and begins another.
    fn split(&mut self, text: &ParagraphText, run: NodeId, at: usize, properties: &str) {
        let Some(source) = text.source_at(at) else { return };
        let within_text = text.piece_at(at).is_some_and(|piece| piece.kind != Source::Element);
        let w = self.tree.prefix(run);
        let (close, open) = if within_text {
            (format!("</{w}t>"), format!("<{w}t xml:space=\"preserve\">"))
        } else {
            (String::new(), String::new())
        };
        self.edits.insert(source, format!("{close}</{w}r><{w}r>{properties}{open}"));
    }

    /// What a run keeps: what is not a matter of taste.
    fn run_properties(&self, run: NodeId, style: Option<TextStyle>) -> String {
        let w = self.tree.prefix(run);
        let properties = self.tree.child(run, ns::w("rPr"));
        let kept = |names: &[&str]| -> String {
            elements(self.tree, properties)
                .into_iter()
                .filter(|child| names.iter().any(|name| self.tree.is(*child, ns::w(name))))
                .map(|child| self.tree.raw(child))
                .collect()
        };
        let own = style.map(|style| format!("<{w}rStyle {w}val=\"{}\"/>", style.id()));
        let reference = if is_reference(self.tree, run) { kept(&["rStyle"]) } else { String::new() };
        let hint = format!("<{w}rFonts {w}hint=\"eastAsia\"/>");
        let rest = kept(&["strike", "dstrike", "vanish", "u", "vertAlign", "em", "ins", "del", "rPrChange"]);
        format!("<{w}rPr>{}{hint}{rest}</{w}rPr>", own.unwrap_or(reference))
    }

    fn set_properties(&mut self, run: NodeId, properties: &str) {
        match self.tree.child(run, ns::w("rPr")) {
            Some(old) => self.edits.replace(self.tree.range(old), properties),
            None => self.edits.insert(self.tree.start_tag(run).end, properties),
        }
    }
}

const TRACKED: [&str; 4] = ["ins", "del", "moveFrom", "moveTo"];

/// Kept properties that stand before `w:spacing` in the schema, and those after it.
fn split_kept(tree: &Tree<'_>, properties: NodeId, kept: &str) -> (String, String) {
    match tree.child(properties, ns::w("numPr")).map(|list| tree.raw(list)) {
        Some(list) => (list.to_string(), kept.replacen(list, "", 1)),
        None => (String::new(), kept.to_string()),
    }
}

/// Every run that spells some of a paragraph's text, and the bytes of the text that it spells.
fn runs(tree: &Tree<'_>, text: &ParagraphText) -> Vec<(NodeId, Range<usize>)> {
    let mut runs: Vec<(NodeId, Range<usize>)> = Vec::new();
    for piece in &text.pieces {
        let run = tree.ancestors(piece.node).find(|node| tree.is(*node, ns::w("r")));
        match (run, runs.last_mut()) {
            (Some(run), Some((last, range))) if *last == run => range.end = piece.text.end,
            (Some(run), _) => runs.push((run, piece.text.clone())),
            (None, _) => {}
        }
    }
    runs
}

fn is_reference(tree: &Tree<'_>, run: NodeId) -> bool {
    let names: [Name<'_>; 4] = [
        ns::w("footnoteReference"),
        ns::w("endnoteReference"),
        ns::w("commentReference"),
        ns::w("annotationRef"),
    ];
    names.into_iter().any(|name| tree.child(run, name).is_some())
}
