//! The cheap first pass over a file: how much, whose, and what references are called.
//!
//! Nothing is written before this pass is done: the wrong-person guard, the counts of the preview
//! and the names behind references come from here. Only people, places, medicines, the
//! `Composition` and the first few of each type are parsed; for the rest the splitter already knows
//! the type, and the subject's reference is found by its key.

use crate::context::relative;
use crate::detail::MODIFIER_ELEMENT;
use crate::draft::{medicine_codes, patient_namespace, title};
use crate::header::{self, Header};
use crate::{
    BundleInfo, FhirError, FhirVersion, ForeignFormat, Limits, Piece, RawResource, ScanContext,
    SourceFormat, Splitter,
};
use kin_model::{Finding, Kind, PersonDetails, PersonName, Severity, Sex, SubjectIdentity};
use memchr::memmem::Finder;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Read;

/// How many resources of a type are looked at for marks of a FHIR version: more where the type
/// can show one by itself.
fn probes(resource_type: &str) -> u64 {
    match resource_type {
        "Condition"
        | "AllergyIntolerance"
        | "Encounter"
        | "Immunization"
        | "Observation"
        | "DiagnosticReport"
        | "MedicationRequest"
        | "MedicationStatement" => 3,
        _ => 1,
    }
}

/// The members that name the person a resource is about.
const SUBJECT_KEYS: [&str; 4] = ["\"subject\"", "\"patient\"", "\"beneficiary\"", "\"for\""];

/// Different subjects that are counted apart; more only happens in data of a whole clinic.
const SUBJECTS_COUNTED: usize = 10_000;
/// Addresses of a history that are remembered, to tell what was deleted from what was made anew.
const REMEMBERED: usize = 200_000;
/// Server messages that are listed.
const MESSAGES: usize = 20;

/// A person whom resources of the file are about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ScannedSubject {
    /// Reference as resources use it, e.g. `Patient/12` or `urn:uuid:…`.
    pub reference: String,
    /// What the file says about the person; empty when it holds no `Patient` for the reference.
    pub identity: SubjectIdentity,
    /// Resources that name this person as their subject (0 for a `Patient` nothing refers to).
    pub resources: u64,
}

/// What a pre-scan found.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Scan {
    /// What the source is.
    pub format: Option<SourceFormat>,
    /// Resources in the file, refused ones included.
    pub resources: u64,
    /// Those that the splitter refuses.
    pub refused: u64,
    /// Count by resource type; refused ones whose type is not known are not in it.
    pub by_type: BTreeMap<String, u64>,
    /// The people the file is about, most resources first, at most [`Limits::subjects`].
    pub subjects: Vec<ScannedSubject>,
    /// How many people there are; more than `subjects` lists when there are many.
    pub subject_count: u64,
    /// Names of the organisations in the file; two stand for "several".
    #[serde(default)]
    pub organizations: BTreeSet<String>,
    /// The first Bundle's own elements.
    pub bundle: Option<BundleInfo>,
    /// Title of the document when there is a `Composition`.
    pub document_title: Option<String>,
    /// Bytes read.
    pub bytes: u64,
    /// Remarks: FHIR version, server messages, limits.
    pub findings: Vec<Finding>,
    /// For [`crate::draft()`] and [`crate::detail()`].
    pub context: ScanContext,
}

struct ScannedPatient {
    references: Vec<String>,
    identity: SubjectIdentity,
    namespace: String,
    resources: u64,
    /// It stands inside a resource that is about it.
    inside: bool,
}

struct Scanner {
    /// Searchers for [`SUBJECT_KEYS`], built once.
    keys: [Finder<'static>; 4],
    scan: Scan,
    patients: Vec<ScannedPatient>,
    /// Index of the patient that a reference names.
    known: BTreeMap<String, usize>,
    subjects: BTreeMap<String, u64>,
    /// Record numbers by which resources name their person without a reference.
    numbers: BTreeMap<String, u64>,
    /// Hashes of the addresses that a history has named so far; it begins with the newest.
    named: BTreeSet<u64>,
    /// Addresses of what a history says was deleted, and not made anew later.
    deleted: Vec<String>,
    versions: BTreeMap<FhirVersion, BTreeSet<String>>,
    messages: usize,
    modifier: Finder<'static>,
    /// Resources with something that may turn their meaning round.
    modified: u64,
}

/// Reads a file once, cheaply: counts, whose it is, what references are called.
///
/// # Errors
/// As [`Splitter::next_piece`]; also [`FhirError::Format`] when no object of the file is FHIR.
pub fn scan<R: Read>(reader: R, limits: &Limits) -> Result<Scan, FhirError> {
    let mut splitter = Splitter::new(reader, limits.clone());
    let mut scanner = Scanner {
        keys: SUBJECT_KEYS.map(Finder::new),
        scan: Scan::default(),
        patients: Vec::new(),
        known: BTreeMap::new(),
        subjects: BTreeMap::new(),
        numbers: BTreeMap::new(),
        named: BTreeSet::new(),
        deleted: Vec::new(),
        versions: BTreeMap::new(),
        messages: 0,
        modifier: Finder::new(MODIFIER_ELEMENT),
        modified: 0,
    };
    let mut untyped = 0;
    let mut is_history = None;
    while let Some(piece) = splitter.next_piece()? {
        scanner.scan.resources += 1;
        if is_history != Some(false) {
            scanner.history(&piece);
        }
        match piece {
            Piece::Resource(raw) => scanner.resource(&raw, limits),
            Piece::Refused(refused) => {
                scanner.scan.refused += 1;
                untyped += u64::from(matches!(refused.why, FhirError::NoResourceType));
                if !refused.resource_type.is_empty() {
                    scanner.count(&refused.resource_type);
                }
            }
        }
        if is_history.is_none() {
            is_history = says_history(splitter.bundle());
        }
    }
    // The type may stand after the entries.
    let of_type = splitter.bundle().and_then(|b| b.bundle_type.as_deref());
    if is_history == Some(true) || of_type == Some("history") {
        for name in std::mem::take(&mut scanner.deleted) {
            scanner.scan.context.insert_deleted(&name);
        }
    }
    if splitter.more() {
        let finding = Finding::new("more-to-come", Severity::Info, "", "");
        scanner.scan.findings.push(finding);
    }
    if untyped > 0 && untyped == scanner.scan.resources {
        return Err(FhirError::Format(ForeignFormat::OtherJson));
    }
    scanner.scan.format = splitter.format();
    scanner.scan.bundle = splitter.bundle().cloned();
    scanner.scan.bytes = splitter.bytes_read();
    Ok(scanner.finish(limits))
}

/// Whether a Bundle is a history; nothing while it has not said what it is.
fn says_history(bundle: Option<&BundleInfo>) -> Option<bool> {
    match bundle {
        None => Some(false),
        Some(info) => info.bundle_type.as_deref().map(|t| t == "history"),
    }
}

/// What a resource is called from outside: its address, its type and id.
fn names_of(raw: &RawResource<'_>) -> Vec<String> {
    #[derive(Deserialize)]
    struct Named<'a> {
        #[serde(borrow)]
        id: Option<std::borrow::Cow<'a, str>>,
    }
    if let Some(url) = raw.full_url {
        return vec![url.to_owned()];
    }
    let named = serde_json::from_slice::<Named<'_>>(raw.bytes).ok();
    let id = named.and_then(|n| n.id);
    id.map(|id| format!("{}/{id}", raw.resource_type))
        .into_iter()
        .collect()
}

/// The member of a resource that says whose it is, where that is no reference to a resource of its own: `#pat`, or a
/// number.
enum Whose {
    /// A Patient inside the resource.
    Inside(Box<(SubjectIdentity, String)>),
    /// A record number: `system|value`.
    Number(String),
}

fn whose(raw: &RawResource<'_>) -> Option<Whose> {
    let text = std::str::from_utf8(raw.bytes).ok()?;
    let header = Header::parse(text).ok()?;
    let Some(reference) = header.subject_reference() else {
        return header.subject_number().map(Whose::Number);
    };
    #[derive(Deserialize)]
    struct Whole<'a> {
        #[serde(borrow, default)]
        contained: Vec<&'a serde_json::value::RawValue>,
    }
    let id = reference.strip_prefix('#')?;
    let whole: Whole<'_> = serde_json::from_str(text).ok()?;
    let mut inside = whole.contained.iter().map(|raw| Header::parse(raw.get()));
    let patient = inside.find_map(|header| {
        let header = header.ok()?;
        (header.id() == id && header.resource_type() == "Patient").then_some(header)
    })?;
    let identity = identity_of(&patient);
    let namespace = patient_namespace(&patient);
    Some(Whose::Inside(Box::new((identity, namespace))))
}

/// Two descriptions that may be of one person.
fn may_be_same(a: &SubjectIdentity, b: &SubjectIdentity) -> bool {
    let mut names = a.names.iter().cloned();
    let details = PersonDetails {
        name: names.next().unwrap_or_default(),
        other_names: names.collect(),
        born: a.born,
        sex: a.sex.unwrap_or(Sex::Unknown),
        relation: String::new(),
        colour: String::new(),
        phone: String::new(),
        identifiers: a.identifiers.clone(),
        contacts: Vec::new(),
        doctor: None,
    };
    details.compare(b).accepts()
}

/// The reference inside the first member of this name, found without parsing.
fn reference_in<'a>(bytes: &'a [u8], key: &Finder<'_>) -> Option<&'a str> {
    let at = key.find(bytes)?;
    let after = bytes.get(at + key.needle().len()..)?.trim_ascii_start();
    let inside = after.strip_prefix(b":")?.trim_ascii_start();
    let inside = inside.strip_prefix(b"{").or_else(|| {
        // DSTU2 and R5 have lists in some places.
        let list = inside.strip_prefix(b"[")?.trim_ascii_start();
        list.strip_prefix(b"{")
    })?;
    let near = inside.get(..inside.len().min(600))?;
    let key = memchr::memmem::find(near, b"\"reference\"")?;
    // Only inside this object, not in what follows it.
    let before = near.get(..key)?;
    if memchr::memchr(b'}', before).is_some() {
        return None;
    }
    let value = near.get(key + 11..)?.trim_ascii_start();
    let value = value
        .strip_prefix(b":")?
        .trim_ascii_start()
        .strip_prefix(b"\"")?;
    let end = memchr::memchr(b'"', value)?;
    std::str::from_utf8(value.get(..end)?).ok()
}

/// Who a Patient resource says it is.
fn identity_of(h: &Header<'_>) -> SubjectIdentity {
    let owned = |t: &header::Text<'_>| t.some().map(std::borrow::Cow::into_owned);
    let names = h
        .name
        .by_use()
        .into_iter()
        .filter_map(|n| {
            Some(PersonName {
                text: n.words()?.into_owned(),
                family: {
                    let parts: Vec<_> = n.family.0.iter().filter_map(owned).collect();
                    (!parts.is_empty()).then(|| parts.join(" "))
                },
                given: n.given.0.iter().filter_map(owned).collect(),
            })
        })
        .collect();
    SubjectIdentity {
        names,
        born: h.birth_date.as_str().parse().ok(),
        sex: match h.gender.as_str() {
            "female" => Some(Sex::Female),
            "male" => Some(Sex::Male),
            "other" => Some(Sex::Other),
            "unknown" => Some(Sex::Unknown),
            _ => None,
        },
        identifiers: h
            .identifier
            .iter()
            .filter_map(|i| Some((i.system.0.clone().into_owned(), owned(&i.value)?)))
            .collect(),
        phones: h
            .telecom
            .iter()
            .filter(|t| t.system.as_str() == "phone")
            .filter_map(|t| owned(&t.value))
            .collect(),
    }
}

impl Scanner {
    fn count(&mut self, resource_type: &str) -> u64 {
        if let Some(n) = self.scan.by_type.get_mut(resource_type) {
            *n += 1;
            return *n;
        }
        // A hostile file may name a million types; the rest is counted together.
        let name = if self.scan.by_type.len() < 1000 {
            resource_type
        } else {
            "…"
        };
        let n = self.scan.by_type.entry(name.to_owned()).or_insert(0);
        *n += 1;
        *n
    }

    fn resource(&mut self, raw: &RawResource<'_>, limits: &Limits) {
        let nth = self.count(raw.resource_type);
        self.modified += u64::from(self.modifier.find(raw.bytes).is_some());
        let named = matches!(
            raw.resource_type,
            "Practitioner"
                | "PractitionerRole"
                | "Organization"
                | "Location"
                | "Medication"
                | "Device"
                | "RelatedPerson"
                | "Group"
                | "HealthcareService"
                | "Substance"
        );
        let whole = named
            || matches!(
                raw.resource_type,
                "Patient" | "Composition" | "OperationOutcome"
            )
            || nth <= probes(raw.resource_type);
        if whole
            && let Ok(text) = std::str::from_utf8(raw.bytes)
            && let Ok(h) = Header::parse(text)
        {
            if let Some(version) = h.version() {
                let types = self.versions.entry(version).or_default();
                if types.len() < 20 {
                    types.insert(raw.resource_type.to_owned());
                }
            }
            match raw.resource_type {
                "Patient" => self.patient(&h, raw, limits),
                "Composition" if self.scan.document_title.is_none() => {
                    let nothing = ScanContext::default();
                    let words = title(&h, Kind::Document, &nothing);
                    self.scan.document_title = Some(words.into_owned());
                }
                "OperationOutcome" => self.message(&h, raw),
                _ if named => self.name(&h, raw, limits),
                _ => {}
            }
        }
        if !named && raw.resource_type != "Patient" {
            self.subject(raw);
        }
    }

    fn subject(&mut self, raw: &RawResource<'_>) {
        let [subject, patient, beneficiary, task] = &self.keys;
        let order = match raw.resource_type {
            "AllergyIntolerance"
            | "Immunization"
            | "Claim"
            | "ClaimResponse"
            | "ExplanationOfBenefit"
            | "FamilyMemberHistory" => [patient, subject],
            "Coverage" => [beneficiary, patient],
            "Task" => [task, subject],
            _ => [subject, patient],
        };
        let found = order.iter().find_map(|key| reference_in(raw.bytes, key));
        let found = found.filter(|r| !r.is_empty());
        let Some(reference) = found.filter(|r| !r.starts_with('#')) else {
            // Where somebody is named otherwise; what names nobody is not parsed.
            let named = || order.iter().any(|key| key.find(raw.bytes).is_some());
            if found.is_some() || named() {
                self.otherwise(raw);
            }
            return;
        };
        if let Some(n) = self.subjects.get_mut(reference) {
            *n += 1;
        } else if self.subjects.len() < SUBJECTS_COUNTED {
            self.subjects.insert(reference.to_owned(), 1);
        }
    }

    /// A resource that names its person by a Patient inside it, or by a number.
    fn otherwise(&mut self, raw: &RawResource<'_>) {
        match whose(raw) {
            Some(Whose::Number(number)) => {
                if let Some(n) = self.numbers.get_mut(&number) {
                    *n += 1;
                } else if self.numbers.len() < SUBJECTS_COUNTED {
                    self.numbers.insert(number, 1);
                }
            }
            Some(Whose::Inside(found)) => {
                let (identity, namespace) = *found;
                let mut inside = self.patients.iter_mut().filter(|p| p.inside);
                if let Some(same) = inside.find(|p| p.identity == identity) {
                    same.resources += 1;
                } else if self.patients.len() < SUBJECTS_COUNTED {
                    self.patients.push(ScannedPatient {
                        references: Vec::new(),
                        identity,
                        namespace,
                        resources: 1,
                        inside: true,
                    });
                }
            }
            None => {}
        }
    }

    /// Remembers what a history has named, and what it says was deleted.
    fn history(&mut self, piece: &Piece<'_>) {
        if self.named.len() >= REMEMBERED {
            return;
        }
        let (names, deleted) = match piece {
            Piece::Resource(raw) => (names_of(raw), false),
            Piece::Refused(piece) => (piece.names.clone(), matches!(piece.why, FhirError::Deleted)),
        };
        // With and without the address of the server.
        let short = names.iter().map(|n| relative(n).to_owned());
        let names: BTreeSet<String> = short.chain(names.iter().cloned()).collect();
        let hash = |name: &String| {
            let mut hasher = DefaultHasher::new();
            name.hash(&mut hasher);
            hasher.finish()
        };
        let fresh = names.iter().all(|name| !self.named.contains(&hash(name)));
        self.named.extend(names.iter().map(hash));
        if deleted && fresh {
            self.deleted.extend(names);
        }
    }

    /// A Patient inside a resource who may be the one whom the file is about is that one.
    fn join_those_inside(&mut self) {
        let all = std::mem::take(&mut self.patients);
        let (inside, mut own): (Vec<_>, Vec<_>) = all.into_iter().partition(|p| p.inside);
        for patient in inside {
            let mut fits = own.iter_mut();
            match fits.find(|p| may_be_same(&p.identity, &patient.identity)) {
                Some(same) => same.resources += patient.resources,
                None => own.push(patient),
            }
        }
        // Those of the file itself stand where references find them.
        self.patients = own;
    }

    /// Who is somebody else: where one person is in the file and others only in references, what refers to those is
    /// not that person's; nor is what has another number of the same kind.
    fn strangers(&mut self, unknown: &[(String, u64)]) {
        let [only] = self.patients.as_slice() else {
            return;
        };
        if only.inside {
            return;
        }
        let mut strangers: Vec<String> = Vec::new();
        if only.resources > 0 {
            let others = unknown.iter().map(|(reference, _)| reference);
            let others = others.filter(|r| relative(r).starts_with("Patient/"));
            strangers.extend(others.cloned());
        }
        let own = &only.identity.identifiers;
        for number in self.numbers.keys() {
            let Some((system, value)) = number.split_once('|') else {
                continue;
            };
            let mut same_kind = own.iter().filter(|(s, _)| s == system).peekable();
            if same_kind.peek().is_some() && same_kind.all(|(_, v)| v != value) {
                strangers.push(number.clone());
            }
        }
        for stranger in strangers {
            self.scan.context.insert_stranger(&stranger);
        }
    }

    /// How many people are told apart by numbers alone: two of one kind are two people.
    fn told_by_number(&self) -> u64 {
        let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
        for (system, _) in self.numbers.keys().filter_map(|n| n.split_once('|')) {
            *kinds.entry(system).or_default() += 1;
        }
        kinds.into_values().max().unwrap_or(0)
    }

    fn patient(&mut self, h: &Header<'_>, raw: &RawResource<'_>, limits: &Limits) {
        let mut references = Vec::new();
        if let Some(url) = raw.full_url {
            references.push(url.to_owned());
        }
        if !h.id().is_empty() {
            references.push(format!("Patient/{}", h.id()));
            references.push(format!("urn:uuid:{}", h.id()));
        }
        if let Some(name) = h.name.words() {
            for reference in &references {
                self.scan.context.insert_name(reference, &name, limits);
            }
        }
        let same = references.iter().find_map(|r| self.known.get(r).copied());
        if same.is_none() && self.patients.len() < SUBJECTS_COUNTED {
            for reference in &references {
                self.known.insert(reference.clone(), self.patients.len());
            }
            self.patients.push(ScannedPatient {
                references,
                identity: identity_of(h),
                namespace: patient_namespace(h),
                resources: 0,
                inside: false,
            });
        }
    }

    fn name(&mut self, h: &Header<'_>, raw: &RawResource<'_>, limits: &Limits) {
        let context = ScanContext::default();
        let words = title(h, Kind::Directory, &context).into_owned();
        if words == raw.resource_type {
            return;
        }
        if raw.resource_type == "Organization" && self.scan.organizations.len() < 2 {
            self.scan.organizations.insert(words.clone());
        }
        let codes = if raw.resource_type == "Medication" {
            medicine_codes(h)
        } else {
            Vec::new()
        };
        let into = &mut self.scan.context;
        if let Some(url) = raw.full_url {
            into.insert_medicine(url, &words, &codes, limits);
        }
        if !h.id().is_empty() {
            into.insert_medicine(
                &format!("{}/{}", raw.resource_type, h.id()),
                &words,
                &codes,
                limits,
            );
        }
        // Conditional references name people and places by identifier (newer Synthea).
        for i in h.identifier.iter().take(4) {
            if !i.system.is_empty() && !i.value.is_empty() {
                let key = format!(
                    "{}?identifier={}|{}",
                    raw.resource_type,
                    i.system.as_str(),
                    i.value.as_str()
                );
                into.insert_name(&key, &words, limits);
            }
        }
    }

    /// A server's message inside a searchset: said once, never taken for a health fact.
    fn message(&mut self, h: &Header<'_>, raw: &RawResource<'_>) {
        for issue in h.issue.iter() {
            self.messages += 1;
            if self.messages > MESSAGES {
                return;
            }
            let severity = match issue.severity.as_str() {
                "fatal" | "error" => Severity::Error,
                "information" | "success" => Severity::Info,
                _ => Severity::Warning,
            };
            let code = issue.details.coding.iter().find_map(|c| c.code.some());
            let code = code.or_else(|| issue.code.some()).unwrap_or_default();
            self.scan.findings.push(Finding::new(
                "operation-outcome",
                severity,
                format!("entry {}", raw.index),
                code,
            ));
        }
    }

    fn finish(mut self, limits: &Limits) -> Scan {
        // The old code systems alone prove nothing where another resource is clearly R4, and an old
        // Observation beside a DSTU2 resource is DSTU2.
        let proven = self.versions.contains_key(&FhirVersion::R4);
        if proven && let Some(stu3) = self.versions.get_mut(&FhirVersion::Stu3) {
            stu3.retain(|t| !matches!(t.as_str(), "Observation" | "DiagnosticReport"));
        }
        if self.versions.contains_key(&FhirVersion::Dstu2)
            && let Some(stu3) = self.versions.remove(&FhirVersion::Stu3)
        {
            self.versions
                .entry(FhirVersion::Dstu2)
                .or_default()
                .extend(stu3);
        }
        for (version, types) in &self.versions {
            if types.is_empty() {
                continue;
            }
            if let Some(code) = version.finding_code() {
                let list: Vec<&str> = types.iter().map(String::as_str).collect();
                self.scan.findings.push(Finding::new(
                    code,
                    Severity::Info,
                    list.join(", "),
                    version.as_str(),
                ));
            }
        }
        if self.modified > 0 {
            let detail = self.modified.to_string();
            let finding = Finding::new("modifier-extension", Severity::Warning, "", detail);
            self.scan.findings.push(finding);
        }
        if self.scan.context.names_left_out() {
            self.scan.findings.push(Finding::new(
                "names-left-out",
                Severity::Info,
                "",
                limits.names.to_string(),
            ));
        }
        // Each reference to a person counts for the Patient that it names.
        let mut unknown = Vec::new();
        for (reference, n) in std::mem::take(&mut self.subjects) {
            let index = self
                .known
                .get(&reference)
                .or_else(|| self.known.get(relative(&reference)));
            match index.and_then(|i| self.patients.get_mut(*i)) {
                Some(patient) => patient.resources += n,
                None => unknown.push((reference, n)),
            }
        }
        self.join_those_inside();
        self.strangers(&unknown);
        let by_number = self.told_by_number();
        let mut subjects = Vec::new();
        for patient in std::mem::take(&mut self.patients) {
            for reference in &patient.references {
                self.scan
                    .context
                    .insert_namespace(reference, &patient.namespace);
            }
            let subject = ScannedSubject {
                reference: patient.references.into_iter().next().unwrap_or_default(),
                identity: patient.identity,
                resources: patient.resources,
            };
            subjects.push((subject, patient.namespace));
        }
        // References whose Patient is not in the file; those to other things are no people.
        for (reference, n) in &unknown {
            let person = relative(reference).starts_with("Patient/")
                || (!reference.contains('/') && self.scan.context.name(reference).is_none());
            if person {
                let subject = ScannedSubject {
                    reference: reference.clone(),
                    identity: SubjectIdentity::default(),
                    resources: *n,
                };
                subjects.push((subject, format!("patient:{reference}|")));
            }
        }
        subjects.sort_by_key(|(s, _)| std::cmp::Reverse(s.resources));
        if let Some((_, namespace)) = subjects.first() {
            self.scan.context.set_default_namespace(namespace);
        }
        // Where nobody is described, numbers tell people apart.
        self.scan.subject_count = match subjects.is_empty() {
            true if by_number > 1 => by_number,
            _ => subjects.len() as u64,
        };
        let listed = usize::try_from(limits.subjects).unwrap_or(usize::MAX);
        self.scan.subjects = subjects.into_iter().map(|(s, _)| s).take(listed).collect();
        self.scan
    }
}
