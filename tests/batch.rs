//! Many reports from one template: names, the table of problems, files, going on after a stop; and the form.

mod support;

#[path = "batch/command.rs"]
#[cfg(feature = "cli")]
mod command;
#[path = "batch/form.rs"]
mod form;
#[path = "batch/gather.rs"]
mod gather;
#[path = "batch/names.rs"]
mod names;
#[path = "batch/scene.rs"]
mod scene;

use hongtou::batch::{Batch, Check, Input, Join, Options, Outcome, Status, Summary, Target};
use hongtou::error::Lang;
use scene::{Folder, source, template, text_of};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const TEMPLATE: &str = "{{ 单位 }}{{ 年度 }}年度总结\n全年培训{{ 培训次数 }}次，参加{{ 人次 }}人。";

/// Three units: the second lacks a figure.
const UNITS: &str =
    "单位,年度,培训次数,人次\n香港路社区,2024,12,300\n海恒社区,2024,,200\n望江路社区,2024,7,150\n";

fn batch(template_text: &str, csv: &str, options: Options) -> Batch {
    joined(template_text, &[csv], Join::default(), options)
}

fn joined(template_text: &str, files: &[&str], join: Join, options: Options) -> Batch {
    let sources =
        files.iter().enumerate().map(|(i, text)| source(text, &format!("数据{}.csv", i + 1), &join));
    let input = Input::new(sources.collect(), None, &join).unwrap();
    Batch::new(template(template_text), input, options).unwrap()
}

fn write(batch: &Batch, folder: &Folder) -> (Summary, Vec<Outcome>) {
    let mut outcomes = Vec::new();
    let check = batch.check(&());
    let target = Target::Folder(folder.path("报告"));
    let summary = batch.write(&check, &target, &(), |outcome| outcomes.push(outcome.clone())).unwrap();
    (summary, outcomes)
}

/// The problems by unit, place and message.
fn table(check: &Check) -> String {
    let row = |row: &hongtou::batch::Row| {
        let place = row.problem.place().map(|place| place.words(Lang::Zh)).unwrap_or_default();
        format!("{} | {place} | {}", row.unit, row.problem.message(Lang::Zh))
    };
    check.rows.iter().map(row).collect::<Vec<_>>().join("\n")
}

fn report(folder: &Folder) -> Value {
    serde_json::from_slice(&folder.read("报告/报告.json")).unwrap()
}

#[test]
fn one_bad_unit_does_not_stop_the_others() {
    let folder = Folder::new("one-bad");
    let (summary, outcomes) = write(&batch(TEMPLATE, UNITS, Options::default()), &folder);
    assert_eq!((summary.units, summary.done, summary.failed), (3, 2, 1));
    assert_eq!(outcomes[1].missing, ["培训次数"]);
    assert_eq!(outcomes[1].status, Status::Failed);
    assert_eq!(
        folder.names("报告"),
        [".hongtou-journal", "报告.csv", "报告.json", "望江路社区.docx", "香港路社区.docx"]
    );
    let text = text_of(&folder.read("报告/望江路社区.docx"));
    assert_eq!(text, "望江路社区2024年度总结\n全年培训7次，参加150人。");
    folder.keep("报告");
}

#[test]
fn every_problem_stands_in_one_table_with_unit_and_cell() {
    let csv = "单位,年度,培训次数,人次\n甲,2024,,1\n乙,2024,2,2\n丙,2024,3,3\n丁,2024,4,4\n戊,2024,5,5\n己,2024,六次,6\n乙,,7,7\n";
    let check = batch(TEMPLATE, csv, Options::default()).check(&());
    assert_eq!((check.units, check.failed), (7, 2));
    insta::assert_snapshot!(table(&check), @r#"
    甲 | 第2行第3列 | 缺少“培训次数”
    己 | 第7行第3列 | “培训次数”多数单位填的是数字，这里是“六次”
    乙 | 第8行第1列 | “乙”重复：第2条记录已经是它
    乙 | 第8行第1列 | 文件名“乙.docx”已被前面的单位占用，改名为“乙-2.docx”
    乙 | 第8行第2列 | 缺少“年度”
    "#);
}

#[test]
fn a_column_that_nobody_has_is_one_problem() {
    let check = batch(TEMPLATE, "单位,年度,人次\n甲,2024,1\n乙,2024,2\n", Options::default()).check(&());
    insta::assert_snapshot!(table(&check), @" |  | 数据里没有“培训次数”这一列，模板要用它");
    assert_eq!(check.failed, 2);
}

#[test]
fn a_unit_that_stands_twice_is_an_error_where_the_key_was_given() {
    let join = Join { key: Some("单位".into()), ..Join::default() };
    let csv = "单位,年度,培训次数,人次\n甲,2024,1,1\n甲,2024,2,2\n";
    let check = joined(TEMPLATE, &[csv], join, Options::default()).check(&());
    assert_eq!((check.units, check.failed), (2, 1));
}

#[test]
fn files_are_appended_and_a_key_joins_them() {
    let first = "单位,年度,培训次数\n甲,2024,1\n乙,2024,2\n";
    let second = "单位,人次\n乙,20\n甲,10\n";
    let appended = joined(TEMPLATE, &[first, second], Join::default(), Options::default());
    assert_eq!(appended.check(&()).units, 4);

    let join = Join { key: Some("单位".into()), ..Join::default() };
    let folder = Folder::new("joined");
    let (summary, _) = write(&joined(TEMPLATE, &[first, second], join, Options::default()), &folder);
    assert_eq!((summary.units, summary.done), (2, 2));
    assert!(text_of(&folder.read("报告/乙.docx")).contains("全年培训2次，参加20人。"));
}

#[test]
fn settings_are_the_same_for_all() {
    let join = Join { settings: vec!["年度=2025".into()], ..Join::default() };
    let folder = Folder::new("settings");
    write(&joined(TEMPLATE, &[UNITS], join, Options::default()), &folder);
    assert!(text_of(&folder.read("报告/香港路社区.docx")).starts_with("香港路社区2025年度总结"));
}

#[test]
fn the_report_names_every_unit_and_defuses_formulas() {
    let csv = "单位,年度,培训次数,人次\n=1+1,2024,1,1\n-丙,2024,,1\n";
    let folder = Folder::new("report");
    write(&batch(TEMPLATE, csv, Options::default()), &folder);
    let text = String::from_utf8(folder.read("报告/报告.csv")).unwrap();
    insta::assert_snapshot!(text.trim_start_matches('\u{feff}').replace("\r\n", "\n"), @"
    序号,单位,状态,文件,缺少的字段,问题,位置
    1,'=1+1,完成,'=1+1.docx,,,
    2,'-丙,未生成,,培训次数,缺少“培训次数”,第3行第3列
    ");
    assert!(text.starts_with('\u{feff}'));
    let json = report(&folder);
    assert_eq!(json["summary"], json!({"units": 2, "done": 1, "failed": 1, "kept": 0}));
    assert_eq!(json["units"][0]["file"], "=1+1.docx");
    assert_eq!(json["units"][1]["problems"][0]["place"], json!({"line": 3, "column": 3}));
}

#[test]
fn gaps_can_be_marked_and_are_told() {
    let folder = Folder::new("marked");
    let options = options(|options| options.render.missing = hongtou::template::Missing::Mark);
    let (summary, outcomes) = write(&batch(TEMPLATE, UNITS, options), &folder);
    assert_eq!((summary.done, summary.failed), (3, 0));
    assert_eq!(outcomes[1].missing, ["培训次数"]);
    assert!(text_of(&folder.read("报告/海恒社区.docx")).contains("【待填：培训次数】"));
}

fn options(change: impl FnOnce(&mut Options)) -> Options {
    let mut options = Options::default();
    change(&mut options);
    options
}

#[test]
fn a_resumed_run_redoes_only_what_changed() {
    let folder = Folder::new("resume");
    write(&batch(TEMPLATE, UNITS, Options::default()), &folder);
    let old = folder.read("报告/香港路社区.docx");
    let resume = || options(|options| options.resume = true);

    let (summary, _) = write(&batch(TEMPLATE, UNITS, resume()), &folder);
    assert_eq!((summary.done, summary.resumed), (2, 2));
    let changed = UNITS.replace("12,300", "13,300").replace(",,200", ",9,200");
    let (summary, _) = write(&batch(TEMPLATE, &changed, resume()), &folder);
    assert_eq!((summary.done, summary.resumed, summary.kept), (3, 1, 0));
    assert_ne!(folder.read("报告/香港路社区.docx"), old);
    assert_eq!(folder.read("报告/报告.csv").iter().filter(|b| **b == b'\n').count(), 4);
    // Another template is another input.
    let (summary, _) = write(&batch(&TEMPLATE.replace("全年", "今年"), &changed, resume()), &folder);
    assert_eq!((summary.done, summary.resumed), (3, 0));
    // What was deleted is made again.
    std::fs::remove_file(folder.path("报告/海恒社区.docx")).unwrap();
    let (summary, _) = write(&batch(&TEMPLATE.replace("全年", "今年"), &changed, resume()), &folder);
    assert_eq!((summary.done, summary.resumed), (3, 2));
}

#[test]
fn an_edited_report_is_never_overwritten_unless_forced() {
    let folder = Folder::new("edited");
    write(&batch(TEMPLATE, UNITS, Options::default()), &folder);
    let edited = b"edited by hand".to_vec();
    folder.write("报告/香港路社区.docx", &edited);
    for resume in [true, false] {
        let (summary, outcomes) = write(&batch(TEMPLATE, UNITS, options(|o| o.resume = resume)), &folder);
        assert_eq!((summary.kept, summary.done), (1, 1), "resume: {resume}");
        assert_eq!(outcomes[0].problems[0].code(), "B020");
        assert_eq!(folder.read("报告/香港路社区.docx"), edited);
    }
    let (summary, _) = write(&batch(TEMPLATE, UNITS, options(|o| o.force = true)), &folder);
    assert_eq!((summary.kept, summary.done), (0, 2));
    assert_ne!(folder.read("报告/香港路社区.docx"), edited);
}

#[test]
fn a_strangers_file_of_the_same_name_is_left_alone() {
    let folder = Folder::new("stranger");
    folder.write("报告/香港路社区.docx", b"someone else's");
    let (summary, _) = write(&batch(TEMPLATE, UNITS, Options::default()), &folder);
    assert_eq!((summary.kept, summary.done), (1, 1));
    assert_eq!(folder.read("报告/香港路社区.docx"), b"someone else's");
}

#[test]
fn shards_together_make_the_whole() {
    let mut csv = String::from("单位,年度,培训次数,人次\n");
    // Some names clash, across shards too.
    (0..37).for_each(|i| csv.push_str(&format!("社区{},2024,{i},{}\n", i % 30, i * 10)));
    let whole = Folder::new("shards-whole");
    write(&batch(TEMPLATE, &csv, Options::default()), &whole);
    let parts = Folder::new("shards-parts");
    let mut counted = 0;
    for part in 1..=4 {
        let shard = hongtou::batch::Shard::parse(&format!("{part}/4")).unwrap();
        let (summary, _) = write(&batch(TEMPLATE, &csv, options(|o| o.shard = shard)), &parts);
        counted += summary.done;
    }
    assert_eq!(counted, 37);
    let reports = |folder: &Folder| -> BTreeMap<String, Vec<u8>> {
        let names = folder.names("报告").into_iter().filter(|name| name.ends_with(".docx"));
        names.map(|name| (name.clone(), folder.read(&format!("报告/{name}")))).collect()
    };
    assert_eq!(reports(&whole).len(), 37);
    assert_eq!(reports(&whole), reports(&parts));
    assert!(parts.names("报告").contains(&"报告-2of4.csv".to_string()));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let mut csv = String::from("单位,年度,培训次数,人次\n");
    (0..100).for_each(|i| csv.push_str(&format!("社区{i},2024,{i},{}\n", i * 10)));
    let contents = [1, 4].map(|jobs| {
        let folder = Folder::new(&format!("threads-{jobs}"));
        write(&batch(TEMPLATE, &csv, options(|o| o.jobs = jobs)), &folder);
        folder.contents("报告")
    });
    assert_eq!(contents[0].len(), 103);
    assert!(contents[0] == contents[1], "the files differ");
}

#[test]
fn a_stopped_run_says_so_and_can_go_on() {
    let folder = Folder::new("cancelled");
    let stopping = batch(TEMPLATE, UNITS, options(|o| o.jobs = 1));
    let check = stopping.check(&());
    let cancel = stopping.options().cancel.clone();
    let target = Target::Folder(folder.path("报告"));
    let summary = stopping.write(&check, &target, &(), |_| cancel.cancel()).unwrap();
    assert!(summary.cancelled);
    assert_eq!(folder.names("报告"), [".hongtou-journal", "香港路社区.docx"]);
    let (summary, _) = write(&batch(TEMPLATE, UNITS, options(|o| o.resume = true)), &folder);
    assert_eq!((summary.done, summary.resumed), (2, 1));
}
