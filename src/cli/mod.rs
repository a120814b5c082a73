//! The command line: arguments, messages, one file for each subcommand. It holds no logic that a user of the
//! library would miss.
//!
//! Results go to standard output, messages to standard error. Exit status: 0 done; 1 it ran and found
//! something; 2 unusable input or arguments.

mod arguments;
mod batch;
mod check;
mod diff;
mod form;
mod format;
mod inspect;
mod language;
mod new;
mod profile;
mod progress;
mod render;
mod table;
mod template;
mod templates;
mod usage;

use crate::error::{Error, Lang, Problem};
use clap::{ArgMatches, Command};
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Done,
    Found,
    Unusable,
}

/// What a command needs of its surroundings.
struct Shell {
    lang: Lang,
}

type Build = fn(Lang) -> Command;
type Run = fn(&Shell, &ArgMatches) -> Result<Status, Error>;

/// Every subcommand: what builds it, what runs it.
const COMMANDS: &[(Build, Run)] = &[
    (render::command, render::run),
    (batch::command, batch::run),
    (form::command, form::run),
    (inspect::command, inspect::run),
    (templates::command, templates::run),
    (diff::command, diff::run),
    (check::command, check::run),
    (new::command, new::run),
    (format::command, format::run),
];

/// Runs the program.
pub fn run(args: impl Iterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.collect();
    let lang = language::choose(&args);
    let shell = Shell { lang };
    let command = root(lang);
    if args.len() < 2 {
        let help = command.clone().render_help().to_string();
        shell.print(&format!("{}\n", usage::in_words(&help, lang)));
        return ExitCode::SUCCESS;
    }
    match command.clone().try_get_matches_from(&args) {
        Ok(matches) => shell.dispatch(&matches),
        Err(error) => usage::show(&shell, &error, &args),
    }
}

fn root(lang: Lang) -> Command {
    let t = |zh: &'static str, en: &'static str| language::pick(lang, zh, en);
    let mut command = Command::new("hongtou")
        .version(env!("CARGO_PKG_VERSION"))
        .about(t("填写、比较、检查公文（GB/T 9704-2012）", "Fill, compare and check official documents (GB/T 9704-2012)"))
        .after_help(t(
            "例子：\n  hongtou templates                                   查看内置模板\n  hongtou render @社区总结 数据.yaml -o 总结.docx      用内置模板生成总结\n  hongtou render 模板.docx 数据.json -o 结果.docx      用自己的模板\n  hongtou inspect 模板.docx                           查看模板要填哪些内容\n\n退出状态：0 完成；1 运行了但发现问题；2 输入或参数不可用",
            "Examples:\n  hongtou templates\n  hongtou render @community data.yaml -o report.docx\n  hongtou render template.docx data.json -o report.docx\n  hongtou inspect template.docx\n\nExit status: 0 done; 1 it ran and found something; 2 unusable input or arguments",
        ))
        .subcommand_required(true)
        .disable_help_subcommand(true)
        .arg(arguments::lang(lang));
    for (build, _) in COMMANDS {
        command = command.subcommand(build(lang));
    }
    usage::localise(command, lang)
}

impl Shell {
    fn dispatch(&self, matches: &ArgMatches) -> ExitCode {
        let Some((name, sub)) = matches.subcommand() else { return ExitCode::from(2) };
        let run = COMMANDS.iter().find(|(build, _)| build(self.lang).get_name() == name).map(|(_, run)| run);
        let status = match run.map(|run| run(self, sub)) {
            Some(Ok(status)) => status,
            Some(Err(error)) => {
                if sub.try_get_one::<String>("format").ok().flatten().is_some_and(|f| f == "json") {
                    self.print_json(&problems_json(error.problems(), self.lang));
                }
                self.report(error.problems());
                Status::Unusable
            }
            None => Status::Unusable,
        };
        ExitCode::from(match status {
            Status::Done => 0,
            Status::Found => 1,
            Status::Unusable => 2,
        })
    }

    /// Prints a result. A closed pipe ends the program quietly.
    fn print(&self, text: &str) {
        let mut out = io::stdout().lock();
        ended(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
    }

    fn print_json(&self, value: &serde_json::Value) {
        let text = serde_json::to_string_pretty(value).unwrap_or_default();
        self.print(&format!("{text}\n"));
    }

    /// Prints a message.
    fn say(&self, text: &str) {
        writeln!(io::stderr().lock(), "{text}").ok();
    }

    /// Shows problems, and how many there are when there are several.
    fn report(&self, problems: &[Problem]) {
        let mut text = String::new();
        for problem in problems {
            text.push_str(&format!("{}\n\n", problem.display(self.lang)));
        }
        if problems.len() > 1 {
            let n = problems.len();
            let zh = self.lang == Lang::Zh;
            text.push_str(&if zh { format!("共 {n} 处问题。") } else { format!("{n} problems.") });
        }
        self.say(text.trim_end());
    }

    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        language::pick(self.lang, zh, en)
    }

    /// Writes a document to a file; `-` is standard output.
    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        if path == Path::new("-") { self.print_bytes(bytes) } else { crate::package::write_file(path, bytes) }
    }

    /// Writes a document to standard output, unless that is a terminal.
    fn print_bytes(&self, bytes: &[u8]) -> Result<(), Error> {
        if io::stdout().is_terminal() {
            return Err(Problem::new(&crate::error::catalogue::cli::TERMINAL_OUTPUT).into());
        }
        let mut out = io::stdout().lock();
        ended(out.write_all(bytes).and_then(|()| out.flush()));
        Ok(())
    }
}

/// A closed pipe ends the program quietly; an output that cannot be written, such as a full disk, does not.
fn ended(written: io::Result<()>) {
    let Err(error) = written else { return };
    if error.kind() == io::ErrorKind::BrokenPipe {
        std::process::exit(0);
    }
    let problem = crate::package::io_problem(&crate::error::catalogue::package::CANNOT_WRITE, &error);
    writeln!(io::stderr().lock(), "{}", problem.display(Lang::Zh)).ok();
    std::process::exit(2);
}

fn problems_json(problems: &[Problem], lang: Lang) -> serde_json::Value {
    let list: Vec<_> = problems.iter().map(|p| p.json(lang)).collect();
    serde_json::json!({"version": 1, "problems": list})
}
