//! The codes of an entry, and the value that stands beside its title.

use super::absent;
use super::value::{self, Shown};
use super::who::resolve;
use crate::header::{Concept, Many};
use crate::{Header, ScanContext};
use kin_model::{Coding, Kind};
use std::borrow::Cow;

fn push(out: &mut Vec<Coding>, concept: &Concept<'_>) {
    for c in &concept.coding {
        if !c.code.is_empty() {
            out.push(Coding {
                system: c.system.0.clone().into_owned(),
                code: c.code.0.clone().into_owned(),
                display: c.display.some().map(Cow::into_owned),
            });
        }
    }
}

fn all(list: &Many<Concept<'_>>) -> Vec<Coding> {
    let mut out = Vec::new();
    for concept in list.iter() {
        push(&mut out, concept);
    }
    out
}

fn one(concept: &Concept<'_>) -> Vec<Coding> {
    let mut out = Vec::new();
    push(&mut out, concept);
    out
}

/// The codes of a `Medication` resource.
pub(crate) fn medicine_codes(h: &Header<'_>) -> Vec<Coding> {
    let mut codes = all(&h.code);
    // What it is made of stands for it where that is one thing, and it has no code of its own.
    if let ([], [only]) = (codes.as_slice(), h.ingredient.0.as_slice()) {
        push(&mut codes, &only.item);
    }
    codes
}

fn medicine(h: &Header<'_>, context: &ScanContext) -> Vec<Coding> {
    let own = one(&h.medication.concept);
    if !own.is_empty() {
        return own;
    }
    let Some(who) = &h.medication.concept.reference else {
        return own;
    };
    match h.contained(who.reference.as_str()) {
        Some(contained) => {
            let mut codes = one(&contained.code);
            if let ([], [only]) = (codes.as_slice(), contained.ingredient.0.as_slice()) {
                push(&mut codes, &only.item);
            }
            codes
        }
        None => context.codings(who.reference.as_str()).to_vec(),
    }
}

/// The codes that say what the entry is, in the source's order.
pub(super) fn codings(h: &Header<'_>, kind: Kind, context: &ScanContext) -> Vec<Coding> {
    match h.resource_type() {
        "AllergyIntolerance" => {
            let codes = all(&h.code);
            if codes.is_empty() {
                all(&h.substance)
            } else {
                codes
            }
        }
        "Immunization" => one(&h.vaccine_code),
        "ImmunizationRecommendation" => h
            .recommendation
            .iter()
            .find_map(|r| r.vaccine.first())
            .map(one)
            .unwrap_or_default(),
        "ImagingStudy" => {
            let mut codes = all(&h.procedure_code);
            for modality in h.modality.iter() {
                push(&mut codes, modality);
            }
            for series in h.series.iter().take(1) {
                push(&mut codes, &series.modality);
            }
            codes
        }
        "QuestionnaireResponse" => asked(h),
        "Goal" => one(&h.description),
        "FamilyMemberHistory" => all(&h.relationship),
        "SupplyDelivery" => all(&h.supplied.kind),
        "NutritionOrder" => all(&h.diet.kind),
        "Consent" => {
            let mut codes = all(&h.category);
            push(&mut codes, &h.scope);
            codes
        }
        "Encounter"
        | "DocumentReference"
        | "Composition"
        | "Media"
        | "Claim"
        | "ExplanationOfBenefit"
        | "Coverage"
        | "Specimen"
        | "Device"
        | "Organization"
        | "Location"
        | "Account"
        | "EpisodeOfCare" => all(&h.kind),
        "AdverseEvent" if h.code.is_empty() => {
            h.event.iter().flat_map(|e| all(&e.coding)).collect()
        }
        "DiagnosticOrder" => h.item.iter().flat_map(|i| one(&i.code)).collect(),
        "CarePlan" | "CareTeam" | "Communication" => all(&h.category),
        "Appointment" => all(&h.service_type),
        _ if matches!(kind, Kind::Medication | Kind::Dose) => medicine(h, context),
        _ if kind == Kind::Symptom => {
            let said = one(&h.value.concept);
            if said.is_empty() { all(&h.code) } else { said }
        }
        _ => all(&h.code),
    }
}

/// A questionnaire that LOINC defines has its code in its address.
///
/// # Source
/// LOINC, "Using LOINC with HL7 standards" (terminology.hl7.org, page LOINC): the canonical address of a
/// panel as Questionnaire is `http://loinc.org/q/[code]`; read November 2026.
fn asked(h: &Header<'_>) -> Vec<Coding> {
    let address = h.questionnaire.words().unwrap_or_default();
    let code = address
        .split('|')
        .next()
        .and_then(|a| a.strip_prefix("http://loinc.org/q/"));
    code.filter(|c| !c.is_empty())
        .map(|code| Coding {
            system: kin_model::system::LOINC.to_owned(),
            code: code.to_owned(),
            display: None,
        })
        .into_iter()
        .collect()
}

/// The sum of a questionnaire whose sum is an item of its own.
///
/// # Source
/// LOINC 2.78: 44261-6 PHQ-9 total score, 70274-6 GAD-7 total score, 55758-7 PHQ-2 total score.
fn sum<'a>(h: &Header<'a>) -> Shown<'a> {
    let total = h.item.iter().find(|i| {
        matches!(
            i.link_id.as_str().trim_start_matches('/'),
            "44261-6" | "70274-6" | "55758-7"
        )
    });
    total
        .and_then(|i| i.answer.first())
        .map_or((None, None), |a| value::shown(&a.value))
}

fn joined<'a>(words: impl Iterator<Item = Cow<'a, str>>) -> Option<Cow<'a, str>> {
    let list: Vec<Cow<'a, str>> = words.take(8).collect();
    match list.len() {
        0 => None,
        1 => list.into_iter().next(),
        _ => Some(Cow::Owned(list.join("; "))),
    }
}

fn words<'a>(list: &Many<Concept<'a>>) -> Option<Cow<'a, str>> {
    joined(list.iter().filter_map(Concept::words))
}

/// The examinations of a DSTU2 order.
pub(super) fn ordered<'a>(h: &Header<'a>) -> Option<Cow<'a, str>> {
    joined(h.item.iter().filter_map(|i| i.code.words()))
}

/// What stands beside the title: the value of a result; else the words that a person looks for
/// first, in the source's language: reactions of an allergy, dosage of a medicine, reason of a
/// visit, conditions of a relative, amount of a bill.
pub(super) fn value<'a>(
    h: &Header<'a>,
    kind: Kind,
    body: &[u8],
    context: &'a ScanContext,
) -> Shown<'a> {
    match kind {
        Kind::Result | Kind::VitalSign | Kind::SocialHistory => {
            let (own, unit) = value::shown(&h.value);
            let (value, unit) = if own.is_some() {
                (own, unit)
            } else {
                value::components(&h.component)
            };
            match value.is_some() {
                true => (value, unit),
                false => (absent::absent(h), None),
            }
        }
        Kind::Symptom => strength(h),
        Kind::Questionnaire => sum(h),
        // The first line of a note stands beside its heading.
        Kind::Note => (first_line(h), None),
        Kind::Allergy => (joined(h.reaction.iter().flat_map(reaction)), None),
        Kind::Medication => (medicine_dosage(h, body), None),
        Kind::Dose if h.resource_type() == "MedicationDispense" => {
            (value::number(&h.quantity), value::unit(&h.quantity))
        }
        Kind::Dose => (dosage(h), None),
        Kind::Visit => (words(&h.reason).or_else(|| words(&h.indication)), None),
        Kind::FamilyHistory => (
            joined(h.condition.iter().filter_map(|c| c.code.words())),
            None,
        ),
        Kind::Cost => cost(h),
        Kind::Goal if h.target.is_empty() => value::shown(&h.target_value),
        Kind::Goal => h.target.first().map_or((None, None), |t| {
            let (value, unit) = value::shown(&t.detail);
            (value.or_else(|| t.due.some()), unit)
        }),
        Kind::Report => (
            h.conclusion.some().filter(|c| c.chars().count() <= 120),
            None,
        ),
        Kind::CarePlan if h.resource_type() == "CareTeam" => (
            joined(h.participant.iter().filter_map(|p| resolve(h, p, context))),
            None,
        ),
        Kind::Device if h.resource_type() == "SupplyDelivery" => (
            value::number(&h.supplied.quantity),
            value::unit(&h.supplied.quantity),
        ),
        _ => (None, None),
    }
}

/// What happened, in words; where the source gives manifestations only as codes, its description.
fn reaction<'a>(r: &crate::header::Reaction<'a>) -> Vec<Cow<'a, str>> {
    let said: Vec<_> = r.manifestation.iter().filter_map(Concept::said).collect();
    if !said.is_empty() {
        return said;
    }
    match r.description.some() {
        Some(description) if description.chars().count() <= 120 => vec![description],
        _ => r.manifestation.iter().filter_map(Concept::words).collect(),
    }
}

/// How strong a symptom is: `7/10` from our own form, else what the source's components say.
fn strength<'a>(h: &Header<'a>) -> Shown<'a> {
    let own = h
        .component
        .iter()
        .find(|c| c.code.has("severity") && c.value.named == "Integer");
    match own {
        Some(part) => {
            let words = format!("{}/10", part.value.quantity.value.as_str());
            (Some(Cow::Owned(words)), None)
        }
        None => value::components(&h.component),
    }
}

/// The beginning of a note, at most 120 characters.
fn first_line<'a>(h: &Header<'a>) -> Option<Cow<'a, str>> {
    let text = h.value.text.some()?;
    let line = text.trim().lines().next()?.trim();
    if line.chars().nth(120).is_some() {
        let cut: String = line.chars().take(119).collect();
        return Some(Cow::Owned(format!("{}…", cut.trim_end())));
    }
    Some(Cow::Owned(line.to_owned()))
}

/// The dosage of a medicine: the source's words; of an instruction without words its numbers, so that no dose is said
/// without how often. Steps stand in the order in which they are to be taken.
fn medicine_dosage<'a>(h: &Header<'a>, body: &[u8]) -> Option<Cow<'a, str>> {
    let whole = match h.dosage.0.as_slice() {
        [] => return h.rendered_dosage.some(),
        [one] => !one.text.is_empty(),
        _ => false,
    };
    if whole {
        return dosage(h);
    }
    let numbers = crate::author::prescribed(body).words;
    let numbers = numbers.map(Cow::Owned).or_else(|| dosage(h));
    numbers.or_else(|| h.rendered_dosage.some())
}

/// The dosage in the source's words: its text; else its dose.
fn dosage<'a>(h: &Header<'a>) -> Option<Cow<'a, str>> {
    joined(h.dosage.iter().filter_map(|d| {
        d.text
            .some()
            .or_else(|| d.patient_instruction.some())
            .or_else(|| {
                let dose = value::number(&d.dose)?;
                Some(match value::unit(&d.dose) {
                    Some(unit) => Cow::Owned(format!("{dose} {unit}")),
                    None => dose,
                })
            })
    }))
}

/// The total of a bill: of an ExplanationOfBenefit the amount submitted, as on the claim.
fn cost<'a>(h: &Header<'a>) -> Shown<'a> {
    let submitted = h.total.iter().find(|t| t.category.has("submitted"));
    let Some(total) = submitted.or_else(|| h.total.first()) else {
        return (
            value::number(&h.total_cost),
            h.total_cost
                .unit
                .some()
                .or_else(|| h.total_cost.code.some()),
        );
    };
    if total.value.is_empty() {
        (value::number(&total.amount), value::unit(&total.amount))
    } else {
        (total.value.some(), total.currency.some())
    }
}
