//! Fill, compare and check Word reports in the official format of Chinese government documents.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod error;
pub mod package;
pub mod wml;
pub mod xml;

pub use error::{Error, Problem, Result};
