//! The figures of text that changed: which of the old text is which of the new one.

use super::change::Kind;
use super::figure::{Figure, Flag};
use super::script::{Act, Piece};
use super::tokens::By;
use crate::text::decimal::Decimal;
use crate::text::quantity::{self, Purpose, Quantity, Trend};
use crate::text::year;
use std::ops::Range;

/// Both texts of a group with their numbers.
pub(super) struct Sides<'t> {
    old: &'t str,
    new: &'t str,
    olds: Vec<Quantity>,
    news: Vec<Quantity>,
}

/// What changed between two equal stretches.
struct Cluster {
    old: Range<usize>,
    new: Range<usize>,
}

impl<'t> Sides<'t> {
    pub fn new(old: &'t str, new: &'t str) -> Self {
        // Where one side is empty nothing can be paired.
        let both = !old.is_empty() && !new.is_empty();
        let find = |text| if both { quantity::find(text) } else { Vec::new() };
        Sides { old, new, olds: find(old), news: find(new) }
    }

    /// The pieces with whole figures, each replaced one by itself.
    pub fn refined(&self, pieces: &[Piece], by: By) -> Vec<Piece> {
        if by == By::Sentence || self.olds.is_empty() || self.news.is_empty() {
            return pieces.to_vec();
        }
        let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
        let mut at = 0;
        // How much of the next equal piece a figure before it has taken.
        let mut taken = 0;
        while let Some(piece) = pieces.get(at) {
            let mut piece = piece.clone();
            if taken > 0 {
                piece.old.start += taken;
                piece.new.start += taken;
                taken = 0;
            }
            let length =
                pieces.iter().skip(at).take_while(|p| matches!(p.act, Act::Delete | Act::Insert)).count();
            if length == 0 {
                if piece.act != Act::Equal || !(piece.old.is_empty() && piece.new.is_empty()) {
                    out.push(piece);
                }
                at += 1;
                continue;
            }
            let cluster = Cluster::of(pieces.get(at..at + length).unwrap_or(&[]));
            let before = out.last().filter(|p| p.act == Act::Equal && p.old.len() == p.new.len());
            let after = pieces.get(at + length).filter(|p| p.act == Act::Equal && p.old.len() == p.new.len());
            let room = (before.map_or(0, |p| p.old.len()), after.map_or(0, |p| p.old.len()));
            let (left, right, whole) = self.widened(&cluster, room);
            match self.split(&whole) {
                Some(parts) => {
                    if let Some(before) = out.last_mut().filter(|_| left > 0) {
                        before.old.end -= left;
                        before.new.end -= left;
                        if before.old.is_empty() {
                            out.pop();
                        }
                    }
                    parts.into_iter().for_each(|part| push(&mut out, part));
                    taken = right;
                }
                None => out.extend(pieces.get(at..at + length).unwrap_or(&[]).iter().cloned()),
            }
            at += length;
        }
        out
    }

    /// A cluster that holds every figure whole that it touches, and by how much it grew on either side.
    fn widened(&self, cluster: &Cluster, room: (usize, usize)) -> (usize, usize, Cluster) {
        let (mut left, mut right) = (0, 0);
        for (list, range) in [(&self.olds, &cluster.old), (&self.news, &cluster.new)] {
            for quantity in list.iter() {
                let touches = |span: &Range<usize>| span.start < range.end && range.start < span.end;
                let in_unit = touches(&quantity.unit_span);
                let inside =
                    range.is_empty() && quantity.span.start < range.start && range.start < quantity.span.end;
                if touches(&quantity.span) || in_unit || inside {
                    left = left.max(range.start.saturating_sub(quantity.span.start));
                    let end = if in_unit { quantity.unit_span.end } else { quantity.span.end };
                    right = right.max(end.saturating_sub(range.end));
                }
            }
        }
        if left > room.0 || right > room.1 {
            (left, right) = (0, 0);
        }
        let grown = |range: &Range<usize>| range.start - left..range.end + right;
        (left, right, Cluster { old: grown(&cluster.old), new: grown(&cluster.new) })
    }

    /// A cluster cut at the figures that correspond; `None` where none do.
    fn split(&self, cluster: &Cluster) -> Option<Vec<Piece>> {
        let within = |list: &'_ [Quantity], range: &Range<usize>| -> Vec<usize> {
            let inside = |q: &Quantity| {
                range.start <= q.span.start && q.span.end <= range.end && q.purpose != Purpose::Name
            };
            list.iter().enumerate().filter(|(_, q)| inside(q)).map(|(at, _)| at).collect()
        };
        let (olds, news) = (within(&self.olds, &cluster.old), within(&self.news, &cluster.new));
        let pairs = self.pairs(&olds, &news);
        if pairs.is_empty() {
            return None;
        }
        let mut parts = Vec::new();
        let (mut o, mut n) = (cluster.old.start, cluster.new.start);
        for &(a, b) in &pairs {
            let (a, b) = (self.olds.get(a)?, self.news.get(b)?);
            let (from, to) = spans(a, b, cluster);
            self.part(&mut parts, o..from.start.max(o), n..to.start.max(n));
            self.part(&mut parts, from.start.max(o)..from.end, to.start.max(n)..to.end);
            (o, n) = (from.end, to.end);
        }
        self.part(&mut parts, o..cluster.old.end, n..cluster.new.end);
        let changed = parts.iter().filter(|p| p.act != Act::Equal).count();
        let figure = parts.iter().position(|p| p.act != Act::Equal);
        if pairs.len() == 1 && changed == 2 && figure.is_some() {
            // One number that changed: it stays together with what clings to it (万元).
            return Some(replaced(cluster.old.clone(), cluster.new.clone()));
        }
        Some(parts)
    }

    fn part(&self, parts: &mut Vec<Piece>, old: Range<usize>, new: Range<usize>) {
        if old.is_empty() && new.is_empty() {
            return;
        }
        if self.old.get(old.clone()) == self.new.get(new.clone()) {
            parts.push(Piece { act: Act::Equal, old, new });
        } else {
            parts.extend(replaced(old, new));
        }
    }

    /// The figures that correspond, in order, by what they count and in what unit.
    fn pairs(&self, olds: &[usize], news: &[usize]) -> Vec<(usize, usize)> {
        if olds.is_empty() || news.is_empty() || olds.len() * news.len() > 10_000 {
            return Vec::new();
        }
        let alone = olds.len() == 1 && news.len() == 1;
        let labels = |text: &str, list: &[Quantity], of: &[usize]| -> Vec<String> {
            of.iter().filter_map(|&at| list.get(at)).map(|q| quantity::label(text, q)).collect()
        };
        let (x, y) = (labels(self.old, &self.olds, olds), labels(self.new, &self.news, news));
        let weight = |i: usize, j: usize| -> u32 {
            let (Some(a), Some(b)) =
                (olds.get(i).and_then(|&i| self.olds.get(i)), news.get(j).and_then(|&j| self.news.get(j)))
            else {
                return 0;
            };
            let (Some(x), Some(y)) = (x.get(i), y.get(j)) else { return 0 };
            let weight = likeness((a, x), (b, y)) + u32::from(alone);
            if weight >= 2 { weight } else { 0 }
        };
        best(olds.len(), news.len(), weight)
            .into_iter()
            .filter_map(|(i, j)| Some((*olds.get(i)?, *news.get(j)?)))
            .collect()
    }

    /// What kind of change it is, and of which figure.
    pub fn told(&self, old: &Range<usize>, new: &Range<usize>) -> (Kind, Option<Figure>) {
        match (old.is_empty(), new.is_empty()) {
            (true, _) => return (Kind::Inserted, None),
            (_, true) => return (Kind::Deleted, None),
            _ => {}
        }
        if let (Some(a), Some(b)) = (only(&self.olds, old), only(&self.news, new)) {
            let (x, y) = (self.rest(self.old, old, a), self.rest(self.new, new, b));
            match (a.purpose, b.purpose) {
                (Purpose::Year, Purpose::Year) if x == y => return (Kind::Year, None),
                (Purpose::Count, Purpose::Count) if x == y => {
                    return (Kind::Figure, Some(self.figure(a, b)));
                }
                _ => {}
            }
        }
        let text = |text: &'t str, range: &Range<usize>| text.get(range.clone()).unwrap_or("").trim();
        if is_year(text(self.old, old)) && is_year(text(self.new, new)) {
            return (Kind::Year, None);
        }
        (Kind::Wording, None)
    }

    /// What stands in a range beside a figure and its unit.
    fn rest(&self, text: &'t str, range: &Range<usize>, quantity: &Quantity) -> (&'t str, &'t str) {
        let end = quantity.span.end.max(quantity.unit_span.end.min(range.end)).min(range.end);
        let start = quantity.span.start.max(range.start);
        let before = text.get(range.start..start).unwrap_or("");
        (before, text.get(end..range.end).unwrap_or(""))
    }

    fn figure(&self, a: &Quantity, b: &Quantity) -> Figure {
        let label = quantity::label(self.new, b);
        let label = if label.is_empty() { quantity::label(self.old, a) } else { label };
        let turned = match (quantity::trend(self.old, a), quantity::trend(self.new, b)) {
            (Some(x), Some(y)) if x != y => Some((x, y)),
            _ => None,
        };
        let signed = |value: Decimal, trend: Option<Trend>| match trend {
            Some(Trend::Fall) => Decimal::ZERO.checked_sub(value).unwrap_or(value),
            _ => value,
        };
        let (old_value, new_value) =
            (signed(a.value, turned.map(|t| t.0)), signed(b.value, turned.map(|t| t.1)));
        let old_unit = (a.unit != b.unit).then(|| a.unit.clone());
        let mut figure =
            Figure { label, unit: b.unit.clone(), old_unit, old_value, new_value, flags: Vec::new() };
        figure.flags = flags(&figure, a.power != b.power);
        figure
    }
}

impl Cluster {
    fn of(pieces: &[Piece]) -> Self {
        let over = |of: fn(&Piece) -> &Range<usize>| {
            let start = pieces.iter().map(|p| of(p).start).min().unwrap_or(0);
            start..pieces.iter().map(|p| of(p).end).max().unwrap_or(start)
        };
        Cluster { old: over(|p| &p.old), new: over(|p| &p.new) }
    }
}

/// Appends a piece; equal neighbours become one.
fn push(out: &mut Vec<Piece>, piece: Piece) {
    match out.last_mut() {
        Some(last) if last.act == Act::Equal && piece.act == Act::Equal => {
            (last.old.end, last.new.end) = (piece.old.end, piece.new.end);
        }
        _ => out.push(piece),
    }
}

/// The pieces of text that is replaced, that goes or that comes.
fn replaced(old: Range<usize>, new: Range<usize>) -> Vec<Piece> {
    let mut out = Vec::new();
    if !old.is_empty() {
        out.push(Piece { act: Act::Delete, old: old.clone(), new: new.start..new.start });
    }
    if !new.is_empty() {
        out.push(Piece { act: Act::Insert, old: old.end..old.end, new });
    }
    out
}

/// The bytes of two figures, with their units where those differ.
fn spans(a: &Quantity, b: &Quantity, cluster: &Cluster) -> (Range<usize>, Range<usize>) {
    let end = |q: &Quantity, range: &Range<usize>| q.unit_span.end.max(q.span.end).min(range.end);
    if a.unit == b.unit {
        return (a.span.clone(), b.span.clone());
    }
    (a.span.start..end(a, &cluster.old), b.span.start..end(b, &cluster.new))
}

/// How surely two figures are the same one.
fn likeness((a, x): (&Quantity, &str), (b, y): (&Quantity, &str)) -> u32 {
    if a.purpose != b.purpose {
        return 0;
    }
    if a.purpose == Purpose::Year {
        return 3;
    }
    let share = |q: &Quantity| matches!(q.unit.as_str(), "%" | "‰");
    if share(a) != share(b) && b.unit != "个百分点" && a.unit != "个百分点" {
        return 0;
    }
    let label = match (x.is_empty(), y.is_empty()) {
        (false, false) if x == y => 5,
        (false, false) if alike(x, y) => 3,
        (false, false) => 0,
        _ => 1,
    };
    let unit = match (a.unit == b.unit, a.unit.is_empty()) {
        (true, false) => 1 + u32::from(label > 0),
        (true, true) => 1,
        _ => 0,
    };
    label + unit
}

/// Whether two labels share a word's worth of characters.
pub(super) fn alike(x: &str, y: &str) -> bool {
    let chars: Vec<char> = x.chars().collect();
    chars.windows(2).any(|pair| y.contains(&pair.iter().collect::<String>()))
}

/// The heaviest pairs in order; pairs of weight 0 are none.
fn best(rows: usize, columns: usize, weight: impl Fn(usize, usize) -> u32) -> Vec<(usize, usize)> {
    let mut sums = vec![vec![0_u32; columns + 1]; rows + 1];
    let get =
        |sums: &Vec<Vec<u32>>, i: usize, j: usize| sums.get(i).and_then(|r| r.get(j)).copied().unwrap_or(0);
    for i in (0..rows).rev() {
        for j in (0..columns).rev() {
            let pair = weight(i, j);
            let with = if pair > 0 { pair + get(&sums, i + 1, j + 1) } else { 0 };
            let most = with.max(get(&sums, i + 1, j)).max(get(&sums, i, j + 1));
            if let Some(cell) = sums.get_mut(i).and_then(|row| row.get_mut(j)) {
                *cell = most;
            }
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < rows && j < columns {
        let pair = weight(i, j);
        if pair > 0 && get(&sums, i, j) == pair + get(&sums, i + 1, j + 1) {
            out.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if get(&sums, i, j) == get(&sums, i + 1, j) {
            i += 1;
        } else {
            j += 1;
        }
    }
    out
}

/// The one figure of a range.
fn only<'q>(list: &'q [Quantity], range: &Range<usize>) -> Option<&'q Quantity> {
    let mut inside = list.iter().filter(|q| q.span.start < range.end && range.start < q.span.end);
    inside
        .next()
        .filter(|q| inside.next().is_none() && range.start <= q.span.start && q.span.end <= range.end)
}

/// Whether a text is a year, or the blank for one, and nothing else.
fn is_year(text: &str) -> bool {
    matches!(year::find(text).as_slice(), [only] if only.span == (0..text.len()))
}

fn flags(figure: &Figure, rescaled: bool) -> Vec<Flag> {
    let mut flags = Vec::new();
    let (old, new) = (figure.old_value, figure.new_value);
    let tenfold = is_tenfold(old.abs(), new.abs());
    if tenfold {
        flags.push(Flag::Tenfold);
    }
    if old.is_negative() != new.is_negative() && !old.is_zero() && !new.is_zero() {
        flags.push(Flag::Sign);
    }
    if figure.old_unit.is_some() || rescaled && tenfold {
        flags.push(Flag::Unit);
    }
    flags
}

/// Whether one value is about ten times the other: from 10 times on, for large figures from 7.5.
fn is_tenfold(old: Decimal, new: Decimal) -> bool {
    let (small, large) = if old < new { (old, new) } else { (new, old) };
    if small.is_zero() {
        return false;
    }
    let times = |tenths: i64| small.checked_mul(Decimal::new(tenths.into(), 1).unwrap_or(Decimal::ZERO));
    let bound = if small >= Decimal::from(100_i64) { times(75) } else { times(100) };
    bound.is_some_and(|bound| large >= bound)
}
