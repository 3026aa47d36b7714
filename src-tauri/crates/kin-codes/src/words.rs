//! The words on the pages of a PDF, in rows and cells, each with its place.
//!
//! Only for the process that reads foreign files; beside [`crate::pages`], because lopdf is there. What a page shows is
//! not drawn: letters are taken where the page puts them, rows are letters on one line, cells are what wide gaps part.
//! Letters of a font that does not say what they mean are counted, not guessed.

use crate::cmap::ToUnicode;
use crate::pages::{Place, inherited, numbers, value};
use crate::{CodeError, CodeLimits};
use lopdf::content::Content;
use lopdf::{Dictionary, Document, Encoding, Object, Stream};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Deepest drawing inside a drawing.
const DEEPEST: usize = 4;
/// Letters of a whole file at most.
const LETTERS: usize = 200_000;
/// Fonts of a whole file at most.
const FONTS: usize = 500;
/// Bytes of one table of letters, unpacked.
const TABLE: usize = 4 << 20;
/// A gap of so many sizes of the letters parts cells.
const CELL: f64 = 0.8;
/// A gap of so many sizes of the letters is a space.
const SPACE: f64 = 0.15;
/// Letters whose lines differ by less than so many sizes stand on one.
const LINE: f64 = 0.45;

/// What stands on the pages of a PDF.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PdfWords {
    /// The rows, page by page, from above.
    pub rows: Vec<WordRow>,
    /// Pages that the file has.
    pub pages: u32,
    /// Pages that were looked at.
    pub read: u32,
    /// Letters whose font does not say what they mean.
    pub unreadable: u32,
    /// Letters that are there but are not drawn, as behind a scanned picture that some machine has read.
    pub invisible: u32,
}

/// One row of words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WordRow {
    /// The page, from 1.
    pub page: u32,
    /// How far down on the page, in thousandths of its height.
    pub down: u16,
    /// What stands in it, from left to right.
    pub cells: Vec<WordCell>,
}

/// What stands together in a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WordCell {
    /// The words.
    pub text: String,
    /// Where it begins, in thousandths of the width of the page.
    pub left: u16,
    /// Where it ends.
    pub right: u16,
}

/// One letter on a page.
#[derive(Debug, Clone)]
struct Letter {
    text: String,
    left: f64,
    right: f64,
    /// The line it stands on, from above.
    line: f64,
    size: f64,
}

/// The words of a PDF.
///
/// # Errors
/// [`CodeError::TooLarge`], [`CodeError::NoCode`] where it cannot be read (damaged, or locked with a password).
pub fn words_in_pdf(bytes: &[u8], limits: &CodeLimits) -> Result<PdfWords, CodeError> {
    if bytes.len() > limits.picture_bytes {
        let limit = limits.picture_bytes as u64;
        return Err(CodeError::TooLarge { limit });
    }
    let document = Document::load_mem(bytes).map_err(|_| CodeError::NoCode)?;
    let pages = document.get_pages();
    if pages.is_empty() {
        return Err(CodeError::NoCode);
    }
    let mut found = PdfWords {
        pages: u32::try_from(pages.len()).unwrap_or(u32::MAX),
        ..PdfWords::default()
    };
    let mut reader = Reader {
        document: &document,
        fonts: BTreeMap::new(),
        letters: Vec::new(),
        taken: 0,
        unreadable: 0,
        invisible: 0,
    };
    for (number, page) in (1_u32..).zip(pages.into_values().take(limits.pages)) {
        found.read = number;
        let Ok(dictionary) = document.get_dictionary(page) else {
            continue;
        };
        let content = document.get_page_content_with_limit(page, limits.page_bytes);
        let resources = inherited(&document, dictionary, b"Resources", 0);
        let resources = resources.and_then(|found| found.as_dict().ok());
        let (place, width, height) = sheet(&document, dictionary);
        reader.draw(&content.unwrap_or_default(), resources, place, 0);
        let letters = std::mem::take(&mut reader.letters);
        found.rows.extend(rows(letters, number, width, height));
    }
    found.unreadable = reader.unreadable;
    found.invisible = reader.invisible;
    Ok(found)
}

/// How a page lies: from its own numbers to points from the upper left corner, and its width and height.
fn sheet(document: &Document, page: &Dictionary) -> (Place, f64, f64) {
    let area = |key: &[u8]| {
        let list = inherited(document, page, key, 0)?.as_array().ok()?;
        let list: Vec<Object> = list
            .iter()
            .filter_map(|one| value(document, one).cloned())
            .collect();
        match numbers(&list).as_slice() {
            [a, b, c, d] if (c - a).abs() > 1.0 && (d - b).abs() > 1.0 => {
                Some([a.min(*c), b.min(*d), a.max(*c), b.max(*d)])
            }
            _ => None,
        }
    };
    let [left, low, right, high] = area(b"CropBox")
        .or_else(|| area(b"MediaBox"))
        .unwrap_or([0.0, 0.0, 595.0, 842.0]);
    let (width, height) = (right - left, high - low);
    let turned = inherited(document, page, b"Rotate", 0).and_then(|turn| turn.as_i64().ok());
    match turned.unwrap_or(0).rem_euclid(360) {
        90 => (Place([0.0, 1.0, 1.0, 0.0, -low, -left]), height, width),
        180 => (Place([-1.0, 0.0, 0.0, 1.0, right, -low]), width, height),
        270 => (Place([0.0, -1.0, -1.0, 0.0, high, right]), height, width),
        _ => (Place([1.0, 0.0, 0.0, -1.0, -left, high]), width, height),
    }
}

/// A font: how long its codes are, what they mean, how wide they are.
struct Font<'d> {
    meanings: ToUnicode,
    encoding: Option<Encoding<'d>>,
    /// Codes of two bytes.
    wide: bool,
    /// The codes of two bytes are the characters themselves.
    unicode: bool,
    widths: BTreeMap<u32, f64>,
    usual: f64,
}

impl<'d> Font<'d> {
    fn of(document: &'d Document, font: &'d Dictionary) -> Self {
        let get = |from: &'d Dictionary, key: &[u8]| {
            let found = from.get(key).ok()?;
            value(document, found)
        };
        let subtype = get(font, b"Subtype").and_then(|name| name.as_name().ok());
        let wide = subtype == Some(b"Type0");
        let table = get(font, b"ToUnicode").and_then(|table| table.as_stream().ok());
        let table = table.and_then(unpacked);
        let encoding_name = get(font, b"Encoding").and_then(|name| name.as_name().ok());
        let mut read = Self {
            meanings: table.map_or_else(ToUnicode::default, |table| ToUnicode::parse(&table)),
            encoding: (!wide)
                .then(|| font.get_font_encoding_with_limit(document, TABLE).ok())
                .flatten(),
            wide,
            unicode: encoding_name.is_some_and(|name| {
                name.starts_with(b"Uni") && (contains(name, b"UCS2") || contains(name, b"UTF16"))
            }),
            widths: BTreeMap::new(),
            usual: 0.5,
        };
        if wide {
            read.wide_widths(document, font);
            return read;
        }
        // A font of drawings has its own measure.
        let unit = match get(font, b"FontMatrix").and_then(|matrix| matrix.as_array().ok()) {
            Some(matrix) if subtype == Some(b"Type3") => {
                numbers(matrix).first().copied().unwrap_or(0.001).abs()
            }
            _ => 0.001,
        };
        let first = get(font, b"FirstChar").and_then(|n| n.as_i64().ok());
        let first = first.and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
        let list = get(font, b"Widths").and_then(|list| list.as_array().ok());
        for (code, width) in (first..).zip(list.into_iter().flatten().take(256)) {
            let width = value(document, width).and_then(|width| width.as_float().ok());
            if let Some(width) = width {
                read.widths.insert(code, f64::from(width) * unit);
            }
        }
        read
    }

    /// The widths of a font with codes of two bytes: `[first [w w …] first last w …]`.
    fn wide_widths(&mut self, document: &'d Document, font: &'d Dictionary) {
        let inner = font.get(b"DescendantFonts").ok();
        let inner = inner.and_then(|list| value(document, list)?.as_array().ok()?.first());
        let inner = inner.and_then(|font| value(document, font)?.as_dict().ok());
        let Some(inner) = inner else { return };
        let usual = inner.get(b"DW").ok().and_then(|w| w.as_float().ok());
        self.usual = usual.map_or(1.0, |width| f64::from(width) / 1000.0);
        let list = inner.get(b"W").ok();
        let list = list.and_then(|list| value(document, list)?.as_array().ok());
        let code = |object: &Object| u32::try_from(object.as_i64().ok()?).ok();
        let mut objects = list.into_iter().flatten();
        while let Some(first) = objects.next().and_then(code) {
            let Some(next) = objects.next().and_then(|next| value(document, next)) else {
                return;
            };
            if let Ok(each) = next.as_array() {
                for (code, width) in (first..).zip(numbers(each)) {
                    self.widths.insert(code, width / 1000.0);
                }
            } else if let (Some(last), Some(width)) = (code(next), objects.next()) {
                let width = width
                    .as_float()
                    .map_or(self.usual, |w| f64::from(w) / 1000.0);
                for code in first..=last.min(first.saturating_add(65_535)) {
                    self.widths.insert(code, width);
                }
            }
            if self.widths.len() > 70_000 {
                return;
            }
        }
    }

    /// The letters of a text that is shown: what each means, how wide it is, whether it is the code of a space.
    fn letters(&self, mut bytes: &[u8]) -> Vec<(Option<String>, f64, bool)> {
        let mut all = Vec::new();
        let usual = if self.wide { 2 } else { 1 };
        while !bytes.is_empty() && all.len() < LETTERS {
            let length = if self.wide {
                self.meanings.length(bytes, usual)
            } else {
                1
            };
            let (code, rest) = bytes
                .split_at_checked(length.min(bytes.len()))
                .unwrap_or((bytes, &[]));
            bytes = rest;
            let number = code
                .iter()
                .fold(0_u32, |all, byte| (all << 8) | u32::from(*byte));
            let text = match self.meanings.get(code) {
                Some(text) => Some(text.to_owned()),
                None if self.unicode => char::from_u32(number).map(String::from),
                None if self.wide => None,
                // A table that is there but does not name the code: the encoding does.
                None => self
                    .encoding
                    .as_ref()
                    .and_then(|encoding| encoding.bytes_to_string(code).ok())
                    .filter(|text| !text.is_empty()),
            };
            let usual = if self.meanings.is_empty() && !self.wide {
                0.5
            } else {
                self.usual
            };
            let width = self.widths.get(&number).copied().unwrap_or(usual);
            all.push((text, width, !self.wide && number == 32));
        }
        all
    }
}

fn contains(name: &[u8], part: &[u8]) -> bool {
    name.windows(part.len()).any(|window| window == part)
}

fn unpacked(stream: &Stream) -> Option<Vec<u8>> {
    if stream.is_compressed() {
        return stream.decompressed_content_with_limit(TABLE).ok();
    }
    (stream.content.len() <= TABLE).then(|| stream.content.clone())
}

/// How text is shown.
#[derive(Clone)]
struct Pen {
    place: Place,
    font: Option<usize>,
    size: f64,
    letters: f64,
    words: f64,
    scale: f64,
    leading: f64,
    rise: f64,
    invisible: bool,
}

struct Reader<'d> {
    document: &'d Document,
    /// By the place of the dictionary in memory: a font is read once.
    fonts: BTreeMap<usize, Font<'d>>,
    letters: Vec<Letter>,
    taken: usize,
    unreadable: u32,
    invisible: u32,
}

impl<'d> Reader<'d> {
    fn font(&mut self, resources: Option<&'d Dictionary>, name: &[u8]) -> Option<usize> {
        let fonts = resources?.get(b"Font").ok();
        let fonts = fonts.and_then(|fonts| value(self.document, fonts)?.as_dict().ok())?;
        let font = fonts.get(name).ok();
        let font = font.and_then(|font| value(self.document, font)?.as_dict().ok())?;
        let key = std::ptr::from_ref(font) as usize;
        if !self.fonts.contains_key(&key) {
            if self.fonts.len() >= FONTS {
                return None;
            }
            self.fonts.insert(key, Font::of(self.document, font));
        }
        Some(key)
    }

    /// Follows what is shown. `depth` counts drawings inside drawings.
    fn draw(&mut self, content: &[u8], resources: Option<&'d Dictionary>, at: Place, depth: usize) {
        let Ok(content) = Content::decode(content) else {
            return;
        };
        let mut pen = Pen {
            place: at,
            font: None,
            size: 0.0,
            letters: 0.0,
            words: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            invisible: false,
        };
        let mut kept: Vec<Pen> = Vec::new();
        let (mut line, mut text) = (Place::default(), Place::default());
        // What parts of the page say they mean, instead of their letters.
        let mut marked: Vec<Option<Option<String>>> = Vec::new();
        for step in &content.operations {
            if self.taken >= LETTERS {
                return;
            }
            let values = numbers(&step.operands);
            let first = step.operands.first();
            match (step.operator.as_str(), values.as_slice()) {
                ("q", _) if kept.len() < 100 => kept.push(pen.clone()),
                ("Q", _) => pen = kept.pop().unwrap_or(pen),
                ("cm", [a, b, c, d, e, f]) => {
                    pen.place = pen.place.within(Place([*a, *b, *c, *d, *e, *f]));
                }
                ("BT", _) => (line, text) = (Place::default(), Place::default()),
                ("Tf", _) => {
                    let name = first.and_then(|name| name.as_name().ok());
                    pen.font = name.and_then(|name| self.font(resources, name));
                    pen.size = values.last().copied().unwrap_or(0.0);
                }
                ("Tc", [by]) => pen.letters = *by,
                ("Tw", [by]) => pen.words = *by,
                ("Tz", [by]) => pen.scale = by / 100.0,
                ("TL", [by]) => pen.leading = *by,
                ("Ts", [by]) => pen.rise = *by,
                ("Tr", [how]) => pen.invisible = (*how - 3.0).abs() < 0.5,
                ("Td", [x, y]) => line = line.within(Place([1.0, 0.0, 0.0, 1.0, *x, *y])),
                ("TD", [x, y]) => {
                    pen.leading = -y;
                    line = line.within(Place([1.0, 0.0, 0.0, 1.0, *x, *y]));
                }
                ("Tm", [a, b, c, d, e, f]) => line = Place([*a, *b, *c, *d, *e, *f]),
                ("T*" | "'" | "\"", _) => {
                    line = line.within(Place([1.0, 0.0, 0.0, 1.0, 0.0, -pen.leading]));
                }
                ("BDC", _) => {
                    marked.push(meant(self.document, resources, &step.operands).map(Some));
                }
                ("BMC", _) => marked.push(None),
                ("EMC", _) => drop(marked.pop()),
                ("Do", _) => {
                    let name = first.and_then(|name| name.as_name().ok());
                    self.object(name, resources, pen.place, depth);
                }
                _ => {}
            }
            if matches!(
                step.operator.as_str(),
                "Td" | "TD" | "Tm" | "T*" | "'" | "\""
            ) {
                text = line;
            }
            let shown: &[Object] = match (step.operator.as_str(), first) {
                ("Tj" | "'", Some(_)) => &step.operands,
                ("\"", _) => step.operands.get(2..).unwrap_or_default(),
                ("TJ", Some(Object::Array(parts))) => parts,
                _ => continue,
            };
            let mut meant = marked.iter_mut().rev().find_map(Option::as_mut);
            for part in shown {
                match part {
                    Object::String(bytes, _) => {
                        text = self.show(bytes, &pen, text, meant.as_deref_mut());
                    }
                    other => {
                        let by = other.as_float().map_or(0.0, f64::from);
                        let by = -by / 1000.0 * pen.size * pen.scale;
                        text = text.within(Place([1.0, 0.0, 0.0, 1.0, by, 0.0]));
                    }
                }
            }
        }
    }

    /// Shows one text and gives where the next begins. `meant`: what the part that it belongs to says it means, once.
    fn show(
        &mut self,
        bytes: &[u8],
        pen: &Pen,
        mut at: Place,
        mut meant: Option<&mut Option<String>>,
    ) -> Place {
        let Some(font) = pen.font.and_then(|key| self.fonts.get(&key)) else {
            return at;
        };
        for (text, width, space) in font.letters(bytes) {
            let wide =
                (width * pen.size + pen.letters + if space { pen.words } else { 0.0 }) * pen.scale;
            let here = pen.place.within(at);
            let [a, b, c, d, ..] = here.0;
            let (left, line) = here.of((0.0, pen.rise));
            let (right, _) = here.of((width * pen.size * pen.scale, pen.rise));
            at = at.within(Place([1.0, 0.0, 0.0, 1.0, wide, 0.0]));
            let size = (pen.size * (c * c + d * d).sqrt()).abs();
            let text = match meant.as_deref_mut() {
                // The first letter stands for all of them.
                Some(meant) => meant.take(),
                None => text.or_else(|| {
                    self.unreadable = self.unreadable.saturating_add(1);
                    None
                }),
            };
            let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
                continue;
            };
            // Stamps and watermarks lie across; they are no part of a row.
            let across = b.abs() > a.abs() * 0.1;
            let there = [left, right, line, size].iter().all(|n| n.is_finite());
            if across || !there || size < 1.0 || self.taken >= LETTERS {
                continue;
            }
            self.taken += 1;
            self.invisible = self.invisible.saturating_add(u32::from(pen.invisible));
            self.letters.push(Letter {
                text,
                left: left.min(right),
                right: left.max(right),
                line,
                size,
            });
        }
        at
    }

    fn object(
        &mut self,
        name: Option<&[u8]>,
        resources: Option<&'d Dictionary>,
        at: Place,
        depth: usize,
    ) {
        let found = (|| {
            let objects = resources?.get(b"XObject").ok()?;
            let objects = value(self.document, objects)?.as_dict().ok()?;
            value(self.document, objects.get(name?).ok()?)?
                .as_stream()
                .ok()
        })();
        let Some(stream) = found.filter(|_| depth < DEEPEST) else {
            return;
        };
        let kind = stream.dict.get(b"Subtype").ok();
        if kind.and_then(|kind| kind.as_name().ok()) != Some(b"Form") {
            return;
        }
        let Some(content) = unpacked(stream) else {
            return;
        };
        let matrix = stream.dict.get(b"Matrix").ok();
        let matrix = matrix.and_then(|matrix| matrix.as_array().ok());
        let inner = match matrix.map(|matrix| numbers(matrix)).as_deref() {
            Some([a, b, c, d, e, f]) => at.within(Place([*a, *b, *c, *d, *e, *f])),
            _ => at,
        };
        let own = stream.dict.get(b"Resources").ok();
        let own = own.and_then(|own| value(self.document, own)?.as_dict().ok());
        self.draw(&content, own.or(resources), inner, depth + 1);
    }
}

/// What a marked part of a page says that it means (`ActualText`).
fn meant(
    document: &Document,
    resources: Option<&Dictionary>,
    operands: &[Object],
) -> Option<String> {
    let properties = match operands.get(1)? {
        Object::Dictionary(properties) => properties,
        Object::Name(name) => {
            let all = resources?.get(b"Properties").ok()?;
            let all = value(document, all)?.as_dict().ok()?;
            value(document, all.get(name).ok()?)?.as_dict().ok()?
        }
        _ => return None,
    };
    let Object::String(bytes, _) = value(document, properties.get(b"ActualText").ok()?)? else {
        return None;
    };
    match bytes.strip_prefix(b"\xFE\xFF") {
        Some(utf16) => {
            let units = utf16
                .chunks_exact(2)
                .map(|pair| pair.iter().fold(0, |all, byte| all << 8 | u16::from(*byte)));
            String::from_utf16(&units.take(1000).collect::<Vec<u16>>()).ok()
        }
        None => bytes
            .is_ascii()
            .then(|| String::from_utf8_lossy(bytes).into_owned()),
    }
}

/// In thousandths of the whole.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it lies between 0 and 1000"
)]
fn thousandths(at: f64, whole: f64) -> u16 {
    (at / whole.max(1.0) * 1000.0).clamp(0.0, 1000.0).round() as u16
}

/// Puts the letters of a page into rows and cells.
fn rows(mut letters: Vec<Letter>, page: u32, width: f64, height: f64) -> Vec<WordRow> {
    letters.retain(|one| (0.0..=height).contains(&one.line) && (0.0..=width).contains(&one.left));
    letters.sort_by(|a, b| a.line.total_cmp(&b.line));
    let mut lines: Vec<(f64, f64, Vec<Letter>)> = Vec::new();
    for letter in letters {
        match lines.last_mut() {
            // A small raised letter stands above its line, and comes before it.
            Some((line, size, row))
                if (letter.line - *line).abs() < LINE * size.max(letter.size) =>
            {
                if letter.size > *size {
                    (*line, *size) = (letter.line, letter.size);
                }
                row.push(letter);
            }
            _ => lines.push((letter.line, letter.size, vec![letter])),
        }
    }
    lines
        .into_iter()
        .map(|(line, size, row)| WordRow {
            page,
            down: thousandths(line - size * 0.35, height),
            cells: cells(row, (line, size), width),
        })
        .filter(|row| !row.cells.is_empty())
        .collect()
}

fn cells(mut row: Vec<Letter>, (line, size): (f64, f64), width: f64) -> Vec<WordCell> {
    row.sort_by(|a, b| a.left.total_cmp(&b.left));
    let mut cells: Vec<WordCell> = Vec::new();
    let mut before: Option<Letter> = None;
    for letter in row {
        let raised = letter.size < size * 0.85 && line - letter.line > size * 0.15;
        if let Some(before) = &before {
            // Written twice for a bold look.
            let again =
                before.text == letter.text && (letter.left - before.left).abs() < letter.size * 0.2;
            if again {
                continue;
            }
        }
        let gap = before.as_ref().map(|before| letter.left - before.right);
        let unit = letter
            .size
            .max(before.as_ref().map_or(0.0, |before| before.size));
        match (cells.last_mut(), gap) {
            (Some(cell), Some(gap)) if gap < unit * CELL => {
                if gap > unit * SPACE {
                    cell.text.push(' ');
                }
                let digit = letter.text.starts_with(|c: char| c.is_ascii_digit());
                let was_raised = before
                    .as_ref()
                    .is_some_and(|b| b.size < size * 0.85 && line - b.line > size * 0.15);
                if raised && digit && !was_raised && cell.text.ends_with("10") {
                    cell.text.push('^');
                }
                cell.text.push_str(&letter.text);
                cell.right = cell.right.max(thousandths(letter.right, width));
            }
            _ => cells.push(WordCell {
                text: letter.text.clone(),
                left: thousandths(letter.left, width),
                right: thousandths(letter.right, width),
            }),
        }
        before = Some(letter);
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::{Object, dictionary};

    /// A page with this content, a font of Western letters `F1` and one of two bytes `F2` (`<0001>` is 血).
    fn pdf(content: &str) -> Vec<u8> {
        let mut document = Document::with_version("1.7");
        let pages = document.new_object_id();
        let widths: Vec<Object> = (0..256).map(|_| Object::Integer(500)).collect();
        let plain = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
            "FirstChar" => 0, "LastChar" => 255, "Widths" => widths,
        });
        let table = b"1 begincodespacerange <0000><FFFF> endcodespacerange 2 beginbfchar <0001><8840> <0002><2F29> endbfchar";
        let table = document.add_object(Stream::new(lopdf::Dictionary::new(), table.to_vec()));
        let inner = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "X", "DW" => 1000,
        });
        let chinese = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "X", "Encoding" => "Identity-H",
            "DescendantFonts" => vec![inner.into()], "ToUnicode" => table,
        });
        let content = document.add_object(Stream::new(
            lopdf::Dictionary::new(),
            content.as_bytes().to_vec(),
        ));
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages, "Contents" => content,
            "MediaBox" => vec![0.into(), 0.into(), 600.into(), 800.into()],
            "Resources" => dictionary! { "Font" => dictionary! { "F1" => plain, "F2" => chinese } },
        });
        let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
        document.objects.insert(pages, Object::Dictionary(tree));
        let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
        document.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        bytes
    }

    fn read(content: &str) -> PdfWords {
        words_in_pdf(&pdf(content), &CodeLimits::default()).unwrap()
    }

    fn texts(words: &PdfWords) -> Vec<Vec<&str>> {
        let row = |row: &'_ WordRow| row.cells.clone();
        let _ = row;
        words
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect())
            .collect()
    }

    #[test]
    fn rows_and_cells_are_where_the_page_puts_them() {
        let words = read(
            "BT /F1 10 Tf 1 0 0 1 300 700 Tm (5.6) Tj 1 0 0 1 50 700 Tm [(Glu) -20 (cose)] TJ \
             /F2 10 Tf 0 -20 Td <00010002> Tj /F1 10 Tf 1 0 0 1 300 680 Tm (7.1 H) Tj ET",
        );
        assert_eq!(
            texts(&words),
            [vec!["Glucose", "5.6"], vec!["血⼩", "7.1 H"]]
        );
        let first = words.rows.first().unwrap();
        assert_eq!(
            (first.page, first.cells[0].left, first.cells[1].left),
            (1, 83, 500)
        );
        assert!((115..130).contains(&first.down), "{}", first.down);
        assert_eq!((words.pages, words.unreadable), (1, 0));
    }

    #[test]
    fn raised_digits_marks_stamps_and_double_letters() {
        let words = read(
            "BT /F1 10 Tf 1 0 0 1 50 700 Tm (10) Tj /F1 6 Tf 4 Ts (9) Tj 0 Ts /F1 10 Tf (/L) Tj ET \
             BT /F1 10 Tf 1 0 0 1 50 600 Tm (B) Tj 1 0 0 1 50.4 600 Tm (B) Tj ET \
             BT /F1 10 Tf 0.7 0.7 -0.7 0.7 200 600 Tm (STAMP) Tj ET \
             /Span << /ActualText (WBC) >> BDC BT /F2 10 Tf 1 0 0 1 50 500 Tm <00070008> Tj ET EMC \
             BT 3 Tr /F1 10 Tf 1 0 0 1 50 400 Tm (ocr) Tj ET \
             BT 0 Tr /F2 10 Tf 1 0 0 1 50 300 Tm <0009> Tj ET",
        );
        assert_eq!(
            texts(&words),
            [vec!["10^9/L"], vec!["B"], vec!["WBC"], vec!["ocr"]]
        );
        assert_eq!((words.invisible, words.unreadable), (3, 1));
    }

    #[test]
    fn what_is_no_pdf_is_refused() {
        let limits = CodeLimits::default();
        for bytes in [b"".as_slice(), b"%PDF-1.7", b"hello"] {
            assert!(words_in_pdf(bytes, &limits).is_err());
        }
        let long = vec![0; limits.picture_bytes + 1];
        assert!(matches!(
            words_in_pdf(&long, &limits),
            Err(CodeError::TooLarge { .. })
        ));
    }
}
