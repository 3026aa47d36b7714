//! Which FHIR release a resource was written in, as far as it shows.

use super::Header;

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
            Some("5." | "6.") => return Some(FhirVersion::R5),
            _ => {}
        }
        for profile in &self.meta.profile.0 {
            match profile
                .as_str()
                .strip_prefix("http://hl7.org/fhir/")
                .and_then(|p| p.get(..4))
            {
                Some("1.0/") => return Some(FhirVersion::Dstu2),
                Some("3.0/") => return Some(FhirVersion::Stu3),
                Some("5.0/") => return Some(FhirVersion::R5),
                _ => {}
            }
        }
        let resource_type = self.resource_type.as_str();
        if let Some(version) = of_type(resource_type) {
            return Some(version);
        }
        if !self.was_not_done.is_empty() {
            return Some(FhirVersion::Dstu2);
        }
        let plain = |c: &super::Concept<'_>| c.coding.is_empty() && !c.text.is_empty();
        let plain_status = plain(&self.clinical_status) || plain(&self.verification_status);
        match resource_type {
            // A code where R4 has a concept; DSTU2 still said `patient`.
            "Condition" if plain_status && !self.patient.is_empty() => Some(FhirVersion::Dstu2),
            "AllergyIntolerance" if !self.substance.is_empty() => Some(FhirVersion::Dstu2),
            "Condition" | "AllergyIntolerance" if plain_status => Some(FhirVersion::Stu3),
            // Encounter.class was a code in DSTU2; R5 renamed `period`.
            "Encounter" if self.class.first().is_some_and(plain) => Some(FhirVersion::Dstu2),
            "Encounter" if !self.actual_period.is_empty() => Some(FhirVersion::R5),
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
            // The code systems moved to terminology.hl7.org in R4.
            "Observation" | "DiagnosticReport" => {
                let old = |c: &super::CodingElement<'_>| {
                    matches!(
                        c.system.as_str(),
                        "http://hl7.org/fhir/observation-category" | "http://hl7.org/fhir/v2/0074"
                    )
                };
                let codings = || self.category.iter().flat_map(|c| c.coding.iter());
                codings().any(old).then_some(FhirVersion::Stu3)
            }
            _ => None,
        }
    }
}
