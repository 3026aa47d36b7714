use crate::{Fact, HEAD, Hints, Look, Question, What, look, read, sniff};
use kin_model::SeriesKey;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

mod asked;
mod google;
mod health_connect;
mod makers;
mod moments;
mod sheet;

fn hints(answers: &[(&str, &str)]) -> Hints {
    Hints {
        zone: "Europe/Copenhagen".to_owned(),
        answers: answers
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect(),
        ..Hints::default()
    }
}

fn looked(bytes: &[u8], answers: &[(&str, &str)]) -> Look {
    looked_with(bytes, &hints(answers))
}

fn looked_with(bytes: &[u8], hints: &Hints) -> Look {
    let head = &bytes[..bytes.len().min(HEAD)];
    let kind = sniff(head).expect("a file of ours");
    let mut rest = Cursor::new(&bytes[head.len()..]);
    look(kind, head, &mut rest, hints).unwrap()
}

/// What a file gives: one line for each fact, and how many of each sort.
fn facts(bytes: &[u8], answers: &[(&str, &str)]) -> (Vec<String>, BTreeMap<String, u64>) {
    let look = looked(bytes, answers);
    assert_eq!(look.questions, vec![], "nothing is open");
    let mut series: Vec<SeriesKey> = Vec::new();
    let mut lines = Vec::new();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let (count, findings) = read(&mut Cursor::new(bytes), &look.plan, &mut |fact| {
        let (sort, line) = match fact {
            Fact::Series { key, .. } => {
                series.push(key.clone());
                return true;
            }
            Fact::Sample { series: n, sample } => {
                let key = &series[usize::try_from(n).unwrap()];
                let code = key.codings.first().map_or("", |c| c.code.as_str());
                let line = format!(
                    "{} {}{} {} {code}",
                    sample.at().unwrap(),
                    sample.comparator.as_str(),
                    sample.value(),
                    key.unit
                );
                (format!("sample {}", key.title), line)
            }
            Fact::Reading(reading) => {
                let (sort, value) = match &reading.what {
                    What::BloodPressure {
                        systolic,
                        diastolic,
                        pulse,
                    } => (
                        "bp",
                        format!(
                            "{systolic}/{diastolic} {}",
                            pulse.as_ref().map_or(String::new(), ToString::to_string)
                        ),
                    ),
                    What::Glucose { value, unit, meal } => {
                        ("glucose", format!("{value} {unit} {meal:?}"))
                    }
                    What::Weight { value, unit } => ("weight", format!("{value} {unit}")),
                    What::Temperature { value, unit } => ("temperature", format!("{value} {unit}")),
                    What::Oxygen { value } => ("oxygen", value.to_string()),
                    What::HeartRate { value } => ("pulse", value.to_string()),
                };
                (sort.to_owned(), format!("{} {value}", reading.at))
            }
            Fact::Kept { kind, .. } => (format!("kept {kind}"), kind.to_owned()),
            Fact::Refused { code, what, .. } => (format!("refused {code}"), what.to_owned()),
        };
        *counts.entry(sort).or_default() += 1;
        lines.push(line);
        true
    })
    .unwrap();
    for finding in findings {
        counts.insert(finding.code, finding.detail.parse().unwrap_or(1));
    }
    assert_eq!(count, u64::try_from(lines.len()).unwrap());
    (lines, counts)
}

fn keys(questions: &[Question]) -> Vec<&str> {
    questions.iter().map(|q| q.key.as_str()).collect()
}

fn public(name: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("KINFOLIO_TESTDATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/testdata"),
        Into::into,
    );
    let found = std::fs::read(folder.join(name)).ok();
    if found.is_none() {
        println!("skipped: {name}");
    }
    found
}

/// File, answers, what is in it, its first and last fact.
type Expected = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static [(&'static str, u64)],
    &'static str,
    &'static str,
);

/// The public samples (testdata/PROVENANCE.md): counted by hand with awk, 2026-11-26.
const PUBLIC: [Expected; 17] = [
    (
        "device-csv/Clarity_Export_synthetic.csv",
        &[],
        &[
            ("sample Glucose Value (mg/dL)", 3922),
            ("sample Insulin Value (u)", 47),
            ("rows-without-value", 10),
        ],
        "1961-04-12T00:56:47 144 mg/dL 99504-3",
        "1961-04-25T18:52:23 101 mg/dL 99504-3",
    ),
    (
        "device-csv/Dexcom_001.csv",
        &[],
        &[
            ("sample Glucose Value (mg/dL)", 5),
            ("rows-without-value", 12),
        ],
        "2020-02-13T17:50:00 108.0 mg/dL 99504-3",
        "2020-02-13T18:10:00 116.0 mg/dL 99504-3",
    ),
    (
        "device-csv/FreeStyle_Libre_3_synthetic.csv",
        &[],
        &[
            ("sample Historic Glucose mg/dL", 4305),
            ("sample Scan Glucose mg/dL", 316),
            ("rows-without-value", 936),
        ],
        "1961-04-12T22:30 98 mg/dL 99504-3",
        "1961-04-27T20:40 141 mg/dL 99504-3",
    ),
    (
        "device-csv/bp-app-formatted_times.csv",
        &[("columns", "as-proposed")],
        &[("refused bp-half", 3)],
        "systolic",
        "systolic",
    ),
    (
        "device-csv/bp-app-v1.0.csv",
        &[],
        &[("bp", 2)],
        "2023-12-21T17:21:00+01:00 312/315 46",
        "2023-12-21T17:20:00+01:00 123/41 43",
    ),
    (
        // One time has fourteen digits: the year 2315.
        "device-csv/bp-app-v1.4.0.CSV",
        &[],
        &[("bp", 185), ("refused no-time", 1)],
        "2023-12-21T17:20:00+01:00 123/41 43",
        "timestampUnixMs",
    ),
    (
        "device-csv/bp-app-v1.5.7.csv",
        &[],
        &[("bp", 185)],
        "2023-12-21T17:26:00+01:00 321/53 64",
        "2004-02-24T13:20:00+01:00 100/82 63",
    ),
    (
        "device-csv/glucometerutils-libre1.csv",
        &[("unit", "mg/dL")],
        &[("sample Glucose", 3)],
        "2019-09-29T20:43:00 166.00 mg/dL 99504-3",
        "2019-10-13T19:41:01 82.00 mg/dL 99504-3",
    ),
    (
        "device-csv/mysugr-danish-mmol.csv",
        &[],
        &[
            ("glucose", 597),
            ("sample Bolus (måltid)", 260),
            ("sample Insulin (korrektion)", 14),
            ("sample Kulhydrater mad (Gram, faktor 1)", 169),
            ("zone-assumed", 1),
        ],
        "2021-01-30T23:54:00+01:00 9.3 mmol/L Unknown",
        "2020-10-15T18:43:00 4 U ",
    ),
    (
        "device-csv/nightscout-data-with-treatments.csv",
        &[
            ("date-order", "month-day"),
            ("table2.date-order", "month-day"),
        ],
        &[
            ("sample Glucose (mg/dL)", 100),
            ("sample Insulin (U)", 28),
            ("sample Carbs (g)", 1),
            ("rows-without-value", 71),
        ],
        "2026-04-07T19:59:42 129 mg/dL 99504-3",
        "2026-04-06T21:06:45 0.8 U ",
    ),
    (
        "device-csv/omron-connect-apac.csv",
        &[],
        &[("bp", 29)],
        "2024-11-21T11:40+07:00 105/73 73",
        "2024-11-26T06:11+07:00 101/71 68",
    ),
    (
        "apple-health/export-apple-health-parser.xml",
        &[],
        &[
            ("sample HeartRate", 2),
            ("sample ActiveEnergyBurned", 2),
            ("sample AppleExerciseTime", 1),
            ("sample AppleStandTime", 1),
            ("sample SleepAnalysis InBed", 1),
            ("sample SleepAnalysis AsleepCore", 1),
        ],
        "2024-01-01T01:01:36+02:00 74 /min 8867-4",
        "2024-01-01T03:27:53+02:00 750 s 93832-4",
    ),
    (
        "apple-health/export-apple-health-parser.zip",
        &[],
        &[
            ("sample HeartRate", 2),
            ("sample ActiveEnergyBurned", 2),
            ("sample AppleExerciseTime", 1),
            ("sample AppleStandTime", 1),
            ("sample SleepAnalysis InBed", 1),
            ("sample SleepAnalysis AsleepCore", 1),
        ],
        "2024-01-01T01:01:36+02:00 74 /min 8867-4",
        "2024-01-01T03:27:53+02:00 750 s 93832-4",
    ),
    (
        "apple-health/export-bp-correlation-with-dtd.xml",
        &[],
        &[("sample Height", 1), ("weight", 1), ("bp", 2)],
        "2019-04-20T21:15:57-04:00 6 [ft_i] 8302-2",
        "2024-06-08T13:14:00-04:00 97/68 ",
    ),
    (
        "apple-health/export-health-data-parser.xml",
        &[],
        &[
            ("kept Workout: Running", 7),
            ("kept Workout: Cycling", 1),
            ("sample HeartRate", 5),
        ],
        "Workout: Running",
        "2023-12-28T06:40:00+00:00 170  8867-4",
    ),
    (
        "apple-health/export-healthkit-to-sqlite.xml",
        &[],
        &[
            ("sample BodyMassIndex", 1),
            ("sample HeartRate", 1),
            ("kept Workout: Running", 1),
            ("kept ActivitySummary", 2),
        ],
        "2016-04-18T08:25:32-07:00 22.5312  39156-5",
        "ActivitySummary",
    ),
    (
        "apple-health/zip-contents/apple_health_export/export.xml",
        &[],
        &[
            ("sample BodyMassIndex", 1),
            ("sample HeartRate", 1),
            ("kept Workout: Running", 1),
            ("kept ActivitySummary", 2),
        ],
        "2016-04-18T08:25:32-07:00 22.5312  39156-5",
        "ActivitySummary",
    ),
];

#[test]
fn every_public_file_gives_its_count_unit_and_local_time() {
    for (name, answers, expected, first, last) in PUBLIC {
        let Some(bytes) = public(name) else { continue };
        let (lines, counts) = facts(&bytes, answers);
        let expected: BTreeMap<String, u64> = expected
            .iter()
            .map(|(sort, n)| ((*sort).to_owned(), *n))
            .collect();
        assert_eq!(counts, expected, "{name}");
        assert_eq!(lines.first().map(String::as_str), Some(first), "{name}");
        assert_eq!(lines.last().map(String::as_str), Some(last), "{name}");
    }
}

#[test]
fn what_is_not_certain_is_asked_with_examples() {
    let table = b"Date,Time,Glucose,Note\n4/7/2026,7:59 AM,129,a\n3/7/2026,8:10 AM,131,b\n";
    let look = looked(table, &[]);
    assert_eq!(keys(&look.questions), ["date-order", "unit.3"]);
    assert_eq!(look.questions[0].examples, ["4/7/2026", "3/7/2026"]);
    let read: Vec<&str> = look.questions[0]
        .choices
        .iter()
        .map(|c| c.example.as_str())
        .collect();
    assert_eq!(read, ["2026-07-04", "2026-04-07"]);
    let answered = [("date-order", "day-month"), ("unit.3", "mg/dL")];
    let (lines, _) = facts(table, &answered);
    assert_eq!(lines[0], "2026-07-04T07:59+02:00 129 mg/dL Unknown");
    // A wrong answer is none.
    let look = looked(table, &[("date-order", "yes"), ("unit.3", "kg")]);
    assert_eq!(keys(&look.questions), ["date-order", "unit.3"]);
    // One day above twelve decides for the whole file.
    let table = b"Date,Glucose (mmol/L)\n4/7/2026,6.1\n13/7/2026,7.0\n";
    assert_eq!(looked(table, &[]).questions, vec![]);
    // A unit that cannot be true is asked although it stands there.
    let table = b"Date,Glucose (mmol/L)\n2026-07-04,110\n2026-07-05,126\n";
    assert_eq!(keys(&looked(table, &[]).questions), ["unit.2"]);
}

#[test]
fn a_table_nobody_knows_is_mapped_by_answers() {
    let table = "wann;oben;unten;was\n2026-07-04 08:00;128;82;früh\n2026-07-04 20:00;131;85;spät\n";
    let look = looked(table.as_bytes(), &[]);
    assert_eq!(
        keys(&look.questions),
        ["column.1", "column.2", "column.3", "column.4"]
    );
    assert_eq!(look.questions[0].proposed.as_deref(), Some("time"));
    assert_eq!(look.questions[1].examples, ["128", "131"]);
    let answers = [
        ("column.2", "systolic"),
        ("column.3", "diastolic"),
        ("column.4", "note"),
    ];
    let (lines, counts) = facts(table.as_bytes(), &answers);
    assert_eq!(counts["bp"], 2);
    assert_eq!(lines[0], "2026-07-04T08:00+02:00 128/82 ");
}

#[test]
fn chinese_tables_of_any_encoding_are_read() {
    let table = "测量时间,高压,低压,脉搏,备注\n2026-07-04 08:00,128,82,70,早上\n2026年7月5日 下午8:05,131,85,72,\n";
    let (gb, _, _) = encoding_rs::GB18030.encode(table);
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(table.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    for bytes in [table.as_bytes(), gb.as_ref(), &utf16] {
        let (lines, counts) = facts(bytes, &[]);
        assert_eq!(counts["bp"], 2);
        assert_eq!(lines[0], "2026-07-04T08:00+02:00 128/82 70");
        assert_eq!(lines[1], "2026-07-05T20:05+02:00 131/85 72");
    }
    let (western, _, _) = encoding_rs::WINDOWS_1252
        .encode("Dato;Tid;Blodsukkermåling (mmol/L)\n30-01-2021;23:54;9,3\n");
    let (lines, _) = facts(&western, &[]);
    assert_eq!(lines[0], "2021-01-30T23:54+01:00 9.3 mmol/L Unknown");
}

#[test]
fn control_solution_and_errors_never_enter_and_low_and_high_are_bounds() {
    let table = "Timestamp,Type,Glucose (mg/dL),Notes\n\
        2026-07-04 08:00,sgv,LOW,\n2026-07-04 08:05,sgv,HI,\n2026-07-04 08:10,Control,104,\n\
        2026-07-04 08:15,mbg,2047,\n2026-07-04 08:20,mbg,E-3,\n2026-07-04 08:25,mbg,99,control solution\n\
        2026-07-04 08:30,mbg,101,\n";
    let (lines, counts) = facts(table.as_bytes(), &[]);
    assert_eq!(counts["refused control-solution"], 2);
    assert_eq!(counts["refused device-error"], 2);
    assert_eq!(counts["glucose"], 1);
    assert_eq!(lines[0], "2026-07-04T08:00 <40 mg/dL 99504-3");
    assert_eq!(lines[1], "2026-07-04T08:05 >400 mg/dL 99504-3");
    let pressure = "Date,SYS(mmHg),DIA(mmHg)\n2026-07-04 08:00,2047,2047\n2026-07-04 08:05,,80\n";
    let (_, counts) = facts(pressure.as_bytes(), &[]);
    assert_eq!(counts["refused device-error"], 1);
    assert_eq!(counts["refused bp-half"], 1);
}

#[test]
fn what_is_no_table_of_measurements_is_not_taken_for_one() {
    for text in [
        "",
        "Dear Dr Li, thank you, yours, Wang\nsecond line, with a comma\n",
        "{\"resourceType\":\"Bundle\"}",
        "MSH|^~\\&|A|B|C|D|20240101||ADT^A01|1|P|2.5\nPID|1||2\n",
        "name,address\nLi,Beijing\nWang,Shanghai\n",
        "shc:/5676290952432060346029243740446031222959",
        "%PDF-1.7, a, b",
    ] {
        assert_eq!(sniff(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn doubled_blood_pressures_of_an_apple_export_are_one() {
    let record = |kind: &str, value: &str| {
        format!(
            r#"<Record type="HKQuantityTypeIdentifierBloodPressure{kind}" sourceName="A &amp; B" unit="mmHg" creationDate="2024-06-08 13:14:18 -0400" startDate="2024-06-08 13:14:00 -0400" endDate="2024-06-08 13:14:00 -0400" value="{value}"/>"#
        )
    };
    let (upper, lower) = (record("Systolic", "121"), record("Diastolic", "79"));
    let export = format!(
        "<?xml version=\"1.0\"?>\n<HealthData locale=\"en\">{upper}{lower}\
         <Correlation type=\"HKCorrelationTypeIdentifierBloodPressure\">{upper}{lower}</Correlation>\
         </HealthData>"
    );
    let (lines, counts) = facts(export.as_bytes(), &[]);
    assert_eq!(lines, ["2024-06-08T13:14:00-04:00 121/79 "]);
    assert_eq!(counts["doubled-records"], 2);
    let half = format!("<HealthData>{upper}</HealthData>");
    let (_, counts) = facts(half.as_bytes(), &[]);
    assert_eq!(counts["refused bp-half"], 1);
}

#[test]
fn shares_are_shown_per_hundred_and_broken_exports_are_no_success() {
    let export = r#"<HealthData><Record type="HKQuantityTypeIdentifierOxygenSaturation" sourceName="W" unit="%" startDate="2024-06-08 13:14:00 -0400" endDate="2024-06-08 13:14:00 -0400" value="0.97"/><Record type="HKQuantityTypeIdentifierOxygenSaturation" sourceName="W" unit="%" startDate="2024-06-08 13:15:00 -0400" endDate="2024-06-08 13:15:00 -0400" value="1"/><Record type="HKQuantityTypeIdentifierOxygenSaturation" sourceName="W" unit="%" startDate="yesterday" endDate="" value="0.96"/></HealthData>"#;
    let (lines, counts) = facts(export.as_bytes(), &[]);
    assert_eq!(lines[0], "2024-06-08T13:14:00-04:00 97 % 59408-5");
    assert_eq!(lines[1], "2024-06-08T13:15:00-04:00 100 % 59408-5");
    assert_eq!(counts["refused no-time"], 1);
    let cut = &export.as_bytes()[..export.len() - 60];
    let look = looked(cut, &[]);
    assert!(read(&mut Cursor::new(cut), &look.plan, &mut |_| true).is_err());
    // Whoever takes the facts may stop.
    let look = looked(export.as_bytes(), &[]);
    let stopped = read(&mut Cursor::new(export), &look.plan, &mut |_| false);
    assert!(matches!(stopped, Err(crate::ImportError::Stopped)));
}

#[test]
fn a_part_without_known_headings_is_none_of_the_table_before() {
    let file = "Date,Glucose (mg/dL)\n2026-07-03,98\n# other\nDate,Sleep score\n2026-07-04,85\n";
    let (lines, counts) = facts(file.as_bytes(), &[]);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("98"), "{lines:?}");
    assert_eq!(counts["rows-without-value"], 2, "{counts:?}");
}

#[test]
fn breakfast_is_no_fasting() {
    use crate::Meal;
    assert!(matches!(super::meal("After breakfast"), Meal::After));
    assert!(matches!(super::meal("Before breakfast"), Meal::Before));
    assert!(matches!(super::meal("Fasting"), Meal::Fasting));
}

#[test]
fn one_clear_date_does_not_settle_the_unclear_ones() {
    let file = "Date,Glucose (mg/dL)\n2026-07-03,98\n4/7/2026,101\n5/7/2026,99\n";
    let look = looked(file.as_bytes(), &[]);
    assert_eq!(look.questions.len(), 1, "{:?}", look.questions);
    assert_eq!(look.questions[0].key, "date-order");
}

#[test]
fn an_answer_for_one_form_is_none_for_another() {
    let answers: BTreeMap<String, String> = [
        ("unit.3", "mg/dL"),
        ("aa/unit.3", "mmol/L"),
        ("bb/date-order", "day-month"),
    ]
    .map(|(k, v)| (k.to_owned(), v.to_owned()))
    .into();
    let of = |form| crate::answers_for(form, &answers);
    assert_eq!(of("aa")["unit.3"], "mmol/L");
    assert_eq!(of("aa").len(), 1);
    assert_eq!(of("bb")["unit.3"], "mg/dL");
    assert_eq!(of("bb")["date-order"], "day-month");
}
