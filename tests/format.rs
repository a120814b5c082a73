//! The official format: page, styles, shipped templates.

use hongtou::data::{self, Format};
use hongtou::error::{DocPlace, Lang, Story};
use hongtou::format::house::House;
use hongtou::format::layout::Layout;
use hongtou::format::place;
use hongtou::format::rebuild::{Formatted, Recognised, format_text};
use hongtou::format::title::lines;
use hongtou::format::{self, Kind, Options, Profile, Style, templates};
use hongtou::package::{Limits, Package};
use hongtou::template::{self, Template};
use hongtou::wml;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// `HONGTOU_BLESS=1 cargo test --test format` writes the templates anew.
fn blessing() -> bool {
    std::env::var_os("HONGTOU_BLESS").is_some()
}

#[test]
fn shipped_templates_are_what_the_code_builds() {
    for shipped in templates() {
        let path = root().join("templates").join(format!("{}.docx", shipped.name));
        let built = shipped.build(&Profile::exact()).unwrap();
        if blessing() {
            std::fs::write(&path, &built).unwrap();
        }
        let held = std::fs::read(&path).unwrap();
        assert!(held == built, "{} differs: run HONGTOU_BLESS=1 cargo test --test format", show(&path));
    }
}

fn show(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The templates of every kind go where `HONGTOU_OUT` says, to be filled, rendered and measured.
#[test]
fn every_kind_builds_the_same_bytes_twice() {
    for kind in Kind::all() {
        for (suffix, options) in variants(kind) {
            let built = format::new(kind, &options).unwrap();
            assert_eq!(built, format::new(kind, &options).unwrap(), "{}", kind.name());
            write_out(&format!("{}{suffix}.docx", kind.name()), &built);
        }
        write_out(&format!("{}.yaml", kind.name()), format::sample(kind).as_bytes());
    }
}

fn variants(kind: Kind) -> Vec<(&'static str, Options)> {
    let plain = Options::default();
    let grid = Options { profile: Profile::inkgrid(), ..Options::default() };
    let red = Options { red_head: true, ..Options::default() };
    match kind {
        Kind::Summary => vec![("", plain), ("-inkgrid", grid), ("-red", red)],
        _ => vec![("", plain), ("-inkgrid", grid)],
    }
}

fn write_out(name: &str, bytes: &[u8]) {
    let Some(folder) = std::env::var_os("HONGTOU_OUT") else { return };
    let path = Path::new(&folder).join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// A template filled with YAML, and settled as the program does it.
fn filled(template: Vec<u8>, data: &str, profile: &Profile) -> Vec<u8> {
    let data = hongtou::data::read_str(data, Format::Yaml, "data.yaml", &data::Limits::default()).unwrap();
    fill(template, data, profile)
}

fn fill(template: Vec<u8>, data: minijinja::Value, profile: &Profile) -> Vec<u8> {
    let template = Template::from_bytes(template).unwrap();
    let mut out = std::io::Cursor::new(Vec::new());
    template.render_value(data, &template::Options::default(), &mut out).unwrap();
    format::settle::settle_package(out.get_ref(), profile).unwrap().unwrap_or(out.into_inner())
}

#[test]
fn every_kind_fills_with_its_sample() {
    for kind in Kind::all() {
        for (suffix, options) in variants(kind) {
            let template = format::new(kind, &options).unwrap();
            let document = filled(template, format::sample(kind), &options.profile);
            let text = visible(&document);
            assert!(!text.contains("{{") && !text.contains("{%"), "{}: {text}", kind.name());
            assert!(text.chars().count() > 22 * 28 * 2, "{}: three pages", kind.name());
            write_out(&format!("filled/{}{suffix}.docx", kind.name()), &document);
        }
    }
}

#[test]
fn shipped_templates_fill_with_their_samples() {
    for shipped in templates() {
        let document = filled(shipped.bytes.to_vec(), shipped.sample, &Profile::exact());
        assert!(visible(&document).ends_with("2024年12月20日"), "{}", shipped.name);
        write_out(&format!("filled/{}.docx", shipped.name), &document);
    }
}

/// A seed's paragraphs: leading spaces and stray `>` stripped, year blanks as they are.
fn seed(name: &str) -> Vec<String> {
    let path = root().join(format!("fixtures/seeds/{name}.txt"));
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().map(|line| line.trim_start_matches([' ', '\u{3000}', '>']));
    lines.filter(|line| !line.is_empty()).map(str::to_string).collect()
}

/// The blanks 202_, 20_ and 20xx hold the fixtures' year.
fn dated(text: &str) -> String {
    text.replace("202_", "2024").replace("20xx", "2024").replace("20_", "2024")
}

const SEEDS: [(&str, &str); 3] = [
    ("社区", "1-xianggang-road-community"),
    ("园区", "2-luyang-industrial-park"),
    ("机关", "3-hanshou-bureau"),
];

/// The filled document's paragraphs; a seed without a title gives no first one.
fn paragraphs(document: &[u8], seed: &[String]) -> Vec<String> {
    let package = Package::from_bytes(document.to_vec(), &Limits::default()).unwrap();
    let (tree, _) = package.tree(package.main_part()).unwrap();
    let all = wml::paragraphs(&tree, &DocPlace::story(Story::Body));
    let all: Vec<String> = all.iter().map(|p| wml::text(&tree, p.node).text.replace('\n', "")).collect();
    all.get(all.len() - seed.len()..).unwrap_or_default().to_vec()
}

#[test]
fn the_general_template_gives_the_seeds_word_for_word() {
    for (name, file) in SEEDS {
        let data = std::fs::read_to_string(root().join(format!("fixtures/通用/{name}.yaml"))).unwrap();
        let template = format::template("@通用总结").unwrap().bytes.to_vec();
        let document = filled(template, &data, &Profile::exact());
        let expected: Vec<String> = seed(file).iter().map(|line| dated(line)).collect();
        assert_eq!(paragraphs(&document, &expected), expected, "{name}");
    }
}

#[test]
fn each_template_gives_its_seed_with_the_listed_mends() {
    for (name, file) in SEEDS {
        let data = std::fs::read_to_string(root().join(format!("fixtures/{name}/data.yaml"))).unwrap();
        let template = format::template(&format!("@{name}总结")).unwrap().bytes.to_vec();
        let document = filled(template, &data, &Profile::exact());
        let mut expected = seed(file);
        let mends = std::fs::read_to_string(root().join(format!("fixtures/{name}/mends.tsv"))).unwrap();
        for row in mends.lines().skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            let line = &mut expected[cells[0].parse::<usize>().unwrap() - 1];
            assert_eq!(line.matches(cells[1]).count(), 1, "{row}");
            *line = line.replace(cells[1], cells[2]);
        }
        let expected: Vec<String> = expected.iter().map(|line| dated(line)).collect();
        assert_eq!(paragraphs(&document, &expected), expected, "{name}");
    }
}

fn outline(formatted: &Formatted) -> String {
    let level = |part: &Recognised| part.level.map(|level| format!("+{level}")).unwrap_or_default();
    let text = |part: &Recognised| part.text.chars().take(18).collect::<String>();
    formatted
        .parts
        .iter()
        .map(|part| format!("{}{}\t{}\t{}\n", part.style.name(), level(part), part.number, text(part)))
        .collect()
}

#[test]
fn seeds_are_recognised_as_by_hand() {
    for seed in ["1-xianggang-road-community", "2-luyang-industrial-park", "3-hanshou-bureau"] {
        let text = std::fs::read(root().join(format!("fixtures/seeds/{seed}.txt"))).unwrap();
        let formatted = format_text(&text, None, &Profile::exact()).unwrap();
        write_out(&format!("seed-{seed}.docx"), &formatted.bytes);
        let expected = root().join(format!("fixtures/seeds/{seed}.parts.tsv"));
        let expected = std::fs::read_to_string(&expected).unwrap_or_default();
        assert_eq!(outline(&formatted), expected, "{seed}");
    }
}

/// The documents of a folder, `HONGTOU_CORPUS`, keep their text when they are formatted.
#[test]
fn formatting_keeps_the_text_of_real_documents() {
    let Some(corpus) = std::env::var_os("HONGTOU_CORPUS") else {
        eprintln!("skipped: HONGTOU_CORPUS names no folder of documents");
        return;
    };
    for entry in std::fs::read_dir(Path::new(&corpus).join("documents")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        match format::restyle::format_docx(&bytes, &Profile::exact()) {
            Ok(formatted) => {
                assert_eq!(visible(&formatted.bytes), visible(&bytes), "{}", show(&path));
            }
            Err(error) => eprintln!("{}: {error}", show(&path)),
        }
    }
}

/// The body's text without any spaces.
fn visible(bytes: &[u8]) -> String {
    let package = Package::from_bytes(bytes.to_vec(), &Limits::default()).unwrap();
    let (tree, _) = package.tree(package.main_part()).unwrap();
    let paragraphs = wml::paragraphs(&tree, &DocPlace::story(Story::Body));
    let text: String = paragraphs.iter().map(|p| wml::text(&tree, p.node).text).collect();
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200B}' && *c != '\u{FEFF}').collect()
}

/// The lengths that titles, names and documents have in the rendered check.
const TITLES: [usize; 10] = [8, 14, 20, 21, 26, 33, 40, 47, 54, 60];

fn title_of(length: usize) -> String {
    let long = "关于深入贯彻落实新时代文明实践志愿服务制度化常态化建设实施意见进一步加强城乡社区精神文明创建工作和未成年人思想道德建设有关事项的通知";
    long.chars().take(length - 2).chain("通知".chars()).collect()
}

/// An organ's name of 3 to 20 characters.
fn organ_of(length: usize) -> String {
    let (name, end) = ("滨湖区新时代文明实践志愿服务工作协调推进", "文明办");
    name.chars().take(length - 3).chain(end.chars()).collect()
}

const DATES: [&str; 3] = ["2024年1月5日", "2024年12月5日", "2024年12月20日"];

/// Drafts of many lengths, for the rendered check: titles, names, dates, organs, pages.
#[test]
fn drafts_of_every_length_build() {
    for (index, length) in TITLES.into_iter().enumerate() {
        let organ = organ_of(3 + index * 17 / 9);
        let others: Vec<String> = (0..index % 3).map(|n| organ_of(6 + n * 5)).collect();
        let names = others.iter().map(|name| format!("{name}\n")).collect::<String>();
        let head = if index % 2 == 0 {
            format!("{names}{organ}文件\n滨文明办〔2024〕{length}号\n")
        } else {
            String::new()
        };
        let body: String = (0..index * 7 + 3).map(|n| format!("{}\n", paragraph_of(n))).collect();
        let end = format!("{names}{organ}\n{}\n", DATES[index % 3]);
        let imprint = if index % 2 == 0 {
            "抄送：区委办公室，区政府办公室。\n滨湖区文明办 2024年12月20日印发\n"
        } else {
            ""
        };
        let title = title_of(length);
        let draft = format!("{head}{title}\n各街道办事处、区直各单位：\n{body}{end}{imprint}");
        for profile in [Profile::exact(), Profile::inkgrid()] {
            let formatted = format_text(draft.as_bytes(), None, &profile).unwrap();
            let kinds: Vec<_> = formatted.parts.iter().map(|part| part.style).collect();
            assert!(kinds.contains(&Style::Title) && kinds.contains(&Style::Date), "{length}: {kinds:?}");
            let signed =
                kinds.iter().filter(|s| matches!(s, Style::Signature | Style::NextSignature)).count();
            assert_eq!(signed, index % 3 + 1, "{length}: {kinds:?}");
            assert_eq!(visible(&formatted.bytes), draft.split_whitespace().collect::<String>(), "{length}");
            write_out(&format!("paper/title{length}-{}.docx", profile.name), &formatted.bytes);
        }
    }
}

/// Every kind with titles, names and dates of its own, one to three organs, with and without a seal.
#[test]
fn kinds_of_every_length_fill() {
    for (at, kind) in Kind::all().enumerate() {
        for (index, profile) in
            [Profile::exact(), Profile::inkgrid(), house_profile()].into_iter().enumerate()
        {
            let step = at + index * 4;
            let names: Vec<String> = (0..=step % 3).map(|n| organ_of(3 + (step * 5 + n * 7) % 18)).collect();
            let joint = names.len() > 1 && !matches!(kind, Kind::Letter | Kind::Order | Kind::Minutes);
            let mark = if joint { names.clone() } else { vec![format!("{}文件", names[0])] };
            let mark = if joint { format!("{mark:?}") } else { mark[0].clone() };
            let (title, date) = (title_of(TITLES[step % 10]), DATES[step % 3]);
            let mut own =
                format!("标题: {title}\n署名: {names:?}\n日期: {date}\n加盖印章: {}\n", step % 2 == 0);
            if kind != Kind::Order && kind != Kind::Minutes && kind != Kind::Letter {
                own.push_str(&format!("发文机关标志: {mark}\n"));
            }
            let read = |text: &str| data::read_str(text, Format::Yaml, "数据.yaml", &data::Limits::default());
            let merged = data::merge(&read(format::sample(kind)).unwrap(), &read(&own).unwrap());
            let options = Options { profile: profile.clone(), red_head: step % 2 == 0 };
            let template = format::new(kind, &options).unwrap();
            let package = Package::from_bytes(template.clone(), &Limits::default()).unwrap();
            let known = Profile::of_document(&package).unwrap().expect("our styles");
            assert_eq!(place_of(&known), place_of(&profile), "{}", kind.name());
            let filled = fill(template, merged, &known);
            assert!(visible(&filled).contains(&title) || kind == Kind::Order, "{}", kind.name());
            write_out(&format!("lengths/{}-{}.docx", kind.name(), profile.name), &filled);
        }
    }
}

/// What of a profile decides where names and dates stand.
fn place_of(profile: &Profile) -> (i32, i32, i32, format::Blanks) {
    let (own, standard) = (&profile.blanks, format::Blanks::default());
    let placed = format::Blanks { signature: own.signature, date: own.date, seal: own.seal, ..standard };
    (profile.page.text_width(), profile.title_size, profile.body.character, placed)
}

fn house_profile() -> Profile {
    let rules = "名称: house\n行距: 28磅\n页码: {位置: 居中, 字号: 四号}\n二级标题: {加粗: 是}\n标题字号: 小二\n数字字体: Times New Roman\n字体: gbk\n空字: {署名右空: 4}\n";
    format::house::profile(&yaml(rules)).unwrap()
}

fn paragraph_of(n: usize) -> String {
    let heading = match n % 6 {
        0 => return "一、提高认识，加强领导".into(),
        1 => "（一）健全工作机制。",
        2 => "1.明确责任分工。",
        3 => "（1）细化任务清单。",
        _ => "",
    };
    let text = "各单位要把精神文明建设摆上重要议事日程，定期研究部署，及时解决工作中的困难和问题，确保各项任务落到实处、取得实效；";
    format!("{heading}{}", text.repeat(n % 4 + 1))
}

#[test]
fn a_word_draft_takes_our_styles_and_keeps_everything_else() {
    let table = "<w:tbl><w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"4000\"/></w:tblGrid><w:tr><w:tc><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>单位</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let body = format!(
        concat!(
            "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:rPr><w:sz w:val=\"44\"/></w:rPr><w:t>滨湖区文明办</w:t></w:r></w:p>",
            "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:rPr><w:sz w:val=\"44\"/></w:rPr><w:t>2024年工作总结</w:t></w:r></w:p>",
            "<w:p/><w:p><w:r><w:t xml:space=\"preserve\">区委宣传部：</w:t></w:r></w:p>",
            "<w:p><w:r><w:t>　　一、主要工作</w:t></w:r></w:p>",
            "<w:p><w:r><w:t>　　（一）加强</w:t></w:r><w:r><w:rPr><w:b/><w:color w:val=\"FF0000\"/></w:rPr><w:t>学习。全年</w:t></w:r><w:r><w:t>12次。</w:t></w:r></w:p>",
            "{}<w:p><w:r><w:t>滨湖区文明办</w:t></w:r></w:p>",
            "<w:p><w:pPr><w:jc w:val=\"right\"/></w:pPr><w:r><w:t>2024年12月20日</w:t></w:r></w:p>",
            "<w:sectPr><w:pgSz w:w=\"12240\" w:h=\"15840\"/></w:sectPr>"
        ),
        table
    );
    let draft = word(&body);
    let formatted = format::restyle::format_docx(&draft, &Profile::exact()).unwrap();
    insta::assert_snapshot!(outline(&formatted), @r"
    公文标题	1	滨湖区文明办2024年工作总结
    主送机关	4	区委宣传部：
    一级标题	5	一、主要工作
    公文正文+2	6	（一）加强学习。全年12次。
    发文机关署名	8	滨湖区文明办
    成文日期	9	2024年12月20日
    ");
    assert_eq!(visible(&formatted.bytes), visible(&draft));
    let package = Package::from_bytes(formatted.bytes.clone(), &Limits::default()).unwrap();
    let part = String::from_utf8(package.read("word/document.xml").unwrap()).unwrap();
    assert!(part.contains(table), "the table keeps its bytes");
    assert!(part.contains("<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"));
    assert!(!part.contains("　　") && !part.contains("FF0000"));
    let heading =
        "<w:rStyle w:val=\"GwLevel2Text\"/><w:rFonts w:hint=\"eastAsia\"/></w:rPr><w:t>学习。</w:t>";
    assert!(part.contains(heading), "{part}");
    let again = format::restyle::format_docx(&formatted.bytes, &Profile::exact()).unwrap();
    let seen = |f: &Formatted| f.parts.iter().map(|p| (p.style, p.text.clone())).collect::<Vec<_>>();
    assert_eq!(seen(&again), seen(&formatted), "formatting twice changes nothing");
    write_out("word-draft.docx", &formatted.bytes);
}

/// Numbers that Word counts are no text: they stay, and say what level a paragraph is.
#[test]
fn automatic_numbers_are_levels_and_stay() {
    let listed = |properties: &str, text: &str| {
        format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let list = |level| format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"7\"/></w:numPr>");
    let body = [
        "<w:p><w:r><w:t>2024年工作总结</w:t></w:r></w:p>".to_string(),
        listed("<w:pStyle w:val=\"Own\"/>", "主要工作"),
        listed(&list(1), "加强学习。全年12次。"),
        listed(&list(2), "集中学习"),
        listed("<w:pStyle w:val=\"Own\"/>", "下一步打算："),
    ]
    .concat();
    let level = |level, format, text| {
        format!(
            "<w:lvl w:ilvl=\"{level}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/><w:lvlJc w:val=\"left\"/></w:lvl>"
        )
    };
    let levels = level(0, "chineseCountingThousand", "%1、")
        + &level(1, "chineseCounting", "（%2）")
        + &level(2, "decimal", "%1.%2.%3");
    let numbering = format!(
        "<w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType w:val=\"multilevel\"/>{levels}</w:abstractNum><w:num w:numId=\"7\"><w:abstractNumId w:val=\"0\"/></w:num>"
    );
    let styles = "<w:style w:type=\"paragraph\" w:styleId=\"Own\"><w:name w:val=\"Own\"/><w:pPr><w:numPr><w:numId w:val=\"7\"/></w:numPr></w:pPr></w:style>";
    let draft = word_with(&body, styles, &numbering);
    let formatted = format::restyle::format_docx(&draft, &Profile::exact()).unwrap();
    insta::assert_snapshot!(outline(&formatted), @r"
    公文标题	1	2024年工作总结
    一级标题	2	主要工作
    公文正文+2	3	加强学习。全年12次。
    公文正文	4	集中学习
    一级标题	5	下一步打算：
    ");
    let package = Package::from_bytes(formatted.bytes.clone(), &Limits::default()).unwrap();
    let part = String::from_utf8(package.read("word/document.xml").unwrap()).unwrap();
    let kept = "<w:pStyle w:val=\"GwLevel1\"/><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"7\"/></w:numPr>";
    assert_eq!(part.matches(kept).count(), 2, "{part}");
    let numbering = String::from_utf8(package.read("word/numbering.xml").unwrap()).unwrap();
    assert_eq!(numbering.matches("<w:suff w:val=\"nothing\"/><w:lvlText").count(), 2, "{numbering}");
    write_out("word-draft-lists.docx", &formatted.bytes);
}

/// A Word file without styles, settings and fonts gets ours.
#[test]
fn a_bare_word_file_gets_the_parts_that_it_lacks() {
    let draft = word_with("<w:p><w:r><w:t>工作总结</w:t></w:r></w:p>", "-", "");
    let formatted = format::restyle::format_docx(&draft, &Profile::exact()).unwrap();
    let package = Package::from_bytes(formatted.bytes.clone(), &Limits::default()).unwrap();
    let kinds: Vec<_> =
        package.relationships(package.main_part()).unwrap().into_iter().map(|r| r.kind).collect();
    assert_eq!(kinds, ["styles", "fontTable", "footer", "footer", "settings"]);
    assert!(Profile::of_document(&package).unwrap().is_some());
    write_out("word-draft-bare.docx", &formatted.bytes);
}

/// Lines that soft breaks make, as in text that was pasted from the web.
#[test]
fn soft_breaks_become_paragraphs() {
    let body = concat!(
        "<w:p><w:r><w:t>年终总结</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:spacing w:after=\"100\"/></w:pPr><w:r><w:t>　　一、学习</w:t><w:br/><w:t>　　（一）集中",
        "</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>学习。全年</w:t><w:tab/><w:t>12次。</w:t></w:r><w:r><w:br/></w:r>",
        "<w:r><w:br/><w:t>&lt;二&gt;</w:t></w:r><w:r><w:br/></w:r><w:r><w:t>滨湖区文明办</w:t></w:r></w:p>",
        "<w:p><w:r><w:br w:type=\"page\"/><w:t>第一行</w:t><w:br/><w:t>第二行</w:t></w:r></w:p><w:sectPr/>"
    );
    let draft = word(body);
    let formatted = format::restyle::format_docx(&draft, &Profile::exact()).unwrap();
    insta::assert_snapshot!(outline(&formatted), @r"
    公文标题	1	年终总结
    一级标题	2	一、学习
    公文正文+2	2	（一）集中学习。全年	12次。
    公文正文	2	<二>
    公文正文	2	滨湖区文明办
    公文正文	3	
    第一行
    第二行
    ");
    assert_eq!(visible(&formatted.bytes), visible(&draft));
    let package = Package::from_bytes(formatted.bytes.clone(), &Limits::default()).unwrap();
    let part = String::from_utf8(package.read("word/document.xml").unwrap()).unwrap();
    assert_eq!(part.matches("<w:br").count(), 2, "{part}");
    write_out("word-draft-soft-breaks.docx", &formatted.bytes);
}

#[test]
fn the_end_of_a_word_draft_moves_to_the_foot_of_the_page() {
    let texts = [
        "滨湖区文明办文件",
        "滨文明办〔2024〕3号",
        "关于工作情况的通报",
        "各单位：",
        "工作已经完成。",
        "滨湖区文明办",
    ];
    let more = ["2024年12月20日", "抄送：区委办公室，区政府办公室。", "滨湖区文明办　　2024年12月20日印发"];
    let one = |text: &&str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let body: String = texts.iter().chain(&more).map(one).collect();
    let draft = word(&body);
    let formatted = format::restyle::format_docx(&draft, &Profile::exact()).unwrap();
    assert_eq!(visible(&formatted.bytes), visible(&draft));
    let package = Package::from_bytes(formatted.bytes.clone(), &Limits::default()).unwrap();
    let part = String::from_utf8(package.read("word/document.xml").unwrap()).unwrap();
    let end = part.split("<w:txbxContent>").nth(1).unwrap();
    assert!(end.contains("抄送：") && end.contains("印发"));
    write_out("word-draft-with-end.docx", &formatted.bytes);
}

#[test]
fn blank_paragraphs_go_but_tables_stay_apart() {
    let table = "<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>";
    let body = format!(
        "<w:p/><w:p><w:r><w:t>工作总结</w:t></w:r></w:p>{table}<w:p/><w:p/><w:p/>{table}<w:p/><w:p/>"
    );
    let formatted = format::restyle::format_docx(&word(&body), &Profile::exact()).unwrap();
    let package = Package::from_bytes(formatted.bytes, &Limits::default()).unwrap();
    let part = String::from_utf8(package.read("word/document.xml").unwrap()).unwrap();
    assert!(part.contains(&format!("{table}<w:p/>{table}<w:p/><w:sectPr>")), "{part}");
    assert_eq!(formatted.dropped.blank_lines, 4);
}

/// A Word file of three parts with this body.
fn word(body: &str) -> Vec<u8> {
    word_with(body, "", "")
}

/// A Word file with this body, these styles (`-`: no such part) and, where there are any, these lists.
fn word_with(body: &str, styles: &str, numbering: &str) -> Vec<u8> {
    use std::io::Write;
    let w = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = |targets: &[(&str, &str)]| {
        let one = |(kind, target): &(&str, &str)| {
            format!("<Relationship Id=\"{kind}\" Type=\"{office}/{kind}\" Target=\"{target}\"/>")
        };
        let all: String = targets.iter().map(one).collect();
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{all}</Relationships>"
        )
    };
    let types = concat!(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">",
        "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>",
        "<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>",
        "</Types>"
    );
    let main = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let override_of = |name: &str| {
        format!("<Override PartName=\"/word/{name}.xml\" ContentType=\"{main}.{name}+xml\"/></Types>")
    };
    let mut types = types.to_string();
    let mut related = Vec::new();
    let mut parts = vec![("_rels/.rels", relations(&[("officeDocument", "word/document.xml")]))];
    if styles != "-" {
        types = types.replace("</Types>", &override_of("styles"));
        related.push(("styles", "styles.xml"));
        parts.push(("word/styles.xml", format!("<w:styles {w}>{styles}</w:styles>")));
    }
    if !numbering.is_empty() {
        types = types.replace("</Types>", &override_of("numbering"));
        related.push(("numbering", "numbering.xml"));
        parts.push(("word/numbering.xml", format!("<w:numbering {w}>{numbering}</w:numbering>")));
    }
    if !related.is_empty() {
        parts.push(("word/_rels/document.xml.rels", relations(&related)));
    }
    parts.push(("word/document.xml", format!("<w:document {w}><w:body>{body}</w:body></w:document>")));
    parts.insert(0, ("[Content_Types].xml", types));
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The end never covers text, however full the last page is: for the rendered check.
#[test]
fn the_end_finds_room_at_every_fill_of_the_last_page() {
    for lines in 0..24 {
        let body: String = (0..lines).map(|n| format!("第{n}项工作已经完成。\n")).collect();
        let draft = format!(
            "滨湖区文明办文件\n滨文明办〔2024〕3号\n关于工作情况的通报\n各单位：\n{body}滨湖区文明办\n2024年12月20日\n\
             抄送：区委办公室，区政府办公室，区人大常委会办公室，区政协办公室，区人武部，区纪委监委，区委宣传部。\n\
             滨湖区文明办 2024年12月20日印发\n"
        );
        let formatted = format_text(draft.as_bytes(), None, &Profile::exact()).unwrap();
        assert_eq!(formatted.parts.last().map(|part| part.style), Some(Style::Printer));
        write_out(&format!("overlap/lines{lines:02}.docx"), &formatted.bytes);
    }
}

#[test]
fn house_rules_change_what_they_name() {
    let rules = "行距: 28\n页码: {位置: 居中, 字号: 小四}\n二级标题: {加粗: true}\n数字字体: Times New Roman\n字体: gbk\n";
    let house: House = serde_json::from_value(yaml(rules)).unwrap();
    let profile = house.profile().unwrap();
    let document = filled(
        format::new(Kind::Report, &Options { profile: profile.clone(), ..Options::default() }).unwrap(),
        format::sample(Kind::Report),
        &profile,
    );
    let package = Package::from_bytes(document.clone(), &Limits::default()).unwrap();
    let styles = String::from_utf8(package.read("word/styles.xml").unwrap()).unwrap();
    for expected in ["方正小标宋_GBK", "w:ascii=\"Times New Roman\"", "w:line=\"560\"", "w:val=\"center\""]
    {
        assert!(styles.contains(expected), "{expected}");
    }
    assert!(package.read("word/footer2.xml").is_err(), "one footer for all pages");
    write_out("house/报告.docx", &document);
}

#[test]
fn house_rules_that_cannot_be_understood_are_all_named() {
    let rules = "标题字号: 特大\n页码: {位置: 左上}\n页边距: {左: 100, 右: 100}\n字体: 华文\n";
    let house: House = serde_json::from_value(yaml(rules)).unwrap();
    insta::assert_snapshot!(house.profile().unwrap_err().to_string(), @r"
    错误[F006]: 页边距太大，版心不足 50 毫米见方
       = 办法: 请把版式规则中的“页边距”改小

    错误[F005]: 版式规则“标题字号”的值“特大”不能识别
       = 办法: 可以写：初号、小初、一号……五号，或磅数

    错误[F005]: 版式规则“页码.位置”的值“左上”不能识别
       = 办法: 可以写：外侧、居中

    错误[F005]: 版式规则“字体”的值“华文”不能识别
       = 办法: 可以写：gb2312、gbk、system
    ");
}

fn yaml(text: &str) -> serde_json::Value {
    let value = hongtou::data::read_str(text, Format::Yaml, "规则.yaml", &data::Limits::default()).unwrap();
    serde_json::to_value(value).unwrap()
}

#[test]
fn a_layout_of_ones_own_fills() {
    let layout = "名称: 工作专报\n部件:\n  - 版头\n  - 标题\n  - {样式: 公文正文, 文字: \"报送：{{ 报送 }}\"}\n  - 正文\n  - 署名\n  - 版记\n";
    let layout: Layout = serde_json::from_value(yaml(layout)).unwrap();
    let data = format!("{}报送: 区委办公室\n", format::sample(Kind::Notice));
    let document = filled(layout.build(&Profile::exact()).unwrap(), &data, &Profile::exact());
    assert!(visible(&document).contains("报送：区委办公室"));
    let wrong: Layout = serde_json::from_value(yaml("部件: [页眉, {样式: 大标题, 文字: 好}]\n")).unwrap();
    let error = wrong.build(&Profile::exact()).unwrap_err();
    let messages: Vec<_> = error.problems().iter().map(|p| p.message(Lang::Zh)).collect();
    assert_eq!(messages, ["没有“页眉”这一部件或样式", "没有“大标题”这一部件或样式"]);
}

/// Titles of 8 to 60 characters: lines that fit, whole words, no hourglass.
#[test]
fn long_titles_make_a_trapezium_or_a_diamond() {
    let titles = [
        "滨湖区精神文明建设指导委员会关于印发2025年精神文明建设工作要点的通知",
        "关于深入贯彻落实新时代文明实践志愿服务制度化常态化建设实施意见进一步加强城乡社区精神文明创建工作有关事项的通知",
        "关于转发《全国文明城市测评体系操作手册》的通知",
        "香港路社区2024年度精神文明建设工作汇报",
        "某某",
    ];
    let broken: String =
        titles.iter().map(|title| format!("{}\n\n", lines(title, 20.0).join("\n"))).collect();
    insta::assert_snapshot!(broken, @r"
    滨湖区精神文明建设指导委员会
    关于印发2025年精神文明建设
    工作要点的通知

    关于深入贯彻落实新时代文明实践志愿服务
    制度化常态化建设实施意见进一步加强城乡
    社区精神文明创建工作有关事项的通知

    关于转发《全国文明城市
    测评体系操作手册》的通知

    香港路社区2024年度精神文明建设工作汇报

    某某
    ");
    for title in titles {
        let lines = lines(title, 20.0);
        assert_eq!(lines.concat(), title);
        assert!(lines.iter().all(|line| place::width(line) <= 20.0), "{lines:?}");
    }
}

#[test]
fn markdown_in_gb18030_becomes_a_document_with_its_table() {
    let draft = "# 工作总结\n\n## 一、主要工作\n\n**（一）加强学习。**全年12次。\n\n- 走访群众30户\n\n| 项目 | 次数 |\n|---|---|\n| 学习 | 12 |\n\n> 附件：名单\n\n滨湖区文明办\n2024年12月20日\n";
    let (bytes, ..) = encoding_rs::GB18030.encode(draft);
    let formatted = format_text(&bytes, None, &Profile::exact()).unwrap();
    insta::assert_snapshot!(outline(&formatted), @r"
    公文标题	1	工作总结
    一级标题	3	一、主要工作
    公文正文+2	5	（一）加强学习。全年12次。
    公文正文	7	走访群众30户
    附件说明	13	附件：名单
    发文机关署名	15	滨湖区文明办
    成文日期	16	2024年12月20日
    ");
    assert!(visible(&formatted.bytes).contains("走访群众30户项目次数学习12附件：名单"));
    write_out("markdown.docx", &formatted.bytes);
}

#[test]
fn hostile_drafts_end_in_an_error_or_a_document() {
    let long = "总结".repeat(200_000);
    let blanks = "\n".repeat(200_000);
    let marks = "一、".repeat(50_000);
    for draft in [
        "",
        "\u{FEFF}",
        "\n\n",
        long.as_str(),
        blanks.as_str(),
        marks.as_str(),
        "附件",
        "附件：\n附件1\n附件2",
    ] {
        format_text(draft.as_bytes(), None, &Profile::exact()).unwrap();
    }
    for draft in [&b"\x00\x01\x02"[..], b"PK\x03\x04", b"\xFF\xFE\x00"] {
        if let Err(error) = format_text(draft, None, &Profile::exact()) {
            assert!(["F001", "F008", "F009"].contains(&error.problems()[0].code()), "{error}");
        }
    }
    assert!(format::restyle::format_docx(b"PK\x03\x04", &Profile::exact()).is_err());
}

#[test]
fn a_backslash_makes_a_mark_of_markdown_text() {
    use hongtou::format::draft::{Syntax, read};
    let text = |source: &str| {
        read(source, Syntax::Markdown).lines.iter().map(|l| l.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(text("上标 \\*星\\* 与 *重点* 词"), ["上标 *星* 与 重点 词"]);
    assert_eq!(text("\\# 不是标题"), ["# 不是标题"]);
    assert_eq!(text("\\*\\*甲\\*\\*和**乙**"), ["**甲**和乙"]);
    assert_eq!(text("路径 C:\\目录\\文件"), ["路径 C:\\目录\\文件"]);
}
