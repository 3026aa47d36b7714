//! What page one says beside the rows: readings at home, conflicts; and that none of it tells of what is left out.

use crate::support::Bench;
use serde_json::{Value, json};
use std::process::Command;

fn entry(body: Value) -> Value {
    json!({"resource": body})
}

fn pressure(id: &str, at: &str, upper: u32, lower: u32, by: &str, note: Option<&str>) -> Value {
    let part = |code: &str, value: u32| {
        json!({"code": {"coding": [{"system": "http://loinc.org", "code": code}]},
            "valueQuantity": {"value": value, "unit": "mmHg", "system": "http://unitsofmeasure.org",
                "code": "mm[Hg]"}})
    };
    let mut body = json!({"resourceType": "Observation", "id": id, "status": "final",
        "category": [{"coding": [{"system":
            "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}], "text": "Blood pressure"},
        "subject": {"reference": "Patient/p"}, "effectiveDateTime": at,
        "performer": [{"reference": by}],
        "component": [part("8480-6", upper), part("8462-4", lower)]});
    if let Some(note) = note {
        body["note"] = json!([{"text": note}]);
    }
    entry(body)
}

fn medicine(id: &str, words: &str, reason: Option<&str>) -> Value {
    let mut body = json!({"resourceType": "MedicationStatement", "id": id, "status": "active",
        "medicationCodeableConcept": {"text": words}, "subject": {"reference": "Patient/p"},
        "effectivePeriod": {"start": "2024-01-01"}});
    if let Some(reason) = reason {
        body["reasonCode"] = json!([{"text": reason}]);
    }
    entry(body)
}

fn allergy(id: &str, code: Value) -> Value {
    entry(
        json!({"resourceType": "AllergyIntolerance", "id": id, "patient": {"reference": "Patient/p"},
        "clinicalStatus": {"coding": [{"system":
            "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": "active"}]},
        "code": code}),
    )
}

fn blood_group(id: &str, value: &str, day: &str) -> Value {
    entry(
        json!({"resourceType": "Observation", "id": id, "status": "final",
        "category": [{"coding": [{"system":
            "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "882-1"}], "text": "ABO and Rh group"},
        "subject": {"reference": "Patient/p"}, "effectiveDateTime": day, "valueString": value}),
    )
}

fn record(entries: Vec<Value>) -> (Bench, String) {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let count = entries.len();
    let bundle = json!({"resourceType": "Bundle", "type": "collection", "entry": entries});
    let path = bench.folder.path().join("page-one.json");
    std::fs::write(&path, bundle.to_string()).unwrap();
    let report = bench.import_into(&person, &path);
    assert_eq!(report["added"], count, "{report}");
    (bench, person)
}

/// The words of the printed summary in one line; `None` where poppler is missing.
fn printed(bench: &Bench, person: &str, options: &Value) -> Option<String> {
    printed_to(bench, person, options, "9999")
}

/// The same up to a page.
fn printed_to(bench: &Bench, person: &str, options: &Value, last: &str) -> Option<String> {
    let made = bench.ask(
        "summary_make",
        json!({"person": person, "options": options, "formats": ["pdf"]}),
    );
    let bytes = bench.bytes("output", json!({"token": made["files"][0]["token"]}));
    let path = bench.folder.path().join("page.pdf");
    std::fs::write(&path, bytes).unwrap();
    let Ok(out) = Command::new("pdftotext")
        .args(["-raw", "-l", last, path.to_str()?, "-"])
        .output()
    else {
        println!("skipped: pdftotext is not installed");
        return None;
    };
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The entry of a row by its title.
fn id_of(bench: &Bench, person: &str, title: &str) -> String {
    let options = json!({"purpose": "referral", "topics": ["mental-health", "sexual-health",
        "substance-use"]});
    let view = bench.ask(
        "summary_preview",
        json!({"person": person, "options": options}),
    );
    let sections = view["sections"].as_array().unwrap().clone();
    let rows = sections
        .iter()
        .flat_map(|s| s["rows"].as_array().unwrap().clone());
    let mut found = rows
        .filter(|r| r["titleEn"].as_str().unwrap().contains(title))
        .map(|r| r["entry"].as_str().unwrap().to_owned());
    found
        .next_back()
        .unwrap_or_else(|| panic!("{title}: {view}"))
}

/// Six days of four readings at home.
fn week() -> Vec<Value> {
    let mut out = Vec::new();
    for day in 10..17_u32 {
        for (hour, upper) in [
            ("07:00", 130),
            ("07:02", 132),
            ("19:00", 126),
            ("19:02", 128),
        ] {
            let at = format!("2026-11-{day}T{hour}:00+08:00");
            let id = format!("b{}", out.len());
            out.push(pressure(&id, &at, upper + day % 3, 80, "Patient/p", None));
        }
    }
    out
}

#[test]
fn blood_pressure_at_home_has_a_method_and_counts_nothing_of_the_hospital() {
    let mut entries = week();
    entries.push(pressure(
        "h1",
        "2026-11-16T09:00:00+08:00",
        190,
        110,
        "Organization/o",
        None,
    ));
    let (bench, person) = record(entries);
    let options = json!({"purpose": "referral", "language": "en"});
    let Some(text) = printed(&bench, &person, &options) else {
        return;
    };
    for words in [
        "Home blood pressure",
        "mean of 24 readings on 7 days",
        "Method: Chinese guideline on home blood pressure 2019",
        "Below the limit for high blood pressure at home",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(
        text.contains("190/110"),
        "the reading of the hospital stands among the last readings: {text}"
    );
    let without = json!({"purpose": "referral", "language": "en", "sections": ["results"]});
    let text = printed(&bench, &person, &without).unwrap();
    assert!(
        !text.contains("Home blood pressure"),
        "not asked for: {text}"
    );
}

#[test]
fn a_mean_tells_nothing_of_a_reading_that_does_not_go_along() {
    let mut entries = week();
    // So high that the mean would show it; it tells of a topic that nobody has ticked.
    for n in 0..2 {
        entries.push(pressure(
            &format!("x{n}"),
            &format!("2026-11-16T20:0{n}:00+08:00"),
            210,
            120,
            "Patient/p",
            Some("after cocaine"),
        ));
    }
    let (bench, person) = record(entries);
    let mean = |topics: &[&str]| {
        let options = json!({"purpose": "referral", "language": "en", "topics": topics});
        let text = printed(&bench, &person, &options)?;
        let (before, after) = text.split_once("mmHg mean of")?;
        let before = before.trim_end().rsplit(' ').next()?.to_owned();
        let count = format!("of{after}")
            .split("of ")
            .nth(1)?
            .split(' ')
            .next()?
            .to_owned();
        Some((before, count))
    };
    let Some((without, count)) = mean(&[]) else {
        return;
    };
    assert_eq!(count, "24");
    let (with, count) = mean(&["substance-use"]).unwrap();
    assert_eq!(count, "26");
    assert_ne!(without, with, "ticked, it counts");
}

#[test]
fn two_doses_denied_allergies_and_two_blood_groups_are_said_and_obey_the_selection() {
    let none = json!({"coding": [{"system":
        "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips", "code": "no-known-allergies"}]});
    let (bench, person) = record(vec![
        medicine("m1", "Amlodipine 5 mg", None),
        medicine("m2", "Amlodipine 10 mg", None),
        medicine("m3", "Sertraline 50 mg", None),
        medicine("m4", "Sertraline 100 mg", None),
        allergy("a1", json!({"text": "Penicillin"})),
        allergy("a2", none),
        blood_group("g1", "A Rh(D) positive", "2020-05-06"),
        blood_group("g2", "O Rh(D) positive", "2022-05-06"),
        blood_group("g3", "O +", "2023-05-06"),
    ]);
    let options = |more: Value| {
        let mut options = json!({"purpose": "referral", "language": "en"});
        for (key, value) in more.as_object().unwrap() {
            options[key] = value.clone();
        }
        options
    };
    let Some(text) = printed(&bench, &person, &options(json!({}))) else {
        return;
    };
    for words in [
        "SOURCES DIFFER",
        "Two doses of one medicine: Amlodipine",
        "Allergy stated (Penicillin), and “no known allergy” in another source",
        "Two blood groups:",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(
        !text.to_lowercase().contains("sertraline"),
        "a topic that is not ticked is in no conflict: {text}"
    );
    let ticked = options(json!({"topics": ["mental-health"]}));
    let text = printed(&bench, &person, &ticked).unwrap();
    assert!(
        text.contains("Two doses of one medicine: Sertraline"),
        "{text}"
    );

    let amlodipine = id_of(&bench, &person, "Amlodipine 10");
    let penicillin = id_of(&bench, &person, "Penicillin");
    let left = options(json!({"leftOut": [amlodipine, penicillin], "sections":
        ["allergies", "problems", "medications"]}));
    let text = printed(&bench, &person, &left).unwrap();
    for words in [
        "Two doses",
        "Penicillin",
        "Allergy stated",
        "blood group",
        "Amlodipine 10",
    ] {
        assert!(!text.contains(words), "{words} is hinted at: {text}");
    }
    assert!(text.contains("Amlodipine 5 mg"), "{text}");
}

/// The same medicine with the same dose from two hospitals is no conflict; a settled line is none either.
#[test]
fn what_agrees_is_no_conflict() {
    let (bench, person) = record(vec![
        medicine("m1", "Amlodipine 5 mg", None),
        medicine("m2", "Amlodipine 5 mg tablets", None),
    ]);
    let options = json!({"purpose": "referral", "language": "en"});
    let Some(text) = printed(&bench, &person, &options) else {
        return;
    };
    assert!(!text.contains("SOURCES DIFFER"), "{text}");
}

#[test]
fn doses_planned_and_taken_stand_below_their_medicine() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let form = json!({"type": "medicine", "name": "Metformin", "strength": "500 mg",
        "dosage": "with food", "since": "2026-11-01", "status": "active"});
    let entry = bench.ask("entry_add", json!({"person": person, "form": form}));
    let plan = json!({"unit": "tablet", "steps": [{"from": "2026-11-20", "rhythm": {"type": "daily"},
        "slots": [{"time": "08:00", "amount": "1"}, {"time": "20:00", "amount": "1"}]}]});
    let medicine = json!({"person": person, "medicine": entry["id"], "plan": plan});
    let planned = bench.ask("med_plan", medicine);
    let take = json!({"person": person, "medicine": planned["id"], "planned": "2026-11-25T08:00"});
    bench.ask("med_take", take);
    let options = json!({"purpose": "referral", "language": "en"});
    let Some(text) = printed(&bench, &person, &options) else {
        return;
    };
    assert!(
        text.contains("30 days: taken 1 of 11 planned; left out 0, nothing noted 10"),
        "{text}"
    );
}

#[test]
fn the_preview_says_what_stands_beside_the_rows() {
    let mut entries = week();
    entries.push(blood_group("g1", "A Rh(D) positive", "2019-03-01"));
    entries.push(blood_group("g2", "B Rh(D) positive", "2024-03-01"));
    let (bench, person) = record(entries);
    let preview = |options: Value| {
        bench.ask(
            "summary_preview",
            json!({"person": person, "options": options}),
        )
    };
    let view = preview(json!({"purpose": "referral", "language": "en"}));
    let home = &view["home"][0];
    assert_eq!(home["series"], "blood-pressure", "{view}");
    assert_eq!(home["titleEn"], "Home blood pressure");
    assert_eq!(home["titleZh"], "家庭血压");
    let words = |list: &Value| {
        let lines = list.as_array().unwrap().iter();
        lines
            .map(|l| l.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert!(
        words(&home["linesEn"]).contains("mean of 24 readings on 7 days"),
        "{home}"
    );
    assert!(words(&home["linesZh"]).contains("24"), "{home}");
    assert!(
        home["methodEn"].as_str().unwrap().contains("2019"),
        "{home}"
    );
    let conflict = &view["conflicts"][0];
    assert!(
        conflict["textEn"]
            .as_str()
            .unwrap()
            .starts_with("Two blood groups"),
        "{view}"
    );
    assert!(
        conflict["textZh"].as_str().unwrap().starts_with("两种血型"),
        "{view}"
    );
    let without = preview(json!({"purpose": "referral", "sections": ["medications"]}));
    assert_eq!(without["home"], json!([]), "{without}");
    assert_eq!(without["conflicts"], json!([]), "{without}");
}

/// Of a person whom two hospitals know well, page one names every problem and every medicine that is taken now, in one
/// language and in two: what is said of each medicine gives way before another one does.
#[test]
fn no_problem_and_no_medicine_gives_way_to_what_is_said_of_one() {
    let bench = Bench::new();
    bench.ask("vault_open_sample", json!({}));
    let people = bench.ask("people_list", json!({}));
    let person = people["people"][0]["id"].as_str().unwrap().to_owned();
    for language in ["en", "zh-CN", "both"] {
        let options = json!({"purpose": "referral", "language": language});
        let request = json!({"person": person, "options": options});
        let view = bench.ask("summary_preview", request);
        let Some(page) = printed_to(&bench, &person, &options, "1") else {
            return;
        };
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        let page = bare(&page);
        let title = if language == "zh-CN" {
            "titleZh"
        } else {
            "titleEn"
        };
        let mut named = 0;
        for section in ["problems", "medications"] {
            let sections = view["sections"].as_array().unwrap();
            let rows = sections.iter().find(|s| s["section"] == section);
            let rows = rows.unwrap()["rows"].as_array().unwrap();
            let current = |row: &&Value| section == "problems" || row["statusClass"] == "current";
            for row in rows.iter().filter(current) {
                let words = bare(row[title].as_str().unwrap());
                assert!(
                    page.contains(&words),
                    "{language}: {words} is not in {page}"
                );
                named += 1;
            }
        }
        assert!(named >= 10, "{language}: {named}");
    }
}
