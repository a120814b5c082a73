//! Filling, by the cases of tests/cases: see the README there. Adding a case needs no Rust.

mod support;

use hongtou::data::{self, Limits};
use hongtou::error::{Lang, Problem, catalogue};
use hongtou::template::{Missing, Options};
use hongtou::xml::Tree;
use hongtou::{Error, Template};
use minijinja::Value;
use std::fs;
use std::path::{Path, PathBuf};
use support::docx::{self, Package};
use support::{invariants, outline};

/// A case as its folder says it: one for each `data.yaml` or `data-….yaml` in it.
struct Case {
    /// The folder's name, with the data's.
    name: String,
    /// What stands after `data` and `expected` in the files' names.
    variant: String,
    folder: PathBuf,
    template: Vec<u8>,
    data: Value,
    options: Options,
    lang: Lang,
}

/// What came of a case.
enum Outcome {
    Document { bytes: Vec<u8>, outline: String },
    Problems(String),
}

fn cases_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(cases_folder()).expect("tests/cases");
    let mut found: Vec<PathBuf> =
        entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

/// The first of the files `stem.yaml`, `stem.json`, `stem.toml` that is there.
fn read_data(folder: &Path, stem: &str) -> Option<Value> {
    let paths = ["yaml", "json", "toml"].map(|extension| folder.join(format!("{stem}.{extension}")));
    let path = paths.into_iter().find(|path| path.exists())?;
    Some(data::read_file(&path, &Limits::default()).unwrap_or_else(|e| panic!("{}: {e}", path.display())))
}

fn option(options: &Value, name: &str) -> Option<Value> {
    options.get_attr(name).ok().filter(|value| !value.is_undefined())
}

/// The variants of a folder: `""` for `data.yaml`, `"-none"` for `data-none.yaml`.
fn variants(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut found: Vec<String> =
        names.filter_map(|name| Some(name.rsplit_once('.')?.0.strip_prefix("data")?.to_string())).collect();
    if found.is_empty() {
        found.push(String::new());
    }
    found.sort();
    found
}

impl Case {
    fn all(folder: &Path) -> Vec<Case> {
        variants(folder).into_iter().map(|variant| Case::read(folder.to_path_buf(), variant)).collect()
    }

    fn read(folder: PathBuf, variant: String) -> Case {
        let settings = read_data(&folder, &format!("options{variant}"))
            .or_else(|| read_data(&folder, "options"))
            .unwrap_or_default();
        let mut template = docx::Template::read(&folder);
        template.is_template = option(&settings, "is_template").is_some();
        let mut options = Options::default();
        options.missing = match option(&settings, "missing").as_ref().and_then(Value::as_str) {
            Some("blank") => Missing::Blank,
            Some("mark") => Missing::Mark,
            Some(other) => panic!("{}: missing = {other}", folder.display()),
            None => Missing::Error,
        };
        options.prior = read_data(&folder, "prior");
        let number = |name| option(&settings, name).and_then(|n| u64::try_from(n).ok());
        options.max_fuel = number("max_fuel").unwrap_or(options.max_fuel);
        options.max_output = number("max_output").unwrap_or(options.max_output);
        Case {
            name: folder.file_name().unwrap_or_default().to_string_lossy().into_owned() + &variant,
            template: fs::read(folder.join("template.docx")).unwrap_or_else(|_| template.build()),
            data: read_data(&folder, &format!("data{variant}"))
                .unwrap_or_else(|| Value::from_pairs(std::iter::empty::<(String, Value)>())),
            lang: if option(&settings, "lang").is_some() { Lang::En } else { Lang::Zh },
            options,
            variant,
            folder,
        }
    }

    fn render(&self) -> Result<(Vec<u8>, Vec<Problem>), Error> {
        let template = Template::from_bytes(self.template.clone())?;
        let mut bytes = std::io::Cursor::new(Vec::new());
        let report = template.render_value(self.data.clone(), &self.options, &mut bytes)?;
        Ok((bytes.into_inner(), [template.warnings(), report.missing].concat()))
    }

    fn run(&self) -> Result<Outcome, String> {
        let (bytes, warnings) = match self.render() {
            Ok(done) => done,
            Err(error) => return Ok(Outcome::Problems(format!("{}\n", error.display(self.lang)))),
        };
        let again = self.render().map_err(|e| format!("a second time it fails: {e}"))?;
        if again.0 != bytes {
            return Err("rendered twice, the bytes differ".into());
        }
        let package = Package::open(&bytes)?;
        sound(&self.template, &package)?;
        let mut outline = outline::outline(&package)?;
        if !warnings.is_empty() {
            outline.push_str("--- warnings\n");
            let shown = warnings.iter().map(|p| format!("{}\n", p.display(self.lang)));
            outline.extend(shown);
        }
        Ok(Outcome::Document { bytes, outline })
    }

    /// Where the expectation stands: an outline in `txt`, problems in `err`.
    fn expected(&self, extension: &str) -> PathBuf {
        self.folder.join(format!("expected{}.{extension}", self.variant))
    }

    fn expectation(&self) -> Option<(PathBuf, String)> {
        let files = ["txt", "err"].map(|extension| self.expected(extension));
        files.into_iter().find_map(|path| Some((path.clone(), fs::read_to_string(path).ok()?)))
    }

    /// Compares, or with `HONGTOU_BLESS` writes what came out.
    fn judge(&self, extension: &str, found: &str) -> Result<(), String> {
        let file = self.expected(extension);
        if std::env::var_os("HONGTOU_BLESS").is_some() {
            for extension in ["txt", "err"] {
                fs::remove_file(self.expected(extension)).ok();
            }
            return fs::write(file, found).map_err(|e| e.to_string());
        }
        match self.expectation() {
            Some((path, expected)) if path == file && expected == found => Ok(()),
            Some((path, expected)) => Err(difference(&path, &expected, found)),
            None => Err(format!("nothing is expected yet; this came out:\n{found}")),
        }
    }
}

fn difference(path: &Path, expected: &str, found: &str) -> String {
    let mut out = format!("{} says\n", path.file_name().unwrap_or_default().to_string_lossy());
    for line in expected.lines() {
        out.push_str(&format!("{} {line}\n", if found.lines().any(|l| l == line) { ' ' } else { '-' }));
    }
    out.push_str("this came out:\n");
    for line in found.lines() {
        out.push_str(&format!("{} {line}\n", if expected.lines().any(|l| l == line) { ' ' } else { '+' }));
    }
    out
}

/// Well-formed for two readers, and no fault that the template lacks.
fn sound(template: &[u8], rendered: &Package) -> Result<(), String> {
    let before = invariants::faults(&Package::open(template)?)?;
    let after = invariants::faults(rendered)?;
    let new: Vec<&String> = after.difference(&before).collect();
    if !new.is_empty() {
        return Err(format!("the document has new faults: {new:?}"));
    }
    for (name, bytes) in rendered.entries.iter().filter(|(name, _)| name.ends_with(".xml")) {
        let text = support::xml::decode(bytes)?;
        Tree::parse(name, text).map_err(|e| format!("{name}: {e}"))?;
    }
    Ok(())
}

#[test]
fn every_case_comes_out_as_it_says() {
    let (out, inputs) = (support::out_folder(), support::inputs_folder());
    let only = std::env::var("HONGTOU_CASE").unwrap_or_default();
    let (mut documents, mut errors, mut wrong) = (0, 0, Vec::new());
    let folders: Vec<PathBuf> =
        folders().into_iter().filter(|f| f.to_string_lossy().contains(&only)).collect();
    for case in folders.iter().flat_map(|folder| Case::all(folder)) {
        let judged = case.run().and_then(|outcome| match outcome {
            Outcome::Document { bytes, outline } => {
                documents += 1;
                let file = format!("fill-{}.docx", case.name);
                fs::write(out.join(&file), bytes).map_err(|e| e.to_string())?;
                fs::write(inputs.join(&file), &case.template).map_err(|e| e.to_string())?;
                case.judge("txt", &outline)
            }
            Outcome::Problems(shown) => {
                errors += 1;
                case.judge("err", &shown)
            }
        });
        if let Err(why) = judged {
            wrong.push(format!("=== {}: {why}", case.name));
        }
    }
    println!("fill: {} folders, {documents} documents, {errors} that end in problems", folders.len());
    assert!(wrong.is_empty(), "{} cases are wrong\n\n{}", wrong.len(), wrong.join("\n"));
}

/// Readers of data refuse it before a template sees it; a program that embeds the crate may pass anything.
#[test]
fn data_that_is_no_mapping_is_refused() {
    let template = Template::from_bytes(docx::Template::of_body("<w:p/>").build()).expect("a template");
    let error = template.render_to_vec(&[1, 2], &Options::default()).expect_err("a list");
    assert_eq!(error.problems().iter().map(Problem::code).collect::<Vec<_>>(), ["T030"]);
}

/// A problem that no template can cause would be a message nobody has ever read.
#[test]
fn every_problem_of_templates_has_a_case() {
    let cases = folders().into_iter().flat_map(|folder| Case::all(&folder));
    let shown: String = cases.filter_map(|case| Some(case.expectation()?.1)).collect();
    let unseen: Vec<&str> = catalogue::template::ALL
        .iter()
        .map(|entry| entry.code)
        .filter(|code| code.starts_with('T') && *code != "T030" && !shown.contains(&format!("[{code}]")))
        .collect();
    assert!(unseen.is_empty(), "no case ends in {unseen:?}");
}

#[test]
fn the_tests_own_reader_is_strict() {
    for bad in [
        "",
        "<a>",
        "<a/><b/>",
        "<a></b>",
        "<a b=1/>",
        "<a b='1' b='2'/>",
        "<a b='<'/>",
        "<a>&</a>",
        "<a>&x;</a>",
        "<a>&#0;</a>",
        "<a>]]></a>",
        "x<a/>",
        "<a/>x",
        "<p:a/>",
        "<!DOCTYPE a><a/>",
        "<a b='1'c='2'/>",
        "<1/>",
        "<a><!-- -- --></a>",
        "<a>\u{1}</a>",
        "<a xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'/>",
        "<a",
    ] {
        assert!(support::xml::parse(bad).is_err(), "{bad}");
    }
    let good =
        "<?xml version='1.0'?><!--c--><a xmlns='u' b = \"&lt;&#x4e2d;\"><?pi x?><![CDATA[<&]]>&amp;</a> ";
    let root = support::xml::parse(good).expect("it is well-formed");
    assert_eq!((root.attribute("b"), root.text().as_str()), (Some("<中"), "<&&"));
}
