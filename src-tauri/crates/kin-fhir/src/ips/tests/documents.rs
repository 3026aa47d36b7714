//! Each document of the shared test data against the rules, by file.

use super::{files, testdata};
use crate::ips::{RULES, check};
use kin_model::Severity;
use std::collections::BTreeMap;

fn errors(bytes: &[u8]) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    for f in check(bytes) {
        if f.severity == Severity::Error {
            *out.entry(f.code).or_insert(0) += 1;
        }
    }
    out
}

#[test]
fn the_official_documents_break_no_rule() {
    let all = files("fhir-ips/official");
    for (name, bytes) in &all {
        let loud: Vec<_> = check(bytes)
            .into_iter()
            .filter(|f| f.severity != Severity::Info)
            .collect();
        assert!(loud.is_empty(), "{name}: {loud:#?}");
    }
    if testdata("fhir-ips/official").is_some() {
        assert_eq!(all.len(), 22, "all official examples were read");
    }
}

/// What is really wrong with each connectathon document, found by the rules and confirmed by hand
/// and by the independent judge (bdl-10 and `rate`).
const FLAWS: &[(&str, &[(&str, usize)])] = &[
    // No timestamp; old laboratory results without performer.
    (
        "AR_Repository_Example_02.json",
        &[
            ("ips-bundle-timestamp", 1),
            ("ips-observation-performer", 4),
        ],
    ),
    ("Bundle-aups-basicsummary.json", &[]),
    ("Bundle-aups-section-emptyreason.json", &[]),
    ("CA-IPS-Bundle1Example.json", &[]),
    // Relative references beside urn:uuid addresses: by R4's rules they lead nowhere.
    (
        "CH_HL7CH_Examples_01.json",
        &[
            ("ips-composition-subject", 1),
            ("ips-medication-effective", 2),
            ("ips-reference-unresolved", 17),
        ],
    ),
    (
        "DK_Jens_Villadsen_01.json",
        &[("ips-medication-effective", 3)],
    ),
    (
        "EU_Giorgio_Cangioli_01.json",
        &[("ips-medication-effective", 3)],
    ),
    ("HK_IPS_Sample1.json", &[]),
    // `rate` and the unit `week` do not exist in R4.
    (
        "HK_IPS_Sample_with_medication.json",
        &[("r4-code", 1), ("r4-tim-2", 1), ("r4-unknown-element", 1)],
    ),
    // Entries without an absolute fullUrl.
    (
        "NL_Curavista_01.json",
        &[
            ("ips-composition-subject", 1),
            ("ips-fullurl", 11),
            ("ips-reference-unresolved", 11),
        ],
    ),
    ("NZ_Peter_Jordan_AAA1234.json", &[]),
    // Practitioners and encounters that are not in the document.
    (
        "US_Epic_Connectathon_Sept.json",
        &[("ips-reference-unresolved", 11)],
    ),
    (
        "US_Epic_Jan_emptyReason.json",
        &[("ips-reference-unresolved", 19)],
    ),
    (
        "US_Epic_Jan_idrefs.json",
        &[("ips-reference-unresolved", 11)],
    ),
    (
        "US_Interoperability_Institute_Jared_Bruce_Adams-IPS.json",
        &[
            ("ips-fullurl", 29),
            ("ips-medication-effective", 1),
            ("ips-reference-unresolved", 60),
        ],
    ),
    // A search result that was saved as a document.
    (
        "US_MEDITECH_ips_1.json",
        &[
            ("ips-bundle-identifier", 1),
            ("ips-bundle-timestamp", 1),
            ("ips-bundle-type", 1),
            ("ips-entry-transaction", 60),
            ("ips-reference-unresolved", 102),
        ],
    ),
];

#[test]
fn the_flaws_of_the_connectathon_documents_are_found() {
    let all = files("fhir-ips/connectathon");
    for (name, bytes) in &all {
        let expected = FLAWS
            .iter()
            .find(|(n, _)| n == name)
            .unwrap_or_else(|| panic!("{name} has no expectation"))
            .1;
        let expected: BTreeMap<String, usize> = expected
            .iter()
            .map(|(c, n)| ((*c).to_owned(), *n))
            .collect();
        assert_eq!(errors(bytes), expected, "{name}");
    }
    if testdata("fhir-ips/connectathon").is_some() {
        assert_eq!(all.len(), FLAWS.len(), "all JSON documents were read");
    }
}

#[test]
fn none_known_by_empty_reason_is_worth_a_warning() {
    for (name, bytes) in files("fhir-ips/connectathon") {
        let warned = check(&bytes)
            .iter()
            .any(|f| f.code == "ips-empty-reason-known-none" && f.severity == Severity::Warning);
        assert_eq!(warned, name == "US_Epic_Jan_emptyReason.json", "{name}");
    }
}

#[test]
fn every_code_that_is_told_is_in_the_list() {
    for folder in [
        "fhir-ips/official",
        "fhir-ips/connectathon",
        "fhir-us-core/labs",
        "fhir-r4-synthea",
    ] {
        for (name, bytes) in files(folder) {
            for f in check(&bytes) {
                let listed = f.code.starts_with("r4-") || RULES.iter().any(|(c, _)| *c == f.code);
                assert!(listed, "{name}: {}", f.code);
            }
        }
    }
}

#[test]
fn the_sample_family_is_sound() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../tests/fixtures/sample-family");
    let mut count = 0;
    for file in std::fs::read_dir(folder).expect("the sample family is part of the project") {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|e| e != "json") {
            continue;
        }
        count += 1;
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let found = check(&std::fs::read(&path).unwrap());
        let wrong: Vec<_> = found
            .iter()
            // Only one of them is an IPS document; the others are held against R4 alone.
            .filter(|f| {
                f.severity != Severity::Info && (f.code.starts_with("r4-") || name.contains("-ips"))
            })
            .collect();
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    }
    assert_eq!(count, 5, "all files were read");
}
