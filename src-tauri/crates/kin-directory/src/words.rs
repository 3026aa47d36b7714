//! Texts made comparable: small letters, no accents, no signs; cut into words.

use crate::limits::{LONGEST_WORDS, MOST_WORDS};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Longest word that is compared, in characters.
pub(crate) const LONGEST_WORD: usize = 32;

/// Words that say nothing about which hospital is meant.
const EMPTY_WORDS: &[&str] = &[
    "a", "an", "and", "at", "de", "del", "der", "des", "die", "du", "for", "in", "la", "le", "of",
    "on", "the", "und",
];

/// Short forms and what they stand for, by where they stand: `st` and `saint` in names (false), `ca`
/// and `california` in places (true).
static SHORT: LazyLock<BTreeMap<(bool, &str), &str>> = LazyLock::new(|| {
    include_str!("../data/short.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut parts = line.split('\t');
            let (short, long) = (parts.next()?, parts.next()?);
            Some(((parts.next()? == "state", short), long))
        })
        .collect()
});

/// What a short form stands for in a name, or in a place.
pub(crate) fn long_form(word: &str, place: bool) -> Option<&'static str> {
    SHORT.get(&(place, word)).copied()
}

pub(crate) fn is_empty_word(word: &str) -> bool {
    EMPTY_WORDS.contains(&word)
}

/// Whether something so far typed may become a word that says nothing.
pub(crate) fn begins_empty_word(word: &str) -> bool {
    word.len() <= 2 && EMPTY_WORDS.iter().any(|one| one.starts_with(word))
}

/// Characters that are written without spaces between words.
pub(crate) const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{3040}'..='\u{30ff}' | '\u{20000}'..='\u{3ffff}')
}

/// Small letters without accents; all signs are one space, apostrophes nothing.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut space = false;
    let mut put = |c: char, folded: &mut String| {
        if c.is_alphanumeric() {
            if space && !folded.is_empty() {
                folded.push(' ');
            }
            space = false;
            folded.push(c);
        } else {
            space = true;
        }
    };
    let plain = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '`'))
        .nfc();
    for c in plain {
        match c {
            'ß' => ['s', 's'].into_iter().for_each(|c| put(c, &mut folded)),
            'æ' | 'Æ' => ['a', 'e'].into_iter().for_each(|c| put(c, &mut folded)),
            'œ' | 'Œ' => ['o', 'e'].into_iter().for_each(|c| put(c, &mut folded)),
            'ø' | 'Ø' => put('o', &mut folded),
            'ł' | 'Ł' => put('l', &mut folded),
            'đ' | 'Đ' => put('d', &mut folded),
            'ı' => put('i', &mut folded),
            c => c.to_lowercase().for_each(|c| put(c, &mut folded)),
        }
    }
    folded
}

/// The words of a folded text: those between spaces, and single characters where none are written.
pub(crate) fn words(folded: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut word = String::new();
    let end = |word: &mut String, all: &mut Vec<String>| {
        if !word.is_empty() {
            all.push(word.chars().take(LONGEST_WORD).collect());
            word.clear();
        }
    };
    for c in folded.chars() {
        if c == ' ' {
            end(&mut word, &mut all);
        } else if is_han(c) {
            end(&mut word, &mut all);
            all.push(c.to_string());
        } else {
            word.push(c);
        }
    }
    end(&mut word, &mut all);
    all
}

/// Two characters that stand side by side, where words are written without spaces.
pub(crate) fn pairs(folded: &str) -> Vec<String> {
    let all: Vec<char> = folded.chars().collect();
    all.windows(2)
        .filter(|pair| pair.iter().all(|c| is_han(*c)))
        .map(|pair| pair.iter().collect())
        .collect()
}

fn first_letters<'a>(words: impl Iterator<Item = &'a String>) -> String {
    words.filter_map(|word| word.chars().next()).collect()
}

/// The first letters of a name of several words: `ucsf`. Twice where that differs: without and with
/// the words that say nothing.
pub(crate) fn initials(words: &[String]) -> Vec<String> {
    let plain = first_letters(words.iter().filter(|word| !is_empty_word(word)));
    let all = first_letters(words.iter());
    let mut found: Vec<String> = Vec::new();
    for one in [plain, all] {
        let long = one.chars().count();
        if (3..=LONGEST_WORD).contains(&long) && !one.chars().any(is_han) && !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// What a person typed, as words.
pub(crate) fn typed(text: &str) -> Vec<String> {
    let short: String = text.chars().take(LONGEST_WORDS).collect();
    let all = words(&fold(&short));
    let mut meaning: Vec<String> = all
        .iter()
        .filter(|word| !is_empty_word(word))
        .cloned()
        .collect();
    if meaning.is_empty() {
        meaning = all;
    }
    let mut once = Vec::new();
    for word in meaning {
        if !once.contains(&word) {
            once.push(word);
        }
    }
    once.truncate(MOST_WORDS);
    once
}

#[cfg(test)]
mod tests {
    use super::{fold, initials, long_form, pairs, typed, words};

    #[test]
    fn what_is_written_differently_is_compared_alike() {
        for (text, folded) in [
            ("St. Mary\u{2019}s  Hôpital", "st marys hopital"),
            (
                "Universitätsklinikum Düsseldorf – Straße",
                "universitatsklinikum dusseldorf strasse",
            ),
            ("Łódź & Sørlandet", "lodz sorlandet"),
            ("ＭＧＨ（北京）", "mgh 北京"),
            ("서울대학교병원", "서울대학교병원"),
            ("İstanbul", "istanbul"),
            ("  --  ", ""),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn words_are_cut_where_the_language_cuts_them() {
        assert_eq!(words("mgh 北京协和"), ["mgh", "北", "京", "协", "和"]);
        assert_eq!(pairs("mgh 北京 协和"), ["北京", "协和"]);
        assert_eq!(typed("The University of the"), ["university"]);
        assert_eq!(typed("of the"), ["of", "the"], "nothing else is there");
    }

    #[test]
    fn first_letters_name_a_hospital() {
        let of = |name: &str| initials(&words(&fold(name)));
        assert_eq!(
            of("University of California San Francisco"),
            ["ucsf", "uocsf"]
        );
        assert_eq!(of("Massachusetts General Hospital"), ["mgh"]);
        assert!(of("Mayo Clinic").is_empty());
        assert_eq!(long_form("st", false), Some("saint"));
        assert_eq!(long_form("ca", true), Some("california"));
        assert_eq!(long_form("md", false), None, "a doctor is not in Maryland");
    }
}
