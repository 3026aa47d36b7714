//! The cheap first pass over a file (being filled in).
use crate::{BundleInfo, FhirError, Limits, ScanContext, SourceFormat};
use kin_model::{Finding, SubjectIdentity};
use std::collections::BTreeMap;
use std::io::Read;

/// A person whom resources of the file are about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScannedSubject {
    /// Reference as resources use it, e.g. `Patient/12` or `urn:uuid:…`; empty when none is used.
    pub reference: String,
    /// What the file says about the person; empty when it holds no `Patient` for the reference.
    pub identity: SubjectIdentity,
    /// Resources that name this person as their subject (0 for a `Patient` nothing refers to).
    pub resources: u64,
}

/// What a pre-scan found.
#[derive(Debug, Clone, Default)]
pub struct Scan {
    /// What the source is.
    pub format: Option<SourceFormat>,
    /// Resources in the file, refused ones included.
    pub resources: u64,
    /// Those that the splitter refuses.
    pub refused: u64,
    /// Count by resource type.
    pub by_type: BTreeMap<String, u64>,
    /// The people the file is about, most resources first, at most [`Limits::subjects`].
    pub subjects: Vec<ScannedSubject>,
    /// How many people there are; more than `subjects` lists when there are many.
    pub subject_count: u64,
    /// The outermost Bundle's own elements.
    pub bundle: BundleInfo,
    /// Title of the document when the Bundle holds a `Composition`.
    pub document_title: Option<String>,
    /// Bytes read.
    pub bytes: u64,
    /// Remarks: FHIR version, server messages, limits.
    pub findings: Vec<Finding>,
    /// For [`crate::draft`] and [`crate::detail`].
    pub context: ScanContext,
}

/// Reads a file once, cheaply: counts, whose it is, what references are called.
///
/// # Errors
/// As [`crate::Splitter::next_piece`].
pub fn scan<R: Read>(reader: R, limits: &Limits) -> Result<Scan, FhirError> {
    let mut splitter = crate::Splitter::new(reader, limits.clone());
    let mut scan = Scan::default();
    while splitter.next_piece()?.is_some() {
        scan.resources += 1;
    }
    Ok(scan)
}
