//! What the tests that fill templates share. Nothing here uses the crate's own reader of XML: what the crate
//! writes is judged from outside.
#![allow(dead_code, reason = "each test binary uses a part of it")]

pub mod docx;
pub mod generate;
pub mod invariants;
pub mod notation;
pub mod outline;
pub mod template;
pub mod xml;

use std::path::PathBuf;

/// The folder into which tests write every document, so that one step of CI validates them all.
pub fn out_folder() -> PathBuf {
    let folder = match std::env::var_os("HONGTOU_OUT") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/hongtou-out"),
    };
    std::fs::create_dir_all(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    folder
}

/// The folder in it for the templates, under the names of the documents made of them: what a validator says
/// of a template is not the fault of filling it.
pub fn inputs_folder() -> PathBuf {
    let folder = out_folder().join("inputs");
    std::fs::create_dir_all(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    folder
}
