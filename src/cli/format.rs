//! `hongtou format TEXT_OR_DOCX -o OUT.docx`: an unformatted draft becomes an official document.

use super::{Shell, Status, arguments, problems_json, profile};
use crate::error::{Error, Lang, Problem, catalogue::cli as c, catalogue::format as f};
use crate::format::draft::{Dropped, Syntax};
use crate::format::rebuild::{Formatted, Recognised, format_text};
use crate::format::restyle::format_package;
use crate::format::{Profile, Style};
use crate::package::{Package, check_not_input};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::{Value, json};
use std::io::Read;
use std::path::{Path, PathBuf};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub(super) fn command(lang: Lang) -> Command {
    let t = |zh: &'static str, en: &'static str| super::language::pick(lang, zh, en);
    Command::new("format")
        .about(t("把文字稿或未排版的 Word 文档排成公文格式", "Set a draft or an unformatted Word document in the official format"))
        .after_help(t(
            "例子：\n  hongtou format 草稿.txt -o 正式稿.docx\n  hongtou format 草稿.docx -o 正式稿.docx --profile 本单位.yaml\n  hongtou format 草稿.md --dry-run        先看各段认成了什么",
            "Examples:\n  hongtou format draft.txt -o document.docx\n  hongtou format draft.docx -o document.docx --profile house.yaml\n  hongtou format draft.md --dry-run       see what each part is taken for",
        ))
        .arg(Arg::new("draft").required(true).value_name(t("文稿", "DRAFT")).value_parser(value_parser!(PathBuf)).help(t(
            "纯文本、Markdown 或 Word 文档；- 表示标准输入",
            "Plain text, Markdown or a Word document; - is standard input",
        )))
        .arg(arguments::output(lang, "生成的文件；- 表示标准输出", "The file to write; - is standard output"))
        .arg(
            Arg::new("dry-run")
                .long("dry-run")
                .action(ArgAction::SetTrue)
                .help(t("只列出认出的各部分，不写文件", "Only show the parts that were recognised")),
        )
        .args(profile::arguments(lang))
        .arg(arguments::format(lang, &["text", "json"]))
        .args(arguments::package_limit_arguments(lang))
        .args(profile::limits(lang))
}

pub(super) fn run(shell: &Shell, matches: &ArgMatches) -> Result<Status, Error> {
    let draft = matches.get_one::<PathBuf>("draft").cloned().unwrap_or_default();
    let output = matches.get_one::<PathBuf>("output");
    let dry = matches.get_flag("dry-run");
    if output.is_none() && !dry {
        return Err(Problem::new(&c::MISSING_ARGUMENT).arg("word", "-o").arg("command", "format").into());
    }
    if let Some(output) = output {
        check_not_input(output, [draft.as_path()])?;
    }
    let (formatted, profile) = both(read(&draft, matches), profile::read(matches))
        .and_then(|(bytes, profile)| Ok((set(&draft, bytes, &profile, matches)?, profile)))?;
    let json = matches.get_one::<String>("format").is_some_and(|format| format == "json");
    if let Some(output) = output.filter(|_| !dry) {
        shell.write(output, &formatted.bytes)?;
    }
    let notes = notes(&formatted, &draft);
    if json {
        shell.print_json(&report(&formatted, &profile, &notes, shell.lang));
    } else if dry {
        shell.print(&table(&formatted.parts, shell.lang));
    }
    if !json {
        shell.say(&summary(&formatted, shell.lang));
    }
    if !notes.is_empty() {
        shell.report(&notes);
    }
    Ok(Status::Done)
}

/// Two results, or the problems of both.
fn both<A, B>(a: Result<A, Error>, b: Result<B, Error>) -> Result<(A, B), Error> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (a, b) => {
            let mut problems = a.err().map(Error::into_problems).unwrap_or_default();
            problems.extend(b.err().map(Error::into_problems).unwrap_or_default());
            Err(Error::from_problems(problems).unwrap_or_else(|| Problem::new(&c::USAGE).into()))
        }
    }
}

fn read(path: &Path, matches: &ArgMatches) -> Result<Vec<u8>, Error> {
    if path != Path::new("-") {
        return crate::package::read_file(path, arguments::package_limits(matches).max_total_size);
    }
    let mut bytes = Vec::new();
    let limit = arguments::package_limits(matches).max_total_size.saturating_add(1);
    std::io::stdin().lock().take(limit).read_to_end(&mut bytes).ok();
    Ok(bytes)
}

/// Text is told from other files by its bytes, Markdown by its name or its marks.
fn set(path: &Path, bytes: Vec<u8>, profile: &Profile, matches: &ArgMatches) -> Result<Formatted, Error> {
    let limits = arguments::package_limits(matches);
    let name = path.display().to_string();
    let set = match Package::from_bytes(bytes.clone(), &limits) {
        Ok(package) => format_package(&package, profile),
        Err(error) if is_text(&error, &bytes) => text(path, &bytes, profile, matches),
        Err(error) => Err(error),
    };
    set.map_err(|error| error.in_file(&name))
}

/// A file of which nothing more is known than that it is no Word document.
fn is_text(error: &Error, bytes: &[u8]) -> bool {
    use crate::error::catalogue::package as p;
    let zip = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06");
    let unknown = [p::NOT_WORD.code, p::EMPTY.code, p::OWNER_FILE.code];
    !zip && error.problems().iter().all(|problem| unknown.contains(&problem.code()))
}

fn text(path: &Path, bytes: &[u8], profile: &Profile, matches: &ArgMatches) -> Result<Formatted, Error> {
    let limits = arguments::data_limits(matches);
    if bytes.len() as u64 > limits.bytes {
        let problem = Problem::new(&crate::error::catalogue::package::TOTAL_TOO_LARGE);
        return Err(problem.arg("limit", limits.bytes).into());
    }
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    let markdown = extension.is_some_and(|extension| matches!(extension.as_str(), "md" | "markdown"));
    format_text(bytes, markdown.then_some(Syntax::Markdown), profile)
}

fn notes(formatted: &Formatted, draft: &Path) -> Vec<Problem> {
    let titled = formatted.parts.iter().any(|part| part.style == Style::Title);
    let note = Problem::new(&f::NO_TITLE).file(draft.display().to_string());
    if titled { Vec::new() } else { vec![note] }
}

/// What a part is, for a reader.
fn name(part: &Recognised, lang: Lang) -> String {
    let style = match lang {
        Lang::Zh => part.style.name(),
        Lang::En => part.style.id().trim_start_matches("Gw"),
    };
    match (part.level, lang) {
        (Some(level), Lang::Zh) => format!("{style}（含{}标题）", ordinal(level)),
        (Some(level), Lang::En) => format!("{style} (run-in level {level})"),
        (None, _) => style.to_string(),
    }
}

fn ordinal(level: u8) -> &'static str {
    ["一级", "二级", "三级", "四级", "五级"].get(usize::from(level.clamp(1, 5)) - 1).copied().unwrap_or("")
}

fn table(parts: &[Recognised], lang: Lang) -> String {
    let head = match lang {
        Lang::Zh => ["位置", "认作", "文字"],
        Lang::En => ["place", "part", "text"],
    };
    let mut rows = vec![head.map(String::from)];
    rows.extend(parts.iter().map(|part| [part.number.to_string(), name(part, lang), cut(&part.text, 48)]));
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max();
    let (first, second) = (width(0).unwrap_or(0), width(1).unwrap_or(0));
    let mut out = String::new();
    for [number, name, text] in &rows {
        let (before, after) = (first - number.width(), second - name.width());
        out.push_str(&format!("{:before$}{number}  {name}{:after$}  {text}\n", "", ""));
    }
    out
}

/// As much of a text as fits into so many columns.
fn cut(text: &str, columns: usize) -> String {
    let mut used = 0;
    let mut out = String::new();
    for c in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        used += c.width().unwrap_or(0);
        if used > columns {
            out.push('…');
            break;
        }
        out.push(c);
    }
    out
}

/// What became of the draft, and what of it was layout only.
fn summary(formatted: &Formatted, lang: Lang) -> String {
    let Dropped { blank_lines, spaced_lines, marks, joined_lines } = formatted.dropped;
    let zh = lang == Lang::Zh;
    let counts = [
        (blank_lines, "空行", "blank lines"),
        (spaced_lines, "行首行尾的空格", "lines with spaces at their ends"),
        (marks, "Markdown 标记和引用号", "marks of Markdown or quotation"),
        (joined_lines, "标题的换行", "line breaks of the title"),
    ];
    let dropped: Vec<String> = counts
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(
            |(count, zh_words, words)| {
                if zh { format!("{zh_words} {count} 处") } else { format!("{count} {words}") }
            },
        )
        .collect();
    let parts = formatted.parts.len();
    match (zh, dropped.is_empty()) {
        (true, true) => format!("共 {parts} 段，文字没有增减。"),
        (true, false) => format!("共 {parts} 段，文字没有增减；只是排版、已去掉的：{}。", dropped.join("、")),
        (false, true) => format!("{parts} paragraphs; no text was lost or changed."),
        (false, false) => format!(
            "{parts} paragraphs; no text was lost or changed; dropped as layout: {}.",
            dropped.join(", ")
        ),
    }
}

fn report(formatted: &Formatted, profile: &Profile, notes: &[Problem], lang: Lang) -> Value {
    let part = |part: &Recognised| {
        json!({
            "number": part.number,
            "style": part.style.name(),
            "id": part.style.id(),
            "run_in_level": part.level,
            "text": part.text,
        })
    };
    let dropped = formatted.dropped;
    let mut value = problems_json(notes, lang);
    if let Some(map) = value.as_object_mut() {
        map.insert("profile".into(), profile.name.as_str().into());
        map.insert("parts".into(), formatted.parts.iter().map(part).collect());
        map.insert(
            "dropped".into(),
            json!({
                "blank_lines": dropped.blank_lines,
                "spaced_lines": dropped.spaced_lines,
                "marks": dropped.marks,
                "joined_lines": dropped.joined_lines,
            }),
        );
    }
    value
}
