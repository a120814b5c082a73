//! How the bytes of a text file stand for characters: byte-order marks, UTF-8, UTF-16, and the GB18030 or
//! Big5 of older programs.
//!
//! Valid UTF-8 always wins. Text that is nearly UTF-8 is damaged UTF-8 and never read as another encoding.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// How the bytes of a text stand for characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Encoded {
    /// The encoding.
    pub encoding: &'static Encoding,
    /// The length of the byte-order mark.
    pub mark: usize,
}

/// Recognises the encoding of a whole text; `None` if the bytes are no text.
pub(crate) fn recognise(bytes: &[u8]) -> Option<Encoded> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return (!bytes.starts_with(&[0xFF, 0xFE, 0, 0])).then_some(Encoded { encoding, mark });
    }
    let encoding = if bytes.contains(&0) {
        unmarked_utf16(bytes)?
    } else if std::str::from_utf8(bytes).is_ok() || is_damaged_utf8(bytes) {
        UTF_8
    } else {
        legacy(bytes)
    };
    Some(Encoded { encoding, mark: 0 })
}

/// UTF-16 without a mark betrays itself: read the right way round, it holds no control character.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let is_text = |encoding: &&'static Encoding| {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
        text.is_some_and(|text| !text.contains(|c: char| c.is_control() && !"\t\n\r".contains(c)))
    };
    [UTF_16LE, UTF_16BE].into_iter().find(is_text)
}

/// Whether most of what is not ASCII are whole characters of three bytes in UTF-8, as Chinese is;
/// in GBK text such triples are rare.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| c.len_utf8() == 3).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > 2 * broken
}

/// Non-ASCII bytes below which a guess at Big5 is not trusted.
const ENOUGH: usize = 12;

/// So many bytes from the first that is not ASCII are enough to guess.
const SAMPLE: usize = 64 << 10;

/// GB18030, or Big5 where the text looks so.
fn legacy(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let from = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let sample = bytes.get(from..).unwrap_or_default();
    detector.feed(sample.get(..SAMPLE).unwrap_or(sample), sample.len() <= SAMPLE);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let enough = bytes.iter().filter(|byte| !byte.is_ascii()).count() >= ENOUGH;
    let fits = || BIG5.decode_without_bom_handling_and_without_replacement(bytes).is_some();
    if guess == BIG5 && enough && fits() { BIG5 } else { GB18030 }
}
