//! Conditions on rows: `类别="培训"`, `类别=["培训", "讲座"]`, `人数=">=50"`, `日期=">=2024-07-01"`.

use super::call::{Call, quoted};
use super::rows::{Cell, cell};
use crate::error::{Problem, catalogue::value as v};
use crate::text::date::{self, Date};
use crate::text::decimal::Decimal;
use crate::value::number::{self, Figure};
use minijinja::value::ValueKind;
use minijinja::{Error, Value};
use std::cmp::Ordering;

/// What a cell of a column must be.
pub(super) struct Condition {
    pub column: String,
    test: Test,
}

enum Test {
    /// One of these.
    OneOf(Vec<Value>),
    /// None of these.
    Not(Value),
    /// On this side of a bound.
    Bound(&'static [Ordering], Bound),
}

#[derive(Clone, Copy)]
enum Bound {
    Number(Decimal),
    Date(Date),
}

/// The signs that may begin a condition's text, longer ones first, as in a spreadsheet's COUNTIF.
const SIGNS: &[(&str, &[Ordering])] = &[
    (">=", &[Ordering::Greater, Ordering::Equal]),
    ("≥", &[Ordering::Greater, Ordering::Equal]),
    ("<=", &[Ordering::Less, Ordering::Equal]),
    ("≤", &[Ordering::Less, Ordering::Equal]),
    (">", &[Ordering::Greater]),
    ("＞", &[Ordering::Greater]),
    ("<", &[Ordering::Less]),
    ("＜", &[Ordering::Less]),
];

/// The signs of “is not”.
const NOT_SIGNS: &[&str] = &["<>", "!=", "≠"];

impl Condition {
    /// Reads what stands behind the name of a column.
    pub fn read(call: &Call<'_, '_, '_>, column: String, wanted: Value) -> Result<Self, Error> {
        // Most likely a text whose quotes are lost: it must not match nothing in silence.
        if wanted.is_undefined() && call.is_strict() {
            return Err(minijinja::ErrorKind::UndefinedError.into());
        }
        let test = match wanted.as_str() {
            Some(text) => Test::of_text(text.trim()).ok_or_else(|| {
                call.bad_argument(
                    &column,
                    &wanted,
                    "“>50”“<=2024-06-30”这样的数字或日期",
                    "a number or a date, such as “>50” or “<=2024-06-30”",
                )
            })?,
            None if wanted.kind() == ValueKind::Seq => {
                Test::OneOf(wanted.try_iter()?.checked().collect::<Result<_, _>>()?)
            }
            None => Test::OneOf(vec![wanted]),
        };
        Ok(Condition { column, test })
    }

    /// Whether a row meets the condition; a cell that cannot be compared with a bound is a problem.
    pub fn holds(&self, call: &Call<'_, '_, '_>, row: &Value, number: usize) -> Result<bool, Box<Problem>> {
        let value = match cell(row, &self.column) {
            Cell::Value(value) => value,
            Cell::Absent | Cell::Empty => return Ok(matches!(self.test, Test::Not(_))),
        };
        match &self.test {
            Test::OneOf(wanted) => Ok(wanted.iter().any(|wanted| same(&value, wanted))),
            Test::Not(unwanted) => Ok(!same(&value, unwanted)),
            Test::Bound(sides, bound) => match bound.compare(&value) {
                Some(order) => Ok(sides.contains(&order)),
                None => Err(Box::new(self.not_comparable(call, &value, number, *bound))),
            },
        }
    }

    fn not_comparable(&self, call: &Call<'_, '_, '_>, value: &Value, number: usize, bound: Bound) -> Problem {
        let problem =
            call.problem_with(&v::CELL_NOT_COMPARABLE, value).arg("row", number).arg("column", &self.column);
        match bound {
            Bound::Number(bound) => {
                problem.arg("wanted", bound).phrase("expected", "数字，如 50", "a number, such as 50")
            }
            Bound::Date(bound) => problem.arg("wanted", bound.long()).phrase(
                "expected",
                "日期，如 2024-12-20",
                "a date, such as 2024-12-20",
            ),
        }
    }
}

impl Test {
    /// `None` if a sign is followed by what is neither a number nor a date.
    fn of_text(text: &str) -> Option<Test> {
        if let Some(rest) = NOT_SIGNS.iter().find_map(|sign| text.strip_prefix(sign)) {
            return Some(Test::Not(Value::from(rest.trim())));
        }
        for (sign, sides) in SIGNS {
            if let Some(rest) = text.strip_prefix(sign) {
                return Bound::read(rest.trim()).map(|bound| Test::Bound(sides, bound));
            }
        }
        Some(Test::OneOf(vec![Value::from(text)]))
    }
}

impl Bound {
    fn read(text: &str) -> Option<Bound> {
        let value = Value::from(text);
        let number = Figure::read(&value).map(|figure| Bound::Number(figure.value));
        number.or_else(|| date::parse(text).ok().map(Bound::Date))
    }

    fn compare(self, value: &Value) -> Option<Ordering> {
        match self {
            Bound::Number(bound) => Some(Figure::read(value)?.value.cmp(&bound)),
            Bound::Date(bound) => {
                let date = date::parse(&number::scalar_text(value)?).ok()?;
                Some(as_exact_as(date, bound).cmp(&bound))
            }
        }
    }
}

/// Whether a cell is what is wanted: the same text, the same number (`1,000` is 1000), or the same
/// date, if a date is wanted to no more than its own exactness (2024-07 is any day of that month).
fn same(value: &Value, wanted: &Value) -> bool {
    let (Some(text), Some(wanted_text)) = (number::scalar_text(value), number::scalar_text(wanted)) else {
        return value == wanted;
    };
    if text.trim() == wanted_text.trim() {
        return true;
    }
    if let Some(wanted) = Figure::read(wanted) {
        return Figure::read(value).is_some_and(|figure| figure.value == wanted.value);
    }
    match (date::parse(&wanted_text), date::parse(&text)) {
        (Ok(wanted), Ok(date)) => as_exact_as(date, wanted) == wanted,
        _ => false,
    }
}

/// The date without what the other does not have.
fn as_exact_as(date: Date, other: Date) -> Date {
    Date {
        year: date.year,
        month: date.month.filter(|_| other.month.is_some()),
        day: date.day.filter(|_| other.day.is_some()),
        time: date.time.filter(|_| other.time.is_some()),
    }
}

/// The conditions of a call: a mapping among its positional arguments, and every name not yet taken.
pub(super) fn take(call: &mut Call<'_, '_, '_>) -> Result<Vec<Condition>, Error> {
    let mut wanted = Vec::new();
    if let Some(map) = call.take_if("where", |value| value.kind() == ValueKind::Map) {
        if map.kind() != ValueKind::Map {
            return Err(call.bad_argument("where", &map, "{\"栏名\": \"内容\"}", "{\"column\": \"value\"}"));
        }
        for key in map.try_iter()?.checked() {
            let key = key?;
            let value = map.get_item(&key)?;
            wanted.push((quoted(&key), value));
        }
    }
    wanted.extend(call.take_all_named());
    wanted.into_iter().map(|(column, value)| Condition::read(call, column, value)).collect()
}
