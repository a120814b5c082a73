//! What a Chinese keyboard, a browser or Word does to YAML: full-width colons, dashes, hashes,
//! quotes, brackets and blanks, tabs, a colon without its blank.
//!
//! Most of it is valid YAML that means something else: `单位：香港街道` is a text without a key. It
//! is refused only where no one can have meant a text; a text that looks so is put in quotes.

use super::super::source::Source;
use crate::error::{Entry, Problem, catalogue::data as entries};
use std::ops::Range;

/// How much of a mended line is shown, in characters.
const LONGEST_LINE: usize = 40;

/// What a scalar is to the list or mapping around it.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Role {
    Key,
    Value,
    Item,
}

/// A fault within a line: what, which bytes of the line, and the line as it should be.
struct Fault {
    entry: &'static Entry,
    range: Range<usize>,
    mended: String,
}

impl Fault {
    fn problem(self, source: &Source, line: usize) -> Problem {
        let range = line + self.range.start..line + self.range.end;
        let found = source.slice(range.clone()).to_string();
        let mut mended: String = self.mended.chars().take(LONGEST_LINE).collect();
        if mended.len() < self.mended.len() {
            mended.push('…');
        }
        source.problem(self.entry, range).arg("found", found).arg("mended", mended)
    }
}

/// Every line that looks mistyped, in a file that is known to be wrong.
pub(super) fn faults(source: &Source) -> Vec<Problem> {
    let mut problems = Vec::new();
    // The indentation of the key above a block of text (`|` or `>`), whose lines are as they are.
    let mut block: Option<usize> = None;
    for (offset, line) in source.lines() {
        let indent = line.len() - line.trim_start().len();
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        if block.is_some_and(|outer| indent > outer) {
            continue;
        }
        block = opens_block(line).then_some(indent);
        if let Some(fault) = indentation(line, indent).or_else(|| in_line(line)) {
            problems.push(fault.problem(source, offset));
        }
        if problems.len() >= super::super::limits::MAX_PROBLEMS {
            break;
        }
    }
    problems
}

fn opens_block(line: &str) -> bool {
    let last = line.split_whitespace().next_back().unwrap_or_default();
    let rest = last.trim_start_matches(['|', '>']);
    rest.len() < last.len() && rest.bytes().all(|b| b.is_ascii_digit() || b == b'+' || b == b'-')
}

fn indentation(line: &str, indent: usize) -> Option<Fault> {
    let blanks = line.get(..indent)?;
    let odd = blanks.find(|c| c != ' ')?;
    let tab = blanks.contains('\t');
    let spaces: usize = blanks.chars().map(|c| if c == ' ' { 1 } else { 2 }).sum();
    let mended = format!("{:spaces$}{}", "", line.get(indent..)?);
    let entry = if tab { &entries::YAML_TAB } else { &entries::WIDE_BLANK };
    Some(Fault { entry, range: odd..indent, mended })
}

/// A fault behind the indentation and the dashes of a line.
fn in_line(line: &str) -> Option<Fault> {
    let content = line.trim_start();
    let mut at = line.len() - content.len();
    while let Some(rest) = line.get(at..).filter(|rest| rest.starts_with("- ")) {
        at += rest.len() - rest.get(1..)?.trim_start().len();
    }
    let rest = line.get(at..)?.trim_end();
    let fault = dash(rest)
        .or_else(|| hash(rest))
        .or_else(|| quoted_key(rest))
        .or_else(|| wide_colon(rest))
        .or_else(|| tight_colon(rest))
        .or_else(|| tight_dash(rest))
        .or_else(|| comment_inside(rest))?;
    let mended = format!("{}{}", line.get(..at)?, fault.mended);
    Some(Fault { range: at + fault.range.start..at + fault.range.end, mended, ..fault })
}

/// Faults of a plain scalar that the parser took as it is.
pub(super) fn in_scalar(source: &Source, range: Range<usize>, role: Role, flow: bool) -> Vec<Problem> {
    let text = source.slice(range.clone());
    if text.is_ascii() && !text.contains(['\n', ':']) {
        return Vec::new();
    }
    if flow {
        return in_flow(text, role).map(|f| f.problem(source, range.start)).into_iter().collect();
    }
    if role == Role::Key {
        let fault =
            dash(text).or_else(|| hash(text)).or_else(|| quoted_key(text)).or_else(|| blank_key(text));
        return fault.map(|f| f.problem(source, range.start)).into_iter().collect();
    }
    if let Some(fault) = bracketed(text).or_else(|| comment_inside(text)) {
        return vec![fault.problem(source, range.start)];
    }
    lines_of(source, range, role)
}

/// A text over several lines, or on a line of its own, every line of which looks like a key with a
/// value or like an item, was meant to be keys and items.
fn lines_of(source: &Source, range: Range<usize>, role: Role) -> Vec<Problem> {
    let text = source.slice(range.clone());
    let line_start = source.slice(0..range.start).rfind('\n').map_or(0, |i| i + 1);
    let own_line = source.slice(line_start..range.start).trim().is_empty();
    let mut lines: Vec<(usize, &str)> = Vec::new();
    let mut offset = range.start;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        if !content.is_empty() {
            lines.push((offset + (line.len() - line.trim_start().len()), content));
        }
        offset += line.len();
    }
    let several = lines.len() > 1;
    match role {
        Role::Value if !own_line => drop(lines.drain(..lines.len().min(1))),
        Role::Item if !several => return Vec::new(),
        _ => {}
    }
    let mut faults = Vec::new();
    for (at, line) in lines {
        match dash(line)
            .or_else(|| tight_dash(line))
            .or_else(|| wide_colon(line))
            .or_else(|| tight_colon(line))
        {
            Some(fault) => faults.push((fault, at)),
            None if line.starts_with("- ") => {}
            None => return Vec::new(),
        }
    }
    let shown = faults.into_iter().take(super::super::limits::MAX_PROBLEMS);
    shown.map(|(fault, at)| fault.problem(source, at)).collect()
}

/// In brackets a full-width comma or colon separates nothing.
fn in_flow(text: &str, role: Role) -> Option<Fault> {
    let (at, mark) = text.match_indices(['，', '：']).next()?;
    if mark == "：" && role != Role::Key {
        return None;
    }
    let mended = text.replace('，', ", ").replace('：', ": ");
    Some(Fault { entry: &entries::YAML_FULL_WIDTH, range: at..at + mark.len(), mended })
}

/// `－ 项` or `— 项`: a list's dash.
fn dash(line: &str) -> Option<Fault> {
    let mark = line.chars().next().filter(|c| matches!(c, '－' | '—' | '–' | '−' | '﹣'))?;
    let rest = line.get(mark.len_utf8()..)?;
    if rest.starts_with(mark) || rest.trim().is_empty() {
        return None;
    }
    let mended = format!("- {}", rest.trim_start());
    Some(Fault { entry: &entries::YAML_FULL_WIDTH, range: 0..mark.len_utf8(), mended })
}

/// `＃ 说明`: a comment's hash.
fn hash(line: &str) -> Option<Fault> {
    let rest = line.strip_prefix('＃')?;
    let mended = format!("# {}", rest.trim_start());
    Some(Fault { entry: &entries::YAML_FULL_WIDTH, range: 0..'＃'.len_utf8(), mended })
}

/// A full-width hash behind a blank: a comment that became part of the text.
fn comment_inside(text: &str) -> Option<Fault> {
    let at = text.find(" ＃")? + 1;
    let mended = format!("{}#{}", text.get(..at)?, text.get(at + '＃'.len_utf8()..)?);
    Some(Fault { entry: &entries::YAML_FULL_WIDTH, range: at..at + '＃'.len_utf8(), mended })
}

/// `“单位”` as a key.
fn quoted_key(line: &str) -> Option<Fault> {
    let open = line.chars().next().filter(|c| matches!(c, '“' | '”' | '‘' | '’' | '＂'))?;
    let inner = line.get(open.len_utf8()..)?;
    let (length, close) = inner.char_indices().find(|(_, c)| matches!(c, '“' | '”' | '‘' | '’' | '＂'))?;
    let name = inner.get(..length)?;
    let rest = inner.get(length + close.len_utf8()..)?.trim_start();
    let value = match rest.strip_prefix([':', '：']) {
        Some(value) => format!(": {}", value.trim_start()),
        None if rest.is_empty() => String::new(),
        None => return None,
    };
    let mended = format!("{name}{value}").trim_end().to_string();
    Some(Fault { entry: &entries::YAML_FULL_WIDTH, range: 0..open.len_utf8(), mended })
}

/// A key with a blank that is no space before or behind it.
fn blank_key(text: &str) -> Option<Fault> {
    let trimmed = text.trim_start();
    if trimmed.len() < text.len() {
        return Some(Fault {
            entry: &entries::WIDE_BLANK,
            range: 0..text.len() - trimmed.len(),
            mended: trimmed.into(),
        });
    }
    let trimmed = text.trim_end();
    let odd = trimmed.len()..text.len();
    (!odd.is_empty()).then(|| Fault { entry: &entries::WIDE_BLANK, range: odd, mended: trimmed.into() })
}

/// `［甲］` or `｛…｝`: a whole list or mapping in full-width brackets.
fn bracketed(text: &str) -> Option<Fault> {
    let (open, twins) = match text.chars().next()? {
        '［' if text.ends_with('］') => ('［', ['[', ']']),
        '｛' if text.ends_with('｝') => ('｛', ['{', '}']),
        _ => return None,
    };
    let inner = text.get(open.len_utf8()..text.len() - open.len_utf8()).unwrap_or_default();
    let [left, right] = twins;
    let mended = format!("{left}{}{right}", inner.replace('，', ", ").replace('：', ": "));
    Some(Fault { entry: &entries::YAML_FULL_WIDTH, range: 0..open.len_utf8(), mended })
}

/// `单位：值`.
fn wide_colon(line: &str) -> Option<Fault> {
    let at = line.find('：')?;
    let (key, value) = (line.get(..at)?, line.get(at + '：'.len_utf8()..)?);
    let mended = format!("{key}: {}", value.trim_start());
    is_key(key).then(|| Fault {
        entry: &entries::YAML_FULL_WIDTH,
        range: at..at + '：'.len_utf8(),
        mended: mended.trim_end().to_string(),
    })
}

/// `单位:值`; not a time, an address or a path.
fn tight_colon(line: &str) -> Option<Fault> {
    let at = line.find(':')?;
    let (key, value) = (line.get(..at)?, line.get(at + 1..)?);
    let tight = value.chars().next().is_some_and(|c| !c.is_whitespace());
    let other = value.starts_with(['/', '\\', ':']) || key.bytes().all(|b| b.is_ascii_digit());
    (tight && !other && is_key(key)).then(|| Fault {
        entry: &entries::YAML_COLON_TIGHT,
        range: at..at + 1,
        mended: format!("{key}: {value}"),
    })
}

/// `-项`.
fn tight_dash(line: &str) -> Option<Fault> {
    let rest = line.strip_prefix('-')?;
    let tight = rest.chars().next().is_some_and(|c| !(c.is_whitespace() || c == '-' || c.is_ascii_digit()));
    tight.then(|| Fault { entry: &entries::YAML_DASH, range: 0..1, mended: format!("- {rest}") })
}

/// The longest name that is still taken for a key, in characters.
const LONGEST_KEY: usize = 24;

fn is_key(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || "，。；！？、：:,;!?“”‘’\"'`#＃&*[]{}【】…《》".contains(c);
    !text.is_empty() && text.chars().count() <= LONGEST_KEY && !text.contains(odd)
}
