//! Codes and the words that came with them.

use serde::{Deserialize, Serialize};

/// Code systems by their FHIR URIs.
pub mod system {
    /// LOINC.
    pub const LOINC: &str = "http://loinc.org";
    /// SNOMED CT.
    pub const SNOMED: &str = "http://snomed.info/sct";
    /// RxNorm.
    pub const RXNORM: &str = "http://www.nlm.nih.gov/research/umls/rxnorm";
    /// ATC.
    pub const ATC: &str = "http://www.whocc.no/atc";
    /// CVX vaccine codes.
    pub const CVX: &str = "http://hl7.org/fhir/sid/cvx";
    /// ICD-10 (WHO).
    pub const ICD10: &str = "http://hl7.org/fhir/sid/icd-10";
    /// ICD-10-CM (USA).
    pub const ICD10CM: &str = "http://hl7.org/fhir/sid/icd-10-cm";
    /// UCUM units.
    pub const UCUM: &str = "http://unitsofmeasure.org";
}

/// One code of one code system, as the source gave it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Coding {
    /// URI of the code system; empty when the source gave none.
    #[serde(default)]
    pub system: String,
    /// The code.
    #[serde(default)]
    pub code: String,
    /// The source's own words for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
}

/// A concept: codes and text (FHIR `CodeableConcept`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CodedText {
    /// The codes, in the source's order.
    #[serde(default)]
    pub codings: Vec<Coding>,
    /// The source's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl CodedText {
    /// The source's own words: the text, else the first display, else the first code.
    #[must_use]
    pub fn words(&self) -> Option<&str> {
        self.text
            .as_deref()
            .or_else(|| self.codings.iter().find_map(|c| c.display.as_deref()))
            .or_else(|| self.codings.first().map(|c| c.code.as_str()))
            .filter(|s| !s.is_empty())
    }
}
