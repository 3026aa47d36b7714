//! The parsers of this crate by themselves, for the fuzz targets and the corpus of bad files (kin-fuzz).
//! No part of the interface.

use crate::{reading, session, use_cases};

/// Takes everything that a reading process said: how many items came, and whether they are the same
/// bytes when they are packed again; `None` when the reader is not to be trusted any more.
#[must_use]
pub fn answers(said: &[u8]) -> Option<(u64, bool)> {
    reading::fuzzing::answers(said)
}

/// What a good reading process says of a file.
#[must_use]
pub fn pack_file(file: &[u8]) -> Vec<u8> {
    reading::fuzzing::pack_file(file)
}

/// The preferences: whatever stands there, every value is in its range, and what is written again
/// reads the same.
#[must_use]
pub fn preferences(text: &str) -> bool {
    session::fuzzing::preferences(text)
}

/// The count of wrong tries: the pause is never longer than a minute.
#[must_use]
pub fn tries(bytes: &[u8], unix: i64) -> bool {
    session::fuzzing::tries(bytes, unix)
}

/// The media type of an attachment as it is shown: by its first bytes, else as its source says.
#[must_use]
pub fn content_type(given: &str, bytes: Option<&[u8]>) -> String {
    use_cases::content_type(given, bytes)
}

/// A package, a page or a zip: the records in it told as FHIR, one after the other, and how many files with a lock it
/// holds; `None` when it is refused or none of these.
#[must_use]
pub fn package(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    reading::fuzzing::package(bytes)
}
