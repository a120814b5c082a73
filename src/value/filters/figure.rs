//! `thousands`, `fixed`, `wan`, `yi`, `percent`, `unit`: how a figure is written.

use super::call::Call;
use crate::text::decimal::{self, Decimal};
use crate::value::number;
use minijinja::{Error, Value};

/// The most decimals of a percentage when none are asked for.
pub(super) const USUAL_PERCENT_DECIMALS: u32 = 2;

/// The number with exactly the decimals asked for, or as it is.
fn written(number: Decimal, decimals: Option<u32>) -> String {
    decimals.map_or_else(|| number.to_string(), |decimals| number.fixed(decimals))
}

/// 3000 → 3,000.
pub(super) fn thousands(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    let decimals = call.decimals()?;
    let Some(figure) = call.figure()? else { return Ok(call.value.clone()) };
    let (number, sign) = figure.written().unwrap_or((figure.value, ""));
    Ok(Value::from(decimal::group(&written(number, decimals)) + sign))
}

/// 3.145 → 3.15 with two decimals, the usual ones.
pub(super) fn fixed(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    let decimals = call.decimals()?.unwrap_or(2);
    let Some(figure) = call.figure()? else { return Ok(call.value.clone()) };
    let (number, sign) = figure.written().unwrap_or((figure.value, ""));
    Ok(Value::from(number.fixed(decimals) + sign))
}

/// 10000000 → 1000万.
pub(super) fn wan(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    scaled(call, 4, "万")
}

/// 120000000 → 1.2亿.
pub(super) fn yi(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    scaled(call, 8, "亿")
}

/// 10000000 → 1000万元.
pub(super) fn wan_yuan(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    scaled(call, 4, "万元")
}

/// 120000000 → 1.2亿元.
pub(super) fn yi_yuan(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    scaled(call, 8, "亿元")
}

fn scaled(call: &mut Call<'_, '_, '_>, power: i32, unit: &str) -> Result<Value, Error> {
    let decimals = call.decimals()?;
    let grouped = call.take_named("thousands").is_some_and(|value| value.is_true());
    let unit = match call.take_named("unit") {
        Some(unit) => number::scalar_text(&unit).unwrap_or_default(),
        None => unit.to_string(),
    };
    let Some(figure) = call.figure()? else { return Ok(call.value.clone()) };
    let number = call.reckoned(figure.value.shift(-power))?;
    let text = decimals.map_or_else(|| number.normalize().to_string(), |decimals| number.fixed(decimals));
    Ok(Value::from(if grouped { decimal::group(&text) } else { text } + &unit))
}

/// 0.8 → 80%; a text that is a percentage stays one.
pub(super) fn percent(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    let decimals = call.decimals()?;
    let Some(figure) = call.figure()? else { return Ok(call.value.clone()) };
    let number = call.reckoned(figure.value.shift(2))?;
    let text = match decimals {
        Some(decimals) => number.fixed(decimals),
        None if figure.percent => number.to_string(),
        None => number.round(USUAL_PERCENT_DECIMALS).normalize().to_string(),
    };
    Ok(Value::from(text + "%"))
}

/// 29 → 29次; nothing behind a missing value, nor twice.
pub(super) fn unit(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    let Some(unit) = call.text("unit")? else { return Err(call.missing_argument("单位", "the unit")) };
    if call.value.is_none() {
        return Ok(Value::UNDEFINED);
    }
    if number::is_empty(call.value) {
        return Ok(call.value.clone());
    }
    let Some(text) = number::scalar_text(call.value) else {
        call.figure()?;
        return Ok(call.value.clone());
    };
    Ok(Value::from(if text.ends_with(&unit) { text } else { text + &unit }))
}
