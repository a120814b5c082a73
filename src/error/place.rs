//! Where a problem is, as a person would look for it.

use super::Lang;
use serde_json::{Map, Value, json};

/// A story of a document: a flow of text of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Story {
    /// 正文
    Body,
    /// 页眉
    Header,
    /// 页脚
    Footer,
    /// 脚注
    Footnote,
    /// 尾注
    Endnote,
    /// 批注
    Comment,
    /// 文本框
    Textbox,
    /// A part outside every story: document properties, a chart, a relationship's target.
    Other,
}

impl Story {
    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Story::Body => "body",
            Story::Header => "header",
            Story::Footer => "footer",
            Story::Footnote => "footnote",
            Story::Endnote => "endnote",
            Story::Comment => "comment",
            Story::Textbox => "textbox",
            Story::Other => "other",
        }
    }

    /// The story's name for a reader.
    pub fn name(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::En, story) => story.as_str(),
            (_, Story::Body) => "正文",
            (_, Story::Header) => "页眉",
            (_, Story::Footer) => "页脚",
            (_, Story::Footnote) => "脚注",
            (_, Story::Endnote) => "尾注",
            (_, Story::Comment) => "批注",
            (_, Story::Textbox) => "文本框",
            (_, Story::Other) => "文档属性或图表",
        }
    }
}

/// Which pages a header or footer is for (ECMA-376 part 1, 17.18.36 `ST_HdrFtr`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HeaderKind {
    /// Every page, or the odd ones.
    Default,
    /// The first page of a section.
    First,
    /// Even pages.
    Even,
}

impl HeaderKind {
    /// The word used in JSON and in the file.
    pub fn as_str(self) -> &'static str {
        match self {
            HeaderKind::Default => "default",
            HeaderKind::First => "first",
            HeaderKind::Even => "even",
        }
    }
}

/// A place in a document. Counts start at 1; `start` and `end` are characters of the paragraph's
/// text, 0-based, end exclusive.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocPlace {
    /// The story.
    pub story: Story,
    /// The section that uses the header or footer.
    pub section: Option<u32>,
    /// The header's or footer's kind.
    pub kind: Option<HeaderKind>,
    /// The note's or comment's number.
    pub note: Option<u32>,
    /// The paragraph, counted over the whole story, cells included.
    pub paragraph: Option<u32>,
    /// The table of the story.
    pub table: Option<u32>,
    /// The row of the table.
    pub row: Option<u32>,
    /// The column of the table's grid.
    pub column: Option<u32>,
    /// The first character at fault.
    pub start: Option<u32>,
    /// The end of the characters at fault.
    pub end: Option<u32>,
}

impl DocPlace {
    /// A place that names only the story.
    pub fn story(story: Story) -> Self {
        DocPlace {
            story,
            section: None,
            kind: None,
            note: None,
            paragraph: None,
            table: None,
            row: None,
            column: None,
            start: None,
            end: None,
        }
    }
}

/// Where a problem is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// In a document.
    Document(DocPlace),
    /// In a workbook.
    Cell {
        /// The sheet's name.
        sheet: String,
        /// The cell, such as `C7`.
        cell: String,
    },
    /// In a text file; both count from 1, the column in characters.
    Line {
        /// The line.
        line: u32,
        /// The column.
        column: u32,
    },
}

impl From<DocPlace> for Place {
    fn from(place: DocPlace) -> Self {
        Place::Document(place)
    }
}

impl Place {
    /// The place in words: 正文第12段, 表2第3行第1列, Sheet1!C7, 第3行第8列.
    pub fn words(&self, lang: Lang) -> String {
        match self {
            Place::Document(place) => place.words(lang),
            Place::Cell { sheet, cell } => format!("{sheet}!{cell}"),
            Place::Line { line, column } => match lang {
                Lang::Zh => format!("第{line}行第{column}列"),
                Lang::En => format!("line {line}, column {column}"),
            },
        }
    }

    /// The place as outsiders rely on it.
    pub fn json(&self) -> Value {
        match self {
            Place::Document(place) => place.json(),
            Place::Cell { sheet, cell } => json!({"sheet": sheet, "cell": cell}),
            Place::Line { line, column } => json!({"line": line, "column": column}),
        }
    }
}

impl DocPlace {
    fn words(&self, lang: Lang) -> String {
        let mut out = String::new();
        let zh = lang == Lang::Zh;
        out.push_str(self.story.name(lang));
        if let Some(section) = self.section.filter(|&s| s > 1) {
            out.push_str(&if zh {
                format!("（第{section}节）")
            } else {
                format!(" (section {section})")
            });
        }
        match self.kind {
            Some(HeaderKind::First) => out.push_str(if zh { "（首页）" } else { " (first page)" }),
            Some(HeaderKind::Even) => out.push_str(if zh { "（偶数页）" } else { " (even pages)" }),
            _ => {}
        }
        if let Some(note) = self.note {
            out.push_str(&if zh { format!("第{note}条") } else { format!(" {note}") });
        }
        if let Some(table) = self.table {
            if self.story == Story::Body {
                out.clear();
            }
            out.push_str(&if zh { format!("表{table}") } else { format!(" table {table}") });
            if let Some(row) = self.row {
                out.push_str(&if zh { format!("第{row}行") } else { format!(" row {row}") });
            }
            if let Some(column) = self.column {
                out.push_str(&if zh { format!("第{column}列") } else { format!(" column {column}") });
            }
        } else if let Some(paragraph) = self.paragraph {
            out.push_str(&if zh { format!("第{paragraph}段") } else { format!(" paragraph {paragraph}") });
        }
        out.trim_start().to_string()
    }

    fn json(&self) -> Value {
        let mut map = Map::new();
        map.insert("story".into(), self.story.as_str().into());
        if let Some(kind) = self.kind {
            map.insert("kind".into(), kind.as_str().into());
        }
        let numbers = [
            ("section", self.section),
            ("note", self.note),
            ("paragraph", self.paragraph),
            ("table", self.table),
            ("row", self.row),
            ("column", self.column),
            ("start", self.start),
            ("end", self.end),
        ];
        for (name, number) in numbers {
            if let Some(number) = number {
                map.insert(name.into(), number.into());
            }
        }
        Value::Object(map)
    }
}
