//! clap speaks English only: headings and errors in the user's language.

use super::Shell;
use crate::error::{Lang, Problem, catalogue::cli as c};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};
use std::ffi::OsString;
use std::process::ExitCode;

const TEMPLATE_ZH: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";
const TEMPLATE_EN: &str = "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}";

/// Sets the help's template and the two options that clap makes itself, for the command and all below it.
pub(super) fn localise(command: Command, lang: Lang) -> Command {
    let t = |zh: &'static str, en: &'static str| super::language::pick(lang, zh, en);
    let subcommands: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_string()).collect();
    let top = !subcommands.is_empty();
    let mut command = command
        .help_template(t(TEMPLATE_ZH, TEMPLATE_EN))
        .subcommand_help_heading(t("命令", "Commands"))
        .subcommand_value_name(t("命令", "COMMAND"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help(t("显示帮助", "Print help")),
        );
    if top {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        command = command.arg(version.help(t("显示版本", "Print version")));
    }
    command = command.mut_args(|arg| {
        if arg.get_help_heading().is_some() {
            return arg;
        }
        let heading = if arg.is_positional() { t("参数", "Arguments") } else { t("选项", "Options") };
        arg.help_heading(heading)
    });
    for name in subcommands {
        command = command.mut_subcommand(name, |sub| localise(sub, lang));
    }
    command
}

/// What clap writes into the usage by itself.
pub(super) fn in_words(help: &str, lang: Lang) -> String {
    if lang == Lang::Zh { help.replace("[OPTIONS]", "[选项]") } else { help.to_string() }
}

/// Shows what clap did not accept, or the help that was asked for.
pub(super) fn show(shell: &Shell, error: &clap::Error, args: &[OsString]) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        shell.print(&in_words(&error.to_string(), shell.lang));
        return ExitCode::SUCCESS;
    }
    let command = args.iter().skip(1).filter_map(|a| a.to_str()).find(|a| !a.starts_with('-')).unwrap_or("");
    shell.report(&[problem(error, command)]);
    ExitCode::from(2)
}

fn problem(error: &clap::Error, command: &str) -> Problem {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(s)) => s.clone(),
        Some(ContextValue::Strings(list)) => list.join("、"),
        Some(ContextValue::StyledStr(s)) => s.to_string(),
        _ => String::new(),
    };
    let named = |entry| Problem::new(entry).arg("command", command);
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let word = context(ContextKind::InvalidSubcommand);
            near(named(&c::UNKNOWN_COMMAND).arg("word", &word), &context(ContextKind::SuggestedSubcommand))
        }
        ErrorKind::UnknownArgument => {
            let word = context(ContextKind::InvalidArg);
            near(named(&c::UNKNOWN_OPTION).arg("word", &word), &context(ContextKind::SuggestedArg))
        }
        ErrorKind::MissingRequiredArgument => {
            named(&c::MISSING_ARGUMENT).arg("word", context(ContextKind::InvalidArg))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            named(&c::MISSING_ARGUMENT).phrase("word", "命令", "a command")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => bad_value(&context).arg("command", command),
        ErrorKind::ArgumentConflict => {
            let (one, other) = (context(ContextKind::InvalidArg), context(ContextKind::PriorArg));
            named(&c::USAGE).phrase(
                "detail",
                format!("{one} 与 {other} 不能同时使用"),
                format!("{one} and {other} exclude each other"),
            )
        }
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            let arg = context(ContextKind::InvalidArg);
            named(&c::USAGE).phrase(
                "detail",
                format!("{arg} 后面值的个数不对"),
                format!("{arg} has a wrong number of values"),
            )
        }
        _ => named(&c::USAGE).phrase("detail", "参数无法识别", "the arguments are not understood"),
    }
}

fn near(problem: Problem, suggestion: &str) -> Problem {
    if suggestion.is_empty() {
        return problem;
    }
    problem.hint(&crate::error::catalogue::template::HINT_NEAR).arg("near", suggestion)
}

fn bad_value(context: &dyn Fn(ContextKind) -> String) -> Problem {
    let option = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let valid = context(ContextKind::ValidValue);
    let problem = Problem::new(&c::BAD_VALUE).arg("option", &option).arg("value", &value);
    if value.is_empty() && valid.is_empty() {
        return Problem::new(&c::MISSING_ARGUMENT).phrase(
            "word",
            format!("{option} 的值"),
            format!("a value for {option}"),
        );
    }
    if valid.is_empty() {
        problem.phrase("advice", "请写一个数字", "write a number")
    } else {
        problem.phrase("advice", format!("可以写：{valid}"), format!("it may be {valid}"))
    }
}
