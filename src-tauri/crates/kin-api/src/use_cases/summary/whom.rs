//! Whom to call, and the usual doctor, as a hospital's record of the person names them: where nobody has typed any.

use crate::error::ApiResult;
use kin_model::{Contact, Kind, PersonDetails, PersonName, StatusClass, SubjectIdentity};
use kin_vault::Record;
use serde_json::Value;

/// Most contacts that are taken over, as many as can be typed.
const MOST: usize = 3;
/// Most entries of people and places that are looked into.
const LOOKED_INTO: usize = 200;
/// Longest text that is taken over, in characters.
const LONGEST: usize = 120;

/// Fills in contacts and doctor from the newest `Patient` of the record that is about this person and has some.
pub(super) fn fill(record: &Record, details: &mut PersonDetails) -> ApiResult<()> {
    if !details.contacts.is_empty() && details.doctor.is_some() {
        return Ok(());
    }
    let keep = |r: &kin_model::EntryRow| r.status_class != StatusClass::Error;
    let mut rows = record.newest_of_each(&[Kind::Directory], 4, &keep)?;
    rows.sort_by_key(|r| std::cmp::Reverse(r.cursor));
    for row in rows.into_iter().take(LOOKED_INTO) {
        let body = record.entry(row.id)?.body;
        let Ok(patient) = serde_json::from_slice::<Value>(&body) else {
            continue;
        };
        if patient.get("resourceType").and_then(Value::as_str) != Some("Patient")
            || !is_about(details, &patient)
        {
            continue;
        }
        if details.contacts.is_empty() {
            details.contacts = list(&patient, "contact")
                .filter_map(contact)
                .take(MOST)
                .collect();
        }
        if details.doctor.is_none() {
            let keys = ["generalPractitioner", "careProvider"];
            let mut all = keys.into_iter().flat_map(|key| list(&patient, key));
            details.doctor = all.find_map(|doctor| {
                Some(Contact {
                    name: words(doctor.get("display"))?,
                    ..Contact::default()
                })
            });
        }
    }
    Ok(())
}

/// Name and birth date are the person's own: a file may hold other people too.
fn is_about(details: &PersonDetails, patient: &Value) -> bool {
    let names: Vec<PersonName> = list(patient, "name")
        .map(|name| PersonName {
            text: name_of(name).unwrap_or_default(),
            ..PersonName::default()
        })
        .collect();
    let born = patient.get("birthDate").and_then(Value::as_str);
    let outcome = details.compare(&SubjectIdentity {
        names,
        born: born.and_then(|b| b.parse().ok()),
        sex: None,
        identifiers: Vec::new(),
        phones: Vec::new(),
    });
    outcome.name == kin_model::Match::Same && outcome.born != kin_model::Match::Differs
}

fn contact(contact: &Value) -> Option<Contact> {
    let name = name_of(contact.get("name")?)?;
    let phone = list(contact, "telecom")
        .filter(|t| {
            matches!(
                t.get("system").and_then(Value::as_str),
                Some("phone" | "sms") | None
            )
        })
        .find_map(|t| words(t.get("value")));
    let relation = list(contact, "relationship").find_map(|r| {
        let shown = list(r, "coding").find_map(|c| words(c.get("display")));
        words(r.get("text")).or(shown)
    });
    Some(Contact {
        name,
        relation: relation.unwrap_or_default(),
        phone: phone.unwrap_or_default(),
    })
}

fn name_of(name: &Value) -> Option<String> {
    words(name.get("text")).or_else(|| {
        let family = match name.get("family") {
            Some(Value::Array(parts)) => parts.iter().find_map(|p| words(Some(p))),
            one => words(one),
        };
        let given: Vec<String> = list(name, "given").filter_map(|g| words(Some(g))).collect();
        let text = kin_model::joined_name(&given, family.as_deref());
        (!text.is_empty()).then_some(text)
    })
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    let all = value.get(key).and_then(Value::as_array);
    all.map_or(&[][..], Vec::as_slice).iter()
}

/// A text on one line, not empty and not endless.
fn words(value: Option<&Value>) -> Option<String> {
    let text = value?
        .as_str()?
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    Some(text.chars().take(LONGEST).collect::<String>()).filter(|t| !t.is_empty())
}
