//! Compiles jieba's word list into `src/text/words/dict.fst`.
//!
//! usage: `cargo run --example build_dict -- DICT.TXT`, where DICT.TXT is `jieba/dict.txt` of the
//! PyPI package jieba 0.42.1 (MIT): a word, its frequency and its class on each line.

use std::collections::BTreeMap;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: build_dict DICT.TXT")?;
    let mut words = BTreeMap::new();
    let mut total = 0.0;
    for line in std::fs::read_to_string(path)?.lines() {
        let mut fields = line.split(' ');
        let (Some(word), Some(frequency)) = (fields.next(), fields.next()) else { continue };
        let frequency: f64 = frequency.parse()?;
        total += frequency;
        if frequency > 0.0 {
            words.insert(word.to_string(), frequency);
        }
    }
    let costs = words.iter().map(|(word, frequency)| (word, cost(total, *frequency)));
    let dictionary = fst::raw::Fst::from_iter_map(costs)?;
    let out = concat!(env!("CARGO_MANIFEST_DIR"), "/src/text/words/dict.fst");
    std::fs::write(out, dictionary.as_bytes())?;
    println!("{} words, total {total}, {} bytes", words.len(), dictionary.size());
    Ok(())
}

/// The cost of a word: 3000 units for each natural logarithm, as `text::words` reads it.
fn cost(total: f64, frequency: f64) -> u64 {
    ((total.ln() - frequency.ln()) * 3000.0).round() as u64
}
