//! A comparison as JSON.

use super::Comparison;
use super::change::{Change, Copied, Kind};
use crate::error::Lang;
use serde_json::{Map, Value, json};

impl Comparison {
    /// The comparison as outsiders rely on it: `{"version": 1, "changes": […], "findings": […],
    /// "copied": […], "summary": {…}}`; messages in a language.
    pub fn json(&self, lang: Lang) -> Value {
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
        let share = (self.copied * 10_000.0).round() / 10_000.0;
        let mut summary = json!({
            "changes": self.changes.len(), "kinds": counts, "findings": self.findings.len(), "copied": share,
        });
        if let (Some(years), Some(map)) = (self.years, summary.as_object_mut()) {
            map.insert("years".into(), json!({"old": years.old, "new": years.new}));
        }
        json!({
            "version": 1,
            "changes": self.changes.iter().map(Change::json).collect::<Vec<_>>(),
            "findings": self.findings.iter().map(|finding| finding.json(lang)).collect::<Vec<_>>(),
            "copied": self.unchanged.iter().map(Copied::json).collect::<Vec<_>>(),
            "summary": summary,
        })
    }
}
