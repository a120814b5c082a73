//! Templates of official documents by kind: `hongtou new KIND`.

use super::page::Profile;
use super::recipe;
use crate::error::{Problem, Result, catalogue};
use crate::text::near::nearest;

/// A kind of official document with a template of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// 总结: material, no head; with [`Options::red_head`] a head.
    Summary,
    /// 报告: upward, with 签发人.
    Report,
    /// 请示: upward, with 签发人.
    Request,
    /// 通知
    Notice,
    /// 通报
    Circular,
    /// 函, in the letter's layout (10.1).
    Letter,
    /// 纪要 (10.3)
    Minutes,
    /// 命令 (10.2)
    Order,
}

/// How a template is built.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Gives a 总结 a head (版头) and an end (版记).
    pub red_head: bool,
    /// Page, sizes and fonts.
    pub profile: Profile,
}

/// The name, other names, the recipe and the sample of a kind.
struct Row {
    kind: Kind,
    name: &'static str,
    aliases: &'static [&'static str],
    recipe: &'static str,
    sample: &'static str,
}

/// A sample is what is particular to the kind, and a body that several kinds share.
macro_rules! sample {
    ($own:literal) => {
        include_str!(concat!("samples/", $own, ".yaml"))
    };
    ($own:literal, $body:literal) => {
        concat!(
            include_str!(concat!("samples/", $own, ".yaml")),
            include_str!(concat!("samples/", $body, ".yaml"))
        )
    };
}

static KINDS: [Row; 8] = [
    Row {
        kind: Kind::Summary,
        name: "总结",
        aliases: &["summary", "工作总结", "总结报告", "汇报", "工作汇报"],
        recipe: include_str!("recipes/general.txt"),
        sample: sample!("summary", "done"),
    },
    Row {
        kind: Kind::Report,
        name: "报告",
        aliases: &["report", "工作报告"],
        recipe: include_str!("recipes/report.txt"),
        sample: sample!("report", "done"),
    },
    Row {
        kind: Kind::Request,
        name: "请示",
        aliases: &["request", "request-for-instructions"],
        recipe: include_str!("recipes/report.txt"),
        sample: sample!("request", "plan"),
    },
    Row {
        kind: Kind::Notice,
        name: "通知",
        aliases: &["notice"],
        recipe: include_str!("recipes/document.txt"),
        sample: sample!("notice", "plan"),
    },
    Row {
        kind: Kind::Circular,
        name: "通报",
        aliases: &["circular", "bulletin"],
        recipe: include_str!("recipes/document.txt"),
        sample: sample!("circular", "done"),
    },
    Row {
        kind: Kind::Letter,
        name: "函",
        aliases: &["letter", "信函"],
        recipe: include_str!("recipes/letter.txt"),
        sample: sample!("letter", "plan"),
    },
    Row {
        kind: Kind::Minutes,
        name: "纪要",
        aliases: &["minutes", "会议纪要", "meeting-minutes"],
        recipe: include_str!("recipes/minutes.txt"),
        sample: sample!("minutes", "plan"),
    },
    Row {
        kind: Kind::Order,
        name: "命令",
        aliases: &["order", "decree", "令"],
        recipe: include_str!("recipes/order.txt"),
        sample: sample!("order"),
    },
];

impl Kind {
    /// Every kind.
    pub fn all() -> impl Iterator<Item = Kind> {
        KINDS.iter().map(|row| row.kind)
    }

    /// The kind of a Chinese or English name.
    ///
    /// # Errors
    /// `F003` lists the kinds when there is none of that name.
    ///
    /// ```
    /// use hongtou::format::Kind;
    /// assert_eq!(Kind::named("notice")?, Kind::Notice);
    /// assert_eq!(Kind::named("函")?.name(), "函");
    /// # Ok::<(), hongtou::Error>(())
    /// ```
    pub fn named(name: &str) -> Result<Kind> {
        let known =
            |row: &&Row| row.name == name || row.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name));
        KINDS.iter().find(known).map(|row| row.kind).ok_or_else(|| {
            let zh: Vec<_> = KINDS.iter().map(|row| row.name).collect();
            let en: Vec<_> = KINDS.iter().filter_map(|row| row.aliases.first().copied()).collect();
            let names = KINDS.iter().flat_map(|row| row.aliases.iter().copied().chain([row.name]));
            let near = nearest(name, names, str::to_lowercase);
            let (near_zh, near_en) = match near {
                Some(near) => (format!("您要的可能是“{near}”；"), format!("perhaps {near} was meant; ")),
                None => Default::default(),
            };
            Problem::new(&catalogue::format::NO_KIND)
                .arg("kind", name)
                .phrase("near", near_zh, near_en)
                .phrase("kinds", zh.join("、"), en.join(", "))
                .into()
        })
    }

    /// Its Chinese name.
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.name)
    }

    /// Its other names, English ones first.
    pub fn aliases(self) -> &'static [&'static str] {
        self.row().map_or(&[], |row| row.aliases)
    }

    fn row(self) -> Option<&'static Row> {
        KINDS.iter().find(|row| row.kind == self)
    }
}

/// Builds the template of a kind.
///
/// # Errors
/// None with the profiles and fonts that ship.
///
/// ```
/// use hongtou::format::{self, Kind, Options};
/// let template = format::new(Kind::Notice, &Options::default())?;
/// assert!(template.starts_with(b"PK"));
/// assert!(format::sample(Kind::Notice).contains("发文字号"));
/// # Ok::<(), hongtou::Error>(())
/// ```
pub fn new(kind: Kind, options: &Options) -> Result<Vec<u8>> {
    let recipe = match (kind, options.red_head) {
        (Kind::Summary, true) => include_str!("recipes/document.txt"),
        _ => kind.row().map_or("", |row| row.recipe),
    };
    recipe::document(recipe, &options.profile).build(&options.profile)
}

/// Sample data for a template of one's own, YAML: what the kinds' samples hold of its fields, and a blank to be
/// filled in for every other one. A field is a path such as `单位.名称` or `活动[].名称`.
///
/// ```
/// let sample = hongtou::format::sample_of(["印发日期", "单位.名称", "活动[].人数"]);
/// assert_eq!(sample, "印发日期: 2024年12月20日\n单位:\n  名称: （单位.名称）\n活动:\n  - 人数: （活动.人数）\n");
/// ```
pub fn sample_of<'a>(fields: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = String::new();
    let mut tops: Vec<(&str, bool, Vec<&str>)> = Vec::new();
    for field in fields {
        let (top, rest) = field.split_once('.').unwrap_or((field, ""));
        let (name, list) = (top.trim_end_matches("[]"), top.ends_with("[]"));
        match tops.iter_mut().find(|(known, ..)| *known == name) {
            Some((_, listed, inner)) => {
                *listed |= list;
                inner.push(rest);
            }
            None => tops.push((name, list, vec![rest])),
        }
    }
    for (name, list, inner) in tops {
        match KINDS.iter().find_map(|row| entry(row.sample, name)) {
            Some(known) => out.push_str(known),
            None => out.push_str(&blank(name, list, &inner)),
        }
    }
    out
}

/// The lines of an entry at the top of a sample.
fn entry(sample: &'static str, name: &str) -> Option<&'static str> {
    let mut at = 0;
    let mut start = None;
    for line in sample.split_inclusive('\n') {
        let top = !line.starts_with([' ', '-', '\n']);
        match start {
            Some(start) if top => return sample.get(start..at),
            None if top && line.split_once(':').is_some_and(|(key, _)| key == name) => start = Some(at),
            _ => {}
        }
        at += line.len();
    }
    sample.get(start?..)
}

/// An entry whose values are the fields' names in brackets.
fn blank(name: &str, list: bool, inner: &[&str]) -> String {
    let mut names: Vec<&str> = inner.iter().map(|path| path.split('.').next().unwrap_or("")).collect();
    names.retain(|name| !name.is_empty());
    names.dedup();
    match (list, names.is_empty()) {
        (false, true) => format!("{name}: （{name}）\n"),
        (true, true) => format!("{name}:\n  - （{name}）\n"),
        _ => {
            let value = |field: &&str| format!("{}: （{name}.{0}）\n", field.trim_end_matches("[]"));
            let lines: Vec<String> = names.iter().map(value).collect();
            let first = if list { "  - " } else { "  " };
            format!("{name}:\n{first}{}", lines.join(if list { "    " } else { "  " }))
        }
    }
}

/// Sample data for the template of a kind, YAML: three pages or more of it.
pub fn sample(kind: Kind) -> &'static str {
    kind.row().map_or("", |row| row.sample)
}
