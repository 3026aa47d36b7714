//! Clinical documents (CDA R2: C-CDA of American hospitals, WS/T 500 of Chinese ones), written as FHIR so that they
//! come into the record like everything else: who it is about, and the document with its words and its files.
//!
//! The words of the sections are the attested content of such a document and are shown in full; they are found by
//! searching. **No coded entry is made of a document**: its medicines, results and diagnoses are read by people, on
//! the page, and stand in no list of the record. The file itself is kept byte for byte.
//!
//! # Source
//! HL7 CDA Release 2 (2005), 4.3.5 (section narrative is what was attested), 4.2.2 (recordTarget), 2.2 (nonXMLBody);
//! WS/T 500-2016 (identifier roots under 2.16.156.10011). No document is ever asked to be fetched: a reference to
//! another file stays a name.

mod tree;
mod words;

use crate::{ImportError, fingerprint};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::DeflateDecoder;
use kin_model::PartialDate;
use serde_json::{Value, json};
use std::io::Read as _;
use tree::Node;

/// Largest document, and largest file inside one: 16 MiB.
pub const LARGEST_DOCUMENT: usize = 16 << 20;
/// Files inside one document.
const FILES: usize = 50;
/// Bytes that are looked at to see whether a file is a document.
const HEAD: usize = 32 << 10;

/// True for the first bytes of a clinical document.
#[must_use]
pub fn is_document(head: &[u8]) -> bool {
    let head = head.get(..head.len().min(HEAD)).unwrap_or_default();
    // In UTF-16 every other byte of such names is nothing.
    let flat: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
    let marks: [&[u8]; 3] = [b"\xEF\xBB\xBF", b"\xFF\xFE", b"\xFE\xFF"];
    let bare = marks.iter().find_map(|mark| flat.strip_prefix(*mark));
    root(bare.unwrap_or(&flat)).is_some_and(|tag| {
        let name = tag
            .split(u8::is_ascii_whitespace)
            .next()
            .unwrap_or_default();
        let local = name.rsplit(|byte| *byte == b':').next();
        local == Some(b"ClinicalDocument")
    })
}

/// What stands in the first tag of a file, after its declaration and remarks.
fn root(text: &[u8]) -> Option<&[u8]> {
    let mut rest = text.trim_ascii_start();
    loop {
        let end: &[u8] = match rest {
            [b'<', b'?', ..] => b"?>",
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', ..] => {
                let tag = rest.get(1..)?;
                return tag.get(..memchr::memchr(b'>', tag)?);
            }
            _ => return None,
        };
        let past = memchr::memmem::find(rest, end)?.checked_add(end.len())?;
        rest = rest.get(past..)?.trim_ascii_start();
    }
}

/// The document as a FHIR R4 Bundle: `Patient`, the `Organization` that keeps it, and a `DocumentReference` with the
/// words and the files.
///
/// # Errors
/// [`ImportError`] when it is no XML, declares entities, is no document or passes a limit.
pub fn document_as_fhir(bytes: &[u8]) -> Result<Vec<u8>, ImportError> {
    if bytes.len() > LARGEST_DOCUMENT {
        return Err(ImportError::OverLimit {
            what: "document",
            limit: LARGEST_DOCUMENT as u64,
        });
    }
    let damaged = || ImportError::Damaged { what: "document" };
    let root = tree::read(&tree::characters(bytes))?;
    if root.name != "ClinicalDocument" {
        return Err(damaged());
    }
    let patient = patient(&root);
    let document = reference(&root, bytes, patient.get("id"));
    // A document that does not say who it is about has no person in it.
    let known = patient.get("id").is_some();
    let entries: Vec<Value> = [known.then_some(patient), keeper(&root), Some(document)]
        .into_iter()
        .flatten()
        .map(|resource| json!({"resource": resource}))
        .collect();
    let bundle = json!({"resourceType": "Bundle", "type": "collection", "entry": entries});
    serde_json::to_vec(&bundle).map_err(|_| damaged())
}

/// Puts a member in where there is something to say.
fn put(into: &mut Value, name: &str, value: Value) {
    let nothing = match &value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(all) => all.is_empty(),
        _ => false,
    };
    if let (false, Some(map)) = (nothing, into.as_object_mut()) {
        map.insert(name.to_owned(), value);
    }
}

/// The time of a document as FHIR writes it: as precise as it is, and without a time of day where it does not say in
/// which time zone.
fn date(text: &str) -> Option<String> {
    let (clock, zone) = match text.find(['+', '-']).filter(|at| *at >= 8) {
        Some(at) => text.split_at_checked(at)?,
        None => (text, ""),
    };
    let clock = clock.split('.').next()?;
    if !clock.bytes().all(|byte| byte.is_ascii_digit()) {
        // Some programs write 2024-03-01 after all.
        return text.parse::<PartialDate>().ok().map(|_| text.to_owned());
    }
    let part = |from: usize, to: usize| clock.get(from..to);
    let (year, month, day) = (part(0, 4)?, part(4, 6), part(6, 8));
    let mut out = year.to_owned();
    for part in [month, day].into_iter().flatten() {
        out.push('-');
        out.push_str(part);
    }
    let zone = (zone.len() == 5)
        .then(|| zone.split_at_checked(3))
        .flatten();
    if let (Some((hours, minutes)), Some(hour), Some(minute)) = (zone, part(8, 10), part(10, 12)) {
        let second = part(12, 14).unwrap_or("00");
        out.push_str(&format!("T{hour}:{minute}:{second}{hours}:{minutes}"));
    }
    out.parse::<PartialDate>().ok().map(|_| out)
}

/// `urn:oid:…`, or the name that FHIR has for the code system.
fn system(root: &str) -> String {
    match root {
        "2.16.840.1.113883.6.1" => "http://loinc.org".to_owned(),
        "2.16.840.1.113883.6.96" => "http://snomed.info/sct".to_owned(),
        _ => format!("urn:oid:{root}"),
    }
}

/// The id of a resource, the same whenever the same is said of it.
fn id_of(said: &str) -> String {
    format!("cda-{}", fingerprint(std::iter::once(said)))
}

/// Identifiers: those that say a value.
fn identifiers<'n>(nodes: impl Iterator<Item = &'n Node>) -> Vec<Value> {
    let mut out = Vec::new();
    for id in nodes {
        match (id.attribute("root"), id.attribute("extension")) {
            (Some(root), Some(value)) => {
                out.push(json!({"system": format!("urn:oid:{root}"), "value": value}));
            }
            (None, Some(value)) => out.push(json!({"value": value})),
            (Some(root), None) if id.attribute("nullFlavor").is_none() => {
                out.push(
                    json!({"system": "urn:ietf:rfc:3986", "value": format!("urn:oid:{root}")}),
                );
            }
            _ => {}
        }
    }
    out
}

fn concept(code: &Node) -> Value {
    let mut out = json!({});
    let coding = |code: &Node| {
        let value = code.attribute("code")?;
        let mut coding = json!({"code": value});
        if let Some(root) = code.attribute("codeSystem") {
            put(&mut coding, "system", json!(system(root)));
        }
        put(&mut coding, "display", json!(code.attribute("displayName")));
        Some(coding)
    };
    let all: Vec<Value> = std::iter::once(code)
        .chain(code.all("translation"))
        .filter_map(coding)
        .collect();
    put(&mut out, "coding", json!(all));
    put(&mut out, "text", json!(words::named(code)));
    out
}

fn name(node: &Node) -> Value {
    let parts = |kind: &str| -> Vec<String> {
        let all = node.all(kind).map(Node::words);
        all.filter(|part| !part.is_empty()).collect()
    };
    let (family, given) = (parts("family"), parts("given"));
    let mut out = json!({});
    if family.is_empty() && given.is_empty() {
        put(&mut out, "text", json!(node.words()));
        return out;
    }
    put(&mut out, "family", json!(family.join(" ")));
    for (member, values) in [
        ("given", given),
        ("prefix", parts("prefix")),
        ("suffix", parts("suffix")),
    ] {
        put(&mut out, member, json!(values));
    }
    out
}

fn patient(root: &Node) -> Value {
    let mut out = json!({"resourceType": "Patient"});
    let Some(role) = root.at(&["recordTarget", "patientRole"]) else {
        return out;
    };
    let person = role.at(&["patient"]);
    let ids = role
        .all("id")
        .chain(person.into_iter().flat_map(|p| p.all("id")));
    let ids = identifiers(ids);
    let names: Vec<Value> = person
        .into_iter()
        .flat_map(|person| person.all("name"))
        .map(name)
        .filter(|name| name.as_object().is_some_and(|name| !name.is_empty()))
        .collect();
    let seed = format!("{ids:?}{names:?}");
    put(&mut out, "id", json!(id_of(&seed)));
    put(&mut out, "identifier", json!(ids));
    put(&mut out, "name", json!(names));
    let phones: Vec<Value> = role
        .all("telecom")
        .filter_map(|telecom| telecom.attribute("value"))
        .filter(|value| !value.starts_with("mailto:"))
        .map(|value| json!({"system": "phone", "value": value.trim_start_matches("tel:")}))
        .collect();
    put(&mut out, "telecom", json!(phones));
    let Some(person) = person else { return out };
    let sex = person.at(&["administrativeGenderCode"]);
    let sex = sex.and_then(|sex| sex.attribute("code"));
    // HL7 AdministrativeGender, and GB/T 2261.1.
    put(
        &mut out,
        "gender",
        match sex {
            Some("M" | "1") => json!("male"),
            Some("F" | "2") => json!("female"),
            Some("UN" | "5" | "6" | "9") => json!("other"),
            _ => Value::Null,
        },
    );
    let born = person
        .at(&["birthTime"])
        .and_then(|at| at.attribute("value"));
    let born = born.and_then(date);
    let born = born.map(|born| born.get(..10).map_or(born.clone(), str::to_owned));
    put(&mut out, "birthDate", json!(born));
    out
}

/// The organisation that keeps the document: the hospital.
fn keeper(root: &Node) -> Option<Value> {
    let keeper = root.at(&[
        "custodian",
        "assignedCustodian",
        "representedCustodianOrganization",
    ])?;
    let name = keeper.at(&["name"]).map(Node::words)?;
    let ids = identifiers(keeper.all("id"));
    let seed = format!("{ids:?}{name}");
    let id = id_of(&seed);
    let mut out = json!({"resourceType": "Organization", "id": id});
    put(&mut out, "identifier", json!(ids));
    put(&mut out, "name", json!(name));
    (!name.is_empty()).then_some(out)
}

/// The author by name, with the organisation.
fn author(node: &Node) -> Option<Value> {
    let place = ["assignedAuthor", "assignedEntity", "assignedCustodian"];
    let node = place
        .iter()
        .find_map(|name| node.at(&[name]))
        .unwrap_or(node);
    let name = |path: &[&str]| {
        let words = node.at(path).map(Node::words);
        words.filter(|words| !words.is_empty())
    };
    let person = name(&["assignedPerson", "name"]);
    let organisation = name(&["representedOrganization", "name"]);
    match (person, organisation) {
        (Some(person), Some(organisation)) => {
            Some(json!({"display": format!("{person}, {organisation}")}))
        }
        (one, other) => one.or(other).map(|name| json!({"display": name})),
    }
}

fn reference(root: &Node, bytes: &[u8], patient: Option<&Value>) -> Value {
    let text_at = |path: &[&str]| root.at(path).map(Node::words).unwrap_or_default();
    let code = root.at(&["code"]);
    let mut title = text_at(&["title"]);
    if title.is_empty() {
        title = code.and_then(words::named).unwrap_or_default();
    }
    let ids = identifiers(root.all("id"));
    let mut out = json!({"resourceType": "DocumentReference", "status": "current"});
    // A document keeps its number when it is sent again; without one it is known by what is in it.
    let seed = match ids.as_slice() {
        [] => format!("{title}{}", text_at(&["component"])),
        ids => format!("{ids:?}"),
    };
    put(&mut out, "id", json!(id_of(&seed)));
    put(&mut out, "identifier", json!(ids));
    if let Some(code) = code {
        put(&mut out, "type", concept(code));
    }
    if let Some(id) = patient.and_then(Value::as_str) {
        put(
            &mut out,
            "subject",
            json!({"reference": format!("Patient/{id}")}),
        );
    }
    put(&mut out, "description", json!(title));
    let language = root.at(&["languageCode"]);
    put(
        &mut out,
        "language",
        json!(language.and_then(|node| node.attribute("code"))),
    );
    let authors: Vec<Value> = root.all("author").filter_map(author).collect();
    put(&mut out, "author", json!(authors));
    if let Some(keeper) = keeper(root) {
        let id = keeper.get("id").and_then(Value::as_str);
        let reference = format!("Organization/{}", id.unwrap_or_default());
        put(
            &mut out,
            "custodian",
            json!({"reference": reference, "display": keeper.get("name")}),
        );
    }
    let made = root
        .at(&["effectiveTime"])
        .and_then(|at| at.attribute("value"));
    let made = made.and_then(date);
    // `date` is a moment in R4; a day alone goes where a day may stand.
    if made.as_ref().is_some_and(|made| made.contains('T')) {
        put(&mut out, "date", json!(made));
    }
    if let Some(made) = made {
        put(&mut out, "context", json!({"period": {"start": made}}));
    }
    let mut content = vec![json!({"attachment": {"contentType": "application/xml",
        "title": if title.is_empty() { "document" } else { &title }, "data": STANDARD.encode(bytes)}})];
    let mut said = String::new();
    if !title.is_empty() {
        words::line(&mut said, "h2", &title);
    }
    let begun = said.len();
    if let Some(body) = root.at(&["component", "structuredBody"]) {
        said.push_str(&words::body(body));
        inside(body, &mut content);
    }
    if let Some(text) = root.at(&["component", "nonXMLBody", "text"]) {
        match file(text) {
            Some(file) => content.push(json!({"attachment": file})),
            None if text.attribute("representation") == Some("B64") => {}
            None => words::line(&mut said, "pre", &text.words()),
        }
    }
    put(&mut out, "content", json!(content));
    if said.len() > begun {
        let div = format!("<div xmlns=\"http://www.w3.org/1999/xhtml\">{said}</div>");
        put(
            &mut out,
            "text",
            json!({"status": "additional", "div": div}),
        );
    }
    out
}

/// The files inside a document, as FHIR attachments.
fn inside(node: &Node, content: &mut Vec<Value>) {
    for one in node.nodes() {
        if content.len() > FILES {
            return;
        }
        if one.name == "observationMedia" {
            let found = one.at(&["value"]).and_then(file);
            content.extend(found.map(|file| json!({"attachment": file})));
        }
        inside(one, content);
    }
}

/// A file as it stands in the document, or the name of one that does not.
fn file(node: &Node) -> Option<Value> {
    let kind = node.attribute("mediaType");
    let mut out = json!({});
    put(&mut out, "contentType", json!(kind));
    if let Some(name) = node
        .at(&["reference"])
        .and_then(|link| link.attribute("value"))
    {
        put(&mut out, "title", json!(name));
        return Some(out);
    }
    if node.attribute("representation") != Some("B64") {
        return None;
    }
    let packed: String = node.words().split_whitespace().collect();
    let mut data = STANDARD.decode(packed.as_bytes()).ok()?;
    if node.attribute("compression") == Some("DF") {
        let mut plain = Vec::new();
        let most = (LARGEST_DOCUMENT as u64).saturating_add(1);
        DeflateDecoder::new(data.as_slice())
            .take(most)
            .read_to_end(&mut plain)
            .ok()?;
        if plain.len() > LARGEST_DOCUMENT {
            return None;
        }
        data = plain;
    }
    put(&mut out, "data", json!(STANDARD.encode(data)));
    Some(out)
}

#[cfg(test)]
mod tests;
