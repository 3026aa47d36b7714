//! What a source's status code means for lists and summaries.

use crate::Header;
use kin_model::{PartialDate, StatusClass};
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
    // A withdrawn or refuted statement is that before anything else, whichever of its codes says so.
    for wanted in [StatusClass::Error, StatusClass::Negated] {
        if let Some(word) = said(&h.verification_status, wanted) {
            return (Some(word), wanted);
        }
    }
    let stated = h.status.as_str();
    if class_of(stated) == StatusClass::Error {
        return (h.status.some(), StatusClass::Error);
    }
    let beside_code = beside_code(h);
    if beside_code == Some("A") {
        return (Some(Cow::Borrowed("refuted")), StatusClass::Negated);
    }
    // The text of a document may be withdrawn while its listing stands.
    if let Some(word) = said(&h.doc_status, StatusClass::Error) {
        return (Some(word), StatusClass::Error);
    }
    if let Some(word) = not_done(h) {
        return (Some(Cow::Borrowed(word)), StatusClass::Negated);
    }
    let (word, class) = standing(h);
    // A dose that may not protect is no complete one.
    if class == StatusClass::Past && h.subpotent.as_str() == "true" {
        return (Some(Cow::Borrowed("subpotent")), class);
    }
    if class == StatusClass::Current {
        // What nobody has ordered or confirmed yet never reads like what has been.
        if only_proposed(h) {
            return (Some(Cow::Borrowed("proposed")), StatusClass::Planned);
        }
        if let Some(word) = not_certain(h) {
            return (Some(word), class);
        }
    }
    if matches!(class, StatusClass::Current | StatusClass::Unknown) {
        match beside_code {
            Some("V") => return (Some(Cow::Borrowed("provisional")), class),
            Some("Z") => return (Some(Cow::Borrowed("resolved")), StatusClass::Past),
            _ => {}
        }
    }
    (word, class)
}

/// What Germany writes beside the code of a diagnosis: how certain it is.
///
/// # Source
/// HL7 Germany, basic profiles R4 1.5, extension `icd-10-gm-diagnosesicherheit`; its codes: KBV, code system
/// `KBV_CS_SFHIR_ICD_DIAGNOSESICHERHEIT`: `A` ausgeschlossen (ruled out), `V` Verdacht auf (suspected), `Z` symptomloser
/// Zustand nach (over, without symptoms), `G` gesichert (certain).
fn beside_code<'h>(h: &'h Header<'_>) -> Option<&'h str> {
    if h.resource_type() != "Condition" {
        return None;
    }
    let notes = h.code.iter().flat_map(|c| &c.coding);
    let mut notes = notes.flat_map(|c| c.notes.iter());
    let certainty = |url: &str| url.ends_with("/icd-10-gm-diagnosesicherheit");
    let found = notes.find(|note| certainty(note.url.as_str()))?;
    Some(found.said.code.as_str())
}

/// What was not done, not given, not taken, or is not to be done, in a word; the status beside it says "completed" or
/// "active" all the same.
fn not_done(h: &Header<'_>) -> Option<&'static str> {
    let yes = |t: &crate::header::Text<'_>| t.as_str() == "true";
    if yes(&h.do_not) {
        return Some("do-not-perform");
    }
    if h.taken.as_str() == "n" {
        return Some("not-taken");
    }
    let denied = yes(&h.not_done) || yes(&h.was_not_done);
    denied.then(|| match h.resource_type() {
        "MedicationStatement" => "not-taken",
        _ => "not-done",
    })
}

/// A proposal that nobody has authorised.
///
/// # Source
/// HL7 FHIR 4.0.1, value sets medicationrequest-intent, request-intent and care-plan-intent: `proposal` "a suggestion
/// made by someone/something that does not have an intention to ensure it occurs and without providing an
/// authorization to act", `option` "a component or option". `plan` is how US Core 7.0.0 records what a patient
/// reports to take, so it is none.
fn only_proposed(h: &Header<'_>) -> bool {
    matches!(h.intent.as_str(), "proposal" | "option")
}

/// The word for a statement that holds for its source and is not certain.
///
/// # Source
/// HL7 FHIR 4.0.1, value sets condition-ver-status (`unconfirmed`, `provisional`, `differential`) and
/// allergyintolerance-verification (`unconfirmed`; `presumed` in R5).
fn not_certain<'a>(h: &Header<'a>) -> Option<Cow<'a, str>> {
    const WORDS: [&str; 4] = ["unconfirmed", "provisional", "differential", "presumed"];
    let said = &h.verification_status;
    // In some places a text stands for a code; some servers write codes with a capital letter.
    let mut codes = said.coding.iter().map(|c| c.code.as_str());
    let one = |code: &str| WORDS.into_iter().find(|w| code.eq_ignore_ascii_case(w));
    let found = codes.find_map(one).or_else(|| one(said.text.as_str()));
    found.map(Cow::Borrowed)
}

/// True where the end of a condition is told. Words that are no day are none: an old source writes "ongoing" there.
fn has_ended(h: &Header<'_>) -> bool {
    let end = &h.abatement;
    match end.named {
        "" => false,
        "Boolean" => end.text.as_str() == "true",
        "String" => end.text.as_str().trim().parse::<PartialDate>().is_ok(),
        "DateTime" => !end.text.is_empty(),
        "Quantity" | "Integer" => !end.quantity.value.is_empty(),
        "Period" | "Range" | "Ratio" => !end.period.is_empty(),
        _ => end.concept.words().is_some(),
    }
}

/// Status and class before intent and certainty are looked at.
fn standing<'a>(h: &Header<'a>) -> (Option<Cow<'a, str>>, StatusClass) {
    let resource_type = h.resource_type();
    let stated = h.status.as_str();
    // A condition that has an end is over, also where an old source forgot to say so (con-4 of R4).
    let abated = has_ended(h);
    if h.clinical_status.code().is_some() {
        let (word, class) = first_known(&h.clinical_status);
        let over = abated && class == StatusClass::Current;
        let class = if over { StatusClass::Past } else { class };
        return (word, class);
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

/// The code of a concept that means this.
fn said<'a>(concept: &crate::header::Concept<'a>, wanted: StatusClass) -> Option<Cow<'a, str>> {
    let codes = concept.coding.iter().filter_map(|c| c.code.some());
    codes
        .chain(concept.text.some())
        .find(|code| class_of(code) == wanted)
}

/// Of several codes the first that is understood, one that says "now" before the others: what two codes of one
/// statement contradict each other in is not taken for over.
fn first_known<'a>(concept: &crate::header::Concept<'a>) -> (Option<Cow<'a, str>>, StatusClass) {
    if let Some(word) = said(concept, StatusClass::Current) {
        return (Some(word), StatusClass::Current);
    }
    let codes = concept.coding.iter().filter_map(|c| c.code.some());
    let known = codes
        .chain(concept.text.some())
        .map(|code| (class_of(&code), code))
        .find(|(class, _)| *class != StatusClass::Unknown);
    match known {
        Some((class, word)) => (Some(word), class),
        None => (code(concept), StatusClass::Unknown),
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
                "not-done",
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
                "not-taken",
                StatusClass::Negated,
            ),
            (
                r#"{"resourceType":"MedicationRequest","status":"active","doNotPerform":true}"#,
                "do-not-perform",
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

    #[test]
    fn what_is_not_certain_or_only_proposed_says_so() {
        let condition = |clinical: &str, verification: &str| {
            format!(
                r#"{{"resourceType":"Condition","clinicalStatus":{{"coding":[{clinical}]}},"verificationStatus":{{"coding":[{verification}]}}}}"#
            )
        };
        let active = r#"{"code":"active"}"#;
        for (json, word, class) in [
            // Any coding counts, not the first alone.
            (
                condition(active, r#"{"system":"urn:local","code":"V7"},{"code":"refuted"}"#),
                "refuted",
                StatusClass::Negated,
            ),
            (
                condition(active, r#"{"code":"V7"},{"code":"entered-in-error"}"#),
                "entered-in-error",
                StatusClass::Error,
            ),
            (
                condition(r#"{"code":"A-17"},{"code":"resolved"}"#, r#"{"code":"confirmed"}"#),
                "resolved",
                StatusClass::Past,
            ),
            (
                condition(r#"{"code":"resolved"},{"code":"active"}"#, ""),
                "active",
                StatusClass::Current,
            ),
            (
                condition(active, r#"{"code":"provisional"}"#),
                "provisional",
                StatusClass::Current,
            ),
            (
                condition(active, r#"{"code":"X"},{"code":"differential"}"#),
                "differential",
                StatusClass::Current,
            ),
            (
                condition(active, r#"{"code":"Provisional"}"#),
                "provisional",
                StatusClass::Current,
            ),
            (
                condition(r#"{"code":"resolved"}"#, r#"{"code":"provisional"}"#),
                "resolved",
                StatusClass::Past,
            ),
            (
                r#"{"resourceType":"AllergyIntolerance","clinicalStatus":"active","verificationStatus":"unconfirmed"}"#.to_owned(),
                "unconfirmed",
                StatusClass::Current,
            ),
            (
                r#"{"resourceType":"MedicationRequest","status":"active","intent":"proposal"}"#.to_owned(),
                "proposed",
                StatusClass::Planned,
            ),
            // US Core: reported by the patient.
            (
                r#"{"resourceType":"MedicationRequest","status":"active","intent":"plan"}"#.to_owned(),
                "active",
                StatusClass::Current,
            ),
            (
                r#"{"resourceType":"ServiceRequest","status":"active","doNotPerform":true}"#.to_owned(),
                "do-not-perform",
                StatusClass::Negated,
            ),
            (
                r#"{"resourceType":"MedicationStatement","status":"active","wasNotTaken":true}"#.to_owned(),
                "not-taken",
                StatusClass::Negated,
            ),
            // Words in the place of the end are no end.
            (
                r#"{"resourceType":"Condition","clinicalStatus":"active","abatementString":"ongoing"}"#.to_owned(),
                "active",
                StatusClass::Current,
            ),
            (
                r#"{"resourceType":"Condition","abatementString":"still there"}"#.to_owned(),
                "",
                StatusClass::Unknown,
            ),
            (
                r#"{"resourceType":"Condition","abatementString":"2019-05"}"#.to_owned(),
                "",
                StatusClass::Past,
            ),
            (
                r#"{"resourceType":"Condition","abatementDateTime":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}}"#.to_owned(),
                "",
                StatusClass::Unknown,
            ),
        ] {
            assert_eq!(of(&json), (word.to_owned(), class), "{json}");
        }
    }
}
