//! How many codes have a name in both languages.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Measures files without a record.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct TermsCoverageRequest {
    /// Tokens of the files.
    pub files: Vec<String>,
    /// Codes without a name that are listed for each system; 20 if nothing is said, 1000 at most.
    #[serde(default)]
    pub most: Option<u32>,
}

/// What was measured. Codes stand for themselves; nothing else of the files is in it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TermsCoverageView {
    /// Files that were gone through.
    pub files: u32,
    /// Files that are no FHIR JSON and were left out.
    pub left_out: u32,
    /// Resources that were gone through.
    pub resources: u32,
    /// Resources that could not be read.
    pub refused: u32,
    /// Codings beyond the limit of different codes.
    pub beyond: u32,
    /// One for each system of codes, the most frequent first; `other` stands for those of which there are no names.
    pub systems: Vec<TermsSystemView>,
}

/// What was measured of one system of codes.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TermsSystemView {
    /// What it is called.
    pub system: String,
    /// Codings found.
    pub codings: u32,
    /// Of them: the code has a name in English and Chinese.
    pub codings_named: u32,
    /// Of them: can be shown in both languages, by the code or by its words.
    pub codings_shown: u32,
    /// Different codes found.
    pub codes: u32,
    /// Of them: named.
    pub codes_named: u32,
    /// Of them: shown.
    pub codes_shown: u32,
    /// The most frequent codes without a name.
    pub missing: Vec<TermsMissingView>,
}

/// A code without a name.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TermsMissingView {
    /// The code.
    pub code: String,
    /// The address of its system, as it was written.
    pub system: String,
    /// The words that came with it; these are shown, in the language of their source.
    pub words: String,
    /// How often it was found.
    pub times: u32,
    /// It can be shown in both languages all the same, by its words.
    pub shown: bool,
}
