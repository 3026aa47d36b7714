//! Edges of the week, of the protocols and of the categories.

use super::super::{Place, part_of_day};
use super::*;
use crate::exact::Ratio;
use proptest::prelude::*;

/// A pair and its category.
type Want = (i64, i64, &'static str);

fn reading(day: i64, hour: i64, minute: i64, systolic: i64, diastolic: i64) -> Reading {
    Reading {
        at: Moment::at(Day(day), hour * 3600 + minute * 60),
        systolic: Exact::whole(systolic),
        diastolic: Exact::whole(diastolic),
    }
}

/// Two readings morning and evening on each of these days.
fn days(range: std::ops::Range<i64>, morning: (i64, i64), evening: (i64, i64)) -> Vec<Reading> {
    range
        .flat_map(|d| {
            [(7, morning), (19, evening)]
                .into_iter()
                .flat_map(move |(h, (s, l))| (0..2).map(move |minute| reading(d, h, minute, s, l)))
        })
        .collect()
}

fn china(readings: Vec<Reading>) -> Check {
    check(readings, &Protocol::CHINA, &Scheme::CHINA_2024, None)
}

#[test]
fn the_first_day_is_measured_but_not_counted() {
    let mut week = days(100..101, (180, 110), (180, 110));
    week.extend(days(101..107, (130, 80), (120, 70)));
    let found = china(week);
    assert_eq!((found.days, found.readings, found.dropped), (7, 28, 4));
    let overall = found.overall.unwrap();
    assert_eq!(overall.readings, 24, "the mean of six days");
    assert_eq!(overall.systolic.to_string(), "125.0");
    assert_eq!(found.morning.unwrap().systolic.to_string(), "130.0");
    assert_eq!(found.evening.unwrap().diastolic.to_string(), "70.0");
    // 12 × 130 and 12 × 120: √(24 × 25 ÷ 23) = 5.1075…
    assert_eq!(overall.systolic_deviation.unwrap().to_string(), "5.1");
    assert_eq!(found.standing, Standing::Sufficient);
    assert_eq!(
        found.category,
        Some("not-high"),
        "day 1 would have made it high"
    );
}

#[test]
fn three_days_and_twelve_readings_are_the_least() {
    let three = days(0..3, (130, 80), (130, 80));
    assert_eq!(china(three.clone()).standing, Standing::Sufficient);
    let eleven = china(three.get(..11).unwrap().to_vec());
    assert_eq!(eleven.standing, Standing::NotYet);
    assert_eq!(eleven.missing, [Missing::Readings(1)]);
    assert_eq!(eleven.category, None, "no category without enough readings");
    assert!(eleven.overall.is_some(), "what there is, is shown");
    let two = china(days(0..2, (130, 80), (130, 80)));
    assert_eq!(two.missing, [Missing::Days(1), Missing::Readings(4)]);
    let nice = check(three, &Protocol::NICE, &Scheme::ESC_2024, None);
    assert_eq!(nice.missing, [Missing::Days(1), Missing::Readings(4)]);
    let four = days(0..4, (130, 80), (130, 80));
    let nice = check(four, &Protocol::NICE, &Scheme::ESC_2024, None);
    assert_eq!(
        nice.standing,
        Standing::Sufficient,
        "four days of four readings"
    );
    assert_eq!(china(Vec::new()).standing, Standing::Empty);
}

#[test]
fn a_morning_and_an_evening_are_needed() {
    let mornings: Vec<Reading> = (0..7)
        .flat_map(|d| (0..2).map(move |m| reading(d, 8, m, 128, 82)))
        .collect();
    assert_eq!(china(mornings).missing, [Missing::Evenings]);
    let noon = china(vec![reading(0, 13, 0, 120, 80)]);
    assert_eq!((noon.readings, noon.other_hours), (0, 1));
    assert_eq!(noon.standing, Standing::NotYet);
    for (second, part) in [
        (14_399, None),
        (14_400, Some(Part::Morning)),
        (43_199, Some(Part::Morning)),
        (43_200, None),
        (57_599, None),
        (57_600, Some(Part::Evening)),
        (86_399, Some(Part::Evening)),
    ] {
        assert_eq!(part_of_day(second), part, "{second}");
    }
}

#[test]
fn the_week_is_the_last_one_or_the_one_asked_for() {
    let long = days(0..30, (130, 80), (130, 80));
    let last = china(long.clone());
    assert_eq!((last.from, last.until), (Some(Day(23)), Some(Day(29))));
    let first = check(long, &Protocol::ESH, &Scheme::ESH_2023, Some(Day(3)));
    assert_eq!(
        (first.from, first.until, first.days),
        (Some(Day(3)), Some(Day(9)), 7)
    );
    let begun = china(days(20..22, (130, 80), (130, 80)));
    assert_eq!(
        begun.from,
        Some(Day(20)),
        "a week begins on its first measured day"
    );
}

#[test]
fn the_exact_mean_decides_and_the_shown_one_agrees() {
    // Half 134, half 135: 134.5 is below 135.
    let half = china(days(0..7, (134, 80), (135, 80)));
    assert_eq!(half.overall.unwrap().systolic.to_string(), "134.5");
    assert_eq!(half.category, Some("not-high"));
    let high = china(days(0..7, (135, 80), (135, 80)));
    assert_eq!(high.category, Some("high"), "135 is reached");
    // 23 of 24 are 135, one is 134: 134.958… would round to 135.0.
    let mut nearly = days(0..7, (135, 80), (135, 80));
    nearly.last_mut().unwrap().systolic = Exact::whole(134);
    let nearly = china(nearly);
    assert_eq!(nearly.overall.unwrap().systolic.to_string(), "134.9");
    assert_eq!(nearly.category, Some("not-high"));
    let lower = china(days(0..7, (120, 85), (120, 85)));
    assert_eq!(lower.category, Some("high"), "the worse of the two decides");
}

#[test]
fn every_category_begins_where_its_source_says() {
    let category = |scheme: &Scheme, place, s: i64, d: i64| {
        let mean = |v: i64| Ratio::new(Exact::whole(v).0.into(), 1).unwrap();
        scheme.category(place, mean(s), mean(d))
    };
    let office: &[(&Scheme, &[Want])] = &[
        (
            &Scheme::CHINA_2024,
            &[
                (119, 79, "normal"),
                (120, 79, "high-normal"),
                (119, 80, "high-normal"),
                (139, 89, "high-normal"),
                (140, 89, "grade-1"),
                (139, 90, "grade-1"),
                (159, 99, "grade-1"),
                (160, 99, "grade-2"),
                (159, 100, "grade-2"),
                (179, 109, "grade-2"),
                (180, 109, "grade-3"),
                (179, 110, "grade-3"),
            ],
        ),
        (
            &Scheme::ESC_2024,
            &[
                (119, 69, "not-elevated"),
                (120, 69, "elevated"),
                (119, 70, "elevated"),
                (139, 89, "elevated"),
                (140, 89, "hypertension"),
                (139, 90, "hypertension"),
            ],
        ),
        (
            &Scheme::ESH_2023,
            &[
                (119, 79, "optimal"),
                (120, 79, "normal"),
                (119, 80, "normal"),
                (129, 84, "normal"),
                (130, 84, "high-normal"),
                (129, 85, "high-normal"),
                (140, 89, "grade-1"),
                (160, 99, "grade-2"),
                (180, 109, "grade-3"),
                (179, 110, "grade-3"),
            ],
        ),
        (
            &Scheme::AHA_ACC,
            &[
                (119, 79, "normal"),
                (120, 79, "elevated"),
                (129, 79, "elevated"),
                (119, 80, "stage-1"),
                (130, 79, "stage-1"),
                (139, 89, "stage-1"),
                (140, 89, "stage-2"),
                (139, 90, "stage-2"),
                (180, 120, "stage-2"),
                (181, 100, "severe"),
                (170, 121, "severe"),
            ],
        ),
    ];
    for (scheme, rows) in office {
        for (s, d, want) in *rows {
            assert_eq!(
                category(scheme, Place::Office, *s, *d),
                *want,
                "{} {s}/{d}",
                scheme.key
            );
        }
    }
    let home: &[(&Scheme, &[Want])] = &[
        (
            &Scheme::CHINA_2024,
            &[(134, 84, "not-high"), (135, 84, "high"), (134, 85, "high")],
        ),
        (
            &Scheme::ESC_2024,
            &[
                (119, 69, "not-elevated"),
                (120, 69, "elevated"),
                (134, 84, "elevated"),
                (135, 84, "hypertension"),
                (134, 85, "hypertension"),
            ],
        ),
        (
            &Scheme::ESH_2023,
            &[
                (134, 84, "not-high"),
                (135, 84, "hypertension"),
                (134, 85, "hypertension"),
            ],
        ),
        (
            &Scheme::AHA_ACC,
            &[
                (129, 79, "elevated"),
                (130, 79, "stage-1"),
                (134, 84, "stage-1"),
                (135, 84, "stage-2"),
                (134, 85, "stage-2"),
                (181, 80, "severe"),
            ],
        ),
    ];
    for (scheme, rows) in home {
        for (s, d, want) in *rows {
            assert_eq!(
                category(scheme, Place::Home, *s, *d),
                *want,
                "{} {s}/{d}",
                scheme.key
            );
        }
    }
}

#[test]
fn single_readings_warn() {
    let warning = |s, d| Warning::of(Exact::whole(s), Exact::whole(d));
    assert_eq!(warning(180, 120), None, "180/120 is not above it");
    assert_eq!(warning(181, 80), Some(Warning::VeryHigh));
    assert_eq!(warning(150, 121), Some(Warning::VeryHigh));
    assert_eq!(warning(90, 60), None);
    assert_eq!(warning(89, 60), Some(Warning::Low));
    assert_eq!(warning(100, 59), Some(Warning::Low));
    let mut week = days(0..7, (130, 80), (130, 80));
    week.push(reading(0, 14, 0, 195, 100));
    assert_eq!(
        china(week).warnings,
        [(Warning::VeryHigh, 1)],
        "of the first day and of other hours, too"
    );
}

#[test]
fn what_cannot_be_is_left_out_and_said() {
    let mut week = days(0..7, (130, 80), (130, 80));
    week.push(reading(2, 7, 5, 80, 130));
    week.push(reading(2, 7, 6, 321, 400));
    week.push(reading(3, 7, 0, 130, 80));
    let found = china(week);
    assert_eq!(found.quality.impossible, 2);
    assert_eq!(
        found.quality.doubled, 1,
        "the same minute and numbers again"
    );
    assert_eq!(found.readings, 28);
    assert!(found.quality.rounded, "every number ends in 0");
    assert_eq!(
        found.quality.repeated, 21,
        "three of four a day equal the one before"
    );
    let honest = china(days(0..7, (131, 82), (127, 84)));
    assert!(!honest.quality.rounded);
    assert_eq!(honest.quality.ending_in_zero, 0);
}

proptest! {
    #[test]
    fn the_order_of_readings_does_not_matter(
        (readings, mixed) in prop::collection::vec((0_i64..10, 0_i64..24, 0_i64..3, 60_i64..220, 40_i64..130), 0..60)
            .prop_flat_map(|rows| {
                let readings: Vec<Reading> = rows
                    .into_iter()
                    .map(|(day, hour, minute, s, d)| reading(day, hour, minute, s, d))
                    .collect();
                (Just(readings.clone()), Just(readings).prop_shuffle())
            })
    ) {
        for protocol in Protocol::ALL {
            prop_assert_eq!(
                check(readings.clone(), protocol, &Scheme::AHA_ACC, None),
                check(mixed.clone(), protocol, &Scheme::AHA_ACC, None)
            );
        }
    }
}
