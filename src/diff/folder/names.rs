//! File names as units: the year in a name is not part of whose report it is.

use crate::text::punct;

/// Words that say what state a file is in or what it is, not whose it is.
const COMMON: &[&str] = &[
    "年度工作总结",
    "工作总结",
    "工作报告",
    "工作汇报",
    "工作要点",
    "情况报告",
    "情况汇报",
    "年终总结",
    "总结报告",
    "总结",
    "报告",
    "汇报",
    "年度",
    "上年度",
    "本年度",
    "最终版",
    "最终稿",
    "最终",
    "终稿",
    "定稿",
    "初稿",
    "草稿",
    "修改稿",
    "修改版",
    "修订稿",
    "送审稿",
    "审定稿",
    "报送稿",
    "上报稿",
    "盖章版",
    "正式版",
    "打印版",
    "关于",
    "的",
];

/// The unit in a file's name without extension: neither its years and dates nor its punctuation, width of
/// characters, case and marks of a copy count.
///
/// ```
/// use hongtou::diff::folder::unit;
/// assert_eq!(unit("阳光社区2023年度工作总结"), unit("阳光社区（2024年度）工作总结 - 副本"));
/// ```
pub fn unit(stem: &str) -> String {
    let folded: Vec<char> =
        stem.chars().flat_map(|c| punct::fold(c).to_lowercase()).filter(|c| !c.is_whitespace()).collect();
    let named = without_copy_mark(&folded);
    let rest = without_years(named);
    let words: String = rest.iter().filter(|c| c.is_alphanumeric()).collect();
    if words.is_empty() { named.iter().collect() } else { words }
}

/// What is left of a [`unit`] without the words that many files' names share; the unit itself if nothing is.
pub(super) fn bare(unit: &str) -> String {
    let mut rest = unit.to_string();
    for word in COMMON {
        rest = rest.replace(word, "");
    }
    if rest.is_empty() { unit.to_string() } else { rest }
}

/// The latest year in a name, 0 where there is none: among last year's and older files, the one to compare.
pub(super) fn latest_year(stem: &str) -> u32 {
    let chars: Vec<char> = stem.chars().map(punct::fold).collect();
    let years = (0..chars.len()).filter_map(|at| year(&chars, at).map(|(year, _)| year));
    years.max().unwrap_or(0)
}

/// Without a trailing `(1)`, `-副本`, `- copy`.
fn without_copy_mark(name: &[char]) -> &[char] {
    let mut rest = name;
    loop {
        let before = rest.len();
        for mark in ["副本", "拷贝", "复件", "copy"] {
            let mark: Vec<char> = mark.chars().collect();
            if rest.len() > mark.len() && rest.ends_with(&mark) {
                rest = rest.get(..rest.len() - mark.len()).unwrap_or(rest);
            }
        }
        if let [head @ .., '(', number, ')'] = rest
            && number.is_ascii_digit()
        {
            rest = head;
        }
        if let [head @ .., '-' | '_'] = rest {
            rest = head;
        }
        if rest.is_empty() {
            return name;
        }
        if rest.len() == before {
            return rest;
        }
    }
}

fn without_years(name: &[char]) -> Vec<char> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&c) = name.get(at) {
        if let Some((_, end)) = year(name, at) {
            at = end;
        } else {
            out.push(c);
            at += 1;
        }
    }
    out
}

fn digit(c: char) -> Option<u32> {
    let han = "〇一二三四五六七八九".chars().zip(0..).find(|&(d, _)| d == c).map(|(_, n)| n);
    match c {
        '○' | '零' => Some(0),
        _ => han.or_else(|| c.to_digit(10)),
    }
}

/// The year that begins here, and where what belongs to it ends: 2024年度, 20241220, 2024-12, 二〇二四年.
fn year(name: &[char], at: usize) -> Option<(u32, usize)> {
    let is_digit = |at: usize| name.get(at).is_some_and(|&c| digit(c).is_some());
    if at.checked_sub(1).is_some_and(is_digit) {
        return None;
    }
    let end = (at..).find(|&i| !is_digit(i))?;
    let mut year = 0;
    for &c in name.get(at..at + 4)? {
        year = year * 10 + digit(c)?;
    }
    if !(1950..2150).contains(&year) || !matches!(end - at, 4 | 6 | 8) {
        return None;
    }
    let mut rest = name.get(end..).unwrap_or(&[]);
    for suffix in ["年", "度"] {
        if let [first, tail @ ..] = rest
            && suffix.starts_with(*first)
        {
            rest = tail;
        }
    }
    Some((year, name.len() - rest.len()))
}

/// How a unit stands in file names: `{}` for the unit, `*` for whatever is around it, `?` for one character.
///
/// ```
/// use hongtou::diff::folder::Pattern;
/// let pattern: Pattern = "*_{}_*".parse().unwrap();
/// assert_eq!(pattern.unit("2024_阳光社区_终稿").as_deref(), Some("阳光社区"));
/// assert_eq!(pattern.unit("阳光社区"), None);
/// assert!("*总结".parse::<Pattern>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    before: Vec<char>,
    after: Vec<char>,
}

impl std::str::FromStr for Pattern {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split("{}").collect();
        let [before, after] = parts.as_slice() else {
            let problem = crate::Problem::new(&crate::error::catalogue::diff::BAD_PATTERN);
            return Err(problem.arg("pattern", text).into());
        };
        Ok(Pattern { before: before.chars().collect(), after: after.chars().collect() })
    }
}

impl Pattern {
    /// The unit in a name without extension, the shortest that fits; `None` where the name does not fit.
    pub fn unit(&self, stem: &str) -> Option<String> {
        let name: Vec<char> = stem.chars().collect();
        let starts = (0..=name.len()).filter(|&i| name.get(..i).is_some_and(|n| glob(&self.before, n)));
        let ends: Vec<usize> =
            (0..=name.len()).filter(|&i| name.get(i..).is_some_and(|n| glob(&self.after, n))).collect();
        let of = |start: usize| ends.iter().find(|&&end| end > start).map(|&end| (start, end));
        let (start, end) = starts.filter_map(of).min_by_key(|&(start, end)| end - start)?;
        Some(name.get(start..end)?.iter().collect())
    }
}

/// Whether a text is what a pattern of `*` and `?` says.
fn glob(pattern: &[char], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(&c) = text.get(t) {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&wanted) if wanted == '?' || wanted == c => (p, t) = (p + 1, t + 1),
            _ => {
                let Some((at, from)) = star else { return false };
                star = Some((at, from + 1));
                (p, t) = (at + 1, from + 1);
            }
        }
    }
    pattern.get(p..).unwrap_or(&[]).iter().all(|&c| c == '*')
}
