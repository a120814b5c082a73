//! LO: what is left of drafts, templates and copies.

mod blank;
mod marks;
mod stray;
mod title;
mod twice;

use super::rules::{DraftRule, Rule, Scope};
use super::scan::Kinds;

/// The rules of leftovers that one paragraph decides.
pub(super) const LINE: &[Rule] = &[
    Rule {
        needs: Kinds::NONE,
        any: Kinds::SYMBOL.and(Kinds::ODD).and(Kinds::PAIR).and(Kinds::LATIN).and(Kinds::HAN),
        scope: Scope::All,
        check: marks::template,
    },
    Rule {
        needs: Kinds::NONE,
        any: Kinds::SYMBOL.and(Kinds::DASH).and(Kinds::LATIN).and(Kinds::ODD),
        scope: Scope::All,
        check: marks::residue,
    },
    Rule { needs: Kinds::HAN, any: Kinds::NONE, scope: Scope::All, check: marks::sites },
    Rule {
        needs: Kinds::HAN,
        any: Kinds::DIGIT.and(Kinds::LATIN),
        scope: Scope::All,
        check: title::stray_end,
    },
    Rule { needs: Kinds::ODD, any: Kinds::NONE, scope: Scope::All, check: stray::invisible },
    Rule { needs: Kinds::SPACE.and(Kinds::HAN), any: Kinds::NONE, scope: Scope::All, check: stray::spaces },
    Rule {
        needs: Kinds::NONE,
        any: Kinds::ODD.and(Kinds::LATIN).and(Kinds::CROSS),
        scope: Scope::All,
        check: stray::look_alikes,
    },
];

/// Those that need the whole draft.
pub(super) const DRAFT: &[DraftRule] = &[blank::blanks, twice::paragraphs];
