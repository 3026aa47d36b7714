//! The exports of real devices' formats, computed here and by `tests/independent/glucose.py` (Python's standard
//! library): the two must agree to the last digit shown. Skipped, and said so, where the files or Python are missing.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests may panic and print: that is how they say no"
)]

use kin_model::PartialDate;
use kin_rules::exact::Exact;
use kin_rules::glucose::{RangeSet, Reading, Report, Unit, Value, Way, report};
use kin_rules::time::Moment;
use serde_json::{Map, Value as Json, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Fields of a line of CSV; quotes may hold commas.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for c in line.trim_end().chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            c => fields.last_mut().unwrap().push(c),
        }
    }
    fields
}

fn moment(text: &str) -> Moment {
    let date: PartialDate = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
    Moment::of(&date).unwrap()
}

/// `31-12-2020` and a time.
fn european(day: &str, time: &str) -> Moment {
    let parts: Vec<&str> = day.split('-').collect();
    moment(&format!("{}-{}-{}T{time}", parts[2], parts[1], parts[0]))
}

/// `4/7/2026` and `7:59:42 PM`.
fn american(day: &str, time: &str) -> Moment {
    let number = |s: &str| s.parse::<u32>().unwrap();
    let d: Vec<u32> = day.split('/').map(number).collect();
    let (clock, half) = time.split_once(' ').unwrap();
    let t: Vec<u32> = clock.split(':').map(number).collect();
    let hour = t[0] % 12 + if half == "PM" { 12 } else { 0 };
    moment(&format!(
        "{}-{:02}-{:02}T{hour:02}:{:02}:{:02}",
        d[2], d[0], d[1], t[1], t[2]
    ))
}

fn value(text: &str) -> Value {
    match text.to_lowercase().as_str() {
        "low" => Value::Below(Exact::whole(40)),
        "high" => Value::Above(Exact::whole(400)),
        number => Value::Number(Exact::parse(&number.replace(',', ".")).unwrap()),
    }
}

fn readings(form: &str, path: &Path) -> Vec<Reading> {
    let content = std::fs::read_to_string(path).unwrap();
    let line = |line: &str| {
        let f = fields(line);
        let get = |i: usize| f.get(i).map_or("", String::as_str);
        let (at, text) = match form {
            "clarity" if get(2) == "EGV" => (moment(&get(1).replace(' ', "T")), get(7)),
            "libre" if get(3) == "0" => {
                let (day, time) = get(2).split_once(' ').unwrap();
                (european(day, time), get(4))
            }
            "nightscout" if get(3) == "sgv" => (american(get(0), get(1)), get(2)),
            "mysugr" if !get(3).is_empty() && get(0) != "Dato" => {
                (european(get(0), get(1)), get(3))
            }
            _ => return None,
        };
        Some(Reading {
            at,
            value: value(text),
        })
    };
    content.lines().filter_map(line).collect()
}

/// The same shape as the script prints.
fn ours(report: &Report) -> Json {
    let figures = report.figures.unwrap();
    let shares: Map<String, Json> = report
        .shares
        .iter()
        .map(|s| (s.range.to_owned(), json!([s.readings, s.percent])))
        .collect();
    let events: Map<String, Json> = report
        .events
        .iter()
        .map(|e| (e.level.to_owned(), json!([e.events, e.minutes])))
        .collect();
    let profile: Map<String, Json> = report
        .profile
        .iter()
        .filter(|b| b.readings > 0)
        .map(|b| {
            let mut row = vec![json!(b.readings)];
            row.extend(b.percentiles.iter().map(|p| json!(p)));
            (b.minute.to_string(), Json::Array(row))
        })
        .collect();
    json!({
        "readings": report.readings, "doubled": report.doubled, "days": report.days, "perDay": report.per_day,
        "mean": figures.mean, "deviation": figures.deviation, "variation": figures.variation,
        "lowest": figures.lowest, "highest": figures.highest, "shares": shares,
        "interval": report.interval, "active": report.active, "gmi": report.gmi,
        "events": events, "profile": profile,
    })
}

#[test]
fn an_independent_computation_agrees_to_the_last_digit() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let data = std::env::var_os("KINFOLIO_TESTDATA")
        .map_or_else(|| root.join("../shared/testdata"), PathBuf::from)
        .join("device-csv");
    let script = root.join("tests/independent/glucose.py");
    if !data.is_dir() {
        println!("skipped: no folder {}", data.display());
        return;
    }
    let python = Command::new("python3").arg("--version").output();
    if !python.is_ok_and(|p| p.status.success()) {
        println!("skipped: there is no python3");
        return;
    }
    for (form, file, least) in [
        ("clarity", "Clarity_Export_synthetic.csv", 3922),
        ("clarity", "Dexcom_001.csv", 5),
        ("libre", "FreeStyle_Libre_3_synthetic.csv", 4305),
        ("nightscout", "nightscout-data-with-treatments.csv", 100),
        ("mysugr", "mysugr-danish-mmol.csv", 300),
    ] {
        let path = data.join(file);
        let (unit, way) = if form == "mysugr" {
            (Unit::MmolPerL, Way::FingerStick)
        } else {
            (Unit::MgPerDl, Way::Sensor)
        };
        let rows = readings(form, &path);
        assert!(rows.len() >= least, "{file}: {} readings", rows.len());
        let mine = ours(&report(rows, unit, way, &RangeSet::ADULT));
        let told = Command::new("python3")
            .arg(&script)
            .arg(form)
            .arg(&path)
            .output()
            .unwrap();
        assert!(
            told.status.success(),
            "{file}: {}",
            String::from_utf8_lossy(&told.stderr)
        );
        let theirs: Json = serde_json::from_slice(&told.stdout).unwrap();
        for (name, theirs) in theirs.as_object().unwrap() {
            assert_eq!(&mine[name], theirs, "{file}: {name}");
        }
        println!(
            "{file}: {} readings, mean {}, deviation {}, variation {}, active {}, indicator {}: agrees",
            mine["readings"],
            mine["mean"],
            mine["deviation"],
            mine["variation"],
            mine["active"],
            mine["gmi"]
        );
    }
}
