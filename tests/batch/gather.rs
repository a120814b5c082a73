//! Last year's data, groups with sums, one archive, and the workbooks of fixtures/.

use super::scene::{Folder, source, template, text_of};
use super::{TEMPLATE, UNITS, batch, joined, options, write};
use hongtou::Template;
use hongtou::batch::{Batch, Input, Join, Options, ReadOptions, Target, open};
use std::io::Read;
use std::path::{Path, PathBuf};

fn with_prior(text: &str, this: &str, last: &str, join: Join) -> Batch {
    let prior = vec![source(last, "去年.csv", &join)];
    let input = Input::new(vec![source(this, "今年.csv", &join)], Some(prior), &join).unwrap();
    Batch::new(template(text), input, Options::default()).unwrap()
}

fn by(field: &str) -> Join {
    Join { group_by: Some(field.into()), ..Join::default() }
}

#[test]
fn last_years_record_is_found_by_the_key() {
    let folder = Folder::new("prior");
    let text = "{{ 单位 }}{{ 次数 }}次，{{ 次数|yoy(prior.次数) }}。";
    // In another order, and the unit that is new this year is told.
    let this = "单位,次数\n甲,12\n乙,9\n丙,5\n";
    let last = "单位,次数\n乙,10\n甲,10\n丁,1\n";
    let batch = with_prior(text, this, last, Join::default());
    let told = super::table(&batch.check(&()));
    assert!(told.contains("丙") && !told.contains('甲') && !told.contains('乙'), "{told}");
    write(&batch, &folder);
    assert_eq!(text_of(&folder.read("报告/甲.docx")), "甲12次，较上年增长20%。");
    assert_eq!(text_of(&folder.read("报告/乙.docx")), "乙9次，较上年下降10%。");
}

#[test]
fn last_year_without_a_key_is_an_error() {
    let join = Join::default();
    let sources = vec![source("单位,次数\n甲,1\n", "今年.csv", &join)];
    let prior = vec![source("代号,次数\n甲,1\n", "去年.csv", &join)];
    let error = Input::new(sources, Some(prior), &join).unwrap_err();
    assert_eq!(error.problems()[0].code(), hongtou::error::catalogue::batch::NO_KEY.code);
}

const STREETS: &str =
    "街道,单位,年度,次数,金额\n东街,甲,2024,12,\"1,000.5\"\n西街,乙,2024,7,1\n东街,丙,2024,3,2\n";

#[test]
fn a_group_is_a_report_with_its_units_and_sums() {
    let folder = Folder::new("group");
    let text = "{{ 年度 }}年{{ 街道 }}{{ 汇总.单位数 }}个单位，{{ 汇总.次数 }}次，{{ 汇总.金额 }}元：{% for 项 in 各单位 %}{{ 项.单位 }}{{ 项.次数 }}次；{% endfor %}";
    let (summary, _) = write(&joined(text, &[STREETS], by("街道"), Options::default()), &folder);
    assert_eq!((summary.units, summary.done), (2, 2));
    let said = text_of(&folder.read("报告/东街.docx"));
    assert_eq!(said, "2024年东街2个单位，15次，1002.5元：甲12次；丙3次；");
    assert_eq!(text_of(&folder.read("报告/西街.docx")), "2024年西街1个单位，7次，1元：乙7次；");
}

#[test]
fn groups_are_compared_with_last_years() {
    let folder = Folder::new("group-prior");
    let text = "{{ 街道 }}{{ 汇总.次数 }}次，{{ 汇总.次数|yoy(prior.汇总.次数) }}。";
    let last = "街道,单位,次数\n东街,甲,5\n东街,丙,5\n西街,乙,7\n";
    write(&with_prior(text, STREETS, last, by("街道")), &folder);
    assert_eq!(text_of(&folder.read("报告/东街.docx")), "东街15次，较上年增长50%。");
}

#[test]
fn a_record_without_its_group_is_told_and_the_rest_is_done() {
    let folder = Folder::new("group-stray");
    let csv = STREETS.replace("西街,乙", ",乙");
    let (summary, _) = write(&joined("{{ 街道 }}", &[&csv], by("街道"), Options::default()), &folder);
    assert_eq!((summary.done, summary.failed), (1, 1));
    let told = String::from_utf8(folder.read("报告/报告.csv")).unwrap();
    assert!(told.contains("乙,未生成"), "{told}");
}

/// The names and contents of an archive.
fn entries(bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let count = zip.len();
    let entry = |i| {
        let mut file = zip.by_index(i).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        (file.name().to_string(), bytes)
    };
    (0..count).map(entry).collect()
}

#[test]
fn an_archive_holds_what_the_folder_would() {
    let folder = Folder::new("zip");
    let reports = batch(TEMPLATE, UNITS, Options::default());
    write(&reports, &folder);
    let path = folder.path("新/报告.zip");
    let summary = reports.write(&reports.check(&()), &Target::Zip(path), &(), |_| {}).unwrap();
    assert_eq!((summary.done, summary.failed), (2, 1));
    let found = entries(folder.read("新/报告.zip"));
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["香港路社区.docx", "望江路社区.docx", "报告.csv", "报告.json"]);
    for (name, bytes) in &found {
        assert!(*bytes == folder.read(&format!("报告/{name}")), "{name} differs");
    }
}

#[test]
fn a_stopped_archive_leaves_nothing_behind() {
    let folder = Folder::new("zip-stopped");
    let reports = batch(TEMPLATE, UNITS, options(|o| o.jobs = 1));
    let cancel = reports.options().cancel.clone();
    let target = Target::Zip(folder.path("报告.zip"));
    let summary = reports.write(&reports.check(&()), &target, &(), |_| cancel.cancel()).unwrap();
    assert!(summary.cancelled);
    assert_eq!(folder.names("."), Vec::<String>::new());
}

#[test]
fn flushing_every_file_changes_no_byte() {
    let contents = [false, true].map(|sync| {
        let folder = Folder::new(&format!("sync-{sync}"));
        write(&batch(TEMPLATE, UNITS, options(|o| o.sync = sync)), &folder);
        folder.contents("报告")
    });
    assert_eq!(contents[0].len(), 5);
    assert!(contents[0] == contents[1], "the files differ");
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/街道").join(name)
}

fn of_fixture(template: Template, name: &str, prior: Option<&str>, join: &Join) -> Batch {
    let read = |name: &str| open(&[fixture(name)], &ReadOptions::default()).unwrap();
    let input = Input::new(read(name), prior.map(read), join).unwrap();
    Batch::new(template, input, Options::default()).unwrap()
}

fn community() -> Template {
    Template::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/社区总结.docx")).unwrap()
}

#[test]
fn the_district_gets_its_reports() {
    let folder = Folder::new("district");
    let reports = of_fixture(community(), "2024年.xlsx", Some("2023年.xlsx"), &Join::default());
    let (summary, _) = write(&reports, &folder);
    assert_eq!((summary.units, summary.done), (32, 32), "{}", super::table(&reports.check(&())));
    let said = text_of(&folder.read("报告/香港路社区.docx"));
    assert!(said.contains("全年集中学习29次") && said.contains("禁毒家庭责任书1621份"), "{said}");
    std::fs::copy(
        folder.path("报告/丹霞社区.docx"),
        crate::support::out_folder().join("batch-district.docx"),
    )
    .unwrap();
}

#[test]
fn the_ledger_is_counted_and_summed_for_each_unit() {
    let folder = Folder::new("ledger");
    let text = "{{ 单位.名称 }}学习{{ 活动台账|count(类别=\"学习\") }}次、{{ 活动台账|sum(\"人数\", 类别=\"学习\") }}人次，首次{{ 活动台账[0].日期|date }}";
    let reports = of_fixture(template(text), "2024年.xlsx", None, &Join::default());
    let (summary, _) = write(&reports, &folder);
    assert_eq!(summary.done, 32, "{}", super::table(&reports.check(&())));
    insta::assert_snapshot!(text_of(&folder.read("报告/香港路社区.docx")), @"香港路社区学习2次、68人次，首次2024年1月14日");
}

#[test]
fn the_broken_workbook_is_told_cell_by_cell() {
    let check = of_fixture(community(), "2024年有错.xlsx", None, &Join::default()).check(&());
    insta::assert_snapshot!(super::table(&check), @r"
    望江路社区 | 汇总表!E6 | 缺少“清扫活动次数”
    习友路社区 | 汇总表!L8 | 缺少“禁毒责任书份数”
    繁华社区 | 汇总表!D11 | “集中学习次数”多数单位填的是数字，这里是“约二十次”
    石门社区 | 汇总表!B14 | “石门社区”重复：第9条记录已经是它
    石门社区 | 汇总表!A14 | 文件名“石门社区.docx”已被前面的单位占用，改名为“石门社区-2.docx”
    桃花潭社区 | 汇总表!J17 | “参与宣教人次”的单元格是错误值 #DIV/0!
    ");
    assert_eq!(check.units, 32);
}
