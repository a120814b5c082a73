//! The official format of Chinese government documents, GB/T 9704-2012.
//!
//! [`page`] holds the standard's numbers, [`fonts`] its fonts, [`style`] the named styles; [`build`]
//! writes documents that are right by construction, and [`templates()`] are the ones that ship with
//! the program.
//!
//! ```
//! use hongtou::format::build::{Document, Paragraph};
//! use hongtou::format::{Profile, Style};
//! let bytes = Document::new("关于开展志愿服务的通知")
//!     .push(Paragraph::new(Style::Title, "关于开展志愿服务的通知"))
//!     .push(Paragraph::new(Style::Body, "现将有关事项通知如下。"))
//!     .build(&Profile::exact())?;
//! assert!(bytes.starts_with(b"PK"));
//! # Ok::<(), hongtou::Error>(())
//! ```

pub mod build;
pub mod check;
pub mod draft;
pub mod fonts;
pub mod house;
pub mod kind;
pub mod layout;
pub mod page;
pub mod place;
pub mod rebuild;
mod recipe;
pub mod recognise;
pub mod restyle;
pub mod settle;
mod spec;
pub mod style;
pub mod templates;
pub mod title;
pub mod wording;
mod written;

pub use fonts::{FontSet, Fonts};
pub use kind::{Kind, Options, new, sample, sample_of};
pub use page::{Blanks, NumberPlace, Pitch, Profile};
pub use style::{Style, TextStyle};
pub use templates::{Shipped, template, templates};
