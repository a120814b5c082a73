//! The problems of a batch in one table: by unit and cell.

use crate::batch::Check;
use crate::error::{Lang, Severity};
use unicode_width::UnicodeWidthStr;

/// So many rows are shown; all are in the files that the batch writes.
const MOST: usize = 200;

/// A column is padded to at most this width.
const WIDEST: usize = 36;

/// The table, the ways out once for each kind of problem, and how many there are.
pub(super) fn problems(check: &Check, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let head = if zh { ["单位", "位置", "问题"] } else { ["unit", "place", "problem"] };
    let mut rows: Vec<[String; 3]> = vec![head.map(String::from)];
    let mut helps: Vec<(&str, String)> = Vec::new();
    for row in check.rows.iter().take(MOST) {
        let problem = &row.problem;
        let place = problem.place().map(|place| place.words(lang)).unwrap_or_default();
        let file = problem.get_file().map(short).unwrap_or_default();
        let unit = match (row.number, zh) {
            (0, true) if row.unit.is_empty() => "（全部）".to_string(),
            (0, false) if row.unit.is_empty() => "(all)".to_string(),
            _ => row.unit.clone(),
        };
        let severity = match (problem.get_severity(), zh) {
            (Severity::Error, true) => "错误",
            (Severity::Warning, true) => "警告",
            (Severity::Info, true) => "提示",
            (severity, false) => severity.as_str(),
        };
        let message = format!("{severity}[{}]: {}", problem.code(), problem.message(lang));
        rows.push([unit, format!("{file} {place}").trim().to_string(), message]);
        if let Some(help) = problem.help(lang)
            && !helps.iter().any(|(code, _)| *code == problem.code())
        {
            helps.push((problem.code(), help));
        }
    }
    let mut out = laid_out(&rows);
    for (code, help) in helps {
        out.push_str(&format!("= [{code}] {}: {help}\n", if zh { "办法" } else { "help" }));
    }
    let total = check.rows.len() as u64 + check.more;
    let hidden = total.saturating_sub(MOST as u64);
    out.push_str(&match (zh, hidden) {
        (true, 0) => format!("共 {total} 处问题。"),
        (true, _) => format!("共 {total} 处问题，其余 {hidden} 处见“报告.csv”。"),
        (false, 0) => format!("{total} problems."),
        (false, _) => format!("{total} problems, {hidden} more in 报告.csv."),
    });
    out
}

/// A file's name without its folders.
fn short(file: &str) -> String {
    file.rsplit(['/', '\\']).next().unwrap_or(file).to_string()
}

fn laid_out(rows: &[[String; 3]]) -> String {
    let width = |i: usize| {
        rows.iter().filter_map(|row| row.get(i)).map(|cell| cell.width()).filter(|w| *w <= WIDEST).max()
    };
    let widths = [width(0).unwrap_or(0), width(1).unwrap_or(0), 0];
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            let gap = width.saturating_sub(cell.width()) + 2;
            line.push_str(&format!("{}{:gap$}", cell.replace(char::is_control, " "), ""));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
