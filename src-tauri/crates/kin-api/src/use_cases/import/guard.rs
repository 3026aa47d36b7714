//! Who the files are about, and whether that is the person whose record they are to go into.

use crate::dto::{PersonRequest, PreviewSubject, SubjectMatch, SubjectView};
use crate::error::{ApiError, ErrorCode};
use kin_fhir::Scan;
use kin_i18n::{Lang, date_text};
use kin_model::{Match, MatchOutcome, PersonDetails, PersonId, Sex, SubjectIdentity};

/// Who one file is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum About {
    /// It does not say.
    Nobody,
    /// One person.
    One(Box<SubjectIdentity>),
    /// More than one.
    Several,
}

fn says_something(identity: &SubjectIdentity) -> bool {
    !identity.names.is_empty() || identity.born.is_some() || !identity.identifiers.is_empty()
}

/// Who a scanned file is about.
///
/// References that lead to no `Patient` in the file do not name anybody: where the file holds
/// exactly one person, they are that person's; where it holds none, two of them are two people.
pub(crate) fn about(scan: &Scan) -> About {
    let known: Vec<&SubjectIdentity> = scan
        .subjects
        .iter()
        .map(|s| &s.identity)
        .filter(|i| says_something(i))
        .collect();
    match known.as_slice() {
        [] if scan.subject_count > 1 => About::Several,
        [] => About::Nobody,
        [one] => About::One(Box::new((*one).clone())),
        [first, rest @ ..] => {
            if rest.iter().all(|other| same(first, other)) {
                About::One(Box::new((*first).clone()))
            } else {
                About::Several
            }
        }
    }
}

/// Two descriptions of one person inside one file: the same identifier, or name and birth date.
fn same(a: &SubjectIdentity, b: &SubjectIdentity) -> bool {
    let shares = a.identifiers.iter().any(|i| b.identifiers.contains(i));
    let outcome = details_from(a).compare(b);
    let agrees = outcome.accepts() && outcome.name == Match::Same && outcome.born == Match::Same;
    outcome.accepts() && (shares || agrees)
}

/// A person as a file describes them.
pub(crate) fn details_from(subject: &SubjectIdentity) -> PersonDetails {
    let mut names = subject.names.iter().cloned().map(|mut name| {
        if name.text.is_empty() {
            name.text = kin_model::joined_name(&name.given, name.family.as_deref());
        }
        name
    });
    PersonDetails {
        name: names.next().unwrap_or_default(),
        other_names: names.collect(),
        born: subject.born,
        sex: subject.sex.unwrap_or(Sex::Unknown),
        relation: String::new(),
        colour: String::new(),
        phone: subject.phones.first().cloned().unwrap_or_default(),
        identifiers: subject.identifiers.clone(),
        contacts: Vec::new(),
        doctor: None,
    }
}

/// The form for a new person, filled from a file; `None` when it gives no name.
pub(crate) fn request_from(subject: &SubjectIdentity) -> Option<PersonRequest> {
    let details = details_from(subject);
    let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    some(&details.name.text)?;
    Some(PersonRequest {
        name: details.name.text.clone(),
        other_name: details
            .other_names
            .iter()
            .map(|n| n.text.clone())
            .find(|t| !t.is_empty() && *t != details.name.text),
        born: details.born.map(|b| b.to_string()),
        sex: details.sex,
        relation: None,
        colour: None,
        phone: some(&details.phone),
        contacts: None,
        doctor: None,
    })
}

/// What differs, by name of the field.
pub(crate) fn differs(outcome: &MatchOutcome) -> Vec<String> {
    [
        ("name", outcome.name),
        ("born", outcome.born),
        ("sex", outcome.sex),
    ]
    .into_iter()
    .filter(|(_, m)| *m == Match::Differs)
    .map(|(field, _)| field.to_owned())
    .collect()
}

/// Stops an import into the record of somebody else.
pub(crate) fn check(person: &PersonDetails, subject: &SubjectIdentity) -> Result<(), ApiError> {
    let outcome = person.compare(subject);
    if outcome.accepts() {
        return Ok(());
    }
    Err(ApiError::from(ErrorCode::WrongPerson).with("differs", differs(&outcome).join(", ")))
}

/// The one person of the vault that a file fits: by a record number, or by name and birth date.
pub(crate) fn find<'p>(
    people: &'p [(PersonId, PersonDetails)],
    subject: &SubjectIdentity,
) -> Option<&'p PersonId> {
    let mut fits = people.iter().filter(|(_, details)| {
        let outcome = details.compare(subject);
        outcome.accepts()
            && (outcome.identifier == Match::Same
                || (outcome.name == Match::Same && outcome.born == Match::Same))
    });
    let first = fits.next()?;
    fits.next().is_none().then_some(&first.0)
}

pub(crate) fn subject_view(subject: &SubjectIdentity, lang: Lang) -> SubjectView {
    let details = details_from(subject);
    let born = subject.born.map(|b| b.to_string());
    SubjectView {
        name: details.name.text,
        born_text: born.as_deref().map(|b| date_text(lang, b)),
        born,
        sex: subject.sex,
    }
}

/// A subject against the person that was named and all of the vault.
pub(crate) fn preview_subject(
    subject: &SubjectIdentity,
    named: Option<&PersonDetails>,
    people: &[(PersonId, PersonDetails)],
    lang: Lang,
) -> PreviewSubject {
    let outcome = named.map(|p| p.compare(subject));
    PreviewSubject {
        subject: subject_view(subject, lang),
        outcome: match &outcome {
            None => SubjectMatch::Unknown,
            Some(o) if !o.accepts() => SubjectMatch::Other,
            Some(o) if o.name == Match::Same || o.identifier == Match::Same => SubjectMatch::Same,
            Some(_) => SubjectMatch::Unknown,
        },
        person: find(people, subject).map(ToString::to_string),
        differs: outcome.as_ref().map(differs).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kin_fhir::ScannedSubject;
    use kin_model::PersonName;

    fn identity(name: &str, born: &str, number: &str) -> SubjectIdentity {
        SubjectIdentity {
            names: vec![PersonName {
                text: name.to_owned(),
                ..PersonName::default()
            }],
            born: born.parse().ok(),
            sex: None,
            identifiers: vec![("urn:x".to_owned(), number.to_owned())],
            phones: Vec::new(),
        }
    }

    fn scan(subjects: Vec<SubjectIdentity>) -> Scan {
        Scan {
            subject_count: subjects.len() as u64,
            subjects: subjects
                .into_iter()
                .map(|identity| ScannedSubject {
                    reference: String::new(),
                    identity,
                    resources: 1,
                })
                .collect(),
            ..Scan::default()
        }
    }

    #[test]
    fn a_file_is_about_nobody_one_or_several() {
        let li = identity("Li Hua", "1954-03-02", "1");
        let other = identity("Wang Fang", "1960-01-01", "2");
        let twin = SubjectIdentity {
            names: vec![PersonName {
                text: "Li Hua".to_owned(),
                ..PersonName::default()
            }],
            born: "1980-01-01".parse().ok(),
            ..SubjectIdentity::default()
        };
        assert_eq!(about(&scan(vec![])), About::Nobody);
        assert_eq!(
            about(&scan(vec![SubjectIdentity::default()])),
            About::Nobody,
            "a reference that leads nowhere"
        );
        assert_eq!(
            about(&scan(vec![SubjectIdentity::default(); 2])),
            About::Several,
            "two references that lead nowhere"
        );
        let one = About::One(Box::new(li.clone()));
        assert_eq!(about(&scan(vec![li.clone()])), one);
        assert_eq!(
            about(&scan(vec![li.clone(), li.clone()])),
            one,
            "twice the same"
        );
        assert_eq!(about(&scan(vec![li.clone(), other])), About::Several);
        assert_eq!(
            about(&scan(vec![li, twin])),
            About::Several,
            "the same name and another birth date"
        );
    }

    #[test]
    fn a_file_finds_its_person_only_when_it_is_certain() {
        let people: Vec<(PersonId, PersonDetails)> =
            [("Li Hua", "1954-03-02"), ("Li Na", "1980-05-05")]
                .iter()
                .zip(["0", "1"])
                .map(|((name, born), id)| {
                    let details = details_from(&identity(name, born, name));
                    (id.repeat(32).parse().unwrap(), details)
                })
                .collect();
        let found = |s: &SubjectIdentity| find(&people, s).map(ToString::to_string);
        assert_eq!(
            found(&identity("Hua Li", "1954-03-02", "9")),
            Some("0".repeat(32))
        );
        let nameless = SubjectIdentity::default();
        assert_eq!(
            found(&nameless),
            None,
            "a file that says nothing fits nobody for certain"
        );
        assert!(check(&people[0].1, &identity("Li Na", "1980-05-05", "9")).is_err());
    }
}
