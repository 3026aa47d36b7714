//! Why a result has no value.

use crate::Header;
use crate::header::{Choice, Component, Concept, Many, Missing};
use kin_model::Absent;
use std::borrow::Cow;

/// The extension that says it of one element.
const EXTENSION: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

/// Longest words of a reason, in characters.
const MOST: usize = 120;

/// HL7's code for why a value is missing; nothing for a code of somebody else.
///
/// # Source
/// HL7 FHIR 4.0.1 (and 1.0.2, 3.0.2 for the older address), CodeSystem data-absent-reason; HL7 v3 NullFlavor as its
/// ConceptMap to it says: UNK, ASKU, NAV, NASK, MSK, NA.
fn code_of(system: &str, code: &str) -> Option<&'static str> {
    const CODES: [&str; 15] = [
        "unknown",
        "asked-unknown",
        "temp-unknown",
        "not-asked",
        "asked-declined",
        "masked",
        "not-applicable",
        "unsupported",
        "as-text",
        "error",
        "not-a-number",
        "negative-infinity",
        "positive-infinity",
        "not-performed",
        "not-permitted",
    ];
    // Older releases wrote some of them otherwise.
    let own = match code {
        "asked" => "asked-unknown",
        "temp" => "temp-unknown",
        "astext" => "as-text",
        "NaN" => "not-a-number",
        other => other,
    };
    if system.is_empty()
        || system
            .trim_end_matches('/')
            .ends_with("/data-absent-reason")
    {
        return CODES.into_iter().find(|known| *known == own);
    }
    system.ends_with("NullFlavor").then_some(())?;
    Some(match code {
        "UNK" => "unknown",
        "ASKU" => "asked-unknown",
        "NAV" => "temp-unknown",
        "NASK" => "not-asked",
        "MSK" => "masked",
        "NA" => "not-applicable",
        _ => return None,
    })
}

fn of_concept(concept: &Concept<'_>) -> Option<Absent> {
    let known = concept.coding.iter();
    let code = known
        .clone()
        .find_map(|c| code_of(c.system.as_str(), c.code.as_str()));
    // The display of a known code says nothing more than the code.
    let words = concept.text.some().or_else(|| match code {
        Some(_) => None,
        None => concept.words(),
    });
    if code.is_none() && words.is_none() {
        return None;
    }
    Some(Absent {
        code: code.unwrap_or_default().to_owned(),
        words: words.map_or_else(String::new, |words| {
            words.trim().chars().take(MOST).collect()
        }),
    })
}

fn of_code(code: &str) -> Absent {
    Absent {
        code: code.to_owned(),
        words: String::new(),
    }
}

fn of_extension(list: &Many<Missing<'_>>) -> Option<Absent> {
    let said = list.iter().find(|e| e.url.as_str() == EXTENSION)?;
    code_of("", said.code.as_str()).map(of_code)
}

fn of_choice(value: &Choice<'_>) -> Option<Absent> {
    match value.named {
        "SampledData" => Some(of_code("sampled-data")),
        "Attachment" => Some(of_code("attachment")),
        _ => of_extension(&value.quantity.missing),
    }
}

/// Whether a component says why it has no value.
pub(super) fn is_absent(part: &Component<'_>) -> bool {
    of_concept(&part.absent)
        .or_else(|| of_choice(&part.value))
        .is_some()
}

/// Why a result without a value has none, as it stands in the place of the value. Where parts have none, the first
/// that says why speaks for all.
pub(super) fn absent(h: &Header<'_>) -> Option<Cow<'static, str>> {
    let own = of_concept(&h.absent)
        .or_else(|| of_choice(&h.value))
        .or_else(|| of_extension(&h.beside_value.missing));
    let parts = || {
        let mut parts = h.component.iter();
        parts.find_map(|part| of_concept(&part.absent).or_else(|| of_choice(&part.value)))
    };
    own.or_else(parts).map(|absent| Cow::Owned(absent.kept()))
}
