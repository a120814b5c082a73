//! The container, the same bytes for the same parts.

use super::parts::Parts;
use crate::error::{Problem, Result, catalogue};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Zips parts: content types first, the others by name, no timestamps.
pub(super) fn pack(parts: &Parts) -> Result<Vec<u8>> {
    let mut order: Vec<_> = parts.iter().collect();
    order.sort_by_key(|(name, _)| (name != "[Content_Types].xml", name.as_str()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let written = order.into_iter().try_for_each(|(name, bytes)| {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
        Ok::<(), zip::result::ZipError>(())
    });
    let packed = written.and_then(|()| zip.finish());
    packed.map(Cursor::into_inner).map_err(|_| Problem::new(&catalogue::format::NOT_BUILT).into())
}
