//! What `check` is asked to do: arguments over the settings of an office.

use super::super::{arguments, profile};
use crate::convert::Converter;
use crate::error::{Error, Lang, Problem, Severity, catalogue::format as f};
use crate::format::Profile;
use crate::format::check::{self, Baseline, Class, Level, Settings};
use crate::format::wording::Lexicon;
use clap::ArgMatches;
use std::path::{Path, PathBuf};

/// What is to be done with every file.
pub(super) struct Plan {
    pub options: check::Options,
    pub fix: Option<Level>,
    pub redline: bool,
    pub output: Option<PathBuf>,
    pub format: String,
    pub fail_on: Option<Severity>,
    pub baseline: Baseline,
    pub limits: crate::package::Limits,
    pub converter: Converter,
    pub lang: Lang,
}

impl Plan {
    pub(super) fn read(matches: &ArgMatches, files: &[PathBuf], lang: Lang) -> Result<Plan, Error> {
        let settings = match files.first().and_then(|file| check::find_settings(file)) {
            Some(path) => Settings::read(&text(&path)?, &path)?,
            None => Settings::default(),
        };
        let mut options =
            check::Options { profile: profile_of(matches, &settings)?, ..check::Options::default() };
        let named = |id: &str, settled: &[String]| -> Result<Vec<String>, Error> {
            let given: Vec<String> = matches.get_many::<String>(id).into_iter().flatten().cloned().collect();
            let unknown = given.iter().filter(|name| !known(name));
            let problems = unknown.map(|name| Problem::new(&f::NO_SUCH_RULE).arg("name", name)).collect();
            match Error::from_problems(problems) {
                Some(error) => Err(error),
                None if given.is_empty() => Ok(settled.to_vec()),
                None => Ok(given),
            }
        };
        options.select = named("select", &settings.select)?;
        options.ignore = named("ignore", &settings.ignore)?;
        options.class = match matches.get_one::<String>("class").map(String::as_str) {
            Some("formal") => Some(Class::Formal),
            Some(_) => Some(Class::Material),
            None => settings.class,
        };
        if let Some(path) = matches.get_one::<PathBuf>("lexicon").or(settings.lexicon.as_ref()) {
            options.lexicon =
                Lexicon::with(&text(path)?).map_err(|e| e.in_file(&path.display().to_string()))?;
        }
        let baseline = match matches.get_one::<PathBuf>("baseline").or(settings.baseline.as_ref()) {
            Some(path) => Baseline::read(&text(path)?),
            None => Baseline::default(),
        };
        let level = if matches.get_flag("unsafe-fixes") { Level::Unsafe } else { Level::Safe };
        let fix = matches.get_flag("fix") || matches.get_flag("unsafe-fixes") || matches.get_flag("redline");
        Ok(Plan {
            options,
            fix: fix.then_some(level),
            redline: matches.get_flag("redline"),
            output: matches.get_one::<PathBuf>("output").cloned(),
            format: matches.get_one::<String>("format").cloned().unwrap_or_default(),
            fail_on: match matches.get_one::<String>("fail-on").map(String::as_str) {
                Some("error") => Some(Severity::Error),
                Some("info") => Some(Severity::Info),
                Some("never") => None,
                _ => Some(Severity::Warning),
            },
            baseline,
            limits: arguments::package_limits(matches),
            converter: Converter::find(),
            lang,
        })
    }
}

fn known(name: &str) -> bool {
    let code = name.to_ascii_uppercase();
    code.len() >= 2 && check::rules().iter().any(|rule| rule.code.starts_with(&code))
}

fn profile_of(matches: &ArgMatches, settings: &Settings) -> Result<Profile, Error> {
    match &settings.profile {
        Some(name) if matches.get_one::<String>("profile").is_none() => match Profile::named(name) {
            Some(profile) => Ok(profile),
            None => {
                let path = settings.folder.join(name);
                crate::format::house::profile(&profile::value(&path, matches)?)
                    .map_err(|error| error.in_file(&path.display().to_string()))
            }
        },
        _ => profile::read(matches),
    }
}

fn text(path: &Path) -> Result<String, Error> {
    let bytes = crate::package::read_file(path, 16 << 20)?;
    crate::format::draft::decode(&bytes).map_err(|error| error.in_file(&path.display().to_string()))
}
