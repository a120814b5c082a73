//! Dates as offices write them, and how they are to be printed.
//!
//! The calendar is the Gregorian one, also before 1582; years 1 to 9999; no time zones beyond an
//! offset that is carried along.
//!
//! ```
//! use hongtou::text::date::{self, DateError};
//! let day = date::parse("2024/12/20").unwrap();
//! assert_eq!(day.format("%Y年%-m月%-d日").unwrap(), "2024年12月20日");
//! assert_eq!(day.format("%EY年%Em月%Ed日").unwrap(), "二〇二四年十二月二十日");
//! assert_eq!(date::parse("2024-11-31"), Err(DateError::NoSuchDay { year: 2024, month: 11, day: 31 }));
//! ```

mod format;
mod read;

pub use format::FormatError;
pub use read::{parse, split};

use std::fmt;

/// A date, to the year, the month or the day, with or without a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    /// The year, 1 to 9999.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: Option<u8>,
    /// The day of the month.
    pub day: Option<u8>,
    /// The time of day.
    pub time: Option<Time>,
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Time {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
    /// Minutes east of Greenwich, if the text says.
    pub offset: Option<i16>,
}

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateError {
    /// It does not look like one.
    NotADate,
    /// The year has two digits only.
    ShortYear,
    /// There is no such month.
    NoSuchMonth(u32),
    /// The month has no such day.
    NoSuchDay {
        /// The year.
        year: u16,
        /// The month.
        month: u8,
        /// The day that it does not have.
        day: u32,
    },
    /// There is no such time of day.
    NoSuchTime,
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DateError::NotADate => f.write_str("not a date"),
            DateError::ShortYear => f.write_str("the year must have four digits"),
            DateError::NoSuchMonth(month) => write!(f, "there is no month {month}"),
            DateError::NoSuchDay { year, month, day } => write!(f, "{year}-{month:02} has no day {day}"),
            DateError::NoSuchTime => f.write_str("there is no such time of day"),
        }
    }
}

impl std::error::Error for DateError {}

impl Date {
    /// A day of the calendar.
    pub fn new(year: u16, month: u32, day: u32) -> Result<Self, DateError> {
        let Date { month: Some(m), .. } = Date::month(year, month)? else { return Err(DateError::NotADate) };
        if day == 0 || day > u32::from(days_in_month(year, m)) {
            return Err(DateError::NoSuchDay { year, month: m, day });
        }
        Ok(Date { year, month: Some(m), day: u8::try_from(day).ok(), time: None })
    }

    /// A month of the calendar.
    pub fn month(year: u16, month: u32) -> Result<Self, DateError> {
        let m = u8::try_from(month).ok().filter(|m| (1..=12).contains(m));
        Ok(Date { month: Some(m.ok_or(DateError::NoSuchMonth(month))?), ..Date::year(year)? })
    }

    /// A year.
    pub fn year(year: u16) -> Result<Self, DateError> {
        if (1..=9999).contains(&year) {
            Ok(Date { year, month: None, day: None, time: None })
        } else {
            Err(DateError::NotADate)
        }
    }

    /// The month and the day, if the date is that exact.
    fn month_and_day(self) -> Option<(u8, u8)> {
        Some((self.month?, self.day?))
    }

    /// The day of the year, from 1.
    pub fn day_of_year(self) -> Option<u16> {
        let (month, day) = self.month_and_day()?;
        let before: u16 = (1..month).map(|m| u16::from(days_in_month(self.year, m))).sum();
        Some(before + u16::from(day))
    }

    /// Days since 1 January of the year 1, which is 0.
    pub fn day_number(self) -> Option<i32> {
        let past = i32::from(self.year) - 1;
        Some(past * 365 + past / 4 - past / 100 + past / 400 + i32::from(self.day_of_year()?) - 1)
    }

    /// The day of the week: 1 for Monday to 7 for Sunday.
    pub fn weekday(self) -> Option<u8> {
        // 1 January of the year 1 was a Monday.
        u8::try_from(self.day_number()? % 7 + 1).ok()
    }

    /// The quarter, 1 to 4.
    pub fn quarter(self) -> Option<u8> {
        self.month.map(|month| month.div_ceil(3))
    }
}

/// How many days a month has; 31 for a month that does not exist.
pub fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}
