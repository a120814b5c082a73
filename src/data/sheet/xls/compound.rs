//! Compound files ([MS-CFB]): a stream by its name.
//!
//! Every chain is followed at most as often as the file has sectors, so that no file leads in
//! circles.

/// The ends and gaps of chains are numbers from here on.
const NO_SECTOR: u32 = 0xFFFF_FFFA;

/// The directory entries that are looked at.
const MOST_ENTRIES: usize = 4096;

struct Compound<'a> {
    bytes: &'a [u8],
    sector_size: usize,
    /// The sector that follows each one.
    next: Vec<u32>,
}

/// The first stream with one of the names.
pub(super) fn stream(bytes: &[u8], names: &[&str]) -> Option<Vec<u8>> {
    let shift = u16_at(bytes, 30)?;
    let sector_size = 1usize.checked_shl(u32::from(shift)).filter(|size| (128..=65_536).contains(size))?;
    let mut file = Compound { bytes, sector_size, next: Vec::new() };
    file.next = file.table()?;
    let directory = file.chain(u32_at(bytes, 48)?, usize::MAX)?;
    let entries: Vec<&[u8]> = directory.chunks_exact(128).take(MOST_ENTRIES).collect();
    let found = |name: &&str| entries.iter().find(|entry| entry_name(entry).as_deref() == Some(*name));
    let entry = names.iter().find_map(found)?;
    let (start, size) = (u32_at(entry, 116)?, u32_at(entry, 120)? as usize);
    if size >= u32_at(bytes, 56)? as usize {
        return file.chain(start, size);
    }
    let root = entries.first()?;
    let small = file.chain(u32_at(root, 116)?, u32_at(root, 120)? as usize)?;
    let table = numbers(&file.chain(u32_at(bytes, 60)?, usize::MAX).unwrap_or_default());
    let small_size =
        1usize.checked_shl(u32::from(u16_at(bytes, 32)?)).filter(|size| (8..=4096).contains(size))?;
    let small = Compound { bytes: &small, sector_size: small_size, next: table };
    small.follow(start, size, 0)
}

fn entry_name(entry: &[u8]) -> Option<String> {
    let length = usize::from(u16_at(entry, 64)?).checked_sub(2)?;
    let units: Vec<u16> =
        entry.get(..length.min(62))?.chunks_exact(2).filter_map(|pair| u16_at(pair, 0)).collect();
    String::from_utf16(&units).ok()
}

impl Compound<'_> {
    /// The table of chains: its own sectors are listed in the header and in a chain of their own.
    fn table(&self) -> Option<Vec<u32>> {
        let count = u32_at(self.bytes, 44)? as usize;
        let most = self.bytes.len() / self.sector_size + 1;
        let mut sectors = numbers(self.bytes.get(76..512)?);
        let mut more = u32_at(self.bytes, 68)?;
        while more < NO_SECTOR && sectors.len() <= most {
            let mut listed = numbers(self.sector(more, 1)?);
            more = listed.pop()?;
            sectors.extend(listed);
        }
        let mut next = Vec::new();
        for sector in sectors.into_iter().take(count.min(most)).filter(|&sector| sector < NO_SECTOR) {
            next.extend(numbers(self.sector(sector, 1)?));
        }
        Some(next)
    }

    /// A sector; `before` sectors' worth of bytes stand before the first.
    fn sector(&self, number: u32, before: usize) -> Option<&[u8]> {
        let start = (number as usize).checked_add(before)?.checked_mul(self.sector_size)?;
        let end = start.checked_add(self.sector_size)?.min(self.bytes.len());
        self.bytes.get(start..end)
    }

    fn chain(&self, start: u32, size: usize) -> Option<Vec<u8>> {
        self.follow(start, size, 1)
    }

    fn follow(&self, start: u32, size: usize, before: usize) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut sector = start;
        let mut left = self.bytes.len() / self.sector_size + 1;
        while sector < NO_SECTOR && out.len() < size && left > 0 {
            out.extend_from_slice(self.sector(sector, before)?);
            sector = self.next.get(sector as usize).copied().unwrap_or(NO_SECTOR);
            left -= 1;
        }
        out.truncate(size);
        Some(out)
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|four| u32_at(four, 0)).collect()
}

/// A little-endian number of 16 bits.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(two.try_into().ok()?))
}

/// A little-endian number of 32 bits.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}
