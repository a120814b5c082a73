//! Reads the tags of one part and heals those that Word has cut over runs.
//!
//! A healed tag stands whole in the run of its first character and takes that run's formatting; every other
//! character stays in its own run. `{%-` and `-%}` join paragraphs here, as docxtpl does.

use super::fold::{Callables, fold};
use super::lexer::{Kind, Lexeme, Token, lex};
use super::statement;
use super::tag::{Spot, Tag, What};
use crate::error::{DocPlace, Problem, Result, catalogue::template as t};
use crate::wml::{self, Paragraph, ParagraphText, Source, TextPiece};
use crate::xml::{Encoding, NodeId, Tree, escape_text, ns};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// A part with tags in it, healed.
pub(super) struct Part {
    pub name: String,
    pub encoding: Encoding,
    pub tree: Tree<'static>,
    pub tags: Vec<Tag>,
}

/// What the template calls, collected over all parts before any tag is folded.
#[derive(Default)]
pub(super) struct Names {
    pub functions: BTreeSet<String>,
    pub macros: BTreeSet<String>,
}

/// A tag found, not yet read.
struct Draft {
    token: Token,
    spot: Spot,
    /// Index of its paragraph.
    paragraph: usize,
}

/// A part as it was found: its paragraphs with tags, and the tags.
pub(super) struct Raw<'p> {
    name: String,
    encoding: Encoding,
    tree: Tree<'p>,
    paragraphs: Vec<Paragraph>,
    texts: HashMap<usize, ParagraphText>,
    drafts: Vec<Draft>,
}

impl<'p> Raw<'p> {
    /// Finds the tags of a part; `None` where there are none.
    pub(super) fn read(
        name: &str,
        tree: Tree<'p>,
        encoding: Encoding,
        place: &DocPlace,
        problems: &mut Vec<Problem>,
    ) -> Result<Option<Self>> {
        let tree = without_cdata(name, tree)?;
        let paragraphs = wml::paragraphs(&tree, place);
        let mut raw = Raw {
            name: name.to_string(),
            encoding,
            tree,
            paragraphs: Vec::new(),
            texts: HashMap::new(),
            drafts: Vec::new(),
        };
        let mut verbatim = false;
        for (i, paragraph) in paragraphs.iter().enumerate() {
            raw.paragraph(i, paragraph, &mut verbatim, problems);
        }
        raw.paragraphs = paragraphs;
        Ok((!raw.drafts.is_empty()).then_some(raw))
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
        let lexemes = lex(&text.text);
        if lexemes.is_empty() {
            return;
        }
        let line: Arc<str> = text.text.as_str().into();
        let spot = |range: &Range<usize>, inner: &Range<usize>| Spot {
            place: paragraph.place.clone(),
            textbox: paragraph.textbox.and_then(|n| u32::try_from(self.tree.range(n).start).ok()),
            fallback: paragraph.fallback,
            line: line.clone(),
            chars: text.chars_before(range.start) as usize..text.chars_before(range.end) as usize,
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
                    let spot = spot(&token.range, &token.inner);
                    self.drafts.push(Draft { spot, token, paragraph: i });
                }
                _ if *verbatim || paragraph.fallback => {}
                Lexeme::Unclosed(Kind::Comment, _) => {}
                Lexeme::Unclosed(kind, range) => {
                    let (open, close, literal) = match kind {
                        Kind::Print => ("{{", "}}", "{_{"),
                        _ => ("{%", "%}", "{_%"),
                    };
                    let spot = spot(&range, &range);
                    let problem = spot.problem(&t::UNCLOSED_TAG, spot.chars.clone());
                    problems.push(problem.arg("open", open).arg("close", close).arg("literal", literal));
                }
                Lexeme::Stray(range) => {
                    if looks_like_a_field(line.get(..range.start).unwrap_or("")) {
                        let spot = spot(&range, &range);
                        let problem = spot.problem(&t::STRAY_CLOSE, spot.chars.clone());
                        problems.push(problem.arg("open", "{{").arg("close", "}}"));
                    }
                }
            }
        }
        self.texts.insert(i, text);
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
        let edits = Healing::new(&self).run();
        let (source, ranges) = apply(self.tree.source(), edits, self.drafts.len());
        let mut tags = Vec::with_capacity(self.drafts.len());
        for (draft, range) in self.drafts.iter().zip(ranges) {
            let mut tag = Tag {
                what: What::Faulty,
                level: draft.token.level,
                code: Default::default(),
                spot: draft.spot.clone(),
                range,
            };
            tag.code = match draft.token.kind {
                Kind::Print | Kind::Statement => fold(tag.inside(), &callables),
                _ => Default::default(),
            };
            let leading = tag.code.text.len() - tag.code.text.trim_start().len();
            tag.code.trim_start(leading);
            tag.what = statement::classify(draft.token.kind, &tag.code.text);
            if !tag.spot.fallback {
                statement::check(&tag, problems);
            }
            tags.push(tag);
        }
        let tree = Tree::parse_within(&self.name, source, usize::MAX)?;
        Ok(Part { name: self.name, encoding: self.encoding, tree, tags })
    }
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
            let Some(text) = self.raw.texts.get(&draft.paragraph) else { continue };
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
            escape_text(&shown, &mut written);
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
        let mut ranges: Vec<Range<usize>> = gone.map(|(run, _)| tree.range(*run)).collect();
        ranges.sort_by_key(|r| r.start);
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
        if token.level.is_some() {
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

/// Applies changes in order and says where each tag came to stand. A change inside another one is dropped.
fn apply(source: &str, changes: Vec<Change>, tags: usize) -> (String, Vec<Range<usize>>) {
    let mut out = String::with_capacity(source.len());
    let mut ranges = vec![0..0; tags];
    let mut at = 0;
    for change in changes {
        if change.range.start < at {
            continue;
        }
        out.push_str(source.get(at..change.range.start).unwrap_or(""));
        let from = out.len();
        out.push_str(&change.text);
        if let Some(range) = change.tag.and_then(|i| ranges.get_mut(i)) {
            *range = from..out.len();
        }
        at = change.range.end;
    }
    out.push_str(source.get(at..).unwrap_or(""));
    (out, ranges)
}
