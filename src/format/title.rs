//! Long titles: broken at words, in the shape of a trapezium or a diamond (7.3.1).

use super::place;

/// Words that titles of official documents are made of; what stands between them stays whole.
const WORDS: &str = include_str!("title_words.txt");

/// What takes more lines than this is no title, and stays as it is.
const MOST: f64 = 6.0;

/// The width of a title in characters. Some programs set a quarter of a character between Chinese and
/// digits even where they are told not to: a line must hold that too.
fn width(text: &str) -> f64 {
    let chars: Vec<char> = text.chars().collect();
    let meets =
        |pair: &[char]| matches!(pair, [a, b] if a.is_ascii_alphanumeric() != b.is_ascii_alphanumeric());
    let gaps = chars.windows(2).filter(|pair| meets(pair)).count();
    place::width(text) + gaps as f64 / 4.0
}

/// The lines of a title, at most `line` characters (一字) wide each.
///
/// Words stay whole. The best shape is taken, widths that rise, fall or rise and then fall, no line much
/// shorter than the others, in as few lines as keep the organ's name apart. A title that fits stays one line.
///
/// ```
/// use hongtou::format::title::lines;
/// assert_eq!(lines("精神文明建设工作总结", 20.0), ["精神文明建设工作总结"]);
/// let broken = lines("滨湖区精神文明建设指导委员会关于2024年度精神文明建设工作情况的报告", 20.0);
/// assert_eq!(broken, ["滨湖区精神文明建设指导委员会", "关于2024年度精神文明建设工作情况的报告"]);
/// ```
pub fn lines(title: &str, line: f64) -> Vec<String> {
    let wide = width(title);
    if wide <= line || wide > MOST * line || title.contains('\n') {
        return title.split('\n').map(str::to_string).collect();
    }
    let pieces = pieces(title, line);
    let widths: Vec<f64> = pieces.iter().map(|piece| width(piece)).collect();
    let most = pieces.len().min(5);
    let ways: Vec<_> =
        (2..=most).filter_map(|count| best_breaks(&pieces, &widths, count, line)).take(2).collect();
    match ways.as_slice() {
        // One line more only where the words gain by it.
        [(few, breaks), (more, others)] => join(&pieces, if few <= &(more + 1.0) { breaks } else { others }),
        [(_, breaks)] => join(&pieces, breaks),
        _ => vec![title.to_string()],
    }
}

fn join(pieces: &[String], breaks: &[usize]) -> Vec<String> {
    let ends = breaks.iter().copied().chain([pieces.len()]);
    let starts = [0].into_iter().chain(breaks.iter().copied());
    starts.zip(ends).map(|(from, to)| pieces.get(from..to).unwrap_or_default().concat()).collect()
}

/// The breaks of least cost among all ways to make `count` lines that fit.
fn best_breaks(pieces: &[String], widths: &[f64], count: usize, line: f64) -> Option<(f64, Vec<usize>)> {
    let mut best: Option<(f64, Vec<usize>)> = None;
    let mut breaks = Vec::new();
    try_breaks(&mut breaks, 0, count, widths, line, &mut |breaks, lengths| {
        let cost = shape(lengths) + words(pieces, breaks);
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, breaks.to_vec()));
        }
    });
    best
}

/// Tries every way to cut the pieces from `from` on into `count` lines.
fn try_breaks(
    breaks: &mut Vec<usize>,
    from: usize,
    count: usize,
    widths: &[f64],
    line: f64,
    found: &mut impl FnMut(&[usize], &[f64]),
) {
    let rest: f64 = widths.iter().skip(from).sum();
    if count == 1 {
        if rest <= line {
            let lengths = lengths(breaks, widths);
            found(breaks, &lengths);
        }
        return;
    }
    if rest > line * count as f64 {
        return;
    }
    let mut length = 0.0;
    for at in from + 1..widths.len() {
        length += widths.get(at - 1).copied().unwrap_or(0.0);
        if length > line {
            return;
        }
        breaks.push(at);
        try_breaks(breaks, at, count - 1, widths, line, found);
        breaks.pop();
    }
}

fn lengths(breaks: &[usize], widths: &[f64]) -> Vec<f64> {
    let ends = breaks.iter().copied().chain([widths.len()]);
    let starts = [0].into_iter().chain(breaks.iter().copied());
    starts.zip(ends).map(|(from, to)| widths.get(from..to).unwrap_or_default().iter().sum()).collect()
}

/// A trapezium or diamond costs little, an hourglass or a rectangle much; lines of like length are best.
fn shape(lengths: &[f64]) -> f64 {
    let peak = lengths
        .iter()
        .copied()
        .enumerate()
        .fold((0, 0.0), |best, (at, length)| if length > best.1 { (at, length) } else { best });
    let rising =
        lengths.iter().take(peak.0 + 1).collect::<Vec<_>>().windows(2).all(|w| matches!(w, [a, b] if a <= b));
    let falling =
        lengths.iter().skip(peak.0).collect::<Vec<_>>().windows(2).all(|w| matches!(w, [a, b] if a >= b));
    let spread: f64 = lengths.iter().map(|length| (peak.1 - length) / peak.1.max(1.0)).sum();
    let equal = lengths.windows(2).filter(|w| matches!(w, [a, b] if (a - b).abs() < 1.0)).count() as f64;
    let hourglass = if rising && falling { 0.0 } else { 10.0 };
    hourglass + spread * 2.0 + equal
}

/// Breaks where a reader would pause cost less.
fn words(pieces: &[String], breaks: &[usize]) -> f64 {
    let cost = |&at: &usize| {
        let before = at.checked_sub(1).and_then(|at| pieces.get(at)).map_or("", String::as_str);
        let after = pieces.get(at).map_or("", String::as_str);
        let pause = after.starts_with("关于") || before.ends_with(['、', '，', '》', '的']);
        let clings = ["关于", "和", "与", "及", "对", "在", "为", "暨", "向"].contains(&before);
        let led = ["的", "和", "与", "及", "等", "暨"].iter().any(|word| after.starts_with(word));
        if led || clings {
            4.0
        } else if pause {
            -0.6
        } else {
            0.0
        }
    };
    let about = pieces.iter().position(|piece| piece == "关于").filter(|at| *at > 0);
    let torn = about.is_some_and(|at| !breaks.contains(&at));
    breaks.iter().map(cost).sum::<f64>() + if torn { 2.0 } else { 0.0 }
}

/// The title cut into pieces that stay whole: known words, numbers with what follows them, and
/// whatever stands between.
fn pieces(title: &str, line: f64) -> Vec<String> {
    let chars: Vec<char> = title.chars().collect();
    let mut pieces: Vec<String> = Vec::new();
    let mut loose = false;
    let mut at = 0;
    while at < chars.len() {
        let rest: String = chars.get(at..).unwrap_or_default().iter().collect();
        let (piece, known) = piece(&rest);
        at += piece.chars().count().max(1);
        let glue = piece.starts_with(CLOSING)
            || pieces.last().is_some_and(|last| last.ends_with(OPENING))
            || (!known && loose);
        match pieces.last_mut() {
            Some(last) if glue && width(last) + width(&piece) <= line => last.push_str(&piece),
            _ => pieces.push(piece),
        }
        loose = !known;
    }
    pieces
}

const OPENING: [char; 6] = ['《', '〈', '“', '‘', '（', '〔'];
const CLOSING: [char; 12] = ['》', '〉', '”', '’', '）', '〕', '、', '，', '：', '！', '？', '·'];

/// The first piece of a text and whether it is a known word or number.
fn piece(text: &str) -> (String, bool) {
    let digits: String = text.chars().take_while(char::is_ascii_alphanumeric).collect();
    if !digits.is_empty() {
        let rest = text.get(digits.len()..).unwrap_or("");
        let unit =
            ["年度", "年", "月份", "月", "号", "届", "周年", "次"].iter().find(|u| rest.starts_with(**u));
        return (format!("{digits}{}", unit.unwrap_or(&"")), true);
    }
    let word = WORDS.split_whitespace().filter(|word| text.starts_with(word)).max_by_key(|word| word.len());
    match (word, text.chars().next()) {
        (Some(word), _) => (word.to_string(), true),
        (None, first) => (first.map(String::from).unwrap_or_default(), false),
    }
}
