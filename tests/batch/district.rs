//! The workbooks of fixtures/批量: what the README shows, grouped, zipped, beside last year's, and broken.

use crate::support::docx;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("district").join(name);
    std::fs::remove_dir_all(&folder).ok();
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hongtou"));
    command.current_dir(root()).args(arguments).env("LC_ALL", "zh_CN.UTF-8").output().expect("runs")
}

fn template(at: &Path, body: &str) -> String {
    let path = at.join("模板.docx");
    std::fs::write(&path, docx::Template::of_body(crate::support::notation::body(body)).build()).unwrap();
    path.display().to_string()
}

fn text(path: &Path) -> String {
    let package = docx::Package::open(&std::fs::read(path).unwrap()).expect("opens");
    let xml = package.part("word/document.xml").expect("has a body");
    let mut out = String::new();
    let mut inside = false;
    for c in String::from_utf8_lossy(xml).chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out.trim().to_string()
}

const THIS_YEAR: &str = "fixtures/批量/2024年填报表.xlsx";
const LAST_YEAR: &str = "fixtures/批量/2023年填报表.xlsx";

#[test]
fn a_district_has_its_reports() {
    let at = folder("reports");
    let to = at.display().to_string();
    let name = "{{单位.名称}}{{年度}}年度工作总结";
    let output = run(&["batch", "@社区总结", THIS_YEAR, "--key", "单位.名称", "--name", name, "-o", &to]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let reports = std::fs::read_dir(&at)
        .unwrap()
        .flatten()
        .filter(|e| e.file_name().to_string_lossy().ends_with(".docx"));
    assert_eq!(reports.count(), 36);
    assert!(text(&at.join("阳光社区2024年度工作总结.docx")).contains("全年集中学习"));
    for name in ["阳光社区2024年度工作总结.docx", "百合社区2024年度工作总结.docx"] {
        std::fs::copy(at.join(name), crate::support::out_folder().join(format!("district-{name}"))).unwrap();
    }
}

#[test]
fn last_year_and_the_ledger_stand_beside_it() {
    let at = folder("ledger");
    let body = "{{ 单位.名称 }}学习{{ 集中学习次数 }}次，上年{{ prior.集中学习次数 }}次；活动{{ 台账|count }}次，{{ 台账|sum(\"人数\") }}人次";
    let template = template(&at, body);
    let to = at.join("出").display().to_string();
    let output = run(&["batch", &template, THIS_YEAR, "--prior", LAST_YEAR, "--key", "单位.名称", "-o", &to]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    let found = text(&at.join("出/丰收社区.docx"));
    assert!(found.contains("活动5次，412人次"), "{found}");
    let number = |after: &str| -> u32 {
        let rest = found.split(after).nth(1).unwrap_or("");
        rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().expect("a number")
    };
    assert_ne!((number("学习"), number("上年")), (0, 0));
}

#[test]
fn groups_have_sums() {
    let at = folder("groups");
    let template = template(
        &at,
        "{{ 街道 }}{{ 各单位|length }}个社区，学习{{ 汇总.集中学习次数 }}次：{% for 社区 in 各单位 %}{{ 社区.集中学习次数 }} {% endfor %}",
    );
    let to = at.join("出").display().to_string();
    let output = run(&["batch", &template, THIS_YEAR, "--group-by", "街道", "-o", &to]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    let found = text(&at.join("出/和平街道.docx"));
    let (head, list) = found.split_once('：').expect("a colon");
    let sum: u32 = list.split_whitespace().map(|n| n.parse::<u32>().expect("a number")).sum();
    assert_eq!(head, format!("和平街道9个社区，学习{sum}次"));
}

#[test]
fn everything_goes_into_one_archive() {
    let at = folder("zip");
    let to = at.join("全部.zip");
    let output =
        run(&["batch", "@社区总结", THIS_YEAR, "--key", "单位.名称", "--zip", &to.display().to_string()]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&to).unwrap()).expect("is an archive");
    let mut bytes = Vec::new();
    archive.by_name("阳光社区.docx").expect("holds the report").read_to_end(&mut bytes).unwrap();
    assert!(docx::Package::open(&bytes).is_ok());
    assert_eq!(archive.len(), 38, "36 reports and two lists");
}

#[test]
fn a_broken_workbook_is_told_cell_by_cell() {
    let at = folder("broken");
    let to = at.display().to_string();
    let output =
        run(&["batch", "@社区总结", "fixtures/批量/有错的填报表.xlsx", "--key", "单位.名称", "-o", &to]);
    assert_eq!(output.status.code(), Some(1));
    let shown =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    for words in ["填报!D6", "填报!K9", "填报!B13", "填报!L16", "生成 33 份"] {
        assert!(shown.contains(words), "{words} in\n{shown}");
    }
}
