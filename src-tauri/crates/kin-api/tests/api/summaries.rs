//! The summary: what goes in, and that nothing is said that the record does not say.

use crate::support::{Bench, fixture};
use serde_json::{Value, json};

fn section<'v>(view: &'v Value, name: &str) -> &'v Value {
    view["sections"]
        .as_array()
        .unwrap()
        .iter()
        .find(|s| s["section"] == name)
        .unwrap_or_else(|| panic!("{name} is there"))
}

#[test]
fn nothing_known_is_never_made_of_missing_data() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let ask = || bench.ask("summary_preview", json!({"person": person, "options": {}}));
    let view = ask();
    for name in ["allergies", "problems", "medications"] {
        assert_eq!(section(&view, name)["nothing"], "no-information", "{name}");
    }
    let form = json!({"type": "allergy", "none": true});
    bench.ask("entry_add", json!({"person": person, "form": form}));
    let view = ask();
    assert_eq!(section(&view, "allergies")["nothing"], "known-none");
    assert_eq!(
        section(&view, "allergies")["rows"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let form = json!({"type": "allergy", "substance": "Latex"});
    bench.ask("entry_add", json!({"person": person, "form": form}));
    let view = ask();
    let allergies = section(&view, "allergies");
    assert!(allergies["nothing"].is_null(), "{allergies}");
    assert_eq!(
        allergies["rows"].as_array().unwrap().len(),
        1,
        "the statement gives way"
    );
}

#[test]
fn what_is_left_out_is_in_no_file() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    bench.import_into(&person, &fixture("zhao-lan.json"));
    let view = bench.ask("summary_preview", json!({"person": person, "options": {}}));
    let allergy = section(&view, "allergies")["rows"][0].clone();
    assert_eq!(allergy["titleEn"], "Penicillin");
    assert_eq!(allergy["titleZh"], "青霉素");
    assert_eq!(allergy["sources"][0]["letter"], "H");
    assert!(
        view["qrText"].as_str().unwrap().contains("Penicillin"),
        "{view}"
    );

    let options = json!({"leftOut": [allergy["entry"]], "language": "en"});
    let view = bench.ask(
        "summary_preview",
        json!({"person": person, "options": options}),
    );
    assert_eq!(
        section(&view, "allergies")["rows"][0]["leftOut"],
        true,
        "shown, to be ticked again"
    );
    assert!(!view["qrText"].as_str().unwrap().contains("Penicillin"));
    let made = bench.ask(
        "summary_make",
        json!({"person": person, "options": options, "formats": ["txt", "ips", "html"]}),
    );
    for file in made["files"].as_array().unwrap() {
        let bytes = bench.bytes("output", json!({"token": file["token"]}));
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains("Penicillin"), "{}", file["name"]);
        assert!(text.contains("Hypertension"), "{}", file["name"]);
    }
}

#[test]
fn only_since_cuts_events_and_not_what_holds() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    bench.import_into(&person, &fixture("zhao-lan.json"));
    let options = json!({"since": "2030-01-01"});
    let view = bench.ask(
        "summary_preview",
        json!({"person": person, "options": options}),
    );
    assert_eq!(section(&view, "results")["rows"], json!([]));
    assert_eq!(
        section(&view, "results")["nothing"],
        "left-out",
        "there are some"
    );
    assert_eq!(
        section(&view, "problems")["rows"].as_array().unwrap().len(),
        2
    );
    let bad = json!({"person": person, "options": {"since": "lately"}});
    assert_eq!(bench.code("summary_preview", bad), "form-invalid");
}

#[test]
fn the_purpose_decides_which_sections_there_are() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    bench.import_into(&person, &fixture("zhao-lan.json"));
    let names = |options: Value| {
        let view = bench.ask(
            "summary_preview",
            json!({"person": person, "options": options}),
        );
        let sections = view["sections"].as_array().unwrap().clone();
        sections
            .iter()
            .map(|s| s["section"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let emergency = names(json!({"purpose": "emergency"}));
    assert!(
        !emergency.contains(&"immunizations".to_owned()),
        "{emergency:?}"
    );
    assert!(names(json!({"purpose": "referral"})).contains(&"immunizations".to_owned()));
    let own = names(json!({"sections": ["immunizations"]}));
    assert_eq!(
        own,
        ["allergies", "problems", "medications", "immunizations"],
        "what an IPS must have is always named"
    );
}

#[test]
fn every_hand_over_is_in_the_log() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    bench.import_into(&person, &fixture("zhao-lan.json"));
    let made = bench.ask(
        "summary_make",
        json!({"person": person, "options": {}, "formats": ["qr", "txt"]}),
    );
    let log = bench.ask("share_log", json!({"person": person}));
    let shares = log["shares"].as_array().unwrap();
    assert_eq!(shares.len(), 2, "one line for each form");
    assert_eq!(shares[0]["by"], "Mei");
    assert_eq!(shares[0]["entries"], made["selected"]);
    let token = made["files"][0]["token"].clone();
    bench.ask("vault_lock", json!({}));
    bench.ask(
        "vault_unlock",
        json!({"passphrase": crate::support::PASSPHRASE}),
    );
    let gone = bench.code("output", json!({"token": token}));
    assert_eq!(
        gone, "unknown-output",
        "what was made does not outlive the lock"
    );
    let none = json!({"person": person, "options": {}, "formats": []});
    assert_eq!(bench.code("summary_make", none), "nothing-selected");
}

#[test]
fn the_recovery_sheet_is_a_page_to_print() {
    let bench = Bench::new();
    let renewed = bench.ask(
        "recovery_renew",
        json!({"passphrase": crate::support::PASSPHRASE}),
    );
    let sheet = bench.ask(
        "recovery_sheet",
        json!({"recoveryCode": renewed["recoveryCode"], "lang": "zh-CN"}),
    );
    let bytes = bench.bytes("output", json!({"token": sheet["token"]}));
    assert!(bytes.starts_with(b"%PDF"), "a PDF");
}

/// A vaccine that is only recommended must never be read as one that was given.
#[test]
fn a_recommended_vaccine_is_in_the_plan_and_no_vaccination() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let patient = json!({"reference": "Patient/p"});
    let body = json!({"resourceType": "Bundle", "type": "collection", "entry": [
        {"resource": {"resourceType": "Immunization", "id": "i1", "status": "completed", "patient": patient,
            "vaccineCode": {"text": "Influenza"}, "occurrenceDateTime": "2025-10-01"}},
        {"resource": {"resourceType": "ImmunizationRecommendation", "id": "r1", "date": "2025-10-02",
            "patient": patient, "recommendation": [{"vaccineCode": [{"text": "Tetanus"}],
                "forecastStatus": {"coding": [{"code": "overdue"}]}}]}},
        {"resource": {"resourceType": "ImmunizationRecommendation", "id": "r2", "date": "2025-10-02",
            "patient": patient, "recommendation": [{"vaccineCode": [{"text": "Yellow fever"}],
                "forecastStatus": {"coding": [{"code": "contraindicated"}]}}]}}]});
    let path = bench.folder.path().join("vaccines.json");
    std::fs::write(&path, body.to_string()).unwrap();
    bench.import_into(&person, &path);
    let options = json!({"purpose": "referral", "language": "en"});
    let asked = json!({"person": person, "options": options});
    let preview = bench.ask("summary_preview", asked);
    let titles = |section: &str| -> Vec<String> {
        let sections = preview["sections"].as_array().unwrap();
        let found = sections.iter().find(|s| s["section"] == section);
        let rows = found.and_then(|s| s["rows"].as_array());
        rows.into_iter()
            .flatten()
            .map(|r| format!("{} · {}", r["titleEn"], r["statusText"]))
            .collect()
    };
    assert_eq!(
        titles("immunizations"),
        [r#""Influenza" · "completed""#],
        "{preview}"
    );
    assert_eq!(
        titles("plan"),
        [r#""Tetanus" · "overdue, not given yet""#],
        "{preview}"
    );
    let made = bench.ask(
        "summary_make",
        json!({"person": person, "options": options, "formats": ["ips"]}),
    );
    assert_eq!(
        made["findings"],
        json!([]),
        "the recommendation goes in as what it is"
    );
}

/// Putting a record of an older server into today's form loses nothing, so nothing is said of it.
#[test]
fn an_older_record_that_is_carried_whole_is_no_remark() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let body = json!({"resourceType": "Condition", "id": "c1", "subject": {"reference": "Patient/p"},
        "clinicalStatus": "active", "verificationStatus": "confirmed", "code": {"text": "Gout"},
        "onsetDateTime": "2015", "assertedDate": "2016-01-02"});
    let path = bench.folder.path().join("old.json");
    std::fs::write(&path, body.to_string()).unwrap();
    bench.import_into(&person, &path);
    let options = json!({"purpose": "referral", "language": "en"});
    let asked = json!({"person": person, "options": options});
    let preview = bench.ask("summary_preview", asked);
    assert_eq!(preview["findings"], json!([]), "{preview}");
    assert!(preview.to_string().contains("Gout"), "{preview}");
}

#[test]
fn what_the_data_file_cannot_carry_is_said_in_both_languages() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    // A problem whose onset is no date: that part cannot go into the document.
    let body = json!({"resourceType": "Bundle", "type": "collection", "entry": [
        {"resource": {"resourceType": "Condition", "id": "c1", "subject": {"reference": "Patient/p"},
            "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]},
            "code": {"text": "Gout"}, "onsetDateTime": "some spring", "madeUp": 1}},
        {"resource": {"resourceType": "Goal", "id": "g1", "subject": {"reference": "Patient/p"},
            "lifecycleStatus": "active", "description": {"text": "Walk daily"}}}]});
    let path = bench.folder.path().join("odd.json");
    std::fs::write(&path, body.to_string()).unwrap();
    bench.import_into(&person, &path);
    let options = json!({"purpose": "referral", "language": "en"});
    let ask = || {
        bench.ask(
            "summary_preview",
            json!({"person": person, "options": options}),
        )
    };
    let english = ask()["findings"].clone();
    let texts = english.to_string();
    assert!(texts.contains("Gout"), "{texts}");
    assert!(
        !texts.contains("finding-ips"),
        "every remark has words: {texts}"
    );
    let made = bench.ask(
        "summary_make",
        json!({"person": person, "options": options, "formats": ["ips"]}),
    );
    assert_eq!(made["findings"], english, "the same when it is made");
    let mut settings = bench.ask("settings_get", json!({}));
    settings["lang"] = json!("zh-CN");
    bench.ask("settings_set", json!({"settings": settings}));
    let chinese = ask()["findings"].to_string();
    assert!(
        chinese.contains("医生电脑") && !chinese.contains("finding-ips"),
        "{chinese}"
    );
}

/// A modifier extension may turn the meaning round ("do not take"): it is said at the import and
/// printed before everything else.
#[test]
fn what_may_turn_the_meaning_round_is_told_and_printed() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let body = json!({"resourceType": "MedicationStatement", "id": "m1", "status": "active",
        "subject": {"reference": "Patient/p"}, "medicationCodeableConcept": {"text": "Warfarin"},
        "dosage": [{"text": "1 tablet"}],
        "modifierExtension": [{"url": "http://example.org/doNotTake", "valueBoolean": true}]});
    let path = bench.folder.path().join("not.json");
    std::fs::write(&path, body.to_string()).unwrap();
    let report = bench.import_into(&person, &path);
    let finding = &report["findings"][0];
    assert_eq!(finding["code"], "modifier-extension", "{report}");
    assert_eq!(finding["severity"], "warning");
    for (language, words) in [
        ("en", "May change what this means: doNotTake: true"),
        ("zh-CN", "可能改变含义的附加说明：doNotTake: true"),
    ] {
        let options = json!({"language": language});
        let asked = json!({"person": person, "options": options});
        let view = bench.ask("summary_preview", asked);
        assert_eq!(section(&view, "medications")["rows"][0]["note"], words);
    }
}

#[test]
fn private_matters_are_in_no_purpose_until_asked_for() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    for purpose in ["visit", "referral", "emergency"] {
        let options = json!({"purpose": purpose});
        let view = bench.ask(
            "summary_preview",
            json!({"person": person, "options": options}),
        );
        let text = view["sections"].to_string();
        for private in ["social-history", "family-history", "patient-story"] {
            assert!(!text.contains(private), "{purpose}: {private}");
        }
    }
    let options = json!({"sections": ["social-history"]});
    let view = bench.ask(
        "summary_preview",
        json!({"person": person, "options": options}),
    );
    assert!(view["sections"].to_string().contains("social-history"));
}

/// The check-in bundle keeps its own rules, comes back into another record without a remark, and one
/// with a flaw is read all the same and says what is wrong.
#[test]
fn a_check_in_bundle_goes_out_by_its_rules_and_comes_in_with_its_flaws_named() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    bench.import_into(&person, &fixture("zhao-lan.json"));
    let options = json!({"purpose": "referral", "language": "en", "reason": "Short of breath",
        "questions": ["Is it the heart?"]});
    let made = bench.ask(
        "summary_make",
        json!({"person": person, "options": options, "formats": ["ktc"]}),
    );
    let file = &made["files"][0];
    assert_eq!(file["name"], "summary.ktc.json");
    let bytes = bench.bytes("output", json!({"token": file["token"]}));
    let flaws = kin_fhir::ktc::check(&bytes);
    assert!(flaws.is_empty(), "{flaws:?}");
    let mut bundle: Value = serde_json::from_slice(&bytes).unwrap();
    let codes: Vec<&str> = bundle["entry"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|e| e["resource"]["type"]["coding"][0]["code"].as_str())
        .filter(|c| ["60591-5", "51855-5"].contains(c))
        .collect();
    assert_eq!(codes, ["60591-5", "51855-5"], "both PDFs");

    let read = |name: &str, bytes: &[u8]| {
        let (other, nobody) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
        let path = other.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        other.import_into(&nobody, &path)
    };
    let report = read("good.json", &bytes);
    assert!(report["added"].as_u64().unwrap() > 3, "{report}");
    assert!(!report["findings"].to_string().contains("ktc"), "{report}");

    bundle.as_object_mut().unwrap().remove("timestamp");
    let report = read("flawed.json", bundle.to_string().as_bytes());
    assert!(report["added"].as_u64().unwrap() > 3, "{report}");
    let finding = &report["findings"][0];
    assert_eq!(finding["code"], "ktc-bundle-timestamp", "{report}");
    assert_eq!(finding["severity"], "warning");
    assert!(
        finding["text"]
            .as_str()
            .unwrap()
            .contains("when it was made")
    );
}

/// Every rule has its words.
#[test]
fn every_rule_of_the_check_in_has_words() {
    for (code, _) in kin_fhir::ktc::RULES {
        for lang in [kin_i18n::Lang::En, kin_i18n::Lang::ZhCn] {
            let key = format!("finding-{code}");
            assert!(
                kin_i18n::Catalogue::find(lang, &key, &[]).is_some(),
                "{key}"
            );
        }
    }
}

/// What hospitals give one code, or a sign for none, is not one thing: no allergy hides another.
#[test]
fn no_allergy_hides_another_that_has_the_same_code() {
    let bench = Bench::new();
    let allergy = |id: &str, code: &str, text: &str| {
        json!({"resource": {"resourceType": "AllergyIntolerance", "id": id, "patient": {"reference": "Patient/p"},
            "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": "active"}]},
            "code": {"coding": [{"system": "http://snomed.info/sct", "code": code}], "text": text}}})
    };
    let bundle = json!({"resourceType": "Bundle", "type": "collection", "entry": [
        {"resource": {"resourceType": "Patient", "id": "p", "name": [{"text": "Zhao Lan"}], "birthDate": "1953-02-11"}},
        allergy("a", "-", "Cephalosporins"), allergy("b", "-", "Seafood"),
        allergy("c", "419199007", "Penicillin"), allergy("d", "419199007", "Latex"), allergy("e", "419199007", "Peanut"),
    ]});
    let path = bench.folder.path().join("allergies.json");
    std::fs::write(&path, bundle.to_string()).unwrap();
    let end = bench.import(json!({"files": [bench.file(&path)], "newPersonFromFile": true}));
    let person = end["result"]["person"].as_str().unwrap();
    let home = bench.ask("home", json!({"person": person}))["allergies"].to_string();
    for name in ["Cephalosporins", "Seafood", "Penicillin", "Latex", "Peanut"] {
        assert!(home.contains(name), "{name} is missing on Home: {home}");
    }
}

/// Two problems of one general code, a suspicion, a dose in numbers, what must not be given, and a denied allergy in words.
#[test]
fn a_doctor_reads_each_statement_as_what_it_is() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let coded = |kind: &str, id: &str, more: &str, name: &str| {
        format!(
            r#"{{"resourceType":"{kind}","id":"{id}",{more}"code":{{"coding":[{{"system":"urn:h","code":"GENERAL"}}],"text":"{name}"}}}}"#
        )
    };
    let medicine = |id: &str, more: &str, name: &str| {
        format!(
            r#"{{"resourceType":"MedicationRequest","id":"{id}","status":"active","intent":"order",{more}"medicationCodeableConcept":{{"coding":[{{"system":"urn:h","code":"ORAL"}}],"text":"{name}"}}}}"#
        )
    };
    let active = r#""clinicalStatus":{"coding":[{"code":"active"}]},"#;
    let suspected =
        format!(r#"{active}"verificationStatus":{{"coding":[{{"code":"provisional"}}]}},"#);
    let weekly = r#""dosageInstruction":[{"timing":{"repeat":{"frequency":1,"period":1,"periodUnit":"wk","dayOfWeek":["mon"]}},"doseAndRate":[{"doseQuantity":{"value":4,"unit":"tablet"}}]}],"#;
    let lines = [
        coded("Condition", "c1", &suspected, "Asthma"),
        coded("Condition", "c2", active, "Haemophilia A"),
        coded(
            "AllergyIntolerance",
            "a1",
            active,
            "No known drug allergies",
        ),
        medicine("m1", weekly, "Methotrexate"),
        medicine("m2", "", "Digoxin"),
        medicine("m3", r#""doNotPerform":true,"#, "Ibuprofen"),
    ];
    let path = bench.folder.path().join("six.ndjson");
    std::fs::write(&path, lines.join("\n")).unwrap();
    bench.import_into(&person, &path);
    let view = bench.ask("summary_preview", json!({"person": person, "options": {}}));
    let titles = |name: &str| {
        let rows = section(&view, name)["rows"].as_array().unwrap();
        let mut titles: Vec<String> = rows
            .iter()
            .map(|r| r["titleEn"].as_str().unwrap().to_owned())
            .collect();
        titles.sort();
        titles
    };
    assert_eq!(titles("problems"), ["Asthma", "Haemophilia A"]);
    assert_eq!(titles("medications"), ["Digoxin", "Methotrexate"]);
    assert_eq!(titles("alerts"), ["Ibuprofen"]);
    let text = view.to_string();
    for said in [
        "provisional",
        "4 tablet, 1 × / wk, mon",
        "must not be done or given",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let home = bench.ask("home", json!({"person": person}));
    assert_eq!(home["allergies"], json!([]), "a denial is no allergy");
}
