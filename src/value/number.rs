//! Numbers of data: how they print, and how they are read for reckoning.

use crate::text::decimal::{self, Decimal};
use crate::text::number;
use minijinja::Value;
use minijinja::value::ValueKind;

/// The text of a number or a truth value as a document shows it; `None` for anything else and for
/// infinities.
///
/// Whole numbers in full and without a point (`3.0` is `3`), other floats to 15 significant digits
/// without trailing noughts, never with an exponent; `True` and `False`.
///
/// ```
/// use hongtou::value::number_text;
/// use minijinja::Value;
/// assert_eq!(number_text(&Value::from(0.1 + 0.2)).as_deref(), Some("0.3"));
/// assert_eq!(number_text(&Value::from(1e21)).as_deref(), Some("1000000000000000000000"));
/// assert_eq!(number_text(&Value::from("3.20")), None);
/// ```
pub fn number_text(value: &Value) -> Option<String> {
    match value.kind() {
        ValueKind::Bool => Some(value.to_string()),
        ValueKind::Number if value.is_integer() => Some(value.to_string()),
        ValueKind::Number => {
            let float = f64::try_from(value.clone()).ok().filter(|f| f.is_finite())?;
            Some(decimal::float_text(float, usize::MAX))
        }
        _ => None,
    }
}

/// The text of a value that is a number, a truth value or a text.
pub(crate) fn scalar_text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_string).or_else(|| number_text(value))
}

/// Whether there is nothing in it: undefined, null, or a text of spaces.
pub(crate) fn is_empty(value: &Value) -> bool {
    value.is_undefined() || value.is_none() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// A number of the data.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figure {
    /// The exact value; 80% is 0.80.
    pub value: Decimal,
    /// Whether it was written as a percentage.
    pub percent: bool,
}

impl Figure {
    /// Reads a number, or a text that is one (`1,000`, `80%`, `1000万`).
    pub fn read(value: &Value) -> Option<Figure> {
        if let Some(text) = value.as_str() {
            return number::parse(text).map(|n| Figure { value: n.value, percent: n.power == -2 });
        }
        let exact = if value.is_integer() {
            i128::try_from(value.clone()).ok().map(Decimal::from)
        } else if value.is_number() {
            f64::try_from(value.clone()).ok().and_then(Decimal::from_f64)
        } else {
            None
        };
        exact.map(|value| Figure { value, percent: false })
    }

    /// The number as it is written, and the sign behind it: 80 and `%`, 0.8 and nothing.
    pub fn written(self) -> Option<(Decimal, &'static str)> {
        if self.percent { Some((self.value.shift(2)?, "%")) } else { Some((self.value, "")) }
    }
}

/// A number for further reckoning in a template: an integer, or a float that prints exactly so; a text
/// where neither can hold it.
pub(crate) fn to_value(number: Decimal) -> Value {
    let number = number.normalize();
    if let Some(whole) = number.to_integer() {
        return i64::try_from(whole).map_or_else(|_| Value::from(whole), Value::from);
    }
    let text = number.to_string();
    let float = number.to_f64();
    if decimal::float_text(float, usize::MAX) == text && float.to_string() == text {
        Value::from(float)
    } else {
        Value::from(text)
    }
}
