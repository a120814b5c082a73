//! Class and width of characters, and the full-width and half-width twins of punctuation.
//!
//! ```
//! use hongtou::text::punct::{self, Class};
//! assert_eq!(punct::class('，'), Class::FullPunct);
//! assert_eq!(punct::full_twins(','), &['，']);
//! assert_eq!(punct::fold('％'), '%');
//! ```

use unicode_width::UnicodeWidthChar;

/// What kind of character it is, as far as Chinese typesetting cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// A Chinese character, 〇 and 々 included.
    Han,
    /// A letter or mark of another script: Latin, Greek, kana and so on.
    Letter,
    /// A digit, half-width or full-width.
    Digit,
    /// ASCII punctuation or symbol.
    HalfPunct,
    /// Chinese or full-width punctuation, the curly quotes, … and — included.
    FullPunct,
    /// White space, the ideographic and the no-break space included.
    Space,
    /// Control characters, symbols, marks such as ① and anything else.
    Other,
}

/// Whether a character is a Chinese one: the unified ideographs with all extensions, the
/// compatibility ideographs, 〇 and 々.
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{3005}' | '\u{3007}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

/// The class of a character.
pub fn class(c: char) -> Class {
    match c {
        '0'..='9' | '\u{FF10}'..='\u{FF19}' => Class::Digit,
        _ if c.is_whitespace() => Class::Space,
        _ if c.is_ascii_punctuation() => Class::HalfPunct,
        _ if is_full_punct(c) => Class::FullPunct,
        _ if is_han(c) => Class::Han,
        _ if c.is_alphabetic() => Class::Letter,
        _ => Class::Other,
    }
}

fn is_full_punct(c: char) -> bool {
    matches!(c,
        '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301F}' | '\u{30FB}'
        | '\u{FE10}'..='\u{FE19}' | '\u{FE30}'..='\u{FE6B}'
        | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF40}'
        | '\u{FF5B}'..='\u{FF65}' | '\u{FFE0}'..='\u{FFE6}'
        | '\u{2010}'..='\u{2016}' | '\u{2018}'..='\u{201F}' | '\u{2025}' | '\u{2026}' | '\u{00B7}')
}

/// How many half-width places a character takes in Chinese text: 0, 1 or 2.
///
/// What Unicode calls ambiguous (“ ” … — · ①) is full-width here, as in a document set in a
/// Chinese font; a terminal may differ.
pub fn width(c: char) -> usize {
    c.width_cjk().unwrap_or(0)
}

/// The half-width punctuation marks and what stands for each in Chinese text, the usual one first.
const TWINS: &[(char, &[char])] = &[
    (',', &['，', '、']),
    ('.', &['。', '．']),
    (':', &['：']),
    (';', &['；']),
    ('?', &['？']),
    ('!', &['！']),
    ('(', &['（']),
    (')', &['）']),
    ('[', &['［', '【', '〔']),
    (']', &['］', '】', '〕']),
    ('<', &['＜', '《', '〈']),
    ('>', &['＞', '》', '〉']),
    ('{', &['｛']),
    ('}', &['｝']),
    ('"', &['“', '”', '＂']),
    ('\'', &['‘', '’', '＇']),
    ('-', &['－', '—']),
    ('~', &['～']),
    ('%', &['％']),
    ('/', &['／']),
    ('\\', &['、', '＼']),
    ('|', &['｜']),
    ('+', &['＋']),
    ('=', &['＝']),
    ('*', &['＊']),
    ('&', &['＆']),
    ('#', &['＃']),
    ('@', &['＠']),
    ('$', &['￥', '＄']),
    ('^', &['＾']),
    ('_', &['＿']),
    ('`', &['｀']),
];

/// The full-width marks that a half-width one stands for, the usual one first; of quotes the opening
/// one before the closing one. Empty for anything else.
pub fn full_twins(half: char) -> &'static [char] {
    let found = TWINS.iter().find(|(h, _)| *h == half);
    // A lone comma or stop is meant as itself: 、 and ．are told apart by sense, not by the key.
    match (half, found) {
        (',', Some((_, twins))) | ('.', Some((_, twins))) => twins.get(..1).unwrap_or(&[]),
        (_, Some((_, twins))) => twins,
        (_, None) => &[],
    }
}

/// The half-width mark on the key that also gives this full-width one.
pub fn half_twin(full: char) -> Option<char> {
    TWINS.iter().find(|(_, twins)| twins.contains(&full)).map(|(half, _)| *half)
}

/// The ASCII twin of a full-width form (Ａ１％，．) or of the ideographic space and the minus sign;
/// everything else, Chinese stops and quotes too, stays.
pub fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        '−' => '-',
        _ => c,
    }
}

/// A character's ASCII twin: full-width forms, the ideographic and no-break spaces, curly quotes and
/// Chinese stops become what an English keyboard types; everything else stays.
///
/// One character for one, so positions hold.
pub fn fold(c: char) -> char {
    match c {
        '\u{00A0}' | '\u{2007}' | '\u{202F}' | '\u{2000}'..='\u{2006}' | '\u{2008}'..='\u{200A}' => ' ',
        '“' | '”' | '„' | '‟' => '"',
        '‘' | '’' | '‚' | '‛' => '\'',
        '、' => ',',
        '。' => '.',
        '【' => '[',
        '】' => ']',
        '￥' => '¥',
        '‐' | '‑' | '‒' | '–' => '-',
        _ => narrow(c),
    }
}

/// The pairs of marks that enclose something.
const PAIRS: &[(char, char)] = &[
    ('（', '）'),
    ('(', ')'),
    ('“', '”'),
    ('‘', '’'),
    ('《', '》'),
    ('〈', '〉'),
    ('〔', '〕'),
    ('【', '】'),
    ('［', '］'),
    ('[', ']'),
    ('「', '」'),
    ('『', '』'),
    ('｛', '｝'),
    ('{', '}'),
    ('〖', '〗'),
];

/// The mark that closes what this one opens.
pub fn closing(open: char) -> Option<char> {
    PAIRS.iter().find(|(o, _)| *o == open).map(|(_, close)| *close)
}

/// The mark that opens what this one closes.
pub fn opening(close: char) -> Option<char> {
    PAIRS.iter().find(|(_, c)| *c == close).map(|(open, _)| *open)
}
