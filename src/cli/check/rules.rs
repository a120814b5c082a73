//! The catalogue of rules, shown.

use super::super::{Shell, Status};
use crate::error::{Error, Lang, Problem, Severity, catalogue::format as f};
use crate::format::check;
use clap::ArgMatches;

pub(super) fn list(shell: &Shell, matches: &ArgMatches) -> Result<Status, Error> {
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

pub(super) fn explain(shell: &Shell, code: &str) -> Result<Status, Error> {
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
