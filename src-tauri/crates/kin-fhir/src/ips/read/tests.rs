//! Every public document is shown, entry by entry, with its flaws; nothing vanishes.

use super::super::tests::{files, testdata};
use super::*;
use serde_json::json;

/// Entries of all sections, counted apart from the reader: nested ones too.
fn entries_of(sections: &Value, out: &mut Vec<usize>) {
    for section in sections.as_array().into_iter().flatten() {
        let entries = section["entry"].as_array().map_or(0, Vec::len);
        let heading = section["section"].as_array().is_some_and(|s| !s.is_empty())
            && entries == 0
            && narrative_of(&section["text"]).is_none();
        if !heading {
            out.push(entries);
        }
        entries_of(&section["section"], out);
    }
}

fn all_documents() -> Vec<(String, Vec<u8>)> {
    let mut all = files("fhir-ips/official");
    all.extend(files("fhir-ips/connectathon"));
    all
}

#[test]
fn every_entry_of_every_document_is_shown_or_counted_as_missing() {
    let all = all_documents();
    if testdata("fhir-ips/official").is_none() {
        return;
    }
    // The seventeenth document of connectathons is XML.
    assert_eq!(all.len(), 38, "22 official and 16 of connectathons");
    let (mut documents, mut rows, mut missing) = (0, 0, 0);
    for (name, bytes) in &all {
        let shown = read(bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
        let bundle: Value = serde_json::from_slice(bytes).unwrap();
        assert_eq!(shown.unread, 0, "{name}");
        let composition = bundle["entry"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|e| &e["resource"])
            .find(|r| r["resourceType"] == "Composition");
        let Some(composition) = composition else {
            // A single resource: it is shown by itself.
            let clinical = shown.sections.iter().map(|s| s.rows.len()).sum::<usize>();
            assert!(clinical > 0, "{name}");
            continue;
        };
        documents += 1;
        let mut wanted = Vec::new();
        entries_of(&composition["section"], &mut wanted);
        let own: Vec<&ReadSection> = shown
            .sections
            .iter()
            .filter(|s| !s.unlisted && !s.whole)
            .collect();
        assert_eq!(own.len(), wanted.len(), "{name}: every section");
        for (section, entries) in own.iter().zip(&wanted) {
            assert_eq!(section.entries, *entries, "{name} {}", section.title);
            assert_eq!(
                section.rows.len() + section.missing.len() + section.left_off,
                *entries,
                "{name} {}: shown or said to be missing",
                section.title
            );
            rows += section.rows.len();
            missing += section.missing.len();
            for row in &section.rows {
                assert!(
                    !row.title_en.trim().is_empty() || row.note.is_some() || row.value.is_some(),
                    "{name} {}: a row says something",
                    section.title
                );
            }
        }
        // Texts of sections are not lost, and stand open where they are all there is.
        let texts = composition["section"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|s| narrative_of(&s["text"]).is_some())
            .count();
        let shown_texts = own.iter().filter(|s| s.narrative.is_some()).count();
        assert!(
            shown_texts >= texts,
            "{name}: {shown_texts} of {texts} texts"
        );
        for section in &own {
            if section.rows.is_empty() && section.narrative.is_some() {
                assert!(section.says_more, "{name} {}", section.title);
            }
        }
        // No fact of the file is nowhere.
        let facts = bundle["entry"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|e| e["resource"]["resourceType"].as_str())
            .filter(|t| {
                matches!(
                    *t,
                    "Condition"
                        | "AllergyIntolerance"
                        | "MedicationStatement"
                        | "MedicationRequest"
                        | "Immunization"
                        | "Observation"
                        | "DiagnosticReport"
                        | "Procedure"
                )
            })
            .count();
        let places: BTreeSet<(Kind, String)> = shown
            .sections
            .iter()
            .flat_map(|s| &s.rows)
            .map(|r| (r.kind, r.entry.0.clone()))
            .collect();
        assert!(places.len() >= facts, "{name}: {} of {facts}", places.len());
        // What is wrong is told: as many errors as the checker finds.
        let errors = |f: &[Finding]| f.iter().filter(|f| f.severity == Severity::Error).count();
        let found = super::super::check(bytes);
        assert_eq!(errors(&shown.flaws), errors(&found).min(FLAWS), "{name}");
        assert!(shown.subject.is_some(), "{name}: whom it is about");
    }
    println!("{documents} documents, {rows} rows, {missing} entries not in their file");
    assert!(documents >= 17, "{documents}");
}

fn document(sections: Value, more: Vec<Value>) -> Vec<u8> {
    let mut entry = vec![
        json!({"fullUrl": "urn:uuid:c", "resource": {"resourceType": "Composition", "title": "Summary", "status": "final",
            "type": {"coding": [{"system": LOINC, "code": "60591-5"}]}, "date": "2026-11-01",
            "author": [{"display": "Dr A"}], "subject": {"reference": "urn:uuid:p"}, "section": sections}}),
        json!({"fullUrl": "urn:uuid:p", "resource": {"resourceType": "Patient", "id": "p", "name": [{"text": "Li Hua"}], "birthDate": "1954-03-18"}}),
    ];
    entry.extend(more);
    json!({"resourceType": "Bundle", "type": "document", "entry": entry})
        .to_string()
        .into_bytes()
}

#[test]
fn a_text_without_entries_is_a_section_of_its_own() {
    let bytes = document(
        json!([
            {"title": "Problems", "code": {"coding": [{"system": LOINC, "code": "11450-4"}]},
             "text": {"status": "additional", "div": "<div>Old <b>stroke</b><script>bad()</script></div>"}},
            {"title": "Allergies", "text": {"status": "generated", "div": "<div>Penicillin</div>"}, "entry": [{"reference": "AllergyIntolerance/gone", "display": "Penicillin"}, {}]},
            {"title": "Medicines", "emptyReason": {"coding": [{"code": "nilknown"}]}},
            {"title": "Course", "section": [{"title": "In hospital", "text": {"status": "generated", "div": "<div>Well.</div>"}}]},
        ]),
        vec![],
    );
    let shown = read(&bytes).unwrap();
    let titles: Vec<&str> = shown.sections.iter().map(|s| s.title.as_str()).collect();
    assert_eq!(
        titles,
        ["Problems", "Allergies", "Medicines", "Course · In hospital"]
    );
    let [problems, allergies, medicines, course] = shown.sections.as_slice() else {
        panic!("{titles:?}");
    };
    assert_eq!(problems.section, Some(Section::Problems));
    let words = problems.narrative.as_ref().unwrap().plain_text();
    assert!(
        words.contains("stroke") && !words.contains("bad()"),
        "{words}"
    );
    assert!(problems.says_more && course.says_more);
    assert_eq!(allergies.missing, ["Penicillin", ""]);
    assert_eq!(allergies.entries, 2);
    assert!(allergies.says_more, "the text says what the entries do not");
    assert_eq!(medicines.nothing, Some(Nothing::KnownNone));
    let codes: Vec<&str> = shown.flaws.iter().map(|f| f.code.as_str()).collect();
    for code in [
        "ips-bundle-timestamp",
        "ips-section-required",
        "ips-reference-unresolved",
        "ips-narrative-unsafe",
        "ips-section-nested",
    ] {
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
}

#[test]
fn what_no_section_mentions_is_shown_all_the_same() {
    let bytes = document(
        json!([{"title": "Results", "code": {"coding": [{"system": LOINC, "code": "30954-2"}]},
            "entry": [{"reference": "Observation/o1"}]}]),
        vec![
            json!({"fullUrl": "https://a.example/fhir/Observation/o1", "resource": {"resourceType": "Observation", "id": "o1", "status": "final", "code": {"text": "LDL"}, "valueQuantity": {"value": serde_json::from_str::<Value>("2.60").unwrap(), "unit": "mmol/L"}}}),
            json!({"fullUrl": "https://a.example/fhir/Condition/c1", "resource": {"resourceType": "Condition", "id": "c1", "code": {"text": "Gout"}}}),
        ],
    );
    let shown = read(&bytes).unwrap();
    let first = &shown.sections[0];
    assert_eq!(
        first.rows.len(),
        1,
        "a relative reference beside urn addresses is understood"
    );
    assert_eq!(
        first.rows[0].value.as_deref(),
        Some("2.60"),
        "the digits of the source"
    );
    let last = shown.sections.last().unwrap();
    assert!(last.unlisted);
    assert_eq!(last.rows[0].title_en, "Gout");
    assert!(
        shown
            .flaws
            .iter()
            .any(|f| f.code == "ips-reference-unresolved"),
        "and is told"
    );
}

#[test]
fn entries_without_a_document_are_shown_in_our_order() {
    let bytes = json!({"resourceType": "Bundle", "type": "collection", "entry": [
        {"resource": {"resourceType": "Condition", "id": "c", "clinicalStatus": {"coding": [{"code": "active"}]}, "code": {"text": "Gout"}, "subject": {"reference": "Patient/p"}}},
        {"resource": {"resourceType": "Patient", "id": "p", "name": [{"text": "Li Hua"}]}},
        {"resource": {"resourceType": "AllergyIntolerance", "id": "a", "code": {"text": "Latex"}, "patient": {"reference": "Patient/p"}}},
    ]})
    .to_string();
    let shown = read(bytes.as_bytes()).unwrap();
    assert!(!shown.is_document);
    let sections: Vec<Option<Section>> = shown.sections.iter().map(|s| s.section).collect();
    assert_eq!(
        sections,
        [Some(Section::Allergies), Some(Section::Problems)]
    );
    assert_eq!(shown.flaws[0].code, "read-no-document");
}

#[test]
fn what_is_no_record_is_refused_by_name() {
    for (bytes, code) in [
        (&b"{}"[..], "no-resource-type"),
        (b"plain words", "not-json"),
        (b"", "truncated"),
    ] {
        let refused = read(bytes).map_err(|e| e.code().to_owned());
        assert!(refused.is_err(), "{code}: {refused:?}");
    }
    let large = vec![b' '; LARGEST + 1];
    assert_eq!(read(&large).unwrap_err().code(), "limit-total-bytes");
}

#[test]
fn ours_are_shown_without_a_flaw() {
    let original = json!({"resourceType": "Condition", "id": "1", "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}, "code": {"text": "Gout"}, "subject": {"reference": "Patient/7"}});
    let made = super::super::tests::made_with(&[("e1", original)], super::super::build);
    let shown = read(&made.bytes).unwrap();
    let loud: Vec<&Finding> = shown
        .flaws
        .iter()
        .filter(|f| f.severity != Severity::Info)
        .collect();
    assert!(loud.is_empty(), "{loud:?}");
    assert!(
        shown
            .sections
            .iter()
            .any(|s| s.rows.iter().any(|r| r.title_en == "Gout"))
    );
}
