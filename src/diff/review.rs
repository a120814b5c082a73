//! What a reviewer should look at: years that did not roll over, blanks, figures that stand or are missing.

use super::Comparison;
use super::change::{Copied, Kind};
use super::figures::alike;
use super::heads;
use super::passage::{Fate, Passage};
use super::years::{Years, detect, is_expected};
use crate::error::{DocPlace, Lang, Place, Problem, catalogue::diff as catalogue};
use crate::text::quantity::{self, Purpose, Quantity};
use crate::text::year::{self, Mention, Setting};
use std::ops::Range;

/// Completes a comparison: years, labels from tables' heads, findings, what was copied.
pub(super) fn review(mut found: Comparison) -> Comparison {
    found.years = found.years.or_else(|| detect(&found.passages, &found.changes));
    if let Some(years) = found.years {
        for change in found.changes.iter_mut().filter(|change| change.kind == Kind::Year) {
            change.expected = is_expected(change, years);
        }
    }
    heads::label(&mut found.changes, &found.passages);
    let mut findings = Vec::new();
    let mut planning = false;
    for passage in &found.passages {
        let text = Text::of(passage);
        planning = is_planning(&text.new, planning);
        findings.extend(text.blanks());
        if let Some(years) = found.years {
            findings.extend(text.stale(years));
        }
        findings.extend(text.unchanged_figures());
    }
    findings.extend(missing(&found.passages));
    found.findings = findings;
    found.unchanged = found.passages.iter().filter_map(copied).collect();
    found
}

/// Whether the sections from here on speak of what is to come.
fn is_planning(text: &str, before: bool) -> bool {
    let short = text.trim();
    let heading = !short.is_empty() && short.chars().count() <= 30 && !short.ends_with(['。', '；', '，']);
    if heading {
        ["计划", "打算", "安排", "思路", "下一步", "展望", "下步"].iter().any(|word| short.contains(word))
    } else {
        before
    }
}

fn copied(passage: &Passage) -> Option<Copied> {
    let text = passage.new_text();
    let (place, old_place) = (passage.place.clone()?, passage.old_place.clone()?);
    (passage.is_same() && !text.trim().is_empty()).then_some(Copied { place, old_place, text })
}

/// A passage's new text, with what in it stayed.
struct Text<'p> {
    passage: &'p Passage,
    new: String,
    /// The bytes of the new text that stayed (or moved), in order.
    stayed: Vec<Range<usize>>,
    changed: Vec<Range<usize>>,
}

impl<'p> Text<'p> {
    fn of(passage: &'p Passage) -> Self {
        let (mut new, mut stayed, mut changed) = (String::new(), Vec::new(), Vec::new());
        for stretch in &passage.stretches {
            let start = new.len();
            new.push_str(&stretch.new);
            match stretch.fate {
                Fate::Same | Fate::MovedHere => stayed.push(start..new.len()),
                Fate::Gone | Fate::Came => changed.push(start..new.len()),
                Fate::MovedAway => {}
            }
        }
        Text { passage, new, stayed, changed }
    }

    fn stays(&self, span: &Range<usize>) -> bool {
        self.stayed.iter().any(|range| range.start <= span.start && span.end <= range.end)
    }

    /// Where a reader finds some bytes of the new text.
    fn place(&self, span: &Range<usize>) -> Option<DocPlace> {
        let mut place = self.passage.place.clone()?;
        let before = self.new.get(..span.start).unwrap_or("");
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let chars = |text: Option<&str>| text.map_or(0, |text| text.chars().count()) as u32;
        place.paragraph = place.paragraph.map(|p| p + before.matches('\n').count() as u32);
        place.start = Some(chars(before.get(line..)));
        place.end = Some(chars(before.get(line..)) + chars(self.new.get(span.clone())));
        Some(place)
    }

    fn problem(&self, entry: &'static crate::error::Entry, span: &Range<usize>) -> Option<Problem> {
        let words = self.new.get(span.clone())?;
        Some(Problem::new(entry).at(self.place(span)?).text(words))
    }

    fn blanks(&self) -> Vec<Problem> {
        let blanks = year::find(&self.new).into_iter().filter(|m| m.year.is_none());
        blanks
            .filter_map(|m| {
                let words = self.new.get(m.span.clone())?.to_string();
                Some(self.problem(&catalogue::BLANK, &m.span)?.arg("blank", words))
            })
            .collect()
    }

    fn stale(&self, years: Years) -> Vec<Problem> {
        let mut out = Vec::new();
        for mention in year::find(&self.new) {
            let Some(due) = self.due(&mention, years) else { continue };
            let Some(words) = self.new.get(mention.span.clone()) else { continue };
            let written = words.replace(&mention.year.unwrap_or(0).to_string(), &due.to_string());
            let written = if written == words { format!("{due}年") } else { written };
            let problem = self.problem(&catalogue::STALE_YEAR, &mention.span);
            out.extend(problem.map(|p| p.arg("year", words).arg("due", written)));
        }
        out
    }

    /// What a year should have become, if it should have rolled over.
    fn due(&self, mention: &Mention, years: Years) -> Option<u16> {
        let year = mention.year.filter(|_| mention.setting == Setting::Plain)?;
        let due = years.rolled(year)?;
        let (before, after) = (self.new.get(..mention.span.start)?, self.new.get(mention.span.end..)?);
        let compares = is_comparison(before, after);
        let stays = self.stays(&mention.span);
        if is_fixed(before, after) {
            return None;
        }
        if !stays {
            // Somebody wrote this year anew: only last year's, told as this year's, is a slip.
            return (year == years.old && !compares && self.is_rewritten()).then_some(due);
        }
        match year {
            _ if year == years.old => Some(due),
            _ if year < years.old => compares.then_some(due),
            _ => Some(due),
        }
    }

    /// Whether a text is an old one rewritten, and not wholly new.
    fn is_rewritten(&self) -> bool {
        self.passage.old_place.is_some()
    }

    /// Figures that stand as they did in a sentence of which something else changed.
    fn unchanged_figures(&self) -> Vec<Problem> {
        if self.changed.is_empty() || self.stayed.is_empty() {
            return Vec::new();
        }
        let mut out = Vec::new();
        for quantity in quantity::counts(&self.new) {
            let whole = quantity.span.start..quantity.unit_span.end.max(quantity.span.end);
            let sentence = sentence(&self.new, quantity.span.start);
            let touched = self.changed.iter().any(|c| {
                c.start < sentence.end && sentence.start < c.end
                    || c.is_empty() && sentence.start < c.start && c.start < sentence.end
            });
            if touched && self.stays(&quantity.span) && self.tells(&quantity) {
                let told = told(&self.new, &quantity);
                out.extend(self.problem(&catalogue::FIGURE_UNCHANGED, &whole).map(|p| p.arg("figure", told)));
            }
        }
        out
    }

    /// Whether a figure is one that a report tells: not 三个方面, 24小时.
    fn tells(&self, quantity: &Quantity) -> bool {
        !is_constant(quantity)
    }
}

/// A figure as a reader knows it: 集中学习29次.
fn told(text: &str, quantity: &Quantity) -> String {
    let end = quantity.unit_span.end.max(quantity.span.end);
    let figure = text.get(quantity.span.start..end).unwrap_or("");
    let label = quantity::label(text, quantity);
    let behind = text.get(end..).is_some_and(|rest| rest.starts_with(label.as_str()));
    if behind { format!("{figure}{label}") } else { format!("{label}{figure}") }
}

/// Figures that a year does not change: small Chinese ones, hours of a day, numbers without a unit.
fn is_constant(quantity: &Quantity) -> bool {
    let vague = [
        "个", "次", "种", "类", "项", "位", "层", "级", "大", "届", "条", "支", "点", "年", "天", "周", "月",
        "个月", "季度", "日", "代", "",
    ];
    let small = quantity.chinese
        && quantity.value < crate::text::decimal::Decimal::from(11_i64)
        && vague.contains(&quantity.unit.as_str());
    let whole = |n: i64| quantity.value == crate::text::decimal::Decimal::from(n);
    let hours = quantity.unit == "小时" && (whole(24) || whole(8)) || quantity.unit == "%" && whole(100);
    let ages = matches!(quantity.unit.as_str(), "岁" | "字" | "级" | "号" | "楼" | "层" | "届" | "分钟");
    let bare = quantity.unit.is_empty();
    small || hours || ages || bare
}

/// The sentence around a place.
fn sentence(text: &str, at: usize) -> Range<usize> {
    let ends = |c: char| matches!(c, '。' | '；' | '！' | '？' | ';' | '\n');
    let before = text.get(..at).unwrap_or("");
    let start = before.char_indices().rev().find(|(_, c)| ends(*c)).map_or(0, |(i, c)| i + c.len_utf8());
    let end = text.get(at..).and_then(|rest| rest.find(ends)).map_or(text.len(), |end| at + end);
    start..end
}

/// Whether a year is one that is compared with: 比2024年, 与2024年相比, 2024年同期.
fn is_comparison(before: &str, after: &str) -> bool {
    let near: String = before.chars().rev().take(2).collect();
    let clause: String = after.chars().take(8).take_while(|c| !matches!(c, '，' | '。' | '；')).collect();
    near.contains(['比', '较'])
        || near.starts_with(['与', '同', '跟']) && ["相比", "比较", "持平"].iter().any(|w| clause.contains(w))
        || ["同期", "底数", "末数", "相比", "基础上"].iter().any(|w| clause.contains(w))
        || clause.starts_with("的") && near.contains('由')
}

/// Whether a year is history or a goal, which stays: 自2020年以来, 到2035年, 远景目标, 《…》.
fn is_fixed(before: &str, after: &str) -> bool {
    let clause: String =
        after.chars().take(12).take_while(|c| !matches!(c, '，' | '。' | '；' | '、')).collect();
    let history = ["起施行", "起实施", "修订版", "修正", "发布", "印发", "出台", "远景目标", "规划", "年版"];
    let from = before.ends_with(['自', '从']) && ["起", "以来", "开始"].iter().any(|w| clause.contains(w));
    // 自服务中心2023年修建以来: the year in which something began.
    let own: String = before.chars().rev().take_while(|c| !matches!(c, '，' | '。' | '；')).collect();
    let began = own.contains(['自', '从']) && clause.contains("以来") && !clause.starts_with("以来");
    let founded =
        ["成立于", "建于", "始建于", "创建于", "颁布于", "诞生于"].iter().any(|w| before.ends_with(w));
    from || began
        || founded
        || history.iter().any(|w| clause.starts_with(w) || clause.contains("远景目标"))
        || clause.starts_with('版')
        || after.starts_with("）") && before.ends_with("（") && clause.starts_with("）")
}

/// Figures of the old text that the new one has nowhere.
fn missing(passages: &[Passage]) -> Vec<Problem> {
    let mut gone: Vec<(String, String, Option<DocPlace>, String)> = Vec::new();
    for passage in passages {
        let old = passage.old_text();
        let mut at = 0;
        let mut dropped = Vec::new();
        for stretch in &passage.stretches {
            let range = at..at + stretch.old.len();
            at = range.end;
            if stretch.fate == Fate::Gone {
                dropped.push((range, stretch.change));
            }
        }
        if dropped.is_empty() {
            continue;
        }
        for quantity in quantity::counts(&old) {
            let holder =
                dropped.iter().find(|(r, _)| r.start <= quantity.span.start && quantity.span.end <= r.end);
            let Some((_, change)) = holder else { continue };
            let label = quantity::label(&old, &quantity);
            // A figure that was replaced is a change.
            let replaced = passage.stretches.iter().any(|s| {
                s.fate == Fate::Came && s.change == *change && change.is_some() && is_number(&s.new)
            });
            if replaced || label.is_empty() || is_constant(&quantity) {
                continue;
            }
            gone.push((label, quantity.unit.clone(), passage.old_place.clone(), told(&old, &quantity)));
        }
    }
    if gone.is_empty() {
        return Vec::new();
    }
    let kept = labels_of_new(passages);
    let lacks = |label: &str, unit: &str| {
        !kept.iter().any(|(other, of)| {
            of == unit
                && (other == label
                    || other.contains(label)
                    || label.contains(other.as_str()) && !other.is_empty()
                    || alike(other, label) && similar(other, label))
        })
    };
    gone.into_iter()
        .filter(|(label, unit, ..)| lacks(label, unit))
        .map(|(_, _, place, told)| {
            let words =
                |lang| place.clone().map_or(String::new(), |place| Place::Document(place).words(lang));
            Problem::new(&catalogue::FIGURE_MISSING)
                .arg("figure", &told)
                .phrase("old_place", words(Lang::Zh), words(Lang::En))
                .text(told)
        })
        .collect()
}

/// Whether two labels share most of their characters.
fn similar(x: &str, y: &str) -> bool {
    let shared = x.chars().filter(|c| y.contains(*c)).count();
    shared * 3 >= 2 * x.chars().count().min(y.chars().count())
}

fn is_number(text: &str) -> bool {
    quantity::find(text).iter().any(|q| q.purpose == Purpose::Count && q.span.start == 0)
}

/// What every figure of the new text counts, and in what unit.
fn labels_of_new(passages: &[Passage]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for passage in passages {
        let text = passage.new_text();
        for quantity in quantity::counts(&text) {
            out.push((quantity::label(&text, &quantity), quantity.unit.clone()));
        }
    }
    out
}
