//! The element minimums of the IPS profiles: what a receiver may rely on.
//!
//! A missing date or performer is said to be unknown (data-absent-reason); nothing is invented.
//!
//! # Source
//! IPS 2.0.0, the StructureDefinitions named beside each rule; read from hl7.fhir.uv.ips 2.0.0.

use kin_model::summary::Row;
use kin_model::{CodedText, Kind};
use serde_json::{Map, Value, json};

pub(super) const ABSENT_URL: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
const ABSENT_SYSTEM: &str = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
const CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/observation-category";

/// "Not known", as FHIR says it in any element.
pub(super) fn unknown() -> Value {
    json!({"extension": [{"url": ABSENT_URL, "valueCode": "unknown"}]})
}

/// The element holds something, as value or as companion.
pub(super) fn has_choice(object: &Map<String, Value>, stem: &str) -> bool {
    object.keys().any(|k| {
        k.trim_start_matches('_')
            .strip_prefix(stem)
            .is_some_and(|rest| {
                rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_uppercase())
            })
    })
}

fn need_choice(object: &mut Map<String, Value>, stem: &str) {
    if !has_choice(object, stem) {
        object.insert(format!("_{stem}DateTime"), unknown());
    }
}

/// Observation categories by code, in any system.
pub(super) fn categories(observation: &Map<String, Value>) -> Vec<&str> {
    observation
        .get("category")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|c| c.get("coding").and_then(Value::as_array))
        .flatten()
        .filter_map(|c| c.get("code").and_then(Value::as_str))
        .collect()
}

/// Is one of its codes this LOINC code?
pub(super) fn has_loinc(object: &Map<String, Value>, codes: &[&str]) -> bool {
    object
        .get("code")
        .and_then(|c| c.get("coding"))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .any(|c| {
            c.get("system").and_then(Value::as_str) == Some(super::sections::LOINC)
                && c.get("code")
                    .and_then(Value::as_str)
                    .is_some_and(|c| codes.contains(&c))
        })
}

/// LOINC codes with an IPS profile of their own: tobacco, alcohol, pregnancy status.
pub(super) const SPECIAL: &[&str] = &["72166-2", "74013-4", "82810-3"];

/// A concept as the row has it.
pub(super) fn concept(code: &CodedText, title: &str) -> Value {
    let codings: Vec<Value> = code
        .codings
        .iter()
        .filter(|c| !c.code.trim().is_empty())
        .map(|c| {
            let mut coding = Map::new();
            if !c.system.is_empty() {
                coding.insert("system".into(), json!(c.system));
            }
            coding.insert("code".into(), json!(c.code.trim()));
            if let Some(display) = c.display.as_deref().filter(|d| !d.trim().is_empty()) {
                coding.insert("display".into(), json!(display));
            }
            Value::Object(coding)
        })
        .collect();
    let text = code.text.as_deref().unwrap_or(title);
    let mut concept = Map::new();
    if !codings.is_empty() {
        concept.insert("coding".into(), Value::Array(codings));
    }
    if !text.trim().is_empty() {
        concept.insert("text".into(), json!(text));
    }
    Value::Object(concept)
}

/// Adds what the profile of the type needs. True when a category was added (worth telling).
pub(super) fn meet(resource: &mut Value, row: &Row) -> bool {
    let kind = super::resource::type_of(resource).to_owned();
    let Value::Object(object) = resource else {
        return false;
    };
    match kind.as_str() {
        // AllergyIntolerance-uv-ips, Condition-uv-ips, Procedure-uv-ips: code 1..1
        "AllergyIntolerance" | "Condition" | "Procedure" => {
            if !object.contains_key("code") {
                object.insert("code".into(), concept(&row.code, &row.title_en));
            }
            if kind == "Procedure" {
                need_choice(object, "performed");
            }
        }
        // MedicationStatement-uv-ips, DiagnosticReport-uv-ips: effective[x] 1..1
        "MedicationStatement" | "DiagnosticReport" => need_choice(object, "effective"),
        // FHIR R4 itself: occurrence[x] 1..1
        "Immunization" => need_choice(object, "occurrence"),
        // DeviceUseStatement-uv-ips: timing[x] 1..1
        "DeviceUseStatement" => need_choice(object, "timing"),
        "Observation" => return observation(object, row),
        _ => {}
    }
    false
}

/// Observation-results-laboratory-pathology-uv-ips, -radiology, -tobaccouse and the like.
fn observation(object: &mut Map<String, Value>, row: &Row) -> bool {
    let mut added = false;
    if !object.contains_key("category")
        && row.kind == Kind::Result
        && has_choice(object, "value")
        && row
            .code
            .codings
            .iter()
            .any(|c| c.system == super::sections::LOINC)
    {
        object.insert(
            "category".into(),
            json!([{"coding": [{"system": CATEGORY, "code": "laboratory"}]}]),
        );
        added = true;
    }
    let in_profile = {
        let categories = categories(object);
        categories.contains(&"laboratory") || categories.contains(&"imaging")
    };
    if in_profile || has_loinc(object, SPECIAL) {
        need_choice(object, "effective");
    }
    if !in_profile {
        return added;
    }
    let nobody = object
        .get("performer")
        .and_then(Value::as_array)
        .is_none_or(Vec::is_empty);
    if nobody {
        // Where a record came from (a hospital's website, a file) is not who did the test.
        object.insert("performer".into(), json!([unknown()]));
    }
    let something = has_choice(object, "value")
        || object.contains_key("dataAbsentReason")
        || object.contains_key("hasMember")
        || object.contains_key("component");
    if !something {
        object.insert(
            "dataAbsentReason".into(),
            json!({"coding": [{"system": ABSENT_SYSTEM, "code": "unknown"}]}),
        );
    }
    added
}
