//! R4: a full disk.
//!
//! The disk is full after so many bytes. What matters is which write no longer fits and whether a
//! part of it still does, so every size is: for each write of a clean run, room up to its beginning
//! and room up to its middle; and no room at all.

use super::power::record;
use crate::disk::Op;
use crate::ground::{self, Dice, Until, my_part, truth, under};
use crate::scenarios::{SCENARIOS, Scenario, Starts};
use crate::{Count, Try};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Fewer say nothing, however short the time.
const LEAST: u64 = 40;

/// Every size of a scenario.
fn sizes(start: &Path, scenario: &Scenario) -> Try<BTreeSet<u64>> {
    let (mut sizes, mut sum) = (BTreeSet::from([0]), 0);
    for op in record(start, scenario)? {
        if let Op::Write(_, _, data) = op {
            let len = data.len() as u64;
            sizes.extend([sum, sum + len / 2]);
            sum += len;
        }
    }
    Ok(sizes)
}

/// R4: every scenario with every size of the disk that is too small for it.
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
        points.extend(sizes(start, scenario)?.into_iter().map(|bytes| (n, bytes)));
    }
    let all = points.len();
    // In a mixed order, so that a short run sees something of everything.
    let mut dice = Dice(4);
    for i in (1..points.len()).rev() {
        points.swap(i, usize::try_from(dice.below(i as u64 + 1))?);
    }
    let mut count = Count::default();
    let mut each: BTreeMap<&str, u64> = BTreeMap::new();
    for (n, bytes) in my_part(&points) {
        if until.late(count.runs, LEAST) {
            break;
        }
        let (Some(scenario), Some(truth)) = (SCENARIOS.get(*n), truths.get(*n)) else {
            continue;
        };
        count.run();
        *each.entry(scenario.name).or_default() += 1;
        let start = starts.of(scenario.start)?;
        if let Err(why) = under(start, &format!("budget/{bytes}"), scenario, truth) {
            let name = scenario.name;
            count.add_bad(format!("{name}, full after {bytes} bytes: {why}"));
        }
    }
    count.words = format!(
        "{all} sizes, {} scenarios; still unlocks, reads and writes when there is room again: \
         {each:?}",
        SCENARIOS.len()
    );
    Ok(count)
}
