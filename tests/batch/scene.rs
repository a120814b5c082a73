//! Folders, templates and data for the tests.

use crate::support::docx::Package;
use crate::support::template::Template as Parts;
use crate::support::{notation, out_folder, outline};
use hongtou::Template;
use hongtou::batch::Join;
use hongtou::data::records::{Options, Source};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// A folder of a test's own, fresh at the start and gone at the end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("hongtou-batch-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// The names in a folder, sorted.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Every file in a folder.
    pub fn contents(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        self.names(folder).into_iter().map(|n| (n.clone(), self.read(&format!("{folder}/{n}")))).collect()
    }

    /// Leaves the reports where the validator sees them.
    pub fn keep(&self, folder: &str) {
        for name in self.names(folder).into_iter().filter(|name| name.ends_with(".docx")) {
            let to = out_folder().join(format!("batch-{name}"));
            fs::copy(self.path(&format!("{folder}/{name}")), to).unwrap();
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The bytes of a template in the notation of tests/cases.
pub fn docx(text: &str) -> Vec<u8> {
    Parts::of_body(notation::body(text)).build()
}

pub fn template(text: &str) -> Template {
    Template::from_bytes(docx(text)).unwrap()
}

pub fn source(text: &str, name: &str, join: &Join) -> Source {
    let options = Options { key: join.key.clone(), ..Options::default() };
    Source::from_bytes(text.as_bytes(), name, &options).unwrap()
}

/// What a document says, a line for each paragraph.
pub fn text_of(bytes: &[u8]) -> String {
    let text = outline::outline(&Package::open(bytes).unwrap()).unwrap();
    text.trim_end().to_string()
}
