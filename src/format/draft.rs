//! Drafts: plain text in any usual encoding, and Markdown.

use super::build::{Cell, Paragraph, Rules, Table};
use super::recognise::{Hint, Line};
use super::style::Style;
use encoding_rs::Encoding;

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

/// The characters of a text file: UTF-8, UTF-16 with a mark, GB18030 or what else it looks like.
pub fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_string();
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector
        .guess(Some(b"cn"), chardetng::Utf8Detection::Allow)
        .decode_without_bom_handling(bytes)
        .0
        .into_owned()
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
    for (index, raw) in text.lines().enumerate().chain(ended) {
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
    draft.lines.push(Line { text, number, hint });
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
    let plain = rest.replace("**", "").replace("__", "");
    marks += usize::from(plain.len() != rest.len());
    (plain, hint, marks)
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('|') && line.contains("--") && line.chars().all(|c| "|-: ".contains(c))
}

fn cells(row: &str) -> Vec<String> {
    let row = row.trim().trim_start_matches('|').trim_end_matches('|');
    row.split('|').map(|cell| cell.trim().replace("**", "")).collect()
}

/// A table with equal columns, as wide as the type area of the standard.
fn table(rows: &[Vec<String>]) -> Table {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(1).max(1);
    let width = 8844 / i32::try_from(columns).unwrap_or(1).max(1);
    let cell = |text: Option<&String>| {
        Cell::new(vec![Paragraph::new(Style::TableText, text.cloned().unwrap_or_default())])
    };
    let rows = rows.iter().map(|row| (0..columns).map(|at| cell(row.get(at))).collect()).collect();
    Table { widths: vec![width; columns], rows, rules: Rules::Grid }
}
