//! Tables in the forms that makers and apps are known to write, in their languages; each written by ourselves.

use super::*;

/// What a table gives, each fact in a line, without a question.
fn lines(table: &str) -> Vec<String> {
    facts(table.as_bytes(), &[]).0
}

fn asked(table: &str) -> Vec<String> {
    let look = looked(table.as_bytes(), &[]);
    look.questions.into_iter().map(|q| q.key).collect()
}

#[test]
fn months_in_words_are_dates_with_the_time_beside_them_or_behind() {
    let omron = "Date,Time,Systolic (mmHg),Diastolic (mmHg),Pulse (bpm),Symptoms,Consumed,TruRead,Notes\n\
        Jan 12 2025,08:12,114,74,47,-,-,-,-\nJan 6 2025,08:46,117,76,50,-,-,-,-\n";
    assert_eq!(
        lines(omron),
        [
            "2025-01-12T08:12+01:00 114/74 47",
            "2025-01-06T08:46+01:00 117/76 50"
        ]
    );
    let sugar = "Date,Time,Tags,Blood Sugar Measurement (mg/dL),Note\n\
        \"Jan 15, 2025\",8:12:00 PM,Before breakfast,104,\n";
    assert_eq!(lines(sugar), ["2025-01-15T20:12:00+01:00 104 mg/dL Before"]);
    // A row with a date and "HI" in it is no heading of a new table.
    let touch = "Item Type,Date and Time,Blood Glucose (mg/dL),Manual,Before/After Meal\n\
        Blood Glucose,\"Jan 15, 2025 8:12:00 AM\",104,No,Before\n\
        Blood Glucose,\"Jan 15, 2025 8:12:00 PM\",HI,No,After\n";
    assert_eq!(
        lines(touch),
        [
            "2025-01-15T08:12:00+01:00 104 mg/dL Before",
            "2025-01-15T20:12:00 >400 mg/dL 41653-7"
        ]
    );
}

#[test]
fn sensors_are_no_finger_sticks_in_any_language() {
    for (heading, value) in [
        (
            "Glukose-Werte,Erstellt am,24-02-2021 12:12 UTC,Erstellt von,x\nGerät,Seriennummer,Gerätezeitstempel,\
             Aufzeichnungstyp,Glukosewert-Verlauf mg/dL,Glukose-Scan mg/dL,Nicht numerische Nahrungsdaten,\
             Glukose-Teststreifen mg/dL",
            "77",
        ),
        (
            "Dispositif,Numéro de série,Horodatage du dispositif,Type d'enregistrement,\
             Historique de la glycémie mg/dL,Numérisation de la glycémie mg/dL,x,y",
            "77",
        ),
        (
            "Enhet,Serienummer,Enhetens tidsstämpel,Registertyp,Historiskt glukosvärde mg/dL,\
             Skannat glukosvärde mg/dL,x,y",
            "77",
        ),
        (
            "Устройство,Серийный номер,Временная отметка устройства,Тип записи,\
             Глюкоза за прошлые периоды мг/дл,Сканирование глюкозы мг/дл,x,y",
            "77",
        ),
    ] {
        let table = format!(
            "{heading}\nLink,A1,18-02-2021 10:57,0,{value},,,\nLink,A1,18-02-2021 11:12,1,,97,,\n"
        );
        assert_eq!(
            lines(&table),
            [
                "2021-02-18T10:57 77 mg/dL 99504-3",
                "2021-02-18T11:12 97 mg/dL 99504-3"
            ],
            "{heading}"
        );
    }
    let glooko = "Name:A,Date Range:2024-01-01 - 2024-01-14\nTimestamp,CGM Glucose Value (mmol/l),Serial Number\n\
        2024-01-01 00:03,6.2,1\n2024-01-01 00:08,6.4,1\n";
    assert_eq!(
        lines(glooko),
        [
            "2024-01-01T00:03 6.2 mmol/L 105272-9",
            "2024-01-01T00:08 6.4 mmol/L 105272-9"
        ]
    );
}

#[test]
fn a_line_of_dashes_parts_the_tables_of_a_pump() {
    let link = "Last Name,First Name\nB,Ann\n-------,780G,Pump,NG1,-------\n\
        Index,Date,Time,BG Reading (mg/dL),Sensor Glucose (mg/dL),ISIG Value\n0,2024/01/02,00:03:12,112,,\n\
        -------,780G,Sensor,NG1,-------\nIndex,Date,Time,BG Reading (mg/dL),Sensor Glucose (mg/dL),ISIG Value\n\
        1,2024/01/02,00:08:12,,130,20.1\n";
    let (lines, counts) = facts(link.as_bytes(), &[]);
    assert_eq!(
        lines,
        [
            "2024-01-02T00:03:12+01:00 112 mg/dL Unknown",
            "2024-01-02T00:08:12 130 mg/dL 99504-3"
        ]
    );
    assert!(
        !counts.keys().any(|k| k.starts_with("refused")),
        "{counts:?}"
    );
}

#[test]
fn what_is_below_and_above_a_sensor_is_a_bound_in_any_language() {
    let clarity = "Index;Zeitstempel (JJJJ-MM-TTThh:mm:ss);Ereignistyp;Ereignis-Untertyp;Glukosewert (mg/dl);\
        Glukose-Änderungsrate (mg/dl/min);Transmitter-ID\n1;2024-06-01T00:03:00;EGV;;112;;8X\n\
        2;2024-06-01T00:08:00;EGV;;Niedrig;;8X\n";
    assert_eq!(
        lines(clarity),
        [
            "2024-06-01T00:03:00 112 mg/dL 99504-3",
            "2024-06-01T00:08:00 <40 mg/dL 99504-3"
        ]
    );
}

#[test]
fn a_value_whose_unit_and_meal_stand_in_other_columns_is_proposed_and_read() {
    let table = "Serial No.;Download Date\n12345;15.01.2025\n\
        Date;Time;Result;Unit;Temperature warning;Before meal;After meal;Control test\n\
        15.01.2025;08:12;104;mg/dL;;X;;\n16.01.2025;10:12;9.1;mmol/L;;;X;\n16.01.2025;10:15;120;mg/dL;;;;X\n";
    let look = looked(table.as_bytes(), &[]);
    let proposed = look.questions.iter().find(|q| q.column == "Result");
    let proposed = proposed.and_then(|q| q.proposed.as_deref());
    assert_eq!(proposed, Some("glucose-meter"));
    let (lines, counts) = facts(table.as_bytes(), &[("columns", "as-proposed")]);
    assert_eq!(
        lines,
        [
            "2025-01-15T08:12+01:00 104 mg/dL Before",
            "2025-01-16T10:12+01:00 9.1 mmol/L After",
            "Result"
        ]
    );
    assert_eq!(counts.get("refused control-solution"), Some(&1));
    // A row that does not say its unit is not guessed.
    let table = table.replace("9.1;mmol/L", "9.1;");
    let (_, counts) = facts(
        table.as_bytes(),
        &[("columns", "as-proposed"), ("unit", "mg/dL")],
    );
    assert_eq!(counts.get("glucose"), Some(&1), "{counts:?}");
}

#[test]
fn a_heading_may_begin_with_a_number_sign_and_have_words_above_it() {
    let contour = "Meter Information,,,,\nSerial Number,1234567,,,\n\
        #,Date,Time,Blood Glucose Reading [mg/dL],Meal Marker,Notes\n\
        1,2025-01-15,08:12,104,Before Meal,\n2,2025-01-15,10:12,164,After Meal,\n";
    assert_eq!(
        lines(contour),
        [
            "2025-01-15T08:12+01:00 104 mg/dL Before",
            "2025-01-15T10:12+01:00 164 mg/dL After"
        ]
    );
    // In a language that nobody taught us it is asked, wherever its table begins.
    let unknown = "мета,x,y\nкогда;сколько;что\n";
    assert!(crate::sniff(unknown.as_bytes()).is_none());
    let unknown = "Отчет,2026\nКогда,Верх,Низ\n2026-07-04 08:00,128,82\n2026-07-05 08:00,131,85\n\
        2026-07-06 08:00,129,84\n";
    assert_eq!(asked(unknown), ["column.1", "column.2", "column.3"]);
    let answered = [
        ("column.1", "time"),
        ("column.2", "systolic"),
        ("column.3", "diastolic"),
    ];
    let (lines, _) = facts(unknown.as_bytes(), &answered);
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0], "2026-07-04T08:00+02:00 128/82 ");
}

#[test]
fn cholesterol_is_no_glucose_though_its_unit_is_the_same() {
    let lipids =
        "Date,Total Cholesterol (mg/dL),HDL (mg/dL)\n2026-07-04,212,48\n2026-07-05,201,50\n";
    assert!(
        !asked(lipids).is_empty(),
        "its columns are asked, nothing is taken for glucose"
    );
    let unknown = "Datum,Okänt (mg/dL)\n2026-07-04,212\n2026-07-05,201\n";
    assert_eq!(asked(unknown), ["column.1", "column.2"]);
    let mean = "Date,Average glucose (mg/dL),Weight (kg)\n2026-07-04,150,70\n";
    assert_eq!(lines(mean), ["2026-07-04 70 kg"]);
}

#[test]
fn samsungs_times_are_of_greenwich_and_told_by_the_offset_beside_them() {
    let table = "com.samsung.shealth.blood_pressure,6311004,9\n\
        source,com.samsung.health.blood_pressure.create_time,com.samsung.health.blood_pressure.start_time,\
        com.samsung.health.blood_pressure.systolic,com.samsung.health.blood_pressure.diastolic,\
        com.samsung.health.blood_pressure.pulse,com.samsung.health.blood_pressure.time_offset\n\
        ,2025-02-01 09:00:00.000,2025-01-15 07:12:00.000,134.0,84.0,67,UTC+0800,\n\
        ,2025-02-01 09:00:00.000,2025-01-16 23:12:00.000,131.0,82.0,66,UTC+0800,\n";
    assert_eq!(
        lines(table),
        [
            "2025-01-15T15:12:00+08:00 134.0/84.0 67",
            "2025-01-17T07:12:00+08:00 131.0/82.0 66"
        ]
    );
}

#[test]
fn kilopascal_is_not_taken_for_millimetres() {
    let table = "日期,收缩压(kPa),舒张压(kPa)\n2026-07-04 08:00,17.3,11.2\n";
    let (_, counts) = facts(table.as_bytes(), &[]);
    assert_eq!(counts, BTreeMap::from([("refused bp-kpa".to_owned(), 1)]));
}

#[test]
fn known_columns_that_are_empty_do_not_hide_unknown_numbers() {
    let table = "DAY;TIME;READING_X;BOLUS\n02.01.2024;00:08;112;\n02.01.2024;00:13;118;\n";
    assert_eq!(
        asked(table),
        ["column.1", "column.2", "column.3", "column.4"]
    );
    let drip = "DAY;TIME;UDT_CGMS;BG_LEVEL;BOLUS\n02.01.2024;00:08;112;;\n13.01.2024;00:13;118;;\n";
    assert_eq!(asked(drip), ["unit.3"]);
}
