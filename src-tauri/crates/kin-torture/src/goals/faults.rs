//! R1: every file operation fails once.

use crate::ground::{Dice, folder, ops_of, truth, under};
use crate::home::{self, SCENARIOS};
use crate::{Count, Try};
use std::time::Instant;

/// R1: every operation of every scenario fails in three ways.
pub(crate) fn run(until: Instant) -> Try<Count> {
    let start = folder()?;
    home::make(start.path())?;
    let (mut points, mut truths) = (Vec::new(), Vec::new());
    for (scenario, (_, steps)) in SCENARIOS.iter().enumerate() {
        truths.push(truth(start.path(), steps)?);
        for n in 1..=ops_of(start.path(), steps)? {
            points.extend((1..=3).map(|mode| (scenario, n, mode)));
        }
    }
    // In a mixed order, so that a short run sees something of everything.
    let mut dice = Dice(1);
    for i in (1..points.len()).rev() {
        points.swap(i, usize::try_from(dice.below(i as u64 + 1))?);
    }
    let mut count = Count::default();
    for (scenario, n, mode) in &points {
        if Instant::now() > until {
            break;
        }
        let (Some((name, steps)), Some(truth)) = (SCENARIOS.get(*scenario), truths.get(*scenario))
        else {
            continue;
        };
        count.runs += 1;
        if let Err(why) = under(start.path(), &format!("fail/{n}/{mode}"), steps, truth) {
            count
                .bad
                .push(format!("{name}, operation {n}, mode {mode}: {why}"));
        }
    }
    count.words = format!("{} points, {} scenarios", points.len(), SCENARIOS.len());
    Ok(count)
}
