//! Documents as evidence: a paper is added, read into drafts, and its results are confirmed line by line.
//!
//! Reading stores nothing. What a person ticked is one act that can be undone; each result leads to its paper and page.

mod add;
mod confirm;
mod look;
mod taken;

pub(crate) use add::document_add;
pub(crate) use confirm::paper_confirm;
pub(crate) use look::{paper_check, paper_read};
pub(crate) use taken::{acts_of, taken_from, taken_with};

use crate::dto::FromPaperView;
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::error_map::stored;
use kin_crypto::safe::sha256;
use kin_fhir::author::{PaperOrigin, paper_origin};
use kin_fhir::{AttachmentRef, Limits, RawResource, ResourceReader, ScanContext, concept_words};
use kin_model::EntryId;
use kin_vault::{Added, FullEntry, Importer, Record};
use serde_json::Value;

/// A document of the record, with its logical id.
struct Paper {
    full: FullEntry,
    id: String,
    files: Vec<AttachmentRef>,
}

/// Finds a document that results can be taken from.
fn document(record: &Record, id: &str) -> ApiResult<Paper> {
    let entry: EntryId = id.parse().map_err(|_| ErrorCode::UnknownEntry)?;
    let full = record.entry(entry)?;
    let json = kin_fhir::value_of(&full.body).ok_or(ErrorCode::Internal)?;
    let word = |key: &str| json.get(key).and_then(Value::as_str);
    let logical = word("id").map(str::to_owned);
    let logical = logical.filter(|_| word("resourceType") == Some("DocumentReference"));
    let files = kin_fhir::attachments(&full.body).map_err(|e| stored(&e))?;
    match logical {
        Some(id) if !files.is_empty() => Ok(Paper { full, id, files }),
        _ => Err(ErrorCode::UnknownAttachment.into()),
    }
}

/// A short name for ever, out of what something is.
fn name_of(parts: &[&str]) -> String {
    let whole = parts.join("\u{1f}");
    let hash = sha256(whole.as_bytes());
    hash.iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The name of a result of a paper: it stands where it stands, whatever was corrected.
fn result_name(document: &str, (file, page, row): (u32, u32, u32), what: &str) -> String {
    let place = format!("{file} {page} {row}");
    format!("paper-{}", name_of(&[document, &place, what]))
}

/// The name of the report that holds the results of a paper together.
fn report_name(document: &str) -> String {
    format!("paper-report-{}", name_of(&[document]))
}

/// Whose numbering the ids of what a person adds belong to: as the reader of resources names it.
fn own_namespace(person: &str) -> String {
    format!("patient:Patient/{person}|")
}

/// Adds a resource of our own making to an act.
fn add(
    importer: &mut Importer<'_>,
    (namespace, person): (&str, &str),
    body: &[u8],
) -> ApiResult<Added> {
    let mut context = ScanContext::default();
    context.insert_namespace(&format!("Patient/{person}"), namespace);
    let json = kin_fhir::value_of(body).ok_or(ErrorCode::Internal)?;
    let resource_type = json.get("resourceType").and_then(Value::as_str);
    let raw = RawResource {
        index: 0,
        offset: 0,
        full_url: None,
        resource_type: resource_type.unwrap_or_default(),
        bytes: body,
    };
    let mut reader = ResourceReader::new(Limits::default());
    let draft = reader.read(&raw, &context).map_err(|e| stored(&e))?;
    Ok(importer.add(&draft, &mut || concept_words(&draft))?)
}

/// The paper that an entry was taken from.
pub(crate) fn from_paper(record: &Record, full: &FullEntry) -> Option<FromPaperView> {
    let json = kin_fhir::value_of(&full.body)?;
    let PaperOrigin {
        document,
        file,
        page,
    } = paper_origin(&json)?;
    let id = record
        .find_by_reference(&full.namespace, "DocumentReference", &document)
        .ok()??;
    let row = record.row(id).ok()?;
    Some(FromPaperView {
        id: id.to_string(),
        title: row.title,
        file,
        page,
    })
}

/// Why a file is no paper.
fn refused(code: &str) -> ApiError {
    ApiError::from(match code {
        "paper-too-large" => ErrorCode::FileTooLarge,
        "reading-stopped" => ErrorCode::ReadingStopped,
        _ => ErrorCode::PaperUnreadable,
    })
}
