//! From placed items to PDF, through printpdf's page operations.

use crate::PrintError;
use crate::font::{self, CutFace, FaceId};
use crate::page::{Flow, Item};
use crate::tags::{self, Node, Role, Tree};
use crate::text::{Ink, Line, Placed, Style};
use lopdf::Object;
use printpdf::{
    Codepoint, Color, DictItem, FontId, Line as PdfLine, LineDashPattern, LineJoinStyle, LinePoint,
    Mm, Op, ParsedFont, PdfDocument, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Polygon,
    PolygonRing, Pt, Rgb, TextItem, TextMatrix, TextRenderingMode,
};
use printpdf::{PaintMode, WindingOrder};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Outline that thickens a regular glyph to look bold, as a part of the font size.
const THICKEN: f32 = 0.035;

type Faces = BTreeMap<FaceId, CutFace>;

/// Writes the pages as one PDF file. The title is neutral: a file listing must not tell a diagnosis.
///
/// `language` is the BCP 47 tag of the main language, `made` a day as `2026-05-20`.
pub(crate) fn build(
    flow: &Flow,
    title: &str,
    language: &str,
    made: &str,
) -> Result<Vec<u8>, PrintError> {
    let faces = cut_faces(flow)?;
    let mut document = PdfDocument::new(title);
    document.metadata.info.creator = "Kinfolio".to_owned();
    document.metadata.info.producer = "Kinfolio".to_owned();
    for (id, face) in &faces {
        let mut warnings = Vec::new();
        let mut parsed =
            ParsedFont::from_bytes(&face.bytes, 0, &mut warnings).ok_or(PrintError::Font)?;
        parsed.font_name = Some(id.subset_name().to_owned());
        document
            .resources
            .fonts
            .map
            .insert(font_id(*id), printpdf::PdfFont::new(parsed));
    }
    let (width, height) = flow.paper.size();
    let mut tree = Tree::default();
    let pages = flow
        .pages
        .iter()
        .enumerate()
        .map(|(number, items)| {
            let mut page = Marked {
                ops: Vec::new(),
                open: None,
                number,
                tree: &mut tree,
            };
            let mut rest = items.as_slice();
            while let Some((item, tail)) = rest.split_first() {
                rest = tail;
                match item {
                    Item::Figure { node, count, .. } if *count > 0 => {
                        page.begin(Some(node));
                        let (inside, tail) = rest.split_at_checked(*count).unwrap_or((rest, &[]));
                        rest = tail;
                        for item in inside {
                            draw(item, height, &faces, &mut page.ops);
                        }
                    }
                    Item::Text { x, y, line } if line.node.is_some() => {
                        page.text((*x, *y), line, (height, language), &faces);
                    }
                    Item::Figure { .. } => {}
                    Item::Text { line, .. } if line.glyphs.is_empty() => {}
                    _ => {
                        page.begin(None);
                        draw(item, height, &faces, &mut page.ops);
                    }
                }
            }
            let ops = page.finish();
            PdfPage::new(Mm::from(Pt(width)), Mm::from(Pt(height)), ops)
        })
        .collect();
    let mut warnings = Vec::new();
    let document = document.with_pages(pages);
    let mut written = document.to_lopdf_document(&PdfSaveOptions::default(), &mut warnings);
    tidy(&mut written, language, made).ok_or(PrintError::Pdf)?;
    tree.write(&mut written).ok_or(PrintError::Pdf)?;
    written.compress();
    let mut bytes = Vec::new();
    // Thousands of small objects, the structure, take a tenth of the room in compressed streams.
    let options = lopdf::SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .build();
    written
        .save_with_options(&mut bytes, options)
        .map_err(|_| PrintError::Pdf)?;
    Ok(bytes)
}

/// The operations of a page, each within the mark of what it belongs to.
struct Marked<'t> {
    ops: Vec<Op>,
    /// What is open: an element, or (`None` inside) something that only decorates.
    open: Option<Option<Rc<Node>>>,
    number: usize,
    tree: &'t mut Tree,
}

impl Marked<'_> {
    /// What follows belongs to this element; to none: it decorates or repeats.
    fn begin(&mut self, node: Option<&Rc<Node>>) {
        let same = match (&self.open, node) {
            (Some(Some(open)), Some(node)) => Rc::ptr_eq(open, node),
            (Some(None), None) => true,
            _ => false,
        };
        if same {
            return;
        }
        self.end();
        self.open = Some(node.cloned());
        match node {
            Some(node) => {
                let number = self.tree.content(node, self.number);
                let number = i64::try_from(number).unwrap_or_default();
                self.ops.push(Op::BeginMarkedContentWithProperties {
                    tag: tags::name(&node.role).to_owned(),
                    properties: properties("MCID", DictItem::Int(number)),
                });
            }
            None => self.ops.push(Op::BeginMarkedContent {
                tag: "Artifact".to_owned(),
            }),
        }
    }

    /// A line of an element; stretches in another language than the document's are elements within it.
    fn text(&mut self, at: (f32, f32), line: &Line, page: (f32, &str), faces: &Faces) {
        // A cell without words is a cell all the same: the heads of the columns belong to those below them.
        let cell =
            |node: &Rc<Node>| matches!(node.role, Role::ColumnHead | Role::RowHead | Role::Cell);
        let Some(node) = line
            .node
            .as_ref()
            .filter(|node| !line.glyphs.is_empty() || cell(node))
        else {
            return;
        };
        let read = line.read();
        let ((x, y), (height, language)) = (at, page);
        let above = height - y + line.height;
        self.tree.said(node, &line.glyphs, self.number, above);
        for (tag, glyphs) in tags::stretches(&read, language) {
            match tag {
                Some(tag) => self.begin(Some(&Node::within(Role::Span(tag), node))),
                None => self.begin(Some(node)),
            }
            text(x, height - y, glyphs, faces, &mut self.ops);
        }
    }

    fn end(&mut self) {
        if self.open.take().is_some() {
            self.ops.push(Op::EndMarkedContent);
        }
    }

    fn finish(mut self) -> Vec<Op> {
        self.end();
        self.ops
    }
}

fn properties(key: &str, value: DictItem) -> DictItem {
    DictItem::Dict {
        map: BTreeMap::from([(key.to_owned(), value)]),
    }
}

/// Sets what printpdf cannot: the language, the day; and takes out what is not true or empty (it
/// names a PDF/X version whatever the file is, and writes empty fields and link lists).
fn tidy(document: &mut lopdf::Document, language: &str, made: &str) -> Option<()> {
    let info_id = document.trailer.get(b"Info").ok()?.as_reference().ok()?;
    let info = document.get_object_mut(info_id).ok()?.as_dict_mut().ok()?;
    for key in [
        "GTS_PDFXVersion",
        "Trapped",
        "Identifier",
        "Subject",
        "Author",
        "Keywords",
        "ModDate",
        "CreationDate",
    ] {
        info.remove(key.as_bytes());
    }
    let day: String = made.chars().filter(char::is_ascii_digit).collect();
    if day.len() == 8 {
        info.set("CreationDate", Object::string_literal(format!("D:{day}")));
    }
    let catalog = document.catalog_mut().ok()?;
    catalog.set("Lang", Object::string_literal(language));
    let preferences = lopdf::Dictionary::from_iter([("DisplayDocTitle", Object::Boolean(true))]);
    catalog.set("ViewerPreferences", preferences);
    let pages: Vec<_> = document.get_pages().into_values().collect();
    for page in pages {
        document
            .get_object_mut(page)
            .ok()?
            .as_dict_mut()
            .ok()?
            .remove(b"Annots");
    }
    Some(())
}

fn font_id(id: FaceId) -> FontId {
    FontId(
        match id {
            FaceId::Regular => "KR",
            FaceId::Bold => "KB",
            FaceId::LatinRegular => "KL",
            FaceId::LatinBold => "KM",
            FaceId::Rare => "KX",
        }
        .to_owned(),
    )
}

fn cut_faces(flow: &Flow) -> Result<Faces, PrintError> {
    let mut used: BTreeMap<FaceId, BTreeSet<u16>> = BTreeMap::new();
    for item in flow.pages.iter().flatten() {
        if let Item::Text { line, .. } = item {
            for placed in line.read().iter() {
                used.entry(placed.glyph.face)
                    .or_default()
                    .insert(placed.glyph.id);
            }
        }
    }
    used.into_iter()
        .map(|(id, glyphs)| Ok((id, font::cut(id, glyphs.into_iter())?)))
        .collect()
}

fn colour(ink: Ink) -> Color {
    let [r, g, b] = ink.rgb().map(|v| f32::from(v) / 255.0);
    Color::Rgb(Rgb {
        r,
        g,
        b,
        icc_profile: None,
    })
}

/// Page space has its origin at the lower left corner.
const fn point(x: f32, y: f32, page: f32) -> Point {
    Point {
        x: Pt(x),
        y: Pt(page - y),
    }
}

fn ring(points: &[(f32, f32)], page: f32) -> PolygonRing {
    PolygonRing {
        points: points
            .iter()
            .map(|(x, y)| LinePoint {
                p: point(*x, *y, page),
                bezier: false,
            })
            .collect(),
    }
}

const fn corners(x: f32, y: f32, w: f32, h: f32) -> [(f32, f32); 4] {
    [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
}

fn fill(rings: Vec<PolygonRing>, ink: Ink, ops: &mut Vec<Op>) {
    ops.push(Op::SetFillColor { col: colour(ink) });
    ops.push(Op::DrawPolygon {
        polygon: Polygon {
            rings,
            mode: PaintMode::Fill,
            winding_order: WindingOrder::NonZero,
        },
    });
}

fn draw(item: &Item, page: f32, faces: &Faces, ops: &mut Vec<Op>) {
    match item {
        Item::Figure { .. } => {}
        Item::Text { x, y, line } => text(*x, page - y, &line.glyphs, faces, ops),
        Item::Fill { x, y, w, h, ink } => {
            fill(vec![ring(&corners(*x, *y, *w, *h), page)], *ink, ops);
        }
        Item::Area { points, ink } => fill(vec![ring(points, page)], *ink, ops),
        Item::Modules(cells) => {
            let rings = cells
                .iter()
                .map(|(x, y, w, h)| ring(&corners(*x, *y, *w, *h), page))
                .collect();
            fill(rings, Ink::Black, ops);
        }
        Item::Stroke {
            points,
            width,
            ink,
            dash,
        } => {
            ops.push(Op::SaveGraphicsState);
            ops.push(Op::SetOutlineColor { col: colour(*ink) });
            ops.push(Op::SetOutlineThickness { pt: Pt(*width) });
            ops.push(Op::SetLineJoinStyle {
                join: LineJoinStyle::Round,
            });
            if *dash {
                ops.push(Op::SetLineDashPattern {
                    dash: LineDashPattern::new(0.0, &[3.0, 2.2]),
                });
            }
            ops.push(Op::DrawLine {
                line: PdfLine {
                    points: ring(points, page).points,
                    is_closed: false,
                },
            });
            ops.push(Op::RestoreGraphicsState);
        }
    }
}

/// A stretch of a line: a run for each stretch of the same face and style with natural spacing.
fn text(x: f32, baseline: f32, glyphs: &[Placed], faces: &Faces, ops: &mut Vec<Op>) {
    let mut rest = glyphs;
    while let Some(first) = rest.first() {
        let count = run_length(rest);
        let (run, tail) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        rest = tail;
        let Some(face) = faces.get(&first.glyph.face) else {
            continue;
        };
        // What stands in for a character that no typeface has is read as that character.
        let missing = stands_in(first);
        let items: Vec<Codepoint> = run
            .iter()
            .filter_map(|p| {
                let id = face.renumbered.get(&p.glyph.id)?;
                let read = if missing { font::MISSING } else { p.character };
                Some(Codepoint::with_cid(*id, 0.0, read.to_string()))
            })
            .collect();
        if missing {
            let said: String = run.iter().map(|p| p.character).collect();
            let said = DictItem::String {
                data: tags::utf16(&said),
                literal: false,
            };
            ops.push(Op::BeginMarkedContentWithProperties {
                tag: "Span".to_owned(),
                properties: properties("ActualText", said),
            });
        }
        let Style { size, ink, .. } = first.style;
        ops.push(Op::StartTextSection);
        ops.push(Op::SetFillColor { col: colour(ink) });
        if first.glyph.thicken {
            ops.push(Op::SetOutlineColor { col: colour(ink) });
            ops.push(Op::SetOutlineThickness {
                pt: Pt(size * THICKEN),
            });
            ops.push(Op::SetTextRenderingMode {
                mode: TextRenderingMode::FillStroke,
            });
        }
        ops.push(Op::SetFont {
            font: PdfFontHandle::External(font_id(first.glyph.face)),
            size: Pt(size),
        });
        ops.push(Op::SetTextMatrix {
            matrix: TextMatrix::Translate(Pt(x + first.x), Pt(baseline)),
        });
        ops.push(Op::ShowText {
            items: vec![TextItem::GlyphIds(items)],
        });
        if first.glyph.thicken {
            ops.push(Op::SetTextRenderingMode {
                mode: TextRenderingMode::Fill,
            });
        }
        ops.push(Op::EndTextSection);
        if missing {
            ops.push(Op::EndMarkedContent);
        }
    }
}

/// True for the box that is printed where no typeface has the character.
fn stands_in(placed: &Placed) -> bool {
    placed.character != font::MISSING
        && font::glyph(placed.style.weight, font::MISSING).is_some_and(|g| g == placed.glyph)
}

fn run_length(glyphs: &[Placed]) -> usize {
    let Some(first) = glyphs.first() else {
        return 0;
    };
    let mut pen = first.x;
    let mut count = 0;
    for glyph in glyphs {
        let same = glyph.glyph.face == first.glyph.face
            && glyph.glyph.thicken == first.glyph.thicken
            && stands_in(glyph) == stands_in(first)
            && glyph.style == first.style
            && (glyph.x - pen).abs() < 0.02;
        if !same {
            break;
        }
        pen += f32::from(glyph.glyph.advance) * glyph.style.size / 1000.0;
        count += 1;
    }
    count.max(1)
}
