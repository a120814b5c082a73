//! The one diagnostic of the crate.
//!
//! Whatever goes wrong, in a template, in data, in a file or in a document that is checked, is a
//! [`Problem`]: a code from the [`catalogue`], a severity, where it is ([`Place`]), the words at
//! fault and a way out. What a call returns on failure is an [`Error`]: *all* problems of the job,
//! not the first one. Messages exist in Chinese and English; the language is chosen when they are
//! shown.
//!
//! ```
//! use hongtou::error::{catalogue::package, Lang, Problem};
//! let problem = Problem::new(&package::NOT_A_ZIP).file("总结.docx");
//! assert_eq!(problem.code(), "P001");
//! assert!(problem.message(Lang::Zh).contains("损坏"));
//! ```

pub mod catalogue;
mod place;
mod show;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

pub use catalogue::Entry;
pub use place::{DocPlace, HeaderKind, Place, Story};
pub use show::{Lang, Snippet};

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing to mend.
    Info,
    /// Done, but probably not as meant.
    Warning,
    /// Not done, or a fault in the result.
    Error,
}

impl Severity {
    /// The word used in JSON: `error`, `warning` or `info`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// An argument of a message: the same in both languages, or a phrase in each.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Arg {
    zh: Cow<'static, str>,
    en: Option<Cow<'static, str>>,
}

impl Arg {
    fn get(&self, lang: Lang) -> &str {
        match (lang, &self.en) {
            (Lang::En, Some(en)) => en,
            _ => &self.zh,
        }
    }
}

/// One problem: what, how bad, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    entry: &'static Entry,
    severity: Severity,
    args: Vec<(&'static str, Arg)>,
    help: Option<&'static Entry>,
    file: Option<String>,
    place: Option<Place>,
    text: Option<String>,
    context: Option<(String, Range<usize>)>,
}

impl Problem {
    /// A problem of the catalogue, with the severity that its entry names.
    pub fn new(entry: &'static Entry) -> Self {
        Problem {
            entry,
            severity: entry.severity,
            args: Vec::new(),
            help: None,
            file: None,
            place: None,
            text: None,
            context: None,
        }
    }

    /// Fills `{name}` in the entry's message and help. Control characters, which a hostile file may bring, are
    /// shown as U+FFFD: they would steer the terminal.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        let value = value.to_string().replace(|c: char| c.is_control() && c != '\n', "\u{FFFD}");
        self.args.push((name, Arg { zh: value.into(), en: None }));
        self
    }

    /// Fills `{name}` with a phrase that differs between the languages.
    #[must_use]
    pub fn phrase(
        mut self,
        name: &'static str,
        zh: impl Into<Cow<'static, str>>,
        en: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.args.push((name, Arg { zh: zh.into(), en: Some(en.into()) }));
        self
    }

    /// Shows the help of another entry (one of the catalogue's hints) instead of the entry's own.
    #[must_use]
    pub fn hint(mut self, hint: &'static Entry) -> Self {
        self.help = Some(hint);
        self
    }

    /// Overrides the severity of the catalogue.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Names the file.
    #[must_use]
    pub fn file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Names the file unless one is named already.
    #[must_use]
    pub fn file_if_none(mut self, file: &str) -> Self {
        if self.file.is_none() {
            self.file = Some(file.to_string());
        }
        self
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, place: impl Into<Place>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// The words at fault.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// The line or paragraph around the words at fault; `mark` is their range in it, in characters.
    #[must_use]
    pub fn context(mut self, line: impl Into<String>, mark: Range<usize>) -> Self {
        self.context = Some((line.into(), mark));
        self
    }

    /// What fills `{name}` in the message, as Chinese readers see it.
    pub fn get_arg(&self, name: &str) -> Option<&str> {
        let (_, arg) = self.args.iter().rev().find(|(n, _)| *n == name)?;
        Some(arg.get(Lang::Zh))
    }

    /// The stable code, such as `T012`.
    pub fn code(&self) -> &'static str {
        self.entry.code
    }

    /// The catalogue's entry.
    pub fn entry(&self) -> &'static Entry {
        self.entry
    }

    /// How bad it is.
    pub fn get_severity(&self) -> Severity {
        self.severity
    }

    /// The file it is in, if it is about one.
    pub fn get_file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// Where it is.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// The words at fault.
    pub fn get_text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// The paragraph or line around the words at fault, and their range in characters.
    pub fn get_context(&self) -> Option<(&str, Range<usize>)> {
        self.context.as_ref().map(|(line, mark)| (line.as_str(), mark.clone()))
    }

    /// What is wrong, in a sentence.
    pub fn message(&self, lang: Lang) -> String {
        self.fill(self.entry.message(lang), lang)
    }

    /// What to do about it.
    pub fn help(&self, lang: Lang) -> Option<String> {
        let text = match self.help {
            Some(hint) => hint.message(lang),
            None => self.entry.help(lang),
        };
        (!text.is_empty()).then(|| self.fill(text, lang))
    }

    fn fill(&self, pattern: &str, lang: Lang) -> String {
        let mut out = String::with_capacity(pattern.len() + 32);
        let mut rest = pattern;
        while let Some(open) = rest.find('{') {
            let (before, from) = rest.split_at(open);
            out.push_str(before);
            let named = from.find('}').and_then(|close| {
                let name = from.get(1..close)?;
                let (_, arg) = self.args.iter().rev().find(|(n, _)| *n == name)?;
                Some((arg.get(lang), close + 1))
            });
            match named {
                Some((value, len)) => {
                    out.push_str(value);
                    rest = from.get(len..).unwrap_or("");
                }
                None => {
                    out.push('{');
                    rest = from.get(1..).unwrap_or("");
                }
            }
        }
        out.push_str(rest);
        out
    }
}

/// All problems of a job that could not be done.
///
/// Never empty. `Display` shows every problem in Chinese; [`Error::display`] chooses the language.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<[Problem]>);

/// What a fallible call of this crate returns.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of one or more problems; none is a defect of the caller and gives `None`.
    pub fn from_problems(problems: Vec<Problem>) -> Option<Self> {
        (!problems.is_empty()).then(|| Error(problems.into()))
    }

    /// The problems, in the order in which they stand in the document.
    pub fn problems(&self) -> &[Problem] {
        &self.0
    }

    /// Takes the problems out.
    pub fn into_problems(self) -> Vec<Problem> {
        self.0.into_vec()
    }

    /// Names the file in every problem that names none.
    #[must_use]
    pub fn in_file(self, file: &str) -> Self {
        Error(self.0.into_vec().into_iter().map(|p| p.file_if_none(file)).collect())
    }

    /// Shows every problem in a language.
    pub fn display(&self, lang: Lang) -> impl fmt::Display + '_ {
        show::All(&self.0, lang)
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Error(Box::new([problem]))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&show::All(&self.0, Lang::Zh), f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&show::All(&self.0, Lang::Zh), f)
    }
}

impl std::error::Error for Error {}
