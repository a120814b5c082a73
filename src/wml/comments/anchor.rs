//! From a place to the characters of the body at which a comment can stand.

use crate::error::{DocPlace, Result, Story};
use crate::package::Package;
use crate::wml::{Paragraph, ParagraphText, paragraphs, stories, text};
use crate::xml::{NodeId, Tree, ns};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// Joined paragraphs among which a place is looked for.
const JOINED: usize = 64;

/// Where a comment stands.
#[derive(Clone, Debug)]
pub(super) struct Anchor {
    /// The paragraph of the body.
    pub paragraph: NodeId,
    /// Bytes of its text, never empty; none for all that the paragraph holds.
    pub range: Option<(Rc<ParagraphText>, Range<usize>)>,
    /// True when the comment stands elsewhere than at the place it is about.
    pub displaced: bool,
}

/// A paragraph's text and where its characters begin.
#[derive(Clone, Debug)]
struct Indexed {
    text: Rc<ParagraphText>,
    /// Bytes; the text's length at the end.
    starts: Vec<usize>,
}

impl Indexed {
    fn characters(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The bytes of a place's characters, as far as there are any.
    fn range(&self, place: &DocPlace) -> Option<Range<usize>> {
        let start = *self.starts.get(place.start? as usize)?;
        let end = *self.starts.get(self.characters().min(place.end? as usize))?;
        (start < end).then_some(start..end)
    }
}

/// The paragraphs that a document offers.
pub(super) struct Anchors<'t, 's> {
    package: &'t Package,
    tree: &'t Tree<'s>,
    paragraphs: Vec<Paragraph>,
    first: Option<NodeId>,
    /// The paragraphs of the body by number; those that a deleted mark joins share one, up to [`JOINED`].
    numbers: HashMap<u32, Vec<NodeId>>,
    texts: HashMap<NodeId, Indexed>,
    /// The paragraphs in text boxes, once they are asked for.
    boxes: Option<Vec<BoxParagraph>>,
}

impl<'t, 's> Anchors<'t, 's> {
    pub fn new(package: &'t Package, tree: &'t Tree<'s>) -> Self {
        let paragraphs = paragraphs(tree, &DocPlace::story(Story::Body));
        let mut numbers: HashMap<u32, Vec<NodeId>> = HashMap::new();
        let mut first = None;
        for paragraph in paragraphs.iter().filter(|p| p.textbox.is_none() && !p.fallback) {
            first = first.or(Some(paragraph.node));
            if let Some(number) = paragraph.place.paragraph {
                let joined = numbers.entry(number).or_default();
                if joined.len() < JOINED {
                    joined.push(paragraph.node);
                }
            }
        }
        let texts = HashMap::new();
        Anchors { package, tree, paragraphs, first, numbers, texts, boxes: None }
    }

    /// Where a comment about a place stands; none when the body has no paragraph.
    ///
    /// # Errors
    /// A part that holds text boxes is not well-formed.
    pub fn find(&mut self, place: &DocPlace) -> Result<Option<Anchor>> {
        let displaced = |paragraph| Anchor { paragraph, range: None, displaced: true };
        let found = match place.story {
            Story::Body => self.in_body(place),
            Story::Textbox => self.around_box(place)?.map(displaced),
            _ => None,
        };
        Ok(found.or_else(|| self.first.map(displaced)))
    }

    fn in_body(&mut self, place: &DocPlace) -> Option<Anchor> {
        let joined = self.numbers.get(&place.paragraph?)?.clone();
        let reach = place.end.unwrap_or(0) as usize;
        let holds = joined.iter().find(|&&node| self.indexed(node).characters() >= reach);
        let &paragraph = holds.or(joined.first())?;
        let indexed = self.indexed(paragraph);
        let range = indexed.range(place).map(|bytes| (Rc::clone(&indexed.text), bytes));
        Some(Anchor { paragraph, range, displaced: false })
    }

    fn indexed(&mut self, paragraph: NodeId) -> &Indexed {
        let tree = self.tree;
        self.texts.entry(paragraph).or_insert_with(|| {
            let text = text(tree, paragraph);
            let starts = text.text.char_indices().map(|(at, _)| at).chain([text.text.len()]).collect();
            Indexed { text: Rc::new(text), starts }
        })
    }

    /// The paragraph of the body that holds the text box of a place. Every text box counts its paragraphs by
    /// itself, so a place tells the box only when no other has such a paragraph.
    fn around_box(&mut self, place: &DocPlace) -> Result<Option<NodeId>> {
        let reach = place.end.unwrap_or(0) as usize;
        let boxes = match self.boxes.take() {
            Some(boxes) => boxes,
            None => self.read_boxes()?,
        };
        let boxes = self.boxes.insert(boxes);
        let fits = |b: &&BoxParagraph| {
            place.paragraph.is_none() || (b.number == place.paragraph && b.length >= reach)
        };
        let mut holders = boxes.iter().filter(fits).map(|b| b.holder);
        let holder = holders.next().flatten();
        Ok(holder.filter(|_| holders.all(|other| other == holder)))
    }

    fn read_boxes(&self) -> Result<Vec<BoxParagraph>> {
        let tree = self.tree;
        let holder = |node| tree.ancestors(node).filter(|&n| tree.is(n, ns::w("p"))).last();
        let mut found = box_paragraphs(tree, &self.paragraphs, holder);
        for part in stories(self.package)?.iter().filter(|s| s.story != Story::Body) {
            let (tree, _) = self.package.tree(&part.part)?;
            found.extend(box_paragraphs(&tree, &paragraphs(&tree, &part.place()), |_| None));
        }
        Ok(found)
    }
}

/// A paragraph in a text box.
#[derive(Debug)]
struct BoxParagraph {
    number: Option<u32>,
    /// Characters of its text.
    length: usize,
    /// The paragraph of the body that holds the box; none in a header, footer or note.
    holder: Option<NodeId>,
}

fn box_paragraphs(
    tree: &Tree<'_>,
    paragraphs: &[Paragraph],
    holder: impl Fn(NodeId) -> Option<NodeId>,
) -> Vec<BoxParagraph> {
    let in_box = paragraphs.iter().filter(|p| p.textbox.is_some() && !p.fallback);
    let one = |p: &Paragraph| BoxParagraph {
        number: p.place.paragraph,
        length: text(tree, p.node).text.chars().count(),
        holder: holder(p.node),
    };
    in_box.map(one).collect()
}
