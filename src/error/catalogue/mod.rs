//! Every message of the crate, in Chinese and English, with a stable code.
//!
//! A file for each family; the letter of the code names it: `P` packages and files, `X` XML, `T`
//! templates, `V` values and filters, `D` data, `F` the official format, `K` comparing, `C` the command line, `H` hints that another entry shows as
//! its help.

use super::{Lang, Severity};

/// One message of the catalogue. `{name}` in a text is filled by the problem's arguments.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// The stable code, such as `T012`.
    pub code: &'static str,
    /// The usual severity.
    pub severity: Severity,
    /// The message in Chinese.
    pub zh: &'static str,
    /// The message in English.
    pub en: &'static str,
    /// What to do, in Chinese; may be empty.
    pub help_zh: &'static str,
    /// What to do, in English; may be empty.
    pub help_en: &'static str,
}

impl Entry {
    /// The message's pattern.
    pub fn message(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }

    /// The help's pattern; empty where there is none.
    pub fn help(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.help_zh,
            Lang::En => self.help_en,
        }
    }
}

/// Declares the entries of a family: `NAME = "code", Severity, "zh" / "en", "help zh" / "help en";`
macro_rules! entries {
    ($($name:ident = $code:literal, $severity:ident, $zh:literal / $en:literal, $hzh:literal / $hen:literal;)*) => {
        use super::Entry;
        use crate::error::Severity;
        $(
            #[doc = concat!("`", $code, "`: `` ", $en, " ``")]
            pub static $name: Entry = Entry {
                code: $code,
                severity: Severity::$severity,
                zh: $zh,
                en: $en,
                help_zh: $hzh,
                help_en: $hen,
            };
        )*
        /// Every entry of the family, by code.
        pub static ALL: &[&Entry] = &[$(&$name),*];
    };
}

pub mod batch;
pub mod cli;
pub mod data;
pub mod diff;
pub mod format;
pub mod package;
pub mod template;
pub mod value;
pub mod xml;

/// The whole catalogue, family by family.
///
/// ```
/// assert!(hongtou::error::catalogue::all().any(|entry| entry.code == "P001"));
/// ```
pub fn all() -> impl Iterator<Item = &'static Entry> {
    [
        package::ALL,
        xml::ALL,
        template::ALL,
        value::ALL,
        data::ALL,
        batch::ALL,
        diff::ALL,
        format::ALL,
        cli::ALL,
    ]
    .into_iter()
    .flatten()
    .copied()
}
