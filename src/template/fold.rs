//! Reads the inside of a tag as it was meant: full-width punctuation and no-break spaces as their ASCII
//! twins, curly quotes as straight ones, and field names that are no identifiers as names.

use super::lexer::string_len;
use std::collections::BTreeSet;

/// Code for the expression engine, and where each of its bytes comes from.
#[derive(Clone, Debug, Default)]
pub(super) struct Code {
    pub text: String,
    /// For each byte of `text`, the byte of the tag's inside that it comes from.
    map: Vec<u32>,
    /// Field names that are no identifiers: as written.
    pub odd_names: Vec<String>,
}

impl Code {
    /// The byte of the inside that a byte of the code comes from.
    pub(super) fn origin(&self, byte: usize) -> usize {
        match self.map.get(byte) {
            Some(&at) => at as usize,
            None => self.map.last().map_or(0, |&at| at as usize + 1),
        }
    }

    /// Drops bytes from the code's beginning.
    pub(super) fn trim_start(&mut self, bytes: usize) {
        self.text.drain(..bytes);
        self.map.drain(..bytes.min(self.map.len()));
    }

    fn push(&mut self, text: &str, origin: usize) {
        self.text.push_str(text);
        self.map.extend(std::iter::repeat_n(origin as u32, text.len()));
    }

    /// Copies text that stands for itself.
    fn copy(&mut self, text: &str, origin: usize) {
        self.text.push_str(text);
        self.map.extend((0..text.len()).map(|i| (origin + i) as u32));
    }
}

/// Names that are called: global functions and macros. A full-width bracket after one opens a call.
pub(super) struct Callables<'a> {
    pub functions: &'a BTreeSet<String>,
    pub macros: &'a BTreeSet<String>,
}

/// Methods that values have; a bracket after one opens a call.
const METHODS: &[&str] = &[
    "items",
    "keys",
    "values",
    "get",
    "format",
    "upper",
    "lower",
    "title",
    "capitalize",
    "strip",
    "lstrip",
    "rstrip",
    "split",
    "splitlines",
    "replace",
    "startswith",
    "endswith",
    "find",
    "rfind",
    "count",
    "join",
    "isalnum",
    "isalpha",
    "isascii",
    "isdigit",
    "islower",
    "isupper",
    "isnumeric",
    "isspace",
    "cycle",
    "changed",
    "append",
    "strftime",
];

impl Callables<'_> {
    fn has(&self, name: &str) -> bool {
        self.functions.contains(name)
            || self.macros.contains(name)
            || matches!(name, "loop" | "caller" | "super")
    }
}

/// Folds the inside of a tag.
pub(super) fn fold(inner: &str, callables: &Callables<'_>) -> Code {
    if is_plain_path(inner.trim_matches(' ')) {
        let mut code = Code::default();
        code.copy(inner, 0);
        return code;
    }
    let mut folder =
        Folder { inner, at: 0, code: Code::default(), callables, previous: Previous::Start, base: None };
    while folder.at < inner.len() {
        folder.step();
    }
    folder.code
}

/// A path of common letters: nothing to fold.
fn is_plain_path(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic() || c == '_' || ('\u{4e00}'..='\u{9fff}').contains(&c);
    let step = |s: &str| s.starts_with(letter) && s.chars().all(|c| letter(c) || c.is_ascii_digit());
    text.split('.').all(step)
}

/// What the token before was: it decides how a name is read.
#[derive(Clone, Copy, PartialEq)]
enum Previous {
    Start,
    /// `|` or `is`: a filter's or test's name follows.
    Pipe,
    /// `.`: an attribute follows.
    Dot,
    /// A name or a closing bracket.
    Operand,
    Other,
}

struct Folder<'a> {
    inner: &'a str,
    at: usize,
    code: Code,
    callables: &'a Callables<'a>,
    previous: Previous,
    /// Where in the code the path that is being read begins.
    base: Option<usize>,
}

impl Folder<'_> {
    fn rest(&self) -> &str {
        self.inner.get(self.at..).unwrap_or("")
    }

    fn step(&mut self) {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else { return };
        if let Some(len) = string_len(rest) {
            self.string(len);
        } else if invisible(c) {
            self.at += c.len_utf8();
        } else if c.is_whitespace() {
            self.code.push(" ", self.at);
            self.at += c.len_utf8();
        } else if name_char(c) {
            self.name();
        } else {
            self.punctuation(c);
        }
    }

    fn string(&mut self, len: usize) {
        let literal = self.rest().get(..len).unwrap_or("").to_string();
        let mut chars = literal.chars();
        let (open, close) = (chars.next().unwrap_or('"'), chars.next_back().unwrap_or('"'));
        if open == close && matches!(open, '"' | '\'') {
            self.code.copy(&literal, self.at);
        } else {
            let quote = if matches!(open, '‘' | '’' | '＇') { '\'' } else { '"' };
            let mut at = self.at;
            self.code.push(quote.encode_utf8(&mut [0; 4]), at);
            at += open.len_utf8();
            for c in chars {
                if c == quote {
                    self.code.push("\\", at);
                }
                self.code.push(c.encode_utf8(&mut [0; 4]), at);
                at += c.len_utf8();
            }
            self.code.push(quote.encode_utf8(&mut [0; 4]), at);
        }
        self.at += len;
        self.previous = Previous::Operand;
        self.base = None;
    }

    fn punctuation(&mut self, c: char) {
        let twin = twin(c);
        let start = self.code.text.len();
        self.code.push(&twin, self.at);
        self.at += c.len_utf8();
        self.previous = match twin.as_str() {
            "|" => Previous::Pipe,
            "." => Previous::Dot,
            ")" | "]" | "}" => Previous::Operand,
            _ => Previous::Other,
        };
        if twin != "." && !matches!(twin.as_str(), ")" | "]" | "[" | "(") {
            self.base = None;
        }
        debug_assert!(self.code.text.len() >= start);
    }

    /// A run of name characters, with what belongs to it: `金额（万元）`, `党员数/人`, `2024年人数`.
    fn name(&mut self) {
        let from = self.at;
        let rest = self.rest();
        let word_len = rest.find(|c| !name_char(c)).unwrap_or(rest.len());
        let word = rest.get(..word_len).unwrap_or("");
        let number =
            word.chars().all(|c| c.is_ascii_digit() || ('０'..='９').contains(&c)) || is_number(word);
        let after_pipe = self.previous == Previous::Pipe;
        let method = self.previous == Previous::Dot && METHODS.contains(&word);
        let called = (self.previous != Previous::Dot && self.callables.has(word)) || method || after_pipe;
        let len = if called || number { word_len } else { extended(rest, word_len) };
        let name = rest.get(..len).unwrap_or("").to_string();
        let odd = !number && !called && is_odd(&name);
        self.at += len;
        if odd {
            self.odd(&name, from);
        } else if !called && !number && self.slash(&name, from) {
        } else {
            if self.previous != Previous::Dot {
                self.base = Some(self.code.text.len());
            }
            for (i, c) in name.char_indices() {
                let twin = if ('！'..='～').contains(&c) { twin(c) } else { c.to_string() };
                self.code.push(&twin, from + i);
            }
        }
        self.previous = if name == "is" { Previous::Pipe } else { Previous::Operand };
        if matches!(name.as_str(), "not")
            && self.code.text.trim_end_matches("not").trim_end().ends_with(" is")
        {
            self.previous = Previous::Pipe;
        }
        if matches!(name.as_str(), "in" | "and" | "or" | "not" | "if" | "else" | "for" | "set" | "elif") {
            self.base = None;
        }
    }

    /// Writes a name that is no identifier as a look-up in what stands before it.
    fn odd(&mut self, name: &str, from: usize) {
        self.code.odd_names.push(name.to_string());
        let base = self.take_base();
        let (start, base) = base.unwrap_or((self.code.text.len(), String::from("__data")));
        self.code.push(&format!("__at({base},{})", quoted(name)), from);
        self.base = Some(start);
    }

    /// After a dot: cuts the path before it out of the code and gives it back with its place.
    fn take_base(&mut self) -> Option<(usize, String)> {
        if self.previous != Previous::Dot {
            return None;
        }
        let start = self.base?;
        let path = self.code.text.get(start..)?.trim_end().strip_suffix('.')?.to_string();
        self.code.text.truncate(start);
        self.code.map.truncate(start);
        Some((start, path))
    }

    /// `党员数/人` is a name where it is a key of the data, else a division.
    fn slash(&mut self, name: &str, from: usize) -> bool {
        let rest = self.rest();
        let Some(tail) = rest.strip_prefix('/') else { return false };
        let len = tail.find(|c| !name_char(c)).unwrap_or(tail.len());
        let tail = tail.get(..len).unwrap_or("").to_string();
        let bare = |s: &str| s.chars().next().is_some_and(|c| !c.is_ascii());
        if !bare(name) || !bare(&tail) {
            return false;
        }
        let whole = format!("{name}/{tail}");
        let base = self.take_base();
        let (start, base, dot) = match base {
            Some((start, base)) => (start, base.clone(), format!("{base}.")),
            None => (self.code.text.len(), String::from("__data"), String::new()),
        };
        let key = quoted(&whole);
        self.code.push(&format!("(__at({base},{key}) if __has({base},{key}) else {dot}{name}/{tail})"), from);
        self.code.odd_names.push(whole.clone());
        self.at = from + whole.len();
        self.base = Some(start);
        true
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A number literal with an exponent, a base or separators.
fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) && word.is_ascii()
}

/// True for characters that a reader does not see.
pub(super) fn invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

fn name_char(c: char) -> bool {
    c == '_' || c.is_alphanumeric() || ('０'..='９').contains(&c)
}

/// The length of a name with the full-width brackets and slashes that belong to it.
fn extended(text: &str, mut len: usize) -> usize {
    loop {
        let rest = text.get(len..).unwrap_or("");
        if let Some(inside) = rest.strip_prefix('（') {
            let Some(close) = inside.find('）') else { return len };
            let content = inside.get(..close).unwrap_or("");
            let plain = |c: char| {
                name_char(c) || matches!(c, '/' | '／' | '%' | '％' | '·' | '-' | '、' | ' ' | '：' | '°')
            };
            if content.is_empty() || !content.chars().all(plain) {
                return len;
            }
            len += "（".len() + close + "）".len();
        } else if let Some(tail) = rest.strip_prefix('／') {
            let more = tail.find(|c| !name_char(c)).unwrap_or(tail.len());
            if more == 0 {
                return len;
            }
            len += "／".len() + more;
        } else {
            let more = rest.find(|c| !name_char(c)).unwrap_or(rest.len());
            if more == 0 {
                return len;
            }
            len += more;
        }
    }
}

/// True for a name that the expression engine cannot read as one.
fn is_odd(name: &str) -> bool {
    let digit = name.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
    digit
        || name.contains(['（', '／'])
        || name.chars().any(|c| ('！'..='～').contains(&c) && c.is_alphanumeric())
}

/// The ASCII twin of a punctuation mark as Chinese keyboards and Word's autocorrection make it.
fn twin(c: char) -> String {
    let twin = match c {
        '！'..='～' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '。' => '.',
        '【' | '〔' => '[',
        '】' | '〕' => ']',
        '《' | '〈' => '<',
        '》' | '〉' => '>',
        '–' | '—' | '−' | '\u{2010}' | '\u{2011}' => '-',
        '×' => '*',
        '÷' => '/',
        '≥' => return ">=".into(),
        '≤' => return "<=".into(),
        '≠' => return "!=".into(),
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        _ => c,
    };
    twin.to_string()
}

/// A name folded for comparison: full-width characters as their ASCII twins, without blanks.
pub(crate) fn fold_name(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !invisible(*c))
        .map(|c| if ('！'..='～').contains(&c) { char::from_u32(c as u32 - 0xfee0).unwrap_or(c) } else { c })
        .collect()
}
