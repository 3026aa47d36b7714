//! FHIR's data types in words, recognised by their shape.

use super::labels::FIELD_LABELS;
use crate::ScanContext;
use kin_model::system;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What references are called: by the file or record, and by the resource's own contained ones.
pub(super) struct Names<'c> {
    context: &'c ScanContext,
    contained: BTreeMap<String, String>,
}

impl<'c> Names<'c> {
    pub(super) fn new(context: &'c ScanContext, map: &Map<String, Value>) -> Self {
        let mut contained = BTreeMap::new();
        if let Some(Value::Array(list)) = map.get("contained") {
            for inner in list.iter().take(1000) {
                if let (Some(id), Some(name)) = (
                    inner.get("id").and_then(Value::as_str),
                    resource_name(inner),
                ) {
                    contained.insert(id.to_owned(), name);
                }
            }
        }
        Self { context, contained }
    }

    fn of(&self, reference: &str) -> Option<&str> {
        match reference.strip_prefix('#') {
            Some(id) => self.contained.get(id).map(String::as_str),
            None => self.context.name(reference),
        }
    }
}

/// What a (contained) resource is called.
pub(super) fn resource_name(resource: &Value) -> Option<String> {
    let names = Names {
        context: &ScanContext::default(),
        contained: BTreeMap::new(),
    };
    ["code", "name", "deviceName", "title", "type", "description"]
        .iter()
        .filter_map(|key| resource.get(*key))
        .find_map(|v| match v {
            Value::Array(list) => list.iter().find_map(|v| words(v, &names)),
            other => words(other, &names),
        })
}

/// Type names that end the key of a choice element.
const TYPES: &[&str] = &[
    "DateTime",
    "Date",
    "Instant",
    "Time",
    "Period",
    "Timing",
    "Quantity",
    "SimpleQuantity",
    "Age",
    "Range",
    "Ratio",
    "Duration",
    "Money",
    "CodeableConcept",
    "CodeableReference",
    "Coding",
    "Reference",
    "String",
    "Markdown",
    "Boolean",
    "Integer",
    "PositiveInt",
    "UnsignedInt",
    "Decimal",
    "Code",
    "Uri",
    "Url",
    "Canonical",
    "Attachment",
    "Identifier",
    "SampledData",
];

fn kebab(key: &str) -> String {
    let mut out = String::with_capacity(key.len() + 4);
    for c in key.chars() {
        if c.is_ascii_uppercase() {
            if !out.is_empty() {
                out.push('-');
            }
            out.push(c.to_ascii_lowercase());
        } else {
            out.push(c);
        }
    }
    // Abbreviations in capitals: carrierHRF.
    out.replace("-h-r-f", "-hrf").replace("-a-i-d-c", "-aidc")
}

/// What other FHIR versions called an element, and the label of what R4 calls it. Choice elements
/// without their type. Whatever has no other name in R4 has a label of its own.
///
/// # Source
/// HL7 FHIR 1.0.2, 3.0.2 and 5.0.0: the resource pages; names as in `ips::convert::rules`.
const OLD_NAMES: &[(&str, &str)] = &[
    ("additionalInstructions", "additional-instruction"),
    ("asNeededFor", "as-needed"),
    ("bodyStructure", "body-site"),
    ("careProvider", "general-practitioner"),
    ("dateSent", "sent"),
    ("doseSequence", "dose-number"),
    ("effectiveDose", "effective"),
    ("effectiveTime", "effective"),
    ("incomingReferral", "referral"),
    ("indexed", "date"),
    ("isSubPotent", "is-subpotent"),
    ("lastOccurence", "last-occurrence"),
    ("meaning", "type"),
    ("modalityList", "modality"),
    ("modified", "last-modified"),
    ("notPerformed", "not-done"),
    ("notPerformedReason", "not-done-reason"),
    ("occurence", "occurrence"),
    ("performedActivity", "outcome"),
    ("plannedActivity", "activity"),
    ("prohibited", "do-not-perform"),
    ("reasonForUse", "reason"),
    ("reasonGiven", "reason"),
    ("reasonNotGiven", "not-done-reason"),
    ("reasonNotPerformed", "not-done-reason"),
    ("reasonNotTaken", "not-done-reason"),
    ("ref", "related"),
    ("relatedClinicalInformation", "supporting-information"),
    ("relevantHistory", "event-history"),
    ("renderedDosageInstruction", "dosage"),
    ("reporter", "asserter"),
    ("responsibleParty", "responsible"),
    ("serviceRequested", "code"),
    ("statusChanged", "status-date"),
    ("support", "supporting-information"),
    ("usageReason", "reason"),
    ("whenUsed", "timing"),
];

fn known(label: &str) -> bool {
    FIELD_LABELS.binary_search(&label).is_ok()
}

/// The label of an element; `None` when the catalogue has no words for it.
pub(super) fn label_of(key: &str) -> Option<String> {
    let key = key.strip_prefix('_').unwrap_or(key);
    let label = match key {
        "dosageInstruction" => "dosage".to_owned(),
        "dispenseRequest" | "doseAndRate" | "protocolApplied" | "hospitalization" => {
            // Groups: the label names the section.
            kebab(key)
        }
        _ => kebab(key),
    };
    if known(&label)
        || super::SECTION_LABELS.binary_search(&label.as_str()).is_ok()
        || label == "dose-and-rate"
    {
        return Some(label);
    }
    let old = |name: &str| {
        let found = OLD_NAMES.iter().find(|(old, _)| *old == name);
        found.map(|(_, label)| (*label).to_owned())
    };
    old(key).or_else(|| {
        TYPES
            .iter()
            .filter_map(|t| key.strip_suffix(t))
            .find_map(|base| old(base).or_else(|| Some(kebab(base)).filter(|b| known(b))))
    })
}

/// Labels whose value is a date where it reads as one.
pub(super) fn is_date(label: &str) -> bool {
    label.ends_with("date")
        || label.ends_with("-on")
        || matches!(
            label,
            "effective"
                | "issued"
                | "onset"
                | "abatement"
                | "last-occurrence"
                | "occurrence"
                | "performed"
                | "start"
                | "end"
                | "date-time"
                | "date-written"
                | "date-recorded"
                | "date-asserted"
                | "date-ended"
                | "authored"
                | "created"
                | "sent"
                | "received"
                | "received-time"
                | "started"
                | "timing"
                | "identified"
                | "recorded"
                | "last-modified"
                | "last-updated"
                | "creation"
                | "when-handed-over"
                | "when-prepared"
                | "time"
                | "due"
                | "collected"
                | "serviced"
                | "deceased"
                | "value"
        )
}

fn text<'v>(map: &'v Map<String, Value>, key: &str) -> Option<&'v str> {
    map.get(key)
        .and_then(Value::as_str)
        .map(str::trim)
        .filter(|s| !s.is_empty())
}

fn only(map: &Map<String, Value>, keys: &[&str]) -> bool {
    map.keys().all(|k| {
        let plain = k.strip_prefix('_').unwrap_or(k);
        keys.contains(&plain) || matches!(plain, "id" | "extension" | "modifierExtension")
    })
}

/// The data type of an object, by its members.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Reference,
    Concept,
    Coding,
    Quantity,
    Identifier,
    Contact,
    Range,
    Ratio,
    Period,
    Timing,
    Name,
    Address,
    Attachment,
    Annotation,
    CodeableReference,
    Extended,
    Group,
}

fn shape(map: &Map<String, Value>) -> Shape {
    let has = |k: &str| map.contains_key(k);
    if map.keys().all(|k| matches!(k.as_str(), "id" | "extension")) {
        Shape::Extended
    } else if only(map, &["coding", "text"]) {
        Shape::Concept
    } else if only(map, &["reference", "display", "type", "identifier"])
        && (map.get("reference").is_none_or(Value::is_string))
    {
        Shape::Reference
    } else if only(map, &["concept", "reference"]) {
        Shape::CodeableReference
    } else if only(
        map,
        &[
            "value",
            "unit",
            "units",
            "system",
            "code",
            "comparator",
            "currency",
        ],
    ) && map.get("value").is_none_or(|v| !v.is_string())
        && (has("value") || has("unit") || has("comparator"))
    {
        Shape::Quantity
    } else if only(
        map,
        &["system", "version", "code", "display", "userSelected"],
    ) {
        Shape::Coding
    } else if only(map, &["system", "value", "use", "rank", "period"])
        && matches!(
            text(map, "system"),
            Some("phone" | "fax" | "email" | "pager" | "url" | "sms" | "other") | None
        )
        && has("value")
    {
        Shape::Contact
    } else if only(
        map,
        &["use", "type", "system", "value", "period", "assigner"],
    ) && (has("value") || has("system"))
    {
        Shape::Identifier
    } else if only(map, &["low", "high"]) {
        Shape::Range
    } else if only(map, &["numerator", "denominator"]) {
        Shape::Ratio
    } else if only(map, &["start", "end"]) {
        Shape::Period
    } else if only(map, &["event", "repeat", "code"]) && !has("code") | has("repeat") | has("event")
    {
        Shape::Timing
    } else if only(
        map,
        &[
            "use", "text", "family", "given", "prefix", "suffix", "period",
        ],
    ) && (has("family") || has("given") || has("text"))
    {
        Shape::Name
    } else if ["line", "city", "district", "state", "postalCode", "country"]
        .iter()
        .any(|k| has(k))
        && only(
            map,
            &[
                "use",
                "type",
                "text",
                "line",
                "city",
                "district",
                "state",
                "postalCode",
                "country",
                "period",
            ],
        )
    {
        Shape::Address
    } else if ["contentType", "data", "url", "title", "hash"]
        .iter()
        .any(|k| map.get(*k).is_some_and(Value::is_string))
        && only(
            map,
            &[
                "contentType",
                "language",
                "data",
                "url",
                "size",
                "hash",
                "title",
                "creation",
            ],
        )
    {
        Shape::Attachment
    } else if has("text") && only(map, &["text", "time", "authorString", "authorReference"]) {
        Shape::Annotation
    } else {
        Shape::Group
    }
}

/// True for an object that is no data type but a group of elements.
pub(super) fn is_group(value: &Value) -> bool {
    matches!(value, Value::Object(map) if shape(map) == Shape::Group)
}

fn join(parts: impl IntoIterator<Item = Option<String>>, with: &str) -> Option<String> {
    let list: Vec<String> = parts
        .into_iter()
        .flatten()
        .filter(|s| !s.is_empty())
        .collect();
    (!list.is_empty()).then(|| list.join(with))
}

/// A value in words; `None` for a group and for nothing.
pub(super) fn words(value: &Value, names: &Names<'_>) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(b) => Some(b.to_string()),
        // Digits as given: numbers keep their text.
        Value::Number(n) => Some(n.to_string()),
        Value::String(s) => {
            let s = s.trim();
            if s.starts_with("<div") {
                return Some(crate::narrative::words(s)).filter(|w| !w.is_empty());
            }
            (!s.is_empty()).then(|| s.to_owned())
        }
        Value::Array(list) => join(list.iter().take(200).map(|v| words(v, names)), "; "),
        Value::Object(map) => object(map, names),
    }
}

fn object(map: &Map<String, Value>, names: &Names<'_>) -> Option<String> {
    let part = |key: &str| map.get(key).and_then(|v| words(v, names));
    match shape(map) {
        Shape::Extended => absent(map),
        Shape::Concept => text(map, "text")
            .map(str::to_owned)
            .or_else(|| {
                let list = map.get("coding").and_then(Value::as_array)?;
                let display = list
                    .iter()
                    .find_map(|c| c.get("display").and_then(Value::as_str));
                display
                    .map(str::to_owned)
                    .or_else(|| list.iter().find_map(|c| code_label(c.as_object()?)))
            })
            .or_else(|| absent(map)),
        Shape::Coding => part("display")
            .or_else(|| code_label(map))
            .or_else(|| part("code")),
        Shape::Reference => {
            let named = text(map, "reference").and_then(|r| names.of(r));
            part("display")
                .or_else(|| named.map(str::to_owned))
                .or_else(|| part("identifier"))
                .or_else(|| nowhere(map))
                .or_else(|| absent(map))
        }
        Shape::CodeableReference => part("concept").or_else(|| part("reference")),
        Shape::Quantity => quantity(map),
        Shape::Contact => part("value"),
        Shape::Identifier => {
            let value = part("value")?;
            Some(match part("type") {
                Some(kind) => format!("{value} ({kind})"),
                None => value,
            })
        }
        Shape::Range => match (part("low"), part("high")) {
            (Some(a), Some(b)) => Some(format!("{a} – {b}")),
            (Some(a), None) => Some(format!("≥ {a}")),
            (None, Some(b)) => Some(format!("≤ {b}")),
            (None, None) => None,
        },
        Shape::Ratio => match (part("numerator"), part("denominator")) {
            (Some(a), Some(b)) => Some(format!("{a} : {b}")),
            (a, b) => a.or(b),
        },
        Shape::Period => match (part("start"), part("end")) {
            (Some(a), Some(b)) => Some(format!("{a} – {b}")),
            (Some(a), None) => Some(format!("{a} –")),
            (None, Some(b)) => Some(format!("– {b}")),
            (None, None) => absent(map),
        },
        Shape::Timing => timing(map, names),
        Shape::Name => part("text").or_else(|| {
            let list = |key: &str| match map.get(key) {
                Some(Value::Array(list)) => {
                    join(list.iter().map(|v| v.as_str().map(str::to_owned)), " ")
                }
                Some(Value::String(s)) => Some(s.clone()),
                _ => None,
            };
            join(
                [
                    list("prefix"),
                    list("given"),
                    list("family"),
                    list("suffix"),
                ],
                " ",
            )
        }),
        Shape::Address => part("text").or_else(|| {
            let lines = match map.get("line") {
                Some(Value::Array(list)) => {
                    join(list.iter().map(|v| v.as_str().map(str::to_owned)), ", ")
                }
                other => other.and_then(Value::as_str).map(str::to_owned),
            };
            join(
                [
                    lines,
                    part("postalCode"),
                    part("city"),
                    part("district"),
                    part("state"),
                    part("country"),
                ],
                ", ",
            )
        }),
        Shape::Attachment => join(
            [
                part("title"),
                part("contentType"),
                part("creation"),
                part("url"),
            ],
            " · ",
        )
        .or_else(|| map.contains_key("data").then(|| "…".to_owned())),
        Shape::Annotation => {
            let text = part("text")?;
            let text = if text.starts_with('<') {
                crate::narrative::words(&text)
            } else {
                text
            };
            let by = join(
                [part("authorString"), part("authorReference"), part("time")],
                ", ",
            );
            Some(match by {
                Some(by) => format!("{text} ({by})"),
                None => text,
            })
        }
        Shape::Group => None,
    }
}

/// `5.40 mmol/L`, `< 5`, `125 USD`.
fn quantity(map: &Map<String, Value>) -> Option<String> {
    let number = match map.get("value")? {
        Value::Number(n) => n.to_string(),
        Value::String(s) => s.clone(),
        _ => return None,
    };
    let comparator = text(map, "comparator").unwrap_or_default();
    let unit = ["unit", "units", "code", "currency"]
        .iter()
        .find_map(|k| text(map, k))
        .filter(|u| *u != "1");
    Some(match unit {
        Some(unit) => format!("{comparator}{number} {unit}"),
        None => format!("{comparator}{number}"),
    })
}

/// The source's words for a schedule; else its numbers in a notation without language:
/// `2 × / d` is twice a day, `1 × / 8 h` every eight hours.
fn timing(map: &Map<String, Value>, names: &Names<'_>) -> Option<String> {
    let said = map.get("code").and_then(|v| words(v, names));
    let events = map.get("event").and_then(|v| words(v, names));
    let repeat = map.get("repeat").and_then(Value::as_object).and_then(|r| {
        let part = |key: &str| r.get(key).and_then(|v| words(v, names));
        let unit = part("periodUnit").or_else(|| part("periodUnits"));
        let often = match (part("frequency"), unit) {
            (times, Some(unit)) => {
                let times = times.unwrap_or_else(|| "1".to_owned());
                let times = match part("frequencyMax") {
                    Some(max) => format!("{times}–{max}"),
                    None => times,
                };
                let period = part("period").filter(|p| p != "1" && p != "1.0");
                let period = match (period, part("periodMax")) {
                    (Some(p), Some(max)) => Some(format!("{p}–{max}")),
                    (p, _) => p,
                };
                Some(match period {
                    Some(period) => format!("{times} × / {period} {unit}"),
                    None => format!("{times} × / {unit}"),
                })
            }
            (Some(times), None) => Some(format!("{times} ×")),
            (None, None) => None,
        };
        let count = part("count").map(|n| format!("{n} ×"));
        let bounds = ["boundsPeriod", "boundsDuration", "boundsRange"]
            .iter()
            .find_map(|k| part(k));
        let length = part("duration").map(|d| match part("durationUnit") {
            Some(unit) => format!("{d} {unit}"),
            None => d,
        });
        join(
            [
                often,
                count,
                length,
                part("dayOfWeek"),
                part("timeOfDay"),
                part("when"),
                bounds,
            ],
            ", ",
        )
    });
    join([said, repeat, events], "; ")
}

/// A code without words: its name, else the code with its system.
fn code_label(coding: &Map<String, Value>) -> Option<String> {
    let code = text(coding, "code")?;
    let system = text(coding, "system").unwrap_or_default();
    Some(kin_terms::code_label(system, code).unwrap_or_else(|| code.to_owned()))
}

/// What a reference means that leads to nothing the record holds, to be told in plain words. A bare UUID without a type
/// tells a person nothing: the element is then listed as not shown.
fn nowhere(map: &Map<String, Value>) -> Option<String> {
    let reference = text(map, "reference")?;
    let typed = text(map, "type").map(|of| last_part(of).to_owned());
    let unversioned = reference.split("/_history/").next().unwrap_or(reference);
    let mut parts = unversioned.rsplit('/');
    let (id, before) = (parts.next(), parts.next());
    let is_type = |word: &&str| {
        word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.chars().all(|c| c.is_ascii_alphabetic())
    };
    let of = typed.or_else(|| before.filter(is_type).map(str::to_owned));
    match of {
        Some(of) => Some(format!(
            "{}{of}/{}",
            kin_terms::LEADS_NOWHERE,
            id.unwrap_or_default()
        )),
        None if reference.starts_with("urn:") => None,
        None if reference.starts_with('#') => {
            Some(format!("{}{reference}", kin_terms::LEADS_NOWHERE))
        }
        None => Some(reference.to_owned()),
    }
}

/// Why a value is missing, where an extension says so.
fn absent(map: &Map<String, Value>) -> Option<String> {
    let list = map.get("extension")?.as_array()?;
    let reason = list.iter().find(|e| {
        e.get("url")
            .and_then(Value::as_str)
            .is_some_and(|u| u == "http://hl7.org/fhir/StructureDefinition/data-absent-reason")
    })?;
    reason
        .get("valueCode")
        .and_then(Value::as_str)
        .map(str::to_owned)
}

fn last_part(url: &str) -> &str {
    url.trim_end_matches('/')
        .rsplit(['/', ':'])
        .next()
        .unwrap_or(url)
}

/// The name of an extension of which nothing else can be said.
pub(super) fn extension_name(value: &Value) -> Option<String> {
    let name = last_part(text(value.as_object()?, "url")?);
    (!name.is_empty()).then(|| name.to_owned())
}

/// An extension: the last part of its address and its value.
pub(super) fn extension(value: &Value, names: &Names<'_>, depth: u8) -> Option<String> {
    let map = value.as_object()?;
    if depth > 8 {
        return None;
    }
    let name = last_part(text(map, "url").unwrap_or_default());
    let own = map
        .iter()
        .filter(|(k, _)| k.starts_with("value"))
        .find_map(|(_, v)| words(v, names).or_else(|| compact(v.as_object()?, names, depth + 1)));
    let inner = match map.get("extension") {
        Some(Value::Array(list)) => join(
            list.iter().take(50).map(|e| extension(e, names, depth + 1)),
            "; ",
        ),
        _ => None,
    };
    let said = join([own, inner], "; ")?;
    Some(format!("{name}: {said}"))
}

/// A group on one line: its members' words, those of groups inside included.
pub(super) fn compact(map: &Map<String, Value>, names: &Names<'_>, depth: u8) -> Option<String> {
    if depth > 8 {
        return None;
    }
    let member = |value: &Value| match value {
        Value::Object(inner) if shape(inner) == Shape::Group => compact(inner, names, depth + 1),
        Value::Array(list) => join(
            list.iter().take(50).map(|v| match v {
                Value::Object(inner) if shape(inner) == Shape::Group => {
                    compact(inner, names, depth + 1)
                }
                other => words(other, names),
            }),
            "; ",
        ),
        other => words(other, names),
    };
    join(
        map.iter()
            .filter(|(k, _)| {
                !matches!(
                    k.as_str(),
                    "id" | "extension" | "modifierExtension" | "sequence" | "linkId"
                )
            })
            .map(|(_, v)| member(v)),
        " · ",
    )
}

/// A code with the short name of its system: `LOINC 718-7 · Hemoglobin`.
pub(super) fn coding_words(coding: &Value) -> Option<String> {
    let map = coding.as_object()?;
    let code = text(map, "code")?;
    let uri = text(map, "system").unwrap_or_default();
    let short = match uri {
        system::LOINC => "LOINC",
        system::SNOMED => "SNOMED CT",
        system::RXNORM => "RxNorm",
        system::ATC => "ATC",
        system::CVX => "CVX",
        system::ICD10 => "ICD-10",
        system::ICD10CM => "ICD-10-CM",
        "http://hl7.org/fhir/sid/ndc" => "NDC",
        "http://www.ama-assn.org/go/cpt" => "CPT",
        "http://hl7.org/fhir/sid/icd-9-cm" => "ICD-9-CM",
        "http://snomed.info/sct/" => "SNOMED CT",
        other => other
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or(other),
    };
    let named = format!("{short} {code}").trim().to_owned();
    Some(match text(map, "display") {
        Some(display) => format!("{named} · {display}"),
        None => named,
    })
}
