//! `hongtou inspect TEMPLATE`: the fields of a template, and what is wrong with it.

use super::{Shell, Status, arguments, template};
use crate::error::{Error, Lang, Place, Problem};
use crate::package::check_not_input;
use crate::template::{Field, FieldKind};
use crate::wml::{Remark, annotate};
use clap::{ArgMatches, Command};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use unicode_width::UnicodeWidthStr;

pub(super) fn command(lang: Lang) -> Command {
    let t = |zh: &'static str, en: &'static str| super::language::pick(lang, zh, en);
    Command::new("inspect")
        .about(t("列出模板要填的字段，检查模板写得对不对", "List a template's fields and check the template"))
        .after_help(t(
            "例子：\n  hongtou inspect 模板.docx\n  hongtou inspect 模板.docx -o 标注.docx     在每处问题上加批注\n  hongtou inspect 模板.docx --format schema   输出数据的 JSON Schema",
            "Examples:\n  hongtou inspect template.docx\n  hongtou inspect template.docx -o marked.docx\n  hongtou inspect template.docx --format schema",
        ))
        .arg(arguments::template(lang))
        .arg(arguments::output(
            lang,
            "写一份模板副本，每处问题加一条 Word 批注",
            "Write a copy of the template with a Word comment at each problem",
        ))
        .arg(arguments::format(lang, &["text", "json", "schema"]))
        .args(arguments::limits(lang))
}

pub(super) fn run(shell: &Shell, matches: &ArgMatches) -> Result<Status, Error> {
    let package = template::package(matches)?;
    let (fields, problems) = match template::open(matches) {
        Ok(template) => (template.fields(), template.warnings()),
        Err(error) => (Vec::new(), error.into_problems()),
    };
    if let Some(output) = matches.get_one::<PathBuf>("output") {
        let input = matches.get_one::<PathBuf>("template").map(PathBuf::as_path);
        check_not_input(output, input)?;
        mark(shell, &package, &problems, output)?;
    }
    // The document itself goes to standard output then.
    let taken = matches.get_one::<PathBuf>("output").is_some_and(|output| output == Path::new("-"));
    match matches.get_one::<String>("format").map(String::as_str) {
        Some("json") => shell.print_json(&report(&fields, &problems, shell.lang)),
        Some("schema") => shell.print_json(&schema(&fields)),
        _ if taken => {}
        _ => shell.print(&table(&fields, shell.lang)),
    }
    if !problems.is_empty() {
        shell.report(&problems);
    }
    Ok(if problems.is_empty() { Status::Done } else { Status::Found })
}

fn mark(
    shell: &Shell,
    package: &crate::package::Package,
    problems: &[Problem],
    output: &Path,
) -> Result<(), Error> {
    let remark = |problem: &Problem| {
        let place = match problem.place() {
            Some(Place::Document(place)) => place.clone(),
            _ => crate::error::DocPlace::story(crate::error::Story::Body),
        };
        let mut text = format!("[{}] {}", problem.code(), problem.message(shell.lang));
        if let Some(help) = problem.help(shell.lang) {
            text.push_str(&format!("\n{help}"));
        }
        Remark { place, text }
    };
    let remarks: Vec<Remark> = problems.iter().map(remark).collect();
    let changes = annotate(package, &remarks, "hongtou", None)?;
    let written = package.write_with(std::io::Cursor::new(Vec::new()), &changes);
    shell.write(
        output,
        &written.map_err(|_| Problem::new(&crate::error::catalogue::format::NOT_BUILT))?.into_inner(),
    )
}

fn kind_words(kind: FieldKind, lang: Lang) -> &'static str {
    match (lang, kind) {
        (Lang::En, kind) => kind.as_str(),
        (_, FieldKind::Any) => "任意",
        (_, FieldKind::Text) => "文字",
        (_, FieldKind::Number) => "数字",
        (_, FieldKind::Date) => "日期",
        (_, FieldKind::List) => "列表",
        (_, FieldKind::Object) => "一组",
    }
}

fn table(fields: &[Field], lang: Lang) -> String {
    if fields.is_empty() {
        return String::new();
    }
    let zh = lang == Lang::Zh;
    let head =
        if zh { ["字段", "类型", "必填", "位置"] } else { ["field", "kind", "required", "places"] };
    let mut rows: Vec<[String; 4]> = vec![head.map(String::from)];
    for field in fields {
        let required = match (field.required, zh) {
            (true, true) => "是",
            (true, false) => "yes",
            (false, _) => "",
        };
        let mut places: Vec<String> = field.places.iter().take(3).map(|p| p.words(lang)).collect();
        if field.places.len() > 3 {
            places.push("…".into());
        }
        let separator = if zh { "、" } else { ", " };
        rows.push([
            field.name.clone(),
            kind_words(field.kind, lang).into(),
            required.into(),
            places.join(separator),
        ]);
    }
    let width = |i: usize| rows.iter().filter_map(|r| r.get(i)).map(|c| c.width()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2), 0];
    let mut out = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            let gap = width.saturating_sub(cell.width()) + 2;
            line.push_str(&format!("{cell}{:gap$}", ""));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn report(fields: &[Field], problems: &[Problem], lang: Lang) -> Value {
    let field = |f: &Field| {
        let places: Vec<Value> = f.places.iter().map(Place::json).collect();
        json!({"name": f.name, "kind": f.kind.as_str(), "required": f.required, "places": places})
    };
    let mut value = super::problems_json(problems, lang);
    if let Some(map) = value.as_object_mut() {
        map.insert("fields".into(), fields.iter().map(field).collect());
    }
    value
}

/// The JSON Schema (2020-12) of the data that the template asks for.
fn schema(fields: &[Field]) -> Value {
    let mut root = object();
    if let Some(map) = root.as_object_mut() {
        map.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    }
    for field in fields {
        insert(&mut root, &field.name, field);
    }
    root
}

fn object() -> Value {
    json!({"type": "object", "properties": {}, "required": []})
}

fn insert(node: &mut Value, path: &str, field: &Field) {
    let (step, rest) = match path.split_once('.') {
        Some((step, rest)) => (step, Some(rest)),
        None => (path, None),
    };
    let name = step.trim_end_matches("[]");
    let list = step.len() > name.len();
    let Some(map) = node.as_object_mut() else { return };
    let properties = map.entry("properties").or_insert_with(|| json!({}));
    let Some(properties) = properties.as_object_mut() else { return };
    let slot = properties.entry(name).or_insert_with(|| Value::Object(Map::new()));
    let target = if list {
        if !slot.get("items").is_some_and(Value::is_object) {
            *slot = json!({"type": "array", "items": {}});
        }
        slot.get_mut("items")
    } else {
        Some(slot)
    };
    let Some(target) = target else { return };
    match rest {
        Some(rest) => {
            if target.get("properties").is_none() {
                *target = object();
            }
            insert(target, rest, field);
        }
        None if target.as_object().is_none_or(Map::is_empty) => *target = kind_schema(field.kind),
        None => {}
    }
    if rest.is_none()
        && !list
        && field.required
        && let Some(required) = map.entry("required").or_insert_with(|| json!([])).as_array_mut()
        && !required.iter().any(|r| r == name)
    {
        required.push(name.into());
    }
}

fn kind_schema(kind: FieldKind) -> Value {
    match kind {
        FieldKind::Any => json!({}),
        FieldKind::Text => json!({"type": ["string", "number"]}),
        FieldKind::Number => json!({"type": ["number", "string"]}),
        FieldKind::Date => json!({"type": "string"}),
        FieldKind::List => json!({"type": "array", "items": {}}),
        FieldKind::Object => object(),
    }
}
