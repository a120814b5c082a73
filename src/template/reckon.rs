//! Numbers kept as text, where the engine reckons or compares: the functions that `operand` puts round operands.
//! What is missing passes through all of them.

use crate::error::{Problem, catalogue::template as t};
use crate::text::date;
use crate::text::decimal::Decimal;
use crate::value::{self, Figure};
use minijinja::value::{Kwargs, Rest, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State, filters};
use std::cmp::Ordering;

/// The tests that compare: `rows|selectattr("人数", ">", 10)`.
const ORDERS: &[(&[&str], &[Ordering])] = &[
    (&["lt", "lessthan", "<"], &[Ordering::Less]),
    (&["le", "<="], &[Ordering::Less, Ordering::Equal]),
    (&["gt", "greaterthan", ">"], &[Ordering::Greater]),
    (&["ge", ">="], &[Ordering::Greater, Ordering::Equal]),
];

pub(super) fn register(env: &mut Environment<'_>) {
    env.add_function("__reckon", reckon);
    env.add_function("__factor", factor);
    env.add_function("__plus", plus);
    env.add_function("__number", comparable);
    env.add_function("__beside", beside);
    env.add_function("__null", |v: Value| if v.is_undefined() { Value::from(()) } else { v });
    env.add_function("__same", same);
    for (names, wanted) in ORDERS {
        for name in *names {
            env.add_test(*name, move |a: Value, b: Value| {
                let (left, right) = (beside(a.clone(), b.clone())?, beside(b, a)?);
                Ok::<bool, Error>(wanted.contains(&left.cmp(&right)))
            });
        }
    }
    for (names, equal) in [(["eq", "equalto", "=="].as_slice(), true), (["ne", "!="].as_slice(), false)] {
        for name in names {
            env.add_test(*name, move |a: Value, b: Value| {
                (same(a.clone(), b.clone()) == same(b, a)) == equal
            });
        }
    }
    env.add_filter("sort", sort);
    env.add_filter("round", round);
    env.add_function("__exact", exact);
    env.add_filter("abs", |v: Value| filters::abs(reckon(v)));
}

/// The number that a numeric text spells: `"1,000"`, `"3.20"`, `"80%"`.
pub(super) fn spelled(v: &Value) -> Option<Value> {
    v.as_str()?;
    let value = Figure::read(v)?.value;
    Some(value::to_value(value)).filter(is_number)
}

/// What was reckoned, as it prints: to 15 significant digits, whole numbers whole. So it is the same joined to
/// a text, compared or kept for later.
fn exact(v: Value) -> Value {
    if !is_number(&v) || v.is_integer() {
        return v;
    }
    let decimal = value::number_text(&v).and_then(|text| Decimal::parse(&text));
    decimal.map(value::to_value).filter(is_number).unwrap_or(v)
}

/// `round`: 四舍五入 in exact decimals; another method is the engine's.
fn round(v: Value, precision: Option<i32>, method: Option<&str>, named: Kwargs) -> Result<Value, Error> {
    let usual = method.is_none() && named.args().next().is_none();
    let decimals = u32::try_from(precision.unwrap_or(0)).ok().filter(|_| usual);
    match (decimals, Figure::read(&v)) {
        (Some(decimals), Some(figure)) => Ok(value::to_value(figure.value.round(decimals))),
        _ => filters::round(reckon(v), precision, method, named),
    }
}

fn is_number(v: &Value) -> bool {
    v.kind() == ValueKind::Number
}

/// An operand of `-`, `/` and their like, or of `==` beside a number.
fn reckon(v: Value) -> Value {
    spelled(&v).unwrap_or(v)
}

/// A factor. `"★" * 3` repeats a text; a text with digits in it is a figure with words about it.
fn factor(v: Value) -> Result<Value, Error> {
    match spelled(&v) {
        Some(figure) => Ok(figure),
        None if v.as_str().is_some_and(|text| text.contains(|c: char| c.is_ascii_digit())) => {
            Err(Error::new(ErrorKind::InvalidOperation, "unsupported types"))
        }
        None => Ok(v),
    }
}

/// A term of a sum beside others: a number if all are, for texts are joined.
fn plus(v: Value, others: Rest<Value>) -> Value {
    let numeric = others.iter().all(|other| is_number(other) || spelled(other).is_some());
    if numeric { reckon(v) } else { v }
}

/// What is compared with a number. Any text that is none is greater than every number to the engine, which
/// nobody means.
fn comparable(v: Value) -> Result<Value, Error> {
    if v.as_str().is_none() {
        return Ok(v);
    }
    spelled(&v).ok_or_else(|| incomparable(&v))
}

fn incomparable(v: &Value) -> Error {
    let text = v.as_str().unwrap_or_default();
    let zh = format!("它的值是文字“{text}”，不能和数字比大小");
    let en = format!("its value is the text “{text}”, which cannot be compared with a number");
    value::fail(Problem::new(&t::CANNOT_COMPUTE).phrase("detail", zh, en))
}

/// An operand of `<` beside another: numbers as numbers, dates as dates, whatever their writing.
fn beside(v: Value, other: Value) -> Result<Value, Error> {
    if v.as_str().is_none() {
        return Ok(v);
    }
    let own = spelled(&v);
    if is_number(&other) {
        return own.ok_or_else(|| incomparable(&v));
    }
    if own.is_some() && spelled(&other).is_some() {
        return Ok(own.unwrap_or(v));
    }
    let days = (day(&v), day(&other));
    Ok(if let (Some(own), Some(_)) = days { Value::from(own) } else { v })
}

fn day(v: &Value) -> Option<String> {
    let date = date::parse(v.as_str()?.trim()).ok()?;
    Some(format!("{:04}-{:02}-{:02}", date.year, date.month.unwrap_or(0), date.day.unwrap_or(0)))
}

/// An operand of `==` beside another: as a number where the other is one.
fn same(v: Value, other: Value) -> Value {
    if is_number(&other) { reckon(v) } else { v }
}

/// The engine's `sort`; keys that are all numbers or spell numbers are in the order of numbers, rows without
/// one behind them.
fn sort(state: &State<'_, '_>, value: Value, named: Kwargs) -> Result<Value, Error> {
    match numbered(&value, &named) {
        Some(mut rows) => {
            let reverse = named.get::<Option<bool>>("reverse")?.unwrap_or(false);
            named.get::<Option<bool>>("case_sensitive")?;
            named.assert_all_used()?;
            rows.sort_by(|(a, _), (b, _)| match (a, b) {
                (Some(a), Some(b)) if reverse => b.total_cmp(a),
                (Some(a), Some(b)) => a.total_cmp(b),
                (a, b) => a.is_none().cmp(&b.is_none()),
            });
            Ok(rows.into_iter().map(|(_, row)| row).collect())
        }
        None => filters::sort(state, value, named),
    }
}

/// The rows with their numbers, if every one has one or nothing, and some keep it as text.
fn numbered(value: &Value, named: &Kwargs) -> Option<Vec<(Option<f64>, Value)>> {
    if !matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable) {
        return None;
    }
    let column = named.get::<Option<String>>("attribute").ok()?;
    let (mut texts, mut gaps) = (false, false);
    let rows: Option<Vec<(Option<f64>, Value)>> = value
        .try_iter()
        .ok()?
        .map(|row| {
            let key = match &column {
                Some(column) => column.split('.').try_fold(row.clone(), |v, name| v.get_attr(name).ok())?,
                None => row.clone(),
            };
            if value::is_empty(&key) {
                gaps = true;
                return Some((None, row));
            }
            texts |= key.as_str().is_some();
            let figure = if is_number(&key) { key } else { spelled(&key)? };
            Some((Some(f64::try_from(figure).ok()?), row))
        })
        .collect();
    rows.filter(|rows| (texts || gaps) && rows.iter().any(|(key, _)| key.is_some()))
}
