//! Bytes to text. What cannot be decoded is refused at the damaged byte: garbled names in a report are worse
//! than an error.

use super::source::Source;
use crate::error::{Problem, Result, catalogue::data as entries};
pub(crate) use crate::text::encoding::{Encoded, recognise};
use encoding_rs::{DecoderResult, Encoding, UTF_8};
use std::borrow::Cow;

/// The text of the bytes. The name goes into problems.
pub(crate) fn decode<'a>(bytes: &'a [u8], name: &str) -> Result<Cow<'a, str>> {
    let Some(Encoded { encoding, mark }) = recognise(bytes) else {
        return Err(Problem::new(&entries::NOT_TEXT).file(name).into());
    };
    let body = bytes.get(mark..).unwrap_or_default();
    if encoding == UTF_8
        && let Ok(text) = std::str::from_utf8(body)
    {
        return Ok(Cow::Borrowed(text));
    }
    decode_as(body, encoding, Source::new(name, "")).map(Cow::Owned)
}

/// Decodes bytes whose encoding is known; `at` gives the name and the first line for problems.
pub(crate) fn decode_as(body: &[u8], encoding: &'static Encoding, at: Source) -> Result<String> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(body.len()).unwrap_or(body.len());
    let mut text = String::with_capacity(room);
    let (result, read) = decoder.decode_to_string_without_replacement(body, &mut text, true);
    let DecoderResult::Malformed(bad, after) = result else {
        return Ok(text);
    };
    let end = read.saturating_sub(usize::from(after));
    let wrong = body.get(end.saturating_sub(usize::from(bad))..end).unwrap_or_default();
    let hex: Vec<String> = wrong.iter().map(|byte| format!("{byte:02X}")).collect();
    let offset = text.len();
    text.push('\u{FFFD}');
    let source = Source { text: &text, ..at };
    Err(source
        .problem(&entries::UNDECODABLE, offset..text.len())
        .arg("bytes", hex.join(" "))
        .arg("encoding", encoding.name())
        .into())
}
