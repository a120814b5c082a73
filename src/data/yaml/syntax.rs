//! What the parser calls its errors, in a clerk's words.

use super::super::limits::Limits;
use super::super::source::Source;
use crate::error::{Entry, Place, Problem, catalogue::data as entries};
use granit_parser::{ErrorKind, ScanError};

/// The parser's error as a problem at its place.
pub(super) fn problem(source: &Source, error: &ScanError, limits: &Limits) -> Problem {
    let found = error.marker().byte_offset().unwrap_or(source.text.len());
    let offset = floor(source.text, found);
    let entry = entry(error.kind());
    let (entry, offset) = better(source, entry, offset).unwrap_or((entry, offset));
    let length = source.slice(offset..source.text.len()).chars().next().map_or(0, char::len_utf8);
    let problem = source.problem(entry, offset..offset + length);
    match error.kind() {
        ErrorKind::RecursionLimitExceeded => problem.arg("limit", limits.depth),
        ErrorKind::UnexpectedCharacter { character } => problem.arg("found", character),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            problem.arg("open", open).arg("found", close)
        }
        ErrorKind::UnclosedFlowCollection { open } => problem.arg("open", open),
        _ if std::ptr::eq(entry, &entries::YAML_BRACKET_UNCLOSED) => {
            problem.arg("open", source.slice(offset..offset + length))
        }
        _ => problem,
    }
}

/// What is meant where the parser stumbles late or says too little.
fn better(source: &Source, found: &'static Entry, offset: usize) -> Option<(&'static Entry, usize)> {
    let (before, after) = (source.slice(0..offset), source.slice(offset..source.text.len()));
    if std::ptr::eq(found, &entries::YAML_ESCAPE) {
        return wrong_escape(after).map(|at| (found, offset + at));
    }
    if std::ptr::eq(found, &entries::YAML_COLON_MISSING) {
        let line = after.lines().next().unwrap_or_default().trim_end();
        return (line.contains(": ") || line.ends_with(':')).then_some((&entries::YAML_INDENTATION, offset));
    }
    let late = [&entries::YAML_SECOND_COLON, &entries::YAML_FLOW];
    if late.iter().any(|entry| std::ptr::eq(*entry, found)) {
        let line = before.rfind('\n').map_or(0, |i| i + 1);
        return open_bracket(source.slice(0..line)).map(|at| (&entries::YAML_BRACKET_UNCLOSED, at));
    }
    None
}

/// The first backslash that no escape of YAML begins with.
fn wrong_escape(text: &str) -> Option<usize> {
    let mut backslash = None;
    for (at, c) in text.char_indices() {
        match backslash.take() {
            Some(start) if !"0abtnvfre \"/\\N_LPxuU\t\n\r".contains(c) => return Some(start),
            None if c == '\\' => backslash = Some(at),
            _ => {}
        }
    }
    None
}

/// The bracket that the last line with text opens and does not close.
fn open_bracket(text: &str) -> Option<usize> {
    let line = text.trim_end();
    let start = line.rfind('\n').map_or(0, |i| i + 1);
    let mut open = Vec::new();
    for (at, c) in line.get(start..)?.char_indices() {
        match c {
            '[' | '{' => open.push(start + at),
            ']' | '}' => drop(open.pop()),
            _ => {}
        }
    }
    open.first().copied()
}

/// Whether a problem of the keyboard is the cause of what the parser found: it stands on the same
/// line or on the line above.
pub(super) fn explains(cause: &Problem, found: &Problem) -> bool {
    match (cause.place(), found.place()) {
        (Some(Place::Line { line: a, .. }), Some(Place::Line { line: b, .. })) => a == b || a + 1 == *b,
        _ => false,
    }
}

fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

fn entry(kind: &ErrorKind) -> &'static Entry {
    use ErrorKind as E;
    match kind {
        E::RecursionLimitExceeded => &entries::TOO_DEEP,
        E::TabNotAllowed
        | E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabAtBlockScalarStart
        | E::TabInPlainScalar => &entries::YAML_TAB,
        E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar | E::InvalidQuotedScalarIndent => {
            &entries::YAML_QUOTE_UNCLOSED
        }
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            &entries::YAML_AFTER_QUOTE
        }
        E::UnclosedFlowCollection { .. } => &entries::YAML_BRACKET_UNCLOSED,
        E::UnexpectedEofFlowSequence
        | E::UnexpectedEofFlowMapping
        | E::UnexpectedEofImplicitFlowMapping
        | E::ExpectedFlowMappingSeparator
        | E::ExpectedFlowSequenceSeparator
        | E::InvalidFlowScalarIndent => &entries::YAML_FLOW,
        E::MismatchedFlowCollectionEnd { .. } => &entries::YAML_BRACKET_MISMATCH,
        E::MisplacedFlowCollectionEnd => &entries::YAML_BRACKET_STRAY,
        E::MappingValueNotAllowed | E::InvalidColonPlacement | E::FlowMappingValueAdjacentCollection => {
            &entries::YAML_SECOND_COLON
        }
        E::SimpleKeyExpected | E::InvalidSimpleKey | E::ExpectedBlockMappingKey => {
            &entries::YAML_COLON_MISSING
        }
        E::InvalidIndentation | E::MappingKeyNotAllowed | E::InvalidBlockScalarIndent => {
            &entries::YAML_INDENTATION
        }
        E::ExpectedBlockSequenceEntry
        | E::BlockSequenceEntryNotAllowed
        | E::BlockEntryInFlowCollection
        | E::InvalidBlockEntryWhitespace => &entries::YAML_DASH,
        E::UnknownAnchor | E::MissingAnchorOrAliasName => &entries::YAML_ANCHOR,
        E::UnexpectedCharacter { .. } | E::PlainScalarStartsWithDashFlowIndicator => &entries::YAML_CHARACTER,
        E::UnknownQuotedScalarEscape
        | E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => &entries::YAML_ESCAPE,
        E::UndeclaredTagHandle | E::ExpectedTagBang | E::InvalidTagTerminator | E::MissingTagUri => {
            &entries::YAML_EXCLAMATION
        }
        _ => &entries::YAML_SYNTAX,
    }
}
