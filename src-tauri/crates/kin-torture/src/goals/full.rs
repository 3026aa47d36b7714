//! R4: a full disk.

use crate::ground::{Dice, folder, truth, under};
use crate::home::{self, SCENARIOS};
use crate::{Count, Try};
use std::time::Instant;

/// R4: the disk is full after so many bytes.
pub(crate) fn run(until: Instant) -> Try<Count> {
    let start = folder()?;
    home::make(start.path())?;
    let mut truths = Vec::new();
    for (_, steps) in SCENARIOS {
        truths.push(truth(start.path(), steps)?);
    }
    let mut count = Count::default();
    let mut dice = Dice(4);
    while Instant::now() < until {
        for ((name, steps), truth) in SCENARIOS.iter().zip(&truths) {
            let most = if name.contains("20 MB") {
                21 << 20
            } else {
                400_000
            };
            let bytes = dice.below(most);
            count.runs += 1;
            if let Err(why) = under(start.path(), &format!("budget/{bytes}"), steps, truth) {
                count
                    .bad
                    .push(format!("{name}, full after {bytes} bytes: {why}"));
            }
        }
    }
    count.words = "still unlocks, reads and writes when there is room again".to_owned();
    Ok(count)
}
