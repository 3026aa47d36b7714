use super::*;
use kin_model::dosing::Outcome;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn slot(minute: u16, amount: &str) -> Slot {
    Slot {
        minute,
        amount: amount.parse().unwrap(),
    }
}

fn step(from: &str, until: Option<&str>, slots: Vec<Slot>, days: Days) -> Step {
    Step {
        from: from.parse().unwrap(),
        until: until.map(|u| u.parse().unwrap()),
        rhythm: Rhythm::Times { slots, days },
        unit: None,
        since: None,
        replaced: None,
    }
}

fn plan(steps: Vec<Step>) -> Plan {
    Plan {
        unit: "tablet".to_owned(),
        steps,
        ..Plan::default()
    }
}

fn at(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn times(plan: &Plan, from: &str, until: &str) -> Vec<String> {
    due(plan, at(from), at(until))
        .iter()
        .map(|d| d.at.text().unwrap())
        .collect()
}

#[test]
fn times_of_every_day() {
    let plan = plan(vec![step(
        "2026-11-20",
        None,
        vec![slot(8 * 60, "1"), slot(20 * 60, "2")],
        Days::Every,
    )]);
    assert!(faults(&plan).is_empty());
    assert_eq!(
        times(&plan, "2026-11-26T08:00", "2026-11-27T08:00"),
        ["2026-11-26T08:00", "2026-11-26T20:00"],
        "the end is not in, the beginning is"
    );
    assert!(times(&plan, "2026-11-19T00:00", "2026-11-20T00:00").is_empty());
    let day = Day::of(&"2026-11-26".parse().unwrap()).unwrap();
    assert_eq!(planned_on(&plan, day), Exact::whole(3));
}

#[test]
fn some_days_only() {
    let of = |days| plan(vec![step("2026-11-23", None, vec![slot(480, "1")], days)]);
    let week = |plan: &Plan| -> Vec<String> {
        times(plan, "2026-11-23T00:00", "2026-12-01T00:00")
            .iter()
            .filter_map(|t| t.get(8..10).map(str::to_owned))
            .collect()
    };
    // 2026-11-23 is a Monday.
    assert_eq!(
        week(&of(Days::Week(0b000_0101))),
        ["23", "25", "30"],
        "Monday, Wednesday"
    );
    assert_eq!(week(&of(Days::Nth(3))), ["23", "26", "29"]);
    assert_eq!(
        week(&of(Days::Cycle { on: 2, off: 3 })),
        ["23", "24", "28", "29"]
    );
}

#[test]
fn every_so_many_hours_goes_on_over_midnight() {
    let plan = plan(vec![Step {
        from: "2026-11-23".parse().unwrap(),
        until: Some("2026-11-24".parse().unwrap()),
        rhythm: Rhythm::Hours {
            every: 10,
            first: slot(6 * 60, "1"),
        },
        unit: None,
        since: None,
        replaced: None,
    }]);
    assert_eq!(
        times(&plan, "2026-11-23T00:00", "2026-11-30T00:00"),
        [
            "2026-11-23T06:00",
            "2026-11-23T16:00",
            "2026-11-24T02:00",
            "2026-11-24T12:00",
            "2026-11-24T22:00"
        ]
    );
    assert_eq!(
        times(&plan, "2026-11-24T03:00", "2026-11-24T13:00"),
        ["2026-11-24T12:00"],
        "the same doses when looked at later"
    );
}

#[test]
fn a_tapered_dose_ends() {
    let plan = plan(vec![
        step(
            "2026-11-01",
            Some("2026-11-03"),
            vec![slot(480, "4")],
            Days::Every,
        ),
        step(
            "2026-11-04",
            Some("2026-11-05"),
            vec![slot(480, "2")],
            Days::Every,
        ),
        step(
            "2026-11-06",
            Some("2026-11-06"),
            vec![slot(480, "0.5")],
            Days::Every,
        ),
    ]);
    assert!(faults(&plan).is_empty());
    let amounts: Vec<i64> = due(&plan, at("2026-11-01T00:00"), at("2026-12-01T00:00"))
        .iter()
        .map(|d| d.amount.0 / 100_000)
        .collect();
    assert_eq!(amounts, [40, 40, 40, 20, 20, 5]);
}

#[test]
fn the_clocks_change_and_no_dose_is_lost_or_doubled() {
    // 02:30 does not exist on 2026-03-29 in Berlin and exists twice on 2026-10-25: the wall counts.
    let plan = plan(vec![step(
        "2026-01-01",
        None,
        vec![slot(150, "1")],
        Days::Every,
    )]);
    for day in ["2026-03-29", "2026-10-25"] {
        let found = times(&plan, &format!("{day}T00:00"), &format!("{day}T23:59"));
        assert_eq!(found, [format!("{day}T02:30")]);
    }
}

#[test]
fn a_plan_that_cannot_be_followed_is_refused() {
    let codes = |plan: &Plan| -> Vec<String> {
        faults(plan)
            .iter()
            .map(|f| format!("{}-{}", f.field, f.code))
            .collect()
    };
    assert_eq!(codes(&Plan::default()), ["unit-empty", "steps-empty"]);
    let bad = plan(vec![
        step("2026-11-05", Some("2026-11-01"), vec![], Days::Week(0)),
        step(
            "2026-11-01",
            None,
            vec![slot(480, "0"), slot(480, "1")],
            Days::Every,
        ),
    ]);
    assert_eq!(
        codes(&bad),
        [
            "until-before-start",
            "slots-empty",
            "days-out-of-range",
            "slots-out-of-range",
            "slots-overlap",
            "steps-overlap"
        ]
    );
    let open = plan(vec![
        step("2026-11-01", None, vec![slot(480, "1")], Days::Every),
        step("2026-11-05", None, vec![slot(480, "1")], Days::Every),
    ]);
    assert_eq!(codes(&open), ["steps-overlap"], "the first has no end");
}

#[test]
fn what_was_followed() {
    let plan = plan(vec![step(
        "2026-11-20",
        None,
        vec![slot(480, "1"), slot(1200, "1")],
        Days::Every,
    )]);
    let due = due(&plan, at("2026-11-20T00:00"), at("2026-11-22T12:00"));
    let noted: BTreeMap<Moment, Outcome> = [
        (at("2026-11-20T08:00"), Outcome::Taken),
        (at("2026-11-20T20:00"), Outcome::Taken),
        (at("2026-11-21T08:00"), Outcome::Skipped),
        (at("2026-11-22T08:00"), Outcome::Later),
        (at("2026-11-19T08:00"), Outcome::Taken),
    ]
    .into();
    let sum = adherence(&due, &noted);
    assert_eq!(
        (sum.planned, sum.taken, sum.skipped, sum.not_recorded),
        (5, 2, 1, 2)
    );
    assert_eq!(sum.percent().unwrap().to_string(), "40.0");
    assert_eq!(Adherence::default().percent().map(|p| p.to_string()), None);
    assert_eq!(sum.noted(), 3);
    assert_eq!(sum.percent_of_noted().unwrap().to_string(), "66.7");
    assert_eq!(sum.most_percent().unwrap().to_string(), "80.0");
    let nothing = Adherence {
        planned: 4,
        not_recorded: 4,
        ..Adherence::default()
    };
    assert!(
        nothing.percent_of_noted().is_none(),
        "nothing noted is nothing missed"
    );
    let days = by_day(&due, &noted);
    assert_eq!(days.len(), 3);
    assert_eq!(days[0].doses.taken, 2);
    assert_eq!(days[1].doses.not_recorded, 1, "evening of the 21st");
}

#[test]
fn the_day_the_packs_are_empty() {
    let plan = plan(vec![step(
        "2026-11-20",
        None,
        vec![slot(480, "1"), slot(1200, "1.5")],
        Days::Every,
    )]);
    let now = at("2026-11-26T09:00");
    let on = |left: i64| match run_out(&plan, Exact::whole(left), now, &|_| false) {
        RunOut::On(day) => day.date().unwrap().to_string(),
        other => format!("{other:?}"),
    };
    assert_eq!(on(0), "2026-11-26", "this evening's dose is not there");
    assert_eq!(
        on(3),
        "2026-11-27",
        "1.5 today, 1 tomorrow morning, 0.5 are left for 1.5"
    );
    assert_eq!(
        on(4),
        "2026-11-28",
        "enough for tomorrow evening to the last half"
    );
    assert_eq!(on(5_000), "NotSoon");
    let needed = Plan {
        as_needed: "1".parse().ok(),
        ..Plan::default()
    };
    assert_eq!(
        run_out(&needed, Exact::whole(3), now, &|_| false),
        RunOut::Unknown
    );
    // This evening's dose was taken at noon: what is left is for tomorrow.
    let evening = at("2026-11-26T20:00");
    let early = run_out(&plan, Exact::whole(3), now, &|planned| planned == evening);
    assert!(
        matches!(early, RunOut::On(day) if day.date().unwrap().to_string() == "2026-11-28"),
        "{early:?}"
    );
}

#[test]
fn parts_have_one_amount_each() {
    let plan = plan(vec![step(
        "2026-11-20",
        None,
        vec![slot(480, "1"), slot(720, "2"), slot(1200, "1")],
        Days::Every,
    )]);
    let parts: Vec<(String, Vec<u16>)> = plan
        .parts()
        .into_iter()
        .map(|p| (p.amount.as_str().to_owned(), p.minutes))
        .collect();
    assert_eq!(
        parts,
        [
            ("1".to_owned(), vec![480, 1200]),
            ("2".to_owned(), vec![720])
        ]
    );
}

#[test]
fn a_plan_that_was_changed_at_noon_asks_for_its_own_half_of_the_day() {
    let twice = vec![slot(480, "1"), slot(1200, "1")];
    let mut before = step("2026-11-20", Some("2026-11-25"), twice.clone(), Days::Every);
    before.replaced = edge_of(at("2026-11-25T12:01"));
    // Every other day since the 21st: the 25th is one of its days, the 26th is none.
    let mut after = step("2026-11-21", None, twice, Days::Nth(2));
    after.since = edge_of(at("2026-11-25T12:01"));
    let plan = plan(vec![before, after]);
    assert_eq!(
        times(&plan, "2026-11-24T00:00", "2026-11-28T00:00"),
        [
            "2026-11-24T08:00",
            "2026-11-24T20:00",
            "2026-11-25T08:00",
            "2026-11-25T20:00",
            "2026-11-27T08:00",
            "2026-11-27T20:00",
        ]
    );
    let hours = Step {
        from: "2026-11-20".parse().unwrap(),
        until: None,
        rhythm: Rhythm::Hours {
            every: 8,
            first: slot(360, "1"),
        },
        unit: None,
        since: edge_of(at("2026-11-25T14:00")),
        replaced: edge_of(at("2026-11-26T06:00")),
    };
    let plan = Plan {
        steps: vec![hours],
        ..plan
    };
    assert_eq!(
        times(&plan, "2026-11-20T00:00", "2026-11-30T00:00"),
        ["2026-11-25T14:00", "2026-11-25T22:00"],
        "its hours are counted from its first dose on"
    );
}

#[test]
fn twenty_one_days_with_and_seven_without() {
    // Over both changes of the clocks in Europe and in America, and over a leap day.
    let plan = plan(vec![step(
        "2028-02-01",
        None,
        vec![slot(150, "1")],
        Days::Cycle { on: 21, off: 7 },
    )]);
    let days = times(&plan, "2028-02-01T00:00", "2028-12-01T00:00");
    let first = at("2028-02-01T00:00").day().0;
    for (n, day) in (first..first + 304).enumerate() {
        let asked = days
            .iter()
            .filter(|t| Moment::parse(t).unwrap().day() == Day(day));
        assert_eq!(asked.count(), usize::from(n % 28 < 21), "day {n}");
    }
}

proptest! {
    /// However a time is cut up, each dose is found once.
    #[test]
    fn a_time_in_two_halves_has_the_same_doses(
        every in 1_u16..60, first in 0_u16..1440, cut in 0_i64..40 * 24, on in 1_u16..9, off in 1_u16..9,
    ) {
        let plans = [
            plan(vec![Step {
                from: "2026-03-01".parse().unwrap(),
                until: None,
                rhythm: Rhythm::Hours { every, first: slot(first, "1") },
                unit: None,
                since: None,
                replaced: None,
            }]),
            plan(vec![step("2026-03-01", None, vec![slot(first, "1")], Days::Cycle { on, off })]),
        ];
        for plan in plans {
            let (from, until) = (at("2026-03-01T00:00"), at("2026-04-10T00:00"));
            let middle = from.plus(cut * 3600);
            let whole = due(&plan, from, until);
            let mut halves = due(&plan, from, middle);
            halves.extend(due(&plan, middle, until));
            prop_assert_eq!(whole, halves);
        }
    }
}
