//! Reports on what is measured at home, from the first reading to "sufficient".

use crate::support::Bench;
use serde_json::{Value, json};
use std::fmt::Write as _;

fn pressure(bench: &Bench, person: &str, at: &str, systolic: u32, diastolic: u32) {
    let form = json!({"type": "blood-pressure", "systolic": systolic.to_string(), "diastolic": diastolic.to_string(),
        "pulse": null, "arm": null, "at": at, "note": null});
    bench.ask("entry_add", json!({"person": person, "form": form}));
}

fn day(bench: &Bench, person: &str, day: u32, systolic: u32, diastolic: u32) {
    for (hour, minute) in [(7, 0), (7, 1), (19, 0), (19, 1)] {
        // Late in the evening of the wall it is the next day in UTC: the wall counts.
        let at = format!("2026-11-{day:02}T{hour:02}:{minute:02}:00-08:00");
        pressure(bench, person, &at, systolic, diastolic);
    }
}

#[test]
fn a_week_of_blood_pressure_from_nothing_to_sufficient() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let report = |more: Value| {
        let mut request = json!({"person": person});
        let map = request.as_object_mut().unwrap();
        map.extend(more.as_object().unwrap().clone());
        bench.ask("bp_report", request)
    };
    let empty = report(json!({}));
    assert_eq!(empty["standing"], "empty");
    assert_eq!(empty["overall"], Value::Null);
    day(&bench, &person, 9, 171, 102);
    day(&bench, &person, 10, 134, 82);
    let begun = report(json!({}));
    assert_eq!(begun["standing"], "not-yet");
    assert_eq!(begun["missing"][0]["code"], "days");
    assert_eq!(begun["missing"][0]["count"], 1);
    assert_eq!(
        begun["category"],
        Value::Null,
        "no category without enough readings"
    );
    day(&bench, &person, 11, 135, 82);
    let enough = report(json!({}));
    assert_eq!(enough["standing"], "sufficient", "{enough}");
    assert_eq!(enough["from"], "2026-11-09");
    assert_eq!(
        enough["until"], "2026-11-11",
        "the last measured day, not the end of the plan"
    );
    assert_eq!(enough["dropped"], 4);
    assert_eq!(
        enough["overall"]["systolic"], "134.5",
        "the first day does not count"
    );
    assert_eq!(enough["overall"]["systolicDeviation"], "0.5");
    assert_eq!(enough["category"], "not-high", "134.5 is below 135");
    let sentence = enough["sentence"].as_str().unwrap();
    assert!(sentence.contains("134.5/82.0"), "{sentence}");
    assert_eq!(
        enough["protocol"]["source"], "Chinese guideline on home blood pressure 2019",
        "a method is named in the language of the reader"
    );
    assert!(
        sentence.contains("Chinese guideline on home blood pressure 2019"),
        "{sentence}"
    );
    assert!(
        !enough.to_string().contains('⟦'),
        "every word is in the catalogue: {enough}"
    );
    let nice = report(json!({"protocol": "nice-ng136", "scheme": "aha-acc-2025"}));
    assert_eq!(nice["standing"], "not-yet", "NICE wants four days");
    let aha = report(json!({"protocol": "aha-2020", "scheme": "aha-acc-2025"}));
    assert_eq!(aha["category"], "stage-1");
    pressure(&bench, &person, "2026-11-11T19:05:00-08:00", 190, 100);
    pressure(&bench, &person, "2026-11-11", 120, 70);
    let warned = report(json!({}));
    assert_eq!(warned["warnings"][0]["code"], "very-high");
    assert_eq!(warned["untimed"], 1, "a day is no time of day");
    for wrong in [
        json!({"person": person, "protocol": "mine"}),
        json!({"person": person, "scheme": "mine"}),
        json!({"person": person, "from": "yesterday"}),
        json!({"person": person, "from": "2026-11"}),
    ] {
        assert_eq!(bench.code("bp_report", wrong), "bad-request");
    }
    let mut settings = bench.ask("settings_get", json!({}));
    settings["lang"] = json!("zh-CN");
    bench.ask("settings_set", json!({"settings": settings}));
    let chinese = report(json!({}));
    assert!(
        chinese["sentence"]
            .as_str()
            .unwrap()
            .starts_with("家庭血压"),
        "{chinese}"
    );
    assert!(!chinese.to_string().contains('⟦'), "{chinese}");
}

/// Sensor readings every 15 minutes for two weeks as a FHIR bundle, one of them LOW.
fn sensor() -> String {
    let mut rows = String::new();
    for i in 0..14 * 96 {
        let (day, minute) = (1 + i / 96, i % 96 * 15);
        let value = if i % 4 == 3 { 190 } else { 100 };
        let low = if i == 40 { r#""comparator":"<","# } else { "" };
        let value = if i == 40 { 40 } else { value };
        let _ = write!(
            rows,
            r#"{}{{"resource":{{"resourceType":"Observation","id":"g{i}","status":"final","code":{{"coding":[{{"system":"http://loinc.org","code":"99504-3"}}]}},"subject":{{"reference":"Patient/p"}},"effectiveDateTime":"2026-10-{day:02}T{:02}:{:02}:00+08:00","valueQuantity":{{{low}"value":{value},"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"}}}}}}"#,
            if i == 0 { "" } else { "," },
            minute / 60,
            minute % 60,
        );
    }
    format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[{{"resource":{{"resourceType":"Patient","id":"p","name":[{{"text":"Zhao Lan"}}],"birthDate":"1953-02-11","gender":"female"}}}},{rows}]}}"#
    )
}

#[test]
fn glucose_of_a_sensor_and_of_a_finger_are_never_mixed() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let none = bench.ask("glucose_report", json!({"person": person}));
    assert_eq!(none["reports"], json!([]));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sensor.json");
    std::fs::write(&file, sensor()).unwrap();
    bench.import_into(&person, &file);
    for (at, value, unit) in [
        ("2026-10-03T07:00:00+08:00", "10.0", "mmol/L"),
        ("2026-10-04T07:00:00+08:00", "10.1", "mmol/L"),
        ("2026-10-05T07:00:00+08:00", "180", "mg/dL"),
    ] {
        let form = json!({"type": "glucose", "value": value, "unit": unit, "context": "fasting", "at": at, "note": null});
        bench.ask("entry_add", json!({"person": person, "form": form}));
    }
    let answer = bench.ask("glucose_report", json!({"person": person}));
    let ways: Vec<(&str, &str, u64)> = answer["reports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| {
            let text = |name: &str| r[name].as_str().unwrap();
            (text("way"), text("unit"), r["readings"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(
        ways,
        [
            ("sensor", "mg/dL", 1344),
            ("finger-stick", "mmol/L", 2),
            ("finger-stick", "mg/dL", 1),
        ]
    );
    let sensor = &answer["reports"][0];
    // 1007 × 100 and 336 × 190, one LOW: mean 122.517…
    assert_eq!(sensor["mean"], "122.5");
    assert_eq!(sensor["interval"], 15);
    assert_eq!(sensor["active"], "100.0");
    assert_eq!(sensor["gmi"], "6.2", "3.31 + 0.02392 × 122.517 = 6.2406");
    assert_eq!(sensor["shares"][0]["readings"], 1, "below 40 is very low");
    assert_eq!(sensor["shares"][2]["percent"], "74.9");
    assert_eq!(sensor["remarks"][0]["code"], "low-words");
    assert_eq!(sensor["profile"].as_array().unwrap().len(), 96);
    let finger = &answer["reports"][1];
    assert_eq!(
        finger["shares"][2]["readings"], 1,
        "10.0 is in range, 10.1 is not"
    );
    assert_eq!(finger["gmi"], Value::Null);
    assert_eq!(finger["remarks"][0]["code"], "gmi-finger-stick");
    assert_eq!(
        answer["reports"][2]["shares"][2]["readings"], 1,
        "180 is in range"
    );
    assert!(
        !answer.to_string().contains('⟦'),
        "every word is in the catalogue"
    );
    let week = json!({"person": person, "from": "2026-10-01", "until": "2026-10-07"});
    let week = bench.ask("glucose_report", week);
    assert_eq!(week["reports"][0]["readings"], 7 * 96);
    assert_eq!(
        week["reports"][0]["gmi"],
        Value::Null,
        "seven days are too few"
    );
    let wrong = json!({"person": person, "ranges": "mine"});
    assert_eq!(bench.code("glucose_report", wrong), "bad-request");
}
