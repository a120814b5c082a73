//! The catalogue of rules: what each demands, where it comes from, what breaks and what keeps it.

use crate::error::{Entry, Lang, Severity};
use std::collections::HashMap;
use std::sync::LazyLock;

/// A rule of the official format.
#[derive(Debug)]
pub struct Rule {
    /// Its stable code: `PU03`.
    pub code: &'static str,
    /// What a finding says, in Chinese.
    pub zh: &'static str,
    /// What the rule is about, in English.
    pub en: &'static str,
    /// The clauses that it comes from; [`Rule::cited`] spells them out.
    pub source: &'static str,
    /// Whether a file decides it: `yes` or `partly`.
    pub decidable: &'static str,
    /// Which documents it is for: `any`, `formal` …
    pub scope: &'static str,
    /// How it is decided.
    pub how: &'static str,
    /// Words or a form that break it.
    pub bad: &'static str,
    /// Words or a form that keep it.
    pub good: &'static str,
    /// What looks like a fault and is none.
    pub trap: &'static str,
    /// Its message, for problems.
    pub(super) entry: &'static Entry,
}

impl Rule {
    /// Its usual severity.
    pub fn severity(&self) -> Severity {
        self.entry.severity
    }

    /// Its name in a language.
    pub fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }

    /// The clauses that it comes from, with the standards' full numbers.
    pub fn cited(&self, lang: Lang) -> String {
        cited(self.source, lang)
    }

    /// Whether [`check`](super::check()) reports it; the others are left to a person.
    pub fn is_checked(&self) -> bool {
        let wording = ["PU", "NU", "WD", "CS", "LO"].iter().any(|family| self.code.starts_with(family));
        (wording && self.code != "CS09") || super::LAYOUT.contains(&self.code)
    }
}

/// Every rule, in the order of the catalogue.
pub fn rules() -> &'static [Rule] {
    &RULES
}

/// The rule of a code, whatever its case.
///
/// ```
/// assert_eq!(hongtou::format::check::rule("pu03").unwrap().zh, "用了直引号");
/// ```
pub fn rule(code: &str) -> Option<&'static Rule> {
    BY_CODE.get(code.to_ascii_uppercase().as_str()).copied()
}

static RULES: LazyLock<Vec<Rule>> =
    LazyLock::new(|| include_str!("rules.tsv").lines().skip(1).filter_map(read).collect());

static BY_CODE: LazyLock<HashMap<&'static str, &'static Rule>> =
    LazyLock::new(|| RULES.iter().map(|rule| (rule.code, rule)).collect());

fn read(line: &'static str) -> Option<Rule> {
    let fields: Vec<&'static str> = line.split('\t').collect();
    let [code, zh, en, source, force, decidable, scope, how, bad, good, trap] = *fields.as_slice() else {
        return None;
    };
    let severity = match force {
        "error" => Severity::Error,
        "warning" => Severity::Warning,
        _ => Severity::Info,
    };
    // The catalogue is read once, and lives as long as the program.
    let keep = |text: String| -> &'static str { text.leak() };
    let entry = Box::leak(Box::new(Entry {
        code,
        severity,
        zh: keep(format!("{zh}{{note}}")),
        en: keep(format!("{en}{{note}}")),
        help_zh: keep(format!("{{advice}}（依据：{}）", cited(source, Lang::Zh))),
        help_en: keep(format!("{{advice}} (source: {})", cited(source, Lang::En))),
    }));
    Some(Rule { code, zh, en, source, decidable, scope, how, bad, good, trap, entry })
}

/// `9704 7.3.1 (一般)` as a reader looks it up: `GB/T 9704-2012第7.3.1条`.
fn cited(source: &str, lang: Lang) -> String {
    const STANDARDS: [(&str, &str); 4] = [
        ("9704", "GB/T 9704-2012"),
        ("15834", "GB/T 15834-2011"),
        ("15835", "GB/T 15835-2011"),
        ("条例", "《党政机关公文处理工作条例》"),
    ];
    let zh = lang == Lang::Zh;
    let one = |cause: &str| -> String {
        let plain = without_remarks(cause);
        let plain = plain.trim();
        let known =
            STANDARDS.iter().find_map(|(short, full)| Some((full, plain.strip_prefix(short)?.trim())));
        match known {
            Some((full, clause)) if zh && clause.starts_with(|c: char| c.is_ascii_digit()) => {
                format!("{full}第{}条", clause.replace(", ", "、").replace(',', "、"))
            }
            Some((full, clause)) if zh => format!("{full}{}", clause.replace("foreword", "前言")),
            Some((full, clause)) => format!("{full} {clause}"),
            None if !zh => plain.to_string(),
            None => match plain {
                "practice" => "公文写作惯例".to_string(),
                "logic" => "事理".to_string(),
                "Unicode" => "字符规范".to_string(),
                plain if plain.is_ascii() => "公文写作惯例".to_string(),
                plain if plain.contains("lexicon") => "用词表".to_string(),
                plain => plain.replace("dictionary", "《现代汉语词典》").replace("practice", "惯例"),
            },
        }
    };
    let mut causes: Vec<String> = source.split(';').map(one).filter(|cause| !cause.is_empty()).collect();
    causes.dedup();
    causes.join(if zh { "；" } else { "; " })
}

/// The text without remarks in brackets that hold no number of a paragraph: `(一般)`, not `9(7)`.
fn without_remarks(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('(') {
        let Some(close) = rest.get(open..).and_then(|tail| tail.find(')')).map(|n| n + open) else { break };
        let inner = rest.get(open + 1..close).unwrap_or("");
        let keeps = !inner.is_empty() && inner.chars().all(|c| c.is_ascii_digit());
        out.push_str(rest.get(..if keeps { close + 1 } else { open }).unwrap_or("").trim_end());
        rest = rest.get(close + 1..).unwrap_or("");
    }
    out + rest
}
