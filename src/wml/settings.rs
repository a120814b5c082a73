//! Document settings (ECMA-376 part 1, 17.15.1.78).

use crate::error::Result;
use crate::package::Package;
use crate::xml::{Edits, Ns, ns};

/// What may follow `w:updateFields` in `w:settings`.
const AFTER_UPDATE_FIELDS: &[&str] = &[
    "hdrShapeDefaults",
    "footnotePr",
    "endnotePr",
    "compat",
    "docVars",
    "rsids",
    "attachedSchema",
    "themeFontLang",
    "clrSchemeMapping",
    "doNotIncludeSubdocsInStats",
    "doNotAutoCompressPictures",
    "forceUpgrade",
    "captions",
    "readModeInkLockDown",
    "smartTagType",
    "shapeDefaults",
    "doNotEmbedSmartTags",
    "decimalSymbol",
    "listSeparator",
];

/// The settings part with `w:updateFields` switched on, so that Word refreshes fields on opening; `None`
/// where the document has no settings or has it on already.
///
/// # Errors
/// The settings or the relationships of the main part are not well-formed.
pub fn update_fields(package: &Package) -> Result<Option<(String, Vec<u8>)>> {
    let relationships = package.relationships(package.main_part())?;
    let Some(settings) = relationships.iter().find(|r| r.kind == "settings" && !r.external) else {
        return Ok(None);
    };
    if package.bytes(&settings.target).is_none() {
        return Ok(None);
    }
    let (tree, encoding) = package.tree(&settings.target)?;
    let root = tree.root();
    let prefix = tree.prefix(root);
    let element = format!("<{prefix}updateFields {prefix}val=\"true\"/>");
    let mut edits = Edits::new();
    let follows = |n| {
        let name = tree.name(n);
        !tree.is_text(n) && (name.ns != Ns::W || AFTER_UPDATE_FIELDS.contains(&name.local))
    };
    if let Some(old) = tree.child(root, ns::w("updateFields")) {
        edits.replace(tree.range(old), element);
    } else if tree.end_tag(root).is_empty() {
        return Ok(None);
    } else {
        let next = tree.children(root).find(|&n| follows(n)).map(|n| tree.range(n).start);
        edits.insert(next.unwrap_or(tree.end_tag(root).start), element);
    }
    Ok(edits.apply(tree.source()).map(|text| (settings.target.clone(), encoding.encode(&text))))
}
