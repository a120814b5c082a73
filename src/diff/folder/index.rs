//! The index of many comparisons: for programs and as a page.

use super::{Report, Row};
use crate::error::{Lang, Problem};
use crate::xml::escape_html;
use serde_json::json;
use std::fmt::Write;

/// The page may load nothing and run nothing.
const HEAD: &str = "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
<meta name=\"viewport\" content=\"width=device-width\"><title>比较结果</title><style>\
:root{color-scheme:light dark}body{font:16px/1.6 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em}\
table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #8886;padding:.3em .6em;text-align:left;\
vertical-align:top}td.n,th.n{text-align:right}.bad{color:#c33}summary{cursor:pointer}\
@media print{details{display:block}}</style></head><body>";

impl Report {
    /// The index for programs.
    pub fn json(&self) -> String {
        let problems = |list: &[Problem]| list.iter().map(|p| p.json(Lang::Zh)).collect::<Vec<_>>();
        let round = |share: f64| (share * 10_000.0).round() / 10_000.0;
        let row = |row: &Row| {
            json!({
                "name": row.name, "old": row.old, "new": row.new, "redline": row.redline,
                "failed": row.failed, "changes": row.changes, "copied": round(row.copied),
                "findings": problems(&row.findings), "problems": problems(&row.problems),
            })
        };
        let names = |list: &[super::Document]| list.iter().map(|d| d.name.clone()).collect::<Vec<_>>();
        let alike = self.alike.iter().map(|(first, second, alike)| {
            json!({
                "units": [first, second], "share": round(alike.share()),
                "shares": [round(alike.first), round(alike.second)], "sentences": alike.sentences,
            })
        });
        let all = json!({
            "version": 1,
            "units": self.rows.iter().map(row).collect::<Vec<_>>(),
            "only_old": names(&self.only_old), "only_new": names(&self.only_new),
            "alike": alike.collect::<Vec<_>>(),
        });
        format!("{all:#}\n")
    }

    /// The index as a page of its own, in Chinese.
    pub fn html(&self) -> String {
        let mut out = String::from(HEAD);
        let failed = self.rows.iter().filter(|row| row.failed).count();
        let compared = self.rows.len() - failed;
        write!(
            out,
            "<h1>比较结果</h1><p>已比较 {compared} 个单位，失败 {failed} 个，雷同 {} 对。</p>",
            self.alike.len()
        )
        .ok();
        out.push_str("<table><thead><tr><th>单位<th class=n>待核对<th class=n>改动<th class=n>与去年相同<th>说明</thead><tbody>");
        for row in &self.rows {
            line(&mut out, row);
        }
        out.push_str("</tbody></table>");
        missing(&mut out, "只有去年有、今年没有的", &self.only_old);
        missing(&mut out, "只有今年有、去年没有的", &self.only_new);
        if !self.alike.is_empty() {
            out.push_str("<h2>雷同</h2><p>多数单位都有的模板文字不计。</p>");
        }
        for (first, second, alike) in &self.alike {
            let share = (alike.share() * 100.0).round();
            write!(
                out,
                "<details><summary>{} ↔ {}：{share}%</summary><ul>",
                escape_html(first),
                escape_html(second)
            )
            .ok();
            for sentence in &alike.sentences {
                write!(out, "<li>{}", escape_html(sentence)).ok();
            }
            out.push_str("</ul></details>");
        }
        out.push_str("</body></html>\n");
        out
    }
}

fn line(out: &mut String, row: &Row) {
    let name = escape_html(&row.name);
    let name = match &row.redline {
        Some(redline) => format!("<a href=\"{}\">{name}</a>", address(redline)),
        None => format!("<span class=bad>{name}</span>"),
    };
    let share = (row.copied * 100.0).round();
    let (findings, changes) = (row.findings.len(), row.changes);
    write!(out, "<tr><td>{name}<td class=n>{findings}<td class=n>{changes}<td class=n>{share}%<td>").ok();
    for problem in row.findings.iter().chain(&row.problems) {
        write!(out, "{}<br>", escape_html(&problem.message(Lang::Zh))).ok();
    }
}

fn missing(out: &mut String, title: &str, documents: &[super::Document]) {
    if documents.is_empty() {
        return;
    }
    write!(out, "<h2>{title}（{}）</h2><ul>", documents.len()).ok();
    for document in documents {
        write!(out, "<li>{}", escape_html(&document.name)).ok();
    }
    out.push_str("</ul>");
}

/// A relative path as an address: it cannot be read as another scheme.
fn address(path: &str) -> String {
    let mut out = String::from("./");
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => out.push(char::from(byte)),
            _ => {
                write!(out, "%{byte:02X}").ok();
            }
        }
    }
    out
}
