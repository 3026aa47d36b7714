//! What makes two statements the same thing: the code, where it says as much as the words.
//!
//! Hospitals give several problems, medicines or allergies one general code ("disease", "oral product", a code of their
//! own for all that is typed as text). Whoever takes the code alone for the thing loses all of them but one, and a
//! problem that is told twice harms nobody, one that is lost may. So the code stands for the thing only where the words
//! are its name; else the words count beside it.

use crate::localize::{american, bare};
use crate::tables::{Names, names};
use crate::{localize_text, substances};
use kin_model::Coding;

/// True when a title is a name of this code: one that our tables give it, in either language; or the name that the
/// source itself gives the code, if it shares a word with ours. What the tables do not know is never taken on the
/// source's word alone.
#[must_use]
pub fn names_the_code(coding: &Coding, title: &str) -> bool {
    let Some(known) = names(&coding.system, &coding.code) else {
        return false;
    };
    let title = folded(title);
    if title.is_empty() {
        return false;
    }
    let mut ours = [known.en, known.zh]
        .into_iter()
        .chain(known.synonyms.iter().copied())
        .map(folded);
    if ours.any(|name| name == title) {
        return true;
    }
    let in_english = localize_text(&title, crate::Lang::En).map(|t| folded(&t));
    if in_english.as_deref() == Some(folded(known.en).as_str()) {
        return true;
    }
    let display = coding.display.as_deref().map(folded);
    display.as_deref() == Some(title.as_str()) && shares_a_word(&title, known)
}

/// What a problem, a procedure, a plan … is, as one key: statements with the same key are about one thing.
///
/// Of the codes the first one counts; a sign such as `-` is no code.
#[must_use]
pub fn identity(codings: &[Coding], title: &str) -> String {
    let Some(coding) = first_code(codings) else {
        return folded(title);
    };
    if names_the_code(coding, title) {
        return code_key(coding);
    }
    format!("{}|{}", code_key(coding), folded(title))
}

/// The same for a medicine: beside the code its substances, where the words name them, else the words.
#[must_use]
pub fn medicine_identity(codings: &[Coding], title: &str) -> String {
    let Some(coding) = first_code(codings) else {
        return folded(title);
    };
    let named = substances(&[], title);
    if named.is_empty() {
        return identity(codings, title);
    }
    let mut keys: Vec<&str> = named.iter().map(|s| s.key).collect();
    keys.sort_unstable();
    format!("{}|{}", code_key(coding), keys.join("+"))
}

/// A code with its system, as one key.
#[must_use]
pub fn code_key(coding: &Coding) -> String {
    format!("{}|{}", coding.system, coding.code)
}

/// The first code that is one.
#[must_use]
pub fn first_code(codings: &[Coding]) -> Option<&Coding> {
    codings
        .iter()
        .find(|c| c.code.chars().any(char::is_alphanumeric))
}

/// Words without what does not tell two things apart: case, British spelling, SNOMED CT's tag, marks between words.
fn folded(text: &str) -> String {
    let plain = american(bare(text));
    let words = plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// A word of four letters or more, or two Chinese characters that stand together, in one of our names.
fn shares_a_word(title: &str, known: Names) -> bool {
    let english = folded(known.en);
    let words: Vec<&str> = english
        .split(' ')
        .filter(|w| w.chars().count() >= 4)
        .collect();
    if title.split(' ').any(|w| words.contains(&w)) {
        return true;
    }
    let han: Vec<char> = known.zh.chars().collect();
    let pairs: Vec<String> = han.windows(2).map(|pair| pair.iter().collect()).collect();
    crate::has_han(title) && pairs.iter().any(|pair| title.contains(pair.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kin_model::system;

    fn code(system: &str, code: &str, display: Option<&str>) -> Coding {
        Coding {
            system: system.to_owned(),
            code: code.to_owned(),
            display: display.map(str::to_owned),
        }
    }

    fn same(a: (&Coding, &str), b: (&Coding, &str)) -> bool {
        identity(std::slice::from_ref(a.0), a.1) == identity(std::slice::from_ref(b.0), b.1)
    }

    #[test]
    fn a_general_code_makes_nothing_the_same() {
        let local = code("urn:local", "PROB", None);
        assert!(!same((&local, "Asthma"), (&local, "Haemophilia A")));
        let disease = code(system::SNOMED, "64572001", Some("Disease"));
        assert!(!same((&disease, "Asthma"), (&disease, "Haemophilia A")));
        // A display that is not the code's is no proof.
        let asthma = code(system::SNOMED, "38341003", Some("Asthma"));
        let other = code(system::SNOMED, "38341003", Some("Haemophilia A"));
        assert!(!same((&asthma, "Asthma"), (&other, "Haemophilia A")));
    }

    #[test]
    fn names_of_one_code_are_one_thing() {
        let plain = code(system::SNOMED, "38341003", None);
        let tagged = code(
            system::SNOMED,
            "38341003",
            Some("Hypertensive disorder (disorder)"),
        );
        for title in ["高血压", "Hypertension"] {
            assert!(
                names_the_code(&plain, title),
                "{title}: {:?}",
                names(system::SNOMED, "38341003")
            );
        }
        assert!(same(
            (&plain, "高血压"),
            (&plain, "Hypertension (disorder)")
        ));
        assert!(!names_the_code(&tagged, "Asthma"));
        // Unknown codes with the same words, whatever stands between them.
        let local = code("urn:local", "4711", None);
        assert!(same(
            (&local, "Broken  arm, left"),
            (&local, "broken arm left")
        ));
    }

    #[test]
    fn medicines_of_one_general_code_are_told_apart_by_their_substances() {
        let oral = code("urn:local", "ORAL", None);
        let key = |title: &str| medicine_identity(std::slice::from_ref(&oral), title);
        assert_ne!(key("Warfarin 5 mg"), key("Digoxin 125 micrograms"));
        assert_eq!(key("Metformin 500 mg tablet"), key("metformin HCl 500mg"));
        assert_eq!(key("二甲双胍片"), key("Metformin"));
        assert_ne!(key("Unheard-of 5"), key("Never-known 5"));
    }
}
