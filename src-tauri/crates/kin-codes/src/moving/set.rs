//! Parts of moving sequences that come together in a file or in several: which belong to which document.

use super::{MovingLimits, MovingReader, Progress, bare_part};
use crate::CodeError;

/// Documents whose parts are taken together, at most.
const DOCUMENTS: usize = 8;

/// What every part says of its document: parts of one agree in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Document {
    parts: u64,
    bytes: u64,
    checksum: u64,
}

/// Puts the parts of several documents together.
#[derive(Debug)]
pub struct MovingSet {
    limits: MovingLimits,
    all: Vec<(Document, MovingReader)>,
}

impl Default for MovingSet {
    fn default() -> Self {
        Self::new(MovingLimits::default())
    }
}

impl MovingSet {
    /// One that has seen nothing.
    #[must_use]
    pub const fn new(limits: MovingLimits) -> Self {
        Self {
            limits,
            all: Vec::new(),
        }
    }

    /// Takes a part. Which document it is of, from 0, and how far that is.
    ///
    /// # Errors
    /// As [`MovingReader::take`]; [`CodeError::TooLarge`] for one document too many.
    pub fn take(&mut self, text: &str) -> Result<(usize, Progress), CodeError> {
        let text = bare_part(text, &self.limits)?;
        let document = Document::of(text).ok_or(CodeError::Moving)?;
        let which = self.all.iter().position(|(known, _)| *known == document);
        let known = self.all.len();
        let which = which.unwrap_or(known);
        if which == known {
            if known >= DOCUMENTS {
                let limit = DOCUMENTS as u64;
                return Err(CodeError::TooLarge { limit });
            }
            let mut reader = MovingReader::new(self.limits.clone());
            let progress = reader.take(text)?;
            self.all.push((document, reader));
            return Ok((which, progress));
        }
        let (_, reader) = self.all.get_mut(which).ok_or(CodeError::Moving)?;
        Ok((which, reader.take(text)?))
    }

    /// How far each document is.
    pub fn progress(&self) -> impl Iterator<Item = Progress> + '_ {
        self.all.iter().map(|(_, reader)| reader.progress())
    }

    /// A document, once enough parts are here.
    ///
    /// # Errors
    /// As [`MovingReader::whole`].
    pub fn whole(&self, which: usize) -> Result<Option<Vec<u8>>, CodeError> {
        self.all
            .get(which)
            .map_or(Ok(None), |(_, reader)| reader.whole())
    }
}

impl Document {
    /// Out of the CBOR of a part: `[number, parts, bytes, checksum, data]` (BCR-2024-001).
    fn of(text: &str) -> Option<Self> {
        let (_, cbor) = ur::decode(text).ok()?;
        let mut rest = cbor.strip_prefix(&[0x85])?;
        let mut next = || {
            let (number, more) = unsigned(rest)?;
            rest = more;
            Some(number)
        };
        next()?;
        Some(Self {
            parts: next()?,
            bytes: next()?,
            checksum: next()?,
        })
    }
}

/// An unsigned number of CBOR (RFC 8949, 3.1, major type 0), and what stands behind it.
fn unsigned(cbor: &[u8]) -> Option<(u64, &[u8])> {
    let (first, rest) = cbor.split_first()?;
    let width = match first {
        0x00..=0x17 => return Some((u64::from(*first), rest)),
        0x18 => 1,
        0x19 => 2,
        0x1A => 4,
        0x1B => 8,
        _ => return None,
    };
    let (number, rest) = rest.split_at_checked(width)?;
    let number = number
        .iter()
        .fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    Some((number, rest))
}

/// The parts of moving sequences in a text, one a line; other lines are words around them.
///
/// # Errors
/// [`CodeError::NoCode`] where there is none; [`CodeError::TooLarge`] for more than one sequence can have.
pub fn moving_parts(text: &[u8], limits: &MovingLimits) -> Result<Vec<String>, CodeError> {
    let most = limits.parts * limits.kept_times + 200;
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    let mut parts = Vec::new();
    for line in text.split(|byte| *byte == b'\n') {
        let Ok(line) = std::str::from_utf8(line) else {
            continue;
        };
        if !MovingReader::is_part(line) {
            continue;
        }
        if parts.len() >= most {
            let limit = most as u64;
            return Err(CodeError::TooLarge { limit });
        }
        parts.push(line.trim().to_owned());
    }
    match parts.is_empty() {
        true => Err(CodeError::NoCode),
        false => Ok(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::{MovingSet, moving_parts};
    use crate::{CodeError, MovingLimits, MovingParts};
    use proptest::prelude::*;

    fn parts(document: &[u8], numbers: impl Iterator<Item = u32>) -> Vec<String> {
        let mut made = MovingParts::new(document, 20).unwrap();
        numbers.map(|n| made.part(n).unwrap()).collect()
    }

    #[test]
    fn parts_of_two_documents_of_the_same_length_are_told_apart() {
        let one = parts(br#"{"resourceType":"Bundle","id":"one"}"#, 1..9);
        let two = parts(br#"{"resourceType":"Bundle","id":"two"}"#, 1..9);
        let mut set = MovingSet::default();
        let mut seen = Vec::new();
        for (a, b) in one.iter().zip(&two) {
            seen.push((set.take(a).unwrap().0, set.take(b).unwrap().0));
        }
        assert!(seen.iter().all(|pair| *pair == (0, 1)), "{seen:?}");
        let whole = |which| String::from_utf8(set.whole(which).unwrap().unwrap()).unwrap();
        assert!(whole(0).contains("one") && whole(1).contains("two"));
        assert!(set.progress().all(|progress| progress.is_whole()));
        assert_eq!(set.whole(2), Ok(None));
    }

    #[test]
    fn it_does_not_grow_without_end() {
        let mut set = MovingSet::default();
        for n in 0..8 {
            let [part] = &parts(format!("{n:064}").as_bytes(), 1..2)[..] else {
                panic!("one part")
            };
            assert_eq!(set.take(part).unwrap().0, n);
        }
        let more = parts(&[b'x'; 64], 1..2);
        assert_eq!(set.take(&more[0]), Err(CodeError::TooLarge { limit: 8 }));
        assert_eq!(set.take("shc:/56"), Err(CodeError::NoCode));
        assert_eq!(set.take("ur:bytes/1-2/ab"), Err(CodeError::Moving));
        let long = format!("ur:bytes/1-2/{}", "a".repeat(5000));
        assert_eq!(set.take(&long), Err(CodeError::TooLarge { limit: 4296 }));
    }

    #[test]
    fn a_text_gives_its_parts_and_leaves_the_words_around_them() {
        let limits = MovingLimits::default();
        let text = "\u{feff}My summary\r\n ur:bytes/1-2/ab \r\n\r\nUR:BYTES/2-2/CD\nend\n";
        let found = moving_parts(text.as_bytes(), &limits).unwrap();
        assert_eq!(found, ["ur:bytes/1-2/ab", "UR:BYTES/2-2/CD"]);
        let none = moving_parts(b"ur:crypto-seed/1-2/ab\n\xFF\n", &limits);
        assert_eq!(none, Err(CodeError::NoCode));
        let many = "ur:bytes/1-2/ab\n".repeat(8_201);
        let refused = moving_parts(many.as_bytes(), &limits);
        assert_eq!(refused, Err(CodeError::TooLarge { limit: 8_200 }));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(texts in proptest::collection::vec("ur:bytes/[0-9]{1,3}-[0-9]{1,3}/[a-z]{0,60}", 0..20), bytes: Vec<u8>) {
            let mut set = MovingSet::default();
            for text in &texts {
                drop(set.take(text));
            }
            for which in 0..9 {
                drop(set.whole(which));
            }
            drop(moving_parts(&bytes, &MovingLimits::default()));
        }
    }
}
