//! Whose numbering an id belongs to, so that `Observation/1` of two hospitals stay two entries.
//!
//! In this order:
//! 1. An id that is a UUID (as the resource's id, or in a `urn:uuid:` fullUrl) is unique by itself:
//!    namespace `urn:uuid`. So the same resource in a Bundle and in an NDJSON file is one.
//! 2. A fullUrl `https://base/Type/id` belongs to that server: namespace is the base URL. Without
//!    a fullUrl an absolute reference to the subject says the same.
//! 3. Otherwise the numbering is that of the place that knows the patient under a record number:
//!    namespace `patient:<system>|<value>` of the `Patient` in the file (see [`crate::scan()`]).
//! 4. A file without its `Patient`: the reference to the subject and the system of the resource's
//!    own business identifier, the best that is known.
//! 5. A resource without id is named by the hash of its content: namespace `content`.
//!
//! Nothing of the file's name or place goes in: the same file from another folder gives the same
//! identities.

use crate::{Header, ScanContext};
use std::borrow::Cow;

/// 8-4-4-4-12 hex digits.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}

/// The base URL of an absolute `…/Type/id`, and the id.
fn base_of<'u>(url: &'u str, resource_type: &str) -> Option<(&'u str, &'u str)> {
    if !url.starts_with("http://") && !url.starts_with("https://") {
        return None;
    }
    let url = url
        .split_once("/_history/")
        .map_or(url, |(before, _)| before);
    let (front, id) = url.trim_end_matches('/').rsplit_once('/')?;
    let base = front
        .strip_suffix(resource_type)
        .and_then(|b| b.strip_suffix('/'))
        .unwrap_or(front);
    Some((base, id))
}

/// Namespace and id of a resource.
pub(crate) fn identity<'a>(
    header: &Header<'a>,
    body: &[u8],
    full_url: Option<&str>,
    context: &'a ScanContext,
) -> (Cow<'a, str>, Cow<'a, str>) {
    let own = header.id.some();
    if let Some(id) = &own
        && is_uuid(id)
    {
        return (Cow::Borrowed("urn:uuid"), Cow::Owned(lower(id)));
    }
    let full_url = full_url.map(str::trim).unwrap_or_default();
    if let Some(uuid) = full_url.strip_prefix("urn:uuid:") {
        return (Cow::Borrowed("urn:uuid"), Cow::Owned(lower(uuid)));
    }
    if let Some(oid) = full_url.strip_prefix("urn:oid:") {
        return (Cow::Borrowed("urn:oid"), Cow::Owned(oid.to_owned()));
    }
    if let Some((base, last)) = base_of(full_url, header.resource_type()) {
        let id = own.unwrap_or_else(|| Cow::Owned(last.to_owned()));
        return (Cow::Owned(base.to_owned()), id);
    }
    let Some(id) = own else {
        let hash = blake3::hash(body).to_hex();
        let short = hash.get(..32).unwrap_or_default().to_owned();
        return (Cow::Borrowed("content"), Cow::Owned(short));
    };
    let own_reference;
    let subject = if header.resource_type() == "Patient" {
        own_reference = format!("Patient/{id}");
        Some(own_reference.as_str())
    } else {
        header.subject_reference()
    };
    if let Some((base, _)) = subject.and_then(|s| base_of(s, "Patient")) {
        return (Cow::Owned(base.to_owned()), id);
    }
    if let Some(known) = subject.and_then(|s| context.namespace_of(s)) {
        return (Cow::Borrowed(known), id);
    }
    let system = || {
        let systems = header.identifier.iter().map(|i| i.system.as_str());
        systems
            .into_iter()
            .find(|s| !s.is_empty())
            .unwrap_or_default()
    };
    let namespace = match subject {
        Some(subject) => Cow::Owned(format!("patient:{subject}|{}", system())),
        None if context.default_namespace().is_empty() => {
            Cow::Owned(format!("unknown:{}", system()))
        }
        None => Cow::Borrowed(context.default_namespace()),
    };
    (namespace, id)
}

/// The namespace of a `Patient`'s own numbering: its record number, else its id, name and birth date.
pub(crate) fn patient_namespace(patient: &Header<'_>) -> String {
    let mut best = None;
    for identifier in patient.identifier.iter() {
        if identifier.system.is_empty() || identifier.value.is_empty() {
            continue;
        }
        let record_number = identifier.kind.has("MR");
        if record_number || best.is_none() {
            best = Some(identifier);
        }
        if record_number {
            break;
        }
    }
    match best {
        Some(i) => format!("patient:{}|{}", i.system.as_str(), i.value.as_str()),
        None => format!(
            "patient:{}|{}|{}",
            patient.id(),
            patient
                .name
                .first()
                .and_then(crate::header::Name::for_numbering)
                .unwrap_or_default(),
            patient.birth_date.as_str()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(json: &str, full_url: Option<&str>, context: &ScanContext) -> (String, String) {
        let header = Header::parse(json).unwrap();
        let (namespace, id) = identity(&header, json.as_bytes(), full_url, context);
        (namespace.into_owned(), id.into_owned())
    }

    #[test]
    fn two_hospitals_do_not_collide_and_one_resource_is_one() {
        let json = r#"{"resourceType":"Observation","id":"1","subject":{"reference":"Patient/7"}}"#;
        let mut context = ScanContext::default();
        let a = id(json, Some("https://a.example/fhir/Observation/1"), &context);
        let b = id(json, Some("https://b.example/fhir/Observation/1"), &context);
        assert_eq!(a, ("https://a.example/fhir".into(), "1".into()));
        assert_ne!(a, b, "two servers");
        let versioned = id(
            json,
            Some("https://a.example/fhir/Observation/1/_history/3"),
            &context,
        );
        assert_eq!(versioned, a, "another version is the same resource");
        let unknown = id(json, None, &context);
        assert_eq!(unknown.0, "patient:Patient/7|");
        context.insert_namespace("Patient/7", "patient:urn:oid:1.2|4711");
        assert_eq!(id(json, None, &context).0, "patient:urn:oid:1.2|4711");
        assert_eq!(
            id(json, Some("Observation/1"), &context).0,
            "patient:urn:oid:1.2|4711",
            "a relative fullUrl says nothing"
        );
        let absolute = r#"{"resourceType":"Observation","id":"1","subject":{"reference":"https://a.example/fhir/Patient/7"}}"#;
        assert_eq!(id(absolute, None, &context), a, "the subject's server");
    }

    #[test]
    fn uuids_are_global_and_missing_ids_are_hashed() {
        let context = ScanContext::default();
        let uuid = "0D2177BA-f67b-4f29-addb-91040de55388";
        let json = format!(r#"{{"resourceType":"Goal","id":"{uuid}"}}"#);
        let bundled = id(&json, Some(&format!("urn:uuid:{uuid}")), &context);
        assert_eq!(bundled, ("urn:uuid".into(), uuid.to_ascii_lowercase()));
        assert_eq!(id(&json, None, &context), bundled, "NDJSON has no fullUrl");
        assert_eq!(
            id(&json, Some("https://a.example/Goal/x"), &context),
            bundled
        );
        let named = r#"{"resourceType":"Goal","id":"eumfh-1"}"#;
        assert_eq!(
            id(named, Some(&format!("urn:uuid:{uuid}")), &context),
            bundled,
            "the Bundle's name wins over a local one"
        );
        let bare = r#"{"resourceType":"Goal"}"#;
        let (namespace, hash) = id(bare, None, &context);
        assert_eq!((namespace.as_str(), hash.len()), ("content", 32));
        assert_eq!(
            id(bare, None, &context).1,
            hash,
            "the same content, the same name"
        );
        assert_ne!(
            id(r#"{"resourceType":"Goal","x":1}"#, None, &context).1,
            hash
        );
    }

    #[test]
    fn a_patient_is_numbered_by_the_record_number() {
        let json = r#"{"resourceType":"Patient","id":"7","identifier":[{"system":"ssn","value":"1"},{"type":{"coding":[{"code":"MR"}]},"system":"urn:oid:1.2","value":"4711"}]}"#;
        assert_eq!(
            patient_namespace(&Header::parse(json).unwrap()),
            "patient:urn:oid:1.2|4711"
        );
        let json = r#"{"resourceType":"Patient","id":"7","name":[{"family":"Li","given":["Hua"]}],"birthDate":"1954-03-18"}"#;
        assert_eq!(
            patient_namespace(&Header::parse(json).unwrap()),
            "patient:7|Hua Li|1954-03-18"
        );
    }
}
