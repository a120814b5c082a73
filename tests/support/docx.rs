//! Word documents as the tests see them: entries, relationships, stories.

pub use super::template::Template;
use super::xml::{self, Element};
use std::collections::HashSet;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipArchive, ZipWriter};

/// A zip archive with fixed dates.
pub fn zip(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    for (name, bytes) in entries {
        writer.start_file(name, options).unwrap_or_else(|e| panic!("{name}: {e}"));
        writer.write_all(bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
    }
    writer.finish().unwrap_or_else(|e| panic!("{e}")).into_inner()
}

/// A package, opened.
pub struct Package {
    /// Names and bytes, in the archive's order.
    pub entries: Vec<(String, Vec<u8>)>,
}

/// A part of a document that holds text.
pub struct Story {
    /// The part's name.
    pub part: String,
    pub root: Element,
}

impl Package {
    pub fn open(bytes: &[u8]) -> Result<Package, String> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
        let mut entries = Vec::new();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).map_err(|e| e.to_string())?;
            let mut content = Vec::new();
            file.read_to_end(&mut content).map_err(|e| format!("{}: {e}", file.name()))?;
            entries.push((file.name().to_string(), content));
        }
        Ok(Package { entries })
    }

    pub fn part(&self, name: &str) -> Option<&[u8]> {
        self.entries.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, bytes)| bytes.as_slice())
    }

    /// A part as a tree; an error says which part.
    pub fn tree(&self, name: &str) -> Result<Element, String> {
        let bytes = self.part(name).ok_or_else(|| format!("{name} is missing"))?;
        let text = xml::decode(bytes).map_err(|e| format!("{name}: {e}"))?;
        xml::parse(&text).map_err(|e| format!("{name}: {e}"))
    }

    /// Ids, kinds and targets of a part's internal relationships.
    pub fn relationships(&self, part: &str) -> Vec<(String, String, String)> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let rels = if folder.is_empty() {
            format!("_rels/{file}.rels")
        } else {
            format!("{folder}/_rels/{file}.rels")
        };
        let Ok(root) = self.tree(&rels) else { return Vec::new() };
        let get = |e: &Element, name: &str| e.attribute(name).unwrap_or("").to_string();
        let target = |target: String| match target.strip_prefix('/') {
            Some(absolute) => absolute.to_string(),
            None if folder.is_empty() => target,
            None => resolve(folder, &target),
        };
        root.elements()
            .map(|e| {
                let external = e.attribute("TargetMode") == Some("External");
                let kind = get(e, "Type").rsplit('/').next().unwrap_or("").to_string();
                let to = get(e, "Target");
                (get(e, "Id"), kind, if external { to } else { target(to) })
            })
            .collect()
    }

    /// The main part's name.
    pub fn main(&self) -> Result<String, String> {
        let list = self.relationships("");
        let main = list.into_iter().find(|(_, kind, _)| kind == "officeDocument");
        main.map(|(_, _, target)| target).ok_or_else(|| "no main part".to_string())
    }

    /// The body first, then headers, footers, notes and comments.
    pub fn stories(&self) -> Result<Vec<Story>, String> {
        let main = self.main()?;
        let mut parts = vec![main.clone()];
        let related = self.relationships(&main);
        for kind in ["header", "footer", "footnotes", "endnotes", "comments"] {
            let mut found: Vec<&String> =
                related.iter().filter(|(_, k, _)| k == kind).map(|(_, _, target)| target).collect();
            found.sort();
            parts.extend(found.into_iter().filter(|p| self.part(p).is_some()).cloned());
        }
        let mut seen = HashSet::new();
        parts.retain(|part| seen.insert(part.clone()));
        parts.into_iter().map(|part| Ok(Story { root: self.tree(&part)?, part })).collect()
    }
}

fn resolve(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = folder.split('/').collect();
    for step in target.split('/') {
        match step {
            ".." => drop(path.pop()),
            "." => {}
            step => path.push(step),
        }
    }
    path.join("/")
}
