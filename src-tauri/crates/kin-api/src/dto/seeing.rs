//! Home, timeline, records, search, trend.

use super::{AbnormalName, EntryView, KindName, PersonView, SourceView};
use kin_model::{Abnormal, Kind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// What is known about allergies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum AllergyState {
    /// There are some.
    Known,
    /// A source says there are none.
    KnownNone,
    /// The record says nothing; not to be read as "none".
    NoInformation,
}

/// One measured point.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrendPoint {
    /// The entry.
    pub id: String,
    /// Seconds since 1970, for the place on the axis.
    pub t: i64,
    /// Clinical date, FHIR form.
    pub date: String,
    /// The same in words.
    pub date_text: String,
    /// Value with the digits given.
    pub value: String,
    /// The same for reading: overlong numbers are rounded and begin with `≈`.
    pub value_text: String,
    /// Height on the chart; nothing for a value that is no number.
    pub number: Option<f64>,
    /// Second height: diastolic.
    pub number2: Option<f64>,
    /// Lower end of the reference range.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Reference range as printed.
    pub range_text: Option<String>,
    /// Out of range?
    #[ts(as = "AbnormalName")]
    pub abnormal: Abnormal,
    /// The same in words.
    pub abnormal_text: Option<String>,
    /// Where it came from.
    pub source: SourceView,
    /// `<`, `<=`, `>`, `>=` of the source.
    pub comparator: Option<String>,
}

/// A measurement on Home.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeriesView {
    /// Key for `trend`.
    pub key: String,
    /// Unit of the series.
    pub unit: Option<String>,
    /// The newest.
    pub latest: Option<EntryView>,
    /// Up to 60 of the newest, oldest first.
    pub series: Vec<TrendPoint>,
    /// All there are.
    pub count: u64,
}

/// The doctor's first minute.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HomeView {
    /// Whose.
    pub person: PersonView,
    /// Allergies that hold.
    pub allergies: Vec<EntryView>,
    /// What is known about them.
    pub allergy_state: AllergyState,
    /// Problems that hold.
    pub problems: Vec<EntryView>,
    /// Medicines that are taken.
    pub medicines: Vec<EntryView>,
    /// Blood pressure.
    pub blood_pressure: Option<SeriesView>,
    /// Glucose.
    pub glucose: Option<SeriesView>,
    /// Weight.
    pub weight: Option<SeriesView>,
    /// The newest visit.
    pub last_visit: Option<EntryView>,
    /// What sensors and watches measured, a line each.
    pub sensed: Vec<SensedView>,
    /// Newest result of each analyte that is out of range.
    pub out_of_range: Vec<EntryView>,
    /// The newest entries of any kind.
    pub recent: Vec<EntryView>,
    /// Entries by kind.
    pub counts: BTreeMap<String, u64>,
    /// True when the record has nothing yet.
    pub empty: bool,
}

/// Which of the hidden entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Hidden {
    /// None of them.
    #[default]
    Without,
    /// Only them.
    Only,
}

/// A page of the timeline.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct TimelineRequest {
    /// The person's id.
    pub person: String,
    /// Only these kinds.
    #[serde(default)]
    #[ts(as = "Option<Vec<KindName>>")]
    pub kinds: Option<Vec<Kind>>,
    /// Only this import.
    #[serde(default)]
    pub import: Option<i64>,
    /// Or only what these imports brought or changed, without what was there already.
    #[serde(default)]
    pub imports: Option<Vec<i64>>,
    /// Start at the end of this year.
    #[serde(default)]
    pub year: Option<u16>,
    /// Continue after this cursor.
    #[serde(default)]
    pub before: Option<String>,
    /// Lines, 1 to 500.
    pub limit: u32,
    /// Which of the hidden ones.
    #[serde(default)]
    #[ts(optional)]
    pub hidden: Option<Hidden>,
}

/// Entries of one year.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct YearCount {
    /// The year.
    pub year: u16,
    /// How many.
    pub count: u64,
}

/// All years with entries, newest first.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct YearsView {
    /// The years.
    pub years: Vec<YearCount>,
    /// Entries without a date.
    pub undated: u64,
}

/// A kind and how many there are.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KindCount {
    /// The kind.
    #[ts(as = "KindName")]
    pub kind: Kind,
    /// How many.
    pub count: u64,
}

/// A kind on the Records screen.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KindSummary {
    /// The kind.
    #[ts(as = "KindName")]
    pub kind: Kind,
    /// The kind in words.
    pub kind_text: String,
    /// How many entries.
    pub count: u64,
    /// How many lines they make in a list where what several sources state of one thing stands under one line.
    pub lines: u64,
    /// The newest.
    pub newest: Option<EntryView>,
}

/// One analyte with its newest value.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Analyte {
    /// Key for `trend`.
    pub key: String,
    /// Its name.
    pub title: String,
    /// How many values.
    pub count: u64,
    /// The newest.
    pub latest: EntryView,
}

/// The Records screen.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OverviewView {
    /// Kinds that have entries.
    pub kinds: Vec<KindSummary>,
    /// Analytes and measurements, most frequent first.
    pub analytes: Vec<Analyte>,
    /// What sensors and watches measured, that with the most samples first.
    pub sensed: Vec<SensedView>,
}

/// What a sensor or a watch measured: however many samples, one line.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SensedView {
    /// Key for `chart_data`.
    pub key: String,
    /// Its name.
    pub title: String,
    /// The newest value as the device wrote it.
    pub value_text: String,
    /// The unit as people read it.
    pub unit: Option<String>,
    /// When the newest was measured.
    pub date: String,
    /// Its day in words.
    pub date_text: String,
    /// Its time of day.
    pub time_text: Option<String>,
    /// The day of the oldest in words.
    pub first_text: String,
    /// Number of samples.
    pub count: u64,
    /// Where the newest came from.
    pub source: Option<SourceView>,
}

/// Order of what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum SearchOrder {
    /// Newest first.
    #[default]
    Newest,
    /// Best match first.
    Best,
}

/// Looks for words.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct SearchRequest {
    /// The person's id.
    pub person: String,
    /// The words; all must be there; the last may be unfinished.
    pub words: String,
    /// Continue after this cursor.
    #[serde(default)]
    pub before: Option<String>,
    /// Only these kinds.
    #[serde(default)]
    #[ts(as = "Option<Vec<KindName>>")]
    pub kinds: Option<Vec<Kind>>,
    /// Order.
    #[serde(default)]
    #[ts(optional)]
    pub order: Option<SearchOrder>,
    /// Lines, 1 to 200.
    pub limit: u32,
}

/// Where marked words stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum MarkField {
    /// In the title.
    Title,
    /// In the entry's own words.
    Own,
}

/// A text with the places that match.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Mark {
    /// Where.
    pub field: MarkField,
    /// The text.
    pub text: String,
    /// Start and end of each match in UTF-16 units.
    pub ranges: Vec<(u32, u32)>,
}

/// One entry that was found.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchHit {
    /// The line.
    pub entry: EntryView,
    /// Why it was found.
    pub marks: Vec<Mark>,
}

/// A page of what was found.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchPage {
    /// The lines.
    pub hits: Vec<SearchHit>,
    /// `before` of the next page.
    pub next: Option<String>,
    /// True when there are more.
    pub more: bool,
}

/// One series.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrendRequest {
    /// The person's id.
    pub person: String,
    /// The series: a `trendKey`, a LOINC code or a name such as `blood-pressure`.
    pub key: String,
}

/// The values of one unit; values of different units are never mixed.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrendGroup {
    /// The unit as the sources give it.
    pub unit: Option<String>,
    /// The same for reading: `10⁹/L`.
    pub unit_text: Option<String>,
    /// The points, oldest first.
    pub points: Vec<TrendPoint>,
}

/// One series over all sources.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrendView {
    /// Its key.
    pub key: String,
    /// Its name.
    pub title: String,
    /// One group per unit, the largest first.
    pub groups: Vec<TrendGroup>,
}
