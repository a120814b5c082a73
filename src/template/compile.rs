//! From a package to a compiled template.

use super::emit::{Emitter, Flavor, Shared};
use super::engine::{self, Setup};
use super::expr::{self, Info};
use super::lexer::Level;
use super::part::{Names, Part, Raw};
use super::scope::{Scopes, is_block_tag, level_of};
use super::tag::{Block, Matched, Tag, What, match_blocks};
use super::writer::{IdKind, Mark, Tables, Target};
use crate::error::{Problem, Result, Severity, catalogue::template as t};
use crate::package::{CONTENT_TYPES, Package};
use crate::wml;
use crate::xml::{Encoding, Ns, Tree, ns};
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
    blocks: Vec<Matched>,
}

impl Compiled {
    pub(super) fn new(package: Package, setups: &[Setup]) -> Result<Self> {
        let strict = engine::environment(setups, UndefinedBehavior::SemiStrict);
        let mut problems = Vec::new();
        let parts = read_parts(&package, &strict, &mut problems)?;
        let (warnings, mut problems): (Vec<_>, Vec<_>) =
            problems.into_iter().partition(|p| p.get_severity() < Severity::Error);
        let mut blocks = Vec::new();
        for part in &parts {
            blocks.push(match_blocks(&part.tags, &mut problems));
        }
        let mut infos: Vec<Vec<Info>> =
            parts.iter().map(|part| part.tags.iter().map(expr::analyse).collect()).collect();
        let macros: BTreeSet<String> = infos.iter().flatten().filter_map(|i| i.defines.clone()).collect();
        for info in infos.iter_mut().flatten() {
            let called = |name: &String| macros.contains(name) || matches!(name.as_str(), "loop" | "caller");
            info.bare = info.calls.iter().any(|(name, _)| called(name));
        }
        check_names(&parts, &infos, &strict, &mut problems);
        stop(&mut problems)?;
        let placed = place(&parts, &infos, blocks, &mut problems);
        stop(&mut problems)?;
        let tags: Vec<Tag> = parts.iter().flat_map(|part| part.tags.iter().cloned()).collect();
        let mut compiled = Compiled {
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
            base += part.tags.len();
        }
        all
    }

    pub(super) fn source(&self, flavor: Flavor) -> Source {
        let mut text = String::new();
        let mut spans = Vec::new();
        let mut shared = Shared::default();
        let mut targets = Vec::new();
        let mut base = 0;
        for (i, (part, placed)) in self.parts.iter().zip(&self.placed).enumerate() {
            let mut scopes = Scopes::new(part);
            scopes.positions.clone_from(&placed.positions);
            scopes.markup.clone_from(&placed.markup);
            if flavor != Flavor::Diagnose {
                Mark::Part(i).write(&mut text);
            }
            let emitter = Emitter::new(part, &scopes, &placed.blocks, &mut shared);
            let infos = self.infos.get(base..base + part.tags.len()).unwrap_or(&[]);
            emitter.source(flavor, base, infos, &mut shared, &mut text, &mut spans);
            targets.push(Target { name: part.name.clone(), encoding: part.encoding });
            base += part.tags.len();
        }
        let greatest = if shared.repeats { greatest_ids(&self.package) } else { HashMap::new() };
        let tables = Tables {
            targets,
            contexts: shared.contexts,
            grids: shared.grids,
            fillers: shared.fillers,
            greatest,
        };
        Source { text, spans, tables }
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

/// Ends the compilation when something is wrong, in the order of the document.
fn stop(problems: &mut Vec<Problem>) -> Result<()> {
    problems.dedup();
    match crate::Error::from_problems(std::mem::take(problems)) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

fn read_parts(package: &Package, env: &Environment<'_>, problems: &mut Vec<Problem>) -> Result<Vec<Part>> {
    let mut raws = Vec::new();
    for story in wml::stories(package)? {
        let (tree, encoding): (Tree<'_>, Encoding) = package.tree(&story.part)?;
        if let Some(raw) = Raw::read(&story.part, tree, encoding, &story.place(), problems)? {
            raws.push(raw);
        }
    }
    let names = Names {
        functions: env.globals().map(|(name, _)| name.to_string()).collect(),
        macros: raws.iter().flat_map(|raw| raw.macros().collect::<Vec<_>>()).collect(),
    };
    // A stray brace matters only in a document that has tags.
    if raws.is_empty() {
        problems.retain(|p| p.get_severity() == Severity::Error);
    }
    let mut parts = Vec::new();
    for raw in raws {
        parts.push(raw.heal(&names, problems)?);
    }
    Ok(parts)
}

/// Filters, tests and functions must exist, whether or not their branch is ever taken.
fn check_names(parts: &[Part], infos: &[Vec<Info>], env: &Environment<'_>, problems: &mut Vec<Problem>) {
    let defined: BTreeSet<&str> =
        infos.iter().flatten().flat_map(|i| i.binds.iter().chain(&i.defines)).map(String::as_str).collect();
    let globals: BTreeSet<String> = env.globals().map(|(name, _)| name.to_string()).collect();
    let mut state = env.empty_state();
    let mut known_filters: HashMap<String, bool> = HashMap::new();
    let mut known_tests: HashMap<String, bool> = HashMap::new();
    for (tag, info) in parts.iter().flat_map(|p| &p.tags).zip(infos.iter().flatten()) {
        if tag.spot.fallback {
            continue;
        }
        for (name, at) in &info.filters {
            let known = known_filters.entry(name.clone()).or_insert_with(|| {
                state.apply_filter(name, &[]).map_or_else(|e| e.kind() != ErrorKind::UnknownFilter, |_| true)
            });
            if !*known {
                let near = super::near::nearest(name, super::fields::filter_names());
                problems.push(unknown(tag, &t::UNKNOWN_FILTER, name, at, near));
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
        for (name, at) in &info.calls {
            let known = globals.contains(name)
                || defined.contains(name.as_str())
                || matches!(name.as_str(), "loop" | "caller");
            if !known {
                let near = super::near::nearest(
                    name,
                    globals.iter().map(String::as_str).filter(|n| !n.starts_with('_')),
                );
                problems.push(unknown(tag, &t::UNKNOWN_FUNCTION, name, at, near));
            }
        }
    }
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
        capture_levels(part, infos, &scopes, &blocks, &mut levels);
        for (i, (tag, info)) in part.tags.iter().zip(infos).enumerate() {
            match tag.what {
                What::Print => place_print(&mut scopes, i, tag, info, &levels, problems),
                What::Single | What::LoopControl => scopes.place_single(i),
                What::Literal | What::Faulty | What::Comment | What::Raw => {}
                _ if is_block_tag(tag) => misuse(tag, info, &levels, problems),
                _ => {}
            }
        }
        scopes.keep_order();
        if problems.len() == before {
            scopes.verify(&blocks, problems);
        }
        let Scopes { positions, markup, .. } = scopes;
        placed.push(Placed { positions, markup, blocks });
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

/// The greatest id of each kind over all parts, so that fresh ones are new.
fn greatest_ids(package: &Package) -> HashMap<IdKind, u64> {
    let mut greatest: HashMap<IdKind, u64> = HashMap::new();
    let mut see = |kind, value: Option<u64>| {
        let slot = greatest.entry(kind).or_default();
        *slot = (*slot).max(value.unwrap_or(0));
    };
    let names: Vec<String> = package.names().filter(|n| n.ends_with(".xml")).map(String::from).collect();
    for (tree, _) in names.iter().filter_map(|name| package.tree(name).ok()) {
        for node in tree.descendants(tree.root()).filter(|&n| !tree.is_text(n)) {
            let name = tree.name(node);
            let decimal = |attribute| tree.attribute(node, attribute).and_then(|v| v.parse().ok());
            match (name.ns, name.local) {
                (Ns::W, "bookmarkStart") => see(IdKind::Bookmark, decimal(ns::w("id"))),
                (Ns::W, "permStart") => see(IdKind::Permission, decimal(ns::w("id"))),
                (Ns::W, "ins" | "del" | "moveFrom" | "moveTo") => see(IdKind::Revision, decimal(ns::w("id"))),
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
