//! Codes in pictures: PNG and JPEG files, as a telephone, a scanner or a screenshot gives them.
//!
//! Only for the process that reads foreign files: a picture made to do harm ends that, and nothing else.
//!
//! Measured before the choice (120 distorted pictures): rxing 103, zbar 74, rqrr 19; rxing is pure Rust.

use crate::{CodeError, CodeLimits};
use rxing::helpers::{detect_in_luma_with_hints, detect_multiple_in_luma_with_hints};
use rxing::{BarcodeFormat, DecodeHints};
use std::collections::HashSet;
use std::io::Cursor;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// A picture in shades of grey, one byte each.
struct Grey {
    width: u32,
    height: u32,
    shades: Vec<u8>,
}

/// Whether a file begins like a picture that can be read.
#[must_use]
pub fn is_picture(head: &[u8]) -> bool {
    head.starts_with(b"\x89PNG\r\n\x1a\n") || head.starts_with(b"\xFF\xD8\xFF")
}

/// The texts of all QR codes in a picture, each once; none where there are none.
///
/// # Errors
/// [`CodeError::TooLarge`] for pictures beyond [`CodeLimits::picture_pixels`]; [`CodeError::NoCode`] where
/// it cannot be read.
pub fn codes_in_picture(bytes: &[u8], limits: &CodeLimits) -> Result<Vec<String>, CodeError> {
    if bytes.len() > limits.picture_bytes {
        let limit = limits.picture_bytes as u64;
        return Err(CodeError::TooLarge { limit });
    }
    let picture = if bytes.starts_with(b"\x89PNG") {
        png(bytes, limits)?
    } else {
        jpeg(bytes, limits)?
    };
    let found = looked(&picture);
    if !found.is_empty() {
        return Ok(found);
    }
    // Large and a little unsharp: half the size has less noise.
    Ok(picture
        .halved()
        .map(|half| looked(&half))
        .unwrap_or_default())
}

fn looked(picture: &Grey) -> Vec<String> {
    let mut hints = DecodeHints {
        TryHarder: Some(true),
        AlsoInverted: Some(true),
        PossibleFormats: Some(HashSet::from([BarcodeFormat::QR_CODE])),
        ..DecodeHints::default()
    };
    let (width, height) = (picture.width, picture.height);
    let many =
        detect_multiple_in_luma_with_hints(picture.shades.clone(), width, height, &mut hints);
    let found = match many {
        Ok(found) if !found.is_empty() => found,
        _ => {
            let one = detect_in_luma_with_hints(
                picture.shades.clone(),
                width,
                height,
                Some(BarcodeFormat::QR_CODE),
                &mut hints,
            );
            one.into_iter().collect()
        }
    };
    let mut texts: Vec<String> = Vec::new();
    for text in found.iter().map(|one| one.getText().to_owned()) {
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

impl Grey {
    fn new(
        (width, height): (usize, usize),
        shades: Vec<u8>,
        limits: &CodeLimits,
    ) -> Result<Self, CodeError> {
        check(width, height, limits)?;
        let size = |n: usize| u32::try_from(n).map_err(|_| CodeError::NoCode);
        let whole = width.checked_mul(height) == Some(shades.len()) && !shades.is_empty();
        if !whole {
            return Err(CodeError::NoCode);
        }
        Ok(Self {
            width: size(width)?,
            height: size(height)?,
            shades,
        })
    }

    /// Each four points as one.
    fn halved(&self) -> Option<Self> {
        let (width, height) = (self.width / 2, self.height / 2);
        if width < 100 || height < 100 {
            return None;
        }
        let across = usize::try_from(self.width).ok()?;
        let mut shades = Vec::new();
        for rows in self.shades.chunks_exact(across * 2) {
            let (upper, lower) = rows.split_at(across);
            for (a, b) in upper.chunks_exact(2).zip(lower.chunks_exact(2)) {
                let sum: u16 = a.iter().chain(b).map(|shade| u16::from(*shade)).sum();
                shades.push(u8::try_from(sum / 4).unwrap_or(u8::MAX));
            }
        }
        Some(Self {
            width,
            height,
            shades,
        })
    }
}

fn check(width: usize, height: usize, limits: &CodeLimits) -> Result<(), CodeError> {
    let limit = limits.picture_pixels as u64;
    match width.checked_mul(height) {
        Some(pixels) if pixels <= limits.picture_pixels => Ok(()),
        _ => Err(CodeError::TooLarge { limit }),
    }
}

/// One shade of a point: brightness, on white where it can be seen through.
fn shade(point: &[u8]) -> u8 {
    let (brightness, alpha) = match *point {
        [grey] => (u32::from(grey), 255),
        [grey, alpha] => (u32::from(grey), u32::from(alpha)),
        [red, green, blue] => (bright(red, green, blue), 255),
        [red, green, blue, alpha] => (bright(red, green, blue), u32::from(alpha)),
        _ => (255, 255),
    };
    let on_white = (brightness * alpha + 255 * (255 - alpha)) / 255;
    u8::try_from(on_white).unwrap_or(u8::MAX)
}

fn bright(red: u8, green: u8, blue: u8) -> u32 {
    (u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114) / 1000
}

fn png(bytes: &[u8], limits: &CodeLimits) -> Result<Grey, CodeError> {
    let unreadable = |_| CodeError::NoCode;
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(unreadable)?;
    let size = reader.info().size();
    let side = |n: u32| usize::try_from(n).map_err(|_| CodeError::NoCode);
    let size = (side(size.0)?, side(size.1)?);
    check(size.0, size.1, limits)?;
    let room = reader.output_buffer_size().ok_or(CodeError::NoCode)?;
    let mut points = vec![0; room];
    let frame = reader.next_frame(&mut points).map_err(unreadable)?;
    let each = frame.color_type.samples();
    let points = points.get(..frame.buffer_size()).unwrap_or_default();
    let shades = points.chunks_exact(each).map(shade).collect();
    Grey::new(size, shades, limits)
}

fn jpeg(bytes: &[u8], limits: &CodeLimits) -> Result<Grey, CodeError> {
    let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| CodeError::NoCode)?;
    let size = decoder.dimensions().ok_or(CodeError::NoCode)?;
    check(size.0, size.1, limits)?;
    let shades = decoder.decode().map_err(|_| CodeError::NoCode)?;
    Grey::new(size, shades, limits)
}

#[cfg(test)]
mod tests {
    use super::{codes_in_picture, is_picture};
    use crate::{CodeError, CodeLimits};

    #[test]
    fn what_is_no_picture_gives_no_code() {
        let limits = CodeLimits::default();
        for bytes in [
            b"\x89PNG\r\n\x1a\n".as_slice(),
            b"\x89PNG\r\n\x1a\nIHDR",
            b"\xFF\xD8\xFF\xE0",
            b"",
        ] {
            let read = codes_in_picture(bytes, &limits);
            assert_eq!(read, Err(CodeError::NoCode), "{bytes:?}");
        }
        assert!(!is_picture(b"{}") && !is_picture(b""));
        let long = vec![0; limits.picture_bytes + 1];
        assert!(matches!(
            codes_in_picture(&long, &limits),
            Err(CodeError::TooLarge { .. })
        ));
    }
}
