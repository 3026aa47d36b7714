//! What ends the reading of a whole file.

/// Why a file as a whole cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The bytes did not come.
    #[error("the file cannot be read")]
    Read(#[source] std::io::Error),
    /// It is not what its first bytes say, or it ends early.
    #[error("the file is damaged: {what}")]
    Damaged {
        /// `xml`, `zip`, `gzip`, `text`, `sheet`, `table` or `document`.
        what: &'static str,
    },
    /// One part is larger than any honest one.
    #[error("over the limit: {what}, {limit}")]
    OverLimit {
        /// What is too large.
        what: &'static str,
        /// How much is allowed.
        limit: u64,
    },
    /// Whoever takes the facts wants no more.
    #[error("stopped")]
    Stopped,
}

impl ImportError {
    /// Stable code, kebab-case.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Read(_) => "read",
            Self::Damaged { .. } => "device-file-damaged",
            Self::OverLimit { .. } => "over-limit",
            Self::Stopped => "stopped",
        }
    }
}

impl From<std::io::Error> for ImportError {
    fn from(error: std::io::Error) -> Self {
        Self::Read(error)
    }
}
