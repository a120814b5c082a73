//! The compact notation of `body.txt`, from which simple templates are built. An outline uses it too.
//!
//! - a line is a paragraph; `<p Heading1 center num=1/0>` before its text gives it a style and properties, and
//!   by itself is an empty paragraph; a blank line is nothing
//! - `|| a || b ||` is a row; rows that follow each other are one table, `<table>` begins another one. In a cell
//!   `¶` begins the next paragraph, `<span 2>`, `<merge start>` and `<merge>` at its start join cells
//! - `**bold**`, `⟨i color=FF0000 sz=32:…⟩` are runs with properties (in the schema's order), `‖` cuts a run
//! - `<br>` `<tab>` `<page>` `<nbhy>` `<shy>` `<sp>` are a break, a tab, a page break, a no-break hyphen, a soft
//!   hyphen and a blank; `<proof>` is a mark of the spelling checker; `<bm 1 name>` … `</bm 1>` is a bookmark
//! - `\` before a character takes it as it is; a `<` that begins no mark is text

/// The children of `w:body` that a text in the notation stands for.
pub fn body(text: &str) -> String {
    let mut out = String::new();
    let mut rows: Vec<&str> = Vec::new();
    for line in text.lines() {
        if line.starts_with("||") {
            rows.push(line);
            continue;
        }
        out.push_str(&table(&rows));
        rows.clear();
        if !line.is_empty() && line != "<table>" {
            out.push_str(&paragraph(line));
        }
    }
    out.push_str(&table(&rows));
    out
}

fn table(rows: &[&str]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> = rows.iter().map(|row| cells(row)).collect();
    let columns = rows.iter().map(|row| row.iter().map(|cell| span(cell)).sum::<usize>()).max().unwrap_or(1);
    let mut out = String::from("<w:tbl><w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/></w:tblPr><w:tblGrid>");
    out.push_str(&format!("<w:gridCol w:w=\"{}\"/>", 9000 / columns).repeat(columns));
    out.push_str("</w:tblGrid>");
    for row in rows {
        out.push_str("<w:tr>");
        for cell in row {
            let (properties, text) = cell_properties(&cell);
            let paragraphs: String =
                split(text, "¶").iter().map(|p| paragraph(p.trim_matches(' '))).collect();
            out.push_str(&format!("<w:tc>{properties}{paragraphs}</w:tc>"));
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
    out
}

/// The cells of `|| a || b ||`.
fn cells(row: &str) -> Vec<String> {
    let inside = row.trim_end().strip_prefix("||").and_then(|r| r.strip_suffix("||"));
    let inside = inside.unwrap_or_else(|| panic!("a row begins and ends with ||: {row}"));
    split(inside, "||").iter().map(|cell| cell.trim_matches(' ').to_string()).collect()
}

/// Cuts a text at a mark that no backslash precedes.
fn split<'t>(text: &'t str, mark: &str) -> Vec<&'t str> {
    let (mut parts, mut from, mut at) = (Vec::new(), 0, 0);
    while let Some(c) = text[at..].chars().next() {
        if c == '\\' {
            at += 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8);
        } else if text[at..].starts_with(mark) {
            parts.push(&text[from..at]);
            at += mark.len();
            from = at;
        } else {
            at += c.len_utf8();
        }
    }
    parts.push(&text[from..]);
    parts
}

fn span(cell: &str) -> usize {
    let tag = cell.strip_prefix("<span ").and_then(|rest| rest.split_once('>'));
    tag.map_or(1, |(n, _)| n.parse().unwrap_or_else(|_| panic!("{cell}")))
}

/// `w:tcPr`, and what follows the marks for it.
fn cell_properties(cell: &str) -> (String, &str) {
    let mut text = cell;
    let mut inside = String::from("<w:tcW w:w=\"0\" w:type=\"auto\"/>");
    while let Some((tag, rest)) = text.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        match tag.split_once(' ').unwrap_or((tag, "")) {
            ("span", n) => inside.push_str(&format!("<w:gridSpan w:val=\"{n}\"/>")),
            ("merge", "start") => inside.push_str("<w:vMerge w:val=\"restart\"/>"),
            ("merge", _) => inside.push_str("<w:vMerge/>"),
            _ => break,
        }
        text = rest.trim_start_matches(' ');
    }
    (format!("<w:tcPr>{inside}</w:tcPr>"), text)
}

fn paragraph(line: &str) -> String {
    let (properties, text) = match line.strip_prefix("<p").and_then(|rest| rest.split_once('>')) {
        Some((words, text)) if words.is_empty() || words.starts_with(' ') => {
            (paragraph_properties(words), text)
        }
        _ => (String::new(), line),
    };
    format!("<w:p>{properties}{}</w:p>", runs(text))
}

fn paragraph_properties(words: &str) -> String {
    let mut style = String::new();
    let (mut first, mut numbering, mut jc, mut section) = ("", String::new(), String::new(), "");
    for word in words.split_whitespace() {
        match word {
            "center" | "right" | "both" | "left" => jc = format!("<w:jc w:val=\"{word}\"/>"),
            "keepNext" => first = "<w:keepNext/>",
            "pageBreakBefore" => first = "<w:pageBreakBefore/>",
            "section" => section = "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/></w:sectPr>",
            _ => match word.strip_prefix("num=").and_then(|n| n.split_once('/')) {
                Some((id, level)) => {
                    numbering =
                        format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{id}\"/></w:numPr>");
                }
                None => style = format!("<w:pStyle w:val=\"{word}\"/>"),
            },
        }
    }
    let inside = format!("{style}{first}{numbering}{jc}{section}");
    if inside.is_empty() { inside } else { format!("<w:pPr>{inside}</w:pPr>") }
}

/// Collects runs.
#[derive(Default)]
struct Runs {
    out: String,
    /// The content of the run that is being written.
    run: String,
    text: String,
    bold: bool,
    properties: String,
}

impl Runs {
    fn end_text(&mut self) {
        if !self.text.is_empty() {
            let text = escape(&std::mem::take(&mut self.text));
            self.run.push_str(&format!("<w:t xml:space=\"preserve\">{text}</w:t>"));
        }
    }

    fn end_run(&mut self) {
        self.end_text();
        if self.run.is_empty() {
            return;
        }
        let bold = if self.bold { "<w:b/>" } else { "" };
        let properties = format!("{bold}{}", self.properties);
        let properties =
            if properties.is_empty() { properties } else { format!("<w:rPr>{properties}</w:rPr>") };
        self.out.push_str(&format!("<w:r>{properties}{}</w:r>", std::mem::take(&mut self.run)));
    }

    fn element(&mut self, xml: &str) {
        self.end_text();
        self.run.push_str(xml);
    }

    fn between(&mut self, xml: &str) {
        self.end_run();
        self.out.push_str(xml);
    }

    /// Writes what a mark stands for; false when it is none, and so text.
    fn mark(&mut self, tag: &str) -> bool {
        match tag.split_whitespace().collect::<Vec<_>>()[..] {
            ["br"] => self.element("<w:br/>"),
            ["tab"] => self.element("<w:tab/>"),
            ["page"] => self.element("<w:br w:type=\"page\"/>"),
            ["nbhy"] => self.element("<w:noBreakHyphen/>"),
            ["shy"] => self.element("<w:softHyphen/>"),
            ["sp"] => self.text.push(' '),
            ["proof"] => self.between("<w:proofErr w:type=\"spellStart\"/>"),
            ["bm", id, name] => {
                self.between(&format!("<w:bookmarkStart w:id=\"{id}\" w:name=\"{name}\"/>"));
            }
            ["/bm", id] => self.between(&format!("<w:bookmarkEnd w:id=\"{id}\"/>")),
            _ => return false,
        }
        true
    }
}

fn runs(text: &str) -> String {
    let mut runs = Runs::default();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut len = c.len_utf8();
        if c == '\\' {
            let literal = rest[1..].chars().next().unwrap_or_else(|| panic!("a \\ at the end of {text}"));
            runs.text.push(literal);
            len += literal.len_utf8();
        } else if rest.starts_with("**") {
            runs.end_run();
            runs.bold = !runs.bold;
            len = 2;
        } else if c == '‖' {
            runs.end_run();
        } else if c == '⟨' {
            runs.end_run();
            let (properties, _) = rest[len..].split_once(':').unwrap_or_else(|| panic!("no : in {rest}"));
            runs.properties = run_properties(properties);
            len += properties.len() + 1;
        } else if c == '⟩' {
            runs.end_run();
            runs.properties.clear();
        } else if let Some((tag, _)) = rest.strip_prefix('<').and_then(|r| r.split_once('>'))
            && runs.mark(tag)
        {
            len += tag.len() + 1;
        } else {
            runs.text.push(c);
        }
        rest = &rest[len..];
    }
    runs.end_run();
    runs.out
}

fn run_properties(words: &str) -> String {
    let one = |word: &str| match word.split_once('=').unwrap_or((word, "")) {
        ("font", name) => format!("<w:rFonts w:eastAsia=\"{name}\"/>"),
        (name, "") => format!("<w:{name}/>"),
        (name, value) => format!("<w:{name} w:val=\"{value}\"/>"),
    };
    words.split_whitespace().map(one).collect()
}

pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
