//! Many comparisons at once: pairs by unit, what is missing, what is alike, old formats.

mod support;

use hongtou::convert::Converter;
use hongtou::diff::Options;
use hongtou::diff::folder::alike::{Print, alike};
use hongtou::diff::folder::{Document, Job, Pattern, folders, pair, unit};
use hongtou::error::Lang;
use hongtou::jobs::Cancel;
use hongtou::package::{Limits, Package};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

fn fresh(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("hongtou-reports-{}-{name}", std::process::id()));
    std::fs::remove_dir_all(&folder).ok();
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn report(path: &Path, paragraphs: &[&str]) {
    let body: String = paragraphs.iter().map(|t| format!("<w:p><w:r><w:t>{t}</w:t></w:r></w:p>")).collect();
    let parts = [
        ("[Content_Types].xml", r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#.to_string()),
        ("_rels/.rels", r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#.to_string()),
        ("word/document.xml", format!(r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}<w:sectPr/></w:body></w:document>"#)),
    ];
    let entries = parts.map(|(name, text)| (name.to_string(), text.into_bytes()));
    std::fs::write(path, support::docx::zip(&entries)).unwrap();
}

fn job(converter: Converter) -> Job {
    Job { options: Options::default(), limits: Limits::default(), converter, key: None, workers: 2 }
}

fn named(names: &[&str]) -> Vec<Document> {
    names.iter().map(|name| Document { name: (*name).into(), path: format!("{name}.docx").into() }).collect()
}

#[test]
fn years_and_marks_of_copies_are_no_part_of_a_unit() {
    for (old, new) in [
        ("阳光社区2023年度工作总结", "阳光社区2024年度工作总结"),
        ("2023阳光社区工作总结", "阳光社区_2024_工作总结 (1)"),
        ("阳光社区二〇二三年工作总结", "阳光社区工作总结20241220"),
        ("阳光社区(2023)", "阳光社区（２０２４年）- 副本"),
    ] {
        assert_eq!(unit(old), unit(new), "{old} {new}");
    }
    assert_ne!(unit("第一社区"), unit("第二社区"));
    assert_ne!(unit("12社区"), unit("13社区"));
    assert_eq!(unit("2024"), "2024");
}

#[test]
fn units_pair_by_name_by_what_is_their_own_and_by_pattern() {
    let old = named(&["甲社区2022年总结", "甲社区2023年总结", "乙社区总结", "丙社区2023"]);
    let new = named(&["甲社区2024年总结", "乙社区2024年度工作总结", "丁社区2024"]);
    let found = pair(old, new, None).unwrap();
    let shown: Vec<_> = found.pairs.iter().map(|p| (p.old.name.as_str(), p.new.name.as_str())).collect();
    assert_eq!(shown, [("乙社区总结", "乙社区2024年度工作总结"), ("甲社区2023年总结", "甲社区2024年总结")]);
    let names = |list: &[Document]| list.iter().map(|d| d.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&found.only_old), ["甲社区2022年总结", "丙社区2023"]);
    assert_eq!(names(&found.only_new), ["丁社区2024"]);

    let key: Pattern = "*_{}_*".parse().unwrap();
    let found = pair(named(&["01_甲_初稿"]), named(&["99_甲_送审"]), Some(&key)).unwrap();
    assert_eq!(found.pairs.len(), 1);
    assert_eq!(pair(named(&["甲"]), named(&["甲"]), Some(&key)).unwrap_err().problems()[0].code(), "K021");
}

#[test]
fn wording_that_most_units_share_makes_no_two_alike() {
    let template = "本社区坚持以习惯养成为抓手，定期组织居民开展形式多样的学习活动，不断提升服务居民的能力和水平，全年工作取得新的进展，\
                    居民的获得感和满意度持续上升，各项任务按照计划稳步推进并且全部完成。";
    let own = "去年冬天志愿者挨家挨户走访独居老人，送去御寒的衣物和新鲜的蔬菜水果，还帮他们打扫卫生、修理门窗、更换灯泡。\
               一位老大爷写来感谢信说自己像在家里一样温暖，共走访35户。";
    let copied = own.replace("35", "41");
    let other = |n: u32| -> String {
        (0..120).filter_map(|i| char::from_u32(0x4e00 + (n * 997 + i * 131 + i * i * n) % 20000)).collect()
    };
    let mut texts: Vec<String> = (1..9).map(|n| format!("{template}{}。", other(n))).collect();
    texts.push(format!("{template}{own}"));
    texts.push(format!("{template}{copied}"));
    let prints: Vec<Print> = texts.iter().map(|text| Print::new([text.as_str()])).collect();
    let found = alike(&prints);
    assert_eq!(found.iter().map(|a| a.units).collect::<Vec<_>>(), [(8, 9)]);
    assert!(found[0].share() > 0.95, "{found:?}");
    assert_eq!(found[0].sentences.len(), 2, "{found:?}");
}

#[test]
fn folders_give_redlines_and_an_index_and_one_bad_file_stops_no_other() {
    let root = fresh("folders");
    let (old, new, out) = (root.join("旧"), root.join("新"), root.join("结果"));
    std::fs::create_dir_all(&old).unwrap();
    std::fs::create_dir_all(&new).unwrap();
    report(&old.join("甲社区2023.docx"), &["全年走访35户。", "情况良好。"]);
    report(&new.join("甲社区2024.docx"), &["全年走访41户。", "情况良好。"]);
    report(&old.join("乙&社区2023.docx"), &["没有改动。"]);
    report(&new.join("乙&社区2024.docx"), &["没有改动。"]);
    std::fs::write(old.join("丙社区2023.docx"), b"PK\x03\x04 not a zip").unwrap();
    report(&new.join("丙社区2024.docx"), &["全年走访3户。"]);
    report(&old.join("丁社区2023.docx"), &["只有去年。"]);
    std::fs::write(new.join("~$甲社区2024.docx"), b"x").unwrap();
    let found = folders(&old, &new, &out, &job(Converter::none()), &Cancel::new(), &()).unwrap();
    let names: Vec<_> = found.rows.iter().map(|row| (row.name.as_str(), row.failed, row.changes)).collect();
    assert_eq!(names, [("丙社区2024", true, 0), ("甲社区2024", false, 1), ("乙&社区2024", false, 0)]);
    assert_eq!(found.only_old.len(), 1);
    Package::open(&out.join("甲社区2024.docx"), &Limits::default()).unwrap();
    std::fs::copy(out.join("甲社区2024.docx"), support::out_folder().join("reports-folder.docx")).unwrap();
    let index: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.join("index.json")).unwrap()).unwrap();
    assert_eq!(index["units"][0]["name"], "丙社区2024");
    assert_eq!(index["only_old"][0], "丁社区2023");
    let html = std::fs::read_to_string(out.join("index.html")).unwrap();
    assert!(html.contains("乙&amp;社区2024") && !html.contains("乙&社区"), "{html}");
    let run =
        |args: &[&Path]| Command::new(env!("CARGO_BIN_EXE_hongtou")).arg("diff").args(args).output().unwrap();
    let ran = run(&[&old, &new, "-o".as_ref(), &out]);
    assert_eq!(ran.status.code(), Some(1), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(run(&[&old, &new]).status.code(), Some(2));
    assert_eq!(run(&[&old, &new, "-o".as_ref(), &new]).status.code(), Some(2));
    assert_eq!(run(&[&old, &new.join("甲社区2024.docx")]).status.code(), Some(2));
    std::fs::remove_dir_all(&root).ok();
}

#[test]
fn an_old_format_is_converted_where_libreoffice_is() {
    let root = fresh("convert");
    let rtf = root.join("去年.rtf");
    std::fs::write(&rtf, br"{\rtf1\ansi Fifty visits.\par Sixty letters.\par}").unwrap();
    let refused = Converter::none().open(&rtf, &Limits::default()).unwrap_err();
    assert_eq!(refused.problems()[0].code(), "P012");
    assert!(refused.problems()[0].help(Lang::Zh).unwrap().contains("另存为 .docx"));
    let found = Converter::find();
    if !found.is_there() {
        println!("skipped: no LibreOffice here");
        return;
    }
    let opened = found.open(&rtf, &Limits::default()).unwrap();
    assert_eq!(opened.converted.unwrap().code(), "P028");
    let xml = opened.package.bytes(opened.package.main_part()).unwrap();
    assert!(String::from_utf8_lossy(xml).contains("Sixty letters"));
    let mut hurried = found;
    hurried.time_limit = Duration::from_millis(1);
    let late = hurried.open(&rtf, &Limits::default()).unwrap_err();
    assert_eq!(late.problems()[0].code(), "P029");
    std::fs::remove_dir_all(&root).ok();
}
