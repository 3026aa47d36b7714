//! A visit that is prepared: which one, and what has changed since the last one.

use crate::PartialDate;
use crate::summary::{EntryIdText, SourceMark};
use serde::{Deserialize, Serialize};

/// Which visit a hand-over is for; it proposes the sections and the words of the page.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum VisitKind {
    /// A visit to a doctor who knows the person.
    #[default]
    Visit,
    /// A referral to a specialist.
    Referral,
    /// A first visit to a doctor who knows nothing.
    First,
    /// A check-up.
    CheckUp,
    /// An emergency: the shortest.
    Emergency,
    /// A journey: what a doctor abroad needs.
    Travel,
}

/// In what way something is new since the last visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// A new diagnosis.
    Diagnosis,
    /// A new allergy.
    Allergy,
    /// A diagnosis or an allergy that came into the record since, and is older by its own date or has none.
    CameIn,
    /// A medicine was started.
    MedicineStarted,
    /// A medicine was stopped.
    MedicineStopped,
    /// Dose or times of a medicine are others.
    MedicineChanged,
    /// A result that was in range, or not known before, is out of range.
    ResultOut,
    /// A result that was out of range is in range again.
    ResultBack,
    /// A result moved within or beyond its range.
    ResultMoved,
    /// The mean of a home series moved.
    MeanMoved,
    /// A stay, operation or visit elsewhere.
    Event,
    /// A symptom the person wants to tell of.
    Symptom,
}

/// One thing that has changed; `from` and `to` in the source's digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// In what way.
    pub kind: ChangeKind,
    /// The entry that shows it; `None` for what is computed of many.
    pub entry: Option<EntryIdText>,
    /// What, in English.
    pub title_en: String,
    /// What, in Chinese.
    pub title_zh: String,
    /// Before, where there was something.
    pub from: Option<String>,
    /// Now.
    pub to: Option<String>,
    /// Unit of both.
    pub unit: Option<String>,
    /// When.
    pub date: Option<PartialDate>,
    /// Sources that carry it.
    pub sources: Vec<SourceMark>,
}
