//! Number formats of workbooks: what a cell shows of its number (ECMA-376 part 1, 18.8.31).
//!
//! Written for the formats that Chinese offices use: thousands and decimals, per cent, 万 by a comma
//! (`0!.0,"万"`), dates with 年月日, 上午/下午, weekdays, [DBNum1] numerals, fractions, scientific
//! notation, sections by sign or condition, texts with `@`. Colours, fill and spacing show nothing.

mod date;
mod number;
mod parse;

use super::super::scalar;
use crate::text::date as dates;
use crate::value::Shown;
use date::Moment;
use minijinja::value::Value;
use parse::{Section, Token};

pub(super) use parse::built_in;

/// A number format, ready for use.
#[derive(Debug, Default)]
pub(super) struct NumberFormat {
    sections: Vec<Section>,
}

/// What a cell shows.
pub(super) struct Display {
    pub value: Value,
    pub is_date: bool,
}

impl NumberFormat {
    /// Reads a format code; whatever cannot be understood shows as itself.
    pub(super) fn parse(code: &str) -> Self {
        NumberFormat { sections: parse::sections(code) }
    }

    /// A number as the cell shows it. `date_1904` tells from when days count.
    pub(super) fn number(&self, number: f64, date_1904: bool) -> Display {
        let Some((section, number)) = self.section(number) else {
            return plain(number::general(number));
        };
        if !section.is_date() {
            return plain(number::show(section, number));
        }
        match Moment::from_serial(number, date_1904, section) {
            Some(moment) => {
                let text = moment.show(section);
                let calendar = section.has_calendar();
                let value = if calendar { dated(&text, &moment.iso()) } else { Value::from(text) };
                Display { value, is_date: true }
            }
            None => plain(number::general(number)),
        }
    }

    /// A text as the cell shows it, if otherwise than it is.
    pub(super) fn text(&self, text: &str) -> Option<String> {
        let section = match self.sections.as_slice() {
            [_, _, _, section, ..] => section,
            [section] if section.tokens.contains(&Token::At) => section,
            _ => return None,
        };
        if section
            .tokens
            .iter()
            .all(|token| *token == Token::At || matches!(token, Token::Text(t) if t.trim().is_empty()))
        {
            return None;
        }
        let mut out = String::new();
        for token in &section.tokens {
            match token {
                Token::At | Token::General => out.push_str(text),
                Token::Text(literal) => out.push_str(literal),
                _ => {}
            }
        }
        Some(out)
    }

    /// The section for a number, and the number that it is to show.
    fn section(&self, number: f64) -> Option<(&Section, f64)> {
        let with_condition = self.sections.iter().any(|section| section.condition.is_some());
        let numeric = self.sections.get(..self.sections.len().min(3)).unwrap_or_default();
        if with_condition {
            let fits = |section: &&Section| section.condition.is_none_or(|c| c.holds(number));
            return numeric.iter().find(fits).map(|section| (section, number));
        }
        match numeric {
            [] => None,
            [section] => Some((section, number)),
            [_, negative, ..] if number < 0.0 => Some((negative, -number)),
            [_, _, zero] if number == 0.0 => Some((zero, number)),
            [positive, ..] => Some((positive, number)),
        }
    }
}

/// A number by the rule for scalars: one only if it is written just so.
fn plain(text: String) -> Display {
    Display { value: scalar::number(&text).unwrap_or_else(|| Value::from(text)), is_date: false }
}

/// A text that shows a date: the text itself if it says the whole date, else both.
pub(super) fn dated(text: &str, exact: &str) -> Value {
    let day = |text: &str| dates::parse(text).map(|date| (date.year, date.month, date.day));
    match (day(text), day(exact)) {
        (_, Err(_)) => Value::from(text),
        (Ok(shown), Ok(exact)) if shown == exact => Value::from(text),
        _ => Shown::value(text, exact),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(code: &str, number: f64) -> String {
        NumberFormat::parse(code).number(number, false).value.to_string()
    }

    #[test]
    fn numbers_show_as_in_excel() {
        for (code, number, want) in [
            ("General", 12.0, "12"),
            ("General", 0.1 + 0.2, "0.3"),
            ("General", 9351.308295972498, "9351.308296"),
            ("General", 13800138000.0, "13800138000"),
            ("General", -0.5, "-0.5"),
            ("General", 340123199001011000.0, "340123199001011000"),
            ("General", 0.000012345, "1.2345E-05"),
            ("G/通用格式", 7.0, "7"),
            ("0", 3.5, "4"),
            ("0", -3.2, "-3"),
            ("0", -0.2, "0"),
            ("0.00", 3.2, "3.20"),
            ("0.00", 1.005, "1.01"),
            ("#,##0", 1234567.0, "1,234,567"),
            ("#,##0.00", 1234.5, "1,234.50"),
            ("#,##0_);[Red]\\(#,##0\\)", -1234.0, "(1,234)"),
            ("0_);[Red]\\(0\\)", 5.0, "5"),
            ("0%", 0.8, "80%"),
            ("0.00%", 0.20732, "20.73%"),
            ("000", 7.0, "007"),
            ("00000000", 230001.0, "00230001"),
            ("#.##", 0.5, ".5"),
            ("0.##", 2.0, "2."),
            ("0.0#", 2.0, "2.0"),
            ("0!.0,\"万\"", 123456.0, "12.3万"),
            ("0\".\"0000\"万\"", 123456.0, "12.3456万"),
            ("#,##0.00,,", 12345678.0, "12.35"),
            ("000-0000-0000", 13800138000.0, "138-0013-8000"),
            ("\"¥\"#,##0.00", 12.5, "¥12.50"),
            ("[$¥-804]#,##0.00", 12.5, "¥12.50"),
            ("0\"人\"", 12.0, "12人"),
            ("0.00E+00", 12345.0, "1.23E+04"),
            ("##0.0E+0", 12345.0, "12.3E+3"),
            ("# ?/?", 1.5, "1 1/2"),
            ("# ??/??", 0.34, "17/50"),
            ("# ?/8", 2.25, "2 2/8"),
            ("[>=10000]0.0,\"千\";0", 12345.0, "12.3千"),
            ("[>=10000]0.0,\"千\";0", 99.0, "99"),
            ("0;-0;\"无\"", 0.0, "无"),
            ("0;-0;;@", 0.0, ""),
            ("[DBNum1][$-804]General", 123.0, "一百二十三"),
            ("[DBNum2][$-804]0", 120.0, "壹佰贰拾"),
            ("[<=9999999]###-####;(###) ###-####", 5551234.0, "555-1234"),
            ("@", 12.0, "12"),
            ("_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", 1234.5, "1,234.50"),
            ("_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", 0.0, "-"),
        ] {
            assert_eq!(show(code, number).trim(), want, "{code} {number}");
        }
    }

    #[test]
    fn dates_show_as_in_excel() {
        // 45356 is 2024-03-05, a Tuesday.
        for (code, number, want) in [
            ("yyyy/m/d", 45356.0, "2024/3/5"),
            ("yyyy\\-mm\\-dd", 45356.0, "2024-03-05"),
            ("yyyy\"年\"m\"月\"d\"日\"", 45356.0, "2024年3月5日"),
            ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", 45356.0, "2024年3月5日"),
            ("m\"月\"d\"日\"", 45356.0, "3月5日"),
            ("yyyy\"年\"m\"月\"", 45356.0, "2024年3月"),
            ("[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\";@", 45356.0, "二〇二四年三月五日"),
            ("[DBNum1][$-804]m\"月\"d\"日\"", 45646.0, "十二月二十日"),
            ("yyyy/m/d h:mm", 45356.354166666664, "2024/3/5 8:30"),
            ("h:mm:ss", 0.354166666666, "8:30:00"),
            ("h:mm AM/PM", 0.75, "6:00 PM"),
            ("上午/下午h\"时\"mm\"分\"", 0.75, "下午6时00分"),
            ("[h]:mm", 1.5, "36:00"),
            ("mm:ss.0", 0.000123, "00:10.6"),
            ("aaaa", 45356.0, "星期二"),
            ("aaa", 45356.0, "二"),
            ("d-mmm-yy", 45356.0, "5-Mar-24"),
            ("[$-804]mmmm", 45356.0, "三月"),
            ("yyyy/m/d", 1.0, "1900/1/1"),
            ("yyyy/m/d", 60.0, "1900/2/29"),
            ("yyyy/m/d", 61.0, "1900/3/1"),
            ("yyyy/m/d h:mm:ss", 45356.999999, "2024/3/6 0:00:00"),
            ("yyyy/m/d", -1.0, "-1"),
            ("e\"年\"", 45356.0, "2024年"),
        ] {
            assert_eq!(show(code, number).trim(), want, "{code} {number}");
        }
        let in_1904 = NumberFormat::parse("yyyy/m/d").number(43894.0, true);
        assert_eq!(in_1904.value.to_string(), "2024/3/5");
    }

    #[test]
    fn a_date_that_is_not_shown_whole_is_kept() {
        let short = NumberFormat::parse("m\"月\"d\"日\"").number(45356.0, false).value;
        assert_eq!(
            short.downcast_object_ref::<Shown>().map(|s| s.exact().to_string()).as_deref(),
            Some("2024-03-05")
        );
        let whole = NumberFormat::parse("yyyy/m/d").number(45356.0, false).value;
        assert_eq!(whole.as_str(), Some("2024/3/5"));
    }

    #[test]
    fn texts_take_their_section() {
        let show = |code: &str, text: &str| NumberFormat::parse(code).text(text);
        assert_eq!(show("@\"街道\"", "香港").as_deref(), Some("香港街道"));
        assert_eq!(show("0;-0;0;\"（\"@\"）\"", "甲").as_deref(), Some("（甲）"));
        assert_eq!(show("0.00", "甲"), None);
        assert_eq!(show("_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ", "甲"), None);
    }

    #[test]
    fn no_code_is_too_odd() {
        for code in [
            "",
            ";",
            ";;;",
            "[",
            "\"",
            "\\",
            "[h",
            "0/",
            "/",
            "E+",
            "0E",
            ",,,",
            "????/",
            "[>]0",
            "%%%",
            "yyyyyyyyyyyy",
        ] {
            for number in [0.0, 1.5, -1e300, 1e18, f64::NAN, f64::INFINITY] {
                let shown = NumberFormat::parse(code).number(number, false).value.to_string();
                assert!(shown.len() < 400, "{code} {number}: {shown}");
            }
        }
    }
}
