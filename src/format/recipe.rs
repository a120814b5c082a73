//! The text that a template is written as.
//!
//! A line is a paragraph of the body; `[标题] …` names its style; `｜` ends the part in a format of
//! its own (a heading that runs into its text, a label, a name). `@name` takes in another recipe,
//! `@@name` is a piece that only code can lay out.

use super::build::{Anchor, Block, Cell, Document, LetterRule, Paragraph, Rules, Table, TextBox};
use super::page::Profile;
use super::place;
use super::style::{Style, TextStyle};

/// The recipes that others take in.
fn part(name: &str) -> Option<&'static str> {
    Some(match name {
        "addressee" => include_str!("recipes/addressee.txt"),
        "recipients" => include_str!("recipes/recipients.txt"),
        "attendance" => include_str!("recipes/attendance.txt"),
        "stamp" => include_str!("recipes/stamp.txt"),
        "body" => include_str!("recipes/body.txt"),
        "close" => include_str!("recipes/close.txt"),
        "signature" => include_str!("recipes/signature.txt"),
        "attachments" => include_str!("recipes/attachments.txt"),
        "top" => include_str!("recipes/top.txt"),
        "head" => include_str!("recipes/head.txt"),
        "upward" => include_str!("recipes/upward.txt"),
        _ => return None,
    })
}

/// The document of a recipe. Its title property is filled like its title.
pub(super) fn document(recipe: &str, profile: &Profile) -> Document {
    let mut document = Document::new(title(recipe).unwrap_or("{{ 发文机关标志 }}"));
    append(&mut document, recipe, profile);
    document
}

/// The text of the title in a recipe and those that it takes in.
pub(super) fn title(recipe: &str) -> Option<&str> {
    recipe.lines().find_map(|line| {
        let included = line.strip_prefix('@').and_then(part).and_then(title);
        included.or_else(|| line.strip_prefix("[标题] "))
    })
}

/// Adds a recipe's paragraphs to a document.
pub(super) fn append(document: &mut Document, recipe: &str, profile: &Profile) {
    for line in recipe.lines().filter(|line| !line.is_empty()) {
        if let Some(piece) = line.strip_prefix("@@") {
            document.blocks.extend(laid_out(piece, profile));
            document.first_number &= piece != "信函版头";
        } else if let Some(included) = line.strip_prefix('@').and_then(part) {
            append(document, included, profile);
        } else {
            document.blocks.push(Block::Paragraph(paragraph(line, profile)));
        }
    }
}

fn paragraph(line: &str, profile: &Profile) -> Paragraph {
    let Some((name, text)) = line.strip_prefix('[').and_then(|rest| rest.split_once("] ")) else {
        return Paragraph::new(Style::Body, line);
    };
    let (name, option) = name.split_once(' ').unwrap_or((name, ""));
    let style = style(name);
    let paragraph = match (style, text.split_once('｜')) {
        (Style::Level(level), Some((heading, rest))) => Paragraph::run_in(level, heading, rest),
        (Style::Attendance, Some((label, rest))) => {
            let mut labelled = Paragraph::new(style, rest);
            labelled.runs.insert(0, super::build::Run { text: label.into(), style: Some(TextStyle::Label) });
            labelled
        }
        (_, Some((before, name))) => Paragraph::new(style, before).run(name, Some(TextStyle::Name)),
        (Style::Signature | Style::NextSignature | Style::Date, _) => signature(style, text, option, profile),
        _ => Paragraph::new(style, text),
    };
    if option == "换页" { paragraph.on_new_page() } else { paragraph }
}

/// The name's and the date's place depends on the name's length, which the recipe foresees.
fn signature(style: Style, text: &str, length: &str, profile: &Profile) -> Paragraph {
    let name = "名".repeat(length.parse().unwrap_or(8));
    let (names, date) = place::signature(&[&name], "2024年12月20日", profile);
    let side = if style == Style::Date { Some(date) } else { names.first().copied() };
    Paragraph { side, ..Paragraph::new(style, text) }
}

fn style(name: &str) -> Style {
    match name {
        "份号" => Style::CopyNumber,
        "密级" => Style::Secrecy,
        "空行" => Style::Blank,
        "标志" => Style::Mark,
        "命令标志" => Style::OrderMark,
        "文号" => Style::DocNumber,
        "文号签发人" => Style::NumberAndSigner,
        "文号多位签发人" => Style::NumberAndSigners,
        "多位签发人" => Style::Signers,
        "令号" => Style::OrderNumber,
        "标题" => Style::Title,
        "主送" => Style::Addressee,
        "一级" => Style::Level(1),
        "二级" => Style::Level(2),
        "三级" => Style::Level(3),
        "四级" => Style::Level(4),
        "五级" => Style::Level(5),
        "附件" => Style::AttachmentNote,
        "附件首项" => Style::AttachmentFirst,
        "附件续项" => Style::AttachmentNext,
        "出席" => Style::Attendance,
        "署名" => Style::Signature,
        "联合署名" => Style::NextSignature,
        "日期" => Style::Date,
        "盖章署名" => Style::SealedSignature,
        "联合盖章署名" => Style::NextSealedSignature,
        "盖章日期" => Style::SealedDate,
        "签名章" => Style::Stamp,
        "右空四字日期" => Style::StampDate,
        "附注" => Style::Note,
        "附件序号" => Style::AttachmentMark,
        "附件标题" => Style::AttachmentTitle,
        _ => Style::Body,
    }
}

fn laid_out(piece: &str, profile: &Profile) -> Vec<Block> {
    match piece {
        "联合标志" => {
            let line = |style, text: &str| Paragraph::new(style, text);
            let names = vec![
                line(Style::Tiny, "{% for 机关 in 发文机关标志 %}"),
                line(Style::JointMark, "{{ 机关 }}"),
                line(Style::Tiny, "{% endfor %}"),
            ];
            joint_mark(names, Some("文件"), profile)
        }
        "信函版头" => vec![Block::Paragraph(letter_head())],
        "信函版记" => imprint("抄送", &[COPIES], profile),
        _ => imprint("抄送 or 印发机关", &[COPIES, PRINTER], profile),
    }
}

/// The host's name first, 文件 to the right of all names (7.2.4).
pub(super) fn joint_mark(names: Vec<Paragraph>, suffix: Option<&str>, profile: &Profile) -> Vec<Block> {
    let width = profile.page.text_width();
    let (widths, row) = match suffix {
        Some(suffix) => {
            let right = Cell::new(vec![Paragraph::new(Style::LetterMark, suffix)]);
            (vec![width * 4 / 5, width / 5], vec![Cell::new(names), right])
        }
        None => (vec![width], vec![Cell::new(names)]),
    };
    let table = Table { widths, rows: vec![row], rules: Rules::None };
    let gap = |style| Block::Paragraph(Paragraph::new(style, ""));
    vec![gap(Style::JointTop), Block::Table(table), gap(Style::Blank), gap(Style::Blank)]
}

/// The mark, the double lines and the number of a letter (10.1).
fn letter_head() -> Paragraph {
    let boxed = |anchor, paragraph| TextBox { anchor, blocks: vec![Block::Paragraph(paragraph)] };
    let mark = Paragraph::new(Style::LetterMark, "{{ 发文机关标志 }}").ruled(LetterRule::Head);
    let foot = Paragraph::new(Style::Tiny, "").ruled(LetterRule::Foot);
    let left = "{{ 份号|default(密级|default(紧急程度|default(\"\"))) }}";
    Paragraph::new(Style::LetterNumber, format!("{left}\t{{{{ 发文字号 }}}}"))
        .with_box(boxed(Anchor::LetterHead, mark))
        .with_box(boxed(Anchor::LetterFoot, foot))
}

/// A row of the end: the condition under which it stands, its style and its text.
type ImprintRow = (&'static str, Style, &'static str);

const COPIES: ImprintRow =
    ("抄送", Style::Imprint, "抄送：{{ 抄送 if 抄送 is string else 抄送|join(\"，\") }}。");
const PRINTER: ImprintRow = ("印发机关", Style::Printer, "{{ 印发机关 }}\t{{ 印发日期 }}印发");

/// The end of the document, at the foot of the page on which the text ends (7.4).
fn imprint(condition: &str, rows: &[ImprintRow], profile: &Profile) -> Vec<Block> {
    let row = |style, text: String| vec![Cell::new(vec![Paragraph::new(style, text)])];
    let rows: Vec<_> = rows
        .iter()
        .flat_map(|(condition, style, text)| {
            [
                row(*style, format!("{{% if {condition} %}}")),
                row(*style, (*text).to_string()),
                row(*style, "{% endif %}".to_string()),
            ]
        })
        .collect();
    let rules = if rows.len() > 3 { Rules::Imprint } else { Rules::None };
    let table = Table { widths: vec![profile.page.text_width()], rows, rules };
    let blocks = vec![Block::Table(table), Block::Paragraph(Paragraph::new(Style::Tiny, ""))];
    let anchor = Paragraph::new(Style::Anchor, "").with_box(TextBox { anchor: Anchor::TypeAreaFoot, blocks });
    let tag = |text: String| Block::Paragraph(Paragraph::new(Style::Tiny, text));
    vec![tag(format!("{{% if {condition} %}}")), Block::Paragraph(anchor), tag("{% endif %}".to_string())]
}
