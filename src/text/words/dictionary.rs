//! The most probable route through a dictionary.
//!
//! The dictionary is a finite-state transducer from words to costs (negative logarithms of their
//! frequency), which is read where it lies in the binary: it takes no time to load. `dict.fst` is
//! made by `cargo run --example build_dict`; `own.txt` is our own list.

use super::{Class, Word, is_han};
use fst::raw::{CompiledAddr, Fst, Node, Output};
use std::ops::Range;
use std::sync::LazyLock;

/// Units of cost in one natural logarithm.
const SCALE: f64 = 3000.0;
/// The sum of all frequencies in the dictionary.
const TOTAL: f64 = 60_101_967.0;
/// The frequency that a word of our own list is given.
const OWN: f64 = 300_000.0;

static DICTIONARY: LazyLock<Option<Words<&'static [u8]>>> =
    LazyLock::new(|| Fst::new(include_bytes!("dict.fst").as_slice()).ok().map(Words::new));

static OWN_WORDS: LazyLock<Option<Words<Vec<u8>>>> = LazyLock::new(|| {
    let mut words: Vec<&str> = include_str!("own.txt").lines().map(str::trim).collect();
    words.retain(|word| !word.is_empty() && !word.starts_with('#'));
    words.sort_unstable();
    words.dedup();
    let cost = cost(OWN);
    Fst::from_iter_map(words.into_iter().map(|word| (word, cost))).ok().map(Words::new)
});

fn cost(frequency: f64) -> u64 {
    ((TOTAL.ln() - frequency.ln()) * SCALE).round() as u64
}

/// A list of words, with the ways that its words begin.
struct Words<D> {
    fst: Fst<D>,
    /// For the first two bytes of a Chinese character (of three): the node there and the output so far.
    starts: Vec<Option<(CompiledAddr, Output)>>,
}

/// The lead bytes of Chinese characters in UTF-8, from E3 to E9, each with 64 second bytes.
const LEADS: std::ops::RangeInclusive<u8> = 0xE3..=0xE9;

impl<D: AsRef<[u8]>> Words<D> {
    fn new(fst: Fst<D>) -> Self {
        let two = |lead: u8, second: u8| {
            let mut walk = Walk { fst: &fst, node: fst.root(), output: Output::zero() };
            walk.feed(&[lead, second]).then(|| (walk.node.addr(), walk.output))
        };
        let starts = LEADS.flat_map(|lead| (0x80..0xC0).map(move |second| two(lead, second))).collect();
        Words { fst, starts }
    }

    /// The way to the end of a first unit; `None` where no word begins so.
    fn start(&self, bytes: &[u8]) -> Option<Walk<'_, D>> {
        let mut walk = Walk { fst: &self.fst, node: self.fst.root(), output: Output::zero() };
        if let [lead, second, rest @ ..] = bytes
            && LEADS.contains(lead)
        {
            let index = usize::from(lead - LEADS.start()) * 64 + usize::from(second.saturating_sub(0x80));
            let (address, output) = (*self.starts.get(index)?)?;
            (walk.node, walk.output) = (self.fst.node(address), output);
            return walk.feed(rest).then_some(walk);
        }
        walk.feed(bytes).then_some(walk)
    }
}

/// A way down one transducer.
struct Walk<'f, D> {
    fst: &'f Fst<D>,
    node: Node<'f>,
    output: Output,
}

impl<D: AsRef<[u8]>> Walk<'_, D> {
    /// Goes on by some bytes; `false` where no word goes on so.
    fn feed(&mut self, bytes: &[u8]) -> bool {
        for &byte in bytes {
            let Some(index) = self.node.find_input(byte) else { return false };
            let transition = self.node.transition(index);
            self.output = self.output.cat(transition.out);
            self.node = self.fst.node(transition.addr);
        }
        true
    }

    /// The cost of the word that ends here.
    fn cost(&self) -> Option<u64> {
        self.node.is_final().then(|| self.output.cat(self.node.final_output()).value())
    }
}

/// Whether a word that starts at `start` ends behind `end`.
pub(super) fn reaches_past(text: &str, start: usize, end: usize) -> bool {
    fn in_one<D: AsRef<[u8]>>(words: Option<&Words<D>>, text: &str, start: usize, end: usize) -> bool {
        let begun = words.and_then(|words| words.start(text.get(start..end).unwrap_or("").as_bytes()));
        let Some(mut walk) = begun else { return false };
        for byte in text.as_bytes().get(end..).unwrap_or(&[]) {
            if !walk.feed(std::slice::from_ref(byte)) {
                return false;
            }
            if walk.cost().is_some() {
                return true;
            }
        }
        false
    }
    in_one(DICTIONARY.as_ref(), text, start, end) || in_one(OWN_WORDS.as_ref(), text, start, end)
}

/// The best way on from one unit: its cost to the end, and the unit where the first word ends.
#[derive(Clone, Copy)]
struct Step {
    cost: u64,
    next: u32,
}

/// The search for the best route, with its memory.
#[derive(Default)]
pub(super) struct Route {
    /// Where each unit (a Chinese character, a word of an alphabet) starts, and the end.
    units: Vec<usize>,
    steps: Vec<Step>,
}

impl Route {
    /// Appends the words of a stretch of Chinese characters and letters.
    pub(super) fn cut(&mut self, text: &str, range: Range<usize>, out: &mut Vec<Word>) {
        self.find_units(text, range);
        self.search(text);
        let mut at = 0;
        while let (Some(step), Some(&start)) = (self.steps.get(at), self.units.get(at)) {
            let Some(&end) = self.units.get(step.next as usize) else { break };
            if start == end {
                break;
            }
            let han = text.get(start..end).is_some_and(|word| word.chars().any(is_han));
            out.push(Word { start, end, class: if han { Class::Han } else { Class::Latin } });
            at = step.next as usize;
        }
    }

    fn find_units(&mut self, text: &str, range: Range<usize>) {
        self.units.clear();
        let mut in_latin = false;
        for (offset, c) in text.get(range.clone()).unwrap_or("").char_indices() {
            let han = is_han(c);
            if han || !in_latin {
                self.units.push(range.start + offset);
            }
            in_latin = !han;
        }
        self.units.push(range.end);
    }

    /// Fills `steps` from the end: of the words that start at a unit, the one with the least cost.
    fn search(&mut self, text: &str) {
        let count = self.units.len().saturating_sub(1);
        let unknown = cost(1.0);
        self.steps.clear();
        self.steps.resize(count + 1, Step { cost: 0, next: count as u32 });
        for at in (0..count).rev() {
            let mut best = Step { cost: u64::MAX, next: at as u32 + 1 };
            self.offer(DICTIONARY.as_ref(), text, at, &mut best);
            self.offer(OWN_WORDS.as_ref(), text, at, &mut best);
            if best.cost == u64::MAX {
                best.cost = unknown + self.steps.get(at + 1).map_or(0, |step| step.cost);
            }
            if let Some(step) = self.steps.get_mut(at) {
                *step = best;
            }
        }
    }

    fn offer<D: AsRef<[u8]>>(&self, words: Option<&Words<D>>, text: &str, at: usize, best: &mut Step) {
        let unit = |index: usize| match (self.units.get(index), self.units.get(index + 1)) {
            (Some(&start), Some(&end)) => text.as_bytes().get(start..end),
            _ => None,
        };
        let begun = words.zip(unit(at)).and_then(|(words, bytes)| words.start(bytes));
        let Some(mut walk) = begun else { return };
        for next in at + 1.. {
            if let (Some(cost), Some(rest)) = (walk.cost(), self.steps.get(next)) {
                let cost = cost + rest.cost;
                if cost <= best.cost {
                    *best = Step { cost, next: next as u32 };
                }
            }
            if !unit(next).is_some_and(|bytes| walk.feed(bytes)) {
                return;
            }
        }
    }
}
