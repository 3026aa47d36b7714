//! A referral goes out of one vault, is answered in another, and the answer finds its way back.

use crate::support::{Bench, fixture, testdata};
use serde_json::{Value, json};
use std::path::PathBuf;

fn zhao_lan() -> (Bench, String) {
    let (bench, person) = Bench::with_person("赵兰", "1953-02-11", "female");
    bench.import_into(&person, &fixture("zhao-lan.json"));
    (bench, person)
}

/// Saves the one file of an answer beside the vault.
fn saved(bench: &Bench, made: &Value, name: &str) -> PathBuf {
    let token = &made["files"][0]["token"];
    let bytes = bench.bytes("output", json!({"token": token}));
    let path = bench.folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn refer(bench: &Bench, person: &str, to: &str) -> Value {
    bench.ask(
        "summary_make",
        json!({
            "person": person,
            "options": {"purpose": "referral", "language": "en", "reason": "Chest pain on stairs", "questions": ["A stress test?"]},
            "formats": ["referral"],
            "referral": {"to": to},
        }),
    )
}

fn list(bench: &Bench, person: &str) -> Vec<Value> {
    let all = bench.ask("referrals", json!({"person": person}));
    all["referrals"].as_array().unwrap().clone()
}

/// The person as the referral gives them, in a vault of their own.
fn received(file: &std::path::Path) -> (Bench, String) {
    let other = Bench::new();
    let files = [other.file(file)];
    let end = other.import(json!({"newPersonFromFile": true, "files": files}));
    assert_eq!(end["state"], "done", "{end}");
    let person = end["result"]["person"].as_str().unwrap().to_owned();
    (other, person)
}

#[test]
fn there_and_back() {
    let (bench, person) = zhao_lan();
    let made = refer(&bench, &person, "Cardiology");
    assert_eq!(made["files"][0]["name"], "summary.referral.json");
    let file = saved(&bench, &made, "out.json");
    let flaws = kin_fhir::ips::referral::check(&std::fs::read(&file).unwrap());
    let loud: Vec<_> = flaws
        .iter()
        .filter(|f| f.severity != kin_model::Severity::Info)
        .collect();
    assert!(loud.is_empty(), "{loud:?}");
    let own = list(&bench, &person);
    assert_eq!(own.len(), 1, "it is an entry of the record");
    assert_eq!(own[0]["title"], "Referral to Cardiology");
    assert_eq!(own[0]["state"], "sent");
    assert_eq!(own[0]["reasons"], json!(["Chest pain on stairs"]));
    let id = own[0]["id"].as_str().unwrap();

    // The same words once more: the same referral; other words: another one.
    refer(&bench, &person, "Cardiology");
    let again = list(&bench, &person);
    assert_eq!(again.len(), 1, "{again:?}");
    assert_eq!(again[0]["sent"], 2);
    refer(&bench, &person, "Neurology");
    assert_eq!(list(&bench, &person).len(), 2);

    // The specialist.
    let (other, patient) = received(&file);
    let theirs = list(&other, &patient);
    assert_eq!(theirs.len(), 1);
    assert_eq!(theirs[0]["state"], "received");
    assert_eq!(theirs[0]["received"], true);
    assert_eq!(theirs[0]["questions"], json!(["A stress test?"]));
    let form = json!({"type": "medicine", "name": "Bisoprolol 2.5 mg", "dosage": "1 in the morning", "status": "active"});
    let medicine = other.ask("entry_add", json!({"person": patient, "form": form}));
    let form = json!({"type": "measure", "what": "weight", "value": "71.2", "unit": "kg", "at": "2026-11-25"});
    let weight = other.ask("entry_add", json!({"person": patient, "form": form}));
    let empty = json!({"person": patient, "id": theirs[0]["id"], "letter": "  "});
    assert_eq!(other.code("referral_answer", empty), "form-invalid");
    let answer = other.ask(
        "referral_answer",
        json!({
            "person": patient, "id": theirs[0]["id"],
            "letter": "The heart is sound.\n\nNo stress test is needed.",
            "plan": "Walk every day.", "author": "Dr Wang, cardiology",
            "entries": [medicine["id"], weight["id"]],
        }),
    );
    assert_eq!(answer["selected"], 2);
    let back = saved(&other, &answer, "answer.json");
    let flaws = kin_fhir::ips::referral::check(&std::fs::read(&back).unwrap());
    let loud: Vec<_> = flaws
        .iter()
        .filter(|f| f.severity == kin_model::Severity::Error)
        .collect();
    assert!(loud.is_empty(), "{loud:?}");
    assert_eq!(list(&other, &patient)[0]["state"], "replied");

    // Home again: nobody says to which referral it belongs.
    bench.wait(86_400);
    let files = [bench.file(&back)];
    let end = bench.import(json!({"person": person, "files": files}));
    assert_eq!(end["state"], "done", "{end}");
    assert_eq!(end["result"]["referrals"][0]["id"], id);
    assert_eq!(end["result"]["referrals"][0]["again"], false);
    let shown = bench.ask("referral", json!({"person": person, "id": id}));
    assert_eq!(shown["state"], "answered");
    assert_eq!(shown["answers"].as_array().unwrap().len(), 1);
    let kinds: Vec<&str> = shown["answers"][0]["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["kind"].as_str().unwrap())
        .collect();
    for kind in ["document", "medication", "vital-sign", "care-plan"] {
        assert!(kinds.contains(&kind), "{kind}: {kinds:?}");
    }
    assert!(!kinds.contains(&"directory") && !kinds.contains(&"referral"));
    let line = shown["line"].as_str().unwrap();
    assert_eq!(
        line,
        "answered on 26 Nov 2026: a letter, 1 result, 1 medicine, a plan"
    );
    let neurology = list(&bench, &person)
        .into_iter()
        .find(|r| r["title"] == "Referral to Neurology")
        .unwrap();
    assert_eq!(neurology["state"], "sent", "the other one still waits");

    // The next summary says it.
    let view = bench.ask(
        "summary_preview",
        json!({"person": person, "options": {"purpose": "visit", "language": "en"}}),
    );
    let rows = view["sections"]
        .as_array()
        .unwrap()
        .iter()
        .find(|s| s["section"] == "plan")
        .unwrap()["rows"]
        .as_array()
        .unwrap()
        .clone();
    let told = rows
        .iter()
        .find(|r| r["titleEn"] == "Referral to Cardiology")
        .unwrap_or_else(|| panic!("{rows:?}"));
    assert_eq!(told["note"], line);

    // The same file once more brings nothing and no second answer.
    let files = [bench.file(&back)];
    let before = bench.entries(&person);
    let twice = bench.import(json!({"person": person, "files": files}));
    assert_eq!(twice["result"]["files"][0]["added"], 0, "{twice}");
    assert_eq!(twice["result"]["files"][0]["updated"], 0, "{twice}");
    assert_eq!(twice["result"]["referrals"][0]["id"], id, "it is said");
    assert_eq!(twice["result"]["referrals"][0]["again"], true);
    assert_eq!(bench.entries(&person), before);
    let shown = bench.ask("referral", json!({"person": person, "id": id}));
    assert_eq!(shown["answers"].as_array().unwrap().len(), 1);

    // Taking the import back takes the answer back.
    let imports = bench.ask("imports", json!({"person": person}));
    let import = end["result"]["import"].clone();
    assert!(
        imports["imports"]
            .as_array()
            .unwrap()
            .iter()
            .any(|i| i["import"] == import)
    );
    bench.ask("import_undo", json!({"person": person, "import": import}));
    let shown = bench.ask("referral", json!({"person": person, "id": id}));
    assert_eq!(shown["state"], "sent", "{shown}");

    // Closed it leaves the plan.
    let closed = bench.ask(
        "referral_close",
        json!({"person": person, "id": id, "closed": true}),
    );
    assert_eq!(closed["state"], "closed");
    let original = bench.ask("entry_original", json!({"person": person, "id": id}));
    assert!(original["text"].as_str().unwrap().contains("\"completed\""));
    let open = bench.ask(
        "referral_close",
        json!({"person": person, "id": id, "closed": false}),
    );
    assert_eq!(open["state"], "sent");
}

#[test]
fn an_answer_about_somebody_else_is_stopped() {
    let (bench, person) = zhao_lan();
    let file = saved(&bench, &refer(&bench, &person, "Cardiology"), "out.json");
    let (other, patient) = received(&file);
    let id = list(&other, &patient)[0]["id"].clone();
    let answer = other.ask(
        "referral_answer",
        json!({"person": patient, "id": id, "letter": "Fine."}),
    );
    let back = saved(&other, &answer, "answer.json");
    let qian = bench.add_person("钱明", "1949-05-02", "male");
    let files = [bench.file(&back)];
    let end = bench.import(json!({"person": qian, "files": files}));
    assert_eq!(end["error"]["code"], "wrong-person", "{end}");
    assert_eq!(list(&bench, &person)[0]["state"], "sent");
}

#[test]
fn an_answer_to_a_referral_of_nobody_here_is_ordinary_entries() {
    let (bench, person) = zhao_lan();
    let file = saved(&bench, &refer(&bench, &person, "Cardiology"), "out.json");
    let (other, patient) = received(&file);
    let id = list(&other, &patient)[0]["id"].clone();
    let answer = other.ask(
        "referral_answer",
        json!({"person": patient, "id": id, "letter": "Fine."}),
    );
    let back = saved(&other, &answer, "answer.json");
    let (third, stranger) = Bench::with_person("赵兰", "1953-02-11", "female");
    let files = [third.file(&back)];
    let end = third.import(json!({"person": stranger, "files": files}));
    assert_eq!(end["state"], "done", "{end}");
    assert_eq!(end["result"]["referrals"], json!([]));
    assert!(list(&third, &stranger).is_empty());
    assert!(
        !third.entries(&stranger).is_empty(),
        "they are there all the same"
    );
}

/// What a hospital's own system sends: it keeps the request under a number of its own.
fn hospital_answer(identifier: &str) -> String {
    json!({"resourceType": "Bundle", "type": "collection", "entry": [
        {"fullUrl": "https://h.example/fhir/Patient/9", "resource": {"resourceType": "Patient", "id": "9", "name": [{"text": "赵兰"}], "birthDate": "1953-02-11", "gender": "female"}},
        {"fullUrl": "https://h.example/fhir/DiagnosticReport/3", "resource": {"resourceType": "DiagnosticReport", "id": "3", "status": "final", "code": {"text": "Echocardiography"}, "subject": {"reference": "Patient/9"}, "effectiveDateTime": "2026-11-20", "basedOn": [{"reference": "ServiceRequest/77"}]}},
        {"fullUrl": "https://h.example/fhir/Observation/4", "resource": {"resourceType": "Observation", "id": "4", "status": "final", "code": {"text": "Ejection fraction"}, "valueQuantity": {"value": 62, "unit": "%"}, "subject": {"reference": "Patient/9"}, "effectiveDateTime": "2026-11-20"}},
        {"fullUrl": "https://h.example/fhir/ServiceRequest/77", "resource": {"resourceType": "ServiceRequest", "id": "77", "status": "completed", "intent": "order", "identifier": [{"system": "urn:ietf:rfc:3986", "value": identifier}], "subject": {"reference": "Patient/9"}, "code": {"text": "Echocardiography"}}},
    ]})
    .to_string()
}

#[test]
fn a_hospitals_own_system_answers_by_its_own_number() {
    let (bench, person) = zhao_lan();
    let file = saved(&bench, &refer(&bench, &person, "Cardiology"), "out.json");
    let sent: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let identifier = sent["entry"]
        .as_array()
        .unwrap()
        .iter()
        .find(|e| e["resource"]["resourceType"] == "ServiceRequest")
        .unwrap()["resource"]["identifier"][0]["value"]
        .as_str()
        .unwrap()
        .to_owned();
    let id = list(&bench, &person)[0]["id"].as_str().unwrap().to_owned();
    let path = bench.folder.path().join("hospital.json");
    std::fs::write(&path, hospital_answer(&identifier)).unwrap();
    bench.import_into(&person, &path);
    let shown = bench.ask("referral", json!({"person": person, "id": id}));
    assert_eq!(shown["state"], "answered", "{shown}");
    let entries = shown["answers"][0]["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 1, "only what says so: {entries:?}");
    assert_eq!(entries[0]["title"], "Echocardiography");

    // The other value is matched by hand, and taken back.
    let page = bench.ask(
        "timeline",
        json!({"person": person, "kinds": ["result"], "limit": 50}),
    );
    let fraction = page["entries"]
        .as_array()
        .unwrap()
        .iter()
        .find(|e| e["title"] == "Ejection fraction")
        .unwrap()["id"]
        .clone();
    let ask = |back: bool| {
        bench.ask(
            "referral_match",
            json!({"person": person, "id": id, "entries": [fraction], "takeBack": back}),
        )
    };
    let shown = ask(false);
    assert_eq!(shown["answers"].as_array().unwrap().len(), 2);
    assert_eq!(shown["answers"][0]["byHand"], true);
    assert_eq!(ask(false)["answers"].as_array().unwrap().len(), 2, "once");
    assert_eq!(ask(true)["answers"].as_array().unwrap().len(), 1);
    for bad in [json!([]), json!(["0000000000000000"]), json!([id])] {
        let request = json!({"person": person, "id": id, "entries": bad});
        assert!(bench.try_ask("referral_match", request).is_err());
    }
    // An entry that is no referral is none.
    let request = json!({"person": person, "id": fraction});
    assert_eq!(bench.code("referral", request), "unknown-entry");
}

#[test]
fn summaries_of_others_are_shown_and_nothing_is_stored() {
    let Some(dir) = testdata() else { return };
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let before = bench.entries(&person);
    let mut shown = 0;
    for folder in ["fhir-ips/official", "fhir-ips/connectathon"] {
        let mut files: Vec<_> = std::fs::read_dir(dir.join(folder))
            .unwrap()
            .map(|f| f.unwrap().path())
            .filter(|p| p.extension().is_some_and(|e| e == "json" || e == "xml"))
            .collect();
        files.sort();
        for path in files {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let view = bench.ask("summary_read", json!({"file": bench.file(&path)}));
            assert_eq!(view["readable"], true, "{name}: {}", view["flaws"]);
            for section in view["sections"].as_array().unwrap() {
                let rows = section["rows"].as_array().unwrap().len();
                let missing = section["missing"].as_array().unwrap().len();
                let left_off = usize::try_from(section["leftOff"].as_u64().unwrap()).unwrap();
                let entries = usize::try_from(section["entries"].as_u64().unwrap()).unwrap();
                assert_eq!(
                    rows + missing + left_off,
                    entries,
                    "{name} {}",
                    section["title"]
                );
                assert!(!section["title"].as_str().unwrap().is_empty(), "{name}");
            }
            for flaw in view["flaws"].as_array().unwrap() {
                let text = flaw["text"].as_str().unwrap();
                assert!(!text.starts_with("Remark "), "{name}: {flaw} has words");
            }
            if folder.ends_with("official") {
                let loud = view["flaws"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|f| f["severity"] != "info")
                    .count();
                assert_eq!(loud, 0, "{name}: {}", view["flaws"]);
            }
            shown += 1;
        }
    }
    assert_eq!(shown, 39, "one of them is XML");
    assert_eq!(bench.entries(&person), before, "nothing was stored");
}

#[test]
fn what_is_no_summary_says_so() {
    let bench = Bench::new();
    for (name, text) in [("a.json", "{\"a\":1}"), ("b.txt", "words"), ("c.json", "")] {
        let path = bench.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let view = bench.ask("summary_read", json!({"file": bench.file(&path)}));
        assert_eq!(view["readable"], false, "{name}: {view}");
        assert!(view["flaws"][0]["text"].is_string());
    }
}

#[test]
fn a_summary_is_looked_at_while_the_vault_is_locked() {
    let (bench, _) = zhao_lan();
    bench.ask("vault_lock", json!({}));
    let view = bench.ask(
        "summary_read",
        json!({"file": bench.file(&fixture("zhao-lan.json"))}),
    );
    assert_eq!(view["readable"], true);
    assert_eq!(
        view["person"]["name"].as_str().map(|n| !n.is_empty()),
        Some(true)
    );
}

#[test]
fn every_rule_has_its_words_in_both_languages() {
    use kin_i18n::{Catalogue, Lang};
    for (code, _) in kin_fhir::ips::RULES {
        for lang in Lang::ALL {
            let key = format!("flaw-{code}");
            assert!(
                Catalogue::find(*lang, &key, &[]).is_some(),
                "{key} {lang:?}"
            );
        }
    }
}

fn speak(bench: &Bench, lang: &str) {
    let mut settings = bench.ask("settings_get", json!({}));
    settings["lang"] = json!(lang);
    bench.ask("settings_set", json!({"settings": settings}));
}

#[test]
fn a_referral_is_called_in_the_language_of_the_reader_and_goes_on_as_it_went() {
    let (bench, person) = zhao_lan();
    refer(&bench, &person, "Cardiology");
    speak(&bench, "zh-CN");
    let own = list(&bench, &person);
    assert_eq!(own[0]["title"], "转诊：Cardiology");
    let id = own[0]["id"].as_str().unwrap();
    let request = json!({"person": person, "kinds": ["referral"], "limit": 5});
    let line = bench.ask("timeline", request)["entries"][0].clone();
    assert_eq!(
        (line["title"].as_str(), line["titleOriginal"].as_str()),
        (Some("转诊：Cardiology"), None),
        "{line}"
    );
    // The same words once more are still the same referral, and the words that went stand in it.
    refer(&bench, &person, "Cardiology");
    let own = list(&bench, &person);
    assert_eq!((own.len(), &own[0]["sent"]), (1, &json!(2)));
    let full = bench.ask("entry", json!({"person": person, "id": id}));
    assert!(
        full["detail"]
            .to_string()
            .contains("Referral to Cardiology"),
        "{full}"
    );
}

#[test]
fn a_coded_reaction_in_a_summary_of_somebody_else_is_named_in_the_language_of_the_reader() {
    let bench = Bench::new();
    let told = |lang: &str| {
        speak(&bench, lang);
        let view = bench.ask(
            "summary_read",
            json!({"file": bench.file(&fixture("zhao-lan.json"))}),
        );
        let sections = view["sections"].as_array().unwrap().clone();
        let mut rows = sections.iter().flat_map(|s| s["rows"].as_array().unwrap());
        let allergy = rows.find(|r| r["kind"] == "allergy").unwrap();
        ["value", "valueText", "note"].map(|part| allergy[part].as_str().unwrap().to_owned())
    };
    let en = told("en");
    assert_eq!(
        en[..2],
        ["rash over the body", "rash over the body"],
        "{en:?}"
    );
    let zh = told("zh-CN");
    assert_eq!(
        zh,
        [
            "rash over the body",
            "荨麻疹(风团) “rash over the body”",
            "中度"
        ]
    );
}
