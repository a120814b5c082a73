//! Numbers as offices write them: 3,000, −1.5, 80%, 1000万, 近1000余万, 第3, 百分之八十.
//!
//! [`parse`] reads a text that is a number and nothing else, a cell of a table for instance;
//! [`find`] goes through running text.
//!
//! ```
//! use hongtou::text::number::{self, Modifier};
//! let text = "发放宣传资料3000多份，投资近1000万元，受教育率达80%";
//! let found: Vec<_> = number::find(text).collect();
//! assert_eq!(&text[found[0].span.clone()], "3000多");
//! assert_eq!(found[0].after, Some(Modifier::Over));
//! assert_eq!((found[1].before, found[1].power), (Some(Modifier::Near), 4));
//! assert_eq!(found[1].value.to_string(), "10000000");
//! assert_eq!((found[2].value.to_string(), found[2].power), ("0.80".to_string(), -2));
//! ```

mod modifier;

pub use modifier::Modifier;

use super::decimal::Decimal;
use super::numeral::{self, Sign};
use super::{measure, punct};
use std::ops::Range;

/// How the digits are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Script {
    /// 12
    Arabic,
    /// １２
    FullWidth,
    /// 十二
    Chinese,
}

/// A number in a text. Ranges are of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// The number itself: sign, digits, unit digits (万, 亿), per cent, with 余 and 多.
    pub span: Range<usize>,
    /// The same with 第 and the modifiers before it: 近1000万.
    pub whole: Range<usize>,
    /// The exact value: 1000万 is 10,000,000 and 80% is 0.80.
    pub value: Decimal,
    /// The value is this × 10ᵖᵒʷᵉʳ: 1000 of 1000万, 80 of 80%.
    pub digits: Decimal,
    /// The power of ten of the unit digits: 4 for 万, 8 for 亿, −2 for per cent, else 0. Of several
    /// (1亿2000万) the first. Units inside a Chinese numeral (一亿二千万) are part of its digits.
    pub power: i32,
    /// How it is written.
    pub script: Script,
    /// Whether 第 stands before it.
    pub ordinal: bool,
    /// The modifier before it.
    pub before: Option<Modifier>,
    /// The modifier after its digits.
    pub after: Option<Modifier>,
}

impl Number {
    /// Whether it is a share: per cent, per mille, 百分之.
    pub fn is_share(&self) -> bool {
        self.power < 0
    }
}

/// Reads a text that is one number in Arabic digits, with nothing but spaces around it.
///
/// Full-width digits, signs and commas count as well; 第, modifiers and measure words (`12次`) do not.
pub fn parse(text: &str) -> Option<Number> {
    let start = text.len() - text.trim_start().len();
    let body = text.trim();
    let folded: String = body.chars().map(punct::narrow).collect();
    let unsigned = folded.strip_prefix(is_sign).unwrap_or(&folded);
    let core = Core::arabic(unsigned, 0, true)?;
    if core.after.is_some() || core.end != unsigned.len() {
        return None;
    }
    let mut number = core.number(start..start + body.len(), is_minus(&folded))?;
    if body.contains(|c| matches!(c, '０'..='９')) {
        number.script = Script::FullWidth;
    }
    Some(number)
}

/// Finds the numbers of a running text, from left to right.
///
/// Digits that belong to a Latin word (A4, GB2312) or to a blank (202_, 20xx) are none; the parts of a dotted date (2024.12.20)
/// are whole numbers each; the dash of a range (3-5, 3月-5月) is no sign. A Chinese numeral counts when
/// it has units (三百), is a year (二〇二四年), follows 第 or 百分之, or stands before a measure word
/// (三次): whether 十八大 or 三个代表 is meant as a figure, only a dictionary knows.
pub fn find(text: &str) -> Numbers<'_> {
    Numbers { text, at: 0, last_end: None }
}

/// The numbers of a text; see [`find`].
#[derive(Clone, Debug)]
pub struct Numbers<'a> {
    text: &'a str,
    at: usize,
    last_end: Option<usize>,
}

impl Iterator for Numbers<'_> {
    type Item = Number;

    fn next(&mut self) -> Option<Number> {
        loop {
            let rest = self.text.get(self.at..)?;
            self.at += rest.find(may_start)?;
            match self.number_here() {
                Ok(number) => {
                    self.at = number.span.end;
                    self.last_end = Some(number.span.end);
                    return Some(number);
                }
                Err(skip) => self.at += skip.max(1),
            }
        }
    }
}

fn may_start(c: char) -> bool {
    is_digit(c) || c == '百' || numeral::sign(c).is_some()
}

impl Numbers<'_> {
    /// The number that starts here, or how many bytes to skip.
    fn number_here(&self) -> Result<Number, usize> {
        let rest = self.text.get(self.at..).unwrap_or("");
        let first = rest.chars().next().unwrap_or(' ');
        let before = self.text.get(..self.at).unwrap_or("");
        if let Some((share, power)) = SHARES.iter().find(|(share, _)| rest.starts_with(share)) {
            return self.share(share.len(), *power).ok_or(first.len_utf8());
        }
        let core = if is_digit(first) {
            let digits = rest.find(|c| !is_digit(c)).unwrap_or(rest.len());
            if before.ends_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
                return Err(digits);
            }
            if rest.get(digits..).is_some_and(is_blank) {
                return Err(digits);
            }
            Core::arabic(rest, self.at, !in_dotted_run(before)).ok_or(digits)?
        } else {
            let run = rest.find(|c| !in_numeral(c)).unwrap_or(rest.len());
            Core::chinese(before, rest, run, self.at)?
        };
        let (start, negative) = self.sign_before(before);
        let span = start..core.end;
        let number = core.number(span, negative).ok_or(first.len_utf8())?;
        Ok(self.with_context(number))
    }

    /// 百分之八十, 千分之3.
    fn share(&self, skip: usize, power: i32) -> Option<Number> {
        let from = self.at + skip;
        let rest = self.text.get(from..)?;
        let mut core = match rest.chars().next() {
            Some(c) if is_digit(c) => Core::arabic(rest, from, true)?,
            _ => {
                let run = rest.find(|c| !in_numeral(c)).unwrap_or(rest.len());
                let (digits, length) = longest_numeral(rest.get(..run)?)?;
                Core {
                    digits,
                    power: 0,
                    script: Script::Chinese,
                    after: None,
                    end: from + length,
                    value: digits,
                }
            }
        };
        core.power = power;
        core.value = core.digits.shift(power)?;
        let number = core.number(self.at..core.end, false)?;
        Some(self.with_context(number))
    }

    /// Where the number starts when a sign stands before it, and whether that is a minus.
    fn sign_before(&self, before: &str) -> (usize, bool) {
        let Some(sign) = before.chars().next_back().filter(|c| is_sign(*c)) else { return (self.at, false) };
        let start = self.at - sign.len_utf8();
        let previous = self.text.get(..start).unwrap_or("").chars().next_back();
        // 3-5, A-5, 5)-3, 1 - 2: a dash between two things.
        let joins = previous.is_some_and(|c| {
            c.is_ascii_alphanumeric() || is_digit(c) || is_sign(c) || matches!(c, ')' | '）' | '%' | '％')
        });
        if joins || self.follows_number(start) {
            return (self.at, false);
        }
        (start, is_minus_sign(sign))
    }

    /// Whether only a measure word parts this place from the number before: 3月-5月.
    fn follows_number(&self, at: usize) -> bool {
        let gap = self.last_end.and_then(|end| self.text.get(end..at));
        gap.is_some_and(|gap| measure::at_start(gap) == Some(gap))
    }

    /// Adds 第 and the modifiers that stand before.
    fn with_context(&self, mut number: Number) -> Number {
        let mut before = self.text.get(..number.span.start).unwrap_or("");
        if let Some(rest) = before.strip_suffix('第') {
            number.ordinal = true;
            before = rest;
        }
        if let Some((modifier, rest)) = modifier::before(before) {
            number.before = Some(modifier);
            before = rest;
        }
        number.whole = before.len()..number.span.end;
        number
    }
}

/// What says that a number is a share of a hundred or a thousand.
const SHARES: &[(&str, i32)] = &[("百分之", -2), ("千分之", -3), ("万分之", -4)];

/// The digits of a number with what follows them, before sign and context.
struct Core {
    digits: Decimal,
    power: i32,
    value: Decimal,
    script: Script,
    after: Option<Modifier>,
    end: usize,
}

impl Core {
    /// Reads Arabic digits at the start of `rest`, which stands at byte `at`.
    fn arabic(rest: &str, at: usize, decimals: bool) -> Option<Core> {
        let length = digits_length(rest, decimals);
        let written = rest.get(..length)?;
        let digits = Decimal::parse(written)?;
        let script = if written.starts_with(|c: char| c.is_ascii_digit()) {
            Script::Arabic
        } else {
            Script::FullWidth
        };
        let mut core = Core { digits, power: 0, value: digits, script, after: None, end: at + length };
        core.units(rest, at)?;
        Some(core)
    }

    /// Reads a Chinese numeral of at most `run` bytes; `Err` says how many bytes to skip.
    fn chinese(before: &str, rest: &str, run: usize, at: usize) -> Result<Core, usize> {
        let Some((digits, length)) = rest.get(..run).and_then(longest_numeral) else {
            // 万, 百: what cannot begin a numeral.
            let starts = |c| numeral::sign(c).is_some_and(|s| !matches!(s, Sign::Unit(2..)));
            let skip = rest.find(starts).unwrap_or(run).min(run);
            return Err(if run > MAX_RUN { run } else { skip });
        };
        let mut core =
            Core { digits, power: 0, script: Script::Chinese, after: None, end: at + length, value: digits };
        let (written, next) = rest.split_at(length);
        core.units(rest, at).ok_or(run)?;
        if is_figure(before, written, next) || core.power != 0 { Ok(core) } else { Err(run) }
    }

    /// Reads what follows the digits: 余, unit digits, per cent; and further digits of a smaller unit.
    fn units(&mut self, rest: &str, at: usize) -> Option<()> {
        self.modifier_after(rest, at);
        let next = rest.get(self.end - at..)?;
        if let Some((length, power)) = unit_digits(next, self.script) {
            self.end += length;
            self.power = power;
            self.value = self.digits.shift(power)?;
            self.smaller_units(rest, at);
            self.modifier_after(rest, at);
        } else if let Some((sign, power)) = PER_SIGNS.iter().find(|(sign, _)| next.starts_with(*sign)) {
            self.end += sign.len_utf8();
            self.power = *power;
            self.value = self.digits.shift(*power)?;
        }
        Some(())
    }

    fn modifier_after(&mut self, rest: &str, at: usize) {
        let next = rest.get(self.end - at..).and_then(|next| next.chars().next());
        if let Some(c) = next.filter(|c| self.after.is_none() && matches!(c, '余' | '多')) {
            self.after = Some(Modifier::Over);
            self.end += c.len_utf8();
        }
    }

    /// 1亿2000万: adds what follows in smaller units.
    fn smaller_units(&mut self, rest: &str, at: usize) {
        let mut last = self.power;
        while let Some(next) = rest.get(self.end - at..).filter(|next| next.starts_with(is_digit)) {
            let length = digits_length(next, true);
            let digits = next.get(..length).and_then(Decimal::parse);
            let unit =
                next.get(length..).and_then(|next| unit_digits(next, self.script)).filter(|(_, p)| *p < last);
            let (Some(digits), Some((unit_length, power))) = (digits, unit) else { return };
            let sum = digits.shift(power).and_then(|part| self.value.checked_add(part));
            let (Some(sum), Some(whole)) = (sum, sum.and_then(|sum| sum.shift(-self.power))) else { return };
            (self.value, self.digits) = (sum, whole.normalize());
            self.end += length + unit_length;
            last = power;
        }
    }

    fn number(&self, span: Range<usize>, negative: bool) -> Option<Number> {
        let signed = |d: Decimal| if negative { Decimal::ZERO.checked_sub(d) } else { Some(d) };
        Some(Number {
            whole: span.clone(),
            span,
            value: signed(self.value)?,
            digits: signed(self.digits)?,
            power: self.power,
            script: self.script,
            ordinal: false,
            before: None,
            after: self.after,
        })
    }
}

/// The per cent and per mille signs with their powers of ten.
const PER_SIGNS: &[(char, i32)] = &[('%', -2), ('％', -2), ('﹪', -2), ('‰', -3)];

/// The most bytes of a run of Chinese numerals that is looked at.
const MAX_RUN: usize = 120;

/// How many bytes of digits, groups of three and decimals stand at the start.
fn digits_length(text: &str, decimals: bool) -> usize {
    let run = |from: usize| {
        let rest = text.get(from..).unwrap_or("");
        rest.find(|c| !is_digit(c)).unwrap_or(rest.len())
    };
    let count = |from: usize, length: usize| text.get(from..from + length).map_or(0, |t| t.chars().count());
    let mut end = run(0);
    if count(0, end) <= 3 {
        while text.get(end..).is_some_and(|rest| rest.starts_with(',')) && count(end + 1, run(end + 1)) == 3 {
            end += 1 + run(end + 1);
        }
    }
    let point = text.get(end..).and_then(|rest| rest.chars().next()).filter(|c| is_point(*c));
    let Some(point) = point.filter(|_| decimals) else { return end };
    let from = end + point.len_utf8();
    let fraction = run(from);
    let mut next = text.get(from + fraction..).unwrap_or("").chars();
    let dotted = next.next().is_some_and(is_point) && next.next().is_some_and(is_digit);
    if fraction == 0 || dotted { end } else { from + fraction }
}

/// Whether what follows digits shows that they are a blank to be filled: 202_, 20xx, 202×年.
fn is_blank(next: &str) -> bool {
    let cross = |c: char| matches!(c, 'x' | 'X' | '×');
    let mut chars = next.chars();
    match chars.next() {
        Some('_' | '＿') => true,
        Some(c) => cross(c) && chars.next().is_some_and(|c| cross(c) || c == '年'),
        None => false,
    }
}

/// Whether the digits that follow continue a dotted run such as 2024.12.20.
fn in_dotted_run(before: &str) -> bool {
    let mut back = before.chars().rev();
    back.next().is_some_and(is_point) && back.next().is_some_and(is_digit)
}

/// The unit digits at the start of a text: their length in bytes and their power of ten. After a
/// Chinese numeral (两千多万) only 万 and 亿.
fn unit_digits(text: &str, script: Script) -> Option<(usize, i32)> {
    let (mut length, mut power) = (0, 0);
    for c in text.chars() {
        let Some(Sign::Unit(p)) = numeral::sign(c) else { break };
        let p = p as i32;
        // 千万 multiplies, 万亿 too; 万千 is none.
        let ends = p >= 4;
        let joins =
            if ends { power < 4 || (power < 8 && p == 8) } else { power == 0 && script != Script::Chinese };
        if !joins {
            break;
        }
        let next = text.get(length + c.len_utf8()..).unwrap_or("");
        if !ends && next.starts_with(AFTER_METRIC) {
            break; // 千克, 百帕: a unit of measure
        }
        power += p;
        length += c.len_utf8();
    }
    (power > 0).then_some((length, power))
}

/// What makes 千 and 百 the prefix of a unit of measure.
const AFTER_METRIC: [char; 11] = ['克', '米', '瓦', '伏', '卡', '赫', '帕', '字', '分', '安', '焦'];

/// The longest start of a run that is a numeral: its value and its length in bytes.
fn longest_numeral(run: &str) -> Option<(Decimal, usize)> {
    if run.len() > MAX_RUN {
        return None;
    }
    let mut ends: Vec<usize> = run.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    while let Some(end) = ends.pop() {
        let part = run.get(..end)?;
        if let Some(value) = numeral::parse(part) {
            return Some((value, end));
        }
    }
    None
}

fn in_numeral(c: char) -> bool {
    c == '点' || numeral::sign(c).is_some()
}

/// Whether a Chinese numeral that parses is meant as a figure, as far as its neighbours tell.
fn is_figure(before: &str, written: &str, next: &str) -> bool {
    if before.ends_with('第') {
        return true;
    }
    let length = written.chars().count();
    let has_unit = written.chars().any(|c| matches!(numeral::sign(c), Some(Sign::Unit(_) | Sign::Tens(_))));
    if length > 1 {
        // 五一, 三四: digits alone are a figure only as a year.
        return has_unit || written.contains('点') || (length == 4 && next.starts_with('年'));
    }
    let Some(measure) = measure::at_start(next) else { return false };
    // 统一部署, 一大批, 一度: 一 is part of a word.
    let in_word = before.ends_with(BEFORE_ONE) || VAGUE.contains(&measure);
    written != "一" || !in_word
}

/// What makes a following 一 part of a word: 统一, 唯一, 之一.
const BEFORE_ONE: [char; 14] =
    ['统', '唯', '专', '单', '逐', '归', '划', '不', '之', '其', '合', '同', '万', '如'];

/// The measure words with which 一 usually counts nothing.
const VAGUE: [&str; 20] = [
    "大", "度", "成", "对", "片", "排", "面", "口", "行", "列", "部", "号", "组", "级", "类", "种", "批",
    "回", "句", "起",
];

fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '０'..='９')
}

fn is_point(c: char) -> bool {
    matches!(c, '.' | '．')
}

fn is_sign(c: char) -> bool {
    is_minus_sign(c) || matches!(c, '+' | '＋')
}

fn is_minus_sign(c: char) -> bool {
    matches!(c, '-' | '－' | '−')
}

fn is_minus(text: &str) -> bool {
    text.starts_with(is_minus_sign)
}
