//! `hongtou render TEMPLATE DATA… -o OUT.docx`

use super::{Shell, Status, arguments, problems_json, template};
use crate::error::{Error, Lang, Problem, catalogue::cli as c};
use crate::package::check_not_input;
use clap::{Arg, ArgAction, ArgMatches, Command};
use minijinja::value::Value;
use std::path::{Path, PathBuf};

pub(super) fn command(lang: Lang) -> Command {
    let t = |zh: &'static str, en: &'static str| super::language::pick(lang, zh, en);
    Command::new("render")
        .about(t("用一份数据填写模板，生成 Word 文档", "Fill a template with data and write a Word document"))
        .after_help(t(
            "例子：\n  hongtou render @社区总结 数据.yaml -o 总结.docx\n  hongtou render 模板.docx 数据.json --set 年度=2024 -o 总结.docx\n  hongtou render 模板.docx 今年.yaml --prior 去年.yaml --missing mark -o 总结.docx",
            "Examples:\n  hongtou render @community data.yaml -o report.docx\n  hongtou render template.docx data.json --set year=2024 -o report.docx\n  hongtou render template.docx this.yaml --prior last.yaml --missing mark -o report.docx",
        ))
        .arg(arguments::template(lang))
        .arg(arguments::data(lang))
        .arg(arguments::output(lang, "生成的文件；- 表示标准输出", "The file to write; - is standard output").required(true))
        .arg(arguments::set(lang))
        .arg(arguments::prior(lang))
        .arg(arguments::missing(lang))
        .arg(
            Arg::new("update-fields")
                .long("update-fields")
                .action(ArgAction::SetTrue)
                .help(t("让 Word 打开文件时刷新目录和页码引用", "Make Word refresh the table of contents and page references on opening")),
        )
        .arg(arguments::format(lang, &["text", "json"]))
        .args(arguments::limits(lang))
}

pub(super) fn run(shell: &Shell, matches: &ArgMatches) -> Result<Status, Error> {
    let output = matches.get_one::<PathBuf>("output").cloned().unwrap_or_default();
    let mut inputs: Vec<PathBuf> =
        matches.get_many::<PathBuf>("data").into_iter().flatten().cloned().collect();
    let data_files = inputs.clone();
    inputs.extend(matches.get_one::<PathBuf>("prior").cloned());
    if inputs.iter().filter(|p| p.as_path() == Path::new("-")).count() > 1 {
        return Err(Problem::new(&c::STDIN_TWICE).into());
    }
    inputs.extend(matches.get_one::<PathBuf>("template").cloned());
    check_not_input(&output, inputs.iter().map(PathBuf::as_path))?;

    // A faulty template and faulty data are reported together.
    let mut problems = Vec::new();
    let mut keep = |error: Error| problems.extend(error.into_problems());
    let template = template::open(matches).map_err(&mut keep).ok();
    let data = data(matches, &data_files).map_err(&mut keep).ok();
    let mut options = arguments::render_options(matches);
    options.update_fields = matches.get_flag("update-fields");
    if let Some(path) = matches.get_one::<PathBuf>("prior") {
        options.prior = template::read_data(path, matches).map_err(&mut keep).ok();
    }
    let (Some(template), Some(data), None) = (template, data, Error::from_problems(problems.clone())) else {
        return Err(Error::from_problems(problems).unwrap_or_else(|| Problem::new(&c::USAGE).into()));
    };

    options.finish = template::finish(&template);
    let report = if output == Path::new("-") {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let report = template.render_value(data, &options, &mut bytes)?;
        shell.print_bytes(bytes.get_ref())?;
        report
    } else {
        template.render_value_to_file(data, &options, &output)?
    };
    let mut notes = template.warnings();
    notes.extend(report.missing);
    if matches.get_one::<String>("format").is_some_and(|f| f == "json") {
        shell.print_json(&problems_json(&notes, shell.lang));
    }
    if !notes.is_empty() {
        shell.report(&notes);
    }
    if template.has_stale_fields() && !options.update_fields {
        shell.say(shell.pick(
            "提示：文档里有目录或页码引用，加上 --update-fields 可让 Word 打开时自动更新。",
            "note: the document has a table of contents or page references; --update-fields makes Word refresh them on opening.",
        ));
    }
    if template.is_plain() {
        shell.say(shell.pick(
            "提示：模板里没有任何标签，已原样写出。",
            "note: the template holds no tag and was copied as it is.",
        ));
    }
    Ok(Status::Done)
}

/// All data files merged, then the settings.
fn data(matches: &ArgMatches, files: &[PathBuf]) -> Result<Value, Error> {
    let mut problems = Vec::new();
    let mut merged: Option<Value> = None;
    for path in files {
        match template::read_data(path, matches) {
            Ok(value) => {
                merged = Some(match merged {
                    Some(base) => crate::data::merge(&base, &value),
                    None => value,
                });
            }
            Err(error) => problems.extend(error.into_problems()),
        }
    }
    let mut value = merged.unwrap_or_else(|| Value::from_pairs(std::iter::empty::<(String, Value)>()));
    for setting in matches.get_many::<String>("set").into_iter().flatten() {
        match crate::data::apply_setting(&value, setting) {
            Ok(changed) => value = changed,
            Err(error) => problems.extend(error.into_problems()),
        }
    }
    match Error::from_problems(problems) {
        Some(error) => Err(error),
        None => Ok(value),
    }
}
