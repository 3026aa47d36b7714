//! What a source's status code means for lists and summaries.

use crate::Header;
use kin_model::StatusClass;
use std::borrow::Cow;

/// The meaning of a status code.
///
/// # Source
/// HL7 FHIR 4.0.1, value sets of the `status` elements (condition-clinical, allergyintolerance-
/// clinical and -verification, request-status, medication-statement-status, event-status,
/// encounter-status, appointmentstatus, goal-status, observation-status, document-reference-status
/// …), with the older codes of DSTU2 and STU3 and the newer ones of R5; read November 2026. A
/// result or document that its source stands by (`final`, `amended`, `current`) holds now.
pub(crate) fn class_of(code: &str) -> StatusClass {
    match code {
        "active" | "recurrence" | "relapse" | "in-progress" | "arrived" | "triaged" | "onleave"
        | "checked-in" | "current" | "accepted" | "final" | "amended" | "corrected"
        | "appended" | "preliminary" | "partial" | "confirmed" | "unconfirmed" | "available"
        | "sustaining" | "on-target" | "ahead-of-target" | "behind-target" | "modified" => {
            StatusClass::Current
        }
        "completed" | "finished" | "stopped" | "inactive" | "remission" | "resolved"
        | "superseded" | "ended" | "fulfilled" | "closed" | "retired" | "achieved"
        | "discharged" | "discontinued" | "balanced" | "issued" | "off" | "deprecated" => {
            StatusClass::Past
        }
        "planned"
        | "proposed"
        | "pending"
        | "booked"
        | "waitlist"
        | "draft"
        | "on-hold"
        | "suspended"
        | "intended"
        | "preparation"
        | "registered"
        | "scheduled"
        | "requested"
        | "received"
        | "ready"
        | "on_hold"
        | "onhold"
        | "waiting"
        | "specimen-in-process" => StatusClass::Planned,
        "not-done" | "cancelled" | "revoked" | "refuted" | "declined" | "rejected"
        | "not-taken" | "noshow" | "abandoned" | "aborted" | "failed" | "unavailable" => {
            StatusClass::Negated
        }
        "entered-in-error" | "wrong-patient" | "nullified" | "entered in error" => {
            StatusClass::Error
        }
        // Some servers write codes with a capital letter.
        other if other.bytes().any(|b| b.is_ascii_uppercase()) => {
            class_of(&other.to_ascii_lowercase())
        }
        _ => StatusClass::Unknown,
    }
}

/// Status code and class of a resource.
pub(super) fn status<'a>(h: &Header<'a>) -> (Option<Cow<'a, str>>, StatusClass) {
    let resource_type = h.resource_type();
    let verification = h.verification_status.code().unwrap_or_default();
    // A withdrawn or refuted statement is that before anything else.
    let class = class_of(verification);
    if matches!(class, StatusClass::Error | StatusClass::Negated) {
        return (code(&h.verification_status), class);
    }
    let stated = h.status.as_str();
    if class_of(stated) == StatusClass::Error {
        return (h.status.some(), StatusClass::Error);
    }
    // The text of a document may be withdrawn while its listing stands.
    if h.doc_status
        .code()
        .is_some_and(|c| class_of(c) == StatusClass::Error)
    {
        return (code(&h.doc_status), StatusClass::Error);
    }
    let denied = |t: &crate::header::Text<'_>| t.as_str() == "true";
    if denied(&h.not_done) || denied(&h.was_not_done) || h.taken.as_str() == "n" {
        let word = h.status.some().unwrap_or(Cow::Borrowed("not-done"));
        return (Some(word), StatusClass::Negated);
    }
    // A condition that has an end is over, also where an old source forgot to say so (con-4 of R4).
    let denied_end = h.abatement.named == "Boolean" && h.abatement.text.as_str() == "false";
    let abated = !(h.abatement.is_empty() || denied_end);
    if let Some(clinical) = h.clinical_status.code() {
        let class = class_of(clinical);
        let over = abated && class == StatusClass::Current;
        let class = if over { StatusClass::Past } else { class };
        return (code(&h.clinical_status), class);
    }
    match resource_type {
        // R5 tells the taking apart from the state of the statement, which is all `status` says there.
        "MedicationStatement" | "MedicationUsage" if !h.adherence.code.coding.is_empty() => {
            let taking = h.adherence.code.code().unwrap_or_default();
            (code(&h.adherence.code), adherence(taking))
        }
        "Condition" if abated => (h.status.some(), StatusClass::Past),
        "Coverage" if stated == "cancelled" => (h.status.some(), StatusClass::Past),
        // The record of the relative is complete; the history holds on.
        "FamilyMemberHistory" if stated == "completed" => (h.status.some(), StatusClass::Current),
        // An order of DSTU2 that has been placed is what R4 calls active.
        "DiagnosticOrder" | "ProcedureRequest" | "ReferralRequest" | "DeviceUseRequest"
            if matches!(stated, "requested" | "received" | "review") =>
        {
            (h.status.some(), StatusClass::Current)
        }
        "ImmunizationRecommendation" => forecast(h),
        _ => (h.status.some(), class_of(stated)),
    }
}

/// A vaccine that is recommended has not been given: it is still to come, or not to be given.
///
/// # Source
/// R4 4.0.1, "Immunization Recommendation Status Codes" (`immunization-recommendation-status`).
fn forecast<'a>(h: &Header<'a>) -> (Option<Cow<'a, str>>, StatusClass) {
    let named = h.recommendation.iter().find(|r| !r.vaccine.is_empty());
    let said = named.map(|r| &r.forecast);
    let known = ["due", "overdue", "immune", "contraindicated", "complete"]
        .into_iter()
        .find(|code| said.is_some_and(|s| s.has(code) || s.text.as_str() == *code));
    let class = match known {
        Some("immune" | "contraindicated" | "complete") => StatusClass::Negated,
        _ => StatusClass::Planned,
    };
    let words = known
        .map(Cow::Borrowed)
        .or_else(|| said.and_then(crate::header::Concept::said))
        .unwrap_or(Cow::Borrowed("recommended"));
    (Some(words), class)
}

/// Does the person take it?
///
/// # Source
/// R5 5.0.0, MedicationStatement: "MedicationStatement Adherence Codes"
/// (`medication-statement-adherence`).
fn adherence(code: &str) -> StatusClass {
    match code {
        "taking" | "taking-as-directed" | "taking-not-as-directed" => StatusClass::Current,
        "not-taking" => StatusClass::Negated,
        "on-hold" | "on-hold-as-directed" | "on-hold-not-as-directed" => StatusClass::Planned,
        "stopped" | "stopped-as-directed" | "stopped-not-as-directed" => StatusClass::Past,
        _ => StatusClass::Unknown,
    }
}

fn code<'a>(concept: &crate::header::Concept<'a>) -> Option<Cow<'a, str>> {
    concept
        .coding
        .iter()
        .find_map(|c| c.code.some())
        .or_else(|| concept.text.some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> (String, StatusClass) {
        let header = Header::parse(json).unwrap();
        let (word, class) = status(&header);
        (word.unwrap_or_default().into_owned(), class)
    }

    #[test]
    fn refuted_and_withdrawn_win_over_active() {
        for (json, word, class) in [
            (
                r#"{"resourceType":"Condition","clinicalStatus":{"coding":[{"code":"active"}]},"verificationStatus":{"coding":[{"code":"refuted"}]}}"#,
                "refuted",
                StatusClass::Negated,
            ),
            (
                r#"{"resourceType":"AllergyIntolerance","verificationStatus":{"coding":[{"code":"entered-in-error"}]}}"#,
                "entered-in-error",
                StatusClass::Error,
            ),
            (
                r#"{"resourceType":"Condition","clinicalStatus":{"coding":[{"code":"remission"}]}}"#,
                "remission",
                StatusClass::Past,
            ),
            (
                r#"{"resourceType":"Condition","clinicalStatus":"active","verificationStatus":"confirmed"}"#,
                "active",
                StatusClass::Current,
            ),
            (
                r#"{"resourceType":"Condition","abatementDateTime":"2020"}"#,
                "",
                StatusClass::Past,
            ),
            (
                r#"{"resourceType":"Condition","clinicalStatus":"active","abatementDateTime":"2020"}"#,
                "active",
                StatusClass::Past,
            ),
            (
                r#"{"resourceType":"Encounter","status":"Finished"}"#,
                "Finished",
                StatusClass::Past,
            ),
            (r#"{"resourceType":"Condition"}"#, "", StatusClass::Unknown),
            (
                r#"{"resourceType":"Immunization","status":"not-done"}"#,
                "not-done",
                StatusClass::Negated,
            ),
            (
                r#"{"resourceType":"Immunization","status":"completed","notGiven":true}"#,
                "completed",
                StatusClass::Negated,
            ),
            (
                r#"{"resourceType":"Immunization","status":"completed","wasNotGiven":false}"#,
                "completed",
                StatusClass::Past,
            ),
            (
                r#"{"resourceType":"ImmunizationRecommendation","recommendation":[{"vaccineCode":[{"text":"Tdap"}]}]}"#,
                "recommended",
                StatusClass::Planned,
            ),
            (
                r#"{"resourceType":"ImmunizationRecommendation","recommendation":[{"vaccineCode":[{"text":"Tdap"}],"forecastStatus":{"coding":[{"code":"overdue"}]}},{"vaccineCode":[{"text":"MMR"}],"forecastStatus":{"text":"immune"}}]}"#,
                "overdue",
                StatusClass::Planned,
            ),
            (
                r#"{"resourceType":"ImmunizationRecommendation","recommendation":[{"vaccineCode":[{"text":"Tdap"}],"forecastStatus":{"coding":[{"system":"http://loinc.org","code":"LA13421-5","display":"On schedule"}]}}]}"#,
                "On schedule",
                StatusClass::Planned,
            ),
            (
                r#"{"resourceType":"ImmunizationRecommendation","recommendation":[{"vaccineCode":[{"text":"Yellow fever"}],"forecastStatus":{"coding":[{"code":"contraindicated"}]}}]}"#,
                "contraindicated",
                StatusClass::Negated,
            ),
            (
                r#"{"resourceType":"MedicationStatement","status":"active","taken":"n"}"#,
                "active",
                StatusClass::Negated,
            ),
            (
                r#"{"resourceType":"MedicationRequest","status":"active","doNotPerform":true}"#,
                "active",
                StatusClass::Negated,
            ),
            (
                r#"{"resourceType":"MedicationRequest","status":"stopped"}"#,
                "stopped",
                StatusClass::Past,
            ),
            (
                r#"{"resourceType":"MedicationRequest","status":"on-hold"}"#,
                "on-hold",
                StatusClass::Planned,
            ),
            (
                r#"{"resourceType":"Coverage","status":"cancelled"}"#,
                "cancelled",
                StatusClass::Past,
            ),
            (
                r#"{"resourceType":"Goal","lifecycleStatus":"proposed"}"#,
                "proposed",
                StatusClass::Planned,
            ),
            (
                r#"{"resourceType":"Observation","status":"invented"}"#,
                "invented",
                StatusClass::Unknown,
            ),
        ] {
            assert_eq!(of(json), (word.to_owned(), class), "{json}");
        }
    }
}
