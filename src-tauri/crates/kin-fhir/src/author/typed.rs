//! What was typed, as plain values, and reading it back out of the stored resource.

use super::sitting::Sitting;
use super::{Aim, Appointment, Asked, Task};
use kin_model::dosing::{Plan, Stock};
use kin_model::{Coding, Comparator, Decimal, PartialDate};
use serde_json::Value;

/// Which arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arm {
    /// Left upper arm.
    Left,
    /// Right upper arm.
    Right,
}

/// A blood pressure reading in `mm[Hg]`, pulse in beats per minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BloodPressure {
    /// Upper value.
    pub systolic: Decimal,
    /// Lower value.
    pub diastolic: Decimal,
    /// Pulse.
    pub pulse: Option<Decimal>,
    /// Where the cuff was.
    pub arm: Option<Arm>,
    /// How it was measured.
    pub sitting: Sitting,
}

/// The unit of a glucose reading; never converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GlucoseUnit {
    /// `mmol/L`.
    MmolPerL,
    /// `mg/dL`.
    MgPerDl,
}

/// When glucose was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MealContext {
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

impl MealContext {
    pub(super) const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Fasting, "fasting", "Fasting"),
        (Self::BeforeMeal, "before-meal", "Before a meal"),
        (Self::AfterMeal, "after-meal", "After a meal"),
        (Self::Bedtime, "bedtime", "At bedtime"),
        (Self::Other, "other", "Other time"),
    ];
}

/// A glucose reading by finger-stick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glucose {
    /// The value in [`Self::unit`].
    pub value: Decimal,
    /// Whether it is the value itself, or the meter showed LO or HI.
    pub comparator: Comparator,
    /// The meter's unit.
    pub unit: GlucoseUnit,
    /// In relation to meals.
    pub context: MealContext,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Body weight: `kg` or `[lb_av]`.
    Weight,
    /// Body height: `cm` or `[in_i]`.
    Height,
    /// Body temperature: `Cel` or `[degF]`.
    Temperature,
    /// Oxygen saturation by pulse oximeter: `%`.
    Oxygen,
    /// Heart rate: `/min`.
    HeartRate,
    /// Waist circumference: `cm` or `[in_i]`.
    Waist,
    /// Peak expiratory flow: `L/min`.
    PeakFlow,
    /// Sleep of a night: `h`.
    Sleep,
    /// Steps of a day: `{steps}/d`.
    Steps,
    /// Pain, 0 to 10: `{score}`.
    Pain,
}

/// Another measurement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measurement {
    /// What.
    pub what: Measure,
    /// The value in [`Self::unit`].
    pub value: Decimal,
    /// UCUM code, one of those named at [`Measure`].
    pub unit: String,
}

/// A measurement of the person's own choosing; its unit is a word, no code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnMeasurement {
    /// What the person calls it.
    pub name: String,
    /// The value.
    pub value: Decimal,
    /// The unit as typed; may be empty.
    pub unit: String,
}

/// A medicine as the person takes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Medicine {
    /// Its name.
    pub name: String,
    /// As on the box: `500 mg`.
    pub strength: Option<String>,
    /// How it is taken, in words.
    pub dosage: Option<String>,
    /// Taken since.
    pub since: Option<PartialDate>,
    /// Taken until.
    pub until: Option<PartialDate>,
    /// What for.
    pub reason: Option<String>,
    /// Taken now.
    pub active: bool,
    /// What stands beside the form: codes, the plan of doses, the packs.
    pub course: Box<Course>,
}

/// What is kept of a medicine beside what its form shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Course {
    /// Codes that a hospital gave for it.
    pub codes: Vec<Coding>,
    /// The id of the hospital's entry that it was taken over from.
    pub derived_from: Option<String>,
    /// When which dose is due.
    pub plan: Option<Plan>,
    /// The plan in words, one text for each of [`Plan::parts`].
    pub plan_texts: Vec<String>,
    /// The packs at home.
    pub stock: Option<Stock>,
    /// Why it is no longer taken.
    pub stop_reason: Option<String>,
}

/// How bad a reaction was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeverityWord {
    /// Mild.
    Mild,
    /// Moderate.
    Moderate,
    /// Severe.
    Severe,
}

impl SeverityWord {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Mild => "mild",
            Self::Moderate => "moderate",
            Self::Severe => "severe",
        }
    }
}

/// An allergy.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Allergy {
    /// To what.
    pub substance: String,
    /// What happened.
    pub reaction: Option<String>,
    /// How bad.
    pub severity: Option<SeverityWord>,
    /// Since.
    pub since: Option<PartialDate>,
}

/// A problem or diagnosis.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problem {
    /// Its name.
    pub name: String,
    /// Since.
    pub since: Option<PartialDate>,
    /// Holds now.
    pub active: bool,
}

/// A note in own words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Note {
    /// Heading.
    pub title: Option<String>,
    /// The words.
    pub text: String,
}

/// How the person feels.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Symptom {
    /// What.
    pub name: String,
    /// 1 (hardly) to 10 (unbearable).
    pub severity: Option<u8>,
    /// Where in the body, in words.
    pub place: Option<String>,
    /// The doctor is to be told at the next visit.
    pub tell_doctor: bool,
    /// A picture that the vault keeps.
    pub photo: Option<Document>,
}

/// A file that the vault keeps.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Title.
    pub title: String,
    /// What it is: a letter, a report …
    pub kind_text: Option<String>,
    /// The vault's name of the attachment, 16 hex digits; the resource says `attachment:<id>`.
    pub attachment: String,
    /// Media type.
    pub content_type: String,
    /// Bytes.
    pub size: u64,
    /// What it is, as a code.
    pub code: Option<Coding>,
    /// Who made it: a hospital, a laboratory, a practice.
    pub institution: Option<String>,
    /// Further files of the same document: the next pages.
    pub more: Vec<Self>,
}

/// One hand entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// Blood pressure.
    BloodPressure(BloodPressure),
    /// Glucose.
    Glucose(Glucose),
    /// Another measurement.
    Measurement(Measurement),
    /// A medicine.
    Medicine(Medicine),
    /// An allergy.
    Allergy(Allergy),
    /// The statement that no allergies are known.
    NoKnownAllergies,
    /// A problem.
    Problem(Problem),
    /// A note.
    Note(Note),
    /// A symptom.
    Symptom(Symptom),
    /// A document.
    Document(Document),
    /// A measurement of one's own choosing.
    OwnMeasurement(OwnMeasurement),
    /// Answers to a questionnaire.
    Asked(Asked),
    /// An appointment.
    Appointment(Appointment),
    /// A goal.
    Aim(Aim),
    /// Something that the person has set out to do.
    Task(Task),
}

/// What [`parse_typed`] gives back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedEntry {
    /// When it was so.
    pub at: Option<PartialDate>,
    /// Free words.
    pub note: String,
    /// The values.
    pub typed: Typed,
}

pub(super) fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    value.pointer(path)
}

pub(super) fn words(value: &Value, path: &str) -> Option<String> {
    at(value, path).and_then(Value::as_str).map(str::to_owned)
}

fn number(value: &Value, path: &str) -> Option<Decimal> {
    // With `arbitrary_precision` a number's text is the text of the source.
    at(value, path)
        .filter(|v| v.is_number())
        .and_then(|v| v.to_string().parse().ok())
}

pub(super) fn date(value: &Value, path: &str) -> Option<PartialDate> {
    at(value, path)
        .and_then(Value::as_str)
        .and_then(|s| s.parse().ok())
}

fn component<'a>(value: &'a Value, code: &str) -> Option<&'a Value> {
    at(value, "/component")?
        .as_array()?
        .iter()
        .find(|c| words(c, "/code/coding/0/code").as_deref() == Some(code))
}

/// Reads back a resource that [`super::build`] made; `None` for any other resource.
#[must_use]
pub fn parse_typed(body: &[u8]) -> Option<TypedEntry> {
    let value = crate::value_of(body)?;
    let v = &value;
    let note = words(v, "/note/0/text").unwrap_or_default();
    let code = words(v, "/code/coding/0/code").unwrap_or_default();
    let entry = |at: Option<PartialDate>, typed: Typed| {
        Some(TypedEntry {
            at,
            note: note.clone(),
            typed,
        })
    };
    match words(v, "/resourceType")?.as_str() {
        // Results of a laboratory are confirmed beside their paper, not typed into a form.
        "Observation" if words(v, "/category/0/coding/0/code").as_deref() == Some("laboratory") => {
            None
        }
        "Observation" => {
            let when = date(v, "/effectiveDateTime");
            let typed = match code.as_str() {
                "85354-9" => Typed::BloodPressure(BloodPressure {
                    systolic: number(component(v, "8480-6")?, "/valueQuantity/value")?,
                    diastolic: number(component(v, "8462-4")?, "/valueQuantity/value")?,
                    pulse: component(v, "8867-4").and_then(|c| number(c, "/valueQuantity/value")),
                    arm: match words(v, "/bodySite/coding/0/code").as_deref() {
                        Some("368208006") => Some(Arm::Left),
                        Some("368209003") => Some(Arm::Right),
                        _ => None,
                    },
                    sitting: Sitting::of(v),
                }),
                "14743-9" | "41653-7" => Typed::Glucose(Glucose {
                    value: number(v, "/valueQuantity/value")?,
                    comparator: match words(v, "/valueQuantity/comparator").as_deref() {
                        None => Comparator::Exact,
                        Some("<") => Comparator::Less,
                        Some(">") => Comparator::More,
                        Some(_) => return None,
                    },
                    unit: if code == "14743-9" {
                        GlucoseUnit::MmolPerL
                    } else {
                        GlucoseUnit::MgPerDl
                    },
                    context: component(v, "meal-context")
                        .and_then(|c| words(c, "/valueCodeableConcept/coding/0/code"))
                        .and_then(|c| MealContext::ALL.iter().find(|m| m.1 == c).map(|m| m.0))
                        .unwrap_or(MealContext::Other),
                }),
                "symptom" => Typed::Symptom(Symptom {
                    name: words(v, "/valueString")?,
                    severity: component(v, "severity")
                        .and_then(|c| at(c, "/valueInteger")?.as_u64())
                        .and_then(|n| u8::try_from(n).ok()),
                    place: words(v, "/bodySite/text"),
                    tell_doctor: super::measured::tells_doctor(v),
                    photo: super::measured::photo_of(v),
                }),
                "note" => {
                    return Some(TypedEntry {
                        at: when,
                        note: String::new(),
                        typed: Typed::Note(Note {
                            title: words(v, "/code/text").filter(|t| t != super::told::NOTE_TITLE),
                            text: words(v, "/valueString")?,
                        }),
                    });
                }
                "" if at(v, "/valueQuantity").is_some() => Typed::OwnMeasurement(OwnMeasurement {
                    name: words(v, "/code/text")?,
                    value: number(v, "/valueQuantity/value")?,
                    unit: words(v, "/valueQuantity/unit").unwrap_or_default(),
                }),
                _ => Typed::Measurement(Measurement {
                    what: super::measured::MEASURES.iter().find(|m| m.1 == code)?.0,
                    value: number(v, "/valueQuantity/value")?,
                    unit: words(v, "/valueQuantity/code")?,
                }),
            };
            entry(when, typed)
        }
        "MedicationStatement" => entry(
            date(v, "/dateAsserted"),
            Typed::Medicine(Medicine {
                name: words(v, "/medicationCodeableConcept/coding/0/display")
                    .or_else(|| words(v, "/medicationCodeableConcept/text"))?,
                strength: words(v, "/medicationCodeableConcept/coding/1/display")
                    .filter(|_| at(v, "/medicationCodeableConcept/coding/1/code").is_none()),
                dosage: super::dosing::typed_words(v),
                since: date(v, "/effectivePeriod/start"),
                until: date(v, "/effectivePeriod/end"),
                reason: words(v, "/reasonCode/0/text"),
                active: words(v, "/status").as_deref() == Some("active"),
                course: Box::new(super::dosing::parse_course(v)),
            }),
        ),
        "AllergyIntolerance" if code == "716186003" => {
            entry(date(v, "/recordedDate"), Typed::NoKnownAllergies)
        }
        "AllergyIntolerance" => entry(
            date(v, "/recordedDate"),
            Typed::Allergy(Allergy {
                substance: words(v, "/code/text")?,
                reaction: words(v, "/reaction/0/manifestation/0/text"),
                severity: match words(v, "/reaction/0/severity").as_deref() {
                    Some("mild") => Some(SeverityWord::Mild),
                    Some("moderate") => Some(SeverityWord::Moderate),
                    Some("severe") => Some(SeverityWord::Severe),
                    _ => None,
                },
                since: date(v, "/onsetDateTime"),
            }),
        ),
        "Condition" => entry(
            date(v, "/recordedDate"),
            Typed::Problem(Problem {
                name: words(v, "/code/text")?,
                since: date(v, "/onsetDateTime"),
                active: words(v, "/clinicalStatus/coding/0/code").as_deref() == Some("active"),
            }),
        ),
        "DocumentReference" => Some(TypedEntry {
            at: date(v, "/context/period/start"),
            note: words(v, "/description").unwrap_or_default(),
            typed: Typed::Document(super::told::parse_document(v)?),
        }),
        "QuestionnaireResponse" => super::asked::parse(v),
        "Appointment" => super::planned::parse_appointment(v),
        "Goal" => super::planned::parse_goal(v),
        "CarePlan" => super::planned::parse_care_plan(v),
        _ => None,
    }
}
