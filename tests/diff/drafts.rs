//! The drafts of fixtures/drafts: this year's against last year's, each edit as it was made.

use hongtou::diff::{Comparison, Existing, Options, documents, files};
use hongtou::error::{DocPlace, Lang, Story};
use hongtou::package::{Limits, Package};
use hongtou::wml;
use std::path::PathBuf;

fn path(name: &str, year: u16) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/drafts/{name}总结-{year}.docx"))
}

fn compared(name: &str) -> (Comparison, Package) {
    files(&path(name, 2023), &path(name, 2024), &Options::default(), &Limits::default()).expect("is compared")
}

fn has(comparison: &Comparison, kind: &str, old: &str, new: &str) -> bool {
    comparison
        .changes
        .iter()
        .any(|change| change.kind.as_str() == kind && change.old == old && change.new == new)
}

#[test]
fn edits_are_shown_as_they_were_made() {
    let (communities, _) = compared("社区");
    let (parks, _) = compared("园区");
    let (bureaus, _) = compared("机关");
    for (comparison, old, new) in [
        (&communities, "不断完善", "日益完善"),
        (&communities, "广泛", "深入"),
        (&parks, "丰富多彩", "形式多样"),
        (&bureaus, "名列前茅", "位居前列"),
    ] {
        assert!(has(comparison, "wording", old, new), "{old} → {new} of {:#?}", comparison.changes);
    }
    for (comparison, old, new) in [(&communities, "24", "29"), (&parks, "650", "800")] {
        assert!(has(comparison, "figure", old, new), "{old} → {new} of {:#?}", comparison.changes);
    }
    for comparison in [&communities, &parks, &bureaus] {
        let count = |kind: &str| comparison.changes.iter().filter(|c| c.kind.as_str() == kind).count();
        assert!(count("moved") >= 1 && count("inserted") >= 1, "{:#?}", comparison.changes);
    }
}

#[test]
fn years_left_standing_are_found_and_no_others() {
    for (name, stale) in [("社区", 0), ("园区", 1), ("机关", 1)] {
        let (comparison, _) = compared(name);
        let found: Vec<&str> = comparison
            .findings
            .iter()
            .filter(|problem| problem.code() == "K010")
            .filter_map(|problem| problem.get_text())
            .collect();
        assert_eq!(found, vec!["2023年"; stale], "{name}");
    }
}

/// The paragraphs of the body, earlier tracked changes accepted or rejected.
fn body(package: &Package) -> Vec<String> {
    let (tree, _) = package.tree(package.main_part()).expect("reads");
    let place = DocPlace::story(Story::Body);
    wml::paragraphs(&tree, &place).iter().map(|p| wml::text(&tree, p.node).text).collect()
}

#[test]
fn redlines_of_drafts_give_both_sides() {
    for name in ["社区", "园区", "机关"] {
        let (comparison, new) = compared(name);
        let redline = Package::from_bytes(comparison.redline(&new).expect("is written"), &Limits::default())
            .expect("opens");
        // Against the new draft the accepted redline differs in nothing, and the rejected one against the old.
        let again = documents(&new, &redline, &Options::default()).expect("is compared");
        assert!(again.is_empty(), "{name}: {:#?}", again.changes);
        let old = Package::open(&path(name, 2023), &Limits::default()).expect("opens");
        let options = Options { existing: Existing::Reject, ..Options::default() };
        let again = documents(&old, &redline, &options).expect("is compared");
        assert!(again.is_empty(), "{name}: {:#?}", again.changes);
        assert_ne!(body(&old), body(&new));
    }
}

#[test]
fn the_page_shows_any_text_as_text_and_all_of_it() {
    let (comparison, _) = compared("社区");
    let page = comparison.html(Lang::Zh, "<img src=x onerror=alert(1)>.docx", "今年&去年.docx");
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;.docx") && page.contains("今年&amp;去年.docx"));
    assert!(!page.contains("<img"));
    assert_eq!(page.matches("<script>").count(), 1);
    // Nothing is loaded from anywhere.
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("url("));
    for words in ["集中学习", "+20.8", "需要核对", "四点半课堂", "日益完善", "data-kind=\"figure\""]
    {
        assert!(page.contains(words), "{words}");
    }
    let opened = page.matches("<section ").count();
    assert!(opened > 10 && opened == page.matches("</section>").count());
    // Every change but the years that rolled can be reached.
    for (index, change) in comparison.changes.iter().enumerate() {
        let shown = page.contains(&format!("data-c=\"{index}\""));
        assert_eq!(shown, !change.expected, "{change:?}");
    }
}

#[test]
fn the_summary_is_a_document_with_the_figures() {
    let (comparison, _) = compared("社区");
    let bytes = comparison.summary(Lang::Zh, "社区总结-2023", "社区总结-2024").expect("is built");
    let folder = std::env::var_os("HONGTOU_OUT")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/hongtou-out"), PathBuf::from);
    std::fs::create_dir_all(&folder).expect("is made");
    std::fs::write(folder.join("diff-summary.docx"), &bytes).expect("is written");
    let package = Package::from_bytes(bytes, &Limits::default()).expect("opens");
    let lines = body(&package);
    for words in ["文稿修改情况", "一、需要核对", "二、数据变化", "集中学习", "24次", "29次", "+20.8"]
    {
        assert!(lines.iter().any(|line| line == words), "{words} in {lines:#?}");
    }
}
