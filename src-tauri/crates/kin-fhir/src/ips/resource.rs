//! One original resource on its way into the document.

use super::references::prune_contained;
use crate::draft::class_of;
use kin_model::{Narrative, Node, StatusClass, Tag};
use serde_json::{Map, Value, json};

/// An object with a `resourceType`, or nothing.
pub(super) fn parse(body: &[u8]) -> Option<Value> {
    let value = crate::value_of(body)?;
    value.get("resourceType")?.as_str()?;
    Some(value)
}

pub(super) fn type_of(resource: &Value) -> &str {
    resource
        .get("resourceType")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// A text that says something.
pub(super) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value
        .get(key)
        .and_then(Value::as_str)
        .filter(|t| !t.trim().is_empty())
}

/// A list, empty where there is none.
pub(super) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// Withdrawn by its source: such a resource is never handed over.
pub(super) fn is_error(resource: &Value) -> bool {
    let withdrawn = |code: Option<&Value>| {
        code.and_then(Value::as_str)
            .is_some_and(|c| class_of(c) == StatusClass::Error)
    };
    // A code, as every version has `status` and DSTU2 and STU3 all of them; or a concept.
    ["status", "verificationStatus", "docStatus"]
        .iter()
        .filter_map(|key| resource.get(*key))
        .any(|said| {
            let codings = said.get("coding").and_then(Value::as_array);
            withdrawn(Some(said))
                || codings
                    .into_iter()
                    .flatten()
                    .any(|c| withdrawn(c.get("code")))
        })
}

/// The words of a `CodeableConcept`.
fn concept_words(concept: &Value) -> Option<String> {
    let text = |v: &Value, k: &str| {
        v.get(k)
            .and_then(Value::as_str)
            .map(str::trim)
            .filter(|s| !s.is_empty())
            .map(str::to_owned)
    };
    let codings = || {
        concept
            .get("coding")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    text(concept, "text")
        .or_else(|| codings().find_map(|c| text(c, "display")))
        .or_else(|| codings().find_map(|c| text(c, "code")))
}

/// What a resource is called, for a reference that can only be given in words.
pub(super) fn title_of(resource: &Value) -> Option<String> {
    if let Some(name) = resource.get("name") {
        match name {
            Value::String(name) if !name.trim().is_empty() => return Some(name.clone()),
            Value::Array(names) => {
                if let Some(name) = names.first().and_then(person_name) {
                    return Some(name);
                }
            }
            _ => {}
        }
    }
    let first = |key: &str| match resource.get(key)? {
        Value::Array(list) => concept_words(list.first()?),
        one => concept_words(one),
    };
    let display = |key: &str| {
        let text = resource.get(key)?.get("display")?.as_str()?;
        Some(text.to_owned())
    };
    display("practitioner")
        .or_else(|| first("code"))
        .or_else(|| first("type"))
        .or_else(|| first("vaccineCode"))
        .or_else(|| first("medicationCodeableConcept"))
}

fn person_name(name: &Value) -> Option<String> {
    if let Some(text) = name.get("text").and_then(Value::as_str) {
        return Some(text.to_owned());
    }
    let list = |key: &str| {
        name.get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned)
    };
    let parts: Vec<String> = list("prefix")
        .chain(list("given"))
        .chain(
            name.get("family")
                .and_then(Value::as_str)
                .map(str::to_owned),
        )
        .collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// The element by which a type points to the person.
pub(super) fn subject_key(resource_type: &str) -> Option<&'static str> {
    ["subject", "patient"]
        .into_iter()
        .find(|key| super::r4::has_element(resource_type, key))
}

/// Prepares an original: new id, no claims of profiles that may no longer hold, safe narrative, no
/// contained resources that nothing uses. Returns the reference by which it called the person.
pub(super) fn prepare(resource: &mut Value, id: &str, patient_url: &str) -> Option<String> {
    let key = subject_key(type_of(resource));
    let Value::Object(object) = resource else {
        return None;
    };
    // Rules the receiver would have to know to read it at all: unknown to us too.
    object.shift_remove("implicitRules");
    let meta = object.shift_remove("meta").and_then(kept_meta);
    let text = object.shift_remove("text").and_then(|t| safe_text(&t));
    let mut rebuilt = Map::new();
    if let Some(kind) = object.shift_remove("resourceType") {
        rebuilt.insert("resourceType".into(), kind);
    }
    object.shift_remove("id");
    rebuilt.insert("id".into(), Value::String(id.to_owned()));
    rebuilt.extend(meta.map(|m| ("meta".to_owned(), m)));
    rebuilt.extend(text.map(|t| ("text".to_owned(), t)));
    rebuilt.append(object);
    let mut subject = None;
    if let Some(key) = key {
        subject = rebuilt
            .get(key)
            .and_then(|s| s.get("reference"))
            .and_then(Value::as_str)
            .map(str::to_owned);
        rebuilt.insert(key.into(), json!({ "reference": patient_url }));
    }
    named_codes_only(&mut rebuilt);
    relative_addresses(&mut rebuilt);
    *resource = Value::Object(rebuilt);
    prune_contained(resource);
    subject
}

/// Codes of a medicine that are none: its name and its strength, kept apart as we keep what was typed. The text says
/// both; a receiver would take the strength for another name.
fn named_codes_only(object: &mut Map<String, Value>) {
    let Some(Value::Object(concept)) = object.get_mut("medicationCodeableConcept") else {
        return;
    };
    let said = concept.get("text").and_then(Value::as_str);
    if said.is_none_or(|text| text.trim().is_empty()) {
        return;
    }
    if let Some(Value::Array(codings)) = concept.get_mut("coding") {
        codings.retain(|c| c.get("code").is_some() || c.get("system").is_some());
        if codings.is_empty() {
            concept.shift_remove("coding");
        }
    }
}

/// Confidentiality labels and tags stay; versions, times and profile claims are the source's own.
fn kept_meta(meta: Value) -> Option<Value> {
    let Value::Object(mut meta) = meta else {
        return None;
    };
    meta.retain(|key, _| matches!(key.as_str(), "security" | "tag" | "source"));
    (!meta.is_empty()).then_some(Value::Object(meta))
}

/// `Attachment.url` that leads nowhere without the source's server.
fn relative_addresses(object: &mut Map<String, Value>) {
    let attachment = object.contains_key("contentType") || object.contains_key("data");
    if attachment
        && object
            .get("url")
            .and_then(Value::as_str)
            .is_some_and(|u| !u.contains(':'))
    {
        object.shift_remove("url");
    }
    for value in object.values_mut() {
        relative_addresses_in(value);
    }
}

fn relative_addresses_in(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(relative_addresses_in),
        Value::Object(object) => relative_addresses(object),
        _ => {}
    }
}

/// The source's narrative through our own safe tree: no script, style, picture or link survives.
fn safe_text(text: &Value) -> Option<Value> {
    let div = text.get("div").and_then(Value::as_str)?;
    let status = text
        .get("status")
        .and_then(Value::as_str)
        .unwrap_or("generated");
    let tree = crate::narrative(div);
    if tree.cut || tree.plain_text().trim().is_empty() {
        return None;
    }
    Some(
        json!({ "status": status, "div": format!("<div xmlns=\"http://www.w3.org/1999/xhtml\">{}</div>", xhtml(&tree)) }),
    )
}

/// A safe tree as XHTML, without the outer `div`.
pub(super) fn xhtml(narrative: &Narrative) -> String {
    let mut out = String::new();
    write_nodes(&narrative.nodes, &mut out);
    out
}

fn write_nodes(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text { text } => escape(text, out),
            Node::Element {
                tag,
                colspan,
                rowspan,
                children,
            } => {
                let name = match tag {
                    Tag::P => "p",
                    Tag::Br => {
                        out.push_str("<br/>");
                        continue;
                    }
                    Tag::B => "b",
                    Tag::I => "i",
                    // FHIR's XHTML has no u.
                    Tag::U => "em",
                    Tag::Ul => "ul",
                    Tag::Ol => "ol",
                    Tag::Li => "li",
                    Tag::Table => "table",
                    Tag::Thead => "thead",
                    Tag::Tbody => "tbody",
                    Tag::Tr => "tr",
                    Tag::Td => "td",
                    Tag::Th => "th",
                    Tag::Pre => "pre",
                    Tag::H => "h3",
                };
                out.push('<');
                out.push_str(name);
                for (attribute, value) in [("colspan", colspan), ("rowspan", rowspan)] {
                    if let Some(n) = value {
                        out.push_str(&format!(" {attribute}=\"{n}\""));
                    }
                }
                out.push('>');
                write_nodes(children, out);
                out.push_str(&format!("</{name}>"));
            }
        }
    }
}

/// Escapes text for XHTML; characters that XML 1.0 does not allow become a space.
pub(super) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' | '\r' => out.push(c),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn an_allergy_with_a_cut_character_is_handed_over() {
        let body = br#"{"resourceType":"AllergyIntolerance","code":{"text":"Penicillin \ud83d"}}"#;
        assert!(parse(body).is_some());
        assert!(parse(br#"{"code":1}"#).is_none());
    }
}
