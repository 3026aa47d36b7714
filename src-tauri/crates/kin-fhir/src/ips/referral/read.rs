//! A request and what answers it, read from any system's resources.

use super::{EVENT_BASED_ON, PATIENT_REFERRAL, SNOMED};
use crate::ips::resource::type_of;
use serde_json::Value;

/// Most references that one resource is looked at for.
const MOST: usize = 64;

/// What a request says for people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// Its identifiers: (system, value).
    pub identifiers: Vec<(String, String)>,
    /// What it is called.
    pub title: String,
    /// Why, in the words of whoever asks.
    pub reasons: Vec<String>,
    /// Questions and remarks.
    pub questions: Vec<String>,
    /// To whom.
    pub to: Option<String>,
    /// Who asks.
    pub requester: Option<String>,
    /// When it was written.
    pub authored: Option<String>,
    /// `active`, `completed` …
    pub status: String,
    /// It sends the person to somebody; else it orders a test or a treatment.
    pub is_referral: bool,
}

fn text(value: &Value, key: &str) -> Option<String> {
    let text = value.get(key)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A list, or one thing as a list of one.
fn items<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    match value.get(key) {
        Some(Value::Array(list)) => list,
        Some(one) => std::slice::from_ref(one),
        None => &[],
    }
}

/// The words of a CodeableConcept.
fn concept(value: &Value) -> Option<String> {
    text(value, "text").or_else(|| {
        items(value, "coding")
            .iter()
            .find_map(|c| text(c, "display").or_else(|| text(c, "code")))
    })
}

/// Codes of SNOMED CT by which a request says that it sends the person on: "Patient referral", "Patient referral to
/// specialist".
const REFERRALS: [&str; 2] = [PATIENT_REFERRAL, "103696004"];

/// Reads a `ServiceRequest` (or a `ReferralRequest` of STU3); `None` for anything else.
#[must_use]
pub fn asked(body: &[u8]) -> Option<Asked> {
    let value = crate::value_of(body)?;
    let kind = type_of(&value);
    if !matches!(kind, "ServiceRequest" | "ReferralRequest") {
        return None;
    }
    let says = |key: &str| {
        items(&value, key)
            .iter()
            .flat_map(|c| items(c, "coding"))
            .any(|c| {
                text(c, "system").as_deref() == Some(SNOMED)
                    && text(c, "code").is_some_and(|c| REFERRALS.contains(&c.as_str()))
            })
    };
    let words = |key: &str| {
        let all = items(&value, key).iter();
        all.filter_map(concept).take(MOST).collect::<Vec<_>>()
    };
    Some(Asked {
        identifiers: items(&value, "identifier")
            .iter()
            .take(MOST)
            .filter_map(|i| Some((text(i, "system").unwrap_or_default(), text(i, "value")?)))
            .collect(),
        title: value
            .get("code")
            .and_then(concept)
            .or_else(|| words("serviceRequested").into_iter().next())
            .or_else(|| text(&value, "description"))
            .unwrap_or_default(),
        reasons: words("reasonCode"),
        questions: items(&value, "note")
            .iter()
            .filter_map(|n| text(n, "text"))
            .take(MOST)
            .collect(),
        to: value
            .get("performerType")
            .and_then(concept)
            .or_else(|| words("specialty").into_iter().next())
            .or_else(|| {
                items(&value, "performer")
                    .iter()
                    .find_map(|p| text(p, "display"))
            }),
        requester: value.get("requester").and_then(|r| text(r, "display")),
        authored: text(&value, "authoredOn"),
        status: text(&value, "status").unwrap_or_default(),
        is_referral: kind == "ReferralRequest" || says("category") || says("code"),
    })
}

/// What a resource says it answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answering {
    /// References: `ServiceRequest/7`, `urn:uuid:…`.
    pub references: Vec<String>,
    /// Values of identifiers.
    pub identifiers: Vec<String>,
    /// It speaks for the whole file: a `Composition`, a `Task` or a header of a message.
    pub whole: bool,
}

impl Answering {
    fn take(&mut self, reference: &Value) {
        if self.references.len() + self.identifiers.len() >= MOST {
            return;
        }
        self.references.extend(text(reference, "reference"));
        if let Some(identifier) = reference.get("identifier") {
            self.identifiers.extend(text(identifier, "value"));
        }
    }

    fn take_all(&mut self, value: &Value, key: &str) {
        for reference in items(value, key) {
            self.take(reference);
        }
    }
}

/// What a resource answers; `None` when it answers nothing.
///
/// # Source
/// FHIR R4 4.0.1, `basedOn` of the event pattern, DocumentReference.context.related, Task.focus, MessageHeader.focus;
/// STU3 `incomingReferral`, DSTU2 `request`; HL7, FHIR Extensions Pack 5.1.0, event-basedOn; BSeR 1.0.0, the feedback
/// Composition whose summary section refers to the request.
#[must_use]
pub fn answers(body: &[u8]) -> Option<Answering> {
    let value = crate::value_of(body)?;
    let mut found = Answering::default();
    let kind = type_of(&value);
    // A request that is based on another one, or replaces it, is no answer to it.
    if matches!(kind, "ServiceRequest" | "ReferralRequest" | "Patient") {
        return None;
    }
    for key in ["basedOn", "incomingReferral", "request", "referral"] {
        found.take_all(&value, key);
    }
    for extension in items(&value, "extension") {
        if text(extension, "url").as_deref() == Some(EVENT_BASED_ON)
            && let Some(reference) = extension.get("valueReference")
        {
            found.take(reference);
        }
    }
    match kind {
        "DocumentReference" => {
            if let Some(context) = value.get("context") {
                found.take_all(context, "related");
            }
        }
        "Communication" => {
            found.take_all(&value, "about");
            found.take_all(&value, "inResponseTo");
        }
        "Task" | "MessageHeader" => {
            found.whole = true;
            found.take_all(&value, "focus");
        }
        "Composition" => {
            found.whole = true;
            // A referral itself lists its request in a section: that is no answer.
            let is_referral = items(&value, "type")
                .iter()
                .flat_map(|t| items(t, "coding"))
                .any(|c| text(c, "code").as_deref() == Some(super::REFERRAL_NOTE));
            if is_referral {
                return None;
            }
            for event in items(&value, "event") {
                found.take_all(event, "detail");
            }
            for section in items(&value, "section") {
                found.take_all(section, "focus");
                found.take_all(section, "entry");
            }
        }
        _ => {}
    }
    (!found.references.is_empty() || !found.identifiers.is_empty()).then_some(found)
}
