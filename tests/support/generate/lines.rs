//! Templates whose every line is either text or one tag, so that the expression engine, given the same lines as
//! plain text, says what must come out.

use super::super::notation::escape;
use super::Node;
use proptest::prelude::*;
use proptest::sample::select;

/// Lines of text, and tags that stand alone.
const LINES: &[&str] = &[
    "文",
    "文{{ a }}甲",
    "{{ b }}{{ n }}文",
    "甲{{ x|default(a) }}{{ y|default(0) }}",
    "{{ n + 1 }}{% if t %}丙{% else %}丁{% endif %}戊",
    "{% set y = n %}",
    "{# 注 #}",
];

const BLOCKS: &[(&str, &str, &str)] = &[
    ("{% if t %}", "{% else %}", "{% endif %}"),
    ("{% if f %}", "{% else %}", "{% endif %}"),
    ("{% if n > 1 %}", "{% elif t %}", "{% endif %}"),
    ("{% for x in 列 %}", "{% else %}", "{% endfor %}"),
    ("{% for x in 零 %}", "{% else %}", "{% endfor %}"),
    ("{% with y = a %}", "", "{% endwith %}"),
];

/// Nested blocks of lines.
pub fn lines(depth: u32) -> BoxedStrategy<Vec<Node>> {
    let leaf = prop_oneof![4 => select(&LINES[..5]), 1 => select(LINES)].prop_map(Node::Leaf);
    if depth == 0 {
        return proptest::collection::vec(leaf, 0..3).boxed();
    }
    let inner = lines(depth - 1);
    let block = (select(BLOCKS), inner.clone(), proptest::option::weighted(0.4, inner)).prop_map(
        |((open, branch, close), inside, other)| {
            let branch = other.filter(|_| !branch.is_empty()).map(|nodes| (branch, nodes));
            Node::Block { open, inside, branch, close }
        },
    );
    proptest::collection::vec(prop_oneof![1 => leaf, 1 => block], 0..4).boxed()
}

/// A line of the template.
#[derive(Clone, Debug)]
pub struct Line {
    /// The tags at its start and at its end; a line without text is tags only.
    pub before: String,
    pub text: Option<&'static str>,
    pub after: String,
}

fn tag(tag: &str) -> Line {
    Line { before: tag.to_string(), text: None, after: String::new() }
}

fn is_tag(line: &str) -> bool {
    line.starts_with("{% set") || line.starts_with("{#")
}

/// What the expression engine is given: a tag that stands alone leaves no line.
pub fn plain(nodes: &[Node]) -> String {
    let one = |node: &Node| match node {
        Node::Leaf(line) if is_tag(line) => line.to_string(),
        Node::Leaf(line) => format!("{line}\n"),
        Node::Block { open, inside, branch, close } => {
            let branch = branch.as_ref().map(|(word, nodes)| format!("{word}{}", plain(nodes)));
            format!("{open}{}{}{close}", plain(inside), branch.unwrap_or_default())
        }
    };
    nodes.iter().map(one).collect()
}

/// The template's lines. With `attached`, a block's tags stand at the start of its first line and at the end of
/// its last one where these are two.
pub fn layout(nodes: &[Node], attached: bool) -> Vec<Line> {
    let mut out = Vec::new();
    for node in nodes {
        match node {
            Node::Leaf(line) if is_tag(line) => out.push(tag(line)),
            Node::Leaf(line) => {
                out.push(Line { before: String::new(), text: Some(line), after: String::new() });
            }
            Node::Block { open, inside, branch, close } => {
                let mut parts = vec![(*open, layout(inside, attached))];
                parts.extend(branch.as_ref().map(|(word, nodes)| (*word, layout(nodes, attached))));
                out.extend(block(parts, close, attached));
            }
        }
    }
    out
}

fn block(parts: Vec<(&str, Vec<Line>)>, close: &str, attached: bool) -> Vec<Line> {
    let count: usize = parts.iter().map(|(_, lines)| lines.len()).sum();
    let text = |line: Option<&Line>| line.is_some_and(|line| line.text.is_some());
    let fits = attached
        && count > 1
        && parts.iter().all(|(_, lines)| text(lines.first()))
        && parts.last().is_some_and(|(_, lines)| text(lines.last()));
    let mut out = Vec::new();
    for (word, mut lines) in parts {
        match lines.first_mut().filter(|_| fits) {
            Some(first) => first.before.insert_str(0, word),
            None => out.push(tag(word)),
        }
        out.append(&mut lines);
    }
    match out.last_mut().filter(|_| fits) {
        Some(last) => last.after.push_str(close),
        None => out.push(tag(close)),
    }
    out
}

/// What each line of a template is in the document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    Paragraphs,
    /// Rows of two cells.
    Rows,
    /// The cells of one row, after a first one.
    Cells,
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", escape(text))
}

fn cell(text: &str) -> String {
    format!("<w:tc><w:tcPr/>{}</w:tc>", paragraph(text))
}

/// The template's body; its tags have the prefix of their level where `prefixed` asks for it.
/// With `controlled` a content control stands around the rows of the table.
pub fn body(lines: &[Line], shape: Shape, prefixed: bool, controlled: bool) -> String {
    let prefix = match shape {
        Shape::Paragraphs => "p",
        Shape::Rows => "tr",
        Shape::Cells => "tc",
    };
    let with_prefix = |tags: &str| {
        // A row with nothing but a comment or a `set` goes where its prefix asks for it.
        if prefixed || is_tag(tags) && shape != Shape::Paragraphs {
            tags.replace("{% ", &format!("{{%{prefix} ")).replace("{# ", &format!("{{#{prefix} "))
        } else {
            tags.to_string()
        }
    };
    let one = |line: &Line| {
        let (before, after) = (with_prefix(&line.before), with_prefix(&line.after));
        let text = line.text.unwrap_or("");
        match shape {
            Shape::Paragraphs => paragraph(&format!("{before}{text}{after}")),
            Shape::Cells => cell(&format!("{before}{text}{after}")),
            Shape::Rows => {
                let last = if line.text.is_some() { "尾" } else { "" };
                let cells = [format!("{before}{text}"), format!("{last}{after}")].map(|text| cell(&text));
                format!("<w:tr>{}</w:tr>", cells.concat())
            }
        }
    };
    let all: String = lines.iter().map(one).collect();
    let (rows, columns) = match shape {
        Shape::Paragraphs => return all,
        Shape::Rows if lines.is_empty() => return all,
        Shape::Rows => (all, 2),
        Shape::Cells => (format!("<w:tr>{}{all}</w:tr>", cell("头")), lines.len() + 1),
    };
    let rows = match controlled {
        true => format!(
            "<w:sdt><w:sdtPr><w:id w:val=\"9\"/></w:sdtPr><w:sdtContent>{rows}</w:sdtContent></w:sdt>"
        ),
        false => rows,
    };
    let grid = "<w:gridCol w:w=\"100\"/>".repeat(columns);
    format!("<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>")
}

/// The outline that the lines make.
pub fn outline(lines: &str, shape: Shape) -> String {
    match shape {
        Shape::Paragraphs => lines.to_string(),
        Shape::Rows if lines.is_empty() => String::new(),
        Shape::Rows => {
            let row = |line: &str| format!("|| {line} || 尾 ||\n");
            format!("<table 2>\n{}", lines.lines().map(row).collect::<String>())
        }
        Shape::Cells => {
            let cells: String = lines.lines().map(|line| format!(" {line} ||")).collect();
            format!("<table {}>\n|| 头 ||{cells}\n", lines.lines().count() + 1)
        }
    }
}
