//! QR codes (ISO/IEC 18004): as a picture, as a drawing, and in the corner of page one.

use crate::PrintError;
use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, QrCode, Version};

/// Light modules around the code, as the standard demands.
const QUIET: usize = 4;

fn code(text: &str) -> Result<QrCode, PrintError> {
    leveled(text, EcLevel::M)
}

fn leveled(text: &str, level: EcLevel) -> Result<QrCode, PrintError> {
    QrCode::with_error_correction_level(text.as_bytes(), level)
        .map_err(|_| PrintError::TooLongForCode)
}

/// On page one the size is given. Level L makes fewer and therefore larger modules of the same text:
/// for an office scanner or a copy the size of a module decides, not the correction of stains.
pub(crate) fn on_page(text: &str) -> Result<QrCode, PrintError> {
    leveled(text, EcLevel::L)
}

/// The code as a PNG picture, black on white, `scale` pixels per module (1 to 40).
///
/// Error correction level M, quiet zone of 4 modules.
///
/// # Errors
/// [`PrintError::TooLongForCode`] when the text is longer than a code holds (2,331 bytes);
/// [`PrintError::Picture`] when the picture cannot be written.
pub fn qr_png(text: &str, scale: u8) -> Result<Vec<u8>, PrintError> {
    png(&code(text)?, scale)
}

/// A code of a moving sequence as a picture: level L, because the next one corrects what this one lost.
///
/// # Errors
/// As [`qr_png`].
pub fn moving_png(text: &str, scale: u8) -> Result<Vec<u8>, PrintError> {
    png(&leveled(text, EcLevel::L)?, scale)
}

/// A code of a printed sheet: level M, because stains and folds stay.
pub(crate) fn sheet_code(text: &str) -> Result<QrCode, PrintError> {
    leveled(text, EcLevel::M)
}

/// A health card's code: `start` as text, then digits, which take a third of the room (see [`qr_png`]).
///
/// # Errors
/// As [`qr_png`].
pub fn card_png(start: &str, digits: &str, scale: u8) -> Result<Vec<u8>, PrintError> {
    png(&card(start, digits)?, scale)
}

/// A health card's code as a drawing (see [`qr_svg`]).
///
/// # Errors
/// [`PrintError::TooLongForCode`] when the card is longer than a code holds (about 3,500 characters).
pub fn card_svg(start: &str, digits: &str) -> Result<String, PrintError> {
    Ok(svg(&card(start, digits)?))
}

/// The smallest code that holds both parts; level M where it can be, else L.
///
/// # Source
/// SMART Health Cards 1.0.0, "Encoding Chunks as QR Codes": a segment of bytes and one of digits.
fn card(start: &str, digits: &str) -> Result<QrCode, PrintError> {
    let made = |level: EcLevel| {
        (1..=40).find_map(|version| {
            let mut bits = Bits::new(Version::Normal(version));
            bits.push_byte_data(start.as_bytes()).ok()?;
            bits.push_numeric_data(digits.as_bytes()).ok()?;
            bits.push_terminator(level).ok()?;
            QrCode::with_bits(bits, level).ok()
        })
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(PrintError::TooLongForCode);
    }
    made(EcLevel::M)
        .or_else(|| made(EcLevel::L))
        .ok_or(PrintError::TooLongForCode)
}

fn png(code: &QrCode, scale: u8) -> Result<Vec<u8>, PrintError> {
    let scale = usize::from(scale.clamp(1, 40));
    let modules = code.width() + 2 * QUIET;
    let side = modules * scale;
    let colors = code.to_colors();
    let mut pixels = Vec::with_capacity(side * side);
    for y in 0..side {
        for x in 0..side {
            let dark = dark(&colors, code.width(), x / scale, y / scale);
            pixels.push(if dark { 0 } else { 255 });
        }
    }
    let side = u32::try_from(side).map_err(|_| PrintError::Picture)?;
    let mut png = Vec::new();
    PngEncoder::new(&mut png)
        .write_image(&pixels, side, side, ExtendedColorType::L8)
        .map_err(|_| PrintError::Picture)?;
    Ok(png)
}

/// Is the module dark? Coordinates count from the corner of the quiet zone.
fn dark(colors: &[Color], width: usize, x: usize, y: usize) -> bool {
    let inside = |n: usize| n.checked_sub(QUIET).filter(|n| *n < width);
    match (inside(x), inside(y)) {
        (Some(x), Some(y)) => colors.get(y * width + x) == Some(&Color::Dark),
        _ => false,
    }
}

/// The code as an SVG drawing with a white ground, one unit per module, quiet zone included.
///
/// # Errors
/// [`PrintError::TooLongForCode`] when the text is longer than a code holds.
pub fn qr_svg(text: &str) -> Result<String, PrintError> {
    Ok(svg(&code(text)?))
}

fn svg(code: &QrCode) -> String {
    use std::fmt::Write as _;
    let side = code.width() + 2 * QUIET;
    let mut path = String::new();
    for (x, y, w, h) in rectangles(code) {
        // Writing to a String cannot fail.
        write!(path, "M{x} {y}h{w}v{h}h-{w}z").unwrap_or_default();
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    )
}

/// Dark modules joined to rectangles per row, with the quiet zone's offset.
fn rectangles(code: &QrCode) -> Vec<(usize, usize, usize, usize)> {
    let colors = code.to_colors();
    let side = code.width() + 2 * QUIET;
    let mut out = Vec::new();
    for y in 0..side {
        let mut start = None;
        for x in 0..=side {
            let is_dark = x < side && dark(&colors, code.width(), x, y);
            match (is_dark, start) {
                (true, None) => start = Some(x),
                (false, Some(from)) => {
                    out.push((from, y, x - from, 1));
                    start = None;
                }
                _ => {}
            }
        }
    }
    out
}

/// The code for a page: rectangles in points within a square of `size` points, quiet zone included.
///
/// # Errors
/// [`PrintError::TooLongForCode`] when the text is longer than a code holds.
pub(crate) fn qr_modules(text: &str, size: f32) -> Result<Vec<(f32, f32, f32, f32)>, PrintError> {
    Ok(drawn(&code(text)?, size))
}

/// [`qr_modules`] of a code that is made already.
pub(crate) fn drawn(code: &QrCode, size: f32) -> Vec<(f32, f32, f32, f32)> {
    let unit = size / (code.width() + 2 * QUIET) as f32;
    rectangles(code)
        .into_iter()
        .map(|(x, y, w, h)| {
            (
                x as f32 * unit,
                y as f32 * unit,
                w as f32 * unit,
                h as f32 * unit,
            )
        })
        .collect()
}

/// Side of a module in millimetres when the code of page one stands in a square of `size` points.
#[cfg(test)]
pub(crate) fn module_on_page(text: &str, size: f32) -> f32 {
    size * 25.4 / 72.0 / (on_page(text).unwrap().width() + 2 * QUIET) as f32
}

/// Version (size class, 1 to 40) that a text needs at level M; for tests of the bound.
#[cfg(test)]
pub(crate) fn qr_version(text: &str) -> i16 {
    match code(text).unwrap().version() {
        qrcode::Version::Normal(n) | qrcode::Version::Micro(n) => n,
    }
}
