//! How many codes of a record have a name in both languages: measured, not promised.
//!
//! Two questions are kept apart. *By its code*: is the code in our tables? *In words*: can it be shown in English and in
//! Chinese, by its code or because its own words are known (a medicine's name is put together from its parts)?
//! What is in neither stays in the language of its source.

use crate::tables::system_title;
use crate::ucum::is_ucum;
use crate::{Lang, localize, names, unit_names};
use kin_model::Coding;
use std::collections::BTreeMap;

/// The URI of UCUM.
const UCUM: &str = "http://unitsofmeasure.org";

/// Different codes that are counted; further ones only add to [`Coverage::beyond`].
const MOST_CODES: usize = 200_000;
/// Letters of a code's words that are kept.
const LONGEST_WORDS: usize = 200;

/// Codes as they are met.
#[derive(Debug, Default)]
pub struct Tally {
    codes: BTreeMap<(String, String), Met>,
    beyond: u64,
}

#[derive(Debug, Default)]
struct Met {
    times: u64,
    uri: String,
    /// The words that came with it, with how often.
    words: BTreeMap<String, u64>,
}

/// What was measured.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// One for each system, most codings first; systems of which we have no names are one, called `other`.
    pub systems: Vec<SystemCoverage>,
    /// Codings that were left out because there were too many different ones.
    pub beyond: u64,
}

/// What was measured of one system.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SystemCoverage {
    /// What a person calls it.
    pub system: String,
    /// Codings found.
    pub codings: u64,
    /// Of them: their code has a name in both languages.
    pub codings_named: u64,
    /// Of them: can be shown in both languages, by code or by words.
    pub codings_shown: u64,
    /// Different codes found.
    pub codes: u64,
    /// Of them: named.
    pub codes_named: u64,
    /// Of them: shown.
    pub codes_shown: u64,
    /// The most frequent codes without a name.
    pub missing: Vec<Missing>,
}

/// A code without a name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing {
    /// The code.
    pub code: String,
    /// Its system as it was written.
    pub system: String,
    /// The words that came with it most often; may be empty.
    pub words: String,
    /// How often it was met.
    pub times: u64,
    /// It can be shown in both languages all the same, by its words.
    pub shown: bool,
}

fn title(uri: &str) -> &'static str {
    let bare = uri.trim_end_matches('/');
    if bare == UCUM || bare == "urn:oid:2.16.840.1.113883.6.8" {
        return "UCUM";
    }
    system_title(uri).unwrap_or("other")
}

/// Has the code a name in both languages?
fn is_named(uri: &str, code: &str) -> bool {
    if title(uri) == "UCUM" {
        return unit_names(code).is_some();
    }
    names(uri, code).is_some()
}

/// Can it be shown in both languages?
fn is_shown(uri: &str, code: &str, words: &str) -> bool {
    if is_named(uri, code) {
        return true;
    }
    // The symbol of a unit is the same in both.
    if title(uri) == "UCUM" {
        return is_ucum(code);
    }
    let codings = [Coding {
        system: uri.to_owned(),
        code: code.to_owned(),
        display: (!words.is_empty()).then(|| words.to_owned()),
    }];
    !words.is_empty()
        && [Lang::En, Lang::Zh].map(|lang| localize(&codings, None, lang).1) == [true; 2]
}

impl Tally {
    /// Counts a coding that was met so many times. Without a system or a code it is none.
    pub fn add(&mut self, system: &str, code: &str, words: &str, times: u64) {
        let (system, code) = (system.trim(), code.trim());
        if system.is_empty() || code.is_empty() {
            return;
        }
        // Codes of one system are one, however its address is written; other systems each have their own codes.
        let group = match title(system) {
            "other" | "HL7" => system,
            known => known,
        };
        let key = (group.to_owned(), code.to_owned());
        if self.codes.len() >= MOST_CODES && !self.codes.contains_key(&key) {
            self.beyond = self.beyond.saturating_add(times);
            return;
        }
        let met = self.codes.entry(key).or_default();
        met.times = met.times.saturating_add(times);
        if met.uri.is_empty() {
            system.clone_into(&mut met.uri);
        }
        let words: String = words.trim().chars().take(LONGEST_WORDS).collect();
        // Words that differ with every coding are no name.
        if !words.is_empty() && (met.words.len() < 16 || met.words.contains_key(&words)) {
            let n = met.words.entry(words).or_default();
            *n = n.saturating_add(times);
        }
    }

    /// What was found, with at most so many codes without a name for each system.
    #[must_use]
    pub fn coverage(&self, most_missing: usize) -> Coverage {
        let mut systems: BTreeMap<&str, SystemCoverage> = BTreeMap::new();
        for ((_, code), met) in &self.codes {
            let system = title(&met.uri);
            let found = systems.entry(system).or_default();
            let words = met.words.iter().max_by_key(|(_, n)| **n);
            let words = words.map_or("", |(words, _)| words.as_str());
            let named = is_named(&met.uri, code);
            let shown = named || is_shown(&met.uri, code, words);
            found.codings = found.codings.saturating_add(met.times);
            found.codes = found.codes.saturating_add(1);
            if named {
                found.codings_named = found.codings_named.saturating_add(met.times);
                found.codes_named = found.codes_named.saturating_add(1);
            } else {
                found.missing.push(Missing {
                    code: code.clone(),
                    system: met.uri.clone(),
                    words: words.to_owned(),
                    times: met.times,
                    shown,
                });
            }
            if shown {
                found.codings_shown = found.codings_shown.saturating_add(met.times);
                found.codes_shown = found.codes_shown.saturating_add(1);
            }
        }
        let mut systems: Vec<SystemCoverage> = systems
            .into_iter()
            .map(|(system, mut found)| {
                system.clone_into(&mut found.system);
                found
                    .missing
                    .sort_by(|a, b| b.times.cmp(&a.times).then_with(|| a.code.cmp(&b.code)));
                found.missing.truncate(most_missing);
                found
            })
            .collect();
        systems.sort_by(|a, b| {
            let last = |s: &SystemCoverage| s.system == "other";
            (last(a), b.codings).cmp(&(last(b), a.codings))
        });
        Coverage {
            systems,
            beyond: self.beyond,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn system<'c>(coverage: &'c Coverage, name: &str) -> &'c SystemCoverage {
        coverage.systems.iter().find(|s| s.system == name).unwrap()
    }

    #[test]
    fn codes_are_counted_by_occurrence_and_once_each() {
        let mut tally = Tally::default();
        tally.add("http://loinc.org", "718-7", "Hemoglobin", 3);
        tally.add("urn:oid:2.16.840.1.113883.6.1", "718-7", "Hgb", 1);
        tally.add("http://loinc.org", "99999-4", "Rare thing", 2);
        tally.add("http://loinc.org", "99998-6", "Rarer thing", 1);
        tally.add("http://loinc.org", "", "no code", 1);
        tally.add("", "718-7", "no system", 1);
        let coverage = tally.coverage(1);
        let loinc = system(&coverage, "LOINC");
        assert_eq!((loinc.codings, loinc.codings_named), (7, 4));
        assert_eq!((loinc.codes, loinc.codes_named), (3, 1));
        let missing = &loinc.missing;
        assert_eq!(missing.len(), 1, "as many as were asked for");
        assert_eq!(missing[0].code, "99999-4");
        assert_eq!(
            (missing[0].words.as_str(), missing[0].times),
            ("Rare thing", 2)
        );
        assert_eq!(coverage.systems.len(), 1);
    }

    #[test]
    fn a_medicine_is_shown_by_its_words() {
        let rxnorm = kin_model::system::RXNORM;
        let mut tally = Tally::default();
        tally.add(rxnorm, "860975", "Metformin 500 MG Oral Tablet", 2);
        tally.add(rxnorm, "6809", "metformin", 1);
        tally.add(rxnorm, "1", "mystery leaf 5 MG", 1);
        let coverage = tally.coverage(10);
        let found = system(&coverage, "RxNorm");
        assert_eq!(
            (found.codings, found.codings_named, found.codings_shown),
            (4, 1, 3)
        );
        assert!(found.missing[0].shown && !found.missing[1].shown);
    }

    #[test]
    fn units_and_own_systems_are_apart() {
        let mut tally = Tally::default();
        tally.add("http://unitsofmeasure.org", "mm[Hg]", "mmHg", 5);
        tally.add("http://unitsofmeasure.org", "a handful", "", 1);
        tally.add("urn:clinic:a", "1", "One", 9);
        tally.add("urn:clinic:b", "1", "Eins", 9);
        let coverage = tally.coverage(10);
        let ucum = system(&coverage, "UCUM");
        assert_eq!((ucum.codes, ucum.codes_named, ucum.codes_shown), (2, 1, 1));
        let other = system(&coverage, "other");
        assert_eq!(
            (other.codes, other.codings),
            (2, 18),
            "two clinics' codes are two"
        );
        assert_eq!(
            coverage.systems.last(),
            Some(other),
            "own systems come last"
        );
    }

    #[test]
    fn a_flood_of_words_takes_no_memory() {
        let mut tally = Tally::default();
        for n in 0..1000 {
            tally.add("http://loinc.org", "718-7", &format!("words {n}"), 1);
        }
        let met = tally.codes.values().next().unwrap();
        assert_eq!((met.times, met.words.len()), (1000, 16));
    }
}
