//! Which kind of entry a resource is.

use crate::Header;
use kin_model::Kind;

/// The kind by type; an Observation also by category and code.
pub(super) fn kind(h: &Header<'_>) -> Kind {
    match h.resource_type() {
        "Observation" => observation(h),
        // The person's own book of a medicine; what a hospital gave is a medicine.
        "MedicationAdministration" | "MedicationDispense" if kept_at_home(h) => Kind::Dose,
        "DocumentReference" if h.kind.iter().any(|t| t.has("51855-5")) => Kind::Note,
        // Software and hospital equipment are no one's device; an implant names its patient.
        "Device" if h.subject_reference().is_none() => Kind::Directory,
        other => of_type(other),
    }
}

/// The kind of a resource type; [`Kind::Other`] for what is kept and not understood.
pub(crate) fn of_type(resource_type: &str) -> Kind {
    match resource_type {
        "Condition" => Kind::Condition,
        "AllergyIntolerance" => Kind::Allergy,
        "MedicationRequest"
        | "MedicationOrder"
        | "MedicationPrescription"
        | "MedicationStatement"
        | "MedicationUsage"
        | "MedicationAdministration"
        | "MedicationDispense" => Kind::Medication,
        "Immunization" | "ImmunizationRecommendation" => Kind::Immunization,
        "Observation" => Kind::Result,
        "Procedure" => Kind::Procedure,
        "Encounter" | "EpisodeOfCare" => Kind::Visit,
        "DocumentReference" | "Composition" | "Binary" | "Media" | "DocumentManifest" => {
            Kind::Document
        }
        "ImagingStudy" | "ImagingManifest" | "ImagingObjectSelection" | "ImagingSelection" => {
            Kind::Imaging
        }
        "CarePlan" | "CareTeam" => Kind::CarePlan,
        "Goal" => Kind::Goal,
        "Appointment" | "AppointmentResponse" => Kind::Appointment,
        "ServiceRequest" | "ReferralRequest" | "ProcedureRequest" | "DiagnosticOrder"
        | "DeviceRequest" | "DeviceUseRequest" | "SupplyRequest" | "NutritionOrder"
        | "RequestGroup" | "VisionPrescription" | "Task" => Kind::Referral,
        "Claim"
        | "ClaimResponse"
        | "ExplanationOfBenefit"
        | "Account"
        | "Invoice"
        | "ChargeItem" => Kind::Cost,
        "Coverage" => Kind::Coverage,
        "FamilyMemberHistory" => Kind::FamilyHistory,
        "Device" | "DeviceUseStatement" | "DeviceUsage" | "SupplyDelivery" => Kind::Device,
        "Communication" | "CommunicationRequest" => Kind::Message,
        "QuestionnaireResponse" => Kind::Questionnaire,
        "Consent" => Kind::AdvanceDirective,
        "DiagnosticReport" | "ClinicalImpression" | "RiskAssessment" | "List" => Kind::Report,
        "Flag" | "DetectedIssue" | "AdverseEvent" => Kind::Alert,
        "Patient" | "Practitioner" | "PractitionerRole" | "Organization" | "Location"
        | "RelatedPerson" | "Person" | "Group" | "HealthcareService" | "Medication"
        | "Substance" | "Specimen" | "Provenance" => Kind::Directory,
        _ => Kind::Other,
    }
}

/// # Source
/// HL7 FHIR 4.0.1, "Vital Signs Profiles", required LOINC codes of 85353-1 and its members; US
/// Core 7.0.0 vital signs (pulse oximetry 59408-5, head circumference and percentiles 8289-1,
/// 59576-9, 77606-2); LOINC 55284-4 (blood pressure, older exports). By glucose meter: LOINC
/// 14743-9, 41653-7; interstitial 99504-3, 105272-9 (standards.md section 10).
fn is_vital(code: &str) -> bool {
    matches!(
        code,
        "85353-1"
            | "9279-1"
            | "8867-4"
            | "2708-6"
            | "59408-5"
            | "8310-5"
            | "8331-1"
            | "8302-2"
            | "8306-3"
            | "9843-4"
            | "8287-5"
            | "29463-7"
            | "3141-9"
            | "8341-0"
            | "39156-5"
            | "85354-9"
            | "55284-4"
            | "8480-6"
            | "8462-4"
            | "8478-0"
            | "8289-1"
            | "59576-9"
            | "77606-2"
            | "96607-7"
    )
}

fn is_meter(code: &str) -> bool {
    matches!(code, "14743-9" | "41653-7" | "99504-3" | "105272-9")
}

/// # Source
/// US Core 7.0.0 smoking status (72166-2), IPS 2.0.0 tobacco (72166-2) and alcohol (74013-4) use;
/// LOINC 11367-0, 11331-6, 63586-2, 76689-9, 46240-8, 63513-6, 96777-8 as social history there
/// and in Synthea.
fn is_social(code: &str) -> bool {
    matches!(
        code,
        "72166-2"
            | "74013-4"
            | "11367-0"
            | "11331-6"
            | "63586-2"
            | "76689-9"
            | "63513-6"
            | "96777-8"
            | "11341-5"
    )
}

/// LOINC "Symptom".
const SYMPTOM: &str = "75325-1";

/// A word of our own vocabulary, by which hand entries say what they are.
fn own_word(h: &Header<'_>, word: &str) -> bool {
    h.code
        .iter()
        .flat_map(|c| c.coding.iter())
        .any(|c| c.system.as_str() == crate::author::OWN_SYSTEM && c.code.as_str() == word)
}

fn kept_at_home(h: &Header<'_>) -> bool {
    let own = |code: &str| matches!(code, "dose" | "pack");
    h.category
        .iter()
        .flat_map(|c| c.coding.iter())
        .any(|c| c.system.as_str() == crate::author::OWN_SYSTEM && own(c.code.as_str()))
}

fn observation(h: &Header<'_>) -> Kind {
    let category = |code: &str| {
        h.category
            .iter()
            .any(|c| c.has(code) || c.text.as_str() == code)
    };
    let codes = || {
        h.code
            .iter()
            .flat_map(|c| c.coding.iter())
            .map(|c| c.code.as_str())
    };
    if own_word(h, "note") {
        Kind::Note
    } else if codes().any(|c| c == SYMPTOM) || category("symptom") || own_word(h, "symptom") {
        Kind::Symptom
    } else if category("vital-signs") || codes().any(is_meter) {
        Kind::VitalSign
    } else if category("social-history") || category("sdoh") {
        Kind::SocialHistory
    } else if category("laboratory") {
        Kind::Result
    } else if codes().any(is_vital) {
        Kind::VitalSign
    } else if codes().any(is_social) {
        Kind::SocialHistory
    } else {
        Kind::Result
    }
}
