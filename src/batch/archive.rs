//! Reports in one zip archive, streamed.

use super::report::{CSV_NAME, JSON_NAME};
use crate::error::{Problem, Result, catalogue::package as p};
use crate::package::{AtomicFile, io_problem};
use std::io::{self, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// An archive in the making; it takes its place when it is complete.
pub(super) struct Archive {
    zip: ZipWriter<AtomicFile>,
    shown: String,
}

impl Archive {
    pub(super) fn create(path: &Path) -> Result<Self> {
        Ok(Archive { zip: ZipWriter::new(AtomicFile::create(path)?), shown: path.display().to_string() })
    }

    fn failed(&self, e: &io::Error) -> Problem {
        io_problem(&p::CANNOT_WRITE, e).file(self.shown.clone())
    }

    /// Adds a report, which is compressed already.
    pub(super) fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.entry(name, bytes, CompressionMethod::Stored).map_err(|e| self.failed(&e).into())
    }

    fn entry(&mut self, name: &str, bytes: &[u8], method: CompressionMethod) -> io::Result<()> {
        let options =
            SimpleFileOptions::default().compression_method(method).last_modified_time(DateTime::default());
        self.zip.start_file(name, options).map_err(io::Error::from)?;
        self.zip.write_all(bytes)
    }

    /// Adds the tables and puts the archive in its place.
    pub(super) fn finish(mut self, csv: &[u8], json: &[u8]) -> Result<()> {
        for (name, bytes) in [(CSV_NAME, csv), (JSON_NAME, json)] {
            self.entry(name, bytes, CompressionMethod::Deflated).map_err(|e| self.failed(&e))?;
        }
        let shown = self.shown.clone();
        let failed = |e: zip::result::ZipError| io_problem(&p::CANNOT_WRITE, &io::Error::from(e)).file(shown);
        self.zip.finish().map_err(failed)?.commit()
    }
}
