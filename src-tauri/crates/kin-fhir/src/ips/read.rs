//! Others' summaries, read for people without being brought in.
//!
//! A document is shown as it is, flawed or not: every section, every entry that the section names, and where the
//! entries do not say all, the text that the sender wrote. What is wrong with it is listed beside it by
//! [`super::check()`]. Nothing may vanish: an entry that leads nowhere is counted and named as far as its reference
//! has words, a section without entries shows its text, and what no section mentions has a section of its own.
//!
//! # Source
//! HL7, FHIR R4 4.0.1, documents 3.3 (what a reader must show: the narrative of Composition and sections), Narrative
//! status; Bundle 2.36.4.1 (resolving references).

mod places;
mod rows;
mod shown;
mod xml;

pub use xml::{is_xml, to_json as xml_to_json};

use super::sections::{LOINC, OTHERS, SPECS};
use crate::{FhirError, Limits, Piece, ResourceReader, Splitter, narrative};
use kin_model::summary::{Nothing, Row, Section};
use kin_model::{Finding, Kind, Narrative, Severity, StatusClass, SubjectIdentity};
use places::Places;
use rows::item;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shown::Shown;
use std::collections::BTreeSet;

/// Largest file that is shown: 8 MiB. The tree of the worst such file fits into the memory of a reading process.
pub const LARGEST: usize = 8 << 20;
/// Most entries of one section that are shown; the rest is counted.
const ROWS: usize = 1_000;
/// Most sections.
const SECTIONS: usize = 200;
/// Most flaws that are told one by one.
const FLAWS: usize = 500;
/// How deep sections may stand in sections.
const DEEP: usize = 8;

/// One section as the sender made it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReadSection {
    /// Which of ours it is, where its code says so.
    pub section: Option<Section>,
    /// The sender's title; empty where there is none.
    pub title: String,
    /// Entries that the section names.
    pub entries: usize,
    /// Those that are here, as rows.
    pub rows: Vec<Row>,
    /// Those that are not in the file, with what their reference says of them.
    pub missing: Vec<String>,
    /// Rows beyond what is shown.
    pub left_off: usize,
    /// The text that the sender wrote.
    pub narrative: Option<Narrative>,
    /// The text says more than the rows, or there are none: it is shown at once.
    pub says_more: bool,
    /// Why it has no entries, where the sender says so.
    pub nothing: Option<Nothing>,
    /// No section of the sender's: what no section mentions.
    pub unlisted: bool,
    /// No section of the sender's: the text of the whole document.
    pub whole: bool,
    /// What coded words beside the titles are called in the other language.
    pub names: Vec<ReadName>,
}

/// Coded words of a row's note that are not in one of our languages, and what their code is called in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadName {
    /// The source's words.
    pub words: String,
    /// In English.
    pub en: Option<String>,
    /// In Chinese.
    pub zh: Option<String>,
}

/// A summary of somebody else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReadSummary {
    /// Title of the document; empty where there is none.
    pub title: String,
    /// What kind of document it says it is.
    pub kind: String,
    /// When it was made, as the file says.
    pub made: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Its language, as the file says.
    pub language: Option<String>,
    /// It has a Composition, so it is a document.
    pub is_document: bool,
    /// Whom it is about.
    pub subject: Option<SubjectIdentity>,
    /// More than one person is in it.
    pub several: bool,
    /// Its parts.
    pub sections: Vec<ReadSection>,
    /// Resources in the file.
    pub resources: usize,
    /// Resources that could not be read.
    pub unread: usize,
    /// What is wrong with it.
    pub flaws: Vec<Finding>,
    /// Flaws beyond those listed.
    pub more_flaws: usize,
}

/// One resource of the file.
struct Item {
    full_url: String,
    /// `Type/id`.
    local: String,
    kind: Kind,
    row: Row,
    names: Vec<ReadName>,
    body: Vec<u8>,
}

fn text(value: &Value, key: &str) -> Option<String> {
    let text = value.get(key)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn items<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    match value.get(key) {
        Some(Value::Array(list)) => list,
        Some(one @ Value::Object(_)) => std::slice::from_ref(one),
        _ => &[],
    }
}

fn concept(value: &Value) -> Option<String> {
    text(value, "text").or_else(|| {
        items(value, "coding")
            .iter()
            .find_map(|c| text(c, "display").or_else(|| text(c, "code")))
    })
}

fn loinc(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value
        .map_or(&[][..], |v| items(v, "coding"))
        .iter()
        .filter(|c| c.get("system").and_then(Value::as_str) == Some(LOINC))
        .filter_map(|c| c.get("code")?.as_str())
}

/// Our section of this code.
fn section_of(code: Option<&Value>) -> Option<Section> {
    loinc(code).find_map(|c| {
        SPECS
            .iter()
            .find(|s| s.code == c)
            .map(|s| s.section)
            // Functional status and pregnancies have none of ours.
            .filter(|_| !OTHERS.iter().any(|o| o.0 == c))
    })
}

/// Reads a file.
///
/// # Errors
/// Why the file as a whole cannot be shown: no FHIR, cut off, too large.
pub fn read(bytes: &[u8]) -> Result<ReadSummary, FhirError> {
    if bytes.len() > LARGEST {
        return Err(FhirError::OverLimit {
            limit: crate::Limit::TotalBytes,
            allowed: LARGEST as u64,
            found: bytes.len() as u64,
            offset: 0,
        });
    }
    let told;
    let from_xml = xml::is_xml(bytes);
    let bytes = if from_xml {
        told = xml::to_json(bytes)?;
        told.as_slice()
    } else {
        bytes
    };
    let limits = Limits::default();
    let scan = crate::scan(bytes, &limits)?;
    let mut splitter = Splitter::new(bytes, limits.clone());
    let mut reader = ResourceReader::new(limits);
    let mut all: Vec<Item> = Vec::new();
    let mut compositions: Vec<(String, Value)> = Vec::new();
    let (mut resources, mut unread) = (0_usize, 0_usize);
    while let Some(piece) = splitter.next_piece()? {
        resources += 1;
        let Piece::Resource(raw) = piece else {
            unread += 1;
            continue;
        };
        let url = raw.full_url.unwrap_or_default().to_owned();
        if raw.resource_type == "Composition"
            && let Ok(body) = reader.tidy(raw.bytes)
            && let Ok(value) = serde_json::from_str::<Value>(body)
        {
            compositions.push((url, value));
            continue;
        }
        match item(&mut reader, &raw, &scan.context, all.len()) {
            Some(item) => all.push(item),
            None => unread += 1,
        }
    }
    let places = Places::new(&all);
    let mut shown = Shown {
        all: &all,
        places: &places,
        context: &scan.context,
        used: BTreeSet::new(),
        sections: Vec::new(),
        dropped: 0,
    };
    let mut summary = ReadSummary {
        title: String::new(),
        kind: String::new(),
        made: None,
        authors: Vec::new(),
        language: None,
        is_document: !compositions.is_empty(),
        subject: None,
        several: false,
        sections: Vec::new(),
        resources,
        unread,
        flaws: Vec::new(),
        more_flaws: 0,
    };
    for (url, composition) in &compositions {
        if summary.title.is_empty() {
            summary.title = text(composition, "title").unwrap_or_default();
            summary.kind = composition
                .get("type")
                .and_then(concept)
                .unwrap_or_default();
            summary.made = text(composition, "date");
            summary.language = text(composition, "language");
            summary.authors = items(composition, "author")
                .iter()
                .filter_map(|a| shown.name_of(url, a))
                .collect();
        }
        shown.composition(url, composition);
    }
    let bundle = scan.bundle.as_ref();
    summary.made = summary
        .made
        .or_else(|| bundle.and_then(|b| b.timestamp.clone()));
    if summary.kind.is_empty() {
        summary.kind = bundle
            .and_then(|b| b.bundle_type.clone())
            .unwrap_or_default();
    }
    shown.rest(summary.is_document);
    let dropped = shown.dropped;
    summary.sections = shown.sections;
    // References that lead to no `Patient` in the file name nobody.
    let mut people: Vec<&SubjectIdentity> = Vec::new();
    for one in scan.subjects.iter().map(|s| &s.identity) {
        if (!one.names.is_empty() || one.born.is_some()) && !people.contains(&one) {
            people.push(one);
        }
    }
    summary.several = people.len() > 1;
    summary.subject = people.first().map(|one| (*one).clone());
    let whole_bundle = bundle.is_some() && serde_json::from_slice::<Value>(bytes).is_ok();
    let is_called_document = bundle.is_some_and(|b| b.bundle_type.as_deref() == Some("document"));
    let is_single = bundle.is_none() && resources == 1;
    let mut flaws = if is_single || (whole_bundle && (summary.is_document || is_called_document)) {
        super::check(bytes)
    } else if whole_bundle && crate::ktc::may_be_shared(bytes) {
        crate::ktc::check(bytes)
    } else {
        vec![Finding::new("read-no-document", Severity::Warning, "", "")]
    };
    if summary.is_document
        && !compositions
            .iter()
            .any(|(_, c)| loinc(c.get("type")).any(|code| code == super::sections::DOCUMENT_CODE))
    {
        // A letter, a referral, an answer: what only a patient summary is held to is no flaw of it.
        flaws.retain(|f| {
            !matches!(
                f.code.as_str(),
                "ips-section-required" | "ips-entry-or-empty-reason" | "ips-composition-type"
            )
        });
        flaws.push(Finding::new("read-other-document", Severity::Info, "", ""));
    }
    if dropped > 0 {
        let count = dropped.to_string();
        flaws.push(Finding::new("read-dropped", Severity::Error, "", count));
    }
    if unread > 0 {
        let count = unread.to_string();
        flaws.push(Finding::new("read-unread", Severity::Error, "", count));
    }
    if from_xml {
        flaws.push(Finding::new("read-xml", Severity::Warning, "", ""));
    }
    flaws.sort_by_key(|f| std::cmp::Reverse(f.severity));
    summary.more_flaws = flaws.len().saturating_sub(FLAWS);
    flaws.truncate(FLAWS);
    summary.flaws = flaws;
    Ok(summary)
}

/// The section of ours where a kind has its place.
#[must_use]
pub const fn home_of(kind: Kind, class: StatusClass) -> Section {
    match kind {
        Kind::Allergy => Section::Allergies,
        Kind::Condition => match class {
            StatusClass::Past => Section::PastProblems,
            _ => Section::Problems,
        },
        Kind::Medication | Kind::Dose => Section::Medications,
        Kind::VitalSign => Section::VitalSigns,
        Kind::Result | Kind::Questionnaire => Section::Results,
        Kind::Immunization => Section::Immunizations,
        Kind::Procedure => Section::Procedures,
        Kind::Device => Section::Devices,
        Kind::SocialHistory => Section::SocialHistory,
        Kind::FamilyHistory => Section::FamilyHistory,
        Kind::CarePlan | Kind::Goal | Kind::Appointment | Kind::Referral => Section::Plan,
        Kind::AdvanceDirective => Section::AdvanceDirectives,
        Kind::Alert => Section::Alerts,
        Kind::Visit => Section::Visits,
        Kind::Symptom | Kind::Note | Kind::Message => Section::PatientStory,
        _ => Section::Documents,
    }
}

/// A text, and whether it says more than the entries.
fn narrative_of(element: &Value) -> Option<(Narrative, bool)> {
    let div = element.get("div").and_then(Value::as_str)?;
    let tree = narrative(div);
    if tree.plain_text().trim().is_empty() {
        return None;
    }
    let status = element.get("status").and_then(Value::as_str);
    Some((tree, status != Some("generated")))
}

/// Why a section has no entries.
fn nothing_of(section: &Value) -> Option<Nothing> {
    let reason = section.get("emptyReason")?;
    let code = items(reason, "coding")
        .iter()
        .find_map(|c| c.get("code")?.as_str());
    Some(match code {
        Some("nilknown") => Nothing::KnownNone,
        Some("withheld") => Nothing::LeftOut,
        _ => Nothing::NoInformation,
    })
}

#[cfg(test)]
mod tests;
