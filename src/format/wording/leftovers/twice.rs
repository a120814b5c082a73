//! LO08: a paragraph that stands twice.

use super::super::Finding;
use super::super::rules::Reading;
use super::super::scan::Text;
use crate::text::punct::is_han;
use std::collections::HashMap;

/// The fewest Chinese characters of a paragraph that nobody writes twice.
const LONG: usize = 40;

pub(super) fn paragraphs(reading: &Reading<'_>, out: &mut Vec<Finding>) {
    let mut seen: HashMap<&str, &Text<'_>> = HashMap::new();
    for text in reading.body().filter(|text| text.prose && text.len() >= LONG) {
        if text.chars.iter().filter(|c| is_han(**c)).count() < LONG {
            continue;
        }
        if let Some(first) = seen.get(text.of.text.trim()) {
            let (zh, en) = ("与前文的一段完全相同", "the same as a paragraph before");
            let head: String = first.chars.iter().skip(first.first()).take(10).collect();
            out.push(
                text.finding("LO08", text.first()..text.last())
                    .note(format!("{zh}（“{head}……”）"), format!("{en} ({head}…)")),
            );
        } else {
            seen.insert(text.of.text.trim(), text);
        }
    }
}
