//! Tables: rows, columns, then cells.

use super::carry::Text;
use super::document::mix;
use super::flat::flatten;
use super::format::{Properties, properties};
use super::paragraph::Mark;
use super::rows::{Cell, Row, columns, match_cells, match_rows};
use super::weave::{Node, Side, Weaver};
use crate::diff::change::Kind;
use crate::diff::passage::Fate;
use crate::diff::script::{Act, Piece};
use crate::diff::tokens::{MARK, Tokenizer};
use crate::xml::{NodeId, ns};

impl<'a, 'p> Weaver<'_, 'a, 'p> {
    /// Compares two tables that correspond.
    pub fn table(&mut self, old: NodeId, new: NodeId) {
        if self.state.imports.same_formats() && self.old.part.tree.raw(old) == self.new.part.tree.raw(new) {
            let seen = self.new.part.tree.string(new).chars().count() as u64;
            self.state.copied.0 += seen;
            self.state.copied.1 += seen;
            self.pair_table_objects(old, new);
            return;
        }
        let (olds, news) = (self.rows(self.old, old), self.rows(self.new, new));
        self.table_properties(old, new);
        let columns = columns(&olds, &news, self.state.settings.deadline);
        let links = match_rows(&olds, &news, self.state.settings.deadline);
        let mut at = news
            .first()
            .map_or(self.new.part.tree.content(new).end, |row| self.new.part.tree.range(row.node).start);
        for (o, n) in links {
            match (o.and_then(|o| olds.get(o)), n.and_then(|n| news.get(n))) {
                (Some(a), Some(b)) => {
                    at = self.new.part.tree.range(b.node).end;
                    self.row(a, b, columns.as_deref());
                }
                (Some(a), None) => {
                    self.note_table(Some((a.node, &a.text)), None);
                    self.carrier.keep_within(a.node, &mut self.state.imports);
                    let text = self.old_row(a.node);
                    self.edit(at..at, text);
                }
                (None, Some(b)) => {
                    at = self.new.part.tree.range(b.node).end;
                    self.state.copied.1 += b.text.chars().count() as u64;
                    self.note_table(None, Some((b.node, &b.text)));
                    self.new_row(b.node);
                }
                (None, None) => {}
            }
        }
    }

    /// What drawings and notes in equal tables hold may still differ.
    fn pair_table_objects(&mut self, old: NodeId, new: NodeId) {
        let paragraphs = |side: Side<'a, 'p>, table| -> Vec<NodeId> {
            side.part.tree.descendants(table).filter(|&n| side.part.local(n) == "p").collect()
        };
        for (x, y) in paragraphs(self.old, old).into_iter().zip(paragraphs(self.new, new)) {
            let (a, b) =
                (flatten(self.old.document, self.old.part, x), flatten(self.new.document, self.new.part, y));
            self.pair_objects(&a, &b);
            let (old_node, new_node) = (Node::paragraph(x, old, a), Node::paragraph(y, new, b));
            self.note_same(&old_node, &new_node);
        }
    }

    fn rows(&self, side: Side<'a, 'p>, table: NodeId) -> Vec<Row> {
        let mut out = Vec::new();
        for row in self.within(side, table, "tr") {
            let mut column =
                number(side, side.part.tree.child(row, ns::w("trPr")), "gridBefore").unwrap_or(0);
            let mut cells = Vec::new();
            for node in self.within(side, row, "tc") {
                let (text, key) = self.cell_text(side, node);
                cells.push(Cell { node, column, text, key });
                let own = side.part.tree.child(node, ns::w("tcPr"));
                column += number(side, own, "gridSpan").unwrap_or(1).clamp(1, 63);
            }
            let text = cells.iter().map(|cell| cell.text.trim_end()).collect::<Vec<_>>().join("\t");
            let key = mix(&cells.iter().map(|cell| cell.key).collect::<Vec<_>>());
            out.push(Row { node: row, cells, text, key });
        }
        out
    }

    fn cell_text(&self, side: Side<'a, 'p>, cell: NodeId) -> (String, u64) {
        let tokenizer = Tokenizer::new(self.state.settings.by, self.state.settings.ignore);
        self.table_text(side, cell, &tokenizer)
    }

    /// The rows of a table or the cells of a row, content controls looked through.
    fn within(&self, side: Side<'a, 'p>, node: NodeId, wanted: &str) -> Vec<NodeId> {
        let mut out = Vec::new();
        for child in side.part.tree.children(node) {
            match side.part.local(child) {
                local if local == wanted => out.push(child),
                "sdt" | "sdtContent" | "customXml" => out.extend(self.within(side, child, wanted)),
                _ => {}
            }
        }
        out
    }

    fn row(&mut self, old: &Row, new: &Row, columns: Option<&[(usize, usize)]>) {
        self.changed_properties(old.node, new.node, "trPr");
        let pairs = match_cells(old, new, columns, self.state.settings.deadline);
        let mut at = new.cells.first().map_or(0, |cell| self.new.part.tree.range(cell.node).start);
        for (o, n) in pairs {
            match (o.and_then(|o| old.cells.get(o)), n.and_then(|n| new.cells.get(n))) {
                (Some(a), Some(b)) => {
                    at = self.new.part.tree.range(b.node).end;
                    self.changed_properties(a.node, b.node, "tcPr");
                    self.container(Some(a.node), b.node);
                }
                (Some(a), None) => {
                    self.note_table(Some((a.node, &a.text)), None);
                    let text = self.old_cell(a.node, true);
                    self.edit(at..at, text);
                }
                (None, Some(b)) => {
                    at = self.new.part.tree.range(b.node).end;
                    self.note_table(None, Some((b.node, &b.text)));
                    self.add_mark(b.node, "tcPr", "cellIns");
                    self.new_paragraphs(b.node);
                }
                (None, None) => {}
            }
        }
    }

    /// A table that comes: every row of it.
    pub fn new_table(&mut self, table: NodeId) {
        for row in self.within(self.new, table, "tr") {
            self.new_row(row);
        }
    }

    fn new_row(&mut self, row: NodeId) {
        self.add_mark(row, "trPr", "ins");
        for cell in self.within(self.new, row, "tc") {
            self.new_paragraphs(cell);
        }
    }

    /// Marks everything in a cell that comes.
    fn new_paragraphs(&mut self, container: NodeId) {
        for child in self.new.part.tree.children(container) {
            match self.new.part.local(child) {
                "p" => {
                    let flat = flatten(self.new.document, self.new.part, child);
                    let range = self.new.part.tree.range(child);
                    let node = Node::paragraph(child, container, flat);
                    self.note_cell(&node, Fate::Came);
                    let text = node.text().len() + MARK.len_utf8();
                    let pieces = [Piece { act: Act::Insert, old: 0..0, new: 0..text }];
                    let mut lines = self.lines(&pieces, &[], &[&node]);
                    lines.iter_mut().for_each(|line| line.mark = Mark::Plain { new: child });
                    let text = self.write_lines(lines);
                    self.edit(range, text);
                }
                "tbl" => {
                    for row in self.within(self.new, child, "tr") {
                        for cell in self.within(self.new, row, "tc") {
                            self.new_paragraphs(cell);
                        }
                    }
                }
                "sdt" | "sdtContent" | "customXml" => self.new_paragraphs(child),
                _ => {}
            }
        }
    }

    /// Adds an empty tracked mark to an element's properties.
    fn add_mark(&mut self, owner: NodeId, properties: &str, mark: &str) {
        let w = self.w.clone();
        let mark = format!("<{w}{mark}{}/>", self.state.stamp.attributes(&w));
        self.add_to_properties(owner, properties, &mark);
    }

    /// Adds to the end of an element's properties, which are made where it has none.
    pub fn add_to_properties(&mut self, owner: NodeId, properties: &str, added: &str) {
        let tree = &self.new.part.tree;
        let w = self.w.clone();
        match tree.child(owner, ns::w(properties)) {
            Some(own) if tree.end_tag(own).is_empty() => {
                let name = tree.raw_name(own);
                let tag = tree.source().get(tree.start_tag(own)).unwrap_or("");
                let open = tag.strip_suffix("/>").unwrap_or(tag).to_string();
                self.edit(tree.range(own), format!("{open}>{added}</{name}>"));
            }
            Some(own) => {
                let at = tree.end_tag(own).start;
                self.edit(at..at, added.to_string());
            }
            None => {
                let exception = tree.child(owner, ns::w("tblPrEx"));
                let at = exception.map_or(tree.start_tag(owner).end, |e| tree.range(e).end);
                self.edit(at..at, format!("<{w}{properties}>{added}</{w}{properties}>"));
            }
        }
    }

    /// Tells what an element's properties were, where they differ.
    fn changed_properties(&mut self, old: NodeId, new: NodeId, name: &str) {
        let own = |side: Side<'a, 'p>, node| side.part.tree.child(node, ns::w(name));
        let (a, b) = (own(self.old, old), own(self.new, new));
        let read = |side: Side<'a, 'p>, node: Option<NodeId>| {
            let mut all = node.map_or_else(Default::default, |node| properties(&side.part.tree, node));
            if let Some(style) = all.get_mut("tblStyle/val")
                && let Some(known) = side.document.formats.style(style)
            {
                style.clone_from(&known.name);
            }
            all
        };
        let (mut x, mut y) = (read(self.old, a), read(self.new, b));
        let shape = |name: &str| name.starts_with("gridSpan") || name.starts_with("vMerge");
        for all in [&mut x, &mut y] {
            all.retain(|name, _| shape(name) || self.state.formatting && !is_layout(name));
        }
        if x == y {
            return;
        }
        let shapes = |all: &Properties| {
            all.iter().filter(|(name, _)| shape(name)).map(|(_, v)| v.clone()).collect::<Vec<_>>()
        };
        let kind = if shapes(&x) == shapes(&y) { Kind::Formatting } else { Kind::Table };
        let text = |side: Side<'a, 'p>, node| {
            if name == "tcPr" { self.cell_text(side, node).0 } else { String::new() }
        };
        let (old_text, new_text) = (text(self.old, old), text(self.new, new));
        self.note_table_as(kind, Some((old, &old_text)), Some((new, &new_text)));
        let w = self.w.clone();
        let attributes = self.state.stamp.attributes(&w);
        let before = match a {
            Some(a) => self.carrier.element(a, Text::Plain, &mut self.state.imports),
            None => format!("<{w}{name}/>"),
        };
        self.add_to_properties(
            new,
            name,
            &format!("<{w}{name}Change{attributes}>{before}</{w}{name}Change>"),
        );
    }

    fn table_properties(&mut self, old: NodeId, new: NodeId) {
        self.changed_properties(old, new, "tblPr");
        let grid = |side: Side<'a, 'p>, table| side.part.tree.child(table, ns::w("tblGrid"));
        let columns = |side: Side<'a, 'p>, grid: NodeId| {
            side.part.tree.children(grid).filter(|&c| side.part.local(c) == "gridCol").count()
        };
        if let (Some(a), Some(b)) = (grid(self.old, old), grid(self.new, new))
            && columns(self.old, a) != columns(self.new, b)
        {
            let w = self.w.clone();
            let id = self.state.stamp.id();
            let before = self.carrier.element(a, Text::Plain, &mut self.state.imports);
            let change = format!("<{w}tblGridChange {w}id=\"{id}\">{before}</{w}tblGridChange>");
            self.add_to_properties(new, "tblGrid", &change);
        }
    }

    /// A table that goes, as it stands in the redline.
    pub fn old_table(&mut self, table: NodeId) -> String {
        let w = self.w.clone();
        let mut out = format!("<{w}tbl>");
        for name in ["tblPr", "tblGrid"] {
            if let Some(own) = self.old.part.tree.child(table, ns::w(name)) {
                out.push_str(&self.carrier.element(own, Text::Plain, &mut self.state.imports));
            }
        }
        for row in self.within(self.old, table, "tr") {
            out.push_str(&self.old_row(row));
        }
        out.push_str(&format!("</{w}tbl>"));
        out
    }

    fn old_row(&mut self, row: NodeId) -> String {
        let w = self.w.clone();
        let mut out = format!("<{w}tr>");
        if let Some(own) = self.old.part.tree.child(row, ns::w("tblPrEx")) {
            out.push_str(&self.carrier.element(own, Text::Plain, &mut self.state.imports));
        }
        out.push_str(&self.old_marked(row, "trPr", Some("del")));
        for cell in self.within(self.old, row, "tc") {
            out.push_str(&self.old_cell(cell, false));
        }
        out.push_str(&format!("</{w}tr>"));
        out
    }

    /// An element's old properties with a tracked mark at their end.
    fn old_marked(&mut self, owner: NodeId, name: &str, mark: Option<&str>) -> String {
        let w = self.w.clone();
        let mut out = String::new();
        if let Some(own) = self.old.part.tree.child(owner, ns::w(name)) {
            for child in self.old.part.tree.children(own).filter(|&c| !self.old.part.tree.is_text(c)) {
                out.push_str(&self.carrier.element(child, Text::Plain, &mut self.state.imports));
            }
        }
        if let Some(mark) = mark {
            out.push_str(&format!("<{w}{mark}{}/>", self.state.stamp.attributes(&w)));
        }
        if out.is_empty() { out } else { format!("<{w}{name}>{out}</{w}{name}>") }
    }

    fn old_cell(&mut self, cell: NodeId, marked: bool) -> String {
        let w = self.w.clone();
        let mut out = format!("<{w}tc>{}", self.old_marked(cell, "tcPr", marked.then_some("cellDel")));
        self.old_content(cell, &mut out);
        out.push_str(&format!("</{w}tc>"));
        out
    }

    pub fn old_content(&mut self, container: NodeId, out: &mut String) {
        for child in self.old.part.tree.children(container) {
            match self.old.part.local(child) {
                "p" => out.push_str(&self.old_paragraph(child, container)),
                "tbl" => out.push_str(&self.old_table(child)),
                "sdt" | "sdtContent" | "customXml" => self.old_content(child, out),
                _ => {}
            }
        }
    }

    /// A paragraph whose text goes while its mark stays: in a row that goes, or a running title.
    pub fn old_paragraph(&mut self, paragraph: NodeId, container: NodeId) -> String {
        let flat = flatten(self.old.document, self.old.part, paragraph);
        let node = Node::paragraph(paragraph, container, flat);
        self.note_cell(&node, Fate::Gone);
        let text = node.text().len() + MARK.len_utf8();
        let pieces = [Piece { act: Act::Delete, old: 0..text, new: 0..0 }];
        let mut lines = self.lines(&pieces, &[&node], &[]);
        lines.iter_mut().for_each(|line| line.mark = Mark::PlainOld { old: paragraph });
        self.write_lines(lines)
    }
}

/// Whether a property is one that programs set by themselves when they lay a table out.
fn is_layout(name: &str) -> bool {
    let element = name.split('/').next().unwrap_or("");
    matches!(
        element,
        "tblInd"
            | "tblLayout"
            | "tblCellMar"
            | "tblOverlap"
            | "tblpPr"
            | "tcMar"
            | "noWrap"
            | "hideMark"
            | "tblCellSpacing"
            | "tblStyleRowBandSize"
            | "tblStyleColBandSize"
            | "wBefore"
            | "wAfter"
            | "hidden"
    )
}

fn number(side: Side<'_, '_>, properties: Option<NodeId>, name: &str) -> Option<u32> {
    side.part.value(properties, name)?.parse().ok()
}
