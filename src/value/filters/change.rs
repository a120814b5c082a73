//! `yoy`, `ppt`: this year's figure against last year's, in words.

use super::call::Call;
use super::figure::USUAL_PERCENT_DECIMALS;
use crate::error::catalogue::value as v;
use crate::text::decimal::Decimal;
use crate::value::fail;
use crate::value::number::{self, Figure};
use minijinja::{Error, Value};
use std::cmp::Ordering;

/// The words of a comparison.
struct Words {
    /// What it is compared with: 较上年.
    than: String,
    up: String,
    down: String,
    same: String,
    /// What is said when the change rounds to nought: 基本持平.
    nearly: String,
    /// The whole sentence when last year is nought.
    zero: String,
    /// The whole sentence when last year is missing.
    missing: String,
}

impl Words {
    fn take(call: &mut Call<'_, '_, '_>, up: &str) -> Result<Self, Error> {
        let than = match call.take_if("word", |value| value.as_str().is_some()) {
            Some(word) => number::scalar_text(&word).unwrap_or_default(),
            None => "较上年".to_string(),
        };
        let base = base(&than);
        let mut word = |name: &str, usual: String| match call.take_named(name) {
            None => Ok(usual),
            Some(value) => {
                number::scalar_text(&value).ok_or_else(|| call.bad_argument(name, &value, "文字", "a text"))
            }
        };
        Ok(Words {
            up: word("up", up.to_string())?,
            down: word("down", "下降".to_string())?,
            same: word("same", "持平".to_string())?,
            nearly: word("nearly", "基本持平".to_string())?,
            zero: word("zero", format!("{base}为零"))?,
            missing: word("missing", format!("{base}无此项"))?,
            than,
        })
    }
}

/// What the comparison is with, as the subject of a sentence: 较上年 → 上年, 同比 → 上年同期.
fn base(than: &str) -> &str {
    let plain = than.strip_prefix(['较', '比', '与', '和', '同']).unwrap_or(than);
    let plain = plain.trim_end_matches("相比").trim_end_matches('比');
    match (than, plain) {
        ("同比", _) => "上年同期",
        ("环比", _) => "上期",
        (_, "") => "上年",
        _ => plain,
    }
}

/// 35 against 29 → 较上年增长20.7%.
pub(super) fn yoy(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    let prior = prior(call)?;
    let words = Words::take(call, "增长")?;
    let decimals = call.decimals()?;
    let Some(now) = call.figure()? else { return Ok(call.value.clone()) };
    let Some(prior) = prior else { return Ok(Value::from(words.missing)) };
    let (now, prior) = (now.value, prior.value);
    if now == prior {
        return Ok(Value::from(words.than + &words.same));
    }
    if prior.is_zero() && !now.is_negative() {
        return Ok(Value::from(words.zero));
    }
    let difference = call.reckoned(now.checked_sub(prior))?;
    if now.is_negative() || prior.is_negative() || prior.is_zero() {
        return Ok(Value::from(by_difference(&words, difference)));
    }
    let places = decimals.unwrap_or(1);
    // Two decimals more for the two that the per cent takes.
    let ratio = call.reckoned(difference.abs().checked_div(prior, places + 2))?;
    let percent = call.reckoned(ratio.shift(2))?;
    Ok(Value::from(sentence(&words, difference, percent, decimals, "%")))
}

/// A rate of growth says nothing about a loss: the difference does.
fn by_difference(words: &Words, difference: Decimal) -> String {
    let verb = if difference.is_negative() { "减少" } else { "增加" };
    format!("{}{verb}{}", words.than, difference.abs().normalize())
}

/// 85% against 80% → 较上年提高5个百分点.
pub(super) fn ppt(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    let prior = prior(call)?;
    let words = Words::take(call, "提高")?;
    let decimals = call.decimals()?;
    let Some(now) = call.figure()? else { return Ok(call.value.clone()) };
    let Some(prior) = prior else { return Ok(Value::from(words.missing)) };
    let difference = call.reckoned(now.value.checked_sub(prior.value))?;
    let points = call.reckoned(difference.abs().shift(2))?;
    if points.is_zero() {
        return Ok(Value::from(words.than + &words.same));
    }
    let points = points.round(decimals.unwrap_or(USUAL_PERCENT_DECIMALS));
    Ok(Value::from(sentence(&words, difference, points, decimals, "个百分点")))
}

/// The change in words; `size` is rounded.
fn sentence(words: &Words, difference: Decimal, size: Decimal, decimals: Option<u32>, unit: &str) -> String {
    if size.is_zero() {
        return format!("{}{}", words.than, words.nearly);
    }
    let verb = match difference.cmp(&Decimal::ZERO) {
        Ordering::Less => &words.down,
        _ => &words.up,
    };
    let size = decimals.map_or_else(|| size.normalize().to_string(), |decimals| size.fixed(decimals));
    format!("{}{verb}{size}{unit}", words.than)
}

/// Last year's figure: an argument that must be there, though its value may be missing.
fn prior(call: &mut Call<'_, '_, '_>) -> Result<Option<Figure>, Error> {
    let Some(prior) = call.take("prior") else {
        return Err(call.missing_argument("上年的数", "last year's figure"));
    };
    if number::is_empty(&prior) {
        return Ok(None);
    }
    let figure = Figure::read(&prior);
    figure.map(Some).ok_or_else(|| fail(call.problem_with(&v::NOT_A_NUMBER, &prior)))
}
