//! Chinese numerals, written and read: 十二, 壹拾贰, 三点二, 二〇二四.
//!
//! ```
//! use hongtou::text::{decimal::Decimal, numeral::{self, Case}};
//! let twelve = Decimal::from(12_i64);
//! assert_eq!(numeral::spell(twelve, Case::Lower).unwrap(), "十二");
//! assert_eq!(numeral::spell(twelve, Case::Upper).unwrap(), "壹拾贰");
//! assert_eq!(numeral::spell_digits("2024"), "二〇二四");
//! assert_eq!(numeral::parse("一万二千零五").unwrap(), Decimal::from(12_005_i64));
//! ```

use super::decimal::Decimal;
use super::punct;

/// Which set of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Case {
    /// 一二三, for text.
    Lower,
    /// 壹贰叁, which cannot be altered unseen, for vouchers and ballots.
    Upper,
}

impl Case {
    fn digits(self) -> [&'static str; 10] {
        match self {
            Case::Lower => ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"],
            Case::Upper => ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"],
        }
    }

    /// The units within four digits, by their power of ten.
    fn units(self) -> [&'static str; 4] {
        match self {
            Case::Lower => ["", "十", "百", "千"],
            Case::Upper => ["", "拾", "佰", "仟"],
        }
    }
}

/// Numbers from here on have no usual name: 亿亿.
const LIMIT: u128 = 10_u128.pow(16);

/// The most characters that [`parse`] looks at; no number that has a name is longer.
const MAX_CHARS: usize = 80;

/// Writes a number in Chinese: 105 is 一百零五, 12 is 十二 (壹拾贰), −3.20 is 负三点二零.
///
/// `None` from 10¹⁶ on.
pub fn spell(number: Decimal, case: Case) -> Option<String> {
    let text = number.abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let whole: u128 = whole.parse().ok()?;
    if whole >= LIMIT {
        return None;
    }
    let mut out = String::new();
    if number.is_negative() {
        out.push('负');
    }
    out.push_str(&spell_whole(whole, case));
    if !fraction.is_empty() {
        out.push('点');
        push_digits(&mut out, fraction, case.digits());
    }
    Some(out)
}

/// Writes each digit as 〇一二三四五六七八九, as years and numbers of documents are; a full-width digit
/// too. Everything else stays: `202_年` is 二〇二_年.
pub fn spell_digits(text: &str) -> String {
    let mut digits = Case::Lower.digits();
    digits[0] = "〇";
    let mut out = String::with_capacity(text.len() * 3);
    push_digits(&mut out, text, digits);
    out
}

fn push_digits(out: &mut String, text: &str, digits: [&'static str; 10]) {
    for c in text.chars() {
        let name = punct::narrow(c).to_digit(10).and_then(|d| digits.get(d as usize));
        match name {
            Some(name) => out.push_str(name),
            None => out.push(c),
        }
    }
}

fn spell_whole(number: u128, case: Case) -> String {
    if number == 0 {
        return case.digits()[0].to_string();
    }
    let mut out = String::new();
    push_whole(&mut out, number, case);
    match (case, out.strip_prefix("一十")) {
        (Case::Lower, Some(rest)) => format!("十{rest}"),
        _ => out,
    }
}

/// Appends a number that is not nought: the part before 亿, the part before 万, the last four digits,
/// with one 零 where the next part does not fill its places.
fn push_whole(out: &mut String, number: u128, case: Case) {
    for (size, unit) in [(100_000_000, "亿"), (10_000, "万")] {
        if number >= size {
            push_whole(out, number / size, case);
            out.push_str(unit);
            let rest = number % size;
            if rest > 0 {
                if rest < size / 10 {
                    out.push_str(case.digits()[0]);
                }
                push_whole(out, rest, case);
            }
            return;
        }
    }
    push_four(out, number as usize, case);
}

fn push_four(out: &mut String, number: usize, case: Case) {
    let mut started = false;
    let mut gap = false;
    for (power, unit) in case.units().iter().enumerate().rev() {
        let digit = number / 10_usize.pow(power as u32) % 10;
        if digit == 0 {
            gap = true;
            continue;
        }
        if gap && started {
            out.push_str(case.digits()[0]);
        }
        out.push_str(case.digits()[digit]);
        out.push_str(unit);
        (started, gap) = (true, false);
    }
}

/// What a character of a numeral does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// 〇 to 九 and their variants.
    Digit(u8),
    /// 廿 20, 卅 30, 卌 40.
    Tens(u8),
    /// 十 百 千 万 亿, by their power of ten.
    Unit(u32),
}

/// What a character means in a numeral: both cases, traditional forms and 两 廿 卅 ○ included.
pub(crate) fn sign(c: char) -> Option<Sign> {
    Some(match c {
        '〇' | '零' | '○' => Sign::Digit(0),
        '一' | '壹' | '壱' => Sign::Digit(1),
        '二' | '贰' | '貳' | '两' | '兩' => Sign::Digit(2),
        '三' | '叁' | '參' | '叄' => Sign::Digit(3),
        '四' | '肆' => Sign::Digit(4),
        '五' | '伍' => Sign::Digit(5),
        '六' | '陆' | '陸' => Sign::Digit(6),
        '七' | '柒' => Sign::Digit(7),
        '八' | '捌' => Sign::Digit(8),
        '九' | '玖' => Sign::Digit(9),
        '廿' => Sign::Tens(2),
        '卅' => Sign::Tens(3),
        '卌' => Sign::Tens(4),
        '十' | '拾' => Sign::Unit(1),
        '百' | '佰' => Sign::Unit(2),
        '千' | '仟' => Sign::Unit(3),
        '万' | '萬' => Sign::Unit(4),
        '亿' | '億' => Sign::Unit(8),
        _ => return None,
    })
}

/// Reads a Chinese numeral, whole: with units (一万二千零五, 廿三, 两百, 一百二), digit by digit
/// (二〇二四), with a sign and decimals (负三点二). Spaces at the ends do not count.
pub fn parse(text: &str) -> Option<Decimal> {
    let text = text.trim();
    if text.chars().nth(MAX_CHARS).is_some() {
        return None;
    }
    let (negative, text) = match text.strip_prefix('负').or_else(|| text.strip_prefix('負')) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = match text.split_once(['点', '點']) {
        Some((_, "")) => return None,
        Some((whole, fraction)) => (whole, fraction),
        None => (text, ""),
    };
    let whole = parse_whole(&signs(whole)?)?;
    let mut mantissa = i128::try_from(whole).ok()?;
    let mut scale = 0;
    for sign in signs(fraction)? {
        let Sign::Digit(digit) = sign else { return None };
        mantissa = mantissa.checked_mul(10)?.checked_add(digit.into())?;
        scale += 1;
    }
    Decimal::new(if negative { -mantissa } else { mantissa }, scale)
}

fn signs(text: &str) -> Option<Vec<Sign>> {
    text.chars().map(sign).collect()
}

fn parse_whole(signs: &[Sign]) -> Option<u128> {
    if signs.is_empty() {
        return None;
    }
    if signs.iter().all(|s| matches!(s, Sign::Digit(_))) {
        return signs.iter().try_fold(0_u128, |number, sign| {
            let Sign::Digit(digit) = sign else { return None };
            number.checked_mul(10)?.checked_add((*digit).into())
        });
    }
    parse_units(signs)
}

/// Reads a numeral with units: splits at the last 亿, then at the last 万; what stands before counts
/// that many, what stands after is less.
fn parse_units(signs: &[Sign]) -> Option<u128> {
    for power in [8, 4] {
        let size = 10_u128.pow(power);
        let Some(at) = signs.iter().rposition(|s| *s == Sign::Unit(power)) else { continue };
        let (before, after) = (signs.get(..at)?, signs.get(at + 1..)?);
        let count = parse_units(before).filter(|&n| n > 0 && n < 100_000_000)?;
        let rest = match after {
            [] => 0,
            // 一万二 is 12,000.
            [Sign::Digit(digit)] => u128::from(*digit) * (size / 10),
            [Sign::Digit(0), rest @ ..] | rest => parse_units(rest)?,
        };
        return (rest < size).then_some(count * size + rest);
    }
    parse_four(signs)
}

/// Reads a numeral below 10,000: units from large to small.
fn parse_four(signs: &[Sign]) -> Option<u128> {
    signs.first()?;
    let mut number = 0;
    let mut digit = None;
    let mut below = 4; // units still allowed: those of a lower power
    let mut skipped = false; // a 零 since the last unit
    for (at, sign) in signs.iter().enumerate() {
        match *sign {
            Sign::Digit(0) if digit.is_none() && at > 0 => skipped = true,
            Sign::Digit(d) if digit.is_none() && d > 0 => digit = Some(u128::from(d)),
            Sign::Tens(d) if digit.is_none() && below > 1 => {
                number += u128::from(d) * 10;
                (below, skipped) = (1, false);
            }
            Sign::Unit(power) if power < below => {
                let bare_ten = (power == 1).then_some(1);
                number += digit.take().or(bare_ten)? * 10_u128.pow(power);
                (below, skipped) = (power, false);
            }
            _ => return None,
        }
    }
    match digit {
        // 一百二 is 120, 一百零二 is 102.
        Some(d) if below > 1 && below < 4 && !skipped => Some(number + d * 10_u128.pow(below - 1)),
        Some(d) => Some(number + d),
        None if skipped => None,
        None => Some(number),
    }
}
