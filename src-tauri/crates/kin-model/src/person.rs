//! The person whose record it is, and whether what comes in is about them.

use crate::PartialDate;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The random name of a person's record: 128 bits, 32 hex digits. Also the folder name.
///
/// Nothing else is read from a file either, for it becomes a part of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct PersonId(String);

impl PersonId {
    /// The 32 hex digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Not 32 lower-case hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a person's id has 32 hex digits")]
pub struct BadPersonId;

impl FromStr for PersonId {
    type Err = BadPersonId;
    fn from_str(s: &str) -> Result<Self, BadPersonId> {
        let good = s.len() == 32 && s.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if good {
            Ok(Self(s.to_owned()))
        } else {
            Err(BadPersonId)
        }
    }
}

impl TryFrom<String> for PersonId {
    type Error = BadPersonId;
    fn try_from(text: String) -> Result<Self, BadPersonId> {
        text.parse()
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Administrative sex (FHIR `administrative-gender`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Other.
    Other,
    /// Not known.
    Unknown,
}

/// A name, whole and in parts where they are known.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PersonName {
    /// The name as one text, as the person writes it.
    #[serde(default)]
    pub text: String,
    /// Family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// Given names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<String>,
}

/// Who a record is about, as the family keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PersonDetails {
    /// The name shown.
    pub name: PersonName,
    /// Other names: in another script, a former name.
    #[serde(default)]
    pub other_names: Vec<PersonName>,
    /// Birth date; partial where only that is known.
    pub born: Option<PartialDate>,
    /// Administrative sex.
    pub sex: Sex,
    /// What the family calls them: "mother"; free words, may be empty.
    #[serde(default)]
    pub relation: String,
    /// The person's colour on every screen: a name of the palette (`plum`, `teal`, `amber`, `blue`, `rose`, `moss`).
    #[serde(default)]
    pub colour: String,
    /// A phone number for the printed page; may be empty.
    #[serde(default)]
    pub phone: String,
    /// Record numbers at hospitals: (system, value).
    #[serde(default)]
    pub identifiers: Vec<(String, String)>,
    /// Whom to call in an emergency, the first one first.
    #[serde(default)]
    pub contacts: Vec<Contact>,
    /// The doctor who knows the person: name, practice, phone.
    #[serde(default)]
    pub doctor: Option<Contact>,
}

/// Somebody to call.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// Name.
    pub name: String,
    /// What they are to the person: "daughter", "family doctor"; may be empty.
    #[serde(default)]
    pub relation: String,
    /// Phone; may be empty.
    #[serde(default)]
    pub phone: String,
}

/// Who an incoming file says it is about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SubjectIdentity {
    /// All names given.
    pub names: Vec<PersonName>,
    /// Birth date.
    pub born: Option<PartialDate>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Identifiers: (system, value).
    pub identifiers: Vec<(String, String)>,
    /// Phone numbers.
    pub phones: Vec<String>,
}

/// One compared item of the wrong-person guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Match {
    /// Both sides know it and agree.
    Same,
    /// Both sides know it and differ.
    Differs,
    /// One side does not know it.
    Unknown,
}

/// The answer of the wrong-person guard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MatchOutcome {
    /// Names compared without case, accents, order and titles.
    pub name: Match,
    /// Birth dates compared at the coarser precision.
    pub born: Match,
    /// Sex.
    pub sex: Match,
    /// `Same` when one (system, value) is known to both; never `Differs` alone, hospitals differ.
    pub identifier: Match,
}

impl MatchOutcome {
    /// True when the import may go on without asking: nothing differs (or an identifier that the
    /// person is known by is the same and at most the name differs), and at least birth date or an
    /// identifier agrees together with the name; or the file says nothing about its person.
    #[must_use]
    pub fn accepts(&self) -> bool {
        if self.born == Match::Differs || self.sex == Match::Differs {
            return false;
        }
        if self.identifier == Match::Same {
            return true;
        }
        self.name != Match::Differs
    }
}

/// A name of its parts as it is written: the family name first and without a space where all of it is in Chinese
/// characters, else last.
///
/// # Source
/// GB/T 28039-2011 (Chinese names in pinyin): the family name stands before the given name.
#[must_use]
pub fn joined_name(given: &[String], family: Option<&str>) -> String {
    let family = family.map(str::trim).unwrap_or_default();
    let given: Vec<&str> = given.iter().map(|g| g.trim()).collect();
    let chinese = |text: &str| !text.is_empty() && text.chars().all(is_han);
    if chinese(family) && !given.is_empty() && given.iter().all(|g| chinese(g)) {
        return format!("{family}{}", given.concat());
    }
    let parts = given.into_iter().chain([family]);
    parts
        .filter(|p| !p.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// A name's words for comparing: lower case, without accents, punctuation, digits (Synthea's
/// `Willian804`) and titles, sorted. Chinese characters count one by one.
fn name_words(name: &PersonName) -> Vec<String> {
    let mut parts: Vec<&str> = Vec::new();
    if name.family.is_some() || !name.given.is_empty() {
        parts.extend(name.family.as_deref());
        parts.extend(name.given.iter().map(String::as_str));
    } else {
        parts.push(&name.text);
    }
    let mut words = Vec::new();
    for part in parts {
        let mut word = String::new();
        for c in part.chars().chain([' ']) {
            if ('\u{3400}'..='\u{9fff}').contains(&c) {
                words.push(c.to_string());
            } else if c.is_alphabetic() {
                word.extend(c.to_lowercase().map(without_accent));
            } else if (c.is_whitespace() || matches!(c, '-' | '·' | ',')) && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
        }
    }
    words.retain(|w| {
        !matches!(
            w.as_str(),
            "mr" | "mrs" | "ms" | "dr" | "prof" | "jr" | "sr"
        )
    });
    words.sort();
    words.dedup();
    words
}

fn without_accent(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ī' | 'ǐ' => 'i',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' | 'ǒ' => 'o',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ǔ' | 'ǚ' | 'ǜ' => 'u',
        'ý' | 'ÿ' => 'y',
        'š' | 'ś' => 's',
        'ž' | 'ź' | 'ż' => 'z',
        'ł' => 'l',
        other => other,
    }
}

/// Same person's name: one name's words are all in the other's (a middle name may be missing), and
/// at least two words agree, or all of a one-word name.
fn same_name(a: &PersonName, b: &PersonName) -> Option<bool> {
    let (a, b) = (name_words(a), name_words(b));
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let common = short.iter().filter(|w| long.contains(w)).count();
    Some(common == short.len() && (common >= 2 || long.len() == common))
}

impl PersonDetails {
    /// Holds what a file says about its person against this one.
    #[must_use]
    pub fn compare(&self, subject: &SubjectIdentity) -> MatchOutcome {
        let mut name = Match::Unknown;
        let mine = std::iter::once(&self.name).chain(&self.other_names);
        'all: for own in mine {
            for theirs in &subject.names {
                match same_name(own, theirs) {
                    Some(true) => {
                        name = Match::Same;
                        break 'all;
                    }
                    Some(false) => name = Match::Differs,
                    None => {}
                }
            }
        }
        // Names in different scripts cannot be compared: that is no difference.
        if name == Match::Differs {
            let latin = |n: &PersonName| name_words(n).iter().any(|w| w.is_ascii());
            let mine: Vec<bool> = std::iter::once(&self.name)
                .chain(&self.other_names)
                .map(latin)
                .collect();
            let comparable = subject.names.iter().map(latin).any(|l| mine.contains(&l));
            if !comparable {
                name = Match::Unknown;
            }
        }
        let born = match (&self.born, &subject.born) {
            (Some(a), Some(b)) => {
                let same = a.year_number() == b.year_number()
                    && agree(a.month_number(), b.month_number())
                    && agree(a.day_number(), b.day_number());
                if same { Match::Same } else { Match::Differs }
            }
            _ => Match::Unknown,
        };
        let sex = match (self.sex, subject.sex) {
            (Sex::Unknown, _) | (_, None | Some(Sex::Unknown)) => Match::Unknown,
            (a, Some(b)) if a == b => Match::Same,
            _ => Match::Differs,
        };
        let known = self
            .identifiers
            .iter()
            .any(|own| subject.identifiers.contains(own));
        let identifier = if known { Match::Same } else { Match::Unknown };
        MatchOutcome {
            name,
            born,
            sex,
            identifier,
        }
    }
}

fn agree(a: Option<u8>, b: Option<u8>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn details(name: &str, born: &str, sex: Sex) -> PersonDetails {
        PersonDetails {
            name: PersonName {
                text: name.into(),
                ..PersonName::default()
            },
            other_names: vec![],
            born: born.parse().ok(),
            sex,
            relation: String::new(),
            colour: String::new(),
            phone: String::new(),
            identifiers: vec![],
            contacts: Vec::new(),
            doctor: None,
        }
    }

    fn subject(family: &str, given: &str, born: &str, sex: Sex) -> SubjectIdentity {
        SubjectIdentity {
            names: vec![PersonName {
                text: String::new(),
                family: Some(family.into()),
                given: vec![given.into()],
            }],
            born: born.parse().ok(),
            sex: Some(sex),
            ..SubjectIdentity::default()
        }
    }

    #[test]
    fn a_chinese_name_is_joined_as_it_is_written() {
        let joined = |given: &[&str], family| {
            let given: Vec<String> = given.iter().map(|g| (*g).to_owned()).collect();
            joined_name(&given, family)
        };
        assert_eq!(joined(&["小明"], Some("李")), "李小明");
        assert_eq!(joined(&["Hua"], Some("Li")), "Hua Li");
        assert_eq!(
            joined(&["Maria", "Anna"], Some("Rossi")),
            "Maria Anna Rossi"
        );
        assert_eq!(joined(&["明"], None), "明");
        assert_eq!(joined(&[], Some("李")), "李");
        assert_eq!(
            joined(&["小明 Mike"], Some("李")),
            "小明 Mike 李",
            "mixed stays as it came"
        );
    }

    #[test]
    fn the_same_person_is_accepted_and_another_is_not() {
        let me = details("Hernan Carrion", "1966-04-02", Sex::Male);
        assert!(
            me.compare(&subject("Carrión", "Hernán", "1966-04-02", Sex::Male))
                .accepts(),
            "accents do not matter"
        );
        assert!(
            !me.compare(&subject("Carrión", "Hernán", "1967-04-02", Sex::Male))
                .accepts(),
            "other birth date"
        );
        assert!(
            !me.compare(&subject("Terry", "Jena", "1966-04-02", Sex::Male))
                .accepts(),
            "other name, same birth date: twins"
        );
        assert!(
            !me.compare(&subject("Carrion", "Hernan", "1966-04-02", Sex::Female))
                .accepts(),
            "other sex"
        );
        assert!(
            !me.compare(&subject("Carrion", "Luis", "1966-04-02", Sex::Male))
                .accepts(),
            "a brother"
        );
        assert!(
            me.compare(&SubjectIdentity::default()).accepts(),
            "a file that names nobody"
        );
    }

    #[test]
    fn a_chinese_name_and_its_latin_form_do_not_contradict() {
        let me = details("李华", "1954-03-18", Sex::Female);
        let outcome = me.compare(&subject("Li", "Hua", "1954-03-18", Sex::Female));
        assert_eq!(outcome.name, Match::Unknown, "scripts differ");
        assert!(outcome.accepts(), "birth date and sex agree");
    }
}
