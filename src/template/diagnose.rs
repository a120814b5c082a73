//! Finds every problem of a template with its data: each expression is evaluated by itself, what is wrong is
//! noted with its tag and the loop's turn, and the run goes on.

use super::Options;
use super::compile::{Compiled, DOCUMENT};
use super::emit::Flavor;
use super::engine;
use super::evaluate::{self, Evaluator, Findings};
use crate::error::Problem;
use minijinja::value::Value;
use minijinja::{State, UndefinedBehavior};
use std::sync::Arc;

pub(super) fn diagnose(template: &Compiled, root: &Value, options: &Options) -> Vec<Problem> {
    let findings = Arc::new(Findings::default());
    let undefined = match options.missing {
        super::Missing::Error => UndefinedBehavior::SemiStrict,
        _ => UndefinedBehavior::Chainable,
    };
    let evaluator = Evaluator::new(&template.setups, undefined, Arc::clone(&template.infos));
    let mut env = engine::environment(&template.setups, UndefinedBehavior::Chainable);
    env.set_fuel(Some(options.max_fuel));
    let tags: Arc<[super::tag::Tag]> = template.tags.as_slice().into();
    let (noted, all) = (Arc::clone(&findings), Arc::clone(&tags));
    env.add_function("__e", move |state: &State, id: usize| {
        evaluate::diagnose(&evaluator, &all, &noted, state, id)
    });
    let source = template.source(Flavor::Diagnose);
    let mut stopped = None;
    if env.add_template_owned(DOCUMENT, source.text.clone()).is_ok()
        && let Ok(document) = env.get_template(DOCUMENT)
        && let Err(error) = document.render(root.clone())
    {
        // What stops the run cannot be evaluated by itself: a macro's call, the names of a loop.
        stopped = error.range().and_then(|range| source.tag_at(range.start)).map(|id| (id, error));
    }
    if let Some((id, error)) = stopped {
        let info = template.infos.get(id);
        let name = info.map(evaluate::public_name).unwrap_or_default();
        let ours = crate::value::problems_of(&error).first().cloned();
        // A problem of a value has been found already, where the value is printed.
        if ours.is_none() || findings.is_empty() {
            let problem = ours.unwrap_or_else(|| evaluate::translate(&error, &name, info));
            findings.add(id, evaluate::about(problem, &name), None);
        }
    }
    let found = findings.take().into_iter();
    let fallback = |id: usize| tags.get(id).is_some_and(|tag| tag.spot.fallback);
    let placed =
        found.filter(|(id, _)| !fallback(*id)).filter_map(|(id, problem)| Some(tags.get(id)?.place(problem)));
    let mut problems: Vec<Problem> = Vec::new();
    for problem in placed {
        if problems.last() != Some(&problem) {
            problems.push(problem);
        }
    }
    super::compile::limit(&mut problems);
    problems
}
