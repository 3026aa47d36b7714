use super::{
    Course, Interval, Measured, MedicineChange, RENEWAL_DAYS, Standing, means, medicines, moved,
    rank, result, step,
};
use crate::exact::{Exact, Sums};
use crate::time::Day;
use kin_model::Abnormal::{self, CriticalHigh, High, Low, No, Yes};
use kin_model::visit::ChangeKind;
use std::collections::BTreeSet;

fn of(value: &str, range: &str, abnormal: Abnormal) -> Measured<'static> {
    Measured {
        number: Exact::parse(value),
        unit: "mmol/L",
        abnormal,
        range: Interval::printed(range),
    }
}

#[test]
fn printed_ranges_give_their_ends_exactly() {
    let ends = |text: &str| Interval::printed(text).map(|i| (i.low, i.high));
    let n = |text: &str| Exact::parse(text);
    assert_eq!(ends("3.9–6.1"), Some((n("3.9"), n("6.1"))));
    assert_eq!(ends("3.9 - 6.1 mmol/L"), Some((n("3.9"), n("6.1"))));
    assert_eq!(ends("70-99"), Some((n("70"), n("99"))));
    assert_eq!(ends("-2 - 2"), Some((n("-2"), n("2"))));
    assert_eq!(ends("<5.2"), Some((None, n("5.2"))));
    assert_eq!(ends("≥ 60 mL/min"), Some((n("60"), None)));
    for odd in ["", "negative", "6.1-3.9", "5-5", "1 2 - 3", "阴性"] {
        assert_eq!(ends(odd), None, "{odd}");
    }
}

#[test]
fn out_of_range_is_new_on_its_side_or_newly_critical_only() {
    let out = Some(ChangeKind::ResultOut);
    let high = of("7.1", "3.9-6.1", High);
    assert_eq!(result(None, &high), out, "not known before");
    assert_eq!(result(Some(&of("5", "3.9-6.1", No)), &high), out);
    assert_eq!(result(Some(&of("3", "3.9-6.1", Low)), &high), out);
    assert_eq!(result(Some(&of("7.0", "3.9-6.1", High)), &high), None);
    let critical = of("7.2", "3.9-6.1", CriticalHigh);
    assert_eq!(result(Some(&of("7.0", "3.9-6.1", High)), &critical), out);
    assert_eq!(
        result(None, &of("5", "3.9-6.1", No)),
        None,
        "a first one in range"
    );
    let words = Measured {
        number: None,
        unit: "",
        abnormal: Yes,
        range: None,
    };
    let fine = Measured {
        number: None,
        unit: "",
        abnormal: No,
        range: None,
    };
    assert_eq!(
        result(Some(&fine), &words),
        out,
        "positive, negative before"
    );
}

#[test]
fn back_in_range_only_where_the_range_shows_it() {
    let was = of("7.1", "3.9-6.1", High);
    assert_eq!(
        result(Some(&was), &of("6.1", "3.9-6.1", No)),
        Some(ChangeKind::ResultBack)
    );
    // No flag and no range: nobody says that it is in range.
    assert_eq!(
        result(Some(&was), &of("6.1", "", No)),
        Some(ChangeKind::ResultMoved)
    );
    assert_eq!(result(Some(&was), &of("7.0", "", No)), None);
}

#[test]
fn moved_is_more_than_a_quarter_of_the_printed_interval() {
    let a = of("4", "4-8", No);
    assert!(
        !moved(&a, &of("5", "4-8", No)),
        "a quarter exactly is not more"
    );
    assert!(moved(&a, &of("5.000001", "4-8", No)));
    assert!(!moved(&a, &a));
    // Far outside a quarter of the interval is nothing: 200 to 190 with a range of 0-5.
    let far = of("200", "0-5", High);
    assert!(!moved(&far, &of("190", "0-5", High)));
    assert!(moved(&far, &of("150", "0-5", High)));
    // One end: from zero to it.
    assert!(moved(&of("3.3", "<3.4", No), &of("2.4", "<3.4", No)));
    assert!(!moved(&of("3.3", "<3.4", No), &of("2.5", "<3.4", No)));
}

#[test]
fn without_a_range_doubled_or_halved_and_never_over_units() {
    assert!(moved(&of("2", "", No), &of("4", "", No)));
    assert!(moved(&of("4", "", No), &of("2", "", No)));
    assert!(!moved(&of("2", "", No), &of("3.99", "", No)));
    let mg = Measured {
        unit: "mg/dL",
        ..of("180", "", No)
    };
    assert!(!moved(&of("10", "", No), &mg), "another unit");
    let below = Measured {
        number: None,
        ..of("5", "", No)
    };
    assert!(!moved(&below, &of("50", "", No)), "<5 has no number");
    assert!(
        !moved(&of("0", "", No), &of("50", "", No)),
        "nothing is doubled from zero"
    );
    assert!(!moved(&of("-1", "", No), &of("-2", "", No)));
}

fn sums(values: &[i64]) -> Sums {
    let mut sums = Sums::default();
    for v in values {
        sums.take(Exact::whole(*v));
    }
    sums
}

#[test]
fn means_differ_from_the_step_on_and_need_three_readings() {
    let by = step("blood-pressure", "mmHg").unwrap();
    let differ = |a: &[i64], b: &[i64]| means(&sums(a), &sums(b), by, 0).map(|m| m.differ);
    assert_eq!(
        differ(&[140, 140, 140], &[135, 135, 135]),
        Some(true),
        "the step itself"
    );
    assert_eq!(differ(&[140, 140, 140], &[135, 135, 136]), Some(false));
    assert_eq!(differ(&[140, 140], &[120, 120, 120]), None, "too few");
    let m = means(&sums(&[140, 141, 141]), &sums(&[130, 130, 131]), by, 0).unwrap();
    assert_eq!(
        (m.before.to_string(), m.now.to_string()),
        ("141".into(), "130".into())
    );
    assert_eq!(step("glucose", "furlong"), None);
}

fn day(text: &str) -> Day {
    Day::of(&text.parse().unwrap()).unwrap()
}

fn course(name: &str, mg: i64, from: &str, standing: Standing) -> Course {
    Course {
        group: BTreeSet::from([name.to_owned()]),
        strengths: BTreeSet::from([mg]),
        times_a_day: Some(1),
        dosage: String::new(),
        from: Some(day(from)),
        until: None,
        standing,
    }
}
use Standing::{Ended, Now};

#[test]
fn started_stopped_changed_and_renewed() {
    let visit = day("2026-05-01");
    let until = |mut c: Course, text: &str| {
        c.until = Some(day(text));
        c
    };
    let list = |courses: &[Course]| medicines(courses, visit);
    let old = |standing| course("amlodipine", 5, "2025-01-01", standing);
    assert_eq!(
        list(&[course("amlodipine", 5, "2026-05-02", Now)]),
        [MedicineChange::Started(0)]
    );
    assert_eq!(
        list(&[course("amlodipine", 5, "2026-05-01", Now)]),
        [],
        "prescribed at the visit"
    );
    assert_eq!(list(&[old(Now)]), [], "as before");
    assert_eq!(
        list(&[until(old(Ended), "2026-05-20")]),
        [MedicineChange::Stopped(0)]
    );
    assert_eq!(list(&[until(old(Ended), "2026-04-20")]), [], "ended before");
    assert_eq!(
        list(&[until(old(Ended), "2026-05-01")]),
        [],
        "ended at the visit"
    );
    let more = course("amlodipine", 10, "2026-06-01", Now);
    assert_eq!(
        list(&[until(old(Ended), "2026-06-01"), more.clone()]),
        [MedicineChange::Changed { from: 0, to: 1 }]
    );
    let again = course("amlodipine", 5, "2026-06-01", Now);
    assert_eq!(list(&[old(Now), again.clone()]), [], "the same again");
    assert_eq!(
        list(&[until(old(Ended), "2026-06-01"), again]),
        [],
        "renewed"
    );
    // Two strengths at once are taken as they were.
    assert_eq!(
        list(&[old(Now), course("amlodipine", 10, "2025-02-01", Now)]),
        []
    );
}

#[test]
fn a_prescription_without_an_end_is_renewed_within_a_year_and_new_after_it() {
    let visit = day("2026-05-01");
    let now = course("amlodipine", 5, "2026-06-01", Now);
    let mut old = course("amlodipine", 5, "2026-01-01", Ended);
    assert_eq!(medicines(&[old.clone(), now.clone()], visit), []);
    assert_eq!(
        medicines(&[old.clone()], visit),
        [],
        "nobody says when it ended"
    );
    old.from = Some(visit.plus(-RENEWAL_DAYS));
    assert_eq!(medicines(&[old.clone(), now.clone()], visit), []);
    old.from = Some(visit.plus(-RENEWAL_DAYS - 1));
    assert_eq!(medicines(&[old, now], visit), [MedicineChange::Started(1)]);
}

#[test]
fn a_medicine_whose_beginning_is_not_known_is_not_new() {
    let visit = day("2026-05-01");
    let mut unknown = course("amlodipine", 5, "2026-06-01", Now);
    unknown.from = None;
    assert_eq!(medicines(&[unknown], visit), []);
}

#[test]
fn other_words_are_another_dose_only_where_numbers_do_not_agree() {
    let visit = day("2026-05-01");
    let said = |words: &str, from: &str| Course {
        strengths: BTreeSet::new(),
        times_a_day: None,
        dosage: words.to_owned(),
        ..course("insulin", 0, from, Now)
    };
    let two = [
        said("10 units at night", "2025-01-01"),
        said("14 units at night", "2026-06-01"),
    ];
    assert_eq!(
        medicines(&two, visit),
        [MedicineChange::Changed { from: 0, to: 1 }]
    );
    let same = [
        said("10 units, at night", "2025-01-01"),
        said("10 Units at night", "2026-06-01"),
    ];
    assert_eq!(medicines(&same, visit), []);
    let mut agree = [
        course("a", 5, "2025-01-01", Now),
        course("a", 5, "2026-06-01", Now),
    ];
    agree[0].dosage = "in the morning".to_owned();
    agree[1].dosage = "every morning".to_owned();
    assert_eq!(medicines(&agree, visit), [], "strength and times agree");
}

#[test]
fn what_may_harm_is_told_first() {
    assert!(rank(ChangeKind::Allergy) < rank(ChangeKind::MedicineStarted));
    assert!(rank(ChangeKind::MedicineStopped) < rank(ChangeKind::ResultOut));
    assert!(rank(ChangeKind::ResultOut) < rank(ChangeKind::ResultBack));
}
