//! A paragraph as a row of text and objects, with the nodes that spell it.

use super::document::{Document, NoteKind, Part, mix};
use super::object;
use crate::diff::tokens::{MARK, OBJECT, hash};
use crate::xml::{NodeId, Ns, ns};
use std::cell::OnceCell;
use std::ops::Range;

/// What spells a stretch of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Characters of a `w:t`.
    Text,
    /// A child of a run, whole.
    Element,
    /// One character of a `w:t` that would read as an object.
    Char(char),
    /// What stands beside runs, whole: a formula, a simple field, the unknown.
    Beside,
    /// A point: the start or end of a bookmark or of a comment's range.
    Point,
}

/// A stretch of a paragraph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// Bytes of the flat text; all of a field's spans have the one place of the field.
    pub start: u32,
    pub end: u32,
    pub node: NodeId,
    pub kind: Kind,
    pub run: Option<NodeId>,
    /// The innermost wrapper, an index into [`Flat::wraps`].
    pub wrap: Option<u16>,
}

/// What wraps runs: a hyperlink, a smart tag, a content control.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wrap {
    pub node: NodeId,
    pub outer: Option<u16>,
    pub key: u64,
}

/// What a reader sees of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// Text, which counts among the paragraph's characters.
    Text(String),
    /// Something else, by its name.
    Thing(&'static str),
}

/// A paragraph, laid flat.
#[derive(Clone, Debug)]
pub(super) struct Flat {
    pub properties: Option<NodeId>,
    pub text: String,
    /// Where each object stands, and its key.
    pub objects: Vec<(u32, u64)>,
    /// What a reader sees of each object.
    pub seen: Vec<Seen>,
    /// Where links are, and their keys.
    pub zones: Vec<(u32, u32, u64)>,
    pub spans: Vec<Span>,
    pub wraps: Vec<Wrap>,
    /// Characters before each [`CHUNK`] of the text.
    counts: OnceCell<Vec<u32>>,
}

/// Bytes of text that are counted at once.
const CHUNK: usize = 1024;

/// A field that has begun.
struct Field {
    span: usize,
    object: usize,
    text: usize,
    code: String,
    separated: bool,
}

struct Flattener<'a, 'p> {
    document: &'a Document<'p>,
    part: &'a Part<'p>,
    flat: Flat,
    fields: Vec<Field>,
}

/// Lays a paragraph flat.
pub(super) fn flatten(document: &Document<'_>, part: &Part<'_>, node: NodeId) -> Flat {
    let properties = part.tree.child(node, ns::w("pPr"));
    let flat = Flat {
        properties,
        text: String::new(),
        objects: Vec::new(),
        seen: Vec::new(),
        zones: Vec::new(),
        spans: Vec::new(),
        wraps: Vec::new(),
        counts: OnceCell::new(),
    };
    let mut flattener = Flattener { document, part, flat, fields: Vec::new() };
    flattener.content(node, None);
    let mut flat = flattener.flat;
    if !flat.wraps.is_empty() {
        flat.zones = links(&flat, part);
    }
    flat
}

/// Where links are in a paragraph.
fn links(flat: &Flat, part: &Part<'_>) -> Vec<(u32, u32, u64)> {
    let mut zones: Vec<(u32, u32, u64)> = Vec::new();
    for span in flat.spans.iter().filter(|span| span.start < span.end) {
        let wrap = span.wrap.and_then(|w| flat.wraps.get(usize::from(w)));
        let Some(wrap) = wrap.filter(|wrap| part.local(wrap.node) == "hyperlink") else { continue };
        match zones.last_mut() {
            Some(last) if last.1 >= span.start && last.2 == wrap.key => last.1 = span.end,
            _ => zones.push((span.start, span.end, wrap.key)),
        }
    }
    zones
}

impl Flattener<'_, '_> {
    fn content(&mut self, node: NodeId, wrap: Option<u16>) {
        let part = self.part;
        for child in part.tree.children(node) {
            let name = part.tree.name(child);
            match (name.ns, name.local) {
                (Ns::W, "pPr" | "rPr" | "proofErr" | "sdtPr" | "sdtEndPr" | "smartTagPr" | "customXmlPr") => {
                }
                (Ns::W, "r") => self.run(child, wrap),
                (Ns::W, "hyperlink" | "smartTag" | "sdt" | "customXml" | "dir" | "bdo") => {
                    let inner = self.wrap(child, wrap);
                    self.content(child, inner);
                }
                (Ns::W, "sdtContent") => self.content(child, wrap),
                (Ns::W, local) if is_point(local) => self.point(child, wrap),
                _ if part.tree.is_text(child) => {}
                _ => {
                    let key = object::key(self.document, part, child);
                    self.object(child, Kind::Beside, None, wrap, (key, object::seen(part, child)));
                }
            }
        }
    }

    fn wrap(&mut self, node: NodeId, outer: Option<u16>) -> Option<u16> {
        let key = match self.part.local(node) {
            "hyperlink" => object::own_key(self.document, self.part, node),
            local => hash(local.as_bytes()),
        };
        let key = mix(&[key, outer.and_then(|o| self.flat.wraps.get(usize::from(o))).map_or(0, |w| w.key)]);
        self.flat.wraps.push(Wrap { node, outer, key });
        u16::try_from(self.flat.wraps.len() - 1).ok().or(outer)
    }

    fn span(&mut self, node: NodeId, kind: Kind, run: Option<NodeId>, wrap: Option<u16>, from: usize) {
        let (start, end) = (from as u32, self.flat.text.len() as u32);
        self.flat.spans.push(Span { start, end, node, kind, run, wrap });
    }

    fn point(&mut self, node: NodeId, wrap: Option<u16>) {
        let at = self.flat.text.len();
        self.span(node, Kind::Point, None, wrap, at);
    }

    fn object(&mut self, node: NodeId, kind: Kind, run: Option<NodeId>, wrap: Option<u16>, key: (u64, Seen)) {
        let from = self.flat.text.len();
        self.flat.objects.push((from as u32, key.0));
        self.flat.seen.push(key.1);
        self.flat.text.push(OBJECT);
        self.span(node, kind, run, wrap, from);
    }

    fn character(&mut self, node: NodeId, c: char, run: NodeId, wrap: Option<u16>) {
        let from = self.flat.text.len();
        self.flat.text.push(c);
        self.span(node, Kind::Element, Some(run), wrap, from);
    }

    fn run(&mut self, run: NodeId, wrap: Option<u16>) {
        let part = self.part;
        for child in part.tree.children(run) {
            if part.tree.is_text(child) {
                continue;
            }
            match part.local(child) {
                "rPr" | "lastRenderedPageBreak" => {}
                "t" => self.text(child, run, wrap),
                "tab" => self.character(child, '\t', run, wrap),
                "cr" => self.character(child, '\n', run, wrap),
                "br" if part.tree.attribute(child, ns::w("type")).is_none_or(|t| t == "textWrapping") => {
                    self.character(child, '\n', run, wrap);
                }
                "noBreakHyphen" => self.character(child, '\u{2011}', run, wrap),
                "softHyphen" => self.character(child, '\u{AD}', run, wrap),
                "fldChar" => self.field(child, run, wrap),
                "instrText" => self.code(child, run, wrap),
                local => {
                    let key = match NoteKind::of_reference(local) {
                        Some(kind) => self.note_key(kind, child),
                        None => object::key(self.document, part, child),
                    };
                    self.object(child, Kind::Element, Some(run), wrap, (key, object::seen(part, child)));
                }
            }
        }
    }

    fn text(&mut self, node: NodeId, run: NodeId, wrap: Option<u16>) {
        let part = self.part;
        let mut from = self.flat.text.len();
        for child in part.tree.children(node) {
            for c in part.tree.text(child).chars() {
                if matches!(c, OBJECT | MARK) {
                    self.span(node, Kind::Text, Some(run), wrap, from);
                    self.object(
                        node,
                        Kind::Char(c),
                        Some(run),
                        wrap,
                        (u64::from(u32::from(c)), Seen::Text(c.to_string())),
                    );
                    from = self.flat.text.len();
                } else {
                    self.flat.text.push(c);
                }
            }
        }
        if from < self.flat.text.len() {
            self.span(node, Kind::Text, Some(run), wrap, from);
        }
    }

    /// A note that both documents have counts as that note, any other as some note.
    fn note_key(&self, kind: NoteKind, reference: NodeId) -> u64 {
        let id = self.part.tree.attribute(reference, ns::w("id")).unwrap_or_default();
        let note = self.document.notes.get(&kind).and_then(|notes| notes.by_id.get(&*id));
        let text =
            note.map(|(_, text)| *text).filter(|text| self.document.shared_notes.contains(&(kind, *text)));
        mix(&[hash(kind.element().as_bytes()), text.unwrap_or(0)])
    }

    fn code(&mut self, node: NodeId, run: NodeId, wrap: Option<u16>) {
        let code = self.part.tree.string(node);
        let at = match self.fields.last_mut() {
            Some(field) => {
                field.code.push_str(&code);
                field.text
            }
            None => self.flat.text.len(),
        };
        self.span(node, Kind::Element, Some(run), wrap, at);
        self.glue(at);
    }

    /// Makes the last span a part of the object at `at`.
    fn glue(&mut self, at: usize) {
        if let Some(span) = self.flat.spans.last_mut() {
            (span.start, span.end) = (at as u32, (at + OBJECT.len_utf8()) as u32);
        }
    }

    fn field(&mut self, node: NodeId, run: NodeId, wrap: Option<u16>) {
        let kind = self.part.tree.attribute(node, ns::w("fldCharType"));
        match kind.as_deref() {
            Some("begin") => {
                let field = Field {
                    span: self.flat.spans.len(),
                    object: self.flat.objects.len(),
                    text: self.flat.text.len(),
                    code: String::new(),
                    separated: false,
                };
                self.object(
                    node,
                    Kind::Element,
                    Some(run),
                    wrap,
                    (hash(b"field"), Seen::Text(String::new())),
                );
                self.fields.push(field);
            }
            Some("separate") if self.fields.last().is_some_and(|f| !f.separated) => {
                let Some(field) = self.fields.last_mut() else { return };
                field.separated = true;
                let (at, key) = (field.text, mix(&[hash(b"field"), hash(code_key(&field.code).as_bytes())]));
                if let Some(object) = self.flat.objects.get_mut(field.object) {
                    object.1 = key;
                }
                self.span(node, Kind::Element, Some(run), wrap, at);
                self.glue(at);
            }
            _ => self.end_of_field(node, run, wrap),
        }
    }

    /// A field that ends in its paragraph becomes one object.
    fn end_of_field(&mut self, node: NodeId, run: NodeId, wrap: Option<u16>) {
        let field = self.fields.pop().filter(|field| !(field.separated && is_transparent(&field.code)));
        let Some(field) = field else {
            self.object(
                node,
                Kind::Element,
                Some(run),
                wrap,
                (hash(b"end of field"), Seen::Text(String::new())),
            );
            return;
        };
        let at = field.text;
        let result = at + OBJECT.len_utf8()..self.flat.text.len();
        let shown = self.flat.shown(&result);
        let mut key = vec![hash(b"field"), hash(code_key(&field.code).as_bytes())];
        if !is_recomputed(&field.code) {
            key.push(hash(shown.as_bytes()));
            key.extend(self.flat.objects.get(field.object + 1..).unwrap_or(&[]).iter().map(|o| o.1));
        }
        self.flat.objects.truncate(field.object);
        self.flat.seen.truncate(field.object);
        self.flat.text.truncate(at);
        self.flat.objects.push((at as u32, mix(&key)));
        self.flat.seen.push(Seen::Text(shown));
        self.flat.text.push(OBJECT);
        self.span(node, Kind::Element, Some(run), wrap, at);
        let end = self.flat.text.len() as u32;
        let inner = self.flat.spans.split_off(field.span.min(self.flat.spans.len()));
        let mut last = None;
        for mut span in inner {
            if matches!(span.kind, Kind::Text | Kind::Char(_)) {
                // The text of a result stays in its element, which stands once.
                span.kind = Kind::Element;
                if last == Some(span.node) {
                    continue;
                }
            }
            last = Some(span.node);
            (span.start, span.end) = (at as u32, end);
            self.flat.spans.push(span);
        }
    }
}

/// A field's code without its spaces at the ends and its switches of format.
fn code_key(code: &str) -> String {
    let counts = |word: &&str| !word.starts_with("\\*") && *word != "MERGEFORMAT" && !is_own_bookmark(word);
    code.split_whitespace().filter(counts).collect::<Vec<_>>().join(" ")
}

/// Whether a bookmark is one that Word makes and renames by itself.
pub(super) fn is_own_bookmark(name: &str) -> bool {
    let name = name.trim_matches('"');
    name.starts_with("_Toc") || name.starts_with("_Ref") || name.starts_with("_Hlk")
}

/// Whether a field's result is text like any other, and not computed.
fn is_transparent(code: &str) -> bool {
    matches!(code.split_whitespace().next(), Some("HYPERLINK" | "TOC"))
}

/// Whether Word computes a field's result anew for each page.
pub(super) fn is_recomputed(code: &str) -> bool {
    let name = code.split_whitespace().next().unwrap_or("").to_ascii_uppercase();
    matches!(name.as_str(), "PAGE" | "NUMPAGES" | "SECTIONPAGES" | "STYLEREF")
}

fn is_point(local: &str) -> bool {
    matches!(
        local,
        "bookmarkStart" | "bookmarkEnd" | "commentRangeStart" | "commentRangeEnd" | "permStart" | "permEnd"
    )
}

impl Flat {
    /// How many characters a reader sees before a byte of the flat text.
    pub fn seen_before(&self, byte: usize) -> u32 {
        let chars = |bytes: &[u8]| bytes.iter().filter(|&&b| b & 0xC0 != 0x80).count() as u32;
        let bytes = self.text.as_bytes();
        let counts = self.counts.get_or_init(|| {
            let mut sums = vec![0];
            for chunk in bytes.chunks(CHUNK) {
                sums.push(sums.last().copied().unwrap_or(0) + chars(chunk));
            }
            sums
        });
        let chunk = byte / CHUNK;
        let rest = bytes.get(chunk * CHUNK..byte.min(bytes.len())).map_or(0, chars);
        let before = self.objects.partition_point(|object| (object.0 as usize) < byte);
        let seen = self.seen.iter().take(before).map(|seen| match seen {
            Seen::Text(text) => text.chars().count() as u32,
            Seen::Thing(_) => 0,
        });
        let all = counts.get(chunk).or(counts.last()).copied().unwrap_or(0) + rest;
        all + seen.sum::<u32>() - before as u32
    }

    /// A stretch of the flat text as a reader sees it.
    pub fn shown(&self, range: &Range<usize>) -> String {
        let mut out = String::new();
        let mut at = range.start;
        let inside =
            self.objects.iter().zip(&self.seen).filter(|(object, _)| range.contains(&(object.0 as usize)));
        for (object, seen) in inside {
            let start = object.0 as usize;
            out.push_str(self.text.get(at..start).unwrap_or(""));
            match seen {
                Seen::Text(text) => out.push_str(text),
                Seen::Thing(name) => out.push_str(name),
            }
            at = start + OBJECT.len_utf8();
        }
        out.push_str(self.text.get(at..range.end).unwrap_or(""));
        out
    }
}
