//! The end of a story: its last paragraph mark can neither come nor go.

use super::weave::{Node, views};
use crate::diff::align::Link;
use crate::diff::script::{Act, Group, Piece, Script, Settings, pair};
use crate::diff::tokens::MARK;

/// The groups at the end of a story whose paragraph marks are shifted so that the last one stays.
pub(super) struct Tail {
    /// The first group of the tail; past the end where there is none.
    pub from: usize,
}

/// A story's last paragraph mark cannot come or go: the last paragraphs of both sides share it.
pub(super) fn settle_end(
    script: Script,
    olds: &[Node],
    news: &[Node],
    settings: &Settings,
) -> (Vec<Group>, Tail) {
    let mut groups = script.groups;
    let none = Tail { from: usize::MAX };
    let paired = groups.iter().rposition(|g| matches!(g.link, Link::Same { .. } | Link::Changed { .. }));
    let from = paired.map_or(0, |at| at + 1);
    let rest = groups.get(from..).unwrap_or(&[]);
    let last_old =
        rest.iter().rposition(|g| matches!(g.link, Link::Deleted { old } if old + 1 == olds.len()));
    let last_new =
        rest.iter().rposition(|g| matches!(g.link, Link::Inserted { new } if new + 1 == news.len()));
    let lone = |at: Option<usize>| at.and_then(|at| groups.get(from + at)).map(|group| group.link.clone());
    match (lone(last_old), lone(last_new)) {
        (Some(Link::Deleted { old }), Some(Link::Inserted { new })) => {
            let paragraphs = olds.get(old).is_some_and(Node::is_paragraph)
                && news.get(new).is_some_and(Node::is_paragraph);
            if paragraphs {
                join_last(&mut groups, olds, news, settings, (old, new));
            }
            (groups, none)
        }
        (None, None) => (groups, none),
        _ => {
            let all_paragraphs = rest.iter().all(|g| match &g.link {
                Link::Deleted { old } => olds.get(*old).is_some_and(Node::is_paragraph),
                Link::Inserted { new } => news.get(*new).is_some_and(Node::is_paragraph),
                _ => false,
            });
            let one_way = rest.iter().all(|g| matches!(g.link, Link::Deleted { .. }))
                || rest.iter().all(|g| matches!(g.link, Link::Inserted { .. }));
            let after_paragraph = paired.and_then(|at| groups.get(at)).is_some_and(|g| match &g.link {
                Link::Same { new, .. } => news.get(*new).is_some_and(Node::is_paragraph),
                Link::Changed { new, .. } => news.get(new.start).is_some_and(Node::is_paragraph),
                _ => false,
            });
            let shifts = all_paragraphs
                && one_way
                && after_paragraph
                && one_holder(&groups, from.saturating_sub(1), news);
            (groups, if shifts { Tail { from: from.saturating_sub(1) } } else { none })
        }
    }
}

/// Whether the new paragraphs from a group on stand in one element.
fn one_holder(groups: &[Group], from: usize, news: &[Node]) -> bool {
    let mut holders = groups.iter().skip(from).filter_map(|group| match &group.link {
        Link::Same { new, .. } | Link::Inserted { new } => news.get(*new).map(|node| node.holder),
        Link::Changed { new, .. } => news.get(new.start).map(|node| node.holder),
        Link::Deleted { .. } => None,
    });
    let first = holders.next();
    holders.all(|holder| Some(holder) == first)
}

/// Makes one group of the last old and the last new paragraph, although they share only their mark.
fn join_last(
    groups: &mut Vec<Group>,
    olds: &[Node],
    news: &[Node],
    settings: &Settings,
    last: (usize, usize),
) {
    let (old, new) = last;
    let moved = groups
        .iter()
        .any(|g| g.moved.is_some() && (g.link == Link::Deleted { old } || g.link == Link::Inserted { new }));
    let (a, b) = (views(olds.get(old..=old).unwrap_or(&[])), views(news.get(new..=new).unwrap_or(&[])));
    let group = if moved {
        let text = |nodes: &[Node], index: usize| {
            nodes.get(index).map_or(String::new(), |n| format!("{}{MARK}", n.text()))
        };
        let (a, b) = (text(olds, old), text(news, new));
        let mark = MARK.len_utf8();
        let act = |link: Link, other: Act| {
            let found = groups.iter().find(|g| g.link == link).and_then(|g| g.moved);
            (found, other)
        };
        let from = act(Link::Deleted { old }, Act::Delete);
        let to = act(Link::Inserted { new }, Act::Insert);
        let (x, y) = (a.len() - mark, b.len() - mark);
        let pieces = vec![
            Piece { act: from.0.map_or(from.1, Act::MoveFrom), old: 0..x, new: 0..0 },
            Piece { act: to.0.map_or(to.1, Act::MoveTo), old: x..x, new: 0..y },
            Piece { act: Act::Equal, old: x..a.len(), new: y..b.len() },
        ];
        Group {
            link: Link::Changed { old: old..old + 1, new: new..new + 1 },
            moved: None,
            old: a,
            new: b,
            pieces,
        }
    } else {
        let mut group = pair(&a, &b, settings);
        group.link = Link::Changed { old: old..old + 1, new: new..new + 1 };
        group
    };
    groups.retain(|g| g.link != Link::Deleted { old } && g.link != Link::Inserted { new });
    groups.push(group);
}
