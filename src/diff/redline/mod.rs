//! The redline: the new document with the old one's text beside it as tracked changes.
//!
//! Accepting every change gives the new document, rejecting every change the old one, in every story.

mod carry;
mod document;
mod ending;
mod flat;
mod format;
mod imports;
mod lists;
mod noted;
mod object;
mod paragraph;
mod rows;
mod run;
mod stories;
mod table;
mod weave;

use super::{Comparison, Existing, Options, Redline};
use crate::error::{Problem, Result, catalogue::diff};
use crate::package::Package;
use crate::wml::track::{Stamp, View};
use crate::xml::ns;
use document::{Document, Reading, is_strict, share_notes};
use imports::Imports;
use std::time::Instant;
use stories::Stories;
use weave::State;

/// Compares two documents.
pub(super) fn compare(old: &Package, new: &Package, options: &Options) -> Result<Comparison> {
    let view = match options.existing {
        Existing::Accept => View::Accept,
        Existing::Reject => View::Reject,
    };
    let mut new = Document::read(new, Reading { view, strict: None })?;
    let strict = Some(is_strict(&new.main.tree));
    let mut old = Document::read(old, Reading { view, strict })?;
    share_notes(&mut old, &mut new);
    let mut state = state(&old, &new, options);
    let mut stories =
        Stories { old: &old, new: &new, parts: Vec::new(), references: std::collections::BTreeMap::new() };
    stories.weave(&mut state)?;
    let mut problems = Vec::new();
    if state.coarse {
        problems.push(Problem::new(&diff::COARSENED));
    }
    let mut parts = stories.parts;
    let changes = std::mem::take(&mut state.changes);
    let passages = std::mem::take(&mut state.passages);
    let copied = state.copied;
    parts.extend(state.imports.finish());
    let share = if copied.1 == 0 { 1.0 } else { copied.0 as f64 / copied.1 as f64 };
    let found = Comparison {
        changes,
        findings: Vec::new(),
        problems,
        copied: share,
        unchanged: Vec::new(),
        years: options.years,
        passages,
        redline: Redline { parts },
    };
    Ok(super::review::review(found))
}

fn state<'a, 'p>(old: &'a Document<'p>, new: &'a Document<'p>, options: &Options) -> State<'a, 'p> {
    let tree = &new.main.tree;
    let w = tree.prefix_for(crate::xml::Ns::W, tree.root()).unwrap_or_else(|| "w:".into());
    let date = options.date.clone().or_else(|| modified(new.package));
    let author = options.author.as_deref().unwrap_or("hongtou");
    State {
        settings: options.settings(options.time_limit.map(|limit| Instant::now() + limit)),
        formatting: !options.ignore_formatting,
        numbering: !options.ignore_numbering,
        stamp: Stamp::new(&w, author, date.as_deref(), 1 + highest_id(new)),
        imports: Imports::new(old, new),
        changes: Vec::new(),
        passages: Vec::new(),
        moves: 0,
        coarse: false,
        copied: (0, 0),
        travels: std::collections::BTreeMap::new(),
        note_pairs: Vec::new(),
        silent: false,
    }
}

/// When the new document was last modified, as its core properties say.
fn modified(package: &Package) -> Option<String> {
    let relationships = package.relationships("").ok()?;
    let core = relationships.iter().find(|r| r.kind == "core-properties" && !r.external)?;
    let (tree, _) = package.tree(&core.target).ok()?;
    let name = crate::xml::Name::new(crate::xml::Ns::DcTerms, "modified");
    let date = tree.children(tree.root()).find(|&n| tree.is(n, name)).map(|n| tree.string(n))?;
    let date = date.trim().to_string();
    let plain = date.len() >= 19
        && date.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ':' | 'T' | 'Z' | '.' | '+'));
    plain.then_some(date)
}

/// The highest id among bookmarks and comments, so that the changes' ids can follow.
fn highest_id(document: &Document<'_>) -> u32 {
    let mut highest = 0;
    let parts = std::iter::once(&document.main).chain(document.running.values());
    for part in parts.chain(document.notes.values().map(|notes| &notes.part)) {
        for node in part.tree.descendants(part.tree.root()) {
            if matches!(part.local(node), "bookmarkStart" | "commentRangeStart" | "comment" | "permStart") {
                let id = part.tree.attribute(node, ns::w("id")).and_then(|id| id.parse::<u32>().ok());
                highest = highest.max(id.unwrap_or(0));
            }
        }
    }
    highest.min(1_000_000_000)
}
