//! Real files that nobody here made, from the folder that `HONGTOU_CORPUS` names: `documents` and `pairs` hold
//! Word documents, `broken` what is damaged, locked or hostile. Skipped, aloud, without it.

mod support;

use hongtou::error::Lang;
use hongtou::template::{Missing, Options};
use hongtou::{Error, Template};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use support::docx::Package;
use support::invariants;

/// The files of a folder of the corpus; `None`, said aloud, without a corpus.
fn files(folders: &[&str]) -> Option<Vec<PathBuf>> {
    let Some(root) = std::env::var_os("HONGTOU_CORPUS").map(PathBuf::from) else {
        println!("SKIPPED: HONGTOU_CORPUS does not name the folder with the corpus");
        return None;
    };
    let list = |folder: &&str| {
        let folder = root.join(folder);
        let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        entries.map(|entry| entry.expect("an entry").path()).collect::<Vec<_>>()
    };
    let mut found: Vec<PathBuf> = folders.iter().flat_map(list).collect();
    found.sort();
    assert!(!found.is_empty(), "{} holds no file", root.display());
    Some(found)
}

fn render(path: &Path, missing: Missing) -> Result<Vec<u8>, Error> {
    let template = Template::open(path)?;
    Ok(template.render_to_vec(&json!({}), &Options::default().missing(missing))?.bytes)
}

/// Every part as it was, in the same order; a template's content types apart.
fn unchanged(path: &Path, rendered: &[u8]) -> Result<(), String> {
    let before = Package::open(&fs::read(path).map_err(|e| e.to_string())?)?;
    let after = Package::open(rendered)?;
    let names = |package: &Package| package.entries.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    if names(&before) != names(&after) {
        return Err("the entries or their order changed".into());
    }
    let template =
        path.extension().is_some_and(|e| e.eq_ignore_ascii_case("dotx") || e.eq_ignore_ascii_case("dotm"));
    for ((name, old), (_, new)) in before.entries.iter().zip(&after.entries) {
        let types = template && name == "[Content_Types].xml";
        if old != new && !types {
            return Err(format!("{name} changed"));
        }
        if types && !String::from_utf8_lossy(new).contains("document.main+xml") {
            return Err("the filled template is no document".into());
        }
    }
    Ok(())
}

/// No fault that the document lacked before it was filled.
fn sound(path: &Path, rendered: &[u8]) -> Result<(), String> {
    let before = invariants::faults(&Package::open(&fs::read(path).map_err(|e| e.to_string())?)?)?;
    let after = invariants::faults(&Package::open(rendered)?)?;
    let new: Vec<&String> = after.difference(&before).collect();
    if new.is_empty() { Ok(()) } else { Err(format!("new faults: {new:?}")) }
}

/// Calls `judge` for each file and fails with everything that it found.
fn each(files: &[PathBuf], mut judge: impl FnMut(&Path) -> Result<(), String>) {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let judged = files.iter().filter_map(|path| Some(format!("{}: {}", name(path), judge(path).err()?)));
    let wrong: Vec<String> = judged.collect();
    assert!(wrong.is_empty(), "{} of {} files:\n{}", wrong.len(), files.len(), wrong.join("\n"));
}

#[test]
fn documents_without_tags_come_out_as_they_were() {
    let Some(files) = files(&["documents", "pairs"]) else { return };
    let mut plain = 0;
    each(&files, |path| match Template::open(path) {
        Ok(template) if template.is_plain() => {
            plain += 1;
            let rendered = render(path, Missing::Error).map_err(|e| e.to_string())?;
            unchanged(path, &rendered)
        }
        // The next test is about those with tags, or with what looks like tags.
        Ok(_) => Ok(()),
        Err(error) if error.problems().iter().all(|p| p.code().starts_with('T')) => Ok(()),
        Err(error) => Err(error.to_string()),
    });
    println!("corpus: {plain} of {} documents have no tag and come out byte for byte", files.len());
}

#[test]
fn documents_with_tags_stay_sound() {
    let Some(files) = files(&["documents", "pairs"]) else { return };
    let (out, inputs) = (support::out_folder(), support::inputs_folder());
    let (mut filled, mut refused) = (0, Vec::new());
    each(&files, |path| {
        if Template::open(path).is_ok_and(|template| template.is_plain()) {
            return Ok(());
        }
        for missing in [Missing::Blank, Missing::Mark] {
            match render(path, missing) {
                Ok(rendered) => {
                    filled += 1;
                    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                    let file = format!("corpus-{missing:?}-{stem}.docx").to_lowercase();
                    fs::write(out.join(&file), &rendered).map_err(|e| e.to_string())?;
                    fs::copy(path, inputs.join(&file)).map_err(|e| e.to_string())?;
                    sound(path, &rendered)?;
                }
                Err(error) => {
                    let first = error.problems().first().map(|p| p.message(Lang::Zh)).unwrap_or_default();
                    refused
                        .push(format!("{}: {first}", path.file_name().unwrap_or_default().to_string_lossy()));
                    let ours =
                        error.problems().iter().all(|p| p.code().starts_with('T') && p.place().is_some());
                    if !ours {
                        return Err(error.to_string());
                    }
                }
            }
        }
        Ok(())
    });
    println!("corpus: {filled} documents filled with nothing; refused with all problems: {refused:#?}");
}

#[test]
fn broken_files_end_in_a_plain_problem_or_are_carried() {
    let Some(files) = files(&["broken"]) else { return };
    let (mut refused, mut carried) = (0, 0);
    each(&files, |path| match Template::open(path) {
        Err(error) => {
            refused += 1;
            let said = error.problems().iter().map(|p| p.code()).collect::<Vec<_>>();
            let plain = said.iter().all(|code| code.starts_with(['P', 'X']));
            if plain { Ok(()) } else { Err(format!("it ends in {said:?}")) }
        }
        Ok(template) if template.is_plain() => {
            carried += 1;
            let rendered = render(path, Missing::Error).map_err(|e| e.to_string())?;
            unchanged(path, &rendered)
        }
        Ok(_) => {
            render(path, Missing::Blank).map_err(|e| e.to_string()).and_then(|bytes| sound(path, &bytes))
        }
    });
    println!("corpus: {refused} broken files refused, {carried} carried as they were");
}
