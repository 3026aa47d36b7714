//! R2: kill -9.
//!
//! Every second process makes small changes without end, every other one plays a scenario of R1; each
//! says on its standard output what was acknowledged, and is killed after 5 to 150 milliseconds, or
//! within the time that the scenario takes where that is longer.

use crate::ground::{Dice, Until, copy_tree, folder, seed, truth, verify};
use crate::scenarios::{SCENARIOS, Scenario, Starts};
use crate::{Count, Try, home};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Fewer say nothing, however short the time.
const LEAST: u64 = 12;

/// What a process said before it was killed.
fn killed(args: &[&std::ffi::OsStr], after: Duration) -> Try<Vec<String>> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(args)
        .env_remove("LD_PRELOAD")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    std::thread::sleep(after);
    child.kill()?;
    child.wait()?;
    let out = child.stdout.take().ok_or("no output")?;
    Ok(BufReader::new(out).lines().map_while(Result::ok).collect())
}

/// What a process that makes changes without end has left; the time it took to open.
fn changes_hold(dir: &Path, said: &[String]) -> Try<Duration> {
    let begin = Instant::now();
    let vault = home::open(dir)?;
    home::record(&vault)?;
    let took = begin.elapsed();
    let says = home::told(&vault)?;
    for words in said {
        if !says.contains(words.as_str()) {
            return Err(format!("{words}was acknowledged and is lost").into());
        }
    }
    // One import is there whole or not at all.
    let mut imports: BTreeMap<&str, u32> = BTreeMap::new();
    for word in says
        .split(' ')
        .filter(|w| w.starts_with('i') && w.contains('-'))
    {
        if let Some((label, _)) = word.split_once('-') {
            *imports.entry(label).or_default() += 1;
        }
    }
    if let Some((label, n)) = imports.iter().find(|(_, n)| **n != 20) {
        return Err(format!("{n} of 20 entries of the import {label}").into());
    }
    let report = vault.check(true)?;
    if !report.ok() {
        return Err(format!("the check finds {:?}", report.problems).into());
    }
    Ok(took)
}

/// What a scenario that was cut off has left: every step it said was done.
fn steps_hold(outer: &Path, scenario: &Scenario, truth: &[String], done: usize) -> Try<()> {
    verify(outer, scenario, truth, done)
        .map_err(|why| format!("{}, after {done} steps: {why}", scenario.name).into())
}

/// Milliseconds within which a scenario is cut off: 145, or a little more than it takes.
fn clean(start: &Path, scenario: &Scenario) -> Try<u64> {
    let dir = folder()?;
    copy_tree(start, dir.path())?;
    let begin = Instant::now();
    let done = Command::new(std::env::current_exe()?)
        .arg("--player")
        .arg(dir.path())
        .arg(scenario.name)
        .env_remove("LD_PRELOAD")
        .stdout(Stdio::null())
        .status()?;
    if !done.success() {
        return Err(format!("{}: the clean run stops", scenario.name).into());
    }
    let took = u64::try_from(begin.elapsed().as_millis())?;
    Ok((took + took / 10).clamp(146, 2_000))
}

/// R2: the program is killed at any moment; what it said was saved is there.
pub(crate) fn run(until: Until) -> Try<Count> {
    let start = folder()?;
    home::make(start.path())?;
    let starts = Starts::make()?;
    let mut scenarios = Vec::new();
    for scenario in SCENARIOS {
        let start = starts.of(scenario.start)?;
        scenarios.push((scenario, truth(start, scenario)?, clean(start, scenario)?));
    }
    let (mut count, mut dice, mut acks) = (Count::default(), Dice(2 + seed()), 0_u64);
    let mut times = Vec::new();
    let mut played = 0_usize;
    while !until.over(count.runs, LEAST) {
        let dir = folder()?;
        count.run();
        if count.runs.is_multiple_of(2) {
            copy_tree(start.path(), dir.path())?;
            let after = Duration::from_millis(5 + dice.below(146));
            let said = killed(&["--victim".as_ref(), dir.path().as_ref()], after)?;
            acks += said.len() as u64;
            match changes_hold(dir.path(), &said) {
                Ok(took) => times.push(took),
                Err(why) => count.add_bad(why.to_string()),
            }
        } else {
            let turn = played % scenarios.len().max(1);
            let (scenario, truth, longest) = scenarios.get(turn).ok_or("no scenario")?;
            played += 1;
            let after = Duration::from_millis(5 + dice.below(*longest));
            copy_tree(starts.of(scenario.start)?, dir.path())?;
            let name = scenario.name.as_ref();
            let said = killed(&["--player".as_ref(), dir.path().as_ref(), name], after)?;
            acks += said.len() as u64;
            if let Err(why) = steps_hold(dir.path(), scenario, truth, said.len()) {
                count.add_bad(why.to_string());
            }
        }
    }
    times.sort();
    let p99 = times
        .get(times.len() * 99 / 100)
        .copied()
        .unwrap_or_default();
    if p99 > Duration::from_secs(1) {
        count.add_bad(format!("reopening takes {p99:?} (p99)"));
    }
    count.words = format!(
        "{acks} acknowledged changes, {played} runs in {} scenarios, reopened in {p99:.0?} (p99)",
        scenarios.len()
    );
    Ok(count)
}
