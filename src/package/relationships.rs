//! Relationships (ECMA-376 part 2, 6.5) and content types (6.2.3).

use crate::error::Result;
use crate::xml::{Tree, decode, ns};

/// A relationship of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relationship {
    /// The id, such as `rId7`.
    pub id: String,
    /// The last segment of the type: `header`, `officeDocument`, `hyperlink`. The same for Strict.
    pub kind: String,
    /// The target: a part's name when internal, else as written.
    pub target: String,
    /// True when the target is outside the package.
    pub external: bool,
}

/// The part that holds a part's relationships: `word/document.xml` → `word/_rels/document.xml.rels`; the
/// package's own for an empty name.
pub fn relationships_part(part: &str) -> String {
    let (folder, file) = part.rsplit_once('/').map_or(("", part), |(d, f)| (d, f));
    if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") }
}

pub(super) fn read(part: &str, rels_part: &str, bytes: &[u8]) -> Result<Vec<Relationship>> {
    let decoded = decode(rels_part, bytes)?;
    let tree = Tree::parse(rels_part, decoded.text)?;
    let one = |node| {
        let get = |name| tree.attribute(node, ns::none(name)).map(|v| v.into_owned());
        let external = get("TargetMode").is_some_and(|m| m == "External");
        let target = get("Target")?;
        let target = if external { target } else { resolve(part, &target) };
        let kind = get("Type")?.rsplit('/').next().unwrap_or("").to_string();
        Some(Relationship { id: get("Id")?, kind, target, external })
    };
    let children = tree.children(tree.root()).filter(|&c| tree.is(c, ns::rels("Relationship")));
    Ok(children.filter_map(one).collect())
}

/// Resolves a target against the folder of the part that names it.
fn resolve(part: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_string();
    }
    let mut path: Vec<&str> = part.split('/').collect();
    path.pop();
    for segment in target.split('/') {
        match segment {
            ".." => drop(path.pop()),
            "." | "" => {}
            name => path.push(name),
        }
    }
    path.join("/")
}

/// `[Content_Types].xml`.
#[derive(Clone, Debug, Default)]
pub(super) struct ContentTypes {
    defaults: Vec<(String, String)>,
    overrides: Vec<(String, String)>,
}

impl ContentTypes {
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        let name = super::CONTENT_TYPES;
        let decoded = decode(name, bytes)?;
        let tree = Tree::parse(name, decoded.text)?;
        let mut types = ContentTypes::default();
        for node in tree.children(tree.root()) {
            let get = |name| tree.attribute(node, ns::none(name)).map(|v| v.into_owned());
            let Some(content_type) = get("ContentType") else { continue };
            if let Some(extension) = get("Extension") {
                types.defaults.push((extension.to_lowercase(), content_type));
            } else if let Some(part) = get("PartName") {
                types.overrides.push((part.trim_start_matches('/').to_lowercase(), content_type));
            }
        }
        Ok(types)
    }

    pub(super) fn of(&self, part: &str) -> Option<&str> {
        let part = part.to_lowercase();
        let extension = part.rsplit('.').next().unwrap_or("");
        let found = self.overrides.iter().find(|(name, _)| *name == part);
        let found = found.or_else(|| self.defaults.iter().find(|(name, _)| name == extension));
        found.map(|(_, content_type)| content_type.as_str())
    }
}
