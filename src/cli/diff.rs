//! `hongtou diff OLD NEW`: what changed, in the terminal, as JSON, or as a Word document with tracked changes.

use super::{Shell, Status, arguments};
use crate::convert::Converter;
use crate::diff::tokens::By;
use crate::diff::{Comparison, Existing, Options, files, folder};
use crate::error::{Error, Lang, Problem, catalogue};
use crate::jobs::{Cancel, cores};
use crate::package::check_not_input;
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

pub(super) fn command(lang: Lang) -> Command {
    let t = |zh: &'static str, en: &'static str| super::language::pick(lang, zh, en);
    let file = |id: &'static str, name, help| {
        Arg::new(id).required(true).value_name(name).value_parser(value_parser!(PathBuf)).help(help)
    };
    Command::new("diff")
        .about(t("比较两份 Word 文档，写出带修订标记的文档", "Compare two Word documents and write a redline"))
        .after_help(t(
            "例子：\n  hongtou diff 去年.docx 今年.docx\n  hongtou diff 去年.docx 今年.docx -o 修订稿.docx\n  hongtou diff 去年.docx 今年.docx --format json",
            "Examples:\n  hongtou diff old.docx new.docx\n  hongtou diff old.docx new.docx -o redline.docx\n  hongtou diff old.docx new.docx --format json",
        ))
        .arg(file("old", t("旧文档", "OLD"), t("改动前的文档", "The document before")))
        .arg(file("new", t("新文档", "NEW"), t("改动后的文档", "The document after")))
        .arg(arguments::output(
            lang,
            "写出带修订标记的 Word 文档（全部接受即新文档，全部拒绝即旧文档）；.html 写网页，.json 写 JSON",
            "Write a Word document with tracked changes (accepting all gives NEW, rejecting all OLD); .html a page, .json JSON",
        ))
        .arg(arguments::format(lang, &["text", "json", "html"]))
        .arg(choice("by", &["word", "char", "sentence"], t("比较的单位（默认 word，按词）", "Unit of comparison (default word)")))
        .arg(
            choice(
                "ignore",
                &["space", "punctuation-width", "case", "formatting", "numbering"],
                t("不计较的差别；可写多次", "Differences that do not count; may be repeated"),
            )
            .action(ArgAction::Append),
        )
        .arg(choice(
            "existing",
            &["accept", "reject"],
            t("文档里原有的修订：先接受（默认）或先拒绝", "Tracked changes already there: accepted (default) or rejected first"),
        ))
        .arg(
            Arg::new("summary")
                .long("summary")
                .value_name(t("文件", "FILE"))
                .value_parser(value_parser!(PathBuf))
                .help(t("另写一份 Word 修改情况说明，附数据变化表", "Also write a summary of the changes as a Word document")),
        )
        .arg(Arg::new("year").long("year").value_name(t("旧:新", "OLD:NEW")).help(t(
            "两份报告的年份，如 2025:2026；不写时从标题、落款和正文判断",
            "Years of the two reports, such as 2025:2026; found in titles, dates and texts if absent",
        )))
        .arg(Arg::new("key").long("key").value_name(t("格式", "PATTERN")).help(t(
            "比较文件夹时，文件名中单位名称的位置，如 '{}*总结'（* 为任意文字）",
            "Where the unit stands in file names when folders are compared, such as '*_{}_*'",
        )))
        .arg(Arg::new("author").long("author").value_name(t("姓名", "NAME")).help(t("修订的作者", "Author of the tracked changes")))
        .arg(Arg::new("date").long("date").value_name("ISO 8601").help(t("修订的日期，如 2024-12-20", "Date of the tracked changes")))
        .arg(
            Arg::new("exit-code")
                .long("exit-code")
                .action(ArgAction::SetTrue)
                .help(t("有改动时退出状态为 1", "Exit with 1 when anything changed")),
        )
        .args(arguments::package_limit_arguments(lang))
}

fn choice(id: &'static str, values: &'static [&'static str], help: &'static str) -> Arg {
    Arg::new(id)
        .long(id)
        .value_parser(PossibleValuesParser::new(values.iter().copied()))
        .value_name(id)
        .help(help)
}

pub(super) fn run(shell: &Shell, matches: &ArgMatches) -> Result<Status, Error> {
    let path = |id: &str| matches.get_one::<PathBuf>(id).cloned().unwrap_or_default();
    let (old, new) = (path("old"), path("new"));
    let output = matches.get_one::<PathBuf>("output");
    if old.is_dir() || new.is_dir() {
        return folders(shell, matches, &old, &new);
    }
    if let Some(output) = output {
        check_not_input(output, [old.as_path(), new.as_path()])?;
    }
    let (comparison, package) = files(&old, &new, &options(matches)?, &arguments::package_limits(matches))?;
    if let Some(output) = output {
        let extension = output.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        let bytes = match extension.as_str() {
            "html" | "htm" => page(shell, &comparison, &old, &new).into_bytes(),
            "json" => format!("{:#}\n", comparison.json(shell.lang)).into_bytes(),
            _ => comparison.redline(&package)?,
        };
        shell.write(output, &bytes)?;
    }
    if let Some(summary) = matches.get_one::<PathBuf>("summary") {
        check_not_input(summary, [old.as_path(), new.as_path()])?;
        let name = |path: &Path| path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        shell.write(summary, &comparison.summary(shell.lang, &name(&old), &name(&new))?)?;
    }
    let format = matches.get_one::<String>("format").map_or("text", String::as_str);
    if format == "json" {
        shell.print_json(&comparison.json(shell.lang));
    } else if format == "html" {
        shell.print(&page(shell, &comparison, &old, &new));
    } else if output.is_none() {
        let colour =
            std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        shell.print(&comparison.terminal(shell.lang, colour, 80).to_string());
    }
    if !comparison.problems.is_empty() {
        shell.report(&comparison.problems);
    }
    let found = matches.get_flag("exit-code") && !comparison.is_empty();
    Ok(if found { Status::Found } else { Status::Done })
}

fn page(shell: &Shell, comparison: &Comparison, old: &Path, new: &Path) -> String {
    let name = |path: &Path| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    comparison.html(shell.lang, &name(old), &name(new))
}

/// Compares the documents of two folders.
fn folders(shell: &Shell, matches: &ArgMatches, old: &Path, new: &Path) -> Result<Status, Error> {
    let named = |entry, path: &Path| Error::from(Problem::new(entry).file(path.display().to_string()));
    if !(old.is_dir() && new.is_dir()) {
        return Err(named(&catalogue::diff::FILE_AND_FOLDER, if old.is_dir() { new } else { old }));
    }
    let output = matches.get_one::<PathBuf>("output").filter(|output| {
        let real = output.canonicalize().ok();
        real.is_none() || ![old, new].iter().any(|input| input.canonicalize().ok() == real)
    });
    let Some(output) = output else { return Err(named(&catalogue::diff::FOLDER_OUTPUT, new)) };
    let job = folder::Job {
        options: options(matches)?,
        limits: arguments::package_limits(matches),
        converter: Converter::find(),
        key: matches.get_one::<String>("key").map(|key| key.parse()).transpose()?,
        workers: cores(),
    };
    let progress = super::progress::Progress::new(shell.lang, false);
    let report = folder::folders(old, new, output, &job, &Cancel::new(), &progress)?;
    for row in report.rows.iter().filter(|row| row.failed) {
        shell.report(&row.problems);
    }
    for (side, documents) in [
        (shell.pick("今年没有", "missing in NEW"), &report.only_old),
        (shell.pick("去年没有", "missing in OLD"), &report.only_new),
    ] {
        for document in documents {
            shell.say(&format!("{side}: {}", document.name));
        }
    }
    if matches.get_one::<String>("format").is_some_and(|f| f == "json") {
        shell.print(&report.json());
    }
    let failed = report.rows.iter().any(|row| row.failed);
    let changed = matches.get_flag("exit-code") && report.rows.iter().any(|row| row.changes > 0);
    Ok(if failed || changed { Status::Found } else { Status::Done })
}

fn options(matches: &ArgMatches) -> Result<Options, Error> {
    let mut options = Options::default();
    let text = |id: &str| matches.get_one::<String>(id).map(String::as_str);
    options.by = match text("by") {
        Some("char") => By::Char,
        Some("sentence") => By::Sentence,
        _ => By::Word,
    };
    if text("existing") == Some("reject") {
        options.existing = Existing::Reject;
    }
    for ignored in matches.get_many::<String>("ignore").into_iter().flatten() {
        match ignored.as_str() {
            "space" => options.ignore.space = true,
            "punctuation-width" => options.ignore.punctuation_width = true,
            "case" => options.ignore.case = true,
            "formatting" => options.ignore_formatting = true,
            _ => options.ignore_numbering = true,
        }
    }
    if let Some(author) = text("author") {
        options.author = Some(author.to_string());
    }
    options.date = text("date").map(String::from);
    options.years = match text("year") {
        Some(years) => Some(
            years
                .parse()
                .map_err(|()| Problem::new(&catalogue::diff::YEARS_UNREADABLE).arg("value", years))?,
        ),
        None => None,
    };
    Ok(options)
}
