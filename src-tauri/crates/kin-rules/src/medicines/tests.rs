use super::*;

/// One tablet of a strength, so many times a day.
fn listed(id: &str, substance: &str, strength: &str, times: Option<u64>) -> Listed {
    tablets(id, substance, strength, &[("1", times)])
}

fn tablets(id: &str, substance: &str, strength: &str, doses: &[(&str, Option<u64>)]) -> Listed {
    let doses: Vec<(&str, &str, Option<Often>)> = doses
        .iter()
        .map(|(n, times)| (*n, "tablet", times.and_then(|t| Often::new(t, 1))))
        .collect();
    said(id, substance, strength, &doses)
}

fn said(
    id: &str,
    substance: &str,
    strength: &str,
    doses: &[(&str, &str, Option<Often>)],
) -> Listed {
    Listed {
        id: id.to_owned(),
        title: id.to_owned(),
        substances: Some(substance.to_owned())
            .filter(|s| !s.is_empty())
            .into_iter()
            .collect(),
        strengths: strengths(strength),
        intakes: doses
            .iter()
            .map(|(n, unit, often)| Intake {
                amount: amount_of(&n.parse().unwrap(), unit),
                often: *often,
            })
            .collect(),
        as_needed: Some(false),
        ..Listed::default()
    }
}

fn verdicts(mine: &[Listed], theirs: &[Listed]) -> Vec<(Verdict, Option<usize>, Option<usize>)> {
    reconcile(mine, theirs)
        .into_iter()
        .map(|p| (p.verdict, p.mine, p.theirs))
        .collect()
}

#[test]
fn two_lists_side_by_side() {
    let mine = [
        listed("a", "metformin", "500 mg", Some(2)),
        listed("b", "amlodipine", "5 mg", Some(1)),
        listed("c", "", "", None),
        listed("d", "lisinopril", "10mg", Some(1)),
    ];
    let theirs = [
        listed("A", "metformin", "0.5 g", Some(2)),
        listed("B", "amlodipine", "10 mg", Some(1)),
        listed("D", "lisinopril", "10 mg", Some(2)),
        listed("E", "atorvastatin", "20 mg", Some(1)),
    ];
    assert_eq!(
        verdicts(&mine, &theirs),
        [
            (Verdict::OtherStrength, Some(1), Some(1)),
            (Verdict::OtherTimes, Some(3), Some(2)),
            (Verdict::OnlyMine, Some(2), None),
            (Verdict::OnlyTheirs, None, Some(3)),
            (Verdict::Agrees, Some(0), Some(0)),
        ]
    );
}

#[test]
fn the_order_of_a_list_does_not_matter() {
    let mine = [
        listed("a", "insulin", "10 mg", Some(1)),
        listed("b", "insulin", "20 mg", Some(1)),
    ];
    let theirs = [
        listed("B", "insulin", "20 mg", Some(1)),
        listed("A", "insulin", "10 mg", Some(1)),
    ];
    let found: Vec<Verdict> = reconcile(&mine, &theirs)
        .iter()
        .map(|p| p.verdict)
        .collect();
    assert_eq!(
        found,
        [Verdict::Agrees, Verdict::Agrees],
        "each strength finds its own"
    );
}

fn one(mine: &Listed, theirs: &Listed) -> Verdict {
    let there = verdicts(std::slice::from_ref(mine), std::slice::from_ref(theirs));
    let back = verdicts(std::slice::from_ref(theirs), std::slice::from_ref(mine));
    assert_eq!(there, back, "whose list it is does not matter");
    assert_eq!(there.len(), 1);
    there[0].0
}

#[test]
fn one_tablet_twice_is_not_two_tablets_twice() {
    let mine = |doses: &[(&str, Option<u64>)]| tablets("a", "metformin", "500 mg", doses);
    let twice = mine(&[("1", Some(2))]);
    assert_eq!(one(&twice, &mine(&[("2", Some(2))])), Verdict::OtherDose);
    assert_eq!(one(&twice, &mine(&[("1", Some(2))])), Verdict::Agrees);
    assert_eq!(one(&twice, &mine(&[("1", Some(3))])), Verdict::OtherTimes);
    // Morning and evening apart are twice a day; of two amounts it matters how often each is taken.
    let apart = mine(&[("1", Some(1)), ("1", Some(1))]);
    assert_eq!(one(&twice, &apart), Verdict::Agrees);
    let uneven = mine(&[("1", Some(2)), ("2", Some(1))]);
    let other = mine(&[("1", Some(1)), ("2", Some(2))]);
    assert_eq!(one(&uneven, &other), Verdict::OtherDose);
    assert_eq!(one(&uneven, &twice), Verdict::OtherDose);
    // The amount is another even where one side does not say how often.
    assert_eq!(one(&twice, &mine(&[("2", None)])), Verdict::OtherDose);
    assert_eq!(one(&twice, &mine(&[("1", None)])), Verdict::NotCompared);
    assert_eq!(
        one(&twice, &mine(&[])),
        Verdict::NotCompared,
        "nothing is said"
    );
}

#[test]
fn masses_and_tablets_are_compared_by_the_strength() {
    let twice = Often::new(2, 1);
    let tablets = said("a", "metformin", "500 mg", &[("2", "tablet", twice)]);
    let mass = |n: &str, unit: &str| said("A", "metformin", "", &[(n, unit, twice)]);
    assert_eq!(one(&tablets, &mass("1000", "mg")), Verdict::Agrees);
    assert_eq!(one(&tablets, &mass("1", "g")), Verdict::Agrees);
    assert_eq!(one(&tablets, &mass("500", "mg")), Verdict::OtherDose);
    assert_eq!(one(&tablets, &mass("1000", "µg")), Verdict::OtherDose);
    assert_eq!(one(&tablets, &mass("10", "mL")), Verdict::NotCompared);
    let unknown = said("b", "metformin", "", &[("2", "tablet", twice)]);
    assert_eq!(one(&unknown, &mass("1000", "mg")), Verdict::NotCompared);
    assert_eq!(
        one(&unknown, &tablets),
        Verdict::NotCompared,
        "two tablets of what?"
    );
    let ten = |n: &str| {
        said(
            "i",
            "insulin glargine",
            "",
            &[(n, "unit", Often::new(1, 1))],
        )
    };
    assert_eq!(one(&ten("10"), &ten("10")), Verdict::Agrees);
    assert_eq!(one(&ten("10"), &ten("12")), Verdict::OtherDose);
}

#[test]
fn a_weekly_dose_is_not_a_daily_one() {
    let with = |often| said("m", "methotrexate", "2.5 mg", &[("4", "tablet", often)]);
    let (week, day) = (with(Often::new(1, 7)), with(Often::new(1, 1)));
    assert_eq!(one(&week, &day), Verdict::OtherTimes);
    assert_eq!(one(&week, &week), Verdict::Agrees);
    assert_eq!(one(&with(None), &day), Verdict::NotCompared);
}

#[test]
fn a_combination_is_compared_in_all_its_strengths() {
    let with = |strength: &str| {
        let mut line = listed("c", "lisinopril", strength, Some(1));
        line.substances.insert("hydrochlorothiazide".to_owned());
        line
    };
    let mine = with("10 mg / 12.5 mg");
    assert_eq!(one(&mine, &with("10 mg / 25 mg")), Verdict::OtherStrength);
    assert_eq!(one(&mine, &with("10 mg / 12.5 mg")), Verdict::Agrees);
    assert_eq!(one(&mine, &with("10 mg")), Verdict::NotCompared);
}

#[test]
fn when_needed_is_not_every_day() {
    let mut needed = listed("p", "paracetamol", "500 mg", None);
    needed.as_needed = Some(true);
    let daily = listed("q", "paracetamol", "500 mg", Some(3));
    assert_eq!(one(&needed, &daily), Verdict::OtherTimes);
    assert_eq!(
        one(&needed, &needed),
        Verdict::NotCompared,
        "how much a day nobody says"
    );
    let mut both = listed("r", "paracetamol", "500 mg", Some(3));
    both.as_needed = None;
    assert_eq!(one(&both, &daily), Verdict::NotCompared);
}

#[test]
fn what_cannot_be_compared_is_not_called_the_same() {
    let mine = [listed("a", "metformin", "", Some(2))];
    let theirs = [listed("A", "metformin", "500 mg", Some(2))];
    assert_eq!(verdicts(&mine, &theirs)[0].0, Verdict::NotCompared);
    let unknown = [listed("a", "", "", None)];
    let other = [listed("z", "", "", None)];
    assert_eq!(
        verdicts(&unknown, &other).len(),
        2,
        "other words, other medicine"
    );
}

#[test]
fn a_combination_is_not_its_first_part() {
    let mut both = listed("x", "lisinopril", "10 mg", Some(1));
    both.substances.insert("hydrochlorothiazide".to_owned());
    let single = listed("y", "lisinopril", "10 mg", Some(1));
    assert_eq!(
        verdicts(std::slice::from_ref(&both), std::slice::from_ref(&single)).len(),
        2
    );
    assert_eq!(
        check(&[both, single], &[]),
        [Concern::Twice {
            medicines: (0, 1),
            substance: "lisinopril".to_owned()
        }],
        "but one of its substances is taken twice"
    );
}

#[test]
fn allergies_are_held_against_substance_and_group() {
    let mut amoxicillin = listed("a", "amoxicillin", "500 mg", Some(3));
    amoxicillin.classes.insert("penicillins".to_owned());
    let metformin = listed("m", "metformin", "500 mg", Some(2));
    let penicillin = Reaction {
        id: "p".to_owned(),
        substances: BTreeSet::new(),
        classes: ["penicillins".to_owned()].into(),
    };
    let itself = Reaction {
        id: "i".to_owned(),
        substances: ["amoxicillin".to_owned()].into(),
        classes: ["penicillins".to_owned()].into(),
    };
    assert_eq!(
        check(&[metformin, amoxicillin], &[penicillin, itself]),
        [
            Concern::AllergyGroup {
                medicine: 1,
                allergy: 0,
                class: "penicillins".to_owned()
            },
            Concern::Allergy {
                medicine: 1,
                allergy: 1,
                substance: "amoxicillin".to_owned()
            },
        ]
    );
}

#[test]
fn strengths_are_masses() {
    let of = |text: &str| strengths(text).into_iter().collect::<Vec<_>>();
    assert_eq!(of("Metformin 500 MG Oral Tablet"), [500_000]);
    assert_eq!(of("二甲双胍缓释片 0.5g"), [500_000]);
    assert_eq!(of("每次１５毫克"), [15_000]);
    assert_eq!(of("Levothyroxine 50 mcg"), [50]);
    assert_eq!(of("1,000 mg"), [1_000_000]);
    assert_eq!(of("2,5 mg"), [2_500], "a decimal comma");
    assert_eq!(of("0,125 mg"), [125], "no thousands after a nought");
    assert_eq!(of("2 tablets"), Vec::<i64>::new());
    assert_eq!(of("125 mg/5 mL"), Vec::<i64>::new(), "a concentration");
    assert_eq!(of("100 units/mL"), Vec::<i64>::new());
    assert_eq!(of("5 mgx"), Vec::<i64>::new());
    assert_eq!(of("12.5 mg / 10 mg"), [10_000, 12_500]);
}

#[test]
fn how_often_in_words() {
    assert_eq!(often("1 tablet twice daily"), Often::new(2, 1));
    assert_eq!(often("4 tablets once a week"), Often::new(1, 7));
    assert_eq!(often("每周一次，每次4片"), Often::new(1, 7));
    for unsure in [
        "once daily on Mondays",
        "once daily, every other day",
        "weekly",
        "1 tablet once a day, Mon and Thu",
        "once a week, then once daily",
        "每星期一、四各一次，每日一次",
    ] {
        assert_ne!(often(unsure), Often::new(1, 1), "{unsure}");
    }
    assert_eq!(often("once daily on Mondays"), None);
    assert_eq!(often("once a week, then once daily"), None);
}

#[test]
fn doses_a_day_from_words() {
    assert_eq!(times_a_day("1 tablet twice daily"), Some(2));
    assert_eq!(times_a_day("每次5 mg，每日一次，早晨"), Some(1));
    assert_eq!(times_a_day("1 tab PO b.i.d."), Some(2));
    assert_eq!(times_a_day("一日３次，饭后"), Some(3));
    assert_eq!(times_a_day("as directed"), None);
    for not_daily in [
        "隔日一次",
        "每三日一次",
        "两日一次",
        "每21日1次",
        "每十一日一次",
        "每周一次",
        "每月1次",
    ] {
        assert_eq!(times_a_day(not_daily), None, "{not_daily}");
    }
    assert_eq!(
        times_a_day("once daily, then twice daily"),
        None,
        "two numbers are no sure number"
    );
    assert_eq!(times_a_day("bidder"), None, "a whole word");
}
