//! Yearly reports compared: the figures, stale years and blanks that `diff` tells are those of the data.
//!
//! Two hundred pairs of made-up reports (`tests/years/reports.txt`) are filled by our own templates from two
//! years of data; some years are left as they were, some blank, some figures unchanged, some sentences left out.

use hongtou::Template;
use hongtou::diff::change::Kind;
use hongtou::diff::years::Years;
use hongtou::diff::{Comparison, Options, documents};
use hongtou::error::Lang;
use hongtou::package::{Limits, Package};
use hongtou::text::numeral::{Case, spell};
use hongtou::text::{decimal::Decimal, number, quantity, year};
use std::collections::BTreeMap;
use std::io::Cursor;

/// A small generator of pseudo-random numbers (xorshift), the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % below.max(1)
    }

    fn one_in(&mut self, times: u64) -> bool {
        self.roll(times) == 0
    }
}

/// A figure as the data has it.
#[derive(Debug)]
struct Truth {
    label: String,
    unit: String,
    old: Decimal,
    new: Decimal,
    /// Whether its sentence was left out of the second year.
    dropped: bool,
    /// Whether it stands alone in a cell of a table.
    cell: bool,
}

/// What was planted in a pair.
#[derive(Debug, Default)]
struct Planted {
    figures: Vec<Truth>,
    stale: Vec<String>,
    blanks: Vec<String>,
}

/// A report's template with what its markers mean.
struct Source {
    paragraphs: Vec<String>,
    markers: Vec<String>,
}

fn sources() -> Vec<Source> {
    let text = include_str!("years/reports.txt");
    let body: String = text.lines().filter(|l| !l.starts_with("# ")).map(|l| format!("{l}\n")).collect();
    body.split("===\n").map(source).collect()
}

/// Turns markers into tags of our templates.
fn source(text: &str) -> Source {
    let mut markers = Vec::new();
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '<', '[', ']']) {
        out.push_str(&rest[..at]);
        let (open, close) = match &rest[at..=at] {
            "{" => ('{', '}'),
            "<" => ('<', '>'),
            _ => {
                let (tag, name) = if rest[at..].starts_with("[[") { ("if s", "") } else { ("endif", "x") };
                let number = markers.iter().filter(|m: &&String| m.starts_with('[')).count();
                if name.is_empty() {
                    out.push_str(&format!("{{% {tag}{number} %}}"));
                    markers.push("[".into());
                } else {
                    out.push_str("{% endif %}");
                    markers.push("]".into());
                }
                rest = &rest[at + 2..];
                continue;
            }
        };
        let end = rest[at..].find(close).unwrap() + at;
        assert!(rest[at..].starts_with(open));
        out.push_str(&format!("{{{{ v{} }}}}", markers.len()));
        markers.push(rest[at..end].to_string());
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    let paragraphs = out.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_string).collect();
    Source { paragraphs, markers }
}

/// A document of paragraphs and tables.
fn docx(paragraphs: &[String]) -> Vec<u8> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", escaped(text));
    let mut body = String::new();
    let mut in_table = false;
    for text in paragraphs {
        let row = text.starts_with("||");
        if row != in_table {
            let grid = "<w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/><w:gridCol/></w:tblGrid>";
            body.push_str(&if row { format!("<w:tbl>{grid}") } else { "</w:tbl>".to_string() });
            in_table = row;
        }
        if row {
            let cells = text.trim_matches('|').split("||").map(str::trim);
            let cells: String = cells.map(|c| format!("<w:tc><w:tcPr/>{}</w:tc>", paragraph(c))).collect();
            body.push_str(&format!("<w:tr>{cells}</w:tr>"));
        } else {
            body.push_str(&paragraph(text));
        }
    }
    if in_table {
        body.push_str("</w:tbl><w:p/>");
    }
    let package = Template::from_bytes(hongtou::template::doc_example()).unwrap().package().clone();
    let w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let xml = format!("<w:document xmlns:w=\"{w}\"><w:body>{body}</w:body></w:document>");
    let main = package.main_part().to_string();
    package.write_with(Cursor::new(Vec::new()), &[(main, xml.into_bytes())]).unwrap().into_inner()
}

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

/// A figure of a style: its text and its value.
fn figure(style: &str, low: u64, high: u64, second: bool, dice: &mut Dice) -> (String, Decimal) {
    let whole = low + dice.roll(high - low);
    let tenths = format!("{whole}.{}", 1 + dice.roll(9));
    let value = Decimal::from(i64::try_from(whole).unwrap());
    let times = |text: &str, power| (text.to_string(), decimal(text).shift(power).unwrap());
    match style {
        "c" => (value.grouped(), value),
        "m" => {
            let whole = whole / 100 * 100;
            let word = if dice.one_in(2) { "余" } else { "多" };
            (format!("{whole}{word}"), decimal(&whole.to_string()))
        }
        "p" if dice.one_in(3) => (format!("{whole}%"), value),
        "p" => (format!("{tenths}%"), decimal(&tenths)),
        "w" => {
            let (text, value) = times(&tenths, 4);
            (format!("{text}万元"), value)
        }
        "w1" => (format!("{whole}万"), value.shift(4).unwrap()),
        "w2" => (format!("{tenths}万"), decimal(&tenths).shift(4).unwrap()),
        "y" => {
            let (text, value) = times(&tenths, 8);
            (format!("{text}亿元"), value)
        }
        "x" if second => {
            let (text, value) = times(&format!("1.{}", 1 + dice.roll(98)), 8);
            (format!("{text}亿元"), value)
        }
        "x" => (format!("{whole}万元"), value.shift(4).unwrap()),
        "z" => (spell(value, Case::Lower).unwrap(), value),
        "d" => (tenths.clone(), decimal(&tenths)),
        _ => (whole.to_string(), value),
    }
}

const BLANKS: [&str; 6] = ["202_", "20××", "20xx", "202×", "20__", "20  "];

/// The data of one pair, with what was planted.
fn data(source: &Source, old_year: u16, dice: &mut Dice) -> ([serde_json::Value; 2], Planted) {
    let mut planted = Planted::default();
    let mut values: [BTreeMap<String, serde_json::Value>; 2] = Default::default();
    let (mut sections, mut dropped) = (0, false);
    for (at, marker) in source.markers.iter().enumerate() {
        let mut set = |side: usize, key: String, value: serde_json::Value| {
            values[side].insert(key, value);
        };
        match marker.chars().next() {
            Some('[') => {
                dropped = dice.one_in(4);
                set(0, format!("s{at_section}", at_section = sections), true.into());
                set(1, format!("s{at_section}", at_section = sections), (!dropped).into());
                sections += 1;
            }
            Some(']') => dropped = false,
            Some('<') => {
                let shift: i32 = marker[2..].parse().unwrap_or(0);
                let of = |year: u16| (i32::from(year) + shift).to_string();
                let (old, mut new) = (of(old_year), of(old_year + 1));
                match dice.roll(14) {
                    0 | 1 => {
                        new.clone_from(&old);
                        planted.stale.push(new.clone());
                    }
                    2 => {
                        new = BLANKS[usize::try_from(dice.roll(6)).unwrap()].to_string();
                        planted.blanks.push(new.clone());
                    }
                    _ => {}
                }
                set(0, format!("v{at}"), old.into());
                set(1, format!("v{at}"), new.into());
            }
            _ => {
                let parts: Vec<&str> = marker.trim_start_matches('{').split('|').collect();
                let (style, range) = parts[2].split_once(' ').unwrap();
                let (low, high) = range.split_once('-').unwrap();
                let (low, high) = (low.parse().unwrap(), high.parse().unwrap());
                let (text, old) = figure(style, low, high, false, dice);
                let (mut text_new, mut new) = figure(style, low, high, true, dice);
                if dice.one_in(12) && style != "x" {
                    (text_new, new) = (text.clone(), old);
                }
                set(0, format!("v{at}"), text.into());
                set(1, format!("v{at}"), text_new.into());
                let (label, unit) = (parts[0].to_string(), parts[1].to_string());
                let row = source.paragraphs.iter().find(|p| p.contains(&format!("{{{{ v{at} }}}}")));
                let cell = row.is_some_and(|row| row.starts_with("||"));
                planted.figures.push(Truth { label, unit, old, new, dropped, cell });
            }
        }
    }
    (values.map(|map| serde_json::to_value(map).unwrap()), planted)
}

fn open(bytes: Vec<u8>) -> Package {
    Package::from_bytes(bytes, &Limits::default()).unwrap()
}

/// A pair of reports, compared.
fn pair(source: &Source, seed: u64) -> (Comparison, Planted) {
    let mut dice = Dice((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let old_year = 2023 + u16::try_from(dice.roll(3)).unwrap();
    let template = Template::from_bytes(docx(&source.paragraphs)).unwrap();
    let (data, planted) = data(source, old_year, &mut dice);
    let years = dice.one_in(2).then_some(Years { old: old_year, new: old_year + 1 });
    let [old, new] = data.map(|data| open(template.render_to_vec(&data, &Default::default()).unwrap().bytes));
    let comparison = documents(&old, &new, &Options { years, ..Options::default() }).unwrap();
    assert_eq!(comparison.years, Some(Years { old: old_year, new: old_year + 1 }), "seed {seed}");
    (comparison, planted)
}

/// Right, told and true.
#[derive(Default)]
struct Score {
    right: usize,
    told: usize,
    truth: usize,
    misses: Vec<String>,
}

impl Score {
    fn precision(&self) -> f64 {
        self.right as f64 / self.told.max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.right as f64 / self.truth.max(1) as f64
    }

    /// Takes each told item off the true ones.
    fn settle(&mut self, told: Vec<String>, mut truth: Vec<String>, of: &str) {
        (self.told, self.truth) = (self.told + told.len(), self.truth + truth.len());
        for item in told {
            match truth.iter().position(|t| *t == item) {
                Some(at) => {
                    truth.swap_remove(at);
                    self.right += 1;
                }
                None => self.misses.push(format!("{of}: told but not so: {item}")),
            }
        }
        self.misses.extend(truth.into_iter().map(|t| format!("{of}: not told: {t}")));
    }
}

/// Whether a label names what the data does: the same words, or a few more or fewer around them.
fn names(told: &str, label: &str) -> bool {
    let (a, b) = (told.chars().count(), label.chars().count());
    told == label || told.contains(label) && a <= b + 4 || label.contains(told) && a >= 2 && a * 2 >= b
}

fn codes(comparison: &Comparison, code: &str) -> Vec<String> {
    let found = comparison.findings.iter().filter(|f| f.code() == code);
    found.map(|f| f.get_text().unwrap_or("").trim_end_matches(['年', '度']).to_string()).collect()
}

#[test]
fn what_is_told_of_two_hundred_reports_is_the_difference_of_their_data() {
    let sources = sources();
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    for seed in 0..200_u64 {
        let index = usize::try_from(seed).unwrap() % sources.len();
        let (comparison, planted) = pair(&sources[index], seed);
        let of = format!("{index}/{seed}");
        let mut score =
            |name: &'static str, told, truth| scores.entry(name).or_default().settle(told, truth, &of);
        score("stale years", codes(&comparison, "K010"), planted.stale.clone());
        score("blanks", codes(&comparison, "K011"), planted.blanks.iter().map(|b| b.to_string()).collect());
        let told: Vec<_> = comparison.changes.iter().filter_map(|c| c.figure.as_ref()).collect();
        let changed: Vec<&Truth> = planted.figures.iter().filter(|t| !t.dropped && t.old != t.new).collect();
        let values = |old: Decimal, new: Decimal| format!("{} → {}", old.normalize(), new.normalize());
        score(
            "figures",
            told.iter().map(|f| values(f.old_value, f.new_value)).collect(),
            changed.iter().map(|t| values(t.old, t.new)).collect(),
        );
        // Of the figures that were found: are their units and labels those of the data?
        let mut free: Vec<&&Truth> = changed.iter().collect();
        for figure in told {
            let same = |t: &&&Truth| t.old == figure.old_value && t.new == figure.new_value;
            let close = free.iter().position(|t| same(t) && names(&figure.label, &t.label));
            let Some(at) = close.or_else(|| free.iter().position(same)) else { continue };
            let truth = free.swap_remove(at);
            score("units", vec![figure.unit.clone()], vec![truth.unit.clone()]);
            let told = if names(&figure.label, &truth.label) {
                truth.label.clone()
            } else {
                format!("“{}”", figure.label)
            };
            score("labels", vec![told], vec![truth.label.clone()]);
            assert_eq!(figure.difference(), truth.new.checked_sub(truth.old), "{figure:?}");
        }
        let text = |t: &Truth| t.label.clone();
        let unchanged: Vec<String> =
            planted.figures.iter().filter(|t| !t.dropped && t.old == t.new && !t.cell).map(text).collect();
        let known = |told: &str, truth: &[String]| {
            truth
                .iter()
                .find(|t| told.contains(t.as_str()) || told.contains(&t.chars().take(4).collect::<String>()))
                .cloned()
        };
        let as_truth = |code: &str, truth: &[String]| -> Vec<String> {
            let found = comparison.findings.iter().filter(|f| f.code() == code).map(|f| f.message(Lang::Zh));
            let mut left = truth.to_vec();
            let mut take = |told: String| match known(&told, &left) {
                Some(label) => {
                    left.retain(|l| *l != label);
                    label
                }
                None => told,
            };
            found.map(&mut take).collect()
        };
        score("unchanged figures", as_truth("K012", &unchanged), unchanged);
        let missing: Vec<String> = planted.figures.iter().filter(|t| t.dropped).map(text).collect();
        score("missing figures", as_truth("K013", &missing), missing);
    }
    for (name, score) in &scores {
        println!(
            "{name:18} precision {:.3} recall {:.3} ({} true)",
            score.precision(),
            score.recall(),
            score.truth
        );
    }
    for (name, score) in &scores {
        let misses = score.misses.iter().take(60).map(|m| format!("  {m}\n")).collect::<String>();
        println!("{name}\n{misses}");
    }
    for (name, score) in &scores {
        // A figure in a sentence of which nothing changed is not told.
        let least = if *name == "unchanged figures" { 0.9 } else { 0.95 };
        assert!(score.precision() >= least && score.recall() >= least, "{name}: {:?}", score.misses);
    }
}

fn compare(old: &[&str], new: &[&str], years: Option<&str>) -> Comparison {
    let file = |lines: &[&str]| open(docx(&lines.iter().map(|l| l.to_string()).collect::<Vec<_>>()));
    let years = years.map(|years| years.parse().unwrap());
    documents(&file(old), &file(new), &Options { years, ..Options::default() }).unwrap()
}

/// Figures as `label unit: old → new (difference, percent) flags`.
fn told(comparison: &Comparison) -> String {
    let one = |f: &hongtou::diff::figure::Figure| {
        let flags: Vec<&str> = f.flags.iter().map(|flag| flag.as_str()).collect();
        let difference = f.difference().map_or("-".to_string(), |d| d.to_string());
        let percent = f.percent().map_or("-".to_string(), |p| format!("{p}%"));
        format!(
            "{} {}: {} → {} ({difference}, {percent}) {}\n",
            f.label,
            f.unit,
            f.old_value,
            f.new_value,
            flags.join(" ")
        )
    };
    comparison.changes.iter().filter_map(|c| c.figure.as_ref()).map(one).collect()
}

#[test]
fn figures_are_read_in_every_writing() {
    let cases: &[(&str, &str)] = &[
        ("全年集中学习29次。", "全年集中学习31次。"),
        ("集中学习二十九次。", "集中学习31次。"),
        ("总投资9800万元。", "总投资1.05亿元。"),
        ("投资近1000万元。", "投资1200余万元。"),
        ("签订责任书1621份。", "签订责任书16980份。"),
        ("签订责任书1621份。", "签订责任书169份。"),
        ("发放资料3000多份。", "发放资料3000多册。"),
        ("发放资料3000份。", "发放资料3000多份。"),
        ("修路5公里。", "修路5万公里。"),
        ("进口额增长-1.5%。", "进口额增长2.5%。"),
        ("财政收入同比增长3.2%。", "财政收入同比下降1.5%。"),
        ("居民受教育率达80%。", "居民受教育率达百分之八十五点五。"),
        ("发放资金壹拾贰万元。", "发放资金15万元。"),
        ("规上企业由12家增至15家。", "规上企业由15家增至18家。"),
        ("120名党员中，85名参加了志愿服务。", "132名党员中，90名参加了志愿服务。"),
        ("举办讲座0场。", "举办讲座3场。"),
        ("开展培训12次，受训340人，发放证书120本。", "组织培训15场，发放证书98本，受训410人。"),
        ("2025年3月8日慰问妇女120名。", "2026年3月6日慰问妇女98名。"),
        ("本届为第三届，设展位40个。", "本届为第四届，设展位52个。"),
    ];
    let mut out = String::new();
    for (old, new) in cases {
        out.push_str(&format!("{old} {new}\n"));
        told(&compare(&[old], &[new], None)).lines().for_each(|line| out.push_str(&format!("    {line}\n")));
    }
    insta::assert_snapshot!(out);
}

const OLD: &[&str] = &[
    "社区2025年度工作总结",
    "2025年，社区集中学习29次，比2024年增加3次。",
    "按照《社区2025年工作要点》和〔2025〕12号文件，对标2035年远景目标，落实2021—2025年规划。",
    "开展巡逻40次，参与200人次。",
    "修建健身步道1.2公里。举办茶话会6场。",
    "1921年以来的百年历程激励着我们。",
    "2026年计划",
    "2026年，社区将办好实事10件。",
    "2025年12月20日",
];
const NEW: &[&str] = &[
    "社区2026年度工作总结",
    "2026年，社区集中学习31次，比2024年增加2次。",
    "按照《社区2025年工作要点》和〔2025〕12号文件，对标2035年远景目标，落实2021—2025年规划。",
    "开展巡逻45次，参与200人次。",
    "修建健身步道1.5公里。",
    "1921年以来的百年历程激励着我们。",
    "2026年计划",
    "20××年，社区将办好实事12件。",
    "2025年12月20日",
];

#[test]
fn findings_stand_first() {
    let comparison = compare(OLD, NEW, None);
    assert_eq!(comparison.years, Some(Years { old: 2025, new: 2026 }));
    insta::assert_snapshot!(comparison.terminal(Lang::Zh, false, 80).to_string());
    let json = comparison.json(Lang::Zh);
    insta::assert_snapshot!(serde_json::to_string_pretty(&json).unwrap());
    let expected = comparison.changes.iter().filter(|c| c.kind == Kind::Year && c.expected).count();
    assert_eq!(expected, 2);
    assert!(comparison.terminal(Lang::En, false, 80).to_string().starts_with("to be checked:"));
}

#[test]
fn figures_in_tables_are_named_by_their_heads() {
    let rows = |a: &str, b: &str, c: &str| {
        vec![
            "|| 指标 || 单位 || 全年 ||".to_string(),
            format!("|| 财政收入（万元） || {a} || {b} ||"),
            format!("|| 走访困难群众 || 户 || {c} ||"),
        ]
    };
    let (old, new) = (open(docx(&rows("—", "260", "40"))), open(docx(&rows("—", "280.5", "52"))));
    let comparison = documents(&old, &new, &Options::default()).unwrap();
    insta::assert_snapshot!(told(&comparison));
}

#[test]
fn passages_hold_both_texts() {
    let comparison = compare(OLD, NEW, None);
    let whole = |of: fn(&hongtou::diff::passage::Passage) -> String| -> Vec<String> {
        comparison.passages.iter().map(of).filter(|t| !t.is_empty()).collect()
    };
    assert_eq!(whole(|p| p.old_text()), OLD);
    assert_eq!(whole(|p| p.new_text()), NEW);
    for stretch in comparison.passages.iter().flat_map(|p| &p.stretches) {
        let Some(change) = stretch.change.and_then(|at| comparison.changes.get(at)) else { continue };
        assert!(
            change.old.contains(stretch.old.trim()) && change.new.contains(stretch.new.trim()),
            "{stretch:?} {change:?}"
        );
    }
    assert_eq!(comparison.unchanged.len(), OLD.iter().zip(NEW).filter(|(a, b)| a == b).count());
}

#[test]
fn years_and_quantities_of_any_text_lie_in_it() {
    use proptest::prelude::*;
    proptest!(|(text in "([0-9０-９.%万亿十百余多年月日次个份_×x〔〕（）《》“”，。、比占达增至—-]|集中学习|增长|\\PC){0,40}")| {
        for mention in year::find(&text) {
            prop_assert!(text.get(mention.span).is_some());
        }
        for quantity in quantity::find(&text) {
            prop_assert!(text.get(quantity.span.clone()).is_some() && text.get(quantity.unit_span.clone()).is_some());
            let _ = (quantity::label(&text, &quantity), quantity::trend(&text, &quantity));
        }
        let _ = number::parse(&text);
    });
}
