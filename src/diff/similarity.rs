//! How alike two texts are, and which texts are worth comparing.

use super::chain::Match;
use similar::algorithms::{DiffHook, diff_slices_deadline};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::time::Instant;

/// At least this share of the text stays for two texts to be one text edited.
const SHARED: f32 = 0.4;
/// At least this share of the shorter text is found in the longer one.
const CONTAINED: f32 = 0.65;
/// Rare bigrams of a text that are looked up.
const RARE: usize = 16;
/// A bigram that more texts hold says nothing.
const COMMON: usize = 64;
/// The most alike texts that are compared in full.
const CANDIDATES: usize = 4;

/// A text's characters two by two, blanks left out, as a sorted list.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    grams: Vec<u32>,
    chars: Vec<u32>,
}

impl Profile {
    /// The profile of a text.
    pub fn of(text: &str) -> Self {
        let chars: Vec<u32> = text.chars().filter(|c| !c.is_whitespace()).map(u32::from).collect();
        let mut grams: Vec<u32> = chars.windows(2).map(gram).collect();
        grams.sort_unstable();
        Profile { grams, chars }
    }

    /// How many characters that are no blanks the text has.
    pub fn chars(&self) -> usize {
        self.chars.len()
    }

    /// How many bigrams two texts share, repeated ones counted as often as both have them.
    pub fn shared(&self, other: &Profile) -> usize {
        shared(&self.grams, &other.grams)
    }

    /// The profile of two texts one after the other.
    #[must_use]
    pub fn joined(&self, other: &Profile) -> Profile {
        let mut grams = self.grams.clone();
        grams.extend_from_slice(&other.grams);
        grams.sort_unstable();
        let mut chars = self.chars.clone();
        chars.extend_from_slice(&other.chars);
        Profile { grams, chars }
    }

    /// How alike two texts are, 0 to 1; `None` where the one is not the other edited.
    pub fn likeness(&self, other: &Profile, deadline: Option<Instant>) -> Option<f32> {
        let (a, b) = (self.grams.len(), other.grams.len());
        let shared = self.shared(other) as f32;
        let dice = 2.0 * shared / (a + b).max(1) as f32;
        let contained = shared / a.min(b).max(1) as f32;
        if dice >= SHARED || a.min(b) >= 8 && contained >= CONTAINED {
            return Some(dice.max(contained * 0.6));
        }
        let size = self.chars.len() + other.chars.len();
        if size > 4000 || dice < 0.1 && size > 40 || self.common_chars(other) * 2.0 < SHARED * size as f32 {
            return None;
        }
        let kept = longest_common(&self.chars, &other.chars, deadline);
        let share = 2.0 * kept as f32 / size.max(1) as f32;
        // Scattered single characters are common to any two Chinese texts: some bigrams must stay, too.
        (share >= SHARED && (dice >= 0.12 || size <= 24)).then_some(share * 0.8)
    }

    fn common_chars(&self, other: &Profile) -> f32 {
        let (mut a, mut b) = (self.chars.clone(), other.chars.clone());
        a.sort_unstable();
        b.sort_unstable();
        shared(&a, &b) as f32
    }
}

fn gram(pair: &[u32]) -> u32 {
    match pair {
        [a, b] => a.wrapping_mul(0x9E37_79B1).rotate_left(7) ^ b.wrapping_mul(0x85EB_CA77),
        _ => 0,
    }
}

/// How many items two sorted lists share.
fn shared(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                (i, j, count) = (i + 1, j + 1, count + 1);
            }
        }
    }
    count
}

/// How many items a longest common subsequence has.
fn longest_common(a: &[u32], b: &[u32], deadline: Option<Instant>) -> usize {
    struct Equal(usize);
    impl DiffHook for Equal {
        type Error = std::convert::Infallible;
        fn equal(&mut self, _: usize, _: usize, len: usize) -> Result<(), Self::Error> {
            self.0 += len;
            Ok(())
        }
    }
    let mut equal = Equal(0);
    let Ok(()) = diff_slices_deadline(similar::Algorithm::Myers, &mut equal, a, b, deadline);
    equal.0
}

/// A hasher for keys that are hashes already.
#[derive(Default)]
pub(super) struct Hashed(u64);

impl std::hash::Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }
    fn write_u32(&mut self, value: u32) {
        self.0 = (u64::from(value) ^ 0x9E37_79B9).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

pub(super) type HashedMap<K, V> = HashMap<K, V, BuildHasherDefault<Hashed>>;

/// Of two lists of texts, the pairs that may be one text edited, found through their rare bigrams.
pub fn candidates(old: &[&Profile], new: &[&Profile]) -> Vec<(usize, usize)> {
    if old.len() * new.len() <= 64 {
        return (0..old.len()).flat_map(|o| (0..new.len()).map(move |n| (o, n))).collect();
    }
    let mut holders: HashedMap<u32, Vec<u32>> = HashedMap::default();
    for (index, profile) in old.iter().enumerate() {
        for (_, gram) in distinct(&profile.grams) {
            let list = holders.entry(gram).or_default();
            if list.len() <= COMMON {
                list.push(index as u32);
            }
        }
    }
    let mut out = Vec::new();
    let mut counts: HashedMap<u32, u32> = HashedMap::default();
    for (index, profile) in new.iter().enumerate() {
        let mut rare: Vec<&Vec<u32>> = distinct(&profile.grams)
            .filter_map(|(_, gram)| holders.get(&gram))
            .filter(|l| l.len() <= COMMON)
            .collect();
        rare.sort_by_key(|list| list.len());
        rare.truncate(RARE);
        counts.clear();
        for &holder in rare.into_iter().flatten() {
            *counts.entry(holder).or_default() += 1;
        }
        let mut best: Vec<(u32, u32)> = counts.iter().map(|(&holder, &count)| (count, holder)).collect();
        best.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        out.extend(best.into_iter().take(CANDIDATES).map(|(_, holder)| (holder as usize, index)));
    }
    out
}

fn distinct(sorted: &[u32]) -> impl Iterator<Item = (usize, u32)> + '_ {
    sorted
        .iter()
        .enumerate()
        .filter(|&(i, gram)| i == 0 || sorted.get(i - 1) != Some(gram))
        .map(|(i, &g)| (i, g))
}

/// The candidates that are alike, weighed by how much text they share.
pub fn alike(old: &[&Profile], new: &[&Profile], deadline: Option<Instant>) -> Vec<Match> {
    let weigh = |(o, n): (usize, usize)| {
        let (a, b) = (old.get(o)?, new.get(n)?);
        let likeness = a.likeness(b, deadline)?;
        Some(Match { old: o, new: n, weight: likeness * (1 + a.chars().min(b.chars())) as f32 })
    };
    candidates(old, new).into_iter().filter_map(weigh).collect()
}
