//! Doses: what a plan asks for on which day, what was done about it, and how long the packs last.
//!
//! All times are by the clock on the wall ([`Moment`]): the rules know no zone. So a plan has each of
//! its doses exactly once on every civil day, whatever the clocks do: in the night of the change to
//! summer time no dose is lost and in autumn none is doubled, and a journey moves a dose with the wall.
//! The price: "every eight hours" has one gap of seven and one of nine hours in a year.

mod adherence;
mod stock;

pub use adherence::{Adherence, DayDoses, adherence, by_day};
pub use stock::{RunOut, run_out};

use crate::exact::Exact;
use crate::time::{Day, Moment};
use kin_model::dosing::{Days, Edge, Plan, Rhythm, Slot, Step};

/// Most doses that one question is answered with: no plan of a person has more in a year.
pub const MOST: usize = 20_000;

/// Most doses of one day; more is a slip of the pen.
pub const MOST_A_DAY: usize = 24;

/// A dose that a plan asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// When, by the clock on the wall.
    pub at: Moment,
    /// How much.
    pub amount: Exact,
    /// In which unit, where it is another one than that of the plan now.
    pub unit: Option<String>,
}

/// Why a plan cannot be followed: the field and a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// `steps`, `slots`, `days`, `every`, `until`, `amount`, `unit`, `most`.
    pub field: &'static str,
    /// `empty`, `out-of-range`, `before-start`, `overlap`, `not-a-date`.
    pub code: &'static str,
}

const fn fault(field: &'static str, code: &'static str) -> Fault {
    Fault { field, code }
}

/// Everything that is wrong with a plan; empty when it can be followed.
#[must_use]
pub fn faults(plan: &Plan) -> Vec<Fault> {
    let mut found = Vec::new();
    if plan.unit.trim().is_empty() {
        found.push(fault("unit", "empty"));
    }
    if plan.steps.is_empty() && plan.as_needed.is_none() {
        found.push(fault("steps", "empty"));
    }
    for amount in [&plan.as_needed, &plan.most_per_day].into_iter().flatten() {
        if !positive(Exact::of(amount)) {
            found.push(fault("amount", "out-of-range"));
        }
    }
    let mut ended: Option<Day> = None;
    for (n, step) in plan.steps.iter().enumerate() {
        found.extend(faults_of(step));
        let Some(from) = Day::of(&step.from) else {
            continue;
        };
        if n > 0 && ended.is_none_or(|e| from <= e) {
            found.push(fault("steps", "overlap"));
        }
        ended = step.until.as_ref().and_then(Day::of);
    }
    found.dedup();
    found
}

fn positive(amount: Option<Exact>) -> bool {
    amount.is_some_and(|a| a > Exact(0) && a <= Exact::whole(100_000))
}

fn faults_of(step: &Step) -> Vec<Fault> {
    let mut found = Vec::new();
    let from = Day::of(&step.from);
    if from.is_none() {
        found.push(fault("from", "not-a-date"));
    }
    if let Some(until) = &step.until {
        match (from, Day::of(until)) {
            (_, None) => found.push(fault("until", "not-a-date")),
            (Some(from), Some(until)) if until < from => found.push(fault("until", "before-start")),
            _ => {}
        }
    }
    let slot = |slot: &Slot| slot.minute < 1_440 && positive(Exact::of(&slot.amount));
    match &step.rhythm {
        Rhythm::Times { slots, days } => {
            if slots.is_empty() {
                found.push(fault("slots", "empty"));
            }
            if slots.len() > MOST_A_DAY || !slots.iter().all(slot) {
                found.push(fault("slots", "out-of-range"));
            }
            let sorted = slots
                .iter()
                .zip(slots.iter().skip(1))
                .all(|(a, b)| a.minute < b.minute);
            if !sorted {
                found.push(fault("slots", "overlap"));
            }
            let fine = match *days {
                Days::Every => true,
                Days::Nth(n) => (1..=366).contains(&n),
                Days::Week(bits) => bits & 0x7f != 0,
                Days::Cycle { on, off } => (1..=366).contains(&on) && (1..=366).contains(&off),
            };
            if !fine {
                found.push(fault("days", "out-of-range"));
            }
        }
        Rhythm::Hours { every, first } => {
            if !(1..=168).contains(every) {
                found.push(fault("every", "out-of-range"));
            }
            if !slot(first) {
                found.push(fault("slots", "out-of-range"));
            }
        }
    }
    found
}

/// Does a day of a step have doses?
fn on_day(days: Days, first: Day, day: Day) -> bool {
    let passed = day.0.saturating_sub(first.0);
    match days {
        Days::Every => true,
        Days::Nth(n) => n > 0 && passed.rem_euclid(i64::from(n)) == 0,
        Days::Week(bits) => bits & (1 << weekday(day)) != 0,
        Days::Cycle { on, off } => {
            let round = i64::from(on).saturating_add(i64::from(off));
            round > 0 && passed.rem_euclid(round) < i64::from(on)
        }
    }
}

/// The day of the week: 0 is Monday, 6 Sunday. 1970-01-01 was a Thursday.
#[must_use]
pub fn weekday(day: Day) -> u8 {
    u8::try_from(day.0.saturating_add(3).rem_euclid(7)).unwrap_or(0)
}

/// The doses that a plan asks for from one moment up to, and not with, another, in the order of time.
///
/// Doses when needed are never due. At most [`MOST`] are given.
#[must_use]
pub fn due(plan: &Plan, from: Moment, until: Moment) -> Vec<Due> {
    let mut found = Vec::new();
    for step in plan.past.iter().chain(&plan.steps) {
        due_of(step, from, until, &mut found);
    }
    found.sort_by_key(|d| d.at);
    found.truncate(MOST);
    found
}

/// The moment of a minute of a day.
fn edge(edge: &Edge) -> Option<Moment> {
    Some(Moment::at(Day::of(&edge.day)?, i64::from(edge.minute) * 60))
}

/// A moment as a minute of a day.
#[must_use]
pub fn edge_of(at: Moment) -> Option<Edge> {
    Some(Edge {
        day: at.day().date()?,
        minute: u16::try_from(at.second() / 60).ok()?,
    })
}

fn due_of(step: &Step, from: Moment, until: Moment, found: &mut Vec<Due>) {
    let Some(first) = Day::of(&step.from) else {
        return;
    };
    // A plan that was changed on a day: each asks only for its own part of that day.
    let from = step
        .since
        .as_ref()
        .and_then(edge)
        .map_or(from, |e| from.max(e));
    let until = step
        .replaced
        .as_ref()
        .and_then(edge)
        .map_or(until, |e| until.min(e));
    if from >= until {
        return;
    }
    let last = match &step.until {
        None => until.day(),
        Some(day) => match Day::of(day) {
            Some(day) => day.min(until.day()),
            None => return,
        },
    };
    let begin = first.max(from.day());
    let mut put = |at: Moment, amount: Option<Exact>| {
        if let Some(amount) = amount.filter(|_| at >= from && at < until && found.len() < MOST) {
            let unit = step.unit.clone();
            found.push(Due { at, amount, unit });
        }
    };
    match &step.rhythm {
        Rhythm::Times { slots, days } => {
            let mut day = begin;
            while day <= last && day.0.saturating_sub(begin.0) < 366 * 20 {
                if on_day(*days, first, day) {
                    for slot in slots.iter().take(MOST_A_DAY) {
                        let at = Moment::at(day, i64::from(slot.minute) * 60);
                        put(at, Exact::of(&slot.amount));
                    }
                }
                day = day.plus(1);
            }
        }
        Rhythm::Hours { every, first: slot } => {
            let gap = i64::from((*every).max(1)) * 3_600;
            let start = Moment::at(first, i64::from(slot.minute) * 60);
            let end = Moment::at(last.plus(1), 0);
            // The first dose that is not before `from`, without counting through the years before.
            let missed = from.since(start).max(0);
            let skipped = missed.div_euclid(gap).saturating_mul(gap);
            let mut at = start.plus(skipped);
            let amount = Exact::of(&slot.amount);
            let mut left = MOST;
            while at < end && at < until && left > 0 {
                put(at, amount);
                at = at.plus(gap);
                left -= 1;
            }
        }
    }
}

/// What a plan asks for on a day at most: the sum of that day's doses in the unit of the plan.
#[must_use]
pub fn planned_on(plan: &Plan, day: Day) -> Exact {
    let doses = due(plan, Moment::at(day, 0), Moment::at(day.plus(1), 0));
    doses
        .iter()
        .filter(|d| d.unit.is_none())
        .fold(Exact(0), |sum, d| Exact(sum.0.saturating_add(d.amount.0)))
}

#[cfg(test)]
mod tests;
