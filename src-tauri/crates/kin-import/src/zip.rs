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
    if has(b"health_connect_export.db")
        || has(b"Takeout/Fit")
        || has(b"derived_com.google.")
        || has(b"raw_com.google.")
    {
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

/// What stands in front of an entry.
struct Head {
    name: Vec<u8>,
    /// Its sizes are behind it.
    behind: bool,
    packed: u64,
    /// Deflated, not stored.
    deflated: bool,
}

/// The next entry, behind its signature.
fn head(source: &mut impl Read, signature: [u8; 4]) -> Result<Head, ImportError> {
    if &signature != b"PK\x03\x04" {
        return Err(damaged());
    }
    let mut head = [0_u8; 26];
    source.read_exact(&mut head).map_err(|_| damaged())?;
    let (flags, method) = (u16_at(&head, 2), u16_at(&head, 4));
    let (packed, real) = (u32_at(&head, 14), u32_at(&head, 18));
    let (length, extra) = (u16_at(&head, 22), u16_at(&head, 24));
    if usize::from(length) > NAME || flags & 1 != 0 {
        return Err(damaged());
    }
    let mut name = vec![0_u8; usize::from(length)];
    source.read_exact(&mut name).map_err(|_| damaged())?;
    let mut more = vec![0_u8; usize::from(extra)];
    source.read_exact(&mut more).map_err(|_| damaged())?;
    let behind = flags & 8 != 0;
    // Stored, and nobody knows how much: its end cannot be found.
    let deflated = match method {
        8 => true,
        0 if !behind => false,
        _ => return Err(damaged()),
    };
    Ok(Head {
        name,
        behind,
        packed: sized(packed, real, &more),
        deflated,
    })
}

/// What is done with each entry of a zip: its name, and what is in it.
pub(crate) type EachEntry<'e> = &'e mut dyn FnMut(&str, &mut dyn Read) -> Result<(), ImportError>;

/// Goes through all entries in their order. `total` is how many bytes may be unpacked.
pub(crate) fn each<'r>(
    source: Box<dyn Read + 'r>,
    total: u64,
    take: EachEntry<'_>,
) -> Result<(), ImportError> {
    let mut source = BufReader::with_capacity(128 << 10, source);
    let mut next: Option<[u8; 4]> = None;
    let mut left = total;
    for _ in 0..ENTRIES {
        let signature = match next.take() {
            Some(known) => known,
            None => word(&mut source)?,
        };
        // The directory behind the last entry: without it the file was cut off.
        if matches!(&signature, b"PK\x01\x02" | b"PK\x05\x06") {
            return Ok(());
        }
        let entry = head(&mut source, signature)?;
        let name = String::from_utf8_lossy(&entry.name).into_owned();
        next = within(&mut source, &entry, &mut |inner| {
            let mut counted = inner.take(left);
            take(&name, &mut counted)?;
            std::io::copy(&mut counted, &mut std::io::sink()).map_err(|_| damaged())?;
            left = counted.limit();
            if left == 0 {
                return Err(ImportError::OverLimit {
                    what: "zip",
                    limit: total,
                });
            }
            Ok(())
        })?;
    }
    Err(too_many())
}

fn too_many() -> ImportError {
    ImportError::OverLimit {
        what: "entries",
        limit: u64::from(ENTRIES),
    }
}

fn word(source: &mut impl Read) -> Result<[u8; 4], ImportError> {
    let mut four = [0_u8; 4];
    source.read_exact(&mut four).map_err(|_| damaged())?;
    Ok(four)
}

/// Reads an entry to its end. Gives the signature of what follows, where it had to be read.
fn within<R: Read>(
    source: &mut BufReader<R>,
    entry: &Head,
    take: &mut dyn FnMut(&mut dyn Read) -> Result<(), ImportError>,
) -> Result<Option<[u8; 4]>, ImportError> {
    if entry.deflated {
        let mut inner = DeflateDecoder::new(&mut *source);
        take(&mut inner)?;
        std::io::copy(&mut inner, &mut std::io::sink()).map_err(|_| damaged())?;
    } else {
        let mut inner = (&mut *source).take(entry.packed);
        take(&mut inner)?;
        std::io::copy(&mut inner, &mut std::io::sink()).map_err(|_| damaged())?;
        if inner.limit() > 0 {
            return Err(damaged());
        }
    }
    entry.behind.then(|| after_descriptor(source)).transpose()
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
    let mut take = || word(source);
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
    fn entries_of_unknown_size_are_read_one_after_the_other() {
        for marked in [true, false] {
            let mut zip = entry("a/route.gpx", b"nothing", marked);
            zip.extend(entry("__MACOSX/._export.xml", b"no", marked));
            zip.extend(entry(
                "apple_health_export/export.xml",
                b"<HealthData/>",
                marked,
            ));
            assert_eq!(sniff(&zip), Some(Kind::AppleZip));
            zip.extend(b"PK\x01\x02");
            let mut seen = Vec::new();
            let read = each(Box::new(zip.as_slice()), 1 << 20, &mut |name, inner| {
                let mut text = String::new();
                inner.read_to_string(&mut text).unwrap();
                seen.push((name.to_owned(), text));
                Ok(())
            });
            assert!(read.is_ok());
            assert_eq!(seen.len(), 3);
            assert_eq!(seen[2].1, "<HealthData/>");
        }
        let none = |bytes: &[u8]| each(Box::new(bytes), 1 << 20, &mut |_, _| Ok(())).is_err();
        assert!(none(&entry("x", b"y", true)));
        assert!(none(b""));
    }
}
