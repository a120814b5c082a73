//! How much data is read before it is refused.

/// The largest file that is read into memory, in bytes: 256 MiB.
pub const MAX_BYTES: u64 = 256 << 20;

/// How deep lists and mappings may nest.
pub const MAX_DEPTH: usize = 100;

/// How many values one file may hold, the copies that YAML aliases stand for included.
pub const MAX_VALUES: usize = 10_000_000;

/// How many problems of one file are reported before reading stops.
pub(crate) const MAX_PROBLEMS: usize = 50;

/// Limits on the data that is read; [`Limits::default`] suits every honest file.
///
/// ```
/// use hongtou::data::{Format, Limits, read_str};
/// let tight = Limits { depth: 2, ..Limits::default() };
/// assert!(read_str("a: [[1]]", Format::Yaml, "深.yaml", &tight).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a file that is read whole; see [`MAX_BYTES`].
    pub bytes: u64,
    /// Nesting of lists and mappings, the top level counted; see [`MAX_DEPTH`].
    pub depth: usize,
    /// Values in one file; see [`MAX_VALUES`].
    pub values: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { bytes: MAX_BYTES, depth: MAX_DEPTH, values: MAX_VALUES }
    }
}
