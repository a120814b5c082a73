//! Chinese text: numerals, figures, dates, marks of levels, punctuation.
//!
//! A leaf of the crate: nothing here knows of documents, templates or data. Values are exact
//! ([`decimal::Decimal`]); what is not a number or not a date is `None` or an error of the module,
//! never a guess.
//!
//! ```
//! use hongtou::text::{date, number, numeral::{self, Case}};
//! let figure = number::parse("1.2亿").unwrap();
//! assert_eq!(figure.value.to_string(), "120000000");
//! assert_eq!(numeral::spell(figure.value, Case::Lower).unwrap(), "一亿二千万");
//! let day = date::parse("二〇二四年十二月二十日").unwrap();
//! assert_eq!(day.format("%Y年%-m月%-d日，%A").unwrap(), "2024年12月20日，星期五");
//! ```

pub mod date;
pub mod decimal;
pub(crate) mod encoding;
pub mod mark;
pub mod measure;
pub(crate) mod near;
pub mod number;
pub mod numeral;
pub mod punct;
pub mod quantity;
pub mod words;
pub mod year;
