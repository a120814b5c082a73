//! Archives from a description, with names and contents as wild as the fuzzer wants them.
//!
//! `name NUL content NUL name NUL content …`; a content of `@d`, `@r`, `@t` or `@b` is that of a sound document:
//! its main part, its relationships, its content types, its body with tags. Entries are stored, checksums right.

use super::document;

/// The archive.
pub fn build(description: &[u8]) -> Vec<u8> {
    let mut pieces = description.split(|&b| b == 0);
    let mut out = Vec::new();
    let mut directory = Vec::new();
    let mut count = 0u16;
    while let (Some(name), Some(content)) = (pieces.next(), pieces.next()) {
        let content = match content {
            b"@d" => document::main_part("<w:p/>").into_bytes(),
            b"@b" => document::main_part("<w:p><w:r><w:t>{{ a }}</w:t></w:r></w:p>").into_bytes(),
            b"@r" => document::RELATIONSHIPS.as_bytes().to_vec(),
            b"@t" => document::CONTENT_TYPES.as_bytes().to_vec(),
            other => other.to_vec(),
        };
        entry(&mut out, &mut directory, name, &content);
        count = count.saturating_add(1);
    }
    let start = out.len() as u32;
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&(directory.len() as u32).to_le_bytes());
    out.extend_from_slice(&start.to_le_bytes());
    out.extend_from_slice(&[0, 0]);
    out
}

fn entry(out: &mut Vec<u8>, directory: &mut Vec<u8>, name: &[u8], content: &[u8]) {
    let offset = out.len() as u32;
    // Version 2.0, names in UTF-8, stored, 1980-01-01.
    let mut common = vec![20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0];
    common.extend_from_slice(&checksum(content).to_le_bytes());
    common.extend_from_slice(&(content.len() as u32).to_le_bytes());
    common.extend_from_slice(&(content.len() as u32).to_le_bytes());
    common.extend_from_slice(&(name.len() as u16).to_le_bytes());
    common.extend_from_slice(&[0, 0]);
    out.extend_from_slice(b"PK\x03\x04");
    out.extend_from_slice(&common);
    out.extend_from_slice(name);
    out.extend_from_slice(content);
    directory.extend_from_slice(b"PK\x01\x02\x14\0");
    directory.extend_from_slice(&common);
    directory.extend_from_slice(&[0; 10]);
    directory.extend_from_slice(&offset.to_le_bytes());
    directory.extend_from_slice(name);
}

/// CRC-32 as archives have it.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |crc: u32, &byte: &u8| {
        (0..8).fold(crc ^ u32::from(byte), |c, _| if c & 1 == 1 { c >> 1 ^ 0xedb8_8320 } else { c >> 1 })
    };
    !bytes.iter().fold(!0, step)
}
