//! The messages: docs/errors.md shows every entry of the catalogue, with the examples of
//! tests/cases/errors.tsv, and is written by this test (`HONGTOU_BLESS=1 cargo test --test errors`).

mod support;

use hongtou::data::{self, Format};
use hongtou::error::{Entry, Lang, Problem, Severity, catalogue};
use hongtou::template::Options;
use hongtou::{Error, Template};
use minijinja::Value;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;
use support::{docx, notation};

const FAMILIES: &[(char, &str, &str)] = &[
    ('P', "Files", "The file is no Word document that can be read, or it cannot be written."),
    ('X', "Inside a document", "A part of the document is damaged."),
    ('T', "Templates", "A tag is wrong, or the data does not fit it. The place is the tag's."),
    ('V', "Values and filters", "A filter cannot do what it is asked to. The place is the tag's."),
    ('D', "Data", "A data file or `--set` is wrong. The place is a line and column."),
    (
        'B',
        "Batches and forms",
        "A unit's record, a file's name or the folder of a batch is wrong. The place is the cell.",
    ),
    ('F', "The official format", "Building and formatting official documents."),
    ('K', "Comparing", "Two documents cannot be compared."),
    ('C', "The command line", "The arguments are wrong."),
];

/// A line of tests/cases/errors.tsv.
struct Example {
    kind: String,
    source: String,
    data: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn examples() -> HashMap<String, Example> {
    let text = std::fs::read_to_string(root().join("tests/cases/errors.tsv")).expect("errors.tsv");
    let mut found = HashMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t').map(unescape);
        let mut next = || fields.next().unwrap_or_default();
        let (code, kind, source, data) = (next(), next(), next(), next());
        assert!(found.insert(code, Example { kind, source, data }).is_none(), "twice: {line}");
    }
    found
}

/// `\n`, `\t` and `\\`; any other backslash stays.
fn unescape(field: &str) -> String {
    let mut out = String::new();
    let mut chars = field.chars().peekable();
    while let Some(c) = chars.next() {
        let plain = match (c, chars.peek()) {
            ('\\', Some('n')) => Some('\n'),
            ('\\', Some('t')) => Some('\t'),
            ('\\', Some('\\')) => Some('\\'),
            _ => None,
        };
        if plain.is_some() {
            chars.next();
        }
        out.push(plain.unwrap_or(c));
    }
    out
}

impl Example {
    /// What running the example says in a language, and the codes in it.
    fn run(&self, lang: Lang) -> (Vec<String>, String) {
        let problems = match self.kind.as_str() {
            "template" => self.fill(),
            "json" => self.read("数据.json"),
            "yaml" => self.read("数据.yaml"),
            "toml" => self.read("数据.toml"),
            "csv" => self.read("数据.csv"),
            "set" => problems(data::apply_setting(&sample(), &self.source)),
            "file" => problems(Template::from_bytes(self.source.clone().into_bytes())),
            "command" => return self.command(lang),
            other => panic!("{other} is no kind of example"),
        };
        let shown: Vec<String> = problems.iter().map(|problem| problem.display(lang).to_string()).collect();
        (problems.iter().map(|problem| problem.code().to_string()).collect(), shown.join("\n\n"))
    }

    fn fill(&self) -> Vec<Problem> {
        let template =
            match Template::from_bytes(docx::Template::of_body(notation::body(&self.source)).build()) {
                Ok(template) => template,
                Err(error) => return error.into_problems(),
            };
        let data: Value = serde_json::from_str(&self.data).expect("the data is JSON");
        let rendered = template.render_value(data, &Options::default(), std::io::Cursor::new(Vec::new()));
        [template.warnings(), problems(rendered)].concat()
    }

    fn read(&self, name: &str) -> Vec<Problem> {
        let format = Format::of_path(name.as_ref());
        problems(data::read_bytes(self.source.as_bytes(), format, name, &data::Limits::default()))
    }

    #[cfg(feature = "cli")]
    fn command(&self, lang: Lang) -> (Vec<String>, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hongtou"));
        command.args(self.source.split(' ')).env("LC_ALL", if lang == Lang::En { "en" } else { "zh" });
        let output = command.current_dir(std::env::temp_dir()).output().expect("the program runs");
        let shown = String::from_utf8_lossy(&output.stderr).trim_end().to_string();
        let codes = shown.split('[').skip(1).filter_map(|rest| Some(rest.split_once(']')?.0.to_string()));
        (codes.collect(), shown)
    }

    #[cfg(not(feature = "cli"))]
    fn command(&self, _: Lang) -> (Vec<String>, String) {
        panic!("the program needs the feature cli")
    }

    /// How the example is introduced.
    fn heading(&self) -> String {
        match self.kind.as_str() {
            "command" => format!("```console\n$ hongtou {}\n```\n", self.source),
            "set" => format!("```console\n$ hongtou render … --set {}\n```\n", self.source),
            "template" if self.data == "{}" => fence("", &self.source),
            "template" => format!("{}\n{}", fence("", &self.source), fence("json", &self.data)),
            "file" => String::new(),
            kind => fence(kind, &self.source),
        }
    }
}

fn fence(language: &str, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("```{language}\n{text}\n```\n") }
}

fn problems<T>(result: Result<T, Error>) -> Vec<Problem> {
    result.err().map(Error::into_problems).unwrap_or_default()
}

/// What the examples of `--set` are applied to.
fn sample() -> Value {
    let text = "人数: 12\n活动:\n  - 人数: 1\n";
    data::read_str(text, Format::Yaml, "数据.yaml", &data::Limits::default()).expect("the sample is YAML")
}

/// A message whose arguments are not known: each is shown as ….
fn pattern(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        let name = from[1..].split_once('}').map(|(name, _)| name).unwrap_or("");
        if !out.ends_with('{')
            && !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        {
            out.push('…');
            rest = &from[name.len() + 2..];
        } else {
            out.push('{');
            rest = &from[1..];
        }
    }
    out + rest
}

fn bare(entry: &Entry, lang: Lang) -> String {
    let (severity, help) = match (lang, entry.severity) {
        (Lang::Zh, Severity::Error) => ("错误", "办法"),
        (Lang::Zh, Severity::Warning) => ("警告", "办法"),
        (Lang::Zh, Severity::Info) => ("提示", "办法"),
        (Lang::En, severity) => (severity.as_str(), "help"),
    };
    let mut out = format!("{severity}[{}]: {}", entry.code, pattern(entry.message(lang)));
    if !entry.help(lang).is_empty() {
        out.push_str(&format!("\n   = {help}: {}", pattern(entry.help(lang))));
    }
    out
}

fn section(entry: &Entry, example: Option<&Example>) -> String {
    let mut out = format!("### {}\n\n", entry.code);
    if let Some(example) = example {
        let heading = example.heading();
        if !heading.is_empty() {
            writeln!(out, "{heading}").expect("a string");
        }
    }
    let shown = |lang| example.map_or_else(|| bare(entry, lang), |example| example.run(lang).1);
    write!(out, "```text\n{}\n\n{}\n```\n\n", shown(Lang::Zh), shown(Lang::En)).expect("a string");
    out
}

fn page() -> String {
    let mut out = String::from(
        "# Messages\n\n\
        Every message has a code that does not change, says what is wrong and where, and what to do. `--lang en` or \
        `--lang zh` chooses the language; `--format json` gives the same to programs: `code`, `severity`, `message`, \
        `help`, `file`, `place`, `text`. All problems of a job are shown together.\n\n\
        This page is written by the tests from the catalogue of messages and the examples of \
        `tests/cases/errors.tsv`. Where an example stands, what follows is what hongtou says to it; else … stands \
        for what differs from case to case.\n\n",
    );
    let examples = examples();
    for (letter, title, about) in FAMILIES {
        let mut entries: Vec<_> = catalogue::all().filter(|entry| entry.code.starts_with(*letter)).collect();
        if entries.is_empty() {
            continue;
        }
        entries.sort_by_key(|entry| entry.code);
        write!(out, "## {title}\n\n{about}\n\n").expect("a string");
        out.extend(entries.into_iter().map(|entry| section(entry, examples.get(entry.code))));
    }
    out.truncate(out.trim_end().len());
    out + "\n"
}

#[test]
fn every_example_gives_its_code() {
    let mut wrong = Vec::new();
    for (code, example) in examples() {
        let (codes, shown) = example.run(Lang::Zh);
        if codes != [code.as_str()] {
            wrong.push(format!("{code}: {:?} gives\n{shown}\n", example.source));
        }
    }
    wrong.sort();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_page_shows_every_message() {
    let path = root().join("docs/errors.md");
    let written = page();
    if std::env::var_os("HONGTOU_BLESS").is_some() {
        std::fs::write(&path, &written).expect("docs/errors.md");
    }
    let held = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = written.lines().zip(held.lines().chain([""])).find(|(written, held)| written != held);
    let hint = "HONGTOU_BLESS=1 cargo test --test errors writes it anew";
    assert!(held == written, "docs/errors.md differs ({hint}): {differs:?}");
}

#[test]
fn every_family_has_a_heading() {
    for entry in catalogue::all() {
        let known = FAMILIES.iter().any(|(letter, ..)| entry.code.starts_with(*letter));
        // Hints are shown as the help of other messages.
        assert!(known || entry.code.starts_with('H'), "{}", entry.code);
    }
}
