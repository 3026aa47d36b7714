//! Noting a dose: taken, left out, put off, and taking that back.

use super::book::{self, Book};
use super::due::{planned, state};
use super::words::{amount_text, amount_typed, moment_text, same_unit};
use super::{Mine, authored, mine_of, now, title};
use crate::dto::{
    DoseState, DoseView, MedLaterRequest, MedSkipRequest, MedTakeRequest, MedUntakeRequest,
};
use crate::error::{ApiError, ApiResult, ErrorCode, FieldProblem};
use crate::error_map::{form_problem, stored};
use crate::session::Session;
use crate::use_cases::typing::{HAND, by_hand, store, when};
use kin_fhir::author::{Dose, build_dose, dose_id, parse_dose};
use kin_i18n::{Catalogue, Lang};
use kin_model::dosing::Outcome;
use kin_model::{Decimal, EntryId, PartialDate};
use kin_rules::dosing::Due;
use kin_rules::exact::Exact;
use kin_rules::medicines::above_most;
use kin_rules::time::Moment;
use kin_vault::{Record, VaultError};
use serde_json::Value;

/// Seconds of a day and a night.
const DAY: i64 = 86_400;
/// Most minutes by which a dose is put off.
const MOST_LATER: u16 = 720;

/// What is noted of a dose.
struct Note {
    outcome: Outcome,
    /// The planned time; none for a dose when needed.
    planned: Option<Moment>,
    amount: Decimal,
    /// In which unit, where it is another one than that of the plan now.
    unit: Option<String>,
    at: PartialDate,
    reason: Option<String>,
    later: Option<Moment>,
    note: String,
}

/// The amount that the plan asks for at a time, and its unit where that is not the one of the plan now; the
/// dose must be one of the plan.
fn of_plan(mine: &Mine, planned_at: Moment) -> ApiResult<(Decimal, Option<String>)> {
    let due = planned(mine, planned_at, planned_at.plus(60));
    let first = due.into_iter().next();
    first
        .and_then(|d| Some((super::words::plain(d.amount).parse().ok()?, d.unit)))
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
        unit: note
            .unit
            .or_else(|| course.plan.as_ref().map(|p| p.unit.clone()))
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
    let date = full.row.date.as_ref().ok_or(ErrorCode::Internal)?;
    let at = Moment::of(date).ok_or(ErrorCode::Internal)?;
    let noted = book::Noted {
        entry,
        planned: planned_at,
        later: dose.later.as_deref().and_then(Moment::parse),
        at,
        seconds: date.unix_seconds(),
        dose,
    };
    let due = Due {
        at: planned_at.unwrap_or(at),
        amount: Exact::of(&noted.dose.amount).unwrap_or(Exact(0)),
        unit: Some(noted.dose.unit.clone()),
    };
    view(session, mine, planned_at, &due, Some(&noted))
}

/// A dose for the face.
pub(super) fn view(
    session: &Session,
    mine: &Mine,
    planned_at: Option<Moment>,
    due: &Due,
    noted: Option<&book::Noted>,
) -> ApiResult<DoseView> {
    let (lang, now) = (session.lang(), now(session)?);
    let plan = mine.medicine.course.plan.as_ref();
    let unit = noted
        .map(|n| n.dose.unit.as_str())
        .or(due.unit.as_deref())
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
        .unwrap_or(due.amount);
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
    let of_plan = planned_at.map(|p| of_plan(&mine, p)).transpose()?;
    let amount = match request.amount.as_deref().filter(|a| !a.trim().is_empty()) {
        Some(typed) => amount_typed(session.clock(), typed)
            .map_err(|code| form_problem("amount", code))
            .and_then(|a| {
                let fits =
                    Exact::of(&a).is_some_and(|a| a > Exact(0) && a <= Exact::whole(100_000));
                if fits {
                    Ok(a)
                } else {
                    Err(form_problem("amount", "not-a-number"))
                }
            })?,
        None => match &of_plan {
            Some((amount, _)) => amount.clone(),
            None => usual(&mine).ok_or_else(|| form_problem("amount", "empty"))?,
        },
    };
    let unit = of_plan.and_then(|(_, unit)| unit);
    if request.confirmed != Some(true) {
        let moment = Moment::of(&at).ok_or(ErrorCode::Internal)?;
        let book = book::read(&record, moment.plus(-2 * DAY))?;
        let now = Due {
            at: moment,
            amount: Exact::of(&amount).unwrap_or(Exact(0)),
            unit: unit.clone(),
        };
        ask_if_too_much(&mine, &book, &now, at.unix_seconds(), planned_at)?;
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
            unit,
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

/// What was taken, and when: by the clock on the wall, and in seconds since 1970 in UTC.
struct Had<'b> {
    wall: Moment,
    seconds: i64,
    amount: Exact,
    unit: &'b str,
}

/// More than the doctor's maximum of a day is asked for before it is noted.
fn ask_if_too_much(
    mine: &Mine,
    book: &Book,
    now: &Due,
    seconds: i64,
    planned_at: Option<Moment>,
) -> ApiResult<()> {
    let plan = mine.medicine.course.plan.as_ref();
    let most = plan.and_then(|p| Some((p, Exact::of(p.most_per_day.as_ref()?)?)));
    let Some((plan, most)) = most else {
        return Ok(());
    };
    // Noted once more: the former note of the same dose does not count.
    let again = |n: &&book::Noted| planned_at.is_none() || n.planned != planned_at;
    let mut taken: Vec<Had<'_>> = book
        .doses
        .iter()
        .filter(|n| n.dose.outcome == Outcome::Taken && n.dose.medicine == mine.resource)
        .filter(again)
        .filter_map(|n| {
            Some(Had {
                wall: n.at,
                seconds: n.seconds,
                amount: Exact::of(&n.dose.amount)?,
                unit: &n.dose.unit,
            })
        })
        .collect();
    taken.push(Had {
        wall: now.at,
        seconds,
        amount: now.amount,
        unit: now.unit.as_ref().unwrap_or(&plan.unit),
    });
    let mut unsure = false;
    let mut above = false;
    let mut look = |inside: &dyn Fn(&Had<'_>) -> bool| {
        let mut sum = 0_i64;
        for had in taken.iter().filter(|h| inside(h)) {
            if same_unit(had.unit, &plan.unit) {
                sum = sum.saturating_add(had.amount.0);
            } else {
                unsure = true;
            }
        }
        above |= above_most(Exact(sum), most);
    };
    look(&|h| h.wall.day() == now.at.day());
    if planned_at.is_none() {
        // What is taken when needed: midnight makes no room for more, every day and night counts, in whatever
        // zone. Of two doses a day apart each is in a day of its own.
        for last in &taken {
            let until = last.seconds;
            if (0..DAY).contains(&until.saturating_sub(seconds)) {
                look(&|h| (0..DAY).contains(&until.saturating_sub(h.seconds)));
            }
        }
    }
    let code = match (above, unsure) {
        (true, _) => "above-most",
        // In two units nobody can say how much it comes to.
        (false, true) => "most-unsure",
        (false, false) => return Ok(()),
    };
    let mut error = ApiError::from(ErrorCode::NeedsConfirmation);
    error.fields = vec![FieldProblem {
        field: "amount".to_owned(),
        code: code.to_owned(),
    }];
    Err(error)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn med_skip(session: &Session, request: MedSkipRequest) -> ApiResult<DoseView> {
    let record = session.record(&request.person)?;
    let mine = mine_of(&record, &request.medicine)?;
    let planned_at = moment(&request.planned)?;
    let (amount, unit) = of_plan(&mine, planned_at)?;
    let note = Note {
        outcome: Outcome::Skipped,
        planned: Some(planned_at),
        amount,
        unit,
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
    let (amount, unit) = of_plan(&mine, planned_at)?;
    let note = Note {
        outcome: Outcome::Later,
        planned: Some(planned_at),
        amount,
        unit,
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
    let json = kin_fhir::value_of(&full.body).ok_or(ErrorCode::Internal)?;
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
