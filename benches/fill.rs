//! The figures of filling: a cold render, a table of 20,000 rows, 12,000 fields, a report of a batch.
//!
//! `cargo bench --bench fill`

use divan::Bencher;
use hongtou::data::{Format, Limits};
use hongtou::template::{Options, Template};
use std::fmt::Write as _;
use std::io::Cursor;
use std::path::Path;

fn main() {
    divan::main();
}

/// A document with a body of our own in the package of the crate's smallest template.
fn template(body: &str) -> Vec<u8> {
    let package = Template::from_bytes(hongtou::template::doc_example()).unwrap().package().clone();
    let w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let document = format!("<w:document xmlns:w=\"{w}\"><w:body>{body}<w:sectPr/></w:body></w:document>");
    let changes = [(package.main_part().to_string(), document.into_bytes())];
    package.write_with(Cursor::new(Vec::new()), &changes).unwrap().into_inner()
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:rPr><w:sz w:val=\"32\"/></w:rPr><w:t>{text}</w:t></w:r></w:p>")
}

fn table(rows: &[Vec<String>]) -> String {
    let cell = |text: &String| {
        format!("<w:tc><w:tcPr><w:tcW w:w=\"1500\" w:type=\"dxa\"/></w:tcPr>{}</w:tc>", paragraph(text))
    };
    let row = |cells: &Vec<String>| format!("<w:tr>{}</w:tr>", cells.iter().map(cell).collect::<String>());
    let grid = "<w:gridCol w:w=\"1500\"/>".repeat(rows[0].len());
    format!(
        "<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{}</w:tbl>",
        rows.iter().map(row).collect::<String>()
    )
}

fn row_loop(columns: usize) -> Vec<String> {
    let mut cells: Vec<String> = (0..columns).map(|i| format!("{{{{ 行.列{i} }}}}")).collect();
    cells[0].insert_str(0, "{% for 行 in 表 %}");
    cells[columns - 1].push_str("{% endfor %}");
    cells
}

fn rows(n: usize, columns: usize) -> String {
    let row = |r: usize| {
        let cells: Vec<String> = (0..columns).map(|c| format!("\"列{c}\":\"第{r}行{c}\"")).collect();
        format!("{{{}}}", cells.join(","))
    };
    format!("[{}]", (0..n).map(row).collect::<Vec<_>>().join(","))
}

/// Opening a shipped template, reading its data and rendering it, all anew.
#[divan::bench]
fn cold_render(bencher: Bencher) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/社区/data.yaml");
    let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/社区总结.docx");
    bencher.bench_local(|| {
        let data = hongtou::data::read_file(&data, &Limits::default()).unwrap();
        let template = Template::open(&template).unwrap();
        template.render_value(data, &Options::default(), Cursor::new(Vec::new())).unwrap()
    });
}

/// A table of 20,000 rows and 6 columns, from JSON text to the file's bytes.
#[divan::bench]
fn table_of_20_000_rows(bencher: Bencher) {
    let bytes = template(&table(&[row_loop(6)]));
    let json = format!("{{\"表\":{}}}", rows(20_000, 6));
    bencher.bench_local(|| {
        let data = hongtou::data::read_str(&json, Format::Json, "data", &Limits::default()).unwrap();
        let template = Template::from_bytes(bytes.clone()).unwrap();
        template.render_value(data, &Options::default(), Cursor::new(Vec::new())).unwrap()
    });
}

/// 12,000 different fields: compiling and rendering.
#[divan::bench]
fn fields_12_000(bencher: Bencher) {
    let body: String = (0..12_000).map(|i| paragraph(&format!("字段{{{{ 字段{i} }}}}"))).collect();
    let bytes = template(&body);
    let mut json = String::from("{");
    for i in 0..12_000 {
        write!(json, "{}\"字段{i}\":\"值{i}\"", if i > 0 { "," } else { "" }).unwrap();
    }
    json.push('}');
    let data = hongtou::data::read_str(&json, Format::Json, "data", &Limits::default()).unwrap();
    bencher.bench_local(|| {
        let template = Template::from_bytes(bytes.clone()).unwrap();
        template.render_value(data.clone(), &Options::default(), Cursor::new(Vec::new())).unwrap()
    });
}

/// One report of a batch: title, 10 paragraphs with 20 fields, a table of 50 rows and 6 columns.
#[divan::bench]
fn report_of_a_batch(bencher: Bencher) {
    let mut body = paragraph("{{ 标题 }}");
    for i in 0..10 {
        body.push_str(&paragraph(&format!("今年完成{{{{ 甲{i} }}}}次，参与{{{{ 乙{i} }}}}人次。")));
    }
    body.push_str(&table(&[row_loop(6)]));
    let mut json = format!("{{\"标题\":\"总结\",\"表\":{}", rows(50, 6));
    for i in 0..10 {
        write!(json, ",\"甲{i}\":{i},\"乙{i}\":{}", i * 100).unwrap();
    }
    json.push('}');
    let template = Template::from_bytes(template(&body)).unwrap();
    let data = hongtou::data::read_str(&json, Format::Json, "data", &Limits::default()).unwrap();
    bencher.bench_local(|| {
        template
            .render_value(data.clone(), &Options::default(), Cursor::new(Vec::with_capacity(64 << 10)))
            .unwrap()
    });
}
