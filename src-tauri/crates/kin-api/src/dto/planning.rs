//! Questionnaires, reminders, what there is to do, and the plan.

use super::{EntryView, PlanArea, PlanStanding};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Asks what answers add up to, before they are stored.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuestionsScoreRequest {
    /// The questionnaire.
    pub which: String,
    /// 0 to 3 for each question.
    pub answers: Vec<u8>,
}

/// Names a questionnaire.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuestionsFormRequest {
    /// The questionnaire.
    pub which: String,
}

/// What answers add up to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuestionsScoreView {
    /// The sum.
    pub total: u8,
    /// The highest sum there is.
    pub most: u8,
    /// The band: `minimal`, `mild`, `moderate`, `moderately-severe`, `severe`.
    pub band: String,
    /// The band in words, and what it does not say.
    pub band_text: String,
    /// What to do at once: an answer spoke of self-harm.
    pub danger_text: Option<String>,
}

/// A questionnaire that was filled.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuestionsFilled {
    /// The entry.
    pub entry: EntryView,
    /// What it adds up to.
    pub score: QuestionsScoreView,
    /// 0 to 3 for each question.
    pub answers: Vec<u8>,
}

/// A questionnaire.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuestionnaireView {
    /// Its name, `phq-9`.
    pub key: String,
    /// Its title.
    pub title: String,
    /// What it is for, in words for its reader.
    pub about: String,
    /// What stands above the questions.
    pub intro: String,
    /// The questions.
    pub questions: Vec<String>,
    /// What may be answered, for 0 to 3.
    pub answers: Vec<String>,
    /// Who made it.
    pub source: String,
    /// The question (from 0) that speaks of self-harm.
    pub danger: Option<u32>,
    /// What stands below it as soon as it is answered by more than "not at all".
    pub danger_text: Option<String>,
    /// Filled ones, newest first.
    pub filled: Vec<QuestionsFilled>,
}

/// Every questionnaire.
#[derive(Debug, Clone, Serialize, TS)]
pub struct QuestionnairesView {
    /// In the order in which they are offered.
    pub questionnaires: Vec<QuestionnaireView>,
}

/// Something the doctor is to be told.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VisitRemark {
    /// The entry.
    pub entry: EntryView,
    /// As a line among the questions of a visit.
    pub text: String,
}

/// What the doctor is to be told at the next visit.
#[derive(Debug, Clone, Serialize, TS)]
pub struct VisitRemarksView {
    /// What is to be asked of the medicines, then symptoms, the newest first.
    pub remarks: Vec<VisitRemark>,
}

/// Body mass index.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BodyView {
    /// The index and what it was made of; none for a child, or without weight and height.
    pub line: Option<String>,
    /// What the criteria of China and of the WHO call it.
    pub words: Vec<String>,
}

/// What a reminder is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ReminderWhat {
    /// Measuring the blood pressure.
    BloodPressure,
    /// Measuring glucose.
    Glucose,
    /// Weighing oneself.
    Weight,
    /// A check-up or test.
    CheckUp,
    /// Something of the plan.
    Task,
    /// Anything else.
    Own,
}

/// On which days it reminds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ReminderDays {
    /// On the first day only.
    Once,
    /// Every so many days.
    Every {
        /// 1 to 366.
        days: u16,
    },
    /// On days of the week.
    Week {
        /// 1 is Monday, 7 is Sunday.
        days: Vec<u8>,
    },
    /// Every so many months.
    Months {
        /// 1 to 120.
        months: u8,
    },
}

/// A reminder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct Reminder {
    /// Its id; empty for a new one.
    #[serde(default)]
    pub id: String,
    /// About what.
    pub what: ReminderWhat,
    /// Own words; needed for `own` and `check-up`.
    #[serde(default)]
    pub text: Option<String>,
    /// The entry of the plan, for `task`.
    #[serde(default)]
    pub entry: Option<String>,
    /// On which days.
    pub days: ReminderDays,
    /// Times of day, `08:00`.
    pub times: Vec<String>,
    /// The first day; today when nothing is said.
    #[serde(default)]
    pub from: Option<String>,
    /// The last day.
    #[serde(default)]
    pub until: Option<String>,
    /// Switched off without being forgotten.
    #[serde(default)]
    pub paused: bool,
    /// When it was made, by the clock on the wall: nothing before is due. Written by the core.
    #[serde(default)]
    pub made: Option<String>,
}

/// A reminder as it is shown.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReminderView {
    /// The reminder.
    pub reminder: Reminder,
    /// What it says.
    pub text: String,
    /// When, in words.
    pub when_text: String,
    /// The next time, by the clock on the wall, `2026-11-26T20:00`.
    pub next: Option<String>,
    /// The same in words.
    pub next_text: Option<String>,
}

/// Adds or changes a reminder.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReminderSaveRequest {
    /// The person's id.
    pub person: String,
    /// The reminder.
    pub reminder: Reminder,
}

/// Names a reminder.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReminderRequest {
    /// The person's id.
    pub person: String,
    /// The reminder's id.
    pub id: String,
}

/// A goal or task of the plan.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanItemView {
    /// The entry.
    pub entry: EntryView,
    /// What kind.
    pub area: PlanArea,
    /// How it stands.
    pub standing: PlanStanding,
    /// The value to reach or how often, in words.
    pub words: Option<String>,
    /// By when or until when.
    pub until_text: Option<String>,
    /// Ticked off today.
    pub done_today: bool,
    /// On how many of the last 7 days it was ticked off.
    pub week: u8,
    /// Typed by hand, so that it can be changed.
    pub editable: bool,
}

/// An appointment.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentView {
    /// The entry.
    pub entry: EntryView,
    /// With whom.
    pub who: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// When, in words with the time of day.
    pub when_text: String,
    /// Days until then; 0 is today.
    pub days: i64,
    /// Typed by hand, so that it can be changed.
    pub editable: bool,
}

/// The plan.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanView {
    /// Appointments to come, the next one first.
    pub appointments: Vec<AppointmentView>,
    /// Reminders.
    pub reminders: Vec<ReminderView>,
    /// Goals that hold.
    pub goals: Vec<PlanItemView>,
    /// What the person has set out to do.
    pub tasks: Vec<PlanItemView>,
    /// Goals and tasks that were reached or given up, newest first.
    pub past: Vec<PlanItemView>,
}

/// Ticks something off, or takes that back.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanTickRequest {
    /// The person's id.
    pub person: String,
    /// What `todo` calls it, or the id of a task.
    pub key: String,
    /// The moment of `todo`, or a day; today when nothing is said.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub at: Option<String>,
    /// True to tick it off.
    pub done: bool,
}

/// Where something that is to be done is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum TodoKind {
    /// Measure: opens the form.
    BloodPressure,
    /// Measure.
    Glucose,
    /// Measure.
    Weight,
    /// Tick off.
    Task,
    /// Tick off.
    CheckUp,
    /// Tick off.
    Own,
    /// An appointment: nothing to tick off.
    Appointment,
    /// A planned dose: taken or left out by `med_take` and `med_skip`, with `entry` and `at`.
    Dose,
}

/// Something to do today.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TodoItem {
    /// For `plan_tick`.
    pub key: String,
    /// What.
    pub kind: TodoKind,
    /// In words.
    pub text: String,
    /// By the clock on the wall, `2026-11-26T08:00`; of a dose the time it is planned for.
    pub at: String,
    /// In words; of a dose that was put off the time it was put off to.
    pub at_text: String,
    /// It is time, or was.
    pub due: bool,
    /// Done already.
    pub done: bool,
    /// The entry it is about.
    pub entry: Option<String>,
}

/// What there is to do today.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TodoView {
    /// In the order of their times.
    pub items: Vec<TodoItem>,
}

/// One thing to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReminderNotice {
    /// Whose; empty while it is locked.
    pub person: String,
    /// The heading: says nothing of health unless the person allows it.
    pub title: String,
    /// The words below.
    pub text: String,
}

/// What there is to tell now; each is told once.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ReminderNewsView {
    /// Mostly empty.
    pub notices: Vec<ReminderNotice>,
}

/// Makes a calendar file.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct CalendarRequest {
    /// The person's id.
    pub person: String,
    /// One appointment only.
    #[serde(default)]
    pub appointment: Option<String>,
    /// Appointments to come.
    pub appointments: bool,
    /// Reminders.
    pub reminders: bool,
    /// With the words of the record; else each says only that Kinfolio has something to say.
    pub words: bool,
}
