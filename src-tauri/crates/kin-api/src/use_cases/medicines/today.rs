//! The doses of one day.

use super::act::view;
use super::book::{self, Book, Taken};
use super::due::{asked, doses_due, taken_on};
use super::words::{amount_text, day_text};
use super::{Mine, mine, now, stock, title};
use crate::dto::{DoseState, DoseView, MedTodayRequest, MedTodayView, NeededView, RemarkView};
use crate::error::{ApiResult, ErrorCode};
use crate::session::Session;
use crate::use_cases::tracking::day as day_of;
use kin_i18n::{Catalogue, Lang};
use kin_model::dosing::Outcome;
use kin_rules::dosing::Due;
use kin_rules::exact::Exact;
use kin_rules::medicines::above_most;
use kin_rules::time::{Day, Moment};

#[expect(clippy::needless_pass_by_value, reason = "the shape of every command")]
pub(crate) fn med_today(session: &Session, request: MedTodayRequest) -> ApiResult<MedTodayView> {
    let record = session.record(&request.person)?;
    let (lang, now) = (session.lang(), now(session)?);
    let day = day_of(request.day.as_deref())?.unwrap_or_else(|| now.day());
    let (from, until) = (Moment::at(day, 0), Moment::at(day.plus(1), 0));
    let all = mine(&record)?;
    let book = book::read(&record, from)?;
    let mut lines: Vec<(Moment, DoseView)> = Vec::new();
    let mut needed = Vec::new();
    for mine in &all {
        for dose in asked(mine, &book, from, until) {
            let noted = book.of(&mine.resource, dose.at);
            let line = view(session, mine, Some(dose.at), &dose, noted)?;
            lines.push((dose.at, line));
        }
        // What was taken when needed stands in the day, too.
        for noted in &book.doses {
            let of_day = noted.planned.is_none() && noted.at.day() == day;
            if of_day && noted.dose.medicine == mine.resource {
                let line = view(session, mine, None, &at_hand(noted), Some(noted))?;
                lines.push((noted.at, line));
            }
        }
        needed.extend(needed_view(session, mine, &book, day));
    }
    lines.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.title.cmp(&b.1.title)));
    let doses: Vec<DoseView> = lines.into_iter().map(|(_, line)| line).collect();
    let text = |day: Day| {
        day.date()
            .map(|d| d.to_string())
            .ok_or(ErrorCode::BadRequest)
    };
    Ok(MedTodayView {
        day: text(day)?,
        day_text: day_text(lang, day),
        before: text(day.plus(-1))?,
        after: text(day.plus(1))?,
        today: day == now.day(),
        waiting: waiting(session, &record, now)?,
        progress: progress(session, &doses),
        doses,
        needed,
        low: low(session, &record, &all, now)?,
    })
}

/// Doses of the last day whose time has come and of which nothing is noted.
fn waiting(session: &Session, record: &kin_vault::Record, now: Moment) -> ApiResult<u64> {
    let due = doses_due(session, record, now.plus(-86_400), now.plus(60))?;
    let open = due.iter().filter(|d| d.state == DoseState::Open).count();
    Ok(u64::try_from(open).unwrap_or(u64::MAX))
}

fn needed_view(session: &Session, mine: &Mine, book: &Book, day: Day) -> Option<NeededView> {
    let (lang, now) = (session.lang(), now(session).ok());
    let plan = mine
        .medicine
        .course
        .plan
        .as_ref()
        .filter(|_| mine.medicine.active)?;
    let amount = Exact::of(plan.as_needed.as_ref()?)?;
    let taken = taken_on(book, &mine.resource, day);
    let most = plan.most_per_day.as_ref().and_then(Exact::of);
    let said = taken_text(lang, &taken, &plan.unit);
    // Midnight does not make room for more: the last day and night count, too.
    let lately = now
        .filter(|now| now.day() == day)
        .map(|_| book.taken_lately(&mine.resource, session.clock().unix_seconds()));
    let more = lately
        .as_ref()
        .filter(|l| l.of(&plan.unit) > taken.of(&plan.unit));
    let today_text = match most {
        Some(most) => {
            let most = amount_text(lang, most, &plan.unit);
            let mut args = vec![("taken", said.as_str()), ("most", most.as_str())];
            let lately = more.map(|l| taken_text(lang, l, &plan.unit));
            let key = match &lately {
                Some(lately) => {
                    args.push(("lately", lately.as_str()));
                    "med-needed-lately"
                }
                None => "med-needed-most",
            };
            Catalogue::text(lang, key, &args)
        }
        None => Catalogue::text(lang, "med-needed-taken", &[("taken", &said)]),
    };
    let sum = taken
        .of(&plan.unit)
        .max(lately.as_ref().map_or(Exact(0), |l| l.of(&plan.unit)));
    let beside = taken.beside(&plan.unit) || lately.as_ref().is_some_and(|l| l.beside(&plan.unit));
    Some(NeededView {
        medicine: mine.row.id.to_string(),
        title: title(&mine.row, lang),
        amount_text: amount_text(lang, amount, &plan.unit),
        dosage: mine.medicine.dosage.clone(),
        today_text,
        // In two units nobody can say whether one more is too much: it is asked about.
        full: most.is_some_and(|m| beside || above_most(Exact(sum.0.saturating_add(amount.0)), m)),
    })
}

/// `1 tablet + 5 mL`; nothing taken is nothing of the unit of the plan.
fn taken_text(lang: Lang, taken: &Taken, unit: &str) -> String {
    let mut parts: Vec<String> = taken
        .sums()
        .iter()
        .map(|(unit, sum)| amount_text(lang, *sum, unit))
        .collect();
    if parts.is_empty() {
        parts.push(amount_text(lang, Exact(0), unit));
    }
    parts.join(" + ")
}

/// A dose that was taken when needed, as it was noted.
fn at_hand(noted: &book::Noted) -> Due {
    Due {
        at: noted.at,
        amount: Exact::of(&noted.dose.amount).unwrap_or(Exact(0)),
        unit: Some(noted.dose.unit.clone()),
    }
}

fn progress(session: &Session, doses: &[DoseView]) -> String {
    let planned = doses.iter().filter(|d| d.planned.is_some());
    let (all, done) = planned.fold((0_u64, 0_u64), |(all, done), dose| {
        (all + 1, done + u64::from(dose.state == DoseState::Taken))
    });
    if all == 0 {
        return String::new();
    }
    Catalogue::text(
        session.lang(),
        "med-progress",
        &[("done", &done.to_string()), ("all", &all.to_string())],
    )
}

fn low(
    session: &Session,
    record: &kin_vault::Record,
    all: &[Mine],
    now: Moment,
) -> ApiResult<Vec<RemarkView>> {
    let lang = session.lang();
    let book = stock::book(record, all, now)?;
    Ok(all
        .iter()
        .filter_map(|mine| Some((mine, stock::view(lang, mine, &book, now)?)))
        .filter(|(_, stock)| stock.low)
        .map(|(mine, stock)| RemarkView {
            code: "low-stock".to_owned(),
            count: 0,
            text: Catalogue::text(
                lang,
                "med-low",
                &[
                    ("title", &title(&mine.row, lang)),
                    ("left", &stock.left_text),
                    ("end", &stock.runs_out_text),
                ],
            ),
        })
        .collect())
}

/// How often a medicine was taken when needed in a time.
pub(super) fn times_needed(book: &Book, resource: &str, from: Moment, until: Moment) -> u64 {
    let taken = |n: &&book::Noted| {
        n.dose.outcome == Outcome::Taken
            && n.planned.is_none()
            && n.dose.medicine == resource
            && n.at >= from
            && n.at < until
    };
    u64::try_from(book.doses.iter().filter(taken).count()).unwrap_or(u64::MAX)
}
