//! The named styles of an official document: what they are called.
//!
//! Names avoid those that Chinese Word and WPS give to their built-in styles (正文, 标题, 日期, 页码):
//! a style of such a name would be merged with the built-in one on opening.

use super::fonts::FontSet;
use super::page::Profile;

/// A paragraph style.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Style {
    /// 份号 (7.2.1)
    CopyNumber,
    /// 密级和保密期限, 紧急程度 (7.2.2, 7.2.3)
    Secrecy,
    /// A blank line
    Blank,
    /// 发文机关标志 (7.2.4)
    Mark,
    /// The room above the marks of a joint document
    JointTop,
    /// 发文机关标志, one organ of several (7.2.4)
    JointMark,
    /// 发文机关标志 of an order (10.2)
    OrderMark,
    /// 发文机关标志 of a letter (10.1)
    LetterMark,
    /// 发文字号 (7.2.5)
    DocNumber,
    /// 发文字号 and 签发人 of an upward document (7.2.5, 7.2.6)
    NumberAndSigner,
    /// 发文字号 and several 签发人, the last line (7.2.6)
    NumberAndSigners,
    /// Lines of several 签发人 before the last (7.2.6)
    Signers,
    /// 令号 (10.2)
    OrderNumber,
    /// 发文字号 of a letter (10.1)
    LetterNumber,
    /// 标题 (7.3.1)
    Title,
    /// 主送机关 (7.3.2)
    Addressee,
    /// 正文 (7.3.3)
    Body,
    /// Headings of the levels 1 to 5 on lines of their own (7.3.3)
    Level(u8),
    /// 附件说明 with one attachment (7.3.4)
    AttachmentNote,
    /// 附件说明, the first of several (7.3.4)
    AttachmentFirst,
    /// 附件说明, each further one (7.3.4)
    AttachmentNext,
    /// 出席, 请假, 列席 of minutes (10.3)
    Attendance,
    /// 署名, the first or only organ (7.3.5)
    Signature,
    /// 署名, a further organ of a joint document (7.3.5)
    NextSignature,
    /// 成文日期 (7.3.5.4)
    Date,
    /// 署名 of the first or only organ that puts its seal (7.3.5.1)
    SealedSignature,
    /// 署名 of a further organ that puts its seal (7.3.5.1)
    NextSealedSignature,
    /// 成文日期 under a seal (7.3.5.1)
    SealedDate,
    /// 签名章 with the post of who signs (7.3.5.3)
    Stamp,
    /// 成文日期 below a stamp (7.3.5.3)
    StampDate,
    /// 附注 (7.3.6)
    Note,
    /// 附件 and its number on the attachment's page (7.3.7)
    AttachmentMark,
    /// An attachment's title (7.3.7)
    AttachmentTitle,
    /// Text in a table
    TableText,
    /// 主送 and 抄送 in the end (7.4.2)
    Imprint,
    /// 印发机关 and 印发日期 (7.4.3)
    Printer,
    /// The line that keeps the room for the end
    Anchor,
    /// A line without height that carries something placed on the page
    Tiny,
    /// 页码 of odd pages (7.5)
    PageNumber,
    /// 页码 of even pages (7.5)
    EvenPageNumber,
}

/// Every paragraph style with its id in the file and the name that Word and WPS show.
const TABLE: [(Style, &str, &str); 44] = [
    (Style::CopyNumber, "GwCopyNumber", "份号"),
    (Style::Secrecy, "GwSecrecy", "密级和紧急程度"),
    (Style::Blank, "GwBlank", "公文空行"),
    (Style::Mark, "GwMark", "发文机关标志"),
    (Style::JointTop, "GwJointTop", "联合发文定位"),
    (Style::JointMark, "GwJointMark", "联合发文标志"),
    (Style::OrderMark, "GwOrderMark", "命令标志"),
    (Style::LetterMark, "GwLetterMark", "信函标志"),
    (Style::DocNumber, "GwDocNumber", "发文字号"),
    (Style::NumberAndSigner, "GwNumberAndSigner", "发文字号和签发人"),
    (Style::NumberAndSigners, "GwNumberAndSigners", "发文字号和多位签发人"),
    (Style::Signers, "GwSigners", "多位签发人"),
    (Style::OrderNumber, "GwOrderNumber", "令号"),
    (Style::LetterNumber, "GwLetterNumber", "信函文号"),
    (Style::Title, "GwTitle", "公文标题"),
    (Style::Addressee, "GwAddressee", "主送机关"),
    (Style::Body, "GwBody", "公文正文"),
    (Style::Level(1), "GwLevel1", "一级标题"),
    (Style::Level(2), "GwLevel2", "二级标题"),
    (Style::Level(3), "GwLevel3", "三级标题"),
    (Style::Level(4), "GwLevel4", "四级标题"),
    (Style::Level(5), "GwLevel5", "五级标题"),
    (Style::AttachmentNote, "GwAttachmentNote", "附件说明"),
    (Style::AttachmentFirst, "GwAttachmentFirst", "附件说明首项"),
    (Style::AttachmentNext, "GwAttachmentNext", "附件说明续项"),
    (Style::Attendance, "GwAttendance", "出席人员"),
    (Style::Signature, "GwSignature", "发文机关署名"),
    (Style::NextSignature, "GwNextSignature", "联合发文署名"),
    (Style::Date, "GwDate", "成文日期"),
    (Style::SealedSignature, "GwSealedSignature", "盖章署名"),
    (Style::NextSealedSignature, "GwNextSealedSignature", "联合盖章署名"),
    (Style::SealedDate, "GwSealedDate", "盖章日期"),
    (Style::Stamp, "GwStamp", "签名章"),
    (Style::StampDate, "GwStampDate", "右空四字日期"),
    (Style::Note, "GwNote", "附注"),
    (Style::AttachmentMark, "GwAttachmentMark", "附件序号"),
    (Style::AttachmentTitle, "GwAttachmentTitle", "附件标题"),
    (Style::TableText, "GwTableText", "公文表格文字"),
    (Style::Imprint, "GwImprint", "版记"),
    (Style::Printer, "GwPrinter", "印发机关和日期"),
    (Style::Anchor, "GwAnchor", "版记定位"),
    (Style::Tiny, "GwTiny", "版面定位"),
    (Style::PageNumber, "GwPageNumber", "公文页码"),
    (Style::EvenPageNumber, "GwEvenPageNumber", "公文双页码"),
];

/// Every paragraph style, in the order of the standard.
pub(crate) fn styles() -> impl Iterator<Item = Style> {
    TABLE.iter().map(|(style, ..)| *style)
}

impl Style {
    /// The style's id in the file.
    pub fn id(self) -> &'static str {
        self.row().1
    }

    /// The name that Word and WPS show.
    pub fn name(self) -> &'static str {
        self.row().2
    }

    /// The style of a file's style id.
    pub fn from_id(id: &str) -> Option<Self> {
        TABLE.iter().find(|(_, known, _)| *known == id).map(|(style, ..)| *style)
    }

    /// Levels beyond the fifth look like the fifth.
    fn row(self) -> (Style, &'static str, &'static str) {
        let found = TABLE.iter().find(|(style, ..)| *style == self);
        found.copied().unwrap_or((self, "GwLevel5", "五级标题"))
    }

    /// The style that follows when Enter is pressed.
    pub(crate) fn next(self) -> Style {
        match self {
            Style::Title => Style::Addressee,
            Style::Addressee | Style::Level(_) | Style::AttachmentTitle => Style::Body,
            Style::Signature | Style::NextSignature => Style::Date,
            Style::AttachmentMark => Style::AttachmentTitle,
            Style::AttachmentFirst => Style::AttachmentNext,
            other => other,
        }
    }
}

/// A character style: the heading sentence that runs into its text, and the like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TextStyle {
    /// The sentence of a level's heading (7.3.3).
    Level(u8),
    /// A name in 楷体 (7.2.6).
    Name,
    /// A label in 黑体 (10.3).
    Label,
}

/// Every character style.
pub(crate) const TEXT_STYLES: [TextStyle; 7] = [
    TextStyle::Level(1),
    TextStyle::Level(2),
    TextStyle::Level(3),
    TextStyle::Level(4),
    TextStyle::Level(5),
    TextStyle::Name,
    TextStyle::Label,
];

impl TextStyle {
    /// The style's id in the file.
    pub fn id(self) -> &'static str {
        match self {
            TextStyle::Level(1) => "GwLevel1Text",
            TextStyle::Level(2) => "GwLevel2Text",
            TextStyle::Level(3) => "GwLevel3Text",
            TextStyle::Level(4) => "GwLevel4Text",
            TextStyle::Level(_) => "GwLevel5Text",
            TextStyle::Name => "GwNameText",
            TextStyle::Label => "GwLabelText",
        }
    }

    /// The name that Word and WPS show.
    pub fn name(self) -> &'static str {
        match self {
            TextStyle::Level(1) => "一级标题文字",
            TextStyle::Level(2) => "二级标题文字",
            TextStyle::Level(3) => "三级标题文字",
            TextStyle::Level(4) => "四级标题文字",
            TextStyle::Level(_) => "五级标题文字",
            TextStyle::Name => "签发人姓名",
            TextStyle::Label => "黑体标签",
        }
    }

    /// Its size where it is not the paragraph's.
    pub(crate) fn size(self, profile: &Profile) -> Option<i32> {
        match self {
            TextStyle::Level(level) => profile.levels.get(usize::from(level.clamp(1, 5)) - 1)?.size,
            TextStyle::Name | TextStyle::Label => None,
        }
    }

    /// Its font and whether it is bold.
    pub(crate) fn face(self, profile: &Profile) -> (FontSet, bool) {
        match self {
            TextStyle::Level(level) => {
                let index = usize::from(level.clamp(1, 5)) - 1;
                profile.levels.get(index).map_or((FontSet::Body, false), |at| (at.font, at.bold))
            }
            TextStyle::Name => (FontSet::Kai, false),
            TextStyle::Label => (FontSet::Hei, false),
        }
    }
}
