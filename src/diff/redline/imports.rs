//! What the redline takes over from the old document: styles, lists, media, notes.

use super::document::{Document, NoteKind, RawRelationship, raw_relationships};
use crate::package::{CONTENT_TYPES, relationships_part};
use crate::xml::{Edits, Tree, escape_attribute, ns};
use std::collections::{BTreeMap, HashMap, HashSet};

const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
const STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships/";

/// A part that is new in the package: its bytes and its content type.
pub(super) struct NewPart {
    pub bytes: Vec<u8>,
    content_type: Option<String>,
}

/// The parts and relationships that are added to the new document's package.
pub(super) struct Imports<'a, 'p> {
    pub old: &'a Document<'p>,
    pub new: &'a Document<'p>,
    /// Relationships added to a part: id, type, target, whether external.
    relationships: BTreeMap<String, Vec<(String, RawRelationship)>>,
    taken: HashMap<String, HashSet<String>>,
    known: HashMap<(String, String, String), Option<String>>,
    raw: HashMap<String, HashMap<String, RawRelationship>>,
    pub(super) parts: BTreeMap<String, NewPart>,
    copies: HashMap<String, String>,
    /// Old style id → new one.
    pub(super) styles: HashMap<String, String>,
    /// Styles that only the old document has, with the id that they get.
    pub(super) new_styles: Vec<(String, String)>,
    /// Old list → new one.
    pub(super) lists: HashMap<String, String>,
    pub(super) new_lists: Vec<(String, String)>,
    /// Old notes: id → id in the new part, in the order in which they are taken over.
    pub notes: BTreeMap<NoteKind, Vec<(String, String)>>,
    bookmarks: HashSet<String>,
    shape_types: HashSet<(String, String)>,
    next_id: u32,
}

impl<'a, 'p> Imports<'a, 'p> {
    pub fn new(old: &'a Document<'p>, new: &'a Document<'p>) -> Self {
        let mut imports = Imports {
            old,
            new,
            relationships: BTreeMap::new(),
            taken: HashMap::new(),
            known: HashMap::new(),
            raw: HashMap::new(),
            parts: BTreeMap::new(),
            copies: HashMap::new(),
            styles: HashMap::new(),
            new_styles: Vec::new(),
            lists: HashMap::new(),
            new_lists: Vec::new(),
            notes: BTreeMap::new(),
            bookmarks: bookmarks(new),
            shape_types: HashSet::new(),
            next_id: 1,
        };
        imports.map_styles();
        imports
    }

    /// Whether both documents have the same styles and lists.
    pub fn same_formats(&self) -> bool {
        self.old.formats.fingerprint == self.new.formats.fingerprint
    }

    fn map_styles(&mut self) {
        if self.same_formats() {
            return;
        }
        let new = &self.new.formats;
        let mut by_name: HashMap<(&str, &str), &str> = HashMap::new();
        for style in &new.styles {
            by_name.entry((&style.kind, &style.name)).or_insert(&style.id);
        }
        let mut ids: HashSet<String> = new.styles.iter().map(|s| s.id.to_lowercase()).collect();
        for style in &self.old.formats.styles {
            if let Some(id) = by_name.get(&(style.kind.as_str(), style.name.as_str())) {
                self.styles.insert(style.id.clone(), (*id).to_string());
                continue;
            }
            let mut id = style.id.clone();
            while !ids.insert(id.to_lowercase()) {
                id.push_str("Old");
            }
            self.styles.insert(style.id.clone(), id.clone());
            self.new_styles.push((style.id.clone(), id));
        }
    }

    /// The new document's id for an old style.
    pub fn style(&self, old: &str) -> Option<&str> {
        self.styles.get(old).map(String::as_str)
    }

    /// Records that a list of the old document is a list of the new one.
    pub fn same_list(&mut self, old: &(String, String), new: &(String, String)) {
        if self.same_formats() || self.lists.contains_key(&old.0) {
            return;
        }
        if self.old.formats.numbering.key(&old.0, &old.1) == self.new.formats.numbering.key(&new.0, &new.1) {
            self.lists.insert(old.0.clone(), new.0.clone());
        }
    }

    /// The new document's id for an old list; the list is taken over where it has none.
    pub fn list(&mut self, old: &str) -> Option<String> {
        if self.same_formats() || old == "0" || !self.old.formats.numbering.instances.contains_key(old) {
            return None;
        }
        if let Some(known) = self.lists.get(old) {
            return Some(known.clone());
        }
        let highest =
            self.new.formats.numbering.instances.keys().filter_map(|id| id.parse::<u32>().ok()).max();
        let id = (highest.unwrap_or(0) + 1 + self.new_lists.len() as u32).to_string();
        self.lists.insert(old.to_string(), id.clone());
        self.new_lists.push((old.to_string(), id.clone()));
        Some(id)
    }

    /// The id under which an old note stands in the new part; it is taken over once.
    pub fn note(&mut self, kind: NoteKind, old: &str) -> Option<String> {
        let notes = self.old.notes.get(&kind)?;
        notes.by_id.get(old)?;
        if let Some((_, id)) = self.notes.get(&kind).and_then(|list| list.iter().find(|(o, _)| o == old)) {
            return Some(id.clone());
        }
        let numbers = |document: &Document<'_>| {
            let ids = document
                .notes
                .get(&kind)
                .map(|n| n.by_id.keys().filter_map(|id| id.parse::<i64>().ok()).max());
            ids.flatten().unwrap_or(0)
        };
        let list = self.notes.entry(kind).or_default();
        let id = (numbers(self.new).max(numbers(self.old)) + 1 + list.len() as i64).to_string();
        list.push((old.to_string(), id.clone()));
        Some(id)
    }

    /// The id that an old relationship gets in a part of the new document.
    pub fn relationship(&mut self, new_part: &str, old_part: &str, id: &str) -> Option<String> {
        let key = (new_part.to_string(), old_part.to_string(), id.to_string());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let raw = self.raw_of(old_part).get(id).cloned();
        let mapped = raw.map(|r| self.add_relationship(new_part, r));
        self.known.insert(key, mapped.clone());
        mapped
    }

    fn raw_of(&mut self, old_part: &str) -> &HashMap<String, RawRelationship> {
        let package = self.old.package;
        self.raw.entry(old_part.to_string()).or_insert_with(|| raw_relationships(package, old_part))
    }

    fn add_relationship(&mut self, new_part: &str, raw: RawRelationship) -> String {
        let target = if raw.external { raw.target } else { self.copy_part(&raw.target) };
        self.relate(new_part, &raw.kind, &target, raw.external)
    }

    /// Adds a relationship to a part of the new document.
    pub fn relate(&mut self, new_part: &str, kind: &str, target: &str, external: bool) -> String {
        let package = self.new.package;
        let taken = self.taken.entry(new_part.to_string()).or_insert_with(|| {
            package.relationships(new_part).unwrap_or_default().into_iter().map(|r| r.id).collect()
        });
        let mut number = 1;
        while !taken.insert(format!("rIdOld{number}")) {
            number += 1;
        }
        let id = format!("rIdOld{number}");
        // A relationship's type is spelt as the new document spells it.
        let strict = super::document::is_strict(&self.new.main.tree);
        let base = if strict { STRICT } else { TRANSITIONAL };
        let kind = match kind.strip_prefix(STRICT).or_else(|| kind.strip_prefix(TRANSITIONAL)) {
            Some(last) => format!("{base}{last}"),
            None => kind.to_string(),
        };
        let added = RawRelationship { kind, target: target.to_string(), external };
        self.relationships.entry(new_part.to_string()).or_default().push((id.clone(), added));
        id
    }

    /// Takes a part over, with what it refers to; one that the new package holds alike is shared.
    pub(super) fn copy_part(&mut self, part: &str) -> String {
        if let Some(known) = self.copies.get(part) {
            return known.clone();
        }
        let (old, new) = (self.old.package, self.new.package);
        let Some(bytes) = self.old.resolved(part).or_else(|| old.read(part).ok()) else {
            return part.to_string();
        };
        let related = raw_relationships(old, part);
        if related.is_empty() && new.contains(part) && new.read(part).is_ok_and(|b| b == bytes) {
            self.copies.insert(part.to_string(), part.to_string());
            return part.to_string();
        }
        let name = self.free_name(part);
        self.copies.insert(part.to_string(), name.clone());
        self.parts.insert(
            name.clone(),
            NewPart { bytes, content_type: old.content_type(part).map(str::to_string) },
        );
        let mut list: Vec<_> = related.into_iter().collect();
        list.sort_by(|a, b| a.0.cmp(&b.0));
        for (id, mut raw) in list {
            if !raw.external {
                raw.target = self.copy_part(&raw.target);
            }
            self.relationships.entry(name.clone()).or_default().push((id, raw));
        }
        name
    }

    /// A copy of one of the new package's parts with other content, and with the same relationships.
    pub fn copy_of_new(&mut self, part: &str, bytes: Vec<u8>) -> String {
        let name = self.free_name(part);
        let content_type = self.new.package.content_type(part).map(str::to_string);
        self.parts.insert(name.clone(), NewPart { bytes, content_type });
        let mut list: Vec<_> = raw_relationships(self.new.package, part).into_iter().collect();
        list.extend(self.relationships.get(part).cloned().unwrap_or_default());
        list.sort_by(|a, b| a.0.cmp(&b.0));
        if !list.is_empty() {
            self.relationships.insert(name.clone(), list);
        }
        name
    }

    /// A name that no part has yet, beside a part's own.
    pub fn free_name(&self, part: &str) -> String {
        let (stem, extension) = part.rsplit_once('.').unwrap_or((part, "bin"));
        let free = |name: &String| !self.new.package.contains(name) && !self.parts.contains_key(name);
        let first = part.to_string();
        if free(&first) {
            return first;
        }
        (1..).map(|n| format!("{stem}_old{n}.{extension}")).find(free).unwrap_or(first)
    }

    /// Adds a part.
    pub fn add_part(&mut self, name: &str, bytes: Vec<u8>, content_type: Option<&str>) {
        self.parts
            .insert(name.to_string(), NewPart { bytes, content_type: content_type.map(str::to_string) });
    }

    /// Whether a definition of VML shapes comes into a part for the first time.
    pub fn first_shape_type(&mut self, part: &str, id: &str) -> bool {
        self.shape_types.insert((part.to_string(), id.to_string()))
    }

    /// Takes a bookmark's name, unless it is taken already.
    pub fn free_bookmark(&mut self, name: &str) -> bool {
        self.bookmarks.insert(name.to_lowercase())
    }

    /// A number for ids that must be unique and mean nothing else.
    pub fn fresh(&mut self) -> u32 {
        self.next_id += 1;
        1_900_000_000 + self.next_id
    }

    /// The parts of the package that change or come, beside the stories.
    pub fn finish(mut self) -> Vec<(String, Vec<u8>)> {
        let mut changes = Vec::new();
        changes.extend(self.styles_part());
        changes.extend(self.numbering_part());
        let parts = std::mem::take(&mut self.parts);
        changes.extend(self.content_types(&parts));
        let relationships = std::mem::take(&mut self.relationships);
        for (part, added) in relationships {
            changes.extend(self.relationships_of(&part, &added));
        }
        changes.extend(parts.into_iter().map(|(name, part)| (name, part.bytes)));
        changes
    }

    fn content_types(&self, parts: &BTreeMap<String, NewPart>) -> Option<(String, Vec<u8>)> {
        let typed = parts.iter().filter_map(|(name, part)| Some((name, part.content_type.as_deref()?)));
        let mut added = String::new();
        for (name, content_type) in typed {
            added.push_str("<Override PartName=\"/");
            escape_attribute(name, &mut added);
            added.push_str("\" ContentType=\"");
            escape_attribute(content_type, &mut added);
            added.push_str("\"/>");
        }
        (!added.is_empty()).then(|| self.appended(CONTENT_TYPES, &added)).flatten()
    }

    /// A part of the new package with elements added at the end of its root.
    fn appended(&self, part: &str, added: &str) -> Option<(String, Vec<u8>)> {
        let (tree, encoding) = self.new.package.tree(part).ok()?;
        let prefix = tree.prefix(tree.root()).to_string();
        let added = if prefix.is_empty() {
            added.to_string()
        } else {
            added.replace('<', &format!("<{prefix}")).replace(&format!("<{prefix}/"), &format!("</{prefix}"))
        };
        let text = append(&tree, &added)?;
        Some((part.to_string(), encoding.encode(&text)))
    }

    fn relationships_of(&self, part: &str, added: &[(String, RawRelationship)]) -> Option<(String, Vec<u8>)> {
        let mut text = String::new();
        for (id, raw) in added {
            text.push_str(&format!("<Relationship Id=\"{id}\" Type=\""));
            escape_attribute(&raw.kind, &mut text);
            text.push_str("\" Target=\"");
            escape_attribute(
                &if raw.external { raw.target.clone() } else { format!("/{}", raw.target) },
                &mut text,
            );
            text.push_str(if raw.external { "\" TargetMode=\"External\"/>" } else { "\"/>" });
        }
        let name = relationships_part(part);
        if self.new.package.contains(&name) {
            return self.appended(&name, &text);
        }
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
        Some((name, format!("{head}{text}</Relationships>").into_bytes()))
    }
}

/// The names of a document's bookmarks.
fn bookmarks(document: &Document<'_>) -> HashSet<String> {
    let parts = std::iter::once(&document.main).chain(document.running.values());
    let parts = parts.chain(document.notes.values().map(|notes| &notes.part));
    let mut names = HashSet::new();
    for part in parts {
        let starts = part.tree.descendants(part.tree.root()).filter(|&n| part.local(n) == "bookmarkStart");
        names.extend(
            starts.filter_map(|n| part.tree.attribute(n, ns::w("name"))).map(|name| name.to_lowercase()),
        );
    }
    names
}

/// A part with elements added at the end of its root.
pub(super) fn append(tree: &Tree<'_>, added: &str) -> Option<String> {
    let mut edits = Edits::new();
    let end = tree.end_tag(tree.root());
    if end.is_empty() {
        let tag = tree.start_tag(tree.root());
        let name = tree.raw_name(tree.root());
        edits.replace(tag.end - 2..tag.end, format!(">{added}</{name}>"));
    } else {
        edits.insert(end.start, added);
    }
    edits.apply(tree.source())
}
