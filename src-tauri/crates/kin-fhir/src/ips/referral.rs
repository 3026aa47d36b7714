//! Referrals: handed out as a document, and the answer that comes back.
//!
//! [`build()`] makes the IPS document first and turns it into a referral note, so that the coded entries are
//! those of every other hand-over: a `ServiceRequest` comes in front, with the person's reason and questions, and
//! points to every entry by `supportingInfo`. [`answer()`] makes a consultation note of the same machinery, whose
//! entries name the referral they answer. [`asked()`] and [`answers()`] read both back, ours and foreign ones.
//!
//! **A document, and no transaction or message.** A transaction needs a server that lets the patient write, a
//! message one that listens; a document is a file that can be carried, read as it stands (it has its own text) and
//! stored as a whole. The national referral guides that go by file take documents; whoever runs a FHIR server can
//! take the entries out of one, but not the text back out of a transaction.
//!
//! **`intent` is `plan`.** An `order` is a practitioner's authorisation to act, which a patient cannot give; a
//! `proposal` says that nobody means to make it happen, and the person does mean to go.
//!
//! # Source
//! HL7, FHIR R4 4.0.1: ServiceRequest; code system request-intent; Bundle (documents 3.3). HL7 Switzerland, CH ORF
//! (order and referral by form): Bundle of type document with Composition and ServiceRequest. HL7, BSeR 1.0.0:
//! referral request and referral feedback as document Bundles, the feedback naming the request. HL7, Clinical Order
//! Workflows 1.0.0-ballot: outputs of a referral carry `basedOn` to the request, by the placer's identifier. HL7,
//! FHIR Extensions Pack 5.1.0, event-basedOn (on Composition and Condition). LOINC 57133-1 Referral note, 42349-1
//! Reason for referral, 11488-4 Consultation note, 51848-0 Assessment, 18776-5 Plan of care.

mod check;
mod read;

pub use check::check;
pub use read::{Answering, Asked, answers, asked};

use super::build::{derive_uuid, format_uuid};
use super::narrative::{loinc_title, pick, word};
use super::resource::{escape, type_of};
use super::sections::LOINC;
use super::{Made, Originals, Stamp, r4};
use crate::FhirError;
use kin_model::summary::{Section, Summary, SummaryLanguage};
use serde_json::{Map, Value, json};

/// Type of a referral document.
pub(super) const REFERRAL_NOTE: &str = "57133-1";
/// Type of an answer.
pub(super) const CONSULT_NOTE: &str = "11488-4";
/// The section with the request.
const REASON: &str = "42349-1";
/// The section with the letter.
const ASSESSMENT: &str = "51848-0";
/// The section with what is to be done.
const PLAN: &str = "18776-5";
/// The section of an IPS document with the person's words.
const STORY: &str = "81338-6";
/// System of identifiers that are a URI.
pub const URI: &str = "urn:ietf:rfc:3986";
const SNOMED: &str = "http://snomed.info/sct";
/// SNOMED CT "Patient referral", as category of the request (NHS BaRS and others).
pub(super) const PATIENT_REFERRAL: &str = "3457005";
/// "A plan, proposal or order that is fulfilled in whole or in part by this event."
pub(super) const EVENT_BASED_ON: &str = "http://hl7.org/fhir/StructureDefinition/event-basedOn";
/// Code system of `PATAST`, "patient asserted".
const OBSERVATION_VALUE: &str = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";

/// Types whose `basedOn` may point to a ServiceRequest.
///
/// # Source
/// FHIR R4 4.0.1, the targets of each `basedOn`.
const BASED_ON: &[&str] = &[
    "Appointment",
    "Communication",
    "DiagnosticReport",
    "Encounter",
    "ImagingStudy",
    "MedicationRequest",
    "MedicationStatement",
    "Observation",
    "Procedure",
    "QuestionnaireResponse",
];

/// What is asked for, beside the reason and the questions, which are the summary's.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The referral's own uuid, the same each time it is handed out.
    pub uuid: &'a str,
    /// What it is called: "Referral to cardiology".
    pub title: &'a str,
    /// To whom, in words: "Cardiology", "Dr Wang, City Hospital".
    pub to: Option<&'a str>,
    /// SNOMED CT code of the specialty and its display (value set c80-practice-codes).
    pub specialty: Option<(&'a str, &'a str)>,
    /// The doctor who said so; else the person asks by themselves.
    pub requester: Option<&'a str>,
    /// When it was first handed out, RFC 3339.
    pub authored: &'a str,
}

/// What is answered, beside the entries, which are the summary's.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The referral's identifier: system and value.
    pub identifier: (&'a str, &'a str),
    /// What the referral is called.
    pub title: &'a str,
    /// The letter; paragraphs stand apart by an empty line.
    pub letter: &'a str,
    /// What is to be done; may be empty.
    pub plan: &'a str,
    /// Who answers: "Dr Wang, cardiology"; else the person passes it on.
    pub author: Option<&'a str>,
}

/// Codes of specialties by the keys of our table: key, SNOMED CT code, display. A specialty without one is said in words.
///
/// # Source
/// FHIR R4 4.0.1, value set c80-practice-codes (SNOMED CT codes of practice settings).
const SPECIALTIES: &[(&str, &str, &str)] = &[
    ("cardiology", "394579002", "Cardiology"),
    ("endocrinology", "394583002", "Endocrinology"),
    ("nephrology", "394589003", "Nephrology"),
    ("neurology", "394591006", "Neurology"),
    ("gastroenterology", "394584008", "Gastroenterology"),
    ("pulmonology", "418112009", "Pulmonary medicine"),
    ("rheumatology", "394810000", "Rheumatology"),
    ("oncology", "394593009", "Medical oncology"),
    ("orthopaedics", "394801008", "Trauma and orthopedics"),
    ("ophthalmology", "394594003", "Ophthalmology"),
    ("dermatology", "394582007", "Dermatology"),
    ("urology", "394612005", "Urology"),
    ("gynaecology", "394586005", "Gynecology"),
    ("psychiatry", "394587001", "Psychiatry"),
    ("ent", "418960008", "Otolaryngology"),
    ("surgery", "394609007", "Surgery-General"),
    ("geriatrics", "394811001", "Geriatric medicine"),
];

/// Code and display of a specialty of our table.
#[must_use]
pub fn specialty_code(key: &str) -> Option<(&'static str, &'static str)> {
    SPECIALTIES
        .iter()
        .find(|(known, _, _)| *known == key)
        .map(|(_, code, display)| (*code, *display))
}

/// A random uuid as text.
#[must_use]
pub fn uuid_text(random: [u8; 16]) -> String {
    format_uuid(random, 0x40)
}

/// The value by which answers name a referral.
#[must_use]
pub fn identifier_value(uuid: &str) -> String {
    format!("urn:uuid:{uuid}")
}

/// The request as it is kept in the person's own record.
#[must_use]
pub fn request(summary: &Summary, request: &Request<'_>, person: &str) -> Vec<u8> {
    let requester = request.requester.map(|name| json!({"display": name}));
    let subject = format!("Patient/{person}");
    let requester = requester.unwrap_or_else(|| json!({"reference": subject}));
    let mut body = service_request(summary, request, &subject, requester);
    // The tags are for a receiver.
    if let Some(object) = body.as_object_mut() {
        object.shift_remove("meta");
    }
    r4::clean(&mut body, &mut Vec::new());
    body.to_string().into_bytes()
}

fn service_request(
    summary: &Summary,
    request: &Request<'_>,
    subject: &str,
    requester: Value,
) -> Value {
    let mut body = Map::new();
    let mut put = |key: &str, value: Value| body.insert(key.to_owned(), value);
    put("resourceType", json!("ServiceRequest"));
    put("id", json!(request.uuid));
    put(
        "meta",
        json!({"security": [{"system": OBSERVATION_VALUE, "code": "PATAST"}]}),
    );
    put(
        "identifier",
        json!([{"system": URI, "value": identifier_value(request.uuid)}]),
    );
    put("status", json!("active"));
    put("intent", json!("plan"));
    put(
        "category",
        json!([{"coding": [{"system": SNOMED, "code": PATIENT_REFERRAL, "display": "Patient referral"}]}]),
    );
    put("code", json!({"text": request.title}));
    put("subject", json!({"reference": subject}));
    put("authoredOn", json!(request.authored));
    put("requester", requester);
    let to = request.to.map(str::trim).filter(|t| !t.is_empty());
    let coding = request
        .specialty
        .map(|(code, display)| json!([{"system": SNOMED, "code": code, "display": display}]));
    match (to, coding) {
        (Some(to), Some(coding)) => {
            put("performerType", json!({"coding": coding, "text": to}));
        }
        (Some(to), None) => {
            put("performerType", json!({"text": to}));
        }
        (None, Some(coding)) => {
            put("performerType", json!({"coding": coding}));
        }
        (None, None) => {}
    }
    let reason = summary.reason.trim();
    if !reason.is_empty() {
        put("reasonCode", json!([{"text": reason}]));
    }
    let questions: Vec<Value> = summary
        .questions
        .iter()
        .map(|q| q.trim())
        .filter(|q| !q.is_empty())
        .map(|q| json!({"text": q}))
        .collect();
    if !questions.is_empty() {
        put("note", Value::Array(questions));
    }
    Value::Object(body)
}

/// A document taken apart.
struct Parts {
    bundle: Map<String, Value>,
    composition: Map<String, Value>,
    /// The Composition's own address.
    address: String,
    /// All others: the Patient, the program, entries, what came along.
    entries: Vec<(String, Value)>,
    patient_url: String,
}

impl Parts {
    /// Of our own bytes: it is a document.
    fn of(bytes: &[u8]) -> Option<Self> {
        let Value::Object(mut bundle) = serde_json::from_slice(bytes).ok()? else {
            return None;
        };
        let Some(Value::Array(list)) = bundle.shift_remove("entry") else {
            return None;
        };
        let mut entries: Vec<(String, Value)> = list
            .into_iter()
            .filter_map(|mut e| {
                let url = e.get("fullUrl")?.as_str()?.to_owned();
                Some((url, e.get_mut("resource").map(Value::take)?))
            })
            .collect();
        let at = entries
            .iter()
            .position(|(_, r)| type_of(r) == "Composition")?;
        let (address, composition) = entries.remove(at);
        let Value::Object(composition) = composition else {
            return None;
        };
        let patient_url = entries
            .iter()
            .find(|(_, r)| type_of(r) == "Patient")
            .map(|(url, _)| url.clone())?;
        Some(Self {
            bundle,
            composition,
            address,
            entries,
            patient_url,
        })
    }

    /// The entries that the sections list, each once, in their order.
    fn listed(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        let sections = self.composition.get("section").and_then(Value::as_array);
        for section in sections.into_iter().flatten() {
            let entries = section.get("entry").and_then(Value::as_array);
            for entry in entries.into_iter().flatten() {
                if let Some(url) = entry.get("reference").and_then(Value::as_str)
                    && !all.iter().any(|u| u == url)
                {
                    all.push(url.to_owned());
                }
            }
        }
        all
    }

    /// What kind of document it is, with the title that belongs to it.
    fn call(&mut self, code: &str, title: &str, summary: &Summary) {
        let display = loinc_title(SummaryLanguage::En, code);
        self.composition.insert(
            "type".into(),
            json!({"coding": [{"system": LOINC, "code": code, "display": display}]}),
        );
        let name = summary.person.name.text.trim();
        self.composition
            .insert("title".into(), json!(format!("{title} · {name}")));
        // It is an IPS no more; the profiles would be claimed in vain.
        self.composition.shift_remove("meta");
        self.bundle.shift_remove("meta");
    }

    /// The sections, to be put back with [`Self::put_sections`].
    fn take_sections(&mut self) -> Vec<Value> {
        match self.composition.shift_remove("section") {
            Some(Value::Array(list)) => list,
            _ => Vec::new(),
        }
    }

    fn put_sections(&mut self, sections: Vec<Value>) {
        self.composition
            .insert("section".into(), Value::Array(sections));
    }

    /// Writes the Bundle again.
    fn close(mut self) -> Vec<u8> {
        let composition = Value::Object(self.composition);
        let all = std::iter::once((self.address, composition)).chain(self.entries);
        let list: Vec<Value> = all
            .map(|(url, resource)| json!({"fullUrl": url, "resource": resource}))
            .collect();
        self.bundle.insert("entry".into(), Value::Array(list));
        Value::Object(self.bundle).to_string().into_bytes()
    }
}

/// Makes the referral as a document.
///
/// # Errors
/// As [`super::build()`].
pub fn build(
    summary: &Summary,
    stamp: &Stamp<'_>,
    originals: &Originals<'_>,
    request: &Request<'_>,
) -> Result<Made, FhirError> {
    let document = super::build(summary, stamp, originals)?;
    let language = summary.language;
    let mut parts = Parts::of(&document.bytes).ok_or(FhirError::Impossible {
        field: "document",
        reason: "empty",
    })?;
    let mut body = {
        let requester = match request.requester {
            Some(name) => practitioner(&mut parts, stamp, name),
            None => json!({"reference": parts.patient_url}),
        };
        service_request(summary, request, &parts.patient_url.clone(), requester)
    };
    let supporting: Vec<Value> = parts
        .listed()
        .into_iter()
        .map(|url| json!({"reference": url}))
        .collect();
    if let Some(object) = body.as_object_mut()
        && !supporting.is_empty()
    {
        object.insert("supportingInfo".into(), Value::Array(supporting));
    }
    if !r4::clean(&mut body, &mut Vec::new()) {
        return Err(FhirError::Impossible {
            field: "request",
            reason: "empty",
        });
    }
    let url = identifier_value(request.uuid);
    parts.entries.insert(0, (url.clone(), body));
    parts.call(REFERRAL_NOTE, request.title, summary);
    let has_story = summary.story.is_some()
        || (summary.sections.iter())
            .any(|s| s.section == Section::PatientStory && !s.rows.is_empty());
    let mut sections = parts.take_sections();
    // Reason and questions stand in the first section; a story and notes of one's own stay where they are.
    if !has_story {
        sections.retain(|s| !is_section(s, STORY));
    }
    sections.insert(0, reason_section(summary, request, &url, language));
    parts.put_sections(sections);
    Ok(Made {
        bytes: parts.close(),
        findings: document.findings,
        entries: document.entries,
    })
}

fn is_section(section: &Value, code: &str) -> bool {
    section
        .pointer("/code/coding/0/code")
        .and_then(Value::as_str)
        == Some(code)
}

fn section_head(code: &str, language: SummaryLanguage) -> Map<String, Value> {
    let mut part = Map::new();
    part.insert("title".into(), json!(title_of(code, language)));
    part.insert(
        "code".into(),
        json!({"coding": [{"system": LOINC, "code": code}]}),
    );
    part
}

/// The heading of a section.
fn title_of(code: &str, language: SummaryLanguage) -> String {
    match code {
        REASON => pick(language, "Reason for referral", "转诊原因"),
        ASSESSMENT => pick(language, "Letter", "回复信"),
        other => loinc_title(language, other),
    }
}

fn reason_section(
    summary: &Summary,
    request: &Request<'_>,
    url: &str,
    language: SummaryLanguage,
) -> Value {
    let mut inner = String::new();
    let mut paragraph = |text: &str| {
        inner.push_str("<p>");
        escape(text, &mut inner);
        inner.push_str("</p>");
    };
    paragraph(request.title);
    if let Some(to) = request.to.map(str::trim).filter(|t| !t.is_empty()) {
        paragraph(&format!("{}: {to}", pick(language, "To", "转至")));
    }
    if let Some(by) = request.requester {
        paragraph(&format!("{}: {by}", pick(language, "Sent by", "转诊医生")));
    }
    if !summary.reason.trim().is_empty() {
        paragraph(&format!(
            "{}: {}",
            word(language, "reason"),
            summary.reason.trim()
        ));
    }
    let questions: Vec<&str> = summary
        .questions
        .iter()
        .map(|q| q.trim())
        .filter(|q| !q.is_empty())
        .collect();
    if !questions.is_empty() {
        inner.push_str("<p><b>");
        escape(&word(language, "questions"), &mut inner);
        inner.push_str("</b></p><ul>");
        for question in questions {
            inner.push_str("<li>");
            escape(question, &mut inner);
            inner.push_str("</li>");
        }
        inner.push_str("</ul>");
    }
    let mut part = section_head(REASON, language);
    part.insert("text".into(), narrative(&inner, "generated"));
    part.insert("entry".into(), json!([{"reference": url}]));
    Value::Object(part)
}

fn narrative(inner: &str, status: &str) -> Value {
    json!({
        "status": status,
        "div": format!("<div xmlns=\"http://www.w3.org/1999/xhtml\">{inner}</div>"),
    })
}

/// Somebody of whom only the name is known.
fn practitioner(parts: &mut Parts, stamp: &Stamp<'_>, name: &str) -> Value {
    let id = derive_uuid(stamp.uuid, &format!("practitioner {name}"));
    let url = format!("urn:uuid:{id}");
    let mut body = json!({
        "resourceType": "Practitioner", "id": id, "name": [{"text": name}],
    });
    if r4::clean(&mut body, &mut Vec::new()) {
        parts.entries.push((url.clone(), body));
        json!({"reference": url, "display": name})
    } else {
        json!({"display": name})
    }
}

/// The answer to a referral as a document: the letter, what is to be done, and the entries of the summary, each
/// naming the referral.
///
/// # Errors
/// As [`super::build()`]; [`FhirError::Impossible`] when there is nothing to say.
pub fn answer(
    summary: &Summary,
    stamp: &Stamp<'_>,
    originals: &Originals<'_>,
    answer: &Answer<'_>,
) -> Result<Made, FhirError> {
    let empty = FhirError::Impossible {
        field: "letter",
        reason: "empty",
    };
    let has_rows = summary.sections.iter().any(|s| !s.rows.is_empty());
    if answer.letter.trim().is_empty() && answer.plan.trim().is_empty() && !has_rows {
        return Err(empty);
    }
    let document = super::build(summary, stamp, originals)?;
    let language = summary.language;
    let mut parts = Parts::of(&document.bytes).ok_or(empty)?;
    let (system, value) = answer.identifier;
    let named = json!({
        "type": "ServiceRequest",
        "identifier": {"system": system, "value": value},
        "display": answer.title,
    });
    let listed = parts.listed();
    for (url, body) in &mut parts.entries {
        if listed.contains(url) {
            name_referral(body, &named);
        }
    }
    let title = pick(
        language,
        &format!("Answer: {}", answer.title),
        &format!("回复：{}", answer.title),
    );
    parts.call(CONSULT_NOTE, &title, summary);
    parts.composition.insert(
        "extension".into(),
        json!([{"url": EVENT_BASED_ON, "valueReference": named}]),
    );
    if let Some(name) = answer.author.map(str::trim).filter(|a| !a.is_empty()) {
        let who = practitioner(&mut parts, stamp, name);
        parts.composition.insert("author".into(), json!([who]));
    }
    let plan = care_plan(&mut parts, stamp, answer);
    let mut sections = parts.take_sections();
    // An answer says nothing about what it is not about.
    sections.retain(|s| s.get("emptyReason").is_none() || s.get("entry").is_some() || has_table(s));
    sections.retain(|s| !is_section(s, STORY));
    if !answer.letter.trim().is_empty() {
        let mut part = section_head(ASSESSMENT, language);
        part.insert(
            "text".into(),
            narrative(&paragraphs(answer.letter), "additional"),
        );
        sections.insert(0, Value::Object(part));
    }
    if !answer.plan.trim().is_empty() {
        add_plan(&mut sections, answer.plan, plan, language);
    }
    parts.put_sections(sections);
    Ok(Made {
        bytes: parts.close(),
        findings: document.findings,
        entries: document.entries,
    })
}

/// Rows that are only in the text of a section whose `emptyReason` says that no entry could be made.
fn has_table(section: &Value) -> bool {
    section
        .pointer("/text/div")
        .and_then(Value::as_str)
        .is_some_and(|div| div.contains("<table>"))
}

/// Says in an entry which referral it answers, where its type has a place for it.
fn name_referral(body: &mut Value, named: &Value) {
    let kind = type_of(body).to_owned();
    let Some(object) = body.as_object_mut() else {
        return;
    };
    let push = |list: &mut Value, item: Value| {
        if let Value::Array(list) = list {
            list.push(item);
        }
    };
    if BASED_ON.contains(&kind.as_str()) {
        push(
            object.entry("basedOn").or_insert_with(|| json!([])),
            named.clone(),
        );
    } else if kind == "Condition" {
        let one = json!({"url": EVENT_BASED_ON, "valueReference": named});
        push(object.entry("extension").or_insert_with(|| json!([])), one);
    } else if kind == "DocumentReference"
        && let Value::Object(context) = object.entry("context").or_insert_with(|| json!({}))
    {
        push(
            context.entry("related").or_insert_with(|| json!([])),
            named.clone(),
        );
    }
}

/// What is to be done, as a plan of its own.
fn care_plan(parts: &mut Parts, stamp: &Stamp<'_>, answer: &Answer<'_>) -> Option<String> {
    let text = answer.plan.trim();
    if text.is_empty() {
        return None;
    }
    let id = derive_uuid(stamp.uuid, "plan");
    let url = format!("urn:uuid:{id}");
    let first: String = text
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(120)
        .collect();
    let mut body = json!({
        "resourceType": "CarePlan", "id": id, "status": "active", "intent": "plan",
        "title": first,
        "description": text,
        "subject": {"reference": parts.patient_url},
        "created": stamp.instant,
    });
    if let (Some(name), Some(object)) = (answer.author, body.as_object_mut())
        && !name.trim().is_empty()
    {
        object.insert("author".into(), json!({"display": name.trim()}));
    }
    r4::clean(&mut body, &mut Vec::new()).then(|| {
        parts.entries.push((url.clone(), body));
        url
    })
}

/// Puts the plan into the section of plans, which may be there already.
fn add_plan(sections: &mut Vec<Value>, plan: &str, url: Option<String>, language: SummaryLanguage) {
    let entry = url.map(|url| json!({"reference": url}));
    let words = paragraphs(plan);
    if let Some(section) = sections.iter_mut().find(|s| is_section(s, PLAN)) {
        let old = section
            .pointer("/text/div")
            .and_then(Value::as_str)
            .and_then(|div| div.split_once('>'))
            .and_then(|(_, rest)| rest.strip_suffix("</div>"))
            .unwrap_or_default()
            .to_owned();
        if let Some(object) = section.as_object_mut() {
            object.insert(
                "text".into(),
                narrative(&format!("{words}{old}"), "additional"),
            );
            if let (Value::Array(list), Some(entry)) =
                (object.entry("entry").or_insert_with(|| json!([])), entry)
            {
                list.insert(0, entry);
            }
        }
        return;
    }
    let mut part = section_head(PLAN, language);
    part.insert("text".into(), narrative(&words, "additional"));
    if let Some(entry) = entry {
        part.insert("entry".into(), json!([entry]));
    }
    sections.push(Value::Object(part));
}

/// Typed text as paragraphs.
fn paragraphs(text: &str) -> String {
    let mut out = String::new();
    let unified = text.replace("\r\n", "\n");
    for block in unified
        .split("\n\n")
        .map(str::trim)
        .filter(|b| !b.is_empty())
    {
        out.push_str("<p>");
        for (i, line) in block.lines().enumerate() {
            if i > 0 {
                out.push_str("<br/>");
            }
            escape(line, &mut out);
        }
        out.push_str("</p>");
    }
    out
}

#[cfg(test)]
mod tests;
