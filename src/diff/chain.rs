//! The heaviest chain of matches that run forward on both sides.

/// A possible match between an old and a new index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    /// The index on the old side.
    pub old: usize,
    /// The index on the new side.
    pub new: usize,
    /// How much the match is worth.
    pub weight: f32,
}

/// Of some matches, those that together weigh most while both indices grow strictly.
///
/// ```
/// use hongtou::diff::chain::{heaviest, Match};
/// let m = |old, new, weight| Match { old, new, weight };
/// // 0→2 crosses the two others; they weigh more together.
/// let chain = heaviest(vec![m(0, 2, 5.0), m(1, 0, 3.0), m(2, 1, 3.0)]);
/// assert_eq!(chain, [m(1, 0, 3.0), m(2, 1, 3.0)]);
/// ```
pub fn heaviest(mut matches: Vec<Match>) -> Vec<Match> {
    // For one old index the larger new index comes first: so no two of them can follow one another.
    matches.sort_by(|a, b| a.old.cmp(&b.old).then(b.new.cmp(&a.new)));
    let width = matches.iter().map(|m| m.new + 1).max().unwrap_or(0);
    let mut best = Prefixes::new(width);
    let mut before: Vec<Option<usize>> = Vec::with_capacity(matches.len());
    for (index, m) in matches.iter().enumerate() {
        let (weight, link) = best.up_to(m.new);
        before.push(link);
        best.offer(m.new, weight + m.weight, index);
    }
    let mut chain = Vec::new();
    let mut at = best.up_to(width).1;
    while let Some(index) = at {
        chain.extend(matches.get(index).copied());
        at = before.get(index).copied().flatten();
    }
    chain.reverse();
    chain
}

/// Maxima over prefixes (a Fenwick tree), each with the match that ends there.
struct Prefixes(Vec<(f32, Option<usize>)>);

impl Prefixes {
    fn new(width: usize) -> Self {
        Prefixes(vec![(0.0, None); width + 1])
    }

    /// The best chain that ends below `end`.
    fn up_to(&self, end: usize) -> (f32, Option<usize>) {
        let mut best = (0.0, None);
        let mut at = end;
        while at > 0 {
            if let Some(&entry) = self.0.get(at).filter(|entry| entry.0 > best.0) {
                best = entry;
            }
            at &= at - 1;
        }
        best
    }

    fn offer(&mut self, position: usize, weight: f32, index: usize) {
        let mut at = position + 1;
        while let Some(entry) = self.0.get_mut(at) {
            if weight > entry.0 {
                *entry = (weight, Some(index));
            }
            at += at & at.wrapping_neg();
        }
    }
}
