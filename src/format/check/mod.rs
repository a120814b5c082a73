//! Checks any document against the official format: page, parts, levels, punctuation, figures, wording.
//!
//! A document is read into a model (paragraphs of every story, effective form, parts); each rule of the
//! [catalogue](rules()) is a small judge over it. What a file does not decide is not reported.
//!
//! ```
//! use hongtou::format::{self, Kind, Options, check};
//! use hongtou::package::{Limits, Package};
//! let template = format::new(Kind::Notice, &Options::default())?;
//! let package = Package::from_bytes(template, &Limits::default())?;
//! let checked = check::check(&package, &check::Options::default())?;
//! assert!(checked.findings.iter().any(|finding| finding.rule.code == "LO03"), "its tags are not filled");
//! # Ok::<(), hongtou::Error>(())
//! ```

mod catalogue;
mod effective;
mod fix;
mod fonts;
mod levels;
mod model;
mod output;
mod page;
mod parts;
mod settings;
mod wording;

pub use catalogue::{Rule, rule, rules};
pub use effective::Form;
pub use fix::{Fixed, Level, fix};
pub use model::Class;
pub use output::{html, json, remarks, sarif};
pub use settings::{Baseline, Settings, find_settings};

use super::page::Profile;
use super::wording::Lexicon;
use crate::error::{DocPlace, Problem, Result, Severity, Story};
use crate::package::Package;
use model::Model;
use std::borrow::Cow;
use std::ops::Range;

/// The rules of layout that are judged here.
pub(crate) const LAYOUT: &[&str] = &[
    "PG01", "PG02", "PG03", "PG04", "PG06", "PG07", "HD03", "HD04", "HD06", "HD08", "BD01", "BD03", "BD04",
    "BD05", "BD07", "BD09", "LV01", "LV02", "LV03", "LV04", "LV05", "LV06", "LV07", "LV08", "SG01", "SG02",
    "SG03", "SG04", "SG08", "AT01", "AT02", "ED02", "ED03", "ED04", "ED06", "PN01", "PN02", "LO07",
];

/// What is asked of a document.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The page, sizes and fonts that it should have.
    pub profile: Profile,
    /// What kind of document it is; seen from the document where absent.
    pub class: Option<Class>,
    /// Only these rules and families (`PU`, `PU03`); all where empty.
    pub select: Vec<String>,
    /// Not these rules and families.
    pub ignore: Vec<String>,
    /// The lexicon of words.
    pub lexicon: Lexicon,
}

impl Options {
    /// Whether a rule is asked for.
    pub fn wants(&self, code: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|name| code.starts_with(&name.to_ascii_uppercase()));
        let exact = |list: &[String]| list.iter().any(|name| name.eq_ignore_ascii_case(code));
        if super::wording::ON_REQUEST.contains(&code) {
            return exact(&self.select);
        }
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }
}

/// How a finding is mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Characters of the paragraph's text.
    pub range: Range<usize>,
    /// What stands there then.
    pub with: String,
}

/// Something that breaks a rule.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is here.
    pub severity: Severity,
    /// Where; without a paragraph it is about the document, or a section.
    pub place: DocPlace,
    /// The paragraph's text; empty without one.
    pub line: String,
    /// The words at fault, in characters of the line.
    pub range: Range<usize>,
    /// What is particular here, in Chinese and English.
    pub note: (String, String),
    /// How to mend it, if that is known.
    pub changes: Vec<Change>,
    /// Whether the mend is safe to make unseen.
    pub safe: bool,
    /// The paragraph, as an index of [`Checked::lines`].
    pub paragraph: Option<usize>,
}

impl Finding {
    /// The words at fault.
    pub fn words(&self) -> String {
        self.line.chars().skip(self.range.start).take(self.range.len()).collect()
    }

    /// The finding as a problem, to be shown or written as JSON.
    pub fn problem(&self) -> Problem {
        let (zh, en) = self.advice();
        let note = |text: &str, zh: bool| match text {
            "" => String::new(),
            text if text.starts_with(['：', ':', '（', ' ']) => text.to_string(),
            text if zh => format!("：{text}"),
            text => format!(": {text}"),
        };
        let problem = Problem::new(self.rule.entry)
            .severity(self.severity)
            .phrase("note", note(&self.note.0, true), note(&self.note.1, false))
            .phrase("advice", zh, en)
            .at(self.place.clone());
        if self.line.is_empty() {
            return problem;
        }
        let words: String = self.words().chars().take(200).collect();
        let window = self.range.start.saturating_sub(60);
        let line: String = self.line.chars().skip(window).take(self.range.len().min(200) + 120).collect();
        let mark = self.range.start - window..self.range.start - window + self.range.len().clamp(1, 200);
        problem.text(words).context(line, mark)
    }

    fn advice(&self) -> (String, String) {
        let good = self.rule.good;
        match self.changes.as_slice() {
            [change] => {
                let old: String =
                    self.line.chars().skip(change.range.start).take(change.range.len()).collect();
                match (old.is_empty(), change.with.is_empty()) {
                    (_, true) => (format!("删去“{old}”"), format!("remove “{old}”")),
                    (true, false) => (format!("补上“{}”", change.with), format!("add “{}”", change.with)),
                    _ => (
                        format!("“{old}”改为“{}”", change.with),
                        format!("write “{}” for “{old}”", change.with),
                    ),
                }
            }
            _ => (format!("正确的如：{good}"), format!("right is: {good}")),
        }
    }
}

/// What was found in a document.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What kind of document it is.
    pub class: Class,
    /// The findings in the order of the document, those about the whole of it first.
    pub findings: Vec<Finding>,
    /// Every paragraph of every story: its place and its text.
    pub lines: Vec<(DocPlace, String)>,
}

impl Checked {
    /// How many findings are errors, warnings and hints.
    pub fn counts(&self) -> [usize; 3] {
        let count = |severity| self.findings.iter().filter(|f| f.severity == severity).count();
        [count(Severity::Error), count(Severity::Warning), count(Severity::Info)]
    }
}

/// Checks a document.
///
/// # Errors
/// The document's main part, its styles or a story is not well-formed.
pub fn check(package: &Package, options: &Options) -> Result<Checked> {
    let model = Model::read(package, options.class)?;
    let findings = findings(&model, options);
    let lines = model.paragraphs.iter().map(|p| (p.place.clone(), p.text.text.clone())).collect();
    Ok(Checked { class: model.class, findings, lines })
}

fn findings(model: &Model<'_>, options: &Options) -> Vec<Finding> {
    let mut report = Report { model, options, findings: Vec::new() };
    page::judge(model, &options.profile, &mut report);
    // In another language there are no levels, addressees and titles of ours.
    if is_chinese(model) {
        parts::judge(model, &options.profile, &mut report);
        levels::judge(model, &options.profile, &mut report);
    }
    for code in ["PG01", "PG02", "PG03", "PG07", "LV06"] {
        report.fold(code);
    }
    review(model, &mut report);
    wording::judge(model, &mut report);
    let mut findings = report.findings;
    findings.retain(|finding| options.wants(finding.rule.code));
    findings.sort_by_key(|finding| {
        (finding.paragraph.map_or(0, |n| n + 1), finding.range.start, finding.rule.code)
    });
    findings.dedup_by(|a, b| a.rule.code == b.rule.code && a.place == b.place && a.range == b.range);
    findings
}

/// Whether a fifth of its letters are Chinese.
fn is_chinese(model: &Model<'_>) -> bool {
    let (mut chinese, mut letters) = (0usize, 0usize);
    for c in model.paragraphs.iter().flat_map(|p| p.text.text.chars()).filter(|c| c.is_alphabetic()) {
        letters += 1;
        chinese += usize::from(('\u{3400}'..='\u{9fff}').contains(&c));
    }
    chinese * 5 >= letters
}

/// Comments, tracked changes and hidden text that are still in the document.
fn review(model: &Model<'_>, report: &mut Report) {
    let mut kinds: Vec<(&str, &str)> = Vec::new();
    let mut add = |zh, en| {
        if !kinds.contains(&(zh, en)) {
            kinds.push((zh, en));
        }
    };
    for part in &model.parts {
        for node in part.tree.descendants(part.tree.root()) {
            match (part.tree.name(node).ns, part.tree.name(node).local) {
                (crate::xml::Ns::W, "ins" | "del" | "moveFrom" | "moveTo") => add("修订", "tracked changes"),
                (crate::xml::Ns::W, "commentReference") => add("批注", "comments"),
                (crate::xml::Ns::W, "vanish") => add("隐藏文字", "hidden text"),
                _ => {}
            }
        }
    }
    if !kinds.is_empty() {
        let join = |pick: fn(&(&'static str, &'static str)) -> &'static str,
                    kinds: &[(&'static str, &'static str)],
                    sep| { kinds.iter().map(pick).collect::<Vec<_>>().join(sep) };
        let kinds: Vec<(&'static str, &'static str)> =
            [("修订", "tracked changes"), ("批注", "comments"), ("隐藏文字", "hidden text")]
                .into_iter()
                .filter(|kind| kinds.iter().any(|k| k.0 == kind.0))
                .collect();
        let zh = format!("：有{}", join(|k| k.0, &kinds, "、"));
        report.whole("LO07", zh, format!(": {}", join(|k| k.1, &kinds, ", ")));
        report.severity(Severity::Info);
    }
}

/// Collects findings.
struct Report<'m, 'p> {
    model: &'m Model<'p>,
    options: &'m Options,
    findings: Vec<Finding>,
}

impl Report<'_, '_> {
    fn push(&mut self, code: &str, finding: impl FnOnce(&'static Rule) -> Finding) {
        if let Some(rule) = rule(code) {
            self.findings.push(finding(rule));
        }
    }

    fn at(&mut self, code: &str, place: DocPlace, zh: impl Into<String>, en: impl Into<String>) {
        let note = (zh.into(), en.into());
        self.push(code, |rule| Finding {
            rule,
            severity: rule.severity(),
            place,
            line: String::new(),
            range: 0..0,
            note,
            changes: Vec::new(),
            safe: false,
            paragraph: None,
        });
    }

    /// About the document as a whole.
    fn whole(&mut self, code: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.at(code, DocPlace::story(Story::Body), zh, en);
    }

    /// About a whole paragraph.
    fn paragraph(&mut self, code: &str, index: usize, zh: impl Into<String>, en: impl Into<String>) {
        let length = self.model.paragraphs.get(index).map_or(0, |p| p.text.text.chars().count());
        self.words_with(code, index, 0..length, zh, en);
    }

    /// About some characters of a paragraph.
    fn words(&mut self, code: &str, index: usize, range: Range<usize>) {
        self.words_with(code, index, range, "", "");
    }

    fn words_with(
        &mut self,
        code: &str,
        index: usize,
        range: Range<usize>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) {
        let note = (zh.into(), en.into());
        let Some(paragraph) = self.model.paragraphs.get(index) else { return };
        let mut place = paragraph.place.clone();
        place.start = u32::try_from(range.start).ok();
        place.end = u32::try_from(range.end).ok();
        let line = paragraph.text.text.clone();
        self.push(code, |rule| Finding {
            rule,
            severity: rule.severity(),
            place,
            line,
            range,
            note,
            changes: Vec::new(),
            safe: false,
            paragraph: Some(index),
        });
    }

    /// Findings of one rule that say the same become one that says how many they are.
    fn fold(&mut self, code: &str) {
        let mut counts: Vec<((String, String), usize)> = Vec::new();
        self.findings.retain(|finding| {
            if finding.rule.code != code {
                return true;
            }
            match counts.iter_mut().find(|(note, _)| *note == finding.note) {
                Some((_, count)) => {
                    *count += 1;
                    false
                }
                None => {
                    counts.push((finding.note.clone(), 1));
                    true
                }
            }
        });
        for finding in self.findings.iter_mut().filter(|finding| finding.rule.code == code) {
            let count = counts.iter().find(|(note, _)| *note == finding.note).map_or(1, |(_, n)| *n);
            if count > 1 {
                finding.note.0.push_str(&format!("（共{count}处）"));
                finding.note.1.push_str(&format!(" ({count} in all)"));
            }
        }
    }

    /// One step less severe: of a material less is asked.
    fn lower(&mut self) {
        let lowered = self.findings.last().map(|finding| match finding.severity {
            Severity::Error => Severity::Warning,
            _ => Severity::Info,
        });
        if let Some(severity) = lowered {
            self.severity(severity);
        }
    }

    fn severity(&mut self, severity: Severity) {
        if let Some(last) = self.findings.last_mut() {
            last.severity = severity;
        }
    }

    /// The words of the last finding are to be these.
    fn fixed(&mut self, with: String, safe: bool) {
        if let Some(range) = self.findings.last().map(|finding| finding.range.clone()) {
            self.fix_at(range, with, safe);
        }
    }

    /// Some characters of the last finding's paragraph are to be these.
    fn fix_at(&mut self, range: Range<usize>, with: String, safe: bool) {
        if let Some(last) = self.findings.last_mut() {
            last.changes = vec![Change { range, with }];
            last.safe = safe;
        }
    }
}

/// A length in millimetres, to a tenth.
fn millimetres(twips: i32) -> Cow<'static, str> {
    let tenths = (f64::from(twips) / super::page::TWIPS_PER_MM * 10.0).round() / 10.0;
    tenths.to_string().into()
}
