//! Each rule once: a sound document, one thing changed, one code told.

use crate::ips::check;
use kin_model::Severity;
use serde_json::{Value, json};

const COMPOSITION: usize = 0;
const PATIENT: usize = 1;
const ALLERGY: usize = 2;
const CONDITION: usize = 3;
const MEDICINE: usize = 4;
const RESULT: usize = 5;

fn section(code: &str, entry: Option<&str>) -> Value {
    let mut s = json!({
        "title": "t", "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "text": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">t</div>"}
    });
    match entry {
        Some(e) => s["entry"] = json!([{ "reference": e }]),
        None => {
            s["emptyReason"] = json!({"coding": [{"system": "http://terminology.hl7.org/CodeSystem/list-empty-reason", "code": "unavailable"}]});
        }
    }
    s
}

fn sound() -> Value {
    let patient = json!({"reference": "urn:uuid:p"});
    let lab = json!([{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}]}]);
    let unknown = json!({"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]});
    json!({
        "resourceType": "Bundle", "type": "document", "timestamp": "2026-11-25T10:00:00Z",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": "urn:uuid:d"},
        "entry": [
            {"fullUrl": "urn:uuid:c", "resource": {
                "resourceType": "Composition", "status": "final", "date": "2026-11-25", "title": "t",
                "type": {"coding": [{"system": "http://loinc.org", "code": "60591-5"}]},
                "subject": patient, "author": [patient],
                "section": [section("48765-2", Some("urn:uuid:a")), section("11450-4", Some("urn:uuid:k")),
                            section("10160-0", Some("urn:uuid:m")), section("30954-2", Some("urn:uuid:o"))]}},
            {"fullUrl": "urn:uuid:p", "resource": {"resourceType": "Patient", "name": [{"text": "Li Hua"}], "birthDate": "1954-03-18"}},
            {"fullUrl": "urn:uuid:a", "resource": {"resourceType": "AllergyIntolerance", "code": {"text": "Penicillin"}, "patient": patient,
                "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": "active"}]}}},
            {"fullUrl": "urn:uuid:k", "resource": {"resourceType": "Condition", "code": {"text": "Gout"}, "subject": patient}},
            {"fullUrl": "urn:uuid:m", "resource": {"resourceType": "MedicationStatement", "status": "active",
                "medicationCodeableConcept": {"text": "Metformin"}, "subject": patient, "_effectiveDateTime": unknown}},
            {"fullUrl": "urn:uuid:o", "resource": {"resourceType": "Observation", "status": "final", "category": lab,
                "code": {"text": "K"}, "subject": patient, "effectiveDateTime": "2026-01-01",
                "performer": [{"display": "Lab"}], "valueQuantity": {"value": 4.1, "unit": "mmol/L"}}}
        ]
    })
}

fn codes(v: &Value) -> Vec<(String, Severity)> {
    let mut out: Vec<_> = check(v.to_string().as_bytes())
        .into_iter()
        .map(|f| (f.code, f.severity))
        .collect();
    out.sort();
    out.dedup();
    out
}

fn resource(v: &mut Value, i: usize) -> &mut serde_json::Map<String, Value> {
    v["entry"][i]["resource"].as_object_mut().unwrap()
}

#[test]
fn the_sound_document_is_sound() {
    assert_eq!(codes(&sound()), []);
}

type Change = fn(&mut Value);

const CASES: &[(&str, Severity, Change)] = &[
    ("ips-bundle-type", Severity::Error, |v| {
        v["type"] = json!("collection");
    }),
    ("ips-bundle-identifier", Severity::Error, |v| {
        v["identifier"] = json!({"value": "x"});
    }),
    ("ips-bundle-timestamp", Severity::Error, |v| {
        v.as_object_mut().unwrap().remove("timestamp");
    }),
    ("ips-entry-transaction", Severity::Error, |v| {
        v["entry"][2]["search"] = json!({"mode": "match"});
    }),
    ("ips-entry-resource", Severity::Error, |v| {
        v["entry"]
            .as_array_mut()
            .unwrap()
            .push(json!({"fullUrl": "urn:uuid:z"}));
    }),
    ("ips-fullurl", Severity::Error, |v| {
        v["entry"]
            .as_array_mut()
            .unwrap()
            .push(json!({"resource": {"resourceType": "Medication", "code": {"text": "x"}}}));
    }),
    ("ips-fullurl-duplicate", Severity::Error, |v| {
        let e = v["entry"][3].clone();
        v["entry"].as_array_mut().unwrap().push(e);
    }),
    ("ips-composition-first", Severity::Error, |v| {
        v["entry"].as_array_mut().unwrap().swap(0, 1);
    }),
    ("ips-composition-count", Severity::Error, |v| {
        let mut e = v["entry"][0].clone();
        e["fullUrl"] = json!("urn:uuid:c2");
        v["entry"].as_array_mut().unwrap().push(e);
    }),
    ("ips-patient-count", Severity::Error, |v| {
        let mut e = v["entry"][1].clone();
        e["fullUrl"] = json!("urn:uuid:p2");
        v["entry"].as_array_mut().unwrap().push(e);
    }),
    ("ips-composition-type", Severity::Error, |v| {
        resource(v, COMPOSITION)["type"] = json!({"text": "summary"});
    }),
    ("ips-composition-subject", Severity::Error, |v| {
        resource(v, COMPOSITION)["subject"] = json!({"reference": "urn:uuid:a"});
    }),
    ("ips-section-required", Severity::Error, |v| {
        resource(v, COMPOSITION)["section"]
            .as_array_mut()
            .unwrap()
            .remove(0);
    }),
    ("ips-section-duplicate", Severity::Error, |v| {
        let s = section("30954-2", Some("urn:uuid:o"));
        resource(v, COMPOSITION)["section"].as_array_mut().unwrap()[3] = s.clone();
        resource(v, COMPOSITION)["section"]
            .as_array_mut()
            .unwrap()
            .push(section("30954-2", None));
    }),
    ("ips-section-title", Severity::Error, |v| {
        resource(v, COMPOSITION)["section"][0]
            .as_object_mut()
            .unwrap()
            .remove("title");
    }),
    ("ips-section-code", Severity::Error, |v| {
        let mut s = section("8716-3", None);
        s.as_object_mut().unwrap().remove("code");
        resource(v, COMPOSITION)["section"]
            .as_array_mut()
            .unwrap()
            .push(s);
    }),
    ("ips-section-nested", Severity::Error, |v| {
        resource(v, COMPOSITION)["section"][0]["section"] = json!([section("8716-3", None)]);
    }),
    ("ips-narrative-missing", Severity::Error, |v| {
        resource(v, COMPOSITION)["section"][0]
            .as_object_mut()
            .unwrap()
            .remove("text");
    }),
    ("ips-narrative-unsafe", Severity::Error, |v| {
        resource(v, COMPOSITION)["section"][0]["text"]["div"] = json!(
            "<div xmlns=\"http://www.w3.org/1999/xhtml\"><img src=\"http://x/y.png\"/></div>"
        );
    }),
    ("ips-entry-or-empty-reason", Severity::Error, |v| {
        resource(v, COMPOSITION)["section"][0]
            .as_object_mut()
            .unwrap()
            .remove("entry");
    }),
    ("ips-empty-reason-known-none", Severity::Warning, |v| {
        let s = &mut resource(v, COMPOSITION)["section"][0];
        s.as_object_mut().unwrap().remove("entry");
        s["emptyReason"] = json!({"coding": [{"code": "nilknown"}]});
    }),
    ("ips-section-entry-type", Severity::Error, |v| {
        resource(v, COMPOSITION)["section"][0]["entry"][0]["reference"] = json!("urn:uuid:k");
    }),
    ("ips-section-entry-twice", Severity::Warning, |v| {
        let s = section("11348-0", Some("urn:uuid:k"));
        resource(v, COMPOSITION)["section"]
            .as_array_mut()
            .unwrap()
            .push(s);
    }),
    ("ips-reference-unresolved", Severity::Error, |v| {
        resource(v, CONDITION).insert("encounter".into(), json!({"reference": "Encounter/9"}));
    }),
    ("ips-reference-unresolved", Severity::Error, |v| {
        resource(v, CONDITION).insert("encounter".into(), json!({"reference": "#e"}));
    }),
    ("ips-reference-outside", Severity::Warning, |v| {
        resource(v, CONDITION).insert(
            "encounter".into(),
            json!({"reference": "https://x/Encounter/9"}),
        );
    }),
    ("ips-patient-name", Severity::Error, |v| {
        resource(v, PATIENT)["name"] = json!([{"use": "official"}]);
    }),
    ("ips-patient-birth-date", Severity::Error, |v| {
        resource(v, PATIENT).remove("birthDate");
    }),
    ("ips-subject-reference", Severity::Error, |v| {
        resource(v, CONDITION)["subject"] = json!({"display": "her"});
    }),
    ("ips-code-missing", Severity::Error, |v| {
        resource(v, ALLERGY).remove("code");
    }),
    ("ips-medication-effective", Severity::Error, |v| {
        resource(v, MEDICINE).remove("_effectiveDateTime");
    }),
    ("ips-observation-effective", Severity::Error, |v| {
        resource(v, RESULT).remove("effectiveDateTime");
    }),
    ("ips-observation-performer", Severity::Error, |v| {
        resource(v, RESULT).remove("performer");
    }),
    ("ips-observation-value", Severity::Error, |v| {
        resource(v, RESULT).remove("valueQuantity");
    }),
    ("ips-observation-component", Severity::Error, |v| {
        resource(v, RESULT).insert("component".into(), json!([{"code": {"text": "x"}}]));
    }),
    ("ips-absent-unknown-1-1", Severity::Info, |v| {
        resource(v, ALLERGY)["code"] = json!({"coding": [{"system": "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips", "code": "no-known-allergies"}]});
    }),
    ("r4-unknown-element", Severity::Error, |v| {
        resource(v, RESULT).insert("colour".into(), json!("red"));
    }),
    ("r4-code", Severity::Error, |v| {
        resource(v, PATIENT).extend([("gender".to_owned(), json!("F"))]);
    }),
];

#[test]
fn each_rule_tells_of_its_own_flaw() {
    for (code, severity, change) in CASES {
        let mut v = sound();
        change(&mut v);
        let found = codes(&v);
        assert!(
            found.contains(&((*code).to_owned(), *severity)),
            "{code} is told: {found:?}"
        );
        let others: Vec<_> = found
            .iter()
            .filter(|(c, s)| c != code && *s == Severity::Error)
            .collect();
        // A flaw may break a second rule that is a consequence of it, not more.
        assert!(others.len() <= 2, "{code} alone: {others:?}");
    }
}

#[test]
fn single_resources_and_other_bytes() {
    for (v, code) in [
        (
            json!({"resourceType": "Procedure", "status": "completed", "code": {"text": "x"}, "subject": {"reference": "Patient/1"}}),
            "ips-procedure-performed",
        ),
        (
            json!({"resourceType": "DeviceUseStatement", "status": "active", "subject": {"reference": "Patient/1"}, "device": {"display": "x"}}),
            "ips-device-timing",
        ),
        (
            json!({"resourceType": "DiagnosticReport", "status": "final", "code": {"text": "x"}, "subject": {"reference": "Patient/1"}}),
            "ips-report-effective",
        ),
        (
            json!({"resourceType": "Organization", "identifier": [{"value": "1"}]}),
            "ips-name-missing",
        ),
        (
            json!({"resourceType": "Specimen", "status": "available"}),
            "ips-specimen-type",
        ),
        (
            json!({"resourceType": "Flag", "status": "inactive", "code": {"text": "x"}, "subject": {"reference": "Patient/1"}}),
            "ips-flag-status",
        ),
        (
            json!({"resourceType": "MedicationRequest", "status": "active", "intent": "order", "doNotPerform": true, "medicationCodeableConcept": {"text": "x"}, "subject": {"reference": "Patient/1"}}),
            "ips-do-not-perform",
        ),
    ] {
        let errors: Vec<_> = codes(&v)
            .into_iter()
            .filter(|(_, s)| *s == Severity::Error)
            .collect();
        assert_eq!(errors, [(code.to_owned(), Severity::Error)], "{v}");
    }
    for bytes in [
        &b"<Bundle/>"[..],
        b"",
        b"[]",
        b"{\"a\":1}",
        b"{\"resourceType\":7}",
    ] {
        let found = check(bytes);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].code, "ips-json");
    }
}

#[test]
fn every_section_and_every_word_has_a_name_in_both_languages() {
    for spec in crate::ips::sections::SPECS {
        let names = kin_terms::names("http://loinc.org", spec.code);
        assert!(names.is_some(), "section {}", spec.code);
    }
    for key in [
        "name",
        "value",
        "dosage",
        "reaction",
        "range",
        "date",
        "status",
        "note",
        "source",
        "reason",
        "questions",
        "no-information",
        "left-out",
        "left-off",
        "flag-low",
        "flag-high",
        "flag-critical-low",
        "flag-critical-high",
        "flag-abnormal",
    ] {
        for lang in [kin_terms::Lang::En, kin_terms::Lang::Zh] {
            assert!(kin_terms::document_word(key, lang).is_some(), "{key}");
        }
    }
}
