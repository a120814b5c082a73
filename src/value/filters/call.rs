//! One call of a filter: its value, its arguments, and what is said when they are wrong.

use super::Filter;
use crate::error::{Entry, Problem, catalogue::value as v};
use crate::text::date::{self, Date, DateError};
use crate::text::decimal::Decimal;
use crate::value::fail;
use crate::value::number::{self, Figure};
use minijinja::value::{Kwargs, StringInput};
use minijinja::{Error, ErrorKind, State, UndefinedBehavior, Value};

/// Whether a filter wants to see a missing value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// An error where the environment is strict, passed through where it is lenient.
    Refused,
    /// The filter answers itself.
    Accepted,
}

/// The most decimals that a filter can be asked for.
const MAX_DECIMALS: i64 = 15;

/// The longest part of a value that a message quotes, in characters.
const MAX_QUOTED: usize = 40;

/// What a Chinese message calls an argument.
const ARGUMENTS: &[(&str, &str)] = &[
    ("decimals", "小数位数"),
    ("level", "级别"),
    ("format", "日期格式"),
    ("unit", "单位"),
    ("attribute", "栏名"),
    ("where", "条件"),
];

/// A call of a filter.
pub(super) struct Call<'c, 't, 'e> {
    filter: &'static Filter,
    /// The name that the template uses, for messages.
    name: &'static str,
    pub state: &'c mut State<'t, 'e>,
    pub value: &'c Value,
    pub positional: Vec<Value>,
    pub named: Kwargs,
    next: usize,
    taken: Vec<String>,
}

impl<'c, 't, 'e> Call<'c, 't, 'e> {
    pub fn new(
        filter: &'static Filter,
        name: &'static str,
        state: &'c mut State<'t, 'e>,
        value: &'c Value,
        positional: Vec<Value>,
        named: Kwargs,
    ) -> Self {
        Call { filter, name, state, value, positional, named, next: 0, taken: Vec::new() }
    }

    /// Runs the filter, unless its value is missing, and checks that every argument was wanted.
    pub fn run(mut self) -> Result<Value, Error> {
        let absent = self.value.is_undefined() || self.value.is_none();
        if absent && self.filter.missing == Missing::Refused {
            return self.missing_value();
        }
        let result = (self.filter.body)(&mut self)?;
        self.nothing_left()?;
        Ok(result)
    }

    fn missing_value(self) -> Result<Value, Error> {
        if !self.is_strict() {
            return Ok(if self.value.is_none() { Value::UNDEFINED } else { self.value.clone() });
        }
        // The engine's own check knows where the undefined value came from.
        StringInput::new(self.state, self.value)?;
        Err(ErrorKind::UndefinedError.into())
    }

    /// Whether a missing value is an error.
    pub fn is_strict(&self) -> bool {
        !matches!(self.state.undefined_behavior(), UndefinedBehavior::Lenient | UndefinedBehavior::Chainable)
    }

    fn nothing_left(&self) -> Result<(), Error> {
        let named = self.named.args().find(|name| !self.taken.iter().any(|taken| taken == name));
        let name = match (named, self.positional.get(self.next)) {
            (Some(name), _) => name.to_string(),
            (None, Some(extra)) => quoted(extra),
            (None, None) => return Ok(()),
        };
        Err(fail(self.problem(&v::UNKNOWN_ARGUMENT).arg("name", name)))
    }

    /// A problem that names this filter and how it is written.
    pub fn problem(&self, entry: &'static Entry) -> Problem {
        Problem::new(entry).arg("filter", self.name).arg("usage", self.filter.usage)
    }

    /// A problem with a value.
    pub fn problem_with(&self, entry: &'static Entry, value: &Value) -> Problem {
        self.problem(entry).arg("value", quoted(value)).text(quoted(value))
    }

    /// The next positional argument, or the one of this name.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.take_if(name, |_| true)
    }

    /// The same, but a positional one only if it is of the wanted kind.
    pub fn take_if(&mut self, name: &str, wanted: impl Fn(&Value) -> bool) -> Option<Value> {
        if let Some(value) = self.positional.get(self.next).filter(|value| wanted(value)) {
            self.next += 1;
            return Some(value.clone());
        }
        self.take_named(name)
    }

    /// The named argument, if it is given.
    pub fn take_named(&mut self, name: &str) -> Option<Value> {
        let value = if self.named.has(name) { self.named.peek::<Value>(name).ok() } else { None };
        if value.is_some() {
            self.taken.push(name.to_string());
        }
        value
    }

    /// Every named argument not yet taken.
    pub fn take_all_named(&mut self) -> Vec<(String, Value)> {
        let names: Vec<String> = self
            .named
            .args()
            .filter(|n| !self.taken.iter().any(|taken| taken == n))
            .map(str::to_string)
            .collect();
        names.into_iter().filter_map(|name| self.take_named(&name).map(|value| (name, value))).collect()
    }

    /// A text argument; a missing value counts as not given.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, Error> {
        let Some(value) = self.take(name).filter(|value| !value.is_undefined() && !value.is_none()) else {
            return Ok(None);
        };
        match number::scalar_text(&value) {
            Some(text) => Ok(Some(text)),
            None => Err(self.bad_argument(name, &value, "文字", "a text")),
        }
    }

    /// How many decimals are asked for: the next positional number, or `decimals=`.
    pub fn decimals(&mut self) -> Result<Option<u32>, Error> {
        let name = "decimals";
        let Some(value) = self.take(name).filter(|value| !value.is_undefined() && !value.is_none()) else {
            return Ok(None);
        };
        let whole = value.as_i64().filter(|n| value.is_number() && (0..=MAX_DECIMALS).contains(n));
        match whole.and_then(|n| u32::try_from(n).ok()) {
            Some(decimals) => Ok(Some(decimals)),
            None => Err(self.bad_argument(name, &value, "0至15的整数", "a whole number from 0 to 15")),
        }
    }

    /// The error of an argument of the wrong kind.
    pub fn bad_argument(&self, name: &str, value: &Value, zh: &'static str, en: &'static str) -> Error {
        let named = ARGUMENTS.iter().find(|(en, _)| *en == name).map_or(name, |(_, zh)| zh);
        let problem = self.problem_with(&v::BAD_ARGUMENT, value);
        fail(problem.phrase("name", named.to_string(), name.to_string()).phrase("expected", zh, en))
    }

    /// The error of an argument that is not there.
    pub fn missing_argument(&self, zh: &'static str, en: &'static str) -> Error {
        fail(self.problem(&v::MISSING_ARGUMENT).phrase("name", zh, en))
    }

    /// The value as a number; `Ok(None)` if it is a blank that a lenient environment passes through.
    pub fn figure(&self) -> Result<Option<Figure>, Error> {
        if self.is_blank("一个数字", "a number")? {
            return Ok(None);
        }
        self.figure_of(self.value).map(Some)
    }

    /// A value as a number.
    pub fn figure_of(&self, value: &Value) -> Result<Figure, Error> {
        Figure::read(value).ok_or_else(|| fail(self.problem_with(&v::NOT_A_NUMBER, value)))
    }

    /// The value as a date, with the same exception.
    pub fn date(&self) -> Result<Option<Date>, Error> {
        if self.is_blank("一个日期", "a date")? {
            return Ok(None);
        }
        let shown = self.value.downcast_object_ref::<crate::value::Shown>().map(|s| s.exact().to_string());
        let text = shown.or_else(|| number::scalar_text(self.value)).unwrap_or_default();
        date::parse(&text).map(Some).map_err(|error| fail(self.date_problem(error)))
    }

    fn date_problem(&self, error: DateError) -> Problem {
        let reason = |zh: String| {
            self.problem_with(&v::NO_SUCH_DATE, self.value).phrase("reason", zh, error.to_string())
        };
        match error {
            DateError::NotADate => self.problem_with(&v::NOT_A_DATE, self.value),
            DateError::ShortYear => reason("年份要写四位数字".to_string()),
            DateError::NoSuchMonth(month) => reason(format!("没有{month}月")),
            DateError::NoSuchDay { year, month, day } => reason(format!("{year}年{month}月没有{day}日")),
            DateError::NoSuchTime => reason("没有这个时刻".to_string()),
        }
    }

    /// Whether the value is a blank text; that is an error in a strict environment.
    fn is_blank(&self, zh: &'static str, en: &'static str) -> Result<bool, Error> {
        match (number::is_empty(self.value), self.is_strict()) {
            (true, true) => Err(fail(self.problem(&v::BLANK).phrase("what", zh, en))),
            (blank, _) => Ok(blank),
        }
    }

    /// A result that was too large to reckon.
    pub fn reckoned(&self, number: Option<Decimal>) -> Result<Decimal, Error> {
        number.ok_or_else(|| fail(self.problem(&v::TOO_LARGE)))
    }
}

/// A value in a message: on one line, cut where it is long.
pub(super) fn quoted(value: &Value) -> String {
    let full = number::scalar_text(value).unwrap_or_else(|| match value.len() {
        Some(length) => format!("{}[{length}]", value.kind()),
        None => value.kind().to_string(),
    });
    let mut text: String =
        full.chars().take(MAX_QUOTED).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if full.chars().nth(MAX_QUOTED).is_some() {
        text.push('…');
    }
    text
}
