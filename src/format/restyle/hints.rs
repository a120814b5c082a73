//! What a document's own form says about its paragraphs.

use crate::format::recognise::Hint;
use crate::xml::{NodeId, Tree, ns};
use std::collections::HashMap;

/// What a style says, its bases followed.
#[derive(Clone, Copy, Debug, Default)]
struct Form {
    heading: Option<u8>,
    center: Option<bool>,
    right: Option<bool>,
    size: Option<i32>,
    red: Option<bool>,
    contents: Option<bool>,
}

impl Form {
    fn over(self, base: Form) -> Form {
        Form {
            heading: self.heading.or(base.heading),
            center: self.center.or(base.center),
            right: self.right.or(base.right),
            size: self.size.or(base.size),
            red: self.red.or(base.red),
            contents: self.contents.or(base.contents),
        }
    }
}

/// The paragraph styles of a document.
#[derive(Debug, Default)]
pub(super) struct Forms {
    styles: HashMap<String, (Form, Option<String>)>,
    default: Form,
}

impl Forms {
    /// Reads the part of styles.
    pub(super) fn read(tree: &Tree<'_>) -> Self {
        let mut forms = Forms::default();
        for style in tree.children(tree.root()).filter(|style| tree.is(*style, ns::w("style"))) {
            let Some(id) = tree.attribute(style, ns::w("styleId")) else { continue };
            let base = value(tree, style, "basedOn");
            let mut form = form(tree, style);
            let name = value(tree, style, "name").unwrap_or_default().to_ascii_lowercase();
            form.heading = form.heading.or_else(|| named_heading(&name));
            form.contents = Some(true).filter(|_| name.starts_with("toc ") || name.starts_with("table of "));
            if tree.attribute(style, ns::w("default")).is_some_and(|on| on == "1" || on == "true") {
                forms.default = form.over(forms.default);
            }
            forms.styles.insert(id.into_owned(), (form, base));
        }
        forms
    }

    /// A line of a table of contents, which is a field's and not the writer's.
    pub(super) fn contents(&self, tree: &Tree<'_>, paragraph: NodeId) -> bool {
        let style = tree.child(paragraph, ns::w("pPr")).and_then(|pr| value(tree, pr, "pStyle"));
        style.is_some_and(|style| self.resolved(&style).contents == Some(true))
    }

    /// The hint that a paragraph's form gives. A size counts as large from 一号 down to 小二, 18 pt.
    pub(super) fn hint(&self, tree: &Tree<'_>, paragraph: NodeId) -> Hint {
        let own = form(tree, paragraph);
        let properties = tree.child(paragraph, ns::w("pPr"));
        let style = properties.and_then(|pr| value(tree, pr, "pStyle"));
        let form = own.over(style.map_or(self.default, |style| self.resolved(&style)));
        Hint {
            heading: form.heading,
            center: form.center.unwrap_or(false),
            right: form.right.unwrap_or(false),
            large: form.size.is_some_and(|size| size >= 36),
            red: form.red.unwrap_or(false),
            mark: None,
            list: properties.is_some_and(|pr| tree.child(pr, ns::w("numPr")).is_some()),
        }
    }

    fn resolved(&self, id: &str) -> Form {
        let mut out = Form::default();
        let mut next = Some(id.to_string());
        for _ in 0..20 {
            let Some((form, base)) = next.as_deref().and_then(|id| self.styles.get(id)) else { break };
            out = out.over(*form);
            next.clone_from(base);
        }
        out.over(self.default)
    }
}

/// What an element's `w:pPr` and its (or its first run's) `w:rPr` say.
fn form(tree: &Tree<'_>, element: NodeId) -> Form {
    let mut out = Form::default();
    if let Some(properties) = tree.child(element, ns::w("pPr")) {
        let jc = value(tree, properties, "jc");
        out.center = jc.as_deref().map(|jc| jc == "center");
        out.right = jc.as_deref().map(|jc| jc == "right" || jc == "end");
        let level = value(tree, properties, "outlineLvl").and_then(|level| level.parse::<u8>().ok());
        out.heading = level.filter(|level| *level < 9).map(|level| level + 1);
    }
    let first = tree
        .children(element)
        .find(|run| tree.is(*run, ns::w("r")) && tree.child(*run, ns::w("t")).is_some());
    if let Some(run) = tree.child(first.unwrap_or(element), ns::w("rPr")) {
        out.size = value(tree, run, "sz").and_then(|size| size.parse().ok());
        out.red = value(tree, run, "color").map(|color| is_red(&color));
    }
    out
}

fn value(tree: &Tree<'_>, parent: NodeId, name: &str) -> Option<String> {
    let element = tree.child(parent, ns::w(name))?;
    tree.attribute(element, ns::w("val")).map(std::borrow::Cow::into_owned)
}

fn is_red(color: &str) -> bool {
    let channel = |range| color.get(range).and_then(|hex| u8::from_str_radix(hex, 16).ok());
    match (channel(0..2), channel(2..4), channel(4..6)) {
        (Some(red), Some(green), Some(blue)) => red > 180 && green < 80 && blue < 80,
        _ => false,
    }
}

/// Word's built-in headings: `title`, `heading 1` …, as every language's Word stores them, in small letters.
fn named_heading(name: &str) -> Option<u8> {
    if name == "title" {
        return Some(0);
    }
    name.strip_prefix("heading ").and_then(|level| level.trim().parse().ok()).filter(|level| *level <= 9)
}
