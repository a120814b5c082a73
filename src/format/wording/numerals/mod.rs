//! NU: numerals, after GB/T 15835.

mod approximate;
mod dates;
mod forms;
mod impossible;
mod ranges;

use super::rules::{Rule, Scope};
use super::scan::Kinds;

const DIGITS: Kinds = Kinds::DIGIT.and(Kinds::HAN);

/// The rules of numerals, all of one paragraph.
pub(super) const LINE: &[Rule] = &[
    Rule { needs: DIGITS, any: Kinds::NONE, scope: Scope::All, check: dates::short_year },
    Rule { needs: DIGITS, any: Kinds::NONE, scope: Scope::Prose, check: dates::leading_zero },
    Rule { needs: Kinds::HAN, any: Kinds::NONE, scope: Scope::All, check: dates::two_systems },
    Rule {
        needs: Kinds::HAN,
        any: Kinds::STOP.and(Kinds::HALF_STOP).and(Kinds::DASH).and(Kinds::ODD),
        scope: Scope::All,
        check: dates::date_name,
    },
    Rule {
        needs: Kinds::DIGIT.and(Kinds::DASH),
        any: Kinds::NONE,
        scope: Scope::All,
        check: ranges::per_cent,
    },
    Rule { needs: DIGITS, any: Kinds::NONE, scope: Scope::All, check: ranges::magnitude },
    Rule { needs: DIGITS, any: Kinds::NONE, scope: Scope::All, check: ranges::with_unit_digit },
    Rule {
        needs: Kinds::HAN.and(Kinds::STOP),
        any: Kinds::NONE,
        scope: Scope::Prose,
        check: approximate::adjacent,
    },
    Rule { needs: Kinds::HAN, any: Kinds::NONE, scope: Scope::All, check: approximate::doubled },
    Rule { needs: Kinds::ODD, any: Kinds::NONE, scope: Scope::All, check: forms::wide_digits },
    Rule {
        needs: DIGITS.and(Kinds::HALF_STOP),
        any: Kinds::NONE,
        scope: Scope::All,
        check: forms::bare_point,
    },
    Rule {
        needs: DIGITS.and(Kinds::STOP),
        any: Kinds::NONE,
        scope: Scope::Prose,
        check: forms::like_in_like_form,
    },
    Rule {
        needs: Kinds::DIGIT,
        any: Kinds::LATIN.and(Kinds::HAN).and(Kinds::ODD),
        scope: Scope::All,
        check: forms::units,
    },
    Rule { needs: DIGITS, any: Kinds::NONE, scope: Scope::All, check: impossible::calendar },
    Rule { needs: DIGITS, any: Kinds::SYMBOL.and(Kinds::ODD), scope: Scope::Prose, check: impossible::share },
    Rule { needs: DIGITS.and(Kinds::DASH), any: Kinds::NONE, scope: Scope::All, check: impossible::falling },
    Rule {
        needs: DIGITS.and(Kinds::HALF_STOP),
        any: Kinds::NONE,
        scope: Scope::Prose,
        check: impossible::groups,
    },
];
