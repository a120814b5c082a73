//! How new elements are spelt in a part that stands.

use crate::xml::{Edits, NodeId, Ns, Tree};

const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";

/// The namespace of WordprocessingML: Strict documents have one of their own.
pub(super) fn namespace(strict: bool) -> &'static str {
    if strict { STRICT } else { TRANSITIONAL }
}

/// True when a part's root declares the Strict namespace.
pub(super) fn is_strict(tree: &Tree<'_>) -> bool {
    tree.source().get(tree.start_tag(tree.root())).is_some_and(|tag| tag.contains(STRICT))
}

/// A prefix of WordprocessingML, for elements and their attributes.
#[derive(Clone, Debug)]
pub(super) struct Prefix {
    /// The prefix with its colon.
    pub prefix: String,
    /// The declaration that an element outside its scope needs; mostly empty.
    pub declaration: String,
}

impl Prefix {
    /// The prefix as it can be written among the children of an element. An attribute has no namespace
    /// without one, so the default namespace does not do.
    pub fn inside(tree: &Tree<'_>, parent: NodeId) -> Self {
        let own = tree.prefix(parent);
        if tree.name(parent).ns == Ns::W && !own.is_empty() {
            return Prefix { prefix: own.to_string(), declaration: String::new() };
        }
        match tree.prefix_for(Ns::W, parent) {
            Some(prefix) if !prefix.is_empty() => Prefix { prefix, declaration: String::new() },
            _ => Self::declared(is_strict(tree)),
        }
    }

    fn declared(strict: bool) -> Self {
        Prefix { prefix: "w:".into(), declaration: format!(" xmlns:w=\"{}\"", namespace(strict)) }
    }

    /// The prefix in a part of our own, whose root declares it.
    pub fn own() -> Self {
        Prefix { prefix: "w:".into(), declaration: String::new() }
    }
}

/// Puts markup at the end of an element, which may be written `<a/>`.
pub(super) fn append(tree: &Tree<'_>, node: NodeId, markup: &str, edits: &mut Edits) {
    let end = tree.end_tag(node);
    if end.is_empty() {
        edits.replace(end.end.saturating_sub(2)..end.end, format!(">{markup}</{}>", tree.raw_name(node)));
    } else {
        edits.insert(end.start, markup);
    }
}
