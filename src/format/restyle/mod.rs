//! A Word document of any style in the official format, edited where it stands.
//!
//! Nothing is rebuilt: tables, pictures, notes, comments, tracked changes and everything else keep their
//! bytes. Paragraphs get our styles, sections our page, and the package our styles and page numbers.

mod body;
mod hints;
mod numbering;
mod package;
mod section;
mod soft;

use super::draft::Dropped;
use super::page::Profile;
use super::rebuild::{Formatted, joined, parts};
use super::settle::settle;
use crate::error::{Problem, Result, catalogue};
use crate::package::{Limits, Package};
use crate::xml::{Edits, Ns};
use std::io::Cursor;

/// Formats a Word document.
///
/// # Errors
/// Those of opening a package; `F004` when it is written in a form that cannot take our styles.
pub fn format_docx(bytes: &[u8], profile: &Profile) -> Result<Formatted> {
    format_package(&Package::from_bytes(bytes.to_vec(), &Limits::default())?, profile)
}

/// Formats a Word document that is open.
///
/// # Errors
/// `F004` when it is written in a form that cannot take our styles; those of reading XML.
pub fn format_package(package: &Package, profile: &Profile) -> Result<Formatted> {
    let own = package::Own::build(profile)?;
    let main = package.main_part().to_string();
    let (tree, encoding) = package.tree(&main)?;
    let opening = tree.source().get(tree.start_tag(tree.root())).unwrap_or_default();
    if !opening.contains(package::MAIN) || tree.prefix(tree.root()) != "w:" {
        return Err(Problem::new(&catalogue::format::FOREIGN_FORM).into());
    }
    let forms = package::forms(package)?;
    let mut edits = Edits::new();
    let numbering = numbering::Numbering::read(package)?;
    let restyled = body::restyle(&tree, (&forms, &numbering), profile, &mut edits)?;
    let (footers, mut changes) = own.changes(package)?;
    changes.extend(numbering.change(package)?);
    section::restyle(&tree, &footers, profile, &mut edits);
    if !footers.is_empty() && tree.prefix_for(Ns::R, tree.root()).is_none_or(|prefix| prefix != "r:") {
        let at = tree.start_tag(tree.root()).start + 1 + tree.raw_name(tree.root()).len();
        edits.insert(at, format!(" xmlns:r=\"{}\"", package::RELATIONSHIPS));
    }
    let edited = edits.apply(tree.source()).ok_or_else(|| Problem::new(&catalogue::format::NOT_BUILT))?;
    let settled = settle(&edited, profile)?.unwrap_or(edited);
    changes.push((main, encoding.encode(&settled)));
    let written = package.write_with(Cursor::new(Vec::new()), &changes);
    let bytes = written.map_err(|_| Problem::new(&catalogue::format::NOT_BUILT))?.into_inner();
    let dropped = Dropped { joined_lines: joined(&restyled.pieces), ..restyled.dropped };
    Ok(Formatted { bytes, parts: parts(&restyled.lines, &restyled.pieces), dropped })
}
