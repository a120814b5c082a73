//! What the fuzzer starts from and what it found once, replayed: fuzz/seeds, fuzz/regressions, fuzz/corpus.

#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::fs;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

/// Inputs with their names: the files of two folders, and the entries of an archive.
fn inputs(target: &str) -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let mut found = Vec::new();
    for folder in ["seeds", "regressions"].map(|kind| root.join(kind).join(target)) {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            found.push((path.display().to_string(), fs::read(&path).expect("an input")));
        }
    }
    found.extend(corpus(&root.join("corpus").join(format!("{target}.zip"))));
    found.sort();
    found
}

fn corpus(archive: &Path) -> Vec<(String, Vec<u8>)> {
    let Ok(file) = fs::File::open(archive) else { return Vec::new() };
    let mut archive = zip::ZipArchive::new(file).expect("an archive");
    let count = archive.len();
    let input = |i| {
        let mut entry = archive.by_index(i).expect("an entry");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("an input");
        (format!("corpus {}", entry.name()), bytes)
    };
    (0..count).map(input).collect()
}

/// Runs a target on all its inputs, says which one it was that failed, and that none is slow.
fn replay(target: &str, run: fn(&[u8])) {
    let inputs = inputs(target);
    assert!(inputs.len() > 10, "fuzz/seeds/{target} or fuzz/corpus/{target}.zip is gone");
    for (name, bytes) in inputs {
        let start = Instant::now();
        if std::panic::catch_unwind(|| run(&bytes)).is_err() {
            panic!("{name}: see the panic above");
        }
        // A second at most when optimised; this is not.
        assert!(start.elapsed() < Duration::from_secs(20), "{name} takes {:?}", start.elapsed());
    }
}

#[test]
fn packages() {
    replay("package", targets::package);
}

#[test]
fn xml() {
    replay("xml", targets::xml);
}

#[test]
fn tags() {
    replay("tags", targets::tags);
}

#[test]
fn data() {
    replay("data", targets::data);
}
