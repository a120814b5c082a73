//! Classes of fonts by their names.

use crate::format::fonts::FontSet;

/// The class that a font's name tells; `None` for one that tells none.
pub(super) fn class(name: &str) -> Option<FontSet> {
    let lower = name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["小标宋", "xiaobiaosong", "中宋", "zhongsong", "大标宋"]) {
        Some(FontSet::Title)
    } else if has(&["仿宋", "fangsong"]) {
        Some(FontSet::Body)
    } else if has(&["黑体", "simhei", "heiti"]) {
        Some(FontSet::Hei)
    } else if has(&["楷体", "kaiti", "楷_", "方正楷"]) {
        Some(FontSet::Kai)
    } else if has(&["宋体", "simsun", "songti", "宋"]) {
        Some(FontSet::Song)
    } else {
        None
    }
}

/// Whether two names are of one class, or the same.
pub(super) fn alike(a: &str, b: &str) -> bool {
    a == b || (class(a).is_some() && class(a) == class(b))
}

/// A font's name for a reader.
pub(super) fn shown(name: &str) -> &str {
    if name.is_empty() { "（未指定字体）" } else { name }
}

/// The name of a class.
pub(super) fn name(set: FontSet) -> (&'static str, &'static str) {
    match set {
        FontSet::Title => ("小标宋体", "小标宋 (title Song)"),
        FontSet::Body => ("仿宋体", "仿宋 (FangSong)"),
        FontSet::Hei => ("黑体", "黑体 (SimHei)"),
        FontSet::Kai => ("楷体", "楷体 (KaiTi)"),
        FontSet::Song => ("宋体", "宋体 (SimSun)"),
    }
}
