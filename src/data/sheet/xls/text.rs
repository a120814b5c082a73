//! The texts of `.xls`, which may be cut anywhere by the limit on a record's length.

use super::compound::u16_at;
use encoding_rs::GBK;

/// A record's bytes, with those of the records that continue it.
pub(super) struct Pieces<'a> {
    pieces: Vec<&'a [u8]>,
    piece: usize,
    at: usize,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(pieces: Vec<&'a [u8]>) -> Self {
        Pieces { pieces, piece: 0, at: 0 }
    }

    /// What is left of the piece, the next one if nothing.
    fn rest(&mut self) -> Option<&'a [u8]> {
        loop {
            let rest = self.pieces.get(self.piece)?.get(self.at..).unwrap_or_default();
            if !rest.is_empty() {
                return Some(rest);
            }
            self.piece += 1;
            self.at = 0;
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.rest()?.first()?;
        self.at += 1;
        Some(byte)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        Some(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let step = self.rest()?.len().min(count);
            self.at += step;
            count -= step;
        }
        Some(())
    }

    /// A text of the table of shared ones, with its formatting stepped over.
    pub(super) fn text(&mut self) -> Option<String> {
        let length = usize::from(self.u16()?);
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { usize::from(self.u16()?) } else { 0 };
        let extra = if flags & 4 != 0 { self.u32()? as usize } else { 0 };
        let text = self.characters(length, flags & 1 != 0)?;
        self.skip(runs * 4)?;
        self.skip(extra)?;
        Some(text)
    }

    /// Where a record continues, a new byte says how wide the characters are from there on.
    fn characters(&mut self, length: usize, wide: bool) -> Option<String> {
        let mut units: Vec<u16> = Vec::new();
        let mut wide = wide;
        while units.len() < length {
            if self.at >= self.pieces.get(self.piece)?.len() {
                wide = self.byte()? & 1 != 0;
            }
            let rest = self.pieces.get(self.piece)?.get(self.at..)?;
            let width = if wide { 2 } else { 1 };
            let count = (rest.len() / width).min(length - units.len());
            if count == 0 {
                return None;
            }
            units.extend(units_of(rest.get(..count * width)?, wide));
            self.at += count * width;
        }
        Some(String::from_utf16_lossy(&units))
    }
}

fn units_of(bytes: &[u8], wide: bool) -> Vec<u16> {
    if wide {
        bytes.chunks_exact(2).filter_map(|pair| u16_at(pair, 0)).collect()
    } else {
        bytes.iter().map(|&byte| u16::from(byte)).collect()
    }
}

/// A text within a record, its length in one byte or two. Before Excel 97 texts are in the code page
/// of the system: GBK.
pub(super) fn short_text(bytes: &[u8], long_length: bool, modern: bool) -> Option<String> {
    let (length, rest) = match long_length {
        true => (usize::from(u16_at(bytes, 0)?), bytes.get(2..)?),
        false => (usize::from(*bytes.first()?), bytes.get(1..)?),
    };
    if !modern {
        let bytes = rest.get(..length.min(rest.len()))?;
        return Some(GBK.decode_without_bom_handling(bytes).0.into_owned());
    }
    let wide = rest.first()? & 1 != 0;
    let characters = rest.get(1..)?;
    let size = if wide { length * 2 } else { length };
    Some(String::from_utf16_lossy(&units_of(characters.get(..size.min(characters.len()))?, wide)))
}
