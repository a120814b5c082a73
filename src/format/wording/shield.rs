//! What is no prose: source code, addresses, file names, tags of templates.

use std::ops::Range;

/// What only source code holds.
const CODE: &[&str] = &[
    "();",
    "\");",
    "\";",
    "';",
    "={",
    "=\"",
    "='",
    "==",
    "!=",
    "&&",
    "||",
    "</",
    "<?",
    "/>",
    "//",
    "->",
    "=>",
    "){",
    ") {",
    "};",
    "::",
    "+=",
    "$(",
    "import ",
    "function ",
    "public ",
    "#include",
    "SELECT ",
    "\": \"",
    "echo ",
    "sudo ",
    "sed -",
    "docker ",
    "select ",
];

/// Whether a line is source code, or holds some.
pub(super) fn is_code(text: &str) -> bool {
    // print("…")
    let call = |quote: &str| {
        let before = |at: usize| text.get(..at).unwrap_or("").ends_with(|c: char| c.is_ascii_alphabetic());
        text.match_indices(quote).any(|(at, _)| before(at))
    };
    if call("(\"") || call("('") {
        return true;
    }
    CODE.iter().any(|mark| match *mark {
        // http://
        "//" => text.match_indices("//").any(|(at, _)| !text.get(..at).unwrap_or("").ends_with(':')),
        mark => text.contains(mark),
    })
}

/// The ranges in which punctuation is no prose: addresses, file names, tags.
pub(super) fn shield(chars: &[char]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        if let Some(end) = tag_end(chars, at) {
            out.push(at..end);
            at = end;
        } else if c.is_ascii_graphic() {
            let end = at + chars.get(at..).unwrap_or(&[]).iter().take_while(|c| c.is_ascii_graphic()).count();
            let token = chars.get(at..end).unwrap_or(&[]);
            let (skipped, address) = trimmed(token);
            if address.len() > 3 && is_address(address) {
                out.push(at + skipped..at + skipped + address.len());
            }
            // A tag may open within.
            at = token.windows(2).position(is_tag).map_or(end, |i| at + i.max(1));
        } else {
            at += 1;
        }
    }
    out
}

/// Without the punctuation at its ends: what is cut off before it, and the rest.
fn trimmed(token: &[char]) -> (usize, &[char]) {
    let mark = |c: &char| {
        matches!(c, ',' | ';' | ':' | '?' | '!' | '.' | '(' | ')' | '"' | '\'' | '<' | '>' | '[' | ']' | '*')
    };
    let start = token.iter().position(|c| !mark(c)).unwrap_or(token.len());
    let end = token.iter().rposition(|c| !mark(c)).map_or(start, |last| last + 1);
    (start, token.get(start..end).unwrap_or(&[]))
}

fn is_tag(pair: &[char]) -> bool {
    matches!(pair, ['{', '{' | '%' | '#'] | ['$', '{'])
}

/// The end of a template's tag that starts here.
fn tag_end(chars: &[char], at: usize) -> Option<usize> {
    let pair = chars.get(at..at + 2)?;
    if !is_tag(pair) {
        return None;
    }
    let rest = chars.get(at + 2..)?;
    let close = rest.iter().take(200).position(|c| *c == '}')?;
    let end = at + 2 + close + 1;
    Some(if chars.get(end) == Some(&'}') { end + 1 } else { end })
}

/// Whether a row of ASCII characters is an address, a path or a file's name.
fn is_address(token: &[char]) -> bool {
    let has = |c: char| token.contains(&c);
    let scheme = token.windows(3).any(|w| w == [':', '/', '/']);
    let mail = has('@') && has('.');
    let web = token.windows(4).any(|w| w.iter().collect::<String>().eq_ignore_ascii_case("www."));
    let dotted = token.windows(3).any(|w| {
        matches!(w, [a, '.', b] if a.is_ascii_alphanumeric() && b.is_ascii_alphabetic()) // file.docx, x.com
            || matches!(w, [a, '/' | '\\' | '_', b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic())
    });
    scheme || mail || web || dotted || token.windows(2).any(|w| matches!(w, [':', '\\']))
}
