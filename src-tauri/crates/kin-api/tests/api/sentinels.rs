//! Nothing is handed over that is not chosen, and nothing chosen is missing: entries whose words are
//! found again letter by letter, through every form.

use crate::support::Bench;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use std::process::Command;

/// Section, topic, sentinel, resource with `WORD` for the sentinel. A word of letters only, so that
/// no form cuts or escapes it.
const ENTRIES: [(&str, Option<&str>, &str, &str); 14] = [
    (
        "allergies",
        None,
        "Qalfax",
        r#"{"resourceType":"AllergyIntolerance","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]},"code":{"text":"WORD pollen"},"patient":{"reference":"Patient/p"}}"#,
    ),
    (
        "problems",
        None,
        "Qbravix",
        r#"{"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"code":{"text":"WORD of the knee"},"subject":{"reference":"Patient/p"}}"#,
    ),
    (
        "problems",
        Some("mental-health"),
        "Qcharlo",
        r#"{"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"F33.1"}],"text":"WORD state"},"subject":{"reference":"Patient/p"}}"#,
    ),
    (
        "problems",
        Some("genetics"),
        "Qdeltim",
        r#"{"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"code":{"text":"WORD BRCA1 carrier"},"subject":{"reference":"Patient/p"}}"#,
    ),
    (
        "medications",
        None,
        "Qechoma",
        r#"{"resourceType":"MedicationStatement","status":"active","medicationCodeableConcept":{"text":"WORD tablets"},"subject":{"reference":"Patient/p"},"effectivePeriod":{"start":"2024-01-01"}}"#,
    ),
    (
        "medications",
        Some("mental-health"),
        "Qfoxtra",
        r#"{"resourceType":"MedicationStatement","status":"active","medicationCodeableConcept":{"text":"WORD (sertraline)"},"subject":{"reference":"Patient/p"},"effectivePeriod":{"start":"2024-01-01"}}"#,
    ),
    // Only the reason in the original tells.
    (
        "medications",
        Some("sexual-health"),
        "Qgolfen",
        r#"{"resourceType":"MedicationStatement","status":"active","medicationCodeableConcept":{"text":"WORD drops"},"reasonCode":[{"text":"syphilis"}],"subject":{"reference":"Patient/p"},"effectivePeriod":{"start":"2024-01-01"}}"#,
    ),
    (
        "results",
        None,
        "Qhotelu",
        r#"{"resourceType":"Observation","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],"code":{"text":"WORD in serum"},"subject":{"reference":"Patient/p"},"effectiveDateTime":"2025-02-03","valueQuantity":{"value":4.2,"unit":"mmol/L"}}"#,
    ),
    (
        "results",
        Some("substance-use"),
        "Qindigo",
        r#"{"resourceType":"Observation","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],"code":{"text":"WORD cocaine in urine"},"subject":{"reference":"Patient/p"},"effectiveDateTime":"2025-02-03","valueString":"positive"}"#,
    ),
    (
        "immunizations",
        None,
        "Qjuliet",
        r#"{"resourceType":"Immunization","status":"completed","vaccineCode":{"text":"WORD vaccine"},"patient":{"reference":"Patient/p"},"occurrenceDateTime":"2023-05-06"}"#,
    ),
    (
        "procedures",
        None,
        "Qkilome",
        r#"{"resourceType":"Procedure","status":"completed","code":{"text":"WORD repair"},"subject":{"reference":"Patient/p"},"performedDateTime":"2021-02-03"}"#,
    ),
    (
        "procedures",
        Some("reproductive"),
        "Qlimabo",
        r#"{"resourceType":"Procedure","status":"completed","code":{"text":"WORD vasectomy"},"subject":{"reference":"Patient/p"},"performedDateTime":"2021-02-03"}"#,
    ),
    (
        "past-problems",
        Some("violence"),
        "Qmikest",
        r#"{"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"resolved"}]},"code":{"text":"WORD, victim of domestic violence"},"subject":{"reference":"Patient/p"},"abatementDateTime":"2015"}"#,
    ),
    (
        "past-problems",
        None,
        "Qnovemb",
        r#"{"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"resolved"}]},"code":{"text":"WORD fracture"},"subject":{"reference":"Patient/p"},"abatementDateTime":"2015"}"#,
    ),
];
const TOPICS: [&str; 6] = [
    "mental-health",
    "substance-use",
    "sexual-health",
    "reproductive",
    "genetics",
    "violence",
];
const SECTIONS: [&str; 7] = [
    "allergies",
    "problems",
    "medications",
    "results",
    "immunizations",
    "procedures",
    "past-problems",
];
/// Every form that says everything that is chosen; the code says the essentials only.
const WHOLE: [&str; 5] = ["pdf", "ips", "html", "txt", "ktc"];

pub(crate) fn pdf_text(bench: &Bench, bytes: &[u8]) -> Option<String> {
    let path = bench.folder.path().join("page.pdf");
    std::fs::write(&path, bytes).unwrap();
    let out = Command::new("pdftotext")
        .args(["-layout", path.to_str()?, "-"])
        .output()
        .ok()?;
    assert!(out.status.success(), "pdftotext reads the page");
    Some(String::from_utf8_lossy(&out.stdout).into_owned())
}

/// What people and programs can read in a file; `None`: not on this machine.
fn readable(bench: &Bench, format: &str, bytes: &[u8]) -> Option<String> {
    match format {
        "pdf" => pdf_text(bench, bytes),
        "ktc" => {
            let bundle: Value = serde_json::from_slice(bytes).unwrap();
            let mut all = bundle.to_string();
            for entry in bundle["entry"].as_array().unwrap() {
                let data = &entry["resource"]["content"][0]["attachment"]["data"];
                if let Some(data) = data.as_str() {
                    all.push_str(&pdf_text(bench, &STANDARD.decode(data).unwrap())?);
                }
            }
            Some(all)
        }
        _ => Some(String::from_utf8(bytes.to_vec()).unwrap()),
    }
}

fn record() -> (Bench, String) {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let entries: Vec<Value> = ENTRIES
        .iter()
        .enumerate()
        .map(|(i, (_, _, word, body))| {
            let mut body: Value = serde_json::from_str(&body.replace("WORD", word)).unwrap();
            body["id"] = json!(format!("e{i}"));
            json!({ "resource": body })
        })
        .collect();
    let bundle = json!({"resourceType": "Bundle", "type": "collection", "entry": entries});
    let path = bench.folder.path().join("sentinels.json");
    std::fs::write(&path, bundle.to_string()).unwrap();
    let report = bench.import_into(&person, &path);
    assert_eq!(report["added"], ENTRIES.len(), "{report}");
    (bench, person)
}

#[test]
fn what_is_chosen_is_in_every_form_and_nothing_else_is_in_any() {
    let (bench, person) = record();
    let ids: Vec<(String, usize)> = {
        let all = json!({"purpose": "referral", "sections": SECTIONS, "topics": TOPICS});
        let view = bench.ask("summary_preview", json!({"person": person, "options": all}));
        let rows: Vec<Value> = view["sections"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|s| s["rows"].as_array().unwrap().clone())
            .collect();
        assert_eq!(rows.len(), ENTRIES.len(), "all of it can be chosen");
        let of = |row: &Value| {
            let title = row["titleEn"].as_str().unwrap();
            ENTRIES.iter().position(|e| title.contains(e.2)).unwrap()
        };
        rows.iter()
            .map(|r| (r["entry"].as_str().unwrap().to_owned(), of(r)))
            .collect()
    };
    let choice = (
        proptest::sample::subsequence(SECTIONS.to_vec(), 0..=SECTIONS.len()),
        proptest::sample::subsequence(TOPICS.to_vec(), 0..=TOPICS.len()),
        proptest::sample::subsequence(ids.clone(), 0..=4),
    );
    let mut runner = TestRunner::new(Config {
        cases: 16,
        failure_persistence: None,
        ..Config::default()
    });
    let mut seen = 0_usize;
    let counter = std::cell::RefCell::new(&mut seen);
    runner
        .run(&choice, |(sections, topics, out)| {
            let left_out: Vec<&String> = out.iter().map(|(id, _)| id).collect();
            let options = json!({"purpose": "referral", "sections": sections, "topics": topics,
                "leftOut": left_out, "language": "en"});
            let mut formats = WHOLE.to_vec();
            formats.push("qr");
            let made = bench.ask(
                "summary_make",
                json!({"person": person, "options": options, "formats": formats}),
            );
            let view = bench.ask(
                "summary_preview",
                json!({"person": person, "options": options}),
            );
            for (i, (section, topic, word, _)) in ENTRIES.iter().enumerate() {
                let chosen = sections.contains(section)
                    && topic.is_none_or(|t| topics.contains(&t))
                    && !out.iter().any(|(_, of)| *of == i);
                let code = view["qrText"].as_str().unwrap();
                prop_assert!(chosen || !code.contains(word), "{word} in the code");
                if !chosen && topic.is_some_and(|t| !topics.contains(&t)) {
                    prop_assert!(!view.to_string().contains(word), "{word} in the preview");
                }
            }
            for file in made["files"].as_array().unwrap() {
                let format = file["format"].as_str().unwrap();
                if format == "qr" {
                    continue;
                }
                let bytes = bench.bytes("output", json!({"token": file["token"]}));
                let Some(text) = readable(&bench, format, &bytes) else {
                    continue;
                };
                **counter.borrow_mut() += 1;
                for (i, (section, topic, word, _)) in ENTRIES.iter().enumerate() {
                    let chosen = sections.contains(section)
                        && topic.is_none_or(|t| topics.contains(&t))
                        && !out.iter().any(|(_, of)| *of == i);
                    prop_assert_eq!(
                        text.contains(word),
                        chosen,
                        "{} ({}, {:?}) in {} of {:?} {:?}",
                        word,
                        section,
                        topic,
                        format,
                        sections,
                        topics
                    );
                }
            }
            Ok(())
        })
        .unwrap();
    assert!(seen >= 16 * 3, "files were read: {seen}");
}

/// Without a word about topics none goes along, whatever the purpose; the preview says how much is
/// held back and how much of it is medicines.
#[test]
fn sensitive_topics_are_off_until_ticked_and_counted() {
    let (bench, person) = record();
    for purpose in ["visit", "referral", "emergency"] {
        let view = bench.ask(
            "summary_preview",
            json!({"person": person, "options": {"purpose": purpose}}),
        );
        let text = view["sections"].to_string();
        for (_, topic, word, _) in ENTRIES.iter().filter(|e| e.1.is_some()) {
            assert!(!text.contains(word), "{purpose}: {word} {topic:?}");
        }
    }
    let view = bench.ask(
        "summary_preview",
        json!({"person": person, "options": {"purpose": "referral", "topics": ["genetics"]}}),
    );
    let topics = view["sensitive"].as_array().unwrap();
    let of = |name: &str| topics.iter().find(|t| t["topic"] == name).unwrap();
    assert_eq!(of("mental-health")["entries"], 2, "{view}");
    assert_eq!(of("mental-health")["medicines"], 1);
    assert_eq!(of("mental-health")["ticked"], false);
    assert_eq!(of("mental-health")["title"], "Mental health");
    assert_eq!(of("genetics")["ticked"], true);
    assert_eq!(of("sexual-health")["medicines"], 1, "by its reason");
    assert_eq!(topics.len(), 6, "{topics:?}");
}
