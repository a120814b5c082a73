//! Equal blocks that hold the alignment: those that occur once on each side.

use super::align::Block;
use super::chain::{Match, heaviest};
use super::similarity::HashedMap;
use std::ops::Range;

/// A stretch of both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Region {
    pub old: Range<usize>,
    pub new: Range<usize>,
}

impl Region {
    fn is_done(&self) -> bool {
        self.old.is_empty() && self.new.is_empty()
    }
}

/// Pairs equal items (key and weight) that hold, and the gaps between them, in order.
///
/// An item of weight 0 anchors nothing by itself, but is paired beside an anchor.
pub(super) fn find(
    old: &[(u64, f32)],
    new: &[(u64, f32)],
    whole: Region,
) -> (Vec<(usize, usize)>, Vec<Region>) {
    let (mut pairs, mut gaps) = (Vec::new(), Vec::new());
    let mut work = vec![whole];
    while let Some(mut region) = work.pop() {
        trim(old, new, &mut region, &mut pairs);
        if region.is_done() {
            continue;
        }
        let anchors = heaviest(unique(old, new, &region));
        if anchors.is_empty() {
            gaps.push(region);
            continue;
        }
        let (mut o, mut n) = (region.old.start, region.new.start);
        for anchor in anchors {
            work.push(Region { old: o..anchor.old, new: n..anchor.new });
            pairs.push((anchor.old, anchor.new));
            (o, n) = (anchor.old + 1, anchor.new + 1);
        }
        work.push(Region { old: o..region.old.end, new: n..region.new.end });
    }
    gaps.sort_by_key(|gap| (gap.old.start, gap.new.start));
    pairs.sort_unstable();
    (pairs, gaps)
}

/// Pairs what is equal at both ends.
fn trim(old: &[(u64, f32)], new: &[(u64, f32)], region: &mut Region, pairs: &mut Vec<(usize, usize)>) {
    let same = |o: usize, n: usize| matches!((old.get(o), new.get(n)), (Some(a), Some(b)) if a.0 == b.0);
    while !region.old.is_empty() && !region.new.is_empty() && same(region.old.start, region.new.start) {
        pairs.push((region.old.start, region.new.start));
        (region.old.start, region.new.start) = (region.old.start + 1, region.new.start + 1);
    }
    while !region.old.is_empty() && !region.new.is_empty() && same(region.old.end - 1, region.new.end - 1) {
        (region.old.end, region.new.end) = (region.old.end - 1, region.new.end - 1);
        pairs.push((region.old.end, region.new.end));
    }
}

/// What occurs once on each side of a region.
fn unique(old: &[(u64, f32)], new: &[(u64, f32)], region: &Region) -> Vec<Match> {
    if region.old.is_empty() || region.new.is_empty() {
        return Vec::new();
    }
    let mut seen: HashedMap<u64, (u32, u32, usize)> = HashedMap::default();
    for index in region.old.clone() {
        let Some(&(key, weight)) = old.get(index) else { continue };
        if weight > 0.0 {
            let entry = seen.entry(key).or_insert((0, 0, index));
            entry.0 += 1;
        }
    }
    for index in region.new.clone() {
        if let Some(entry) = new.get(index).and_then(|item| seen.get_mut(&item.0)) {
            entry.1 += 1;
        }
    }
    let once = |index: usize| {
        let (key, weight) = new.get(index)?;
        let &(o, n, old) = seen.get(key)?;
        (o == 1 && n == 1).then_some(Match { old, new: index, weight: *weight })
    };
    region.new.clone().filter_map(once).collect()
}

/// Equal blocks of a gap that occur more than once, matched by their rank from either end.
pub(super) fn ranked(old: &[Block<'_>], new: &[Block<'_>], gap: &Region) -> Vec<Match> {
    let mut places: HashedMap<u64, (Vec<usize>, Vec<usize>)> = HashedMap::default();
    for index in gap.old.clone() {
        if let Some(block) = old.get(index) {
            places.entry(block.key).or_default().0.push(index);
        }
    }
    for index in gap.new.clone() {
        if let Some(lists) = new.get(index).and_then(|block| places.get_mut(&block.key)) {
            lists.1.push(index);
        }
    }
    let mut matches = Vec::new();
    for (olds, news) in places.values() {
        let weight = olds.first().and_then(|&i| old.get(i)).map_or(0.0, worth);
        let mut add = |(&old, &new): (&usize, &usize)| matches.push(Match { old, new, weight });
        olds.iter().zip(news).for_each(&mut add);
        if olds.len() != news.len() {
            olds.iter().rev().zip(news.iter().rev()).for_each(&mut add);
        }
    }
    // The order of a hash map must not show.
    matches.sort_by_key(|m| (m.old, m.new));
    matches
}

fn worth(block: &Block<'_>) -> f32 {
    let chars = block.text.chars().filter(|c| !c.is_whitespace()).take(2000).count();
    if chars == 0 { 0.1 } else { 1.0 + chars as f32 }
}

/// Equal blocks among some of either side, in order of their occurrence.
pub(super) fn equal(
    old: &[Block<'_>],
    new: &[Block<'_>],
    olds: &[usize],
    news: &[usize],
) -> Vec<(usize, usize)> {
    let mut places: HashedMap<u64, std::collections::VecDeque<usize>> = HashedMap::default();
    for &index in olds {
        if let Some(block) = old.get(index) {
            places.entry(block.key).or_default().push_back(index);
        }
    }
    let again = |&index: &usize| {
        let found = places.get_mut(&new.get(index)?.key)?.pop_front()?;
        Some((found, index))
    };
    news.iter().filter_map(again).collect()
}
