//! Says in a clerk's words what is wrong with the writing of a tag.

use super::statement::first_word;
use super::tag::{Block, Tag, What};
use crate::error::{Entry, Problem, catalogue::template as t};
use std::ops::Range;

pub(super) fn syntax_problem(tag: &Tag, hint: &'static Entry, code: Range<usize>) -> Problem {
    let (zh, en) = match hint.code {
        "H004" => ("引号没有成对", "a quote without its twin"),
        "H005" => ("括号没有成对", "a bracket without its twin"),
        "H011" => ("后面多了内容", "there is something after it"),
        "H007" => ("字段名中间有空格", "a blank inside a field's name"),
        _ => ("写法不合规则", "it breaks the rules of tags"),
    };
    tag.problem_at(&t::SYNTAX, code).phrase("detail", zh, en).hint(hint)
}

/// Says in a clerk's words what the parser did not like.
pub(super) fn explain(tag: &Tag, error: &minijinja::Error, at: Range<usize>) -> Problem {
    if error.detail().is_some_and(|d| d.contains("recursion") || d.contains("nested")) {
        return tag.problem_at(&t::TOO_COMPLEX, at);
    }
    let code = tag.code.text.trim_end();
    let word = first_word(code);
    // What the clerk wrote, not what we made of it.
    let (from, to) =
        (tag.code.origin(at.start), at.end.checked_sub(1).map_or(0, |last| tag.code.origin(last) + 1));
    let written = tag.inside().get(from..to.max(from)).map(str::trim).filter(|s| !s.is_empty());
    let text = written.unwrap_or(tag.inside().trim()).to_string();
    let outside = without_strings(code);
    let loop_without_in =
        word == "for" && (!outside.contains(" in ") || outside.trim_start().starts_with("for("));
    let blank = blank_in_name(tag, &outside).filter(|_| !loop_without_in && !unquoted_operator(&outside));
    if let Some(name) = blank {
        return syntax_problem(tag, &t::HINT_SPACE, at).arg("name", name);
    }
    let punctuation = chinese_punctuation(tag.inside());
    let hint = if odd_quotes(code) {
        &t::HINT_QUOTE
    } else if loop_without_in {
        &t::HINT_FOR
    } else if unquoted_operator(&outside) {
        &t::HINT_OPERATORS
    } else if unquoted_argument(&outside) {
        &t::HINT_ARGUMENT
    } else if unbalanced(&outside) {
        &t::HINT_BRACKET
    } else if matches!(word, "if" | "elif")
        && (outside.trim_end().ends_with(':') || outside.ends_with(" then"))
    {
        &t::HINT_CONDITION_END
    } else if outside.contains("<>") {
        &t::HINT_UNEQUAL
    } else if tag.what == What::Print && punctuation.is_some_and(|c| "、；，".contains(c)) {
        &t::HINT_ONE_FIELD
    } else if tag.what == What::Print && single_colon(&outside) {
        &t::HINT_DOT
    } else if tag.what == What::Print && outside.trim_start().starts_with(['$', '#', '<', '《', '«', '@']) {
        &t::HINT_NAME_ONLY
    } else if punctuation.is_some_and(|c| "。！？".contains(c)) {
        &t::HINT_PUNCTUATION
    } else if outside.contains("&&") || outside.contains("||") || outside.replace("!=", "").contains('!') {
        &t::HINT_AND_OR
    } else if bare_filter_argument(&outside) {
        &t::HINT_FILTER_ARGUMENT
    } else if !matches!(word, "set" | "with") && lone_equals(&outside) && !outside.contains('(') {
        &t::HINT_EQUALS
    } else if outside.contains('?') && outside.contains(':') {
        &t::HINT_TERNARY
    } else {
        match word {
            "if" | "elif" if outside.trim() == word => &t::HINT_IF,
            "set" | "with" if !outside.contains('=') || outside.trim_end().ends_with('=') => &t::HINT_SET,
            _ => &t::HINT_EXTRA,
        }
    };
    let sign = punctuation.map(String::from).unwrap_or_default();
    syntax_problem(tag, hint, at).arg("text", text).arg("sign", sign)
}

/// The code with its string literals blanked.
fn without_strings(code: &str) -> String {
    let mut out = String::new();
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        let len = match super::lexer::string_len(rest) {
            Some(len) => {
                out.push('0');
                len
            }
            None => {
                out.push(c);
                c.len_utf8()
            }
        };
        rest = rest.get(len..).unwrap_or("");
    }
    out
}

fn odd_quotes(code: &str) -> bool {
    without_strings(code).contains(['"', '\''])
}

fn unbalanced(code: &str) -> bool {
    let mut open = Vec::new();
    for c in code.chars() {
        match c {
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            ')' | ']' | '}' if open.pop() != Some(c) => return true,
            _ => {}
        }
    }
    !open.is_empty()
}

fn lone_equals(code: &str) -> bool {
    let plain = ["==", "!=", ">=", "<="].iter().fold(code.to_string(), |c, op| c.replace(op, "  "));
    plain.contains('=')
}

/// Two names with nothing but blanks between them.
fn blank_in_name(tag: &Tag, outside: &str) -> Option<String> {
    const WORDS: &[&str] = &[
        "in",
        "if",
        "else",
        "and",
        "or",
        "not",
        "is",
        "for",
        "set",
        "elif",
        "with",
        "macro",
        "call",
        "filter",
        "do",
        "recursive",
        "autoescape",
    ];
    if !matches!(tag.what, What::Print | What::Open(Block::If | Block::For) | What::Branch(_)) {
        return None;
    }
    let words: Vec<&str> = outside.split_whitespace().collect();
    let name = |w: &str| {
        w.starts_with(|c: char| c.is_alphabetic())
            && w.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.')
    };
    words.windows(2).find_map(|pair| match pair {
        [a, b] if name(a) && name(b) && !WORDS.contains(a) && !WORDS.contains(b) => Some(format!("{a} {b}")),
        _ => None,
    })
}

/// `人数 大于 100`, `甲 并且 乙`.
fn unquoted_operator(outside: &str) -> bool {
    const WORDS: &[&str] = &[
        "大于",
        "小于",
        "等于",
        "不等于",
        "不大于",
        "不小于",
        "大于等于",
        "小于等于",
        "并且",
        "而且",
        "或者",
        "且",
        "或",
        "AND",
        "OR",
        "NOT",
    ];
    outside.split_whitespace().any(|word| WORDS.contains(&word))
}

/// `date(%Y年)`, `join(、)`: a text without quotes after a bracket.
fn unquoted_argument(outside: &str) -> bool {
    outside.match_indices('(').any(|(at, _)| {
        let rest = outside.get(at + 1..).unwrap_or("").trim_start();
        rest.starts_with(|c: char| "%、，；。/.+*:".contains(c) && !rest.starts_with("**"))
    })
}

/// `日期|date "%Y年"`: strings are a `0` by now.
fn bare_filter_argument(outside: &str) -> bool {
    outside.split('|').skip(1).any(|filter| {
        let mut words = filter.split_whitespace();
        let name = words.next().unwrap_or("");
        let named = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        named && words.next().is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// `单位:名称`: one colon, nothing that a colon belongs to.
fn single_colon(outside: &str) -> bool {
    outside.matches(':').count() == 1 && !outside.contains(['{', '[', '?', '('])
}

/// The first Chinese punctuation mark of a tag, as written, outside strings.
fn chinese_punctuation(inside: &str) -> Option<char> {
    without_strings(inside).chars().find(|c| "、；，。！？".contains(*c))
}
