//! Zip files as they stream in: entry after entry, nothing is sought.
//!
//! The crate `zip` wants to seek, and the process that reads foreign files gets a pipe. Only stored
//! and deflated entries are read, which is all that phones write.

use crate::{ImportError, look::Kind};
use flate2::bufread::DeflateDecoder;
use std::io::{BufReader, Read};

/// Longest name of an entry.
const NAME: usize = 4096;
/// Most entries that are passed over before the one that is sought.
const ENTRIES: u32 = 100_000;

/// What a zip holds, by the names among its first bytes.
pub(crate) fn sniff(head: &[u8]) -> Option<Kind> {
    let has = |word: &[u8]| head.windows(word.len()).any(|w| w == word);
    if has(b"apple_health_export") || has(b"export.xml") {
        return Some(Kind::AppleZip);
    }
    if has(b"[Content_Types].xml") || has(b"xl/workbook") || has(b"xl/worksheets") {
        return Some(Kind::Sheet);
    }
    if has(b"health_connect_export.db") || has(b"Takeout/Fit") || has(b"Takeout/Fitbit") {
        return Some(Kind::GoogleZip);
    }
    None
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    let two = bytes.get(at..at + 2).and_then(|b| b.try_into().ok());
    two.map_or(0, u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let four = bytes.get(at..at + 4).and_then(|b| b.try_into().ok());
    four.map_or(0, u32::from_le_bytes)
}

const fn damaged() -> ImportError {
    ImportError::Damaged { what: "zip" }
}

/// Apple's `export.xml` inside a zip; nothing when there is none.
pub(crate) fn open_apple<'r>(
    source: Box<dyn Read + 'r>,
) -> Result<Option<Box<dyn Read + 'r>>, ImportError> {
    let mut source = BufReader::with_capacity(128 << 10, source);
    let mut next: Option<[u8; 4]> = None;
    for _ in 0..ENTRIES {
        let mut signature = [0_u8; 4];
        let read = match next.take() {
            Some(known) => {
                signature = known;
                true
            }
            None => source.read_exact(&mut signature).is_ok(),
        };
        if !read || &signature != b"PK\x03\x04" {
            // The directory, or the end.
            return Ok(None);
        }
        let mut head = [0_u8; 26];
        source.read_exact(&mut head).map_err(|_| damaged())?;
        let (flags, method) = (u16_at(&head, 2), u16_at(&head, 4));
        let (packed, real) = (u32_at(&head, 14), u32_at(&head, 18));
        let (name, extra) = (u16_at(&head, 22), u16_at(&head, 24));
        if usize::from(name) > NAME || flags & 1 != 0 {
            return Err(damaged());
        }
        let mut words = vec![0_u8; usize::from(name)];
        source.read_exact(&mut words).map_err(|_| damaged())?;
        let mut more = vec![0_u8; usize::from(extra)];
        source.read_exact(&mut more).map_err(|_| damaged())?;
        let packed = sized(packed, real, &more);
        let wanted = words.ends_with(b"export.xml")
            && !words.starts_with(b"__MACOSX")
            && !words.ends_with(b"/._export.xml");
        match method {
            8 if wanted => return Ok(Some(Box::new(DeflateDecoder::new(source)))),
            0 if wanted && flags & 8 == 0 => return Ok(Some(Box::new(source.take(packed)))),
            8 => {
                let mut inner = DeflateDecoder::new(&mut source);
                std::io::copy(&mut inner, &mut std::io::sink()).map_err(|_| damaged())?;
            }
            0 if flags & 8 == 0 => {
                let mut inner = (&mut source).take(packed);
                std::io::copy(&mut inner, &mut std::io::sink()).map_err(|_| damaged())?;
            }
            _ => return Err(damaged()),
        }
        next = (flags & 8 != 0)
            .then(|| after_descriptor(&mut source))
            .transpose()?;
    }
    Err(ImportError::OverLimit {
        what: "entries",
        limit: u64::from(ENTRIES),
    })
}

/// Bytes of a stored entry; large ones say so in their extra field (zip64).
///
/// # Source
/// PKWARE APPNOTE 6.3.10, 4.5.3: header id 1, real size, packed size.
fn sized(packed: u32, real: u32, extra: &[u8]) -> u64 {
    if packed != u32::MAX {
        return u64::from(packed);
    }
    let mut rest = extra;
    while rest.len() >= 4 {
        let (id, length) = (u16_at(rest, 0), usize::from(u16_at(rest, 2)));
        if id == 1 {
            let at = if real == u32::MAX { 12 } else { 4 };
            let eight = rest.get(at..at + 8).and_then(|b| b.try_into().ok());
            return eight.map_or(u64::from(packed), u64::from_le_bytes);
        }
        rest = rest.get(4 + length..).unwrap_or_default();
    }
    u64::from(packed)
}

/// What follows an entry whose sizes were not known before: with or without a signature, with sizes of
/// four or of eight bytes. Gives the signature of what comes next.
fn after_descriptor(source: &mut impl Read) -> Result<[u8; 4], ImportError> {
    let mut take = || -> Result<[u8; 4], ImportError> {
        let mut four = [0_u8; 4];
        source.read_exact(&mut four).map_err(|_| damaged())?;
        Ok(four)
    };
    let is_next = |four: &[u8; 4]| four == b"PK\x03\x04" || four == b"PK\x01\x02";
    // Signature, checksum and two sizes: three words at the least, six at the most.
    for _ in 0..3 {
        take()?;
    }
    for _ in 0..4 {
        let four = take()?;
        if is_next(&four) {
            return Ok(four);
        }
    }
    Err(damaged())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::DeflateEncoder};
    use std::io::Write as _;

    /// An entry as phones write them: sizes behind the data, with or without the word that marks them.
    fn entry(name: &str, body: &[u8], marked: bool) -> Vec<u8> {
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(body).unwrap();
        let packed = packed.finish().unwrap();
        let mut out = b"PK\x03\x04".to_vec();
        out.extend_from_slice(&[20, 0, 8, 0, 8, 0]);
        out.extend_from_slice(&[0; 16]);
        out.extend_from_slice(&u16::try_from(name.len()).unwrap().to_le_bytes());
        out.extend_from_slice(&[0, 0]);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(&packed);
        if marked {
            out.extend_from_slice(b"PK\x07\x08");
        }
        out.extend_from_slice(&[7; 4]);
        out.extend_from_slice(&u32::try_from(packed.len()).unwrap().to_le_bytes());
        out.extend_from_slice(&u32::try_from(body.len()).unwrap().to_le_bytes());
        out
    }

    #[test]
    fn the_export_is_found_behind_other_entries_of_unknown_size() {
        for marked in [true, false] {
            let mut zip = entry("a/route.gpx", b"nothing", marked);
            zip.extend(entry("__MACOSX/._export.xml", b"no", marked));
            zip.extend(entry(
                "apple_health_export/export.xml",
                b"<HealthData/>",
                marked,
            ));
            let mut text = String::new();
            let mut inner = open_apple(Box::new(zip.as_slice())).unwrap().unwrap();
            inner.read_to_string(&mut text).unwrap();
            assert_eq!(text, "<HealthData/>");
            assert_eq!(sniff(&zip), Some(Kind::AppleZip));
        }
        assert!(open_apple(Box::new(entry("x", b"y", true).as_slice())).is_err());
        assert!(
            open_apple(Box::new([0_u8; 0].as_slice()))
                .unwrap()
                .is_none()
        );
    }
}
