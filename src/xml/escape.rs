//! Characters, references and escaping (XML 1.0, 2.2, 4.1 and 4.6).

use std::borrow::Cow;

/// True for a character that no XML 1.0 document may contain, even as a reference.
pub fn forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Escapes text for element content, into `out`.
///
/// ```
/// let mut out = String::new();
/// hongtou::xml::escape_text("A&B<C", &mut out);
/// assert_eq!(out, "A&amp;B&lt;C");
/// ```
pub fn escape_text(text: &str, out: &mut String) {
    escape(text, out, false);
}

/// Text for a page of HTML: nothing in it is markup, and a line break is one.
///
/// ```
/// assert_eq!(hongtou::xml::escape_html("<a> & 'b'\n"), "&lt;a&gt; &amp; &#39;b&#39;<br>");
/// ```
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("<br>"),
            c => out.push(c),
        }
    }
    out
}

/// Escapes text for an attribute in double quotes, into `out`; line breaks and tabs become references.
pub fn escape_attribute(text: &str, out: &mut String) {
    escape(text, out, true);
}

fn escape(text: &str, out: &mut String, attribute: bool) {
    let mut from = 0;
    for (i, byte) in text.bytes().enumerate() {
        let twin = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' if attribute => "&quot;",
            b'\n' if attribute => "&#10;",
            b'\t' if attribute => "&#9;",
            b'\r' => "&#13;",
            _ => continue,
        };
        out.push_str(text.get(from..i).unwrap_or(""));
        out.push_str(twin);
        from = i + 1;
    }
    out.push_str(text.get(from..).unwrap_or(""));
}

/// A stretch of raw text: characters that stand for themselves, or one reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Characters as they are.
    Verbatim(&'a str),
    /// A reference and the character it stands for.
    Reference(&'a str, char),
}

/// Splits raw text at its references; a reference that is none is passed on as it is.
pub fn pieces(raw: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = raw;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if rest.starts_with('&')
            && let Some((reference, c, tail)) = split_reference(rest)
        {
            rest = tail;
            return Some(Piece::Reference(reference, c));
        }
        let skip = usize::from(rest.starts_with('&'));
        let end = rest.get(skip..).and_then(|r| r.find('&')).map_or(rest.len(), |i| i + skip);
        let (verbatim, tail) = rest.split_at(end);
        rest = tail;
        Some(Piece::Verbatim(verbatim))
    })
}

fn split_reference(text: &str) -> Option<(&str, char, &str)> {
    let end = text.bytes().take(12).position(|b| b == b';')?;
    let c = reference(text.get(1..end)?)?;
    let (whole, tail) = text.split_at_checked(end + 1)?;
    Some((whole, c, tail))
}

/// The character that `&name;` stands for, if XML defines it without a DTD.
pub(super) fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix('x') {
                Some(hex) if !hex.starts_with('+') => u32::from_str_radix(hex, 16).ok()?,
                None if !digits.starts_with('+') => digits.parse().ok()?,
                _ => return None,
            };
            char::from_u32(code).filter(|&c| !forbidden(c))
        }
    }
}

/// Resolves the references of raw text.
pub fn unescape(raw: &str) -> Cow<'_, str> {
    if !raw.contains('&') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    for piece in pieces(raw) {
        match piece {
            Piece::Verbatim(text) => out.push_str(text),
            Piece::Reference(_, c) => out.push(c),
        }
    }
    Cow::Owned(out)
}
