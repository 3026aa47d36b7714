//! Patient-shared bundles of the CMS check-in profile ("Kill the Clipboard"): made from the same
//! summary as the IPS document, and checked.
//!
//! [`build()`] makes the IPS document first and turns it into a collection: the Composition and the
//! program as author go, the PDFs come. So every form of a hand-over holds the same coded entries,
//! prepared once. What a section of the document said in words only ("no information", "left out by
//! the person") is said by an empty `List` with its reason, because the profile wants allergies,
//! medicines and problems to go together, each answered.
//!
//! # Source
//! Patient-Shared Health Documents via SMART Health Links 0.10.2 (draft for July 2026): bundle and
//! DocumentReference profiles; the rules are those its reference implementation
//! (jmandel/kill-the-clipboard-skill) checks. HL7, FHIR R4 4.0.1, List (emptyReason, lst-1).

mod check;

pub use check::{RULES, check, is_shared, may_be_shared};

use super::build::{EMPTY_REASON, derive_uuid, sweep_all};
use super::resource::type_of;
use super::sections::LOINC;
use super::{Made, Originals, Stamp};
use crate::FhirError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kin_model::summary::{Summary, SummaryLanguage};
use kin_model::{Finding, Severity};
use serde_json::{Value, json};

/// The draft that is followed; the one place that names it.
pub const VERSION: &str = "0.10.2";
/// Profile of the Bundle.
const PROFILE: &str = "https://cms.gov/fhir/StructureDefinition/patient-shared-bundle";
/// Code system of the category of what a patient shares.
const CATEGORY: &str = "https://cms.gov/fhir/CodeSystem/patient-shared-category";
/// Code system of `PATAST`, "patient asserted".
const OBSERVATION_VALUE: &str = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
/// The printed summary (LOINC "Patient summary Document").
const RENDERED: &str = "60591-5";
/// The person's own words (LOINC "Patient Note").
const STORY: &str = "51855-5";
/// Allergies, medicines, problems: the safety core.
const CORE: [&str; 3] = ["48765-2", "10160-0", "11450-4"];

/// The printed pages that go into the bundle.
#[derive(Debug, Clone, Copy)]
pub struct Pages<'a> {
    /// PDF of the whole summary.
    pub rendered: &'a [u8],
    /// PDF of the person's own words: reason, questions, story; `None` when there are none.
    pub story: Option<&'a [u8]>,
}

/// Makes the bundle.
///
/// # Errors
/// As [`super::build()`].
pub fn build(
    summary: &Summary,
    stamp: &Stamp<'_>,
    originals: &Originals<'_>,
    pages: Pages<'_>,
) -> Result<Made, FhirError> {
    let document = super::build(summary, stamp, originals)?;
    let mut findings = document.findings;
    // Our own bytes: it is a Bundle.
    let mut bundle: Value = serde_json::from_slice(&document.bytes).unwrap_or_default();
    let mut entries: Vec<(String, Value)> = bundle
        .get_mut("entry")
        .and_then(Value::as_array_mut)
        .map(std::mem::take)
        .into_iter()
        .flatten()
        .filter_map(|mut e| {
            let url = e.get("fullUrl")?.as_str()?.to_owned();
            Some((url, e.get_mut("resource").map(Value::take)?))
        })
        .collect();
    let composition = entries
        .iter()
        .position(|(_, r)| type_of(r) == "Composition")
        .map(|at| entries.remove(at).1)
        .unwrap_or_default();
    let author = format!("urn:uuid:{}", derive_uuid(stamp.uuid, "author"));
    // Only the Composition was by the program; a list of it is by the person.
    entries.retain(|(url, _)| *url != author);
    let patient_url = entries
        .iter()
        .find(|(_, r)| type_of(r) == "Patient")
        .map(|(url, _)| url.clone())
        .unwrap_or_default();

    for (url, body) in &mut entries {
        strip(body);
        let lost = inline_only(body);
        if lost > 0 {
            let place = url.trim_start_matches("urn:uuid:");
            findings.push(Finding::new(
                "ktc-attachment-left-out",
                Severity::Warning,
                format!("{} {place}", type_of(body)),
                lost.to_string(),
            ));
        }
    }
    // A document of which nothing but an address was there is no document for the receiver.
    entries.retain(|(_, r)| type_of(r) != "DocumentReference" || r.get("content").is_some());
    // `sweep_all` keeps the first two entries as they are: the Patient, and what it refers to, which
    // is nothing; the printed summary is the second.
    entries.insert(
        1,
        page(summary, stamp, &patient_url, RENDERED, pages.rendered),
    );
    if let Some(story) = pages.story {
        entries.push(page(summary, stamp, &patient_url, STORY, story));
    }
    sweep_all(&mut entries);
    let lists = unanswered(&composition, &entries, stamp, &patient_url);
    entries.extend(lists);

    let coded = entries
        .iter()
        .filter(|(_, r)| !matches!(type_of(r), "Patient" | "List"))
        .count();
    let bundle = json!({
        "resourceType": "Bundle",
        "id": derive_uuid(stamp.uuid, "patient-shared-bundle"),
        "meta": {"profile": [PROFILE]},
        "type": "collection",
        "timestamp": stamp.instant,
        "entry": entries
            .into_iter()
            .map(|(url, resource)| json!({"fullUrl": url, "resource": resource}))
            .collect::<Vec<_>>(),
    });
    Ok(Made {
        bytes: bundle.to_string().into_bytes(),
        findings,
        entries: coded.min(document.entries),
    })
}

/// Takes the claims of profiles out; they belong to the source's form, not to this one.
fn strip(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(strip),
        Value::Object(object) => {
            if object.contains_key("resourceType") {
                let empty = object
                    .get_mut("meta")
                    .and_then(Value::as_object_mut)
                    .is_some_and(|meta| {
                        meta.shift_remove("profile");
                        meta.is_empty()
                    });
                if empty {
                    object.shift_remove("meta");
                }
            }
            object.values_mut().for_each(strip);
        }
        _ => {}
    }
}

/// Elements of R4 that hold Attachments.
const ATTACHMENTS: [&str; 6] = [
    "attachment",
    "presentedForm",
    "photo",
    "sourceAttachment",
    "valueAttachment",
    "contentAttachment",
];

/// Takes out attachments that are not in the bundle itself, and the addresses of those that are;
/// returns how many went.
fn inline_only(value: &mut Value) -> usize {
    fn has_data(attachment: &Value) -> bool {
        let data = attachment.get("data").and_then(Value::as_str);
        data.is_some_and(|d| !d.is_empty())
    }
    let mut lost = 0_usize;
    match value {
        Value::Array(items) => {
            items.retain_mut(|item| {
                let before = lost;
                lost = lost.saturating_add(inline_only(item));
                // `content: [{attachment}]` of which only an empty shell or a format is left.
                before == lost || item.get("attachment").is_some() || !is_shell(item)
            });
        }
        Value::Object(object) => {
            for name in ATTACHMENTS {
                match object.get_mut(name) {
                    Some(Value::Array(list)) => {
                        let before = list.len();
                        list.retain(has_data);
                        lost = lost.saturating_add(before.saturating_sub(list.len()));
                        list.iter_mut().for_each(forget_address);
                        if list.is_empty() {
                            object.shift_remove(name);
                        }
                    }
                    Some(one) if one.is_object() => {
                        if has_data(one) {
                            forget_address(one);
                        } else {
                            lost = lost.saturating_add(1);
                            object.shift_remove(name);
                        }
                    }
                    _ => {}
                }
            }
            let mut empty: Vec<String> = Vec::new();
            for (key, child) in object.iter_mut() {
                lost = lost.saturating_add(inline_only(child));
                if child.as_array().is_some_and(Vec::is_empty) {
                    empty.push(key.clone());
                }
            }
            for key in empty {
                object.shift_remove(&key);
            }
        }
        _ => {}
    }
    lost
}

/// What is left of a `content` element when its attachment is gone.
fn is_shell(item: &Value) -> bool {
    item.as_object()
        .is_some_and(|o| o.keys().all(|k| matches!(k.as_str(), "format" | "id")))
}

fn forget_address(attachment: &mut Value) {
    if let Some(object) = attachment.as_object_mut() {
        object.shift_remove("url");
        object.shift_remove("_url");
        // An Attachment with data needs its type (att-1).
        object
            .entry("contentType")
            .or_insert_with(|| json!("application/octet-stream"));
    }
}

/// One of the two PDFs.
fn page(
    summary: &Summary,
    stamp: &Stamp<'_>,
    patient_url: &str,
    code: &str,
    pdf: &[u8],
) -> (String, Value) {
    let id = derive_uuid(stamp.uuid, &format!("page {code}"));
    let (display, title) = match (code, summary.language) {
        (RENDERED, SummaryLanguage::ZhCn) => ("Patient summary Document", "患者摘要"),
        (RENDERED, _) => ("Patient summary Document", "Patient summary"),
        (_, SummaryLanguage::ZhCn) => ("Patient Note", "患者自述"),
        (_, _) => ("Patient Note", "Patient story"),
    };
    let person = json!({"reference": patient_url});
    let body = json!({
        "resourceType": "DocumentReference",
        "id": id,
        "meta": {"security": [{"system": OBSERVATION_VALUE, "code": "PATAST"}]},
        "status": "current",
        "type": {"coding": [{"system": LOINC, "code": code, "display": display}]},
        "category": [{"coding": [{"system": CATEGORY, "code": "patient-shared"}]}],
        "subject": person.clone(),
        "date": stamp.instant,
        "author": [person],
        "content": [{"attachment": {
            "contentType": "application/pdf",
            "data": STANDARD.encode(pdf),
            "title": title,
        }}],
    });
    (format!("urn:uuid:{id}"), body)
}

/// Does this resource answer a part of the safety core?
fn answers(resource: &Value, loinc: &str) -> bool {
    match type_of(resource) {
        "AllergyIntolerance" => loinc == "48765-2",
        "Condition" => loinc == "11450-4",
        kind => loinc == "10160-0" && kind.starts_with("Medication") && kind != "Medication",
    }
}

/// For each part of the safety core that no entry answers: an empty list that says why, in the words
/// of the document's section.
fn unanswered(
    composition: &Value,
    entries: &[(String, Value)],
    stamp: &Stamp<'_>,
    patient_url: &str,
) -> Vec<(String, Value)> {
    let sections = composition
        .get("section")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    sections
        .filter_map(|section| {
            let code = section.get("code")?;
            let loinc = code.get("coding")?.get(0)?.get("code")?.as_str()?;
            if !CORE.contains(&loinc) || entries.iter().any(|(_, r)| answers(r, loinc)) {
                return None;
            }
            let unavailable = json!({"coding": [{"system": EMPTY_REASON, "code": "unavailable"}]});
            let id = derive_uuid(stamp.uuid, &format!("list {loinc}"));
            let list = json!({
                "resourceType": "List",
                "id": id,
                "text": section.get("text")?,
                "status": "current",
                "mode": "snapshot",
                "title": section.get("title")?,
                "code": code,
                "subject": {"reference": patient_url},
                "date": stamp.instant,
                "source": {"reference": patient_url},
                "emptyReason": section.get("emptyReason").unwrap_or(&unavailable),
            });
            Some((format!("urn:uuid:{id}"), list))
        })
        .collect()
}

#[cfg(test)]
mod tests;
