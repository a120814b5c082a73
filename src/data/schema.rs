//! What data a template wants: columns for a row of a unit, lists with columns of their own.

use crate::error::{DocPlace, Place, Story};
use crate::template::{Field, FieldKind, Template};
use crate::wml;
use minijinja::value::{Value, ValueKind};

/// Names of fields that identify a unit, the likeliest first.
pub const KEYS: [&str; 6] = ["单位", "单位名称", "单位.名称", "名称", "name", "Name"];

/// The names under which a report on a group finds its units.
pub const UNITS: [&str; 2] = ["各单位", "units"];

/// The name under which a report on a group finds its sums.
pub const SUMS: &str = "汇总";

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words.
    Text,
    /// Digits that are no number: telephones, codes.
    Code,
    /// A number; the template computes with it.
    Number,
    /// Probably a number: so its name says, or its example.
    Count,
    /// A date.
    Date,
    /// Yes or no: the template only asks whether it is there.
    Choice,
    /// Several texts in one cell.
    Several,
}

/// A column of a form.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Column {
    /// The field's name within its row: `单位.名称`, `次数`.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// False where the template stands without it.
    pub required: bool,
    /// The sentence in which it stands first.
    pub sentence: String,
    /// Where it stands first.
    pub place: Option<Place>,
    /// The heading above that place, or what kind of place it is.
    pub group: String,
}

/// A list that the template loops over.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct List {
    /// Its name.
    pub name: String,
    /// The columns of its items.
    pub columns: Vec<Column>,
}

/// The data that a template wants.
///
/// ```
/// use hongtou::data::schema::Schema;
/// # let bytes = hongtou::template::doc_example();
/// let template = hongtou::Template::from_bytes(bytes)?;
/// let schema = Schema::of(&template);
/// assert_eq!(schema.columns[0].name, "单位");
/// # Ok::<(), hongtou::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Schema {
    /// A unit's own fields.
    pub columns: Vec<Column>,
    /// Lists, each in a sheet of its own.
    pub lists: Vec<List>,
    /// Lists within lists, which no table holds.
    pub nested: Vec<String>,
}

impl Schema {
    /// Reads the fields of a template.
    pub fn of(template: &Template) -> Schema {
        let fields = template.fields();
        let headings = headings(template);
        let mut schema = Schema::default();
        for field in &fields {
            schema.add(field, &fields, &headings);
        }
        schema
    }

    fn add(&mut self, field: &Field, all: &[Field], headings: &[Heading]) {
        let mut name = field.name.as_str();
        if name == SUMS || name.strip_prefix(SUMS).is_some_and(|rest| rest.starts_with('.')) {
            return;
        }
        for units in UNITS {
            // A report on a group: its units are the rows.
            match name.strip_prefix(units) {
                Some("" | "[]") => return,
                Some(rest) if rest.starts_with("[].") => name = rest.get(3..).unwrap_or_default(),
                _ => {}
            }
        }
        let kind = if is_plain_list(field, all) { ColumnKind::Several } else { kind_of(field, name) };
        let has_parts = |mark: &str| {
            let prefix = format!("{}{mark}", field.name);
            all.iter().any(|other| other.name.starts_with(&prefix))
        };
        let Some((list, rest)) = name.split_once("[]") else {
            if kind == ColumnKind::Several || !(has_parts(".") || has_parts("[].")) {
                self.columns.extend(column(field, name, kind, headings, &self.columns));
            }
            return;
        };
        let rest = rest.trim_start_matches('.');
        if list.contains('.') || rest.contains("[]") || (kind == ColumnKind::Several && !rest.is_empty()) {
            let whole = name.trim_end_matches("[]").to_string();
            if !self.nested.contains(&whole) && !all.iter().any(|f| is_plain_list(f, all) && f.name == list) {
                self.nested.push(whole);
            }
        } else if !rest.is_empty() && !has_parts(".") && !has_parts("[]") {
            let at = self.lists.iter().position(|l| l.name == list).unwrap_or_else(|| {
                self.lists.push(List { name: list.to_string(), columns: Vec::new() });
                self.lists.len() - 1
            });
            if let Some(list) = self.lists.get_mut(at) {
                list.columns.extend(column(field, rest, kind, headings, &list.columns));
            }
        }
    }

    /// The column that identifies a unit.
    pub fn key(&self) -> Option<&Column> {
        KEYS.iter().find_map(|key| self.columns.iter().find(|column| column.name == *key))
    }

    /// Reads cells as the template means them: several texts in one cell become a list, “否” is no.
    pub fn conform(&self, data: &Value) -> Value {
        let meant = self.columns.iter().filter_map(|column| {
            let value = data.get_attr(&column.name).ok()?;
            let text = value.as_str()?;
            let meant = match column.kind {
                ColumnKind::Several => Value::from(several(text)),
                ColumnKind::Choice if is_no(text) => Value::from(false),
                _ => return None,
            };
            Some((column.name.clone(), meant))
        });
        let meant: Vec<(String, Value)> = meant.collect();
        if meant.is_empty() { data.clone() } else { super::merge(data, &Value::from_pairs(meant)) }
    }

    /// Whether [`Schema::conform`] may change anything.
    pub fn conforms(&self) -> bool {
        self.columns.iter().any(|c| matches!(c.kind, ColumnKind::Several | ColumnKind::Choice))
    }
}

fn column(
    field: &Field,
    name: &str,
    kind: ColumnKind,
    headings: &[Heading],
    before: &[Column],
) -> Option<Column> {
    if before.iter().any(|column| column.name == name) {
        return None;
    }
    let place = field.places.first().cloned();
    Some(Column {
        name: name.to_string(),
        kind,
        required: field.required,
        sentence: field.sentence.clone(),
        group: place.as_ref().map(|place| group_of(place, headings)).unwrap_or_default(),
        place,
    })
}

/// A list whose items are printed as they are: `{% for 人 in 名单 %}{{ 人 }}{% endfor %}`.
fn is_plain_list(field: &Field, all: &[Field]) -> bool {
    let item = format!("{}[]", field.name);
    let deeper = [format!("{item}."), format!("{item}[")];
    field.kind == FieldKind::List
        && !all.iter().any(|other| deeper.iter().any(|prefix| other.name.starts_with(prefix.as_str())))
        && all.iter().any(|other| other.name == item)
}

/// Endings of names that are counted or measured.
const COUNTED: [&str; 13] =
    ["数", "次", "率", "额", "元", "年度", "年份", "面积", "人次", "比例", "占比", "年龄", "总量"];

/// Endings of names that are made of digits but never computed with.
const CODES: [&str; 9] = ["电话", "手机", "手机号", "身份证", "身份证号", "编号", "代码", "账号", "邮编"];

fn kind_of(field: &Field, name: &str) -> ColumnKind {
    let last = name.rsplit('.').next().unwrap_or(name);
    let ends = |words: &[&str]| words.iter().any(|word| last.ends_with(word));
    match field.kind {
        FieldKind::Number => ColumnKind::Number,
        FieldKind::Date => ColumnKind::Date,
        FieldKind::Any => ColumnKind::Choice,
        _ if ends(&CODES) => ColumnKind::Code,
        _ if ends(&["日期"]) => ColumnKind::Date,
        _ if ends(&COUNTED) || last.ends_with(['（', '）']) => ColumnKind::Count,
        _ => ColumnKind::Text,
    }
}

/// The longest text that is taken for one of several in a line.
const SHORT: usize = 12;

/// The texts of one cell: lines, else what stands between semicolons, else short words between 、.
fn several(text: &str) -> Vec<String> {
    let pieces = |separators: &[char]| -> Vec<String> {
        text.split(separators).map(str::trim).filter(|s| !s.is_empty()).map(str::to_string).collect()
    };
    if text.contains('\n') {
        return pieces(&['\n', '\r']);
    }
    if text.contains(['；', ';']) {
        return pieces(&['；', ';']);
    }
    let words = pieces(&['、']);
    if words.iter().all(|word| word.chars().count() <= SHORT) { words } else { vec![text.to_string()] }
}

fn is_no(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    ["否", "无", "没有", "不是", "×", "✗", "no", "n", "false"].contains(&text.as_str())
}

/// A heading of the body and the number of its paragraph.
struct Heading {
    paragraph: u32,
    text: String,
}

/// The headings of the body: by their style, or by their number as in 一、 and （一）.
fn headings(template: &Template) -> Vec<Heading> {
    let package = template.package();
    let Ok((tree, _)) = package.tree(package.main_part()) else { return Vec::new() };
    let paragraphs = wml::paragraphs(&tree, &DocPlace::story(Story::Body));
    let found = paragraphs.iter().filter(|p| !p.fallback && p.textbox.is_none()).filter_map(|paragraph| {
        let text = wml::text(&tree, paragraph.node).text;
        let text = text.trim();
        let numeral = text.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
        let numbered = numeral.len() < text.len() && numeral.starts_with('、');
        let plain = !text.contains("{%") && !text.contains("{{");
        (numbered && plain).then(|| Heading {
            paragraph: paragraph.place.paragraph.unwrap_or(0),
            text: text.chars().take(HEADING).collect(),
        })
    });
    found.collect()
}

/// So much of a heading is shown.
const HEADING: usize = 24;

fn group_of(place: &Place, headings: &[Heading]) -> String {
    let Place::Document(place) = place else { return String::new() };
    if let Some(table) = place.table {
        return format!("表{table}");
    }
    if place.story != Story::Body {
        return place.story.name(crate::error::Lang::Zh).to_string();
    }
    let before = headings.iter().rev().find(|h| Some(h.paragraph) <= place.paragraph);
    before.map_or_else(|| "标题和开头".to_string(), |heading| heading.text.clone())
}

/// The example of a column, and what it says about the column's kind.
pub(super) fn example(column: &Column, data: &Value) -> Option<Value> {
    let mut value = data.clone();
    for step in column.name.split('.') {
        value = value.get_attr(step).ok()?;
    }
    let there = !value.is_undefined() && !value.is_none();
    match value.kind() {
        ValueKind::Seq | ValueKind::Iterable if column.kind == ColumnKind::Several => {
            let items: Vec<String> = value.try_iter().ok()?.map(|item| item.to_string()).collect();
            Some(Value::from(items.join("\n")))
        }
        ValueKind::Map | ValueKind::Seq | ValueKind::Iterable => None,
        _ => there.then_some(value),
    }
}
