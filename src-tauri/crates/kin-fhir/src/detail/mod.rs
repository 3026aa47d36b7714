//! Everything of one resource as labelled lines for people.
//!
//! Generic on purpose: it walks over whatever is there, recognises FHIR's data types by their
//! shape, and names lines by element. So it is complete for types and profiles we have never seen;
//! what has no name in the catalogue is listed as not shown, and the original is one click away.
//! Off the import path a document tree is fine: one resource, at most 32 MiB, at most 64 levels.

mod attachments;
mod coded;
mod labels;
mod render;

#[cfg(test)]
mod tests;

pub use attachments::{AttachmentRef, attachments};
pub use coded::{Coded, name_in};
pub use labels::{FIELD_LABELS, SECTION_LABELS};

use crate::narrative::narrative;
use crate::text::value_of;
use crate::{FhirError, ScanContext};
use kin_model::{Abnormal, Absent, Detail, DetailRow, DetailSection, StatusClass};
use render::{Names, coding_words, is_group, label_of, words};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Most lines of one entry; a resource that has more is not for reading line by line.
const MOST_ROWS: usize = 2000;
/// Longest text of one line, in bytes.
const LONGEST: usize = 32 << 10;

/// Label of what may turn the meaning round.
const MODIFIER: &str = "modifier-extension";
/// The element that carries it.
pub(crate) const MODIFIER_ELEMENT: &str = "modifierExtension";

/// The first elements, in this order; the rest follows in the source's.
const FIRST: &[&str] = &[
    "title",
    "name",
    "code",
    "vaccine-code",
    "medication",
    "type",
    "category",
    "class",
    "description",
    "status",
    "clinical-status",
    "verification-status",
    "lifecycle-status",
    "achievement-status",
    "doc-status",
    "status-reason",
    "criticality",
    "severity",
    "intent",
    "value",
    "data-absent-reason",
    "interpretation",
    "reference-range",
    "dosage",
    "dosage-instruction",
    "component",
    "reaction",
    "effective",
    "onset",
    "abatement",
    "occurrence",
    "performed",
    "period",
    "actual-period",
    "start",
    "started",
    "end",
    "authored-on",
    "date",
    "issued",
    "recorded-date",
    "birth-date",
    "gender",
    "reason-code",
    "reason",
    "reason-reference",
    "indication",
    "body-site",
    "performer",
    "author",
    "requester",
    "recorder",
    "asserter",
    "participant",
    "service-provider",
    "location",
    "note",
    "conclusion",
];

/// Groups that are a section of their own however small.
const ALWAYS_OPEN: &[&str] = &["component", "reaction", "dosage", "dosageInstruction"];

/// Concepts whose codes are listed one by one.
const CODED: &[&str] = &[
    "code",
    "vaccineCode",
    "medicationCodeableConcept",
    "substance",
    "valueCodeableConcept",
    "type",
    "procedureCode",
];

/// Parses the bytes of a stored resource into an object.
fn object_of(body: &[u8]) -> Result<Map<String, Value>, FhirError> {
    if let Err(e) = std::str::from_utf8(body) {
        let offset = e.valid_up_to() as u64;
        return Err(FhirError::NotUtf8 { offset });
    }
    match value_of(body) {
        Some(Value::Object(map)) => Ok(map),
        Some(_) => Err(FhirError::NotAnObject { found: "value" }),
        None => {
            let why = serde_json::from_slice::<serde::de::IgnoredAny>(body).err();
            Err(FhirError::NotJson {
                offset: why.map_or(0, |e| e.column() as u64),
                expected: "JSON",
            })
        }
    }
}

/// Everything of a resource as labelled lines.
///
/// `context` gives names to references; an empty one leaves references as they stand.
///
/// # Errors
/// [`FhirError::NotJson`], [`FhirError::NotUtf8`] or [`FhirError::NotAnObject`] when the bytes are
/// no resource.
pub fn detail(body: &[u8], context: &ScanContext) -> Result<Detail, FhirError> {
    let map = object_of(body)?;
    let names = Names::new(context, &map);
    let mut walk = Walk {
        names: &names,
        first: Vec::new(),
        groups: Vec::new(),
        not_shown: Vec::new(),
        rows: 0,
    };
    let mut keys: Vec<(&String, &Value)> = map.iter().collect();
    let rank = |key: &str| {
        let label = label_of(key);
        FIRST
            .iter()
            .position(|f| label.as_deref() == Some(*f))
            .unwrap_or(FIRST.len())
    };
    keys.sort_by_key(|(key, _)| rank(key));
    let is = |name: &str| map.get("resourceType").and_then(Value::as_str) == Some(name);
    let (answers, file) = (is("QuestionnaireResponse"), is("Binary"));
    if memchr::memmem::find(body, MODIFIER_ELEMENT.as_bytes()).is_some() {
        walk.modifiers(&map, "", 0);
    }
    for (key, value) in keys {
        match key.as_str() {
            // Groups and questions of DSTU2.
            "group" if answers => walk.questions(value, key, 0),
            "resourceType" | "id" | "meta" | "text" | "implicitRules" | "contained" => {}
            "item" if answers => walk.questions(value, key, 0),
            "section" => walk.document_sections(value, key, 0),
            "extension" => walk.extensions(value, key),
            "modifierExtension" => {}
            // The bytes of a file, in letters: it is opened as a file.
            "data" | "content" if file => {}
            _ => walk.top(key, value),
        }
    }
    walk.codes(&map);
    walk.contained(&map);
    walk.record(&map);
    let resource_type = map.get("resourceType").and_then(Value::as_str);
    let mut sections = Vec::new();
    if !walk.first.is_empty() {
        sections.push(DetailSection {
            label: String::new(),
            title: None,
            rows: walk.first,
        });
    }
    sections.append(&mut walk.groups);
    Ok(Detail {
        resource_type: resource_type.unwrap_or_default().to_owned(),
        sections,
        narrative: map
            .get("text")
            .and_then(|t| t.get("div"))
            .and_then(Value::as_str)
            .map(narrative)
            .filter(|n| !n.nodes.is_empty()),
        not_shown: walk.not_shown,
    })
}

struct Walk<'n> {
    names: &'n Names<'n>,
    first: Vec<DetailRow>,
    groups: Vec<DetailSection>,
    not_shown: Vec<String>,
    rows: usize,
}

/// A result inside a resource: its name, value, range and status.
fn enclosed(inner: &Value) -> Option<String> {
    let body = inner.to_string();
    let header = crate::Header::parse(&body).ok()?;
    if header.resource_type() != "Observation" {
        return None;
    }
    let context = crate::ScanContext::default();
    let draft = crate::draft(&header, body.as_bytes(), None, &context);
    let value = draft.value.as_deref().filter(|v| !Absent::is_kept(v))?;
    let mut words = vec![draft.title.to_string()];
    words.push(match draft.unit.as_deref() {
        Some(unit) => format!("{value} {unit}"),
        None => value.to_owned(),
    });
    let arrow = match draft.abnormal {
        Abnormal::High => "↑",
        Abnormal::CriticalHigh => "↑↑",
        Abnormal::Low => "↓",
        Abnormal::CriticalLow => "↓↓",
        _ => "",
    };
    if let Some(last) = words.last_mut().filter(|_| !arrow.is_empty()) {
        last.push(' ');
        last.push_str(arrow);
    }
    words.extend(draft.range.map(|range| format!("({range})")));
    if matches!(
        draft.status_class,
        StatusClass::Error | StatusClass::Negated
    ) {
        words.extend(draft.status.map(Cow::into_owned));
    }
    Some(words.join(" · "))
}

/// The name of a group without a name of its own in the catalogue.
fn section_label(label: &str) -> &'static str {
    match label {
        "dosage-instruction" => "dosage",
        _ => SECTION_LABELS
            .binary_search(&label)
            .ok()
            .and_then(|i| SECTION_LABELS.get(i))
            .copied()
            .unwrap_or("details"),
    }
}

fn each<'v>(value: &'v Value, path: &str) -> Vec<(&'v Value, String)> {
    match value {
        Value::Array(list) => list
            .iter()
            .enumerate()
            .map(|(i, v)| (v, format!("{path}[{i}]")))
            .collect(),
        other => vec![(other, path.to_owned())],
    }
}

impl Walk<'_> {
    fn row(&mut self, rows: &mut Vec<DetailRow>, label: &str, value: String, path: String) {
        if self.rows >= MOST_ROWS || value.trim().is_empty() {
            return;
        }
        self.rows += 1;
        let mut value = value;
        if value.len() > LONGEST {
            let end = (0..=LONGEST).rev().find(|i| value.is_char_boundary(*i));
            value.truncate(end.unwrap_or(0));
            value.push('…');
        }
        let date = if render::is_date(label) {
            value.parse().ok()
        } else {
            None
        };
        rows.push(DetailRow {
            label: label.to_owned(),
            value,
            path,
            date,
        });
    }

    fn top(&mut self, key: &str, value: &Value) {
        let before = self.rows;
        let mut first = std::mem::take(&mut self.first);
        self.element(key, value, key, &mut first, true, 0);
        self.first = first;
        if self.rows == before {
            self.not_shown.push(key.to_owned());
        }
    }

    /// One element: simple values become lines of `rows`, a group a section of its own (or lines,
    /// where it is small or inside another).
    fn element(
        &mut self,
        key: &str,
        value: &Value,
        path: &str,
        rows: &mut Vec<DetailRow>,
        may_open: bool,
        depth: u8,
    ) {
        let Some(label) = label_of(key) else { return };
        if depth > 12 {
            return;
        }
        for (item, path) in each(value, path) {
            if !is_group(item) {
                if let Some(text) = words(item, self.names) {
                    self.row(rows, &label, text, path);
                }
                continue;
            }
            let Value::Object(map) = item else { continue };
            // Dose and rate stand among the lines of their dosage.
            if key == "doseAndRate" {
                self.members(map, &path, rows, "", depth + 1);
            } else if may_open && (ALWAYS_OPEN.contains(&key) || !small(map)) {
                let (title_key, title) = group_title(map, self.names);
                let mut own = Vec::new();
                self.members(map, &path, &mut own, title_key, depth + 1);
                if own.is_empty() && title.is_none() {
                    continue;
                }
                self.groups.push(DetailSection {
                    label: section_label(&label).to_owned(),
                    title,
                    rows: own,
                });
            } else if let Some(text) = render::compact(map, self.names, 0) {
                self.row(rows, &label, text, path);
            }
        }
    }

    fn members(
        &mut self,
        map: &Map<String, Value>,
        path: &str,
        rows: &mut Vec<DetailRow>,
        leave_out: &str,
        depth: u8,
    ) {
        for (key, value) in map {
            let inner = format!("{path}.{key}");
            match key.as_str() {
                k if k == leave_out => {}
                "id" => {}
                "extension" => {
                    for (extension, path) in each(value, &inner) {
                        if let Some(text) = render::extension(extension, self.names, 0) {
                            self.row(rows, "extension", text, path);
                        }
                    }
                }
                "modifierExtension" => {}
                _ => self.element(key, value, &inner, rows, false, depth),
            }
        }
    }

    fn extensions(&mut self, value: &Value, key: &str) {
        let mut first = std::mem::take(&mut self.first);
        for (extension, path) in each(value, key) {
            if let Some(text) = render::extension(extension, self.names, 0) {
                self.row(&mut first, "extension", text, path);
            }
        }
        self.first = first;
    }

    /// What may turn the meaning of the whole round, wherever in the resource it stands: never
    /// passed over, and before everything else.
    ///
    /// # Source
    /// HL7 FHIR 4.0.1, Extensibility, 2.4.0.1: "modifier extensions".
    fn modifiers(&mut self, map: &Map<String, Value>, path: &str, depth: u8) {
        if depth > 32 {
            return;
        }
        for (key, value) in map {
            let inner = if path.is_empty() {
                key.clone()
            } else {
                format!("{path}.{key}")
            };
            let is_one = key == MODIFIER_ELEMENT;
            for (value, path) in each(value, &inner) {
                let Value::Object(map) = value else { continue };
                if !is_one {
                    self.modifiers(map, &path, depth + 1);
                    continue;
                }
                let mut first = std::mem::take(&mut self.first);
                if let Some(text) = render::extension(value, self.names, 0)
                    .or_else(|| render::extension_name(value))
                {
                    self.row(&mut first, MODIFIER, text, path);
                }
                self.first = first;
            }
        }
    }

    /// Questions and answers, each question with its answers below.
    fn questions(&mut self, value: &Value, path: &str, depth: u8) {
        if depth > 16 {
            return;
        }
        for (item, path) in each(value, path) {
            let Value::Object(map) = item else { continue };
            let title = map
                .get("text")
                .or_else(|| map.get("title"))
                .or_else(|| map.get("linkId"))
                .and_then(Value::as_str)
                .map(str::to_owned);
            let mut rows = Vec::new();
            let mut inner = Vec::new();
            if let Some(answers) = map.get("answer") {
                for (answer, path) in each(answers, &format!("{path}.answer")) {
                    let Value::Object(answer) = answer else {
                        continue;
                    };
                    for (key, value) in answer {
                        if key == "item" || key == "group" {
                            inner.push((value, format!("{path}.{key}")));
                        } else if let Some(text) = words(value, self.names) {
                            self.row(&mut rows, "answer", text, format!("{path}.{key}"));
                        }
                    }
                }
            }
            if title.is_some() || !rows.is_empty() {
                self.groups.push(DetailSection {
                    label: "question".to_owned(),
                    title,
                    rows,
                });
            }
            for key in ["item", "group", "question"] {
                if let Some(items) = map.get(key) {
                    self.questions(items, &format!("{path}.{key}"), depth + 1);
                }
            }
            for (items, path) in inner {
                self.questions(items, &path, depth + 1);
            }
        }
    }

    /// The sections of a document: the attested text of each, then what it points to.
    fn document_sections(&mut self, value: &Value, path: &str, depth: u8) {
        if depth > 16 {
            return;
        }
        for (section, path) in each(value, path) {
            let Value::Object(map) = section else {
                continue;
            };
            let mut rows = Vec::new();
            let div = map
                .get("text")
                .and_then(|t| t.get("div"))
                .and_then(Value::as_str);
            if let Some(div) = div {
                let text = narrative(div).plain_text().trim().to_owned();
                self.row(&mut rows, "text", text, format!("{path}.text"));
            }
            for (key, value) in map {
                if !matches!(key.as_str(), "title" | "text" | "section" | "code" | "id") {
                    self.element(key, value, &format!("{path}.{key}"), &mut rows, false, 1);
                }
            }
            let title = map.get("title").and_then(Value::as_str).map(str::to_owned);
            let title = title.or_else(|| words(map.get("code")?, self.names));
            self.groups.push(DetailSection {
                label: if depth == 0 { "section" } else { "sub-section" }.to_owned(),
                title,
                rows,
            });
            if let Some(inner) = map.get("section") {
                self.document_sections(inner, &format!("{path}.section"), depth + 1);
            }
        }
    }

    /// The codes of the main concepts, one by one.
    fn codes(&mut self, map: &Map<String, Value>) {
        let mut rows = Vec::new();
        for key in CODED {
            let Some(value) = map.get(*key) else { continue };
            for (concept, path) in each(value, key) {
                let Some(codings) = concept.get("coding") else {
                    continue;
                };
                for (coding, path) in each(codings, &format!("{path}.coding")) {
                    if let Some(text) = coding_words(coding) {
                        self.row(&mut rows, "coding", text, path);
                    }
                }
            }
        }
        self.group("codes", rows);
    }

    fn contained(&mut self, map: &Map<String, Value>) {
        let Some(list) = map.get("contained") else {
            return;
        };
        let mut first = std::mem::take(&mut self.first);
        for (inner, path) in each(list, "contained") {
            let kind = inner
                .get("resourceType")
                .and_then(Value::as_str)
                .unwrap_or_default();
            // What a report encloses is said with its value: it stands nowhere else.
            if let Some(text) = enclosed(inner) {
                self.row(&mut first, "contained", text, path);
                continue;
            }
            let name = render::resource_name(inner);
            let text = match (kind, name) {
                ("", None) => continue,
                (kind, None) => kind.to_owned(),
                ("", Some(name)) => name,
                (kind, Some(name)) => format!("{kind} · {name}"),
            };
            self.row(&mut first, "contained", text, path);
        }
        self.first = first;
    }

    /// How the source numbers and versions the resource.
    fn record(&mut self, map: &Map<String, Value>) {
        let mut rows = Vec::new();
        for key in ["id", "implicitRules"] {
            if let Some(text) = map.get(key).and_then(|v| words(v, self.names)) {
                let label = if key == "id" { "id" } else { "implicit-rules" };
                self.row(&mut rows, label, text, key.to_owned());
            }
        }
        if let Some(Value::Object(meta)) = map.get("meta") {
            self.members(meta, "meta", &mut rows, "", 1);
        }
        self.group("record", rows);
    }

    fn group(&mut self, label: &str, rows: Vec<DetailRow>) {
        if !rows.is_empty() {
            self.groups.push(DetailSection {
                label: label.to_owned(),
                title: None,
                rows,
            });
        }
    }
}

/// A group of up to three simple members reads best on one line.
fn small(map: &Map<String, Value>) -> bool {
    let members: Vec<&Value> = map
        .iter()
        .filter(|(k, _)| !matches!(k.as_str(), "id" | "extension" | "sequence"))
        .map(|(_, v)| v)
        .collect();
    members.len() <= 3
        && members.iter().all(|v| match v {
            Value::Array(list) => list.len() <= 2 && !list.iter().any(is_group),
            other => !is_group(other),
        })
}

/// The own words of a group and the member they come from.
fn group_title(map: &Map<String, Value>, names: &Names<'_>) -> (&'static str, Option<String>) {
    for key in [
        "code",
        "title",
        "name",
        "productOrService",
        "measure",
        "modality",
        "type",
    ] {
        if let Some(text) = map
            .get(key)
            .filter(|v| !is_group(v))
            .and_then(|v| words(v, names))
        {
            return (key, Some(text));
        }
    }
    ("", None)
}
