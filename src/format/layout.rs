//! A layout of an office's own: `hongtou new --from FILE`.
//!
//! ```yaml
//! 名称: 工作专报
//! 部件:
//!   - 版头
//!   - 标题
//!   - {样式: 公文正文, 文字: "报送单位：{{ 单位.名称 }}"}
//!   - 正文
//!   - 署名
//!   - 版记
//! ```

use super::build::{Block, Document, Paragraph};
use super::page::Profile;
use super::recipe;
use super::style::{Style, styles};
use crate::error::{Error, Problem, Result, catalogue};
use serde::Deserialize;
use serde_json::Value;

/// The parts of a document in order.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// What the document is called; its title property.
    #[serde(alias = "名称", default)]
    pub name: String,
    /// Its parts.
    #[serde(alias = "部件")]
    pub parts: Vec<LayoutPart>,
}

/// One part: a known one by its name, or a paragraph of one's own.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum LayoutPart {
    /// 版头, 标题, 正文 …
    Known(String),
    /// A paragraph with a style's Chinese name and its text, which may hold placeholders.
    Own {
        /// The style: 公文正文, 一级标题 …
        #[serde(alias = "样式")]
        style: String,
        /// The text.
        #[serde(alias = "文字")]
        text: String,
    },
}

/// The known parts and the recipes that make them.
const PARTS: [(&str, &str); 14] = [
    ("版头", "@head"),
    ("上行文版头", "@upward"),
    ("信函版头", "@@信函版头\n[空行] \n[空行] "),
    ("命令版头", "[命令标志] {{ 发文机关标志 }}\n[令号] {{ 令号 }}"),
    ("标题", "[标题] {{ 标题 }}"),
    ("主送", "@recipients"),
    ("正文", "@body"),
    ("附件说明", "@close"),
    ("出席人员", "@attendance"),
    ("署名", "@signature"),
    ("签名章", "@stamp"),
    ("附件", "@attachments"),
    ("版记", "@@版记"),
    ("信函版记", "@@信函版记"),
];

impl Layout {
    /// Reads a layout from data.
    ///
    /// # Errors
    /// `F013` for everything that is no part.
    pub fn from_value(value: &Value) -> Result<Layout> {
        let field = |names: [&str; 2]| names.iter().find_map(|name| value.get(*name));
        let mut problems = Vec::new();
        let parts = match field(["部件", "parts"]) {
            Some(Value::Array(parts)) if !parts.is_empty() => parts
                .iter()
                .filter_map(|one| read(one).map_err(|e| problems.extend(e.into_problems())).ok())
                .collect(),
            _ => {
                problems.push(bad("缺少“部件”清单", "there is no list called parts"));
                Vec::new()
            }
        };
        for name in value.as_object().into_iter().flat_map(|given| given.keys()) {
            if !["名称", "name", "部件", "parts"].contains(&name.as_str()) {
                problems.push(bad(format!("不认识“{name}”这一项"), format!("{name} is not known")));
            }
        }
        let name = field(["名称", "name"]).and_then(Value::as_str).unwrap_or_default().to_string();
        match Error::from_problems(problems) {
            Some(error) => Err(error),
            None => Ok(Layout { name, parts }),
        }
    }

    /// Builds the template.
    ///
    /// # Errors
    /// `F007` for every part or style that is not known, all of them.
    ///
    /// ```
    /// use hongtou::format::{Profile, layout::Layout};
    /// let layout: Layout = serde_json::from_str(r#"{"名称": "专报", "部件": ["版头", "标题", "正文"]}"#).unwrap();
    /// assert!(layout.build(&Profile::exact())?.starts_with(b"PK"));
    /// # Ok::<(), hongtou::Error>(())
    /// ```
    pub fn build(&self, profile: &Profile) -> Result<Vec<u8>> {
        let titled = self.parts.iter().any(|part| matches!(part, LayoutPart::Known(name) if name == "标题"));
        let mut document = Document::new(if titled { "{{ 标题 }}" } else { self.name.as_str() });
        let mut problems = Vec::new();
        for part in &self.parts {
            match part {
                LayoutPart::Known(name) => match PARTS.iter().find(|(known, _)| known == name) {
                    Some((_, recipe)) => recipe::append(&mut document, recipe, profile),
                    None => problems.push(unknown(name)),
                },
                LayoutPart::Own { style, text } => match named(style) {
                    Some(style) => {
                        document.blocks.push(Block::Paragraph(Paragraph::new(style, text.as_str())))
                    }
                    None => problems.push(unknown(style)),
                },
            }
        }
        match Error::from_problems(problems) {
            Some(error) => Err(error),
            None => document.build(profile),
        }
    }
}

fn read(value: &Value) -> Result<LayoutPart> {
    let text = |names: [&str; 2]| names.iter().find_map(|name| value.get(*name)?.as_str());
    match (value, text(["样式", "style"]), text(["文字", "text"])) {
        (Value::String(name), ..) => Ok(LayoutPart::Known(name.trim().to_string())),
        (_, Some(style), Some(text)) => {
            Ok(LayoutPart::Own { style: style.trim().to_string(), text: text.to_string() })
        }
        _ => Err(bad(format!("“{value}”不是部件"), format!("{value} is no part")).into()),
    }
}

fn bad(zh: impl Into<String>, en: impl Into<String>) -> Problem {
    Problem::new(&catalogue::format::BAD_LAYOUT).phrase("detail", zh.into(), en.into())
}

fn named(name: &str) -> Option<Style> {
    styles().find(|style| style.name() == name)
}

fn unknown(name: &str) -> Problem {
    let parts: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
    let styles: Vec<&str> = styles().map(Style::name).collect();
    Problem::new(&catalogue::format::NO_PART)
        .arg("name", name)
        .arg("parts", parts.join("、"))
        .arg("styles", styles.join("、"))
}
