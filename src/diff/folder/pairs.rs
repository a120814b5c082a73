//! Which of last year's files belongs to which of this year's.

use super::names::{Pattern, bare, latest_year, unit};
use crate::convert;
use crate::error::{Error, Problem, Result, catalogue};
use crate::package::io_problem;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// How many folders deep documents are looked for.
const DEPTH: usize = 8;

/// The extensions of Word's documents.
const WORD: &[&str] = &["docx", "docm", "dotx", "dotm"];

/// A document of a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Document {
    /// Its name: the path below the folder without extension, with `/` between folders.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

/// Two documents of one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The one before.
    pub old: Document,
    /// The one after.
    pub new: Document,
}

/// The documents of two folders, by unit.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Pairs {
    /// Units with a document on both sides, by the new documents' names.
    pub pairs: Vec<Pair>,
    /// Documents whose unit the new folder lacks.
    pub only_old: Vec<Document>,
    /// Documents whose unit the old folder lacks.
    pub only_new: Vec<Document>,
}

/// The documents in a folder and the folders in it, by name; neither hidden files nor those that Word leaves
/// beside open documents, and nothing below `except`.
///
/// # Errors
/// The folder cannot be read.
pub fn documents(folder: &Path, except: Option<&Path>) -> Result<Vec<Document>> {
    let failed = |path: &Path, e: &std::io::Error| -> Error {
        io_problem(&catalogue::package::CANNOT_READ, e).file(path.display().to_string()).into()
    };
    let except = except.and_then(|path| path.canonicalize().ok());
    let mut found = Vec::new();
    let mut waiting = vec![(folder.to_path_buf(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|e| failed(&folder, &e))? {
            let path = entry.map_err(|e| failed(&folder, &e))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.starts_with("~$") || name.starts_with('.') {
                continue;
            }
            if path.is_dir() {
                let is_link = path.is_symlink();
                let is_output = except.is_some() && path.canonicalize().ok() == except;
                if depth < DEPTH && !is_link && !is_output {
                    waiting.push((path, format!("{prefix}{name}/"), depth + 1));
                }
            } else if is_document(&path) {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                found.push(Document { name: format!("{prefix}{stem}"), path: path.clone() });
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_document(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or("").to_lowercase();
    WORD.contains(&extension.as_str()) || convert::EXTENSIONS.contains(&extension.as_str())
}

/// Pairs the documents of two folders: by `pattern` if there is one, else by the unit in their names, with the
/// folders they are in or without, and last by what their names do not share with most others.
///
/// # Errors
/// A problem for each name that the pattern does not fit, when it fits none at all on one side.
pub fn pair(old: Vec<Document>, new: Vec<Document>, pattern: Option<&Pattern>) -> Result<Pairs> {
    let stem = |document: &Document| document.name.rsplit('/').next().unwrap_or("").to_string();
    let mut matching = Matching { old, new, pairs: Vec::new() };
    if let Some(pattern) = pattern {
        for side in [&matching.old, &matching.new] {
            if !side.is_empty() && side.iter().all(|document| pattern.unit(&stem(document)).is_none()) {
                return Err(unfitting(side));
            }
        }
        matching.by(Choice::Latest, |document| pattern.unit(&stem(document)));
    } else {
        let whole =
            |document: &Document| Some(document.name.split('/').map(unit).collect::<Vec<_>>().join("/"));
        matching.by(Choice::Latest, whole);
        matching.by(Choice::Only, |document| Some(unit(&stem(document))));
        matching.by(Choice::Only, |document| Some(bare(&unit(&stem(document)))));
    }
    matching.pairs.sort_by(|a, b| a.new.cmp(&b.new));
    Ok(Pairs { pairs: matching.pairs, only_old: matching.old, only_new: matching.new })
}

fn unfitting(side: &[Document]) -> Error {
    let example = side.first().map_or("", |document| document.name.as_str());
    Problem::new(&catalogue::diff::PATTERN_FITS_NONE).arg("name", example).into()
}

/// Which of several documents of one unit to take.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    /// That of the latest year.
    Latest,
    /// None of them.
    Only,
}

struct Matching {
    old: Vec<Document>,
    new: Vec<Document>,
    pairs: Vec<Pair>,
}

impl Matching {
    fn by(&mut self, choice: Choice, key: impl Fn(&Document) -> Option<String>) {
        let old = chosen(&self.old, choice, &key);
        let new = chosen(&self.new, choice, &key);
        let mut taken = (BTreeSet::new(), BTreeSet::new());
        for (key, new) in &new {
            if let Some(old) = old.get(key) {
                self.pairs.push(Pair { old: old.clone(), new: new.clone() });
                taken.0.insert(old.path.clone());
                taken.1.insert(new.path.clone());
            }
        }
        self.old.retain(|document| !taken.0.contains(&document.path));
        self.new.retain(|document| !taken.1.contains(&document.path));
    }
}

fn chosen(
    documents: &[Document],
    choice: Choice,
    key: &impl Fn(&Document) -> Option<String>,
) -> BTreeMap<String, Document> {
    let mut groups: BTreeMap<String, Vec<&Document>> = BTreeMap::new();
    for document in documents {
        if let Some(key) = key(document) {
            groups.entry(key).or_default().push(document);
        }
    }
    let pick = |group: Vec<&Document>| match (group.as_slice(), choice) {
        ([only], _) => Some((*only).clone()),
        (several, Choice::Latest) => {
            // The shortest of the latest year: 总结.docx before 总结(1).docx.
            let rank = |d: &&Document| (latest_year(&d.name), std::cmp::Reverse(d.name.chars().count()));
            several.iter().copied().max_by_key(rank).cloned()
        }
        _ => None,
    };
    groups.into_iter().filter_map(|(key, group)| Some((key, pick(group)?))).collect()
}
