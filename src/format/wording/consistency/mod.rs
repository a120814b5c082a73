//! CS: one document says one thing.

mod count;
mod headings;
mod measure;
mod sums;
mod table;
mod unit;
mod year;

use super::rules::{DraftRule, Rule, Scope};
use super::scan::Kinds;

/// The rules of consistency that one paragraph decides.
pub(super) const LINE: &[Rule] = &[
    Rule { needs: Kinds::HAN, any: Kinds::NONE, scope: Scope::Prose, check: year::both_sides },
    Rule {
        needs: Kinds::HAN.and(Kinds::DIGIT).and(Kinds::STOP),
        any: Kinds::NONE,
        scope: Scope::Prose,
        check: sums::parts,
    },
    Rule {
        needs: Kinds::HAN.and(Kinds::DIGIT).and(Kinds::STOP),
        any: Kinds::NONE,
        scope: Scope::Prose,
        check: sums::rates,
    },
];

/// Those that need the whole draft.
pub(super) const DRAFT: &[DraftRule] = &[
    unit::self_name,
    unit::near_names,
    unit::levels,
    year::one_year,
    count::announced,
    table::totals,
    measure::one_value,
    headings::like_grammar,
];
