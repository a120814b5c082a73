//! The writer: takes what the engine renders, follows the notes in it, and keeps the document sound for any
//! data.
//!
//! A note is U+0002, a letter, a payload and U+0003: characters that XML and therefore values cannot contain.

use super::Finish;
use crate::error::Problem;
use crate::error::catalogue::template as t;
use crate::package::Writer;
use crate::wml::RestartedList;
use crate::xml::{Encoding, NodeId, Tree, escape_text, ns};
use memchr::{memchr, memchr2};
use std::collections::{HashMap, HashSet};
use std::io::{self, Seek, Write};

const START: u8 = 2;
const END: u8 = 3;

/// What an id names; ids of one kind are unique in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum IdKind {
    Bookmark,
    BookmarkEnd,
    BookmarkName,
    Permission,
    PermissionEnd,
    Revision,
    Drawing,
    Control,
    Shape,
    Paragraph,
    Footnote,
    Endnote,
    Comment,
    CommentEnd,
    CommentReference,
}

impl IdKind {
    const ALL: [(char, IdKind); 15] = [
        ('f', IdKind::Footnote),
        ('e', IdKind::Endnote),
        ('k', IdKind::Comment),
        ('K', IdKind::CommentEnd),
        ('R', IdKind::CommentReference),
        ('b', IdKind::Bookmark),
        ('B', IdKind::BookmarkEnd),
        ('n', IdKind::BookmarkName),
        ('p', IdKind::Permission),
        ('P', IdKind::PermissionEnd),
        ('r', IdKind::Revision),
        ('d', IdKind::Drawing),
        ('c', IdKind::Control),
        ('s', IdKind::Shape),
        ('h', IdKind::Paragraph),
    ];

    fn letter(self) -> char {
        Self::ALL.iter().find(|(_, k)| *k == self).map_or('?', |(c, _)| *c)
    }

    fn of(letter: char) -> Option<IdKind> {
        Self::ALL.iter().find(|(c, _)| *c == letter).map(|(_, k)| *k)
    }

    /// The start of a pair, for its end.
    fn start(self) -> IdKind {
        match self {
            IdKind::BookmarkEnd => IdKind::Bookmark,
            IdKind::PermissionEnd => IdKind::Permission,
            IdKind::CommentEnd => IdKind::Comment,
            other => other,
        }
    }
}

/// A note to the writer.
#[derive(Clone, Debug)]
pub(super) enum Mark {
    /// What follows belongs to a part.
    Part(usize),
    /// The next value stands in this context; after it, in none.
    Context(usize),
    ContextEnd,
    /// A paragraph that ends a section begins, its properties held back, and ends.
    SectionStart(usize),
    SectionEnd,
    TableStart,
    /// A content control around rows or cells, which may all vanish; it ends as a table does.
    ControlStart,
    TableEnd,
    /// A row of a table whose rows may all vanish.
    Row,
    /// A row whose cells may all vanish.
    RowStart,
    RowEnd,
    /// A cell at a column of the template's grid.
    Cell {
        column: usize,
        span: usize,
    },
    /// The grid of a table whose columns repeat.
    Grid(usize),
    /// The content of a cell begins; with the filler it gets when no paragraph ends it.
    CellStart(usize),
    /// A paragraph, or a table, stands directly in it.
    Paragraph,
    Table,
    CellEnd,
    /// An id that may come again.
    Id(IdKind, String),
    /// A value outside paragraphs begins or ends: an attribute, a field's instruction.
    ValueStart,
    ValueEnd,
    /// The target of a relationship begins; at its end the relationship's id is written.
    LinkStart(usize),
    LinkEnd,
    /// The relationships of a group that were made.
    Relationships(usize),
    /// What follows belongs to the collection of notes `.0`.
    StreamStart(usize),
    StreamEnd,
    /// The notes that were collected.
    Collected(usize),
    /// The id that a note got at its reference.
    NoteId(IdKind),
    /// Numbered lists count anew from here.
    Restart,
    /// The list of a paragraph.
    List(String),
    /// The lists that were made.
    Lists,
    /// An id that nothing has yet.
    FreshId(IdKind),
    /// From values: a line break, a tab, the next paragraph, a gap.
    Break,
    Tab,
    NextParagraph,
    Missing(String),
}

impl Mark {
    pub(super) fn write(&self, out: &mut String) {
        out.push(START as char);
        match self {
            Mark::Part(i) => out.push_str(&format!("S{i}")),
            Mark::Context(i) => out.push_str(&format!("X{i}")),
            Mark::ContextEnd => out.push('x'),
            Mark::SectionStart(i) => out.push_str(&format!("Q{i}")),
            Mark::SectionEnd => out.push('q'),
            Mark::TableStart => out.push('['),
            Mark::ControlStart => out.push('K'),
            Mark::TableEnd => out.push(']'),
            Mark::Row => out.push('r'),
            Mark::RowStart => out.push('('),
            Mark::RowEnd => out.push(')'),
            Mark::Cell { column, span } => out.push_str(&format!("c{column},{span}")),
            Mark::Grid(i) => out.push_str(&format!("g{i}")),
            Mark::CellStart(i) => out.push_str(&format!("{{{i}")),
            Mark::Paragraph => out.push('p'),
            Mark::Table => out.push('t'),
            Mark::CellEnd => out.push('}'),
            Mark::Id(kind, value) => out.push_str(&format!("i{}{value}", kind.letter())),
            Mark::ValueStart => out.push('V'),
            Mark::ValueEnd => out.push('v'),
            Mark::LinkStart(i) => out.push_str(&format!("L{i}")),
            Mark::LinkEnd => out.push('l'),
            Mark::Relationships(i) => out.push_str(&format!("R{i}")),
            Mark::StreamStart(i) => out.push_str(&format!("N{i}")),
            Mark::StreamEnd => out.push('n'),
            Mark::Collected(i) => out.push_str(&format!("C{i}")),
            Mark::NoteId(kind) => out.push_str(&format!("j{}", kind.letter())),
            Mark::Restart => out.push('z'),
            Mark::List(id) => out.push_str(&format!("Z{id}")),
            Mark::Lists => out.push('Y'),
            Mark::FreshId(kind) => out.push_str(&format!("J{}", kind.letter())),
            Mark::Break => out.push('B'),
            Mark::Tab => out.push('T'),
            Mark::NextParagraph => out.push('P'),
            Mark::Missing(name) => {
                out.push('M');
                // A name with a control character in it would end the note.
                out.extend(name.chars().filter(|c| !c.is_control()));
            }
        }
        out.push(END as char);
    }

    fn read(payload: &str) -> Option<Mark> {
        let mut chars = payload.chars();
        let letter = chars.next()?;
        let rest = chars.as_str();
        Some(match letter {
            'S' => Mark::Part(rest.parse().ok()?),
            'X' => Mark::Context(rest.parse().ok()?),
            'x' => Mark::ContextEnd,
            'Q' => Mark::SectionStart(rest.parse().ok()?),
            'q' => Mark::SectionEnd,
            '[' => Mark::TableStart,
            'K' => Mark::ControlStart,
            ']' => Mark::TableEnd,
            'r' => Mark::Row,
            '(' => Mark::RowStart,
            ')' => Mark::RowEnd,
            'c' => {
                let (column, span) = rest.split_once(',')?;
                Mark::Cell { column: column.parse().ok()?, span: span.parse().ok()? }
            }
            'g' => Mark::Grid(rest.parse().ok()?),
            '{' => Mark::CellStart(rest.parse().ok()?),
            'p' => Mark::Paragraph,
            't' => Mark::Table,
            '}' => Mark::CellEnd,
            'i' => Mark::Id(IdKind::of(chars.next()?)?, chars.as_str().to_string()),
            'V' => Mark::ValueStart,
            'v' => Mark::ValueEnd,
            'L' => Mark::LinkStart(rest.parse().ok()?),
            'l' => Mark::LinkEnd,
            'R' => Mark::Relationships(rest.parse().ok()?),
            'N' => Mark::StreamStart(rest.parse().ok()?),
            'n' => Mark::StreamEnd,
            'C' => Mark::Collected(rest.parse().ok()?),
            'j' => Mark::NoteId(IdKind::of(chars.next()?)?),
            'z' => Mark::Restart,
            'Z' => Mark::List(rest.to_string()),
            'Y' => Mark::Lists,
            'J' => Mark::FreshId(IdKind::of(chars.next()?)?),
            'B' => Mark::Break,
            'T' => Mark::Tab,
            'P' => Mark::NextParagraph,
            'M' => Mark::Missing(rest.to_string()),
            _ => return None,
        })
    }
}

/// What a value that breaks out of its text must close and open.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    /// The prefix of WordprocessingML there, with its colon.
    pub prefix: String,
    /// The number of the tag.
    pub tag: usize,
    /// The field, for 【待填：字段】.
    pub name: String,
    /// Ends the paragraph; begins the next, its properties left out where the paragraph ends a section.
    pub paragraph: Option<(String, String)>,
    /// Begins a highlighted run; goes back to the run before.
    pub run: Option<(String, String)>,
}

/// The grid of a table: the width of each column in twips, and how it is spelt.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    widths: Vec<u32>,
    prefix: String,
}

impl Grid {
    pub(super) fn read(tree: &Tree<'_>, node: NodeId) -> Grid {
        let columns = tree.children(node).filter(|&n| tree.is(n, ns::w("gridCol")));
        let width = |n| tree.attribute(n, ns::w("w")).and_then(|w| w.parse().ok()).unwrap_or(0);
        Grid { widths: columns.map(width).collect(), prefix: tree.prefix(node).to_string() }
    }

    /// The grid for the columns that came out; never wider than it was.
    fn spell(&self, columns: &[usize]) -> String {
        let width = |&c: &usize| self.widths.get(c).copied().unwrap_or(0);
        let (total, wanted): (u32, u64) =
            (self.widths.iter().sum(), columns.iter().map(|c| u64::from(width(c))).sum());
        let prefix = &self.prefix;
        let mut out = format!("<{prefix}tblGrid>");
        for column in columns {
            let mut w = u64::from(width(column));
            if wanted > u64::from(total) {
                w = w * u64::from(total) / wanted.max(1);
            }
            out.push_str(&format!("<{prefix}gridCol {prefix}w=\"{w}\"/>"));
        }
        out.push_str(&format!("</{prefix}tblGrid>"));
        out
    }
}

/// A part to be written: its name and spelling.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub name: String,
    pub encoding: Encoding,
    /// The prefix of WordprocessingML in it, with its colon.
    pub prefix: String,
}

/// A relationship that is made anew for each target: the element around its id and its target.
#[derive(Clone, Debug)]
pub(super) struct LinkForm {
    /// Relationships of one part share a number.
    pub group: usize,
    pub id: String,
    /// What stands before, between and after the two values.
    pub around: [String; 3],
    /// True when the id comes before the target.
    pub id_first: bool,
}

impl LinkForm {
    fn spell(&self, id: &str, target: &str) -> String {
        let [before, between, after] = &self.around;
        let (first, second) = if self.id_first { (id, target) } else { (target, id) };
        format!("{before}{first}{between}{second}{after}")
    }
}

/// What the writer knows of the template.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub links: Vec<LinkForm>,
    /// The lists of the numbering part, and the greatest id.
    pub lists: HashMap<String, RestartedList>,
    pub greatest_list: u64,
    /// How many collections of notes there are.
    pub collections: usize,
    pub targets: Vec<Target>,
    pub contexts: Vec<Context>,
    pub grids: Vec<Grid>,
    pub fillers: Vec<String>,
    /// Properties of paragraphs that end a section: without the section, and with it.
    pub sections: Vec<(String, String)>,
    /// The greatest id of each kind that the template uses.
    pub greatest: HashMap<IdKind, u64>,
}

/// Output held back until it is known whether it stays.
#[derive(Default)]
struct Hold {
    row: bool,
    /// A content control within a table.
    control: bool,
    /// The properties that a paragraph at a section's end is waiting for.
    section: Option<usize>,
    /// How many streams were open when it began.
    depth: usize,
    buffer: Vec<u8>,
    committed: bool,
    grid: Option<GridState>,
}

struct GridState {
    index: usize,
    at: usize,
    best: Vec<usize>,
    current: Vec<usize>,
}

/// The content of a cell: which filler, and what stood in it last.
struct Cell {
    filler: usize,
    ends_with_paragraph: bool,
}

/// Follows the notes and writes the parts.
pub(super) struct Router<'t, W: Write + Seek> {
    tables: &'t Tables,
    zip: Writer<W>,
    part: Option<usize>,
    /// A last change to the main part, which is the first.
    finish: Option<Finish>,
    /// A part that is changed, or spelt otherwise than in UTF-8, is collected first.
    collected: Vec<u8>,
    unfinished: Vec<u8>,
    holds: Vec<Hold>,
    cells: Vec<Cell>,
    context: Option<usize>,
    in_value: bool,
    link: Option<(usize, Vec<u8>)>,
    /// Targets that have a relationship already, and the relationships made, by group.
    targets: HashMap<(usize, String), String>,
    relationships: Vec<(usize, String)>,
    /// The lists that count anew since the last restart; none before the first.
    restarted: Option<HashMap<String, String>>,
    lists: Vec<(String, String)>,
    streams: Vec<usize>,
    notes: Vec<Vec<u8>>,
    /// The id that the last note or comment of a kind got.
    current: HashMap<IdKind, String>,
    /// Comments whose range has begun and whose reference has not come.
    begun: HashSet<String>,
    seen: HashSet<(IdKind, String)>,
    renamed: HashMap<(IdKind, String), String>,
    next: HashMap<IdKind, u64>,
    written: u64,
    limit: u64,
    /// Contexts in which a gap was marked.
    pub missing: Vec<(usize, String)>,
    /// Whether a gap is marked, or left empty.
    marks: bool,
    /// Why writing stopped, when it was not the output's fault.
    pub problem: Option<Problem>,
}

impl<'t, W: Write + Seek> Router<'t, W> {
    pub(super) fn new(
        tables: &'t Tables,
        zip: Writer<W>,
        limit: u64,
        marks: bool,
        finish: Option<Finish>,
    ) -> Self {
        Router {
            tables,
            zip,
            part: None,
            finish,
            collected: Vec::new(),
            unfinished: Vec::new(),
            holds: Vec::new(),
            cells: Vec::new(),
            context: None,
            in_value: false,
            link: None,
            targets: HashMap::new(),
            relationships: Vec::new(),
            restarted: None,
            lists: Vec::new(),
            streams: Vec::new(),
            notes: vec![Vec::new(); tables.collections],
            current: HashMap::new(),
            begun: HashSet::new(),
            seen: HashSet::new(),
            renamed: HashMap::new(),
            next: HashMap::new(),
            written: 0,
            limit,
            missing: Vec::new(),
            marks,
            problem: None,
        }
    }

    /// Ends the last part and gives the package back.
    pub(super) fn finish(mut self) -> io::Result<Writer<W>> {
        self.end_part()?;
        Ok(self.zip)
    }

    fn target(&self) -> Option<&'t Target> {
        self.tables.targets.get(self.part?)
    }

    /// True when the part is collected before it is written.
    fn collects(&self) -> bool {
        let changed = self.finish.is_some() && self.part == Some(0);
        changed || self.target().is_some_and(|t| !t.encoding.is_utf8())
    }

    fn end_part(&mut self) -> io::Result<()> {
        let Some(target) = self.target().filter(|_| self.collects()) else { return Ok(()) };
        let mut text = String::from_utf8_lossy(&std::mem::take(&mut self.collected)).into_owned();
        if let Some(finished) = self.finish.as_ref().filter(|_| self.part == Some(0)).and_then(|f| f(&text)) {
            text = finished;
        }
        self.zip.sink().write_all(&target.encoding.encode(&text))
    }

    fn begin_part(&mut self, index: usize) -> io::Result<()> {
        self.end_part()?;
        self.part = Some(index);
        let Some(target) = self.target() else { return Ok(()) };
        let bom = if self.collects() { &[] } else { target.encoding.bom() };
        self.zip.part(&target.name)?.write_all(bom)
    }

    fn emit(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.written += bytes.len() as u64;
        if self.written > self.limit {
            self.problem = Some(Problem::new(&t::OUTPUT_TOO_LARGE).arg("limit", self.limit));
            return Err(io::Error::other("output limit"));
        }
        if self.in_value && memchr2(b'"', b'\'', bytes).is_some() {
            let quoted: Vec<u8> = bytes.iter().flat_map(|&b| quote(b)).collect();
            return self.pass(&quoted);
        }
        self.pass(bytes)
    }

    /// To a link's target, else the innermost hold that is not committed, else the notes, else the part.
    fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.pass_within(self.holds.len(), bytes)
    }

    /// As [`Router::pass`], to one of the outermost `holds` holds only: what a hold gives up stands before
    /// whatever the holds in it hold.
    fn pass_within(&mut self, holds: usize, bytes: &[u8]) -> io::Result<()> {
        if let Some((_, buffer)) = &mut self.link {
            buffer.extend_from_slice(bytes);
            return Ok(());
        }
        let depth = self.streams.len();
        let outer = self.holds.iter_mut().take(holds).rev();
        if let Some(hold) = outer.into_iter().find(|h| !h.committed && h.depth == depth) {
            hold.buffer.extend_from_slice(bytes);
            return Ok(());
        }
        if let Some(notes) = self.streams.last().and_then(|&i| self.notes.get_mut(i)) {
            notes.extend_from_slice(bytes);
            return Ok(());
        }
        if self.collects() {
            self.collected.extend_from_slice(bytes);
            return Ok(());
        }
        match self.target() {
            Some(_) => self.zip.sink().write_all(bytes),
            None => Ok(()),
        }
    }

    fn note(&mut self, payload: &[u8]) -> io::Result<()> {
        let mark = std::str::from_utf8(payload).ok().and_then(Mark::read);
        match mark {
            None => Ok(()),
            Some(Mark::Part(i)) => self.begin_part(i),
            Some(Mark::Context(i)) => {
                self.context = Some(i);
                Ok(())
            }
            Some(Mark::ContextEnd) => {
                self.context = None;
                Ok(())
            }
            Some(Mark::SectionStart(i)) => {
                self.holds.push(Hold { section: Some(i), depth: self.streams.len(), ..Hold::default() });
                Ok(())
            }
            Some(Mark::SectionEnd) => self.end_section_paragraph(true),
            Some(Mark::TableStart) => {
                self.holds.push(Hold { depth: self.streams.len(), ..Hold::default() });
                Ok(())
            }
            Some(Mark::ControlStart) => {
                self.holds.push(Hold { control: true, depth: self.streams.len(), ..Hold::default() });
                Ok(())
            }
            Some(Mark::RowStart) => {
                self.holds.push(Hold { row: true, depth: self.streams.len(), ..Hold::default() });
                self.new_row();
                Ok(())
            }
            Some(Mark::TableEnd | Mark::RowEnd) => self.end_hold(),
            Some(Mark::Row) => {
                self.new_row();
                self.commit()
            }
            Some(Mark::Cell { column, span }) => self.cell(column, span),
            Some(Mark::Grid(index)) => {
                if let Some(hold) = self.holds.last_mut() {
                    let at = hold.buffer.len();
                    hold.grid = Some(GridState { index, at, best: Vec::new(), current: Vec::new() });
                }
                Ok(())
            }
            Some(Mark::CellStart(filler)) => {
                self.cells.push(Cell { filler, ends_with_paragraph: false });
                Ok(())
            }
            Some(mark @ (Mark::Paragraph | Mark::Table)) => {
                if let Some(cell) = self.cells.last_mut() {
                    cell.ends_with_paragraph = matches!(mark, Mark::Paragraph);
                }
                Ok(())
            }
            Some(Mark::CellEnd) => self.end_cell(),
            Some(Mark::Id(kind, value)) => self.id(kind, value),
            Some(Mark::FreshId(kind)) => {
                let id = self.fresh(kind, "");
                self.emit(id.as_bytes())
            }
            Some(mark @ (Mark::ValueStart | Mark::ValueEnd)) => {
                self.in_value = matches!(mark, Mark::ValueStart);
                Ok(())
            }
            Some(Mark::LinkStart(i)) => {
                self.link = Some((i, Vec::new()));
                Ok(())
            }
            Some(Mark::LinkEnd) => self.end_link(),
            Some(Mark::Relationships(group)) => {
                let made: String = self
                    .relationships
                    .iter()
                    .filter(|(g, _)| *g == group)
                    .map(|(_, xml)| xml.as_str())
                    .collect();
                self.emit(made.as_bytes())
            }
            Some(Mark::StreamStart(i)) => {
                self.streams.push(i);
                Ok(())
            }
            Some(Mark::StreamEnd) => {
                self.streams.pop();
                Ok(())
            }
            Some(Mark::Collected(i)) => {
                let notes = self.notes.get_mut(i).map(std::mem::take).unwrap_or_default();
                self.emit(&notes)
            }
            Some(Mark::Restart) => {
                self.restarted = Some(HashMap::new());
                Ok(())
            }
            Some(Mark::List(id)) => self.list(id),
            Some(Mark::Lists) => {
                let form = |(fresh, id): &(String, String)| Some(self.tables.lists.get(id)?.spell(fresh));
                let made: String = self.lists.iter().filter_map(form).collect();
                self.emit(made.as_bytes())
            }
            Some(Mark::NoteId(kind)) => {
                let id = self.current.get(&kind).cloned().unwrap_or_default();
                self.emit(id.as_bytes())
            }
            Some(mark) => self.value(&mark),
        }
    }

    fn list(&mut self, id: String) -> io::Result<()> {
        let known = self.tables.lists.contains_key(&id);
        let Some(restarted) = self.restarted.as_mut().filter(|_| known) else {
            return self.emit(id.as_bytes());
        };
        let next = self.tables.greatest_list + 1 + self.lists.len() as u64;
        let fresh = restarted.entry(id.clone()).or_insert_with(|| {
            self.lists.push((next.to_string(), id));
            next.to_string()
        });
        let fresh = fresh.clone();
        self.emit(fresh.as_bytes())
    }

    /// The relationship for a target: made once for each.
    fn end_link(&mut self) -> io::Result<()> {
        let Some((index, bytes)) = self.link.take() else { return Ok(()) };
        let Some(form) = self.tables.links.get(index) else { return Ok(()) };
        let target = String::from_utf8_lossy(&bytes).trim().replace(' ', "%20").replace('"', "%22");
        let key = (form.group, target.clone());
        if let Some(id) = self.targets.get(&key).cloned() {
            return self.emit(id.as_bytes());
        }
        let mut id = form.id.clone();
        let mut n = 1;
        while self.targets.iter().any(|((group, _), taken)| *group == form.group && *taken == id) {
            n += 1;
            id = format!("{}_{n}", form.id);
        }
        self.relationships.push((form.group, form.spell(&id, &target)));
        self.targets.insert(key, id.clone());
        self.emit(id.as_bytes())
    }

    /// What a value writes beside text.
    fn value(&mut self, mark: &Mark) -> io::Result<()> {
        let tables = self.tables;
        if self.in_value || self.link.is_some() {
            return match mark {
                Mark::Tab => self.emit(b"&#9;"),
                Mark::Break | Mark::NextParagraph => self.emit(b"&#10;"),
                Mark::Missing(name) => self.gap(name, None),
                _ => Ok(()),
            };
        }
        let context = self.context.and_then(|i| tables.contexts.get(i));
        let own = self.target().map_or("w:", |t| t.prefix.as_str());
        let prefix = context.map_or(own, |c| c.prefix.as_str());
        match mark {
            Mark::Break | Mark::Tab => {
                let name = if matches!(mark, Mark::Tab) { "tab" } else { "br" };
                let xml = format!("</{prefix}t><{prefix}{name}/><{prefix}t xml:space=\"preserve\">");
                self.emit(xml.as_bytes())
            }
            Mark::NextParagraph => match context.and_then(|c| c.paragraph.as_ref()) {
                Some((close, open)) => {
                    self.emit(close.as_bytes())?;
                    let section = self.holds.last().and_then(|h| h.section);
                    if let Some(i) = section {
                        self.end_section_paragraph(false)?;
                        self.holds.push(Hold {
                            section: Some(i),
                            depth: self.streams.len(),
                            ..Hold::default()
                        });
                    }
                    self.write_all(open.as_bytes())
                }
                None => self.value(&Mark::Break),
            },
            Mark::Missing(name) => self.gap(name, context.and_then(|c| c.run.as_ref())),
            _ => Ok(()),
        }
    }

    /// A gap: noted, and marked where asked.
    fn gap(&mut self, name: &str, run: Option<&(String, String)>) -> io::Result<()> {
        let Some(index) = self.context else { return Ok(()) };
        self.missing.push((index, name.to_string()));
        let Some(context) = self.tables.contexts.get(index).filter(|_| self.marks) else { return Ok(()) };
        let name = if name.is_empty() { &context.name } else { name };
        let mut text = String::new();
        escape_text(&format!("【待填：{name}】"), &mut text);
        let (before, after) = run.map_or(("", ""), |(before, after)| (before.as_str(), after.as_str()));
        self.write_all(before.as_bytes())?;
        self.emit(text.as_bytes())?;
        self.write_all(after.as_bytes())
    }

    fn new_row(&mut self) {
        if let Some(grid) = self.grid() {
            grid.keep_best();
        }
    }

    /// The grid of the innermost table, if it follows its columns.
    fn grid(&mut self) -> Option<&mut GridState> {
        self.holds.iter_mut().rev().find(|h| !h.row && !h.control)?.grid.as_mut()
    }

    fn cell(&mut self, column: usize, span: usize) -> io::Result<()> {
        if let Some(grid) = self.grid() {
            grid.current.extend(column..column + span);
        }
        self.commit()?;
        match self.holds.iter().rposition(|h| h.row) {
            Some(at) => self.commit_hold(at),
            None => Ok(()),
        }
    }

    /// A table has a row: it stays, and so does what it stands in. One whose grid must follow its columns is
    /// held to its end.
    fn commit(&mut self) -> io::Result<()> {
        let depth = self.streams.len();
        for at in 0..self.holds.len() {
            let stays = self
                .holds
                .get(at)
                .is_some_and(|h| h.depth == depth && !h.row && h.grid.is_none() && h.section.is_none());
            if stays {
                self.commit_hold(at)?;
            }
        }
        Ok(())
    }

    /// Gives a paragraph at a section's end its properties: the section's only with the last one.
    fn end_section_paragraph(&mut self, last: bool) -> io::Result<()> {
        let Some(hold) = self.holds.pop() else { return Ok(()) };
        let properties = hold.section.and_then(|i| self.tables.sections.get(i));
        let (without, with) = properties.map_or(("", ""), |(a, b)| (a.as_str(), b.as_str()));
        // The start tag of the paragraph comes first, then its properties.
        let tag = memchr(b'>', &hold.buffer).map_or(0, |i| i + 1);
        let (start, rest) = hold.buffer.split_at_checked(tag).unwrap_or((&hold.buffer, &[]));
        self.pass(start)?;
        self.pass(if last { with.as_bytes() } else { without.as_bytes() })?;
        self.pass(rest)
    }

    fn commit_hold(&mut self, at: usize) -> io::Result<()> {
        let Some(hold) = self.holds.get_mut(at).filter(|h| !h.committed) else { return Ok(()) };
        hold.committed = true;
        let buffer = std::mem::take(&mut hold.buffer);
        self.pass_within(at, &buffer)
    }

    fn end_hold(&mut self) -> io::Result<()> {
        let Some(mut hold) = self.holds.pop() else { return Ok(()) };
        let Some(mut grid) = hold.grid.take() else { return Ok(()) };
        grid.keep_best();
        if hold.committed || grid.best.is_empty() {
            return Ok(());
        }
        let spelt = self.tables.grids.get(grid.index).map(|g| g.spell(&grid.best)).unwrap_or_default();
        let (head, tail) = hold.buffer.split_at_checked(grid.at).unwrap_or((&hold.buffer, &[]));
        self.pass(head)?;
        self.pass(spelt.as_bytes())?;
        self.pass(tail)
    }

    fn end_cell(&mut self) -> io::Result<()> {
        let Some(cell) = self.cells.pop() else { return Ok(()) };
        match self.tables.fillers.get(cell.filler) {
            Some(filler) if !cell.ends_with_paragraph => self.emit(filler.as_bytes()),
            _ => Ok(()),
        }
    }

    fn id(&mut self, kind: IdKind, value: String) -> io::Result<()> {
        let start = kind.start();
        if start != kind {
            let now = self.renamed.get(&(start, value.clone())).unwrap_or(&value).clone();
            return self.emit(now.as_bytes());
        }
        if kind == IdKind::CommentReference {
            return self.comment_reference(value);
        }
        let id = self.assign(kind, &value);
        if kind == IdKind::Comment {
            self.begun.insert(value);
        }
        self.emit(id.as_bytes())
    }

    /// The id itself the first time, a fresh one from then on.
    fn assign(&mut self, kind: IdKind, value: &str) -> String {
        let key = (kind, value.to_string());
        let id = if self.seen.insert(key.clone()) { value.to_string() } else { self.fresh(kind, value) };
        self.renamed.insert(key, id.clone());
        self.current.insert(kind, id.clone());
        id
    }

    /// A comment's reference follows its range, if it has one, and then shares its id.
    fn comment_reference(&mut self, value: String) -> io::Result<()> {
        let id = match self.renamed.get(&(IdKind::Comment, value.clone())) {
            Some(id) if self.begun.remove(&value) => id.clone(),
            _ => self.assign(IdKind::Comment, &value),
        };
        self.current.insert(IdKind::Comment, id.clone());
        self.emit(id.as_bytes())
    }

    fn fresh(&mut self, kind: IdKind, value: &str) -> String {
        let greatest = self.tables.greatest.get(&kind).copied().unwrap_or(0);
        let next = self.next.entry(kind).or_insert(greatest);
        *next += 1;
        match kind {
            IdKind::Paragraph => format!("{:08X}", *next & 0x7fff_ffff),
            IdKind::BookmarkName => {
                let stem: String = value.chars().take(30).collect();
                format!("{stem}_{next}")
            }
            IdKind::Shape => format!("{value}_{next}"),
            _ => next.to_string(),
        }
    }
}

/// A byte in an attribute's value.
fn quote(byte: u8) -> impl Iterator<Item = u8> {
    let (twin, own): (&[u8], Option<u8>) = match byte {
        b'"' => (b"&quot;", None),
        b'\'' => (b"&apos;", None),
        _ => (b"", Some(byte)),
    };
    twin.iter().copied().chain(own)
}

impl GridState {
    fn keep_best(&mut self) {
        if self.current.len() > self.best.len() {
            self.best = std::mem::take(&mut self.current);
        }
        self.current.clear();
    }
}

impl<W: Write + Seek> Write for Router<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let all = bytes.len();
        let mut rest = bytes;
        if !self.unfinished.is_empty() {
            let end = memchr(END, rest).map_or(rest.len(), |i| i + 1);
            let (head, tail) = rest.split_at(end);
            self.unfinished.extend_from_slice(head);
            rest = tail;
            if self.unfinished.last() != Some(&END) {
                return Ok(all);
            }
            let note = std::mem::take(&mut self.unfinished);
            self.note(note.get(1..note.len() - 1).unwrap_or(&[]))?;
        }
        while let Some(start) = memchr2(START, END, rest) {
            let (text, note) = rest.split_at(start);
            self.emit(text)?;
            match memchr(END, note) {
                Some(end) => {
                    self.note(note.get(1..end).unwrap_or(&[]))?;
                    rest = note.get(end + 1..).unwrap_or(&[]);
                }
                None => {
                    self.unfinished = note.to_vec();
                    return Ok(all);
                }
            }
        }
        self.emit(rest)?;
        Ok(all)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
