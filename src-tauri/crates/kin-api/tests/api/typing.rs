//! What is typed by hand: stored as typed, edited, hidden, taken back.

use crate::support::Bench;
use serde_json::{Value, json};

fn forms() -> Vec<(Value, &'static str)> {
    vec![
        (
            json!({"type": "blood-pressure", "systolic": "128", "diastolic": "82", "pulse": "70",
                   "arm": "left", "position": "sitting", "medicine": "after", "irregular": true, "at": "2026-11-25T08:10:00+08:00", "note": "after tea"}),
            "vital-sign",
        ),
        (
            json!({"type": "glucose", "value": "6.10", "unit": "mmol/L", "context": "fasting",
                   "at": "2026-11-25T07:00:00+08:00", "note": null}),
            "vital-sign",
        ),
        (
            json!({"type": "glucose", "value": "110", "unit": "mg/dL", "context": "after-meal",
                   "at": "2026-11-24T13:00:00+08:00", "note": null}),
            "vital-sign",
        ),
        (
            json!({"type": "measure", "what": "weight", "value": "71.20", "unit": "kg",
                   "at": "2026-11-25T07:05:00+08:00", "note": null}),
            "vital-sign",
        ),
        (
            json!({"type": "measure", "what": "height", "value": "65", "unit": "in",
                   "at": "2026-11-25", "note": null}),
            "vital-sign",
        ),
        (
            json!({"type": "medicine", "name": "Metformin", "strength": "500 mg",
                   "dosage": "twice a day", "since": "2015-06", "until": null,
                   "reason": "diabetes", "status": "active", "note": null}),
            "medication",
        ),
        (
            json!({"type": "allergy", "substance": "Penicillin", "reaction": "rash",
                   "severity": "moderate", "since": "2004", "none": false, "note": null}),
            "allergy",
        ),
        (
            json!({"type": "problem", "name": "Hypertension", "since": "2011-05",
                   "status": "active", "note": "since the move"}),
            "condition",
        ),
        (
            json!({"type": "note", "title": "For the doctor", "text": "夜里咳嗽三次",
                   "at": "2026-11-25T06:00:00+08:00"}),
            "note",
        ),
        (
            json!({"type": "symptom", "name": "Headache", "severity": "4",
                   "at": "2026-11-25T09:00:00+08:00", "note": null,
                   "place": "behind the eyes", "tellDoctor": true, "photo": null}),
            "symptom",
        ),
        (
            json!({"type": "measure", "what": "steps", "value": "6120", "unit": "steps",
                   "at": "2026-11-24", "note": null}),
            "vital-sign",
        ),
        (
            json!({"type": "measure", "what": "pain", "value": "3", "unit": "/10",
                   "at": "2026-11-25T09:00:00+08:00", "note": null}),
            "vital-sign",
        ),
        (
            json!({"type": "own-measure", "name": "握力", "value": "28.50", "unit": "kg",
                   "at": "2026-11-25T09:00:00+08:00", "note": null}),
            "vital-sign",
        ),
        (
            json!({"type": "questions", "which": "gad-7", "answers": [0, 1, 2, 3, 0, 1, 2],
                   "at": "2026-11-25T09:00:00+08:00", "note": "after the move"}),
            "questionnaire",
        ),
        (
            json!({"type": "appointment", "what": "复诊", "at": "2026-12-03T14:30:00+08:00",
                   "minutes": "20", "who": "Dr Wang", "place": "3rd floor", "standing": "active",
                   "note": "bring the readings"}),
            "appointment",
        ),
        (
            json!({"type": "aim", "what": "Lower blood pressure", "area": "target",
                   "target": "below 135/85", "since": "2026-11-01", "due": "2027-03-01",
                   "standing": "active", "note": null}),
            "goal",
        ),
        (
            json!({"type": "task", "what": "Walk", "area": "exercise", "how": "30 minutes",
                   "since": "2026-11", "until": null, "standing": "active", "note": null}),
            "care-plan",
        ),
    ]
}

#[test]
fn every_form_comes_back_as_it_was_typed() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    for (form, kind) in forms() {
        let check = bench.ask("form_check", json!({"form": form}));
        assert_eq!(check["errors"], json!([]), "{form}");
        assert_eq!(check["kind"], kind, "{form}");
        let entry = bench.ask("entry_add", json!({"person": person, "form": form}));
        assert_eq!(entry["kind"], kind, "{form}");
        assert_eq!(entry["sources"][0]["kind"], "hand", "{entry}");
        let back = bench.ask("entry_form", json!({"person": person, "id": entry["id"]}));
        assert_eq!(back, form, "nothing is lost on the way there and back");
        let full = bench.ask("entry", json!({"person": person, "id": entry["id"]}));
        assert_eq!(full["editable"], true, "{form}");
    }
    let all = bench.ask("timeline", json!({"person": person, "limit": 100}));
    for entry in all["entries"].as_array().expect("a page") {
        assert_eq!(
            entry["sources"][0]["kind"], "hand",
            "every entry names its source, not only the newest: {entry}"
        );
        assert_ne!(entry["sources"][0]["label"], "", "{entry}");
    }
    let home = bench.ask("home", json!({"person": person}));
    assert_eq!(home["bloodPressure"]["latest"]["value"], "128/82");
    assert_eq!(
        home["glucose"]["latest"]["value"], "6.10",
        "digits as typed"
    );
    assert_eq!(home["weight"]["count"], 1);
    assert_eq!(home["allergyState"], "known");
    assert_eq!(home["medicines"][0]["statusClass"], "current", "{home}");
    let trend = bench.ask("trend", json!({"person": person, "key": "glucose"}));
    assert_eq!(
        trend["groups"].as_array().unwrap().len(),
        2,
        "two units are never mixed"
    );
    let found = bench.ask(
        "search",
        json!({"person": person, "words": "咳嗽", "limit": 10}),
    );
    assert_eq!(found["hits"][0]["entry"]["kind"], "note", "{found}");
    // By pinyin, where the app speaks Chinese; the characters are marked.
    let by_sound = json!({"person": person, "words": "xue ya", "limit": 10});
    assert_eq!(bench.ask("search", by_sound.clone())["hits"], json!([]));
    let mut settings = bench.ask("settings_get", json!({}));
    settings["lang"] = json!("zh-CN");
    bench.ask("settings_set", json!({"settings": settings}));
    let found = bench.ask("search", by_sound);
    let mut hits = found["hits"].as_array().unwrap().iter();
    let hit = hits
        .find(|hit| hit["entry"]["title"] == "血压")
        .expect("it is found");
    assert_eq!(hit["marks"][0]["ranges"], json!([[0, 2]]), "{found}");
    let check = bench.ask("vault_check", json!({"full": true}));
    assert_eq!(check["ok"], true, "{check}");
}

#[test]
fn no_known_allergies_is_said_only_when_somebody_says_so() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let home = bench.ask("home", json!({"person": person}));
    assert_eq!(home["allergyState"], "no-information");
    let form = json!({"type": "allergy", "none": true});
    let entry = bench.ask("entry_add", json!({"person": person, "form": form}));
    let home = bench.ask("home", json!({"person": person}));
    assert_eq!(home["allergyState"], "known-none");
    assert_eq!(
        home["allergies"],
        json!([]),
        "a statement is not an allergy"
    );
    bench.ask("entry_hide", json!({"person": person, "id": entry["id"]}));
    let home = bench.ask("home", json!({"person": person}));
    assert_eq!(home["allergyState"], "no-information", "hidden is not said");
}

#[test]
fn mistakes_are_named_field_by_field() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let form = json!({"type": "blood-pressure", "systolic": "high", "diastolic": "",
                      "at": "2999-01-01T00:00:00Z"});
    let error = bench
        .try_ask("entry_add", json!({"person": person, "form": form}))
        .unwrap_err();
    assert_eq!(error.code.as_str(), "form-invalid");
    let said: Vec<(&str, &str)> = error
        .fields
        .iter()
        .map(|f| (f.field.as_str(), f.code.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("systolic", "not-a-number"),
            ("diastolic", "empty"),
            ("at", "in-the-future")
        ]
    );
    assert_eq!(
        bench.entries(&person),
        Vec::<String>::new(),
        "nothing is stored"
    );
    let impossible = json!({"type": "blood-pressure", "systolic": "1280", "diastolic": "82",
                            "at": "2026-11-25T08:00"});
    let check = bench.ask("form_check", json!({"form": impossible}));
    assert_eq!(check["errors"][0]["field"], "systolic", "{check}");
}

#[test]
fn an_unusual_value_must_be_confirmed() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let form = json!({"type": "blood-pressure", "systolic": "245", "diastolic": "82",
                      "at": "2026-11-25T08:00"});
    let check = bench.ask("form_check", json!({"form": form}));
    assert_eq!(check["errors"], json!([]));
    assert_eq!(check["warnings"][0]["field"], "systolic", "{check}");
    let request = |confirmed: bool| json!({"person": person, "form": form, "confirmed": confirmed});
    assert_eq!(
        bench.code("entry_add", request(false)),
        "needs-confirmation"
    );
    let entry = bench.ask("entry_add", request(true));
    assert_eq!(entry["value"], "245/82");
}

#[test]
fn an_edit_keeps_the_former_version() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let mut form = json!({"type": "measure", "what": "weight", "value": "71.2", "unit": "kg",
                          "at": "2026-11-25T07:05:00+08:00"});
    let entry = bench.ask("entry_add", json!({"person": person, "form": form}));
    form["value"] = json!("72.1");
    let request = json!({"person": person, "id": entry["id"], "form": form});
    let edited = bench.ask("entry_edit", request);
    assert_eq!(edited["id"], entry["id"], "the same entry");
    assert_eq!(edited["value"], "72.1");
    let full = bench.ask("entry", json!({"person": person, "id": entry["id"]}));
    assert_eq!(full["versions"].as_array().unwrap().len(), 2, "{full}");
    let old = full["versions"][1]["n"].clone();
    let original = bench.ask(
        "entry_original",
        json!({"person": person, "id": entry["id"], "version": old}),
    );
    assert!(
        original["text"].as_str().unwrap().contains("71.2"),
        "{original}"
    );
    let back = bench.ask(
        "entry_restore_version",
        json!({"person": person, "id": entry["id"], "version": old}),
    );
    assert_eq!(back["value"], "71.2", "{back}");
}

#[test]
fn hidden_entries_come_back_and_erased_ones_do_not() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let form = json!({"type": "problem", "name": "Gout", "status": "active"});
    let entry = bench.ask("entry_add", json!({"person": person, "form": form}));
    let one = json!({"person": person, "id": entry["id"]});
    assert_eq!(
        bench.code("entry_erase", one.clone()),
        "unknown-entry",
        "only what is hidden"
    );
    bench.ask("entry_hide", one.clone());
    assert_eq!(bench.entries(&person), Vec::<String>::new());
    let hidden = bench.ask(
        "timeline",
        json!({"person": person, "limit": 10, "hidden": "only"}),
    );
    assert_eq!(hidden["entries"][0]["id"], entry["id"]);
    bench.ask("entry_restore", one.clone());
    assert_eq!(bench.entries(&person).len(), 1);
    bench.ask("entry_hide", one.clone());
    bench.ask("entry_erase", one.clone());
    assert_eq!(bench.code("entry", one), "unknown-entry", "gone");
}

#[test]
fn a_document_is_kept_byte_for_byte() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let pdf = b"%PDF-1.7\n% a letter\n".to_vec();
    let token = bench
        .session
        .register_bytes("letter.pdf", pdf.clone())
        .unwrap()
        .token;
    let form = json!({"type": "document", "file": token, "title": "Letter", "at": "2026-11-01"});
    let entry = bench.ask("entry_add", json!({"person": person, "form": form}));
    let full = bench.ask("entry", json!({"person": person, "id": entry["id"]}));
    assert_eq!(full["attachments"][0]["viewable"], "pdf", "{full}");
    let request = json!({"person": person, "id": entry["id"], "index": 0});
    assert_eq!(bench.bytes("attachment", request), pdf);
    // Another title, the same file.
    let form = json!({"type": "document", "file": "", "title": "Letter of Dr. Wu"});
    bench.ask(
        "entry_edit",
        json!({"person": person, "id": entry["id"], "form": form}),
    );
    let request = json!({"person": person, "id": entry["id"], "index": 0});
    assert_eq!(bench.bytes("attachment", request), pdf);
    let request = json!({"person": person, "id": entry["id"], "index": 1});
    assert_eq!(bench.code("attachment", request), "unknown-attachment");
}

#[test]
fn what_was_typed_without_a_beginning_has_none() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    for form in [
        json!({"type": "problem", "name": "Gout", "status": "active"}),
        json!({"type": "allergy", "substance": "Latex"}),
        json!({"type": "medicine", "name": "Aspirin", "status": "active"}),
        json!({"type": "medicine", "name": "Warfarin", "until": "2020-05", "status": "stopped"}),
    ] {
        let entry = bench.ask("entry_add", json!({"person": person, "form": form}));
        assert_eq!(entry["date"], Value::Null, "{entry}");
        let full = bench.ask("entry", json!({"person": person, "id": entry["id"]}));
        let text = full["detail"].to_string();
        assert!(
            text.contains("2026-11-25"),
            "when it was written down: {text}"
        );
    }
    let options = json!({"purpose": "referral", "language": "en"});
    let view = bench.ask(
        "summary_preview",
        json!({"person": person, "options": options}),
    );
    for section in view["sections"].as_array().unwrap() {
        for row in section["rows"].as_array().unwrap() {
            assert_eq!(row["date"], Value::Null, "{row}");
        }
    }
    let made = bench.ask(
        "summary_make",
        json!({"person": person, "options": options, "formats": ["txt", "ips"]}),
    );
    for file in made["files"].as_array().unwrap() {
        let bytes = bench.bytes("output", json!({"token": file["token"]}));
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains("since 25"), "{text}");
        for begun in ["onsetDateTime", "\"effectiveDateTime", "\"start\""] {
            assert!(!text.contains(begun), "{begun}: {text}");
        }
        if file["format"] == "txt" {
            assert!(
                text.contains("Gout") && text.contains("written down 25 Nov 2026"),
                "{text}"
            );
        }
    }
}

#[test]
fn a_meter_that_shows_lo_or_hi_is_typed_as_it_stands() {
    let (bench, person) = Bench::with_person("Li Hua", "1954-03-18", "female");
    for (typed, unit, shown) in [
        ("LO", "mmol/L", "<2.2"),
        ("偏高", "mmol/L", ">22.2"),
        ("hi", "mg/dL", ">400"),
        ("＜１.1", "mmol/L", "<1.1"),
    ] {
        let form = json!({"type": "glucose", "value": typed, "unit": unit, "context": "other", "at": "2026-11-25T07:00:00+08:00"});
        let checked = bench.ask("form_check", json!({"form": form}));
        assert_eq!(
            checked["warnings"].as_array().map(Vec::len),
            Some(1),
            "{checked}"
        );
        let entry = bench.ask(
            "entry_add",
            json!({"person": person, "form": form, "confirmed": true}),
        );
        assert_eq!(entry["value"], shown, "{typed}: {entry}");
        let form = bench.ask("entry_form", json!({"person": person, "id": entry["id"]}));
        assert!(form.to_string().contains(&format!("\"{shown}\"")), "{form}");
    }
    let form = json!({"type": "glucose", "value": "lower", "unit": "mmol/L", "context": "other", "at": "2026-11-25T07:00:00+08:00"});
    assert_eq!(
        bench.code("entry_add", json!({"person": person, "form": form})),
        "form-invalid"
    );
}

/// What a person says of their own allergy is not put in doubt beside it; a hospital's suspicion is.
#[test]
fn the_persons_word_is_not_called_unconfirmed() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let form = json!({"type": "allergy", "substance": "Penicillin", "reaction": "rash"});
    bench.ask("entry_add", json!({"person": person, "form": form}));
    let path = bench.folder.path().join("suspected.json");
    let suspected = r#"{"resourceType":"AllergyIntolerance","id":"a","clinicalStatus":{"coding":[{"code":"active"}]},
        "verificationStatus":{"coding":[{"code":"unconfirmed"}]},"code":{"text":"Latex"},"patient":{"reference":"Patient/1"}}"#;
    std::fs::write(&path, suspected).unwrap();
    bench.import_into(&person, &path);
    let home = bench.ask("home", json!({"person": person}));
    let mut told: Vec<(String, Value)> = home["allergies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| {
            (
                a["title"].as_str().unwrap().to_owned(),
                a["doubtText"].clone(),
            )
        })
        .collect();
    told.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(
        told,
        [
            ("Latex".to_owned(), json!("not confirmed")),
            ("Penicillin".to_owned(), Value::Null)
        ]
    );
}
