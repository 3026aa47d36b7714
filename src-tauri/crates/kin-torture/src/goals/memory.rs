//! R5: no more memory.
//!
//! In a process of its own a scenario is played, and of its allocations of 64 KiB and more one is
//! refused: the program may say that something failed, and it may end. What was acknowledged before
//! is there, and nothing is damaged.

use crate::ground::{Dice, Until, copy_tree, folder, my_part, truth, verify};
use crate::scenarios::{REFUSED, SCENARIOS, Scenario, Starts};
use crate::{Count, Try};
use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Fewer say nothing, however short the time.
const LEAST: u64 = 10;

/// The largest things a program does with a vault.
const PLAYED: [&str; 6] = [
    "import 1k",
    "edit",
    "attach 20 MB",
    "passphrase change",
    "backup and verify",
    "restore over",
];

/// What a scenario came to when its allocation with this number was refused; 0 refuses none.
struct Came {
    said: Vec<String>,
    signal: Option<i32>,
}

fn play(outer: &Path, scenario: &Scenario, at: u64) -> Try<Came> {
    let done = Command::new(std::env::current_exe()?)
        .arg("--player")
        .arg(outer)
        .arg(scenario.name)
        .env(REFUSED, at.to_string())
        .stderr(Stdio::null())
        .output()?;
    let text = String::from_utf8_lossy(&done.stdout);
    Ok(Came {
        said: text.lines().map(str::to_owned).collect(),
        signal: done.status.signal(),
    })
}

/// Large allocations of a clean run.
fn allocations(start: &Path, scenario: &Scenario) -> Try<u64> {
    let dir = folder()?;
    copy_tree(start, dir.path())?;
    let said = play(dir.path(), scenario, 0)?.said;
    let last = said.last().and_then(|line| line.strip_prefix("large "));
    let count = last.ok_or_else(|| format!("{}: the clean run stops", scenario.name))?;
    Ok(count.parse()?)
}

/// R5: each large allocation of the largest scenarios is refused once.
pub(crate) fn run(until: Until) -> Try<Count> {
    let starts = Starts::make()?;
    let mut points = Vec::new();
    let mut played = Vec::new();
    for scenario in SCENARIOS.iter().filter(|s| PLAYED.contains(&s.name)) {
        let start = starts.of(scenario.start)?;
        let n = played.len();
        points.extend((1..=allocations(start, scenario)?).map(|at| (n, at)));
        played.push((scenario, truth(start, scenario)?));
    }
    let all = points.len();
    let mut dice = Dice(5);
    for i in (1..points.len()).rev() {
        points.swap(i, usize::try_from(dice.below(i as u64 + 1))?);
    }
    let (mut count, mut ended) = (Count::default(), 0);
    let mut each: BTreeMap<&str, u64> = BTreeMap::new();
    for (n, at) in my_part(&points) {
        if until.late(count.runs, LEAST) {
            break;
        }
        let Some((scenario, truth)) = played.get(*n) else {
            continue;
        };
        let dir = folder()?;
        copy_tree(starts.of(scenario.start)?, dir.path())?;
        count.run();
        *each.entry(scenario.name).or_default() += 1;
        let name = scenario.name;
        let came = play(dir.path(), scenario, *at)?;
        ended += u64::from(came.signal.is_some());
        // SIGABRT is how a program ends that gets no memory; anything else is a fault.
        if came.signal.is_some_and(|signal| signal != 6) {
            let signal = came.signal.unwrap_or(0);
            count.add_bad(format!("{name}, allocation {at}: signal {signal}"));
        }
        let done = came.said.iter().filter(|l| l.parse::<usize>().is_ok());
        if let Err(why) = verify(dir.path(), scenario, truth, done.count()) {
            count.add_bad(format!("{name}, allocation {at}: {why}"));
        }
    }
    count.words = format!("{all} points, {ended} runs ended by it: {each:?}");
    Ok(count)
}
