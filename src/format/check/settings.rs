//! What an office has settled: `hongtou.toml`, found upwards from the file, and a baseline of findings that it
//! has accepted.

use super::{Class, Finding};
use crate::error::{Error, Problem, Result, catalogue};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The settings of a `hongtou.toml`, under `[check]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// Only these rules and families.
    pub select: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
    /// What kind of document it is.
    pub class: Option<Class>,
    /// A file of words, beside the settings.
    pub lexicon: Option<PathBuf>,
    /// The page: `exact`, `inkgrid`, or a file of a house's rules beside the settings.
    pub profile: Option<String>,
    /// The baseline, beside the settings.
    pub baseline: Option<PathBuf>,
    /// The folder of the settings.
    pub folder: PathBuf,
}

/// The `hongtou.toml` in the folder of a file or in one above it.
pub fn find_settings(file: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(file).ok()?;
    absolute.ancestors().skip(1).map(|folder| folder.join("hongtou.toml")).find(|path| path.is_file())
}

impl Settings {
    /// Reads settings.
    ///
    /// # Errors
    /// `F030`: the text is no TOML, or a name or value in it means nothing.
    pub fn read(text: &str, path: &Path) -> Result<Self> {
        let fault = |what: &str| -> Error {
            Problem::new(&catalogue::format::BAD_SETTINGS)
                .arg("what", what)
                .file(path.display().to_string())
                .into()
        };
        let table: toml::Table = toml::from_str(text).map_err(|e| fault(e.message()))?;
        let mut settings =
            Settings { folder: path.parent().unwrap_or(Path::new("")).to_path_buf(), ..Settings::default() };
        let empty = toml::Table::new();
        let check = match table.get("check") {
            Some(toml::Value::Table(check)) => check,
            Some(_) => return Err(fault("check")),
            None => &empty,
        };
        for (name, value) in check {
            settings.set(name, value).ok_or_else(|| fault(name))?;
        }
        Ok(settings)
    }

    fn set(&mut self, name: &str, value: &toml::Value) -> Option<()> {
        let list = || -> Option<Vec<String>> {
            let known = |item: &toml::Value| {
                let code = item.as_str()?.to_ascii_uppercase();
                super::rules().iter().any(|rule| rule.code.starts_with(&code)).then_some(code)
            };
            value.as_array()?.iter().map(known).collect()
        };
        match name {
            "select" => self.select = list()?,
            "ignore" => self.ignore = list()?,
            "class" => {
                self.class = Some(match value.as_str()? {
                    "formal" => Class::Formal,
                    "material" => Class::Material,
                    _ => return None,
                });
            }
            "lexicon" => self.lexicon = Some(self.folder.join(value.as_str()?)),
            "baseline" => self.baseline = Some(self.folder.join(value.as_str()?)),
            "profile" => self.profile = Some(value.as_str()?.to_string()),
            _ => return None,
        }
        Some(())
    }
}

/// Findings that an office has accepted: a line each, the rule, the words and the paragraph's text.
#[derive(Clone, Debug, Default)]
pub struct Baseline(HashSet<String>);

impl Baseline {
    /// Reads a baseline.
    pub fn read(text: &str) -> Self {
        Baseline(text.lines().filter(|line| !line.starts_with('#')).map(String::from).collect())
    }

    /// Whether a finding of a file has been accepted.
    pub fn holds(&self, file: &str, finding: &Finding) -> bool {
        self.0.contains(&key(file, finding))
    }

    /// A baseline that accepts these.
    pub fn write<'f>(findings: impl Iterator<Item = (&'f str, &'f Finding)>) -> String {
        let mut lines: Vec<String> = findings.map(|(file, finding)| key(file, finding)).collect();
        lines.sort();
        lines.dedup();
        let mut text = String::from("# hongtou check --baseline\n");
        for line in lines {
            text.push_str(&line);
            text.push('\n');
        }
        text
    }
}

/// A finding is known again by its file's name, its rule, its words and what stands around them: not by the
/// paragraph's number, which changes with every edit above it.
fn key(file: &str, finding: &Finding) -> String {
    let name = Path::new(file).file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let from = finding.range.start.saturating_sub(10);
    let around: String = finding.line.chars().skip(from).take(finding.range.len().min(40) + 20).collect();
    let clean = |text: &str| text.replace(['\t', '\n', '\r'], " ");
    format!("{}\t{}\t{}\t{}", clean(&name), finding.rule.code, clean(&finding.words()), clean(&around))
}
