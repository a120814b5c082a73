//! A comparison as one page that stands alone: summary, both texts side by side or in one, filters, keys.

use super::Comparison;
use super::change::Kind;
use super::passage::{Fate, Passage, Stretch};
use crate::error::{Lang, Place};
use crate::xml::escape_html;
use std::fmt::Write;

const KINDS: [(Kind, &str, &str); 8] = [
    (Kind::Figure, "数据", "figures"),
    (Kind::Year, "年份", "years"),
    (Kind::Wording, "文字", "wording"),
    (Kind::Inserted, "新增", "inserted"),
    (Kind::Deleted, "删去", "deleted"),
    (Kind::Moved, "移动", "moved"),
    (Kind::Formatting, "格式", "formatting"),
    (Kind::Table, "表格", "table"),
];

impl Comparison {
    /// The comparison as a page of HTML. It needs nothing beside it, loads nothing, and shows whatever the
    /// documents hold as text. `old` and `new` are what the documents are called.
    ///
    /// ```no_run
    /// use hongtou::{diff, error::Lang, package::Limits};
    /// let (old, new) = ("去年.docx", "今年.docx");
    /// let (comparison, _) =
    ///     diff::files(old.as_ref(), new.as_ref(), &diff::Options::default(), &Limits::default())?;
    /// let page = comparison.html(Lang::Zh, old, new);
    /// # Ok::<(), hongtou::Error>(())
    /// ```
    pub fn html(&self, lang: Lang, old: &str, new: &str) -> String {
        let mut page = Page { comparison: self, zh: lang == Lang::Zh, lang, out: String::new() };
        page.write(old, new);
        page.out
    }
}

struct Page<'c> {
    comparison: &'c Comparison,
    zh: bool,
    lang: Lang,
    out: String,
}

impl Page<'_> {
    fn word(&self, zh: &'static str, en: &'static str) -> &'static str {
        if self.zh { zh } else { en }
    }

    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn write(&mut self, old: &str, new: &str) {
        let title = self.word("文档比较", "Comparison");
        let head = format!(
            "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\n<style>\n{}</style></head><body>\n\
             <header><h1>{title}</h1><div class=\"files\">{} → {}</div></header>\n",
            if self.zh { "zh-CN" } else { "en" },
            include_str!("page.css"),
            escape_html(old),
            escape_html(new),
        );
        self.push(&head);
        self.summary();
        self.toolbar();
        self.push("<main>\n");
        for (index, passage) in self.comparison.passages.iter().enumerate() {
            self.passage(index, passage);
        }
        let end = format!("</main>\n<script>\n{}</script>\n</body></html>\n", include_str!("page.js"));
        self.push(&end);
    }

    fn summary(&mut self) {
        self.push("<div class=\"summary\"><div class=\"tiles\">");
        let changes = self.comparison.changes.iter().filter(|change| !change.expected).count();
        let copied = format!("{}%", (self.comparison.copied * 100.0).round());
        for (value, zh, en) in [
            (changes.to_string(), "处改动", "changes"),
            (self.comparison.findings.len().to_string(), "处需要核对", "to be checked"),
            (copied, "文字未改动", "of the text unchanged"),
        ] {
            let label = self.word(zh, en);
            let tile = format!("<div class=\"tile\"><b>{value}</b>{label}</div>");
            self.push(&tile);
        }
        self.push("</div>\n");
        self.findings();
        self.figures();
        self.years();
        self.push("</div>\n");
    }

    fn findings(&mut self) {
        if self.comparison.findings.is_empty() {
            return;
        }
        let title = self.word("需要核对", "To be checked");
        let mut list = format!("<h2>{title}</h2><ol class=\"findings\">");
        for finding in &self.comparison.findings {
            let place = finding.place().map(|place| place.words(self.lang)).unwrap_or_default();
            let target = finding.place().and_then(|place| self.row_of(place));
            let message = escape_html(&finding.message(self.lang));
            let place = match target {
                Some(row) => format!("<a href=\"#r{row}\">{}</a>", escape_html(&place)),
                None => escape_html(&place),
            };
            write!(list, "<li>{place} {message}</li>").ok();
        }
        list.push_str("</ol>\n");
        self.push(&list);
    }

    /// The passage in which a place of the new document stands.
    fn row_of(&self, place: &Place) -> Option<usize> {
        let Place::Document(place) = place else { return None };
        let begins = |passage: &Passage| {
            passage.place.as_ref().is_some_and(|p| p.story == place.story && p.paragraph <= place.paragraph)
        };
        self.comparison.passages.iter().rposition(begins)
    }

    fn figures(&mut self) {
        let figures: Vec<_> =
            self.comparison.changes.iter().filter_map(|change| change.figure.as_ref()).collect();
        if figures.is_empty() {
            return;
        }
        let words =
            [("项目", "item"), ("原", "old"), ("现", "new"), ("增减", "difference"), ("%", "%"), ("", "")];
        let mut table = format!("<h2>{}</h2><table class=\"figures\"><tr>", self.word("数据变化", "Figures"));
        for (zh, en) in words {
            write!(table, "<th>{}</th>", self.word(zh, en)).ok();
        }
        table.push_str("</tr>");
        for figure in figures {
            let old_unit = figure.old_unit.as_deref().unwrap_or(&figure.unit);
            let signed = |value: Option<crate::text::decimal::Decimal>| {
                let text = value.map(|v| v.to_string()).unwrap_or_default();
                if text.is_empty() || text.starts_with('-') { text } else { format!("+{text}") }
            };
            let percent = figure.percent().map_or(0.0, |p| p.to_f64());
            let bar = format!(
                "<span class=\"bar{}\" style=\"width:{:.1}rem\"></span>",
                if percent < 0.0 { " down" } else { "" },
                (percent.abs() / 10.0).clamp(0.1, 8.0)
            );
            write!(
                table,
                "<tr><td>{}</td><td>{}{}</td><td>{}{}</td><td>{}</td><td>{}</td><td style=\"text-align:left\">{bar}</td></tr>",
                escape_html(&figure.label),
                figure.old_value,
                escape_html(old_unit),
                figure.new_value,
                escape_html(&figure.unit),
                signed(figure.difference()),
                signed(figure.percent()),
            )
            .ok();
        }
        table.push_str("</table>\n");
        self.push(&table);
    }

    fn years(&mut self) {
        let mut rolled: std::collections::BTreeMap<(&str, &str), usize> = Default::default();
        for change in self.comparison.changes.iter().filter(|change| change.expected) {
            *rolled.entry((&change.old, &change.new)).or_default() += 1;
        }
        if rolled.is_empty() {
            return;
        }
        let list: Vec<String> = rolled
            .iter()
            .map(|((old, new), n)| format!("{} → {} × {n}", escape_html(old), escape_html(new)))
            .collect();
        let text =
            format!("<h2>{}</h2><p>{}</p>\n", self.word("年份已更新", "Years that rolled"), list.join("　"));
        self.push(&text);
    }

    fn toolbar(&mut self) {
        let mut bar = String::from("<nav>");
        for (id, zh, en) in [
            ("view", "合并显示 (v)", "inline (v)"),
            ("only", "只看改动", "changes only"),
            ("previous", "上一处 (p)", "previous (p)"),
            ("next", "下一处 (n)", "next (n)"),
        ] {
            write!(bar, "<button id=\"{id}\" aria-pressed=\"false\">{}</button>", self.word(zh, en)).ok();
        }
        bar.push_str("<span id=\"count\"></span>");
        for (kind, zh, en) in KINDS {
            let count = self.comparison.changes.iter().filter(|c| c.kind == kind && !c.expected).count();
            if count > 0 {
                let word = self.word(zh, en);
                let name = kind.as_str();
                write!(
                    bar,
                    "<label><input type=\"checkbox\" data-kind=\"{name}\" checked> {word} {count}</label>"
                )
                .ok();
            }
        }
        let search = self.word("查找 (/)", "find (/)");
        write!(bar, "<input type=\"search\" id=\"search\" placeholder=\"{search}\">").ok();
        writeln!(bar, "<button id=\"theme\">{}</button></nav>", self.word("明暗", "theme")).ok();
        self.push(&bar);
    }

    fn passage(&mut self, index: usize, passage: &Passage) {
        if passage.stretches.iter().all(|s| s.old.trim().is_empty() && s.new.trim().is_empty()) {
            return;
        }
        let untouched = passage.stretches.iter().all(|s| s.fate == Fate::Same || self.is_expected(s));
        let same = if passage.is_same() || untouched { " same" } else { "" };
        let place = passage.place.as_ref().or(passage.old_place.as_ref());
        let place = place.map(|place| Place::from(place.clone()).words(self.lang)).unwrap_or_default();
        let (mut old, mut new, mut inline) = (String::new(), String::new(), String::new());
        for stretch in &passage.stretches {
            let (gone, come) = (escape_html(&stretch.old), escape_html(&stretch.new));
            match stretch.fate {
                Fate::Same => {
                    old.push_str(&gone);
                    new.push_str(&come);
                    inline.push_str(&come);
                }
                Fate::Gone | Fate::MovedAway => {
                    let marked = self.marked(stretch, "del", &gone);
                    old.push_str(&marked);
                    if !self.is_expected(stretch) {
                        inline.push_str(&marked);
                    }
                }
                Fate::Came | Fate::MovedHere => {
                    let marked = self.marked(stretch, "ins", &come);
                    new.push_str(&marked);
                    inline.push_str(&marked);
                }
            }
        }
        let row = format!(
            "<section class=\"row{same}\" id=\"r{index}\"><div class=\"where\">{}</div><p class=\"old\">{old}</p><p class=\"new\">{new}</p><p class=\"inline\">{inline}</p></section>\n",
            escape_html(&place)
        );
        self.push(&row);
    }

    /// A year that rolled as it should is not shown as a change.
    fn is_expected(&self, stretch: &Stretch) -> bool {
        stretch
            .change
            .and_then(|index| self.comparison.changes.get(index))
            .is_some_and(|change| change.expected)
    }

    fn marked(&self, stretch: &Stretch, tag: &str, text: &str) -> String {
        if self.is_expected(stretch) || text.is_empty() {
            return text.to_string();
        }
        let index = stretch.change.unwrap_or(usize::MAX);
        let kind = self.comparison.changes.get(index).map_or("wording", |change| change.kind.as_str());
        let number = stretch.change.map(|n| n.to_string()).unwrap_or_default();
        match stretch.fate {
            Fate::MovedAway | Fate::MovedHere => {
                format!("<span class=\"move k-{kind}\" data-c=\"{number}\">{text}</span>")
            }
            _ => format!("<{tag} class=\"k-{kind}\" data-c=\"{number}\">{text}</{tag}>"),
        }
    }
}
