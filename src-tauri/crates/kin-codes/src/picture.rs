//! Codes in pictures: PNG and JPEG files, as a telephone, a scanner or a screenshot gives them.
//!
//! Only for the process that reads foreign files: a picture made to do harm ends that, and nothing else.
//!
//! rxing was chosen because it is pure Rust; how many codes are read beside zbar and zxing-cpp is measured by
//! `cargo xtask bench codes`.

mod dark;
mod grey;
mod look;

use crate::{CodeError, CodeLimits};
pub(crate) use grey::{Grey, fits};
pub(crate) use look::{Effort, look};
use std::io::Cursor;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

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
    Ok(look(&picture, Effort::All))
}

/// The texts of all QR codes in one picture of a camera: shades of grey, one byte a point, row by row. Little is
/// tried, because the next picture comes soon.
///
/// # Errors
/// As [`codes_in_picture`]; [`CodeError::NoCode`] where there are not `width` times `height` bytes.
pub fn codes_in_frame(
    shades: Vec<u8>,
    (width, height): (usize, usize),
    limits: &CodeLimits,
) -> Result<Vec<String>, CodeError> {
    let picture = Grey::new((width, height), shades, limits)?;
    Ok(look(&picture, Effort::Glance))
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
    fits(size.0, size.1, limits)?;
    let room = reader.output_buffer_size().ok_or(CodeError::NoCode)?;
    let mut points = vec![0; room];
    let frame = reader.next_frame(&mut points).map_err(unreadable)?;
    let each = frame.color_type.samples();
    points.truncate(frame.buffer_size());
    let shades = if each == 1 {
        points
    } else {
        points.chunks_exact(each).map(shade).collect()
    };
    Grey::new(size, shades, limits)
}

pub(crate) fn jpeg(bytes: &[u8], limits: &CodeLimits) -> Result<Grey, CodeError> {
    let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| CodeError::NoCode)?;
    let size = decoder.dimensions().ok_or(CodeError::NoCode)?;
    fits(size.0, size.1, limits)?;
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
