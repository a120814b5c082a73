//! What the fuzzer starts from and what it found once, replayed: fuzz/seeds and fuzz/regressions.

#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn inputs(target: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let folders = ["seeds", "regressions"].map(|kind| root.join(kind).join(target));
    let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    found.sort();
    found
}

/// Runs a target on all its inputs, says which one it was that failed, and that none is slow.
fn replay(target: &str, run: fn(&[u8])) {
    let inputs = inputs(target);
    assert!(!inputs.is_empty(), "fuzz/seeds/{target} is gone");
    for path in inputs {
        let bytes = fs::read(&path).expect("an input");
        let start = Instant::now();
        if std::panic::catch_unwind(|| run(&bytes)).is_err() {
            panic!("{}: see the panic above", path.display());
        }
        // A second at most when optimised; this is not.
        assert!(start.elapsed() < Duration::from_secs(20), "{} takes {:?}", path.display(), start.elapsed());
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
