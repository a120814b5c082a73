//! The container of a Word document: a zip archive by the Open Packaging Conventions (ECMA-376 part 2).
//!
//! Reading trusts nothing: [`Limits`] count bytes as they come out, names that stand twice or leave the
//! package are refused, every checksum is verified, and a file that is no Word document is told what it is.
//! Writing copies what was not changed as compressed bytes, gives the same bytes for the same input, and puts
//! a file in its place only when it is complete ([`AtomicFile`]).

mod directory;
mod file;
mod limits;
mod relationships;
mod sniff;
mod write;

use crate::error::{Problem, Result, catalogue::package as p};
use crate::xml::Tree;
use relationships::ContentTypes;
use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use zip::ZipArchive;

pub(crate) use file::io_problem;
pub use file::{AtomicFile, check_not_input, read_file, write_file};
pub use limits::{Limits, MAX_ENTRIES, MAX_PART_SIZE, MAX_RATIO, MAX_TOTAL_SIZE, RATIO_FROM};
pub use relationships::{Relationship, relationships_part};
pub use write::{Nowhere, Writer};

/// The part that names every part's type.
pub const CONTENT_TYPES: &str = "[Content_Types].xml";

type Archive = ZipArchive<Cursor<Arc<[u8]>>>;

/// A package, read and checked.
///
/// ```no_run
/// use hongtou::package::{Limits, Package};
/// let package = Package::open("总结.docx".as_ref(), &Limits::default())?;
/// println!("{}", package.main_part());
/// # Ok::<(), hongtou::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Package {
    archive: Archive,
    parts: Vec<Part>,
    by_name: HashMap<String, usize>,
    types: ContentTypes,
    main: String,
    limits: Limits,
}

#[derive(Clone, Debug)]
struct Part {
    name: String,
    /// Kept for XML only; what else there is is copied as it stands.
    bytes: Option<Arc<[u8]>>,
}

impl Package {
    /// Reads a file.
    ///
    /// # Errors
    /// The file cannot be read, is no Word document (the problem says what it is), is damaged, or passes a
    /// limit. Every problem names the file.
    pub fn open(path: &Path, limits: &Limits) -> Result<Self> {
        let name = path.display().to_string();
        let bytes = file::read_file(path, limits.max_total_size)?;
        Self::from_bytes(bytes, limits).map_err(|e| e.in_file(&name))
    }

    /// Reads a package from memory.
    ///
    /// # Errors
    /// As [`Package::open`], without a file's name.
    pub fn from_bytes(bytes: impl Into<Arc<[u8]>>, limits: &Limits) -> Result<Self> {
        let bytes: Arc<[u8]> = bytes.into();
        if !sniff::is_zip(&bytes) {
            return Err(sniff::problem(&bytes).into());
        }
        let mut archive = ZipArchive::new(Cursor::new(bytes.clone())).map_err(|e| not_a_zip(&e))?;
        if archive.len() > limits.max_entries {
            return Err(Problem::new(&p::TOO_MANY_ENTRIES).arg("limit", limits.max_entries).into());
        }
        directory::check_names(&bytes, archive.central_directory_start())?;
        let parts = read_parts(&mut archive, limits)?;
        let by_name = parts.iter().enumerate().map(|(i, part)| (part.name.to_lowercase(), i)).collect();
        let types = ContentTypes::default();
        let mut package = Package { archive, parts, by_name, types, main: String::new(), limits: *limits };
        package.types = match package.bytes(CONTENT_TYPES) {
            Some(bytes) => ContentTypes::read(bytes)?,
            None => return Err(package.not_word().into()),
        };
        package.main = package.find_main()?;
        Ok(package)
    }

    fn not_word(&self) -> Problem {
        let mimetype = self.by_name.get("mimetype").and_then(|&i| {
            let mut text = Vec::new();
            let mut archive = self.archive.clone();
            let file = archive.by_index(i).ok()?;
            file.take(200).read_to_end(&mut text).ok()?;
            Some(text)
        });
        let types = self.bytes(CONTENT_TYPES).map(String::from_utf8_lossy).unwrap_or_default();
        sniff::other_package(mimetype.as_deref(), &types)
    }

    /// The main part is the target of the package's relationship `officeDocument` (ECMA-376 part 1, 11.3.10),
    /// whatever its name.
    fn find_main(&self) -> Result<String> {
        let relationships = self.relationships("")?;
        let main = relationships.iter().find(|r| r.kind == "officeDocument" && !r.external);
        let Some(main) = main else { return Err(self.not_word().into()) };
        let content_type = self.content_type(&main.target).unwrap_or("");
        let word = content_type.contains("wordprocessingml")
            || content_type.contains("ms-word")
            || content_type.is_empty()
            || content_type == "application/xml";
        match (word, self.bytes(&main.target)) {
            (true, Some(_)) => Ok(main.target.clone()),
            (true, None) => Err(Problem::new(&p::MISSING_PART).arg("part", &main.target).into()),
            (false, _) => Err(self.not_word().into()),
        }
    }

    /// The name of the main document part.
    pub fn main_part(&self) -> &str {
        &self.main
    }

    /// The limits with which it was read.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Every entry's name, in the archive's order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|part| part.name.as_str())
    }

    /// True when there is a part of that name (names ignore case).
    pub fn contains(&self, part: &str) -> bool {
        self.by_name.contains_key(&part.to_lowercase())
    }

    /// The bytes of an XML part, inflated; `None` for what is not there or is no XML.
    pub fn bytes(&self, part: &str) -> Option<&[u8]> {
        let index = *self.by_name.get(&part.to_lowercase())?;
        self.parts.get(index)?.bytes.as_deref()
    }

    /// The bytes of any part, inflated anew when it is no XML.
    ///
    /// # Errors
    /// The part is not there.
    pub fn read(&self, part: &str) -> Result<Vec<u8>> {
        if let Some(bytes) = self.bytes(part) {
            return Ok(bytes.to_vec());
        }
        let missing = || Problem::new(&p::MISSING_PART).arg("part", part);
        let &index = self.by_name.get(&part.to_lowercase()).ok_or_else(missing)?;
        let mut archive = self.archive.clone();
        let mut out = Vec::new();
        let mut file = archive.by_index(index).map_err(|_| missing())?;
        file.read_to_end(&mut out).map_err(|_| Problem::new(&p::DAMAGED_PART).arg("part", part))?;
        Ok(out)
    }

    /// An XML part as a tree. The second value tells how to spell it when it is written back.
    ///
    /// # Errors
    /// The part is not there or is not well-formed.
    pub fn tree(&self, part: &str) -> Result<(Tree<'_>, crate::xml::Encoding)> {
        let bytes = self.bytes(part).ok_or_else(|| Problem::new(&p::MISSING_PART).arg("part", part))?;
        let decoded = crate::xml::decode(part, bytes)?;
        Ok((Tree::parse_within(part, decoded.text, self.limits.max_xml_depth)?, decoded.encoding))
    }

    /// A part's content type, if `[Content_Types].xml` names one.
    pub fn content_type(&self, part: &str) -> Option<&str> {
        self.types.of(part)
    }

    /// The relationships of a part; of the package itself for an empty name. None when it has none.
    ///
    /// # Errors
    /// The part that holds them is not well-formed.
    pub fn relationships(&self, part: &str) -> Result<Vec<Relationship>> {
        let name = relationships_part(part);
        match self.bytes(&name) {
            Some(bytes) => relationships::read(part, &name, bytes),
            None => Ok(Vec::new()),
        }
    }

    /// True when the main part's type is one with macros.
    pub fn has_macros(&self) -> bool {
        self.content_type(&self.main).is_some_and(|t| t.contains("macroEnabled"))
    }

    /// True for a Word template (`.dotx`, `.dotm`).
    pub fn is_template(&self) -> bool {
        self.content_type(&self.main).is_some_and(|t| t.contains("emplate"))
    }
}

fn not_a_zip(error: &zip::result::ZipError) -> Problem {
    let (zh, en) = match error {
        zip::result::ZipError::UnsupportedArchive(_) => {
            ("压缩方式不受支持", "a way of compression that is not supported")
        }
        _ => ("压缩包不完整或已被改动", "the archive is cut or altered"),
    };
    Problem::new(&p::NOT_A_ZIP).phrase("detail", zh, en)
}

/// Inflates every entry once: checks its size and checksum, and keeps the XML.
fn read_parts(archive: &mut Archive, limits: &Limits) -> Result<Vec<Part>> {
    let mut total = 0;
    let mut parts = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        parts.push(read_part(archive, index, &mut total, limits)?);
    }
    Ok(parts)
}

fn read_part(archive: &mut Archive, index: usize, total: &mut u64, limits: &Limits) -> Result<Part> {
    let mut file = archive.by_index(index).map_err(|e| match e {
        zip::result::ZipError::UnsupportedArchive(what) if what.contains("assword") => {
            Problem::new(&p::ENCRYPTED)
        }
        e => not_a_zip(&e),
    })?;
    let name = file.name().to_string();
    let lower = name.to_lowercase();
    let keep = lower.ends_with(".xml") || lower.ends_with(".rels");
    let budget = Budget { part: &name, compressed: file.compressed_size(), limits };
    let mut bytes = Vec::new();
    let mut chunk = [0; 16 << 10];
    let mut size = 0;
    loop {
        let n = file.read(&mut chunk).map_err(|_| Problem::new(&p::DAMAGED_PART).arg("part", &name))?;
        if n == 0 {
            break;
        }
        size += n as u64;
        *total += n as u64;
        budget.check(size, *total)?;
        if keep {
            bytes.extend_from_slice(chunk.get(..n).unwrap_or(&[]));
        }
    }
    Ok(Part { name, bytes: keep.then(|| bytes.into()) })
}

struct Budget<'a> {
    part: &'a str,
    compressed: u64,
    limits: &'a Limits,
}

impl Budget<'_> {
    fn check(&self, size: u64, total: u64) -> Result<()> {
        let limits = self.limits;
        let over =
            |entry, limit: u64| Err(Problem::new(entry).arg("part", self.part).arg("limit", limit).into());
        if size > limits.max_part_size {
            return over(&p::PART_TOO_LARGE, limits.max_part_size);
        }
        if total > limits.max_total_size {
            return over(&p::TOTAL_TOO_LARGE, limits.max_total_size);
        }
        if size > RATIO_FROM && size / self.compressed.max(1) > limits.max_ratio {
            return over(&p::RATIO, limits.max_ratio);
        }
        Ok(())
    }
}
