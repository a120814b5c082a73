//! `hongtou templates`: what ships inside the program.

use super::{Shell, Status, arguments};
use crate::error::{Error, Lang, Problem, catalogue::cli as c};
use clap::{Arg, ArgMatches, Command};
use std::path::PathBuf;
use unicode_width::UnicodeWidthStr;

pub(super) fn command(lang: Lang) -> Command {
    let t = |zh: &'static str, en: &'static str| super::language::pick(lang, zh, en);
    Command::new("templates")
        .about(t(
            "列出内置模板，或取出一个和它的示例数据",
            "List the shipped templates, or write one out with sample data",
        ))
        .after_help(t(
            "例子：\n  hongtou templates\n  hongtou templates 社区总结 -o 模板.docx --data 数据.yaml",
            "Examples:\n  hongtou templates\n  hongtou templates community -o template.docx --data data.yaml",
        ))
        .arg(
            Arg::new("name")
                .value_name(t("名称", "NAME"))
                .help(t("要取出的模板", "The template to write out")),
        )
        .arg(
            arguments::output(lang, "把模板写到这个文件", "Write the template to this file").requires("name"),
        )
        .arg(
            Arg::new("sample")
                .long("data")
                .value_name(t("文件", "FILE"))
                .value_parser(clap::value_parser!(PathBuf))
                .requires("name")
                .help(t("把示例数据写到这个文件", "Write sample data to this file")),
        )
}

pub(super) fn run(shell: &Shell, matches: &ArgMatches) -> Result<Status, Error> {
    let Some(name) = matches.get_one::<String>("name") else {
        shell.print(&list(shell.lang));
        return Ok(Status::Done);
    };
    let Some(shipped) = crate::format::template(name) else {
        let names: Vec<&str> = crate::format::templates().iter().map(|t| t.name).collect();
        return Err(Problem::new(&c::NO_TEMPLATE).arg("name", name).arg("names", names.join("、")).into());
    };
    super::arguments::check_sample(matches.get_one("sample"), "templates")?;
    let outputs = [("output", shipped.bytes), ("sample", shipped.sample.as_bytes())];
    let mut written = false;
    for (id, bytes) in outputs {
        if let Some(path) = matches.get_one::<PathBuf>(id) {
            shell.write(path, bytes)?;
            written = true;
        }
    }
    if !written {
        shell.print(shipped.sample);
    }
    Ok(Status::Done)
}

fn list(lang: Lang) -> String {
    let mut out = String::new();
    for shipped in crate::format::templates() {
        let name = format!("@{}", shipped.name);
        let aliases: Vec<String> = shipped.aliases.iter().map(|a| format!("@{a}")).collect();
        let title = if lang == Lang::Zh { shipped.title_zh } else { shipped.title_en };
        let gap = 14usize.saturating_sub(name.width());
        out.push_str(&format!("{name}{:gap$}  {title}  ({})\n", "", aliases.join(" ")));
    }
    out
}
