//! Answers to a standard questionnaire.

use super::typed::{at, date, words};
use super::{Authored, Typed, TypedEntry, author, fhir_date, start, subject, text};
use crate::FhirError;
use kin_model::system;
use serde_json::{Map, Value, json};

/// Where LOINC keeps its panels as questionnaires.
const PANEL: &str = "http://loinc.org/q/";
/// The item with the person's own words.
const NOTE: &str = "note";

/// One question with its answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AskedItem {
    /// LOINC code of the question.
    pub code: String,
    /// The question as it was asked.
    pub text: String,
    /// LOINC code of the answer.
    pub answer: String,
    /// The answer as it was chosen.
    pub answer_text: String,
}

/// A filled questionnaire, with the words in the language in which it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// LOINC code of the panel.
    pub panel: String,
    /// Questions and answers in their order.
    pub items: Vec<AskedItem>,
    /// LOINC code of the sum.
    pub total_code: String,
    /// What the sum is called.
    pub total_text: String,
    /// The sum.
    pub total: u8,
}

/// A `QuestionnaireResponse`; the sum is an item of its own, as LOINC's panel has it.
pub(super) fn response(
    authored: &Authored,
    asked: &Asked,
) -> Result<Map<String, Value>, FhirError> {
    let at = authored.at.ok_or(FhirError::Impossible {
        field: "at",
        reason: "empty",
    })?;
    let mut items: Vec<Value> = asked
        .items
        .iter()
        .map(|item| {
            json!({ "linkId": item.code, "text": item.text, "answer": [{
                "valueCoding": { "system": system::LOINC, "code": item.answer, "display": item.answer_text }
            }] })
        })
        .collect();
    items.push(json!({
        "linkId": asked.total_code, "text": asked.total_text, "answer": [{ "valueInteger": asked.total }]
    }));
    if !authored.note.trim().is_empty() {
        let note = text("note", &authored.note)?;
        items.push(json!({ "linkId": NOTE, "text": "Note", "answer": [{ "valueString": note }] }));
    }
    let mut map = start("QuestionnaireResponse", authored);
    map.insert(
        "questionnaire".to_owned(),
        json!(format!("{PANEL}{}", asked.panel)),
    );
    map.insert("status".to_owned(), json!("completed"));
    map.insert("subject".to_owned(), subject(authored));
    map.insert("authored".to_owned(), json!(fhir_date(&at)));
    map.insert("author".to_owned(), author(authored));
    map.insert("item".to_owned(), Value::Array(items));
    Ok(map)
}

/// The questionnaire itself as a `Questionnaire`, for another program: questions with LOINC codes, answers
/// with their scores as ordinal values, and the sum as an item that is computed.
///
/// # Source
/// FHIR 4.0.1, Questionnaire (rules que-1 to que-13); the extension `ordinalValue` of the core specification.
#[must_use]
pub fn questionnaire(
    asked: &Asked,
    title: &str,
    source: &str,
    answers: &[(String, String)],
) -> Vec<u8> {
    let options: Vec<Value> = answers
        .iter()
        .zip(0_u8..)
        .map(|((code, text), score)| {
            json!({ "valueCoding": {
                "extension": [{ "url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": score }],
                "system": system::LOINC, "code": code, "display": text
            } })
        })
        .collect();
    let coded = |code: &str| json!([{ "system": system::LOINC, "code": code }]);
    let mut items: Vec<Value> = asked
        .items
        .iter()
        .map(|item| {
            json!({
                "linkId": item.code, "code": coded(&item.code), "text": item.text, "type": "choice",
                "required": true, "answerOption": options
            })
        })
        .collect();
    items.push(json!({
        "linkId": asked.total_code, "code": coded(&asked.total_code), "text": asked.total_text,
        "type": "integer", "readOnly": true
    }));
    let resource = json!({
        "resourceType": "Questionnaire", "url": format!("{PANEL}{}", asked.panel), "title": title,
        "status": "active", "subjectType": ["Patient"], "copyright": source,
        "code": coded(&asked.panel), "item": items
    });
    // JSON of our own making always serialises.
    serde_json::to_vec_pretty(&resource).unwrap_or_default()
}

/// Back from the resource; `None` for a response of another shape.
pub(super) fn parse(v: &Value) -> Option<TypedEntry> {
    let panel = words(v, "/questionnaire")?.strip_prefix(PANEL)?.to_owned();
    let mut asked = Asked {
        panel,
        ..Asked::default()
    };
    let mut note = String::new();
    for item in at(v, "/item")?.as_array()? {
        let code = words(item, "/linkId")?;
        let text = words(item, "/text").unwrap_or_default();
        if let Some(answer) = words(item, "/answer/0/valueCoding/code") {
            asked.items.push(AskedItem {
                code,
                text,
                answer,
                answer_text: words(item, "/answer/0/valueCoding/display").unwrap_or_default(),
            });
        } else if code == NOTE {
            note = words(item, "/answer/0/valueString").unwrap_or_default();
        } else {
            asked.total = at(item, "/answer/0/valueInteger")
                .and_then(Value::as_u64)
                .and_then(|n| u8::try_from(n).ok())?;
            (asked.total_code, asked.total_text) = (code, text);
        }
    }
    Some(TypedEntry {
        at: date(v, "/authored"),
        note,
        typed: Typed::Asked(asked),
    })
}
