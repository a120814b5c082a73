//! A lossless view of an XML part: a tree of byte ranges over text that stays as it is.
//!
//! [`Tree::parse`] checks well-formedness, which the underlying event reader does not: one root, all
//! elements closed, attributes quoted and unique, prefixes declared, no DOCTYPE, only the five entities and
//! character references, XML characters only (XML 1.0, 2.2), a bounded depth. Names are resolved by
//! namespace, never by prefix, and a namespace's Strict twin (ECMA-376 part 1, annex A against part 4)
//! counts as the same [`Ns`]. Nothing is rewritten but by a list of [`Edits`].

mod decode;
mod edit;
mod escape;
mod name;
mod tree;
mod wellformed;

pub use decode::{Decoded, Encoding, decode};
pub use edit::Edits;
pub use escape::{Piece, escape_attribute, escape_html, escape_text, forbidden, pieces, unescape};
pub use name::{Name, Ns, ns};
pub use tree::{Children, Descendants, NodeId, Tree};

/// How deep elements may nest unless the caller says otherwise.
pub const MAX_DEPTH: usize = 256;
