//! The sections of an IPS document.
//!
//! # Source
//! IPS 2.0.0, StructureDefinition-Composition-uv-ips: codes, cardinalities and the types that
//! `section.entry` may point to. Sections that IPS does not define are allowed (slicing is open):
//! visits, family history and documents.

use kin_model::summary::Section;

pub(super) const LOINC: &str = "http://loinc.org";
/// Type of the document.
pub(super) const DOCUMENT_CODE: &str = "60591-5";

/// One section.
pub(super) struct Spec {
    pub(super) section: Section,
    /// LOINC code.
    pub(super) code: &'static str,
    /// Resource types its entries may have; empty: any.
    pub(super) types: &'static [&'static str],
    /// Must be there (Problems, Allergies, Medications).
    pub(super) required: bool,
    /// Defined by IPS; else ours.
    pub(super) ips: bool,
}

const fn spec(
    section: Section,
    code: &'static str,
    types: &'static [&'static str],
    required: bool,
) -> Spec {
    Spec {
        section,
        code,
        types,
        required,
        ips: true,
    }
}

const fn own(section: Section, code: &'static str, types: &'static [&'static str]) -> Spec {
    Spec {
        section,
        code,
        types,
        required: false,
        ips: false,
    }
}

/// All sections, in the order of the printed page.
pub(super) const SPECS: &[Spec] = &[
    spec(
        Section::Allergies,
        "48765-2",
        &["AllergyIntolerance", "DocumentReference"],
        true,
    ),
    spec(
        Section::Problems,
        "11450-4",
        &["Condition", "DocumentReference"],
        true,
    ),
    spec(
        Section::Medications,
        "10160-0",
        &[
            "MedicationStatement",
            "MedicationRequest",
            "MedicationAdministration",
            "MedicationDispense",
            "DocumentReference",
        ],
        true,
    ),
    spec(
        Section::VitalSigns,
        "8716-3",
        &["Observation", "DocumentReference"],
        false,
    ),
    spec(
        Section::Results,
        "30954-2",
        &["Observation", "DiagnosticReport", "DocumentReference"],
        false,
    ),
    spec(
        Section::Immunizations,
        "11369-6",
        &["Immunization", "DocumentReference"],
        false,
    ),
    spec(
        Section::Procedures,
        "47519-4",
        &["Procedure", "DocumentReference"],
        false,
    ),
    spec(
        Section::Pregnancy,
        "10162-6",
        &["Observation", "DocumentReference"],
        false,
    ),
    spec(
        Section::PastProblems,
        "11348-0",
        &["Condition", "DocumentReference"],
        false,
    ),
    spec(
        Section::Devices,
        "46264-8",
        &["DeviceUseStatement", "DocumentReference"],
        false,
    ),
    spec(
        Section::SocialHistory,
        "29762-2",
        &["Observation", "DocumentReference"],
        false,
    ),
    own(
        Section::FamilyHistory,
        "10157-6",
        &["FamilyMemberHistory", "DocumentReference"],
    ),
    spec(
        Section::Plan,
        "18776-5",
        &[
            "CarePlan",
            "ImmunizationRecommendation",
            "DocumentReference",
        ],
        false,
    ),
    spec(
        Section::AdvanceDirectives,
        "42348-3",
        &["Consent", "DocumentReference"],
        false,
    ),
    spec(
        Section::Alerts,
        "104605-1",
        &["Flag", "DocumentReference"],
        false,
    ),
    own(
        Section::Visits,
        "46240-8",
        &["Encounter", "DocumentReference"],
    ),
    own(
        Section::Documents,
        "77599-9",
        &["DocumentReference", "DiagnosticReport", "ImagingStudy"],
    ),
    spec(Section::PatientStory, "81338-6", &[], false),
];

/// Further IPS sections that we read and check but do not make: code, entry types.
pub(super) const OTHERS: &[(&str, &[&str])] = &[(
    "47420-5",
    &["Condition", "ClinicalImpression", "DocumentReference"],
)];
