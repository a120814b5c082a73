//! House rules: a profile of an office's own, as a change of a built-in one.
//!
//! A file (YAML, TOML or JSON, read by [`data`](crate::data)) names only what differs. Lengths are
//! millimetres, sizes are 三号 or points, as a clerk would say them:
//!
//! ```yaml
//! 基础: exact
//! 行距: 28            # 磅
//! 页码: {位置: 居中}
//! 二级标题: {加粗: true}
//! 数字字体: Times New Roman
//! ```

mod read;
mod rules;

use super::page::Profile;
use crate::error::{Error, Result};
pub use read::profile;
use rules::{Rules, unknown};
use serde::Deserialize;

/// What an office does otherwise. Every field is optional.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct House {
    /// The profile that is changed: `exact` or `inkgrid`.
    #[serde(alias = "基础")]
    pub base: Option<String>,
    /// The profile's name.
    #[serde(alias = "名称")]
    pub name: Option<String>,
    /// The margins.
    #[serde(alias = "页边距")]
    pub margins: Margins,
    /// From line to line in points.
    #[serde(alias = "行距")]
    pub pitch: Option<f64>,
    /// Lines on a page.
    #[serde(alias = "每页行数")]
    pub lines: Option<i32>,
    /// Characters in a line.
    #[serde(alias = "每行字数")]
    pub characters: Option<i32>,
    /// Tracking of the body in points.
    #[serde(alias = "字距")]
    pub tracking: Option<f64>,
    /// Size of the body.
    #[serde(alias = "正文字号")]
    pub body_size: Option<Size>,
    /// Size of the title.
    #[serde(alias = "标题字号")]
    pub title_size: Option<Size>,
    /// The title's font: 小标宋, 黑体 …
    #[serde(alias = "标题字体")]
    pub title_font: Option<String>,
    /// The title bold.
    #[serde(alias = "标题加粗")]
    pub title_bold: Option<bool>,
    /// The exact line of the title in points.
    #[serde(alias = "标题行距")]
    pub title_line: Option<f64>,
    /// Level 一、
    #[serde(alias = "一级标题")]
    pub level1: LevelRule,
    /// Level （一）
    #[serde(alias = "二级标题")]
    pub level2: LevelRule,
    /// Level 1.
    #[serde(alias = "三级标题")]
    pub level3: LevelRule,
    /// Level （1）
    #[serde(alias = "四级标题")]
    pub level4: LevelRule,
    /// Level ①
    #[serde(alias = "五级标题")]
    pub level5: LevelRule,
    /// Digits and Latin letters in this font.
    #[serde(alias = "数字字体")]
    pub latin: Option<String>,
    /// Blank lines.
    #[serde(alias = "空行")]
    pub blanks: BlankRule,
    /// Characters left blank.
    #[serde(alias = "空字")]
    pub indents: IndentRule,
    /// The page number.
    #[serde(alias = "页码")]
    pub number: NumberRule,
    /// The head.
    #[serde(alias = "版头")]
    pub head: HeadRule,
    /// The end.
    #[serde(alias = "版记")]
    pub imprint: ImprintRule,
    /// The letter.
    #[serde(alias = "信函")]
    pub letter: LetterRules,
    /// The fonts: `gb2312`, `gbk`, `system`, or chains of names.
    #[serde(alias = "字体")]
    pub fonts: Option<FontRule>,
}

/// A size: 三号 or points.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Size {
    /// Points.
    Points(f64),
    /// A Chinese name, or points as text.
    Name(String),
}

/// Margins in millimetres; paper too.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Margins {
    #[serde(alias = "上")]
    pub top: Option<f64>,
    #[serde(alias = "下")]
    pub bottom: Option<f64>,
    #[serde(alias = "左")]
    pub left: Option<f64>,
    #[serde(alias = "右")]
    pub right: Option<f64>,
    #[serde(alias = "纸宽")]
    pub width: Option<f64>,
    #[serde(alias = "纸高")]
    pub height: Option<f64>,
}

/// A level of headings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LevelRule {
    /// 黑体, 楷体, 仿宋, 宋体 or 小标宋.
    #[serde(alias = "字体")]
    pub font: Option<String>,
    /// Bold.
    #[serde(alias = "加粗")]
    pub bold: Option<bool>,
    /// Its size.
    #[serde(alias = "字号")]
    pub size: Option<Size>,
}

/// Blank lines, each a number of lines.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BlankRule {
    /// Between the red line and the title: 2 in the standard.
    #[serde(alias = "标题前")]
    pub before_title: Option<i32>,
    /// Below the title: 1.
    #[serde(alias = "标题后")]
    pub after_title: Option<i32>,
    /// Above 附件说明: 1.
    #[serde(alias = "附件说明前")]
    pub before_note: Option<i32>,
    /// Above the signature: 1.
    #[serde(alias = "署名前")]
    pub before_signature: Option<i32>,
    /// Above a signature with a seal: 2.
    #[serde(alias = "盖章署名前")]
    pub before_seal: Option<i32>,
}

/// Characters left blank.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IndentRule {
    /// At the start of a paragraph: 2 in the standard.
    #[serde(alias = "首行")]
    pub first_line: Option<i32>,
    /// Right of the signature: 2.
    #[serde(alias = "署名右空")]
    pub signature: Option<i32>,
    /// From the name's first character to the date's: 2.
    #[serde(alias = "日期缩进")]
    pub date: Option<i32>,
    /// Right of a date with a seal: 4.
    #[serde(alias = "盖章日期右空")]
    pub seal: Option<i32>,
}

/// The page number.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NumberRule {
    /// 外侧 (outer) or 居中 (center).
    #[serde(alias = "位置")]
    pub place: Option<String>,
    /// Its size.
    #[serde(alias = "字号")]
    pub size: Option<Size>,
    /// From the paper's lower edge in millimetres.
    #[serde(alias = "距页底")]
    pub foot: Option<f64>,
    /// From the type area's side in millimetres.
    #[serde(alias = "缩进")]
    pub indent: Option<f64>,
}

/// The head.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HeadRule {
    /// Size of the mark.
    #[serde(alias = "标志字号")]
    pub mark_size: Option<Size>,
    /// From the type area's upper edge to the mark in millimetres; 35 in the standard.
    #[serde(alias = "标志距版心")]
    pub mark_top: Option<f64>,
    /// From the type area's upper edge to the mark of an order in millimetres; 20 in the standard.
    #[serde(alias = "命令标志距版心")]
    pub order_mark_top: Option<f64>,
    /// From the document number to the red line in millimetres; 4 in the standard.
    #[serde(alias = "红线距文号")]
    pub rule_gap: Option<f64>,
    /// The red line's thickness in points.
    #[serde(alias = "红线粗细")]
    pub rule: Option<f64>,
    /// The red, RRGGBB.
    #[serde(alias = "颜色")]
    pub red: Option<String>,
}

/// The end.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ImprintRule {
    /// Its size.
    #[serde(alias = "字号")]
    pub size: Option<Size>,
    /// Its line in points.
    #[serde(alias = "行距")]
    pub line: Option<f64>,
    /// From the paper's lower edge to the last line in millimetres; 35 in the standard.
    #[serde(alias = "距页底")]
    pub foot: Option<f64>,
    /// The outer lines in millimetres.
    #[serde(alias = "首末线")]
    pub outer_rule: Option<f64>,
    /// The inner lines in millimetres.
    #[serde(alias = "中间线")]
    pub inner_rule: Option<f64>,
}

/// The letter.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LetterRules {
    /// From the paper's upper edge to the mark in millimetres; 30 in the standard.
    #[serde(alias = "标志距页顶")]
    pub mark_top: Option<f64>,
    /// From the mark to the first double line in millimetres; 4 in the standard.
    #[serde(alias = "双线距标志")]
    pub rule_gap: Option<f64>,
    /// From the second double line to the paper's lower edge in millimetres; 20 in the standard.
    #[serde(alias = "下线距页底")]
    pub foot_rule: Option<f64>,
    /// Length of the double lines in millimetres.
    #[serde(alias = "双线长")]
    pub width: Option<f64>,
    /// The double lines' weight in points.
    #[serde(alias = "双线粗细")]
    pub rule: Option<f64>,
}

/// The fonts.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum FontRule {
    /// A built-in set.
    Named(String),
    /// Chains of names.
    Chains(FontChains),
}

/// Fonts of each class in order of preference.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs)]
pub struct FontChains {
    #[serde(alias = "小标宋")]
    pub title: Vec<String>,
    #[serde(alias = "仿宋")]
    pub body: Vec<String>,
    #[serde(alias = "黑体")]
    pub hei: Vec<String>,
    #[serde(alias = "楷体")]
    pub kai: Vec<String>,
    #[serde(alias = "宋体")]
    pub song: Vec<String>,
}

impl House {
    /// The profile under these rules.
    ///
    /// # Errors
    /// `F005` for every value that cannot be understood or is out of range.
    ///
    /// ```
    /// use hongtou::format::house::House;
    /// let rules = r#"{"行距": 28, "页码": {"位置": "居中"}, "标题字号": "小二"}"#;
    /// let house: House = serde_json::from_str(rules).unwrap();
    /// let profile = house.profile()?;
    /// assert_eq!((profile.body.pitch.twips(), profile.title_size), (560, 36));
    /// # Ok::<(), hongtou::Error>(())
    /// ```
    pub fn profile(&self) -> Result<Profile> {
        let base = self.base.as_deref().unwrap_or("exact");
        let Some(mut profile) = Profile::named(base) else {
            return Err(unknown("基础", base, "exact、inkgrid").into());
        };
        profile.name = self.name.clone().unwrap_or_else(|| "house".into());
        let mut rules = Rules { profile: &mut profile, problems: Vec::new() };
        rules.page(&self.margins);
        rules.body(self);
        rules.title(self);
        rules.blanks(&self.blanks, &self.indents);
        rules.levels([&self.level1, &self.level2, &self.level3, &self.level4, &self.level5]);
        rules.number(&self.number);
        rules.head(&self.head);
        rules.imprint(&self.imprint);
        rules.letter(&self.letter);
        rules.fonts(self.fonts.as_ref());
        rules.character();
        match Error::from_problems(rules.problems) {
            Some(error) => Err(error),
            None => Ok(profile),
        }
    }
}
