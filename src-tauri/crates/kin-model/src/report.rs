//! What an import did, counted so that every resource is accounted for exactly once.

use crate::{Finding, SubjectIdentity};
use serde::{Deserialize, Serialize};

/// A resource that was not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RefusedResource {
    /// Position in the file, counted from 0.
    pub index: u64,
    /// FHIR resource type where it could be read.
    pub resource_type: String,
    /// Stable reason code, kebab-case.
    pub reason: String,
}

/// One file of an import. `resources` = `added + updated + already_there + kept_not_understood + refused`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileReport {
    /// Path or name as the person gave it.
    pub path: String,
    /// What the content is: `fhir-bundle`, `fhir-resource`, `fhir-ndjson`, `fhir-array`,
    /// `clinical-document`, or `unknown`.
    pub kind: String,
    /// Who the file says it is about, if it says so.
    pub subject: Option<SubjectIdentity>,
    /// Resources in the file.
    pub resources: u64,
    /// New entries.
    pub added: u64,
    /// New versions of known entries.
    pub updated: u64,
    /// Known already, unchanged; also a fact that another source has told.
    pub already_there: u64,
    /// Kept as original, listed by type, not understood.
    pub kept_not_understood: u64,
    /// Not taken; the findings say why.
    pub refused: u64,
    /// Remarks.
    pub findings: Vec<Finding>,
}

impl FileReport {
    /// True when every resource is accounted for exactly once.
    #[must_use]
    pub const fn adds_up(&self) -> bool {
        self.resources
            == self.added
                + self.updated
                + self.already_there
                + self.kept_not_understood
                + self.refused
    }
}

/// A whole import.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    /// One row per file.
    pub files: Vec<FileReport>,
}
