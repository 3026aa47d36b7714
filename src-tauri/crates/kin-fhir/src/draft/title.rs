//! The source's own words for a resource.

use super::who::{contained_name, name_of, resolve};
use crate::header::{Concept, Ingredient, Many};
use crate::{Header, ScanContext};
use kin_model::Kind;
use std::borrow::Cow;

type Words<'a> = Option<Cow<'a, str>>;

fn first<'a>(list: &Many<Concept<'a>>) -> Words<'a> {
    list.iter().find_map(Concept::words)
}

/// What the medicine is called: the concept, the reference's display, the contained or named
/// `Medication`.
fn medicine_name<'a>(h: &Header<'a>, context: &'a ScanContext) -> Words<'a> {
    let concept = &h.medication.concept;
    concept.words().or_else(|| {
        let who = concept.reference.as_ref()?;
        match h.contained(who.reference.as_str()) {
            Some(c) => contained_name(c),
            None => resolve(h, who, context),
        }
    })
}

/// What a medicine is made of: how German and IPS records name one that has no name of its own.
pub(super) fn made_of<'a>(list: &Many<Ingredient<'a>>) -> Words<'a> {
    let each = list.iter().filter_map(|ingredient| {
        let item = &ingredient.item;
        let name = item.words().or_else(|| ingredient.named.display.some())?;
        let strength = super::value::strength(ingredient);
        Some(match strength {
            Some(strength) => format!("{name} {strength}"),
            None => name.into_owned(),
        })
    });
    let each: Vec<String> = each.take(8).collect();
    (!each.is_empty()).then(|| Cow::Owned(each.join(" + ")))
}

/// The words for an encounter class.
///
/// # Source
/// HL7 Terminology v3-ActCode, ActEncounterCode: the displays of these codes; the plain words are
/// those of DSTU2's encounter-class.
fn class_words<'a>(h: &Header<'a>) -> Words<'a> {
    let class = h.class.first()?;
    let display = class.coding.iter().find_map(|c| c.display.some());
    display.or_else(|| {
        Some(match class.code()? {
            "AMB" => Cow::Borrowed("ambulatory"),
            "EMER" => Cow::Borrowed("emergency"),
            "IMP" => Cow::Borrowed("inpatient encounter"),
            "ACUTE" => Cow::Borrowed("inpatient acute"),
            "NONAC" => Cow::Borrowed("inpatient non-acute"),
            "OBSENC" => Cow::Borrowed("observation encounter"),
            "SS" => Cow::Borrowed("short stay"),
            "VR" => Cow::Borrowed("virtual"),
            "HH" => Cow::Borrowed("home health"),
            "FLD" => Cow::Borrowed("field"),
            "PRENC" => Cow::Borrowed("pre-admission"),
            _ => return class.words(),
        })
    })
}

fn named<'a>(h: &Header<'a>) -> Words<'a> {
    name_of(h)
}

/// The category of a care plan, leaving out the one that every US Core plan has.
fn plan_category<'a>(h: &Header<'a>) -> Words<'a> {
    let own = h.category.iter().filter(|c| !c.has("assess-plan"));
    own.filter_map(Concept::words).next()
}

/// A document that was put in by hand: its file lies in the vault, and its title is the file's.
pub(super) fn kept_file(h: &Header<'_>) -> bool {
    let own = |c: &crate::header::Content<'_>| c.attachment.url.as_str().starts_with("attachment:");
    h.content.iter().any(own)
}

fn file_title<'a>(h: &Header<'a>) -> Words<'a> {
    h.content
        .iter()
        .find_map(|c| c.attachment.title.some().or_else(|| c.title.some()))
}

/// The last part of a questionnaire's address is its name.
fn questionnaire<'a>(h: &Header<'a>) -> Words<'a> {
    let words = h.questionnaire.words()?;
    if !words.contains('/') {
        return Some(words);
    }
    let address = words.split(['|', '?']).next().unwrap_or_default();
    address
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .filter(|s| !s.is_empty())
        .map(|s| Cow::Owned(s.to_owned()))
}

fn bill_item<'a>(h: &Header<'a>) -> Words<'a> {
    h.item.iter().find_map(|i| i.product.words())
}

/// The title; never empty: at the least the name of the resource type.
pub(crate) fn title<'a>(h: &Header<'a>, kind: Kind, context: &'a ScanContext) -> Cow<'a, str> {
    let words = match h.resource_type() {
        "Patient" | "Practitioner" | "Organization" | "Location" | "Person" | "Group"
        | "HealthcareService" => named(h).or_else(|| first(&h.kind)),
        "PractitionerRole" => resolve(h, &h.practitioner, context)
            .or_else(|| first(&h.code))
            .or_else(|| first(&h.specialty)),
        "RelatedPerson" => named(h).or_else(|| first(&h.relationship)),
        "Medication" | "Substance" => h
            .code
            .iter()
            .find_map(Concept::said)
            .or_else(|| made_of(&h.ingredient))
            .or_else(|| first(&h.code))
            .or_else(|| h.form.words()),
        "AllergyIntolerance" => first(&h.code)
            .or_else(|| first(&h.substance))
            .or_else(|| h.reaction.iter().find_map(|r| r.substance.words())),
        "Immunization" => h.vaccine_code.words(),
        "ImmunizationRecommendation" => h.recommendation.iter().find_map(|r| first(&r.vaccine)),
        "Encounter" | "EpisodeOfCare" => first(&h.kind)
            .or_else(|| first(&h.service_type))
            .or_else(|| class_words(h))
            .or_else(|| first(&h.reason)),
        // A description of a few words is a title; a long one is a text, found by search.
        "DocumentReference" | "DocumentManifest" => h
            .description
            .words()
            .filter(|d| d.chars().count() <= 80 && !kept_file(h))
            .or_else(|| file_title(h).filter(|_| kept_file(h)))
            .or_else(|| first(&h.kind))
            .or_else(|| h.description.words())
            .or_else(|| file_title(h))
            .or_else(|| first(&h.category)),
        "Composition" => h.title.some().or_else(|| first(&h.kind)),
        "Media" => file_title(h)
            .or_else(|| first(&h.kind))
            .or_else(|| first(&h.modality)),
        "Binary" => h.content_type.some(),
        "ImagingStudy" => h
            .description
            .words()
            .or_else(|| first(&h.procedure_code))
            .or_else(|| h.series.iter().find_map(|s| s.description.some()))
            .or_else(|| imaging(h)),
        "CarePlan" => h
            .title
            .some()
            .or_else(|| plan_category(h))
            .or_else(|| h.description.words())
            .or_else(|| {
                h.activity.iter().find_map(|a| {
                    a.detail
                        .code
                        .words()
                        .or_else(|| a.detail.description.some())
                })
            }),
        "CareTeam" => named(h)
            .or_else(|| first(&h.category))
            .or_else(|| first(&h.reason)),
        "Goal" => h
            .description
            .words()
            .or_else(|| h.target.iter().find_map(|t| t.measure.words())),
        "Claim" | "ClaimResponse" | "ExplanationOfBenefit" => bill_item(h)
            .or_else(|| first(&h.kind))
            .or_else(|| h.outcome.words().filter(|_| h.kind.is_empty())),
        "Account" => named(h).or_else(|| first(&h.kind)),
        "Coverage" => first(&h.kind)
            .or_else(|| first(&h.class))
            .or_else(|| h.payor.iter().find_map(|p| resolve(h, p, context)))
            .or_else(|| resolve(h, &h.insurer, context)),
        "FamilyMemberHistory" => first(&h.relationship).or_else(|| named(h)),
        "Device" => h
            .device_name
            .iter()
            .find_map(crate::header::Name::words)
            .or_else(|| named(h))
            .or_else(|| first(&h.kind))
            .or_else(|| h.model.some())
            .or_else(|| h.manufacturer.display.some()),
        "DeviceUseStatement" | "DeviceUsage" => {
            resolve(h, &h.device, context)
                .or_else(|| h.device.role.words())
                // A device that the file does not hold: what it is for, then where it is.
                .or_else(|| first(&h.reason))
                .or_else(|| first(&h.indication))
                .or_else(|| {
                    let reasons = &mut h.reason_reference.iter();
                    reasons.find_map(|r| resolve(h, r, context))
                })
                .or_else(|| first(&h.body_site))
        }
        "QuestionnaireResponse" => questionnaire(h),
        "Consent" => first(&h.category)
            .or_else(|| h.policy_rule.words())
            .or_else(|| h.scope.words()),
        "Specimen" => first(&h.kind),
        "SupplyDelivery" => first(&h.supplied.kind)
            .or_else(|| resolve(h, &h.supplied.item, context))
            .or_else(|| first(&h.kind)),
        "NutritionOrder" => first(&h.diet.kind).or_else(|| h.diet.instruction.some()),
        "Provenance" => h.agent.iter().find_map(|a| resolve(h, a, context)),
        "Appointment" => h
            .description
            .words()
            .or_else(|| first(&h.service_type))
            .or_else(|| h.appointment_type.words())
            .or_else(|| first(&h.specialty))
            .or_else(|| first(&h.reason)),
        "Communication" | "CommunicationRequest" => h
            .topic
            .words()
            .or_else(|| first(&h.category))
            .or_else(|| h.payload.iter().find_map(|p| p.text.some()))
            .or_else(|| first(&h.reason)),
        "AdverseEvent" => {
            let happened =
                |e: &crate::header::Event<'a>| e.text.some().or_else(|| first(&e.coding));
            let happened = h.event.iter().find_map(happened);
            happened
                .or_else(|| first(&h.code))
                .or_else(|| h.description.words())
        }
        "RiskAssessment" => {
            first(&h.code).or_else(|| h.prediction.iter().find_map(|p| p.outcome.words()))
        }
        "ClinicalImpression" => first(&h.code)
            .or_else(|| h.description.words())
            .or_else(|| h.conclusion.some()),
        "List" => h.title.some().or_else(|| first(&h.code)),
        "Task" => first(&h.code).or_else(|| h.description.words()),
        "DiagnosticOrder" => super::codes::ordered(h).or_else(|| first(&h.reason)),
        "DeviceUseRequest" => resolve(h, &h.device, context),
        "OperationOutcome" => h.issue.iter().find_map(|i| {
            i.details
                .words()
                .or_else(|| i.diagnostics.some())
                .or_else(|| i.code.some())
        }),
        _ if matches!(kind, Kind::Medication | Kind::Dose) => medicine_name(h, context),
        _ if kind == Kind::Symptom => super::value::shown(&h.value).0.or_else(|| first(&h.code)),
        _ => first(&h.code)
            .or_else(|| h.title.some())
            .or_else(|| named(h))
            .or_else(|| first(&h.kind))
            .or_else(|| h.description.words())
            .or_else(|| first(&h.category)),
    };
    words.unwrap_or_else(|| h.resource_type.0.clone())
}

/// `CT · Chest` for a study that says nothing more.
fn imaging<'a>(h: &Header<'a>) -> Words<'a> {
    let series = h.series.first();
    let modality = first(&h.modality).or_else(|| series.and_then(|s| s.modality.words()));
    let site = series.and_then(|s| s.body_site.words());
    match (modality, site) {
        (Some(m), Some(s)) => Some(Cow::Owned(format!("{m} · {s}"))),
        (m, s) => m.or(s),
    }
}
