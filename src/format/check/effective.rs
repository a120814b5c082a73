//! Effective properties: what a paragraph and its characters look like once styles, their bases, the document's
//! defaults and its theme have had their say (ECMA-376 part 1, 17.7.2).

use crate::error::Result;
use crate::package::Package;
use crate::xml::{NodeId, Tree, ns};
use std::collections::HashMap;

/// Properties of a paragraph and of its characters; absent where nobody says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// Alignment: `left`, `center`, `right`, `both` …
    pub alignment: Option<String>,
    /// First-line indent in twips; negative when hanging.
    pub first_line: Option<i32>,
    /// First-line indent in hundredths of a character.
    pub first_line_chars: Option<i32>,
    /// Left indent in twips.
    pub left: Option<i32>,
    /// Left indent in hundredths of a character.
    pub left_chars: Option<i32>,
    /// Line height, in twips or 240ths of a line.
    pub line: Option<i32>,
    /// How it is meant: `auto`, `exact`, `atLeast`.
    pub line_rule: Option<String>,
    /// Whether lines sit on the page's grid.
    pub on_grid: Option<bool>,
    /// Outline level, from 1; 0 is none.
    pub outline: Option<u8>,
    /// Whether an automatic number stands before it.
    pub numbered: Option<bool>,
    /// Size in half-points.
    pub size: Option<i32>,
    /// Tracking in twips.
    pub tracking: Option<i32>,
    /// The font of Chinese characters.
    pub font: Option<String>,
    /// Bold.
    pub bold: Option<bool>,
    /// Colour: six hexadecimal digits, or `auto`.
    pub color: Option<String>,
    /// Highlight, by name.
    pub highlight: Option<String>,
    /// Hidden.
    pub hidden: Option<bool>,
}

impl Form {
    /// These properties where they say something, those of `base` elsewhere.
    fn over(self, base: &Form) -> Form {
        // An indent in characters and one in twips stand for each other: the nearer one wins whole.
        let own_first = self.first_line.is_some() || self.first_line_chars.is_some();
        let own_left = self.left.is_some() || self.left_chars.is_some();
        Form {
            alignment: self.alignment.or_else(|| base.alignment.clone()),
            first_line: self.first_line.or(if own_first { None } else { base.first_line }),
            first_line_chars: self.first_line_chars.or(if own_first { None } else { base.first_line_chars }),
            left: self.left.or(if own_left { None } else { base.left }),
            left_chars: self.left_chars.or(if own_left { None } else { base.left_chars }),
            line: self.line.or(base.line),
            line_rule: self.line_rule.or_else(|| base.line_rule.clone()),
            on_grid: self.on_grid.or(base.on_grid),
            outline: self.outline.or(base.outline),
            numbered: self.numbered.or(base.numbered),
            size: self.size.or(base.size),
            tracking: self.tracking.or(base.tracking),
            font: self.font.or_else(|| base.font.clone()),
            bold: self.bold.or(base.bold),
            color: self.color.or_else(|| base.color.clone()),
            highlight: self.highlight.or_else(|| base.highlight.clone()),
            hidden: self.hidden.or(base.hidden),
        }
    }
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    defaults: Form,
    /// Each style's own properties, its base, its name.
    styles: HashMap<String, (Form, Option<String>, String)>,
    /// The paragraph style of paragraphs that name none.
    default: Option<String>,
    theme: Theme,
    resolved: std::cell::RefCell<HashMap<String, Form>>,
}

/// The theme's fonts of Chinese characters.
#[derive(Debug, Default)]
struct Theme {
    major: Option<String>,
    minor: Option<String>,
}

/// Styles may be based on each other in a circle.
const DEEPEST: usize = 30;

impl Styles {
    /// Reads the parts of styles and theme; a document may lack them.
    pub(super) fn read(package: &Package) -> Result<Self> {
        let relationships = package.relationships(package.main_part())?;
        let part = |kind: &str| {
            let found = relationships.iter().find(|r| r.kind == kind && !r.external);
            found.map(|r| r.target.as_str()).filter(|target| package.bytes(target).is_some())
        };
        let mut styles = Styles::default();
        if let Some(theme) = part("theme") {
            styles.theme = Theme::read(&package.tree(theme)?.0);
        }
        if let Some(part) = part("styles") {
            styles.read_part(&package.tree(part)?.0);
        }
        Ok(styles)
    }

    fn read_part(&mut self, tree: &Tree<'_>) {
        for node in tree.children(tree.root()) {
            if tree.is(node, ns::w("docDefaults")) {
                for name in ["rPrDefault", "pPrDefault"] {
                    if let Some(defaults) = tree.child(node, ns::w(name)) {
                        self.defaults = self.form(tree, defaults).over(&self.defaults);
                    }
                }
            }
            if !tree.is(node, ns::w("style")) {
                continue;
            }
            let Some(id) = tree.attribute(node, ns::w("styleId")) else { continue };
            let is = |name, value: &[&str]| {
                tree.attribute(node, ns::w(name)).is_some_and(|v| value.contains(&v.as_ref()))
            };
            if is("type", &["paragraph"]) && is("default", &["1", "true", "on"]) {
                self.default = Some(id.to_string());
            }
            let name = value(tree, node, "name").unwrap_or_default();
            let own = (self.form(tree, node), value(tree, node, "basedOn"), name);
            self.styles.insert(id.into_owned(), own);
        }
    }

    /// What an element's `w:pPr` and `w:rPr` say by themselves.
    fn form(&self, tree: &Tree<'_>, element: NodeId) -> Form {
        let mut form = Form::default();
        if let Some(properties) = tree.child(element, ns::w("pPr")) {
            paragraph_form(tree, properties, &mut form);
        }
        if let Some(properties) = tree.child(element, ns::w("rPr")) {
            self.run_form(tree, properties, &mut form);
        }
        form
    }

    fn run_form(&self, tree: &Tree<'_>, properties: NodeId, form: &mut Form) {
        let number = |name| value(tree, properties, name).and_then(|v| v.parse::<i32>().ok());
        form.size = number("sz");
        form.tracking = number("spacing");
        form.color = value(tree, properties, "color");
        form.highlight = value(tree, properties, "highlight");
        form.bold = toggle(tree, properties, "b");
        form.hidden = toggle(tree, properties, "vanish");
        form.font = tree.child(properties, ns::w("rFonts")).and_then(|fonts| {
            let theme = tree.attribute(fonts, ns::w("eastAsiaTheme"));
            let themed = theme.and_then(|theme| self.theme.font(&theme));
            themed.or_else(|| tree.attribute(fonts, ns::w("eastAsia")).map(|font| font.into_owned()))
        });
    }

    /// A style's properties with those of its bases.
    fn style(&self, id: &str) -> Form {
        if let Some(form) = self.resolved.borrow().get(id) {
            return form.clone();
        }
        let mut form = Form::default();
        let mut next = Some(id);
        for _ in 0..DEEPEST {
            let Some((own, base, _)) = next.and_then(|id| self.styles.get(id)) else { break };
            form = form.over(own);
            next = base.as_deref();
        }
        self.resolved.borrow_mut().insert(id.to_string(), form.clone());
        form
    }

    /// The style that a paragraph names, or the default one.
    fn style_of(&self, tree: &Tree<'_>, paragraph: NodeId) -> Option<String> {
        let named = tree.child(paragraph, ns::w("pPr")).and_then(|pr| value(tree, pr, "pStyle"));
        named.or_else(|| self.default.clone())
    }

    /// The style of the official format that a paragraph bears, if its document has such styles.
    pub(super) fn official(&self, tree: &Tree<'_>, paragraph: NodeId) -> Option<crate::format::Style> {
        crate::format::Style::from_id(&self.style_of(tree, paragraph)?)
    }

    /// The name of a paragraph's style, in small letters.
    pub(super) fn name(&self, tree: &Tree<'_>, paragraph: NodeId) -> String {
        let style = self.style_of(tree, paragraph);
        let style = style.and_then(|id| self.styles.get(&id));
        style.map(|(_, _, name)| name.to_lowercase()).unwrap_or_default()
    }

    /// The effective properties of a paragraph, and of the characters that name none of their own.
    pub(super) fn paragraph(&self, tree: &Tree<'_>, paragraph: NodeId) -> Form {
        let mut own = Form::default();
        if let Some(properties) = tree.child(paragraph, ns::w("pPr")) {
            paragraph_form(tree, properties, &mut own);
        }
        let style = self.style_of(tree, paragraph).map(|id| self.style(&id)).unwrap_or_default();
        own.over(&style).over(&self.defaults)
    }

    /// The effective properties of a run in a paragraph of these.
    pub(super) fn run(&self, tree: &Tree<'_>, run: NodeId, paragraph: &Form) -> Form {
        let Some(properties) = tree.child(run, ns::w("rPr")) else { return paragraph.clone() };
        let mut own = Form::default();
        self.run_form(tree, properties, &mut own);
        let style = value(tree, properties, "rStyle").map(|id| self.style(&id)).unwrap_or_default();
        own.over(&style).over(paragraph)
    }
}

impl Theme {
    fn read(tree: &Tree<'_>) -> Self {
        let mut theme = Theme::default();
        for node in tree.descendants(tree.root()) {
            let slot = match tree.name(node).local {
                "majorFont" => &mut theme.major,
                "minorFont" => &mut theme.minor,
                _ => continue,
            };
            let face = |child: NodeId| tree.attribute(child, ns::none("typeface")).map(|f| f.into_owned());
            let east = tree.children(node).find(|&c| tree.name(c).local == "ea").and_then(face);
            let hans = tree
                .children(node)
                .find(|&c| tree.attribute(c, ns::none("script")).is_some_and(|script| script == "Hans"));
            *slot = east.filter(|face| !face.is_empty()).or_else(|| hans.and_then(face));
        }
        theme
    }

    fn font(&self, name: &str) -> Option<String> {
        if name.starts_with("major") { self.major.clone() } else { self.minor.clone() }
    }
}

fn paragraph_form(tree: &Tree<'_>, properties: NodeId, form: &mut Form) {
    form.alignment = value(tree, properties, "jc");
    form.numbered = tree
        .child(properties, ns::w("numPr"))
        .map(|number| value(tree, number, "numId").is_none_or(|id| id != "0"));
    let level = value(tree, properties, "outlineLvl").and_then(|level| level.parse::<u8>().ok());
    form.outline = level.map(|level| if level < 9 { level + 1 } else { 0 });
    form.on_grid = toggle(tree, properties, "snapToGrid");
    if let Some(spacing) = tree.child(properties, ns::w("spacing")) {
        form.line = number(tree, spacing, "line");
        form.line_rule = tree.attribute(spacing, ns::w("lineRule")).map(|rule| rule.into_owned());
        if form.line.is_some() && form.line_rule.is_none() {
            form.line_rule = Some("auto".into());
        }
    }
    if let Some(indent) = tree.child(properties, ns::w("ind")) {
        let hanging = number(tree, indent, "hanging").map(|n| -n);
        let hanging_chars = number(tree, indent, "hangingChars").map(|n| -n);
        form.first_line = hanging.or_else(|| number(tree, indent, "firstLine"));
        form.first_line_chars = hanging_chars.or_else(|| number(tree, indent, "firstLineChars"));
        form.left = number(tree, indent, "left").or_else(|| number(tree, indent, "start"));
        form.left_chars = number(tree, indent, "leftChars").or_else(|| number(tree, indent, "startChars"));
    }
}

fn number(tree: &Tree<'_>, node: NodeId, name: &str) -> Option<i32> {
    let text = tree.attribute(node, ns::w(name))?;
    text.parse::<f64>().ok().map(|n| n.round() as i32)
}

pub(super) fn value(tree: &Tree<'_>, parent: NodeId, name: &str) -> Option<String> {
    let child = tree.child(parent, ns::w(name))?;
    tree.attribute(child, ns::w("val")).map(|value| value.into_owned())
}

/// A property that is on unless it says that it is off.
fn toggle(tree: &Tree<'_>, parent: NodeId, name: &str) -> Option<bool> {
    let child = tree.child(parent, ns::w(name))?;
    let off =
        tree.attribute(child, ns::w("val")).is_some_and(|v| matches!(v.as_ref(), "0" | "false" | "off"));
    Some(!off)
}
