//! Paragraphs: where they stand, and their text against the XML that spells it.

use crate::error::{DocPlace, Story};
use crate::xml::{NodeId, Ns, Piece, Tree, ns, pieces};
use std::ops::Range;

/// A paragraph and where a reader finds it.
#[derive(Clone, Debug)]
pub struct Paragraph {
    /// The element `w:p`.
    pub node: NodeId,
    /// Its place: story, number, and the table's row and column when it stands in one.
    pub place: DocPlace,
    /// The `w:txbxContent` around it.
    pub textbox: Option<NodeId>,
    /// True inside `mc:Fallback`: the same text is stored in the `mc:Choice` beside it.
    pub fallback: bool,
}

/// Every paragraph of a part in document order, those of text boxes where their box stands. `place` names
/// the part's story.
///
/// Numbers count from 1 over the story, cells (nested too) and content controls included, tracked changes
/// accepted: a paragraph whose mark is deleted shares its number with the next. A text box counts by itself.
pub fn paragraphs(tree: &Tree<'_>, place: &DocPlace) -> Vec<Paragraph> {
    let mut walk = Walk { tree, found: Vec::new(), fallback: 0 };
    let mut counts = Counts::default();
    walk.block(tree.root(), &mut place.clone(), &mut counts, None);
    walk.found
}

/// What has been counted in one story.
#[derive(Default)]
struct Counts {
    paragraphs: u32,
    tables: u32,
    notes: u32,
    /// The paragraph before had its mark deleted.
    joined: bool,
}

struct Walk<'t, 's> {
    tree: &'t Tree<'s>,
    found: Vec<Paragraph>,
    fallback: u32,
}

impl Walk<'_, '_> {
    fn block(&mut self, node: NodeId, place: &mut DocPlace, counts: &mut Counts, textbox: Option<NodeId>) {
        let tree = self.tree;
        for child in tree.children(node) {
            let name = tree.name(child);
            match (name.ns, name.local) {
                (Ns::W, "p") => self.paragraph(child, place, counts, textbox),
                (Ns::W, "tbl") => self.table(child, place, counts, textbox),
                (Ns::W, "footnote" | "endnote" | "comment") => self.note(child, place, counts, textbox),
                (Ns::W, "txbxContent") => self.textbox(child),
                (Ns::W, "del" | "moveFrom" | "pPr" | "rPr" | "sectPr") => {}
                (Ns::Mc, "Fallback") => {
                    self.fallback += 1;
                    self.block(child, place, counts, textbox);
                    self.fallback -= 1;
                }
                _ if tree.is_text(child) => {}
                _ => self.block(child, place, counts, textbox),
            }
        }
    }

    fn paragraph(
        &mut self,
        node: NodeId,
        place: &mut DocPlace,
        counts: &mut Counts,
        textbox: Option<NodeId>,
    ) {
        if self.fallback == 0 || textbox.is_some() {
            counts.paragraphs += u32::from(!counts.joined);
            counts.joined = mark_deleted(self.tree, node);
        }
        place.paragraph = Some(counts.paragraphs);
        self.found.push(Paragraph { node, place: place.clone(), textbox, fallback: self.fallback > 0 });
        // What stands inside: text boxes, and nothing else that is a paragraph.
        self.block(node, place, counts, textbox);
    }

    fn note(&mut self, node: NodeId, place: &mut DocPlace, counts: &mut Counts, textbox: Option<NodeId>) {
        let kind = self.tree.attribute(node, ns::w("type"));
        if kind.is_some_and(|k| k != "normal") {
            return;
        }
        counts.notes += 1;
        place.note = Some(counts.notes);
        self.block(node, place, counts, textbox);
    }

    fn textbox(&mut self, node: NodeId) {
        let mut place = DocPlace::story(Story::Textbox);
        self.block(node, &mut place, &mut Counts::default(), Some(node));
    }

    fn table(&mut self, node: NodeId, place: &DocPlace, counts: &mut Counts, textbox: Option<NodeId>) {
        counts.tables += 1;
        let mut inner = DocPlace { table: Some(counts.tables), row: Some(0), column: None, ..place.clone() };
        self.rows(node, &mut inner, counts, textbox);
    }

    /// Rows may stand in content controls and tracked insertions.
    fn rows(&mut self, node: NodeId, place: &mut DocPlace, counts: &mut Counts, textbox: Option<NodeId>) {
        let tree = self.tree;
        for child in tree.children(node) {
            let name = tree.name(child);
            match (name.ns, name.local) {
                (Ns::W, "tr") => {
                    let deleted = tree
                        .child(child, ns::w("trPr"))
                        .is_some_and(|pr| tree.child(pr, ns::w("del")).is_some());
                    place.row = place.row.map(|row| row + u32::from(!deleted));
                    place.column = Some(1 + before(tree, child));
                    self.cells(child, place, counts, textbox);
                }
                (Ns::W, "tblPr" | "tblGrid") => {}
                _ if tree.is_text(child) => {}
                _ => self.rows(child, place, counts, textbox),
            }
        }
    }

    fn cells(&mut self, node: NodeId, place: &mut DocPlace, counts: &mut Counts, textbox: Option<NodeId>) {
        let tree = self.tree;
        for child in tree.children(node) {
            let name = tree.name(child);
            match (name.ns, name.local) {
                (Ns::W, "tc") => {
                    self.block(child, &mut place.clone(), counts, textbox);
                    place.column = place.column.map(|c| c.saturating_add(span(tree, child)));
                }
                (Ns::W, "trPr" | "tblPrEx") => {}
                _ if tree.is_text(child) => {}
                _ => self.cells(child, place, counts, textbox),
            }
        }
    }
}

fn number(tree: &Tree<'_>, pr: Option<NodeId>, name: &str) -> Option<u32> {
    let node = tree.child(pr?, ns::w(name))?;
    tree.attribute(node, ns::w("val"))?.parse().ok()
}

/// Grid columns that a row leaves out before its first cell.
fn before(tree: &Tree<'_>, row: NodeId) -> u32 {
    number(tree, tree.child(row, ns::w("trPr")), "gridBefore").unwrap_or(0).min(63)
}

/// Grid columns that a cell covers.
fn span(tree: &Tree<'_>, cell: NodeId) -> u32 {
    number(tree, tree.child(cell, ns::w("tcPr")), "gridSpan").unwrap_or(1).clamp(1, 63)
}

/// True when the paragraph's mark is a tracked deletion: accepted, it runs on into the next.
fn mark_deleted(tree: &Tree<'_>, paragraph: NodeId) -> bool {
    let pr = tree.child(paragraph, ns::w("pPr")).and_then(|pr| tree.child(pr, ns::w("rPr")));
    pr.is_some_and(|pr| ["del", "moveFrom"].iter().any(|name| tree.child(pr, ns::w(name)).is_some()))
}

/// What spells a stretch of a paragraph's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Characters of a `w:t`, byte for byte.
    Verbatim,
    /// One reference of a `w:t`, such as `&amp;`.
    Reference,
    /// A tab, break or hyphen: the whole element.
    Element,
}

/// A stretch of a paragraph's text and the bytes that spell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextPiece {
    /// The text node, or the element.
    pub node: NodeId,
    /// Bytes of the paragraph's text.
    pub text: Range<usize>,
    /// Bytes of the part's source.
    pub source: Range<usize>,
    /// How they correspond.
    pub kind: Source,
}

/// A paragraph's text as a reader sees it, tracked changes accepted: a tab, break or hyphen is one character,
/// field codes and deleted text are none.
#[derive(Clone, Debug, Default)]
pub struct ParagraphText {
    /// The text.
    pub text: String,
    /// What spells it, in order and without gaps.
    pub pieces: Vec<TextPiece>,
}

impl ParagraphText {
    /// The piece that holds a byte of the text.
    pub fn piece_at(&self, byte: usize) -> Option<&TextPiece> {
        let index = self.pieces.partition_point(|p| p.text.end <= byte);
        self.pieces.get(index)
    }

    /// Where in the source the character at a byte of the text begins.
    pub fn source_at(&self, byte: usize) -> Option<usize> {
        let piece = self.piece_at(byte)?;
        Some(match piece.kind {
            Source::Verbatim => piece.source.start + (byte - piece.text.start),
            _ => piece.source.start,
        })
    }

    /// A byte offset of the text as a count of characters.
    pub fn chars_before(&self, byte: usize) -> u32 {
        let count = self.text.get(..byte).unwrap_or(&self.text).chars().count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}

/// The text of a paragraph; what text boxes in it hold is not part of it.
///
/// ```
/// use hongtou::{wml, xml::Tree};
/// let tree = Tree::parse("a.xml", concat!(
///     r#"<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">"#,
///     "<w:r><w:t>A&amp;B</w:t><w:tab/></w:r></w:p>",
/// ))?;
/// let paragraph = wml::text(&tree, tree.root());
/// assert_eq!(paragraph.text, "A&B\t");
/// # Ok::<(), hongtou::Error>(())
/// ```
pub fn text(tree: &Tree<'_>, paragraph: NodeId) -> ParagraphText {
    let mut out = ParagraphText::default();
    collect(tree, paragraph, &mut out);
    out
}

fn collect(tree: &Tree<'_>, node: NodeId, out: &mut ParagraphText) {
    for child in tree.children(node) {
        let name = tree.name(child);
        let stands_for = match (name.ns, name.local) {
            (Ns::W, "t") => {
                characters(tree, child, out);
                continue;
            }
            (Ns::W, "tab" | "ptab") => '\t',
            (Ns::W, "br" | "cr") => '\n',
            (Ns::W, "noBreakHyphen") => '\u{2011}',
            (Ns::W, "softHyphen") => '\u{ad}',
            (Ns::W, "pPr" | "rPr" | "del" | "moveFrom" | "txbxContent" | "p" | "instrText" | "delText") => {
                continue;
            }
            (Ns::Mc, "Fallback") => continue,
            (Ns::W | Ns::Mc, _) => {
                collect(tree, child, out);
                continue;
            }
            _ => {
                // Smart tags and custom XML may bear any name around runs; drawings hold no run of their own.
                if !tree.is_text(child) && matches!(name.ns, Ns::Other(_)) {
                    collect(tree, child, out);
                }
                continue;
            }
        };
        let from = out.text.len();
        out.text.push(stands_for);
        let text = from..out.text.len();
        out.pieces.push(TextPiece { node: child, text, source: tree.range(child), kind: Source::Element });
    }
}

/// The field instructions of a paragraph, one after the other, those of its text boxes left out.
pub fn instructions(tree: &Tree<'_>, paragraph: NodeId) -> ParagraphText {
    let mut out = ParagraphText::default();
    let own = |node: NodeId| {
        tree.ancestors(node).take_while(|&n| n != paragraph).all(|n| !tree.is(n, ns::w("txbxContent")))
    };
    for node in tree.descendants(paragraph).filter(|&n| tree.is(n, ns::w("instrText")) && own(n)) {
        characters(tree, node, &mut out);
    }
    out
}

/// The characters of some text nodes, one after the other.
pub fn text_of_nodes(tree: &Tree<'_>, nodes: &[NodeId]) -> ParagraphText {
    let mut out = ParagraphText::default();
    for &node in nodes {
        raw_characters(node, tree.raw(node), tree.range(node).start, &mut out);
    }
    out
}

/// The characters of an attribute's value, which stands at `range`.
pub fn text_of_attribute(tree: &Tree<'_>, node: NodeId, range: Range<usize>) -> ParagraphText {
    let mut out = ParagraphText::default();
    let raw = tree.source().get(range.clone()).unwrap_or("");
    raw_characters(node, raw, range.start, &mut out);
    out
}

/// The characters of one `w:t`.
fn characters(tree: &Tree<'_>, node: NodeId, out: &mut ParagraphText) {
    for child in tree.children(node).filter(|&c| tree.is_text(c)) {
        let raw = tree.raw(child);
        let mut at = tree.range(child).start;
        if tree.is_cdata(child) {
            let text = tree.text(child);
            at += "<![CDATA[".len();
            push(out, child, &text, at..at + text.len(), Source::Verbatim);
            continue;
        }
        raw_characters(child, raw, at, out);
    }
}

fn raw_characters(node: NodeId, raw: &str, mut at: usize, out: &mut ParagraphText) {
    for piece in pieces(raw) {
        match piece {
            Piece::Verbatim(text) => {
                push(out, node, text, at..at + text.len(), Source::Verbatim);
                at += text.len();
            }
            Piece::Reference(reference, c) => {
                push(out, node, c.encode_utf8(&mut [0; 4]), at..at + reference.len(), Source::Reference);
                at += reference.len();
            }
        }
    }
}

fn push(out: &mut ParagraphText, node: NodeId, text: &str, source: Range<usize>, kind: Source) {
    let from = out.text.len();
    out.text.push_str(text);
    out.pieces.push(TextPiece { node, text: from..out.text.len(), source, kind });
}
