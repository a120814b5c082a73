//! What the text of a document decides by itself: punctuation (PU), numerals (NU), wording (WD),
//! consistency (CS), leftovers (LO).
//!
//! A [`Draft`] is the document's paragraphs as text, each with its part in the document; [`findings`]
//! says what breaks which rule, where, and how to mend it. The words come from a [`Lexicon`], which an
//! office extends with a file of its own.
//!
//! ```
//! use hongtou::format::wording::{Draft, Lexicon, Line, Role, findings};
//! let draft = Draft::new(vec![Line::new("统领全局,全面贯彻。", Role::Body)]);
//! let found = findings(&draft, &Lexicon::shipped());
//! assert_eq!((found[0].code, found[0].range.clone()), ("PU01", 4..5));
//! assert_eq!(found[0].fix.as_ref().unwrap().1, "，");
//! ```

mod consistency;
mod leftovers;
mod numerals;
mod punctuation;
mod rules;
mod scan;
mod shield;
mod words;

pub use words::{Entry, Kind, Lexicon};

use rules::{DraftRule, Reading, Rule};
use std::collections::HashMap;
use std::ops::Range;

/// What a paragraph is in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// 标题
    Title,
    /// 主送机关
    Addressee,
    /// A heading or an item of this level, from 1: 一、 （一） 1. （1） ①
    Level(u8),
    /// 正文
    Body,
    /// 附件说明, or the head of an attachment
    Attachment,
    /// 署名
    Signature,
    /// 成文日期
    Date,
    /// 版记
    EndMatter,
    /// 版头: mark, number, signer
    Head,
    /// A paragraph of a table's cell.
    Cell,
    /// A footnote or endnote.
    Note,
    /// A header or footer.
    Header,
    /// Anything else: captions, contents, cover pages.
    Other,
}

/// Where a paragraph stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Story {
    /// 正文
    Body,
    /// 表格
    Table,
    /// 页眉
    Header,
    /// 页脚
    Footer,
    /// 脚注, 尾注
    Note,
    /// 文本框
    TextBox,
    /// 批注
    Comment,
}

/// A paragraph.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Its text; a tab or line break is one character.
    pub text: &'a str,
    /// What it is.
    pub role: Role,
    /// Where it stands.
    pub story: Story,
    /// In a table: the table, the row and the grid's column, from 1.
    pub cell: Option<(usize, usize, usize)>,
}

impl<'a> Line<'a> {
    /// A paragraph of the body.
    pub fn new(text: &'a str, role: Role) -> Self {
        Line { text, role, story: Story::Body, cell: None }
    }
}

/// The text of a document.
#[derive(Clone, Debug, Default)]
pub struct Draft<'a> {
    /// Whether it is a formal document (公文, with a head or a number) and no mere material (总结, 方案).
    pub formal: bool,
    /// Its paragraphs in order.
    pub lines: Vec<Line<'a>>,
    /// The date under it: year, month, day.
    pub date: Option<(i32, u8, u8)>,
}

impl<'a> Draft<'a> {
    /// A material without a date.
    pub fn new(lines: Vec<Line<'a>>) -> Self {
        Draft { formal: false, lines, date: None }
    }
}

/// Whether a fix may be made unseen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Safety {
    /// Punctuation, spacing, stray characters: no word changes.
    Safe,
    /// Words change: a person must look.
    Unsafe,
}

/// Something that breaks a rule. Ranges are of characters of the line's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule: `PU03`.
    pub code: &'static str,
    /// The line, from 0.
    pub line: usize,
    /// The words at fault.
    pub range: Range<usize>,
    /// What is particular to this place, in Chinese and in English.
    pub note: Option<(String, String)>,
    /// What to write in place of which characters.
    pub fix: Option<(Range<usize>, String, Safety)>,
    /// The other half of the fix: the closing mark of a pair. It goes with [`Finding::fix`] or not at all.
    pub twin: Option<(Range<usize>, String)>,
    /// Whether it is a hint only, whatever the rule's severity is.
    pub info: bool,
}

/// Rules that speak of habit more than of fault: what they find is shown only where it is asked for.
pub const ON_REQUEST: &[&str] = &["PU09", "WD08"];

/// Everything in a document's text that breaks a rule, in the order of the text.
///
/// Comments are not read. The time grows with the length of the text.
pub fn findings(draft: &Draft<'_>, lexicon: &Lexicon) -> Vec<Finding> {
    let reading = Reading::new(draft, lexicon);
    let mut out = Vec::new();
    for text in &reading.texts {
        for rule in LINE.iter().copied().flatten() {
            rule.ask(text, &mut out);
        }
    }
    for rule in DRAFT.iter().copied().flatten() {
        rule(&reading, &mut out);
    }
    drop_inside_marks(&mut out);
    out.sort_by(|a, b| {
        (a.line, a.range.start, a.range.end, a.code).cmp(&(b.line, b.range.start, b.range.end, b.code))
    });
    out.dedup();
    out
}

/// Takes out what is said of the punctuation in a template's tag, an entity or a tool's message: the whole of
/// it is a finding already.
fn drop_inside_marks(out: &mut Vec<Finding>) {
    let is_mark = |f: &&Finding| (f.code == "LO03" || f.code == "LO04") && f.twin.is_none();
    let marks: Vec<(usize, Range<usize>)> =
        out.iter().filter(is_mark).map(|f| (f.line, f.range.clone())).collect();
    if marks.is_empty() {
        return;
    }
    let marks: HashMap<usize, Vec<Range<usize>>> =
        marks.into_iter().fold(HashMap::new(), |mut all, (line, range)| {
            all.entry(line).or_default().push(range);
            all
        });
    out.retain(|f| {
        let inside = |range: &Range<usize>| range.start <= f.range.start && f.range.start < range.end;
        f.code.starts_with("LO0") || !marks.get(&f.line).is_some_and(|ranges| ranges.iter().any(inside))
    });
}

const LINE: [&[Rule]; 5] =
    [punctuation::LINE, numerals::LINE, words::LINE, consistency::LINE, leftovers::LINE];
const DRAFT: [&[DraftRule]; 4] = [punctuation::DRAFT, words::DRAFT, consistency::DRAFT, leftovers::DRAFT];
