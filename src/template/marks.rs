//! Pairs of marks (bookmarks, ranges of comments and permissions) against blocks.
//!
//! A pair is sound whatever the data when both halves stand in the same branch of the same block. Where they do
//! not, each half moves out of the blocks that hold only it: the start to before the outermost of them, the
//! end to after it.

use super::part::Part;
use super::scope::Scopes;
use super::tag::{Matched, What};
use crate::xml::{NodeId, Ns, Tree, ns};
use std::collections::{HashMap, HashSet};

/// A mark that moves.
pub(super) struct Move {
    pub node: NodeId,
    /// The tag beside which it comes to stand: before it, or after.
    pub tag: usize,
    pub before: bool,
    /// A table that may vanish with its rows: the mark stands outside it.
    pub table: Option<NodeId>,
}

/// What blocks mean for the marks of a part.
#[derive(Default)]
pub(super) struct Plan {
    pub moves: Vec<Move>,
    /// Marks that are written as often as a loop has turns, where they are or where they have moved to.
    pub repeated: HashSet<NodeId>,
}

/// A branch of a block, in the branch around it; the first is the part itself.
struct Context {
    parent: usize,
    block: usize,
    depth: usize,
    repeats: bool,
}

struct Half {
    node: NodeId,
    starts: bool,
    context: usize,
}

/// Plans what happens to the marks of a part. `emptied` are the outermost nodes that are taken out, in order:
/// a mark in one stays on its side of the tags in it.
pub(super) fn plan(part: &Part, scopes: &Scopes<'_>, blocks: &[Matched], emptied: &[NodeId]) -> Plan {
    let mut plan = Plan::default();
    let marks: Vec<(NodeId, &'static str, bool)> = halves(&part.tree);
    if marks.is_empty() || blocks.is_empty() {
        return plan;
    }
    let order = Order::new(part, scopes, blocks, emptied);
    let mut pairs: HashMap<(&str, String), Vec<Half>> = HashMap::new();
    for (node, family, starts) in marks {
        let id = part.tree.attribute(node, ns::w("id")).unwrap_or_default().into_owned();
        let context = order.context_of(node);
        pairs.entry((family, id)).or_default().push(Half { node, starts, context });
    }
    let mut pairs: Vec<Vec<Half>> = pairs.into_values().collect();
    pairs.sort_by_key(|pair| pair.first().map(|half| half.node));
    for pair in pairs {
        let common = pair.iter().map(|half| half.context).reduce(|a, b| order.common(a, b)).unwrap_or(0);
        for half in &pair {
            if order.repeats(common) {
                plan.repeated.insert(half.node);
            }
            if let Some(step) = order.below(half.context, common) {
                plan.moves.extend(order.move_out(half, step, common, scopes, blocks));
            }
        }
    }
    plan
}

/// The order in which tags are written, and the branch that is open between them.
struct Order<'a> {
    part: &'a Part,
    emptied: &'a [NodeId],
    /// The bytes at which tags are written, and the tags.
    tags: Vec<(usize, usize)>,
    rank: HashMap<usize, usize>,
    contexts: Vec<Context>,
    /// The branch before the first tag, before the second, …, after the last.
    open: Vec<usize>,
}

impl<'a> Order<'a> {
    fn new(part: &'a Part, scopes: &Scopes<'_>, blocks: &[Matched], emptied: &'a [NodeId]) -> Self {
        let placed = scopes.positions.iter().enumerate().filter_map(|(i, p)| Some((p.as_ref()?.at, i)));
        let mut tags: Vec<(usize, usize)> = placed.collect();
        tags.sort_unstable();
        let rank = tags.iter().enumerate().map(|(rank, (_, i))| (*i, rank)).collect();
        let of_tag: HashMap<usize, usize> = blocks
            .iter()
            .enumerate()
            .flat_map(|(b, block)| block.tags.iter().map(move |&i| (i, b)))
            .collect();
        let mut contexts = vec![Context { parent: 0, block: usize::MAX, depth: 0, repeats: false }];
        let mut open = vec![0];
        let mut now = 0;
        for (_, i) in &tags {
            let block = of_tag.get(i).copied();
            let what = part.tags.get(*i).map(|tag| tag.what);
            if let (Some(b), Some(What::Branch(_) | What::Close(_))) = (block, what)
                && contexts.get(now).is_some_and(|c: &Context| c.block == b)
            {
                now = contexts.get(now).map_or(0, |c| c.parent);
            }
            if let (Some(b), Some(What::Open(_) | What::Branch(_))) = (block, what) {
                let (depth, outer) = contexts.get(now).map_or((0, false), |c| (c.depth, c.repeats));
                let repeats = outer || blocks.get(b).is_some_and(|block| block.block.repeats());
                contexts.push(Context { parent: now, block: b, depth: depth + 1, repeats });
                now = contexts.len() - 1;
            }
            open.push(now);
        }
        Order { part, emptied, tags, rank, contexts, open }
    }

    /// The branch in which a mark is written.
    fn context_of(&self, mark: NodeId) -> usize {
        let tree = &self.part.tree;
        let at = tree.range(mark).start;
        let after = self.emptied.partition_point(|&n| tree.range(n).start <= at);
        let around = after.checked_sub(1).and_then(|n| self.emptied.get(n)).map(|&n| tree.range(n));
        let slot = match around.filter(|range| range.contains(&at)) {
            Some(range) => self.slot_in(&range, at),
            None => None,
        };
        let slot = slot.unwrap_or_else(|| self.tags.partition_point(|(written, _)| *written <= at));
        self.open.get(slot).copied().unwrap_or(0)
    }

    /// Beside which tag of an emptied node a mark is written: before the next one, else after the last.
    fn slot_in(&self, range: &std::ops::Range<usize>, at: usize) -> Option<usize> {
        let from = self.part.tags.partition_point(|tag| tag.range.start < range.start);
        let to = self.part.tags.partition_point(|tag| tag.range.start < range.end);
        let mut last = None;
        for i in from..to {
            let Some(&rank) = self.rank.get(&i) else { continue };
            if self.part.tags.get(i)?.range.start > at {
                return Some(rank);
            }
            last = Some(rank + 1);
        }
        last
    }

    fn parent(&self, context: usize) -> usize {
        self.contexts.get(context).map_or(0, |c| c.parent)
    }

    fn depth(&self, context: usize) -> usize {
        self.contexts.get(context).map_or(0, |c| c.depth)
    }

    fn repeats(&self, context: usize) -> bool {
        self.contexts.get(context).is_some_and(|c| c.repeats)
    }

    /// The innermost branch that holds two branches.
    fn common(&self, mut a: usize, mut b: usize) -> usize {
        while a != b {
            if self.depth(a) >= self.depth(b) {
                a = self.parent(a);
            } else {
                b = self.parent(b);
            }
        }
        a
    }

    /// The branch directly in `outer` that holds `inner`; none when they are one.
    fn below(&self, mut inner: usize, outer: usize) -> Option<usize> {
        if inner == outer {
            return None;
        }
        while self.parent(inner) != outer {
            inner = self.parent(inner);
        }
        Some(inner)
    }

    fn move_out(
        &self,
        half: &Half,
        step: usize,
        common: usize,
        scopes: &Scopes<'_>,
        blocks: &[Matched],
    ) -> Option<Move> {
        let block = blocks.get(self.contexts.get(step)?.block)?;
        let &tag = if half.starts { block.tags.first()? } else { block.tags.last()? };
        let position = scopes.positions.get(tag)?.as_ref()?;
        // Not farther out than the block in which the pair stands.
        let outer = blocks.get(self.contexts.get(common)?.block).and_then(|b| b.tags.first());
        let limit = outer.and_then(|&i| scopes.positions.get(i)?.as_ref()).map_or(0, |p| p.at);
        let tree = &self.part.tree;
        let chain = std::iter::once(position.parent).chain(tree.ancestors(position.parent));
        let tables =
            chain.take_while(|&n| !tree.is(n, ns::w("txbxContent"))).filter(|&n| tree.is(n, ns::w("tbl")));
        let table = tables.take_while(|&n| tree.range(n).start >= limit).last();
        Some(Move { node: half.node, tag, before: half.starts, table })
    }
}

/// The halves of a part, in order: the node, its family, whether it is the start.
fn halves(tree: &Tree<'_>) -> Vec<(NodeId, &'static str, bool)> {
    tree.descendants(tree.root())
        .filter_map(|node| half(tree, node).map(|(family, starts)| (node, family, starts)))
        .collect()
}

/// One half of a pair of marks: its family, and whether it is the start.
pub(super) fn half(tree: &Tree<'_>, node: NodeId) -> Option<(&'static str, bool)> {
    let name = tree.name(node);
    if name.ns != Ns::W {
        return None;
    }
    Some(match name.local {
        "bookmarkStart" => ("bookmark", true),
        "bookmarkEnd" => ("bookmark", false),
        "commentRangeStart" => ("comment", true),
        "commentRangeEnd" => ("comment", false),
        "permStart" => ("perm", true),
        "permEnd" => ("perm", false),
        _ => return None,
    })
}
