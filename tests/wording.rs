//! What the text of a document decides by itself.

use hongtou::format::wording::{Draft, Finding, Lexicon, Line, ON_REQUEST, Role, Safety, Story, findings};

#[path = "wording/clean.rs"]
mod clean;
#[path = "wording/plant.rs"]
mod plant;

/// A draft in the notation of tests/wording/*.tsv.
struct Noted {
    lines: Vec<plant::Row>,
    formal: bool,
    date: Option<(i32, u8, u8)>,
}

impl Noted {
    fn read(text: &str) -> Self {
        let (formal, text) = match text.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let mut noted = Noted { lines: Vec::new(), formal, date: None };
        let mut row = 0;
        for line in text.split('⏎') {
            let line = unescape(line);
            if let Some(cells) = line.strip_prefix('|') {
                row += 1;
                let cells = cells.strip_suffix('|').unwrap_or(cells);
                for (column, cell) in cells.split('|').enumerate() {
                    let paragraphs = cell.split('¶').map(str::to_string);
                    noted.lines.extend(paragraphs.map(|text| (text, Role::Cell, Some((1, row, column + 1)))));
                }
            } else {
                noted.push(&line);
            }
        }
        noted
    }

    fn push(&mut self, line: &str) {
        let mut chars = line.chars();
        let (role, rest) = match chars.next() {
            Some('#') if !line.starts_with("##") && !line.starts_with("#3") => (Role::Title, chars.as_str()),
            Some('@') => (Role::Signature, chars.as_str()),
            Some('$') if !line.starts_with("${") => {
                let day = hongtou::text::date::parse(chars.as_str()).ok();
                self.date = day.and_then(|d| Some((d.year.into(), d.month?, d.day?)));
                (Role::Date, chars.as_str())
            }
            Some('=') => {
                let level = chars.next().and_then(|c| c.to_digit(10)).unwrap_or(1);
                (Role::Level(level as u8), chars.as_str().trim_start())
            }
            _ => (Role::Body, line),
        };
        self.lines.push((rest.to_string(), role, None));
    }

    fn draft(&self) -> Draft<'_> {
        Draft {
            formal: self.formal,
            date: self.date,
            lines: self
                .lines
                .iter()
                .map(|(text, role, cell)| Line {
                    text,
                    role: *role,
                    story: if cell.is_some() { Story::Table } else { Story::Body },
                    cell: *cell,
                })
                .collect(),
        }
    }

    /// The words that a finding marks.
    fn marked(&self, finding: &Finding) -> String {
        self.lines[finding.line].0.chars().skip(finding.range.start).take(finding.range.len()).collect()
    }
}

/// `\u200B` stands for the character.
fn unescape(text: &str) -> String {
    let mut parts = text.split("\\u");
    let mut out = parts.next().unwrap_or("").to_string();
    for part in parts {
        let (code, rest) = part.split_at(4);
        out.push(u32::from_str_radix(code, 16).ok().and_then(char::from_u32).unwrap());
        out.push_str(rest);
    }
    out
}

const CASES: [(&str, &str); 5] = [
    ("PU", include_str!("wording/PU.tsv")),
    ("NU", include_str!("wording/NU.tsv")),
    ("WD", include_str!("wording/WD.tsv")),
    ("CS", include_str!("wording/CS.tsv")),
    ("LO", include_str!("wording/LO.tsv")),
];

/// The cases of all families: code, text, the words to be marked.
fn cases() -> impl Iterator<Item = (&'static str, &'static str, Vec<String>)> {
    let lines = CASES.iter().flat_map(|(_, text)| text.lines());
    lines.filter(|line| !line.is_empty() && !line.starts_with("# ")).map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [code, text, expected] = fields.as_slice() else { panic!("three fields: {line}") };
        let none = *expected == "∅" || *expected == "-" && !line.starts_with("LO04");
        (*code, *text, if none { Vec::new() } else { expected.split(" / ").map(unescape).collect() })
    })
}

#[test]
fn every_rule_finds_its_fault_and_leaves_its_traps() {
    let lexicon = Lexicon::shipped();
    let mut wrong = Vec::new();
    for (code, text, expected) in cases() {
        let noted = Noted::read(text);
        let found = findings(&noted.draft(), &lexicon);
        let marked: Vec<String> = found.iter().filter(|f| f.code == code).map(|f| noted.marked(f)).collect();
        if marked != expected {
            wrong.push(format!("{code} {text}: {marked:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// Applies the safe fixes of a text, as a program would: from the end, those that overlap left out.
fn mend(text: &str, found: &[&Finding]) -> String {
    let mut edits: Vec<(std::ops::Range<usize>, &str)> = Vec::new();
    for finding in found {
        let Some((range, with, Safety::Safe)) = &finding.fix else { continue };
        let own: Vec<_> = std::iter::once((range.clone(), with.as_str()))
            .chain(finding.twin.iter().map(|(r, w)| (r.clone(), w.as_str())))
            .collect();
        if own.iter().all(|(a, _)| edits.iter().all(|(b, _)| a.end <= b.start || b.end <= a.start)) {
            edits.extend(own);
        }
    }
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut chars: Vec<char> = text.chars().collect();
    for (range, with) in edits {
        chars.splice(range, with.chars());
    }
    chars.into_iter().collect()
}

fn mended(noted: &Noted, lexicon: &Lexicon) -> Noted {
    let found = findings(&noted.draft(), lexicon);
    let lines = noted.lines.iter().enumerate().map(|(i, (text, role, cell))| {
        let own: Vec<&Finding> = found.iter().filter(|f| f.line == i).collect();
        (mend(text, &own), *role, *cell)
    });
    Noted { lines: lines.collect(), formal: noted.formal, date: noted.date }
}

#[test]
fn a_safe_fix_leaves_nothing_to_find_and_is_done_once() {
    let lexicon = Lexicon::shipped();
    let mut wrong = Vec::new();
    for (code, text, _) in cases() {
        let once = mended(&Noted::read(text), &lexicon);
        let left = findings(&once.draft(), &lexicon);
        let safe = left.iter().filter(|f| matches!(f.fix, Some((_, _, Safety::Safe))));
        for finding in safe {
            wrong.push(format!(
                "{code} {text}: still {} {:?} in {:?}",
                finding.code,
                once.marked(finding),
                once.lines[finding.line].0
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_entry_of_the_lexicon_is_found_and_its_exceptions_are_not() {
    let lexicon = Lexicon::shipped();
    let find = |text: &str, entry: &str| {
        let draft = Draft::new(vec![Line::new(text, Role::Body)]);
        let chars: Vec<char> = text.chars().collect();
        findings(&draft, &lexicon)
            .iter()
            .filter(|f| f.code.starts_with("WD0") && f.code < "WD04")
            .any(|f| chars[f.range.clone()].iter().collect::<String>() == entry)
    };
    let mut wrong = Vec::new();
    for entry in lexicon.entries() {
        let sentence = format!("会上，{}，全面落实。", entry.wrong);
        if !find(&sentence, &entry.wrong) {
            wrong.push(format!("not found: {}", entry.wrong));
        }
        if find(&format!("会上，{}，全面落实。", entry.right), &entry.wrong) {
            wrong.push(format!("the right form is found: {}", entry.right));
        }
        for longer in
            entry.unless.iter().filter(|longer| find(&format!("会上，{longer}，全面落实。"), &entry.wrong))
        {
            wrong.push(format!("{}: its exception is found: {longer}", entry.wrong));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_offices_own_words_are_read_and_faults_named() {
    let own = Lexicon::with("# 本单位\n\n布署\t部署\thint\n便名\t便民\t必错\t-\t错字\ta slip\n").unwrap();
    let draft = Draft::new(vec![Line::new("布署便名服务。", Role::Body)]);
    let found: Vec<_> = findings(&draft, &own).iter().map(|f| (f.code, f.range.clone(), f.info)).collect();
    assert_eq!(found, [("WD02", 0..2, true), ("WD01", 2..4, false)]);
    let error = Lexicon::with("便名\t便民\n好\t好的\tcertain\n便名\t便民\t大概\n").unwrap_err();
    let lines: Vec<_> =
        error.problems().iter().map(|p| p.message(hongtou::error::Lang::Zh).to_string()).collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[2].contains("第3行"), "{lines:?}");
}

impl clean::Clean {
    fn noted(&self) -> Noted {
        let lines = self.lines.iter().map(|(text, role)| (text.clone(), *role, None));
        Noted { lines: lines.collect(), formal: self.formal, date: self.date }
    }
}

#[test]
fn clean_documents_give_no_finding() {
    let lexicon = Lexicon::shipped();
    let mut wrong = Vec::new();
    for document in clean::documents() {
        let noted = document.noted();
        for finding in findings(&noted.draft(), &lexicon).iter().filter(|f| !ON_REQUEST.contains(&f.code)) {
            wrong.push(format!(
                "{}: {} {} in {:?}",
                document.name,
                finding.code,
                noted.marked(finding),
                noted.lines[finding.line]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const SEEDS: [(&str, &str); 3] = [
    ("社区", "1-xianggang-road-community"),
    ("园区", "2-luyang-industrial-park"),
    ("机关", "3-hanshou-bureau"),
];

/// Two mends of the first seed that no text decides: ； before a further item, ， between names in a row.
const UNDECIDED: [&str; 2] = ["PU10", "PU14"];

/// A seed's lines with the parts that its list names.
fn seed(file: &str) -> Noted {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/seeds/");
    let text = std::fs::read_to_string(format!("{root}{file}.txt")).unwrap();
    let parts = std::fs::read_to_string(format!("{root}{file}.parts.tsv")).unwrap();
    let part = |style: &str| match style.split('+').next() {
        Some("公文标题") => Role::Title,
        Some("一级标题") => Role::Level(1),
        Some("二级标题") => Role::Level(2),
        Some("三级标题") => Role::Level(3),
        _ => Role::Body,
    };
    let roles = parts.lines().map(|line| part(line.split('\t').next().unwrap_or("")));
    let lines = text.lines().filter(|line| !line.trim().is_empty()).zip(roles);
    Noted {
        lines: lines.map(|(text, role)| (text.to_string(), role, None)).collect(),
        formal: false,
        date: None,
    }
}

#[test]
fn the_seeds_faults_are_found() {
    let lexicon = Lexicon::shipped();
    let mut wrong = Vec::new();
    for (name, file) in SEEDS {
        let noted = seed(file);
        let found = findings(&noted.draft(), &lexicon);
        let mends =
            std::fs::read_to_string(format!("{}/fixtures/{name}/mends.tsv", env!("CARGO_MANIFEST_DIR")))
                .unwrap();
        for row in mends.lines().skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            let line = cells[0].parse::<usize>().unwrap() - 1;
            let codes = cells[3].split(' ').filter(|code| !code.is_empty() && !code.starts_with("LV"));
            for code in codes.filter(|code| !(name == "社区" && UNDECIDED.contains(code))) {
                let of_document = matches!(code, "WD06" | "PU09" | "CS01" | "CS03");
                if !found.iter().any(|f| f.code == code && (of_document || f.line == line)) {
                    wrong.push(format!("{name} {row}"));
                }
            }
        }
        insta::assert_snapshot!(format!("seed_{name}"), list(&noted, &found));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// One finding a line: code, line from 1, the words, the note.
fn list(noted: &Noted, found: &[Finding]) -> String {
    let line = |f: &Finding| {
        let note = f.note.as_ref().map_or(String::new(), |(zh, _)| format!(" {zh}"));
        let fix = f.fix.as_ref().map_or(String::new(), |(_, with, safety)| format!(" → {with:?} {safety:?}"));
        format!(
            "{}{} {} {:?}{note}{fix}\n",
            f.code,
            if f.info { "i" } else { "" },
            f.line + 1,
            noted.marked(f)
        )
    };
    found.iter().map(line).collect()
}

/// What was planted and found of a rule.
#[derive(Default)]
struct Score {
    planted: usize,
    found: usize,
    false_alarms: usize,
}

#[test]
fn a_thousand_planted_faults_are_found_and_nothing_else() {
    let lexicon = Lexicon::shipped();
    let documents = clean::documents();
    let mut random = plant::Random::new(9704);
    let mut scores: std::collections::BTreeMap<&str, Score> = std::collections::BTreeMap::new();
    let mut wrong = Vec::new();
    for plant in plant::Plant::all() {
        let mut planted = 0;
        for _ in 0..400 {
            let document = &documents[random.below(documents.len())];
            let Some(faulty) = plant.plant(document, &mut random).filter(|_| planted < 14) else { continue };
            planted += 1;
            let noted = Noted { lines: faulty.lines, formal: document.formal, date: document.date };
            let found = findings(&noted.draft(), &lexicon);
            let score = scores.entry(plant.code).or_default();
            score.planted += 1;
            let hit = found.iter().any(|f| f.code == plant.code && f.line == faulty.line);
            score.found += usize::from(hit);
            if !hit {
                wrong.push(format!(
                    "{}: missed in {}: {}",
                    plant.name(),
                    document.name,
                    noted.lines[faulty.line].0
                ));
            }
            for f in found
                .iter()
                .filter(|f| !(f.code == plant.code && f.line == faulty.line || ON_REQUEST.contains(&f.code)))
            {
                scores.entry(f.code).or_default().false_alarms += 1;
                wrong.push(format!(
                    "{}: {} {} {} too, in {}: {}",
                    plant.name(),
                    f.code,
                    noted.marked(f),
                    f.note.as_ref().map_or("", |n| &n.0),
                    document.name,
                    noted.lines[f.line].0
                ));
            }
        }
        assert!(planted > 0, "{} has no place", plant.name());
    }
    let total: usize = scores.values().map(|s| s.planted).sum();
    println!("{total} planted");
    for (code, s) in &scores {
        let share = |a: usize, b: usize| if b == 0 { 100.0 } else { 100.0 * a as f64 / b as f64 };
        println!(
            "{code}\t{}\t{:.1}\t{:.1}",
            s.planted,
            share(s.found, s.planted),
            share(s.found, s.found + s.false_alarms)
        );
    }
    assert!(total >= 1000);
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// Pieces of which hostile lines are made.
const PIECES: &[&str] = &[
    "，",
    "。",
    "、",
    "；",
    "：",
    "！",
    "？",
    ",",
    ".",
    ";",
    ":",
    "!",
    "?",
    "“",
    "”",
    "\"",
    "'",
    "‘",
    "’",
    "（",
    "）",
    "(",
    ")",
    "《",
    "》",
    "〈",
    "〉",
    "【",
    "】",
    "〔",
    "〕",
    "—",
    "-",
    "~",
    "～",
    "…",
    "·",
    " ",
    "\u{3000}",
    "\u{A0}",
    "\u{200B}",
    "\t",
    "\n",
    "2",
    "0",
    "24",
    "2024",
    "１",
    "Ａ",
    "年",
    "月",
    "日",
    "号",
    "十",
    "一",
    "三",
    "四",
    "千",
    "万",
    "%",
    "_",
    "x",
    "×",
    "{{",
    "}}",
    "*",
    "**",
    ">",
    "#",
    "&nbsp;",
    "工作",
    "的",
    "了",
    "等",
    "和",
    "市",
    "区",
    "我局",
    "我镇",
    "今年",
    "约",
    "近",
    "余",
    "多",
    "左右",
    "次",
    "人",
    "份",
    "其中",
    "共",
    "率",
    "达",
    "以下",
    "项",
    "合计",
    "总结",
    "报告",
    "学习",
    "习近平",
    "A",
    "http://",
    ".com",
    "👨‍👩‍👧",
    "\u{10FFFF}",
    "布署",
    "台帐",
    "同志",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]
    #[test]
    fn any_text_is_read_and_its_fixes_settle(lines in proptest::collection::vec(proptest::collection::vec(0..PIECES.len(), 0..30), 1..8)) {
        let lexicon = Lexicon::shipped();
        let roles = [Role::Title, Role::Body, Role::Level(1), Role::Body, Role::Cell, Role::Signature];
        let rows = lines.iter().enumerate().map(|(i, pieces)| {
            let role = roles[i % roles.len()];
            let cell = (role == Role::Cell).then_some((1, i, 1));
            (pieces.iter().map(|piece| PIECES[*piece]).collect::<String>(), role, cell)
        });
        let mut noted = Noted { lines: rows.collect(), formal: lines.len() % 2 == 0, date: Some((2024, 12, 20)) };
        for finding in findings(&noted.draft(), &lexicon) {
            let length = noted.lines[finding.line].0.chars().count();
            let ranges = finding.fix.iter().map(|(r, ..)| r).chain(finding.twin.iter().map(|(r, _)| r)).chain([&finding.range]);
            for range in ranges {
                proptest::prop_assert!(range.start <= range.end && range.end <= length, "{finding:?} of {length}");
            }
        }
        for _ in 0..4 {
            noted = mended(&noted, &lexicon);
        }
        let once_more = mended(&noted, &lexicon);
        proptest::prop_assert_eq!(&once_more.lines, &noted.lines);
    }
}
