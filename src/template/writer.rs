//! The writer: takes what the engine renders, follows the notes in it, and keeps the document sound for any
//! data.
//!
//! A note is U+0002, a letter, a payload and U+0003: characters that XML and therefore values cannot contain.

use crate::error::Problem;
use crate::error::catalogue::template as t;
use crate::package::Writer;
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
}

impl IdKind {
    const ALL: [(char, IdKind); 10] = [
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
            other => other,
        }
    }
}

/// A note to the writer.
#[derive(Clone, Debug)]
pub(super) enum Mark {
    /// What follows belongs to a part.
    Part(usize),
    /// The next value stands in this context.
    Context(usize),
    TableStart,
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
    /// From values: a line break, a tab, the next paragraph, a gap.
    Break,
    Tab,
    NextParagraph,
    Missing,
}

impl Mark {
    pub(super) fn write(&self, out: &mut String) {
        out.push(START as char);
        match self {
            Mark::Part(i) => out.push_str(&format!("S{i}")),
            Mark::Context(i) => out.push_str(&format!("X{i}")),
            Mark::TableStart => out.push('['),
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
            Mark::Break => out.push('B'),
            Mark::Tab => out.push('T'),
            Mark::NextParagraph => out.push('P'),
            Mark::Missing => out.push('M'),
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
            '[' => Mark::TableStart,
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
            'B' => Mark::Break,
            'T' => Mark::Tab,
            'P' => Mark::NextParagraph,
            'M' => Mark::Missing,
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
    /// Ends the paragraph; begins the next.
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
}

/// What the writer knows of the template.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub targets: Vec<Target>,
    pub contexts: Vec<Context>,
    pub grids: Vec<Grid>,
    pub fillers: Vec<String>,
    /// The greatest id of each kind that the template uses.
    pub greatest: HashMap<IdKind, u64>,
}

/// Output held back until it is known whether it stays.
#[derive(Default)]
struct Hold {
    row: bool,
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
    /// A part that is spelt otherwise than in UTF-8 is collected first.
    collected: Vec<u8>,
    unfinished: Vec<u8>,
    holds: Vec<Hold>,
    cells: Vec<Cell>,
    context: usize,
    seen: HashSet<(IdKind, String)>,
    renamed: HashMap<(IdKind, String), String>,
    next: HashMap<IdKind, u64>,
    written: u64,
    limit: u64,
    /// Contexts in which a gap was marked.
    pub missing: Vec<usize>,
    /// Whether a gap is marked, or left empty.
    marks: bool,
    /// Why writing stopped, when it was not the output's fault.
    pub problem: Option<Problem>,
}

impl<'t, W: Write + Seek> Router<'t, W> {
    pub(super) fn new(tables: &'t Tables, zip: Writer<W>, limit: u64, marks: bool) -> Self {
        Router {
            tables,
            zip,
            part: None,
            collected: Vec::new(),
            unfinished: Vec::new(),
            holds: Vec::new(),
            cells: Vec::new(),
            context: 0,
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

    fn end_part(&mut self) -> io::Result<()> {
        let Some(target) = self.target().filter(|t| !t.encoding.is_utf8()) else { return Ok(()) };
        let text = String::from_utf8_lossy(&std::mem::take(&mut self.collected)).into_owned();
        self.zip.sink().write_all(&target.encoding.encode(&text))
    }

    fn begin_part(&mut self, index: usize) -> io::Result<()> {
        self.end_part()?;
        self.part = Some(index);
        let Some(target) = self.target() else { return Ok(()) };
        let sink = self.zip.part(&target.name)?;
        if target.encoding.is_utf8() { sink.write_all(target.encoding.bom()) } else { Ok(()) }
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
        self.pass(bytes)
    }

    /// To the innermost hold that is not committed, else to the part.
    fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(hold) = self.holds.iter_mut().rev().find(|h| !h.committed) {
            hold.buffer.extend_from_slice(bytes);
            return Ok(());
        }
        match self.target() {
            Some(target) if !target.encoding.is_utf8() => {
                self.collected.extend_from_slice(bytes);
                Ok(())
            }
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
                self.context = i;
                Ok(())
            }
            Some(Mark::TableStart) => {
                self.holds.push(Hold::default());
                Ok(())
            }
            Some(Mark::RowStart) => {
                self.holds.push(Hold { row: true, ..Hold::default() });
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
            Some(mark) => self.value(&mark),
        }
    }

    /// What a value writes beside text.
    fn value(&mut self, mark: &Mark) -> io::Result<()> {
        let tables = self.tables;
        let context = tables.contexts.get(self.context);
        let prefix = context.map_or("w:", |c| c.prefix.as_str());
        match mark {
            Mark::Break | Mark::Tab => {
                let name = if matches!(mark, Mark::Tab) { "tab" } else { "br" };
                let xml = format!("</{prefix}t><{prefix}{name}/><{prefix}t xml:space=\"preserve\">");
                self.emit(xml.as_bytes())
            }
            Mark::NextParagraph => match context.and_then(|c| c.paragraph.as_ref()) {
                Some((close, open)) => {
                    self.emit(close.as_bytes())?;
                    self.emit(open.as_bytes())
                }
                None => self.value(&Mark::Break),
            },
            Mark::Missing => {
                self.missing.push(self.context);
                let Some(context) = context.filter(|_| self.marks) else { return Ok(()) };
                let mut text = String::new();
                escape_text(&format!("【待填：{}】", context.name), &mut text);
                match &context.run {
                    Some((before, after)) => {
                        self.emit(before.as_bytes())?;
                        self.emit(text.as_bytes())?;
                        self.emit(after.as_bytes())
                    }
                    None => self.emit(text.as_bytes()),
                }
            }
            _ => Ok(()),
        }
    }

    fn new_row(&mut self) {
        if let Some(grid) = self.holds.iter_mut().rev().find(|h| !h.row).and_then(|h| h.grid.as_mut()) {
            grid.keep_best();
        }
    }

    fn cell(&mut self, column: usize, span: usize) -> io::Result<()> {
        if let Some(grid) = self.holds.iter_mut().rev().find(|h| !h.row).and_then(|h| h.grid.as_mut()) {
            grid.current.extend(column..column + span);
        }
        if self.holds.last().is_some_and(|h| h.row) {
            let at = self.holds.len() - 1;
            self.commit_hold(at)?;
        }
        self.commit()
    }

    /// A table has a row: it stays. One whose grid must follow its columns is held to its end.
    fn commit(&mut self) -> io::Result<()> {
        match self.holds.iter().rposition(|h| !h.row) {
            Some(at) if self.holds.get(at).is_some_and(|h| h.grid.is_none()) => self.commit_hold(at),
            Some(at) => {
                if let Some(grid) = self.holds.get_mut(at).and_then(|h| h.grid.as_mut()) {
                    grid.best.reserve(1);
                }
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn commit_hold(&mut self, at: usize) -> io::Result<()> {
        let Some(hold) = self.holds.get_mut(at).filter(|h| !h.committed) else { return Ok(()) };
        hold.committed = true;
        let buffer = std::mem::take(&mut hold.buffer);
        self.pass(&buffer)
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
        if self.seen.insert((kind, value.clone())) {
            return self.emit(value.as_bytes());
        }
        let fresh = self.fresh(kind, &value);
        self.renamed.insert((kind, value), fresh.clone());
        self.emit(fresh.as_bytes())
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
