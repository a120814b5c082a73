//! Numbers in their formats.

use super::parse::{Numerals, Section, Token};
use crate::text::decimal::Decimal;
use crate::text::numeral::{self, Case};

/// How many characters of a broken number `General` shows.
const GENERAL_WIDTH: usize = 11;

/// A number without a format: as Excel shows it, only that whole numbers keep all their digits.
pub(super) fn general(number: f64) -> String {
    let Some(exact) = Decimal::from_f64(number).filter(|_| number.abs() < 1e18) else {
        return format!("{number:e}").to_uppercase();
    };
    if exact.to_integer().is_some() {
        return number.to_string();
    }
    let whole = exact.abs().to_string().find('.').unwrap_or(1);
    let shown = exact.round(GENERAL_WIDTH.saturating_sub(whole + 1).min(9) as u32).normalize();
    if number.abs() < 1e-4 {
        return scientific_text(number, 1, 0, 5, 2, true);
    }
    shown.to_string()
}

pub(super) fn show(section: &Section, number: f64) -> String {
    let tokens = &section.tokens;
    if !tokens.iter().any(|t| matches!(t, Token::Digit(_) | Token::General | Token::At)) {
        return section.tokens.iter().filter_map(literal).collect();
    }
    let number = scaled(tokens, number);
    let text = if tokens.contains(&Token::Slash) {
        fraction(tokens, number)
    } else if tokens.iter().any(|token| matches!(token, Token::Exponent(_))) {
        Some(scientific(tokens, number))
    } else {
        placed(section, number)
    };
    let text = text.unwrap_or_else(|| general(number));
    match section.numerals {
        Numerals::Wide => text.chars().map(wide).collect(),
        _ => text,
    }
}

fn literal(token: &Token) -> Option<&str> {
    match token {
        Token::Text(text) => Some(text),
        Token::Percent => Some("%"),
        _ => None,
    }
}

fn wide(c: char) -> char {
    match c {
        '0'..='9' => char::from_u32(c as u32 + 0xFEE0).unwrap_or(c),
        c => c,
    }
}

/// Per cent signs multiply, commas behind the last digit divide.
fn scaled(tokens: &[Token], number: f64) -> f64 {
    let percents = tokens.iter().filter(|token| **token == Token::Percent).count();
    let thousands =
        tokens.iter().enumerate().filter(|&(i, token)| *token == Token::Comma && !groups(tokens, i)).count();
    let power = 2 * percents as i32 - 3 * thousands as i32;
    match Decimal::from_f64(number).and_then(|exact| exact.shift(power)) {
        Some(exact) if power != 0 => exact.to_f64(),
        _ => number,
    }
}

/// Whether the comma at a position parts thousands: digits of the whole part follow it.
fn groups(tokens: &[Token], comma: usize) -> bool {
    let before_point = !tokens.iter().take(comma).any(|token| *token == Token::Point);
    let after = tokens.iter().skip(comma + 1).take_while(|token| **token != Token::Point);
    before_point && after.into_iter().any(|token| matches!(token, Token::Digit(_)))
}

/// Digits put in the places of a format.
fn placed(section: &Section, number: f64) -> Option<String> {
    let tokens = &section.tokens;
    let point = tokens.iter().position(|token| *token == Token::Point).unwrap_or(tokens.len());
    let (whole_tokens, rest) = tokens.split_at(point);
    let decimals = rest.iter().filter(|token| matches!(token, Token::Digit(_))).count();
    let exact = Decimal::from_f64(number)?.round(decimals.min(20) as u32);
    let text = exact.abs().fixed(decimals.min(20) as u32);
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let sign = if exact.is_negative() && !exact.is_zero() { "-" } else { "" };
    let whole = whole_part(section, whole_tokens, whole, number)?;
    Some(format!("{sign}{whole}{}", fraction_part(rest, fraction)))
}

fn whole_part(section: &Section, tokens: &[Token], digits: &str, number: f64) -> Option<String> {
    let grouped = tokens.iter().enumerate().any(|(i, token)| *token == Token::Comma && groups(tokens, i));
    let first = tokens.iter().position(|token| matches!(token, Token::Digit(_)));
    let mut rest: Vec<char> = if digits == "0" { Vec::new() } else { digits.chars().collect() };
    let mut pieces: Vec<String> = Vec::new();
    let mut count = 0;
    let mut place = |c: char, pieces: &mut Vec<String>| {
        if grouped && count > 0 && count % 3 == 0 {
            pieces.push(",".into());
        }
        count += 1;
        pieces.push(c.to_string());
    };
    for (i, token) in tokens.iter().enumerate().rev() {
        match token {
            Token::Digit(kind) => {
                match (rest.pop(), kind) {
                    (Some(digit), _) => place(digit, &mut pieces),
                    (None, '0') => place('0', &mut pieces),
                    (None, '?') => pieces.push(" ".into()),
                    (None, _) => {}
                }
                while first == Some(i) && !rest.is_empty() {
                    place(rest.pop()?, &mut pieces);
                }
            }
            Token::General | Token::At => pieces.push(spelled(section, number)?),
            Token::Text(text) => pieces.push(text.clone()),
            Token::Percent => pieces.push("%".into()),
            _ => {}
        }
    }
    let text: String = pieces.into_iter().rev().collect();
    let only_digits = first.is_some() && text.bytes().all(|b| b.is_ascii_digit());
    match section.numerals {
        Numerals::Lower | Numerals::Upper if only_digits => spell(section, Decimal::parse(&text)?),
        _ => Some(text),
    }
}

fn spelled(section: &Section, number: f64) -> Option<String> {
    let exact = Decimal::from_f64(number)?.abs();
    spell(section, exact.normalize()).or_else(|| Some(general(number.abs())))
}

fn spell(section: &Section, exact: Decimal) -> Option<String> {
    match section.numerals {
        Numerals::Lower => numeral::spell(exact, Case::Lower),
        Numerals::Upper => numeral::spell(exact, Case::Upper),
        Numerals::Arabic | Numerals::Wide => Some(general(exact.to_f64())),
    }
}

/// The point and what follows; noughts at the end that only `#` asks for go.
fn fraction_part(tokens: &[Token], digits: &str) -> String {
    let mut digits: Vec<char> = digits.chars().collect();
    let asked: Vec<char> =
        tokens.iter().filter_map(|t| if let Token::Digit(c) = t { Some(*c) } else { None }).collect();
    while digits.last() == Some(&'0') && asked.get(digits.len() - 1).is_some_and(|c| *c != '0') {
        digits.pop();
    }
    let mut digits = digits.into_iter();
    let mut out = String::new();
    for token in tokens {
        match token {
            Token::Point => out.push('.'),
            Token::Digit(_) => out.extend(digits.next()),
            token => out.extend(literal(token)),
        }
    }
    out
}

fn scientific(tokens: &[Token], number: f64) -> String {
    let exponent =
        tokens.iter().position(|token| matches!(token, Token::Exponent(_))).unwrap_or(tokens.len());
    let (mantissa, rest) = tokens.split_at(exponent);
    let point = mantissa.iter().position(|token| *token == Token::Point).unwrap_or(mantissa.len());
    let digits = |tokens: &[Token]| tokens.iter().filter(|token| matches!(token, Token::Digit(_))).count();
    let (whole, fraction) = mantissa.split_at(point);
    let plus = rest.first() == Some(&Token::Exponent(true));
    let least = fraction.iter().filter(|token| **token == Token::Digit('0')).count();
    scientific_text(number, digits(whole).max(1), least, digits(fraction), digits(rest).max(1), plus)
}

/// `whole` digits before the point, `least` to `most` behind it, an exponent of at least `width`.
fn scientific_text(number: f64, whole: usize, least: usize, most: usize, width: usize, plus: bool) -> String {
    if number == 0.0 || !number.is_finite() {
        return format!("{:.least$}E{}{:0width$}", 0.0, if plus { "+" } else { "" }, 0);
    }
    let written = format!("{:.14e}", number.abs());
    let mut power: i32 = written.split_once('e').and_then(|(_, power)| power.parse().ok()).unwrap_or(0);
    let step = whole.min(16) as i32;
    let mut text = String::new();
    for _ in 0..2 {
        let shift = power.rem_euclid(step);
        let mantissa = number.abs() / 10f64.powi(power - shift);
        text = Decimal::from_f64(mantissa)
            .map_or_else(|| mantissa.to_string(), |m| m.fixed(most.min(20) as u32));
        let digits = text.split('.').next().unwrap_or_default().len();
        if digits <= step as usize {
            power -= shift;
            break;
        }
        // Rounding made one digit more: 9.99 is 10.0.
        power += 1;
    }
    while text.contains('.') && text.ends_with('0') && text.len() - text.find('.').unwrap_or(0) - 1 > least {
        text.pop();
    }
    let text = text.trim_end_matches('.');
    let sign = if number < 0.0 { "-" } else { "" };
    let exponent_sign = if power < 0 {
        "-"
    } else if plus {
        "+"
    } else {
        ""
    };
    format!("{sign}{text}E{exponent_sign}{:0width$}", power.abs())
}

/// `# ?/?`: the nearest fraction whose denominator has so many digits, or the one that is given.
fn fraction(tokens: &[Token], number: f64) -> Option<String> {
    let slash = tokens.iter().position(|token| *token == Token::Slash)?;
    let (before, after) = tokens.split_at(slash);
    let digits = after.iter().filter(|token| matches!(token, Token::Digit(_))).count();
    let given: String =
        after.iter().filter_map(literal).flat_map(str::chars).filter(char::is_ascii_digit).collect();
    let groups = before.split(|token| matches!(token, Token::Text(_))).filter(|g| !g.is_empty()).count();
    let value = number.abs();
    if value >= 1e9 || value.is_nan() {
        return None;
    }
    let whole = if groups > 1 { value.floor() } else { 0.0 };
    let (top, bottom) = match given.parse::<u64>() {
        Ok(bottom) if (1..=1_000_000).contains(&bottom) => {
            (((value - whole) * bottom as f64).round() as u64, bottom)
        }
        _ => nearest(value - whole, 10u64.pow(digits.clamp(1, 6) as u32) - 1),
    };
    let (whole, top) = if groups > 1 && top == bottom { (whole + 1.0, 0) } else { (whole, top) };
    let sign = if number < 0.0 { "-" } else { "" };
    Some(match (whole > 0.0, top) {
        (_, 0) => format!("{sign}{whole}"),
        (true, top) => format!("{sign}{whole} {top}/{bottom}"),
        (false, top) => format!("{sign}{top}/{bottom}"),
    })
}

/// The fraction nearest to a number, by its continued fraction.
fn nearest(number: f64, limit: u64) -> (u64, u64) {
    let (mut h, mut k, mut last_h, mut last_k) = (1u64, 0u64, 0u64, 1u64);
    let mut rest = number;
    for _ in 0..32 {
        let whole = rest.floor();
        let term = whole as u64;
        let next_k = term.saturating_mul(k).saturating_add(last_k);
        if next_k > limit {
            break;
        }
        (last_h, h) = (h, term.saturating_mul(h).saturating_add(last_h));
        (last_k, k) = (k, next_k);
        if rest - whole < 1e-9 {
            break;
        }
        rest = 1.0 / (rest - whole);
    }
    (h, k.max(1))
}
