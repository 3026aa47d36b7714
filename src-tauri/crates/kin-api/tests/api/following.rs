//! Blood pressure from one line to the page for the doctor, and charts of many readings.

use crate::support::Bench;
use serde_json::{Value, json};
use std::fmt::Write as _;

fn add(bench: &Bench, person: &str, text: &str) -> Value {
    bench.ask(
        "bp_add",
        json!({"person": person, "text": text, "at": "now", "arm": "left", "position": "sitting", "medicine": "before"}),
    )
}

#[test]
fn a_line_becomes_the_readings_of_a_sitting() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let read = bench.ask(
        "bp_read",
        json!({"text": "高压128低压82脉搏70；126/80 不齐"}),
    );
    assert_eq!(
        read["readings"][0],
        json!({"systolic": 128, "diastolic": 82, "pulse": 70, "irregular": false})
    );
    assert_eq!(read["readings"][1]["irregular"], true);
    let added = add(&bench, &person, "128/82 70; 128/82 70");
    let times: Vec<&str> = added["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["date"].as_str().unwrap())
        .collect();
    assert_eq!(
        times,
        ["2026-11-25T18:59:00+08:00", "2026-11-25T19:00:00+08:00"],
        "a minute apart, the last one now"
    );
    let id = added["entries"][0]["id"].as_str().unwrap();
    let form = bench.ask("entry_form", json!({"person": person, "id": id}));
    for (field, want) in [
        ("arm", "left"),
        ("position", "sitting"),
        ("medicine", "before"),
        ("pulse", "70"),
    ] {
        assert_eq!(form[field], want, "{field}");
    }
    let report = bench.ask("bp_report", json!({"person": person}));
    assert_eq!(
        report["readings"], 2,
        "equal readings a minute apart are two"
    );
    let warned = add(&bench, &person, "185/100");
    assert_eq!(warned["warnings"][0]["code"], "very-high");
    for (text, code) in [
        ("", "empty"),
        ("128", "incomplete"),
        ("128/82 hello", "not-understood"),
        ("17/11 kPa", "kilopascal"),
    ] {
        let request = json!({"person": person, "text": text, "at": "now"});
        let error = bench.try_ask("bp_add", request).unwrap_err();
        assert_eq!(error.fields[0].code, code, "{text}");
    }
    let upside_down = json!({"person": person, "text": "130/80; 80/130", "at": "now"});
    assert_eq!(bench.code("bp_add", upside_down), "form-invalid");
    let unusual = json!({"person": person, "text": "260/82", "at": "now"});
    assert_eq!(bench.code("bp_add", unusual), "needs-confirmation");
    let all = bench.ask("bp_report", json!({"person": person}));
    assert_eq!(
        all["readings"], 3,
        "of a line with a mistake nothing is stored"
    );
}

#[test]
fn a_week_from_the_first_reading_to_sufficient_by_the_clock() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let check = |command: &str| bench.ask(command, json!({"person": person}));
    let before = check("bp_check");
    assert_eq!(before["running"], false);
    assert_eq!(before["posture"].as_array().unwrap().len(), 4);
    let begun = bench.ask(
        "bp_check_start",
        json!({"person": person, "protocol": "esh-2021", "scheme": "esc-2024"}),
    );
    assert_eq!(begun["days"].as_array().unwrap().len(), 7);
    assert_eq!(
        begun["days"][0]["morning"]["state"], "missed",
        "it is evening"
    );
    assert_eq!(begun["next"]["due"], true);
    assert_eq!(begun["next"]["wanted"], 2);
    // The evening of the first day, then mornings and evenings.
    let mut states = Vec::new();
    for sitting in 0..7 {
        add(&bench, &person, "138/86 70");
        bench.wait(60);
        add(&bench, &person, "132/84 68");
        bench.wait(12 * 3600 - 60);
        let now = check("bp_check");
        states.push(now["report"]["standing"].as_str().unwrap().to_owned());
        if sitting == 0 {
            assert_eq!(now["days"][0]["evening"]["state"], "done");
            assert_eq!(now["days"][0]["evening"]["mean"], "135.0/85.0");
            assert_eq!(now["days"][0]["counts"], false);
            assert_eq!(now["next"]["part"], "morning");
        }
    }
    assert_eq!(states[4], "not-yet", "ten readings are too few");
    assert_eq!(states[5], "sufficient", "twelve on four days");
    let enough = check("bp_check");
    assert_eq!(
        enough["report"]["category"], "hypertension",
        "135/85 is the limit itself"
    );
    assert_eq!(enough["report"]["scheme"]["key"], "esc-2024");
    assert!(!enough.to_string().contains('⟦'), "{enough}");
    let file = bench.ask("bp_report_page", json!({"person": person}));
    let (name, pdf) = bench
        .session
        .output(file["token"].as_str().unwrap())
        .unwrap();
    assert_eq!(name, "blood-pressure.pdf");
    assert!(pdf.starts_with(b"%PDF-"));
    bench.wait(8 * 86_400);
    assert_eq!(check("bp_check")["over"], true);
    assert_eq!(check("bp_check_end")["running"], false);
    let wrong = json!({"person": person, "protocol": "mine", "scheme": "esc-2024"});
    assert_eq!(bench.code("bp_check_start", wrong), "bad-request");
}

/// Sensor readings every five minutes as a FHIR bundle.
fn sensor(count: u64) -> String {
    let mut rows = String::new();
    for i in 0..count {
        let (day, minute) = (1 + i / 288, i % 288 * 5);
        let value = if i == 1000 { 41 } else { 90 + i % 60 };
        let _ = write!(
            rows,
            r#",{{"resource":{{"resourceType":"Observation","id":"g{i}","status":"final","code":{{"coding":[{{"system":"http://loinc.org","code":"99504-3"}}]}},"subject":{{"reference":"Patient/p"}},"effectiveDateTime":"2026-10-{day:02}T{:02}:{:02}:00+08:00","valueQuantity":{{"value":{value},"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"}}}}}}"#,
            minute / 60,
            minute % 60,
        );
    }
    format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[{{"resource":{{"resourceType":"Patient","id":"p","name":[{{"text":"Zhao Lan"}}],"birthDate":"1953-02-11","gender":"female"}}}}{rows}]}}"#
    )
}

#[test]
fn a_chart_of_many_readings_is_small_and_keeps_the_low_one() {
    let (bench, person) = Bench::with_person("Zhao Lan", "1953-02-11", "female");
    let file = bench.folder.path().join("sensor.json");
    std::fs::write(&file, sensor(20 * 288)).unwrap();
    bench.import_into(&person, &file);
    let form =
        json!({"type": "medicine", "name": "Metformin", "since": "2026-10-04", "status": "active"});
    bench.ask("entry_add", json!({"person": person, "form": form}));
    let chart = bench.ask(
        "chart_data",
        json!({"person": person, "key": "glucose-sensor"}),
    );
    assert_eq!(chart["count"], 5760);
    assert_eq!(chart["unitText"], "mg/dL");
    let values = chart["v"].as_array().unwrap();
    assert!(values.len() <= 1200, "{}", values.len());
    assert!(values.contains(&json!(41)), "the one low value is drawn");
    assert!(
        chart.to_string().len() < 40_000,
        "{}",
        chart.to_string().len()
    );
    assert_eq!(chart["target"], json!([70.0, 180.0]));
    assert_eq!(chart["events"][0]["text"], "Started: Metformin");
    let first = chart["first"].as_i64().unwrap();
    assert_eq!(
        first, 1_790_812_800,
        "midnight of 1 October by the clock on the wall"
    );
    let day =
        json!({"person": person, "key": "glucose-sensor", "from": first, "until": first + 86_399});
    let day = bench.ask("chart_data", day);
    assert_eq!(
        day["v"].as_array().unwrap().len(),
        288,
        "few enough: all of them"
    );
    assert_eq!(day["t"][1], 300);
    assert_eq!(day["events"], json!([]));
    let page = bench.ask("glucose_report_page", json!({"person": person}));
    assert!(page["bytes"].as_u64().unwrap() > 5_000);
    for (request, code) in [
        (json!({"person": person, "key": "weight"}), "unknown-trend"),
        (
            json!({"person": person, "key": "glucose-sensor", "unit": "mmol/L"}),
            "unknown-trend",
        ),
        (
            json!({"person": person, "key": "glucose-sensor", "from": 5, "until": 4}),
            "bad-request",
        ),
    ] {
        assert_eq!(bench.code("chart_data", request), code);
    }
    let none = bench.ask("glucose_report", json!({"person": person, "days": 14}));
    assert_eq!(
        none["reports"],
        json!([]),
        "the last fourteen days have none"
    );
    let both = json!({"person": person, "days": 14, "from": "2026-10-01"});
    assert_eq!(bench.code("glucose_report", both), "bad-request");
}
