//! Operands that are read as numbers: workbooks and forms give figures as text (`"29"`, `"1,000"`), and what is
//! reckoned with, or compared with a number, is meant as one.
//!
//! [`wraps`] finds the fields of an expression that stand so, and which of our functions goes round each; the
//! functions are in `reckon`.

use super::expr::{is_number, path_of};
use super::statement::walk;
use minijinja::machinery::ast::{self, BinOpKind as Op, CompareOpKind, Expr};
use std::ops::Range;

/// A function that goes round a stretch of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrap {
    pub function: &'static str,
    /// The stretch, in bytes of the code.
    pub span: Range<usize>,
    /// Further arguments: stretches of the same code.
    pub others: Vec<Range<usize>>,
}

/// What an operand is, as far as can be told without data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// A value of the data: who knows.
    Field,
    /// A text written in the template.
    Text,
    Number,
    Other,
}

/// The operands of `expr` to wrap. `at` is where the code begins in what was parsed.
pub(super) fn wraps(expr: &Expr<'_>, code: &str, at: usize) -> Vec<Wrap> {
    let mut found = Finder { code, at, wraps: Vec::new(), added: Vec::new(), within: Vec::new() };
    walk(expr, &mut |e| found.visit(e));
    found.wraps
}

/// The code with its functions round the operands.
pub(super) fn wrapped(code: &str, wraps: &[Wrap]) -> String {
    let mut inserts: Vec<(usize, bool, usize, String)> = Vec::new();
    for Wrap { function, span, others } in wraps {
        // At one place what ends comes before what begins; of two that begin the longer, of two that end
        // the shorter one.
        inserts.push((span.start, true, code.len().saturating_sub(span.end), format!("{function}(")));
        let others = others.iter().filter_map(|other| code.get(other.clone()));
        let others: String = others.map(|other| format!(", {other}")).collect();
        inserts.push((span.end, false, span.len(), format!("{others})")));
    }
    inserts.sort_by_key(|(at, begins, rank, _)| (*at, *begins, *rank));
    let (mut out, mut done) = (String::new(), 0);
    for (at, _, _, text) in inserts {
        out.push_str(code.get(done..at).unwrap_or_default());
        out.push_str(&text);
        done = at;
    }
    out + code.get(done..).unwrap_or_default()
}

struct Finder<'c> {
    code: &'c str,
    at: usize,
    wraps: Vec<Wrap>,
    /// Sums within larger ones that have been looked at.
    added: Vec<Range<usize>>,
    /// Parts of what is reckoned.
    within: Vec<Range<usize>>,
}

impl Finder<'_> {
    fn visit(&mut self, expr: &Expr<'_>) {
        if is_arithmetic(expr) {
            self.exact(expr);
        }
        match expr {
            Expr::BinOp(b) => match b.op {
                Op::Add => self.sum(expr),
                Op::Mul => [&b.left, &b.right].into_iter().for_each(|e| self.wrap("__factor", e, &[])),
                Op::Sub | Op::Div | Op::FloorDiv | Op::Rem | Op::Pow if sort(&b.left) != Sort::Text => {
                    [&b.left, &b.right].into_iter().for_each(|e| self.wrap("__reckon", e, &[]));
                }
                Op::Lt | Op::Lte | Op::Gt | Op::Gte => self.compare(&b.left, &b.right, true),
                Op::Eq | Op::Ne => self.compare(&b.left, &b.right, false),
                _ => {}
            },
            Expr::Compare(c) => {
                let mut left = &c.expr;
                for op in &c.ops {
                    match op.op {
                        CompareOpKind::Eq | CompareOpKind::Ne => self.compare(left, &op.expr, false),
                        CompareOpKind::In | CompareOpKind::NotIn => {}
                        _ => self.compare(left, &op.expr, true),
                    }
                    left = &op.expr;
                }
            }
            Expr::UnaryOp(u) if matches!(u.op, ast::UnaryOpKind::Neg) => self.wrap("__reckon", &u.expr, &[]),
            _ => {}
        }
    }

    /// What is reckoned is exact as a whole, not its parts by themselves.
    fn exact(&mut self, expr: &Expr<'_>) {
        let span = self.plain_span(expr);
        if !self.within.contains(&span) {
            self.wraps.push(Wrap { function: "__exact", span, others: Vec::new() });
        }
        let Expr::BinOp(b) = expr else { return };
        for side in [&b.left, &b.right] {
            if is_arithmetic(side) {
                let span = self.plain_span(side);
                self.within.push(span);
            }
        }
    }

    /// `a + b + c`: texts that are all numbers are added up; one word among them, and they are joined.
    fn sum(&mut self, expr: &Expr<'_>) {
        if self.added.contains(&self.plain_span(expr)) {
            return;
        }
        let mut terms = Vec::new();
        self.terms(expr, &mut terms);
        if !terms.iter().all(|e| matches!(sort(e), Sort::Field | Sort::Number)) {
            // Sums of lists are lists of their own; see `own`.
            if !terms.iter().any(|e| is_number(e)) {
                let span = self.plain_span(expr);
                self.wraps.push(Wrap { function: "__own", span, others: Vec::new() });
            }
            return;
        }
        let fields: Vec<&Expr<'_>> = terms.iter().filter(|e| sort(e) == Sort::Field).copied().collect();
        for (i, field) in fields.iter().enumerate() {
            let others: Vec<&Expr<'_>> =
                fields.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, e)| *e).collect();
            self.wrap("__plus", field, &others);
        }
        if fields.len() == terms.len() {
            let span = self.plain_span(expr);
            self.wraps.push(Wrap { function: "__own", span, others: Vec::new() });
        }
    }

    fn terms<'e, 's>(&mut self, expr: &'e Expr<'s>, out: &mut Vec<&'e Expr<'s>>) {
        match expr {
            Expr::BinOp(b) if matches!(b.op, Op::Add) => {
                let span = self.plain_span(expr);
                self.added.push(span);
                self.terms(&b.left, out);
                self.terms(&b.right, out);
            }
            _ => out.push(expr),
        }
    }

    fn compare(&mut self, left: &Expr<'_>, right: &Expr<'_>, order: bool) {
        for (one, other) in [(left, right), (right, left)] {
            match (sort(one), sort(other)) {
                (Sort::Field, _) if !order && is_none(other) => self.wrap("__null", one, &[]),
                (Sort::Field | Sort::Text, Sort::Number) if order => self.wrap("__number", one, &[]),
                (Sort::Field, Sort::Number) => self.wrap("__reckon", one, &[]),
                (Sort::Field | Sort::Text, Sort::Field) | (Sort::Field, Sort::Text) if order => {
                    self.wrap("__beside", one, &[other]);
                }
                (Sort::Field | Sort::Text, Sort::Field) => self.wrap("__same", one, &[other]),
                _ => {}
            }
        }
    }

    fn wrap(&mut self, function: &'static str, expr: &Expr<'_>, others: &[&Expr<'_>]) {
        let compared = matches!(function, "__beside" | "__number" | "__same");
        let texts = compared && sort(expr) == Sort::Text;
        let wrapped = (texts || sort(expr) == Sort::Field).then(|| self.span(expr)).flatten();
        let others: Option<Vec<_>> = others.iter().map(|e| self.span(e)).collect();
        let (Some(span), Some(others)) = (wrapped, others) else { return };
        let wrapped = |wrap: &Wrap| wrap.span == span && !matches!(wrap.function, "__exact" | "__own");
        if !self.wraps.iter().any(wrapped) {
            self.wraps.push(Wrap { function, span, others });
        }
    }

    fn plain_span(&self, expr: &Expr<'_>) -> Range<usize> {
        let span = expr.span();
        let from = |n: u32| (n as usize).saturating_sub(self.at);
        from(span.start_offset)..from(span.end_offset)
    }

    /// Where a field or a text stands. The engine knows where each ends; where it begins, only for its
    /// first name.
    fn span(&self, expr: &Expr<'_>) -> Option<Range<usize>> {
        let end = self.plain_span(expr).end;
        let mut start = self.plain_span(first(expr)).start;
        while depth(self.code.get(start..end)?) < 0 {
            let before = self.code.get(..start)?.trim_end();
            start = before.strip_suffix('(')?.len();
        }
        (depth(self.code.get(start..end)?) == 0).then_some(start..end)
    }
}

fn is_arithmetic(expr: &Expr<'_>) -> bool {
    let Expr::BinOp(b) = expr else { return false };
    matches!(b.op, Op::Add | Op::Sub | Op::Mul | Op::Div | Op::FloorDiv | Op::Rem | Op::Pow)
}

/// Whether it is `none`, as it is written: comparing with it asks whether a value is there.
pub(super) fn is_none(expr: &Expr<'_>) -> bool {
    matches!(expr, Expr::Const(c) if c.value.is_none())
}

/// The name that an operand begins with.
fn first<'a, 's>(expr: &'a Expr<'s>) -> &'a Expr<'s> {
    match expr {
        Expr::GetAttr(e) => first(&e.expr),
        Expr::GetItem(e) => first(&e.expr),
        Expr::Call(e) => first(&e.expr),
        Expr::Filter(e) => e.expr.as_ref().map_or(expr, first),
        _ => expr,
    }
}

/// How many parentheses stay open; those in strings do not count.
fn depth(code: &str) -> i32 {
    let (mut depth, mut quote, mut escaped) = (0, None, false);
    for c in code.chars() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(q) if c == q => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '(' => depth += 1,
            None if c == ')' => depth -= 1,
            None => {}
        }
    }
    depth
}

/// Filters whose result is a number.
const COUNTED: &[&str] =
    &["length", "count", "计数", "sum", "求和", "avg", "平均", "int", "float", "round", "abs", "wordcount"];

fn sort(expr: &Expr<'_>) -> Sort {
    if let Some(path) = path_of(expr) {
        // Its own counters are numbers.
        return if path.len() > 1 && path.first().is_some_and(|p| p == "loop") {
            Sort::Number
        } else {
            Sort::Field
        };
    }
    match expr {
        Expr::Const(_) if is_number(expr) => Sort::Number,
        Expr::Const(c) if c.value.as_str().is_some() => Sort::Text,
        Expr::Filter(f) if COUNTED.contains(&f.name) => Sort::Number,
        Expr::Filter(f) if matches!(f.name, "default" | "d") => match f.expr.as_ref().map(sort) {
            Some(Sort::Field) => Sort::Field,
            _ => Sort::Other,
        },
        Expr::UnaryOp(u) if matches!(u.op, ast::UnaryOpKind::Neg) => Sort::Number,
        Expr::BinOp(b) => match b.op {
            Op::Sub | Op::Div | Op::FloorDiv | Op::Pow => Sort::Number,
            Op::Mul | Op::Rem if sort(&b.left) != Sort::Text => Sort::Number,
            Op::Add => match (sort(&b.left), sort(&b.right)) {
                (Sort::Number, _) | (_, Sort::Number) => Sort::Number,
                _ => Sort::Other,
            },
            _ => Sort::Other,
        },
        _ => Sort::Other,
    }
}
