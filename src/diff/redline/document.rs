//! A document as comparing reads it: its stories with earlier changes taken or refused.

use super::format::Formats;
use crate::diff::tokens::{Hash, hash};
use crate::error::{DocPlace, HeaderKind, Result, Story};
use crate::package::{Package, Relationship, relationships_part};
use crate::wml::track::{self, View};
use crate::xml::{NodeId, Ns, Tree, decode, ns};
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};

/// How the stories of a document are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    /// What earlier changes mean.
    pub view: View,
    /// Whether its namespaces are to be spelt as in Strict documents; as they are where absent.
    pub strict: Option<bool>,
}

/// Namespaces that Strict documents spell otherwise: the middle of `http://purl.oclc.org/ooxml/A/B` and of
/// `http://schemas.openxmlformats.org/A/2006/B`.
const RESPELT: [(&str, &str); 9] = [
    ("wordprocessingml", "main"),
    ("officeDocument", "relationships"),
    ("officeDocument", "math"),
    ("drawingml", "main"),
    ("drawingml", "wordprocessingDrawing"),
    ("drawingml", "picture"),
    ("drawingml", "chart"),
    ("drawingml", "chartDrawing"),
    ("drawingml", "diagram"),
];

/// Whether a part is spelt as in Strict documents.
pub(super) fn is_strict(tree: &Tree<'_>) -> bool {
    tree.source().get(tree.start_tag(tree.root())).is_some_and(|tag| tag.contains("purl.oclc.org/ooxml/"))
}

/// A part in the other spelling.
fn respelt(source: &str, strict: bool) -> String {
    RESPELT.iter().fold(source.to_string(), |text, (a, b)| {
        let purl = format!("\"http://purl.oclc.org/ooxml/{a}/{b}\"");
        let plain = format!("\"http://schemas.openxmlformats.org/{a}/2006/{b}\"");
        if strict { text.replace(&plain, &purl) } else { text.replace(&purl, &plain) }
    })
}

/// A part with a story in it.
pub(super) struct Part<'p> {
    pub name: String,
    pub tree: Tree<'p>,
    pub encoding: crate::xml::Encoding,
    pub relationships: Vec<Relationship>,
    /// Whether earlier changes were taken or refused, so that the source is no longer the package's.
    pub resolved: bool,
    places: OnceCell<HashMap<NodeId, DocPlace>>,
    place: DocPlace,
}

impl<'p> Part<'p> {
    fn read(package: &'p Package, name: &str, place: DocPlace, reading: Reading) -> Result<Self> {
        let (mut tree, encoding) = package.tree(name)?;
        let resolved = track::has_changes(&tree);
        let again = |text: String| Tree::parse_within(name, text, package.limits().max_xml_depth);
        if resolved {
            tree = again(track::resolve(&tree, reading.view))?;
        }
        if let Some(strict) = reading.strict.filter(|&strict| strict != is_strict(&tree)) {
            tree = again(respelt(tree.source(), strict))?;
        }
        let relationships = package.relationships(name)?;
        Ok(Part {
            name: name.to_string(),
            tree,
            encoding,
            relationships,
            resolved,
            places: OnceCell::new(),
            place,
        })
    }

    /// Where a reader finds a paragraph.
    pub fn place(&self, paragraph: NodeId) -> DocPlace {
        let places = self.places.get_or_init(|| {
            crate::wml::paragraphs(&self.tree, &self.place).into_iter().map(|p| (p.node, p.place)).collect()
        });
        places.get(&paragraph).cloned().unwrap_or_else(|| self.place.clone())
    }

    pub fn local(&self, node: NodeId) -> &str {
        let name = self.tree.name(node);
        if name.ns == Ns::W { name.local } else { "" }
    }

    pub fn value(&self, node: Option<NodeId>, child: &str) -> Option<String> {
        let child = self.tree.child(node?, ns::w(child))?;
        self.tree.attribute(child, ns::w("val")).map(|v| v.into_owned())
    }
}

/// The kinds of notes that stand in parts of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum NoteKind {
    Footnote,
    Endnote,
    Comment,
}

impl NoteKind {
    pub const ALL: [NoteKind; 3] = [NoteKind::Footnote, NoteKind::Endnote, NoteKind::Comment];

    /// The element of one note.
    pub fn element(self) -> &'static str {
        match self {
            NoteKind::Footnote => "footnote",
            NoteKind::Endnote => "endnote",
            NoteKind::Comment => "comment",
        }
    }

    /// The element in a run that refers to a note.
    pub fn reference(self) -> &'static str {
        match self {
            NoteKind::Footnote => "footnoteReference",
            NoteKind::Endnote => "endnoteReference",
            NoteKind::Comment => "commentReference",
        }
    }

    /// The relationship's kind, and the part's root.
    pub fn part(self) -> &'static str {
        match self {
            NoteKind::Footnote => "footnotes",
            NoteKind::Endnote => "endnotes",
            NoteKind::Comment => "comments",
        }
    }

    fn story(self) -> Story {
        match self {
            NoteKind::Footnote => Story::Footnote,
            NoteKind::Endnote => Story::Endnote,
            NoteKind::Comment => Story::Comment,
        }
    }

    pub fn of_reference(local: &str) -> Option<Self> {
        NoteKind::ALL.into_iter().find(|kind| kind.reference() == local)
    }
}

/// The notes of one kind: their part, and each note's element and the hash of its text.
pub(super) struct Notes<'p> {
    pub part: Part<'p>,
    pub by_id: HashMap<String, (NodeId, u64)>,
}

/// A section of the body: its properties, and the running titles that are in force.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    pub properties: Option<NodeId>,
    /// Header (`false`) or footer, kind → part.
    pub running: BTreeMap<(bool, &'static str), String>,
    /// Those that an earlier section names: the properties of that section.
    pub inherited: BTreeMap<(bool, &'static str), NodeId>,
}

/// A document, read for comparing.
pub(super) struct Document<'p> {
    pub package: &'p Package,
    pub main: Part<'p>,
    pub notes: BTreeMap<NoteKind, Notes<'p>>,
    pub running: BTreeMap<String, Part<'p>>,
    pub sections: Vec<Section>,
    pub formats: Formats,
    /// The hashes of notes' texts that the other document has, too.
    pub shared_notes: HashSet<(NoteKind, u64)>,
    media: RefCell<HashMap<String, u64>>,
}

impl<'p> Document<'p> {
    /// Reads the stories of a package.
    pub fn read(package: &'p Package, reading: Reading) -> Result<Self> {
        let main = Part::read(package, package.main_part(), DocPlace::story(Story::Body), reading)?;
        let mut notes = BTreeMap::new();
        for kind in NoteKind::ALL {
            if let Some(name) = related(package, &main, kind.part()) {
                let part = Part::read(package, &name, DocPlace::story(kind.story()), reading)?;
                notes.insert(kind, Notes { by_id: notes_by_id(&part, kind), part });
            }
        }
        let (sections, used) = sections(package, &main);
        let mut running = BTreeMap::new();
        for (name, place) in used {
            if !running.contains_key(&name) {
                running.insert(name.clone(), Part::read(package, &name, place, reading)?);
            }
        }
        let formats = Formats::read(package, &main.relationships)?;
        let (shared_notes, media) = (HashSet::new(), RefCell::default());
        Ok(Document { package, main, notes, running, sections, formats, shared_notes, media })
    }

    /// A story's part as it is read, where earlier changes were taken or refused in it.
    pub fn resolved(&self, name: &str) -> Option<Vec<u8>> {
        let part = self.running.get(name).filter(|part| part.resolved)?;
        Some(part.encoding.encode(part.tree.source()))
    }

    /// The hash of a part's bytes (of an XML part: of its text), by which media are compared.
    pub fn media(&self, part: &str) -> u64 {
        if let Some(&known) = self.media.borrow().get(part) {
            return known;
        }
        let value = match self.package.bytes(part) {
            Some(bytes) => text_of_xml(part, bytes),
            None => self.package.read(part).map_or(0, |bytes| hash(&bytes)),
        };
        self.media.borrow_mut().insert(part.to_string(), value);
        value
    }
}

fn text_of_xml(part: &str, bytes: &[u8]) -> u64 {
    let tree = decode(part, bytes).and_then(|decoded| Tree::parse(part, decoded.text));
    tree.map_or_else(|_| hash(bytes), |tree| hash(tree.string(tree.root()).as_bytes()))
}

/// The target of a part's first relationship of a kind, if it is an XML part.
pub(super) fn related(package: &Package, part: &Part<'_>, kind: &str) -> Option<String> {
    let found = part.relationships.iter().find(|r| r.kind == kind && !r.external)?;
    package.bytes(&found.target).map(|_| found.target.clone())
}

fn notes_by_id(part: &Part<'_>, kind: NoteKind) -> HashMap<String, (NodeId, u64)> {
    let tree = &part.tree;
    let notes = tree.children(tree.root()).filter(|&n| tree.is(n, ns::w(kind.element())));
    notes
        .filter_map(|note| {
            let id = tree.attribute(note, ns::w("id"))?.into_owned();
            Some((id, (note, hash(tree.string(note).as_bytes()))))
        })
        .collect()
}

/// The sections of a body, and the parts of headers and footers with the place that uses each first.
fn sections(package: &Package, main: &Part<'_>) -> (Vec<Section>, Vec<(String, DocPlace)>) {
    let tree = &main.tree;
    let (mut sections, mut used): (Vec<Section>, Vec<(String, DocPlace)>) = (Vec::new(), Vec::new());
    for node in tree.descendants(tree.root()).filter(|&n| tree.is(n, ns::w("sectPr"))) {
        let mut section = Section { properties: Some(node), ..sections.last().cloned().unwrap_or_default() };
        let before = sections.last().and_then(|s| s.properties);
        for key in section.running.keys() {
            if let Some(before) = before {
                section.inherited.entry(*key).or_insert(before);
            }
        }
        let number = sections.len() as u32 + 1;
        for child in tree.children(node) {
            let footer = match main.local(child) {
                "headerReference" => false,
                "footerReference" => true,
                _ => continue,
            };
            let kind = kind_of(tree.attribute(child, ns::w("type")).as_deref());
            let id = tree.attribute(child, ns::r("id"));
            let target =
                main.relationships.iter().find(|r| id.as_deref() == Some(r.id.as_str()) && !r.external);
            let Some(target) = target.filter(|t| package.bytes(&t.target).is_some()) else { continue };
            section.running.insert((footer, kind.as_str()), target.target.clone());
            section.inherited.remove(&(footer, kind.as_str()));
            let story = if footer { Story::Footer } else { Story::Header };
            let place = DocPlace { section: Some(number), kind: Some(kind), ..DocPlace::story(story) };
            used.push((target.target.clone(), place));
        }
        sections.push(section);
    }
    (sections, used)
}

fn kind_of(word: Option<&str>) -> HeaderKind {
    match word {
        Some("first") => HeaderKind::First,
        Some("even") => HeaderKind::Even,
        _ => HeaderKind::Default,
    }
}

/// A relationship with its type written out.
#[derive(Clone, Debug)]
pub(super) struct RawRelationship {
    pub kind: String,
    pub target: String,
    pub external: bool,
}

/// The relationships of a part as they are written, by id.
pub(super) fn raw_relationships(package: &Package, part: &str) -> HashMap<String, RawRelationship> {
    let resolved = package.relationships(part).unwrap_or_default();
    let Ok((tree, _)) = package.tree(&relationships_part(part)) else { return HashMap::new() };
    let kind_of = |id: &str| {
        let mut nodes = tree.children(tree.root());
        let node = nodes.find(|&n| tree.attribute(n, ns::none("Id")).as_deref() == Some(id))?;
        tree.attribute(node, ns::none("Type")).map(|t| t.into_owned())
    };
    let one = |r: Relationship| {
        let kind = kind_of(&r.id)?;
        Some((r.id, RawRelationship { kind, target: r.target, external: r.external }))
    };
    resolved.into_iter().filter_map(one).collect()
}

/// Marks the notes whose texts both documents have.
pub(super) fn share_notes(old: &mut Document<'_>, new: &mut Document<'_>) {
    let texts = |document: &Document<'_>| -> HashSet<(NoteKind, u64)> {
        let all = document
            .notes
            .iter()
            .flat_map(|(kind, notes)| notes.by_id.values().map(|(_, text)| (*kind, *text)));
        all.collect()
    };
    let shared: HashSet<(NoteKind, u64)> = texts(old).intersection(&texts(new)).copied().collect();
    old.shared_notes.clone_from(&shared);
    new.shared_notes = shared;
}

/// The hash of some values.
pub(super) fn mix(values: &[u64]) -> u64 {
    let mut hash = Hash::default();
    values.iter().for_each(|&value| hash.add(value));
    hash.0
}
