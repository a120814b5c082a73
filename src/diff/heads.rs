//! What figures in tables count: the heads of their row and column say.

use super::change::Change;
use super::figure::Figure;
use super::passage::Passage;
use crate::error::DocPlace;
use crate::text::quantity;
use std::collections::BTreeMap;

/// Heads that say only that a figure stands below.
const GENERIC: &[&str] = &[
    "数量",
    "数值",
    "数据",
    "指标值",
    "完成数",
    "完成情况",
    "完成值",
    "实际",
    "实际完成",
    "本年",
    "今年",
    "合计",
    "总数",
    "小计",
    "值",
    "结果",
    "全年",
    "数",
];
/// Heads of columns that hold the names of rows' units or their numbers, not figures.
const ASIDE: &[&str] = &["序号", "编号", "备注", "单位", "计量单位", "说明"];

/// A table's new cells by row and column.
type Grid = BTreeMap<u32, BTreeMap<u32, String>>;

/// Labels the figures of tables that their own cells do not.
pub(super) fn label(changes: &mut [Change], passages: &[Passage]) {
    if !changes.iter().any(|c| c.figure.is_some() && c.place.as_ref().is_some_and(|p| p.table.is_some())) {
        return;
    }
    let grids = grids(passages);
    for change in changes {
        let (Some(figure), Some(place)) = (&mut change.figure, &change.place) else { continue };
        let (Some(key), Some(row), Some(column)) = (key(place), place.row, place.column) else { continue };
        let Some(grid) = grids.get(&key) else { continue };
        if !figure.label.is_empty() {
            continue;
        }
        let (side, top) = (row_head(grid, row, column), column_head(grid, row, column));
        if figure.unit.is_empty() && figure.old_unit.is_none() {
            let unit = unit(grid, row, &side, &top);
            in_units(figure, unit);
        }
        figure.label = joined(&without_unit(&side), &without_unit(&top));
    }
}

/// Sets the unit; values in 万元 become values in 元.
fn in_units(figure: &mut Figure, unit: String) {
    let scale = [("亿", 8), ("万", 4)].into_iter().find_map(|(word, power)| {
        let plain = unit.strip_prefix(word).filter(|rest| !rest.is_empty())?;
        let values = (figure.old_value.shift(power)?, figure.new_value.shift(power)?);
        Some((plain.to_string(), values))
    });
    match scale {
        Some((plain, (old, new))) => {
            (figure.unit, figure.old_value, figure.new_value) = (plain, old.normalize(), new.normalize());
        }
        None => figure.unit = unit,
    }
}

fn key(place: &DocPlace) -> Option<(crate::error::Story, Option<u32>, u32)> {
    Some((place.story, place.section, place.table?))
}

fn grids(passages: &[Passage]) -> BTreeMap<(crate::error::Story, Option<u32>, u32), Grid> {
    let mut out: BTreeMap<_, Grid> = BTreeMap::new();
    for passage in passages {
        let Some(place) = &passage.place else { continue };
        let (Some(key), Some(row), Some(column)) = (key(place), place.row, place.column) else { continue };
        let cell = out.entry(key).or_default().entry(row).or_default().entry(column).or_default();
        cell.push_str(passage.new_text().trim());
    }
    out
}

fn is_figure(text: &str) -> bool {
    let bare = text.trim();
    let years = bare.trim_end_matches(['度', '年']);
    bare.is_empty()
        || matches!(bare, "-" | "—" | "/" | "——" | "无")
        || bare.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+')
            && !(bare.ends_with(['年', '度']) && years.len() == 4)
            && quantity::find(bare)
                .first()
                .is_some_and(|q| q.span.start == 0 && bare.len() - q.unit_span.end.max(q.span.end) <= 6)
}

/// The text that names a row: the last cell before the figure that is no figure.
fn row_head(grid: &Grid, row: u32, column: u32) -> String {
    let cells = grid.get(&row).into_iter().flat_map(|cells| cells.range(..column));
    let aside = |at: u32| {
        let top = grid.values().next().and_then(|head| head.get(&at));
        top.is_some_and(|top| ASIDE.contains(&top.as_str()))
    };
    let mut names = cells.filter(|(at, text)| !is_figure(text) && !aside(**at));
    names.next_back().map_or(String::new(), |(_, text)| text.clone())
}

/// The text that names a column: the nearest cell above that is no figure; over merged cells, the one to the left.
fn column_head(grid: &Grid, row: u32, column: u32) -> String {
    for (_, cells) in grid.range(..row).rev() {
        let above = cells.get(&column);
        if let Some(text) = above.filter(|text| !is_figure(text)) {
            return text.clone();
        }
    }
    let first = grid.range(..row).next().and_then(|(_, cells)| cells.range(..=column).next_back());
    first.filter(|(_, text)| !is_figure(text)).map_or(String::new(), |(_, text)| text.clone())
}

/// The unit of a table's figure: in brackets in a head, or in the column for units.
fn unit(grid: &Grid, row: u32, side: &str, top: &str) -> String {
    let bracketed = |head: &str| {
        let at = head.rfind(['（', '('])?;
        let inner = head.get(at..)?.trim_matches(['（', '(', '）', ')', ' ']);
        let plain = inner.trim_start_matches("单位：").trim_start_matches("单位:");
        (!plain.is_empty() && plain.chars().count() <= 5).then(|| plain.to_string())
    };
    let in_column = || {
        let head = grid.values().next()?;
        let (at, _) = head.iter().find(|(_, text)| matches!(text.as_str(), "单位" | "计量单位"))?;
        let found = grid.get(&row)?.get(at)?;
        (found.chars().count() <= 5).then(|| found.clone())
    };
    bracketed(top).or_else(|| bracketed(side)).or_else(in_column).unwrap_or_default()
}

fn without_unit(head: &str) -> String {
    let cut = head.rfind(['（', '(']).filter(|&at| at > 0 && head.chars().count() <= 30);
    head.get(..cut.unwrap_or(head.len())).unwrap_or("").trim().to_string()
}

fn joined(side: &str, top: &str) -> String {
    let year = crate::text::year::find(top)
        .first()
        .is_some_and(|m| m.span == (0..top.len()) || top.chars().count() <= 8);
    let generic = GENERIC.contains(&top) || year || top.is_empty();
    match (side.is_empty(), generic) {
        (true, _) => top.to_string(),
        (false, true) => side.to_string(),
        (false, false) => format!("{side}{top}"),
    }
}
