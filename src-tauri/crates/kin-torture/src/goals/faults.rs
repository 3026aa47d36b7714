//! R1: every file operation fails once.

use crate::ground::{self, Dice, Until, my_part, ops_of, truth, under};
use crate::scenarios::{SCENARIOS, Starts};
use crate::{Count, Try};
use std::collections::BTreeMap;

/// Fewer say nothing, however short the time.
const LEAST: u64 = 40;

/// R1: every operation of every scenario fails in three ways.
pub(crate) fn run(until: Until) -> Try<Count> {
    let starts = Starts::make()?;
    let (mut points, mut truths) = (Vec::new(), Vec::new());
    for (n, scenario) in SCENARIOS.iter().enumerate() {
        if ground::SCENARIO.get().is_some_and(|s| s != scenario.name) {
            truths.push(Vec::new());
            continue;
        }
        let start = starts.of(scenario.start)?;
        truths.push(truth(start, scenario)?);
        for op in 1..=ops_of(start, scenario)? {
            points.extend((1..=3).map(|mode| (n, op, mode)));
        }
    }
    let all = points.len();
    // In a mixed order, so that a short run sees something of everything.
    let mut dice = Dice(1);
    for i in (1..points.len()).rev() {
        points.swap(i, usize::try_from(dice.below(i as u64 + 1))?);
    }
    let mut count = Count::default();
    let mut each: BTreeMap<&str, u64> = BTreeMap::new();
    for (n, op, mode) in my_part(&points) {
        if until.late(count.runs, LEAST) {
            break;
        }
        let (Some(scenario), Some(truth)) = (SCENARIOS.get(*n), truths.get(*n)) else {
            continue;
        };
        count.run();
        *each.entry(scenario.name).or_default() += 1;
        let start = starts.of(scenario.start)?;
        if let Err(why) = under(start, &format!("fail/{op}/{mode}"), scenario, truth) {
            let name = scenario.name;
            count.add_bad(format!("{name}, operation {op}, mode {mode}: {why}"));
        }
    }
    count.words = format!("{all} points, {} scenarios: {each:?}", SCENARIOS.len());
    Ok(count)
}
