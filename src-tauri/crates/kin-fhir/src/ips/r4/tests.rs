use super::*;
use serde_json::json;

fn cleaned(mut v: Value) -> (bool, Value, Vec<String>) {
    let mut problems = Vec::new();
    let good = clean(&mut v, &mut problems);
    (
        good,
        v,
        problems
            .into_iter()
            .map(|p| format!("{} {}", p.rule, p.place))
            .collect(),
    )
}

#[test]
fn a_sound_resource_stays_byte_for_byte() {
    let text = r#"{"resourceType":"Observation","id":"o1","meta":{"profile":["http://x/y"]},"extension":[{"url":"http://x","valueReference":{"reference":"Patient/1"}}],"status":"final","_status":{"id":"s"},"code":{"coding":[{"system":"http://loinc.org","code":"718-7"}],"text":"Hb"},"subject":{"reference":"Patient/1"},"effectiveDateTime":"2019-04-01T08:00:00+08:00","valueQuantity":{"value":1.00,"unit":"g/dL","system":"http://unitsofmeasure.org","code":"g/dL"},"referenceRange":[{"low":{"value":0.90}}]}"#;
    let (good, v, problems) = cleaned(serde_json::from_str(text).unwrap());
    assert!(good && problems.is_empty(), "{problems:?}");
    assert_eq!(v.to_string(), text, "digits and order are kept");
}

#[test]
fn what_r4_does_not_know_is_taken_out_and_told() {
    let (good, v, problems) = cleaned(json!({
        "resourceType": "MedicationStatement", "status": "active",
        "medicationCodeableConcept": {"text": "Metformin", "coding": []},
        "medicationReference": {"reference": "Medication/1"},
        "subject": {"reference": "Patient/1", "display": ""},
        "effectiveDateTime": "2019-04-01T08:00",
        "note": {"text": "not a list"},
        "dosage": [{"doseAndRate": [{"rate": 1, "doseQuantity": {"value": "500", "unit": "mg", "code": "mg"}}],
                    "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "week"}}}],
        "colour": "red"
    }));
    assert!(good);
    assert_eq!(
        v,
        json!({
            "resourceType": "MedicationStatement", "status": "active",
            "medicationCodeableConcept": {"text": "Metformin"},
            "subject": {"reference": "Patient/1"},
            "effectiveDateTime": "2019-04-01",
            "dosage": [{"doseAndRate": [{"doseQuantity": {"unit": "mg"}}], "timing": {"repeat": {"frequency": 1}}}]
        })
    );
    let expected = [
        "r4-empty MedicationStatement.medicationCodeableConcept.coding",
        "r4-cardinality MedicationStatement.medicationReference",
        "r4-primitive MedicationStatement.subject.display",
        "r4-date-cut MedicationStatement.effectiveDateTime",
        "r4-cardinality MedicationStatement.note",
        "r4-unknown-element MedicationStatement.dosage[0].doseAndRate[0].rate",
        "r4-primitive MedicationStatement.dosage[0].doseAndRate[0].doseQuantity.value",
        "r4-qty-3 MedicationStatement.dosage[0].doseAndRate[0].doseQuantity.code",
        "r4-code MedicationStatement.dosage[0].timing.repeat.periodUnit",
        "r4-tim-2 MedicationStatement.dosage[0].timing.repeat.period",
        "r4-unknown-element MedicationStatement.colour",
    ];
    for e in expected {
        assert!(problems.iter().any(|p| p == e), "{e} in {problems:#?}");
    }
    assert_eq!(problems.len(), expected.len(), "{problems:#?}");
}

#[test]
fn a_resource_without_what_it_must_have_is_refused() {
    for (v, rule) in [
        (
            json!({"resourceType": "Observation", "status": "final"}),
            "r4-missing Observation.code",
        ),
        (
            json!({"resourceType": "Observation", "status": "done", "code": {"text": "x"}}),
            "r4-missing Observation.status",
        ),
        (
            json!({"resourceType": "Immunization", "status": "completed", "vaccineCode": {"text": "x"}, "patient": {"display": "x"}}),
            "r4-missing Immunization.occurrence[x]",
        ),
        (
            json!({"resourceType": "Spaceship"}),
            "r4-resource-type Spaceship",
        ),
        (
            json!({"resourceType": "Quantity", "value": 1}),
            "r4-resource-type Quantity",
        ),
        (json!({"no": 1}), "r4-resource-type "),
        (json!([]), "r4-resource-type "),
    ] {
        let (good, _, problems) = cleaned(v);
        assert!(!good, "{rule}");
        assert!(problems.iter().any(|p| p == rule), "{rule} in {problems:?}");
    }
}

#[test]
fn invariants_are_kept_by_the_smaller_loss() {
    let (good, v, _) = cleaned(json!({
        "resourceType": "Condition", "subject": {"display": "x"}, "code": {"text": "Gout"},
        "clinicalStatus": {"coding": [{"code": "active"}]}, "abatementDateTime": "2019"
    }));
    assert_eq!(
        (
            good,
            &v["abatementDateTime"],
            &v["clinicalStatus"]["coding"][0]["code"]
        ),
        (true, &json!("2019"), &json!("inactive")),
        "con-4: what has an end is over, as lists say"
    );
    let (good, v, _) = cleaned(json!({
        "resourceType": "Condition", "subject": {"display": "x"}, "code": {"text": "Gout"},
        "clinicalStatus": {"coding": [{"code": "active"}]}, "abatementString": ""
    }));
    assert_eq!(
        (good, &v["clinicalStatus"]["coding"][0]["code"]),
        (true, &json!("active")),
        "an end that says nothing is none"
    );
    let (good, v, _) = cleaned(json!({
        "resourceType": "Condition", "subject": {"display": "x"}, "abatementDateTime": "2019"
    }));
    assert!(
        good && v.to_string().contains("inactive"),
        "con-4: an end without status"
    );
    let (good, v, _) = cleaned(json!({
        "resourceType": "AllergyIntolerance", "patient": {"display": "x"}, "code": {"text": "Egg"}
    }));
    assert!(
        good && v.to_string().contains("data-absent-reason"),
        "ait-1 without inventing a status"
    );
    let (good, v, _) = cleaned(json!({
        "resourceType": "Observation", "status": "final", "code": {"coding": [{"system": "s", "code": "c"}]},
        "valueString": "x", "dataAbsentReason": {"text": "none"},
        "component": [{"code": {"coding": [{"system": "s", "code": "c"}]}, "valueString": "y"}],
        "referenceRange": [{"type": {"text": "normal"}}, {"text": "1-2"}]
    }));
    assert!(good);
    assert!(
        v.get("dataAbsentReason").is_none() && v.get("component").is_none(),
        "obs-6, obs-7"
    );
    assert_eq!(v["referenceRange"], json!([{"text": "1-2"}]), "obs-3");
}

#[test]
fn companions_of_primitives_are_kept_in_step() {
    let patient = json!({
        "resourceType": "Patient",
        "name": [{"given": ["A", null], "_given": [null, {"extension": [{"url": "http://x", "valueCode": "unknown"}]}]}],
        "_birthDate": {"extension": [{"url": "http://x", "valueCode": "unknown"}]}
    });
    let (good, v, problems) = cleaned(patient.clone());
    assert!(good && problems.is_empty(), "{problems:?}");
    assert_eq!(v, patient);
    let (good, v, _) = cleaned(json!({
        "resourceType": "Patient", "gender": "female", "_name": {"id": "x"}, "_birthDate": {"foo": 1}, "birthDate": "1954-03"
    }));
    assert!(good);
    assert_eq!(
        v,
        json!({"resourceType": "Patient", "gender": "female", "birthDate": "1954-03"})
    );
}
