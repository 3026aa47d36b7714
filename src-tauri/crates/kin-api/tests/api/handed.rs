//! What is handed over of strange records: nothing wrong, nothing said twice, nothing that matters left out.

use crate::support::Bench;
use serde_json::{Value, json};

const LOINC: &str = "http://loinc.org";

fn observation(id: &str, code: &str, name: &str, category: &str, more: Value) -> Value {
    let mut body = json!({"resourceType": "Observation", "id": id, "status": "final",
        "category": [{"coding": [{"system":
            "http://terminology.hl7.org/CodeSystem/observation-category", "code": category}]}],
        "code": {"coding": [{"system": LOINC, "code": code}], "text": name},
        "subject": {"reference": "Patient/p"}, "effectiveDateTime": "2026-11-10"});
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    body
}

fn medicine(id: &str, words: &str, status: &str, more: Value) -> Value {
    let mut body = json!({"resourceType": "MedicationStatement", "id": id, "status": status,
        "medicationCodeableConcept": {"text": words}, "subject": {"reference": "Patient/p"}});
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    body
}

fn quantity(value: f64, unit: &str) -> Value {
    json!({"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit})
}

fn flag(code: &str) -> Value {
    json!([{"coding": [{"system":
        "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "code": code}]}])
}

/// A record of these resources; the day is 25 November 2026.
fn record(resources: &[Value]) -> (Bench, String) {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let entries: Vec<Value> = std::iter::once(json!({"resourceType": "Patient", "id": "p",
        "name": [{"text": "Zhao Lan"}], "birthDate": "1953-02-11", "gender": "female"}))
    .chain(resources.iter().cloned())
    .map(|resource| json!({"resource": resource}))
    .collect();
    let file = bench.folder.path().join("record.json");
    let bundle = json!({"resourceType": "Bundle", "type": "collection", "entry": entries});
    std::fs::write(&file, bundle.to_string()).unwrap();
    bench.import_into(&person, &file);
    (bench, person)
}

/// A form of the summary as text.
fn made(bench: &Bench, person: &str, format: &str, options: Value) -> String {
    let made = bench.ask(
        "summary_make",
        json!({"person": person, "options": options, "formats": [format]}),
    );
    let token = &made["files"][0]["token"];
    String::from_utf8(bench.bytes("output", json!({"token": token}))).unwrap()
}

fn line<'t>(text: &'t str, with: &str) -> &'t str {
    let found = text.lines().find(|line| line.contains(with));
    found.unwrap_or_else(|| panic!("{with} in {text}"))
}

#[test]
fn several_reactions_stand_once_and_in_the_language_of_the_summary() {
    let (bench, person) = record(&[json!({"resourceType": "AllergyIntolerance", "id": "a",
        "patient": {"reference": "Patient/p"}, "code": {"text": "Penicillin"}, "criticality": "high",
        "clinicalStatus": {"coding": [{"system":
            "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": "active"}]},
        "reaction": [{"manifestation": [{"text": "Rash"}, {"text": "Vomiting"}], "severity": "severe"}]})]);
    let told = |language: &str| {
        let text = made(&bench, &person, "txt", json!({"language": language}));
        line(&text, "- Penicillin").to_owned()
    };
    let en = told("en");
    assert_eq!(en.matches("Rash").count(), 1, "{en}");
    assert!(en.contains("Rash; Vomiting; severe; high risk"), "{en}");
    let text = made(&bench, &person, "txt", json!({"language": "zh-CN"}));
    let zh = line(&text, "- 青霉素");
    assert!(zh.contains("皮疹") && zh.contains("重度；高风险"), "{zh}");
    assert!(!zh.contains("Rash"), "{zh}");
}

#[test]
fn a_medicine_says_what_it_is_for_and_how_much_at_most() {
    let (bench, person) = record(&[
        json!({"resourceType": "Condition", "id": "c", "code": {"text": "Low mood"},
            "subject": {"reference": "Patient/p"}}),
        medicine(
            "i",
            "Insulin",
            "active",
            json!({"reasonCode": [{"text": "Type 2 diabetes"}],
            "dosage": [{"text": "18 units at bedtime", "patientInstruction": "check sugar first",
                "maxDosePerPeriod": {"numerator": {"value": 40, "unit": "units"},
                    "denominator": {"value": 1, "unit": "d"}}}]}),
        ),
    ]);
    let text = made(&bench, &person, "txt", json!({"language": "en"}));
    let insulin = line(&text, "- Insulin");
    for words in [
        "18 units at bedtime",
        "Not more than: 40 units/d",
        "check sugar first",
        "for Type 2 diabetes",
    ] {
        assert!(insulin.contains(words), "{words} in {insulin}");
    }
    let text = made(&bench, &person, "txt", json!({"language": "zh-CN"}));
    assert!(text.contains("用于2型糖尿病"), "{text}");
}

#[test]
fn what_a_medicine_is_for_is_told_in_its_own_words_and_never_in_those_of_what_stays_out() {
    let condition = |id: &str, name: &str| {
        json!({"resourceType": "Condition", "id": id,
        "code": {"text": name}, "subject": {"reference": "Patient/p"}})
    };
    let (bench, person) = record(&[
        condition("c", "Depression"),
        condition("g", "Gout"),
        medicine(
            "m",
            "Zolpidem 5 mg",
            "active",
            json!({"reasonReference": [{"reference": "Condition/c"}]}),
        ),
        medicine(
            "n",
            "Allopurinol 100 mg",
            "active",
            json!({"reasonReference": [{"reference": "Condition/g"}]}),
        ),
        medicine(
            "o",
            "Colchicine 0.5 mg",
            "active",
            json!({"reasonReference": [{"reference": "Condition/g", "display": "Podagra"}]}),
        ),
    ]);
    let view = bench.ask("summary_preview", json!({"person": person, "options": {}}));
    let all = view["sections"].as_array().unwrap();
    let problems = all.iter().find(|s| s["section"] == "problems").unwrap();
    let gout = problems["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["titleEn"] == "Gout")
        .unwrap();
    for format in ["txt", "html"] {
        let options = json!({"language": "en", "leftOut": [gout["entry"]]});
        let text = made(&bench, &person, format, options);
        assert!(
            !text.contains("Depression"),
            "{format}: a topic that is not ticked: {text}"
        );
        assert!(!text.contains("Gout"), "{format}: left out: {text}");
        assert!(
            text.contains("for Podagra"),
            "{format}: its own words: {text}"
        );
    }
}

#[test]
fn a_medicine_stopped_lately_or_on_hold_is_told_apart_from_those_taken() {
    let period = |from: &str, to: &str| json!({"effectivePeriod": {"start": from, "end": to}});
    let mut stopped = period("2015-01-01", "2026-11-14");
    stopped["statusReason"] = json!([{"text": "bleeding"}]);
    let resources = [
        medicine("a", "Aspirin 100 mg", "stopped", stopped),
        medicine(
            "b",
            "Cefalexin 500 mg",
            "completed",
            period("2019-01-01", "2019-01-08"),
        ),
        medicine(
            "c",
            "Prednisone 5 mg",
            "on-hold",
            json!({"effectiveDateTime": "2026-04-01"}),
        ),
        medicine(
            "d",
            "Metformin 500 mg",
            "stopped",
            period("2020-01-01", "2026-11-10"),
        ),
        medicine(
            "e",
            "Metformin 500 mg",
            "active",
            json!({"effectiveDateTime": "2026-11-10"}),
        ),
    ];
    let (bench, person) = record(&resources);
    let text = made(&bench, &person, "txt", json!({"language": "en"}));
    let (now, other) = text
        .split_once("Medicines stopped, planned or not taken")
        .unwrap_or_else(|| panic!("{text}"));
    assert!(line(now, "Metformin").contains("active"));
    for name in ["Aspirin", "Prednisone", "Cefalexin"] {
        assert!(!now.contains(name), "{name} is not taken: {now}");
    }
    let aspirin = line(other, "Aspirin");
    assert!(
        aspirin.contains("14 Nov 2026") && aspirin.contains("bleeding"),
        "{aspirin}"
    );
    assert!(line(other, "Prednisone").contains("on hold"), "{other}");
    assert!(!other.contains("Cefalexin"), "long over: {other}");
    assert_eq!(
        text.matches("Metformin").count(),
        1,
        "what is taken is not stopped"
    );
    let code = bench.ask(
        "summary_preview",
        json!({"person": person, "options": {"language": "en"}}),
    );
    let code = code["qrText"].as_str().unwrap();
    assert!(
        code.contains("Metformin") && !code.contains("Aspirin"),
        "{code}"
    );

    // A medicine that was stopped does not turn "none are taken" into "nothing is known".
    let none = json!({"resourceType": "MedicationStatement", "id": "n", "status": "active",
        "subject": {"reference": "Patient/p"}, "medicationCodeableConcept": {"coding": [{
            "system": "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips",
            "code": "no-known-medications"}]}});
    let (bench, person) = record(&[resources[0].clone(), none]);
    let view = bench.ask("summary_preview", json!({"person": person, "options": {}}));
    let all = view["sections"].as_array().unwrap();
    let section = all.iter().find(|s| s["section"] == "medications").unwrap();
    assert_eq!(section["nothing"], "known-none", "{section}");
    assert!(section.to_string().contains("Aspirin"), "{section}");
}

#[test]
fn a_pregnancy_is_told_to_whoever_treats_the_person() {
    let status = json!({"valueCodeableConcept": {"coding": [{"system": "http://snomed.info/sct",
        "code": "77386006", "display": "Pregnant"}], "text": "Pregnant"}});
    let due = json!({"valueDateTime": "2027-05-04"});
    let mut old = status.clone();
    old["effectiveDateTime"] = json!("2019-03-01");
    let (bench, person) = record(&[
        observation("s", "82810-3", "Pregnancy status", "social-history", status),
        observation(
            "d",
            "11778-8",
            "Delivery date Estimated",
            "social-history",
            due,
        ),
    ]);
    for purpose in ["visit", "emergency", "travel"] {
        let options = json!({"language": "en", "purpose": purpose});
        let text = made(&bench, &person, "txt", options.clone());
        assert!(
            line(&text, "Pregnancy status").contains("Pregnant"),
            "{purpose}: {text}"
        );
        let bundle: Value = serde_json::from_str(&made(&bench, &person, "ips", options)).unwrap();
        let sections = bundle["entry"][0]["resource"]["section"]
            .as_array()
            .unwrap();
        let of = |code: &str| {
            sections
                .iter()
                .find(|s| s["code"]["coding"][0]["code"] == code)
        };
        let pregnancy = of("10162-6").unwrap_or_else(|| panic!("{purpose}: {sections:?}"));
        assert_eq!(pregnancy["entry"].as_array().unwrap().len(), 2);
        assert!(of("29762-2").is_none(), "it stands in one section only");
    }
    let (bench, person) = record(&[observation(
        "o",
        "82810-3",
        "Pregnancy status",
        "social-history",
        old,
    )]);
    let text = made(&bench, &person, "txt", json!({"language": "en"}));
    assert!(!text.contains("Pregnan"), "another one, long ago: {text}");
}

#[test]
fn a_wish_in_a_document_is_an_advance_directive() {
    let document = json!({"resourceType": "DocumentReference", "id": "w", "status": "current",
        "type": {"coding": [{"system": LOINC, "code": "84095-9"}], "text": "Do Not Resuscitate"},
        "subject": {"reference": "Patient/p"}, "date": "2025-10-08T00:00:00Z",
        "content": [{"attachment": {"contentType": "text/plain", "data": "Tm8="}}]});
    let answer = json!({"valueCodeableConcept": {"text": "Yes"}});
    let (bench, person) = record(&[
        document,
        observation(
            "a",
            "45473-6",
            "Advance healthcare directive completed",
            "survey",
            answer,
        ),
    ]);
    let options = json!({"language": "en", "purpose": "referral"});
    let view = bench.ask(
        "summary_preview",
        json!({"person": person, "options": options}),
    );
    let rows = |name: &str| {
        let all = view["sections"].as_array().unwrap();
        let section = all.iter().find(|s| s["section"] == name).unwrap();
        section["rows"].as_array().unwrap().len()
    };
    assert_eq!(
        (
            rows("advance-directives"),
            rows("documents"),
            rows("results")
        ),
        (2, 0, 0)
    );
    let emergency = made(
        &bench,
        &person,
        "txt",
        json!({"language": "en", "purpose": "emergency"}),
    );
    assert!(emergency.contains("Do Not Resuscitate"), "{emergency}");
}

#[test]
fn whom_to_call_is_taken_from_the_hospital_where_nobody_typed_it() {
    let (bench, person) = Bench::with_person("李小明", "2019-06-01", "male");
    let patient = |name: Value, contact: &str| {
        json!({"resource": {"resourceType": "Patient",
        "id": contact, "name": [name], "birthDate": "2019-06-01", "gender": "male",
        "contact": [{"name": {"family": "王", "given": [contact]}, "relationship": [{"text": "母亲"}],
            "telecom": [{"system": "phone", "value": "13900000000"}]}],
        "generalPractitioner": [{"display": "张医生"}]}})
    };
    let bundle = json!({"resourceType": "Bundle", "type": "collection", "entry": [
        patient(json!({"family": "李", "given": ["小明"]}), "芳"),
        {"resource": {"resourceType": "Condition", "id": "c", "code": {"text": "哮喘"},
            "subject": {"reference": "Patient/芳"}}}]});
    let file = bench.folder.path().join("child.json");
    std::fs::write(&file, bundle.to_string()).unwrap();
    bench.import_into(&person, &file);
    let text = made(&bench, &person, "txt", json!({"language": "zh-CN"}));
    for words in ["王芳", "母亲", "13900000000", "张医生"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let bundle: Value =
        serde_json::from_str(&made(&bench, &person, "ips", json!({"language": "zh-CN"}))).unwrap();
    let patient = bundle["entry"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["resource"]);
    let patient = patient
        .into_iter()
        .find(|r| r["resourceType"] == "Patient")
        .unwrap();
    assert_eq!(patient["contact"][0]["name"]["text"], "王芳", "{patient}");

    let typed = json!({"name": "李小明", "born": "2019-06-01", "sex": "male",
        "contacts": [{"name": "李强", "relation": "父亲", "phone": "138"}]});
    bench.ask("person_edit", json!({"id": person, "person": typed}));
    let text = made(&bench, &person, "txt", json!({"language": "zh-CN"}));
    assert!(
        text.contains("李强") && !text.contains("王芳"),
        "what was typed holds: {text}"
    );
}

#[test]
fn of_several_values_each_keeps_its_own_flag() {
    let part = |code: &str, name: &str, value: f64, more: Value| {
        let mut part = json!({"code": {"coding": [{"system": LOINC, "code": code}], "text": name},
            "valueQuantity": quantity(value, "mmol/L")});
        part.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        part
    };
    let low = json!({"interpretation": flag("L")});
    let two = [
        part("2951-2", "Sodium", 128.5, low.clone()),
        part("2075-0", "Chloride", 99.5, json!({})),
    ];
    let many: Vec<Value> = (0..9)
        .map(|n| {
            part(
                "x",
                &format!("Part {n}"),
                f64::from(n) + 0.5,
                if n == 7 { low.clone() } else { json!({}) },
            )
        })
        .collect();
    let (bench, person) = record(&[
        observation(
            "p",
            "24326-1",
            "Electrolytes",
            "laboratory",
            json!({"component": two}),
        ),
        observation(
            "q",
            "24323-8",
            "Large panel",
            "laboratory",
            json!({"component": many}),
        ),
    ]);
    let text = made(&bench, &person, "txt", json!({"language": "en"}));
    let two = line(&text, "Sodium");
    assert!(
        two.contains("Sodium 128.5 mmol/L (L); Chloride 99.5 mmol/L"),
        "{two}"
    );
    assert!(!two.contains("L ↓"), "chloride is not low: {two}");
    let many = line(&text, "Large panel");
    for n in 0..9 {
        assert!(many.contains(&format!("Part {n}")), "{n} in {many}");
    }
    assert!(many.contains("Part 7 7.5 mmol/L (L)"), "{many}");
}

#[test]
fn own_words_go_along_whole_on_paper_and_as_data() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let words = format!(
        "First line.\nSecond line. {}The end.",
        "So it goes on. ".repeat(60)
    );
    let form = json!({"type": "note", "title": "Last night", "text": words,
        "at": "2026-11-24T21:00"});
    bench.ask("entry_add", json!({"person": person, "form": form}));
    let options = json!({"language": "en", "sections": ["patient-story"]});
    let text = made(&bench, &person, "txt", options.clone());
    assert!(
        text.contains("Second line.") && text.contains("The end."),
        "{text}"
    );
    assert_eq!(text.matches("First line.").count(), 1, "said once: {text}");
    let bundle: Value = serde_json::from_str(&made(&bench, &person, "ips", options)).unwrap();
    let sections = bundle["entry"][0]["resource"]["section"]
        .as_array()
        .unwrap();
    let story = sections
        .iter()
        .find(|s| s["code"]["coding"][0]["code"] == "81338-6");
    let story = story.unwrap_or_else(|| panic!("{sections:?}"));
    let div = story["text"]["div"].as_str().unwrap();
    assert!(
        div.contains("Second line.") && div.contains("The end."),
        "{div}"
    );
}

#[test]
fn a_typed_medicine_goes_out_under_its_name_alone() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let form = json!({"type": "medicine", "name": "Tradimix", "strength": "15 ml",
        "since": "2026-11-01", "status": "active"});
    bench.ask("entry_add", json!({"person": person, "form": form}));
    let bundle: Value =
        serde_json::from_str(&made(&bench, &person, "ips", json!({"language": "en"}))).unwrap();
    let entries = bundle["entry"].as_array().unwrap();
    let medicine = entries
        .iter()
        .map(|e| &e["resource"]["medicationCodeableConcept"])
        .find(|c| c.is_object())
        .unwrap();
    assert_eq!(
        medicine,
        &json!({"text": "Tradimix 15 ml"}),
        "the strength is no other name"
    );
}

#[test]
fn what_relatives_had_is_said_once() {
    let (bench, person) = record(&[json!({"resourceType": "FamilyMemberHistory", "id": "f",
        "status": "completed", "patient": {"reference": "Patient/p"}, "relationship": {"text": "mother"},
        "condition": [{"code": {"text": "Breast cancer"}, "contributedToDeath": true,
            "onsetAge": {"value": 44, "unit": "years"}}]})]);
    let options = json!({"language": "en", "sections": ["family-history"]});
    let text = made(&bench, &person, "txt", options);
    let mother = line(&text, "- mother");
    assert_eq!(mother.matches("mother").count(), 1, "{mother}");
    assert_eq!(mother.matches("Breast cancer").count(), 1, "{mother}");
    assert!(
        mother.contains("44 years") && !mother.contains("true"),
        "{mother}"
    );
}

#[test]
fn a_vaccine_given_at_a_time_in_words_says_when() {
    let (bench, person) = record(&[json!({"resourceType": "Immunization", "id": "v",
        "status": "completed", "vaccineCode": {"text": "Influenza"},
        "patient": {"reference": "Patient/p"}, "occurrenceString": "autumn 2023"})]);
    let text = made(&bench, &person, "txt", json!({"language": "en"}));
    assert!(line(&text, "- Influenza").contains("autumn 2023"), "{text}");
}

#[test]
fn a_result_that_was_withdrawn_does_not_hide_the_one_that_holds() {
    let of = |id: &str, day: &str, value: f64, more: Value| {
        let mut body = observation(
            id,
            "2823-3",
            "Potassium",
            "laboratory",
            json!({"effectiveDateTime": day, "valueQuantity": quantity(value, "mmol/L")}),
        );
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        body
    };
    let (bench, person) = record(&[
        of("a", "2026-10-01", 5.0, json!({})),
        of(
            "b",
            "2026-11-20",
            6.9,
            json!({"interpretation": flag("HH")}),
        ),
        of(
            "c",
            "2026-11-21",
            2.0,
            json!({"interpretation": flag("LL"), "status": "entered-in-error"}),
        ),
    ]);
    let changes = bench.ask(
        "visit_changes",
        json!({"person": person, "since": "2026-11-01"}),
    );
    let told = changes["changes"].as_array().unwrap();
    assert!(
        told.iter()
            .any(|c| c["title"] == "Potassium" && c["to"] == "6.9"),
        "{changes}"
    );
    let view = bench.ask("overview", json!({"person": person}));
    let potassium = view["analytes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["title"] == "Potassium");
    assert_eq!(potassium.unwrap()["latest"]["value"], "6.9", "{view}");
    let home = bench.ask("home", json!({"person": person}));
    assert!(!home.to_string().contains("\"2.0\""), "{home}");
}

#[test]
fn a_tile_counts_the_lines_of_its_list() {
    let gout = |id: &str, status: &str| {
        json!({"resourceType": "Condition", "id": id,
        "code": {"text": "Gout"}, "subject": {"reference": "Patient/p"}, "clinicalStatus": {"coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": status}]}})
    };
    let (bench, person) = record(&[
        gout("1", "active"),
        gout("2", "active"),
        gout("3", "resolved"),
    ]);
    let view = bench.ask("overview", json!({"person": person}));
    let kinds = view["kinds"].as_array().unwrap();
    let problems = kinds.iter().find(|k| k["kind"] == "condition").unwrap();
    assert_eq!(
        (&problems["count"], &problems["lines"]),
        (&json!(3), &json!(2)),
        "now, and past"
    );
}
