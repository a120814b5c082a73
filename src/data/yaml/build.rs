//! Events of the parser to one value.

use super::super::limits::{Limits, MAX_PROBLEMS};
use super::super::map::{KeyList, Keys, Map};
use super::super::source::Source;
use super::super::{duplicate_of, scalar};
use super::keyboard::{self, Role};
use super::{Document, syntax};
use crate::error::{Entry, Error, Place, Problem, Result, catalogue::data as entries};
use granit_parser::{Event, ScalarStyle, Span, StructureStyle, Tag};
use minijinja::value::{Value, ValueKind};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Whether the document goes on.
pub(super) enum Step {
    Go,
    Done,
}

/// What an open list or mapping waits for.
enum Open {
    List { shape: Option<Arc<Keys>> },
    Map { keys: KeyList, merged: Vec<Value>, wants: Wants },
}

#[derive(Clone, Copy, PartialEq)]
enum Wants {
    Key,
    Value,
    /// The value of the `<<` that starts there.
    Merged(usize),
    /// The value of a key that is there already.
    Nothing,
}

/// An open list or mapping.
struct Frame {
    open: Open,
    flow: bool,
    anchor: usize,
    /// Where its values and its keys' places start on the stacks.
    base: usize,
    spot: usize,
    /// Values counted before it.
    before: usize,
    /// How deep the deepest value in it is.
    height: usize,
}

/// A finished value that an alias may repeat.
struct Anchored {
    value: Value,
    count: usize,
    height: usize,
}

/// Builds one document from its events.
pub(super) struct Builder<'a> {
    source: Source<'a>,
    limits: Limits,
    frames: Vec<Frame>,
    stack: Vec<Value>,
    spots: Vec<usize>,
    anchors: HashMap<usize, Anchored>,
    count: usize,
    problems: Vec<Problem>,
    root: Option<Value>,
    /// The keys of the document before, then of this one.
    pub(super) shape: Option<Arc<Keys>>,
    offset: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn new(source: Source<'a>, limits: Limits, shape: Option<Arc<Keys>>) -> Self {
        Builder {
            source,
            limits,
            frames: Vec::new(),
            stack: Vec::new(),
            spots: Vec::new(),
            anchors: HashMap::new(),
            count: 0,
            problems: Vec::new(),
            root: None,
            shape,
            offset: 0,
        }
    }

    /// Whether the document holds nothing.
    pub(super) fn is_empty(&self) -> bool {
        !self.failed() && self.root.as_ref().is_none_or(Value::is_undefined)
    }

    pub(super) fn failed(&self) -> bool {
        !self.problems.is_empty()
    }

    pub(super) fn finish(self) -> Result<Document> {
        match Error::from_problems(self.problems) {
            Some(error) => Err(error),
            None => Ok(Document { value: self.root.unwrap_or(Value::UNDEFINED), offset: self.offset }),
        }
    }

    /// `None` where reading must stop.
    pub(super) fn event(&mut self, event: Event<'a>, span: Span) -> Option<Step> {
        let range = span.byte_range().unwrap_or(0..0);
        if let Some(tag) = event.tag() {
            self.tag(
                tag,
                &event,
                span.tag_span().and_then(|span| span.byte_range()).unwrap_or(range.clone()),
            )?;
        }
        match event {
            Event::DocumentStart(..) => self.offset = range.start,
            Event::DocumentEnd => return Some(Step::Done),
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&text, style, anchor, tag.as_deref(), range)?;
            }
            Event::Alias(id) => self.alias(id, range)?,
            Event::SequenceStart(style, anchor, _) => {
                self.open(Open::List { shape: None }, style, anchor, range)?;
            }
            Event::MappingStart(style, anchor, _) => {
                let keys = KeyList::like(self.row_shape());
                let map = Open::Map { keys, merged: Vec::new(), wants: Wants::Key };
                self.open(map, style, anchor, range)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range)?,
            _ => {}
        }
        Some(Step::Go)
    }

    /// The keys of the mapping before in the same list.
    fn row_shape(&mut self) -> Option<Arc<Keys>> {
        match self.frames.last_mut() {
            None => self.shape.take(),
            Some(Frame { open: Open::List { shape }, .. }) => shape.take(),
            Some(_) => None,
        }
    }

    fn wants_key(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { open: Open::Map { wants: Wants::Key, .. }, .. }))
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        range: Range<usize>,
    ) -> Option<()> {
        let plain = style == ScalarStyle::Plain;
        if plain {
            let flow = self.frames.last().is_some_and(|frame| frame.flow);
            let role = match self.frames.last().map(|frame| &frame.open) {
                Some(Open::Map { wants: Wants::Key, .. }) => Role::Key,
                Some(Open::List { .. }) => Role::Item,
                _ => Role::Value,
            };
            for problem in keyboard::in_scalar(&self.source, range.clone(), role, flow) {
                self.note(problem)?;
            }
        }
        if self.wants_key() {
            if anchor != 0 {
                let key = Anchored { value: Value::from(text), count: 1, height: 0 };
                self.anchors.insert(anchor, key);
            }
            return self.key(text, plain, range);
        }
        self.counted(1, &range)?;
        let text_only =
            tag.is_some_and(|tag| tag.core_suffix() == Some("str") || tag.core_suffix().is_none());
        let typed =
            plain || tag.is_some_and(|tag| matches!(tag.core_suffix(), Some("int" | "float" | "bool")));
        let value = if typed && !text_only { scalar::plain(text) } else { Value::from(text) };
        self.done(value, 0, 1, anchor);
        Some(())
    }

    fn key(&mut self, text: &str, plain: bool, range: Range<usize>) -> Option<()> {
        if range.is_empty() && plain {
            return self.fault(&entries::YAML_KEY_MISSING, range);
        }
        let Some(Frame { open: Open::Map { keys, wants, .. }, spot, .. }) = self.frames.last_mut() else {
            return Some(());
        };
        if plain && text == "<<" {
            *wants = Wants::Merged(range.start);
            return Some(());
        }
        let Err(before) = keys.push(text) else {
            *wants = Wants::Value;
            self.spots.push(range.start);
            return Some(());
        };
        *wants = Wants::Nothing;
        let first = self.spots.get(*spot + before).copied().unwrap_or_default();
        let problem = self.source.problem(&entries::DUPLICATE_KEY, range);
        self.note(duplicate_of(problem, text, &self.source.place(first)))
    }

    fn alias(&mut self, id: usize, range: Range<usize>) -> Option<()> {
        let Some(Anchored { value, count, height }) = self.anchors.get(&id) else {
            return self.stop(self.source.problem(&entries::YAML_SELF_REFERENCE, range));
        };
        let (value, count, height) = (value.clone(), *count, *height);
        if self.wants_key() {
            return match value.as_str() {
                Some(text) => self.key(text, false, range),
                None => self.stop(self.source.problem(&entries::YAML_COMPLEX_KEY, range)),
            };
        }
        self.counted(count, &range)?;
        if self.frames.len() + height > self.limits.depth {
            return self.too_deep(range);
        }
        self.done(value, height, 0, 0);
        Some(())
    }

    fn open(&mut self, open: Open, style: StructureStyle, anchor: usize, range: Range<usize>) -> Option<()> {
        if self.wants_key() {
            return self.stop(self.source.problem(&entries::YAML_COMPLEX_KEY, range));
        }
        if self.frames.len() >= self.limits.depth {
            return self.too_deep(range);
        }
        let before = self.count;
        self.counted(1, &range)?;
        self.frames.push(Frame {
            open,
            flow: style == StructureStyle::Flow,
            anchor,
            base: self.stack.len(),
            spot: self.spots.len(),
            before,
            height: 0,
        });
        Some(())
    }

    fn close(&mut self, range: Range<usize>) -> Option<()> {
        let frame = self.frames.pop()?;
        let value = match frame.open {
            Open::List { .. } => {
                let items: Vec<Value> = self.stack.drain(frame.base..).collect();
                Value::from_object(items)
            }
            Open::Map { keys, merged, .. } => {
                self.spots.truncate(frame.spot);
                let keys = keys.finish();
                match self.frames.last_mut() {
                    None => self.shape = Some(Arc::clone(&keys)),
                    Some(Frame { open: Open::List { shape }, .. }) => *shape = Some(Arc::clone(&keys)),
                    Some(_) => {}
                }
                let own = Map::new(keys, self.stack.drain(frame.base..).collect());
                Value::from_object(self.merge(&merged, own, &range)?)
            }
        };
        self.done(value, frame.height + 1, self.count - frame.before, frame.anchor);
        Some(())
    }

    /// What the sources of `<<` say, overridden by the mapping itself; of the sources the first wins.
    fn merge(&mut self, sources: &[Value], own: Map, range: &Range<usize>) -> Option<Map> {
        if sources.is_empty() {
            return Some(own);
        }
        let mut entries: Vec<(String, Value)> = Vec::new();
        for source in sources.iter().rev() {
            let pairs = source.as_object().and_then(|object| object.try_iter_pairs()).into_iter().flatten();
            entries.extend(pairs.map(|(key, value)| (key.to_string(), value)));
            self.counted(source.len().unwrap_or_default(), range)?;
        }
        entries.extend(own.entries());
        Some(entries.into_iter().collect())
    }

    /// Hands a finished value to the list or mapping around it.
    fn done(&mut self, value: Value, height: usize, count: usize, anchor: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, Anchored { value: value.clone(), count, height });
        }
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(value);
            return;
        };
        frame.height = frame.height.max(height);
        let Open::Map { merged, wants, .. } = &mut frame.open else {
            self.stack.push(value);
            return;
        };
        match std::mem::replace(wants, Wants::Key) {
            Wants::Merged(at) => match merge_sources(&value) {
                Some(sources) => merged.extend(sources),
                None => self.problems.push(self.source.problem(&entries::YAML_MERGE, at..at + 2)),
            },
            Wants::Nothing => {}
            Wants::Key | Wants::Value => self.stack.push(value),
        }
    }

    /// Counts values against the limit.
    fn counted(&mut self, values: usize, range: &Range<usize>) -> Option<()> {
        self.count = self.count.saturating_add(values);
        if self.count <= self.limits.values {
            return Some(());
        }
        let problem = self.source.problem(&entries::TOO_MANY_VALUES, range.clone());
        self.stop(problem.arg("limit", self.limits.values))
    }

    fn too_deep(&mut self, range: Range<usize>) -> Option<()> {
        let problem = self.source.problem(&entries::TOO_DEEP, range);
        self.stop(problem.arg("limit", self.limits.depth))
    }

    /// Only the types of the core schema are known.
    fn tag(&mut self, tag: &Tag, event: &Event, range: Range<usize>) -> Option<()> {
        let known: &[&str] = match event {
            Event::SequenceStart(..) => &["seq"],
            Event::MappingStart(..) => &["map"],
            _ => &["str", "int", "float", "bool", "null"],
        };
        let ours = tag.core_suffix().is_some_and(|suffix| known.contains(&suffix));
        let neutral = tag.handle().is_empty() && tag.suffix() == "!";
        let stamp = tag.suffix() == "timestamp";
        if ours || neutral || stamp {
            return Some(());
        }
        let problem = self.source.problem(&entries::YAML_TAG, range);
        self.note(problem.arg("tag", tag.original()))
    }

    /// Notes what the parser found; the marks of a Chinese keyboard explain most of it.
    pub(super) fn syntax(&mut self, error: &granit_parser::ScanError) {
        let own = syntax::problem(&self.source, error, &self.limits);
        let typed = keyboard::faults(&self.source);
        let near = |problem: &Problem| syntax::explains(problem, &own);
        if !typed.iter().any(near) && !self.problems.iter().any(near) {
            self.problems.push(own);
        }
        let known: Vec<Option<Place>> = typed.iter().map(|problem| problem.place().cloned()).collect();
        self.problems.retain(|problem| !known.contains(&problem.place().cloned()));
        self.problems.extend(typed);
        self.problems.sort_by(|a, b| a.place().cmp(&b.place()));
    }

    fn note(&mut self, problem: Problem) -> Option<()> {
        self.problems.push(problem);
        (self.problems.len() < MAX_PROBLEMS).then_some(())
    }

    fn fault(&mut self, entry: &'static Entry, range: Range<usize>) -> Option<()> {
        let problem = self.source.problem(entry, range);
        self.stop(problem)
    }

    fn stop(&mut self, problem: Problem) -> Option<()> {
        self.problems.push(problem);
        None
    }
}

/// The mappings that `<<` names: one, or a list of them.
fn merge_sources(value: &Value) -> Option<Vec<Value>> {
    let is_map = |value: &Value| value.kind() == ValueKind::Map;
    if is_map(value) {
        return Some(vec![value.clone()]);
    }
    let items: Vec<Value> = match value.kind() {
        ValueKind::Seq => value.try_iter().ok()?.collect(),
        _ => return None,
    };
    items.iter().all(is_map).then_some(items)
}
