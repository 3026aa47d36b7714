use super::*;
use crate::ScanContext;
use crate::ips::{Originals, Stamp, build, check};
use kin_model::summary::{
    EntryIdText, Row, Section, SourceMark, Summary, SummaryLanguage, SummarySection,
};
use kin_model::{CodedText, Finding, Kind, PersonDetails, PersonName, Severity, Sex, StatusClass};
use std::collections::BTreeMap;

const RELEASES: [(&str, FhirVersion); 3] = [
    ("dstu2", FhirVersion::Dstu2),
    ("stu3", FhirVersion::Stu3),
    ("r5", FhirVersion::R5),
];

/// The resources of one fixture, one of each kind in that release, by id.
fn fixture(name: &str) -> Vec<Value> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = root.join(format!(
        "../../../tests/fixtures/fhir/versions/{name}.ndjson"
    ));
    std::fs::read_to_string(file)
        .unwrap()
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect()
}

fn one(name: &str, id: &str) -> Value {
    fixture(name).into_iter().find(|r| r["id"] == id).unwrap()
}

fn converted(name: &str, id: &str) -> (Value, Converted) {
    let mut body = one(name, id);
    let done = to_r4(&mut body);
    (body, done)
}

/// What lists show of a resource.
#[derive(Debug, PartialEq)]
struct Shown {
    kind: Kind,
    title: String,
    date: String,
    value: String,
    class: StatusClass,
}

fn shown(resource: &Value) -> Shown {
    let text = resource.to_string();
    let header = Header::parse(&text).unwrap();
    let context = ScanContext::default();
    let d = draft::draft(&header, text.as_bytes(), None, &context);
    Shown {
        kind: d.kind,
        title: d.title.to_string(),
        date: d.date.map(|d| d.to_string()).unwrap_or_default(),
        value: d.value.unwrap_or_default().into_owned(),
        class: d.status_class,
    }
}

#[test]
fn what_lists_show_is_the_same_before_and_after() {
    let mut seen = 0;
    for (name, _) in RELEASES {
        for resource in fixture(name) {
            let mut r4 = resource.clone();
            let done = to_r4(&mut r4);
            let kind = r4["resourceType"].as_str().unwrap().to_owned();
            if !r4::knows(&kind) {
                continue;
            }
            let (before, after) = (shown(&resource), shown(&r4));
            if (name, resource["id"].as_str().unwrap()) == ("dstu2", "a1") {
                // "confirmed" of DSTU2 says nothing of still being so, which R4 asks for apart.
                assert_eq!(
                    (before.class, after.class),
                    (StatusClass::Current, StatusClass::Unknown)
                );
                assert_eq!((before.kind, before.title), (after.kind, after.title));
            } else {
                assert_eq!(before, after, "{name} {} as {r4:#}", resource["id"]);
            }
            assert!(!done.words_only, "{name} {}", resource["id"]);
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen} resources");
}

#[test]
fn every_kind_of_a_summary_becomes_valid_r4() {
    for (name, release) in RELEASES {
        for resource in fixture(name) {
            let mut r4 = resource.clone();
            let done = to_r4(&mut r4);
            if let Some(version) = done.version {
                assert_eq!(version, release, "{name} {}", resource["id"]);
            }
            let kind = r4["resourceType"].as_str().unwrap().to_owned();
            // Kinds that no section of a summary takes.
            if !r4::knows(&kind) || matches!(kind.as_str(), "Goal" | "QuestionnaireResponse") {
                continue;
            }
            let mut problems = Vec::new();
            let good = r4::clean(&mut r4, &mut problems);
            assert!(good, "{name} {}: {problems:#?}\n{r4:#}", resource["id"]);
            let twice = {
                let mut again = r4.clone();
                let done = to_r4(&mut again);
                assert!(done.left_out.is_empty(), "{name} {}", resource["id"]);
                again
            };
            assert_eq!(twice, r4, "what is R4 stays as it is");
        }
    }
}

/// What a conversion does not carry over, and says so: kept in the original only.
#[test]
fn what_r4_cannot_say_is_named() {
    let told = |name: &str, id: &str| {
        let (mut body, done) = converted(name, id);
        let mut problems = Vec::new();
        r4::clean(&mut body, &mut problems);
        let mut all = done.left_out;
        all.extend(problems.into_iter().map(|p| p.place));
        all
    };
    assert_eq!(
        told("dstu2", "a1"),
        [
            "AllergyIntolerance.reaction[0].certainty",
            "AllergyIntolerance"
        ],
        "the second: R4 asks for a clinical status, and it is said to be unknown"
    );
    assert_eq!(told("dstu2", "o1"), ["Observation.related"]);
    assert_eq!(told("stu3", "c2"), ["Condition.verificationStatus"]);
    assert_eq!(
        told("r5", "e1")
            .into_iter()
            .filter(|p| p.contains("class"))
            .collect::<Vec<_>>(),
        ["Encounter.class[1]"]
    );
}

#[test]
fn an_allergy_of_each_release_says_the_same_in_r4() {
    for (name, clinical, verification) in [
        ("dstu2", json!(null), "confirmed"),
        ("stu3", json!("active"), "confirmed"),
        ("r5", json!("active"), "confirmed"),
    ] {
        let (a, _) = converted(name, "a1");
        assert_eq!(a["clinicalStatus"]["coding"][0]["code"], clinical, "{name}");
        assert_eq!(a["verificationStatus"]["coding"][0]["code"], verification);
        assert_eq!(a["criticality"], "high", "{name}");
        assert_eq!(a["type"], "allergy", "{name}");
        assert_eq!(a["category"], json!(["medication"]), "{name}");
        assert_eq!(a["onsetDateTime"], "2009-05", "{name}");
        assert_eq!(a["lastOccurrence"], "2012-06", "{name}");
        assert_eq!(a["reaction"][0]["manifestation"][0]["text"], "hives");
        assert_eq!(a["reaction"][0]["severity"], "severe");
        assert!(
            a["recordedDate"].is_string() && a["code"].is_object(),
            "{name}"
        );
    }
    let (a, _) = converted("dstu2", "a2");
    assert_eq!(a["verificationStatus"]["coding"][0]["code"], "refuted");
}

#[test]
fn what_did_not_happen_is_never_told_as_done() {
    for (name, id, status) in [
        ("dstu2", "m2", "not-taken"),
        ("stu3", "m2", "not-taken"),
        ("r5", "m2", "not-taken"),
        ("dstu2", "m3", "completed"),
        ("stu3", "m3", "active"),
        ("r5", "m3", "unknown"),
        ("r5", "m6", "active"),
        ("stu3", "m4", "not-done"),
        ("stu3", "m5", "declined"),
        ("dstu2", "i2", "not-done"),
        ("stu3", "i2", "not-done"),
        ("dstu2", "i1", "completed"),
        ("dstu2", "s2", "not-done"),
        ("stu3", "s2", "not-done"),
        ("stu3", "s1", "on-hold"),
    ] {
        let (body, _) = converted(name, id);
        assert_eq!(body["status"], status, "{name} {id}");
    }
    // A withdrawn statement stays withdrawn, whatever else it says.
    let mut wrong = json!({"resourceType": "MedicationStatement", "status": "entered-in-error",
        "wasNotTaken": true, "patient": {"reference": "Patient/p"}});
    to_r4(&mut wrong);
    assert_eq!(wrong["status"], "entered-in-error");
    // Not used, which R4 cannot say of a device: in words only, never as a device in use.
    let mut unused = json!({"resourceType": "DeviceUsage", "status": "not-done",
        "patient": {"reference": "Patient/p"}, "device": {"concept": {"text": "Hearing aid"}}});
    assert!(to_r4(&mut unused).words_only);
    // A status that nobody knows: said to be unknown.
    let mut odd = json!({"resourceType": "Encounter", "status": "discharged",
        "class": [], "actualPeriod": {"start": "2025"}});
    let done = to_r4(&mut odd);
    assert!(odd.get("status").is_none() && odd["_status"]["extension"].is_array());
    assert_eq!(done.left_out, ["Encounter.status"]);
}

#[test]
fn a_dose_and_a_visit_keep_every_digit_and_word() {
    let (m, _) = converted("dstu2", "m1");
    assert_eq!(
        (&m["resourceType"], &m["intent"]),
        (&json!("MedicationRequest"), &json!("order"))
    );
    let dose = &m["dosageInstruction"][0];
    assert_eq!(
        dose["doseAndRate"][0]["doseQuantity"].to_string(),
        r#"{"value":1.0,"unit":"tablet"}"#
    );
    assert!(dose["doseAndRate"][0]["rateRatio"].is_object());
    assert_eq!(dose["timing"]["repeat"]["periodUnit"], "d");
    assert_eq!(dose["timing"]["repeat"]["when"], json!(["ACM"]));
    assert_eq!(dose["additionalInstruction"][0]["text"], "in the morning");
    assert_eq!(m["note"][0]["text"], "with food");
    assert_eq!(m["reasonCode"][0]["text"], "headache");
    let (m, _) = converted("stu3", "m1");
    assert_eq!(m["requester"]["display"], "Dr Sun");
    let (m, _) = converted("r5", "m1");
    assert_eq!(m["medicationCodeableConcept"]["text"], "Aspirin 100 mg");
    assert_eq!(m["reasonCode"][0]["text"], "headache");
    assert_eq!(m["reasonReference"][0]["reference"], "Condition/c1");
    for (name, code) in [("dstu2", "IMP"), ("stu3", "IMP"), ("r5", "IMP")] {
        let (e, _) = converted(name, "e1");
        assert_eq!(e["class"]["code"], code, "{name}");
        assert_eq!(
            e["class"]["system"],
            "http://terminology.hl7.org/CodeSystem/v3-ActCode"
        );
        assert_eq!(e["reasonCode"][0]["text"], "pneumonia", "{name}");
        assert_eq!(e["status"], "finished", "{name}");
        assert_eq!(e["participant"][0]["individual"]["display"], "Dr Sun");
    }
    let (i, _) = converted("dstu2", "i1");
    assert_eq!(i["performer"], json!([{"actor": {"display": "Nurse Ann"}}]));
    assert_eq!(i["protocolApplied"][0]["doseNumberPositiveInt"], 1);
    assert_eq!(i["reasonCode"][0]["text"], "yearly");
    let (i, _) = converted("r5", "i1");
    assert_eq!(i["protocolApplied"][0]["doseNumberString"], "1");
    let (o, _) = converted("dstu2", "o1");
    assert_eq!(
        o["valueQuantity"].to_string(),
        r#"{"value":11.20,"unit":"g/dL"}"#
    );
    assert_eq!(o["hasMember"][0]["reference"], "Observation/o2");
    assert_eq!(o["note"][0]["text"], "fasting");
    assert_eq!(
        o["category"][0]["coding"][0]["system"],
        "http://terminology.hl7.org/CodeSystem/observation-category"
    );
    assert_eq!(
        o["interpretation"][0]["coding"][0]["system"],
        "http://terminology.hl7.org/CodeSystem/v2-0078"
    );
    let (t, _) = converted("r5", "t1");
    assert_eq!(t["context"]["encounter"][0]["reference"], "Encounter/e1");
    assert_eq!(t["context"]["period"]["start"], "2025-01-02");
    let (t, _) = converted("stu3", "t1");
    assert_eq!(t["context"]["related"][0]["display"], "order");
    let (p, _) = converted("dstu2", "p");
    assert_eq!(p["name"][0]["family"], "De la Cruz");
}

#[test]
fn an_order_of_dstu2_is_a_service_request() {
    let (order, done) = converted("dstu2", "x1");
    assert_eq!(order["resourceType"], "ServiceRequest");
    assert_eq!(order["status"], "active");
    // DSTU2 does not say whether it is an order or a proposal.
    assert!(order.get("intent").is_none() && order["_intent"]["extension"].is_array());
    assert_eq!(
        order["code"],
        json!({"text": "Full blood count; Ferritin"}),
        "several things are no one code"
    );
    assert_eq!(order["authoredOn"], "2014-03-01");
    assert_eq!(order["requester"]["display"], "Dr Sun");
    assert_eq!(order["reasonCode"], json!([{"text": "tired"}]));
    assert_eq!(order["specimen"], json!([{"display": "Blood"}]));
    assert_eq!(order["note"], json!([{"text": "soon"}]));
    assert!(order.get("item").is_none() && order.get("event").is_none());
    assert_eq!(done.left_out, ["ServiceRequest.item[0].code.coding"]);

    let ordered = |status: &str, item: Value| {
        let mut body = json!({"resourceType": "DiagnosticOrder", "status": status, "item": item,
            "subject": {"reference": "Patient/p"}, "event": [
                {"status": "proposed", "dateTime": "2014-02-01"},
                {"status": "requested", "dateTime": "2014-03-01"}]});
        let done = to_r4(&mut body);
        (body, done)
    };
    let coding = json!({"coding": [{"system": "http://loinc.org", "code": "2276-4"}]});
    let one = json!([{"code": coding, "bodySite": {"text": "arm"}, "status": "completed"}]);
    let (order, done) = ordered("completed", one);
    assert_eq!(
        (&order["code"], &order["status"]),
        (&coding, &json!("completed"))
    );
    assert_eq!(order["bodySite"], json!([{"text": "arm"}]));
    assert_eq!(order["authoredOn"], "2014-03-01");
    assert_eq!(
        done.left_out,
        ["ServiceRequest.item[0].status", "ServiceRequest.event[0]"]
    );
    // Words, and a bare code where there are none.
    let two = json!([{"code": coding}, {"code": {"coding": [{"display": "Ferritin"}]}}]);
    assert_eq!(ordered("review", two).0["code"]["text"], "2276-4; Ferritin");
    // Only proposed: not in force, and not told as if it were.
    let (order, done) = ordered("proposed", json!([]));
    assert!(order.get("status").is_none() && order["_status"]["extension"].is_array());
    assert!(done.left_out.contains(&"ServiceRequest.status".to_owned()));
    // Declined by the laboratory: R4 has no such state, so it is told in words only.
    assert!(ordered("rejected", json!([])).1.words_only);
    assert_eq!(ordered("cancelled", json!([])).0["status"], "revoked");
}

#[test]
fn an_r4_resource_is_left_alone() {
    let given = json!({"resourceType": "Encounter", "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "reasonCode": [{"text": "cough"}], "period": {"start": "2020"}});
    let mut body = given.clone();
    let done = to_r4(&mut body);
    assert_eq!((body, done.version), (given, None));
}

/// Every resource of real R4 servers, whether it shows its release or not: what is valid stays as it
/// is, to the last digit.
#[test]
fn no_resource_of_a_real_r4_server_is_changed() {
    let Some(root) = crate::ips::tests::testdata("") else {
        return;
    };
    let mut waiting = [
        "fhir-r4-synthea",
        "fhir-us-core",
        "fhir-ips",
        "portal-recordings",
    ]
    .map(|folder| root.join(folder))
    .to_vec();
    let mut resources = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()));
        } else if path.extension().is_some_and(|e| e == "json") {
            let file: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            collect(file, &mut resources);
        }
    }
    let mut seen = 0;
    for resource in resources {
        let mut valid = resource.clone();
        let mut problems = Vec::new();
        if !r4::clean(&mut valid, &mut problems) || !problems.is_empty() {
            continue;
        }
        let mut after = valid.clone();
        let done = to_r4(&mut after);
        assert_eq!(after, valid, "{:?}", done.version);
        assert!(done.left_out.is_empty() && !done.words_only, "{valid:#}");
        assert!(done.version.is_none(), "{:?} {valid:#}", done.version);
        seen += 1;
    }
    assert!(seen > 1000, "{seen} resources");
}

/// The resources of a file: of its bundles, of a recording's answers, or the one that it is.
fn collect(value: Value, out: &mut Vec<Value>) {
    match value {
        Value::Array(list) => list.into_iter().for_each(|v| collect(v, out)),
        Value::Object(mut o) if o.get("resourceType").is_none_or(|t| t == "Bundle") => {
            for key in ["exchanges", "body", "entry", "resource"] {
                collect(o.shift_remove(key).unwrap_or_default(), out);
            }
        }
        Value::Object(o) => out.push(Value::Object(o)),
        _ => {}
    }
}

fn section_of(kind: Kind) -> Option<Section> {
    Some(match kind {
        Kind::Allergy => Section::Allergies,
        Kind::Condition => Section::Problems,
        Kind::Medication => Section::Medications,
        Kind::Result => Section::Results,
        Kind::Immunization => Section::Immunizations,
        Kind::Procedure => Section::Procedures,
        Kind::Device => Section::Devices,
        Kind::FamilyHistory => Section::FamilyHistory,
        Kind::CarePlan => Section::Plan,
        Kind::Alert => Section::Alerts,
        Kind::Visit => Section::Visits,
        Kind::Document | Kind::Report | Kind::Imaging => Section::Documents,
        _ => return None,
    })
}

fn row(resource: &Value) -> Row {
    let text = resource.to_string();
    let header = Header::parse(&text).unwrap();
    let context = ScanContext::default();
    let d = draft::draft(&header, text.as_bytes(), None, &context);
    Row {
        entry: EntryIdText(resource["id"].as_str().unwrap().to_owned()),
        kind: d.kind,
        title_en: d.title.to_string(),
        title_zh: d.title.to_string(),
        untranslated: true,
        code: CodedText {
            codings: d.codings.clone(),
            text: Some(d.title.to_string()),
        },
        date: d.date,
        noted: None,
        end: None,
        value: d.value.as_deref().map(str::to_owned),
        unit: d.unit.as_deref().map(str::to_owned),
        range: None,
        abnormal: d.abnormal,
        status: d.status.as_deref().map(str::to_owned),
        status_class: d.status_class,
        note: None,
        aside: None,
        sources: vec![SourceMark {
            letter: 'H',
            label: "Central Hospital".into(),
            brought: None,
        }],
    }
}

/// The document of one release's fixture, its findings, and how many rows went in.
fn document(name: &str) -> (Value, Vec<Finding>, usize) {
    let originals: BTreeMap<String, Value> = fixture(name)
        .into_iter()
        .map(|r| (r["id"].as_str().unwrap().to_owned(), r))
        .collect();
    let mut sections: BTreeMap<String, SummarySection> = BTreeMap::new();
    let mut rows = 0;
    for row in originals.values().map(row) {
        let Some(section) = section_of(row.kind) else {
            continue;
        };
        rows += usize::from(row.status_class != StatusClass::Error);
        let part = sections
            .entry(format!("{section:?}"))
            .or_insert_with(|| SummarySection {
                section,
                rows: vec![],
                nothing: None,
                left_off: 0,
            });
        part.rows.push(row);
    }
    let summary = Summary {
        person: PersonDetails {
            name: PersonName {
                text: "Ana De la Cruz".into(),
                family: None,
                given: vec![],
            },
            other_names: vec![],
            born: "1954-03-18".parse().ok(),
            sex: Sex::Female,
            relation: "mother".into(),
            colour: "plum".into(),
            phone: String::new(),
            identifiers: vec![],
            contacts: Vec::new(),
            doctor: None,
        },
        made: "2026-11-25".parse().unwrap(),
        age: Some(72),
        language: SummaryLanguage::En,
        reason: String::new(),
        questions: vec![],
        since: None,
        sections: sections.into_values().collect(),
        story: None,
        source_count: 1,
        visit: kin_model::visit::VisitKind::default(),
        specialty: None,
        changes: Vec::new(),
        compared_with: None,
        home: Vec::new(),
        conflicts: Vec::new(),
    };
    let body = |e: &EntryIdText| originals.get(&e.0).map(|v| v.to_string().into_bytes());
    let resolve = |_: &EntryIdText, _: &str| None;
    let made = build(
        &summary,
        &Stamp {
            uuid: [9; 16],
            instant: "2026-11-25T19:00:00+08:00",
        },
        &Originals {
            body: &body,
            resolve: &resolve,
        },
    )
    .unwrap();
    let loud: Vec<Finding> = check(&made.bytes)
        .into_iter()
        .filter(|f| f.severity != Severity::Info)
        .collect();
    assert!(loud.is_empty(), "{name}: {loud:#?}");
    (
        serde_json::from_slice(&made.bytes).unwrap(),
        made.findings,
        rows,
    )
}

#[test]
fn a_summary_of_each_release_is_a_valid_r4_document() {
    for (name, least) in [("dstu2", 17), ("stu3", 15), ("r5", 15)] {
        let (bundle, findings, rows) = document(name);
        let kinds: Vec<&str> = bundle["entry"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["resource"]["resourceType"].as_str().unwrap())
            .collect();
        let coded = kinds.len() - 3;
        assert!(
            coded >= least,
            "{name}: {coded} of {rows} rows coded: {kinds:?}\n{findings:#?}"
        );
        for old in ["MedicationOrder", "DeviceUsage", "ProcedureRequest"] {
            assert!(!kinds.contains(&old), "{name} has {old}");
        }
        let from_row = findings.iter().filter(|f| f.code == "ips-made-from-row");
        assert_eq!(
            from_row.count(),
            0,
            "{name}: originals go in: {findings:#?}"
        );
        let text = bundle.to_string();
        for withdrawn in ["Nuts", "Wrong letter", "Diabetes"] {
            assert!(!text.contains(withdrawn), "{name} has {withdrawn}");
        }
    }
}
