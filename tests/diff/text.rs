//! Known edits in real report text: the comparison must show each as it was made.

use crate::Dice;
use crate::redline::{open, plain_docx};
use hongtou::diff::align::{Block, Link};
use hongtou::diff::change::Kind;
use hongtou::diff::script::{Act, Script, Settings, compare};
use hongtou::diff::tokens::{By, Ignore, MARK, hash};
use hongtou::diff::{Comparison, Options, documents};
use hongtou::text::words::{Class, words};
use std::collections::BTreeMap;

/// Pairs of words that share a character, as drafts exchange them.
const WORDS: &[(&str, &str)] = &[
    ("提高", "提升"),
    ("加强", "增强"),
    ("推进", "推动"),
    ("深化", "深入"),
    ("完善", "完备"),
    ("组织", "组建"),
    ("宣传", "宣讲"),
    ("建设", "建立"),
    ("活动", "行动"),
    ("管理", "治理"),
    ("学习", "研学"),
    ("开展", "展开"),
    ("居民", "市民"),
    ("社区", "小区"),
    ("教育", "教导"),
    ("服务", "业务"),
    ("领导", "领队"),
    ("干部", "干事"),
    ("工作", "工程"),
    ("文明", "文化"),
    ("发展", "进展"),
    ("问题", "难题"),
    ("制度", "制定"),
    ("落实", "做实"),
];

const NEW_SENTENCES: &[&str] = &[
    "建立健全台账管理机制，做到底数清、情况明。",
    "街道纪工委全程参与监督，重要环节留痕备查。",
    "下半年完成老旧楼道照明改造36处，惠及群众420户。",
    "邀请退休教师开设书法课堂，每周六上午授课。",
    "对排查出的隐患逐一登记，限期整改到位。",
    "驻区单位捐赠图书1200册，充实了阅览室。",
];

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    kind: &'static str,
    old: String,
    new: String,
}

fn change(kind: &'static str, old: &str, new: &str) -> Change {
    Change { kind, old: old.into(), new: new.into() }
}

/// A sentence of the draft as it is being edited: one edit a sentence at most.
#[derive(Clone, Debug)]
struct Sentence {
    text: String,
    touched: bool,
}

type Draft = Vec<Vec<Sentence>>;

fn sentences(paragraph: &str) -> Vec<Sentence> {
    let mut out = Vec::new();
    let mut text = String::new();
    for c in paragraph.chars() {
        text.push(c);
        if matches!(c, '。' | '；' | ';' | '！' | '？') {
            out.push(Sentence { text: std::mem::take(&mut text), touched: false });
        }
    }
    if !text.is_empty() {
        out.push(Sentence { text, touched: false });
    }
    out
}

fn report() -> Draft {
    let mut out = Draft::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/seeds");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "txt")) {
        let text = std::fs::read_to_string(file).unwrap();
        out.extend(text.lines().map(str::trim).filter(|l| !l.is_empty()).map(sentences));
    }
    out
}

fn text_of(paragraph: &[Sentence]) -> String {
    paragraph.iter().map(|s| s.text.as_str()).collect()
}

/// Makes one edit of a kind somewhere untouched; `None` where the place does not suit.
fn edit(draft: &mut Draft, kind: &'static str, dice: &mut Dice) -> Option<Change> {
    let p = dice.roll(draft.len());
    let s = dice.roll(draft[p].len());
    let whole_untouched = draft[p].iter().all(|s| !s.touched);
    let one = draft[p][s].clone();
    if one.touched {
        return None;
    }
    let touch = |draft: &mut Draft, text: String| draft[p][s] = Sentence { text, touched: true };
    match kind {
        "figure" => {
            let numbers: Vec<_> = words(&one.text)
                .into_iter()
                .filter(|w| {
                    w.class == Class::Number && w.of(&one.text).starts_with(|c: char| c.is_ascii_digit())
                })
                .collect();
            let number = *numbers.get(dice.roll(numbers.len()))?;
            let old = number.of(&one.text);
            let digits: String = old.chars().take_while(char::is_ascii_digit).collect();
            let new =
                format!("{}{}", digits.parse::<usize>().ok()? + 1 + dice.roll(70), &old[digits.len()..]);
            touch(draft, format!("{}{new}{}", &one.text[..number.start], &one.text[number.end..]));
            Some(change("replace", old, &new))
        }
        "word" => {
            let cut = words(&one.text);
            let hits: Vec<_> = cut
                .iter()
                .filter_map(|w| Some((*w, WORDS.iter().find(|(a, _)| *a == w.of(&one.text))?.1)))
                .collect();
            let &(word, new) = hits.get(dice.roll(hits.len()))?;
            touch(draft, format!("{}{new}{}", &one.text[..word.start], &one.text[word.end..]));
            Some(change("replace", word.of(&one.text), new))
        }
        "add sentence" if s > 0 => {
            let lead = *dice.pick(&["经社区研究，", "另外，", "其中，", ""]);
            let new = format!("{lead}{}", dice.pick(NEW_SENTENCES));
            if draft.iter().flatten().any(|s| s.text == new) || !ends(&draft[p][s - 1]) {
                return None;
            }
            draft[p].insert(s, Sentence { text: new.clone(), touched: true });
            Some(change("insert", "", &new))
        }
        "drop sentence" if s > 0 && draft[p].len() > 3 && ends(&one) && ends(&draft[p][s - 1]) => {
            draft[p].remove(s);
            draft[p][s - 1].touched = true;
            Some(change("delete", &one.text, ""))
        }
        "move sentence"
            if s > 0
                && draft[p].len() > 3
                && one.text.chars().count() > 12
                && ends(&one)
                && ends(&draft[p][s - 1]) =>
        {
            let to = dice.roll(draft.len());
            if draft[to].len() < 2 || to == p || !ends(&draft[to][0]) {
                return None;
            }
            draft[p].remove(s);
            draft[p][s - 1].touched = true;
            draft[to].insert(1, Sentence { touched: true, ..one.clone() });
            Some(change("move", &one.text, &one.text))
        }
        "add paragraph" if whole_untouched => {
            let text = format!("{}{}", dice.pick(NEW_SENTENCES), dice.pick(NEW_SENTENCES));
            if draft.iter().any(|p| text_of(p) == text) {
                return None;
            }
            draft.insert(p, vec![Sentence { text: text.clone(), touched: true }]);
            Some(change("insert", "", &text))
        }
        "drop paragraph" if whole_untouched && text_of(&draft[p]).chars().count() > 20 => {
            let gone = draft.remove(p);
            Some(change("delete", &text_of(&gone), ""))
        }
        "move paragraph" if whole_untouched && text_of(&draft[p]).chars().count() > 20 => {
            let mut moved = draft.remove(p);
            moved.iter_mut().for_each(|s| s.touched = true);
            let to = (p + 3 + dice.roll(draft.len() - 6)) % draft.len();
            let text = text_of(&moved);
            draft.insert(to, moved);
            Some(change("move", &text, &text))
        }
        "split" if s > 0 && s + 1 < draft[p].len() && ends(&draft[p][s - 1]) && whole_untouched => {
            let mut rest = draft[p].split_off(s);
            rest.iter_mut().chain(draft[p].iter_mut()).for_each(|s| s.touched = true);
            draft.insert(p + 1, rest);
            Some(change("insert", "", "¶"))
        }
        "merge" if whole_untouched && p + 1 < draft.len() && draft[p + 1].iter().all(|s| !s.touched) => {
            if draft[p].len() < 2 || draft[p + 1].len() < 2 {
                return None;
            }
            let next = draft.remove(p + 1);
            draft[p].extend(next);
            draft[p].iter_mut().for_each(|s| s.touched = true);
            Some(change("delete", "¶", ""))
        }
        _ => None,
    }
}

fn ends(sentence: &Sentence) -> bool {
    sentence.text.ends_with(['。', '；', ';', '！', '？'])
}

const KINDS: &[&str] = &[
    "figure",
    "figure",
    "figure",
    "word",
    "word",
    "add sentence",
    "drop sentence",
    "move sentence",
    "add paragraph",
    "drop paragraph",
    "move paragraph",
    "split",
    "merge",
];

fn blocks(texts: &[String]) -> Vec<Block<'_>> {
    let block = |text: &String| (hash(text.as_bytes()), text.as_str().len());
    texts
        .iter()
        .map(|text| Block {
            key: block(text).0,
            text,
            objects: &[],
            zones: &[],
            kind: 0,
            holder: 0,
            splits: true,
        })
        .collect()
}

/// What a comparison tells, in the words of the edits.
fn shown(comparison: &Comparison) -> Vec<Change> {
    let one = |change: &hongtou::diff::change::Change| {
        let (old, new) = (change.old.replace('\n', "¶"), change.new.replace('\n', "¶"));
        match change.kind {
            Kind::Inserted => Change { kind: "insert", old, new },
            Kind::Deleted => Change { kind: "delete", old, new },
            Kind::Moved => Change { kind: "move", old, new },
            _ => Change { kind: "replace", old, new },
        }
    };
    comparison.changes.iter().map(one).collect()
}

/// Applies the pieces: the old text and the new one must come out.
fn check_sides(script: &Script, old: &[String], new: &[String]) {
    let (mut a, mut b) = (String::new(), String::new());
    for group in &script.groups {
        match &group.link {
            Link::Same { old: o, new: n } => {
                a += &format!("{}{MARK}", old[*o]);
                b += &format!("{}{MARK}", new[*n]);
            }
            _ => {
                for piece in &group.pieces {
                    a += &group.old[piece.old.clone()];
                    b += &group.new[piece.new.clone()];
                }
            }
        }
    }
    let whole = |texts: &[String]| texts.iter().map(|t| format!("{t}{MARK}")).collect::<String>();
    assert_eq!(a, whole(old));
    assert_eq!(b, whole(new));
}

#[derive(Default)]
struct Tally {
    made: usize,
    found: usize,
}

#[test]
fn known_edits_are_shown_as_made() {
    let report = report();
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let (mut made, mut found, mut all_shown) = (0, 0, 0);
    let mut misses = String::new();
    for seed in 1..=120u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut draft = report.clone();
        let mut edits: Vec<(&str, Change)> = Vec::new();
        for _ in 0..60 {
            let kind = *dice.pick(KINDS);
            edits.extend(edit(&mut draft, kind, &mut dice).map(|change| (kind, change)));
            if edits.len() == 12 {
                break;
            }
        }
        let old: Vec<String> = report.iter().map(|p| text_of(p)).collect();
        let new: Vec<String> = draft.iter().map(|p| text_of(p)).collect();
        check_sides(&compare(&blocks(&old), &blocks(&new), &Settings::default(), 0), &old, &new);
        let (a, b) = (open(&plain_docx(&old)), open(&plain_docx(&new)));
        let mut shown = shown(&documents(&a, &b, &Options::default()).unwrap());
        all_shown += shown.len();
        made += edits.len();
        for (kind, edit) in &edits {
            let tally = tallies.entry(kind).or_default();
            tally.made += 1;
            match shown.iter().position(|s| s == edit) {
                Some(at) => {
                    shown.swap_remove(at);
                    tally.found += 1;
                    found += 1;
                }
                None => misses += &format!("seed {seed} missed {kind}: {edit:?}\n"),
            }
        }
        shown.iter().for_each(|s| misses += &format!("seed {seed} extra {s:?}\n"));
    }
    for (kind, tally) in &tallies {
        println!("{kind:15} {:4} of {:4}", tally.found, tally.made);
    }
    let f1 = 2.0 * found as f64 / (made + all_shown) as f64;
    println!("{made} edits, {all_shown} shown, F1 {f1:.4}\n{misses}");
    assert!(made >= 1000, "only {made} edits were made");
    assert!(f1 >= 0.97, "F1 {f1:.4}\n{misses}");
    for (kind, tally) in tallies {
        assert!(tally.found * 100 >= tally.made * 93, "{kind}: {} of {}\n{misses}", tally.found, tally.made);
    }
}

fn compare_texts(old: &str, new: &str, settings: &Settings) -> String {
    let (old, new) = ([old.to_string()], [new.to_string()]);
    let script = compare(&blocks(&old), &blocks(&new), settings, 0);
    let mut out = String::new();
    for group in &script.groups {
        for piece in &group.pieces {
            match piece.act {
                Act::Equal => out += &group.new[piece.new.clone()],
                Act::Delete => out += &format!("[-{}-]", &group.old[piece.old.clone()]),
                Act::Insert => out += &format!("[+{}+]", &group.new[piece.new.clone()]),
                Act::MoveFrom(id) => out += &format!("[{id}<{}]", &group.old[piece.old.clone()]),
                Act::MoveTo(id) => out += &format!("[{id}>{}]", &group.new[piece.new.clone()]),
            }
        }
    }
    out.replace(MARK, "¶")
}

#[test]
fn changes_show_whole_words() {
    let cases = [
        ("学习党的十八大精神", "学习党的二十大精神", "学习党的[-十八大-][+二十大+]精神¶"),
        ("签订责任书1621份", "签订责任书1698份", "签订责任书[-1621-][+1698+]份¶"),
        ("受教育率达80%。", "受教育率达85.5%。", "受教育率达[-80%-][+85.5%+]。¶"),
        ("投入资金1000万元", "投入资金1200万元", "投入资金[-1000万元-][+1200万元+]¶"),
        ("二〇二三年第3季度", "二〇二四年第4季度", "[-二〇二三年第3季度-][+二〇二四年第4季度+]¶"),
        ("努力提高工作质量", "努力提升工作质量", "努力[-提高-][+提升+]工作质量¶"),
        ("优良的作风", "过硬的本领", "[-优良的作风-][+过硬的本领+]¶"),
        ("共3,000人参加", "共3,200人参加", "共[-3,000-][+3,200+]人参加¶"),
        ("增长-3.2%", "增长3.2%", "增长[--3.2%-][+3.2%+]¶"),
        ("由社区负责 管理", "由社区负责管理", "由社区负责[- -]管理¶"),
    ];
    for (old, new, expected) in cases {
        assert_eq!(compare_texts(old, new, &Settings::default()), expected);
    }
}

#[test]
fn what_is_ignored_does_not_show() {
    let ignore = |space, punctuation_width, case| Settings {
        ignore: Ignore { space, punctuation_width, case },
        ..Settings::default()
    };
    let (old, new) = ("按照Word标准,共 12人（含代管）", "按照word标准，共12人(含代管)");
    assert_eq!(compare_texts(old, new, &ignore(true, true, true)), "按照word标准，共12人(含代管)¶");
    assert_eq!(
        compare_texts(old, new, &ignore(true, true, false)),
        "按照[-Word-][+word+]标准，共12人(含代管)¶"
    );
}

#[test]
fn units_of_change_can_be_chosen() {
    let by = |by| Settings { by, ..Settings::default() };
    let (old, new) = ("全面落实。努力提高。", "全面落实。努力提升。");
    assert_eq!(compare_texts(old, new, &by(By::Char)), "全面落实。努力提[-高-][+升+]。¶");
    assert_eq!(compare_texts(old, new, &by(By::Sentence)), "全面落实。[-努力提高。-][+努力提升。+]¶");
}

#[test]
fn half_rewritten_paragraphs_are_not_replaced_whole() {
    let report = report();
    let mut dice = Dice(77);
    for paragraph in report.iter().map(|p| text_of(p)).filter(|t| t.chars().count() > 30) {
        let cut = words(&paragraph);
        let mut new = String::new();
        for word in &cut {
            let text = word.of(&paragraph);
            let replace = word.class == Class::Han && dice.roll(100) < 50;
            new +=
                if replace { *dice.pick(&["蓝天", "碧水", "青山", "红旗", "金秋"]) } else { text };
        }
        let shown = compare_texts(&paragraph, &new, &Settings::default());
        assert!(!shown.starts_with("[-") || !shown.contains(&format!("[-{paragraph}")), "{shown}");
    }
}
