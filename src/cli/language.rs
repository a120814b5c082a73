//! The language of messages: `--lang`, else LC_ALL, LC_MESSAGES, LANG; Chinese when unset or C.

use crate::error::Lang;
use std::ffi::OsString;

pub(super) fn choose(args: &[OsString]) -> Lang {
    asked(args).or_else(environment).unwrap_or_default()
}

/// `--lang en` or `--lang=en`, wherever it stands: it must be known before the arguments are read.
fn asked(args: &[OsString]) -> Option<Lang> {
    let mut args = args.iter().filter_map(|a| a.to_str());
    while let Some(arg) = args.next() {
        if arg == "--" {
            return None;
        }
        if let Some(value) = arg.strip_prefix("--lang=") {
            return read(value);
        }
        if arg == "--lang" {
            return args.next().and_then(read);
        }
    }
    None
}

fn environment() -> Option<Lang> {
    let set = |name| std::env::var(name).ok().filter(|v| !v.is_empty());
    read(&["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set)?)
}

fn read(value: &str) -> Option<Lang> {
    let value = value.to_lowercase();
    match value.as_str() {
        "c" | "posix" => None,
        v if v.starts_with("c.") || v.starts_with("zh") => Some(Lang::Zh),
        _ => Some(Lang::En),
    }
}

pub(super) fn pick(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}
