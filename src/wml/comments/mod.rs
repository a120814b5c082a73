//! Comments (ECMA-376 part 1, 17.13.4): remarks put beside the words that they are about.

mod anchor;
mod mark;
mod part;
mod spelling;

use crate::error::{DocPlace, Lang, Place, Result};
use crate::package::Package;
use crate::xml::{Edits, Tree, ns};
use anchor::Anchors;
use mark::Marks;
use part::{CommentsPart, Signature};
use spelling::Prefix;

/// What is to be said about a place of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The place. Without `start` and `end`, or with an empty range, it is the whole paragraph.
    pub place: DocPlace,
    /// The text; each line becomes a paragraph of the comment, and a character that XML forbids becomes
    /// U+FFFD.
    pub text: String,
}

/// The parts that change when a copy of a document is given comments, for [`Package::write_with`]. Without
/// remarks there are none.
///
/// A comment covers exactly the characters of its place. Word takes comments in the body only, outside text
/// boxes: one about another place stands at the first paragraph of the body (about a text box, at the
/// paragraph that holds the box, where the place tells which box it is) and begins with the place in words.
/// `date` is an ISO 8601 date, with or without a time of day; anything else is left out.
///
/// # Errors
/// A part that must be read (the body, the comments, the styles, the relationships, the content types) is not
/// well-formed.
///
/// ```no_run
/// use hongtou::error::{DocPlace, Story};
/// use hongtou::package::{Limits, Package};
/// use hongtou::wml::{Remark, annotate};
/// let package = Package::open("总结.docx".as_ref(), &Limits::default())?;
/// let place = DocPlace { paragraph: Some(3), start: Some(0), end: Some(2), ..DocPlace::story(Story::Body) };
/// let remarks = [Remark { place, text: "请核对这个数".into() }];
/// let changes = annotate(&package, &remarks, "办公室", Some("2024-12-20"))?;
/// let copy = package.write_with(std::io::Cursor::new(Vec::new()), &changes);
/// # Ok::<(), hongtou::Error>(())
/// ```
pub fn annotate(
    package: &Package,
    remarks: &[Remark],
    author: &str,
    date: Option<&str>,
) -> Result<Vec<(String, Vec<u8>)>> {
    if remarks.is_empty() {
        return Ok(Vec::new());
    }
    let (tree, encoding) = package.tree(package.main_part())?;
    let mut comments = CommentsPart::find(package, &tree)?;
    let styles = part::styles(package)?;
    let signature = Signature::new(author, date);
    let mut anchors = Anchors::new(package, &tree);
    let mut marks = Marks::new(&tree, styles.reference.as_deref());
    let mut homeless = String::new();
    for remark in remarks {
        let id = comments.fresh_id();
        let anchor = anchors.find(&remark.place)?;
        let displaced = anchor.as_ref().is_none_or(|a| a.displaced);
        match &anchor {
            Some(anchor) => marks.add(anchor, id),
            None => homeless.push_str(&marks.all(tree.root(), id)),
        }
        let words = Place::from(remark.place.clone()).words(Lang::Zh);
        let text = if displaced { format!("{words}：{}", remark.text) } else { remark.text.clone() };
        comments.push(id, &signature, &styles, &text);
    }
    let mut edits = marks.into_edits();
    if !homeless.is_empty() {
        paragraph_for(&tree, &homeless, &mut edits);
    }
    let mut changes = comments.write(package)?;
    if let Some(text) = edits.apply(tree.source()) {
        changes.insert(0, (package.main_part().to_string(), encoding.encode(&text)));
    }
    Ok(changes)
}

/// A paragraph for comments in a body that has none.
fn paragraph_for(tree: &Tree<'_>, marks: &str, edits: &mut Edits) {
    let body = tree.child(tree.root(), ns::w("body")).unwrap_or(tree.root());
    let Prefix { prefix, declaration } = Prefix::inside(tree, body);
    let paragraph = format!("<{prefix}p{declaration}>{marks}</{prefix}p>");
    match tree.child(body, ns::w("sectPr")) {
        Some(section) => edits.insert(tree.range(section).start, paragraph),
        None => spelling::append(tree, body, &paragraph, edits),
    }
}
