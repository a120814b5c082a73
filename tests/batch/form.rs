//! The form: made from a template, filled in, read back without a word of configuration.

use super::scene::{Folder, template, text_of};
use hongtou::batch::{Batch, Input, Join, Options, Target};
use hongtou::data::records::{self, Source};
use hongtou::data::{self, Format, Limits};
use std::io::{Cursor, Read, Write};

const TEMPLATE: &str = "{{ 单位 }}{{ 年度 }}年度总结\n\
    一、宣传工作\n全年培训{{ 培训次数 }}次，发放资料{{ 资料份数 }}份。\n\
    {% if 备注 %}备注：{{ 备注 }}{% endif %}\n\
    二、主要活动\n|| 名称 || 人数 ||\n|| {% for 项 in 活动 %}{{ 项.名称 }} || {{ 项.人数 }}{% endfor %} ||\n\
    合计{{ 活动|sum(\"人数\") }}人。联系电话{{ 联系电话 }}，{{ 填报日期|date }}";

const EXAMPLE: &str = "单位: 示范社区\n年度: 2024\n培训次数: 3\n资料份数: 100\n联系电话: 0551-1\n\
    填报日期: 2024-12-20\n活动:\n  - {名称: 义务植树, 人数: 30}\n";

/// A cell to fill in: its sheet's file, its name and its content.
type Filled<'a> = (&'a str, u32, &'a [&'a str]);

/// Puts rows into the sheets of a workbook, as a spreadsheet program would save them.
fn fill(form: &[u8], rows: &[Filled]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(form)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let name = file.name().to_string();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        if rows.iter().any(|(sheet, ..)| name.ends_with(sheet)) {
            let text = String::from_utf8(bytes).unwrap();
            let of_sheet =
                rows.iter().filter(|(sheet, ..)| name.ends_with(sheet)).map(|filled| row(filled, &text));
            let of_sheet: Vec<String> = of_sheet.collect();
            bytes = text.replace("</sheetData>", &format!("{}</sheetData>", of_sheet.concat())).into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// The style that a sheet gives to the cells of a column.
fn style(sheet: &str, column: usize) -> String {
    let of_column = |column_xml: &&str| column_xml.contains(&format!("min=\"{}\"", column + 1));
    let found = sheet.split("<col ").skip(1).find(of_column);
    let style = found.and_then(|xml| xml.split("/>").next()?.split("style=\"").nth(1)?.split('"').next());
    style.map(|style| format!(" s=\"{style}\"")).unwrap_or_default()
}

fn row((_, number, cells): &Filled, sheet: &str) -> String {
    let cells = cells.iter().enumerate().filter(|(_, text)| !text.is_empty()).map(|(i, text)| {
        let column = char::from(b'A' + u8::try_from(i).unwrap());
        let style = style(sheet, i);
        match text.parse::<f64>() {
            Ok(_) => format!("<c r=\"{column}{number}\"{style}><v>{text}</v></c>"),
            Err(_) => format!("<c r=\"{column}{number}\"{style} t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        }
    });
    format!("<row r=\"{number}\">{}</row>", cells.collect::<String>())
}

#[test]
fn a_filled_form_makes_the_reports() {
    let template = template(TEMPLATE);
    let example = data::read_str(EXAMPLE, Format::Yaml, "示例.yaml", &Limits::default()).unwrap();
    let (form, warnings) = data::form(&template, "社区总结", Some(&example)).unwrap();
    assert!(warnings.is_empty());
    // The form as it goes out: a header and nothing but examples.
    let empty = Source::from_bytes(&form, "填报表.xlsx", &records::Options::default()).unwrap();
    assert_eq!(
        empty.columns(),
        ["单位", "年度", "培训次数", "资料份数", "备注", "联系电话", "填报日期", "活动"]
    );
    assert_eq!(empty.records().count(), 0);

    let filled = fill(
        &form,
        &[
            ("sheet1.xml", 6, &["香港路社区", "2024", "12", "3000", "", "0551-6432", "45646"]),
            ("sheet1.xml", 7, &["海恒社区", "2024", "7", "500", "见附件", "0551-6433", "45647"]),
            ("sheet2.xml", 4, &["海恒社区", "清扫活动", "12"]),
            ("sheet2.xml", 5, &["香港路社区", "义务植树", "30"]),
            ("sheet2.xml", 6, &["海恒社区", "法律讲座", "45"]),
        ],
    );
    let folder = Folder::new("form");
    let source = Source::from_bytes(&filled, "填报表.xlsx", &records::Options::default()).unwrap();
    let input = Input::new(vec![source], None, &Join::default()).unwrap();
    let batch = Batch::new(template, input, Options::default()).unwrap();
    let check = batch.check(&());
    assert!(check.rows.is_empty(), "{:?}", check.rows);
    let summary = batch.write(&check, &Target::Folder(folder.path("报告")), &(), |_| {}).unwrap();
    assert_eq!((summary.units, summary.done), (2, 2));
    insta::assert_snapshot!(text_of(&folder.read("报告/海恒社区.docx")), @r"
    海恒社区2024年度总结
    一、宣传工作
    全年培训7次，发放资料500份。
    备注：见附件
    二、主要活动
    <table 2>
    || 名称 || 人数 ||
    || 清扫活动 || 12 ||
    || 法律讲座 || 45 ||
    合计57人。联系电话0551-6433，2024年12月21日
    ");
    folder.keep("报告");
}

#[test]
fn the_same_template_makes_the_same_form() {
    let one = data::form(&template(TEMPLATE), "总结", None).unwrap().0;
    assert!(one == data::form(&template(TEMPLATE), "总结", None).unwrap().0, "the bytes differ");
}

/// The text of a part of a workbook.
fn part(form: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(form)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn headers_explain_themselves_and_cells_are_checked() {
    let (form, _) = data::form(&template(TEMPLATE), "总结", None).unwrap();
    let notes = part(&form, "xl/comments1.xml");
    assert!(notes.contains("全年培训【培训次数】次，发放资料【资料份数】份。"), "{notes}");
    assert!(!notes.contains("{%") && !notes.contains("{{"), "{notes}");
    let strings = part(&form, "xl/sharedStrings.xml");
    for expected in ["培训次数*", ">备注<", "一、宣传工作："] {
        assert!(strings.contains(expected), "no {expected} in {strings}");
    }
    let sheet = part(&form, "xl/worksheets/sheet1.xml");
    for kind in ["type=\"decimal\"", "type=\"date\""] {
        assert!(sheet.contains(kind), "no {kind} in {sheet}");
    }
    assert!(part(&form, "xl/worksheets/sheet2.xml").contains("type=\"list\""));
}

#[test]
fn a_template_without_fields_has_no_form() {
    let error = data::form(&template("没有字段"), "总结", None).unwrap_err();
    assert_eq!(error.problems()[0].code(), "B040");
}
