//! `hongtou new KIND -o TEMPLATE.docx`: a template in the official format, and sample data for it.

use super::{Shell, Status, arguments, profile};
use crate::error::{Error, Lang, Problem, catalogue::cli as c};
use crate::format::layout::Layout;
use crate::format::{self, Kind, Options, Profile};
use crate::package::check_not_input;
use crate::template::Template;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use std::path::{Path, PathBuf};
use unicode_width::UnicodeWidthStr;

pub(super) fn command(lang: Lang) -> Command {
    let t = |zh: &'static str, en: &'static str| super::language::pick(lang, zh, en);
    let file = |id: &'static str, help| {
        Arg::new(id).long(id).value_name(t("文件", "FILE")).value_parser(value_parser!(PathBuf)).help(help)
    };
    Command::new("new")
        .about(t("按公文格式生成一个文种的模板和示例数据", "Build a template in the official format, with sample data"))
        .after_help(t(
            "例子：\n  hongtou new                                          查看全部文种\n  hongtou new 通知 -o 模板.docx --data 数据.yaml\n  hongtou render 模板.docx 数据.yaml -o 通知.docx\n  hongtou new 总结 --red-head --profile 本单位.yaml -o 模板.docx\n  hongtou new --from 部件.yaml -o 专报模板.docx",
            "Examples:\n  hongtou new                                          list the kinds\n  hongtou new notice -o template.docx --data data.yaml\n  hongtou render template.docx data.yaml -o notice.docx\n  hongtou new summary --red-head --profile house.yaml -o template.docx\n  hongtou new --from parts.yaml -o template.docx",
        ))
        .arg(Arg::new("kind").value_name(t("文种", "KIND")).help(t(
            "文种：总结、报告、请示、通知、通报、函、纪要、命令",
            "summary, report, request, notice, circular, letter, minutes or order",
        )))
        .arg(arguments::output(lang, "把模板写到这个文件；- 表示标准输出", "The template; - is standard output"))
        .arg(file("data", t("把示例数据写到这个文件", "Write sample data to this file")))
        .arg(file("from", t("自己的部件清单（YAML 等），代替文种的版面", "A list of parts of your own instead of the kind's")))
        .arg(
            Arg::new("red-head")
                .long("red-head")
                .action(ArgAction::SetTrue)
                .help(t("总结也带红色版头和版记", "Give a summary the red head and the end, too")),
        )
        .args(profile::arguments(lang))
        .args(profile::limits(lang))
}

pub(super) fn run(shell: &Shell, matches: &ArgMatches) -> Result<Status, Error> {
    let path = |id: &str| matches.get_one::<PathBuf>(id);
    let (kind, from) = (matches.get_one::<String>("kind"), path("from"));
    let (output, data) = (path("output"), path("data"));
    if kind.is_none() && from.is_none() {
        if output.is_some() || data.is_some() {
            return Err(missing(shell.pick("文种", "KIND")).into());
        }
        shell.print(&list(shell.lang));
        return Ok(Status::Done);
    }
    if output.is_none() && data.is_none() {
        return Err(missing("-o").into());
    }
    check_outputs(output, data, [from, house(matches).as_ref()].into_iter().flatten())?;
    let made = make(kind, from, matches)?;
    if let Some(path) = output {
        write(shell, path, &made.template, true)?;
    }
    if let Some(path) = data {
        write(shell, path, made.sample.as_bytes(), false)?;
    }
    Ok(Status::Done)
}

fn missing(word: &str) -> Problem {
    Problem::new(&c::MISSING_ARGUMENT).arg("word", word).arg("command", "new")
}

/// The file of the house's rules, if `--profile` names one.
fn house(matches: &ArgMatches) -> Option<PathBuf> {
    let name = matches.get_one::<String>("profile")?;
    Profile::named(name).is_none().then(|| PathBuf::from(name))
}

fn check_outputs<'a>(
    output: Option<&PathBuf>,
    data: Option<&PathBuf>,
    inputs: impl Iterator<Item = &'a PathBuf> + Clone,
) -> Result<(), Error> {
    arguments::check_sample(data, "new")?;
    for out in [output, data].into_iter().flatten() {
        check_not_input(out, inputs.clone().map(PathBuf::as_path))?;
    }
    if output.is_some() && output == data {
        let both = ("-o 和 --data 不能是同一个文件", "-o and --data name the same file");
        return Err(Problem::new(&c::USAGE).phrase("detail", both.0, both.1).arg("command", "new").into());
    }
    Ok(())
}

struct Made {
    template: Vec<u8>,
    sample: String,
}

/// Everything that is wrong with the kind, the layout and the profile is reported together.
fn make(kind: Option<&String>, from: Option<&PathBuf>, matches: &ArgMatches) -> Result<Made, Error> {
    let mut problems = Vec::new();
    let mut keep = |error: Error| problems.extend(error.into_problems());
    let kind = kind.and_then(|name| Kind::named(name).map_err(&mut keep).ok());
    let read = |path: &PathBuf| {
        let layout = profile::value(path, matches).and_then(|value| Layout::from_value(&value));
        layout.map_err(|error| error.in_file(&path.display().to_string()))
    };
    let layout = from.and_then(|path| read(path).map_err(&mut keep).ok());
    let chosen = profile::read(matches).map_err(&mut keep).ok();
    let profile = chosen.unwrap_or_default();
    let options = Options { red_head: matches.get_flag("red-head"), profile };
    let template = match (&layout, kind) {
        (Some(layout), _) => layout.build(&options.profile).map_err(|error| match from {
            Some(path) => error.in_file(&path.display().to_string()),
            None => error,
        }),
        (None, Some(kind)) => format::new(kind, &options),
        (None, None) => Ok(Vec::new()),
    };
    let template = template.map_err(&mut keep).unwrap_or_default();
    if let Some(error) = Error::from_problems(problems) {
        return Err(error);
    }
    let sample = match (layout, kind) {
        (None, Some(kind)) => format::sample(kind).to_string(),
        _ => own_sample(&template)?,
    };
    Ok(Made { template, sample })
}

/// Sample data for a layout of one's own: every field that its template asks for.
fn own_sample(template: &[u8]) -> Result<String, Error> {
    let template = Template::from_bytes(template.to_vec())?;
    let fields = template.fields();
    Ok(format::sample_of(fields.iter().map(|field| field.name.as_str())))
}

fn write(shell: &Shell, path: &Path, bytes: &[u8], document: bool) -> Result<(), Error> {
    if document || path != Path::new("-") {
        return shell.write(path, bytes);
    }
    shell.print(&String::from_utf8_lossy(bytes));
    Ok(())
}

fn list(lang: Lang) -> String {
    let mut out = String::new();
    for kind in Kind::all() {
        let others = kind.aliases().join(if lang == Lang::Zh { "、" } else { ", " });
        let gap = 8usize.saturating_sub(kind.name().width());
        out.push_str(&format!("{}{:gap$}{others}\n", kind.name(), ""));
    }
    out
}
