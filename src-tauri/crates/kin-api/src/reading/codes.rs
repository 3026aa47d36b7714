//! Health cards: taken apart before what is in them is read as FHIR like any other file.
//!
//! This happens where foreign bytes are read, in the process that is closed in. Whether a card is *true* is judged
//! by the face (`use_cases/import/cards.rs`): it knows the day, and the keys are its own.

use kin_codes::{CardHead, CodeError, CodeLimits, Gathered, gather};
use kin_fhir::FhirError;
use kin_model::{Finding, Severity};
use std::io::{self, Cursor, Read};

/// Bytes that are looked at to see whether a file is of codes.
const HEAD: usize = 4096;

/// A file that is open for reading as FHIR.
pub(super) struct Opened<'r> {
    pub(super) fhir: Box<dyn Read + 'r>,
    /// The cards that it was, if it was any.
    pub(super) cards: Vec<CardHead>,
}

/// Why a code is not read, as a remark about its file.
pub(crate) fn refusal(why: &CodeError) -> Finding {
    let detail = match why {
        CodeError::PartsMissing { have, all } => format!("{have}/{all}"),
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

/// Reads so many bytes, fewer only at the end.
fn fill(source: &mut dyn Read, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(most as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a file. The error is why it is none that can be read.
pub(super) fn open(source: &mut dyn Read) -> Result<Opened<'_>, Finding> {
    let mut bytes = fill(source, HEAD).map_err(unread)?;
    if kin_codes::is_picture(&bytes) {
        return in_picture(bytes, source);
    }
    if !may_be_code(&bytes) {
        return Ok(Opened {
            fhir: Box::new(Cursor::new(bytes).chain(source)),
            cards: Vec::new(),
        });
    }
    let limits = CodeLimits::default();
    let room = limits.text_bytes.saturating_sub(bytes.len());
    bytes.append(&mut fill(source, room + 1).map_err(unread)?);
    match gather(&bytes, &limits) {
        Ok(found @ Gathered::Cards(_)) => opened(&found, &limits).map_err(|why| refusal(&why)),
        Ok(_) => Err(super::whole_file(&FhirError::Format(
            kin_fhir::ForeignFormat::Shl,
        ))),
        // A FHIR file that speaks of cards, or one that is larger than any code.
        Err(CodeError::NoCode | CodeError::TooLarge { .. }) => Ok(Opened {
            fhir: Box::new(Cursor::new(bytes).chain(source)),
            cards: Vec::new(),
        }),
        Err(why) => Err(refusal(&why)),
    }
}

/// Opens a picture: the cards in its codes. One without a code stays a picture.
fn in_picture(mut bytes: Vec<u8>, source: &mut dyn Read) -> Result<Opened<'_>, Finding> {
    let limits = CodeLimits::default();
    let room = limits.picture_bytes.saturating_sub(bytes.len());
    bytes.append(&mut fill(source, room + 1).map_err(unread)?);
    let texts = kin_codes::codes_in_picture(&bytes, &limits).unwrap_or_default();
    match gather(texts.join("\n").as_bytes(), &limits) {
        Ok(found @ Gathered::Cards(_)) => opened(&found, &limits).map_err(|why| refusal(&why)),
        Ok(_) => Err(super::whole_file(&FhirError::Format(
            kin_fhir::ForeignFormat::Shl,
        ))),
        Err(CodeError::NoCode) => Ok(Opened {
            fhir: Box::new(Cursor::new(bytes).chain(source)),
            cards: Vec::new(),
        }),
        Err(why) => Err(refusal(&why)),
    }
}

/// The records of cards, one after the other.
fn opened(found: &Gathered, limits: &CodeLimits) -> Result<Opened<'static>, CodeError> {
    let mut fhir = String::new();
    let mut heads = Vec::new();
    for card in found.cards(limits)? {
        fhir.push_str(&card.bundle);
        fhir.push('\n');
        heads.push(card.head);
    }
    Ok(Opened {
        fhir: Box::new(Cursor::new(fhir.into_bytes())),
        cards: heads,
    })
}
