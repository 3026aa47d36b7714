//! Code systems, UCUM and names in English and Chinese.
//!
//! A record speaks in codes and in the words of its source. This crate gives the most common codes
//! a plain name in both languages, so that the same fact can be read in either, found by words a
//! person would use, and printed side by side. It is a curated table of about 4,000 codes, not a
//! terminology server: the terminologies themselves may not be shipped in bulk and would not be
//! understood by a reader anyway. Where nothing is known the source's own words stand.
//!
//! The tables are text files under `tables/`, each with its sources and licence in its head (see
//! also `NOTICE`). They are parsed once, on first use, and looked up by binary search.

mod also;
mod coverage;
mod drugs;
mod identity;
mod localize;
mod medicines;
mod sensitive;
mod tables;
pub mod ucum;
mod unnamed;
mod words;

pub use also::also;
pub use coverage::{Coverage, Missing, SystemCoverage, Tally};
pub use drugs::{drug_label, drug_name};
pub use identity::{code_key, first_code, identity, medicine_identity, names_the_code};
pub use localize::{has_han, localize, localize_text, short_title};
pub use medicines::{
    BoxText, DrugClass, Substance, box_text, classes_of_allergy, classes_of_medicine,
    known_in_part, substances,
};
pub use sensitive::sensitive_topics;
pub use tables::{Names, code_word, document_word, names, sex_word, status_word, unit_names};
pub use unnamed::{LEADS_NOWHERE, code_label, missing_reference};
pub use words::{related_words, search_words};

/// A language of the names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// English.
    En,
    /// Simplified Chinese.
    Zh,
}
