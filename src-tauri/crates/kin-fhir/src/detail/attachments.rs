//! Files inside or beside a resource.

use super::object_of;
use crate::FhirError;
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value};

/// A file that a resource carries or points to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AttachmentRef {
    /// MIME type; empty when the source gives none.
    pub content_type: String,
    /// The source's title; may be empty.
    pub title: String,
    /// Bytes: of the data when it is there, else what the source says.
    pub size: Option<u64>,
    /// The bytes, when they are inside the resource.
    pub data: Option<Vec<u8>>,
    /// Where the bytes are, when they are elsewhere (`attachment:<id>`, `Binary/1`, a web address).
    pub url: Option<String>,
}

/// Padding is left out by some senders.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Base64 with the line breaks that some senders put in.
fn decode(data: &str) -> Option<Vec<u8>> {
    if data.bytes().any(|b| b.is_ascii_whitespace()) {
        let joined: String = data.split_ascii_whitespace().collect();
        return LENIENT.decode(joined).ok();
    }
    LENIENT.decode(data).ok()
}

fn of_attachment(map: &Map<String, Value>) -> Option<AttachmentRef> {
    let text = |key: &str| map.get(key).and_then(Value::as_str).unwrap_or_default();
    let data = decode(text("data")).filter(|d| !d.is_empty());
    let url = Some(text("url"))
        .filter(|u| !u.is_empty())
        .map(str::to_owned);
    if data.is_none() && url.is_none() && text("title").is_empty() {
        return None;
    }
    let said = map.get("size").and_then(|s| match s {
        Value::Number(n) => n.as_u64(),
        Value::String(s) => s.parse().ok(),
        _ => None,
    });
    Some(AttachmentRef {
        content_type: text("contentType").to_owned(),
        title: text("title").to_owned(),
        size: data.as_ref().map(|d| d.len() as u64).or(said),
        data,
        url,
    })
}

fn push(out: &mut Vec<AttachmentRef>, value: Option<&Value>) {
    match value {
        Some(Value::Array(list)) => {
            out.extend(list.iter().filter_map(|v| of_attachment(v.as_object()?)));
        }
        Some(Value::Object(map)) => out.extend(of_attachment(map)),
        _ => {}
    }
}

/// The files of a `DocumentReference`, `DiagnosticReport`, `Binary`, `Media`, `Communication`,
/// `Consent` or `Patient` (photographs), in the source's order.
///
/// # Errors
/// [`FhirError::NotJson`], [`FhirError::NotUtf8`] or [`FhirError::NotAnObject`] when the bytes are
/// no resource.
pub fn attachments(body: &[u8]) -> Result<Vec<AttachmentRef>, FhirError> {
    let map = object_of(body)?;
    let mut out = Vec::new();
    match map
        .get("resourceType")
        .and_then(Value::as_str)
        .unwrap_or_default()
    {
        "Binary" => {
            let text = |key: &str| map.get(key).and_then(Value::as_str).unwrap_or_default();
            // STU3 and before called it `content`.
            let data = decode(text("data"))
                .filter(|d| !d.is_empty())
                .or_else(|| decode(text("content")));
            if let Some(data) = data.filter(|d| !d.is_empty()) {
                out.push(AttachmentRef {
                    content_type: text("contentType").to_owned(),
                    title: String::new(),
                    size: Some(data.len() as u64),
                    data: Some(data),
                    url: None,
                });
            }
        }
        "DocumentReference" => {
            if let Some(Value::Array(list)) = map.get("content") {
                for content in list {
                    push(&mut out, content.get("attachment"));
                }
            }
        }
        "Media" => push(&mut out, map.get("content")),
        // A picture beside what a person noticed.
        "Observation" => {
            if let Some(Value::Array(list)) = map.get("contained") {
                for media in list
                    .iter()
                    .filter(|c| c.get("resourceType").and_then(Value::as_str) == Some("Media"))
                {
                    push(&mut out, media.get("content"));
                }
            }
        }
        "Communication" | "CommunicationRequest" => {
            if let Some(Value::Array(list)) = map.get("payload") {
                for payload in list {
                    push(&mut out, payload.get("contentAttachment"));
                }
            }
        }
        _ => {
            push(&mut out, map.get("presentedForm"));
            push(&mut out, map.get("sourceAttachment"));
            push(&mut out, map.get("photo"));
        }
    }
    Ok(out)
}
