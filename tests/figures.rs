//! Numerals, numbers, dates, marks and punctuation of Chinese text.

use hongtou::text::date::{self, Date, DateError};
use hongtou::text::decimal::Decimal;
use hongtou::text::mark::{Mark, Style};
use hongtou::text::number::{self, Number, Script};
use hongtou::text::numeral::{self, Case};
use hongtou::text::{measure, punct};
use proptest::prelude::*;

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).unwrap_or_else(|| panic!("{text} is no decimal"))
}

/// A number in the notation of tests/cases/numbers.tsv.
fn describe(text: &str, number: &Number) -> String {
    let mut out = format!("{}={}", &text[number.whole.clone()], number.value);
    if number.power != 0 {
        out.push_str(&format!("^{}", number.power));
    }
    if number.ordinal {
        out.push_str(" 第");
    }
    for modifier in [number.before, number.after].into_iter().flatten() {
        out.push_str(&format!(" {modifier:?}"));
    }
    out
}

#[test]
fn numbers_are_found_in_running_text() {
    let mut wrong = Vec::new();
    for line in include_str!("cases/numbers.tsv").lines().filter(|line| !line.starts_with('#')) {
        let Some((text, expected)) = line.split_once('\t') else { panic!("{line}") };
        let found: Vec<String> = number::find(text).map(|n| describe(text, &n)).collect();
        if found.join("; ") != expected {
            wrong.push(format!("{text}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_cell_is_a_number_or_none() {
    let read = |text: &str| number::parse(text).map(|n| (n.value.to_string(), n.power));
    for (text, value, power) in [
        ("3,000", "3000", 0),
        ("3000", "3000", 0),
        (" -1.5 ", "-1.5", 0),
        ("+1.50", "1.50", 0),
        ("80%", "0.80", -2),
        ("1000万", "10000000", 4),
        ("1.2亿", "120000000", 8),
        ("1亿2000万", "120000000", 8),
        ("１２", "12", 0),
        ("３，０００．５", "3000.5", 0),
        ("－3", "-3", 0),
        ("007", "7", 0),
    ] {
        assert_eq!(read(text), Some((value.to_string(), power)), "{text}");
    }
    for text in [
        "", " ", "12次", "约20", "500余", "1,00", "12,3456", "1.", ".5", "--3", "1e5", "十二", "3。12",
        "3、000", "1 000", "NaN", "0x10", "第3", "-",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
    assert_eq!(number::parse("１２").map(|n| n.script), Some(Script::FullWidth));
}

#[test]
fn numerals_are_written_by_the_school_rules() {
    for (number, lower) in [
        ("0", "零"),
        ("10", "十"),
        ("15", "十五"),
        ("20", "二十"),
        ("100", "一百"),
        ("105", "一百零五"),
        ("110", "一百一十"),
        ("1010", "一千零一十"),
        ("10010", "一万零一十"),
        ("12000", "一万二千"),
        ("100100", "十万零一百"),
        ("120000", "十二万"),
        ("10000000", "一千万"),
        ("10001000", "一千万一千"),
        ("100000000", "一亿"),
        ("105000000", "一亿零五百万"),
        ("1000000000000", "一万亿"),
        ("1000000000001", "一万亿零一"),
        ("9999999999999999", "九千九百九十九万九千九百九十九亿九千九百九十九万九千九百九十九"),
        ("-12.05", "负十二点零五"),
    ] {
        assert_eq!(numeral::spell(decimal(number), Case::Lower).as_deref(), Some(lower), "{number}");
        assert_eq!(numeral::parse(lower), Some(decimal(number)), "{lower}");
    }
    assert_eq!(numeral::spell(decimal("10000000000000000"), Case::Lower), None);
}

#[test]
fn numerals_are_read_leniently_but_not_wrongly() {
    for (text, number) in [
        ("两百", "200"),
        ("廿三", "23"),
        ("卅", "30"),
        ("一百二", "120"),
        ("一百零二", "102"),
        ("一万二", "12000"),
        ("一万零二", "10002"),
        ("二〇二四", "2024"),
        ("二○二四", "2024"),
        ("壹仟陆佰贰拾壹", "1621"),
        ("壹拾贰", "12"),
        ("一萬億", "1000000000000"),
        ("零点五", "0.5"),
    ] {
        assert_eq!(numeral::parse(text), Some(decimal(number)), "{text}");
    }
    for text in [
        "",
        "万一",
        "百二十",
        "十百",
        "一千千",
        "三点",
        "点五",
        "一十十",
        "万",
        "亿",
        "三点十",
        "一百零",
        "12",
        "一个",
        "负",
    ] {
        assert_eq!(numeral::parse(text), None, "{text}");
    }
}

#[test]
fn marks_are_written_and_read() {
    for style in Style::all() {
        for number in 1..=style.max().min(120) {
            let written = style.write(number).unwrap();
            let text = format!("{written}加强领导");
            let expected = Mark { style, number, proper: true };
            assert_eq!(Mark::split(&text), Some((expected, "加强领导")), "{written}");
        }
        assert_eq!(style.write(style.max() + 1), None);
        assert_eq!(style.write(0), None);
        assert_eq!(Style::of(style.sample()), Some(style));
    }
    let read = |text| Mark::split(text).map(|(mark, rest)| (mark.style, mark.number, mark.proper, rest));
    assert_eq!(read("(一)内容"), Some((Style::ChineseParen, 1, false, "内容")));
    assert_eq!(read("（１）内容"), Some((Style::ArabicParen, 1, false, "内容")));
    assert_eq!(read("1．内容"), Some((Style::Arabic, 1, false, "内容")));
    for text in ["1.5万元", "2024.12", "一是", "（附件）", "（2024年）", "一", "1", "", "万、", "（〇）"]
    {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn impossible_dates_are_told_apart() {
    assert_eq!(date::parse("2024-11-31"), Err(DateError::NoSuchDay { year: 2024, month: 11, day: 31 }));
    assert_eq!(date::parse("2024年13月1日"), Err(DateError::NoSuchMonth(13)));
    assert_eq!(date::parse("24.12.20"), Err(DateError::ShortYear));
    assert_eq!(date::parse("24年12月"), Err(DateError::ShortYear));
    assert_eq!(date::parse("2024-12-20T24:00"), Err(DateError::NoSuchTime));
    assert_eq!(date::parse("1900-02-29"), Err(DateError::NoSuchDay { year: 1900, month: 2, day: 29 }));
    assert!(date::parse("2000-02-29").is_ok());
    for text in [
        "",
        "12月20日",
        "2024-",
        "2024-12-",
        "2024年12",
        "2024--12",
        "20241",
        "2024121",
        "202412201",
        "0000-01-01",
        "二十年",
    ] {
        assert_eq!(date::parse(text), Err(DateError::NotADate), "{text}");
    }
    let (date, rest) = date::split("2024年12月20日下午，召开会议").unwrap();
    assert_eq!((date.long(), rest), ("2024年12月20日".to_string(), "下午，召开会议"));
}

#[test]
fn the_calendar_is_gregorian() {
    let weekday = |y, m, d| Date::new(y, m, d).unwrap().weekday();
    assert_eq!(weekday(2024, 12, 20), Some(5));
    assert_eq!(weekday(1949, 10, 1), Some(6));
    assert_eq!(weekday(1, 1, 1), Some(1));
    assert_eq!(weekday(9999, 12, 31), Some(5));
    assert_eq!(Date::new(2024, 12, 31).unwrap().day_of_year(), Some(366));
    assert_eq!(Date::month(2024, 2).unwrap().weekday(), None);
}

#[test]
fn punctuation_has_twins() {
    for (half, full) in [(',', '，'), ('.', '。'), (';', '；'), ('(', '（'), ('%', '％'), ('"', '“')] {
        assert_eq!(punct::full_twins(half).first(), Some(&full));
        assert_eq!(punct::half_twin(full), Some(half));
    }
    assert_eq!(punct::full_twins('a'), &[] as &[char]);
    assert_eq!(
        (punct::fold('“'), punct::fold('：'), punct::fold('\u{3000}'), punct::fold('社')),
        ('"', ':', ' ', '社')
    );
    assert_eq!((punct::narrow('。'), punct::narrow('Ａ')), ('。', 'A'));
    assert_eq!(
        (punct::width('社'), punct::width('a'), punct::width('“'), punct::width('\u{300}')),
        (2, 1, 2, 0)
    );
    assert_eq!(
        (punct::closing('（'), punct::opening('》'), punct::closing('a')),
        (Some('）'), Some('《'), None)
    );
    let classes: Vec<String> = "社〇a１;；　①".chars().map(|c| format!("{:?}", punct::class(c))).collect();
    assert_eq!(classes, ["Han", "Han", "Letter", "Digit", "HalfPunct", "FullPunct", "Space", "Other"]);
    assert_eq!((measure::at_start("个百分点"), measure::at_start("！")), (Some("个百分点"), None));
}

/// A decimal as a whole number of units of 10⁻ˢ, small enough for plain arithmetic to check.
fn small() -> impl Strategy<Value = (i64, u32)> {
    (-1_000_000_000_000_i64..1_000_000_000_000, 0_u32..8)
}

fn at(number: (i64, u32), scale: u32) -> i128 {
    i128::from(number.0) * 10_i128.pow(scale - number.1)
}

proptest! {
    #[test]
    fn numerals_round_trip(number in 0_i64..10_000_000_000_000_000, low in 0_i64..200_000, scale in 0_u32..6) {
        for number in [number, low] {
            let value = Decimal::new((-number).into(), scale).unwrap();
            for case in [Case::Lower, Case::Upper] {
                let text = numeral::spell(value, case).unwrap();
                prop_assert_eq!(numeral::parse(&text), Some(value), "{}", text);
            }
        }
    }

    #[test]
    fn arithmetic_is_exact(a in small(), b in small(), places in 0_u32..10) {
        let of = |n: (i64, u32)| Decimal::new(n.0.into(), n.1).unwrap();
        let (x, y) = (of(a), of(b));
        prop_assert_eq!(x.checked_add(y).unwrap(), Decimal::new(at(a, 8) + at(b, 8), 8).unwrap());
        prop_assert_eq!(x.checked_sub(y).unwrap(), Decimal::new(at(a, 8) - at(b, 8), 8).unwrap());
        prop_assert_eq!(x.checked_mul(y).unwrap(), Decimal::new(i128::from(a.0) * i128::from(b.0), a.1 + b.1).unwrap());
        prop_assert_eq!(x.cmp(&y), at(a, 8).cmp(&at(b, 8)));
        prop_assert_eq!(Decimal::parse(&x.to_string()), Some(x));
        prop_assert_eq!(Decimal::parse(&x.grouped()), Some(x));
        // Rounding is off by at most half a unit, and a half goes away from nought.
        let rounded = x.round(places);
        let error = x.checked_sub(rounded).unwrap().abs().checked_mul(Decimal::from(2_i64)).unwrap();
        let unit = Decimal::new(1, places).unwrap();
        prop_assert!(error <= unit);
        prop_assert!(error < unit || rounded.abs() > x.abs());
        prop_assert_eq!(Decimal::parse(&x.fixed(places)), Some(rounded));
        if let Some(quotient) = x.checked_div(y, places) {
            let back = quotient.checked_mul(y).unwrap().checked_sub(x).unwrap().abs();
            prop_assert!(back.checked_mul(Decimal::from(2_i64)).unwrap() <= y.abs().checked_mul(unit).unwrap());
        } else {
            prop_assert!(y.is_zero());
        }
    }

    #[test]
    fn large_decimals_never_wrap(a in any::<i128>(), b in any::<i128>(), s in 0_u32..=30, t in 0_u32..=30) {
        let (x, y) = (Decimal::new(a, s).unwrap(), Decimal::new(b, t).unwrap());
        if let Some(sum) = x.checked_add(y) {
            prop_assert_eq!(sum.checked_sub(y).unwrap_or(x), x);
        }
        prop_assert_eq!(x.cmp(&y), y.cmp(&x).reverse());
        let _ = (x.checked_mul(y), x.checked_div(y, t), x.shift(40), x.shift(-40), x.round(0), x.fixed(3), x.grouped(), x.to_f64());
    }

    #[test]
    fn a_float_reads_as_it_prints(mantissa in -999_999_999_999_999_i64..=999_999_999_999_999, scale in 0_u32..12) {
        let exact = Decimal::new(mantissa.into(), scale).unwrap();
        prop_assert_eq!(Decimal::from_f64(exact.to_f64()), Some(exact));
    }

    #[test]
    fn dates_round_trip(year in 1_u16..=9999, month in 1_u32..=12, day in 1_u32..=31) {
        let Ok(date) = Date::new(year, month, day) else { return Ok(()) };
        let next = date::split(&date.long()).map(|(d, _)| d);
        if year >= 1000 {
            for pattern in ["%Y-%m-%d", "%Y/%-m/%-d", "%Y年%-m月%-d日", "%Y%m%d", "%Y.%m.%d", "cn", "%F 00:00"] {
                let read = date::parse(&date.format(pattern).unwrap()).map(|d| Date { time: None, ..d });
                prop_assert_eq!(read, Ok(date), "{}", pattern);
            }
            prop_assert_eq!(next, Ok(date));
        }
        // Days are numbered without gaps.
        let following = Date::new(year, month, day + 1)
            .or_else(|_| Date::new(year, month + 1, 1))
            .or_else(|_| Date::new(year + 1, 1, 1));
        if let Ok(following) = following {
            prop_assert_eq!(following.day_number(), date.day_number().map(|n| n + 1));
        }
    }

    /// Whatever the text, every range found is one of its own, in order.
    #[test]
    fn any_text_can_be_searched(text in "([0-9０-９.．,，%万亿千百十余多第约近-]|[一二三〇点负廿分之年月日次个]|\\PC){0,40}") {
        let mut end = 0;
        for number in number::find(&text) {
            prop_assert!(number.span.start >= end && number.whole.start <= number.span.start);
            prop_assert!(text.get(number.whole.clone()).is_some() && text.get(number.span.clone()).is_some());
            prop_assert_eq!(number.digits.shift(number.power), Some(number.value));
            end = number.span.end;
        }
        let _ = (number::parse(&text), numeral::parse(&text), date::split(&text), Mark::split(&text));
    }
}

#[test]
fn a_hostile_run_is_passed_quickly() {
    for unit in ["一", "万", "百分之", "9", "1,", "1.", "一万", "千万一", "第", "-"] {
        let text = unit.repeat(200_000);
        let started = std::time::Instant::now();
        let _ = (number::find(&text).count(), numeral::parse(&text), date::parse(&text), Mark::split(&text));
        assert!(started.elapsed().as_secs() < 5, "{unit}");
    }
}
