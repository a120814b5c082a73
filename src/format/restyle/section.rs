//! Sections: page, margins, grid and page numbers of the official format.

use crate::format::page::Profile;
use crate::xml::{Edits, NodeId, Tree, ns};

/// Sets every section of the main part. `footers` are the relationships of our odd and even footers,
/// empty where the document keeps its own.
pub(super) fn restyle(tree: &Tree<'_>, footers: &[(String, &str)], profile: &Profile, edits: &mut Edits) {
    let sections: Vec<NodeId> =
        tree.descendants(tree.root()).filter(|node| tree.is(*node, ns::w("sectPr"))).collect();
    for section in sections.into_iter().filter(|s| !changed(tree, *s)) {
        let properties = properties(tree, Some(section), footers, profile);
        edits.replace(tree.range(section), properties);
    }
    // A document without a section at its end is on whatever paper the program likes.
    let body = tree.child(tree.root(), ns::w("body"));
    if let Some(body) = body.filter(|body| tree.child(*body, ns::w("sectPr")).is_none()) {
        edits.insert(tree.end_tag(body).start, properties(tree, None, footers, profile));
    }
}

/// The properties before a tracked change of a section stay what they were.
fn changed(tree: &Tree<'_>, section: NodeId) -> bool {
    tree.parent(section).is_some_and(|parent| tree.is(parent, ns::w("sectPrChange")))
}

fn properties(
    tree: &Tree<'_>,
    section: Option<NodeId>,
    footers: &[(String, &str)],
    profile: &Profile,
) -> String {
    let w = tree.prefix(tree.root());
    let keep = |names: &[&str]| -> String {
        let children: Vec<NodeId> = section.map_or(Vec::new(), |section| tree.children(section).collect());
        let of = |name: &&str| -> String {
            children
                .iter()
                .filter(|child| tree.is(**child, ns::w(name)))
                .map(|child| tree.raw(*child))
                .collect()
        };
        names.iter().map(of).collect()
    };
    let mut out = format!("<{w}sectPr>");
    out.push_str(&keep(&["headerReference"]));
    if footers.is_empty() {
        out.push_str(&keep(&["footerReference"]));
    }
    for (id, kind) in footers {
        out.push_str(&format!("<{w}footerReference {w}type=\"{kind}\" r:id=\"{id}\"/>"));
    }
    out.push_str(&keep(&["footnotePr", "endnotePr", "type"]));
    out.push_str(&page(tree, section, w, profile));
    out.push_str(&keep(&["paperSrc", "pgBorders", "lnNumType", "pgNumType", "cols", "formProt", "vAlign"]));
    out.push_str(&keep(&["noEndnote", "textDirection", "bidi", "rtlGutter"]));
    let pitch = profile.grid_pitch();
    out.push_str(&format!("<{w}docGrid {w}type=\"lines\" {w}linePitch=\"{pitch}\"/></{w}sectPr>"));
    out
}

/// Paper and margins; a landscape page is the upright one turned (8).
fn page(tree: &Tree<'_>, section: Option<NodeId>, w: &str, profile: &Profile) -> String {
    let size = section.and_then(|section| tree.child(section, ns::w("pgSz")));
    let landscape =
        size.and_then(|size| tree.attribute(size, ns::w("orient"))).is_some_and(|o| o == "landscape");
    let page = &profile.page;
    let (size, margins) = if landscape {
        let size =
            format!("<{w}pgSz {w}w=\"{}\" {w}h=\"{}\" {w}orient=\"landscape\"/>", page.height, page.width);
        (size, [page.left, page.top, page.right, page.bottom])
    } else {
        let size = format!("<{w}pgSz {w}w=\"{}\" {w}h=\"{}\"/>", page.width, page.height);
        (size, [page.top, page.right, page.bottom, page.left])
    };
    let [top, right, bottom, left] = margins;
    format!(
        "{size}<{w}pgMar {w}top=\"{top}\" {w}right=\"{right}\" {w}bottom=\"{bottom}\" {w}left=\"{left}\" \
         {w}header=\"851\" {w}footer=\"{}\" {w}gutter=\"0\"/>",
        profile.number.footer
    )
}
