//! Fills a template with many records, a file each, in one thread.
//!
//! `cargo run --release --example reports FOLDER OUT` reads `jinja.docx` and `records.json` in FOLDER, writes
//! `0.docx`, `1.docx` … to OUT and prints the seconds that it took.

use hongtou::Template;
use hongtou::template::Options;
use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(folder), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("usage: reports FOLDER OUT".into());
    };
    let text = std::fs::read_to_string(folder.join("records.json"))?;
    let records: Vec<serde_json::Value> = serde_json::from_str(&text)?;

    let begun = Instant::now();
    let template = Template::open(folder.join("jinja.docx"))?;
    for (number, record) in records.iter().enumerate() {
        template.render_to_file(record, &Options::default(), out.join(format!("{number}.docx")))?;
    }
    println!("{}", begun.elapsed().as_secs_f64());
    Ok(())
}
