//! The list of slips: wrong form, right form, how sure it is.

use super::super::Finding;
use super::super::scan::Text;
use crate::error::{Error, Problem, Result, catalogue};
use crate::text::words::{Class, Word, words};
use std::collections::HashMap;
use std::sync::LazyLock;

/// How sure it is that the wrong form is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// 必错: no such word (WD01).
    Certain,
    /// 存疑: probably another word is meant (WD03).
    Doubtful,
    /// 推荐写法: right, but another spelling is recommended (WD02).
    Hint,
}

impl Kind {
    fn named(name: &str) -> Option<Kind> {
        Some(match name {
            "certain" | "必错" => Kind::Certain,
            "doubtful" | "存疑" => Kind::Doubtful,
            "hint" | "推荐写法" | "提示" => Kind::Hint,
            _ => return None,
        })
    }

    fn code(self) -> &'static str {
        match self {
            Kind::Certain => "WD01",
            Kind::Doubtful => "WD03",
            Kind::Hint => "WD02",
        }
    }
}

/// A slip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The wrong form.
    pub wrong: String,
    /// The right one.
    pub right: String,
    /// How sure it is.
    pub kind: Kind,
    /// Longer words that hold the wrong form and are right.
    pub unless: Vec<String>,
    /// Why, in Chinese and in English.
    pub note: Option<(String, String)>,
}

impl Entry {
    /// Reads a line: wrong form, right form, kind, exceptions, notes, parted by tabs.
    fn parse(line: &str) -> Option<Entry> {
        let mut fields = line.split('\t').map(str::trim);
        let (wrong, right, kind) = (fields.next()?, fields.next()?, Kind::named(fields.next()?)?);
        if wrong.chars().nth(1).is_none()
            || wrong.chars().nth(MOST_CHARS).is_some()
            || right.is_empty()
            || wrong == right
        {
            return None;
        }
        let unless = fields.next().filter(|f| *f != "-").unwrap_or("");
        let zh = fields.next().filter(|note| !note.is_empty());
        let note = zh.map(|zh| (zh.to_string(), fields.next().unwrap_or(zh).to_string()));
        let unless = unless.split_whitespace().map(str::to_string).collect();
        Some(Entry { wrong: wrong.to_string(), right: right.to_string(), kind, unless, note })
    }
}

/// The most characters of a wrong form.
const MOST_CHARS: usize = 40;

/// The words that are slips, by certainty; see [`Lexicon::with`].
///
/// ```
/// use hongtou::format::wording::{Draft, Lexicon, Line, Role, findings};
/// let own = Lexicon::with("便名服务\t便民服务\tcertain")?;
/// let draft = Draft::new(vec![Line::new("认真布署便名服务工作。", Role::Body)]);
/// let found = findings(&draft, &own);
/// assert_eq!(found.iter().map(|f| (f.code, f.range.clone())).collect::<Vec<_>>(), [("WD01", 2..4), ("WD01", 4..8)]);
/// # Ok::<(), hongtou::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Lexicon {
    entries: Vec<Entry>,
    /// The entries that begin with two characters.
    starts: HashMap<(char, char), Vec<usize>>,
}

static SHIPPED: LazyLock<Lexicon> = LazyLock::new(|| {
    let lines = include_str!("lexicon.tsv").lines();
    Lexicon::index(lines.filter(|line| holds_entry(line)).filter_map(Entry::parse).collect())
});

fn holds_entry(line: &str) -> bool {
    !line.trim().is_empty() && !line.starts_with('#')
}

impl Default for Lexicon {
    fn default() -> Self {
        Lexicon::shipped()
    }
}

impl Lexicon {
    /// The list that comes with the program.
    pub fn shipped() -> Self {
        SHIPPED.clone()
    }

    /// The shipped list with an office's own entries: one a line, fields parted by tabs: wrong form (two
    /// characters or more), right form, kind (`certain`, `doubtful`, `hint`), and if wanted exceptions (longer
    /// right words that hold the wrong form, parted by spaces, `-` for none), a note in Chinese and one in
    /// English. Lines that begin with # are comments. An own entry replaces the shipped one of the same wrong
    /// form.
    ///
    /// # Errors
    /// `F020` for every line that is no entry.
    pub fn with(text: &str) -> Result<Self> {
        let mut problems = Vec::new();
        let mut entries = SHIPPED.entries.clone();
        for (number, line) in
            text.trim_start_matches('\u{FEFF}').lines().enumerate().filter(|(_, l)| holds_entry(l))
        {
            match Entry::parse(line) {
                Some(entry) => {
                    entries.retain(|e| e.wrong != entry.wrong);
                    entries.push(entry);
                }
                None => problems.push(
                    Problem::new(&catalogue::format::NO_WORD)
                        .arg("line", (number + 1).to_string())
                        .arg("text", line.chars().take(40).collect::<String>()),
                ),
            }
        }
        match Error::from_problems(problems) {
            Some(error) => Err(error),
            None => Ok(Lexicon::index(entries)),
        }
    }

    /// Its entries.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn index(entries: Vec<Entry>) -> Self {
        let mut starts: HashMap<(char, char), Vec<usize>> = HashMap::new();
        for (i, entry) in entries.iter().enumerate() {
            let mut chars = entry.wrong.chars();
            if let (Some(first), Some(second)) = (chars.next(), chars.next()) {
                starts.entry((first, second)).or_default().push(i);
            }
        }
        Lexicon { entries, starts }
    }

    /// The longest entry that stands here.
    fn here(&self, text: &Text<'_>, at: usize) -> Option<&Entry> {
        let starts = self.starts.get(&(text.at(at), text.at(at + 1)))?;
        let found =
            starts.iter().filter_map(|i| self.entries.get(*i)).filter(|entry| text.starts(at, &entry.wrong));
        found.max_by_key(|entry| entry.wrong.len())
    }
}

/// WD01 to WD03: the slips of the list. A hint is given once for a document.
pub(super) fn slips(texts: &[Text<'_>], lexicon: &Lexicon, out: &mut Vec<Finding>) {
    let mut hinted: HashMap<&str, (usize, usize)> = HashMap::new();
    for text in texts {
        let mut at = 0;
        while at + 1 < text.len() {
            let Some(entry) = lexicon.here(text, at).filter(|entry| stands_alone(text, at, entry)) else {
                at += 1;
                continue;
            };
            let end = at + entry.wrong.chars().count();
            if entry.kind == Kind::Hint {
                let (_, count) = hinted.entry(entry.wrong.as_str()).or_insert((out.len(), 0));
                *count += 1;
                if *count == 1 {
                    out.push(finding(text, at, end, entry));
                }
            } else {
                out.push(finding(text, at, end, entry));
            }
            at = end;
        }
    }
    for (at, count) in hinted.into_values().filter(|(_, count)| *count > 1) {
        if let Some((zh, en)) = out.get_mut(at).and_then(|finding| finding.note.as_mut()) {
            *zh += &format!("，全文共{count}处");
            *en += &format!(", {count} in the document");
        }
    }
}

fn finding(text: &Text<'_>, at: usize, end: usize, entry: &Entry) -> Finding {
    let (zh, en) =
        (format!("“{}”应为“{}”", entry.wrong, entry.right), format!("{} for {}", entry.right, entry.wrong));
    let (zh, en) = match (&entry.note, entry.kind) {
        (Some((note, note_en)), _) => (format!("{zh}：{note}"), format!("{en}: {note_en}")),
        (None, Kind::Certain) => (zh, en),
        (None, Kind::Doubtful) => (format!("“{}”疑为“{}”", entry.wrong, entry.right), en),
        (None, Kind::Hint) => (format!("“{}”推荐写作“{}”", entry.wrong, entry.right), en),
    };
    let finding = text.finding(entry.kind.code(), at..end).note(zh, en).suggest(at..end, entry.right.clone());
    if entry.kind == Kind::Certain { finding } else { finding.info() }
}

/// Whether the match is the word itself: in none of its exceptions, and not the end of one word and the start
/// of the next (发布署名).
fn stands_alone(text: &Text<'_>, at: usize, entry: &Entry) -> bool {
    let end = at + entry.wrong.chars().count();
    let excepted = entry.unless.iter().any(|longer| {
        let before = longer.find(&entry.wrong).and_then(|i| longer.get(..i)).map_or(0, |s| s.chars().count());
        at.checked_sub(before).is_some_and(|start| text.starts(start, longer))
    });
    let words = text.words();
    let first = words.partition_point(|word| word.end <= at);
    let last = words.partition_point(|word| word.end < end);
    let across =
        |edge: usize, index: usize| words.get(index).is_some_and(|word| word.start < edge && edge < word.end);
    if excepted || !(across(at, first) || across(end, last)) {
        return !excepted;
    }
    // 工作台帐 falls into 工作台 and 帐, with 台账 into 工作 and 台账: the right form makes better words.
    let clause = text.clause(at);
    let here = text.string(clause.clone());
    let mended = text.string(clause.start..at) + &entry.right + &text.string(end..clause.end);
    singles(&mended) < singles(&here)
}

/// How many words are single Chinese characters.
fn singles(text: &str) -> usize {
    let single = |word: &Word| word.class == Class::Han && word.of(text).chars().count() == 1;
    words(text).iter().filter(|word| single(word)).count()
}
