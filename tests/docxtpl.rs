//! docxtpl's templates are drop-in: each folder of tests/docxtpl holds a template that uses one of its features,
//! plain data, and what comes out of it, as an outline (`expected.txt`) or as messages (`expected.err`).
//!
//! `scripts/drop_in/build.py` builds the templates, `scripts/drop_in/compare.py` holds what came out beside what
//! docxtpl makes of them; this test needs neither. `HONGTOU_BLESS=1` writes the expectations anew.

mod support;

use hongtou::data::{self, Limits};
use hongtou::error::Lang;
use hongtou::template::{Missing, Options};
use hongtou::{Error, Template};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use support::docx::Package;
use support::{invariants, outline};

fn folders() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/docxtpl");
    let entries = fs::read_dir(folder).expect("tests/docxtpl");
    let mut found: Vec<PathBuf> =
        entries.map(|e| e.expect("an entry").path()).filter(|p| p.is_dir()).collect();
    found.sort();
    found
}

fn render(folder: &Path) -> Result<Vec<u8>, Error> {
    let template = Template::from_bytes(fs::read(folder.join("template.docx")).expect("a template"))?;
    let data = data::read_file(&folder.join("data.json"), &Limits::default())?;
    // docxtpl writes nothing for what is missing.
    let blank = folder.join("options.json").exists();
    let options = Options::default().missing(if blank { Missing::Blank } else { Missing::Error });
    let mut bytes = Cursor::new(Vec::new());
    template.render_value(data, &options, &mut bytes)?;
    Ok(bytes.into_inner())
}

/// The file that holds what is expected, and what came out.
fn outcome(folder: &Path) -> Result<(&'static str, String), String> {
    let bytes = match render(folder) {
        Ok(bytes) => bytes,
        Err(error) => return Ok(("expected.err", format!("{}\n", error.display(Lang::Zh)))),
    };
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    fs::write(support::out_folder().join(format!("docxtpl-{name}.docx")), &bytes)
        .map_err(|e| e.to_string())?;
    let template = Package::open(&fs::read(folder.join("template.docx")).map_err(|e| e.to_string())?)?;
    let (before, document) = (invariants::faults(&template)?, Package::open(&bytes)?);
    let after = invariants::faults(&document)?;
    match after.difference(&before).next() {
        Some(fault) => Err(format!("the document has a new fault: {fault}")),
        None => Ok(("expected.txt", outline::outline(&document)?)),
    }
}

fn judge(folder: &Path) -> Result<(), String> {
    let (file, found) = outcome(folder)?;
    if std::env::var_os("HONGTOU_BLESS").is_some() {
        for file in ["expected.txt", "expected.err"] {
            fs::remove_file(folder.join(file)).ok();
        }
        return fs::write(folder.join(file), found).map_err(|e| e.to_string());
    }
    match fs::read_to_string(folder.join(file)) {
        Ok(expected) if expected == found => Ok(()),
        Ok(expected) => Err(format!("{file} says\n{expected}but this came out:\n{found}")),
        Err(_) => Err(format!("there is no {file}, but this came out:\n{found}")),
    }
}

#[test]
fn templates_of_docxtpl_come_out_as_expected() {
    let only = std::env::var("HONGTOU_CASE").unwrap_or_default();
    let folders: Vec<PathBuf> =
        folders().into_iter().filter(|f| f.to_string_lossy().contains(&only)).collect();
    assert!(only.is_empty() && folders.len() >= 40 || !folders.is_empty(), "the cases are gone");
    let wrong: Vec<String> = folders
        .iter()
        .filter_map(|folder| judge(folder).err().map(|e| format!("{}: {e}", folder.display())))
        .collect();
    assert!(wrong.is_empty(), "{} of {} are wrong:\n\n{}", wrong.len(), folders.len(), wrong.join("\n\n"));
}
