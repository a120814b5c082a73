//! The figures of batches: 2,000 reports into a fresh folder, and the deflating and writing alone that it cannot
//! do without; a workbook of 50,000 rows and 20 columns.
//!
//! `cargo bench --bench batch`

use divan::Bencher;
use divan::counter::ItemsCount;
use hongtou::batch::{Batch, Input, Join, Options, Target};
use hongtou::data::records::{self, Source};
use hongtou::template::Template;
use std::fmt::Write as _;
use std::io::{Cursor, Read, Write as _};
use std::path::PathBuf;

fn main() {
    divan::main();
}

const REPORTS: usize = 2000;

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// 10 paragraphs with 20 fields, and a table of 50 rows and 6 columns.
fn template() -> Template {
    let package = Template::from_bytes(hongtou::template::doc_example()).unwrap().package().clone();
    let mut body = String::new();
    for i in 0..10 {
        let (a, b) = (2 * i, 2 * i + 1);
        body.push_str(&paragraph(&format!(
            "本年度开展工作{{{{ 字段{a} }}}}次，参加{{{{ 字段{b} }}}}人，成效明显。"
        )));
    }
    body.push_str("<w:tbl><w:tblPr/><w:tblGrid>");
    body.push_str(&"<w:gridCol w:w=\"1500\"/>".repeat(6));
    body.push_str("</w:tblGrid>");
    for row in 0..50 {
        let cell = |c: usize| format!("<w:tc><w:tcPr/>{}</w:tc>", paragraph(&format!("第{row}行第{c}列")));
        write!(body, "<w:tr>{}</w:tr>", (0..6).map(cell).collect::<String>()).unwrap();
    }
    body.push_str("</w:tbl>");
    let w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let document = format!("<w:document xmlns:w=\"{w}\"><w:body>{body}<w:sectPr/></w:body></w:document>");
    let changes = [(package.main_part().to_string(), document.into_bytes())];
    let bytes = package.write_with(Cursor::new(Vec::new()), &changes).unwrap().into_inner();
    Template::from_bytes(bytes).unwrap()
}

fn csv(rows: usize) -> String {
    let mut csv = String::from("单位");
    (0..20).for_each(|i| write!(csv, ",字段{i}").unwrap());
    for row in 0..rows {
        write!(csv, "\n单位{row}").unwrap();
        (0..20).for_each(|i| write!(csv, ",{}", row * 7 + i).unwrap());
    }
    csv
}

fn batch(jobs: usize) -> Batch {
    let source =
        Source::from_bytes(csv(REPORTS).as_bytes(), "单位.csv", &records::Options::default()).unwrap();
    let input = Input::new(vec![source], None, &Join::default()).unwrap();
    let mut options = Options::default();
    options.jobs = jobs;
    Batch::new(template(), input, options).unwrap()
}

fn fresh(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("hongtou-bench-{}-{name}", std::process::id()));
    std::fs::remove_dir_all(&folder).ok();
    folder
}

/// Checking and writing, on one core and on all.
#[divan::bench(args = [1, 0], sample_count = 10)]
fn reports(bencher: Bencher, jobs: usize) {
    let batch = batch(jobs);
    let folder = fresh("reports");
    bencher.counter(ItemsCount::new(REPORTS)).with_inputs(|| fresh("reports")).bench_values(|folder| {
        let check = batch.check(&());
        let summary = batch.write(&check, &Target::Folder(folder), &(), |_| {}).unwrap();
        assert_eq!(summary.done, REPORTS as u64);
    });
    std::fs::remove_dir_all(folder).ok();
}

/// The same archives deflated at level 6 and written, one after the other: what `reports` on one core is held
/// against.
#[divan::bench(sample_count = 10)]
fn deflating_and_writing_alone(bencher: Bencher) {
    let folder = fresh("alone");
    batch(0).write(&batch(0).check(&()), &Target::Folder(folder.clone()), &(), |_| {}).unwrap();
    let mut archive = zip::ZipArchive::new(std::fs::File::open(folder.join("单位7.docx")).unwrap()).unwrap();
    let mut part = |i| {
        let mut entry = archive.by_index(i).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (entry.name().to_string(), bytes)
    };
    let parts: Vec<(String, Vec<u8>)> = (0..3).map(&mut part).collect();
    let options = zip::write::SimpleFileOptions::default().compression_level(Some(6));
    let fresh = || {
        let folder = fresh("alone");
        std::fs::create_dir_all(&folder).unwrap();
        folder
    };
    bencher.counter(ItemsCount::new(REPORTS)).with_inputs(fresh).bench_values(|folder| {
        for i in 0..REPORTS {
            let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
            for (name, bytes) in &parts {
                zip.start_file(name.as_str(), options).unwrap();
                zip.write_all(bytes).unwrap();
            }
            std::fs::write(folder.join(format!("{i}.docx")), zip.finish().unwrap().into_inner()).unwrap();
        }
    });
    std::fs::remove_dir_all(folder).ok();
}

/// A workbook of 50,000 rows and 20 columns.
#[divan::bench(sample_count = 5)]
fn workbook(bencher: Bencher) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in
        (0..20u16).map(|c| (c, if c == 0 { "单位".to_string() } else { format!("字段{c}") }))
    {
        sheet.write(0, column, name).unwrap();
        for row in 1..=50_000u32 {
            if column == 0 {
                sheet.write(row, column, format!("单位{row}")).unwrap();
            } else {
                sheet.write(row, column, f64::from(row) + f64::from(column)).unwrap();
            }
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    bencher.bench(|| {
        let source = Source::from_bytes(&bytes, "表.xlsx", &records::Options::default()).unwrap();
        assert_eq!(source.records().count(), 50_000);
    });
}
