//! The clinical date of each type: when it was so, before when it was written down.

use crate::Header;
use crate::header::{Choice, Period, Text};
use kin_model::PartialDate;
use serde_json::Value;

fn at(text: &Text<'_>) -> Option<PartialDate> {
    text.as_str().trim().parse().ok()
}

fn start(period: &Period<'_>) -> Option<PartialDate> {
    at(&period.start)
        .or_else(|| period.event.0.iter().find_map(at))
        .or_else(|| at(&period.repeat.bounds.start))
        .or_else(|| at(&period.end))
}

fn of_choice(choice: &Choice<'_>) -> Option<PartialDate> {
    match choice.named {
        "DateTime" | "String" => at(&choice.text),
        // DSTU2's AllergyIntolerance has a plain `onset`.
        "CodeableReference" => at(&choice.concept.text),
        "Period" => start(&choice.period),
        _ => None,
    }
}

fn begin<'h, 'a>(h: &'h Header<'a>) -> &'h Text<'a> {
    &h.started
}

/// The date of a resource, as exact as the source gives it.
pub(super) fn date(h: &Header<'_>) -> Option<PartialDate> {
    match h.resource_type() {
        "Condition" => of_choice(&h.onset).or_else(|| at(&h.recorded)),
        "AllergyIntolerance" => of_choice(&h.onset).or_else(|| at(&h.recorded)),
        "MedicationRequest" | "MedicationOrder" | "MedicationPrescription" => at(&h.authored_on)
            .or_else(|| at(&h.date))
            .or_else(|| h.dosage.iter().find_map(|d| start(&d.timing))),
        "MedicationStatement" | "MedicationUsage" => {
            of_choice(&h.effective).or_else(|| at(&h.recorded))
        }
        "MedicationAdministration" => of_choice(&h.effective)
            .or_else(|| of_choice(&h.effective_time))
            .or_else(|| of_choice(&h.occurence))
            .or_else(|| at(&h.recorded)),
        "MedicationDispense" => at(&h.handed_over).or_else(|| at(&h.prepared)),
        "Immunization" => of_choice(&h.occurrence)
            .or_else(|| at(&h.date))
            .or_else(|| at(&h.recorded)),
        "Observation" | "DiagnosticReport" => of_choice(&h.effective).or_else(|| at(&h.issued)),
        // Put in by hand: the date of the document, not the day it was put in.
        "DocumentReference" if super::title::kept_file(h) => start(&h.context_element.period)
            .or_else(|| h.content.iter().find_map(|c| at(&c.attachment.creation))),
        "DocumentReference" | "DocumentManifest" => at(&h.date)
            .or_else(|| at(&h.created))
            .or_else(|| h.content.iter().find_map(|c| at(&c.attachment.creation)))
            .or_else(|| start(&h.context_element.period))
            .or_else(|| start(&h.period)),
        "Procedure" => of_choice(&h.performed)
            .or_else(|| of_choice(&h.occurrence))
            .or_else(|| at(&h.recorded)),
        "ServiceRequest" | "ReferralRequest" | "ProcedureRequest" | "DeviceRequest"
        | "DeviceUseRequest" => at(&h.authored_on)
            .or_else(|| of_choice(&h.occurrence))
            .or_else(|| of_choice(&h.scheduled))
            .or_else(|| at(&h.date)),
        "DiagnosticOrder" => {
            let requested = h.event.iter().filter(|e| e.status.as_str() == "requested");
            requested.chain(h.event.iter()).find_map(|e| at(&e.at))
        }
        "Encounter" => start(&h.period).or_else(|| start(&h.actual_period)),
        "Claim" | "ClaimResponse" | "ExplanationOfBenefit" | "Account" => {
            start(&h.billable_period).or_else(|| at(&h.created))
        }
        "Appointment" => at(begin(h)).or_else(|| h.requested_period.iter().find_map(start)),
        "Communication" => at(&h.sent).or_else(|| at(&h.received)),
        "Goal" => at(begin(h)).or_else(|| at(&h.status_date)),
        "Specimen" => at(&h.collection.at)
            .or_else(|| start(&h.collection.period))
            .or_else(|| at(&h.received)),
        "DeviceUseStatement" | "DeviceUsage" => of_choice(&h.timing)
            .or_else(|| start(&h.when_used))
            .or_else(|| at(&h.recorded)),
        "FamilyMemberHistory" | "Composition" | "List" => at(&h.date),
        // A person's or place's dates are not events of this record.
        "Patient" | "Practitioner" | "RelatedPerson" | "Organization" | "Location" | "Device"
        | "Medication" | "PractitionerRole" => None,
        _ => of_choice(&h.effective)
            .or_else(|| of_choice(&h.occurrence))
            .or_else(|| of_choice(&h.performed))
            .or_else(|| of_choice(&h.identified))
            .or_else(|| at(begin(h)))
            .or_else(|| start(&h.period))
            .or_else(|| at(&h.date))
            .or_else(|| at(&h.authored_on))
            .or_else(|| at(&h.created))
            .or_else(|| at(&h.issued))
            .or_else(|| at(&h.recorded))
            .or_else(|| at(&h.sent)),
    }
}

/// Whether a problem, an allergy or a medicine in use says since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    /// It does, or the question does not arise for this type.
    Told,
    /// It does not: all that is known is when somebody wrote it down.
    Unknown {
        /// When that was.
        noted: Option<PartialDate>,
    },
}

/// Reads it from a stored resource. Lists show such an entry at the day it was written down, if
/// anybody but the reader wrote it; nothing may say that it began then.
#[must_use]
pub fn beginning(body: &[u8]) -> Beginning {
    let Ok(json) = serde_json::from_slice::<Value>(body) else {
        return Beginning::Told;
    };
    let text = |path: &[&str]| {
        let found = path.iter().try_fold(&json, |value, key| value.get(*key));
        found.and_then(Value::as_str)
    };
    let (begun, noted): (&[&[&str]], &[&str]) = match text(&["resourceType"]) {
        Some("Condition" | "AllergyIntolerance") => (
            &[
                &["onsetDateTime"],
                &["onsetPeriod", "start"],
                &["onsetString"],
                // DSTU2's AllergyIntolerance.
                &["onset"],
            ],
            &["recordedDate", "assertedDate", "dateRecorded"],
        ),
        Some("MedicationStatement" | "MedicationUsage") => (
            &[&["effectiveDateTime"], &["effectivePeriod", "start"]],
            &["dateAsserted"],
        ),
        _ => return Beginning::Told,
    };
    let date = |path: &[&str]| text(path).and_then(|t| t.trim().parse::<PartialDate>().ok());
    if begun.iter().any(|path| date(path).is_some()) {
        return Beginning::Told;
    }
    Beginning::Unknown {
        noted: noted.iter().find_map(|key| date(&[key])),
    }
}

/// The last day of a medicine, of a device's use or of a plan, where the resource gives one; of a medicine with several
/// instructions the latest, if every one of them ends.
///
/// # Source
/// HL7 FHIR 4.0.1: `MedicationStatement.effectivePeriod`, `Dosage.timing.repeat.boundsPeriod`,
/// `DeviceUseStatement.timing[x]` (`whenUsed` in STU3), `CarePlan.period`.
#[must_use]
pub fn end(body: &[u8]) -> Option<PartialDate> {
    let json = crate::value_of(body)?;
    let date = |value: &Value, path: &str| -> Option<PartialDate> {
        value.pointer(path)?.as_str()?.trim().parse().ok()
    };
    match json.get("resourceType")?.as_str()? {
        "MedicationStatement" | "MedicationUsage" => {
            date(&json, "/effectivePeriod/end").or_else(|| last_dose(&json, "dosage"))
        }
        "MedicationRequest" | "MedicationOrder" | "MedicationPrescription" => {
            last_dose(&json, "dosageInstruction")
        }
        "DeviceUseStatement" | "DeviceUsage" => {
            date(&json, "/timingPeriod/end").or_else(|| date(&json, "/whenUsed/end"))
        }
        "CarePlan" => date(&json, "/period/end"),
        _ => None,
    }
}

fn last_dose(json: &Value, name: &str) -> Option<PartialDate> {
    let ends = json.get(name)?.as_array()?.iter().map(|dosage| {
        let end = dosage.pointer("/timing/repeat/boundsPeriod/end")?;
        end.as_str()?.trim().parse::<PartialDate>().ok()
    });
    let ends: Option<Vec<PartialDate>> = ends.collect();
    ends?.into_iter().max_by_key(PartialDate::sort_seconds)
}

#[cfg(test)]
mod tests {
    use super::{Beginning, beginning, end};

    #[test]
    fn the_end_is_that_of_every_instruction() {
        for (body, expected) in [
            (
                r#"{"resourceType":"MedicationStatement","effectivePeriod":{"start":"2019-01-02","end":"2019-01-12"}}"#,
                "2019-01-12",
            ),
            (
                r#"{"resourceType":"MedicationRequest","dosageInstruction":[{"timing":{"repeat":{"boundsPeriod":{"end":"2020-02-01"}}}},{"timing":{"repeat":{"boundsPeriod":{"end":"2020-03-01"}}}}]}"#,
                "2020-03-01",
            ),
            // One goes on.
            (
                r#"{"resourceType":"MedicationRequest","dosageInstruction":[{"timing":{"repeat":{"boundsPeriod":{"end":"2020-02-01"}}}},{"text":"then one a day"}]}"#,
                "",
            ),
            (
                r#"{"resourceType":"DeviceUseStatement","timingPeriod":{"start":"2012","end":"2018-06"}}"#,
                "2018-06",
            ),
            (
                r#"{"resourceType":"Observation","effectivePeriod":{"end":"2020"}}"#,
                "",
            ),
        ] {
            let found = end(body.as_bytes()).map(|d| d.to_string());
            assert_eq!(found.unwrap_or_default(), expected, "{body}");
        }
    }

    #[test]
    fn the_day_of_writing_down_is_no_beginning() {
        let noted = |day: &str| Beginning::Unknown {
            noted: day.parse().ok(),
        };
        for (body, expected) in [
            (
                r#"{"resourceType":"Condition","recordedDate":"2019-05-01"}"#,
                noted("2019-05-01"),
            ),
            (
                r#"{"resourceType":"Condition","onsetAge":{"value":45},"recordedDate":"2019"}"#,
                noted("2019"),
            ),
            (
                r#"{"resourceType":"Condition","onsetPeriod":{"start":"2011"},"recordedDate":"2019"}"#,
                Beginning::Told,
            ),
            (
                r#"{"resourceType":"AllergyIntolerance","onset":"2009-05","recordedDate":"2010"}"#,
                Beginning::Told,
            ),
            (
                r#"{"resourceType":"MedicationStatement","effectivePeriod":{"end":"2020"}}"#,
                noted("-"),
            ),
            (
                r#"{"resourceType":"Observation","issued":"2020"}"#,
                Beginning::Told,
            ),
        ] {
            assert_eq!(beginning(body.as_bytes()), expected, "{body}");
        }
    }
}
