//! What templates written for Jinja2 and Python expect beside minijinja's own: some filters, and advice where
//! something cannot be.

use crate::text::number;
use minijinja::value::{Rest, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State, UndefinedBehavior};
use minijinja_contrib::pycompat::unknown_method_callback as pycompat;
use std::sync::LazyLock;

/// What Python has and we have not, and what to write instead.
const MISSING: &[(&str, &str, &str)] = &[
    (
        "%",
        "数字请写成 {{ 数|fixed(2) }}，其他请写成 {{ \"…\"|format(值) }}",
        "write {{ n|fixed(2) }} or {{ \"…\"|format(x) }}",
    ),
    ("strftime", "日期请写成 {{ 日期|date(\"%Y年%-m月%-d日\") }}", "write {{ day|date(\"%Y-%m-%d\") }}"),
    ("isoformat", "日期请写成 {{ 日期|date(\"%Y-%m-%d\") }}", "write {{ day|date(\"%Y-%m-%d\") }}"),
    ("append", LIST_ZH, LIST_EN),
    ("extend", LIST_ZH, LIST_EN),
    ("insert", LIST_ZH, LIST_EN),
    ("remove", LIST_ZH, LIST_EN),
    ("clear", LIST_ZH, LIST_EN),
    ("pop", LIST_ZH, LIST_EN),
    ("update", LIST_ZH, LIST_EN),
    ("setdefault", LIST_ZH, LIST_EN),
    ("sort", "排序请写成 {{ 列表|sort }}", "write list|sort"),
    ("reverse", "倒序请写成 {{ 列表|reverse }}", "write list|reverse"),
    ("zfill", "补零请写成 {{ \"%03d\"|format(数) }}", "write {{ \"%03d\"|format(n) }}"),
    ("ljust", "请在 Word 里用对齐方式或制表位", "use alignment or tab stops in Word"),
    ("rjust", "请在 Word 里用对齐方式或制表位", "use alignment or tab stops in Word"),
    ("encode", "不需要转换编码，请去掉", "no conversion is needed: remove it"),
    ("decode", "不需要转换编码，请去掉", "no conversion is needed: remove it"),
    ("now", TODAY_ZH, TODAY_EN),
    ("today", TODAY_ZH, TODAY_EN),
    ("_", "不支持翻译函数；请直接写出文字", "write the text itself"),
    ("gettext", "不支持翻译函数；请直接写出文字", "write the text itself"),
    ("ngettext", "不支持翻译函数；请直接写出文字", "write the text itself"),
];

const LIST_ZH: &str =
    "列表的内容不能在模板里改动；请用 {% set 列表 = 列表 + [项] %}，求和、计数请用 |sum、|count";
const LIST_EN: &str =
    "lists cannot be changed in a template: write {% set list = list + [item] %}; to add up use |sum, |count";
const TODAY_ZH: &str = "模板里没有当前时间；请在数据中写明日期，再用 {{ 成文日期|date }}";
const TODAY_EN: &str = "there is no clock in a template: put the date into the data and write {{ day|date }}";

/// The advice for something that only Python has, in Chinese and English.
pub(super) fn advice(name: &str) -> Option<(&'static str, &'static str)> {
    MISSING.iter().find(|(n, ..)| *n == name).map(|(_, zh, en)| (*zh, *en))
}

/// Python's functions that are filters here.
pub(super) fn filter_for(function: &str) -> Option<&'static str> {
    Some(match function {
        "len" => "length",
        "str" => "string",
        "sorted" => "sort",
        "reversed" => "reverse",
        "int" => "int",
        "float" => "float",
        "sum" => "sum",
        "max" => "max",
        "min" => "min",
        "round" => "round",
        "abs" => "abs",
        "list" => "list",
        "upper" => "upper",
        "lower" => "lower",
        _ => return None,
    })
}

/// Registers the filters and functions of Jinja2 that minijinja lacks.
pub(super) fn register(env: &mut Environment<'_>) {
    env.add_filter("truncate", truncate);
    env.add_filter("format", format);
    env.add_filter("length", length);
    env.add_filter("indent", indent);
    env.add_filter("wordcount", |text: String| text.split_whitespace().map(words).sum::<usize>());
    env.add_filter("center", center);
    env.add_filter("striptags", minijinja_contrib::filters::striptags);
    env.add_filter("filesizeformat", minijinja_contrib::filters::filesizeformat);
    env.add_filter("urlencode", urlencode);
    env.add_filter("tojson", |v: Value| serde_json::to_string(&v).unwrap_or_default());
    env.add_filter("int", int);
    env.add_filter("float", float);
    env.add_function("cycler", |items: Rest<Value>| minijinja_contrib::globals::cycler(items.0));
    env.add_function("joiner", minijinja_contrib::globals::joiner);
}

/// How wide a format or an indent may make a text, in characters: what an office fills in is narrower, and a
/// wider one is an attempt to use up the memory.
const MAX_WIDTH: usize = 1000;

fn too_wide() -> Error {
    Error::new(ErrorKind::InvalidOperation, "the width is too large")
}

/// Refuses a format whose widths or precisions pass [`MAX_WIDTH`]: `%9d`, `{:9.2f}`.
fn check_widths(pattern: &str) -> Result<(), Error> {
    let wide = |spec: &str| {
        let mut numbers = spec.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
        numbers.any(|digits| digits.parse::<usize>().map_or(true, |n| n > MAX_WIDTH))
    };
    let printf = pattern.split('%').skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit() && !"+-# .".contains(c)).unwrap_or(rest.len());
        rest.get(..end).unwrap_or("")
    });
    let braces = pattern.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or(""));
    let specs = braces.filter_map(|field| field.split_once(':').map(|(_, spec)| spec));
    if printf.chain(specs).any(wide) { Err(too_wide()) } else { Ok(()) }
}

fn is_wide(value: &Value) -> bool {
    i64::try_from(value.clone()).is_ok_and(|n| n.unsigned_abs() > MAX_WIDTH as u64)
}

/// The engine's `format`, its widths limited, also those given as arguments.
fn format(state: &State<'_, '_>, pattern: Value, args: Rest<Value>) -> Result<Value, Error> {
    let text = pattern.as_str().unwrap_or("");
    check_widths(text)?;
    // The engine behind does not know how strict this one is.
    let strict =
        matches!(state.undefined_behavior(), UndefinedBehavior::Strict | UndefinedBehavior::SemiStrict);
    if strict && (pattern.is_undefined() || args.iter().any(Value::is_undefined)) {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    if text.contains('*') && args.iter().any(is_wide) {
        return Err(too_wide());
    }
    let mut all = vec![pattern];
    all.extend(args.0);
    as_numbers_else(&all, |all| ENGINE.empty_state().apply_filter("format", all))
}

/// What a format makes of values, and where it asks for numbers, of the numbers that texts among them spell.
fn as_numbers_else(
    values: &[Value],
    mut format: impl FnMut(&[Value]) -> Result<Value, Error>,
) -> Result<Value, Error> {
    format(values).or_else(|error| {
        let spelled: Vec<Option<Value>> = values.iter().map(super::reckon::spelled).collect();
        if spelled.iter().all(Option::is_none) {
            return Err(error);
        }
        let read =
            spelled.into_iter().zip(values).map(|(number, value)| number.unwrap_or_else(|| value.clone()));
        format(&read.collect::<Vec<_>>()).map_err(|_| error)
    })
}

/// Jinja2's `indent(width=4, first=False, blank=False)`.
fn indent(
    text: String,
    width: Option<usize>,
    first: Option<bool>,
    blank: Option<bool>,
) -> Result<String, Error> {
    let width = width.unwrap_or(4);
    if width > MAX_WIDTH {
        return Err(too_wide());
    }
    let pad = " ".repeat(width);
    let padded = |(i, line): (usize, &str)| {
        let wanted = (i > 0 || first.unwrap_or(false)) && (!line.is_empty() || blank.unwrap_or(false));
        if wanted { format!("{pad}{line}") } else { line.to_string() }
    };
    Ok(text.split('\n').enumerate().map(padded).collect::<Vec<_>>().join("\n"))
}

/// The engine's own filters, behind ours of the same name.
static ENGINE: LazyLock<Environment<'static>> = LazyLock::new(Environment::new);

/// Items that `length` counts one by one.
const MAX_COUNTED: usize = 10_000_000;

/// The engine's `length`; what must be counted item by item, such as lists added to each other, is counted so
/// far and no farther.
fn length(state: &State<'_, '_>, value: Value) -> Result<usize, Error> {
    let strict =
        matches!(state.undefined_behavior(), UndefinedBehavior::Strict | UndefinedBehavior::SemiStrict);
    match value.kind() {
        ValueKind::Undefined | ValueKind::None if strict => Err(Error::from(ErrorKind::UndefinedError)),
        ValueKind::Undefined | ValueKind::None => Ok(0),
        ValueKind::String => Ok(value.as_str().map_or(0, |text| text.chars().count())),
        ValueKind::Map => Ok(value.try_iter()?.count()),
        _ => match value.try_iter()?.take(MAX_COUNTED + 1).count() {
            n if n > MAX_COUNTED => Err(Error::new(ErrorKind::InvalidOperation, "the list is too large")),
            n => Ok(n),
        },
    }
}

/// Methods that values have in Python. `format` knows per cent here, which the engine's own does not.
pub(super) fn method(
    state: &mut State<'_, '_>,
    value: &Value,
    name: &str,
    args: &[Value],
) -> Result<Value, Error> {
    if name == "format" {
        let text = value.as_str().unwrap_or("");
        check_widths(text)?;
        // A width may itself be an argument: `{:{}}`.
        let nested = text.split('{').skip(1).any(|field| field.ends_with(':') || field.ends_with('.'));
        if nested && args.iter().any(is_wide) {
            return Err(too_wide());
        }
    }
    if let Some(text) = value.as_str().filter(|text| name == "format" && text.contains("%}"))
        && let Some(text) = per_cents(text, args)
    {
        return pycompat(state, &Value::from(text), name, args);
    }
    if name == "format" {
        return as_numbers_else(args, |args| pycompat(state, value, name, args));
    }
    pycompat(state, value, name, args)
}

/// Fills the fields `{:.1%}` of a format and numbers the others.
fn per_cents(text: &str, args: &[Value]) -> Option<String> {
    let mut out = String::new();
    let mut next = 0;
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, field) = rest.split_at(at);
        out.push_str(before);
        if field.starts_with("{{") {
            out.push_str("{{");
            rest = field.get(2..)?;
            continue;
        }
        let end = field.find('}')?;
        let inside = field.get(1..end)?;
        rest = field.get(end + 1..)?;
        let (name, spec) = inside.split_once(':').unwrap_or((inside, ""));
        let index: usize = if name.is_empty() { next } else { name.parse().ok()? };
        next += usize::from(name.is_empty());
        match spec.strip_suffix('%') {
            Some(spec) => {
                let decimals = spec.rsplit('.').next().and_then(|d| d.parse().ok()).unwrap_or(6usize).min(30);
                out.push_str(&format!("{:.decimals$}%", figure(args.get(index)?)? * 100.0));
            }
            None if spec.is_empty() => out.push_str(&format!("{{{index}}}")),
            None => out.push_str(&format!("{{{index}:{spec}}}")),
        }
    }
    out.push_str(rest);
    Some(out)
}

/// Words of Latin script, characters of Chinese.
fn words(chunk: &str) -> usize {
    let han = chunk.chars().filter(|c| ('\u{3400}'..='\u{9fff}').contains(c)).count();
    let latin = chunk.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).count();
    han + latin
}

/// Jinja2's `truncate(length=255, killwords=False, end='...', leeway=5)`.
fn truncate(
    text: String,
    length: Option<usize>,
    kill: Option<bool>,
    end: Option<String>,
    leeway: Option<usize>,
) -> String {
    let (length, end) = (length.unwrap_or(255), end.unwrap_or_else(|| "...".into()));
    let count = text.chars().count();
    if count <= length.saturating_add(leeway.unwrap_or(5)) {
        return text;
    }
    let head: String = text.chars().take(length.saturating_sub(end.chars().count())).collect();
    let kept = match head.rfind(' ').filter(|_| !kill.unwrap_or(false)) {
        Some(at) => head.get(..at).unwrap_or(&head),
        None => &head,
    };
    format!("{kept}{end}")
}

fn center(text: String, width: Option<usize>) -> String {
    let width = width.unwrap_or(80).min(10_000);
    let gap = width.saturating_sub(text.chars().count());
    format!("{}{text}{}", " ".repeat(gap / 2), " ".repeat(gap - gap / 2))
}

fn urlencode(text: String) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                out.push(byte as char)
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Python's `int`, which reads 3,000 and 12.7 too; `default` where there is no number.
fn int(value: Value, default: Option<Value>) -> Result<Value, Error> {
    match figure(&value) {
        Some(number) => Ok(Value::from(number.trunc() as i64)),
        None => default.ok_or_else(|| no_number(&value)),
    }
}

fn float(value: Value, default: Option<Value>) -> Result<Value, Error> {
    match figure(&value) {
        Some(number) => Ok(Value::from(number)),
        None => default.ok_or_else(|| no_number(&value)),
    }
}

fn figure(value: &Value) -> Option<f64> {
    if let Some(text) = value.as_str() {
        return number::parse(text.trim()).map(|n| n.value.to_f64());
    }
    if value.kind() == minijinja::value::ValueKind::Bool {
        return Some(f64::from(u8::from(value.is_true())));
    }
    f64::try_from(value.clone()).ok()
}

fn no_number(value: &Value) -> Error {
    if value.is_undefined() {
        return Error::from(ErrorKind::UndefinedError);
    }
    Error::new(ErrorKind::InvalidOperation, "unsupported conversion to a number")
}
