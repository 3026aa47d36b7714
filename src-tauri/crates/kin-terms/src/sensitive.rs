//! Which sensitive topics an entry tells of, by its codes and by its words.
//!
//! It is a net, not a proof: what slips through is still on the page that the person looks through
//! before it is handed over. It errs to the side of holding back, because a tick brings an entry
//! along and nothing brings it back.
//!
//! # Source
//! See the head of `tables/sensitive.tsv`.

use crate::localize::has_han;
use crate::tables::{System, system_of};
use aho_corasick::AhoCorasick;
use kin_model::Coding;
use kin_model::summary::Topic;
use std::collections::BTreeSet;
use std::sync::LazyLock;

struct Rule {
    topic: Topic,
    system: Option<System>,
    /// A code (without `*`) or a word in small letters.
    text: &'static str,
    /// The code may go on.
    open: bool,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    include_str!("../tables/sensitive.tsv")
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .filter_map(|line| {
            let mut parts = line.split('|');
            let topic = Topic::from_name(parts.next()?)?;
            let system = match parts.next()? {
                "icd10" => Some(System::Icd10),
                "atc" => Some(System::Atc),
                "loinc" => Some(System::Loinc),
                "word" => None,
                _ => return None,
            };
            let text = parts.next()?;
            Some(Rule {
                topic,
                system,
                text: text.trim_end_matches('*'),
                open: text.ends_with('*'),
            })
        })
        .collect()
});

/// The rules of words, and what finds all of them in one walk over a text: a summary of twenty years asks
/// for thousands of texts. Without it (the table would have to be enormous) they are looked for one by one.
static WORDS: LazyLock<(Vec<&Rule>, Option<AhoCorasick>)> = LazyLock::new(|| {
    let words: Vec<&Rule> = RULES.iter().filter(|r| r.system.is_none()).collect();
    let net = AhoCorasick::new(words.iter().map(|rule| rule.text)).ok();
    (words, net)
});

/// True when what stands from `at` to `end` is a word and not part of a longer one. Chinese has no gaps
/// between words: there any place will do.
fn stands_alone(text: &str, word: &str, at: usize, end: usize) -> bool {
    if has_han(word) {
        return true;
    }
    let before = text.get(..at).and_then(|t| t.chars().next_back());
    let after = text.get(end..).and_then(|t| t.chars().next());
    let part = |c: Option<char>| {
        c.is_some_and(|c| c.is_alphanumeric() && !has_han(c.encode_utf8(&mut [0; 4])))
    };
    !part(before) && !part(after)
}

/// The topics that the words of a text tell of.
fn told(text: &str, out: &mut BTreeSet<Topic>) {
    let (rules, net) = &*WORDS;
    let hits = net
        .as_ref()
        .and_then(|net| net.try_find_overlapping_iter(text).ok());
    let Some(hits) = hits else {
        for rule in rules {
            let alone =
                |at: usize| stands_alone(text, rule.text, at, at.saturating_add(rule.text.len()));
            if text.match_indices(rule.text).any(|(at, _)| alone(at)) {
                out.insert(rule.topic);
            }
        }
        return;
    };
    for hit in hits {
        let Some(rule) = rules.get(hit.pattern().as_usize()) else {
            continue;
        };
        if !out.contains(&rule.topic) && stands_alone(text, rule.text, hit.start(), hit.end()) {
            out.insert(rule.topic);
        }
    }
}

/// Phrases that hold a word of the table and mean something else.
const OTHERWISE: [&str; 4] = [
    "st depression",
    "st segment depression",
    "respiratory depression",
    "marrow depression",
];

/// The topics that codes and words tell of. `words`: titles, notes and the like.
#[must_use]
pub fn sensitive_topics(codings: &[Coding], words: &[&str]) -> BTreeSet<Topic> {
    let mut out = BTreeSet::new();
    let codes: Vec<(System, &str)> = codings
        .iter()
        .filter_map(|c| Some((system_of(&c.system)?, c.code.trim())))
        .collect();
    let mut texts: Vec<String> = words.iter().map(|w| w.to_lowercase()).collect();
    for text in &mut texts {
        for phrase in OTHERWISE {
            if text.contains(phrase) {
                *text = text.replace(phrase, "");
            }
        }
    }
    texts.extend(
        codings
            .iter()
            .filter_map(|c| c.display.as_deref())
            .map(str::to_lowercase),
    );
    for text in &texts {
        told(text, &mut out);
    }
    for rule in RULES.iter().filter(|_| !codes.is_empty()) {
        let met = rule.system.is_some_and(|system| {
            codes.iter().any(|(of, code)| {
                *of == system && (*code == rule.text || (rule.open && code.starts_with(rule.text)))
            })
        });
        if met {
            out.insert(rule.topic);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{RULES, sensitive_topics};
    use kin_model::Coding;
    use kin_model::summary::Topic;

    fn coded(system: &str, code: &str) -> Vec<Topic> {
        let coding = Coding {
            system: system.to_owned(),
            code: code.to_owned(),
            display: None,
        };
        sensitive_topics(&[coding], &[]).into_iter().collect()
    }

    fn said(words: &str) -> Vec<Topic> {
        sensitive_topics(&[], &[words]).into_iter().collect()
    }

    #[test]
    fn every_line_of_the_table_is_a_rule_and_every_topic_has_some() {
        let lines = include_str!("../tables/sensitive.tsv")
            .lines()
            .filter(|l| !l.is_empty() && !l.starts_with('#'))
            .count();
        assert_eq!(RULES.len(), lines);
        for topic in Topic::ALL {
            assert!(
                RULES.iter().filter(|r| r.topic == *topic).count() > 10,
                "{topic:?}"
            );
        }
        for rule in RULES.iter() {
            assert_eq!(rule.text, rule.text.trim(), "{}", rule.text);
            if rule.system.is_none() {
                assert_eq!(
                    rule.text,
                    rule.text.to_lowercase(),
                    "words are compared small"
                );
            }
        }
    }

    #[test]
    fn codes_are_known_with_what_follows_them() {
        let icd = "http://hl7.org/fhir/sid/icd-10-cm";
        assert_eq!(coded(icd, "F32.9"), [Topic::MentalHealth]);
        assert_eq!(coded(icd, "F10.20"), [Topic::SubstanceUse]);
        assert_eq!(coded(icd, "B20"), [Topic::SexualHealth]);
        assert_eq!(coded(icd, "O03.9"), [Topic::Reproductive]);
        assert_eq!(coded(icd, "Z15.01"), [Topic::Genetics]);
        assert_eq!(coded(icd, "T74.11XA"), [Topic::Violence]);
        assert_eq!(
            coded("http://www.whocc.no/atc", "N06AB06"),
            [Topic::MentalHealth]
        );
        assert_eq!(coded("http://loinc.org", "44261-6"), [Topic::MentalHealth]);
        for plain in [
            "F01.50", "F17.210", "I10", "E11.9", "B18.1", "N18.3", "O24.4",
        ] {
            assert_eq!(coded(icd, plain), [], "{plain}");
        }
        assert_eq!(
            coded("http://example.org/own", "F32.9"),
            [],
            "another system's F32.9"
        );
    }

    #[test]
    fn words_are_whole_words_in_both_languages() {
        assert_eq!(
            said("Major Depressive Disorder, single episode"),
            [Topic::MentalHealth]
        );
        assert_eq!(said("Sertraline 50 MG Oral Tablet"), [Topic::MentalHealth]);
        assert_eq!(said("HIV-1 RNA viral load"), [Topic::SexualHealth]);
        assert_eq!(said("重度抑郁症"), [Topic::MentalHealth]);
        assert_eq!(said("梅毒螺旋体抗体"), [Topic::SexualHealth]);
        assert_eq!(said("避孕咨询"), [Topic::Reproductive]);
        for plain in [
            "Hypertension",
            "Archive",
            "Metformin 500 mg",
            "Grape seed",
            "ST depression in V4",
            "Chlamydia pneumoniae pneumonia",
            "高血压",
            "Hepatitis B surface antigen",
        ] {
            assert_eq!(said(plain), [], "{plain}");
        }
    }
}
