//! Reports as files of a folder: each beside its place and renamed, edited ones left alone.

use super::journal::{Anew, Entry, Journal};
use super::report::{CSV_NAME, JSON_NAME, Writer};
use super::{Options, print};
use crate::error::{Error, Result, catalogue::package as p};
use crate::package::io_problem;
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A folder of reports.
#[derive(Debug)]
pub(super) struct Folder<'a> {
    path: &'a Path,
    journal: Journal,
    suffix: String,
    /// What was in the folder when the run began.
    existing: HashSet<String>,
    /// Inputs that lie in the folder.
    protected: HashSet<String>,
    options: &'a Options,
    counter: AtomicU64,
}

/// Whether a report has to be made.
pub(super) enum Need {
    /// It is complete, from the same inputs; the entry says so.
    Complete(Entry),
    Make,
}

/// What became of a report.
pub(super) enum Stored {
    Written(Entry),
    /// Someone edited the file that is there.
    Edited,
    /// The file is an input.
    Input,
}

/// A failure that ends the batch, or only the report.
pub(super) enum Failure {
    Report(Error),
    Batch(Error),
}

impl<'a> Folder<'a> {
    pub(super) fn open(path: &'a Path, options: &'a Options) -> Result<Self> {
        let failed = |e: &io::Error| io_problem(&p::CANNOT_WRITE, e).file(path.display().to_string());
        fs::create_dir_all(path).map_err(|e| failed(&e))?;
        let suffix = options.shard.suffix();
        let journal = Journal::open(path, &suffix)?;
        let mut existing = HashSet::new();
        for entry in fs::read_dir(path).map_err(|e| failed(&e))? {
            let name = entry.map_err(|e| failed(&e))?.file_name().to_string_lossy().into_owned();
            if is_temporary(&name, &suffix) {
                fs::remove_file(path.join(&name)).map_err(|e| failed(&e))?;
            } else {
                existing.insert(name);
            }
        }
        let real = fs::canonicalize(path).map_err(|e| failed(&e))?;
        let inside = |input: &PathBuf| {
            let input = fs::canonicalize(input).ok()?;
            let name = input.file_name()?.to_string_lossy().into_owned();
            (input.parent() == Some(real.as_path())).then_some(name)
        };
        let protected = options.inputs.iter().filter_map(inside).collect();
        Ok(Folder { path, journal, suffix, existing, protected, options, counter: AtomicU64::new(0) })
    }

    /// The fingerprint of a file that was there when the run began.
    fn present(&self, file: &str) -> Option<u128> {
        let path = self.existing.contains(file).then(|| self.path.join(file))?;
        let bytes = fs::read(path).ok()?;
        Some(print::of_bytes(&bytes))
    }

    /// Whether an earlier run left the report complete.
    pub(super) fn need(&self, file: &str, input: u128) -> Need {
        if !self.options.resume {
            return Need::Make;
        }
        let known = self.journal.known(file);
        let done = known.iter().filter(|entry| entry.input == input);
        let Some(output) = (!known.is_empty()).then(|| self.present(file)).flatten() else {
            return Need::Make;
        };
        match done.into_iter().find(|entry| entry.output == output) {
            Some(entry) => Need::Complete(*entry),
            None => Need::Make,
        }
    }

    /// Puts a report in its place.
    pub(super) fn store(
        &self,
        file: &str,
        input: u128,
        bytes: &[u8],
    ) -> std::result::Result<Stored, Failure> {
        let entry = Entry { input, output: print::of_bytes(bytes) };
        if self.protected.contains(file) {
            return Ok(Stored::Input);
        }
        if self.existing.contains(file) {
            let path = self.path.join(file);
            let ours = |output| self.journal.known(file).iter().any(|known| known.output == output);
            match self.present(file) {
                Some(output) if output == entry.output => {}
                Some(output) if ours(output) || self.options.force => {}
                // A link that leads nowhere is replaced.
                None if path.is_symlink() || !path.exists() => {}
                _ => return Ok(Stored::Edited),
            }
        }
        self.write(file, entry, bytes).map_err(|e| self.failure(file, &e))?;
        Ok(Stored::Written(entry))
    }

    fn write(&self, file: &str, entry: Entry, bytes: &[u8]) -> io::Result<()> {
        let temporary = self.temporary();
        let mut written = File::create_new(&temporary).and_then(|mut out| {
            out.write_all(bytes)?;
            if self.options.sync { out.sync_all() } else { Ok(()) }
        });
        written = written
            .and_then(|()| self.journal.note(file, entry))
            .and_then(|()| fs::rename(&temporary, self.path.join(file)));
        if written.is_err() {
            fs::remove_file(&temporary).ok();
        }
        written
    }

    fn temporary(&self) -> PathBuf {
        let n = self.counter.fetch_add(1, Ordering::Relaxed);
        self.path.join(format!("{}{n}.tmp", temporary_prefix(&self.suffix)))
    }

    /// A name that the file system does not take is the report's fault; all else will befall the next too.
    fn failure(&self, file: &str, e: &io::Error) -> Failure {
        let problem = io_problem(&p::CANNOT_WRITE, e).file(self.path.join(file).display().to_string());
        match e.kind() {
            io::ErrorKind::InvalidFilename | io::ErrorKind::IsADirectory | io::ErrorKind::InvalidInput => {
                Failure::Report(problem.into())
            }
            _ => Failure::Batch(problem.into()),
        }
    }

    pub(super) fn begin_journal(&self) -> Result<Anew> {
        let failed = |e: &io::Error| io_problem(&p::CANNOT_WRITE, e).file(self.path.display().to_string());
        Ok(self.journal.anew(self.temporary()).map_err(|e| failed(&e))?)
    }

    /// Ends a complete run: the journal in order, the report tables in their place.
    pub(super) fn finish(&self, anew: Anew, made: &HashSet<u128>) -> Result<()> {
        let failed = |e: &io::Error| io_problem(&p::CANNOT_WRITE, e).file(self.path.display().to_string());
        let touched = |file: &str| made.contains(&print::of_bytes(file.as_bytes()));
        self.journal.replace(anew, &touched).map_err(|e| failed(&e))?;
        if self.options.sync {
            File::open(self.path).and_then(|folder| folder.sync_all()).map_err(|e| failed(&e))?;
        }
        Ok(())
    }

    /// Opens the tables that tell what became of each unit.
    pub(super) fn tables(&self) -> Result<(Writer, [PathBuf; 4])> {
        let failed = |e: &io::Error| io_problem(&p::CANNOT_WRITE, e).file(self.path.display().to_string());
        let (csv, json) = (self.temporary(), self.temporary());
        let open = |path: &Path| -> io::Result<Box<dyn Write>> { Ok(Box::new(File::create(path)?)) };
        let writer = open(&csv).and_then(|csv| Writer::new(csv, open(&json)?)).map_err(|e| failed(&e))?;
        let place = |name: &str| {
            let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
            self.path.join(format!("{stem}{}.{extension}", self.suffix))
        };
        Ok((writer, [csv, place(CSV_NAME), json, place(JSON_NAME)]))
    }

    /// Removes what a stop left of this run's temporary files.
    pub(super) fn clean(&self) {
        for entry in fs::read_dir(self.path).into_iter().flatten().flatten() {
            if is_temporary(&entry.file_name().to_string_lossy(), &self.suffix) {
                fs::remove_file(entry.path()).ok();
            }
        }
    }
}

fn temporary_prefix(suffix: &str) -> String {
    format!(".hongtou-batch{suffix}-")
}

/// Whether a name is that of a temporary file of the same part of a batch.
fn is_temporary(name: &str, suffix: &str) -> bool {
    let number = name.strip_prefix(&temporary_prefix(suffix)).and_then(|rest| rest.strip_suffix(".tmp"));
    number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}
