//! The data of a group: its units as a list, what they have in common, and sums.

use super::path;
use crate::text::decimal::Decimal;
use minijinja::value::{Value, ValueKind};

pub use crate::data::schema::{SUMS, UNITS};

/// The number of units, in the sums.
pub const COUNT: &str = "单位数";

/// What is common to all units stands by its name; `各单位` is the list; `汇总` holds the sum of each number
/// and `单位数`.
pub(super) fn data(field: &str, members: &[Value]) -> Value {
    let mut entries: Vec<(String, Value)> = Vec::new();
    let first = members.first().cloned().unwrap_or_default();
    for (name, value) in pairs(&first) {
        let scalar = path::text(&value);
        let common = scalar.is_some()
            && members.iter().all(|m| m.get_attr(&name).ok().and_then(|v| path::text(&v)) == scalar);
        if common {
            entries.push((name, value));
        }
    }
    if !entries.iter().any(|(name, _)| name == field)
        && !field.contains('.')
        && let Some(value) = path::find(&first, field)
    {
        entries.push((field.to_string(), value));
    }
    let list = Value::from_object(members.to_vec());
    entries.extend(UNITS.into_iter().map(|name| (name.to_string(), list.clone())));
    entries.push((SUMS.to_string(), sums(members)));
    Value::from_pairs(entries)
}

fn sums(members: &[Value]) -> Value {
    let mut entries = vec![(COUNT.to_string(), Value::from(members.len()))];
    entries.extend(sums_of(members, 0));
    Value::from_pairs(entries)
}

/// The sums of all numbers, group by group of columns.
fn sums_of(members: &[Value], depth: usize) -> Vec<(String, Value)> {
    let mut names: Vec<String> = Vec::new();
    for (name, _) in members.iter().flat_map(pairs) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut entries = Vec::new();
    for name in names {
        let values: Vec<Value> = members.iter().filter_map(|m| path::find(m, &name)).collect();
        if depth < 4 && values.iter().any(|v| v.kind() == ValueKind::Map) {
            entries.push((name, Value::from_pairs(sums_of(&values, depth + 1))));
        } else if let Some(sum) = sum(&values) {
            entries.push((name, sum));
        }
    }
    entries
}

/// The sum, if every value is a number.
fn sum(values: &[Value]) -> Option<Value> {
    let mut total = Decimal::from(0i64);
    for value in values {
        total = total.checked_add(number(value)?)?;
    }
    if values.is_empty() {
        return None;
    }
    let whole = total.to_integer().and_then(|n| i64::try_from(n).ok());
    Some(whole.map_or_else(|| Value::from(total.normalize().to_f64()), Value::from))
}

/// A number, or a text that is one.
pub(super) fn number(value: &Value) -> Option<Decimal> {
    match value.kind() {
        ValueKind::Number | ValueKind::String => Decimal::parse(&value.to_string().replace(',', "")),
        _ => None,
    }
}

fn pairs(value: &Value) -> Vec<(String, Value)> {
    let pairs = value.as_object().and_then(|object| object.try_iter_pairs()).into_iter().flatten();
    pairs.map(|(key, value)| (key.to_string(), value)).collect()
}
