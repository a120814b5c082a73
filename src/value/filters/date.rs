//! `date`, `cn_date`: dates in the form that the text needs.

use super::call::Call;
use crate::error::catalogue::value as v;
use crate::text::date::{Date, FormatError};
use crate::value::fail;
use minijinja::{Error, Value};

/// 2024-12-20 → 2024年12月20日, or by a pattern; without one as exactly as the date is known.
pub(super) fn date(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    let pattern = call.text("format")?;
    let Some(date) = call.date()? else { return Ok(call.value.clone()) };
    match pattern {
        None => Ok(Value::from(date.long())),
        Some(pattern) => print(call, date, &pattern),
    }
}

/// 2024-12-20 → 二〇二四年十二月二十日.
pub(super) fn cn_date(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    let Some(date) = call.date()? else { return Ok(call.value.clone()) };
    Ok(Value::from(date.long_chinese()))
}

fn print(call: &Call<'_, '_, '_>, date: Date, pattern: &str) -> Result<Value, Error> {
    date.format(pattern).map(Value::from).map_err(|error| match error {
        FormatError::UnknownDirective(directive) => {
            fail(call.problem(&v::DATE_FORMAT).arg("directive", directive))
        }
        FormatError::Missing(directive) => {
            fail(call.problem_with(&v::DATE_TOO_COARSE, call.value).arg("directive", directive))
        }
    })
}
