//! Everything of one resource as lines for people (being filled in).
use crate::{FhirError, ScanContext};
use kin_model::Detail;

/// Everything of a resource as labelled lines.
///
/// # Errors
/// [`FhirError::NotJson`] when the bytes are no JSON object.
pub fn detail(body: &[u8], context: &ScanContext) -> Result<Detail, FhirError> {
    let _ = (body, context);
    Ok(Detail::default())
}

/// Every label that [`detail`] can use: the catalogue has `field-<label>` for each.
pub const FIELD_LABELS: &[&str] = &[];

/// Every section label that [`detail`] can use: the catalogue has `section-<label>` for each.
pub const SECTION_LABELS: &[&str] = &[];

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

/// The files of a `DocumentReference`, `DiagnosticReport`, `Binary`, `Media` or `Communication`.
///
/// # Errors
/// [`FhirError::NotJson`] when the bytes are no JSON object.
pub fn attachments(body: &[u8]) -> Result<Vec<AttachmentRef>, FhirError> {
    let _ = body;
    Ok(Vec::new())
}
