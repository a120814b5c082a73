//! Laying data over data, and setting single values from the command line.

use super::map::Map;
use super::scalar;
use crate::error::{Lang, Problem, Result, catalogue::data as entries};
use minijinja::value::{Value, ValueKind};

/// Lays `over` over `base`: mappings are merged key by key, at every depth; anything else, lists
/// included, is replaced by what comes later.
///
/// ```
/// use hongtou::data::{Format, Limits, merge, read_str};
/// let read = |text| read_str(text, Format::Yaml, "数据.yaml", &Limits::default());
/// let merged = merge(&read("单位: {名称: 香港街道, 人数: 12}")?, &read("单位: {人数: 15}")?);
/// assert_eq!(merged.get_attr("单位").unwrap().to_string(), "{'名称': '香港街道', '人数': 15}");
/// # Ok::<(), hongtou::Error>(())
/// ```
pub fn merge(base: &Value, over: &Value) -> Value {
    let (Some(mut entries), Some(later)) = (pairs(base), pairs(over)) else {
        return over.clone();
    };
    for (key, value) in later {
        let merged = match base.get_attr(&key) {
            Ok(before) if before.kind() == ValueKind::Map => merge(&before, &value),
            _ => value,
        };
        entries.push((key, merged));
    }
    // Of equal keys the later wins, at the place of the earlier.
    Value::from_object(entries.into_iter().collect::<Map>())
}

fn pairs(value: &Value) -> Option<Vec<(String, Value)>> {
    if value.kind() != ValueKind::Map {
        return None;
    }
    let pairs = value.as_object()?.try_iter_pairs()?;
    Some(pairs.map(|(key, value)| (key.to_string(), value)).collect())
}

/// Sets one value, written `a.b[0].c=text`; see [`set`].
///
/// ```
/// use hongtou::data::{Format, Limits, apply_setting, read_str};
/// let data = read_str("单位: {名称: 香港街道}", Format::Yaml, "数据.yaml", &Limits::default())?;
/// let data = apply_setting(&data, "单位.人数=12")?;
/// assert_eq!(data.to_string(), "{'单位': {'名称': '香港街道', '人数': 12}}");
/// # Ok::<(), hongtou::Error>(())
/// ```
///
/// # Errors
///
/// There is no `=`, the path cannot be read, or it runs into a list or a single value.
pub fn apply_setting(value: &Value, setting: &str) -> Result<Value> {
    let Some(at) = setting.find('=') else {
        let wide = setting.find('＝').map(|at| setting.get(..at).unwrap_or_default().chars().count());
        let problem = Problem::new(&entries::SET_NO_EQUALS).arg("setting", setting).text(setting);
        return Err(match wide {
            Some(at) => problem.context(setting, at..at + 1),
            None => problem.context(setting, 0..setting.chars().count()),
        }
        .into());
    };
    let (path, text) = (setting.get(..at).unwrap_or_default(), setting.get(at + 1..).unwrap_or_default());
    set(value, path.trim(), text.trim())
}

/// Sets the value at a path; mappings that are missing on the way are made.
///
/// A path is names and numbers: `单位.名称`, `活动[0].人数`; a name with dots or brackets stands in
/// quotes: `数据["金额（万元）.合计"]`. The text is read like an unquoted scalar of YAML (`12` is a
/// number, `007` is text, `true` is true), only that nothing is an empty text.
///
/// # Errors
///
/// The path cannot be read, or it runs into a list or a single value.
pub fn set(value: &Value, path: &str, text: &str) -> Result<Value> {
    let segments = parse_path(path).map_err(|range| {
        let problem = Problem::new(&entries::SET_PATH).arg("path", path);
        if path.is_empty() { problem } else { problem.text(path).context(path, range..range + 1) }
    })?;
    let new = if text.is_empty() { Value::from("") } else { scalar::plain(text) };
    put(value, &segments, "", new)
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Segment {
    Key(String),
    Index(usize),
}

/// The steps of a path, or the character at which it cannot be read.
pub(super) fn parse_path(path: &str) -> std::result::Result<Vec<Segment>, usize> {
    let mut segments = Vec::new();
    let mut rest = path;
    let at = |rest: &str| path.chars().count() - rest.chars().count();
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let (segment, after) = bracket(inner).ok_or_else(|| at(rest))?;
            segments.push(segment);
            rest = after;
        } else {
            let name = match (segments.is_empty(), rest.strip_prefix('.')) {
                (true, None) => rest,
                (false, Some(name)) => name,
                _ => return Err(at(rest)),
            };
            let end = name.find(['.', '[']).unwrap_or(name.len());
            let (name, after) = name.split_at(end);
            if name.trim().is_empty() {
                return Err(at(rest));
            }
            segments.push(Segment::Key(name.trim().to_string()));
            rest = after;
        }
    }
    if segments.is_empty() { Err(0) } else { Ok(segments) }
}

/// What stands in brackets, and what follows them.
fn bracket(inner: &str) -> Option<(Segment, &str)> {
    if let Some(quote) = inner.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let (name, after) = inner.get(1..)?.split_once(quote)?;
        return Some((Segment::Key(name.to_string()), after.strip_prefix(']')?));
    }
    let (number, after) = inner.split_once(']')?;
    Some((Segment::Index(number.trim().parse().ok()?), after))
}

fn put(value: &Value, path: &[Segment], walked: &str, new: Value) -> Result<Value> {
    let Some((segment, rest)) = path.split_first() else {
        return Ok(new);
    };
    match segment {
        Segment::Key(name) => put_key(value, name, rest, walked, new),
        Segment::Index(index) => put_index(value, *index, rest, walked, new),
    }
}

fn put_key(value: &Value, name: &str, rest: &[Segment], walked: &str, new: Value) -> Result<Value> {
    let mut entries = match value.kind() {
        ValueKind::Undefined | ValueKind::None => Vec::new(),
        _ => pairs(value).ok_or_else(|| blocked(value, name, walked))?,
    };
    let before = value.get_attr(name).unwrap_or(Value::UNDEFINED);
    let walked = if walked.is_empty() { name.to_string() } else { format!("{walked}.{name}") };
    entries.push((name.to_string(), put(&before, rest, &walked, new)?));
    Ok(Value::from_object(entries.into_iter().collect::<Map>()))
}

fn put_index(value: &Value, index: usize, rest: &[Segment], walked: &str, new: Value) -> Result<Value> {
    let list = matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable).then(|| value.try_iter().ok());
    let Some(items) = list.flatten() else {
        let problem = Problem::new(&entries::SET_NO_LIST).arg("path", walked).arg("index", index);
        return Err(found(problem, value).into());
    };
    let mut items: Vec<Value> = items.collect();
    let length = items.len();
    let Some(item) = items.get_mut(index) else {
        let problem = Problem::new(&entries::SET_INDEX).arg("path", walked).arg("index", index);
        return Err(problem.arg("length", length).arg("last", length.saturating_sub(1)).into());
    };
    *item = put(item, rest, &format!("{walked}[{index}]"), new)?;
    Ok(Value::from_object(items))
}

fn blocked(value: &Value, name: &str, walked: &str) -> Problem {
    let list = matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable);
    let entry = if list { &entries::SET_INTO_LIST } else { &entries::SET_INTO_SCALAR };
    found(Problem::new(entry).arg("path", walked).arg("name", name), value)
}

fn found(problem: Problem, value: &Value) -> Problem {
    problem.phrase("found", super::kind_name(value, Lang::Zh), super::kind_name(value, Lang::En))
}
