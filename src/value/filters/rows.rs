//! `sum`, `count`, `avg`, `max`, `min` over rows, by column and condition.
//!
//! A cell that is not there, null or blank is missing and is left out; a text that is no number is a
//! problem with its row. Called the engine's way (`list|sum`, `rows|max(attribute="n")`) they do what
//! the engine's own do, only that texts that are numbers are numbers.

use super::call::{Call, quoted};
use super::condition::{self, Condition};
use crate::error::{Error as Problems, Problem, catalogue::value as v};
use crate::text::decimal::Decimal;
use crate::value::number::{self, Figure};
use crate::value::{carry, fail};
use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Error, Value};
use std::cmp::Ordering;
use std::sync::LazyLock;

/// The most problems that one call reports.
const MAX_PROBLEMS: usize = 50;

/// The most columns that a message lists.
const MAX_COLUMNS: usize = 20;

/// The decimals of an average when none are asked for.
const USUAL_DECIMALS: u32 = 2;

/// What a row has in a column.
pub(super) enum Cell {
    /// The row has no such column.
    Absent,
    /// It has, with nothing in it.
    Empty,
    Value(Value),
}

/// Looks a column up in a row: by its whole name, else step by step at the dots (`地点.街道`).
pub(super) fn cell(row: &Value, column: &str) -> Cell {
    let mut value = row.get_attr(column).unwrap_or_default();
    if value.is_undefined() && column.contains('.') {
        let step = |value: Value, part: &str| match part.parse::<usize>() {
            Ok(index) if value.kind() == ValueKind::Seq => value.get_item_by_index(index).ok(),
            _ => value.get_attr(part).ok(),
        };
        value = column.split('.').try_fold(row.clone(), step).unwrap_or_default();
    }
    match () {
        () if value.is_undefined() => Cell::Absent,
        () if number::is_empty(&value) => Cell::Empty,
        () => Cell::Value(value),
    }
}

/// The rows that meet the conditions of a call.
struct Rows {
    /// The column that is reckoned with.
    column: Option<String>,
    /// Each with its number, from 1.
    chosen: Vec<(usize, Value)>,
}

impl Rows {
    fn take(call: &mut Call<'_, '_, '_>, column: Option<String>) -> Result<Self, Error> {
        let conditions = condition::take(call)?;
        match call.value.kind() {
            ValueKind::Seq | ValueKind::Iterable | ValueKind::Invalid => {}
            ValueKind::Map if column.is_none() && conditions.is_empty() => {}
            _ => return Err(fail(call.problem_with(&v::NOT_ROWS, call.value))),
        }
        let rows: Vec<Value> = call.value.try_iter()?.checked().collect::<Result<_, _>>()?;
        call.state.consume_fuel(rows.len() as u64)?;
        let columns = conditions.iter().map(|condition| &condition.column).chain(&column);
        let unknown: Vec<Problem> = columns.filter_map(|column| no_column(call, &rows, column)).collect();
        check(unknown)?;
        Self::choose(call, rows, &conditions, column)
    }

    fn choose(
        call: &Call<'_, '_, '_>,
        rows: Vec<Value>,
        conditions: &[Condition],
        column: Option<String>,
    ) -> Result<Self, Error> {
        let mut problems = Vec::new();
        let mut chosen = Vec::new();
        for (row, number) in rows.into_iter().zip(1..) {
            let mut holds = true;
            for condition in conditions {
                match condition.holds(call, &row, number) {
                    Ok(true) => {}
                    Ok(false) => holds = false,
                    Err(problem) => problems.push(*problem),
                }
            }
            if holds {
                chosen.push((number, row));
            }
        }
        check(problems)?;
        Ok(Rows { column, chosen })
    }

    /// The cells of the column, or the rows themselves where none is asked for; missing ones left out.
    fn cells(&self) -> impl Iterator<Item = (usize, Value)> + '_ {
        self.chosen.iter().filter_map(|(number, row)| {
            let cell = match &self.column {
                Some(column) => cell(row, column),
                None if number::is_empty(row) => Cell::Empty,
                None => Cell::Value(row.clone()),
            };
            if let Cell::Value(value) = cell { Some((*number, value)) } else { None }
        })
    }

    /// The cells as numbers; every one that is none is a problem.
    fn figures(&self, call: &Call<'_, '_, '_>) -> Result<Vec<Decimal>, Error> {
        let mut problems = Vec::new();
        let mut figures = Vec::new();
        for (number, value) in self.cells() {
            match read(&value) {
                Some(figure) => figures.push(figure),
                None => problems.push(self.not_a_number(call, number, &value)),
            }
        }
        check(problems)?;
        Ok(figures)
    }

    fn not_a_number(&self, call: &Call<'_, '_, '_>, number: usize, value: &Value) -> Problem {
        match &self.column {
            Some(column) => {
                call.problem_with(&v::CELL_NOT_A_NUMBER, value).arg("row", number).arg("column", column)
            }
            None => call.problem_with(&v::NOT_A_NUMBER, value),
        }
    }
}

/// A number; a truth value counts as 1 or 0, as in the engine's own sum.
fn read(value: &Value) -> Option<Decimal> {
    if value.kind() == ValueKind::Bool {
        return Some(Decimal::from(i64::from(value.is_true())));
    }
    Figure::read(value).map(|figure| figure.value)
}

fn check(mut problems: Vec<Problem>) -> Result<(), Error> {
    problems.truncate(MAX_PROBLEMS);
    Problems::from_problems(problems).map_or(Ok(()), |error| Err(carry(error)))
}

/// The problem of a column that no row has; where missing values are allowed, or without rows, none.
fn no_column(call: &Call<'_, '_, '_>, rows: &[Value], column: &str) -> Option<Problem> {
    let first = rows.first().filter(|_| call.is_strict())?;
    if rows.iter().any(|row| !matches!(cell(row, column), Cell::Absent)) {
        return None;
    }
    let names = if first.kind() == ValueKind::Map { first.try_iter().ok() } else { None };
    let mut columns: Vec<String> =
        names.into_iter().flatten().take(MAX_COLUMNS + 1).map(|name| quoted(&name)).collect();
    if columns.len() > MAX_COLUMNS {
        columns.truncate(MAX_COLUMNS);
        columns.push("…".to_string());
    }
    Some(call.problem(&v::NO_COLUMN).arg("column", column).arg("columns", columns.join("、")).text(column))
}

/// The column to reckon with: the first positional text, or `attribute=`.
fn take_column(call: &mut Call<'_, '_, '_>) -> Result<Option<String>, Error> {
    let Some(column) = call.take_if("attribute", |value| value.as_str().is_some()) else { return Ok(None) };
    match number::scalar_text(&column) {
        Some(column) => Ok(Some(column)),
        None if column.is_undefined() || column.is_none() => Ok(None),
        None => Err(call.bad_argument("attribute", &column, "栏名", "the name of a column")),
    }
}

/// The sum of a column, or of a list of numbers.
pub(super) fn sum(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    let column = take_column(call)?;
    let start = call.take_if("start", |value| value.kind() != ValueKind::Map);
    if let Some(start) = start.as_ref().filter(|start| start.kind() == ValueKind::Seq) {
        let mut named = vec![("start", start.clone())];
        named.extend(column.as_deref().map(|column| ("attribute", Value::from(column))));
        return ENGINE_SUM.call(call.state, &[call.value.clone(), Kwargs::from_iter(named).into()]);
    }
    let start = match start.filter(|start| !number::is_empty(start)) {
        Some(start) => call.figure_of(&start)?.value,
        None => Decimal::ZERO,
    };
    let figures = Rows::take(call, column)?.figures(call)?;
    let sum = figures.into_iter().try_fold(start, Decimal::checked_add);
    Ok(number::to_value(call.reckoned(sum)?))
}

/// How many rows; with a column, how many have something in it.
pub(super) fn count(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    let column = take_column(call)?;
    if column.is_none() && call.positional.is_empty() && call.named.args().next().is_none() {
        return ENGINE_LENGTH.call(call.state, std::slice::from_ref(call.value));
    }
    Ok(Value::from(Rows::take(call, column)?.cells().count()))
}

/// The average of a column over the rows that have something in it, rounded; undefined if none has.
pub(super) fn avg(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    let column = take_column(call)?;
    let decimals = match call.take_if("decimals", Value::is_number) {
        Some(value) => whole_decimals(call, &value)?,
        None => USUAL_DECIMALS,
    };
    let figures = Rows::take(call, column)?.figures(call)?;
    let count = Decimal::from(figures.len() as i128);
    if count.is_zero() {
        return Ok(Value::UNDEFINED);
    }
    let sum = figures.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add);
    let average = sum.and_then(|sum| sum.checked_div(count, decimals));
    Ok(number::to_value(call.reckoned(average)?))
}

fn whole_decimals(call: &Call<'_, '_, '_>, value: &Value) -> Result<u32, Error> {
    let decimals = value.as_usize().and_then(|n| u32::try_from(n).ok()).filter(|n| *n <= 15);
    decimals.ok_or_else(|| call.bad_argument("decimals", value, "0至15的整数", "a whole number from 0 to 15"))
}

/// The largest number of a column; undefined if there is none.
pub(super) fn max(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    extreme(call, Ordering::Greater, &ENGINE_MAX)
}

/// The smallest number of a column; undefined if there is none.
pub(super) fn min(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    extreme(call, Ordering::Less, &ENGINE_MIN)
}

fn extreme(call: &mut Call<'_, '_, '_>, wanted: Ordering, engine: &Value) -> Result<Value, Error> {
    // By position the column's number is meant, by `attribute=` the row that has it.
    let by_position = call.positional.first().is_some_and(|value| value.as_str().is_some());
    let column = take_column(call)?;
    if by_position {
        let figures = Rows::take(call, column)?.figures(call)?;
        let best =
            figures.into_iter().reduce(|best, next| if next.cmp(&best) == wanted { next } else { best });
        return Ok(best.map_or(Value::UNDEFINED, number::to_value));
    }
    let case_sensitive = call.take_named("case_sensitive");
    if call.value.as_str().is_some() {
        return engine.call(call.state, std::slice::from_ref(call.value));
    }
    let rows = Rows::take(call, column)?;
    if let Some(best) = numeric_extreme(&rows, wanted) {
        return Ok(best);
    }
    let mut named = Vec::new();
    named.extend(rows.column.map(|column| ("attribute", Value::from(column))));
    named.extend(case_sensitive.map(|value| ("case_sensitive", value)));
    let chosen: Value = rows.chosen.into_iter().map(|(_, row)| row).collect();
    engine.call(call.state, &[chosen, Kwargs::from_iter(named).into()])
}

/// The row with the extreme number, if every one has a number or a text that is one.
fn numeric_extreme(rows: &Rows, wanted: Ordering) -> Option<Value> {
    let mut best: Option<(Decimal, usize)> = None;
    for (number, value) in rows.cells() {
        let figure = Figure::read(&value)?.value;
        if best.is_none_or(|(best, _)| figure.cmp(&best) == wanted) {
            best = Some((figure, number));
        }
    }
    let (_, number) = best?;
    rows.chosen.iter().find(|(n, _)| *n == number).map(|(_, row)| row.clone())
}

static ENGINE_SUM: LazyLock<Value> = LazyLock::new(|| Value::from_function(minijinja::filters::sum));
static ENGINE_LENGTH: LazyLock<Value> = LazyLock::new(|| Value::from_function(minijinja::filters::length));
static ENGINE_MAX: LazyLock<Value> = LazyLock::new(|| Value::from_function(minijinja::filters::max));
static ENGINE_MIN: LazyLock<Value> = LazyLock::new(|| Value::from_function(minijinja::filters::min));
