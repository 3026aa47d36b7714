//! The published bundles, one row each, and bundles of ours.

use super::super::tests::{files, made_with};
use super::{Pages, RULES, check, is_shared};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kin_model::{Finding, Severity};
use serde_json::{Value, json};

/// File, errors, warnings, as its author says (PROVENANCE.md); the codes without `ktc-`.
const EXPECTED: [(&str, &[&str], &[&str]); 14] = [
    ("_valid-baseline", &[], &[]),
    ("attachment-no-data", &["attachment-no-data"], &[]),
    ("bundle-timestamp", &["bundle-timestamp"], &[]),
    ("docref-author", &["docref-author"], &[]),
    ("docref-content-type", &["docref-content-type"], &[]),
    ("docref-date", &["docref-date"], &[]),
    ("docref-subject", &["docref-subject"], &[]),
    ("entry-count", &["entry-count"], &[]),
    ("fullurl-not-urn", &["fullurl-not-urn"], &[]),
    ("patient-count-zero", &["patient-count"], &[]),
    ("reference-dangling-urn", &["reference-dangling-urn"], &[]),
    ("warn-docref-pataast", &[], &["docref-pataast"]),
    ("warn-patient-demographics", &[], &["patient-demographics"]),
    ("warn-rendered-missing", &[], &["rendered-missing"]),
];

fn codes(findings: &[Finding], severity: Severity) -> Vec<String> {
    let mut codes: Vec<String> = findings
        .iter()
        .filter(|f| f.severity == severity)
        .map(|f| f.code.trim_start_matches("ktc-").to_owned())
        .collect();
    codes.dedup();
    codes
}

#[test]
fn published_bundles_get_the_expected_verdict() {
    let found = files("shl/ktc-bundles");
    if found.is_empty() {
        return;
    }
    assert_eq!(found.len(), EXPECTED.len(), "a row for every file");
    for (name, bytes) in found {
        let stem = name.trim_end_matches(".json");
        let (_, errors, warnings) = EXPECTED
            .iter()
            .find(|e| e.0 == stem)
            .unwrap_or_else(|| panic!("{name} has no row"));
        let findings = check(&bytes);
        assert_eq!(&codes(&findings, Severity::Error), errors, "{name}");
        assert_eq!(&codes(&findings, Severity::Warning), warnings, "{name}");
        let bundle: Value = serde_json::from_slice(&bytes).unwrap();
        // The one without any document cannot be known as shared.
        assert_eq!(is_shared(&bundle), stem != "entry-count", "{name}");
    }
}

fn baseline() -> Value {
    let pdf = STANDARD.encode(b"%PDF-1.4\n");
    let doc = |n: u8, code: &str| {
        json!({"fullUrl": format!("urn:uuid:33333333-3333-4333-8333-33333333333{n}"), "resource": {
            "resourceType": "DocumentReference", "status": "current", "date": "2026-06-10T12:00:00Z",
            "meta": {"security": [{"code": "PATAST"}]},
            "type": {"coding": [{"system": "http://loinc.org", "code": code}]},
            "category": [{"coding": [{"code": "patient-shared", "system": super::CATEGORY}]}],
            "subject": {"reference": "urn:uuid:11111111-1111-4111-8111-111111111111"},
            "author": [{"reference": "urn:uuid:11111111-1111-4111-8111-111111111111"}],
            "content": [{"attachment": {"contentType": "application/pdf", "data": pdf}}]}})
    };
    json!({"resourceType": "Bundle", "type": "collection", "timestamp": "2026-06-10T12:00:00Z",
    "entry": [
        {"fullUrl": "urn:uuid:11111111-1111-4111-8111-111111111111", "resource": {
            "resourceType": "Patient", "name": [{"text": "Neg Fixture"}],
            "gender": "female", "birthDate": "1980-01-01"}},
        {"fullUrl": "urn:uuid:22222222-2222-4222-8222-222222222222", "resource": {
            "resourceType": "Condition", "code": {"text": "made up"},
            "subject": {"reference": "urn:uuid:11111111-1111-4111-8111-111111111111"}}},
        doc(1, "60591-5"), doc(2, "51855-5"),
    ]})
}

/// Every rule can be broken, and is found by its own code only.
#[test]
fn each_rule_is_found_by_its_own_code() {
    assert!(codes(&check(baseline().to_string().as_bytes()), Severity::Error).is_empty());
    let doc = "/entry/2/resource";
    let cases: Vec<(&str, &str, Value)> = vec![
        ("bundle-type", "/type", json!("document")),
        ("bundle-timestamp", "/timestamp", json!("")),
        (
            "fullurl-not-urn",
            "/entry/1/fullUrl",
            json!("urn:uuid:2222"),
        ),
        (
            "fullurl-duplicate",
            "/entry/1/fullUrl",
            json!("urn:uuid:11111111-1111-4111-8111-111111111111"),
        ),
        ("patient-demographics", "/entry/0/resource/name", json!([])),
        (
            "reference-dangling-contained",
            "/entry/1/resource/subject/reference",
            json!("#nobody"),
        ),
        (
            "reference-external",
            "/entry/1/resource/subject/reference",
            json!("https://example.org/Patient/1"),
        ),
        (
            "reference-unresolved",
            "/entry/1/resource/subject/reference",
            json!("Patient/1"),
        ),
        (
            "meta-profile",
            "/entry/1/resource/meta",
            json!({"profile": ["http://x"]}),
        ),
        (
            "attachment-url",
            "/entry/2/resource/content/0/attachment/url",
            json!("http://x"),
        ),
        (
            "attachment-no-data",
            "/entry/2/resource/content/0/attachment/data",
            json!(""),
        ),
        (
            "docref-status",
            "/entry/2/resource/status",
            json!("superseded"),
        ),
        ("docref-category", "/entry/2/resource/category", json!([])),
        (
            "docref-type",
            "/entry/3/resource/type",
            json!({"text": "x"}),
        ),
        (
            "docref-content-type",
            "/entry/2/resource/content",
            json!([]),
        ),
        (
            "docref-data-base64",
            "/entry/2/resource/content/0/attachment/data",
            json!("not base64!"),
        ),
    ];
    assert!(baseline().pointer(doc).is_some());
    for (rule, pointer, value) in cases {
        let mut bundle = baseline();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        bundle.pointer_mut(parent).unwrap()[key] = value;
        let findings = check(bundle.to_string().as_bytes());
        let mut found = codes(&findings, Severity::Error);
        found.extend(codes(&findings, Severity::Warning));
        assert_eq!(found, [rule], "{pointer}");
        assert!(RULES.iter().any(|r| r.0 == format!("ktc-{rule}")), "{rule}");
    }
    assert_eq!(codes(&check(b"[1]"), Severity::Error), ["json"]);
    let mut two = baseline();
    two["entry"].as_array_mut().unwrap().push(json!({
        "fullUrl": "urn:uuid:55555555-5555-4555-8555-555555555555",
        "resource": {"resourceType": "Patient"}}));
    assert_eq!(
        codes(&check(two.to_string().as_bytes()), Severity::Error),
        ["patient-count"]
    );
}

fn shared(originals: &[(&str, Value)]) -> Value {
    let made = made_with(originals, |summary, stamp, ways| {
        super::build(
            summary,
            stamp,
            ways,
            Pages {
                rendered: b"%PDF-1.7 rendered",
                story: Some(b"%PDF-1.7 story"),
            },
        )
    });
    let flaws: Vec<_> = check(&made.bytes)
        .into_iter()
        .filter(|f| f.severity != Severity::Info || f.code == "ktc-safety-core")
        .collect();
    assert!(flaws.is_empty(), "{flaws:?}");
    serde_json::from_slice(&made.bytes).unwrap()
}

fn of_type<'a>(bundle: &'a Value, kind: &str) -> Vec<&'a Value> {
    bundle["entry"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["resource"])
        .filter(|r| r["resourceType"] == kind)
        .collect()
}

#[test]
fn ours_keeps_the_rules_and_says_what_is_not_known() {
    let bundle = shared(&[(
        "c1",
        json!({"resourceType": "Condition", "id": "c1",
            "meta": {"profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-condition"]},
            "clinicalStatus": {"coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]},
            "code": {"text": "Asthma"}, "subject": {"reference": "Patient/1"}}),
    )]);
    assert!(is_shared(&bundle));
    assert_eq!(of_type(&bundle, "Patient").len(), 1);
    assert_eq!(of_type(&bundle, "Composition").len(), 0);
    assert_eq!(
        of_type(&bundle, "Device").len(),
        0,
        "the program is no content"
    );
    let conditions = of_type(&bundle, "Condition");
    assert_eq!(conditions[0]["code"]["text"], "Asthma");
    assert!(conditions[0].get("meta").is_none(), "{}", conditions[0]);
    let lists = of_type(&bundle, "List");
    assert_eq!(
        lists.len(),
        2,
        "allergies and medicines: said, not left open"
    );
    for list in lists {
        assert_eq!(list["emptyReason"]["coding"][0]["code"], "unavailable");
    }
    let documents = of_type(&bundle, "DocumentReference");
    let pdf = |n: usize| {
        documents[n]["content"][0]["attachment"]["data"]
            .as_str()
            .unwrap()
    };
    assert_eq!(STANDARD.decode(pdf(0)).unwrap(), b"%PDF-1.7 rendered");
    assert_eq!(STANDARD.decode(pdf(1)).unwrap(), b"%PDF-1.7 story");
}

#[test]
fn what_lies_elsewhere_does_not_come_along_by_address() {
    let report = json!({"resourceType": "DocumentReference", "id": "c1", "status": "current",
        "type": {"text": "Letter"}, "subject": {"reference": "Patient/1"},
        "content": [{"attachment": {"contentType": "application/pdf", "url": "https://h.example/Binary/1"}},
                    {"attachment": {"contentType": "text/plain", "data": "aGVsbG8=", "url": "Binary/2"}}]});
    let bundle = shared(&[("c1", report)]);
    let letter = of_type(&bundle, "DocumentReference")
        .into_iter()
        .find(|d| d["type"]["text"] == "Letter")
        .cloned();
    let text = bundle.to_string();
    assert!(!text.contains("h.example") && !text.contains("Binary/2"));
    assert_eq!(letter.unwrap()["content"].as_array().unwrap().len(), 1);

    let gone = json!({"resourceType": "DocumentReference", "id": "c1", "status": "current",
        "type": {"text": "Letter"}, "subject": {"reference": "Patient/1"},
        "content": [{"attachment": {"contentType": "application/pdf", "url": "https://h.example/Binary/1"}}]});
    let bundle = shared(&[("c1", gone)]);
    assert_eq!(of_type(&bundle, "DocumentReference").len(), 2, "ours only");
}
