//! A referral goes out and its answer comes back, both held against the rules.

use super::super::tests::made_with as made_by;
use super::*;
use crate::ips::Originals;
use kin_model::summary::{Section, SummarySection};
use kin_model::{Kind, Severity};

/// A summary with one result, changed as wished.
fn made_with(
    original: &str,
    make: impl FnOnce(&mut Summary, &Stamp<'_>, &Originals<'_>) -> Made,
) -> Vec<u8> {
    let original: Value = serde_json::from_str(original).unwrap();
    made_by(&[("e1", original)], |summary, stamp, originals| {
        let mut summary = summary.clone();
        let mut rows = std::mem::take(&mut summary.sections[1].rows);
        for row in &mut rows {
            row.kind = Kind::Result;
        }
        summary.sections.push(SummarySection {
            section: Section::Results,
            rows,
            nothing: None,
            left_off: 0,
        });
        Ok(make(&mut summary, stamp, originals))
    })
    .bytes
}

const UUID: &str = "0d2177ba-f67b-4f29-addb-91040de55388";
const RESULT: &str = r#"{"resourceType":"Observation","id":"1","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"2093-3"}],"text":"Cholesterol"},"subject":{"reference":"Patient/7"},"effectiveDateTime":"2026-11-20","performer":[{"display":"City Hospital"}],"valueQuantity":{"value":5.10,"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"}}"#;

fn asking<'a>() -> Request<'a> {
    Request {
        uuid: UUID,
        title: "Referral to Cardiology",
        to: Some("Cardiology"),
        specialty: Some(("394579002", "Cardiology")),
        requester: None,
        authored: "2026-11-03T09:00:00+08:00",
    }
}

fn loud(bytes: &[u8]) -> Vec<String> {
    check(bytes)
        .into_iter()
        .filter(|f| f.severity != Severity::Info)
        .map(|f| format!("{} {} {}", f.code, f.place, f.detail))
        .collect()
}

fn resource<'a>(bundle: &'a Value, kind: &str) -> &'a Value {
    bundle["entry"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["resource"])
        .find(|r| r["resourceType"] == kind)
        .unwrap_or_else(|| panic!("no {kind}"))
}

#[test]
fn a_referral_is_a_document_that_keeps_the_rules() {
    let bytes = made_with(RESULT, |summary, stamp, originals: &Originals<'_>| {
        summary.reason = "Chest <pain> & \"pressure\" when climbing stairs".into();
        summary.questions = vec!["Do I need a stress test?".into(), "May I swim?".into()];
        build(summary, stamp, originals, &asking()).unwrap()
    });
    assert_eq!(loud(&bytes), Vec::<String>::new());
    let bundle: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(bundle["type"], "document");
    assert!(
        bundle.get("meta").is_none(),
        "no profile is claimed in vain"
    );
    let composition = &bundle["entry"][0]["resource"];
    assert_eq!(composition["type"]["coding"][0]["code"], REFERRAL_NOTE);
    assert!(composition.get("meta").is_none());
    let first = &composition["section"][0];
    assert_eq!(first["code"]["coding"][0]["code"], REASON);
    assert_eq!(first["entry"][0]["reference"], format!("urn:uuid:{UUID}"));
    let text = first["text"]["div"].as_str().unwrap();
    assert!(text.contains("Chest &lt;pain&gt; &amp;"), "{text}");
    assert!(text.contains("<li>May I swim?</li>"), "{text}");
    let request = resource(&bundle, "ServiceRequest");
    assert_eq!(request["status"], "active");
    assert_eq!(request["intent"], "plan", "a patient does not order");
    assert_eq!(
        request["identifier"][0]["value"],
        format!("urn:uuid:{UUID}")
    );
    assert_eq!(request["note"][1]["text"], "May I swim?");
    assert_eq!(request["performerType"]["coding"][0]["code"], "394579002");
    // Everything that the sections list is what the request rests on, and is the same resource.
    let supporting: Vec<&str> = request["supportingInfo"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["reference"].as_str().unwrap())
        .collect();
    let listed: Vec<&str> = composition["section"]
        .as_array()
        .unwrap()
        .iter()
        .skip(1)
        .flat_map(|s| s["entry"].as_array().into_iter().flatten())
        .map(|r| r["reference"].as_str().unwrap())
        .collect();
    assert_eq!(supporting, listed);
    assert!(!listed.is_empty(), "the control");
    // It reads back as what was asked, here and from the record.
    for body in [request.to_string().into_bytes(), {
        made_with(RESULT, |summary, _, _| {
            summary.reason = "Chest <pain> & \"pressure\" when climbing stairs".into();
            summary.questions = vec!["Do I need a stress test?".into(), "May I swim?".into()];
            Made {
                bytes: super::request(summary, &asking(), "p1"),
                findings: vec![],
                entries: 0,
            }
        })
    }] {
        let read = asked(&body).unwrap();
        assert!(read.is_referral);
        assert_eq!(read.title, "Referral to Cardiology");
        assert_eq!(read.to.as_deref(), Some("Cardiology"));
        assert_eq!(
            read.reasons,
            ["Chest <pain> & \"pressure\" when climbing stairs"]
        );
        assert_eq!(read.questions.len(), 2);
        assert_eq!(read.identifiers, [(URI.to_owned(), identifier_value(UUID))]);
    }
}

#[test]
fn the_doctor_who_sends_is_named() {
    let bytes = made_with(RESULT, |summary, stamp, originals| {
        let request = Request {
            requester: Some("Dr Chen"),
            specialty: None,
            to: None,
            ..asking()
        };
        build(summary, stamp, originals, &request).unwrap()
    });
    assert_eq!(loud(&bytes), Vec::<String>::new());
    let bundle: Value = serde_json::from_slice(&bytes).unwrap();
    let who = resource(&bundle, "ServiceRequest")["requester"]["reference"].clone();
    let found = bundle["entry"]
        .as_array()
        .unwrap()
        .iter()
        .find(|e| e["fullUrl"] == who)
        .unwrap();
    assert_eq!(found["resource"]["name"][0]["text"], "Dr Chen");
}

#[test]
fn an_answer_names_the_referral_in_all_that_goes_back() {
    let named = identifier_value(UUID);
    let bytes = made_with(RESULT, |summary, stamp, originals| {
        answer(
            summary,
            stamp,
            originals,
            &Answer {
                identifier: (URI, &named),
                title: "Referral to Cardiology",
                letter: "Dear colleague,\nthe heart is sound.\n\nA <b> is no tag.",
                plan: "Walk every day.\nCome again in a year.",
                author: Some("Dr Wang, cardiology"),
            },
        )
        .unwrap()
    });
    assert_eq!(loud(&bytes), Vec::<String>::new());
    let bundle: Value = serde_json::from_slice(&bytes).unwrap();
    let composition = &bundle["entry"][0]["resource"];
    assert_eq!(composition["type"]["coding"][0]["code"], CONSULT_NOTE);
    let letter = composition["section"][0]["text"]["div"].as_str().unwrap();
    assert!(letter.contains("<p>Dear colleague,<br/>the heart is sound.</p>"));
    assert!(letter.contains("A &lt;b&gt; is no tag."));
    let titles: Vec<&str> = composition["section"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["code"]["coding"][0]["code"].as_str().unwrap())
        .collect();
    assert!(
        titles.contains(&PLAN) && titles.contains(&"30954-2"),
        "{titles:?}"
    );
    assert!(
        !titles.contains(&"48765-2"),
        "an answer is silent about allergies"
    );
    assert_eq!(
        resource(&bundle, "CarePlan")["description"],
        "Walk every day.\nCome again in a year."
    );
    let who = composition["author"][0]["reference"].as_str().unwrap();
    assert!(bundle["entry"].as_array().unwrap().iter().any(|e| {
        e["fullUrl"] == who && e["resource"]["name"][0]["text"] == "Dr Wang, cardiology"
    }));
    let observation = resource(&bundle, "Observation").to_string();
    let said = answers(observation.as_bytes()).unwrap();
    assert_eq!(said.identifiers, std::slice::from_ref(&named));
    assert!(!said.whole);
    let whole = answers(composition.to_string().as_bytes()).unwrap();
    assert!(whole.whole && whole.identifiers.contains(&named));
}

#[test]
fn an_answer_of_nothing_is_none() {
    made_with(RESULT, |summary, stamp, originals| {
        let sections = std::mem::take(&mut summary.sections);
        let silent = Answer {
            identifier: (URI, "urn:uuid:x"),
            title: "x",
            letter: "  ",
            plan: "",
            author: None,
        };
        assert!(answer(summary, stamp, originals, &silent).is_err());
        summary.sections = sections;
        answer(summary, stamp, originals, &silent).unwrap()
    });
}

#[test]
fn foreign_answers_are_understood() {
    for (body, reference) in [
        (
            r#"{"resourceType":"DiagnosticReport","basedOn":[{"reference":"ServiceRequest/7"}]}"#,
            "ServiceRequest/7",
        ),
        (
            r#"{"resourceType":"DocumentReference","context":{"related":[{"reference":"urn:uuid:a"}]}}"#,
            "urn:uuid:a",
        ),
        (
            r#"{"resourceType":"Task","focus":{"reference":"ServiceRequest/7"}}"#,
            "ServiceRequest/7",
        ),
        (
            r#"{"resourceType":"Communication","about":[{"reference":"ServiceRequest/7"}]}"#,
            "ServiceRequest/7",
        ),
        (
            r#"{"resourceType":"Encounter","incomingReferral":[{"reference":"ReferralRequest/7"}]}"#,
            "ReferralRequest/7",
        ),
        (
            r#"{"resourceType":"Composition","type":{"coding":[{"code":"11488-4"}]},"section":[{"focus":{"reference":"ServiceRequest/7"}}]}"#,
            "ServiceRequest/7",
        ),
    ] {
        let found = answers(body.as_bytes()).unwrap_or_else(|| panic!("{body}"));
        assert_eq!(found.references, [reference], "{body}");
    }
    for body in [
        // The referral itself, or one that replaces it, answers nothing.
        r#"{"resourceType":"Composition","type":{"coding":[{"code":"57133-1"}]},"section":[{"entry":[{"reference":"ServiceRequest/7"}]}]}"#,
        r#"{"resourceType":"ServiceRequest","basedOn":[{"reference":"ServiceRequest/7"}]}"#,
        r#"{"resourceType":"Observation","subject":{"reference":"Patient/1"}}"#,
        "[]",
        "no json",
    ] {
        assert_eq!(answers(body.as_bytes()), None, "{body}");
    }
}

#[test]
fn requests_of_others_are_read() {
    let stu3 = r#"{"resourceType":"ReferralRequest","status":"active","serviceRequested":[{"text":"Cardiac rehabilitation"}],"reasonCode":[{"text":"After infarction"}],"specialty":{"text":"Rehabilitation"},"requester":{"display":"Dr B"}}"#;
    let read = asked(stu3.as_bytes()).unwrap();
    assert!(read.is_referral);
    assert_eq!(read.title, "Cardiac rehabilitation");
    assert_eq!(read.to.as_deref(), Some("Rehabilitation"));
    let order = r#"{"resourceType":"ServiceRequest","status":"active","intent":"order","code":{"coding":[{"system":"http://loinc.org","code":"24323-8","display":"CMP"}]}}"#;
    let read = asked(order.as_bytes()).unwrap();
    assert!(!read.is_referral, "a laboratory order sends nobody on");
    assert_eq!(read.title, "CMP");
    assert_eq!(asked(br#"{"resourceType":"Observation"}"#), None);
}

#[test]
fn a_specialty_is_coded_once_or_said_in_words() {
    assert_eq!(
        specialty_code("cardiology"),
        Some(("394579002", "Cardiology"))
    );
    assert_eq!(specialty_code("acupuncture"), None);
    let mut codes: Vec<&str> = SPECIALTIES.iter().map(|(_, code, _)| *code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), SPECIALTIES.len(), "no code twice");
}
