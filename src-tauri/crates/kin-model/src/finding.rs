//! What a reader, check or guard has to say.

use serde::{Deserialize, Serialize};

/// How bad a [`Finding`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Something was left or is doubtful.
    Warning,
    /// Something is wrong.
    Error,
}

/// One remark with a stable code. The words for people come from the catalogue under
/// `finding-<code>`; `detail` carries what fills them (types, counts, element paths; never clinical values).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Stable code, kebab-case.
    pub code: String,
    /// How bad.
    pub severity: Severity,
    /// Where: `entry 12`, `Composition.section[0]`, `byte 1204`.
    pub place: String,
    /// Parameters for the words, e.g. a resource type or a limit.
    pub detail: String,
}

impl Finding {
    /// Makes a finding.
    #[must_use]
    pub fn new(
        code: &str,
        severity: Severity,
        place: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            code: code.to_owned(),
            severity,
            place: place.into(),
            detail: detail.into(),
        }
    }
}
