//! Over the files in tests/fixtures/fhir/reading, which are always there.

use crate::support::{Line, Read, read_file};
use kin_fhir::{ScanContext, SourceFormat};
use kin_model::{Abnormal, Kind, Sex, StatusClass};
use std::path::Path;

fn fixture(name: &str) -> Read {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/fhir/reading");
    read_file(&root.join(name)).unwrap()
}

fn line<'r>(read: &'r Read, resource_type: &str) -> &'r Line {
    read.lines
        .iter()
        .find(|l| l.resource_type == resource_type)
        .unwrap()
}

fn date(line: &Line) -> String {
    line.date.map(|d| d.to_string()).unwrap_or_default()
}

#[test]
fn a_servers_answer_is_read_and_accounted_for() {
    let read = fixture("searchset.json");
    assert_eq!(read.scan.format, Some(SourceFormat::Bundle));
    let bundle = read.scan.bundle.as_ref().unwrap();
    assert_eq!(
        (
            bundle.bundle_type.as_deref(),
            bundle.id.as_deref(),
            bundle.timestamp.as_deref()
        ),
        (
            Some("searchset"),
            Some("answer-1"),
            Some("2026-03-01T08:00:00+08:00")
        )
    );
    assert_eq!(read.refused, [(5, "entry-without-resource")]);
    assert_eq!(
        (read.scan.resources, read.lines.len()),
        (9, 8),
        "every entry once, the inner Bundle opened"
    );
    assert_eq!(read.scan.refused, 1);
    let message: Vec<_> = read
        .scan
        .findings
        .iter()
        .map(|f| (f.code.as_str(), f.detail.as_str()))
        .collect();
    assert_eq!(
        message,
        [("operation-outcome", "4119")],
        "the server's message is said"
    );
    assert_eq!(
        line(&read, "OperationOutcome").kind,
        Kind::Other,
        "and kept, as no health fact"
    );
    assert_eq!(line(&read, "Basic").kind, Kind::Other);

    assert_eq!(read.scan.subject_count, 1);
    let subject = &read.scan.subjects[0];
    assert_eq!(
        (subject.reference.as_str(), subject.resources),
        ("https://ward.example/fhir/Patient/7", 4)
    );
    let who = &subject.identity;
    assert_eq!(
        who.names
            .iter()
            .map(|n| n.text.as_str())
            .collect::<Vec<_>>(),
        ["周敏", "Min Zhou"]
    );
    assert_eq!(
        (who.born.unwrap().to_string().as_str(), who.sex),
        ("1961-07-03", Some(Sex::Female))
    );
    assert_eq!(
        who.identifiers,
        [("urn:oid:1.2.3.4".to_owned(), "0042".to_owned())]
    );
    assert_eq!(who.phones, ["010-5555"]);

    let medicine = line(&read, "MedicationRequest");
    assert_eq!(
        (
            medicine.title.as_str(),
            medicine.codings[0].code.as_str(),
            medicine.who.as_str()
        ),
        ("Metformin 500 mg tablet", "A10BA02", "Dr Wei Sun")
    );
    assert_eq!(
        (
            medicine.value.as_str(),
            date(medicine).as_str(),
            medicine.class
        ),
        ("one tablet with breakfast", "2026-02", StatusClass::Current)
    );
    assert_eq!(medicine.namespace, "https://ward.example/fhir");
    let glucose = line(&read, "Observation");
    assert_eq!(
        (
            glucose.kind,
            glucose.value.as_str(),
            glucose.unit.as_str(),
            glucose.range.as_str(),
            glucose.abnormal
        ),
        (Kind::Result, "7.80", "mmol/L", "3.9–6.10", Abnormal::High)
    );
    assert_eq!(glucose.own_words, "fasting sample");
    let refuted = line(&read, "Condition");
    assert_eq!(
        (refuted.status.as_str(), refuted.class),
        ("refuted", StatusClass::Negated)
    );
}

#[test]
fn lines_lists_and_encodings_are_read() {
    let read = fixture("lines.ndjson");
    assert_eq!(read.scan.format, Some(SourceFormat::Ndjson));
    assert_eq!(read.refused, [(2, "not-json"), (4, "truncated")]);
    let titles: Vec<_> = read
        .lines
        .iter()
        .map(|l| (l.title.as_str(), l.value.as_str()))
        .collect();
    assert_eq!(
        titles,
        [
            ("周敏", ""),
            ("Sodium", "140"),
            ("Chloride", "not enough material")
        ]
    );
    assert!(
        read.lines
            .iter()
            .all(|l| l.namespace == "patient:urn:oid:1.2.3.4|0042"),
        "numbered by the place that knows the record number"
    );

    let read = fixture("list.json");
    assert_eq!(
        (read.scan.format, read.lines.len()),
        (Some(SourceFormat::Array), 2)
    );
    assert_eq!(line(&read, "Immunization").class, StatusClass::Negated);

    let read = fixture("utf16.json");
    assert_eq!(read.lines[0].title, "周敏");
    assert_eq!(read.scan.subjects[0].identity.names[0].text, "周敏");
}

#[test]
fn older_and_newer_servers_are_understood_and_said() {
    let versions = |r: &Read| {
        r.scan
            .findings
            .iter()
            .map(|f| (f.code.clone(), f.detail.clone()))
            .collect::<Vec<_>>()
    };
    let one = |code: &str, detail: &str| vec![(code.to_owned(), detail.to_owned())];
    let read = fixture("stu3.json");
    assert_eq!(versions(&read), one("version-older", "STU3"));
    assert_eq!(
        (
            line(&read, "Condition").class,
            date(line(&read, "Condition"))
        ),
        (StatusClass::Current, "2001".to_owned())
    );
    assert_eq!(
        line(&read, "Immunization").class,
        StatusClass::Negated,
        "not given is never given"
    );
    assert_eq!(
        line(&read, "MedicationStatement").class,
        StatusClass::Negated,
        "not taken is never taken"
    );

    let read = fixture("dstu2.json");
    assert_eq!(versions(&read), one("version-older", "DSTU2"));
    let order = line(&read, "MedicationOrder");
    assert_eq!(
        (
            order.kind,
            order.title.as_str(),
            date(order).as_str(),
            order.who.as_str(),
            order.class
        ),
        (
            Kind::Medication,
            "Aspirin 100 mg",
            "2014-02-03",
            "Dr Sun",
            StatusClass::Past
        )
    );
    let allergy = line(&read, "AllergyIntolerance");
    assert_eq!(
        (
            allergy.title.as_str(),
            allergy.value.as_str(),
            allergy.class
        ),
        ("Penicillin", "rash", StatusClass::Current)
    );
    assert_eq!(line(&read, "Encounter").title, "outpatient");

    let read = fixture("r5.json");
    assert_eq!(versions(&read), one("version-newer", "R5"));
    assert_eq!(line(&read, "MedicationStatement").title, "Aspirin 100 mg");
    assert_eq!(
        (
            line(&read, "Encounter").title.as_str(),
            date(line(&read, "Encounter")).as_str(),
            line(&read, "Encounter").class
        ),
        ("ambulatory", "2026-01-02", StatusClass::Past)
    );
    assert_eq!(
        (
            line(&read, "DeviceUsage").kind,
            line(&read, "DeviceUsage").title.as_str()
        ),
        (Kind::Device, "Hearing aid")
    );
}

#[test]
fn a_detail_names_what_references_mean() {
    let read = fixture("searchset.json");
    let body = &line(&read, "MedicationRequest").body;
    let rows = |context: &ScanContext| {
        let d = kin_fhir::detail(body, context).unwrap();
        d.sections
            .into_iter()
            .flat_map(|s| s.rows)
            .map(|r| (r.label, r.value))
            .collect::<Vec<_>>()
    };
    let named = rows(&read.scan.context);
    for want in [
        ("medication", "Metformin 500 mg tablet"),
        ("requester", "Dr Wei Sun"),
        ("subject", "周敏"),
    ] {
        assert!(
            named.contains(&(want.0.to_owned(), want.1.to_owned())),
            "{want:?} in {named:?}"
        );
    }
    assert!(
        rows(&ScanContext::default())
            .contains(&("medication".to_owned(), "\u{2060}Medication/m1".to_owned())),
        "without names the reference stands, marked as one that leads nowhere"
    );
}
