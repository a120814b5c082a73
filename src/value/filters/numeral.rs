//! `cn`, `cn_upper`, `cn_year`, `level`: Chinese numerals and the marks of levels.

use super::call::Call;
use crate::error::catalogue::value as v;
use crate::text::date;
use crate::text::decimal::Decimal;
use crate::text::mark::Style;
use crate::text::numeral::{self, Case};
use crate::value::fail;
use crate::value::number::{self, Figure};
use minijinja::{Error, Value};

/// 12 → 十二.
pub(super) fn cn(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    spell(call, Case::Lower)
}

/// 12 → 壹拾贰.
pub(super) fn cn_upper(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    spell(call, Case::Upper)
}

/// A text that is a Chinese numeral already is read too, so that 12 and 十二 give the same.
fn spell(call: &Call<'_, '_, '_>, case: Case) -> Result<Value, Error> {
    let spelled = call.value.as_str().and_then(numeral::parse).map(|value| Figure { value, percent: false });
    let figure = match spelled {
        Some(figure) => figure,
        None => match call.figure()? {
            Some(figure) => figure,
            None => return Ok(call.value.clone()),
        },
    };
    let (number, sign) = figure.written().unwrap_or((Decimal::ZERO, ""));
    let text = numeral::spell(number, case).ok_or_else(|| fail(call.problem(&v::TOO_LARGE)))?;
    Ok(Value::from(if sign == "%" { format!("百分之{text}") } else { text }))
}

/// 2024 → 二〇二四; of a date the year; other characters stay (2024年度 → 二〇二四年度).
pub(super) fn cn_year(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    let text = number::scalar_text(call.value).unwrap_or_default();
    if number::is_empty(call.value) && !call.is_strict() {
        return Ok(call.value.clone());
    }
    let whole_date = date::parse(&text).ok().filter(|date| date.month.is_some());
    let text = whole_date.map_or(text, |date| date.year.to_string());
    let written = numeral::spell_digits(&text);
    let has_digit = written.chars().any(|c| "〇一二三四五六七八九".contains(c));
    if has_digit {
        Ok(Value::from(written))
    } else {
        Err(fail(call.problem_with(&v::NOT_A_YEAR, call.value)))
    }
}

/// 1 → 一、 at level 1; 1 → （1） at level 4 or by the sample `（1）`.
pub(super) fn level(call: &mut Call<'_, '_, '_>) -> Result<Value, Error> {
    let Some(wanted) = call.take("level") else {
        return Err(call.missing_argument("级别（1至5）", "the level (1 to 5)"));
    };
    let by_number = wanted.as_usize().filter(|_| wanted.is_number()).and_then(Style::level);
    let Some(style) = by_number.or_else(|| wanted.as_str().and_then(Style::of)) else {
        return Err(call.bad_argument(
            "level",
            &wanted,
            "1至5，或“一、”“（一）”“1.”“（1）”“①”这样的样子",
            "1 to 5, or a sample such as “一、” “（一）” “1.” “（1）” “①”",
        ));
    };
    let Some(figure) = call.figure()? else { return Ok(call.value.clone()) };
    let number = figure.value.to_integer().and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
    let Some(number) = number else { return Err(fail(call.problem_with(&v::NOT_WHOLE, call.value))) };
    let mark = style.write(number).ok_or_else(|| {
        let problem = call.problem_with(&v::NO_SUCH_MARK, call.value);
        fail(problem.arg("sample", style.sample()).arg("max", style.max()))
    })?;
    Ok(Value::from(mark))
}
