//! Opening a template by path or by the name of a shipped one, and reading data.

use super::arguments;
use crate::error::{Error, Problem, catalogue::cli as c};
use crate::package::Package;
use crate::template::{Engine, Finish, Template};
use clap::ArgMatches;
use minijinja::value::Value;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The name of a shipped template: `@社区总结`.
fn shipped_name(path: &Path) -> Option<&str> {
    path.to_str()?.strip_prefix('@')
}

fn shipped(name: &str) -> Result<&'static [u8], Error> {
    match crate::format::template(name) {
        Some(shipped) => Ok(shipped.bytes),
        None => {
            let names: Vec<String> =
                crate::format::templates().iter().map(|t| format!("@{}", t.name)).collect();
            Err(Problem::new(&c::NO_TEMPLATE).arg("name", name).arg("names", names.join("、")).into())
        }
    }
}

/// Compiles the template that was named.
pub(super) fn open(matches: &ArgMatches) -> Result<Template, Error> {
    let engine = Engine::new().limits(arguments::package_limits(matches));
    let Some(path) = matches.get_one::<PathBuf>("template") else {
        return Err(Problem::new(&c::USAGE).into());
    };
    match shipped_name(path) {
        Some(name) => {
            let shown = path.display().to_string();
            let template = engine.from_bytes(shipped(name)?.to_vec()).map_err(|e| e.in_file(&shown))?;
            Ok(template.named(shown))
        }
        None => engine.open(path),
    }
}

/// The last change that documents in the official format want: places that depend on the length of what was
/// filled in.
pub(super) fn finish(template: &Template) -> Option<Finish> {
    let profile = crate::format::Profile::of_document(template.package()).ok().flatten()?;
    let settle = move |part: &str| crate::format::settle::settle(part, &profile).ok().flatten();
    Some(Arc::new(settle) as Finish)
}

/// Reads the package of the template that was named, without compiling it.
pub(super) fn package(matches: &ArgMatches) -> Result<Package, Error> {
    let limits = arguments::package_limits(matches);
    let Some(path) = matches.get_one::<PathBuf>("template") else {
        return Err(Problem::new(&c::USAGE).into());
    };
    match shipped_name(path) {
        Some(name) => Package::from_bytes(shipped(name)?.to_vec(), &limits),
        None => Package::open(path, &limits),
    }
}

/// Reads one data file, or standard input.
pub(super) fn read_data(path: &Path, matches: &ArgMatches) -> Result<Value, Error> {
    let limits = arguments::data_limits(matches);
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        let limit = limits.bytes.saturating_add(1);
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes).ok();
        return crate::data::read_bytes(&bytes, None, "-", &limits);
    }
    crate::data::read_file(path, &limits)
}
