//! FHIR R4 resources for what is typed by hand, and back to what was typed.
//!
//! A hand entry is stored as a resource like any other, so that lists, search, summaries and the
//! next hospital treat it alike. [`build`] makes the resource, [`parse_typed`] gives back what was
//! typed for editing, [`plausible`](self) limits refuse what cannot be and ask about what is rare.
//! Every value keeps the digits and the unit that were typed.

mod asked;
mod doses;
mod dosing;
mod measured;
mod paper;
mod planned;
mod plausible;
mod prescribed;
mod sitting;
mod told;
mod typed;

use crate::FhirError;
use kin_model::{Finding, PartialDate, Precision};
use serde_json::{Map, Value, json};

pub use asked::{Asked, AskedItem, questionnaire};
pub use doses::{Dose, Pack, build_dose, build_pack, dose_id, parse_dose, parse_pack};
pub use measured::tells_doctor;
pub use paper::{
    PaperMark, PaperOrigin, PaperReport, PaperResult, PaperValue, build_paper_report,
    build_paper_result, is_paper_report, paper_origin, report_results,
};
pub use planned::{Aim, Appointment, Area, Standing, Task};
pub use prescribed::{Prescribed, PrescribedPart, prescribed};
pub use sitting::{MedicineTaken, Position, Sitting};
pub use typed::{
    Allergy, Arm, BloodPressure, Course, Document, Glucose, GlucoseUnit, MealContext, Measure,
    Measurement, Medicine, Note, OwnMeasurement, Problem, SeverityWord, Symptom, Typed, TypedEntry,
    parse_typed,
};

/// Code system of our own small vocabulary (meal context, arm); a name, not an address.
pub(crate) const OWN_SYSTEM: &str = "urn:x-kinfolio:word";

/// Longest free text of a field, in characters.
const MAX_TEXT: usize = 20_000;

/// What every hand entry says beside its values.
#[derive(Debug, Clone)]
pub struct Authored {
    /// Logical id of the new resource: a UUID or 1 to 64 of `[A-Za-z0-9.-]`.
    pub id: String,
    /// The person: id of the record (`Patient/<id>` becomes the subject).
    pub subject: String,
    /// When it was so: measured, taken, noticed. A time must carry its offset.
    pub at: Option<PartialDate>,
    /// When it was typed, RFC 3339 with offset.
    pub recorded: String,
    /// Who typed it: the keyholder's nickname; becomes the display of recorder or performer.
    pub by: String,
    /// Free words; may be empty.
    pub note: String,
}

/// A resource built from a form, and what the person should confirm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// The minified resource.
    pub body: Vec<u8>,
    /// Unusual values to confirm; empty when all is usual. `place` is the field's name.
    pub confirm: Vec<Finding>,
}

/// Builds the resource of a hand entry.
///
/// # Errors
/// [`FhirError::Impossible`] with the field and the reason: empty, too long, not a number, or a
/// value that no living person has.
pub fn build(authored: &Authored, typed: &Typed) -> Result<Built, FhirError> {
    let mut confirm = Vec::new();
    let mut resource = match typed {
        Typed::BloodPressure(x) => measured::blood_pressure(authored, x, &mut confirm)?,
        Typed::Glucose(x) => measured::glucose(authored, x, &mut confirm)?,
        Typed::Measurement(x) => measured::measurement(authored, x, &mut confirm)?,
        Typed::Symptom(x) => measured::symptom(authored, x)?,
        Typed::Medicine(x) => told::medicine(authored, x)?,
        Typed::Allergy(x) => told::allergy(authored, x)?,
        Typed::NoKnownAllergies => told::no_known_allergies(authored),
        Typed::Problem(x) => told::problem(authored, x)?,
        Typed::Note(x) => told::note(authored, x)?,
        Typed::Document(x) => told::document(authored, x)?,
        Typed::OwnMeasurement(x) => measured::own_measurement(authored, x)?,
        Typed::Asked(x) => asked::response(authored, x)?,
        Typed::Appointment(x) => planned::appointment(authored, x)?,
        Typed::Aim(x) => planned::goal(authored, x)?,
        Typed::Task(x) => planned::care_plan(authored, x)?,
    };
    if !authored.note.trim().is_empty() {
        let note = text("note", &authored.note)?;
        // These have no note in R4; the words are written where the resource has a place for them.
        let elsewhere = ["DocumentReference", "Appointment", "QuestionnaireResponse"];
        let resource_type = resource.get("resourceType").and_then(Value::as_str);
        if !resource_type.is_some_and(|t| elsewhere.contains(&t)) {
            resource.insert("note".to_owned(), json!([{ "text": note }]));
        }
    }
    // A Map of our own making always serialises.
    let body = serde_json::to_vec(&Value::Object(resource)).unwrap_or_default();
    Ok(Built { body, confirm })
}

/// The parts that every resource begins with.
fn start(resource_type: &str, authored: &Authored) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("resourceType".to_owned(), json!(resource_type));
    map.insert("id".to_owned(), json!(authored.id));
    map
}

fn subject(authored: &Authored) -> Value {
    json!({ "reference": format!("Patient/{}", authored.subject) })
}

fn author(authored: &Authored) -> Value {
    json!({ "display": authored.by })
}

/// A date as FHIR wants it: a time has seconds and an offset. A time typed without seconds gets
/// `:00`; one without an offset falls back to its day, because FHIR has no such form.
fn fhir_date(date: &PartialDate) -> String {
    match (date.precision(), date.offset_minutes()) {
        (Precision::Minute | Precision::Second, None) => date.date_only().to_string(),
        (Precision::Minute, Some(_)) => {
            let written = date.to_string();
            match written.split_at_checked(16) {
                Some((minute, offset)) => format!("{minute}:00{offset}"),
                None => written,
            }
        }
        _ => date.to_string(),
    }
}

/// Trims, and refuses what is empty or longer than [`MAX_TEXT`].
fn text(field: &'static str, typed: &str) -> Result<String, FhirError> {
    let trimmed = typed.trim();
    if trimmed.is_empty() {
        return Err(FhirError::Impossible {
            field,
            reason: "empty",
        });
    }
    if trimmed.chars().count() > MAX_TEXT {
        return Err(FhirError::Impossible {
            field,
            reason: "too-long",
        });
    }
    Ok(trimmed
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect())
}

/// As [`text`], with nothing for an empty field.
fn optional(field: &'static str, typed: Option<&String>) -> Result<Option<String>, FhirError> {
    match typed {
        Some(t) if !t.trim().is_empty() => text(field, t).map(Some),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests;
