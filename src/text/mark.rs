//! Marks of levels: 一、 （一） 1. （1） ①, written by number and read back.
//!
//! ```
//! use hongtou::text::mark::{Mark, Style};
//! assert_eq!(Style::level(2).unwrap().write(12).unwrap(), "（十二）");
//! let (mark, rest) = Mark::split("⑴以创建学习型党组织").unwrap();
//! assert_eq!((mark.style, mark.number), (Style::ParenthesizedDigit, 1));
//! assert_eq!(rest, "以创建学习型党组织");
//! ```

use super::decimal::Decimal;
use super::numeral::{self, Case};

/// The form of a mark. The first five are the levels of an official document, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Style {
    /// 一、
    Chinese,
    /// （一）
    ChineseParen,
    /// 1.
    Arabic,
    /// （1）
    ArabicParen,
    /// ① to ㊿
    Circled,
    /// ⑴ to ⒇, one character each
    ParenthesizedDigit,
    /// ⒈ to ⒛, one character each
    DigitStop,
    /// ㈠ to ㈩, one character each
    ParenthesizedChinese,
    /// 1、
    ArabicComma,
    /// 1）
    ArabicHalfParen,
}

/// Every style with the mark for 1 and the largest number it can write.
const STYLES: &[(Style, &str, u32)] = &[
    (Style::Chinese, "一、", 9999),
    (Style::ChineseParen, "（一）", 9999),
    (Style::Arabic, "1.", 9999),
    (Style::ArabicParen, "（1）", 9999),
    (Style::Circled, "①", 50),
    (Style::ParenthesizedDigit, "⑴", 20),
    (Style::DigitStop, "⒈", 20),
    (Style::ParenthesizedChinese, "㈠", 10),
    (Style::ArabicComma, "1、", 9999),
    (Style::ArabicHalfParen, "1）", 9999),
];

/// Runs of characters that are marks by themselves: style, the character for the first number, that
/// number, how many follow.
const RUNS: &[(Style, u32, u32, u32)] = &[
    (Style::Circled, 0x2460, 1, 20),
    (Style::Circled, 0x3251, 21, 15),
    (Style::Circled, 0x32B1, 36, 15),
    (Style::ParenthesizedDigit, 0x2474, 1, 20),
    (Style::DigitStop, 0x2488, 1, 20),
    (Style::ParenthesizedChinese, 0x3220, 1, 10),
];

impl Style {
    /// Every style.
    pub fn all() -> impl Iterator<Item = Style> {
        STYLES.iter().map(|(style, _, _)| *style)
    }

    /// The style of a level, 1 to 5.
    pub fn level(level: usize) -> Option<Style> {
        let (style, _, _) = STYLES.get(..5)?.get(level.checked_sub(1)?)?;
        Some(*style)
    }

    /// The style of a sample such as `（一）`, `1.` or `①`: any mark, of any number, and nothing else.
    pub fn of(sample: &str) -> Option<Style> {
        Mark::split(sample.trim()).filter(|(_, rest)| rest.is_empty()).map(|(mark, _)| mark.style)
    }

    /// The mark for 1, which shows the style.
    pub fn sample(self) -> &'static str {
        STYLES.iter().find(|(style, _, _)| *style == self).map_or("", |(_, sample, _)| sample)
    }

    /// The largest number that has such a mark.
    pub fn max(self) -> u32 {
        STYLES.iter().find(|(style, _, _)| *style == self).map_or(0, |(_, _, max)| *max)
    }

    /// The mark for a number, from 1; `None` above [`Style::max`].
    pub fn write(self, number: u32) -> Option<String> {
        if number == 0 || number > self.max() {
            return None;
        }
        let chinese = || numeral::spell(Decimal::from(i64::from(number)), Case::Lower);
        Some(match self {
            Style::Chinese => format!("{}、", chinese()?),
            Style::ChineseParen => format!("（{}）", chinese()?),
            Style::Arabic => format!("{number}."),
            Style::ArabicParen => format!("（{number}）"),
            Style::ArabicComma => format!("{number}、"),
            Style::ArabicHalfParen => format!("{number}）"),
            _ => self.character(number)?.to_string(),
        })
    }

    /// The character that is the mark by itself.
    fn character(self, number: u32) -> Option<char> {
        let run = RUNS
            .iter()
            .find(|(style, _, first, count)| *style == self && number >= *first && number < first + count);
        let (_, code, first, _) = run?;
        char::from_u32(code + number - first)
    }
}

/// A mark that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    /// Its form.
    pub style: Style,
    /// Its number.
    pub number: u32,
    /// Whether it is written as [`Style::write`] writes it; not so are (1), （１） and 1．
    pub proper: bool,
}

impl Mark {
    /// Reads the mark at the start of a text and gives the rest of it. Half- and full-width brackets
    /// and stops are both read; a number with decimals (1.5) is no mark, nor is a date (2024.12).
    pub fn split(text: &str) -> Option<(Mark, &str)> {
        let (style, number, rest) =
            split_character(text).or_else(|| split_paren(text)).or_else(|| split_plain(text))?;
        let written = text.get(..text.len() - rest.len())?;
        let proper = style.write(number).is_some_and(|mark| mark == written);
        Some((Mark { style, number, proper }, rest))
    }
}

fn split_character(text: &str) -> Option<(Style, u32, &str)> {
    let mut chars = text.chars();
    let code = chars.next()? as u32;
    let (style, start, first, _) =
        RUNS.iter().find(|(_, start, _, count)| (*start..start + count).contains(&code))?;
    Some((*style, code - start + first, chars.as_str()))
}

fn split_paren(text: &str) -> Option<(Style, u32, &str)> {
    let inner = text.strip_prefix(['（', '('])?;
    let (number, chinese, rest) = split_number(inner)?;
    let rest = rest.strip_prefix(['）', ')'])?;
    Some((if chinese { Style::ChineseParen } else { Style::ArabicParen }, number, rest))
}

fn split_plain(text: &str) -> Option<(Style, u32, &str)> {
    let (number, chinese, rest) = split_number(text)?;
    let mut chars = rest.chars();
    let style = match (chars.next()?, chinese) {
        ('、', true) => Style::Chinese,
        ('、', false) => Style::ArabicComma,
        ('.' | '．', false) => Style::Arabic,
        ('）' | ')', false) => Style::ArabicHalfParen,
        _ => return None,
    };
    let rest = chars.as_str();
    let decimals = style == Style::Arabic && rest.starts_with(is_digit);
    (!decimals).then_some((style, number, rest))
}

/// Reads up to four digits or a Chinese numeral up to 9999, from 1.
fn split_number(text: &str) -> Option<(u32, bool, &str)> {
    let chinese = !text.starts_with(is_digit);
    let belongs = |c: char| if chinese { numeral::sign(c).is_some() } else { is_digit(c) };
    let end = text.find(|c| !belongs(c)).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let number = if chinese { numeral::parse(digits)? } else { Decimal::parse(digits)? };
    let number = u32::try_from(number.to_integer()?).ok().filter(|n| (1..=9999).contains(n))?;
    Some((number, chinese, rest))
}

fn is_digit(c: char) -> bool {
    super::punct::narrow(c).is_ascii_digit()
}
