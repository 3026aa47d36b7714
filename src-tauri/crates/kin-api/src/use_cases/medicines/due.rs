//! Which doses are due: what the plans ask for, and what was noted of each.

use super::book::{self, Book, Noted, Taken};
use super::words::amount_text;
use super::{Mine, mine, now, title};
use crate::dto::DoseState;
use crate::error::ApiResult;
use crate::session::Session;
use kin_model::dosing::Outcome;
use kin_rules::dosing::{Due, due};
use kin_rules::exact::Exact;
use kin_rules::time::{Day, Moment};
use kin_vault::Record;

/// A dose that is planned, with what was noted of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DoseDue {
    /// The medicine's entry, 16 hex digits.
    pub(crate) medicine: String,
    /// Its name in the language of the app.
    pub(crate) title: String,
    /// How much, with its unit, in words.
    pub(crate) amount_text: String,
    /// When it is planned, by the clock on the wall: with the medicine its name for `med_take`.
    pub(crate) planned: Moment,
    /// When to remind: the planned time, or that to which it was put off.
    pub(crate) remind: Moment,
    /// What was noted.
    pub(crate) state: DoseState,
    /// The entry that says so.
    pub(crate) entry: Option<String>,
}

/// The planned doses whose time to remind is from `from` up to, and not with, `until`, in the order of
/// that time; those that were taken or left out are among them and say so.
///
/// Times are by the clock on the wall, so nothing changes with the zone of the computer.
///
/// # Errors
/// What the record answers.
pub(crate) fn doses_due(
    session: &Session,
    record: &Record,
    from: Moment,
    until: Moment,
) -> ApiResult<Vec<DoseDue>> {
    // A dose can be put off by half a day at most.
    let begin = from.plus(-86_400);
    let book = book::read(record, begin)?;
    let (lang, now) = (session.lang(), now(session)?);
    let mut found = Vec::new();
    for mine in mine(record)? {
        let unit = mine.medicine.course.plan.as_ref().map(|p| p.unit.clone());
        let unit = unit.unwrap_or_default();
        for dose in asked(&mine, &book, begin, until) {
            let noted = book.of(&mine.resource, dose.at);
            let remind = noted.and_then(|n| n.later).unwrap_or(dose.at);
            if remind < from || remind >= until {
                continue;
            }
            let state = state(noted, remind, now);
            // Stopped today: what was noted stays, nothing more is asked for.
            if !mine.medicine.active && !matches!(state, DoseState::Taken | DoseState::Skipped) {
                continue;
            }
            found.push(DoseDue {
                medicine: mine.row.id.to_string(),
                title: title(&mine.row, lang),
                amount_text: amount_text(lang, dose.amount, dose.unit.as_ref().unwrap_or(&unit)),
                planned: dose.at,
                remind,
                state,
                entry: noted.map(|n| n.entry.to_string()),
            });
        }
    }
    found.sort_by(|a, b| a.remind.cmp(&b.remind).then_with(|| a.title.cmp(&b.title)));
    Ok(found)
}

/// What is known of a dose.
pub(super) fn state(noted: Option<&Noted>, remind: Moment, now: Moment) -> DoseState {
    match noted.map(|n| n.dose.outcome) {
        Some(Outcome::Taken) => DoseState::Taken,
        Some(Outcome::Skipped) => DoseState::Skipped,
        Some(Outcome::Later) if remind > now => DoseState::Later,
        _ if remind > now => DoseState::Coming,
        _ => DoseState::Open,
    }
}

/// What the plan of a medicine asks for in a time, as long as it is taken.
pub(super) fn planned(mine: &Mine, from: Moment, until: Moment) -> Vec<Due> {
    let medicine = &mine.medicine;
    let Some(plan) = &medicine.course.plan else {
        return Vec::new();
    };
    let until = match medicine.until.as_ref().map(Day::of) {
        Some(Some(last)) => until.min(Moment::at(last.plus(1), 0)),
        // Ended, and nobody knows when.
        _ if !medicine.active => return Vec::new(),
        _ => until,
    };
    due(plan, from, until)
}

/// What the plan asks for in a time, and doses that were noted at times it does not have any more: what was
/// noted stays, with what it was.
pub(super) fn asked(mine: &Mine, book: &Book, from: Moment, until: Moment) -> Vec<Due> {
    let mut doses = planned(mine, from, until);
    for (at, noted) in book.settled(&mine.resource, from, until) {
        if let Some(amount) = Exact::of(&noted.dose.amount)
            && doses.iter().all(|d| d.at != at)
        {
            doses.push(Due {
                at,
                amount,
                unit: Some(noted.dose.unit.clone()),
            });
        }
    }
    doses.sort_by_key(|d| d.at);
    doses
}

/// What of a medicine was noted as taken on a day.
pub(super) fn taken_on(book: &Book, resource: &str, day: Day) -> Taken {
    let (from, until) = (Moment::at(day, 0), Moment::at(day.plus(1), 0));
    book.taken_in(resource, from, until)
}
