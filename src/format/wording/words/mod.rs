//! WD: wording.

mod doubled;
mod lexicon;
mod phrases;
pub(super) mod time;

pub use lexicon::{Entry, Kind, Lexicon};

use super::rules::{DraftRule, Rule, Scope};
use super::scan::Kinds;

/// The rules of wording that one paragraph decides.
pub(super) const LINE: &[Rule] = &[
    Rule { needs: Kinds::HAN, any: Kinds::NONE, scope: Scope::All, check: doubled::doubled },
    Rule { needs: Kinds::HAN, any: Kinds::NONE, scope: Scope::All, check: phrases::look_alikes },
    Rule { needs: Kinds::HAN, any: Kinds::NONE, scope: Scope::Prose, check: phrases::adverb },
    Rule { needs: Kinds::HAN, any: Kinds::NONE, scope: Scope::Prose, check: phrases::clashes },
];

/// Those that need the whole draft.
pub(super) const DRAFT: &[DraftRule] = &[
    |reading, out| lexicon::slips(&reading.texts, reading.lexicon, out),
    time::relative,
    time::request,
    time::length,
];
