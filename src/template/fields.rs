//! The fields that a template asks for.

use super::compile::Compiled;
use super::expr::{Path, Use};
use super::tag::{Block, Tag, What};
use crate::error::Place;
use std::collections::HashMap;

/// What kind of value a field holds, as its uses suggest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldKind {
    /// Only asked whether it is there.
    Any,
    /// Text.
    Text,
    /// A number.
    Number,
    /// A date.
    Date,
    /// A list; its items' fields are named `名单[].姓名`.
    List,
    /// A group of fields; they are named `单位.名称`.
    Object,
}

impl FieldKind {
    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            FieldKind::Any => "any",
            FieldKind::Text => "text",
            FieldKind::Number => "number",
            FieldKind::Date => "date",
            FieldKind::List => "list",
            FieldKind::Object => "object",
        }
    }
}

/// A field of a template.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Field {
    /// Its name: `年度`, `单位.名称`, `活动[].次数`.
    pub name: String,
    /// Its kind.
    pub kind: FieldKind,
    /// False where the template stands without it.
    pub required: bool,
    /// Where it is used.
    pub places: Vec<Place>,
    /// The sentence in which it stands first.
    pub sentence: String,
}

/// Names that a block binds, and what they stand for: the path of the list they run over, or nothing of the
/// data's.
type Scope = HashMap<String, Option<String>>;

pub(super) fn fields(template: &Compiled) -> Vec<Field> {
    let mut collector = Collector { found: Vec::new(), index: HashMap::new() };
    let mut scopes: Vec<(Scope, bool)> = vec![(Scope::new(), false)];
    // In the order in which they are evaluated: a note's tags where its reference stands.
    for &(_, id) in &template.fast.spans {
        let (Some(tag), Some(info)) = (template.tags.get(id), template.infos.get(id)) else { continue };
        let inside_condition = scopes.iter().any(|(_, condition)| *condition);
        for path in &info.paths {
            collector.path(path, &scopes, tag, inside_condition);
        }
        match tag.what {
            What::Open(block) => {
                let list = match block {
                    Block::For => {
                        info.paths.first().and_then(|p| resolve(p, &scopes)).map(|name| format!("{name}[]"))
                    }
                    _ => None,
                };
                let single = info.binds.len() == 1;
                let mut scope: Scope =
                    info.binds.iter().map(|n| (n.clone(), list.clone().filter(|_| single))).collect();
                scope.insert("loop".into(), None);
                if block != Block::For {
                    scope.remove("loop");
                }
                if block == Block::Set {
                    collector.bind(&mut scopes, &info.binds);
                    scope.clear();
                }
                scopes.push((scope, block == Block::If));
            }
            What::Close(_) if scopes.len() > 1 => drop(scopes.pop()),
            What::Single => collector.bind(&mut scopes, &info.binds),
            _ => {}
        }
    }
    collector.found
}

/// The public name of a path, or nothing when it is no field of the data.
fn resolve(path: &Path, scopes: &[(Scope, bool)]) -> Option<String> {
    let first = path.steps.first()?;
    let mut name = match scopes.iter().rev().find_map(|(scope, _)| scope.get(first)) {
        Some(Some(list)) => list.clone(),
        Some(None) => return None,
        None if is_builtin(first) => return None,
        None => first.clone(),
    };
    for step in path.steps.iter().skip(1) {
        if step.is_empty() || step.starts_with('[') {
            name.push_str("[]");
        } else {
            name.push('.');
            name.push_str(step);
        }
    }
    Some(name)
}

fn is_builtin(name: &str) -> bool {
    matches!(
        name,
        "loop"
            | "range"
            | "dict"
            | "namespace"
            | "caller"
            | "prior"
            | "上年"
            | "true"
            | "false"
            | "none"
            | "__data"
            | "data"
            | "数据"
            | "__at"
            | "__has"
            | "lipsum"
    )
}

struct Collector {
    found: Vec<Field>,
    index: HashMap<String, usize>,
}

impl Collector {
    fn bind(&self, scopes: &mut [(Scope, bool)], names: &[String]) {
        if let Some((scope, _)) = scopes.last_mut() {
            scope.extend(names.iter().map(|n| (n.clone(), None)));
        }
    }

    fn path(&mut self, path: &Path, scopes: &[(Scope, bool)], tag: &Tag, inside_condition: bool) {
        let Some(name) = resolve(path, scopes) else { return };
        let kind = match path.wanted {
            Use::Text => FieldKind::Text,
            Use::Number => FieldKind::Number,
            Use::Date => FieldKind::Date,
            Use::List => FieldKind::List,
            Use::Condition | Use::Any => FieldKind::Any,
        };
        let required = !path.guarded && !inside_condition && path.wanted != Use::Condition;
        // The lists and groups around it are fields too.
        for (at, _) in name.match_indices(['.', '[']) {
            let outer = name.get(..at).unwrap_or("");
            let list = name.get(at..).is_some_and(|rest| rest.starts_with('['));
            if !outer.is_empty() && !outer.ends_with(']') {
                self.add(outer, if list { FieldKind::List } else { FieldKind::Object }, required, tag);
            }
        }
        self.add(&name, kind, required, tag);
        for column in &path.columns {
            self.add(&format!("{name}[].{column}"), FieldKind::Any, false, tag);
        }
    }

    fn add(&mut self, name: &str, kind: FieldKind, required: bool, tag: &Tag) {
        if name.ends_with("[]") && kind == FieldKind::Object {
            return;
        }
        let place = Place::from(tag.spot.place.clone());
        let index = *self.index.entry(name.to_string()).or_insert_with(|| {
            self.found.push(Field {
                name: name.to_string(),
                kind,
                required: false,
                places: Vec::new(),
                sentence: sentence(&tag.spot.line, tag.spot.chars.start),
            });
            self.found.len() - 1
        });
        if let Some(field) = self.found.get_mut(index) {
            // A field printed plainly and calculated elsewhere is a number.
            if kind != FieldKind::Any && (field.kind <= FieldKind::Text || kind >= FieldKind::List) {
                field.kind = field.kind.max(kind);
            }
            field.required |= required;
            if !field.places.contains(&place) && !tag.spot.fallback {
                field.places.push(place);
            }
        }
    }
}

/// The sentence around a character of a paragraph.
fn sentence(line: &str, at: usize) -> String {
    let chars: Vec<char> = line.chars().collect();
    let ends = |c: &char| matches!(c, '。' | '；' | ';' | '！' | '？' | '\n');
    let from = chars.get(..at).unwrap_or(&chars).iter().rposition(ends).map_or(0, |i| i + 1);
    let to = chars.iter().skip(at).position(ends).map_or(chars.len(), |i| at + i + 1);
    chars.get(from..to).unwrap_or(&[]).iter().collect::<String>().trim().to_string()
}

/// The filters' names, for “did you mean”.
pub(super) fn filter_names() -> impl Iterator<Item = &'static str> {
    const BUILTIN: &[&str] = &[
        "default",
        "upper",
        "lower",
        "title",
        "trim",
        "replace",
        "join",
        "length",
        "first",
        "last",
        "sort",
        "reverse",
        "round",
        "int",
        "float",
        "abs",
        "list",
        "map",
        "select",
        "reject",
        "unique",
        "groupby",
        "items",
        "string",
        "paragraphs",
        "段落",
        "format",
        "split",
        "indent",
        "batch",
        "slice",
    ];
    let ours = crate::value::filters::FILTERS
        .iter()
        .flat_map(|f| std::iter::once(f.name).chain(f.aliases.iter().copied()));
    BUILTIN.iter().copied().chain(ours)
}
