//! A resource made from the row, where the original is missing or too broken to be valid R4.

use super::minimums::{concept, unknown};
use kin_model::summary::Row;
use kin_model::{Kind, StatusClass};
use serde_json::{Map, Value, json};

/// A minimal resource that says what the row says; `None` for kinds of which a row tells too little
/// or whose status would have to be invented.
pub(super) fn from_row(row: &Row, id: &str, patient_url: &str) -> Option<Value> {
    let subject = json!({ "reference": patient_url });
    let code = concept(&row.code, &row.title_en);
    if code.as_object().is_none_or(Map::is_empty) {
        return None;
    }
    let mut resource = match row.kind {
        Kind::Condition => json!({
            "resourceType": "Condition", "id": id, "code": code, "subject": subject,
        }),
        Kind::Allergy => json!({
            "resourceType": "AllergyIntolerance", "id": id, "code": code, "patient": subject,
        }),
        Kind::Medication => json!({
            "resourceType": "MedicationStatement", "id": id,
            "status": match row.status_class {
                StatusClass::Current => "active",
                StatusClass::Past => "completed",
                StatusClass::Planned => "intended",
                StatusClass::Negated => "not-taken",
                StatusClass::Unknown => "unknown",
                StatusClass::Error => return None,
            },
            "medicationCodeableConcept": code, "subject": subject,
        }),
        Kind::Immunization => json!({
            "resourceType": "Immunization", "id": id,
            "status": match (row.status.as_deref(), row.status_class) {
                (_, StatusClass::Negated) => "not-done",
                (Some("completed"), _) => "completed",
                _ => return None,
            },
            "vaccineCode": code, "patient": subject,
        }),
        Kind::Result | Kind::VitalSign | Kind::SocialHistory => json!({
            "resourceType": "Observation", "id": id,
            "status": row.status.as_deref().filter(|s| OBSERVATION_STATUS.contains(s)).unwrap_or("unknown"),
            "code": code, "subject": subject,
        }),
        Kind::Procedure => json!({
            "resourceType": "Procedure", "id": id,
            "status": row.status.as_deref().filter(|s| PROCEDURE_STATUS.contains(s)).unwrap_or("unknown"),
            "code": code, "subject": subject,
        }),
        _ => return None,
    };
    let object = resource.as_object_mut()?;
    if let Some(state) = clinical_status(row) {
        object.insert("clinicalStatus".into(), state);
    } else if row.kind == Kind::Allergy {
        object.insert("clinicalStatus".into(), unknown());
    }
    let date_key = match row.kind {
        Kind::Condition | Kind::Allergy => "onsetDateTime",
        Kind::Immunization => "occurrenceDateTime",
        Kind::Procedure => "performedDateTime",
        _ => "effectiveDateTime",
    };
    if let Some(date) = row.date {
        object.insert(date_key.into(), json!(date.to_string()));
    }
    if let Some(value) = row.value.as_deref().filter(|v| !v.trim().is_empty())
        && matches!(
            row.kind,
            Kind::Result | Kind::VitalSign | Kind::SocialHistory
        )
    {
        let text = match row.unit.as_deref().filter(|u| !u.is_empty()) {
            Some(unit) => format!("{value} {unit}"),
            None => value.to_owned(),
        };
        object.insert("valueString".into(), json!(text));
        if let Some(range) = row.range.as_deref().filter(|r| !r.trim().is_empty()) {
            object.insert("referenceRange".into(), json!([{ "text": range }]));
        }
    }
    if let Some(note) = row.words("; ") {
        object.insert("note".into(), json!([{ "text": note }]));
    }
    Some(resource)
}

fn clinical_status(row: &Row) -> Option<Value> {
    let system = match row.kind {
        Kind::Condition => "http://terminology.hl7.org/CodeSystem/condition-clinical",
        Kind::Allergy => "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",
        _ => return None,
    };
    let code = match row.status_class {
        StatusClass::Current => "active",
        StatusClass::Past => "inactive",
        _ => return None,
    };
    Some(json!({"coding": [{"system": system, "code": code}]}))
}

const OBSERVATION_STATUS: &[&str] = &[
    "registered",
    "preliminary",
    "final",
    "amended",
    "corrected",
    "cancelled",
    "unknown",
];
const PROCEDURE_STATUS: &[&str] = &[
    "preparation",
    "in-progress",
    "not-done",
    "on-hold",
    "stopped",
    "completed",
    "unknown",
];
