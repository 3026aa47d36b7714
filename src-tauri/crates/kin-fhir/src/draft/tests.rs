use super::*;
use crate::author::{
    self, Allergy, Authored, BloodPressure, Document, Glucose, GlucoseUnit, MealContext, Measure,
    Measurement, Medicine, Note, Problem, SeverityWord, Symptom, Typed,
};
use kin_model::{PartialDate, StatusClass};

/// Kind, title, value, unit, date, who, own words.
type Seen = (Kind, String, String, String, String, String, String);

fn seen(json: &str) -> Seen {
    let header = Header::parse(json).unwrap();
    let context = ScanContext::default();
    let d = draft(&header, json.as_bytes(), None, &context);
    let text = |t: &Option<Cow<'_, str>>| t.as_deref().unwrap_or_default().to_owned();
    (
        d.kind,
        d.title.to_string(),
        text(&d.value),
        text(&d.unit),
        d.date.map(|d| d.to_string()).unwrap_or_default(),
        text(&d.who),
        d.own_words.clone(),
    )
}

fn typed(typed: &Typed, note: &str) -> Seen {
    let authored = Authored {
        id: "5f0c9a52-7a0e-4f83-9a0c-0d5f5a7b1c11".into(),
        subject: "0123456789abcdef0123456789abcdef".into(),
        at: "2026-05-20T07:40+08:00".parse().ok(),
        recorded: "2026-05-21T07:41:00+08:00".into(),
        by: "Anna".into(),
        note: note.into(),
    };
    let built = author::build(&authored, typed).unwrap();
    seen(std::str::from_utf8(&built.body).unwrap())
}

fn date(text: &str) -> Option<PartialDate> {
    text.parse().ok()
}

#[test]
fn what_was_typed_is_what_is_listed() {
    let at = "2026-05-20T07:40:00+08:00";
    let row = |kind, title: &str, value: &str, unit: &str, date: &str, words: &str| {
        (
            kind,
            title.to_owned(),
            value.to_owned(),
            unit.to_owned(),
            date.to_owned(),
            "Anna".to_owned(),
            words.to_owned(),
        )
    };
    let bp = Typed::BloodPressure(BloodPressure {
        systolic: "128".parse().unwrap(),
        diastolic: "82".parse().unwrap(),
        pulse: "70".parse().ok(),
        arm: None,
        sitting: crate::author::Sitting::default(),
    });
    assert_eq!(
        typed(&bp, "after tea"),
        row(
            Kind::VitalSign,
            "Blood pressure",
            "128/82",
            "mmHg",
            at,
            "after tea"
        )
    );
    let glucose = Typed::Glucose(Glucose {
        value: "6.10".parse().unwrap(),
        comparator: kin_model::Comparator::Exact,
        unit: GlucoseUnit::MmolPerL,
        context: MealContext::Fasting,
    });
    assert_eq!(
        typed(&glucose, ""),
        row(Kind::VitalSign, "Glucose", "6.10", "mmol/L", at, "")
    );
    let waist = Typed::Measurement(Measurement {
        what: Measure::Waist,
        value: "92".parse().unwrap(),
        unit: "cm".into(),
    });
    assert_eq!(
        typed(&waist, ""),
        row(Kind::VitalSign, "Waist circumference", "92", "cm", at, "")
    );
    let medicine = Typed::Medicine(Medicine {
        name: "二甲双胍".into(),
        strength: Some("500 mg".into()),
        dosage: Some("早晚各一片".into()),
        since: date("2015"),
        reason: Some("糖尿病".into()),
        active: true,
        ..Medicine::default()
    });
    assert_eq!(
        typed(&medicine, ""),
        row(
            Kind::Medication,
            "二甲双胍 500 mg",
            "早晚各一片",
            "",
            "2015",
            "早晚各一片 糖尿病"
        )
    );
    let allergy = Typed::Allergy(Allergy {
        substance: "Penicillin".into(),
        reaction: Some("rash".into()),
        severity: Some(SeverityWord::Moderate),
        since: date("2019-04"),
    });
    assert_eq!(
        typed(&allergy, ""),
        row(Kind::Allergy, "Penicillin", "rash", "", "2019-04", "rash")
    );
    assert_eq!(typed(&Typed::NoKnownAllergies, "").1, "No known allergies");
    let problem = Typed::Problem(Problem {
        name: "高血压".into(),
        since: date("2011"),
        active: true,
    });
    assert_eq!(
        typed(&problem, ""),
        row(Kind::Condition, "高血压", "", "", "2011", "")
    );
    let note = Typed::Note(Note {
        title: None,
        text: "slept badly\nagain".into(),
    });
    assert_eq!(
        typed(&note, ""),
        row(
            Kind::Note,
            "Note",
            "slept badly",
            "",
            at,
            "slept badly\nagain"
        )
    );
    let symptom = Typed::Symptom(Symptom {
        name: "头晕".into(),
        severity: Some(7),
        tell_doctor: true,
        ..Symptom::default()
    });
    assert_eq!(
        typed(&symptom, ""),
        row(Kind::Symptom, "头晕", "7/10", "", at, "")
    );
    let document = Typed::Document(Document {
        title: "Discharge letter".into(),
        kind_text: Some("Letter".into()),
        attachment: "42".into(),
        content_type: "application/pdf".into(),
        size: 9,
        ..Document::default()
    });
    assert_eq!(
        typed(&document, "from the ward"),
        row(
            Kind::Document,
            "Discharge letter",
            "",
            "",
            at,
            "from the ward Discharge letter"
        )
    );
}

#[test]
fn titles_dates_and_values_by_type() {
    let check = |json: &str, kind: Kind, title: &str, value: &str, unit: &str, date: &str| {
        let s = seen(json);
        assert_eq!(
            (s.0, s.1.as_str(), s.2.as_str(), s.3.as_str(), s.4.as_str()),
            (kind, title, value, unit, date),
            "{json}"
        );
    };
    // The device itself is not in the file.
    for (what, title) in [
        (
            r#""reasonReference":[{"reference":"Procedure/1","display":"Appendectomy"}]"#,
            "Appendectomy",
        ),
        (
            r#""indication":[{"text":"arthrosis"}],"bodySiteCodeableConcept":{"text":"hip"}"#,
            "arthrosis",
        ),
        (r#""bodySite":{"text":"hip"}"#, "hip"),
        (
            r#""reasonCode":[{"text":"deafness"}],"device":{"display":"Hearing aid"}"#,
            "Hearing aid",
        ),
    ] {
        let json =
            format!(r#"{{"resourceType":"DeviceUseStatement",{what},"timingDateTime":"2011-03"}}"#);
        check(&json, Kind::Device, title, "", "", "2011-03");
    }
    check(
        r#"{"resourceType":"Encounter","class":{"code":"EMER"},"reasonCode":[{"text":"Chest pain"}],"period":{"start":"2024-01-02T10:00:00Z"}}"#,
        Kind::Visit,
        "emergency",
        "Chest pain",
        "",
        "2024-01-02T10:00:00Z",
    );
    check(
        r#"{"resourceType":"Appointment","status":"booked","description":"Eye check","start":"2026-12-01T09:00:00+08:00"}"#,
        Kind::Appointment,
        "Eye check",
        "",
        "",
        "2026-12-01T09:00:00+08:00",
    );
    check(
        r#"{"resourceType":"ImagingStudy","modality":[{"code":"CT"}],"series":[{"bodySite":{"display":"Chest"}}],"started":"2020"}"#,
        Kind::Imaging,
        "CT · Chest",
        "",
        "",
        "2020",
    );
    check(
        r#"{"resourceType":"ExplanationOfBenefit","type":{"text":"pharmacy"},"total":[{"category":{"coding":[{"code":"benefit"}]},"amount":{"value":10.00,"currency":"USD"}},{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":25.50,"currency":"USD"}}],"billablePeriod":{"start":"2021-05"}}"#,
        Kind::Cost,
        "pharmacy",
        "25.50",
        "USD",
        "2021-05",
    );
    check(
        r#"{"resourceType":"Claim","type":{"text":"x"},"total":{"value":125.00,"currency":"USD"},"item":[{"productOrService":{"text":"Office visit"}}],"created":"2021-05-01"}"#,
        Kind::Cost,
        "Office visit",
        "125.00",
        "USD",
        "2021-05-01",
    );
    check(
        r#"{"resourceType":"QuestionnaireResponse","questionnaire":"http://x.org/Questionnaire/phq-9|2.0","authored":"2022-01-01"}"#,
        Kind::Questionnaire,
        "phq-9",
        "",
        "",
        "2022-01-01",
    );
    check(
        r#"{"resourceType":"QuestionnaireResponse","questionnaire":"http://loinc.org/q/44249-1","authored":"2022-01-01","item":[{"linkId":"44250-9","answer":[{"valueCoding":{"code":"LA6569-3"}}]},{"linkId":"44261-6","answer":[{"valueInteger":12}]}]}"#,
        Kind::Questionnaire,
        "44249-1",
        "12",
        "",
        "2022-01-01",
    );
    check(
        r#"{"resourceType":"ImmunizationRecommendation","date":"2024","recommendation":[{"vaccineCode":[{"text":"Tdap"}]}]}"#,
        Kind::Immunization,
        "Tdap",
        "",
        "",
        "2024",
    );
    check(
        r#"{"resourceType":"Communication","payload":[{"contentString":"Please call us"}],"sent":"2024-02-03T04:05:06Z"}"#,
        Kind::Message,
        "Please call us",
        "",
        "",
        "2024-02-03T04:05:06Z",
    );
    check(
        r#"{"resourceType":"Device","deviceName":[{"name":"Pacemaker X"}],"patient":{"reference":"Patient/1"}}"#,
        Kind::Device,
        "Pacemaker X",
        "",
        "",
        "",
    );
    check(
        r#"{"resourceType":"Device","deviceName":[{"name":"Lab robot"}]}"#,
        Kind::Directory,
        "Lab robot",
        "",
        "",
        "",
    );
    check(
        r#"{"resourceType":"SupplyDelivery","suppliedItem":{"itemCodeableConcept":{"text":"Test strips"},"quantity":{"value":50}},"occurrenceDateTime":"2023-03"}"#,
        Kind::Device,
        "Test strips",
        "50",
        "",
        "2023-03",
    );
    check(
        r#"{"resourceType":"NutritionOrder","oralDiet":{"type":[{"text":"Low salt"}]},"dateTime":"2020-01-01"}"#,
        Kind::Referral,
        "Low salt",
        "",
        "",
        "2020-01-01",
    );
    check(
        r#"{"resourceType":"RiskAssessment","prediction":[{"outcome":{"text":"Heart attack"}}],"occurrenceDateTime":"2020"}"#,
        Kind::Report,
        "Heart attack",
        "",
        "",
        "2020",
    );
    check(
        r#"{"resourceType":"Observation","code":{"text":"eGFR"},"valueQuantity":{"value":60,"comparator":">","unit":"mL/min"},"effectivePeriod":{"start":"2020-01"}}"#,
        Kind::Result,
        "eGFR",
        ">60",
        "mL/min",
        "2020-01",
    );
    check(
        r#"{"resourceType":"Observation","code":{"text":"Temp"},"valueRange":{"low":{"value":36.0,"unit":"C"},"high":{"value":37.5,"unit":"C"}},"issued":"2020-01-01T00:00:00Z"}"#,
        Kind::Result,
        "Temp",
        "36.0–37.5",
        "C",
        "2020-01-01T00:00:00Z",
    );
    check(
        r#"{"resourceType":"MedicationStatement","medication":{"concept":{"text":"Ibuprofen"}},"status":"recorded","effectiveDateTime":"2024"}"#,
        Kind::Medication,
        "Ibuprofen",
        "",
        "",
        "2024",
    );
    check(
        r#"{"resourceType":"Provenance","agent":[{"who":{"display":"Dr A"}}],"recorded":"2020-01-01T00:00:00Z"}"#,
        Kind::Directory,
        "Dr A",
        "",
        "",
        "2020-01-01T00:00:00Z",
    );
    check(
        r#"{"resourceType":"Account","name":"Stay in May","servicePeriod":{"start":"2023-05-01"}}"#,
        Kind::Cost,
        "Stay in May",
        "",
        "",
        "2023-05-01",
    );
    check(
        r#"{"resourceType":"Invented","title":"Something"}"#,
        Kind::Other,
        "Something",
        "",
        "",
        "",
    );
    check(
        r#"{"resourceType":"Consent"}"#,
        Kind::AdvanceDirective,
        "Consent",
        "",
        "",
        "",
    );
}

fn flag(json: &str) -> Abnormal {
    let header = Header::parse(json).unwrap();
    let context = ScanContext::default();
    draft(&header, b"{}", None, &context).abnormal
}

#[test]
fn out_of_range_is_what_the_source_says_else_what_its_range_shows() {
    let value = |value: &str, extra: &str| {
        flag(&format!(
            r#"{{"resourceType":"Observation","code":{{"text":"x"}},"valueQuantity":{value},"referenceRange":[{{"low":{{"value":3.9,"unit":"mmol/L"}},"high":{{"value":6.10,"unit":"mmol/L"}}}}]{extra}}}"#
        ))
    };
    assert_eq!(
        value(r#"{"value":6.1,"unit":"mmol/L"}"#, ""),
        Abnormal::No,
        "6.1 is 6.10"
    );
    assert_eq!(
        value(r#"{"value":6.101,"unit":"mmol/L"}"#, ""),
        Abnormal::High
    );
    assert_eq!(
        value(r#"{"value":3.89,"unit":"mmol/L"}"#, ""),
        Abnormal::Low
    );
    assert_eq!(
        value(r#"{"value":110,"unit":"mg/dL"}"#, ""),
        Abnormal::No,
        "another unit is never compared"
    );
    assert_eq!(
        value(r#"{"value":3.0,"comparator":"<","unit":"mmol/L"}"#, ""),
        Abnormal::Low
    );
    assert_eq!(
        value(r#"{"value":5.0,"comparator":"<","unit":"mmol/L"}"#, ""),
        Abnormal::No,
        "could be inside"
    );
    assert_eq!(
        value(r#"{"value":6.10,"comparator":">","unit":"mmol/L"}"#, ""),
        Abnormal::High
    );
    assert_eq!(
        value(
            r#"{"value":7,"unit":"mmol/L"}"#,
            r#","interpretation":[{"coding":[{"code":"N"}]}]"#
        ),
        Abnormal::No,
        "the source's word stands"
    );
    assert_eq!(
        value(
            r#"{"value":5,"unit":"mmol/L"}"#,
            r#","interpretation":[{"coding":[{"code":"HH"}]}]"#
        ),
        Abnormal::CriticalHigh
    );
    assert_eq!(
        value(
            r#"{"value":5,"unit":"mmol/L"}"#,
            r#","interpretation":{"coding":[{"code":"L"}]}"#
        ),
        Abnormal::Low,
        "STU3 had one"
    );
    assert_eq!(
        value(
            r#"{"value":2,"unit":"mmol/L"}"#,
            r#","interpretation":[{"coding":[{"code":"A"}]}]"#
        ),
        Abnormal::Low,
        "abnormal, and the range says which way"
    );
    assert_eq!(
        value(
            r#"{"value":5,"unit":"mmol/L"}"#,
            r#","interpretation":[{"text":"↑"}]"#
        ),
        Abnormal::High
    );
    assert_eq!(
        flag(
            r#"{"resourceType":"Observation","code":{"text":"x"},"valueString":"resistant","interpretation":[{"coding":[{"code":"R"}]}]}"#
        ),
        Abnormal::Yes
    );
    assert_eq!(
        flag(
            r#"{"resourceType":"Observation","code":{"text":"BP"},"component":[{"valueQuantity":{"value":190},"referenceRange":[{"high":{"value":140}}]}]}"#
        ),
        Abnormal::High
    );
}

#[test]
fn a_range_that_is_only_printed_is_read_where_it_is_plain() {
    let value = |v: &str, unit: &str, range: &str| {
        flag(&format!(
            r#"{{"resourceType":"Observation","code":{{"text":"x"}},"valueQuantity":{{"value":{v},"unit":"{unit}"}},"referenceRange":[{{"text":"{range}"}}]}}"#
        ))
    };
    for (v, unit, range, want) in [
        ("256", "mg/dL", "65-99", Abnormal::High),
        ("80", "mg/dL", "65-99", Abnormal::No),
        ("60", "mg/dL", "65 - 99 mg/dL", Abnormal::Low),
        ("6.3", "mmol/L", "3.9～6.1", Abnormal::High),
        ("3.8", "mmol/L", "3.9--6.1", Abnormal::Low),
        ("-3", "mmol/L", "-2–2", Abnormal::Low),
        ("97", "mL/min", ">59", Abnormal::No),
        ("59", "mL/min", ">59", Abnormal::Low),
        ("5.2", "mmol/L", "<5.2", Abnormal::High),
        ("5.2", "mmol/L", "≤5.2", Abnormal::No),
        ("5.2", "mmol/L", "65-99 mg/dL", Abnormal::No),
        ("5", "", "negative", Abnormal::No),
        ("5", "", "men 1-2, women 1-3", Abnormal::No),
        ("5", "", "", Abnormal::No),
    ] {
        assert_eq!(value(v, unit, range), want, "{v} {unit} in {range}");
    }
}

#[test]
fn a_generated_narrative_is_not_indexed_and_an_additional_one_is() {
    let json = |status: &str| {
        format!(
            r#"{{"resourceType":"Condition","code":{{"text":"Asthma"}},"text":{{"status":"{status}","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>wheezes at night</p></div>"}}}}"#
        )
    };
    assert_eq!(seen(&json("generated")).6, "");
    assert_eq!(seen(&json("additional")).6, "wheezes at night");
    let composition = r#"{"resourceType":"Composition","title":"Letter","section":[{"title":"Course","text":{"status":"generated","div":"<div>improved</div>"},"section":[{"text":{"div":"<div>and home</div>"}}]}]}"#;
    assert_eq!(
        seen(composition).6,
        "Course improved and home",
        "the attested text"
    );
    let letter = r#"{"resourceType":"DocumentReference","type":{"text":"Letter"},"content":[{"attachment":{"contentType":"text/html","data":"PHA+ZGVhciA8Yj5NczwvYj48L3A+"}}]}"#;
    assert_eq!(seen(letter).6, "dear Ms");
    let answers = r#"{"resourceType":"QuestionnaireResponse","item":[{"text":"Pain?","answer":[{"valueString":"in the knee"}]}]}"#;
    assert_eq!(seen(answers).6, "Pain? in the knee");
}

#[test]
fn a_long_title_is_cut_and_still_found() {
    let long = "very ".repeat(100);
    let s = seen(&format!(
        r#"{{"resourceType":"Goal","description":{{"text":"{long}end"}}}}"#
    ));
    assert!(s.1.chars().count() <= 200 && s.1.ends_with('…'), "{}", s.1);
    assert!(s.6.ends_with("end"), "the rest is found by search");
}

#[test]
fn search_words_know_both_languages() {
    let json = r#"{"resourceType":"Observation","code":{"coding":[{"system":"http://loinc.org","code":"718-7","display":"Hemoglobin [Mass/volume] in Blood"}]}}"#;
    let header = Header::parse(json).unwrap();
    let context = ScanContext::default();
    let words = concept_words(&draft(&header, json.as_bytes(), None, &context));
    for word in ["Hemoglobin [Mass/volume] in Blood", "718-7", "血红蛋白"] {
        assert!(words.contains(word), "{word} in {words}");
    }
}

#[test]
fn the_state_of_a_medicine_is_not_its_reverse() {
    let class = |json: &str| {
        let header = Header::parse(json).unwrap();
        let context = ScanContext::default();
        draft(&header, b"{}", None, &context).status_class
    };
    assert_eq!(
        class(r#"{"resourceType":"MedicationStatement","status":"not-taken"}"#),
        StatusClass::Negated
    );
    assert_eq!(
        class(r#"{"resourceType":"MedicationAdministration","status":"not-done"}"#),
        StatusClass::Negated
    );
    assert_eq!(
        class(r#"{"resourceType":"MedicationDispense","status":"declined"}"#),
        StatusClass::Negated
    );
    assert_eq!(
        class(r#"{"resourceType":"MedicationRequest","status":"draft"}"#),
        StatusClass::Planned
    );
    assert_eq!(
        class(
            r#"{"resourceType":"MedicationRequest","status":"entered-in-error","doNotPerform":true}"#
        ),
        StatusClass::Error
    );
}

#[test]
fn a_dose_in_numbers_alone_is_said_with_how_often() {
    let value = |json: &str| seen(json).2;
    assert_eq!(
        value(
            r#"{"resourceType":"MedicationRequest","status":"active","intent":"order","medicationCodeableConcept":{"text":"Metformin"},
            "dosageInstruction":[{"timing":{"repeat":{"frequency":2,"period":1,"periodUnit":"d"}},"route":{"text":"Oral"},
            "doseAndRate":[{"doseQuantity":{"value":500,"unit":"mg"}}]}]}"#
        ),
        "500 mg, 2 × / d, Oral"
    );
    assert_eq!(
        value(
            r#"{"resourceType":"MedicationRequest","status":"active","medicationCodeableConcept":{"text":"Paracetamol"},
            "dosageInstruction":[{"asNeededCodeableConcept":{"text":"pain"},"doseAndRate":[{"doseQuantity":{"value":1,"unit":"g"}}],
            "maxDosePerPeriod":{"numerator":{"value":4,"unit":"g"},"denominator":{"value":1,"unit":"d"}}}]}"#
        ),
        "1 g, prn: pain, ≤ 4 g / d"
    );
    // The source's own words go before its numbers.
    assert_eq!(
        value(
            r#"{"resourceType":"MedicationRequest","status":"active","medicationCodeableConcept":{"text":"Metformin"},
            "dosageInstruction":[{"text":"1 tab BID","doseAndRate":[{"doseQuantity":{"value":500,"unit":"mg"}}]}]}"#
        ),
        "1 tab BID"
    );
    assert_eq!(
        value(
            r#"{"resourceType":"MedicationAdministration","status":"completed","medicationCodeableConcept":{"text":"Cefazolin"},
            "dosage":{"dose":{"value":2,"unit":"g"},"route":{"text":"IV"}}}"#
        ),
        "2 g, IV"
    );
}

#[test]
fn a_range_for_some_people_only_is_printed_for_whom_and_flags_nobody() {
    let of = |json: &str| {
        let header = Header::parse(json).unwrap();
        let context = ScanContext::default();
        let d = draft(&header, json.as_bytes(), None, &context);
        (
            d.range.as_deref().unwrap_or_default().to_owned(),
            d.abnormal,
        )
    };
    let haemoglobin = |ranges: &str| {
        format!(
            r#"{{"resourceType":"Observation","status":"final","code":{{"text":"Haemoglobin"}},
            "valueQuantity":{{"value":125,"unit":"g/L"}},"referenceRange":[{ranges}]}}"#
        )
    };
    let men = r#"{"low":{"value":130},"high":{"value":175},"appliesTo":[{"text":"men"}]}"#;
    let women = r#"{"low":{"value":115},"high":{"value":150},"appliesTo":[{"text":"women"}]}"#;
    let all = r#"{"low":{"value":120},"high":{"value":160}}"#;
    assert_eq!(
        of(&haemoglobin(&format!("{men},{women}"))),
        ("130–175 (men); 115–150 (women)".to_owned(), Abnormal::No)
    );
    // One range alone is the one that the laboratory holds the value against.
    assert_eq!(
        of(&haemoglobin(men)),
        ("130–175 (men)".to_owned(), Abnormal::Low)
    );
    // One that holds for everybody is this person's too.
    assert_eq!(
        of(&haemoglobin(&format!("{men},{all}"))),
        ("120–160".to_owned(), Abnormal::No)
    );
    let child =
        r#"{"low":{"value":105},"high":{"value":120},"age":{"high":{"value":6,"unit":"a"}}}"#;
    let grown =
        r#"{"low":{"value":130},"high":{"value":175},"age":{"low":{"value":18,"unit":"a"}}}"#;
    assert_eq!(
        of(&haemoglobin(&format!("{child},{grown}"))),
        ("105–120 (≤ 6 a); 130–175 (≥ 18 a)".to_owned(), Abnormal::No)
    );
}

#[test]
fn what_was_measured_in_somebody_else_says_so_and_has_no_code() {
    let json = r##"{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}],"text":"Heart rate"},
        "subject":{"reference":"Patient/mother"},"focus":[{"reference":"#f"}],
        "contained":[{"resourceType":"Patient","id":"f","name":[{"text":"Foetus"}]}],"valueQuantity":{"value":150,"unit":"/min"}}"##;
    let header = Header::parse(json).unwrap();
    let context = ScanContext::default();
    let d = draft(&header, json.as_bytes(), None, &context);
    assert_eq!(d.title, "Heart rate (Foetus)");
    assert!(d.codings.is_empty());
    let own = json.replace("\"#f\"", "\"Patient/mother\"");
    let header = Header::parse(&own).unwrap();
    let d = draft(&header, own.as_bytes(), None, &context);
    assert_eq!((d.title.as_ref(), d.codings.len()), ("Heart rate", 1));
}

#[test]
fn two_units_of_one_pressure_are_never_written_as_one() {
    let of = |upper: &str, lower: &str| {
        let seen = seen(&format!(
            r#"{{"resourceType":"Observation","status":"final","code":{{"coding":[{{"system":"http://loinc.org","code":"85354-9"}}]}},
            "component":[{{"code":{{"coding":[{{"code":"8480-6"}}]}},"valueQuantity":{upper}}},
            {{"code":{{"coding":[{{"code":"8462-4"}}]}},"valueQuantity":{lower}}}]}}"#
        ));
        (seen.2, seen.3)
    };
    assert_eq!(
        of(
            r#"{"value":16,"unit":"kPa"}"#,
            r#"{"value":80,"unit":"mmHg"}"#
        ),
        ("16 kPa / 80 mmHg".to_owned(), String::new())
    );
    assert_eq!(
        of(
            r#"{"value":120,"unit":"mmHg"}"#,
            r#"{"value":80,"unit":"mmHg"}"#
        ),
        ("120/80".to_owned(), "mmHg".to_owned())
    );
}

#[test]
fn a_vaccine_that_may_not_protect_is_no_complete_one() {
    let json = r#"{"resourceType":"Immunization","status":"completed","isSubpotent":true,"vaccineCode":{"text":"MMR"}}"#;
    let header = Header::parse(json).unwrap();
    let context = ScanContext::default();
    let d = draft(&header, json.as_bytes(), None, &context);
    assert_eq!(
        (d.status.as_deref(), d.status_class),
        (Some("subpotent"), StatusClass::Past)
    );
}

#[test]
fn a_value_that_is_missing_says_why_and_is_no_value() {
    let why = |more: &str| {
        let json = format!(
            r#"{{"resourceType":"Observation","status":"final","code":{{"text":"Potassium"}},{more}}}"#
        );
        let value = seen(&json).2;
        match kin_model::Absent::read(&value) {
            Some(absent) => (absent.code, absent.words),
            None => ("a value".to_owned(), value),
        }
    };
    let said = |code: &str, words: &str| (code.to_owned(), words.to_owned());
    let standard = r#""dataAbsentReason":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/data-absent-reason","code":"not-performed","display":"Not Performed"}]"#;
    assert_eq!(why(&format!("{standard}}}")), said("not-performed", ""));
    assert_eq!(
        why(&format!(r#"{standard},"text":"Sample clotted"}}"#)),
        said("not-performed", "Sample clotted")
    );
    assert_eq!(
        why(
            r#""dataAbsentReason":{"coding":[{"system":"http://hl7.org/fhir/data-absent-reason","code":"asked"}]}"#
        ),
        said("asked-unknown", "")
    );
    assert_eq!(
        why(
            r#""dataAbsentReason":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-NullFlavor","code":"NASK"}]}"#
        ),
        said("not-asked", "")
    );
    assert_eq!(
        why(
            r#""dataAbsentReason":{"coding":[{"system":"urn:lab","code":"QNS","display":"Quantity not sufficient"}]}"#
        ),
        said("", "Quantity not sufficient")
    );
    let extension = r#"{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]}"#;
    assert_eq!(
        why(&format!(r#""valueQuantity":{extension}"#)),
        said("masked", "")
    );
    assert_eq!(
        why(&format!(r#""_valueString":{extension}"#)),
        said("masked", "")
    );
    // Never a number out of a curve.
    let curve = r#"{"origin":{"value":2048},"period":10,"factor":1.612,"dimensions":1,"data":"2041 2043 2037"}"#;
    assert_eq!(
        why(&format!(r#""valueSampledData":{curve}"#)),
        said("sampled-data", "")
    );
    assert_eq!(
        why(&format!(
            r#""component":[{{"code":{{"text":"Lead I"}},"valueSampledData":{curve}}}]"#
        )),
        said("sampled-data", "")
    );
    // Both halves of a pressure, and one.
    let half = |code: &str, value: &str| {
        format!(
            r#"{{"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}]}},{value}}}"#
        )
    };
    let value = r#""valueQuantity":{"value":132,"unit":"mmHg"}"#;
    let none = format!("{standard}}}");
    assert_eq!(
        why(&format!(
            r#""component":[{},{}]"#,
            half("8480-6", &none),
            half("8462-4", &none)
        )),
        said("not-performed", "")
    );
    assert_eq!(
        why(&format!(
            r#""component":[{},{}]"#,
            half("8480-6", value),
            half("8462-4", &none)
        )),
        said("a value", "132/?")
    );
    let named = |name: &str, value: &str| format!(r#"{{"code":{{"text":"{name}"}},{value}}}"#);
    assert_eq!(
        why(&format!(
            r#""component":[{},{}]"#,
            named("Upper", value),
            named("Lower", &none)
        )),
        said("a value", "Upper 132 mmHg; Lower ?")
    );
    // A value that is there stands, whatever stands beside it; nothing is made of nothing.
    assert_eq!(why(&format!("{value},{none}")), said("a value", "132"));
    assert_eq!(
        why(r#""issued":"2024-01-01T00:00:00Z""#),
        said("a value", "")
    );
    for (key, value, shown) in [
        (
            "valueRange",
            r#"{"low":{"value":2},"high":{"value":4,"unit":"/h"}}"#,
            "2–4",
        ),
        (
            "valueRatio",
            r#"{"numerator":{"value":1},"denominator":{"value":128}}"#,
            "1:128",
        ),
        ("valueTime", r#""07:30:00""#, "07:30:00"),
        (
            "valuePeriod",
            r#"{"start":"2024-01-01","end":"2024-01-03"}"#,
            "2024-01-01 – 2024-01-03",
        ),
        ("valueInteger", "0", "0"),
        ("valueBoolean", "false", "false"),
    ] {
        assert_eq!(
            why(&format!(r#""{key}":{value}"#)),
            said("a value", shown),
            "{key}"
        );
    }
}
