//! Medicines as they are taken: plans, doses, packs, and what is to be asked.

use super::{EntryView, PaperSize, RemarkView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One dose of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SlotForm {
    /// `08:00`.
    pub time: String,
    /// How much, in the unit of the plan.
    pub amount: String,
}

/// Which days, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum RhythmForm {
    /// Every day.
    Daily,
    /// Every so many days.
    EveryDays {
        /// 2: every other day.
        days: u16,
    },
    /// On some days of the week.
    Week {
        /// `mon` to `sun`.
        days: Vec<String>,
    },
    /// So many days with, so many without.
    Cycle {
        /// Days with.
        on: u16,
        /// Days without.
        off: u16,
    },
    /// Every so many hours; the one time is that of the first dose.
    EveryHours {
        /// Hours between two doses.
        hours: u16,
    },
}

/// A stretch of days with one rhythm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct StepForm {
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day.
    #[serde(default)]
    pub until: Option<String>,
    /// How often.
    pub rhythm: RhythmForm,
    /// The doses.
    pub slots: Vec<SlotForm>,
}

/// How a medicine is to be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct PlanForm {
    /// In what it is counted: `tablet`, `片`, `mL`.
    pub unit: String,
    /// The stretches, one after the other; none for a medicine that is taken only when needed.
    #[serde(default)]
    pub steps: Vec<StepForm>,
    /// May be taken when needed: so much at a time.
    #[serde(default)]
    pub as_needed: Option<String>,
    /// The most in a day, as the doctor has said.
    #[serde(default)]
    pub most_per_day: Option<String>,
}

/// Sets the plan of a medicine, or takes it away.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct MedPlanRequest {
    /// The person's id.
    pub person: String,
    /// The medicine's entry. One of a hospital is first taken over into the person's own list.
    pub medicine: String,
    /// The plan; nothing takes it away.
    #[serde(default)]
    pub plan: Option<PlanForm>,
}

/// The packs at home.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StockView {
    /// How much is left by what was counted, fetched and noted as taken.
    pub left: String,
    /// The same with its unit, in words.
    pub left_text: String,
    /// When it was last counted, RFC 3339.
    pub counted: String,
    /// The first day that is not covered, where it can be told.
    pub runs_out: Option<String>,
    /// In words: when the packs are empty, or why that cannot be told.
    pub runs_out_text: String,
    /// False where it cannot be counted: something of it is in another unit. Then there is no number, and
    /// `left_text` says so.
    pub sure: bool,
    /// Time to fetch a new pack.
    pub low: bool,
    /// Days before the end at which that is said.
    pub warn_days: u16,
}

/// A medicine of the person's own list.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MedicineView {
    /// Its entry.
    pub id: String,
    /// Its name in the language of the app.
    pub title: String,
    /// How it is taken, in the words that were typed.
    pub dosage: Option<String>,
    /// What for.
    pub reason: Option<String>,
    /// Taken since, in words.
    pub since_text: Option<String>,
    /// Taken now?
    pub active: bool,
    /// Last day, in words.
    pub until_text: Option<String>,
    /// Why it is no longer taken.
    pub stop_reason: Option<String>,
    /// The plan as it holds today and later, for the form.
    pub plan: Option<PlanForm>,
    /// The same in words.
    pub plan_texts: Vec<String>,
    /// The next dose, in words.
    pub next_text: Option<String>,
    /// The packs at home, where they were counted.
    pub stock: Option<StockView>,
}

/// The medicines of a person.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MedicinesView {
    /// The person's own list: taken now.
    pub mine: Vec<MedicineView>,
    /// The person's own list: no longer taken, the newest first.
    pub stopped: Vec<MedicineView>,
    /// What hospitals say is taken, and what is not yet in the person's list.
    pub hospital: Vec<EntryView>,
}

/// What became of a dose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum DoseState {
    /// Its time is still to come.
    Coming,
    /// Its time has come and nothing is noted.
    Open,
    /// Put off.
    Later,
    /// Taken.
    Taken,
    /// Left out on purpose.
    Skipped,
}

/// A dose.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DoseView {
    /// The medicine's entry.
    pub medicine: String,
    /// Its name.
    pub title: String,
    /// How much, with its unit.
    pub amount_text: String,
    /// How it is taken, in the words that were typed.
    pub dosage: Option<String>,
    /// When it is planned, as on the wall: `2026-11-26T08:00`; none for a dose when needed.
    pub planned: Option<String>,
    /// `08:00`: planned, put off to, or taken at.
    pub time: String,
    /// What became of it.
    pub state: DoseState,
    /// The same in words, with the time it was taken at or put off to.
    pub state_text: String,
    /// Why it was left out.
    pub reason: Option<String>,
    /// The entry that says so.
    pub entry: Option<String>,
}

/// A medicine that may be taken when needed.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NeededView {
    /// The medicine's entry.
    pub medicine: String,
    /// Its name.
    pub title: String,
    /// How much at a time, with its unit.
    pub amount_text: String,
    /// How it is taken, in the words that were typed.
    pub dosage: Option<String>,
    /// What was taken that day and the most that may be, in words.
    pub today_text: String,
    /// One more would be more than the doctor's maximum.
    pub full: bool,
}

/// Asks for the doses of a day.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct MedTodayRequest {
    /// The person's id.
    pub person: String,
    /// `YYYY-MM-DD`; today when nothing is said.
    #[serde(default)]
    pub day: Option<String>,
}

/// The doses of a day.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MedTodayView {
    /// The day.
    pub day: String,
    /// In words.
    pub day_text: String,
    /// The day before, to turn back the page.
    pub before: String,
    /// The day after.
    pub after: String,
    /// True for the day that it is now.
    pub today: bool,
    /// Planned doses and what was taken when needed, in the order of time.
    pub doses: Vec<DoseView>,
    /// What may be taken when needed.
    pub needed: Vec<NeededView>,
    /// Doses of the last day and night whose time has come and of which nothing is noted.
    pub waiting: u64,
    /// How far the day has come, in words; empty without planned doses.
    pub progress: String,
    /// Packs that are running out.
    pub low: Vec<RemarkView>,
}

/// Notes a dose as taken.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct MedTakeRequest {
    /// The person's id.
    pub person: String,
    /// The medicine's entry.
    pub medicine: String,
    /// The planned time as on the wall; nothing for a dose when needed.
    #[serde(default)]
    pub planned: Option<String>,
    /// When it was taken; now when nothing is said.
    #[serde(default)]
    pub at: Option<String>,
    /// How much; as planned when nothing is said.
    #[serde(default)]
    pub amount: Option<String>,
    /// More words.
    #[serde(default)]
    pub note: Option<String>,
    /// True after the person has confirmed that it is more than the doctor's maximum.
    #[serde(default)]
    pub confirmed: Option<bool>,
}

/// Notes a planned dose as left out.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct MedSkipRequest {
    /// The person's id.
    pub person: String,
    /// The medicine's entry.
    pub medicine: String,
    /// The planned time as on the wall.
    pub planned: String,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Puts a planned dose off.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MedLaterRequest {
    /// The person's id.
    pub person: String,
    /// The medicine's entry.
    pub medicine: String,
    /// The planned time as on the wall.
    pub planned: String,
    /// By so many minutes from now, 1 to 720.
    pub minutes: u16,
}

/// Takes back what was noted of a dose.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MedUntakeRequest {
    /// The person's id.
    pub person: String,
    /// The dose's entry.
    pub entry: String,
}

/// Says what is at home of a medicine: counted, or fetched.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct MedStockRequest {
    /// The person's id.
    pub person: String,
    /// The medicine's entry.
    pub medicine: String,
    /// So much is there now.
    #[serde(default)]
    pub count: Option<String>,
    /// So much was fetched.
    #[serde(default)]
    pub add: Option<String>,
    /// When it was fetched; now when nothing is said.
    #[serde(default)]
    pub at: Option<String>,
    /// Days before the end at which a new pack should be fetched, 0 to 60.
    #[serde(default)]
    pub warn_days: Option<u16>,
}

/// Ends a medicine of the person's own list.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct MedStopRequest {
    /// The person's id.
    pub person: String,
    /// The medicine's entry.
    pub medicine: String,
    /// Last day; today when nothing is said.
    #[serde(default)]
    pub on: Option<String>,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Asks how the medicines were taken.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct MedReportRequest {
    /// The person's id.
    pub person: String,
    /// First day; 29 days before the last when nothing is said.
    #[serde(default)]
    pub from: Option<String>,
    /// Last day; today when nothing is said.
    #[serde(default)]
    pub until: Option<String>,
    /// Paper of the page; A4 when missing.
    #[serde(default)]
    pub paper: Option<PaperSize>,
}

/// How much of a plan was followed.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AdherenceView {
    /// Doses that were due.
    pub planned: u64,
    /// Noted as taken.
    pub taken: u64,
    /// Noted as left out.
    pub skipped: u64,
    /// Nothing is noted.
    pub not_recorded: u64,
    /// Something is noted: taken or left out.
    pub noted: u64,
    /// Taken, of those of which something is noted; none where nothing is.
    pub percent_of_noted: Option<String>,
    /// Noted as taken, of those that were due; none without a planned dose.
    pub percent: Option<String>,
}

/// A day of the strip below the readings.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MedDayView {
    /// The day.
    pub day: String,
    /// In words.
    pub day_text: String,
    /// Its doses.
    pub doses: AdherenceView,
}

/// One medicine of the report.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MedReportLine {
    /// The medicine.
    pub medicine: MedicineView,
    /// How much of its plan was followed.
    pub adherence: AdherenceView,
    /// Times it was taken when needed.
    pub needed: u64,
    /// Of these, days on which it was more than the doctor's maximum.
    pub above_most: u64,
    /// Why doses were left out, as the person said, with how often.
    pub reasons: Vec<RemarkView>,
}

/// How the medicines were taken.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MedReportView {
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
    /// Both in words.
    pub period_text: String,
    /// Each medicine that was taken in that time.
    pub lines: Vec<MedReportLine>,
    /// All plans together.
    pub overall: AdherenceView,
    /// By day.
    pub days: Vec<MedDayView>,
    /// How it is counted, and by whose rule.
    pub method: String,
    /// What the numbers do not say.
    pub remarks: Vec<RemarkView>,
    /// What is to be asked or settled.
    pub questions: Vec<RemarkView>,
    /// One sentence for the note.
    pub sentence: String,
}

/// One thing that a check found.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConcernView {
    /// `allergy`, `allergy-group`, `twice`, `above-most`.
    pub code: String,
    /// In words.
    pub text: String,
    /// What to do.
    pub next: String,
    /// The medicines, and the allergy.
    pub entries: Vec<EntryView>,
}

/// What was checked and what was not.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MedChecksView {
    /// How many medicines were looked at.
    pub medicines: u64,
    /// How many allergies.
    pub allergies: u64,
    /// What was found, the most important first.
    pub concerns: Vec<ConcernView>,
    /// Medicines and allergies of which no substance is known: they were not checked.
    pub unknown: Vec<EntryView>,
    /// What was checked, by which sources.
    pub checked: Vec<String>,
    /// What is not checked.
    pub not_checked: Vec<String>,
}

/// One line of the comparison of two lists.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CompareView {
    /// Its name, to settle it.
    pub key: String,
    /// `other-strength`, `other-dose`, `other-times`, `only-mine`, `only-theirs`, `not-compared`, `agrees`.
    pub verdict: String,
    /// In words.
    pub text: String,
    /// In the person's list.
    pub mine: Option<EntryView>,
    /// In the hospital's.
    pub theirs: Option<EntryView>,
    /// `mine`, `theirs`, `ask`: how it was settled; none while it is open.
    pub settled: Option<String>,
    /// The same in words.
    pub settled_text: Option<String>,
    /// True while the person has something to decide.
    pub open: bool,
}

/// The two lists side by side.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MedReconcileView {
    /// What needs a decision first.
    pub lines: Vec<CompareView>,
    /// How many are open.
    pub open: u64,
    /// One sentence.
    pub sentence: String,
}

/// Settles a line of the comparison.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MedSettleRequest {
    /// The person's id.
    pub person: String,
    /// The line.
    pub key: String,
    /// `mine`: stays as it is. `theirs`: the person's list is changed to the hospital's. `ask`: the doctor
    /// is to be asked. `open`: undecided again.
    pub choice: String,
}

/// The text of a medicine's box.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MedTextRequest {
    /// Its lines.
    pub text: String,
}

/// What the text of a box says: a draft to look over.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MedTextView {
    /// Its name.
    pub name: Option<String>,
    /// Strength.
    pub strength: Option<String>,
    /// Dosage form.
    pub form: Option<String>,
    /// How many are in it.
    pub pack: Option<String>,
    /// Approval number.
    pub approval: Option<String>,
    /// Lines that nothing was made of.
    pub left: Vec<String>,
    /// What is to be said of it, in words.
    pub text: String,
}
