//! Checking documents: cases as data (`tests/check/layout.tsv`), what is mended, what other programs read, the
//! command. The documents are written here, not by the crate's own builder.

mod support;

use hongtou::format::check::{self, Checked, Options};
use hongtou::format::{self, Kind};
use hongtou::package::{Limits, Package};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use support::docx;
use support::notation::escape;

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const PAGE: &str = "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\" w:header=\"851\" w:footer=\"992\" w:gutter=\"0\"/></w:sectPr>";
const WORDS_PAGE: &str = "<w:sectPr><w:pgSz w:w=\"12240\" w:h=\"15840\"/><w:pgMar w:top=\"1440\" w:right=\"1800\" w:bottom=\"1440\" w:left=\"1800\" w:header=\"851\" w:footer=\"992\" w:gutter=\"0\"/></w:sectPr>";

/// A document of paragraphs in the notation of `layout.tsv`.
fn document(paragraphs: &str, page: &str) -> Vec<u8> {
    let body: String = paragraphs.split('¶').map(paragraph).collect();
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"{W}\"><w:body>{body}{page}</w:body></w:document>"
    );
    let styles = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:styles xmlns:w=\"{W}\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:eastAsia=\"仿宋_GB2312\"/><w:sz w:val=\"32\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:line=\"579\" w:lineRule=\"exact\"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style><w:style w:type=\"paragraph\" w:styleId=\"b\"><w:name w:val=\"正文缩进\"/><w:basedOn w:val=\"a\"/><w:pPr><w:ind w:firstLine=\"640\" w:firstLineChars=\"200\"/></w:pPr></w:style></w:styles>"
    );
    let types = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/><Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/></Types>";
    let relation = |id: &str, kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    docx::zip(&[
        ("[Content_Types].xml".into(), types.into()),
        ("_rels/.rels".into(), relation("a", "officeDocument", "word/document.xml").into()),
        ("word/document.xml".into(), xml.into()),
        ("word/styles.xml".into(), styles.into()),
        ("word/_rels/document.xml.rels".into(), relation("a", "styles", "styles.xml").into()),
    ])
}

fn paragraph(text: &str) -> String {
    let (mut rest, mut names) = (text, Vec::new());
    while let Some((name, after)) = rest.strip_prefix('{').and_then(|r| r.split_once('}')) {
        names.push(name);
        rest = after;
    }
    let has = |name: &str| names.contains(&name);
    let plain = names.is_empty() || has("red") || has("song") && !has("center");
    let mut form = String::new();
    if plain {
        form.push_str("<w:pStyle w:val=\"b\"/>");
    }
    let centred = has("title") || has("center") || has("number");
    if centred || has("right") {
        form.push_str(&format!("<w:jc w:val=\"{}\"/>", if centred { "center" } else { "right" }));
    }
    let font = match () {
        () if has("title") => "方正小标宋简体",
        () if has("1") => "黑体",
        () if has("2") => "楷体_GB2312",
        () if has("song") => "宋体",
        () => "仿宋_GB2312",
    };
    let size = if has("title") { 44 } else { 32 };
    let red = if has("red") { "<w:color w:val=\"FF0000\"/>" } else { "" };
    format!(
        "<w:p><w:pPr>{form}</w:pPr><w:r><w:rPr><w:rFonts w:eastAsia=\"{font}\"/>{red}<w:sz w:val=\"{size}\"/></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>",
        escape(rest)
    )
}

fn open(bytes: Vec<u8>) -> Package {
    Package::from_bytes(bytes, &Limits::default()).expect("opens")
}

fn judge(bytes: Vec<u8>) -> Checked {
    check::check(&open(bytes), &Options::default()).expect("is checked")
}

fn codes(checked: &Checked) -> Vec<&str> {
    checked.findings.iter().map(|f| f.rule.code).collect()
}

#[test]
fn each_case_is_judged_as_it_says() {
    let table = include_str!("check/layout.tsv");
    let (mut wrong, mut count) = (Vec::new(), 0);
    for line in table.lines().skip(1).filter(|line| !line.starts_with('#')) {
        let mut fields = line.splitn(3, '\t');
        let (Some(code), Some(verdict), Some(text)) = (fields.next(), fields.next(), fields.next()) else {
            panic!("{line}");
        };
        let checked = judge(document(text, PAGE));
        count += 1;
        if codes(&checked).contains(&code) != (verdict == "bad") {
            wrong.push(format!("{code} {verdict}: {text}\n   found {:?}", codes(&checked)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{count} cases");
}

#[test]
fn the_page_is_judged_and_mended() {
    let text = "{title}阳光社区2024年度工作总结¶本年度工作情况如下，请审阅。";
    let bytes = document(text, WORDS_PAGE);
    let found = judge(bytes.clone());
    for code in ["PG01", "PG02", "PG03"] {
        assert!(codes(&found).contains(&code), "{code} of {:?}", codes(&found));
    }
    let fixed = check::fix(&open(bytes), &Options::default(), check::Level::Safe).expect("is mended");
    let after = judge(fixed.bytes.clone());
    assert!(
        !codes(&after).iter().any(|code| code.starts_with("PG0") && *code != "PG04"),
        "{:?}",
        codes(&after)
    );
    std::fs::write(support::out_folder().join("check-page.docx"), &fixed.bytes).unwrap();
}

#[test]
fn mending_changes_what_it_says_and_settles() {
    let text = "{title}阳光社区2024年度工作总结¶统领全局,全面贯彻\"三贴近\"(贴近实际、贴近生活)原则。¶(一)抓学习,抓宣传。开展了培训。¶⑴抓党员。";
    for (level, kept) in [(check::Level::Safe, "⑴抓党员。"), (check::Level::Unsafe, "（1）抓党员。")]
    {
        let fixed = check::fix(&open(document(text, PAGE)), &Options::default(), level).expect("is mended");
        let package = open(fixed.bytes.clone());
        let after = check::check(&package, &Options::default()).expect("is checked");
        let lines: Vec<&str> = after.lines.iter().map(|(_, line)| line.as_str()).collect();
        let wanted = [
            "阳光社区2024年度工作总结",
            "统领全局，全面贯彻“三贴近”（贴近实际、贴近生活）原则。",
            "（一）抓学习，抓宣传。开展了培训。",
            kept,
        ];
        assert_eq!(lines, wanted);
        assert!(after.findings.iter().all(|f| f.changes.is_empty() || !f.safe), "{:?}", codes(&after));
        let again = check::fix(&package, &Options::default(), level).expect("is mended");
        assert!(again.mended.is_empty());
        assert_eq!(again.bytes, fixed.bytes, "a second time changes nothing");
        std::fs::write(support::out_folder().join(format!("check-{level:?}.docx")), &fixed.bytes).unwrap();
    }
}

#[test]
fn our_own_documents_have_no_finding() {
    let mut documents: Vec<(String, Vec<u8>)> = Vec::new();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut fill = |name: String, template: Vec<u8>, data: &str| {
        let value = hongtou::data::read_bytes(
            data.as_bytes(),
            Some(hongtou::data::Format::Yaml),
            "样例",
            &hongtou::data::Limits::default(),
        );
        let template = hongtou::Template::from_bytes(template).expect("compiles");
        let mut out = std::io::Cursor::new(Vec::new());
        template
            .render_value(value.expect("reads"), &hongtou::template::Options::default(), &mut out)
            .expect("fills");
        documents.push((name, out.into_inner()));
    };
    for kind in Kind::all() {
        let options = format::Options::default();
        let template = format::new(kind, &options).expect("is built");
        fill(format!("{kind:?}"), template, format::sample(kind));
    }
    for name in ["社区", "园区", "机关"] {
        let template = std::fs::read(root.join(format!("templates/{name}总结.docx"))).unwrap();
        let data = std::fs::read_to_string(root.join(format!("fixtures/{name}/data.yaml"))).unwrap();
        fill(name.to_string(), template, &data);
    }
    assert!(documents.len() >= 11);
    let found: Vec<String> = documents
        .into_iter()
        .flat_map(|(name, bytes)| {
            judge(bytes).findings.into_iter().map(move |f| format!("{name} {} {}", f.rule.code, f.words()))
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_rule_is_whole() {
    assert_eq!(check::rules().len(), 110);
    for rule in check::rules() {
        assert!(!rule.zh.is_empty() && !rule.good.is_empty() && !rule.source.is_empty(), "{}", rule.code);
    }
    assert!(check::rules().iter().filter(|rule| rule.is_checked()).count() > 80);
}

#[test]
fn the_page_of_rules_is_the_catalogue() {
    use hongtou::error::Lang;
    let mut page = String::from(
        "# Rules\n\nThe 110 rules of `hongtou check`. *Not checked* marks those that this version leaves to a person.\n",
    );
    for rule in check::rules() {
        let by = if rule.is_checked() { "" } else { " *Not checked.*" };
        page.push_str(&format!(
            "\n## {} {}\n\n{}.{by}\n\n| | |\n| --- | --- |\n| severity | {} |\n| source | {} |\n| bad | {} |\n| good | {} |\n| how | {} |\n| no fault | {} |\n",
            rule.code,
            rule.zh,
            rule.en,
            rule.severity().as_str(),
            rule.cited(Lang::En),
            rule.bad.replace('|', "\\|"),
            rule.good.replace('|', "\\|"),
            rule.how.replace('|', "\\|"),
            rule.trap.replace('|', "\\|"),
        ));
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    if std::env::var_os("HONGTOU_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let held = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(held == page, "docs/rules.md differs: HONGTOU_BLESS=1 cargo test --test check writes it anew");
}

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("check").join(name);
    std::fs::remove_dir_all(&folder).ok();
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> (Output, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hongtou"));
    let output =
        command.current_dir(folder).args(arguments).env("LC_ALL", "zh_CN.UTF-8").output().expect("runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.clone(), text(&output.stdout), text(&output.stderr))
}

const FAULTY: &str = "{title}阳光社区2024年度工作总结¶统领全局,全面贯彻落实。";

#[test]
fn the_command_reports_and_ends_as_promised() {
    let at = folder("command");
    std::fs::write(at.join("甲.docx"), document(FAULTY, PAGE)).unwrap();
    std::fs::write(at.join("~$甲.docx"), b"lock").unwrap();
    std::fs::write(at.join("坏.docx"), b"not a document").unwrap();
    let (output, shown, _) = run(&at, &["check", "甲.docx"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        shown.contains("错误[PU01]: 中文里用了半角标点") && shown.contains("甲.docx 正文第2段"),
        "{shown}"
    );
    // One that cannot be read does not stop the others.
    let (output, shown, said) = run(&at, &["check", ".", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2), "{said}");
    let value: serde_json::Value = serde_json::from_str(&shown).expect("is JSON");
    assert_eq!(value["version"], 1);
    assert_eq!(value["files"].as_array().map(Vec::len), Some(1), "{shown}");
    assert_eq!(value["files"][0]["class"], "material");
    let finding =
        value["files"][0]["findings"].as_array().unwrap().iter().find(|f| f["code"] == "PU01").unwrap();
    assert_eq!((&finding["place"]["paragraph"], &finding["place"]["start"]), (&2.into(), &4.into()));
    assert!(said.contains("坏.docx"), "{said}");
    for (arguments, status) in [
        (vec!["check", "甲.docx", "--fail-on", "never"], 0),
        (vec!["check", "甲.docx", "--select", "NU"], 0),
        (vec!["check", "甲.docx", "--ignore", "PU,PG,PN"], 0),
        (vec!["check", "甲.docx", "--select", "XX99"], 2),
        (vec!["check", "没有.docx"], 2),
        (vec!["check"], 2),
        (vec!["check", "--explain", "PU03"], 0),
        (vec!["check", "--explain", "ZZ"], 2),
        (vec!["check", "--rules"], 0),
    ] {
        let (output, _, said) = run(&at, &arguments);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {said}");
    }
}

#[test]
fn settings_and_baselines_silence_what_an_office_accepts() {
    let at = folder("settings");
    std::fs::write(at.join("甲.docx"), document(FAULTY, PAGE)).unwrap();
    std::fs::write(at.join("hongtou.toml"), "[check]\nignore = [\"PU\", \"PN\"]\n").unwrap();
    let (output, shown, _) = run(&at, &["check", "甲.docx"]);
    assert_eq!(output.status.code(), Some(0), "{shown}");
    std::fs::write(at.join("hongtou.toml"), "[check]\nignores = []\n").unwrap();
    let (output, _, said) = run(&at, &["check", "甲.docx"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("F030"), "{said}");
    std::fs::remove_file(at.join("hongtou.toml")).unwrap();
    run(&at, &["check", "甲.docx", "--write-baseline", "基线.txt"]);
    let (output, shown, _) = run(&at, &["check", "甲.docx", "--baseline", "基线.txt"]);
    assert_eq!(output.status.code(), Some(0), "{shown}");
    std::fs::write(at.join("甲.docx"), document(&format!("{FAULTY}¶又一处,半角。"), PAGE)).unwrap();
    let (output, shown, _) = run(&at, &["check", "甲.docx", "--baseline", "基线.txt"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(shown.matches("PU01").count(), 1, "{shown}");
}

#[test]
fn copies_with_comments_fixes_and_redlines() {
    let at = folder("copies");
    std::fs::write(at.join("甲.docx"), document(FAULTY, PAGE)).unwrap();
    let original = std::fs::read(at.join("甲.docx")).unwrap();
    run(&at, &["check", "甲.docx", "-o", "批注.docx"]);
    let commented = open(std::fs::read(at.join("批注.docx")).unwrap());
    let comments = commented.read("word/comments.xml").expect("has comments");
    assert!(String::from_utf8_lossy(&comments).contains("PU01"));
    run(&at, &["check", "甲.docx", "--fix", "-o", "出/改好.docx"]);
    assert_eq!(std::fs::read(at.join("甲.docx")).unwrap(), original, "the input stays");
    let fixed = judge(std::fs::read(at.join("出/改好.docx")).unwrap());
    assert!(!codes(&fixed).contains(&"PU01"));
    run(&at, &["check", "甲.docx", "--fix", "--redline", "-o", "修订.docx"]);
    let redline = std::fs::read(at.join("修订.docx")).unwrap();
    let body = open(redline.clone()).read("word/document.xml").unwrap();
    let body = String::from_utf8_lossy(&body).into_owned();
    assert!(body.contains("<w:ins ") && body.contains("<w:del "), "{body}");
    for name in ["批注.docx", "出/改好.docx", "修订.docx"] {
        let to = format!("check-copy-{}", name.replace('/', "-"));
        std::fs::copy(at.join(name), support::out_folder().join(to)).unwrap();
    }
    // In place the original stays beside it.
    run(&at, &["check", "甲.docx", "--fix"]);
    assert_eq!(std::fs::read(at.join("甲.bak.docx")).unwrap(), original);
    assert!(!codes(&judge(std::fs::read(at.join("甲.docx")).unwrap())).contains(&"PU01"));
    let (output, _, said) = run(&at, &["check", "甲.docx", "-o", "甲.docx"]);
    assert_eq!(output.status.code(), Some(2), "{said}");
}

#[test]
fn reports_for_programs_and_browsers_are_safe() {
    let at = folder("reports");
    let hostile = "{title}阳光社区2024年度工作总结¶统领全局,<script>alert(1)</script>&amp;全面贯彻。";
    std::fs::write(at.join("甲 乙.docx"), document(hostile, PAGE)).unwrap();
    let (_, page, _) = run(&at, &["check", "甲 乙.docx", "--format", "html"]);
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "{page}");
    let (_, sarif, _) = run(&at, &["check", "甲 乙.docx", "--format", "sarif"]);
    let value: serde_json::Value = serde_json::from_str(&sarif).expect("is JSON");
    assert_eq!(value["version"], "2.1.0");
    let result = &value["runs"][0]["results"][0];
    assert_eq!(
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "%E7%94%B2%20%E4%B9%99.docx"
    );
}
