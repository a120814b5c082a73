//! Kinds of value that decide themselves how they are written.
//!
//! Text is the common kind: it keeps the tag's formatting, `\n` is a line break and `\t` a tab. A [`Kind`] is
//! for what needs more; pictures, rich text and sub-documents will be kinds with parts of their own.

use minijinja::value::{Object, Value};
use std::fmt;
use std::sync::Arc;

/// A piece of what a value writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part<'a> {
    /// Characters, in the tag's formatting; line feeds and tabs in them are breaks and tabs.
    Text(&'a str),
    /// The next paragraph, with the properties of the one in which the tag stands.
    Paragraph,
}

/// A kind of value: what it writes, part by part.
///
/// ```
/// use hongtou::value::{self, Kind, Part};
///
/// #[derive(Debug)]
/// struct Stars(usize);
///
/// impl Kind for Stars {
///     fn write(&self, out: &mut dyn FnMut(Part<'_>)) {
///         out(Part::Text(&"★".repeat(self.0)));
///     }
/// }
///
/// // A filter that gives such a value: {{ 等级|stars }}
/// let filter = |n: usize| value::of_kind(Stars(n));
/// assert_eq!(filter(3).to_string(), "★★★");
/// ```
pub trait Kind: fmt::Debug + Send + Sync + 'static {
    /// Hands the parts to `out`, in order.
    fn write(&self, out: &mut dyn FnMut(Part<'_>));
}

#[derive(Debug)]
struct Holder(Box<dyn Kind>);

impl Object for Holder {
    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut result = Ok(());
        self.0.write(&mut |part| {
            let text = match part {
                Part::Text(text) => text,
                Part::Paragraph => "\n",
            };
            if result.is_ok() {
                result = f.write_str(text);
            }
        });
        result
    }
}

/// Makes a value of a kind.
pub fn of_kind(kind: impl Kind) -> Value {
    Value::from_object(Holder(Box::new(kind)))
}

/// The kind that a value was made of, if any.
pub(crate) fn kind_of(value: &Value) -> Option<&dyn Kind> {
    value.downcast_object_ref::<Holder>().map(|holder| &*holder.0)
}

/// Lines that become paragraphs.
#[derive(Debug)]
pub(crate) struct Paragraphs(pub String);

impl Kind for Paragraphs {
    fn write(&self, out: &mut dyn FnMut(Part<'_>)) {
        for (i, line) in self.0.split('\n').enumerate() {
            if i > 0 {
                out(Part::Paragraph);
            }
            out(Part::Text(line.strip_suffix('\r').unwrap_or(line)));
        }
    }
}
