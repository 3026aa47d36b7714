//! Files of devices and apps (tables of meters and sensors, Apple Health exports, tables nobody knows yet), and
//! clinical documents that are not written in FHIR.
//!
//! Two passes, as everywhere in an import. [`look()`] says what a file is and what has to be asked before
//! it can be read; [`read`] hands on each fact: a reading that becomes an entry, a sample of a series,
//! something that is kept without being understood, or something refused, with its reason. Nothing is
//! guessed: a date that can be read two ways, a missing unit and a column without a name are questions.
//!
//! No IO beyond `Read`, no clock: the time zone of the computer is a parameter.

mod apple;
mod document;
mod error;
mod fact;
mod google;
mod health_connect;
#[cfg(test)]
mod hostile;
mod look;
mod panel;
mod table;
mod unwrap;
mod zip;

pub use apple::{RECORDS as APPLE_RECORDS, apple_unit, known_types};
pub use document::{LARGEST_DOCUMENT, document_as_fhir, is_document};
pub use error::ImportError;
pub use fact::{Fact, Meal, Reading, What};
pub use look::{Choice, Hints, Kind, Look, Plan, Question, look, read, sniff};
pub use unwrap::{Unpacking, Unwrapped, is_gzip, unwrap};

pub use panel::{
    Cell as PaperCell, DateOf, DateOnPaper, Doubt, Head, Mark, PAPER_TEXT, Paper, PaperDoubt,
    PaperLine, PaperRest, Row as PaperRow, TypedLine, panel_codes, read_line, read_paper,
    rows_of_text, text_of,
};

use std::collections::BTreeMap;
use std::io::Read;

/// Goes through the entries of a zip in their order, each with its name, as the file streams in. `total` is how many
/// bytes may be unpacked.
///
/// # Errors
/// Why the zip cannot be read, or what `take` says.
pub fn entries_of_zip<'r>(
    source: Box<dyn Read + 'r>,
    total: u64,
    take: &mut dyn FnMut(&str, &mut dyn Read) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    zip::each(source, total, take)
}

/// Call this in a process that reads foreign files before it closes itself in: libraries read what they read once of
/// the computer.
pub fn prepare() {
    health_connect::prepare();
}

/// Bytes that are looked at to see what a file is.
pub const HEAD: usize = 64 << 10;

/// The answers that hold for tables of one form: those given for every file of an import, and those for
/// this form alone (`<form>/<key>`), which come first.
#[must_use]
pub fn answers_for(form: &str, answers: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut own = BTreeMap::new();
    for (key, value) in answers {
        match key.split_once('/') {
            None => {
                own.entry(key.clone()).or_insert_with(|| value.clone());
            }
            Some((of, key)) if of == form => {
                own.insert(key.to_owned(), value.clone());
            }
            Some(_) => {}
        }
    }
    own
}

/// A fingerprint of words: 16 hex digits, the same for ever.
///
/// # Source
/// FNV-1a, 64 bit (Fowler, Noll, Vo). It names what a person answered for one kind of table; nobody
/// gains by making two tables equal.
pub(crate) fn fingerprint<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for word in words {
        for byte in word.bytes().chain([0x1f]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}
