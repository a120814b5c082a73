//! `--profile` and `--fonts`: the page, the sizes and the fonts of official documents.

use super::language::pick;
use super::{arguments, template};
use crate::error::{Error, Lang, Problem, catalogue::format as f};
use crate::format::{Fonts, Profile, house};
use clap::{Arg, ArgMatches};
use std::path::Path;

pub(super) fn arguments(lang: Lang) -> [Arg; 2] {
    [
        Arg::new("profile").long("profile").value_name(pick(lang, "版式", "PROFILE")).help(pick(
            lang,
            "版式：exact（默认，固定行距）、inkgrid（文档网格），或本单位的版式规则文件",
            "The page: exact (default), inkgrid (lines on a grid), or a file with your house's rules",
        )),
        Arg::new("fonts").long("fonts").value_name(pick(lang, "字体", "FONTS")).help(pick(
            lang,
            "字体：方正_GB2312（默认）、方正_GBK、系统（Windows 自带字体）",
            "Fonts: gb2312 (default), gbk, or system (what comes with Windows)",
        )),
    ]
}

/// The profile that was asked for.
pub(super) fn read(matches: &ArgMatches) -> Result<Profile, Error> {
    let mut problems = Vec::new();
    let mut profile = match matches.get_one::<String>("profile") {
        Some(name) => named(name, matches).unwrap_or_else(|error| {
            problems.extend(error.into_problems());
            Profile::exact()
        }),
        None => Profile::exact(),
    };
    if let Some(name) = matches.get_one::<String>("fonts") {
        match Fonts::named(name) {
            Some(fonts) => profile.fonts = fonts,
            None => problems.push(Problem::new(&f::NO_FONTS).arg("name", name)),
        }
    }
    match Error::from_problems(problems) {
        Some(error) => Err(error),
        None => Ok(profile),
    }
}

fn named(name: &str, matches: &ArgMatches) -> Result<Profile, Error> {
    if let Some(profile) = Profile::named(name) {
        return Ok(profile);
    }
    let path = Path::new(name);
    if !path.exists() {
        return Err(Problem::new(&f::NO_PROFILE).arg("name", name).into());
    }
    house::profile(&value(path, matches)?).map_err(|error| error.in_file(name))
}

/// A data file as JSON has it.
pub(super) fn value(path: &Path, matches: &ArgMatches) -> Result<serde_json::Value, Error> {
    let value = template::read_data(path, matches)?;
    serde_json::to_value(value).map_err(|_| Problem::new(&crate::error::catalogue::format::NOT_BUILT).into())
}

/// The limits on data files.
pub(super) fn limits(lang: Lang) -> impl Iterator<Item = Arg> {
    arguments::limits(lang).into_iter().filter(|arg| arg.get_id() == "max-data")
}
