//! What the terminal shows before the changes: what to look at, the figures in a table, the years that rolled.

use super::change::{Change, Kind};
use super::figure::{Figure, Flag};
use super::terminal::{BOLD, Terminal};
use crate::error::Problem;
use crate::text::decimal::Decimal;
use std::collections::BTreeMap;
use std::fmt;
use unicode_width::UnicodeWidthStr;

/// The most findings of one kind that are shown; JSON holds all.
const SHOWN: usize = 20;
/// The widest column of labels.
const LABEL: usize = 30;

impl Terminal<'_> {
    /// Everything before the changes.
    pub(super) fn overview(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.findings(f)?;
        self.figures(f)?;
        self.years(f)
    }

    fn findings(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let findings = &self.comparison.findings;
        if findings.is_empty() {
            return Ok(());
        }
        let title = format!("{} {}", self.word("需要核对", "to be checked:"), findings.len());
        writeln!(f, "{}", self.paint(BOLD, &title))?;
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in findings {
            let count = counts.entry(finding.code()).or_default();
            *count += 1;
            if *count <= SHOWN {
                writeln!(f, "  {}", self.finding(finding))?;
            }
        }
        for (code, count) in counts.into_iter().filter(|&(_, count)| count > SHOWN) {
            let rest = count - SHOWN;
            let more = self.word("同类的还有", "more of the same kind:");
            writeln!(f, "  [{code}] {more} {rest}")?;
        }
        Ok(())
    }

    fn finding(&self, finding: &Problem) -> String {
        let place = finding.place().map(|place| place.words(self.lang));
        let gap = if place.is_some() { self.word("：", ": ") } else { "" };
        format!("{}{gap}{} [{}]", place.unwrap_or_default(), finding.message(self.lang), finding.code())
    }

    fn figures(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let figures: Vec<&Figure> =
            self.comparison.changes.iter().filter_map(|c| c.figure.as_ref()).collect();
        if figures.is_empty() {
            return Ok(());
        }
        let title = format!("{} {}", self.word("数据变化", "figures:"), figures.len());
        writeln!(f, "{}", self.paint(BOLD, &title))?;
        let head = match self.comparison.years {
            Some(years) => [format!("{}", years.old), format!("{}", years.new)],
            None => [self.word("原", "old").to_string(), self.word("现", "new").to_string()],
        };
        let [old, new] = head;
        let word = |zh, en| self.word(zh, en).to_string();
        let mut rows =
            vec![[word("项目", "item"), old, new, word("增减", "change"), "%".to_string(), String::new()]];
        rows.extend(figures.into_iter().map(|figure| self.row(figure)));
        let mut widths = [0; 5];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        for row in &rows {
            writeln!(f, "  {}", aligned(row, &widths).trim_end())?;
        }
        Ok(())
    }

    fn row(&self, figure: &Figure) -> [String; 6] {
        let label =
            if figure.label.is_empty() { self.word("（无名称）", "(no name)") } else { &figure.label };
        let points = self.word("个百分点", " points");
        let difference = match figure.difference() {
            Some(difference) if figure.is_share() => format!("{}{points}", signed(difference)),
            Some(difference) => format!("{}{}", signed(scaled(difference)), scale_word(difference, figure)),
            None => String::new(),
        };
        let percent = figure.percent().filter(|_| !figure.is_share()).map(|p| format!("{}%", signed(p)));
        let old_unit = figure.old_unit.as_deref().unwrap_or(&figure.unit);
        let flags: Vec<&str> = figure.flags.iter().map(|flag| self.flag(*flag)).collect();
        [
            self.clip(label, LABEL),
            value(figure.old_value, old_unit),
            value(figure.new_value, &figure.unit),
            difference,
            percent.unwrap_or_default(),
            flags.join(self.word("、", ", ")),
        ]
    }

    /// What a flag says.
    fn flag(&self, flag: Flag) -> &'static str {
        match flag {
            Flag::Tenfold => self.word("相差约十倍", "about tenfold"),
            Flag::Sign => self.word("正负相反", "sign changed"),
            Flag::Unit => self.word("单位不同", "unit changed"),
        }
    }

    fn years(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut groups: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let rolled = |change: &&Change| change.kind == Kind::Year && change.expected;
        for change in self.comparison.changes.iter().filter(rolled) {
            *groups.entry((change.old.trim(), change.new.trim())).or_default() += 1;
        }
        if groups.is_empty() {
            return Ok(());
        }
        writeln!(f, "{}", self.paint(BOLD, self.word("年份已更新", "years updated")))?;
        for ((old, new), count) in groups {
            let times = match self.lang {
                crate::error::Lang::Zh => format!("{count}处"),
                crate::error::Lang::En => format!("× {count}"),
            };
            writeln!(f, "  {old} → {new}  {times}")?;
        }
        Ok(())
    }
}

/// A row whose figures stand right, under one another.
fn aligned(row: &[String; 6], widths: &[usize; 5]) -> String {
    let mut out = String::new();
    for (at, cell) in row.iter().enumerate() {
        let gap = " ".repeat(widths.get(at).map_or(0, |width| width.saturating_sub(cell.width())));
        let (before, behind) = if at == 0 || at == 5 { ("", gap.as_str()) } else { (gap.as_str(), "") };
        out.push_str(if at == 0 { "" } else { "  " });
        out.push_str(before);
        out.push_str(cell);
        out.push_str(behind);
    }
    out
}

/// The power of ten of the word a value is written with: 万 or 亿 where nothing is lost.
fn power(value: Decimal) -> i32 {
    let plain = value.normalize();
    let fits = |power: i32| plain.shift(-power).is_some_and(|v| v.normalize().scale() <= 4);
    match plain.abs() {
        large if large >= Decimal::from(100_000_000_i64) && fits(8) => 8,
        large if large >= Decimal::from(100_000_i64) && fits(4) => 4,
        _ => 0,
    }
}

fn scaled(value: Decimal) -> Decimal {
    value.shift(-power(value)).unwrap_or(value).normalize()
}

fn scale_word(value: Decimal, figure: &Figure) -> String {
    let word = match power(value) {
        8 => "亿",
        4 => "万",
        _ => "",
    };
    format!("{word}{}", figure.unit)
}

fn value(value: Decimal, unit: &str) -> String {
    let word = match power(value) {
        8 => "亿",
        4 => "万",
        _ => "",
    };
    format!("{}{word}{unit}", scaled(value))
}

fn signed(value: Decimal) -> String {
    let value = value.normalize();
    if value.is_negative() || value.is_zero() { value.to_string() } else { format!("+{value}") }
}
