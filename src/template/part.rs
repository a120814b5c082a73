//! Reads the tags of one part and heals those that Word has cut over runs.
//!
//! A healed tag stands whole in the run of its first character and takes that run's formatting; every other
//! character stays in its own run. `{%-` and `-%}` join paragraphs here, as docxtpl does.

use super::fold::{Callables, fold};
use super::lexer::{Kind, Lexeme, Token, lex};
use super::statement;
use super::tag::{Spot, Tag, What};
use crate::error::{DocPlace, Problem, Result, Severity, catalogue::template as t};
use crate::wml::{self, Paragraph, ParagraphText, Source, TextPiece};
use crate::xml::{Encoding, NodeId, Tree, escape_attribute, escape_text, ns};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// A part with tags in it, healed.
pub(super) struct Part {
    pub name: String,
    pub encoding: Encoding,
    pub tree: Tree<'static>,
    /// The tags in the text of paragraphs, in the order of the part.
    pub tags: Vec<Tag>,
    /// The tags elsewhere: in attributes, field instructions, hyperlinks' targets. They stay where they are.
    pub extras: Vec<Extra>,
    /// Relationships whose targets hold tags.
    pub links: Vec<Link>,
    /// The places of the texts in which something was found, in the order of the part.
    pub places: Vec<DocPlace>,
}

/// A tag outside the text of paragraphs.
#[derive(Clone, Debug)]
pub(super) struct Extra {
    pub tag: Tag,
    /// Tags with one number stand in one text, and their blocks match within it.
    pub group: usize,
    /// The value around it, in bytes of the healed part; of a link, the id that names it.
    pub around: Range<usize>,
    /// Of a link: its number and where in its target the tag stands.
    pub link: Option<(usize, Range<usize>)>,
}

/// A relationship whose target is filled.
#[derive(Clone, Debug)]
pub(super) struct Link {
    /// The target, its tags decoded.
    pub target: String,
    /// Where the id that names it stands, in bytes of the healed part.
    pub at: Range<usize>,
    /// The relationship's id in the template.
    pub id: String,
}

/// What the template calls, collected over all parts before any tag is folded.
#[derive(Default)]
pub(super) struct Names {
    pub functions: BTreeSet<String>,
    pub macros: BTreeSet<String>,
}

/// What a text with tags belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Home {
    /// The text of a paragraph.
    Story,
    /// Field instructions, or text outside stories.
    Plain,
    Attribute,
    /// A relationship's target, with its number.
    Link(usize),
}

/// A tag found, not yet read.
struct Draft {
    token: Token,
    spot: Spot,
    home: Home,
    /// Index of its text.
    text: usize,
    /// Index of its paragraph.
    paragraph: usize,
}

/// A part as it was found: its paragraphs, the texts with tags, and the tags.
pub(super) struct Raw<'p> {
    name: String,
    encoding: Encoding,
    tree: Tree<'p>,
    paragraphs: Vec<Paragraph>,
    texts: Vec<ParagraphText>,
    drafts: Vec<Draft>,
    links: Vec<Link>,
    places: Vec<DocPlace>,
}

impl<'p> Raw<'p> {
    fn new(name: &str, tree: Tree<'p>, encoding: Encoding) -> Self {
        let (paragraphs, texts, drafts, links, places) = Default::default();
        Raw { name: name.to_string(), encoding, tree, paragraphs, texts, drafts, links, places }
    }

    /// Finds the tags of a story's part.
    pub(super) fn read(
        name: &str,
        tree: Tree<'p>,
        encoding: Encoding,
        place: &DocPlace,
        targets: &[(String, String)],
        problems: &mut Vec<Problem>,
    ) -> Result<Self> {
        let tree = without_cdata(name, tree)?;
        let paragraphs = wml::paragraphs(&tree, place);
        let mut raw = Raw::new(name, tree, encoding);
        let mut verbatim = false;
        for (i, paragraph) in paragraphs.iter().enumerate() {
            raw.paragraph(i, paragraph, &mut verbatim, problems);
        }
        if verbatim {
            raw.unclosed_raw(problems);
        }
        raw.paragraphs = paragraphs;
        raw.attributes(place, problems);
        raw.targets(place, targets, problems);
        Ok(raw)
    }

    /// Finds the tags of a part that is no story: its texts, those of one DrawingML paragraph taken together.
    pub(super) fn read_other(
        name: &str,
        tree: Tree<'p>,
        encoding: Encoding,
        problems: &mut Vec<Problem>,
    ) -> Result<Self> {
        let tree = without_cdata(name, tree)?;
        let mut raw = Raw::new(name, tree, encoding);
        let place = DocPlace::story(crate::error::Story::Other);
        let mut groups: Vec<(Option<NodeId>, Vec<NodeId>)> = Vec::new();
        for node in raw.tree.descendants(raw.tree.root()).filter(|&n| raw.tree.is_text(n)) {
            let owner = raw.tree.ancestors(node).find(|&n| raw.tree.is(n, ns::a("p")));
            match groups.last_mut() {
                Some((Some(last), nodes)) if owner == Some(*last) => nodes.push(node),
                _ => groups.push((owner, vec![node])),
            }
        }
        for (_, nodes) in groups {
            let text = wml::text_of_nodes(&raw.tree, &nodes);
            raw.lex(text, &place, None, Home::Plain, 0, &mut false, problems);
        }
        Ok(raw)
    }

    /// The part's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// True when there is no tag.
    pub(super) fn is_plain(&self) -> bool {
        self.drafts.is_empty()
    }

    fn paragraph(
        &mut self,
        i: usize,
        paragraph: &Paragraph,
        verbatim: &mut bool,
        problems: &mut Vec<Problem>,
    ) {
        let source = self.tree.raw(paragraph.node);
        if !source.contains(['{', '}', '｛', '｝']) && !source.contains("&#") {
            return;
        }
        let text = wml::text(&self.tree, paragraph.node);
        self.lex(text, &paragraph.place, Some(paragraph), Home::Story, i, verbatim, problems);
        if self.tree.raw(paragraph.node).contains("instrText") {
            let text = wml::instructions(&self.tree, paragraph.node);
            self.lex(text, &paragraph.place, Some(paragraph), Home::Plain, i, &mut false, problems);
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn lex(
        &mut self,
        text: ParagraphText,
        place: &DocPlace,
        paragraph: Option<&Paragraph>,
        home: Home,
        index: usize,
        verbatim: &mut bool,
        problems: &mut Vec<Problem>,
    ) {
        let lexemes = lex(&text.text);
        if lexemes.is_empty() {
            return;
        }
        self.places.push(place.clone());
        let line: Arc<str> = text.text.as_str().into();
        // Lexemes come in order: characters are counted on from the last one.
        let counted = std::cell::Cell::new((0usize, 0usize));
        let chars_at = |byte: usize| {
            let (from, chars) = counted.get();
            let more = text.text.get(from..byte).map_or(0, |s| s.chars().count());
            counted.set((byte, chars + more));
            chars + more
        };
        let spot = |range: &Range<usize>, inner: &Range<usize>| Spot {
            place: place.clone(),
            textbox: paragraph
                .and_then(|p| p.textbox)
                .and_then(|n| u32::try_from(self.tree.range(n).start).ok()),
            fallback: paragraph.is_some_and(|p| p.fallback),
            line: line.clone(),
            chars: chars_at(range.start)..chars_at(range.end),
            bytes: range.clone(),
            inner: inner.clone(),
        };
        for lexeme in lexemes {
            match lexeme {
                Lexeme::Tag(token) => {
                    let inside = line.get(token.inner.clone()).unwrap_or("").trim();
                    let word = (token.kind == Kind::Statement).then_some(inside);
                    if *verbatim && word != Some("endraw") {
                        continue;
                    }
                    *verbatim = word == Some("raw");
                    // Outside stories `{_{` is what somebody wrote.
                    if home == Home::Story || token.kind != Kind::Literal {
                        let spot = spot(&token.range, &token.inner);
                        self.drafts.push(Draft {
                            spot,
                            token,
                            home,
                            text: self.texts.len(),
                            paragraph: index,
                        });
                    }
                }
                _ if *verbatim || paragraph.is_some_and(|p| p.fallback) => {}
                Lexeme::Unclosed(Kind::Comment, range) => {
                    let spot = spot(&range, &range);
                    let problem =
                        spot.problem(&t::UNCLOSED_TAG, spot.chars.clone()).severity(Severity::Warning);
                    problems.push(problem.arg("open", "{#").arg("close", "#}").arg("literal", "{_#"));
                }
                Lexeme::Unclosed(kind, range) => {
                    let (open, close, literal) = match kind {
                        Kind::Print => ("{{", "}}", "{_{"),
                        _ => ("{%", "%}", "{_%"),
                    };
                    let spot = spot(&range, &range);
                    let problem = spot.problem(&t::UNCLOSED_TAG, spot.chars.clone());
                    let problem = problem.arg("open", open).arg("close", close).arg("literal", literal);
                    let one_brace = line.get(range.clone()).is_some_and(|words| words.contains(['}', '｝']));
                    problems.push(if one_brace { problem.hint(&t::HINT_ONE_BRACE) } else { problem });
                }
                Lexeme::Stray(range) => {
                    if home == Home::Story && looks_like_a_field(line.get(..range.start).unwrap_or("")) {
                        let spot = spot(&range, &range);
                        let problem = spot.problem(&t::STRAY_CLOSE, spot.chars.clone());
                        problems.push(problem.arg("open", "{{").arg("close", "}}"));
                    }
                }
            }
        }
        self.texts.push(text);
    }

    /// Without `endraw` the rest of the part would be kept as it is, `raw` included.
    fn unclosed_raw(&self, problems: &mut Vec<Problem>) {
        let raw = |draft: &&Draft| {
            draft.spot.line.get(draft.token.inner.clone()).is_some_and(|inside| inside.trim() == "raw")
        };
        if let Some(draft) = self.drafts.iter().rev().find(raw).filter(|draft| !draft.spot.fallback) {
            let written = draft.spot.line.get(draft.spot.bytes.clone()).unwrap_or("");
            let problem = draft.spot.problem(&t::UNCLOSED_BLOCK, draft.spot.chars.clone());
            problems.push(problem.arg("open", written).arg("close", "endraw"));
        }
    }

    /// Tags in attributes: alternative texts, names, tips.
    fn attributes(&mut self, place: &DocPlace, problems: &mut Vec<Problem>) {
        let mut found: Vec<(NodeId, Range<usize>)> = Vec::new();
        let bytes = self.tree.source().as_bytes();
        for at in memchr::memchr2_iter(b'{', 0xef, bytes) {
            let opens = self.tree.source().get(at..).is_some_and(|s| {
                let mut chars = s.chars();
                matches!(chars.next(), Some('{' | '｛'))
                    && matches!(chars.next(), Some('{' | '｛' | '%' | '％'))
            });
            if !opens {
                continue;
            }
            let Some(node) = self.tree.node_at(at).filter(|&n| self.tree.start_tag(n).contains(&at)) else {
                continue;
            };
            let value = self.tree.attributes(node).map(|(_, range)| range).find(|range| range.contains(&at));
            if let Some(range) = value.filter(|r| found.last().is_none_or(|(_, last)| last != r)) {
                found.push((node, range));
            }
        }
        let paragraphs = std::mem::take(&mut self.paragraphs);
        for (node, range) in found {
            let text = wml::text_of_attribute(&self.tree, node, range);
            let around = self.paragraph_of(&paragraphs, node);
            let place = around.map_or(place, |p| &p.place).clone();
            self.lex(text, &place, around, Home::Attribute, 0, &mut false, problems);
        }
        self.paragraphs = paragraphs;
    }

    fn paragraph_of<'q>(&self, paragraphs: &'q [Paragraph], node: NodeId) -> Option<&'q Paragraph> {
        let after = paragraphs.partition_point(|p| p.node <= node);
        paragraphs.get(..after)?.iter().rev().find(|p| self.tree.contains(p.node, node))
    }

    /// Tags in the targets of relationships: at each element that names one.
    fn targets(&mut self, place: &DocPlace, targets: &[(String, String)], problems: &mut Vec<Problem>) {
        if targets.is_empty() {
            return;
        }
        let paragraphs = std::mem::take(&mut self.paragraphs);
        let nodes: Vec<NodeId> =
            self.tree.descendants(self.tree.root()).filter(|&n| !self.tree.is_text(n)).collect();
        for node in nodes {
            for name in ["id", "link", "embed"] {
                let Some(range) = self.tree.attribute_range(node, ns::r(name)) else { continue };
                let id = self.tree.source().get(range.clone()).unwrap_or("").to_string();
                let Some((_, target)) = targets.iter().find(|(templated, _)| *templated == id) else {
                    continue;
                };
                let number = self.links.len();
                let around = self.paragraph_of(&paragraphs, node);
                let place = around.map_or(place, |p| &p.place).clone();
                let text = ParagraphText { text: target.clone(), pieces: Vec::new() };
                self.lex(text, &place, around, Home::Link(number), 0, &mut false, problems);
                self.links.push(Link { target: target.clone(), at: range, id });
            }
        }
        self.paragraphs = paragraphs;
    }

    /// The names of the macros that the part defines.
    pub(super) fn macros(&self) -> impl Iterator<Item = String> + '_ {
        self.drafts.iter().filter(|d| d.token.kind == Kind::Statement).filter_map(|d| {
            let inside = d.spot.line.get(d.token.inner.clone())?.trim_start();
            let rest = inside.strip_prefix("macro")?.trim_start();
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            (!name.is_empty()).then_some(name)
        })
    }

    /// Reads the tags and heals the part.
    ///
    /// # Errors
    /// The healed part is not well-formed, which would be a defect of ours.
    pub(super) fn heal(self, names: &Names, problems: &mut Vec<Problem>) -> Result<Part> {
        let callables = Callables { functions: &names.functions, macros: &names.macros };
        let healed = apply(self.tree.source(), Healing::new(&self).run(), self.drafts.len());
        let mut links = self.links;
        for link in &mut links {
            link.at = healed.moved(&link.at);
        }
        let mut tags = Vec::with_capacity(self.drafts.len());
        let mut extras = Vec::new();
        for (draft, range) in self.drafts.iter().zip(&healed.ranges) {
            let tag = read_tag(draft, range.clone(), &callables, problems);
            let group = draft.text;
            let value = self
                .texts
                .get(group)
                .and_then(|t| Some(t.pieces.first()?.source.start..t.pieces.last()?.source.end));
            match draft.home {
                Home::Story => tags.push(tag),
                // Instructions and texts may run over several elements: only the tag itself is a value.
                Home::Plain => extras.push(Extra { tag, group, around: range.clone(), link: None }),
                Home::Attribute => {
                    let around = value.map_or(range.clone(), |v| healed.moved(&v));
                    extras.push(Extra { tag, group, around, link: None });
                }
                Home::Link(number) => {
                    let around = links.get(number).map_or(0..0, |l| l.at.clone());
                    let mut tag = tag;
                    tag.range = around.clone();
                    extras.push(Extra {
                        tag,
                        group,
                        around,
                        link: Some((number, draft.token.range.clone())),
                    });
                }
            }
        }
        // A text box stands inside the paragraph that anchors it: its tags come between that paragraph's.
        tags.sort_by_key(|tag| tag.range.start);
        let tree = if healed.text == self.tree.source() {
            self.tree.into_owned()
        } else {
            Tree::parse_within(&self.name, healed.text, usize::MAX)?
        };
        Ok(Part { name: self.name, encoding: self.encoding, tree, tags, extras, links, places: self.places })
    }
}

fn read_tag(
    draft: &Draft,
    range: Range<usize>,
    callables: &Callables<'_>,
    problems: &mut Vec<Problem>,
) -> Tag {
    let spot = draft.spot.clone();
    let mut tag = Tag { what: What::Faulty, level: draft.token.level, code: Default::default(), spot, range };
    if matches!(draft.token.kind, Kind::Print | Kind::Statement) {
        tag.code = fold(tag.inside(), callables);
    }
    let leading = tag.code.text.len() - tag.code.text.trim_start().len();
    tag.code.trim_start(leading);
    tag.what = statement::classify(draft.token.kind, &tag.code.text);
    if !tag.spot.fallback {
        statement::check(&tag, problems);
    }
    tag
}

/// `{单位}}`: one brace, a name, two braces.
fn looks_like_a_field(before: &str) -> bool {
    let Some(open) = before.rfind(['{', '｛']) else { return false };
    let name = before.get(open..).unwrap_or("").trim_start_matches(['{', '｛']).trim();
    !name.is_empty()
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | ' ' | '（' | '）'))
}

/// Spells CDATA sections in `w:t` as ordinary text, so that a tag in one can be cut out.
fn without_cdata<'p>(name: &str, tree: Tree<'p>) -> Result<Tree<'p>> {
    if !tree.source().contains("<![CDATA[") {
        return Ok(tree);
    }
    let mut edits = crate::xml::Edits::new();
    for node in tree.descendants(tree.root()).filter(|&n| tree.is_cdata(n)) {
        let mut text = String::new();
        escape_text(&tree.text(node), &mut text);
        edits.replace(tree.range(node), text);
    }
    let source = edits.apply(tree.source()).unwrap_or_default();
    Tree::parse_within(name, source, usize::MAX)
}

/// A change of the source; the text of a tag is remembered by the tag's index.
struct Change {
    range: Range<usize>,
    text: String,
    tag: Option<usize>,
}

struct Healing<'a, 'p> {
    raw: &'a Raw<'p>,
    changes: Vec<Change>,
    /// Text nodes and elements that vanish whole, with their run.
    emptied: HashMap<NodeId, HashSet<NodeId>>,
}

impl<'a, 'p> Healing<'a, 'p> {
    fn new(raw: &'a Raw<'p>) -> Self {
        Healing { raw, changes: Vec::new(), emptied: HashMap::new() }
    }

    fn run(mut self) -> Vec<Change> {
        for (i, draft) in self.raw.drafts.iter().enumerate() {
            let Some(text) = self.raw.texts.get(draft.text) else { continue };
            self.tag(i, draft, text);
            self.trim(draft, text);
        }
        self.drop_empty_runs();
        self.changes.sort_by_key(|c| (c.range.start, c.range.end));
        self.changes
    }

    fn tag(&mut self, index: usize, draft: &Draft, text: &ParagraphText) {
        let range = &draft.token.range;
        let mut written = String::new();
        if draft.token.kind != Kind::Literal {
            let shown = text.text.get(range.clone()).unwrap_or("").replace(['\n', '\t'], " ");
            match draft.home {
                Home::Attribute => escape_attribute(&shown, &mut written),
                _ => escape_text(&shown, &mut written),
            }
        }
        let mut written = Some(written);
        let first = text.pieces.partition_point(|p| p.text.end <= range.start);
        for piece in text.pieces.get(first..).unwrap_or(&[]) {
            if piece.text.start >= range.end {
                break;
            }
            let part = piece.text.start.max(range.start)..piece.text.end.min(range.end);
            let source = source_of(piece, &part);
            let tag = written.is_some().then_some(index);
            let replacement = written.take().unwrap_or_default();
            if tag.is_none() && part == piece.text {
                self.empty(piece, &source);
            }
            self.changes.push(Change { range: source, text: replacement, tag });
        }
    }

    /// Notes that a node vanishes whole.
    fn empty(&mut self, piece: &TextPiece, source: &Range<usize>) {
        let tree = &self.raw.tree;
        if *source != tree.range(piece.node) {
            return;
        }
        let element = if piece.kind == Source::Element { Some(piece.node) } else { tree.parent(piece.node) };
        let Some(element) = element else { return };
        let alone = piece.kind == Source::Element || tree.children(element).count() == 1;
        if let Some(run) = tree.parent(element).filter(|&r| alone && tree.is(r, ns::w("r"))) {
            self.emptied.entry(run).or_default().insert(element);
        }
    }

    /// A run whose every child has vanished goes.
    fn drop_empty_runs(&mut self) {
        let tree = &self.raw.tree;
        let gone = self.emptied.iter().filter(|(run, emptied)| {
            tree.children(**run).all(|c| emptied.contains(&c) || tree.is(c, ns::w("rPr")) || tree.is_text(c))
        });
        let gone: HashSet<NodeId> = gone.map(|(run, _)| *run).collect();
        // An insertion or hyperlink whose every run has vanished goes with them.
        let around = |&run: &NodeId| {
            let outer = tree.parent(run)?;
            let name = tree.name(outer);
            let empty = matches!(name.local, "ins" | "hyperlink" | "smartTag" | "moveTo")
                && tree.children(outer).all(|c| gone.contains(&c) || tree.is_text(c));
            empty.then_some(outer)
        };
        let outer: HashSet<NodeId> = gone.iter().filter_map(around).collect();
        let mut ranges: Vec<Range<usize>> = gone.iter().chain(&outer).map(|n| tree.range(*n)).collect();
        ranges.sort_by_key(|r| (r.start, std::cmp::Reverse(r.end)));
        let mut end = 0;
        ranges.retain(|r| {
            let outermost = r.start >= end;
            end = end.max(r.end);
            outermost
        });
        let inside = |c: &Range<usize>| {
            let after = ranges.partition_point(|r| r.start <= c.start);
            after.checked_sub(1).and_then(|i| ranges.get(i)).is_some_and(|r| c.end <= r.end)
        };
        self.changes.retain(|c| !inside(&c.range));
        self.changes.extend(ranges.into_iter().map(|range| Change { range, text: String::new(), tag: None }));
    }

    /// `{%-` takes the blanks before it, and at a paragraph's start joins it to the one before; `-%}` the same
    /// after it.
    fn trim(&mut self, draft: &Draft, text: &ParagraphText) {
        let token = &draft.token;
        if token.level.is_some() || draft.home != Home::Story {
            return;
        }
        if token.trim_before {
            let before = text.text.get(..token.range.start).unwrap_or("");
            let kept = before.trim_end().len();
            if kept == 0 && token.kind == Kind::Statement {
                self.join(draft.paragraph.checked_sub(1), draft.paragraph);
            }
            self.remove(text, kept..token.range.start);
        }
        if token.trim_after {
            let after = text.text.get(token.range.end..).unwrap_or("");
            let blanks = after.len() - after.trim_start().len();
            if blanks == after.len() && token.kind == Kind::Statement {
                self.join(Some(draft.paragraph), draft.paragraph + 1);
            }
            self.remove(text, token.range.end..token.range.end + blanks);
        }
    }

    fn remove(&mut self, text: &ParagraphText, range: Range<usize>) {
        for piece in &text.pieces {
            let part = piece.text.start.max(range.start)..piece.text.end.min(range.end);
            // Breaks and tabs are no blanks of the writer's.
            if part.start < part.end && piece.kind != Source::Element {
                self.changes.push(Change { range: source_of(piece, &part), text: String::new(), tag: None });
            }
        }
    }

    /// Joins two paragraphs that stand one after the other: the first keeps its properties.
    fn join(&mut self, first: Option<usize>, second: usize) {
        let tree = &self.raw.tree;
        let get = |i: usize| self.raw.paragraphs.get(i);
        let (Some(first), Some(second)) = (first.and_then(get), get(second)) else { return };
        if tree.next_sibling(first.node) != Some(second.node)
            && !only_blanks_between(tree, first.node, second.node)
        {
            return;
        }
        let properties = tree.child(second.node, ns::w("pPr"));
        let section = |n: NodeId| tree.child(n, ns::w("sectPr")).is_some();
        let ends_section = |n: NodeId| tree.child(n, ns::w("pPr")).is_some_and(section);
        if ends_section(first.node) || ends_section(second.node) || tree.end_tag(first.node).is_empty() {
            return;
        }
        let to = properties.map_or(tree.start_tag(second.node).end, |pr| tree.range(pr).end);
        self.changes.push(Change {
            range: tree.end_tag(first.node).start..to,
            text: String::new(),
            tag: None,
        });
    }
}

fn only_blanks_between(tree: &Tree<'_>, first: NodeId, second: NodeId) -> bool {
    let between = tree.source().get(tree.range(first).end..tree.range(second).start).unwrap_or("x");
    tree.parent(first) == tree.parent(second) && between.trim().is_empty()
}

/// The bytes that spell a stretch of a piece.
fn source_of(piece: &TextPiece, part: &Range<usize>) -> Range<usize> {
    match piece.kind {
        Source::Verbatim => {
            let from = piece.source.start + (part.start - piece.text.start);
            from..from + (part.end - part.start)
        }
        _ => piece.source.clone(),
    }
}

/// A part after healing.
struct Healed {
    text: String,
    /// Where each tag came to stand.
    ranges: Vec<Range<usize>>,
    /// (byte before, byte after) at the end of each change.
    shifts: Vec<(usize, usize)>,
}

impl Healed {
    /// Where a range that no change cuts came to stand.
    fn moved(&self, range: &Range<usize>) -> Range<usize> {
        let at = |byte: usize| {
            let after = self.shifts.partition_point(|(before, _)| *before <= byte);
            match after.checked_sub(1).and_then(|i| self.shifts.get(i)) {
                Some((before, now)) => now + (byte - before),
                None => byte,
            }
        };
        at(range.start)..at(range.end)
    }
}

/// Applies changes in order. A change inside another one is dropped.
fn apply(source: &str, changes: Vec<Change>, tags: usize) -> Healed {
    let mut healed =
        Healed { text: String::with_capacity(source.len()), ranges: vec![0..0; tags], shifts: Vec::new() };
    let mut at = 0;
    for change in changes {
        if change.range.start < at {
            continue;
        }
        healed.text.push_str(source.get(at..change.range.start).unwrap_or(""));
        let from = healed.text.len();
        healed.text.push_str(&change.text);
        if let Some(range) = change.tag.and_then(|i| healed.ranges.get_mut(i)) {
            *range = from..healed.text.len();
        }
        at = change.range.end;
        healed.shifts.push((at, healed.text.len()));
    }
    healed.text.push_str(source.get(at..).unwrap_or(""));
    healed
}
