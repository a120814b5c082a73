//! Data from files: JSON, YAML and TOML for one document.
//!
//! Whatever the format, a value is the template engine's own [`Value`], mappings keep their order,
//! and a scalar keeps its text unless a number is written exactly so: `12` and `0.5` are numbers,
//! `007` and `3.20` are text, an ID keeps all its digits. (JSON's `3.0` and `1e3`, which programs
//! write, are the numbers 3 and 1000.) Null is [`Value::UNDEFINED`]: missing, as if the key were
//! not there. Dates are text.
//!
//! ```
//! use hongtou::data::{Format, Limits, read_str};
//! let data = read_str("单位: 香港街道\n编号: 007\n人数: 12\n", Format::Yaml, "数据.yaml", &Limits::default())?;
//! assert_eq!(data.get_attr("编号").unwrap().as_str(), Some("007"));
//! assert_eq!(data.get_attr("人数").unwrap().as_i64(), Some(12));
//!
//! let error = read_str("单位：香港街道\n", Format::Yaml, "数据.yaml", &Limits::default()).unwrap_err();
//! assert!(error.to_string().contains("第1行第3列"));
//! # Ok::<(), hongtou::Error>(())
//! ```

mod decode;
mod form;
mod json;
mod limits;
mod map;
mod merge;
pub mod records;
mod scalar;
pub mod schema;
mod sheet;
mod sniff;
mod source;
mod toml;
mod yaml;

use crate::error::{Error, Lang, Place, Problem, Result, catalogue::data as entries};
pub use form::{SHEET as FORM_SHEET, form};
pub use limits::{Limits, MAX_BYTES, MAX_DEPTH, MAX_VALUES};
pub use merge::{apply_setting, merge, set};
use minijinja::value::{Value, ValueKind};
pub use sniff::{Kind, sniff};
use source::Source;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A format of data for one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// JSON (RFC 8259).
    Json,
    /// YAML 1.2, core schema.
    Yaml,
    /// TOML 1.0.
    Toml,
}

impl Format {
    /// The format that a file's extension names.
    pub fn of_path(path: &Path) -> Option<Format> {
        match extension(path).as_str() {
            "json" => Some(Format::Json),
            "yaml" | "yml" => Some(Format::Yaml),
            "toml" => Some(Format::Toml),
            _ => None,
        }
    }
}

fn extension(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

/// Reads a file; its extension names the format, else its content does.
///
/// # Errors
///
/// The file cannot be read, is too large, is no data for one document (a table, a workbook, a Word
/// document), holds faults, or is no mapping at the top. Faults come all together, each with line
/// and column.
pub fn read_file(path: &Path, limits: &Limits) -> Result<Value> {
    let name = path.display().to_string();
    let bytes = read_whole(path, &name, limits)?;
    let named = match extension(path).as_str() {
        "csv" => Some(Kind::Csv),
        "tsv" => Some(Kind::Tsv),
        "jsonl" | "ndjson" => Some(Kind::JsonLines),
        _ => None,
    };
    match named {
        Some(kind) if sniff(&bytes) != Kind::Json => Err(unsuited(kind, &name)),
        _ => read_bytes(&bytes, Format::of_path(path), &name, limits),
    }
}

/// Reads bytes in any encoding that is recognised; without a format, the content decides.
///
/// `name` stands for the file in problems.
///
/// # Errors
///
/// As [`read_file`].
pub fn read_bytes(bytes: &[u8], format: Option<Format>, name: &str, limits: &Limits) -> Result<Value> {
    if bytes.len() as u64 > limits.bytes {
        return Err(too_large(name, limits));
    }
    let kind = sniff(bytes);
    let format = match (format, kind) {
        (_, kind) if is_binary(kind) => return Err(unsuited(kind, name)),
        (Some(format), _) => format,
        (None, kind) if kind.is_table() || kind == Kind::Html => return Err(unsuited(kind, name)),
        (None, Kind::Json) => Format::Json,
        (None, Kind::Toml) => Format::Toml,
        (None, _) => Format::Yaml,
    };
    read_str(&decode::decode(bytes, name)?, format, name, limits)
}

/// Reads text. `name` stands for the file in problems.
///
/// # Errors
///
/// The text holds faults, all reported together, or is no mapping at the top.
pub fn read_str(text: &str, format: Format, name: &str, limits: &Limits) -> Result<Value> {
    if text.len() as u64 > limits.bytes {
        return Err(too_large(name, limits));
    }
    let source = Source::new(name, text.strip_prefix('\u{FEFF}').unwrap_or(text));
    if source.text.trim().is_empty() {
        return Err(Problem::new(&entries::EMPTY).file(name).into());
    }
    let value = match format {
        Format::Json => json::read(source, limits)?,
        Format::Yaml => yaml::read(source, limits)?,
        Format::Toml => toml::read(source, limits)?,
    };
    match value.kind() {
        ValueKind::Map => Ok(value),
        _ => Err(no_mapping(&source, format, &value)),
    }
}

fn read_whole(path: &Path, name: &str, limits: &Limits) -> Result<Vec<u8>> {
    let unreadable = |error: std::io::Error| Error::from(unreadable(name, &error));
    if path.is_dir() {
        return Err(Problem::new(&entries::IS_FOLDER).file(name).into());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(limits.bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

fn unreadable(name: &str, error: &std::io::Error) -> Problem {
    use std::io::ErrorKind;
    let (zh, en) = match error.kind() {
        ErrorKind::NotFound => ("文件不存在".to_string(), "there is no such file".to_string()),
        ErrorKind::PermissionDenied => ("没有读取权限".to_string(), "permission denied".to_string()),
        _ => (error.to_string(), error.to_string()),
    };
    Problem::new(&entries::UNREADABLE).file(name).phrase("reason", zh, en)
}

fn too_large(name: &str, limits: &Limits) -> Error {
    Problem::new(&entries::TOO_LARGE).file(name).arg("limit", limits.bytes >> 20).into()
}

fn is_binary(kind: Kind) -> bool {
    use Kind::*;
    matches!(kind, Xlsx | Xlsb | Xls | Ods | Docx | Doc | Encrypted | Damaged | Unknown)
}

/// Data of a kind that does not fill one document.
fn unsuited(kind: Kind, name: &str) -> Error {
    let entry = match kind {
        Kind::Unknown => &entries::NOT_TEXT,
        Kind::Encrypted => &entries::ENCRYPTED,
        Kind::Damaged => return sheet::damaged(name, ""),
        Kind::Html => &entries::IS_HTML,
        kind if kind.is_table() => &entries::IS_TABLE,
        _ => &entries::IS_DOCUMENT,
    };
    let (zh, en) = kind.name();
    Problem::new(entry).file(name).phrase("kind", zh, en).into()
}

/// The top is a list or a single value. In YAML that is mostly a mapping that was mistyped.
fn no_mapping(source: &Source, format: Format, value: &Value) -> Error {
    if format == Format::Yaml
        && let Some(error) = Error::from_problems(yaml::keyboard_faults(source))
    {
        return error;
    }
    let start = source.text.len() - source.text.trim_start().len();
    let line = source.slice(start..source.text.len()).lines().next().unwrap_or_default();
    let entry = match value.kind() {
        ValueKind::Seq => &entries::TOP_IS_LIST,
        _ => &entries::TOP_NOT_MAPPING,
    };
    let problem = source.problem(entry, start..start + line.len());
    problem.phrase("found", kind_name(value, Lang::Zh), kind_name(value, Lang::En)).into()
}

/// What a value is, in words.
fn kind_name(value: &Value, lang: Lang) -> &'static str {
    let (zh, en) = match value.kind() {
        ValueKind::Undefined | ValueKind::None => ("空值", "nothing"),
        ValueKind::Bool => ("真假值", "true or false"),
        ValueKind::Number => ("一个数", "a number"),
        ValueKind::String => ("一段文字", "a text"),
        ValueKind::Map => ("一组键值", "a mapping"),
        _ => ("一个列表", "a list"),
    };
    if lang == Lang::Zh { zh } else { en }
}

/// A key that stands twice, with the place of the first.
fn duplicate_of(problem: Problem, key: &str, first: &Place) -> Problem {
    problem.arg("key", key).phrase("first", first.words(Lang::Zh), first.words(Lang::En))
}
