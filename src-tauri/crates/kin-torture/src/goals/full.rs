//! R4: a full disk.
//!
//! The disk is full after so many bytes. What matters is which write no longer fits and whether a
//! part of it still does, so every size is: for each write of a clean run, room up to its beginning
//! and room up to its middle; and no room at all.

use super::power::record;
use super::walk::walk;
use crate::disk::Op;
use crate::ground::Until;
use crate::scenarios::{SCENARIOS, Scenario};
use crate::{Count, Try};
use std::collections::BTreeSet;
use std::path::Path;

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
    let walked = walk(
        until,
        4,
        |start, scenario| Ok(sizes(start, scenario)?.into_iter().collect()),
        |bytes| format!("budget/{bytes}"),
        |bytes| format!("full after {bytes} bytes"),
    )?;
    let mut count = walked.count;
    count.words = format!(
        "{} sizes, {} scenarios; still unlocks, reads and writes when there is room again: {:?}",
        walked.all,
        SCENARIOS.len(),
        walked.each
    );
    Ok(count)
}
