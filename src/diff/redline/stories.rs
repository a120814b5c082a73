//! The stories beside the body: running titles, notes, comments; and the sections that use them.

use super::carry::Text;
use super::document::{Document, NoteKind, Part, Section, raw_relationships, related};
use super::format::properties;
use super::weave::{Plan, Side, State, Weaver};
use crate::error::{Problem, Result, catalogue::diff};
use crate::xml::{NodeId, Ns, ns};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

static NO_SECTION: Section =
    Section { properties: None, running: BTreeMap::new(), inherited: BTreeMap::new() };

/// Weaves every story of two documents.
pub(super) struct Stories<'a, 'p> {
    pub old: &'a Document<'p>,
    pub new: &'a Document<'p>,
    /// The parts of the new package that changed.
    pub parts: Vec<(String, Vec<u8>)>,
    /// References to running titles that the body's sections get: where, and the element.
    pub references: BTreeMap<(NodeId, bool, String), (Range<usize>, String)>,
}

/// What a reader sees of a section's properties.
const SECTION: [&str; 12] = [
    "pgSz/w",
    "pgSz/h",
    "pgSz/orient",
    "pgMar/top",
    "pgMar/bottom",
    "pgMar/left",
    "pgMar/right",
    "cols/num",
    "type/",
    "titlePg/",
    "pgNumType/",
    "textDirection/",
];

impl<'a, 'p> Stories<'a, 'p> {
    pub fn weave(&mut self, state: &mut State<'a, 'p>) -> Result<()> {
        let (old, new) = (side(self.old, &self.old.main), side(self.new, &self.new.main));
        let body = |part: &Part<'_>| part.tree.child(part.tree.root(), ns::w("body"));
        let new_body = body(new.part).unwrap_or(new.part.tree.root());
        // The references of sections must be known before the body is written: its plan comes first.
        let plan = Weaver::new(old, new, state).plan(body(old.part), new_body);
        let pairs = self.section_pairs(&plan);
        self.running(state, &pairs)?;
        let running = std::mem::take(&mut state.changes);
        let mut titles = std::mem::take(&mut state.passages);
        let mut weaver = Weaver::new(old, new, state);
        for (range, reference) in std::mem::take(&mut self.references).into_values() {
            weaver.edit(range, reference);
        }
        for (a, b) in &pairs {
            if let (Some(a), Some(b)) = (a.properties, b.properties) {
                let number = |document: &Document<'_>, node| {
                    document
                        .sections
                        .iter()
                        .position(|s| s.properties == Some(node))
                        .map_or(1, |at| at as u32 + 1)
                };
                if weaver.section(a, b) {
                    weaver.note_section(number(self.old, a), number(self.new, b));
                }
            }
        }
        weaver.weave(plan, new_body);
        let text = weaver.finish();
        self.keep(new.part, text)?;
        let body = state.changes.len();
        titles.iter_mut().flat_map(|title| &mut title.stretches).for_each(|stretch| {
            stretch.change = stretch.change.map(|change| change + body);
        });
        state.passages.extend(titles);
        state.changes.extend(running);
        NoteKind::ALL.into_iter().try_for_each(|kind| self.notes(state, kind))
    }

    /// The sections that correspond: those whose breaks stay, and the last ones.
    fn section_pairs(&self, plan: &Plan) -> Vec<(&'a Section, &'a Section)> {
        let by_paragraph = |document: &'a Document<'p>| -> HashMap<NodeId, &'a Section> {
            let tree = &document.main.tree;
            let holder = |node| tree.ancestors(node).find(|&a| document.main.local(a) == "p");
            document.sections.iter().filter_map(|s| Some((holder(s.properties?)?, s))).collect()
        };
        let (olds, news) = (by_paragraph(self.old), by_paragraph(self.new));
        let stay = plan.marks_that_stay().filter_map(|(a, b)| Some((*olds.get(&a)?, *news.get(&b)?)));
        let mut pairs: Vec<_> = stay.collect();
        let stays = |section: &&'a Section| {
            let parent = section.properties.and_then(|node| self.new.main.tree.parent(node));
            parent.is_some_and(|parent| self.new.main.local(parent) == "body")
        };
        let last = |document: &'a Document<'p>| {
            let section = document.sections.last()?;
            let parent = document.main.tree.parent(section.properties?)?;
            (document.main.local(parent) == "body").then_some(section)
        };
        match (last(self.old), self.new.sections.last().filter(stays)) {
            (Some(old), Some(new)) => pairs.push((old, new)),
            (None, Some(new)) => pairs.push((&NO_SECTION, new)),
            _ => {}
        }
        pairs.dedup_by_key(|(_, new)| new.properties);
        pairs
    }

    /// Keeps a part's new text, if it changed.
    fn keep(&mut self, part: &Part<'_>, text: Option<Option<String>>) -> Result<()> {
        let text = match text {
            Some(Some(text)) => text,
            Some(None) => return Err(Problem::new(&diff::REDLINE_UNSOUND).arg("part", &part.name).into()),
            None if part.resolved => part.tree.source().to_string(),
            None => return Ok(()),
        };
        self.parts.push((part.name.clone(), part.encoding.encode(&text)));
        Ok(())
    }

    /// Headers and footers, by the section and kind that use them.
    fn running(&mut self, state: &mut State<'a, 'p>, pairs: &[(&Section, &Section)]) -> Result<()> {
        let mut done: HashMap<&str, Option<&str>> = HashMap::new();
        let mut gone: HashSet<(bool, &str, &str)> = HashSet::new();
        for (a, b) in pairs {
            self.keep_inherited(pairs, b);
            for (&(footer, kind), name) in &b.running {
                let old = a.running.get(&(footer, kind)).map(String::as_str);
                match done.get(name.as_str()) {
                    None => {
                        done.insert(name, old);
                        let text = self.running_part(state, old, name)?;
                        if let Some(part) = self.new.running.get(name) {
                            self.keep(part, text)?;
                        }
                    }
                    Some(known) if *known == old || old.is_none() => {}
                    Some(_) => self.running_copy(state, (footer, kind), old, name, b)?,
                }
            }
            for (&(footer, kind), name) in &a.running {
                if !b.running.contains_key(&(footer, kind)) && gone.insert((footer, kind, name)) {
                    self.running_gone(state, footer, kind, name, b);
                }
            }
        }
        // What no section that stays uses may hold earlier changes all the same.
        for (name, part) in &self.new.running {
            if !done.contains_key(name.as_str()) {
                self.keep(part, None)?;
            }
        }
        Ok(())
    }

    /// Names what a section inherits from one whose break comes: rejected, that one is gone.
    fn keep_inherited(&mut self, pairs: &[(&Section, &Section)], section: &Section) {
        let main = &self.new.main;
        let (w, r) =
            (main.tree.prefix_for(Ns::W, main.tree.root()), main.tree.prefix_for(Ns::R, main.tree.root()));
        let (Some(w), Some(r), Some(node)) = (w, r.filter(|p| !p.is_empty()), section.properties) else {
            return;
        };
        for (&(footer, kind), from) in &section.inherited {
            let comes = !pairs.iter().any(|(_, new)| new.properties == Some(*from));
            let target = section.running.get(&(footer, kind));
            let relationship = main.relationships.iter().find(|r| Some(&r.target) == target);
            if let Some(relationship) = relationship.filter(|_| comes) {
                let element = if footer { "footerReference" } else { "headerReference" };
                let reference = format!("<{w}{element} {w}type=\"{kind}\" {r}id=\"{}\"/>", relationship.id);
                self.replace_reference(node, footer, kind, reference);
            }
        }
    }

    fn running_part(
        &mut self,
        state: &mut State<'a, 'p>,
        old: Option<&str>,
        new: &str,
    ) -> Result<Option<Option<String>>> {
        let Some(part) = self.new.running.get(new) else { return Ok(None) };
        let before = old.and_then(|name| self.old.running.get(name));
        let source = side(self.old, before.unwrap_or(&self.old.main));
        let mut weaver = Weaver::new(source, side(self.new, part), state);
        weaver.container(before.map(|part| part.tree.root()), part.tree.root());
        Ok(weaver.finish())
    }

    /// One new running title that was two old ones: a copy of it stands for the second.
    fn running_copy(
        &mut self,
        state: &mut State<'a, 'p>,
        (footer, kind): (bool, &'static str),
        old: Option<&str>,
        new: &str,
        section: &Section,
    ) -> Result<()> {
        let (Some(part), Some(properties)) = (self.new.running.get(new), section.properties) else {
            return Ok(());
        };
        let Some(Some(text)) = self.running_part(state, old, new)? else { return Ok(()) };
        let raw = raw_relationships(self.new.package, &self.new.main.name);
        let Some(relationship) = raw.values().find(|r| r.target == new) else { return Ok(()) };
        // The copy refers to what the title refers to.
        let fresh = state.imports.copy_of_new(new, part.encoding.encode(&text));
        let reference = self.reference(state, &relationship.kind, &fresh, footer, kind);
        self.replace_reference(properties, footer, kind, reference);
        Ok(())
    }

    fn reference(
        &self,
        state: &mut State<'a, 'p>,
        relation: &str,
        part: &str,
        footer: bool,
        kind: &str,
    ) -> String {
        let id = state.imports.relate(&self.new.main.name, relation, part, false);
        let tree = &self.new.main.tree;
        let w = tree.prefix_for(Ns::W, tree.root()).unwrap_or_else(|| "w:".into());
        let element = if footer { "footerReference" } else { "headerReference" };
        let (declared, r) = match tree.prefix_for(Ns::R, tree.root()).filter(|p| !p.is_empty()) {
            Some(prefix) => (String::new(), prefix),
            None => (
                " xmlns:rOld=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"".into(),
                "rOld:".into(),
            ),
        };
        format!("<{w}{element}{declared} {w}type=\"{kind}\" {r}id=\"{id}\"/>")
    }

    /// Puts a reference in place of the section's own of that kind, or adds it.
    fn replace_reference(&mut self, section: NodeId, footer: bool, kind: &str, reference: String) {
        let part = &self.new.main;
        let element = if footer { "footerReference" } else { "headerReference" };
        let own = part.tree.children(section).find(|&c| {
            let of = part.tree.attribute(c, ns::w("type"));
            part.local(c) == element && of.as_deref().unwrap_or("default") == kind
        });
        let start = part.tree.start_tag(section).end;
        let range = own.map_or(start..start, |own| part.tree.range(own));
        self.references.insert((section, footer, kind.to_string()), (range, reference));
    }

    /// A running title that only the old document has: it stands in a part of its own, all deleted.
    fn running_gone(
        &mut self,
        state: &mut State<'a, 'p>,
        footer: bool,
        kind: &str,
        name: &str,
        section: &Section,
    ) {
        let (Some(part), Some(properties)) = (self.old.running.get(name), section.properties) else { return };
        let fresh = state.imports.free_name(name);
        let mut weaver = Weaver::new(side(self.old, part), side(self.new, part), state);
        weaver.carrier.to.clone_from(&fresh);
        let mut text =
            part.tree.source().get(..part.tree.start_tag(part.tree.root()).end).unwrap_or("").to_string();
        weaver.old_content(part.tree.root(), &mut text);
        let paragraphs: Vec<NodeId> =
            part.tree.children(part.tree.root()).filter(|&n| part.local(n) == "p").collect();
        for paragraph in paragraphs {
            weaver.note_gone(paragraph);
        }
        text.push_str(part.tree.source().get(part.tree.end_tag(part.tree.root())).unwrap_or(""));
        let content_type = self.old.package.content_type(name).map(str::to_string);
        let raw = raw_relationships(self.old.package, &self.old.main.name);
        let Some(relationship) = raw.values().find(|r| r.target == name) else { return };
        state.imports.add_part(&fresh, part.encoding.encode(&text), content_type.as_deref());
        let reference = self.reference(state, &relationship.kind, &fresh, footer, kind);
        self.replace_reference(properties, footer, kind, reference);
    }

    /// Notes and comments, matched by their references.
    fn notes(&mut self, state: &mut State<'a, 'p>, kind: NoteKind) -> Result<()> {
        let carried = state.imports.notes.get(&kind).cloned().unwrap_or_default();
        let Some(new) = self.new.notes.get(&kind) else {
            if !carried.is_empty() {
                self.notes_gone(state, kind, &carried);
            }
            return Ok(());
        };
        let Some(old) = self.old.notes.get(&kind) else { return self.keep(&new.part, None) };
        let pairs: Vec<_> = state.note_pairs.iter().filter(|pair| pair.0 == kind).cloned().collect();
        let mut weaver = Weaver::new(side(self.old, &old.part), side(self.new, &new.part), state);
        let mut done = HashSet::new();
        for (_, a, b) in pairs {
            if let (Some((a, _)), Some((b, _))) = (old.by_id.get(&a), new.by_id.get(&b))
                && done.insert(*b)
            {
                weaver.container(Some(*a), *b);
            }
        }
        let end = new.part.tree.end_tag(new.part.tree.root()).start;
        for (id, fresh) in carried {
            if let Some((note, _)) = old.by_id.get(&id) {
                let text = weaver.carried_note(*note, &fresh);
                weaver.edit(end..end, text);
            }
        }
        let text = weaver.finish();
        self.keep(&new.part, text)
    }

    /// Notes of a kind that only the old document has: its part comes over with those that are in use.
    fn notes_gone(&mut self, state: &mut State<'a, 'p>, kind: NoteKind, carried: &[(String, String)]) {
        let Some(old) = self.old.notes.get(&kind) else { return };
        let Some(target) = related(self.old.package, &self.old.main, kind.part()) else { return };
        let raw = raw_relationships(self.old.package, &self.old.main.name);
        let Some(relationship) = raw.values().find(|r| r.target == target) else { return };
        let fresh = state.imports.free_name(&target);
        let tree = &old.part.tree;
        let mut weaver = Weaver::new(side(self.old, &old.part), side(self.new, &old.part), state);
        weaver.carrier.to.clone_from(&fresh);
        let mut text = tree.source().get(..tree.start_tag(tree.root()).end).unwrap_or("").to_string();
        for note in tree.children(tree.root()).filter(|&n| tree.attribute(n, ns::w("type")).is_some()) {
            text.push_str(tree.raw(note));
        }
        for (id, fresh) in carried {
            if let Some((note, _)) = old.by_id.get(id) {
                text.push_str(&weaver.carried_note(*note, fresh));
            }
        }
        text.push_str(tree.source().get(tree.end_tag(tree.root())).unwrap_or(""));
        state.imports.relate(&self.new.main.name, &relationship.kind, &fresh, false);
        let content_type = self.old.package.content_type(&target).map(str::to_string);
        state.imports.add_part(&fresh, old.part.encoding.encode(&text), content_type.as_deref());
    }
}

impl Weaver<'_, '_, '_> {
    /// A note of the old document under a fresh id.
    fn carried_note(&mut self, note: NodeId, fresh: &str) -> String {
        self.carrier.keep_within(note, &mut self.state.imports);
        let tree = &self.old.part.tree;
        let text = self.carrier.element(note, Text::Plain, &mut self.state.imports);
        let name = tree.prefix(note).to_string();
        let old = format!("{name}id=\"{}\"", tree.attribute(note, ns::w("id")).unwrap_or_default());
        text.replacen(&old, &format!("{name}id=\"{fresh}\""), 1)
    }

    /// Tells what a section's properties were, where they differ; `true` if they do.
    fn section(&mut self, old: NodeId, new: NodeId) -> bool {
        let read = |side: Side<'_, '_>, node| {
            let mut all = properties(&side.part.tree, node);
            all.retain(|name, _| SECTION.iter().any(|known| name.starts_with(known)));
            all
        };
        if !self.state.formatting || read(self.old, old) == read(self.new, new) {
            return false;
        }
        let w = self.w.clone();
        let attributes = self.state.stamp.attributes(&w);
        let mut inner = String::new();
        for child in self.old.part.tree.children(old).filter(|&c| !self.old.part.tree.is_text(c)) {
            if !matches!(self.old.part.local(child), "headerReference" | "footerReference" | "sectPrChange") {
                inner.push_str(&self.carrier.element(child, Text::Plain, &mut self.state.imports));
            }
        }
        let change = format!("<{w}sectPrChange{attributes}><{w}sectPr>{inner}</{w}sectPr></{w}sectPrChange>");
        let tree = &self.new.part.tree;
        let end = tree.end_tag(new);
        if !end.is_empty() {
            self.edit(end.start..end.start, change);
        }
        !end.is_empty()
    }
}

fn side<'a, 'p>(document: &'a Document<'p>, part: &'a Part<'p>) -> Side<'a, 'p> {
    Side { document, part }
}
