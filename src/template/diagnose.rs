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
    if env.add_template_owned(DOCUMENT, source.text).is_ok()
        && let Ok(document) = env.get_template(DOCUMENT)
    {
        // Should it stop early, what was found until then stands.
        document.render(root.clone()).ok();
    }
    let found = findings.take().into_iter();
    let fallback = |id: usize| tags.get(id).is_some_and(|tag| tag.spot.fallback);
    let placed =
        found.filter(|(id, _)| !fallback(*id)).filter_map(|(id, problem)| Some(tags.get(id)?.place(problem)));
    let mut problems: Vec<Problem> = Vec::new();
    for problem in placed {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    problems
}
