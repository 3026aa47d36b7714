//! The people whose records are kept.

use super::family;
use crate::dto::{
    Empty, PeopleView, PersonAddRequest, PersonEditRequest, PersonRemoveRequest, PersonRequest,
    PersonView, Right,
};
use crate::error::{ApiResult, ErrorCode};
use crate::error_map::form_problem;
use crate::session::Session;
use kin_i18n::{Lang, date_text, text};
use kin_model::{PartialDate, PersonDetails, PersonId, PersonName, Sex};
use kin_vault::Record;

/// The palette of people's colours, in the order they are given out.
pub(crate) const COLOURS: [&str; 6] = ["plum", "teal", "amber", "blue", "rose", "moss"];

/// Entries of a record that stand in its lists.
pub(crate) fn entry_count(record: &Record) -> ApiResult<u64> {
    let counts = record.counts_by_kind()?;
    Ok(counts
        .iter()
        .filter(|(kind, _)| kind.in_timeline())
        .map(|(_, n)| n)
        .sum())
}

/// One Chinese character, or the first letters of the first and last word.
pub(crate) fn initials(name: &str) -> String {
    let han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
    if let Some(c) = name.chars().find(|c| !c.is_whitespace())
        && han(c)
    {
        return c.to_string();
    }
    let firsts: Vec<char> = name
        .split_whitespace()
        .filter_map(|w| w.chars().find(|c| c.is_alphabetic()))
        .collect();
    let mut out: String = firsts.first().into_iter().collect();
    if firsts.len() > 1 {
        out.extend(firsts.last());
    }
    out.to_uppercase()
}

pub(crate) fn view(
    id: &PersonId,
    details: &PersonDetails,
    entries: u64,
    lang: Lang,
    today: Option<&PartialDate>,
) -> PersonView {
    let born = details.born.as_ref().map(ToString::to_string);
    PersonView {
        id: id.to_string(),
        name: details.name.text.clone(),
        other_names: details.other_names.iter().map(|n| n.text.clone()).collect(),
        born_text: born.as_deref().map(|b| date_text(lang, b)),
        born,
        age: age(details, today),
        sex: details.sex,
        sex_text: sex_text(details.sex, lang),
        relation: details.relation.clone(),
        colour: details.colour.clone(),
        initials: initials(&details.name.text),
        phone: details.phone.clone(),
        entries,
        right: Right::Owner,
        right_text: family::right_text(kin_vault::Right::Owner, lang),
        trouble: None,
    }
}

/// The same with what the keyholder may do.
fn with_right(mut view: PersonView, right: kin_vault::Right, lang: Lang) -> PersonView {
    if right != kin_vault::Right::Owner {
        // "Mother", "myself": what the owner calls the person is not what a caregiver does.
        view.relation.clear();
    }
    view.right = family::right_out(right);
    view.right_text = family::right_text(right, lang);
    view
}

pub(crate) fn age(details: &PersonDetails, today: Option<&PartialDate>) -> Option<u16> {
    details.born.as_ref()?.age_on(today?)
}

pub(crate) fn sex_text(sex: Sex, lang: Lang) -> String {
    let key = match sex {
        Sex::Female => "sex-female",
        Sex::Male => "sex-male",
        Sex::Other => "sex-other",
        Sex::Unknown => "sex-unknown",
    };
    text(lang, key, &[])
}

/// The person of an id with their details, as every screen's head shows them.
pub(crate) fn person_view(session: &Session, id: &str) -> ApiResult<PersonView> {
    let record = session.record(id)?;
    let id: PersonId = id.parse().map_err(|_| ErrorCode::UnknownPerson)?;
    let details = record.details()?;
    let today = session.clock().today();
    let entries = entry_count(&record)?;
    let seen = view(&id, &details, entries, session.lang(), today.as_ref());
    Ok(with_right(seen, record.right(), session.lang()))
}

pub(crate) fn people_list(session: &Session, _: Empty) -> ApiResult<PeopleView> {
    let (lang, today) = (session.lang(), session.clock().today());
    session.with(|open| {
        let mut people = Vec::new();
        for (id, details) in open.vault.people() {
            // A record that cannot be opened must not hide the others, nor itself.
            let record = open.vault.record(&id);
            let counted = record.as_ref().ok().map(|r| entry_count(r));
            let entries = counted.and_then(Result::ok).unwrap_or_default();
            let mut seen = view(&id, &details, entries, lang, today.as_ref());
            match &record {
                Ok(record) => seen = with_right(seen, record.right(), lang),
                Err(error) => seen.trouble = family::trouble(error, lang),
            }
            people.push(seen);
        }
        Ok(PeopleView { people })
    })
}

fn person_name(typed: &str) -> PersonName {
    PersonName {
        text: typed.trim().to_owned(),
        ..PersonName::default()
    }
}

/// What was typed about a person, checked.
pub(crate) fn details_of(
    request: &PersonRequest,
    today: Option<&PartialDate>,
    colour: &str,
) -> ApiResult<PersonDetails> {
    let name = person_name(&request.name);
    let length = name.text.chars().count();
    if length == 0 {
        return Err(form_problem("name", "empty"));
    }
    if length > 200 {
        return Err(form_problem("name", "too-long"));
    }
    let given = |field: &Option<String>| {
        field
            .as_deref()
            .map(str::trim)
            .filter(|t| !t.is_empty())
            .map(str::to_owned)
    };
    let born = match given(&request.born) {
        None => None,
        Some(typed) => {
            let date: PartialDate = typed
                .parse()
                .map_err(|_| form_problem("born", "bad-date"))?;
            let date = date.date_only();
            if today.is_some_and(|t| date.sort_seconds() > t.sort_seconds()) {
                return Err(form_problem("born", "in-the-future"));
            }
            if date.year_number() < 1880 {
                return Err(form_problem("born", "out-of-range"));
            }
            Some(date)
        }
    };
    let wanted = given(&request.colour).filter(|c| COLOURS.contains(&c.as_str()));
    Ok(PersonDetails {
        name,
        other_names: given(&request.other_name)
            .iter()
            .map(|n| person_name(n))
            .collect(),
        born,
        sex: request.sex,
        relation: given(&request.relation).unwrap_or_default(),
        colour: wanted.unwrap_or_else(|| colour.to_owned()),
        phone: given(&request.phone).unwrap_or_default(),
        identifiers: Vec::new(),
    })
}

/// The first colour that nobody has.
pub(crate) fn free_colour<'a>(taken: impl Iterator<Item = &'a str>) -> &'static str {
    let taken: Vec<&str> = taken.collect();
    let count = |colour: &str| taken.iter().filter(|t| **t == colour).count();
    COLOURS
        .into_iter()
        .min_by_key(|colour| count(colour))
        .unwrap_or("teal")
}

pub(crate) fn person_add(session: &Session, request: PersonAddRequest) -> ApiResult<PersonView> {
    let (now, today) = (session.clock().now_text(), session.clock().today());
    let id = session.with(|open| {
        let people = open.vault.people();
        let colour = free_colour(people.iter().map(|(_, d)| d.colour.as_str()));
        let details = details_of(&request.person, today.as_ref(), colour)?;
        Ok(open.vault.create_person(&details, &now)?)
    })?;
    person_view(session, id.as_str())
}

pub(crate) fn person_edit(session: &Session, request: PersonEditRequest) -> ApiResult<PersonView> {
    let record = session.record(&request.id)?;
    let old = record.details()?;
    let today = session.clock().today();
    let mut details = details_of(&request.person, today.as_ref(), &old.colour)?;
    // Parts of the name and numbers at hospitals came with an import and are not in the form.
    if details.name.text == old.name.text {
        details.name = old.name;
    }
    for name in old.other_names.into_iter().skip(1) {
        if !details.other_names.contains(&name) {
            details.other_names.push(name);
        }
    }
    details.identifiers = old.identifiers;
    record.set_details(&details, &session.clock().now_text())?;
    person_view(session, &request.id)
}

pub(crate) fn person_remove(session: &Session, request: PersonRemoveRequest) -> ApiResult<()> {
    let id: PersonId = request.id.parse().map_err(|_| ErrorCode::UnknownPerson)?;
    let name = session.record(&request.id)?.details()?.name.text;
    let folded = |text: &str| {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    if folded(&name) != folded(&request.typed_name) {
        return Err(ErrorCode::NameDiffers.into());
    }
    session.with(|open| Ok(open.vault.remove_person(&id)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_a_character_or_two_letters() {
        for (name, want) in [
            ("李华", "李"),
            ("Li Hua", "LH"),
            ("Anna Maria Smith", "AS"),
            ("cher", "C"),
            ("", ""),
            ("  (x) 9", "X"),
        ] {
            assert_eq!(initials(name), want, "{name}");
        }
    }

    #[test]
    fn the_next_colour_is_one_nobody_has() {
        assert_eq!(free_colour(std::iter::empty()), "plum");
        assert_eq!(free_colour(["plum", "amber"].into_iter()), "teal");
        assert_eq!(free_colour(COLOURS.into_iter().chain(["plum"])), "teal");
    }
}
