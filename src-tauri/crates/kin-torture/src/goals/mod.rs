//! The goals: what is done to the vault, and what counts as bad. One module for each.

mod drill;
mod faults;
mod full;
mod kills;
mod memory;
mod model;
mod odd;
mod power;
mod rot;
mod walk;

use crate::ground::Until;
use crate::{Count, Try};

/// One goal of the table.
pub(crate) struct Goal {
    /// As the user names it: `R1`.
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    /// Runs that the long table must reach.
    pub(crate) wanted: u64,
    /// Works until that is over.
    pub(crate) run: fn(Until) -> Try<Count>,
}

const fn goal(
    id: &'static str,
    name: &'static str,
    wanted: u64,
    run: fn(Until) -> Try<Count>,
) -> Goal {
    Goal {
        id,
        name,
        wanted,
        run,
    }
}

/// All, in the order they run. A new goal is one module and one line here.
pub(crate) const ALL: &[Goal] = &[
    goal("R1", "fault points", 6_000, faults::run),
    goal("R2", "kill -9", 10_000, kills::run),
    goal("R3", "power loss", 20_000, power::run),
    goal("R4", "disk full", 500, full::run),
    goal("R5", "no memory", 200, memory::run),
    goal("R6", "bit rot", 5_000, rot::run),
    goal("R7", "restore drill", 500, drill::run),
    goal("R9", "odd moments", 400, odd::run),
    goal("R10", "model check", 100_000, model::run),
];
