//! Fill, compare and check Word reports in the official format of Chinese government documents.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod batch;
#[cfg(feature = "cli")]
pub mod cli;
pub mod convert;
pub mod data;
pub mod diff;
pub mod error;
pub mod format;
pub mod jobs;
pub mod package;
pub mod template;
pub mod text;
pub mod value;
pub mod wml;
pub mod xml;

pub use error::{Error, Problem, Result};
pub use template::Template;
