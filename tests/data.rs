//! Reading data: a folder of cases, and what cannot be written as a file.
//!
//! A case is a folder of `tests/data` with `input.*` and what reading it gives: `expected.json`, or
//! `expected.txt` with the problems. `HONGTOU_BLESS=1 cargo test --test data` writes them anew.

#[path = "data/records.rs"]
mod records;
#[path = "data/workbook.rs"]
mod workbook;

use hongtou::data::{
    Format, Kind, Limits, apply_setting, merge, read_bytes, read_file, read_str, set, sniff,
};
use hongtou::error::Lang;
use minijinja::Value;
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let mut cases: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.is_dir() && path.file_name().is_some_and(|name| name != "snapshots"));
    cases.sort();
    cases
}

fn input(case: &Path) -> PathBuf {
    let mut files = fs::read_dir(case).unwrap().map(|entry| entry.unwrap().path());
    files.find(|path| path.file_stem().is_some_and(|stem| stem == "input")).unwrap()
}

#[test]
fn cases_read_as_expected() {
    let mut wrong = Vec::new();
    for case in cases() {
        let input = input(&case);
        let shown = input.display().to_string();
        let (file, got) = match read_file(&input, &Limits::default()) {
            Ok(value) => ("expected.json", serde_json::to_string_pretty(&value).unwrap()),
            Err(error) => {
                let file = input.file_name().unwrap().to_str().unwrap();
                ("expected.txt", error.to_string().replace(&shown, file))
            }
        };
        let expected = case.join(file);
        if std::env::var_os("HONGTOU_BLESS").is_some() {
            let _ = fs::remove_file(case.join("expected.json"));
            let _ = fs::remove_file(case.join("expected.txt"));
            fs::write(&expected, got + "\n").unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default().trim_end() != got {
            wrong.push(format!("{}:\n{got}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn yaml(text: &str) -> Value {
    read_str(text, Format::Yaml, "数据.yaml", &Limits::default()).unwrap()
}

fn codes(text: &str, format: Format, limits: &Limits) -> Vec<&'static str> {
    match read_str(text, format, "数据", limits) {
        Ok(_) => Vec::new(),
        Err(error) => error.problems().iter().map(|problem| problem.code()).collect(),
    }
}

#[test]
fn problems_speak_english_too() {
    let error = read_str("单位：甲\n", Format::Yaml, "data.yaml", &Limits::default()).unwrap_err();
    insta::assert_snapshot!(error.display(Lang::En), @r#"
    error[D040]: ： is full-width; YAML takes the ASCII mark only
      --> data.yaml line 1, column 3
       |
       | 单位：甲
       |     ^^
       = help: write “单位: 甲”; if it is meant as text, put it in ASCII quotes
    "#);
}

#[test]
fn null_is_missing() {
    let data = yaml("a:\nb: [1, ~]\n");
    assert!(data.get_attr("a").unwrap().is_undefined());
    assert!(data.get_attr("b").unwrap().get_item_by_index(1).unwrap().is_undefined());
}

#[test]
fn a_number_finds_a_key_of_digits() {
    let data = yaml("产值: {2023: 甲}");
    assert_eq!(data.get_attr("产值").unwrap().get_item(&Value::from(2023)).unwrap().as_str(), Some("甲"));
}

#[test]
fn nesting_is_limited_in_every_format() {
    let limits = Limits { depth: 10, ..Limits::default() };
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for (levels, deep) in [(8, false), (10, true), (100_000, true)] {
            let text = format!("{{\"a\": {}1{}}}", open.repeat(levels), close.repeat(levels));
            for format in [Format::Json, Format::Yaml] {
                let found = codes(&text, format, &limits);
                assert_eq!(found, if deep { vec!["D010"] } else { vec![] }, "{format:?} {levels}");
            }
        }
    }
    let toml = format!("a = {}1{}", "[".repeat(10), "]".repeat(10));
    assert_eq!(codes(&toml, Format::Toml, &limits), ["D010"]);
    let toml = format!("a = {}1{}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(codes(&toml, Format::Toml, &limits)[0], "D010");
    let block: String = (0..500).map(|level| format!("{:level$}a:\n", "")).collect();
    assert_eq!(codes(&block, Format::Yaml, &Limits::default()), ["D010"]);
}

#[test]
fn bombs_of_aliases_are_refused_at_once() {
    let mut laughs = String::from("a0: &a0 [哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈]\n");
    for level in 1..30 {
        let before = format!("*a{}", level - 1);
        laughs += &format!("a{level}: &a{level} [{}]\n", [before.as_str(); 10].join(", "));
    }
    let mut chain = String::from("a0: &a0 [1]\n");
    for level in 1..100_000 {
        chain += &format!("a{level}: &a{level} [*a{}]\n", level - 1);
    }
    let mut merges = String::from("a0: &a0 {k: 1}\n");
    for level in 1..200_000 {
        merges += &format!("a{level}: &a{level}\n  <<: [*a{0}, *a{0}]\n  k{level}: 1\n", level - 1);
    }
    let start = Instant::now();
    assert_eq!(codes(&laughs, Format::Yaml, &Limits::default()), ["D011"]);
    assert_eq!(codes(&chain, Format::Yaml, &Limits::default()), ["D010"]);
    assert_eq!(codes(&merges, Format::Yaml, &Limits::default()), ["D011"]);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn size_and_number_of_values_are_limited() {
    let limits = Limits { values: 100, ..Limits::default() };
    let list = format!("{{\"a\": [{}1]}}", "1, ".repeat(100));
    assert_eq!(codes(&list, Format::Json, &limits), ["D011"]);
    assert_eq!(codes(&list, Format::Yaml, &limits), ["D011"]);
    assert_eq!(codes(&format!("a = [{}1]", "1, ".repeat(100)), Format::Toml, &limits), ["D011"]);
    let small = Limits { bytes: 1 << 20, ..Limits::default() };
    assert_eq!(codes(&" ".repeat(2 << 20), Format::Json, &small), ["D003"]);
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let shown = |path: &str| read_file(Path::new(path), &Limits::default()).unwrap_err().to_string();
    insta::assert_snapshot!(shown("没有.yaml"), @"
    错误[D001]: 无法读取数据文件：文件不存在
      --> 没有.yaml
       = 办法: 请核对文件名和所在文件夹
    ");
    insta::assert_snapshot!(shown("tests"), @"
    错误[D002]: 这是文件夹，不是数据文件
      --> tests
       = 办法: 请写出其中某个文件；整个文件夹的数据用 hongtou batch 处理
    ");
}

#[test]
fn workbooks_and_documents_are_named() {
    let zip = |name: &str, content: &str| {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, content.as_bytes()).unwrap();
        writer.finish().unwrap().into_inner()
    };
    let ole = |stream: &str| {
        let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        bytes.resize(600, 0);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    let spreadsheet = "application/vnd.oasis.opendocument.spreadsheet";
    for (bytes, kind, code) in [
        (zip("xl/workbook.xml", "<workbook/>"), Kind::Xlsx, "D007"),
        (zip("xl/workbook.bin", ""), Kind::Xlsb, "D007"),
        (zip("word/document.xml", ""), Kind::Docx, "D008"),
        (zip("mimetype", spreadsheet), Kind::Ods, "D007"),
        (zip("a.txt", ""), Kind::Unknown, "D004"),
        (ole("Workbook"), Kind::Xls, "D007"),
        (ole("WordDocument"), Kind::Doc, "D008"),
        (ole("EncryptedPackage"), Kind::Encrypted, "D009"),
    ] {
        assert_eq!(sniff(&bytes), kind);
        // The content counts, not the name.
        let error = read_bytes(&bytes, Some(Format::Json), "数据.json", &Limits::default()).unwrap_err();
        assert_eq!(error.problems()[0].code(), code, "{kind:?}");
    }
}

#[test]
fn later_data_is_laid_over_earlier() {
    let base = yaml("单位: {名称: 甲, 人数: 12, 地址: 合肥}\n活动: [1, 2]\n年份: 2023\n");
    let over = yaml("单位: {人数: 15, 电话: 110}\n活动: [3]\n年份:\n新: {a: 1}\n");
    insta::assert_snapshot!(
        serde_json::to_string(&merge(&base, &over)).unwrap(),
        @r#"{"单位":{"名称":"甲","人数":15,"地址":"合肥","电话":110},"活动":[3],"年份":null,"新":{"a":1}}"#
    );
}

#[test]
fn settings_reach_any_place() {
    let data = yaml("单位: {名称: 甲}\n活动: [{名称: 义诊}, {名称: 宣讲}]\n");
    let mut set = data;
    for setting in [
        "单位.名称=乙",
        "单位.人数=12",
        "单位.编号=007",
        "活动[1].名称=走访",
        "新.层.次=3.20",
        "数据[\"金额（万元）.合计\"]=5",
        "空=",
        "式=a=b",
        "真=true",
    ] {
        set = apply_setting(&set, setting).unwrap();
    }
    insta::assert_snapshot!(
        serde_json::to_string(&set).unwrap(),
        @r#"{"单位":{"名称":"乙","人数":12,"编号":"007"},"活动":[{"名称":"义诊"},{"名称":"走访"}],"新":{"层":{"次":"3.20"}},"数据":{"金额（万元）.合计":5},"空":"","式":"a=b","真":true}"#
    );
}

#[test]
fn wrong_settings_say_what_to_write() {
    let data = yaml("单位: {名称: 甲}\n活动: [{名称: 义诊}]\n");
    let mut shown = String::new();
    for setting in [
        "单位",
        "单位＝乙",
        "=1",
        "单位..名称=1",
        "活动[x]=1",
        "单位.名称.全称=乙",
        "活动.名称=1",
        "活动[3].名称=1",
        "单位[0]=1",
    ] {
        shown += &format!("{}\n", apply_setting(&data, setting).unwrap_err());
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn a_large_table_reads_in_order() {
    let rows: Vec<String> = (0..2000).map(|i| format!("{{\"序号\": {i}, \"名称\": \"单位{i}\"}}")).collect();
    let text = format!("{{\"行\": [{}]}}", rows.join(","));
    let json = read_str(&text, Format::Json, "表.json", &Limits::default()).unwrap();
    let last = json.get_attr("行").unwrap().get_item_by_index(1999).unwrap();
    assert_eq!(last.to_string(), "{'序号': 1999, '名称': '单位1999'}");
    assert_eq!(json, yaml(&text));
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        "\\PC*".prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::vec(("\\PC{0,6}", inner), 0..6)
                .prop_map(|pairs| serde_json::Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_serde_json_writes_is_read_back(value in any_json()) {
        let text = serde_json::json!({ "v": value }).to_string();
        let read = read_str(&text, Format::Json, "数据.json", &Limits::default()).unwrap();
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }

    #[test]
    fn bytes_of_any_kind_give_data_or_problems(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        sniff(&bytes);
        for format in [None, Some(Format::Json), Some(Format::Yaml), Some(Format::Toml)] {
            if let Err(error) = read_bytes(&bytes, format, "数据", &Limits::default()) {
                prop_assert!(!error.problems().is_empty());
            }
        }
    }

    #[test]
    fn marks_of_any_kind_give_data_or_problems(
        text in "([\\[\\]{}:,\"'#&*!|>%@`~\\-=.<\\\\ \\t\\n\r]|[：，“”－＃｛［　]|单位|12|a|---|: |- |\\[\\[|//){0,40}"
    ) {
        for format in [Format::Json, Format::Yaml, Format::Toml] {
            if let Err(error) = read_str(&text, format, "数据", &Limits::default()) {
                for problem in error.problems() {
                    prop_assert!(problem.get_context().is_none_or(|(line, mark)| mark.start <= line.chars().count()));
                }
            }
        }
    }

    #[test]
    fn paths_of_any_kind_set_or_explain(path in "([.\\[\\]\"'= ]|单位|[0-9]|a){0,12}") {
        let data = yaml("单位: [{a: 1}]\na: 2\n");
        if let Ok(changed) = set(&data, &path, "值") {
            prop_assert_ne!(changed, data);
        }
    }
}
