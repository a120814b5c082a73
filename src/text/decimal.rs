//! Exact decimal numbers, for figures that must come out as a person would reckon them.
//!
//! ```
//! use hongtou::text::decimal::Decimal;
//! let sum = Decimal::parse("3.20").unwrap().checked_add(Decimal::parse("1,000").unwrap()).unwrap();
//! assert_eq!(sum.to_string(), "1003.20");
//! assert_eq!(sum.round(1).to_string(), "1003.2");
//! assert_eq!(sum.grouped(), "1,003.20");
//! ```

use super::punct;
use std::cmp::Ordering;
use std::fmt;

/// A decimal number: a whole number of units of 10⁻ˢ, where s is the scale, 0 to [`Decimal::MAX_SCALE`].
///
/// The scale remembers the decimals as written (3.20 prints so), but does not count in comparisons:
/// 3.20 equals 3.2. Every operation is exact or says `None`; none panics or wraps.
#[derive(Clone, Copy)]
pub struct Decimal {
    mantissa: i128,
    scale: u32,
}

fn pow10(n: u32) -> Option<i128> {
    10i128.checked_pow(n)
}

impl Decimal {
    /// The most decimals that a number can have.
    pub const MAX_SCALE: u32 = 30;

    /// Nought.
    pub const ZERO: Decimal = Decimal { mantissa: 0, scale: 0 };

    /// `mantissa` × 10⁻ˢᶜᵃˡᵉ; `None` if the scale is above [`Decimal::MAX_SCALE`].
    pub fn new(mantissa: i128, scale: u32) -> Option<Self> {
        (scale <= Self::MAX_SCALE).then_some(Decimal { mantissa, scale })
    }

    /// Reads `[+-]digits[.digits]`: half- or full-width, the whole part in groups of three parted by
    /// commas or in none. No spaces, no exponent, no unit.
    pub fn parse(text: &str) -> Option<Self> {
        let folded: String = text.chars().map(punct::narrow).collect();
        let (negative, unsigned) = match folded.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, folded.strip_prefix('+').unwrap_or(&folded)),
        };
        let (whole, fraction) = match unsigned.split_once('.') {
            Some((_, "")) => return None,
            Some((whole, fraction)) => (whole, fraction),
            None => (unsigned, ""),
        };
        if !is_whole(whole) {
            return None;
        }
        let mut mantissa: i128 = 0;
        for c in whole.chars().filter(|c| *c != ',').chain(fraction.chars()) {
            let digit = c.to_digit(10)?;
            mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(digit))?;
        }
        let scale = u32::try_from(fraction.len()).ok()?;
        Self::new(if negative { -mantissa } else { mantissa }, scale)
    }

    /// The number that a binary float stands for: whole ones exactly, others to 15 significant digits,
    /// so that 0.1 + 0.2 is 0.3. `None` for infinities, not-a-number and what is too large.
    pub fn from_f64(float: f64) -> Option<Self> {
        float.is_finite().then(|| float_text(float, Self::MAX_SCALE as usize)).and_then(|t| Self::parse(&t))
    }

    /// The nearest binary float.
    pub fn to_f64(self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The whole number of units of 10⁻ˢᶜᵃˡᵉ.
    pub fn mantissa(self) -> i128 {
        self.mantissa
    }

    /// How many decimals it is written with.
    pub fn scale(self) -> u32 {
        self.scale
    }

    /// The value as a whole number, if it is one.
    pub fn to_integer(self) -> Option<i128> {
        let trimmed = self.normalize();
        (trimmed.scale == 0).then_some(trimmed.mantissa)
    }

    /// Whether it is nought.
    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// Whether it is below nought.
    pub fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// The number without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Decimal { mantissa: self.mantissa.saturating_abs(), scale: self.scale }
    }

    /// The same value without trailing noughts after the point.
    #[must_use]
    pub fn normalize(mut self) -> Self {
        while self.scale > 0 && self.mantissa % 10 == 0 {
            self.mantissa /= 10;
            self.scale -= 1;
        }
        self
    }

    /// The sum.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let sum = self.mantissa_at(scale)?.checked_add(other.mantissa_at(scale)?)?;
        Self::new(sum, scale)
    }

    /// The difference.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(Decimal { mantissa: other.mantissa.checked_neg()?, scale: other.scale })
    }

    /// The product.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let (a, b) = (self.normalize(), other.normalize());
        Self::new(a.mantissa.checked_mul(b.mantissa)?, a.scale + b.scale)
    }

    /// The quotient, rounded half up to a number of decimals; `None` when dividing by nought.
    pub fn checked_div(self, other: Self, decimals: u32) -> Option<Self> {
        let (a, b) = (self.normalize(), other.normalize());
        if b.mantissa == 0 || decimals > Self::MAX_SCALE {
            return None;
        }
        // a/10^sa ÷ b/10^sb in units of 10^-d is a × 10^(d + sb - sa) ÷ b.
        let up = decimals + b.scale;
        let (numerator, denominator) = if up >= a.scale {
            (a.mantissa.checked_mul(pow10(up - a.scale)?)?, b.mantissa)
        } else {
            (a.mantissa, b.mantissa.checked_mul(pow10(a.scale - up)?)?)
        };
        Self::new(divide_half_up(numerator, denominator)?, decimals)
    }

    /// The number × 10ᵖᵒʷᵉʳ: 1.2 shifted by 8 is 1.2亿.
    pub fn shift(self, power: i32) -> Option<Self> {
        let scale = i64::from(self.scale) - i64::from(power);
        match u32::try_from(scale) {
            Ok(scale) => Self::new(self.mantissa, scale),
            Err(_) => {
                let up = u32::try_from(-scale).ok()?;
                Self::new(self.mantissa.checked_mul(pow10(up)?)?, 0)
            }
        }
    }

    /// Rounded to at most this many decimals, half away from nought (四舍五入).
    #[must_use]
    pub fn round(self, decimals: u32) -> Self {
        if decimals >= self.scale {
            return self;
        }
        // The scale is at most MAX_SCALE, so the power fits.
        let rounded = pow10(self.scale - decimals).and_then(|p| divide_half_up(self.mantissa, p));
        Decimal { mantissa: rounded.unwrap_or(0), scale: decimals }
    }

    /// The text with exactly this many decimals, rounded half up: `3.145` with 2 is `3.15`.
    pub fn fixed(self, decimals: u32) -> String {
        let rounded = self.round(decimals);
        let mut text = rounded.to_string();
        if rounded.scale < decimals {
            if rounded.scale == 0 {
                text.push('.');
            }
            text.extend(std::iter::repeat_n('0', (decimals - rounded.scale) as usize));
        }
        text
    }

    /// The text with the whole part in groups of three: `1,003.20`.
    pub fn grouped(self) -> String {
        group(&self.to_string())
    }

    /// The mantissa in units of a scale not below its own.
    fn mantissa_at(self, scale: u32) -> Option<i128> {
        self.mantissa.checked_mul(pow10(scale.checked_sub(self.scale)?)?)
    }
}

/// Whether a whole part is digits only, or digits in groups of three.
fn is_whole(text: &str) -> bool {
    let mut groups = text.split(',');
    let first = groups.next().unwrap_or("");
    let digits = |g: &str| !g.is_empty() && g.bytes().all(|b| b.is_ascii_digit());
    let mut rest = groups.peekable();
    digits(first) && (rest.peek().is_none() || (first.len() <= 3 && rest.all(|g| g.len() == 3 && digits(g))))
}

/// Division rounded half away from nought.
fn divide_half_up(numerator: i128, denominator: i128) -> Option<i128> {
    let quotient = numerator.checked_div(denominator)?;
    let rest = numerator.checked_rem(denominator)?.unsigned_abs();
    let half_up = rest >= denominator.unsigned_abs() - rest;
    let away = if (numerator < 0) == (denominator < 0) { 1 } else { -1 };
    if half_up { quotient.checked_add(away) } else { Some(quotient) }
}

/// Puts commas into the whole part of a plain number's text: `-1234.5` becomes `-1,234.5`.
pub fn group(text: &str) -> String {
    let start = text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let end = text.find('.').unwrap_or(text.len()).max(start);
    let (head, tail) = text.split_at(end);
    let (sign, whole) = head.split_at(start);
    let mut out = String::with_capacity(text.len() + whole.len() / 3);
    out.push_str(sign);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    out.push_str(tail);
    out
}

/// A finite float's text: whole ones in full, others to 15 significant digits (more where the whole
/// part alone is longer) and at most `max_decimals`, without trailing noughts or an exponent.
pub fn float_text(float: f64, max_decimals: usize) -> String {
    if float.fract() == 0.0 {
        return format!("{:.0}", float + 0.0);
    }
    let scientific = format!("{float:.14e}");
    let exponent = scientific.split_once('e').and_then(|(_, e)| e.parse::<i64>().ok()).unwrap_or(0);
    let decimals = usize::try_from(14 - exponent).unwrap_or(0).min(max_decimals);
    let text = format!("{float:.decimals$}");
    let trimmed = if decimals > 0 { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if trimmed == "-0" { "0".to_string() } else { trimmed.to_string() }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        Decimal { mantissa: number.into(), scale: 0 }
    }
}

impl From<i128> for Decimal {
    fn from(number: i128) -> Self {
        Decimal { mantissa: number, scale: 0 }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        match (self.mantissa_at(scale), other.mantissa_at(scale)) {
            (Some(a), Some(b)) => a.cmp(&b),
            // The one that no longer fits at the finer scale is the larger in size.
            (None, _) => self.mantissa.cmp(&0),
            (_, None) => 0.cmp(&other.mantissa),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = self.mantissa.unsigned_abs().to_string();
        let scale = self.scale as usize;
        if scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
