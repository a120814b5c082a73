//! Fonts by class.
//!
//! The standard names classes (小标宋体, 仿宋体, 楷体, 黑体, 宋体), never a foundry. Each class is a
//! chain: the first is written into the styles, and the font table names the next as its stand-in
//! (`w:altName`), so that a computer without the first shows the second and not just any font.

/// A class of fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FontSet {
    /// 小标宋体: the organ's mark and titles (7.2.4, 7.3.1).
    Title,
    /// 仿宋体: the body (5.2.2).
    Body,
    /// 黑体: level one, 密级, attachments' numbers (7.3.3, 7.2.2, 7.3.7).
    Hei,
    /// 楷体: level two, signers' names (7.3.3, 7.2.6).
    Kai,
    /// 宋体: the page number (7.5).
    Song,
}

/// Which fonts stand for each class, in order of preference; the first is the one written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fonts {
    /// 小标宋体.
    pub title: Vec<String>,
    /// 仿宋体.
    pub body: Vec<String>,
    /// 黑体.
    pub hei: Vec<String>,
    /// 楷体.
    pub kai: Vec<String>,
    /// 宋体.
    pub song: Vec<String>,
}

fn chain(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_string()).collect()
}

impl Fonts {
    /// What most offices have: 方正小标宋简体, 仿宋_GB2312, 楷体_GB2312.
    pub fn gb2312() -> Self {
        Fonts {
            title: chain(&["方正小标宋简体", "方正小标宋_GBK", "宋体"]),
            body: chain(&["仿宋_GB2312", "仿宋", "FangSong"]),
            hei: chain(&["黑体", "SimHei"]),
            kai: chain(&["楷体_GB2312", "楷体", "KaiTi"]),
            song: chain(&["宋体", "SimSun"]),
        }
    }

    /// 方正's GBK fonts, which hold rare characters in names.
    pub fn gbk() -> Self {
        Fonts {
            title: chain(&["方正小标宋_GBK", "方正小标宋简体", "宋体"]),
            body: chain(&["方正仿宋_GBK", "仿宋_GB2312", "仿宋"]),
            hei: chain(&["方正黑体_GBK", "黑体", "SimHei"]),
            kai: chain(&["方正楷体_GBK", "楷体_GB2312", "楷体"]),
            song: chain(&["宋体", "SimSun"]),
        }
    }

    /// Fonts that come with Windows: no foundry's.
    pub fn system() -> Self {
        Fonts {
            title: chain(&["宋体", "SimSun"]),
            body: chain(&["仿宋", "FangSong"]),
            hei: chain(&["黑体", "SimHei"]),
            kai: chain(&["楷体", "KaiTi"]),
            song: chain(&["宋体", "SimSun"]),
        }
    }

    /// A built-in set by its name: `gb2312`, `gbk` or `system`.
    pub fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().trim_start_matches("方正").trim_start_matches('_') {
            "gb2312" | "fz" => Some(Fonts::gb2312()),
            "gbk" => Some(Fonts::gbk()),
            "system" | "系统" => Some(Fonts::system()),
            _ => None,
        }
    }

    /// The fonts of a class.
    pub fn chain(&self, set: FontSet) -> &[String] {
        match set {
            FontSet::Title => &self.title,
            FontSet::Body => &self.body,
            FontSet::Hei => &self.hei,
            FontSet::Kai => &self.kai,
            FontSet::Song => &self.song,
        }
    }

    /// The font written for a class; empty when the class has none.
    pub fn first(&self, set: FontSet) -> &str {
        self.chain(set).first().map_or("", String::as_str)
    }
}

/// All classes, in the order of the font table.
pub(crate) const CLASSES: [FontSet; 5] =
    [FontSet::Title, FontSet::Body, FontSet::Hei, FontSet::Kai, FontSet::Song];
