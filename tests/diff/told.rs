//! What a reader and a program are told.

use crate::redline::{open, plain_docx};
use hongtou::diff::tokens::{By, Ignore};
use hongtou::diff::{Comparison, Existing, Options, documents};
use hongtou::error::Lang;
use hongtou::package::Package;
use hongtou::text::words::words;

const OLD: &[&str] = &[
    "社区2025年度工作总结",
    "一、工作情况",
    "全年集中学习29次，签订责任书1621份，居民受教育率达80%。组织志愿者入户走访，登记困难家庭42户。",
    "修缮健身步道1.2公里，方便群众出行。",
    "举办读书分享会，参加青少年95名。",
    "二、下步打算",
];
const NEW: &[&str] = &[
    "社区2026年度工作总结",
    "一、工作情况",
    "举办读书分享会，参加青少年95名。",
    "全年集中学习31次，签订责任书1698份，居民受教育率达85.5%。",
    "修缮健身步道1.2公里，方便群众出行。组织志愿者入户走访，登记困难家庭42户。",
    "二、下步打算",
    "提升服务质量。",
];

fn pair(old: &[&str], new: &[&str]) -> (Package, Package) {
    (open(&plain_docx(old)), open(&plain_docx(new)))
}

fn compare(old: &[&str], new: &[&str], options: &Options) -> Comparison {
    let (old, new) = pair(old, new);
    documents(&old, &new, options).unwrap()
}

#[test]
fn the_terminal_names_places_and_moves() {
    let comparison = compare(OLD, NEW, &Options::default());
    insta::assert_snapshot!(comparison.terminal(Lang::Zh, false, 80).to_string(), @r##"
数据变化 3
  项目            2025    2026          增减      %
  集中学习        29次    31次          +2次  +6.9%
  责任书        1621份  1698份         +77份  +4.8%
  居民受教育率     80%   85.5%  +5.5个百分点
年份已更新
  2025年度 → 2026年度  1处
正文第5段 → 正文第3段
  移动 举办读书分享会，参加青少年95名。
正文第4段
  全年集中学习[-29-]{+31+}次，签订责任书1698份，居民受
  全年集中学习31次，签订责任书[-1621-]{+1698+}份，居民受教育率达85.5%。
  责任书1698份，居民受教育率达[-80%-]{+85.5%+}。
正文第3段 → 正文第5段
  移动 组织志愿者入户走访，登记困难家庭42户。
正文第7段
  {+提升服务质量。+}
共7处改动；未改动的文字占10%
"##);
    insta::assert_snapshot!(comparison.terminal(Lang::En, true, 40).to_string().replace('\x1b', "^"), @r##"
^[1mfigures: 3^[0m
  item            2025    2026       change      %
  集中学习        29次    31次         +2次  +6.9%
  责任书        1621份  1698份        +77份  +4.8%
  居民受教育率     80%   85.5%  +5.5 points
^[1myears updated^[0m
  2025年度 → 2026年度  × 1
^[1mbody paragraph 5 → body paragraph 3^[0m
  moved 举办读书分享会，参加青少年95…
^[1mbody paragraph 4^[0m
  全年集中学习^[31;9m29^[0m^[32;4m31^[0m次，签订责任书1698份，居民受
  全年集中学习31次，签订责任书^[31;9m1621^[0m^[32;4m1698^[0m份，居民受教育率达85.5%。
  责任书1698份，居民受教育率达^[31;9m80%^[0m^[32;4m85.5%^[0m。
^[1mbody paragraph 3 → body paragraph 5^[0m
  moved 组织志愿者入户走访，登记困难…
^[1mbody paragraph 7^[0m
  ^[32;4m提升服务质量。^[0m
7 changes; 10% of the text is unchanged
"##);
}

#[test]
fn json_is_as_documented() {
    let comparison = compare(OLD, NEW, &Options::default());
    insta::assert_snapshot!(serde_json::to_string_pretty(&comparison.json(Lang::Zh)).unwrap(), @r##"
{
  "version": 1,
  "changes": [
    {
      "kind": "year",
      "place": {
        "story": "body",
        "paragraph": 1,
        "start": 2,
        "end": 8
      },
      "old_place": {
        "story": "body",
        "paragraph": 1,
        "start": 2,
        "end": 8
      },
      "old": "2025年度",
      "new": "2026年度",
      "expected": true
    },
    {
      "kind": "moved",
      "place": {
        "story": "body",
        "paragraph": 3,
        "start": 0,
        "end": 17
      },
      "old_place": {
        "story": "body",
        "paragraph": 5,
        "start": 0,
        "end": 17
      },
      "old": "举办读书分享会，参加青少年95名。",
      "new": "举办读书分享会，参加青少年95名。"
    },
    {
      "kind": "figure",
      "place": {
        "story": "body",
        "paragraph": 4,
        "start": 6,
        "end": 8
      },
      "old_place": {
        "story": "body",
        "paragraph": 3,
        "start": 6,
        "end": 8
      },
      "old": "29",
      "new": "31",
      "label": "集中学习",
      "unit": "次",
      "old_value": 29,
      "new_value": 31,
      "difference": 2,
      "percent": 6.9,
      "flags": []
    },
    {
      "kind": "figure",
      "place": {
        "story": "body",
        "paragraph": 4,
        "start": 15,
        "end": 19
      },
      "old_place": {
        "story": "body",
        "paragraph": 3,
        "start": 15,
        "end": 19
      },
      "old": "1621",
      "new": "1698",
      "label": "责任书",
      "unit": "份",
      "old_value": 1621,
      "new_value": 1698,
      "difference": 77,
      "percent": 4.8,
      "flags": []
    },
    {
      "kind": "figure",
      "place": {
        "story": "body",
        "paragraph": 4,
        "start": 28,
        "end": 33
      },
      "old_place": {
        "story": "body",
        "paragraph": 3,
        "start": 28,
        "end": 31
      },
      "old": "80%",
      "new": "85.5%",
      "label": "居民受教育率",
      "unit": "%",
      "old_value": 80,
      "new_value": 85.5,
      "difference": 5.5,
      "percent": 6.9,
      "flags": []
    },
    {
      "kind": "moved",
      "place": {
        "story": "body",
        "paragraph": 5,
        "start": 19,
        "end": 39
      },
      "old_place": {
        "story": "body",
        "paragraph": 3,
        "start": 32,
        "end": 52
      },
      "old": "组织志愿者入户走访，登记困难家庭42户。",
      "new": "组织志愿者入户走访，登记困难家庭42户。"
    },
    {
      "kind": "inserted",
      "place": {
        "story": "body",
        "paragraph": 7,
        "start": 0,
        "end": 7
      },
      "new": "提升服务质量。"
    }
  ],
  "findings": [],
  "copied": [
    {
      "place": {
        "story": "body",
        "paragraph": 2
      },
      "old_place": {
        "story": "body",
        "paragraph": 2
      },
      "text": "一、工作情况"
    },
    {
      "place": {
        "story": "body",
        "paragraph": 6
      },
      "old_place": {
        "story": "body",
        "paragraph": 6
      },
      "text": "二、下步打算"
    }
  ],
  "summary": {
    "changes": 7,
    "kinds": {
      "figure": 3,
      "year": 1,
      "inserted": 1,
      "moved": 2
    },
    "findings": 0,
    "copied": 0.0992,
    "years": {
      "old": 2025,
      "new": 2026
    }
  }
}
"##);
}

#[test]
fn equal_documents_differ_in_nothing() {
    let comparison = compare(OLD, OLD, &Options::default());
    assert!(comparison.is_empty());
    assert_eq!(comparison.copied, 1.0);
    assert_eq!(comparison.terminal(Lang::Zh, false, 80).to_string(), "没有改动\n");
}

#[test]
fn options_choose_units_and_what_is_ignored() {
    let by = |by| compare(&["努力提高质量。"], &["努力提升质量。"], &Options { by, ..Options::default() });
    let told =
        |comparison: &Comparison| format!("{}→{}", comparison.changes[0].old, comparison.changes[0].new);
    assert_eq!(told(&by(By::Word)), "提高→提升");
    assert_eq!(told(&by(By::Char)), "高→升");
    assert_eq!(told(&by(By::Sentence)), "努力提高质量。→努力提升质量。");
    let ignore = Ignore { space: true, punctuation_width: true, case: true };
    let options = Options { ignore, ..Options::default() };
    assert!(compare(&["共12人,按Word标准"], &["共 12 人，按word标准"], &options).is_empty());
}

#[test]
fn earlier_changes_are_taken_or_refused() {
    let (old, new) = pair(&["签订责任书1621份。"], &["签订责任书1698份。"]);
    let redline = documents(&old, &new, &Options::default()).unwrap().redline(&new).unwrap();
    let redline = open(&redline);
    let changes = |existing, other: &Package| {
        documents(other, &redline, &Options { existing, ..Options::default() }).unwrap().changes.len()
    };
    assert_eq!(changes(Existing::Accept, &new), 0);
    assert_eq!(changes(Existing::Accept, &old), 1);
    assert_eq!(changes(Existing::Reject, &old), 0);
    assert_eq!(changes(Existing::Reject, &new), 1);
}

#[test]
fn changes_carry_the_author_and_date() {
    let (old, new) = pair(&["签订责任书1621份。"], &["签订责任书1698份。"]);
    let options = Options {
        author: Some("王<主任>&\"李\"".into()),
        date: Some("2026-01-31T08:00:00Z".into()),
        ..Options::default()
    };
    let redline = documents(&old, &new, &options).unwrap().redline(&new).unwrap();
    let package = open(&redline);
    let main = String::from_utf8(package.bytes("word/document.xml").unwrap().to_vec()).unwrap();
    let start = main.find("<w:del ").unwrap();
    let end = main[start..].find("</w:ins>").unwrap() + start + "</w:ins>".len();
    insta::assert_snapshot!(&main[start..end], @r##"
<w:del w:id="1" w:author="王&lt;主任&gt;&amp;&quot;李&quot;" w:date="2026-01-31T08:00:00Z"><w:r><w:delText xml:space="preserve">1621</w:delText></w:r></w:del><w:ins w:id="2" w:author="王&lt;主任&gt;&amp;&quot;李&quot;" w:date="2026-01-31T08:00:00Z"><w:r><w:t xml:space="preserve">1698</w:t></w:r></w:ins>
"##);
}

#[test]
fn words_are_cut_as_a_reader_would() {
    let cases = [
        ("党的二十大以来，", "党|的|二十大|以来|，"),
        ("第3季度投入1000万元", "第3季度|投入|1000万元"),
        ("2024年共3,000人，占80%", "2024年|共|3,000|人|，|占|80%"),
        ("二〇二四年度十万火急", "二〇二四年度|十万火急"),
        ("百分之八十五，约二百三十人", "百分之八十五|，|约|二百三十|人"),
        ("202_年度PM2.5下降-3.2%", "202_年度|PM2.5|下降|-3.2%"),
        ("2026/1/31 8:30召开", "2026/1/31| |8:30|召开"),
        ("2020-2024年，20xx年", "2020|-|2024年|，|20xx年"),
        ("……——《通知》", "……|——|《|通知|》"),
        ("", ""),
    ];
    for (text, expected) in cases {
        let cut: Vec<&str> = words(text).iter().map(|word| word.of(text)).collect();
        assert_eq!(cut.join("|"), expected);
    }
}
