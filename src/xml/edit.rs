//! Changes to a part as a list of (range, replacement).

use std::ops::Range;

/// A splice list over the source of a [`Tree`](super::Tree). What no edit touches is written back byte for
/// byte. Edits at one place keep the order in which they were made.
///
/// ```
/// use hongtou::xml::Edits;
/// let mut edits = Edits::new();
/// edits.replace(0..1, "b");
/// edits.insert(3, "!");
/// assert_eq!(edits.apply("a.c").unwrap(), "b.c!");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Edits {
    list: Vec<(Range<usize>, String)>,
}

impl Edits {
    /// No edit.
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces a range.
    pub fn replace(&mut self, range: Range<usize>, with: impl Into<String>) {
        self.list.push((range, with.into()));
    }

    /// Inserts at a position.
    pub fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    /// Deletes a range.
    pub fn delete(&mut self, range: Range<usize>) {
        self.replace(range, "");
    }

    /// True when nothing would change.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Sorts the edits by place; at one place, insertions come before a replacement that starts there.
    /// `None` when two of them overlap or one runs past `len`.
    pub fn sorted(mut self, len: usize) -> Option<Vec<(Range<usize>, String)>> {
        self.list.sort_by_key(|(range, _)| (range.start, !range.is_empty()));
        let mut at = 0;
        for (range, _) in &self.list {
            if range.start < at || range.end < range.start || range.end > len {
                return None;
            }
            at = range.end;
        }
        Some(self.list)
    }

    /// The source with every edit applied; `None` when edits overlap or fall outside it.
    pub fn apply(self, source: &str) -> Option<String> {
        let list = self.sorted(source.len())?;
        let grow: usize = list.iter().map(|(_, text)| text.len()).sum();
        let mut out = String::with_capacity(source.len() + grow);
        let mut at = 0;
        for (range, text) in list {
            out.push_str(source.get(at..range.start)?);
            out.push_str(&text);
            at = range.end;
        }
        out.push_str(source.get(at..)?);
        Some(out)
    }
}
