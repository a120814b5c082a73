//! Drafts: plain text in any usual encoding, and Markdown.

use super::build::{Cell, Paragraph, Rules, Table};
use super::place;
use super::recognise::{Hint, Line, looks};
use super::style::Style;
use crate::error::{Place, Problem, Result, catalogue};
use crate::text::encoding;

/// What of a draft was layout only and is replaced by the official format's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Blank lines.
    pub blank_lines: usize,
    /// Lines that began or ended with spaces.
    pub spaced_lines: usize,
    /// Marks of Markdown, quotation marks `>` of mails and web pages among them.
    pub marks: usize,
    /// Lines that were joined: a title over several lines.
    pub joined_lines: usize,
}

/// A draft: lines, and tables between them.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The lines that are not blank.
    pub lines: Vec<Line>,
    /// Tables, each before the line of an index.
    pub tables: Vec<(usize, Table)>,
    /// What was layout only.
    pub dropped: Dropped,
}

/// How a text marks its structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// Only by its words.
    Plain,
    /// Markdown.
    Markdown,
}

/// The characters of a text file: UTF-8, UTF-16, GB18030 or Big5.
///
/// # Errors
/// `F008` when the bytes are no text; `F009` when some of them mean nothing in the text's encoding.
pub fn decode(bytes: &[u8]) -> Result<String> {
    let Some(encoded) = encoding::recognise(bytes) else {
        return Err(Problem::new(&catalogue::format::NOT_TEXT).into());
    };
    let body = bytes.get(encoded.mark..).unwrap_or_default();
    match encoded.encoding.decode_without_bom_handling_and_without_replacement(body) {
        Some(text) => Ok(text.into_owned()),
        None => Err(undecodable(body, encoded.encoding).into()),
    }
}

/// Where the first character is that cannot be read.
fn undecodable(body: &[u8], encoding: &'static encoding_rs::Encoding) -> Problem {
    let (text, _) = encoding.decode_without_bom_handling(body);
    let at = text.find('\u{FFFD}').unwrap_or(0);
    let before = text.get(..at).unwrap_or_default();
    let number = before.matches('\n').count() + 1;
    let line = text.lines().nth(number - 1).unwrap_or_default();
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
    Problem::new(&catalogue::format::UNDECODABLE)
        .arg("encoding", encoding.name())
        .at(Place::Line {
            line: u32::try_from(number).unwrap_or(u32::MAX),
            column: u32::try_from(column + 1).unwrap_or(u32::MAX),
        })
        .context(line, column..column + 1)
}

/// Whether a text is Markdown: a heading, a table's rule or a bold word of it is there.
pub fn syntax(text: &str) -> Syntax {
    let heading = |line: &str| line.starts_with('#') && line.trim_start_matches('#').starts_with(' ');
    let bold = text.matches("**").count() >= 2;
    if bold || text.lines().any(|line| heading(line) || is_rule(line)) {
        Syntax::Markdown
    } else {
        Syntax::Plain
    }
}

/// Reads a draft.
///
/// ```
/// use hongtou::format::draft::{read, Syntax};
/// let draft = read("　　一、加强学习\n\n>　　全年学习12次。\n", Syntax::Plain);
/// assert_eq!(draft.lines[1].text, "全年学习12次。");
/// assert_eq!((draft.dropped.blank_lines, draft.dropped.marks), (1, 1));
/// ```
pub fn read(text: &str, syntax: Syntax) -> Draft {
    let mut draft = Draft::default();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let ended = std::iter::once((usize::MAX, ""));
    for (index, raw) in lines(text).enumerate().chain(ended) {
        if syntax == Syntax::Markdown && raw.trim_start().starts_with('|') {
            if !is_rule(raw) {
                rows.push(cells(raw));
            }
            continue;
        }
        if !rows.is_empty() {
            draft.tables.push((draft.lines.len(), table(&std::mem::take(&mut rows))));
        }
        if index != usize::MAX {
            line(&mut draft, raw, index + 1, syntax);
        }
    }
    draft
}

/// What ends a line: of Windows, Unix and old Macs, Word's own breaks, a new page.
const ENDS: [char; 7] = ['\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}'];

/// The lines of a text.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut before = '\0';
    let pieces = text.split_inclusive(ENDS).filter(move |piece| {
        let pair = before == '\r' && *piece == "\n";
        before = piece.chars().next_back().unwrap_or('\0');
        !pair
    });
    pieces.map(|piece| piece.trim_end_matches(ENDS))
}

fn line(draft: &mut Draft, raw: &str, number: usize, syntax: Syntax) {
    let (text, quoted) = unquoted(raw);
    let (text, hint, marks) = match syntax {
        Syntax::Plain => (text.to_string(), Hint::default(), 0),
        Syntax::Markdown => unmarked(text),
    };
    draft.dropped.marks += marks + usize::from(quoted);
    if text.is_empty() {
        draft.dropped.blank_lines += usize::from(marks == 0);
        return;
    }
    draft.dropped.spaced_lines += usize::from(raw.trim_matches(BLANKS) != raw);
    if let Some((name, date)) = signed(&text) {
        draft.dropped.spaced_lines += 1;
        draft.lines.push(Line { text: name.to_string(), number, hint });
        draft.lines.push(Line { text: date.to_string(), number, hint });
        return;
    }
    draft.lines.push(Line { text, number, hint });
}

/// A name and a date on one line, with spaces between.
fn signed(text: &str) -> Option<(&str, &str)> {
    let (name, date) = text.split_once(BLANKS)?;
    let date = date.trim_matches(BLANKS);
    (looks::organ(name) && looks::date_line(date)).then_some((name, date))
}

/// Spaces of every width, and characters that nobody sees.
pub(super) const BLANKS: [char; 10] =
    [' ', '\t', '\r', '\u{C}', '\u{3000}', '\u{A0}', '\u{200B}', '\u{FEFF}', '\u{2002}', '\u{2003}'];

/// The text without the spaces around it and without a quotation mark of a mail that stands among them.
fn unquoted(raw: &str) -> (&str, bool) {
    let text = raw.trim_matches(BLANKS);
    let Some(rest) = text.strip_prefix('>') else { return (text, false) };
    let spaced = rest.starts_with(BLANKS) || raw.starts_with(BLANKS) || rest.is_empty();
    if spaced { (unquoted(rest).0, true) } else { (text, false) }
}

/// A Markdown line without its marks, what they said, and how many there were.
fn unmarked(text: &str) -> (String, Hint, usize) {
    let hashes = text.chars().take_while(|c| *c == '#').count();
    let mut hint = Hint::default();
    let mut marks = 0;
    let mut rest = text;
    if let Some(heading) =
        text.get(hashes..).filter(|rest| (1..=6).contains(&hashes) && rest.starts_with(' '))
    {
        hint.heading = u8::try_from(hashes - 1).ok();
        marks += 1;
        rest = heading.trim_matches(BLANKS).trim_end_matches('#').trim_end();
    } else if let Some(item) = ["- ", "* ", "+ "].iter().find_map(|bullet| text.strip_prefix(bullet)) {
        marks += 1;
        rest = item.trim_start_matches(BLANKS);
    } else if text.len() >= 3 && (text.chars().all(|c| c == '-') || text.chars().all(|c| c == '*')) {
        return (String::new(), hint, 1);
    }
    let plain = without_emphasis(rest);
    marks += usize::from(plain.len() != rest.len());
    (plain, hint, marks)
}

/// A text without the pairs of `***`, `**` and `*` around words. Blanks to be filled in (`__`), stars that stand
/// alone and those of a sum stay.
fn without_emphasis(text: &str) -> String {
    let mut plain = text.to_string();
    for mark in ["***", "**", "*"] {
        let mut from = 0;
        while let Some((open, close)) = pair(&plain, mark, from) {
            plain.replace_range(close..close + mark.len(), "");
            plain.replace_range(open..open + mark.len(), "");
            from = close - mark.len();
        }
    }
    without_escapes(&plain)
}

/// Marks that a backslash makes text: `\*` is a star (CommonMark, 2.4).
fn without_escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    out
}

/// The next mark from a byte on that no backslash makes text.
fn find_mark(text: &str, mark: &str, from: usize) -> Option<usize> {
    let mut found = text.get(from..)?.match_indices(mark).map(|(at, _)| from + at);
    found.find(|at| {
        let before = text.get(..*at).unwrap_or("");
        (before.len() - before.trim_end_matches('\\').len()).is_multiple_of(2)
    })
}

/// The next opening mark from a byte on, and its closing one: what is between begins and ends with no space.
fn pair(text: &str, mark: &str, from: usize) -> Option<(usize, usize)> {
    let mut open = find_mark(text, mark, from)?;
    loop {
        let inner = open + mark.len();
        let close = find_mark(text, mark, inner)?;
        let between = text.get(inner..close)?;
        let before = text.get(..open)?.chars().next_back();
        let after = text.get(close + mark.len()..)?.chars().next();
        let in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let product = mark == "*" && (in_word(before) || in_word(after));
        if !between.is_empty() && between.trim_matches(BLANKS) == between && !product {
            return Some((open, close));
        }
        open = close;
    }
}

/// The width of a table in twips, that of the standard's type area.
pub(super) const WIDTH: i32 = 8844;

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('|') && line.contains("--") && line.chars().all(|c| "|-: ".contains(c))
}

fn cells(row: &str) -> Vec<String> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let row = row.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(row);
    let mut cells = vec![String::new()];
    for piece in row.split_inclusive('|') {
        let (text, ended) = match (piece.strip_suffix("\\|"), piece.strip_suffix('|')) {
            (Some(text), _) => (format!("{text}|"), false),
            (None, Some(text)) => (text.to_string(), true),
            (None, None) => (piece.to_string(), false),
        };
        if let Some(last) = cells.last_mut() {
            last.push_str(&text);
        }
        if ended {
            cells.push(String::new());
        }
    }
    cells.iter().map(|cell| without_emphasis(cell.trim())).collect()
}

/// A table as wide as the type area of the standard; its columns share that by the length of what they hold.
fn table(rows: &[Vec<String>]) -> Table {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(1).max(1);
    let wish = |at: usize| -> f64 {
        let widths = rows.iter().filter_map(|row| row.get(at)).map(|cell| place::width(cell));
        widths.fold(0.0, f64::max).clamp(3.0, 24.0) + 1.0
    };
    let wishes: Vec<f64> = (0..columns).map(wish).collect();
    let all: f64 = wishes.iter().sum();
    let widths = wishes.iter().map(|wish| (f64::from(WIDTH) * wish / all).floor() as i32).collect();
    let cell = |text: Option<&String>| {
        Cell::new(vec![Paragraph::new(Style::TableText, text.cloned().unwrap_or_default())])
    };
    let rows = rows.iter().map(|row| (0..columns).map(|at| cell(row.get(at))).collect()).collect();
    Table { widths, rows, rules: Rules::Grid }
}
