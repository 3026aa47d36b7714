//! A record written as XML, told as JSON so that it can be shown: R4's own table says what is a list and what a number.
//!
//! What the table does not know stands as it came, and is named as a flaw by whoever holds the result against R4.
//! There are no declarations and no entities but the five of XML: a file that has any is refused.
//!
//! # Source
//! HL7, FHIR R4 4.0.1, XML and JSON representations of resources (2.6.1, 2.6.2).

use super::super::r4;
use crate::{FhirError, Limit};
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value, json};

/// Elements inside each other.
const DEPTH: usize = 64;
const FHIR: &str = "http://hl7.org/fhir";

/// True for text that begins as a FHIR record in XML does.
#[must_use]
pub fn is_xml(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let solid = bytes.trim_ascii_start();
    let head = solid.get(..solid.len().min(4096)).unwrap_or_default();
    solid.starts_with(b"<") && memchr::memmem::find(head, FHIR.as_bytes()).is_some()
}

/// The same record as JSON.
///
/// # Errors
/// Where the text is no XML, is cut off, is nested too deep, or has declarations or entities of its own.
pub fn to_json(bytes: &[u8]) -> Result<Vec<u8>, FhirError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|e| FhirError::NotUtf8 {
        offset: e.valid_up_to() as u64,
    })?;
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut xml = Xml { text, reader };
    loop {
        match xml.next()? {
            Event::Start(start) => {
                let resource = xml.resource(&start, false, 0)?;
                return serde_json::to_vec(&resource).map_err(|_| xml.wrong("a record"));
            }
            Event::Eof => return Err(xml.cut()),
            Event::DocType(_) | Event::Empty(_) | Event::GeneralRef(_) | Event::End(_) => {
                return Err(xml.wrong("a record"));
            }
            _ => {}
        }
    }
}

/// One element: a value with its id and extensions, or a structure.
enum Parsed {
    Plain(Option<String>, Map<String, Value>),
    Structure(Value),
}

struct Xml<'x> {
    text: &'x str,
    reader: Reader<&'x [u8]>,
}

/// The children of one name, in their order.
struct Group {
    name: String,
    many: bool,
    kind: Option<&'static str>,
    items: Vec<Parsed>,
}

impl<'x> Xml<'x> {
    fn wrong(&self, expected: &'static str) -> FhirError {
        FhirError::NotJson {
            offset: self.reader.buffer_position(),
            expected,
        }
    }

    fn cut(&self) -> FhirError {
        FhirError::Truncated {
            offset: self.reader.buffer_position(),
        }
    }

    fn next(&mut self) -> Result<Event<'x>, FhirError> {
        let event = self.reader.read_event();
        event.map_err(|_| self.wrong("XML"))
    }

    fn attribute(&self, start: &BytesStart<'_>, name: &str) -> Result<Option<String>, FhirError> {
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| self.wrong("an attribute"))?;
            if attribute.key.as_ref() == name {
                let text = unescape(&attribute.value).map_err(|_| self.wrong("a value"))?;
                return Ok(Some(text.into_owned()));
            }
        }
        Ok(None)
    }

    /// A resource, which names its own type.
    fn resource(
        &mut self,
        start: &BytesStart<'_>,
        empty: bool,
        depth: usize,
    ) -> Result<Value, FhirError> {
        let name = start.local_name().as_ref().to_owned();
        let mut map = Map::new();
        map.insert("resourceType".to_owned(), json!(name));
        let inside = self.inside(start, empty, Some(&name), depth)?;
        map.extend(inside);
        Ok(Value::Object(map))
    }

    /// What is in an element of a type: attributes and children.
    fn inside(
        &mut self,
        start: &BytesStart<'_>,
        empty: bool,
        kind: Option<&str>,
        depth: usize,
    ) -> Result<Map<String, Value>, FhirError> {
        if depth > DEPTH {
            return Err(FhirError::OverLimit {
                limit: Limit::Depth,
                allowed: DEPTH as u64,
                found: depth as u64,
                offset: self.reader.buffer_position(),
            });
        }
        let mut map = Map::new();
        for name in ["id", "url"] {
            if let Some(value) = self.attribute(start, name)? {
                map.insert(name.to_owned(), json!(value));
            }
        }
        let mut groups: Vec<Group> = Vec::new();
        let mut open = !empty;
        while open {
            let before = self.reader.buffer_position();
            match self.next()? {
                Event::Start(child) => {
                    self.child(&child, (false, before), kind, depth, &mut groups)?;
                }
                Event::Empty(child) => {
                    self.child(&child, (true, before), kind, depth, &mut groups)?;
                }
                Event::End(_) => open = false,
                Event::Eof => return Err(self.cut()),
                Event::DocType(_) => return Err(self.wrong("no declaration")),
                // Between elements there are no words in FHIR.
                _ => {}
            }
        }
        for group in groups {
            write(group, &mut map);
        }
        Ok(map)
    }

    fn child(
        &mut self,
        start: &BytesStart<'_>,
        (empty, before): (bool, u64),
        kind: Option<&str>,
        depth: usize,
        groups: &mut Vec<Group>,
    ) -> Result<(), FhirError> {
        let name = start.local_name().as_ref().to_owned();
        let known = kind.and_then(|kind| r4::element(kind, &name));
        // Values have extensions, too.
        let bare = if name == "extension" {
            (true, Some("Extension"))
        } else {
            (false, None)
        };
        let (many, kind) = known.map_or(bare, |(e, kind)| (e.many, Some(kind)));
        let item = if kind == Some("xhtml") || (known.is_none() && name == "div") {
            Parsed::Plain(Some(self.markup(empty, before)?), Map::new())
        } else if kind == Some("Resource") {
            Parsed::Structure(self.held(empty, depth)?)
        } else {
            let value = self.attribute(start, "value")?;
            let inside = self.inside(start, empty, kind, depth.saturating_add(1))?;
            let plain = match kind {
                Some(kind) => kind.starts_with(|c: char| c.is_ascii_lowercase()),
                None => value.is_some(),
            };
            if plain {
                Parsed::Plain(value, inside)
            } else {
                Parsed::Structure(Value::Object(inside))
            }
        };
        match groups.iter_mut().find(|g| g.name == name) {
            Some(group) => group.items.push(item),
            None => groups.push(Group {
                name,
                many,
                kind,
                items: vec![item],
            }),
        }
        Ok(())
    }

    /// The resource in an element that holds one.
    fn held(&mut self, empty: bool, depth: usize) -> Result<Value, FhirError> {
        let mut found = Value::Null;
        let mut open = !empty;
        while open {
            match self.next()? {
                Event::Start(start) => {
                    found = self.resource(&start, false, depth.saturating_add(1))?;
                }
                Event::Empty(start) => {
                    found = self.resource(&start, true, depth.saturating_add(1))?;
                }
                Event::End(_) => open = false,
                Event::Eof => return Err(self.cut()),
                Event::DocType(_) => return Err(self.wrong("no declaration")),
                _ => {}
            }
        }
        Ok(found)
    }

    /// The text of a `div` as it stands, from its opening to its end.
    fn markup(&mut self, empty: bool, before: u64) -> Result<String, FhirError> {
        let mut open = usize::from(!empty);
        while open > 0 {
            match self.next()? {
                Event::Start(_) => open = open.saturating_add(1),
                Event::End(_) => open = open.saturating_sub(1),
                Event::Eof => return Err(self.cut()),
                Event::DocType(_) => return Err(self.wrong("no declaration")),
                _ => {}
            }
        }
        let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        let (from, to) = (place(before), place(self.reader.buffer_position()));
        let text = self.text.get(from..to);
        text.map(|t| t.trim().to_owned())
            .ok_or_else(|| self.wrong("a text"))
    }
}

/// A value as JSON has it: numbers with their digits, true and false; everything else is text.
fn plain(value: &str, kind: Option<&str>) -> Value {
    let number = matches!(
        kind,
        Some("decimal" | "integer" | "positiveInt" | "unsignedInt")
    );
    match kind {
        Some("boolean") if value == "true" || value == "false" => json!(value == "true"),
        _ if number => serde_json::from_str::<Value>(value)
            .ok()
            .filter(Value::is_number)
            .unwrap_or_else(|| json!(value)),
        _ => json!(value),
    }
}

fn write(group: Group, map: &mut Map<String, Value>) {
    let Group {
        name,
        many,
        kind,
        items,
    } = group;
    let mut values = Vec::with_capacity(items.len());
    let mut companions = Vec::with_capacity(items.len());
    for item in items {
        match item {
            Parsed::Structure(value) => {
                values.push(value);
                companions.push(Value::Null);
            }
            Parsed::Plain(value, more) => {
                values.push(value.map_or(Value::Null, |v| plain(&v, kind)));
                companions.push(if more.is_empty() {
                    Value::Null
                } else {
                    Value::Object(more)
                });
            }
        }
    }
    let beside = format!("_{name}");
    for (key, all) in [(name, values), (beside, companions)] {
        if all.iter().all(Value::is_null) {
            continue;
        }
        // What comes twice is a list, also where there should be one: it is named as a flaw then.
        if many || all.len() > 1 {
            map.insert(key, Value::Array(all));
        } else {
            map.extend(all.into_iter().next().map(|one| (key, one)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(xml: &str) -> Value {
        assert!(is_xml(xml.as_bytes()), "{xml}");
        serde_json::from_slice(&to_json(xml.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn lists_numbers_ids_extensions_and_words_are_told_as_json_has_them() {
        let xml = r#"<?xml version="1.0"?><!-- a --><Observation xmlns="http://hl7.org/fhir"><id value="o1"/>
            <text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p>a &lt; b <b>c</b></p></div></text>
            <status value="final"/><code><coding><system value="http://loinc.org"/><code value="718-7"/></coding></code>
            <subject><reference value="Patient/p"/></subject>
            <effectiveDateTime value="2024-01-02"/>
            <valueQuantity><value value="7.10"/><unit value="g/dL &amp; more"/></valueQuantity>
            <note><text value="one"/></note><note><text value="two"/></note>
            <extension url="http://e.example/x"><valueBoolean value="true"/></extension>
            <component><code><text value="x"/></code><valueInteger value="3"/></component>
            </Observation>"#;
        let expected = json!({"resourceType": "Observation", "id": "o1",
            "text": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>a &lt; b <b>c</b></p></div>"},
            "status": "final", "code": {"coding": [{"system": "http://loinc.org", "code": "718-7"}]},
            "subject": {"reference": "Patient/p"}, "effectiveDateTime": "2024-01-02",
            "valueQuantity": {"value": serde_json::from_str::<Value>("7.10").unwrap(), "unit": "g/dL & more"},
            "note": [{"text": "one"}, {"text": "two"}],
            "extension": [{"url": "http://e.example/x", "valueBoolean": true}],
            "component": [{"code": {"text": "x"}, "valueInteger": 3}]});
        assert_eq!(told(xml), expected);
        let text = String::from_utf8(to_json(xml.as_bytes()).unwrap()).unwrap();
        assert!(text.contains("7.10"), "the digits stay");
    }

    #[test]
    fn extensions_of_values_stand_beside_them_and_resources_are_held() {
        let xml = r#"<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/><entry><fullUrl value="urn:uuid:1"/>
            <resource><Patient><name><given value="A"/><given id="g"><extension url="u"><valueCode value="unknown"/></extension></given></name>
            <birthDate><extension url="u"><valueCode value="unknown"/></extension></birthDate>
            <contained><Device><id value="d"/></Device></contained></Patient></resource></entry></Bundle>"#;
        let said = told(xml);
        let patient = &said["entry"][0]["resource"];
        assert_eq!(patient["resourceType"], "Patient");
        assert_eq!(patient["name"][0]["given"], json!(["A", null]));
        assert_eq!(patient["name"][0]["_given"][0], Value::Null);
        assert_eq!(patient["name"][0]["_given"][1]["id"], "g");
        assert!(patient.get("birthDate").is_none());
        assert_eq!(patient["_birthDate"]["extension"][0]["url"], "u");
        assert_eq!(patient["contained"][0]["resourceType"], "Device");
    }

    #[test]
    fn what_is_broken_declared_or_too_deep_is_refused() {
        let ns = r#"xmlns="http://hl7.org/fhir""#;
        for bad in [
            format!("<Patient {ns}><id value='a'>"),
            format!("<Patient {ns}><id value='a'/></Person>"),
            format!(
                "<!DOCTYPE Patient [<!ENTITY a 'b'>]><Patient {ns}><id value='&a;'/></Patient>"
            ),
            format!("<Patient {ns}><id value='&a;'/></Patient>"),
            format!("<Patient {ns}>{}", "<a>".repeat(100_000)),
            format!("<Patient {ns}"),
        ] {
            assert!(to_json(bad.as_bytes()).is_err(), "{}", bad.len());
        }
        assert!(!is_xml(b"{\"resourceType\":\"Patient\"}"));
        assert!(!is_xml(b"<html></html>"));
    }
}
