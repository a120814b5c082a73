//! How a rule is asked: of one paragraph, or of the whole draft.

use super::scan::{Kinds, Text};
use super::{Draft, Finding, Lexicon, Role, Story};

/// Which paragraphs a rule reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// All but comments.
    All,
    /// Running text outside tables: title, headings, body, notes.
    Prose,
}

impl Scope {
    fn reads(self, text: &Text<'_>) -> bool {
        match self {
            Scope::All => true,
            Scope::Prose => {
                !text.in_table()
                    && matches!(
                        text.of.role,
                        Role::Title | Role::Level(_) | Role::Body | Role::Note | Role::Attachment
                    )
            }
        }
    }
}

/// A rule that one paragraph decides.
pub(super) struct Rule {
    /// Kinds of characters without which it has nothing to say.
    pub(super) needs: Kinds,
    /// Of these at least one; [`Kinds::NONE`] for no such condition.
    pub(super) any: Kinds,
    /// Which paragraphs it reads.
    pub(super) scope: Scope,
    /// Adds what it finds.
    pub(super) check: fn(&Text<'_>, &mut Vec<Finding>),
}

impl Rule {
    pub(super) fn ask(&self, text: &Text<'_>, out: &mut Vec<Finding>) {
        let kinds = text.kinds.has(self.needs) && (self.any == Kinds::NONE || text.kinds.any(self.any));
        if kinds && self.scope.reads(text) {
            (self.check)(text, out);
        }
    }
}

/// A rule that needs the whole draft.
pub(super) type DraftRule = fn(&Reading<'_>, &mut Vec<Finding>);

/// So many lines of code make a document a technical one.
const CODE_LINES: usize = 4;

/// # or * or // at the start of a line among code.
fn is_comment(text: &Text<'_>) -> bool {
    matches!(text.at(text.first()), '#' | '*' | '/')
}

/// A draft as the rules read it.
pub(super) struct Reading<'a> {
    /// Its paragraphs, comments left out.
    pub(super) texts: Vec<Text<'a>>,
    /// Whether it is a formal document.
    pub(super) formal: bool,
    /// Its date.
    pub(super) date: Option<(i32, u8, u8)>,
    /// The slips to look for.
    pub(super) lexicon: &'a Lexicon,
}

impl<'a> Reading<'a> {
    pub(super) fn new(draft: &Draft<'a>, lexicon: &'a Lexicon) -> Self {
        let lines = draft.lines.iter().enumerate().filter(|(_, line)| line.story != Story::Comment);
        let mut texts: Vec<Text<'a>> = lines.map(|(at, line)| Text::new(at, *line)).collect();
        if texts.iter().filter(|text| text.code).count() >= CODE_LINES {
            // Among code a line of mostly ASCII is a comment or a command.
            texts.iter_mut().for_each(|text| text.prose &= !text.mostly_ascii && !is_comment(text));
        }
        Reading { texts, formal: draft.formal, date: draft.date, lexicon }
    }

    /// The paragraphs of a role.
    pub(super) fn of_role(&self, role: Role) -> impl Iterator<Item = &Text<'a>> {
        self.texts.iter().filter(move |text| text.of.role == role && text.last() > 0)
    }

    /// The running text.
    pub(super) fn body(&self) -> impl Iterator<Item = &Text<'a>> {
        self.texts.iter().filter(|text| text.is_body())
    }

    /// The title, its lines joined.
    pub(super) fn title(&self) -> String {
        self.of_role(Role::Title).map(|text| text.of.text.trim()).collect()
    }
}
