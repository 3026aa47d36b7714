//! The people whose records are kept.

use super::family;
use crate::dto::{
    ContactForm, Empty, PeopleView, PersonAddRequest, PersonEditRequest, PersonRemoveRequest,
    PersonRequest, PersonView, Right,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::error_map::form_problem;
use crate::session::Session;
use kin_i18n::{Lang, date_text, text};
use kin_model::{Contact, PartialDate, PersonDetails, PersonId, PersonName, Sex};
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

pub(crate) const fn han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

/// Words before and after a name that are no part of it.
const TITLES: [&str; 15] = [
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "rev", "jr", "sr", "ii", "iii", "md",
    "phd",
];

fn is_title(word: &str) -> bool {
    let word = word.trim_matches(['.', ',']).replace('.', "");
    TITLES.iter().any(|title| word.eq_ignore_ascii_case(title))
}

/// The name that a reader of a language reads best: the Chinese one in Chinese, the one in Latin
/// letters in English; the first name where there is no such.
pub(crate) fn shown_name(details: &PersonDetails, lang: Lang) -> &str {
    let chinese = lang == Lang::ZhCn;
    std::iter::once(&details.name)
        .chain(&details.other_names)
        .map(|name| name.text.as_str())
        .find(|name| !name.is_empty() && name.chars().any(han) == chinese)
        .unwrap_or(&details.name.text)
}

/// One Chinese character, or the first letters of the first and last word; titles do not count.
pub(crate) fn initials(name: &str) -> String {
    if let Some(c) = name.chars().find(|c| !c.is_whitespace())
        && han(c)
    {
        return c.to_string();
    }
    let firsts: Vec<char> = name
        .split_whitespace()
        .filter(|word| !is_title(word))
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
    let name = shown_name(details, lang);
    PersonView {
        id: id.to_string(),
        name: name.to_owned(),
        other_names: std::iter::once(&details.name)
            .chain(&details.other_names)
            .map(|n| n.text.clone())
            .filter(|other| other != name)
            .collect(),
        born_text: born.as_deref().map(|b| date_text(lang, b)),
        born,
        age: age(details, today),
        sex: details.sex,
        sex_text: sex_text(details.sex, lang),
        relation: details.relation.clone(),
        colour: details.colour.clone(),
        initials: initials(name),
        phone: details.phone.clone(),
        contacts: details.contacts.iter().map(contact_form).collect(),
        doctor: details.doctor.as_ref().map(contact_form),
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

pub(crate) fn contact_form(contact: &Contact) -> ContactForm {
    ContactForm {
        name: contact.name.clone(),
        relation: contact.relation.clone(),
        phone: contact.phone.clone(),
    }
}

/// Most people to call.
const CONTACTS: usize = 3;

/// Somebody to call, checked; `None` when nothing was typed. One without a name cannot be called for.
fn contact(form: &ContactForm, field: &str) -> ApiResult<Option<Contact>> {
    let (name, relation, phone) = (form.name.trim(), form.relation.trim(), form.phone.trim());
    if name.is_empty() && relation.is_empty() && phone.is_empty() {
        return Ok(None);
    }
    if name.is_empty() {
        return Err(form_problem(field, "empty"));
    }
    if name.chars().count() > 200 || relation.chars().count() > 120 || phone.chars().count() > 60 {
        return Err(form_problem(field, "too-long"));
    }
    Ok(Some(Contact {
        name: name.to_owned(),
        relation: relation.to_owned(),
        phone: phone.to_owned(),
    }))
}

fn contacts(forms: &[ContactForm]) -> ApiResult<Vec<Contact>> {
    let found: ApiResult<Vec<Option<Contact>>> =
        forms.iter().map(|form| contact(form, "contacts")).collect();
    let found: Vec<Contact> = found?.into_iter().flatten().collect();
    if found.len() > CONTACTS {
        return Err(form_problem("contacts", "too-many-contacts"));
    }
    Ok(found)
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
        contacts: contacts(request.contacts.as_deref().unwrap_or_default())?,
        doctor: match &request.doctor {
            Some(form) => contact(form, "doctor")?,
            None => None,
        },
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

/// Puts what was typed in the place of the names that the form showed: which one came first there
/// depends on the language, which one comes first in the record does not.
fn rename(details: &mut PersonDetails, old: &PersonDetails, lang: Lang) {
    let shown = shown_name(old, lang);
    let old_names = || std::iter::once(&old.name).chain(&old.other_names);
    let first = old_names().position(|n| n.text == shown);
    let second = old_names().position(|n| n.text != shown);
    let mut other = details.other_names.first().cloned();
    let mut names: Vec<PersonName> = Vec::new();
    for (at, name) in old_names().enumerate() {
        let typed = if Some(at) == first {
            Some(details.name.clone())
        } else if Some(at) == second {
            other.take()
        } else {
            Some(name.clone())
        };
        // A name that stays as it was keeps its parts.
        names.extend(typed.map(|t| if t.text == name.text { name.clone() } else { t }));
    }
    names.extend(other);
    let mut names = names.into_iter();
    if let Some(name) = names.next() {
        details.name = name;
        details.other_names = names.collect();
    }
}

pub(crate) fn person_edit(session: &Session, request: PersonEditRequest) -> ApiResult<PersonView> {
    let record = session.record(&request.id)?;
    let old = record.details()?;
    let today = session.clock().today();
    let mut details = details_of(&request.person, today.as_ref(), &old.colour)?;
    // Parts of the name and numbers at hospitals came with an import and are not in the form.
    rename(&mut details, &old, session.lang());
    details.identifiers = old.identifiers;
    // A form that does not show them leaves them as they are.
    if request.person.contacts.is_none() {
        details.contacts = old.contacts;
    }
    if request.person.doctor.is_none() {
        details.doctor = old.doctor;
    }
    record.set_details(&details, &session.clock().now_text())?;
    person_view(session, &request.id)
}

pub(crate) fn person_remove(session: &Session, request: PersonRemoveRequest) -> ApiResult<()> {
    let id: PersonId = request.id.parse().map_err(|_| ErrorCode::UnknownPerson)?;
    // What the keyring knows of one that does not open any more.
    let known = |details: kin_vault::VaultError| {
        let people = session.with(|open| Ok(open.vault.people()))?;
        let found = people.into_iter().find(|(person, _)| *person == id);
        found
            .map(|(_, known)| known)
            .ok_or_else(|| ApiError::from(details))
    };
    let details = session.with(|open| Ok(open.vault.record(&id).and_then(|r| r.details())))?;
    let details = details.or_else(known)?;
    let folded = |text: &str| {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    let typed = folded(&request.typed_name);
    let mut names = std::iter::once(&details.name).chain(&details.other_names);
    if typed.is_empty() || !names.any(|name| folded(&name.text) == typed) {
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
            ("Mr. Benny Green", "BG"),
            ("Prof. Dr. Eva Lang, M.D.", "EL"),
        ] {
            assert_eq!(initials(name), want, "{name}");
        }
    }

    fn called(names: &[&str]) -> PersonDetails {
        let mut names = names.iter().map(|n| person_name(n));
        PersonDetails {
            name: names.next().unwrap_or_default(),
            other_names: names.collect(),
            born: None,
            sex: Sex::Unknown,
            relation: String::new(),
            colour: String::new(),
            phone: String::new(),
            identifiers: vec![],
            contacts: Vec::new(),
            doctor: None,
        }
    }

    #[test]
    fn each_language_shows_the_name_its_readers_read() {
        let both = called(&["Li Hua", "李华"]);
        assert_eq!(shown_name(&both, Lang::ZhCn), "李华");
        assert_eq!(shown_name(&both, Lang::En), "Li Hua");
        let chinese = called(&["李华"]);
        assert_eq!(shown_name(&chinese, Lang::En), "李华", "the only one");
    }

    #[test]
    fn editing_in_chinese_does_not_change_which_name_comes_first() {
        let old = called(&["Li Hua", "李华", "Hua"]);
        let texts = |d: &PersonDetails| {
            let others = d.other_names.iter().map(|n| n.text.clone());
            std::iter::once(d.name.text.clone())
                .chain(others)
                .collect::<Vec<_>>()
        };
        let mut same = called(&["李华", "Li Hua"]);
        rename(&mut same, &old, Lang::ZhCn);
        assert_eq!(texts(&same), ["Li Hua", "李华", "Hua"]);
        let mut changed = called(&["李桦", "Li Hua"]);
        rename(&mut changed, &old, Lang::ZhCn);
        assert_eq!(texts(&changed), ["Li Hua", "李桦", "Hua"]);
        let mut fewer = called(&["Li Hua"]);
        rename(&mut fewer, &old, Lang::En);
        assert_eq!(texts(&fewer), ["Li Hua", "Hua"], "a name taken out");
    }

    #[test]
    fn the_next_colour_is_one_nobody_has() {
        assert_eq!(free_colour(std::iter::empty()), "plum");
        assert_eq!(free_colour(["plum", "amber"].into_iter()), "teal");
        assert_eq!(free_colour(COLOURS.into_iter().chain(["plum"])), "teal");
    }
}
