//! Words by which a concept is found, in both languages.

use crate::drugs::ingredients_in;
use crate::localize::american;
use crate::tables::{
    CVX, ICD10, LOINC, Names, SNOMED, System, icd10_category, names_in, system_of,
};
use kin_model::Coding;

/// Adds a word unless an equal one is there (upper and lower case count as equal).
fn add(out: &mut Vec<String>, word: &str) {
    let word = word.trim();
    if !word.is_empty() && !out.iter().any(|w| w.eq_ignore_ascii_case(word)) {
        out.push(word.to_owned());
    }
}

fn add_names(out: &mut Vec<String>, names: &Names) {
    for word in [names.en, names.zh].iter().chain(names.synonyms) {
        add(out, word);
    }
    let us = american(names.en);
    if us != names.en.to_lowercase() {
        add(out, &us);
    }
}

/// Everything a concept may be searched by: the source's texts, our names in English and Chinese,
/// synonyms, both spellings, ingredients of a medicine, and the codes; joined by spaces.
#[must_use]
pub fn search_words(codings: &[Coding], text: Option<&str>) -> String {
    let mut out = Vec::new();
    let texts = text
        .into_iter()
        .chain(codings.iter().filter_map(|c| c.display.as_deref()));
    for t in texts {
        add(&mut out, t);
        for names in ingredients_in(t) {
            add_names(&mut out, &names);
        }
        if let Some(other) = crate::localize_text(t, crate::Lang::Zh) {
            add(&mut out, &other);
        }
    }
    for c in codings {
        if let Some(system) = system_of(&c.system) {
            let names = names_in(system, &c.code).or_else(|| match system {
                System::Icd10 => icd10_category(&c.code),
                _ => None,
            });
            if let Some(names) = names {
                add_names(&mut out, &names);
            }
        }
        add(&mut out, &c.code);
    }
    out.join(" ")
}

/// Words of the tables that belong together with a person's word, for entries that carry no code:
/// `sugar` gives glucose and 血糖. Empty when the word is in no list; at most 12.
#[must_use]
pub fn related_words(word: &str) -> Vec<&'static str> {
    let word = word.trim();
    let mut out: Vec<&'static str> = Vec::new();
    if word.is_empty() {
        return out;
    }
    let same = |w: &&str| w.eq_ignore_ascii_case(word);
    for row in [&*LOINC, &*SNOMED, &*CVX, &*ICD10].into_iter().flatten() {
        let n = row.names;
        if n.synonyms.iter().any(same) || same(&n.en) || same(&n.zh) {
            for w in [n.en, n.zh].iter().chain(n.synonyms) {
                if !same(w) && !out.contains(w) && out.len() < 12 {
                    out.push(w);
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coding(system: &str, code: &str, display: &str) -> Coding {
        Coding {
            system: system.into(),
            code: code.into(),
            display: Some(display.into()),
        }
    }

    #[test]
    fn both_languages_and_both_spellings_are_searchable() {
        let words = search_words(
            &[coding(
                "http://loinc.org",
                "718-7",
                "Hemoglobin [Mass/volume] in Blood",
            )],
            None,
        );
        for w in [
            "Hemoglobin [Mass/volume]",
            "Haemoglobin",
            "血红蛋白",
            "贫血",
            "718-7",
        ] {
            assert!(words.contains(w), "{w} in {words}");
        }
        let words = search_words(
            &[coding("http://snomed.info/sct", "38341003", "HT")],
            Some("HT - Hypertension"),
        );
        assert!(
            words.contains("高血压") && words.contains("血压"),
            "{words}"
        );
        let words = search_words(
            &[],
            Some("Hydrochlorothiazide 25 MG / Lisinopril 20 MG [Brand]"),
        );
        assert!(
            words.contains("赖诺普利") && words.contains("氢氯噻嗪"),
            "{words}"
        );
        let words = search_words(
            &[coding("http://hl7.org/fhir/sid/icd-10-cm", "E11.319", "x")],
            None,
        );
        assert!(
            words.contains("2型糖尿病"),
            "the category helps to find: {words}"
        );
    }

    #[test]
    fn a_persons_word_leads_to_the_tables_words() {
        let words = related_words("sugar");
        assert!(words.contains(&"血糖"), "{words:?}");
        assert!(
            related_words("高血压")
                .iter()
                .any(|w| w.contains("lood pressure"))
        );
        assert!(related_words("zzz").is_empty());
        assert!(related_words("").is_empty());
    }
}
