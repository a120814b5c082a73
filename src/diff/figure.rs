//! A figure that changed: what it counts, from how many to how many.

use crate::text::decimal::Decimal;
use serde_json::{Map, Value};

/// What a reviewer should look at in a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Flag {
    /// It became about ten times as large or as small, or more: perhaps a digit too many or too few.
    Tenfold,
    /// It changed its sign, or 增长 became 下降.
    Sign,
    /// It is counted in another unit.
    Unit,
}

impl Flag {
    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Flag::Tenfold => "tenfold",
            Flag::Sign => "sign",
            Flag::Unit => "unit",
        }
    }
}

/// A figure that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What it counts (集中学习, 禁毒家庭责任书); empty where the text does not say.
    pub label: String,
    /// The unit (次, 份, 元, `%`, 个百分点) that values are in, of the new text; empty where there is none.
    pub unit: String,
    /// The unit of the old text, where it differs.
    pub old_unit: Option<String>,
    /// The old value in units: 1000万元 is 10000000, 80% is 80.
    pub old_value: Decimal,
    /// The new value in units.
    pub new_value: Decimal,
    /// What to look at.
    pub flags: Vec<Flag>,
}

impl Figure {
    /// The new value less the old one; `None` where they count in different units.
    pub fn difference(&self) -> Option<Decimal> {
        if self.old_unit.is_some() {
            return None;
        }
        self.new_value.checked_sub(self.old_value).map(Decimal::normalize)
    }

    /// The difference in per cent of the old value, to one decimal (half up); `None` where the old value is
    /// nought or the units differ.
    pub fn percent(&self) -> Option<Decimal> {
        let hundred = self.difference()?.checked_mul(Decimal::from(100_i64))?;
        hundred.checked_div(self.old_value.abs(), 1).map(Decimal::normalize)
    }

    /// Whether it is a share, so that its difference is in percentage points.
    pub fn is_share(&self) -> bool {
        matches!(self.unit.as_str(), "%" | "‰")
    }

    /// The figure's part of a change in JSON.
    pub(super) fn json(&self, map: &mut Map<String, Value>) {
        map.insert("label".into(), self.label.as_str().into());
        map.insert("unit".into(), self.unit.as_str().into());
        if let Some(unit) = &self.old_unit {
            map.insert("old_unit".into(), unit.as_str().into());
        }
        let values = [
            ("old_value", Some(self.old_value)),
            ("new_value", Some(self.new_value)),
            ("difference", self.difference()),
            ("percent", self.percent()),
        ];
        for (name, value) in values {
            if let Some(value) = value {
                map.insert(name.into(), number(value));
            }
        }
        map.insert("flags".into(), self.flags.iter().map(|flag| flag.as_str()).collect());
    }
}

/// A decimal as a JSON number; what a float cannot hold exactly comes as near as it can.
fn number(value: Decimal) -> Value {
    let plain = value.normalize();
    match plain.to_integer().and_then(|whole| i64::try_from(whole).ok()) {
        Some(whole) => whole.into(),
        None => serde_json::Number::from_f64(plain.to_f64()).map_or(Value::Null, Value::Number),
    }
}
