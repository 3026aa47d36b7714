//! FHIR's primitive types.
//!
//! # Source
//! HL7, FHIR R4 4.0.1, data types (2.24), regular expressions of the primitive types.

use kin_model::{PartialDate, Precision};
use serde_json::Value;

/// What became of a value.
pub(super) enum Outcome {
    Good,
    /// A date and time without seconds or offset: kept as the day, which is certain.
    Cut(Value),
    Bad,
}

pub(super) fn is_primitive(type_name: &str) -> bool {
    type_name.starts_with(|c: char| c.is_ascii_lowercase())
}

pub(super) fn check(value: &Value, type_name: &str) -> Outcome {
    let good = match (type_name, value) {
        ("boolean", Value::Bool(_)) => true,
        ("decimal", Value::Number(_)) => true,
        ("integer", Value::Number(n)) => n.as_i64().is_some_and(|i| i32::try_from(i).is_ok()),
        ("unsignedInt", Value::Number(n)) => n
            .as_i64()
            .is_some_and(|i| (0..=i64::from(i32::MAX)).contains(&i)),
        ("positiveInt", Value::Number(n)) => n
            .as_i64()
            .is_some_and(|i| (1..=i64::from(i32::MAX)).contains(&i)),
        ("boolean" | "decimal" | "integer" | "unsignedInt" | "positiveInt", _) => false,
        ("date" | "dateTime" | "instant", Value::String(text)) => return date(text, type_name),
        (_, Value::String(text)) => string(text, type_name),
        _ => false,
    };
    if good { Outcome::Good } else { Outcome::Bad }
}

fn string(text: &str, type_name: &str) -> bool {
    match type_name {
        "id" => {
            (1..=64).contains(&text.len())
                && text
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
        }
        "code" => {
            !text.is_empty()
                && text
                    .split(' ')
                    .all(|part| !part.is_empty() && !part.contains(|c: char| c.is_whitespace()))
        }
        "uri" | "url" | "canonical" | "uuid" => {
            !text.is_empty() && !text.contains(|c: char| c.is_whitespace())
        }
        "oid" => text.starts_with("urn:oid:"),
        "time" => time(text),
        "base64Binary" => {
            !text.is_empty()
                && text.bytes().all(|b| {
                    b.is_ascii_alphanumeric()
                        || b.is_ascii_whitespace()
                        || matches!(b, b'+' | b'/' | b'=')
                })
        }
        // string, markdown, xhtml
        _ => !text.trim().is_empty(),
    }
}

fn time(text: &str) -> bool {
    format!("2000-01-01T{text}Z")
        .parse::<PartialDate>()
        .is_ok_and(|d| d.precision() == Precision::Second)
}

fn date(text: &str, type_name: &str) -> Outcome {
    let Ok(date) = text.parse::<PartialDate>() else {
        return Outcome::Bad;
    };
    let whole = date.precision() == Precision::Second && date.offset_minutes().is_some();
    let exact = date.time().is_none() || text.as_bytes().get(10) == Some(&b'T');
    match type_name {
        "date" if date.time().is_none() => Outcome::Good,
        "instant" if whole && exact => Outcome::Good,
        "instant" => Outcome::Bad,
        "dateTime" if date.time().is_none() || (whole && exact) => Outcome::Good,
        _ => Outcome::Cut(Value::String(date.date_only().to_string())),
    }
}
