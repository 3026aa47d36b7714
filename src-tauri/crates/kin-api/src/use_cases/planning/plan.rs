//! The plan: appointments, reminders, goals, and what the person has set out to do.

use super::super::seeing::every;
use super::super::view::{Viewer, when_text};
use super::now;
use super::reminders;
use super::ticks::Ticks;
use crate::dto::{
    AppointmentView, PersonIdRequest, PlanArea, PlanItemView, PlanStanding, PlanView,
};
use crate::error::ApiResult;
use crate::session::Session;
use kin_fhir::author::{Typed, TypedEntry, parse_typed};
use kin_i18n::date_text;
use kin_model::{EntryRow, Kind, OriginKind, PartialDate, StatusClass};
use kin_rules::time::{Day, Moment};
use kin_vault::Record;

/// Most appointments to come that are shown.
const APPOINTMENTS: usize = 200;

/// What was typed, where it was typed by hand.
fn typed(record: &Record, row: &EntryRow) -> ApiResult<(Option<TypedEntry>, bool)> {
    let full = record.entry(row.id)?;
    let first = full.sources.first().map(|s| s.origin.kind);
    Ok((parse_typed(&full.body), first == Some(OriginKind::Hand)))
}

/// Appointments from today on that hold, the next one first.
pub(super) fn appointments(
    record: &Record,
    viewer: &Viewer,
    today: Day,
) -> ApiResult<Vec<(AppointmentView, Option<Moment>)>> {
    let mut rows = every(record, &[Kind::Appointment])?;
    rows.retain(|r| !r.hidden);
    rows.retain(|r| {
        matches!(
            r.status_class,
            StatusClass::Planned | StatusClass::Current | StatusClass::Unknown
        )
    });
    // Days and times are those of the clock on this wall, whatever zone the hospital writes in.
    let mut found: Vec<(EntryRow, PartialDate, Day)> = rows
        .into_iter()
        .filter_map(|row| {
            let date = viewer.when(&row)?;
            let day = Day::of(&date)?;
            (day >= today).then_some((row, date, day))
        })
        .collect();
    found.sort_by_key(|(_, date, day)| (*day, date.sort_seconds()));
    found.truncate(APPOINTMENTS);
    let mut all = Vec::new();
    for (row, date, day) in found {
        let (entry, editable) = typed(record, &row)?;
        let (who, place) = match entry.map(|t| t.typed) {
            Some(Typed::Appointment(a)) if editable => (a.who, a.place),
            _ => (row.who.clone(), None),
        };
        let view = AppointmentView {
            entry: viewer.entry(&row),
            who,
            place,
            when_text: when_text(viewer.lang, &date, row.date.as_ref()),
            days: day.0.saturating_sub(today.0),
            editable,
        };
        all.push((view, Moment::of(&date)));
    }
    Ok(all)
}

fn standing_of(row: &EntryRow) -> PlanStanding {
    match row.status_class {
        StatusClass::Past => PlanStanding::Done,
        StatusClass::Negated => PlanStanding::Stopped,
        _ => PlanStanding::Active,
    }
}

fn item(
    record: &Record,
    viewer: &Viewer,
    ticks: &Ticks,
    row: &EntryRow,
    today: Day,
) -> ApiResult<PlanItemView> {
    use super::super::typing::{form_area, form_standing};
    let (entry, editable) = typed(record, row)?;
    let (area, standing, words, until) = match entry.map(|t| t.typed) {
        Some(Typed::Aim(a)) if editable => (
            form_area(a.area),
            form_standing(a.standing),
            a.target,
            a.due,
        ),
        Some(Typed::Task(t)) if editable => {
            (form_area(t.area), form_standing(t.standing), t.how, t.until)
        }
        _ => (PlanArea::Other, standing_of(row), row.value.clone(), None),
    };
    let key = format!("task:{}", row.id);
    let week = (0_i64..7)
        .filter(|back| ticks.on(&key, today.plus(back.saturating_neg())))
        .count();
    Ok(PlanItemView {
        entry: viewer.entry(row),
        area,
        standing,
        words,
        until_text: until.map(|d| date_text(viewer.lang, &d.to_string())),
        done_today: ticks.on(&key, today),
        week: u8::try_from(week).unwrap_or(7),
        editable,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn plan(session: &Session, request: PersonIdRequest) -> ApiResult<PlanView> {
    let record = session.record(&request.person)?;
    let viewer = Viewer::new(session, &request.person, &record)?;
    let today = now(session)?.day();
    let ticks = Ticks::of(&record)?;
    let (mut goals, mut tasks, mut past) = (Vec::new(), Vec::new(), Vec::new());
    for row in every(&record, &[Kind::Goal, Kind::CarePlan])? {
        if row.hidden || matches!(row.status_class, StatusClass::Error) {
            continue;
        }
        let view = item(&record, &viewer, &ticks, &row, today)?;
        match (view.standing, row.kind) {
            (PlanStanding::Active, Kind::Goal) => goals.push(view),
            (PlanStanding::Active, _) => tasks.push(view),
            _ => past.push(view),
        }
    }
    Ok(PlanView {
        appointments: appointments(&record, &viewer, today)?
            .into_iter()
            .map(|(view, _)| view)
            .collect(),
        reminders: reminders::views(session, &record)?,
        goals,
        tasks,
        past,
    })
}
