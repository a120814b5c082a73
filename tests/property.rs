//! Whatever the template and the data: problems, or a document in which everything holds.

mod support;

use hongtou::Template;
use hongtou::error::Lang;
use hongtou::template::{Missing, Options};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, RngSeed};
use serde_json::{Map, Value, json};
use std::io::Cursor;
use std::time::{Duration, Instant};
use support::docx::{self, Package};
use support::{generate, invariants, outline};

/// The same cases on every machine; `PROPTEST_CASES` asks for more of them.
fn config(cases: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(cases);
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(
            std::env::var("HONGTOU_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(9704),
        ),
        max_shrink_iters: 4000,
        ..ProptestConfig::default()
    }
}

/// Texts that a value should never be: markup, our own notes, what XML forbids.
fn hostile() -> impl Strategy<Value = String> {
    let fixed = [
        "",
        " ",
        "甲",
        "a&b<c>",
        "]]>",
        "{{ a }}",
        "{% for x in 列 %}",
        "一\n二",
        "\t\r\n",
        "\u{1}",
        "\u{2}P\u{3}",
        "\u{2}S1\u{3}",
        "\u{4}0000000000000000\u{4}</w:t>",
        "\u{fffe}",
        "\u{ffff}",
        "𠮷\u{200b}",
        "&#x41;",
        "\"'",
    ];
    prop_oneof![
        6 => proptest::sample::select(vec!["甲", "乙丙", "12", "R&D", "一\n二"]).prop_map(String::from),
        1 => proptest::sample::select(fixed.to_vec()).prop_map(String::from),
        1 => ".{0,6}".prop_map(String::from),
    ]
}

fn data() -> impl Strategy<Value = Value> {
    let row = (hostile(), any::<Option<i8>>(), vec(hostile(), 0..3))
        .prop_map(|(name, number, items)| json!({"名": name, "数": number, "项": items}));
    (hostile(), hostile(), any::<i32>(), vec(row, 0..4), hostile(), any::<u16>()).prop_map(
        |(a, b, n, rows, odd, lost)| {
            let all = json!({
                "a": a, "b": b, "n": n, "列": rows, "零": [], "t": true, "f": false, "空": null, "甲（乙）": odd,
                "x": {"名": "外", "项": []},
            });
            let Value::Object(all) = all else { return all };
            // One in four misses one of its fields, one in sixteen several.
            let gone = |i: usize| lost & 3 == 0 && usize::from(lost >> 4) % 10 == i;
            Value::Object(all.into_iter().enumerate().filter(|(i, _)| !gone(*i)).map(|(_, e)| e).collect::<Map<_, _>>())
        },
    )
}

fn missing() -> impl Strategy<Value = Missing> {
    prop_oneof![2 => Just(Missing::Error), 1 => Just(Missing::Blank), 1 => Just(Missing::Mark)]
}

/// Fills, and says what does not hold of the document, if there is one.
fn fill(template: &[u8], data: &Value, missing: Missing) -> Result<Option<Vec<u8>>, String> {
    let begun = Instant::now();
    let options = Options::default().missing(missing);
    let outcome = Template::from_bytes(template.to_vec()).and_then(|t| t.render_to_vec(data, &options));
    if begun.elapsed() > Duration::from_secs(10) {
        return Err(format!("it took {:?}", begun.elapsed()));
    }
    match outcome {
        Ok(rendered) => Ok(Some(rendered.bytes)),
        Err(error) => shown(&error, missing).map(|()| None),
    }
}

/// Every problem can be read: a place in the document, no gap in its words, nothing of ours in it.
fn shown(error: &hongtou::Error, missing: Missing) -> Result<(), String> {
    for problem in error.problems() {
        for lang in [Lang::Zh, Lang::En] {
            let text = format!("{}", problem.display(lang));
            let internal = ["__", "\u{1}", "\u{2}", "\u{3}", "{name}", "{turns}", "{detail}", "{where}"];
            if internal.iter().any(|i| problem.message(lang).contains(i)) {
                return Err(format!("a message shows our own code: {text:?}"));
            }
        }
        let gap = matches!(problem.code(), "T012" | "T027");
        if gap && missing != Missing::Error {
            return Err(format!("a missing field is an error: {}", problem.display(Lang::Zh)));
        }
        if problem.code().starts_with('T')
            && problem.place().is_none()
            && !matches!(problem.code(), "T021" | "T022")
        {
            return Err(format!("a problem without a place: {}", problem.display(Lang::Zh)));
        }
    }
    Ok(())
}

/// Nothing is wrong with the document that was not wrong with the template.
fn sound(template: &[u8], rendered: &[u8]) -> Result<(), String> {
    let before = invariants::faults(&Package::open(template)?)?;
    let package = Package::open(rendered)?;
    let after = invariants::faults(&package)?;
    let new: Vec<&String> = after.difference(&before).collect();
    if new.is_empty() { Ok(()) } else { Err(format!("new faults: {new:?}")) }
}

/// A failure that shows the template's main part.
fn report(template: &docx::Template, why: &str) -> TestCaseError {
    TestCaseError::fail(format!("{why}\nbody: {}\nparts: {:?}", template.body, template.parts))
}

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn any_template_and_any_data(plan in generate::plan(), data in data(), missing in missing()) {
        let template = plan.template();
        let bytes = template.build();
        Package::open(&bytes).and_then(|p| invariants::faults(&p)).map_err(|why| report(&template, &why))?;
        let filled = fill(&bytes, &data, missing).map_err(|why| report(&template, &why))?;
        if let Some(document) = filled {
            sound(&bytes, &document).map_err(|why| report(&template, &why))?;
            let again = fill(&bytes, &data, missing).map_err(|why| report(&template, &why))?;
            prop_assert_eq!(again, Some(document));
        }
    }
}

/// A change to bytes: where (as a share), how many go, what comes.
fn damage() -> impl Strategy<Value = Vec<(u16, usize, Vec<u8>)>> {
    let pieces: Vec<&'static [u8]> = vec![
        b"<",
        b">",
        b"/",
        b"\"",
        b"&",
        b"</w:p>",
        b"<w:p>",
        b"<w:r>",
        b"</w:t>",
        b"{{",
        b"}}",
        b"{%",
        b"%}",
        b"<!--",
        b"]]>",
        b"<![CDATA[",
        b"\0",
        b"\xff",
        b"xmlns=\"u\"",
        b"<w:tbl>",
        b"<?x?>",
        b"w:id=\"1\"",
        b" ",
    ];
    let new = prop_oneof![
        2 => proptest::sample::select(pieces).prop_map(<[u8]>::to_vec),
        1 => vec(any::<u8>(), 0..4),
    ];
    vec((any::<u16>(), 0usize..6, new), 1..4)
}

fn damaged(bytes: &[u8], changes: &[(u16, usize, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (place, gone, new) in changes {
        let from = usize::from(*place) * bytes.len() / 65536;
        let to = (from + gone).min(bytes.len());
        bytes.splice(from..to, new.iter().copied());
    }
    bytes
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn damaged_xml(plan in generate::plan(), data in data(), changes in damage(), part in 0usize..6) {
        let mut entries = Package::open(&plan.template().build()).map_err(TestCaseError::fail)?.entries;
        let index = if part < 3 { 2 } else { part - 3 };
        entries[index].1 = damaged(&entries[index].1, &changes);
        let template = docx::zip(&entries);
        let name = entries[index].0.clone();
        let show = |why: String| {
            TestCaseError::fail(format!("{why}\n{name}: {}", String::from_utf8_lossy(&entries[index].1)))
        };
        if let Some(document) = fill(&template, &data, Missing::Blank).map_err(show)? {
            sound(&template, &document).map_err(show)?;
        }
    }

    #[test]
    fn damaged_packages(plan in generate::plan(), data in data(), changes in damage()) {
        let bytes = damaged(&plan.template().build(), &changes);
        if let Some(document) = fill(&bytes, &data, Missing::Blank).map_err(TestCaseError::fail)? {
            Package::open(&document).map_err(TestCaseError::fail)?;
        }
    }
}

/// Every way to cut a tag into two or three runs, and some ways to cut it into six.
#[test]
fn a_tag_cut_anywhere_heals() {
    let text: Vec<char> = "甲{{ 姓名|default(“无”) }}乙{% if x %}丙{%endif%}".chars().collect();
    let n = text.len();
    let mut cuts: Vec<Vec<usize>> = (1..n).flat_map(|i| (i..n).map(move |j| vec![i, j])).collect();
    cuts.extend(
        (1..n / 6).flat_map(|step| (1..=step).map(move |from| (0..6).map(|k| from + k * step).collect())),
    );
    for cut in &cuts {
        let run = |range: std::ops::Range<usize>, i: usize| {
            let text: String = text[range].iter().collect();
            let format = if i % 2 == 1 { "<w:rPr><w:b/></w:rPr>" } else { "" };
            format!(
                "<w:r>{format}<w:t xml:space=\"preserve\">{}</w:t></w:r>",
                support::notation::escape(&text)
            )
        };
        let ends = cut.iter().copied().chain([n]);
        let starts = [0].into_iter().chain(cut.iter().copied());
        let runs: String =
            starts.zip(ends).enumerate().map(|(i, (from, to))| run(from..to.max(from), i)).collect();
        let template = docx::Template::of_body(format!("<w:p>{runs}</w:p>")).build();
        let rendered =
            fill(&template, &json!({"姓名": "张", "x": 1}), Missing::Error).unwrap_or_else(|e| panic!("{e}"));
        let package = Package::open(&rendered.unwrap_or_default()).unwrap_or_else(|e| panic!("{cut:?}: {e}"));
        let found = outline::outline(&package).unwrap_or_else(|e| panic!("{e}"));
        // Each character keeps the format of its run, the value has that of the tag's first character.
        let bold = |at: usize| cut.iter().filter(|&&c| c <= at).count() % 2 == 1;
        let place = |c: char| text.iter().position(|&t| t == c).unwrap_or(0);
        let mut expected = String::new();
        let mut last = false;
        for (c, at) in [('甲', 0), ('张', 1), ('乙', place('乙')), ('丙', place('丙'))] {
            if bold(at) != last {
                expected.push_str("**");
                last = !last;
            }
            expected.push(c);
        }
        expected.push_str(if last { "**\n" } else { "\n" });
        assert_eq!(found, expected, "cut at {cut:?}");
    }
}

/// Filling writes to any sink that can seek, and stops where the sink does.
#[test]
fn an_output_that_cannot_be_written_is_an_error() {
    let template =
        Template::from_bytes(docx::Template::of_body("<w:p><w:r><w:t>{{ a }}</w:t></w:r></w:p>").build());
    let template = template.unwrap_or_else(|e| panic!("{e}"));
    let mut small = [0u8; 64];
    let error = template.render(&json!({"a": 1}), &Options::default(), Cursor::new(&mut small[..]));
    let codes: Vec<_> =
        error.err().map(|e| e.problems().iter().map(|p| p.code()).collect()).unwrap_or_default();
    assert_eq!(codes, ["P024"]);
}
