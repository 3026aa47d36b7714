//! FHIR R4 resources for what is typed by hand (being filled in).
use crate::FhirError;
use kin_model::{Decimal, Finding, PartialDate};

/// What every hand entry says beside its values.
#[derive(Debug, Clone)]
pub struct Authored {
    /// Logical id of the new resource: a UUID or 1 to 64 of `[A-Za-z0-9.-]`.
    pub id: String,
    /// The person: id of the record (`Patient/<id>` becomes the subject).
    pub subject: String,
    /// When it was so: measured, taken, noticed.
    pub at: PartialDate,
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
    /// Unusual values to confirm; empty when all is usual.
    pub confirm: Vec<Finding>,
}

/// A blood pressure reading in mm[Hg], pulse in beats per minute.
#[derive(Debug, Clone)]
pub struct BloodPressure {
    /// Upper value.
    pub systolic: Decimal,
    /// Lower value.
    pub diastolic: Decimal,
    /// Pulse.
    pub pulse: Option<Decimal>,
}

/// Builds the blood pressure panel.
///
/// # Errors
/// [`FhirError::Impossible`] for values no living person has.
pub fn blood_pressure(authored: &Authored, reading: &BloodPressure) -> Result<Built, FhirError> {
    let _ = (authored, reading);
    Err(FhirError::Impossible {
        field: "systolic",
        reason: "empty",
    })
}
