//! A document as a sequence of codes: shown one after the other on a screen, or printed as sheets.
//!
//! Uniform Resources (`ur:bytes/3-40/…`) carry it, by the crate `ur`: after the plain parts come mixed ones without
//! end, so that a reader who missed some needs no particular one again (fountain coding). A form that exists was
//! taken, not one of our own, because other readers know it. What the parts make together begins with a line that
//! says what it is ([`HEAD`]), then the document in raw DEFLATE (RFC 1951): a document of FHIR becomes a fifth of it.
//!
//! A part counts for the reader only within [`MovingLimits`]: the number of parts is looked at before the decoder
//! makes room for them, and what is kept of mixed parts has an end.
//!
//! # Source
//! Blockchain Commons, BCR-2020-005 (Uniform Resources) and BCR-2024-001 (Multipart UR); RFC 8949 (CBOR).

use crate::CodeError;
use crate::inflate::{Fault, pack, unpack};
use std::collections::BTreeSet;

mod set;

pub use set::{MovingSet, moving_parts};

/// How what the parts make together begins: name and version of the form, then what is in it, how it is packed and how
/// many bytes it has unpacked; up to the end of the line.
const HEAD: &str = "KINFOLIO/1 application/fhir+json deflate-raw ";

/// Bytes that each code carries, unless told otherwise: a code of 89 modules at level L, which a camera of 720 lines
/// reads from a screen.
pub const MOVING_BYTES: usize = 480;

/// One picture in this many may be missing in a folder of them.
const LOST_IN: usize = 5;

/// What a moving sequence may be, at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovingLimits {
    /// Characters of one part: 4,296, the most that a code holds.
    pub part_chars: usize,
    /// Plain parts: 2,000 (about 1 MB packed).
    pub parts: usize,
    /// Different parts that are kept until it is whole: four times the plain ones, and 200.
    pub kept_times: usize,
    /// Bytes of the document, unpacked: 32 MiB.
    pub bytes: usize,
}

impl Default for MovingLimits {
    fn default() -> Self {
        Self {
            part_chars: 4296,
            parts: 2_000,
            kept_times: 4,
            bytes: 32 << 20,
        }
    }
}

/// A document made into parts.
pub struct MovingParts {
    message: Vec<u8>,
    part_bytes: usize,
    encoder: ur::Encoder<'static>,
    parts: u32,
}

impl MovingParts {
    /// Packs a FHIR document and cuts it; `part_bytes` (20 to 1,400) go into one part, fewer where it is short.
    ///
    /// # Errors
    /// [`CodeError::TooLarge`] for a document that is too large for the reader.
    pub fn new(document: &[u8], part_bytes: usize) -> Result<Self, CodeError> {
        let limits = MovingLimits::default();
        if document.len() > limits.bytes {
            let limit = limits.bytes as u64;
            return Err(CodeError::TooLarge { limit });
        }
        let mut content = format!("{HEAD}{}\n", document.len()).into_bytes();
        content.extend_from_slice(&pack(document));
        let mut message = byte_string_head(content.len());
        message.append(&mut content);
        let part_bytes = part_bytes.clamp(20, 1_400);
        let encoder = encoder(&message, part_bytes)?;
        let parts = encoder.fragment_count();
        if parts > limits.parts {
            let limit = (limits.parts * part_bytes) as u64;
            return Err(CodeError::TooLarge { limit });
        }
        Ok(Self {
            parts: u32::try_from(parts).map_err(|_| CodeError::Moving)?,
            message,
            part_bytes,
            encoder,
        })
    }

    /// Plain parts; whoever reads them all has the document.
    #[must_use]
    pub const fn parts(&self) -> u32 {
        self.parts
    }

    /// How many parts, from the first on, are to be handed out where none comes again, as in a folder of pictures: half
    /// as many again as the plain ones and two, and further ones until the rest makes the document whichever one in
    /// five is missing. Mixed parts are mixed by chance, so this is tried, not reckoned.
    ///
    /// # Errors
    /// As [`MovingParts::part`].
    pub fn pictures(&mut self) -> Result<u32, CodeError> {
        let least = self.parts.saturating_add(self.parts / 2).saturating_add(2);
        let most = self.parts.saturating_mul(4).saturating_add(100);
        let mut without: Vec<_> = (0..LOST_IN).map(|_| MovingReader::default()).collect();
        for (lost, number) in (0..LOST_IN).cycle().zip(1..=most) {
            let text = self.part(number)?;
            for (left_out, reader) in without.iter_mut().enumerate() {
                if left_out != lost && !reader.progress().is_whole() {
                    reader.take(&text)?;
                }
            }
            let whole = without.iter().all(|reader| reader.progress().is_whole());
            if whole && number >= least {
                return Ok(number);
            }
        }
        Ok(most)
    }

    /// Bytes that cross, packed.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.message.len()
    }

    /// The text of a part, in capitals (a code holds them in less room). Numbers start at 1; beyond
    /// [`MovingParts::parts`] come mixed parts, each a different one.
    ///
    /// One after the other is quick; going back starts anew.
    ///
    /// # Errors
    /// [`CodeError::Moving`] for number 0 and beyond a million.
    pub fn part(&mut self, number: u32) -> Result<String, CodeError> {
        let number = usize::try_from(number).map_err(|_| CodeError::Moving)?;
        if number == 0 || number > 1_000_000 {
            return Err(CodeError::Moving);
        }
        if number <= self.encoder.current_index() {
            self.encoder = encoder(&self.message, self.part_bytes)?;
        }
        loop {
            let text = self.encoder.next_part().map_err(|_| CodeError::Moving)?;
            if self.encoder.current_index() == number {
                return Ok(text.to_ascii_uppercase());
            }
        }
    }
}

/// The text of a part without white around it; the error is why it is none that is taken.
fn bare_part<'t>(text: &'t str, limits: &MovingLimits) -> Result<&'t str, CodeError> {
    if !MovingReader::is_part(text) {
        return Err(CodeError::NoCode);
    }
    let text = text.trim();
    if text.len() > limits.part_chars {
        let limit = limits.part_chars as u64;
        return Err(CodeError::TooLarge { limit });
    }
    Ok(text)
}

fn encoder(message: &[u8], part_bytes: usize) -> Result<ur::Encoder<'static>, CodeError> {
    ur::Encoder::bytes(message, part_bytes).map_err(|_| CodeError::Moving)
}

/// The head of a CBOR byte string (RFC 8949, 3.1, major type 2), which is what `ur:bytes` holds.
fn byte_string_head(bytes: usize) -> Vec<u8> {
    let long = |first: u8, rest: &[u8]| [&[first], rest].concat();
    match (u8::try_from(bytes), u16::try_from(bytes)) {
        (Ok(n @ 0..=23), _) => vec![0x40 | n],
        (Ok(n), _) => long(0x58, &[n]),
        (_, Ok(n)) => long(0x59, &n.to_be_bytes()),
        _ => long(
            0x5A,
            &u32::try_from(bytes).unwrap_or(u32::MAX).to_be_bytes(),
        ),
    }
}

/// The content of a CBOR byte string; nothing where its length is not that of what stands there.
fn byte_string(message: &[u8]) -> Option<&[u8]> {
    let (first, rest) = message.split_first()?;
    let width = match first {
        0x40..=0x57 => 0,
        0x58 => 1,
        0x59 => 2,
        0x5A => 4,
        _ => return None,
    };
    let (length, content) = rest.split_at_checked(width)?;
    let said = length
        .iter()
        .fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte));
    let said = if width == 0 {
        usize::from(first & 0x1F)
    } else {
        said
    };
    (content.len() == said).then_some(content)
}

/// How far reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Parts whose content is known.
    pub seen: u32,
    /// Parts in all.
    pub needed: u32,
}

impl Progress {
    /// Whether all is there.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.needed > 0 && self.seen >= self.needed
    }
}

/// Puts parts together, in whichever order and from whichever side they come.
pub struct MovingReader {
    limits: MovingLimits,
    decoder: ur::Decoder,
    taken: BTreeSet<u32>,
}

impl std::fmt::Debug for MovingReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MovingReader")
            .field("progress", &self.progress())
            .finish_non_exhaustive()
    }
}

impl Default for MovingReader {
    fn default() -> Self {
        Self::new(MovingLimits::default())
    }
}

impl MovingReader {
    /// A reader that has seen nothing.
    #[must_use]
    pub fn new(limits: MovingLimits) -> Self {
        Self {
            limits,
            decoder: ur::Decoder::default(),
            taken: BTreeSet::new(),
        }
    }

    /// Whether the text of a code looks like a part.
    #[must_use]
    pub fn is_part(text: &str) -> bool {
        let head = text.trim_start().get(..9).unwrap_or_default();
        head.eq_ignore_ascii_case("ur:bytes/")
    }

    /// Takes the text of a code; the same one twice changes nothing.
    ///
    /// # Errors
    /// [`CodeError::NoCode`] where it is no part; [`CodeError::Moving`] for a damaged one, [`CodeError::PartsMixed`] for
    /// one of another document, [`CodeError::TooLarge`] beyond the limits. What was taken before stays.
    pub fn take(&mut self, text: &str) -> Result<Progress, CodeError> {
        let text = bare_part(text, &self.limits)?;
        let (number, parts) = numbers(text).ok_or(CodeError::Moving)?;
        if parts > self.limits.parts {
            let limit = self.limits.parts as u64;
            return Err(CodeError::TooLarge { limit });
        }
        if self.taken.contains(&number) && self.decoder.fragment_count() == parts {
            return Ok(self.progress());
        }
        let most = parts * self.limits.kept_times + 200;
        if self.taken.len() >= most {
            let limit = most as u64;
            return Err(CodeError::TooLarge { limit });
        }
        self.decoder.receive(text).map_err(|error| match error {
            ur::ur::Error::Fountain(ur::fountain::Error::InconsistentPart) => CodeError::PartsMixed,
            _ => CodeError::Moving,
        })?;
        self.taken.insert(number);
        Ok(self.progress())
    }

    /// How far it is; `needed` is 0 before the first part.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Progress {
            seen: count(self.decoder.resolved_fragment_count().unwrap_or(0)),
            needed: count(self.decoder.fragment_count()),
        }
    }

    /// The document, once enough parts are here.
    ///
    /// # Errors
    /// [`CodeError::Moving`] where what the parts make is damaged or none of ours; [`CodeError::TooLarge`] where it
    /// becomes larger than it says, or than the limit.
    pub fn whole(&self) -> Result<Option<Vec<u8>>, CodeError> {
        let Some(message) = self.decoder.message().map_err(|_| CodeError::Moving)? else {
            return Ok(None);
        };
        let content = byte_string(&message).ok_or(CodeError::Moving)?;
        let end = content
            .iter()
            .take(HEAD.len() + 20)
            .position(|b| *b == b'\n');
        let (head, packed) = end
            .and_then(|end| content.split_at_checked(end))
            .ok_or(CodeError::Moving)?;
        let said: usize = std::str::from_utf8(head)
            .ok()
            .and_then(|head| head.strip_prefix(HEAD))
            .and_then(|length| length.parse().ok())
            .ok_or(CodeError::Moving)?;
        if said > self.limits.bytes {
            let limit = self.limits.bytes as u64;
            return Err(CodeError::TooLarge { limit });
        }
        let document =
            unpack(packed.get(1..).unwrap_or_default(), said).map_err(|fault| match fault {
                Fault::TooLarge => CodeError::TooLarge { limit: said as u64 },
                Fault::Broken | Fault::Zlib | Fault::Trailing => CodeError::Moving,
            })?;
        if document.len() != said {
            return Err(CodeError::Moving);
        }
        Ok(Some(document))
    }
}

/// The number of a part and how many plain ones there are, from `ur:bytes/12-40/…`.
fn numbers(text: &str) -> Option<(u32, usize)> {
    let mut steps = text.split('/');
    let numbers = steps.nth(1)?;
    steps.next()?;
    let (number, parts) = numbers.split_once('-')?;
    Some((number.parse().ok()?, parts.parse().ok()?))
}

#[cfg(test)]
mod tests;
