//! Files of devices and apps: asked where they are not certain, counted, brought in once, taken back.

use crate::support::{Bench, sum};
use kin_i18n::{Catalogue, Lang};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

fn write(bench: &Bench, name: &str, content: &[u8]) -> PathBuf {
    let path = bench.folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    path
}

/// A day of a sensor, as one of the makers writes it.
fn sensor(bench: &Bench, name: &str, minutes: std::ops::Range<u32>) -> PathBuf {
    let mut text = String::from(
        "Index,Timestamp (YYYY-MM-DDThh:mm:ss),Event Type,Glucose Value (mg/dL),Glucose Rate of Change (mg/dL/min)\n",
    );
    for n in minutes {
        let (hour, minute) = (n / 12, n % 12 * 5);
        writeln!(
            text,
            "{n},2026-11-20T{hour:02}:{minute:02}:00,EGV,{},",
            100 + n % 50
        )
        .unwrap();
    }
    write(bench, name, text.as_bytes())
}

fn count(report: &Value, name: &str) -> u64 {
    report[name].as_u64().unwrap()
}

#[test]
fn a_sensors_file_comes_in_once_and_is_taken_back() {
    let (bench, person) = Bench::with_person("Li Hua", "1954-03-18", "female");
    let first = bench.import_into(&person, &sensor(&bench, "clarity.csv", 0..288));
    assert_eq!(first["kind"], "device-table");
    assert_eq!(
        (count(&first, "resources"), count(&first, "added")),
        (288, 288)
    );
    assert_eq!(sum(&first), 288);
    // However many, they are told in one line, and the record is not called empty.
    let home = bench.ask("home", json!({"person": person}));
    assert_eq!(home["empty"], false, "{home}");
    let lines = home["sensed"].as_array().unwrap();
    assert_eq!(lines.len(), 1, "{home}");
    let line = |name: &str| lines[0][name].as_str().unwrap().to_owned();
    assert_eq!(
        (line("key"), line("title"), line("valueText"), line("unit")),
        (
            "glucose-sensor".to_owned(),
            "Glucose by sensor".to_owned(),
            "137".to_owned(),
            "mg/dL".to_owned()
        )
    );
    assert_eq!(
        (line("dateText"), line("timeText"), line("firstText")),
        (
            "20 Nov 2026".to_owned(),
            "23:55".to_owned(),
            "20 Nov 2026".to_owned()
        )
    );
    assert_eq!(lines[0]["count"], 288);
    assert_eq!(lines[0]["source"]["label"], "Dexcom Clarity");
    let overview = bench.ask("overview", json!({"person": person}));
    assert_eq!(overview["sensed"], home["sensed"]);
    let again = bench.import_into(&person, &sensor(&bench, "clarity.csv", 0..288));
    assert_eq!(
        (count(&again, "added"), count(&again, "alreadyThere")),
        (0, 288)
    );
    // A longer export of the same sensor.
    let more = bench.import_into(&person, &sensor(&bench, "later.csv", 144..288));
    assert_eq!(count(&more, "alreadyThere"), 144);
    let imports = bench.ask("imports", json!({"person": person}));
    assert_eq!(imports["imports"][0]["kind"], "device");
    assert_eq!(
        imports["imports"][2]["label"], "Dexcom Clarity",
        "{imports}"
    );
    for import in [3, 2, 1] {
        bench.ask("import_undo", json!({"person": person, "import": import}));
    }
    let check = bench.ask("vault_check", json!({"full": true}));
    assert_eq!(check["ok"], true, "{check}");
    let back = bench.import_into(&person, &sensor(&bench, "clarity.csv", 0..288));
    assert_eq!(
        count(&back, "added"),
        288,
        "after all was taken back it is new"
    );
}

#[test]
fn readings_become_entries_with_a_blood_pressure_that_can_be_seen() {
    let (bench, person) = Bench::with_person("Li Hua", "1954-03-18", "female");
    let table = write(
        &bench,
        "血压.csv",
        "测量时间,高压,低压,脉搏\n2026-11-20 08:00,128,82,70\n2026-11-20 20:00,131,85,\n2026-11-21 08:00,80,131,60\n2026-11-22 08:00,2047,2047,\n".as_bytes(),
    );
    let report = bench.import_into(&person, &table);
    assert_eq!(count(&report, "resources"), 4);
    assert_eq!((count(&report, "added"), count(&report, "refused")), (2, 2));
    let codes: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["bp-upside-down", "device-error", "zone-assumed"]);
    let page = bench.ask("timeline", json!({"person": person, "limit": 50}));
    let newest = &page["entries"][0];
    assert_eq!(newest["kind"], "vital-sign", "{newest}");
    assert_eq!(newest["value"], "131/85", "{newest}");
    assert!(
        newest["date"]
            .as_str()
            .unwrap()
            .starts_with("2026-11-20T20:00"),
        "the time on the wall: {newest}"
    );
    // Among what is new on Home a series is one line: its newest reading.
    let home = bench.ask("home", json!({"person": person}));
    let recent = home["recent"].as_array().unwrap();
    assert_eq!(recent.len(), 1, "{home}");
    assert_eq!(recent[0]["id"], newest["id"]);
    let again = bench.import_into(&person, &table);
    assert_eq!(
        (count(&again, "added"), count(&again, "alreadyThere")),
        (0, 2)
    );
}

#[test]
fn what_is_not_certain_is_asked_and_the_answer_is_remembered() {
    let (bench, person) = Bench::with_person("Li Hua", "1954-03-18", "female");
    let table = |day: u32| {
        format!("Date,Time,Glucose\n4/{day}/2026,7:59 AM,129\n4/{day}/2026,9:00 AM,140\n")
    };
    let file = write(&bench, "meter.csv", table(7).as_bytes());
    let files = [bench.file(&file)];
    let looked =
        bench.end_of(&bench.ask("import_preview", json!({"person": person, "files": files})));
    let questions = looked["result"]["files"][0]["questions"].clone();
    let keys: Vec<&str> = questions
        .as_array()
        .unwrap()
        .iter()
        .map(|q| q["key"].as_str().unwrap())
        .collect();
    assert_eq!(keys, ["date-order", "unit.3"], "{questions}");
    assert_eq!(
        questions[0]["choices"][1]["example"], "7 Apr 2026",
        "{questions}"
    );
    // Nothing is guessed: without the answers nothing of the file is taken.
    let end = bench.import(json!({"person": person, "files": files}));
    let report = &end["result"]["files"][0];
    assert_eq!(end["result"]["import"], Value::Null, "{end}");
    assert_eq!(
        (count(report, "resources"), count(report, "refused")),
        (2, 2)
    );
    let found = report["findings"].as_array().unwrap();
    assert!(
        found
            .iter()
            .any(|f| f["code"] == "question" && f["where"] == "unit.3"),
        "{report}"
    );
    let answers = json!({"date-order": "month-day", "unit.3": "mg/dL"});
    let end = bench.import(json!({"person": person, "files": files, "answers": answers}));
    assert_eq!(end["result"]["files"][0]["added"], 2, "{end}");
    let page = bench.ask("timeline", json!({"person": person, "limit": 50}));
    assert!(
        page["entries"][0]["date"]
            .as_str()
            .unwrap()
            .starts_with("2026-04-07T09:00"),
        "{}",
        page["entries"][0]
    );
    // The next file of the same form is not asked about.
    let next = bench.import_into(&person, &write(&bench, "next.csv", table(8).as_bytes()));
    assert_eq!((count(&next, "added"), &next["questions"]), (2, &json!([])));
}

#[test]
fn an_answer_counts_for_that_person_and_only_while_the_values_agree() {
    let (bench, person) = Bench::with_person("Li Hua", "1954-03-18", "female");
    let other = bench.add_person("Wang Fang", "1960-01-01", "female");
    let table = |a: &str, b: &str| {
        format!("Date,Time,Glucose\n2026-11-07,07:59,{a}\n2026-11-08,09:00,{b}\n")
    };
    let file = |name: &str, a: &str, b: &str| write(&bench, name, table(a, b).as_bytes());
    let first = file("a.csv", "129", "140");
    let answered = |person: &str, path: &PathBuf, unit: &str| {
        let files = [bench.file(path)];
        let answers = json!({"unit.3": unit});
        let end = bench.import(json!({"person": person, "files": files, "answers": answers}));
        end["result"]["files"][0].clone()
    };
    assert_eq!(count(&answered(&person, &first, "mg/dL"), "added"), 2);
    let next = bench.import_into(&person, &file("b.csv", "110", "131"));
    assert_eq!(count(&next, "added"), 2, "remembered: {next}");
    // Somebody else's meter is asked about.
    let theirs = bench.import_into(&other, &file("c.csv", "133", "120"));
    assert_eq!(theirs["questions"][0]["key"], "unit.3", "{theirs}");
    assert_eq!(count(&theirs, "added"), 0);
    // And the own one, once it says something else.
    let changed = bench.import_into(&person, &file("d.csv", "5.5", "7.2"));
    assert_eq!(changed["questions"][0]["key"], "unit.3", "{changed}");
    assert_eq!(count(&changed, "added"), 0);
    assert_eq!(
        count(
            &answered(&person, &file("d.csv", "5.5", "7.2"), "mmol/L"),
            "added"
        ),
        2
    );
    let next = bench.import_into(&person, &file("e.csv", "5.7", "6.6"));
    assert_eq!(count(&next, "added"), 2, "the new answer holds: {next}");
}

#[test]
fn each_table_of_a_file_is_asked_about_alone() {
    let (bench, person) = Bench::with_person("Li Hua", "1954-03-18", "female");
    let text = "# 手指\nDate,Glucose\n2026-11-03,98\n# Sensor\nDate,Glucose\n2026-11-04,5.4\n";
    let path = write(&bench, "two.csv", text.as_bytes());
    let files = [bench.file(&path)];
    let end =
        bench.import(json!({"person": person, "files": files, "answers": {"unit.2": "mg/dL"}}));
    let report = &end["result"]["files"][0];
    assert_eq!(report["questions"].as_array().unwrap().len(), 1, "{report}");
    let question = &report["questions"][0];
    assert_eq!(question["key"], "table2.unit.2");
    let words = question["text"].as_str().unwrap();
    assert!(words.contains("Sensor") && !words.contains('⟦'), "{words}");
    let form = question["form"].as_str().unwrap();
    let answers = json!({"unit.2": "mg/dL", format!("{form}/table2.unit.2"): "mmol/L"});
    let end = bench.import(json!({"person": person, "files": files, "answers": answers}));
    assert_eq!(end["result"]["files"][0]["added"], 2, "{end}");
}

#[test]
fn an_apple_export_made_in_another_zone_adds_nothing() {
    let export = |at: &str| {
        let record = |kind: &str, unit: &str, value: &str| {
            format!(
                r#"<Record type="HKQuantityTypeIdentifier{kind}" sourceName="Watch" unit="{unit}" startDate="{at}" endDate="{at}" value="{value}"/>"#
            )
        };
        format!(
            r#"<?xml version="1.0"?><HealthData locale="en">{}{}{}</HealthData>"#,
            record("HeartRate", "count/min", "71"),
            record("BodyMass", "kg", "70.5"),
            record("StepCount", "count", "120"),
        )
    };
    let (bench, person) = Bench::with_person("Li Hua", "1954-03-18", "female");
    let home = write(
        &bench,
        "home.xml",
        export("2026-11-01 07:00:00 +0800").as_bytes(),
    );
    assert_eq!(count(&bench.import_into(&person, &home), "added"), 3);
    let away = write(
        &bench,
        "away.xml",
        export("2026-11-01 00:00:00 +0100").as_bytes(),
    );
    let again = bench.import_into(&person, &away);
    assert_eq!(count(&again, "added"), 0, "{again}");
    assert_eq!(bench.entries(&person).len(), 1, "one weight");
    let check = bench.ask("vault_check", json!({"full": true}));
    assert_eq!(check["ok"], true, "{check}");
}

#[test]
fn an_apple_export_of_somebody_else_is_stopped_and_ones_own_is_read() {
    let export = |born: &str| {
        format!(
            r#"<?xml version="1.0"?><HealthData locale="en"><ExportDate value="2026-11-01 08:10:05 +0800"/><Me HKCharacteristicTypeIdentifierDateOfBirth="{born}" HKCharacteristicTypeIdentifierBiologicalSex="HKBiologicalSexFemale"/><Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min" startDate="2026-11-01 07:00:00 +0800" endDate="2026-11-01 07:00:00 +0800" value="71"/><Workout workoutActivityType="HKWorkoutActivityTypeWalking" startDate="2026-11-01 07:00:00 +0800" endDate="2026-11-01 07:30:00 +0800"><WorkoutRoute/></Workout></HealthData>"#
        )
    };
    let (bench, person) = Bench::with_person("Li Hua", "1954-03-18", "female");
    let other = write(&bench, "other.xml", export("1990-05-20").as_bytes());
    let end = bench.import(json!({"person": person, "files": [bench.file(&other)]}));
    assert_eq!(end["error"]["code"], "wrong-person", "{end}");
    let own = write(&bench, "own.xml", export("1954-03-18").as_bytes());
    let report = bench.import_into(&person, &own);
    assert_eq!(report["kind"], "apple-health");
    assert_eq!(
        (
            count(&report, "resources"),
            count(&report, "added"),
            count(&report, "keptNotUnderstood")
        ),
        (2, 1, 1),
        "{report}"
    );
    let again = bench.import_into(&person, &own);
    assert_eq!(
        (count(&again, "added"), count(&again, "alreadyThere")),
        (0, 2)
    );
}

#[test]
fn a_file_that_does_not_say_whose_it_is_wants_a_person() {
    let (bench, _) = Bench::with_person("Li Hua", "1954-03-18", "female");
    bench.add_person("Wang Fang", "1960-01-01", "female");
    let files = [bench.file(&sensor(&bench, "clarity.csv", 0..3))];
    let end = bench.import(json!({"files": files}));
    assert_eq!(end["error"]["code"], "person-needed", "{end}");
}

#[test]
fn a_broken_export_changes_nothing() {
    let (bench, person) = Bench::with_person("Li Hua", "1954-03-18", "female");
    let cut = r#"<HealthData><Record type="HKQuantityTypeIdentifierHeartRate" sourceName="W" unit="count/min" startDate="2026-11-01 07:00:00 +0800" endDate="2026-11-01 07:00:00 +0800" value="71"/><Record type="HKQ"#;
    let file = write(&bench, "cut.xml", cut.as_bytes());
    let end = bench.import(json!({"person": person, "files": [bench.file(&file)]}));
    assert_eq!(end["state"], "failed", "{end}");
    assert_eq!(bench.entries(&person), Vec::<String>::new());
}

#[test]
fn every_remark_and_question_has_words_in_both_languages() {
    for code in [
        "questions-open",
        "device-file-damaged",
        "rows-without-value",
        "zone-assumed",
        "doubled-records",
        "health-connect-not-read",
        "google-fit-part",
        "device-file-not-kept",
        "control-solution",
        "device-error",
        "not-a-number",
        "no-time",
        "bp-half",
        "bp-upside-down",
        "implausible",
        "other-unit",
        "record-unreadable",
    ] {
        for lang in [Lang::En, Lang::ZhCn] {
            let words = Catalogue::find(
                lang,
                &format!("finding-{code}"),
                &[("detail", "1"), ("place", "x")],
            );
            assert!(words.is_some(), "finding-{code} in {lang:?}");
        }
    }
}

/// Somebody looks at the sensor often when the value is high: those looks are kept and drawn from nowhere twice.
#[test]
fn what_is_looked_at_is_not_counted_beside_the_sensors_own_row() {
    let (bench, person) = Bench::with_person("Li Hua", "1954-03-18", "female");
    let mut text = String::from(
        "Glucose Data,Generated on,2026-11-21 08:00 UTC,Generated by,Li Hua\n\
         Device,Serial Number,Device Timestamp,Record Type,Historic Glucose mg/dL,Scan Glucose mg/dL\n",
    );
    for n in 0..96 {
        let (hour, minute) = (n / 4, n % 4 * 15);
        writeln!(
            text,
            "FreeStyle LibreLink,AB12,2026-11-20 {hour:02}:{minute:02},0,{},",
            100
        )
        .unwrap();
    }
    for n in 0..20 {
        writeln!(
            text,
            "FreeStyle LibreLink,AB12,2026-11-20 12:{:02},1,,{}",
            n * 2 + 1,
            250
        )
        .unwrap();
    }
    let path = write(&bench, "libre.csv", text.as_bytes());
    let report = bench.import_into(&person, &path);
    assert_eq!(count(&report, "added"), 116, "{report}");
    let told = bench.ask("glucose_report", json!({"person": person}));
    let of_sensor = &told["reports"][0];
    assert_eq!(
        (&of_sensor["readings"], &of_sensor["mean"]),
        (&json!(96), &json!("100.0")),
        "{told}"
    );
}
