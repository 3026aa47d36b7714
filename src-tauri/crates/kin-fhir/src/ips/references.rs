//! References: each one points into the document, or says in words what it meant, or goes.

use super::Originals;
use super::resource::{parse, title_of};
use kin_model::summary::EntryIdText;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Types that come along when a chosen resource refers to them: they say who, where and what, and
/// are about no other part of the person's record.
const SUPPORT: &[&str] = &[
    "Device",
    "Location",
    "Medication",
    "Organization",
    "Practitioner",
    "PractitionerRole",
    "Specimen",
];

/// Types that are named in words when a chosen resource refers to them: people, no facts.
const NAMED: &[&str] = &["CareTeam", "HealthcareService", "Patient", "RelatedPerson"];

/// A resource that comes along.
pub(super) struct Support {
    pub(super) url: String,
    /// The entry or resource it was found from, for its own references.
    pub(super) of: EntryIdText,
    pub(super) depth: u8,
    pub(super) resource: Value,
}

/// Everything that references are decided by.
pub(super) struct Links<'a> {
    pub(super) originals: Originals<'a>,
    pub(super) patient_url: String,
    /// Entry -> its fullUrl, for the chosen entries.
    pub(super) chosen: BTreeMap<String, String>,
    /// The fullUrls of `chosen`.
    pub(super) own: BTreeSet<String>,
    /// Key (entry id or JSON) -> what comes along.
    pub(super) support: BTreeMap<String, Support>,
    pub(super) new_url: &'a dyn Fn(&str) -> String,
    /// References that had to go because nothing says what they meant.
    pub(super) lost: usize,
}

enum Decision {
    To(String),
    Words(Option<String>),
}

/// Do two references name the same person? Equal, or the same `Patient/<id>` at their end: a
/// source may write one relative and the other with its address. Another Patient (a mother, a
/// donor) is not the person of the document.
fn same_person(a: &str, b: &str) -> bool {
    let local = |r: &str| -> Option<String> {
        let r = r.split_once("/_history/").map_or(r, |(head, _)| head);
        let mut parts = r.rsplit('/');
        let id = parts.next()?;
        (parts.next()? == "Patient").then(|| id.to_owned())
    };
    a == b || local(a).is_some_and(|a| Some(a) == local(b))
}

/// What a foreign resource needs to be of use in an IPS.
///
/// # Source
/// IPS 2.0.0: Organization.name, Practitioner.name, Medication.code and Specimen.type are 1..*.
fn usable(resource: &Value) -> bool {
    let need = match resource.get("resourceType").and_then(Value::as_str) {
        Some("Organization" | "Practitioner" | "Location") => "name",
        Some("Medication") => "code",
        Some("Specimen") => "type",
        Some("PractitionerRole" | "Device") => return true,
        _ => return false,
    };
    resource.get(need).is_some()
}

impl Links<'_> {
    fn decide(
        &mut self,
        of: &EntryIdText,
        depth: u8,
        subject: Option<&str>,
        object: &Map<String, Value>,
        reference: &str,
    ) -> Decision {
        // Set by us already.
        if reference == self.patient_url || self.own.contains(reference) {
            return Decision::To(reference.to_owned());
        }
        if subject.is_some_and(|s| same_person(s, reference)) {
            return Decision::To(self.patient_url.clone());
        }
        let words = object
            .get("display")
            .and_then(Value::as_str)
            .map(str::trim)
            .filter(|s| !s.is_empty())
            .map(str::to_owned);
        let Some(resolved) = (self.originals.resolve)(of, reference) else {
            return Decision::Words(words);
        };
        if let Some(url) = resolved.entry.as_ref().and_then(|e| self.chosen.get(&e.0)) {
            return Decision::To(url.clone());
        }
        let Some(resource) = parse(&resolved.body) else {
            return Decision::Words(words);
        };
        let kind = resource
            .get("resourceType")
            .and_then(Value::as_str)
            .unwrap_or_default();
        // An entry of the record that was not chosen: not even its name goes along.
        if !SUPPORT.contains(&kind) && !NAMED.contains(&kind) {
            return Decision::Words(None);
        }
        let words = words.or_else(|| title_of(&resource));
        if !usable(&resource) {
            return Decision::Words(words);
        }
        let key = resolved.entry.as_ref().map_or_else(
            || String::from_utf8_lossy(&resolved.body).into_owned(),
            |e| e.0.clone(),
        );
        if let Some(known) = self.support.get(&key) {
            return Decision::To(known.url.clone());
        }
        if depth >= 2 {
            return Decision::Words(words);
        }
        let url = (self.new_url)(&key);
        self.support.insert(
            key,
            Support {
                url: url.clone(),
                of: resolved.entry.unwrap_or_else(|| of.clone()),
                depth: depth.saturating_add(1),
                resource,
            },
        );
        Decision::To(url)
    }

    /// Rewrites every reference below `value`; `subject` is the reference by which the source
    /// itself calls the person.
    pub(super) fn rewrite(
        &mut self,
        value: &mut Value,
        of: &EntryIdText,
        depth: u8,
        subject: Option<&str>,
    ) {
        each_reference(value, &mut |object| {
            let Some(reference) = object.get("reference").and_then(Value::as_str) else {
                return true;
            };
            if reference.starts_with('#') {
                return true;
            }
            let reference = reference.to_owned();
            match self.decide(of, depth, subject, object, &reference) {
                Decision::Words(None) => {
                    object.shift_remove("display");
                    let kept = in_words(object, None);
                    self.lost = self.lost.saturating_add(usize::from(!kept));
                    kept
                }
                Decision::To(url) => {
                    object.insert("reference".into(), Value::String(url));
                    true
                }
                Decision::Words(words) => in_words(object, words),
            }
        });
    }
}

/// Calls `keep` for every Reference below `value` that has a `reference`; one that is not kept is
/// taken out, and so is a list that becomes empty by that. False when `value` itself is to go.
fn each_reference(
    value: &mut Value,
    keep: &mut dyn FnMut(&mut Map<String, Value>) -> bool,
) -> bool {
    match value {
        Value::Array(items) => {
            let before = items.len();
            items.retain_mut(|v| each_reference(v, keep));
            !items.is_empty() || before == 0
        }
        Value::Object(object) => {
            if object.get("reference").is_some_and(Value::is_string) && !keep(object) {
                return false;
            }
            let keys: Vec<String> = object.keys().cloned().collect();
            for key in keys {
                // Immunization.education.reference is a plain address, no Reference.
                let goes = key != "education"
                    && object
                        .get_mut(&key)
                        .is_some_and(|v| !each_reference(v, keep));
                if goes {
                    object.shift_remove(&key);
                }
            }
            true
        }
        _ => true,
    }
}

/// Turns a reference into words; false when there are none.
fn in_words(object: &mut Map<String, Value>, words: Option<String>) -> bool {
    object.shift_remove("reference");
    if let Some(words) = words {
        object.insert("display".into(), Value::String(words));
    }
    object.contains_key("display") || object.contains_key("identifier")
}

/// Last sweep: whatever points to a fullUrl that is not in the document is put in words or taken
/// out, so that nothing dangles whatever happened before. Local references are checked against the
/// contained resources (ref-1).
pub(super) fn sweep(resource: &mut Value, known: &dyn Fn(&str) -> bool) {
    let ids: Vec<String> = resource
        .get("contained")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|c| c.get("id").and_then(Value::as_str))
        .map(str::to_owned)
        .collect();
    each_reference(resource, &mut |object| {
        let reference = object
            .get("reference")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let fine = match reference.strip_prefix('#') {
            Some(id) => id.is_empty() || ids.iter().any(|i| i == id),
            None => known(reference),
        };
        fine || in_words(object, None)
    });
}

/// Takes out contained resources that nothing in the resource points to (dom-3), and what contained
/// resources may not carry (dom-4, dom-5).
pub(super) fn prune_contained(resource: &mut Value) {
    let Some(Value::Array(mut contained)) = resource
        .as_object_mut()
        .and_then(|o| o.shift_remove("contained"))
    else {
        return;
    };
    let id = |c: &Value| c.get("id").and_then(Value::as_str).map(str::to_owned);
    let mut wanted = Vec::new();
    local_references(resource, &mut wanted);
    let mut kept: Vec<Value> = Vec::new();
    while let Some(next) = contained
        .iter()
        .position(|c| id(c).is_some_and(|id| wanted.contains(&id)))
    {
        let mut one = contained.remove(next);
        local_references(&one, &mut wanted);
        if let Some(object) = one.as_object_mut() {
            object.shift_remove("meta");
            object.shift_remove("text");
            object.shift_remove("contained");
        }
        kept.push(one);
    }
    if !kept.is_empty()
        && let Some(object) = resource.as_object_mut()
    {
        object.insert("contained".into(), Value::Array(kept));
    }
}

fn local_references(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|v| local_references(v, out)),
        Value::Object(object) => {
            if let Some(id) = object
                .get("reference")
                .and_then(Value::as_str)
                .and_then(|r| r.strip_prefix('#'))
            {
                out.push(id.to_owned());
            }
            object.values().for_each(|v| local_references(v, out));
        }
        _ => {}
    }
}
