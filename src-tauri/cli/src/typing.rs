//! Typing it in: readings, medicines, allergies, problems, notes, documents.

use crate::args::{
    AllergyWord, BpWord, GlucoseWord, MeasureWord, MedWord, NoteWord, ProblemWord, SymptomWord,
    Word,
};
use crate::ask::Core;
use crate::entries::{list_kind, list_series};
use crate::fail::Failure;
use crate::out::{Out, clean, field};
use crate::{pressure, reports};
use serde_json::{Value, json};

pub(crate) fn run(core: &Core, word: &Word, out: &mut Out) -> Result<(), Failure> {
    match word {
        Word::Bp(BpWord::List) => list_series(core, "blood-pressure", out),
        Word::Bp(BpWord::Check(word)) => pressure::check(core, word, out),
        Word::Bp(word @ BpWord::Add { .. }) => pressure::add(core, word, out),
        Word::Bp(word @ BpWord::Report { .. }) => reports::pressure(core, word, out),
        Word::Glucose(word @ GlucoseWord::Report { .. }) => reports::glucose(core, word, out),
        Word::Glucose(GlucoseWord::List) => list_series(core, "glucose", out),
        Word::Measure(MeasureWord::List { what }) => match what.as_deref() {
            None => list_kind(core, "vital-sign", out),
            Some(what) if loinc(what).is_some() => {
                list_series(core, loinc(what).unwrap_or_default(), out)
            }
            Some(what) => list_series(core, what, out),
        },
        Word::Med(MedWord::List) => list_kind(core, "medication", out),
        Word::Med(MedWord::Stop { id, on, why }) => {
            stop(core, id, on.as_deref(), why.as_deref(), out)
        }
        Word::Med(MedWord::More(word)) => crate::medicines::run(core, word, out),
        Word::Allergy(AllergyWord::List) => list_kind(core, "allergy", out),
        Word::Problem(ProblemWord::List) => list_kind(core, "condition", out),
        Word::Note(NoteWord::List) => list_kind(core, "note", out),
        Word::Symptom(SymptomWord::List) => list_kind(core, "symptom", out),
        Word::Document(word) => crate::documents::run(core, word, out),
        other => {
            let form = form(core, other)?;
            let entry = core.ask(
                "entry_add",
                json!({"person": core.person_id()?, "form": form, "confirmed": core.global.yes}),
            )?;
            tell(&entry, out);
            Ok(())
        }
    }
}

/// The series of a measure whose word is no name of one.
fn loinc(what: &str) -> Option<&'static str> {
    Some(match what {
        "waist" => "8280-0",
        "peak-flow" => "19935-6",
        "sleep" => "93832-4",
        "steps" => "41950-7",
        "pain" => "72514-3",
        _ => return None,
    })
}

pub(crate) fn tell(entry: &Value, out: &mut Out) {
    out.document(entry);
    told(entry, out);
}

/// The line about an entry that was added.
pub(crate) fn told(entry: &Value, out: &mut Out) {
    let what = [
        field(entry, "title"),
        field(entry, "valueText"),
        field(entry, "unitText"),
    ];
    let what: Vec<String> = what.into_iter().filter(|t| !t.is_empty()).collect();
    let (what, date) = (clean(&what.join(" ")), field(entry, "dateText"));
    out.say(
        "cli-added",
        &[
            ("what", &what),
            ("date", &date),
            ("id", &field(entry, "id")),
        ],
    );
}

/// What was typed, else now.
pub(crate) fn at(core: &Core, typed: Option<&String>) -> String {
    typed.cloned().unwrap_or_else(|| core.session.now_text())
}

fn form(core: &Core, word: &Word) -> Result<Value, Failure> {
    Ok(match word {
        Word::Glucose(GlucoseWord::Add {
            value,
            unit,
            context,
            when,
        }) => {
            let settings = core.ask("settings_get", json!({}))?;
            let unit = unit
                .clone()
                .unwrap_or_else(|| field(&settings, "glucoseUnit"));
            json!({
                "type": "glucose", "value": value, "unit": unit, "context": context,
                "at": at(core, when.at.as_ref()), "note": when.note,
            })
        }
        Word::Measure(MeasureWord::Add {
            what,
            value,
            unit,
            when,
        }) => {
            let usual = match what.as_str() {
                "weight" => "kg",
                "height" | "waist" => "cm",
                "temperature" => "Cel",
                "oxygen" => "%",
                "peak-flow" => "L/min",
                "sleep" => "h",
                "steps" => "steps",
                "pain" => "/10",
                _ => "/min",
            };
            let unit = unit.as_deref().map_or(usual, |unit| match unit {
                "C" | "°C" => "Cel",
                "F" | "°F" => "[degF]",
                other => other,
            });
            json!({
                "type": "measure", "what": what, "value": value, "unit": unit,
                "at": at(core, when.at.as_ref()), "note": when.note,
            })
        }
        Word::Med(MedWord::Add {
            name,
            strength,
            dosage,
            since,
            until,
            reason,
            stopped,
            note,
        }) => json!({
            "type": "medicine", "name": name, "strength": strength, "dosage": dosage,
            "since": since, "until": until, "reason": reason, "note": note,
            "status": if *stopped { "stopped" } else { "active" },
        }),
        Word::Allergy(AllergyWord::Add {
            substance,
            none,
            reaction,
            severity,
            since,
            note,
        }) => json!({
            "type": "allergy", "substance": substance.clone().unwrap_or_default(), "none": none,
            "reaction": reaction, "severity": severity, "since": since, "note": note,
        }),
        Word::Problem(ProblemWord::Add {
            name,
            since,
            resolved,
            note,
        }) => json!({
            "type": "problem", "name": name, "since": since, "note": note,
            "status": if *resolved { "resolved" } else { "active" },
        }),
        Word::Note(NoteWord::Add {
            text,
            title,
            at: when,
        }) => json!({
            "type": "note", "text": text, "title": title, "at": at(core, when.as_ref()),
        }),
        Word::Symptom(SymptomWord::Add {
            name,
            severity,
            place,
            tell_doctor,
            photo,
            when,
        }) => {
            let photo = match photo {
                Some(file) => Some(core.session.register_file(file)?.token),
                None => None,
            };
            json!({
                "type": "symptom", "name": name, "severity": severity, "place": place,
                "tellDoctor": tell_doctor, "photo": photo,
                "at": at(core, when.at.as_ref()), "note": when.note,
            })
        }
        Word::Measure(MeasureWord::Own {
            name,
            value,
            unit,
            when,
        }) => json!({
            "type": "own-measure", "name": name, "value": value, "unit": unit,
            "at": at(core, when.at.as_ref()), "note": when.note,
        }),
        _ => return Err(Failure::usage("cli-see-help")),
    })
}

/// Ends a medicine that was typed by hand.
fn stop(
    core: &Core,
    id: &str,
    on: Option<&str>,
    why: Option<&str>,
    out: &mut Out,
) -> Result<(), Failure> {
    let person = core.person_id()?;
    let form = core.ask("entry_form", json!({"person": person, "id": id}))?;
    if form.get("type") != Some(&json!("medicine")) {
        return Err(Failure::usage("cli-not-a-medicine"));
    }
    let stopped = core.ask(
        "med_stop",
        json!({"person": person, "medicine": id, "on": on, "reason": why}),
    )?;
    let id = field(&stopped, "id");
    let full = core.ask("entry", json!({"person": person, "id": id}))?;
    tell(full.get("entry").unwrap_or(&full), out);
    Ok(())
}
