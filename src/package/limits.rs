//! How much a foreign file may ask of us.

/// Entries of a package.
pub const MAX_ENTRIES: usize = 10_000;
/// Bytes of one part once inflated: 256 MiB.
pub const MAX_PART_SIZE: u64 = 256 << 20;
/// Bytes of a whole package once inflated: 1 GiB.
pub const MAX_TOTAL_SIZE: u64 = 1 << 30;
/// How many times its compressed size a part may inflate to. Looked at from [`RATIO_FROM`] bytes on.
pub const MAX_RATIO: u64 = 500;
/// Bytes below which the ratio does not matter: 1 MiB.
pub const RATIO_FROM: u64 = 1 << 20;

/// Limits on reading a package. Sizes are bytes counted as they are read, not as the file declares them.
///
/// ```
/// use hongtou::package::Limits;
/// let strict = Limits { max_part_size: 1 << 20, ..Limits::default() };
/// assert!(strict.max_part_size < Limits::default().max_part_size);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Entries, see [`MAX_ENTRIES`].
    pub max_entries: usize,
    /// Bytes of one part, see [`MAX_PART_SIZE`].
    pub max_part_size: u64,
    /// Bytes of all parts, see [`MAX_TOTAL_SIZE`].
    pub max_total_size: u64,
    /// Compression ratio, see [`MAX_RATIO`].
    pub max_ratio: u64,
    /// Depth of nested XML elements, see [`MAX_DEPTH`](crate::xml::MAX_DEPTH).
    pub max_xml_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            max_entries: MAX_ENTRIES,
            max_part_size: MAX_PART_SIZE,
            max_total_size: MAX_TOTAL_SIZE,
            max_ratio: MAX_RATIO,
            max_xml_depth: crate::xml::MAX_DEPTH,
        }
    }
}
