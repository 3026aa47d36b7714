//! R4: a full disk.

use crate::ground::{Dice, seed, truth, under};
use crate::scenarios::{SCENARIOS, Starts};
use crate::{Count, Try};
use std::time::Instant;

/// R4: the disk is full after so many bytes.
pub(crate) fn run(until: Instant) -> Try<Count> {
    let starts = Starts::make()?;
    let mut truths = Vec::new();
    for scenario in SCENARIOS {
        truths.push(truth(starts.of(scenario.start)?, scenario)?);
    }
    let mut count = Count::default();
    let mut dice = Dice(4 + seed());
    while Instant::now() < until || count.runs == 0 {
        for (scenario, truth) in SCENARIOS.iter().zip(&truths) {
            let name = scenario.name;
            let most = match name {
                "attach 20 MB" => 21 << 20,
                "backup and verify" | "restore over" | "restore anew" => 2_000_000,
                _ => 400_000,
            };
            let bytes = dice.below(most);
            count.runs += 1;
            let start = starts.of(scenario.start)?;
            if let Err(why) = under(start, &format!("budget/{bytes}"), scenario, truth) {
                count.add_bad(format!("{name}, full after {bytes} bytes: {why}"));
            }
        }
    }
    count.words = "still unlocks, reads and writes when there is room again".to_owned();
    Ok(count)
}
