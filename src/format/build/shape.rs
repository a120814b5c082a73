//! Text boxes that stand at a fixed place of the page: the end of the document, the letter's mark and
//! double red lines.

use super::docx::block_xml;
use super::{Anchor, TextBox};
use crate::format::page::{Profile, TWIPS_PER_MM};

/// English Metric Units in a twip.
const EMU: i32 = 635;

/// Width and height in twips, the horizontal and the vertical place as the drawing writes them, and
/// to which side of the box its text keeps.
struct Frame {
    width: i32,
    height: i32,
    horizontal: String,
    vertical: String,
    keep: &'static str,
}

fn frame(anchor: Anchor, profile: &Profile) -> Frame {
    let offset = |from: &str, name: &str, twips: i32| {
        format!(
            r#"<wp:position{name} relativeFrom="{from}"><wp:posOffset>{}</wp:posOffset></wp:position{name}>"#,
            twips * EMU
        )
    };
    let mm = |mm: f64| (mm * TWIPS_PER_MM).round() as i32;
    let letter = profile.letter.width;
    let left = (profile.page.width - letter) / 2;
    match anchor {
        Anchor::TypeAreaFoot => {
            let height = mm(70.0);
            let top = profile.page.height - profile.imprint.foot - height;
            Frame {
                width: profile.page.text_width(),
                height,
                horizontal: offset("page", "H", profile.page.left),
                vertical: offset("page", "V", top),
                keep: "b",
            }
        }
        Anchor::LetterHead => Frame {
            width: letter,
            height: mm(30.0),
            horizontal: offset("page", "H", left),
            vertical: offset("page", "V", profile.letter.mark_top),
            keep: "t",
        },
        Anchor::LetterFoot => Frame {
            width: letter,
            height: mm(6.0),
            horizontal: offset("page", "H", left),
            vertical: offset("page", "V", profile.letter.foot_rule),
            keep: "t",
        },
    }
}

/// The run that holds the box. `id` is unique in the document.
pub(super) fn box_xml(text_box: &TextBox, id: usize, profile: &Profile) -> String {
    let Frame { width, height, horizontal, vertical, keep } = frame(text_box.anchor, profile);
    let (cx, cy) = (width * EMU, height * EMU);
    let content: String = text_box.blocks.iter().map(|block| block_xml(block, profile)).collect();
    let name = text_box.anchor.name();
    format!(
        concat!(
            r#"<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" "#,
            r#"distR="0" simplePos="0" relativeHeight="{}" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">"#,
            r#"<wp:simplePos x="0" y="0"/>{}{}<wp:extent cx="{}" cy="{}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>"#,
            r#"<wp:wrapNone/><wp:docPr id="{}" name="{}" descr="{}"/><wp:cNvGraphicFramePr/><a:graphic>"#,
            r#"<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>"#,
            r#"<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{}" cy="{}"/></a:xfrm>"#,
            r#"<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>"#,
            r#"<wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx><wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" "#,
            r#"anchor="{}"><a:noAutofit/></wps:bodyPr></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"#,
            r#"</mc:Choice></mc:AlternateContent></w:r>"#
        ),
        251_659_264 + id,
        horizontal,
        vertical,
        cx,
        cy,
        id,
        name,
        name,
        cx,
        cy,
        content,
        keep
    )
}

/// Prefixes that the drawing uses, for the document's root.
pub(in crate::format) const NAMESPACES: [(&str, &str); 5] = [
    ("xmlns:mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
    ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    ("xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    ("xmlns:wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"),
];
