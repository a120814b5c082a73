//! What must hold of every document, whatever the template and the data.
//!
//! [`faults`] names the kinds of fault in a document. A template may bring its own; filling it adds none.

use super::docx::{Package, Story};
use super::xml::{Element, Node};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The kinds of fault in a document; an error where a part is not well-formed.
pub fn faults(package: &Package) -> Result<BTreeSet<String>, String> {
    let mut found = BTreeSet::new();
    for (name, _) in &package.entries {
        if name.ends_with(".xml") || name.ends_with(".rels") {
            package.tree(name)?;
        }
    }
    let stories = package.stories()?;
    let mut ids = Ids::default();
    for story in &stories {
        structure(&story.root, Level::of(&story.root), &mut found);
        ids.story(package, story, &mut found);
        fields(&story.root, &mut found);
    }
    ids.finish(&mut found);
    if let Some(body) = stories.first().and_then(|s| s.root.child("w:body"))
        && body.elements().next_back().is_none_or(|e| e.name != "w:sectPr")
    {
        found.insert("the body does not end with its section".into());
    }
    Ok(found)
}

/// What may stand directly in an element.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Level {
    /// Paragraphs and tables.
    Blocks,
    /// Runs.
    Runs,
    Rows,
    Cells,
    /// What a run holds.
    Inside,
    Any,
}

impl Level {
    /// What may stand in an element, if its name tells.
    fn of(element: &Element) -> Level {
        match element.name.as_str() {
            "w:body" | "w:tc" | "w:txbxContent" | "w:hdr" | "w:ftr" | "w:footnote" | "w:endnote"
            | "w:comment" => Level::Blocks,
            "w:p" | "w:hyperlink" | "w:fldSimple" | "w:smartTag" => Level::Runs,
            "w:tbl" => Level::Rows,
            "w:tr" => Level::Cells,
            "w:r" => Level::Inside,
            _ => Level::Any,
        }
    }

    /// True when an element of that name may stand here.
    fn takes(self, name: &str) -> bool {
        let wanted = match name {
            "w:p" | "w:tbl" => Level::Blocks,
            "w:r" | "w:hyperlink" | "w:fldSimple" | "w:smartTag" => Level::Runs,
            "w:tr" => Level::Rows,
            "w:tc" => Level::Cells,
            "w:t" | "w:br" | "w:tab" | "w:drawing" | "w:pict" | "w:fldChar" | "w:instrText" | "w:delText" => {
                Level::Inside
            }
            _ => return true,
        };
        self == Level::Any || self == wanted
    }
}

/// Looks at an element and everything below it.
fn structure(element: &Element, level: Level, found: &mut BTreeSet<String>) {
    let name = element.name.as_str();
    let mut fault = |what: &str| {
        found.insert(what.to_string());
    };
    if element.children.iter().any(|n| matches!(n, Node::Text(text) if !text.trim().is_empty()))
        && name.starts_with("w:")
        && !matches!(name, "w:t" | "w:instrText" | "w:delText" | "w:delInstrText")
    {
        fault(&format!("text directly in {name}"));
    }
    match name {
        "w:t" => {
            let text = element.text();
            if (text.starts_with(' ') || text.ends_with(' '))
                && element.attribute("xml:space") != Some("preserve")
            {
                fault("blanks at the edge of a text are lost");
            }
            if element.elements().next().is_some() {
                fault("an element in a text");
            }
        }
        "w:tc" | "w:txbxContent" | "w:hdr" | "w:ftr" | "w:footnote" | "w:endnote" | "w:comment"
            if !ends_with_paragraph(element) =>
        {
            fault(&format!("{name} does not end with a paragraph"));
        }
        "w:tbl" => table(element, found),
        "w:tr" if !any_of(element, "w:tc") => fault("a row without a cell"),
        "w:sdtContent" if level != Level::Runs && element.elements().next().is_none() => {
            fault("an empty content control");
        }
        "w:rPr" => ordered(element, RUN_PROPERTIES, found),
        "w:pPr" => ordered(element, PARAGRAPH_PROPERTIES, found),
        "w:tcPr" => ordered(element, CELL_PROPERTIES, found),
        "w:tblPr" => ordered(element, TABLE_PROPERTIES, found),
        _ => {}
    }
    for (i, child) in element.elements().enumerate() {
        if !level.takes(&child.name) {
            found.insert(format!("{} in {name}", child.name));
        }
        let first = matches!(child.name.as_str(), "w:rPr" | "w:pPr" | "w:tcPr" | "w:tblPr")
            && matches!(name, "w:r" | "w:p" | "w:tc" | "w:tbl");
        if first && i > 0 {
            found.insert(format!("{} is not the first in {name}", child.name));
        }
        structure(child, below(child, level), found);
    }
}

/// What may stand in a child: what its name tells, or in what is transparent the same as around it.
fn below(child: &Element, around: Level) -> Level {
    match child.name.as_str() {
        "w:sdt" | "w:sdtContent" | "w:ins" | "w:del" | "w:moveFrom" | "w:moveTo" | "w:customXml" => around,
        _ => Level::of(child),
    }
}

fn transparent(name: &str) -> bool {
    matches!(name, "w:sdt" | "w:sdtContent" | "w:ins" | "w:del" | "w:customXml")
}

/// True when an element of a name stands in another one directly, or in a content control there.
fn any_of(element: &Element, name: &str) -> bool {
    element.elements().any(|e| e.name == name || transparent(&e.name) && any_of(e, name))
}

fn ends_with_paragraph(element: &Element) -> bool {
    let mark =
        |e: &&Element| !(e.name.contains("bookmark") || e.name.contains("Range") || e.name.contains("perm"));
    match element.elements().rfind(mark) {
        Some(last) if transparent(&last.name) => ends_with_paragraph(last),
        Some(last) => last.name == "w:p",
        None => false,
    }
}

/// The rows of a table, those in content controls included.
fn rows(element: &Element) -> Vec<&Element> {
    let mut out = Vec::new();
    for inner in element.elements() {
        if inner.name == "w:tr" {
            out.push(inner);
        } else if transparent(&inner.name) {
            out.extend(rows(inner));
        }
    }
    out
}

fn cells(row: &Element) -> Vec<&Element> {
    let mut out = Vec::new();
    for element in row.elements() {
        if element.name == "w:tc" {
            out.push(element);
        } else if transparent(&element.name) {
            out.extend(cells(element));
        }
    }
    out
}

fn table(table: &Element, found: &mut BTreeSet<String>) {
    let rows = rows(table);
    if rows.is_empty() {
        found.insert("a table without a row".into());
        return;
    }
    let number = |value: Option<&str>| value.and_then(|v| v.parse::<usize>().ok());
    let width = |row: &&Element| {
        let beside = |name| number(row.child("w:trPr").and_then(|p| p.val(name))).unwrap_or(0);
        let span =
            |cell: &&Element| number(cell.child("w:tcPr").and_then(|p| p.val("w:gridSpan"))).unwrap_or(1);
        beside("w:gridBefore") + beside("w:gridAfter") + cells(row).iter().map(span).sum::<usize>()
    };
    let widest = rows.iter().map(width).max().unwrap_or(0);
    let grid = table.child("w:tblGrid").map_or(0, |g| g.elements().filter(|e| e.name == "w:gridCol").count());
    if widest > grid {
        found.insert("a row is wider than the table's grid".into());
    }
    let continues = |cell: &&Element| {
        let merge = cell.child("w:tcPr").and_then(|p| p.child("w:vMerge"));
        merge.is_some_and(|m| m.attribute("w:val") != Some("restart"))
    };
    if cells(rows[0]).iter().any(continues) {
        found.insert("a merged cell in the first row continues nothing".into());
    }
}

/// The order of `w:rPr` (ECMA-376 part 1, 17.3.2.28).
const RUN_PROPERTIES: &str = "ins del moveFrom moveTo rStyle rFonts b bCs i iCs caps smallCaps strike dstrike \
    outline shadow emboss imprint noProof snapToGrid vanish webHidden color spacing w kern position sz szCs \
    highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath rPrChange";

/// The order of `w:pPr` (17.3.1.26).
const PARAGRAPH_PROPERTIES: &str = "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr \
    suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE \
    autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc \
    textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange";

/// The order of `w:tcPr` (17.4.69).
const CELL_PROPERTIES: &str = "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection \
    tcFitText vAlign hideMark headers cellIns cellDel cellMerge tcPrChange";

/// The order of `w:tblPr` (17.4.59).
const TABLE_PROPERTIES: &str = "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize \
    tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription \
    tblPrChange";

fn ordered(element: &Element, order: &str, found: &mut BTreeSet<String>) {
    let order: Vec<&str> = order.split_whitespace().collect();
    let rank = |e: &Element| order.iter().position(|name| e.name.strip_prefix("w:") == Some(name));
    let ranks: Vec<usize> = element.elements().filter_map(rank).collect();
    if ranks.windows(2).any(|pair| pair[0] >= pair[1]) {
        found.insert(format!("the order in {} is wrong", element.name));
    }
}

/// Every complex field is begun, divided and ended in turn.
fn fields(root: &Element, found: &mut BTreeSet<String>) {
    let mut open = 0;
    root.walk(&mut |element| {
        if element.name == "w:fldChar" {
            match element.attribute("w:fldCharType") {
                Some("begin") => open += 1,
                Some("end") => open -= 1,
                _ => {}
            }
            if open < 0 {
                found.insert("a field ends that was not begun".into());
            }
        }
        element.name != "mc:Fallback"
    });
    if open > 0 {
        found.insert("a field is not ended".into());
    }
}

/// What must be unique in the document, and what must be there.
#[derive(Default)]
struct Ids {
    seen: HashMap<String, HashSet<String>>,
    twice: BTreeSet<String>,
    ends: Vec<(String, String)>,
    references: Vec<(String, String)>,
}

impl Ids {
    fn unique(&mut self, kind: &str, value: Option<&str>) {
        if let Some(value) = value
            && !self.seen.entry(kind.to_string()).or_default().insert(value.to_string())
        {
            self.twice.insert(format!("two of one {kind}"));
        }
    }

    fn story(&mut self, package: &Package, story: &Story, found: &mut BTreeSet<String>) {
        let relationships: HashSet<String> =
            package.relationships(&story.part).into_iter().map(|(id, ..)| id).collect();
        let part = &story.part;
        story.root.walk(&mut |element| {
            let id = element.attribute("w:id");
            let owned = id.unwrap_or("").to_string();
            match element.name.as_str() {
                // The same content again, for programs that do not know the other branch.
                "mc:Fallback" => return false,
                "w:bookmarkStart" => {
                    self.unique("id of a bookmark", id);
                    self.unique("name of a bookmark", element.attribute("w:name"));
                }
                "w:bookmarkEnd" => self.ends.push(("id of a bookmark".into(), owned)),
                "w:commentRangeStart" => self.unique("range of a comment", id),
                "w:commentRangeEnd" => self.ends.push(("range of a comment".into(), owned)),
                "w:permStart" => self.unique("id of a permission", id),
                "w:permEnd" => self.ends.push(("id of a permission".into(), owned)),
                "w:comment" | "w:footnote" | "w:endnote" => {
                    self.unique(&format!("id of {}", element.name), id)
                }
                "w:commentReference" => self.refer("w:comment", owned),
                "w:footnoteReference" => self.refer("w:footnote", owned),
                "w:endnoteReference" => self.refer("w:endnote", owned),
                "w:ins" | "w:del" | "w:moveFrom" | "w:moveTo" | "w:rPrChange" | "w:pPrChange" => {
                    self.unique("id of a tracked change", id);
                }
                "wp:docPr" => self.unique("id of a drawing", element.attribute("id")),
                "w:sdtPr" => self.unique("id of a content control", element.val("w:id")),
                _ => {}
            }
            self.unique(&format!("paragraph id in {part}"), element.attribute("w14:paraId"));
            for name in ["r:id", "r:embed", "r:link"] {
                if element.attribute(name).is_some_and(|id| !id.is_empty() && !relationships.contains(id)) {
                    found.insert(format!("a relationship of {} is missing", element.name));
                }
            }
            true
        });
    }

    fn refer(&mut self, kind: &str, id: String) {
        self.unique(&format!("reference to {kind}"), Some(&id));
        self.references.push((format!("id of {kind}"), id));
    }

    fn finish(self, found: &mut BTreeSet<String>) {
        found.extend(self.twice);
        let has = |kind: &String, id: &String| self.seen.get(kind).is_some_and(|set| set.contains(id));
        let mut ended: HashSet<&(String, String)> = HashSet::new();
        for end in &self.ends {
            if !ended.insert(end) {
                found.insert(format!("two ends of one {}", end.0));
            }
            if !has(&end.0, &end.1) {
                found.insert(format!("an end without a start: {}", end.0));
            }
        }
        for (kind, set) in &self.seen {
            let ranged =
                matches!(kind.as_str(), "id of a bookmark" | "range of a comment" | "id of a permission");
            if ranged && set.iter().any(|id| !ended.contains(&(kind.clone(), id.clone()))) {
                found.insert(format!("a start without an end: {kind}"));
            }
        }
        for (kind, id) in &self.references {
            if !has(kind, id) {
                found.insert(format!("a reference to what is not there: {kind}"));
            }
        }
    }
}
