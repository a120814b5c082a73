//! Tracked changes (ECMA-376 part 1, 17.13.5): taking or refusing them, and the marks that make them.

use crate::xml::{NodeId, Ns, Tree, escape_attribute, ns};
use std::collections::HashSet;

/// What tracked changes mean when a document is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum View {
    /// Every change has been made.
    #[default]
    Accept,
    /// No change has been made.
    Reject,
}

/// Whether an element is part of a tracked change.
fn is_tracked(name: &str) -> bool {
    matches!(
        name,
        "ins"
            | "del"
            | "moveFrom"
            | "moveTo"
            | "cellIns"
            | "cellDel"
            | "cellMerge"
            | "numberingChange"
            | "delText"
            | "delInstrText"
    ) || is_range(name)
        || is_old_properties(name)
}

fn is_range(name: &str) -> bool {
    matches!(
        name,
        "moveFromRangeStart"
            | "moveFromRangeEnd"
            | "moveToRangeStart"
            | "moveToRangeEnd"
            | "customXmlInsRangeStart"
            | "customXmlInsRangeEnd"
            | "customXmlDelRangeStart"
            | "customXmlDelRangeEnd"
            | "customXmlMoveFromRangeStart"
            | "customXmlMoveFromRangeEnd"
            | "customXmlMoveToRangeStart"
            | "customXmlMoveToRangeEnd"
    )
}

fn is_old_properties(name: &str) -> bool {
    matches!(
        name,
        "rPrChange"
            | "pPrChange"
            | "tblPrChange"
            | "tblPrExChange"
            | "trPrChange"
            | "tcPrChange"
            | "sectPrChange"
            | "tblGridChange"
    )
}

/// Whether a part holds tracked changes.
pub fn has_changes(tree: &Tree<'_>) -> bool {
    tree.descendants(tree.root()).any(|node| {
        let name = tree.name(node);
        name.ns == Ns::W && is_tracked(name.local)
    })
}

/// The part's text with every tracked change taken or refused, as Word does it: a paragraph whose mark goes
/// runs on into the next one and takes its properties; rows and cells that go are left out.
///
/// ```
/// use hongtou::{wml::track::{View, resolve}, xml::Tree};
/// let part = concat!(
///     r#"<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">"#,
///     "<w:del><w:r><w:delText>29</w:delText></w:r></w:del><w:ins><w:r><w:t>31</w:t></w:r></w:ins></w:p>",
/// );
/// let tree = Tree::parse("a.xml", part)?;
/// assert!(resolve(&tree, View::Accept).ends_with("<w:r><w:t>31</w:t></w:r></w:p>"));
/// assert!(resolve(&tree, View::Reject).ends_with("<w:r><w:t>29</w:t></w:r></w:p>"));
/// # Ok::<(), hongtou::Error>(())
/// ```
pub fn resolve(tree: &Tree<'_>, view: View) -> String {
    let mut touched = HashSet::new();
    for node in tree.descendants(tree.root()) {
        let name = tree.name(node);
        if name.ns == Ns::W && is_tracked(name.local) {
            touched.insert(node);
            for around in tree.ancestors(node) {
                if !touched.insert(around) {
                    break;
                }
            }
        }
    }
    let mut resolver =
        Resolver { tree, view, touched, out: String::with_capacity(tree.source().len()), pending: None };
    let root = tree.range(tree.root());
    let source = tree.source();
    resolver.out.push_str(source.get(..root.start).unwrap_or(""));
    resolver.node(tree.root());
    resolver.out.push_str(source.get(root.end..).unwrap_or(""));
    resolver.out
}

/// A paragraph whose mark goes: its head, and what goes on in the next one.
struct Pending {
    head: String,
    content: String,
    end: String,
}

struct Resolver<'t, 's> {
    tree: &'t Tree<'s>,
    view: View,
    touched: HashSet<NodeId>,
    out: String,
    pending: Option<Pending>,
}

impl Resolver<'_, '_> {
    fn raw(&self, range: std::ops::Range<usize>) -> &str {
        self.tree.source().get(range).unwrap_or("")
    }

    fn local(&self, node: NodeId) -> &str {
        let name = self.tree.name(node);
        if name.ns == Ns::W { name.local } else { "" }
    }

    fn drops(&self, change: &str) -> bool {
        match change {
            "ins" | "moveTo" | "cellIns" => self.view == View::Reject,
            "del" | "moveFrom" | "cellDel" => self.view == View::Accept,
            _ => false,
        }
    }

    /// Whether a properties element holds a mark that makes its owner go.
    fn dropped_by(&self, properties: Option<NodeId>) -> bool {
        properties.is_some_and(|pr| self.tree.children(pr).any(|child| self.drops(self.local(child))))
    }

    fn node(&mut self, node: NodeId) {
        let local = self.local(node).to_string();
        let waiting = self.pending.is_some() && matches!(local.as_str(), "p" | "sdt" | "sdtContent");
        if !self.touched.contains(&node) && !waiting {
            if matches!(local.as_str(), "tbl" | "sectPr") {
                self.flush(false);
            }
            let raw = self.tree.range(node);
            self.copy(raw);
            return;
        }
        match local.as_str() {
            "p" => self.paragraph(node),
            "tr" if self.dropped_by(self.tree.child(node, ns::w("trPr"))) => {}
            "tc" if self.dropped_by(self.tree.child(node, ns::w("tcPr"))) => {}
            "tbl" => self.table(node),
            "ins" | "moveTo" | "del" | "moveFrom" => self.change(node, &local),
            "cellIns" | "cellDel" | "cellMerge" | "numberingChange" => {}
            name if is_range(name) || is_old_properties(name) => {}
            "delText" => self.renamed(node, "t"),
            "delInstrText" => self.renamed(node, "instrText"),
            "sectPr" => {
                self.flush(false);
                self.element(node);
            }
            _ => self.element(node),
        }
    }

    fn copy(&mut self, range: std::ops::Range<usize>) {
        let raw = self.tree.source().get(range).unwrap_or("");
        self.out.push_str(raw);
    }

    fn table(&mut self, node: NodeId) {
        self.flush(false);
        let tree = self.tree;
        let own = |&row: &NodeId| tree.ancestors(row).find(|&a| tree.is(a, ns::w("tbl"))) == Some(node);
        let mut rows = tree.descendants(node).filter(|&n| tree.is(n, ns::w("tr"))).filter(own).peekable();
        let had_rows = rows.peek().is_some();
        let keeps = rows.any(|row| !self.dropped_by(tree.child(row, ns::w("trPr"))));
        if keeps || !had_rows {
            self.element(node);
        }
    }

    /// A change's element: around content, or a mark among properties.
    fn change(&mut self, node: NodeId, local: &str) {
        let mark = self
            .tree
            .parent(node)
            .is_some_and(|p| matches!(self.local(p), "rPr" | "trPr") || self.tree.is(p, ns::m("ctrlPr")));
        if mark || self.drops(local) {
            return;
        }
        self.children(node);
    }

    /// An element with its old properties in place of the new ones where they are wanted.
    fn element(&mut self, node: NodeId) {
        let old = match self.view {
            View::Accept => None,
            View::Reject => self.tree.children(node).find(|&c| is_old_properties(self.local(c))),
        };
        let tag = self.tree.start_tag(node);
        self.copy(tag);
        match old {
            Some(old) => self.old_properties(node, old),
            None => self.children(node),
        }
        if self.is_story(node) {
            self.flush(!matches!(self.local(node), "sdtContent" | "body"));
        }
        let end = self.tree.end_tag(node);
        self.copy(end);
    }

    fn is_story(&self, node: NodeId) -> bool {
        matches!(
            self.local(node),
            "body" | "tc" | "txbxContent" | "footnote" | "endnote" | "comment" | "hdr" | "ftr" | "sdtContent"
        )
    }

    /// The content of properties before a change; what a change does not record stays as it is.
    fn old_properties(&mut self, node: NodeId, change: NodeId) {
        let tree = self.tree;
        let named = |names: &[&str]| -> Vec<NodeId> {
            tree.children(node)
                .filter(|&c| tree.name(c).ns == Ns::W && names.contains(&tree.name(c).local))
                .collect()
        };
        for child in named(&["headerReference", "footerReference"]) {
            self.node(child);
        }
        if let Some(inner) = tree.children(change).find(|&c| !tree.is_text(c)) {
            self.children(inner);
        }
        if self.local(node) == "pPr" {
            named(&["rPr"]).into_iter().chain(named(&["sectPr"])).for_each(|child| self.node(child));
        }
    }

    /// The children with whatever stands between them.
    fn children(&mut self, node: NodeId) {
        let content = self.tree.content(node);
        let mut at = content.start;
        for child in self.tree.children(node).collect::<Vec<_>>() {
            let range = self.tree.range(child);
            self.copy(at..range.start);
            self.node(child);
            at = range.end;
        }
        self.copy(at..content.end);
    }

    fn renamed(&mut self, node: NodeId, local: &str) {
        let prefix = self.tree.prefix(node).to_string();
        let old = self.tree.raw_name(node).len();
        let tag = self.tree.start_tag(node);
        self.out.push('<');
        self.out.push_str(&prefix);
        self.out.push_str(local);
        self.copy(tag.start + 1 + old..tag.end);
        let content = self.tree.content(node);
        if !self.tree.end_tag(node).is_empty() {
            self.copy(content);
            self.out.push_str(&format!("</{prefix}{local}>"));
        }
    }

    fn paragraph(&mut self, node: NodeId) {
        let tree = self.tree;
        let properties = tree.child(node, ns::w("pPr"));
        let mark = properties.and_then(|pr| tree.child(pr, ns::w("rPr")));
        let name = tree.raw_name(node).to_string();
        let waiting = self.pending.take();
        let outer = std::mem::take(&mut self.out);
        let tag = self.raw(tree.start_tag(node)).to_string();
        self.out.push_str(tag.strip_suffix("/>").map_or(tag.clone(), |open| format!("{open}>")).as_str());
        if let Some(properties) = properties {
            self.node(properties);
        }
        let head = std::mem::replace(&mut self.out, waiting.map_or(String::new(), |p| p.content));
        for child in tree.children(node).filter(|&c| Some(c) != properties).collect::<Vec<_>>() {
            self.node(child);
        }
        let content = std::mem::replace(&mut self.out, outer);
        let pending = Pending { head, content, end: format!("</{name}>") };
        if self.dropped_by(mark) {
            self.pending = Some(pending);
        } else {
            self.write(&pending);
        }
    }

    fn write(&mut self, paragraph: &Pending) {
        self.out.push_str(&paragraph.head);
        self.out.push_str(&paragraph.content);
        self.out.push_str(&paragraph.end);
    }

    /// A paragraph whose mark went and that nothing follows: it stays if it holds anything.
    fn flush(&mut self, must_end: bool) {
        let ends = self.out.trim_end().ends_with(":p>") || self.out.trim_end().ends_with("</p>");
        if let Some(paragraph) = self.pending.take()
            && (holds_runs(&paragraph.content) || must_end && !ends)
        {
            self.write(&paragraph);
        }
    }
}

/// Whether a paragraph's content has a run.
fn holds_runs(content: &str) -> bool {
    content.split('<').any(|tag| {
        let name = tag.split([' ', '>', '/']).next().unwrap_or("");
        matches!(name.rsplit(':').next(), Some("r" | "oMath" | "oMathPara"))
    })
}

/// Who changed and when, and the ids of the changes.
#[derive(Clone, Debug)]
pub struct Stamp {
    attributes: String,
    dated: bool,
    next: u32,
}

impl Stamp {
    /// A stamp for elements that are written with the prefix `w` (with its colon); ids count from `first`.
    pub fn new(w: &str, author: &str, date: Option<&str>, first: u32) -> Self {
        let mut attributes = format!(" {w}author=\"");
        escape_attribute(author, &mut attributes);
        attributes.push('"');
        if let Some(date) = date {
            attributes.push_str(&format!(" {w}date=\""));
            escape_attribute(date, &mut attributes);
            attributes.push('"');
        }
        Stamp { attributes, dated: date.is_some(), next: first }
    }

    /// A fresh id.
    pub fn id(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }

    /// The author and date of the range of a move, which must have a date: the epoch where none is known.
    pub fn of_range(&self, w: &str) -> String {
        let date = if self.dated { String::new() } else { format!(" {w}date=\"1970-01-01T00:00:00Z\"") };
        format!("{}{date}", self.attributes)
    }

    /// The attributes of a change, with a fresh id.
    pub fn attributes(&mut self, w: &str) -> String {
        format!(" {w}id=\"{}\"{}", self.id(), self.attributes)
    }
}
