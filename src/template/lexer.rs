//! Finds tags in the text of a paragraph.
//!
//! Delimiters are those of Jinja, in half or full width (`{{`, `｛｛`, `{%`, `｛％`, `{#`); docxtpl's prefixes
//! (`{%p`, `{%tr`, `{%tc`, `{%r`, `{{p`, `{{r`, `{#p` …) and its literal delimiters (`{_{`, `%_}`) are known.

use super::fold::invisible;
use std::ops::Range;

/// What a tag is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `{{ … }}`
    Print,
    /// `{% … %}`
    Statement,
    /// `{# … #}`
    Comment,
    /// The underscore in `{_{` and its like: only it goes.
    Literal,
}

/// The level that a prefix asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// `r`: runs.
    Run,
    /// `p`: paragraphs.
    Paragraph,
    /// `tc`: cells.
    Cell,
    /// `tr`: rows.
    Row,
}

impl Level {
    const ALL: [(&'static str, Level); 4] =
        [("tr", Level::Row), ("tc", Level::Cell), ("p", Level::Paragraph), ("r", Level::Run)];
}

/// A tag as it stands in a text; all ranges are bytes of that text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub level: Option<Level>,
    /// `{%-`: joins what stands before.
    pub trim_before: bool,
    /// `-%}`: joins what stands after.
    pub trim_after: bool,
    pub range: Range<usize>,
    /// What stands between the delimiters, prefix and trim marks.
    pub inner: Range<usize>,
}

/// What the lexer finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lexeme {
    Tag(Token),
    /// An opening without its end, up to where the search gave up.
    Unclosed(Kind, Range<usize>),
    /// An end without its opening.
    Stray(Range<usize>),
}

fn is(c: Option<char>, half: char, full: char) -> bool {
    c == Some(half) || c == Some(full)
}

fn kind_of(second: Option<char>) -> Option<Kind> {
    match second? {
        '{' | '｛' => Some(Kind::Print),
        '%' | '％' => Some(Kind::Statement),
        '#' | '＃' => Some(Kind::Comment),
        _ => None,
    }
}

/// A cursor over the characters of a text.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl Scanner<'_> {
    fn nth(&self, n: usize) -> Option<char> {
        self.text.get(self.at..)?.chars().nth(n)
    }

    fn peek(&self) -> Option<char> {
        self.nth(0)
    }

    fn bump(&mut self, n: usize) {
        for _ in 0..n {
            self.at += self.peek().map_or(0, char::len_utf8);
        }
    }

    /// Steps over bytes that begin nothing of interest.
    fn skip_to(&mut self, interesting: impl Fn(u8) -> bool) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or(&[]);
        self.at += rest.iter().position(|&b| interesting(b)).unwrap_or(rest.len());
    }

    /// The second character of a delimiter, past those that a reader does not see; how many characters the
    /// delimiter has then.
    fn second(&self) -> (Option<char>, usize) {
        let mut n = 1;
        while self.nth(n).is_some_and(invisible) {
            n += 1;
        }
        (self.nth(n), n + 1)
    }

    /// The kind of tag that opens here.
    fn opens(&self) -> Option<Kind> {
        if is(self.peek(), '{', '｛') { kind_of(self.second().0) } else { None }
    }

    /// Steps over the delimiter that stands here.
    fn pass_delimiter(&mut self) {
        let (_, n) = self.second();
        self.bump(n);
    }

    /// The kind of tag that ends here.
    fn closes(&self) -> Option<Kind> {
        if !matches!(self.peek(), Some('}' | '｝' | '%' | '％' | '#' | '＃'))
            || !is(self.second().0, '}', '｝')
        {
            return None;
        }
        match self.peek()? {
            '}' | '｝' => Some(Kind::Print),
            '%' | '％' => Some(Kind::Statement),
            '#' | '＃' => Some(Kind::Comment),
            _ => None,
        }
    }

    /// `{_{`, `{_%`, `{_#` and `}_}`, `%_}`, `#_}`.
    fn literal(&self) -> bool {
        if self.nth(1) != Some('_') {
            return false;
        }
        let (first, third) = (self.peek(), self.nth(2));
        (first == Some('{') && matches!(third, Some('{' | '%' | '#')))
            || (third == Some('}') && matches!(first, Some('}' | '%' | '#')))
    }
}

/// Every tag of a text, in order.
pub(super) fn lex(text: &str) -> Vec<Lexeme> {
    let mut found = Vec::new();
    if !text.contains(['{', '｛', '}', '｝']) {
        return found;
    }
    let mut s = Scanner { text, at: 0 };
    loop {
        s.skip_to(|b| matches!(b, b'{' | b'}' | b'%' | b'#' | 0xef));
        if s.peek().is_none() {
            break;
        }
        if s.literal() {
            s.bump(1);
            let range = s.at..s.at + 1;
            found.push(Lexeme::Tag(Token {
                kind: Kind::Literal,
                level: None,
                trim_before: false,
                trim_after: false,
                inner: range.clone(),
                range,
            }));
            s.bump(2);
        } else if let Some(kind) = s.opens() {
            let start = s.at;
            s.pass_delimiter();
            match end_of(&s, kind) {
                Ok(end) => {
                    found.push(Lexeme::Tag(token(text, kind, start, s.at, &end)));
                    s.at = end.end;
                }
                Err(gave_up) => {
                    found.push(Lexeme::Unclosed(kind, start..gave_up));
                    s.at = gave_up.max(s.at);
                }
            }
        } else if matches!(s.closes(), Some(Kind::Print | Kind::Statement)) {
            let start = s.at;
            s.pass_delimiter();
            found.push(Lexeme::Stray(start..s.at));
        } else {
            s.bump(1);
        }
    }
    found
}

/// Looks for the end of a tag: first with an eye to string literals, then, should a quote be missing,
/// without. `Err` says where the search gave up.
fn end_of(from: &Scanner<'_>, kind: Kind) -> Result<Range<usize>, usize> {
    let search = |strings| scan_end(&mut Scanner { text: from.text, at: from.at }, kind, strings);
    if kind == Kind::Comment {
        return search(false);
    }
    search(true).or_else(|_| search(false))
}

fn scan_end(s: &mut Scanner<'_>, kind: Kind, strings: bool) -> Result<Range<usize>, usize> {
    let mut braces = 0u32;
    loop {
        // Delimiters, quotes, and the first bytes of their full-width and curly twins.
        s.skip_to(|b| matches!(b, b'{' | b'}' | b'%' | b'#' | b'"' | b'\'' | 0xef | 0xe2));
        let Some(c) = s.peek() else { break };
        if strings && let Some(len) = string_len(s.text.get(s.at..).unwrap_or("")) {
            s.at += len;
            continue;
        }
        if s.closes() == Some(kind) && (kind != Kind::Print || braces == 0) {
            let start = s.at;
            s.pass_delimiter();
            // `}}}`: the first brace closes a map, the last two the tag.
            return Ok(start..s.at);
        }
        if kind != Kind::Comment {
            if s.opens().is_some()
                && !(kind == Kind::Print
                    && is(s.nth(1), '{', '｛')
                    && c == '{'
                    && braces == 0
                    && s.nth(2) == Some('"'))
            {
                return Err(s.at);
            }
            match c {
                '{' | '｛' => braces += 1,
                '}' | '｝' => braces = braces.saturating_sub(1),
                _ => {}
            }
        }
        s.bump(1);
    }
    Err(s.at)
}

/// The length of the string literal that a text begins with, in straight or curly quotes.
pub(super) fn string_len(text: &str) -> Option<usize> {
    let mut chars = text.char_indices();
    let (_, open) = chars.next()?;
    let closes: &[char] = match open {
        '"' => &['"'],
        '\'' => &['\''],
        '“' | '”' | '＂' => &['“', '”', '＂', '"'],
        '‘' | '’' | '＇' => &['‘', '’', '＇', '\''],
        _ => return None,
    };
    while let Some((i, c)) = chars.next() {
        if c == '\\' {
            chars.next();
        } else if closes.contains(&c) {
            return Some(i + c.len_utf8());
        }
    }
    None
}

fn token(text: &str, kind: Kind, start: usize, inner_start: usize, close: &Range<usize>) -> Token {
    let mut inner = inner_start..close.start;
    let get = |r: &Range<usize>| text.get(r.clone()).unwrap_or("");
    let dash = |c: char| c == '-' || (kind == Kind::Statement && matches!(c, '–' | '—' | '－' | '−'));
    let first = get(&inner).chars().next();
    let trim_before = first.is_some_and(dash);
    if let Some(c) = first.filter(|&c| dash(c) || c == '+') {
        inner.start += c.len_utf8();
    }
    let last = get(&inner).chars().next_back();
    let trim_after = last.is_some_and(dash);
    if let Some(c) = last.filter(|&c| dash(c) || (c == '+' && kind == Kind::Statement)) {
        inner.end -= c.len_utf8();
    }
    let mut level = None;
    let body = get(&inner).to_string();
    for (prefix, l) in Level::ALL {
        let Some(rest) = body.strip_prefix(prefix) else { continue };
        let spaced = rest.starts_with(|c: char| c.is_whitespace());
        // `{{p }}` prints the field p.
        if (spaced && !rest.trim().is_empty()) || (kind == Kind::Comment && (spaced || rest.is_empty())) {
            level = Some(l);
            inner.start += prefix.len();
            break;
        }
    }
    Token { kind, level, trim_before, trim_after, range: start..close.end, inner }
}
