//! Plants one fault in a clean document.

use super::clean::Clean;
use hongtou::format::wording::Role;

/// xorshift64*: the same faults on every machine.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound.max(1)
    }
}

/// A paragraph, its part, and its cell.
pub type Row = (String, Role, Option<(usize, usize, usize)>);

/// A document with a fault: its lines, cells among them, and the line of the fault.
pub struct Planted {
    pub lines: Vec<Row>,
    pub line: usize,
}

/// One way to plant a fault.
pub struct Plant {
    pub code: &'static str,
    how: &'static str,
    from: &'static str,
    to: String,
}

impl Plant {
    pub fn all() -> Vec<Plant> {
        let rows =
            include_str!("plants.tsv").lines().filter(|line| !line.starts_with("# ") && !line.is_empty());
        rows.map(|line| {
            let mut fields = line.split('\t');
            let mut next = || fields.next().unwrap_or("");
            Plant { code: next(), how: next(), from: next(), to: super::unescape(next()) }
        })
        .collect()
    }

    /// What the rule was planted by, for a failure's message.
    pub fn name(&self) -> String {
        format!("{} {} {} {}", self.code, self.how, self.from, self.to)
    }

    /// Plants it at random; `None` where the document has no place for it.
    pub fn plant(&self, document: &Clean, random: &mut Random) -> Option<Planted> {
        let mut lines: Vec<_> =
            document.lines.iter().map(|(text, role)| (text.clone(), *role, None)).collect();
        let body: Vec<usize> =
            (0..lines.len()).filter(|i| lines[*i].1 == Role::Body && lines[*i].0.ends_with('。')).collect();
        let any = body.get(random.below(body.len())).copied()?;
        let digit = char::from(b'2' + random.below(8) as u8).to_string();
        let line = match self.how {
            "swap" => self.swap(&mut lines, random)?,
            "pair" => self.pair(&mut lines, random)?,
            "lose" => self.lose(&mut lines, random)?,
            "say" => {
                // Where the fault is one only in some documents, `to` is what these hold.
                document.lines.iter().take(8).any(|(text, _)| text.contains(&self.to)).then_some(())?;
                lines[any].0 += &self.from.replace("{n}", &digit);
                any
            }
            "head" => {
                lines[any].0.insert_str(0, self.from);
                any
            }
            "end" => {
                let long = lines[any].0.chars().filter(|c| *c == '，').count() > 2
                    && !lines[any].0.contains('见')
                    && !lines[any].0.ends_with("如下。");
                long.then(|| lines[any].0.pop())?;
                any
            }
            "title" => {
                let title = lines.iter().rposition(|(_, role, _)| *role == Role::Title)?;
                let kinds = ["总结", "报告", "通知", "通报", "请示", "函", "纪要", "汇报"];
                kinds
                    .iter()
                    .any(|kind| lines[title].0.ends_with(kind))
                    .then(|| lines[title].0 += self.from)?;
                title
            }
            "twice" => {
                (lines[any].0.chars().count() > 60).then(|| lines.insert(any + 1, lines[any].clone()))?;
                any + 1
            }
            "all" => {
                let first = lines
                    .iter()
                    .position(|(text, role, _)| *role == Role::Body && text.contains(self.from))?;
                lines.iter_mut().for_each(|line| line.0 = line.0.replace(self.from, &self.to));
                first
            }
            "retitle" => {
                let title = lines
                    .iter()
                    .position(|(text, role, _)| *role == Role::Title && text.contains(self.from))?;
                let lead = format!("现将{}", self.from);
                let lead = lines.iter().position(|(text, _, _)| text.contains(&lead))?;
                lines[title].0 = lines[title].0.replace(self.from, &self.to);
                lead
            }
            "two" => {
                let other = *body.iter().find(|line| **line < any)?;
                lines[other].0 += &self.from.replace("{n}", &digit);
                lines[any].0 += &self.to.replace("{n}", &digit);
                any
            }
            "heading" => heading(self.from, &mut lines, random)?,
            _ => table(self.from, &digit, &mut lines, any + 1),
        };
        Some(Planted { lines, line })
    }

    /// A random place of `from` in the running text becomes `to`.
    fn swap(&self, lines: &mut [Row], random: &mut Random) -> Option<usize> {
        let mut places = Vec::new();
        for (i, (text, role, _)) in
            lines.iter().enumerate().filter(|(_, (_, role, _))| matches!(role, Role::Body | Role::Title))
        {
            let marks = text.match_indices(self.from).filter(|(at, _)| self.fits(text, *at, *role));
            places.extend(marks.map(|(at, _)| (i, at)));
        }
        let (i, at) = *places.get(random.below(places.len()))?;
        lines[i].0.replace_range(at..at + self.from.len(), &self.to);
        Some(i)
    }

    /// Where the change is the fault that is meant: no sign of a level, no end, words on both sides.
    fn fits(&self, text: &str, at: usize, role: Role) -> bool {
        let before = text[..at].chars().next_back();
        let after = text[at + self.from.len()..].chars().next();
        let han = |c: Option<char>| c.is_some_and(hongtou::text::punct::is_han);
        let inner = han(before) && han(after);
        match self.from {
            "2024年" => role == Role::Title || !text[..at].contains("年"),
            "工作" | "的" => role == Role::Body && inner && text.contains('，'),
            "、" => role == Role::Body && inner && text[..at].chars().count() > 3,
            _ => role == Role::Body && inner,
        }
    }

    /// A pair of marks becomes another pair.
    fn pair(&self, lines: &mut [Row], random: &mut Random) -> Option<usize> {
        let (open, close) = halves(self.from);
        let (new_open, new_close) = halves(&self.to);
        let mut places = Vec::new();
        for (i, (text, _, _)) in lines.iter().enumerate().filter(|(_, (_, role, _))| *role == Role::Body) {
            for (at, _) in text.match_indices(open).filter(|(at, _)| *at > 0) {
                let inside = &text[at + open.len_utf8()..];
                let end = inside.find(close).map(|n| at + open.len_utf8() + n);
                places.extend(
                    end.filter(|_| !inside.starts_with(|c: char| c.is_ascii())).map(|end| (i, at, end)),
                );
            }
        }
        let (i, at, end) = *places.get(random.below(places.len()))?;
        lines[i].0.replace_range(end..end + close.len_utf8(), &new_close.to_string());
        lines[i].0.replace_range(at..at + open.len_utf8(), &new_open.to_string());
        Some(i)
    }

    /// A mark is lost.
    fn lose(&self, lines: &mut [Row], random: &mut Random) -> Option<usize> {
        let mut places = Vec::new();
        for (i, (text, _, _)) in lines.iter().enumerate().filter(|(_, (_, role, _))| *role == Role::Body) {
            places.extend(
                text.match_indices(self.from)
                    .filter(|(at, _)| *at > 0 && self.is_free(text, *at))
                    .map(|(at, _)| (i, at)),
            );
        }
        let (i, at) = *places.get(random.below(places.len()))?;
        lines[i].0.replace_range(at..at + self.from.len(), "");
        Some(i)
    }

    /// A mark whose other half could not be taken for that of a neighbour.
    fn is_free(&self, text: &str, at: usize) -> bool {
        let neighbours = ["”“", "》《", "“‘", "》（"];
        let start = text[..at].char_indices().next_back().map_or(0, |(i, _)| i);
        let around: String = text[start..].chars().take(3).collect();
        !neighbours.iter().any(|pair| around.contains(pair))
    }
}

fn halves(pair: &str) -> (char, char) {
    let mut chars = pair.chars();
    let open = chars.next().unwrap();
    (open, chars.next().unwrap_or(open))
}

/// A table of two rows and a total that is wrong.
fn table(numbers: &str, digit: &str, lines: &mut Vec<Row>, at: usize) -> usize {
    let numbers = numbers.replace("{n}", digit);
    let mut cells: Vec<(&str, String)> = vec![("项目", "次数".to_string())];
    cells.extend(["宣传", "清扫", "合计"].into_iter().zip(numbers.split(',').map(str::to_string)));
    let wrong = 5 + digit.parse::<u32>().unwrap() != 12;
    if !wrong {
        cells[3].1 = "13".to_string();
    }
    let rows = cells.into_iter().enumerate().flat_map(|(row, (name, number))| {
        [(name.to_string(), Role::Cell, Some((1, row + 1, 1))), (number, Role::Cell, Some((1, row + 1, 2)))]
    });
    lines.splice(at..at, rows);
    at + 7
}

/// One heading of the first level that begins with a verb gets 了.
fn heading(le: &str, lines: &mut [Row], random: &mut Random) -> Option<usize> {
    let headings: Vec<usize> = (0..lines.len()).filter(|i| lines[*i].1 == Role::Level(1)).collect();
    let verbs = ["加强", "强化", "完善", "狠抓", "推进", "深化", "提升", "落实"];
    let fits = |i: &&usize| {
        verbs.iter().any(|verb| lines[**i].0.split_once('、').is_some_and(|(_, rest)| rest.starts_with(verb)))
    };
    let with_verb: Vec<usize> = headings.iter().filter(fits).copied().collect();
    let line = *with_verb.get(random.below(with_verb.len())).filter(|_| headings.len() > 2)?;
    let at = lines[line].0.find('、')? + '、'.len_utf8() + "加强".len();
    lines[line].0.insert_str(at, le);
    Some(line)
}
