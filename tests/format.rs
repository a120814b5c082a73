//! The official format: page, styles, shipped templates.

use hongtou::error::{DocPlace, Story};
use hongtou::format::rebuild::{Formatted, Recognised, format_text};
use hongtou::format::{self, Kind, Options, Profile, templates};
use hongtou::package::{Limits, Package};
use hongtou::wml;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// `HONGTOU_BLESS=1 cargo test --test format` writes the templates anew.
fn blessing() -> bool {
    std::env::var_os("HONGTOU_BLESS").is_some()
}

#[test]
fn shipped_templates_are_what_the_code_builds() {
    for shipped in templates() {
        let path = root().join("templates").join(format!("{}.docx", shipped.name));
        let built = shipped.build(&Profile::exact()).unwrap();
        if blessing() {
            std::fs::write(&path, &built).unwrap();
        }
        let held = std::fs::read(&path).unwrap();
        assert!(held == built, "{} differs: run HONGTOU_BLESS=1 cargo test --test format", show(&path));
    }
}

fn show(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The templates of every kind go where `HONGTOU_OUT` says, to be filled, rendered and measured.
#[test]
fn every_kind_builds_the_same_bytes_twice() {
    for kind in Kind::all() {
        for (suffix, options) in variants(kind) {
            let built = format::new(kind, &options).unwrap();
            assert_eq!(built, format::new(kind, &options).unwrap(), "{}", kind.name());
            write_out(&format!("{}{suffix}.docx", kind.name()), &built);
        }
        write_out(&format!("{}.yaml", kind.name()), format::sample(kind).as_bytes());
    }
}

fn variants(kind: Kind) -> Vec<(&'static str, Options)> {
    let plain = Options::default();
    let grid = Options { profile: Profile::inkgrid(), ..Options::default() };
    let red = Options { red_head: true, ..Options::default() };
    match kind {
        Kind::Summary => vec![("", plain), ("-inkgrid", grid), ("-red", red)],
        _ => vec![("", plain), ("-inkgrid", grid)],
    }
}

fn write_out(name: &str, bytes: &[u8]) {
    let Some(folder) = std::env::var_os("HONGTOU_OUT") else { return };
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(Path::new(&folder).join(name), bytes).unwrap();
}

/// For measuring on paper: settles every filled document of a folder in place.
#[test]
#[ignore = "a step of the rendered check"]
fn settle_folder() {
    let Some(folder) = std::env::var_os("HONGTOU_SETTLE") else { return };
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "docx") {
            continue;
        }
        let package = Package::from_bytes(std::fs::read(&path).unwrap(), &Limits::default()).unwrap();
        let profile = if show(&path).contains("inkgrid") { Profile::inkgrid() } else { Profile::exact() };
        let part = String::from_utf8(package.read("word/document.xml").unwrap()).unwrap();
        if let Some(settled) = format::settle::settle(&part, &profile).unwrap() {
            let changes = [("word/document.xml".to_string(), settled.into_bytes())];
            let out = package.write_with(std::io::Cursor::new(Vec::new()), &changes).unwrap();
            std::fs::write(&path, out.into_inner()).unwrap();
        }
    }
}

fn outline(formatted: &Formatted) -> String {
    let level = |part: &Recognised| part.level.map(|level| format!("+{level}")).unwrap_or_default();
    let text = |part: &Recognised| part.text.chars().take(18).collect::<String>();
    formatted
        .parts
        .iter()
        .map(|part| format!("{}{}\t{}\t{}\n", part.style.name(), level(part), part.number, text(part)))
        .collect()
}

#[test]
fn seeds_are_recognised_as_by_hand() {
    for seed in ["1-xianggang-road-community", "2-luyang-industrial-park", "3-hanshou-bureau"] {
        let text = std::fs::read(root().join(format!("fixtures/seeds/{seed}.txt"))).unwrap();
        let formatted = format_text(&text, None, &Profile::exact()).unwrap();
        write_out(&format!("seed-{seed}.docx"), &formatted.bytes);
        let expected = root().join(format!("fixtures/seeds/{seed}.parts.tsv"));
        let expected = std::fs::read_to_string(&expected).unwrap_or_default();
        assert_eq!(outline(&formatted), expected, "{seed}");
    }
}

/// The documents of a folder, `HONGTOU_CORPUS`, keep their text when they are formatted.
#[test]
fn formatting_keeps_the_text_of_real_documents() {
    let Some(corpus) = std::env::var_os("HONGTOU_CORPUS") else {
        eprintln!("skipped: HONGTOU_CORPUS names no folder of documents");
        return;
    };
    for entry in std::fs::read_dir(Path::new(&corpus).join("documents")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        match format::restyle::format_docx(&bytes, &Profile::exact()) {
            Ok(formatted) => {
                assert_eq!(visible(&formatted.bytes), visible(&bytes), "{}", show(&path));
                write_out(&format!("restyled-{}", show(&path)), &formatted.bytes);
            }
            Err(error) => eprintln!("{}: {error}", show(&path)),
        }
    }
}

/// The body's text without any spaces.
fn visible(bytes: &[u8]) -> String {
    let package = Package::from_bytes(bytes.to_vec(), &Limits::default()).unwrap();
    let (tree, _) = package.tree(package.main_part()).unwrap();
    let paragraphs = wml::paragraphs(&tree, &DocPlace::story(Story::Body));
    let text: String = paragraphs.iter().map(|p| wml::text(&tree, p.node).text).collect();
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200B}' && *c != '\u{FEFF}').collect()
}
