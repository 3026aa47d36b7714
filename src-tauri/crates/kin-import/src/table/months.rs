//! Months written as words, in the languages of the apps we know.

use super::when::leading;

/// Full names of the months, January first. Three letters or more of a name are it as well ("Jan", "janv.",
/// "Sept"), and no three letters begin the names of two months but "jui", which is none.
const NAMES: [&[&str]; 12] = [
    &[
        "january", "januar", "januari", "janvier", "enero", "gennaio", "janeiro", "jänner",
    ],
    &[
        "february",
        "februar",
        "februari",
        "février",
        "fevrier",
        "febrero",
        "febbraio",
        "fevereiro",
    ],
    &[
        "march", "märz", "maerz", "mrz", "mars", "marzo", "maart", "mrt", "marts", "março",
    ],
    &["april", "avril", "abril", "aprile"],
    &["may", "mai", "mayo", "maggio", "mei", "maj", "maio"],
    &["june", "juni", "juin", "junio", "giugno", "junho"],
    &["july", "juli", "juillet", "julio", "luglio", "julho"],
    &["august", "augustus", "augusti", "août", "aout", "agosto"],
    &[
        "september",
        "septembre",
        "septiembre",
        "settembre",
        "setembro",
    ],
    &[
        "october", "oktober", "octobre", "octubre", "ottobre", "outubro",
    ],
    &["november", "novembre", "noviembre", "novembro"],
    &[
        "december",
        "dezember",
        "décembre",
        "decembre",
        "diciembre",
        "dicembre",
        "dezembro",
    ],
];

/// The month that a word names, 1 to 12.
fn month(word: &str) -> Option<u16> {
    let word = word.to_lowercase();
    if word.chars().count() < 3 {
        return None;
    }
    let mut found = None;
    for (number, names) in (1_u16..).zip(NAMES) {
        if names.iter().any(|name| name.starts_with(&word)) {
            if found.is_some() {
                return None;
            }
            found = Some(number);
        }
    }
    found
}

/// A word and what follows it, without the point of an abbreviation.
fn word(text: &str) -> Option<(&str, &str)> {
    let end = text
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    (!word.is_empty()).then(|| (word, rest.strip_prefix('.').unwrap_or(rest)))
}

/// What stands between the parts of such a date.
fn gap(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | ',' | '.'))
}

/// A day of a month without the signs of a counting word: `12`, `12.`, `1st`, `1er`.
fn day(text: &str) -> Option<(u16, &str)> {
    let (day, width, mut rest) = leading(text)?;
    for ending in ["st", "nd", "rd", "th", "er", "º"] {
        rest = rest.strip_prefix(ending).unwrap_or(rest);
    }
    (width <= 2).then_some((day, rest))
}

/// A year, of four digits or of two: nobody's meter is older than this century.
fn year(text: &str) -> Option<(u16, &str)> {
    match leading(text)? {
        (year, 4, rest) => Some((year, rest)),
        (year, 2, rest) => Some((year + 2000, rest)),
        _ => None,
    }
}

/// Reads a date whose month is a word, at the beginning of a text: year, month, day and what follows. It says itself
/// which number is what: "Jan 12 2025", "January 12, 2025", "12-Jan-2025", "12. Januar 2025", "2025 Jan 12", each
/// with the day of the week in front.
pub(super) fn named(text: &str) -> Option<([u16; 3], &str)> {
    let text = text.trim_start();
    if let Some(found) = plain(text) {
        return Some(found);
    }
    // "Mon, 12 Jan 2025"; a day of the week has at most twelve letters.
    let (first, rest) = word(text)?;
    (first.chars().count() <= 12)
        .then(|| plain(gap(rest)))
        .flatten()
}

fn plain(text: &str) -> Option<([u16; 3], &str)> {
    if let Some((first, rest)) = word(text) {
        let month = month(first)?;
        let (day, rest) = day(gap(rest))?;
        let (year, rest) = year(gap(rest))?;
        return Some(([year, month, day], rest));
    }
    if let Some((year, 4, rest)) = leading(text) {
        let (name, rest) = word(gap(rest))?;
        let month = month(name)?;
        let (day, rest) = day(gap(rest))?;
        return Some(([year, month, day], rest));
    }
    let (day, rest) = day(text)?;
    // Spanish and Portuguese put "de" between.
    let mut rest = gap(rest);
    rest = rest.strip_prefix("de ").unwrap_or(rest);
    let (name, rest) = word(rest)?;
    let month = month(name)?;
    let rest = gap(rest);
    let (year, rest) = year(rest.strip_prefix("de ").unwrap_or(rest))?;
    Some(([year, month, day], rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_letters_name_one_month_in_every_language() {
        for (number, names) in (1_u16..).zip(NAMES) {
            for name in names {
                assert_eq!(month(name), Some(number), "{name}");
                let three: String = name.chars().take(3).collect();
                if three != "jui" {
                    assert_eq!(month(&three), Some(number), "{three}");
                }
            }
        }
        for none in ["", "ja", "jui", "monday", "janx", "decimal", "marker"] {
            assert_eq!(month(none), None, "{none}");
        }
    }

    #[test]
    fn a_month_in_words_says_itself_which_number_is_what() {
        for text in [
            "Jan 12 2025",
            "January 12, 2025",
            "12-Jan-2025",
            "12 Jan 25",
            "12. Januar 2025",
            "12 janv. 2025",
            "12 de enero de 2025",
            "2025 Jan 12",
            "2025-Jan-12",
            "Sun, 12 Jan 2025",
            "Sunday, January 12th, 2025",
        ] {
            assert_eq!(named(text), Some(([2025, 1, 12], "")), "{text}");
        }
        for none in [
            "Jan 2025",
            "Jan",
            "12 Foo 2025",
            "Report from Jan 12 2025",
            "1 2 3",
        ] {
            assert_eq!(named(none), None, "{none}");
        }
    }
}
