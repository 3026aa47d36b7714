//! Noting a dose: taken, left out, put off, and taking that back.

use super::book::{self, Book};
use super::due::{planned, state, taken_on};
use super::words::{amount_text, moment_text};
use super::{Mine, authored, mine_of, now, title};
use crate::dto::{
    DoseState, DoseView, MedLaterRequest, MedSkipRequest, MedTakeRequest, MedUntakeRequest,
};
use crate::error::{ApiError, ApiResult, ErrorCode, FieldProblem};
use crate::error_map::{form_problem, stored};
use crate::session::Session;
use crate::use_cases::typing::{HAND, by_hand, number_typed, store, when};
use kin_fhir::author::{Dose, build_dose, dose_id, parse_dose};
use kin_i18n::{Catalogue, Lang};
use kin_model::dosing::Outcome;
use kin_model::{Decimal, EntryId, PartialDate};
use kin_rules::exact::Exact;
use kin_rules::medicines::above_most;
use kin_rules::time::{Day, Moment};
use kin_vault::{Record, VaultError};
use serde_json::Value;

/// Most minutes by which a dose is put off.
const MOST_LATER: u16 = 720;

/// What is noted of a dose.
struct Note {
    outcome: Outcome,
    /// The planned time; none for a dose when needed.
    planned: Option<Moment>,
    amount: Decimal,
    at: PartialDate,
    reason: Option<String>,
    later: Option<Moment>,
    note: String,
}

/// The amount that the plan asks for at a time; the dose must be one of the plan.
fn of_plan(mine: &Mine, planned_at: Moment) -> ApiResult<Decimal> {
    let due = planned(mine, planned_at, planned_at.plus(60));
    let amount = due.first().map(|d| super::words::plain(d.amount));
    amount
        .and_then(|a| a.parse().ok())
        .ok_or_else(|| form_problem("planned", "not-planned"))
}

fn moment(text: &str) -> ApiResult<Moment> {
    Moment::parse(text).ok_or_else(|| ErrorCode::BadRequest.into())
}

/// A planned time as an instant of this computer's zone. A time that the clocks leave out is the one
/// after the gap.
fn instant(session: &Session, at: Moment) -> ApiResult<PartialDate> {
    let text = at.text().ok_or(ErrorCode::BadRequest)?;
    let offset = session
        .clock()
        .offset_at(&text)
        .ok_or(ErrorCode::Internal)?;
    format!("{text}:00{offset}")
        .parse()
        .map_err(|_| ErrorCode::Internal.into())
}

fn write(
    session: &Session,
    record: &Record,
    person: &str,
    mine: &Mine,
    note: Note,
) -> ApiResult<EntryId> {
    let planned = note.planned.and_then(Moment::text);
    let id = match &planned {
        Some(planned) => dose_id(&mine.resource, planned),
        None => kin_crypto::safe::random_id().map_err(VaultError::from)?,
    };
    let course = &mine.medicine.course;
    let dose = Dose {
        medicine: mine.resource.clone(),
        title: mine.row.title.clone(),
        codes: course.codes.clone(),
        planned,
        outcome: note.outcome,
        amount: note.amount,
        unit: course
            .plan
            .as_ref()
            .map(|p| p.unit.clone())
            .unwrap_or_default(),
        reason: note.reason,
        later: note.later.and_then(Moment::text),
        at: Some(note.at),
    };
    let authored = authored(session, person, &id, &note.note)?;
    let body = build_dose(&authored, &dose).map_err(|e| stored(&e))?;
    store(session, record, HAND, &body)
}

/// A planned dose as it stands after a change.
fn shown(
    session: &Session,
    record: &Record,
    mine: &Mine,
    planned_at: Option<Moment>,
    entry: EntryId,
) -> ApiResult<DoseView> {
    let full = record.entry(entry)?;
    let dose = parse_dose(&full.body).ok_or(ErrorCode::Internal)?;
    let at = full
        .row
        .date
        .as_ref()
        .and_then(Moment::of)
        .ok_or(ErrorCode::Internal)?;
    let noted = book::Noted {
        entry,
        planned: planned_at,
        later: dose.later.as_deref().and_then(Moment::parse),
        at,
        dose,
    };
    let amount = Exact::of(&noted.dose.amount).unwrap_or(Exact(0));
    view(session, mine, planned_at, amount, Some(&noted))
}

/// A dose for the face.
pub(super) fn view(
    session: &Session,
    mine: &Mine,
    planned_at: Option<Moment>,
    amount: Exact,
    noted: Option<&book::Noted>,
) -> ApiResult<DoseView> {
    let (lang, now) = (session.lang(), now(session)?);
    let plan = mine.medicine.course.plan.as_ref();
    let unit = noted
        .map(|n| n.dose.unit.as_str())
        .or_else(|| plan.map(|p| p.unit.as_str()))
        .unwrap_or_default();
    let time = match noted {
        Some(n) if n.dose.outcome == Outcome::Taken && planned_at.is_none() => n.at,
        Some(n) => n.later.or(planned_at).unwrap_or(n.at),
        None => planned_at.unwrap_or(now),
    };
    let state = state(noted, time, now);
    // Noted as more or less than planned: what was taken counts.
    let amount = noted
        .and_then(|n| Exact::of(&n.dose.amount))
        .unwrap_or(amount);
    Ok(DoseView {
        medicine: mine.row.id.to_string(),
        title: title(&mine.row, lang),
        amount_text: amount_text(lang, amount, unit),
        dosage: mine.medicine.dosage.clone(),
        planned: planned_at.and_then(Moment::text),
        time: super::words::time(planned_at.unwrap_or(time)),
        state,
        state_text: state_text(lang, state, noted, planned_at, now),
        reason: noted.and_then(|n| n.dose.reason.clone()),
        entry: noted.map(|n| n.entry.to_string()),
    })
}

fn state_text(
    lang: Lang,
    state: DoseState,
    noted: Option<&book::Noted>,
    planned_at: Option<Moment>,
    now: Moment,
) -> String {
    // The page is that of the planned day: its own times stand without the date.
    let day = planned_at.map_or_else(|| noted.map_or(now, |n| n.at).day(), Moment::day);
    let at = |moment: Option<Moment>| {
        moment.map_or_else(String::new, |m| {
            if m.day() == day {
                super::words::time(m)
            } else {
                moment_text(lang, m, day)
            }
        })
    };
    let (key, time) = match state {
        DoseState::Coming => ("med-state-coming", String::new()),
        DoseState::Open => ("med-state-open", String::new()),
        DoseState::Later => ("med-state-later", at(noted.and_then(|n| n.later))),
        DoseState::Taken => ("med-state-taken", at(noted.map(|n| n.at))),
        DoseState::Skipped => ("med-state-skipped", String::new()),
    };
    Catalogue::text(lang, key, &[("time", &time)])
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn med_take(session: &Session, request: MedTakeRequest) -> ApiResult<DoseView> {
    let record = session.record(&request.person)?;
    let mine = mine_of(&record, &request.medicine)?;
    let planned_at = request.planned.as_deref().map(moment).transpose()?;
    let at = match request.at.as_deref().filter(|t| !t.trim().is_empty()) {
        None => session.clock().now_date(),
        Some(typed) => when(session.clock(), typed).map_err(|p| form_problem("at", &p.code))?,
    };
    let at = at
        .filter(|d| d.time().is_some())
        .ok_or_else(|| form_problem("at", "bad-date"))?;
    let amount = match request.amount.as_deref().filter(|a| !a.trim().is_empty()) {
        Some(typed) => number_typed(session.clock(), typed)
            .filter(|a| Exact::of(a).is_some_and(|a| a > Exact(0) && a <= Exact::whole(100_000)))
            .ok_or_else(|| form_problem("amount", "not-a-number"))?,
        None => match planned_at {
            Some(planned_at) => of_plan(&mine, planned_at)?,
            None => usual(&mine).ok_or_else(|| form_problem("amount", "empty"))?,
        },
    };
    if let Some(planned_at) = planned_at {
        of_plan(&mine, planned_at)?;
    }
    if request.confirmed != Some(true) {
        let day = Moment::of(&at)
            .map(Moment::day)
            .ok_or(ErrorCode::Internal)?;
        let book = book::read(&record, super::plan::midnight(day))?;
        ask_if_too_much(&mine, &book, day, planned_at, &amount)?;
    }
    let entry = write(
        session,
        &record,
        &request.person,
        &mine,
        Note {
            outcome: Outcome::Taken,
            planned: planned_at,
            amount,
            at,
            reason: None,
            later: None,
            note: request.note.clone().unwrap_or_default(),
        },
    )?;
    shown(session, &record, &mine, planned_at, entry)
}

/// How much is taken at a time when needed; else the one amount of the plan.
fn usual(mine: &Mine) -> Option<Decimal> {
    let plan = mine.medicine.course.plan.as_ref();
    let parts = plan.map(kin_model::dosing::Plan::parts).unwrap_or_default();
    let needed = plan.and_then(|p| p.as_needed.clone());
    needed.or_else(|| match parts.as_slice() {
        [one] => Some(one.amount.clone()),
        _ => None,
    })
}

/// More than the doctor's maximum of a day is asked for before it is noted.
fn ask_if_too_much(
    mine: &Mine,
    book: &Book,
    day: Day,
    planned_at: Option<Moment>,
    amount: &Decimal,
) -> ApiResult<()> {
    let plan = mine.medicine.course.plan.as_ref();
    let Some(most) = plan
        .and_then(|p| p.most_per_day.as_ref())
        .and_then(Exact::of)
    else {
        return Ok(());
    };
    let mut sum = taken_on(book, &mine.resource, day).0;
    // Noted once more: the former note of the same dose does not count.
    let before = planned_at.and_then(|p| book.of(&mine.resource, p));
    if let Some(before) = before.filter(|n| n.dose.outcome == Outcome::Taken && n.at.day() == day) {
        sum = sum.saturating_sub(Exact::of(&before.dose.amount).map_or(0, |a| a.0));
    }
    sum = sum.saturating_add(Exact::of(amount).map_or(0, |a| a.0));
    if !above_most(Exact(sum), most) {
        return Ok(());
    }
    let mut error = ApiError::from(ErrorCode::NeedsConfirmation);
    error.fields = vec![FieldProblem {
        field: "amount".to_owned(),
        code: "above-most".to_owned(),
    }];
    Err(error)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn med_skip(session: &Session, request: MedSkipRequest) -> ApiResult<DoseView> {
    let record = session.record(&request.person)?;
    let mine = mine_of(&record, &request.medicine)?;
    let planned_at = moment(&request.planned)?;
    let note = Note {
        outcome: Outcome::Skipped,
        planned: Some(planned_at),
        amount: of_plan(&mine, planned_at)?,
        at: instant(session, planned_at)?,
        reason: request.reason.clone().filter(|r| !r.trim().is_empty()),
        later: None,
        note: String::new(),
    };
    let entry = write(session, &record, &request.person, &mine, note)?;
    shown(session, &record, &mine, Some(planned_at), entry)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn med_later(session: &Session, request: MedLaterRequest) -> ApiResult<DoseView> {
    if !(1..=MOST_LATER).contains(&request.minutes) {
        return Err(form_problem("minutes", "plan-range"));
    }
    let record = session.record(&request.person)?;
    let mine = mine_of(&record, &request.medicine)?;
    let planned_at = moment(&request.planned)?;
    let later = now(session)?.plus(i64::from(request.minutes) * 60);
    let note = Note {
        outcome: Outcome::Later,
        planned: Some(planned_at),
        amount: of_plan(&mine, planned_at)?,
        at: instant(session, planned_at)?,
        reason: None,
        later: Some(later),
        note: String::new(),
    };
    let entry = write(session, &record, &request.person, &mine, note)?;
    shown(session, &record, &mine, Some(planned_at), entry)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn med_untake(session: &Session, request: MedUntakeRequest) -> ApiResult<()> {
    let record = session.record(&request.person)?;
    let full = by_hand(&record, &request.entry)?;
    let mut dose = parse_dose(&full.body).ok_or(ErrorCode::NotEditable)?;
    let json: Value = serde_json::from_slice(&full.body).map_err(|_| ErrorCode::Internal)?;
    let id = json
        .get("id")
        .and_then(Value::as_str)
        .ok_or(ErrorCode::Internal)?;
    dose.outcome = Outcome::Withdrawn;
    dose.reason = None;
    dose.later = None;
    let authored = authored(session, &request.person, id, "")?;
    let body = build_dose(&authored, &dose).map_err(|e| stored(&e))?;
    store(session, &record, &full.namespace, &body)?;
    Ok(())
}
