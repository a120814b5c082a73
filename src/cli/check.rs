//! `hongtou check FILE…`: documents against the official format, and what can be mended.

use super::progress::Progress;
use super::{Shell, Status, arguments, profile};
use crate::convert::Converter;
use crate::error::{Error, Lang, Problem, Severity, catalogue::cli as c, catalogue::format as f};
use crate::format::Profile;
use crate::format::check::{self, Baseline, Checked, Class, Finding, Level, Settings};
use crate::format::wording::Lexicon;
use crate::jobs::{self, Cancel, Observer};
use crate::package::{AtomicFile, Package, check_not_input};
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use std::io::Write;
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
        return list(shell, matches);
    }
    if let Some(code) = matches.get_one::<String>("explain") {
        return explain(shell, code);
    }
    let given: Vec<PathBuf> = matches.get_many("files").into_iter().flatten().cloned().collect();
    if given.is_empty() {
        return Err(Problem::new(&c::MISSING_ARGUMENT)
            .arg("word", shell.pick("文件", "FILE"))
            .arg("command", "check")
            .into());
    }
    let (files, mut problems) = collect(&given);
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
        save(path, Baseline::write(all).as_bytes())?;
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

/// What is to be done with every file.
struct Plan {
    options: check::Options,
    fix: Option<Level>,
    redline: bool,
    output: Option<PathBuf>,
    format: String,
    fail_on: Option<Severity>,
    baseline: Baseline,
    limits: crate::package::Limits,
    converter: Converter,
    lang: Lang,
}

impl Plan {
    fn read(matches: &ArgMatches, files: &[PathBuf], lang: Lang) -> Result<Plan, Error> {
        let settings = match files.first().and_then(|file| check::find_settings(file)) {
            Some(path) => Settings::read(&text(&path)?, &path)?,
            None => Settings::default(),
        };
        let mut options =
            check::Options { profile: profile_of(matches, &settings)?, ..check::Options::default() };
        let named = |id: &str, settled: &[String]| -> Result<Vec<String>, Error> {
            let given: Vec<String> = matches.get_many::<String>(id).into_iter().flatten().cloned().collect();
            let unknown = given.iter().filter(|name| !known(name));
            let problems = unknown.map(|name| Problem::new(&f::NO_SUCH_RULE).arg("name", name)).collect();
            match Error::from_problems(problems) {
                Some(error) => Err(error),
                None if given.is_empty() => Ok(settled.to_vec()),
                None => Ok(given),
            }
        };
        options.select = named("select", &settings.select)?;
        options.ignore = named("ignore", &settings.ignore)?;
        options.class = match matches.get_one::<String>("class").map(String::as_str) {
            Some("formal") => Some(Class::Formal),
            Some(_) => Some(Class::Material),
            None => settings.class,
        };
        if let Some(path) = matches.get_one::<PathBuf>("lexicon").or(settings.lexicon.as_ref()) {
            options.lexicon =
                Lexicon::with(&text(path)?).map_err(|e| e.in_file(&path.display().to_string()))?;
        }
        let baseline = match matches.get_one::<PathBuf>("baseline").or(settings.baseline.as_ref()) {
            Some(path) => Baseline::read(&text(path)?),
            None => Baseline::default(),
        };
        let level = if matches.get_flag("unsafe-fixes") { Level::Unsafe } else { Level::Safe };
        let fix = matches.get_flag("fix") || matches.get_flag("unsafe-fixes") || matches.get_flag("redline");
        Ok(Plan {
            options,
            fix: fix.then_some(level),
            redline: matches.get_flag("redline"),
            output: matches.get_one::<PathBuf>("output").cloned(),
            format: matches.get_one::<String>("format").cloned().unwrap_or_default(),
            fail_on: match matches.get_one::<String>("fail-on").map(String::as_str) {
                Some("error") => Some(Severity::Error),
                Some("info") => Some(Severity::Info),
                Some("never") => None,
                _ => Some(Severity::Warning),
            },
            baseline,
            limits: arguments::package_limits(matches),
            converter: Converter::find(),
            lang,
        })
    }
}

fn known(name: &str) -> bool {
    let code = name.to_ascii_uppercase();
    code.len() >= 2 && check::rules().iter().any(|rule| rule.code.starts_with(&code))
}

fn profile_of(matches: &ArgMatches, settings: &Settings) -> Result<Profile, Error> {
    match &settings.profile {
        Some(name) if matches.get_one::<String>("profile").is_none() => match Profile::named(name) {
            Some(profile) => Ok(profile),
            None => {
                let path = settings.folder.join(name);
                crate::format::house::profile(&profile::value(&path, matches)?)
                    .map_err(|error| error.in_file(&path.display().to_string()))
            }
        },
        _ => profile::read(matches),
    }
}

fn text(path: &Path) -> Result<String, Error> {
    let bytes = crate::package::read_file(path, 16 << 20)?;
    crate::format::draft::decode(&bytes).map_err(|error| error.in_file(&path.display().to_string()))
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
            save(&target, bytes)
        }
        (Some(bytes), _) if outcome.mended > 0 && outcome.converted.is_some() => save(&name, bytes),
        (Some(bytes), _) if outcome.mended > 0 => in_place(file, bytes),
        _ => Ok(()),
    }
}

/// The mended document takes the file's place; the file stays beside it as `NAME.bak.docx`.
fn in_place(file: &Path, bytes: &[u8]) -> Result<(), Error> {
    let extension = file.extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
    let backup = file.with_extension(format!("bak.{extension}"));
    let original = crate::package::read_file(file, u64::MAX - 1)?;
    save(&backup, &original)?;
    save(file, bytes)
}

fn save(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(bytes).map_err(|e| file.failed(&e))?;
    file.commit()
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
            save(&path, report.as_bytes())?;
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

/// The documents among files, folders and patterns, each once, in order; what is not there is a problem.
fn collect(given: &[PathBuf]) -> (Vec<PathBuf>, Vec<Problem>) {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for path in given {
        if path.is_dir() {
            walk(path, &mut files, 0);
        } else if path.exists() {
            files.push(path.clone());
        } else {
            let found: Vec<PathBuf> = glob::glob(&path.to_string_lossy())
                .map(|paths| paths.flatten().filter(|path| is_document(path)).collect())
                .unwrap_or_default();
            if found.is_empty() {
                let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
                let problem =
                    crate::package::io_problem(&crate::error::catalogue::package::CANNOT_READ, &missing);
                problems.push(problem.file(path.display().to_string()));
            }
            files.extend(found);
        }
    }
    let mut seen = std::collections::HashSet::new();
    files.retain(|file| seen.insert(file.clone()));
    (files, problems)
}

/// Folders in folders are looked into so deep.
const DEEPEST: usize = 16;

fn walk(folder: &Path, files: &mut Vec<PathBuf>, depth: usize) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() && depth < DEEPEST {
            walk(&path, files, depth + 1);
        } else if path.is_file() && is_document(&path) {
            files.push(path);
        }
    }
}

fn is_document(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let word = [".docx", ".docm", ".dotx", ".dotm"].iter().any(|end| name.ends_with(end));
    word && !name.starts_with("~$") && !name.contains(".bak.")
}

fn list(shell: &Shell, matches: &ArgMatches) -> Result<Status, Error> {
    if matches.get_one::<String>("format").is_some_and(|format| format == "json") {
        let rules: Vec<serde_json::Value> = check::rules()
            .iter()
            .map(|rule| {
                serde_json::json!({
                    "code": rule.code, "name": rule.name(shell.lang), "severity": rule.severity().as_str(),
                    "source": rule.cited(shell.lang), "checked": rule.is_checked(), "bad": rule.bad, "good": rule.good,
                })
            })
            .collect();
        shell.print_json(&serde_json::json!({"version": 1, "rules": rules}));
        return Ok(Status::Done);
    }
    let mut out = String::new();
    for rule in check::rules() {
        let note = if rule.is_checked() {
            ""
        } else {
            shell.pick("（本版尚不检查，请人工核对）", " (not checked yet: a person must look)")
        };
        out.push_str(&format!("{}  {}{note}\n", rule.code, rule.name(shell.lang)));
    }
    shell.print(&out);
    Ok(Status::Done)
}

fn explain(shell: &Shell, code: &str) -> Result<Status, Error> {
    let Some(rule) = check::rule(code) else {
        return Err(Problem::new(&f::NO_SUCH_RULE).arg("name", code).into());
    };
    let line = |zh, en, text: &str| format!("{}{}\n", shell.pick(zh, en), text);
    let severity = match (rule.severity(), shell.lang) {
        (Severity::Error, Lang::Zh) => "错误",
        (Severity::Warning, Lang::Zh) => "警告",
        (Severity::Info, Lang::Zh) => "提示",
        (severity, Lang::En) => severity.as_str(),
    };
    let mut out = format!("{} {}\n\n", rule.code, rule.name(shell.lang));
    out.push_str(&line("级别：", "Severity: ", severity));
    out.push_str(&line("依据：", "Source: ", &rule.cited(shell.lang)));
    out.push_str(&line("不合：", "Bad: ", rule.bad));
    out.push_str(&line("合格：", "Good: ", rule.good));
    out.push_str(&line("判定：", "How: ", rule.how));
    out.push_str(&line("不算错的：", "No fault: ", rule.trap));
    if !rule.is_checked() {
        out.push_str(
            shell
                .pick("这一条本版尚不检查，请人工核对。\n", "This is not checked yet: a person must look.\n"),
        );
    }
    shell.print(&out);
    Ok(Status::Done)
}
