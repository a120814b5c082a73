//! The expression engine as the template uses it: its environments, its formatter.

use super::evaluate::Gap;
use super::statement::syntax;
use super::writer::Mark;
use crate::error::{Problem, catalogue::template as t};
use crate::value::{self, Part, Shown};
use crate::xml::forbidden;
use minijinja::value::{Kwargs, Object, Rest, Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, LazyLock};

/// A change to every environment of a template: a filter, a test, a function.
pub(super) type Setup = Arc<dyn Fn(&mut Environment<'static>) + Send + Sync>;

/// How deep macros and recursive loops may call each other.
pub(super) const RECURSION: usize = 120;

/// Begins every captured body that holds XML. It differs from process to process, so that no data can
/// pretend to be such a body.
pub(super) fn token() -> &'static str {
    static TOKEN: LazyLock<String> = LazyLock::new(|| {
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_u8(4);
        format!("\u{4}{:016x}\u{4}", hasher.finish())
    });
    &TOKEN
}

/// An environment with our filters, the caller's, and no way to files.
pub(super) fn environment(setups: &[Setup], undefined: UndefinedBehavior) -> Environment<'static> {
    let mut env = Environment::new();
    env.set_syntax(syntax());
    env.set_debug(true);
    env.set_undefined_behavior(undefined);
    env.set_auto_escape_callback(|_| AutoEscape::None);
    env.set_recursion_limit(RECURSION);
    env.set_unknown_method_callback(super::python::method);
    env.set_formatter(format);
    env.remove_global("debug");
    value::filters::register(&mut env);
    for name in ["safe", "escape", "e", "forceescape"] {
        env.add_filter(name, |v: Value| v);
    }
    env.add_filter("default", default);
    env.add_filter("d", default);
    env.add_filter("paragraphs", paragraphs);
    env.add_filter("段落", paragraphs);
    env.add_test("none", |v: &Value| v.is_none() || v.is_undefined());
    env.add_function("__each", each);
    env.add_function("__own", own);
    super::reckon::register(&mut env);
    env.add_function("__fill", fill);
    env.add_function("__span", span);
    env.add_function("__at", at);
    env.add_function("__has", |base: &Value, key: &str| !look_up(base, key).is_undefined());
    super::python::register(&mut env);
    for setup in setups {
        setup(&mut env);
    }
    env
}

/// Items of a sum of lists.
const MAX_ITEMS: usize = 10_000_000;

/// A sum of lists as a list of its own. The engine adds lists by keeping both, and what doubles in a loop would
/// take for ever to count.
fn own(v: Value) -> Result<Value, Error> {
    if !matches!(v.kind(), ValueKind::Seq | ValueKind::Iterable) || v.len().is_some_and(|n| n < 64) {
        return Ok(v);
    }
    let items: Vec<Value> = v.try_iter()?.take(MAX_ITEMS + 1).collect();
    if items.len() > MAX_ITEMS {
        let problem = Problem::new(&t::CANNOT_COMPUTE);
        return Err(value::fail(problem.phrase("detail", "数量过大", "it is too large")));
    }
    Ok(Value::from(items))
}

/// What a loop runs over: a text is no list of its letters.
fn each(v: Value) -> Result<Value, Error> {
    if v.kind() == ValueKind::String { Err(value::fail(Problem::new(&t::NOT_A_LIST))) } else { Ok(v) }
}

/// `default`: for what is missing, null included; with a true second argument for what is empty too. What it
/// falls back on must be there.
fn default(state: &State<'_, '_>, v: Value, rest: Rest<Value>) -> Result<Value, Error> {
    let (named, positional): (Vec<Value>, Vec<Value>) = rest.0.into_iter().partition(Value::is_kwargs);
    let named = named
        .into_iter()
        .next()
        .map_or_else(|| Ok(Kwargs::from_iter::<[(&str, Value); 0]>([])), Kwargs::try_from)?;
    let mut positional = positional.into_iter();
    let other =
        positional.next().map_or_else(|| named.get::<Option<Value>>("default_value"), |v| Ok(Some(v)))?;
    let other = other.unwrap_or_else(|| Value::from(""));
    let empty = positional.next().map_or_else(|| named.get::<Option<Value>>("boolean"), |v| Ok(Some(v)))?;
    let empty = empty.is_some_and(|empty| empty.is_true());
    named.assert_all_used()?;
    if positional.next().is_some() {
        return Err(Error::from(ErrorKind::TooManyArguments));
    }
    if !(v.is_undefined() || v.is_none() || (empty && !v.is_true())) {
        return Ok(v);
    }
    let strict =
        matches!(state.undefined_behavior(), UndefinedBehavior::Strict | UndefinedBehavior::SemiStrict);
    if strict && other.is_undefined() { Err(ErrorKind::UndefinedError.into()) } else { Ok(other) }
}

/// A colour as Word wants it: six hexadecimal digits, or `auto`.
fn fill(state: &State, v: Value) -> Result<String, Error> {
    if v.is_undefined() || v.is_none() {
        return gap(state, "auto");
    }
    let text = v.to_string();
    let colour = text.trim().trim_start_matches('#');
    let hex = colour.len() == 6 && colour.bytes().all(|b| b.is_ascii_hexdigit());
    if hex || colour == "auto" {
        return Ok(colour.to_uppercase().replace("AUTO", "auto"));
    }
    let problem = Problem::new(&t::CANNOT_COMPUTE);
    Err(value::fail(problem.phrase(
        "detail",
        "颜色要写成六位十六进制数，如 FF0000",
        "a colour is six hexadecimal digits, as FF0000",
    )))
}

/// How many columns a cell covers.
fn span(state: &State, v: Value) -> Result<String, Error> {
    if v.is_undefined() || v.is_none() {
        return gap(state, "1");
    }
    let number = v.as_str().map_or_else(|| u32::try_from(v.clone()).ok(), |text| text.trim().parse().ok());
    match number {
        Some(n @ 1..=63) => Ok(n.to_string()),
        _ => {
            let problem = Problem::new(&t::CANNOT_COMPUTE);
            Err(value::fail(problem.phrase(
                "detail",
                "列数要写成 1 到 63 的整数",
                "a number of columns is 1 to 63",
            )))
        }
    }
}

fn gap(state: &State, neutral: &str) -> Result<String, Error> {
    match state.undefined_behavior() {
        UndefinedBehavior::Strict | UndefinedBehavior::SemiStrict => {
            Err(Error::from(ErrorKind::UndefinedError))
        }
        _ => Ok(neutral.to_string()),
    }
}

/// A key of a mapping, as written or folded.
fn at(base: &Value, key: &str) -> Value {
    look_up(base, key)
}

pub(super) fn look_up(base: &Value, key: &str) -> Value {
    if let Ok(found) = base.get_item(&Value::from(key))
        && !found.is_undefined()
    {
        return found;
    }
    let folded = super::fold::fold_name(key);
    let Ok(keys) = base.try_iter() else { return Value::UNDEFINED };
    if base.kind() != ValueKind::Map {
        return Value::UNDEFINED;
    }
    let same = keys.into_iter().find(|k| k.as_str().is_some_and(|k| super::fold::fold_name(k) == folded));
    same.and_then(|k| base.get_item(&k).ok()).unwrap_or(Value::UNDEFINED)
}

/// Each line of a text becomes a paragraph with the same properties.
fn paragraphs(state: &State, v: Value) -> Result<Value, Error> {
    if v.is_undefined() || v.is_none() {
        let strict =
            matches!(state.undefined_behavior(), UndefinedBehavior::Strict | UndefinedBehavior::SemiStrict);
        return if strict { Err(Error::from(ErrorKind::UndefinedError)) } else { Ok(v) };
    }
    let items: Vec<String> = match v.kind() {
        ValueKind::Seq | ValueKind::Iterable => {
            let mut lines = Vec::new();
            for item in v.try_iter()? {
                lines.push(text_of(&item).ok_or_else(|| not_text(&item))?);
            }
            lines
        }
        _ => vec![text_of(&v).ok_or_else(|| not_text(&v))?],
    };
    Ok(value::of_kind(value::Paragraphs(items.join("\n"))))
}

/// The text of a scalar as it is printed.
fn text_of(v: &Value) -> Option<String> {
    match v.kind() {
        ValueKind::String => v.as_str().map(String::from),
        ValueKind::Number | ValueKind::Bool => value::number_text(v),
        _ => v.downcast_object_ref::<Shown>().map(|shown| shown.text().to_string()),
    }
}

/// Infinity, or no number at all.
fn no_number() -> Error {
    let problem = Problem::new(&t::CANNOT_COMPUTE);
    value::fail(problem.phrase("detail", "结果太大，或不是数", "the result is too large or no number"))
}

fn not_text(v: &Value) -> Error {
    let problem = Problem::new(&t::NOT_TEXT);
    let (zh, en) = match v.kind() {
        ValueKind::Map => ("一组字段（对象）", "an object"),
        ValueKind::Seq | ValueKind::Iterable => ("列表", "a list"),
        ValueKind::Bytes => ("二进制数据", "binary data"),
        _ => ("函数或其他对象", "a function or another object"),
    };
    value::fail(problem.phrase("kind", zh, en))
}

/// Why a value cannot be printed, if it cannot.
pub(super) fn check_printable(v: &Value) -> Result<(), Error> {
    match v.kind() {
        ValueKind::String => check_characters(v.as_str().unwrap_or("")),
        ValueKind::Number if value::number_text(v).is_none() => Err(no_number()),
        ValueKind::Undefined | ValueKind::None | ValueKind::Bool | ValueKind::Number => Ok(()),
        _ if v.downcast_object_ref::<Shown>().is_some() => Ok(()),
        _ if value::kind_of(v).is_some() => check_characters(&v.to_string()),
        _ => Err(not_text(v)),
    }
}

fn check_characters(text: &str) -> Result<(), Error> {
    let Some((position, c)) = text.chars().enumerate().find(|(_, c)| forbidden(*c)) else { return Ok(()) };
    if text.starts_with(token()) {
        return Ok(());
    }
    let problem = Problem::new(&t::FORBIDDEN_CHARACTER);
    Err(value::fail(problem.arg("code", format!("U+{:04X}", c as u32)).arg("position", position + 1)))
}

/// Writes a value where it stands: in XML escaped, in a captured text as it is.
fn format(out: &mut Output<'_>, state: &mut State<'_, '_>, v: &Value) -> Result<(), Error> {
    let plain = !matches!(state.auto_escape(), AutoEscape::None);
    match v.kind() {
        // What is missing has failed before; this is the other side of an `if` without `else`.
        ValueKind::Undefined if strict(state) => Ok(()),
        ValueKind::Undefined | ValueKind::None => match state.undefined_behavior() {
            UndefinedBehavior::Strict | UndefinedBehavior::SemiStrict => {
                Err(Error::from(ErrorKind::UndefinedError))
            }
            _ if plain => Ok(()),
            _ => note(out, &Mark::Missing(String::new())),
        },
        ValueKind::String => {
            let text = v.as_str().unwrap_or("");
            match text.strip_prefix(token()) {
                Some(markup) if !plain => Ok(out.write_str(markup)?),
                Some(_) => Err(value::fail(Problem::new(&t::MARKUP_IN_EXPRESSION).arg("name", "").phrase(
                    "level",
                    "段落",
                    "paragraph",
                ))),
                None if plain => {
                    check_characters(text)?;
                    Ok(out.write_str(text)?)
                }
                None => write_text(out, text),
            }
        }
        ValueKind::Number | ValueKind::Bool => match value::number_text(v) {
            Some(text) => Ok(out.write_str(&text)?),
            None => Err(no_number()),
        },
        _ if let Some(shown) = v.downcast_object_ref::<Shown>() => {
            if plain {
                Ok(out.write_str(shown.text())?)
            } else {
                write_text(out, shown.text())
            }
        }
        _ if let Some(Gap(name)) = v.downcast_object_ref::<Gap>() => {
            if plain {
                Ok(())
            } else {
                note(out, &Mark::Missing(name.clone()))
            }
        }
        _ => match value::kind_of(v) {
            Some(_) if plain => {
                check_characters(&v.to_string())?;
                Ok(out.write_str(&v.to_string())?)
            }
            Some(kind) => {
                let mut result = Ok(());
                kind.write(&mut |part| {
                    if result.is_ok() {
                        result = match part {
                            Part::Text(text) => write_text(out, text),
                            Part::Paragraph => note(out, &Mark::NextParagraph),
                        };
                    }
                });
                result
            }
            None => Err(not_text(v)),
        },
    }
}

fn strict(state: &State<'_, '_>) -> bool {
    matches!(state.undefined_behavior(), UndefinedBehavior::Strict | UndefinedBehavior::SemiStrict)
}

fn note(out: &mut Output<'_>, mark: &Mark) -> Result<(), Error> {
    let mut text = String::new();
    mark.write(&mut text);
    Ok(out.write_str(&text)?)
}

/// Escapes text; a line break is a note, a tab another, and what XML forbids an error.
fn write_text(out: &mut Output<'_>, text: &str) -> Result<(), Error> {
    let special = |b: u8| b < 0x20 || matches!(b, b'&' | b'<' | b'>' | 0xef);
    let mut from = 0;
    let bytes = text.as_bytes();
    for (i, &b) in bytes.iter().enumerate() {
        if !special(b) {
            continue;
        }
        let twin = match b {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'\n' | b'\t' | b'\r' => "",
            0xef if !text.get(i..).is_some_and(|t| t.starts_with(forbidden)) => continue,
            _ => return check_characters(text),
        };
        out.write_str(text.get(from..i).unwrap_or(""))?;
        from = i + 1;
        match b {
            // A carriage return belongs to the line feed after it, else it is one.
            b'\r' if bytes.get(i + 1) == Some(&b'\n') => {}
            b'\n' | b'\r' => note(out, &Mark::Break)?,
            b'\t' => note(out, &Mark::Tab)?,
            _ => out.write_str(twin)?,
        }
    }
    Ok(out.write_str(text.get(from..).unwrap_or(""))?)
}

/// The data as the template sees it: its fields by name, all of it as `数据` (`data`), last year's as `prior`.
#[derive(Debug)]
pub(super) struct Root {
    pub data: Value,
    pub prior: Value,
}

impl Object for Root {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let found = self.data.get_item(key).ok().filter(|v| !v.is_undefined());
        found.or_else(|| match key.as_str()? {
            "__data" | "data" | "数据" => Some(self.data.clone()),
            "prior" | "上年" => Some(self.prior.clone()),
            _ => None,
        })
    }

    fn enumerate(self: &Arc<Self>) -> minijinja::value::Enumerator {
        match self.data.try_iter() {
            Ok(keys) => minijinja::value::Enumerator::Values(keys.collect()),
            Err(_) => minijinja::value::Enumerator::Empty,
        }
    }
}
