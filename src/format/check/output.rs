//! Findings for other programs and for the browser.

use super::{Checked, Finding, rules};
use crate::error::{Lang, Place, Problem, Severity};
use crate::wml::Remark;
use crate::xml::escape_html;
use serde_json::{Value, json as object};

/// The findings of some files, in the shape that outsiders rely on: `{"version": 1, "files": […]}`.
pub fn json(files: &[(String, Checked)], problems: &[Problem], lang: Lang) -> Value {
    let list: Vec<Value> = files
        .iter()
        .map(|(file, checked)| {
            let findings: Vec<Value> = checked
                .findings
                .iter()
                .map(|finding| {
                    let mut value = finding.problem().json(lang);
                    if let Some(map) = value.as_object_mut() {
                        map.insert("source".into(), finding.rule.cited(lang).into());
                        map.insert("fixable".into(), (!finding.changes.is_empty()).into());
                    }
                    value
                })
                .collect();
            object!({"file": file, "class": checked.class.as_str(), "findings": findings})
        })
        .collect();
    let mut out = object!({"version": 1, "files": list});
    if let (false, Some(map)) = (problems.is_empty(), out.as_object_mut()) {
        map.insert("problems".into(), problems.iter().map(|p| p.json(lang)).collect());
    }
    out
}

/// The findings of some files as SARIF 2.1.0, for programs that show findings of many tools.
pub fn sarif(files: &[(String, Checked)], lang: Lang) -> Value {
    let found = files.iter().flat_map(|(_, checked)| &checked.findings);
    let mut codes: Vec<&str> = found.map(|finding| finding.rule.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let described: Vec<Value> = rules()
        .iter()
        .filter(|rule| codes.contains(&rule.code))
        .map(|rule| {
            object!({
                "id": rule.code,
                "shortDescription": {"text": rule.name(lang)},
                "help": {"text": format!("{}: {} → {}", rule.cited(lang), rule.bad, rule.good)},
                "defaultConfiguration": {"level": level(rule.severity())},
            })
        })
        .collect();
    let results: Vec<Value> = files
        .iter()
        .flat_map(|(file, checked)| checked.findings.iter().map(move |finding| (file, finding)))
        .map(|(file, finding)| {
            let problem = finding.problem();
            let place = Place::from(finding.place.clone()).words(lang);
            let mut location = object!({
                "physicalLocation": {"artifactLocation": {"uri": uri(file)}},
                "logicalLocations": [{"fullyQualifiedName": place, "kind": "element"}],
            });
            if let Some(region) = location.pointer_mut("/physicalLocation").and_then(Value::as_object_mut)
                && !finding.line.is_empty()
            {
                let snippet = object!({"snippet": {"text": finding.line}});
                region.insert("contextRegion".into(), snippet);
            }
            let mut text = problem.message(lang);
            if let Some(help) = problem.help(lang) {
                text.push_str(if lang == Lang::Zh { "。" } else { ". " });
                text.push_str(&help);
            }
            object!({
                "ruleId": finding.rule.code,
                "level": level(finding.severity),
                "message": {"text": text},
                "locations": [location],
            })
        })
        .collect();
    object!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "hongtou",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": described,
            }},
            "results": results,
        }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A path as a relative URI (RFC 3986): what is not unreserved is percent-encoded, byte by byte.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(byte as char)
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The findings as remarks beside the words, for a copy of the document with comments.
pub fn remarks(checked: &Checked, lang: Lang) -> Vec<Remark> {
    let one = |finding: &Finding| {
        let problem = finding.problem();
        let mut text = format!("[{}] {}", finding.rule.code, problem.message(lang));
        if let Some(help) = problem.help(lang) {
            text.push('\n');
            text.push_str(&help);
        }
        Remark { place: finding.place.clone(), text }
    };
    checked.findings.iter().map(one).collect()
}

/// The text of some files with the findings beside it: one page that stands alone and prints.
pub fn html(files: &[(String, Checked)], lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let title = if zh { "公文检查" } else { "Check" };
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{}</style></head><body>\n",
        if zh { "zh-CN" } else { "en" },
        include_str!("report.css"),
    );
    for (file, checked) in files {
        let [errors, warnings, hints] = checked.counts();
        out.push_str(&format!("<main><h1>{}</h1>\n<p class=\"sum\">", escape_html(file)));
        out.push_str(&if zh {
            format!("错误 {errors}　警告 {warnings}　提示 {hints}")
        } else {
            format!("{errors} errors, {warnings} warnings, {hints} hints")
        });
        out.push_str("</p>\n");
        let whole: Vec<&Finding> = checked.findings.iter().filter(|f| f.paragraph.is_none()).collect();
        if !whole.is_empty() {
            out.push_str("<section class=\"row whole\"><div></div><aside>");
            whole.iter().for_each(|finding| card(finding, lang, &mut out));
            out.push_str("</aside></section>\n");
        }
        for (index, (place, text)) in checked.lines.iter().enumerate() {
            let found: Vec<&Finding> =
                checked.findings.iter().filter(|f| f.paragraph == Some(index)).collect();
            if text.trim().is_empty() && found.is_empty() {
                continue;
            }
            out.push_str("<section class=\"row\"><div><span class=\"n\">");
            out.push_str(&escape_html(&Place::from(place.clone()).words(lang)));
            out.push_str("</span><p>");
            marked(text, &found, &mut out);
            out.push_str("</p></div><aside>");
            found.iter().for_each(|finding| card(finding, lang, &mut out));
            out.push_str("</aside></section>\n");
        }
        out.push_str("</main>\n");
    }
    out.push_str("</body></html>\n");
    out
}

/// A paragraph's text, the words at fault marked; where marks overlap the first one is shown.
fn marked(text: &str, findings: &[&Finding], out: &mut String) {
    let chars: Vec<char> = text.chars().collect();
    let piece = |range: std::ops::Range<usize>| -> String {
        escape_html(&chars.get(range).unwrap_or_default().iter().collect::<String>())
    };
    let mut at = 0;
    for finding in findings {
        let range = finding.range.start.min(chars.len())..finding.range.end.min(chars.len());
        if range.start < at || range.is_empty() {
            continue;
        }
        out.push_str(&piece(at..range.start));
        out.push_str(&format!(
            "<mark class=\"{}\">{}</mark>",
            finding.severity.as_str(),
            piece(range.clone())
        ));
        at = range.end;
    }
    out.push_str(&piece(at..chars.len()));
}

fn card(finding: &Finding, lang: Lang, out: &mut String) {
    let problem = finding.problem();
    let help = problem.help(lang).unwrap_or_default();
    out.push_str(&format!(
        "<div class=\"card {}\"><b>{}</b> {}<br><small>{}</small></div>",
        finding.severity.as_str(),
        finding.rule.code,
        escape_html(&problem.message(lang)),
        escape_html(&help)
    ));
}
