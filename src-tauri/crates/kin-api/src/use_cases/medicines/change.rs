//! A plan in the place of another.
//!
//! What was planned before stays planned. On the day of the change the new plan begins with the next dose that is not
//! yet noted: doses that are noted keep their times and stand for as many of the new plan's, and for as much. So a
//! dose that was taken at eight is not asked for again at nine, and the doses of the day never come to more than
//! either plan asks for without somebody saying so.

use super::book::{self, Book};
use super::due::planned;
use super::plan::midnight;
use super::words::{plan_texts, same_unit};
use super::{Mine, now};
use crate::error::ApiResult;
use crate::session::Session;
use kin_model::dosing::{Days, Edge, Outcome, Plan, Rhythm, Step};
use kin_rules::dosing::{due, edge_of};
use kin_rules::exact::Exact;
use kin_rules::time::{Day, Moment};
use kin_vault::Record;

/// Stretches of the past that a plan keeps, so that the report of a year is right.
pub(super) const KEPT: usize = 60;

/// Where the old plan ends and the new one begins on the day of the change.
struct Border {
    /// The first moment at which the old plan asks for nothing more.
    old: Moment,
    /// The first at which the new one asks.
    new: Moment,
}

impl Border {
    /// `None` when no dose of today is noted: then the whole day is one of the new plan.
    fn of(book: &Book, mine: &Mine, new: Option<&Plan>, now: Moment) -> Option<Self> {
        let (begin, end) = (midnight(now.day()), midnight(now.day().plus(1)));
        let noted: Vec<(Moment, &book::Noted)> = book.settled(&mine.resource, begin, end).collect();
        let last = noted.iter().map(|(planned, _)| *planned).max()?;
        let until = last.max(now);
        let old: Vec<Moment> = planned(mine, begin, end).iter().map(|d| d.at).collect();
        // Doses whose time has come stay as they are: noted, or open. Those noted at times that the plan
        // has no more count, too.
        let stay = old.iter().filter(|at| **at <= until).count();
        let strays = noted.iter().filter(|(at, _)| !old.contains(at)).count();
        let gone = stay.saturating_add(strays);
        let minute = until.plus(-until.second().rem_euclid(60));
        let border = Self {
            old: minute.plus(60),
            new: end,
        };
        let Some(new) = new else { return Some(border) };
        let taken = noted
            .iter()
            .filter(|(_, n)| n.dose.outcome == Outcome::Taken)
            .filter(|(_, n)| same_unit(&n.dose.unit, &new.unit))
            .filter_map(|(_, n)| Exact::of(&n.dose.amount))
            .fold(0_i64, |sum, a| sum.saturating_add(a.0));
        let mut sum = 0_i64;
        for (n, dose) in due(new, begin, end).iter().enumerate() {
            sum = sum.saturating_add(dose.amount.0);
            if n >= gone && dose.at > until && sum > taken {
                return Some(Self {
                    new: dose.at,
                    ..border
                });
            }
        }
        Some(border)
    }
}

/// The stretches of the plan before that lie before a day: what was planned then stays what was planned.
fn past(old: &Plan, day: Day) -> Vec<Step> {
    let mut kept = Vec::new();
    for step in old.past.iter().chain(&old.steps) {
        if Day::of(&step.from).is_none_or(|from| from >= day) {
            continue;
        }
        let mut step = step.clone();
        let ended = step.until.as_ref().and_then(Day::of);
        if ended.is_none_or(|ended| ended >= day) {
            step.until = day.plus(-1).date();
        }
        kept.push(step);
    }
    kept
}

/// The same up to a moment of a day.
fn before(old: &Plan, border: Moment, today: Day) -> Vec<Step> {
    let mut kept = past(old, today.plus(1));
    for step in &mut kept {
        let ended = step.until.as_ref().and_then(Day::of);
        if ended.is_none_or(|ended| ended >= today) && step.replaced.is_none() {
            step.replaced = edge_of(border);
        }
    }
    // What was to begin later today, and never did.
    let place = |e: &Edge| (e.day.sort_seconds(), e.minute);
    kept.retain(|s| match (&s.since, &s.replaced) {
        (Some(since), Some(replaced)) => place(since) < place(replaced),
        _ => true,
    });
    kept
}

const fn by_weekday(step: &Step) -> bool {
    matches!(
        step.rhythm,
        Rhythm::Times {
            days: Days::Every | Days::Week(_),
            ..
        }
    )
}

/// Puts a plan in the place of the one before; of that the time before stays.
pub(super) fn replace(
    session: &Session,
    record: &Record,
    mine: &mut Mine,
    new: Option<Plan>,
) -> ApiResult<()> {
    let now = now(session)?;
    let today = now.day();
    let book = book::read(record, midnight(today))?;
    let old = mine.medicine.course.plan.clone();
    let plan = match old.filter(|p| !p.steps.is_empty() || !p.past.is_empty()) {
        None => new,
        Some(old) => changed(mine, &book, &old, new, now),
    };
    let course = &mut mine.medicine.course;
    // What was counted was counted in the unit of its time.
    if let (Some(stock), Some(old)) = (&mut course.stock, &course.plan)
        && stock.unit.trim().is_empty()
    {
        stock.unit.clone_from(&old.unit);
    }
    course.plan_texts = plan
        .as_ref()
        .map(|p| plan_texts(session.lang(), p))
        .unwrap_or_default();
    course.plan = plan;
    Ok(())
}

fn changed(mine: &Mine, book: &Book, old: &Plan, new: Option<Plan>, now: Moment) -> Option<Plan> {
    let today = now.day();
    let mut new = new;
    for step in new.iter_mut().flat_map(|p| &mut p.steps) {
        // A form shows since when: that what was planned before today changes is not meant.
        let from = Day::of(&step.from);
        if from.is_some_and(|from| from < today) {
            step.since = edge_of(midnight(today));
            if by_weekday(step)
                && let Some(date) = today.date()
            {
                (step.from, step.since) = (date, None);
            }
        }
    }
    if let Some(plan) = &mut new {
        // Stretches that are over: their time stays what it was.
        let over = |s: &Step| {
            s.until
                .as_ref()
                .and_then(Day::of)
                .is_some_and(|d| d < today)
        };
        plan.steps.retain(|s| !over(s));
    }
    let begins = new
        .as_ref()
        .and_then(|p| p.steps.iter().filter_map(|s| Day::of(&s.from)).min())
        .unwrap_or(today)
        .max(today);
    let border = Border::of(book, mine, new.as_ref(), now).filter(|_| begins == today);
    let mut kept = match &border {
        Some(border) => before(old, border.old, today),
        None => past(old, begins),
    };
    let other_unit = new.as_ref().is_some_and(|p| p.unit != old.unit);
    for step in &mut kept {
        if other_unit && step.unit.is_none() {
            step.unit = Some(old.unit.clone());
        }
    }
    if let Some(border) = &border {
        for step in new.iter_mut().flat_map(|p| &mut p.steps) {
            if Day::of(&step.from).is_some_and(|from| from <= today) {
                step.since = edge_of(border.new);
            }
        }
    }
    let overflow = kept.len().saturating_sub(KEPT);
    kept.drain(..overflow);
    match new {
        Some(mut plan) => {
            let unit = plan.unit.clone();
            for step in &mut kept {
                if step.unit.as_ref() == Some(&unit) {
                    step.unit = None;
                }
            }
            plan.past = kept;
            Some(plan)
        }
        None if !kept.is_empty() => Some(Plan {
            unit: old.unit.clone(),
            past: kept,
            ..Plan::default()
        }),
        None => None,
    }
}
