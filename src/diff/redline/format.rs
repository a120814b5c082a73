//! Formats: what a paragraph's or a run's properties come to, whatever ids and spellings are used.

use crate::diff::tokens::{Hash, hash};
use crate::error::Result;
use crate::package::{Package, Relationship};
use crate::xml::{NodeId, Ns, Tree, ns};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

/// A set of properties: name (and attribute) → value.
pub(super) type Properties = BTreeMap<String, String>;

/// A style, as it is defined.
#[derive(Clone, Debug, Default)]
pub(super) struct Style {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub based_on: Option<String>,
    paragraph: Properties,
    run: Properties,
    /// The style's numbering.
    numbering: Option<(String, String)>,
}

/// The styles and lists of a document.
#[derive(Default)]
pub(super) struct Formats {
    pub styles: Vec<Style>,
    by_id: HashMap<String, usize>,
    default_paragraph: Option<String>,
    defaults: (Properties, Properties),
    pub numbering: Numbering,
    pub styles_part: Option<String>,
    run_keys: RefCell<HashMap<(String, String), u64>>,
    paragraph_keys: RefCell<HashMap<String, u64>>,
    /// The hash of the parts, to tell at once that two documents share their formats.
    pub fingerprint: u64,
}

/// The lists of a document.
#[derive(Default)]
pub(super) struct Numbering {
    pub part: Option<String>,
    /// `w:numId` → `w:abstractNumId` and the hash of what it overrides.
    pub instances: HashMap<String, (String, u64)>,
    /// `w:abstractNumId` → level → hash of its label.
    levels: HashMap<String, HashMap<String, u64>>,
}

impl Numbering {
    /// What the label of a list's level looks like.
    pub fn key(&self, instance: &str, level: &str) -> u64 {
        if instance == "0" {
            return 0;
        }
        let Some((definition, overrides)) = self.instances.get(instance) else { return 0 };
        let label = self.levels.get(definition).and_then(|levels| levels.get(level));
        let mut key = Hash(*overrides);
        key.add(label.copied().unwrap_or(1));
        key.0
    }
}

impl Formats {
    pub fn read(package: &Package, relationships: &[Relationship]) -> Result<Self> {
        let mut formats = Formats::default();
        let target = |kind: &str| {
            let found = relationships.iter().find(|r| r.kind == kind && !r.external)?;
            package.bytes(&found.target).map(|bytes| (found.target.clone(), hash(bytes)))
        };
        let mut fingerprint = Hash::default();
        if let Some((part, print)) = target("styles") {
            fingerprint.add(print);
            formats.read_styles(&package.tree(&part)?.0);
            formats.styles_part = Some(part);
        }
        if let Some((part, print)) = target("numbering") {
            fingerprint.add(print);
            formats.numbering = read_numbering(&package.tree(&part)?.0);
            formats.numbering.part = Some(part);
        }
        formats.fingerprint = fingerprint.0;
        Ok(formats)
    }

    fn read_styles(&mut self, tree: &Tree<'_>) {
        for node in tree.children(tree.root()) {
            if tree.is(node, ns::w("docDefaults")) {
                let inner = |outer: &str, name: &str| {
                    let found = tree.child(node, ns::w(outer)).and_then(|d| tree.child(d, ns::w(name)));
                    found.map_or_else(Properties::new, |pr| properties(tree, pr))
                };
                self.defaults = (inner("pPrDefault", "pPr"), inner("rPrDefault", "rPr"));
            } else if tree.is(node, ns::w("style")) {
                self.add_style(tree, node);
            }
        }
    }

    fn add_style(&mut self, tree: &Tree<'_>, node: NodeId) {
        let attribute = |name: &str| tree.attribute(node, ns::w(name)).map(|v| v.into_owned());
        let value = |name: &str| {
            let child = tree.child(node, ns::w(name))?;
            tree.attribute(child, ns::w("val")).map(|v| v.into_owned())
        };
        let inner = |name: &str| {
            tree.child(node, ns::w(name)).map_or_else(Properties::new, |pr| properties(tree, pr))
        };
        let id = attribute("styleId").unwrap_or_default();
        let kind = attribute("type").unwrap_or_else(|| "paragraph".into());
        if kind == "paragraph"
            && attribute("default").is_some_and(|d| matches!(d.as_str(), "1" | "true" | "on"))
        {
            self.default_paragraph = Some(id.clone());
        }
        let style = Style {
            name: value("name").unwrap_or_else(|| id.clone()).to_lowercase(),
            kind,
            based_on: value("basedOn"),
            paragraph: inner("pPr"),
            run: inner("rPr"),
            numbering: tree.child(node, ns::w("pPr")).and_then(|pr| numbering_of(tree, pr)),
            id: id.clone(),
        };
        self.by_id.insert(id, self.styles.len());
        self.styles.push(style);
    }

    pub fn style(&self, id: &str) -> Option<&Style> {
        self.by_id.get(id).and_then(|&index| self.styles.get(index))
    }

    /// A style and those that it is based on, the farthest first.
    fn chain(&self, id: Option<&str>) -> Vec<&Style> {
        let mut chain = Vec::new();
        let mut next = id.and_then(|id| self.style(id));
        while let Some(style) = next.filter(|_| chain.len() < 32) {
            chain.push(style);
            next = style.based_on.as_deref().and_then(|id| self.style(id));
        }
        chain.reverse();
        chain
    }

    /// A run's properties: as written, or what they come to in a paragraph of a style.
    pub fn run_key(&self, tree: &Tree<'_>, own: Option<NodeId>, effective: Option<&str>) -> u64 {
        let raw = own.map_or("", |pr| tree.raw(pr));
        let memo = (raw.to_string(), effective.map_or("-".into(), |style| format!("+{style}")));
        if let Some(&known) = self.run_keys.borrow().get(&memo) {
            return known;
        }
        let direct = own.map_or_else(Properties::new, |pr| properties(tree, pr));
        let character = direct.get("rStyle/val").cloned();
        let mut all = Properties::new();
        if let Some(style) = effective {
            let style = if style.is_empty() { self.default_paragraph.as_deref() } else { Some(style) };
            all.extend(self.defaults.1.clone());
            for style in self.chain(style).into_iter().chain(self.chain(character.as_deref())) {
                all.extend(style.run.clone());
            }
        }
        all.extend(direct);
        let name = character.as_deref().map(|id| self.style(id).map_or(id, |style| style.name.as_str()));
        let key = key_of(&all, name, effective.is_some());
        self.run_keys.borrow_mut().insert(memo, key);
        key
    }

    /// A paragraph's properties: as written, or what they come to; its list's label included when `numbering`.
    pub fn paragraph_key(
        &self,
        tree: &Tree<'_>,
        own: Option<NodeId>,
        numbering: bool,
        effective: bool,
    ) -> u64 {
        let raw = own.map_or("", |pr| tree.raw(pr));
        let memo = format!("{}{}{raw}", u8::from(numbering), u8::from(effective));
        if let Some(&known) = self.paragraph_keys.borrow().get(&memo) {
            return known;
        }
        let direct = own.map_or_else(Properties::new, |pr| properties(tree, pr));
        let style = direct.get("pStyle/val").cloned().or_else(|| self.default_paragraph.clone());
        let chain = self.chain(style.as_deref());
        let mut all = Properties::new();
        let mut list = own.and_then(|pr| numbering_of(tree, pr));
        if effective {
            all.extend(self.defaults.0.clone());
            chain.iter().for_each(|style| all.extend(style.paragraph.clone()));
            list = list.or_else(|| chain.iter().rev().find_map(|style| style.numbering.clone()));
        }
        all.extend(direct);
        let name = chain.last().map(|style| style.name.as_str()).or(style.as_deref());
        let mut key = Hash(key_of(&all, name, effective));
        let label = list.filter(|_| numbering).map_or(0, |(list, level)| self.numbering.key(&list, &level));
        key.add(label);
        self.paragraph_keys.borrow_mut().insert(memo, key.0);
        key.0
    }

    /// The style of a paragraph's properties; empty for the default one.
    pub fn paragraph_style(tree: &Tree<'_>, own: Option<NodeId>) -> String {
        let style = own.and_then(|pr| tree.child(pr, ns::w("pStyle")));
        style.and_then(|s| tree.attribute(s, ns::w("val"))).map_or(String::new(), |v| v.into_owned())
    }
}

/// The list and level of paragraph properties.
pub(super) fn numbering_of(tree: &Tree<'_>, own: NodeId) -> Option<(String, String)> {
    let list = tree.child(own, ns::w("numPr"))?;
    let value = |name: &str| {
        let child = tree.child(list, ns::w(name))?;
        tree.attribute(child, ns::w("val")).map(|v| v.into_owned())
    };
    Some((value("numId")?, value("ilvl").unwrap_or_else(|| "0".into())))
}

fn key_of(all: &Properties, style: Option<&str>, effective: bool) -> u64 {
    let mut key = Hash(hash(style.unwrap_or("").as_bytes()));
    let left_out = |name: &str| matches!(name, "pStyle/val" | "rStyle/val");
    // A property that is off is as good as none, once nothing is left that it could switch off.
    let counts = |name: &str, value: &str| !(left_out(name) || effective && value == "0");
    for (name, value) in all.iter().filter(|(name, value)| counts(name, value)) {
        key.add(hash(name.as_bytes()));
        key.add(hash(value.as_bytes()));
    }
    key.0
}

/// The properties of an element, one entry for each attribute; what is no format is left out.
pub(super) fn properties(tree: &Tree<'_>, node: NodeId) -> Properties {
    let mut out = Properties::new();
    for child in tree.children(node).filter(|&c| !tree.is_text(c)) {
        let name = tree.name(child);
        if name.ns != Ns::W || is_no_format(name.local) {
            continue;
        }
        if tree.children(child).any(|c| !tree.is_text(c)) {
            let mut inner = Vec::new();
            nested(tree, child, &mut inner);
            out.insert(name.local.to_string(), inner.join(";"));
            continue;
        }
        let mut any = false;
        for (attribute, range) in tree.attributes(child) {
            any = true;
            if !is_incidental(name.local, attribute.local) {
                let value = tree.source().get(range).unwrap_or("");
                out.insert(format!("{}/{}", name.local, attribute.local), switch(value).to_string());
            }
        }
        if !any {
            out.insert(format!("{}/val", name.local), "1".into());
        }
    }
    out
}

fn nested(tree: &Tree<'_>, node: NodeId, out: &mut Vec<String>) {
    for child in tree.children(node).filter(|&c| !tree.is_text(c)) {
        let mut attributes: Vec<String> = tree
            .attributes(child)
            .map(|(name, range)| format!("{}={}", name.local, tree.source().get(range).unwrap_or("")))
            .collect();
        attributes.sort();
        out.push(format!("{}[{}]", tree.name(child).local, attributes.join(",")));
        nested(tree, child, out);
    }
}

fn switch(value: &str) -> &str {
    match value {
        "true" | "on" => "1",
        "false" | "off" => "0",
        other => other,
    }
}

fn is_no_format(name: &str) -> bool {
    matches!(
        name,
        "rPr" | "sectPr" | "lang" | "noProof" | "numPr" | "cnfStyle" | "divId" | "tblW" | "tcW" | "tblLook"
    ) || name.ends_with("Change")
}

fn is_incidental(element: &str, attribute: &str) -> bool {
    attribute.starts_with("rsid") || element == "rFonts" && attribute == "hint"
}

fn read_numbering(tree: &Tree<'_>) -> Numbering {
    let mut numbering = Numbering::default();
    let attribute = |node, name: &str| tree.attribute(node, ns::w(name)).map(|v| v.into_owned());
    for node in tree.children(tree.root()) {
        if tree.is(node, ns::w("abstractNum")) {
            let levels = tree.children(node).filter(|&c| tree.is(c, ns::w("lvl")));
            let levels =
                levels.map(|level| (attribute(level, "ilvl").unwrap_or_default(), label(tree, level)));
            numbering.levels.insert(attribute(node, "abstractNumId").unwrap_or_default(), levels.collect());
        } else if tree.is(node, ns::w("num")) {
            let definition = tree.child(node, ns::w("abstractNumId")).and_then(|a| attribute(a, "val"));
            let mut overrides = Vec::new();
            for change in tree.children(node).filter(|&c| tree.is(c, ns::w("lvlOverride"))) {
                overrides.push(format!(
                    "{}{}",
                    attribute(change, "ilvl").unwrap_or_default(),
                    label(tree, change)
                ));
            }
            let id = attribute(node, "numId").unwrap_or_default();
            numbering
                .instances
                .insert(id, (definition.unwrap_or_default(), hash(overrides.join(";").as_bytes())));
        }
    }
    numbering
}

/// The hash of what a reader sees of a list's level.
fn label(tree: &Tree<'_>, level: NodeId) -> u64 {
    let mut key = Hash::default();
    for child in tree.descendants(level).filter(|&c| !tree.is_text(c)) {
        if matches!(tree.name(child).local, "start" | "numFmt" | "lvlText" | "startOverride") {
            key.add(hash(tree.name(child).local.as_bytes()));
            key.add(hash(tree.attribute(child, ns::w("val")).unwrap_or_default().as_bytes()));
        }
    }
    key.0
}
