//! What the profile of each type asks for beyond R4.
//!
//! # Source
//! IPS 2.0.0, differentials of the StructureDefinitions `*-uv-ips` (package hl7.fhir.uv.ips 2.0.0).

use super::Findings;
use crate::ips::minimums::{SPECIAL, categories, has_choice, has_loinc};
use serde_json::{Map, Value};

const ABSENT_UNKNOWN: &str = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips";

fn subject_by_reference(object: &Map<String, Value>, key: &str, place: &str, out: &mut Findings) {
    let given = object
        .get(key)
        .and_then(|s| s.get("reference"))
        .and_then(Value::as_str)
        .is_some_and(|r| !r.trim().is_empty());
    if !given {
        out.error("ips-subject-reference", place, key);
    }
}

fn need(object: &Map<String, Value>, stem: &str, code: &str, place: &str, out: &mut Findings) {
    if !has_choice(object, stem) {
        out.error(code, place, stem);
    }
}

fn absent_unknown(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(absent_unknown),
        Value::Object(object) => {
            object.get("system").and_then(Value::as_str) == Some(ABSENT_UNKNOWN)
                || object.values().any(absent_unknown)
        }
        _ => false,
    }
}

pub(super) fn check(value: &Value, kind: &str, place: &str, out: &mut Findings) {
    let Value::Object(o) = value else {
        return;
    };
    if !matches!(kind, "Composition" | "Bundle") && absent_unknown(value) {
        out.info("ips-absent-unknown-1-1", place, kind);
    }
    match kind {
        "Patient" => patient(o, place, out),
        "AllergyIntolerance" => {
            need(o, "code", "ips-code-missing", place, out);
            subject_by_reference(o, "patient", place, out);
        }
        "Condition" => {
            need(o, "code", "ips-code-missing", place, out);
            subject_by_reference(o, "subject", place, out);
        }
        "MedicationStatement" => {
            need(o, "effective", "ips-medication-effective", place, out);
            subject_by_reference(o, "subject", place, out);
        }
        "MedicationRequest" => {
            subject_by_reference(o, "subject", place, out);
            if o.get("doNotPerform") == Some(&Value::Bool(true)) {
                out.error("ips-do-not-perform", place, "");
            }
        }
        "Immunization" => subject_by_reference(o, "patient", place, out),
        "Procedure" => {
            need(o, "code", "ips-code-missing", place, out);
            need(o, "performed", "ips-procedure-performed", place, out);
            subject_by_reference(o, "subject", place, out);
        }
        "DeviceUseStatement" => {
            need(o, "timing", "ips-device-timing", place, out);
            subject_by_reference(o, "subject", place, out);
        }
        "DiagnosticReport" => {
            need(o, "effective", "ips-report-effective", place, out);
            subject_by_reference(o, "subject", place, out);
        }
        "ImagingStudy" => subject_by_reference(o, "subject", place, out),
        "Flag" => {
            subject_by_reference(o, "subject", place, out);
            if o.get("status").and_then(Value::as_str) != Some("active") {
                out.error("ips-flag-status", place, "");
            }
        }
        "Medication" => need(o, "code", "ips-code-missing", place, out),
        "Organization" | "Practitioner" => need(o, "name", "ips-name-missing", place, out),
        "Specimen" => need(o, "type", "ips-specimen-type", place, out),
        "Observation" => observation(o, place, out),
        _ => {}
    }
}

fn patient(o: &Map<String, Value>, place: &str, out: &mut Findings) {
    let named = |name: &Value| {
        ["text", "family", "given", "_text", "_family", "_given"]
            .iter()
            .any(|k| name.get(k).is_some())
            || name.get("extension").is_some()
    };
    let names = o.get("name").and_then(Value::as_array);
    if names.is_none_or(|n| n.is_empty() || !n.iter().all(named)) {
        out.error("ips-patient-name", place, "");
    }
    need(o, "birthDate", "ips-patient-birth-date", place, out);
}

fn observation(o: &Map<String, Value>, place: &str, out: &mut Findings) {
    let categories = categories(o);
    let lab = categories.contains(&"laboratory");
    let imaging = categories.contains(&"imaging");
    let special = has_loinc(o, SPECIAL);
    if lab || imaging || special {
        need(o, "effective", "ips-observation-effective", place, out);
        subject_by_reference(o, "subject", place, out);
    }
    if !lab && !imaging {
        return;
    }
    if o.get("performer")
        .and_then(Value::as_array)
        .is_none_or(Vec::is_empty)
    {
        out.error("ips-observation-performer", place, "");
    }
    if lab {
        let something = has_choice(o, "value")
            || ["dataAbsentReason", "hasMember", "component"]
                .iter()
                .any(|k| o.contains_key(*k));
        if !something {
            out.error("ips-observation-value", place, "");
        }
        let components = o.get("component").and_then(Value::as_array);
        let silent = components.is_some_and(|list| {
            !list
                .iter()
                .filter_map(Value::as_object)
                .any(|c| has_choice(c, "value") || c.contains_key("dataAbsentReason"))
        });
        if silent {
            out.error("ips-observation-component", place, "");
        }
    }
}
