//! Names by namespace.

/// A namespace that the crate knows, in its Transitional and Strict spelling alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ns {
    /// No namespace.
    None,
    /// The prefix `xml`.
    Xml,
    /// WordprocessingML.
    W,
    /// Relationships inside a part (`r:id`).
    R,
    /// Markup compatibility.
    Mc,
    /// DrawingML, anchored in a text document.
    Wp,
    /// DrawingML.
    A,
    /// DrawingML pictures.
    Pic,
    /// Word 2010 drawing shapes.
    Wps,
    /// Word 2010 ids and effects.
    W14,
    /// Word 2012.
    W15,
    /// VML.
    V,
    /// VML for Office.
    O,
    /// Formulas.
    M,
    /// Charts.
    C,
    /// SmartArt.
    Dgm,
    /// A `.rels` part.
    Rels,
    /// `[Content_Types].xml`.
    ContentTypes,
    /// Core properties.
    Cp,
    /// Dublin Core.
    Dc,
    /// Dublin Core terms.
    DcTerms,
    /// Extended (application) properties.
    App,
    /// Custom properties.
    Custom,
    /// Variant types of properties.
    Vt,
    /// SpreadsheetML.
    X,
    /// Any other, by its index in the tree's own table.
    Other(u16),
}

const TABLE: &[(&str, Ns)] = &[
    ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", Ns::W),
    ("http://purl.oclc.org/ooxml/wordprocessingml/main", Ns::W),
    ("http://schemas.openxmlformats.org/officeDocument/2006/relationships", Ns::R),
    ("http://purl.oclc.org/ooxml/officeDocument/relationships", Ns::R),
    ("http://schemas.openxmlformats.org/markup-compatibility/2006", Ns::Mc),
    ("http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing", Ns::Wp),
    ("http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", Ns::Wp),
    ("http://schemas.openxmlformats.org/drawingml/2006/main", Ns::A),
    ("http://purl.oclc.org/ooxml/drawingml/main", Ns::A),
    ("http://schemas.openxmlformats.org/drawingml/2006/picture", Ns::Pic),
    ("http://purl.oclc.org/ooxml/drawingml/picture", Ns::Pic),
    ("http://schemas.microsoft.com/office/word/2010/wordprocessingShape", Ns::Wps),
    ("http://schemas.microsoft.com/office/word/2010/wordml", Ns::W14),
    ("http://schemas.microsoft.com/office/word/2012/wordml", Ns::W15),
    ("urn:schemas-microsoft-com:vml", Ns::V),
    ("urn:schemas-microsoft-com:office:office", Ns::O),
    ("http://schemas.openxmlformats.org/officeDocument/2006/math", Ns::M),
    ("http://purl.oclc.org/ooxml/officeDocument/math", Ns::M),
    ("http://schemas.openxmlformats.org/drawingml/2006/chart", Ns::C),
    ("http://purl.oclc.org/ooxml/drawingml/chart", Ns::C),
    ("http://schemas.openxmlformats.org/drawingml/2006/diagram", Ns::Dgm),
    ("http://purl.oclc.org/ooxml/drawingml/diagram", Ns::Dgm),
    ("http://schemas.openxmlformats.org/package/2006/relationships", Ns::Rels),
    ("http://schemas.openxmlformats.org/package/2006/content-types", Ns::ContentTypes),
    ("http://schemas.openxmlformats.org/package/2006/metadata/core-properties", Ns::Cp),
    ("http://purl.org/dc/elements/1.1/", Ns::Dc),
    ("http://purl.org/dc/terms/", Ns::DcTerms),
    ("http://schemas.openxmlformats.org/officeDocument/2006/extended-properties", Ns::App),
    ("http://purl.oclc.org/ooxml/officeDocument/extendedProperties", Ns::App),
    ("http://schemas.openxmlformats.org/officeDocument/2006/custom-properties", Ns::Custom),
    ("http://purl.oclc.org/ooxml/officeDocument/customProperties", Ns::Custom),
    ("http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes", Ns::Vt),
    ("http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes", Ns::Vt),
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", Ns::X),
    ("http://purl.oclc.org/ooxml/spreadsheetml/main", Ns::X),
    ("http://www.w3.org/XML/1998/namespace", Ns::Xml),
];

impl Ns {
    /// The namespace of a URI, if the crate knows it.
    pub fn known(uri: &str) -> Option<Ns> {
        if uri.is_empty() {
            return Some(Ns::None);
        }
        TABLE.iter().find(|(known, _)| *known == uri).map(|(_, ns)| *ns)
    }
}

/// A name: a namespace and a local part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Name<'a> {
    /// The namespace.
    pub ns: Ns,
    /// The local part.
    pub local: &'a str,
}

impl<'a> Name<'a> {
    /// A name.
    pub const fn new(ns: Ns, local: &'a str) -> Self {
        Name { ns, local }
    }
}

/// Short spellings for names: `ns::w("p")`.
pub mod ns {
    use super::{Name, Ns};

    macro_rules! short {
        ($($(#[$doc:meta])* $name:ident = $ns:ident;)*) => {$(
            $(#[$doc])*
            pub const fn $name(local: &str) -> Name<'_> {
                Name::new(Ns::$ns, local)
            }
        )*};
    }

    short! {
        /// WordprocessingML.
        w = W;
        /// Relationship attributes.
        r = R;
        /// Markup compatibility.
        mc = Mc;
        /// Drawing anchors.
        wp = Wp;
        /// DrawingML.
        a = A;
        /// Pictures.
        pic = Pic;
        /// Word 2010.
        w14 = W14;
        /// VML.
        v = V;
        /// VML for Office.
        o = O;
        /// Formulas.
        m = M;
        /// Relationships' own part.
        rels = Rels;
        /// Content types.
        ct = ContentTypes;
        /// An attribute without a prefix.
        none = None;
    }
}
