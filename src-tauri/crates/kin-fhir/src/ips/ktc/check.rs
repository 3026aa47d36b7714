//! The rules a patient-shared bundle is held against, each with a stable code.

use super::{ATTACHMENTS, CATEGORY, CORE, PROFILE, RENDERED, STORY, answers};
use crate::ips::resource::{list, text, type_of};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kin_model::{Finding, Severity};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Every rule: code, and what it asks for.
pub const RULES: &[(&str, &str)] = &[
    ("ktc-json", "the bytes are one JSON object"),
    ("ktc-bundle-type", "a Bundle of type collection"),
    ("ktc-bundle-timestamp", "Bundle.timestamp is there"),
    (
        "ktc-entry-count",
        "one Patient and at least one more resource",
    ),
    ("ktc-patient-count", "there is one Patient"),
    (
        "ktc-patient-demographics",
        "the Patient has name, birthDate and gender",
    ),
    ("ktc-fullurl-not-urn", "every fullUrl is a urn:uuid"),
    ("ktc-fullurl-duplicate", "no fullUrl stands twice"),
    (
        "ktc-reference-dangling-urn",
        "every urn:uuid reference leads to an entry",
    ),
    (
        "ktc-reference-dangling-contained",
        "every # reference leads to a contained resource",
    ),
    (
        "ktc-reference-external",
        "no reference leads out of the bundle",
    ),
    (
        "ktc-reference-unresolved",
        "references are rewritten to fullUrls",
    ),
    ("ktc-attachment-url", "attachments are inline, not at a url"),
    ("ktc-attachment-no-data", "attachments carry their data"),
    ("ktc-meta-profile", "resources claim no profile"),
    ("ktc-docref-status", "a shared document is current"),
    (
        "ktc-docref-type",
        "a shared document is LOINC 60591-5 or 51855-5",
    ),
    (
        "ktc-docref-category",
        "a shared document is in category patient-shared",
    ),
    (
        "ktc-docref-subject",
        "subject of a shared document is the Patient",
    ),
    (
        "ktc-docref-author",
        "author of a shared document is the Patient",
    ),
    ("ktc-docref-date", "a shared document has a date"),
    (
        "ktc-docref-pataast",
        "a shared document is marked PATAST, patient asserted",
    ),
    (
        "ktc-docref-content-type",
        "a shared document is application/pdf",
    ),
    ("ktc-docref-data-base64", "data is base64"),
    (
        "ktc-rendered-missing",
        "coded resources come with a PDF of them (60591-5)",
    ),
    (
        "ktc-safety-core",
        "allergies, medicines and problems go together, each answered",
    ),
];

/// Is this a bundle that a patient shares: by its profile, or by the category of a document in it?
#[must_use]
pub fn is_shared(bundle: &Value) -> bool {
    if type_of(bundle) != "Bundle" {
        return false;
    }
    let claims = strings(bundle.get("meta"), "profile").any(|p| p == PROFILE);
    claims || resources(bundle).any(|(_, r)| type_of(r) == "DocumentReference" && in_category(r))
}

/// Whether [`is_shared`] is worth asking: told from the bytes, without reading them as JSON.
#[must_use]
pub fn may_be_shared(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"patient-shared").is_some()
}

/// Holds a bundle against the rules.
///
/// `Error`: a rule of the profile is broken; `Warning`: what the profile asks for and does not
/// demand is missing; `Info`: worth knowing.
#[must_use]
pub fn check(bytes: &[u8]) -> Vec<Finding> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut out = Out(Vec::new());
    let parsed = serde_json::from_slice::<Value>(bytes).ok();
    let Some(bundle) = parsed.filter(Value::is_object) else {
        out.error("ktc-json", "", "");
        return out.0;
    };
    whole(&bundle, &mut out);
    out.0
}

struct Out(Vec<Finding>);

impl Out {
    fn error(&mut self, code: &str, place: &str, detail: &str) {
        self.0
            .push(Finding::new(code, Severity::Error, place, detail));
    }
    fn warning(&mut self, code: &str, place: &str, detail: &str) {
        self.0
            .push(Finding::new(code, Severity::Warning, place, detail));
    }
}

fn strings<'a>(value: Option<&'a Value>, key: &str) -> impl Iterator<Item = &'a str> {
    value
        .map_or(&[][..], |v| list(v, key))
        .iter()
        .filter_map(Value::as_str)
}

fn has_code(concept: Option<&Value>, codes: &[&str]) -> bool {
    concept
        .map_or(&[][..], |c| list(c, "coding"))
        .iter()
        .any(|c| text(c, "code").is_some_and(|code| codes.contains(&code)))
}

fn in_category(document: &Value) -> bool {
    list(document, "category")
        .iter()
        .flat_map(|c| list(c, "coding"))
        .any(|c| {
            text(c, "code") == Some("patient-shared")
                && text(c, "system").is_none_or(|s| s == CATEGORY)
        })
}

/// The resources with the place of their entry.
fn resources(bundle: &Value) -> impl Iterator<Item = (String, &Value)> {
    list(bundle, "entry")
        .iter()
        .enumerate()
        .filter_map(|(i, e)| {
            let body = e.get("resource").filter(|r| r.is_object())?;
            Some((format!("entry {i} {}", type_of(body)), body))
        })
}

/// `urn:uuid:` and the canonical form of a uuid, in either case.
fn is_urn_uuid(url: &str) -> bool {
    let Some(uuid) = url.strip_prefix("urn:uuid:") else {
        return false;
    };
    uuid.len() == 36
        && uuid.bytes().enumerate().all(|(i, b)| {
            if matches!(i, 8 | 13 | 18 | 23) {
                b == b'-'
            } else {
                b.is_ascii_hexdigit()
            }
        })
}

fn whole(bundle: &Value, out: &mut Out) {
    if type_of(bundle) != "Bundle" || text(bundle, "type") != Some("collection") {
        let found = text(bundle, "type").unwrap_or_default();
        out.error("ktc-bundle-type", "Bundle", found);
    }
    if text(bundle, "timestamp").is_none() {
        out.error("ktc-bundle-timestamp", "Bundle", "");
    }
    let entries = list(bundle, "entry");
    if entries.len() < 2 {
        out.error("ktc-entry-count", "Bundle", &entries.len().to_string());
    }
    let mut urls: BTreeSet<&str> = BTreeSet::new();
    for (i, entry) in entries.iter().enumerate() {
        let place = format!("entry {i}");
        match text(entry, "fullUrl").filter(|u| is_urn_uuid(u)) {
            None => out.error("ktc-fullurl-not-urn", &place, ""),
            Some(url) if !urls.insert(url) => out.error("ktc-fullurl-duplicate", &place, ""),
            Some(_) => {}
        }
    }
    let patient_url = patient(bundle, out);
    for (place, body) in resources(bundle) {
        let contained: BTreeSet<&str> = list(body, "contained")
            .iter()
            .filter_map(|c| text(c, "id"))
            .collect();
        let mut walk = Walk {
            urls: &urls,
            contained: &contained,
            place: &place,
            out,
        };
        walk.visit(body, "");
        if type_of(body) == "DocumentReference" {
            document(body, patient_url, &place, out);
        }
    }
    together(bundle, out);
}

/// Exactly one Patient; returns its fullUrl.
fn patient<'a>(bundle: &'a Value, out: &mut Out) -> Option<&'a str> {
    let mut found = list(bundle, "entry")
        .iter()
        .filter(|e| e.get("resource").is_some_and(|r| type_of(r) == "Patient"));
    let first = found.next();
    let count = usize::from(first.is_some()).saturating_add(found.count());
    if count != 1 {
        out.error("ktc-patient-count", "Bundle", &count.to_string());
        return None;
    }
    let entry = first?;
    let body = entry.get("resource")?;
    let named = list(body, "name").iter().any(|n| {
        text(n, "text").is_some() || text(n, "family").is_some() || !list(n, "given").is_empty()
    });
    let missing: Vec<&str> = [
        ("name", named),
        ("birthDate", text(body, "birthDate").is_some()),
        ("gender", text(body, "gender").is_some()),
    ]
    .into_iter()
    .filter(|(_, there)| !there)
    .map(|(name, _)| name)
    .collect();
    if !missing.is_empty() {
        out.warning("ktc-patient-demographics", "Patient", &missing.join(", "));
    }
    text(entry, "fullUrl")
}

/// References, attachments and claims of profiles, wherever they stand in a resource.
struct Walk<'a, 'b> {
    urls: &'b BTreeSet<&'a str>,
    contained: &'b BTreeSet<&'a str>,
    place: &'b str,
    out: &'b mut Out,
}

impl Walk<'_, '_> {
    fn visit(&mut self, value: &Value, key: &str) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.visit(item, key)),
            Value::Object(object) => {
                self.object(object, value, key);
                for (name, child) in object {
                    // Immunization.education.reference is an address, no Reference.
                    if name != "education" {
                        self.visit(child, name);
                    }
                }
            }
            _ => {}
        }
    }

    fn object(&mut self, object: &Map<String, Value>, value: &Value, key: &str) {
        let resource = object.contains_key("resourceType");
        if resource && strings(object.get("meta"), "profile").next().is_some() {
            self.out.warning("ktc-meta-profile", self.place, "");
        }
        if !resource && (text(value, "contentType").is_some() || ATTACHMENTS.contains(&key)) {
            if text(value, "url").is_some() {
                self.out.error("ktc-attachment-url", self.place, key);
            }
            if text(value, "data").is_none() {
                self.out.error("ktc-attachment-no-data", self.place, key);
            }
        }
        if let Some(reference) = text(value, "reference") {
            self.reference(reference, key);
        }
    }

    fn reference(&mut self, reference: &str, key: &str) {
        if let Some(id) = reference.strip_prefix('#') {
            if !id.is_empty() && !self.contained.contains(id) {
                self.out
                    .error("ktc-reference-dangling-contained", self.place, key);
            }
        } else if reference.starts_with("urn:uuid:") {
            if !self.urls.contains(reference) {
                self.out
                    .error("ktc-reference-dangling-urn", self.place, key);
            }
        } else if reference.contains("://") || reference.starts_with("urn:") {
            self.out.warning("ktc-reference-external", self.place, key);
        } else {
            self.out
                .warning("ktc-reference-unresolved", self.place, key);
        }
    }
}

/// A document that says it is shared by the patient, by its type or by its category. Others are
/// documents that the patient has from somebody else.
fn document(body: &Value, patient_url: Option<&str>, place: &str, out: &mut Out) {
    let typed = has_code(body.get("type"), &[RENDERED, STORY]);
    let shared = in_category(body);
    if !typed && !shared {
        return;
    }
    if text(body, "status") != Some("current") {
        let found = text(body, "status").unwrap_or_default();
        out.error("ktc-docref-status", place, found);
    }
    if !typed {
        out.error("ktc-docref-type", place, "");
    }
    if !shared {
        out.error("ktc-docref-category", place, "");
    }
    if let Some(url) = patient_url {
        let is_patient = |r: &Value| text(r, "reference") == Some(url);
        if !body.get("subject").is_some_and(is_patient) {
            out.error("ktc-docref-subject", place, "");
        }
        if !list(body, "author").iter().any(is_patient) {
            out.error("ktc-docref-author", place, "");
        }
    }
    if text(body, "date").is_none() {
        out.error("ktc-docref-date", place, "");
    }
    let security = body.get("meta").map_or(&[][..], |m| list(m, "security"));
    if !security.iter().any(|c| text(c, "code") == Some("PATAST")) {
        out.warning("ktc-docref-pataast", place, "");
    }
    let contents = list(body, "content");
    if contents.is_empty() {
        out.error("ktc-docref-content-type", place, "");
    }
    for attachment in contents.iter().map(|c| c.get("attachment")) {
        let kind = attachment.and_then(|a| text(a, "contentType"));
        if kind != Some("application/pdf") {
            out.error("ktc-docref-content-type", place, kind.unwrap_or_default());
        }
        if let Some(data) = attachment.and_then(|a| text(a, "data")) {
            let compact: String = data.split_ascii_whitespace().collect();
            if STANDARD.decode(compact).is_err() {
                out.error("ktc-docref-data-base64", place, "");
            }
        }
    }
}

/// A PDF for what is coded, and the safety core together.
fn together(bundle: &Value, out: &mut Out) {
    let bodies = || resources(bundle).map(|(_, r)| r);
    let coded = bodies().any(|r| !matches!(type_of(r), "Patient" | "DocumentReference"));
    let rendered =
        bodies().any(|r| type_of(r) == "DocumentReference" && has_code(r.get("type"), &[RENDERED]));
    if coded && !rendered {
        out.warning("ktc-rendered-missing", "Bundle", "");
    }
    let silent: Vec<&str> = CORE
        .into_iter()
        .filter(|code| {
            !bodies().any(|r| {
                answers(r, code) || (type_of(r) == "List" && has_code(r.get("code"), &[code]))
            })
        })
        .collect();
    if !silent.is_empty() {
        let detail = silent.join(", ");
        out.0.push(Finding::new(
            "ktc-safety-core",
            Severity::Info,
            "Bundle",
            detail,
        ));
    }
}
