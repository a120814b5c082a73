//! A comparison as JSON.

use super::Comparison;
use super::change::{Change, Kind};
use serde_json::{Map, Value, json};

impl Comparison {
    /// The comparison as outsiders rely on it: `{"version": 1, "changes": […], "findings": [], "summary": {…}}`.
    pub fn json(&self) -> Value {
        let mut counts = Map::new();
        for kind in [
            Kind::Figure,
            Kind::Year,
            Kind::Wording,
            Kind::Inserted,
            Kind::Deleted,
            Kind::Moved,
            Kind::Formatting,
            Kind::Table,
        ] {
            let count = self.changes.iter().filter(|change| change.kind == kind).count();
            if count > 0 {
                counts.insert(kind.as_str().into(), count.into());
            }
        }
        let copied = (self.copied * 10_000.0).round() / 10_000.0;
        json!({
            "version": 1,
            "changes": self.changes.iter().map(Change::json).collect::<Vec<_>>(),
            "findings": [],
            "summary": {"changes": self.changes.len(), "kinds": counts, "copied": copied},
        })
    }
}
