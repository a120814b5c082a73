//! What a tag's code says: its keyword, its syntax, the names it uses.

use super::explain;
use super::lexer::Kind;
use super::tag::{Block, Branch, Special, Tag, What};
use crate::error::{Problem, catalogue::template as t};
use minijinja::machinery::{self, ast};
use minijinja::syntax::SyntaxConfig;
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
    ("pagebreak", PAGE_ZH, PAGE_EN),
    ("page_break", PAGE_ZH, PAGE_EN),
    ("newpage", PAGE_ZH, PAGE_EN),
    ("page", PAGE_ZH, PAGE_EN),
    ("分页", PAGE_ZH, PAGE_EN),
    ("image", IMAGE_ZH, IMAGE_EN),
    ("img", IMAGE_ZH, IMAGE_EN),
    ("图片", IMAGE_ZH, IMAGE_EN),
    ("switch", "没有 switch；请用 {% if %}…{% elif %}", "use {% if %}…{% elif %}"),
];

const PAGE_ZH: &str = "分页请在 Word 里插入分页符（Ctrl+Enter）";
const PAGE_EN: &str = "insert a page break in Word (Ctrl+Enter)";
const IMAGE_ZH: &str = "图片不能由数据插入；请把图片直接放进模板";
const IMAGE_EN: &str = "pictures cannot come from the data: put the picture into the template";

/// Keywords as a clerk would say them.
const KEYWORDS: &[(&str, &str)] = &[
    ("如果", "if"),
    ("若", "if"),
    ("否则如果", "elif"),
    ("否则", "else"),
    ("循环", "for"),
    ("遍历", "for"),
    ("结束如果", "endif"),
    ("结束循环", "endfor"),
    ("设", "set"),
    ("设置", "set"),
];

/// What a clerk's keyword or an `end if` means, so that only it is reported and not its twin too.
fn meant(code: &str) -> Option<(String, &'static str)> {
    let word = first_word(code);
    if let Some((_, keyword)) = KEYWORDS.iter().find(|(zh, _)| *zh == word) {
        return Some((word.to_string(), keyword));
    }
    match code.split_whitespace().collect::<Vec<_>>().as_slice() {
        ["end", block] => Some((format!("end {block}"), Block::opened_by(block)?.close_word())),
        ["else", "if", ..] => Some(("else if".to_string(), "elif")),
        _ if matches!(word, "elseif" | "elsif" | "elseIf") => Some((word.to_string(), "elif")),
        _ => None,
    }
}

/// A statement that stands in `{{ }}`: `{{ if 人数 > 100 }}`, `{{ endfor }}`.
fn statement_in_print(code: &str) -> bool {
    let word = first_word(code);
    let rest = code.trim_start().get(word.len()..).unwrap_or("");
    let named = rest.starts_with(char::is_whitespace)
        && rest.trim_start().starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '(');
    match word {
        "if" | "for" | "elif" | "set" | "with" | "macro" => named,
        "else" => rest.trim().is_empty(),
        _ => Block::closed_by(word).is_some() && rest.trim().is_empty(),
    }
}

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
        Kind::Print if !statement_in_print(code) => return What::Print,
        Kind::Comment => return What::Comment,
        Kind::Literal => return What::Literal,
        Kind::Print | Kind::Statement => {}
    }
    let meant = meant(code);
    let word = meant.as_ref().map_or(first_word(code), |(_, keyword)| keyword);
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
        "else" if code.split_whitespace().count() == 1 => What::Branch(Branch::Else),
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

pub(super) fn first_word(code: &str) -> &str {
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
    if let Some((word, keyword)) = meant(code).filter(|_| tag.is_statement()) {
        let hint = match keyword {
            _ if word.starts_with("end") => &t::HINT_END,
            "elif" if word.starts_with("else") => &t::HINT_ELIF,
            _ => &t::HINT_KEYWORD,
        };
        let problem = tag.problem(&t::UNKNOWN_STATEMENT).arg("word", word).hint(hint);
        problems.push(problem.arg("keyword", keyword));
        return;
    }
    if !matches!(tag.what, What::Print | What::Comment | What::Literal) && !tag.has_percent() {
        let problem = explain::syntax_problem(tag, &t::HINT_STATEMENT, 0..code.trim_end().len());
        problems.push(problem.arg("text", tag.inside().trim()));
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
                explain::syntax_problem(tag, &t::HINT_NO_ARGUMENTS, 0..code.trim_end().len())
                    .arg("word", tag.word()),
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
                problems.push(explain::explain(tag, &error, from..to));
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
    match super::near::nearest(&word, known.iter().copied()) {
        Some(near) => problem.hint(&t::HINT_NEAR).arg("near", near),
        None => problem,
    }
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
