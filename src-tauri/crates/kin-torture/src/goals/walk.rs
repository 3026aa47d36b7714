//! Every scenario with everything that can go wrong in it, one thing at a time.

use crate::ground::{self, Dice, Until, my_part, truth, under};
use crate::scenarios::{SCENARIOS, Scenario, Starts};
use crate::{Count, Try};
use std::collections::BTreeMap;
use std::path::Path;

/// Fewer say nothing, however short the time.
const LEAST: u64 = 40;

/// What was seen on the way.
pub(crate) struct Walked {
    /// Runs, and what was bad in them.
    pub(crate) count: Count,
    /// Points there are, more than there was time for.
    pub(crate) all: usize,
    /// Runs of each scenario.
    pub(crate) each: BTreeMap<&'static str, u64>,
}

/// Runs the scenarios at their points until it is late. `points` says where one may fail, `fault` how
/// faults.c is told, `words` how a person is.
pub(crate) fn walk<P>(
    until: Until,
    seed: u64,
    points: impl Fn(&Path, &Scenario) -> Try<Vec<P>>,
    fault: impl Fn(&P) -> String,
    words: impl Fn(&P) -> String,
) -> Try<Walked> {
    let starts = Starts::make()?;
    let (mut all, mut truths) = (Vec::new(), Vec::new());
    for (n, scenario) in SCENARIOS.iter().enumerate() {
        if ground::SCENARIO.get().is_some_and(|s| s != scenario.name) {
            truths.push(Vec::new());
            continue;
        }
        let start = starts.of(scenario.start)?;
        truths.push(truth(start, scenario)?);
        all.extend(points(start, scenario)?.into_iter().map(|point| (n, point)));
    }
    // In a mixed order, so that a short run sees something of everything.
    let mut dice = Dice(seed);
    for i in (1..all.len()).rev() {
        all.swap(i, usize::try_from(dice.below(i as u64 + 1))?);
    }
    let mut walked = Walked {
        count: Count::default(),
        all: all.len(),
        each: BTreeMap::new(),
    };
    for (n, point) in my_part(&all) {
        if until.late(walked.count.runs, LEAST) {
            break;
        }
        let (Some(scenario), Some(truth)) = (SCENARIOS.get(*n), truths.get(*n)) else {
            continue;
        };
        walked.count.run();
        *walked.each.entry(scenario.name).or_default() += 1;
        let start = starts.of(scenario.start)?;
        if let Err(why) = under(start, &fault(point), scenario, truth) {
            let (name, point) = (scenario.name, words(point));
            walked.count.add_bad(format!("{name}, {point}: {why}"));
        }
    }
    Ok(walked)
}
