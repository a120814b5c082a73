//! From a package to a compiled template.

use super::emit::{Emitter, Flavor, NoteIndex, NoteStream, Shared, Sink};
use super::engine::{self, Setup};
use super::expr::{self, Info};
use super::lexer::Level;
use super::operand;
use super::part::{Names, Part, Raw};
use super::scope::{Scopes, is_block_tag, level_of};
use super::tag::{Block, Matched, Special, Tag, What, match_blocks};
use super::writer::{IdKind, LinkForm, Mark, Tables, Target};
use crate::error::{DocPlace, Place, Problem, Result, Severity, Story, catalogue::template as t};
use crate::package::{CONTENT_TYPES, Package, relationships_part};
use crate::wml;
use crate::xml::{Edits, Encoding, NodeId, Ns, Tree, ns};
use minijinja::{Environment, ErrorKind, UndefinedBehavior};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// The name of the one template in an environment.
pub(super) const DOCUMENT: &str = "document";

/// A source for the engine: its tags' places, and what the writer must know.
pub(super) struct Source {
    pub text: String,
    pub spans: Vec<(Range<usize>, usize)>,
    pub tables: Tables,
}

/// A template, ready to render.
pub(super) struct Compiled {
    pub package: Package,
    pub setups: Vec<Setup>,
    pub tags: Vec<Tag>,
    pub infos: Arc<[Info]>,
    pub blocks: Vec<Matched>,
    pub warnings: Vec<Problem>,
    /// It holds a table of contents or page references.
    pub stale_fields: bool,
    /// Parts that are rewritten without being rendered: a template's content types.
    pub rewritten: Vec<(String, Vec<u8>)>,
    parts: Vec<Part>,
    placed: Vec<Placed>,
    pub fast: Source,
    pub strict: Environment<'static>,
    mark: OnceLock<Source>,
}

/// The scopes of a part, without their borrow of it.
struct Placed {
    positions: Vec<Option<super::scope::Position>>,
    markup: HashMap<usize, Level>,
    captured: Vec<Range<usize>>,
    blocks: Vec<Matched>,
}

impl Compiled {
    pub(super) fn new(package: Package, setups: &[Setup]) -> Result<Self> {
        let strict = engine::environment(setups, UndefinedBehavior::SemiStrict);
        let mut problems = Vec::new();
        let parts = read_parts(&package, &strict, &mut problems)?;
        let (warnings, mut problems): (Vec<_>, Vec<_>) =
            problems.into_iter().partition(|p| p.get_severity() < Severity::Error);
        let all: Vec<&[Tag]> = parts.iter().map(|part| part.tags.as_slice()).collect();
        let blocks = match_blocks(&all, &mut problems);
        for part in &parts {
            match_extras(part, &mut problems);
        }
        let mut infos: Vec<Vec<Info>> =
            parts.iter().map(|part| all_tags(part).map(expr::analyse).collect()).collect();
        let macros: BTreeSet<String> = infos.iter().flatten().filter_map(|i| i.defines.clone()).collect();
        for info in infos.iter_mut().flatten() {
            let called = |name: &String| macros.contains(name) || matches!(name.as_str(), "loop" | "caller");
            info.bare = info.calls.iter().any(|(name, _)| called(name));
        }
        check_names(&parts, &infos, &strict, &mut problems);
        stop(&mut problems, &warnings, &parts)?;
        let mut parts = parts;
        wrap_operands(&mut parts, &mut infos);
        let placed = place(&parts, &infos, blocks, &mut problems);
        stop(&mut problems, &warnings, &parts)?;
        let tags: Vec<Tag> = parts.iter().flat_map(|part| all_tags(part).cloned()).collect();
        let mut compiled = Compiled {
            stale_fields: stale_fields(&package),
            rewritten: document_type(&package),
            package,
            setups: setups.to_vec(),
            tags,
            infos: infos.into_iter().flatten().collect(),
            blocks: Vec::new(),
            warnings,
            parts,
            placed,
            fast: Source { text: String::new(), spans: Vec::new(), tables: Tables::default() },
            strict,
            mark: OnceLock::new(),
        };
        compiled.blocks = compiled.all_blocks();
        compiled.fast = compiled.source(Flavor::Fast);
        compiled.load()?;
        Ok(compiled)
    }

    fn load(&mut self) -> Result<()> {
        let mut env = std::mem::replace(&mut self.strict, Environment::empty());
        let loaded = env.add_template_owned(DOCUMENT, self.fast.text.clone());
        self.strict = env;
        loaded.map_err(|error| self.compile_problem(&error).into())
    }

    /// The engine accepted every tag by itself but not the whole: it nests too deeply, or a defect of ours.
    fn compile_problem(&self, error: &minijinja::Error) -> Problem {
        let tag =
            error.range().and_then(|range| self.fast.tag_at(range.start)).and_then(|id| self.tags.get(id));
        let deep = matches!(error.kind(), ErrorKind::SyntaxError | ErrorKind::InvalidOperation);
        let entry = if deep { &t::TOO_COMPLEX } else { &t::SYNTAX };
        match tag {
            Some(tag) => tag.problem(entry),
            None => Problem::new(entry),
        }
    }

    pub(super) fn is_plain(&self) -> bool {
        self.tags.is_empty()
    }

    /// The source for renders that leave gaps.
    pub(super) fn mark(&self) -> &Source {
        self.mark.get_or_init(|| self.source(Flavor::Mark))
    }

    /// The blocks of the whole template, by the tags' numbers.
    fn all_blocks(&self) -> Vec<Matched> {
        let mut base = 0;
        let mut all = Vec::new();
        for (part, placed) in self.parts.iter().zip(&self.placed) {
            let shifted = placed
                .blocks
                .iter()
                .map(|b| Matched { block: b.block, tags: b.tags.iter().map(|i| i + base).collect() });
            all.extend(shifted);
            base += part.tags.len() + part.extras.len();
        }
        all
    }

    pub(super) fn source(&self, flavor: Flavor) -> Source {
        let mut shared = Shared { style_lists: self.style_lists(), ..Shared::default() };
        let scopes: Vec<Scopes<'_>> =
            self.parts.iter().zip(&self.placed).map(|(part, placed)| placed.scopes(part)).collect();
        let mut bases = Vec::with_capacity(self.parts.len());
        let mut base = 0;
        for part in &self.parts {
            bases.push(base);
            base += part.tags.len() + part.extras.len();
        }
        let infos = |i: usize| -> &[Info] {
            let base = bases.get(i).copied().unwrap_or(0);
            let len = self.parts.get(i).map_or(0, |p| p.tags.len() + p.extras.len());
            self.infos.get(base..base + len).unwrap_or(&[])
        };
        let index = self.note_index();
        let collections: Vec<usize> =
            (0..self.parts.len()).filter(|&i| self.note_kind(i).is_some()).collect();
        let nothing = NoteIndex::default();
        let emitters: Vec<Emitter<'_>> = (0..self.parts.len())
            .filter_map(|i| {
                let notes = if self.note_kind(i).is_some() { &nothing } else { &index };
                Some(Emitter::new(
                    self.parts.get(i)?,
                    scopes.get(i)?,
                    &self.placed.get(i)?.blocks,
                    notes,
                    &mut shared,
                ))
            })
            .collect();
        let streams: Vec<NoteStream<'_>> = collections
            .iter()
            .enumerate()
            .filter_map(|(collection, &i)| {
                let (emitter, kind) = (emitters.get(i)?, self.note_kind(i)?);
                Some(NoteStream { collection, kind, emitter, base: *bases.get(i)?, infos: infos(i) })
            })
            .collect();

        let (mut text, mut spans, mut targets, mut links) =
            (String::new(), Vec::new(), Vec::new(), Vec::new());
        let mut begin = |text: &mut String, name: &str, encoding, prefix: &str| {
            Mark::Part(targets.len()).write(text);
            targets.push(Target { name: name.to_string(), encoding, prefix: prefix.to_string() });
        };
        for (i, (part, emitter)) in self.parts.iter().zip(&emitters).enumerate() {
            let collection = collections.iter().position(|&c| c == i);
            let dynamic = |c: usize| shared.dynamic.iter().any(|(collection, _)| *collection == c);
            match collection {
                Some(c) if dynamic(c) => {
                    if flavor != Flavor::Diagnose {
                        begin(&mut text, &part.name, part.encoding, &prefix(&part.tree));
                        text.push_str(&without_notes(part, c, &shared));
                    }
                    continue;
                }
                Some(_) => continue,
                None => {}
            }
            if flavor != Flavor::Diagnose {
                begin(&mut text, &part.name, part.encoding, &prefix(&part.tree));
            }
            let mut sink = Sink {
                flavor,
                base: bases.get(i).copied().unwrap_or(0),
                infos: infos(i),
                first_link: links.len(),
                shared: &mut shared,
                out: &mut text,
                spans: &mut spans,
                text_depth: 0,
            };
            emitter.write(emitter.whole(), &streams, &mut sink);
            if !part.links.is_empty() && flavor != Flavor::Diagnose {
                let rels = relationships_part(&part.name);
                begin(&mut text, &rels, Encoding::PLAIN, "w:");
                text.push_str(&self.without_links(part, &rels, &mut links));
            }
        }
        let (mut lists, mut greatest_list) = (HashMap::new(), 0);
        if shared.restarts
            && flavor != Flavor::Diagnose
            && let Some((name, tree, encoding)) = self.numbering()
        {
            (lists, greatest_list) = wml::lists(&tree);
            begin(&mut text, &name, encoding, "w:");
            text.push_str(&with_lists(&tree));
        }
        let greatest = if shared.repeats { greatest_ids(&self.package) } else { HashMap::new() };
        let Shared { contexts, grids, fillers, sections, .. } = shared;
        let tables = Tables {
            targets,
            sections,
            contexts,
            grids,
            fillers,
            greatest,
            links,
            collections: collections.len(),
            lists,
            greatest_list,
        };
        Source { text, spans, tables }
    }

    /// The lists of paragraph styles, where some tag asks lists to count anew.
    fn style_lists(&self) -> HashMap<String, (String, String)> {
        let asked = self.tags.iter().any(|tag| tag.what == What::Special(Special::Restart));
        if asked { wml::style_numbering(&self.package).unwrap_or_default() } else { HashMap::new() }
    }

    fn numbering(&self) -> Option<(String, Tree<'_>, Encoding)> {
        let relationships = self.package.relationships(self.package.main_part()).ok()?;
        let name = relationships.into_iter().find(|r| r.kind == "numbering" && !r.external)?.target;
        let (tree, encoding) = self.package.tree(&name).ok()?;
        Some((name, tree, encoding))
    }

    /// The kind of the notes that a part holds, if it holds notes.
    fn note_kind(&self, i: usize) -> Option<IdKind> {
        let tree = &self.parts.get(i)?.tree;
        match (tree.name(tree.root()).ns, tree.name(tree.root()).local) {
            (Ns::W, "footnotes") => Some(IdKind::Footnote),
            (Ns::W, "endnotes") => Some(IdKind::Endnote),
            (Ns::W, "comments") => Some(IdKind::Comment),
            _ => None,
        }
    }

    fn note_index(&self) -> NoteIndex {
        let mut index = NoteIndex::default();
        let mut collection = 0;
        for (i, part) in self.parts.iter().enumerate() {
            let Some(kind) = self.note_kind(i) else { continue };
            let tree = &part.tree;
            for node in tree.children(tree.root()).filter(|&n| !tree.is_text(n)) {
                let separator = tree.attribute(node, ns::w("type")).is_some_and(|t| t != "normal");
                let Some(id) = tree.attribute(node, ns::w("id")).filter(|_| !separator) else { continue };
                let range = tree.range(node);
                let all = part.tags.iter().chain(part.extras.iter().map(|e| &e.tag));
                let tags = all.into_iter().any(|tag| range.contains(&tag.range.start));
                index.notes.insert((kind, id.into_owned()), (collection, node, range, tags));
            }
            collection += 1;
        }
        index
    }

    /// The relationships of a part without those that are made anew; their forms go to `links`.
    fn without_links(&self, part: &Part, rels: &str, links: &mut Vec<LinkForm>) -> String {
        let Ok((tree, _)) = self.package.tree(rels) else { return String::new() };
        let group = links.len();
        let mut edits = Edits::new();
        let mut done = BTreeSet::new();
        for link in &part.links {
            let node = tree
                .children(tree.root())
                .find(|&n| tree.attribute(n, ns::none("Id")).is_some_and(|id| id == link.id));
            let Some(node) = node else { continue };
            if done.insert(link.id.clone()) {
                edits.delete(tree.range(node));
            }
            links.extend(link_form(&tree, node, group, &link.id));
        }
        let mut made = String::new();
        Mark::Relationships(group).write(&mut made);
        edits.insert(tree.end_tag(tree.root()).start, made);
        edits.apply(tree.source()).unwrap_or_default()
    }
}

/// The prefix under which WordprocessingML is written in a part.
fn prefix(tree: &Tree<'_>) -> String {
    let root = tree.root();
    if tree.name(root).ns == Ns::W {
        return tree.prefix(root).to_string();
    }
    tree.prefix_for(Ns::W, root).unwrap_or_else(|| "w:".into())
}

fn link_form(tree: &Tree<'_>, node: NodeId, group: usize, id: &str) -> Option<LinkForm> {
    let whole = tree.range(node);
    let (a, b) =
        (tree.attribute_range(node, ns::none("Id"))?, tree.attribute_range(node, ns::none("Target"))?);
    let id_first = a.start < b.start;
    let (first, second) = if id_first { (a, b) } else { (b, a) };
    let get = |range: Range<usize>| tree.source().get(range).map(String::from);
    let around = [get(whole.start..first.start)?, get(first.end..second.start)?, get(second.end..whole.end)?];
    Some(LinkForm { group, id: id.to_string(), around, id_first })
}

/// The numbering part with a place for lists that are made: after the last `w:num`.
fn with_lists(tree: &Tree<'_>) -> String {
    let last = tree.children(tree.root()).filter(|&n| tree.is(n, ns::w("num"))).last();
    let at = last.map_or(tree.end_tag(tree.root()).start, |n| tree.range(n).end);
    let mut mark = String::new();
    Mark::Lists.write(&mut mark);
    let mut edits = Edits::new();
    edits.insert(at, mark);
    edits.apply(tree.source()).unwrap_or_default()
}

/// A part of notes without those that are written where their references stand; these come at its end.
fn without_notes(part: &Part, collection: usize, shared: &Shared) -> String {
    let tree = &part.tree;
    let mut edits = Edits::new();
    for (_, node) in shared.dynamic.iter().filter(|(c, _)| *c == collection) {
        edits.delete(tree.range(*node));
    }
    let mut collected = String::new();
    Mark::Collected(collection).write(&mut collected);
    edits.insert(tree.end_tag(tree.root()).start, collected);
    edits.apply(tree.source()).unwrap_or_default()
}

impl Placed {
    fn scopes<'a>(&self, part: &'a Part) -> Scopes<'a> {
        let mut scopes = Scopes::new(part);
        scopes.positions.clone_from(&self.positions);
        scopes.markup.clone_from(&self.markup);
        scopes.captured.clone_from(&self.captured);
        scopes
    }
}

impl Source {
    /// The tag whose code stands at a byte of the source.
    pub(super) fn tag_at(&self, byte: usize) -> Option<usize> {
        let after = self.spans.partition_point(|(range, _)| range.start <= byte);
        let (range, id) = self.spans.get(after.checked_sub(1)?)?;
        (byte <= range.end + 4).then_some(*id)
    }
}

/// Ends the compilation when something is wrong: all problems and the warnings among them, in the order of the
/// document.
fn stop(problems: &mut Vec<Problem>, warnings: &[Problem], parts: &[Part]) -> Result<()> {
    if problems.is_empty() {
        return Ok(());
    }
    problems.dedup();
    let mut problems = std::mem::take(problems);
    problems.extend_from_slice(warnings);
    let all = parts.iter().flat_map(|part| &part.places).enumerate();
    let mut places: HashMap<&DocPlace, usize> = HashMap::new();
    for (n, place) in all {
        places.entry(place).or_insert(n);
    }
    problems.sort_by_cached_key(|problem| match problem.place() {
        Some(Place::Document(place)) => {
            let paragraph = DocPlace { start: None, end: None, ..place.clone() };
            (places.get(&paragraph).copied().unwrap_or(usize::MAX), place.start)
        }
        _ => (usize::MAX, None),
    });
    limit(&mut problems);
    match crate::Error::from_problems(problems) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// How many problems of one template are reported: what comes after is mostly the same again.
pub(super) const MAX_PROBLEMS: usize = 200;

/// Keeps the first problems and says how many there are beyond.
pub(super) fn limit(problems: &mut Vec<Problem>) {
    let more = problems.len().saturating_sub(MAX_PROBLEMS);
    if more > 0 {
        problems.truncate(MAX_PROBLEMS);
        problems.push(Problem::new(&t::MORE_PROBLEMS).arg("count", more));
    }
}

/// The tags of a part: those in paragraphs, then the others.
fn all_tags(part: &Part) -> impl Iterator<Item = &Tag> {
    part.tags.iter().chain(part.extras.iter().map(|extra| &extra.tag))
}

/// Puts our functions round operands: what is reckoned with is read as a number, whatever its writing, and a
/// sum of lists is a list of its own.
fn wrap_operands(parts: &mut [Part], infos: &mut [Vec<Info>]) {
    for (part, infos) in parts.iter_mut().zip(infos) {
        let tags = part.tags.iter_mut().chain(part.extras.iter_mut().map(|extra| &mut extra.tag));
        for (tag, info) in tags.zip(infos) {
            if !info.wraps.is_empty() {
                tag.code.text = operand::wrapped(&tag.code.text, &info.wraps);
                info.shown = Some(std::mem::replace(&mut info.code, expr::code_of(tag)));
            }
        }
    }
}

/// Blocks outside paragraphs match within their own text.
fn match_extras(part: &Part, problems: &mut Vec<Problem>) {
    let mut groups: std::collections::BTreeMap<usize, Vec<Tag>> = Default::default();
    for extra in &part.extras {
        groups.entry(extra.group).or_default().push(extra.tag.clone());
    }
    for tags in groups.values() {
        match_blocks(&[tags.as_slice()], problems);
    }
}

fn read_parts(package: &Package, env: &Environment<'_>, problems: &mut Vec<Problem>) -> Result<Vec<Part>> {
    let mut raws = Vec::new();
    let mut notes = Vec::new();
    let body: (Tree<'_>, Encoding) = package.tree(package.main_part())?;
    let stories = wml::stories_of(package, &body.0)?;
    let mut body = Some(body);
    for story in stories {
        let (tree, encoding) = match body.take() {
            Some(body) => body,
            None => package.tree(&story.part)?,
        };
        let targets = templated_targets(package, &story.part)?;
        let raw = Raw::read(&story.part, tree, encoding, &story.place(), &targets, problems)?;
        if matches!(story.story, Story::Footnote | Story::Endnote | Story::Comment) {
            notes.push(raw);
        } else if !raw.is_plain() {
            raws.push(raw);
        }
    }
    let others: Vec<String> = package.names().filter(|n| is_other(package, n)).map(String::from).collect();
    let mut rest = Vec::new();
    for name in &others {
        if !package.bytes(name).is_some_and(may_hold_tags) {
            continue;
        }
        // What is no story is carried when it cannot be read.
        let Ok((tree, encoding)) = package.tree(name) else { continue };
        let raw = Raw::read_other(name, tree, encoding, problems)?;
        if !raw.is_plain() {
            rest.push(raw);
        }
    }
    // A stray brace matters only in a document that has tags.
    if raws.is_empty() && rest.is_empty() && notes.iter().all(Raw::is_plain) {
        problems.retain(|p| p.get_severity() == Severity::Error);
        return Ok(Vec::new());
    }
    // A note without tags may stand in a loop all the same; without a story that has tags it cannot.
    let main = package.main_part();
    if raws.first().is_none_or(|raw| raw.name() != main) {
        if notes.iter().all(Raw::is_plain) {
            notes.clear();
        } else {
            let (tree, encoding) = package.tree(main)?;
            raws.insert(0, Raw::read(main, tree, encoding, &DocPlace::story(Story::Body), &[], problems)?);
        }
    }
    raws.extend(rest);
    raws.extend(notes);
    let names = Names {
        functions: env.globals().map(|(name, _)| name.to_string()).collect(),
        macros: raws.iter().flat_map(|raw| raw.macros().collect::<Vec<_>>()).collect(),
    };
    let mut parts = Vec::new();
    for raw in raws {
        parts.push(raw.heal(&names, problems)?);
    }
    Ok(parts)
}

/// Parts outside every story that show text: document properties, charts, SmartArt.
fn is_other(package: &Package, name: &str) -> bool {
    if !name.ends_with(".xml") {
        return false;
    }
    let content_type = package.content_type(name).unwrap_or("");
    name.starts_with("docProps/")
        || content_type.contains("core-properties")
        || content_type.contains("extended-properties")
        || content_type.contains("custom-properties")
        || content_type.contains("drawingml.chart+xml")
        || content_type.contains("drawingml.diagramData+xml")
        || content_type.contains("drawingml.diagramDrawing+xml")
}

/// False where no tag can be: there is no brace, in whatever spelling. It spares reading large parts.
fn may_hold_tags(bytes: &[u8]) -> bool {
    contains_any(bytes, &["{", "｛", "&#", "%7B", "%7b"])
}

/// Whether a part holds one of some words. What is not spelled in a superset of ASCII is held to do so.
fn contains_any(bytes: &[u8], words: &[&str]) -> bool {
    let wide = bytes.iter().take(4).any(|&b| b == 0 || b >= 0xFE);
    wide || words.iter().any(|word| memchr::memmem::find(bytes, word.as_bytes()).is_some())
}

/// The relationships of a part whose targets hold tags: id and target, tags decoded (Word stores `{{` as
/// `%7B%7B`).
fn templated_targets(package: &Package, part: &str) -> Result<Vec<(String, String)>> {
    let relationships = package.relationships(part)?;
    let external = relationships.into_iter().filter(|r| r.external);
    Ok(external.filter_map(|r| Some((r.id, decode_tags(&r.target)?))).collect())
}

/// Decodes percent signs inside tags, and nowhere else; `None` without a tag.
fn decode_tags(target: &str) -> Option<String> {
    let upper = target.replace("%7b", "%7B").replace("%7d", "%7D");
    let mut out = String::new();
    let mut rest = upper.as_str();
    let mut any = false;
    loop {
        let starts = ["%7B%7B", "{{", "%7B%25", "{%25"];
        let Some((at, _)) = starts.iter().filter_map(|s| Some((rest.find(s)?, s))).min() else { break };
        let tail = rest.get(at..)?;
        let ends = ["%7D%7D", "}}", "%25%7D", "%25}"];
        let Some(end) = ends.iter().filter_map(|e| Some(tail.find(e)? + e.len())).min() else { break };
        out.push_str(rest.get(..at)?);
        out.push_str(&percent_decode(tail.get(..end)?));
        rest = tail.get(end..)?;
        any = true;
    }
    out.push_str(rest);
    any.then_some(out)
}

fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = tail
            .get(..2)
            .and_then(|h| std::str::from_utf8(h).ok())
            .and_then(|h| u8::from_str_radix(h, 16).ok());
        match hex {
            Some(byte) if first == b'%' => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or(&[]);
            }
            _ => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Filters, tests and functions must exist, whether or not their branch is ever taken.
fn check_names(parts: &[Part], infos: &[Vec<Info>], env: &Environment<'_>, problems: &mut Vec<Problem>) {
    let defined: BTreeSet<&str> =
        infos.iter().flatten().flat_map(|i| i.binds.iter().chain(&i.defines)).map(String::as_str).collect();
    let macro_of =
        |(tag, info): (&Tag, &Info)| info.defines.clone().filter(|_| tag.what == What::Open(Block::Macro));
    let macros: BTreeSet<String> =
        parts.iter().flat_map(all_tags).zip(infos.iter().flatten()).filter_map(macro_of).collect();
    let globals: BTreeSet<String> = env.globals().map(|(name, _)| name.to_string()).collect();
    let mut state = env.empty_state();
    let mut known_filters: HashMap<String, bool> = HashMap::new();
    let mut known_tests: HashMap<String, bool> = HashMap::new();
    for (tag, info) in parts.iter().flat_map(all_tags).zip(infos.iter().flatten()) {
        if tag.spot.fallback {
            continue;
        }
        for (name, at) in &info.filters {
            let known = known_filters.entry(name.clone()).or_insert_with(|| {
                state.apply_filter(name, &[]).map_or_else(|e| e.kind() != ErrorKind::UnknownFilter, |_| true)
            });
            if !*known {
                let near = super::near::nearest(name, super::fields::filter_names());
                problems.push(match super::python::advice(name) {
                    Some((zh, en)) => unknown(tag, &t::UNSUPPORTED, name, at, None)
                        .arg("word", name)
                        .phrase("advice", zh, en),
                    None => unknown(tag, &t::UNKNOWN_FILTER, name, at, near),
                });
            }
        }
        for (name, at) in &info.tests {
            let known = known_tests.entry(name.clone()).or_insert_with(|| {
                state.perform_test(name, &[]).map_or_else(|e| e.kind() != ErrorKind::UnknownTest, |_| true)
            });
            if !*known {
                problems.push(unknown(tag, &t::UNKNOWN_TEST, name, at, None));
            }
        }
        for (name, at) in &info.python {
            let Some((zh, en)) = super::python::advice(name) else { continue };
            let problem = tag.problem_at(&t::UNSUPPORTED, at.clone());
            problems.push(problem.arg("word", name).phrase("advice", zh, en));
        }
        for (text, operator, at) in &info.lone_texts {
            let problem = tag.problem_at(&t::ALWAYS_TRUE, at.clone());
            problems.push(problem.arg("operator", *operator).arg("text", format!("\"{text}\"")));
        }
        for (name, at) in &info.calls {
            let known = globals.contains(name)
                || defined.contains(name.as_str())
                || matches!(name.as_str(), "loop" | "caller");
            if !known {
                problems.push(unknown_function(tag, name, at, &globals));
            }
        }
        let callee = info.defines.as_ref().filter(|_| tag.what == What::Open(Block::Call));
        if let Some(name) = callee.filter(|name| !macros.contains(name.as_str())) {
            let at = tag.code.text.rfind(name.as_str()).unwrap_or(0);
            problems.push(unknown(tag, &t::UNKNOWN_FUNCTION, name, &(at..at + name.len()), None));
        }
    }
}

fn unknown_function(tag: &Tag, name: &str, at: &Range<usize>, globals: &BTreeSet<String>) -> Problem {
    if let Some((zh, en)) = super::python::advice(name) {
        return unknown(tag, &t::UNSUPPORTED, name, at, None).arg("word", name).phrase("advice", zh, en);
    }
    let problem = |near| unknown(tag, &t::UNKNOWN_FUNCTION, name, at, near);
    if let Some(filter) = super::python::filter_for(name) {
        return problem(None).hint(&t::HINT_FILTER).arg("filter", filter);
    }
    problem(super::near::nearest(name, globals.iter().map(String::as_str).filter(|n| !n.starts_with('_'))))
}

fn unknown(
    tag: &Tag,
    entry: &'static crate::error::Entry,
    name: &str,
    at: &Range<usize>,
    near: Option<String>,
) -> Problem {
    // The span of a filter covers what it filters: mark its name.
    let code = tag.code.text.get(at.clone()).unwrap_or("");
    let from = at.start + code.rfind(name).unwrap_or(0);
    let problem = tag.problem_at(entry, from..from + name.len()).arg("name", name);
    match near {
        Some(near) => problem.hint(&t::HINT_NEAR).arg("near", near),
        None => problem,
    }
}

/// Gives every tag its place and proves that the parts stay well-formed.
fn place(
    parts: &[Part],
    infos: &[Vec<Info>],
    blocks: Vec<Vec<Matched>>,
    problems: &mut Vec<Problem>,
) -> Vec<Placed> {
    let mut levels: HashMap<String, Level> = HashMap::new();
    let mut placed = Vec::new();
    for ((part, infos), blocks) in parts.iter().zip(infos).zip(blocks) {
        let mut scopes = Scopes::new(part);
        let before = problems.len();
        // Outer blocks first: what they leave behind does not depend on the inner ones.
        for block in &blocks {
            scopes.place(block, problems);
        }
        capture_levels(part, infos, &scopes, &blocks, &mut levels, problems);
        scopes.note_captures(&blocks);
        let controls = part.tags.iter().enumerate().filter(|(_, tag)| tag.what == What::LoopControl);
        for (i, _) in controls {
            scopes.place_control(i, &blocks);
        }
        for (i, (tag, info)) in part.tags.iter().zip(infos).enumerate() {
            match tag.what {
                What::Print => place_print(&mut scopes, i, tag, info, &levels, problems),
                What::Single => scopes.place_single(i),
                What::Special(special) if special != Special::Restart && !scopes.in_cell(i) => {
                    problems.push(tag.problem(&t::NOT_IN_TABLE).arg("tag", tag.written()));
                }
                What::Literal | What::Faulty | What::Comment | What::Raw => {}
                _ if is_block_tag(tag) => misuse(tag, info, &levels, problems),
                _ => {}
            }
        }
        for (extra, info) in part.extras.iter().zip(infos.iter().skip(part.tags.len())) {
            misuse_anywhere(&extra.tag, info, &levels, problems);
        }
        scopes.keep_order();
        if problems.len() == before {
            scopes.verify(&blocks, problems);
        }
        let Scopes { positions, markup, captured, .. } = scopes;
        placed.push(Placed { positions, markup, captured, blocks });
    }
    placed
}

/// The level of what macros, `set` blocks, callers and recursive loops hold.
fn capture_levels(
    part: &Part,
    infos: &[Info],
    scopes: &Scopes<'_>,
    blocks: &[Matched],
    levels: &mut HashMap<String, Level>,
    problems: &mut Vec<Problem>,
) {
    for block in blocks {
        let Some(&first) = block.tags.first() else { continue };
        let (Some(info), Some(Some(position))) = (infos.get(first), scopes.positions.get(first)) else {
            continue;
        };
        let Some(level) = level_of(&part.tree, position) else { continue };
        match block.block {
            Block::Macro | Block::Set => drop(info.defines.clone().map(|name| levels.insert(name, level))),
            Block::Call => drop(levels.insert("caller".into(), level)),
            Block::Filter => problems.extend(part.tags.get(first).map(|tag| {
                tag.problem(&t::FILTERED_MARKUP).phrase(
                    "level",
                    super::scope::level_words(level).0,
                    super::scope::level_words(level).1,
                )
            })),
            Block::For if info.recursive => drop(levels.insert("loop".into(), level)),
            _ => {}
        }
    }
}

fn place_print(
    scopes: &mut Scopes<'_>,
    i: usize,
    tag: &Tag,
    info: &Info,
    levels: &HashMap<String, Level>,
    problems: &mut Vec<Problem>,
) {
    let level = info.alone.as_ref().and_then(|name| levels.get(name));
    // `{{ loop }}` is no call; only `{{ loop(…) }}` is.
    let called = info.alone.as_deref().is_some_and(|n| n != "loop" || info.calls.iter().any(|(c, _)| c == n));
    match level {
        Some(&level) if called => scopes.place_markup(i, level, problems),
        _ => {
            misuse(tag, info, levels, problems);
            scopes.place_text(i);
        }
    }
}

/// A body that is more than text stands alone or not at all.
fn misuse(tag: &Tag, info: &Info, levels: &HashMap<String, Level>, problems: &mut Vec<Problem>) {
    if !matches!(tag.what, What::Print) {
        return;
    }
    let called = |name: &&String| {
        !matches!(name.as_str(), "loop" | "caller") || info.calls.iter().any(|(c, _)| c == *name)
    };
    if let Some((name, &level)) = info.within.iter().filter(called).find_map(|n| Some((n, levels.get(n)?))) {
        let words = super::scope::level_words(level);
        problems
            .push(tag.problem(&t::MARKUP_IN_EXPRESSION).arg("name", name).phrase("level", words.0, words.1));
    }
}

/// Outside paragraphs there is no place for more than text.
fn misuse_anywhere(tag: &Tag, info: &Info, levels: &HashMap<String, Level>, problems: &mut Vec<Problem>) {
    let name = info.alone.as_ref().filter(|n| n.as_str() != "loop");
    if let Some((name, &level)) = name.and_then(|n| Some((n, levels.get(n)?))) {
        let words = super::scope::level_words(level);
        problems
            .push(tag.problem(&t::MARKUP_IN_EXPRESSION).arg("name", name).phrase("level", words.0, words.1));
    }
    misuse(tag, info, levels, problems);
}

/// True when a field of the body shows page numbers of other places.
fn stale_fields(package: &Package) -> bool {
    let Some(bytes) = package.bytes(package.main_part()) else { return false };
    if memchr::memmem::find(bytes, b"TOC").is_none() && memchr::memmem::find(bytes, b"PAGEREF").is_none() {
        return false;
    }
    let Ok((tree, _)) = package.tree(package.main_part()) else { return false };
    let names_one = |code: &str| matches!(code.split_whitespace().next(), Some("TOC" | "PAGEREF" | "INDEX"));
    tree.descendants(tree.root()).any(|n| {
        (tree.is(n, ns::w("instrText")) && names_one(&tree.string(n)))
            || (tree.is(n, ns::w("fldSimple"))
                && tree.attribute(n, ns::w("instr")).is_some_and(|c| names_one(&c)))
    })
}

/// A filled `.dotx` is a document: its type in `[Content_Types].xml` changes, and nothing else.
fn document_type(package: &Package) -> Vec<(String, Vec<u8>)> {
    if !package.is_template() {
        return Vec::new();
    }
    let Some(bytes) = package.bytes(CONTENT_TYPES) else { return Vec::new() };
    let text = String::from_utf8_lossy(bytes);
    let document = text
        .replace("wordprocessingml.template.main+xml", "wordprocessingml.document.main+xml")
        .replace("ms-word.template.macroEnabledTemplate.main+xml", "ms-word.document.macroEnabled.main+xml");
    vec![(CONTENT_TYPES.to_string(), document.into_bytes())]
}

/// What a part holds that has something with an id in it: it spares reading styles and themes.
const NUMBERED: &[&str] = &[
    "bookmarkStart",
    "permStart",
    "author=",
    "author =",
    "footnotes",
    "endnotes",
    "docPr",
    "sdtPr",
    "paraId",
];

/// The greatest id of each kind over all parts, so that fresh ones are new.
fn greatest_ids(package: &Package) -> HashMap<IdKind, u64> {
    let mut greatest: HashMap<IdKind, u64> = HashMap::new();
    let mut see = |kind, value: Option<u64>| {
        let slot = greatest.entry(kind).or_default();
        *slot = (*slot).max(value.unwrap_or(0));
    };
    let mut parts: Vec<String> = package.names().filter(|n| n.ends_with(".xml")).map(String::from).collect();
    parts.retain(|name| package.bytes(name).is_some_and(|bytes| contains_any(bytes, NUMBERED)));
    for (tree, _) in parts.iter().filter_map(|name| package.tree(name).ok()) {
        for node in tree.descendants(tree.root()).filter(|&n| !tree.is_text(n)) {
            let name = tree.name(node);
            let decimal = |attribute| tree.attribute(node, attribute).and_then(|v| v.parse().ok());
            match (name.ns, name.local) {
                (Ns::W, "bookmarkStart") => see(IdKind::Bookmark, decimal(ns::w("id"))),
                (Ns::W, "permStart") => see(IdKind::Permission, decimal(ns::w("id"))),
                (Ns::W, "ins" | "del" | "moveFrom" | "moveTo") => see(IdKind::Revision, decimal(ns::w("id"))),
                (Ns::W, "footnote") => see(IdKind::Footnote, decimal(ns::w("id"))),
                (Ns::W, "endnote") => see(IdKind::Endnote, decimal(ns::w("id"))),
                (Ns::W, "comment") => see(IdKind::Comment, decimal(ns::w("id"))),
                (Ns::Wp, "docPr") => see(IdKind::Drawing, decimal(ns::none("id"))),
                (Ns::W, "id") => see(IdKind::Control, decimal(ns::w("val")).filter(|&v| v < 1 << 30)),
                (Ns::W, "p" | "tr") => {
                    let hex = tree.attribute(node, ns::w14("paraId"));
                    see(
                        IdKind::Paragraph,
                        hex.and_then(|h| u64::from_str_radix(&h, 16).ok()).filter(|&v| v < 0x7000_0000),
                    );
                }
                _ => {}
            }
        }
    }
    greatest
}
