//! A SMART Health Card of what fits into one code, signed by the record's own key.
//!
//! Its issuer is an address that can never exist (RFC 2606, `.invalid`): nobody finds a key there, so that every reader
//! says "the signature is true, the issuer unknown", and none can take it for a hospital's. The patient is marked with
//! the identity assurance level of a statement of one's own.
//!
//! # Source
//! SMART Health Cards 1.0.0, "Encoding Chunks as QR Codes" (1,195 characters in one code), "Data Minimization" and
//! "Identity Assurance" (`https://smarthealth.cards/ial`, IAL1).

use super::forms::ips_document;
use super::select::Selection;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::Session;
use kin_codes::{CardSigningKey, sign_card};
use kin_vault::{Record, VaultError};
use serde_json::{Map, Value, json};

/// Who the card says has issued it.
const ISSUER: &str = "https://self-attested.kinfolio.invalid";
/// Characters of a card that fits into one code.
const ONE_CODE: usize = 1_195;
/// Entries that are tried; each try packs and signs.
const TRIED: usize = 120;
/// Record setting with the key.
const KEY: &str = "card.key";
/// Code systems that receivers have themselves: what has a code of these needs no words on the card.
const KNOWN: [&str; 6] = [
    "http://snomed.info/sct",
    "http://www.nlm.nih.gov/research/umls/rxnorm",
    "http://hl7.org/fhir/sid/cvx",
    "http://hl7.org/fhir/sid/icd-10",
    "http://hl7.org/fhir/sid/icd-10-cm",
    "http://loinc.org",
];

/// A card and what is on it.
pub(super) struct SelfMade {
    /// The signed text.
    pub(super) text: String,
    /// Entries that found no room.
    pub(super) left_off: usize,
    /// The public key in the form in which issuers publish theirs: for whoever wants to check the card.
    pub(super) keys: String,
}

pub(super) fn make(session: &Session, selection: &Selection) -> ApiResult<SelfMade> {
    let document = &ips_document(session, selection)?.bytes;
    let document: Value = serde_json::from_slice(document).map_err(|_| ErrorCode::Internal)?;
    let all = resources(&document);
    let key = key(&selection.record)?;
    let issued = session.clock().unix_seconds();
    let signed = |chosen: &[Value]| {
        let content = content(issued, chosen);
        sign_card(&content, &key).map_err(|_| ApiError::from(ErrorCode::Internal))
    };
    let patient = all
        .iter()
        .find(|r| kind(r) == "Patient")
        .and_then(|r| slim(r, &document))
        .ok_or_else(|| ApiError::from(ErrorCode::SummaryInvalid).with("rule", "card"))?;
    let mut chosen = vec![patient];
    let mut text = signed(&chosen)?;
    let mut left_off = 0;
    // The order is that of importance: when a long one finds no room, a shorter one behind it may.
    let kinds = [
        "AllergyIntolerance",
        "Condition",
        "MedicationStatement",
        "MedicationRequest",
        "Immunization",
    ];
    let wanted = kinds
        .iter()
        .flat_map(|name| all.iter().filter(move |r| kind(r) == *name))
        .filter_map(|r| slim(r, &document));
    for (n, resource) in wanted.enumerate() {
        if n >= TRIED {
            left_off += 1;
            continue;
        }
        chosen.push(resource);
        match signed(&chosen)? {
            longer if longer.len() <= ONE_CODE => text = longer,
            _ => {
                chosen.pop();
                left_off += 1;
            }
        }
    }
    if text.len() > ONE_CODE {
        return Err(ApiError::from(ErrorCode::SummaryInvalid).with("rule", "card"));
    }
    let keys = published(&key)?;
    Ok(SelfMade {
        text,
        left_off,
        keys,
    })
}

/// A key set with the public half (RFC 7517; SMART Health Cards, "Determining keys associated with an issuer").
fn published(key: &CardSigningKey) -> ApiResult<String> {
    let public = key.public().map_err(VaultError::from)?;
    let (x, y) = public.coordinates();
    let kid = public.thumbprint();
    let key = json!({"kty": "EC", "kid": kid, "use": "sig", "alg": "ES256", "crv": "P-256", "x": x, "y": y});
    Ok(json!({"keys": [key]}).to_string())
}

/// The record's own key; made at the first card.
fn key(record: &Record) -> ApiResult<CardSigningKey> {
    if let Some(text) = record.setting(KEY)? {
        return Ok(CardSigningKey::from_text(&text).map_err(VaultError::from)?);
    }
    let key = CardSigningKey::generate().map_err(VaultError::from)?;
    record.set_setting(KEY, &key.to_text().map_err(VaultError::from)?)?;
    Ok(key)
}

fn resources(document: &Value) -> Vec<&Value> {
    let entries = document.get("entry").and_then(Value::as_array);
    let entries = entries.map(Vec::as_slice).unwrap_or_default();
    entries.iter().filter_map(|e| e.get("resource")).collect()
}

fn kind(resource: &Value) -> &str {
    resource
        .get("resourceType")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn content(issued: i64, resources: &[Value]) -> String {
    let entries: Vec<Value> = resources
        .iter()
        .enumerate()
        .map(|(n, resource)| json!({"fullUrl": format!("resource:{n}"), "resource": resource}))
        .collect();
    json!({
        "iss": ISSUER,
        "nbf": issued,
        "vc": {
            "type": ["https://smarthealth.cards#health-card"],
            "credentialSubject": {
                "fhirVersion": "4.0.1",
                "fhirBundle": {"resourceType": "Bundle", "type": "collection", "entry": entries},
            },
        },
    })
    .to_string()
}

/// What of a resource goes onto a card: the fields named here and no others.
fn slim(resource: &Value, document: &Value) -> Option<Value> {
    let name = kind(resource);
    let mut out = Map::new();
    out.insert("resourceType".to_owned(), name.into());
    let mut copy = |fields: &[&str]| {
        for field in fields {
            if let Some(value) = resource.get(*field) {
                out.insert((*field).to_owned(), without_extensions(value));
            }
        }
    };
    match name {
        "Patient" => copy(&["birthDate"]),
        "AllergyIntolerance" => copy(&["criticality", "onsetDateTime"]),
        "Condition" => copy(&["onsetDateTime"]),
        "MedicationStatement" => copy(&["status", "effectiveDateTime", "effectivePeriod"]),
        "MedicationRequest" => copy(&["status", "intent", "authoredOn"]),
        "Immunization" => copy(&["status", "occurrenceDateTime", "lotNumber"]),
        _ => return None,
    }
    let whose = json!({"reference": "resource:0"});
    let mut concept = |field: &str, value: Option<&Value>| {
        let slim = value.and_then(slim_concept);
        let there = slim.is_some();
        if let Some(slim) = slim {
            out.insert(field.to_owned(), slim);
        }
        there
    };
    match name {
        "Patient" => {
            let names = resource.get("name").and_then(Value::as_array)?;
            let names: Vec<Value> = names.iter().take(1).map(slim_name).collect();
            out.insert("name".to_owned(), names.into());
            out.insert(
                "meta".to_owned(),
                json!({"security": [{"system": "https://smarthealth.cards/ial", "code": "IAL1"}]}),
            );
        }
        "AllergyIntolerance" | "Condition" => {
            concept("clinicalStatus", resource.get("clinicalStatus"));
            concept("verificationStatus", resource.get("verificationStatus"));
            if !concept("code", resource.get("code")) {
                return None;
            }
            let field = if name == "Condition" {
                "subject"
            } else {
                "patient"
            };
            out.insert(field.to_owned(), whose);
        }
        "Immunization" => {
            if !concept("vaccineCode", resource.get("vaccineCode")) {
                return None;
            }
            out.insert("patient".to_owned(), whose);
        }
        _ => {
            let direct = resource.get("medicationCodeableConcept");
            let code = direct.or_else(|| {
                let reference = resource.get("medicationReference")?.get("reference")?;
                let entries = document.get("entry")?.as_array()?;
                let target = entries
                    .iter()
                    .find(|e| e.get("fullUrl") == Some(reference))?;
                target.get("resource")?.get("code")
            });
            if !concept("medicationCodeableConcept", code) {
                return None;
            }
            out.insert("subject".to_owned(), whose);
        }
    }
    Some(Value::Object(out))
}

fn slim_name(name: &Value) -> Value {
    let mut out = Map::new();
    for field in ["family", "given"] {
        if let Some(value) = name.get(field) {
            out.insert(field.to_owned(), without_extensions(value));
        }
    }
    if out.is_empty()
        && let Some(text) = name.get("text")
    {
        out.insert("text".to_owned(), text.clone());
    }
    Value::Object(out)
}

/// One coding without its words; the words only where receivers do not have the code system.
fn slim_concept(concept: &Value) -> Option<Value> {
    let codings = concept.get("coding").and_then(Value::as_array);
    let codings = codings.map(Vec::as_slice).unwrap_or_default();
    let said = |coding: &Value| {
        let system = coding.get("system")?.as_str()?.to_owned();
        let code = coding.get("code")?.as_str()?.to_owned();
        Some((system, code))
    };
    let all: Vec<(String, String)> = codings.iter().filter_map(said).collect();
    let known = |system: &str| {
        KNOWN.contains(&system) || system.starts_with("http://terminology.hl7.org/CodeSystem/")
    };
    let best = all.iter().find(|(system, _)| known(system));
    let coding = best.or_else(|| all.first());
    let mut out = Map::new();
    if let Some((system, code)) = coding {
        out.insert(
            "coding".to_owned(),
            json!([{"system": system, "code": code}]),
        );
    }
    if best.is_none()
        && let Some(words) = concept.get("text").and_then(Value::as_str)
    {
        let words: String = words.chars().take(60).collect();
        out.insert("text".to_owned(), words.into());
    }
    (!out.is_empty()).then_some(Value::Object(out))
}

/// A value without ids and extensions.
fn without_extensions(value: &Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .iter()
                .filter(|(name, _)| *name != "extension" && *name != "id")
                .map(|(name, value)| (name.clone(), without_extensions(value)))
                .collect(),
        ),
        Value::Array(all) => all.iter().map(without_extensions).collect(),
        other => other.clone(),
    }
}
