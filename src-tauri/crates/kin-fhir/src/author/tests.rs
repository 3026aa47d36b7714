use super::*;
use kin_model::Decimal;

fn authored() -> Authored {
    Authored {
        id: "5f0c9a52-7a0e-4f83-9a0c-0d5f5a7b1c11".into(),
        subject: "0123456789abcdef0123456789abcdef".into(),
        at: "2026-05-20T07:40+08:00".parse().ok(),
        recorded: "2026-05-20T07:41:00+08:00".into(),
        by: "Daughter".into(),
        note: "before medicine".into(),
    }
}

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn pressure(systolic: &str, diastolic: &str) -> Typed {
    Typed::BloodPressure(BloodPressure {
        systolic: d(systolic),
        diastolic: d(diastolic),
        pulse: Some(d("70")),
        arm: Some(Arm::Left),
        sitting: Sitting {
            position: Some(Position::Sitting),
            medicine: Some(MedicineTaken::Before),
            irregular: true,
        },
    })
}

fn all() -> Vec<Typed> {
    vec![
        pressure("128", "82"),
        Typed::Glucose(Glucose {
            value: d("6.10"),
            comparator: kin_model::Comparator::Exact,
            unit: GlucoseUnit::MmolPerL,
            context: MealContext::Fasting,
        }),
        Typed::Glucose(Glucose {
            value: d("110"),
            comparator: kin_model::Comparator::Exact,
            unit: GlucoseUnit::MgPerDl,
            context: MealContext::AfterMeal,
        }),
        Typed::Measurement(Measurement {
            what: Measure::Weight,
            value: d("71.20"),
            unit: "kg".into(),
        }),
        Typed::Measurement(Measurement {
            what: Measure::Oxygen,
            value: d("97"),
            unit: "%".into(),
        }),
        Typed::Medicine(Medicine {
            name: "二甲双胍".into(),
            strength: Some("500 mg".into()),
            dosage: Some("早晚各一片".into()),
            since: "2015".parse().ok(),
            until: None,
            reason: Some("糖尿病".into()),
            active: true,
            course: Box::default(),
        }),
        Typed::Medicine(Medicine {
            name: "Aspirin".into(),
            active: false,
            ..Medicine::default()
        }),
        Typed::Allergy(Allergy {
            substance: "Penicillin".into(),
            reaction: Some("rash".into()),
            severity: Some(SeverityWord::Moderate),
            since: "2019-04".parse().ok(),
        }),
        Typed::NoKnownAllergies,
        Typed::Problem(Problem {
            name: "高血压".into(),
            since: "2011".parse().ok(),
            active: true,
        }),
        Typed::Note(Note {
            title: None,
            text: "slept badly\nagain".into(),
        }),
        Typed::Symptom(Symptom {
            name: "dizzy".into(),
            severity: Some(4),
            ..Symptom::default()
        }),
        Typed::Symptom(Symptom {
            name: "rash".into(),
            severity: None,
            place: Some("left knee".into()),
            tell_doctor: true,
            photo: Some(Document {
                title: "knee.png".into(),
                attachment: "00112233aabbccdd".into(),
                content_type: "image/png".into(),
                size: 99,
                ..Document::default()
            }),
        }),
        Typed::Measurement(Measurement {
            what: Measure::Steps,
            value: d("6120"),
            unit: "{steps}/d".into(),
        }),
        Typed::Measurement(Measurement {
            what: Measure::Pain,
            value: d("0"),
            unit: "{score}".into(),
        }),
        Typed::OwnMeasurement(OwnMeasurement {
            name: "握力".into(),
            value: d("28.50"),
            unit: "kg".into(),
        }),
        Typed::OwnMeasurement(OwnMeasurement {
            name: "cups of water".into(),
            value: d("6"),
            unit: String::new(),
        }),
        Typed::Asked(Asked {
            panel: "69737-5".into(),
            items: vec![AskedItem {
                code: "69725-0".into(),
                text: "Feeling nervous".into(),
                answer: "LA6569-3".into(),
                answer_text: "Several days".into(),
            }],
            total_code: "70274-6".into(),
            total_text: "Total score".into(),
            total: 1,
        }),
        Typed::Appointment(Appointment {
            what: "复诊".into(),
            until: "2026-05-20T08:10:00+08:00".parse().ok(),
            who: Some("Dr Wang".into()),
            place: Some("3rd floor".into()),
            standing: Standing::Active,
        }),
        Typed::Aim(Aim {
            what: "lower blood pressure".into(),
            area: Area::Target,
            target: Some("below 135/85".into()),
            since: "2026-05-01".parse().ok(),
            due: "2026-08-01".parse().ok(),
            standing: Standing::Active,
        }),
        Typed::Task(Task {
            what: "walk".into(),
            area: Area::Exercise,
            how: Some("30 minutes, 5 times a week".into()),
            since: "2026-05".parse().ok(),
            until: None,
            standing: Standing::Done,
        }),
        Typed::Document(Document {
            title: "Discharge letter".into(),
            kind_text: Some("Letter".into()),
            attachment: "00112233aabbccdd".into(),
            content_type: "application/pdf".into(),
            size: 1234,
            ..Document::default()
        }),
    ]
}

#[test]
fn what_was_typed_comes_back() {
    for typed in all() {
        let built = build(&authored(), &typed).unwrap();
        let back = parse_typed(&built.body).unwrap_or_else(|| panic!("read back {typed:?}"));
        assert_eq!(back.typed, typed, "the same values");
        if !matches!(typed, Typed::Note(_)) {
            assert_eq!(back.note, "before medicine", "the note of {typed:?}");
        }
        assert!(
            built.confirm.is_empty(),
            "usual values need no question: {typed:?}"
        );
    }
}

#[test]
fn digits_and_units_stay_as_typed() {
    let typed = Typed::Glucose(Glucose {
        value: d("6.10"),
        comparator: kin_model::Comparator::Exact,
        unit: GlucoseUnit::MmolPerL,
        context: MealContext::Fasting,
    });
    let body = String::from_utf8(build(&authored(), &typed).unwrap().body).unwrap();
    assert!(body.contains(r#""value":6.10,"#), "6.10 is not 6.1: {body}");
    assert!(
        body.contains("2026-05-20T07:40:00+08:00"),
        "FHIR wants seconds: {body}"
    );
}

#[test]
fn a_meter_that_shows_a_word_gives_a_bound() {
    let typed = Typed::Glucose(Glucose {
        value: d("2.2"),
        comparator: kin_model::Comparator::Less,
        unit: GlucoseUnit::MmolPerL,
        context: MealContext::Fasting,
    });
    let built = build(&authored(), &typed).unwrap();
    assert_eq!(built.confirm.len(), 1, "it is asked about once");
    let body = String::from_utf8(built.body).unwrap();
    assert!(body.contains(r#""comparator":"<""#), "{body}");
    assert_eq!(parse_typed(body.as_bytes()).unwrap().typed, typed);
}

#[test]
fn slips_are_refused_or_asked_about() {
    let refused = |typed: &Typed| match build(&authored(), typed) {
        Err(FhirError::Impossible { field, reason }) => (field, reason),
        other => panic!("must be refused: {other:?}"),
    };
    assert_eq!(
        refused(&pressure("1280", "82")),
        ("systolic", "out-of-range"),
        "a digit too many"
    );
    assert_eq!(
        refused(&pressure("82", "128")),
        ("diastolic", "above-systolic"),
        "the wrong way round"
    );
    let glucose = |value: &str, unit| {
        Typed::Glucose(Glucose {
            value: d(value),
            comparator: kin_model::Comparator::Exact,
            unit,
            context: MealContext::Other,
        })
    };
    assert_eq!(
        refused(&glucose("5.5", GlucoseUnit::MgPerDl)),
        ("unit", "other-unit"),
        "5.5 mg/dL"
    );
    assert_eq!(
        refused(&glucose("110", GlucoseUnit::MmolPerL)),
        ("unit", "other-unit"),
        "110 mmol/L"
    );
    let empty = Typed::Problem(Problem {
        name: "  ".into(),
        ..Problem::default()
    });
    assert_eq!(refused(&empty), ("name", "empty"), "an empty name");
    let short = Typed::Appointment(Appointment {
        what: "check-up".into(),
        until: "2026-05-20T07:40:00+08:00".parse().ok(),
        ..Appointment::default()
    });
    assert_eq!(
        refused(&short),
        ("until", "before-start"),
        "it ends when it begins"
    );
    let rare = build(&authored(), &pressure("231", "118")).unwrap();
    let fields: Vec<&str> = rare.confirm.iter().map(|f| f.place.as_str()).collect();
    assert_eq!(
        fields,
        ["systolic"],
        "rare values are asked about, not refused"
    );
}

#[test]
fn a_foreign_resource_is_no_hand_entry() {
    assert!(parse_typed(br#"{"resourceType":"Encounter","status":"finished"}"#).is_none());
    assert!(parse_typed(b"no json").is_none());
}

mod doses {
    use super::*;
    use crate::author::{
        Dose, Pack, build_dose, build_pack, dose_id, parse_dose, parse_pack, prescribed,
    };
    use kin_model::Coding;
    use kin_model::dosing::{Days, Edge, Often, Outcome, Plan, Rhythm, Slot, Step, Stock};

    fn slot(minute: u16, amount: &str) -> Slot {
        Slot {
            minute,
            amount: d(amount),
        }
    }

    fn step(from: &str, until: Option<&str>, rhythm: Rhythm) -> Step {
        Step {
            from: from.parse().unwrap(),
            until: until.map(|u| u.parse().unwrap()),
            rhythm,
            unit: None,
            since: None,
            replaced: None,
        }
    }

    fn planned(plan: Plan) -> Typed {
        let plan_texts = plan
            .parts()
            .iter()
            .map(|p| format!("text {}", p.amount))
            .collect();
        Typed::Medicine(Medicine {
            name: "Prednisone".into(),
            strength: Some("5 mg".into()),
            dosage: Some("with food".into()),
            active: true,
            course: Box::new(Course {
                codes: vec![Coding {
                    system: "http://www.whocc.no/atc".into(),
                    code: "H02AB07".into(),
                    display: None,
                }],
                derived_from: Some("00ff00ff00ff00ff".into()),
                plan: Some(plan),
                plan_texts,
                stock: Some(Stock {
                    count: d("28.5"),
                    unit: "tablet".into(),
                    at: "2026-11-20T08:00:00+08:00".parse().unwrap(),
                    warn_days: 5,
                }),
                stop_reason: None,
            }),
            ..Medicine::default()
        })
    }

    #[test]
    fn a_plan_comes_back_as_it_was_made() {
        let times = |slots: Vec<Slot>, days| Rhythm::Times { slots, days };
        let rhythms = [
            times(
                vec![slot(480, "1"), slot(720, "0.5"), slot(1200, "1")],
                Days::Every,
            ),
            times(vec![slot(1260, "2")], Days::Nth(3)),
            times(
                vec![slot(480, "1"), slot(1200, "1")],
                Days::Week(0b010_1001),
            ),
            times(vec![slot(480, "1")], Days::Cycle { on: 21, off: 7 }),
            Rhythm::Hours {
                every: 8,
                first: slot(360, "1"),
            },
        ];
        for rhythm in rhythms {
            let plan = Plan {
                unit: "tablet".into(),
                steps: vec![
                    step("2026-11-01", Some("2026-11-05"), rhythm.clone()),
                    step("2026-11-06", None, rhythm),
                ],
                past: vec![],
                as_needed: Some(d("1")),
                most_per_day: Some(d("6")),
            };
            let typed = planned(plan);
            let built = build(&authored(), &typed).unwrap();
            let back = parse_typed(&built.body).unwrap();
            assert_eq!(
                back.typed,
                typed,
                "{}",
                String::from_utf8_lossy(&built.body)
            );
        }
    }

    #[test]
    fn an_instruction_says_what_fhir_can_say() {
        let slots = vec![slot(480, "1"), slot(1200, "2")];
        let plan = Plan {
            unit: "片".into(),
            steps: vec![step(
                "2026-11-01",
                None,
                Rhythm::Times {
                    slots,
                    days: Days::Every,
                },
            )],
            ..Plan::default()
        };
        let body = build(&authored(), &planned(plan)).unwrap().body;
        let json: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let dosage = json["dosage"].as_array().unwrap();
        assert_eq!(dosage.len(), 2, "two amounts are two instructions");
        for (dosage, time) in dosage.iter().zip(["08:00:00", "20:00:00"]) {
            assert_eq!(dosage["sequence"], 1, "both at the same time");
            let repeat = &dosage["timing"]["repeat"];
            assert_eq!(repeat["timeOfDay"], serde_json::json!([time]));
            assert_eq!(repeat["frequency"], 1);
            assert_eq!(repeat["periodUnit"], "d");
            assert_eq!(repeat["boundsPeriod"]["start"], "2026-11-01");
            assert!(dosage["text"].is_string(), "other systems read the text");
        }
        assert_eq!(dosage[0]["patientInstruction"], "with food");
    }

    #[test]
    fn a_dose_has_one_name_wherever_it_is_noted() {
        let id = dose_id("0123456789abcdef0123456789abcdef", "2026-11-26T08:00");
        assert_eq!(id, "0123456789abcdef0123456789abcdef.202611260800");
        assert!(dose_id(&"x".repeat(200), "2026-11-26T08:00").len() <= 64);
        let mut dose = Dose {
            medicine: "m1".into(),
            title: "二甲双胍 500 mg".into(),
            codes: vec![],
            planned: Some("2026-11-26T08:00".into()),
            outcome: Outcome::Taken,
            amount: d("1.50"),
            unit: "片".into(),
            reason: None,
            later: None,
            at: "2026-11-26T08:05:00+08:00".parse().ok(),
        };
        for outcome in [
            Outcome::Taken,
            Outcome::Skipped,
            Outcome::Later,
            Outcome::Withdrawn,
        ] {
            dose.outcome = outcome;
            dose.reason = (outcome == Outcome::Skipped).then(|| "nausea".into());
            dose.later = (outcome == Outcome::Later).then(|| "2026-11-26T09:00".into());
            let body = build_dose(&authored(), &dose).unwrap();
            assert_eq!(parse_dose(&body), Some(dose.clone()));
            assert!(parse_pack(&body).is_none());
        }
        let hospital = br#"{"resourceType":"MedicationAdministration","status":"completed","medicationCodeableConcept":{"text":"x"}}"#;
        assert!(
            parse_dose(hospital).is_none(),
            "what a hospital gave is no dose of this book"
        );
    }

    #[test]
    fn a_pack_comes_back() {
        let pack = Pack {
            medicine: "m1".into(),
            title: "Metformin".into(),
            codes: vec![],
            amount: d("30"),
            unit: "tablet".into(),
            at: "2026-11-26T10:00:00+08:00".parse().ok(),
        };
        let body = build_pack(&authored(), &pack).unwrap();
        assert_eq!(parse_pack(&body), Some(pack));
    }

    #[test]
    fn a_plan_changed_in_the_middle_of_a_day_comes_back() {
        let times = |amount: &str, days| Rhythm::Times {
            slots: vec![slot(480, amount), slot(1200, amount)],
            days,
        };
        let edge = |day: &str, minute| {
            Some(Edge {
                day: day.parse().unwrap(),
                minute,
            })
        };
        let mut before = step("2026-11-01", Some("2026-11-25"), times("1", Days::Every));
        before.replaced = edge("2026-11-25", 541);
        before.unit = Some("capsule".into());
        let mut after = step("2026-10-30", None, times("2", Days::Nth(2)));
        after.since = edge("2026-11-25", 1200);
        let typed = planned(Plan {
            unit: "tablet".into(),
            steps: vec![after],
            past: vec![before],
            ..Plan::default()
        });
        let body = build(&authored(), &typed).unwrap().body;
        assert_eq!(parse_typed(&body).unwrap().typed, typed);
        let json: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(
            json["dosage"].as_array().unwrap().len(),
            1,
            "what was planned before is no dosage of now"
        );
        assert_eq!(
            json["dosage"][0]["timing"]["repeat"]["boundsPeriod"]["start"], "2026-11-25",
            "others read since when it holds"
        );
        // All times taken away: the words that were typed, and what was planned.
        let Typed::Medicine(mut medicine) = typed else {
            panic!("a medicine");
        };
        medicine.course.plan_texts = vec![];
        let plan = medicine.course.plan.as_mut().unwrap();
        plan.steps = vec![];
        plan.unit = "capsule".into();
        plan.past[0].unit = None;
        let typed = Typed::Medicine(medicine);
        let body = build(&authored(), &typed).unwrap().body;
        assert_eq!(parse_typed(&body).unwrap().typed, typed);
    }

    /// A statement of ours with another timing.
    fn with_repeat(repeat: serde_json::Value) -> Typed {
        let plan = Plan {
            unit: "tablet".into(),
            steps: vec![step(
                "2026-11-01",
                None,
                Rhythm::Times {
                    slots: vec![slot(480, "4")],
                    days: Days::Every,
                },
            )],
            ..Plan::default()
        };
        let body = build(&authored(), &planned(plan)).unwrap().body;
        let mut json: serde_json::Value = serde_json::from_slice(&body).unwrap();
        json["dosage"][0]["text"] = serde_json::json!("10 mg once a week, on Mondays");
        json["dosage"][0]["patientInstruction"] = serde_json::Value::Null;
        json["dosage"][0]["timing"]["repeat"] = repeat;
        parse_typed(&serde_json::to_vec(&json).unwrap())
            .unwrap()
            .typed
    }

    #[test]
    fn a_weekly_dose_is_never_read_as_a_daily_one() {
        let rest = |more: &str| {
            let text = format!(
                r#"{{"boundsPeriod":{{"start":"2026-11-01"}},"timeOfDay":["08:00:00"],"frequency":1{more}}}"#
            );
            serde_json::from_str(&text).unwrap()
        };
        for more in [
            r#","period":1,"periodUnit":"wk""#,
            r#","period":1,"periodUnit":"mo""#,
            r#","period":1,"periodUnit":"wk","dayOfWeek":["mon"]"#,
            r#","period":2,"periodUnit":"d","dayOfWeek":["mon"]"#,
            r#","period":1,"periodUnit":"d","dayOfWeek":["monday"]"#,
            r#","period":1,"periodUnit":"d","dayOfWeek":[]"#,
            r#","period":1,"periodUnit":"d","count":3"#,
            r#","period":1,"periodMax":2,"periodUnit":"d""#,
            r#","period":1,"periodUnit":"d","when":["MORN"]"#,
            r#","period":1.5,"periodUnit":"d""#,
            r#","period":1,"periodUnit":"d","offset":30"#,
            r#","period":1,"periodUnit":"d","extension":[{"url":"http://example.org/only-on-mondays"}]"#,
        ] {
            let Typed::Medicine(medicine) = with_repeat(rest(more)) else {
                panic!("a medicine");
            };
            assert_eq!(medicine.course.plan, None, "{more}");
            assert_eq!(
                medicine.dosage.as_deref(),
                Some("10 mg once a week, on Mondays"),
                "as the source words it: {more}"
            );
        }
        let Typed::Medicine(mondays) =
            with_repeat(rest(r#","period":1,"periodUnit":"d","dayOfWeek":["mon"]"#))
        else {
            panic!("a medicine");
        };
        let plan = mondays.course.plan.unwrap();
        assert!(matches!(
            plan.steps[0].rhythm,
            Rhythm::Times {
                days: Days::Week(1),
                ..
            }
        ));
    }

    #[test]
    fn half_a_plan_is_no_plan() {
        let plan = Plan {
            unit: "tablet".into(),
            steps: vec![step(
                "2026-11-01",
                None,
                Rhythm::Times {
                    slots: vec![slot(480, "1"), slot(1200, "2")],
                    days: Days::Every,
                },
            )],
            ..Plan::default()
        };
        let body = build(&authored(), &planned(plan)).unwrap().body;
        let json: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let changed = |change: &dyn Fn(&mut serde_json::Value)| {
            let mut json = json.clone();
            change(&mut json["dosage"][1]);
            let typed = parse_typed(&serde_json::to_vec(&json).unwrap()).unwrap();
            let Typed::Medicine(medicine) = typed.typed else {
                panic!("a medicine");
            };
            (medicine.course.plan, medicine.dosage.unwrap())
        };
        let (plan, words) = changed(&|d| d["timing"]["repeat"]["periodUnit"] = "wk".into());
        assert_eq!(plan, None);
        assert_eq!(words, "with food; text 1; text 2", "nothing is lost");
        let (plan, _) = changed(&|d| d["doseAndRate"][0]["doseQuantity"]["unit"] = "mL".into());
        assert_eq!(plan, None, "two units");
        let (plan, _) = changed(&|d| d["doseAndRate"] = serde_json::json!([]));
        assert_eq!(plan, None, "no amount");
        let (plan, _) =
            changed(&|d| d["timing"]["repeat"]["dayOfWeek"] = serde_json::json!(["sun"]));
        assert_eq!(plan, None, "other days in the same step");
    }

    #[test]
    fn what_a_hospital_prescribes() {
        let said = prescribed(br#"{"resourceType":"MedicationRequest","dosageInstruction":[{"text":"1 tab BID","timing":{"repeat":{"frequency":2,"period":1.0,"periodUnit":"d"}},"doseAndRate":[{"doseQuantity":{"value":500,"unit":"mg"}}]}]}"#);
        assert_eq!(said.parts[0].often, Often::new(2, 1));
        assert_eq!(said.parts[0].dose, Some((d("500"), "mg".into())));
        assert_eq!(said.text.as_deref(), Some("1 tab BID"));
        let hours = prescribed(br#"{"dosageInstruction":[{"asNeededBoolean":true,"timing":{"repeat":{"frequency":1,"period":6,"periodUnit":"h"}}}]}"#);
        assert_eq!(
            (hours.parts[0].often, hours.as_needed),
            (Often::new(4, 1), true)
        );
        let two = prescribed(br#"{"dosageInstruction":[{"sequence":1,"text":"2 a day"},{"sequence":2,"text":"1 a day"}]}"#);
        assert_eq!(two.text.as_deref(), Some("2 a day; 1 a day"));
        assert_eq!(two.parts[1].sequence, Some(2));
    }

    #[test]
    fn how_often_a_hospital_says() {
        let often = |repeat: &str| {
            let body = format!(r#"{{"dosageInstruction":[{{"timing":{{"repeat":{repeat}}}}}]}}"#);
            prescribed(body.as_bytes()).parts[0].often
        };
        let is = |repeat: &str, times: u64, days: u64| {
            assert_eq!(often(repeat), Often::new(times, days), "{repeat}");
        };
        // Methotrexate: once a week in every way of saying it.
        is(r#"{"frequency":1,"period":1,"periodUnit":"wk"}"#, 1, 7);
        is(r#"{"frequency":1,"period":7,"periodUnit":"d"}"#, 1, 7);
        is(
            r#"{"frequency":1,"period":1,"periodUnit":"d","dayOfWeek":["mon"]}"#,
            1,
            7,
        );
        is(
            r#"{"frequency":1,"period":1,"periodUnit":"wk","dayOfWeek":["mon"]}"#,
            1,
            7,
        );
        is(r#"{"dayOfWeek":["mon"],"timeOfDay":["08:00:00"]}"#, 1, 7);
        is(r#"{"dayOfWeek":["mon"]}"#, 1, 7);
        is(
            r#"{"frequency":3,"period":1,"periodUnit":"wk","dayOfWeek":["mon","wed","fri"]}"#,
            3,
            7,
        );
        is(
            r#"{"frequency":2,"period":1,"periodUnit":"d","dayOfWeek":["mon","thu"]}"#,
            4,
            7,
        );
        is(r#"{"frequency":1,"period":36,"periodUnit":"h"}"#, 2, 3);
        is(r#"{"frequency":1,"period":2,"periodUnit":"d"}"#, 1, 2);
        is(r#"{"timeOfDay":["08:00:00","20:00:00"]}"#, 2, 1);
        is(r#"{"when":["MORN","EVE"]}"#, 2, 1);
        is(r#"{"when":["ACM"],"offset":30}"#, 1, 1);
        is(
            r#"{"frequency":1,"period":1,"periodUnit":"d","when":["HS"]}"#,
            1,
            1,
        );
        is(
            r#"{"frequency":1,"period":1,"periodUnit":"d","boundsDuration":{"value":7,"unit":"d"}}"#,
            1,
            1,
        );
        for unclear in [
            r#"{"when":["C"]}"#,
            r#"{"when":["PC"],"frequency":1,"period":1,"periodUnit":"d"}"#,
            r#"{"frequency":1,"frequencyMax":2,"period":1,"periodUnit":"d"}"#,
            r#"{"frequency":1,"period":4,"periodMax":6,"periodUnit":"h"}"#,
            r#"{"frequency":1,"period":1,"periodUnit":"mo"}"#,
            r#"{"frequency":1,"period":1,"periodUnit":"d","count":5}"#,
            r#"{"frequency":1,"period":1,"periodUnit":"d","countMax":5}"#,
            r#"{"frequency":1,"period":1,"periodUnit":"d","dayOfWeek":["Mon"]}"#,
            r#"{"frequency":1,"period":2,"periodUnit":"wk","dayOfWeek":["mon"]}"#,
            r#"{"frequency":2,"period":1,"periodUnit":"wk","dayOfWeek":["mon","tue","wed"]}"#,
            r#"{"frequency":1,"period":0.5,"periodUnit":"d"}"#,
            r#"{"frequency":1,"period":1}"#,
            r#"{"frequency":3}"#,
            r#"{"frequency":2,"period":1,"periodUnit":"d","timeOfDay":["08:00:00"]}"#,
            r#"{"frequency":1,"period":1,"periodUnit":"d","extension":[{"url":"urn:x"}]}"#,
        ] {
            assert_eq!(often(unclear), None, "{unclear}");
        }
        let event = prescribed(br#"{"dosageInstruction":[{"timing":{"event":["2026-11-26"],"repeat":{"frequency":1,"period":1,"periodUnit":"d"}}}]}"#);
        assert_eq!((event.parts[0].often, event.parts[0].timed), (None, true));
    }

    #[test]
    fn a_dose_without_words_is_not_said_without_how_often() {
        let words = |text: &str| {
            let body = format!(r#"{{"dosageInstruction":[{text}]}}"#);
            prescribed(body.as_bytes()).words
        };
        assert_eq!(
            words(r#"{"timing":{"repeat":{"frequency":1,"period":1,"periodUnit":"wk","dayOfWeek":["mon"]}},"doseAndRate":[{"doseQuantity":{"value":4,"unit":"tablet"}}]}"#)
                .as_deref(),
            Some("4 tablet, 1 × / wk, mon")
        );
        assert_eq!(
            words(r#"{"text":"as told"},{"timing":{"repeat":{"frequency":1,"frequencyMax":2,"period":36,"periodUnit":"h","count":3}}}"#)
                .as_deref(),
            Some("as told; 1–2 × / 36 h, 3 ×")
        );
        assert_eq!(words(r#"{"route":{"text":"po"}}"#), None);
    }

    #[test]
    fn one_amount_or_none() {
        let dose = |text: &str| {
            let body = format!(r#"{{"dosageInstruction":[{text}]}}"#);
            prescribed(body.as_bytes()).parts[0].dose.clone()
        };
        assert_eq!(
            dose(r#"{"doseQuantity":{"value":2,"code":"{tbl}"}}"#),
            Some((d("2"), "{tbl}".into()))
        );
        for none in [
            r#"{"doseAndRate":[{"doseRange":{"low":{"value":1},"high":{"value":2}}}]}"#,
            r#"{"doseAndRate":[{"doseQuantity":{"value":1}},{"doseQuantity":{"value":2}}]}"#,
            r#"{"doseAndRate":[{"doseQuantity":{"value":1,"comparator":"<"}}]}"#,
            r#"{"doseAndRate":[{"doseQuantity":{"value":1},"rateQuantity":{"value":5}}]}"#,
        ] {
            assert_eq!(dose(none), None, "{none}");
        }
    }
}
