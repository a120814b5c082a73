//! What an expression uses: fields, filters, tests, functions.

use super::operand::{self, Wrap};
use super::statement::{arguments, expressions, standalone, syntax, walk};
use super::tag::{Tag, What};
use minijinja::machinery::{self, ast};
use std::ops::Range;

/// What kind of value a use asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Printed as it is, or filtered as text.
    Text,
    /// Calculated or compared with numbers, or formatted as one.
    Number,
    Date,
    /// Looped over or counted.
    List,
    /// Only asked whether it is there.
    Condition,
    /// Anything.
    Any,
}

/// A field that an expression reads: its path from the outermost name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path {
    /// The steps; an index or unknown key is empty.
    pub steps: Vec<String>,
    pub wanted: Use,
    /// A `default`, a test or an `or` stands guard: it may be missing.
    pub guarded: bool,
    /// For sums and counts: the columns that the filter names.
    pub columns: Vec<String>,
}

/// Names with the bytes of the code at which they stand.
pub(super) type Named = (String, Range<usize>);

/// What one tag's code uses.
#[derive(Clone, Debug, Default)]
pub(super) struct Info {
    /// The expression by itself: of a loop its list, of a condition the condition.
    pub code: String,
    /// The same as it was before functions of ours went round its operands: for messages.
    pub shown: Option<String>,
    pub vars: Vec<String>,
    pub paths: Vec<Path>,
    pub filters: Vec<Named>,
    pub tests: Vec<Named>,
    pub calls: Vec<Named>,
    /// Operands that may be numbers kept as text.
    pub wraps: Vec<Wrap>,
    /// What `default` falls back on.
    pub defaults: Vec<Path>,
    /// Names that may be texts without their quotes: beside a comparison, in a list, as an argument.
    pub quotable: Vec<String>,
    /// `甲 == "x" or "y"`: a text alone where a condition belongs, with the word beside it.
    pub lone_texts: Vec<(String, &'static str, Range<usize>)>,
    /// It is a loop.
    pub loops: bool,
    /// What only Python knows: `%` on a text, `strftime`, `append`.
    pub python: Vec<Named>,
    /// Nothing but a path: cannot fail but by being missing.
    pub simple: bool,
    /// Names that the tag sets: loop variables, `set`, macro arguments.
    pub binds: Vec<String>,
    /// `{{ name(…) }}` or `{{ name }}` and nothing more: the name.
    pub alone: Option<String>,
    /// Names used anywhere but alone.
    pub within: Vec<String>,
    /// It may have no result on purpose: an `if` without `else`.
    pub silent: bool,
    /// The tag prints.
    pub prints: bool,
    /// Calls a macro, a caller or a recursive loop.
    pub bare: bool,
    /// Of a `for`: `recursive`.
    pub recursive: bool,
    /// Of a macro its name, of a call the macro it calls, of a `set` block the name it sets.
    pub defines: Option<String>,
}

impl Info {
    /// The expression as a reader knows it.
    pub(super) fn shown(&self) -> &str {
        self.shown.as_deref().unwrap_or(&self.code)
    }
}

/// Analyses a tag whose syntax is sound.
pub(super) fn analyse(tag: &Tag) -> Info {
    let mut info = Info::default();
    if let Some(steps) = plain_path(tag) {
        let name = steps.first().cloned().unwrap_or_default();
        info.code = tag.code.text.trim().to_string();
        (info.prints, info.simple) = (true, true);
        info.vars.push(name.clone());
        info.alone = (steps.len() == 1).then(|| name.clone());
        if steps.len() > 1 {
            info.within.push(name);
        }
        info.paths.push(Path {
            steps: public(steps),
            wanted: Use::Text,
            guarded: false,
            columns: Vec::new(),
        });
        return info;
    }
    // Too long for the parser; it has been reported.
    if super::statement::is_too_long(&tag.code.text) {
        return info;
    }
    let Some((source, at)) = done(tag).or_else(|| standalone(tag)) else { return info };
    let Ok(stmt) = machinery::parse(&source, "tag", syntax()) else { return info };
    info.code = code_of(tag);
    info.prints = tag.what == What::Print;
    let wanted = match tag.what {
        What::Print => Use::Text,
        What::Open(super::tag::Block::For) => Use::List,
        What::Open(super::tag::Block::If) | What::Branch(_) => Use::Condition,
        _ => Use::Any,
    };
    let exprs: Vec<&ast::Expr<'_>> = expressions(&stmt).into_iter().filter(|e| own(tag, e, at)).collect();
    for (i, expr) in exprs.iter().enumerate() {
        // The second expression of a loop is its condition.
        let wanted = if i > 0 && wanted == Use::List { Use::Condition } else { wanted };
        names(expr, at, &mut info);
        info.wraps.extend(operand::wraps(expr, &tag.code.text, at));
        paths(expr, wanted, false, &mut info.paths);
        doubts(expr, &mut info);
        if wanted == Use::Condition {
            lone_texts(expr, at, &mut info.lone_texts);
        }
    }
    info.loops = tag.what == What::Open(super::tag::Block::For);
    info.simple = matches!(exprs.as_slice(), [e] if path_of(e).is_some());
    if let ([expr], What::Print) = (exprs.as_slice(), tag.what) {
        info.alone = alone(expr);
    }
    info.within = within(&exprs, info.alone.is_some());
    bindings(&stmt, &mut info);
    info
}

/// `do f(x)` as an expression, its positions those of the code.
fn done(tag: &Tag) -> Option<(String, usize)> {
    use super::statement::PRINT;
    let rest = tag.code.text.strip_prefix("do ").filter(|_| tag.what == What::Single)?;
    Some((format!("{}   {rest} {}", PRINT.0, PRINT.1), PRINT.0.len()))
}

/// The path of a tag that prints a field and does nothing else: most tags do, and need no parser.
pub(super) fn plain_path(tag: &Tag) -> Option<Vec<String>> {
    const WORDS: &[&str] =
        &["true", "false", "none", "True", "False", "None", "not", "and", "or", "in", "is", "if", "else"];
    if tag.what != What::Print {
        return None;
    }
    let steps: Vec<&str> = tag.code.text.trim().split('.').collect();
    let identifier = |s: &&str| {
        let mut chars = s.chars();
        chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
            && chars.all(|c| c.is_alphanumeric() || c == '_')
            && !WORDS.contains(s)
    };
    // What is alphanumeric to one may be no identifier to the other: only letters that both accept.
    let common = |c: char| c.is_ascii() || ('\u{4e00}'..='\u{9fff}').contains(&c);
    let plain = steps.iter().all(|s| identifier(s) && s.chars().all(common));
    plain.then(|| steps.into_iter().map(String::from).collect())
}

/// Skips what the wrapping template adds, such as the `1` of `{% if 1 %}`.
fn own(tag: &Tag, expr: &ast::Expr<'_>, at: usize) -> bool {
    !matches!(tag.what, What::Branch(_)) || expr.span().start_offset as usize >= at
}

/// The expression of a tag by itself.
pub(super) fn code_of(tag: &Tag) -> String {
    let code = tag.code.text.trim();
    let after = |word: &str| code.strip_prefix(word).unwrap_or(code).trim().to_string();
    match tag.what {
        What::Open(super::tag::Block::For) => {
            super::emit::split_loop(code).map_or(String::new(), |(_, list, _)| list.to_string())
        }
        What::Open(super::tag::Block::If) => after("if"),
        What::Branch(_) => after("elif"),
        What::Single if code.starts_with("set") => {
            code.split_once('=').map_or("", |(_, v)| v).trim().to_string()
        }
        What::Single => after("do"),
        What::Special(super::tag::Special::CellBackground) => after("cellbg"),
        What::Special(super::tag::Special::ColumnSpan) => after("colspan"),
        _ => code.to_string(),
    }
}

fn span(expr: &ast::Expr<'_>, at: usize) -> Range<usize> {
    let span = expr.span();
    (span.start_offset as usize).saturating_sub(at)..(span.end_offset as usize).saturating_sub(at)
}

fn names(expr: &ast::Expr<'_>, at: usize, info: &mut Info) {
    walk(expr, &mut |e| match e {
        ast::Expr::Var(v) if info.vars.iter().any(|n| n == v.id) => {}
        ast::Expr::Var(v) => info.vars.push(v.id.to_string()),
        ast::Expr::Filter(f) => info.filters.push((f.name.to_string(), span(e, at))),
        ast::Expr::IfExpr(i) => info.silent |= i.false_expr.is_none(),
        ast::Expr::Test(t) => info.tests.push((t.name.to_string(), span(e, at))),
        ast::Expr::Call(c) => match c.identify_call() {
            ast::CallType::Function(name) => info.calls.push((name.to_string(), span(&c.expr, at))),
            ast::CallType::Method(_, name) if super::python::advice(name).is_some() => {
                info.python.push((name.to_string(), span(e, at)));
            }
            _ => {}
        },
        ast::Expr::BinOp(b) if formats(b) => info.python.push(("%".to_string(), span(e, at))),
        _ => {}
    });
}

/// Notes what is probably not meant as it is written.
fn doubts(expr: &ast::Expr<'_>, info: &mut Info) {
    let name = |e: &ast::Expr<'_>| match e {
        ast::Expr::Var(v) => Some(v.id.to_string()),
        _ => None,
    };
    walk(expr, &mut |e| match e {
        ast::Expr::BinOp(b)
            if matches!(b.op, ast::BinOpKind::Eq | ast::BinOpKind::Ne | ast::BinOpKind::In) =>
        {
            info.quotable.extend(name(&b.right));
        }
        ast::Expr::BinOp(b) if matches!(b.op, ast::BinOpKind::Add | ast::BinOpKind::Concat) => {
            info.quotable.extend(name(&b.right).into_iter().chain(name(&b.left)));
        }
        ast::Expr::List(list) => info.quotable.extend(list.items.iter().filter_map(name)),
        ast::Expr::Test(test) => info.quotable.extend(arguments(&test.args).filter_map(name)),
        ast::Expr::Filter(filter) => {
            info.quotable.extend(arguments(&filter.args).filter_map(name));
            if matches!(filter.name, "default" | "d") {
                let falls_back = arguments(&filter.args).next().and_then(path_of);
                info.defaults.extend(falls_back.map(|steps| Path {
                    steps: public(steps),
                    wanted: Use::Any,
                    guarded: false,
                    columns: Vec::new(),
                }));
            }
        }
        _ => {}
    });
}

/// A text written in the template that stands alone beside `or` or `and` in a condition.
fn lone_texts(expr: &ast::Expr<'_>, at: usize, out: &mut Vec<(String, &'static str, Range<usize>)>) {
    match expr {
        ast::Expr::BinOp(b) if matches!(b.op, ast::BinOpKind::ScOr | ast::BinOpKind::ScAnd) => {
            let word = if matches!(b.op, ast::BinOpKind::ScOr) { "or" } else { "and" };
            for side in [&b.left, &b.right] {
                let text = match side {
                    ast::Expr::Const(c) => c.value.as_str().map(String::from),
                    _ => None,
                };
                match text {
                    Some(text) => out.push((text, word, span(side, at))),
                    None => lone_texts(side, at, out),
                }
            }
        }
        ast::Expr::UnaryOp(u) => lone_texts(&u.expr, at, out),
        _ => {}
    }
}

/// Python's `"…" % x`.
fn formats(b: &ast::BinOp<'_>) -> bool {
    matches!(b.op, ast::BinOpKind::Rem) && b.left.as_const().is_some_and(|v| v.as_str().is_some())
}

pub(super) fn is_number(e: &ast::Expr<'_>) -> bool {
    e.as_const().is_some_and(|v| v.kind() == minijinja::value::ValueKind::Number)
}

/// The path that an expression is, if it is nothing else.
pub(super) fn path_of(expr: &ast::Expr<'_>) -> Option<Vec<String>> {
    match expr {
        ast::Expr::Var(v) => Some(vec![v.id.to_string()]),
        ast::Expr::GetAttr(e) => {
            let mut path = path_of(&e.expr)?;
            path.push(e.name.to_string());
            Some(path)
        }
        ast::Expr::GetItem(e) => {
            let mut path = path_of(&e.expr)?;
            path.push(match e.subscript_expr.as_const() {
                Some(key) => match key.as_str() {
                    Some(name) => name.to_string(),
                    None => format!("[{key}]"),
                },
                None => return None,
            });
            Some(path)
        }
        // `__at(base, "名称（单位）")`
        ast::Expr::Call(c) => match (c.identify_call(), c.args.as_slice()) {
            (ast::CallType::Function("__at"), [ast::CallArg::Pos(base), ast::CallArg::Pos(key)]) => {
                let mut path = path_of(base)?;
                path.push(key.as_const()?.as_str()?.to_string());
                Some(path)
            }
            _ => None,
        },
        _ => None,
    }
}

/// A path as outsiders name it: without our own root.
fn public(mut steps: Vec<String>) -> Vec<String> {
    if steps.len() > 1 && matches!(steps.first().map(String::as_str), Some("__data" | "数据" | "data")) {
        steps.remove(0);
    }
    steps
}

const NUMBER_FILTERS: &[&str] = &[
    "thousands",
    "千分位",
    "fixed",
    "wan",
    "yi",
    "wan_yuan",
    "yi_yuan",
    "percent",
    "yoy",
    "ppt",
    "unit",
    "cn",
    "cn_upper",
    "cn_year",
    "level",
    "round",
    "abs",
    "int",
    "float",
];
const LIST_FILTERS: &[&str] = &[
    "sum",
    "count",
    "length",
    "avg",
    "first",
    "last",
    "sort",
    "map",
    "join",
    "list",
    "select",
    "selectattr",
    "reject",
    "rejectattr",
    "groupby",
    "unique",
    "batch",
    "slice",
];

fn paths(expr: &ast::Expr<'_>, wanted: Use, guarded: bool, out: &mut Vec<Path>) {
    if let Some(steps) = path_of(expr) {
        out.push(Path { steps: public(steps), wanted, guarded, columns: Vec::new() });
        return;
    }
    let mut go = |e: &ast::Expr<'_>, wanted, guarded| paths(e, wanted, guarded, out);
    match expr {
        ast::Expr::Filter(f) => {
            let guarded = guarded || matches!(f.name, "default" | "d");
            let kind = match f.name {
                "date" | "cn_date" => Use::Date,
                name if NUMBER_FILTERS.contains(&name) => Use::Number,
                name if LIST_FILTERS.contains(&name) => Use::List,
                "default" | "d" => wanted,
                _ => Use::Text,
            };
            let from = out.len();
            if let Some(e) = &f.expr {
                paths(e, kind, guarded, out);
            }
            if kind == Use::List
                && let Some(path) = out.get_mut(from)
            {
                path.columns = columns(&f.args);
            }
            let prior_may_lack = matches!(f.name, "yoy" | "ppt" | "default" | "d");
            arguments(&f.args).for_each(|e| paths(e, Use::Any, guarded || prior_may_lack, out));
        }
        ast::Expr::Test(t) => {
            go(&t.expr, Use::Condition, true);
            arguments(&t.args).for_each(|e| go(e, Use::Any, guarded));
        }
        ast::Expr::BinOp(b) => {
            use ast::BinOpKind as K;
            let numeric = matches!(
                b.op,
                K::Add
                    | K::Sub
                    | K::Mul
                    | K::Div
                    | K::FloorDiv
                    | K::Rem
                    | K::Pow
                    | K::Lt
                    | K::Lte
                    | K::Gt
                    | K::Gte
            );
            let kind = if numeric {
                Use::Number
            } else if matches!(b.op, K::ScAnd | K::ScOr) {
                wanted
            } else {
                Use::Any
            };
            let asked =
                matches!(b.op, K::Eq | K::Ne) && (operand::is_none(&b.left) || operand::is_none(&b.right));
            let either = guarded || asked || matches!(b.op, K::ScOr);
            go(&b.left, kind, either);
            go(&b.right, kind, guarded || asked);
        }
        ast::Expr::Compare(c) => {
            let numeric = c.ops.iter().any(|o| {
                matches!(o.expr.as_const().map(|v| v.kind()), Some(minijinja::value::ValueKind::Number))
            });
            let kind = if numeric { Use::Number } else { Use::Any };
            go(&c.expr, kind, guarded);
            c.ops.iter().for_each(|o| go(&o.expr, kind, guarded));
        }
        ast::Expr::UnaryOp(u) => go(
            &u.expr,
            if matches!(u.op, ast::UnaryOpKind::Neg) { Use::Number } else { Use::Condition },
            guarded,
        ),
        ast::Expr::IfExpr(e) => {
            go(&e.test_expr, Use::Condition, guarded);
            // What the condition asks for may be missing in the branch that it chooses.
            go(&e.true_expr, wanted, true);
            e.false_expr.iter().for_each(|e| go(e, wanted, guarded));
        }
        ast::Expr::Call(c) => {
            match c.identify_call() {
                ast::CallType::Method(base, _) => go(base, Use::Any, guarded),
                ast::CallType::Object(base) => go(base, Use::Any, guarded),
                _ => {}
            }
            arguments(&c.args).for_each(|e| go(e, Use::Any, guarded));
        }
        ast::Expr::Slice(s) => {
            go(&s.expr, Use::Any, guarded);
            [&s.start, &s.stop, &s.step].into_iter().flatten().for_each(|e| go(e, Use::Number, guarded));
        }
        ast::Expr::GetAttr(e) => go(&e.expr, Use::Any, guarded),
        ast::Expr::GetItem(e) => {
            go(&e.expr, Use::Any, guarded);
            go(&e.subscript_expr, Use::Any, guarded);
        }
        ast::Expr::List(l) => l.items.iter().for_each(|e| go(e, Use::Any, guarded)),
        ast::Expr::Tuple(l) => l.items.iter().for_each(|e| go(e, Use::Any, guarded)),
        ast::Expr::Map(m) => m.keys.iter().chain(&m.values).for_each(|e| go(e, Use::Any, guarded)),
        ast::Expr::Var(_) | ast::Expr::Const(_) => {}
    }
}

/// The columns that a filter over rows names: `sum("人数", 类别="培训")` → 人数, 类别.
fn columns(args: &[ast::CallArg<'_>]) -> Vec<String> {
    args.iter()
        .filter_map(|arg| match arg {
            ast::CallArg::Pos(e) => e.as_const()?.as_str().map(String::from),
            ast::CallArg::Kwarg("attribute", e) => e.as_const()?.as_str().map(String::from),
            ast::CallArg::Kwarg(name, _) if name.is_ascii() => None,
            ast::CallArg::Kwarg(name, _) => Some(name.to_string()),
            _ => None,
        })
        .filter(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_'))
        .collect()
}

fn alone(expr: &ast::Expr<'_>) -> Option<String> {
    match expr {
        ast::Expr::Var(v) => Some(v.id.to_string()),
        ast::Expr::Call(c) => match c.identify_call() {
            ast::CallType::Function(name) => Some(name.to_string()),
            _ => None,
        },
        _ => None,
    }
}

/// The names that are called or read below the outermost expression.
fn within(exprs: &[&ast::Expr<'_>], alone: bool) -> Vec<String> {
    let mut found = Vec::new();
    for expr in exprs {
        let mut outermost = alone;
        walk(expr, &mut |e| {
            match e {
                ast::Expr::Var(v) if !outermost => found.push(v.id.to_string()),
                // The name of the outermost call itself comes next and is skipped.
                ast::Expr::Call(_) if outermost => return,
                _ => {}
            }
            outermost = false;
        });
    }
    found
}

fn bindings(stmt: &ast::Stmt<'_>, info: &mut Info) {
    let target = |e: &ast::Expr<'_>, binds: &mut Vec<String>| {
        walk(e, &mut |e| {
            if let ast::Expr::Var(v) = e {
                binds.push(v.id.to_string());
            }
        });
    };
    match stmt {
        ast::Stmt::Template(t) => t.children.iter().for_each(|s| bindings(s, info)),
        ast::Stmt::ForLoop(f) => {
            target(&f.target, &mut info.binds);
            info.recursive = f.recursive;
        }
        ast::Stmt::Set(s) => target(&s.target, &mut info.binds),
        ast::Stmt::SetBlock(s) => {
            target(&s.target, &mut info.binds);
            info.defines = info.binds.first().cloned();
        }
        ast::Stmt::WithBlock(w) => w.assignments.iter().for_each(|(t, _)| target(t, &mut info.binds)),
        ast::Stmt::Macro(m) => {
            m.args.iter().for_each(|a| target(a, &mut info.binds));
            info.defines = Some(m.name.to_string());
        }
        ast::Stmt::CallBlock(c) => {
            if let ast::CallType::Function(name) = c.call.identify_call() {
                info.defines = Some(name.to_string());
            }
            c.macro_decl.args.iter().for_each(|a| target(a, &mut info.binds));
        }
        _ => {}
    }
}
