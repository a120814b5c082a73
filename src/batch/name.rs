//! Names of reports: safe on every system, and each one only once.

use super::print;
use crate::error::{Problem, Result, catalogue::batch as b};
use minijinja::value::Value;
use minijinja::{Environment, UndefinedBehavior, context};
use std::collections::HashSet;

/// The most bytes of a file's name, its extension included: room for what synchronising programs add, and
/// below the 255 that file systems take.
pub const MAX_NAME: usize = 240;

const PATTERN: &str = "name";

/// How files are named.
#[derive(Debug)]
pub(super) struct Pattern {
    env: Environment<'static>,
    fields: Vec<String>,
}

impl Pattern {
    /// Reads `{{单位}}{{年度}}年度工作总结`.
    pub(super) fn new(text: &str) -> Result<Self> {
        let text = text.replace('｛', "{").replace('｝', "}");
        let text = text.strip_suffix(".docx").or(text.strip_suffix(".docm")).unwrap_or(&text).to_string();
        let mut env = Environment::new();
        env.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        env.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        env.set_fuel(Some(100_000));
        crate::value::filters::register(&mut env);
        let wrong = |e: &minijinja::Error| {
            let detail = e.detail().unwrap_or("").to_string();
            Problem::new(&b::NAME_PATTERN).phrase("detail", "读不懂这个式子", detail).text(&text)
        };
        env.add_template_owned(PATTERN, text.clone()).map_err(|e| wrong(&e))?;
        let names = env.get_template(PATTERN).map_err(|e| wrong(&e))?.undeclared_variables(true);
        let mut fields: Vec<String> = names.into_iter().collect();
        fields.sort();
        Ok(Pattern { env, fields })
    }

    /// The name for a record, not yet made safe.
    pub(super) fn name(&self, data: &Value, number: u64) -> Result<String> {
        let lacking = |name: &&String| super::path::find(data, name).is_none() && **name != "序号";
        let wrong = |e: &minijinja::Error| match (
            crate::value::problems_of(e).first(),
            self.fields.iter().find(lacking),
        ) {
            (Some(problem), _) => problem.clone().arg("name", "--name"),
            (None, Some(name)) => Problem::new(&b::NAME_FIELD).arg("name", name),
            _ => {
                let detail = e.to_string();
                Problem::new(&b::NAME_PATTERN).phrase("detail", "式子算不出来", detail)
            }
        };
        let own = data.get_attr("序号").is_ok_and(|v| !v.is_undefined());
        let template = self.env.get_template(PATTERN).map_err(|e| wrong(&e))?;
        let rendered = if own || !self.fields.iter().any(|f| f == "序号") {
            template.render(data.clone())
        } else {
            template.render(context! { 序号 => format!("{number:04}"), ..data.clone() })
        };
        Ok(rendered.map_err(|e| wrong(&e))?)
    }
}

/// Makes a name safe for Windows, Linux and zip: what these forbid becomes its full-width twin.
///
/// ```
/// use hongtou::batch::safe_name;
/// assert_eq!(safe_name("../香港路：a/b?"), "_／香港路：a／b？");
/// assert_eq!(safe_name("CON"), "CON_");
/// ```
pub fn safe_name(name: &str) -> String {
    let mut out: String = name.chars().filter_map(safe_character).collect();
    out.truncate(out.trim_end_matches(['.', ' ', '\u{3000}']).len());
    let start = out.len() - out.trim_start_matches(['.', ' ', '\u{3000}', '~']).len();
    if start > 0 {
        let skipped = out.get(..start).is_some_and(|s| s.contains(['.', '~']));
        out.replace_range(..start, if skipped { "_" } else { "" });
    }
    let stem = out.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    if is_device(&stem) {
        out.insert(stem.len().min(out.len()), '_');
    }
    out
}

fn safe_character(c: char) -> Option<char> {
    Some(match c {
        '<' => '＜',
        '>' => '＞',
        ':' => '：',
        '"' => '＂',
        '/' => '／',
        '\\' => '＼',
        '|' => '｜',
        '?' => '？',
        '*' => '＊',
        '\t' | '\n' | '\r' | '\u{a0}' => ' ',
        // Marks that change how the name reads without being seen.
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {
            return None;
        }
        c if c.is_control() => return None,
        c => c,
    })
}

/// Names that Windows keeps for devices.
fn is_device(stem: &str) -> bool {
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|n| n.chars().count() == 1 && n.chars().all(|c| "123456789¹²³".contains(c)))
    };
    matches!(stem, "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") || numbered("COM") || numbered("LPT")
}

/// The names given so far, as fingerprints: upper and lower case are one to Windows.
#[derive(Debug)]
pub(super) struct Names {
    given: HashSet<u128>,
    extension: &'static str,
}

/// A file's name, and what is to be said about it.
pub(super) struct Named {
    pub file: String,
    pub problems: Vec<Problem>,
}

impl Names {
    pub(super) fn new(extension: &'static str) -> Self {
        Names { given: HashSet::new(), extension }
    }

    /// A name of its own for a report.
    pub(super) fn give(&mut self, wanted: &str, number: u64) -> Named {
        let mut safe = safe_name(wanted);
        if safe.is_empty() {
            safe = format!("{number:04}");
        }
        let mut problems = Vec::new();
        let full = format!("{safe}.{}", self.extension);
        let mut file = self.fit(&safe, "");
        if file != full {
            problems.push(Problem::new(&b::NAME_CUT).arg("renamed", &file));
        }
        let mut n = 1u64;
        while !self.given.insert(print::of_bytes(file.to_lowercase().as_bytes())) {
            n += 1;
            file = self.fit(&safe, &format!("-{n}"));
        }
        if n > 1 {
            problems.push(Problem::new(&b::NAME_CLASH).arg("file", full).arg("renamed", &file));
        }
        Named { file, problems }
    }

    /// Cuts the name at a character so that all of it has room.
    fn fit(&self, stem: &str, suffix: &str) -> String {
        let room = MAX_NAME.saturating_sub(suffix.len() + 1 + self.extension.len());
        let mut end = stem.len().min(room);
        while !stem.is_char_boundary(end) {
            end -= 1;
        }
        let stem = stem.get(..end).unwrap_or_default();
        let stem = if end < room { stem } else { stem.trim_end_matches(['.', ' ']) };
        format!("{stem}{suffix}.{}", self.extension)
    }
}
