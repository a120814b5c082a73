//! The filters, by the cases of tests/cases/filters.tsv and the examples of docs/filters.md.

use hongtou::error::Lang;
use hongtou::value::filters::{FILTERS, register};
use hongtou::value::{number_text, problems_of};
use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value, context};
use proptest::prelude::*;

/// An environment that prints as a document does.
fn environment(undefined: UndefinedBehavior) -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(undefined);
    env.set_formatter(|out, _, value| match number_text(value) {
        Some(text) => Ok(out.write_str(&text)?),
        None => Ok(std::fmt::Write::write_fmt(out, format_args!("{value}"))?),
    });
    register(&mut env);
    env
}

fn render(env: &Environment<'_>, template: &str, data: &str) -> Result<String, minijinja::Error> {
    let data: Value = match data {
        "" => context!(),
        json => serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}")),
    };
    // The formatter sees undefined values; a document refuses to print them.
    let expression = template.strip_prefix("{{").and_then(|t| t.strip_suffix("}}"));
    if let Some(expression) = expression.filter(|e| !e.contains("}}")) {
        let value = env.compile_expression(expression)?.eval(&data)?;
        if value.is_undefined() && env.undefined_behavior() == UndefinedBehavior::SemiStrict {
            return Err(ErrorKind::UndefinedError.into());
        }
    }
    env.render_str(template, data)
}

/// What a case says: the text, or the code of the problem.
fn outcome(result: Result<String, minijinja::Error>) -> String {
    match result {
        Ok(text) => text,
        Err(error) => match problems_of(&error) {
            [problem, ..] => format!("!{}", problem.code()),
            [] if error.kind() == ErrorKind::UndefinedError => "!undefined".to_string(),
            [] => format!("!engine: {error}"),
        },
    }
}

#[test]
fn every_case_prints_what_it_says() {
    let env = environment(UndefinedBehavior::SemiStrict);
    let mut wrong = Vec::new();
    let cases = include_str!("cases/filters.tsv");
    for (number, line) in cases.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [expression, data, expected] = fields[..] else { panic!("line {}: {line}", number + 1) };
        let got = outcome(render(&env, &format!("{{{{ {expression} }}}}"), data));
        if got != expected {
            wrong.push(format!("line {}: {expression} gives {got:?}, not {expected:?}", number + 1));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The rows of the tables of docs/filters.md under a heading: template, data, output.
fn examples() -> Vec<(String, [String; 3])> {
    let mut heading = String::new();
    let mut rows = Vec::new();
    for line in include_str!("../docs/filters.md").lines() {
        if let Some(text) = line.strip_prefix("### ") {
            heading = text.to_string();
        }
        let marked = line.replace("\\|", "\u{1}");
        let cells: Vec<String> =
            marked.split('|').map(|cell| cell.trim().trim_matches('`').replace('\u{1}', "|")).collect();
        if let [_, template, data, output, _] = &cells[..]
            && template.starts_with("{{")
        {
            rows.push((heading.clone(), [template.clone(), data.clone(), output.clone()]));
        }
    }
    rows
}

#[test]
fn the_documentation_tells_the_truth() {
    let env = environment(UndefinedBehavior::SemiStrict);
    for (heading, [template, data, output]) in examples() {
        assert_eq!(outcome(render(&env, &template, &data)), output, "{template} under {heading}");
    }
}

#[test]
fn the_documentation_shows_every_filter_and_alias() {
    let text = include_str!("../docs/filters.md");
    for filter in FILTERS {
        let names = std::iter::once(&filter.name).chain(filter.aliases);
        let heading = names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let section = text.split("\n### ").find(|section| section.starts_with(&heading));
        assert!(section.is_some(), "docs/filters.md has no heading ### {heading}");
        let used = format!("|{}", filter.name);
        let shown = examples().iter().any(|(h, [template, ..])| *h == heading && template.contains(&used));
        assert!(shown, "docs/filters.md has no example of {}", filter.name);
    }
}

#[test]
fn a_missing_value_is_an_error_or_passes_through() {
    let strict = environment(UndefinedBehavior::SemiStrict);
    for filter in FILTERS.iter().filter(|filter| filter.name != "unit") {
        for missing in ["x", "r.x", "none"] {
            let expression = format!("{{{{ {missing}|{} }}}}", filter.name);
            let got = outcome(strict.render_str(&expression, context!(r => context!())));
            assert_eq!(got, "!undefined", "{expression}");
        }
    }
    for behaviour in [UndefinedBehavior::Chainable, UndefinedBehavior::Lenient] {
        let lenient = environment(behaviour);
        for filter in FILTERS {
            let arguments = if filter.name == "unit" { "('次')" } else { "" };
            let expression = format!("{}{}{arguments}|default('空')", "x|", filter.name);
            assert_eq!(
                outcome(render(&lenient, &format!("{{{{ {expression} }}}}"), "{}")),
                "空",
                "{expression}"
            );
        }
        assert_eq!(outcome(render(&lenient, "{{ n|fixed(2) }}", r#"{"n": ""}"#)), "");
        assert_eq!(outcome(render(&lenient, "{{ r|sum('m') }}", r#"{"r": [{"n": 1}]}"#)), "0");
        assert_eq!(outcome(render(&lenient, "{{ n|cn }}", r#"{"n": "若干"}"#)), "!V001");
    }
}

#[test]
fn an_alias_is_the_same_filter() {
    let env = environment(UndefinedBehavior::SemiStrict);
    for filter in FILTERS {
        for alias in filter.aliases {
            let call = |name: &str| outcome(render(&env, &format!("{{{{ '3'|{name} }}}}"), ""));
            let got = call(alias);
            assert_eq!(got, call(filter.name), "{alias}");
        }
    }
}

#[test]
fn all_wrong_rows_are_reported_together() {
    let env = environment(UndefinedBehavior::SemiStrict);
    let data = r#"{"r": [{"人数": "约20"}, {"人数": 3}, {"人数": "12人"}]}"#;
    let error = render(&env, "{{ r|求和('人数') }}", data).unwrap_err();
    let shown: Vec<String> = problems_of(&error).iter().map(|p| p.message(Lang::Zh)).collect();
    assert_eq!(
        shown,
        ["第1行的“人数”是“约20”，不是数字，“求和”算不了", "第3行的“人数”是“12人”，不是数字，“求和”算不了"]
    );
}

#[test]
fn messages_say_what_to_do() {
    let env = environment(UndefinedBehavior::SemiStrict);
    let cases = [
        ("{{ r|sum('n') }}", r#"{"r": [{"n": "12人"}]}"#),
        ("{{ r|sum('人头') }}", r#"{"r": [{"名称": "甲", "人数": 3}]}"#),
        ("{{ d|date }}", r#"{"d": "2024-11-31"}"#),
        ("{{ d|date }}", r#"{"d": "去年底"}"#),
        ("{{ 3|fixed('二') }}", ""),
        ("{{ 3|yoy }}", ""),
        ("{{ 3|wan(位数=2) }}", ""),
        ("{{ 60|level(5) }}", ""),
        ("{{ n|fixed }}", r#"{"n": ""}"#),
    ];
    let mut shown = String::new();
    for (template, data) in cases {
        let error = render(&env, template, data).unwrap_err();
        for lang in [Lang::Zh, Lang::En] {
            shown.push_str(&format!("{}\n", problems_of(&error)[0].display(lang)));
        }
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn a_problem_survives_a_macro() {
    let env = environment(UndefinedBehavior::SemiStrict);
    let template = "{% macro m(x) %}{{ x|fixed(2) }}{% endmacro %}{{ m('若干') }}";
    assert_eq!(outcome(env.render_str(template, ())), "!V001");
}

#[test]
fn many_rows_cost_fuel() {
    let mut env = environment(UndefinedBehavior::SemiStrict);
    env.set_fuel(Some(500));
    let rows: Vec<Value> = (0..1000).map(|n| context!(n)).collect();
    let error = env.render_str("{{ r|sum('n') }}", context!(r => rows)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutOfFuel);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the value and the arguments, a filter answers or explains; it never panics, and no
    /// error is the engine's own.
    #[test]
    fn any_text_is_answered_or_explained(value in any_text(), argument in any_text(), number in any::<i64>()) {
        let env = environment(UndefinedBehavior::SemiStrict);
        let rows = [context!(n => value.clone(), k => argument.clone())];
        let data = context!(v => value, a => argument, n => number, r => rows);
        for filter in FILTERS {
            for call in ["v|F", "v|F(a)", "n|F(v)", "v|F(n)", "n|F(n)", "v|F(n, a)", "r|F(a)", "r|F('n')", "r|F('n', k=a)", "r|F(n=a)"] {
                let call = call.replace('F', filter.name);
                let got = outcome(env.render_str(&format!("{{{{ ({call})|default('') }}}}"), &data));
                prop_assert!(!got.starts_with("!engine"), "{call}: {got}");
            }
        }
    }

    /// A sum of decimals is exact.
    #[test]
    fn a_sum_is_exact(cents in proptest::collection::vec(-1_000_000_000_i64..1_000_000_000, 0..40)) {
        let env = environment(UndefinedBehavior::SemiStrict);
        let rows: Vec<Value> = cents.iter().map(|c| context!(n => text_of_cents(*c))).collect();
        let sum = env.render_str("{{ r|sum('n')|fixed(2) }}", context!(r => rows)).unwrap();
        prop_assert_eq!(sum, text_of_cents(cents.iter().sum()));
    }
}

fn text_of_cents(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}

/// Texts that look like numbers, dates and conditions, and texts that do not.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[-+−]?[0-9０-９,，]{0,45}[.．]?[0-9]{0,40}[%％万亿千]{0,3}",
        "[<>=≥≤!]{0,2}[0-9一二十〇]{1,5}[-/.年][0-9一二十]{1,3}[-/.月]?[0-9]{0,3}[日号]?",
        "[零一二两三九十百千万亿点负廿]{0,60}",
        "%?[-_0EO]?[A-Za-z%]{0,4}",
        "\\PC{0,30}",
    ]
}
