//! `hongtou batch TEMPLATE DATA… -o DIR`

use super::progress::Progress;
use super::{Shell, Status, arguments, template};
use crate::batch::{Batch, Check, Input, Join, Options, Outcome, Planned, Shard, Summary, Target};
use crate::data::records::{self, Source};
use crate::error::{Error, Lang, Problem, catalogue::batch as b, catalogue::cli as c};
use crate::jobs::Cancel;
use crate::package::io_problem;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use std::io::Read;
use std::path::{Path, PathBuf};

pub(super) fn command(lang: Lang) -> Command {
    let t = |zh: &'static str, en: &'static str| super::language::pick(lang, zh, en);
    Command::new("batch")
        .about(t("一个模板、许多单位：批量生成报告", "One template, many units: fill a report for each"))
        .after_help(t(
            "例子：\n  hongtou batch 模板.docx 汇总表.xlsx -o 报告/\n  hongtou batch 模板.docx 各单位/ -o 报告/ --name \"{{单位}}{{年度}}年度工作总结\"\n  hongtou batch 模板.docx 今年.xlsx --prior 去年.xlsx --key 单位 -o 报告/\n  hongtou batch 模板.docx 汇总表.xlsx --dry-run -o 报告/      只检查，不写文件\n  hongtou batch 模板.docx 汇总表.xlsx -o 报告/ --resume       接着上次做",
            "Examples:\n  hongtou batch template.docx units.xlsx -o reports/\n  hongtou batch template.docx folder/ -o reports/ --name \"{{unit}} {{year}}\"\n  hongtou batch template.docx this.xlsx --prior last.xlsx --key unit -o reports/\n  hongtou batch template.docx units.xlsx --dry-run -o reports/\n  hongtou batch template.docx units.xlsx -o reports/ --resume",
        ))
        .arg(arguments::template(lang))
        .arg(arguments::data(lang).required(true).num_args(1..).help(t(
            "数据：工作簿（xlsx、xls、ods）、CSV、JSON、JSON Lines、YAML、TOML 或文件夹，可写多个；- 表示标准输入",
            "Data: workbooks, CSV, JSON, JSON Lines, YAML, TOML or folders; - is standard input",
        )))
        .args(targets(lang))
        .args(naming(lang))
        .args(reading(lang))
        .arg(arguments::missing(lang))
        .args(running(lang))
        .arg(arguments::format(lang, &["text", "json"]))
        .args(arguments::limits(lang))
}

fn option(id: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(id).long(id).value_name(value).help(help)
}

fn flag(id: &'static str, help: &'static str) -> Arg {
    Arg::new(id).long(id).action(ArgAction::SetTrue).help(help)
}

fn targets(lang: Lang) -> [Arg; 2] {
    let t = |zh: &'static str, en: &'static str| super::language::pick(lang, zh, en);
    let folder = arguments::output(lang, "把报告写到这个文件夹", "Write the reports to this folder")
        .value_name(t("文件夹", "DIR"));
    let zip =
        option("zip", t("文件", "FILE"), t("把全部报告写成一个压缩包", "Write all reports to one archive"));
    let path = |arg: Arg| arg.value_parser(value_parser!(PathBuf));
    [folder, path(zip).conflicts_with_all(["output", "resume"])]
}

fn naming(lang: Lang) -> [Arg; 5] {
    let t = |zh: &'static str, en: &'static str| super::language::pick(lang, zh, en);
    let field = t("字段", "FIELD");
    [
        option(
            "name",
            t("式子", "PATTERN"),
            t(
                "报告的文件名，如 \"{{单位}}{{年度}}年度工作总结\"（默认用单位名称）",
                "The reports' file names, as in \"{{unit}} {{year}}\" (default: the unit's name)",
            ),
        ),
        option(
            "key",
            field,
            t(
                "用哪个字段辨认单位；有多个数据文件时按它对应合并",
                "The field that identifies a unit; joins the records of several files",
            ),
        ),
        arguments::prior(lang).action(ArgAction::Append),
        option(
            "group-by",
            field,
            t(
                "按这个字段分组，每组一份报告：模板里用 各单位（列表）、汇总（合计）",
                "One report for each value of the field: units is the list, 汇总 the sums",
            ),
        ),
        arguments::set(lang),
    ]
}

fn reading(lang: Lang) -> [Arg; 2] {
    let t = |zh: &'static str, en: &'static str| super::language::pick(lang, zh, en);
    [
        option(
            "sheet",
            t("工作表", "SHEET"),
            t("每行一个单位的工作表（默认自动识别）", "The sheet with a row a unit (default: found)"),
        ),
        option(
            "header-row",
            t("行号", "ROW"),
            t(
                "表头在第几行；两行表头写 2-3（默认自动识别）",
                "The header's row; 2-3 for two rows (default: found)",
            ),
        ),
    ]
}

fn running(lang: Lang) -> Vec<Arg> {
    let t = |zh: &'static str, en: &'static str| super::language::pick(lang, zh, en);
    vec![
        option("jobs", "N", t("同时进行的个数（默认用全部处理器）", "Threads (default: all cores)"))
            .value_parser(value_parser!(u16).range(1..=1024)),
        flag(
            "resume",
            t("接着上次做：只做没完成的和数据有变化的", "Go on: only what is not complete or changed"),
        ),
        flag(
            "dry-run",
            t("只检查数据，列出要写的文件，不写", "Check the data, list the files, write nothing"),
        ),
        flag(
            "fail-fast",
            t("有一个单位的数据有问题就全部不写", "Write nothing if any unit's data are at fault"),
        ),
        flag("force", t("覆盖有人改过的报告", "Overwrite reports that someone has edited")),
        option(
            "shard",
            t("第几份/共几份", "I/N"),
            t("只做其中一份，如 1/4，便于分到几台机器上", "Do only a part, such as 1/4, to spread a batch"),
        ),
        flag("sync", t("每写完一份就存入磁盘（慢，防断电）", "Flush every file to the disk (slow)")),
        flag(
            "update-fields",
            t("让 Word 打开文件时刷新目录和页码引用", "Make Word refresh the table of contents on opening"),
        ),
        flag("quiet", t("只显示问题", "Show problems only")).short('q'),
    ]
}

/// What a run was asked for, read and checked.
struct Job {
    batch: Batch,
    target: Option<Target>,
    dry_run: bool,
    fail_fast: bool,
    quiet: bool,
    json: bool,
}

pub(super) fn run(shell: &Shell, matches: &ArgMatches) -> Result<Status, Error> {
    let cancel = Cancel::new();
    let asked = cancel.clone();
    // Where no handler can be set, the default stops the program, and --resume goes on.
    ctrlc::set_handler(move || {
        if asked.is_cancelled() {
            std::process::exit(1);
        }
        asked.cancel();
    })
    .ok();
    let job = read(matches, cancel)?;
    let progress = Progress::new(shell.lang, job.quiet);
    if !job.quiet {
        let mut notes = job.batch.input().notes();
        notes.extend(job.batch.template().warnings());
        say_notes(shell, &notes);
    }
    let check = job.batch.check(&progress);
    if check.units == 0 && check.rows.is_empty() && !check.cancelled {
        return Err(Problem::new(&b::NO_RECORDS).into());
    }
    if !check.rows.is_empty() {
        shell.say(&super::table::problems(&check, shell.lang));
    }
    let mut summary = None;
    if check.cancelled {
        // Nothing was written yet.
        summary = Some(Summary::stopped());
    } else if job.fail_fast && check.has_errors() {
        let stopped = Problem::new(&b::STOPPED);
        finish(shell, &job, &check, None, vec![stopped.clone()]);
        shell.report(&[stopped]);
        return Ok(Status::Found);
    } else if job.dry_run {
        list(shell, &job, &check);
    } else if let Some(target) = &job.target {
        summary = Some(job.batch.write(&check, target, &progress, |outcome| tell(shell, outcome))?);
    }
    let stopped = summary.filter(|s| s.cancelled).map(|s| Problem::new(&b::INTERRUPTED).arg("done", s.done));
    finish(shell, &job, &check, summary, stopped.iter().cloned().collect());
    if let Some(stopped) = stopped {
        shell.report(&[stopped]);
        return Ok(Status::Found);
    }
    let found = check.has_errors() || summary.is_some_and(|s| s.failed + s.kept > 0);
    Ok(if found { Status::Found } else { Status::Done })
}

/// Reads everything that was named; a faulty template and faulty data are reported together.
fn read(matches: &ArgMatches, cancel: Cancel) -> Result<Job, Error> {
    let paths = |id: &str| -> Vec<PathBuf> {
        matches.get_many::<PathBuf>(id).into_iter().flatten().cloned().collect()
    };
    let (data, prior) = (paths("data"), paths("prior"));
    if data.iter().chain(&prior).filter(|p| p.as_path() == Path::new("-")).count() > 1 {
        return Err(Problem::new(&c::STDIN_TWICE).into());
    }
    let text = |id: &str| matches.get_one::<String>(id).cloned();
    let mut problems = Vec::new();
    let mut keep = |error: Error| problems.extend(error.into_problems());
    let reading = read_options(matches).map_err(&mut keep).unwrap_or_default();
    let template = template::open(matches).map_err(&mut keep).ok();
    let sources = open(&data, &reading).map_err(&mut keep).ok();
    // Last year's workbook has its own layout.
    let last = records::Options { sheet: None, header_rows: None, ..reading };
    let last = (!prior.is_empty()).then(|| open(&prior, &last)).transpose().map_err(&mut keep).ok();
    let join = Join {
        key: text("key"),
        group_by: text("group-by"),
        settings: matches.get_many::<String>("set").into_iter().flatten().cloned().collect(),
    };
    let shard = text("shard").map(|s| Shard::parse(&s)).transpose().map_err(&mut keep).ok().flatten();
    if let Some(error) = Error::from_problems(problems) {
        return Err(error);
    }
    let (Some(template), Some(sources), Some(last)) = (template, sources, last) else {
        return Err(Problem::new(&c::USAGE).into());
    };
    let mut options = Options { render: arguments::render_options(matches), ..Options::default() };
    options.render.update_fields = matches.get_flag("update-fields");
    options.render.finish = template::finish(&template);
    options.name = text("name");
    options.jobs = matches.get_one::<u16>("jobs").map_or(0, |&n| usize::from(n));
    options.shard = shard.unwrap_or_default();
    (options.resume, options.force) = (matches.get_flag("resume"), matches.get_flag("force"));
    options.sync = matches.get_flag("sync");
    options.inputs = [data, prior, paths("template")].concat();
    options.cancel = cancel;
    let target = target(matches)?;
    let input = Input::new(sources, last, &join)?;
    Ok(Job {
        batch: Batch::new(template, input, options)?,
        target,
        dry_run: matches.get_flag("dry-run"),
        fail_fast: matches.get_flag("fail-fast"),
        quiet: matches.get_flag("quiet"),
        json: matches.get_one::<String>("format").is_some_and(|f| f == "json"),
    })
}

fn target(matches: &ArgMatches) -> Result<Option<Target>, Error> {
    let path = |id: &str| matches.get_one::<PathBuf>(id).cloned();
    let target = path("output").map(Target::Folder).or_else(|| path("zip").map(Target::Zip));
    if let Some(Target::Folder(path)) = &target
        && path.exists()
        && !path.is_dir()
    {
        let e = std::io::Error::from(std::io::ErrorKind::NotADirectory);
        let problem = io_problem(&crate::error::catalogue::package::CANNOT_WRITE, &e);
        return Err(problem.file(path.display().to_string()).into());
    }
    if target.is_none() && !matches.get_flag("dry-run") {
        return Err(Problem::new(&b::TARGETS).into());
    }
    Ok(target)
}

fn read_options(matches: &ArgMatches) -> Result<records::Options, Error> {
    let mut options = records::Options {
        sheet: matches.get_one::<String>("sheet").cloned(),
        key: matches.get_one::<String>("key").cloned(),
        limits: arguments::data_limits(matches),
        ..records::Options::default()
    };
    if let Some(text) = matches.get_one::<String>("header-row") {
        let (first, last) = text.split_once(['-', '－', '~', ':']).unwrap_or((text, text));
        options.header_rows = match (first.trim().parse(), last.trim().parse()) {
            (Ok(first), Ok(last)) if 1 <= first && first <= last => Some((first, last)),
            _ => return Err(Problem::new(&b::BAD_HEADER_ROW).arg("value", text).into()),
        };
    }
    Ok(options)
}

/// Opens files and folders, and standard input for `-`.
fn open(paths: &[PathBuf], options: &records::Options) -> Result<Vec<Source>, Error> {
    let (mut sources, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        let opened = if path == Path::new("-") {
            let mut bytes = Vec::new();
            let limit = options.limits.bytes.saturating_add(1);
            std::io::stdin().lock().take(limit).read_to_end(&mut bytes).ok();
            Source::from_bytes(&bytes, "-", options).map(|source| vec![source])
        } else {
            records::open(path, options)
        };
        match opened {
            Ok(found) => sources.extend(found),
            Err(error) => problems.extend(error.into_problems()),
        }
    }
    Error::from_problems(problems).map_or(Ok(sources), Err)
}

/// What reading left out, a line each.
fn say_notes(shell: &Shell, notes: &[Problem]) {
    const MOST: usize = 30;
    for note in notes.iter().take(MOST) {
        let place = note.place().map(|place| place.words(shell.lang)).unwrap_or_default();
        let file = note.get_file().unwrap_or_default();
        let at = [file, &place].iter().filter(|s| !s.is_empty()).copied().collect::<Vec<_>>().join(" ");
        let colon = shell.pick("：", ": ");
        let at = if at.is_empty() { at } else { format!("{at}{colon}") };
        shell.say(&format!("{}{colon}{at}{}", shell.pick("提示", "note"), note.message(shell.lang)));
    }
    if notes.len() > MOST {
        let more = notes.len() - MOST;
        shell.say(&match shell.lang {
            Lang::Zh => format!("提示：还有 {more} 条"),
            Lang::En => format!("note: {more} more"),
        });
    }
}

/// A report that could not be written although its data are right.
fn tell(shell: &Shell, outcome: &Outcome) {
    let codes = [&b::EDITED, &b::IS_INPUT, &crate::error::catalogue::package::CANNOT_WRITE];
    let of_file = |p: &&Problem| codes.iter().any(|entry| entry.code == p.code());
    for problem in outcome.problems.iter().filter(of_file) {
        shell.say(&problem.display(shell.lang).to_string());
    }
}

/// The names of the files that would be written.
fn list(shell: &Shell, job: &Job, check: &Check) {
    if job.json {
        return;
    }
    let mut text = String::new();
    for Planned { number, unit, file, .. } in job.batch.plan() {
        text.push_str(&match (shell.lang, check.is_faulty(number)) {
            (Lang::Zh, true) => format!("{unit}（数据有问题，不生成）\n"),
            (Lang::Zh, false) => format!("{unit} → {file}\n"),
            (Lang::En, true) => format!("{unit} (faulty data, not written)\n"),
            (Lang::En, false) => format!("{unit} -> {file}\n"),
        });
    }
    shell.print(&text);
}

/// The summary in words, and everything for programs.
fn finish(shell: &Shell, job: &Job, check: &Check, summary: Option<Summary>, more: Vec<Problem>) {
    if job.json {
        shell.print_json(&json(shell.lang, job, check, summary, &more));
    }
    if job.quiet {
        return;
    }
    let zh = shell.lang == Lang::Zh;
    let words = match summary {
        Some(s) => {
            let mut words = if zh {
                format!("共 {} 个单位：生成 {} 份", s.units, s.done)
            } else {
                format!("{} units: {} reports written", s.units, s.done)
            };
            let mut add = |n: u64, zh_words: &str, en_words: &str| {
                if n > 0 {
                    words.push_str(&if zh {
                        format!("，{zh_words} {n} 份")
                    } else {
                        format!(", {n} {en_words}")
                    });
                }
            };
            add(s.resumed, "其中以前已完成", "of them before");
            add(s.failed, "数据有问题未生成", "not, their data being at fault");
            add(s.kept, "有人改过未覆盖", "left as someone edited them");
            words
        }
        None if zh => format!("共 {} 个单位，{} 个数据有问题；没有写文件", check.units, check.failed),
        None => format!("{} units, {} with faulty data; nothing was written", check.units, check.failed),
    };
    shell.say(&words);
}

fn json(
    lang: Lang,
    job: &Job,
    check: &Check,
    summary: Option<Summary>,
    more: &[Problem],
) -> serde_json::Value {
    let row = |row: &crate::batch::Row| {
        let mut value = row.problem.json(lang);
        if let Some(map) = value.as_object_mut()
            && row.number > 0
        {
            map.insert("unit".into(), row.unit.as_str().into());
        }
        value
    };
    let mut problems: Vec<serde_json::Value> = check.rows.iter().map(row).collect();
    problems.extend(more.iter().map(|p| p.json(lang)));
    let mut value = serde_json::json!({
        "version": 1,
        "problems": problems,
        "summary": {"units": check.units, "failed": check.failed},
    });
    if let Some(s) = summary {
        let counts = [("done", s.done), ("failed", s.failed), ("kept", s.kept), ("resumed", s.resumed)];
        for (name, count) in counts {
            if let Some(map) = value.get_mut("summary").and_then(|v| v.as_object_mut()) {
                map.insert(name.into(), count.into());
            }
        }
    } else if job.dry_run {
        let writable = job.batch.plan().filter(|planned| !check.is_faulty(planned.number));
        let files = writable.map(|p| serde_json::json!({"unit": p.unit, "file": p.file}));
        if let Some(map) = value.as_object_mut() {
            map.insert("files".into(), files.collect());
        }
    }
    value
}
