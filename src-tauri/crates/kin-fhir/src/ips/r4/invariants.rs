//! R4's invariants of severity error, as far as they concern what a summary holds.
//!
//! Each is kept by taking out the smaller part of the contradiction, or, where nothing can be taken
//! out without inventing, by refusing the whole (`false`).
//!
//! # Source
//! HL7, FHIR R4 4.0.1: the constraints in the StructureDefinitions of the same names.

use super::{Problem, problem};
use kin_model::{Decimal, PartialDate};
use serde_json::{Map, Value, json};
use std::cmp::Ordering;

const UCUM: &str = "http://unitsofmeasure.org";
const CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/condition-clinical";

type Object = Map<String, Value>;

fn text<'a>(object: &'a Object, key: &str) -> Option<&'a str> {
    object.get(key).and_then(Value::as_str)
}

fn has(object: &Object, key: &str) -> bool {
    object.contains_key(key)
}

fn has_code(concept: Option<&Value>, codes: &[&str]) -> bool {
    concept
        .and_then(|c| c.get("coding"))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|c| c.get("code").and_then(Value::as_str))
        .any(|c| codes.contains(&c))
}

fn number(value: Option<&Value>) -> Option<Decimal> {
    match value? {
        Value::Number(n) => n.to_string().parse().ok(),
        _ => None,
    }
}

/// Removes elements and reports the rule they broke.
fn take_out(
    object: &mut Object,
    keys: &[&str],
    rule: &'static str,
    place: &str,
    problems: &mut Vec<Problem>,
) {
    for key in keys {
        if object.shift_remove(*key).is_some() {
            problems.push(problem(rule, &format!("{place}.{key}")));
        }
    }
}

fn keys_starting(object: &Object, prefix: &str) -> Vec<String> {
    object
        .keys()
        .filter(|k| k.trim_start_matches('_').starts_with(prefix))
        .cloned()
        .collect()
}

/// Keeps only the good items of a list; an empty list goes.
fn retain(
    object: &mut Object,
    key: &str,
    rule: &'static str,
    place: &str,
    problems: &mut Vec<Problem>,
    good: impl Fn(&Value) -> bool,
) {
    let Some(Value::Array(items)) = object.get_mut(key) else {
        return;
    };
    let before = items.len();
    items.retain(|i| good(i));
    if items.len() < before {
        problems.push(problem(rule, &format!("{place}.{key}")));
    }
    if items.is_empty() {
        object.shift_remove(key);
    }
}

/// Checks the invariants of one type; false when the value cannot be kept.
pub(super) fn hold(
    type_name: &str,
    o: &mut Object,
    place: &str,
    problems: &mut Vec<Problem>,
) -> bool {
    let refuse = |rule, problems: &mut Vec<Problem>| {
        problems.push(problem(rule, place));
        false
    };
    match type_name {
        "Extension" => {
            let value = o
                .keys()
                .any(|k| k.trim_start_matches('_').starts_with("value"));
            if value == has(o, "extension") {
                return refuse("r4-ext-1", problems);
            }
        }
        "Quantity" | "Count" | "Distance" if has(o, "code") && !has(o, "system") => {
            take_out(o, &["code"], "r4-qty-3", place, problems);
        }
        "Age" | "Duration" => {
            let ucum = !has(o, "system") || text(o, "system") == Some(UCUM);
            if !ucum
                || (has(o, "value") && !has(o, "code"))
                || (has(o, "code") && !has(o, "system"))
            {
                return refuse("r4-age-1", problems);
            }
        }
        "Period" => {
            let instant = |k| text(o, k)?.parse::<PartialDate>().ok();
            if let (Some(start), Some(end)) = (instant("start"), instant("end"))
                && start.sort_seconds() > end.sort_seconds()
                && start.precision() == end.precision()
            {
                take_out(o, &["end", "_end"], "r4-per-1", place, problems);
            }
        }
        "Range" => {
            let edge = |k: &str| number(o.get(k)?.get("value"));
            if let (Some(low), Some(high)) = (edge("low"), edge("high"))
                && low.compare(&high) == Some(Ordering::Greater)
            {
                return refuse("r4-rng-2", problems);
            }
        }
        "Ratio" => {
            let both = has(o, "numerator") && has(o, "denominator");
            let none = !has(o, "numerator") && !has(o, "denominator") && has(o, "extension");
            if !both && !none {
                return refuse("r4-rat-1", problems);
            }
        }
        "Attachment" if has(o, "data") && !has(o, "contentType") => {
            problems.push(problem("r4-att-1", place));
            o.insert("contentType".into(), json!("application/octet-stream"));
        }
        "ContactPoint" if has(o, "value") && !has(o, "system") => {
            problems.push(problem("r4-cpt-2", place));
            o.insert("system".into(), json!("other"));
        }
        "Timing.repeat" => timing(o, place, problems),
        "AllergyIntolerance" => {
            let error = has_code(o.get("verificationStatus"), &["entered-in-error"]);
            if error {
                take_out(o, &["clinicalStatus"], "r4-ait-2", place, problems);
            } else if !has(o, "clinicalStatus") {
                problems.push(problem("r4-ait-1", place));
                o.insert("clinicalStatus".into(), absent());
            }
        }
        "Condition" => condition(o, place, problems),
        "Observation" => observation(o, place, problems),
        "Observation.referenceRange" if !has(o, "low") && !has(o, "high") && !has(o, "text") => {
            return refuse("r4-obs-3", problems);
        }
        "Condition.stage" if !has(o, "summary") && !has(o, "assessment") => {
            return refuse("r4-con-1", problems);
        }
        "Condition.evidence" if !has(o, "code") && !has(o, "detail") => {
            return refuse("r4-con-2", problems);
        }
        "CarePlan.activity" if has(o, "detail") && has(o, "reference") => {
            take_out(o, &["detail"], "r4-cpl-3", place, problems);
        }
        "Immunization.education" if !has(o, "documentType") && !has(o, "reference") => {
            return refuse("r4-imm-1", problems);
        }
        "Organization" => {
            if !has(o, "name") && !has(o, "identifier") {
                return refuse("r4-org-1", problems);
            }
            let not_home = |v: &Value| v.get("use").and_then(Value::as_str) != Some("home");
            retain(o, "address", "r4-org-2", place, problems, not_home);
            retain(o, "telecom", "r4-org-3", place, problems, not_home);
        }
        "Patient.contact"
            if !["name", "telecom", "address", "organization"]
                .iter()
                .any(|k| has(o, k)) =>
        {
            return refuse("r4-pat-1", problems);
        }
        "Consent" if !has(o, "policy") && !has(o, "policyRule") => {
            return refuse("r4-ppc-1", problems);
        }
        "FamilyMemberHistory" => {
            let (age, born) = (keys_starting(o, "age"), keys_starting(o, "born"));
            if !age.is_empty() && !born.is_empty() {
                let age: Vec<&str> = age.iter().map(String::as_str).collect();
                take_out(o, &age, "r4-fhs-1", place, problems);
            }
            if keys_starting(o, "age").is_empty() {
                take_out(o, &["estimatedAge"], "r4-fhs-2", place, problems);
            }
        }
        "Goal.target" if !keys_starting(o, "detail").is_empty() && !has(o, "measure") => {
            return refuse("r4-gol-1", problems);
        }
        "ServiceRequest" if has(o, "orderDetail") && !has(o, "code") => {
            take_out(o, &["orderDetail"], "r4-prr-1", place, problems);
        }
        "Appointment" => {
            if has(o, "start") != has(o, "end") {
                take_out(o, &["start", "end"], "r4-app-2", place, problems);
            }
            let undated = matches!(
                text(o, "status"),
                Some("proposed" | "cancelled" | "waitlist")
            );
            if !has(o, "start") && !undated {
                return refuse("r4-app-3", problems);
            }
        }
        "Appointment.participant" if !has(o, "type") && !has(o, "actor") => {
            return refuse("r4-app-1", problems);
        }
        "Composition.section" => {
            if has(o, "entry") {
                take_out(o, &["emptyReason"], "r4-cmp-2", place, problems);
            }
            if !["text", "entry", "section"].iter().any(|k| has(o, k)) {
                return refuse("r4-cmp-1", problems);
            }
        }
        _ => {}
    }
    true
}

fn absent() -> Value {
    json!({"extension": [{
        "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
        "valueCode": "unknown"
    }]})
}

fn condition(o: &mut Object, place: &str, problems: &mut Vec<Problem>) {
    if has_code(o.get("verificationStatus"), &["entered-in-error"]) {
        take_out(o, &["clinicalStatus"], "r4-con-5", place, problems);
    }
    let over = has_code(
        o.get("clinicalStatus"),
        &["inactive", "resolved", "remission"],
    );
    let abated = keys_starting(o, "abatement");
    let withdrawn = has_code(o.get("verificationStatus"), &["entered-in-error"]);
    if !abated.is_empty() && !over && !withdrawn {
        // What has an end is over, also where the source left it "active" or says nothing: lists and
        // the document's own text show it so, and R4 itself calls it inactive.
        problems.push(problem("r4-con-4", &format!("{place}.clinicalStatus")));
        o.shift_remove("_clinicalStatus");
        o.insert(
            "clinicalStatus".into(),
            json!({"coding": [{"system": CLINICAL, "code": "inactive"}]}),
        );
    }
}

fn observation(o: &mut Object, place: &str, problems: &mut Vec<Problem>) {
    let values = keys_starting(o, "value");
    if !values.is_empty() {
        take_out(o, &["dataAbsentReason"], "r4-obs-6", place, problems);
        let code = |v: &Value| -> Vec<(String, String)> {
            let field = |c: &Value, k: &str| c.get(k).and_then(Value::as_str).map(str::to_owned);
            v.get("code")
                .and_then(|c| c.get("coding"))
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(|c| Some((field(c, "system").unwrap_or_default(), field(c, "code")?)))
                .collect()
        };
        let own = code(&Value::Object(o.clone()));
        retain(o, "component", "r4-obs-7", place, problems, |component| {
            !code(component).iter().any(|c| own.contains(c))
        });
    }
}

fn timing(o: &mut Object, place: &str, problems: &mut Vec<Problem>) {
    for (key, needs, rule) in [
        ("duration", "durationUnit", "r4-tim-1"),
        ("period", "periodUnit", "r4-tim-2"),
        ("periodMax", "period", "r4-tim-6"),
        ("durationMax", "duration", "r4-tim-7"),
        ("countMax", "count", "r4-tim-8"),
        ("offset", "when", "r4-tim-9"),
    ] {
        if has(o, key) && !has(o, needs) {
            take_out(o, &[key], rule, place, problems);
        }
    }
    for (key, rule) in [("duration", "r4-tim-4"), ("period", "r4-tim-5")] {
        if number(o.get(key)).is_some_and(|n| n.as_str().starts_with('-')) {
            take_out(o, &[key], rule, place, problems);
        }
    }
    if has(o, "when") && has(o, "timeOfDay") {
        take_out(o, &["when", "offset"], "r4-tim-10", place, problems);
    }
}
