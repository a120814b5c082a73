//! What a placeholder can hold: numbers and their text, and the filters that change them.
//!
//! ```
//! use hongtou::value;
//! let mut env = minijinja::Environment::new();
//! value::filters::register(&mut env);
//! let text = env.render_str("全年培训{{ n|cn }}次，{{ n|yoy(9) }}", minijinja::context!(n => 12)).unwrap();
//! assert_eq!(text, "全年培训十二次，较上年增长33.3%");
//!
//! // An error of a filter carries the problem to show.
//! let error = env.render_str("{{ n|fixed(2) }}", minijinja::context!(n => "若干")).unwrap_err();
//! assert_eq!(value::problems_of(&error)[0].code(), "V001");
//! ```

pub mod filters;
mod kind;
mod number;
mod shown;

pub use kind::{Kind, Part, of_kind};
pub(crate) use kind::{Paragraphs, kind_of};
pub use number::number_text;
pub(crate) use number::{Figure, is_empty, to_value};
pub use shown::Shown;

use crate::error::{Error, Lang, Problem};

/// The problems that an error of a filter carries; none for an error of the template engine itself.
pub fn problems_of(error: &minijinja::Error) -> &[Problem] {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(ours) = error.downcast_ref::<Error>() {
            return ours.problems();
        }
        next = error.source();
    }
    &[]
}

/// The template engine's error that carries ours.
pub(crate) fn carry(error: Error) -> minijinja::Error {
    let detail = error.problems().first().map(|problem| problem.message(Lang::En)).unwrap_or_default();
    minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, detail).with_source(error)
}

/// The template engine's error that carries one problem.
pub(crate) fn fail(problem: Problem) -> minijinja::Error {
    carry(problem.into())
}
