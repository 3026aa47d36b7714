//! What the person tells: medicines, allergies, problems, notes, documents.

use super::{
    Allergy, Authored, Document, Medicine, Note, OWN_SYSTEM, Problem, author, fhir_date, optional,
    start, subject, text,
};
use crate::FhirError;
use kin_model::{Precision, system};
use serde_json::{Map, Value, json};

/// The heading of a note without one.
pub(super) const NOTE_TITLE: &str = "Note";

const CLINICAL_STATUS: &str = "http://terminology.hl7.org/CodeSystem/condition-clinical";
const ALLERGY_CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
const ALLERGY_VERIFICATION: &str =
    "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
const ABSENT_REASON: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

fn status(system: &str, code: &str) -> Value {
    json!({ "coding": [{ "system": system, "code": code }] })
}

/// A `MedicationStatement`; name and strength stay apart as two displays without code, the text
/// joins them. An unknown period is said to be unknown.
pub(super) fn medicine(authored: &Authored, m: &Medicine) -> Result<Map<String, Value>, FhirError> {
    let name = text("name", &m.name)?;
    let strength = optional("strength", m.strength.as_ref())?;
    let mut map = start("MedicationStatement", authored);
    map.insert(
        "status".to_owned(),
        json!(if m.active { "active" } else { "stopped" }),
    );
    let joined = strength
        .as_ref()
        .map_or_else(|| name.clone(), |s| format!("{name} {s}"));
    let mut codings = vec![json!({ "display": name })];
    codings.extend(strength.map(|s| json!({ "display": s })));
    codings.extend(m.course.codes.iter().map(|c| json!(c)));
    map.insert(
        "medicationCodeableConcept".to_owned(),
        json!({ "coding": codings, "text": joined }),
    );
    map.insert("subject".to_owned(), subject(authored));
    if m.since.is_some() || m.until.is_some() {
        let mut period = Map::new();
        if let Some(since) = &m.since {
            period.insert("start".to_owned(), json!(fhir_date(since)));
        }
        if let Some(until) = &m.until {
            if m.since
                .is_some_and(|s| s.sort_seconds() > until.sort_seconds())
            {
                return Err(FhirError::Impossible {
                    field: "until",
                    reason: "before-since",
                });
            }
            period.insert("end".to_owned(), json!(fhir_date(until)));
        }
        map.insert("effectivePeriod".to_owned(), Value::Object(period));
    } else {
        map.insert(
            "_effectiveDateTime".to_owned(),
            json!({ "extension": [{ "url": ABSENT_REASON, "valueCode": "unknown" }] }),
        );
    }
    map.insert("dateAsserted".to_owned(), json!(authored.recorded));
    map.insert("informationSource".to_owned(), author(authored));
    if let Some(reason) = optional("reason", m.reason.as_ref())? {
        map.insert("reasonCode".to_owned(), json!([{ "text": reason }]));
    }
    let dosage = optional("dosage", m.dosage.as_ref())?;
    super::dosing::write_course(&mut map, &m.course, dosage, m.active)?;
    Ok(map)
}

fn allergy_start(authored: &Authored) -> Map<String, Value> {
    let mut map = start("AllergyIntolerance", authored);
    map.insert(
        "clinicalStatus".to_owned(),
        status(ALLERGY_CLINICAL, "active"),
    );
    map.insert(
        "verificationStatus".to_owned(),
        status(ALLERGY_VERIFICATION, "unconfirmed"),
    );
    map
}

fn allergy_end(map: &mut Map<String, Value>, authored: &Authored) {
    map.insert("patient".to_owned(), subject(authored));
    map.insert("recordedDate".to_owned(), json!(authored.recorded));
    map.insert("recorder".to_owned(), author(authored));
}

/// An `AllergyIntolerance`, unconfirmed, because a person typed it.
pub(super) fn allergy(authored: &Authored, a: &Allergy) -> Result<Map<String, Value>, FhirError> {
    let substance = text("substance", &a.substance)?;
    let mut map = allergy_start(authored);
    map.insert("code".to_owned(), json!({ "text": substance }));
    allergy_end(&mut map, authored);
    if let Some(since) = &a.since {
        map.insert("onsetDateTime".to_owned(), json!(fhir_date(since)));
    }
    let reaction = optional("reaction", a.reaction.as_ref())?;
    if reaction.is_some() || a.severity.is_some() {
        // FHIR wants a manifestation wherever there is a reaction.
        let words = reaction.unwrap_or_else(|| "Not described".to_owned());
        let mut item = Map::new();
        item.insert("manifestation".to_owned(), json!([{ "text": words }]));
        if let Some(severity) = a.severity {
            item.insert("severity".to_owned(), json!(severity.code()));
        }
        map.insert("reaction".to_owned(), json!([Value::Object(item)]));
    }
    Ok(map)
}

/// The person's statement that no allergies are known.
///
/// # Source
/// IPS 2.0.0, value set "absent or unknown allergies": SNOMED CT 716186003 "No known allergy".
pub(super) fn no_known_allergies(authored: &Authored) -> Map<String, Value> {
    let mut map = allergy_start(authored);
    map.insert(
        "code".to_owned(),
        json!({ "coding": [{ "system": system::SNOMED, "code": "716186003", "display": "No known allergy" }], "text": "No known allergies" }),
    );
    allergy_end(&mut map, authored);
    map
}

/// A `Condition` in the person's words.
pub(super) fn problem(authored: &Authored, p: &Problem) -> Result<Map<String, Value>, FhirError> {
    let name = text("name", &p.name)?;
    let mut map = start("Condition", authored);
    map.insert(
        "clinicalStatus".to_owned(),
        status(
            CLINICAL_STATUS,
            if p.active { "active" } else { "resolved" },
        ),
    );
    map.insert(
        "category".to_owned(),
        json!([{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-category", "code": "problem-list-item" }] }]),
    );
    map.insert("code".to_owned(), json!({ "text": name }));
    map.insert("subject".to_owned(), subject(authored));
    if let Some(since) = &p.since {
        map.insert("onsetDateTime".to_owned(), json!(fhir_date(since)));
    }
    map.insert("recordedDate".to_owned(), json!(authored.recorded));
    map.insert("recorder".to_owned(), author(authored));
    Ok(map)
}

/// A note: an Observation whose value are the person's words (FHIR has no resource for a diary).
pub(super) fn note(authored: &Authored, n: &Note) -> Result<Map<String, Value>, FhirError> {
    let words = text("text", &n.text)?;
    let at = authored.at.ok_or(FhirError::Impossible {
        field: "at",
        reason: "empty",
    })?;
    let title = optional("title", n.title.as_ref())?.unwrap_or_else(|| NOTE_TITLE.to_owned());
    let mut map = start("Observation", authored);
    map.insert("status".to_owned(), json!("final"));
    map.insert(
        "code".to_owned(),
        json!({ "coding": [{ "system": OWN_SYSTEM, "code": "note", "display": "Note in own words" }], "text": title }),
    );
    map.insert("subject".to_owned(), subject(authored));
    map.insert("effectiveDateTime".to_owned(), json!(fhir_date(&at)));
    map.insert("issued".to_owned(), json!(authored.recorded));
    map.insert("performer".to_owned(), json!([author(authored)]));
    map.insert("valueString".to_owned(), json!(words));
    Ok(map)
}

/// A `DocumentReference` to files in the vault. `date` is the instant of recording; the document's
/// own date, of any precision, is the start of its period. Its author is the institution that made it, where that is
/// told, else who put it in.
pub(super) fn document(authored: &Authored, d: &Document) -> Result<Map<String, Value>, FhirError> {
    let title = text("title", &d.title)?;
    let mut map = start("DocumentReference", authored);
    map.insert("status".to_owned(), json!("current"));
    let kind = optional("kindText", d.kind_text.as_ref())?;
    if kind.is_some() || d.code.is_some() {
        let mut concept = Map::new();
        if let Some(code) = &d.code {
            concept.insert("coding".to_owned(), json!([code]));
        }
        if let Some(kind) = kind {
            concept.insert("text".to_owned(), json!(kind));
        }
        map.insert("type".to_owned(), Value::Object(concept));
    }
    map.insert("subject".to_owned(), subject(authored));
    map.insert("date".to_owned(), json!(authored.recorded));
    let institution = optional("institution", d.institution.as_ref())?;
    let made = institution.map_or_else(
        || author(authored),
        |name| json!({ "type": "Organization", "display": name }),
    );
    map.insert("author".to_owned(), json!([made]));
    if !authored.note.trim().is_empty() {
        map.insert(
            "description".to_owned(),
            json!(text("note", &authored.note)?),
        );
    }
    let pages: Vec<Value> = std::iter::once(d)
        .chain(&d.more)
        .map(|file| {
            let mut attachment = Map::new();
            attachment.insert("contentType".to_owned(), json!(file.content_type));
            attachment.insert(
                "url".to_owned(),
                json!(format!("attachment:{}", file.attachment)),
            );
            attachment.insert("size".to_owned(), json!(file.size));
            attachment.insert("title".to_owned(), json!(title));
            if let Some(at) = authored.at.filter(|a| a.precision() >= Precision::Day) {
                attachment.insert("creation".to_owned(), json!(fhir_date(&at)));
            }
            json!({ "attachment": Value::Object(attachment) })
        })
        .collect();
    map.insert("content".to_owned(), json!(pages));
    if let Some(at) = &authored.at {
        map.insert(
            "context".to_owned(),
            json!({ "period": { "start": fhir_date(at) } }),
        );
    }
    Ok(map)
}

/// Reads back what [`document`] made.
pub(super) fn parse_document(resource: &Value) -> Option<Document> {
    let word = |from: &Value, path: &str| {
        from.pointer(path)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let mut files = resource.get("content")?.as_array()?.iter().map(|content| {
        let file = content.get("attachment")?;
        Some(Document {
            title: word(file, "/title")?,
            attachment: word(file, "/url")?.strip_prefix("attachment:")?.to_owned(),
            content_type: word(file, "/contentType").unwrap_or_default(),
            size: file.get("size").and_then(Value::as_u64).unwrap_or(0),
            ..Document::default()
        })
    });
    let first = files.next()??;
    let coding = resource.pointer("/type/coding/0");
    Some(Document {
        kind_text: word(resource, "/type/text"),
        code: coding.and_then(|coding| serde_json::from_value(coding.clone()).ok()),
        institution: word(resource, "/author/0/display")
            .filter(|_| word(resource, "/author/0/type").as_deref() == Some("Organization")),
        // Where one of them is not understood, none of it is a form.
        more: files.collect::<Option<Vec<_>>>()?,
        ..first
    })
}
