//! A document as text: what a reader sees, and what a filler can spoil. The notation is that of `body.txt`
//! ([`notation`](super::notation)), with more marks for what that cannot build.
//!
//! - `--- header1`: the story that follows; the body comes first and has no heading
//! - `<table 3>`: a table whose grid has three columns; `⟦…⟧`: a table in a cell, its rows divided by ` // `
//! - `<link …:text>`, `<ins …:text>`, `<del …:text>`, `<smartTag:text>`, `<control tag:…>`: what surrounds text
//! - `<box:…>`: a text box, its paragraphs divided by `¶`; `<choice:…>`, `<fallback:…>`: its two branches
//! - `<picture id name>`: a drawing; `<field begin>`, `<code:PAGE>`, `<field separate>`, `<field end>`
//! - `--- core`, `--- chart1`: what a part outside the stories says, each text in a line
//! - `<footnote 2>`, `<comment 0>`, `<from comment 0>`, `<to comment 0>`: references and ranges

use super::docx::Package;
use super::xml::Element;

/// The outline of a whole document.
pub fn outline(package: &Package) -> Result<String, String> {
    let mut out = String::new();
    for (i, mut story) in package.stories()?.into_iter().enumerate() {
        if i > 0 {
            out.push_str(&format!("--- {}\n", stem(&story.part)));
        }
        show_targets(&mut story.root, &package.relationships(&story.part));
        let root = story.root.child("w:body").unwrap_or(&story.root);
        for line in blocks(root) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    for (name, _) in package.entries.iter().filter(|(name, _)| is_outside(name)) {
        out.push_str(&format!("--- {}\n", stem(name)));
        package.tree(name)?.walk(&mut |element| {
            let text = element.text();
            if !text.trim().is_empty() {
                out.push_str(&format!(
                    "{}: {}\n",
                    element.name.rsplit(['}', ':']).next().unwrap_or(""),
                    escaped(&text)
                ));
            }
            true
        });
    }
    Ok(out)
}

fn stem(part: &str) -> &str {
    part.rsplit('/').next().unwrap_or("").trim_end_matches(".xml")
}

/// A part with words in it that belongs to no story.
fn is_outside(part: &str) -> bool {
    part.ends_with(".xml") && (part.starts_with("docProps/") || part.starts_with("word/charts/"))
}

/// Puts a hyperlink's target for the id of its relationship.
fn show_targets(element: &mut Element, relationships: &[(String, String, String)]) {
    for (name, value) in &mut element.attributes {
        if name == "r:id"
            && let Some((.., target)) =
                relationships.iter().find(|(id, kind, _)| id == value && kind == "hyperlink")
        {
            value.clone_from(target);
        }
    }
    for child in &mut element.children {
        if let super::xml::Node::Element(child) = child {
            show_targets(child, relationships);
        }
    }
}

/// The lines of what holds paragraphs and tables.
fn blocks(parent: &Element) -> Vec<String> {
    let mut lines = Vec::new();
    for element in parent.elements() {
        match element.name.as_str() {
            "w:p" => lines.push(paragraph(element)),
            "w:tbl" => lines.extend(table(element)),
            "w:sdt" => {
                lines.push(format!("<control {}>", tag_of(element)));
                lines.extend(element.child("w:sdtContent").map(blocks).unwrap_or_default());
                lines.push("</control>".into());
            }
            "w:ins" | "w:del" | "w:customXml" => {
                lines.push(format!("<{}>", local(element)));
                lines.extend(blocks(element));
                lines.push(format!("</{}>", local(element)));
            }
            "w:footnote" | "w:endnote" | "w:comment" => {
                if element.attribute("w:type").is_none() {
                    let id = element.attribute("w:id").unwrap_or("?");
                    lines.push(format!("<{} {id}>{}", local(element), blocks(element).join(" ¶ ")));
                }
            }
            "w:sectPr" | "w:tcPr" | "w:sdtPr" => {}
            _ => lines.extend(Some(mark(element)).filter(|line| !line.is_empty())),
        }
    }
    lines
}

/// What stands between paragraphs, rows or cells: one element as it would be shown in a paragraph.
fn mark(element: &Element) -> String {
    inlined(&alone(element))
}

fn alone(element: &Element) -> Element {
    Element { children: vec![super::xml::Node::Element(element.clone())], ..Element::default() }
}

fn inlined(element: &Element) -> String {
    let mut text = Text::default();
    inline(element, "", &mut text);
    text.finish()
}

fn local(element: &Element) -> &str {
    element.name.split(':').next_back().unwrap_or("")
}

fn tag_of(control: &Element) -> String {
    let properties = control.child("w:sdtPr");
    let value = |name| properties.and_then(|p| p.val(name));
    let bound = if properties.is_some_and(|p| p.child("w:dataBinding").is_some()) { " bound" } else { "" };
    format!("{}{bound}", value("w:tag").or(value("w:alias")).unwrap_or(""))
}

fn table(table: &Element) -> Vec<String> {
    let columns = table.child("w:tblGrid").map_or(0, |grid| grid.elements().count());
    let mut lines = vec![format!("<table {columns}>")];
    rows(table, &mut lines);
    lines
}

fn rows(parent: &Element, lines: &mut Vec<String>) {
    for element in parent.elements() {
        match element.name.as_str() {
            "w:tr" => {
                let header = element.child("w:trPr").is_some_and(|p| p.child("w:tblHeader").is_some());
                let mut row = if header { String::from("<header>") } else { String::new() };
                let change = ["w:ins", "w:del"]
                    .into_iter()
                    .find(|n| element.child("w:trPr").is_some_and(|p| p.child(n).is_some()));
                row.push_str(&change.map(|c| format!("<row {}>", &c[2..])).unwrap_or_default());
                row.push_str("||");
                cells(element, &mut row);
                lines.push(row);
            }
            "w:sdt" => {
                lines.push(format!("<control {}>", tag_of(element)));
                element.child("w:sdtContent").into_iter().for_each(|content| rows(content, lines));
                lines.push("</control>".into());
            }
            "w:bookmarkStart" | "w:bookmarkEnd" => lines.push(mark(element)),
            _ => {}
        }
    }
}

fn cells(parent: &Element, row: &mut String) {
    for element in parent.elements() {
        match element.name.as_str() {
            "w:tc" => {
                let text = cell(element);
                row.push_str(&if text.is_empty() { " ||".to_string() } else { format!(" {text} ||") });
            }
            "w:sdt" => {
                row.push_str(&format!(" <control {}>", tag_of(element)));
                element.child("w:sdtContent").into_iter().for_each(|content| cells(content, row));
                row.push_str(" </control>");
            }
            "w:bookmarkStart" | "w:bookmarkEnd" => row.push_str(&format!(" {}", mark(element))),
            _ => {}
        }
    }
}

fn cell(cell: &Element) -> String {
    let properties = cell.child("w:tcPr");
    let mut marks = String::new();
    if let Some(span) = properties.and_then(|p| p.val("w:gridSpan")) {
        marks.push_str(&format!("<span {span}> "));
    }
    if let Some(merge) = properties.and_then(|p| p.child("w:vMerge")) {
        let start = merge.attribute("w:val") == Some("restart");
        marks.push_str(if start { "<merge start> " } else { "<merge> " });
    }
    if let Some(fill) = properties.and_then(|p| p.child("w:shd")?.attribute("w:fill")) {
        marks.push_str(&format!("<fill {fill}> "));
    }
    let mut parts = Vec::new();
    for line in blocks_of_cell(cell) {
        parts.push(line);
    }
    format!("{marks}{}", parts.join(" ¶ ")).trim_end().to_string()
}

/// The lines of a cell; a table in it is one piece.
fn blocks_of_cell(cell: &Element) -> Vec<String> {
    let mut parts = Vec::new();
    for element in cell.elements() {
        match element.name.as_str() {
            "w:tbl" => {
                let rows = table(element);
                parts.push(format!("⟦{}⟧", rows[1..].join(" // ")));
            }
            "w:tcPr" => {}
            _ => parts.extend(blocks(&alone(element))),
        }
    }
    // An empty paragraph by itself is an empty cell.
    if parts == ["<p>"] { vec![String::new()] } else { parts }
}

fn paragraph(p: &Element) -> String {
    let words = p.child("w:pPr").map(paragraph_words).unwrap_or_default();
    let text = inlined(p);
    match (words.is_empty(), text.is_empty()) {
        (true, false) => text,
        (true, true) => "<p>".into(),
        _ => format!("<p {words}>{text}"),
    }
}

fn paragraph_words(properties: &Element) -> String {
    let word = |element: &Element| match element.name.as_str() {
        "w:pStyle" | "w:jc" => element.attribute("w:val").map(String::from),
        "w:numPr" => {
            let value = |name| element.val(name).unwrap_or("0");
            Some(format!("num={}/{}", value("w:numId"), value("w:ilvl")))
        }
        "w:sectPr" => Some("section".into()),
        "w:rPr" => {
            let change = element.elements().find(|e| matches!(e.name.as_str(), "w:ins" | "w:del"));
            change.map(|c| format!("mark-{}", local(c)))
        }
        _ => Some(local(element).to_string()),
    };
    properties.elements().filter_map(word).collect::<Vec<_>>().join(" ")
}

/// Text with its formats, neighbours of one format joined.
#[derive(Default)]
struct Text {
    pieces: Vec<(String, String)>,
}

impl Text {
    fn push(&mut self, format: &str, text: &str) {
        match self.pieces.last_mut() {
            Some((last, before)) if last == format => before.push_str(text),
            _ => self.pieces.push((format.to_string(), text.to_string())),
        }
    }

    fn finish(self) -> String {
        let mut out = String::new();
        for (format, text) in self.pieces.into_iter().filter(|(_, text)| !text.is_empty()) {
            match format.as_str() {
                "" => out.push_str(&text),
                "b" => out.push_str(&format!("**{text}**")),
                format => out.push_str(&format!("⟨{format}:{text}⟩")),
            }
        }
        // Blanks at the edges would be lost to the eye.
        let blanks = out.len() - out.trim_start_matches(' ').len();
        let mut shown = "<sp>".repeat(blanks) + out[blanks..].trim_end_matches(' ');
        shown.push_str(&"<sp>".repeat(if blanks == out.len() {
            0
        } else {
            out.len() - out.trim_end_matches(' ').len()
        }));
        shown
    }
}

fn run_words(run: &Element) -> String {
    let Some(properties) = run.child("w:rPr") else { return String::new() };
    let word = |element: &Element| match element.name.as_str() {
        "w:lang" | "w:noProof" => None,
        "w:rFonts" => {
            let font = ["w:eastAsia", "w:ascii"].into_iter().find_map(|name| element.attribute(name));
            Some(format!("font={}", font.unwrap_or("")))
        }
        "w:rStyle" => Some(format!("style={}", element.attribute("w:val").unwrap_or(""))),
        _ => match element.attribute("w:val") {
            Some(value) => Some(format!("{}={value}", local(element))),
            None => Some(local(element).to_string()),
        },
    };
    properties.elements().filter_map(word).collect::<Vec<_>>().join(" ")
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | '<' | '⟨' | '⟩' | '¶' | '‖' | '⟦' | '⟧' => out.extend(['\\', c]),
            '\u{a0}' => out.push_str("<nbsp>"),
            '\n' => out.push_str("<line feed>"),
            '\t' => out.push_str("<tab character>"),
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{2060}' | '\u{feff}' => {
                out.push_str(&format!("<U+{:04X}>", c as u32));
            }
            c => out.push(c),
        }
    }
    out.replace("**", "\\*\\*").replace("||", "\\|\\|")
}

/// What stands in a paragraph, a run or something that surrounds runs.
fn inline(parent: &Element, format: &str, out: &mut Text) {
    for element in parent.elements() {
        let attribute = |name: &str| element.attribute(name).unwrap_or("").to_string();
        let mark = |out: &mut Text, text: &str| out.push(format, text);
        match element.name.as_str() {
            "w:r" => inline(element, &run_words(element), out),
            "w:t" => mark(out, &escaped(&element.text())),
            "w:delText" => mark(out, &escaped(&element.text())),
            "w:instrText" => mark(out, &format!("<code:{}>", escaped(element.text().trim()))),
            "w:br" => match element.attribute("w:type") {
                None | Some("textWrapping") => mark(out, "<br>"),
                Some(kind) => mark(out, &format!("<{kind}>")),
            },
            "w:tab" => mark(out, "<tab>"),
            "w:cr" => mark(out, "<cr>"),
            "w:noBreakHyphen" => mark(out, "<nbhy>"),
            "w:softHyphen" => mark(out, "<shy>"),
            "w:fldChar" => mark(out, &format!("<field {}>", attribute("w:fldCharType"))),
            "w:fldSimple" => surrounded(element, &format!("simple {}", attribute("w:instr").trim()), out),
            "w:hyperlink" => {
                surrounded(element, &format!("link {}", attribute("r:id") + &attribute("w:anchor")), out)
            }
            "w:ins" | "w:del" | "w:moveFrom" | "w:moveTo" => {
                surrounded(element, &format!("{} {}", local(element), attribute("w:author")), out);
            }
            "w:smartTag" | "w:customXml" => surrounded(element, local(element), out),
            "w:sdt" => {
                let content = element.child("w:sdtContent").cloned().unwrap_or_default();
                surrounded(&content, &format!("control {}", tag_of(element)), out);
            }
            "w:bookmarkStart" => out.push("", &format!("<bm {} {}>", attribute("w:id"), attribute("w:name"))),
            "w:bookmarkEnd" => out.push("", &format!("</bm {}>", attribute("w:id"))),
            "w:commentRangeStart" => out.push("", &format!("<from comment {}>", attribute("w:id"))),
            "w:commentRangeEnd" => out.push("", &format!("<to comment {}>", attribute("w:id"))),
            "w:commentReference" => out.push("", &format!("<comment {}>", attribute("w:id"))),
            "w:footnoteReference" => out.push("", &format!("<footnote {}>", attribute("w:id"))),
            "w:endnoteReference" => out.push("", &format!("<endnote {}>", attribute("w:id"))),
            "w:drawing" | "w:pict" => drawing(element, format, out),
            "mc:AlternateContent" => {
                for branch in element.elements() {
                    let name = if branch.name == "mc:Choice" { "choice" } else { "fallback" };
                    surrounded(branch, name, out);
                }
            }
            "m:oMath" => {
                let mut text = String::new();
                element.walk(&mut |e| {
                    text.push_str(if e.name == "m:t" {
                        e.children.first().map_or("", node_text)
                    } else {
                        ""
                    });
                    true
                });
                mark(out, &format!("<math:{text}>"));
            }
            "w:p" | "w:tbl" => out.push("", &format!("<!{} in a paragraph>", local(element))),
            _ => {}
        }
    }
}

fn node_text(node: &super::xml::Node) -> &str {
    match node {
        super::xml::Node::Text(text) => text,
        super::xml::Node::Element(_) => "",
    }
}

fn surrounded(element: &Element, head: &str, out: &mut Text) {
    out.push("", &format!("<{}:{}>", head.trim_end(), inlined(element)));
}

/// A drawing: its id and name, and the paragraphs of the text box in it.
fn drawing(element: &Element, format: &str, out: &mut Text) {
    let mut text = String::new();
    element.walk(&mut |e| {
        match e.name.as_str() {
            "wp:docPr" => {
                let attribute = |name| e.attribute(name).unwrap_or("");
                text.push_str(&format!("<picture {} {}", attribute("id"), attribute("name")));
                text.push_str(&e.attribute("descr").map(|d| format!(" “{d}”")).unwrap_or_default());
                text.push('>');
            }
            "w:txbxContent" => {
                text.push_str(&format!("<box:{}>", blocks(e).join(" ¶ ")));
                return false;
            }
            _ => {}
        }
        true
    });
    out.push(format, &text);
}
