//! `hongtou form TEMPLATE -o FORM.xlsx`

use super::{Shell, Status, arguments, template};
use crate::error::{Error, Lang};
use crate::package::check_not_input;
use clap::{Arg, ArgMatches, Command};
use std::path::PathBuf;

pub(super) fn command(lang: Lang) -> Command {
    let t = |zh: &'static str, en: &'static str| super::language::pick(lang, zh, en);
    Command::new("form")
        .about(t("由模板生成填报表（Excel），发给各单位填写", "Make the workbook that units fill in, from a template"))
        .after_help(t(
            "例子：\n  hongtou form 模板.docx -o 填报表.xlsx\n  hongtou form @社区总结 --example 数据.yaml -o 填报表.xlsx    带一行示例\n填好之后：\n  hongtou batch 模板.docx 填报表.xlsx -o 报告/",
            "Examples:\n  hongtou form template.docx -o form.xlsx\n  hongtou form @community --example data.yaml -o form.xlsx\nThen:\n  hongtou batch template.docx form.xlsx -o reports/",
        ))
        .arg(arguments::template(lang))
        .arg(arguments::output(lang, "填报表（.xlsx）；- 表示标准输出", "The workbook (.xlsx); - is standard output").required(true))
        .arg(
            Arg::new("example")
                .long("example")
                .value_name(t("数据", "DATA"))
                .value_parser(clap::value_parser!(PathBuf))
                .help(t("一份填好的数据（JSON、YAML、TOML），写成一行示例", "Filled-in data (JSON, YAML, TOML) for a row of examples")),
        )
        .args(arguments::limits(lang))
}

pub(super) fn run(shell: &Shell, matches: &ArgMatches) -> Result<Status, Error> {
    let output = matches.get_one::<PathBuf>("output").cloned().unwrap_or_default();
    let inputs = ["template", "example"].iter().filter_map(|id| matches.get_one::<PathBuf>(id));
    check_not_input(&output, inputs.map(PathBuf::as_path))?;
    let template = template::open(matches)?;
    let example = match matches.get_one::<PathBuf>("example") {
        Some(path) => Some(template::read_data(path, matches)?),
        None => None,
    };
    let title = matches.get_one::<PathBuf>("template").and_then(|path| path.file_stem());
    let title = title.map(|stem| stem.to_string_lossy().trim_start_matches('@').to_string());
    let (bytes, warnings) = crate::data::form(&template, &title.unwrap_or_default(), example.as_ref())?;
    shell.write(&output, &bytes)?;
    if !warnings.is_empty() {
        shell.report(&warnings);
    }
    Ok(Status::Done)
}
