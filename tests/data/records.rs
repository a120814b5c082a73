//! Records: from tables, workbooks, lists and folders.

use crate::workbook::{archive, xlsx};
use hongtou::data::Limits;
use hongtou::data::records::{Options, Record, Source, open};
use hongtou::error::Lang;
use proptest::prelude::*;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// Every record with its place and faults, then the notes.
fn shown(source: &Source) -> String {
    let mut out = String::new();
    for record in source.records() {
        writeln!(out, "{}: {}", record.place().words(Lang::Zh), record.data()).unwrap();
        for fault in record.faults() {
            let place = fault.problem.place().map(|place| place.words(Lang::Zh)).unwrap_or_default();
            writeln!(
                out,
                "  ! {} {place}: {}",
                fault.field.as_deref().unwrap_or("-"),
                fault.problem.message(Lang::Zh)
            )
            .unwrap();
        }
        assert_eq!(source.at(record.mark()).unwrap().data(), record.data());
    }
    for note in source.notes() {
        let place = note.place().map(|place| place.words(Lang::Zh)).unwrap_or_default();
        writeln!(out, "{} {place} {}", note.code(), note.message(Lang::Zh)).unwrap();
    }
    out
}

fn read(bytes: &[u8], name: &str) -> String {
    read_with(bytes, name, &Options::default())
}

fn read_with(bytes: &[u8], name: &str, options: &Options) -> String {
    match Source::from_bytes(bytes, name, options) {
        Ok(source) => shown(&source),
        Err(error) => error.to_string(),
    }
}

fn book(sheets: &[(&str, &str)]) -> String {
    read(&xlsx(sheets), "表.xlsx")
}

#[test]
fn a_cell_arrives_as_its_reader_sees_it() {
    insta::assert_snapshot!(book(&[("表", r#"
        单位 | 数 | 比 | 价 | 编号 | 日 | 短日 | 时 | 真 | 长号
        甲 | 12 | 0.8@0% | 3.2@0.00 | 7@000 | 45356@yyyy"年"m"月"d"日" | 45356@m"月"d"日" | 0.5@h:mm | TRUE | 13800138000
        乙 | 0.30000000000000004 | 1.2073@0.00% | 1234.5@#,##0.00 | 340123199001011234 | 45356.5@yyyy/m/d h:mm | | 123456@0!.0,"万" | FALSE | x_y
    "#)]), @"
    表!A2: {'单位': '甲', '数': 12, '比': '80%', '价': '3.20', '编号': '007', '日': '2024年3月5日', '短日': 3月5日, '时': '12:00', '真': True, '长号': 13800138000}
    表!A3: {'单位': '乙', '数': 0.3, '比': '120.73%', '价': '1,234.50', '编号': 340123199001011260, '日': '2024/3/5 12:00', '短日': undefined, '时': '12.3万', '真': False, '长号': 'x_y'}
    D113 表!E3 “编号”的数超过 15 位，Excel 只保留前 15 位，后面的已变成 0
    ");
}

#[test]
fn days_count_from_1904_where_the_workbook_says() {
    insta::assert_snapshot!(book(&[("表", "#1904\n单位 | 日\n甲 | 43894@yyyy/m/d")]), @"表!A2: {'单位': '甲', '日': '2024/3/5'}");
}

#[test]
fn what_a_person_would_take_is_taken() {
    insta::assert_snapshot!(book(&[("情况", r#"
        香港街道2024年度情况统计表
        填报单位：香港街道 | | | | 单位：万元
        序号 | 单 位 | 推荐\n排序 | 经费 | | *备注（选填）
         | | | 预算 | 支出
        甲 | 乙 | 1 | 2 | 3 | 4
        1 | 香港社区 | 2 | 10 | 9.5 | 无

        2 | 海恒社区 | 1 | 8 | 
        3
         合 计 | | | 18 | 9.5
        填表人：张三
        #merge A1:F1
        #merge A3:A4
        #merge B3:B4
        #merge C3:C4
        #merge D3:E3
        #merge F3:F4
    "#)]), @"
    情况!B6: {'序号': 1, '单位': '香港社区', '推荐排序': 2, '经费': {'预算': 10, '支出': 9.5}, '备注（选填）': '无'}
    情况!B8: {'序号': 2, '单位': '海恒社区', '推荐排序': 1, '经费': {'预算': 8, '支出': undefined}, '备注（选填）': undefined}
    D111 情况!A5 这一行是栏次，不是记录，已跳过
    D110 情况!A9 这一行只有序号，已跳过
    D108 情况!A10 “合 计”行不是一条记录，已跳过
    D109 情况!A11 表下的说明“填表人：张三”不是一条记录，已跳过
    ");
}

#[test]
fn merged_cells_hold_for_all_their_rows() {
    insta::assert_snapshot!(book(&[("表", "
        街道 | 单位 | 数
        香港 | 甲 | 1
         | 乙 | 2
         | |
        南 | 丙 | 3
        #merge A2:A4
    ")]), @"
    表!B2: {'街道': '香港', '单位': '甲', '数': 1}
    表!B3: {'街道': '香港', '单位': '乙', '数': 2}
    表!B5: {'街道': '南', '单位': '丙', '数': 3}
    ");
}

#[test]
fn rows_of_other_sheets_belong_to_their_unit() {
    let bytes = xlsx(&[
        ("-草稿", "单位|x\n甲|1"),
        ("单位", "单位 | 负责人.姓名\n甲 | 张三\n乙 | 李四\n#hide"),
        (
            "活动",
            "单位 | 名称 | 人数\n甲 | 义诊 | 3\n甲 | 宣讲 | !#REF!\n乙 | 走访 | ?\n丁 | x | 1\n | y | 2",
        ),
        ("附注", "编号 | 说明\n1 | x"),
        ("-隐藏", "单位 | x"),
    ]);
    let source = Source::from_bytes(&bytes, "表.xlsx", &Options::default()).unwrap();
    insta::assert_snapshot!(shown(&source), @"
    单位!A2: {'单位': '甲', '负责人': {'姓名': '张三'}, '活动': [{'单位': '甲', '名称': '义诊', '人数': 3}, {'单位': '甲', '名称': '宣讲', '人数': undefined}]}
      ! 活动[1].人数 活动!C3: “人数”的单元格是错误值 #REF!
    单位!A3: {'单位': '乙', '负责人': {'姓名': '李四'}, '活动': [{'单位': '乙', '名称': '走访', '人数': undefined}]}
      ! 活动[0].人数 活动!C4: “人数”的公式没有存储结果
    D104  工作表“草稿”是隐藏的，未读取
    D104  工作表“隐藏”是隐藏的，未读取
    D107  工作表“单位”有 1 行是隐藏的，已一并读取
    D114  以工作表“单位”为主表，每行一条记录
    D106  工作表“附注”没有与主表对应的列，未读取
    D102 活动!A5 工作表“活动”有 1 行在主表里找不到对应的记录（如“丁”），未使用
    D103 活动!A6 工作表“活动”有 1 行没有写明属于哪条记录，未使用
    ");
    assert_eq!(source.columns(), ["单位", "负责人.姓名", "活动"]);
    let first = source.records().next().unwrap();
    let place = |field: &str| first.place_of(field).map(|place| place.words(Lang::Zh));
    assert_eq!(place("负责人.姓名").as_deref(), Some("单位!B2"));
    assert_eq!(place("活动[1].人数").as_deref(), Some("活动!C3"));
    assert_eq!(place("活动[1]").as_deref(), Some("活动!A3"));
    assert_eq!(place("活动[2].人数"), None);
    assert_eq!(place("没有"), None);
}

#[test]
fn columns_of_one_name_are_an_error() {
    insta::assert_snapshot!(book(&[("表", "单位 | 人数 | 人 数 | 经费.预算 | 经费\n甲 | 1 | 2 | 3 | 4")]));
    // In a sheet that is not used they are nobody's concern.
    insta::assert_snapshot!(book(&[("表", "单位 | 数\n甲 | 1"), ("杂", "x | x\n1 | 2")]), @"
    表!A2: {'单位': '甲', '数': 1}
    D114  以工作表“表”为主表，每行一条记录
    D106  工作表“杂”没有与主表对应的列，未读取
    ");
}

#[test]
fn guides_examples_and_repeated_headers_are_no_records() {
    insta::assert_snapshot!(book(&[
        ("填表说明", "栏目 | 说明\n单位 | 填全称"),
        ("清单", "一个单位一行\n第二句"),
        ("单位", "单位 | 人数 | 备注\n示例：香港街道 | 12 | 无\n甲 | 1\n单位 | 人数 | 备注\n乙 | 2"),
    ]), @"
    单位!A3: {'单位': '甲', '人数': 1, '备注': undefined}
    单位!A5: {'单位': '乙', '人数': 2, '备注': undefined}
    D115 单位!A2 “示例：香港街道”行是示例，已跳过
    D116 单位!A4 这一行重复了表头，已跳过
    D114  以工作表“单位”为主表，每行一条记录
    D106  工作表“填表说明”没有与主表对应的列，未读取
    D106  工作表“清单”没有与主表对应的列，未读取
    ");
}

#[test]
fn a_source_may_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Source>();
    shared::<Record>();
}

#[test]
fn a_header_has_no_more_columns_than_a_person_reads() {
    let header: Vec<String> = (0..3000).map(|i| format!("列{i}")).collect();
    let text = format!("{}\n1,2\n", header.join(","));
    let error = Source::from_bytes(text.as_bytes(), "表.csv", &Options::default()).unwrap_err();
    assert_eq!(error.problems()[0].code(), "D117");
}

#[test]
fn options_settle_what_detection_cannot() {
    let bytes = xlsx(&[
        ("一", "1 | 2 | 3\n4 | 5 | 6"),
        ("二", "甲 | 乙\n单位 | 人数\n香港 | 3"),
        ("三", "名 | 单位 | 事\n1 | 香港 | 会"),
    ]);
    insta::assert_snapshot!(read(&bytes, "表.xlsx"), @"
    二!A2: {'甲': '单位', '乙': '人数'}
    二!A3: {'甲': '香港', '乙': 3}
    D114  以工作表“二”为主表，每行一条记录
    D105  工作表“一”没有表头，未读取
    D106  工作表“三”没有与主表对应的列，未读取
    ");
    let options = Options { header_rows: Some((2, 2)), sheet: Some("二".into()), ..Options::default() };
    insta::assert_snapshot!(read_with(&bytes, "表.xlsx", &options), @"
    二!A3: {'单位': '香港', '人数': 3, '三': [{'名': 1, '单位': '香港', '事': '会'}]}
    D105  工作表“一”没有表头，未读取
    ");
    let options = Options { sheet: Some("四".into()), ..Options::default() };
    insta::assert_snapshot!(read_with(&bytes, "表.xlsx", &options), @"
    错误[D092]: 没有名为“四”的工作表
      --> 表.xlsx
       = 办法: 工作簿里有：一、二、三
    ");
}

#[test]
fn workbooks_of_every_format_say_the_same() {
    let read = |name: &str| shown(&open(&fixture(name), &Options::default()).unwrap()[0]);
    let text = read("units.xlsx");
    insta::assert_snapshot!(text);
    assert_eq!(read("units.xls"), text);
    assert_eq!(read("units.ods"), text);
}

#[test]
fn tables_of_text_in_any_dress() {
    let plain = "单位,人数,电话\n甲,12,007\n\"乙,丙\",,\"第一行\n第二行\"\n";
    let want = read(plain.as_bytes(), "表.csv");
    insta::assert_snapshot!(want, @r"
    第2行第1列: {'单位': '甲', '人数': 12, '电话': '007'}
    第3行第1列: {'单位': '乙,丙', '人数': undefined, '电话': '第一行\n第二行'}
    ");
    let same = |bytes: &[u8], name: &str| assert_eq!(read(bytes, name), want, "{name}");
    same(format!("\u{FEFF}{plain}").as_bytes(), "带标记.csv");
    same(&encoding_rs::GB18030.encode(plain).0, "国标.csv");
    let wide: Vec<u8> =
        std::iter::once(0xFEFF).chain(plain.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    same(&wide, "宽.csv");
    same(plain.replace("\",\"", "\u{1}").as_bytes(), "无扩展名");
    for separator in ["\t", ";", "|"] {
        let text =
            format!("单位{0}人数{0}电话\n甲{0}12{0}007\n\"乙,丙\"{0}{0}\"第一行\n第二行\"\n", separator);
        same(text.as_bytes(), "表.csv");
        same(&encoding_rs::GB18030.encode(&text).0, "国标.csv");
    }
    let declared = read(b"sep=;\r\na;b\r\n1;2,5\r\n", "表.csv");
    assert_eq!(declared, "第3行第1列: {'a': 1, 'b': '2,5'}\n");
    assert_eq!(
        read(b"a,b\r1,2\r\r3,4", "表.csv"),
        "第2行第1列: {'a': 1, 'b': 2}\n第3行第1列: {'a': 3, 'b': 4}\n"
    );
    let lines = read(b"a,b\r\n1,\"2\r\n3\"\r\n\r\n5,6", "表.csv");
    assert_eq!(lines, "第2行第1列: {'a': 1, 'b': '2\\n3'}\n第5行第1列: {'a': 5, 'b': 6}\n");
    let kept = read("单位,编号\n甲,\"=\"\"007\"\"\"\n".as_bytes(), "表.csv");
    assert_eq!(kept, "第2行第1列: {'单位': '甲', '编号': '007'}\n");
}

#[test]
fn rows_of_text_that_do_not_fit_say_so() {
    insta::assert_snapshot!(read("单位,人数\n甲,1,000\n\n乙,2\n".as_bytes(), "表.csv"), @"
    第2行第1列: {'单位': '甲', '人数': 1}
      ! - 第2行第3列: 这一行有 3 项，表头只有 2 列
    第4行第1列: {'单位': '乙', '人数': 2}
    ");
    let mut unclosed = String::from("单位,人数\n甲,\"1\n");
    unclosed += &"乙,2\n".repeat(600);
    let source = Source::from_bytes(unclosed.as_bytes(), "表.csv", &Options::default()).unwrap();
    let records: Vec<Record> = source.records().collect();
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].faults()[0].problem.code(), "D097");
    insta::assert_snapshot!(read("单位，人数\n甲，1\n".as_bytes(), "表.csv"), @"
    错误[D098]: 各列之间用了全角逗号“，”，读不出列
      --> 表.csv
       = 办法: 请改成英文逗号，或在 Excel 中另存为 CSV
    ");
    insta::assert_snapshot!(read("1,2,3\n4,5,6\n".as_bytes(), "表.csv"), @"
    错误[D090]: 在“表.csv”里找不到表头
      --> 表.csv
       = 办法: 表头要有各列的名称；请用 --header-row 指明是第几行（两行表头写 2-3）
    ");
}

#[test]
fn a_fault_in_one_line_leaves_the_others() {
    let text = "{\"单位\": \"甲\", \"人数\": 3}\n\n{\"单位\"：\"乙\"}\n[1]\n{\"单位\": \"丙\"}\n";
    let want = read(text.as_bytes(), "表.jsonl");
    insta::assert_snapshot!(want, @"
    第1行第1列: {'单位': '甲', '人数': 3}
    第3行第1列: 
      ! - 第3行第6列: ： 是中文标点，JSON 只认英文的 :
    第4行第1列: 
      ! - 第4行第1列: 这一行不是一条记录
    第5行第1列: {'单位': '丙'}
    ");
    assert_eq!(read(&encoding_rs::GB18030.encode(text).0, "表.jsonl"), want);
    assert_eq!(read(text.as_bytes(), "表.txt"), want);
}

#[test]
fn lists_and_documents_are_records() {
    insta::assert_snapshot!(read("[{\"a\": 1}, {\"a\": 2}]".as_bytes(), "表.json"), @"
    第1行第1列: {'a': 1}
    第1行第1列: {'a': 2}
    ");
    insta::assert_snapshot!(read("a: 1\n---\na: 2\n---\n- a: 3\n- a: 4\n".as_bytes(), "表.yaml"), @"
    第1行第1列: {'a': 1}
    第2行第1列: {'a': 2}
    第4行第1列: {'a': 3}
    第4行第1列: {'a': 4}
    ");
    insta::assert_snapshot!(read("[[unit]]\na = 1\n[[unit]]\na = 2\n".as_bytes(), "表.toml"), @"
    第1行第1列: {'a': 1}
    第1行第1列: {'a': 2}
    ");
    insta::assert_snapshot!(read("a = 1\n[[unit]]\na = 2\n".as_bytes(), "表.toml"), @"第1行第1列: {'a': 1, 'unit': [{'a': 2}]}");
    insta::assert_snapshot!(read("[{\"a\": 1}, 2]".as_bytes(), "表.json"), @"
    错误[D100]: 列表的第 2 项不是一条记录
      --> 表.json
       = 办法: 每一项都要写成“名称: 内容”
    ");
}

#[test]
fn a_folder_gives_its_files_in_order() {
    let folder = std::env::temp_dir().join(format!("hongtou-records-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("sub")).unwrap();
    for (name, content) in [
        ("2.json", "{\"a\": 2}"),
        ("1.csv", "a,b\n1,x\n"),
        ("~$1.xlsx", "锁"),
        (".DS_Store", "x"),
        ("说明.docx", "x"),
    ] {
        std::fs::write(folder.join(name), content).unwrap();
    }
    let sources = open(&folder, &Options::default()).unwrap();
    let data: Vec<String> = sources.iter().flat_map(|s| s.records().map(|r| r.data().to_string())).collect();
    assert_eq!(data, ["{'a': 1, 'b': 'x'}", "{'a': 2}"]);
    std::fs::write(folder.join("3.yaml"), "a：1\n").unwrap();
    std::fs::write(folder.join("4.json"), "{").unwrap();
    let codes: Vec<&str> =
        open(&folder, &Options::default()).unwrap_err().problems().iter().map(|p| p.code()).collect();
    assert_eq!(codes, ["D040", "D033"]);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_file_is_read_as_the_bytes_are() {
    let path = std::env::temp_dir().join(format!("hongtou-lines-{}.csv", std::process::id()));
    let mut text = String::from("单位,人数,备注\n");
    for i in 0..5000 {
        writeln!(text, "单位{i},{i},备注备注备注备注备注备注备注备注").unwrap();
    }
    for bytes in [text.clone().into_bytes(), encoding_rs::GB18030.encode(&text).0.into_owned()] {
        std::fs::write(&path, &bytes).unwrap();
        let sources = open(&path, &Options::default()).unwrap();
        let memory = Source::from_bytes(&bytes, "表.csv", &Options::default()).unwrap();
        let records: Vec<Record> = sources[0].records().collect();
        assert_eq!(records.len(), 5000);
        assert!(records.iter().zip(memory.records()).all(|(a, b)| a.data() == b.data()));
        assert_eq!(
            records[4999].data().to_string(),
            "{'单位': '单位4999', '人数': 4999, '备注': '备注备注备注备注备注备注备注备注'}"
        );
        assert_eq!(sources[0].at(records[4321].mark()).unwrap().data(), records[4321].data());
    }
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn what_is_no_table_says_what_it_is() {
    let whole = xlsx(&[("表", "a | b\n1 | 2")]);
    let mut shown = String::new();
    for (bytes, name) in [
        (whole[..whole.len() / 2].to_vec(), "没下载完.xlsx"),
        (b"<html><table></table></html>".to_vec(), "导出.xls"),
        (xlsx(&[("表", "")]), "空.xlsx"),
        (archive(&[("xl/workbook.bin".into(), String::new())]), "二进制.xlsb"),
        (archive(&[("xl/workbook.xml".into(), "<workbook><sheets>".into())]), "坏.xlsx"),
        (archive(&[("word/document.xml".into(), String::new())]), "其实是文档.xlsx"),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
                .iter()
                .copied()
                .chain("Workbook".encode_utf16().flat_map(u16::to_le_bytes))
                .collect(),
            "坏.xls",
        ),
        (Vec::new(), "空.csv"),
    ] {
        writeln!(shown, "{}\n", read(&bytes, name)).unwrap();
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn hostile_workbooks_are_refused_at_once() {
    let limits = Limits { bytes: 1 << 20, values: 1000, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    let code = |bytes: &[u8]| match Source::from_bytes(bytes, "表", &options) {
        Ok(source) => format!("{} records", source.records().count()),
        Err(error) => error.problems()[0].code().to_string(),
    };
    // A part that unpacks to more than the limit.
    let bomb = xlsx(&[("表", &format!("单位 | 数\n{} | 1", "甲".repeat(600_000)))]);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(code(&bomb), "D003");
    // More cells than the limit.
    assert_eq!(code(&xlsx(&[("表", &"a|b|c\n".repeat(500))])), "D011");
    // Cells far out take no room.
    let far = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>a</v></c><c r=\"B1\" t=\"str\"><v>b</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c><c r=\"A1048576\"><v>1</v></c></row></sheetData></worksheet>";
    let with_sheet = |xml: &str| {
        archive(&[
            (
                "xl/workbook.xml".into(),
                "<workbook><sheets><sheet name=\"表\" r:id=\"a\"/></sheets></workbook>".into(),
            ),
            (
                "xl/_rels/workbook.xml.rels".into(),
                "<R><R Id=\"a\" Type=\"/worksheet\" Target=\"s.xml\"/></R>".into(),
            ),
            ("xl/s.xml".into(), xml.into()),
        ])
    };
    assert_eq!(code(&with_sheet(far)), "0 records");
    assert_eq!(code(&with_sheet("<worksheet><sheetData><row><c")), "D016");
    assert_eq!(code(&with_sheet("<worksheet><c t=\"s\"><v>&undefined;</v></c></worksheet>")), "D016");
    // Rows and cells repeated a million times.
    let row = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"16384\"><text:p>甲</text:p></table:table-cell></table:table-row>";
    let ods = archive(&[
        ("mimetype".into(), "application/vnd.oasis.opendocument.spreadsheet".into()),
        ("content.xml".into(), format!("<o><table:table table:name=\"表\">{row}</table:table></o>")),
    ]);
    assert_eq!(code(&ods), "D011");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn damaged_workbooks_give_records_or_problems(
        name in prop::sample::select(vec!["units.xls", "units.ods", "units.xlsx"]),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = std::fs::read(fixture(name)).unwrap();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        match Source::from_bytes(&bytes, name, &Options::default()) {
            Ok(source) => prop_assert!(source.records().count() < 100_000),
            Err(error) => prop_assert!(!error.problems().is_empty()),
        }
    }

    #[test]
    fn texts_of_any_kind_give_records_or_problems(
        text in "([,;|\t\"\r\n=]|单位|人数|甲|12|合计|sep=|\\{\"a\":1\\}){0,60}",
        name in prop::sample::select(vec!["a.csv", "a.tsv", "a.jsonl", "a.txt", "a"]),
    ) {
        for bytes in [text.clone().into_bytes(), encoding_rs::GB18030.encode(&text).0.into_owned()] {
            if let Ok(source) = Source::from_bytes(&bytes, name, &Options::default()) {
                let records: Vec<Record> = source.records().collect();
                for record in records {
                    let again = source.at(record.mark());
                    prop_assert_eq!(again.map(|r| r.data().to_string()), Some(record.data().to_string()));
                }
            }
        }
    }

    #[test]
    fn what_is_written_as_csv_is_read_back(
        rows in prop::collection::vec(prop::collection::vec("[甲乙a,\"\n ]{0,6}", 3), 1..8)
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["一", "二", "三"]).unwrap();
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let source = Source::from_bytes(&bytes, "表.csv", &Options::default()).unwrap();
        let read: Vec<Vec<String>> = source
            .records()
            .map(|record| ["一", "二", "三"].map(|key| record.data().get_attr(key).unwrap().as_str().unwrap_or("").to_string()).to_vec())
            .collect();
        let written: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|field| field.trim().to_string()).collect::<Vec<_>>())
            .filter(|row: &Vec<String>| row.iter().any(|field| !field.is_empty()))
            .collect();
        prop_assert_eq!(read, written);
    }
}
