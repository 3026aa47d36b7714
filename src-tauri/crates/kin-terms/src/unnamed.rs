//! What is shown of something that a record does not name: a code without words, a reference to what is not there.

use crate::tables::{self, System};
use crate::{Lang, localize};
use kin_model::Coding;

/// What a code without words is called: its name in English where we know it; else the code with the name of its
/// system. Nothing where the code is a word of FHIR or says no system: then it stands as it is.
#[must_use]
pub fn code_label(system: &str, code: &str) -> Option<String> {
    let coding = Coding {
        system: system.to_owned(),
        code: code.to_owned(),
        display: None,
    };
    let (name, known) = localize(&[coding], None, Lang::En);
    if known {
        return Some(name);
    }
    code_text(system, code)
}

/// A code with the name of its system: `SNOMED CT 44054006`.
pub(crate) fn code_text(system: &str, code: &str) -> Option<String> {
    let title = match tables::system_of(system) {
        Some(System::Fhir(_)) => return None,
        Some(System::Icd10) if system.ends_with("-cm") => Some("ICD-10-CM"),
        Some(_) => tables::system_title(system),
        None => match system.trim_end_matches('/') {
            "http://hl7.org/fhir/sid/ndc" => Some("NDC"),
            "http://www.ama-assn.org/go/cpt" => Some("CPT"),
            "http://hl7.org/fhir/sid/icd-9-cm" => Some("ICD-9-CM"),
            "http://hl7.org/fhir/sid/icd-11" | "http://id.who.int/icd/release/11/mms" => {
                Some("ICD-11")
            }
            "http://dicom.nema.org/resources/ontology/DCM" => Some("DICOM"),
            _ => None,
        },
    };
    if let Some(title) = title {
        return Some(format!("{title} {code}"));
    }
    // What we write ourselves in our own words is no code to anybody.
    if system.contains("hl7.org/") || system.starts_with("urn:x-kinfolio:") {
        return None;
    }
    let last = match system.strip_prefix("urn:oid:") {
        Some(oid) => oid,
        None => system.trim_end_matches('/').rsplit(['/', ':']).next()?,
    };
    (!last.is_empty() && last.chars().count() <= 40).then(|| format!("{code} ({last})"))
}

/// How a line begins whose reference leads to nothing that the record holds: a sign without width.
pub const LEADS_NOWHERE: char = '\u{2060}';

/// A reference that leads nowhere in plain words, also among others; nothing where there is none. The line is one of
/// [`LEADS_NOWHERE`] and the type of what it means, e.g. `Practitioner/12`.
#[must_use]
pub fn missing_reference(words: &str, lang: Lang) -> Option<String> {
    if !words.contains(LEADS_NOWHERE) {
        return None;
    }
    let mut parts = words.split(LEADS_NOWHERE);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| c.is_whitespace() || c == ';');
        let (reference, rest) = part.split_at(end.unwrap_or(part.len()));
        let kind = reference.split('/').next().unwrap_or_default();
        out.push_str(what(kind, lang));
        out.push_str(rest);
    }
    Some(out)
}

fn what(resource_type: &str, lang: Lang) -> &'static str {
    let (en, zh) = match resource_type {
        "Practitioner" | "PractitionerRole" => (
            "a clinician (no name in this record)",
            "一位医务人员（记录中没有姓名）",
        ),
        "Patient" => (
            "the patient (no name in this entry)",
            "患者本人（此处未写姓名）",
        ),
        "RelatedPerson" | "Person" => (
            "a person (no name in this record)",
            "一个人（记录中没有姓名）",
        ),
        "Organization" | "HealthcareService" => (
            "an organization (no name in this record)",
            "一家机构（记录中没有名称）",
        ),
        "Location" => (
            "a place (no name in this record)",
            "一处地点（记录中没有名称）",
        ),
        "CareTeam" | "Group" => (
            "a group of people (not in this record)",
            "一组人员（不在这份记录中）",
        ),
        "Encounter" | "EpisodeOfCare" => {
            ("a visit (not in this record)", "一次就诊（不在这份记录中）")
        }
        "Appointment" => (
            "an appointment (not in this record)",
            "一次预约（不在这份记录中）",
        ),
        "Condition" => (
            "a problem (not in this record)",
            "一项健康问题（不在这份记录中）",
        ),
        "AllergyIntolerance" => (
            "an allergy (not in this record)",
            "一项过敏（不在这份记录中）",
        ),
        "Observation" => (
            "a result (not in this record)",
            "一项结果（不在这份记录中）",
        ),
        "DiagnosticReport" | "Composition" | "DocumentReference" | "Binary" | "Media" => (
            "a document (not in this record)",
            "一份文档（不在这份记录中）",
        ),
        "ImagingStudy" => (
            "an imaging study (not in this record)",
            "一次影像检查（不在这份记录中）",
        ),
        "Medication"
        | "MedicationRequest"
        | "MedicationStatement"
        | "MedicationDispense"
        | "MedicationAdministration" => (
            "a medicine (not in this record)",
            "一种药（不在这份记录中）",
        ),
        "Immunization" => (
            "a vaccination (not in this record)",
            "一次接种（不在这份记录中）",
        ),
        "Procedure" => (
            "a procedure (not in this record)",
            "一项操作（不在这份记录中）",
        ),
        "ServiceRequest" | "Task" | "DeviceRequest" => (
            "a request (not in this record)",
            "一项申请（不在这份记录中）",
        ),
        "Specimen" => (
            "a sample (not in this record)",
            "一份标本（不在这份记录中）",
        ),
        "Device" => (
            "a device (not in this record)",
            "一个器械（不在这份记录中）",
        ),
        "CarePlan" | "Goal" => ("a plan (not in this record)", "一项计划（不在这份记录中）"),
        "Coverage" => (
            "an insurance (not in this record)",
            "一份保险（不在这份记录中）",
        ),
        "Claim" | "ClaimResponse" | "ExplanationOfBenefit" | "Account" | "Invoice" => {
            ("a bill (not in this record)", "一份账单（不在这份记录中）")
        }
        "Questionnaire" | "QuestionnaireResponse" => (
            "a questionnaire (not in this record)",
            "一份问卷（不在这份记录中）",
        ),
        _ => (
            "another entry (not in this record)",
            "另一条记录（不在这份记录中）",
        ),
    };
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_without_words_is_named_or_stands_with_its_system() {
        let label = |system: &str, code: &str| code_label(system, code);
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            label("http://snomed.info/sct", "39579001"),
            some("Severe allergic reaction (anaphylaxis)")
        );
        assert_eq!(
            label("http://snomed.info/sct", "123456789101"),
            some("SNOMED CT 123456789101")
        );
        assert_eq!(label("http://loinc.org", "99999-9"), some("LOINC 99999-9"));
        assert_eq!(
            label("http://hl7.org/fhir/sid/icd-10-cm", "Q99.99"),
            some("ICD-10-CM Q99.99")
        );
        assert_eq!(
            label("http://hl7.org/fhir/sid/ndc", "0071-0155"),
            some("NDC 0071-0155")
        );
        assert_eq!(label("urn:oid:1.2.3.4", "RX1"), some("RX1 (1.2.3.4)"));
        assert_eq!(
            label("https://lab.example/codes/", "Q7"),
            some("Q7 (codes)")
        );
        assert_eq!(label("", "Q7"), None);
        assert_eq!(
            label("http://terminology.hl7.org/CodeSystem/xyz", "word"),
            None
        );
    }

    #[test]
    fn a_reference_that_leads_nowhere_is_told_in_words() {
        let told = |words: &str, lang| missing_reference(words, lang);
        assert_eq!(
            told("Practitioner/9", Lang::En),
            None,
            "words of a source are left"
        );
        assert_eq!(
            told(
                "Dr Bo; \u{2060}Practitioner/9; \u{2060}Whatever/1",
                Lang::En
            )
            .as_deref(),
            Some("Dr Bo; a clinician (no name in this record); another entry (not in this record)")
        );
        assert_eq!(
            told("attending · \u{2060}Location/9 · 2024", Lang::En).as_deref(),
            Some("attending · a place (no name in this record) · 2024")
        );
        assert_eq!(
            told("\u{2060}Organization/x", Lang::Zh).as_deref(),
            Some("一家机构（记录中没有名称）")
        );
    }
}
