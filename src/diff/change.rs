//! A change as a reader and a program see it.

use super::figure::Figure;
use crate::error::DocPlace;
use serde_json::{Map, Value};

/// What kind of change it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A number; [`Change::figure`] says of what.
    Figure,
    /// A year.
    Year,
    /// Words.
    #[default]
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
#[derive(Clone, Debug, Default, PartialEq)]
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
    /// What counts what, for [`Kind::Figure`].
    pub figure: Option<Figure>,
    /// Whether it is a year that rolled over as it should; such changes are grouped or hidden for readers.
    pub expected: bool,
}

/// A paragraph that stands in both documents as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Copied {
    /// Where, in the new document.
    pub place: DocPlace,
    /// Where, in the old document.
    pub old_place: DocPlace,
    /// Its text.
    pub text: String,
}

impl Copied {
    /// The paragraph as outsiders rely on it.
    pub fn json(&self) -> Value {
        let place = |place: &DocPlace| crate::error::Place::Document(place.clone()).json();
        serde_json::json!({"place": place(&self.place), "old_place": place(&self.old_place), "text": self.text})
    }
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
        if let Some(figure) = &self.figure {
            figure.json(&mut map);
        }
        if self.kind == Kind::Year {
            map.insert("expected".into(), self.expected.into());
        }
        Value::Object(map)
    }
}
