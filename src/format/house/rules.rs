//! Applying a house's rules to a profile.

use super::{BlankRule, FontRule, HeadRule, House, ImprintRule, IndentRule, LetterRules, LevelRule};
use super::{Margins, NumberRule, Size};
use crate::error::{Problem, catalogue};
use crate::format::fonts::{FontSet, Fonts};
use crate::format::page::{Blanks, NumberPlace, Pitch, Profile, TWIPS_PER_MM};

/// Collects what cannot be understood while a house's rules are applied.
pub(super) struct Rules<'a> {
    pub profile: &'a mut Profile,
    pub problems: Vec<Problem>,
}

pub(super) fn unknown(field: &'static str, value: &str, known: &'static str) -> Problem {
    Problem::new(&catalogue::format::BAD_RULE).arg("field", field).arg("value", value).arg("known", known)
}

fn mm(mm: f64) -> i32 {
    (mm * TWIPS_PER_MM).round() as i32
}

fn points(points: f64) -> i32 {
    (points * 20.0).round() as i32
}

/// A border's distance is written in points.
fn whole_points(mm: f64) -> i32 {
    (mm * 72.0 / 25.4).round() as i32
}

impl Rules<'_> {
    /// A line's weight in points, as eighths of one.
    fn weight(&mut self, field: &'static str, points: Option<f64>) -> Option<i32> {
        let points = points?;
        if (0.25..=12.0).contains(&points) {
            return Some((points * 8.0).round() as i32);
        }
        self.problems.push(unknown(field, &points.to_string(), "0.25 到 12 磅"));
        None
    }

    /// A length within bounds, in the unit that `unit` turns into twips.
    fn length(
        &mut self,
        field: &'static str,
        value: Option<f64>,
        most: f64,
        unit: fn(f64) -> i32,
    ) -> Option<i32> {
        let value = value?;
        if (0.0..=most).contains(&value) {
            return Some(unit(value));
        }
        self.problems.push(unknown(field, &value.to_string(), "0 到页面能容纳的长度"));
        None
    }

    fn size(&mut self, field: &'static str, size: Option<&Size>) -> Option<i32> {
        let size = size?;
        let points = match size {
            Size::Points(points) => Some(*points),
            Size::Name(name) => {
                named_size(name).or_else(|| name.trim_end_matches(['磅', 'p', 't']).trim().parse().ok())
            }
        };
        match points.filter(|points| (5.0..=200.0).contains(points)) {
            Some(points) => Some((points * 2.0).round() as i32),
            None => {
                let shown = match size {
                    Size::Points(points) => points.to_string(),
                    Size::Name(name) => name.clone(),
                };
                self.problems.push(unknown(field, &shown, "初号、小初、一号……五号，或磅数"));
                None
            }
        }
    }

    pub(super) fn page(&mut self, margins: &Margins) {
        let sides = [
            ("页边距.上", margins.top, 200.0),
            ("页边距.下", margins.bottom, 200.0),
            ("页边距.左", margins.left, 150.0),
            ("页边距.右", margins.right, 150.0),
            ("页边距.纸宽", margins.width, 550.0),
            ("页边距.纸高", margins.height, 550.0),
        ];
        let values = sides.map(|(field, value, most)| self.length(field, value, most, mm));
        let page = &mut self.profile.page;
        let fields = [
            &mut page.top,
            &mut page.bottom,
            &mut page.left,
            &mut page.right,
            &mut page.width,
            &mut page.height,
        ];
        for (field, value) in fields.into_iter().zip(values) {
            *field = value.unwrap_or(*field);
        }
        if margins.bottom.is_some() {
            self.profile.imprint.foot = self.profile.page.bottom - 34;
        }
        if page_too_small(self.profile) {
            self.problems.push(Problem::new(&catalogue::format::NO_ROOM));
        }
    }

    pub(super) fn body(&mut self, house: &House) {
        if let Some(pitch) = self.length("行距", house.pitch, 100.0, points).filter(|pitch| *pitch > 0) {
            self.profile.body.pitch = Pitch::Exact(pitch);
            self.profile.title_line = pitch;
        }
        if let Some(line) = self.length("标题行距", house.title_line, 100.0, points).filter(|line| *line > 0)
        {
            self.profile.title_line = line;
        }
        if let Some(size) = self.size("正文字号", house.body_size.as_ref()) {
            self.profile.body.size = size;
        }
        if let Some(size) = self.size("标题字号", house.title_size.as_ref()) {
            self.profile.title_size = size;
        }
        let body = &mut self.profile.body;
        body.latin = house.latin.clone().or(body.latin.take());
        match house.tracking {
            Some(tracking) if tracking.abs() <= 10.0 => body.tracking = points(tracking),
            Some(tracking) => self.problems.push(unknown("字距", &tracking.to_string(), "-10 到 10 磅")),
            None => {}
        }
        match house.lines {
            Some(lines) if (1..=100).contains(&lines) => self.profile.body.lines = lines,
            Some(lines) => self.problems.push(unknown("每页行数", &lines.to_string(), "1 到 100")),
            None => {}
        }
        match house.characters {
            Some(count) if (5..=100).contains(&count) => self.profile.body.characters = count,
            Some(count) => self.problems.push(unknown("每行字数", &count.to_string(), "5 到 100")),
            None => {}
        }
    }

    /// One character is the type area's width over its characters.
    pub(super) fn character(&mut self) {
        let characters = self.profile.body.characters.max(1);
        self.profile.body.character = (self.profile.page.text_width() + characters / 2) / characters;
    }

    pub(super) fn levels(&mut self, rules: [&LevelRule; 5]) {
        const FIELDS: [(&str, &str); 5] = [
            ("一级标题.字体", "一级标题.字号"),
            ("二级标题.字体", "二级标题.字号"),
            ("三级标题.字体", "三级标题.字号"),
            ("四级标题.字体", "四级标题.字号"),
            ("五级标题.字体", "五级标题.字号"),
        ];
        for (index, (rule, (font_field, size_field))) in rules.into_iter().zip(FIELDS).enumerate() {
            let font = rule.font.as_deref().map(|name| (name, class(name)));
            if let Some((name, None)) = font {
                self.problems.push(unknown(font_field, name, "黑体、楷体、仿宋、宋体、小标宋"));
            }
            let size = self.size(size_field, rule.size.as_ref());
            if let Some(level) = self.profile.levels.get_mut(index) {
                level.font = font.and_then(|(_, class)| class).unwrap_or(level.font);
                level.bold = rule.bold.unwrap_or(level.bold);
                level.size = size.or(level.size);
            }
        }
    }

    /// 标题.
    pub(super) fn title(&mut self, house: &House) {
        if let Some(name) = house.title_font.as_deref() {
            match class(name) {
                Some(font) => self.profile.title_font = font,
                None => self.problems.push(unknown("标题字体", name, "小标宋、黑体、宋体、仿宋、楷体")),
            }
        }
        self.profile.title_bold = house.title_bold.unwrap_or(self.profile.title_bold);
    }

    /// Blank lines and characters.
    pub(super) fn blanks(&mut self, lines: &BlankRule, characters: &IndentRule) {
        let blanks = &self.profile.blanks;
        let (l, c) = (lines, characters);
        let fields = [
            ("空行.标题前", l.before_title, blanks.before_title),
            ("空行.标题后", l.after_title, blanks.after_title),
            ("空行.附件说明前", l.before_note, blanks.before_note),
            ("空行.署名前", l.before_signature, blanks.before_signature),
            ("空行.盖章署名前", l.before_seal, blanks.before_seal),
            ("空字.首行", c.first_line, blanks.first_line),
            ("空字.署名右空", c.signature, blanks.signature),
            ("空字.日期缩进", c.date, blanks.date),
            ("空字.盖章日期右空", c.seal, blanks.seal),
        ];
        let values = fields.map(|(field, value, old)| match value {
            None => old,
            Some(value) if (0..=10).contains(&value) => value,
            Some(value) => {
                self.problems.push(unknown(field, &value.to_string(), "0 到 10"));
                old
            }
        });
        let [before_title, after_title, before_note, before_signature, before_seal, rest @ ..] = values;
        let [first_line, signature, date, seal] = rest;
        self.profile.blanks = Blanks {
            before_title,
            after_title,
            before_note,
            before_signature,
            before_seal,
            first_line,
            signature,
            date,
            seal,
        };
    }

    pub(super) fn number(&mut self, rule: &NumberRule) {
        match rule.place.as_deref() {
            None => {}
            Some("外侧" | "outer") => self.profile.number.place = NumberPlace::Outer,
            Some("居中" | "center") => self.profile.number.place = NumberPlace::Center,
            Some(other) => self.problems.push(unknown("页码.位置", other, "外侧、居中")),
        }
        if let Some(size) = self.size("页码.字号", rule.size.as_ref()) {
            self.profile.number.size = size;
            self.profile.number.line = size * 10;
            self.profile.number.indent = size * 10;
        }
        if let Some(foot) = self.length("页码.距页底", rule.foot, 200.0, mm) {
            self.profile.number.footer = foot;
        }
        if let Some(indent) = self.length("页码.缩进", rule.indent, 100.0, mm) {
            self.profile.number.indent = indent;
        }
    }

    pub(super) fn head(&mut self, rule: &HeadRule) {
        if let Some(size) = self.size("版头.标志字号", rule.mark_size.as_ref()) {
            let head = &mut self.profile.head;
            // The line grows with the mark so that its upper edge stays where it is.
            head.mark_line += (size - head.mark_size) * 10;
            head.mark_size = size;
        }
        if let Some(top) = self.length("版头.标志距版心", rule.mark_top, 200.0, mm) {
            self.profile.head.mark_before += top - mm(35.0);
        }
        if let Some(top) = self.length("版头.命令标志距版心", rule.order_mark_top, 200.0, mm) {
            self.profile.head.order_mark_before += top - mm(20.0);
        }
        if let Some(gap) = self.length("版头.红线距文号", rule.rule_gap, 14.0, whole_points) {
            self.profile.head.rule_space =
                (self.profile.head.rule_space + gap - whole_points(4.0)).clamp(0, 31);
        }
        if let Some(weight) = self.weight("版头.红线粗细", rule.rule) {
            self.profile.head.rule = weight;
        }
        if let Some(red) = &rule.red {
            let red = red.trim_start_matches('#');
            if red.len() == 6 && red.bytes().all(|b| b.is_ascii_hexdigit()) {
                self.profile.head.red = red.to_ascii_uppercase();
            } else {
                self.problems.push(unknown("版头.颜色", red, "如 FF0000"));
            }
        }
    }

    pub(super) fn imprint(&mut self, rule: &ImprintRule) {
        if let Some(size) = self.size("版记.字号", rule.size.as_ref()) {
            self.profile.imprint.size = size;
            self.profile.imprint.character = size * 10;
        }
        if let Some(line) = self.length("版记.行距", rule.line, 100.0, points) {
            self.profile.imprint.line = line;
        }
        if let Some(foot) = self.length("版记.距页底", rule.foot, 200.0, mm) {
            // The last line's weight is measured to its lower edge.
            self.profile.imprint.foot = foot - 34;
        }
        // A border's width is written in eighths of a point.
        let eighths = |mm: f64| (mm * 72.0 / 25.4 * 8.0).round() as i32;
        if let Some(outer) = self.length("版记.首末线", rule.outer_rule, 4.0, eighths) {
            self.profile.imprint.outer_rule = outer;
        }
        if let Some(inner) = self.length("版记.中间线", rule.inner_rule, 4.0, eighths) {
            self.profile.imprint.inner_rule = inner;
        }
    }

    pub(super) fn letter(&mut self, rule: &LetterRules) {
        if let Some(width) = self.length("信函.双线长", rule.width, 210.0, mm) {
            self.profile.letter.width = width;
        }
        if let Some(top) = self.length("信函.标志距页顶", rule.mark_top, 200.0, mm) {
            self.profile.letter.mark_top += top - mm(30.0);
            self.profile.letter.number_before += top - mm(30.0);
        }
        if let Some(gap) = self.length("信函.双线距标志", rule.rule_gap, 14.0, whole_points) {
            let letter = &mut self.profile.letter;
            let more = gap - whole_points(4.0);
            letter.rule_space = (letter.rule_space + more).clamp(0, 31);
            letter.number_before += more * 20;
        }
        if let Some(foot) = self.length("信函.下线距页底", rule.foot_rule, 200.0, mm) {
            self.profile.letter.foot_rule += mm(20.0) - foot;
        }
        if let Some(weight) = self.weight("信函.双线粗细", rule.rule) {
            self.profile.letter.rule = weight;
        }
    }

    pub(super) fn fonts(&mut self, rule: Option<&FontRule>) {
        match rule {
            None => {}
            Some(FontRule::Named(name)) => match Fonts::named(name) {
                Some(fonts) => self.profile.fonts = fonts,
                None => self.problems.push(unknown("字体", name, "gb2312、gbk、system")),
            },
            Some(FontRule::Chains(chains)) => {
                let own = [&chains.title, &chains.body, &chains.hei, &chains.kai, &chains.song];
                let fonts = &mut self.profile.fonts;
                let fields =
                    [&mut fonts.title, &mut fonts.body, &mut fonts.hei, &mut fonts.kai, &mut fonts.song];
                for (field, own) in fields.into_iter().zip(own).filter(|(_, own)| !own.is_empty()) {
                    field.clone_from(own);
                }
            }
        }
    }
}

fn page_too_small(profile: &Profile) -> bool {
    profile.page.text_width() < mm(50.0) || profile.page.text_height() < mm(50.0)
}

/// A class of fonts by its usual names.
fn class(name: &str) -> Option<FontSet> {
    Some(match name {
        "黑体" => FontSet::Hei,
        "楷体" => FontSet::Kai,
        "仿宋" | "正文" => FontSet::Body,
        "宋体" => FontSet::Song,
        "小标宋" => FontSet::Title,
        _ => return None,
    })
}

/// A size by its Chinese name, in points.
fn named_size(name: &str) -> Option<f64> {
    const SIZES: [(&str, f64); 16] = [
        ("初号", 42.0),
        ("小初", 36.0),
        ("一号", 26.0),
        ("小一", 24.0),
        ("二号", 22.0),
        ("小二", 18.0),
        ("三号", 16.0),
        ("小三", 15.0),
        ("四号", 14.0),
        ("小四", 12.0),
        ("五号", 10.5),
        ("小五", 9.0),
        ("1号", 26.0),
        ("2号", 22.0),
        ("3号", 16.0),
        ("4号", 14.0),
    ];
    SIZES.iter().find(|(known, _)| *known == name.trim_end_matches('字')).map(|(_, points)| *points)
}
