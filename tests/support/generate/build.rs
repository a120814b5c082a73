//! From a plan to its template.

use super::super::docx::Template;
use super::super::notation::escape;
use super::{Block, Item, Node, Paragraph, Plan, Wrap};

fn flatten(nodes: &[Node], out: &mut Vec<String>) {
    for node in nodes {
        match node {
            Node::Leaf(tag) => out.push(tag.to_string()),
            Node::Block { open, inside, branch, close } => {
                out.push(open.to_string());
                flatten(inside, out);
                if let Some((word, nodes)) = branch {
                    out.push(word.to_string());
                    flatten(nodes, out);
                }
                out.push(close.to_string());
            }
        }
    }
}

fn joined(nodes: &[Node]) -> String {
    let mut tags = Vec::new();
    flatten(nodes, &mut tags);
    tags.join("文")
}

impl Plan {
    /// The tags in order, with their prefixes.
    fn tags(&self) -> Vec<String> {
        let mut tags = Vec::new();
        flatten(&self.nodes, &mut tags);
        for (tag, prefix) in tags.iter_mut().zip(self.prefixes.iter().cycle()) {
            if let Some(rest) = tag.strip_prefix("{% ") {
                *tag = format!("{{%{prefix} {rest}");
            }
        }
        if let Some(lost) = self.lost.filter(|_| !tags.is_empty()) {
            tags.remove(usize::from(lost) % tags.len());
        }
        tags
    }

    /// The template's package.
    pub fn template(&self) -> Template {
        let slots: usize = self.blocks.iter().map(slots).sum();
        let tags = self.tags();
        let mut places: Vec<usize> = self
            .places
            .iter()
            .cycle()
            .take(tags.len())
            .map(|&p| usize::from(p) * (slots + 1) / 65536)
            .collect();
        places.sort_unstable();
        let mut builder = Builder {
            waiting: places.into_iter().zip(tags).collect(),
            slot: 0,
            id: 0,
            started: Vec::new(),
            comments: String::new(),
            notes: String::new(),
            boxed: escape(&joined(&self.boxed)),
            noted: escape(&joined(&self.note)),
        };
        builder.waiting.reverse();
        let mut body: String = self.blocks.iter().map(|block| builder.block(block)).collect();
        body.push_str(&builder.rest());
        let mut template = Template::of_body(body);
        let header = escape(&joined(&self.header));
        template.parts.insert("header1".into(), format!("<w:p><w:r><w:t>{header}</w:t></w:r></w:p>"));
        if !builder.comments.is_empty() {
            template.parts.insert("comments".into(), builder.comments);
        }
        if !builder.notes.is_empty() {
            template.parts.insert("footnotes".into(), builder.notes);
        }
        template
    }
}

/// How many places for tags a block has.
fn slots(block: &Block) -> usize {
    match block {
        Block::Paragraph(p) => p.items.len() + 1,
        Block::Table(rows) => rows.iter().flatten().map(|cell| cell_slots(cell)).sum(),
        Block::Control(blocks) => blocks.iter().map(slots).sum(),
    }
}

/// A cell ends with a paragraph of its own.
fn cell_slots(cell: &[Block]) -> usize {
    cell.iter().map(slots).sum::<usize>() + 1
}

/// What stands in a paragraph once its tags are in.
enum Piece {
    Text(String),
    /// Inside a run.
    Element(String),
    /// Between runs.
    Between(String),
}

struct Builder {
    /// Tags not yet put in with the places at which they stand, the last one first.
    waiting: Vec<(usize, String)>,
    slot: usize,
    id: usize,
    /// Bookmarks that are open.
    started: Vec<usize>,
    comments: String,
    notes: String,
    boxed: String,
    noted: String,
}

impl Builder {
    fn next_id(&mut self) -> usize {
        self.id += 1;
        self.id
    }

    fn block(&mut self, block: &Block) -> String {
        match block {
            Block::Paragraph(p) => self.paragraph(p),
            Block::Table(rows) => self.table(rows),
            Block::Control(blocks) => {
                let id = self.next_id();
                let inside: String = blocks.iter().map(|b| self.block(b)).collect();
                format!(
                    "<w:sdt><w:sdtPr><w:id w:val=\"{id}\"/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"
                )
            }
        }
    }

    fn table(&mut self, rows: &[Vec<Vec<Block>>]) -> String {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(1);
        let mut out =
            format!("<w:tbl><w:tblPr/><w:tblGrid>{}</w:tblGrid>", "<w:gridCol w:w=\"100\"/>".repeat(columns));
        for row in rows {
            let mut cells = String::new();
            for cell in row {
                let inside: String = cell.iter().map(|b| self.block(b)).collect();
                let last = self.paragraph(&Paragraph {
                    items: Vec::new(),
                    cuts: Vec::new(),
                    wraps: Vec::new(),
                    style: false,
                    section: false,
                });
                cells.push_str(&self.controlled(format!("<w:tc><w:tcPr/>{inside}{last}</w:tc>")));
            }
            out.push_str(&self.controlled(format!("<w:tr>{cells}</w:tr>")));
        }
        out + "</w:tbl>"
    }

    /// A row or a cell, one in four in a content control of its own.
    fn controlled(&mut self, inside: String) -> String {
        let id = self.next_id();
        match id % 4 {
            0 => format!(
                "<w:sdt><w:sdtPr><w:id w:val=\"{id}\"/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"
            ),
            _ => inside,
        }
    }

    /// The tags that stand at the next place.
    fn tags_here(&mut self) -> String {
        let mut tags = String::new();
        while self.waiting.last().is_some_and(|(place, _)| *place <= self.slot) {
            tags.extend(self.waiting.pop().map(|(_, tag)| tag));
        }
        self.slot += 1;
        tags
    }

    /// What is left over at the end: tags without a place, bookmarks without an end.
    fn rest(&mut self) -> String {
        self.slot = usize::MAX - 1;
        let tags = escape(&self.tags_here());
        let ends: String =
            self.started.drain(..).map(|id| format!("<w:bookmarkEnd w:id=\"{id}\"/>")).collect();
        format!("<w:p><w:r><w:t xml:space=\"preserve\">{tags}</w:t></w:r>{ends}</w:p>")
    }

    fn paragraph(&mut self, paragraph: &Paragraph) -> String {
        let mut pieces = vec![Piece::Text(self.tags_here())];
        for item in &paragraph.items {
            let piece = self.item(*item);
            pieces.push(piece);
            pieces.push(Piece::Text(self.tags_here()));
        }
        let runs = cut(&pieces, &paragraph.cuts);
        let style = if paragraph.style { "<w:pStyle w:val=\"Quote\"/>" } else { "" };
        let section =
            if paragraph.section { "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/></w:sectPr>" } else { "" };
        format!("<w:p><w:pPr>{style}{section}</w:pPr>{}</w:p>", self.wrapped(&runs, &paragraph.wraps))
    }

    fn item(&mut self, item: Item) -> Piece {
        let id = self.next_id();
        match item {
            Item::Char(c) => Piece::Text(c.to_string()),
            Item::Break => Piece::Element("<w:br/>".into()),
            Item::Page => Piece::Element("<w:br w:type=\"page\"/>".into()),
            Item::Tab => Piece::Element("<w:tab/>".into()),
            Item::Picture => Piece::Element(picture(id)),
            Item::Box => Piece::Element(text_box(id, &self.boxed)),
            Item::Bookmark => Piece::Between(format!(
                "<w:bookmarkStart w:id=\"{id}\" w:name=\"B{id}\"/><w:bookmarkEnd w:id=\"{id}\"/>"
            )),
            Item::BookmarkStart => {
                self.started.push(id);
                Piece::Between(format!("<w:bookmarkStart w:id=\"{id}\" w:name=\"B{id}\"/>"))
            }
            Item::BookmarkEnd => {
                let end = self.started.pop().map(|id| format!("<w:bookmarkEnd w:id=\"{id}\"/>"));
                Piece::Between(end.unwrap_or_default())
            }
            Item::Proof => Piece::Between("<w:proofErr w:type=\"spellStart\"/>".into()),
            Item::Comment => {
                let note =
                    format!("<w:comment w:id=\"{id}\" w:author=\"a\">{}</w:comment>", text(&self.noted));
                self.comments.push_str(&note);
                Piece::Between(format!(
                    "<w:commentRangeStart w:id=\"{id}\"/><w:commentRangeEnd w:id=\"{id}\"/>\
                     <w:r><w:commentReference w:id=\"{id}\"/></w:r>"
                ))
            }
            Item::Field => Piece::Between(
                "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>\
                 <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r>\
                 <w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
                    .into(),
            ),
            Item::Footnote => {
                let note = format!("<w:footnote w:id=\"{id}\">{}</w:footnote>", text(&self.noted));
                self.notes.push_str(&note);
                Piece::Element(format!("<w:footnoteReference w:id=\"{id}\"/>"))
            }
        }
    }

    /// The runs, some of them surrounded.
    fn wrapped(&mut self, runs: &[String], wraps: &[(Wrap, u16, u16)]) -> String {
        let Some(&(wrap, from, to)) = wraps.first() else { return runs.concat() };
        let place = |share: u16| usize::from(share) * (runs.len() + 1) / 65536;
        let (from, to) = (place(from.min(to)), place(from.max(to)));
        let inside = runs[from..to].concat();
        let id = self.next_id();
        // What runs may hold only, and what may not stand in an insertion.
        let plain = !inside.is_empty() && !inside.contains("comment") && !inside.contains("footnote");
        let around = match wrap {
            _ if !plain => inside,
            Wrap::Link => format!("<w:hyperlink r:id=\"rIdLink\">{inside}</w:hyperlink>"),
            Wrap::Insertion => format!("<w:ins w:id=\"{id}\" w:author=\"a\">{inside}</w:ins>"),
            Wrap::Control => format!(
                "<w:sdt><w:sdtPr><w:id w:val=\"{id}\"/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"
            ),
            Wrap::SmartTag => {
                format!("<w:smartTag w:uri=\"urn:x\" w:element=\"e\">{inside}</w:smartTag>")
            }
            Wrap::Deletion => {
                let deleted = inside
                    .replace("<w:t ", "<w:delText ")
                    .replace("<w:t>", "<w:delText>")
                    .replace("</w:t>", "</w:delText>");
                format!("<w:del w:id=\"{id}\" w:author=\"a\">{deleted}</w:del>")
            }
        };
        format!("{}{around}{}", runs[..from].concat(), runs[to..].concat())
    }
}

/// A text as runs of different formats, cut at shares of its characters.
pub fn cut_text(text: &str, cuts: &[u16]) -> String {
    cut(&[Piece::Text(text.to_string())], cuts).concat()
}

/// Runs of different formats, cut at shares of the paragraph's characters.
fn cut(pieces: &[Piece], cuts: &[u16]) -> Vec<String> {
    let length: usize =
        pieces.iter().map(|p| if let Piece::Text(t) = p { t.chars().count() } else { 1 }).sum();
    let cuts: Vec<usize> = cuts.iter().map(|&c| usize::from(c) * (length + 1) / 65536).collect();
    let (mut runs, mut run, mut text, mut at) = (Vec::new(), String::new(), String::new(), 0);
    let flush_text = |run: &mut String, text: &mut String| {
        if !text.is_empty() {
            run.push_str(&format!("<w:t xml:space=\"preserve\">{}</w:t>", escape(text)));
            text.clear();
        }
    };
    let flush = |runs: &mut Vec<String>, run: &mut String| {
        if !run.is_empty() {
            let format = ["", "<w:rPr><w:b/></w:rPr>", "<w:rPr><w:i/><w:color w:val=\"FF0000\"/></w:rPr>"];
            runs.push(format!("<w:r>{}{run}</w:r>", format[runs.len() % 3]));
            run.clear();
        }
    };
    for piece in pieces {
        match piece {
            Piece::Text(t) => {
                for c in t.chars() {
                    if cuts.contains(&at) {
                        flush_text(&mut run, &mut text);
                        flush(&mut runs, &mut run);
                    }
                    text.push(c);
                    at += 1;
                }
            }
            Piece::Element(xml) => {
                flush_text(&mut run, &mut text);
                run.push_str(xml);
                at += 1;
            }
            Piece::Between(xml) => {
                flush_text(&mut run, &mut text);
                flush(&mut runs, &mut run);
                runs.extend(Some(xml.clone()).filter(|xml| !xml.is_empty()));
                at += 1;
            }
        }
    }
    flush_text(&mut run, &mut text);
    flush(&mut runs, &mut run);
    runs
}

fn text(escaped: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{escaped}</w:t></w:r></w:p>")
}

fn picture(id: usize) -> String {
    format!(
        "<w:drawing><wp:inline><wp:extent cx=\"1\" cy=\"1\"/><wp:docPr id=\"{id}\" name=\"P\"/></wp:inline></w:drawing>"
    )
}

fn text_box(id: usize, escaped: &str) -> String {
    let inside = format!("<w:txbxContent>{}</w:txbxContent>", text(escaped));
    format!(
        "<mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wp:inline><wp:extent cx=\"1\" cy=\"1\"/>\
         <wp:docPr id=\"{id}\" name=\"T\"/><a:graphic><a:graphicData uri=\"u\"><wps:wsp><wps:txbx>{inside}</wps:txbx>\
         </wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict>\
         <v:shape id=\"s{id}\"><v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
    )
}
