//! The Bundle, the Composition and its sections.

use super::{Findings, references, resource};
use crate::ips::resource::{list, text, type_of};
use crate::ips::sections::{DOCUMENT_CODE, LOINC, OTHERS, SPECS};
use serde_json::Value;
use std::collections::BTreeMap;

fn loinc_codes(concept: Option<&Value>) -> impl Iterator<Item = &str> {
    concept
        .and_then(|c| c.get("coding"))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter(|c| text(c, "system") == Some(LOINC))
        .filter_map(|c| text(c, "code"))
}

/// Place of an entry in findings.
fn entry_place(index: usize, body: &Value) -> String {
    format!("entry {index} {}", type_of(body))
}

pub(super) fn check(bundle: &Value, out: &mut Findings) {
    if text(bundle, "type") != Some("document") {
        out.error(
            "ips-bundle-type",
            "Bundle",
            text(bundle, "type").unwrap_or_default(),
        );
    }
    let identifier = bundle.get("identifier");
    if identifier.is_none_or(|i| text(i, "system").is_none() || text(i, "value").is_none()) {
        out.error("ips-bundle-identifier", "Bundle", "");
    }
    if text(bundle, "timestamp").is_none() {
        out.error("ips-bundle-timestamp", "Bundle", "");
    }
    let entries = list(bundle, "entry");
    full_urls(entries, out);
    for (i, entry) in entries.iter().enumerate() {
        let Some(body) = entry.get("resource") else {
            out.error("ips-entry-resource", &format!("entry {i}"), "");
            continue;
        };
        for key in ["search", "request", "response"] {
            if entry.get(key).is_some() {
                out.error("ips-entry-transaction", &entry_place(i, body), key);
            }
        }
        resource(body, &entry_place(i, body), out);
    }
    let bodies = || entries.iter().filter_map(|e| e.get("resource"));
    let count = |kind: &str| bodies().filter(|b| type_of(b) == kind).count();
    let compositions = count("Composition");
    if compositions != 1 {
        out.error("ips-composition-count", "Bundle", &compositions.to_string());
    }
    let patients = count("Patient");
    if patients != 1 {
        out.error("ips-patient-count", "Bundle", &patients.to_string());
    }
    let first = entries.first().and_then(|e| e.get("resource"));
    if first.is_none_or(|b| type_of(b) != "Composition") {
        out.error("ips-composition-first", "Bundle", "");
    }
    let index = references::Index::new(entries);
    if let Some((i, found)) = entries.iter().enumerate().find(|(_, e)| {
        e.get("resource")
            .is_some_and(|b| type_of(b) == "Composition")
    }) {
        let url = text(found, "fullUrl").unwrap_or_default();
        if let Some(body) = found.get("resource") {
            composition(body, &format!("entry {i} Composition"), url, &index, out);
        }
    }
    index.check(entries, out);
}

fn full_urls(entries: &[Value], out: &mut Findings) {
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (i, entry) in entries.iter().enumerate() {
        let Some(url) = text(entry, "fullUrl").filter(|u| u.contains(':')) else {
            out.error("ips-fullurl", &format!("entry {i}"), "");
            continue;
        };
        let version = entry
            .get("resource")
            .and_then(|b| b.get("meta"))
            .and_then(|m| text(m, "versionId"))
            .unwrap_or_default();
        if let Some(first) = seen.insert((url, version), i) {
            out.error(
                "ips-fullurl-duplicate",
                &format!("entry {i}"),
                &format!("entry {first}"),
            );
        }
    }
}

fn composition(
    body: &Value,
    place: &str,
    url: &str,
    index: &references::Index<'_>,
    out: &mut Findings,
) {
    if !loinc_codes(body.get("type")).any(|c| c == DOCUMENT_CODE) {
        out.error("ips-composition-type", place, "");
    }
    let subject = body
        .get("subject")
        .and_then(|s| text(s, "reference"))
        .and_then(|r| index.find(url, r));
    if subject.is_none_or(|b| type_of(b) != "Patient") {
        out.error("ips-composition-subject", place, "");
    }
    let mut entry_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut seen: Vec<&str> = Vec::new();
    for (i, section) in list(body, "section").iter().enumerate() {
        let here = format!("Composition.section[{i}]");
        if text(section, "title").is_none() {
            out.error("ips-section-title", &here, "");
        }
        if section.get("code").is_none() {
            out.error("ips-section-code", &here, "");
        }
        if section.get("section").is_some() {
            out.error("ips-section-nested", &here, "");
        }
        if section.get("text").and_then(|t| text(t, "div")).is_none() {
            out.error("ips-narrative-missing", &here, "");
        }
        let known = loinc_codes(section.get("code")).find(|c| {
            SPECS.iter().any(|s| s.code == *c && s.ips) || OTHERS.iter().any(|o| o.0 == *c)
        });
        let Some(code) = known else {
            continue;
        };
        if seen.contains(&code) {
            out.error("ips-section-duplicate", &here, code);
        }
        seen.push(code);
        section_entries(section, &here, code, url, index, out);
        for reference in list(section, "entry")
            .iter()
            .filter_map(|e| text(e, "reference"))
        {
            if let Some(first) = entry_of.insert(reference, i)
                && first != i
            {
                out.warning(
                    "ips-section-entry-twice",
                    &here,
                    &format!("section[{first}]"),
                );
            }
        }
    }
    for spec in SPECS.iter().filter(|s| s.required) {
        if !seen.contains(&spec.code) {
            out.error("ips-section-required", "Composition", spec.code);
        }
    }
}

fn section_entries(
    section: &Value,
    here: &str,
    code: &str,
    url: &str,
    index: &references::Index<'_>,
    out: &mut Findings,
) {
    let entries = list(section, "entry");
    let spec = SPECS.iter().find(|s| s.code == code);
    let reason = section.get("emptyReason");
    if spec.is_some_and(|s| s.required) && entries.is_empty() && reason.is_none() {
        out.error("ips-entry-or-empty-reason", here, code);
    }
    let nil = reason
        .and_then(|r| r.get("coding"))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .any(|c| text(c, "code") == Some("nilknown"));
    if nil {
        out.warning("ips-empty-reason-known-none", here, code);
    }
    let types = spec
        .map(|s| s.types)
        .or_else(|| OTHERS.iter().find(|o| o.0 == code).map(|o| o.1));
    for (i, entry) in entries.iter().enumerate() {
        let Some(target) = text(entry, "reference").and_then(|r| index.find(url, r)) else {
            // Dangling ones are reported with all references.
            continue;
        };
        let kind = type_of(target);
        if types.is_some_and(|t| !t.is_empty() && !t.contains(&kind)) {
            out.error(
                "ips-section-entry-type",
                &format!("{here}.entry[{i}]"),
                kind,
            );
        }
    }
}
