//! What an unquoted scalar means: a number, true or false, nothing, or its own text.
//!
//! A scalar is a number only if the number would be written just so: `12`, `-3`, `0.5`. Whatever
//! is written otherwise keeps its text, because the text is what its writer wants to see: `007`,
//! `3.20`, `+5`, `1e3`, `3.0`, `0x1F`, `1_000`, a number of 25 digits. The filters for numbers take
//! such text too. JSON is written by programs, to which `3.0` and `1e3` are the numbers 3 and 1000:
//! see [`json_number`].

use minijinja::value::Value;

/// Reads an unquoted scalar of YAML 1.2's core schema, less its numbers in other notations.
///
/// `yes`, `no`, `on`, `off` are text; `null`, `~` and nothing at all are a missing value.
pub(crate) fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::UNDEFINED,
        "true" | "True" | "TRUE" => Value::from(true),
        "false" | "False" | "FALSE" => Value::from(false),
        _ => number(text).unwrap_or_else(|| Value::from(text)),
    }
}

/// The number that is written exactly so; `None` if no number is.
pub(crate) fn number(text: &str) -> Option<Value> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || (whole.len() > 1 && whole.starts_with('0')) {
        return None;
    }
    match fraction {
        None if digits == "0" && digits.len() < text.len() => None,
        None => integer(text),
        Some(fraction) if all_digits(fraction) && !fraction.ends_with('0') => decimal(text, digits),
        Some(_) => None,
    }
}

fn integer(text: &str) -> Option<Value> {
    match text.parse::<i64>() {
        Ok(number) => Some(Value::from(number)),
        Err(_) => text.parse::<u64>().ok().map(Value::from),
    }
}

/// Up to 15 digits a double keeps every digit; beyond, it is asked to print itself.
fn decimal(text: &str, digits: &str) -> Option<Value> {
    let number: f64 = text.parse().ok()?;
    (digits.len() <= 16 || number.to_string() == text).then(|| Value::from(number))
}

/// Reads a number that JSON's grammar allows.
///
/// As [`plain`], but a whole number in any notation is that number (`3.0`, `1e3`, `-0`), and an
/// exponent makes a number even if it would be written otherwise.
pub(crate) fn json_number(text: &str) -> Value {
    if let Some(number) = number(text) {
        return number;
    }
    let exponent = text.contains(['e', 'E']);
    let whole = text.split_once('.').is_some_and(|(_, fraction)| fraction == "0");
    if !(exponent || whole || text == "-0") {
        return Value::from(text);
    }
    match text.parse::<f64>() {
        Ok(number) if number.fract() == 0.0 && number.abs() < 9e15 => Value::from(number as i64),
        Ok(number) if exponent && number.is_finite() => Value::from(number),
        _ => Value::from(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(value: Value) -> String {
        format!("{:?} {}", value.kind(), value)
    }

    #[test]
    fn only_what_is_written_as_a_number_is_one() {
        for text in ["0", "12", "-3", "340123199001011234", "18446744073709551615", "0.5", "-12.75", "98.6"] {
            assert_eq!(kind(plain(text)), format!("Number {text}"));
        }
        for text in [
            "007",
            "3.20",
            "3.0",
            "+5",
            "-0",
            "-0.0",
            ".5",
            "5.",
            "1e3",
            "1_000",
            "0x1F",
            "1,234",
            "2024-12-20",
            "1234567890123456789012345",
            "0.1234567890123456789",
            "12:30",
            "yes",
            "no",
            "on",
            "off",
            "NaN",
            ".inf",
        ] {
            assert_eq!(kind(plain(text)), format!("String {text}"));
        }
    }

    #[test]
    fn to_json_a_whole_number_is_one_in_any_notation() {
        for (text, want) in [
            ("3.0", "Number 3"),
            ("1e3", "Number 1000"),
            ("1.5E+3", "Number 1500"),
            ("-0", "Number 0"),
            ("3.20", "String 3.20"),
            ("3.00", "String 3.00"),
            ("1.5e-3", "Number 0.0015"),
            ("1e999", "String 1e999"),
            ("1234567890123456789012345", "String 1234567890123456789012345"),
            ("12345678901234567890.0", "String 12345678901234567890.0"),
        ] {
            assert_eq!(kind(json_number(text)), want, "{text}");
        }
    }
}
