//! Numbered lists (ECMA-376 part 1, 17.9).

use crate::error::Result;
use crate::package::Package;
use crate::xml::{NodeId, Tree, ns};
use std::collections::HashMap;

/// A list and a level in it.
type List = (String, String);

/// The numbering that paragraph styles bring: style → (numId, level). Styles inherit it (17.7.4.3).
///
/// # Errors
/// The styles or the relationships of the main part are not well-formed.
pub fn style_numbering(package: &Package) -> Result<HashMap<String, (String, String)>> {
    let relationships = package.relationships(package.main_part())?;
    let Some(styles) =
        relationships.iter().find(|r| r.kind == "styles" && package.bytes(&r.target).is_some())
    else {
        return Ok(HashMap::new());
    };
    let (tree, _) = package.tree(&styles.target)?;
    let mut own: HashMap<String, (Option<List>, Option<String>)> = HashMap::new();
    for style in tree.children(tree.root()).filter(|&n| tree.is(n, ns::w("style"))) {
        let Some(id) = tree.attribute(style, ns::w("styleId")) else { continue };
        let properties = tree.child(style, ns::w("pPr"));
        let numbering = properties.and_then(|pr| paragraph_numbering(&tree, pr));
        own.insert(id.into_owned(), (numbering, value(&tree, style, "basedOn")));
    }
    let resolve = |id: &String| {
        let mut at = id;
        // Styles may be based on each other in a circle.
        for _ in 0..own.len() {
            let (numbering, based_on) = own.get(at)?;
            if let Some(numbering) = numbering {
                return Some((id.clone(), numbering.clone()));
            }
            at = based_on.as_ref()?;
        }
        None
    };
    Ok(own.keys().filter_map(resolve).collect())
}

/// The list and level that paragraph properties name.
pub fn paragraph_numbering(tree: &Tree<'_>, properties: NodeId) -> Option<(String, String)> {
    let numbering = tree.child(properties, ns::w("numPr"))?;
    let level = value(tree, numbering, "ilvl").unwrap_or_else(|| "0".into());
    Some((value(tree, numbering, "numId")?, level))
}

fn value(tree: &Tree<'_>, node: NodeId, name: &str) -> Option<String> {
    let child = tree.child(node, ns::w(name))?;
    tree.attribute(child, ns::w("val")).map(|v| v.into_owned())
}

/// A list that counts anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestartedList {
    /// The prefix of WordprocessingML in the numbering part, with its colon.
    pub prefix: String,
    /// The definition that it follows (`w:abstractNumId`).
    pub definition: String,
    /// The first number of each level.
    pub starts: Vec<(String, String)>,
}

impl RestartedList {
    /// Spells it with an id.
    pub fn spell(&self, id: &str) -> String {
        let p = &self.prefix;
        let mut out = format!("<{p}num {p}numId=\"{id}\"><{p}abstractNumId {p}val=\"{}\"/>", self.definition);
        for (level, start) in &self.starts {
            out.push_str(&format!(
                "<{p}lvlOverride {p}ilvl=\"{level}\"><{p}startOverride {p}val=\"{start}\"/></{p}lvlOverride>"
            ));
        }
        out.push_str(&format!("</{p}num>"));
        out
    }
}

/// The lists of a numbering part, each as one that counts anew; with the greatest id.
pub fn lists(tree: &Tree<'_>) -> (HashMap<String, RestartedList>, u64) {
    let prefix = tree.prefix(tree.root()).to_string();
    let mut starts: HashMap<String, Vec<(String, String)>> = HashMap::new();
    let mut found = HashMap::new();
    let mut greatest = 0;
    for node in tree.children(tree.root()) {
        if tree.is(node, ns::w("abstractNum")) {
            let Some(id) = tree.attribute(node, ns::w("abstractNumId")) else { continue };
            let levels = tree.children(node).filter(|&n| tree.is(n, ns::w("lvl"))).filter_map(|n| {
                let level = tree.attribute(n, ns::w("ilvl"))?.into_owned();
                Some((level, value(tree, n, "start").unwrap_or_else(|| "1".into())))
            });
            starts.insert(id.into_owned(), levels.collect());
        } else if tree.is(node, ns::w("num")) {
            let (Some(id), Some(definition)) =
                (tree.attribute(node, ns::w("numId")), value(tree, node, "abstractNumId"))
            else {
                continue;
            };
            greatest = greatest.max(id.parse().unwrap_or(0));
            let starts = starts.get(&definition).cloned().unwrap_or_default();
            found.insert(id.into_owned(), RestartedList { prefix: prefix.clone(), definition, starts });
        }
    }
    (found, greatest)
}
