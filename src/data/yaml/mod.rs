//! YAML 1.2, read into template values.
//!
//! The parser gives events with style and place; what a scalar means, which limits hold and what
//! is said about a fault is ours. An alias shares its value, so a bomb of aliases takes no memory;
//! it is refused all the same, because whoever walks through the value would expand it.

mod build;
mod keyboard;
mod syntax;

use super::limits::Limits;
use super::map::Keys;
use super::source::Source;
use crate::error::{Problem, Result, catalogue::data as entries};
use build::{Builder, Step};
use granit_parser::{Event, Options, Parser, StrInput};
use minijinja::value::Value;
use std::sync::Arc;

/// Reads a file of one document.
pub(crate) fn read(source: Source, limits: &Limits) -> Result<Value> {
    let mut documents = Documents::new(source, limits);
    let first = documents.next().transpose()?;
    match documents.next().transpose()? {
        Some(second) => {
            Err(source.problem(&entries::YAML_MANY_DOCUMENTS, second.offset..second.offset + 3).into())
        }
        None => Ok(first.map_or(Value::UNDEFINED, |document| document.value)),
    }
}

/// What a person may have meant by a text that YAML reads as a single scalar.
pub(crate) fn keyboard_faults(source: &Source) -> Vec<Problem> {
    keyboard::faults(source)
}

/// One document of a stream, and where it starts.
pub(crate) struct Document {
    /// Its value.
    pub value: Value,
    /// The byte where it starts.
    pub offset: usize,
}

/// The documents of a stream in order, empty ones left out.
pub(crate) struct Documents<'a> {
    source: Source<'a>,
    limits: Limits,
    parser: Parser<'a, StrInput<'a>>,
    shape: Option<Arc<Keys>>,
    ended: bool,
}

impl<'a> Documents<'a> {
    pub(crate) fn new(source: Source<'a>, limits: &Limits) -> Self {
        let mut options = Options::default();
        options.set_emit_comments(false);
        // One deeper than ours, so that the limit that is met is ours.
        options.flow_nesting_limit = limits.depth.saturating_add(1);
        options.block_nesting_limit = limits.depth.saturating_add(1);
        let parser = Parser::new_from_str_with_options(source.text, options);
        Documents { source, limits: *limits, parser, shape: None, ended: false }
    }
}

impl Iterator for Documents<'_> {
    type Item = Result<Document>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let mut builder = Builder::new(self.source, self.limits, self.shape.take());
        loop {
            let step = match self.parser.next_event() {
                None | Some(Ok((Event::StreamEnd, _))) => None,
                Some(Ok((event, span))) => builder.event(event, span),
                Some(Err(error)) => {
                    builder.syntax(&error);
                    None
                }
            };
            match step {
                Some(Step::Go) => {}
                Some(Step::Done) => {
                    self.shape = builder.shape.take();
                    if !builder.is_empty() {
                        return Some(builder.finish());
                    }
                    builder = Builder::new(self.source, self.limits, self.shape.take());
                }
                None => {
                    self.ended = true;
                    return builder.failed().then(|| builder.finish());
                }
            }
        }
    }
}
