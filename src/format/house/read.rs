//! House rules as a clerk writes them: Chinese or English names, numbers with or without units.

use super::{FontChains, House};
use crate::error::{Error, Problem, Result, catalogue};
use crate::format::page::Profile;
use crate::text::near::nearest;
use serde::Deserialize;
use serde_json::{Map, Value};

/// What a rule can be.
#[derive(Clone, Copy)]
enum Shape {
    /// Millimetres.
    Length,
    /// Points.
    Points,
    /// A number of lines or characters.
    Count,
    /// 三号, or points.
    Size,
    /// Text.
    Text,
    /// 是 or 否.
    Switch,
    /// A built-in set of fonts, or chains of names.
    Fonts,
    /// Rules of their own.
    Group(&'static [Rule]),
}

/// A rule's name in the file, its Chinese name, and what it can be.
type Rule = (&'static str, &'static str, Shape);

const LEVEL: &[Rule] =
    &[("font", "字体", Shape::Text), ("bold", "加粗", Shape::Switch), ("size", "字号", Shape::Size)];

const RULES: &[Rule] = &[
    ("base", "基础", Shape::Text),
    ("name", "名称", Shape::Text),
    (
        "margins",
        "页边距",
        Shape::Group(&[
            ("top", "上", Shape::Length),
            ("bottom", "下", Shape::Length),
            ("left", "左", Shape::Length),
            ("right", "右", Shape::Length),
            ("width", "纸宽", Shape::Length),
            ("height", "纸高", Shape::Length),
        ]),
    ),
    ("pitch", "行距", Shape::Points),
    ("lines", "每页行数", Shape::Count),
    ("characters", "每行字数", Shape::Count),
    ("tracking", "字距", Shape::Points),
    ("body_size", "正文字号", Shape::Size),
    ("title_size", "标题字号", Shape::Size),
    ("title_font", "标题字体", Shape::Text),
    ("title_bold", "标题加粗", Shape::Switch),
    ("title_line", "标题行距", Shape::Points),
    ("level1", "一级标题", Shape::Group(LEVEL)),
    ("level2", "二级标题", Shape::Group(LEVEL)),
    ("level3", "三级标题", Shape::Group(LEVEL)),
    ("level4", "四级标题", Shape::Group(LEVEL)),
    ("level5", "五级标题", Shape::Group(LEVEL)),
    ("latin", "数字字体", Shape::Text),
    (
        "blanks",
        "空行",
        Shape::Group(&[
            ("before_title", "标题前", Shape::Count),
            ("after_title", "标题后", Shape::Count),
            ("before_note", "附件说明前", Shape::Count),
            ("before_signature", "署名前", Shape::Count),
            ("before_seal", "盖章署名前", Shape::Count),
        ]),
    ),
    (
        "indents",
        "空字",
        Shape::Group(&[
            ("first_line", "首行", Shape::Count),
            ("signature", "署名右空", Shape::Count),
            ("date", "日期缩进", Shape::Count),
            ("seal", "盖章日期右空", Shape::Count),
        ]),
    ),
    (
        "number",
        "页码",
        Shape::Group(&[
            ("place", "位置", Shape::Text),
            ("size", "字号", Shape::Size),
            ("foot", "距页底", Shape::Length),
            ("indent", "缩进", Shape::Length),
        ]),
    ),
    (
        "head",
        "版头",
        Shape::Group(&[
            ("mark_size", "标志字号", Shape::Size),
            ("mark_top", "标志距版心", Shape::Length),
            ("order_mark_top", "命令标志距版心", Shape::Length),
            ("rule", "红线粗细", Shape::Points),
            ("rule_gap", "红线距文号", Shape::Length),
            ("red", "颜色", Shape::Text),
        ]),
    ),
    (
        "imprint",
        "版记",
        Shape::Group(&[
            ("size", "字号", Shape::Size),
            ("line", "行距", Shape::Points),
            ("foot", "距页底", Shape::Length),
            ("outer_rule", "首末线", Shape::Length),
            ("inner_rule", "中间线", Shape::Length),
        ]),
    ),
    (
        "letter",
        "信函",
        Shape::Group(&[
            ("mark_top", "标志距页顶", Shape::Length),
            ("rule_gap", "双线距标志", Shape::Length),
            ("foot_rule", "下线距页底", Shape::Length),
            ("width", "双线长", Shape::Length),
            ("rule", "双线粗细", Shape::Points),
        ]),
    ),
    ("fonts", "字体", Shape::Fonts),
];

const CHAINS: &[&str] = &["小标宋", "仿宋", "黑体", "楷体", "宋体", "title", "body", "hei", "kai", "song"];

impl House {
    /// Reads rules from data: names in Chinese or English, lengths and sizes as numbers or with their units
    /// (`28磅`, `3.7厘米`).
    ///
    /// # Errors
    /// `F010` for every name that is no rule, `F005` for every value that cannot be understood.
    ///
    /// ```
    /// use hongtou::format::house::House;
    /// let rules = serde_json::json!({"行距": "28磅", "页边距": {"上": "3.7厘米"}});
    /// let house = House::from_value(&rules)?;
    /// assert_eq!((house.pitch, house.margins.top), (Some(28.0), Some(37.0)));
    /// # Ok::<(), hongtou::Error>(())
    /// ```
    pub fn from_value(value: &Value) -> Result<House> {
        let (house, problems) = read(value);
        match Error::from_problems(problems) {
            Some(error) => Err(error),
            None => Ok(house),
        }
    }
}

/// The profile under rules that stand in data: everything that is wrong with them is reported together.
///
/// # Errors
/// Those of [`House::from_value`] and [`House::profile`].
pub fn profile(value: &Value) -> Result<Profile> {
    let (house, mut problems) = read(value);
    let profile = house.profile();
    match (profile, problems.is_empty()) {
        (Ok(profile), true) => Ok(profile),
        (profile, _) => {
            problems.extend(profile.err().map(Error::into_problems).unwrap_or_default());
            let unread = || Problem::new(&catalogue::format::NOT_BUILT).into();
            Err(Error::from_problems(problems).unwrap_or_else(unread))
        }
    }
}

/// The rules that could be read, and what is wrong with the others.
fn read(value: &Value) -> (House, Vec<Problem>) {
    let mut problems = Vec::new();
    let rules = group(value, RULES, "", &mut problems);
    let house = House::deserialize(Value::Object(rules)).unwrap_or_else(|error| {
        problems.push(bad("", &error.to_string(), ""));
        House::default()
    });
    (house, problems)
}

fn bad(field: &str, value: &str, known: &'static str) -> Problem {
    let field = if field.is_empty() { "版式规则" } else { field };
    Problem::new(&catalogue::format::BAD_RULE).arg("field", field).arg("value", value).arg("known", known)
}

fn group(value: &Value, rules: &[Rule], path: &str, problems: &mut Vec<Problem>) -> Map<String, Value> {
    let mut out = Map::new();
    let Value::Object(given) = value else {
        if !value.is_null() {
            problems.push(bad(path, &shown(value), "下面分行写的各项，如“上: 37”"));
        }
        return out;
    };
    for (name, value) in given {
        let field = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match rules.iter().find(|(en, zh, _)| en == name || zh == name) {
            Some((en, _, shape)) => {
                if let Some(value) = one(value, *shape, &field, problems) {
                    out.insert((*en).to_string(), value);
                }
            }
            None => {
                let known: Vec<&str> = rules.iter().map(|(_, zh, _)| *zh).collect();
                let near = nearest(name, known.iter().copied(), str::to_string);
                let known = near.unwrap_or_else(|| known.join("、"));
                problems.push(
                    Problem::new(&catalogue::format::UNKNOWN_RULE).arg("field", &field).arg("known", known),
                );
            }
        }
    }
    out
}

/// A rule's value in the form that [`House`] wants; nothing where it is blank or wrong.
fn one(value: &Value, shape: Shape, field: &str, problems: &mut Vec<Problem>) -> Option<Value> {
    if value.is_null() {
        return None;
    }
    let (read, known) = match shape {
        Shape::Length => (number(value, LENGTHS).map(Value::from), "毫米数，如 37"),
        Shape::Points => (number(value, POINTS).map(Value::from), "磅数，如 28"),
        Shape::Count => (count(value).map(Value::from), "整数，如 2"),
        Shape::Size => (size(value), "初号、小初、一号……五号，或磅数"),
        Shape::Text => (text(value).map(Value::from), "文字"),
        Shape::Switch => (switch(value).map(Value::from), "是、否"),
        Shape::Fonts => (fonts(value), "gb2312、gbk、system，或 {仿宋: [方正仿宋_GBK, 仿宋]}"),
        Shape::Group(rules) => return Some(Value::Object(group(value, rules, field, problems))),
    };
    if read.is_none() {
        problems.push(bad(field, &shown(value), known));
    }
    read
}

fn shown(value: &Value) -> String {
    text(value).unwrap_or_else(|| value.to_string())
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Units with what one of them is.
type Units = &'static [(&'static str, f64)];
const LENGTHS: Units = &[("毫米", 1.0), ("mm", 1.0), ("厘米", 10.0), ("cm", 10.0), ("磅", 25.4 / 72.0)];
const POINTS: Units = &[("磅", 1.0), ("pt", 1.0), ("毫米", 72.0 / 25.4), ("mm", 72.0 / 25.4)];

fn number(value: &Value, units: Units) -> Option<f64> {
    let text = text(value)?.to_ascii_lowercase();
    let unit = units.iter().find_map(|(unit, one)| Some((text.strip_suffix(unit)?, *one)));
    let (digits, one) = unit.unwrap_or((&text, 1.0));
    digits.trim().parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| number * one)
}

fn count(value: &Value) -> Option<i32> {
    let text = text(value)?;
    text.trim_end_matches(['行', '字']).trim().parse().ok()
}

fn size(value: &Value) -> Option<Value> {
    match value {
        Value::Number(_) => Some(value.clone()),
        Value::String(name) => {
            Some(number(value, POINTS).map_or_else(|| Value::from(name.trim()), Value::from))
        }
        _ => None,
    }
}

fn switch(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(on) => Some(*on),
        Value::String(word) if ["是", "true", "yes", "开"].contains(&word.trim()) => Some(true),
        Value::String(word) if ["否", "false", "no", "关"].contains(&word.trim()) => Some(false),
        _ => None,
    }
}

/// A set's name, or chains; a single name is a chain of one.
fn fonts(value: &Value) -> Option<Value> {
    let Value::Object(given) = value else { return text(value).map(Value::from) };
    let mut chains = Map::new();
    for (class, names) in given {
        let names = match names {
            Value::String(name) => vec![Value::from(name.trim())],
            Value::Array(names) if names.iter().all(Value::is_string) => names.clone(),
            _ => return None,
        };
        if !CHAINS.contains(&class.as_str()) {
            return None;
        }
        chains.insert(class.clone(), Value::Array(names));
    }
    let chains = Value::Object(chains);
    FontChains::deserialize(&chains).ok().map(|_| chains)
}
