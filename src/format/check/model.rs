//! A document as the rules see it: paragraphs of every story with their text, their effective form and what they
//! are; sections; whether it is a formal document.

use super::effective::{Form, Styles};
use crate::error::{DocPlace, Result, Story};
use crate::format::Style;
use crate::format::recognise::{self, Hint, recognise};
use crate::format::wording::Role;
use crate::package::Package;
use crate::wml::{self, ParagraphText};
use crate::xml::{Encoding, NodeId, Tree, ns};
use std::ops::Range;

/// What kind of document it is, for what is asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// 公文: with a head, a number, or a signature of office under an addressee.
    Formal,
    /// A material: a summary, a plan, a speech, without a head.
    Material,
}

impl Class {
    /// The word used in JSON and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Class::Formal => "formal",
            Class::Material => "material",
        }
    }
}

/// A part with a story in it.
pub(super) struct Part<'p> {
    pub name: String,
    pub tree: Tree<'p>,
    pub encoding: Encoding,
}

/// Characters of one form.
pub(super) struct Run {
    /// Bytes of the paragraph's text.
    pub text: Range<usize>,
    pub node: NodeId,
    pub form: Form,
}

pub(super) struct Paragraph {
    /// Index of its part.
    pub part: usize,
    pub node: NodeId,
    pub place: DocPlace,
    pub text: ParagraphText,
    /// A copy, in `mc:Fallback`, of what is judged elsewhere.
    pub fallback: bool,
    pub form: Form,
    pub runs: Vec<Run>,
    pub style: Option<Style>,
    /// The style of the official format that it bears.
    official: Option<Style>,
    pub role: Role,
    /// Characters at its start that are a heading which runs into its text.
    pub lead: usize,
}

impl Paragraph {
    pub(super) fn is_body(&self) -> bool {
        self.place.story == Story::Body && self.place.table.is_none()
    }

    /// The form of most of its characters that are seen.
    pub(super) fn main_form(&self) -> &Form {
        let seen = |run: &&Run| {
            let text = self.text.text.get(run.text.clone()).unwrap_or("");
            text.chars().filter(|c| !c.is_whitespace()).count()
        };
        self.runs.iter().max_by_key(seen).map_or(&self.form, |run| &run.form)
    }

    /// The form of its first character that is seen.
    pub(super) fn first_form(&self) -> &Form {
        let seen =
            |run: &&Run| self.text.text.get(run.text.clone()).is_some_and(|text| !text.trim().is_empty());
        self.runs.iter().find(seen).map_or(&self.form, |run| &run.form)
    }
}

/// The page of a section, in twips.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    pub node: Option<NodeId>,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub landscape: bool,
    pub top: Option<i32>,
    pub bottom: Option<i32>,
    pub left: Option<i32>,
    pub right: Option<i32>,
    pub gutter: i32,
    /// The pitch of the grid of lines, where lines sit on one.
    pub grid: Option<i32>,
    /// The last paragraph of the section, as an index of the model's.
    pub last: usize,
}

pub(super) struct Model<'p> {
    pub parts: Vec<Part<'p>>,
    pub paragraphs: Vec<Paragraph>,
    pub sections: Vec<Section>,
    pub class: Class,
    /// Odd and even pages have headers of their own.
    pub even_and_odd: bool,
}

impl<'p> Model<'p> {
    pub(super) fn read(package: &'p Package, class: Option<Class>) -> Result<Self> {
        let styles = Styles::read(package)?;
        let mut parts = Vec::new();
        let mut paragraphs = Vec::new();
        for story in wml::stories(package)? {
            let (tree, encoding) = package.tree(&story.part)?;
            let part = parts.len();
            for found in wml::paragraphs(&tree, &story.place()) {
                paragraphs.push(paragraph(&tree, &styles, part, found));
            }
            parts.push(Part { name: story.part, tree, encoding });
        }
        let mut model = Model {
            parts,
            paragraphs,
            sections: Vec::new(),
            class: Class::Material,
            even_and_odd: even_and_odd(package),
        };
        model.recognise();
        model.find_title();
        model.class = class.unwrap_or_else(|| model.own_class());
        model.read_sections();
        Ok(model)
    }

    /// What each paragraph of the body is.
    fn recognise(&mut self) {
        let seen = |p: &Paragraph| {
            p.is_body() && !p.fallback && !p.text.text.trim().is_empty() && p.role != Role::Other
        };
        let indices: Vec<usize> =
            self.paragraphs.iter().enumerate().filter(|(_, p)| seen(p)).map(|(i, _)| i).collect();
        let lines: Vec<recognise::Line> = indices
            .iter()
            .filter_map(|&i| self.paragraphs.get(i))
            .map(|p| recognise::Line { text: p.text.text.trim().to_string(), number: 0, hint: hint(p) })
            .collect();
        for piece in recognise(&lines) {
            for (nth, &index) in indices.get(piece.lines.clone()).unwrap_or_default().iter().enumerate() {
                let Some(paragraph) = self.paragraphs.get_mut(index) else { continue };
                // A red line is the organ's mark, whatever else it looks like.
                let red = paragraph.first_form().color.as_deref().is_some_and(is_red);
                let guessed = if red && piece.style == Style::Title { Style::Mark } else { piece.style };
                let style = paragraph.official.filter(|style| *style != Style::Body).unwrap_or(guessed);
                paragraph.style = Some(style);
                paragraph.role = role(style, piece.level.filter(|_| style == piece.style));
                if nth == 0 && piece.level.is_some() {
                    let lead = paragraph.text.text.trim_start().get(..piece.lead).unwrap_or("");
                    paragraph.lead = lead.chars().count();
                }
            }
        }
    }

    /// A first line in the middle is the title, even where a stop at its end says otherwise.
    fn find_title(&mut self) {
        if self.of(Role::Title).next().is_some() {
            return;
        }
        let seen = |p: &&mut Paragraph| {
            p.is_body() && !p.fallback && !matches!(p.role, Role::Head) && !p.text.text.trim().is_empty()
        };
        let first = self.paragraphs.iter_mut().find(seen);
        let centred = |p: &&mut Paragraph| {
            p.form.alignment.as_deref() == Some("center") && p.text.text.trim().chars().count() <= 60
        };
        if let Some(title) = first.filter(centred) {
            (title.role, title.style, title.lead) = (Role::Title, Some(Style::Title), 0);
        }
    }

    fn own_class(&self) -> Class {
        let formal = self.paragraphs.iter().any(|p| {
            matches!(
                p.style,
                Some(
                    Style::Mark
                        | Style::JointMark
                        | Style::OrderMark
                        | Style::LetterMark
                        | Style::DocNumber
                        | Style::NumberAndSigner
                        | Style::NumberAndSigners
                        | Style::OrderNumber
                        | Style::LetterNumber
                        | Style::Imprint
                        | Style::Printer
                )
            )
        });
        if formal { Class::Formal } else { Class::Material }
    }

    fn read_sections(&mut self) {
        let Some(part) = self.parts.first() else { return };
        let tree = &part.tree;
        let nodes = tree.descendants(tree.root()).filter(|&n| {
            tree.is(n, ns::w("sectPr")) && tree.parent(n).is_some_and(|p| !tree.is(p, ns::w("sectPrChange")))
        });
        let mut sections = Vec::new();
        for node in nodes {
            let at = tree.range(node).start;
            let before = |p: &&Paragraph| p.part == 0 && tree.range(p.node).start < at;
            let last = self.paragraphs.iter().take_while(before).count().saturating_sub(1);
            sections.push(Section { last, ..section(tree, node) });
        }
        if sections.is_empty() {
            sections.push(Section { last: self.paragraphs.len(), ..Section::default() });
        }
        self.sections = sections;
    }

    /// The section in which a paragraph of the body stands.
    pub(super) fn section_of(&self, index: usize) -> Option<&Section> {
        self.sections.iter().find(|section| index <= section.last).or(self.sections.last())
    }

    /// The paragraphs of the body outside tables, with their indices.
    pub(super) fn body(&self) -> impl Iterator<Item = (usize, &Paragraph)> {
        self.paragraphs.iter().enumerate().filter(|(_, p)| p.is_body() && !p.fallback)
    }

    /// The paragraphs of one role.
    pub(super) fn of(&self, role: Role) -> impl Iterator<Item = (usize, &Paragraph)> {
        self.body().filter(move |(_, p)| p.role == role)
    }
}

fn paragraph(tree: &Tree<'_>, styles: &Styles, part: usize, found: wml::Paragraph) -> Paragraph {
    let text = wml::text(tree, found.node);
    let form = styles.paragraph(tree, found.node);
    let mut runs: Vec<Run> = Vec::new();
    for piece in &text.pieces {
        let Some(node) = tree.ancestors(piece.node).find(|&n| tree.is(n, ns::w("r"))) else { continue };
        match runs.last_mut() {
            Some(last) if last.node == node => last.text.end = piece.text.end,
            _ => runs.push(Run { text: piece.text.clone(), node, form: styles.run(tree, node, &form) }),
        }
    }
    let contents = {
        let name = styles.name(tree, found.node);
        name.starts_with("toc ") || name.starts_with("table of ") || name == "caption" || name == "题注"
    };
    let role = match found.place.story {
        Story::Header | Story::Footer => Role::Header,
        Story::Footnote | Story::Endnote => Role::Note,
        _ if found.place.table.is_some() => Role::Cell,
        Story::Body if !contents => Role::Body,
        _ => Role::Other,
    };
    let official = styles.official(tree, found.node);
    let place = found.place;
    Paragraph {
        official,
        part,
        node: found.node,
        place,
        text,
        fallback: found.fallback,
        form,
        runs,
        style: None,
        role,
        lead: 0,
    }
}

fn hint(paragraph: &Paragraph) -> Hint {
    let form = paragraph.first_form();
    Hint {
        heading: form.outline.filter(|level| *level > 0),
        center: form.alignment.as_deref() == Some("center"),
        right: matches!(form.alignment.as_deref(), Some("right" | "end")),
        large: form.size.is_some_and(|size| size >= 36),
        red: form.color.as_deref().is_some_and(is_red),
        mark: None,
        list: form.numbered.unwrap_or(false),
    }
}

pub(super) fn is_red(color: &str) -> bool {
    let channel = |range| color.get(range).and_then(|hex| u8::from_str_radix(hex, 16).ok());
    match (channel(0..2), channel(2..4), channel(4..6)) {
        (Some(red), Some(green), Some(blue)) => red > 180 && green < 80 && blue < 80,
        _ => false,
    }
}

fn role(style: Style, level: Option<u8>) -> Role {
    match style {
        Style::Title => Role::Title,
        Style::Addressee => Role::Addressee,
        Style::Level(level) => Role::Level(level),
        Style::Body => level.map_or(Role::Body, Role::Level),
        Style::AttachmentNote
        | Style::AttachmentFirst
        | Style::AttachmentNext
        | Style::AttachmentMark
        | Style::AttachmentTitle => Role::Attachment,
        Style::Signature
        | Style::NextSignature
        | Style::SealedSignature
        | Style::NextSealedSignature
        | Style::Stamp => Role::Signature,
        Style::Date | Style::SealedDate | Style::StampDate => Role::Date,
        Style::Imprint | Style::Printer => Role::EndMatter,
        Style::Note => Role::Note,
        Style::Attendance => Role::Other,
        Style::CopyNumber
        | Style::Secrecy
        | Style::Mark
        | Style::JointTop
        | Style::JointMark
        | Style::OrderMark
        | Style::LetterMark
        | Style::DocNumber
        | Style::NumberAndSigner
        | Style::NumberAndSigners
        | Style::Signers
        | Style::OrderNumber
        | Style::LetterNumber => Role::Head,
        _ => Role::Other,
    }
}

fn section(tree: &Tree<'_>, node: NodeId) -> Section {
    let child = |name| tree.child(node, ns::w(name));
    let number = |child: Option<NodeId>, name| {
        let text = tree.attribute(child?, ns::w(name))?;
        text.parse::<f64>().ok().map(|n| n.round() as i32)
    };
    let (size, margins, grid) = (child("pgSz"), child("pgMar"), child("docGrid"));
    let is = |node: Option<NodeId>, name, values: &[&str]| {
        node.and_then(|n| tree.attribute(n, ns::w(name))).is_some_and(|v| values.contains(&v.as_ref()))
    };
    let lined = is(grid, "type", &["lines", "linesAndChars", "snapToChars"]);
    Section {
        node: Some(node),
        width: number(size, "w"),
        height: number(size, "h"),
        landscape: is(size, "orient", &["landscape"]),
        top: number(margins, "top"),
        bottom: number(margins, "bottom"),
        left: number(margins, "left"),
        right: number(margins, "right"),
        gutter: number(margins, "gutter").unwrap_or(0),
        grid: number(grid, "linePitch").filter(|_| lined),
        last: 0,
    }
}

fn even_and_odd(package: &Package) -> bool {
    let Ok(relationships) = package.relationships(package.main_part()) else { return false };
    let settings = relationships.into_iter().find(|r| r.kind == "settings" && !r.external);
    let Some(Ok((tree, _))) = settings.map(|r| package.tree(&r.target)) else { return false };
    let node = tree.child(tree.root(), ns::w("evenAndOddHeaders"));
    node.is_some_and(|n| {
        !tree.attribute(n, ns::w("val")).is_some_and(|v| matches!(v.as_ref(), "0" | "false" | "off"))
    })
}
