//! What must hold of any input: the targets of the fuzzer, and of the test that replays its finds.

mod archive;
mod document;

use hongtou::data::{self, Format};
use hongtou::package::{Limits, Package};
use hongtou::template::{Missing, Options, Template};
use hongtou::xml::{Edits, NodeId, Tree};
use std::io::Cursor;

/// Bytes that may be a package. What begins with `PK` is taken as it is; anything else describes one, see
/// [`archive`], for a random change to a real archive fails at its checksums.
pub fn package(bytes: &[u8]) {
    let archive = if bytes.starts_with(b"PK") { bytes.to_vec() } else { archive::build(bytes) };
    let limits = Limits { max_part_size: 1 << 20, max_total_size: 4 << 20, ..Limits::default() };
    let Ok(package) = Package::from_bytes(archive.clone(), &limits) else { return };
    for name in package.names().map(String::from).collect::<Vec<_>>() {
        package.read(&name).ok();
        package.content_type(&name);
        package.relationships(&name).ok();
        if let Ok((tree, _)) = package.tree(&name) {
            check_tree(&tree);
        }
    }
    if let Ok(template) = hongtou::template::Engine::new().limits(limits).from_bytes(archive) {
        render(&template, document::check);
    }
}

/// A text that may be XML.
pub fn xml(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(tree) = Tree::parse("fuzz.xml", text) else { return };
    check_tree(&tree);
    let place = hongtou::error::DocPlace::story(hongtou::error::Story::Body);
    for paragraph in hongtou::wml::paragraphs(&tree, &place) {
        let found = hongtou::wml::text(&tree, paragraph.node);
        for at in 0..=found.text.len() {
            found.source_at(at);
            found.piece_at(at);
        }
    }
}

/// A document in the notation of [`document`], with tags.
pub fn tags(bytes: &[u8]) {
    let Some((body, header)) = document::stories(bytes) else { return };
    let package = document::package(&body, &header);
    match Template::from_bytes(package) {
        Ok(template) => render(&template, document::check_structure),
        Err(error) => {
            assert!(!error.problems().is_empty(), "an error without a problem");
            error.to_string();
        }
    }
}

/// Data in any format.
pub fn data(bytes: &[u8]) {
    let limits = data::Limits::default();
    data::sniff(bytes);
    for format in [None, Some(Format::Json), Some(Format::Yaml), Some(Format::Toml)] {
        match data::read_bytes(bytes, format, "data", &limits) {
            Ok(value) => {
                let again = data::merge(&value, &value);
                assert_eq!(again.kind(), value.kind());
                data::apply_setting(&value, "a.b[0].c=1").ok();
            }
            Err(error) => {
                assert!(!error.problems().is_empty(), "an error without a problem");
                error.to_string();
            }
        }
    }
}

/// Ranges nest, neighbours do not overlap, and nothing is lost.
fn check_tree(tree: &Tree<'_>) {
    let source = tree.source();
    let root = tree.root();
    assert!(tree.range(root).end <= source.len());
    let mut copy = source.get(..tree.range(root).start).expect("a boundary").to_string();
    write_back(tree, root, &mut copy);
    copy.push_str(source.get(tree.range(root).end..).expect("a boundary"));
    assert_eq!(copy, source, "written back it differs");
    assert_eq!(Edits::new().apply(source).as_deref(), Some(source));
    let again = Tree::parse("again.xml", source).expect("the same text parses again");
    assert_eq!(again.len(), tree.len());
    for (name, range) in tree.descendants(root).flat_map(|id| tree.attributes(id)) {
        assert!(source.get(range).is_some(), "the value of {} is cut", name.local);
    }
}

fn write_back(tree: &Tree<'_>, id: NodeId, out: &mut String) {
    let source = tree.source();
    let part = |from: usize, to: usize| source.get(from..to).expect("ranges are in order, at boundaries");
    if tree.is_text(id) {
        return out.push_str(tree.raw(id));
    }
    let (whole, content) = (tree.range(id), tree.content(id));
    let tag = part(whole.start, content.start);
    assert!(tag.starts_with('<') && tag.ends_with('>'), "a start tag is {tag:?}");
    assert!(!tree.raw_name(id).is_empty(), "an element without a name");
    let end = part(content.end, whole.end);
    assert!(end.is_empty() || end.starts_with("</") && end.ends_with('>'), "an end tag is {end:?}");
    assert!(whole.start <= content.start && content.end <= whole.end);
    assert_eq!(tree.start_tag(id), whole.start..content.start);
    out.push_str(part(whole.start, content.start));
    let mut from = content.start;
    for child in tree.children(id) {
        assert_eq!(tree.parent(child), Some(id));
        assert!(tree.contains(id, child));
        let range = tree.range(child);
        // Between children there are comments and instructions.
        out.push_str(part(from, range.start));
        write_back(tree, child, out);
        from = range.end;
    }
    out.push_str(part(from, content.end));
    out.push_str(part(content.end, whole.end));
}

/// In every mode: an error with problems, or a document whose parts are well-formed.
fn render(template: &Template, check: fn(&[u8], &Package)) {
    let data: serde_json::Value = serde_json::from_str(document::DATA).expect("the data");
    template.fields();
    template.warnings();
    for missing in [Missing::Error, Missing::Blank, Missing::Mark] {
        let mut options = Options::default().missing(missing);
        options.max_fuel = 20_000;
        options.max_output = 1 << 20;
        let mut bytes = Cursor::new(Vec::new());
        match template.render(&data, &options, &mut bytes) {
            Ok(_) => check(&bytes.into_inner(), template.package()),
            Err(error) => {
                assert!(!error.problems().is_empty(), "an error without a problem");
                error.to_string();
            }
        }
    }
}
