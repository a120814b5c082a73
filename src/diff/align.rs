//! Which block of the old side is which of the new one.
//!
//! Blocks that are equal and occur once on each side anchor the rest (the heaviest set of them that
//! does not cross); between anchors blocks are paired by likeness, in order; what is left over and
//! found elsewhere has moved; what is left over beside its other half was split or merged.

use super::anchors::{self, Region};
use super::chain::{Match, heaviest};
use super::similarity::{Profile, alike};
use std::ops::Range;
use std::time::Instant;

/// A block as alignment sees it.
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    /// Equal for equal contents, different for different ones.
    pub key: u64,
    /// The text, without the mark that ends a paragraph; what is no text is an [`OBJECT`](super::tokens::OBJECT).
    pub text: &'a str,
    /// The objects of the text: where each stands, in bytes, and its key.
    pub objects: &'a [(u32, u64)],
    /// Stretches that equal only stretches of their key, such as links: bytes from and to, and the key.
    pub zones: &'a [(u32, u32, u64)],
    /// Only blocks of one kind are paired.
    pub kind: u16,
    /// What holds the block; only neighbours in one holder are split or merged.
    pub holder: u32,
    /// Whether the block is text that can be split and merged.
    pub splits: bool,
}

/// One step through both sides, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// One block on each side, with one key.
    Same {
        /// The old block.
        old: usize,
        /// The new block.
        new: usize,
    },
    /// Blocks that are one another edited; more than one on a side where text was split or merged.
    Changed {
        /// The old blocks.
        old: Range<usize>,
        /// The new blocks.
        new: Range<usize>,
    },
    /// A block that only the old side has (here).
    Deleted {
        /// The old block.
        old: usize,
    },
    /// A block that only the new side has (here).
    Inserted {
        /// The new block.
        new: usize,
    },
}

/// How two sides correspond.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alignment {
    /// Every block of both sides once, both in order.
    pub links: Vec<Link>,
    /// Deleted and inserted blocks that are one block moved: old and new index.
    pub moves: Vec<(usize, usize)>,
    /// Whether the deadline cut the search short.
    pub coarse: bool,
}

/// Aligns two sides.
pub fn align(old: &[Block<'_>], new: &[Block<'_>], deadline: Option<Instant>) -> Alignment {
    let mut search =
        Search { old, new, deadline, profiles: Profiles::default(), pairs: Vec::new(), coarse: false };
    search.profiles.old.resize(old.len(), None);
    search.profiles.new.resize(new.len(), None);
    let keys = |blocks: &[Block<'_>]| blocks.iter().map(|b| (b.key, weight(b))).collect::<Vec<_>>();
    let whole = Region { old: 0..old.len(), new: 0..new.len() };
    let (same, gaps) = anchors::find(&keys(old), &keys(new), whole);
    search.pairs = same;
    for gap in gaps {
        search.pair(gap);
    }
    search.pairs.sort_unstable();
    search.reconsider();
    let links = search.links();
    let moves = search.moves(&links);
    Alignment { links, moves, coarse: search.coarse }
}

/// What a block weighs beside its characters: two short ones rather stay than one that is a bit longer.
const EACH: f32 = 20.0;

/// A paragraph is split into, or merged from, at most so many.
const PIECES: usize = 64;

/// A blank block anchors nothing.
fn weight(block: &Block<'_>) -> f32 {
    let chars = block.text.chars().filter(|c| !c.is_whitespace()).take(2000).count();
    match (chars, block.splits) {
        (0, true) => 0.0,
        _ => EACH + chars as f32,
    }
}

#[derive(Default)]
struct Profiles {
    old: Vec<Option<Profile>>,
    new: Vec<Option<Profile>>,
}

impl Profiles {
    fn fill(&mut self, search: (&[Block<'_>], &[Block<'_>]), gap: &Region) {
        fn side(profiles: &mut [Option<Profile>], blocks: &[Block<'_>], range: Range<usize>) {
            for index in range {
                if let (Some(slot), Some(block)) = (profiles.get_mut(index), blocks.get(index)) {
                    slot.get_or_insert_with(|| Profile::of(block.text));
                }
            }
        }
        side(&mut self.old, search.0, gap.old.clone());
        side(&mut self.new, search.1, gap.new.clone());
    }
}

fn profile(profiles: &[Option<Profile>], index: usize) -> Option<&Profile> {
    profiles.get(index).and_then(Option::as_ref)
}

struct Search<'a> {
    old: &'a [Block<'a>],
    new: &'a [Block<'a>],
    deadline: Option<Instant>,
    profiles: Profiles,
    pairs: Vec<(usize, usize)>,
    coarse: bool,
}

impl Search<'_> {
    fn late(&mut self) -> bool {
        self.coarse |= self.deadline.is_some_and(|at| Instant::now() >= at);
        self.coarse
    }

    fn like_kinds(&self, old: usize, new: usize) -> bool {
        matches!((self.old.get(old), self.new.get(new)), (Some(a), Some(b)) if a.kind == b.kind)
    }

    fn same(&self, old: usize, new: usize) -> bool {
        matches!((self.old.get(old), self.new.get(new)), (Some(a), Some(b)) if a.key == b.key)
    }

    /// Pairs the blocks of a gap by likeness, then what is equal between those pairs.
    fn pair(&mut self, gap: Region) {
        if gap.old.is_empty() || gap.new.is_empty() {
            return;
        }
        let mut spine = if self.late() { Vec::new() } else { self.spine(&gap) };
        spine.push((gap.old.end, gap.new.end));
        let (mut old, mut new) = (gap.old.start, gap.new.start);
        for (o, n) in spine {
            self.pair_edges(Region { old: old..o, new: new..n });
            if o < gap.old.end {
                self.pairs.push((o, n));
            }
            (old, new) = (o + 1, n + 1);
        }
    }

    fn spine(&mut self, gap: &Region) -> Vec<(usize, usize)> {
        self.profiles.fill((self.old, self.new), gap);
        let old: Vec<usize> = gap.old.clone().collect();
        let new: Vec<usize> = gap.new.clone().collect();
        let mut matches = self.matches(&old, &new);
        matches.extend(anchors::ranked(self.old, self.new, gap));
        heaviest(matches).into_iter().map(|m| (m.old, m.new)).collect()
    }

    /// The like pairs among some blocks, with the blocks' own indices.
    fn matches(&self, old: &[usize], new: &[usize]) -> Vec<super::chain::Match> {
        let profiles = |all: &[Option<Profile>], of: &[usize]| {
            of.iter().map(|&i| profile(all, i).cloned()).map(Option::unwrap_or_default).collect::<Vec<_>>()
        };
        let (a, b) = (profiles(&self.profiles.old, old), profiles(&self.profiles.new, new));
        let mut matches = alike(&a.iter().collect::<Vec<_>>(), &b.iter().collect::<Vec<_>>(), self.deadline);
        for m in &mut matches {
            m.old = old.get(m.old).copied().unwrap_or(usize::MAX);
            m.new = new.get(m.new).copied().unwrap_or(usize::MAX);
        }
        matches.retain(|m| self.like_kinds(m.old, m.new));
        matches
    }

    /// Pairs equal blocks at both ends of a gap, and a short block that stands alone against another.
    fn pair_edges(&mut self, mut gap: Region) {
        while !gap.old.is_empty() && !gap.new.is_empty() && self.same(gap.old.start, gap.new.start) {
            self.pairs.push((gap.old.start, gap.new.start));
            (gap.old.start, gap.new.start) = (gap.old.start + 1, gap.new.start + 1);
        }
        while !gap.old.is_empty() && !gap.new.is_empty() && self.same(gap.old.end - 1, gap.new.end - 1) {
            (gap.old.end, gap.new.end) = (gap.old.end - 1, gap.new.end - 1);
            self.pairs.push((gap.old.end, gap.new.end));
        }
        let (old, new) = (gap.old.start, gap.new.start);
        if gap.old.len() == 1 && gap.new.len() == 1 && self.like_kinds(old, new) && self.stand_in(old, new) {
            self.pairs.push((old, new));
        }
    }

    /// Whether two lone blocks are short enough for the one to stand where the other stood.
    fn stand_in(&self, old: usize, new: usize) -> bool {
        let length = |block: Option<&Block<'_>>| block.map_or(0, |b| b.text.chars().take(20).count());
        let (a, b) = (length(self.old.get(old)), length(self.new.get(new)));
        a.min(b) > 0 && a.max(b) < 12 || a.max(b) == 0
    }

    /// An equal block that stands in the way of edited ones which together weigh more has moved itself.
    fn reconsider(&mut self) {
        let mut free = (vec![true; self.old.len()], vec![true; self.new.len()]);
        for &(o, n) in &self.pairs {
            free.0.get_mut(o).into_iter().chain(free.1.get_mut(n)).for_each(|slot| *slot = false);
        }
        let left = |free: &[bool], blocks: &[Block<'_>]| -> Vec<usize> {
            let travels = |&i: &usize| blocks.get(i).is_some_and(travels);
            free.iter().enumerate().filter(|(_, free)| **free).map(|(i, _)| i).filter(travels).collect()
        };
        let (old, new) = (left(&free.0, self.old), left(&free.1, self.new));
        if old.is_empty() || new.is_empty() || self.late() {
            return;
        }
        self.fill_profiles(&old, &new);
        let mut matches = self.matches(&old, &new);
        matches.iter_mut().for_each(|m| m.weight += EACH * 0.5);
        let equal = anchors::equal(self.old, self.new, &old, &new);
        let weigh = |(old, new): (usize, usize)| Match { old, new, weight: self.pair_weight(old, new) };
        matches.extend(equal.into_iter().map(weigh));
        if matches.is_empty() {
            return;
        }
        matches.extend(self.pairs.iter().copied().map(weigh));
        let chain: Vec<(usize, usize)> = heaviest(matches).into_iter().map(|m| (m.old, m.new)).collect();
        if chain.iter().all(|pair| self.pairs.binary_search(pair).is_ok()) {
            return;
        }
        let (mut o, mut n) = (0, 0);
        self.pairs.clear();
        for (old, new) in chain.into_iter().chain([(self.old.len(), self.new.len())]) {
            self.pair(Region { old: o..old, new: n..new });
            if old < self.old.len() {
                self.pairs.push((old, new));
            }
            (o, n) = (old + 1, new + 1);
        }
        self.pairs.sort_unstable();
    }

    fn fill_profiles(&mut self, old: &[usize], new: &[usize]) {
        for &index in old {
            self.profiles.fill((self.old, self.new), &Region { old: index..index + 1, new: 0..0 });
        }
        for &index in new {
            self.profiles.fill((self.old, self.new), &Region { old: 0..0, new: index..index + 1 });
        }
    }

    /// What a pair is worth among others.
    fn pair_weight(&self, old: usize, new: usize) -> f32 {
        let size = self.old.get(old).map_or(0.0, weight).max(0.1);
        if self.same(old, new) {
            return size;
        }
        let profiles = (profile(&self.profiles.old, old), profile(&self.profiles.new, new));
        let likeness = match profiles {
            (Some(a), Some(b)) => a.likeness(b, self.deadline).unwrap_or(0.2),
            _ => 0.5,
        };
        size * likeness
    }

    fn links(&mut self) -> Vec<Link> {
        let mut links = Vec::new();
        let (mut old, mut new) = (0, 0);
        let mut pairs = std::mem::take(&mut self.pairs);
        pairs.push((self.old.len(), self.new.len()));
        for (o, n) in pairs {
            self.link_gap(&mut links, old..o, new..n);
            if o < self.old.len() {
                links.push(match self.same(o, n) {
                    true => Link::Same { old: o, new: n },
                    false => Link::Changed { old: o..o + 1, new: n..n + 1 },
                });
            }
            (old, new) = (o + 1, n + 1);
        }
        self.attach_backwards(links)
    }

    /// Links what stands unpaired between two pairs: first as rest of the pair before it.
    fn link_gap(&mut self, links: &mut Vec<Link>, mut old: Range<usize>, mut new: Range<usize>) {
        if let Some(Link::Changed { old: group_old, new: group_new }) = links.last_mut() {
            while !new.is_empty() && self.rest_of_split(group_old, group_new, new.start) {
                group_new.end += 1;
                new.start += 1;
            }
            while !old.is_empty()
                && group_new.len() == 1
                && self.rest_of_merge(group_old, group_new, old.start)
            {
                group_old.end += 1;
                old.start += 1;
            }
        }
        links.extend(old.map(|old| Link::Deleted { old }));
        links.extend(new.map(|new| Link::Inserted { new }));
    }

    /// Attaches unpaired blocks to the pair behind them, where they are its rest.
    fn attach_backwards(&mut self, links: Vec<Link>) -> Vec<Link> {
        let mut out: Vec<Link> = Vec::with_capacity(links.len());
        for link in links {
            let Link::Changed { mut old, mut new } = link else {
                out.push(link);
                continue;
            };
            while let Some(index) = new.start.checked_sub(1) {
                if out.last() != Some(&Link::Inserted { new: index })
                    || !self.rest_of_split(&old, &new, index)
                {
                    break;
                }
                out.pop();
                new.start = index;
            }
            while let Some(index) = old.start.checked_sub(1) {
                let at = out.iter().rposition(|link| !matches!(link, Link::Inserted { .. }));
                let Some(at) = at.filter(|&at| out.get(at) == Some(&Link::Deleted { old: index })) else {
                    break;
                };
                if !self.rest_of_merge(&old, &new, index) {
                    break;
                }
                out.remove(at);
                old.start = index;
            }
            out.push(Link::Changed { old, new });
        }
        out
    }

    /// Whether a new block holds text of the old group that the new group lacks.
    fn rest_of_split(&mut self, old: &Range<usize>, new: &Range<usize>, rest: usize) -> bool {
        let (near, far) = (if rest < new.start { new.start } else { new.end.saturating_sub(1) }, rest);
        let holds = |blocks: &[Block<'_>]| matches!((blocks.get(near), blocks.get(far)), (Some(a), Some(b)) if a.holder == b.holder && a.splits && b.splits);
        if !holds(self.new) || old.len() > 1 && new.len() == 1 || new.len() >= PIECES {
            return false;
        }
        let region = Region { old: old.clone(), new: new.start.min(rest)..new.end.max(rest + 1) };
        self.profiles.fill((self.old, self.new), &region);
        completes(&self.profiles.old, old, &self.profiles.new, new, rest)
    }

    fn rest_of_merge(&mut self, old: &Range<usize>, new: &Range<usize>, rest: usize) -> bool {
        let near = if rest < old.start { old.start } else { old.end.saturating_sub(1) };
        let fits = matches!((self.old.get(near), self.old.get(rest)), (Some(a), Some(b)) if a.holder == b.holder && a.splits && b.splits);
        if !fits || new.len() > 1 || old.len() >= PIECES {
            return false;
        }
        let region = Region { old: old.start.min(rest)..old.end.max(rest + 1), new: new.clone() };
        self.profiles.fill((self.old, self.new), &region);
        completes(&self.profiles.new, new, &self.profiles.old, old, rest)
    }

    /// Finds deleted blocks again among the inserted ones: the same, then much alike.
    fn moves(&mut self, links: &[Link]) -> Vec<(usize, usize)> {
        let mut old: Vec<usize> = links
            .iter()
            .filter_map(|l| if let Link::Deleted { old } = l { Some(*old) } else { None })
            .collect();
        let mut new: Vec<usize> = links
            .iter()
            .filter_map(|l| if let Link::Inserted { new } = l { Some(*new) } else { None })
            .collect();
        old.retain(|&i| self.old.get(i).is_some_and(travels));
        new.retain(|&i| self.new.get(i).is_some_and(travels));
        let mut moves = anchors::equal(self.old, self.new, &old, &new);
        old.retain(|o| !moves.iter().any(|m| m.0 == *o));
        new.retain(|n| !moves.iter().any(|m| m.1 == *n));
        if !old.is_empty() && !new.is_empty() && !self.late() {
            moves.extend(self.like_moves(&old, &new));
        }
        moves.sort_unstable();
        moves
    }

    fn like_moves(&mut self, old: &[usize], new: &[usize]) -> Vec<(usize, usize)> {
        self.fill_profiles(old, new);
        let mut matches = self.matches(old, new);
        matches.retain(|m| {
            let chars = profile(&self.profiles.old, m.old)
                .map_or(0, Profile::chars)
                .min(profile(&self.profiles.new, m.new).map_or(0, Profile::chars));
            chars >= 12 && m.weight >= 0.6 * (1 + chars) as f32
        });
        matches.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.old.cmp(&b.old)).then(a.new.cmp(&b.new)));
        let (mut taken_old, mut taken_new) = (vec![false; self.old.len()], vec![false; self.new.len()]);
        let mut out = Vec::new();
        for m in matches {
            if let (Some(o), Some(n)) = (taken_old.get_mut(m.old), taken_new.get_mut(m.new))
                && !*o
                && !*n
            {
                (*o, *n) = (true, true);
                out.push((m.old, m.new));
            }
        }
        out
    }
}

/// Whether a block is long enough to be known again elsewhere.
fn travels(block: &Block<'_>) -> bool {
    block.splits && block.text.chars().filter(|c| c.is_alphanumeric()).take(4).count() >= 4
}

/// Whether most of `rest` is text of `whole` that `part` lacks.
fn completes(
    whole_side: &[Option<Profile>],
    whole: &Range<usize>,
    part_side: &[Option<Profile>],
    part: &Range<usize>,
    rest: usize,
) -> bool {
    let join = |side: &[Option<Profile>], range: Range<usize>| {
        range.filter_map(|i| profile(side, i)).fold(Profile::default(), |all, one| all.joined(one))
    };
    let Some(rest) = profile(part_side, rest).filter(|rest| rest.chars() >= 4) else { return false };
    let (whole, part) = (join(whole_side, whole.clone()), join(part_side, part.clone()));
    let gained = whole.shared(&part.joined(rest)).saturating_sub(whole.shared(&part));
    gained as f32 >= 0.6 * (rest.chars() - 1) as f32
}
