//! The pages docs/templates.md, docs/docxtpl.md and docs/docxtemplater.md: every example is filled.
//!
//! The first `yaml` block of a page is its data. What is run:
//! - a `template` block, with the `result` block after it;
//! - a row of a table with a column `gives` (得到): the text there is what the column before it comes to;
//! - a row of a table with a column `error`: the code there is what the first column is answered with.
//!
//! A template is written in the notation of tests/cases (see tests/support/notation.rs).

mod support;

use hongtou::Template;
use hongtou::data::{self, Format, Limits};
use hongtou::error::Lang;
use hongtou::template::Options;
use minijinja::Value;
use std::path::PathBuf;
use support::docx::{self, Package};
use support::{notation, outline};

/// Something that a page claims.
struct Claim {
    line: usize,
    template: String,
    outcome: Outcome,
}

#[derive(PartialEq, Debug)]
enum Outcome {
    Text(String),
    Error(String),
}

#[derive(Default)]
struct Page {
    data: Option<Value>,
    claims: Vec<Claim>,
}

impl Page {
    fn read(name: &str) -> Page {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let mut page = Page::default();
        let mut lines = text.lines().enumerate().map(|(i, line)| (i + 1, line));
        let (mut header, mut template) = (Vec::new(), None);
        while let Some((number, line)) = lines.next() {
            if let Some(language) = line.strip_prefix("```") {
                let block: Vec<&str> = lines.by_ref().map(|(_, l)| l).take_while(|l| *l != "```").collect();
                page.block(language, block.join("\n"), number, &mut template);
            } else if line.starts_with('|') {
                let cells = cells(line);
                if header.is_empty() { header = cells } else { page.row(&header, &cells, number) }
            } else {
                header.clear();
            }
        }
        page
    }

    fn block(&mut self, language: &str, text: String, line: usize, template: &mut Option<String>) {
        match language {
            "yaml" if self.data.is_none() => {
                let data = data::read_str(&text, Format::Yaml, "the page", &Limits::default());
                self.data = Some(data.unwrap_or_else(|e| panic!("{e}")));
            }
            "template" => *template = Some(text),
            "result" => {
                let template = template.take().unwrap_or_else(|| panic!("line {line}: a result of what?"));
                self.claims.push(Claim { line, template, outcome: Outcome::Text(text) });
            }
            _ => {}
        }
    }

    fn row(&mut self, header: &[String], cells: &[String], line: usize) {
        let column = |names: &[&str]| header.iter().position(|h| names.contains(&h.as_str()));
        let mut claim = |cell: Option<&String>, outcome| {
            let template = cell.map(|c| code(c)).unwrap_or_default();
            assert!(!template.is_empty(), "line {line}: there is nothing to fill");
            self.claims.push(Claim { line, template, outcome });
        };
        let outcome =
            |at: usize| cells.get(at).map(|c| code(c)).filter(|c| !c.is_empty() && !c.starts_with("---"));
        if let Some(at) = column(&["gives", "得到"])
            && let Some(text) = outcome(at)
        {
            claim(cells.get(at - 1), Outcome::Text(text));
        }
        if let Some(error) = column(&["error"]).and_then(outcome) {
            claim(cells.first(), Outcome::Error(error));
        }
    }
}

/// The cells of a Markdown row.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim().trim_matches('|').replace("\\|", "\u{1}");
    line.split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect()
}

/// A cell's code without its backticks; what has none is text.
fn code(cell: &str) -> String {
    let cell = cell.strip_prefix('`').and_then(|c| c.strip_suffix('`')).unwrap_or(cell);
    cell.strip_prefix('`').and_then(|c| c.strip_suffix('`')).unwrap_or(cell).trim().to_string()
}

fn fill(template: &str, data: &Value) -> Outcome {
    let bytes = docx::Template::of_body(notation::body(template)).build();
    let mut out = std::io::Cursor::new(Vec::new());
    let rendered = Template::from_bytes(bytes)
        .and_then(|template| template.render_value(data.clone(), &Options::default(), &mut out));
    if let Err(error) = rendered {
        let code = error.problems().first().map(|p| p.code().to_string());
        eprintln!("{}", error.display(Lang::En));
        return Outcome::Error(code.unwrap_or_default());
    }
    let package = Package::open(&out.into_inner()).expect("a package");
    let text = outline::outline(&package).expect("a document");
    let lines = text.lines().filter(|line| !line.starts_with("<table") && !line.is_empty());
    Outcome::Text(lines.collect::<Vec<_>>().join("\n"))
}

fn check(name: &str, least: usize) {
    let page = Page::read(name);
    let data = page.data.expect("the page has data");
    let mut wrong = Vec::new();
    for claim in &page.claims {
        let found = fill(&claim.template, &data);
        if found != claim.outcome {
            wrong.push(format!("docs/{name}:{}: {:?}\n not {:?}", claim.line, found, claim.outcome));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(page.claims.len() >= least, "only {} examples were found", page.claims.len());
}

#[test]
fn the_page_on_templates_tells_the_truth() {
    check("templates.md", 40);
    check("templates.zh-CN.md", 40);
}

#[test]
fn the_page_for_docxtpl_tells_the_truth() {
    check("docxtpl.md", 30);
}

#[test]
fn the_page_for_docxtemplater_tells_the_truth() {
    check("docxtemplater.md", 15);
}
