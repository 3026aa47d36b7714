//! What is asked, and which answers are believed.

use super::*;

/// Looks with what was answered for a former file of the same form.
fn again(bytes: &[u8], before: &Look) -> Look {
    let mut hints = hints(&[]);
    hints
        .remembered
        .insert(before.fingerprint.clone(), before.taken.clone());
    looked_with(bytes, &hints)
}

fn choices(question: &Question) -> Vec<(&str, &str)> {
    let choices = question.choices.iter();
    choices
        .map(|c| (c.value.as_str(), c.example.as_str()))
        .collect()
}

#[test]
fn two_digits_that_may_be_a_year_or_a_day_are_asked() {
    let table = b"Date,Glucose (mmol/L)\n24/05/11,6.1\n24/05/12,7.0\n";
    let look = looked(table, &[]);
    assert_eq!(keys(&look.questions), ["date-order"]);
    assert_eq!(
        choices(&look.questions[0]),
        [("year-month", "2024-05-11"), ("day-month", "2011-05-24")]
    );
    let (lines, _) = facts(table, &[("date-order", "year-month")]);
    assert_eq!(lines[0], "2024-05-11 6.1 mmol/L Unknown");
    let (lines, _) = facts(table, &[("date-order", "day-month")]);
    assert_eq!(lines[0], "2011-05-24 6.1 mmol/L Unknown");
    // An order that is not among the choices is no answer.
    let look = looked(table, &[("date-order", "month-day")]);
    assert_eq!(keys(&look.questions), ["date-order"]);
    // Points do not say it either.
    let table = b"Date,Glucose (mmol/L)\n24.05.11,6.1\n24.05.12,7.0\n";
    assert_eq!(keys(&looked(table, &[]).questions), ["date-order"]);
    // All three may be meant.
    let table = b"Date,Glucose (mmol/L)\n04/05/11,6.1\n";
    let look = looked(table, &[]);
    let read = choices(&look.questions[0]);
    assert_eq!(
        read,
        [
            ("year-month", "2004-05-11"),
            ("day-month", "2011-05-04"),
            ("month-day", "2011-04-05")
        ]
    );
}

#[test]
fn one_impossible_reading_settles_the_column() {
    for (rows, first) in [
        // No day is the 32nd: the year comes first …
        ("24/05/11,6.1\n32/05/12,7.0\n", "2024-05-11"),
        // … and no month is the 24th: it comes first.
        ("05/24/11,6.1\n05/11/12,7.0\n", "2011-05-24"),
        ("11/05/24,6.1\n10/31/24,7.0\n", "2024-11-05"),
    ] {
        let table = format!("Date,Glucose (mmol/L)\n{rows}");
        let (lines, _) = facts(table.as_bytes(), &[]);
        assert!(lines[0].starts_with(first), "{rows}: {}", lines[0]);
    }
    // Dates that contradict each other settle nothing.
    let table = b"Date,Glucose (mmol/L)\n13/7/2026,6.1\n7/13/2026,7.0\n14/7/2026,7.0\n";
    let look = looked(table, &[]);
    assert_eq!(keys(&look.questions), ["date-order"]);
    let (_, counts) = facts(table, &[("date-order", "day-month")]);
    assert_eq!((counts["glucose"], counts["refused no-time"]), (2, 1));
}

#[test]
fn a_remembered_unit_is_held_against_the_values() {
    let table = |values: &str| {
        let rows: Vec<String> = values
            .split(' ')
            .enumerate()
            .map(|(n, v)| format!("2026-07-{:02},{v}", n + 1))
            .collect();
        format!("Date,Glucose\n{}\n", rows.join("\n"))
    };
    let first = looked(table("110 98 126").as_bytes(), &[("unit.2", "mg/dL")]);
    assert_eq!(first.questions, vec![]);
    assert_eq!(first.taken["unit.2"], "mg/dL");
    let next = again(table("104 121").as_bytes(), &first);
    assert_eq!(next.questions, vec![], "the same meter goes on");
    assert_eq!(next.taken["unit.2"], "mg/dL", "and is remembered further");
    for changed in ["5.5 6.1", "110 98 5.5", "5.5 98 110"] {
        let next = again(table(changed).as_bytes(), &first);
        assert_eq!(keys(&next.questions), ["unit.2"], "{changed}");
        assert_eq!(next.taken.get("unit.2"), None);
    }
    let first = looked(table("6.1 5.4").as_bytes(), &[("unit.2", "mmol/L")]);
    let next = again(table("110 98").as_bytes(), &first);
    assert_eq!(keys(&next.questions), ["unit.2"]);
    // What is impossible is no answer either, however it is given.
    let look = looked(table("5.5 6.1").as_bytes(), &[("unit.2", "mg/dL")]);
    assert_eq!(keys(&look.questions), ["unit.2"]);
    let only: Vec<&str> = choices(&look.questions[0]).iter().map(|c| c.0).collect();
    assert_eq!(only, ["mmol/L"]);
    // Pounds and kilograms are told by what they were.
    let weight = |a: &str| format!("Date,Weight\n2026-07-01,{a}\n");
    let first = looked(weight("70.2").as_bytes(), &[("unit.2", "kg")]);
    assert_eq!(again(weight("68.9").as_bytes(), &first).questions, vec![]);
    let next = again(weight("154.3").as_bytes(), &first);
    assert_eq!(keys(&next.questions), ["unit.2"]);
}

#[test]
fn a_remembered_order_of_dates_is_held_against_the_values() {
    let table = |date: &str| format!("Date,Glucose (mmol/L)\n{date},6.1\n");
    let first = looked(table("4/7/2026").as_bytes(), &[("date-order", "day-month")]);
    assert_eq!(
        again(table("5/7/2026").as_bytes(), &first).questions,
        vec![]
    );
    // A 13 in the place of the month: the app was set anew.
    let next = again(table("7/13/2026").as_bytes(), &first);
    assert_eq!(keys(&next.questions), ["date-order"]);
    assert_eq!(choices(&next.questions[0]), [("month-day", "2026-07-13")]);
    // Without anything remembered the column says it itself.
    assert_eq!(looked(table("7/13/2026").as_bytes(), &[]).questions, vec![]);
}

#[test]
fn remembered_columns_are_held_against_the_values() {
    let table = |a: &str, b: &str| {
        format!(
            "2026-07-04 08:00;{a};{b};x\n2026-07-05 08:00;{a};{b};y\n2026-07-06 08:00;{a};{b};z\n"
        )
    };
    let answers = [
        ("column.2", "systolic"),
        ("column.3", "diastolic"),
        ("column.4", "note"),
    ];
    let first = looked(table("128", "82").as_bytes(), &answers);
    assert_eq!(first.questions, vec![]);
    let next = again(table("131", "85").as_bytes(), &first);
    assert_eq!(next.questions, vec![]);
    // Another table of the same shape.
    let next = again(table("6.1", "82").as_bytes(), &first);
    assert_eq!(
        keys(&next.questions),
        ["column.1", "column.2", "column.3", "column.4"]
    );
    // A table without headings is known by what stands in its columns.
    let other = looked(table("good", "82").as_bytes(), &[]);
    assert_ne!(other.fingerprint, first.fingerprint);
}

#[test]
fn an_answer_for_one_table_is_none_for_the_next() {
    let file = "# Fingers\nDate,Glucose\n2026-07-03,98\n# Scale\nDate,Glucose\n2026-07-04,5.4\n";
    let look = looked(file.as_bytes(), &[]);
    assert_eq!(keys(&look.questions), ["unit.2", "table2.unit.2"]);
    let told: Vec<(u32, &str, &str)> = look
        .questions
        .iter()
        .map(|q| (q.table, q.section.as_str(), q.bare()))
        .collect();
    assert_eq!(told, [(1, "Fingers", "unit.2"), (2, "Scale", "unit.2")]);
    let look = looked(file.as_bytes(), &[("unit.2", "mg/dL")]);
    assert_eq!(keys(&look.questions), ["table2.unit.2"]);
    let answers = [("unit.2", "mg/dL"), ("table2.unit.2", "mmol/L")];
    let (lines, _) = facts(file.as_bytes(), &answers);
    assert_eq!(lines[0], "2026-07-03 98 mg/dL Unknown");
    assert_eq!(lines[1], "2026-07-04 5.4 mmol/L Unknown");
    // Columns and dates as well.
    let file = "# A\nDate,SYS\n4/7/2026,128\n# B\nDate,SYS\n5/7/2026,70\n";
    let answers = [("column.1", "time"), ("column.2", "pulse")];
    let look = looked(file.as_bytes(), &answers);
    assert_eq!(
        keys(&look.questions),
        ["date-order", "table2.column.1", "table2.column.2"]
    );
    let file = "Date,Weight (kg)\n4/7/2026,70\n# B\nDate,Glucose (mg/dL)\n5/7/2026,98\n";
    let look = looked(file.as_bytes(), &[("date-order", "day-month")]);
    assert_eq!(keys(&look.questions), ["table2.date-order"]);
}
