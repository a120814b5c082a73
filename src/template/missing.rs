//! What an expression wants and the data lacks: where a path ends, why, and what was probably meant.

use super::engine;
use super::evaluate::join;
use super::expr::{Info, Path, Use};
use crate::error::{Problem, catalogue::template as t};
use crate::text::number;
use minijinja::State;
use minijinja::value::{Value, ValueKind};
use std::collections::HashMap;

/// A path that leads nowhere.
#[derive(Clone, Debug)]
pub(super) struct Missing {
    /// Up to the first step that is not there, as it is written.
    pub name: String,
    /// The last step of it.
    last: String,
    /// What stands before it, as it is written; empty for a name of the top.
    base: String,
    /// The value before it.
    before: Value,
}

/// The first step at which a path leads nowhere.
pub(super) fn find(state: &State<'_, '_>, path: &Path) -> Option<Missing> {
    let first = path.steps.first()?;
    let root = state.lookup("__data").unwrap_or(Value::UNDEFINED);
    let mut value = state.lookup(first).unwrap_or(Value::UNDEFINED);
    if value.is_undefined() {
        value = engine::look_up(&root, first);
    }
    let (mut before, mut length) = (root, 1);
    for step in path.steps.iter().skip(1) {
        if absent(&value) || step.is_empty() {
            break;
        }
        let next = match index(step) {
            Some(index) => value.get_item(&Value::from(index)).unwrap_or(Value::UNDEFINED),
            None => value.get_attr(step).unwrap_or(Value::UNDEFINED),
        };
        let next = if next.is_undefined() { engine::look_up(&value, step) } else { next };
        before = std::mem::replace(&mut value, next);
        length += 1;
    }
    if !absent(&value) {
        return None;
    }
    let steps = path.steps.get(..length)?;
    let (last, base) = steps.split_last()?;
    Some(Missing { name: join(steps), last: last.clone(), base: join(base), before })
}

fn absent(value: &Value) -> bool {
    value.is_undefined() || value.is_none()
}

fn index(step: &str) -> Option<i64> {
    step.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

impl Missing {
    /// The problem, with what was probably meant. `loops` are the variables of the template's loops, each with
    /// its loop; `quotable` the names that may be texts without their quotes.
    pub(super) fn problem(
        &self,
        state: &State<'_, '_>,
        loops: &HashMap<String, String>,
        quotable: &[String],
    ) -> Problem {
        let problem = plain_problem(&self.name);
        if problem.code() != t::MISSING_FIELD.code && problem.code() != t::NO_RESULT.code {
            return self.with_near(problem, keys(&self.before).iter().map(String::as_str));
        }
        if self.name == "loop" || self.base == "loop" {
            return if self.base.is_empty() { problem } else { self.near_loop(problem) };
        }
        if self.base.is_empty() {
            return self.top_level(problem, state, loops, quotable);
        }
        if matches!(self.base.as_str(), "prior" | "上年") && keys(&self.before).is_empty() {
            return problem.hint(&t::HINT_PRIOR);
        }
        match self.before.kind() {
            ValueKind::Seq | ValueKind::Iterable if index(&self.last).is_some() => {
                let count = self.before.len().unwrap_or(0);
                if count == 0 {
                    return problem;
                }
                problem.hint(&t::HINT_BEYOND).arg("base", &self.base).arg("count", count)
            }
            ValueKind::Seq | ValueKind::Iterable => {
                let problem = problem.hint(&t::HINT_OF_LIST).arg("base", &self.base).arg("last", &self.last);
                problem.arg("count", self.before.len().unwrap_or(0))
            }
            ValueKind::Map => self.with_near(problem, keys(&self.before).iter().map(String::as_str)),
            _ => {
                let value: String = self.before.to_string().chars().take(20).collect();
                let problem = problem.hint(&t::HINT_OF_VALUE).arg("base", &self.base).arg("value", value);
                problem.arg("last", &self.last)
            }
        }
    }

    fn with_near<'a>(&self, problem: Problem, names: impl Iterator<Item = &'a str>) -> Problem {
        match super::near::nearest(&self.last, names) {
            Some(near) => problem.hint(&t::HINT_NEAR).arg("near", near),
            None => problem,
        }
    }

    fn near_loop(&self, problem: Problem) -> Problem {
        let names =
            ["index", "index0", "revindex", "first", "last", "length", "depth", "previtem", "nextitem"];
        match super::near::nearest(&self.last, names.into_iter()) {
            Some(near) => problem.hint(&t::HINT_NEAR).arg("near", format!("loop.{near}")),
            None => problem.hint(&t::HINT_LOOP),
        }
    }

    fn top_level(
        &self,
        problem: Problem,
        state: &State<'_, '_>,
        loops: &HashMap<String, String>,
        quotable: &[String],
    ) -> Problem {
        if matches!(self.name.as_str(), "prior" | "上年") {
            return problem.hint(&t::HINT_PRIOR);
        }
        if let Some(head) = loops.get(&self.name) {
            return problem.hint(&t::HINT_OUTSIDE).arg("first", &self.name).arg("head", head);
        }
        let within = loops
            .keys()
            .find(|variable| state.lookup(variable).is_some_and(|item| keys(&item).contains(&self.last)));
        if let Some(variable) = within {
            return problem.hint(&t::HINT_NEAR).arg("near", format!("{variable}.{}", self.last));
        }
        if quotable.contains(&self.name) {
            return problem.hint(&t::HINT_QUOTES);
        }
        if let Some(path) = flattened(&self.before, &self.name) {
            return problem.hint(&t::HINT_NEAR).arg("near", path);
        }
        self.with_near(problem, keys(&self.before).iter().map(String::as_str))
    }
}

/// `单位名称` for `单位.名称`: a path whose steps, written without dots, are the name.
fn flattened(root: &Value, name: &str) -> Option<String> {
    let plain: String = name.chars().filter(|c| !matches!(c, '的' | '_' | '-')).collect();
    keys(root).into_iter().find_map(|key| {
        let rest = plain.strip_prefix(key.as_str()).filter(|rest| !rest.is_empty())?;
        let inner = root.get_attr(&key).ok()?;
        let inner = keys(&inner).into_iter().find(|inner| inner == rest)?;
        Some(format!("{key}.{inner}"))
    })
}

fn keys(value: &Value) -> Vec<String> {
    if value.kind() != ValueKind::Map {
        return Vec::new();
    }
    let keys = value.try_iter().map(|iter| iter.filter_map(|k| k.as_str().map(String::from)).collect());
    keys.unwrap_or_default()
}

/// The problem without a guess.
pub(super) fn plain_problem(name: &str) -> Problem {
    if name == "loop" {
        return Problem::new(&t::MISSING_FIELD).arg("name", name).hint(&t::HINT_LOOP);
    }
    let last = name.rsplit('.').next().unwrap_or(name);
    if last.ends_with(']') {
        return Problem::new(&t::NO_RESULT).arg("name", name);
    }
    let identifier = last.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !last.starts_with(|c: char| c.is_ascii_digit());
    Problem::new(if identifier { &t::MISSING_FIELD } else { &t::ODD_NAME }).arg("name", name)
}

/// The field that an expression reckons with and whose value is no number.
pub(super) fn not_a_number(state: &State<'_, '_>, info: &Info) -> Option<Problem> {
    info.paths.iter().filter(|path| path.wanted == Use::Number).find_map(|path| {
        let first = state.lookup(path.steps.first()?)?;
        let value = path.steps.iter().skip(1).try_fold(first, |value, step| match index(step) {
            Some(index) => value.get_item(&Value::from(index)).ok(),
            None => value.get_attr(step).ok(),
        })?;
        let text = value.as_str().filter(|text| number::parse(text.trim()).is_none())?;
        let text: String = text.chars().take(20).collect();
        let zh = format!("它的值是文字“{text}”，不是数字");
        let en = format!("its value is the text “{text}” and no number");
        let name = join(&path.steps);
        Some(Problem::new(&t::CANNOT_COMPUTE).arg("name", name).phrase("detail", zh, en))
    })
}
