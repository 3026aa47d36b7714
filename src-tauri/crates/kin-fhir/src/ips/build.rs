//! From a summary to an IPS document Bundle.

use super::narrative::{heading, loinc_title, nothing, section, story};
use super::references::{Links, sweep};
use super::sections::{DOCUMENT_CODE, LOINC, SPECS, Spec};
use super::{Made, Originals, Stamp, convert, fallback, minimums, r4, resource};
use crate::FhirError;
use kin_model::summary::{Nothing, Row, Section, Summary, SummaryLanguage};
use kin_model::{Contact, Finding, PartialDate, PersonName, Precision, Severity, Sex, StatusClass};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const EMPTY_REASON: &str = "http://terminology.hl7.org/CodeSystem/list-empty-reason";
const BUNDLE_PROFILE: &str = "http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips";
const COMPOSITION_PROFILE: &str =
    "http://hl7.org/fhir/uv/ips/StructureDefinition/Composition-uv-ips";

/// A uuid derived from the document's and a name; version 8 (RFC 9562: by own rule).
pub(super) fn derive_uuid(document: [u8; 16], name: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&document);
    hasher.update(name.as_bytes());
    let mut bytes = [0_u8; 16];
    hasher.finalize_xof().fill(&mut bytes);
    format_uuid(bytes, 0x80)
}

/// The canonical form, with version and variant bits set.
pub(super) fn format_uuid(mut bytes: [u8; 16], version: u8) -> String {
    for (i, b) in bytes.iter_mut().enumerate() {
        match i {
            6 => *b = (*b & 0x0f) | version,
            8 => *b = (*b & 0x3f) | 0x80,
            _ => {}
        }
    }
    let mut out = String::with_capacity(36);
    for (i, b) in bytes.iter().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        out.push_str(&format!("{b:02x}"));
    }
    out
}

/// One chosen row with its resource.
struct Chosen<'a> {
    row: &'a Row,
    place: String,
    id: String,
    /// The resource of the section's entry; `None`: only in the text.
    resource: Option<Value>,
    /// For a device: the device itself, which the entry (its use) points to.
    device: Option<(String, Value)>,
}

struct Builder<'a> {
    summary: &'a Summary,
    stamp: &'a Stamp<'a>,
    originals: Originals<'a>,
    patient_url: String,
    findings: Vec<Finding>,
    used: BTreeSet<&'a str>,
}

/// Makes the document.
///
/// Every row of the summary is in the text of its section; it is a coded entry too wherever its
/// original (or what the row itself says) makes a valid resource of a type that the section takes.
/// Rows that their source has withdrawn are never in it, and a row stands in one section only.
///
/// # Errors
/// [`FhirError::Impossible`] when the stamp is no instant or the person has no name.
pub fn build(
    summary: &Summary,
    stamp: &Stamp<'_>,
    originals: &Originals<'_>,
) -> Result<Made, FhirError> {
    let instant: PartialDate = stamp.instant.parse().map_err(|_| FhirError::Impossible {
        field: "instant",
        reason: "not-a-date",
    })?;
    if instant.precision() != Precision::Second || instant.offset_minutes().is_none() {
        return Err(FhirError::Impossible {
            field: "instant",
            reason: "not-a-date",
        });
    }
    let patient_id = derive_uuid(stamp.uuid, "patient");
    let patient = patient(summary, &patient_id).ok_or(FhirError::Impossible {
        field: "name",
        reason: "empty",
    })?;
    let builder = Builder {
        summary,
        stamp,
        originals: *originals,
        patient_url: format!("urn:uuid:{patient_id}"),
        findings: Vec::new(),
        used: BTreeSet::new(),
    };
    Ok(builder.run(patient))
}

impl<'a> Builder<'a> {
    fn tell(&mut self, code: &str, severity: Severity, place: &str, detail: &str) {
        self.findings
            .push(Finding::new(code, severity, place, detail));
    }

    fn run(mut self, patient: Value) -> Made {
        let mut sections: Vec<(&'static Spec, Vec<Chosen<'a>>, usize, Option<Nothing>)> =
            Vec::new();
        for spec in SPECS.iter().filter(|s| s.section != Section::PatientStory) {
            let found = self
                .summary
                .sections
                .iter()
                .filter(|s| s.section == spec.section);
            let (mut chosen, mut left_off, mut why) = (Vec::new(), 0_usize, None);
            for part in found {
                left_off = left_off.saturating_add(part.left_off);
                why = why.or(part.nothing);
                for row in &part.rows {
                    chosen.extend(self.choose(spec, row));
                }
            }
            sections.push((spec, chosen, left_off, why));
        }
        let support = self.link(&mut sections);
        self.finish(patient, &mut sections, support)
    }

    /// Takes a row into a section, with its original when it fits there.
    fn choose(&mut self, spec: &'static Spec, row: &'a Row) -> Option<Chosen<'a>> {
        let place = format!("{} {}", spec.code, row.entry.0);
        if row.status_class == StatusClass::Error {
            self.tell(
                "ips-withdrawn-left-out",
                Severity::Info,
                &place,
                row.kind.as_str(),
            );
            return None;
        }
        if !self.used.insert(&row.entry.0) {
            self.tell("ips-entry-twice", Severity::Info, &place, row.kind.as_str());
            return None;
        }
        let mut original = (self.originals.body)(&row.entry).and_then(|b| resource::parse(&b));
        let withdrawn = original.as_ref().is_some_and(resource::is_error);
        if let Some(body) = &mut original
            && !withdrawn
            && !self.as_r4(body, &place)
        {
            // Told in the words of the row only: R4 has no way to say it.
            self.tell("ips-text-only", Severity::Info, &place, row.kind.as_str());
            let id = derive_uuid(self.stamp.uuid, &row.entry.0);
            return Some(Chosen {
                row,
                place,
                id,
                resource: None,
                device: None,
            });
        }
        if withdrawn || original.as_ref().is_some_and(resource::is_error) {
            self.tell(
                "ips-withdrawn-left-out",
                Severity::Info,
                &place,
                row.kind.as_str(),
            );
            return None;
        }
        let id = derive_uuid(self.stamp.uuid, &row.entry.0);
        let mut chosen = Chosen {
            row,
            place,
            id,
            resource: None,
            device: None,
        };
        match original {
            Some(device)
                if spec.section == Section::Devices && resource::type_of(&device) == "Device" =>
            {
                let device_id = derive_uuid(self.stamp.uuid, &format!("device {}", row.entry.0));
                chosen.resource = Some(device_use(row, &chosen.id, &self.patient_url, &device_id));
                chosen.device = Some((device_id, device));
            }
            Some(original) if fits(spec, &original) => chosen.resource = Some(original),
            Some(_) => {}
            None => {
                chosen.resource = fallback::from_row(row, &chosen.id, &self.patient_url)
                    .filter(|r| fits(spec, r));
                let code = if chosen.resource.is_some() {
                    "ips-made-from-row"
                } else {
                    "ips-text-only"
                };
                self.tell(code, Severity::Info, &chosen.place, row.kind.as_str());
                return Some(chosen);
            }
        }
        if chosen.resource.is_none() {
            self.tell(
                "ips-text-only",
                Severity::Info,
                &chosen.place,
                row.kind.as_str(),
            );
        }
        Some(chosen)
    }

    /// Makes a resource of another FHIR version R4 and tells so; false when it can only be told in
    /// words.
    fn as_r4(&mut self, body: &mut Value, place: &str) -> bool {
        let done = convert::to_r4(body);
        if let Some(version) = done.version {
            self.tell(
                "ips-version-converted",
                Severity::Info,
                place,
                version.as_str(),
            );
        }
        for element in &done.left_out {
            self.tell("ips-version-left-out", Severity::Warning, place, element);
        }
        !done.words_only
    }

    /// Prepares every resource and rewrites its references; returns what comes along.
    fn link(
        &mut self,
        sections: &mut [(&'static Spec, Vec<Chosen<'a>>, usize, Option<Nothing>)],
    ) -> Vec<(String, Value)> {
        let uuid = self.stamp.uuid;
        let new_url =
            |key: &str| format!("urn:uuid:{}", derive_uuid(uuid, &format!("support {key}")));
        let chosen_urls: BTreeMap<String, String> = sections
            .iter()
            .flat_map(|(_, rows, _, _)| rows)
            .filter(|c| c.resource.is_some())
            .map(|c| {
                let id = c.device.as_ref().map_or(&c.id, |(id, _)| id);
                (c.row.entry.0.clone(), format!("urn:uuid:{id}"))
            })
            .collect();
        let mut links = Links {
            originals: self.originals,
            patient_url: self.patient_url.clone(),
            own: chosen_urls.values().cloned().collect(),
            chosen: chosen_urls,
            support: BTreeMap::new(),
            new_url: &new_url,
            lost: 0,
        };
        let mut devices = Vec::new();
        for chosen in sections.iter_mut().flat_map(|(_, rows, _, _)| rows) {
            if let Some((id, mut device)) = chosen.device.take() {
                let subject = resource::prepare(&mut device, &id, &self.patient_url);
                links.rewrite(&mut device, &chosen.row.entry, 1, subject.as_deref());
                devices.push((format!("urn:uuid:{id}"), device));
            }
            let Some(original) = &mut chosen.resource else {
                continue;
            };
            let subject = resource::prepare(original, &chosen.id, &self.patient_url);
            links.rewrite(original, &chosen.row.entry, 0, subject.as_deref());
        }
        // What comes along may itself refer to more; two steps deep, then words.
        let mut done: BTreeMap<String, Value> = BTreeMap::new();
        while let Some((key, of, depth)) = links
            .support
            .iter()
            .find(|(_, s)| !done.contains_key(&s.url))
            .map(|(k, s)| (k.clone(), s.of.clone(), s.depth))
        {
            let Some((url, mut body)) = links
                .support
                .get(&key)
                .map(|s| (s.url.clone(), s.resource.clone()))
            else {
                break;
            };
            // A place or person of another version; what R4 cannot say of them is no fact about the
            // person of the record.
            convert::to_r4(&mut body);
            let id = url.trim_start_matches("urn:uuid:").to_owned();
            let had_subject = resource::subject_key(resource::type_of(&body))
                .is_some_and(|k| body.get(k).is_some());
            let subject = resource::prepare(&mut body, &id, &self.patient_url);
            if !had_subject
                && let Some(key) = resource::subject_key(resource::type_of(&body))
                && let Some(object) = body.as_object_mut()
            {
                object.shift_remove(key);
            }
            links.rewrite(&mut body, &of, depth, subject.as_deref());
            done.insert(url, body);
        }
        let lost = links.lost;
        if lost > 0 {
            self.tell(
                "ips-reference-left-out",
                Severity::Info,
                "Bundle",
                &lost.to_string(),
            );
        }
        devices.into_iter().chain(done).collect()
    }

    /// Cleans everything, falls back where an original is beyond repair, and writes the Bundle.
    fn finish(
        mut self,
        patient: Value,
        sections: &mut [(&'static Spec, Vec<Chosen<'a>>, usize, Option<Nothing>)],
        support: Vec<(String, Value)>,
    ) -> Made {
        for (spec, rows, _, _) in sections.iter_mut() {
            for chosen in rows {
                self.settle(spec, chosen);
            }
        }
        let mut extra: Vec<(String, Value)> = Vec::new();
        for (url, mut body) in support {
            let mut problems = Vec::new();
            let good = r4::clean(&mut body, &mut problems);
            self.tell_problems(&problems, resource::type_of(&body));
            if good {
                extra.push((url, body));
            }
        }
        let device_id = derive_uuid(self.stamp.uuid, "author");
        let author = json!({
            "resourceType": "Device", "id": device_id,
            "deviceName": [{"name": "Kinfolio", "type": "user-friendly-name"}],
            "version": [{"value": env!("CARGO_PKG_VERSION")}],
        });
        let mut entries: Vec<(String, Value)> = vec![
            (self.patient_url.clone(), patient),
            (format!("urn:uuid:{device_id}"), author),
        ];
        for chosen in sections.iter_mut().flat_map(|(_, rows, _, _)| rows) {
            if let Some(resource) = chosen.resource.take() {
                entries.push((format!("urn:uuid:{}", chosen.id), resource));
            }
        }
        entries.extend(extra);
        let known = sweep_all(&mut entries);
        let coded = |c: &Chosen<'_>| known.contains(&format!("urn:uuid:{}", c.id));
        let count = sections
            .iter()
            .flat_map(|(_, rows, _, _)| rows)
            .filter(|c| coded(c))
            .count();
        let composition = self.composition(&device_id, sections, &coded);
        let composition_id = derive_uuid(self.stamp.uuid, "composition");
        entries.insert(0, (format!("urn:uuid:{composition_id}"), composition));
        let bundle = json!({
            "resourceType": "Bundle",
            "id": format_uuid(self.stamp.uuid, 0x40),
            "meta": {"profile": [BUNDLE_PROFILE]},
            "identifier": {
                "system": "urn:ietf:rfc:3986",
                "value": format!("urn:uuid:{}", format_uuid(self.stamp.uuid, 0x40)),
            },
            "type": "document",
            "timestamp": self.stamp.instant,
            "entry": entries
                .into_iter()
                .map(|(url, resource)| json!({"fullUrl": url, "resource": resource}))
                .collect::<Vec<_>>(),
        });
        Made {
            bytes: bundle.to_string().into_bytes(),
            findings: self.findings,
            entries: count,
        }
    }

    fn tell_problems(&mut self, problems: &[r4::Problem], place: &str) {
        for p in problems {
            self.tell(p.rule, Severity::Warning, place, &p.place);
        }
    }

    /// Makes one chosen resource valid, or replaces it by what the row says, or leaves it in the text.
    fn settle(&mut self, spec: &'static Spec, chosen: &mut Chosen<'a>) {
        let Some(mut body) = chosen.resource.take() else {
            return;
        };
        if minimums::meet(&mut body, chosen.row) {
            self.tell(
                "ips-category-added",
                Severity::Info,
                &chosen.place,
                chosen.row.kind.as_str(),
            );
        }
        let mut problems = Vec::new();
        let good = r4::clean(&mut body, &mut problems);
        self.tell_problems(&problems, &chosen.place);
        if good {
            chosen.resource = Some(body);
            return;
        }
        let made = fallback::from_row(chosen.row, &chosen.id, &self.patient_url)
            .filter(|r| fits(spec, r))
            .and_then(|mut r| {
                minimums::meet(&mut r, chosen.row);
                r4::clean(&mut r, &mut Vec::new()).then_some(r)
            });
        let code = if made.is_some() {
            "ips-made-from-row"
        } else {
            "ips-text-only"
        };
        self.tell(
            code,
            Severity::Warning,
            &chosen.place,
            chosen.row.kind.as_str(),
        );
        chosen.resource = made;
    }

    fn composition(
        &self,
        device_id: &str,
        sections: &[(&'static Spec, Vec<Chosen<'a>>, usize, Option<Nothing>)],
        coded: &dyn Fn(&Chosen<'_>) -> bool,
    ) -> Value {
        let language = self.summary.language;
        let mut parts: Vec<Value> = Vec::new();
        for (spec, rows, left_off, why) in sections {
            parts.extend(one_section(spec, rows, *left_off, *why, language, coded));
        }
        if let Some(text) = story(self.summary) {
            let spec = SPECS.iter().find(|s| s.section == Section::PatientStory);
            if let Some(spec) = spec {
                let (title, code) = heading(spec, language);
                parts.push(json!({"title": title, "code": code, "text": text}));
            }
        }
        let mut composition = Map::new();
        let mut put = |key: &str, value: Value| composition.insert(key.to_owned(), value);
        put("resourceType", json!("Composition"));
        put("id", json!(derive_uuid(self.stamp.uuid, "composition")));
        put("meta", json!({"profile": [COMPOSITION_PROFILE]}));
        match language {
            SummaryLanguage::En => {
                put("language", json!("en"));
            }
            SummaryLanguage::ZhCn => {
                put("language", json!("zh-CN"));
            }
            SummaryLanguage::Both => {}
        }
        put("status", json!("final"));
        put(
            "type",
            json!({"coding": [{"system": LOINC, "code": DOCUMENT_CODE}]}),
        );
        put("subject", json!({"reference": self.patient_url}));
        put("date", json!(self.stamp.instant));
        put(
            "author",
            json!([{"reference": self.patient_url}, {"reference": format!("urn:uuid:{device_id}")}]),
        );
        put(
            "title",
            json!(format!(
                "{} · {}",
                loinc_title(language, DOCUMENT_CODE),
                shown_name(&self.summary.person.name)
            )),
        );
        put("section", Value::Array(parts));
        Value::Object(composition)
    }
}

/// True when the section takes this resource.
fn fits(spec: &Spec, body: &Value) -> bool {
    let kind = resource::type_of(body);
    if !spec.types.is_empty() && !spec.types.contains(&kind) {
        return false;
    }
    match kind {
        // Flag-alert-uv-ips: status fixed to active.
        "Flag" => body.get("status").and_then(Value::as_str) == Some("active"),
        // MedicationRequest-uv-ips: doNotPerform false. "Do not give" belongs in words.
        "MedicationRequest" => body.get("doNotPerform") != Some(&Value::Bool(true)),
        _ => true,
    }
}

/// The use of a device, which is what the IPS section lists.
fn device_use(row: &Row, id: &str, patient_url: &str, device_id: &str) -> Value {
    let status = match row.status_class {
        StatusClass::Past | StatusClass::Negated => "completed",
        StatusClass::Planned => "intended",
        _ => "active",
    };
    let mut body = json!({
        "resourceType": "DeviceUseStatement", "id": id, "status": status,
        "subject": {"reference": patient_url},
        "device": {"reference": format!("urn:uuid:{device_id}")},
    });
    if let (Some(date), Some(object)) = (row.date, body.as_object_mut()) {
        object.insert("timingDateTime".into(), json!(date.to_string()));
    }
    body
}

fn one_section(
    spec: &Spec,
    rows: &[Chosen<'_>],
    left_off: usize,
    why: Option<Nothing>,
    language: SummaryLanguage,
    coded: &dyn Fn(&Chosen<'_>) -> bool,
) -> Option<Value> {
    let (title, code) = heading(spec, language);
    if rows.is_empty() {
        // "Known none" without an entry that says so is not known.
        let why = why
            .filter(|w| *w == Nothing::LeftOut)
            .unwrap_or(Nothing::NoInformation);
        let reason = if why == Nothing::LeftOut {
            "withheld"
        } else {
            "unavailable"
        };
        return spec.required.then(|| {
            json!({
                "title": title, "code": code, "text": nothing(why, language),
                "emptyReason": {"coding": [{"system": EMPTY_REASON, "code": reason}]},
            })
        });
    }
    let entries: Vec<Value> = rows
        .iter()
        .filter(|c| coded(c))
        .map(|c| json!({"reference": format!("urn:uuid:{}", c.id)}))
        .collect();
    let listed: Vec<&Row> = rows.iter().map(|c| c.row).collect();
    let whole = entries.len() == rows.len();
    let mut part = json!({
        "title": title, "code": code,
        "text": section(&listed, left_off, whole, language),
    });
    let object = part.as_object_mut()?;
    if !entries.is_empty() {
        object.insert("entry".into(), Value::Array(entries));
    } else if spec.required {
        // The text holds it; no coded entry could be made of it.
        object.insert(
            "emptyReason".into(),
            json!({"coding": [{"system": EMPTY_REASON, "code": "unavailable"}]}),
        );
    }
    Some(part)
}

/// Takes out what points nowhere, and again what that made invalid, until all is well; returns the
/// fullUrls that are left.
pub(super) fn sweep_all(entries: &mut Vec<(String, Value)>) -> BTreeSet<String> {
    loop {
        let known: BTreeSet<String> = entries.iter().map(|(url, _)| url.clone()).collect();
        for (_, body) in entries.iter_mut() {
            sweep(body, &|r| known.contains(r));
        }
        let before = entries.len();
        // Patient and author stay whatever happens; they refer to nothing.
        let mut index = 0_usize;
        entries.retain_mut(|(_, body)| {
            index = index.saturating_add(1);
            index <= 2 || r4::clean(body, &mut Vec::new())
        });
        if entries.len() == before {
            return known;
        }
    }
}

fn shown_name(name: &PersonName) -> String {
    if !name.text.trim().is_empty() {
        return name.text.trim().to_owned();
    }
    kin_model::joined_name(&name.given, name.family.as_deref())
}

/// The person as Patient-uv-ips: name 1..* (ips-pat-1) and birthDate 1..1.
fn patient(summary: &Summary, id: &str) -> Option<Value> {
    let person = &summary.person;
    let names: Vec<Value> = std::iter::once(&person.name)
        .chain(&person.other_names)
        .filter_map(|n| {
            let mut name = Map::new();
            let text = shown_name(n);
            if text.trim().is_empty() {
                return None;
            }
            name.insert("text".into(), json!(text));
            if let Some(family) = n.family.as_deref().filter(|f| !f.trim().is_empty()) {
                name.insert("family".into(), json!(family));
            }
            let given: Vec<&String> = n.given.iter().filter(|g| !g.trim().is_empty()).collect();
            if !given.is_empty() {
                name.insert("given".into(), json!(given));
            }
            Some(Value::Object(name))
        })
        .collect();
    if names.is_empty() {
        return None;
    }
    let mut patient = Map::new();
    patient.insert("resourceType".into(), json!("Patient"));
    patient.insert("id".into(), json!(id));
    let identifiers: Vec<Value> = person
        .identifiers
        .iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(system, value)| {
            if system.trim().is_empty() {
                json!({ "value": value })
            } else {
                json!({"system": system, "value": value})
            }
        })
        .collect();
    if !identifiers.is_empty() {
        patient.insert("identifier".into(), Value::Array(identifiers));
    }
    patient.insert("name".into(), Value::Array(names));
    if !person.phone.trim().is_empty() {
        patient.insert(
            "telecom".into(),
            json!([{"system": "phone", "value": person.phone.trim()}]),
        );
    }
    let contacts: Vec<Value> = person.contacts.iter().filter_map(contact).collect();
    if !contacts.is_empty() {
        patient.insert("contact".into(), Value::Array(contacts));
    }
    if let Some(doctor) = &person.doctor
        && !doctor.name.trim().is_empty()
    {
        patient.insert("generalPractitioner".into(), json!([practitioner(doctor)]));
    }
    let gender = match person.sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Other => "other",
        Sex::Unknown => "unknown",
    };
    patient.insert("gender".into(), json!(gender));
    match person.born {
        Some(born) => patient.insert("birthDate".into(), json!(born.date_only().to_string())),
        None => patient.insert("_birthDate".into(), minimums::unknown()),
    };
    let mut patient = Value::Object(patient);
    r4::clean(&mut patient, &mut Vec::new()).then_some(patient)
}

/// Somebody to call in an emergency.
///
/// # Source
/// HL7, FHIR R4 Patient.contact; v2-0131 contact role, code `C`: emergency contact.
fn contact(contact: &Contact) -> Option<Value> {
    let name = contact.name.trim();
    if name.is_empty() {
        return None;
    }
    let mut role = json!({"coding": [{
        "system": "http://terminology.hl7.org/CodeSystem/v2-0131", "code": "C",
        "display": "Emergency Contact",
    }]});
    let relation = contact.relation.trim();
    if !relation.is_empty()
        && let Some(role) = role.as_object_mut()
    {
        role.insert("text".into(), json!(relation));
    }
    let mut made = json!({"relationship": [role], "name": {"text": name}});
    let phone = contact.phone.trim();
    if !phone.is_empty()
        && let Some(made) = made.as_object_mut()
    {
        made.insert(
            "telecom".into(),
            json!([{"system": "phone", "value": phone}]),
        );
    }
    Some(made)
}

/// The own doctor, by name: a reference that points nowhere and says who is meant.
fn practitioner(doctor: &Contact) -> Value {
    let parts = [&doctor.name, &doctor.relation, &doctor.phone];
    let parts: Vec<&str> = parts.iter().map(|p| p.trim()).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    json!({"display": parts.join(", "), "type": "Practitioner"})
}
