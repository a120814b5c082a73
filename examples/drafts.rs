//! Writes fixtures/drafts: for each of three reports the draft of last year and of this year. This year's has
//! other figures and years, some other words, a paragraph that moved and one that is new; in two of them a year
//! of last time is left standing.
//!
//! `cargo run --example drafts -- fixtures/drafts`

use hongtou::data::{self, Limits};
use hongtou::package::{Limits as PackageLimits, Package};
use hongtou::template::{Options, Template};
use hongtou::xml::{Edits, NodeId, Tree};
use hongtou::{format, wml};
use std::io::Cursor;
use std::path::Path;

/// A report: its template, last year's figures, and what is edited in this year's draft.
struct Report {
    name: &'static str,
    last_year: &'static [&'static str],
    edits: &'static [Edit],
}

/// An edit of a draft; paragraphs are found by words in them.
enum Edit {
    /// Words become other words.
    Words(&'static str, &'static str),
    /// The paragraph with the first words goes behind the one with the second.
    Move(&'static str, &'static str),
    /// Behind the paragraph with the first words stands a new one.
    New(&'static str, &'static str),
}

use Edit::{Move, New, Words};

const REPORTS: [Report; 3] = [
    Report {
        name: "社区",
        last_year: &[
            "集中学习次数=24",
            "清扫活动次数=10",
            "参加培训人次=8",
            "培训班期数=3",
            "参与宣教人次=450",
            "发放资料份数=2600",
            "禁毒责任书份数=1545",
            "出租房屋间数=198",
            "外来人口人数=702",
        ],
        edits: &[
            Words("硬件设施不断完善", "硬件设施日益完善"),
            Words("广泛宣传", "深入宣传"),
            Move("深入持久地开展民族团结教育", "推进志愿服务"),
            New("发出倡议书", "（三）开设“四点半课堂”，由大学生志愿者辅导作业，全年服务青少年860人次。"),
        ],
    },
    Report {
        name: "园区",
        last_year: &["测评问卷份数=2200", "整治投入万元=85", "垃圾桶个数=650", "新建公园=翡翠公园"],
        edits: &[
            // A year of last time is left standing.
            Words("按照市、区要求于2024年", "按照市、区要求于2023年"),
            Words("丰富多彩", "形式多样"),
            Move("大力弘扬道德模范精神", "进一步建立健全志愿者工作机制"),
            New(
                "园区内企业较多",
                "园区还建成电动自行车集中充电棚12处，投放灭火器材300套，消除了一批安全隐患。",
            ),
        ],
    },
    Report {
        name: "机关",
        last_year: &["技改投资万元=860", "达标企业家数=4"],
        edits: &[
            // And here.
            Words("2024年在国家政策号召下", "2023年在国家政策号召下"),
            Words("名列前茅", "位居前列"),
            Move("我局分管责任路段", "根据文明创建工作的任务与标准"),
            New(
                "城区的企业要求清洁生产",
                "同时，我局组织干部职工参加“文明交通”劝导活动16次，参与人数120人次。",
            ),
        ],
    },
];

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let folder = std::env::args().nth(1).ok_or("drafts FOLDER")?;
    let folder = Path::new(&folder);
    for report in &REPORTS {
        let template = format::template(&format!("{}总结", report.name)).ok_or("no such template")?;
        let template = Template::from_bytes(template.bytes)?;
        let path = format!("fixtures/{}/data.yaml", report.name);
        let this_year = data::read_file(Path::new(&path), &Limits::default())?;
        let mut last_year = data::apply_setting(&this_year, "年度=2023")?;
        for setting in report.last_year {
            last_year = data::apply_setting(&last_year, setting)?;
        }
        let write = |year: u16, bytes: Vec<u8>| {
            std::fs::write(folder.join(format!("{}总结-{year}.docx", report.name)), bytes)
        };
        write(2023, fill(&template, last_year)?)?;
        write(2024, edited(fill(&template, this_year)?, report.edits)?)?;
    }
    Ok(())
}

fn fill(template: &Template, data: minijinja::Value) -> Result<Vec<u8>, Failure> {
    let mut out = Cursor::new(Vec::new());
    template.render_value(data, &Options::default(), &mut out)?;
    Ok(out.into_inner())
}

fn edited(bytes: Vec<u8>, edits: &[Edit]) -> Result<Vec<u8>, Failure> {
    let package = Package::from_bytes(bytes, &PackageLimits::default())?;
    let (tree, encoding) = package.tree(package.main_part())?;
    let place = hongtou::error::DocPlace::story(hongtou::error::Story::Body);
    let paragraphs = wml::paragraphs(&tree, &place);
    let find = |words: &str| -> Result<NodeId, Failure> {
        let found = paragraphs.iter().find(|p| wml::text(&tree, p.node).text.contains(words));
        Ok(found.ok_or_else(|| format!("no paragraph with {words}"))?.node)
    };
    let mut changes = Edits::new();
    for edit in edits {
        match edit {
            Words(old, new) => {
                let at = tree.source().find(old).ok_or_else(|| format!("{old} does not stand in one run"))?;
                changes.replace(at..at + old.len(), *new);
            }
            Move(words, behind) => {
                let (moved, behind) = (find(words)?, find(behind)?);
                changes.delete(tree.range(moved));
                changes.insert(tree.range(behind).end, tree.raw(moved));
            }
            New(behind, text) => {
                let node = find(behind)?;
                changes.insert(tree.range(node).end, like(&tree, node, text));
            }
        }
    }
    let source = changes.apply(tree.source()).ok_or("edits overlap")?;
    let changed = [(package.main_part().to_string(), encoding.encode(&source))];
    Ok(package.write_with(Cursor::new(Vec::new()), &changed)?.into_inner())
}

/// A paragraph of the same properties with one run of text.
fn like(tree: &Tree<'_>, node: NodeId, text: &str) -> String {
    let properties = tree.child(node, hongtou::xml::ns::w("pPr")).map_or("", |pr| tree.raw(pr));
    format!("<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>")
}
