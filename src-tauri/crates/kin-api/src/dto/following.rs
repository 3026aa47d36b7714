//! What is followed at home: readings in one line, the check of a week from day to day, charts, papers.

use super::{BpReportView, EntryView, RemarkView, RuleView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Asks what a line of blood pressure says.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BpReadRequest {
    /// As it was typed: `128/82 70`, `高压128低压82脉搏70`.
    pub text: String,
}

/// One reading of a line.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BpLineView {
    /// Upper number in mmHg.
    pub systolic: u16,
    /// Lower number.
    pub diastolic: u16,
    /// Pulse in beats a minute.
    pub pulse: Option<u16>,
    /// The pulse was said to be irregular.
    pub irregular: bool,
}

/// What a line of blood pressure says.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BpReadView {
    /// Its readings; empty when it is not understood.
    pub readings: Vec<BpLineView>,
    /// Why it is not: a code of `problem-<code>`.
    pub problem: Option<String>,
}

/// Adds the readings of one sitting.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct BpAddRequest {
    /// The person's id.
    pub person: String,
    /// As it was typed. Of several readings the last one was measured at `at`, the others a minute apart before it.
    pub text: String,
    /// When; `now` for the moment of the clock.
    pub at: String,
    /// `left` or `right`.
    #[serde(default)]
    pub arm: Option<String>,
    /// `sitting`, `lying` or `standing`.
    #[serde(default)]
    pub position: Option<String>,
    /// `before` or `after` the medicine of that time of day.
    #[serde(default)]
    pub medicine: Option<String>,
    /// The pulse was irregular.
    #[serde(default)]
    pub irregular: Option<bool>,
    /// More words.
    #[serde(default)]
    pub note: Option<String>,
    /// Unusual values were confirmed.
    #[serde(default)]
    pub confirmed: Option<bool>,
}

/// What was added.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BpAddedView {
    /// The entries, in the order of the line.
    pub entries: Vec<EntryView>,
    /// What these readings warn of, with what to do.
    pub warnings: Vec<RemarkView>,
}

/// Begins the check of a week.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct BpCheckStartRequest {
    /// The person's id.
    pub person: String,
    /// As for `bp_report`.
    pub protocol: String,
    /// As for `bp_report`.
    pub scheme: String,
    /// First day, today when nothing is said.
    #[serde(default)]
    pub from: Option<String>,
}

/// A morning or an evening of the check.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BpSittingView {
    /// `morning` or `evening`.
    pub part: String,
    /// The same in words.
    pub part_text: String,
    /// Readings there are.
    pub readings: u64,
    /// Their mean, `134.5/82.0`.
    pub mean: Option<String>,
    /// `done`, `due`, `ahead`, `short`, `missed`.
    pub state: String,
    /// The same in words.
    pub state_text: String,
}

/// A day of the check.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BpDayView {
    /// The day.
    pub date: String,
    /// The same in words.
    pub date_text: String,
    /// Its number, from 1.
    pub number: u8,
    /// False for a day that does not count for the mean.
    pub counts: bool,
    /// Today?
    pub today: bool,
    /// The morning.
    pub morning: BpSittingView,
    /// The evening.
    pub evening: BpSittingView,
}

/// The sitting that is due, or the next one.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BpNextView {
    /// Its day.
    pub date: String,
    /// `morning` or `evening`.
    pub part: String,
    /// True when it can be measured now.
    pub due: bool,
    /// Readings that it still wants.
    pub wanted: u64,
    /// In words: "This evening: 2 readings".
    pub text: String,
}

/// The check of a week as it stands.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BpCheckView {
    /// True while one is running, or is over and was not ended.
    pub running: bool,
    /// True when its days are over.
    pub over: bool,
    /// Protocols to choose from.
    pub protocols: Vec<RuleView>,
    /// Schemes to choose from.
    pub schemes: Vec<RuleView>,
    /// The days; empty when none is running.
    pub days: Vec<BpDayView>,
    /// What comes next.
    pub next: Option<BpNextView>,
    /// Readings of a sitting.
    pub readings: u8,
    /// Minutes of rest before the first one.
    pub rest_minutes: u8,
    /// Minutes between two.
    pub apart_minutes: u8,
    /// How to sit, one sentence each.
    pub posture: Vec<String>,
    /// The figures: of the running check, else of the last week with readings.
    pub report: BpReportView,
}

/// Asks for the data of a chart.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct ChartRequest {
    /// The person's id.
    pub person: String,
    /// The series, as for `trend`.
    pub key: String,
    /// The unit; the one with most readings when nothing is said.
    #[serde(default)]
    pub unit: Option<String>,
    /// From here on, in seconds by the clock on the wall; from the first reading when nothing is said.
    #[serde(default)]
    pub from: Option<i64>,
    /// Up to here; to the last reading when nothing is said.
    #[serde(default)]
    pub until: Option<i64>,
    /// Points at most, 100 to 2,000; that many when nothing is said.
    #[serde(default)]
    pub points: Option<u32>,
}

/// A value with a line of its own.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChartLimit {
    /// The value.
    pub value: f64,
    /// What it is.
    pub text: String,
}

/// Something that happened, marked on the chart.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChartEvent {
    /// When, in seconds by the clock on the wall.
    pub t: i64,
    /// `medicine-started`, `medicine-stopped`, `visit`, `doses-missed`.
    pub kind: String,
    /// In words.
    pub text: String,
    /// When, in words.
    pub date_text: String,
    /// The entry; empty for the doses of a day.
    pub id: String,
}

/// A unit of a series and how many readings it has.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChartUnit {
    /// The unit, as a chart of it is asked for.
    pub unit: Option<String>,
    /// The same as people read it.
    pub unit_text: Option<String>,
    /// Readings in it.
    pub count: u64,
}

/// What a chart shows: the points that matter of however many there are. Times are seconds by the clock on the wall.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChartView {
    /// The series.
    pub key: String,
    /// Its name.
    pub title: String,
    /// The unit of the points.
    pub unit: Option<String>,
    /// The same as people read it.
    pub unit_text: Option<String>,
    /// All units of the series; they are never put on one picture.
    pub units: Vec<ChartUnit>,
    /// The first reading in this unit.
    pub first: i64,
    /// The last one.
    pub last: i64,
    /// Begin of what is shown.
    pub from: i64,
    /// Its end.
    pub until: i64,
    /// Readings between these two.
    pub count: u64,
    /// Values are whole numbers of this part of the unit: 10 for tenths.
    pub scale: u32,
    /// The time of the first point, then the distance of each to the one before.
    pub t: Vec<i64>,
    /// The values.
    pub v: Vec<i64>,
    /// The second values of pairs; empty without pairs.
    pub w: Vec<i64>,
    /// The entries behind the points, empty for a sample; only where there are at most 200 points.
    pub ids: Vec<String>,
    /// The range that is wished for.
    pub target: Option<[f64; 2]>,
    /// What the range is.
    pub target_text: Option<String>,
    /// Lines.
    pub limits: Vec<ChartLimit>,
    /// What happened.
    pub events: Vec<ChartEvent>,
}
