//! Which FHIR release a resource was written in, as far as it shows.

use super::{Header, Text};

/// A FHIR release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FhirVersion {
    /// DSTU2 (1.0).
    Dstu2,
    /// STU3 (3.0).
    Stu3,
    /// R4 (4.0) or R4B.
    R4,
    /// R5 (5.0) or later.
    R5,
}

impl FhirVersion {
    /// `DSTU2`, `STU3`, `R4`, `R5`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dstu2 => "DSTU2",
            Self::Stu3 => "STU3",
            Self::R4 => "R4",
            Self::R5 => "R5",
        }
    }

    /// The code of the finding: `version-older`, `version-newer`; `None` for R4.
    #[must_use]
    pub const fn finding_code(self) -> Option<&'static str> {
        match self {
            Self::Dstu2 | Self::Stu3 => Some("version-older"),
            Self::R4 => None,
            Self::R5 => Some("version-newer"),
        }
    }
}

/// The release that a resource type alone proves, because others do not have it.
///
/// # Source
/// HL7 FHIR, resource lists of 1.0.2, 3.0.2, 4.0.1 and 5.0.0.
pub(crate) fn of_type(resource_type: &str) -> Option<FhirVersion> {
    Some(match resource_type {
        "MedicationOrder"
        | "DiagnosticOrder"
        | "Order"
        | "OrderResponse"
        | "DeviceUseRequest"
        | "ImagingObjectSelection"
        | "Conformance"
        | "BodySite" => FhirVersion::Dstu2,
        "ProcedureRequest" | "ReferralRequest" | "ImagingManifest" | "EligibilityRequest"
        | "Sequence" => FhirVersion::Stu3,
        "DeviceUsage" | "InventoryReport" | "NutritionIntake" | "ImagingSelection"
        | "GenomicStudy" | "FormularyItem" | "Transport" | "ArtifactAssessment"
        | "DeviceDispense" | "DeviceAssociation" | "InventoryItem" | "EncounterHistory" => {
            FhirVersion::R5
        }
        _ => return None,
    })
}

/// The release that a profile's address names.
///
/// # Source
/// HL7: `http://hl7.org/fhir/<release>/…` and `…|<version>` of base profiles; DAF and Argonaut Data
/// Query 1.0.0 are guides for DSTU2 only.
fn of_profile(profile: &str) -> Option<FhirVersion> {
    let base = profile.strip_prefix("http://hl7.org/fhir/");
    let release = base.and_then(|p| p.get(..4));
    let business = base
        .filter(|p| p.starts_with("StructureDefinition/"))
        .and_then(|p| p.split_once('|'))
        .and_then(|(_, version)| version.get(..2));
    match (release, business) {
        (Some("1.0/"), _) | (_, Some("1.")) => Some(FhirVersion::Dstu2),
        (Some("3.0/"), _) | (_, Some("3.")) => Some(FhirVersion::Stu3),
        (Some("4.0/" | "4.3/"), _) | (_, Some("4.")) => Some(FhirVersion::R4),
        (Some("5.0/"), _) | (_, Some("5.")) => Some(FhirVersion::R5),
        _ => {
            let daf = base.is_some_and(|p| p.starts_with("StructureDefinition/daf-"));
            let argonaut = profile.starts_with("http://fhir.org/guides/argonaut/");
            (daf || argonaut).then_some(FhirVersion::Dstu2)
        }
    }
}

impl Header<'_> {
    /// The release this resource shows marks of, or `None` when it shows none.
    ///
    /// # Source
    /// HL7 FHIR 4.0.1 and 5.0.0, "R3/R4 differences" of each resource page.
    #[must_use]
    pub fn version(&self) -> Option<FhirVersion> {
        match self.fhir_version.as_str().get(..2) {
            Some("1.") => return Some(FhirVersion::Dstu2),
            Some("3.") => return Some(FhirVersion::Stu3),
            Some("4.") => return Some(FhirVersion::R4),
            Some("5." | "6.") => return Some(FhirVersion::R5),
            _ => {}
        }
        let profiles = self.meta.profile.0.iter();
        if let Some(version) = profiles.map(Text::as_str).find_map(of_profile) {
            return Some(version);
        }
        let resource_type = self.resource_type.as_str();
        // STU3 asks for an `intent`; DSTU2 has none.
        if matches!(resource_type, "ProcedureRequest" | "ReferralRequest") && self.intent.is_empty()
        {
            return Some(FhirVersion::Dstu2);
        }
        if let Some(version) = of_type(resource_type) {
            return Some(version);
        }
        if !self.was_not_done.is_empty() || self.only_dstu2.0 {
            return Some(FhirVersion::Dstu2);
        }
        if self.only_r5.0 || !self.adherence.code.coding.is_empty() {
            return Some(FhirVersion::R5);
        }
        if !self.taken.is_empty() {
            return Some(FhirVersion::Stu3);
        }
        let plain = |c: &super::Concept<'_>| c.coding.is_empty() && !c.text.is_empty();
        let plain_status = plain(&self.clinical_status) || plain(&self.verification_status);
        match resource_type {
            // STU3 has one `comment`, R4 notes.
            "Observation" if !self.comments.is_empty() => Some(FhirVersion::Dstu2),
            // A code where R4 has a concept; DSTU2 still said `patient`.
            "Condition" if plain_status && !self.patient.is_empty() => Some(FhirVersion::Dstu2),
            "AllergyIntolerance" if !self.substance.is_empty() || !self.status.is_empty() => {
                Some(FhirVersion::Dstu2)
            }
            // R4 says `subject`, and `patient` was DSTU2's.
            "MedicationStatement"
            | "MedicationDispense"
            | "MedicationAdministration"
            | "Encounter"
                if !self.patient.is_empty() && self.subject.is_empty() =>
            {
                Some(FhirVersion::Dstu2)
            }
            "Condition" | "AllergyIntolerance" if plain_status => Some(FhirVersion::Stu3),
            // Encounter.class was a code in DSTU2; R5 renamed `period`.
            "Encounter" if self.class.first().is_some_and(plain) => Some(FhirVersion::Dstu2),
            "Encounter" if !self.actual_period.is_empty() => Some(FhirVersion::R5),
            "AllergyIntolerance" if self.kind.iter().any(|t| !t.coding.is_empty()) => {
                Some(FhirVersion::R5)
            }
            "AllergyIntolerance" | "Condition" if !self.participant.is_empty() => {
                Some(FhirVersion::R5)
            }
            "Procedure" if !self.occurrence.is_empty() => Some(FhirVersion::R5),
            "DocumentReference" if !self.period.is_empty() => Some(FhirVersion::R5),
            // The visit was `context` in STU3 only.
            "Observation" | "DiagnosticReport" | "Procedure" | "Condition"
            | "MedicationRequest"
                if !self.context_element.reference.is_empty() =>
            {
                Some(FhirVersion::Stu3)
            }
            // What only R4 has: concepts for the statuses, a Coding for the class, `occurrence`.
            "Condition" | "AllergyIntolerance" if !self.clinical_status.coding.is_empty() => {
                Some(FhirVersion::R4)
            }
            "Encounter"
                if self.class.iter().any(|c| {
                    c.coding.iter().any(|c| {
                        c.system.as_str() == "http://terminology.hl7.org/CodeSystem/v3-ActCode"
                    })
                }) =>
            {
                Some(FhirVersion::R4)
            }
            // `date` became `occurrence[x]` in R4.
            "Immunization" if !self.date.is_empty() => Some(FhirVersion::Stu3),
            "MedicationRequest" | "MedicationStatement" | "MedicationDispense"
                if self.medication.named == "CodeableReference" =>
            {
                Some(FhirVersion::R5)
            }
            _ => None,
        }
    }
}
