//! CS05 in tables: totals that are not the sums of their rows or columns.

use super::super::Finding;
use super::super::rules::Reading;
use super::super::scan::Text;
use crate::text::decimal::Decimal;
use crate::text::number;
use std::collections::BTreeMap;

/// A cell: its text joined, its first paragraph, its number.
struct Cell<'t, 'a> {
    text: String,
    first: &'t Text<'a>,
    number: Option<Decimal>,
    lines: usize,
}

type Table<'t, 'a> = BTreeMap<(usize, usize), Cell<'t, 'a>>;

/// CS05: 合计 against what it sums.
pub(super) fn totals(reading: &Reading<'_>, out: &mut Vec<Finding>) {
    let mut tables: BTreeMap<usize, Table<'_, '_>> = BTreeMap::new();
    for text in &reading.texts {
        let Some((table, row, column)) = text.of.cell else { continue };
        let cells = tables.entry(table).or_default();
        let cell = cells.entry((row, column)).or_insert_with(|| Cell {
            text: String::new(),
            first: text,
            number: None,
            lines: 0,
        });
        if text.last() > 0 {
            if cell.lines == 0 {
                cell.first = text;
            }
            cell.text.push_str(text.of.text.trim());
            cell.lines += 1;
        }
    }
    for table in tables.values_mut() {
        for cell in table.values_mut() {
            cell.number =
                number::parse(&cell.text).filter(|n| !n.is_share() && cell.lines == 1).map(|n| n.value);
        }
        Grid::new(table, false).check(out);
        Grid::new(table, true).check(out);
    }
}

/// A table read by rows, or turned on its side.
struct Grid<'g, 't, 'a> {
    cells: BTreeMap<(usize, usize), &'g Cell<'t, 'a>>,
    rows: Vec<usize>,
    columns: Vec<usize>,
}

/// What a line of the table is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Part,
    Subtotal,
    Total,
    /// 其中: a part of a part.
    Within,
}

impl<'g, 't, 'a> Grid<'g, 't, 'a> {
    fn new(table: &'g Table<'t, 'a>, turned: bool) -> Self {
        let key = |(row, column): (usize, usize)| if turned { (column, row) } else { (row, column) };
        let cells: BTreeMap<_, _> = table.iter().map(|(at, cell)| (key(*at), cell)).collect();
        let mut rows: Vec<usize> = cells.keys().map(|(row, _)| *row).collect();
        let mut columns: Vec<usize> = cells.keys().map(|(_, column)| *column).collect();
        for list in [&mut rows, &mut columns] {
            list.sort_unstable();
            list.dedup();
        }
        Grid { cells, rows, columns }
    }

    fn number(&self, row: usize, column: usize) -> Option<Decimal> {
        self.cells.get(&(row, column)).and_then(|cell| cell.number)
    }

    fn text(&self, row: usize, column: usize) -> &str {
        self.cells.get(&(row, column)).map_or("", |cell| cell.text.as_str())
    }

    /// The words at the head of a line: its cells before the first number.
    fn label(&self, row: usize) -> String {
        let words = self.columns.iter().map(|column| (self.text(row, *column), self.number(row, *column)));
        words.take_while(|(_, number)| number.is_none()).take(3).map(|(text, _)| text).collect()
    }

    fn kind(&self, row: usize) -> Kind {
        let label: String = self.label(row).chars().filter(|c| !c.is_whitespace()).collect();
        if label.contains("小计") {
            Kind::Subtotal
        } else if ["合计", "总计", "共计", "总和", "累计"].iter().any(|w| {
            label == *w
                || label.starts_with(w) && label.chars().count() <= 8
                || label.ends_with("合计") && label.chars().count() <= 8
        }) {
            Kind::Total
        } else if label.contains("其中") {
            Kind::Within
        } else {
            Kind::Part
        }
    }

    fn check(&self, out: &mut Vec<Finding>) {
        let kinds: Vec<(usize, Kind)> = self.rows.iter().map(|row| (*row, self.kind(*row))).collect();
        let totals = kinds.iter().filter(|(_, kind)| *kind == Kind::Total).count();
        if totals != 1 {
            return; // several totals: of what, only a person can tell
        }
        let Some(at) = kinds.iter().position(|(_, kind)| *kind == Kind::Total) else { return };
        let total = kinds.get(at).map_or(0, |(row, _)| *row);
        let above = kinds.get(..at).unwrap_or(&[]);
        let below = kinds.get(at + 1..).unwrap_or(&[]);
        for column in &self.columns {
            let Some(sum) = self.number(total, *column).filter(|_| !self.is_rate(*column)) else { continue };
            let parts = if self.parts(above, *column).is_some_and(|p| p.len() >= 2) { above } else { below };
            if let Some(wrong) = self.disagrees(parts, *column, sum) {
                self.report(total, *column, wrong, out);
            }
        }
    }

    /// The numbers of a column in some lines; `None` if a cell holds words.
    fn parts(&self, rows: &[(usize, Kind)], column: usize) -> Option<Vec<(Kind, Decimal)>> {
        let mut out = Vec::new();
        let mut begun = false;
        for (row, kind) in rows {
            match (self.number(*row, column), self.text(*row, column)) {
                (Some(number), _) => {
                    begun = true;
                    out.push((*kind, number));
                }
                (None, "" | "-" | "—" | "——" | "/" | "\\" | "无" | "－" | "--") => {}
                // The head of the table may hold words.
                (None, _) if !begun => {}
                (None, _) => return None,
            }
        }
        Some(out)
    }

    /// What the parts sum to, if in no reading they give the total.
    fn disagrees(&self, rows: &[(usize, Kind)], column: usize, total: Decimal) -> Option<Decimal> {
        let parts = self.parts(rows, column)?;
        if parts.len() < 2 || is_sequence(&parts) || parts.iter().any(|(_, n)| n.is_negative()) {
            return None;
        }
        let sum_of = |wanted: &dyn Fn(Kind) -> bool| {
            parts
                .iter()
                .filter(|(kind, _)| wanted(*kind))
                .try_fold(Decimal::ZERO, |sum, (_, n)| sum.checked_add(*n))
        };
        let readings: [&dyn Fn(Kind) -> bool; 4] = [
            &|k| matches!(k, Kind::Part | Kind::Within),
            &|k| k == Kind::Part,
            &|k| k == Kind::Subtotal,
            &|k| matches!(k, Kind::Part | Kind::Subtotal),
        ];
        let scale = parts.iter().map(|(_, n)| n.scale()).max().unwrap_or(0);
        // Each part may have been rounded.
        let slack =
            if scale == 0 { Decimal::ZERO } else { Decimal::new(i128::try_from(parts.len()).ok()?, scale)? };
        let close = |sum: Decimal| sum.checked_sub(total).is_some_and(|d| d.abs() <= slack);
        let sums: Vec<Decimal> = readings.iter().filter_map(|wanted| sum_of(*wanted)).collect();
        let first = *sums.first()?;
        let within = total.checked_add(total).is_some_and(|twice| first < twice)
            && first.checked_add(first).is_some_and(|twice| total < twice);
        // A sum that is far off is no sum at all: averages, other units, hidden rows.
        (!sums.iter().any(|sum| close(*sum)) && within).then_some(first)
    }

    /// Columns that are not added up: rates, averages, prices, numbers of rows, years.
    fn is_rate(&self, column: usize) -> bool {
        let words = [
            "率",
            "比",
            "%",
            "％",
            "均",
            "单价",
            "序号",
            "编号",
            "年份",
            "得分",
            "名次",
            "排名",
            "增长",
            "增减",
            "单位",
            "备注",
            "电话",
            "序",
            "指数",
            "时间",
            "日期",
            "面积比",
            "标准",
        ];
        self.rows.iter().take(3).any(|row| words.iter().any(|word| self.text(*row, column).contains(word)))
    }

    fn report(&self, row: usize, column: usize, sum: Decimal, out: &mut Vec<Finding>) {
        let Some(cell) = self.cells.get(&(row, column)) else { return };
        let text = cell.first;
        let sum = sum.normalize();
        let written = text.string(text.first()..text.last());
        let finding = text.finding("CS05", text.first()..text.last());
        out.push(finding.note(
            format!("合计写{written}，各项相加是{sum}"),
            format!("the total says {written}, the parts sum to {sum}"),
        ));
    }
}

/// 1, 2, 3, …: numbers of rows or columns.
fn is_sequence(parts: &[(Kind, Decimal)]) -> bool {
    parts.len() > 2
        && parts.iter().enumerate().all(|(i, (_, n))| n.to_integer() == i128::try_from(i + 1).ok())
}
