//! Names of reports.

use super::{batch, joined};
use hongtou::batch::{Join, MAX_NAME, Options, safe_name};

#[test]
fn names_are_safe_on_every_system() {
    let cases = [
        ("香港路社区", "香港路社区"),
        ("a/b\\c:d*e?f\"g<h>i|j", "a／b＼c：d＊e？f＂g＜h＞i｜j"),
        ("CON", "CON_"),
        ("con.总结", "con_.总结"),
        ("COM1", "COM1_"),
        ("lpt¹", "lpt¹_"),
        ("NUL .a", "NUL_ .a"),
        ("CONTENT", "CONTENT"),
        ("COM10", "COM10"),
        ("..", ""),
        ("../../etc/passwd", "_／..／etc／passwd"),
        (".hidden", "_hidden"),
        ("~$锁", "_$锁"),
        ("  名称 . ", "名称"),
        ("甲\n乙\t丙", "甲 乙 丙"),
        ("甲\u{0}\u{7}\u{202e}\u{200b}乙", "甲乙"),
    ];
    for (name, safe) in cases {
        assert_eq!(safe_name(name), safe, "{name:?}");
    }
}

fn names(pattern: Option<&str>, csv: &str) -> Vec<String> {
    let mut options = Options::default();
    options.name = pattern.map(str::to_string);
    batch("{{ 单位 }}", csv, options).plan().map(|planned| planned.file).collect()
}

#[test]
fn names_follow_the_pattern_else_the_unit_else_the_number() {
    let csv = "单位,年度\n甲,2024\n乙,2024\n";
    assert_eq!(
        names(Some("{{单位}}{{年度}}年度工作总结"), csv),
        ["甲2024年度工作总结.docx", "乙2024年度工作总结.docx"]
    );
    assert_eq!(names(Some("｛｛序号｝｝ {{单位}}.docx"), csv), ["0001 甲.docx", "0002 乙.docx"]);
    assert_eq!(names(None, csv), ["甲.docx", "乙.docx"]);
    assert_eq!(names(None, "姓名,年度\n甲,2024\n乙,2024\n"), ["0001.docx", "0002.docx"]);
    let join = Join { key: Some("年度".into()), ..Join::default() };
    let named = joined("{{ 单位 }}", &["单位,年度\n甲,2024\n乙,2025\n"], join, Options::default());
    assert_eq!(named.plan().map(|planned| planned.file).collect::<Vec<_>>(), ["2024.docx", "2025.docx"]);
}

#[test]
fn long_names_are_cut_at_a_character_and_stay_apart() {
    let long = "长".repeat(120);
    let found = names(None, &format!("单位\n{long}\n{long}甲\n{long}乙\n"));
    assert_eq!(found.len(), 3);
    for (i, name) in found.iter().enumerate() {
        assert!(name.len() <= MAX_NAME && name.len() > MAX_NAME - 6, "{} bytes", name.len());
        let end = ["长.docx", "长-2.docx", "长-3.docx"][i];
        assert!(name.ends_with(end), "{name}");
    }
}

#[test]
fn names_that_differ_only_by_case_clash() {
    assert_eq!(names(None, "单位\nAb\naB\nab-2\nab\n"), ["Ab.docx", "aB-2.docx", "ab-2-2.docx", "ab-3.docx"]);
}

#[test]
fn reports_on_the_batch_are_not_overwritten_by_a_unit_of_that_name() {
    assert_eq!(names(None, "单位\n报告\n报告.csv\n"), ["报告.docx", "报告.csv.docx"]);
}
