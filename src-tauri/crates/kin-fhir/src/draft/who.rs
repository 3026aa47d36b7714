//! Who says so, and what references are called.

use crate::header::{Contained, Who};
use crate::{Header, ScanContext};
use std::borrow::Cow;

/// What a contained resource is called.
pub(super) fn contained_name<'a>(c: &Contained<'a>) -> Option<Cow<'a, str>> {
    c.code
        .said()
        .or_else(|| super::title::made_of(&c.ingredient))
        .or_else(|| c.code.words())
        .or_else(|| c.name.words())
        .or_else(|| c.device_name.iter().find_map(crate::header::Name::words))
        .or_else(|| c.kind.iter().find_map(crate::header::Concept::words))
}

/// What a reference is called: its display, the contained resource's name, or the name that the
/// file gives elsewhere.
pub(super) fn resolve<'a>(
    h: &Header<'a>,
    who: &Who<'a>,
    context: &'a ScanContext,
) -> Option<Cow<'a, str>> {
    let speaking = |name: &Cow<'_, str>| name.chars().any(char::is_alphanumeric);
    who.display.some().filter(speaking).or_else(|| {
        let reference = who.reference.as_str();
        if reference.is_empty() {
            return by_number(who, context).map(Cow::Borrowed);
        }
        match h.contained(reference) {
            Some(c) => contained_name(c),
            None => context.name(reference).map(Cow::Borrowed),
        }
    })
}

/// The name behind a reference that gives only a number (`Reference.identifier`), where the file holds what has it.
fn by_number<'a>(who: &Who<'a>, context: &'a ScanContext) -> Option<&'a str> {
    const TYPES: [&str; 6] = [
        "Practitioner",
        "Organization",
        "PractitionerRole",
        "Location",
        "Medication",
        "Device",
    ];
    let number = &who.identifier;
    if number.system.is_empty() || number.value.is_empty() {
        return None;
    }
    let (system, value) = (number.system.as_str(), number.value.as_str());
    TYPES
        .iter()
        .find_map(|kind| context.name(&format!("{kind}?identifier={system}|{value}")))
}

/// The name of a person, place or medicine by its own resource, for other resources' references.
pub(super) fn name_of<'a>(h: &Header<'a>) -> Option<Cow<'a, str>> {
    h.name
        .words()
        .or_else(|| h.device_name.iter().find_map(crate::header::Name::words))
}

/// Hospital, practice or author that the source names; never the patient.
pub(super) fn who<'a>(h: &Header<'a>, context: &'a ScanContext) -> Option<Cow<'a, str>> {
    let subject = h.subject_reference();
    let find = |whos: &mut dyn Iterator<Item = &Who<'a>>| {
        whos.filter(|w| subject.is_none_or(|s| s != w.reference.as_str()))
            .filter(|w| !crate::context::relative(w.reference.as_str()).starts_with("Patient/"))
            .find_map(|w| resolve(h, w, context))
    };
    let one = |w: &Who<'a>| find(&mut std::iter::once(w));
    match h.resource_type() {
        "Patient" | "Practitioner" | "Organization" | "Location" | "Medication" | "Group" => None,
        "PractitionerRole" => find(&mut h.organization.iter()),
        "Condition" | "AllergyIntolerance" => one(&h.recorder)
            .or_else(|| one(&h.asserter))
            .or_else(|| find(&mut h.participant.iter())),
        "Encounter" => one(&h.service_provider)
            .or_else(|| find(&mut h.participant.iter()))
            .or_else(|| find(&mut h.location.iter())),
        "DocumentReference" | "Composition" => {
            find(&mut h.author.iter()).or_else(|| one(&h.service_provider))
        }
        "Claim" | "ExplanationOfBenefit" | "ClaimResponse" => one(&h.provider)
            .or_else(|| find(&mut h.organization.iter()))
            .or_else(|| one(&h.insurer)),
        "Coverage" => find(&mut h.payor.iter()).or_else(|| one(&h.insurer)),
        "Appointment" => find(&mut h.participant.iter()),
        "CareTeam" => one(&h.service_provider),
        _ => find(&mut h.performer.iter())
            .or_else(|| one(&h.practitioner))
            .or_else(|| one(&h.requester))
            .or_else(|| one(&h.recorder))
            .or_else(|| find(&mut h.author.iter()))
            .or_else(|| one(&h.information_source))
            .or_else(|| one(&h.asserter))
            .or_else(|| one(&h.sender))
            .or_else(|| find(&mut h.location.iter()))
            .or_else(|| one(&h.service_provider))
            .or_else(|| one(&h.provider)),
    }
}

/// Of whom or what an observation in a person's record tells when it is not that person: a foetus, a donor, a device, a
/// refrigerator.
///
/// # Source
/// HL7 FHIR 4.0.1, `Observation.focus`: "the actual focus of an observation when it is not the patient of record".
pub(super) fn somebody_else<'a>(h: &Header<'a>, context: &'a ScanContext) -> Option<Cow<'a, str>> {
    if h.resource_type() != "Observation" {
        return None;
    }
    let subject = h.subject_reference();
    if let Some(reference) = subject.filter(|r| is_no_person(r)) {
        let mut named = h
            .subject
            .iter()
            .filter(|w| w.reference.as_str() == reference);
        let name = named.find_map(|who| resolve(h, who, context));
        return Some(name.unwrap_or(Cow::Borrowed(ELSE)));
    }
    let mut others = h.focus.iter().filter(|w| {
        let reference = w.reference.as_str();
        let nothing = reference.is_empty() && w.display.is_empty() && w.identifier.value.is_empty();
        !nothing && (reference.is_empty() || Some(reference) != subject)
    });
    let first = others.next()?;
    Some(resolve(h, first, context).unwrap_or(Cow::Borrowed(ELSE)))
}

/// For an observation about what the file does not name.
const ELSE: &str = "about somebody or something else";

/// A subject that is no patient: a device, a place, a group.
///
/// # Source
/// HL7 FHIR 4.0.1 and 5.0.0, `Observation.subject`: Patient, Group, Device, Location, Organization, Procedure,
/// Practitioner, Medication, Substance, BiologicallyDerivedProduct, NutritionProduct.
fn is_no_person(reference: &str) -> bool {
    let kind = crate::context::relative(reference).split('/').next();
    matches!(
        kind,
        Some(
            "Group"
                | "Device"
                | "Location"
                | "Organization"
                | "Procedure"
                | "Practitioner"
                | "Medication"
                | "Substance"
                | "BiologicallyDerivedProduct"
                | "NutritionProduct"
        )
    )
}
