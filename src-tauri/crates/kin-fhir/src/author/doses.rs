//! Doses as `MedicationAdministration` and packs as `MedicationDispense`, and back.
//!
//! A dose of a plan has an id made of the medicine and the planned time on the wall, so that noting
//! it twice, on two computers too, makes one entry with two versions and never two doses. Category
//! `dose` of our own words tells them from what a hospital gave.

use super::dosing::{amount, decimal, own, string};
use super::{Authored, author, fhir_date, start, subject, text};
use crate::FhirError;
use kin_model::dosing::Outcome;
use kin_model::{Coding, Decimal, PartialDate};
use serde_json::{Map, Value, json};

/// When a dose was planned, as on the wall.
const PLANNED: &str = "urn:x-kinfolio:planned";
/// Until when it was put off, as on the wall.
const LATER: &str = "urn:x-kinfolio:later";

/// What became of a dose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dose {
    /// Id of the medicine's resource (`MedicationStatement/<id>`).
    pub medicine: String,
    /// Its words.
    pub title: String,
    /// Its codes.
    pub codes: Vec<Coding>,
    /// `2026-11-26T08:00`, as on the wall; none for a dose when needed.
    pub planned: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// How much.
    pub amount: Decimal,
    /// In which unit.
    pub unit: String,
    /// Why it was left out.
    pub reason: Option<String>,
    /// Until when it was put off, `2026-11-26T09:00`.
    pub later: Option<String>,
    /// When it was taken, or was to be taken.
    pub at: Option<PartialDate>,
}

/// A pack that was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Id of the medicine's resource.
    pub medicine: String,
    /// Its words.
    pub title: String,
    /// Its codes.
    pub codes: Vec<Coding>,
    /// How much is in it.
    pub amount: Decimal,
    /// In which unit.
    pub unit: String,
    /// When.
    pub at: Option<PartialDate>,
}

/// The id of a planned dose: the same wherever it is noted.
#[must_use]
pub fn dose_id(medicine: &str, planned: &str) -> String {
    let digits: String = planned.chars().filter(char::is_ascii_digit).collect();
    let room = 64_usize.saturating_sub(digits.len() + 1);
    let head: String = medicine.chars().take(room).collect();
    format!("{head}.{digits}")
}

fn concept(title: &str, codes: &[Coding]) -> Value {
    if codes.is_empty() {
        return json!({ "text": title });
    }
    json!({ "coding": codes, "text": title })
}

fn needed(at: Option<&PartialDate>) -> Result<String, FhirError> {
    at.map(fhir_date).ok_or(FhirError::Impossible {
        field: "at",
        reason: "empty",
    })
}

fn build(mut map: Map<String, Value>, authored: &Authored) -> Result<Vec<u8>, FhirError> {
    if !authored.note.trim().is_empty() {
        let note = text("note", &authored.note)?;
        map.insert("note".to_owned(), json!([{ "text": note }]));
    }
    // A Map of our own making always serialises.
    Ok(serde_json::to_vec(&Value::Object(map)).unwrap_or_default())
}

/// The resource of a dose.
///
/// # Errors
/// [`FhirError::Impossible`] without a time, or with a text that is too long.
pub fn build_dose(authored: &Authored, dose: &Dose) -> Result<Vec<u8>, FhirError> {
    let mut map = start("MedicationAdministration", authored);
    let mut extensions = Vec::new();
    if let Some(planned) = &dose.planned {
        extensions.push(json!({ "url": PLANNED, "valueString": planned }));
    }
    if let Some(later) = &dose.later {
        extensions.push(json!({ "url": LATER, "valueString": later }));
    }
    if !extensions.is_empty() {
        map.insert("extension".to_owned(), Value::Array(extensions));
    }
    let status = match dose.outcome {
        Outcome::Taken => "completed",
        Outcome::Skipped => "not-done",
        Outcome::Later => "on-hold",
        Outcome::Withdrawn => "entered-in-error",
    };
    map.insert("status".to_owned(), json!(status));
    if let Some(reason) = super::optional("reason", dose.reason.as_ref())? {
        map.insert("statusReason".to_owned(), json!([{ "text": reason }]));
    }
    map.insert("category".to_owned(), own("dose", "Dose noted at home"));
    let title = text("name", &dose.title)?;
    map.insert(
        "medicationCodeableConcept".to_owned(),
        concept(&title, &dose.codes),
    );
    map.insert("subject".to_owned(), subject(authored));
    map.insert(
        "supportingInformation".to_owned(),
        json!([{ "reference": format!("MedicationStatement/{}", dose.medicine) }]),
    );
    let at = needed(dose.at.as_ref())?;
    map.insert("effectiveDateTime".to_owned(), json!(at));
    map.insert(
        "performer".to_owned(),
        json!([{ "actor": author(authored) }]),
    );
    let unit = dose.unit.trim();
    map.insert(
        "dosage".to_owned(),
        json!({ "text": format!("{} {unit}", dose.amount.as_str()).trim(), "dose": amount(&dose.amount, unit) }),
    );
    build(map, authored)
}

fn read(body: &[u8], kind: &str, word: &str) -> Option<Value> {
    let v = crate::value_of(body)?;
    let ours = string(&v, "/resourceType")? == kind
        && string(&v, "/category/coding/0/system")? == super::OWN_SYSTEM
        && string(&v, "/category/coding/0/code")? == word;
    ours.then_some(v)
}

fn medicine_of(v: &Value) -> Option<String> {
    let reference = string(v, "/supportingInformation/0/reference")?;
    reference
        .strip_prefix("MedicationStatement/")
        .map(str::to_owned)
}

fn codes_of(v: &Value) -> Vec<Coding> {
    v.pointer("/medicationCodeableConcept/coding")
        .and_then(|c| serde_json::from_value(c.clone()).ok())
        .unwrap_or_default()
}

/// Reads back a dose; `None` for any other resource.
#[must_use]
pub fn parse_dose(body: &[u8]) -> Option<Dose> {
    let v = read(body, "MedicationAdministration", "dose")?;
    let extension = |url: &str| {
        let found = v.get("extension")?.as_array()?.iter();
        let mut found = found.filter(|e| e.get("url").and_then(Value::as_str) == Some(url));
        string(found.next()?, "/valueString")
    };
    Some(Dose {
        medicine: medicine_of(&v)?,
        title: string(&v, "/medicationCodeableConcept/text")?,
        codes: codes_of(&v),
        planned: extension(PLANNED),
        outcome: match string(&v, "/status")?.as_str() {
            "completed" => Outcome::Taken,
            "not-done" => Outcome::Skipped,
            "on-hold" => Outcome::Later,
            _ => Outcome::Withdrawn,
        },
        amount: decimal(&v, "/dosage/dose/value")?,
        unit: string(&v, "/dosage/dose/unit").unwrap_or_default(),
        reason: string(&v, "/statusReason/0/text"),
        later: extension(LATER),
        at: string(&v, "/effectiveDateTime")?.parse().ok(),
    })
}

/// The resource of a pack.
///
/// # Errors
/// [`FhirError::Impossible`] without a time, or with a text that is too long.
pub fn build_pack(authored: &Authored, pack: &Pack) -> Result<Vec<u8>, FhirError> {
    let mut map = start("MedicationDispense", authored);
    map.insert("status".to_owned(), json!("completed"));
    map.insert("category".to_owned(), own("pack", "Pack fetched"));
    let title = text("name", &pack.title)?;
    map.insert(
        "medicationCodeableConcept".to_owned(),
        concept(&title, &pack.codes),
    );
    map.insert("subject".to_owned(), subject(authored));
    map.insert(
        "supportingInformation".to_owned(),
        json!([{ "reference": format!("MedicationStatement/{}", pack.medicine) }]),
    );
    map.insert(
        "performer".to_owned(),
        json!([{ "actor": author(authored) }]),
    );
    map.insert("quantity".to_owned(), amount(&pack.amount, &pack.unit));
    let at = needed(pack.at.as_ref())?;
    map.insert("whenHandedOver".to_owned(), json!(at));
    build(map, authored)
}

/// Reads back a pack; `None` for any other resource.
#[must_use]
pub fn parse_pack(body: &[u8]) -> Option<Pack> {
    let v = read(body, "MedicationDispense", "pack")?;
    Some(Pack {
        medicine: medicine_of(&v)?,
        title: string(&v, "/medicationCodeableConcept/text")?,
        codes: codes_of(&v),
        amount: decimal(&v, "/quantity/value")?,
        unit: string(&v, "/quantity/unit").unwrap_or_default(),
        at: string(&v, "/whenHandedOver")?.parse().ok(),
    })
}
