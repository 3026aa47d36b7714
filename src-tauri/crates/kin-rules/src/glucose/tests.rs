//! Edges of ranges, what is given and what is refused, order, speed.

use super::*;
use crate::exact::Sums;
use crate::time::Day;
use proptest::prelude::*;

fn at(minute: i64) -> Moment {
    Moment::at(Day(minute.div_euclid(1440)), minute.rem_euclid(1440) * 60)
}

fn number(minute: i64, value: Exact) -> Reading {
    Reading {
        at: at(minute),
        value: Value::Number(value),
    }
}

/// Every five minutes for so many days.
fn steady(days: i64, value: Exact) -> Vec<Reading> {
    (0..days * 288).map(|i| number(i * 5, value)).collect()
}

fn sensor(readings: Vec<Reading>) -> Report {
    report(readings, Unit::MgPerDl, Way::Sensor, &RangeSet::ADULT)
}

#[test]
fn limits_belong_where_the_source_puts_them() {
    let place = |set: &RangeSet, unit, text: &str| {
        set.ranges[set.place(unit, Exact::parse(text).unwrap())].key
    };
    for (unit, text, want) in [
        (Unit::MgPerDl, "53", "very-low"),
        (Unit::MgPerDl, "53.999", "very-low"),
        (Unit::MgPerDl, "54", "low"),
        (Unit::MgPerDl, "69", "low"),
        (Unit::MgPerDl, "70", "in-range"),
        (Unit::MgPerDl, "180", "in-range"),
        (Unit::MgPerDl, "180.1", "high"),
        (Unit::MgPerDl, "250", "high"),
        (Unit::MgPerDl, "251", "very-high"),
        (Unit::MmolPerL, "2.9", "very-low"),
        (Unit::MmolPerL, "3.0", "low"),
        (Unit::MmolPerL, "3.8", "low"),
        (Unit::MmolPerL, "3.9", "in-range"),
        (Unit::MmolPerL, "10.0", "in-range"),
        (Unit::MmolPerL, "10.1", "high"),
        (Unit::MmolPerL, "13.9", "high"),
        (Unit::MmolPerL, "14.0", "very-high"),
    ] {
        assert_eq!(
            place(&RangeSet::ADULT, unit, text),
            want,
            "{text} {}",
            unit.ucum()
        );
    }
    for (unit, text, want) in [
        (Unit::MgPerDl, "62", "low"),
        (Unit::MgPerDl, "63", "in-range"),
        (Unit::MgPerDl, "140", "in-range"),
        (Unit::MgPerDl, "141", "high"),
        (Unit::MmolPerL, "3.4", "low"),
        (Unit::MmolPerL, "3.5", "in-range"),
        (Unit::MmolPerL, "7.8", "in-range"),
        (Unit::MmolPerL, "7.9", "high"),
    ] {
        assert_eq!(
            place(&RangeSet::PREGNANCY, unit, text),
            want,
            "{text} {}",
            unit.ucum()
        );
    }
}

#[test]
fn a_converted_value_would_lie_elsewhere() {
    // 10.0 mmol/L is 180.156 mg/dL: in range where it was measured, above where it was not.
    let ten = Exact::whole(10);
    let converted = Unit::MmolPerL.convert(ten).unwrap();
    assert_eq!(converted, Exact(180_156_000));
    let set = &RangeSet::ADULT;
    assert_ne!(
        set.place(Unit::MmolPerL, ten),
        set.place(Unit::MgPerDl, converted)
    );
}

#[test]
fn low_and_high_keep_their_side() {
    let set = &RangeSet::ADULT;
    let below = |n| set.place_of(Unit::MgPerDl, Value::Below(Exact::whole(n)));
    let above = |n| set.place_of(Unit::MgPerDl, Value::Above(Exact::whole(n)));
    assert_eq!(below(40), Some(0));
    assert_eq!(below(54), Some(0), "below 54 is very low");
    assert_eq!(below(60), None, "below 60 may be low or very low");
    assert_eq!(above(400), Some(4));
    assert_eq!(above(250), Some(4));
    assert_eq!(above(200), None);
    let found = sensor(vec![
        number(0, Exact::whole(100)),
        Reading {
            at: at(5),
            value: Value::Below(Exact::whole(40)),
        },
        Reading {
            at: at(10),
            value: Value::Above(Exact::whole(400)),
        },
        Reading {
            at: at(15),
            value: Value::Above(Exact::whole(200)),
        },
    ]);
    assert_eq!(
        (found.low_words, found.high_words, found.unplaced),
        (1, 2, 1)
    );
    assert_eq!(
        found.figures.unwrap().mean.to_string(),
        "100.0",
        "only numbers have a mean"
    );
    let shares: Vec<String> = found
        .shares
        .iter()
        .map(|s| s.percent.unwrap().to_string())
        .collect();
    assert_eq!(shares, ["33.3", "0.0", "33.3", "0.0", "33.3"]);
}

#[test]
fn the_indicator_is_given_only_when_it_may_be() {
    // 3.31 + 0.02392 × 154 = 6.99368.
    let good = sensor(steady(14, Exact::whole(154)));
    assert_eq!(good.gmi.unwrap().to_string(), "7.0");
    assert!(good.sufficient);
    assert_eq!(
        (good.interval, good.active.unwrap().to_string().as_str()),
        (Some(5), "100.0")
    );
    let short = sensor(steady(13, Exact::whole(154)));
    assert_eq!(
        (short.gmi, short.gmi_refused),
        (None, Some(GmiRefused::Days))
    );
    let holes: Vec<Reading> = steady(20, Exact::whole(154))
        .into_iter()
        .filter(|r| r.at.second() < 16 * 3600)
        .collect();
    let holes = sensor(holes);
    assert_eq!(
        (holes.gmi, holes.gmi_refused),
        (None, Some(GmiRefused::Active))
    );
    let finger = report(
        steady(14, Exact::whole(154)),
        Unit::MgPerDl,
        Way::FingerStick,
        &RangeSet::ADULT,
    );
    assert_eq!(
        (finger.gmi, finger.gmi_refused),
        (None, Some(GmiRefused::FingerStick))
    );
    assert!(finger.goals.is_empty() && finger.profile.is_empty());
    assert_eq!(finger.modal_day.len(), 24);
}

#[test]
fn the_indicator_of_published_means() {
    // Bergenstal 2018, table 2: 100 → 5.7, 125 → 6.3, 150 → 6.9, 175 → 7.5, 200 → 8.1, 250 → 9.3, 300 → 10.5, 350 → 11.7 %.
    for (mean, want) in [
        (100, "5.7"),
        (125, "6.3"),
        (150, "6.9"),
        (175, "7.5"),
        (200, "8.1"),
        (225, "8.7"),
        (250, "9.3"),
        (275, "9.9"),
        (300, "10.5"),
        (350, "11.7"),
    ] {
        let mut sums = Sums::default();
        sums.take(Exact::whole(mean));
        assert_eq!(
            gmi(Unit::MgPerDl, &sums).unwrap().to_string(),
            want,
            "{mean}"
        );
    }
    let mut sums = Sums::default();
    sums.take(Exact::parse("8.3").unwrap());
    // 8.3 × 18.0156 = 149.52948; 3.31 + 0.02392 × that = 6.8867…
    assert_eq!(gmi(Unit::MmolPerL, &sums).unwrap().to_string(), "6.9");
}

#[test]
fn active_time_at_its_edge() {
    // 14 days from first to last reading; 70 % of 4032 places are 2822.4.
    let all = steady(14, Exact::whole(120));
    let some = |keep: usize| {
        let mut rows: Vec<Reading> = all.iter().take(keep - 1).copied().collect();
        rows.extend(all.last());
        sensor(rows)
    };
    // The days between are empty, so that only the share is at its edge.
    assert!(
        some(2823).active.unwrap().to_string() == "70.0",
        "2823 of 4032"
    );
    let under = some(2822);
    assert_eq!(under.active.unwrap().to_string(), "70.0", "shown alike");
    assert!(!under.sufficient, "but the exact share decides");
}

#[test]
fn events_last_fifteen_minutes() {
    let run = |values: &[i64]| {
        let readings = values
            .iter()
            .zip(0..)
            .map(|(v, i)| number(i * 5, Exact::whole(*v)))
            .collect();
        let found = sensor(readings);
        let event = |level| {
            let e = found.events.iter().find(|e| e.level == level).unwrap();
            (e.events, e.minutes)
        };
        (event("low"), event("very-low"))
    };
    assert_eq!(
        run(&[100, 69, 69, 100, 100, 100]).0,
        (0, 0),
        "ten minutes are none"
    );
    assert_eq!(run(&[100, 69, 69, 69, 100, 100, 100]), ((1, 15), (0, 0)));
    assert_eq!(run(&[100, 70, 70, 70, 100]).0, (0, 0), "70 is in range");
    assert_eq!(run(&[53, 53, 53, 100, 100, 100]), ((1, 15), (1, 15)));
    assert_eq!(
        run(&[60, 60, 60, 80, 80, 60, 60, 100, 100, 100]).0,
        (1, 35),
        "ten minutes up do not end it"
    );
    assert_eq!(
        run(&[60, 60, 60, 80, 80, 80, 60, 60, 60, 100]).0,
        (2, 30),
        "fifteen do"
    );
    assert_eq!(
        run(&[60, 60, 80, 60, 60, 80, 60, 60]).0,
        (0, 0),
        "never fifteen minutes in a row"
    );
}

#[test]
fn a_clock_that_is_seconds_off_changes_no_event() {
    let values = [
        (0, 100),
        (300, 60),
        (599, 60),
        (898, 60),
        (1200, 90),
        (1499, 90),
        (1799, 90),
    ];
    let readings = values.map(|(second, v)| Reading {
        at: Moment::at(Day(0), second),
        value: Value::Number(Exact::whole(v)),
    });
    let found = sensor(readings.to_vec());
    assert_eq!((found.events[0].events, found.events[0].minutes), (1, 15));
}

#[test]
fn percentiles_lie_between_numbers() {
    let readings = (1..=5)
        .map(|d| number(d * 1440 + 7 * 60, Exact::whole(d * 100)))
        .collect();
    let found = sensor(readings);
    let bin = &found.profile[28];
    assert_eq!((bin.minute, bin.readings), (420, 5));
    let shown: Vec<String> = bin.percentiles.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        ["120", "200", "300", "400", "480"],
        "as numpy.percentile has it"
    );
    assert!(found.profile[29].percentiles.is_empty());
}

#[test]
fn nothing_is_said_of_nothing() {
    let empty = sensor(Vec::new());
    assert_eq!(
        (empty.readings, empty.figures, empty.active),
        (0, None, None)
    );
    assert!(empty.shares.iter().all(|s| s.percent.is_none()));
    let odd = sensor(vec![
        number(0, Exact::whole(0)),
        number(5, Exact::whole(1501)),
    ]);
    assert_eq!((odd.readings, odd.impossible), (0, 2));
    let twice = sensor(vec![
        number(0, Exact::whole(99)),
        number(0, Exact::whole(99)),
    ]);
    assert_eq!((twice.readings, twice.doubled), (1, 1));
}

#[test]
fn a_million_readings_are_one_report() {
    let readings: Vec<Reading> = (0..1_000_000_i64)
        .map(|i| number(i * 5, Exact::whole(50 + (i * 7919) % 300)))
        .collect();
    let found = sensor(readings);
    assert_eq!(found.readings, 1_000_000);
    assert_eq!(found.figures.unwrap().mean.to_string(), "199.5");
    assert_eq!(
        found.shares.iter().map(|s| s.readings).sum::<u64>(),
        1_000_000
    );
}

proptest! {
    #[test]
    fn the_order_of_readings_does_not_matter(
        (readings, mixed) in prop::collection::vec((0_i64..30_000, 1_i64..40_000, 0_u8..8), 0..300)
            .prop_flat_map(|rows| {
                let readings: Vec<Reading> = rows
                    .into_iter()
                    .map(|(minute, hundredths, word)| {
                        let exact = Exact(hundredths * 10_000);
                        let value = match word {
                            0 => Value::Below(exact),
                            1 => Value::Above(exact),
                            _ => Value::Number(exact),
                        };
                        Reading { at: at(minute), value }
                    })
                    .collect();
                (Just(readings.clone()), Just(readings).prop_shuffle())
            })
    ) {
        for way in [Way::Sensor, Way::FingerStick] {
            prop_assert_eq!(
                report(readings.clone(), Unit::MgPerDl, way, &RangeSet::OLDER),
                report(mixed.clone(), Unit::MgPerDl, way, &RangeSet::OLDER)
            );
        }
    }

    #[test]
    fn a_value_converted_there_and_back_is_shown_the_same(tenths in 1_i64..850, whole in 1_i64..1500) {
        let there = |unit: Unit, value: Exact, back: Unit| back.convert(unit.convert(value).unwrap()).unwrap();
        for (unit, back, value) in [
            (Unit::MmolPerL, Unit::MgPerDl, Exact::tenths(tenths)),
            (Unit::MgPerDl, Unit::MmolPerL, Exact::whole(whole)),
        ] {
            let off = there(unit, value, back).0 - value.0;
            prop_assert!(off.abs() <= 10, "{off} millionths off");
        }
    }

    #[test]
    fn every_number_has_one_range(value in 1_i64..2_000_000_000) {
        for set in RangeSet::ALL {
            for unit in [Unit::MmolPerL, Unit::MgPerDl] {
                let place = set.place(unit, Exact(value));
                prop_assert!(place < set.ranges.len());
                prop_assert!(set.place(unit, Exact(value + 1)) >= place, "ranges rise with the value");
            }
        }
    }
}
