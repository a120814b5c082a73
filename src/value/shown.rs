//! A value that is shown in one way and means more than it shows.

use minijinja::value::{DynObject, Object, ObjectRepr, Value};
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// A date of a workbook whose cell shows only a part of it: `3月5日`, `24-3-5`.
///
/// It prints as the cell shows it; the filters for dates take the whole date. Where the shown text
/// says it all, the value is that text and no `Shown`.
///
/// ```
/// use hongtou::value::Shown;
/// let value = Shown::value("3月5日", "2024-03-05");
/// assert_eq!(value.to_string(), "3月5日");
/// let shown = value.downcast_object_ref::<Shown>().unwrap();
/// assert_eq!(shown.exact(), "2024-03-05");
/// ```
#[derive(Debug)]
pub struct Shown {
    text: Box<str>,
    exact: Box<str>,
}

impl Shown {
    /// A value that prints `text` and means `exact`, a date as ISO 8601 writes it.
    pub fn value(text: &str, exact: &str) -> Value {
        Value::from_object(Shown { text: text.into(), exact: exact.into() })
    }

    /// The text that is printed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The whole date, such as `2024-03-05` or `2024-03-05T08:30:00`.
    pub fn exact(&self) -> &str {
        &self.exact
    }
}

impl Object for Shown {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<Ordering> {
        let other = other.downcast_ref::<Shown>()?;
        Some(self.exact.cmp(&other.exact))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
