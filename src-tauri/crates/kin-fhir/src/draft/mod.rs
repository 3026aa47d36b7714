//! From a resource to an entry: what it is, when, how much, whose word.
//!
//! Every resource gets a draft; nothing is dropped. The title is in the source's own words, the
//! date the one that matters clinically for the type, the value as printed.
//!
//! **What search finds an entry by.** The concept (title, codes, displays and known names) is
//! indexed once for all entries that share it. [`Draft::own_words`] holds only what this entry
//! alone says: notes, string and coded values, reactions, dosage, reasons, answers, items of a
//! bill. A narrative is taken when its status says that it holds more than the elements
//! (`additional`, `extensions`), for a `Composition`, and for types that are not understood;
//! a `generated` one only repeats the elements, and indexing it would cost a row and hundreds of
//! bytes per result without finding anything new.

mod absent;
mod codes;
mod identity;
mod kinds;
mod status;
mod title;
mod value;
mod when;
mod who;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use codes::medicine_codes;
pub(crate) use identity::patient_namespace;
pub(crate) use status::class_of;
pub(crate) use title::title;

pub use when::{Beginning, beginning, end};

use crate::{Header, ScanContext};
use kin_model::{Abnormal, Absent, Draft, Kind, StatusClass};
use std::borrow::Cow;

/// Longest title of an entry, in characters; the rest goes to the words that search finds.
const TITLE: usize = 200;

/// Makes the entry of one resource.
///
/// `body` is the minified resource that `header` was read from; `full_url` the Bundle entry's.
/// Every resource gets a draft: what is not understood has [`Kind::Other`].
#[must_use]
pub fn draft<'a>(
    header: &Header<'a>,
    body: &'a [u8],
    full_url: Option<&str>,
    context: &'a ScanContext,
) -> Draft<'a> {
    let kind = kinds::kind(header);
    let (namespace, id) = identity::identity(header, body, full_url, context);
    let (value, unit) = codes::value(header, kind, body, context);
    let (status, status_class) = if context.is_deleted(header, full_url) {
        (Some(Cow::Borrowed("deleted")), StatusClass::Error)
    } else {
        status::status(header)
    };
    let mut own_words = words::own_words(
        header,
        kind,
        value.as_deref().filter(|value| !Absent::is_kept(value)),
    );
    let mut title = title(header, kind, context);
    let other = who::somebody_else(header, context);
    if let Some(other) = &other {
        title = Cow::Owned(format!("{title} ({other})"));
    }
    if title.chars().nth(TITLE).is_some() {
        words::add(&mut own_words, &title);
        let cut: String = title.chars().take(TITLE - 1).collect();
        title = Cow::Owned(format!("{}…", cut.trim_end()));
    }
    let measured = matches!(
        kind,
        Kind::Result | Kind::VitalSign | Kind::SocialHistory | Kind::Symptom
    );
    Draft {
        namespace,
        resource_type: header.resource_type.0.clone(),
        id,
        kind,
        // What was measured in somebody else never stands among the person's own values.
        codings: match other {
            Some(_) => Vec::new(),
            None => codes::codings(header, kind, context),
        },
        title,
        date: when::date(header),
        range: if measured {
            value::range_words(&header.range, unit.as_deref())
        } else {
            None
        },
        value,
        unit,
        status,
        status_class,
        abnormal: if measured {
            value::abnormal(
                &header.value,
                &header.interpretation,
                &header.range,
                &header.component,
            )
        } else {
            Abnormal::No
        },
        who: who::who(header, context),
        own_words,
        body: Cow::Borrowed(body),
    }
}

/// Whether a title is only what its resource is called in FHIR, and that says no more than its kind: the source gave no
/// name.
#[must_use]
pub fn is_nameless(title: &str, kind: Kind) -> bool {
    match title {
        "Observation" => matches!(
            kind,
            Kind::Result | Kind::VitalSign | Kind::SocialHistory | Kind::Symptom
        ),
        "Condition"
        | "AllergyIntolerance"
        | "MedicationRequest"
        | "MedicationOrder"
        | "MedicationPrescription"
        | "MedicationStatement"
        | "MedicationUsage"
        | "MedicationAdministration"
        | "MedicationDispense"
        | "Immunization"
        | "Procedure"
        | "Encounter"
        | "DocumentReference"
        | "DiagnosticReport"
        | "ImagingStudy"
        | "CarePlan"
        | "Goal"
        | "Appointment"
        | "FamilyMemberHistory"
        | "Device"
        | "Coverage"
        | "QuestionnaireResponse" => kinds::of_type(title) == kind,
        _ => false,
    }
}

/// The words by which search finds every entry of this concept: title, displays, codes, and the
/// names in English and Chinese that are known for the codes.
#[must_use]
pub fn concept_words(draft: &Draft<'_>) -> String {
    kin_terms::search_words(&draft.codings, Some(&draft.title))
}
