//! Mappings that keep their order and share their keys.
//!
//! The rows of a table all have the same keys: one list of keys serves them all, and a row is no
//! more than its values. 20,000 rows of 6 columns take 6 MiB this way.

use minijinja::value::{Enumerator, Object, ObjectExt, ObjectRepr, Value};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// Up to so many keys are compared one by one; beyond, they are indexed.
const LINEAR: usize = 12;

/// The keys of a mapping, in order, each once.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    names: Box<[Value]>,
    index: HashMap<Box<str>, usize>,
}

impl Keys {
    /// The keys in order.
    pub(crate) fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.names.iter().map(|name| name.as_str().unwrap_or_default())
    }

    fn is_at(&self, position: usize, name: &str) -> bool {
        self.names.get(position).and_then(Value::as_str) == Some(name)
    }

    /// Where a key stands.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        position(&self.names, &self.index, name)
    }
}

fn position(names: &[Value], index: &HashMap<Box<str>, usize>, name: &str) -> Option<usize> {
    if index.is_empty() {
        names.iter().position(|own| own.as_str() == Some(name))
    } else {
        index.get(name).copied()
    }
}

/// Collects the keys of one mapping; takes over those of its predecessor as long as they agree.
#[derive(Default)]
pub(crate) struct KeyList {
    shape: Option<Arc<Keys>>,
    matched: usize,
    names: Vec<Value>,
    index: HashMap<Box<str>, usize>,
}

impl KeyList {
    /// Keys that probably are those of `shape`.
    pub(crate) fn like(shape: Option<Arc<Keys>>) -> Self {
        KeyList { shape, ..KeyList::default() }
    }

    /// Adds a key; `Err` is the position of the same key before.
    pub(crate) fn push(&mut self, name: &str) -> Result<(), usize> {
        if let Some(shape) = &self.shape {
            if shape.is_at(self.matched, name) {
                self.matched += 1;
                return Ok(());
            }
            let shared: Vec<Value> = shape.names.iter().take(self.matched).cloned().collect();
            self.shape = None;
            for name in shared {
                self.append(name);
            }
        }
        if let Some(before) = position(&self.names, &self.index, name) {
            return Err(before);
        }
        self.append(Value::from(name));
        Ok(())
    }

    fn append(&mut self, name: Value) {
        self.names.push(name);
        if self.names.len() <= LINEAR {
            return;
        }
        let from = if self.index.is_empty() { 0 } else { self.names.len() - 1 };
        for (i, name) in self.names.iter().enumerate().skip(from) {
            self.index.insert(name.as_str().unwrap_or_default().into(), i);
        }
    }

    /// The keys, shared with the predecessor if they are the same.
    pub(crate) fn finish(mut self) -> Arc<Keys> {
        match self.shape.take() {
            Some(shape) if shape.names.len() == self.matched => shape,
            Some(shape) => {
                for name in shape.names.iter().take(self.matched) {
                    self.append(name.clone());
                }
                Arc::new(Keys { names: self.names.into(), index: self.index })
            }
            None => Arc::new(Keys { names: self.names.into(), index: self.index }),
        }
    }
}

/// A mapping from text to values, in the order of the file.
pub(crate) struct Map {
    keys: Arc<Keys>,
    values: Box<[Value]>,
}

impl Map {
    /// A mapping; `values` are in the order of `keys`.
    pub(crate) fn new(keys: Arc<Keys>, values: Box<[Value]>) -> Self {
        Map { keys, values }
    }

    /// The keys with their values.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (String, Value)> {
        self.keys.names().map(str::to_string).zip(self.values.iter().cloned())
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(self.keys.position(name)?)
    }
}

impl FromIterator<(String, Value)> for Map {
    /// The last of several equal keys wins, at the place of the first.
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(entries: I) -> Self {
        let mut keys = KeyList::default();
        let mut values: Vec<Value> = Vec::new();
        for (key, value) in entries {
            match keys.push(&key) {
                Ok(()) => values.push(value),
                Err(before) => {
                    if let Some(slot) = values.get_mut(before) {
                        *slot = value;
                    }
                }
            }
        }
        Map::new(keys.finish(), values.into())
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.keys.names.iter().zip(&self.values)).finish()
    }
}

impl Object for Map {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    /// A number finds the key that is written so: `产值[2023]`.
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match key.as_str() {
            Some(name) => self.get(name).cloned(),
            None if key.is_integer() => self.get(&key.to_string()).cloned(),
            None => None,
        }
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        self.get(key).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        self.mapped_key_value_enumerator(|this| {
            Box::new(this.keys.names.iter().cloned().zip(this.values.iter().cloned()))
        })
    }

    fn enumerator_len(self: &Arc<Self>) -> Option<usize> {
        Some(self.values.len())
    }
}
