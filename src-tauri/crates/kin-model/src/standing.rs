//! What page one says beside the rows of the sections: readings at home by a named method, and what
//! two sources tell differently.

use crate::summary::{EntryIdText, SourceMark};
use serde::{Deserialize, Serialize};

/// Readings at home, computed by a named method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HomeReadings {
    /// `blood-pressure`, `glucose`.
    pub series: String,
    /// The method with its version, in English.
    pub method_en: String,
    /// The method with its version, in Chinese.
    pub method_zh: String,
    /// What is said of them, line by line: English and Chinese.
    pub lines: Vec<(String, String)>,
    /// The entries behind it, as far as the selection holds them.
    pub entries: Vec<EntryIdText>,
    /// Where they came from.
    pub sources: Vec<SourceMark>,
}

/// Something that two sources tell differently and that nobody has settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenConflict {
    /// In English.
    pub text_en: String,
    /// In Chinese.
    pub text_zh: String,
    /// The entries that disagree.
    pub entries: Vec<EntryIdText>,
    /// Who says what.
    pub sources: Vec<SourceMark>,
}
