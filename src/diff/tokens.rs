//! Text as tokens: what a change consists of, and never cuts.

use crate::text::words::{Class, Cutter, Word};

/// The mark that ends a paragraph in a text that is compared.
pub const MARK: char = '\u{2029}';
/// Stands for what is no text: a picture, a field, a note's reference.
pub const OBJECT: char = '\u{FFFC}';

/// The units in which changes are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum By {
    /// Chinese words, numbers with their units, words of an alphabet, marks.
    #[default]
    Word,
    /// Single characters.
    Char,
    /// Whole sentences.
    Sentence,
}

/// Differences of text that count for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Ignore {
    /// Blanks of any kind.
    pub space: bool,
    /// Whether punctuation and figures are full-width or ASCII.
    pub punctuation_width: bool,
    /// Upper and lower case.
    pub case: bool,
}

/// What part a token plays when changes are tidied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A word.
    Word,
    /// A number.
    Number,
    /// A particle such as 的 or 了.
    Particle,
    /// A blank.
    Space,
    /// A mark inside a clause: quotes, brackets, 、.
    Mark,
    /// A mark that ends a clause: ，：.
    Clause,
    /// A mark that ends a sentence: 。！？；.
    Sentence,
    /// A paragraph's end.
    Paragraph,
    /// What is no text.
    Object,
}

/// A token: where it is in its text, and what it equals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// The first byte.
    pub start: u32,
    /// The byte behind the last one.
    pub end: u32,
    /// Equal for what counts as equal.
    pub key: u64,
    /// How many characters.
    pub chars: u32,
    /// Its part.
    pub role: Role,
}

/// Cuts texts into tokens by one set of options.
pub struct Tokenizer {
    by: By,
    ignore: Ignore,
    cutter: Cutter,
    words: Vec<Word>,
}

impl Tokenizer {
    /// A tokenizer for a unit, with what it ignores.
    pub fn new(by: By, ignore: Ignore) -> Self {
        Tokenizer { by, ignore, cutter: Cutter::default(), words: Vec::new() }
    }

    /// The tokens of a text; blanks are left out where they are ignored.
    ///
    /// ```
    /// use hongtou::diff::tokens::{By, Ignore, Tokenizer};
    /// let text = "提高3.2%。";
    /// let tokens = Tokenizer::new(By::Word, Ignore::default()).cut(text);
    /// let words: Vec<&str> = tokens.iter().map(|t| t.of(text)).collect();
    /// assert_eq!(words, ["提高", "3.2%", "。"]);
    /// ```
    pub fn cut(&mut self, text: &str) -> Vec<Token> {
        self.words.clear();
        let mut words = std::mem::take(&mut self.words);
        self.cutter.cut(text, &mut words);
        let mut tokens = match self.by {
            By::Word => {
                words.iter().map(|w| self.token(text, w.start, w.end, role(w.of(text), w.class))).collect()
            }
            By::Char => self.chars(text, &words),
            By::Sentence => self.sentences(text, &words),
        };
        if self.ignore.space {
            tokens.retain(|t| t.role != Role::Space);
        }
        self.words = words;
        tokens
    }

    pub(super) fn token(&self, text: &str, start: usize, end: usize, role: Role) -> Token {
        let part = text.get(start..end).unwrap_or("");
        let chars = part.chars().count() as u32;
        Token { start: start as u32, end: end as u32, key: self.key(part), chars, role }
    }

    fn chars(&self, text: &str, words: &[Word]) -> Vec<Token> {
        let mut out = Vec::with_capacity(text.len() / 2);
        for word in words {
            for (offset, c) in word.of(text).char_indices() {
                let start = word.start + offset;
                let end = start + c.len_utf8();
                out.push(self.token(text, start, end, role(text.get(start..end).unwrap_or(""), word.class)));
            }
        }
        out
    }

    fn sentences(&self, text: &str, words: &[Word]) -> Vec<Token> {
        let mut out = Vec::new();
        let mut start = 0;
        let mut ended = false;
        for word in words {
            let role = role(word.of(text), word.class);
            let alone = matches!(role, Role::Paragraph | Role::Object);
            if (ended && role != Role::Sentence || alone) && start < word.start {
                out.push(self.token(text, start, word.start, Role::Word));
                start = word.start;
            }
            ended = role == Role::Sentence;
            if alone {
                out.push(self.token(text, start, word.end, role));
                start = word.end;
            }
        }
        if start < text.len() {
            out.push(self.token(text, start, text.len(), Role::Word));
        }
        out
    }

    /// The key of a stretch of text under the options.
    pub fn key(&self, part: &str) -> u64 {
        let mut hash = Hash::default();
        for c in part.chars() {
            let c = if self.ignore.punctuation_width { narrow(c) } else { c };
            if self.ignore.space && c.is_whitespace() && c != MARK {
                continue;
            }
            if self.ignore.case && c.is_uppercase() {
                c.to_lowercase().for_each(|c| hash.add(u64::from(u32::from(c))));
            } else {
                hash.add(u64::from(u32::from(c)));
            }
        }
        hash.0
    }
}

impl Token {
    /// The token's text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

/// A 64-bit hash, good enough to stand for equality within two documents, the same in every run.
#[derive(Clone, Copy, Debug)]
pub struct Hash(pub u64);

impl Default for Hash {
    fn default() -> Self {
        Hash(0x51_7C_C1_B7_27_22_0A_95)
    }
}

impl Hash {
    /// Adds a value.
    pub fn add(&mut self, value: u64) {
        let mixed = (self.0 ^ value).wrapping_mul(0x9FB2_1C65_1E98_DF25);
        self.0 = mixed ^ (mixed >> 32);
    }

    /// Adds bytes and their number.
    pub fn bytes(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            for (to, from) in word.iter_mut().zip(chunk) {
                *to = *from;
            }
            self.add(u64::from_le_bytes(word));
        }
        self.add(bytes.len() as u64);
    }
}

/// The hash of bytes.
pub fn hash(bytes: &[u8]) -> u64 {
    let mut hash = Hash::default();
    hash.bytes(bytes);
    hash.0
}

fn role(text: &str, class: Class) -> Role {
    let first = text.chars().next().unwrap_or(' ');
    match class {
        Class::Number => Role::Number,
        Class::Space if first == MARK => Role::Paragraph,
        Class::Space => Role::Space,
        Class::Other if first == OBJECT => Role::Object,
        Class::Punctuation => match first {
            '。' | '！' | '？' | '；' | '!' | '?' | ';' | '…' | '｡' => Role::Sentence,
            '，' | ',' | '：' | ':' => Role::Clause,
            _ => Role::Mark,
        },
        _ if is_particle(text) => Role::Particle,
        _ => Role::Word,
    }
}

fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "的" | "地" | "得" | "了" | "着" | "过" | "之" | "所" | "们" | "等" | "吗" | "呢" | "吧" | "啊"
    )
}

/// The ASCII twin of a full-width mark, letter or figure.
fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{A0}' => ' ',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '。' => '.',
        '、' => ',',
        '【' => '[',
        '】' => ']',
        _ => c,
    }
}
