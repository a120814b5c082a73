//! Which row, column and cell of a table is which of another.

use crate::diff::align::{Block, Link, align};
use crate::diff::tokens::hash;
use crate::xml::NodeId;
use std::ops::Range;

/// A cell: the first column of the grid that it covers, and its text.
pub(super) struct Cell {
    pub node: NodeId,
    pub column: u32,
    pub text: String,
    pub key: u64,
}

/// A row: its cells, and their text together.
pub(super) struct Row {
    pub node: NodeId,
    pub cells: Vec<Cell>,
    pub text: String,
    pub key: u64,
}

impl Row {
    /// The first cell that says anything.
    fn name(&self) -> &str {
        self.cells.iter().map(|cell| cell.text.trim()).find(|text| !text.is_empty()).unwrap_or("")
    }
}

/// Index pairs in the order in which both sides are walked.
pub(super) type Walk = Vec<(Option<usize>, Option<usize>)>;

fn block(text: &str, key: u64) -> Block<'_> {
    Block { key, text, objects: &[], zones: &[], kind: 0, holder: 0, splits: false }
}

/// Rows by likeness, then by their first cell, then by their place.
pub(super) fn match_rows(old: &[Row], new: &[Row], deadline: Option<std::time::Instant>) -> Walk {
    let a: Vec<Block<'_>> = old.iter().map(|row| block(&row.text, row.key)).collect();
    let b: Vec<Block<'_>> = new.iter().map(|row| block(&row.text, row.key)).collect();
    let named = |o: usize, n: usize| matches!((old.get(o), new.get(n)), (Some(a), Some(b)) if !a.name().is_empty() && a.name() == b.name());
    fill_gaps(align(&a, &b, deadline).links, named)
}

/// Pairs what an alignment left alone in a gap: what has one name, and rows of equal number.
fn fill_gaps(links: Vec<Link>, named: impl Fn(usize, usize) -> bool) -> Walk {
    let mut out = Walk::new();
    let (mut olds, mut news): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    let close = |olds: &mut Vec<usize>, news: &mut Vec<usize>, out: &mut Walk| {
        let (mut o, mut n) = (0, 0);
        while o < olds.len() {
            // Names are looked for in tables that a person made.
            let named = |old: usize, new: usize| olds.len() * news.len() <= 250_000 && named(old, new);
            let found = olds.get(o).and_then(|&old| {
                news.iter().enumerate().skip(n).find(|&(_, &new)| named(old, new)).map(|(at, _)| at)
            });
            if let Some(at) = found {
                let before: Vec<usize> = news.get(n..at).unwrap_or(&[]).to_vec();
                out.extend(before.into_iter().map(|new| (None, Some(new))));
                out.push((olds.get(o).copied(), news.get(at).copied()));
                n = at + 1;
            } else if olds.len() - o == news.len() - n {
                out.push((olds.get(o).copied(), news.get(n).copied()));
                n += 1;
            } else {
                out.push((olds.get(o).copied(), None));
            }
            o += 1;
        }
        out.extend(news.get(n..).unwrap_or(&[]).iter().map(|&new| (None, Some(new))));
        olds.clear();
        news.clear();
    };
    for link in links {
        match link {
            Link::Deleted { old } => olds.push(old),
            Link::Inserted { new } => news.push(new),
            Link::Same { old, new } => {
                close(&mut olds, &mut news, &mut out);
                out.push((Some(old), Some(new)));
            }
            Link::Changed { old, new } => {
                close(&mut olds, &mut news, &mut out);
                out.push((Some(old.start), Some(new.start)));
            }
        }
    }
    close(&mut olds, &mut news, &mut out);
    out
}

/// Which old column is which new one, where a column came or went; `None` where none did.
pub(super) fn columns(
    old: &[Row],
    new: &[Row],
    deadline: Option<std::time::Instant>,
) -> Option<Vec<(usize, usize)>> {
    let width = |rows: &[Row]| rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let (a, b) = (width(old), width(new));
    if a == b || a == 0 || b == 0 {
        return None;
    }
    let texts = |rows: &[Row], width: usize| -> Vec<String> {
        let full: Vec<&Row> = rows.iter().filter(|row| row.cells.len() == width).collect();
        (0..width)
            .map(|c| full.iter().filter_map(|row| row.cells.get(c)).map(|cell| cell.text.as_str()).collect())
            .collect()
    };
    let (x, y) = (texts(old, a), texts(new, b));
    let view = |texts: &'_ [String]| -> Vec<u64> { texts.iter().map(|t| hash(t.as_bytes())).collect() };
    let (kx, ky) = (view(&x), view(&y));
    let p: Vec<Block<'_>> = x.iter().zip(&kx).map(|(text, &key)| block(text, key)).collect();
    let q: Vec<Block<'_>> = y.iter().zip(&ky).map(|(text, &key)| block(text, key)).collect();
    let walk = fill_gaps(align(&p, &q, deadline).links, |_, _| false);
    Some(walk.into_iter().filter_map(|(o, n)| Some((o?, n?))).collect())
}

/// The cells of two rows that correspond.
pub(super) fn match_cells(
    old: &Row,
    new: &Row,
    columns: Option<&[(usize, usize)]>,
    deadline: Option<std::time::Instant>,
) -> Walk {
    let (a, b) = (old.cells.len(), new.cells.len());
    if a == b {
        return (0..a).map(|i| (Some(i), Some(i))).collect();
    }
    let fits = |pair: &&(usize, usize)| pair.0 < a && pair.1 < b;
    let pairs: Vec<(usize, usize)> = match columns {
        Some(columns) if columns.len() == a.min(b) => columns.iter().filter(fits).copied().collect(),
        _ => {
            let x: Vec<Block<'_>> = old.cells.iter().map(|cell| block(&cell.text, cell.key)).collect();
            let y: Vec<Block<'_>> = new.cells.iter().map(|cell| block(&cell.text, cell.key)).collect();
            let walk = fill_gaps(
                align(&x, &y, deadline).links,
                |o, n| matches!((old.cells.get(o), new.cells.get(n)), (Some(p), Some(q)) if p.column == q.column),
            );
            return walk;
        }
    };
    let mut out = Walk::new();
    let (mut o, mut n) = (0, 0);
    let gap = |out: &mut Walk, o: Range<usize>, n: Range<usize>| {
        out.extend(o.map(|o| (Some(o), None)));
        out.extend(n.map(|n| (None, Some(n))));
    };
    for (i, j) in pairs {
        gap(&mut out, o..i, n..j);
        out.push((Some(i), Some(j)));
        (o, n) = (i + 1, j + 1);
    }
    gap(&mut out, o..a, n..b);
    out
}
