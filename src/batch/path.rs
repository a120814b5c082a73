//! Fields of a record by their names: `人数`, `单位.名称`, `活动[3].人数`.

use minijinja::value::{Value, ValueKind};

/// The value of a name, whole or step by step; `None` if it is missing.
pub(super) fn find(data: &Value, name: &str) -> Option<Value> {
    let there = |value: Value| (!value.is_undefined() && !value.is_none()).then_some(value);
    if let Some(value) = data.get_attr(name).ok().and_then(there) {
        return Some(value);
    }
    let mut value = data.clone();
    for step in name.split('.') {
        value = value.get_attr(step).ok().and_then(there)?;
    }
    Some(value)
}

/// The text of a scalar without the blanks around it; `None` if it is missing, empty or no scalar.
pub(super) fn text(value: &Value) -> Option<String> {
    let scalar = !matches!(
        value.kind(),
        ValueKind::Map | ValueKind::Seq | ValueKind::Iterable | ValueKind::Undefined | ValueKind::None
    );
    let text = scalar.then(|| value.to_string())?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// The text of a field.
pub(super) fn text_at(data: &Value, name: &str) -> Option<String> {
    find(data, name).and_then(|value| text(&value))
}

/// The most places of one field in a record that are looked at.
const MOST: usize = 1000;

/// Every place of a field in a record, with its value: `活动[].人数` stands for `活动[0].人数` and so on.
pub(super) fn expand(data: &Value, field: &str) -> Vec<(String, Option<Value>)> {
    let mut found = vec![(String::new(), Some(data.clone()))];
    for (i, part) in field.split("[]").enumerate() {
        if i > 0 {
            found = found.into_iter().flat_map(|(name, list)| items(&name, list)).take(MOST).collect();
        }
        let part = part.trim_start_matches('.');
        if part.is_empty() {
            continue;
        }
        for (name, value) in &mut found {
            *value = value.as_ref().and_then(|value| find(value, part));
            *name = if name.is_empty() { part.to_string() } else { format!("{name}.{part}") };
        }
    }
    found
}

fn items(name: &str, list: Option<Value>) -> Vec<(String, Option<Value>)> {
    let items = list.filter(|list| matches!(list.kind(), ValueKind::Seq | ValueKind::Iterable));
    let items = items.and_then(|list| list.try_iter().ok()).into_iter().flatten();
    items.take(MOST).enumerate().map(|(i, item)| (format!("{name}[{i}]"), Some(item))).collect()
}
