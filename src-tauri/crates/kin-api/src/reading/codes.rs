//! Health cards: taken apart before what is in them is read as FHIR like any other file.
//!
//! This happens where foreign bytes are read, in the process that is closed in. Whether a card is *true* is judged
//! by the face (`use_cases/import/cards.rs`): it knows the day, and the keys are its own.

use kin_codes::{
    Card, CardHead, Chunk, CodeError, CodeLimits, Gathered, MovingLimits, MovingReader, MovingSet,
    gather, moving_parts, single_texts,
};
use kin_fhir::FhirError;
use kin_model::{Finding, Severity};
use serde::{Deserialize, Serialize};
use std::io::{self, Cursor, Read};

/// Bytes that are looked at to see whether a file is of codes.
const HEAD: usize = 4096;

/// A file that is open for reading as FHIR.
pub(super) struct Opened<'r> {
    pub(super) fhir: Box<dyn Read + 'r>,
    /// The cards that it was, if it was any.
    pub(super) cards: Vec<CardHead>,
    /// What it falls apart into, where it is not of good cards alone; then there is nothing in `fhir`.
    pub(super) apart: Vec<Apart>,
    /// It is a zip of records.
    pub(super) zip: Option<Zipped>,
}

/// What a zip of records is beside them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Zipped {
    /// Files of it that are no records.
    pub(crate) left: u32,
    /// Some of its records are clinical documents (CDA).
    pub(crate) documents: bool,
}

/// One code of a file that is not of good cards alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Apart {
    /// A card, signed text.
    Card(String),
    /// A part of a card; the others may be in other files.
    Part(String),
    /// A part of a moving sequence of codes, or of sheets; the others may be in other files.
    Moving(String),
    /// A link.
    Link(String),
    /// A file with a lock out of a zip, in base64.
    Locked(String),
    /// A card that cannot be taken: why.
    Bad(Finding),
}

impl Apart {
    /// Bytes that it holds.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Card(text)
            | Self::Part(text)
            | Self::Moving(text)
            | Self::Link(text)
            | Self::Locked(text) => text.len(),
            Self::Bad(why) => why.detail.len(),
        }
    }
}

/// Why a code is not read, as a remark about its file.
pub(crate) fn refusal(why: &CodeError) -> Finding {
    let detail = match why {
        CodeError::PartsMissing { have, all } => format!("{have}/{all}"),
        CodeError::MovingMissing { have, all } => format!("{have}/{all}"),
        CodeError::TooLarge { limit } => limit.to_string(),
        _ => String::new(),
    };
    Finding::new(why.code(), Severity::Error, "", detail)
}

fn unread(error: io::Error) -> Finding {
    super::whole_file(&FhirError::Read {
        offset: 0,
        source: error,
    })
}

/// Whether the first bytes may be those of a code, a card or a link. FHIR is never a code: what is found to hold
/// none is read as FHIR after all.
fn may_be_code(head: &[u8]) -> bool {
    let bare = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let bare = bare.trim_ascii_start();
    let begins = |with: &[u8]| {
        let start = bare.get(..with.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    let holds = |what: &[u8]| head.windows(what.len()).any(|window| window == what);
    [
        b"shc:".as_slice(),
        b"eyJ",
        b"\"eyJ",
        b"\"shc:",
        b"shlink:",
        b"\"shlink:",
        b"https://",
    ]
    .iter()
    .any(|with| begins(with))
        || (begins(b"[") && (holds(b"\"shc:/") || holds(b"\"eyJ")))
        || (begins(b"{") && holds(b"\"verifiableCredential\""))
}

/// Whether a line of the first bytes is a part of a moving sequence.
fn may_be_moving(head: &[u8]) -> bool {
    moving_parts(head, &MovingLimits::default()).is_ok()
}

/// Bytes of a text with parts of a moving sequence: 16 MiB.
const MOVING_TEXT: usize = 16 << 20;

/// A text with the parts of a moving sequence, one a line.
fn moving_text(mut bytes: Vec<u8>, source: &mut dyn Read) -> Result<Vec<String>, Finding> {
    let room = MOVING_TEXT.saturating_sub(bytes.len());
    bytes.append(&mut fill(source, room + 1).map_err(unread)?);
    if bytes.len() > MOVING_TEXT {
        let limit = MOVING_TEXT as u64;
        return Err(refusal(&CodeError::TooLarge { limit }));
    }
    moving_parts(&bytes, &MovingLimits::default()).map_err(|why| refusal(&why))
}

/// What the parts of one file are: the document, where all that is needed of one is here.
fn of_moving(parts: Vec<String>) -> Result<Opened<'static>, Finding> {
    let mut set = MovingSet::default();
    let mut bad = None;
    for part in &parts {
        if let Err(why) = set.take(part) {
            bad = bad.or(Some(why));
        }
    }
    let several = set.progress().count() > 1;
    match (set.whole(0), bad) {
        (Ok(Some(document)), _) if !several => Ok(Opened {
            fhir: Box::new(Cursor::new(document)),
            cards: Vec::new(),
            apart: Vec::new(),
            zip: None,
        }),
        (Err(why), _) if !several => Err(refusal(&why)),
        // Not one of them can be read.
        (_, Some(why)) if set.progress().next().is_none() => Err(refusal(&why)),
        _ => Ok(Opened {
            fhir: Box::new(io::empty()),
            cards: Vec::new(),
            apart: parts.into_iter().map(Apart::Moving).collect(),
            zip: None,
        }),
    }
}

/// Reads so many bytes, fewer only at the end.
fn fill(source: &mut dyn Read, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(most as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file that is none of codes.
fn none_of_codes<'r>(bytes: Vec<u8>, source: &'r mut dyn Read) -> Opened<'r> {
    Opened {
        fhir: Box::new(Cursor::new(bytes).chain(source)),
        cards: Vec::new(),
        apart: Vec::new(),
        zip: None,
    }
}

/// Opens a file. The error is why it is none that can be read.
pub(super) fn open(source: &mut dyn Read) -> Result<Opened<'_>, Finding> {
    let bytes = fill(source, HEAD).map_err(unread)?;
    if kin_codes::is_picture(&bytes) || kin_codes::is_pdf(&bytes) {
        return in_picture(bytes, source);
    }
    if may_be_moving(&bytes) {
        return of_moving(moving_text(bytes, source)?);
    }
    let (mut bytes, source) = match super::packages::inside(bytes, source)? {
        super::packages::Inside::Document(json) => {
            return Ok(Opened {
                fhir: Box::new(Cursor::new(json)),
                cards: Vec::new(),
                apart: Vec::new(),
                zip: None,
            });
        }
        super::packages::Inside::Records(records) => {
            return Ok(Opened {
                fhir: Box::new(Cursor::new(records.fhir)),
                cards: Vec::new(),
                apart: Vec::new(),
                zip: Some(records.zipped),
            });
        }
        super::packages::Inside::Zip(apart) => {
            return Ok(Opened {
                fhir: Box::new(io::empty()),
                cards: Vec::new(),
                apart,
                zip: None,
            });
        }
        super::packages::Inside::Nothing(bytes, source) => (bytes, source),
    };
    if !may_be_code(&bytes) {
        return Ok(none_of_codes(bytes, source));
    }
    let limits = CodeLimits::default();
    let room = limits.text_bytes.saturating_sub(bytes.len());
    bytes.append(&mut fill(source, room + 1).map_err(unread)?);
    match gather(&bytes, &limits) {
        Ok(Gathered::Cards(cards)) => of_codes(&cards, &limits),
        Ok(_) => Err(a_link()),
        // A FHIR file that speaks of cards, or one that is larger than any code.
        Err(CodeError::TooLarge { .. }) => Ok(none_of_codes(bytes, source)),
        Err(why) => match single_texts(&bytes, &limits) {
            Ok(texts) => of_codes(&texts, &limits),
            Err(_) if why == CodeError::NoCode => Ok(none_of_codes(bytes, source)),
            Err(_) => Err(refusal(&why)),
        },
    }
}

/// A link where a record was wanted: it is opened apart.
pub(crate) fn a_link() -> Finding {
    super::whole_file(&FhirError::Format(kin_fhir::ForeignFormat::Shl))
}

/// Opens a picture or a PDF: the cards in its codes. One without a code stays what it is.
fn in_picture(mut bytes: Vec<u8>, source: &mut dyn Read) -> Result<Opened<'_>, Finding> {
    let limits = CodeLimits::default();
    let room = limits.picture_bytes.saturating_sub(bytes.len());
    bytes.append(&mut fill(source, room + 1).map_err(unread)?);
    let texts = pictured(&bytes, &limits).unwrap_or_default();
    let known = |text: &String| {
        MovingReader::is_part(text)
            || !matches!(gather(text.as_bytes(), &limits), Err(CodeError::NoCode))
    };
    let texts: Vec<String> = texts.into_iter().filter(known).collect();
    if texts.is_empty() {
        return Ok(none_of_codes(bytes, source));
    }
    if texts.iter().all(|text| MovingReader::is_part(text)) {
        return of_moving(texts);
    }
    of_codes(&texts, &limits)
}

/// The texts of the codes in a picture or on the pages of a PDF.
fn pictured(bytes: &[u8], limits: &CodeLimits) -> Result<Vec<String>, CodeError> {
    if kin_codes::is_pdf(bytes) {
        kin_codes::codes_in_pdf(bytes, limits)
    } else {
        kin_codes::codes_in_picture(bytes, limits)
    }
}

/// The codes of a file in a zip, each alone: of a picture, or of a text of codes. None where it holds none.
pub(super) fn in_zip(bytes: &[u8]) -> Vec<Apart> {
    let limits = CodeLimits::default();
    if may_be_moving(bytes.get(..HEAD).unwrap_or(bytes)) {
        let parts = moving_text(bytes.to_vec(), &mut io::empty()).unwrap_or_default();
        return parts.into_iter().map(Apart::Moving).collect();
    }
    let texts = if kin_codes::is_picture(bytes) {
        pictured(bytes, &limits)
    } else {
        single_texts(bytes, &limits)
    };
    taken_apart(&texts.unwrap_or_default(), &limits).0
}

/// Whether a file in a zip may hold codes, by its first bytes.
pub(super) fn may_hold_codes(head: &[u8]) -> bool {
    kin_codes::is_picture(head) || may_be_code(head) || may_be_moving(head)
}

/// Each code of a file alone, and the cards that are good.
fn taken_apart(texts: &[String], limits: &CodeLimits) -> (Vec<Apart>, Vec<Card>) {
    let mut apart = Vec::new();
    let mut cards = Vec::new();
    for text in texts {
        if MovingReader::is_part(text) {
            apart.push(Apart::Moving(text.clone()));
            continue;
        }
        match Chunk::parse(text, limits) {
            Ok(part) if part.all > 1 => {
                apart.push(Apart::Part(text.clone()));
                continue;
            }
            _ => {}
        }
        let found = match gather(text.as_bytes(), limits) {
            Ok(found @ Gathered::Cards(_)) => found.cards(limits).map(|all| (found, all)),
            Ok(Gathered::Link(link)) => {
                apart.push(Apart::Link(link));
                continue;
            }
            // Words around a code.
            Ok(_) | Err(CodeError::NoCode) => continue,
            Err(why) => Err(why),
        };
        match found {
            Ok((Gathered::Cards(signed), read)) => {
                apart.extend(signed.into_iter().map(Apart::Card));
                cards.extend(read);
            }
            Ok(_) => {}
            Err(why) => apart.push(Apart::Bad(refusal(&why))),
        }
    }
    (apart, cards)
}

/// What a file of codes is: the records of its cards one after the other where all are good, else what it falls
/// apart into. The error is for a file of one code.
fn of_codes(texts: &[String], limits: &CodeLimits) -> Result<Opened<'static>, Finding> {
    let (apart, cards) = taken_apart(texts, limits);
    match apart.as_slice() {
        [Apart::Bad(why)] => Err(why.clone()),
        [Apart::Link(_)] => Err(a_link()),
        [] => Err(refusal(&CodeError::NoCode)),
        all if all.iter().all(|one| matches!(one, Apart::Card(_))) => Ok(opened(cards)),
        _ => Ok(Opened {
            fhir: Box::new(io::empty()),
            cards: Vec::new(),
            apart,
            zip: None,
        }),
    }
}

/// The records of cards, one after the other.
fn opened(cards: Vec<Card>) -> Opened<'static> {
    let mut fhir = String::new();
    let mut heads = Vec::new();
    for card in cards {
        fhir.push_str(&card.bundle);
        fhir.push('\n');
        heads.push(card.head);
    }
    Opened {
        fhir: Box::new(Cursor::new(fhir.into_bytes())),
        cards: heads,
        apart: Vec::new(),
        zip: None,
    }
}

/// The texts of the codes in a file, each once: of a picture what its codes say, of a text the codes in it.
pub(super) fn texts(source: &mut dyn Read) -> Result<Vec<String>, Finding> {
    super::wrapped::within(source, texts_bare)
}

fn texts_bare(source: &mut dyn Read) -> Result<Vec<String>, Finding> {
    let limits = CodeLimits::default();
    let bytes = fill(source, limits.picture_bytes + 1).map_err(unread)?;
    if may_be_moving(bytes.get(..HEAD).unwrap_or(&bytes)) {
        return moving_text(bytes, &mut io::empty());
    }
    let found = if kin_codes::is_picture(&bytes) || kin_codes::is_pdf(&bytes) {
        pictured(&bytes, &limits)
    } else {
        single_texts(&bytes, &limits)
    };
    let found = found.map_err(|why| refusal(&why))?;
    match found.is_empty() {
        false => Ok(found),
        true => Err(refusal(&CodeError::NoCode)),
    }
}

/// The texts of the codes in one picture of a camera: width and height, four bytes each, then shades of grey. None
/// where there are none.
pub(super) fn frame(source: &mut dyn Read) -> Result<Vec<String>, Finding> {
    let limits = CodeLimits::default();
    let mut bytes = fill(source, limits.picture_bytes + 1).map_err(unread)?;
    let head = bytes.get(..8).map(|head| head.split_at(4));
    let side = |side: &[u8]| {
        let side: [u8; 4] = side.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(side)).ok()
    };
    let size = head.and_then(|(width, height)| Some((side(width)?, side(height)?)));
    let size = size.ok_or_else(|| refusal(&CodeError::NoCode))?;
    let shades = bytes.split_off(8);
    kin_codes::codes_in_frame(shades, size, &limits).map_err(|why| refusal(&why))
}
