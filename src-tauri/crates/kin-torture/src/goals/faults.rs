//! R1: every file operation fails once.

use super::walk::walk;
use crate::ground::{Until, ops_of};
use crate::scenarios::SCENARIOS;
use crate::{Count, Try};

/// R1: every operation of every scenario fails in three ways.
pub(crate) fn run(until: Until) -> Try<Count> {
    let walked = walk(
        until,
        1,
        |start, scenario| {
            let ops = 1..=ops_of(start, scenario)?;
            Ok(ops
                .flat_map(|op| (1..=3).map(move |mode| (op, mode)))
                .collect())
        },
        |(op, mode)| format!("fail/{op}/{mode}"),
        |(op, mode)| format!("operation {op}, mode {mode}"),
    )?;
    let (mut count, scenarios) = (walked.count, SCENARIOS.len());
    count.words = format!(
        "{} points, {scenarios} scenarios: {:?}",
        walked.all, walked.each
    );
    Ok(count)
}
