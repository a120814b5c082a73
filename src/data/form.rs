//! The form: a workbook that units fill in, made from the template's fields.
//!
//! The first sheet has a row for each unit and a column for each field; each list that the template loops
//! over has a sheet, whose first column says to which unit a row belongs. What the form adds (title, groups,
//! examples, stars) is what [`records`](super::records) passes over, so a filled form is data as it is.

use super::schema::{Column, ColumnKind, Schema, example};
use crate::error::{Error, Lang, Problem, Result, catalogue::batch as b};
use crate::template::Template;
use minijinja::value::{Value, ValueKind};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Formula, Note, Workbook, Worksheet, XlsxError,
};

/// The first sheet's name.
pub const SHEET: &str = "填报";

/// The most columns of a sheet.
const MAX_COLUMNS: usize = 16_384;

/// Down to this row the cells are checked as they are filled in.
const LAST_ROW: u32 = 4999;

/// Title, advice, groups; then the header.
const HEADER: u32 = 3;

/// A form for a template, as the bytes of an `.xlsx` file, and what it cannot ask for.
///
/// `title` stands above the table, mostly the template's name. Values of `example` make a row of examples.
/// The same template gives the same bytes.
///
/// # Errors
/// The template has no fields, or more than a sheet has columns.
pub fn form(template: &Template, title: &str, example: Option<&Value>) -> Result<(Vec<u8>, Vec<Problem>)> {
    let mut schema = Schema::of(template);
    if schema.columns.is_empty() && schema.lists.is_empty() {
        return Err(Problem::new(&b::FORM_NO_FIELDS).into());
    }
    let widest = schema.lists.iter().map(|l| l.columns.len() + 1).chain([schema.columns.len() + 1]).max();
    let found = widest.unwrap_or(0);
    if found > MAX_COLUMNS {
        return Err(Problem::new(&b::FORM_TOO_WIDE).arg("found", found).arg("limit", MAX_COLUMNS).into());
    }
    put_key_first(&mut schema);
    if let Some(data) = example {
        sharpen(&mut schema, data);
    }
    let warnings = schema.nested.iter().map(|name| Problem::new(&b::FORM_NESTED).arg("name", name)).collect();
    let bytes = write(&schema, title, example).map_err(|e| {
        let detail = e.to_string();
        Error::from(Problem::new(&b::BAD_SETTING).phrase(
            "detail",
            format!("填报表写不出来：{detail}"),
            detail,
        ))
    })?;
    Ok((bytes, warnings))
}

/// The unit's name is the first column; a template that does not print it gets it all the same.
fn put_key_first(schema: &mut Schema) {
    let name = schema.key().map(|column| column.name.clone());
    match name.and_then(|name| schema.columns.iter().position(|column| column.name == name)) {
        Some(at) => {
            let mut column = schema.columns.remove(at);
            column.required = true;
            schema.columns.insert(0, column);
        }
        None => schema.columns.insert(
            0,
            Column {
                name: "单位".into(),
                kind: ColumnKind::Text,
                required: true,
                sentence: String::new(),
                place: None,
                group: String::new(),
            },
        ),
    }
}

/// A text whose example is a number is probably one.
fn sharpen(schema: &mut Schema, data: &Value) {
    for column in &mut schema.columns {
        let number = example(column, data).is_some_and(|value| value.kind() == ValueKind::Number);
        if column.kind == ColumnKind::Text && number {
            column.kind = ColumnKind::Count;
        }
    }
}

struct Styles {
    title: Format,
    advice: Format,
    group: [Format; 2],
    header: Format,
    optional: Format,
    example: Format,
}

impl Styles {
    fn new() -> Self {
        let header = |colour| {
            Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_border(FormatBorder::Thin)
                .set_background_color(Color::RGB(colour))
        };
        let group = |colour| header(colour).set_bold();
        Styles {
            title: Format::new().set_bold().set_font_size(16),
            advice: Format::new().set_font_color(Color::RGB(0x59_59_59)),
            group: [group(0xDD_EB_F7), group(0xFC_E4_D6)],
            header: header(0xFF_F2_CC),
            optional: header(0xF2_F2_F2),
            example: Format::new().set_italic().set_font_color(Color::RGB(0x7F_7F_7F)),
        }
    }
}

fn write(schema: &Schema, title: &str, example: Option<&Value>) -> std::result::Result<Vec<u8>, XlsxError> {
    let styles = Styles::new();
    let mut book = Workbook::new();
    // The date of making would make each form another file.
    let date = ExcelDateTime::from_ymd(2024, 1, 1)?;
    book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&date));
    main_sheet(book.add_worksheet(), schema, title, example, &styles)?;
    let key = schema.columns.first().map(|column| column.name.as_str()).unwrap_or_default();
    let unit = example.and_then(|data| schema.columns.first().and_then(|c| super::schema::example(c, data)));
    for list in &schema.lists {
        let sheet = book.add_worksheet();
        sheet.set_name(&list.name)?;
        let items = example.and_then(|data| data.get_attr(&list.name).ok());
        list_sheet(sheet, key, &list.columns, items.as_ref(), unit.as_ref(), &styles)?;
    }
    book.save_to_buffer()
}

fn main_sheet(
    sheet: &mut Worksheet,
    schema: &Schema,
    title: &str,
    data: Option<&Value>,
    styles: &Styles,
) -> std::result::Result<(), XlsxError> {
    sheet.set_name(SHEET)?;
    sheet.write_with_format(0, 0, format!("{title}填报表"), &styles.title)?;
    let mut advice = String::from("每个单位填一行，带*的必须填写；鼠标放在表头上可看填写说明。");
    if let Some(names) = lists_in_words(schema) {
        advice.push_str(&format!("{names}填在后面的工作表里。"));
    }
    sheet.write_with_format(1, 0, advice, &styles.advice)?;
    groups(sheet, &schema.columns, styles)?;
    for (at, column) in (0u16..).zip(&schema.columns) {
        header(sheet, HEADER, at, column, styles)?;
        check(sheet, HEADER + 1, at, column)?;
        if let Some(value) = data.and_then(|data| example(column, data)) {
            example_cell(sheet, HEADER + 1, at, &value, styles)?;
        } else if at == 0 && data.is_some() {
            sheet.write_with_format(HEADER + 1, 0, "示例", &styles.example)?;
        }
    }
    sheet.set_freeze_panes(HEADER + 1, 1)?;
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

fn lists_in_words(schema: &Schema) -> Option<String> {
    let names: Vec<String> = schema.lists.iter().map(|list| format!("“{}”", list.name)).collect();
    (!names.is_empty()).then(|| names.join(""))
}

/// Captions over columns of one part of the report. A caption ends in a colon, which tells it from a header.
fn groups(sheet: &mut Worksheet, columns: &[Column], styles: &Styles) -> std::result::Result<(), XlsxError> {
    let mut at = 0u16;
    for (number, run) in columns.chunk_by(|a, b| a.group == b.group).enumerate() {
        let last = at + u16::try_from(run.len()).unwrap_or(1) - 1;
        let format = styles.group.get(number % 2).unwrap_or(&styles.header);
        let caption = run
            .first()
            .map(|c| c.group.trim_end_matches(['：', ':', '，', '。', '；', '、', ' ']))
            .filter(|c| !c.is_empty());
        let caption = caption.map(|caption| format!("{caption}：")).unwrap_or_default();
        match (caption.is_empty(), last > at) {
            (true, _) => {}
            (false, true) => {
                sheet.merge_range(HEADER - 1, at, HEADER - 1, last, &caption, format)?;
            }
            (false, false) => {
                sheet.write_with_format(HEADER - 1, at, &caption, format)?;
            }
        }
        at = last + 1;
    }
    Ok(())
}

fn list_sheet(
    sheet: &mut Worksheet,
    key: &str,
    columns: &[Column],
    items: Option<&Value>,
    unit: Option<&Value>,
    styles: &Styles,
) -> std::result::Result<(), XlsxError> {
    sheet.write_with_format(0, 0, "每项填一行，第一列写明属于哪个单位。", &styles.advice)?;
    sheet.write_with_format(1, 0, format!("{key}*"), &styles.header)?;
    sheet.set_column_width(0, 20)?;
    let units = format!("='{SHEET}'!$A${}:$A${}", HEADER + 2, LAST_ROW + 1);
    let rule = DataValidation::new()
        .allow_list_formula(Formula::new(units))
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_message("“填报”工作表里没有这个单位，请核对名称。")?;
    sheet.add_data_validation(2, 0, LAST_ROW, 0, &rule)?;
    for (at, column) in (1u16..).zip(columns) {
        header(sheet, 1, at, column, styles)?;
        check(sheet, 2, at, column)?;
    }
    let items = items.and_then(|items| items.try_iter().ok()).into_iter().flatten().take(3);
    for (row, item) in (2u32..).zip(items) {
        let unit = unit.map(|unit| unit.to_string()).unwrap_or_default();
        sheet.write_with_format(row, 0, label(&unit), &styles.example)?;
        for (at, column) in (1u16..).zip(columns) {
            if let Some(value) = example(column, &item) {
                example_cell(sheet, row, at, &value, styles)?;
            }
        }
    }
    sheet.set_freeze_panes(2, 1)?;
    Ok(())
}

fn label(text: &str) -> String {
    if text.is_empty() { "示例".to_string() } else { format!("示例：{text}") }
}

fn example_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: &Value,
    styles: &Styles,
) -> std::result::Result<(), XlsxError> {
    let text = value.to_string();
    let number = (value.kind() == ValueKind::Number).then(|| text.parse::<f64>().ok()).flatten();
    match number {
        _ if column == 0 => sheet.write_with_format(row, column, label(&text), &styles.example)?,
        Some(number) => sheet.write_with_format(row, column, number, &styles.example)?,
        None => sheet.write_with_format(row, column, text, &styles.example)?,
    };
    Ok(())
}

/// The name of a column, with the sentence in which it stands as a note.
fn header(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    column: &Column,
    styles: &Styles,
) -> std::result::Result<(), XlsxError> {
    let format = if column.required { &styles.header } else { &styles.optional };
    let star = if column.required { "*" } else { "" };
    sheet.write_with_format(row, at, format!("{}{star}", column.name), format)?;
    let name_width = column.name.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let width = u16::try_from(name_width.clamp(10, 24) + 2).unwrap_or(12);
    sheet.set_column_width(at, width)?;
    let text = note(column);
    if !text.is_empty() {
        let note = Note::new(text).add_author_prefix(false).set_width(320).set_height(140);
        sheet.insert_note(row, at, &note)?;
    }
    Ok(())
}

fn note(column: &Column) -> String {
    let mut lines = Vec::new();
    let kind = match column.kind {
        ColumnKind::Number => "只填数字，不带单位。",
        ColumnKind::Count => "一般填数字，不带单位。",
        ColumnKind::Date => "填日期，如 2024-12-20。",
        ColumnKind::Choice => "填“是”或“否”，也可以留空。",
        ColumnKind::Several => "可以填多项，每项一行（Alt+Enter 换行），或用“；”分开。",
        ColumnKind::Code => "按原样填写，每一位数字都会保留。",
        ColumnKind::Text => "",
    };
    if !kind.is_empty() {
        lines.push(kind.to_string());
    }
    if !column.required {
        lines.push("可以不填。".to_string());
    }
    if let Some(place) = &column.place {
        let sentence = untagged(&column.sentence);
        let colon = if sentence.is_empty() { "。" } else { "：" };
        lines.push(format!("用在{}{colon}", place.words(Lang::Zh)));
        lines.push(sentence);
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// A sentence of the template for those who never saw one: `{{ 年度 }}` is 【年度】, and what only steers the
/// filling is left out.
fn untagged(sentence: &str) -> String {
    let mut out = String::new();
    let mut rest = sentence;
    while let Some(start) = rest.find("{{").into_iter().chain(rest.find("{%")).chain(rest.find("{#")).min() {
        let (before, tag) = rest.split_at(start);
        out.push_str(before);
        let close = if tag.starts_with("{{") {
            "}}"
        } else if tag.starts_with("{%") {
            "%}"
        } else {
            "#}"
        };
        let Some(end) = tag.find(close) else { return out.trim().to_string() };
        if close == "}}" {
            let inner = tag.get(2..end).unwrap_or_default().trim_matches(['-', '+', ' ']);
            let name = inner.split(['|', '(']).next().unwrap_or_default().trim();
            out.push_str(&format!("【{name}】"));
        }
        rest = tag.get(end + close.len()..).unwrap_or_default();
    }
    out.push_str(rest);
    out.trim().to_string()
}

/// Checks what is filled in, by the column's kind.
fn check(sheet: &mut Worksheet, first: u32, at: u16, column: &Column) -> std::result::Result<(), XlsxError> {
    let rule = DataValidation::new();
    let rule = match column.kind {
        ColumnKind::Number | ColumnKind::Count => {
            let style = if column.kind == ColumnKind::Number {
                DataValidationErrorStyle::Stop
            } else {
                DataValidationErrorStyle::Warning
            };
            rule.allow_decimal_number(DataValidationRule::Between(-1e15, 1e15))
                .set_error_style(style)
                .set_error_message("这里一般填数字，不带单位。")?
        }
        ColumnKind::Date => {
            let (from, to) = (ExcelDateTime::from_ymd(1900, 1, 1)?, ExcelDateTime::from_ymd(2199, 12, 31)?);
            sheet.set_column_format(at, &Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\""))?;
            rule.allow_date(DataValidationRule::Between(from, to))
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_message("这里填日期，如 2024-12-20。")?
        }
        ColumnKind::Choice => rule
            .allow_list_strings(&["是", "否"])?
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_message("这里填“是”或“否”。")?,
        ColumnKind::Code => {
            sheet.set_column_format(at, &Format::new().set_num_format("@"))?;
            return Ok(());
        }
        ColumnKind::Text | ColumnKind::Several => return Ok(()),
    };
    sheet.add_data_validation(first, at, LAST_ROW, at, &rule)?;
    Ok(())
}
