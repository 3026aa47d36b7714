//! What a specialty asks to see first: one table, each line with its source.
//!
//! It only proposes: what goes along is what the person leaves ticked.
//!
//! # Source
//! See the head and the lines of `tables/specialties.tsv`.

use kin_model::summary::{Section, Topic};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A specialty.
#[derive(Debug, Clone, Default)]
pub struct Specialty {
    /// Its name for machines.
    pub key: &'static str,
    /// In English.
    pub en: &'static str,
    /// In Chinese: the name of the department.
    pub zh: &'static str,
    /// Further Chinese names of the department.
    pub departments: Vec<&'static str>,
    /// Sections beside those of the kind of visit.
    pub sections: Vec<Section>,
    /// Results to put first: LOINC codes of one analyte together.
    pub results: Vec<Vec<&'static str>>,
    /// Beginnings of ICD-10 codes of problems to put first.
    pub problems: Vec<&'static str>,
    /// Words in the names of such problems.
    pub words: Vec<&'static str>,
    /// Beginnings of ATC codes of medicines to put first.
    pub medicines: Vec<&'static str>,
    /// Series measured at home.
    pub home: Vec<&'static str>,
    /// Sensitive topics that it may ask about; they stay off until the person ticks them.
    pub topics: Vec<Topic>,
    /// Words of a reason that suggest it.
    pub reason: Vec<&'static str>,
    /// Where each field's line comes from: field, citation.
    pub sources: BTreeMap<&'static str, &'static str>,
}

static TABLE: &str = include_str!("../tables/specialties.tsv");

fn lines() -> impl Iterator<Item = (&'static str, &'static str, &'static str, &'static str)> {
    TABLE
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .filter_map(|line| {
            let mut parts = line.split('|');
            Some((parts.next()?, parts.next()?, parts.next()?, parts.next()?))
        })
}

static SPECIALTIES: LazyLock<Vec<Specialty>> = LazyLock::new(|| {
    let mut sources: BTreeMap<&str, &'static str> = BTreeMap::new();
    let mut all: Vec<Specialty> = Vec::new();
    for (key, field, value, source) in lines() {
        if key == "source" {
            sources.insert(field, value);
            continue;
        }
        let at = match all.iter().position(|s| s.key == key) {
            Some(at) => at,
            None => {
                all.push(Specialty {
                    key,
                    ..Specialty::default()
                });
                all.len().saturating_sub(1)
            }
        };
        let Some(of) = all.get_mut(at) else { continue };
        let list: Vec<&'static str> = value.split(';').filter(|w| !w.is_empty()).collect();
        match field {
            "name" => {
                let mut names = list.into_iter();
                of.en = names.next().unwrap_or(key);
                of.zh = names.next().unwrap_or(key);
                of.departments = names.collect();
            }
            "sections" => of.sections = list.into_iter().filter_map(section).collect(),
            "results" => of.results = list.iter().map(|g| g.split('/').collect()).collect(),
            "problems" => of.problems = list,
            "words" => of.words = list,
            "medicines" => of.medicines = list,
            "home" => of.home = list,
            "topics" => of.topics = list.into_iter().filter_map(Topic::from_name).collect(),
            "reason" => of.reason = list,
            _ => continue,
        }
        of.sources
            .insert(field, sources.get(source).copied().unwrap_or(source));
    }
    all
});

/// The section of a name in the table.
fn section(name: &str) -> Option<Section> {
    Some(match name {
        "immunizations" => Section::Immunizations,
        "procedures" => Section::Procedures,
        "past-problems" => Section::PastProblems,
        "devices" => Section::Devices,
        "advance-directives" => Section::AdvanceDirectives,
        "visits" => Section::Visits,
        "documents" => Section::Documents,
        _ => return None,
    })
}

/// All specialties, in the order of the table.
#[must_use]
pub fn all() -> &'static [Specialty] {
    &SPECIALTIES
}

/// The specialty of a key.
#[must_use]
pub fn of_key(key: &str) -> Option<&'static Specialty> {
    SPECIALTIES.iter().find(|s| s.key == key)
}

/// Latin letters: a word must begin there, and `ear` must not be met in `year`. Chinese: anywhere.
fn says(reason: &str, word: &str) -> bool {
    if !word.is_ascii() {
        return reason.contains(word);
    }
    reason.match_indices(word).any(|(at, _)| {
        let before = reason.get(..at).and_then(|t| t.chars().next_back());
        let after = reason
            .get(at.saturating_add(word.len())..)
            .and_then(|t| t.chars().next());
        // A word of three letters or fewer must stand alone: `hip` and not `hippo`; a plural is the word.
        let alone = word.len() > 3 || after.is_none_or(|c| !c.is_alphanumeric() || c == 's');
        before.is_none_or(|c| !c.is_alphanumeric()) && alone
    })
}

/// The specialties that the words of a reason suggest, with the word that did, most words first.
#[must_use]
pub fn suggested(reason: &str) -> Vec<(&'static Specialty, &'static str)> {
    let reason = reason.to_lowercase();
    let mut found: Vec<(usize, &'static Specialty, &'static str)> = Vec::new();
    for specialty in SPECIALTIES.iter() {
        let met = || specialty.reason.iter().filter(|w| says(&reason, w));
        if let Some(word) = met().next() {
            found.push((met().count(), specialty, word));
        }
    }
    found.sort_by_key(|(count, ..)| std::cmp::Reverse(*count));
    found.into_iter().map(|(_, s, w)| (s, w)).collect()
}

impl Specialty {
    /// Its place in the list of results to put first, by any of the codes of an entry.
    #[must_use]
    pub fn result_place(&self, codes: &[&str]) -> Option<usize> {
        self.results
            .iter()
            .position(|group| group.iter().any(|code| codes.contains(code)))
    }

    /// Whether a problem is one that it asks about: by its ICD-10 codes or its names.
    #[must_use]
    pub fn asks_problem(&self, icd10: &[&str], names: &[&str]) -> bool {
        let coded = icd10
            .iter()
            .any(|code| self.problems.iter().any(|p| code.starts_with(p)));
        coded
            || names.iter().any(|name| {
                let name = name.to_lowercase();
                self.words.iter().any(|word| name.contains(word))
            })
    }

    /// Whether a medicine is one that it asks about, by its ATC codes.
    #[must_use]
    pub fn asks_medicine(&self, atc: &[&str]) -> bool {
        atc.iter()
            .any(|code| self.medicines.iter().any(|m| code.starts_with(m)))
    }
}

#[cfg(test)]
mod tests {
    use super::{all, lines, of_key, section, suggested};
    use std::collections::BTreeSet;

    #[test]
    fn every_line_is_read_and_names_a_source_of_the_table() {
        let known: BTreeSet<&str> = lines().filter(|l| l.0 == "source").map(|l| l.1).collect();
        let fields = [
            "name",
            "sections",
            "results",
            "problems",
            "words",
            "medicines",
            "home",
            "reason",
            "topics",
        ];
        let read = super::TABLE
            .lines()
            .filter(|l| !l.is_empty() && !l.starts_with('#'));
        assert_eq!(read.count(), lines().count(), "four parts in every line");
        let mut seen = BTreeSet::new();
        for (key, field, value, source) in lines().filter(|l| l.0 != "source") {
            assert!(known.contains(source), "{key} {field}: {source}");
            assert!(fields.contains(&field), "{key}: {field}");
            assert!(seen.insert((key, field)), "{key} {field} twice");
            if field == "sections" {
                for name in value.split(';') {
                    assert!(section(name).is_some(), "{key}: {name}");
                }
            }
        }
    }

    #[test]
    fn every_specialty_has_names_results_and_words() {
        assert!(all().len() >= 16, "{}", all().len());
        for s in all() {
            assert!(!s.en.is_empty() && s.en != s.key, "{}", s.key);
            assert!(s.zh.chars().all(|c| !c.is_ascii()), "{}", s.key);
            assert!(!s.results.is_empty() && !s.reason.is_empty(), "{}", s.key);
            assert!(!s.problems.is_empty() && !s.words.is_empty(), "{}", s.key);
            for code in s.results.iter().flatten() {
                let (number, check) = code.split_once('-').unwrap();
                let sum: u32 = number
                    .bytes()
                    .rev()
                    .enumerate()
                    .map(|(i, b)| {
                        let d = u32::from(b - b'0');
                        let d = if i % 2 == 0 { d * 2 } else { d };
                        d / 10 + d % 10
                    })
                    .sum();
                assert_eq!(
                    ((10 - sum % 10) % 10).to_string(),
                    check,
                    "{code} of {}",
                    s.key
                );
            }
            let mut seen = BTreeSet::new();
            for code in s.results.iter().flatten() {
                assert!(seen.insert(code), "{code} twice in {}", s.key);
            }
        }
    }

    #[test]
    fn a_reason_suggests_and_words_are_not_met_inside_others() {
        let keys = |reason: &str| -> Vec<&str> {
            suggested(reason).into_iter().map(|(s, _)| s.key).collect()
        };
        assert_eq!(
            keys("Chest pain when climbing stairs").first(),
            Some(&"cardiology")
        );
        assert_eq!(keys("爬楼胸痛").first(), Some(&"cardiology"));
        assert_eq!(keys("血糖高").first(), Some(&"endocrinology"));
        assert_eq!(
            keys("I have had this for years"),
            Vec::<&str>::new(),
            "no ear in years"
        );
        assert_eq!(keys("ears"), ["ent"]);
        assert_eq!(keys(""), Vec::<&str>::new());
    }

    #[test]
    fn problems_and_medicines_are_met_by_code_or_name() {
        let heart = of_key("cardiology").unwrap();
        assert!(heart.asks_problem(&["I10"], &[]));
        assert!(heart.asks_problem(&[], &["Hypertension"]));
        assert!(!heart.asks_problem(&["K21"], &["Reflux"]));
        assert!(heart.asks_medicine(&["C08CA01"]) && !heart.asks_medicine(&["A02BC01"]));
        assert_eq!(heart.result_place(&["33762-6"]), Some(0));
        assert_eq!(heart.result_place(&["9999-9"]), None);
        assert!(of_key("alchemy").is_none());
    }
}
