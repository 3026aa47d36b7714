//! Preparing a visit: since when, what has changed, what is proposed, and that nothing of it goes along that may not.

use crate::support::Bench;
use serde_json::{Value, json};

fn coded(system: &str, code: &str, text: &str) -> Value {
    json!({"coding": [{"system": system, "code": code}], "text": text})
}

fn subject() -> Value {
    json!({"reference": "Patient/p"})
}

fn encounter(id: &str, class: &str, day: &str, what: &str) -> Value {
    json!({"resourceType": "Encounter", "id": id, "status": "finished", "class": {"code": class},
        "type": [{"text": what}], "subject": subject(), "period": {"start": day}})
}

fn condition(id: &str, icd: &str, text: &str, onset: &str) -> Value {
    json!({"resourceType": "Condition", "id": id, "subject": subject(), "onsetDateTime": onset,
        "clinicalStatus": coded("http://terminology.hl7.org/CodeSystem/condition-clinical", "active", "active"),
        "code": coded("http://hl7.org/fhir/sid/icd-10", icd, text)})
}

fn medicine(
    id: &str,
    name: &str,
    dosage: &str,
    status: &str,
    from: &str,
    until: Option<&str>,
) -> Value {
    let mut period = json!({"start": from});
    if let Some(until) = until {
        period["end"] = json!(until);
    }
    json!({"resourceType": "MedicationStatement", "id": id, "status": status, "subject": subject(),
        "medicationCodeableConcept": {"text": name}, "effectivePeriod": period, "dosage": [{"text": dosage}]})
}

fn lab(id: &str, code: &str, text: &str, day: &str, value: f64, range: (f64, f64)) -> Value {
    let (low, high) = range;
    json!({"resourceType": "Observation", "id": id, "status": "final", "subject": subject(),
        "category": [coded("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory", "laboratory")],
        "code": coded("http://loinc.org", code, text), "effectiveDateTime": day,
        "valueQuantity": {"value": value, "unit": "mmol/L"},
        "referenceRange": [{"low": {"value": low, "unit": "mmol/L"}, "high": {"value": high, "unit": "mmol/L"}}]})
}

fn pressure(id: &str, at: &str, high: u32, low: u32) -> Value {
    let part = |code: &str, value: u32| json!({"code": coded("http://loinc.org", code, "x"), "valueQuantity": {"value": value, "unit": "mmHg"}});
    json!({"resourceType": "Observation", "id": id, "status": "final", "subject": subject(),
        "category": [coded("http://terminology.hl7.org/CodeSystem/observation-category", "vital-signs", "vital signs")],
        "code": coded("http://loinc.org", "85354-9", "Blood pressure"), "effectiveDateTime": at,
        "component": [part("8480-6", high), part("8462-4", low)]})
}

fn bring(bench: &Bench, person: &str, name: &str, resources: &[Value]) {
    let mut entry = vec![
        json!({"resource": {"resourceType": "Patient", "id": "p", "gender": "female",
        "birthDate": "1953-02-11", "name": [{"text": "Zhao Lan"}]}}),
    ];
    entry.extend(resources.iter().map(|r| json!({"resource": r})));
    let bundle = json!({"resourceType": "Bundle", "type": "collection", "entry": entry});
    let path = bench.folder.path().join(name);
    std::fs::write(&path, bundle.to_string()).unwrap();
    let report = bench.import_into(person, &path);
    assert_eq!(report["refused"], 0, "{report}");
}

/// A visit on 12 May 2026; the day of the tests is 25 November 2026.
fn record() -> (Bench, String) {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let mut all = vec![
        encounter("v1", "AMB", "2026-05-12", "Heart clinic"),
        encounter("v2", "IMP", "2026-08-03", "Pneumonia ward"),
        encounter("v0", "AMB", "2025-11-02", "Heart clinic"),
        condition("c1", "I10", "Hypertension", "2011-01-01"),
        condition("c2", "J45.9", "Asthma", "2026-07-01"),
        condition("c3", "F33.1", "Depression", "2026-09-10"),
        medicine(
            "m1",
            "Amlodipine 5 mg",
            "once a day",
            "stopped",
            "2020-01-01",
            Some("2026-06-01"),
        ),
        medicine(
            "m2",
            "Amlodipine 10 mg",
            "once a day",
            "active",
            "2026-06-01",
            None,
        ),
        medicine(
            "m3",
            "Metformin 500 mg",
            "twice a day",
            "active",
            "2015-01-01",
            None,
        ),
        medicine(
            "m4",
            "Omeprazole 20 mg",
            "once a day",
            "completed",
            "2026-01-01",
            Some("2026-07-15"),
        ),
        medicine(
            "m5",
            "Sertraline 50 mg",
            "once a day",
            "active",
            "2026-09-15",
            None,
        ),
        lab("k1", "2823-3", "Potassium", "2026-04-30", 4.9, (3.5, 5.3)),
        lab("k2", "2823-3", "Potassium", "2026-09-01", 5.6, (3.5, 5.3)),
        lab(
            "s1",
            "2951-2",
            "Sodium",
            "2026-04-30",
            140.0,
            (136.0, 145.0),
        ),
        lab(
            "s2",
            "2951-2",
            "Sodium",
            "2026-09-01",
            141.0,
            (136.0, 145.0),
        ),
        lab("u1", "3084-1", "Uric acid", "2026-04-30", 0.5, (0.1, 0.4)),
        lab("u2", "3084-1", "Uric acid", "2026-09-01", 0.3, (0.1, 0.4)),
    ];
    for (i, day) in ["2026-05-01", "2026-05-05", "2026-05-10"]
        .iter()
        .enumerate()
    {
        all.push(pressure(
            &format!("b{i}"),
            &format!("{day}T08:00:00+08:00"),
            142,
            86,
        ));
    }
    for (i, day) in ["2026-11-18", "2026-11-20", "2026-11-24"]
        .iter()
        .enumerate()
    {
        all.push(pressure(
            &format!("n{i}"),
            &format!("{day}T08:00:00+08:00"),
            131,
            80,
        ));
    }
    bring(&bench, &person, "record.json", &all);
    (bench, person)
}

/// Kind, title, before, now of each change.
fn told(view: &Value) -> Vec<String> {
    let text = |v: &Value| v.as_str().unwrap_or("-").to_owned();
    view["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| {
            format!(
                "{} {}: {} > {}",
                text(&c["kind"]),
                text(&c["title"]),
                text(&c["from"]),
                text(&c["to"])
            )
        })
        .collect()
}

#[test]
fn what_has_changed_since_the_last_visit() {
    let (bench, person) = record();
    let view = bench.ask("visit_changes", json!({"person": person}));
    assert_eq!(
        view["since"]["day"], "2026-05-12",
        "the stay is no visit: {view}"
    );
    assert_eq!(view["since"]["from"], "visit");
    let days: Vec<&str> = view["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["day"].as_str().unwrap())
        .collect();
    assert_eq!(days, ["2026-05-12", "2025-11-02"]);
    assert_eq!(
        told(&view),
        [
            "medicine-started Sertraline 50 mg: - > once a day",
            "medicine-stopped Omeprazole 20 mg: once a day > -",
            "medicine-changed Amlodipine 10 mg: Amlodipine 5 mg, once a day > Amlodipine 10 mg, once a day",
            "diagnosis Depression: - > -",
            "diagnosis Asthma: - > -",
            "event Pneumonia ward: - > -",
            "result-out Potassium: 4.9 > 5.6",
            "mean-moved Blood pressure at home, average of 3 readings in 14 days: 142/86 > 131/80",
            "result-back Uric acid: 0.5 > 0.3",
        ]
    );
    for change in view["changes"].as_array().unwrap() {
        let mean = change["kind"] == "mean-moved";
        assert_eq!(
            change["entry"].is_null(),
            mean,
            "each leads to its entry: {change}"
        );
        assert!(mean || !change["entry"]["sources"].as_array().unwrap().is_empty());
    }
    let topics: Vec<&Value> = view["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|c| c["topics"] != json!([]))
        .collect();
    assert_eq!(topics.len(), 2, "depression and sertraline");
    let mut settings = bench.ask("settings_get", json!({}));
    settings["lang"] = json!("zh-CN");
    bench.ask("settings_set", json!({"settings": settings}));
    let chinese = told(&bench.ask("visit_changes", json!({"person": person})));
    let moved = chinese.iter().find(|c| c.starts_with("medicine-changed"));
    let moved = moved.unwrap();
    assert!(moved.contains('，'), "{moved}");
    assert!(
        !moved.contains("mg, "),
        "a Chinese sentence has its own comma: {moved}"
    );
}

#[test]
fn another_day_is_another_answer_and_no_visit_is_none() {
    let (bench, person) = record();
    let ask = |since: &str| bench.ask("visit_changes", json!({"person": person, "since": since}));
    let view = ask("2026-09-12");
    assert_eq!(view["since"]["from"], "chosen");
    assert_eq!(
        told(&view),
        ["medicine-started Sertraline 50 mg: - > once a day"]
    );
    assert_eq!(
        told(&ask("2026-09-15")),
        Vec::<String>::new(),
        "of the day itself nothing is new"
    );
    assert_eq!(told(&ask("2026-11-25")), Vec::<String>::new());
    let bad = json!({"person": person, "since": "2026-09"});
    assert_eq!(bench.code("visit_changes", bad), "form-invalid");
    let other = bench.add_person("Qian Ming", "1981-07-30", "male");
    let view = bench.ask("visit_changes", json!({"person": other}));
    assert_eq!(
        (view["since"].is_null(), view["changes"].clone()),
        (true, json!([]))
    );
}

#[test]
fn without_a_visit_it_counts_from_the_last_hand_over() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let allergy = json!({"type": "allergy", "substance": "Latex"});
    bench.ask("entry_add", json!({"person": person, "form": allergy}));
    bench.ask(
        "summary_make",
        json!({"person": person, "options": {}, "formats": ["txt"]}),
    );
    let view = bench.ask("visit_changes", json!({"person": person}));
    assert!(
        view["since"].is_null(),
        "the hand-over of today is none: {view}"
    );
    bench.wait(3 * 86_400);
    let symptom = json!({"type": "symptom", "name": "Dizzy", "severity": "4", "at": "2026-11-27", "tellDoctor": true});
    bench.ask("entry_add", json!({"person": person, "form": symptom}));
    let quiet = json!({"type": "symptom", "name": "Tired", "at": "2026-11-27"});
    bench.ask("entry_add", json!({"person": person, "form": quiet}));
    let view = bench.ask("visit_changes", json!({"person": person}));
    assert_eq!(view["since"]["day"], "2026-11-25");
    assert_eq!(view["since"]["from"], "hand-over");
    assert_eq!(told(&view), ["symptom Dizzy: - > 4/10"]);
}

#[test]
fn a_medicine_stopped_or_changed_by_hand_is_told_by_its_versions() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    bring(
        &bench,
        &person,
        "visit.json",
        &[encounter("v1", "AMB", "2026-11-26", "Clinic")],
    );
    let add = |name: &str| {
        let form = json!({"type": "medicine", "name": name, "dosage": "1 tablet a day", "since": "2024-01-01", "status": "active"});
        bench.ask("entry_add", json!({"person": person, "form": form}))["id"].clone()
    };
    let (stopped, changed) = (add("Loratadine"), add("Atorvastatin"));
    bench.wait(5 * 86_400);
    bench.ask("med_stop", json!({"person": person, "medicine": stopped}));
    let form = json!({"type": "medicine", "name": "Atorvastatin", "dosage": "2 tablets a day", "since": "2024-01-01", "status": "active"});
    bench.ask(
        "entry_edit",
        json!({"person": person, "id": changed, "form": form}),
    );
    let view = bench.ask("visit_changes", json!({"person": person}));
    assert_eq!(
        told(&view),
        [
            "medicine-stopped Loratadine: 1 tablet a day > -",
            "medicine-changed Atorvastatin: 1 tablet a day > 2 tablets a day",
        ]
    );
}

#[test]
fn the_summary_tells_only_changes_that_may_go_along() {
    let (bench, person) = record();
    let preview = |options: Value| {
        bench.ask(
            "summary_preview",
            json!({"person": person, "options": options}),
        )
    };
    let kinds = |view: &Value| -> Vec<String> {
        let list = view["changes"].as_array().unwrap().iter();
        list.map(|c| {
            format!(
                "{} {}",
                c["kind"].as_str().unwrap(),
                c["titleEn"].as_str().unwrap()
            )
        })
        .collect()
    };
    let view = preview(json!({"purpose": "referral", "specialty": "cardiology", "language": "en"}));
    assert_eq!(view["specialty"], "Cardiology");
    assert_eq!(view["comparedWith"], "2026-05-12");
    let all = kinds(&view);
    assert!(
        all.iter().any(|c| c.contains("Potassium")) && all.iter().any(|c| c.contains("Pneumonia")),
        "{all:?}"
    );
    let text = view["changes"].to_string();
    assert!(
        !text.contains("Sertraline") && !text.contains("Depression"),
        "not ticked: {text}"
    );

    let ticked =
        preview(json!({"purpose": "referral", "topics": ["mental-health"], "language": "en"}));
    assert!(ticked["changes"].to_string().contains("Sertraline"));
    let few =
        preview(json!({"purpose": "referral", "sections": ["medications"], "language": "en"}));
    assert!(
        kinds(&few).iter().all(|c| c.starts_with("medicine")),
        "{:?}",
        kinds(&few)
    );
    for (options, why) in [
        (json!({"purpose": "first"}), "a doctor who knows nothing"),
        (json!({"purpose": "emergency"}), "the shortest"),
        (json!({"purpose": "travel"}), "a journey"),
        (
            json!({"purpose": "visit", "changesSince": "none"}),
            "none are wanted",
        ),
        (
            json!({"purpose": "visit", "changesSince": "2026-11-24"}),
            "nothing since then",
        ),
    ] {
        assert_eq!(preview(options)["changes"], json!([]), "{why}");
    }
    let bad = json!({"person": person, "options": {"specialty": "alchemy"}});
    assert_eq!(bench.code("summary_preview", bad), "form-invalid");
}

#[test]
fn a_change_is_left_out_alone_and_with_its_entry() {
    let (bench, person) = record();
    let view = bench.ask("visit_changes", json!({"person": person}));
    let potassium = view["changes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["title"] == "Potassium")
        .unwrap();
    let preview = |left: &Value| {
        let options = json!({"leftOut": [left], "language": "en"});
        bench.ask(
            "summary_preview",
            json!({"person": person, "options": options}),
        )
    };
    let alone = preview(&potassium["id"]);
    assert!(!alone["changes"].to_string().contains("Potassium"));
    let results = alone["sections"]
        .as_array()
        .unwrap()
        .iter()
        .find(|s| s["section"] == "results")
        .unwrap();
    assert!(
        results["rows"]
            .as_array()
            .unwrap()
            .iter()
            .any(|r| r["titleEn"] == "Potassium" && r["leftOut"] == false)
    );
    let with_entry = preview(&potassium["entry"]["id"]);
    assert!(!with_entry["changes"].to_string().contains("Potassium"));
    let mean = preview(&json!("change-mean-blood-pressure"));
    assert!(!mean["changes"].to_string().contains("mean-moved"));
}

#[test]
fn a_specialty_proposes_sections_and_puts_its_results_first() {
    let (bench, person) = record();
    let ask = |more: Value| {
        let mut request = json!({"person": person});
        for (key, value) in more.as_object().unwrap() {
            request[key] = value.clone();
        }
        bench.ask("visit_proposal", request)
    };
    let section = |view: &Value, name: &str| {
        let all = view["sections"].as_array().unwrap();
        all.iter().find(|s| s["section"] == name).unwrap().clone()
    };
    let plain = ask(json!({"purpose": "visit", "reason": "Chest pain on the stairs"}));
    assert!(plain["specialties"].as_array().unwrap().len() >= 16);
    assert_eq!(plain["suggested"][0]["key"], "cardiology");
    assert_eq!(plain["specialty"], Value::Null, "only a suggestion");
    assert_eq!(plain["firstResults"], json!([]));
    assert_eq!(
        section(&plain, "visits")["reason"],
        "stay",
        "there was one since the last visit"
    );
    for private in ["social-history", "family-history", "patient-story"] {
        let one = section(&plain, private);
        assert_eq!(
            (one["proposed"].clone(), one["reason"].clone()),
            (json!(false), json!("private"))
        );
    }
    assert_eq!(section(&plain, "documents")["proposed"], false);
    let heart = ask(json!({"purpose": "visit", "specialty": "cardiology"}));
    assert_eq!(section(&heart, "documents")["reason"], "specialty");
    assert_eq!(section(&heart, "allergies")["reason"], "kind");
    assert!(!heart["sources"].as_array().unwrap().is_empty());
    let results = heart["firstResults"].as_array().unwrap();
    let potassium = results.iter().find(|r| r["code"] == "2823-3").unwrap();
    assert_eq!(potassium["latest"]["value"], "5.6");
    assert!(
        results
            .iter()
            .any(|r| r["latest"].is_null() && r["title"] == "NT-proBNP"),
        "{results:?}"
    );
    let mind = ask(json!({"specialty": "psychiatry"}));
    assert_eq!(
        mind["askedTopics"],
        json!(["mental-health", "substance-use"])
    );
    assert_eq!(
        bench.code(
            "visit_proposal",
            json!({"person": person, "specialty": "x"})
        ),
        "form-invalid"
    );

    let titles = |options: Value, name: &str| -> Vec<String> {
        let view = bench.ask(
            "summary_preview",
            json!({"person": person, "options": options}),
        );
        let rows = section(&view, name)["rows"].as_array().unwrap().clone();
        let mut titles: Vec<String> = rows
            .iter()
            .map(|r| r["titleEn"].as_str().unwrap().to_owned())
            .collect();
        titles.dedup();
        titles
    };
    let options = |key: &str| json!({"purpose": "referral", "specialty": key, "language": "en"});
    assert_eq!(
        titles(options("cardiology"), "results"),
        ["Potassium", "Sodium", "Uric acid"]
    );
    assert_eq!(titles(options("rheumatology"), "results")[0], "Uric acid");
    assert_eq!(titles(options("pulmonology"), "problems")[0], "Asthma");
    assert_eq!(titles(options("cardiology"), "problems")[0], "Hypertension");
    assert_eq!(
        titles(options("endocrinology"), "medications")[0],
        "Metformin 500 mg"
    );
    let chosen = json!({"purpose": "referral", "firstResults": ["2951-2"], "language": "en"});
    assert_eq!(titles(chosen, "results")[0], "Sodium");
}

#[test]
fn whom_to_call_and_the_own_doctor_are_kept_and_go_along() {
    let (bench, person) = record();
    let with = |more: Value| {
        let mut form = json!({"name": "Zhao Lan", "born": "1953-02-11", "sex": "female"});
        for (key, value) in more.as_object().unwrap() {
            form[key] = value.clone();
        }
        json!({"id": person, "person": form})
    };
    let mei = json!({"name": " Zhao Mei ", "relation": "daughter", "phone": "139 0000 0000"});
    let doctor = json!({"name": "Dr. Chen", "relation": "Central Hospital", "phone": ""});
    let nobody = json!({"name": "", "relation": "", "phone": " "});
    let saved = bench.ask(
        "person_edit",
        with(json!({"contacts": [mei, nobody], "doctor": doctor})),
    );
    assert_eq!(
        saved["contacts"],
        json!([{"name": "Zhao Mei", "relation": "daughter", "phone": "139 0000 0000"}])
    );
    // A form that does not show them leaves them.
    let saved = bench.ask("person_edit", with(json!({"phone": "1"})));
    assert_eq!(saved["contacts"].as_array().unwrap().len(), 1);
    assert_eq!(saved["doctor"]["name"], "Dr. Chen");
    let nameless = json!({"name": "", "phone": "139"});
    assert_eq!(
        bench.code("person_edit", with(json!({"contacts": [nameless]}))),
        "form-invalid"
    );
    let four = json!([mei, mei, mei, mei]);
    assert_eq!(
        bench.code("person_edit", with(json!({"contacts": four}))),
        "form-invalid"
    );

    let made = bench.ask(
        "summary_make",
        json!({"person": person, "options": {}, "formats": ["ips"]}),
    );
    let bytes = bench.bytes("output", json!({"token": made["files"][0]["token"]}));
    let bundle: Value = serde_json::from_slice(&bytes).unwrap();
    let patient = &bundle["entry"][1]["resource"];
    assert_eq!(patient["resourceType"], "Patient");
    assert_eq!(patient["contact"][0]["name"]["text"], "Zhao Mei");
    assert_eq!(
        patient["contact"][0]["relationship"][0]["coding"][0]["code"],
        "C"
    );
    assert_eq!(
        patient["contact"][0]["telecom"][0]["value"],
        "139 0000 0000"
    );
    assert_eq!(
        patient["generalPractitioner"][0]["display"],
        "Dr. Chen, Central Hospital"
    );
    let gone = bench.ask(
        "person_edit",
        with(json!({"contacts": [], "doctor": nobody})),
    );
    assert_eq!(
        (gone["contacts"].clone(), gone["doctor"].clone()),
        (json!([]), Value::Null)
    );
}

/// A diagnosis that came in since the last visit is told, too, where it is older by its own date or has none.
#[test]
fn what_came_into_the_record_since_is_told_and_said_so() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let mut all = vec![
        encounter("v1", "AMB", "2026-11-25", "Heart clinic"),
        condition("c1", "I10", "Hypertension", "2011-01-01"),
    ];
    bring(&bench, &person, "first.json", &all);
    bench.wait(3 * 86_400);
    // Old by its date; without any; the known one once more from elsewhere; one that is over; a new one.
    let mut undated = condition("d2", "K80.2", "Gallstones", "2011");
    undated.as_object_mut().unwrap().remove("onsetDateTime");
    let mut over = condition("d4", "J18.9", "Pneumonia", "2013");
    over["clinicalStatus"] = coded(
        "http://terminology.hl7.org/CodeSystem/condition-clinical",
        "resolved",
        "resolved",
    );
    let allergy = json!({"resourceType": "AllergyIntolerance", "id": "a1", "patient": subject(),
        "clinicalStatus": coded("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active", "active"),
        "code": {"text": "Latex"}});
    all = vec![
        condition("d1", "E11.9", "Diabetes", "2012-03-01"),
        undated,
        condition("d3", "I10", "Hypertension", "2010-01-01"),
        over,
        condition("d5", "J45.9", "Asthma", "2026-11-27"),
        allergy,
    ];
    bring(&bench, &person, "second.json", &all);
    // Typed without a date: the day of typing is no beginning.
    let form = json!({"type": "problem", "name": "Cataract", "status": "active"});
    bench.ask("entry_add", json!({"person": person, "form": form}));
    let form = json!({"type": "note", "text": "typed after it", "at": "2026-11-20"});
    bench.ask("entry_add", json!({"person": person, "form": form}));
    let view = bench.ask(
        "visit_changes",
        json!({"person": person, "since": "2026-11-25"}),
    );
    let told: Vec<(String, String)> = view["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| {
            let word = |key: &str| c[key].as_str().unwrap().to_owned();
            (word("kind"), word("title"))
        })
        .collect();
    let expected = [
        ("diagnosis", "Asthma"),
        ("came-in", "Diabetes"),
        ("came-in", "Gallstones"),
        ("came-in", "Latex"),
        ("came-in", "Cataract"),
    ];
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for (kind, title) in expected {
        assert!(
            told.iter().any(|(k, t)| k == kind && t.contains(title)),
            "{kind} {title}: {told:?}"
        );
    }
    let cataract = view["changes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["title"] == "Cataract")
        .unwrap();
    assert_eq!(cataract["date"], Value::Null, "no day is made up");
    let words = cataract["kindText"].as_str().unwrap();
    assert!(words.starts_with("Came into the record since"), "{words}");
    // On paper the same.
    let made = bench.ask(
        "summary_make",
        json!({"person": person, "options": {"purpose": "visit", "language": "both", "changesSince": "2026-11-25"}, "formats": ["txt"]}),
    );
    let bytes = bench.bytes("output", json!({"token": made["files"][0]["token"]}));
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("came into the record since"), "{text}");
    assert!(text.contains("此后记入病历"), "{text}");
}

/// What a record was begun with is no news, but what its source recorded since the visit is.
#[test]
fn what_a_record_was_begun_with_is_told_only_when_its_source_recorded_it_since() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let mut late = condition("c2", "N18.3", "Kidney disease", "2019-01-01");
    late["recordedDate"] = json!("2026-09-01");
    let mut early = condition("c3", "E11.9", "Diabetes", "2012-01-01");
    early["recordedDate"] = json!("2012-02-01");
    let all = [
        encounter("v1", "AMB", "2026-05-12", "Heart clinic"),
        condition("c1", "I10", "Hypertension", "2011-01-01"),
        late,
        early,
    ];
    bring(&bench, &person, "first.json", &all);
    let view = bench.ask("visit_changes", json!({"person": person}));
    let changes = view["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!(changes[0]["kind"], "came-in");
    assert_eq!(changes[0]["title"], "Kidney disease");
}

/// The mean that is told is the mean of what goes along.
#[test]
fn readings_that_are_left_out_count_in_no_mean() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let mut all = vec![encounter("v1", "AMB", "2026-10-01", "Heart clinic")];
    for day in 20..30 {
        all.push(pressure(
            &format!("a{day}"),
            &format!("2026-09-{day}T08:00:00+08:00"),
            130,
            80,
        ));
    }
    for day in 10..20 {
        all.push(pressure(
            &format!("b{day}"),
            &format!("2026-11-{day}T08:00:00+08:00"),
            132,
            80,
        ));
    }
    // Somebody else's, by mistake.
    for hour in 10..18 {
        all.push(pressure(
            &format!("x{hour}"),
            &format!("2026-11-19T{hour}:00:00+08:00"),
            190,
            110,
        ));
    }
    bring(&bench, &person, "all.json", &all);
    let means = |options: &Value| -> Vec<String> {
        let view = bench.ask(
            "summary_preview",
            json!({"person": person, "options": options}),
        );
        let changes = view["changes"].as_array().unwrap();
        let of = changes.iter().filter(|c| c["kind"] == "mean-moved");
        of.map(|c| c["to"].to_string()).collect()
    };
    let page = bench.ask(
        "timeline",
        json!({"person": person, "kinds": ["vital-sign"], "limit": 100}),
    );
    let strange: Vec<Value> = page["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|e| e["value"].as_str().is_some_and(|v| v.starts_with("190")))
        .map(|e| e["id"].clone())
        .collect();
    assert_eq!(strange.len(), 8);
    let options = json!({"purpose": "visit", "changesSince": "2026-10-01"});
    assert_eq!(means(&options).len(), 1, "they move the mean");
    let mut without = options.clone();
    without["leftOut"] = json!(strange);
    assert_eq!(
        means(&without),
        Vec::<String>::new(),
        "left out of the page"
    );
    for id in &strange {
        bench.ask("entry_hide", json!({"person": person, "id": id}));
    }
    assert_eq!(
        means(&options),
        Vec::<String>::new(),
        "taken out of the record"
    );
}
