//! The words that say how exact a figure is.

/// A word that says the figure is not exact, or how it was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Modifier {
    /// 约, 大约
    About,
    /// 近, 将近, 接近
    Near,
    /// 达, 达到
    Reached,
    /// 余, 多 after it; 超, 超过, 逾 before it
    Over,
    /// 不到, 不足
    Under,
    /// 至少
    AtLeast,
    /// 至多, 最多
    AtMost,
}

/// The words before a number that modify it, longer ones first, with what they must not follow.
const BEFORE: &[(&str, Modifier, &[char])] = &[
    ("超过", Modifier::Over, &[]),
    ("大约", Modifier::About, &[]),
    ("将近", Modifier::Near, &[]),
    ("接近", Modifier::Near, &[]),
    ("达到", Modifier::Reached, &[]),
    ("不到", Modifier::Under, &[]),
    ("不足", Modifier::Under, &[]),
    ("至少", Modifier::AtLeast, &[]),
    ("至多", Modifier::AtMost, &[]),
    ("最多", Modifier::AtMost, &[]),
    ("约", Modifier::About, &['节', '预', '签', '公', '条', '合', '契', '违', '制', '集', '履', '特', '邀']),
    ("近", Modifier::Near, &['附', '最', '邻', '亲', '靠', '临', '远']),
    ("达", Modifier::Reached, &['发', '表', '传', '通', '下', '抵', '直', '到', '送']),
    ("超", Modifier::Over, &['赶', '高']),
    ("逾", Modifier::Over, &[]),
];

/// The modifier at the end of a text, and what stands before it.
pub(super) fn before(before: &str) -> Option<(Modifier, &str)> {
    BEFORE.iter().find_map(|(word, modifier, not_after)| {
        let rest = before.strip_suffix(word)?;
        (!rest.ends_with(*not_after)).then_some((*modifier, rest))
    })
}
