//! The tables that tell what became of each unit: `报告.csv` for people, `报告.json` for programs.

use super::run::Summary;
use super::unit::{Outcome, Status};
use crate::error::{Lang, Problem};
use serde_json::{Value, json};
use std::io::{self, BufWriter, Write};

/// The table for people.
pub const CSV_NAME: &str = "报告.csv";

/// The table for programs.
pub const JSON_NAME: &str = "报告.json";

/// Writes both tables as the outcomes come.
pub(super) struct Writer {
    csv: csv::Writer<Box<dyn Write>>,
    json: BufWriter<Box<dyn Write>>,
    units: u64,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("units", &self.units).finish_non_exhaustive()
    }
}

const HEAD: [&str; 7] = ["序号", "单位", "状态", "文件", "缺少的字段", "问题", "位置"];

impl Writer {
    pub(super) fn new(mut csv: Box<dyn Write>, json: Box<dyn Write>) -> io::Result<Self> {
        csv.write_all("\u{feff}".as_bytes())?;
        let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(csv);
        csv.write_record(HEAD)?;
        let mut json = BufWriter::new(json);
        json.write_all(b"{\n\"version\": 1,\n\"units\": [")?;
        Ok(Writer { csv, json, units: 0 })
    }

    pub(super) fn add(&mut self, outcome: &Outcome) -> io::Result<()> {
        let file = if outcome.status == Status::Failed { "" } else { &outcome.file };
        let join = |items: Vec<String>| items.join("；");
        let places = outcome.problems.iter().map(place).filter(|place| !place.is_empty()).collect();
        let cells = [
            outcome.number.to_string(),
            outcome.unit.clone(),
            words(outcome.status).to_string(),
            file.to_string(),
            outcome.missing.join("、"),
            join(outcome.problems.iter().map(|p| p.message(Lang::Zh)).collect()),
            join(places),
        ];
        self.csv.write_record(cells.iter().map(|cell| defused(cell)))?;
        let comma: &[u8] = if self.units > 0 { b",\n" } else { b"\n" };
        self.json.write_all(comma)?;
        serde_json::to_writer(&mut self.json, &value(outcome))?;
        self.units += 1;
        Ok(())
    }

    pub(super) fn finish(mut self, summary: &Summary) -> io::Result<()> {
        self.csv.flush()?;
        let summary = json!({
            "units": summary.units, "done": summary.done, "failed": summary.failed, "kept": summary.kept,
        });
        write!(self.json, "\n],\n\"summary\": {summary}\n}}\n")?;
        self.json.flush()
    }
}

fn words(status: Status) -> &'static str {
    match status {
        Status::Done => "完成",
        Status::Failed => "未生成",
        Status::Kept => "有人改过，未覆盖",
    }
}

fn place(problem: &Problem) -> String {
    problem.place().map(|place| place.words(Lang::Zh)).unwrap_or_default()
}

/// What became of a unit, for programs.
fn value(outcome: &Outcome) -> Value {
    let problems: Vec<Value> = outcome.problems.iter().map(|p| p.json(Lang::Zh)).collect();
    let mut value = json!({
        "number": outcome.number,
        "unit": outcome.unit,
        "status": outcome.status.as_str(),
        "missing": outcome.missing,
        "problems": problems,
    });
    if outcome.status != Status::Failed
        && let Some(map) = value.as_object_mut()
    {
        map.insert("file".into(), outcome.file.as_str().into());
    }
    value
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe.
fn defused(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠') => format!("'{cell}"),
        _ => cell.to_string(),
    }
}
