//! What real systems say in unusual places, and what a doctor has to read there.

use crate::support::{Line, read};
use kin_model::StatusClass;

fn one(json: &str) -> Line {
    read(json.as_bytes()).unwrap().lines.remove(0)
}

fn dosage(name: &str, dosages: &str) -> String {
    one(&format!(
        r#"{{"resourceType":"MedicationRequest","id":"m","status":"active","intent":"order",{name}"medicationCodeableConcept":{{"text":"X"}},"dosageInstruction":[{dosages}]}}"#
    ))
    .value
}

#[test]
fn a_dose_is_said_whole_and_in_its_order() {
    for (dosages, expected) in [
        // Advice alone is no dose.
        (
            r#"{"patientInstruction":"with food","timing":{"repeat":{"frequency":1,"period":1,"periodUnit":"wk","dayOfWeek":["mon"]}},"doseAndRate":[{"doseQuantity":{"value":10,"unit":"mg"}}]}"#,
            "with food (10 mg, 1 × / wk, mon)",
        ),
        (r#"{"patientInstruction":"as told"}"#, "as told"),
        (
            r#"{"sequence":2,"text":"then 20 mg daily"},{"sequence":1,"text":"40 mg daily for 3 days"}"#,
            "40 mg daily for 3 days; then 20 mg daily",
        ),
        // Without a number for each the file's order stands.
        (r#"{"sequence":2,"text":"b"},{"text":"a"}"#, "b; a"),
        (
            r#"{"doseAndRate":[{"rateQuantity":{"value":50,"unit":"mL/h"}}],"route":{"text":"IV"}}"#,
            "50 mL/h, IV",
        ),
        (
            r#"{"doseAndRate":[{"rateRatio":{"numerator":{"value":1,"unit":"mg"},"denominator":{"value":1,"unit":"h"}}}]}"#,
            "1 mg / h",
        ),
        (
            r#"{"doseAndRate":[{"rateRange":{"low":{"value":1,"unit":"L/min"},"high":{"value":2,"unit":"L/min"}}}]}"#,
            "1 L/min–2 L/min",
        ),
        // DSTU2.
        (
            r#"{"timing":{"repeat":{"frequency":1,"period":1,"periodUnits":"d"}},"doseQuantity":{"value":10,"unit":"mg"}}"#,
            "10 mg, 1 × / d",
        ),
    ] {
        assert_eq!(dosage("", dosages), expected, "{dosages}");
    }
    let rendered = r#""renderedDosageInstruction":"take one twice a day","#;
    assert_eq!(dosage(rendered, ""), "take one twice a day");
    assert_eq!(dosage(rendered, r#"{"text":"1 bd"}"#), "1 bd");
}

#[test]
fn how_certain_a_german_diagnosis_is_stands_beside_its_code() {
    let condition = |certainty: &str, more: &str| {
        let line = one(&format!(
            r#"{{"resourceType":"Condition","id":"c"{more},"code":{{"coding":[{{"system":"http://fhir.de/CodeSystem/bfarm/icd-10-gm","code":"J45.0","display":"Asthma","extension":[{{"url":"http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit","valueCoding":{{"system":"https://fhir.kbv.de/CodeSystem/KBV_CS_SFHIR_ICD_DIAGNOSESICHERHEIT","code":"{certainty}"}}}}]}}]}}}}"#
        ));
        (line.status, line.class)
    };
    let active = r#","clinicalStatus":{"coding":[{"code":"active"}]}"#;
    let said = |word: &str, class| (word.to_owned(), class);
    assert_eq!(
        condition("A", active),
        said("refuted", StatusClass::Negated)
    );
    assert_eq!(condition("A", ""), said("refuted", StatusClass::Negated));
    assert_eq!(
        condition("V", active),
        said("provisional", StatusClass::Current)
    );
    assert_eq!(condition("Z", active), said("resolved", StatusClass::Past));
    assert_eq!(condition("G", active), said("active", StatusClass::Current));
    assert_eq!(
        condition("V", ""),
        said("provisional", StatusClass::Unknown)
    );
    assert_eq!(condition("Z", ""), said("resolved", StatusClass::Past));
}

#[test]
fn a_reference_by_number_finds_the_name() {
    let bundle = r#"{"resourceType":"Bundle","entry":[
        {"resource":{"resourceType":"Encounter","id":"e","status":"finished","serviceProvider":{"identifier":{"system":"urn:x","value":"H1"}}}},
        {"resource":{"resourceType":"Organization","id":"o","identifier":[{"system":"urn:x","value":"H1"}],"name":"General Hospital"}}]}"#;
    assert_eq!(one(bundle).who, "General Hospital");
}

#[test]
fn a_medicine_without_a_name_is_what_it_is_made_of() {
    let of = |medication: &str| {
        one(&format!(
            r##"{{"resourceType":"MedicationRequest","id":"m","status":"active","intent":"order","contained":[{{"resourceType":"Medication","id":"c",{medication}}}],"medicationReference":{{"reference":"#c"}}}}"##
        ))
    };
    let amlodipine = r#""itemCodeableConcept":{"coding":[{"system":"http://www.whocc.no/atc","code":"C08CA01","display":"Amlodipin"}]}"#;
    for (medication, title, codes) in [
        (
            format!(r#""ingredient":[{{{amlodipine},"strength":{{"numerator":{{"value":5,"unit":"mg"}},"denominator":{{"value":1,"unit":"Stück"}}}}}}],"form":{{"text":"Tablette"}}"#),
            "Amlodipin 5 mg / Stück",
            1,
        ),
        (
            format!(r#""ingredient":[{{{amlodipine}}},{{"itemCodeableConcept":{{"text":"Ramipril"}},"strength":{{"numerator":{{"value":2.5,"unit":"mg"}},"denominator":{{"value":1}}}}}}]"#),
            "Amlodipin + Ramipril 2.5 mg",
            0,
        ),
        (
            r#""code":{"coding":[{"system":"http://fhir.de/CodeSystem/ifa/pzn","code":"01234567"}]},"ingredient":[{"itemCodeableConcept":{"text":"Ibuprofen"}}]"#.to_owned(),
            "Ibuprofen",
            1,
        ),
        (
            format!(r#""code":{{"text":"Norvasc 5 mg"}},"ingredient":[{{{amlodipine}}}]"#),
            "Norvasc 5 mg",
            1,
        ),
    ] {
        let line = of(&medication);
        assert_eq!((line.title.as_str(), line.codings.len()), (title, codes));
        // The same where the Medication stands beside.
        let beside = format!(
            r#"{{"resourceType":"MedicationStatement","id":"s","status":"active","medicationReference":{{"reference":"Medication/m1"}}}}
{{"resourceType":"Medication","id":"m1",{medication}}}"#
        );
        let line = one(&beside);
        assert_eq!((line.title.as_str(), line.codings.len()), (title, codes));
    }
}

#[test]
fn a_person_has_the_name_that_is_in_use() {
    let name = |names: &str| {
        let text = format!(r#"{{"resourceType":"Patient","id":"p","name":[{names}]}}"#);
        let read = read(text.as_bytes()).unwrap();
        let names = &read.scan.subjects[0].identity.names;
        assert_eq!(read.lines[0].title, names[0].text);
        (names[0].text.clone(), names.len())
    };
    let said = |text: &str, n| (text.to_owned(), n);
    let maiden = r#"{"use":"maiden","family":"Maiden","given":["Ann"]}"#;
    let nick = r#"{"use":"nickname","given":["Annie"]}"#;
    let official = r#"{"use":"official","family":"Tester","given":["Ann","B"]}"#;
    let ended = r#"{"use":"official","family":"Before","given":["Ann"],"period":{"end":"2010"}}"#;
    assert_eq!(
        name(&[maiden, nick, official].join(",")),
        said("Ann B Tester", 3)
    );
    assert_eq!(name(&[ended, official].join(",")), said("Ann B Tester", 2));
    assert_eq!(name(&[maiden, nick].join(",")), said("Annie", 2));
    assert_eq!(name(r#"{"family":"李","given":["华"]}"#), said("李华", 1));
    assert_eq!(name(r#"{"family":"Li","given":["华"]}"#), said("华 Li", 1));
}

#[test]
fn a_result_inside_its_report_is_said_with_its_value() {
    let report = r##"{"resourceType":"DiagnosticReport","id":"d","status":"final","code":{"text":"CBC"},"result":[{"reference":"#h"}],"contained":[
        {"resourceType":"Observation","id":"h","status":"final","code":{"text":"Haemoglobin"},"valueQuantity":{"value":9.1,"unit":"g/dL"},"referenceRange":[{"low":{"value":12,"unit":"g/dL"}}]},
        {"resourceType":"Observation","id":"e","status":"entered-in-error","code":{"text":"Platelets"},"valueString":"few"},
        {"resourceType":"Practitioner","id":"p","name":[{"text":"Dr Lab"}]}]}"##;
    let detail = kin_fhir::detail(report.as_bytes(), &kin_fhir::ScanContext::default()).unwrap();
    let rows = detail.sections.iter().flat_map(|s| &s.rows);
    let enclosed: Vec<&str> = rows
        .filter(|r| r.label == "contained")
        .map(|r| r.value.as_str())
        .collect();
    assert_eq!(
        enclosed,
        [
            "Haemoglobin · 9.1 g/dL ↓ · (≥ 12)",
            "Platelets · few · entered-in-error",
            "Practitioner · Dr Lab"
        ]
    );
}

#[test]
fn what_happened_is_the_name_of_an_adverse_event() {
    let line = one(
        r#"{"resourceType":"AdverseEvent","id":"a","event":{"coding":[{"system":"http://snomed.info/sct","code":"271807003","display":"Rash"}]},"date":"2020-02-02"}"#,
    );
    assert_eq!((line.title.as_str(), line.codings.len()), ("Rash", 1));
}

#[test]
fn only_a_title_that_says_no_more_than_the_kind_is_none() {
    use kin_fhir::is_nameless;
    use kin_model::Kind;
    assert!(is_nameless("AllergyIntolerance", Kind::Allergy));
    assert!(is_nameless("Observation", Kind::VitalSign));
    assert!(!is_nameless("VisionPrescription", Kind::Referral));
    assert!(!is_nameless("Condition", Kind::Medication));
    assert!(!is_nameless("Asthma", Kind::Condition));
}

#[test]
fn the_bytes_of_a_file_are_no_words() {
    let binary =
        br#"{"resourceType":"Binary","id":"b","contentType":"text/plain","data":"aGVsbG8="}"#;
    let detail = kin_fhir::detail(binary, &kin_fhir::ScanContext::default()).unwrap();
    let rows = detail.sections.iter().flat_map(|s| &s.rows);
    assert!(rows.clone().count() > 0);
    assert!(rows.into_iter().all(|r| r.value != "aGVsbG8="));
    assert!(detail.not_shown.is_empty());
}

#[test]
fn a_relative_by_code_alone_has_a_name() {
    for (system, code, expected) in [
        (
            "http://terminology.hl7.org/CodeSystem/v3-RoleCode",
            "MTH",
            "Mother",
        ),
        (
            "http://hl7.org/fhir/v3/RoleCode",
            "MAUNT",
            "Aunt on the mother’s side",
        ),
        ("http://hl7.org/fhir/familial-relationship", "SIS", "Sister"),
    ] {
        let line = one(&format!(
            r#"{{"resourceType":"FamilyMemberHistory","id":"f","status":"completed","relationship":{{"coding":[{{"system":"{system}","code":"{code}"}}]}}}}"#
        ));
        assert_eq!(line.title, expected);
        let (zh, known) =
            kin_terms::localize(&line.codings, Some(&line.title), kin_terms::Lang::Zh);
        assert!(known && kin_terms::has_han(&zh), "{zh}");
    }
}
