//! A format code to sections and tokens.

/// A part of a format: for positive, negative, nought and text, or by conditions.
#[derive(Debug, Default)]
pub(super) struct Section {
    pub condition: Option<Condition>,
    pub tokens: Vec<Token>,
    pub numerals: Numerals,
    /// Names of months and weekdays in Chinese: the code names that language.
    pub chinese: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Numerals {
    #[default]
    Arabic,
    /// `[DBNum1]`: 一二三
    Lower,
    /// `[DBNum2]`: 壹贰叁
    Upper,
    /// `[DBNum3]`: １２３
    Wide,
}

/// Compares a number with the bound.
type Test = fn(f64, f64) -> bool;

#[derive(Clone, Copy, Debug)]
pub(super) struct Condition {
    test: Test,
    bound: f64,
}

impl Condition {
    pub(super) fn holds(self, number: f64) -> bool {
        (self.test)(number, self.bound)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Text(String),
    /// `0`, `#` or `?`.
    Digit(char),
    Point,
    Comma,
    Percent,
    /// `E+` (true) or `E-`.
    Exponent(bool),
    Slash,
    General,
    At,
    Date(Part),
}

/// A part of a date or time; the number tells how often its letter stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Part {
    Year(usize),
    Month(usize),
    Day(usize),
    /// `aaa`, `aaaa`: the weekday in Chinese.
    Weekday(usize),
    Hour(usize),
    Minute(usize),
    Second(usize),
    /// Decimals of the second.
    Fraction(usize),
    /// `[h]`, `[m]`, `[s]`: the whole time in that unit.
    Elapsed(char, usize),
    /// `AM/PM`, `A/P`, `上午/下午`.
    HalfDay(&'static str, &'static str),
}

impl Section {
    pub(super) fn is_date(&self) -> bool {
        self.tokens.iter().any(|token| matches!(token, Token::Date(_)))
    }

    /// Whether a year, month or day is shown, not only a time.
    pub(super) fn has_calendar(&self) -> bool {
        use Part::{Day, Month, Weekday, Year};
        self.tokens.iter().any(|t| matches!(t, Token::Date(Year(_) | Month(_) | Day(_) | Weekday(_))))
    }
}

/// The formats that a file names by number only; those from 27 on are the Chinese ones.
pub(in super::super) fn built_in(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5 | 6 => "\"¥\"#,##0;\"¥\"\\-#,##0",
        7 | 8 => "\"¥\"#,##0.00;\"¥\"\\-#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 => "yyyy/m/d",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        27 | 36 | 50 | 52 | 57 => "yyyy\"年\"m\"月\"",
        28 | 29 | 51 | 53 | 54 | 58 => "m\"月\"d\"日\"",
        30 => "m-d-yy",
        31 => "yyyy\"年\"m\"月\"d\"日\"",
        32 => "h\"时\"mm\"分\"",
        33 => "h\"时\"mm\"分\"ss\"秒\"",
        34 | 55 => "上午/下午h\"时\"mm\"分\"",
        35 | 56 => "上午/下午h\"时\"mm\"分\"ss\"秒\"",
        37 | 38 => "#,##0;\\-#,##0",
        39 | 40 => "#,##0.00;\\-#,##0.00",
        41 | 42 => "#,##0;\\-#,##0;\"-\";@",
        43 | 44 => "#,##0.00;\\-#,##0.00;\"-\";@",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        49 => "@",
        _ => "General",
    }
}

/// Longer codes do not exist (Excel allows 255 characters).
const LONGEST: usize = 1024;

pub(super) fn sections(code: &str) -> Vec<Section> {
    let chars: Vec<char> = code.chars().take(LONGEST).collect();
    let mut reader = Reader { chars: &chars, at: 0, section: Section::default(), sections: Vec::new() };
    while reader.at < chars.len() {
        reader.token();
    }
    reader.end_section();
    reader.sections
}

struct Reader<'a> {
    chars: &'a [char],
    at: usize,
    section: Section,
    sections: Vec<Section>,
}

const AM_PM: [(&str, &str, &str); 3] =
    [("AM/PM", "AM", "PM"), ("A/P", "A", "P"), ("上午/下午", "上午", "下午")];

impl Reader<'_> {
    fn token(&mut self) {
        let Some(&c) = self.chars.get(self.at) else { return };
        if self.keyword() {
            return;
        }
        self.at += 1;
        match c {
            ';' => self.end_section(),
            '"' => {
                let text: String = self.take_until('"').collect();
                self.text(&text);
            }
            '\\' | '!' => {
                let next = self.take();
                self.text(&String::from_iter(next));
            }
            '_' | '*' => drop(self.take()),
            '[' => self.bracket(),
            '0' | '#' | '?' => self.push(Token::Digit(c)),
            '.' => self.push(Token::Point),
            ',' => self.push(Token::Comma),
            '%' => self.push(Token::Percent),
            '@' => self.push(Token::At),
            '/' => self.push(Token::Slash),
            'E' | 'e' if matches!(self.chars.get(self.at), Some('+' | '-')) => {
                let sign = self.take();
                self.push(Token::Exponent(sign == Some('+')));
            }
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'a' | 'A' | 'e' | 'b' | 'g' => {
                self.date(c)
            }
            c => self.text(&c.to_string()),
        }
    }

    fn keyword(&mut self) -> bool {
        let rest = self.chars.get(self.at..).unwrap_or_default();
        let starts = |word: &str| {
            let mut rest = rest.iter();
            word.chars().all(|c| rest.next().is_some_and(|r| r.eq_ignore_ascii_case(&c)))
        };
        let found = ["General", "G/通用格式"].into_iter().find(|word| starts(word));
        if let Some(word) = found {
            self.at += word.chars().count();
            self.push(Token::General);
            return true;
        }
        let found = AM_PM.into_iter().find(|(word, ..)| starts(word));
        if let Some((word, am, pm)) = found {
            self.at += word.chars().count();
            self.push(Token::Date(Part::HalfDay(am, pm)));
        }
        found.is_some()
    }

    /// A run of one letter of dates.
    fn date(&mut self, letter: char) {
        let mut count = 1;
        while self.chars.get(self.at).is_some_and(|c| c.eq_ignore_ascii_case(&letter)) {
            self.at += 1;
            count += 1;
        }
        let part = match letter.to_ascii_lowercase() {
            'y' => Part::Year(count),
            'e' | 'b' => Part::Year(4),
            'm' if self.follows_hour() => Part::Minute(count),
            'm' => Part::Month(count),
            'd' => Part::Day(count),
            'h' => Part::Hour(count),
            's' => {
                self.month_before_second();
                Part::Second(count)
            }
            'a' if count >= 3 => Part::Weekday(count),
            'g' => return,
            _ => return self.text(&letter.to_string().repeat(count)),
        };
        self.push(Token::Date(part));
        if matches!(part, Part::Second(_)) {
            self.fraction_of_second();
        }
    }

    /// `m` behind an hour is a minute.
    fn follows_hour(&self) -> bool {
        let before = self.section.tokens.iter().rev().find(|token| matches!(token, Token::Date(_)));
        matches!(before, Some(Token::Date(Part::Hour(_) | Part::Elapsed('h', _))))
    }

    /// `m` before a second is a minute.
    fn month_before_second(&mut self) {
        let before = self.section.tokens.iter_mut().rev().find(|token| matches!(token, Token::Date(_)));
        if let Some(Token::Date(part)) = before
            && let Part::Month(count @ 1..=2) = *part
        {
            *part = Part::Minute(count);
        }
    }

    fn fraction_of_second(&mut self) {
        let rest = self.chars.get(self.at..).unwrap_or_default();
        if let [point @ ('.' | '。'), digits @ ..] = rest {
            let count = digits.iter().take_while(|&&c| c == '0').count();
            if count > 0 {
                self.text(&point.to_string());
                self.at += 1 + count;
                self.push(Token::Date(Part::Fraction(count.min(9))));
            }
        }
    }

    fn bracket(&mut self) {
        let content: String = self.take_until(']').collect();
        let lower = content.to_ascii_lowercase();
        if let Some(currency) = content.strip_prefix('$') {
            let (sign, language) = currency.split_once('-').unwrap_or((currency, ""));
            self.text(sign);
            self.language(&language.to_ascii_uppercase());
        } else if let Some(kind) = lower.strip_prefix("dbnum") {
            self.section.numerals = match kind {
                "1" => Numerals::Lower,
                "2" => Numerals::Upper,
                _ => Numerals::Wide,
            };
        } else if content.starts_with(['<', '>', '=']) {
            self.section.condition = condition(&content);
        } else if let Some(unit @ ('h' | 'm' | 's')) = lower.chars().next()
            && lower.chars().all(|c| c == unit)
        {
            self.push(Token::Date(Part::Elapsed(unit, lower.len())));
        }
    }

    /// The language of names; `F800` and `F400` are the system's long date and its time, and in
    /// China those are 2024年3月5日 and 8:30:00, whatever else the code says.
    fn language(&mut self, code: &str) {
        self.section.chinese |= code.ends_with("804");
        let long: Option<&[Token]> = match code {
            "F800" => Some(&[]),
            "F400" => Some(&[]),
            _ => None,
        };
        if long.is_some() {
            let code = if code == "F800" { built_in(31) } else { built_in(21) };
            while self.chars.get(self.at).is_some_and(|&c| c != ';') {
                self.at += 1;
            }
            self.section.tokens = sections(code).into_iter().next().unwrap_or_default().tokens;
        }
    }

    fn text(&mut self, text: &str) {
        match self.section.tokens.last_mut() {
            Some(Token::Text(before)) => before.push_str(text),
            _ => self.push(Token::Text(text.to_string())),
        }
    }

    fn push(&mut self, token: Token) {
        self.section.tokens.push(token);
    }

    fn end_section(&mut self) {
        // Marks of numbers mean nothing in a date.
        let mut section = std::mem::take(&mut self.section);
        if section.is_date() {
            for token in &mut section.tokens {
                let mark = match token {
                    Token::Slash => "/",
                    Token::Point => ".",
                    Token::Comma => ",",
                    _ => continue,
                };
                *token = Token::Text(mark.to_string());
            }
        }
        self.sections.push(section);
    }

    fn take(&mut self) -> Option<char> {
        let c = self.chars.get(self.at).copied();
        self.at += 1;
        c
    }

    fn take_until(&mut self, end: char) -> impl Iterator<Item = char> + use<> {
        let rest = self.chars.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|&c| c == end);
        let taken: Vec<char> = rest.iter().copied().take(length.unwrap_or(rest.len())).collect();
        self.at += length.map_or(rest.len(), |length| length + 1);
        taken.into_iter()
    }
}

fn condition(content: &str) -> Option<Condition> {
    let operators: [(&str, Test); 6] = [
        ("<>", |a, b| a != b),
        ("<=", |a, b| a <= b),
        (">=", |a, b| a >= b),
        ("<", |a, b| a < b),
        (">", |a, b| a > b),
        ("=", |a, b| a == b),
    ];
    let (operator, test) = operators.into_iter().find(|(operator, _)| content.starts_with(operator))?;
    Some(Condition { test, bound: content.strip_prefix(operator)?.trim().parse().ok()? })
}
