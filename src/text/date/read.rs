//! Reading dates.

use super::{Date, DateError, Time};
use crate::text::{numeral, punct};

/// The most characters of a date that are looked at.
const MAX_CHARS: usize = 48;

/// Reads a text that is one date, with nothing but spaces around it.
///
/// `2024-12-20`, `2024/12/20`, `2024.12.20`, `2024年12月20日` (号 too), `二〇二四年十二月二十日`,
/// `20241220`; to the month (`2024-12`, `2024年12月`) or the year (`2024`, `2024年`); a time after it
/// (`2024-12-20T14:30:00+08:00`, `2024年12月20日14时30分`). Full-width digits and marks count as well.
pub fn parse(text: &str) -> Result<Date, DateError> {
    match split(text.trim())? {
        (date, "") => Ok(date),
        _ => Err(DateError::NotADate),
    }
}

/// Reads the date at the start of a text and gives the rest of it.
pub fn split(text: &str) -> Result<(Date, &str), DateError> {
    let mut reader = Reader { rest: text };
    let date = reader.date()?;
    Ok((date, reader.rest))
}

/// How the parts of a date are parted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parting {
    /// 年 月 日
    Words,
    /// The same mark twice: - / .
    Mark(char),
}

struct Reader<'a> {
    rest: &'a str,
}

/// A field of a date: its value, and how many digits it was written with if in Arabic.
struct Field {
    value: u32,
    digits: usize,
}

impl<'a> Reader<'a> {
    fn date(&mut self) -> Result<Date, DateError> {
        let field = self.field(8).ok_or(DateError::NotADate)?;
        if field.digits == 8 {
            let date = Date::new(to_year(field.value / 10_000)?, field.value / 100 % 100, field.value % 100)?;
            return self.time_after(date, Parting::Mark('-'));
        }
        let parting = self.parting();
        if parting.is_some() && matches!(field.digits, 1 | 2) {
            return Err(self.short_year());
        }
        if field.digits != 4 && !(field.digits == 0 && field.value >= 1000) {
            return Err(DateError::NotADate);
        }
        let year = to_year(field.value)?;
        match parting {
            Some(parting) => self.month(year, parting),
            None => Date::year(year),
        }
    }

    /// 24.12.20 and 24年12月 have a short year; 3.20 and 12/20 are none at all.
    fn short_year(&mut self) -> DateError {
        let more = self.field(2).is_some() && (self.parting().is_some() || self.take(|c| c == '月'));
        if more { DateError::ShortYear } else { DateError::NotADate }
    }

    fn month(&mut self, year: u16, parting: Parting) -> Result<Date, DateError> {
        let Some(field) = self.field(2) else {
            return if parting == Parting::Words { Date::year(year) } else { Err(DateError::NotADate) };
        };
        let date = Date::month(year, field.value)?;
        let more = match parting {
            Parting::Words => self.take(|c| c == '月'),
            Parting::Mark(mark) => self.take(|c| c == mark),
        };
        match (more, parting) {
            (true, _) => self.day(date, parting),
            (false, Parting::Words) => Err(DateError::NotADate),
            (false, Parting::Mark(_)) => Ok(date),
        }
    }

    fn day(&mut self, month: Date, parting: Parting) -> Result<Date, DateError> {
        let Some(field) = self.field(2) else {
            return if parting == Parting::Words { Ok(month) } else { Err(DateError::NotADate) };
        };
        let date = Date::new(month.year, month.month.unwrap_or(0).into(), field.value)?;
        if parting == Parting::Words && !self.take(|c| matches!(c, '日' | '号')) {
            return Err(DateError::NotADate);
        }
        self.time_after(date, parting)
    }

    /// The time of day, if one follows.
    fn time_after(&mut self, date: Date, parting: Parting) -> Result<Date, DateError> {
        let start = self.rest;
        let spaced = self.take(|c| matches!(c, ' ' | 'T' | 't'));
        self.rest = self.rest.trim_start();
        let hour = if spaced || parting == Parting::Words { self.field(2) } else { None };
        let Some(hour) = hour else {
            self.rest = start;
            return Ok(date);
        };
        let Some((minute, second)) = self.minute_and_second() else {
            self.rest = start;
            return Ok(date);
        };
        let offset = self.offset();
        let time = Time {
            hour: to_part(hour.value, 24)?,
            minute: to_part(minute, 60)?,
            second: to_part(second, 60)?,
            offset,
        };
        Ok(Date { time: Some(time), ..date })
    }

    /// :30:15.5, 时30分15秒, 时.
    fn minute_and_second(&mut self) -> Option<(u32, u32)> {
        if self.take(|c| matches!(c, '时' | '点')) {
            let Some(minute) = self.field(2) else { return Some((0, 0)) };
            let minute = self.take(|c| c == '分').then_some(minute.value)?;
            let Some(second) = self.field(2) else { return Some((minute, 0)) };
            return self.take(|c| c == '秒').then_some((minute, second.value));
        }
        let minute = self.take(|c| c == ':').then(|| self.field(2)).flatten()?.value;
        if !self.take(|c| c == ':') {
            return Some((minute, 0));
        }
        let second = self.field(2)?.value;
        if self.take(|c| matches!(c, '.' | ',')) {
            self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
        }
        Some((minute, second))
    }

    /// Z, +08:00, +0800, +08; nothing is taken of what is none.
    fn offset(&mut self) -> Option<i16> {
        if self.take(|c| matches!(c, 'Z' | 'z')) {
            return Some(0);
        }
        let start = self.rest;
        let offset = self.signed_offset();
        if offset.is_none() {
            self.rest = start;
        }
        offset
    }

    fn signed_offset(&mut self) -> Option<i16> {
        let sign = if self.take(|c| c == '-') { -1 } else { i16::from(self.take(|c| c == '+')) };
        let field = self.field(4).filter(|_| sign != 0)?;
        let minutes = match field.digits {
            4 => field.value / 100 * 60 + field.value % 100,
            2 if self.take(|c| c == ':') => field.value * 60 + self.field(2)?.value,
            2 => field.value * 60,
            _ => return None,
        };
        i16::try_from(minutes).ok().filter(|m| *m <= 14 * 60).map(|m| sign * m)
    }

    fn parting(&mut self) -> Option<Parting> {
        if self.take(|c| c == '年') {
            return Some(Parting::Words);
        }
        let mark = self.rest.chars().next().map(punct::narrow).filter(|c| matches!(c, '-' | '/' | '.'))?;
        self.take(|_| true);
        Some(Parting::Mark(mark))
    }

    /// Takes the next character, full-width forms read as half-width, if it is what is wanted.
    fn take(&mut self, wanted: impl Fn(char) -> bool) -> bool {
        let mut chars = self.rest.chars();
        let found = chars.next().map(punct::narrow).is_some_and(wanted);
        if found {
            self.rest = chars.as_str();
        }
        found
    }

    /// A number of at most `max` digits, or a Chinese numeral; spaces around it do not count.
    fn field(&mut self, max: usize) -> Option<Field> {
        let text = self.rest.trim_start();
        let arabic: String =
            text.chars().map(punct::narrow).take_while(char::is_ascii_digit).take(max + 1).collect();
        if arabic.is_empty() {
            return self.numeral(text);
        }
        let digits = arabic.len();
        let value = if digits <= max { arabic.parse().ok()? } else { return None };
        let end = text.char_indices().nth(digits).map_or(text.len(), |(at, _)| at);
        self.rest = skip_space_before_word(text.get(end..)?);
        Some(Field { value, digits })
    }

    fn numeral(&mut self, text: &'a str) -> Option<Field> {
        let length = text.chars().take(MAX_CHARS).take_while(|c| numeral::sign(*c).is_some()).count();
        let end = text.char_indices().nth(length).map_or(text.len(), |(at, _)| at);
        let (written, rest) = text.split_at(end);
        let value = numeral::parse(written)?.to_integer()?;
        self.rest = skip_space_before_word(rest);
        Some(Field { value: u32::try_from(value).ok()?, digits: 0 })
    }
}

/// 2024 年 12 月: spaces before 年, 月, 日 go.
fn skip_space_before_word(rest: &str) -> &str {
    let trimmed = rest.trim_start();
    if trimmed.starts_with(['年', '月', '日', '号', '时', '点', '分', '秒']) { trimmed } else { rest }
}

fn to_year(year: u32) -> Result<u16, DateError> {
    u16::try_from(year).map_err(|_| DateError::NotADate)
}

fn to_part(value: u32, below: u8) -> Result<u8, DateError> {
    u8::try_from(value).ok().filter(|v| *v < below).ok_or(DateError::NoSuchTime)
}
