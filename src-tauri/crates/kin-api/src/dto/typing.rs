//! What is typed by hand. Numbers cross as the text that was typed, so that `6.10` stays `6.10`.

use kin_model::Kind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::KindName;
use crate::error::FieldProblem;

/// When glucose was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum GlucoseContext {
    /// Nothing eaten for eight hours.
    Fasting,
    /// Before a meal.
    BeforeMeal,
    /// After a meal.
    AfterMeal,
    /// At bedtime.
    Bedtime,
    /// Any other time.
    Other,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum MeasureWhat {
    /// Body weight: `kg`, `lb`.
    Weight,
    /// Body height: `cm`, `in`.
    Height,
    /// Body temperature: `Cel`, `[degF]`.
    Temperature,
    /// Oxygen saturation: `%`.
    Oxygen,
    /// Heart rate: `/min`.
    HeartRate,
    /// Waist: `cm`, `in`.
    Waist,
    /// Peak flow: `L/min`.
    PeakFlow,
    /// Sleep of a night: `h`.
    Sleep,
    /// Steps of a day: `steps`.
    Steps,
    /// Pain, 0 to 10: `/10`.
    Pain,
}

/// Is the medicine taken?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum MedicineStatus {
    /// Yes.
    Active,
    /// No longer.
    Stopped,
}

/// Does the problem hold?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemStatus {
    /// Yes.
    Active,
    /// It is over.
    Resolved,
}

/// How bad a reaction was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum SeverityLevel {
    /// Mild.
    Mild,
    /// Moderate.
    Moderate,
    /// Severe.
    Severe,
}

/// One filled form. Times are FHIR dates or date-times (`2026-11-25T08:10+08:00`; without an offset
/// the computer's own is taken).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
#[ts(optional_fields = nullable)]
pub enum Form {
    /// Blood pressure in mmHg.
    BloodPressure {
        /// Upper value.
        systolic: String,
        /// Lower value.
        diastolic: String,
        /// Beats per minute.
        #[serde(default)]
        pulse: Option<String>,
        /// When.
        at: String,
        /// `left` or `right`.
        #[serde(default)]
        arm: Option<String>,
        /// `sitting`, `lying` or `standing`.
        #[serde(default)]
        position: Option<String>,
        /// `before` or `after` the medicine of that time of day.
        #[serde(default)]
        medicine: Option<String>,
        /// The pulse was irregular.
        #[serde(default)]
        irregular: Option<bool>,
        /// More words.
        #[serde(default)]
        note: Option<String>,
    },
    /// Glucose.
    Glucose {
        /// The value.
        value: String,
        /// `mmol/L` or `mg/dL`.
        unit: String,
        /// When, in relation to meals.
        context: GlucoseContext,
        /// When.
        at: String,
        /// More words.
        #[serde(default)]
        note: Option<String>,
    },
    /// Another measurement.
    Measure {
        /// What.
        what: MeasureWhat,
        /// The value.
        value: String,
        /// One of the units of [`MeasureWhat`].
        unit: String,
        /// When.
        at: String,
        /// More words.
        #[serde(default)]
        note: Option<String>,
    },
    /// A medicine.
    Medicine {
        /// Its name.
        name: String,
        /// As on the box: `500 mg`.
        #[serde(default)]
        strength: Option<String>,
        /// How it is taken, in words.
        #[serde(default)]
        dosage: Option<String>,
        /// Taken since.
        #[serde(default)]
        since: Option<String>,
        /// Taken until.
        #[serde(default)]
        until: Option<String>,
        /// What for.
        #[serde(default)]
        reason: Option<String>,
        /// Taken now?
        status: MedicineStatus,
        /// More words.
        #[serde(default)]
        note: Option<String>,
    },
    /// An allergy, or the statement that there is none.
    Allergy {
        /// To what; empty with `none`.
        #[serde(default)]
        substance: String,
        /// What happened.
        #[serde(default)]
        reaction: Option<String>,
        /// How bad.
        #[serde(default)]
        severity: Option<SeverityLevel>,
        /// Since.
        #[serde(default)]
        since: Option<String>,
        /// True: no known allergies.
        #[serde(default)]
        none: bool,
        /// More words.
        #[serde(default)]
        note: Option<String>,
    },
    /// A problem or diagnosis.
    Problem {
        /// Its name.
        name: String,
        /// Since.
        #[serde(default)]
        since: Option<String>,
        /// Does it hold?
        status: ProblemStatus,
        /// More words.
        #[serde(default)]
        note: Option<String>,
    },
    /// A note in own words.
    Note {
        /// Heading.
        #[serde(default)]
        title: Option<String>,
        /// The words.
        text: String,
        /// When.
        at: String,
    },
    /// How the person feels.
    Symptom {
        /// What.
        name: String,
        /// 1 (hardly) to 10 (unbearable).
        #[serde(default)]
        severity: Option<String>,
        /// When.
        at: String,
        /// More words.
        #[serde(default)]
        note: Option<String>,
        /// Where in the body.
        #[serde(default)]
        place: Option<String>,
        /// True: it is among the questions of the next visit.
        #[serde(default)]
        tell_doctor: Option<bool>,
        /// Token of a picture; none when a stored entry is edited keeps its picture.
        #[serde(default)]
        photo: Option<String>,
    },
    /// A file.
    Document {
        /// Token of the file; empty when a stored document is edited.
        #[serde(default)]
        file: String,
        /// Title.
        title: String,
        /// Date of the document.
        #[serde(default)]
        at: Option<String>,
        /// What it is: a letter, a report …
        #[serde(default)]
        kind_text: Option<String>,
        /// More words.
        #[serde(default)]
        note: Option<String>,
    },
    /// A measurement of the person's own choosing.
    OwnMeasure {
        /// What the person calls it.
        name: String,
        /// The value.
        value: String,
        /// The unit in words; may be empty.
        #[serde(default)]
        unit: Option<String>,
        /// When.
        at: String,
        /// More words.
        #[serde(default)]
        note: Option<String>,
    },
    /// Answers to a standard questionnaire.
    Questions {
        /// Its name, as `questionnaires` lists it.
        which: String,
        /// 0 to 3 for each question.
        answers: Vec<u8>,
        /// When.
        at: String,
        /// More words.
        #[serde(default)]
        note: Option<String>,
    },
    /// An appointment.
    Appointment {
        /// What for.
        what: String,
        /// When; a time of day belongs to it.
        at: String,
        /// Minutes that it is planned for; 30 when nothing is said.
        #[serde(default)]
        minutes: Option<String>,
        /// With whom.
        #[serde(default)]
        who: Option<String>,
        /// Where.
        #[serde(default)]
        place: Option<String>,
        /// Planned, over or cancelled.
        #[serde(default)]
        standing: PlanStanding,
        /// More words.
        #[serde(default)]
        note: Option<String>,
    },
    /// A goal.
    Aim {
        /// What is to be reached.
        what: String,
        /// Of what kind.
        #[serde(default)]
        area: PlanArea,
        /// The value to reach, in words.
        #[serde(default)]
        target: Option<String>,
        /// Since.
        #[serde(default)]
        since: Option<String>,
        /// By when.
        #[serde(default)]
        due: Option<String>,
        /// How it stands.
        #[serde(default)]
        standing: PlanStanding,
        /// More words.
        #[serde(default)]
        note: Option<String>,
    },
    /// Something that the person has set out to do.
    Task {
        /// What.
        what: String,
        /// Of what kind.
        #[serde(default)]
        area: PlanArea,
        /// How often, in words.
        #[serde(default)]
        how: Option<String>,
        /// Since.
        #[serde(default)]
        since: Option<String>,
        /// Until.
        #[serde(default)]
        until: Option<String>,
        /// How it stands.
        #[serde(default)]
        standing: PlanStanding,
        /// More words.
        #[serde(default)]
        note: Option<String>,
    },
}

/// What part of life a goal or task is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum PlanArea {
    /// Food and drink.
    Diet,
    /// Moving.
    Exercise,
    /// A number to reach.
    Target,
    /// Tests and check-ups.
    CheckUp,
    /// Anything else.
    #[default]
    Other,
}

/// How a goal, a task or an appointment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum PlanStanding {
    /// It holds.
    #[default]
    Active,
    /// Reached, done, over.
    Done,
    /// Given up, cancelled.
    Stopped,
}

/// Adds what was typed.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct EntryAddRequest {
    /// The person's id.
    pub person: String,
    /// The form.
    pub form: Form,
    /// True after the person has confirmed the warnings of `form_check`.
    #[serde(default)]
    pub confirmed: Option<bool>,
}

/// Changes what was typed.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct EntryEditRequest {
    /// The person's id.
    pub person: String,
    /// The entry's id.
    pub id: String,
    /// The form.
    pub form: Form,
    /// True after the person has confirmed the warnings of `form_check`.
    #[serde(default)]
    pub confirmed: Option<bool>,
}

/// Looks a form over without storing it.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FormCheckRequest {
    /// The form.
    pub form: Form,
}

/// What is wrong and what is unusual.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormCheckView {
    /// The kind of entry it will make.
    #[ts(as = "KindName")]
    pub kind: Kind,
    /// Must be corrected.
    pub errors: Vec<FieldProblem>,
    /// May stand when confirmed.
    pub warnings: Vec<FieldProblem>,
}
