//! How long the packs last.

use super::due;
use crate::exact::Exact;
use crate::time::{Day, Moment};
use kin_model::dosing::Plan;

/// Days that are looked ahead.
const AHEAD: i64 = 400;

/// When the packs are empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunOut {
    /// On this day the first dose is not covered any more.
    On(Day),
    /// The plan ends before, or the packs last more than a year.
    NotSoon,
    /// The medicine is taken only when needed: no day can be told.
    Unknown,
}

/// The day of the first planned dose that what is left does not cover.
///
/// `left` is what there is at `now`; a dose of today that is still to come counts, unless it is `settled`: taken before
/// its time, or left out.
#[must_use]
pub fn run_out(plan: &Plan, left: Exact, now: Moment, settled: &dyn Fn(Moment) -> bool) -> RunOut {
    if plan.steps.is_empty() {
        return RunOut::Unknown;
    }
    let mut left = left.0;
    for dose in due(plan, now, Moment::at(now.day().plus(AHEAD), 0)) {
        if settled(dose.at) {
            continue;
        }
        left = left.saturating_sub(dose.amount.0);
        if left < 0 {
            return RunOut::On(dose.at.day());
        }
    }
    RunOut::NotSoon
}
