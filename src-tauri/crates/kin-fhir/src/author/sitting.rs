//! How a blood pressure was measured, beside its numbers: position, medicine, an irregular pulse.

use super::OWN_SYSTEM;
use kin_model::system;
use serde_json::{Value, json};

/// How the person was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// Sitting.
    Sitting,
    /// Lying.
    Lying,
    /// Standing.
    Standing,
}

/// Before or after the medicine of that time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MedicineTaken {
    /// Not taken yet.
    Before,
    /// Taken.
    After,
}

/// What is told about the measuring; nothing is assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sitting {
    /// How the person was.
    pub position: Option<Position>,
    /// Before or after the medicine.
    pub medicine: Option<MedicineTaken>,
    /// The device showed, or the person felt, an irregular pulse.
    pub irregular: bool,
}

/// Position, SNOMED CT code, its term, our word.
///
/// # Source
/// HL7 FHIR R4, value set "observation-bodyPosition" (example binding of the extension of that name): 33586001, 102538003,
/// 10904000. LOINC 2.78: 8361-8 body position with respect to gravity, 8884-9 heart rate rhythm.
const POSITIONS: [(Position, &str, &str, &str); 3] = [
    (Position::Sitting, "33586001", "Sitting position", "sitting"),
    (
        Position::Lying,
        "102538003",
        "Recumbent body position",
        "lying",
    ),
    (
        Position::Standing,
        "10904000",
        "Orthostatic body position",
        "standing",
    ),
];

impl Position {
    /// The word of a form.
    #[must_use]
    pub fn word(self) -> &'static str {
        POSITIONS.iter().find(|p| p.0 == self).map_or("", |p| p.3)
    }

    /// The position of a form's word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        POSITIONS.iter().find(|p| p.3 == word).map(|p| p.0)
    }
}

impl MedicineTaken {
    /// The word of a form.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }

    /// The choice of a form's word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        match word {
            "before" => Some(Self::Before),
            "after" => Some(Self::After),
            _ => None,
        }
    }
}

const RHYTHM: &str = "8884-9";
const POSITION: &str = "8361-8";
const MEDICINE: &str = "blood-pressure-medicine";

impl Sitting {
    /// As components of the panel.
    pub(super) fn components(self) -> Vec<Value> {
        let mut out = Vec::new();
        if let Some((_, code, display, _)) = POSITIONS.iter().find(|p| Some(p.0) == self.position) {
            out.push(json!({
                "code": { "coding": [{ "system": system::LOINC, "code": POSITION, "display": "Body position with respect to gravity" }], "text": "Body position" },
                "valueCodeableConcept": { "coding": [{ "system": system::SNOMED, "code": code, "display": display }], "text": display }
            }));
        }
        if let Some(taken) = self.medicine {
            let words = match taken {
                MedicineTaken::Before => "Before medicine",
                MedicineTaken::After => "After medicine",
            };
            out.push(json!({
                "code": { "coding": [{ "system": OWN_SYSTEM, "code": MEDICINE }], "text": "Medicine" },
                "valueCodeableConcept": { "coding": [{ "system": OWN_SYSTEM, "code": taken.word(), "display": words }], "text": words }
            }));
        }
        if self.irregular {
            out.push(json!({
                "code": { "coding": [{ "system": system::LOINC, "code": RHYTHM, "display": "Heart rate rhythm" }], "text": "Heart rate rhythm" },
                "valueCodeableConcept": { "coding": [{ "system": OWN_SYSTEM, "code": "irregular", "display": "Irregular" }], "text": "Irregular" }
            }));
        }
        out
    }

    /// Read back from the components of a panel.
    pub(super) fn of(panel: &Value) -> Self {
        let value = |code: &str| {
            let list = panel.get("component")?.as_array()?;
            let has =
                |c: &&Value| c.pointer("/code/coding/0/code").and_then(Value::as_str) == Some(code);
            list.iter()
                .find(has)?
                .pointer("/valueCodeableConcept/coding/0/code")?
                .as_str()
        };
        let position = value(POSITION);
        Self {
            position: POSITIONS
                .iter()
                .find(|p| Some(p.1) == position)
                .map(|p| p.0),
            medicine: value(MEDICINE).and_then(MedicineTaken::of_word),
            irregular: value(RHYTHM) == Some("irregular"),
        }
    }
}
