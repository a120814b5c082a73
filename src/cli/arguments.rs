//! Arguments that several subcommands share.

use super::language::pick;
use crate::error::{Error, Lang, Problem, catalogue};
use crate::package::Limits;
use crate::template::{MAX_FUEL, MAX_OUTPUT, Missing, Options};
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, value_parser};
use std::path::PathBuf;

pub(super) fn lang(lang: Lang) -> Arg {
    Arg::new("lang")
        .long("lang")
        .global(true)
        .value_name("zh|en")
        .value_parser(PossibleValuesParser::new(["zh", "en"]))
        .hide_possible_values(true)
        .help(pick(
            lang,
            "信息使用的语言（默认看系统设置，中文优先）",
            "Language of messages (default: the locale's)",
        ))
}

pub(super) fn template(lang: Lang) -> Arg {
    Arg::new("template")
        .required(true)
        .value_name(pick(lang, "模板", "TEMPLATE"))
        .value_parser(value_parser!(PathBuf))
        .help(pick(
            lang,
            "Word 模板（.docx、.dotx、.docm、.dotm），或内置模板，如 @社区总结",
            "A Word template (.docx, .dotx, .docm, .dotm), or a shipped one such as @community",
        ))
}

pub(super) fn data(lang: Lang) -> Arg {
    Arg::new("data")
        .value_name(pick(lang, "数据", "DATA"))
        .num_args(0..)
        .action(ArgAction::Append)
        .value_parser(value_parser!(PathBuf))
        .help(pick(
            lang,
            "数据文件：JSON、YAML 或 TOML；可写多个，后面的覆盖前面的；- 表示标准输入",
            "Data: JSON, YAML or TOML; of several, later ones win; - is standard input",
        ))
}

pub(super) fn output(lang: Lang, zh: &'static str, en: &'static str) -> Arg {
    Arg::new("output")
        .short('o')
        .long("output")
        .value_name(pick(lang, "文件", "FILE"))
        .value_parser(value_parser!(PathBuf))
        .help(pick(lang, zh, en))
}

pub(super) fn set(lang: Lang) -> Arg {
    Arg::new("set")
        .long("set")
        .value_name(pick(lang, "字段=值", "FIELD=VALUE"))
        .action(ArgAction::Append)
        .help(pick(
            lang,
            "直接给一个字段赋值，如 --set 单位.名称=香港路社区；可写多次",
            "Sets a field, as in --set unit.name=…; may be repeated",
        ))
}

pub(super) fn prior(lang: Lang) -> Arg {
    Arg::new("prior")
        .long("prior")
        .value_name(pick(lang, "数据", "DATA"))
        .value_parser(value_parser!(PathBuf))
        .help(pick(
            lang,
            "上一年的数据，模板中用 prior 引用，如 {{ 次数|yoy(prior.次数) }}",
            "Last year's data, prior in the template, as in {{ n|yoy(prior.n) }}",
        ))
}

pub(super) fn missing(lang: Lang) -> Arg {
    Arg::new("missing")
        .long("missing")
        .value_name("error|blank|mark")
        .value_parser(PossibleValuesParser::new(["error", "blank", "mark"]))
        .hide_possible_values(true)
        .default_value("error")
        .hide_default_value(true)
        .help(pick(
            lang,
            "数据缺少字段时：error 报错（默认）、blank 留空、mark 写成突出显示的【待填：字段】",
            "A field that the data lacks: error (default), blank, or mark as a highlighted 【待填：field】",
        ))
}

pub(super) fn format(lang: Lang, values: &'static [&'static str]) -> Arg {
    Arg::new("format")
        .long("format")
        .value_name(values.join("|"))
        .value_parser(PossibleValuesParser::new(values.iter().copied()))
        .hide_possible_values(true)
        .default_value("text")
        .hide_default_value(true)
        .help(pick(lang, "输出的形式（默认 text）", "Form of the output (default text)"))
}

/// The limits on reading documents.
pub(super) fn package_limit_arguments(lang: Lang) -> Vec<Arg> {
    limits(lang).into_iter().take(5).collect()
}

/// The limits on reading and rendering, those on reading documents first.
pub(super) fn limits(lang: Lang) -> Vec<Arg> {
    let heading =
        pick(lang, "限制（防范恶意文件，一般不用改）", "Limits (against hostile files; seldom needed)");
    let d = Limits::default();
    let one = |id: &'static str, zh: &'static str, en: &'static str, default: u64| {
        let help = match lang {
            Lang::Zh => format!("{zh}（默认 {default}）"),
            Lang::En => format!("{en} (default {default})"),
        };
        Arg::new(id)
            .long(id)
            .value_name("N")
            .value_parser(value_parser!(u64).range(1..))
            .help(help)
            .help_heading(heading)
    };
    vec![
        one("max-entries", "压缩包内部件个数", "entries of a package", d.max_entries as u64),
        one("max-part-size", "一个部件解压后的字节数", "bytes of one part, inflated", d.max_part_size),
        one("max-total-size", "全部部件解压后的字节数", "bytes of all parts, inflated", d.max_total_size),
        one("max-ratio", "压缩比", "compression ratio", d.max_ratio),
        one("max-xml-depth", "XML 嵌套层数", "depth of nested XML elements", d.max_xml_depth as u64),
        one("max-data", "一个数据文件的字节数", "bytes of a data file", crate::data::Limits::default().bytes),
        one("max-fuel", "模板运算步数", "steps of the template engine", MAX_FUEL),
        one("max-output", "生成内容的字节数", "bytes of XML written", MAX_OUTPUT),
    ]
}

fn number(matches: &ArgMatches, id: &str) -> Option<u64> {
    matches.try_get_one::<u64>(id).ok().flatten().copied()
}

fn count(matches: &ArgMatches, id: &str) -> Option<usize> {
    number(matches, id).and_then(|n| usize::try_from(n).ok())
}

pub(super) fn package_limits(matches: &ArgMatches) -> Limits {
    let d = Limits::default();
    Limits {
        max_entries: count(matches, "max-entries").unwrap_or(d.max_entries),
        max_part_size: number(matches, "max-part-size").unwrap_or(d.max_part_size),
        max_total_size: number(matches, "max-total-size").unwrap_or(d.max_total_size),
        max_ratio: number(matches, "max-ratio").unwrap_or(d.max_ratio),
        max_xml_depth: count(matches, "max-xml-depth").unwrap_or(d.max_xml_depth),
    }
}

pub(super) fn data_limits(matches: &ArgMatches) -> crate::data::Limits {
    let mut limits = crate::data::Limits::default();
    if let Some(bytes) = number(matches, "max-data") {
        limits.bytes = bytes;
    }
    limits
}

pub(super) fn render_options(matches: &ArgMatches) -> Options {
    let missing = match matches.get_one::<String>("missing").map(String::as_str) {
        Some("blank") => Missing::Blank,
        Some("mark") => Missing::Mark,
        _ => Missing::Error,
    };
    let mut options = Options::default().missing(missing);
    options.max_fuel = number(matches, "max-fuel").unwrap_or(MAX_FUEL);
    options.max_output = number(matches, "max-output").unwrap_or(MAX_OUTPUT);
    options
}

/// Sample data is YAML, whose name says so or says nothing.
pub(super) fn check_sample(path: Option<&PathBuf>, command: &str) -> Result<(), Error> {
    let extension = path.and_then(|path| path.extension()).map(|e| e.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        None | Some("yaml" | "yml") => Ok(()),
        Some(_) => Err(Problem::new(&catalogue::cli::USAGE)
            .phrase(
                "detail",
                "示例数据是 YAML，--data 的文件名请以 .yaml 结尾",
                "sample data is YAML: the file named by --data ends in .yaml",
            )
            .arg("command", command)
            .into()),
    }
}
