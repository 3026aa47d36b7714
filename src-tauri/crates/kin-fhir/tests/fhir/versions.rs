//! Resources of DSTU2, STU3 and R5: every kind with its title, date, value, state and author.

use crate::support::{Line, Read, files, read, read_file, testdata};
use kin_fhir::{ScanContext, detail};
use kin_model::{Kind, StatusClass};
use std::path::Path;

const RELEASES: [(&str, &str); 3] = [("dstu2", "DSTU2"), ("stu3", "STU3"), ("r5", "R5")];

fn fixture(name: &str) -> Read {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/fhir/versions");
    read_file(&root.join(format!("{name}.ndjson"))).unwrap()
}

/// Id, kind, title, date, state.
type Want = (&'static str, Kind, &'static str, &'static str, StatusClass);

fn expect(name: &str, want: &[Want]) {
    let read = fixture(name);
    assert!(read.refused.is_empty(), "{:?}", read.refused);
    for (id, kind, title, date, class) in want {
        let line = line(&read, id);
        let on = line.date.map(|d| d.to_string()).unwrap_or_default();
        assert_eq!(
            (line.kind, line.title.as_str(), on.as_str(), line.class),
            (*kind, *title, *date, *class),
            "{name} {id}"
        );
    }
}

fn line<'r>(read: &'r Read, id: &str) -> &'r Line {
    read.lines.iter().find(|l| l.id == id).unwrap()
}

use StatusClass::{Current, Error, Negated, Past, Unknown};

#[test]
fn dstu2() {
    expect(
        "dstu2",
        &[
            ("a1", Kind::Allergy, "Penicillin", "2009-05", Current),
            ("a2", Kind::Allergy, "Latex", "2011", Negated),
            ("a3", Kind::Allergy, "Nuts", "2011", Error),
            ("c1", Kind::Condition, "Asthma", "2013-01-02", Current),
            ("c2", Kind::Condition, "Migraine", "2012", Past),
            ("c3", Kind::Condition, "Diabetes", "2012", Error),
            (
                "m1",
                Kind::Medication,
                "Aspirin 100 mg",
                "2014-02-03",
                Current,
            ),
            (
                "m2",
                Kind::Medication,
                "Simvastatin 20 mg",
                "2014-11",
                Negated,
            ),
            ("m3", Kind::Medication, "Ibuprofen 400 mg", "2013-07", Past),
            ("m5", Kind::Medication, "Aspirin 100 mg", "2014-02-04", Past),
            ("i1", Kind::Immunization, "Influenza", "2013-10-01", Past),
            ("i2", Kind::Immunization, "Zoster", "2013-11-01", Negated),
            ("o1", Kind::Result, "Hemoglobin", "2014-03-04", Current),
            (
                "d1",
                Kind::Report,
                "Full blood count",
                "2014-03-04",
                Current,
            ),
            (
                "x1",
                Kind::Referral,
                "Full blood count; Ferritin",
                "2014-03-01",
                Current,
            ),
            ("s1", Kind::Procedure, "Appendectomy", "2001-02-03", Past),
            ("s2", Kind::Procedure, "Colonoscopy", "2012", Negated),
            ("e1", Kind::Visit, "Stay", "2013-01-02", Past),
            (
                "t2",
                Kind::Document,
                "Wrong letter",
                "2013-01-06T10:00:00Z",
                Error,
            ),
            ("h1", Kind::FamilyHistory, "mother", "2010", Unknown),
            ("k1", Kind::CarePlan, "Asthma plan", "2013-01-05", Current),
            ("g1", Kind::Goal, "Walk every day", "2013-01-05", Current),
            ("f1", Kind::Referral, "Lung function", "2013-01-01", Current),
            ("v1", Kind::Device, "Hip prosthesis", "2011-03", Unknown),
        ],
    );
    let read = fixture("dstu2");
    assert_eq!(line(&read, "a1").value, "hives");
    assert_eq!(line(&read, "a1").who, "Dr Recorder");
    assert_eq!(line(&read, "m1").value, "one a day");
    assert_eq!(
        line(&read, "m4").date.unwrap().to_string(),
        "2014-02-04T08:00:00Z"
    );
    assert_eq!(line(&read, "m4").who, "Nurse Ann");
    assert_eq!(line(&read, "o1").value, "11.20");
    assert_eq!(
        line(&read, "e1").value,
        "pneumonia",
        "the reason before its references"
    );
    assert_eq!(line(&read, "g1").value, "2013-12-31");
}

#[test]
fn stu3() {
    expect(
        "stu3",
        &[
            ("a1", Kind::Allergy, "Penicillin", "2009-05", Current),
            ("a2", Kind::Allergy, "Latex", "2011", Negated),
            ("a3", Kind::Allergy, "Nuts", "2011", Error),
            ("c1", Kind::Condition, "Asthma", "2001", Current),
            (
                "m1",
                Kind::Medication,
                "Aspirin 100 mg",
                "2016-02-03",
                Current,
            ),
            (
                "m2",
                Kind::Medication,
                "Simvastatin 20 mg",
                "2014-11",
                Negated,
            ),
            (
                "m3",
                Kind::Medication,
                "Ibuprofen 400 mg",
                "2016-07",
                Current,
            ),
            (
                "m4",
                Kind::Medication,
                "Paracetamol 1 g",
                "2016-02-04",
                Negated,
            ),
            (
                "m5",
                Kind::Medication,
                "Aspirin 100 mg",
                "2016-02-04",
                Negated,
            ),
            ("i1", Kind::Immunization, "Influenza", "2016-10-01", Past),
            ("i2", Kind::Immunization, "Zoster", "2016-11-01", Negated),
            ("s2", Kind::Procedure, "Colonoscopy", "2016", Negated),
            ("e1", Kind::Visit, "Stay", "2016-01-02", Past),
            (
                "x1",
                Kind::Referral,
                "Full blood count",
                "2016-03-01",
                Current,
            ),
            ("f1", Kind::Referral, "Lung function", "2016-01-01", Current),
        ],
    );
    let read = fixture("stu3");
    assert_eq!(line(&read, "m1").who, "Dr Sun");
    assert_eq!(line(&read, "i1").who, "Nurse Ann");
}

#[test]
fn r5() {
    expect(
        "r5",
        &[
            ("a1", Kind::Allergy, "Penicillin", "2009-05", Current),
            ("c1", Kind::Condition, "Asthma", "2001", Current),
            (
                "m1",
                Kind::Medication,
                "Aspirin 100 mg",
                "2025-02-03",
                Current,
            ),
            (
                "m2",
                Kind::Medication,
                "Simvastatin 20 mg",
                "2024-11",
                Negated,
            ),
            (
                "m3",
                Kind::Medication,
                "Ibuprofen 400 mg",
                "2025-07",
                Unknown,
            ),
            (
                "m6",
                Kind::Medication,
                "Metformin 500 mg",
                "2025-07",
                Current,
            ),
            (
                "m4",
                Kind::Medication,
                "Paracetamol 1 g",
                "2025-02-04",
                Past,
            ),
            ("m5", Kind::Medication, "Aspirin 100 mg", "", Negated),
            ("i1", Kind::Immunization, "Influenza", "2025-10-01", Past),
            (
                "d1",
                Kind::Report,
                "Full blood count",
                "2025-03-04",
                Current,
            ),
            ("s1", Kind::Procedure, "Appendectomy", "2025-02-03", Past),
            ("e1", Kind::Visit, "Stay", "2025-01-02", Past),
            ("v1", Kind::Device, "Hearing aid", "2025-03", Current),
        ],
    );
    let read = fixture("r5");
    assert_eq!(line(&read, "a1").value, "hives");
    assert_eq!(line(&read, "a1").who, "Dr Recorder");
    assert_eq!(line(&read, "c1").who, "Dr Sun");
    assert_eq!(line(&read, "e1").value, "pneumonia");
}

#[test]
fn the_release_is_told_and_every_element_has_a_name() {
    for (name, version) in RELEASES {
        let read = fixture(name);
        let told: Vec<&str> = read
            .scan
            .findings
            .iter()
            .filter(|f| f.code.starts_with("version"))
            .map(|f| f.detail.as_str())
            .collect();
        assert_eq!(told, [version], "{:?}", read.scan.findings);
        for line in &read.lines {
            let shown = detail(&line.body, &ScanContext::default()).unwrap();
            assert!(
                shown.not_shown.is_empty(),
                "{name} {}: {:?}",
                line.id,
                shown.not_shown
            );
        }
    }
}

/// The original is kept as it came, whatever it is read as.
#[test]
fn the_original_stays_as_it_came() {
    for (name, _) in RELEASES {
        let root =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/fhir/versions");
        let text = std::fs::read_to_string(root.join(format!("{name}.ndjson"))).unwrap();
        let read = fixture(name);
        let kept: Vec<&str> = read
            .lines
            .iter()
            .map(|l| std::str::from_utf8(&l.body).unwrap())
            .collect();
        let given: Vec<String> = text
            .lines()
            .map(|l| {
                let mut out = Vec::new();
                kin_fhir::minify(l.as_bytes(), &mut out);
                String::from_utf8(out).unwrap()
            })
            .collect();
        assert_eq!(kept, given, "{name}");
    }
}

/// One resource under one address stays one entry when its server moves to R4; two servers are two.
#[test]
fn an_address_decides_what_is_the_same() {
    let entry = |base: &str, resource: &str| {
        let json = format!(
            r#"{{"resourceType":"Bundle","type":"searchset","entry":[{{"fullUrl":"{base}/AllergyIntolerance/a","resource":{resource}}}]}}"#
        );
        let read = read(json.as_bytes()).unwrap();
        let line = &read.lines[0];
        (
            line.namespace.clone(),
            line.resource_type.clone(),
            line.id.clone(),
        )
    };
    let old = r#"{"resourceType":"AllergyIntolerance","id":"a","status":"active","substance":{"text":"Penicillin"},"patient":{"reference":"Patient/p"}}"#;
    let new = r#"{"resourceType":"AllergyIntolerance","id":"a","clinicalStatus":{"coding":[{"code":"active"}]},"code":{"text":"Penicillin"},"patient":{"reference":"Patient/p"}}"#;
    let server = "https://a.example/fhir";
    assert_eq!(entry(server, old), entry(server, new));
    assert_ne!(
        entry("https://a.example/dstu2", old),
        entry("https://a.example/r4", new)
    );
}

#[test]
fn real_files_of_other_releases_have_names_for_everything_that_is_there() {
    let Some(root) = testdata() else { return };
    let mut seen = 0;
    for folder in ["dstu2-json", "stu3-json", "stu3-single", "r5-spec-examples"] {
        for path in files(&root.join("fhir-other").join(folder)) {
            if path.extension().is_none_or(|e| e != "json") {
                continue;
            }
            for line in read_file(&path).unwrap().lines {
                if line.kind == Kind::Other || line.kind == Kind::Directory {
                    continue;
                }
                // This file names its medicine by a contained resource that it does not contain.
                if path.ends_with("stu3-single/MedicationStatement.json") {
                    continue;
                }
                assert_ne!(line.title, line.resource_type, "{}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 200, "{seen} entries");
}

/// A person or thing that others refer to needs no name in lists.
fn is_named(line: &Line) -> bool {
    line.title != line.resource_type || line.kind == Kind::Directory
}

/// What vendors' servers answered, recorded: every resource arrives, is of a known kind and is named
/// if there is anything to name it by, and none is taken for one of another release than the server's, which is R4.
#[test]
fn every_resource_of_the_recorded_portals_is_classified_and_named() {
    let Some(root) = testdata() else { return };
    let (mut recordings, mut seen, mut unnamed) = (0, 0, Vec::new());
    for path in files(&root.join("portal-recordings")) {
        if path.extension().is_none_or(|e| e != "json") {
            continue;
        }
        let recording: serde_json::Value =
            serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        recordings += 1;
        for exchange in recording["exchanges"].as_array().unwrap() {
            let body = &exchange["body"];
            let url = exchange["url"].as_str().unwrap();
            let Some(own) = body["resourceType"].as_str() else {
                continue;
            };
            let sent: Vec<&serde_json::Value> = if own == "Bundle" {
                let entries = body["entry"].as_array().into_iter().flatten();
                entries.map(|e| &e["resource"]).collect()
            } else {
                vec![body]
            };
            let got = read(body.to_string().as_bytes()).unwrap();
            assert!(got.refused.is_empty(), "{url}: {:?}", got.refused);
            // A message of the server is told to the reader and is no entry.
            let is_message = |t: &str| t == "OperationOutcome";
            let sent: Vec<&str> = sent
                .iter()
                .map(|r| r["resourceType"].as_str().unwrap())
                .collect();
            let lines: Vec<&str> = got.lines.iter().map(|l| l.resource_type.as_str()).collect();
            assert_eq!(lines, sent, "{url}");
            for line in got.lines.iter().filter(|l| !is_message(&l.resource_type)) {
                let text = std::str::from_utf8(&line.body).unwrap();
                let version = kin_fhir::Header::parse(text).unwrap().version();
                assert!(
                    matches!(version, None | Some(kin_fhir::FhirVersion::R4)),
                    "{url} {}: {version:?}",
                    line.id
                );
                assert!(line.kind != Kind::Other, "{url} {}", line.id);
                if !is_named(line) {
                    unnamed.push(line.resource_type.clone());
                }
                seen += 1;
            }
        }
    }
    assert!(recordings >= 4 && seen > 1000, "{recordings} {seen}");
    // Two teams of people without a name of their own, and a goal without a word.
    unnamed.sort();
    assert_eq!(unnamed, ["CareTeam", "CareTeam", "Goal"]);
}
