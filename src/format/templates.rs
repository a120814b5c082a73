//! The templates that ship with the program, each with sample data.
//!
//! A template is written as a short text (a *recipe*): a line is a paragraph, `[标题]`, `[一级]` …
//! name its style, `｜` ends a heading that runs into its text. [`Shipped::build`] makes the Word
//! file of it under any profile; `templates/` holds the files under the default profile.

use super::page::Profile;
use super::recipe;
use crate::error::Result;

/// A template that ships with the program.
#[derive(Debug)]
pub struct Shipped {
    /// Its name, as in `@社区总结`.
    pub name: &'static str,
    /// Other names for it, English ones among them.
    pub aliases: &'static [&'static str],
    /// What it is for, in Chinese.
    pub title_zh: &'static str,
    /// What it is for, in English.
    pub title_en: &'static str,
    /// The Word file.
    pub bytes: &'static [u8],
    /// Sample data, YAML.
    pub sample: &'static str,
    recipe: &'static str,
}

impl Shipped {
    /// Builds the template under a profile of one's own.
    ///
    /// # Errors
    /// None with the profiles and fonts that ship.
    pub fn build(&self, profile: &Profile) -> Result<Vec<u8>> {
        recipe::document(self.recipe, profile).build(profile)
    }
}

/// What a sample adds to a report that has no addressee, signature or date of its own.
macro_rules! sample {
    ($data:literal, $to:literal, $name:literal) => {
        concat!(
            include_str!(concat!("../../fixtures/", $data, "/data.yaml")),
            "# 主送机关、署名和日期：不需要的可以删去\n主送: ",
            $to,
            "\n署名: ",
            $name,
            "\n日期: 2024年12月20日\n"
        )
    };
}

static TEMPLATES: [Shipped; 4] = [
    Shipped {
        name: "社区总结",
        aliases: &["社区", "community", "community-summary"],
        title_zh: "社区精神文明建设工作汇报",
        title_en: "yearly report of a community",
        bytes: include_bytes!("../../templates/社区总结.docx"),
        sample: sample!("社区", "街道精神文明建设指导委员会", "香港路社区居民委员会"),
        recipe: include_str!("recipes/community.txt"),
    },
    Shipped {
        name: "园区总结",
        aliases: &["园区", "park", "park-summary"],
        title_zh: "园区精神文明创建工作总结",
        title_en: "yearly report of an industrial park",
        bytes: include_bytes!("../../templates/园区总结.docx"),
        sample: sample!("园区", "区精神文明建设指导委员会办公室", "庐阳工业区管理委员会"),
        recipe: include_str!("recipes/park.txt"),
    },
    Shipped {
        name: "机关总结",
        aliases: &["机关", "bureau", "bureau-summary"],
        title_zh: "机关精神文明创建工作总结",
        title_en: "yearly report of a bureau",
        bytes: include_bytes!("../../templates/机关总结.docx"),
        sample: sample!("机关", "县创建工作领导小组办公室", "汉寿县环境保护局"),
        recipe: include_str!("recipes/bureau.txt"),
    },
    Shipped {
        name: "通用总结",
        aliases: &["总结", "通用", "general", "summary"],
        title_zh: "工作总结",
        title_en: "a report of sections and items to any depth",
        bytes: include_bytes!("../../templates/通用总结.docx"),
        sample: include_str!("../../fixtures/通用/data.yaml"),
        recipe: include_str!("recipes/general.txt"),
    },
];

/// The templates that ship with the program.
///
/// ```
/// let names: Vec<_> = hongtou::format::templates().iter().map(|t| t.name).collect();
/// assert_eq!(names, ["社区总结", "园区总结", "机关总结", "通用总结"]);
/// ```
pub fn templates() -> &'static [Shipped] {
    &TEMPLATES
}

/// A template by its name or an alias, with or without the leading `@`.
pub fn template(name: &str) -> Option<&'static Shipped> {
    let name = name.trim_start_matches('@').trim_end_matches(".docx");
    let named = |t: &&Shipped| t.name == name || t.aliases.iter().any(|a| a.eq_ignore_ascii_case(name));
    TEMPLATES.iter().find(named)
}
