//! One entry in full, as label and value lines that any face can show.

use crate::{Narrative, PartialDate};
use serde::{Deserialize, Serialize};

/// One labelled line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DetailRow {
    /// Catalogue key suffix: the words are `field-<label>`; a FHIR element name in kebab-case,
    /// e.g. `clinical-status`, `onset`, `dosage`.
    pub label: String,
    /// The value in the source's words.
    pub value: String,
    /// Path of the element in the original, e.g. `code.coding[0]`, for highlighting.
    pub path: String,
    /// Set when the value is a date, so that a face can write it in its language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
}

/// A group of lines: one component, one dosage, one reaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DetailSection {
    /// Catalogue key suffix of the heading (`section-<label>`), or empty for the first group.
    pub label: String,
    /// Own words of the heading where the source gives them (e.g. a component's name).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The lines.
    pub rows: Vec<DetailRow>,
}

/// Everything that is understood of one resource.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Detail {
    /// FHIR resource type.
    pub resource_type: String,
    /// Groups of lines.
    pub sections: Vec<DetailSection>,
    /// The narrative, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub narrative: Option<Narrative>,
    /// Top-level elements that are in the original and not shown above.
    pub not_shown: Vec<String>,
}
