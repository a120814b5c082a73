//! Fills one template with many records, a file each: what `scripts/side_by_side.sh` measures.
//!
//! `cargo run --release --example many_reports -- TEMPLATE RECORDS.json FOLDER [THREADS [ROUNDS]]`
//!
//! `RECORDS.json` is `{"records": [{…}, …]}`. Each round opens and compiles the template and writes all of them
//! into a new folder below `FOLDER`; the seconds of each round are printed as a JSON list.

use hongtou::data::{Format, Limits, read_bytes};
use hongtou::template::{Options, Template};
use minijinja::Value;
use std::path::{Path, PathBuf};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [template, records, folder, rest @ ..] = arguments.as_slice() else {
        return Err("many_reports TEMPLATE RECORDS.json FOLDER [THREADS [ROUNDS]]".into());
    };
    let number = |i: usize| rest.get(i).map_or(Ok(1), |text: &String| text.parse::<usize>());
    let (threads, rounds) = (number(0)?, number(1)?);
    let json = std::fs::read(records)?;
    let records = read_bytes(&json, Some(Format::Json), records, &Limits::default())?;
    let records: Vec<Value> = records.get_attr("records")?.try_iter()?.collect();
    let mut seconds = Vec::new();
    for round in 0..rounds {
        let folder = Path::new(folder).join(round.to_string());
        std::fs::create_dir_all(&folder)?;
        let start = Instant::now();
        fill_all(Path::new(template), &records, &folder, threads)?;
        seconds.push(format!("{:.6}", start.elapsed().as_secs_f64()));
    }
    println!("[{}]", seconds.join(", "));
    Ok(())
}

/// One compiled template, shared by all threads; each takes every n-th record.
fn fill_all(template: &Path, records: &[Value], folder: &Path, threads: usize) -> hongtou::Result<()> {
    let template = Template::open(template)?;
    let share = |first: usize| {
        for (i, record) in records.iter().enumerate().skip(first).step_by(threads) {
            let path: PathBuf = folder.join(format!("{i:04}.docx"));
            template.render_value_to_file(record.clone(), &Options::default(), &path)?;
        }
        hongtou::Result::Ok(())
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|first| scope.spawn(move || share(first))).collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}
