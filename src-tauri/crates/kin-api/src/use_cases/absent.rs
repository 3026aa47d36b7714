//! Coded statements that there is nothing, and that nothing is known. They are never confused.

use kin_model::{Coding, EntryRow, system};

const ABSENT_UNKNOWN: &str = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips";

/// What an entry says about absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absence {
    /// There is none of this kind at all: "no known allergies".
    KnownNone,
    /// There is none of a part: "no known food allergies".
    PartlyNone,
    /// Nothing is known.
    NoInformation,
}

/// What one code says about absence; `None` for an ordinary code.
///
/// # Source
/// HL7, International Patient Summary Implementation Guide 2.0.0, CodeSystem
/// absent-unknown-uv-ips; SNOMED CT IPS free set 2024: 716186003, 409137002, 428607008, 429625007,
/// 160245001, 787481004, 787480003; 160244002 is the former "no known allergies".
fn of_code(coding: &Coding) -> Option<Absence> {
    match (coding.system.as_str(), coding.code.as_str()) {
        (
            ABSENT_UNKNOWN,
            "no-known-allergies"
            | "no-known-problems"
            | "no-known-medications"
            | "no-known-immunizations"
            | "no-known-procedures"
            | "no-known-devices",
        )
        | (system::SNOMED, "716186003" | "160244002" | "160245001" | "787481004" | "787480003") => {
            Some(Absence::KnownNone)
        }
        (
            ABSENT_UNKNOWN,
            "no-known-medication-allergies"
            | "no-known-environmental-allergies"
            | "no-known-food-allergies",
        )
        | (system::SNOMED, "409137002" | "428607008" | "429625007") => Some(Absence::PartlyNone),
        (
            ABSENT_UNKNOWN,
            "no-allergy-info"
            | "no-problem-info"
            | "no-medication-info"
            | "no-immunization-info"
            | "no-procedure-info"
            | "no-device-info",
        ) => Some(Absence::NoInformation),
        _ => None,
    }
}

/// What an entry says about absence; `None` for an ordinary entry.
pub(crate) fn of_row(row: &EntryRow) -> Option<Absence> {
    row.codings.iter().find_map(of_code)
}
