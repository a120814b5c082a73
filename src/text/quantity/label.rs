//! What a figure counts: the noun before it, or behind it.

use super::vocabulary as known;
use super::{Quantity, find};
use crate::text::mark::Mark;
use crate::text::words::{Class, words};

/// The most characters of a label.
const LONGEST: usize = 20;
/// The most characters of a clause that are looked at.
const REACH: usize = 80;

/// Which way a figure that measures a change goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trend {
    /// 增长3%
    Rise,
    /// 下降3%
    Fall,
}

/// What a quantity of a text counts, in the text's own words; empty where the text does not say.
///
/// 禁毒家庭责任书 in 签订禁毒家庭责任书1621份, 标准垃圾桶 in 配备了800个标准垃圾桶; for the measure of a change also
/// what changed: 生产总值同比增长 in 生产总值120亿元，同比增长3.2%.
pub fn label(text: &str, quantity: &Quantity) -> String {
    let words = clip_front(&name(text, quantity, 0));
    let trimmed = words.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '“' | '”' | '《' | '》'));
    trimmed.to_string()
}

/// Which way a quantity that measures a change goes; `None` for what is no change (增长到3%).
pub fn trend(text: &str, quantity: &Quantity) -> Option<Trend> {
    let clause = Clause::before(text, quantity);
    clause.change().map(|(_, trend)| trend)
}

/// A word of a clause.
#[derive(Clone, Copy, Debug)]
struct Piece<'t> {
    text: &'t str,
    number: bool,
    word: bool,
}

impl Piece<'_> {
    fn is(&self, list: &[&str]) -> bool {
        list.contains(&self.text)
    }

    fn is_strong(&self) -> bool {
        self.is(known::VERBS) && !self.is(known::WEAK)
    }
}

/// What stands before a quantity in its clause.
struct Clause<'t> {
    pieces: Vec<Piece<'t>>,
    /// The byte where it starts.
    start: usize,
}

impl<'t> Clause<'t> {
    fn before(text: &'t str, quantity: &Quantity) -> Self {
        let start = clause_start(text, quantity.span.start, quantity.floor);
        Clause { pieces: pieces(text.get(start..quantity.span.start).unwrap_or("")), start }
    }

    /// Where the word stands that makes the figure the measure of a change, and which way it goes.
    fn change(&self) -> Option<(usize, Trend)> {
        for (at, piece) in self.pieces.iter().enumerate().rev() {
            if piece.is(&["到", "至", "为", "成"]) {
                return None;
            }
            if piece.is(known::RISES) {
                return Some((at, Trend::Rise));
            }
            if piece.is(known::FALLS) {
                return Some((at, Trend::Fall));
            }
            if !piece.is(&[
                "了", "约", "近", "达", "超", "超过", "逾", "仅", "率", "幅度", "：", ":", "将近", "接近",
            ]) {
                return None;
            }
        }
        None
    }
}

fn name(text: &str, quantity: &Quantity, depth: usize) -> String {
    let clause = Clause::before(text, quantity);
    if let Some((at, _)) = clause.change() {
        return change_name(text, quantity, &clause, at, depth);
    }
    let mut pieces = clause.pieces.clone();
    let of_whole =
        pieces.iter().rev().find(|p| !p.is(&["有", "共有", "，"])).is_some_and(|p| p.is(&["中", "当中"]));
    if of_whole && quantity.floor > 0 {
        let behind = predicate(text, quantity);
        if !behind.is_empty() {
            return behind;
        }
    }
    let share = pieces.iter().rposition(|p| p.is(&["占", "占到"]));
    if let Some(at) = share {
        pieces.truncate(at);
    }
    let share = share.is_some();
    let verb = strip_end(&mut pieces);
    let noun = noun(&mut pieces);
    let behind = behind(text, quantity);
    if verb && !behind.is_empty() {
        return behind;
    }
    if !noun.is_empty() {
        return if share { format!("{noun}占比") } else { noun };
    }
    if share {
        let before = inherited(text, quantity, &clause, depth);
        return if before.ends_with("占比") { before } else { format!("{before}占比") };
    }
    if !behind.is_empty() {
        return behind;
    }
    if clause.pieces.is_empty() && clause.start != quantity.floor {
        return predicate(text, quantity);
    }
    let alone: String = clause.pieces.iter().filter(|p| p.is(known::VERBS)).map(|p| p.text).collect();
    if !alone.is_empty() {
        return alone;
    }
    inherited(text, quantity, &clause, depth)
}

/// 生产总值同比增长: what changed, against what, and which way.
fn change_name(text: &str, quantity: &Quantity, clause: &Clause<'_>, at: usize, depth: usize) -> String {
    let mut subject: Vec<Piece<'_>> = clause.pieces.get(..at).unwrap_or(&[]).to_vec();
    let against = subject.iter().find(|p| p.is(&["同比", "环比"])).map_or("", |p| p.text);
    let cut = subject.iter().position(|p| p.is(known::COMPARED)).unwrap_or(subject.len());
    let tail_compared = subject.iter().skip(cut).all(|p| p.is(known::COMPARED) || p.number || !p.word);
    if tail_compared {
        subject.truncate(cut);
    } else {
        subject.retain(|p| !p.is(known::COMPARED));
    }
    strip_end(&mut subject);
    let mut of = noun(&mut subject);
    if of.is_empty() {
        of = inherited(text, quantity, clause, depth);
    }
    let way = clause.pieces.get(at).map_or("", |p| p.text);
    format!("{of}{against}{way}")
}

/// Drops from the end what says nothing of the thing counted; `true` if a verb stood before the figure.
fn strip_end(pieces: &mut Vec<Piece<'_>>) -> bool {
    let mut verb = false;
    while let Some(last) = pieces.last() {
        let strong = last.is_strong();
        let weak = last.is(known::WEAK);
        let drop = strong || !last.word || last.is(known::TRAILING);
        verb |= strong || weak && !last.is(&["服务", "培训"]) || weak && pieces.len() == 1;
        if !drop {
            break;
        }
        pieces.pop();
    }
    verb
}

/// The noun at the end of what is left.
fn noun(pieces: &mut Vec<Piece<'_>>) -> String {
    let size = |pieces: &[Piece<'_>]| pieces.iter().map(|p| p.text.chars().count()).sum::<usize>();
    let cuts = |pieces: &[Piece<'_>], at: usize| {
        let rest = pieces.get(at + 1..).unwrap_or(&[]);
        let head = rest.first().is_some_and(|p| p.is(known::HEADS) || p.is(known::MEASURES));
        size(rest) >= 2 && !rest.iter().all(|p| p.is(known::LEADING)) && !head
    };
    let last = pieces.iter().enumerate().rposition(|(at, piece)| {
        let verb = piece.is_strong() || piece.is(known::MIDDLE) || piece.is(known::TOTALS);
        let next = pieces.get(at + 1);
        let head = next.is_some_and(|p| p.is(known::HEADS));
        let measured = next.is_some_and(|p| p.is(known::MEASURES)) && at + 2 == pieces.len();
        verb && !measured
            && size(pieces.get(at + 1..).unwrap_or(&[])) >= 2
            && (!head || !piece.is(known::MIDDLE))
    });
    let object = last.is_some();
    if let Some(at) = last {
        pieces.drain(..=at);
    }
    if let Some(at) = pieces.iter().rposition(|p| p.number && p.text.ends_with(['年', '度']))
        && size(pieces.get(at + 1..).unwrap_or(&[])) >= 2
    {
        pieces.drain(..=at);
    }
    if let Some(at) = pieces.iter().rposition(|p| p.text == "的")
        && size(pieces.get(at + 1..).unwrap_or(&[])) >= 2
    {
        pieces.drain(..=at);
    }
    while let Some(first) = pieces.first() {
        let leads =
            first.is(known::LEADING) || first.number || !first.word && !first.text.starts_with(['“', '《']);
        let weak = first.is(known::VERBS) && cuts(pieces, 0);
        if !(leads || weak) {
            break;
        }
        pieces.remove(0);
    }
    if pieces.iter().all(|p| p.is(known::VERBS) || p.is(known::LEADING) || !p.word) {
        // 培训 is the thing in 开展培训12场.
        let protect = (pieces.len() > 1 || object) && pieces.last().is_some_and(|p| p.is(known::WEAK));
        if !protect {
            return String::new();
        }
    }
    pieces.iter().map(|p| p.text).collect()
}

/// The noun behind the unit: 800个标准垃圾桶.
fn behind(text: &str, quantity: &Quantity) -> String {
    let pieces = pieces_behind(text, quantity);
    let mut out: Vec<&str> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        if out.is_empty() && piece.is(&["的", "多", "余", "以上", "左右", "新", "各类", "各"]) {
            continue;
        }
        let head = pieces.get(at + 1).is_some_and(|p| p.is(known::HEADS));
        let verb = piece.is(known::VERBS)
            && !(head && piece.is(known::WEAK))
            && !(piece.is(known::WEAK) && !out.is_empty() && at + 1 == pieces.len());
        let stop = !piece.word && !piece.text.starts_with(['“', '《'])
            || piece.number
            || verb
            || piece.is(known::STOPS)
            || piece.is(known::RISES)
            || piece.is(known::FALLS);
        if stop {
            break;
        }
        out.push(piece.text);
    }
    while out.last().is_some_and(|last| matches!(*last, "的" | "和" | "与" | "及" | "等" | "、")) {
        out.pop();
    }
    let found = out.concat();
    if found.chars().count() < 2 { String::new() } else { clip_back(&found) }
}

/// What is said of a part of a whole: 120名党员中，85名参加了志愿服务.
fn predicate(text: &str, quantity: &Quantity) -> String {
    let noun = behind(text, quantity);
    if !noun.is_empty() {
        return noun;
    }
    let mut out = String::new();
    for piece in pieces_behind(text, quantity) {
        if !piece.word || piece.number {
            break;
        }
        if !piece.is(&["了", "过", "的"]) {
            out.push_str(piece.text);
        }
    }
    clip_back(&out)
}

fn pieces_behind<'t>(text: &'t str, quantity: &Quantity) -> Vec<Piece<'t>> {
    let from = quantity.unit_span.end.max(quantity.span.end);
    let rest = text.get(from..).unwrap_or("");
    let mut end = rest.char_indices().nth(REACH / 2).map_or(rest.len(), |(at, _)| at);
    end = rest.find(|c: char| is_boundary(c) || matches!(c, '（' | '(' | '）' | ')')).unwrap_or(end).min(end);
    pieces(rest.get(..end).unwrap_or(""))
}

/// What the figure before counts, or the subject of the clause before.
fn inherited(text: &str, quantity: &Quantity, clause: &Clause<'_>, depth: usize) -> String {
    let sentence = text
        .get(..quantity.span.start)
        .and_then(|before| before.char_indices().rev().find(|(_, c)| ends_sentence(*c)))
        .map_or(0, |(at, c)| at + c.len_utf8());
    if depth < 3 {
        let before = text.get(sentence..quantity.span.start).unwrap_or("");
        let last = find(before).into_iter().rfind(|q| q.purpose == super::Purpose::Count);
        if let Some(last) = last {
            let found = name(before, &last, depth + 1);
            return strip_change(&found);
        }
    }
    if clause.start > sentence {
        let before = text.get(sentence..clause.start).unwrap_or("").trim_end_matches(is_boundary);
        let before = before.trim_end_matches(['（', '(']);
        let start = sentence_part(before);
        return subject(before.get(start..).unwrap_or(""));
    }
    String::new()
}

/// The thing that changed, without how: a figure that follows measures the same thing anew.
fn strip_change(label: &str) -> String {
    let mut label = label;
    for word in known::RISES.iter().chain(known::FALLS) {
        label = label.strip_suffix(word).unwrap_or(label);
    }
    label.trim_end_matches("同比").trim_end_matches("环比").to_string()
}

fn sentence_part(before: &str) -> usize {
    before
        .rfind(is_boundary)
        .map_or(0, |at| at + before.get(at..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8))
}

/// The noun that a clause without figures is about.
fn subject(clause: &str) -> String {
    let all = pieces(clause);
    let skip = all.iter().take_while(|p| p.is(known::LEADING) || p.number || !p.word).count();
    let rest = all.get(skip..).unwrap_or(&[]);
    let taken = rest.iter().take_while(|p| {
        let verb = p.is_strong() || p.is(known::RISES) || p.is(known::FALLS);
        p.word && !p.number && !verb && !p.is(known::STOPS)
    });
    let found: String = taken.map(|p| p.text).collect();
    if found.is_empty() { noun(&mut all.clone()) } else { found }
}

/// Where the clause before a place starts: at a mark, an open bracket, or the figure before it.
fn clause_start(text: &str, at: usize, floor: usize) -> usize {
    let before = text.get(floor..at).unwrap_or("");
    let mut closed: Vec<char> = Vec::new();
    for (count, (offset, c)) in before.char_indices().rev().enumerate() {
        let end = floor + offset + c.len_utf8();
        if let Some(open) = closed.last() {
            if c == *open {
                closed.pop();
            }
            continue;
        }
        match c {
            '）' => closed.push('（'),
            ')' => closed.push('('),
            '”' => closed.push('“'),
            '》' => closed.push('《'),
            '（' | '(' | '“' | '《' => return end,
            _ if is_boundary(c) || count > REACH => return end,
            _ => {}
        }
    }
    floor
}

fn is_boundary(c: char) -> bool {
    matches!(c, '，' | '：' | '、' | ',' | ':' | '\t' | '|') || ends_sentence(c)
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '；' | '！' | '？' | ';' | '!' | '?' | '\n' | '\r' | '\u{2029}')
}

/// A clause as words; what stands in quotes is one, what stands in brackets is left out.
fn pieces(clause: &str) -> Vec<Piece<'_>> {
    let clause = Mark::split(clause.trim_start()).map_or(clause, |(_, rest)| rest);
    let mut out = Vec::new();
    let mut at = 0;
    let mut plain = 0;
    while let Some(c) = clause.get(at..).and_then(|rest| rest.chars().next()) {
        let close = match c {
            '“' => '”',
            '《' => '》',
            '（' => '）',
            '(' => ')',
            _ => {
                at += c.len_utf8();
                continue;
            }
        };
        cut(clause.get(plain..at).unwrap_or(""), &mut out);
        let rest = clause.get(at..).unwrap_or("");
        let length = rest.find(close).map_or(rest.len(), |end| end + close.len_utf8());
        if matches!(c, '“' | '《') {
            out.push(Piece { text: rest.get(..length).unwrap_or(""), number: false, word: true });
        }
        at += length;
        plain = at;
    }
    cut(clause.get(plain..).unwrap_or(""), &mut out);
    out
}

fn cut<'t>(text: &'t str, out: &mut Vec<Piece<'t>>) {
    for word in words(text) {
        let piece = word.of(text);
        let number = word.class == Class::Number;
        let is_word = matches!(word.class, Class::Han | Class::Latin | Class::Number);
        // The characters of a label come without the marks between them.
        if word.class != Class::Space {
            out.push(Piece { text: piece, number, word: is_word });
        }
    }
}

/// The last characters of a long label.
fn clip_front(label: &str) -> String {
    let skip = label.chars().count().saturating_sub(LONGEST);
    label.chars().skip(skip).collect()
}

fn clip_back(label: &str) -> String {
    label.chars().take(LONGEST).collect()
}
