//! Comments put into a copy of a document.

#![allow(clippy::single_range_in_vec_init)] // ranges are the cases
use hongtou::error::{DocPlace, Story};
use hongtou::package::{Limits, Package};
use hongtou::wml::{self, Remark, annotate};
use hongtou::xml::{NodeId, Ns, Tree, ns};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{Cursor, Write};
use std::ops::Range;

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// A package to be: its parts, and the main part's relationships and content types as they are written.
#[derive(Default)]
struct Parts {
    files: Vec<(String, String)>,
    relationships: String,
    overrides: String,
}

impl Parts {
    /// A document whose body holds some markup.
    fn body(body: &str) -> Self {
        let xml = format!("<w:document xmlns:w=\"{W}\" xmlns:r=\"{R}\"><w:body>{body}</w:body></w:document>");
        Parts::main(&xml)
    }

    fn main(xml: &str) -> Self {
        Parts { files: vec![("word/document.xml".into(), xml.into())], ..Parts::default() }
    }

    /// Adds a part that the main one is related to as `kind`.
    fn with(mut self, kind: &str, xml: &str) -> Self {
        let n = self.files.len();
        self.relationships
            .push_str(&format!("<Relationship Id=\"rId{n}\" Type=\"{R}/{kind}\" Target=\"{kind}.xml\"/>"));
        self.overrides.push_str(&format!(
            "<Override PartName=\"/word/{kind}.xml\" ContentType=\"{TYPES}.{kind}+xml\"/>"
        ));
        self.files.push((format!("word/{kind}.xml"), xml.into()));
        self
    }

    fn zip(&self) -> Vec<u8> {
        let rels = "http://schemas.openxmlformats.org/package/2006/relationships";
        let types = "http://schemas.openxmlformats.org/package/2006/content-types";
        let mut files = self.files.clone();
        let root =
            format!("<Relationship Id=\"a\" Type=\"{R}/officeDocument\" Target=\"word/document.xml\"/>");
        files.push(("_rels/.rels".into(), format!("<Relationships xmlns=\"{rels}\">{root}</Relationships>")));
        if !self.relationships.is_empty() {
            let xml = format!("<Relationships xmlns=\"{rels}\">{}</Relationships>", self.relationships);
            files.push(("word/_rels/document.xml.rels".into(), xml));
        }
        let known = format!(
            "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
             <Override PartName=\"/word/document.xml\" ContentType=\"{TYPES}.document.main+xml\"/>"
        );
        let xml = format!("<Types xmlns=\"{types}\">{known}{}</Types>", self.overrides);
        files.push(("[Content_Types].xml".into(), xml));
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn package(&self) -> Package {
        Package::from_bytes(self.zip(), &Limits::default()).unwrap()
    }
}

fn remark(place: DocPlace, text: &str) -> Remark {
    Remark { place, text: text.into() }
}

/// A paragraph of the body, and characters of it where the range is not empty.
fn at(paragraph: u32, range: Range<u32>) -> DocPlace {
    let (start, end) = if range.is_empty() { (None, None) } else { (Some(range.start), Some(range.end)) };
    DocPlace { paragraph: Some(paragraph), start, end, ..DocPlace::story(Story::Body) }
}

fn annotated(package: &Package, remarks: &[Remark]) -> Package {
    let changes = annotate(package, remarks, "红头", Some("2024-12-20T10:30:00+08:00")).unwrap();
    let bytes = package.write_with(Cursor::new(Vec::new()), &changes).unwrap().into_inner();
    Package::from_bytes(bytes, package.limits()).unwrap()
}

fn part<'p>(package: &'p Package, name: &str) -> &'p str {
    std::str::from_utf8(package.bytes(name).unwrap_or_else(|| panic!("no {name}"))).unwrap()
}

/// The body's markup, with short spellings of marks: `[0` `0]` `*0`, and `~` for `xml:space`.
fn short(package: &Package) -> String {
    let xml = part(package, "word/document.xml");
    let (from, to) = (xml.find("<w:body>").unwrap() + 8, xml.rfind("</w:body>").unwrap());
    let mut out = xml[from..to].replace(" xml:space=\"preserve\"", "~");
    for id in 0..10 {
        out = out
            .replace(&format!("<w:commentRangeStart w:id=\"{id}\"/>"), &format!("[{id}"))
            .replace(&format!("<w:commentRangeEnd w:id=\"{id}\"/>"), &format!("{id}]"))
            .replace(&format!("<w:r><w:commentReference w:id=\"{id}\"/></w:r>"), &format!("*{id}"));
    }
    out
}

/// A character, the properties of its run and what stands around the run.
type Dressed = Vec<(char, String, String)>;

fn dressed(tree: &Tree<'_>, paragraph: NodeId) -> Dressed {
    let text = wml::text(tree, paragraph);
    let mut out = Vec::new();
    for (byte, c) in text.text.char_indices() {
        let node = text.piece_at(byte).unwrap().node;
        let around: Vec<NodeId> = tree.ancestors(node).take_while(|&n| n != paragraph).collect();
        let run = around.iter().find(|&&n| tree.is(n, ns::w("r")));
        let properties = run.and_then(|&r| tree.child(r, ns::w("rPr"))).map_or("", |n| tree.raw(n));
        let names: Vec<&str> = around.iter().map(|&n| tree.raw_name(n)).collect();
        let properties = properties.split("<w:rPrChange").next().unwrap_or("");
        out.push((c, properties.to_string(), names.join(" ")));
    }
    out
}

/// The marks of comments: id and name, and where they stand.
fn marks(tree: &Tree<'_>) -> HashMap<(String, String), Range<usize>> {
    let mut found = HashMap::new();
    for node in tree.descendants(tree.root()) {
        let name = tree.name(node);
        if name.ns == Ns::W
            && name.local.starts_with("comment")
            && let Some(id) = tree.attribute(node, ns::w("id"))
        {
            let key = (id.into_owned(), name.local.to_string());
            assert!(found.insert(key, tree.range(node)).is_none(), "{} stands twice", tree.raw(node));
        }
    }
    found
}

/// What a comment covers, in order: the paragraph, the count of characters before, the characters covered.
fn covered(
    tree: &Tree<'_>,
    marks: &HashMap<(String, String), Range<usize>>,
    paragraphs: &[wml::Paragraph],
    id: &str,
) -> Vec<(NodeId, usize, String)> {
    let mark = |name: &str| marks[&(id.to_string(), name.to_string())].clone();
    let (start, end) = (mark("commentRangeStart").end, mark("commentRangeEnd").start);
    assert!(start <= end && end < mark("commentReference").start, "the marks of {id} stand in another order");
    let mut found = Vec::new();
    for paragraph in paragraphs.iter().filter(|p| p.textbox.is_none() && !p.fallback) {
        let range = tree.range(paragraph.node);
        if range.start > end || range.end < start {
            continue;
        }
        let text = wml::text(tree, paragraph.node);
        let stretch = |from: usize, to: usize| {
            let pieces = text.pieces.iter().filter(|p| from <= p.source.start && p.source.end <= to);
            pieces.map(|p| &text.text[p.text.clone()]).collect::<String>()
        };
        let before = stretch(0, start).chars().count();
        found.push((paragraph.node, before, stretch(start, end)));
    }
    found
}

/// Checks a commented copy against its original: every paragraph that no remark is about is the same bytes,
/// the others keep their characters with all that dresses them, and each comment covers what it was asked to.
/// The remarks must be about places of the body that exist.
fn judge(original: &Package, copy: &Package, remarks: &[Remark], first_id: u32) {
    let (old, _) = original.tree(original.main_part()).unwrap();
    let (new, _) = copy.tree(copy.main_part()).unwrap();
    let place = DocPlace::story(Story::Body);
    let (olds, news) = (wml::paragraphs(&old, &place), wml::paragraphs(&new, &place));
    let about: HashSet<u32> = remarks.iter().filter_map(|r| r.place.paragraph).collect();
    let mut by_number = HashMap::new();
    assert_eq!(olds.len(), news.len());
    for (a, b) in olds.iter().zip(&news) {
        assert_eq!(a.place, b.place);
        let in_body = a.textbox.is_none() && !a.fallback;
        if in_body && a.place.paragraph.is_some_and(|n| about.contains(&n)) {
            assert_eq!(dressed(&old, a.node), dressed(&new, b.node), "{:?}", a.place);
            by_number.entry(a.place.paragraph).or_insert((a.node, b.node));
        } else {
            assert_eq!(old.raw(a.node), new.raw(b.node));
        }
    }
    let marks = marks(&new);
    for (remark, id) in remarks.iter().zip(first_id..) {
        let (old_paragraph, new_paragraph) = by_number[&remark.place.paragraph];
        let text: Vec<char> = wml::text(&old, old_paragraph).text.chars().collect();
        let range = match (remark.place.start, remark.place.end) {
            (Some(start), Some(end)) if start < end && (start as usize) < text.len() => {
                start as usize..text.len().min(end as usize)
            }
            _ => 0..text.len(),
        };
        let wanted: String = text[range.clone()].iter().collect();
        let found = covered(&new, &marks, &news, &id.to_string());
        assert_eq!(found, [(new_paragraph, range.start, wanted)], "{remark:?}");
    }
}

/// Body, ranges, expected body.
const CUTS: &[(&str, &[Range<u32>], &str)] = &[
    // In one run: the middle, the head, the tail, all.
    (
        "<w:p><w:r w:rsidR=\"00A1\"><w:rPr><w:b/></w:rPr><w:t>甲乙丙丁</w:t></w:r></w:p>",
        &[1..3],
        "<w:p><w:r w:rsidR=\"00A1\"><w:rPr><w:b/></w:rPr><w:t~>甲</w:t></w:r>[0\
         <w:r w:rsidR=\"00A1\"><w:rPr><w:b/></w:rPr><w:t~>乙丙</w:t></w:r>0]*0\
         <w:r w:rsidR=\"00A1\"><w:rPr><w:b/></w:rPr><w:t~>丁</w:t></w:r></w:p>",
    ),
    (
        "<w:p><w:r><w:t>甲乙</w:t></w:r></w:p>",
        &[0..1, 1..2, 0..2],
        "<w:p>[2[0<w:r><w:t~>甲</w:t></w:r>0]*0[1<w:r><w:t~>乙</w:t></w:r>1]*12]*2</w:p>",
    ),
    // Overlapping and nested.
    (
        "<w:p><w:r><w:t>abcdef</w:t></w:r></w:p>",
        &[0..4, 2..6, 2..4],
        "<w:p>[0<w:r><w:t~>ab</w:t></w:r>[1[2<w:r><w:t~>cd</w:t></w:r>2]*20]*0<w:r><w:t~>ef</w:t></w:r>1]*1</w:p>",
    ),
    // The whole paragraph, and a paragraph with nothing in it.
    (
        "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:bookmarkStart w:id=\"7\" w:name=\"a\"/><w:r><w:t>a</w:t></w:r><w:bookmarkEnd w:id=\"7\"/></w:p>",
        &[0..0],
        "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr>[0<w:bookmarkStart w:id=\"7\" w:name=\"a\"/><w:r><w:t>a</w:t></w:r><w:bookmarkEnd w:id=\"7\"/>0]*0</w:p>",
    ),
    ("<w:p/>", &[0..0, 0..0], "<w:p>[00]*0[11]*1</w:p>"),
    ("<w:p w:rsidR=\"00A1\" />", &[0..0], "<w:p w:rsidR=\"00A1\" >[00]*0</w:p>"),
    ("<w:p></w:p>", &[0..0], "<w:p>[00]*0</w:p>"),
    // Entities, tabs, breaks and hyphens are characters of their own.
    (
        "<w:p><w:r><w:t>a&amp;&#x4e00;b</w:t><w:tab/><w:t>c</w:t><w:br/></w:r></w:p>",
        &[1..2, 4..5, 5..7],
        "<w:p><w:r><w:t~>a</w:t></w:r>[0<w:r><w:t~>&amp;</w:t></w:r>0]*0<w:r><w:t~>&#x4e00;b</w:t></w:r>[1\
         <w:r><w:tab/></w:r>1]*1[2<w:r><w:t>c</w:t><w:br/></w:r>2]*2</w:p>",
    ),
    (
        "<w:p><w:r><w:t><![CDATA[a<b]]>c<!-- - -->d</w:t></w:r></w:p>",
        &[1..2, 2..3, 4..5],
        "<w:p><w:r><w:t~><![CDATA[a]]></w:t></w:r>[0<w:r><w:t~><![CDATA[<]]></w:t></w:r>0]*0[1\
         <w:r><w:t~><![CDATA[b]]></w:t></w:r>1]*1<w:r><w:t~>c<!-- - --></w:t></w:r>[2<w:r><w:t~>d</w:t></w:r>2]*2</w:p>",
    ),
    // Over several runs, with what is not text kept on its side.
    (
        "<w:p><w:r><w:t>ab</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:footnoteReference w:id=\"2\"/><w:t>cd</w:t><w:sym w:font=\"S\" w:char=\"F0\"/></w:r></w:p>",
        &[1..3, 2..4],
        "<w:p><w:r><w:t~>a</w:t></w:r>[0<w:r><w:t~>b</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:footnoteReference w:id=\"2\"/></w:r>[1\
         <w:r><w:rPr><w:i/></w:rPr><w:t~>c</w:t></w:r>0]*0<w:r><w:rPr><w:i/></w:rPr><w:t~>d</w:t></w:r>1]*1\
         <w:r><w:rPr><w:i/></w:rPr><w:sym w:font=\"S\" w:char=\"F0\"/></w:r></w:p>",
    ),
    // In a link, an insertion, a control: the reference stands behind, marks at an edge outside.
    (
        "<w:p><w:hyperlink w:anchor=\"x\"><w:r><w:t>abc</w:t></w:r></w:hyperlink><w:r><w:t>d</w:t></w:r></w:p>",
        &[1..2, 0..3, 2..4],
        "<w:p>[1<w:hyperlink w:anchor=\"x\"><w:r><w:t~>a</w:t></w:r>[0<w:r><w:t~>b</w:t></w:r>0][2<w:r><w:t~>c</w:t></w:r></w:hyperlink>\
         1]*1*0<w:r><w:t>d</w:t></w:r>2]*2</w:p>",
    ),
    (
        "<w:p><w:ins w:id=\"5\" w:author=\"a\"><w:r><w:t>ab</w:t></w:r></w:ins><w:del w:id=\"6\" w:author=\"a\"><w:r><w:delText>x</w:delText></w:r></w:del><w:r><w:t>c</w:t></w:r></w:p>",
        &[1..3],
        "<w:p><w:ins w:id=\"5\" w:author=\"a\"><w:r><w:t~>a</w:t></w:r>[0<w:r><w:t~>b</w:t></w:r></w:ins><w:del w:id=\"6\" w:author=\"a\"><w:r><w:delText>x</w:delText></w:r></w:del><w:r><w:t>c</w:t></w:r>0]*0</w:p>",
    ),
    (
        "<w:p><w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent><w:r><w:t>ab</w:t></w:r><w:r><w:t>cd</w:t></w:r></w:sdtContent></w:sdt></w:p>",
        &[0..2, 2..4, 1..2],
        "<w:p>[0<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent><w:r><w:t~>a</w:t></w:r>[2<w:r><w:t~>b</w:t></w:r>2]0][1<w:r><w:t>cd</w:t></w:r></w:sdtContent></w:sdt>1]*1*0*2</w:p>",
    ),
    // What cannot be cut is covered whole: phonetic guides.
    (
        "<w:p><w:r><w:t>a</w:t><w:ruby><w:rt><w:r><w:t>yi</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>一</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>",
        &[1..4],
        "<w:p><w:r><w:t>a</w:t></w:r>[0<w:r><w:ruby><w:rt><w:r><w:t>yi</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>一</w:t></w:r></w:rubyBase></w:ruby></w:r>0]*0</w:p>",
    ),
    // White space at a cut is kept; none that Word drops comes to light.
    (
        "<w:p><w:r><w:t>a b</w:t></w:r><w:r><w:t xml:space=\"default\">cd</w:t></w:r><w:r><w:t>\n  ef\n</w:t></w:r></w:p>",
        &[0..2, 3..4, 5..9],
        "<w:p>[0<w:r><w:t~>a </w:t></w:r>0]*0<w:r><w:t~>b</w:t></w:r>[1<w:r><w:t~>c</w:t></w:r>1]*1<w:r><w:t~>d</w:t></w:r>\
         [2<w:r><w:t>\n  e</w:t></w:r>2]*2<w:r><w:t>f\n</w:t></w:r></w:p>",
    ),
    // Properties that are tracked are repeated under ids of their own.
    (
        "<w:p><w:r><w:rPr><w:b/><w:rPrChange w:id=\"41\" w:author=\"a\"><w:rPr/></w:rPrChange></w:rPr><w:t>ab</w:t></w:r></w:p>",
        &[1..2],
        "<w:p><w:r><w:rPr><w:b/><w:rPrChange w:id=\"41\" w:author=\"a\"><w:rPr/></w:rPrChange></w:rPr><w:t~>a</w:t></w:r>[0\
         <w:r><w:rPr><w:b/><w:rPrChange w:id=\"42\" w:author=\"a\"><w:rPr/></w:rPrChange></w:rPr><w:t~>b</w:t></w:r>0]*0</w:p>",
    ),
    // A range past the end is cut, one beyond it means the whole paragraph.
    (
        "<w:p><w:r><w:t>ab</w:t></w:r></w:p>",
        &[1..9, 7..9],
        "<w:p>[1<w:r><w:t~>a</w:t></w:r>[0<w:r><w:t~>b</w:t></w:r>0]*01]*1</w:p>",
    ),
];

#[test]
fn comments_stand_at_exactly_their_characters() {
    let mut wrong = Vec::new();
    for (body, ranges, expected) in CUTS {
        let package = Parts::body(body).package();
        let remarks: Vec<Remark> = ranges.iter().map(|r| remark(at(1, r.clone()), "x")).collect();
        let copy = annotated(&package, &remarks);
        let found = short(&copy);
        if found != *expected {
            wrong.push(format!("{body} {ranges:?}\n  expected {expected}\n  found    {found}"));
        }
        if !body.contains("<w:ruby>") {
            judge(&package, &copy, &remarks, 0);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_range_of_a_mixed_paragraph_is_covered() {
    let body = "<w:p><w:pPr/><w:r><w:lastRenderedPageBreak/><w:t>一&lt;二</w:t><w:tab/></w:r>\
        <w:hyperlink><w:r><w:rPr><w:u w:val=\"single\"/></w:rPr><w:t>ab</w:t><w:noBreakHyphen/></w:r></w:hyperlink>\
        <w:sdt><w:sdtPr/><w:sdtContent><w:ins w:id=\"1\" w:author=\"x\"><w:r><w:t xml:space=\"preserve\"> c </w:t></w:r></w:ins></w:sdtContent></w:sdt>\
        <w:fldSimple w:instr=\"PAGE\"><w:r><w:t>12</w:t></w:r></w:fldSimple><w:r><w:t/></w:r><w:r/>\
        <w:smartTag w:element=\"e\"><w:r><w:t><![CDATA[xy]]></w:t><w:br/></w:r></w:smartTag><w:r><w:t>末</w:t></w:r></w:p>";
    let package = Parts::body(&format!("<w:p><w:r><w:t>前</w:t></w:r></w:p>{body}<w:p/>")).package();
    let length = 16;
    let all = (0..length).flat_map(|start| (start + 1..=length).map(move |end| start..end));
    let remarks: Vec<Remark> = all.map(|range| remark(at(2, range), "x")).collect();
    judge(&package, &annotated(&package, &remarks), &remarks, 0);
    for one in &remarks {
        let one = std::slice::from_ref(one);
        judge(&package, &annotated(&package, one), one, 0);
    }
}

#[test]
fn a_document_without_comments_gets_the_part() {
    let styles = format!(
        "<w:styles xmlns:w=\"{W}\"><w:style w:type=\"character\" w:styleId=\"57\"><w:name w:val=\"annotation reference\"/></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"13\"><w:name w:val=\"annotation text\"/></w:style></w:styles>"
    );
    let package = Parts::body("<w:p/>").with("styles", &styles).package();
    let copy = annotated(&package, &[remark(at(1, 0..0), "第一行\n\n<第二行>\t\u{1}尾")]);
    insta::assert_snapshot!(part(&copy, "word/comments.xml"), @r#"
    <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
    <w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:comment w:id="0" w:author="红头" w:date="2024-12-20T10:30:00+08:00" w:initials="红"><w:p><w:pPr><w:pStyle w:val="13"/></w:pPr><w:r><w:rPr><w:rStyle w:val="57"/></w:rPr><w:annotationRef/></w:r><w:r><w:t xml:space="preserve">第一行</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="13"/></w:pPr></w:p><w:p><w:pPr><w:pStyle w:val="13"/></w:pPr><w:r><w:t xml:space="preserve">&lt;第二行&gt;</w:t><w:tab/><w:t xml:space="preserve">�尾</w:t></w:r></w:p></w:comment></w:comments>
    "#);
    let main = part(&copy, "word/document.xml");
    assert!(
        main.contains("<w:r><w:rPr><w:rStyle w:val=\"57\"/></w:rPr><w:commentReference w:id=\"0\"/></w:r>")
    );
    assert!(
        part(&copy, "word/_rels/document.xml.rels")
            .contains(&format!("<Relationship Id=\"rId2\" Type=\"{R}/comments\" Target=\"comments.xml\"/>"))
    );
    assert_eq!(copy.content_type("word/comments.xml"), Some(format!("{TYPES}.comments+xml").as_str()));
    assert_eq!(part(&copy, "word/styles.xml"), styles);
}

#[test]
fn a_document_with_comments_gets_more_of_them() {
    let old = format!(
        "<ns0:comments xmlns:ns0=\"{W}\"><ns0:comment ns0:id=\"3\" ns0:author=\"甲\"><ns0:p/></ns0:comment></ns0:comments>"
    );
    let body = "<w:p><w:commentRangeStart w:id=\"3\"/><w:r><w:t>ab</w:t></w:r><w:commentRangeEnd w:id=\"3\"/><w:r><w:commentReference w:id=\"8\"/></w:r></w:p>";
    let package = Parts::body(body).with("comments", &old).package();
    let remarks = [remark(at(1, 0..1), "x"), remark(at(1, 1..2), "y")];
    let changes = annotate(&package, &remarks, "", None).unwrap();
    let names: Vec<&str> = changes.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["word/document.xml", "word/comments.xml"]);
    let copy = annotated(&package, &remarks);
    judge(&package, &copy, &remarks, 9);
    let kept = old.strip_suffix("</ns0:comments>").unwrap();
    let added = String::from_utf8(changes[1].1.clone()).unwrap();
    let added = added.strip_prefix(kept).unwrap();
    insta::assert_snapshot!(added, @r#"<ns0:comment ns0:id="9" ns0:author=""><ns0:p><ns0:r><ns0:annotationRef/></ns0:r><ns0:r><ns0:t xml:space="preserve">x</ns0:t></ns0:r></ns0:p></ns0:comment><ns0:comment ns0:id="10" ns0:author=""><ns0:p><ns0:r><ns0:annotationRef/></ns0:r><ns0:r><ns0:t xml:space="preserve">y</ns0:t></ns0:r></ns0:p></ns0:comment></ns0:comments>"#);
}

#[test]
fn comments_written_without_content_are_opened() {
    let package = Parts::body("<w:p/>").with("comments", &format!("<w:comments xmlns:w=\"{W}\"/>")).package();
    let copy = annotated(&package, &[remark(at(1, 0..0), "x")]);
    assert!(
        part(&copy, "word/comments.xml")
            .starts_with(&format!("<w:comments xmlns:w=\"{W}\"><w:comment w:id=\"0\""))
    );
}

#[test]
fn ids_stay_within_what_word_reads() {
    let comment = |id: &str| format!("<w:comment w:id=\"{id}\" w:author=\"a\"><w:p/></w:comment>");
    for (taken, fresh) in [
        (vec!["2147483647", "0"], [1, 2]),
        (vec!["2147483646"], [2147483647, 0]),
        (vec!["-1"], [0, 1]),
        (vec!["x", "99999999999999999999"], [0, 1]),
    ] {
        let all: String = taken.iter().map(|id| comment(id)).collect();
        let part_xml = format!("<w:comments xmlns:w=\"{W}\">{all}</w:comments>");
        let package = Parts::body("<w:p/>").with("comments", &part_xml).package();
        let copy = annotated(&package, &[remark(at(1, 0..0), "x"), remark(at(1, 0..0), "y")]);
        for id in fresh {
            assert!(
                part(&copy, "word/document.xml").contains(&format!("<w:commentReference w:id=\"{id}\"/>")),
                "{taken:?}"
            );
        }
    }
}

#[test]
fn strict_documents_stay_strict() {
    let xml = format!(
        "<w:document xmlns:w=\"{STRICT}\"><w:body><w:p><w:r><w:t>ab</w:t></w:r></w:p></w:body></w:document>"
    );
    let package = Parts::main(&xml).package();
    let remarks = [remark(at(1, 0..1), "x")];
    let copy = annotated(&package, &remarks);
    judge(&package, &copy, &remarks, 0);
    assert!(part(&copy, "word/comments.xml").contains(&format!("<w:comments xmlns:w=\"{STRICT}\">")));
    let relationships = part(&copy, "word/_rels/document.xml.rels");
    assert!(
        relationships.contains("Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/comments\"")
    );
}

#[test]
fn prefixes_are_those_of_the_document() {
    for (declared, p, expected) in [
        ("xmlns:ns0", "ns0:", "<ns0:commentRangeStart ns0:id=\"0\"/>"),
        // Without a prefix an attribute has no namespace.
        ("xmlns", "", "<w:commentRangeStart xmlns:w=\"NS\" w:id=\"0\"/>"),
    ] {
        let xml = format!(
            "<{p}document {declared}=\"{W}\"><{p}body><{p}p><{p}r><{p}t>ab</{p}t></{p}r></{p}p></{p}body></{p}document>"
        );
        let package = Parts::main(&xml).package();
        let remarks = [remark(at(1, 1..2), "x")];
        let copy = annotated(&package, &remarks);
        judge(&package, &copy, &remarks, 0);
        assert!(part(&copy, "word/document.xml").contains(&expected.replace("NS", W)));
    }
}

/// The text of the only comment, and the text that it covers.
fn said(package: &Package, place: DocPlace) -> (String, String) {
    let copy = annotated(package, &[remark(place, "说明")]);
    let (tree, _) = copy.tree("word/comments.xml").unwrap();
    let (main, _) = copy.tree("word/document.xml").unwrap();
    let paragraphs = wml::paragraphs(&main, &DocPlace::story(Story::Body));
    let covered = covered(&main, &marks(&main), &paragraphs, "0");
    (tree.string(tree.root()), covered.into_iter().map(|(_, _, text)| text).collect())
}

#[test]
fn remarks_about_other_places_stand_in_the_body_and_say_where() {
    let text_box = |text: &str| {
        format!(
            "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
        )
    };
    let one = format!(
        "<w:p><w:r><w:t>首段</w:t></w:r></w:p><w:p><w:r><w:t>持框</w:t></w:r>{}</w:p>",
        text_box("框内文字")
    );
    let package = Parts::body(&one).package();
    let header =
        DocPlace { paragraph: Some(1), start: Some(0), end: Some(1), ..DocPlace::story(Story::Header) };
    let note = DocPlace { note: Some(2), paragraph: Some(3), ..DocPlace::story(Story::Footnote) };
    let boxed =
        DocPlace { paragraph: Some(1), start: Some(0), end: Some(4), ..DocPlace::story(Story::Textbox) };
    let pair = |a: &str, b: &str| (a.to_string(), b.to_string());
    assert_eq!(said(&package, header), pair("页眉第1段：说明", "首段"));
    assert_eq!(said(&package, note), pair("脚注第2条第3段：说明", "首段"));
    assert_eq!(said(&package, DocPlace::story(Story::Body)), pair("正文：说明", "首段"));
    assert_eq!(said(&package, at(9, 0..0)), pair("正文第9段：说明", "首段"));
    assert_eq!(said(&package, boxed.clone()), pair("文本框第1段：说明", "持框"));
    // Which box, when there are two? A longer range tells them apart.
    let two = format!("{one}<w:p>{}<w:r><w:t>二框</w:t></w:r></w:p>", text_box("短"));
    let package = Parts::body(&two).package();
    assert_eq!(said(&package, boxed.clone()), pair("文本框第1段：说明", "持框"));
    assert_eq!(said(&package, DocPlace { end: Some(1), ..boxed.clone() }), pair("文本框第1段：说明", "首段"));
    let header = format!("<w:hdr xmlns:w=\"{W}\"><w:p>{}</w:p></w:hdr>", text_box("页眉框内"));
    let package = Parts::body(&one).with("header", &header).package();
    assert_eq!(said(&package, boxed), pair("文本框第1段：说明", "首段"));
}

#[test]
fn a_body_without_paragraphs_gets_one() {
    for (body, expected) in
        [("", "<w:p>[00]*0[11]*1</w:p>"), ("<w:sectPr/>", "<w:p>[00]*0[11]*1</w:p><w:sectPr/>")]
    {
        let package = Parts::body(body).package();
        let place = DocPlace::story(Story::Body);
        assert_eq!(short(&annotated(&package, &[remark(place.clone(), "x"), remark(place, "y")])), expected);
    }
    let package = Parts::main(&format!("<w:document xmlns:w=\"{W}\"><w:body/></w:document>")).package();
    assert_eq!(short(&annotated(&package, &[remark(at(1, 0..0), "x")])), "<w:p>[00]*0</w:p>");
}

#[test]
fn joined_paragraphs_are_told_apart_by_their_length() {
    let deleted = "<w:pPr><w:rPr><w:del w:id=\"1\" w:author=\"a\"/></w:rPr></w:pPr>";
    let body = format!("<w:p>{deleted}<w:r><w:t>ab</w:t></w:r></w:p><w:p><w:r><w:t>cdef</w:t></w:r></w:p>");
    let package = Parts::body(&body).package();
    assert_eq!(said(&package, at(1, 0..2)).1, "ab");
    assert_eq!(said(&package, at(1, 2..4)).1, "ef");
}

#[test]
fn a_date_that_is_none_is_left_out() {
    let package = Parts::body("<w:p/>").package();
    for (date, written) in [
        (Some("2024-12-20"), Some("2024-12-20T00:00:00Z")),
        (Some("2024-12-20T10:30:00Z"), Some("2024-12-20T10:30:00Z")),
        (Some("2024-12-20T10:30:00.25-05:30"), Some("2024-12-20T10:30:00.25-05:30")),
        (Some("2024-12-20T10:30:00"), Some("2024-12-20T10:30:00")),
        (Some("2024-13-20"), None),
        (Some("2024-12-20T25:30:00Z"), None),
        (Some("2024-12-20 10:30:00"), None),
        (Some("2024-12-20T10:30:00.Z"), None),
        (Some("2024-12-20T10:30:00x"), None),
        (Some("2024年12月20日"), None),
        (Some("昨天昨天昨天"), None),
        (Some(""), None),
        (None, None),
    ] {
        let changes = annotate(&package, &[remark(at(1, 0..0), "x")], "a \"b\" c", date).unwrap();
        let comments = String::from_utf8(changes[1].1.clone()).unwrap();
        let found = comments.split(" w:date=\"").nth(1).and_then(|rest| rest.split('"').next());
        assert_eq!(found, written, "{date:?}");
        assert!(
            comments.contains("w:author=\"a &quot;b&quot; c\"")
                && comments.contains("w:initials=\"a&quot;c\"")
        );
    }
}

#[test]
fn a_relationship_without_its_part_gets_the_part() {
    let mut parts = Parts::body("<w:p/>").with("comments", "");
    parts.files.pop();
    let package = parts.package();
    let changes = annotate(&package, &[remark(at(1, 0..0), "x")], "a", None).unwrap();
    let names: Vec<&str> = changes.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["word/document.xml", "word/comments.xml"]);
}

#[test]
fn a_part_of_the_name_that_is_something_else_is_left_alone() {
    let mut parts = Parts::body("<w:p/>");
    parts.files.push(("word/Comments.xml".into(), "<a/>".into()));
    parts.relationships =
        format!("<Relationship Id=\"rId4294967295\" Type=\"{R}/theme\" Target=\"Comments.xml\"/>");
    let copy = annotated(&parts.package(), &[remark(at(1, 0..0), "x")]);
    assert_eq!(part(&copy, "word/Comments.xml"), "<a/>");
    assert!(copy.contains("word/comments1.xml"));
    assert!(part(&copy, "word/_rels/document.xml.rels").contains("Id=\"rId1\""));
}

#[test]
fn a_run_with_endless_properties_is_covered_whole() {
    let fonts = "<w:rFonts w:ascii=\"a\"/>".repeat(1000);
    let body = format!("<w:p><w:r><w:rPr>{fonts}</w:rPr><w:t>abc</w:t></w:r></w:p>");
    let package = Parts::body(&body).package();
    assert_eq!(said(&package, at(1, 1..2)).1, "abc");
}

#[test]
fn no_remarks_change_nothing_and_the_same_remarks_the_same() {
    let package = Parts::body("<w:p><w:r><w:t>ab</w:t></w:r></w:p>").package();
    assert!(annotate(&package, &[], "a", None).unwrap().is_empty());
    let remarks = [remark(at(1, 1..2), "x"), remark(DocPlace::story(Story::Footer), "y")];
    assert_eq!(
        annotate(&package, &remarks, "a", None).unwrap(),
        annotate(&package, &remarks, "a", None).unwrap()
    );
}

/// About twenty remarks spread over a document, the same each time.
fn spread(package: &Package, seed: &mut u32) -> Vec<Remark> {
    let mut next = |below: usize| {
        *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (*seed >> 8) as usize % below.max(1)
    };
    let (tree, _) = package.tree(package.main_part()).unwrap();
    let mut lengths: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for p in wml::paragraphs(&tree, &DocPlace::story(Story::Body)) {
        if let Some(number) = p.place.paragraph.filter(|_| p.textbox.is_none() && !p.fallback) {
            lengths.entry(number).or_default().push(wml::text(&tree, p.node).text.chars().count());
        }
    }
    // Paragraphs that a deleted mark joins share a number; the judge does not tell them apart.
    let single: Vec<(u32, usize)> =
        lengths.iter().filter(|(_, l)| l.len() == 1).map(|(n, l)| (*n, l[0])).collect();
    let rich: Vec<(u32, usize)> = single.iter().copied().filter(|(_, l)| *l > 0).collect();
    let mut remarks = Vec::new();
    for index in 0..24 {
        let from = if index % 8 == 7 || rich.is_empty() { &single } else { &rich };
        let Some(&(number, length)) = from.get(next(from.len())) else { continue };
        // One in six the whole paragraph; a second remark in the same paragraph, overlapping at random.
        for _ in 0..1 + next(2) {
            let (a, b) = (next(length + 1), next(length + 1));
            let range = if next(6) == 0 { 0..0 } else { a.min(b) as u32..a.max(b) as u32 };
            remarks.push(remark(at(number, range), "核对：\n“数字”与上文不一致"));
        }
    }
    remarks
}

#[test]
fn real_documents_are_commented() {
    let Some(corpus) = std::env::var_os("HONGTOU_CORPUS") else {
        return println!("skipped: HONGTOU_CORPUS is not set");
    };
    let out = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("comments");
    std::fs::create_dir_all(&out).unwrap();
    let mut files: Vec<_> = std::fs::read_dir(std::path::Path::new(&corpus).join("documents"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.sort();
    let (mut seed, mut count) = (1, 0);
    for file in &files {
        let package = Package::open(file, &Limits::default()).unwrap();
        let mut remarks = spread(&package, &mut seed);
        if !remarks.is_empty() {
            let copy = annotated(&package, &remarks);
            judge(&package, &copy, &remarks, last_id(&copy) + 1 - remarks.len() as u32);
        }
        for story in [Story::Header, Story::Textbox, Story::Other] {
            remarks.push(remark(DocPlace { paragraph: Some(1), ..DocPlace::story(story) }, "说明"));
        }
        let changes = annotate(&package, &remarks, "红头", Some("2024-12-20")).unwrap();
        let bytes = package.write_with(Cursor::new(Vec::new()), &changes).unwrap().into_inner();
        std::fs::write(out.join(file.file_name().unwrap()), bytes).unwrap();
        count += remarks.len();
    }
    println!("{} documents, {count} remarks; the copies are in {}", files.len(), out.display());
}

/// The greatest id of a comment that the body refers to.
fn last_id(package: &Package) -> u32 {
    let (tree, _) = package.tree(package.main_part()).unwrap();
    let ids = marks(&tree).into_keys().filter(|(_, name)| name == "commentReference");
    ids.filter_map(|(id, _)| id.parse().ok()).max().unwrap()
}
