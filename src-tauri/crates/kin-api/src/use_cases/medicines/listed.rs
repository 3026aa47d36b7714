//! A line of a list of medicines as it can be held against another: what the plan says, what the hospital's timing
//! says, and where there is neither, what the words say without doubt.

use super::Mine;
use crate::error::ApiResult;
use kin_fhir::author::{Prescribed, PrescribedPart, prescribed};
use kin_model::EntryRow;
use kin_model::dosing::{Days, Often, Plan, Rhythm, Slot, Step};
use kin_rules::medicines::{Intake, Listed, amount_of, often, per_intake, strengths};
use kin_rules::time::Day;
use kin_terms::{Substance, classes_of_medicine, substances};
use kin_vault::Record;
use std::collections::BTreeSet;

/// Words for "when needed".
const NEEDED: [&str; 6] = ["needed", "prn", "p.r.n", "as required", "必要时", "需要时"];

pub(super) fn keys(found: &[Substance]) -> BTreeSet<String> {
    found.iter().map(|s| s.key.to_owned()).collect()
}

/// A medicine without its dosage.
pub(super) fn listed(row: &EntryRow) -> Listed {
    let substances = substances(&row.codings, &row.title);
    let classes = classes_of_medicine(&row.codings, &substances);
    let mut found = strengths(&row.title);
    if found.is_empty() {
        for display in row.codings.iter().filter_map(|c| c.display.as_deref()) {
            found.extend(strengths(display));
        }
    }
    Listed {
        id: row.id.to_string(),
        title: row.title.clone(),
        substances: keys(&substances),
        classes: classes.iter().map(|c| c.key.to_owned()).collect(),
        strengths: found,
        ..Listed::default()
    }
}

/// What the words of a dosage say, where nothing else does.
fn by_words(line: &mut Listed, words: &str) {
    line.spoken = strengths(words);
    let said = Intake {
        amount: per_intake(words),
        often: often(words),
    };
    if said.amount.is_some() || said.often.is_some() {
        line.intakes = vec![said];
    }
    let lower = words.to_lowercase();
    let needed = NEEDED.iter().any(|w| lower.contains(w));
    line.as_needed = match (needed, often(words)) {
        (true, _) => Some(true),
        (false, Some(_)) => Some(false),
        (false, None) => None,
    };
}

pub(super) fn my_listed(mine: &Mine, today: Day) -> Listed {
    let mut line = listed(&mine.row);
    let words = mine.medicine.dosage.clone().unwrap_or_default();
    let plan = mine.medicine.course.plan.as_ref();
    match plan.filter(|p| !p.steps.is_empty() || p.as_needed.is_some()) {
        Some(plan) => {
            line.spoken = strengths(&words);
            line.intakes = of_plan(plan, today);
            line.as_needed = match (plan.steps.is_empty(), plan.as_needed.is_some()) {
                (true, needed) => Some(needed),
                (false, false) => Some(false),
                // At its times, and when needed besides: not the same as either.
                (false, true) => None,
            };
        }
        None => by_words(&mut line, &words),
    }
    line
}

/// What a plan asks for as it holds today.
fn of_plan(plan: &Plan, today: Day) -> Vec<Intake> {
    let intake = |slot: &Slot, unit: &str, often: Option<Often>| Intake {
        amount: amount_of(&slot.amount, unit),
        often,
    };
    let Some(step) = plan.steps.iter().find(|s| holds(s, today)) else {
        let needed = plan.as_needed.as_ref().filter(|_| plan.steps.is_empty());
        return needed
            .map(|amount| Intake {
                amount: amount_of(amount, &plan.unit),
                often: None,
            })
            .into_iter()
            .collect();
    };
    let unit = step.unit.as_ref().unwrap_or(&plan.unit);
    match &step.rhythm {
        Rhythm::Hours { every, first } => {
            vec![intake(first, unit, Often::new(24, (*every).into()))]
        }
        Rhythm::Times { slots, days } => {
            let often = match *days {
                Days::Every => Often::new(1, 1),
                Days::Nth(n) => Often::new(1, n.into()),
                Days::Week(bits) => Often::new((bits & 0x7f).count_ones().into(), 7),
                // "Every day" and "21 days with, 7 without" may be the same prescription.
                Days::Cycle { .. } => None,
            };
            slots.iter().map(|s| intake(s, unit, often)).collect()
        }
    }
}

/// Is a stretch the one that holds today?
fn holds(step: &Step, today: Day) -> bool {
    step.replaced.is_none()
        && Day::of(&step.from).is_some_and(|from| from <= today)
        && step
            .until
            .as_ref()
            .is_none_or(|until| Day::of(until).is_some_and(|until| until >= today))
}

pub(super) fn their_listed(record: &Record, row: &EntryRow, today: Day) -> ApiResult<Listed> {
    let said = prescribed(&record.entry(row.id)?.body);
    let mut line = listed(row);
    let mut words = said.text.clone().unwrap_or_default();
    // Numbers without words are read as numbers, below.
    if let (Some(value), false) = (&row.value, said.text.is_none() && said.words.is_some()) {
        words.push(' ');
        words.push_str(value);
    }
    let text = said.text.clone().unwrap_or_else(|| words.clone());
    by_words(&mut line, &text);
    line.spoken = strengths(&words);
    structured(&mut line, &said, today);
    Ok(line)
}

/// What the instructions of a hospital's entry say in numbers: it goes before their words.
fn structured(line: &mut Listed, said: &Prescribed, today: Day) {
    if said.as_needed {
        line.as_needed = Some(true);
    }
    let parts = now_of(&said.parts, today);
    let Some(parts) = parts else {
        // Several that follow each other, and nobody says which one holds now.
        line.intakes = Vec::new();
        line.as_needed = None;
        return;
    };
    if parts.iter().all(|p| p.dose.is_none() && !p.timed) {
        return;
    }
    let by_words = line.intakes.first().cloned().unwrap_or_default();
    let alone = parts.len() == 1;
    line.intakes = parts
        .iter()
        .map(|part| {
            let amount = part.dose.as_ref().and_then(|(n, unit)| amount_of(n, unit));
            // A dose that is given but not understood is not replaced by words, nor is a timing.
            let words_amount = Some(&by_words).filter(|_| alone && part.dose.is_none());
            let words_often = Some(&by_words).filter(|_| alone && !part.timed);
            Intake {
                amount: amount.or_else(|| words_amount.and_then(|w| w.amount.clone())),
                often: part.often.or_else(|| words_often.and_then(|w| w.often)),
            }
        })
        .collect();
    let times = line.intakes.iter().all(|i| i.often.is_some());
    if line.as_needed != Some(true) {
        line.as_needed = times.then_some(false);
    }
}

/// The instructions that hold today, where that can be told.
fn now_of(parts: &[PrescribedPart], today: Day) -> Option<Vec<&PrescribedPart>> {
    let first = parts.first().and_then(|p| p.sequence);
    let follow = parts.iter().any(|p| p.sequence != first);
    let bounded = |p: &PrescribedPart| p.from.is_some() || p.until.is_some();
    if follow && !parts.iter().all(bounded) {
        return None;
    }
    let now = |p: &&PrescribedPart| {
        let begun = p
            .from
            .as_ref()
            .is_none_or(|d| Day::of(d).is_none_or(|d| d <= today));
        let over = p
            .until
            .as_ref()
            .and_then(Day::of)
            .is_some_and(|d| d < today);
        begun && !over
    };
    let found: Vec<&PrescribedPart> = parts.iter().filter(now).collect();
    if follow && found.len() > 1 {
        return None;
    }
    Some(found)
}
