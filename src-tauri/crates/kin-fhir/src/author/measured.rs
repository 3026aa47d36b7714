//! Readings: blood pressure, glucose, weight and the like, symptoms.

use super::plausible::{self, check};
use super::{
    Arm, Authored, BloodPressure, Document, Glucose, GlucoseUnit, MealContext, Measure,
    Measurement, OWN_SYSTEM, OwnMeasurement, Symptom, author, fhir_date, optional, start, subject,
    text,
};
use crate::FhirError;
use kin_model::{Comparator, Decimal, Finding, Severity, system};
use serde_json::{Map, Value, json};

/// Measure, LOINC code, LOINC name.
///
/// # Source
/// FHIR R4 vital signs profiles (hl7.org/fhir/R4/observation-vitalsigns) for 29463-7, 8302-2,
/// 8310-5, 2708-6 (with 59408-5 for pulse oximetry), 8867-4; LOINC 8280-0 waist circumference,
/// 19935-6 peak flow, 93832-4 sleep duration, 41950-7 steps of a day, 72514-3 pain from 0 to 10.
pub(super) const MEASURES: [(Measure, &str, &str); 10] = [
    (Measure::Weight, "29463-7", "Body weight"),
    (Measure::Height, "8302-2", "Body height"),
    (Measure::Temperature, "8310-5", "Body temperature"),
    (
        Measure::Oxygen,
        "2708-6",
        "Oxygen saturation in Arterial blood",
    ),
    (Measure::HeartRate, "8867-4", "Heart rate"),
    (
        Measure::Waist,
        "8280-0",
        "Waist Circumference at umbilicus by Tape measure",
    ),
    (
        Measure::PeakFlow,
        "19935-6",
        "Maximum expiratory gas flow Respiratory system airway by Peak flow meter",
    ),
    (Measure::Sleep, "93832-4", "Sleep duration"),
    (
        Measure::Steps,
        "41950-7",
        "Number of steps in 24 hour Measured",
    ),
    (
        Measure::Pain,
        "72514-3",
        "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
    ),
];

fn loinc(code: &str, display: &str) -> Value {
    json!({ "coding": [{ "system": system::LOINC, "code": code, "display": display }], "text": display })
}

/// A quantity with the digits typed.
fn quantity(value: &Decimal, unit: &str, ucum: &str) -> Value {
    // `arbitrary_precision` keeps the text of the number.
    let number: Value = serde_json::from_str(value.as_str()).unwrap_or(Value::Null);
    json!({ "value": number, "unit": unit, "system": system::UCUM, "code": ucum })
}

fn observation(
    authored: &Authored,
    category: &str,
    code: Value,
) -> Result<Map<String, Value>, FhirError> {
    let at = authored.at.ok_or(FhirError::Impossible {
        field: "at",
        reason: "empty",
    })?;
    let mut map = start("Observation", authored);
    map.insert("status".to_owned(), json!("final"));
    map.insert(
        "category".to_owned(),
        json!([{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": category }] }]),
    );
    map.insert("code".to_owned(), code);
    map.insert("subject".to_owned(), subject(authored));
    map.insert("effectiveDateTime".to_owned(), json!(fhir_date(&at)));
    map.insert("issued".to_owned(), json!(authored.recorded));
    map.insert("performer".to_owned(), json!([author(authored)]));
    Ok(map)
}

/// The panel LOINC 85354-9 with 8480-6 and 8462-4 in `mm[Hg]`, as the FHIR R4 bp profile has it.
pub(super) fn blood_pressure(
    authored: &Authored,
    reading: &BloodPressure,
    confirm: &mut Vec<Finding>,
) -> Result<Map<String, Value>, FhirError> {
    check("systolic", &reading.systolic, &plausible::SYSTOLIC, confirm)?;
    check(
        "diastolic",
        &reading.diastolic,
        &plausible::DIASTOLIC,
        confirm,
    )?;
    if reading
        .systolic
        .compare(&reading.diastolic)
        .is_none_or(std::cmp::Ordering::is_le)
    {
        // The upper value is always the higher one: the two were typed the wrong way round.
        return Err(FhirError::Impossible {
            field: "diastolic",
            reason: "above-systolic",
        });
    }
    let part = |code, display, value| json!({ "code": loinc(code, display), "valueQuantity": quantity(value, "mmHg", "mm[Hg]") });
    let mut components = vec![
        part("8480-6", "Systolic blood pressure", &reading.systolic),
        part("8462-4", "Diastolic blood pressure", &reading.diastolic),
    ];
    if let Some(pulse) = &reading.pulse {
        check("pulse", pulse, &plausible::PULSE, confirm)?;
        components.push(
            json!({ "code": loinc("8867-4", "Heart rate"), "valueQuantity": quantity(pulse, "/min", "/min") }),
        );
    }
    components.extend(reading.sitting.components());
    let code = loinc("85354-9", "Blood pressure panel with all children optional");
    let mut map = observation(authored, "vital-signs", with_text(code, "Blood pressure"))?;
    if let Some(arm) = reading.arm {
        let (code, display) = match arm {
            Arm::Left => ("368208006", "Left upper arm structure"),
            Arm::Right => ("368209003", "Right upper arm structure"),
        };
        map.insert(
            "bodySite".to_owned(),
            json!({ "coding": [{ "system": system::SNOMED, "code": code, "display": display }] }),
        );
    }
    map.insert("component".to_owned(), Value::Array(components));
    Ok(map)
}

fn with_text(mut code: Value, words: &str) -> Value {
    if let Some(map) = code.as_object_mut() {
        map.insert("text".to_owned(), json!(words));
    }
    code
}

/// LOINC 14743-9 (mmol/L) or 41653-7 (mg/dL), capillary blood by glucometer, in the meter's unit.
pub(super) fn glucose(
    authored: &Authored,
    reading: &Glucose,
    confirm: &mut Vec<Finding>,
) -> Result<Map<String, Value>, FhirError> {
    let result = check(
        "value",
        &reading.value,
        &plausible::glucose(reading.unit),
        confirm,
    );
    let (code, display, unit, ucum, other) = match reading.unit {
        GlucoseUnit::MmolPerL => (
            "14743-9",
            "Glucose [Moles/volume] in Capillary blood by Glucometer",
            "mmol/L",
            "mmol/L",
            GlucoseUnit::MgPerDl,
        ),
        GlucoseUnit::MgPerDl => (
            "41653-7",
            "Glucose [Mass/volume] in Capillary blood by Glucometer",
            "mg/dL",
            "mg/dL",
            GlucoseUnit::MmolPerL,
        ),
    };
    if let Err(refused) = result {
        // A value that is impossible here and usual in the other unit is a slip of the unit.
        let mut unusual = Vec::new();
        let fits = check(
            "value",
            &reading.value,
            &plausible::glucose(other),
            &mut unusual,
        )
        .is_ok();
        if fits && unusual.is_empty() {
            return Err(FhirError::Impossible {
                field: "unit",
                reason: "other-unit",
            });
        }
        return Err(refused);
    }
    let mut map = observation(
        authored,
        "vital-signs",
        with_text(loinc(code, display), "Glucose"),
    )?;
    let mut value = quantity(&reading.value, unit, ucum);
    if reading.comparator != Comparator::Exact {
        // A meter that shows a word says that something is wrong: it is always asked about.
        if confirm.is_empty() {
            confirm.push(Finding::new(
                "unusual-value",
                Severity::Warning,
                "value",
                "",
            ));
        }
        if let Some(value) = value.as_object_mut() {
            let word = reading.comparator.as_str();
            value.insert("comparator".to_owned(), json!(word));
        }
    }
    map.insert("valueQuantity".to_owned(), value);
    if let Some((_, word, display)) = MealContext::ALL.iter().find(|m| m.0 == reading.context) {
        map.insert(
            "component".to_owned(),
            json!([{
                "code": { "coding": [{ "system": OWN_SYSTEM, "code": "meal-context" }], "text": "Meal" },
                "valueCodeableConcept": { "coding": [{ "system": OWN_SYSTEM, "code": word, "display": display }], "text": display }
            }]),
        );
    }
    Ok(map)
}

/// A vital sign in the unit typed.
pub(super) fn measurement(
    authored: &Authored,
    reading: &Measurement,
    confirm: &mut Vec<Finding>,
) -> Result<Map<String, Value>, FhirError> {
    let bounds = plausible::measure(reading.what, &reading.unit).ok_or(FhirError::Impossible {
        field: "unit",
        reason: "unknown-unit",
    })?;
    check("value", &reading.value, &bounds, confirm)?;
    let Some((what, code, display)) = MEASURES.iter().find(|m| m.0 == reading.what) else {
        return Err(FhirError::Impossible {
            field: "what",
            reason: "empty",
        });
    };
    let mut concept = loinc(code, display);
    if *what == Measure::Oxygen
        && let Some(list) = concept.pointer_mut("/coding").and_then(Value::as_array_mut)
    {
        // The R4 oxygensat profile wants 2708-6; 59408-5 says that it was a pulse oximeter.
        list.push(json!({ "system": system::LOINC, "code": "59408-5", "display": "Oxygen saturation in Arterial blood by Pulse oximetry" }));
    }
    let words = match what {
        Measure::Oxygen => "Oxygen saturation",
        Measure::Waist => "Waist circumference",
        Measure::PeakFlow => "Peak flow",
        Measure::Steps => "Steps of a day",
        Measure::Pain => "Pain, 0 to 10",
        _ => display,
    };
    let mut map = observation(authored, "vital-signs", with_text(concept, words))?;
    let printed = match reading.unit.as_str() {
        "[lb_av]" => "lb",
        "[in_i]" => "in",
        "Cel" => "°C",
        "[degF]" => "°F",
        "{steps}/d" => "steps",
        "{score}" => "/10",
        other => other,
    };
    map.insert(
        "valueQuantity".to_owned(),
        quantity(&reading.value, printed, &reading.unit),
    );
    Ok(map)
}

/// A measurement of the person's own choosing: named and measured in the person's words, without codes.
pub(super) fn own_measurement(
    authored: &Authored,
    reading: &OwnMeasurement,
) -> Result<Map<String, Value>, FhirError> {
    let name = text("name", &reading.name)?;
    let unit = optional("unit", Some(&reading.unit))?;
    let mut map = observation(authored, "vital-signs", json!({ "text": name }))?;
    let number: Value = serde_json::from_str(reading.value.as_str()).unwrap_or(Value::Null);
    let mut quantity = Map::new();
    quantity.insert("value".to_owned(), number);
    if let Some(unit) = unit {
        quantity.insert("unit".to_owned(), json!(unit));
    }
    map.insert("valueQuantity".to_owned(), Value::Object(quantity));
    Ok(map)
}

/// The tag of a symptom that the doctor is to be told of.
const TELL_DOCTOR: &str = "tell-doctor";
/// Name of the picture inside the resource.
const PHOTO: &str = "photo";

/// Is the doctor to be told of this entry?
#[must_use]
pub fn tells_doctor(resource: &Value) -> bool {
    let tags = resource.pointer("/meta/tag").and_then(Value::as_array);
    tags.into_iter().flatten().any(|tag| {
        tag.get("system").and_then(Value::as_str) == Some(OWN_SYSTEM)
            && tag.get("code").and_then(Value::as_str) == Some(TELL_DOCTOR)
    })
}

/// The picture of a symptom.
pub(super) fn photo_of(resource: &Value) -> Option<Document> {
    let contained = resource.pointer("/contained")?.as_array()?;
    let media = contained
        .iter()
        .find(|c| c.get("id").and_then(Value::as_str) == Some(PHOTO))?;
    let word = |path: &str| media.pointer(path).and_then(Value::as_str);
    Some(Document {
        title: word("/content/title").unwrap_or_default().to_owned(),
        kind_text: None,
        attachment: word("/content/url")?
            .strip_prefix("attachment:")?
            .to_owned(),
        content_type: word("/content/contentType").unwrap_or_default().to_owned(),
        size: media
            .pointer("/content/size")
            .and_then(Value::as_u64)
            .unwrap_or(0),
        ..Document::default()
    })
}

fn photo(authored: &Authored, photo: &Document) -> Value {
    json!({
        "resourceType": "Media", "id": PHOTO, "status": "completed", "subject": subject(authored),
        "content": {
            "contentType": photo.content_type, "url": format!("attachment:{}", photo.attachment),
            "size": photo.size, "title": photo.title,
        },
    })
}

/// A symptom in the person's words; the strength from 1 to 10 as a component.
pub(super) fn symptom(
    authored: &Authored,
    symptom: &Symptom,
) -> Result<Map<String, Value>, FhirError> {
    let name = text("name", &symptom.name)?;
    let code = json!({ "coding": [{ "system": OWN_SYSTEM, "code": "symptom", "display": "Symptom" }], "text": name });
    let mut map = observation(authored, "survey", code)?;
    map.insert("valueString".to_owned(), json!(name));
    if let Some(severity) = symptom.severity {
        if !(1..=10).contains(&severity) {
            return Err(FhirError::Impossible {
                field: "severity",
                reason: "out-of-range",
            });
        }
        map.insert(
            "component".to_owned(),
            json!([{
                "code": { "coding": [{ "system": OWN_SYSTEM, "code": "severity" }], "text": "Strength, 1 to 10" },
                "valueInteger": severity
            }]),
        );
    }
    if let Some(place) = optional("place", symptom.place.as_ref())? {
        map.insert("bodySite".to_owned(), json!({ "text": place }));
    }
    if symptom.tell_doctor {
        let tag = json!({ "system": OWN_SYSTEM, "code": TELL_DOCTOR, "display": "Tell my doctor" });
        map.insert("meta".to_owned(), json!({ "tag": [tag] }));
    }
    if let Some(picture) = &symptom.photo {
        map.insert("contained".to_owned(), json!([photo(authored, picture)]));
        map.insert(
            "derivedFrom".to_owned(),
            json!([{ "reference": format!("#{PHOTO}") }]),
        );
    }
    Ok(map)
}
