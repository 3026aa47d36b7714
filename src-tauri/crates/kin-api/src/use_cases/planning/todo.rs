//! What there is to do today.

use super::super::medicines::{DoseDue, doses_due};
use super::super::seeing::newest;
use super::super::trend;
use super::super::view::Viewer;
use super::ticks::Ticks;
use super::{civil, clock_text, moment_of, now, plan, reminders};
use crate::dto::{
    DoseState, PersonIdRequest, Reminder, ReminderWhat, TodoItem, TodoKind, TodoView,
};
use crate::error::ApiResult;
use crate::session::Session;
use kin_i18n::{Catalogue, Lang};
use kin_model::{EntryRow, Kind};
use kin_rules::time::Moment;
use kin_vault::Record;

/// Newest readings that are looked at for what was measured today.
const READINGS: usize = 300;
/// Seconds before its time from which a reading counts for it.
const EARLY: i64 = 2 * 3600;

/// The series that answers a reminder to measure.
const fn series(what: ReminderWhat) -> Option<&'static str> {
    match what {
        ReminderWhat::BloodPressure => Some("blood-pressure"),
        ReminderWhat::Glucose => Some("glucose"),
        ReminderWhat::Weight => Some("weight"),
        ReminderWhat::CheckUp | ReminderWhat::Task | ReminderWhat::Own => None,
    }
}

const fn kind(what: ReminderWhat) -> TodoKind {
    match what {
        ReminderWhat::BloodPressure => TodoKind::BloodPressure,
        ReminderWhat::Glucose => TodoKind::Glucose,
        ReminderWhat::Weight => TodoKind::Weight,
        ReminderWhat::CheckUp => TodoKind::CheckUp,
        ReminderWhat::Task => TodoKind::Task,
        ReminderWhat::Own => TodoKind::Own,
    }
}

/// The moments of today's readings, by series.
struct Measured(Vec<(String, Moment)>);

impl Measured {
    fn of(record: &Record) -> ApiResult<Self> {
        let rows = newest(record, &[Kind::VitalSign], READINGS)?;
        let moment = |row: &EntryRow| {
            let at = Moment::of(row.date.as_ref()?)?;
            Some((trend::key_of(row)?, at))
        };
        Ok(Self(rows.iter().filter_map(moment).collect()))
    }

    /// Was it measured for this time: from two hours before it until two hours before the next?
    fn between(&self, key: &str, at: Moment, next: Option<Moment>) -> bool {
        let from = Moment::at(at.day(), at.second().saturating_sub(EARLY));
        let until = next.map(|n| Moment::at(n.day(), n.second().saturating_sub(EARLY)));
        self.0
            .iter()
            .any(|(k, m)| k == key && *m >= from && until.is_none_or(|u| *m < u))
    }
}

/// Has it been done, by a tick or by a reading?
fn is_done(
    reminder: &Reminder,
    at: Moment,
    next: Option<Moment>,
    ticks: &Ticks,
    measured: &Measured,
) -> bool {
    if ticks.at(&format!("reminder:{}", reminder.id), at) {
        return true;
    }
    if let Some(key) = series(reminder.what) {
        return measured.between(key, at, next);
    }
    match (&reminder.what, &reminder.entry) {
        (ReminderWhat::Task, Some(entry)) => ticks.on(&format!("task:{entry}"), at.day()),
        _ => false,
    }
}

/// `Take Metformin 500 mg: 1 tablet`.
pub(super) fn dose_text(lang: Lang, dose: &DoseDue) -> String {
    let (what, amount) = (dose.title.as_str(), dose.amount_text.as_str());
    if amount.is_empty() {
        return Catalogue::text(lang, "remind-dose", &[("what", what)]);
    }
    Catalogue::text(
        lang,
        "remind-dose-amount",
        &[("what", what), ("amount", amount)],
    )
}

/// Has a reminder been done for one of its moments, so that nobody needs to be told?
pub(super) fn done(record: &Record, reminder: &Reminder, at: Moment) -> ApiResult<bool> {
    let (ticks, measured) = (Ticks::of(record)?, Measured::of(record)?);
    Ok(is_done(reminder, at, None, &ticks, &measured))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn todo(session: &Session, request: PersonIdRequest) -> ApiResult<TodoView> {
    let record = session.record(&request.person)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let now = now(session)?;
    let today = now.day();
    let (ticks, measured) = (Ticks::of(&record)?, Measured::of(&record)?);
    let mut items = Vec::new();
    let (begin, end) = (Moment::at(today, -1), Moment::at(today, 86_399));
    for (reminder, rule) in reminders::running(&record)? {
        // On its first day nothing was due before it was made.
        let made = reminder.made.as_deref().and_then(moment_of);
        let mut moments = rule.moments(begin, end);
        moments.retain(|at| made.is_none_or(|made| *at >= made));
        for (i, at) in moments.iter().enumerate() {
            let next = moments.get(i.saturating_add(1)).copied();
            items.push(TodoItem {
                key: format!("reminder:{}", reminder.id),
                kind: kind(reminder.what),
                text: reminders::text(&reminder, viewer.lang),
                at: civil(*at),
                at_text: clock_text(*at),
                due: *at <= now,
                done: is_done(&reminder, *at, next, &ticks, &measured),
                entry: reminder.entry.clone(),
            });
        }
    }
    for (appointment, at) in plan::appointments(&record, &viewer, today)? {
        if appointment.days > 0 {
            break;
        }
        let place = [appointment.who, appointment.place];
        let place: Vec<String> = place.into_iter().flatten().collect();
        let mut words = vec![appointment.entry.title.clone()];
        words.extend((!place.is_empty()).then(|| place.join(kin_i18n::pause(viewer.lang))));
        items.push(TodoItem {
            key: format!("appointment:{}", appointment.entry.id),
            kind: TodoKind::Appointment,
            text: words.join(" · "),
            at: civil(at.unwrap_or(Moment::at(today, 0))),
            at_text: at.map(clock_text).unwrap_or_default(),
            due: at.is_none_or(|at| at <= now),
            done: false,
            entry: Some(appointment.entry.id),
        });
    }
    let tomorrow = Moment::at(today.plus(1), 0);
    for dose in doses_due(session, &record, Moment::at(today, 0), tomorrow)? {
        items.push(TodoItem {
            key: format!("dose:{}", dose.medicine),
            kind: TodoKind::Dose,
            text: dose_text(viewer.lang, &dose),
            at: civil(dose.planned),
            at_text: clock_text(dose.remind),
            due: dose.remind <= now,
            done: matches!(dose.state, DoseState::Taken | DoseState::Skipped),
            entry: Some(dose.medicine),
        });
    }
    items.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.key.cmp(&b.key)));
    Ok(TodoView { items })
}
