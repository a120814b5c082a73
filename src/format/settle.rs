//! What depends on the length of what was filled in: a title's lines, the place of signature and
//! date, the size of a long mark, the room for the end of the document.
//!
//! A template cannot know how long a name will be. After filling, [`settle`] looks at the paragraphs
//! of our own styles (公文标题, 发文机关署名, 成文日期, 发文机关标志, 版记定位) and sets them right; every
//! other paragraph keeps its bytes.

use super::page::Profile;
use super::place::{self, Side};
use super::style::Style;
use super::title;
use crate::error::{DocPlace, Problem, Result, Story, catalogue};
use crate::package::{Limits, Package};
use crate::wml::{self, Paragraph};
use crate::xml::{Edits, NodeId, Tree, ns};
use std::io::Cursor;

/// Settles the main part of a document. `None` when there is nothing to do.
///
/// # Errors
/// Those of reading XML.
///
/// ```
/// use hongtou::format::{Profile, settle::settle};
/// let part = concat!(
///     r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#,
///     r#"<w:p><w:pPr><w:pStyle w:val="GwSignature"/></w:pPr><w:r><w:t>滨湖区文明办</w:t></w:r></w:p>"#,
///     r#"<w:p><w:pPr><w:pStyle w:val="GwDate"/></w:pPr><w:r><w:t>2024年12月5日</w:t></w:r></w:p>"#,
///     r#"</w:body></w:document>"#,
/// );
/// let settled = settle(part, &Profile::exact())?.expect("two paragraphs to place");
/// assert!(settled.contains(r#"<w:ind w:left="5530"/>"#) && settled.contains(r#"<w:ind w:right="632"/>"#));
/// # Ok::<(), hongtou::Error>(())
/// ```
pub fn settle(part: &str, profile: &Profile) -> Result<Option<String>> {
    if !part.contains("\"Gw") {
        return Ok(None);
    }
    let tree = Tree::parse("word/document.xml", part)?;
    let mut work = Work { tree: &tree, profile, edits: Edits::new() };
    work.run(&wml::paragraphs(&tree, &DocPlace::story(Story::Body)));
    let edits = work.edits;
    if edits.is_empty() { Ok(None) } else { Ok(edits.apply(part)) }
}

/// Settles a whole document. `None` when there is nothing to do.
///
/// # Errors
/// Those of opening a package.
pub fn settle_package(bytes: &[u8], profile: &Profile) -> Result<Option<Vec<u8>>> {
    let package = Package::from_bytes(bytes.to_vec(), &Limits::default())?;
    let main = package.main_part().to_string();
    let (tree, encoding) = package.tree(&main)?;
    let Some(settled) = settle(tree.source(), profile)? else { return Ok(None) };
    let changes = [(main, encoding.encode(&settled))];
    let written = package.write_with(Cursor::new(Vec::new()), &changes);
    let bytes = written.map_err(|_| Problem::new(&catalogue::format::NOT_BUILT))?;
    Ok(Some(bytes.into_inner()))
}

/// Where names and a date stand.
type Places = fn(&[&str], &str, &Profile) -> (Vec<Side>, Side);

struct Work<'a, 's> {
    tree: &'a Tree<'s>,
    profile: &'a Profile,
    edits: Edits,
}

impl Work<'_, '_> {
    fn run(&mut self, paragraphs: &[Paragraph]) {
        let styled: Vec<_> = paragraphs.iter().map(|p| (p, self.style(p.node))).collect();
        let mut names: Vec<NodeId> = Vec::new();
        let of = |wanted: Style| -> Vec<NodeId> {
            styled.iter().filter(|(_, style)| *style == Some(wanted)).map(|(p, _)| p.node).collect()
        };
        self.marks(&of(Style::JointMark), self.profile.page.text_width() * 4 / 5);
        for (paragraph, style) in &styled {
            match style {
                Some(Style::Title | Style::AttachmentTitle) => self.title(paragraph.node),
                Some(Style::Mark | Style::OrderMark) => {
                    self.marks(&[paragraph.node], self.profile.page.text_width());
                }
                Some(Style::LetterMark) => self.marks(&[paragraph.node], self.profile.letter.width),
                Some(Style::Signature | Style::SealedSignature) => names = vec![paragraph.node],
                Some(Style::NextSignature | Style::NextSealedSignature) => names.push(paragraph.node),
                Some(Style::Date) => {
                    self.signature(&std::mem::take(&mut names), paragraph.node, place::signature);
                }
                Some(Style::SealedDate) => {
                    self.signature(&std::mem::take(&mut names), paragraph.node, place::sealed);
                }
                Some(Style::Anchor) => self.anchor(paragraph.node, &styled),
                _ => {}
            }
        }
    }

    fn style(&self, paragraph: NodeId) -> Option<Style> {
        let properties = self.tree.child(paragraph, ns::w("pPr"))?;
        let style = self.tree.child(properties, ns::w("pStyle"))?;
        Style::from_id(&self.tree.attribute(style, ns::w("val"))?)
    }

    /// Breaks a long title at words.
    fn title(&mut self, paragraph: NodeId) {
        let text = wml::text(self.tree, paragraph);
        let size = f64::from(self.profile.title_size) * 10.0;
        let line = (f64::from(self.profile.page.text_width()) / size).floor();
        let lines = title::lines(&text.text, line);
        if lines.len() < 2 || text.text.contains('\n') {
            return;
        }
        let mut at = 0;
        for piece in lines.iter().take(lines.len() - 1) {
            at += piece.len();
            let found = text.piece_at(at).filter(|piece| piece.kind == wml::Source::Verbatim);
            let (Some(piece), Some(source)) = (found, text.source_at(at)) else { continue };
            let Some(element) = self.tree.parent(piece.node) else { continue };
            let prefix = self.tree.prefix(element);
            let text = format!("</{prefix}t><{prefix}br/><{prefix}t xml:space=\"preserve\">");
            self.edits.insert(source, text);
        }
    }

    /// Places the names and the date (7.3.5).
    fn signature(&mut self, names: &[NodeId], date: NodeId, places: Places) {
        let texts: Vec<String> = names.iter().map(|name| wml::text(self.tree, *name).text).collect();
        let trimmed: Vec<&str> = texts.iter().map(|text| text.trim()).collect();
        let dated = wml::text(self.tree, date).text;
        let (places, date_place) = places(&trimmed, dated.trim(), self.profile);
        for (name, place) in names.iter().zip(places) {
            self.side(*name, place);
        }
        if !names.is_empty() {
            self.side(date, date_place);
        }
    }

    fn side(&mut self, paragraph: NodeId, side: Side) {
        let Some(properties) = self.tree.child(paragraph, ns::w("pPr")) else { return };
        let w = self.tree.prefix(properties);
        let property = match side {
            Side::Left(left) => format!("<{w}ind {w}left=\"{left}\"/><{w}jc {w}val=\"left\"/>"),
            Side::Right(right) => format!("<{w}ind {w}right=\"{right}\"/><{w}jc {w}val=\"right\"/>"),
        };
        self.property(properties, &["ind", "jc"], property);
    }

    /// Writes properties in the place of those of the same names. Where others than these and the style
    /// stand, someone has formatted the paragraph by hand, and it is left alone.
    fn property(&mut self, properties: NodeId, names: &[&str], property: String) {
        let Some(style) = self.tree.child(properties, ns::w("pStyle")) else { return };
        let others: Vec<NodeId> =
            self.tree.children(properties).filter(|c| *c != style && !self.tree.is_text(*c)).collect();
        if others.iter().any(|child| !names.contains(&self.tree.name(*child).local)) {
            return;
        }
        let start = self.tree.range(style).end;
        let end = others.last().map_or(start, |last| self.tree.range(*last).end);
        if self.tree.source().get(start..end) != Some(property.as_str()) {
            self.edits.replace(start..end, property);
        }
    }

    /// Makes marks of which one is wider than its line as large as fits, all alike.
    fn marks(&mut self, paragraphs: &[NodeId], room: i32) {
        let width = |node: &NodeId| place::width(&wml::text(self.tree, *node).text);
        let widest = paragraphs.iter().map(width).fold(1.0, f64::max);
        let fits = (f64::from(room) / widest / 10.0).floor() as i32;
        if fits >= self.profile.head.mark_size {
            return;
        }
        for paragraph in paragraphs {
            for run in self.tree.children(*paragraph).filter(|run| self.tree.is(*run, ns::w("r"))) {
                self.size(run, fits.max(24));
            }
        }
    }

    fn size(&mut self, run: NodeId, size: i32) {
        let prefix = self.tree.prefix(run);
        let property = format!("<{prefix}sz {prefix}val=\"{size}\"/><{prefix}szCs {prefix}val=\"{size}\"/>");
        let Some(properties) = self.tree.child(run, ns::w("rPr")) else {
            let at = self.tree.start_tag(run).end;
            self.edits.insert(at, format!("<{prefix}rPr>{property}</{prefix}rPr>"));
            return;
        };
        if self.tree.child(properties, ns::w("sz")).is_none() {
            let last = self.tree.child(properties, ns::w("rFonts"));
            let at = last.map_or(self.tree.start_tag(properties).end, |fonts| self.tree.range(fonts).end);
            self.edits.insert(at, property);
        }
    }

    /// Keeps as much room at the page's foot as the end of the document takes.
    fn anchor(&mut self, anchor: NodeId, paragraphs: &[(&Paragraph, Option<Style>)]) {
        let inside = paragraphs.iter().filter(|(p, _)| self.tree.contains(anchor, p.node) && !p.fallback);
        let lines: i32 = inside.map(|(p, style)| self.imprint_lines(p.node, *style)).sum();
        if let (Some(properties), true) = (self.tree.child(anchor, ns::w("pPr")), lines > 0) {
            let height = self.profile.imprint.height(lines);
            let w = self.tree.prefix(properties);
            let spacing = format!("<{w}spacing {w}line=\"{height}\" {w}lineRule=\"exact\"/>");
            self.property(properties, &["spacing"], spacing);
        }
    }

    /// How many lines a paragraph of the end takes.
    fn imprint_lines(&self, paragraph: NodeId, style: Option<Style>) -> i32 {
        let imprint = &self.profile.imprint;
        let indents = match style {
            Some(Style::Imprint) => 5,
            Some(Style::Printer) => 2,
            _ => return 0,
        };
        let line = f64::from(self.profile.page.text_width() - indents * imprint.character);
        let hanging = if indents == 5 { 3.0 } else { 0.0 };
        let text = place::width(&wml::text(self.tree, paragraph).text) - hanging;
        (text * f64::from(imprint.character) / line).ceil().max(1.0) as i32
    }
}
