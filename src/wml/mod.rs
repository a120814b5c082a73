//! WordprocessingML (ECMA-376 part 1, 17): stories, paragraphs and the places in them that a person
//! understands.
//!
//! It knows nothing of placeholders or of comparing; names are matched by namespace, so Strict documents and
//! foreign prefixes read the same.

mod comments;
mod numbering;
mod paragraph;
mod properties;
mod settings;
mod story;
pub mod track;

pub use comments::{Remark, annotate};
pub use numbering::{RestartedList, lists, paragraph_numbering, style_numbering};
pub use paragraph::{
    Paragraph, ParagraphText, Source, TextPiece, instructions, paragraphs, text, text_of_attribute,
    text_of_nodes,
};
pub use properties::{highlighted, paragraph_properties};
pub use settings::update_fields;
pub use story::{StoryPart, stories, stories_of};
