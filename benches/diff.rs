//! Comparing long documents: 10 % edited, the same, unrelated. `cargo bench --bench diff`.

use divan::Bencher;
use hongtou::diff::{Options, documents};
use hongtou::package::{Limits, Package};
use std::io::{Cursor, Write};

fn main() {
    divan::main();
}

/// A small generator of pseudo-random numbers (xorshift), the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below.max(1)
    }
}

/// The sentences of the reports in fixtures/seeds.
fn sentences() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/seeds");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|e| e == "txt"));
    files.sort();
    let texts: Vec<String> = files.iter().filter_map(|file| std::fs::read_to_string(file).ok()).collect();
    let all = texts.iter().flat_map(|text| text.split_inclusive(['。', '；', ';', '\n']));
    all.map(|s| s.trim().replace(['<', '&', '>'], "")).filter(|s| s.chars().count() > 8).collect()
}

fn paragraphs(count: usize, seed: u64) -> Vec<String> {
    let (sentences, mut dice) = (sentences(), Dice(seed));
    let one = |_| {
        let mut text = String::new();
        while text.chars().count() < 100 {
            text += &format!("{}{}", sentences[dice.roll(sentences.len())], dice.roll(5000));
        }
        text
    };
    (0..count).map(one).collect()
}

fn edited(paragraphs: &[String]) -> Vec<String> {
    let mut dice = Dice(77);
    let mut out = paragraphs.to_vec();
    for _ in 0..paragraphs.len() / 10 {
        let at = dice.roll(out.len());
        out[at] = match dice.roll(3) {
            0 => out[at].replacen("工作", "事项", 1),
            1 => format!("{}新增一句说明。", out[at]),
            _ => out[at].chars().filter(|c| !c.is_ascii_digit()).collect(),
        };
    }
    out
}

fn package(paragraphs: &[String]) -> Package {
    let run = "<w:r><w:rPr><w:rFonts w:eastAsia=\"仿宋_GB2312\"/><w:sz w:val=\"32\"/></w:rPr><w:t>";
    let body: String = paragraphs.iter().map(|text| format!("<w:p>{run}{text}</w:t></w:r></w:p>")).collect();
    let main = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}<w:sectPr/></w:body></w:document>"
    );
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in
        [("[Content_Types].xml", types), ("_rels/.rels", relations), ("word/document.xml", &main)]
    {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    Package::from_bytes(zip.finish().unwrap().into_inner(), &Limits::default()).unwrap()
}

fn compare(bencher: Bencher<'_, '_>, old: &[String], new: &[String]) {
    let (old, new) = (package(old), package(new));
    bencher.bench_local(|| documents(&old, &new, &Options::default()).unwrap().redline(&new).unwrap());
}

#[divan::bench(args = [2_000, 20_000], sample_count = 10)]
fn tenth_edited(bencher: Bencher<'_, '_>, count: usize) {
    let old = paragraphs(count, 1);
    compare(bencher, &old, &edited(&old));
}

#[divan::bench(args = [2_000, 20_000], sample_count = 10)]
fn same(bencher: Bencher<'_, '_>, count: usize) {
    let old = paragraphs(count, 1);
    compare(bencher, &old, &old);
}

#[divan::bench(args = [2_000], sample_count = 10)]
fn unrelated(bencher: Bencher<'_, '_>, count: usize) {
    let new: Vec<String> = paragraphs(count, 2).iter().map(|text| text.chars().rev().collect()).collect();
    compare(bencher, &paragraphs(count, 1), &new);
}

#[divan::bench]
fn words(bencher: Bencher<'_, '_>) {
    let text = paragraphs(1_000, 1).concat();
    bencher
        .counter(divan::counter::CharsCount::of_str(&text))
        .bench_local(|| hongtou::text::words::words(&text));
}
