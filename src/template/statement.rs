//! What a tag's code says: its keyword, its syntax, the names it uses.

use super::lexer::Kind;
use super::tag::{Block, Branch, Special, Tag, What};
use crate::error::{Entry, Problem, catalogue::template as t};
use minijinja::machinery::{self, ast};
use minijinja::syntax::SyntaxConfig;
use std::ops::Range;
use std::sync::LazyLock;

/// Delimiters that XML cannot contain.
pub(super) const PRINT: (&str, &str) = ("\u{1}{", "}\u{1}");
pub(super) const STATEMENT: (&str, &str) = ("\u{1}%", "%\u{1}");
const COMMENT: (&str, &str) = ("\u{1}#", "#\u{1}");

static SYNTAX: LazyLock<SyntaxConfig> = LazyLock::new(|| {
    SyntaxConfig::builder()
        .block_delimiters(STATEMENT.0, STATEMENT.1)
        .variable_delimiters(PRINT.0, PRINT.1)
        .comment_delimiters(COMMENT.0, COMMENT.1)
        .build()
        .unwrap_or_default()
});

/// The syntax of what the template is compiled to.
pub(super) fn syntax() -> SyntaxConfig {
    SYNTAX.clone()
}

/// Statements of other engines, and what to write instead.
const UNSUPPORTED: &[(&str, &str, &str)] = &[
    ("include", "不能引入其他文件；请把内容直接写进模板", "put the content into the template itself"),
    ("import", "不能引入其他文件；请把宏写进本模板", "put the macro into this template"),
    ("from", "不能引入其他文件；请把宏写进本模板", "put the macro into this template"),
    ("extends", "不支持模板继承；请把内容直接写进模板", "put the content into the template itself"),
    ("block", "不支持模板继承；请去掉 block 和 endblock", "remove block and endblock"),
    ("endblock", "不支持模板继承；请去掉 block 和 endblock", "remove block and endblock"),
    ("trans", "不支持翻译标签；请直接写出文字", "write the text itself"),
    ("endtrans", "不支持翻译标签；请直接写出文字", "write the text itself"),
    ("pluralize", "不支持翻译标签；请直接写出文字", "write the text itself"),
    ("while", "没有 while；请用 {% for i in range(次数) %}", "use {% for i in range(n) %}"),
    ("switch", "没有 switch；请用 {% if %}…{% elif %}", "use {% if %}…{% elif %}"),
];

/// How many operators, dots and brackets one tag may have: the parser descends at each.
const MAX_OPERATORS: usize = 400;

/// True for code at which the parser would descend too far.
pub(super) fn is_too_long(code: &str) -> bool {
    operators(code) > MAX_OPERATORS
}

fn operators(code: &str) -> usize {
    let signs = code.bytes().filter(|b| b".|+-*/%~<>=([{,".contains(b)).count();
    signs
        + code
            .split_whitespace()
            .filter(|w| matches!(*w, "and" | "or" | "not" | "if" | "else" | "in" | "is"))
            .count()
}

/// Decides what a tag does from its first word.
pub(super) fn classify(kind: Kind, code: &str) -> What {
    match kind {
        Kind::Print => return What::Print,
        Kind::Comment => return What::Comment,
        Kind::Literal => return What::Literal,
        Kind::Statement => {}
    }
    let word = first_word(code);
    if word == "set" {
        return if has_assignment(code) { What::Single } else { What::Open(Block::Set) };
    }
    // Everything is escaped, whatever a template says.
    if matches!(word, "autoescape" | "endautoescape") {
        return What::Comment;
    }
    if let Some(block) = Block::opened_by(word) {
        return What::Open(block);
    }
    if let Some(block) = Block::closed_by(word) {
        return What::Close(block);
    }
    match word {
        "elif" => What::Branch(Branch::Elif),
        "else" if code.trim() == "else" => What::Branch(Branch::Else),
        "do" => What::Single,
        "break" | "continue" => What::LoopControl,
        "cellbg" => What::Special(Special::CellBackground),
        "colspan" => What::Special(Special::ColumnSpan),
        "hm" => What::Special(Special::MergeHorizontally),
        "vm" => What::Special(Special::MergeVertically),
        "restart" | "重新编号" => What::Special(Special::Restart),
        "raw" | "endraw" => What::Raw,
        _ => What::Faulty,
    }
}

fn first_word(code: &str) -> &str {
    let code = code.trim_start();
    code.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or("")
}

/// True when a `set` has an `=` outside strings that is no comparison.
fn has_assignment(code: &str) -> bool {
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        if let Some(len) = super::lexer::string_len(rest) {
            rest = rest.get(len..).unwrap_or("");
            continue;
        }
        if c == '=' {
            return true;
        }
        if c == '|' {
            return false;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or("");
    }
    false
}

/// The tag's code in a template of its own, and where the code begins in it.
pub(super) fn standalone(tag: &Tag) -> Option<(String, usize)> {
    let code = tag.code.text.trim_end();
    let (open, close) = STATEMENT;
    let wrap = |head: &str, tail: &str| {
        Some((format!("{head}{open} {code} {close}{tail}"), head.len() + open.len() + 1))
    };
    let end = |block: Block| format!("{open} {} {close}", block.close_word());
    match tag.what {
        What::Print => Some((format!("{} {code} {}", PRINT.0, PRINT.1), PRINT.0.len() + 1)),
        What::Open(Block::Call) => wrap("", &end(Block::Call)),
        What::Open(block) => wrap("", &end(block)),
        What::Special(Special::CellBackground | Special::ColumnSpan) => {
            let word = code.find(first_word(code)).unwrap_or(0) + first_word(code).len();
            let expression = code.get(word..).unwrap_or("");
            // The positions of the expression stay those of the code.
            let head = format!("{}{}", PRINT.0, " ".repeat(word));
            Some((format!("{head}{expression} {}", PRINT.1), PRINT.0.len()))
        }
        What::Branch(Branch::Elif) => wrap(&format!("{open} if 1 {close}"), &end(Block::If)),
        What::Single => wrap("", ""),
        _ => None,
    }
}

/// Checks one tag by itself: its keyword and its syntax. Pushes what is wrong.
pub(super) fn check(tag: &Tag, problems: &mut Vec<Problem>) {
    let code = tag.code.text.as_str();
    if code.trim().is_empty() && !matches!(tag.what, What::Comment | What::Literal) {
        problems.push(tag.problem(&t::EMPTY_TAG));
        return;
    }
    match tag.what {
        What::Faulty => problems.push(unknown(tag)),
        What::Branch(Branch::Else)
        | What::Close(_)
        | What::LoopControl
        | What::Special(Special::MergeHorizontally | Special::MergeVertically | Special::Restart)
            if code.split_whitespace().count() > 1 =>
        {
            problems.push(
                syntax_problem(tag, &t::HINT_NO_ARGUMENTS, 0..code.trim_end().len()).arg("word", tag.word()),
            );
        }
        _ if is_too_long(code) => problems.push(tag.problem(&t::TOO_COMPLEX)),
        _ if super::expr::plain_path(tag).is_some() => {}
        _ => {
            let Some((source, at)) = standalone(tag) else { return };
            if let Err(error) = machinery::parse(&source, "tag", syntax()) {
                let range = error.range().unwrap_or(at..at);
                let from = range.start.saturating_sub(at).min(code.len());
                let to = range.end.saturating_sub(at).clamp(from, code.trim_end().len().max(from));
                problems.push(explain(tag, &error, from..to));
            }
        }
    }
}

fn unknown(tag: &Tag) -> Problem {
    let word = first_word(&tag.code.text).to_string();
    if let Some((_, zh, en)) = UNSUPPORTED.iter().find(|(w, ..)| *w == word) {
        return tag.problem(&t::UNSUPPORTED).arg("word", word).phrase("advice", *zh, *en);
    }
    let known = [
        "for",
        "endfor",
        "if",
        "endif",
        "elif",
        "else",
        "set",
        "endset",
        "with",
        "endwith",
        "macro",
        "endmacro",
        "call",
        "endcall",
        "filter",
        "endfilter",
        "raw",
        "endraw",
        "do",
        "break",
        "continue",
    ];
    let problem = tag
        .problem(&t::UNKNOWN_STATEMENT)
        .arg("word", if word.is_empty() { tag.code.text.trim() } else { &word });
    if word == "else" || word == "elseif" || word == "elsif" {
        return problem.hint(&t::HINT_ELIF);
    }
    match super::near::nearest(&word, known.iter().copied()) {
        Some(near) => problem.hint(&t::HINT_NEAR).arg("near", near),
        None => problem,
    }
}

fn syntax_problem(tag: &Tag, hint: &'static Entry, code: Range<usize>) -> Problem {
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
fn explain(tag: &Tag, error: &minijinja::Error, at: Range<usize>) -> Problem {
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
    let hint = if odd_quotes(code) {
        &t::HINT_QUOTE
    } else if unbalanced(&outside) {
        &t::HINT_BRACKET
    } else if outside.contains("&&") || outside.contains("||") || outside.replace("!=", "").contains('!') {
        &t::HINT_AND_OR
    } else if word != "set" && lone_equals(&outside) && !outside.contains('(') {
        &t::HINT_EQUALS
    } else if outside.contains('?') && outside.contains(':') {
        &t::HINT_TERNARY
    } else if word == "for" && !outside.contains(" in ") {
        &t::HINT_FOR
    } else if let Some(name) = blank_in_name(tag, &outside) {
        return syntax_problem(tag, &t::HINT_SPACE, at).arg("name", name);
    } else {
        match word {
            "if" | "elif" if outside.trim() == word => &t::HINT_IF,
            "set" if !outside.contains('=') => &t::HINT_SET,
            _ => &t::HINT_EXTRA,
        }
    };
    syntax_problem(tag, hint, at).arg("text", text)
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

/// Calls `see` for an expression and every expression in it.
pub(super) fn walk<'a, 's>(expr: &'a ast::Expr<'s>, see: &mut dyn FnMut(&'a ast::Expr<'s>)) {
    see(expr);
    let mut go = |e: &'a ast::Expr<'s>| walk(e, see);
    match expr {
        ast::Expr::Var(_) | ast::Expr::Const(_) => {}
        ast::Expr::Slice(e) => {
            go(&e.expr);
            [&e.start, &e.stop, &e.step].into_iter().flatten().for_each(go);
        }
        ast::Expr::UnaryOp(e) => go(&e.expr),
        ast::Expr::BinOp(e) => {
            go(&e.left);
            go(&e.right);
        }
        ast::Expr::Compare(e) => {
            go(&e.expr);
            e.ops.iter().for_each(|op| go(&op.expr));
        }
        ast::Expr::IfExpr(e) => {
            go(&e.test_expr);
            go(&e.true_expr);
            e.false_expr.iter().for_each(go);
        }
        ast::Expr::Filter(e) => {
            e.expr.iter().for_each(&mut go);
            arguments(&e.args).for_each(go);
        }
        ast::Expr::Test(e) => {
            go(&e.expr);
            arguments(&e.args).for_each(go);
        }
        ast::Expr::GetAttr(e) => go(&e.expr),
        ast::Expr::GetItem(e) => {
            go(&e.expr);
            go(&e.subscript_expr);
        }
        ast::Expr::Call(e) => {
            go(&e.expr);
            arguments(&e.args).for_each(go);
        }
        ast::Expr::List(e) => e.items.iter().for_each(go),
        ast::Expr::Tuple(e) => e.items.iter().for_each(go),
        ast::Expr::Map(e) => {
            e.keys.iter().for_each(&mut go);
            e.values.iter().for_each(go);
        }
    }
}

/// The expressions among a call's arguments.
pub(super) fn arguments<'a, 's>(args: &'a [ast::CallArg<'s>]) -> impl Iterator<Item = &'a ast::Expr<'s>> {
    args.iter().map(|arg| match arg {
        ast::CallArg::Pos(e)
        | ast::CallArg::Kwarg(_, e)
        | ast::CallArg::PosSplat(e)
        | ast::CallArg::KwargSplat(e) => e,
    })
}

/// The expressions that stand directly in the statement of a tag's own template.
pub(super) fn expressions<'a, 's>(stmt: &'a ast::Stmt<'s>) -> Vec<&'a ast::Expr<'s>> {
    match stmt {
        ast::Stmt::Template(s) => s.children.iter().flat_map(expressions).collect(),
        ast::Stmt::EmitExpr(s) => vec![&s.expr],
        ast::Stmt::ForLoop(s) => std::iter::once(&s.iter).chain(&s.filter_expr).collect(),
        ast::Stmt::IfCond(s) => {
            let inner = s.true_body.iter().chain(&s.false_body).flat_map(expressions);
            std::iter::once(&s.expr).chain(inner).collect()
        }
        ast::Stmt::WithBlock(s) => s.assignments.iter().map(|(_, e)| e).collect(),
        ast::Stmt::Set(s) => vec![&s.expr],
        ast::Stmt::SetBlock(s) => s.filter.iter().collect(),
        ast::Stmt::FilterBlock(s) => vec![&s.filter],
        ast::Stmt::AutoEscape(s) => vec![&s.enabled],
        ast::Stmt::Macro(s) => s.defaults.iter().collect(),
        ast::Stmt::CallBlock(s) => arguments(&s.call.args).collect(),
        ast::Stmt::Do(s) => std::iter::once(&s.call.expr).chain(arguments(&s.call.args)).collect(),
        _ => Vec::new(),
    }
}
