//! Google Fit as Takeout writes it.

use super::sheet::zip;
use super::*;

fn points(kind: &str, points: &[(&str, &str)]) -> String {
    let points: Vec<String> = points
        .iter()
        .map(|(at, values)| {
            let values: Vec<String> = values
                .split(' ')
                .map(|v| match v.split_once(':') {
                    Some((name, number)) => format!(r#"{{"value":{{"{name}":{number}}}}}"#),
                    None => r#"{"value":{}}"#.to_owned(),
                })
                .collect();
            format!(
                r#"{{"fitValue":[{}],"originDataSourceId":"raw:x","endTimeNanos":{at},"dataTypeName":"com.google.{kind}","startTimeNanos":{at},"modifiedTimeMillis":1783144800000,"rawTimestampNanos":0}}"#,
                values.join(",")
            )
        })
        .collect();
    format!(
        r#"{{"Data Source":"derived:com.google.{kind}:com.google.android.gms:merge","Data Points":[{}]}}"#,
        points.join(",")
    )
}

const EIGHT: &str = "1783144800000000000";

#[test]
fn points_of_fit_are_read_in_their_units_by_the_clock_on_the_wall() {
    for (kind, values, expected) in [
        ("weight", "fpVal:70.5", "2026-07-04T08:00:00+02:00 70.5 kg"),
        ("weight", "fpVal:55", "2026-07-04T08:00:00+02:00 55 kg"),
        (
            "blood_pressure",
            "fpVal:128 fpVal:82.0 intVal:2 intVal:3",
            "2026-07-04T08:00:00+02:00 128/82.0 ",
        ),
        (
            "body.temperature",
            "fpVal:36.599998474121094",
            "2026-07-04T08:00:00+02:00 36.6 Cel",
        ),
        (
            "blood_glucose",
            "fpVal:5.099999904632568 intVal:2 intVal:1 intVal:1 intVal:2",
            "2026-07-04T08:00:00+02:00 5.1 mmol/L Fasting",
        ),
        (
            "blood_glucose",
            "fpVal:6.1 - - - intVal:1",
            "2026-07-04T08:00:00+02:00 6.1 mmol/L 105272-9",
        ),
        (
            "blood_glucose",
            "fpVal:6.1",
            "2026-07-04T08:00:00+02:00 6.1 mmol/L 15074-8",
        ),
        (
            "heart_rate.bpm",
            "fpVal:71",
            "2026-07-04T08:00:00+02:00 71 /min 8867-4",
        ),
        (
            "oxygen_saturation",
            "fpVal:97 fpVal:0",
            "2026-07-04T08:00:00+02:00 97 % 59408-5",
        ),
    ] {
        let file = points(kind, &[(EIGHT, values)]);
        assert_eq!(
            sniff(file.as_bytes()),
            Some(crate::Kind::GoogleFit),
            "{kind}"
        );
        let (lines, _) = facts(file.as_bytes(), &[]);
        assert_eq!(lines, [expected], "{kind}");
    }
    // Digits of a number that is none of 32 bits stay.
    let file = points("weight", &[(EIGHT, "fpVal:70.123456789012")]);
    let (lines, _) = facts(file.as_bytes(), &[]);
    assert!(lines[0].ends_with("70.123456789012 kg"), "{lines:?}");
    // As a text, too; and what lacks something is refused with its reason.
    let text = points("weight", &[(&format!("\"{EIGHT}\""), "fpVal:70.5")]);
    assert_eq!(facts(text.as_bytes(), &[]).1["weight"], 1);
    for (at, kind, values, why) in [
        ("0", "weight", "fpVal:70.5", "refused no-time"),
        ("\"x\"", "weight", "fpVal:70.5", "refused no-time"),
        (EIGHT, "weight", "-", "refused not-a-number"),
        (EIGHT, "blood_pressure", "fpVal:128", "refused bp-half"),
    ] {
        let file = points(kind, &[(at, values)]);
        assert_eq!(facts(file.as_bytes(), &[]).1[why], 1, "{why}");
    }
}

#[test]
fn a_takeout_is_read_file_by_file_and_says_what_it_left() {
    let weight = points("weight", &[(EIGHT, "fpVal:70.5")]);
    let steps = points("step_count.delta", &[(EIGHT, "intVal:120")]);
    let raw = "Takeout/Fit/All Data/raw_com.google.weight_x.json";
    let merged = "Takeout/Fit/All Data/derived_com.google.weight_x.json";
    let file = zip(&[
        ("Takeout/archive_browser.html", "<html/>".to_owned()),
        (raw, weight.clone()),
        (merged, weight.clone()),
        (
            "Takeout/Fit/All Data/derived_com.google.step_count.delta_x.json",
            steps,
        ),
    ]);
    assert_eq!(sniff(&file), Some(crate::Kind::GoogleZip));
    let look = looked(&file, &[]);
    let mut ids = Vec::new();
    let (count, findings) = read(&mut Cursor::new(&file), &look.plan, &mut |fact| {
        match fact {
            Fact::Reading(reading) => ids.push(reading.id.clone()),
            Fact::Kept { kind, .. } => ids.push(kind.to_owned()),
            other => panic!("{other:?}"),
        }
        true
    })
    .unwrap();
    assert_eq!(count, 3);
    assert_eq!(ids[0], ids[1], "raw and merged are one");
    assert_eq!(ids[2], "Google Fit");
    assert_eq!(findings[0].code, "google-fit-part");
    assert_eq!(findings[0].detail, "step_count.delta");
    // Who takes the facts may stop.
    let stopped = read(&mut Cursor::new(&file), &look.plan, &mut |_| false);
    assert!(matches!(stopped, Err(crate::ImportError::Stopped)));
    // A file that ends early is no success.
    let cut = zip(&[(
        raw,
        weight
            .chars()
            .take(weight.chars().count() - 3)
            .collect::<String>(),
    )]);
    let look = looked(&cut, &[]);
    assert!(read(&mut Cursor::new(&cut), &look.plan, &mut |_| true).is_err());
    let endless = format!(
        r#"{{"Data Points":[{{"dataTypeName":"com.google.{}"#,
        "x".repeat(3 << 20)
    );
    let look = looked(endless.as_bytes(), &[]);
    let read = read(&mut Cursor::new(&endless), &look.plan, &mut |_| true);
    assert!(matches!(
        read,
        Err(crate::ImportError::OverLimit { what: "point", .. })
    ));
}

#[test]
fn means_of_days_are_no_measurements() {
    let file = "Date,Move Minutes count,Calories (kcal),Average heart rate (bpm),Average weight (kg),Step count\n\
        2026-07-04,30,1800,71.5,70.2,5321\n2026-07-05,,,,,\n";
    let (lines, counts) = facts(file.as_bytes(), &[]);
    assert_eq!(lines, ["2026-07-04 5321  55423-8"]);
    assert_eq!(counts["rows-without-value"], 1);
    let day = "Start time,End time,Move Minutes count,Average weight (kg),Step count\n\
        00:00:00.000+01:00,00:15:00.000+01:00,3,70.2,100\n";
    assert_eq!(sniff(day.as_bytes()), None, "its date is in its name");
}
