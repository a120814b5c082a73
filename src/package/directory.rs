//! The names of a zip's central directory (APPNOTE 4.3.12), all of them: the zip reader itself keeps only
//! the last of two entries with one name.

use crate::error::{Problem, Result, catalogue::package as p};
use std::collections::HashSet;

/// Checks every name from byte `start` on: no two alike (part names ignore case: ECMA-376 part 2, 6.2.2),
/// none that leaves the package.
pub(super) fn check_names(bytes: &[u8], start: u64) -> Result<()> {
    let mut seen = HashSet::new();
    let mut problems = Vec::new();
    let mut at = usize::try_from(start).unwrap_or(usize::MAX);
    while let Some((name, next)) = entry(bytes, at) {
        let name = String::from_utf8_lossy(name).into_owned();
        if escapes(&name) {
            problems.push(Problem::new(&p::BAD_ENTRY_NAME).arg("part", &name));
        } else if !seen.insert(name.to_lowercase()) {
            problems.push(Problem::new(&p::DUPLICATE_ENTRY).arg("part", &name));
        }
        at = next;
    }
    crate::Error::from_problems(problems).map_or(Ok(()), Err)
}

fn entry(bytes: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let header = bytes.get(at..at.checked_add(46)?)?;
    if !header.starts_with(b"PK\x01\x02") {
        return None;
    }
    let field = |i: usize| Some(usize::from(u16::from_le_bytes([*header.get(i)?, *header.get(i + 1)?])));
    let (name, extra, comment) = (field(28)?, field(30)?, field(32)?);
    let from = at + 46;
    Some((bytes.get(from..from + name)?, from + name + extra + comment))
}

fn escapes(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':');
    name.is_empty()
        || name.starts_with('/')
        || drive
        || name.contains(['\\', '\0'])
        || name.split('/').any(|segment| segment == ".." || segment == ".")
}
