//! Files that come packed (gzip) or as UTF-16: unwrapped as they stream in, whatever is in them.
//!
//! A packed file is only known to be whole once it was read to its end, where its checksum stands:
//! [`Unwrapped::to_end`]. Packed twice stays packed.

use crate::ImportError;
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_16BE, UTF_16LE};
use flate2::bufread::GzDecoder;
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read};
use std::rc::Rc;

/// Bytes that are looked at to see how a file is wrapped.
const LOOK: u64 = 4096;
/// Bytes that are read or decoded at once.
const PIECE: usize = 64 << 10;
/// How a file of gzip begins: RFC 1952, 2.3.1, with the only method there is.
const GZIP: [u8; 3] = [0x1F, 0x8B, 8];

/// What stands in a record written as XML.
const FHIR: &[u8] = b"http://hl7.org/fhir";

/// How much may come out of a packed file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unpacking {
    /// Bytes in all.
    pub total: u64,
    /// Bytes out of one byte, once there are more than `free`.
    pub ratio: u64,
    /// Bytes that may come out of anything.
    pub free: u64,
}

/// What is wrong with a wrapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Gzip,
    Text,
    Total(u64),
    Ratio(u64),
}

type Shared<T> = Rc<Cell<T>>;

/// Whether the first bytes are those of a packed file.
#[must_use]
pub fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(&GZIP)
}

/// A file without its wrapping.
pub struct Unwrapped<'r> {
    inner: Box<dyn Read + 'r>,
    fault: Shared<Option<Fault>>,
    packed: bool,
}

impl std::fmt::Debug for Unwrapped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unwrapped")
            .field("packed", &self.packed)
            .finish_non_exhaustive()
    }
}

/// Takes a file out of its wrapping: gzip with one member or several, and JSON or FHIR in XML in UTF-16, with or without a mark of
/// its order. Everything else goes on as it came.
///
/// # Errors
/// [`ImportError::Read`] when the first bytes do not come; what is wrong with the wrapping.
pub fn unwrap(source: &mut dyn Read, limits: Unpacking) -> Result<Unwrapped<'_>, ImportError> {
    let fault: Shared<Option<Fault>> = Shared::default();
    let head = look(source)?;
    let packed = is_gzip(&head);
    let whole = Cursor::new(head).chain(source);
    let mut inner: Box<dyn Read + '_> = match packed {
        true => Box::new(Members::new(whole, limits, Rc::clone(&fault))),
        false => Box::new(whole),
    };
    let head = match look(&mut inner) {
        Ok(head) => head,
        Err(error) => return Err(fault.get().map_or(error, Fault::told)),
    };
    let wide = wide_text(&head);
    let whole = Cursor::new(head).chain(inner);
    inner = match wide {
        Some((encoding, mark)) => Box::new(Wide::new(whole, encoding, mark, Rc::clone(&fault))?),
        None => Box::new(whole),
    };
    Ok(Unwrapped {
        inner,
        fault,
        packed,
    })
}

fn look(source: &mut dyn Read) -> Result<Vec<u8>, ImportError> {
    let mut head = Vec::new();
    source.take(LOOK).read_to_end(&mut head)?;
    Ok(head)
}

impl Fault {
    fn told(self) -> ImportError {
        match self {
            Self::Gzip => ImportError::Damaged { what: "gzip" },
            Self::Text => ImportError::Damaged { what: "text" },
            Self::Total(limit) => ImportError::OverLimit {
                what: "gzip",
                limit,
            },
            Self::Ratio(limit) => ImportError::OverLimit {
                what: "ratio",
                limit,
            },
        }
    }
}

impl Unwrapped<'_> {
    /// What is wrong with the wrapping, as far as it was read.
    #[must_use]
    pub fn fault(&self) -> Option<ImportError> {
        self.fault.get().map(Fault::told)
    }

    /// Reads what is left of a packed file: only then is it known to be whole.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn to_end(&mut self) -> Result<(), ImportError> {
        if self.packed && self.fault.get().is_none() {
            let read = io::copy(&mut self.inner, &mut io::sink());
            if self.fault.get().is_none() {
                read?;
            }
        }
        self.fault().map_or(Ok(()), Err)
    }
}

impl Read for Unwrapped<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.inner.read(into)
    }
}

/// Counts what comes through.
struct Counted<R> {
    from: R,
    bytes: Shared<u64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.from.read(into)?;
        self.bytes.set(self.bytes.get() + n as u64);
        Ok(n)
    }
}

type Source<R> = BufReader<Counted<R>>;

/// What is in the members of a packed file, one after the other.
struct Members<R> {
    member: Option<GzDecoder<Source<R>>>,
    packed: Shared<u64>,
    unpacked: u64,
    limits: Unpacking,
    fault: Shared<Option<Fault>>,
}

impl<R: Read> Members<R> {
    fn new(from: R, limits: Unpacking, fault: Shared<Option<Fault>>) -> Self {
        let packed = Shared::default();
        let counted = Counted {
            from,
            bytes: Rc::clone(&packed),
        };
        let source = BufReader::with_capacity(PIECE, counted);
        Self {
            member: Some(GzDecoder::new(source)),
            packed,
            unpacked: 0,
            limits,
            fault,
        }
    }

    fn fail<T>(&mut self, fault: Fault) -> io::Result<T> {
        self.member = None;
        self.fault.set(Some(fault));
        Err(ErrorKind::InvalidData.into())
    }

    /// The file's end, or its next member. Some programs fill the last block of a file with nothing.
    fn after(&mut self, mut source: Source<R>) -> io::Result<()> {
        loop {
            let next = source.fill_buf()?;
            let nothing = next.iter().take_while(|byte| **byte == 0).count();
            match next.get(nothing) {
                Some(byte) if *byte == GZIP[0] => {
                    source.consume(nothing);
                    self.member = Some(GzDecoder::new(source));
                    return Ok(());
                }
                Some(_) => return self.fail(Fault::Gzip),
                None if nothing == 0 => return Ok(()),
                None => source.consume(nothing),
            }
        }
    }
}

impl<R: Read> Read for Members<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.fault.get().is_some() {
            return Err(ErrorKind::InvalidData.into());
        }
        if into.is_empty() {
            return Ok(0);
        }
        while let Some(member) = self.member.as_mut() {
            match member.read(into) {
                Ok(0) => {
                    if let Some(ended) = self.member.take() {
                        self.after(ended.into_inner())?;
                    }
                }
                Ok(n) => {
                    self.unpacked += n as u64;
                    let Unpacking { total, ratio, free } = self.limits;
                    if self.unpacked > total {
                        return self.fail(Fault::Total(total));
                    }
                    let most = self.packed.get().saturating_mul(ratio).max(free);
                    if self.unpacked > most {
                        return self.fail(Fault::Ratio(ratio));
                    }
                    return Ok(n);
                }
                Err(error) => {
                    return match error.kind() {
                        ErrorKind::InvalidInput
                        | ErrorKind::InvalidData
                        | ErrorKind::UnexpectedEof => self.fail(Fault::Gzip),
                        _ => Err(error),
                    };
                }
            }
        }
        Ok(0)
    }
}

/// UTF-16 whose first sign is that of JSON, or FHIR in XML, and the length of its mark. What else comes in UTF-16 is
/// known by those who read it: tables, clinical documents.
fn wide_text(head: &[u8]) -> Option<(&'static Encoding, usize)> {
    let (encoding, mark) = match head {
        [0xFF, 0xFE, ..] => (UTF_16LE, 2),
        [0xFE, 0xFF, ..] => (UTF_16BE, 2),
        [first, 0, ..] if *first != 0 => (UTF_16LE, 0),
        [0, first, ..] if *first != 0 => (UTF_16BE, 0),
        _ => return None,
    };
    let mut units = head.get(mark..)?.chunks_exact(2).map(|two| match two {
        [low, high] if encoding == UTF_16LE => u16::from_le_bytes([*low, *high]),
        [high, low] => u16::from_be_bytes([*high, *low]),
        _ => 0,
    });
    let blank = |unit: &u16| matches!(*unit, 0x20 | 0x09 | 0x0A | 0x0D | 0x1E);
    let first = units.find(|unit| !blank(unit))?;
    let json = [u16::from(b'{'), u16::from(b'[')].contains(&first);
    let fhir = || {
        let flat: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
        first == u16::from(b'<')
            && memchr::memmem::find(&flat, FHIR).is_some()
            && !crate::is_document(head)
    };
    (json || fhir()).then_some((encoding, mark))
}

/// A text in UTF-16 as one in UTF-8.
struct Wide<R> {
    from: R,
    decoder: Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    at: usize,
    end: usize,
    ended: bool,
    fault: Shared<Option<Fault>>,
}

impl<R: Read> Wide<R> {
    fn new(
        mut from: R,
        encoding: &'static Encoding,
        mark: usize,
        fault: Shared<Option<Fault>>,
    ) -> io::Result<Self> {
        io::copy(&mut (&mut from).take(mark as u64), &mut io::sink())?;
        Ok(Self {
            from,
            decoder: encoding.new_decoder_without_bom_handling(),
            raw: vec![0; PIECE],
            text: Vec::new(),
            at: 0,
            end: 0,
            ended: false,
            fault,
        })
    }

    fn fill(&mut self) -> io::Result<()> {
        let n = self.from.read(&mut self.raw)?;
        self.ended = n == 0;
        let raw = self.raw.get(..n).unwrap_or_default();
        let room = self.decoder.max_utf8_buffer_length_without_replacement(n);
        self.text.resize(room.unwrap_or(n * 3 + 16), 0);
        let (result, _, written) =
            self.decoder
                .decode_to_utf8_without_replacement(raw, &mut self.text, self.ended);
        (self.at, self.end) = (0, written);
        if result == DecoderResult::InputEmpty {
            return Ok(());
        }
        self.fault.set(self.fault.get().or(Some(Fault::Text)));
        Err(ErrorKind::InvalidData.into())
    }
}

impl<R: Read> Read for Wide<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.fault.get().is_some() {
            return Err(ErrorKind::InvalidData.into());
        }
        if into.is_empty() {
            return Ok(0);
        }
        while self.at == self.end && !self.ended {
            self.fill()?;
        }
        let ready = self.text.get(self.at..self.end).unwrap_or_default();
        let n = ready.len().min(into.len());
        if let (Some(to), Some(from)) = (into.get_mut(..n), ready.get(..n)) {
            to.copy_from_slice(from);
        }
        self.at += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write as _;

    const LIMITS: Unpacking = Unpacking {
        total: 1 << 20,
        ratio: 100,
        free: 64 << 10,
    };

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    fn wide(text: &str, little: bool) -> Vec<u8> {
        let bytes = |unit: u16| match little {
            true => unit.to_le_bytes(),
            false => unit.to_be_bytes(),
        };
        text.encode_utf16().flat_map(bytes).collect()
    }

    /// What comes out, or what is wrong.
    fn out(bytes: &[u8]) -> Result<Vec<u8>, String> {
        let told = |error: ImportError| match error {
            ImportError::Damaged { what } => format!("damaged {what}"),
            ImportError::OverLimit { what, .. } => format!("over {what}"),
            other => other.code().to_owned(),
        };
        let mut source = bytes;
        let mut unwrapped = unwrap(&mut source, LIMITS).map_err(told)?;
        let mut all = Vec::new();
        let read = unwrapped.read_to_end(&mut all);
        unwrapped.to_end().map_err(told)?;
        read.map(|_| all).map_err(|error| error.to_string())
    }

    #[test]
    fn packed_files_come_out_whole_or_are_told_as_damaged() {
        let words: String = (0..9000).map(|n| format!("中药 {} ", n * n)).collect();
        let text = format!("{{\"a\":\"{words}\"}}\n");
        let whole = gzip(text.as_bytes());
        assert_eq!(out(&whole).unwrap(), text.as_bytes());
        let (first, second) = text.as_bytes().split_at(777);
        let several = [gzip(first), gzip(b""), gzip(second), vec![0; 70_000]].concat();
        assert_eq!(out(&several).unwrap(), text.as_bytes());
        for cut in [4, 11, 60, whole.len() - 9, whole.len() - 1] {
            let found = out(&whole[..cut]);
            assert!(found.is_err_and(|why| why == "damaged gzip"), "{cut}");
        }
        for spoilt in [60, whole.len() - 7] {
            let mut bytes = whole.clone();
            bytes[spoilt] ^= 0x55;
            assert!(
                out(&bytes).is_err_and(|why| why == "damaged gzip"),
                "{spoilt}"
            );
        }
        let behind = [whole, b"and more".to_vec()].concat();
        assert_eq!(out(&behind), Err("damaged gzip".to_owned()));
        // Packed twice is unpacked once.
        assert_eq!(out(&gzip(&gzip(b"{}"))).unwrap(), gzip(b"{}"));
    }

    #[test]
    fn what_grows_without_measure_is_stopped() {
        assert_eq!(out(&gzip(&[b' '; 60_000])).unwrap().len(), 60_000);
        let zeros = gzip(&vec![0; 900_000]);
        assert_eq!(out(&zeros), Err("over ratio".to_owned()));
        let mut noise = Vec::new();
        let mut x = 1_u32;
        for _ in 0..400_000 {
            x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            noise.extend_from_slice(&x.to_le_bytes());
        }
        assert_eq!(out(&gzip(&noise)), Err("over gzip".to_owned()));
    }

    #[test]
    fn json_in_utf_16_becomes_utf_8_and_nothing_else_is_touched() {
        let text = format!(" \r\n[{{\"a\":\"{}\u{1F9EC}\"}}]", "血压 ä ".repeat(20_000));
        for little in [true, false] {
            let bytes = wide(&text, little);
            assert_eq!(out(&bytes).unwrap(), text.as_bytes());
            let marked = [wide("\u{FEFF}", little), bytes].concat();
            assert_eq!(out(&marked).unwrap(), text.as_bytes());
            assert_eq!(out(&gzip(&marked)).unwrap(), text.as_bytes());
            // Half a sign, half of a pair.
            let odd = &marked[..marked.len() - 1];
            assert_eq!(out(odd), Err("damaged text".to_owned()));
            let lone = [
                wide("{\"a\":\"", little),
                wide("\u{1F9EC}", little)[..2].to_vec(),
            ]
            .concat();
            assert_eq!(out(&lone), Err("damaged text".to_owned()));
            let xml = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><Patient xmlns=\"http://hl7.org/fhir\"/>";
            let bytes = [wide("\u{FEFF}", little), wide(xml, little)].concat();
            assert_eq!(out(&bytes).unwrap(), xml.as_bytes());
            let table = [wide("\u{FEFF}", little), wide("a,b\n1,2\n", little)].concat();
            assert_eq!(out(&table).unwrap(), table);
        }
        for other in [
            b"".as_slice(),
            b"{",
            b"\xff\xfe",
            b"PK\x03\x04",
            b"{\"a\":1}",
        ] {
            assert_eq!(out(other).unwrap(), other);
        }
    }
}
