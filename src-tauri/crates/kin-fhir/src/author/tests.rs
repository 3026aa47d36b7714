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
            unit: GlucoseUnit::MmolPerL,
            context: MealContext::Fasting,
        }),
        Typed::Glucose(Glucose {
            value: d("110"),
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
        }),
        Typed::Document(Document {
            title: "Discharge letter".into(),
            kind_text: Some("Letter".into()),
            attachment: "00112233aabbccdd".into(),
            content_type: "application/pdf".into(),
            size: 1234,
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
