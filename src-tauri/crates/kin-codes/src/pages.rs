//! Codes on the pages of a PDF: pictures in it, and codes drawn as dark rectangles.
//!
//! Only for the process that reads foreign files. A page is not drawn as a whole: its letters and lines hold no codes.
//! A code is a picture, or is drawn square by square, and both are taken as they are, sharper than any drawing of
//! the page would show them. lopdf was there already (under printpdf); a renderer would bring fonts and forty crates.

use crate::picture::{Effort, Grey, jpeg, look};
use crate::{CodeError, CodeLimits};
use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, Stream};

/// Deepest drawing inside a drawing.
const DEEPEST: usize = 4;
/// Points on the longer side of the sheet that rectangles are drawn on.
const SHEET: f64 = 2400.0;
/// Rectangles of one page at most.
const RECTANGLES: usize = 200_000;
/// Shade below which something counts as dark.
const DARK: f64 = 0.5;

/// Whether a file begins like a PDF.
#[must_use]
pub fn is_pdf(head: &[u8]) -> bool {
    head.starts_with(b"%PDF-")
}

/// The texts of all codes in a PDF, each once, page by page; none where there are none.
///
/// # Errors
/// [`CodeError::TooLarge`], [`CodeError::NoCode`] where it cannot be read.
pub fn codes_in_pdf(bytes: &[u8], limits: &CodeLimits) -> Result<Vec<String>, CodeError> {
    if bytes.len() > limits.picture_bytes {
        let limit = limits.picture_bytes as u64;
        return Err(CodeError::TooLarge { limit });
    }
    let document = Document::load_mem(bytes).map_err(|_| CodeError::NoCode)?;
    let mut texts = Vec::new();
    for page in document.get_pages().into_values().take(limits.pages) {
        let Ok(dictionary) = document.get_dictionary(page) else {
            continue;
        };
        let mut sheet = Sheet {
            document: &document,
            limits,
            pictures: Vec::new(),
            dark: Vec::new(),
        };
        let content = document.get_page_content_with_limit(page, limits.page_bytes);
        let resources = inherited(&document, dictionary, b"Resources", 0);
        let resources = resources.and_then(|found| found.as_dict().ok());
        sheet.draw(&content.unwrap_or_default(), resources, Place::default(), 0);
        for picture in sheet.pictures.iter().chain(&sheet.rectangles()) {
            for text in look(picture, Effort::All) {
                if !texts.contains(&text) {
                    texts.push(text);
                }
            }
        }
    }
    Ok(texts)
}

/// Something of a page, or of what it is a part of.
pub(crate) fn inherited<'d>(
    document: &'d Document,
    page: &'d Dictionary,
    key: &[u8],
    depth: usize,
) -> Option<&'d Object> {
    if let Some(found) = page.get(key).ok().and_then(|found| value(document, found)) {
        return Some(found);
    }
    let parent = page.get(b"Parent").ok()?.as_reference().ok()?;
    let parent = document.get_dictionary(parent).ok()?;
    (depth < 16)
        .then(|| inherited(document, parent, key, depth + 1))
        .flatten()
}

pub(crate) fn value<'d>(document: &'d Document, object: &'d Object) -> Option<&'d Object> {
    document.dereference(object).ok().map(|(_, value)| value)
}

/// Where what is drawn comes to stand: the six numbers of a PDF matrix.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place(pub(crate) [f64; 6]);

impl Default for Place {
    fn default() -> Self {
        Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0])
    }
}

impl Place {
    /// First `inner`, then this one.
    pub(crate) fn within(self, inner: Self) -> Self {
        let ([a, b, c, d, e, f], [k, l, m, n, o, p]) = (self.0, inner.0);
        Self([
            k * a + l * c,
            k * b + l * d,
            m * a + n * c,
            m * b + n * d,
            o * a + p * c + e,
            o * b + p * d + f,
        ])
    }

    pub(crate) fn of(self, (x, y): (f64, f64)) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (x * a + y * c + e, x * b + y * d + f)
    }
}

/// A rectangle on the page, from its lower left to its upper right corner.
type Rectangle = [f64; 4];

/// What is found on a page.
struct Sheet<'d> {
    document: &'d Document,
    limits: &'d CodeLimits,
    pictures: Vec<Grey>,
    dark: Vec<Rectangle>,
}

/// How the pen stands.
#[derive(Clone, Copy)]
struct Pen {
    place: Place,
    dark: bool,
}

pub(crate) fn numbers(operands: &[Object]) -> Vec<f64> {
    let read = operands.iter().filter_map(|one| one.as_float().ok());
    read.map(f64::from).filter(|one| one.is_finite()).collect()
}

/// Whether a colour is dark: of grey, of red, green and blue, of the four inks of a printer.
fn is_dark(colour: &[f64]) -> bool {
    match *colour {
        [grey] => grey < DARK,
        [red, green, blue] => red * 0.3 + green * 0.59 + blue * 0.11 < DARK,
        [cyan, magenta, yellow, black] => black + (cyan + magenta + yellow) / 3.0 > DARK,
        _ => true,
    }
}

impl<'d> Sheet<'d> {
    /// Follows what is drawn. `depth` counts drawings inside drawings.
    fn draw(&mut self, content: &[u8], resources: Option<&'d Dictionary>, at: Place, depth: usize) {
        let Ok(content) = Content::decode(content) else {
            return;
        };
        let mut pen = Pen {
            place: at,
            dark: true,
        };
        let mut kept = Vec::new();
        // The corners of the path that is being drawn, in pieces.
        let mut path: Vec<Vec<(f64, f64)>> = Vec::new();
        for step in &content.operations {
            let values = numbers(&step.operands);
            match (step.operator.as_str(), values.as_slice()) {
                ("q", _) if kept.len() < 100 => kept.push(pen),
                ("Q", _) => pen = kept.pop().unwrap_or(pen),
                ("cm", [a, b, c, d, e, f]) => {
                    pen.place = pen.place.within(Place([*a, *b, *c, *d, *e, *f]));
                }
                ("g" | "rg" | "k" | "sc" | "scn", colour) => pen.dark = is_dark(colour),
                ("re", [x, y, width, height]) => path.push(vec![
                    (*x, *y),
                    (x + width, *y),
                    (x + width, y + height),
                    (*x, y + height),
                ]),
                ("m", [x, y]) => path.push(vec![(*x, *y)]),
                ("l", [x, y]) => {
                    if let Some(piece) = path.last_mut() {
                        piece.push((*x, *y));
                    }
                }
                ("f" | "F" | "f*" | "B" | "B*" | "b" | "b*", _) => {
                    if pen.dark {
                        self.fill(&path, pen.place);
                    }
                    path.clear();
                }
                ("S" | "s" | "n", _) => path.clear(),
                ("Do", _) => {
                    let name = step.operands.first().and_then(|name| name.as_name().ok());
                    self.object(name, resources, pen.place, depth);
                }
                _ => {}
            }
            if path.len() > RECTANGLES {
                return;
            }
        }
    }

    /// Takes the pieces of a path that are upright rectangles.
    fn fill(&mut self, path: &[Vec<(f64, f64)>], place: Place) {
        for piece in path {
            let corners: Vec<(f64, f64)> = piece.iter().map(|corner| place.of(*corner)).collect();
            let corners = match corners.as_slice() {
                [all @ .., last] if all.len() == 4 && all.first() == Some(last) => all,
                all => all,
            };
            let [a, b, c, d] = corners else { continue };
            let same = |one: f64, other: f64| (one - other).abs() < 0.01;
            let upright = (same(a.0, b.0) && same(b.1, c.1) && same(c.0, d.0) && same(d.1, a.1))
                || (same(a.1, b.1) && same(b.0, c.0) && same(c.1, d.1) && same(d.0, a.0));
            if upright && self.dark.len() < RECTANGLES {
                self.dark
                    .push([a.0.min(c.0), a.1.min(c.1), a.0.max(c.0), a.1.max(c.1)]);
            }
        }
    }

    /// A picture, or a drawing of its own.
    fn object(
        &mut self,
        name: Option<&[u8]>,
        resources: Option<&'d Dictionary>,
        at: Place,
        depth: usize,
    ) {
        let found = name.zip(resources).and_then(|(name, resources)| {
            let all = self.document.get_dict_in_dict(resources, b"XObject").ok()?;
            value(self.document, all.get(name).ok()?)?.as_stream().ok()
        });
        let Some(stream) = found else { return };
        let kind = stream.dict.get(b"Subtype").and_then(Object::as_name);
        match kind {
            Ok(b"Form") if depth < DEEPEST => {
                let matrix = stream.dict.get(b"Matrix").and_then(Object::as_array);
                let matrix = matrix.map(|six| numbers(six)).unwrap_or_default();
                let inner = <[f64; 6]>::try_from(matrix).map_or_else(|_| Place::default(), Place);
                let own = stream.dict.get(b"Resources").ok();
                let own = own.and_then(|own| value(self.document, own)?.as_dict().ok());
                let content = stream.decompressed_content_with_limit(self.limits.page_bytes);
                let content = content.unwrap_or_else(|_| stream.content.clone());
                self.draw(&content, own.or(resources), at.within(inner), depth + 1);
            }
            Ok(b"Image") if self.pictures.len() < self.limits.page_pictures => {
                self.pictures.extend(self.picture(stream));
            }
            _ => {}
        }
    }

    fn number(&self, dictionary: &Dictionary, key: &[u8]) -> Option<usize> {
        let found = value(self.document, dictionary.get(key).ok()?)?;
        usize::try_from(found.as_i64().ok()?).ok()
    }

    /// A picture in shades of grey: a JPEG, or points of one to eight bits.
    fn picture(&self, stream: &Stream) -> Option<Grey> {
        let dict = &stream.dict;
        let filters = stream.filters().unwrap_or_default();
        if filters.last().is_some_and(|last| *last == b"DCTDecode") {
            let mut bare = stream.clone();
            bare.dict.set(
                "Filter",
                Object::Array(
                    filters
                        .iter()
                        .rev()
                        .skip(1)
                        .rev()
                        .map(|name| Object::Name(name.to_vec()))
                        .collect(),
                ),
            );
            let bytes = if filters.len() > 1 {
                bare.decompressed_content_with_limit(self.limits.picture_bytes)
                    .ok()?
            } else {
                bare.content
            };
            return jpeg(&bytes, self.limits).ok();
        }
        let size = (self.number(dict, b"Width")?, self.number(dict, b"Height")?);
        super::picture::fits(size.0, size.1, self.limits).ok()?;
        let mask = dict.get(b"ImageMask").and_then(Object::as_bool);
        let mask = mask.is_ok_and(|mask| mask);
        let bits = if mask {
            1
        } else {
            self.number(dict, b"BitsPerComponent")?
        };
        let bytes = stream
            .decompressed_content_with_limit(self.limits.page_bytes)
            .ok()?;
        let (each, palette) = if mask { (1, None) } else { self.colours(dict)? };
        let most = (1_usize << bits.min(8)) - 1;
        let row = (size.0.checked_mul(each)?.checked_mul(bits)?).div_ceil(8);
        let mut shades = Vec::with_capacity(size.0 * size.1);
        for line in bytes.chunks_exact(row.max(1)).take(size.1) {
            let values = samples(line, bits)?;
            for point in values.chunks_exact(each).take(size.0) {
                shades.push(shade(point, most, palette.as_deref())?);
            }
        }
        let turned = dict.get(b"Decode").and_then(Object::as_array);
        let turned =
            turned.is_ok_and(|pair| numbers(pair).first().is_some_and(|first| *first > 0.5));
        if turned {
            for shade in &mut shades {
                *shade = 255 - *shade;
            }
        }
        Grey::new(size, shades, self.limits).ok()
    }

    /// How many numbers a point has, and the shades of a palette.
    fn colours(&self, dict: &Dictionary) -> Option<(usize, Option<Vec<u8>>)> {
        let space = value(self.document, dict.get(b"ColorSpace").ok()?)?;
        if let Ok(name) = space.as_name() {
            return Some((components(name)?, None));
        }
        let parts = space.as_array().ok()?;
        match parts.first()?.as_name().ok()? {
            b"ICCBased" => {
                let profile = value(self.document, parts.get(1)?)?.as_stream().ok()?;
                Some((self.number(&profile.dict, b"N")?, None))
            }
            b"CalGray" | b"Separation" => Some((1, None)),
            b"CalRGB" | b"Lab" => Some((3, None)),
            b"Indexed" => {
                let base = value(self.document, parts.get(1)?)?;
                let each = match base.as_name() {
                    Ok(name) => components(name)?,
                    Err(_) => 3,
                };
                let table = value(self.document, parts.get(3)?)?;
                let bytes = match table.as_stream() {
                    Ok(stream) => stream.decompressed_content_with_limit(4096).ok()?,
                    Err(_) => table.as_str().ok()?.to_vec(),
                };
                let shades = bytes
                    .chunks_exact(each)
                    .filter_map(|one| shade(one, 255, None));
                Some((1, Some(shades.collect())))
            }
            _ => None,
        }
    }

    /// The dark rectangles of the page as a picture.
    fn rectangles(&self) -> Option<Grey> {
        // Fewer are never a code: three corners alone have more.
        if self.dark.len() < 40 {
            return None;
        }
        let least = |at: usize| {
            self.dark
                .iter()
                .filter_map(|one| one.get(at).copied())
                .fold(f64::MAX, f64::min)
        };
        let most = |at: usize| {
            self.dark
                .iter()
                .filter_map(|one| one.get(at).copied())
                .fold(f64::MIN, f64::max)
        };
        let (left, low, right, high) = (least(0), least(1), most(2), most(3));
        let longer = (right - left).max(high - low);
        if !longer.is_finite() || longer <= 0.0 {
            return None;
        }
        let scale = SHEET / longer;
        let edge = 40.0;
        let at = |value: f64| whole(value * scale + edge);
        let width = whole((right - left) * scale + 2.0 * edge)?;
        let height = whole((high - low) * scale + 2.0 * edge)?;
        let mut shades = vec![255_u8; width.checked_mul(height)?];
        for [x0, y0, x1, y1] in &self.dark {
            let (x0, x1) = (at(x0 - left)?, at(x1 - left)?);
            let (y0, y1) = (at(high - y1)?, at(high - y0)?);
            for row in shades.chunks_exact_mut(width).take(y1.max(y0 + 1)).skip(y0) {
                if let Some(points) = row.get_mut(x0..x1.max(x0 + 1).min(width)) {
                    points.fill(0);
                }
            }
        }
        Grey::new((width, height), shades, self.limits).ok()
    }
}

fn components(name: &[u8]) -> Option<usize> {
    match name {
        b"DeviceGray" | b"G" | b"CalGray" => Some(1),
        b"DeviceRGB" | b"RGB" => Some(3),
        b"DeviceCMYK" | b"CMYK" => Some(4),
        _ => None,
    }
}

/// The numbers of a row of points, of 1, 2, 4 or 8 bits each.
fn samples(line: &[u8], bits: usize) -> Option<Vec<usize>> {
    match bits {
        8 => Some(line.iter().map(|byte| usize::from(*byte)).collect()),
        1 | 2 | 4 => {
            let most = (1_usize << bits) - 1;
            let each = |byte: &u8| {
                let byte = usize::from(*byte);
                (0..8 / bits)
                    .rev()
                    .map(move |at| (byte >> (at * bits)) & most)
                    .collect::<Vec<_>>()
            };
            Some(line.iter().flat_map(each).collect())
        }
        _ => None,
    }
}

trait Value {
    fn number(&self) -> usize;
}
impl Value for usize {
    fn number(&self) -> usize {
        *self
    }
}
impl Value for u8 {
    fn number(&self) -> usize {
        usize::from(*self)
    }
}

/// The shade of a point whose numbers go up to `most`.
fn shade<V: Value>(point: &[V], most: usize, palette: Option<&[u8]>) -> Option<u8> {
    let point: Vec<usize> = point.iter().map(Value::number).collect();
    if let (Some(palette), [at]) = (palette, point.as_slice()) {
        return palette.get(*at).copied();
    }
    let most = most.max(1);
    let grey = match point.as_slice() {
        [grey] => grey * 255 / most,
        [red, green, blue] => (red * 299 + green * 587 + blue * 114) * 255 / (most * 1000),
        [cyan, magenta, yellow, black] => {
            let ink = (cyan + magenta + yellow) / 3 + black;
            255 - (ink.min(most) * 255 / most)
        }
        _ => return None,
    };
    u8::try_from(grey).ok()
}

/// A place among points.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it lies between 0 and a million"
)]
fn whole(value: f64) -> Option<usize> {
    (0.0..1e6).contains(&value).then(|| value.round() as usize)
}

#[cfg(test)]
mod tests {
    use super::{codes_in_pdf, is_pdf};
    use crate::{CodeError, CodeLimits};

    #[test]
    fn what_is_no_pdf_is_refused_and_an_empty_one_has_no_codes() {
        let limits = CodeLimits::default();
        for bytes in [
            b"".as_slice(),
            b"%PDF-1.7",
            b"%PDF-1.7\n1 0 obj\n<<>>\nendobj",
        ] {
            let read = codes_in_pdf(bytes, &limits);
            assert!(
                matches!(read, Err(CodeError::NoCode)) || read == Ok(Vec::new()),
                "{read:?}"
            );
        }
        assert!(is_pdf(b"%PDF-1.4") && !is_pdf(b"\x89PNG"));
        let long = vec![0; limits.picture_bytes + 1];
        assert!(matches!(
            codes_in_pdf(&long, &limits),
            Err(CodeError::TooLarge { .. })
        ));
    }
}
