//! `hongtou check FILE…`: documents against the official format, and what can be mended.

mod files;
mod plan;
mod rules;

use super::progress::Progress;
use super::{Shell, Status, arguments, profile};
use crate::error::{Error, Lang, Problem, catalogue::cli as c, catalogue::format as f};
use crate::format::check::{self, Baseline, Checked, Finding};
use crate::jobs::{self, Cancel, Observer};
use crate::package::{Package, check_not_input, write_file};
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use plan::Plan;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

pub(super) fn command(lang: Lang) -> Command {
    let t = |zh: &'static str, en: &'static str| super::language::pick(lang, zh, en);
    let flag = |id: &'static str, help| Arg::new(id).long(id).action(ArgAction::SetTrue).help(help);
    let list = |id: &'static str, help| {
        Arg::new(id)
            .long(id)
            .value_name(t("规则", "RULES"))
            .value_delimiter(',')
            .action(ArgAction::Append)
            .help(help)
    };
    let path = |id: &'static str, help| {
        Arg::new(id).long(id).value_name(t("文件", "FILE")).value_parser(value_parser!(PathBuf)).help(help)
    };
    Command::new("check")
        .about(t("检查 Word 文档是否合公文格式，能改的可以改好", "Check Word documents against the official format, and mend what can be mended"))
        .after_help(t(
            "例子：\n  hongtou check 总结.docx\n  hongtou check 各单位/ --format html -o 检查结果\n  hongtou check 总结.docx -o 批注稿.docx          在每处问题上加批注\n  hongtou check 总结.docx --fix -o 改好.docx      改好能改的\n  hongtou check --explain PU03                    说明一条规则",
            "Examples:\n  hongtou check report.docx\n  hongtou check folder --format html -o out\n  hongtou check report.docx -o commented.docx\n  hongtou check report.docx --fix -o mended.docx\n  hongtou check --explain PU03",
        ))
        .arg(
            Arg::new("files")
                .num_args(0..)
                .value_name(t("文件", "FILE"))
                .value_parser(value_parser!(PathBuf))
                .help(t("Word 文档、文件夹或通配符（如 *.docx）", "Word documents, folders, patterns such as *.docx")),
        )
        .arg(arguments::output(
            lang,
            "单独用：写一份带批注的副本；和 --fix 同用：写改好的文档；和 html、sarif、json 同用：写报告。多个文件时是文件夹",
            "Alone a copy with comments, with --fix the mended document, with html, sarif or json the report; for several files a folder",
        ))
        .arg(arguments::format(lang, &["text", "json", "sarif", "html"]))
        .arg(
            Arg::new("class").long("class").value_name("formal|material").hide_possible_values(true)
                .value_parser(PossibleValuesParser::new(["formal", "material"]))
                .help(t("文档类别：formal 正式公文、material 一般材料（默认看文档本身）", "formal or material (default: seen from the document)")),
        )
        .arg(list("select", t("只查这些规则或规则族，如 PU,LV03", "Only these rules or families, as PU,LV03")))
        .arg(list("ignore", t("不查这些规则或规则族", "Not these rules or families")))
        .arg(flag("fix", t("改好能放心改的：标点、空格、纸张和边距", "Mend what is safe: punctuation, spaces, paper and margins")))
        .arg(flag("unsafe-fixes", t("连层次序号、用字也改（改后请核对）", "Mend marks of levels and words too (look at them afterwards)")))
        .arg(flag("redline", t("和 --fix 同用：改动写成修订", "With --fix: write the changes as tracked changes")))
        .arg(
            Arg::new("fail-on").long("fail-on").value_name("error|warning|info|never").default_value("warning").hide_default_value(true)
                .hide_possible_values(true)
                .value_parser(PossibleValuesParser::new(["error", "warning", "info", "never"]))
                .help(t("从哪一级起退出状态为 1（默认 warning）", "Exit with 1 from this severity up (default warning)")),
        )
        .arg(path("lexicon", t("本单位的用词表，补充内置的", "A list of words of your own, beside the shipped one")))
        .arg(path("baseline", t("已经认可的问题，不再报告", "Findings that have been accepted and are not reported")))
        .arg(path("write-baseline", t("把现有的问题都记为认可", "Accept every present finding: write them to this file")))
        .arg(flag("rules", t("列出全部规则", "List all rules")))
        .arg(Arg::new("explain").long("explain").value_name(t("规则", "RULE")).help(t("说明一条规则", "Explain a rule")))
        .arg(flag("quiet", t("不显示进度", "No progress")).short('q'))
        .args(profile::arguments(lang))
        .args(arguments::package_limit_arguments(lang))
        .args(profile::limits(lang))
}

pub(super) fn run(shell: &Shell, matches: &ArgMatches) -> Result<Status, Error> {
    if matches.get_flag("rules") {
        return rules::list(shell, matches);
    }
    if let Some(code) = matches.get_one::<String>("explain") {
        return rules::explain(shell, code);
    }
    let given: Vec<PathBuf> = matches.get_many("files").into_iter().flatten().cloned().collect();
    if given.is_empty() {
        return Err(Problem::new(&c::MISSING_ARGUMENT)
            .arg("word", shell.pick("文件", "FILE"))
            .arg("command", "check")
            .into());
    }
    let (files, mut problems) = files::collect(&given);
    let several = files.len() > 1 || given.iter().any(|path| path.is_dir());
    let plan = Plan::read(matches, &files, shell.lang)?;
    let progress = Progress::new(shell.lang, matches.get_flag("quiet") || files.len() < 2);
    let outcomes = all(&files, &plan, &progress);
    let mut checked: Vec<(String, Checked)> = Vec::new();
    let mut mended = 0;
    for (file, outcome) in files.iter().zip(outcomes) {
        let done = outcome.and_then(|outcome| {
            write(&outcome, file, &plan, several)?;
            Ok(outcome)
        });
        match done {
            Ok(outcome) => {
                mended += outcome.mended;
                if let Some(note) = &outcome.converted {
                    shell.report(std::slice::from_ref(note));
                }
                checked.push((file.display().to_string(), outcome.checked));
            }
            Err(error) => problems.extend(error.in_file(&file.display().to_string()).into_problems()),
        }
    }
    accept(&mut checked, &plan)?;
    if let Some(path) = matches.get_one::<PathBuf>("write-baseline") {
        let all = checked
            .iter()
            .flat_map(|(file, checked)| checked.findings.iter().map(move |f| (file.as_str(), f)));
        write_file(path, Baseline::write(all).as_bytes())?;
        shell.say(
            shell.pick("已写好基线，以后用 --baseline 就不再报告这些问题。", "The baseline is written."),
        );
        return Ok(if problems.is_empty() {
            Status::Done
        } else {
            shell.report(&problems);
            Status::Unusable
        });
    }
    show(shell, matches, &plan, &checked, &problems, mended)?;
    if !problems.is_empty() {
        return Ok(Status::Unusable);
    }
    let found = checked.iter().flat_map(|(_, checked)| &checked.findings);
    let failing = found.into_iter().any(|finding| plan.fail_on.is_some_and(|from| finding.severity >= from));
    Ok(if failing { Status::Found } else { Status::Done })
}

/// What came of a file.
struct Outcome {
    checked: Checked,
    /// What is written beside the report: a mended or a commented copy.
    document: Option<Vec<u8>>,
    mended: usize,
    /// That it was converted from another format.
    converted: Option<Problem>,
}

fn all(files: &[PathBuf], plan: &Plan, progress: &Progress) -> Vec<Result<Outcome, Error>> {
    let mut outcomes = Vec::with_capacity(files.len());
    progress.begin("检查文档", "checking", Some(files.len() as u64));
    jobs::in_order(
        files.iter(),
        jobs::cores().min(files.len()),
        &Cancel::new(),
        |file| one(file, plan),
        |outcome| {
            outcomes.push(outcome);
            progress.progress(outcomes.len() as u64);
            ControlFlow::Continue(())
        },
    );
    progress.end();
    outcomes
}

fn one(file: &Path, plan: &Plan) -> Result<Outcome, Error> {
    let opened = plan.converter.open(file, &plan.limits)?;
    let (package, converted) = (opened.package, opened.converted);
    let Some(level) = plan.fix else {
        let checked = check::check(&package, &plan.options)?;
        let comments = plan.output.is_some() && plan.format == "text";
        let document = comments.then(|| commented(&package, &checked, plan.lang)).transpose()?;
        return Ok(Outcome { checked, document, mended: 0, converted });
    };
    let fixed = check::fix(&package, &plan.options, level)?;
    let after = Package::from_bytes(fixed.bytes.clone(), &plan.limits)?;
    let checked = check::check(&after, &plan.options)?;
    let bytes = if plan.redline && !fixed.mended.is_empty() {
        let comparison = crate::diff::documents(&package, &after, &crate::diff::Options::default())?;
        comparison.redline(&after)?
    } else {
        fixed.bytes
    };
    Ok(Outcome { checked, document: Some(bytes), mended: fixed.mended.len(), converted })
}

/// A copy with a comment at each finding.
fn commented(package: &Package, checked: &Checked, lang: Lang) -> Result<Vec<u8>, Error> {
    let changes = crate::wml::annotate(package, &check::remarks(checked, lang), "hongtou", None)?;
    let written = package.write_with(std::io::Cursor::new(Vec::new()), &changes);
    Ok(written.map_err(|_| Problem::new(&f::NOT_BUILT))?.into_inner())
}

/// Writes the document of a file: the mended one, or a copy with comments.
fn write(outcome: &Outcome, file: &Path, plan: &Plan, several: bool) -> Result<(), Error> {
    let report = plan.format != "text";
    // What was converted is a Word document now.
    let name = if outcome.converted.is_some() { file.with_extension("docx") } else { file.to_path_buf() };
    let target = match &plan.output {
        Some(output) if several => Some(output.join(name.file_name().unwrap_or_default())),
        output => output.clone(),
    };
    match (&outcome.document, target) {
        (Some(bytes), Some(target)) if !report || several => {
            check_not_input(&target, [file])?;
            write_file(&target, bytes)
        }
        (Some(bytes), _) if outcome.mended > 0 && outcome.converted.is_some() => write_file(&name, bytes),
        (Some(bytes), _) if outcome.mended > 0 => in_place(file, bytes),
        _ => Ok(()),
    }
}

/// The mended document takes the file's place; the file stays beside it as `NAME.bak.docx`.
fn in_place(file: &Path, bytes: &[u8]) -> Result<(), Error> {
    let extension = file.extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
    let backup = file.with_extension(format!("bak.{extension}"));
    let original = crate::package::read_file(file, u64::MAX - 1)?;
    write_file(&backup, &original)?;
    write_file(file, bytes)
}

/// Takes out what has been accepted.
fn accept(checked: &mut [(String, Checked)], plan: &Plan) -> Result<(), Error> {
    for (file, checked) in checked {
        checked.findings.retain(|finding| !plan.baseline.holds(file, finding));
    }
    Ok(())
}

fn show(
    shell: &Shell,
    matches: &ArgMatches,
    plan: &Plan,
    checked: &[(String, Checked)],
    problems: &[Problem],
    mended: usize,
) -> Result<(), Error> {
    let report = match plan.format.as_str() {
        "json" => Some(pretty(&check::json(checked, problems, shell.lang))),
        "sarif" => Some(pretty(&check::sarif(checked, shell.lang))),
        "html" => Some(check::html(checked, shell.lang)),
        _ => None,
    };
    match (report, &plan.output) {
        (Some(report), Some(output)) => {
            let inputs = matches.get_many::<PathBuf>("files").into_iter().flatten();
            check_not_input(output, inputs.map(PathBuf::as_path))?;
            let folder = checked.len() > 1 && output.extension().is_none();
            let path = if folder { output.join(format!("index.{}", plan.format)) } else { output.clone() };
            write_file(&path, report.as_bytes())?;
        }
        (Some(report), None) => shell.print(&report),
        (None, _) => {
            shell.print(&listing(shell, checked, mended));
        }
    }
    if !problems.is_empty() {
        shell.report(problems);
    }
    Ok(())
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{}\n", serde_json::to_string_pretty(value).unwrap_or_default())
}

fn listing(shell: &Shell, checked: &[(String, Checked)], mended: usize) -> String {
    let zh = shell.lang == Lang::Zh;
    let mut out = String::new();
    let mut sums = [0usize; 3];
    for (file, checked) in checked {
        for finding in &checked.findings {
            out.push_str(&format!("{}\n\n", shown(finding, file).display(shell.lang)));
        }
        for (sum, n) in sums.iter_mut().zip(checked.counts()) {
            *sum += n;
        }
    }
    let [errors, warnings, hints] = sums;
    if mended > 0 {
        out.push_str(&if zh {
            format!("已改好 {mended} 处。\n")
        } else {
            format!("{mended} mended.\n")
        });
    }
    let files = checked.len();
    out.push_str(&match (zh, errors + warnings + hints) {
        (true, 0) => format!("检查了 {files} 个文件，没有发现问题。\n"),
        (false, 0) => format!("{files} files checked, nothing found.\n"),
        (true, n) => {
            format!("检查了 {files} 个文件，共 {n} 处：错误 {errors}，警告 {warnings}，提示 {hints}。\n")
        }
        (false, n) => {
            format!(
                "{files} files checked, {n} findings: {errors} errors, {warnings} warnings, {hints} hints.\n"
            )
        }
    });
    out
}

fn shown(finding: &Finding, file: &str) -> Problem {
    finding.problem().file(file)
}
