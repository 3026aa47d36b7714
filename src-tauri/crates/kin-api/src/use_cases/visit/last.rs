//! Since when: the last visit, the last hand-over, or the day the person chooses.

use super::super::seeing::newest;
use super::super::summary::last_hand_over;
use super::super::view::Viewer;
use crate::dto::VisitDayView;
use crate::error::ApiResult;
use crate::error_map::form_problem;
use crate::session::Session;
use kin_i18n::{Lang, date_text, text};
use kin_model::{EntryRow, Kind, PartialDate, StatusClass};
use kin_rules::time::Day;
use kin_vault::Record;
use serde_json::Value;

/// Newest visits among which the last one is sought.
const LOOK_AT: usize = 200;
/// Days to choose from.
const MOST: usize = 4;

/// Encounters that are a stay or an emergency, and no visit to a doctor.
///
/// # Source
/// HL7 v3 ActCode, value set ActEncounterCode (THO 6.0): IMP inpatient, ACUTE, NONAC, OBSENC observation,
/// SS short stay, EMER emergency; FHIR DSTU2, encounter-class: `inpatient`, `emergency`.
const STAYS: &[&str] = &[
    "IMP",
    "ACUTE",
    "NONAC",
    "OBSENC",
    "SS",
    "EMER",
    "inpatient",
    "emergency",
];

/// What a visit of the record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encounter {
    /// A visit to a doctor, as far as its source tells.
    Visit,
    /// A stay, or an emergency.
    Stay,
    /// No encounter: an episode of care.
    Other,
}

/// Reads it from the original.
pub(super) fn encounter(body: &[u8]) -> Encounter {
    let Ok(json) = serde_json::from_slice::<Value>(body) else {
        return Encounter::Other;
    };
    if json.get("resourceType").and_then(Value::as_str) != Some("Encounter") {
        return Encounter::Other;
    }
    // A Coding in R4, a code in DSTU2, concepts in R5.
    let class = json.get("class").and_then(|class| {
        let code = class
            .get("code")
            .or_else(|| class.pointer("/0/coding/0/code"));
        code.unwrap_or(class).as_str()
    });
    match class {
        Some(code) if STAYS.contains(&code) => Encounter::Stay,
        _ => Encounter::Visit,
    }
}

/// Took place, as far as the record tells.
pub(super) const fn took_place(row: &EntryRow) -> bool {
    !matches!(
        row.status_class,
        StatusClass::Planned | StatusClass::Negated | StatusClass::Error
    )
}

/// The first day that a date can mean.
pub(super) fn first_day(date: &PartialDate) -> Day {
    Day::of(date).unwrap_or_else(|| Day(date.date_only().unix_seconds().div_euclid(86_400)))
}

fn view(day: Day, from: &str, text: String, lang: Lang) -> Option<VisitDayView> {
    let day = day.date()?.to_string();
    Some(VisitDayView {
        day_text: date_text(lang, &day),
        day,
        from: from.to_owned(),
        text,
    })
}

/// The days to choose from: the last visits to a doctor before today, newest first; then the last
/// hand-over before today.
pub(super) fn days(
    session: &Session,
    record: &Record,
    viewer: &Viewer,
) -> ApiResult<Vec<VisitDayView>> {
    let today = session.clock().today().and_then(|d| Day::of(&d));
    let before = |day: Day| today.is_none_or(|today| day < today);
    let mut days: Vec<VisitDayView> = Vec::new();
    for row in newest(record, &[Kind::Visit], LOOK_AT)? {
        if days.len() >= MOST {
            break;
        }
        // A month or a year is no day to count from.
        let Some(day) = row.date.as_ref().and_then(Day::of).filter(|d| before(*d)) else {
            continue;
        };
        if !took_place(&row) || encounter(&record.entry(row.id)?.body) != Encounter::Visit {
            continue;
        }
        let (title, who) = (viewer.title(&row).0, row.who.clone());
        let words = who.map_or_else(|| title.clone(), |who| format!("{title} · {who}"));
        let seen = view(day, "visit", words, viewer.lang);
        days.extend(seen.filter(|s| days.iter().all(|d| d.day != s.day)));
    }
    let handed = last_hand_over(record, |day| Day::of(day).is_some_and(before))?;
    if let Some(day) = handed.and_then(|d| Day::of(&d)) {
        let words = text(viewer.lang, "visit-day-hand-over", &[]);
        let seen = view(day, "hand-over", words, viewer.lang);
        days.extend(seen.filter(|s| days.iter().all(|d| d.day != s.day)));
    }
    Ok(days)
}

/// The day that changes are counted from when the person has chosen none.
pub(crate) fn default_day(
    session: &Session,
    record: &Record,
    viewer: &Viewer,
) -> ApiResult<Option<Day>> {
    let days = days(session, record, viewer)?;
    days.first().map(|d| parse_day(&d.day)).transpose()
}

/// A day as typed.
pub(crate) fn parse_day(text: &str) -> ApiResult<Day> {
    let date: PartialDate = text
        .trim()
        .parse()
        .map_err(|_| form_problem("since", "bad-date"))?;
    Day::of(&date).ok_or_else(|| form_problem("since", "bad-date"))
}

/// The day that the person has chosen; one of the known ones where it is one.
pub(super) fn chosen(text: &str, days: &[VisitDayView], lang: Lang) -> ApiResult<VisitDayView> {
    let day = parse_day(text)?;
    let known = day.date().map(|d| d.to_string());
    if let Some(one) = days.iter().find(|d| Some(&d.day) == known.as_ref()) {
        return Ok(one.clone());
    }
    let words = kin_i18n::text(lang, "visit-day-chosen", &[]);
    view(day, "chosen", words, lang).ok_or_else(|| form_problem("since", "bad-date"))
}

#[cfg(test)]
mod tests {
    use super::{Encounter, encounter};

    #[test]
    fn a_stay_is_no_visit_to_a_doctor() {
        for (body, want) in [
            (
                r#"{"resourceType":"Encounter","class":{"code":"AMB"}}"#,
                Encounter::Visit,
            ),
            (
                r#"{"resourceType":"Encounter","class":{"code":"IMP"}}"#,
                Encounter::Stay,
            ),
            (
                r#"{"resourceType":"Encounter","class":"inpatient"}"#,
                Encounter::Stay,
            ),
            (
                r#"{"resourceType":"Encounter","class":"outpatient"}"#,
                Encounter::Visit,
            ),
            (
                r#"{"resourceType":"Encounter","class":[{"coding":[{"code":"EMER"}]}]}"#,
                Encounter::Stay,
            ),
            (r#"{"resourceType":"Encounter"}"#, Encounter::Visit),
            (r#"{"resourceType":"EpisodeOfCare"}"#, Encounter::Other),
            ("no json", Encounter::Other),
        ] {
            assert_eq!(encounter(body.as_bytes()), want, "{body}");
        }
    }
}
