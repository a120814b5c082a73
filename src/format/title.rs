//! Long titles: broken at words, in the shape of a trapezium or a diamond (7.3.1).

use super::place;
use crate::text::words::{Class, is_han};

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
    let like = lengths.windows(2).filter(|w| matches!(w, [a, b] if (a - b).abs() < 1.0)).count();
    let equal = like as f64 / lengths.len().saturating_sub(1).max(1) as f64;
    let stub = lengths.iter().any(|length| *length < peak.1 * 0.28);
    let hourglass = if rising && falling { 0.0 } else { 10.0 };
    hourglass + spread * 2.0 + equal + if stub { 3.0 } else { 0.0 }
}

/// Breaks where a reader would pause cost less, breaks within a name more.
fn words(pieces: &[String], breaks: &[usize]) -> f64 {
    let cost = |&at: &usize| {
        let before = at.checked_sub(1).and_then(|at| pieces.get(at)).map_or("", String::as_str);
        let after = pieces.get(at).map_or("", String::as_str);
        let pause = after.starts_with("关于") || before.ends_with(['、', '，', '》', '”', '的']);
        let phrase = STARTS.contains(&after) || ENDS.iter().any(|end| before.ends_with(end));
        let led = after.starts_with(LED) || ["等", "及其"].contains(&after);
        let ease = if pause {
            0.6
        } else if phrase {
            0.5
        } else {
            0.0
        };
        let onward = ["进一步", "全面", "深入", "切实", "加快", "若干", "有关"].contains(&before);
        let ease = if onward { ease - 1.0 } else { ease };
        let torn = led || CLINGS.contains(&before) || after.starts_with('（');
        if torn { 4.0 } else { quoted(pieces, at) + compound(before, after) - ease }
    };
    let about = pieces.iter().position(|piece| piece == "关于").filter(|at| *at > 0);
    let torn = about.is_some_and(|at| !breaks.contains(&at));
    breaks.iter().map(cost).sum::<f64>() + if torn { 2.0 } else { 0.0 }
}

/// Words with which a phrase of a title often begins.
const STARTS: [&str; 24] = [
    "开展",
    "推进",
    "推动",
    "加强",
    "进一步",
    "做好",
    "促进",
    "贯彻",
    "落实",
    "印发",
    "加快",
    "全面",
    "深入",
    "实施",
    "有关",
    "若干",
    "切实",
    "申报",
    "举办",
    "召开",
    "提升",
    "强化",
    "完善",
    "规范",
];
/// With these a name, and so a phrase, often ends.
const ENDS: [&str; 24] = [
    "区", "局", "委", "会", "室", "院", "市", "县", "校", "厅", "组", "队", "户", "中心", "公司", "单位",
    "大学", "人员", "企业", "街道", "社区", "期间", "支队", "家庭",
];

/// Words that lead on to what follows: no line ends with them.
const CLINGS: [&str; 16] =
    ["关于", "和", "与", "及", "以及", "对", "在", "为", "暨", "向", "将", "从", "不", "各", "全", "第"];
/// No line begins with one of these.
const LED: [char; 6] = ['的', '和', '与', '及', '暨', '地'];

/// Two words that titles use as one.
fn compound(before: &str, after: &str) -> f64 {
    let joined = |two: &&str| two.strip_suffix(after).is_some_and(|first| before.ends_with(first));
    if COMPOUNDS.iter().any(joined) { 0.9 } else { 0.0 }
}

const COMPOUNDS: [&str; 32] = [
    "安全生产",
    "老旧小区",
    "工作总结",
    "工作计划",
    "工作汇报",
    "工作报告",
    "工作要点",
    "工作方案",
    "工作会议",
    "工作情况",
    "文明建设",
    "文明创建",
    "文明实践",
    "文明城市",
    "道德建设",
    "法治政府",
    "法治建设",
    "执行情况",
    "进展情况",
    "个体工商户",
    "基础设施",
    "事业单位",
    "专项资金",
    "专项行动",
    "主题教育",
    "主题活动",
    "实施意见",
    "实施方案",
    "领导小组",
    "应急预案",
    "公共卫生",
    "体制改革",
];

/// A break between quotation marks tears what they hold together.
fn quoted(pieces: &[String], at: usize) -> f64 {
    let before: String = pieces.get(..at).unwrap_or_default().concat();
    let open = |left: char, right: char| before.matches(left).count() > before.matches(right).count();
    if open('“', '”') {
        1.5
    } else if open('（', '）') {
        1.0
    } else if open('《', '》') {
        0.5
    } else {
        0.0
    }
}

const OPENING: [char; 6] = ['《', '〈', '“', '‘', '（', '〔'];
const CLOSING: [char; 12] = ['》', '〉', '”', '’', '）', '〕', '、', '，', '：', '！', '？', '·'];
/// What a number counts or names stays with it.
const UNITS: [&str; 12] = ["年度", "年", "月份", "月", "号", "届", "周年", "次", "期", "名", "个", "日"];

/// The title cut into pieces that stay whole: words of the dictionary, with marks, single characters and numbers
/// on the side to which they belong.
fn pieces(title: &str, line: f64) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut joins = false;
    for word in crate::text::words::words(title) {
        let text = word.of(title);
        let last = pieces.last().map_or("", String::as_str);
        let leads = PREFIXES.contains(&text);
        let glue = joins
            || text.starts_with(CLOSING)
            || word.class == Class::Space
            || last.ends_with(OPENING)
            || (!leads && follows(last, text, word.class));
        joins = leads || text == "·" || text == "—" || text == "－" || text == "-";
        match pieces.last_mut() {
            Some(last) if glue && width(last) + width(text) <= line => last.push_str(text),
            _ => pieces.push(text.to_string()),
        }
    }
    pieces
}

/// These belong to the word behind them.
const PREFIXES: [&str; 8] = ["小", "大", "新", "副", "总", "老", "非", "各"];

/// Whether a word belongs to the piece before it: a unit to its number, a lone character to its neighbour.
fn follows(last: &str, text: &str, class: Class) -> bool {
    let number = last.ends_with(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    if number && UNITS.contains(&text) {
        return true;
    }
    let lone = |word: &str| word.chars().count() == 1 && !LED.iter().any(|led| word.starts_with(*led));
    let han = last.chars().next_back().is_some_and(is_han);
    class == Class::Han && lone(text) && han && !CLINGS.contains(&last) && !CLINGS.contains(&text)
}
