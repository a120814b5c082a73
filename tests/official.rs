//! `hongtou new` and `hongtou format`, as a clerk calls them.
#![cfg(feature = "cli")]

use hongtou::data::{Format, Limits};
use hongtou::error::{DocPlace, Story};
use hongtou::package::{self, Package};
use hongtou::wml;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder of a test's own, empty.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("official-{name}"));
    std::fs::remove_dir_all(&path).ok();
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn hongtou(folder: &Path, args: &str, input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hongtou"));
    command.args(args.split(' ')).current_dir(folder).env("LC_ALL", "zh_CN.UTF-8");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).ok();
    child.wait_with_output().unwrap()
}

fn done(folder: &Path, args: &str) -> String {
    let output = hongtou(folder, args, b"");
    assert_eq!(output.status.code(), Some(0), "{args}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn refused(folder: &Path, args: &str) -> String {
    let output = hongtou(folder, args, b"");
    assert_eq!(output.status.code(), Some(2), "{args}: {}", said(&output));
    said(&output)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim_end().to_string()
}

/// The paragraphs of a document.
fn paragraphs(path: &Path) -> Vec<String> {
    let package = Package::open(path, &package::Limits::default()).unwrap();
    let (tree, _) = package.tree(package.main_part()).unwrap();
    wml::paragraphs(&tree, &DocPlace::story(Story::Body))
        .iter()
        .map(|paragraph| wml::text(&tree, paragraph.node).text)
        .collect()
}

fn part(path: &Path, name: &str) -> String {
    let package = Package::open(path, &package::Limits::default()).unwrap();
    String::from_utf8(package.read(name).unwrap()).unwrap()
}

#[test]
fn every_kind_is_built_and_filled() {
    let folder = folder("kinds");
    let listed = done(&folder, "new");
    assert_eq!(listed.lines().count(), 8);
    for line in listed.lines() {
        let (name, others) = line.split_once(' ').unwrap();
        let english = others.trim().split('、').next().unwrap();
        for kind in [name, english] {
            done(
                &folder,
                &format!("new {kind} -o {kind}.docx --data {kind}.yaml --fonts 系统 --profile inkgrid"),
            );
            done(&folder, &format!("render {kind}.docx {kind}.yaml -o {kind}-out.docx"));
        }
        let out = folder.join(format!("{name}-out.docx"));
        assert!(part(&out, "word/fontTable.xml").contains(r#"w:name="仿宋"><w:altName w:val="FangSong"/>"#));
        let text = paragraphs(&out).concat().replace('\n', "");
        assert!(text.chars().count() > 22 * 28 * 2 && !text.contains("{{"), "{name}");
        let title = part(&out, "docProps/core.xml");
        let (_, title) = title.split_once("<dc:title>").unwrap();
        let (title, _) = title.split_once("</dc:title>").unwrap();
        assert!(text.contains(title) && title.chars().count() > 6, "{name}: {title}");
    }
}

#[test]
fn wrong_names_are_told_with_near_ones() {
    let folder = folder("names");
    insta::assert_snapshot!(refused(&folder, "new 通告报 -o a.docx --profile 行距 --fonts 华文"), @r#"
    错误[F003]: 没有“通告报”这一文种
       = 办法: 您要的可能是“通报”；可用的文种：总结、报告、请示、通知、通报、函、纪要、命令

    错误[F011]: 没有名为“行距”的版式，也没有这个文件
       = 办法: 可以写 exact、inkgrid，或本单位版式规则文件的路径

    错误[F012]: 没有名为“华文”的一套字体
       = 办法: 可以写：方正_GB2312、方正_GBK、系统

    共 3 处问题。
    "#);
    assert!(refused(&folder, "new notise -o a.docx --lang en").contains("perhaps notice was meant"));
    assert!(refused(&folder, "new 通知").contains("-o"));
    assert!(refused(&folder, "new -o a.docx").contains("文种"));
    assert!(refused(&folder, "new 通知 -o a.docx --data a.docx").contains("--data"));
    assert!(refused(&folder, "new 通知 -o a.docx --data a.json").contains(".yaml"));
    assert!(!folder.join("a.docx").exists());
}

#[test]
fn a_template_goes_to_standard_output() {
    let folder = folder("stdout");
    let output = hongtou(&folder, "new 函 -o -", b"");
    assert!(output.status.success() && output.stdout.starts_with(b"PK"));
    let sample = done(&folder, "new 函 --data -");
    assert!(hongtou::data::read_str(&sample, Format::Yaml, "a.yaml", &Limits::default()).is_ok());
}

#[test]
fn house_rules_go_through_filling() {
    let folder = folder("house");
    let rules = "行距: 28磅\n页码: {位置: 居中}\n二级标题: {加粗: 是, 字号: 小三}\n空字: {署名右空: 4, 首行: 2}\n空行: {标题前: 3}\n页边距: {右: 2.8厘米}\n每行字数: 27\n版记: {距页底: 40}\n";
    std::fs::write(folder.join("house.yaml"), rules).unwrap();
    std::fs::write(folder.join("own.yaml"), "署名: 滨湖区新时代文明实践中心\n加盖印章: false\n").unwrap();
    done(&folder, "new 通知 -o t.docx --data d.yaml --profile house.yaml");
    done(&folder, "render t.docx d.yaml own.yaml -o out.docx");
    let out = folder.join("out.docx");
    // 27 characters less four to the right and a name of twelve; the date two further.
    let width = 11906 - 1588 - 1587;
    let character = (width + 13) / 27;
    let document = part(&out, "word/document.xml");
    let left = |characters: i32| format!(r#"<w:ind w:left="{}"/>"#, characters * character);
    assert!(document.contains(&left(11)) && document.contains(&left(13)), "{character}");
    let styles = part(&out, "word/styles.xml");
    let level = styles.split("w:styleId=\"GwLevel2\"").nth(1).unwrap();
    let level = level.split("</w:style>").next().unwrap();
    assert!(level.contains("<w:sz w:val=\"30\"/>") && level.contains("<w:b/>"), "{level}");
}

#[test]
fn wrong_house_rules_are_all_told() {
    let folder = folder("rules");
    let rules = "行矩: 28\n页码: {位置: 左上, 颜色: 红}\n二级标题: {字号: 特大}\n空行: {标题前: 两}\n空字: {署名右空: 99}\n页边距: 37\n";
    std::fs::write(folder.join("house.yaml"), rules).unwrap();
    insta::assert_snapshot!(refused(&folder, "new 通知 -o t.docx --profile house.yaml"), @r#"
    错误[F010]: 版式规则中没有“行矩”这一项
      --> house.yaml
       = 办法: 可以写：行距

    错误[F010]: 版式规则中没有“页码.颜色”这一项
      --> house.yaml
       = 办法: 可以写：位置、字号、距页底、缩进

    错误[F005]: 版式规则“空行.标题前”的值“两”不能识别
      --> house.yaml
       = 办法: 可以写：整数，如 2

    错误[F005]: 版式规则“页边距”的值“37”不能识别
      --> house.yaml
       = 办法: 可以写：下面分行写的各项，如“上: 37”

    错误[F005]: 版式规则“空字.署名右空”的值“99”不能识别
      --> house.yaml
       = 办法: 可以写：0 到 10

    错误[F005]: 版式规则“二级标题.字号”的值“特大”不能识别
      --> house.yaml
       = 办法: 可以写：初号、小初、一号……五号，或磅数

    错误[F005]: 版式规则“页码.位置”的值“左上”不能识别
      --> house.yaml
       = 办法: 可以写：外侧、居中

    共 7 处问题。
    "#);
}

#[test]
fn a_layout_of_parts_comes_with_sample_data() {
    let folder = folder("parts");
    let parts = "名称: 工作专报\n部件:\n  - 版头\n  - 标题\n  - {样式: 公文正文, 文字: \"报送：{{ 单位.名称 }}，{{ 联系人 }}\"}\n  - 正文\n  - 署名\n  - 版记\n";
    std::fs::write(folder.join("parts.yaml"), parts).unwrap();
    done(&folder, "new --from parts.yaml -o t.docx --data d.yaml");
    done(&folder, "render t.docx d.yaml -o out.docx");
    let text = paragraphs(&folder.join("out.docx"));
    assert!(text.contains(&"报送：（单位.名称），（联系人）".to_string()), "{text:?}");
    std::fs::write(folder.join("bad.yaml"), "部件: [页眉, {样式: 大标题}, 7]\n名字: 甲\n").unwrap();
    insta::assert_snapshot!(refused(&folder, "new --from bad.yaml -o x.docx"), @r#"
    错误[F013]: 部件清单的写法不对：“{"样式":"大标题"}”不是部件
      --> bad.yaml
       = 办法: 应写成“部件: [版头, 标题, 主送, 正文, 署名, 版记]”，自己的段落写成“{样式: 公文正文, 文字: …}”

    错误[F013]: 部件清单的写法不对：“7”不是部件
      --> bad.yaml
       = 办法: 应写成“部件: [版头, 标题, 主送, 正文, 署名, 版记]”，自己的段落写成“{样式: 公文正文, 文字: …}”

    错误[F013]: 部件清单的写法不对：不认识“名字”这一项
      --> bad.yaml
       = 办法: 应写成“部件: [版头, 标题, 主送, 正文, 署名, 版记]”，自己的段落写成“{样式: 公文正文, 文字: …}”

    共 3 处问题。
    "#);
    std::fs::write(folder.join("bad.yaml"), "部件: [页眉, {样式: 大标题, 文字: 好}]\n").unwrap();
    let told = refused(&folder, "new --from bad.yaml -o x.docx");
    assert!(told.contains("页眉") && told.contains("大标题") && told.contains("bad.yaml"), "{told}");
}

const DRAFT: &str = "\r\n　　滨湖区文明办\r\n　　2024年工作总结\r\n\r\n区委宣传部：\r\n　　一、主要工作\r\n　　（一）加强学习。全年12次。\r\n　　1、集中学习\r\n　　附件：名单\r\n　　　　　　滨湖区文明办　　2024年12月20日\r\n";

#[test]
fn drafts_in_every_usual_encoding_are_read() {
    let folder = folder("encodings");
    let utf16 = |little: bool, mark: bool| -> Vec<u8> {
        let mark = if mark { "\u{FEFF}" } else { "" };
        let text = format!("{mark}{DRAFT}");
        let bytes = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    };
    let files = [
        DRAFT.as_bytes().to_vec(),
        format!("\u{FEFF}{DRAFT}").into_bytes(),
        encoding_rs::GB18030.encode(DRAFT).0.into_owned(),
        utf16(true, true),
        utf16(false, true),
        utf16(true, false),
        DRAFT.replace("\r\n", "\r").into_bytes(),
        DRAFT.replace("\r\n", "\n").into_bytes(),
    ];
    let mut seen = Vec::new();
    for bytes in &files {
        let output = hongtou(&folder, "format - --dry-run", bytes);
        assert!(output.status.success(), "{}", said(&output));
        seen.push(String::from_utf8(output.stdout).unwrap());
    }
    assert!(seen.iter().all(|table| *table == seen[0]), "{seen:#?}");
    insta::assert_snapshot!(seen[0], @r#"
    位置  认作                    文字
       2  公文标题                滨湖区文明办2024年工作总结
       5  主送机关                区委宣传部：
       6  一级标题                一、主要工作
       7  公文正文（含二级标题）  （一）加强学习。全年12次。
       8  三级标题                1、集中学习
       9  附件说明                附件：名单
      10  发文机关署名            滨湖区文明办
      10  成文日期                2024年12月20日
    "#);
}

#[test]
fn a_draft_becomes_a_document_and_the_report_says_what_went() {
    let folder = folder("draft");
    std::fs::write(folder.join("草稿.txt"), DRAFT).unwrap();
    let output = hongtou(&folder, "format 草稿.txt -o out.docx", b"");
    insta::assert_snapshot!(said(&output), @"共 8 段，文字没有增减；只是排版、已去掉的：空行 2 处、行首行尾的空格 8 处、标题的换行 1 处。");
    let written: String = paragraphs(&folder.join("out.docx")).concat().split_whitespace().collect();
    assert_eq!(written, DRAFT.split_whitespace().collect::<String>());
    let report: serde_json::Value =
        serde_json::from_str(&done(&folder, "format 草稿.txt --dry-run --format json")).unwrap();
    assert_eq!(report["parts"][0]["style"], "公文标题");
    assert_eq!(report["parts"][3]["run_in_level"], 2);
    assert_eq!(report["dropped"]["blank_lines"], 2);
    // A document that is ours already keeps its text and parts.
    let again = done(&folder, "format out.docx --dry-run");
    assert_eq!(again.lines().count(), 9, "{again}");
}

#[test]
fn markdown_is_told_by_its_name() {
    let folder = folder("markdown");
    std::fs::write(folder.join("a.md"), "工作总结\n\n- 走访*群众*30户，长*宽*高\n- 于20__年__月\n").unwrap();
    done(&folder, "format a.md -o a.docx");
    assert_eq!(paragraphs(&folder.join("a.docx")), ["工作总结", "走访*群众*30户，长*宽*高", "于20__年__月"]);
    std::fs::write(
        folder.join("b.md"),
        "# 总结\n\n**重点**是 *落实* ，见 ***附表*** 。\n\n| 甲 | 乙 |\n|---|---|\n| a\\|b | **c** |\n",
    )
    .unwrap();
    done(&folder, "format b.md -o b.docx");
    assert_eq!(
        paragraphs(&folder.join("b.docx")),
        ["总结", "重点是 落实 ，见 附表 。", "甲", "乙", "a|b", "c"]
    );
}

#[test]
fn what_is_no_draft_is_refused() {
    let folder = folder("refused");
    let files: [(&str, &[u8]); 6] = [
        ("a.pdf", b"%PDF-1.7"),
        ("a.rtf", b"{\\rtf1}"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1WordDocument"),
        ("cut.docx", b"PK\x03\x04"),
        ("bad.txt", b"\xe5\xb7\xa5\xe4\xbd\x9c\xe6\x80\xbb\xe7\xbb\x93\n\xe5\xb7\xff\xe4\xbd\x9c"),
        ("noise.txt", b"\x00\x01\x02\x00\xff\xfe\x03"),
    ];
    let mut told = String::new();
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).unwrap();
        let message = refused(&folder, &format!("format {name} -o out.docx"));
        told.push_str(&format!("{}\n", message.lines().next().unwrap()));
    }
    insta::assert_snapshot!(told, @r#"
    错误[P013]: 这是 PDF 文件，不是 Word 文档
    错误[P012]: 这是 RTF 文档，不是 .docx
    错误[P003]: 这是旧格式的 Word 或 WPS 文档（.doc / .wps），不是 .docx
    错误[P001]: 文件损坏，不是完整的 Word 文档（压缩包不完整或已被改动）
    错误[F009]: 这里有不能识别的文字（按 UTF-8 编码读取），文件可能已损坏
    错误[F008]: 不是可以读取的文字稿
    "#);
    std::fs::write(folder.join("a.txt"), "总结\n").unwrap();
    assert!(refused(&folder, "format a.txt -o a.txt").contains("a.txt"));
    assert!(refused(&folder, "format a.txt").contains("-o"));
    assert!(refused(&folder, "format 没有.txt -o out.docx").contains("没有.txt"));
    assert!(!folder.join("out.docx").exists());
}

#[test]
fn a_draft_without_a_title_is_told() {
    let folder = folder("title");
    let output = hongtou(&folder, "format - -o out.docx", "今年完成了工作。\n".as_bytes());
    assert!(output.status.success() && said(&output).contains("F014"), "{}", said(&output));
}
