//! Clean documents: the shipped templates and every kind, filled, as paragraphs with their parts.

use hongtou::data::{self, Format};
use hongtou::error::{DocPlace, Story};
use hongtou::format::wording::Role;
use hongtou::format::{self, Kind, Options, templates};
use hongtou::package::{Limits, Package};
use hongtou::template::{self, Template};
use hongtou::wml;
use hongtou::xml::ns;

/// A document's name, its lines, whether it is formal, its date.
pub struct Clean {
    pub name: String,
    pub lines: Vec<(String, Role)>,
    pub formal: bool,
    pub date: Option<(i32, u8, u8)>,
}

fn filled(template: Vec<u8>, data: &str) -> Vec<u8> {
    let data = data::read_str(data, Format::Yaml, "data.yaml", &data::Limits::default()).unwrap();
    let template = Template::from_bytes(template).unwrap();
    let mut out = std::io::Cursor::new(Vec::new());
    template.render_value(data, &template::Options::default(), &mut out).unwrap();
    out.into_inner()
}

/// The part that a style of ours stands for.
fn role(style: &str) -> Role {
    match style {
        "GwTitle" | "GwAttachmentTitle" => Role::Title,
        "GwAddressee" => Role::Addressee,
        "GwBody" => Role::Body,
        "GwSignature" | "GwNextSignature" | "GwSealedSignature" | "GwNextSealedSignature" => Role::Signature,
        "GwDate" | "GwSealedDate" | "GwStampDate" => Role::Date,
        "GwImprint" | "GwPrinter" => Role::EndMatter,
        _ if style.starts_with("GwLevel") => Role::Level(style.as_bytes()[7] - b'0'),
        _ if style.starts_with("GwAttachment") => Role::Attachment,
        _ if style.contains("Mark") || style.contains("Number") || style.contains("Signer") => Role::Head,
        _ => Role::Other,
    }
}

fn read(name: &str, document: &[u8], formal: bool) -> Clean {
    let package = Package::from_bytes(document.to_vec(), &Limits::default()).unwrap();
    let (tree, _) = package.tree(package.main_part()).unwrap();
    let mut lines = Vec::new();
    for paragraph in wml::paragraphs(&tree, &DocPlace::story(Story::Body)) {
        let style = tree
            .child(paragraph.node, ns::w("pPr"))
            .and_then(|pr| tree.child(pr, ns::w("pStyle")))
            .and_then(|style| tree.attribute(style, ns::w("val")));
        lines.push((wml::text(&tree, paragraph.node).text, role(style.as_deref().unwrap_or(""))));
    }
    let dated = lines.iter().rev().find(|(_, role)| *role == Role::Date);
    let day = dated.and_then(|(text, _)| hongtou::text::date::parse(text.trim()).ok());
    let date = day.and_then(|d| Some((i32::from(d.year), d.month?, d.day?)));
    Clean { name: name.to_string(), lines, formal, date }
}

/// Every shipped template and every kind with its sample.
pub fn documents() -> Vec<Clean> {
    let mut out = Vec::new();
    for shipped in templates() {
        out.push(read(shipped.name, &filled(shipped.bytes.to_vec(), shipped.sample), false));
    }
    for kind in Kind::all() {
        let template = format::new(kind, &Options::default()).unwrap();
        out.push(read(kind.name(), &filled(template, format::sample(kind)), kind != Kind::Summary));
    }
    out
}
