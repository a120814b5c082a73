//! Random templates: a skeleton of paragraphs and tables, and blocks of tags whose parts stand anywhere in it.

pub mod build;
pub mod lines;

use proptest::prelude::*;
use proptest::sample::select;

/// A piece of a body.
#[derive(Clone, Debug)]
pub enum Block {
    Paragraph(Paragraph),
    /// Rows of cells.
    Table(Vec<Vec<Vec<Block>>>),
    Control(Vec<Block>),
}

/// A paragraph before its tags are put in.
#[derive(Clone, Debug)]
pub struct Paragraph {
    /// What stands in it, one item a place.
    pub items: Vec<Item>,
    /// Where its runs are cut, as shares of its length.
    pub cuts: Vec<u16>,
    /// What surrounds which of its runs.
    pub wraps: Vec<(Wrap, u16, u16)>,
    pub style: bool,
    pub section: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Item {
    Char(char),
    Break,
    Page,
    Tab,
    Picture,
    Box,
    Bookmark,
    BookmarkStart,
    BookmarkEnd,
    Proof,
    Comment,
    Field,
    Footnote,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wrap {
    Link,
    Insertion,
    Control,
    SmartTag,
    Deletion,
}

/// A tag, or a block with what stands in it.
#[derive(Clone, Debug)]
pub enum Node {
    Leaf(&'static str),
    Block {
        open: &'static str,
        inside: Vec<Node>,
        branch: Option<(&'static str, Vec<Node>)>,
        close: &'static str,
    },
}

/// A template as it is generated; [`Plan::template`] builds it.
#[derive(Clone, Debug)]
pub struct Plan {
    pub blocks: Vec<Block>,
    pub nodes: Vec<Node>,
    /// Where the tags stand, as shares of the whole text; they are put in in this order.
    pub places: Vec<u16>,
    /// Prefixes for the tags: `p`, `tr`, `tc`, `r` or none.
    pub prefixes: Vec<&'static str>,
    pub header: Vec<Node>,
    pub boxed: Vec<Node>,
    pub note: Vec<Node>,
    /// One tag that is left out.
    pub lost: Option<u16>,
}

const LEAVES: &[&str] = &[
    "{{ a }}",
    "{{ b }}",
    "{{ a|paragraphs }}",
    "{{ n|thousands }}",
    "{{ x.名 }}",
    "{{ x }}",
    "{{ n + 1 }}",
    "{{ a ~ b }}",
    "{{ 没有 }}",
    "{{ 没有.甲|upper }}",
    "{{ 列|length }}",
    "{{ 甲（乙） }}",
    "{{ 空 }}",
    "{{ 列 }}",
    "{# 注 #}",
    "{% set y = a %}",
    "{{ y }}",
    "{{ “引”|upper }}",
    "{_{ a }_}",
    "{% raw %}{{{% endraw %}",
    "{{ m() }}",
    "{{ s }}",
    "{{ loop.index }}",
    "{% do 列.count(1) %}",
    "{{ caller() }}",
    "{%- if n -%}",
    "{% vm %}",
    "{% hm %}",
    "{% colspan n %}",
    "{% cellbg b %}",
    "{{p a }}",
    "{{r b }}",
    "｛｛ a ｝｝",
    "{{ a",
    "}}",
    "{% break %}",
];

/// Leaves that are sound everywhere stand more often than those that are not.
fn leaf() -> impl Strategy<Value = Node> {
    prop_oneof![6 => select(&LEAVES[..8]), 1 => select(LEAVES)].prop_map(Node::Leaf)
}

const BLOCKS: &[(&str, &str, &str)] = &[
    ("{% if t %}", "{% else %}", "{% endif %}"),
    ("{% if f %}", "{% else %}", "{% endif %}"),
    ("{% if n > 1 %}", "{% elif t %}", "{% endif %}"),
    ("{% for x in 列 %}", "{% else %}", "{% endfor %}"),
    ("{% for x in 列 if x.数 %}", "{% else %}", "{% endfor %}"),
    ("{% for x in 零 %}", "{% else %}", "{% endfor %}"),
    ("{% for x in x.项 %}", "{% else %}", "{% endfor %}"),
    ("{% with x = a %}", "", "{% endwith %}"),
    ("{% set s %}", "", "{% endset %}"),
    ("{% macro m() %}", "", "{% endmacro %}"),
    ("{% filter upper %}", "", "{% endfilter %}"),
    ("{% call m() %}", "", "{% endcall %}"),
    ("{% autoescape true %}", "", "{% endautoescape %}"),
];

fn nodes(depth: u32, size: usize) -> BoxedStrategy<Vec<Node>> {
    let inner = if depth == 0 { Just(Vec::new()).boxed() } else { nodes(depth - 1, 2) };
    let frequent = prop_oneof![5 => select(&BLOCKS[..6]), 1 => select(BLOCKS)];
    let block = (frequent, inner.clone(), proptest::option::weighted(0.3, inner)).prop_map(
        |((open, branch, close), inside, other)| {
            let branch = other.filter(|_| !branch.is_empty()).map(|nodes| (branch, nodes));
            Node::Block { open, inside, branch, close }
        },
    );
    proptest::collection::vec(prop_oneof![2 => leaf(), 3 => block], 0..=size).boxed()
}

fn item() -> impl Strategy<Value = Item> {
    use Item::*;
    let rare = vec![
        Break,
        Page,
        Tab,
        Picture,
        Box,
        Bookmark,
        BookmarkStart,
        BookmarkEnd,
        Proof,
        Comment,
        Field,
        Footnote,
        Char(' '),
        Char('&'),
        Char('<'),
        Char('{'),
        Char('％'),
    ];
    prop_oneof![6 => select(vec![Char('甲'), Char('乙'), Char('a')]), 1 => select(rare)]
}

fn paragraph() -> impl Strategy<Value = Block> {
    let wrap = select(vec![Wrap::Link, Wrap::Insertion, Wrap::Control, Wrap::SmartTag, Wrap::Deletion]);
    (
        proptest::collection::vec(item(), 0..5),
        proptest::collection::vec(any::<u16>(), 0..4),
        proptest::collection::vec((wrap, any::<u16>(), any::<u16>()), 0..2),
        any::<bool>(),
        proptest::bool::weighted(0.05),
    )
        .prop_map(|(items, cuts, wraps, style, section)| {
            Block::Paragraph(Paragraph { items, cuts, wraps, style, section })
        })
}

fn blocks(depth: u32) -> BoxedStrategy<Vec<Block>> {
    if depth == 0 {
        return proptest::collection::vec(paragraph(), 0..3).boxed();
    }
    let cell = blocks(depth - 1);
    let row = proptest::collection::vec(cell, 1..4);
    let table = proptest::collection::vec(row, 1..3).prop_map(Block::Table);
    let control = proptest::collection::vec(paragraph(), 1..3).prop_map(Block::Control);
    proptest::collection::vec(prop_oneof![5 => paragraph(), 2 => table, 1 => control], 0..5).boxed()
}

/// Plans of templates: half of them are paragraphs only, where nearly every block finds its place.
pub fn plan() -> impl Strategy<Value = Plan> {
    let prefix = prop_oneof![8 => Just(""), 1 => select(vec!["p ", "tr ", "tc ", "r "])];
    let flat = proptest::collection::vec(paragraph(), 0..5).boxed();
    prop_oneof![plan_of(blocks(2), prefix.boxed()), plan_of(flat, Just("").boxed())]
}

fn plan_of(
    blocks: BoxedStrategy<Vec<Block>>,
    prefix: BoxedStrategy<&'static str>,
) -> impl Strategy<Value = Plan> {
    (
        blocks,
        nodes(2, 3),
        proptest::collection::vec(any::<u16>(), 40),
        proptest::collection::vec(prefix, 8),
        nodes(1, 1),
        nodes(1, 1),
        nodes(0, 2),
        proptest::option::weighted(0.1, any::<u16>()),
    )
        .prop_map(|(blocks, nodes, places, prefixes, header, boxed, note, lost)| Plan {
            blocks,
            nodes,
            places,
            prefixes,
            header,
            boxed,
            note,
            lost,
        })
}
