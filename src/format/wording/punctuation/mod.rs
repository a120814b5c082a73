//! PU: punctuation, after GB/T 15834.

mod clash;
mod ends;
mod half;
mod pairs;
pub(super) mod range;
mod rows;

use super::rules::{Rule, Scope};
use super::scan::Kinds;

/// The rules of punctuation that one paragraph decides.
pub(super) const LINE: &[Rule] = &[
    Rule { needs: Kinds::HALF_STOP.and(Kinds::HAN), any: Kinds::NONE, scope: Scope::All, check: half::stops },
    Rule { needs: Kinds::PAIR.and(Kinds::HAN), any: Kinds::NONE, scope: Scope::All, check: half::brackets },
    Rule { needs: Kinds::STRAIGHT.and(Kinds::HAN), any: Kinds::NONE, scope: Scope::All, check: half::quotes },
    Rule {
        needs: Kinds::HAN,
        any: Kinds::STOP.and(Kinds::HALF_STOP),
        scope: Scope::All,
        check: clash::doubled,
    },
    Rule {
        needs: Kinds::HAN,
        any: Kinds::DASH.and(Kinds::STOP).and(Kinds::HALF_STOP),
        scope: Scope::All,
        check: clash::ellipsis_and_dash,
    },
    Rule { needs: Kinds::STOP, any: Kinds::NONE, scope: Scope::All, check: clash::comma_before_and },
    Rule { needs: Kinds::PAIR, any: Kinds::NONE, scope: Scope::All, check: rows::uneven },
    Rule { needs: Kinds::PAIR, any: Kinds::NONE, scope: Scope::All, check: rows::no_work },
    Rule { needs: Kinds::DASH.and(Kinds::DIGIT), any: Kinds::NONE, scope: Scope::All, check: range::sign },
    Rule { needs: Kinds::STOP, any: Kinds::NONE, scope: Scope::Prose, check: ends::ordinal_comma },
];

/// Those that need the whole draft.
pub(super) const DRAFT: &[super::rules::DraftRule] = &[
    |reading, out| pairs::pairs(&reading.texts, out),
    |reading, out| rows::superfluous(&reading.texts, out),
    |reading, out| ends::open_end(&reading.texts, out),
];
