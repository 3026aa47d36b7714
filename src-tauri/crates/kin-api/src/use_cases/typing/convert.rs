//! Between the form of a face and what kin-fhir builds resources from.

use crate::clock::Clock;
use crate::dto::{Form, GlucoseContext, MeasureWhat, MedicineStatus, ProblemStatus, SeverityLevel};
use crate::error::FieldProblem;
use kin_fhir::author::{
    Allergy, Arm, BloodPressure, Document, Glucose, GlucoseUnit, MealContext, Measure, Measurement,
    Medicine, MedicineTaken, Note, OwnMeasurement, Position, Problem, SeverityWord, Sitting,
    Symptom, Typed, TypedEntry, parse_typed,
};
use kin_model::{Comparator, Decimal, PartialDate};
use kin_rules::glucose::{Entered, entered};

/// Seconds that a typed time may be ahead of the clock: meters and clocks differ.
const AHEAD: i64 = 600;

/// The form's field for one of kin-fhir's: `kind_text` -> `kindText`.
pub(super) fn form_field(field: &str) -> String {
    let mut out = String::with_capacity(field.len());
    let mut up = false;
    for c in field.chars() {
        match c {
            '_' | '-' => up = true,
            c if up => {
                out.extend(c.to_uppercase());
                up = false;
            }
            c => out.push(c),
        }
    }
    out
}

/// Reads the fields of one form and collects what is wrong.
pub(super) struct Fields<'c> {
    pub(super) clock: &'c Clock,
    wrong: Vec<FieldProblem>,
}

impl Fields<'_> {
    pub(super) fn refuse(&mut self, field: &str, code: &str) {
        self.wrong.push(FieldProblem {
            field: field.to_owned(),
            code: code.to_owned(),
        });
    }

    /// A number as typed: full-width digits and a decimal comma are what a keyboard gives.
    fn number(&mut self, field: &str, typed: &str) -> Option<Decimal> {
        let plain: String = typed
            .trim()
            .chars()
            .map(|c| match c {
                '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10).unwrap_or(c),
                ',' | '，' | '．' | '。' => '.',
                c => c,
            })
            .collect();
        let code = if plain.is_empty() {
            "empty"
        } else {
            "not-a-number"
        };
        let number = plain.parse::<Decimal>().ok();
        if number.is_none() {
            self.refuse(field, code);
        }
        number
    }

    fn maybe_number(&mut self, field: &str, typed: Option<&String>) -> Option<Decimal> {
        let typed = typed.filter(|t| !t.trim().is_empty())?;
        self.number(field, typed)
    }

    /// A date or time; a time without an offset was on the computer's own clock.
    pub(super) fn date(
        &mut self,
        field: &str,
        typed: &str,
        may_be_ahead: bool,
    ) -> Option<PartialDate> {
        let text = typed.trim().replacen(' ', "T", 1);
        if text.is_empty() {
            return None;
        }
        let zoned = text
            .split_once('T')
            .is_none_or(|(_, time)| time.ends_with('Z') || time.contains(['+', '-']));
        let text = if zoned {
            text
        } else {
            let offset = self.clock.offset_at(&text).unwrap_or_default();
            format!("{text}{offset}")
        };
        let Ok(date) = text.parse::<PartialDate>() else {
            self.refuse(field, "bad-date");
            return None;
        };
        if !may_be_ahead && self.is_ahead(&date) {
            self.refuse(field, "in-the-future");
        }
        Some(date)
    }

    fn is_ahead(&self, date: &PartialDate) -> bool {
        if date.time().is_some() {
            let now = self.clock.now_date();
            return now.is_some_and(|now| date.unix_seconds() > now.unix_seconds() + AHEAD);
        }
        let today = self.clock.today();
        today.is_some_and(|today| date.sort_seconds() > today.sort_seconds())
    }

    /// A word of a list; nothing chosen is nothing said.
    fn choice<T>(
        &mut self,
        field: &str,
        typed: Option<&String>,
        of_word: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let typed = typed.map(|t| t.trim()).filter(|t| !t.is_empty())?;
        let found = of_word(typed);
        if found.is_none() {
            self.refuse(field, "not-a-choice");
        }
        found
    }

    /// When something was measured or felt; `now` is the moment of the clock.
    pub(super) fn needed_date(&mut self, field: &str, typed: &str) -> Option<PartialDate> {
        if typed.trim() == "now" {
            return self.clock.now_date();
        }
        if typed.trim().is_empty() {
            self.refuse(field, "empty");
        }
        self.date(field, typed, false)
    }

    pub(super) fn maybe_date(
        &mut self,
        field: &str,
        typed: Option<&String>,
    ) -> Option<PartialDate> {
        self.date(field, typed?, false)
    }
}

/// The moment that a form's words mean; none when it means none.
pub(super) fn moment(clock: &Clock, typed: &str) -> Option<PartialDate> {
    let mut fields = Fields {
        clock,
        wrong: Vec::new(),
    };
    fields.needed_date("at", typed)
}

/// A time or day as typed, not ahead of the clock; else the code of what is wrong with it.
pub(crate) fn when(clock: &Clock, typed: &str) -> Result<Option<PartialDate>, FieldProblem> {
    let mut fields = Fields {
        clock,
        wrong: Vec::new(),
    };
    let date = fields.date("at", typed, false);
    fields.wrong.pop().map_or(Ok(date), Err)
}

/// A number as typed; `None` where it is none.
pub(crate) fn number_typed(clock: &Clock, typed: &str) -> Option<Decimal> {
    let mut fields = Fields {
        clock,
        wrong: Vec::new(),
    };
    fields.number("amount", typed)
}

/// UCUM code of a unit as a form names it.
fn ucum(unit: &str) -> String {
    match unit.trim() {
        "lb" => "[lb_av]",
        "in" => "[in_i]",
        "°C" | "C" => "Cel",
        "°F" | "F" => "[degF]",
        "bpm" => "/min",
        "steps" => "{steps}/d",
        "/10" => "{score}",
        "hours" => "h",
        other => other,
    }
    .to_owned()
}

/// A unit as a form names it.
fn form_unit(ucum: &str) -> String {
    match ucum {
        "[lb_av]" => "lb",
        "[in_i]" => "in",
        "{steps}/d" => "steps",
        "{score}" => "/10",
        other => other,
    }
    .to_owned()
}

pub(super) fn word(text: Option<&String>) -> Option<String> {
    text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
}

type Parts = (Option<PartialDate>, String, Typed);

/// What a form says, or everything that is wrong with it. `file` is the kept file of a document.
pub(super) fn typed(
    form: &Form,
    clock: &Clock,
    file: Document,
) -> Result<Parts, Vec<FieldProblem>> {
    let mut fields = Fields {
        clock,
        wrong: Vec::new(),
    };
    match read(form, &mut fields, file) {
        Some((at, note, typed)) if fields.wrong.is_empty() => {
            Ok((at, note.unwrap_or_default(), typed))
        }
        _ => Err(fields.wrong),
    }
}

fn read(
    form: &Form,
    fields: &mut Fields<'_>,
    file: Document,
) -> Option<(Option<PartialDate>, Option<String>, Typed)> {
    Some(match form {
        Form::BloodPressure {
            systolic,
            diastolic,
            pulse,
            at,
            arm,
            position,
            medicine,
            irregular,
            note,
        } => {
            let systolic = fields.number("systolic", systolic);
            let diastolic = fields.number("diastolic", diastolic);
            let at = fields.needed_date("at", at);
            let typed = BloodPressure {
                systolic: systolic?,
                diastolic: diastolic?,
                pulse: fields.maybe_number("pulse", pulse.as_ref()),
                arm: match arm.as_deref() {
                    Some("left") => Some(Arm::Left),
                    Some("right") => Some(Arm::Right),
                    None | Some("") => None,
                    Some(_) => {
                        fields.refuse("arm", "not-a-choice");
                        None
                    }
                },
                sitting: Sitting {
                    position: fields.choice("position", position.as_ref(), Position::of_word),
                    medicine: fields.choice("medicine", medicine.as_ref(), MedicineTaken::of_word),
                    irregular: *irregular == Some(true),
                },
            };
            (at, word(note.as_ref()), Typed::BloodPressure(typed))
        }
        Form::Glucose {
            value,
            unit,
            context,
            at,
            note,
        } => {
            let unit = match unit.as_str() {
                "mmol/L" => GlucoseUnit::MmolPerL,
                "mg/dL" => GlucoseUnit::MgPerDl,
                _ => {
                    fields.refuse("unit", "not-a-choice");
                    GlucoseUnit::MmolPerL
                }
            };
            let own = match unit {
                GlucoseUnit::MmolPerL => kin_rules::glucose::Unit::MmolPerL,
                GlucoseUnit::MgPerDl => kin_rules::glucose::Unit::MgPerDl,
            };
            let (digits, comparator) = match entered(value, own) {
                Entered::Number(digits) => (digits, Comparator::Exact),
                Entered::Below(digits) => (digits, Comparator::Less),
                Entered::Above(digits) => (digits, Comparator::More),
            };
            let number = fields.number("value", &digits);
            let at = fields.needed_date("at", at);
            let typed = Glucose {
                value: number?,
                comparator,
                unit,
                context: meal(*context),
            };
            (at, word(note.as_ref()), Typed::Glucose(typed))
        }
        Form::Measure {
            what,
            value,
            unit,
            at,
            note,
        } => {
            let number = fields.number("value", value);
            let at = fields.needed_date("at", at);
            let typed = Measurement {
                what: measure(*what),
                value: number?,
                unit: ucum(unit),
            };
            (at, word(note.as_ref()), Typed::Measurement(typed))
        }
        Form::Medicine {
            name,
            strength,
            dosage,
            since,
            until,
            reason,
            status,
            note,
        } => {
            let since = fields.maybe_date("since", since.as_ref());
            let until = until
                .as_ref()
                .and_then(|until| fields.date("until", until, true));
            if let (Some(since), Some(until)) = (&since, &until)
                && until.sort_seconds() < since.sort_seconds()
            {
                fields.refuse("until", "before-start");
            }
            let typed = Medicine {
                name: name.clone(),
                strength: word(strength.as_ref()),
                dosage: word(dosage.as_ref()),
                since,
                until,
                reason: word(reason.as_ref()),
                active: *status == MedicineStatus::Active,
                course: Box::default(),
            };
            (None, word(note.as_ref()), Typed::Medicine(typed))
        }
        Form::Allergy {
            none: true, note, ..
        } => (None, word(note.as_ref()), Typed::NoKnownAllergies),
        Form::Allergy {
            substance,
            reaction,
            severity,
            since,
            none: false,
            note,
        } => {
            let typed = Allergy {
                substance: substance.clone(),
                reaction: word(reaction.as_ref()),
                severity: severity.map(severity_word),
                since: fields.maybe_date("since", since.as_ref()),
            };
            (None, word(note.as_ref()), Typed::Allergy(typed))
        }
        Form::Problem {
            name,
            since,
            status,
            note,
        } => {
            let typed = Problem {
                name: name.clone(),
                since: fields.maybe_date("since", since.as_ref()),
                active: *status == ProblemStatus::Active,
            };
            (None, word(note.as_ref()), Typed::Problem(typed))
        }
        Form::Note { title, text, at } => {
            let typed = Note {
                title: word(title.as_ref()),
                text: text.clone(),
            };
            (fields.needed_date("at", at), None, Typed::Note(typed))
        }
        Form::Symptom {
            name,
            severity,
            at,
            note,
            place,
            tell_doctor,
            ..
        } => {
            let severity = match word(severity.as_ref()) {
                None => None,
                Some(text) => match text.parse::<u8>() {
                    Ok(n @ 1..=10) => Some(n),
                    Ok(_) => {
                        fields.refuse("severity", "out-of-range");
                        None
                    }
                    Err(_) => {
                        fields.refuse("severity", "not-a-number");
                        None
                    }
                },
            };
            let typed = Symptom {
                name: name.clone(),
                severity,
                place: word(place.as_ref()),
                tell_doctor: *tell_doctor == Some(true),
                photo: Some(file).filter(|f| !f.attachment.is_empty()),
            };
            let at = fields.needed_date("at", at);
            (at, word(note.as_ref()), Typed::Symptom(typed))
        }
        Form::Document {
            title,
            at,
            kind_text,
            note,
            ..
        } => {
            let kind_text = word(kind_text.as_ref());
            let typed = Document {
                title: title.clone(),
                // A code says what the words said before.
                code: file.code.filter(|_| file.kind_text == kind_text),
                kind_text,
                ..file
            };
            let at = fields.maybe_date("at", at.as_ref());
            (at, word(note.as_ref()), Typed::Document(typed))
        }
        Form::OwnMeasure {
            name,
            value,
            unit,
            at,
            note,
        } => {
            let number = fields.number("value", value);
            let at = fields.needed_date("at", at);
            let typed = OwnMeasurement {
                name: name.clone(),
                value: number?,
                unit: word(unit.as_ref()).unwrap_or_default(),
            };
            (at, word(note.as_ref()), Typed::OwnMeasurement(typed))
        }
        Form::Questions { .. }
        | Form::Appointment { .. }
        | Form::Aim { .. }
        | Form::Task { .. } => {
            return super::planned::read(form, fields);
        }
    })
}

const fn meal(context: GlucoseContext) -> MealContext {
    match context {
        GlucoseContext::Fasting => MealContext::Fasting,
        GlucoseContext::BeforeMeal => MealContext::BeforeMeal,
        GlucoseContext::AfterMeal => MealContext::AfterMeal,
        GlucoseContext::Bedtime => MealContext::Bedtime,
        GlucoseContext::Other => MealContext::Other,
    }
}

const fn form_meal(context: MealContext) -> GlucoseContext {
    match context {
        MealContext::Fasting => GlucoseContext::Fasting,
        MealContext::BeforeMeal => GlucoseContext::BeforeMeal,
        MealContext::AfterMeal => GlucoseContext::AfterMeal,
        MealContext::Bedtime => GlucoseContext::Bedtime,
        MealContext::Other => GlucoseContext::Other,
    }
}

const fn measure(what: MeasureWhat) -> Measure {
    match what {
        MeasureWhat::Weight => Measure::Weight,
        MeasureWhat::Height => Measure::Height,
        MeasureWhat::Temperature => Measure::Temperature,
        MeasureWhat::Oxygen => Measure::Oxygen,
        MeasureWhat::HeartRate => Measure::HeartRate,
        MeasureWhat::Waist => Measure::Waist,
        MeasureWhat::PeakFlow => Measure::PeakFlow,
        MeasureWhat::Sleep => Measure::Sleep,
        MeasureWhat::Steps => Measure::Steps,
        MeasureWhat::Pain => Measure::Pain,
    }
}

const fn form_measure(what: Measure) -> MeasureWhat {
    match what {
        Measure::Weight => MeasureWhat::Weight,
        Measure::Height => MeasureWhat::Height,
        Measure::Temperature => MeasureWhat::Temperature,
        Measure::Oxygen => MeasureWhat::Oxygen,
        Measure::HeartRate => MeasureWhat::HeartRate,
        Measure::Waist => MeasureWhat::Waist,
        Measure::PeakFlow => MeasureWhat::PeakFlow,
        Measure::Sleep => MeasureWhat::Sleep,
        Measure::Steps => MeasureWhat::Steps,
        Measure::Pain => MeasureWhat::Pain,
    }
}

const fn severity_word(level: SeverityLevel) -> SeverityWord {
    match level {
        SeverityLevel::Mild => SeverityWord::Mild,
        SeverityLevel::Moderate => SeverityWord::Moderate,
        SeverityLevel::Severe => SeverityWord::Severe,
    }
}

const fn form_severity(word: SeverityWord) -> SeverityLevel {
    match word {
        SeverityWord::Mild => SeverityLevel::Mild,
        SeverityWord::Moderate => SeverityLevel::Moderate,
        SeverityWord::Severe => SeverityLevel::Severe,
    }
}

/// The form of a stored resource of our own making, for editing.
pub(crate) fn form_of(body: &[u8]) -> Option<Form> {
    let TypedEntry { at, note, typed } = parse_typed(body)?;
    let at = at.map(|d| d.to_string()).unwrap_or_default();
    let text = |date: Option<PartialDate>| date.map(|d| d.to_string());
    let note = Some(note).filter(|n| !n.is_empty());
    Some(match typed {
        Typed::BloodPressure(x) => Form::BloodPressure {
            systolic: x.systolic.as_str().to_owned(),
            diastolic: x.diastolic.as_str().to_owned(),
            pulse: x.pulse.map(|p| p.as_str().to_owned()),
            at,
            arm: x.arm.map(|arm| match arm {
                Arm::Left => "left".to_owned(),
                Arm::Right => "right".to_owned(),
            }),
            position: x.sitting.position.map(|p| p.word().to_owned()),
            medicine: x.sitting.medicine.map(|m| m.word().to_owned()),
            irregular: x.sitting.irregular.then_some(true),
            note,
        },
        Typed::Glucose(x) => Form::Glucose {
            value: format!("{}{}", x.comparator.as_str(), x.value.as_str()),
            unit: match x.unit {
                GlucoseUnit::MmolPerL => "mmol/L".to_owned(),
                GlucoseUnit::MgPerDl => "mg/dL".to_owned(),
            },
            context: form_meal(x.context),
            at,
            note,
        },
        Typed::Measurement(x) => Form::Measure {
            what: form_measure(x.what),
            value: x.value.as_str().to_owned(),
            unit: form_unit(&x.unit),
            at,
            note,
        },
        Typed::Medicine(x) => Form::Medicine {
            name: x.name,
            strength: x.strength,
            dosage: x.dosage,
            since: text(x.since),
            until: text(x.until),
            reason: x.reason,
            status: if x.active {
                MedicineStatus::Active
            } else {
                MedicineStatus::Stopped
            },
            note,
        },
        Typed::Allergy(x) => Form::Allergy {
            substance: x.substance,
            reaction: x.reaction,
            severity: x.severity.map(form_severity),
            since: text(x.since),
            none: false,
            note,
        },
        Typed::NoKnownAllergies => Form::Allergy {
            substance: String::new(),
            reaction: None,
            severity: None,
            since: None,
            none: true,
            note,
        },
        Typed::Problem(x) => Form::Problem {
            name: x.name,
            since: text(x.since),
            status: if x.active {
                ProblemStatus::Active
            } else {
                ProblemStatus::Resolved
            },
            note,
        },
        Typed::Note(x) => Form::Note {
            title: x.title,
            text: x.text,
            at,
        },
        Typed::Symptom(x) => Form::Symptom {
            name: x.name,
            severity: x.severity.map(|n| n.to_string()),
            at,
            note,
            place: x.place,
            tell_doctor: Some(x.tell_doctor),
            photo: None,
        },
        Typed::Document(x) => Form::Document {
            file: String::new(),
            title: x.title,
            at: Some(at).filter(|t| !t.is_empty()),
            kind_text: x.kind_text,
            note,
        },
        Typed::OwnMeasurement(x) => Form::OwnMeasure {
            name: x.name,
            value: x.value.as_str().to_owned(),
            unit: Some(x.unit).filter(|u| !u.is_empty()),
            at,
            note,
        },
        other => return super::planned::form_of(other, at, note),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_named_as_in_the_form() {
        assert_eq!(form_field("kind_text"), "kindText");
        assert_eq!(form_field("systolic"), "systolic");
    }

    #[test]
    fn now_is_the_moment_of_the_clock() {
        let clock = Clock::system();
        let mut fields = Fields {
            clock: &clock,
            wrong: Vec::new(),
        };
        let now = fields.needed_date("at", "now").unwrap();
        let seconds = now.unix_seconds() - clock.unix_seconds();
        assert!((-2..=0).contains(&seconds), "{now}");
        assert!(
            fields
                .choice("arm", Some(&"up".to_owned()), |_| None::<()>)
                .is_none()
        );
        assert_eq!(fields.wrong.len(), 1, "a word of no list is refused");
    }

    #[test]
    fn numbers_come_as_keyboards_give_them() {
        let clock = Clock::system();
        let mut fields = Fields {
            clock: &clock,
            wrong: Vec::new(),
        };
        assert_eq!(fields.number("value", " 6,10 "), "6.10".parse().ok());
        assert_eq!(fields.number("value", "１２８"), "128".parse().ok());
        assert!(fields.wrong.is_empty(), "both are numbers");
        fields.number("value", "high");
        fields.number("pulse", "");
        let codes: Vec<&str> = fields.wrong.iter().map(|w| w.code.as_str()).collect();
        assert_eq!(codes, ["not-a-number", "empty"]);
    }

    #[test]
    fn a_time_without_offset_gets_the_computers() {
        let clock = Clock::system();
        let mut fields = Fields {
            clock: &clock,
            wrong: Vec::new(),
        };
        let date = fields.date("at", "2020-05-04 08:10", false).unwrap();
        assert!(date.offset_minutes().is_some(), "{date}");
        assert!(fields.date("at", "last week", false).is_none());
        fields.date("at", "2999-01-01", false);
        let codes: Vec<&str> = fields.wrong.iter().map(|w| w.code.as_str()).collect();
        assert_eq!(codes, ["bad-date", "in-the-future"]);
    }
}
