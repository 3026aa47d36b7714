//! Rules for a referral and its answer: those of an IPS document as far as they hold for any document, and their own.

use super::{CONSULT_NOTE, EVENT_BASED_ON, REFERRAL_NOTE};
use crate::ips::resource::type_of;
use kin_model::{Finding, Severity};
use serde_json::Value;

/// Rules that only a patient summary is held to.
const ONLY_SUMMARY: [&str; 3] = [
    "ips-composition-type",
    "ips-section-required",
    "ips-entry-or-empty-reason",
];

fn codes(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value
        .and_then(|v| v.get("coding"))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|c| c.get("code")?.as_str())
}

fn identified(reference: &Value) -> bool {
    reference
        .pointer("/identifier/value")
        .is_some_and(Value::is_string)
}

/// Holds a referral, or an answer to one, against R4, the rules of a document, and what makes it what it is.
#[must_use]
pub fn check(bytes: &[u8]) -> Vec<Finding> {
    let mut out: Vec<Finding> = crate::ips::check(bytes)
        .into_iter()
        .filter(|f| !ONLY_SUMMARY.contains(&f.code.as_str()))
        .collect();
    let bundle: Value = serde_json::from_slice(bytes).unwrap_or_default();
    let entries: Vec<&Value> = bundle
        .get("entry")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .collect();
    let resources = || entries.iter().filter_map(|e| e.get("resource"));
    let mut wrong = |code: &str, place: &str| {
        out.push(Finding::new(code, Severity::Error, place, ""));
    };
    let Some(composition) = resources().find(|r| type_of(r) == "Composition") else {
        return out;
    };
    let kind = composition.get("type");
    if codes(kind).any(|c| c == REFERRAL_NOTE) {
        let requests: Vec<&Value> = resources()
            .filter(|r| type_of(r) == "ServiceRequest")
            .filter(|r| {
                r.pointer("/identifier/0/value")
                    .is_some_and(Value::is_string)
                    && r.get("intent").and_then(Value::as_str) == Some("plan")
                    && r.get("status").and_then(Value::as_str) == Some("active")
            })
            .collect();
        match requests.as_slice() {
            [only] => {
                let subject = only.pointer("/subject/reference").and_then(Value::as_str);
                let patient = entries.iter().any(|e| {
                    e.get("fullUrl").and_then(Value::as_str) == subject
                        && e.get("resource").is_some_and(|r| type_of(r) == "Patient")
                });
                if !patient {
                    wrong("referral-subject", "ServiceRequest");
                }
            }
            _ => wrong("referral-request", "Bundle"),
        }
    } else if codes(kind).any(|c| c == CONSULT_NOTE) {
        let extensions = composition.get("extension").and_then(Value::as_array);
        let named = extensions.into_iter().flatten().any(|e| {
            e.get("url").and_then(Value::as_str) == Some(EVENT_BASED_ON)
                && e.get("valueReference").is_some_and(identified)
        });
        if !named {
            wrong("referral-not-named", "Composition");
        }
    } else {
        wrong("referral-type", "Composition");
    }
    out
}
