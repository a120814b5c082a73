//! What was written, so that a stopped batch can go on and edited reports are noticed.
//!
//! A line of JSON for each report: its file, the fingerprint of its inputs, the fingerprint of the file. It
//! is written *before* the report takes its place, so a report that is there always has its line; a line
//! that was cut by a stop is passed over. When a run is complete the journal is written anew in the order of
//! the units, so that it does not tell how often the run was stopped.

use crate::error::{Problem, Result, catalogue::batch as b};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The name that all journals of a folder begin with.
pub(super) const JOURNAL: &str = ".hongtou-journal";

/// The longest line that is read.
const LONGEST: u64 = 1 << 16;

/// The fingerprints of one writing of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub input: u128,
    pub output: u128,
}

/// The journal of a folder, or of one part of a batch in it.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    log: Mutex<File>,
    known: HashMap<String, Vec<Entry>>,
}

fn line(file: &str, entry: Entry) -> String {
    let (input, output) = (format!("{:032x}", entry.input), format!("{:032x}", entry.output));
    format!("{}\n", json!({"file": file, "input": input, "output": output}))
}

fn parse(line: &[u8]) -> Option<(String, Entry)> {
    let value: Value = serde_json::from_slice(line).ok()?;
    let hex = |key: &str| u128::from_str_radix(value.get(key)?.as_str()?, 16).ok();
    Some((value.get("file")?.as_str()?.to_string(), Entry { input: hex("input")?, output: hex("output")? }))
}

impl Journal {
    /// Opens the journal of a part, with what all journals of the folder know. Only one run at a time holds
    /// it.
    pub(super) fn open(folder: &Path, suffix: &str) -> Result<Self> {
        let path = folder.join(format!("{JOURNAL}{suffix}"));
        let failed = |e: &std::io::Error| {
            crate::package::io_problem(&crate::error::catalogue::package::CANNOT_WRITE, e)
                .file(path.display().to_string())
        };
        let log = OpenOptions::new().create(true).append(true).open(&path).map_err(|e| failed(&e))?;
        match log.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Problem::new(&b::LOCKED).file(folder.display().to_string()).into());
            }
            // Some network folders know no locks.
            Err(TryLockError::Error(_)) => {}
        }
        let mut known = HashMap::new();
        let mut journals: Vec<PathBuf> = fs::read_dir(folder)
            .map_err(|e| failed(&e))?
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(JOURNAL))
            .map(|entry| entry.path())
            .collect();
        journals.sort();
        for journal in journals {
            read(&journal, &mut known)?;
        }
        Ok(Journal { path, log: Mutex::new(log), known })
    }

    /// What was written to a file, in this run or before.
    pub(super) fn known(&self, file: &str) -> &[Entry] {
        self.known.get(file).map_or(&[], Vec::as_slice)
    }

    /// Notes that a report is about to take its place.
    pub(super) fn note(&self, file: &str, entry: Entry) -> std::io::Result<()> {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.write_all(line(file, entry).as_bytes())
    }

    /// Begins the journal of a complete run, to be put in this one's place.
    pub(super) fn anew(&self, temporary: PathBuf) -> std::io::Result<Anew> {
        Ok(Anew { out: BufWriter::new(File::create(&temporary)?), temporary })
    }

    /// Puts the journal of a complete run in this one's place. What the run did not touch is kept.
    pub(super) fn replace(&self, anew: Anew, touched: &dyn Fn(&str) -> bool) -> std::io::Result<()> {
        let Anew { mut out, temporary } = anew;
        let mut others: Vec<(&String, &Vec<Entry>)> =
            self.known.iter().filter(|(file, _)| !touched(file)).collect();
        others.sort_by_key(|(file, _)| file.as_str());
        for (file, entries) in others {
            for entry in entries {
                out.write_all(line(file, *entry).as_bytes())?;
            }
        }
        out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        fs::rename(temporary, &self.path)
    }
}

/// The journal of a run, in the order of its units.
#[derive(Debug)]
pub(super) struct Anew {
    out: BufWriter<File>,
    temporary: PathBuf,
}

impl Anew {
    pub(super) fn note(&mut self, file: &str, entry: Entry) -> std::io::Result<()> {
        self.out.write_all(line(file, entry).as_bytes())
    }
}

fn read(path: &Path, known: &mut HashMap<String, Vec<Entry>>) -> Result<()> {
    let failed = |e: &std::io::Error| {
        let problem = Problem::new(&b::JOURNAL).file(path.display().to_string());
        problem.phrase("detail", e.to_string(), e.to_string())
    };
    let mut reader = BufReader::new(File::open(path).map_err(|e| failed(&e))?);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = std::io::Read::take(&mut reader, LONGEST).read_until(b'\n', &mut line);
        if read.map_err(|e| failed(&e))? == 0 {
            return Ok(());
        }
        // A torn line runs into the next one: what follows the last opening brace may be whole.
        let whole = parse(&line).or_else(|| {
            let start = memchr::memmem::rfind(&line, b"{\"file\":")?;
            parse(line.get(start..)?)
        });
        if let Some((file, entry)) = whole {
            let entries = known.entry(file).or_default();
            if !entries.contains(&entry) {
                entries.push(entry);
            }
        }
    }
}
