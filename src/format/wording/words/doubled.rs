//! WD01: words written twice.

use super::super::Finding;
use super::super::scan::Text;
use crate::text::punct::is_han;

/// Single characters that never stand twice as words.
const SINGLE: &[char] = &[
    '的', '了', '在', '是', '和', '与', '及', '把', '被', '将', '对', '于', '为', '从', '由', '等', '地',
    '其', '并', '向', '以', '我',
];

/// Words that may stand twice: 研究研究, 很多很多.
const TWICE: &[&str] = &[
    "研究", "讨论", "商量", "考虑", "了解", "休息", "准备", "打听", "收拾", "锻炼", "打扫", "体验", "交流",
    "学习", "很多", "非常", "十分", "许多", "多少", "无数", "哈哈", "嘻嘻", "好好", "慢慢", "天天", "人人",
    "年年", "处处", "时时", "层层", "步步", "点点", "声声", "代代", "家家", "户户", "加油", "永远", "前进",
    "宝贝", "检讨", "反思", "总结", "分享", "感受", "放松", "娱乐", "感谢", "谢谢", "再见", "辛苦", "不断",
    "要求",
];

/// 的的, 工作工作, 精神文明建设精神文明建设; not 学习习近平, 人人, 一个一个.
pub(super) fn doubled(text: &Text<'_>, out: &mut Vec<Finding>) {
    const LONGEST: usize = 12;
    let mut at = 0;
    while at + 1 < text.len() {
        let c = text.at(at);
        if !is_han(c) {
            at += 1;
            continue;
        }
        if text.at(at + 1) == c && SINGLE.contains(&c) && is_single(text, at) {
            out.push(again(text, at, 1));
            at += 2;
            continue;
        }
        let twice = (2..=LONGEST).find(|n| text.at(at + n) == c && repeats(text, at, *n));
        match twice {
            Some(n) => {
                out.push(again(text, at, n));
                at += 2 * n;
            }
            None => at += 1,
        }
    }
}

fn again(text: &Text<'_>, at: usize, length: usize) -> Finding {
    let word = text.string(at..at + length);
    text.finding("WD01", at..at + 2 * length)
        .note(format!("“{word}”重复"), format!("{word} is written twice"))
        .suggest(at + length..at + 2 * length, "")
}

/// Whether both characters are words of their own: not so in 了了解 and 是是非非.
fn is_single(text: &Text<'_>, at: usize) -> bool {
    let c = text.at(at);
    text.is_word(at..at + 1) && text.is_word(at + 1..at + 2) && text.back(at, 1) != c && text.at(at + 2) != c
}

fn repeats(text: &Text<'_>, at: usize, length: usize) -> bool {
    let first = text.slice(at..at + length);
    if first.len() < length
        || first != text.slice(at + length..at + 2 * length)
        || !first.iter().all(|c| is_han(*c))
    {
        return false;
    }
    let word: String = first.iter().collect();
    let numbers = first.iter().all(|c| super::super::scan::is_numeral(*c));
    let idiom = first.first() == Some(&'一')
        || numbers
        || first.iter().all(|c| first.first() == Some(c))
        || TWICE.contains(&word.as_str());
    // A third time is an outcry or a slogan.
    let thrice = text.starts(at + 2 * length, &word);
    // Two dates side by side: 年月日年月日.
    let whole_line = at == text.first() && text.last() == at + 2 * length;
    !idiom
        && !thrice
        && !whole_line
        && [at, at + length, at + 2 * length].into_iter().all(|edge| text.is_boundary(edge))
}
