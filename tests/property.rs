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
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use support::docx::{self, Package};
use support::generate::lines::{self, Shape};
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
    if begun.elapsed() > Duration::from_secs(120) {
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
            && !matches!(problem.code(), "T021" | "T022" | "T034")
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
            prop_assert_eq!(again.as_ref(), Some(&document));
            keep_sample(&bytes, &document);
        }
    }
}

/// One in eight documents goes to the validator.
fn keep_sample(template: &[u8], document: &[u8]) {
    static SEEN: AtomicUsize = AtomicUsize::new(0);
    let n = SEEN.fetch_add(1, Ordering::Relaxed);
    if n.is_multiple_of(8) && n < 320 {
        let file = format!("property-{n}.docx");
        let written = std::fs::write(support::out_folder().join(&file), document)
            .and_then(|()| std::fs::write(support::inputs_folder().join(&file), template));
        written.unwrap_or_else(|e| panic!("{file}: {e}"));
    }
}

/// What the expression engine makes of a text; a word at its end keeps the last line feed.
fn engine(text: &str, data: &Value) -> Result<String, TestCaseError> {
    let env = minijinja::Environment::new();
    let data = minijinja::Value::from(minijinja::value::Serde(data));
    let made = env.render_str(&format!("{text}END"), data).map_err(|e| TestCaseError::fail(e.to_string()))?;
    Ok(made.trim_end_matches("END").to_string())
}

/// Data that is nothing but words and numbers.
fn plain_data() -> impl Strategy<Value = Value> {
    let word = proptest::sample::select(vec!["甲", "R&D", "1 2"]);
    (word.clone(), word.clone(), any::<i8>(), vec(word, 0..3)).prop_map(
        |(a, b, n, rows)| json!({"a": a, "b": b, "n": n, "列": rows, "零": [], "t": true, "f": false}),
    )
}

fn shape() -> impl Strategy<Value = Shape> {
    proptest::sample::select(vec![Shape::Paragraphs, Shape::Rows, Shape::Cells])
}

/// Fills a body and gives its outline.
fn outlined(body: &str, data: &Value) -> Result<String, TestCaseError> {
    let show = |why: String| TestCaseError::fail(format!("{why}\nbody: {body}"));
    let template = docx::Template::of_body(body).build();
    let filled = Template::from_bytes(template)
        .and_then(|t| t.render_to_vec(data, &Options::default()))
        .map_err(|e| show(e.to_string()))?;
    Package::open(&filled.bytes).and_then(|package| outline::outline(&package)).map_err(show)
}

proptest! {
    #![proptest_config(config(250))]

    /// Tags that stand alone, or at the edges of what they hold: whole paragraphs, rows and cells, and nothing
    /// left of the tags' own.
    #[test]
    fn whole_lines_are_whole_paragraphs_rows_and_cells(
        nodes in lines::lines(2), data in plain_data(), shape in shape(), attached: bool, prefixed: bool,
        controlled: bool,
    ) {
        // Two tags in the first and the last cell of a row are about the row.
        let prefixed = !attached && prefixed || shape == Shape::Cells;
        let layout = lines::layout(&nodes, attached && shape != Shape::Cells);
        let body = lines::body(&layout, shape, prefixed, controlled);
        let expected = lines::outline(&engine(&lines::plain(&nodes), &data)?, shape);
        let found = outlined(&body, &data)?;
        let is_control = |line: &&str| line.starts_with("<control") || line.starts_with("</control");
        let found: String = found.lines().filter(|l| !is_control(l)).map(|line| format!("{line}\n")).collect();
        prop_assert_eq!(found, expected, "body: {}", body);
    }

    /// Tags inside one paragraph, its runs cut anywhere: what the engine makes of the paragraph's text.
    #[test]
    fn a_paragraph_says_what_its_text_says(
        nodes in lines::lines(2), data in plain_data(), cuts in vec(any::<u16>(), 0..6),
    ) {
        let text = format!("首{}尾", lines::plain(&nodes).replace('\n', "、"));
        let body = format!("<w:p>{}</w:p>", generate::build::cut_text(&text, &cuts));
        let found = outlined(&body, &data)?.replace("**", "").replace("⟨i color=FF0000:", "").replace('⟩', "");
        prop_assert_eq!(found, engine(&text, &data)? + "\n", "body: {}", body);
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

/// The most memory that this process has used, in MiB; 0 where the system does not tell.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|l| l.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// Expressions that ask for more than there is end in a problem, soon and without filling the memory.
#[test]
fn bombs_end_in_problems() {
    let bombs = [
        "{{ range(100000000)|list|length }}",
        "{{ 'x' * 100000000000 }}",
        "{{ ('x' * 100000)|replace('x', 'x' * 100000)|length }}",
        "{{ '%100000000000d'|format(1)|length }}",
        "{{ '{:>100000000000}'.format(1)|length }}",
        "{{ '{:.900000000f}'.format(1.5)|length }}",
        "{{ 'a'|indent(100000000000)|length }}",
        "{{ range(100000)|join('x' * 100000)|length }}",
        "{% set ns = namespace(s='x') %}{% for i in range(60) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}{{ ns.s }}",
        "{% set ns = namespace(s=[1]) %}{% for i in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}\
         {{ ns.s|length }}",
        "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}\
         {% endfor %}",
        "{% macro m(n) %}{{ m(n + 1) }}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}",
        "{% for x in [1] recursive %}{{ loop([1, 1]) }}{% endfor %}",
        "{% for x in range(100000) %}{{ 'x' * 100000 }}{% endfor %}",
        "{{ 1e308 * 10 }}",
        "{{ 10 ** 100000 }}",
    ];
    let mut wrong = Vec::new();
    for bomb in bombs {
        let text = support::notation::escape(bomb);
        let template = docx::Template::of_body(format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).build();
        let memory = peak_memory();
        let (done, wait) = std::sync::mpsc::channel();
        std::thread::spawn(move || done.send(fill(&template, &json!({}), Missing::Error)));
        match wait.recv_timeout(Duration::from_secs(120)) {
            Ok(Ok(None)) => {}
            Ok(Ok(Some(_))) => wrong.push(format!("{bomb}: it is filled")),
            Ok(Err(why)) => wrong.push(format!("{bomb}: {why}")),
            Err(_) => wrong.push(format!("{bomb}: no end")),
        }
        // The fuel of a render buys 64 bytes a step: 640 MiB.
        let more = peak_memory().saturating_sub(memory);
        if more > 700 {
            wrong.push(format!("{bomb}: {more} MiB"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Large templates end: one that looks at something for each pair of tags does not end here in a bearable time.
#[test]
fn large_templates_end_in_time() {
    let p = |text: &str| format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>");
    let row = p("{% if t %}甲") + "</w:tc><w:tc><w:tcPr/>" + &p("乙{% endif %}");
    let row = format!("<w:tr><w:tc><w:tcPr/>{row}</w:tc></w:tr>");
    let grid = "<w:tblGrid><w:gridCol w:w=\"1\"/><w:gridCol w:w=\"1\"/></w:tblGrid>";
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let n = 5000;
    let bodies = [
        ("blocks of paragraphs", [p("{% if t %}"), p("甲"), p("{% endif %}")].concat().repeat(n)),
        ("stretches of text", [p("甲{% if t %}乙"), p("丙{% endif %}丁")].concat().repeat(n)),
        ("rows", format!("<w:tbl><w:tblPr/>{grid}{}</w:tbl>", row.repeat(n))),
        (
            "runs of one paragraph",
            format!("<w:p>{}</w:p>", (run("{% if t %}甲") + &run("乙{% endif %}")).repeat(n)),
        ),
        ("braces", p(&"{".repeat(4 * n))),
        ("ends without a start", p(&"{% endif %}".repeat(n))),
        ("missing fields", p(&"{{ 没有 }}".repeat(n))),
    ];
    let mut slow = Vec::new();
    for (name, body) in bodies {
        let template = docx::Template::of_body(body).build();
        if let Err(why) = fill(&template, &json!({"t": true}), Missing::Error) {
            slow.push(format!("{name}: {why}"));
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
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
