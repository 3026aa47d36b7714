//! Preparing a visit: what has changed since the last one, and what is proposed to go along.

use super::{EntryView, Purpose, SectionName, SummarySourceView, TopicName};
use kin_model::summary::{Section, Topic};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Asks what has changed.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct VisitChangesRequest {
    /// The person's id.
    pub person: String,
    /// Since this day, `YYYY-MM-DD`; since the last visit when missing.
    #[serde(default)]
    pub since: Option<String>,
}

/// A day that changes may be counted from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VisitDayView {
    /// The day, `YYYY-MM-DD`.
    pub day: String,
    /// The same in words.
    pub day_text: String,
    /// `visit`, `hand-over`, `chosen`.
    pub from: String,
    /// What was on that day, in words.
    pub text: String,
}

/// One thing that has changed.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VisitChangeView {
    /// For `leftOut` of the summary: leaves out the change alone; the entry stays in the other parts.
    pub id: String,
    /// `allergy`, `medicine-started`, `result-out`, …
    pub kind: String,
    /// The same in words.
    pub kind_text: String,
    /// What.
    pub title: String,
    /// Before.
    pub from: Option<String>,
    /// Now.
    pub to: Option<String>,
    /// Unit of both.
    pub unit: Option<String>,
    /// When.
    pub date: Option<String>,
    /// The same in words.
    pub date_text: String,
    /// The entry that shows it, with its sources; none for a mean.
    pub entry: Option<EntryView>,
    /// Sensitive topics it tells of: it goes along only when they are ticked.
    #[ts(as = "Vec<TopicName>")]
    pub topics: Vec<Topic>,
}

/// What has changed since a day.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VisitChangesView {
    /// Since which day; none where no visit and no hand-over is known.
    pub since: Option<VisitDayView>,
    /// Days to choose from, newest first.
    pub days: Vec<VisitDayView>,
    /// What has changed, most important first.
    pub changes: Vec<VisitChangeView>,
    /// Changes beyond the limit.
    pub left_off: u64,
    /// The convention by which results are called moved, with its version.
    pub rule: String,
}

/// Asks what is to go along.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct VisitProposalRequest {
    /// The person's id.
    pub person: String,
    /// Which visit.
    #[serde(default)]
    #[ts(optional, as = "Option<Purpose>")]
    pub purpose: Purpose,
    /// A key of the table of specialties.
    #[serde(default)]
    pub specialty: Option<String>,
    /// The reason in the person's words; suggests a specialty.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A specialty to choose.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SpecialtyView {
    /// Its key.
    pub key: String,
    /// Its name in the language of the app.
    pub name: String,
    /// In English.
    pub name_en: String,
    /// In Chinese.
    pub name_zh: String,
    /// Further Chinese names of the department.
    pub departments: Vec<String>,
}

/// A specialty that the reason suggests; nothing follows from it until the person chooses it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SuggestionView {
    /// Its key.
    pub key: String,
    /// Its name in the language of the app.
    pub name: String,
    /// The word of the reason that suggests it.
    pub word: String,
}

/// A section, proposed or not, and why.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProposedSection {
    /// Which.
    #[ts(as = "SectionName")]
    pub section: Section,
    /// Proposed to go along.
    pub proposed: bool,
    /// `kind`, `specialty`, `stay`; `private`, `not-usual` of one that is not proposed.
    pub reason: String,
    /// The same in words.
    pub why: String,
    /// The record holds nothing of this kind.
    pub empty: bool,
}

/// A result that is put first.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProposedResult {
    /// Its LOINC code, for `firstResults`.
    pub code: String,
    /// Its name.
    pub title: String,
    /// The newest value; none where the record has none.
    pub latest: Option<EntryView>,
}

/// What is proposed to go along, and why.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VisitProposalView {
    /// The specialties to choose from.
    pub specialties: Vec<SpecialtyView>,
    /// The chosen one.
    pub specialty: Option<SpecialtyView>,
    /// What the reason suggests.
    pub suggested: Vec<SuggestionView>,
    /// Every section in the order of the page.
    pub sections: Vec<ProposedSection>,
    /// Results that stand first, in this order.
    pub first_results: Vec<ProposedResult>,
    /// Series measured at home that the specialty looks at.
    pub home: Vec<String>,
    /// Sensitive topics that the specialty may ask about; they stay off until the person ticks them.
    #[ts(as = "Vec<TopicName>")]
    pub asked_topics: Vec<Topic>,
    /// Where the proposal of the specialty comes from.
    pub sources: Vec<String>,
}

/// A change as the receiver sees it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SummaryChangeView {
    /// `allergy`, `medicine-started`, …
    pub kind: String,
    /// The same in words.
    pub kind_text: String,
    /// English title.
    pub title_en: String,
    /// Chinese title.
    pub title_zh: String,
    /// Before.
    pub from: Option<String>,
    /// Now.
    pub to: Option<String>,
    /// Unit of both.
    pub unit: Option<String>,
    /// When, in words.
    pub date_text: String,
    /// Where it came from.
    pub sources: Vec<SummarySourceView>,
}

/// Readings at home, or the doses of a medicine, as the receiver sees them.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SummaryHomeView {
    /// `blood-pressure`, `glucose`, `glucose-sensor`; `medicine` for doses.
    pub series: String,
    /// English title: that of the series, or the medicine's.
    pub title_en: String,
    /// Chinese title.
    pub title_zh: String,
    /// What is said of them in English, the answer first.
    pub lines_en: Vec<String>,
    /// The same in Chinese.
    pub lines_zh: Vec<String>,
    /// The method with its version, in English.
    pub method_en: String,
    /// The same in Chinese.
    pub method_zh: String,
    /// A picture of the readings goes along.
    pub picture: bool,
    /// Where they came from.
    pub sources: Vec<SummarySourceView>,
}

/// What two sources tell differently, as the receiver sees it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SummaryConflictView {
    /// In English.
    pub text_en: String,
    /// In Chinese.
    pub text_zh: String,
    /// Ids of the entries that disagree.
    pub entries: Vec<String>,
    /// Who says what.
    pub sources: Vec<SummarySourceView>,
}
