//! What page one says beside the rows of the sections: readings at home by a named method, medicines as
//! they were planned and taken, and what two sources tell differently.

use crate::PartialDate;
use crate::summary::{EntryIdText, SourceMark};
use serde::{Deserialize, Serialize};

/// Readings at home, or doses of a medicine, computed by a named method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HomeReadings {
    /// `blood-pressure`, `glucose`, `glucose-sensor`; `medicine` for the doses of the one medicine that
    /// `entries` names. Forms name it by the key `page-home-<series>` of the catalogue.
    pub series: String,
    /// The method with its version, in English.
    pub method_en: String,
    /// The method with its version, in Chinese.
    pub method_zh: String,
    /// What is said of them, line by line: English and Chinese. The first line is the answer in short.
    pub lines: Vec<(String, String)>,
    /// The entries behind it, as far as the selection holds them.
    pub entries: Vec<EntryIdText>,
    /// Where they came from.
    pub sources: Vec<SourceMark>,
    /// The readings as a picture, where there are enough of them.
    #[serde(default)]
    pub picture: Option<Picture>,
}

/// A small picture of readings. For drawing only: its numbers are thousandths and are never printed but as
/// labels of the axis and of the limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Picture {
    /// Unit of the readings, as printed.
    pub unit: String,
    /// The readings in the order of time.
    pub points: Vec<PicturePoint>,
    /// Limits that are drawn as lines.
    pub limits: Vec<i64>,
    /// The range that is wished for.
    pub target: Option<(i64, i64)>,
    /// The first day.
    pub from: Option<PartialDate>,
    /// The last day.
    pub until: Option<PartialDate>,
}

/// A reading of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PicturePoint {
    /// Seconds by the clock on the wall.
    pub at: i64,
    /// The number, or the upper one of two, in thousandths.
    pub first: i64,
    /// The lower one of two.
    pub second: Option<i64>,
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
