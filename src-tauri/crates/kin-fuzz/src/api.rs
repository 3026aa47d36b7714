//! What a reading process says, small files beside the vault, attachments.

use crate::{Seed, text, two};
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

/// A package or a zip, as it is or made of the pieces between zero bytes: what comes out is JSON to its end, because
/// files that are told one after the other must not reach into each other; the same bytes tell the same.
pub(crate) fn package(data: &[u8]) {
    let pieces: Vec<&[u8]> = data.split(|b| *b == 0).collect();
    let members = pieces.chunks_exact(2).filter_map(|two| match two {
        [name, content] => Some((*name, *content)),
        _ => None,
    });
    for bytes in [data.to_vec(), crate::devices::zip_of(members)] {
        let told = kin_api::fuzzing::package(&bytes);
        assert_eq!(
            told,
            kin_api::fuzzing::package(&bytes),
            "the same bytes tell the same"
        );
        let Some((fhir, locked)) = told else { continue };
        assert!(locked == 0 || fhir.is_empty(), "one or the other");
        // A package of ours holds one document and says no more than what it is.
        if bytes.starts_with(b"PK") {
            let values = serde_json::Deserializer::from_slice(&fhir).into_iter();
            for value in values {
                let value: serde_json::Result<serde::de::IgnoredAny> = value;
                assert!(value.is_ok(), "records of a zip are JSON to their end");
            }
        }
    }
}

/// Packages to begin with.
pub(crate) fn packages() -> Vec<Seed> {
    let text: &[&[u8]] = &[
        b"a/p.json\0{\"resourceType\":\"Patient\",\"id\":\"1\"}\0o.ndjson\0{\"resourceType\":\"Observation\"}\n{\"resourceType\":\"Condition\"}\n\0",
        b"p.xml\0<Patient xmlns=\"http://hl7.org/fhir\"><id value=\"1\"/></Patient>\0bad.json\0{\"resourceType\":\"Patient\"\0readme.txt\0no\0",
        b"s.age\0age-encryption.org/v1\n-> scrypt a 18\n\0__MACOSX/._p.json\0{}\0",
        br#"{"ips":"{\"resourceType\":\"Bundle\"}","page":"x"}"#,
    ];
    let tar = crate::seeds::tar_file("a.ips.json", b'0', br#"{"resourceType":"Bundle"}"#);
    text.iter().map(|t| t.to_vec()).chain([tar]).collect()
}
