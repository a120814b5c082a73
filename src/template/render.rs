//! Rendering: one run of the engine into the writer.

use super::compile::{Compiled, DOCUMENT, Source};
use super::diagnose::diagnose;
use super::engine::{self, Root};
use super::evaluate::{self, Evaluator};
use super::writer::Router;
use super::{Finish, Missing, Options, Report};
use crate::error::catalogue::{package as p, template as t};
use crate::error::{Problem, Result, Severity};
use crate::package::Writer;
use minijinja::value::{Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State, UndefinedBehavior};
use std::io::{Seek, Write};
use std::sync::Arc;

pub(super) fn render<W: Write + Seek>(
    template: &Compiled,
    data: Value,
    options: &Options,
    out: W,
) -> Result<Report> {
    prepared(template, data, options, |source, env, root| run(template, source, env, root, options, out))
}

/// Renders to nowhere: says what is wrong with the data and what it lacks.
pub(super) fn rehearse(template: &Compiled, data: Value, options: &Options) -> Result<Report> {
    prepared(template, data, options, |source, env, root| {
        let zip = template.package.rehearsal();
        fill(template, source, env, root, options, None, zip).map(|(_, report)| report)
    })
}

fn prepared(
    template: &Compiled,
    data: Value,
    options: &Options,
    run: impl FnOnce(&Source, &Environment<'_>, &Value) -> Result<Report>,
) -> Result<Report> {
    if data.kind() != ValueKind::Map {
        return Err(Problem::new(&t::TOP_LEVEL).into());
    }
    let prior =
        options.prior.clone().unwrap_or_else(|| Value::from_pairs(std::iter::empty::<(String, Value)>()));
    let root = Value::from_object(Root { data, prior });
    match options.missing {
        Missing::Error => {
            let mut env = std::borrow::Cow::Borrowed(&template.strict);
            if template.strict.fuel() != Some(options.max_fuel) {
                env.to_mut().set_fuel(Some(options.max_fuel));
            }
            run(&template.fast, &env, &root)
        }
        Missing::Blank | Missing::Mark => {
            let env = lenient(template, options)?;
            run(template.mark(), &env, &root)
        }
    }
}

/// An environment in which a gap is no error.
fn lenient(template: &Compiled, options: &Options) -> Result<Environment<'static>> {
    let mut env = engine::environment(&template.setups, UndefinedBehavior::Chainable);
    env.set_fuel(Some(options.max_fuel));
    let marks = options.missing == Missing::Mark;
    env.add_function("__list", move |v: Value| {
        let gap = v.is_undefined() || v.is_none();
        if gap && marks { Value::from(vec![Value::UNDEFINED]) } else { v }
    });
    let evaluator =
        Evaluator::new(&template.setups, UndefinedBehavior::SemiStrict, Arc::clone(&template.infos));
    env.add_function("__try", move |state: &State, id: usize| evaluate::attempt(&evaluator, state, id));
    let loaded = env.add_template_owned(DOCUMENT, template.mark().text.clone());
    loaded.map_err(|_| crate::Error::from(Problem::new(&t::TOO_COMPLEX)))?;
    Ok(env)
}

fn run<W: Write + Seek>(
    template: &Compiled,
    source: &Source,
    env: &Environment<'_>,
    root: &Value,
    options: &Options,
    out: W,
) -> Result<Report> {
    let broken = |e: &std::io::Error| crate::package::io_problem(&p::CANNOT_WRITE, e);
    let package = &template.package;
    let mut zip = package.writer(out);
    let rendered = |name: &str| source.tables.targets.iter().any(|t| t.name.eq_ignore_ascii_case(name));
    let mut changed = template.rewritten.clone();
    if options.update_fields {
        changed.extend(crate::wml::update_fields(package)?);
    }
    let rewritten = |name: &str| changed.iter().find(|(n, _)| n == name);
    package
        .copy(&mut zip, |name| !rendered(name), |name| rewritten(name).map(|(_, bytes)| bytes.as_slice()))
        .map_err(|e| broken(&e))?;
    // The main part comes first when it holds a tag at all.
    let first = source.tables.targets.first().is_some_and(|t| t.name == package.main_part());
    let finish = options.finish.clone().filter(|_| first);
    let (zip, report) = fill(template, source, env, root, options, finish, zip)?;
    zip.finish().map_err(|e| broken(&e))?;
    Ok(report)
}

/// Runs the engine into the parts that hold tags.
fn fill<W: Write + Seek>(
    template: &Compiled,
    source: &Source,
    env: &Environment<'_>,
    root: &Value,
    options: &Options,
    finish: Option<Finish>,
    zip: Writer<W>,
) -> Result<(Writer<W>, Report)> {
    let mut router =
        Router::new(&source.tables, zip, options.max_output, options.missing == Missing::Mark, finish);
    if !template.is_plain() {
        let document = env.get_template(DOCUMENT).map_err(|_| Problem::new(&t::TOO_COMPLEX))?;
        if let Err(error) = document.render_captured_to(root.clone(), &mut router) {
            return Err(failed(template, source, root, options, &error, router.problem.take()));
        }
    }
    let missing = gaps(template, source, &router.missing);
    let broken = |e: &std::io::Error| crate::package::io_problem(&p::CANNOT_WRITE, e);
    let zip = router.finish().map_err(|e| broken(&e))?;
    Ok((zip, Report { missing }))
}

/// Says why a render failed: all problems of the record, else the one that stopped it.
fn failed(
    template: &Compiled,
    source: &Source,
    root: &Value,
    options: &Options,
    error: &Error,
    writer: Option<Problem>,
) -> crate::Error {
    let tag = error
        .range()
        .and_then(|range| source.tag_at(range.start))
        .and_then(|id| Some((id, template.tags.get(id)?)));
    let place = |problem: Problem| match tag {
        Some((_, tag)) => tag.place(problem),
        None => problem,
    };
    if let Some(problem) = writer {
        return place(problem).into();
    }
    if error.kind() == ErrorKind::WriteFailure {
        let io = std::error::Error::source(error).and_then(|e| e.downcast_ref::<std::io::Error>());
        let unknown = std::io::Error::other("write failure");
        return crate::package::io_problem(&p::CANNOT_WRITE, io.unwrap_or(&unknown)).into();
    }
    if error.kind() == ErrorKind::OutOfFuel {
        return place(Problem::new(&t::OUT_OF_FUEL).arg("limit", options.max_fuel)).into();
    }
    let all = diagnose(template, root, options);
    if let Some(error) = crate::Error::from_problems(all) {
        return error;
    }
    let ours = crate::value::problems_of(error);
    let name = tag.and_then(|(id, _)| template.infos.get(id)).map(evaluate::public_name).unwrap_or_default();
    let problems = match ours {
        [] => {
            let info = tag.and_then(|(id, _)| template.infos.get(id));
            vec![place(evaluate::translate(error, &name, info))]
        }
        ours => ours.iter().map(|p| place(evaluate::about(p.clone(), &name))).collect(),
    };
    crate::Error::from_problems(problems.into_iter().map(|p| p.phrase("turns", "", "")).collect())
        .unwrap_or_else(|| Problem::new(&t::CANNOT_COMPUTE).into())
}

/// The gaps that were left, each once, as warnings.
fn gaps(template: &Compiled, source: &Source, left: &[(usize, String)]) -> Vec<Problem> {
    let named =
        |(context, name): &(usize, String)| Some((source.tables.contexts.get(*context)?.tag, name.clone()));
    let mut found: Vec<(usize, String)> = left.iter().filter_map(named).collect();
    found.sort_unstable();
    found.dedup();
    let one = |(id, name): (usize, String)| {
        let (tag, info) = (template.tags.get(id)?, template.infos.get(id)?);
        if tag.spot.fallback {
            return None;
        }
        let name = if name.is_empty() { evaluate::public_name(info) } else { name };
        let problem = super::missing::plain_problem(&name).severity(Severity::Warning);
        Some(tag.place(problem.phrase("turns", "", "")))
    };
    found.into_iter().filter_map(one).collect()
}
