//! Evaluates expressions one by one: to find every problem of a record, and to leave gaps where asked.

use super::engine::{self, Setup};
use super::expr::{Info, Path};
use super::missing::{self, Missing};
use super::tag::{Block, Tag, What};
use crate::error::{Problem, catalogue::template as t};
use crate::value;
use minijinja::value::{Object, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State, UndefinedBehavior};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// The expressions of a template and an environment to evaluate them in.
pub(super) struct Evaluator {
    env: Environment<'static>,
    /// A gap is no problem.
    lenient: bool,
    infos: Arc<[Info]>,
    /// The variables of loops, each with the loop as it is written.
    loops: HashMap<String, String>,
}

impl Evaluator {
    pub(super) fn new(setups: &[Setup], undefined: UndefinedBehavior, infos: Arc<[Info]>) -> Self {
        let lenient = undefined == UndefinedBehavior::Chainable;
        let head = |info: &Info| format!("for {} in {}", info.binds.join(", "), info.shown());
        let loops = infos.iter().filter(|info| info.loops);
        let loops = loops.flat_map(|i| i.binds.iter().map(move |name| (name.clone(), head(i)))).collect();
        Evaluator { env: engine::environment(setups, undefined), lenient, infos, loops }
    }

    fn info(&self, id: usize) -> Option<&Info> {
        self.infos.get(id)
    }

    /// Evaluates the expression of a tag with the names that are in force.
    pub(super) fn eval(&self, state: &State<'_, '_>, id: usize) -> Result<Value, Error> {
        let Some(info) = self.info(id) else { return Ok(Value::UNDEFINED) };
        let names: HashMap<&str, Value> =
            info.vars.iter().filter_map(|name| Some((name.as_str(), state.lookup(name)?))).collect();
        let context = Value::from_pairs(names.into_iter().map(|(name, value)| (name.to_string(), value)));
        self.env.compile_expression(&info.code)?.eval(context)
    }

    /// The first steps at which paths of the expression lead nowhere.
    pub(super) fn missing(&self, state: &State<'_, '_>, id: usize) -> Vec<Missing> {
        let Some(info) = self.info(id) else { return Vec::new() };
        let unguarded =
            info.paths.iter().filter(|p| !p.guarded).filter_map(|path| missing::find(state, path));
        distinct(unguarded)
    }

    /// What is to blame where every field that must be there is: a default that is no field, or the object
    /// before a guarded field.
    fn missing_behind_guards(&self, state: &State<'_, '_>, id: usize) -> Vec<Missing> {
        let Some(info) = self.info(id) else { return Vec::new() };
        let defaults = info.defaults.iter().filter_map(|path| missing::find(state, path));
        let bases = info.paths.iter().filter(|p| p.guarded).filter_map(|path| {
            let steps = path.steps.get(..path.steps.len().checked_sub(1)?)?;
            missing::find(state, &Path { steps: steps.to_vec(), ..path.clone() })
        });
        let found = distinct(defaults);
        if found.is_empty() { distinct(bases) } else { found }
    }

    fn explain(&self, state: &State<'_, '_>, id: usize, missing: &[Missing]) -> Vec<Problem> {
        let quotable = self.info(id).map_or(&[][..], |info| &info.quotable);
        missing.iter().map(|gap| gap.problem(state, &self.loops, quotable)).collect()
    }
}

/// Each name once.
fn distinct(found: impl Iterator<Item = Missing>) -> Vec<Missing> {
    let mut list: Vec<Missing> = Vec::new();
    for gap in found {
        if !list.iter().any(|known| known.name == gap.name) {
            list.push(gap);
        }
    }
    list
}

fn absent(value: &Value) -> bool {
    value.is_undefined() || value.is_none()
}

/// A problem found while diagnosing: where, and in which turns of the loop around it.
struct Found {
    id: usize,
    problem: Problem,
    turns: Vec<u64>,
}

/// Collects the problems of one render.
#[derive(Default)]
pub(super) struct Findings(Mutex<HashMap<usize, Vec<Found>>>);

/// Turns of one problem that are named.
const MAX_TURNS: usize = 8;

impl Findings {
    pub(super) fn add(&self, id: usize, problem: Problem, turn: Option<u64>) {
        let Ok(mut list) = self.0.lock() else { return };
        let list = list.entry(id).or_default();
        match list.iter_mut().find(|f| f.problem == problem) {
            Some(found) => found.turns.extend(turn),
            None => list.push(Found { id, problem, turns: turn.into_iter().collect() }),
        }
    }

    /// Whether there are more than are shown.
    fn is_full(&self) -> bool {
        self.0.lock().is_ok_and(|list| list.len() > super::compile::MAX_PROBLEMS)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.lock().is_ok_and(|list| list.is_empty())
    }

    /// The problems, each with the tag that it stands at, in the order of the tags.
    pub(super) fn take(&self) -> Vec<(usize, Problem)> {
        let found = match self.0.lock() {
            Ok(mut found) => std::mem::take(&mut *found),
            Err(_) => HashMap::new(),
        };
        let mut list: Vec<Found> = found.into_values().flatten().collect();
        list.sort_by_key(|f| f.id);
        list.into_iter().map(|f| (f.id, with_turns(f.problem, &f.turns))).collect()
    }
}

fn with_turns(problem: Problem, turns: &[u64]) -> Problem {
    if turns.is_empty() {
        return problem.phrase("turns", "", "");
    }
    let named: Vec<String> = turns.iter().take(MAX_TURNS).map(u64::to_string).collect();
    let more = turns.len() > MAX_TURNS;
    let zh = format!(
        "（循环的第 {}{} 项）",
        named.join("、"),
        if more { format!(" 等 {}", turns.len()) } else { String::new() }
    );
    let en = format!(
        " (turn {}{} of the loop)",
        named.join(", "),
        if more { format!(" … {} in all", turns.len()) } else { String::new() }
    );
    problem.phrase("turns", zh, en)
}

/// `__e(id)`: evaluates, notes what is wrong, and goes on with nothing.
pub(super) fn diagnose(
    evaluator: &Evaluator,
    tags: &[Tag],
    findings: &Findings,
    state: &State<'_, '_>,
    id: usize,
) -> Value {
    let turn =
        state.lookup("loop").and_then(|l| l.get_attr("index").ok()).and_then(|i| u64::try_from(i).ok());
    let Some(tag) = tags.get(id) else { return Value::UNDEFINED };
    let silent = evaluator.info(id).is_some_and(|info| info.silent);
    let result = evaluator.eval(state, id).and_then(|value| check(tag, value, silent));
    match result {
        Ok(value) => value,
        Err(error) => {
            let gap = error.kind() == ErrorKind::UndefinedError || !evaluator.missing(state, id).is_empty();
            if evaluator.lenient && gap && value::problems_of(&error).is_empty() {
                return Value::UNDEFINED;
            }
            // Beyond those that are shown, problems are only counted.
            let found = match findings.is_full() {
                true => {
                    let name = evaluator.info(id).map(public_name).unwrap_or_default();
                    vec![missing::plain_problem(&name)]
                }
                false => problems(evaluator, state, id, &error),
            };
            for problem in found {
                findings.add(id, problem, turn);
            }
            Value::UNDEFINED
        }
    }
}

/// A print must have something to print, a loop something to loop over.
fn check(tag: &Tag, value: Value, silent: bool) -> Result<Value, Error> {
    match tag.what {
        What::Print if silent && value.is_undefined() => Ok(value),
        What::Print if absent(&value) => Err(ErrorKind::UndefinedError.into()),
        What::Print => engine::check_printable(&value).map(|()| value),
        What::Open(Block::For) if absent(&value) => Err(ErrorKind::UndefinedError.into()),
        What::Open(Block::For) if value.kind() == ValueKind::String || value.try_iter().is_err() => {
            Err(value::fail(Problem::new(&t::NOT_A_LIST)))
        }
        _ => Ok(value),
    }
}

/// What an error of an expression means, in our words.
fn problems(evaluator: &Evaluator, state: &State<'_, '_>, id: usize, error: &Error) -> Vec<Problem> {
    let name = evaluator.info(id).map(public_name).unwrap_or_default();
    let ours = value::problems_of(error);
    if !ours.is_empty() {
        let mut found: Vec<Problem> = ours.iter().map(|p| about(p.clone(), &name)).collect();
        // What is missing beside it, such as a text whose quotes are lost.
        if !evaluator.lenient {
            found.extend(evaluator.explain(state, id, &evaluator.missing(state, id)));
        }
        return found;
    }
    let mut gaps = evaluator.missing(state, id);
    let undefined = error.kind() == ErrorKind::UndefinedError;
    if undefined || !gaps.is_empty() {
        if gaps.is_empty() {
            gaps = evaluator.missing_behind_guards(state, id);
        }
        if gaps.is_empty() {
            // Every field is there; what is computed from them is not.
            let code = evaluator.info(id).map_or(name.clone(), |info| info.shown().to_string());
            return vec![Problem::new(&t::NO_RESULT).arg("name", code)];
        }
        return evaluator.explain(state, id, &gaps);
    }
    let problem = translate(error, &name, evaluator.info(id));
    if problem.code() == t::CANNOT_COMPUTE.code
        && let Some(problem) = evaluator.info(id).and_then(|info| missing::not_a_number(state, info))
    {
        return vec![problem];
    }
    vec![problem]
}

/// A path as it is written: steps with dots, an index in brackets.
pub(super) fn join(steps: &[String]) -> String {
    let mut out = String::new();
    for (i, step) in steps.iter().enumerate() {
        match step.as_str() {
            "" => out.push_str("[…]"),
            step if step.starts_with('[') => out.push_str(step),
            step => {
                out.push_str(if i > 0 { "." } else { "" });
                out.push_str(step);
            }
        }
    }
    out
}

/// Says of a problem of ours which field it is about; the filters' own name what they are about themselves.
pub(super) fn about(problem: Problem, name: &str) -> Problem {
    let template = problem.code().starts_with('T') && problem.code() != "T029";
    if template { problem.arg("name", name) } else { problem }
}

/// The field that an expression is about.
pub(super) fn public_name(info: &Info) -> String {
    match info.paths.first() {
        Some(path) => join(&path.steps),
        None => info.shown().to_string(),
    }
}

/// The engine's own errors in our words.
pub(super) fn translate(error: &Error, name: &str, info: Option<&Info>) -> Problem {
    let arguments = matches!(error.kind(), ErrorKind::TooManyArguments | ErrorKind::MissingArgument);
    let called = info.filter(|_| arguments).and_then(|info| called(error, info));
    let name = called.unwrap_or(name);
    plain(error, name).arg("name", name)
}

/// The filter, test or function whose arguments an error is about.
fn called<'i>(error: &Error, info: &'i Info) -> Option<&'i str> {
    let all = || info.filters.iter().chain(&info.tests).chain(&info.calls);
    let range = error.range();
    let exact = range.and_then(|range| all().find(|(_, at)| at.len() == range.len()));
    exact.or_else(|| all().next()).map(|(name, _)| name.as_str())
}

fn plain(error: &Error, name: &str) -> Problem {
    let compute =
        |zh: &'static str, en: &'static str| Problem::new(&t::CANNOT_COMPUTE).phrase("detail", zh, en);
    let arguments = |zh: &'static str, en: &'static str| {
        Problem::new(&t::BAD_ARGUMENTS).arg("name", name).phrase("detail", zh, en)
    };
    match error.kind() {
        ErrorKind::UndefinedError => missing::plain_problem(name),
        ErrorKind::TooManyArguments => arguments("参数太多", "too many arguments"),
        ErrorKind::MissingArgument => arguments("缺少参数", "an argument is missing"),
        ErrorKind::UnknownFilter => {
            let detail = error.detail().unwrap_or(name);
            let filter = detail.split_whitespace().nth(1).unwrap_or(name).trim_matches(['`', '\'', '"']);
            Problem::new(&t::UNKNOWN_FILTER).arg("name", filter)
        }
        ErrorKind::UnknownTest => Problem::new(&t::UNKNOWN_TEST).arg("name", name),
        ErrorKind::UnknownFunction => Problem::new(&t::UNKNOWN_FUNCTION).arg("name", name),
        ErrorKind::UnknownMethod => {
            let detail = error.detail().unwrap_or("");
            let method = detail.rsplit(' ').next().unwrap_or("").trim_matches(['`', '\'', '"']);
            Problem::new(&t::NO_METHOD).arg("method", method)
        }
        ErrorKind::OutOfFuel => Problem::new(&t::OUT_OF_FUEL),
        ErrorKind::CannotUnpack => compute(
            "循环变量的个数与列表每一项的个数不符",
            "the items cannot be unpacked into that many names",
        ),
        ErrorKind::InvalidOperation => invalid(error),
        _ => compute("值的类型不合适", "a value of the wrong kind"),
    }
}

fn invalid(error: &Error) -> Problem {
    let detail = error.detail().unwrap_or("");
    if detail.contains("recursion limit")
        || detail.contains("nested too deeply")
        || detail.contains("recursion")
    {
        return Problem::new(&t::TOO_COMPLEX);
    }
    let zero = ["/ 0", "// 0", "% 0"].iter().any(|op| detail.trim_end().ends_with(op));
    let (zh, en) = if zero || detail.contains("by zero") {
        ("除数是 0", "division by zero")
    } else if detail.contains("unsupported types") || detail.contains("unable to calculate") {
        ("文字和数字不能这样运算", "text and numbers cannot be combined so")
    } else if detail.contains("not iterable") {
        ("这个值不是列表", "the value is no list")
    } else if detail.contains("unsupported conversion") || detail.contains("cannot convert") {
        ("值的类型不合适", "a value of the wrong kind")
    } else if detail.contains("too large") || detail.contains("too many elements") || detail.contains("range")
    {
        ("数量过大", "it is too large")
    } else {
        ("值的类型或参数不合适", "a value or an argument of the wrong kind")
    };
    Problem::new(&t::CANNOT_COMPUTE).phrase("detail", zh, en)
}

/// A gap that an expression leaves, by the name of the field that is missing.
#[derive(Debug)]
pub(super) struct Gap(pub String);

impl Object for Gap {
    fn is_true(self: &Arc<Self>) -> bool {
        false
    }

    fn render(self: &Arc<Self>, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

/// `__try(id)`: evaluates; what wants a field that is missing is a gap, whatever its filters make of it.
pub(super) fn attempt(evaluator: &Evaluator, state: &State<'_, '_>, id: usize) -> Result<Value, Error> {
    let prints = evaluator.info(id).is_some_and(|info| info.prints);
    if prints && let Some(gap) = evaluator.missing(state, id).into_iter().next() {
        return Ok(Value::from_object(Gap(gap.name)));
    }
    match evaluator.eval(state, id) {
        Ok(value) if prints && value.is_undefined() && evaluator.info(id).is_some_and(|info| info.silent) => {
            Ok(Value::from(""))
        }
        Err(error) if !all_there(evaluator, state, id) => {
            let ours = value::problems_of(&error);
            let hard = ours.iter().any(|p| p.code() == t::FORBIDDEN_CHARACTER.code);
            if hard { Err(error) } else { Ok(Value::UNDEFINED) }
        }
        other => other,
    }
}

fn all_there(evaluator: &Evaluator, state: &State<'_, '_>, id: usize) -> bool {
    let paths = evaluator.info(id).map_or(&[][..], |info| &info.paths);
    paths.iter().all(|path| missing::find(state, path).is_none())
}
