//! The two texts side by side, as a reader sees them.

use crate::error::DocPlace;

/// What became of a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It stayed.
    Same,
    /// It went.
    Gone,
    /// It came.
    Came,
    /// It went elsewhere.
    MovedAway,
    /// It came from elsewhere.
    MovedHere,
}

/// A stretch of a passage. Paragraphs within it are parted by `\n`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// What became of it.
    pub fate: Fate,
    /// The old text; empty for what came. Differs from `new` in stretches that stayed only by what was ignored.
    pub old: String,
    /// The new text; empty for what went.
    pub new: String,
    /// The change it belongs to, an index into [`Comparison::changes`](super::Comparison::changes).
    pub change: Option<usize>,
}

/// A paragraph of both documents (several, where paragraphs were split or merged), or of one of them.
///
/// All passages in their order are both documents' whole texts, side by side: in the cells of tables
/// (`place.table`), text boxes, headers and notes (`place.story`), too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Where its new text begins; absent where only the old document has it.
    pub place: Option<DocPlace>,
    /// Where its old text begins; absent where only the new document has it.
    pub old_place: Option<DocPlace>,
    /// What became of its text, in order.
    pub stretches: Vec<Stretch>,
}

impl Passage {
    /// The whole new text.
    pub fn new_text(&self) -> String {
        self.stretches.iter().map(|stretch| stretch.new.as_str()).collect()
    }

    /// The whole old text.
    pub fn old_text(&self) -> String {
        self.stretches.iter().map(|stretch| stretch.old.as_str()).collect()
    }

    /// Whether its text stayed as it was.
    pub fn is_same(&self) -> bool {
        self.place.is_some()
            && self.old_place.is_some()
            && self.stretches.iter().all(|stretch| stretch.fate == Fate::Same)
    }
}
