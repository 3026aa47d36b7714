//! Reports on what is measured at home.

use super::{PaperSize, TrendPoint};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Asks for the check of a week of blood pressure.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct BpReportRequest {
    /// The person's id.
    pub person: String,
    /// `china-2019`, `esh-2021`, `nice-ng136`, `aha-2020`; the first when nothing is said.
    #[serde(default)]
    pub protocol: Option<String>,
    /// `china-2024`, `esc-2024`, `esh-2023`, `aha-acc-2025`; the first when nothing is said.
    #[serde(default)]
    pub scheme: Option<String>,
    /// First day of the week; the last week with readings when nothing is said.
    #[serde(default)]
    pub from: Option<String>,
    /// Paper of the page; A4 when missing.
    #[serde(default)]
    pub paper: Option<PaperSize>,
}

/// Mean and deviation of some readings in mmHg.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BpFiguresView {
    /// How many readings.
    pub readings: u64,
    /// Mean of the upper number, one place after the point.
    pub systolic: String,
    /// Mean of the lower number.
    pub diastolic: String,
    /// Standard deviation of the upper number; none for a single reading.
    pub systolic_deviation: Option<String>,
    /// Standard deviation of the lower number.
    pub diastolic_deviation: Option<String>,
}

/// What is missing, or what is to be heeded: a code and its words.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RemarkView {
    /// The code.
    pub code: String,
    /// How many; 0 where the code says it all.
    pub count: u64,
    /// In words.
    pub text: String,
}

/// A rule that a report follows, by name and source.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RuleView {
    /// Its name for machines.
    pub key: String,
    /// Whose it is, and which version of it.
    pub source: String,
    /// False while it is to be confirmed against the source itself.
    pub confirmed: bool,
}

/// The check of a week of blood pressure at home.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BpReportView {
    /// How it was to be measured.
    pub protocol: RuleView,
    /// How the mean is called.
    pub scheme: RuleView,
    /// First day looked at.
    pub from: Option<String>,
    /// Last measured day.
    pub until: Option<String>,
    /// Both in words; none where nothing was measured.
    pub period_text: Option<String>,
    /// Days with readings, the first one counted.
    pub days: u64,
    /// Readings of mornings and evenings, those of the first day counted.
    pub readings: u64,
    /// Readings of the days that the protocol drops.
    pub dropped: u64,
    /// Readings at other hours; they do not count.
    pub other_hours: u64,
    /// Readings of the record without a time of day; they cannot count.
    pub untimed: u64,
    /// Of the mornings that count.
    pub morning: Option<BpFiguresView>,
    /// Of the evenings that count.
    pub evening: Option<BpFiguresView>,
    /// Of all readings that count.
    pub overall: Option<BpFiguresView>,
    /// `empty`, `not-yet`, `sufficient`.
    pub standing: String,
    /// The same in words.
    pub standing_text: String,
    /// What is missing.
    pub missing: Vec<RemarkView>,
    /// The category of the mean; only when there are enough readings.
    pub category: Option<String>,
    /// The same in words.
    pub category_text: Option<String>,
    /// What single readings warn of.
    pub warnings: Vec<RemarkView>,
    /// What is to be said of the quality of the data.
    pub quality: Vec<RemarkView>,
    /// One sentence for the note.
    pub sentence: String,
    /// How the protocol wants it measured, in words.
    pub plan: String,
}

/// Asks for reports on glucose.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct GlucoseReportRequest {
    /// The person's id.
    pub person: String,
    /// `adult-2019`, `older-2019`, `pregnancy-type-1-2019`; the first when nothing is said.
    #[serde(default)]
    pub ranges: Option<String>,
    /// First day.
    #[serde(default)]
    pub from: Option<String>,
    /// Last day.
    #[serde(default)]
    pub until: Option<String>,
    /// Instead of a first day: this many days that end today, 1 to 3,660.
    #[serde(default)]
    pub days: Option<u16>,
    /// Paper of the page; A4 when missing.
    #[serde(default)]
    pub paper: Option<PaperSize>,
}

/// The readings of one range.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GlucoseShareView {
    /// The range.
    pub range: String,
    /// In words.
    pub text: String,
    /// How many readings.
    pub readings: u64,
    /// Percent, one place after the point.
    pub percent: Option<String>,
    /// True for the range that is wished for.
    pub target: bool,
}

/// A goal and whether it is met.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GlucoseGoalView {
    /// The goal.
    pub goal: String,
    /// Met?
    pub met: bool,
}

/// Low glucose that lasted.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GlucoseEventView {
    /// `low` or `very-low`.
    pub level: String,
    /// How many there were.
    pub events: u64,
    /// Minutes of all of them together.
    pub minutes: u64,
}

/// A quarter of an hour of the percentile profile.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GlucoseBinView {
    /// Minutes since midnight.
    pub minute: u32,
    /// Numbers in it.
    pub readings: u64,
    /// The 5th, 25th, 50th, 75th and 95th percentile; empty without numbers.
    pub percentiles: Vec<String>,
}

/// An hour of the day of finger-sticks.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GlucoseHourView {
    /// 0 to 23.
    pub hour: u32,
    /// Numbers in it.
    pub readings: u64,
    /// Mean.
    pub mean: Option<String>,
    /// Lowest.
    pub lowest: Option<String>,
    /// Highest.
    pub highest: Option<String>,
}

/// One way of measuring in one unit; nothing is converted and nothing mixed.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GlucoseReport {
    /// `sensor` or `finger-stick`.
    pub way: String,
    /// In words.
    pub way_text: String,
    /// The unit measured.
    pub unit: String,
    /// First day with a reading.
    pub from: Option<String>,
    /// Last day with a reading.
    pub until: Option<String>,
    /// Readings counted.
    pub readings: u64,
    /// Days with a reading.
    pub days: u64,
    /// Readings per day.
    pub per_day: Option<String>,
    /// Mean.
    pub mean: Option<String>,
    /// Standard deviation.
    pub deviation: Option<String>,
    /// Coefficient of variation in percent.
    pub variation: Option<String>,
    /// The lowest number.
    pub lowest: Option<String>,
    /// The highest.
    pub highest: Option<String>,
    /// The ranges, lowest first.
    pub shares: Vec<GlucoseShareView>,
    /// What the percent are of: time or readings, in words.
    pub shares_of: String,
    /// The ends of the range that is wished for, in this unit.
    pub target_range: Option<[f64; 2]>,
    /// The goals; sensor only.
    pub goals: Vec<GlucoseGoalView>,
    /// Minutes between readings of the sensor.
    pub interval: Option<u32>,
    /// Percent of the time the sensor was active.
    pub active: Option<String>,
    /// Glucose management indicator in percent.
    pub gmi: Option<String>,
    /// Low glucose that lasted; sensor only.
    pub events: Vec<GlucoseEventView>,
    /// Percentiles by quarter of an hour; sensor only.
    pub profile: Vec<GlucoseBinView>,
    /// By hour of the day; finger-sticks only.
    pub modal_day: Vec<GlucoseHourView>,
    /// What is to be said: why there is no indicator, readings that were left out.
    pub remarks: Vec<RemarkView>,
    /// One sentence for the note.
    pub sentence: String,
}

/// What the glucose readings of a record say.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GlucoseReportView {
    /// The set of ranges.
    pub ranges: RuleView,
    /// One for each way and unit, the one with most readings first.
    pub reports: Vec<GlucoseReport>,
    /// Readings without a time of day, or of a unit that is not known; they cannot count.
    pub left_out: u64,
    /// True when the record has more readings than are looked at (the newest 100,000 of each code).
    pub cut: bool,
    /// The newest HbA1c of the record.
    pub hba1c: Option<TrendPoint>,
    /// Its unit.
    pub hba1c_unit: Option<String>,
}
