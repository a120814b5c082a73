//! Units whose reports are alike (雷同): what two have in common that most others have not.
//!
//! Every sentence becomes fingerprints: hashes of five characters in a row, of which one in each window of
//! four is kept (winnowing), so that two texts that share eight characters in a row share a fingerprint.
//! Figures, punctuation and width do not count. A fingerprint weighs the less the more units have it, and
//! nothing once more than half of them do: that is the template's wording, not one unit's.

use crate::text::punct;
use std::collections::HashMap;

/// Characters of a shingle.
const SHINGLE: usize = 5;

/// Shingles of which one is kept.
const WINDOW: usize = 4;

/// Sentences of fewer characters than that say nothing of one's own.
const SHORTEST: usize = 8;

/// Two reports are alike from this share of the own text of one of them on.
pub const SHARE: f64 = 0.4;

/// And when they have at least so many fingerprints in common (some fifty characters).
const COMMON: f64 = 20.0;

/// A sentence is shared when this part of it is.
const SENTENCE: f64 = 0.7;

/// Of a fingerprint that more units have than that, no pairs are made.
const WIDEST: usize = 1000;

/// So many sentences are named for a pair.
pub const SENTENCES: usize = 30;

/// The sentences of a report and their fingerprints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Print {
    sentences: Vec<String>,
    /// Fingerprints, each with its sentence; sorted, each fingerprint once.
    marks: Vec<(u64, u32)>,
}

impl Print {
    /// The fingerprints of a text, paragraph by paragraph.
    pub fn new<'a>(paragraphs: impl IntoIterator<Item = &'a str>) -> Self {
        let mut print = Print::default();
        for paragraph in paragraphs {
            for sentence in paragraph.split_inclusive(['。', '！', '？', '；', '!', '?', ';', '\n']) {
                print.add(sentence.trim());
            }
        }
        print.marks.sort_unstable();
        print.marks.dedup_by_key(|(mark, _)| *mark);
        print
    }

    fn add(&mut self, sentence: &str) {
        let letters = letters(sentence);
        let Ok(number) = u32::try_from(self.sentences.len()) else { return };
        if letters.len() < SHORTEST {
            return;
        }
        self.sentences.push(sentence.to_string());
        let hashes: Vec<u64> = letters.windows(SHINGLE).map(hash).collect();
        let windows = hashes.windows(WINDOW.min(hashes.len()).max(1));
        let kept = windows.filter_map(|window| window.iter().min());
        self.marks.extend(kept.map(|&mark| (mark, number)));
    }
}

/// What counts of a sentence: letters in one width and case; a number is a number.
fn letters(sentence: &str) -> Vec<char> {
    let mut out: Vec<char> = Vec::with_capacity(sentence.len() / 3);
    for c in sentence.chars().map(punct::fold) {
        if c.is_ascii_digit() {
            if out.last() != Some(&'0') {
                out.push('0');
            }
        } else if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// FNV-1a over characters, mixed once more so that the least of a window is a fair choice.
fn hash(shingle: &[char]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for &c in shingle {
        hash = (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash ^= hash >> 31;
    hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}

/// Two reports that are alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Alike {
    /// Their numbers in the row that was compared, the lower one first.
    pub units: (usize, usize),
    /// The share (0 to 1) of the first one's own text that the second has too.
    pub first: f64,
    /// The share (0 to 1) of the second one's own text that the first has too.
    pub second: f64,
    /// Sentences of the first that the second has too, at most [`SENTENCES`].
    pub sentences: Vec<String>,
}

impl Alike {
    /// The greater of the two shares.
    pub fn share(&self) -> f64 {
        self.first.max(self.second)
    }
}

/// The pairs of reports that are alike, the most alike first.
///
/// ```
/// use hongtou::diff::folder::alike::{Print, alike};
/// let own = "去年冬天社区的志愿者挨家挨户走访独居老人，送去御寒的衣物和新鲜的蔬菜水果，还帮他们打扫卫生、修理门窗、更换灯泡，\
///            一位老大爷写来感谢信说自己像在家里一样温暖，邻里之间的来往也比从前多了不少。";
/// let other = "今年春天我们在河边种下三百棵柳树，孩子们给每一棵树挂上写有自己名字的木牌，约定每个周末轮流来浇水。";
/// let prints = [own, other, own].map(|text| Print::new([text]));
/// let found = alike(&prints);
/// assert_eq!(found.len(), 1);
/// assert_eq!(found[0].units, (0, 2));
/// ```
pub fn alike(prints: &[Print]) -> Vec<Alike> {
    let index = Index::new(prints);
    let mut found: Vec<Alike> = (0..prints.len()).flat_map(|first| index.partners(first)).collect();
    found.sort_by(|a, b| b.share().total_cmp(&a.share()).then(a.units.cmp(&b.units)));
    found
}

struct Index<'p> {
    prints: &'p [Print],
    /// The units that have a fingerprint, where it is more than one.
    holders: HashMap<u64, Vec<u32>>,
    /// The weight of each report's own text.
    totals: Vec<f64>,
}

impl<'p> Index<'p> {
    fn new(prints: &'p [Print]) -> Self {
        let mut all: Vec<(u64, u32)> = Vec::new();
        for (unit, print) in (0_u32..).zip(prints) {
            all.extend(print.marks.iter().map(|&(mark, _)| (mark, unit)));
        }
        all.sort_unstable();
        let mut holders = HashMap::new();
        for group in all.chunk_by(|a, b| a.0 == b.0) {
            if let [(mark, _), _, ..] = group {
                holders.insert(*mark, group.iter().map(|&(_, unit)| unit).collect());
            }
        }
        let mut index = Index { prints, holders, totals: Vec::new() };
        index.totals =
            prints.iter().map(|p| p.marks.iter().map(|&(mark, _)| index.weight(mark)).sum()).collect();
        index
    }

    /// 1 for what one or two units have, less for what more have, nothing for what more than half have.
    fn weight(&self, mark: u64) -> f64 {
        let all = self.prints.len();
        match self.holders.get(&mark).map_or(1, Vec::len) {
            0..=2 => 1.0,
            many if many * 2 > all => 0.0,
            many => (all as f64 / many as f64).ln() / (all as f64 / 2.0).ln(),
        }
    }

    /// The later reports that are like one.
    fn partners(&self, first: usize) -> Vec<Alike> {
        let Some(print) = self.prints.get(first) else { return Vec::new() };
        let mut common = vec![0.0; self.prints.len()];
        for (mark, _) in &print.marks {
            let Some(holders) = self.holders.get(mark).filter(|h| h.len() <= WIDEST) else { continue };
            let weight = self.weight(*mark);
            if weight > 0.0 {
                let behind = holders.partition_point(|&unit| unit as usize <= first);
                for &unit in holders.get(behind..).unwrap_or(&[]) {
                    if let Some(sum) = common.get_mut(unit as usize) {
                        *sum += weight;
                    }
                }
            }
        }
        let total = |unit: usize| self.totals.get(unit).copied().unwrap_or(0.0).max(1.0);
        let pairs = common.iter().enumerate().filter(|(_, common)| **common >= COMMON);
        let of = |(second, common): (usize, &f64)| Alike {
            units: (first, second),
            first: common / total(first),
            second: common / total(second),
            sentences: Vec::new(),
        };
        let mut found: Vec<Alike> = pairs.map(of).filter(|alike| alike.share() >= SHARE).collect();
        for alike in &mut found {
            alike.sentences = self.sentences(first, alike.units.1);
        }
        found
    }

    /// The first one's sentences that the second has too, in their order, without the template's.
    fn sentences(&self, first: usize, second: usize) -> Vec<String> {
        let (Some(print), Some(other)) = (self.prints.get(first), self.prints.get(second)) else {
            return Vec::new();
        };
        let mut sums: Vec<(f64, f64, f64)> = vec![(0.0, 0.0, 0.0); print.sentences.len()];
        for &(mark, sentence) in &print.marks {
            let Some((all, shared, own)) = sums.get_mut(sentence as usize) else { continue };
            let weight = self.weight(mark);
            *all += 1.0;
            *own += weight;
            if other.marks.binary_search_by_key(&mark, |(mark, _)| *mark).is_ok() {
                *shared += weight;
            }
        }
        let is_shared = |(all, shared, own): &(f64, f64, f64)| {
            *shared >= SENTENCE * own && *own >= 0.3 * all && *shared > 0.0
        };
        let rows = print.sentences.iter().zip(&sums).filter(|(_, sums)| is_shared(sums));
        rows.map(|(sentence, _)| sentence.clone()).take(SENTENCES).collect()
    }
}
