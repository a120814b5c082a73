//! Dates and times in their formats.

use super::parse::{Numerals, Part, Section, Token};
use crate::text::decimal::Decimal;
use crate::text::numeral::{self, Case};

/// A moment that a number of days stands for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    year: i64,
    month: i64,
    day: i64,
    /// 0 is Sunday.
    weekday: i64,
    /// Units of 10⁻ᵈ seconds since midnight, and since day nought.
    of_day: i64,
    elapsed: i64,
    /// The d of the units.
    decimals: u32,
}

/// The last day that Excel knows: 9999-12-31.
const LAST_DAY: f64 = 2_958_466.0;

/// Days from 1970-01-01 back to the day nought of each system.
const NOUGHT_1900: i64 = -25_569;
const NOUGHT_1904: i64 = -24_107;

const SECONDS: i64 = 86_400;

impl Moment {
    /// Rounded to the smallest unit that the section shows.
    pub(super) fn from_serial(serial: f64, date_1904: bool, section: &Section) -> Option<Moment> {
        if !(0.0..LAST_DAY).contains(&serial) {
            return None;
        }
        let decimals = section.tokens.iter().find_map(|token| match token {
            Token::Date(Part::Fraction(count)) => u32::try_from(*count).ok(),
            _ => None,
        });
        let decimals = decimals.unwrap_or(0).min(3);
        let units = SECONDS * 10i64.pow(decimals);
        let elapsed = (serial * units as f64).round() as i64;
        let (days, of_day) = (elapsed.div_euclid(units), elapsed.rem_euclid(units));
        let (year, month, day) = calendar(days, date_1904);
        // Day 1 of the 1900 system is called a Sunday, as the fake 29 February demands.
        let weekday = if date_1904 { (days + 5).rem_euclid(7) } else { (days + 6).rem_euclid(7) };
        Some(Moment { year, month, day, weekday, of_day, elapsed, decimals })
    }

    pub(super) fn show(&self, section: &Section) -> String {
        let half_day = section.tokens.iter().any(|token| matches!(token, Token::Date(Part::HalfDay(..))));
        let mut out = String::new();
        for token in &section.tokens {
            match token {
                Token::Text(text) => out.push_str(text),
                Token::Date(part) => out.push_str(&self.part(*part, section, half_day)),
                _ => {}
            }
        }
        out
    }

    fn part(&self, part: Part, section: &Section, half_day: bool) -> String {
        let second = self.of_day / 10i64.pow(self.decimals);
        let hour = second / 3600;
        let number = |value: i64, width: usize| numeral(value, width, section.numerals);
        match part {
            Part::Year(1 | 2) => year(self.year % 100, 2, section.numerals),
            Part::Year(_) => year(self.year, 4, section.numerals),
            Part::Month(count @ (1 | 2)) => number(self.month, count),
            Part::Month(count) => month_name(self.month, count, section.chinese),
            Part::Day(count @ (1 | 2)) => number(self.day, count),
            Part::Day(count) => weekday_name(self.weekday, count, section.chinese),
            Part::Weekday(3) => chinese_weekday(self.weekday).to_string(),
            Part::Weekday(_) => format!("星期{}", chinese_weekday(self.weekday)),
            Part::Hour(count) if half_day => number((hour + 11) % 12 + 1, count),
            Part::Hour(count) => number(hour, count),
            Part::Minute(count) => number(second / 60 % 60, count),
            Part::Second(count) => number(second % 60, count),
            Part::Fraction(count) => {
                let fraction = self.of_day % 10i64.pow(self.decimals);
                format!(
                    "{fraction:0width$}{:0<rest$}",
                    "",
                    width = self.decimals as usize,
                    rest = count.saturating_sub(3)
                )
            }
            Part::Elapsed(unit, count) => {
                let second = self.elapsed / 10i64.pow(self.decimals);
                let value = second
                    / if unit == 'h' {
                        3600
                    } else if unit == 'm' {
                        60
                    } else {
                        1
                    };
                number(value, count)
            }
            Part::HalfDay(am, pm) => if hour < 12 { am } else { pm }.to_string(),
        }
    }

    /// The moment as ISO 8601 writes it; midnight is the day alone.
    pub(super) fn iso(&self) -> String {
        let second = self.of_day / 10i64.pow(self.decimals);
        let day = format!("{:04}-{:02}-{:02}", self.year, self.month, self.day);
        match second {
            0 => day,
            second => format!("{day}T{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60),
        }
    }
}

/// The 1900 system has a 29 February 1900, day 60, that never was.
fn calendar(days: i64, date_1904: bool) -> (i64, i64, i64) {
    match days {
        days if date_1904 => civil(days + NOUGHT_1904),
        0 => (1900, 1, 0),
        60 => (1900, 2, 29),
        days if days < 60 => civil(days + NOUGHT_1900 + 1),
        days => civil(days + NOUGHT_1900),
    }
}

/// Year, month and day of a day counted from 1970-01-01, by eras of 400 years from March on.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

fn numeral(value: i64, width: usize, numerals: Numerals) -> String {
    let spelled = match numerals {
        Numerals::Lower => numeral::spell(Decimal::from(value), Case::Lower),
        Numerals::Upper => numeral::spell(Decimal::from(value), Case::Upper),
        Numerals::Arabic | Numerals::Wide => None,
    };
    spelled.unwrap_or_else(|| format!("{value:0width$}", width = width.min(4)))
}

/// Years are read digit by digit.
fn year(value: i64, width: usize, numerals: Numerals) -> String {
    let digits = format!("{value:0width$}");
    match numerals {
        Numerals::Lower => numeral::spell_digits(&digits),
        Numerals::Upper => {
            let digit = |c: char| numeral::spell(Decimal::from(i64::from(c.to_digit(10)?)), Case::Upper);
            digits.chars().filter_map(digit).collect()
        }
        Numerals::Arabic | Numerals::Wide => digits,
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

fn month_name(month: i64, count: usize, chinese: bool) -> String {
    if chinese {
        return format!("{}月", numeral(month, 1, Numerals::Lower));
    }
    let index = usize::try_from(month - 1).unwrap_or(0);
    let name = MONTHS.get(index).copied().unwrap_or_default();
    let length = match count {
        3 => 3,
        5 => 1,
        _ => name.len(),
    };
    name.chars().take(length).collect()
}

fn weekday_name(weekday: i64, count: usize, chinese: bool) -> String {
    if chinese {
        return format!("{}{}", if count == 3 { "周" } else { "星期" }, chinese_weekday(weekday));
    }
    let name = usize::try_from(weekday).ok().and_then(|i| DAYS.get(i)).copied().unwrap_or_default();
    name.chars().take(if count == 3 { 3 } else { name.len() }).collect()
}

fn chinese_weekday(weekday: i64) -> char {
    usize::try_from(weekday).ok().and_then(|i| "日一二三四五六".chars().nth(i)).unwrap_or('日')
}
