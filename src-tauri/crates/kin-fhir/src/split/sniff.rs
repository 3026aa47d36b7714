//! What a file is, from its first bytes: a text encoding, and formats that are not FHIR JSON.

use crate::ForeignFormat;

/// How the text is written.
pub(super) enum Text {
    Utf8,
    Utf16(&'static encoding_rs::Encoding),
}

/// The encoding and the length of the byte order mark.
pub(super) fn encoding(head: &[u8]) -> Result<(Text, usize), ForeignFormat> {
    match head {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] | [0, 0, 0, b'{' | b'[', ..] => {
            Err(ForeignFormat::Encoding)
        }
        [0xEF, 0xBB, 0xBF, ..] => Ok((Text::Utf8, 3)),
        [0xFF, 0xFE, ..] => Ok((Text::Utf16(encoding_rs::UTF_16LE), 2)),
        [0xFE, 0xFF, ..] => Ok((Text::Utf16(encoding_rs::UTF_16BE), 2)),
        [b'{' | b'[' | b'<' | b' ' | b'\r' | b'\n', 0, b, 0, ..] if *b != 0 => {
            Ok((Text::Utf16(encoding_rs::UTF_16LE), 0))
        }
        [0, b'{' | b'[' | b'<' | b' ' | b'\r' | b'\n', 0, b, ..] if *b != 0 => {
            Ok((Text::Utf16(encoding_rs::UTF_16BE), 0))
        }
        _ => Ok((Text::Utf8, 0)),
    }
}

fn holds(head: &[u8], needle: &str) -> bool {
    memchr::memmem::find(head, needle.as_bytes()).is_some()
}

/// The format, when it is none of FHIR JSON.
pub(super) fn foreign(head: &[u8]) -> Option<ForeignFormat> {
    let solid = head.trim_ascii_start();
    let window = solid.get(..solid.len().min(4096)).unwrap_or_default();
    Some(match window {
        [] => ForeignFormat::Empty,
        [b'{' | b'[' | 0x1E, ..] => return None,
        [b'%', b'P', b'D', b'F', ..] => ForeignFormat::Pdf,
        [b'P', b'K', 3 | 5 | 7, ..] => ForeignFormat::Zip,
        [0x1F, 0x8B, ..] => ForeignFormat::Gzip,
        [0x89, b'P', b'N', b'G', ..]
        | [0xFF, 0xD8, 0xFF, ..]
        | [b'G', b'I', b'F', b'8', ..]
        | [b'I', b'I', b'*', 0, ..]
        | [b'M', b'M', 0, b'*', ..] => ForeignFormat::Image,
        [b'R', b'I', b'F', b'F', ..] if holds(window, "WEBP") => ForeignFormat::Image,
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => ForeignFormat::Image,
        [b'<', ..] => xml(window),
        _ if head.get(128..132) == Some(b"DICM") => ForeignFormat::Dicom,
        _ if hl7v2(window) => ForeignFormat::Hl7v2,
        _ if window.starts_with(b"shc:/") || jws(window) => ForeignFormat::Shc,
        _ if holds(window.get(..256).unwrap_or(window), "shlink:/") => ForeignFormat::Shl,
        _ if window.starts_with(b"age-encryption.org/")
            || window.starts_with(b"-----BEGIN AGE ENCRYPTED FILE") =>
        {
            ForeignFormat::Age
        }
        _ => ForeignFormat::Unknown,
    })
}

fn xml(window: &[u8]) -> ForeignFormat {
    if holds(window, "ClinicalDocument") && holds(window, "urn:hl7-org:v3") {
        ForeignFormat::Ccda
    } else if holds(window, "http://hl7.org/fhir") {
        ForeignFormat::FhirXml
    } else if holds(window, "<html") || holds(window, "<HTML") || holds(window, "<!DOCTYPE html") {
        ForeignFormat::Html
    } else {
        ForeignFormat::Xml
    }
}

/// HL7 v2: a message, file or batch header, maybe inside an MLLP frame.
fn hl7v2(window: &[u8]) -> bool {
    let body = window.strip_prefix(&[0x0B]).unwrap_or(window);
    [b"MSH", b"FHS", b"BHS"]
        .iter()
        .any(|h| body.starts_with(*h) && body.get(3).is_some_and(|b| b.is_ascii_punctuation()))
}

/// A compact JWS: three base64url parts, the first of which is a JSON object (`eyJ`).
fn jws(window: &[u8]) -> bool {
    window.starts_with(b"eyJ")
        && window
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'\r' | b'\n'))
}
