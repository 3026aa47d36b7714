//! What a reading process says, small files beside the vault, attachments.

use crate::{text, two};
use kin_api::fuzzing;

/// The answers of a reading process: it may have been taken over by the file it read.
pub(crate) fn pipe(data: &[u8]) {
    if let Some((items, _)) = fuzzing::answers(data) {
        assert!(items <= data.len() as u64, "an item takes a byte at least");
    }
    let good = fuzzing::pack_file(data);
    let read = fuzzing::answers(&good);
    assert!(
        read.is_some_and(|(_, same)| same),
        "what is packed is unpacked"
    );
}

/// Preferences and the count of wrong tries.
pub(crate) fn settings(data: &[u8]) {
    assert!(
        fuzzing::preferences(&text(data)),
        "every value is in its range"
    );
    for now in [i64::MIN, 0, 1_800_000_000, i64::MAX] {
        assert!(
            fuzzing::tries(data, now),
            "no pause is longer than a minute"
        );
    }
}

/// The kind of an attachment.
pub(crate) fn attachment(data: &[u8]) {
    let (given, bytes) = two(data);
    for bytes in [None, Some(bytes), Some(data)] {
        let kind = fuzzing::content_type(&text(given), bytes);
        assert!(!kind.is_empty(), "every attachment has a kind");
        assert!(
            !kind.contains(';') && kind == kind.trim(),
            "without parameters: {kind}"
        );
    }
}
