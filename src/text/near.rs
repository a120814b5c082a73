//! Near names: “did you mean”.

/// So many candidates are looked at.
const MOST: usize = 2000;

/// The candidate nearest to a name, if one is near enough: at most a third of its characters differ, or one
/// contains the other. Names are compared in the form that `fold` gives them.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a str>,
    fold: fn(&str) -> String,
) -> Option<String> {
    let wanted: Vec<char> = fold(name).chars().collect();
    let scored = candidates.take(MOST).filter(|c| *c != name).filter_map(|candidate| {
        let found: Vec<char> = fold(candidate).chars().collect();
        let longest = wanted.len().max(found.len());
        let limit = if longest <= 2 { 1 } else { longest.div_ceil(3) };
        let shared = wanted.iter().filter(|c| found.contains(c)).count();
        let inside =
            wanted.len().min(found.len()) >= 2 && (contains(&wanted, &found) || contains(&found, &wanted));
        // What is not shared has to be edited: most names are too far without counting edits.
        if shared == 0 || !(inside || wanted.len() - shared <= limit) {
            return None;
        }
        let distance = distance(&wanted, &found);
        (distance <= limit || inside).then_some((distance, candidate))
    });
    scored.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate.to_string())
}

fn contains(outer: &[char], inner: &[char]) -> bool {
    outer.windows(inner.len().max(1)).any(|w| w == inner)
}

/// Edits (insertions, deletions, replacements, swaps of neighbours) from one word to another.
fn distance(a: &[char], b: &[char]) -> usize {
    let width = b.len() + 1;
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..width).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], k: usize| row.get(k).copied().unwrap_or(usize::MAX / 2);
            let mut best =
                (at(&last, j) + usize::from(x != y)).min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}
