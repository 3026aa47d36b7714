//! Who says so, and what references are called.

use crate::header::{Contained, Who};
use crate::{Header, ScanContext};
use std::borrow::Cow;

/// What a contained resource is called.
pub(super) fn contained_name<'a>(c: &Contained<'a>) -> Option<Cow<'a, str>> {
    c.code
        .words()
        .or_else(|| c.name.iter().find_map(crate::header::Name::words))
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
            return None;
        }
        match h.contained(reference) {
            Some(c) => contained_name(c),
            None => context.name(reference).map(Cow::Borrowed),
        }
    })
}

/// The name of a person, place or medicine by its own resource, for other resources' references.
pub(super) fn name_of<'a>(h: &Header<'a>) -> Option<Cow<'a, str>> {
    h.name
        .iter()
        .find_map(crate::header::Name::words)
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

/// Of whom or what an observation in a person's record tells when it is not that person: a foetus, a donor, a device.
///
/// # Source
/// HL7 FHIR 4.0.1, `Observation.focus`: "the actual focus of an observation when it is not the patient of record".
pub(super) fn somebody_else<'a>(h: &Header<'a>, context: &'a ScanContext) -> Option<Cow<'a, str>> {
    if h.resource_type() != "Observation" {
        return None;
    }
    let subject = h.subject_reference();
    let mut others = h.focus.iter().filter(|w| {
        let reference = w.reference.as_str();
        let nothing = reference.is_empty() && w.display.is_empty() && w.identifier.value.is_empty();
        !nothing && (reference.is_empty() || Some(reference) != subject)
    });
    let first = others.next()?;
    Some(resolve(h, first, context).unwrap_or(Cow::Borrowed("about somebody or something else")))
}
