//! The library as another program embeds it: its public face alone.

use hongtou::template::{Engine, FieldKind, Missing, Options, Template};
use hongtou::value::{self, Kind, Part};
use serde::Serialize;
use std::io::Cursor;

#[derive(Serialize)]
struct Report {
    年度: u32,
    单位: Unit,
    活动: Vec<Activity>,
}

#[derive(Serialize)]
struct Unit {
    名称: &'static str,
}

#[derive(Serialize)]
struct Activity {
    名称: &'static str,
    次数: f64,
    备注: Option<&'static str>,
}

fn report() -> Report {
    let activity = |名称, 次数, 备注| Activity { 名称, 次数, 备注 };
    Report {
        年度: 2024,
        单位: Unit { 名称: "香港路社区" },
        活动: vec![activity("学习", 29.0, None), activity("宣传", 2.5, Some("含<反邪教>"))],
    }
}

/// A document whose body holds the given paragraphs, in the package of the crate's smallest template.
fn document(paragraphs: &[&str]) -> Vec<u8> {
    let package = Template::from_bytes(hongtou::template::doc_example()).unwrap().package().clone();
    let w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let body: String = paragraphs.iter().map(|t| format!("<w:p><w:r><w:t>{t}</w:t></w:r></w:p>")).collect();
    let xml = format!("<w:document xmlns:w=\"{w}\"><w:body>{body}<w:sectPr/></w:body></w:document>");
    let changes = [(package.main_part().to_string(), xml.into_bytes())];
    package.write_with(Cursor::new(Vec::new()), &changes).unwrap().into_inner()
}

/// The paragraphs' texts of a document.
fn texts(bytes: &[u8]) -> Vec<String> {
    let package = hongtou::package::Package::from_bytes(bytes.to_vec(), &Default::default()).unwrap();
    let (tree, _) = package.tree(package.main_part()).unwrap();
    let place = hongtou::error::DocPlace::story(hongtou::error::Story::Body);
    let paragraphs = hongtou::wml::paragraphs(&tree, &place);
    paragraphs.iter().map(|p| hongtou::wml::text(&tree, p.node).text).collect()
}

#[test]
fn any_serialize_is_data() {
    let template = Template::from_bytes(document(&[
        "{{ 年度 }}年{{ 单位.名称 }}",
        "{% for 项 in 活动 %}",
        "{{ 项.名称 }}{{ 项.次数 }}次{{ 项.备注|default('') }}",
        "{% endfor %}",
    ]))
    .unwrap();
    let rendered = template.render_to_vec(&report(), &Options::default()).unwrap();
    assert_eq!(texts(&rendered.bytes), ["2024年香港路社区", "学习29次", "宣传2.5次含<反邪教>"]);
    assert!(rendered.missing.is_empty());
}

#[test]
fn a_template_is_shared_between_threads() {
    fn is_shared<T: Send + Sync + Clone>(_: &T) {}
    let template = Template::from_bytes(document(&["{{ 年度 }}"])).unwrap();
    is_shared(&template);
    is_shared(&Engine::new());
    let alone = template.render_to_vec(&report(), &Options::default()).unwrap().bytes;
    let all: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let render = || template.render_to_vec(&report(), &Options::default()).unwrap().bytes;
        let handles: Vec<_> = (0..4).map(|_| scope.spawn(render)).collect();
        handles.into_iter().map(|h| h.join().unwrap()).collect()
    });
    assert!(all.iter().all(|bytes| *bytes == alone), "the same input gives the same bytes");
}

#[derive(Debug)]
struct Lines(Vec<String>);

impl Kind for Lines {
    fn write(&self, out: &mut dyn FnMut(Part<'_>)) {
        for (i, line) in self.0.iter().enumerate() {
            if i > 0 {
                out(Part::Paragraph);
            }
            out(Part::Text(line));
        }
    }
}

#[test]
fn filters_functions_and_kinds_can_be_registered() {
    let engine = Engine::new()
        .filter("星级", |n: usize| "★".repeat(n))
        .function("今天", || "2024年12月20日")
        .filter("分行", |text: String| value::of_kind(Lines(text.split('、').map(String::from).collect())));
    let template = engine.from_bytes(document(&["{{ 等级|星级 }}{{ 今天() }}", "{{ 名单|分行 }}"])).unwrap();
    let data = serde_json::json!({"等级": 3, "名单": "甲、乙&丙"});
    let rendered = template.render_to_vec(&data, &Options::default()).unwrap();
    assert_eq!(texts(&rendered.bytes), ["★★★2024年12月20日", "甲", "乙&丙"]);
}

#[test]
fn all_problems_come_at_once_and_nothing_is_written() {
    let template = Template::from_bytes(document(&["{{ 年 }}", "{{ 单位.名 }}", "{{ 活动 }}"])).unwrap();
    let folder = std::env::temp_dir().join(format!("hongtou-library-{}", std::process::id()));
    let path = folder.join("总结.docx");
    let error = template.render_to_file(&report(), &Options::default(), &path).unwrap_err();
    let codes: Vec<&str> = error.problems().iter().map(|p| p.code()).collect();
    assert_eq!(codes, ["T012", "T012", "T017"]);
    let left: Vec<_> =
        std::fs::read_dir(&folder).map(|d| d.flatten().map(|e| e.file_name()).collect()).unwrap_or_default();
    assert!(left.is_empty(), "nothing half-written: {left:?}");
    std::fs::remove_dir_all(&folder).ok();
}

#[test]
fn gaps_are_left_blank_or_marked_where_asked() {
    let template =
        Template::from_bytes(document(&["甲{{ 缺|upper }}乙", "{% for x in 没有 %}{{ x.名 }}{% endfor %}"]))
            .unwrap();
    let blank = template.render_to_vec(&report(), &Options::default().missing(Missing::Blank)).unwrap();
    assert_eq!(texts(&blank.bytes), ["甲乙", ""]);
    let marked = template.render_to_vec(&report(), &Options::default().missing(Missing::Mark)).unwrap();
    assert_eq!(texts(&marked.bytes), ["甲【待填：缺】乙", "【待填：x.名】"]);
    assert!(!marked.missing.is_empty());
}

#[test]
fn last_year_is_prior() {
    let template = Template::from_bytes(document(&["{{ 次数|yoy(prior.次数) }}"])).unwrap();
    let options = Options::default()
        .prior(minijinja::Value::from(minijinja::value::Serde(serde_json::json!({"次数": 24}))));
    let rendered = template.render_to_vec(&serde_json::json!({"次数": 29}), &options).unwrap();
    assert_eq!(texts(&rendered.bytes), ["较上年增长20.8%"]);
}

#[test]
fn fields_tell_what_a_form_must_ask() {
    let template = Template::from_bytes(document(&[
        "{{ 单位.名称 }}于{{ 成文日期|date }}培训{{ 次数 }}次{% if 次数 > 3 %}（多）{% endif %}",
        "{% for 项 in 活动 %}{{ 项.名称 }}{% if 项.备注 %}{{ 项.备注 }}{% endif %}{% endfor %}",
        "{{ 落款|default('') }}",
    ]))
    .unwrap();
    let fields: Vec<(String, FieldKind, bool)> =
        template.fields().into_iter().map(|f| (f.name, f.kind, f.required)).collect();
    let expected = [
        ("单位", FieldKind::Object, true),
        ("单位.名称", FieldKind::Text, true),
        ("成文日期", FieldKind::Date, true),
        ("次数", FieldKind::Number, true),
        ("活动", FieldKind::List, true),
        ("活动[].名称", FieldKind::Text, true),
        ("活动[].备注", FieldKind::Text, false),
        ("落款", FieldKind::Text, false),
    ];
    assert_eq!(fields, expected.map(|(name, kind, required)| (name.to_string(), kind, required)));
}
