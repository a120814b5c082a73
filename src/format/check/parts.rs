//! HD, BD, SG, AT, ED: head, title, addressee, paragraphs, signature, date, attachments, imprint.

use super::Report;
use super::fonts;
use super::model::{Class, Model, Paragraph};
use crate::format::fonts::FontSet;
use crate::format::page::Profile;
use crate::format::style::Style;
use crate::format::wording::Role;
use crate::text::date;

pub(super) fn judge(model: &Model<'_>, profile: &Profile, report: &mut Report) {
    head(model, report);
    title(model, profile, report);
    addressee(model, report);
    indents(model, profile, report);
    signature(model, report);
    notes(model, report);
    attachments(model, report);
    imprint(model, report);
}

fn styled<'m>(
    model: &'m Model<'_>,
    styles: &'m [Style],
) -> impl Iterator<Item = (usize, &'m Paragraph)> + 'm {
    model.body().filter(move |(_, p)| p.style.is_some_and(|style| styles.contains(&style)))
}

fn head(model: &Model<'_>, report: &mut Report) {
    for (index, paragraph) in styled(model, &[Style::Secrecy]) {
        let text = paragraph.text.text.trim();
        if matches!(text, "急件" | "急" | "火急" | "紧急") {
            report.paragraph("HD03", index, "", "");
        }
    }
    top_left(model, report);
    for (index, paragraph) in styled(
        model,
        &[Style::DocNumber, Style::NumberAndSigner, Style::NumberAndSigners, Style::LetterNumber],
    ) {
        let text = paragraph.text.text.as_str();
        if let Some(range) = odd_number(text) {
            report.words("HD06", index, range);
        }
        if let Some(at) = text.find("签发人:") {
            let start = text.get(..at).map_or(0, |s| s.chars().count());
            report.words("HD08", index, start..start + 4);
            report.fix_at(start + 3..start + 4, "：".into(), true);
        }
    }
}

/// 份号, 密级, 紧急程度: in this order, among the first lines.
fn top_left(model: &Model<'_>, report: &mut Report) {
    let mut highest = 0;
    let first = model.body().filter(|(_, p)| !p.text.text.trim().is_empty()).take(6);
    for (index, paragraph) in first {
        let text = paragraph.text.text.trim();
        let urgent = ["特急", "加急", "特提", "平急"].contains(&text);
        let secret = ["绝密", "机密", "秘密"].iter().any(|word| text.starts_with(word));
        let number = text.len() <= 6 && text.chars().all(|c| c.is_ascii_digit());
        let rank = match () {
            () if urgent => 3,
            () if secret && text.chars().count() <= 10 => 2,
            () if number => 1,
            () => continue,
        };
        if rank < highest {
            report.paragraph("HD04", index, "", "");
        }
        highest = highest.max(rank);
    }
}

/// Lines that stand in an order: the first that stands behind a later one is at fault.
fn in_order(
    model: &Model<'_>,
    report: &mut Report,
    code: &str,
    styles: &[Style],
    rank: impl Fn(&str) -> Option<usize>,
) {
    let mut highest = 0;
    for (index, paragraph) in model.body() {
        if !paragraph.style.is_some_and(|style| styles.contains(&style)) {
            continue;
        }
        let Some(rank) = rank(paragraph.text.text.trim()) else { continue };
        if rank < highest {
            report.paragraph(code, index, "", "");
        }
        highest = highest.max(rank);
    }
}

/// A number of a document that breaks its form: `[2024]`, `第03号`. The range is of characters.
fn odd_number(text: &str) -> Option<std::ops::Range<usize>> {
    let chars: Vec<char> = text.chars().collect();
    let open = chars.iter().position(|c| matches!(c, '〔' | '[' | '［' | '(' | '（' | '【'))?;
    let close =
        chars.iter().skip(open).position(|c| matches!(c, '〕' | ']' | '］' | ')' | '）' | '】'))? + open;
    let year: String = chars.get(open + 1..close)?.iter().collect();
    let end = chars.iter().skip(close).position(|c| *c == '号').map(|n| n + close);
    let number: String = chars.get(close + 1..end.unwrap_or(chars.len()))?.iter().collect();
    let whole = open..end.map_or(chars.len(), |n| n + 1);
    let number = number.split_whitespace().next().unwrap_or("").to_string();
    let good = chars.get(open) == Some(&'〔')
        && chars.get(close) == Some(&'〕')
        && year.len() == 4
        && year.chars().all(|c| c.is_ascii_digit())
        && end.is_some()
        && !number.is_empty()
        && number.chars().all(|c| c.is_ascii_digit())
        && !number.starts_with('0');
    (!good && year.chars().any(|c| c.is_ascii_digit())).then_some(whole)
}

fn title(model: &Model<'_>, profile: &Profile, report: &mut Report) {
    let mut titles = model.of(Role::Title);
    let Some((index, paragraph)) = titles.next() else {
        // An order bears its mark and number only.
        let order = styled(model, &[Style::OrderMark]).next().is_some();
        if !order && model.body().any(|(_, p)| !p.text.text.trim().is_empty()) {
            report.whole("BD01", "", "");
        }
        return;
    };
    let last = titles.last().unwrap_or((index, paragraph));
    let text = last.1.text.text.trim_end();
    if text.ends_with(['，', '。', '；', '：', '、', '.', ',', ';', ':']) {
        let at = text.chars().count() - 1;
        report.words("BD05", last.0, at..at + 1);
    }
    let whole: String = model.of(Role::Title).map(|(_, p)| p.text.text.trim()).collect();
    if has_two_kinds(&whole) {
        report.paragraph("BD03", last.0, "", "");
    }
    let form = paragraph.main_form();
    let font = form.font.as_deref().unwrap_or("");
    let mut faults: Vec<(String, String)> = Vec::new();
    if paragraph.form.alignment.as_deref() != Some("center") {
        faults.push(("没有居中".into(), "it is not centred".into()));
    }
    let size = form.size.unwrap_or(21);
    if size != profile.title_size {
        let points = |n: i32| f64::from(n) / 2.0;
        faults.push((
            format!("字号{}磅，应为{}磅（2号为22磅）", points(size), points(profile.title_size)),
            format!("{} pt instead of {}", points(size), points(profile.title_size)),
        ));
    }
    let wanted = |set: FontSet| {
        profile.title_font == set || (profile.title_font == FontSet::Title && set == FontSet::Title)
    };
    let chained = profile.fonts.chain(profile.title_font).iter().any(|name| name == font);
    if !chained && !fonts::class(font).is_some_and(wanted) {
        faults.push((
            format!("字体{}，应为{}", fonts::shown(font), fonts::name(profile.title_font).0),
            format!("the font is {font}"),
        ));
    }
    if form.bold == Some(true) && !profile.title_bold {
        faults.push(("加粗了".into(), "it is bold".into()));
    }
    if !faults.is_empty() {
        let join = |pick: fn(&(String, String)) -> &str, sep: &str| {
            faults.iter().map(pick).collect::<Vec<_>>().join(sep)
        };
        let zh = format!("：{}", join(|f| &f.0, "；"));
        report.paragraph("BD04", index, zh, format!(": {}", join(|f| &f.1, "; ")));
    }
}

/// 请示报告, …的请示的报告: two kinds of document in one title. 转发…的通知的通知 is none.
fn has_two_kinds(title: &str) -> bool {
    const JOINED: [&str; 8] =
        ["请示报告", "请示函", "报告函", "通知函", "意见函", "通报函", "决定通知", "报告请示"];
    const CHAINED: [&str; 6] =
        ["的请示的报告", "的报告的请示", "的请示的函", "的函的请示", "的报告的函", "的函的报告"];
    !title.contains("转发") && (JOINED.iter().chain(&CHAINED)).any(|end| title.ends_with(end))
}

fn addressee(model: &Model<'_>, report: &mut Report) {
    for (index, paragraph) in model.of(Role::Addressee) {
        let text = paragraph.text.text.trim_end();
        let last = text.chars().count().saturating_sub(1);
        if !text.ends_with('：') {
            report.words("BD07", index, last..last + 1);
        }
    }
}

/// Twips of the first-line indent, typed blanks included.
fn first_line(paragraph: &Paragraph) -> (i32, usize) {
    let form = &paragraph.form;
    let size = paragraph.main_form().size.unwrap_or(21) * 10;
    let chars = form.first_line_chars.filter(|n| *n != 0).map(|hundredths| hundredths * size / 100);
    let indent = chars.or(form.first_line).unwrap_or(0);
    let left = form.left_chars.filter(|n| *n != 0).map(|n| n * size / 100).or(form.left).unwrap_or(0);
    let typed = paragraph.text.text.chars().take_while(|c| c.is_whitespace()).count();
    let ideographic = paragraph.text.text.chars().take_while(|c| *c == '\u{3000}').count();
    let half = typed - ideographic;
    let typed_width = size * ideographic as i32 + size / 2 * half as i32;
    (indent + left.max(0) + typed_width, typed)
}

fn indents(model: &Model<'_>, profile: &Profile, report: &mut Report) {
    let wanted = profile.blanks.first_line;
    let mut count = 0;
    let mut first = None;
    for (index, paragraph) in model.of(Role::Body) {
        let text = paragraph.text.text.trim();
        let judged = text.chars().count() > 30
            && paragraph.form.numbered != Some(true)
            && paragraph.form.alignment.as_deref() != Some("center")
            && text.ends_with(['。', '；', '！', '？', '：', '”', '）']);
        if !judged {
            continue;
        }
        let size = paragraph.main_form().size.unwrap_or(21) * 10;
        let (indent, _) = first_line(paragraph);
        let off = (indent - wanted * size).abs() > size / 2;
        if off {
            count += 1;
            first.get_or_insert((index, f64::from(indent) / f64::from(size.max(1))));
        }
    }
    if let Some((index, chars)) = first {
        let chars = (chars * 10.0).round() / 10.0;
        let (zh, en) = if count > 1 {
            (
                format!("：此段空{chars}字，共{count}段如此"),
                format!(": {chars} characters here, {count} paragraphs in all"),
            )
        } else {
            (format!("：此段空{chars}字"), format!(": {chars} characters here"))
        };
        report.paragraph("BD09", index, zh, en);
    }
}

fn signature(model: &Model<'_>, report: &mut Report) {
    let material = model.class == Class::Material;
    let has = |role| model.of(role).next().is_some();
    let long = model.of(Role::Body).count() >= 3;
    let titled = has(Role::Title);
    let minutes = styled(model, &[Style::OrderMark]).next().is_some()
        || model
            .body()
            .any(|(_, p)| matches!(p.role, Role::Title | Role::Head) && p.text.text.trim().ends_with("纪要"));
    // A material whose title names the unit and the year is signed by its title.
    let title: String = model.of(Role::Title).map(|(_, p)| p.text.text.trim()).collect();
    let names_unit = material && crate::format::recognise::looks::names_organ(&title);
    let names_year = material && crate::text::number::find(&title).next().is_some() && title.contains('年');
    if long && titled && !minutes {
        if !has(Role::Signature) && !names_unit {
            report.whole("SG01", "", "");
            if material {
                report.lower();
            }
        }
        if !has(Role::Date) && !names_year {
            report.whole("SG02", "", "");
            if material {
                report.lower();
            }
        }
    }
    for (index, paragraph) in model.of(Role::Date) {
        let text = paragraph.text.text.trim();
        let start = paragraph.text.text.chars().take_while(|c| c.is_whitespace()).count();
        let range = start..start + text.chars().count();
        let Ok(read) = date::parse(text) else {
            if text.chars().any(|c| c.is_ascii_digit())
                && matches!(
                    date::parse(text),
                    Err(date::DateError::NoSuchDay { .. } | date::DateError::NoSuchMonth(_))
                )
            {
                report.words("SG04", index, range);
            }
            continue;
        };
        if read.day.is_none() {
            report.words("SG02", index, range);
            if material {
                report.lower();
            }
        } else if text != read.long() {
            report.words("SG03", index, range);
            report.fixed(read.long(), true);
        }
    }
}

/// 附注 stands in full-width brackets.
fn notes(model: &Model<'_>, report: &mut Report) {
    for (index, paragraph) in styled(model, &[Style::Note]) {
        let text = paragraph.text.text.as_str();
        let chars: Vec<char> = text.chars().collect();
        let start = chars.iter().take_while(|c| c.is_whitespace()).count();
        let end = text.trim_end().chars().count();
        if chars.get(start) == Some(&'(') || chars.get(end.saturating_sub(1)) == Some(&')') {
            report.words("SG08", index, start..end);
            let inner: String = chars.get(start..end).unwrap_or_default().iter().collect();
            let inner = inner.trim_matches(['(', ')', '（', '）']);
            report.fix_at(start..end, format!("（{inner}）"), true);
        }
    }
}

fn attachments(model: &Model<'_>, report: &mut Report) {
    let notes: Vec<(usize, &Paragraph)> =
        styled(model, &[Style::AttachmentNote, Style::AttachmentFirst, Style::AttachmentNext]).collect();
    for (index, paragraph) in notes {
        let text = paragraph.text.text.trim_end();
        let chars: Vec<char> = text.chars().collect();
        let lead = chars.iter().take_while(|c| c.is_whitespace()).count();
        if chars.get(lead..lead + 3).is_some_and(|head| head == ['附', '件', ':']) {
            report.words("AT01", index, lead..lead + 3);
            report.fix_at(lead + 2..lead + 3, "：".into(), true);
        }
        if chars.last().is_some_and(|c| "。；，、;,.".contains(*c)) {
            report.words("AT02", index, chars.len() - 1..chars.len());
            report.fix_at(chars.len() - 1..chars.len(), String::new(), true);
        }
    }
}

fn imprint(model: &Model<'_>, report: &mut Report) {
    in_order(model, report, "ED02", &[Style::Imprint, Style::Printer], |text| match text {
        text if text.starts_with("主送") => Some(0),
        text if text.starts_with("抄送") => Some(1),
        text => text.contains("印发").then_some(2),
    });
    for (index, paragraph) in model.of(Role::EndMatter) {
        let text = paragraph.text.text.trim();
        let lead = paragraph.text.text.chars().take_while(|c| c.is_whitespace()).count();
        let length = text.chars().count();
        if text.starts_with("主题词") || text.starts_with("抄报") {
            report.words("ED06", index, lead..lead + 3);
        } else if text.starts_with("抄送") && (!text.starts_with("抄送：") || !text.ends_with('。')) {
            report.words("ED03", index, lead..lead + length);
        } else if text.contains("印发") && !text.contains('抄') {
            let day = text.trim_end_matches("印发").rsplit([' ', '\u{3000}', '\t']).next().unwrap_or("");
            let good = date::parse(day).is_ok_and(|date| date.day.is_some() && date.long() == day);
            if !good && day.chars().any(|c| c.is_ascii_digit()) {
                report.words("ED04", index, lead..lead + length);
            }
        }
    }
}
