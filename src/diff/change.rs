//! A change as a reader and a program see it.

use crate::error::DocPlace;
use serde_json::{Map, Value};

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A number.
    Figure,
    /// A year.
    Year,
    /// Words.
    Wording,
    /// Text or an object that came.
    Inserted,
    /// Text or an object that went.
    Deleted,
    /// Text that went from one place to another.
    Moved,
    /// The same text in another format.
    Formatting,
    /// A table's rows, columns or shape.
    Table,
}

impl Kind {
    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Figure => "figure",
            Kind::Year => "year",
            Kind::Wording => "wording",
            Kind::Inserted => "inserted",
            Kind::Deleted => "deleted",
            Kind::Moved => "moved",
            Kind::Formatting => "formatting",
            Kind::Table => "table",
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What kind of change.
    pub kind: Kind,
    /// Where, in the new document; absent for what only the old one has.
    pub place: Option<DocPlace>,
    /// Where, in the old document; absent for what only the new one has.
    pub old_place: Option<DocPlace>,
    /// The old text.
    pub old: String,
    /// The new text.
    pub new: String,
    /// The text before it in its paragraph, as far as a reader needs it.
    pub before: String,
    /// The text behind it in its paragraph.
    pub after: String,
}

impl Change {
    /// The change as outsiders rely on it.
    pub fn json(&self) -> Value {
        let mut map = Map::new();
        map.insert("kind".into(), self.kind.as_str().into());
        let places = [("place", &self.place), ("old_place", &self.old_place)];
        for (name, place) in places {
            if let Some(place) = place {
                map.insert(name.into(), crate::error::Place::Document(place.clone()).json());
            }
        }
        for (name, text) in [("old", &self.old), ("new", &self.new)] {
            if !text.is_empty() {
                map.insert(name.into(), text.as_str().into());
            }
        }
        Value::Object(map)
    }
}
