//! A comparison as a Word document for a reviewer's file: what to check, the figures, the years, what was copied.

use super::Comparison;
use super::change::Kind;
use crate::error::{Lang, Result};
use crate::format::build::{Block, Cell, Document, Paragraph, Rules, Table};
use crate::format::{Profile, Style};

/// The widths of the table's columns: the label, old, new, difference, per cent.
const WIDTHS: [i32; 5] = [3244, 1500, 1500, 1400, 1200];

impl Comparison {
    /// The summary of the changes in the official format. `old` and `new` are what the documents are called.
    ///
    /// # Errors
    /// The document cannot be built.
    pub fn summary(&self, lang: Lang, old: &str, new: &str) -> Result<Vec<u8>> {
        let t = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
        let title = t("文稿修改情况", "Summary of changes");
        let mut document = Document::new(title).push(Paragraph::new(Style::Title, title));
        document = document.push(Paragraph::new(Style::Body, self.overview_text(lang, old, new)));
        let mut level = 0u32;
        let mut heading = |document: Document, text: &str| {
            level += 1;
            let mark = crate::text::mark::Style::Chinese.write(level).unwrap_or_default();
            document.push(Paragraph::new(Style::Level(1), format!("{mark}{text}")))
        };
        if !self.findings.is_empty() {
            document = heading(document, t("需要核对", "To be checked"));
            for (n, finding) in self.findings.iter().enumerate() {
                let place = finding.place().map(|place| place.words(lang)).unwrap_or_default();
                let gap = if place.is_empty() { "" } else { t("：", ": ") };
                let end = t("。", ".");
                let text = format!("{}. {place}{gap}{}{end}", n + 1, finding.message(lang));
                document = document.push(Paragraph::new(Style::Body, text));
            }
        }
        if self.changes.iter().any(|change| change.figure.is_some()) {
            document = heading(document, t("数据变化", "Figures"));
            document = document.block(Block::Table(self.figure_table(lang)));
        }
        let words: Vec<_> = self.changes.iter().filter(|change| change.kind == Kind::Wording).collect();
        if !words.is_empty() {
            document = heading(document, t("文字改动", "Wording"));
            for (n, change) in words.iter().enumerate() {
                let (old, new) = (short(&change.old), short(&change.new));
                let text = match lang {
                    Lang::Zh => format!("{}. “{old}”改为“{new}”。", n + 1),
                    Lang::En => format!("{}. “{new}” for “{old}”.", n + 1),
                };
                document = document.push(Paragraph::new(Style::Body, text));
            }
        }
        for (kind, zh, en) in [
            (Kind::Inserted, "新增内容", "Inserted"),
            (Kind::Deleted, "删去内容", "Deleted"),
            (Kind::Moved, "移动内容", "Moved"),
        ] {
            let found: Vec<_> = self.changes.iter().filter(|change| change.kind == kind).collect();
            if found.is_empty() {
                continue;
            }
            document = heading(document, t(zh, en));
            for (n, change) in found.iter().enumerate() {
                let text = if change.new.is_empty() { &change.old } else { &change.new };
                document = document.push(Paragraph::new(Style::Body, format!("{}. {}", n + 1, short(text))));
            }
        }
        document.literal = true;
        document.build(&Profile::exact())
    }

    fn overview_text(&self, lang: Lang, old: &str, new: &str) -> String {
        let changes = self.changes.iter().filter(|change| !change.expected).count();
        let rolled = self.changes.len() - changes;
        let copied = (self.copied * 100.0).round();
        let findings = self.findings.len();
        match lang {
            Lang::Zh => format!(
                "《{new}》与《{old}》相比，共有改动{changes}处，按年度更新年份{rolled}处，需要核对{findings}处；未改动的文字占{copied}%。"
            ),
            Lang::En => format!(
                "“{new}” against “{old}”: {changes} changes, {rolled} years that rolled, {findings} to be checked; {copied}% of the text is unchanged."
            ),
        }
    }

    fn figure_table(&self, lang: Lang) -> Table {
        let cell = |text: String| Cell::new(vec![Paragraph::new(Style::TableText, text)]);
        let head = match lang {
            Lang::Zh => ["项目", "原数", "现数", "增减", "增减%"],
            Lang::En => ["item", "old", "new", "difference", "%"],
        };
        let mut rows = vec![head.map(|text| cell(text.to_string())).to_vec()];
        for figure in self.changes.iter().filter_map(|change| change.figure.as_ref()) {
            let old_unit = figure.old_unit.as_deref().unwrap_or(&figure.unit);
            let signed = |value: Option<crate::text::decimal::Decimal>| {
                let text = value.map(|v| v.to_string()).unwrap_or_default();
                if text.is_empty() || text.starts_with('-') { text } else { format!("+{text}") }
            };
            rows.push(vec![
                cell(figure.label.clone()),
                cell(format!("{}{old_unit}", figure.old_value)),
                cell(format!("{}{}", figure.new_value, figure.unit)),
                cell(signed(figure.difference())),
                cell(signed(figure.percent())),
            ]);
        }
        Table { widths: WIDTHS.to_vec(), rules: Rules::Grid, rows }
    }
}

/// The text of a change, shortened for a list.
fn short(text: &str) -> String {
    const LONGEST: usize = 80;
    let line: String = text.chars().map(|c| if c == '\n' { ' ' } else { c }).take(LONGEST).collect();
    if text.chars().count() > LONGEST { format!("{line}……") } else { line }
}
