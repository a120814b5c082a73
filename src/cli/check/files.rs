//! Which documents are meant.

use crate::error::Problem;
use std::path::{Path, PathBuf};

/// The documents among files, folders and patterns, each once, in order; what is not there is a problem.
pub(super) fn collect(given: &[PathBuf]) -> (Vec<PathBuf>, Vec<Problem>) {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for path in given {
        if path.is_dir() {
            walk(path, &mut files, 0);
        } else if path.exists() {
            files.push(path.clone());
        } else {
            let found: Vec<PathBuf> = glob::glob(&path.to_string_lossy())
                .map(|paths| paths.flatten().filter(|path| is_document(path)).collect())
                .unwrap_or_default();
            if found.is_empty() {
                let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
                let problem =
                    crate::package::io_problem(&crate::error::catalogue::package::CANNOT_READ, &missing);
                problems.push(problem.file(path.display().to_string()));
            }
            files.extend(found);
        }
    }
    let mut seen = std::collections::HashSet::new();
    files.retain(|file| seen.insert(file.clone()));
    (files, problems)
}

/// Folders in folders are looked into so deep.
const DEEPEST: usize = 16;

fn walk(folder: &Path, files: &mut Vec<PathBuf>, depth: usize) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() && depth < DEEPEST {
            walk(&path, files, depth + 1);
        } else if path.is_file() && is_document(&path) {
            files.push(path);
        }
    }
}

fn is_document(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let word = [".docx", ".docm", ".dotx", ".dotm"].iter().any(|end| name.ends_with(end));
    word && !name.starts_with("~$") && !name.contains(".bak.")
}
