//! The rules an IPS document is held against, each with a stable code.
//!
//! A single resource (an example of the guide, a file of one's own) is held against R4 and against
//! the profile of its type only.
//!
//! # Source
//! IPS 2.0.0, StructureDefinitions Bundle-uv-ips, Composition-uv-ips and those of the entries; FHIR
//! R4 4.0.1, Bundle (bdl-*), documents 3.3.1, references 2.3.0. The list is standards.md section 6.

mod document;
mod profiles;
mod references;

use super::r4;
use kin_model::{Finding, Severity};
use serde_json::Value;

/// Every rule: code, and what it asks for. `r4-*` codes (shape, codes and invariants of R4 itself)
/// come besides; their detail names the element.
pub const RULES: &[(&str, &str)] = &[
    (
        "ips-json",
        "the bytes are one JSON object with a resourceType",
    ),
    ("ips-bundle-type", "Bundle.type is document"),
    (
        "ips-bundle-identifier",
        "Bundle.identifier has system and value (bdl-9)",
    ),
    ("ips-bundle-timestamp", "Bundle.timestamp is there (bdl-10)"),
    (
        "ips-entry-transaction",
        "entries carry no search, request or response",
    ),
    ("ips-entry-resource", "every entry holds a resource"),
    ("ips-fullurl", "every entry has an absolute fullUrl"),
    ("ips-fullurl-duplicate", "no fullUrl stands twice (bdl-7)"),
    (
        "ips-composition-first",
        "the first entry is the Composition (bdl-11)",
    ),
    (
        "ips-composition-count",
        "there is one Composition (bdl-ips-1)",
    ),
    ("ips-patient-count", "there is one Patient"),
    ("ips-composition-type", "Composition.type is LOINC 60591-5"),
    (
        "ips-composition-subject",
        "Composition.subject refers to the Patient of the document",
    ),
    (
        "ips-section-required",
        "Problems, Allergies and Medications are there",
    ),
    ("ips-section-duplicate", "a section of IPS stands once"),
    ("ips-section-title", "Section.title is there"),
    ("ips-section-code", "Section.code is there"),
    ("ips-section-nested", "sections hold no sections"),
    (
        "ips-narrative-missing",
        "Section.text says what the section holds",
    ),
    (
        "ips-narrative-unsafe",
        "narratives hold no script, event handler, frame or outside picture",
    ),
    (
        "ips-entry-or-empty-reason",
        "the required sections have entries or an emptyReason (ips-comp-1)",
    ),
    (
        "ips-empty-reason-known-none",
        "\"none known\" is said by an entry, not by an emptyReason",
    ),
    (
        "ips-section-entry-type",
        "entries are of a type that the section takes",
    ),
    (
        "ips-section-entry-twice",
        "a resource is the entry of one section",
    ),
    (
        "ips-reference-unresolved",
        "references resolve inside the document",
    ),
    (
        "ips-reference-outside",
        "an absolute reference leads out of the document",
    ),
    (
        "ips-patient-name",
        "Patient.name has text, family or given (ips-pat-1)",
    ),
    (
        "ips-patient-birth-date",
        "Patient.birthDate is there or said to be unknown",
    ),
    ("ips-subject-reference", "the person is given by reference"),
    ("ips-code-missing", "code is there"),
    (
        "ips-medication-effective",
        "MedicationStatement.effective[x] is there or said to be unknown",
    ),
    (
        "ips-observation-effective",
        "effective[x] is there or said to be unknown",
    ),
    (
        "ips-observation-performer",
        "a laboratory or imaging result has a performer",
    ),
    (
        "ips-observation-value",
        "a result has value, dataAbsentReason, hasMember or component (ips-2)",
    ),
    (
        "ips-observation-component",
        "some component has a value or says why not (ips-3)",
    ),
    (
        "ips-procedure-performed",
        "Procedure.performed[x] is there or said to be unknown",
    ),
    (
        "ips-device-timing",
        "DeviceUseStatement.timing[x] is there or said to be unknown",
    ),
    (
        "ips-report-effective",
        "DiagnosticReport.effective[x] is there or said to be unknown",
    ),
    (
        "ips-name-missing",
        "Organization.name and Practitioner.name are there",
    ),
    ("ips-specimen-type", "Specimen.type is there"),
    ("ips-flag-status", "an alert is active"),
    (
        "ips-do-not-perform",
        "a MedicationRequest of IPS does not forbid the medicine",
    ),
    (
        "ips-absent-unknown-1-1",
        "a code of the absent-unknown code system of IPS 1.1 is used",
    ),
    (
        "ips-single-resource",
        "the file is a single resource, held against its type only",
    ),
];

/// Holds a document (or a single resource) against the rules.
///
/// A finding of severity `Error` means that the document breaks a rule of IPS 2.0.0 or of R4;
/// `Warning`, that a receiver may stumble; `Info`, that something is worth knowing.
#[must_use]
pub fn check(bytes: &[u8]) -> Vec<Finding> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let parsed = serde_json::from_slice::<Value>(bytes)
        .ok()
        .filter(|v| v.get("resourceType").is_some_and(Value::is_string));
    let Some(value) = parsed else {
        return vec![Finding::new("ips-json", Severity::Error, "", "")];
    };
    let mut out = Findings(Vec::new());
    let kind = super::resource::type_of(&value);
    if kind == "Bundle" {
        document::check(&value, &mut out);
    } else {
        out.info("ips-single-resource", kind, "");
        resource(&value, kind, &mut out);
    }
    out.0
}

/// R4's own rules and the profile of one resource.
fn resource(value: &Value, place: &str, out: &mut Findings) {
    let kind = super::resource::type_of(value);
    // A type the table does not hold cannot be judged; it is no error of the document.
    if r4::knows(kind) {
        let mut problems = Vec::new();
        r4::clean(&mut value.clone(), &mut problems);
        for p in problems {
            out.error(p.rule, place, &p.place);
        }
    }
    profiles::check(value, kind, place, out);
    narratives(value, place, out);
}

/// What has no place in a narrative that is shown to people.
///
/// # Source
/// FHIR R4 4.0.1, Narrative 2.4.0.1; IPS, narrative guidance.
fn narratives(value: &Value, place: &str, out: &mut Findings) {
    match value {
        Value::Array(items) => items.iter().for_each(|v| narratives(v, place, out)),
        Value::Object(object) => {
            if let Some(div) = object.get("div").and_then(Value::as_str) {
                let text = div.to_ascii_lowercase();
                let tag = [
                    "<script",
                    "<iframe",
                    "<object",
                    "<embed",
                    "<form",
                    "<link",
                    "<base",
                    "javascript:",
                ]
                .iter()
                .any(|t| text.contains(t));
                let handler = [" onload=", " onclick=", " onerror=", " onmouseover="]
                    .iter()
                    .any(|t| text.contains(t));
                let picture = text
                    .split("<img")
                    .skip(1)
                    .filter_map(|rest| rest.split('>').next())
                    .any(|tag| {
                        tag.contains("src=\"http")
                            || tag.contains("src='http")
                            || tag.contains("src=\"//")
                    });
                if tag || handler || picture {
                    out.error("ips-narrative-unsafe", place, "");
                }
            }
            object.values().for_each(|v| narratives(v, place, out));
        }
        _ => {}
    }
}

/// Collects findings.
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, code: &str, severity: Severity, place: &str, detail: &str) {
        self.0.push(Finding::new(code, severity, place, detail));
    }
    fn error(&mut self, code: &str, place: &str, detail: &str) {
        self.add(code, Severity::Error, place, detail);
    }
    fn warning(&mut self, code: &str, place: &str, detail: &str) {
        self.add(code, Severity::Warning, place, detail);
    }
    fn info(&mut self, code: &str, place: &str, detail: &str) {
        self.add(code, Severity::Info, place, detail);
    }
}
